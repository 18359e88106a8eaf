//! A table before its cells are looked at: cut into lines, whatever it was kept in.
//!
//! The main type is [`Given`]. A head that is not known stops the whole table; a line that cannot be used is set aside.

use super::{COLUMNS, GUESSED, PART, keys, split};
use rollcall_export::table::unsafe_cell;
use rollcall_model::layer::{Layer, Sheet};
use rollcall_model::problem::{Problem, nearest};
use rollcall_model::source::Stretch;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The largest table, in bytes.
const MAX_TABLE: u64 = 64 << 20;

/// The longest cell, in bytes.
pub(super) const MAX_CELL: usize = 32 << 10;

/// A row as the table has it: its line or row, and its cells.
pub(super) struct Line {
    pub number: usize,
    pub cells: Vec<String>,
}

/// The table before its cells are looked at.
pub(super) struct Given {
    pub place: String,
    pub head: Vec<String>,
    pub lines: Vec<Line>,
    /// Lines that cannot be used whatever they say.
    pub problems: Vec<Problem>,
}

impl Given {
    /// A line's cell under a head; empty where there is none.
    pub fn cell<'a>(&self, line: &'a Line, column: &str) -> &'a str {
        let at = self.head.iter().position(|name| name == column);
        at.and_then(|at| line.cells.get(at)).map_or("", String::as_str)
    }

    pub fn problem(&self, line: &Line, code: &str, message: impl Into<String>) -> Problem {
        Problem::new(format!("{}:{}", self.place, line.number), code, message)
    }

    /// The part that a line is about, as the table writes one; empty for the file itself.
    pub fn part(&self, line: &Line) -> String {
        let cell = self.cell(line, PART).trim();
        Stretch::parse(cell).map_or_else(|| cell.to_string(), |stretch| stretch.to_string())
    }

    /// The columns that a line still calls guesses.
    pub fn guessed(&self, line: &Line) -> (BTreeSet<&'static str>, Vec<Problem>) {
        let mut names = BTreeSet::new();
        let mut problems = Vec::new();
        for name in split(self.cell(line, GUESSED)) {
            match keys(!self.cell(line, PART).is_empty()).find(|key| *key == name) {
                Some(key) => {
                    names.insert(key);
                }
                None => {
                    let problem =
                        self.problem(line, "unknown-column", format!("`{GUESSED}` names `{name}`, which is no column"));
                    problems.push(match nearest(name, keys(false)) {
                        Some(near) => problem.hint(format!("did you mean `{near}`?")),
                        None => problem.hint("it lists columns whose values are guesses, with `;` between them"),
                    });
                }
            }
        }
        (names, problems)
    }
}

pub(super) fn bounded(from: &Path, place: &str) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = File::open(from).and_then(|file| file.take(MAX_TABLE + 1).read_to_end(&mut bytes));
    read.map_err(|error| Problem::new(place, "cannot-read", error.to_string()).hint("check that it is there"))?;
    if bytes.len() as u64 > MAX_TABLE {
        return Err(Problem::new(place, "file-too-large", format!("the table has more than {MAX_TABLE} bytes")));
    }
    Ok(bytes)
}

pub(super) fn of_csv(place: &str, bytes: &[u8]) -> Result<Given, Problem> {
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

pub(super) fn of_layer(place: &str, layer: &Layer) -> Result<Given, Problem> {
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
pub(super) fn check_head(given: &Given) -> Result<(), Vec<Problem>> {
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

/// Files and parts that several lines speak of: which of them counts is not for us to say, so none does.
pub(super) fn twice(given: &Given, problems: &mut Vec<Problem>) -> BTreeSet<(String, String)> {
    let mut first: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for line in &given.lines {
        let of = (given.cell(line, "file").to_string(), given.part(line));
        if let Some(number) = first.get(&of) {
            let (file, part) = &of;
            let what = if part.is_empty() { format!("`{file}`") } else { format!("`{part}` of `{file}`") };
            let message = format!("line {number} speaks of {what} too, so neither is used");
            problems.push(given.problem(line, "said-twice", message).hint("keep one of them"));
            twice.insert(of);
        } else {
            first.insert(of, line.number);
        }
    }
    twice
}
