//! What keeps the archive from doing its work.
//!
//! The main type is [`ArchiveError`]. A file that cannot be used is no such error: it is a [`Problem`] in a report, and the
//! rest goes on.

use rollcall_model::problem::Problem;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why the archive could not go on.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// The disk refused.
    #[error("`{}`: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Kept evidence is not what the log says.
    #[error("the archive is not what its log says ({} problems)", .0.len())]
    Broken(Vec<Problem>),
    /// What was asked for makes no sense; nothing was changed.
    #[error("{0}")]
    Arguments(Box<Problem>),
}

impl ArchiveError {
    /// A closure for `map_err` that adds the path to what the system said.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_path_buf(), source }
    }

    /// The same for people: one problem, or several where several files are wrong.
    pub fn problems(&self) -> Vec<Problem> {
        match self {
            Self::Io { path, source } => vec![
                Problem::new(path.display().to_string(), "disk", format!("cannot read or write: {source}"))
                    .hint("make room or give access, then run the same command again: it goes on where it stopped"),
            ],
            Self::Broken(problems) => problems.clone(),
            Self::Arguments(problem) => vec![(**problem).clone()],
        }
    }

    /// The exit code of the command line: 1 for wrong evidence, 2 for arguments, 4 for the disk.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Broken(_) => 1,
            Self::Arguments(_) => 2,
            Self::Io { .. } => 4,
        }
    }
}
