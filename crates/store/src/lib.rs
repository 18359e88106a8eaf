//! An index over a finished build: questions in words and in SQL, answered without reading the case again.
//!
//! The main type is [`Store`]. A folder holds `facts.sqlite` (claims, parties and engagements, the roll, findings and
//! sources, each as JSON beside the columns that are asked for), `words/` (a full-text index of every paragraph and of the
//! words of every claim) and `manifest.json` (the SHA-256 of every file of both):
//!
//! ```text
//! index/
//! ├── facts.sqlite      claims · entities · roll · findings · sources
//! ├── words/            tantivy: one document a paragraph or claim
//! └── manifest.json     {"format", "files": {PATH: SHA-256}}
//! ```
//!
//! All of it is derived: it is thrown away and built again rather than migrated, it is opened read-only, and it is no part
//! of "the same bytes" (both libraries write what differs from run to run). Why two libraries: SQLite answers by column,
//! and its own full-text search would not rank or cut words in every script alike.

mod facts;
mod manifest;
#[cfg(test)]
mod tests;
mod words;

use rollcall_model::problem::Problem;
use rollcall_model::view::View;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use words::{Hit, HitKind, MAX_HITS, MAX_QUERY};

/// What can go wrong with an index. Whatever it is, building it again mends it, unless the disk is at fault.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk refused.
    #[error("`{path}`: {error}")]
    Disk {
        /// Where.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The tables could not be written or read.
    #[error("the index's tables: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The full-text index could not be written or read.
    #[error("the index's words: {0}")]
    Words(#[from] tantivy::TantivyError),
    /// A record could not be written as JSON.
    #[error("the index's records: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::new(".rollcall", "index", error.to_string()).hint("delete `.rollcall` and build again: nothing is lost")
    }
}

fn disk(path: &Path) -> impl FnOnce(std::io::Error) -> StoreError + '_ {
    move |error| StoreError::Disk { path: path.to_path_buf(), error }
}

/// An index, opened read-only.
pub struct Store {
    sql: Connection,
    words: words::Words,
}

impl Store {
    /// Builds an index of a view in a folder that is made, or emptied of an earlier index, first. `texts` holds the
    /// layer of every source that has one, by the source's path. An interrupted build leaves no manifest, so that
    /// [`Store::verify`] names it.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn build(dir: &Path, view: &dyn View, texts: &BTreeMap<String, String>) -> Result<(), StoreError> {
        clear(dir)?;
        facts::write(&dir.join(FACTS), view)?;
        words::write(&dir.join(WORDS), view, texts)?;
        manifest::write(dir)
    }

    /// Opens an index, read-only.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open_read_only(dir: &Path) -> Result<Self, StoreError> {
        // `immutable` keeps SQLite from writing a journal or lock beside the file.
        let sql = facts::open(&dir.join(FACTS), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        Ok(Self { sql, words: words::Words::open(&dir.join(WORDS))? })
    }

    /// Paragraphs and claims that hold these words, the best first; equals by path and place. Whatever is typed is
    /// taken as words: there is no syntax to get wrong. At most [`MAX_QUERY`] code points and [`MAX_HITS`] hits.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Hit>, StoreError> {
        self.words.search(query, limit)
    }

    /// The tables, for questions by column. The connection is read-only.
    pub fn facts(&self) -> &Connection {
        &self.sql
    }

    /// What is wrong with an index, by file; empty where nothing is.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn verify(dir: &Path) -> Result<Vec<Problem>, StoreError> {
        let mut problems = manifest::check(dir)?;
        if problems.is_empty() {
            problems.extend(facts::check(&dir.join(FACTS)));
        }
        Ok(problems)
    }
}

const FACTS: &str = "facts.sqlite";
const WORDS: &str = "words";

/// Removes what an earlier index left, and only that.
fn clear(dir: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(dir).map_err(disk(dir))?;
    for name in [manifest::NAME, FACTS, "facts.sqlite-journal"] {
        let path = dir.join(name);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(disk(&path)(error)),
            _ => {}
        }
    }
    let words = dir.join(WORDS);
    match std::fs::remove_dir_all(&words) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(disk(&words)(error)),
        _ => Ok(()),
    }
}
