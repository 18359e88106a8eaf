//! A part of a file that is a document of its own: a letter in a release, a post in a table.
//!
//! The main type is [`Part`]. What it does not say its file says for it ([`super::Credit`]).

use crate::date::Edtf;
use crate::layer::Span;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A part of a file that is a document of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Part {
    /// Pages, `4-9` or `4`, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<String>,
    /// Rows, `4-9` or `4`, as claims count them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<String>,
    /// Its own number, as that of a letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its own title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// When it became public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_date: Option<Edtf>,
    /// ISO 639-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The party that controls its publisher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controlled_by: Option<String>,
    /// What it repeats.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<String>,
    /// The code points of its text, once its file is read. No sidecar says them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// What a part is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Pages of a PDF.
    Pages,
    /// Rows of a table.
    Rows,
}

impl Unit {
    /// Its word, for several.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Rows => "rows",
        }
    }

    fn one(self) -> &'static str {
        match self {
            Self::Pages => "page",
            Self::Rows => "row",
        }
    }
}

/// Pages or rows, the last one included. Written as a table has it: `pages 4-9`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stretch {
    /// What is counted.
    pub unit: Unit,
    /// The first, from 1.
    pub first: usize,
    /// The last.
    pub last: usize,
}

impl fmt::Display for Stretch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.unit.as_str(), self.numbers())
    }
}

impl Stretch {
    /// Reads `4-9` or `4`. What runs backwards is read too, so that it can be said.
    pub fn of(unit: Unit, numbers: &str) -> Option<Self> {
        let (first, last) = numbers.split_once(['-', '–']).unwrap_or((numbers, numbers));
        Some(Self { unit, first: first.trim().parse().ok()?, last: last.trim().parse().ok()? })
    }

    /// Reads `pages 4-9`.
    pub fn parse(text: &str) -> Option<Self> {
        let (word, numbers) = text.trim().split_once(' ')?;
        let unit = [Unit::Pages, Unit::Rows].into_iter().find(|unit| [unit.as_str(), unit.one()].contains(&word))?;
        Self::of(unit, numbers)
    }

    /// `4-9`, or `4`.
    pub fn numbers(&self) -> String {
        if self.is_one() { self.first.to_string() } else { format!("{}-{}", self.first, self.last) }
    }

    /// For people: "pages 4–9", "row 12".
    pub fn plain(&self) -> String {
        match self.is_one() {
            true => format!("{} {}", self.unit.one(), self.first),
            false => format!("{} {}–{}", self.unit.as_str(), self.first, self.last),
        }
    }

    /// Whether it is one page or row.
    pub fn is_one(&self) -> bool {
        self.first == self.last
    }

    /// Whether it begins at 1 or later and runs forwards.
    pub fn is_forward(&self) -> bool {
        1 <= self.first && self.first <= self.last
    }

    /// Whether it holds a page or row.
    pub fn holds(&self, unit: Unit, number: usize) -> bool {
        self.unit == unit && (self.first..=self.last).contains(&number)
    }

    /// Whether both hold some page or row.
    pub fn meets(&self, other: &Self) -> bool {
        self.unit == other.unit && self.first <= other.last && other.first <= self.last
    }
}

impl Part {
    /// Where it stands; nothing where it says no pages or rows, both, or no numbers.
    pub fn stretch(&self) -> Option<Stretch> {
        match (&self.pages, &self.rows) {
            (Some(pages), None) => Stretch::of(Unit::Pages, pages),
            (None, Some(rows)) => Stretch::of(Unit::Rows, rows),
            _ => None,
        }
    }

    /// The same part where its own words fill what it leaves open.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        let or = |own: Option<String>, other: &Option<String>| own.or_else(|| other.clone());
        Self {
            pages: self.pages,
            rows: self.rows,
            number: or(self.number, &other.number),
            title: or(self.title, &other.title),
            publisher: or(self.publisher, &other.publisher),
            author: or(self.author, &other.author),
            date: self.date.or_else(|| other.date.clone()),
            public_date: self.public_date.or_else(|| other.public_date.clone()),
            language: or(self.language, &other.language),
            controlled_by: or(self.controlled_by, &other.controlled_by),
            rests_on: if self.rests_on.is_empty() { other.rests_on.clone() } else { self.rests_on },
            span: self.span.or(other.span),
        }
    }

    /// What two parts agree on, at the place of the first, over the text of both.
    #[must_use]
    pub fn agreed(self, other: &Self) -> Self {
        fn same<T: PartialEq>(own: Option<T>, other: &Option<T>) -> Option<T> {
            if own == *other { own } else { None }
        }
        Self {
            pages: self.pages,
            rows: self.rows,
            number: same(self.number, &other.number),
            title: same(self.title, &other.title),
            publisher: same(self.publisher, &other.publisher),
            author: same(self.author, &other.author),
            date: same(self.date, &other.date),
            public_date: same(self.public_date, &other.public_date),
            language: same(self.language, &other.language),
            controlled_by: same(self.controlled_by, &other.controlled_by),
            rests_on: if self.rests_on == other.rests_on { self.rests_on } else { Vec::new() },
            span: self
                .span
                .zip(other.span)
                .map(|(one, other)| Span { start: one.start.min(other.start), end: one.end.max(other.end) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_stretch_is_read_as_people_write_it() {
        for (text, read) in [
            ("pages 4-9", Some("pages 4-9")),
            ("pages 4 – 9", Some("pages 4-9")),
            ("page 4", Some("pages 4")),
            ("rows 12-12", Some("rows 12")),
            ("rows 9-4", Some("rows 9-4")),
            ("pages", None),
            ("pages four", None),
            ("lines 4", None),
            ("4-9", None),
        ] {
            assert_eq!(Stretch::parse(text).map(|stretch| stretch.to_string()).as_deref(), read, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_stretch_that_is_written_is_read_again(first in 0usize..999, last in 0usize..999, rows: bool) {
            let stretch = Stretch { unit: if rows { Unit::Rows } else { Unit::Pages }, first, last };
            prop_assert_eq!(Stretch::parse(&stretch.to_string()), Some(stretch));
        }
    }
}
