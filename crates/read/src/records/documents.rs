//! Rows that are documents of their own: which columns say who wrote a row, when, and in what words.
//!
//! The main type is [`Columns`], the `document` of a map held against a file's head. A row's [`Part`] is what its cells say of
//! it; its text is read as prose by whoever has a reader, so that a table of posts needs no part written by hand.

use super::row::Row;
use super::{File, RecordMap, RowText};
use rollcall_model::date::Edtf;
use rollcall_model::layer::Span;
use rollcall_model::problem::{Problem, nearest};
use rollcall_model::source::Part;

/// What a column may say of its row as a document. `text` is what the reader reads.
pub const SAYS: [&str; 9] =
    ["author", "controlled_by", "date", "language", "number", "public_date", "publisher", "text", "title"];

/// The longest value that a row gives to its part, in bytes.
const MAX_VALUE: usize = 2000;

/// Columns by what they say, as places in the head.
pub(super) struct Columns {
    says: Vec<(&'static str, usize)>,
}

impl Columns {
    /// Holds a map's `document` against a head.
    pub(super) fn new(file: &File<'_>, record: &RecordMap, head: &[&str]) -> Result<Self, Vec<Problem>> {
        let mut says = Vec::new();
        let mut problems = Vec::new();
        for (name, column) in &record.document {
            let known = SAYS.into_iter().find(|known| known == name);
            let at = head.iter().position(|head| head == column);
            match (known, at) {
                (Some(known), Some(at)) => says.push((known, at)),
                (None, _) => {
                    let message = format!("a row as a document has no `{name}`");
                    let problem = file.map_problem(name, "unknown-property", message);
                    problems.push(match nearest(name, SAYS) {
                        Some(near) => problem.hint(format!("did you mean `{near}`?")),
                        None => problem.hint(format!("it may have {}", SAYS.join(", "))),
                    });
                }
                (_, None) => problems.push(super::plan::unknown_column(file, column, head)),
            }
        }
        if problems.is_empty() { Ok(Self { says }) } else { Err(problems) }
    }

    /// What a row's cells say of it; nothing where they say nothing.
    pub(super) fn part(&self, file: &File<'_>, row: &Row) -> Result<Option<Part>, Problem> {
        let mut part = Part { rows: Some(row.number.to_string()), ..Part::default() };
        let empty = part.clone();
        for (name, at) in &self.says {
            let Some(words) = row.cells.get(*at).map(|cell| &cell.whole).filter(|words| !words.value.is_empty()) else {
                continue;
            };
            let text = || Some(cut(&words.value));
            let date = || date(file, name, &words.value, words.bytes.0).map(Some);
            match *name {
                "author" => part.author = text(),
                "controlled_by" => part.controlled_by = text(),
                "date" => part.date = date()?,
                "language" => part.language = text(),
                "number" => part.number = text(),
                "public_date" => part.public_date = date()?,
                "publisher" => part.publisher = text(),
                "title" => part.title = text(),
                _ => {}
            }
        }
        let span = Span { start: file.points.code_point(row.bytes.0), end: file.points.code_point(row.bytes.1) };
        Ok((part != empty).then_some(Part { span: Some(span), ..part }))
    }

    /// Where a row's own text stands.
    pub(super) fn text(&self, file: &File<'_>, row: &Row, head: &[&str]) -> Option<RowText> {
        let (_, at) = self.says.iter().find(|(name, _)| *name == "text")?;
        let (start, end) = row.cells.get(*at)?.whole.bytes;
        let span = Span { start: file.points.code_point(start), end: file.points.code_point(end) };
        (start < end).then(|| RowText { row: row.number, column: head[*at].to_string(), span })
    }
}

/// A value of bounded length, on one line.
fn cut(value: &str) -> String {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut end = line.len().min(MAX_VALUE);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line[..end].to_string()
}

/// A date, or the day of a time of day such as `2021-06-15T08:00:00Z`.
fn date(file: &File<'_>, name: &str, value: &str, byte: usize) -> Result<Edtf, Problem> {
    let day = value.split_once(['T', ' ']).map(|(day, _)| day).filter(|day| day.len() == 10);
    Edtf::parse(day.unwrap_or(value)).map_err(|error| {
        file.problem(byte, "wrong-value", format!("`{name}` of the row: {error}"))
            .hint("without a date that can be read it cannot be told when the row was written, so it is not used")
    })
}
