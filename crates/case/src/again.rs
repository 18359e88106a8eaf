//! The same case after other decisions: what they do not touch is taken over.
//!
//! The main function is [`again`]. It gives what [`crate::assemble::assemble`] would give (in a debug build that is asked
//! each time), from what was there before: things and rows of the roll that rest on no claim decided anew are shared, not
//! made. A desk answers a decision with it, and a case of twenty thousand claims leaves no time to start over.

use crate::assemble::{Built, Concluded, Inputs, Resolved, assemble_with, reason, shown};
use crate::attach::{self, Attached};
use crate::cache::Cache;
use crate::decisions;
use crate::find::Finder;
use crate::found::Side;
use crate::roll::{self, Around};
use crate::words::Index;
use rollcall_model::claim::Claim;
use rollcall_model::decision::Decision;
use rollcall_model::entity::{Entities, Entity, Join, PropertyValue};
use rollcall_model::id::{ClaimId, EntityId, MentionId};
use rollcall_model::problem::Problem;
use rollcall_model::view::Claims;
use rollcall_resolve::{Joins, Resolution, Said};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The same claims after other decisions.
///
/// # Errors
/// When a rule runs away or the cache cannot be written.
pub fn again(before: &Built, inputs: Inputs, cache: &Cache<'_>) -> Result<Built, Problem> {
    let counted: Vec<Arc<Decision>> = decisions::in_effect(&inputs.decisions).into_iter().cloned().collect();
    let attached = attach_again(before, &inputs, &counted);
    // Who is one depends on the claims that are there and on merges, not on what was accepted.
    let same = attached.merged == before.attached.merged
        && attached.split == before.attached.split
        && attached.made == before.attached.made;
    if !same {
        return assemble_with(inputs, &before.found, cache);
    }
    let (joins, clusters, all) = (before.joins.clone(), before.clusters.clone(), before.all.clone());
    conclude(Resolved { inputs, attached, counted, joins, clusters, all }, before, cache)
}

/// What people decided; where lines only came after those that counted before, only these are attached.
fn attach_again(before: &Built, inputs: &Inputs, counted: &[Arc<Decision>]) -> Attached {
    let old = before.counted.len();
    let goes_on = old <= counted.len() && before.counted.iter().zip(counted).all(|(one, other)| Arc::ptr_eq(one, other));
    let (attached, from) = if goes_on { (before.attached.clone(), old) } else { (Attached::default(), 0) };
    let lines: Vec<&Arc<Decision>> = counted[from..].iter().collect();
    let read = Index::known(&inputs.claims);
    let mut attached = attach::attach_more(attached, &lines, &Finder::new(&read, &inputs.texts, &inputs.sources));
    if lines.iter().any(|line| attach::is_of_pair(line)) {
        let index = Index::known(&before.all);
        let finder = Finder::new(&index, &inputs.texts, &inputs.sources);
        attach::attach_pairs(&mut attached, &lines, &finder, &|id| before.joins.get(id).cloned());
    }
    attached
}

fn conclude(resolved: Resolved, before: &Built, cache: &Cache<'_>) -> Result<Built, Problem> {
    let Resolved { inputs, attached, all, clusters, .. } = &resolved;
    let changed = changed(&before.attached, attached);
    let state = |id: &ClaimId| attached.state(id);
    let mut claims = before.private.claims.clone();
    let mut touched: BTreeSet<EntityId> = BTreeSet::new();
    for id in &changed {
        if let Some(stated) = claims.get_mut(id) {
            stated.state = state(id);
            touched.extend(clusters.entity(&stated.claim.mention).cloned());
        }
    }
    let index = Index::known(all);
    let said = Said { of: &|mention| index.of(mention), pointing_at: &|mention| index.pointing_at(mention) };
    let old = &before.private.entities;
    let by = Resolution { clusters, joins: Joins::Known(old), state: &state, book: &inputs.book };
    let entities = rollcall_resolve::entities_again(old.clone(), touched.clone(), said, by);
    let facts = existing(before.facts_or_all(), touched, &index, by, attached);
    debug_assert!(is_as_from_nothing(&entities, facts.as_ref(), &resolved), "what was taken over is what would be made");
    let given = facts.as_ref().unwrap_or(&entities);
    let same = before.gave_rules(&changed, given, &claims);
    let reasoned = if same {
        before.reasoned.clone()
    } else {
        reason(inputs, given, &claims, &inputs.sources, (&before.found, Side::Private), cache)?
    };
    debug_assert!(
        !same
            || reason(inputs, given, &claims, &inputs.sources, (&before.found, Side::Private), cache)
                .is_ok_and(|again| again == reasoned),
        "rules find the same in the same"
    );
    let findings = shown(&reasoned, attached);
    let around = Around { clusters, index: &index };
    let roll = roll::rows_again(&before.private, &entities, &claims, &findings, around);
    debug_assert!(roll == roll::rows(&entities, &claims, &findings), "the roll is what it would be");
    let public = before.public.get().and_then(|public| public.as_ref().ok()).or(before.public_before.as_ref()).cloned();
    Ok(resolved.built(Concluded { entities, facts, claims, reasoned, findings, roll }, before.found.clone(), public))
}

/// The things that claims make which exist; nothing where all claims do.
fn existing(
    before: &Entities,
    touched: BTreeSet<EntityId>,
    index: &Index<'_>,
    by: Resolution<'_>,
    attached: &Attached,
) -> Option<Entities> {
    let exists = |claim: &&Claim| attached.state(&claim.id).exists();
    if attached.claims.values().all(|state| state.exists()) {
        return None;
    }
    let of = |mention: &MentionId| index.of(mention).into_iter().filter(exists).collect();
    let pointing_at = |mention: &MentionId| index.pointing_at(mention).into_iter().filter(exists).collect();
    Some(rollcall_resolve::entities_again(before.clone(), touched, Said { of: &of, pointing_at: &pointing_at }, by))
}

/// Whether things are what would be made of all claims, and of those that exist.
fn is_as_from_nothing(entities: &Entities, facts: Option<&Entities>, resolved: &Resolved) -> bool {
    let Resolved { inputs, attached, all, clusters, joins, .. } = resolved;
    let every: Vec<&Join> = joins.values().map(AsRef::as_ref).collect();
    let state = |id: &ClaimId| attached.state(id);
    let by = Resolution { clusters, joins: Joins::All(&every), state: &state, book: &inputs.book };
    let existing: Vec<&Claim> = all.iter().map(AsRef::as_ref).filter(|claim| state(&claim.id).exists()).collect();
    *entities == rollcall_resolve::entities(all, by)
        && facts.is_some() == (existing.len() < all.len())
        && facts.is_none_or(|facts| *facts == rollcall_resolve::entities(&existing, by))
}

/// The claims that have another state than before.
pub(crate) fn changed(before: &Attached, after: &Attached) -> BTreeSet<ClaimId> {
    let decided = before.claims.keys().chain(after.claims.keys());
    decided.filter(|id| before.state(id) != after.state(id)).cloned().collect()
}

impl Built {
    /// Whether rules were given just this: the same facts but for what was accepted of them.
    fn gave_rules(&self, changed: &BTreeSet<ClaimId>, facts: &Entities, claims: &Claims) -> bool {
        let weight = |claims: &Claims, id| claims.get(id).map(|stated| stated.state.weight());
        let same = |(one, other): (&Arc<Entity>, &Arc<Entity>)| Arc::ptr_eq(one, other) || is_same_fact(one, other);
        changed.iter().all(|id| weight(&self.private.claims, id) == weight(claims, id))
            && self.facts_or_all().differing(facts).all(|(_, one, other)| one.zip(other).is_some_and(same))
    }

    /// What rules were given.
    pub(crate) fn facts_or_all(&self) -> &Entities {
        self.facts.as_ref().unwrap_or(&self.private.entities)
    }
}

/// Whether two things are one but for what was accepted of them.
fn is_same_fact(one: &Entity, other: &Entity) -> bool {
    let same_values = |(a, b): (&PropertyValue, &PropertyValue)| {
        a.value == b.value && a.claims == b.claims && a.state.weight() == b.state.weight()
    };
    one.id == other.id
        && one.kind == other.kind
        && one.name == other.name
        && one.state.weight() == other.state.weight()
        && one.mentions == other.mentions
        && one.joins == other.joins
        && one.properties.len() == other.properties.len()
        && one.properties.iter().zip(&other.properties).all(|((name, values), (other_name, others))| {
            name == other_name && values.len() == others.len() && values.iter().zip(others).all(same_values)
        })
}
