//! Where a decision's words stand now.
//!
//! The main type is [`Finder`]. A line names what it decides by id and repeats it in words. The id serves as long as it
//! still says the same words; after that the words do: the same claim on the same words of the same file, and where a file
//! has those words more than once, the place around which most is as it was.

use crate::snapshot::Texts;
use crate::words::{Index, quote};
use rollcall_model::claim::{Anchor, Claim};
use rollcall_model::decision::{Decision, Quote};
use rollcall_model::id::{ClaimId, MentionId};
use rollcall_model::layer::CodePoints;
use std::collections::BTreeMap;

/// All claims, to be found by the words that they rest on.
#[derive(Debug)]
pub struct Finder<'a> {
    /// The claims that lines are about.
    pub index: &'a Index<'a>,
    /// The sources' words.
    pub texts: &'a Texts,
    by_quote: BTreeMap<(&'a str, &'a str), Vec<&'a Claim>>,
}

impl<'a> Finder<'a> {
    /// Over some claims and the texts that they stand in.
    pub fn new(index: &'a Index<'a>, texts: &'a Texts) -> Self {
        let mut by_quote: BTreeMap<(&str, &str), Vec<&Claim>> = BTreeMap::new();
        for claim in index.claims.values() {
            by_quote.entry((&claim.anchor.source, &claim.anchor.text)).or_default().push(claim);
        }
        Self { index, texts, by_quote }
    }

    /// The claim that a line names, whatever it says today.
    pub fn named(&self, line: &Decision) -> Option<&'a Claim> {
        self.index.claims.get(&ClaimId::parse(&line.target)?).copied()
    }

    /// The claim that still says what a line repeats of it.
    pub fn claim(&self, line: &Decision) -> Option<&'a Claim> {
        let said = &line.claim;
        let same = |claim: &&'a Claim| {
            let words = self.index.words(claim);
            words.kind == said.kind
                && words.property == said.property
                && words.value == said.value
                && words.role == said.role
                && (words.parties == said.parties || said.parties.is_empty())
        };
        let named = self.named(line).filter(|claim| claim.anchor.text == line.quote.exact);
        named.filter(same).or_else(|| self.standing(&line.quote, same))
    }

    /// The mention of a kind that has a name, by its id or by one of its claims' words.
    pub fn mention(&self, id: &str, kind: &str, name: &str, quote: &Quote) -> Option<MentionId> {
        let same = |claim: &&'a Claim| claim.kind.as_str() == kind && self.index.name(&claim.mention) == name;
        let named = MentionId::parse(id).filter(|id| self.index.of(id).first().is_some_and(same));
        named.or_else(|| self.standing(quote, same).map(|claim| claim.mention.clone()))
    }

    /// The claim on a quote's words that fits: the only one, else the one around which most is as it was. Where two places
    /// agree equally there is no telling, and a person looks again.
    fn standing(&self, quote: &Quote, fits: impl Fn(&&'a Claim) -> bool) -> Option<&'a Claim> {
        let there = self.by_quote.get(&(quote.source.as_str(), quote.exact.as_str()))?;
        let fitting: Vec<&Claim> = there.iter().copied().filter(|claim| fits(claim)).collect();
        if fitting.len() < 2 {
            return fitting.first().copied();
        }
        let points = CodePoints::new(self.texts.get(&quote.source)?);
        let near = |claim: &&Claim| agreement(&claim.anchor, quote, &points);
        let best = fitting.iter().copied().max_by_key(near)?;
        let tied = |claim: &&&Claim| claim.anchor.span() != best.anchor.span() && near(claim) == near(&best);
        fitting.iter().find(tied).is_none().then_some(best)
    }
}

/// How many code points beside an anchor's words are those that stood beside a quote's.
pub(crate) fn agreement(anchor: &Anchor, seen: &Quote, text: &CodePoints<'_>) -> usize {
    let now = quote(anchor, Some(text));
    let before = now.prefix.chars().rev().zip(seen.prefix.chars().rev()).take_while(|(now, then)| now == then).count();
    before + now.suffix.chars().zip(seen.suffix.chars()).take_while(|(now, then)| now == then).count()
}
