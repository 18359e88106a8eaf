//! What publishing and export may see of a case.
//!
//! The main type is the trait [`View`]. `case` makes two: *private*, all there is, for the owner; *public*, from which
//! everything that may not go out is already gone. `publish` and `export` know no other door, so they cannot leak what
//! a public view does not hold.

use crate::claim::{Anchor, Claim, State};
use crate::date::{Day, Edtf};
use crate::decision::Verb;
use crate::entity::{Entities, JoinsById};
use crate::finding::Finding;
use crate::held::HeldBack;
use crate::id::{ClaimId, EntityId};
use crate::roll::RollRow;
use crate::shared::SharedMap;
use crate::source::{Source, by_path};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A moment that the case names: a line through every picture, and something that rules may ask about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// A short id for rules.
    pub id: String,
    /// In words.
    pub name: String,
    /// When.
    pub date: Edtf,
}

/// A search through the whole text of a source for words that the case names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Search {
    /// The source's path in the case.
    pub source: String,
    /// The words looked for, as the case has them.
    pub words: Vec<String>,
    /// Those of them that stand in the text, in the order of `words`.
    pub found: Vec<String>,
}

/// What the case says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The case's title.
    pub title: String,
    /// Languages of its pages; the first is the main one.
    pub languages: Vec<String>,
    /// A sentence for every page, if the case has one.
    pub notice: Option<String>,
    /// Whether search engines are asked to leave pages about people out.
    pub people_unlisted: bool,
    /// How to say that something here is wrong: an address or a sentence, if the case gives one.
    pub contact: Option<String>,
    /// Named moments, by date.
    pub moments: Vec<Moment>,
    /// What each rule means, what it does not, and how it can be wrong: by the rule's name and by language, in the words of
    /// its file. In another language than English the first line is the rule's name in that language.
    pub rules: BTreeMap<String, BTreeMap<String, String>>,
    /// Whether this is the private draft: machine-read, not checked.
    pub private: bool,
    /// The edition's day, or nothing for a draft.
    pub day: Option<Day>,
    /// The edition's number, or nothing for a draft.
    pub edition: Option<u32>,
}

/// Words of a source with what stands around them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// At most 200 code points before; begins with `…` where words stand that this view does not show.
    pub before: String,
    /// The words.
    pub words: String,
    /// At most 200 code points after; ends with `…` where words stand that this view does not show.
    pub after: String,
}

/// A claim and what people decided of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedClaim {
    /// The claim; the views of a case share it.
    pub claim: Arc<Claim>,
    /// What people decided.
    pub state: State,
}

/// All claims of a case, by id; its states before and after a decision share them.
pub type Claims = SharedMap<ClaimId, StatedClaim>;

/// What a party was asked, and what became of that.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reply {
    /// Whom it is about.
    pub party: EntityId,
    /// The day on which it was written down: `2022-06-01`.
    pub day: String,
    /// Asked, answered, declined, no answer by a day, not approached.
    pub verb: Verb,
    /// The words of an answer; the day of `no-answer-by`.
    pub words: Option<String>,
    /// The reason, of who was not approached.
    pub why: Option<String>,
}

/// Something published that was taken back or put right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Notice {
    /// The day: `2022-06-01`.
    pub day: String,
    /// The id that it had.
    pub id: String,
    /// Where it stood: a path from the site's root, perhaps with a place.
    pub place: String,
    /// What it was: "a line of the roll", "a finding", "a person".
    pub was: String,
    /// Whether it is gone; else it was put right.
    pub gone: bool,
    /// The first edition without it.
    pub edition: u32,
    /// What readers are told, in the words of whoever took it back.
    pub words: String,
}

/// Something that an edition says and the one before did not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Change {
    /// Where it stands: a path from the site's root, perhaps with a place.
    pub place: String,
    /// The sentence or the name.
    pub says: String,
}

/// How an edition differs from the one before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Changes {
    /// The number of the one before.
    pub edition: u32,
    /// Its day: `2022-06-01`.
    pub day: String,
    /// What is new.
    pub came: Vec<Change>,
    /// What says something else now.
    pub changed: Vec<Change>,
    /// How many lines went.
    pub went: usize,
}

/// A case as one kind of reader may see it. Every list is sorted and the same on every machine.
pub trait View: Sync {
    /// What the case says of itself.
    fn about(&self) -> &About;
    /// Its sources, by path. In a public view only those that a published claim rests on.
    fn sources(&self) -> &[Source];
    /// Its claims.
    fn claims(&self) -> &Claims;
    /// Its parties, engagements and links.
    fn entities(&self) -> &Entities;
    /// The joins across documents that were made or are proposed.
    fn joins(&self) -> &JoinsById;
    /// The roll, by date, engagement and participant.
    fn roll(&self) -> &[Arc<RollRow>];
    /// Findings, strongest first, then by date.
    fn findings(&self) -> &[Arc<Finding>];
    /// How many things were held back, by reason; empty in a private view.
    fn held_back(&self) -> &BTreeMap<HeldBack, usize>;
    /// What parties were asked and answered, by party and in the order in which it happened.
    fn replies(&self) -> &[Reply] {
        &[]
    }
    /// What was taken back or put right since it was published, the latest first.
    fn notices(&self) -> &[Notice] {
        &[]
    }
    /// How this edition differs from the one before; nothing for a first edition and for a draft.
    fn changes(&self) -> Option<&Changes> {
        None
    }
    /// The whole text of a source that may be shown whole; nothing for any other.
    fn text(&self, _source: &Source) -> Option<String> {
        None
    }
    /// The file itself, as a path from the site's root, of a source that may be handed on; nothing for any other.
    fn file(&self, _source: &Source) -> Option<String> {
        None
    }
    /// An anchor's words with what stands around them; nothing where the view may not show that.
    fn excerpt(&self, anchor: &Anchor) -> Option<Excerpt>;

    /// What a person saw in a box of a picture, in their own words; nothing where the view may not show that.
    fn seen<'a>(&self, anchor: &'a Anchor) -> Option<&'a str> {
        self.source(&anchor.source)?;
        anchor.seen()
    }

    /// The source at a path.
    fn source(&self, path: &str) -> Option<&Source> {
        by_path(self.sources(), path)
    }
}
