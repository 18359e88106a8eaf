//! Why something does not go out.
//!
//! The main type is [`HeldBack`]. An edition says how many lines and findings it holds back and why, and nothing else of them.
//! A reason is a name and not a sentence, so that each language of the pages says it in its own words.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a line of the roll or a finding is not in an edition. In JSON, and at the command line, as [`HeldBack::words`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum HeldBack {
    /// A line about a person who is left out.
    LeftOut,
    /// A line about what was only to take place.
    Scheduled,
    /// A line that says who likely took part.
    Likely,
    /// A line that nobody has accepted.
    Undecided,
    /// A line that somebody rejected.
    Rejected,
    /// A line that is disputed.
    Disputed,
    /// A line that was taken back.
    TakenBack,
    /// A line that needs another look.
    AnotherLook,
    /// A line whose engagement, party or source may not go out.
    Around,
    /// A finding that is for the case's own people.
    Lead,
    /// A finding that nobody has accepted.
    FindingUndecided,
    /// A finding that names somebody, and whose claims one reviewer alone has read.
    OneReviewer,
    /// A finding that rests on a claim or a merge that is not accepted.
    Part,
}

impl HeldBack {
    /// Every reason, in the order in which they are listed.
    pub const ALL: [Self; 13] = [
        Self::LeftOut,
        Self::Scheduled,
        Self::Likely,
        Self::Undecided,
        Self::Rejected,
        Self::Disputed,
        Self::TakenBack,
        Self::AnotherLook,
        Self::Around,
        Self::Lead,
        Self::FindingUndecided,
        Self::OneReviewer,
        Self::Part,
    ];

    /// The reason in English.
    pub fn words(self) -> &'static str {
        match self {
            Self::LeftOut => "taking part: the person is left out",
            Self::Scheduled => "taking part: only scheduled",
            Self::Likely => "taking part: only likely",
            Self::Undecided => "taking part: no person has accepted it yet",
            Self::Rejected => "taking part: rejected",
            Self::Disputed => "taking part: disputed",
            Self::TakenBack => "taking part: taken back",
            Self::AnotherLook => "taking part: needs another look",
            Self::Around => "taking part: the engagement, the party or the source may not go out",
            Self::Lead => "finding: a private lead",
            Self::FindingUndecided => "finding: no person has accepted the finding",
            Self::OneReviewer => "finding: one reviewer alone has read what it rests on, and it names a person or a company",
            Self::Part => "finding: a claim or a merge that it rests on is not accepted",
        }
    }
}

impl fmt::Display for HeldBack {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.words())
    }
}

impl From<HeldBack> for &'static str {
    fn from(reason: HeldBack) -> Self {
        reason.words()
    }
}

impl TryFrom<String> for HeldBack {
    type Error = String;

    fn try_from(words: String) -> Result<Self, String> {
        let named = Self::ALL.into_iter().find(|reason| reason.words() == words);
        named.ok_or_else(|| format!("“{words}” is no reason for holding something back"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_reason_is_written_in_words_and_read_again() {
        let counts: BTreeMap<HeldBack, usize> = HeldBack::ALL.into_iter().zip(1..).collect();
        let written = serde_json::to_string(&counts).expect("reasons are words");
        assert!(written.contains(r#""taking part: only scheduled":2"#), "{written}");
        assert_eq!(serde_json::from_str::<BTreeMap<HeldBack, usize>>(&written).expect("what was written"), counts);
        assert!(serde_json::from_str::<HeldBack>("\"because\"").is_err());
    }
}
