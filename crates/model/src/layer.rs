//! A text layer: the words of a file as one string that never changes, and where they stand in the file.
//!
//! The main type is [`Layer`]. Offsets everywhere in Rollcall are Unicode code points into a layer's text, so a layer is
//! made once, kept with its own hash, and only replaced on request. [`CodePoints`] turns them into byte ranges.

use serde::{Deserialize, Serialize};

/// A half-open range of Unicode code points, `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// A page of a paged file: the code points that stand on it, and its size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The page's number, from 1.
    pub number: usize,
    /// The code points of the layer that stand on this page.
    pub span: Span,
    /// Width and height in thousandths of a point.
    pub size: [i64; 2],
    /// Where runs of text stand, in the order of the text.
    pub boxes: Vec<TextBox>,
    /// What is known of it as a sheet of a workbook, where it is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sheet: Option<Sheet>,
}

/// A sheet of a workbook. Its text is a table of comma-separated values: a line for each of its rows that holds anything,
/// every line with the same number of cells, the first for column A.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether the workbook hides it.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub hidden: bool,
    /// The number, from 1, of the row that each line of its text is.
    pub rows: Vec<usize>,
    /// What cannot be taken as it stands, in the order of rows.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<SheetNote>,
}

/// Cells that cannot be taken as they stand. Rows and columns count from 1; the last ones are part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SheetNote {
    /// The first row.
    pub row: usize,
    /// The first column.
    pub column: usize,
    /// The last row.
    pub last_row: usize,
    /// The last column.
    pub last_column: usize,
    /// Why.
    pub why: SheetFault,
}

/// Why a cell cannot be taken as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetFault {
    /// Several cells are merged into one: which of them its value is for is not said.
    Merged,
    /// Its words are struck out.
    StruckOut,
    /// A formula whose value the file does not hold.
    NoValue,
    /// A formula that could not be worked out.
    Error,
    /// A date that its calendar does not have.
    NoSuchDate,
}

/// The letters of a column, from 1: `A`, `Z`, `AA`.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        letters.push((b'A' + ((rest - 1) % 26) as u8) as char);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Where a run of text stands on its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextBox {
    /// The code points of the layer in this box.
    pub span: Span,
    /// Left, top, right and bottom from the page's upper left corner, in thousandths of a point.
    pub rect: [i64; 4],
}

/// The words of a file, made by one version of one extractor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// Extractor and version: `text/1`, `html/1`, `pdf/1`, `xlsx/1`, `ods/1`.
    pub name: String,
    /// The words. For a text file its decoded bytes, unchanged.
    pub text: String,
    /// What the file's own bytes were decoded from, as the Encoding Standard names it, where they were text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub encoding: Option<String>,
    /// The readable part (without menus and footers), where it is not the whole. Sorted, not overlapping.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub readable: Vec<Span>,
    /// The pages, where the file has pages, or the sheets of a workbook.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub pages: Vec<Page>,
}

/// Byte offsets of a text's code points, to slice by code points in constant time.
#[derive(Debug, Clone)]
pub struct CodePoints<'a> {
    text: &'a str,
    /// Byte offset of every code point, then the length. Empty for ASCII, where the two are the same.
    bytes: Vec<u32>,
}

impl<'a> CodePoints<'a> {
    /// An index over a text of less than 4 GiB.
    pub fn new(text: &'a str) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect()
        };
        Self { text, bytes }
    }

    /// How many code points the text has.
    pub fn len(&self) -> usize {
        if self.bytes.is_empty() { self.text.len() } else { self.bytes.len() - 1 }
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The byte offset of a code point; the text's length for anything past the end.
    pub fn byte(&self, code_point: usize) -> usize {
        if self.bytes.is_empty() {
            code_point.min(self.text.len())
        } else {
            self.bytes.get(code_point).map_or(self.text.len(), |at| *at as usize)
        }
    }

    /// The code point at or before a byte offset.
    pub fn code_point(&self, byte: usize) -> usize {
        if self.bytes.is_empty() {
            byte.min(self.text.len())
        } else {
            match self.bytes.binary_search(&(byte.min(self.text.len()) as u32)) {
                Ok(at) => at,
                Err(after) => after - 1,
            }
        }
    }

    /// The text of a span, or `None` where the span leaves the text or is turned around.
    pub fn slice(&self, span: Span) -> Option<&'a str> {
        (span.start <= span.end && span.end <= self.len()).then(|| &self.text[self.byte(span.start)..self.byte(span.end)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_have_letters() {
        for (column, letters) in [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")] {
            assert_eq!(column_letters(column), letters);
        }
    }

    proptest! {
        #[test]
        fn slices_are_the_same_as_counting(text in "\\PC{0,40}", a in 0usize..50, b in 0usize..50) {
            let index = CodePoints::new(&text);
            let slow: Option<String> = (a <= b && b <= text.chars().count())
                .then(|| text.chars().skip(a).take(b - a).collect());
            prop_assert_eq!(index.slice(Span { start: a, end: b }).map(str::to_string), slow);
            if a <= index.len() {
                prop_assert_eq!(index.code_point(index.byte(a)), a);
            }
        }
    }
}
