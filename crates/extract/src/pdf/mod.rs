//! `pdf/1`: the letters of a PDF in the order in which a person reads them, and where they stand.
//!
//! The main function is [`extract`]. `hayro` interprets each page and hands over every letter with its place ([`marks`]);
//! [`order`] makes words, lines and columns of them. Each word keeps its box, so that a quote can be shown on its page. Why not
//! the order in the file: many programs write footers first, or one cell of a table after another.

mod draw;
mod marks;
mod order;

use crate::error::ExtractError;
use crate::limits::Limits;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::{InterpreterCache, InterpreterSettings};
use rollcall_model::layer::{Layer, Page, Span, TextBox};

pub(crate) use draw::draw;

pub(crate) const NAME: &str = "pdf/1";

pub(crate) fn extract(bytes: &[u8], limits: &Limits) -> Result<Layer, ExtractError> {
    let pdf = open(bytes, limits)?;
    let pages = pdf.pages();
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings::default();
    let mut budget = limits.max_marks;
    let mut writer = Writer::default();
    for (page, number) in pages.iter().zip(1..) {
        let marks = marks::marks(page, &cache, &settings, &mut budget)
            .map_err(|()| ExtractError::TooLarge { what: "drawing instructions".into(), limit: limits.max_marks })?;
        writer.page(number, marks);
        if writer.text.len() > limits.max_text_bytes {
            return Err(ExtractError::TooLarge { what: "bytes of text".into(), limit: limits.max_text_bytes });
        }
    }
    if writer.letters == 0 {
        return Err(ExtractError::ScanWithoutText);
    }
    if writer.unknown * 2 > writer.letters {
        return Err(ExtractError::NotText { why: "its fonts do not say which letters they draw".into() });
    }
    Ok(Layer { name: NAME.to_string(), text: writer.text, encoding: None, readable: Vec::new(), pages: writer.pages })
}

fn open(bytes: &[u8], limits: &Limits) -> Result<Pdf, ExtractError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => ExtractError::Encrypted,
        LoadPdfError::Invalid => ExtractError::BrokenFile { why: "it does not hold together as a PDF".into() },
    })?;
    if pdf.pages().len() > limits.max_pages {
        return Err(ExtractError::TooLarge { what: "pages".into(), limit: limits.max_pages });
    }
    Ok(pdf)
}

/// Writes pages one after the other into one text.
#[derive(Default)]
struct Writer {
    text: String,
    length: usize,
    pages: Vec<Page>,
    letters: usize,
    unknown: usize,
}

impl Writer {
    fn page(&mut self, number: usize, marks: marks::Marks) {
        let lines = order::lines(marks.letters);
        if !self.text.is_empty() && !lines.is_empty() {
            self.push("\n\n");
        }
        let start = self.length;
        let mut boxes = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                self.push(if line.apart { "\n\n" } else { "\n" });
            }
            for word in &line.words {
                self.push(word.before);
                let from = self.length;
                self.push(&word.text);
                self.letters += word.text.chars().count();
                self.unknown += word.text.matches(char::REPLACEMENT_CHARACTER).count();
                boxes.push(TextBox { span: Span { start: from, end: self.length }, rect: word.rect.map(thousandths) });
            }
        }
        let span = Span { start, end: self.length };
        self.pages.push(Page { number, span, size: marks.size.map(thousandths), boxes, sheet: None });
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.length += text.chars().count();
    }
}

/// A length in thousandths of a point. What a broken file makes infinite becomes a large number.
fn thousandths(points: f64) -> i64 {
    (points.clamp(-1e9, 1e9) * 1000.0).round() as i64
}

#[cfg(test)]
mod tests;
