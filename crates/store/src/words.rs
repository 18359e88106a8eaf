//! Full text: every paragraph of every source, and the words of every claim.
//!
//! The main types are [`Words`] and [`Hit`]. A query is cut into words by the same tokenizer as the texts and every word
//! is looked up; tantivy's query language is never parsed, so no typed text is an error.

use crate::StoreError;
use rollcall_model::view::View;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TEXT, Value};
use tantivy::{Index, IndexReader, ReloadPolicy, TantivyDocument, Term};

/// Code points of a query that are looked at.
pub const MAX_QUERY: usize = 1_000;
/// Hits of one search.
pub const MAX_HITS: usize = 1_000;
/// Different words of a query that are looked up.
const MAX_TERMS: usize = 32;
/// Bytes that the writer may hold before it writes.
const WRITER_BYTES: usize = 32 << 20;

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HitKind {
    /// The words of a claim.
    Claim,
    /// What a person saw in a picture: no words of a source.
    Seen,
    /// A paragraph of a source.
    Words,
}

/// A place that holds the words asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// The source's path.
    pub source: String,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub text: String,
    /// What it is.
    pub kind: HitKind,
    /// The claim's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

#[derive(Clone, Copy)]
struct Fields {
    text: Field,
    source: Field,
    start: Field,
    end: Field,
    id: Field,
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let fields = Fields {
        text: builder.add_text_field("text", TEXT | STORED),
        source: builder.add_text_field("source", STRING | STORED),
        start: builder.add_u64_field("start", STORED),
        end: builder.add_u64_field("end", STORED),
        id: builder.add_text_field("id", STRING | STORED),
    };
    (builder.build(), fields)
}

/// Writes the index into a folder that is made for it, with one thread and in order.
pub(crate) fn write(dir: &Path, view: &dyn View, texts: &BTreeMap<String, String>) -> Result<(), StoreError> {
    std::fs::create_dir_all(dir).map_err(crate::disk(dir))?;
    let (schema, fields) = schema();
    let index = Index::create_in_dir(dir, schema)?;
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, WRITER_BYTES)?;
    let document = |source: &str, span: (usize, usize), text: &str, id: &str| {
        let mut document = TantivyDocument::default();
        document.add_text(fields.source, source);
        document.add_u64(fields.start, span.0 as u64);
        document.add_u64(fields.end, span.1 as u64);
        document.add_text(fields.text, text);
        document.add_text(fields.id, id);
        document
    };
    for (path, text) in texts {
        for (start, words) in paragraphs(text) {
            writer.add_document(document(path, (start, start + words.chars().count()), words, ""))?;
        }
    }
    for (id, stated) in view.claims() {
        let anchor = &stated.claim.anchor;
        let words = anchor.seen().unwrap_or(&anchor.text);
        writer.add_document(document(&anchor.source, (anchor.start, anchor.end), words, id.as_str()))?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// Lines that hold words, each with its first code point. An empty line or a line's end parts them: prose that was
/// wrapped is found line by line, which is near enough to lead a person there.
fn paragraphs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at + line.chars().take_while(|c| c.is_whitespace()).count();
        at += line.chars().count();
        let words = line.trim();
        (!words.is_empty()).then_some((start, words))
    })
}

/// An opened full-text index.
pub(crate) struct Words {
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

impl Words {
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let index = Index::open_in_dir(dir)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { index, reader, fields: schema().1 })
    }

    /// See [`crate::Store::search`].
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let terms = self.terms(query)?;
        let limit = limit.min(MAX_HITS);
        if terms.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let searcher = self.reader.searcher();
        // More than asked for, so that equals at the border are ordered by place and not by where they were written.
        let top = TopDocs::with_limit(limit * 4 + 100).order_by_score();
        let mut hits = Vec::new();
        for (score, address) in searcher.search(&all_of(&terms, self.fields.text), &top)? {
            hits.push((score, self.hit(&searcher.doc(address)?)));
        }
        hits.sort_by(|(a, one), (b, two)| {
            let place = |hit: &Hit| (hit.source.clone(), hit.start, hit.end, hit.kind, hit.id.clone());
            b.total_cmp(a).then_with(|| place(one).cmp(&place(two)))
        });
        hits.truncate(limit);
        Ok(hits.into_iter().map(|(_, hit)| hit).collect())
    }

    /// The words of a query, as the texts were cut.
    fn terms(&self, query: &str) -> Result<BTreeSet<String>, StoreError> {
        let mut query = query;
        if let Some((end, _)) = query.char_indices().nth(MAX_QUERY) {
            // A word that the limit cuts in two is not the word that was typed.
            query = &query[..query[..end].rfind(char::is_whitespace).unwrap_or(end)];
        }
        let mut analyzer = self.index.tokenizer_for_field(self.fields.text)?;
        let mut stream = analyzer.token_stream(query);
        let mut terms = BTreeSet::new();
        while terms.len() < MAX_TERMS && stream.advance() {
            terms.insert(stream.token().text.clone());
        }
        Ok(terms)
    }

    fn hit(&self, document: &TantivyDocument) -> Hit {
        let text = |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default().to_string();
        let number = |field| {
            document.get_first(field).and_then(|value| value.as_u64()).and_then(|at| usize::try_from(at).ok()).unwrap_or(0)
        };
        let id = Some(text(self.fields.id)).filter(|id| !id.is_empty());
        let (start, end) = (number(self.fields.start), number(self.fields.end));
        Hit {
            source: text(self.fields.source),
            start,
            end,
            text: text(self.fields.text),
            kind: match id {
                // What a person saw in a picture has no letters in the file.
                Some(_) if start == end => HitKind::Seen,
                Some(_) => HitKind::Claim,
                None => HitKind::Words,
            },
            id,
        }
    }
}

/// Every word must stand there.
fn all_of(terms: &BTreeSet<String>, field: Field) -> BooleanQuery {
    let one = |term: &String| -> (Occur, Box<dyn Query>) {
        (Occur::Must, Box::new(TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs)))
    };
    BooleanQuery::new(terms.iter().map(one).collect())
}
