//! The trained part of the reader: people, their ranks, posts and bodies.
//!
//! The main type is [`Model`]: a tagger and a linker, both tables of small whole numbers that `cargo xtask read-train`
//! learns from annotated documents. It reads after the rules and sees what they found, so that a word that a case adds to
//! its packs helps it at once. It decides only who is a person of rank, post or body; engagements, dates and records stay
//! the rules'. Why both: the rules say why, the model weighs what no rule can ("a commander", of whom?).
//!
//! The file is hashes and numbers: no words of the documents that it was learnt from.

mod features;
mod links;
mod refine;
mod tags;
pub mod train;
mod weights;

pub use tags::Kind;

use crate::document::RelationType;
use crate::output::Builder;
use links::{Linker, Said};
use std::ops::Range;
use std::sync::{Arc, LazyLock};
use tags::{Span, Tagger};

/// The first bytes of a model's file: its format.
const MAGIC: [u8; 8] = *b"rc-read1";

/// The model in the binary.
static BUILTIN: LazyLock<Option<Arc<Model>>> =
    LazyLock::new(|| Model::from_bytes(include_bytes!("model/english.bin")).map(Arc::new));

/// What was learnt. See the module's page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Model {
    tagger: Tagger,
    linker: Linker,
}

impl Model {
    /// The model that is part of the program.
    pub fn builtin() -> Option<Arc<Model>> {
        BUILTIN.clone()
    }

    /// The ISO 639-1 code of the language that it reads.
    pub fn language(&self) -> &'static str {
        "en"
    }

    /// As a file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        self.tagger.write(&mut out);
        self.linker.write(&mut out);
        out
    }

    /// From a file's bytes; `None` where they are no model of this format.
    pub fn from_bytes(bytes: &[u8]) -> Option<Model> {
        let mut rest = bytes.strip_prefix(&MAGIC)?;
        let tagger = Tagger::read(&mut rest)?;
        let linker = Linker::read(&mut rest)?;
        rest.is_empty().then_some(Model { tagger, linker })
    }
}

/// What the rules linked: words of a person and of a rank, post or body.
struct RuleLinks {
    by_person: Vec<(Range<usize>, Range<usize>, Kind)>,
    by_other: Vec<(Range<usize>, Range<usize>, Kind)>,
}

/// Words of a rule's span before a span's first that may still overlap it.
const BACK: usize = 12;

impl RuleLinks {
    fn new(builder: &Builder) -> Self {
        let mut by_person: Vec<_> =
            builder.pairs().filter_map(|(kind, person, other)| Some((person, other, kind_of(kind)?))).collect();
        let mut by_other = by_person.clone();
        by_person.sort_by_key(|(person, other, kind)| (person.start, other.start, *kind));
        by_other.sort_by_key(|(person, other, kind)| (other.start, person.start, *kind));
        Self { by_person, by_other }
    }

    /// What the rules linked in a sentence: the model weighs it with what it found.
    fn spans(&self, sentence: &Range<usize>) -> Vec<(Kind, Range<usize>)> {
        let inside = |words: &Range<usize>| words.start >= sentence.start && words.end <= sentence.end;
        let from = self.by_person.partition_point(|(p, _, _)| p.start < sentence.start);
        let pairs = self.by_person[from..].iter().take_while(|(p, _, _)| p.start < sentence.end);
        let mut out: Vec<(Kind, Range<usize>)> = Vec::new();
        for (person, other, kind) in pairs.filter(|(person, other, _)| inside(person) && inside(other)) {
            for one in [(Kind::Person, person.clone()), (*kind, other.clone())] {
                if !one.1.is_empty() && !out.contains(&one) {
                    out.push(one);
                }
            }
        }
        out
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

impl Said for RuleLinks {
    fn of(&self, person: &Span, other: &Span) -> (bool, bool, bool) {
        let (mut linked, mut person_taken, mut other_taken) = (false, false, false);
        let from = self.by_person.partition_point(|(p, _, _)| p.start + BACK < person.words.start);
        for (p, o, kind) in self.by_person[from..].iter().take_while(|(p, _, _)| p.start < person.words.end) {
            if overlap(p, &person.words) && *kind == other.kind {
                linked |= overlap(o, &other.words);
                person_taken |= !overlap(o, &other.words);
            }
        }
        let from = self.by_other.partition_point(|(_, o, _)| o.start + BACK < other.words.start);
        for (p, o, kind) in self.by_other[from..].iter().take_while(|(_, o, _)| o.start < other.words.end) {
            other_taken |= overlap(o, &other.words) && *kind == other.kind && !overlap(p, &person.words);
        }
        (linked, person_taken, other_taken)
    }
}

/// The kind at the far end of a relation of a person's standing.
fn kind_of(relation: RelationType) -> Option<Kind> {
    match relation {
        RelationType::HasRank => Some(Kind::Rank),
        RelationType::HasTitle | RelationType::HasRole => Some(Kind::Post),
        RelationType::IsPosted => Some(Kind::Body),
        _ => None,
    }
}
