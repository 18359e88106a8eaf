//! Structured sources become claims: tables and sheets with a column map, calendars, FollowTheMoney as lines.
//!
//! The main types are [`RecordMap`], the `[record]` table of a sidecar, and [`RecordReading`], the claims with what could
//! not be read. Every format is first cut into rows whose cells know where they stand ([`row::Row`]); one engine then
//! makes claims of a row by the ontology, so that a new property or kind needs no code here. A row that is wrong is named
//! and skipped, the rest is read.
//!
//! Why cells are found by our own scanners and not by the parsers of the formats: a claim needs the place of every cell
//! in code points, which those parsers do not keep. Tests hold our scanners against them.

mod calendar;
mod documents;
pub mod draft;
mod ftm;
mod plan;
mod row;
mod sheet;
mod table;
#[cfg(test)]
mod tests;

pub use documents::SAYS;
pub(crate) use row::checked;

use rollcall_model::claim::{Anchor, Claim};
use rollcall_model::layer::{CodePoints, Layer, Span};
use rollcall_model::problem::Problem;
use rollcall_model::source::{Part, Source};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows that are read of one file.
pub const MAX_ROWS: usize = 200_000;
/// Cells of one row, properties of one calendar entry or values of one line.
pub const MAX_CELLS: usize = 512;
/// Bytes of one row, calendar entry or line.
pub const MAX_ROW_BYTES: usize = 1 << 20;
/// Problems that are told of one file.
pub const MAX_PROBLEMS: usize = 200;

/// The `[record]` table of a sidecar: what a row is, and which column says which property.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordMap {
    /// The kind of thing that a row speaks of. A calendar's is Meeting when nothing is said.
    pub kind: Option<String>,
    /// Property, or dotted property of a linked thing (`party.kind`), to the head of a column.
    pub columns: BTreeMap<String, String>,
    /// The same, to a value that holds for every row.
    pub fixed: BTreeMap<String, String>,
    /// What a row says of itself as a document of its own (`date`, `author`, `text` …), to the head of a column.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub document: BTreeMap<String, String>,
    /// The sheet of a workbook whose rows these are, where it has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
}

/// What a structured source gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordReading {
    /// Claims, by row.
    pub claims: Vec<Claim>,
    /// What was not used and why, by place.
    pub problems: Vec<Problem>,
    /// What rows say of themselves as documents, by row.
    pub parts: Vec<Part>,
    /// The texts of rows that are to be read as prose, by row.
    pub texts: Vec<RowText>,
}

/// Where the text of a row that is a document of its own stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowText {
    /// The row, as claims count it.
    pub row: usize,
    /// The head of its column.
    pub column: String,
    /// The code points of the layer.
    pub span: Span,
}

/// The formats that are read as records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordFormat {
    /// Comma-separated values with a head.
    Csv,
    /// A workbook: XLSX or ODS.
    Workbook,
    /// iCalendar.
    Calendar,
    /// One FollowTheMoney object a line.
    Ftm,
    /// What another program read in sources of the case: see [`crate::outside`].
    Reading,
}

/// The format of a record, by the end of its file's name.
pub fn format_of(path: &str) -> Option<RecordFormat> {
    let lower = path.to_ascii_lowercase();
    if lower.ends_with(".csv") {
        Some(RecordFormat::Csv)
    } else if lower.ends_with(".xlsx") || lower.ends_with(".ods") {
        Some(RecordFormat::Workbook)
    } else if lower.ends_with(".ics") {
        Some(RecordFormat::Calendar)
    } else if lower.ends_with(".ftm.json") {
        Some(RecordFormat::Ftm)
    } else if lower.ends_with(crate::outside::ENDING) {
        Some(RecordFormat::Reading)
    } else {
        None
    }
}

/// Reads one structured source. `sidecar` is the text of the file beside it, where `record` stands, or empty: problems of
/// the map point into it, as `PATH.toml:LINE:COLUMN`.
pub fn read_record(layer: &Layer, source: &Source, record: &RecordMap, sidecar: &str) -> RecordReading {
    let file = File { source, layer, points: CodePoints::new(&layer.text), sidecar, in_sheet: None };
    let mut reading = match format_of(&source.path) {
        Some(RecordFormat::Csv) => table::read(&file, record),
        Some(RecordFormat::Workbook) => table::read_workbook(&file, record),
        Some(RecordFormat::Calendar) => calendar::read(&file, record),
        Some(RecordFormat::Ftm) => ftm::read(&file),
        // Its claims are those of other sources, and are made where those are known.
        Some(RecordFormat::Reading) => RecordReading::default(),
        None => RecordReading {
            problems: vec![
                Problem::new(&source.path, "unknown-record", "this is no format of records")
                    .hint("a record is a `.csv`, `.xlsx`, `.ods`, `.ics`, `.ftm.json` or `.read.jsonl` file"),
            ],
            ..RecordReading::default()
        },
    };
    let has_rows = matches!(format_of(&source.path), Some(RecordFormat::Csv | RecordFormat::Workbook));
    if !has_rows && !record.document.is_empty() {
        let problem =
            file.map_problem("document", "no-columns", "only the rows of a table say of themselves who wrote them");
        reading.problems.push(problem.hint("take `document` out"));
    }
    debug_assert!(reading.claims.iter().all(|claim| claim.anchor.holds(&file.points)));
    if reading.problems.len() > MAX_PROBLEMS {
        let more = reading.problems.len() - MAX_PROBLEMS;
        reading.problems.truncate(MAX_PROBLEMS);
        reading.problems.push(Problem::new(
            &source.path,
            "more-problems",
            format!("{more} more problems of this file are not listed"),
        ));
    }
    reading
}

/// The number of the last row of a table, as claims count rows; nothing where the file is no table that can be cut.
pub fn last_row(layer: &Layer, source: &Source, record: &RecordMap) -> Option<usize> {
    let file = File { source, layer, points: CodePoints::new(&layer.text), sidecar: "", in_sheet: None };
    match format_of(&source.path)? {
        RecordFormat::Csv => table::scan(&file, (0, file.text().len())).0.last().map(|row| row.number),
        RecordFormat::Workbook => sheet::choose(&file, record).0?.sheet.rows.last().copied(),
        _ => None,
    }
}

/// A file with what is needed to point into it.
struct File<'a> {
    source: &'a Source,
    layer: &'a Layer,
    points: CodePoints<'a>,
    sidecar: &'a str,
    /// The sheet that is read, where the file is a workbook.
    in_sheet: Option<sheet::InSheet<'a>>,
}

impl<'a> File<'a> {
    fn text(&self) -> &'a str {
        &self.layer.text
    }

    /// An anchor for a range of bytes.
    fn anchor(&self, bytes: (usize, usize), row: usize, column: Option<&str>) -> Anchor {
        let span = Span { start: self.points.code_point(bytes.0), end: self.points.code_point(bytes.1) };
        Anchor {
            source: self.source.path.clone(),
            sha256: self.source.sha256.clone(),
            layer: self.layer.name.clone(),
            start: span.start,
            end: span.end,
            text: self.points.slice(span).unwrap_or_default().to_string(),
            row: Some(row),
            column: column.map(str::to_string),
            page: None,
            rect: None,
            description: None,
        }
    }

    /// A problem at a byte of the file.
    fn problem(&self, byte: usize, code: &str, message: impl Into<String>) -> Problem {
        match &self.in_sheet {
            Some(sheet) => Problem::new(sheet.place(&self.source.path, self.text(), byte), code, message),
            None => Problem::in_text(&self.source.path, self.text(), byte, code, message),
        }
    }

    /// A problem of the map, at a word of the sidecar.
    fn map_problem(&self, word: &str, code: &str, message: impl Into<String>) -> Problem {
        let path = format!("{}.toml", self.source.path);
        Problem::in_text(&path, self.sidecar, find_word(self.sidecar, word), code, message)
    }
}

/// Where the `[record]` table says a word, quoted or bare; the table itself, or the start, where it does not.
fn find_word(sidecar: &str, word: &str) -> usize {
    let table = sidecar.find("[record]").unwrap_or(0);
    let after = &sidecar[table..];
    let part_of_a_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"');
    let bare = || {
        after
            .match_indices(word)
            .map(|(at, _)| at)
            .find(|at| !after[..*at].ends_with(part_of_a_word) && !after[at + word.len()..].starts_with(part_of_a_word))
    };
    let quoted = after.find(&format!("\"{word}\"")).map(|at| at + 1);
    table + quoted.or_else(bare).unwrap_or(0)
}
