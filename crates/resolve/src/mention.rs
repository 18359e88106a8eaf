//! Claims, put together by what they speak of. The main type is [`Mention`].

use rollcall_model::claim::Claim;
use rollcall_model::id::MentionId;
use rollcall_model::ontology::Kind;
use rollcall_model::source::{Source, by_path};
use std::borrow::{Borrow, Cow};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// One mention with its claims.
pub(crate) struct Mention<'a> {
    pub id: &'a MentionId,
    pub kind: Kind,
    /// Its document: the path of its file, or a part of that.
    pub document: Cow<'a, str>,
    pub claims: Vec<&'a Claim>,
}

/// All mentions that are claimed something of.
pub(crate) type Mentions<'a> = BTreeMap<&'a MentionId, Mention<'a>>;

/// Gives claims of a mention; asked on several cores at once.
pub type ClaimsOf<'n, 'c> = &'n (dyn Fn(&MentionId) -> Vec<&'c Claim> + Sync);

/// Puts claims together, in an order of their own. A file counts as one document.
pub(crate) fn mentions<C: Borrow<Claim>>(claims: &[C]) -> Mentions<'_> {
    mentions_in(claims, &[])
}

/// The same where files, sorted by path, may hold several documents.
pub(crate) fn mentions_in<'a, C: Borrow<Claim>>(claims: &'a [C], sources: &[Source]) -> Mentions<'a> {
    mentions_of(claims.iter().map(Borrow::borrow), sources)
}

/// The same of claims that stand in no list.
pub(crate) fn mentions_of<'a>(claims: impl Iterator<Item = &'a Claim>, sources: &[Source]) -> Mentions<'a> {
    let mut found: Mentions<'_> = BTreeMap::new();
    for claim in claims {
        let document = document(claim, sources);
        match found.entry(&claim.mention) {
            Entry::Vacant(place) => {
                place.insert(Mention { id: &claim.mention, kind: claim.kind, document, claims: vec![claim] });
            }
            Entry::Occupied(mut place) => {
                let mention = place.get_mut();
                if document < mention.document {
                    mention.document = document;
                }
                mention.claims.push(claim);
            }
        }
    }
    for mention in found.values_mut() {
        mention.claims.sort_unstable();
    }
    found
}

/// Claims by the SHA-256 of the file that they stand in.
pub(crate) fn by_bytes<C: Borrow<Claim>>(claims: &[C]) -> BTreeMap<&str, Vec<&Claim>> {
    let mut found: BTreeMap<&str, Vec<&Claim>> = BTreeMap::new();
    for claim in claims.iter().map(Borrow::borrow) {
        found.entry(&claim.anchor.sha256).or_default().push(claim);
    }
    found
}

/// The document that a claim's words stand in.
fn document<'a>(claim: &'a Claim, sources: &[Source]) -> Cow<'a, str> {
    let path = claim.anchor.source.as_str();
    let part = by_path(sources, path)
        .filter(|source| !source.info.parts.is_empty())
        .and_then(|source| source.credit(&claim.anchor).stretch());
    part.map_or(Cow::Borrowed(path), |part| Cow::Owned(format!("{path} {part}")))
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
