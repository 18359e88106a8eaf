//! A claim: one property of one mention said by one source, with the words that say so.
//!
//! The main type is [`Claim`] (what FollowTheMoney calls a statement). A *mention* is all claims that share a
//! [`MentionId`]: it has no record of its own, so nothing can be said of it without words. Readers make claims,
//! `resolve` joins mentions, people accept claims; nothing changes one.

use crate::date::Edtf;
use crate::id::{ClaimId, MentionId};
use crate::layer::{CodePoints, Span};
use crate::ontology::Kind;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The exact words in the exact file that a claim rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Anchor {
    /// The file's path in the case.
    pub source: String,
    /// SHA-256 of the file's bytes.
    pub sha256: String,
    /// The layer that the offsets count in.
    pub layer: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The words: equal to that slice of the layer.
    pub text: String,
    /// Row of a table, from 1, the head not counted; of a sheet, its own number of the row.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub row: Option<usize>,
    /// Head of a table's column.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub column: Option<String>,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<usize>,
    /// Left, top, right, bottom on that page, in thousandths of a point.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none", default)]
    pub rect: Option<[i64; 4]>,
    /// What a person saw in that box of a picture, in their own words: then there is no text, and this is no quote.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<String>,
}

/// What stands for a layer where a person looked at a picture: there are no letters to count.
pub const PICTURE: &str = "picture/1";

/// How people are told that a description is no quote.
pub const SEEN: &str = "Seen by a reviewer in a picture";

impl Anchor {
    /// What a person saw in a picture, if this is a box of one and no words.
    pub fn seen(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Page and box, for ids: two boxes of one picture are two places, though neither has letters.
    fn place(&self) -> String {
        let rect = self.rect.unwrap_or_default().map(|side| side.to_string()).join(",");
        format!("{}:{rect}", self.page.unwrap_or_default())
    }

    /// The code points that it covers.
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }

    /// Whether the layer says at this place what the anchor says it does.
    pub fn holds(&self, layer: &CodePoints<'_>) -> bool {
        layer.slice(self.span()) == Some(&self.text)
    }
}

/// What a claim says of its mention.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// Words, a name, a date, a country: as the ontology's type for the property says.
    Text(String),
    /// Another mention of the same source.
    Link(MentionId),
}

impl Value {
    /// The words, where this is not a link.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Link(_) => None,
        }
    }

    /// The mention, where this is a link.
    pub fn link(&self) -> Option<&MentionId> {
        match self {
            Self::Link(mention) => Some(mention),
            Self::Text(_) => None,
        }
    }

    /// What an id is made from.
    fn key(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Link(mention) => mention.as_str(),
        }
    }
}

/// Where a claim comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Read in prose by the reader.
    Read,
    /// A row of a table, a calendar or a list of data.
    Record,
    /// Written down by a person who looked at the source.
    Person,
    /// Derived by a rule.
    Rule,
}

/// Somebody in whose words a claim is made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Voice {
    /// As the source names the speaker or document.
    pub name: String,
    /// The mention of that party or document.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mention: Option<MentionId>,
    /// When it was said or written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<Edtf>,
    /// When that became public.
    #[serde(rename = "publicDate", skip_serializing_if = "Option::is_none", default)]
    pub public_date: Option<Edtf>,
}

/// One property of one mention said by one source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Claim {
    /// Made from mention, property, value and anchor: no merge changes it.
    pub id: ClaimId,
    /// What it speaks of.
    pub mention: MentionId,
    /// The mention's kind.
    pub kind: Kind,
    /// A property of that kind.
    pub property: String,
    /// What is said.
    pub value: Value,
    /// The words that say so; claims of the same words share them, and so does whatever shows them.
    pub anchor: Arc<Anchor>,
    /// The rule or model that found it, or the format that it was recorded in.
    pub by: String,
    /// How sure that reader is, in thousandths.
    pub score: u16,
    /// How it came to be known.
    pub basis: Basis,
    /// The voices, from the outermost in; empty where the source speaks for itself.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub attributed_to: Vec<Voice>,
}

impl Claim {
    /// A claim with the id that its content gives it.
    pub fn new(
        mention: MentionId,
        kind: Kind,
        property: &str,
        value: Value,
        anchor: impl Into<Arc<Anchor>>,
        by: &str,
        score: u16,
        basis: Basis,
    ) -> Self {
        let anchor = anchor.into();
        let (start, end, place) = (anchor.start.to_string(), anchor.end.to_string(), anchor.place());
        let mut parts = vec![mention.as_str(), property, value.key(), &anchor.sha256, &anchor.layer, &start, &end];
        if anchor.seen().is_some() {
            parts.push(&place);
        }
        let id = ClaimId::of(&parts);
        Self {
            id,
            mention,
            kind,
            property: property.into(),
            value,
            anchor,
            by: by.into(),
            score,
            basis,
            attributed_to: Vec::new(),
        }
    }
}

/// The id of a mention that stands in the text: made from file, layer, kind and place.
pub fn mention_id(anchor: &Anchor, kind: Kind) -> MentionId {
    MentionId::of(&[&anchor.sha256, &anchor.layer, kind.as_str(), &anchor.start.to_string(), &anchor.end.to_string()])
}

/// The id of a link: made from its kind, its ends' mention ids and its role.
pub fn link_id(kind: Kind, ends: &[&MentionId], role: &str) -> MentionId {
    let mut parts = vec![kind.as_str()];
    parts.extend(ends.iter().map(|end| end.as_str()));
    parts.push(role);
    MentionId::of(&parts)
}

/// What people have decided of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum State {
    /// Nobody has decided yet.
    #[serde(rename = "proposed")]
    Proposed,
    /// A person accepted it.
    #[serde(rename = "accepted")]
    Accepted,
    /// A person rejected it: it does not exist for rules.
    #[serde(rename = "rejected")]
    Rejected,
    /// A person disputes it.
    #[serde(rename = "disputed")]
    Disputed,
    /// It was accepted once and taken back.
    #[serde(rename = "retracted")]
    Retracted,
    /// A decision on it no longer fits its words.
    #[serde(rename = "needs another look")]
    NeedsAnotherLook,
}

impl State {
    /// The word for it, as JSON and pages have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Disputed => "disputed",
            Self::Retracted => "retracted",
            Self::NeedsAnotherLook => "needs another look",
        }
    }

    /// Whether rules may use it: rejected and retracted claims do not exist.
    pub fn exists(self) -> bool {
        !matches!(self, Self::Rejected | Self::Retracted)
    }

    /// What rules make of it: whether the claim exists, and whether it is disputed. An acceptance alone changes no finding.
    pub fn weight(self) -> (bool, bool) {
        (self.exists(), self == Self::Disputed)
    }

    /// One state for several claims that stand or fall together: the one that most needs a person.
    pub fn of_all(states: impl IntoIterator<Item = Self>) -> Self {
        let rank = |state: &Self| match state {
            Self::Accepted => 0,
            Self::Proposed => 1,
            Self::Disputed => 2,
            Self::NeedsAnotherLook => 3,
            Self::Retracted => 4,
            Self::Rejected => 5,
        };
        states.into_iter().max_by_key(rank).unwrap_or(Self::Proposed)
    }
}
