//! What people decided: lines of `decisions.jsonl`.
//!
//! The main type is [`Decision`]. A line repeats in words what its writer saw (`claim`, `quote`), so that it can be
//! attached again when a better reader gives the same words another id.

use crate::id::DecisionId;
use serde::{Deserialize, Serialize};

/// What a line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// The words say it, and it may go out.
    Accept,
    /// The words do not say it.
    Reject,
    /// The words say it; whether it is so is in dispute.
    Dispute,
    /// An accepted claim is taken back.
    Retract,
    /// The words say `value` and not what the reader made of them.
    Correct,
    /// A claim that the reader missed.
    Add,
    /// Two mentions are one.
    Merge,
    /// Two mentions are not one.
    Split,
    /// Words of a confidential source may go out.
    Release,
    /// The line named by the target does not count.
    Undo,
    /// A party was asked to reply.
    Asked,
    /// It answered: the answer is in `value`.
    Answered,
    /// It declined to answer.
    Declined,
    /// It had not answered by the day in `value`.
    NoAnswerBy,
    /// It was not approached, for the reason given.
    NotApproached,
    /// A published claim is withdrawn.
    Withdraw,
}

impl Verb {
    /// The verb as the command line and the file have it.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(text.to_string())).ok()
    }

    /// Its text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Dispute => "dispute",
            Self::Retract => "retract",
            Self::Correct => "correct",
            Self::Add => "add",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Release => "release",
            Self::Undo => "undo",
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Declined => "declined",
            Self::NoAnswerBy => "no-answer-by",
            Self::NotApproached => "not-approached",
            Self::Withdraw => "withdraw",
        }
    }

    /// Whether it says that a party was asked to reply, or what became of that.
    pub fn is_reply(self) -> bool {
        matches!(self, Self::Asked | Self::Answered | Self::Declined | Self::NoAnswerBy | Self::NotApproached)
    }

    /// All verbs.
    pub const ALL: [Self; 16] = [
        Self::Accept,
        Self::Reject,
        Self::Dispute,
        Self::Retract,
        Self::Correct,
        Self::Add,
        Self::Merge,
        Self::Split,
        Self::Release,
        Self::Undo,
        Self::Asked,
        Self::Answered,
        Self::Declined,
        Self::NoAnswerBy,
        Self::NotApproached,
        Self::Withdraw,
    ];
}

/// A claim in words, as its reviewer saw it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClaimWords {
    /// Kind of the mention.
    pub kind: String,
    /// Names of the parties, the doer first.
    pub parties: Vec<String>,
    /// Role, for a participation or a role in a body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Date, where one is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The property that is claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// Its value in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// Words of a source with a little around them (W3C TextQuoteSelector).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Quote {
    /// The file's path in the case.
    pub source: String,
    /// Up to 32 code points before.
    pub prefix: String,
    /// The words.
    pub exact: String,
    /// Up to 32 code points after.
    pub suffix: String,
}

/// A box of a picture that a person looked at: what `add` rests on where there are no words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// SHA-256 of the bytes that were looked at.
    pub sha256: String,
    /// The page, from 1; of a photograph 1.
    pub page: usize,
    /// Left, top, right and bottom from the page's upper left corner, in thousandths of a point; a photograph's pixel
    /// counts as a point.
    #[serde(rename = "box")]
    pub rect: [i64; 4],
    /// Width and height of that page, in the same measure.
    pub size: [i64; 2],
    /// What the person saw there, in their own words.
    pub description: String,
    /// The kind of the engagement that it shows, for a participation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub engagement: Option<String>,
}

impl Region {
    /// Whether the box has an inside and lies on its page.
    pub fn lies_within(&self, size: [i64; 2]) -> bool {
        let [left, top, right, bottom] = self.rect;
        self.page > 0 && 0 <= left && left < right && right <= size[0] && 0 <= top && top < bottom && bottom <= size[1]
    }
}

/// One line of `decisions.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The format: 1.
    pub v: u32,
    /// The line's own id.
    pub id: DecisionId,
    /// When, in UTC to the millisecond: `2022-06-01T09:30:00.000Z`.
    pub at: String,
    /// Who, by pseudonym.
    pub by: String,
    /// What is done.
    pub verb: Verb,
    /// The id it is done to: a claim, a join, a finding, a party, or for `undo` a line.
    pub target: String,
    /// A second id, for `merge` and `split`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub other: Option<String>,
    /// The claim in words.
    #[serde(default)]
    pub claim: ClaimWords,
    /// Its words.
    #[serde(default)]
    pub quote: Quote,
    /// The box of a picture that `add` rests on in place of words; `quote` then names the file alone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub region: Option<Region>,
    /// Words that name the second of the two, for `merge` and `split`; of the engagement that a picture shows, for `add`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub other_quote: Option<Quote>,
    /// The right value, the answer, the day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<String>,
    /// The reason.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<String>,
    /// Shared by the lines of one bulk act.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub batch: Option<String>,
}

impl Decision {
    /// The id that a line's content gives it.
    pub fn make_id(at: &str, by: &str, verb: Verb, target: &str, other: Option<&str>) -> DecisionId {
        DecisionId::of(&[at, by, verb.as_str(), target, other.unwrap_or("")])
    }
}
