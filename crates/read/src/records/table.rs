//! Comma-separated values: RFC 4180, with the place of every cell.
//!
//! The main function is [`read`]. A cell may list several values with `;` between them.

use super::plan::{kind_of, plan};
use super::row::{Cell, Engine, Row, Words};
use super::{File, MAX_CELLS, MAX_ROW_BYTES, MAX_ROWS, RecordMap, RecordReading};
use rollcall_model::problem::Problem;

/// Reads a table by its map.
pub(super) fn read(file: &File<'_>, record: &RecordMap) -> RecordReading {
    let mut reading = RecordReading::default();
    let (rows, problem) = scan(file);
    let kind = match &record.kind {
        Some(name) => kind_of(file, name),
        None => Err(file
            .map_problem("[record]", "no-record-kind", "nothing says what a row of this table is")
            .hint("write `[record]` with `kind` and `columns` in the `.toml` file beside it")),
    };
    let (Some((head, rows)), Ok(kind)) = (rows.split_first(), &kind) else {
        let empty = rows.is_empty().then(|| file.problem(0, "empty-table", "the table has no head"));
        reading.problems.extend(problem.into_iter().chain(empty).chain(kind.err()));
        return reading;
    };
    let head: Vec<&str> = head.cells.iter().map(|cell| cell.whole.value.as_str()).collect();
    let root = match plan(file, record, *kind, &head) {
        Ok(root) => root,
        Err(problems) => return RecordReading { claims: Vec::new(), problems },
    };
    let engine = Engine { file, head, by: "record/csv" };
    for row in rows {
        if row.cells.len() != engine.head.len() {
            let message = format!("the row has {} cells and the head {}", row.cells.len(), engine.head.len());
            reading.problems.push(file.problem(row.bytes.0, "wrong-cells", message));
            continue;
        }
        match engine.read(&root, row) {
            Ok((_, claims)) => reading.claims.extend(claims),
            Err(problem) => reading.problems.push(problem),
        }
    }
    reading.problems.extend(problem);
    reading
}

/// All rows, the head first, and what stopped the scan, if anything did. Empty lines are no rows.
pub(super) fn scan(file: &File<'_>) -> (Vec<Row>, Option<Problem>) {
    let text = file.text();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
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
