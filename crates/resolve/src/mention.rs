//! Claims, put together by what they speak of. The main type is [`Mention`].

use rollcall_model::claim::Claim;
use rollcall_model::id::MentionId;
use rollcall_model::ontology::Kind;
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

/// One mention with its claims.
pub(crate) struct Mention<'a> {
    pub id: &'a MentionId,
    pub kind: Kind,
    /// The path of its file.
    pub document: &'a str,
    pub claims: Vec<&'a Claim>,
}

/// All mentions that are claimed something of.
pub(crate) type Mentions<'a> = BTreeMap<&'a MentionId, Mention<'a>>;

/// Puts claims together, in an order of their own.
pub(crate) fn mentions<C: Borrow<Claim>>(claims: &[C]) -> Mentions<'_> {
    let mut found: Mentions<'_> = BTreeMap::new();
    for claim in claims.iter().map(Borrow::borrow) {
        let document = claim.anchor.source.as_str();
        let blank = || Mention { id: &claim.mention, kind: claim.kind, document, claims: Vec::new() };
        let mention = found.entry(&claim.mention).or_insert_with(blank);
        mention.document = mention.document.min(document);
        mention.claims.push(claim);
    }
    for mention in found.values_mut() {
        mention.claims.sort_unstable();
    }
    found
}

impl<'a> Mention<'a> {
    /// The words of a property.
    pub fn texts(&self, property: &str) -> BTreeSet<&'a str> {
        self.claims.iter().filter(|claim| claim.property == property).filter_map(|claim| claim.value.text()).collect()
    }

    /// The mentions that a property points at.
    pub fn links(&self, property: &str) -> BTreeSet<&'a MentionId> {
        self.claims.iter().filter(|claim| claim.property == property).filter_map(|claim| claim.value.link()).collect()
    }

    /// Its names, those that are its own first.
    pub fn names(&self) -> (BTreeSet<&'a str>, BTreeSet<&'a str>) {
        let mut other = self.texts("alias");
        other.extend(self.texts("acronym"));
        (self.texts("name"), other)
    }
}
