//! Why a file gave no text.
//!
//! The main type is [`ExtractError`]. It travels from the child to the parent as JSON, and becomes a [`Problem`] with what
//! to do about it.

use rollcall_model::problem::Problem;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a file gave no text. The messages are for people; `ExtractError::code` is for scripts.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum ExtractError {
    /// The file needs a password.
    #[error("this file is encrypted: it needs a password")]
    Encrypted,
    /// Pages without letters.
    #[error("this file is a scan without text")]
    ScanWithoutText,
    /// A picture, sound or film.
    #[error("this is not a text: it is a picture, sound or film (`{media_type}`)")]
    Picture {
        /// What it is.
        media_type: String,
    },
    /// Bytes that are no text of any encoding.
    #[error("this is not a text: {why}")]
    NotText {
        /// What was seen.
        why: String,
    },
    /// A format that is not read, or not yet.
    #[error("{what} is not read yet (`{media_type}`)")]
    UnknownFormat {
        /// The format in words.
        what: String,
        /// What it is.
        media_type: String,
    },
    /// More than a limit allows.
    #[error("this file has more than {limit} {what}")]
    TooLarge {
        /// What is counted.
        what: String,
        /// The most that is allowed.
        limit: usize,
    },
    /// The file is not what its format says.
    #[error("this file is broken: {why}")]
    BrokenFile {
        /// What was seen.
        why: String,
    },
    /// A file of which no picture can be drawn.
    #[error("this file cannot be shown as a picture (`{media_type}`)")]
    NotDrawable {
        /// What it is.
        media_type: String,
    },
    /// A page that the file does not have.
    #[error("this file has {pages} pages and no page {page}")]
    NoSuchPage {
        /// What was asked for.
        page: usize,
        /// How many there are.
        pages: usize,
    },
    /// The system cannot lock the child in.
    #[error("files cannot be opened safely here: this system has no {}", missing.join(" and no "))]
    SandboxMissing {
        /// The locks that could not be applied.
        missing: Vec<String>,
    },
    /// The child ended without an answer.
    #[error("reading this file ended without an answer: {how}")]
    ExtractorCrashed {
        /// How it ended.
        how: String,
    },
    /// The child took too long.
    #[error("reading this file took more than {seconds} seconds")]
    TimedOut {
        /// How long it may take.
        seconds: u64,
    },
    /// The child could not be started, or its answer makes no sense: our fault, not the file's.
    #[error("the program cannot start itself to read this file: {why}")]
    ExtractorMissing {
        /// What the system said.
        why: String,
    },
}

impl ExtractError {
    /// What a file is that no extractor reads.
    pub(crate) fn unreadable(bytes: &[u8], media_type: &str, file_name: &str) -> Self {
        let media_type = media_type.to_string();
        let name = file_name.to_ascii_lowercase();
        let named = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        let what = match media_type.as_str() {
            "application/pgp-encrypted" => return Self::Encrypted,
            // An Office file with a password is an old-style container around an encrypted one.
            "application/x-ole-storage" if contains(bytes, &utf16("EncryptedPackage")) => return Self::Encrypted,
            picture if ["image/", "audio/", "video/"].iter().any(|kind| picture.starts_with(kind)) => {
                return Self::Picture { media_type };
            }
            office if office.contains("officedocument") || office.contains("opendocument") => "an Office file",
            "application/msword" | "application/vnd.ms-excel" | "application/vnd.ms-powerpoint" => "an Office file",
            "application/x-ole-storage" | "application/rtf" | "application/epub+zip" => "an Office file",
            "application/zip" if named(&[".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"]) => "an Office file",
            "application/zip"
            | "application/gzip"
            | "application/x-7z-compressed"
            | "application/vnd.rar"
            | "application/x-tar"
            | "application/x-bzip2"
            | "application/x-xz" => "an archive of other files",
            "application/octet-stream" => "a file of unknown kind",
            _ => "a file of this kind",
        };
        Self::UnknownFormat { what: what.to_string(), media_type }
    }

    /// A stable name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Encrypted => "encrypted",
            Self::ScanWithoutText => "scan-without-text",
            Self::Picture { .. } => "picture",
            Self::NotText { .. } => "not-text",
            Self::UnknownFormat { .. } => "unknown-format",
            Self::TooLarge { .. } => "too-large",
            Self::BrokenFile { .. } => "broken-file",
            Self::NotDrawable { .. } => "not-drawable",
            Self::NoSuchPage { .. } => "no-such-page",
            Self::SandboxMissing { .. } => "sandbox-missing",
            Self::ExtractorCrashed { .. } => "extractor-crashed",
            Self::TimedOut { .. } => "timed-out",
            Self::ExtractorMissing { .. } => "extractor-missing",
        }
    }

    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Encrypted => "open it with its password, save it without one, and add that copy beside it",
            Self::ScanWithoutText => {
                "look at its pages on the desk and draw boxes around what they show, or add a copy with recognised text (OCR)"
            }
            Self::Picture { media_type } if crate::is_drawable(media_type) => {
                "look at it on the desk and draw boxes around what it shows"
            }
            Self::Picture { .. } => "write down what it shows as a text file, and name the picture as its source",
            Self::NotText { .. } => "save it as UTF-8 text, HTML or PDF, and add that",
            Self::UnknownFormat { .. } => "save it as PDF, HTML, CSV, XLSX, ODS or text, and add that",
            Self::TooLarge { .. } => "split the file",
            Self::BrokenFile { .. } => "get the file again, or open and save it with another program",
            Self::NotDrawable { .. } => "PDF, PNG and JPEG files can be shown",
            Self::NoSuchPage { .. } => "name a page that it has, from 1",
            Self::SandboxMissing { .. } => {
                "use Linux 5.13 or newer with landlock and seccomp, or allow less under `[sandbox]` in case.toml"
            }
            Self::ExtractorCrashed { .. } | Self::TimedOut { .. } => {
                "treat the file with care, then open and save it with another program"
            }
            Self::ExtractorMissing { .. } => "install the program again",
        }
    }

    /// The same for people, about the file at `place`.
    pub fn problem(&self, place: &str) -> Problem {
        Problem::new(place, self.code(), self.to_string()).hint(self.hint())
    }

    /// The exit code of the command line: 4 where nothing can be read at all, 3 where only this file cannot.
    pub fn exit_code(&self) -> u8 {
        if matches!(self, Self::SandboxMissing { .. } | Self::ExtractorMissing { .. }) { 4 } else { 3 }
    }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_survives_the_way_from_the_child() {
        for error in [
            ExtractError::Encrypted,
            ExtractError::TooLarge { what: "pages".into(), limit: 3 },
            ExtractError::SandboxMissing { missing: vec!["landlock".into()] },
        ] {
            let json = serde_json::to_string(&error).expect("is plain data");
            assert!(json.contains(&format!("\"code\":\"{}\"", error.code())), "{json}");
            assert_eq!(serde_json::from_str::<ExtractError>(&json).expect("reads back"), error);
        }
    }

    #[test]
    fn what_is_not_read_is_named() {
        for (media_type, name, code) in [
            ("image/png", "a.txt", "picture"),
            ("video/mp4", "a.mp4", "picture"),
            ("application/zip", "a.docx", "unknown-format"),
            ("application/octet-stream", "a", "unknown-format"),
            ("application/pgp-encrypted", "a.asc", "encrypted"),
        ] {
            assert_eq!(ExtractError::unreadable(b"..", media_type, name).code(), code);
        }
        let locked = utf16("..EncryptedPackage..");
        assert_eq!(ExtractError::unreadable(&locked, "application/x-ole-storage", "a.docx"), ExtractError::Encrypted);
    }
}
