//! What a mention is while a document is read, and how mentions of one sentence are chosen among candidates.
//!
//! The main type is [`Mention`]. Its *core* is the words that become an entity; its *whole* is the words that belong to
//! the noun phrase around it, so that a subject is found next to its verb whatever describes it in between.

use crate::dates::Found;
use crate::document::EntityType;
use crate::text::Text;
use std::ops::Range;

/// What stands for an event in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Occasion {
    /// The kind as the pack names it.
    pub kind: String,
    /// Whether several are meant.
    pub plural: bool,
    /// Whether one already spoken of is meant.
    pub definite: bool,
    /// Whether there is no more than the noun.
    pub bare: bool,
    /// Whether the noun alone is too weak to make an event.
    pub weak: bool,
    /// The body that meets.
    pub forum: Option<String>,
    /// A date inside the phrase ("the December meeting").
    pub date: Option<Found>,
    /// The noun, where it says more than that there was a meeting.
    pub head: Option<String>,
    /// Whether one not yet spoken of is meant.
    pub indefinite: bool,
    /// How many, where the phrase says so.
    pub count: Option<i64>,
}

impl Occasion {
    /// One of a kind that a phrase says no more of.
    pub fn new(kind: impl Into<String>, forum: Option<String>) -> Self {
        Self {
            kind: kind.into(),
            plural: false,
            definite: false,
            bare: false,
            weak: false,
            forum,
            date: None,
            head: None,
            indefinite: false,
            count: None,
        }
    }
}

/// What a mention is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An entity.
    Entity(EntityType),
    /// A date.
    Date(Found),
    /// An event.
    Event(Occasion),
}

/// A noun phrase that the reader knows. See the module's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// The words that become an entity.
    pub core: Range<usize>,
    /// The words of the whole phrase.
    pub whole: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// The full name, where the words are short for it.
    pub name: Option<String>,
    /// ISO code of its state.
    pub country: Option<String>,
    /// Which rule found it.
    pub by: &'static str,
    /// How sure that is, in thousandths.
    pub score: u16,
    /// A word for what is of a state and not its name.
    pub demonym: bool,
    /// The phrase speaks of people of the body, not of the body by name.
    pub people: bool,
    /// The members of a forum as one party.
    pub members: bool,
    /// Whether what governs is meant, without a name.
    pub power: bool,
    /// The kind of engagement that a forum's name is.
    pub meets: Option<String>,
    /// The rank of somebody whom the text does not name.
    pub rank: Option<Range<usize>>,
    /// The post of somebody whom the text does not name.
    pub post: Option<Range<usize>>,
    /// It stands inside another mention and is nobody's party.
    pub inside: bool,
    /// The entity that a word for several stands for, where it was made before ("they").
    pub known: Option<usize>,
}

impl Mention {
    /// A mention of an entity.
    pub fn new(words: Range<usize>, kind: EntityType, by: &'static str, score: u16) -> Self {
        Self {
            core: words.clone(),
            whole: words,
            kind: Kind::Entity(kind),
            name: None,
            country: None,
            by,
            score,
            demonym: false,
            people: false,
            members: false,
            power: false,
            meets: None,
            rank: None,
            post: None,
            inside: false,
            known: None,
        }
    }

    /// The entity type, where it is an entity.
    pub fn entity(&self) -> Option<EntityType> {
        match self.kind {
            Kind::Entity(kind) => Some(kind),
            _ => None,
        }
    }

    /// Whether it is this type of entity.
    pub fn is(&self, kind: EntityType) -> bool {
        self.entity() == Some(kind)
    }

    /// Whether it names a body that is not a forum.
    pub fn is_body(&self) -> bool {
        matches!(self.entity(), Some(EntityType::Unit | EntityType::Organization | EntityType::Company))
    }

    /// Whether it can take part in something.
    pub fn is_party(&self) -> bool {
        self.is_body()
            || matches!(self.entity(), Some(EntityType::Person | EntityType::State | EntityType::Forum | EntityType::Vessel))
    }

    /// The name that the mention stands for.
    pub fn full(&self, text: &Text<'_>) -> String {
        self.name.clone().unwrap_or_else(|| text.slice(self.core.clone()))
    }
}

/// Chooses mentions that do not overlap: from left to right, the longest of those that start first.
pub(crate) fn choose(mut candidates: Vec<Mention>) -> Vec<Mention> {
    candidates.sort_by(|a, b| (a.whole.start, b.whole.end, b.score).cmp(&(b.whole.start, a.whole.end, a.score)));
    let mut chosen: Vec<Mention> = Vec::new();
    for candidate in candidates {
        if chosen.last().is_none_or(|last| last.whole.end <= candidate.whole.start) {
            chosen.push(candidate);
        }
    }
    chosen
}
