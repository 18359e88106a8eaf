//! What rules find in a case that changes, kept from one question to the next.
//!
//! The main type is [`Following`]. It owns a loaded engine, what the case was when it was last asked, and all
//! findings as they were told then. Asked again, it compares the case with what it was, has the engine follow
//! ([`Loaded::change`]) and tells anew only what may be told otherwise. Why it compares by itself and is not told
//! what changed: then nothing that happened meanwhile, in files or in another program, can be forgotten; whatever the
//! case is now, the answer is of that.

use crate::engine::Limits;
use crate::facts::Facts;
use crate::find::{order, searched};
use crate::loaded::Loaded;
use crate::rules::RuleSet;
use rollcall_model::entity::{Entities, Entity};
use rollcall_model::finding::{Finding, Proof};
use rollcall_model::id::{ClaimId, EntityId, FindingId};
use rollcall_model::problem::Problem;
use rollcall_model::view::StatedClaim;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// See the module's page.
#[derive(Debug, Default)]
pub struct Following(Option<Followed>);

#[derive(Debug)]
struct Followed {
    loaded: Loaded,
    entities: Entities,
    claims: BTreeMap<ClaimId, StatedClaim>,
    searched: Arc<Vec<String>>,
    told: BTreeMap<FindingId, Arc<Finding>>,
}

impl Following {
    /// Whether something is loaded that can follow.
    pub fn is_loaded(&self) -> bool {
        self.0.is_some()
    }

    /// What the rules with these names find, as [`crate::findings_of`] gives it, the same findings shared with the
    /// last answer. Where other rules or limits are asked for than before, everything is loaded anew.
    ///
    /// # Errors
    /// When a rule would go further than the limits allow; the problem names it. The next question loads everything anew.
    pub fn findings(
        &mut self,
        rules: &RuleSet,
        names: &BTreeSet<String>,
        facts: &Facts<'_>,
        limits: Limits,
    ) -> Result<Vec<Arc<Finding>>, Problem> {
        let followed = match self.0.take().filter(|followed| followed.loaded.is_of(rules, names, limits)) {
            Some(followed) => followed.follow(facts)?,
            None => Followed::new(Loaded::new(rules, names, facts, limits)?, facts),
        };
        let mut findings: Vec<Arc<Finding>> = followed.told.values().cloned().collect();
        findings.sort_by(|one, other| order(one, other));
        self.0 = Some(followed);
        Ok(findings)
    }
}

/// Entities that are always followed; of more than these and half of all, loading anew is less work.
const MANY: usize = 1000;

impl Followed {
    fn new(mut loaded: Loaded, facts: &Facts<'_>) -> Self {
        loaded.get_ready();
        let told = loaded.findings(facts).into_iter().map(|finding| (finding.id.clone(), Arc::new(finding))).collect();
        Self {
            loaded,
            entities: facts.entities.clone(),
            claims: facts.claims.clone(),
            searched: Arc::new(searched(facts.sources)),
            told,
        }
    }

    fn follow(mut self, facts: &Facts<'_>) -> Result<Self, Problem> {
        let touched = touched(&self.entities, &self.claims, facts);
        if touched.len() > MANY.max(facts.entities.len() / 2) {
            let anew = Loaded::new(&self.loaded.rules, &self.loaded.names, facts, self.loaded.limits)?;
            return Ok(Self::new(anew, facts));
        }
        let (mut loaded, changes) = self.loaded.change(facts, &touched)?;
        if changes.anew {
            return Ok(Self::new(loaded, facts));
        }
        for (id, finding) in loaded.told_again(facts)? {
            match finding {
                Some(finding) => self.told.insert(id, Arc::new(finding)),
                None => self.told.remove(&id),
            };
        }
        let now = searched(facts.sources);
        if now != *self.searched {
            self.searched = Arc::new(now);
            for finding in self.told.values_mut().filter(|finding| finding.proofs.iter().any(is_of_absence)) {
                let proofs = &mut Arc::make_mut(finding).proofs;
                proofs.iter_mut().for_each(|proof| set_searched(proof, &self.searched));
            }
        }
        self.loaded = loaded;
        self.entities = facts.entities.clone();
        self.claims = facts.claims.clone();
        Ok(self)
    }
}

/// Entities that are others than they were, or of whose claims one is another, or that point at one that came or went.
fn touched(entities: &Entities, claims: &BTreeMap<ClaimId, StatedClaim>, facts: &Facts<'_>) -> BTreeSet<EntityId> {
    let exists = |entity: &Entity| entity.state.exists();
    let (mut out, mut gone_or_new) = (BTreeSet::new(), BTreeSet::new());
    for (id, was, is) in both(entities, facts.entities) {
        let there = |entity: Option<&Arc<Entity>>| entity.is_some_and(|entity| exists(entity));
        if there(was) != there(is) {
            gone_or_new.insert(id);
        }
        if was.zip(is).is_none_or(|(was, is)| !Arc::ptr_eq(was, is) && was != is) {
            out.insert(id.clone());
        }
    }
    let is_other = |was: &StatedClaim, is: &StatedClaim| {
        was.state.weight() != is.state.weight() || !Arc::ptr_eq(&was.claim, &is.claim) && was.claim != is.claim
    };
    let others: BTreeSet<&ClaimId> = both(claims, facts.claims)
        .filter(|(_, was, is)| was.zip(*is).is_none_or(|(was, is)| is_other(was, is)))
        .map(|(id, ..)| id)
        .collect();
    let is_touched = |entity: &Entity| {
        let values = || entity.properties.values().flatten();
        values().flat_map(|value| &value.claims).any(|id| others.contains(id))
            || values().filter_map(|value| value.value.entity()).any(|id| gone_or_new.contains(id))
    };
    if !others.is_empty() || !gone_or_new.is_empty() {
        let all = facts.entities.values().filter(|entity| is_touched(entity));
        out.extend(all.map(|entity| entity.id.clone()));
    }
    out
}

/// What two maps have at each key.
fn both<'m, K: Ord, V>(
    one: &'m BTreeMap<K, V>,
    other: &'m BTreeMap<K, V>,
) -> impl Iterator<Item = (&'m K, Option<&'m V>, Option<&'m V>)> {
    let (mut ones, mut others) = (one.iter().peekable(), other.iter().peekable());
    std::iter::from_fn(move || {
        let key = match (ones.peek(), others.peek()) {
            (Some((one, _)), Some((other, _))) => (*one).min(*other),
            (Some((one, _)), None) => *one,
            (None, other) => other?.0,
        };
        let one = ones.next_if(|(own, _)| *own == key).map(|(_, value)| value);
        let other = others.next_if(|(own, _)| *own == key).map(|(_, value)| value);
        Some((key, one, other))
    })
}

/// Whether a proof rests on what no source says.
fn is_of_absence(proof: &Proof) -> bool {
    match proof {
        Proof::Rule { because: of, .. } | Proof::Count { of, .. } => of.iter().any(is_of_absence),
        Proof::None { .. } => true,
        Proof::Fact { .. } => false,
    }
}

/// Says in a proof which sources were searched.
fn set_searched(proof: &mut Proof, searched: &Arc<Vec<String>>) {
    match proof {
        Proof::Rule { because: of, .. } | Proof::Count { of, .. } => {
            of.iter_mut().for_each(|proof| set_searched(proof, searched));
        }
        Proof::None { sources_searched, .. } => *sources_searched = searched.clone(),
        Proof::Fact { .. } => {}
    }
}
