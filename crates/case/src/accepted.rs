//! Which claims may go out: accepted ones that stand, of people who are not left out, and of a confidential source only those
//! whose words a person released.
//!
//! The main function is [`accepted`]. What is only scheduled or only likely is so whatever was accepted. A link without its
//! ends says nothing, so it goes when one of them does.

use crate::assemble::Built;
use crate::withheld::Withheld;
use crate::words::Index;
use rollcall_model::claim::{Claim, State};
use rollcall_model::id::MentionId;
use rollcall_model::ontology::kinds;
use rollcall_model::source::Access;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The claims, sorted.
pub fn accepted(built: &Built, withheld: &Withheld) -> Vec<Arc<Claim>> {
    let confidential = confidential(built);
    let index = Index::known(&built.all);
    let mut out: BTreeMap<&MentionId, Vec<&Arc<Claim>>> = BTreeMap::new();
    let decided = built.attached.claims.iter().filter(|(_, state)| **state == State::Accepted);
    for claim in decided.filter_map(|(id, _)| Some(&built.private.claims.get(id)?.claim)) {
        let open = !confidential.contains(claim.anchor.source.as_str()) || built.attached.released.contains_key(&claim.id);
        if open && !withheld.is_gone(&claim.mention) && !withheld.tells(claim) {
            out.entry(&claim.mention).or_default().push(claim);
        }
    }
    // What is only scheduled or likely is so whatever was accepted, so every claim that exists is asked.
    let bars = |claim: &&Claim| {
        let words = claim.value.text().unwrap_or_default();
        let only = matches!((claim.property.as_str(), words), ("status", "scheduled") | ("certainty", "likely"));
        only && built.state(&claim.id).exists()
    };
    out.retain(|mention, _| !index.of(mention).iter().any(bars));
    let is_spoken_of = |mention: &MentionId| !index.pointing_at(mention).is_empty();
    // A claim about something that is gone goes too, and may leave a link without an end: so until nothing changes.
    loop {
        let standing: BTreeSet<&MentionId> = out.keys().copied().collect();
        let before: usize = out.values().map(Vec::len).sum();
        for claims in out.values_mut() {
            claims.retain(|claim| claim.value.link().is_none_or(|target| standing.contains(target)));
        }
        out.retain(|_, claims| stands(claims));
        // A party that the case knows by what is held back alone is held back with it: its bare name would say that.
        let linked: BTreeSet<&MentionId> = out.values().flatten().filter_map(|claim| claim.value.link()).collect();
        out.retain(|mention, claims| !claims[0].kind.is_party() || linked.contains(mention) || !is_spoken_of(mention));
        if out.values().map(Vec::len).sum::<usize>() == before {
            break;
        }
    }
    let mut claims: Vec<Arc<Claim>> = out.into_values().flatten().cloned().collect();
    claims.sort();
    claims
}

/// The paths of confidential sources.
pub fn confidential(built: &Built) -> BTreeSet<&str> {
    let closed = built.inputs.sources.iter().filter(|source| source.info.access == Access::Confidential);
    closed.map(|source| source.path.as_str()).collect()
}

/// Whether what is left of a mention still says something by itself.
fn stands(claims: &[&Arc<Claim>]) -> bool {
    let Some(first) = claims.first() else { return false };
    let has = |property: &str| claims.iter().any(|claim| claim.property == property);
    let info = first.kind.info();
    let role_stated = !info.properties.contains_key("role") || first.kind != kinds::PARTICIPATION || has("role");
    if first.kind.is_link() {
        return info.ends.iter().all(|end| has(end)) && role_stated;
    }
    if first.kind.is_party() {
        return has("name");
    }
    true
}
