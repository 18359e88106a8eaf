//! One table of all sources: what the sidecars say, and what the files say of themselves as guesses.
//!
//! The main functions are [`Case::write_sources`] and [`Case::take_sources`]. The table's columns ([`COLUMNS`]) are the keys
//! of a sidecar's `[source]`, with `file` before them and `guessed` after them: the names of the columns whose value nobody
//! has said yet. A guess ([`guess`]) becomes a statement when a person takes its name out of `guessed` and gives the table
//! back ([`take`]); what the table does not have stays as it is in the sidecar.
//!
//! Why the column of names and not a mark in each cell: a mark would be part of the value, and a colour does not survive CSV.

mod cells;
mod given;
mod guess;
mod parts;
mod take;

pub use cells::ACCESS;
pub(crate) use guess::Guesses;
pub use take::TakenTable;

use cells::value;

use crate::build::{BuildError, ExtractorCommand};
use crate::folder::{Case, in_case};
use rayon::prelude::*;
use rollcall_archive::{Disk, Input, Limits};
use rollcall_export::table::{Cell, Table};
use rollcall_extract::parent::Extractor;
use rollcall_model::id::sha256_hex;
use rollcall_model::problem::Problem;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use toml_edit::{DocumentMut, Item, TableLike};

/// The columns of the table, in their order. All but `file`, `part`, `number` and `guessed` are keys of `[source]`.
pub const COLUMNS: [&str; 17] = [
    "file",
    "part",
    "number",
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

/// The columns that a part may say, all of them keys of `[[source.parts]]`.
pub const OF_PART: [&str; 9] =
    ["number", "title", "publisher", "author", "controlled_by", "rests_on", "date", "public_date", "language"];

/// The column that says which part of its file a row is about; empty for the file itself.
const PART: &str = "part";

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

/// A row: a source or a part of one, its values by column, and which of them are guesses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SourceRow {
    /// The file's path in the case.
    pub file: String,
    /// `pages 4-9`; empty for the file itself.
    pub part: String,
    /// What is said or guessed, by column.
    pub values: BTreeMap<&'static str, String>,
    /// The columns whose values are guesses, in their order.
    pub guessed: Vec<&'static str>,
    /// What its sidecar was when this was read ([`SourceChange::seen`]).
    #[serde(skip)]
    pub seen: String,
}

/// A row as a person wants it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceChange {
    /// The file's path in the case.
    pub file: String,
    /// `pages 4-9`; empty for the file itself.
    pub part: String,
    /// Values by column; a column that is missing is emptied.
    pub values: BTreeMap<String, String>,
    /// The columns whose values are still guesses.
    pub guessed: Vec<String>,
    /// What its sidecar was when it was shown.
    pub seen: String,
}

/// What sidecars were when a table was shown, by file.
type Seen = BTreeMap<String, String>;

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
        let (rows, not_used) = self.rows_of(&scan.inputs, &extractor);
        problems.extend(not_used);
        let guessed = rows.iter().map(|row| row.guessed.len()).sum();
        let sources = rows.iter().filter(|row| row.part.is_empty()).count();
        let table = Table { head: COLUMNS.map(str::to_string).to_vec(), rows: rows.iter().map(cells).collect() };
        // Nothing can be guessed where files cannot be opened safely: that is no matter of one file.
        if let Some(problem) = problems.iter().find(|problem| problem.code == "sandbox-missing") {
            return Err(BuildError::CannotFinish(vec![problem.clone()]));
        }
        let bytes = match format {
            Format::Csv => table.csv(),
            Format::Xlsx => table.xlsx("sources"),
        };
        keep(to, &bytes)?;
        Ok(WrittenTable { file: to.display().to_string(), sources, guessed, problems })
    }

    /// The files of the case that a table speaks of, by path, and those that it cannot.
    pub fn source_files(&self) -> (Vec<Input>, Vec<Problem>) {
        let limits = Limits { max_file_bytes: self.settings().limits.max_file_mb << 20 };
        let scan = rollcall_archive::scan(self.root(), &limits);
        (scan.inputs, scan.problems)
    }

    /// The rows of some of these files, and what is in the way of the others.
    pub fn source_rows(&self, files: &[Input], command: &ExtractorCommand) -> (Vec<SourceRow>, Vec<Problem>) {
        self.rows_of(files, &self.extractor(command))
    }

    fn rows_of(&self, inputs: &[Input], extractor: &Extractor) -> (Vec<SourceRow>, Vec<Problem>) {
        let made: Vec<_> = inputs.par_iter().map(|input| self.rows_of_file(input, extractor)).collect();
        let (mut rows, mut problems) = (Vec::new(), Vec::new());
        for made in made {
            match made {
                Ok((of_file, problem)) => {
                    rows.extend(of_file);
                    problems.extend(problem);
                }
                Err(problem) => problems.push(problem),
            }
        }
        (rows, problems)
    }

    /// A source's row and those of its parts, and what was in the way of guessing.
    fn rows_of_file(&self, input: &Input, extractor: &Extractor) -> Result<(Vec<SourceRow>, Option<Problem>), Problem> {
        let seen = fingerprint(self.root(), &format!("{}.toml", input.path));
        let said = match &input.sidecar {
            Some(path) => sidecar(self.root(), path)?,
            None => DocumentMut::new(),
        };
        let row = |part: &str, table: Option<&dyn TableLike>| SourceRow {
            file: input.path.clone(),
            part: part.to_string(),
            values: keys(!part.is_empty())
                .map(|key| (key, table.map_or(String::new(), |table| value(table, key))))
                .filter(|(_, value)| !value.is_empty())
                .collect(),
            guessed: Vec::new(),
            seen: seen.clone(),
        };
        let mut whole = row("", said.get("source").and_then(Item::as_table_like));
        let (guesses, problem) = guess::guesses(self.root(), input, extractor, &self.guesses);
        for (column, value) in guesses {
            if !whole.values.contains_key(column) {
                whole.values.insert(column, value);
                whole.guessed.push(column);
            }
        }
        whole.guessed.sort_by_key(|column| COLUMNS.iter().position(|name| name == column));
        let mut rows = vec![whole];
        rows.extend(parts::parts(&said).into_iter().map(|(name, table)| row(&name, Some(table))));
        Ok((rows, problem))
    }
}

/// The columns that a file may say, or a part of one.
pub fn keys(of_part: bool) -> impl Iterator<Item = &'static str> {
    let of_file = |column: &str| !["file", PART, "number", GUESSED].contains(&column);
    COLUMNS.into_iter().filter(move |column| if of_part { OF_PART.contains(column) } else { of_file(column) })
}

fn split(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|name| !name.is_empty())
}

fn cells(row: &SourceRow) -> Vec<Cell> {
    let cell = |column: &str| match column {
        "file" => Cell { text: row.file.clone(), marked: false },
        PART => Cell { text: row.part.clone(), marked: false },
        GUESSED => Cell { text: row.guessed.join(BETWEEN), marked: false },
        key => Cell { text: row.values.get(key).cloned().unwrap_or_default(), marked: row.guessed.contains(&key) },
    };
    COLUMNS.into_iter().map(cell).collect()
}

/// What a sidecar is now; empty where there is none.
pub(crate) fn fingerprint(root: &Path, path: &str) -> String {
    let full = in_case(root, path);
    let small = fs::metadata(&full).is_ok_and(|found| found.len() <= MAX_SIDECAR);
    if small { fs::read(full).map_or(String::new(), |bytes| sha256_hex(&bytes)) } else { String::new() }
}

/// A sidecar that can be changed in place, after everything in it was found to be right.
pub(crate) fn sidecar(root: &Path, path: &str) -> Result<DocumentMut, Problem> {
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
