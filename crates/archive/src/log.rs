//! The log: one line for each thing that was taken in, each with the hash of the line before.
//!
//! The main type is [`Entry`]; [`parse`] reads a whole log and says at which line it stops being one. Each line also ends
//! with the hash of itself (`sum`), because a chain alone cannot see a change in its last link.

use crate::hash::{is_sha256, sha256};
use rollcall_model::problem::Problem;
use serde::{Deserialize, Serialize};

/// What `prev` says in the first line.
pub const NO_LINE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// A version of a file of the case.
    File,
    /// The text made from a file's bytes.
    Layer,
    /// What is said about a file (its sidecar) changed, or is gone, while the file did not change.
    SourceInfo,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The version of this format.
    pub v: u32,
    /// The line's number, from 1.
    pub n: u64,
    /// The SHA-256 of the bytes of the line before, without its newline.
    pub prev: String,
    /// What the line is about.
    pub kind: EntryKind,
    /// The file's path in the case. A layer has none: it belongs to bytes, whatever names they have.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// The SHA-256 of the file's bytes.
    pub sha256: String,
    /// How many bytes the file (or the layer as kept) has.
    pub size: u64,
    /// The media type, from the content.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub media_type: Option<String>,
    /// The SHA-256 of the sidecar's bytes, where the file has a sidecar.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sidecar_sha256: Option<String>,
    /// The layer's name (`text/1`).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub layer: Option<String>,
    /// The SHA-256 of the layer as kept.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub layer_sha256: Option<String>,
    /// When a person added the file. A build says no time, so that it stays a function of the case.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<String>,
    /// The SHA-256 of this line with an empty `sum`.
    pub sum: String,
}

impl Entry {
    /// The line, without its newline. Sets `sum`.
    pub fn seal(&mut self) -> String {
        self.sum.clear();
        self.sum = sha256(self.line().as_bytes());
        self.line()
    }

    fn line(&self) -> String {
        serde_json::to_string(self).expect("an entry is plain data")
    }

    fn fault(&self, line: &str, before: &str, number: u64) -> Option<&'static str> {
        let mut again = self.clone();
        let hashes = [Some(&self.sha256), self.sidecar_sha256.as_ref(), self.layer_sha256.as_ref()];
        if self.v != 1 {
            Some("has a format version that is not known")
        } else if again.seal() != line {
            Some("is not as it was written")
        } else if self.prev != before {
            Some("does not follow from the line before it")
        } else if self.n != number {
            Some("has the wrong number")
        } else if !hashes.into_iter().flatten().all(|hash| is_sha256(hash)) {
            Some("holds a hash that is none")
        } else if !self.layer.as_deref().is_none_or(is_layer_name) {
            Some("names a kind of text that is none")
        } else {
            None
        }
    }
}

/// Whether a text can be a layer's name (`text/1`), and so part of a path.
pub fn is_layer_name(name: &str) -> bool {
    let part = |part: &str| {
        (1..=32).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    name.split_once('/').is_some_and(|(extractor, version)| part(extractor) && part(version))
}

/// A log as read.
#[derive(Debug, Default)]
pub struct Log {
    /// Its entries, up to the first fault.
    pub entries: Vec<Entry>,
    /// How many bytes hold whole lines; what follows is half a line that a killed program left.
    pub whole: usize,
    /// The hash of the last line, for the next one.
    pub head: String,
    /// The first fault, if there is one.
    pub fault: Option<Problem>,
}

/// Reads a log. `place` names it in problems.
pub fn parse(place: &str, bytes: &[u8]) -> Log {
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let mut log = Log { whole, head: NO_LINE.to_string(), ..Log::default() };
    let body = bytes[..whole].strip_suffix(b"\n").unwrap_or_default();
    if whole == 0 {
        return log;
    }
    for (line, number) in body.split(|byte| *byte == b'\n').zip(1..) {
        let text = std::str::from_utf8(line).unwrap_or_default();
        let fault = match serde_json::from_str::<Entry>(text) {
            Err(_) => Some("cannot be read"),
            Ok(entry) => match entry.fault(text, &log.head, number) {
                None => {
                    log.entries.push(entry);
                    None
                }
                fault => fault,
            },
        };
        if let Some(fault) = fault {
            let problem = Problem::new(format!("{place}:{number}"), "broken-log", format!("this line of the log {fault}"));
            log.fault = Some(problem.hint("put the archive back from a copy; the log is never written by hand"));
            return log;
        }
        log.head = sha256(line);
    }
    log
}
