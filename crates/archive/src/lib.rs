//! Files kept by content, and the log of them.
//!
//! The main type is [`Archive`]: it takes a file of the case ([`scan`] finds them, [`add`] copies new ones in), keeps its
//! bytes under their SHA-256, keeps the text made from them beside it, and writes one line for each into a log where
//! every line carries the hash of the one before. [`verify`] reads it all again and names one flipped byte.
//!
//! ```text
//! CASE/archive/log.jsonl                     one line for each file, its text, its sidecar: append only, chained
//! CASE/archive/blobs/ab/abcdef…              the bytes of a file, named by their hash: the same bytes twice are one
//! CASE/archive/layers/abcdef…/text-1.json    the text made from them
//! ```
//!
//! Why not a database or git: a person must be able to check the archive with `sha256sum` and a text editor, in ten
//! years, without us. Why not the files in `sources/` themselves: those are the user's, and may be edited or deleted.
//!
//! Everything derived is written through [`disk::Disk`], which counts its steps, so that a test can kill a build before
//! and after each of them and compare what the next build makes.

pub mod add;
mod archive;
pub mod disk;
mod error;
pub mod hash;
pub mod log;
pub mod media;
pub mod scan;
mod verify;

pub use add::{AddReport, add};
pub use archive::{Archive, Taken};
pub use disk::Disk;
pub use error::ArchiveError;
pub use scan::{Input, Kind, Limits, Scan, scan};
pub use verify::verify;
