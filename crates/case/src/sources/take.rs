//! The table given back: each row that differs from its sidecar changes it.
//!
//! The main function is [`Case::take_sources`]. A cell that says what the table would say anyway changes nothing, so a table
//! that went out and comes back leaves every file as it was. A row with a fault is named with its line and not used at all,
//! so that no sidecar is half of two versions; all other rows are used.

use super::{COLUMNS, DATES, Format, GUESSED, format_of, keys, sidecar, value};
use crate::build::{BuildError, ExtractorCommand};
use crate::folder::{Case, in_case};
use rollcall_archive::{Disk, Limits};
use rollcall_export::table::unsafe_cell;
use rollcall_extract::ExtractError;
use rollcall_model::date::Edtf;
use rollcall_model::layer::{Layer, Sheet};
use rollcall_model::problem::{Problem, nearest};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use toml_edit::{Array, DocumentMut, Item, Table};

/// The largest table, in bytes.
const MAX_TABLE: u64 = 64 << 20;

/// The longest cell, in bytes.
const MAX_CELL: usize = 32 << 10;

/// The words of `access`.
const ACCESS: [&str; 3] = ["public", "restricted", "confidential"];

/// What taking a table in did.
#[derive(Debug, Serialize)]
pub struct TakenTable {
    /// The table's file.
    pub file: String,
    /// How many rows it has.
    pub rows: usize,
    /// The sidecars that were written, sorted.
    pub written: Vec<String>,
    /// How many guesses were left alone because `guessed` still names them.
    pub left_guessed: usize,
    /// Rows that were not used, by line, and why.
    pub problems: Vec<Problem>,
}

/// A row as the table has it: its line or row, and its cells.
struct Line {
    number: usize,
    cells: Vec<String>,
}

/// The table before its cells are looked at.
struct Given {
    place: String,
    head: Vec<String>,
    lines: Vec<Line>,
    /// Lines that cannot be used whatever they say.
    problems: Vec<Problem>,
}

impl Case {
    /// Takes a table in and writes the sidecars that it changes.
    ///
    /// # Errors
    /// A file that is no such table: nothing was changed. A lock that refuses, or no safe way to open the table.
    pub fn take_sources(&self, from: &Path, command: &ExtractorCommand) -> Result<TakenTable, BuildError> {
        let settings = |problem: Problem| BuildError::Settings(vec![problem]);
        let place = from.display().to_string();
        let format = format_of(from, "--from").map_err(settings)?;
        let bytes = bounded(from, &place).map_err(settings)?;
        let given = match format {
            Format::Csv => of_csv(&place, &bytes).map_err(settings)?,
            Format::Xlsx => self.of_xlsx(&place, &bytes, command)?,
        };
        check_head(&given).map_err(BuildError::Settings)?;
        let _lock = self.lock()?;
        let limits = Limits { max_file_bytes: self.settings().limits.max_file_mb << 20 };
        let scan = rollcall_archive::scan(self.root(), &limits);
        let sidecars: BTreeMap<&str, bool> =
            scan.inputs.iter().map(|input| (input.path.as_str(), input.sidecar.is_some())).collect();
        let mut taken =
            TakenTable { file: place, rows: given.lines.len(), written: Vec::new(), left_guessed: 0, problems: Vec::new() };
        taken.problems.clone_from(&given.problems);
        let twice = twice(&given, &mut taken.problems);
        for line in &given.lines {
            let file = given.cell(line, "file");
            if twice.contains(file) {
                continue;
            }
            match self.take_line(&given, line, &sidecars) {
                Ok((left, changed)) => {
                    taken.left_guessed += left;
                    if let Some(text) = changed {
                        let path = format!("{file}.toml");
                        match Disk::new().write(&in_case(self.root(), &path), text.as_bytes()) {
                            Ok(()) => taken.written.push(path),
                            Err(error) => {
                                let problem = given.problem(line, "cannot-write", format!("`{path}`: {error}"));
                                taken.problems.push(problem.hint("give yourself the right to write it, and run this again"));
                            }
                        }
                    }
                }
                Err(problems) => taken.problems.extend(problems),
            }
        }
        taken.written.sort();
        let line = |problem: &Problem| problem.place.rsplit(':').next().and_then(|line| line.parse::<usize>().ok());
        taken.problems.sort_by_key(line);
        Ok(taken)
    }

    /// How many guesses a line leaves alone, and the sidecar's new text where it changes.
    fn take_line(
        &self,
        given: &Given,
        line: &Line,
        sidecars: &BTreeMap<&str, bool>,
    ) -> Result<(usize, Option<String>), Vec<Problem>> {
        let file = given.cell(line, "file");
        let Some(has_sidecar) = sidecars.get(file) else {
            let problem = given.problem(line, "unknown-file", format!("the case has no file `{file}`"));
            return Err(vec![match nearest(file, sidecars.keys().copied()) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint("write its path in the case, as `sources/note.txt`"),
            }]);
        };
        let path = format!("{file}.toml");
        let mut said = if *has_sidecar {
            sidecar(self.root(), &path).map_err(|problem| vec![problem])?
        } else if in_case(self.root(), &path).symlink_metadata().is_ok() {
            let problem = Problem::new(&path, "link", "this is a link or no file, and is not written to");
            return Err(vec![problem.hint("put a file in its place")]);
        } else {
            DocumentMut::new()
        };
        let (guessed, mut problems) = given.guessed(line);
        let (mut left, mut changed) = (0, false);
        for key in keys().filter(|key| given.head.iter().any(|name| name == key)) {
            let raw = given.cell(line, key);
            let now = value(&said, key);
            if raw == now || raw.trim() == now {
                continue;
            }
            if guessed.contains(key) {
                left += 1;
                continue;
            }
            match checked(key, raw.trim(), &now) {
                Ok(()) => changed |= set(&mut said, key, raw.trim()),
                Err((code, message, hint)) => problems.push(given.problem(line, code, message).hint(hint)),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        if !changed {
            return Ok((left, None));
        }
        let text = said.to_string();
        // Nothing is written that a build would then refuse.
        crate::sidecar::parse(&path, text.as_bytes()).map_err(|problem| vec![problem])?;
        Ok((left, Some(text)))
    }

    /// A workbook's first sheet that is shown, opened in the locked child like any file from outside.
    fn of_xlsx(&self, place: &str, bytes: &[u8], command: &ExtractorCommand) -> Result<Given, BuildError> {
        const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let layer = self.extractor(command).extract(bytes, XLSX, "table.xlsx").map_err(|error| {
            let problems = vec![error.problem(place)];
            match error {
                ExtractError::SandboxMissing { .. } | ExtractError::ExtractorMissing { .. } => {
                    BuildError::CannotFinish(problems)
                }
                _ => BuildError::Settings(problems),
            }
        })?;
        of_layer(place, &layer).map_err(|problem| BuildError::Settings(vec![problem]))
    }
}

impl Given {
    /// A line's cell under a head; empty where there is none.
    fn cell<'a>(&self, line: &'a Line, column: &str) -> &'a str {
        let at = self.head.iter().position(|name| name == column);
        at.and_then(|at| line.cells.get(at)).map_or("", String::as_str)
    }

    fn problem(&self, line: &Line, code: &str, message: impl Into<String>) -> Problem {
        Problem::new(format!("{}:{}", self.place, line.number), code, message)
    }

    /// The columns that a line still calls guesses.
    fn guessed(&self, line: &Line) -> (BTreeSet<&'static str>, Vec<Problem>) {
        let mut names = BTreeSet::new();
        let mut problems = Vec::new();
        for name in split(self.cell(line, GUESSED)) {
            match keys().find(|key| *key == name) {
                Some(key) => {
                    names.insert(key);
                }
                None => {
                    let problem =
                        self.problem(line, "unknown-column", format!("`{GUESSED}` names `{name}`, which is no column"));
                    problems.push(match nearest(name, keys()) {
                        Some(near) => problem.hint(format!("did you mean `{near}`?")),
                        None => problem.hint("it lists columns whose values are guesses, with `;` between them"),
                    });
                }
            }
        }
        (names, problems)
    }
}

fn split(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|name| !name.is_empty())
}

fn bounded(from: &Path, place: &str) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = File::open(from).and_then(|file| file.take(MAX_TABLE + 1).read_to_end(&mut bytes));
    read.map_err(|error| Problem::new(place, "cannot-read", error.to_string()).hint("check that it is there"))?;
    if bytes.len() as u64 > MAX_TABLE {
        return Err(Problem::new(place, "file-too-large", format!("the table has more than {MAX_TABLE} bytes")));
    }
    Ok(bytes)
}

fn of_csv(place: &str, bytes: &[u8]) -> Result<Given, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        Problem::new(place, "not-utf-8", "the table is not UTF-8").hint("save it as `CSV UTF-8`, or as `.xlsx`")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().next().unwrap_or_default();
    // Spreadsheets of some countries write semicolons or tabs for commas.
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|byte| (first.matches(*byte as char).count(), *byte == b','));
    let mut given = rows(place, text, delimiter.unwrap_or(b','), |line, _| line)?;
    for line in &mut given.lines {
        for cell in &mut line.cells {
            *cell = unsafe_cell(cell).to_string();
        }
    }
    Ok(given)
}

fn of_layer(place: &str, layer: &Layer) -> Result<Given, Problem> {
    let points = rollcall_model::layer::CodePoints::new(&layer.text);
    let shown = |sheet: &&Sheet| !sheet.hidden && !sheet.rows.is_empty();
    let found = layer.pages.iter().find_map(|page| Some((page.sheet.as_ref().filter(shown)?, points.slice(page.span)?)));
    let Some((sheet, text)) = found else {
        return Err(Problem::new(place, "empty-table", "no sheet that is shown holds anything"));
    };
    let mut given = rows(place, text, b',', |_, at| sheet.rows.get(at).copied().unwrap_or(at + 1))?;
    // What is struck out or merged is nobody's word for one row.
    let noted = |number: usize| sheet.notes.iter().find(|note| (note.row..=note.last_row).contains(&number));
    let (good, bad): (Vec<Line>, Vec<Line>) = given.lines.into_iter().partition(|line| noted(line.number).is_none());
    given.lines = good;
    for line in &bad {
        let message = "cells of this row are merged, struck out or formulas without a value";
        let problem = Problem::new(format!("{place}:{}", line.number), "unusable-row", message);
        given.problems.push(problem.hint("write plain values into the row"));
    }
    Ok(given)
}

/// Cuts a table into lines. `number` gives a row's number from its line in the text and its place among the rows.
fn rows(place: &str, text: &str, delimiter: u8, number: impl Fn(usize, usize) -> usize) -> Result<Given, Problem> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    let mut given = Given { place: place.to_string(), head: Vec::new(), lines: Vec::new(), problems: Vec::new() };
    // How far lines were counted: a byte, and the line that it stands in.
    let mut counted = (0, 1);
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|error| Problem::new(place, "broken-table", error.to_string()))?;
        // The reader's own count of lines is one behind where lines end in two characters, so they are counted here.
        let byte = record.position().map_or(counted.0, |position| position.byte() as usize).min(text.len());
        let start = text.len() - text[byte..].trim_start_matches(['\r', '\n']).len();
        counted = (start, counted.1 + text[counted.0..start].matches('\n').count());
        let line = counted.1;
        let cells: Vec<String> = record.iter().map(str::to_string).collect();
        if at == 0 {
            given.head = cells.iter().map(|cell| cell.trim().to_string()).collect();
            continue;
        }
        let line = Line { number: number(line, at), cells };
        if line.cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let problem = if line.cells.len() != given.head.len() {
            let message = format!("the row has {} cells and the head {}", line.cells.len(), given.head.len());
            Some(("wrong-cells", message))
        } else if line.cells.iter().any(|cell| cell.len() > MAX_CELL) {
            Some(("too-long", format!("a cell has more than {MAX_CELL} bytes")))
        } else {
            None
        };
        match problem {
            Some((code, message)) => given.problems.push(given.problem(&line, code, message)),
            None => given.lines.push(line),
        }
    }
    Ok(given)
}

/// A head that is not understood is a reason to take nothing: a slip in `guessed` would turn guesses into statements.
fn check_head(given: &Given) -> Result<(), Vec<Problem>> {
    let place = format!("{}:1", given.place);
    let mut problems = Vec::new();
    if !given.head.iter().any(|name| name == "file") {
        let problem = Problem::new(&place, "no-file-column", "the table has no column `file`");
        problems.push(problem.hint("start from the table that `rollcall sources CASE --to FILE` writes"));
    }
    for (at, name) in given.head.iter().enumerate() {
        if given.head[..at].contains(name) {
            problems.push(Problem::new(&place, "said-twice", format!("two columns are called `{name}`")).hint("keep one"));
        } else if !COLUMNS.contains(&name.as_str()) {
            let problem = Problem::new(&place, "unknown-column", format!("`{name}` is no column of this table"));
            problems.push(match nearest(name, COLUMNS) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint(format!("take it out; its columns are {}", COLUMNS.join(", "))),
            });
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Files that several lines speak of: which of them counts is not for us to say, so none does.
fn twice(given: &Given, problems: &mut Vec<Problem>) -> BTreeSet<String> {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for line in &given.lines {
        let file = given.cell(line, "file");
        if let Some(number) = first.get(file) {
            let message = format!("line {number} speaks of `{file}` too, so neither is used");
            problems.push(given.problem(line, "said-twice", message).hint("keep one of them"));
            twice.insert(file.to_string());
        } else {
            first.insert(file, line.number);
        }
    }
    twice
}

/// A fault of a cell: code, message, hint.
type Fault = (&'static str, String, String);

fn checked(key: &str, value: &str, now: &str) -> Result<(), Fault> {
    if DATES.contains(&key) && !value.is_empty() {
        return Edtf::parse(value).map(|_| ()).map_err(|error| {
            let hint = "write a day as `2021-06-15`, a month as `2021-06`, a year as `2021`";
            ("bad-date", format!("`{key}`: {error}"), hint.to_string())
        });
    }
    if key == "access" && !ACCESS.contains(&value) {
        let known = ACCESS.join("`, `");
        // An empty cell must not open what somebody closed.
        let message = if value.is_empty() {
            format!("`access` was `{now}` and is empty here")
        } else {
            format!("`{value}` is not among the values of `access`")
        };
        let hint = match nearest(&value.to_lowercase(), ACCESS) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of `{known}`"),
        };
        return Err(("bad-access", message, hint));
    }
    Ok(())
}

/// Sets or removes a key of `[source]`; whether that changed anything.
fn set(said: &mut DocumentMut, key: &str, value: &str) -> bool {
    let source = said.entry("source").or_insert_with(|| Item::Table(Table::new()));
    let Some(source) = source.as_table_like_mut() else { return false };
    if value.is_empty() {
        return source.remove(key).is_some();
    }
    let item = if key == "rests_on" { toml_edit::value(split(value).collect::<Array>()) } else { toml_edit::value(value) };
    match source.get_mut(key) {
        // The spaces and remarks around a value are the person's.
        Some(there) => match (there.as_value_mut(), item.into_value()) {
            (Some(there), Ok(mut new)) => {
                *new.decor_mut() = there.decor().clone();
                *there = new;
            }
            _ => return false,
        },
        None => {
            source.insert(key, item);
        }
    }
    true
}
