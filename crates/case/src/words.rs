//! Claims in words: what a decision repeats of what its writer saw, so that it can find the claim again.
//!
//! The main type is [`Index`], which knows every claim by id and every mention by its claims.

use rollcall_model::claim::{Anchor, Claim, Value};
use rollcall_model::decision::{ClaimWords, Quote};
use rollcall_model::id::{ClaimId, MentionId};
use rollcall_model::layer::{CodePoints, Span};
use std::borrow::Borrow;
use std::collections::BTreeMap;

/// How many code points of context a decision keeps on either side.
const CONTEXT: usize = 32;

/// All claims, by id and by mention.
#[derive(Debug)]
pub struct Index<'a> {
    /// By id.
    pub claims: BTreeMap<&'a ClaimId, &'a Claim>,
    /// By mention, in the order of their ids.
    pub mentions: BTreeMap<&'a MentionId, Vec<&'a Claim>>,
}

impl<'a> Index<'a> {
    /// An index over some claims.
    pub fn new<C: Borrow<Claim> + 'a>(claims: impl IntoIterator<Item = &'a C>) -> Self {
        let claims = claims.into_iter().map(Borrow::borrow);
        let by_id: BTreeMap<&ClaimId, &Claim> = claims.map(|claim| (&claim.id, claim)).collect();
        let mut mentions: BTreeMap<&MentionId, Vec<&Claim>> = BTreeMap::new();
        for claim in by_id.values() {
            mentions.entry(&claim.mention).or_default().push(claim);
        }
        Self { claims: by_id, mentions }
    }

    /// The claims of one mention.
    pub fn of(&self, mention: &MentionId) -> &[&'a Claim] {
        self.mentions.get(mention).map_or(&[], Vec::as_slice)
    }

    /// The first value in words that a mention has for a property.
    pub fn text(&self, mention: &MentionId, property: &str) -> Option<&'a str> {
        self.of(mention).iter().find(|claim| claim.property == property).and_then(|claim| claim.value.text())
    }

    /// What to call a mention: its name, else its kind.
    pub fn name(&self, mention: &MentionId) -> &'a str {
        self.text(mention, "name")
            .unwrap_or_else(|| self.of(mention).first().map_or("?", |claim| claim.kind.info().plain.as_str()))
    }

    /// A value in words.
    pub fn value(&self, value: &'a Value) -> &'a str {
        match value {
            Value::Text(text) => text,
            Value::Link(mention) => self.name(mention),
        }
    }

    /// A claim in words.
    pub fn words(&self, claim: &'a Claim) -> ClaimWords {
        let siblings = self.of(&claim.mention);
        let ends = &claim.kind.info().ends;
        let mut parties: Vec<String> = siblings
            .iter()
            .filter(|sibling| ends.contains(&sibling.property))
            .map(|sibling| self.value(&sibling.value).to_string())
            .collect();
        if parties.is_empty() {
            parties.push(self.name(&claim.mention).to_string());
        }
        parties.sort();
        parties.dedup();
        let date = ["date", "startDate", "seenDate"].iter().find_map(|property| self.text(&claim.mention, property));
        ClaimWords {
            kind: claim.kind.to_string(),
            parties,
            role: self.text(&claim.mention, "role").map(str::to_string),
            date: date.map(str::to_string),
            property: Some(claim.property.clone()),
            value: Some(self.value(&claim.value).to_string()),
        }
    }
}

/// An anchor's words with a little around them.
pub fn quote(anchor: &Anchor, text: Option<&CodePoints<'_>>) -> Quote {
    // A box of a picture has no words, and nothing stands around it.
    let text = text.filter(|_| anchor.seen().is_none());
    let around = |start: usize, end: usize| {
        text.and_then(|text| text.slice(Span { start, end: end.min(text.len()) })).unwrap_or_default().to_string()
    };
    Quote {
        source: anchor.source.clone(),
        prefix: around(anchor.start.saturating_sub(CONTEXT), anchor.start),
        exact: anchor.text.clone(),
        suffix: around(anchor.end, anchor.end + CONTEXT),
    }
}
