//! `X.toml` beside `X`: what is known of a file.
//!
//! The main type is [`Sidecar`].

use crate::settings::parse_toml;
use rollcall_model::problem::Problem;
use rollcall_model::source::SourceInfo;
use rollcall_read::records::RecordMap;
use serde::Deserialize;

/// A sidecar's tables.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sidecar {
    /// What the file is.
    pub source: SourceInfo,
    /// How its rows are read, for a record.
    pub record: Option<RecordMap>,
    /// Its own text, so that a fault in the map of columns can be shown in its place.
    #[serde(skip)]
    pub text: String,
}

/// Reads a sidecar.
///
/// # Errors
/// The first fault, with line and column. The file beside it is then not used: it might be confidential.
pub fn parse(path: &str, bytes: &[u8]) -> Result<Sidecar, Problem> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Problem::new(path, "not-utf-8", "the file is not UTF-8").hint("save it as UTF-8"))?;
    let sidecar: Sidecar = parse_toml(path, text)?;
    Ok(Sidecar { text: text.to_string(), ..sidecar })
}
