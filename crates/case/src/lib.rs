//! The case: a folder, what people decided of it, and what follows.
//!
//! The main type is [`folder::Case`]. In the order of the data's way: [`settings`] and [`sidecar`] say what is there,
//! [`inputs`] archives, extracts and reads it, [`assemble`] resolves, reasons and attaches decisions ([`attach`]) into
//! the private view ([`again`] after a decision), [`public`] is the gate to the public one, [`build`] keeps results
//! ([`cache`]), [`edition`] lets them out, [`dossier`] writes the lawyer's file, [`leak`] searches what was written for the names of [`protected`] people,
//! [`verify`] checks them, [`decide`] writes down what a person says, [`sources`] keeps
//! the table of all sources and [`map`] what the columns of a table say, [`relayer`] makes new texts when asked, [`without`]
//! asks what would follow from less, [`questions`] keeps questions, [`picture`] draws pages to look at, and [`needs`] says what
//! a finding still needs before it may go out. What goes out is chosen by [`naming`], [`places`] (by what [`areas`] are known to be wide) and, inside, by `accepted`, `withheld` and
//! `veil`; [`editions`] keeps what did, [`withdraw`] takes it back, and `writing` puts it into a folder. What a file's parts are is judged in `parts`, and `reading` reads each by itself.
//!
//! Why one crate between the stages and the two programs (command line and desk): a stage is a function that knows no
//! disk, and a program knows no stage, so the order of stages, and what is redone, stand in one place.

mod accepted;
pub mod added;
pub mod again;
pub mod areas;
pub mod assemble;
pub mod attach;
pub mod build;
pub mod cache;
mod called;
pub mod decide;
pub mod decisions;
pub mod dossier;
pub mod draft;
pub mod edition;
pub mod editions;
pub mod effect;
pub mod exhibits;
mod feed;
pub mod find;
pub mod folder;
pub mod found;
pub mod inputs;
pub mod leak;
pub mod letter;
pub mod map;
mod marked;
pub mod merge;
pub mod naming;
pub mod needs;
mod next_build;
mod one_file;
mod parts;
pub mod picture;
pub mod places;
pub mod protected;
pub mod public;
pub mod questions;
mod reading;
pub mod relayer;
pub mod report;
pub mod roll;
mod searches;
mod seen;
pub mod settings;
pub mod sidecar;
pub mod since;
pub mod snapshot;
pub mod sources;
pub mod standing;
mod veil;
pub mod verify;
pub mod what_if;
pub mod withdraw;
mod withheld;
pub mod without;
pub mod words;
mod words_of_packs;
mod writing;

pub use assemble::Built;
pub use build::{BuildError, BuildOptions, BuildReport, ExtractorCommand};
pub use decide::DecideRequest;
pub use dossier::DossierDone;
pub use edition::{ExportReport, PublishReport};
pub use effect::Effect;
pub use folder::Case;
pub use letter::{ReplyDone, ReplyRequest};
pub use picture::{BoxRequest, Picture};
pub use protected::{Protected, Unlock};
pub use questions::Question;
pub use report::{ReportDone, ReportKind, ReportRequest};
/// The signs of the roll as a table, for pages that draw one of their own.
pub use rollcall_publish::{InEnglish, in_english, marks};
pub use rollcall_reason::{Standing, Step, TOGETHER};
pub use withdraw::NoticeRequest;
