//! One file is read: a record by its map, a text document by document.
//!
//! The main type is [`Readable`]. A file with parts is read as that many texts: each has its own date, language and publisher, and
//! nothing that one of them speaks of is carried into the next. Places still count in the text of the whole file, so that a
//! claim is the same claim whether its letter was given as a part or not.

use crate::folder::Case;
use crate::parts::with_rows;
use rollcall_model::claim::Claim;
use rollcall_model::layer::{CodePoints, Layer, Span};
use rollcall_model::problem::Problem;
use rollcall_model::source::{Credit, Part, Source, Unit};
use rollcall_read::Input;
use rollcall_read::claims::claims_of;
use rollcall_read::records::{self, RecordMap};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Parts that were not read, of which each is named.
const NAMED: usize = 5;

/// What reading one file gave, as the cache keeps it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Reading {
    /// What it says.
    pub claims: Vec<Claim>,
    /// What could not be used.
    pub problems: Vec<Problem>,
    /// Why it, or some of it, was not read.
    pub not_read: Option<String>,
    /// What rows of a table say of themselves as documents.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parts: Vec<Part>,
}

/// A file with its text.
pub(crate) struct Readable<'a> {
    pub source: &'a Source,
    pub layer: &'a Layer,
    pub record: RecordMap,
    pub sidecar: &'a str,
}

impl Readable<'_> {
    fn is_record(&self) -> bool {
        self.source.path.starts_with("records/")
    }

    /// Whether any of it is read as prose.
    pub fn has_prose(&self) -> bool {
        !self.is_record() || self.record.document.contains_key("text")
    }

    /// Reads it.
    pub fn read(&self, case: &Case, people: &[String]) -> Reading {
        if self.is_record() { self.rows(case, people) } else { self.documents(case, people) }
    }

    fn documents(&self, case: &Case, people: &[String]) -> Reading {
        let points = CodePoints::new(&self.layer.text);
        let mut reading = Reading::default();
        let mut unread = Vec::new();
        let documents = documents(self.source, self.layer, points.len());
        for (span, credit) in &documents {
            let (claims, not_read) = self.document(case, people, &points, *span, credit);
            reading.claims.extend(claims);
            unread.extend(not_read.map(|why| (*credit, why)));
        }
        reading.not_read = not_read(&unread, documents.len());
        reading
    }

    /// One document: its claims, and why it, or some of it, was not read.
    fn document(
        &self,
        case: &Case,
        people: &[String],
        points: &CodePoints<'_>,
        span: Span,
        credit: &Credit<'_>,
    ) -> (Vec<Claim>, Option<String>) {
        let source = Source {
            path: self.source.path.clone(),
            sha256: self.source.sha256.clone(),
            size: self.source.size,
            media_type: self.source.media_type.clone(),
            info: credit.info(),
            layer: self.source.layer.clone(),
            not_read: None,
        };
        let input = Input {
            text: &self.layer.text,
            language: credit.language(),
            date: credit.date(),
            readable: &self.layer.readable,
            title: source.info.title.as_deref(),
            publisher: credit.publisher(),
            people,
        };
        let document = case.reader.read_within(&input, points, span);
        let not_read = document.unread();
        (claims_of(&document, &source, self.layer), not_read)
    }

    /// A record: what its columns say, then what texts of its rows say.
    fn rows(&self, case: &Case, people: &[String]) -> Reading {
        let read = records::read_record(self.layer, self.source, &self.record, self.sidecar);
        let mut reading =
            Reading { claims: read.claims, problems: read.problems, not_read: None, parts: read.parts.clone() };
        if read.texts.is_empty() {
            return reading;
        }
        let mut source = self.source.clone();
        source.info.parts = with_rows(std::mem::take(&mut source.info.parts), read.parts);
        let points = CodePoints::new(&self.layer.text);
        let mut unread = Vec::new();
        for text in &read.texts {
            let credit = Credit { source: &source, part: source.part(Unit::Rows, text.row) };
            let (mut claims, not_read) = self.document(case, people, &points, text.span, &credit);
            for claim in &mut claims {
                let anchor = Arc::make_mut(&mut claim.anchor);
                anchor.row = Some(text.row);
                anchor.column = Some(text.column.clone());
                anchor.page = None;
            }
            reading.claims.extend(claims);
            unread.extend(not_read.map(|why| (credit, why)));
        }
        reading.not_read = not_read(&unread, read.texts.len());
        reading
    }
}

/// The documents of a file in the order of its text: its parts, and what stands between them.
fn documents<'s>(source: &'s Source, layer: &Layer, points: usize) -> Vec<(Span, Credit<'s>)> {
    let whole = Span { start: 0, end: points };
    if !source.info.parts.iter().any(|part| part.pages.is_some()) {
        return vec![(whole, source.whole())];
    }
    let mut documents: Vec<(Span, Credit<'s>)> = Vec::new();
    for page in &layer.pages {
        let part: Option<&Part> = source.part(Unit::Pages, page.number);
        match documents.last_mut() {
            Some((span, credit)) if credit.part == part => span.end = page.span.end,
            _ => documents.push((page.span, Credit { source, part })),
        }
    }
    documents
}

/// Why some documents of a file were not read; of several in few words.
fn not_read(unread: &[(Credit<'_>, String)], of: usize) -> Option<String> {
    if of == 1 {
        return unread.first().map(|(_, why)| why.clone());
    }
    let named = unread.iter().take(NAMED).map(|(credit, why)| match credit.stretch() {
        Some(stretch) => format!("{}: {why}", stretch.plain()),
        None => why.clone(),
    });
    let mut said: Vec<String> = named.collect();
    if unread.len() > NAMED {
        said.push(format!("{} more of {of} parts", unread.len() - NAMED));
    }
    (!said.is_empty()).then(|| said.join("; "))
}
