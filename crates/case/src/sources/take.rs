//! The table given back: each row that differs from its sidecar changes it.
//!
//! The main function is [`Case::take_sources`]; the desk gives rows of the same table ([`Case::change_sources`]). A cell that says
//! what the table would say anyway changes nothing, so a table that went out and comes back leaves every file as it was. A row with
//! a fault is named with its line and not used at all, so that no sidecar is half of two versions; all other rows are used.

use super::cells::{Fault, checked, set, value};
use super::given::{Given, Line, MAX_CELL, bounded, check_head, of_csv, of_layer, twice};
use super::{COLUMNS, Format, GUESSED, PART, Seen, SourceChange, fingerprint, format_of, keys, parts, sidecar};
use crate::build::{BuildError, ExtractorCommand};
use crate::folder::{Case, in_case};
use rollcall_archive::{Disk, Limits};
use rollcall_extract::ExtractError;
use rollcall_model::problem::{Problem, nearest};
use rollcall_model::source::Stretch;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use toml_edit::{DocumentMut, Item, Table, TableLike};

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

/// A sidecar while rows change it.
struct Changing {
    said: DocumentMut,
    changed: bool,
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
        self.take_given(&given, &Seen::new())
    }

    /// Takes rows in that somebody changed beside what the table said then. A row whose sidecar says something else by now is
    /// named and not used.
    ///
    /// # Errors
    /// A lock that refuses.
    pub fn change_sources(&self, changes: &[SourceChange]) -> Result<TakenTable, BuildError> {
        let mut given = Given {
            place: "row".into(),
            head: COLUMNS.map(str::to_string).to_vec(),
            lines: Vec::new(),
            problems: Vec::new(),
        };
        for (number, change) in (1..).zip(changes) {
            let cell = |column: &&str| match *column {
                "file" => change.file.clone(),
                PART => change.part.clone(),
                GUESSED => change.guessed.join(super::BETWEEN),
                key => change.values.get(key).cloned().unwrap_or_default(),
            };
            let line = Line { number, cells: COLUMNS.iter().map(cell).collect() };
            if line.cells.iter().any(|cell| cell.len() > MAX_CELL) {
                given.problems.push(given.problem(&line, "too-long", format!("a cell has more than {MAX_CELL} bytes")));
            } else {
                given.lines.push(line);
            }
        }
        self.take_given(&given, &changes.iter().map(|change| (change.file.clone(), change.seen.clone())).collect())
    }

    fn take_given(&self, given: &Given, seen: &Seen) -> Result<TakenTable, BuildError> {
        let _lock = self.lock()?;
        let limits = Limits { max_file_bytes: self.settings().limits.max_file_mb << 20 };
        let scan = rollcall_archive::scan(self.root(), &limits);
        let sidecars: BTreeMap<&str, bool> =
            scan.inputs.iter().map(|input| (input.path.as_str(), input.sidecar.is_some())).collect();
        let mut taken = TakenTable {
            file: given.place.clone(),
            rows: given.lines.len(),
            written: Vec::new(),
            left_guessed: 0,
            problems: given.problems.clone(),
        };
        let twice = twice(given, &mut taken.problems);
        for (file, lines) in by_file(given, &twice) {
            match self.changing(given, &lines, &sidecars, seen) {
                Ok(mut changing) => {
                    for line in &lines {
                        match take_line(given, line, &mut changing) {
                            Ok(left) => taken.left_guessed += left,
                            Err(problems) => taken.problems.extend(problems),
                        }
                    }
                    match self.write(given, &lines, file, &changing) {
                        Ok(written) => taken.written.extend(written),
                        Err(problem) => taken.problems.push(problem),
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

    /// The sidecar of the file that some lines are about.
    fn changing(
        &self,
        given: &Given,
        lines: &[&Line],
        sidecars: &BTreeMap<&str, bool>,
        seen: &Seen,
    ) -> Result<Changing, Vec<Problem>> {
        let file = given.cell(lines[0], "file");
        let each = |problem: &dyn Fn(&Line) -> Problem| lines.iter().map(|line| problem(line)).collect::<Vec<_>>();
        let Some(has_sidecar) = sidecars.get(file) else {
            return Err(each(&|line| {
                let problem = given.problem(line, "unknown-file", format!("the case has no file `{file}`"));
                match nearest(file, sidecars.keys().copied()) {
                    Some(near) => problem.hint(format!("did you mean `{near}`?")),
                    None => problem.hint("write its path in the case, as `sources/note.txt`"),
                }
            }));
        };
        let path = format!("{file}.toml");
        if seen.get(file).is_some_and(|seen| *seen != fingerprint(self.root(), &path)) {
            return Err(each(&|line| {
                let message = format!("what is said of `{file}` was changed meanwhile, so nothing is written over it");
                given.problem(line, "changed-meanwhile", message).hint("load the page again and change it there")
            }));
        }
        let said = if *has_sidecar {
            sidecar(self.root(), &path).map_err(|problem| vec![problem])?
        } else if in_case(self.root(), &path).symlink_metadata().is_ok() {
            let problem = Problem::new(&path, "link", "this is a link or no file, and is not written to");
            return Err(vec![problem.hint("put a file in its place")]);
        } else {
            DocumentMut::new()
        };
        Ok(Changing { said, changed: false })
    }

    /// Writes a sidecar that was changed, and gives its path.
    fn write(&self, given: &Given, lines: &[&Line], file: &str, changing: &Changing) -> Result<Option<String>, Problem> {
        if !changing.changed {
            return Ok(None);
        }
        let path = format!("{file}.toml");
        let text = changing.said.to_string();
        // Nothing is written that a build would then refuse.
        crate::sidecar::parse(&path, text.as_bytes())?;
        Disk::new().write(&in_case(self.root(), &path), text.as_bytes()).map_err(|error| {
            let problem = given.problem(lines[0], "cannot-write", format!("`{path}`: {error}"));
            problem.hint("give yourself the right to write it, and run this again")
        })?;
        Ok(Some(path))
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

/// The lines that can be used, by their file and in the order of their parts' places: a file's own line first.
fn by_file<'g>(given: &'g Given, twice: &BTreeSet<(String, String)>) -> BTreeMap<&'g str, Vec<&'g Line>> {
    let mut files: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in &given.lines {
        let file = given.cell(line, "file");
        if !twice.contains(&(file.to_string(), given.part(line))) {
            files.entry(file).or_default().push(line);
        }
    }
    for lines in files.values_mut() {
        lines.sort_by_key(|line| (Stretch::parse(&given.part(line)), line.number));
    }
    files
}

/// Uses a line; how many guesses it leaves alone.
fn take_line(given: &Given, line: &Line, changing: &mut Changing) -> Result<usize, Vec<Problem>> {
    let part = given.part(line);
    let is_part = !part.is_empty();
    let (guessed, mut problems) = given.guessed(line);
    let new = if is_part { new_part(given, line, &part, &changing.said) } else { Ok(None) };
    let new = new.map_err(|problem| problems.push(problem)).unwrap_or_default();
    let mut cells = Vec::new();
    let mut left = 0;
    for column in given.head.iter().filter_map(|name| COLUMNS.into_iter().find(|column| *column == name.as_str())) {
        let raw = given.cell(line, column);
        if matches!(column, "file" | PART | GUESSED) {
            continue;
        }
        if !keys(is_part).any(|key| key == column) {
            problems.extend(not_here(given, line, column, raw, is_part));
            continue;
        }
        let now = said_now(&changing.said, &part, column);
        if raw == now || raw.trim() == now {
            continue;
        }
        if guessed.contains(column) {
            left += 1;
            continue;
        }
        match checked(column, raw.trim(), &now) {
            Ok(()) => cells.push((column, raw.trim())),
            Err((code, message, hint)) => problems.push(given.problem(line, code, message).hint(hint)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    if let Some(stretch) = new {
        changing.changed |= parts::add(&mut changing.said, stretch);
    }
    if !cells.is_empty()
        && let Some(table) = table_mut(&mut changing.said, &part)
    {
        for (column, value) in cells {
            changing.changed |= set(table, column, value);
        }
    }
    Ok(left)
}

/// What the sidecar says of a file or a part under a key.
fn said_now(said: &DocumentMut, part: &str, key: &str) -> String {
    if part.is_empty() {
        let source = said.get("source").and_then(Item::as_table_like);
        return source.map_or(String::new(), |source| value(source, key));
    }
    let found = parts::parts(said).into_iter().find(|(name, _)| name == part);
    found.map_or(String::new(), |(_, table)| value(table, key))
}

/// The table of a file or a part; a file's is made where there is none.
fn table_mut<'d>(said: &'d mut DocumentMut, part: &str) -> Option<&'d mut dyn TableLike> {
    if part.is_empty() {
        said.entry("source").or_insert_with(|| Item::Table(Table::new())).as_table_like_mut()
    } else {
        parts::part_mut(said, part)
    }
}

/// Where a part is that the sidecar does not have yet; nothing where it has it.
fn new_part(given: &Given, line: &Line, part: &str, said: &DocumentMut) -> Result<Option<Stretch>, Problem> {
    let known = parts::parts(said);
    if known.iter().any(|(name, _)| name == part) {
        return Ok(None);
    }
    let wrong = |(code, message, hint): Fault| given.problem(line, code, message).hint(hint);
    let stretch = Stretch::parse(part).filter(Stretch::is_forward).ok_or_else(|| {
        let message = format!("`{part}` is no part of a file");
        wrong(("bad-part", message, "write `pages 4-9`, or `rows 12`; they count from 1".into()))
    })?;
    let meets = known.iter().find(|(name, _)| Stretch::parse(name).is_some_and(|other| other.meets(&stretch)));
    match meets {
        Some((other, _)) => {
            let message = format!("`{part}` overlaps `{other}`, which is a part already");
            Err(wrong(("parts-overlap", message, "let each page or row belong to one part".into())))
        }
        None => Ok(Some(stretch)),
    }
}

/// A value under a column that a file, or a part, does not have.
fn not_here(given: &Given, line: &Line, column: &str, raw: &str, is_part: bool) -> Option<Problem> {
    if raw.trim().is_empty() {
        return None;
    }
    let (message, hint) = if is_part {
        (format!("`{column}` is said of a file and not of a part"), "empty the cell, or write it into the file's own row")
    } else {
        (format!("`{column}` is said of a part and not of a file"), "say in `part` which pages or rows it is about")
    };
    Some(given.problem(line, "not-of-this", message).hint(hint))
}
