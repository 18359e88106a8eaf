//! Sheets of a workbook: which one is read, and which of its rows cannot be.
//!
//! The main type is [`InSheet`], which says of a place in the text which cell of the sheet it is. A sheet's text is a table of
//! comma-separated values, so everything else is the table reader's.

use super::table::cells_of;
use super::{File, RecordMap};
use rollcall_model::layer::{Layer, Sheet, SheetFault, SheetNote, column_letters};
use rollcall_model::problem::{Problem, nearest};

/// A sheet's part of the text.
#[derive(Debug, Clone)]
pub(super) struct InSheet<'a> {
    pub sheet: &'a Sheet,
    /// The bytes of the text that are its table.
    pub bytes: (usize, usize),
    /// Where each of its rows begins.
    pub starts: Vec<usize>,
}

impl InSheet<'_> {
    /// The number that the sheet gives to a row of the text.
    pub fn row(&self, at: usize) -> usize {
        self.sheet.rows.get(at).copied().unwrap_or(at + 1)
    }

    /// The cell in which a byte of the text stands, as a spreadsheet names it.
    pub fn place(&self, path: &str, text: &str, byte: usize) -> String {
        let at = self.starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.starts.get(at).copied().unwrap_or(self.bytes.0);
        let cells = cells_of(&text[..self.bytes.1], start);
        let column = cells.iter().position(|cell| byte <= cell.whole.bytes.1).unwrap_or(0) + 1;
        place(path, self.sheet, self.row(at), column)
    }
}

/// A cell's place, as it stands first in a problem.
fn place(path: &str, sheet: &Sheet, row: usize, column: usize) -> String {
    format!("{path} sheet {} cell {}{row}", sheet.name, column_letters(column))
}

/// The sheet that a record is read from, and what is to be said of the others.
pub(super) fn choose<'a>(file: &File<'a>, record: &RecordMap) -> (Option<InSheet<'a>>, Vec<Problem>) {
    let sheets: Vec<(&Sheet, (usize, usize))> = sheets(file.layer, |at| file.points.byte(at));
    let in_sheet = |at: usize| InSheet { sheet: sheets[at].0, bytes: sheets[at].1, starts: Vec::new() };
    if let Some(name) = &record.sheet {
        return match sheets.iter().position(|(sheet, _)| sheet.name == *name) {
            Some(at) => (Some(in_sheet(at)), Vec::new()),
            None => {
                let problem = file.map_problem(name, "unknown-sheet", format!("the workbook has no sheet `{name}`"));
                let known = || sheets.iter().map(|(sheet, _)| sheet.name.as_str());
                let hint = match nearest(name, known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its sheets are `{}`", known().collect::<Vec<_>>().join("`, `")),
                };
                (None, vec![problem.hint(hint)])
            }
        };
    }
    let filled: Vec<usize> = (0..sheets.len()).filter(|at| !sheets[*at].0.rows.is_empty()).collect();
    let (hidden, shown): (Vec<usize>, Vec<usize>) = filled.into_iter().partition(|at| sheets[*at].0.hidden);
    let mut problems: Vec<Problem> = hidden
        .iter()
        .map(|at| {
            let name = &sheets[*at].0.name;
            let message = format!("the sheet `{name}` is hidden and was not read");
            Problem::new(&file.source.path, "hidden-sheet", message)
                .hint("look at it; `sheet = \"NAME\"` in `[record]` says which sheet is read")
        })
        .collect();
    match shown.as_slice() {
        [one] => (Some(in_sheet(*one)), problems),
        [] => {
            problems.push(Problem::new(&file.source.path, "empty-table", "no sheet that is shown holds anything"));
            (None, problems)
        }
        several => {
            let names = several.iter().map(|at| sheets[*at].0.name.as_str()).collect::<Vec<_>>().join("`, `");
            let message = format!("the workbook has several sheets: `{names}`");
            let hint = "write into `[record]` which one a row is of: `sheet = \"NAME\"`; save others as files of their own";
            problems.push(file.map_problem("[record]", "several-sheets", message).hint(hint));
            (None, problems)
        }
    }
}

/// The sheets of a layer with the bytes of their tables.
fn sheets(layer: &Layer, byte: impl Fn(usize) -> usize) -> Vec<(&Sheet, (usize, usize))> {
    let pages = layer.pages.iter();
    pages.filter_map(|page| Some((page.sheet.as_ref()?, (byte(page.span.start), byte(page.span.end))))).collect()
}

/// Rows of a sheet that cannot be used, by their place among the rows of its text, and why.
#[derive(Debug, Default)]
pub(super) struct Unusable {
    /// For each row of the text, whether it cannot be used.
    pub rows: Vec<bool>,
    /// Why, in the order of rows.
    pub problems: Vec<Problem>,
}

/// What a sheet's notes say of the rows of its text, where they are of a column that is used (from 1).
pub(super) fn unusable(path: &str, sheet: &Sheet, used: &[usize]) -> Unusable {
    let mut edges = vec![0_i64; sheet.rows.len() + 1];
    let mut problems = Vec::new();
    let mut struck = None;
    for note in &sheet.notes {
        if !used.iter().any(|column| (note.column..=note.last_column).contains(column)) {
            continue;
        }
        let from = sheet.rows.partition_point(|row| *row < note.row);
        let to = sheet.rows.partition_point(|row| *row <= note.last_row);
        edges[from] += 1;
        edges[to.max(from)] -= 1;
        // A row that is struck out has many such cells, and is one row.
        let again = note.why == SheetFault::StruckOut && struck == Some(note.row);
        if !again {
            problems.push(problem(path, sheet, note));
        }
        if note.why == SheetFault::StruckOut {
            struck = Some(note.row);
        }
    }
    let mut open = 0;
    let rows = edges.iter().take(sheet.rows.len()).map(|edge| {
        open += edge;
        open > 0
    });
    Unusable { rows: rows.collect(), problems }
}

fn problem(path: &str, sheet: &Sheet, note: &SheetNote) -> Problem {
    let area = format!("{}{}:{}{}", column_letters(note.column), note.row, column_letters(note.last_column), note.last_row);
    let (code, message, hint) = match note.why {
        SheetFault::Merged => (
            "merged-cells",
            format!("`{area}` is one merged cell, so its rows are not used: which of them it speaks for is not said"),
            "take the merge apart in a copy and write the value where it belongs",
        ),
        SheetFault::StruckOut => (
            "struck-out",
            "words of this row are struck out, so the row is not used".to_string(),
            "if it holds, take the strike away in a copy",
        ),
        SheetFault::NoValue => (
            "no-value",
            "the file holds a formula here and not its value, so the row is not used".to_string(),
            "open it in a spreadsheet program and save it again",
        ),
        SheetFault::Error => (
            "formula-error",
            "the formula here could not be worked out, so the row is not used".to_string(),
            "write down the value in a copy",
        ),
        SheetFault::NoSuchDate => (
            "no-such-date",
            "the calendar has no such date, so the row is not used".to_string(),
            "write the date as `2021-06-15` in a copy",
        ),
    };
    Problem::new(place(path, sheet, note.row, note.column), code, message).hint(hint)
}
