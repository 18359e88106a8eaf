//! Comma-separated values: RFC 4180, with the place of every cell.
//!
//! The main functions are [`read`] and, for the sheets of workbooks, [`read_workbook`]. A cell may list several values with `;` between them.

use super::documents::Columns;
use super::plan::{Node, kind_of, plan};
use super::row::{Cell, Engine, Row, Words};
use super::sheet;
use super::{File, MAX_CELLS, MAX_ROW_BYTES, MAX_ROWS, RecordMap, RecordReading};
use rollcall_model::claim::Claim;
use rollcall_model::ontology::Kind;
use rollcall_model::problem::Problem;
use rollcall_model::source::Part;

/// Reads a table by its map.
pub(super) fn read(file: &File<'_>, record: &RecordMap) -> RecordReading {
    if record.sheet.is_some() {
        let problem = file.map_problem("sheet", "no-sheets", "a file of comma-separated values has no sheets");
        return RecordReading { problems: vec![problem.hint("take `sheet` out")], ..RecordReading::default() };
    }
    let (rows, problem) = scan(file, (0, file.text().len()));
    read_rows(file, record, &rows, problem, "record/csv")
}

/// Reads the sheet of a workbook that its map names, or its only one.
pub(super) fn read_workbook(file: &File<'_>, record: &RecordMap) -> RecordReading {
    let (chosen, problems) = sheet::choose(file, record);
    let mut reading = RecordReading { problems, ..RecordReading::default() };
    let Some(mut chosen) = chosen else { return reading };
    let (mut rows, problem) = scan(file, chosen.bytes);
    chosen.starts = rows.iter().map(|row| row.bytes.0).collect();
    for (at, row) in rows.iter_mut().enumerate() {
        row.number = chosen.row(at);
    }
    let file = File { in_sheet: Some(chosen.clone()), points: file.points.clone(), ..*file };
    let head = rows.first().map(head_of).unwrap_or_default();
    let mapped = |name: &&str| record.columns.values().chain(record.document.values()).any(|column| column == name);
    let used: Vec<usize> = head.iter().zip(1..).filter(|(name, _)| mapped(name)).map(|(_, at)| at).collect();
    let unusable = sheet::unusable(&file.source.path, chosen.sheet, &used);
    reading.problems.extend(unusable.problems);
    if unusable.rows.first() == Some(&true) {
        let problem = file.problem(chosen.bytes.0, "unusable-head", "the sheet's first row cannot be used as its head");
        reading.problems.push(problem.hint("the first row must name the columns, a cell for each"));
        return reading;
    }
    let usable: Vec<Row> =
        rows.into_iter().enumerate().filter(|(at, _)| unusable.rows.get(*at) != Some(&true)).map(|(_, row)| row).collect();
    let read = read_rows(&file, record, &usable, problem, "record/sheet");
    reading.problems.extend(read.problems);
    RecordReading { problems: reading.problems, ..read }
}

/// The names of the columns.
pub(super) fn head_of(row: &Row) -> Vec<&str> {
    row.cells.iter().map(|cell| cell.whole.value.as_str()).collect()
}

/// Reads rows, the head first. `problem` is what stopped their scan.
fn read_rows(
    file: &File<'_>,
    record: &RecordMap,
    rows: &[Row],
    problem: Option<Problem>,
    by: &'static str,
) -> RecordReading {
    let mut reading = RecordReading::default();
    let kind = kind(file, record);
    let (Some((head, rows)), Ok(kind)) = (rows.split_first(), &kind) else {
        let empty = rows.is_empty().then(|| file.problem(0, "empty-table", "the table has no head"));
        reading.problems.extend(problem.into_iter().chain(empty).chain(kind.err()));
        return reading;
    };
    let head = head_of(head);
    let root = kind.map(|kind| plan(file, record, kind, &head)).transpose();
    let columns = Columns::new(file, record, &head);
    let (root, columns) = match (root, columns) {
        (Ok(root), Ok(columns)) => (root, columns),
        (root, columns) => {
            reading.problems.extend(root.err().into_iter().chain(columns.err()).flatten());
            return reading;
        }
    };
    let engine = Engine { file, head, by };
    for row in rows {
        match read_row(&engine, root.as_ref(), &columns, row) {
            Ok((claims, part)) => {
                reading.claims.extend(claims);
                reading.parts.extend(part);
                reading.texts.extend(columns.text(file, row, &engine.head));
            }
            Err(problem) => reading.problems.push(problem),
        }
    }
    reading.problems.extend(problem);
    reading
}

/// What a row is of; nothing where its text alone is read.
fn kind(file: &File<'_>, record: &RecordMap) -> Result<Option<Kind>, Problem> {
    match &record.kind {
        Some(name) => kind_of(file, name).map(Some),
        None if record.columns.is_empty() && record.fixed.is_empty() && record.document.contains_key("text") => Ok(None),
        None => Err(file
            .map_problem("[record]", "no-record-kind", "nothing says what a row of this table is")
            .hint("write `[record]` with `kind` and `columns` in the `.toml` file beside it; `rollcall map` drafts one")),
    }
}

/// A row's claims, and what it says of itself as a document.
fn read_row(
    engine: &Engine<'_>,
    root: Option<&Node>,
    columns: &Columns,
    row: &Row,
) -> Result<(Vec<Claim>, Option<Part>), Problem> {
    if row.cells.len() != engine.head.len() {
        let message = format!("the row has {} cells and the head {}", row.cells.len(), engine.head.len());
        return Err(engine.file.problem(row.bytes.0, "wrong-cells", message));
    }
    let part = columns.part(engine.file, row)?;
    let claims = root.map(|root| engine.read(root, row)).transpose()?.map(|(_, claims)| claims);
    Ok((claims.unwrap_or_default(), part))
}

/// All rows of a part of the text, the head first, and what stopped the scan, if anything did. Empty lines are no rows.
pub(super) fn scan(file: &File<'_>, bytes: (usize, usize)) -> (Vec<Row>, Option<Problem>) {
    let text = &file.text()[..bytes.1];
    let mut at = bytes.0;
    if text[at..].starts_with('\u{feff}') {
        at += '\u{feff}'.len_utf8();
    }
    let mut rows: Vec<Row> = Vec::new();
    while at < text.len() {
        if rows.len() > MAX_ROWS {
            let message = format!("the table has more than {MAX_ROWS} rows, the rest is not read");
            return (rows, Some(file.problem(at, "too-many-rows", message)));
        }
        match scan_row(text, at) {
            Ok((cells, end, next)) => {
                if end > at {
                    rows.push(Row { number: rows.len(), bytes: (at, end), cells });
                }
                at = next;
            }
            Err((byte, message)) => return (rows, Some(file.problem(byte, "broken-table", message))),
        }
    }
    (rows, None)
}

/// The cells of the row that begins at a byte; none where it is broken.
pub(super) fn cells_of(text: &str, start: usize) -> Vec<Cell> {
    scan_row(text, start).map(|(cells, ..)| cells).unwrap_or_default()
}

/// Cells, end of the row and start of the next.
type Scanned = (Vec<Cell>, usize, usize);

fn scan_row(text: &str, start: usize) -> Result<Scanned, (usize, String)> {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let mut at = start;
    loop {
        let (cell, end) = scan_cell(text, at, start)?;
        cells.push(cell);
        if cells.len() > MAX_CELLS {
            return Err((at, format!("a row has more than {MAX_CELLS} cells")));
        }
        match bytes.get(end) {
            Some(b',') => at = end + 1,
            Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => return Ok((cells, end, end + 2)),
            Some(_) => return Ok((cells, end, end + 1)),
            None => return Ok((cells, end, end)),
        }
    }
}

/// One cell, and where the comma or line end after it stands.
fn scan_cell(text: &str, at: usize, row: usize) -> Result<(Cell, usize), (usize, String)> {
    let too_long = || (row, format!("a row is longer than {MAX_ROW_BYTES} bytes"));
    let stop = |from: usize| text[from..].find([',', '\n', '\r']).map_or(text.len(), |found| from + found);
    if !text[at..].starts_with('"') {
        let end = stop(at);
        return if end - row > MAX_ROW_BYTES { Err(too_long()) } else { Ok((cell(text, at, end, false), end)) };
    }
    let mut from = at + 1;
    let close = loop {
        let quote =
            from + text[from..].find('"').ok_or_else(|| (at, "a quote is opened here and never closed".to_string()))?;
        if text[quote + 1..].starts_with('"') {
            from = quote + 2;
        } else {
            break quote;
        }
    };
    let end = stop(close + 1);
    if !text[close + 1..end].trim().is_empty() {
        return Err((close, "words follow a closing quote".to_string()));
    }
    if end - row > MAX_ROW_BYTES { Err(too_long()) } else { Ok((cell(text, at + 1, close, true), end)) }
}

fn cell(text: &str, start: usize, end: usize, quoted: bool) -> Cell {
    let mut parts = Vec::new();
    let mut from = start;
    for part in text[start..end].split(';') {
        let words = words(text, from, from + part.len(), quoted);
        if !words.value.is_empty() {
            parts.push(words);
        }
        from += part.len() + 1;
    }
    Cell { whole: words(text, start, end, quoted), parts }
}

/// The words between two bytes without the spaces around them, as they stand and as they are meant.
fn words(text: &str, start: usize, end: usize, quoted: bool) -> Words {
    let raw = &text[start..end];
    let start = start + (raw.len() - raw.trim_start().len());
    let raw = raw.trim();
    let value = if quoted { raw.replace("\"\"", "\"") } else { raw.to_string() };
    Words { bytes: (start, start + raw.len()), value }
}
