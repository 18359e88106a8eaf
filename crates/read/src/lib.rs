//! Text layers and records become claims.
//!
//! The main type is [`Reader`]: it reads one text and gives a [`document::Document`]: entities, relations and events with
//! their offsets. Everything a word can mean comes from the packs of `rollcall-lexicon`; a second language is data.
//!
//! The reader works in layers that each know only what is before them: `text` (words, sentences), `dates`, `bodies`,
//! `people` (names and their standing), `parties` (people of a body, "the navy"), `occasions` (phrases for events),
//! `triggers` (patterns and their slots), `engagements` (one object for each event, however often told), `scene` (one
//! sentence played), `output`. Why rules over packs and not one model: every entity, relation and event says which rule
//! found it, a person can see why it is there, and a case adds words without training anything.
//!
//! Nothing here looks at another document, the disk or the clock, and every step takes time in proportion to the text:
//! phrases, lists, sentences and look-backs have bounds.

mod bodies;
pub mod claims;
mod dates;
pub mod document;
mod engagements;
mod language;
mod lists;
mod mentions;
pub mod model;
mod occasions;
mod output;
pub mod outside;
mod parties;
mod people;
mod reading;
pub mod records;
mod scene;
mod standing;
mod text;
mod triggers;

use document::Document;
use model::Model;
use rollcall_lexicon::Lexicon;
use rollcall_model::date::Edtf;
use rollcall_model::layer::{CodePoints, Span};
use std::sync::Arc;

/// A text to read, with what is known about it from elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct Input<'a> {
    /// The layer's text.
    pub text: &'a str,
    /// ISO 639-1 code of its language, where a sidecar gives it.
    pub language: Option<&'a str>,
    /// The day it was written, where a sidecar gives it; else its own dateline is looked for.
    pub date: Option<&'a Edtf>,
    /// The readable part in code points, where the layer has menus and footers around it. Empty: all of it.
    pub readable: &'a [Span],
    /// Its title.
    pub title: Option<&'a str>,
    /// Who published it.
    pub publisher: Option<&'a str>,
    /// People whom the case knows by name: their names need no rank or post beside them.
    pub people: &'a [String],
}

/// Bytes below which a text is too short for its letters to tell its language.
const SHORT: usize = 600;

/// Hundredths of a text's words that are small words of a language's grammar in any text of that language.
const GRAMMAR: usize = 15;

/// Reads texts. See the crate's page.
#[derive(Debug, Clone)]
pub struct Reader {
    lexicon: Arc<Lexicon>,
    model: Option<Arc<Model>>,
}

impl Reader {
    /// A reader with the words of a lexicon and the model that is part of the program.
    pub fn new(lexicon: Arc<Lexicon>) -> Self {
        Self { lexicon, model: Model::builtin() }
    }

    /// The same reader with another model, or with none: by rules alone.
    #[must_use]
    pub fn with_model(self, model: Option<Arc<Model>>) -> Self {
        Self { model, ..self }
    }

    /// Reads a part of a text as a document of its own: nothing before or after it counts. Offsets are those of the whole text.
    pub fn read_within(&self, input: &Input<'_>, points: &CodePoints<'_>, span: Span) -> Document {
        let Some(text) = points.slice(span) else { return Document::default() };
        let within = |part: &Span| Span {
            start: part.start.max(span.start).saturating_sub(span.start),
            end: part.end.min(span.end).saturating_sub(span.start),
        };
        let readable: Vec<Span> = input.readable.iter().map(within).filter(|part| part.start < part.end).collect();
        if !input.readable.is_empty() && readable.is_empty() {
            return Document::default();
        }
        self.read(&Input { text, readable: &readable, ..*input }).moved(span.start)
    }

    /// Reads a text. The same text and words give the same document.
    pub fn read(&self, input: &Input<'_>) -> Document {
        let guess = language::of(input.text);
        let text = text::Text::new(input.text, &self.lexicon);
        // A few lines full of foreign names mislead a guess by letters; their small words do not.
        let known = (input.text.len() < SHORT && text.share_of_grammar(0..text.words.len()) >= GRAMMAR)
            .then(|| self.lexicon.languages().first().map(String::as_str))
            .flatten();
        let language = input.language.or(known).or(guess);
        if let Some(language) = language.filter(|l| !language::read(&self.lexicon, l)) {
            return Document {
                language: Some(language.to_string()),
                not_read: Some(format!("no words for the language `{language}`")),
                ..Document::default()
            };
        }
        if language.is_none() && !language::latin(input.text) {
            return Document { not_read: Some("its language could not be told".into()), ..Document::default() };
        }
        let held = language::held(&text, language);
        let held_spans: Vec<Span> = held.iter().map(|part| Span { start: part.start, end: part.end }).collect();
        let skip = |sentence: &text::Sentence| {
            let (start, end) = text.span(sentence.words.clone());
            let sentence = Span { start, end };
            !input.readable.is_empty() && !meets(input.readable, sentence) || meets(&held_spans, sentence)
        };
        let fits = |model: &&Model| language.is_none_or(|language| language == model.language());
        let model = self.model.as_deref().filter(fits);
        let document = reading::read(&text, input, language.map(str::to_string), model, &skip);
        Document { held, ..document }
    }
}

/// Whether a span shares a code point with one of some sorted spans.
fn meets(sorted: &[Span], span: Span) -> bool {
    let after = sorted.partition_point(|other| other.end <= span.start);
    sorted.get(after).is_some_and(|other| other.start < span.end)
}
