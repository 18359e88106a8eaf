//! One table of all sources: what the sidecars say, and what the files say of themselves as guesses.
//!
//! The main functions are [`Case::write_sources`] and [`Case::take_sources`]. The table's columns ([`COLUMNS`]) are the keys
//! of a sidecar's `[source]`, with `file` before them and `guessed` after them: the names of the columns whose value nobody
//! has said yet. A guess ([`guess`]) becomes a statement when a person takes its name out of `guessed` and gives the table
//! back ([`take`]); what the table does not have stays as it is in the sidecar.
//!
//! Why the column of names and not a mark in each cell: a mark would be part of the value, and a colour does not survive CSV.

mod guess;
mod take;

pub use take::TakenTable;

use crate::build::{BuildError, ExtractorCommand};
use crate::folder::{Case, in_case};
use rayon::prelude::*;
use rollcall_archive::{Disk, Input, Limits};
use rollcall_export::table::{Cell, Table};
use rollcall_extract::parent::Extractor;
use rollcall_model::problem::Problem;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use toml_edit::DocumentMut;

/// The columns of the table, in their order. All but the first and the last are keys of `[source]`.
pub const COLUMNS: [&str; 15] = [
    "file",
    "title",
    "publisher",
    "author",
    "controlled_by",
    "rests_on",
    "date",
    "public_date",
    "captured",
    "capture_note",
    "url",
    "archived_url",
    "language",
    "access",
    "guessed",
];

/// The columns whose values are dates.
const DATES: [&str; 3] = ["date", "public_date", "captured"];

/// The column of names of guessed columns.
const GUESSED: &str = "guessed";

/// What stands between the values of one cell.
const BETWEEN: &str = "; ";

/// The largest sidecar, in bytes.
const MAX_SIDECAR: u64 = 1 << 20;

/// How a table is kept, by the end of its file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Xlsx,
}

/// What writing the table did.
#[derive(Debug, Serialize)]
pub struct WrittenTable {
    /// The table's file.
    pub file: String,
    /// How many sources it has.
    pub sources: usize,
    /// How many of its values are guesses.
    pub guessed: usize,
    /// Sources that are not in it, and why.
    pub problems: Vec<Problem>,
}

/// A source's row: its values by column, and which of them are guesses.
struct Row {
    file: String,
    values: BTreeMap<&'static str, String>,
    guessed: Vec<&'static str>,
}

impl Case {
    /// Writes the table of all sources into a `.csv` or `.xlsx` file. The same case gives the same bytes.
    ///
    /// # Errors
    /// A name without such an ending, or one that is taken by other bytes; a disk or a lock that refuses.
    pub fn write_sources(&self, to: &Path, command: &ExtractorCommand) -> Result<WrittenTable, BuildError> {
        let settings = |problem: Problem| BuildError::Settings(vec![problem]);
        let format = format_of(to, "--to").map_err(settings)?;
        let extractor = self.extractor(command);
        let limits = Limits { max_file_bytes: self.settings().limits.max_file_mb << 20 };
        let scan = rollcall_archive::scan(self.root(), &limits);
        let mut problems = scan.problems;
        let rows: Vec<Result<(Row, Option<Problem>), Problem>> =
            scan.inputs.par_iter().map(|input| self.source_row(input, &extractor)).collect();
        let mut table = Table { head: COLUMNS.iter().map(ToString::to_string).collect(), rows: Vec::new() };
        let mut guessed = 0;
        for row in rows {
            match row {
                Ok((row, problem)) => {
                    guessed += row.guessed.len();
                    table.rows.push(cells(&row));
                    problems.extend(problem);
                }
                Err(problem) => problems.push(problem),
            }
        }
        // Nothing can be guessed where files cannot be opened safely: that is no matter of one file.
        if let Some(problem) = problems.iter().find(|problem| problem.code == "sandbox-missing") {
            return Err(BuildError::CannotFinish(vec![problem.clone()]));
        }
        let bytes = match format {
            Format::Csv => table.csv(),
            Format::Xlsx => table.xlsx("sources"),
        };
        keep(to, &bytes)?;
        Ok(WrittenTable { file: to.display().to_string(), sources: table.rows.len(), guessed, problems })
    }

    /// A source's row, and what was in the way of guessing.
    fn source_row(&self, input: &Input, extractor: &Extractor) -> Result<(Row, Option<Problem>), Problem> {
        let said = match &input.sidecar {
            Some(path) => sidecar(self.root(), path)?,
            None => DocumentMut::new(),
        };
        let mut row = Row { file: input.path.clone(), values: BTreeMap::new(), guessed: Vec::new() };
        for column in keys() {
            let value = value(&said, column);
            if !value.is_empty() {
                row.values.insert(column, value);
            }
        }
        let (guesses, problem) = guess::guesses(self.root(), input, extractor);
        for (column, value) in guesses {
            if !row.values.contains_key(column) {
                row.values.insert(column, value);
                row.guessed.push(column);
            }
        }
        row.guessed.sort_by_key(|column| COLUMNS.iter().position(|name| name == column));
        Ok((row, problem))
    }
}

/// The columns that are keys of `[source]`.
fn keys() -> impl Iterator<Item = &'static str> {
    COLUMNS.into_iter().filter(|column| *column != "file" && *column != GUESSED)
}

fn cells(row: &Row) -> Vec<Cell> {
    let cell = |column: &str| match column {
        "file" => Cell { text: row.file.clone(), marked: false },
        GUESSED => Cell { text: row.guessed.join(BETWEEN), marked: false },
        key => Cell { text: row.values.get(key).cloned().unwrap_or_default(), marked: row.guessed.contains(&key) },
    };
    COLUMNS.into_iter().map(cell).collect()
}

/// A sidecar that can be changed in place, after everything in it was found to be right.
fn sidecar(root: &Path, path: &str) -> Result<DocumentMut, Problem> {
    let full = in_case(root, path);
    let cannot =
        |error: std::io::Error| Problem::new(path, "cannot-read", error.to_string()).hint("check the file's permissions");
    if fs::metadata(&full).map_err(cannot)?.len() > MAX_SIDECAR {
        return Err(Problem::new(path, "file-too-large", "this is no file of a few lines").hint("look at what it is"));
    }
    let bytes = fs::read(&full).map_err(cannot)?;
    let text = crate::sidecar::parse(path, &bytes)?.text;
    text.parse::<DocumentMut>().map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Problem::in_text(path, &text, at, "bad-toml", error.message().trim_end_matches('.'))
    })
}

/// What a sidecar says in its `[source]`, as a cell; empty where it says nothing.
fn value(said: &DocumentMut, key: &str) -> String {
    let Some(item) = said.get("source").and_then(|source| source.get(key)) else { return String::new() };
    match item.as_array() {
        Some(list) => list.iter().filter_map(toml_edit::Value::as_str).collect::<Vec<_>>().join(BETWEEN),
        None => item.as_str().unwrap_or_default().to_string(),
    }
}

fn format_of(path: &Path, option: &str) -> Result<Format, Problem> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "csv" => Ok(Format::Csv),
        "xlsx" => Ok(Format::Xlsx),
        _ => {
            let message = format!("`{}` is no name of a table", path.display());
            let hint = "name a file that ends in `.csv` or `.xlsx`; the ending says how the table is kept";
            Err(Problem::new(option, "no-table-format", message).hint(hint))
        }
    }
}

/// Writes a table where none is, or the same one again: what a person has changed is never overwritten.
fn keep(to: &Path, bytes: &[u8]) -> Result<(), BuildError> {
    let place = to.display().to_string();
    match fs::read(to) {
        Ok(there) if there == bytes => return Ok(()),
        Ok(_) => {
            let problem = Problem::new(&place, "name-taken", "this file is there already, with other contents");
            let hint = "give back what you changed with `--from`, or write to another name";
            return Err(BuildError::Settings(vec![problem.hint(hint)]));
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => {
            return Err(BuildError::Settings(vec![Problem::new(&place, "cannot-read", error.to_string())]));
        }
    }
    Disk::new().write(to, bytes).map_err(|error| {
        BuildError::CannotFinish(vec![Problem::new(&place, "cannot-write", error.to_string()).hint("check the folder")])
    })
}
