//! How a person is given in what goes out: by name, by role, or not at all.
//!
//! The main type is [`Naming`]. A person is given by role unless somebody wrote down why the name may go out: a public office,
//! a name that is public already in this matter, or consent. Why a line of its own and not a part of accepting a claim: that
//! the words say a name is one question, and whether readers need it another.

use rollcall_model::decision::{Decision, Verb};
use rollcall_model::id::MentionId;
use std::collections::BTreeMap;

/// How the kind of a line about naming begins.
pub const NAMING: &str = "Naming";

/// How a person is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Naming {
    /// By name: they hold or held a public office, and the claims are about that.
    PublicOffice,
    /// By name: it stands with these claims where anybody can read it.
    AlreadyPublic,
    /// By name: they agreed.
    Consent,
    /// By rank or post, without a name.
    #[default]
    ByRole,
    /// Not at all.
    LeftOut,
}

impl Naming {
    /// Every way, in the order in which people are offered them.
    pub const ALL: [Self; 5] = [Self::PublicOffice, Self::AlreadyPublic, Self::Consent, Self::ByRole, Self::LeftOut];

    /// The word for it, as `--value` and the file have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PublicOffice => "public office",
            Self::AlreadyPublic => "already public",
            Self::Consent => "consent",
            Self::ByRole => "by role",
            Self::LeftOut => "left out",
        }
    }

    /// The way that a word stands for.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|naming| naming.as_str() == text.trim())
    }

    /// Whether readers learn the name.
    pub fn is_named(self) -> bool {
        matches!(self, Self::PublicOffice | Self::AlreadyPublic | Self::Consent)
    }
}

/// Whether a line says how a person is given.
pub fn is_naming(line: &Decision) -> bool {
    line.verb == Verb::Accept && line.claim.kind.starts_with(NAMING)
}

/// How each mention's person is given, with the order in which that was said.
#[derive(Debug)]
pub struct Namings<'a>(BTreeMap<&'a MentionId, (usize, Naming)>);

impl<'a> Namings<'a> {
    /// Of what was said, in the order in which it takes effect.
    pub fn of(said: &'a [(MentionId, Naming)]) -> Self {
        Self(said.iter().enumerate().map(|(order, (mention, naming))| (mention, (order, *naming))).collect())
    }

    /// How the person is given whom some mentions name: the last word on any of them counts.
    pub fn naming<'m>(&self, mentions: impl IntoIterator<Item = &'m MentionId>) -> Naming {
        let last = mentions.into_iter().filter_map(|mention| self.0.get(mention)).max();
        last.map_or(Naming::default(), |(_, naming)| *naming)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_on_any_mention_counts_and_silence_means_by_role() {
        let mention = |text: &str| MentionId::of(&[text]);
        let (one, two) = (mention("a"), mention("b"));
        assert_eq!(Namings::of(&[]).naming([&one, &two]), Naming::ByRole);
        let mut said = vec![(one.clone(), Naming::PublicOffice)];
        assert!(Namings::of(&said).naming([&one, &two]).is_named());
        said.push((two.clone(), Naming::LeftOut));
        assert_eq!(Namings::of(&said).naming([&one, &two]), Naming::LeftOut);
        said.push((one.clone(), Naming::Consent));
        assert_eq!(Namings::of(&said).naming([&one, &two]), Naming::Consent);
        for naming in Naming::ALL {
            assert_eq!(Naming::parse(naming.as_str()), Some(naming));
        }
    }
}
