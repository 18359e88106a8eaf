//! What a rule found, and how it is known.
//!
//! The main types are [`Finding`] and [`Proof`], a tree whose leaves are claims with their words.

use crate::claim::Anchor;
use crate::date::Edtf;
use crate::id::{ClaimId, EntityId, FindingId, JoinId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
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

impl Certainty {
    /// The grade in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
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

/// In which way a rule asks that no source says something: what became of a finding if one did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lack {
    /// `unless`: the rule names it as an exception, and the finding would not be there in this way, or be less sure.
    Unless,
    /// `not`: the same, where the rule does not call it an exception.
    #[default]
    Not,
    /// `else`, and a count of none: its sentence would say it.
    Else,
}

impl Lack {
    /// Whether it is the plain one, which is not written down.
    fn is_not(&self) -> bool {
        *self == Self::Not
    }
}

/// What no source says and a finding needs to be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Undone<'f> {
    /// In which way its rule asks for it.
    pub lack: Lack,
    /// What was looked for, in words.
    pub none: &'f str,
    /// How many sources were searched.
    pub searched: usize,
}

/// What keeps a finding from being surer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reason {
    /// Of which sort it is.
    pub because: Because,
    /// What it is about: two dates as EDTF, the name of a rule, or a fact in words.
    pub of: Vec<String>,
    /// The claims that give the fact.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub claims: Vec<ClaimId>,
}

/// The sorts of reasons for which a finding is no surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// Two dates can lie to each other in another way too.
    Dates,
    /// Sources give dates for one thing that cannot be the same.
    DatesDisagree,
    /// What had begun is taken to have gone on.
    GoesOn,
    /// The rule takes something to be so that nobody says.
    Default,
    /// A reviewer disputes every claim that says it.
    Disputed,
    /// Its source says that it is likely.
    SaidLikely,
    /// Its source leaves it unclear.
    SaidUnclear,
    /// Only sources say it that are graded as less than fairly reliable, or as not to be judged.
    Source,
    /// Somebody may say what it takes nobody to say.
    Denied,
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
        /// In which way the rule asks for it.
        #[serde(skip_serializing_if = "Lack::is_not", default)]
        lack: Lack,
    },
    /// A number of things.
    Count {
        /// How many.
        count: usize,
        /// The things. Many findings count the same ones, and share them.
        of: Arc<Vec<Proof>>,
    },
    /// A claim, or several that say the same.
    Fact {
        /// The fact in words.
        fact: String,
        /// The claims that say it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        claims: Vec<ClaimId>,
        /// Their words.
        anchors: Vec<Arc<Anchor>>,
    },
}

impl Proof {
    /// What it rests on; of a leaf nothing.
    pub fn under(&self) -> &[Self] {
        match self {
            Self::Rule { because, .. } => because,
            Self::Count { of, .. } => of,
            Self::Fact { .. } | Self::None { .. } => &[],
        }
    }

    /// All leaves that rest on claims, in order.
    pub fn claims(&self) -> Vec<&ClaimId> {
        match self {
            Self::Fact { claims, .. } => claims.iter().collect(),
            _ => self.under().iter().flat_map(Self::claims).collect(),
        }
    }

    /// The first of them.
    pub fn first_claim(&self) -> Option<&ClaimId> {
        match self {
            Self::Fact { claims, .. } => claims.first(),
            _ => self.under().iter().find_map(Self::first_claim),
        }
    }

    /// All anchors of the leaves, in order.
    pub fn anchors(&self) -> Vec<&Anchor> {
        match self {
            Self::Fact { anchors, .. } => anchors.iter().map(AsRef::as_ref).collect(),
            _ => self.under().iter().flat_map(Self::anchors).collect(),
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
    /// Why it is no surer, by its surest proof; nothing where it is certain.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reasons: Vec<Reason>,
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
    /// What its proofs take no source to say, each once: the exceptions that its rules name first.
    pub fn undone_by(&self) -> Vec<Undone<'_>> {
        fn absences<'p>(proof: &'p Proof, out: &mut BTreeSet<Undone<'p>>) {
            match proof {
                Proof::None { none, sources_searched, lack } => {
                    out.insert(Undone { lack: *lack, none, searched: sources_searched.len() });
                }
                _ => proof.under().iter().for_each(|of| absences(of, out)),
            }
        }
        let mut out = BTreeSet::new();
        self.proofs.iter().for_each(|proof| absences(proof, &mut out));
        out.into_iter().collect()
    }

    /// Its sentences in a language, if the rule has them in it.
    pub fn says_in(&self, lang: &str) -> Option<&str> {
        if lang == self.lang { Some(&self.says) } else { self.says_in.get(lang).map(String::as_str) }
    }
}
