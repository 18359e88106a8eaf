//! What a rule found, and how it is known.
//!
//! The main types are [`Finding`] and [`Proof`], a tree whose leaves are claims with their words.

use crate::claim::Anchor;
use crate::date::Edtf;
use crate::id::{ClaimId, EntityId, FindingId, JoinId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How strong a finding is: the least of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Some reading of its parts makes it so.
    Possible,
    /// It rests on a default or a likely participation.
    Likely,
    /// Its parts leave no other reading.
    Certain,
}

/// What a rule's findings are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleClass {
    /// What a source says happened, and where sources disagree. On.
    Record,
    /// A case switches it on, and a person accepts each finding.
    Context,
    /// A private lead.
    Inference,
    /// A private lead that sets a clause beside an engagement.
    Legal,
}

/// A step of a proof.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Proof {
    /// A rule and why it applies.
    Rule {
        /// The rule's name.
        rule: String,
        /// What it needed.
        because: Vec<Proof>,
    },
    /// No source in the case says so.
    None {
        /// What was looked for, in words.
        none: String,
        /// Paths of the sources that were searched.
        sources_searched: Arc<Vec<String>>,
    },
    /// A number of things.
    Count {
        /// How many.
        count: usize,
        /// The things.
        of: Vec<Proof>,
    },
    /// A claim, or several that say the same.
    Fact {
        /// The fact in words.
        fact: String,
        /// The claims that say it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        claims: Vec<ClaimId>,
        /// Their words.
        anchors: Vec<Anchor>,
    },
}

impl Proof {
    /// All leaves that rest on claims, in order.
    pub fn claims(&self) -> Vec<&ClaimId> {
        match self {
            Self::Rule { because, .. } => because.iter().flat_map(Self::claims).collect(),
            Self::Count { of, .. } => of.iter().flat_map(Self::claims).collect(),
            Self::Fact { claims, .. } => claims.iter().collect(),
            Self::None { .. } => Vec::new(),
        }
    }

    /// All anchors of the leaves, in order.
    pub fn anchors(&self) -> Vec<&Anchor> {
        match self {
            Self::Rule { because, .. } => because.iter().flat_map(Self::anchors).collect(),
            Self::Count { of, .. } => of.iter().flat_map(Self::anchors).collect(),
            Self::Fact { anchors, .. } => anchors.iter().collect(),
            Self::None { .. } => Vec::new(),
        }
    }
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Made from the rule's name and the canonical ids and dates in its head.
    pub id: FindingId,
    /// The rule's name.
    pub rule: String,
    /// What it is for.
    pub class: RuleClass,
    /// How strong.
    pub certainty: Certainty,
    /// Its sentences.
    pub says: String,
    /// The language they are in.
    pub lang: String,
    /// The same in the other languages that the rule has a sentence in.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub says_in: BTreeMap<String, String>,
    /// The day it is about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<Edtf>,
    /// The parties, engagements and links it is about, in the order of the head.
    pub entities: Vec<EntityId>,
    /// Independent origins among its sources.
    pub origins: usize,
    /// Minimal proofs, smallest first.
    pub proofs: Vec<Proof>,
    /// Whether there are more proofs than are kept here.
    pub more: bool,
    /// Joins between mentions that its proofs rest on.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub joins: Vec<JoinId>,
}

impl Finding {
    /// Its sentences in a language, if the rule has them in it.
    pub fn says_in(&self, lang: &str) -> Option<&str> {
        if lang == self.lang { Some(&self.says) } else { self.says_in.get(lang).map(String::as_str) }
    }
}
