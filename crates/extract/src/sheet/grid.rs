//! A sheet's cells, and how they become lines of a text.
//!
//! The main type is [`Grid`]. Rows that hold nothing are left out; every line has as many cells as the sheet has columns. A
//! cell with a comma, a quote, a line end or spaces at its ends stands in quotes, as RFC 4180 has it.

use crate::error::ExtractError;
use crate::limits::Limits;
use rollcall_model::layer::{Layer, Page, Sheet, SheetFault, SheetNote, Span};

/// The most notes on one sheet.
const MAX_NOTES: usize = 100_000;

/// A sheet as it is read. Rows and columns count from 1.
#[derive(Debug, Default)]
pub(super) struct Grid {
    pub name: String,
    pub hidden: bool,
    rows: Vec<(usize, Vec<(usize, String)>)>,
    width: usize,
    bytes: usize,
    notes: Vec<SheetNote>,
}

impl Grid {
    pub fn new(name: String, hidden: bool) -> Self {
        Self { name, hidden, ..Self::default() }
    }

    /// Writes a cell. Cells come in the order of rows; an empty one is nothing.
    pub fn put(&mut self, row: usize, column: usize, text: String, limits: &Limits) -> Result<(), ExtractError> {
        if text.is_empty() {
            return Ok(());
        }
        let too_many = |what: &str, limit| Err(ExtractError::TooLarge { what: what.to_string(), limit });
        if column > limits.max_columns {
            return too_many("columns in a sheet", limits.max_columns);
        }
        self.bytes += text.len();
        if self.bytes > limits.max_text_bytes {
            return too_many("bytes of text", limits.max_text_bytes);
        }
        if self.rows.last().is_none_or(|(last, _)| *last != row) {
            if self.rows.len() > limits.max_rows {
                return too_many("rows in a sheet", limits.max_rows);
            }
            self.rows.push((row, Vec::new()));
        }
        self.width = self.width.max(column);
        if let Some((_, cells)) = self.rows.last_mut() {
            cells.push((column, text));
        }
        Ok(())
    }

    /// Notes what cannot be taken as it stands: from a cell to a cell.
    pub fn note(&mut self, from: (usize, usize), to: (usize, usize), why: SheetFault) -> Result<(), ExtractError> {
        if self.notes.len() >= MAX_NOTES {
            return Err(ExtractError::TooLarge { what: "merged, struck out or empty cells".into(), limit: MAX_NOTES });
        }
        self.notes.push(SheetNote { row: from.0, column: from.1, last_row: to.0, last_column: to.1, why });
        Ok(())
    }
}

/// The layer of a workbook: its sheets one after the other, an empty line between those that
/// hold anything.
pub(super) fn layer(name: &str, grids: Vec<Grid>, limits: &Limits) -> Result<Layer, ExtractError> {
    let mut text = String::new();
    let mut length = 0;
    let mut pages = Vec::new();
    for (mut grid, number) in grids.into_iter().zip(1..) {
        if !text.is_empty() && !grid.rows.is_empty() {
            text.push('\n');
            length += 1;
        }
        let from = text.len();
        // Writers keep rows and cells in order; one that does not must not put a value under another head.
        grid.rows.sort_by_key(|(row, _)| *row);
        for (_, cells) in &mut grid.rows {
            cells.sort_by_key(|(column, _)| *column);
            line(&mut text, cells, grid.width);
            if text.len() > limits.max_text_bytes {
                return Err(ExtractError::TooLarge { what: "bytes of text".into(), limit: limits.max_text_bytes });
            }
        }
        grid.notes.sort();
        grid.notes.dedup();
        let start = length;
        length += text[from..].chars().count();
        let rows = grid.rows.iter().map(|(row, _)| *row).collect();
        let sheet = Sheet { name: grid.name, hidden: grid.hidden, rows, notes: grid.notes };
        pages.push(Page { number, span: Span { start, end: length }, size: [0, 0], boxes: Vec::new(), sheet: Some(sheet) });
    }
    Ok(Layer { name: name.to_string(), text, encoding: None, readable: Vec::new(), pages })
}

fn line(text: &mut String, cells: &[(usize, String)], width: usize) {
    let mut cells = cells.iter().peekable();
    for column in 1..=width {
        if column > 1 {
            text.push(',');
        }
        if let Some((_, value)) = cells.next_if(|(at, _)| *at == column) {
            let quoted = value.contains([',', '"', '\n', '\r']) || value.trim() != value;
            if quoted {
                text.push('"');
                text.push_str(&value.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(value);
            }
        }
        // A cell that is said twice is a broken file's: its first value counts, and no later one moves to the right.
        while cells.next_if(|(at, _)| *at <= column).is_some() {}
    }
    text.push('\n');
}

/// A number as it is kept, without what the arithmetic of spreadsheets left at its end.
pub(super) fn number(raw: &str) -> String {
    let raw = raw.trim();
    match raw.parse::<f64>() {
        Ok(value) if value.is_finite() && value.abs() < 1e15 => format!("{value}"),
        _ => raw.to_string(),
    }
}
