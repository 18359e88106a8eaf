//! Untrusted bytes become text layers, in a child that locked itself in.
//!
//! The main function is [`extract`], a pure function from bytes to a [`Layer`]; the main type around it is
//! [`parent::Extractor`], which runs it in a child process, one for each file:
//!
//! ```text
//! parent                                   child (the same program, started again)
//!   spawns, writes header and bytes ──────►  1. locks itself: rlimits, landlock, seccomp   (lock)
//!                                            2. reads the header and the bytes              (child)
//!   checks the layer, keeps it      ◄──────  3. decodes, answers with one line of JSON      (text, html, pdf, sheet)
//! ```
//!
//! Why a process and not a thread or WebAssembly: the kernel keeps a process from files, network, programs and memory
//! even when a parser has been taken over; why one for each file: a file that breaks its reader breaks nothing else, and
//! starting one takes about two milliseconds. This is the only crate that parses formats that others wrote.

pub mod about;
pub mod child;
mod decode;
mod error;
mod html;
mod limits;
pub mod lock;
mod mark;
pub mod parent;
mod pdf;
pub mod picture;
mod sheet;
mod text;

pub use about::About;
pub use error::ExtractError;
pub use limits::Limits;
pub use lock::{Lock, LockReport};
pub use parent::{Extractor, Options};
pub use picture::{Picture, is_drawable};
pub use text::note;

use rollcall_model::layer::Layer;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The text of a file, within the usual limits. Runs right here: bytes of strangers belong into
/// [`parent::Extractor::extract`].
pub fn extract(bytes: &[u8], media_type: &str, file_name: &str) -> Result<Layer, ExtractError> {
    extract_within(bytes, media_type, file_name, &Limits::default())
}

/// The text of a file, within limits.
pub fn extract_within(bytes: &[u8], media_type: &str, file_name: &str, limits: &Limits) -> Result<Layer, ExtractError> {
    if bytes.len() > limits.max_bytes {
        return Err(ExtractError::TooLarge { what: "bytes".into(), limit: limits.max_bytes });
    }
    // The parsers are not ours: one that panics has met a file that it cannot read, and no more than that.
    let layer = catch_unwind(AssertUnwindSafe(|| dispatch(bytes, media_type, file_name, limits)))
        .unwrap_or_else(|_| Err(ExtractError::BrokenFile { why: "its reader gave up on it".into() }))?;
    if layer.text.len() > limits.max_text_bytes {
        return Err(ExtractError::TooLarge { what: "bytes of text".into(), limit: limits.max_text_bytes });
    }
    Ok(layer)
}

/// What a file says of itself: its title, author and dates. Nothing where it cannot be read or says nothing. Runs right
/// here: bytes of strangers belong into [`parent::Extractor::about`].
pub fn about(bytes: &[u8], media_type: &str, limits: &Limits) -> About {
    if bytes.len() > limits.max_bytes {
        return About::default();
    }
    catch_unwind(AssertUnwindSafe(|| about::about(bytes, media_type, limits))).unwrap_or_default()
}

/// A page of a file as pixels, from page 1; a photograph has one. Runs right here: bytes of strangers belong into
/// [`parent::Extractor::picture`].
pub fn draw(bytes: &[u8], media_type: &str, page: usize, limits: &Limits) -> Result<picture::Pixels, ExtractError> {
    if bytes.len() > limits.max_bytes {
        return Err(ExtractError::TooLarge { what: "bytes".into(), limit: limits.max_bytes });
    }
    catch_unwind(AssertUnwindSafe(|| picture::draw(bytes, media_type, page, limits)))
        .unwrap_or_else(|_| Err(ExtractError::BrokenFile { why: "drawing it failed".into() }))
}

/// The name of the layer that this version makes of a media type, where it makes one. A caller asks the archive for it
/// before it starts a child.
pub fn layer_name(media_type: &str) -> Option<&'static str> {
    match media_type {
        "text/html" | "application/xhtml+xml" => Some(html::NAME),
        "application/pdf" => Some(pdf::NAME),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Some(sheet::XLSX),
        "application/vnd.oasis.opendocument.spreadsheet" => Some(sheet::ODS),
        "application/x-ndjson" | "application/json" | "application/toml" | "application/xml" => Some(text::NAME),
        text if text.starts_with("text/") => Some(text::NAME),
        _ => None,
    }
}

fn dispatch(bytes: &[u8], media_type: &str, file_name: &str, limits: &Limits) -> Result<Layer, ExtractError> {
    match layer_name(media_type) {
        Some(html::NAME) => html::extract(bytes, limits),
        Some(pdf::NAME) => pdf::extract(bytes, limits),
        Some(name @ (sheet::XLSX | sheet::ODS)) => sheet::extract(bytes, name, limits),
        Some(_) => text::extract(bytes),
        None => Err(ExtractError::unreadable(bytes, media_type, file_name)),
    }
}
