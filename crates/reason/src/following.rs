//! What rules find in a case that changes, kept from one question to the next.
//!
//! The main type is [`Following`]. It owns a loaded engine, what the case was when it was last asked, and all
//! findings as they were told then. Asked again, it compares the case with what it was, has the engine follow
//! ([`Loaded::change`]) and tells anew only what may be told otherwise. Why it compares by itself and is not told
//! what changed: then nothing that happened meanwhile, in files or in another program, can be forgotten; whatever the
//! case is now, the answer is of that.

use crate::engine::Limits;
use crate::facts::Facts;
use crate::find::{Listed, order, searched};
use crate::intake::Beside;
use crate::loaded::Loaded;
use crate::rules::RuleSet;
use rayon::prelude::*;
use rollcall_model::entity::{Entities, Entity};
use rollcall_model::finding::{Finding, Proof};
use rollcall_model::id::{ClaimId, EntityId, FindingId, IdSet};
use rollcall_model::problem::Problem;
use rollcall_model::shared::exchange;
use rollcall_model::view::{Claims, StatedClaim};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// See the module's page.
#[derive(Debug, Default)]
pub struct Following(Option<Followed>);

#[derive(Debug)]
struct Followed {
    loaded: Loaded,
    entities: Entities,
    claims: Claims,
    searched: Arc<Vec<String>>,
    told: BTreeMap<FindingId, Arc<Finding>>,
    /// The same in order.
    list: Findings,
    /// Where the engine holds another case, which it was asked about last.
    away: Option<Away>,
}

/// How an engine comes back from another case.
#[derive(Debug)]
struct Away {
    touched: BTreeSet<EntityId>,
    /// What stood beside the claims of the case that is followed.
    beside: Arc<Beside>,
}

/// Findings in their order. Who asks again and is told the same gets the same list.
pub type Findings = Arc<Vec<Arc<Finding>>>;

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
    ) -> Result<Findings, Problem> {
        self.go_back()?;
        let followed = match self.0.take().filter(|followed| followed.loaded.is_of(rules, names, limits)) {
            Some(followed) => followed.follow(facts)?,
            None => Followed::anew(Loaded::new(rules, names, facts, limits)?, facts),
        };
        let list = followed.list.clone();
        self.0 = Some(followed);
        Ok(list)
    }

    /// Loads a case of which it is known what the rules with these names find: then that is not told once more, and lies in
    /// memory once. Nothing where something is loaded.
    ///
    /// # Errors
    /// When a rule would go further than the limits allow; the problem names it.
    pub fn take_up(
        &mut self,
        rules: &RuleSet,
        names: &BTreeSet<String>,
        facts: &Facts<'_>,
        limits: Limits,
        found: Findings,
    ) -> Result<(), Problem> {
        if !self.is_loaded() {
            let loaded = Loaded::new(rules, names, facts, limits)?;
            debug_assert!(found == told(&loaded, facts), "what was found is what would be told");
            self.0 = Some(Followed::new(loaded, facts, found));
        }
        Ok(())
    }
}

/// What would be found in another case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Otherwise {
    /// Findings that would be there no more, in the order of findings.
    pub fall: Vec<Arc<Finding>>,
    /// Findings that would be there only then, in the order of [`Listed`]: nothing is proved for who only asks what there would be.
    pub new: Vec<Listed>,
}

impl Following {
    /// What would be otherwise than it was last found, were the case `there`. What is followed stays what it was, but the engine
    /// comes back from there only with the next question or, so that this need not wait, with [`Following::go_back`]. Claims on which
    /// nothing there rests may still stand among its claims, where each thing that lost some is another object. Nothing
    /// where that reaches too far to be followed, or where nothing is followed yet.
    ///
    /// # Errors
    /// When a rule would go further than the limits allow; the problem names it. The next question loads everything anew.
    pub fn what_if(&mut self, there: &Facts<'_>) -> Result<Option<Otherwise>, Problem> {
        self.go_back()?;
        let Some(followed) = self.0.as_ref() else { return Ok(None) };
        let changed = changed(&followed.claims, there.claims);
        let touched = touched(&followed.entities, &changed, there);
        if followed.is_too_much(&touched, there) {
            return Ok(None);
        }
        // Nothing is proved, and what only loses some who say the same is as sure as it was.
        let is_other = |id: &EntityId| {
            let both = followed.entities.get(id).zip(there.entities.get(id));
            !both.is_some_and(|(was, is)| followed.loaded.is_as_sure(was, is, &changed))
        };
        let touched: BTreeSet<EntityId> = touched.into_par_iter().filter(is_other).collect();
        let Some(followed) = self.0.take() else { return Ok(None) };
        let beside = followed.loaded.beside.clone();
        let (loaded, changes) = followed.loaded.change(there, &touched)?;
        if changes.anew {
            return Ok(None);
        }
        let new = loaded.listed_new(there, &changes);
        let mut fall: Vec<Arc<Finding>> = changes.fell.keys().filter_map(|id| followed.told.get(id)).cloned().collect();
        fall.sort_by(|one, other| order(one, other));
        self.0 = Some(Followed { loaded, away: Some(Away { touched, beside }), ..followed });
        Ok(Some(Otherwise { fall, new }))
    }

    /// Brings the engine back from the case that it was last asked about.
    ///
    /// # Errors
    /// When a rule would go further than the limits allow; the problem names it. The next question loads everything anew.
    pub fn go_back(&mut self) -> Result<(), Problem> {
        self.0 = match self.0.take() {
            Some(Followed { loaded, away: Some(Away { touched, beside }), entities, claims, searched, told, list }) => {
                let facts = beside.with(&entities, &claims);
                let (loaded, back) = loaded.change(&facts, &touched)?;
                (!back.anew).then(|| Followed { loaded, away: None, entities, claims, searched, told, list })
            }
            here => here,
        };
        Ok(())
    }
}

/// Entities that are always followed; of more than these and half of all, loading anew is less work.
const MANY: usize = 1000;

/// All findings of a loaded engine.
fn told(loaded: &Loaded, facts: &Facts<'_>) -> Findings {
    Arc::new(loaded.findings(facts).into_iter().map(Arc::new).collect())
}

impl Followed {
    fn anew(loaded: Loaded, facts: &Facts<'_>) -> Self {
        let list = told(&loaded, facts);
        Self::new(loaded, facts, list)
    }

    fn new(mut loaded: Loaded, facts: &Facts<'_>, list: Findings) -> Self {
        loaded.get_ready();
        let told = list.iter().map(|finding| (finding.id.clone(), finding.clone())).collect();
        Self {
            list,
            loaded,
            entities: facts.entities.clone(),
            claims: facts.claims.clone(),
            searched: Arc::new(searched(facts.sources)),
            told,
            away: None,
        }
    }

    fn follow(mut self, facts: &Facts<'_>) -> Result<Self, Problem> {
        let touched = touched(&self.entities, &changed(&self.claims, facts.claims), facts);
        if touched.is_empty() && self.loaded.beside.is_of(facts) {
            return Ok(self.now_of(facts));
        }
        if self.is_too_much(&touched, facts) {
            let anew = Loaded::new(&self.loaded.rules, &self.loaded.names, facts, self.loaded.limits)?;
            return Ok(Self::anew(anew, facts));
        }
        let (mut loaded, changes) = self.loaded.change(facts, &touched)?;
        if changes.anew {
            return Ok(Self::anew(loaded, facts));
        }
        let again = loaded.told_again(facts)?;
        self.loaded = loaded;
        self.tell(again);
        let now = searched(facts.sources);
        if now != *self.searched {
            self.searched = Arc::new(now);
            for finding in self.told.values_mut().filter(|finding| finding.proofs.iter().any(is_of_absence)) {
                let proofs = &mut Arc::make_mut(finding).proofs;
                proofs.iter_mut().for_each(|proof| set_searched(proof, &self.searched));
            }
            // What is searched is no part of the order.
            self.list = Arc::new(self.list.iter().filter_map(|finding| self.told.get(&finding.id)).cloned().collect());
        }
        Ok(self.now_of(facts))
    }

    /// Compared with these from now on: what was accepted meanwhile changes no finding, and need not be looked at again.
    fn now_of(mut self, facts: &Facts<'_>) -> Self {
        self.entities = facts.entities.clone();
        self.claims = facts.claims.clone();
        self
    }

    /// Whether so much changed that loading anew is less work.
    fn is_too_much(&self, touched: &BTreeSet<EntityId>, facts: &Facts<'_>) -> bool {
        touched.len() > MANY.max(facts.entities.len() / 2)
    }

    /// Takes in how some findings are told now.
    fn tell(&mut self, again: BTreeMap<FindingId, Option<Finding>>) {
        let (mut gone, mut new) = (Vec::new(), Vec::new());
        for (id, finding) in again {
            let was = self.told.get(&id);
            if was.map(AsRef::as_ref) == finding.as_ref() {
                continue;
            }
            let place = was.and_then(|was| self.list.binary_search_by(|other| order(other, was)).ok());
            gone.extend(place.map(|at| at..at + 1));
            match finding.map(Arc::new) {
                Some(finding) => {
                    new.push(finding.clone());
                    self.told.insert(id, finding);
                }
                None => _ = self.told.remove(&id),
            }
        }
        if !gone.is_empty() || !new.is_empty() {
            gone.sort_by_key(|place| place.start);
            self.list = Arc::new(exchange(&self.list, &gone, new, order));
        }
    }
}

/// Claims that came or went, or of which something else holds.
fn changed<'c>(was: &'c Claims, is: &'c Claims) -> IdSet<&'c ClaimId> {
    let is_other = |was: &StatedClaim, is: &StatedClaim| {
        was.state.weight() != is.state.weight() || !Arc::ptr_eq(&was.claim, &is.claim) && was.claim != is.claim
    };
    let differing = was.differing(is).filter(|(_, was, is)| was.zip(*is).is_none_or(|(was, is)| is_other(was, is)));
    differing.map(|(id, ..)| id).collect()
}

/// Entities that are others than they were, or of whose claims one is another, or that point at one that came or went.
///
/// Only what the two states of the case do not share is looked at. That is enough as long as whatever was made anew for
/// a claim that changed is among it; where it is not, or where something that stands there as before came or went by its
/// state, all entities are asked.
fn touched(entities: &Entities, changed: &IdSet<&ClaimId>, facts: &Facts<'_>) -> BTreeSet<EntityId> {
    let mut unseen = changed.clone();
    let mut out = BTreeSet::new();
    let mut came_or_went: BTreeSet<&EntityId> = BTreeSet::new();
    let mut asks_all = false;
    let exists = |entity: Option<&Arc<Entity>>| entity.is_some_and(|entity| entity.state.exists());
    let others = |(_, was, is): &(_, Option<&Arc<Entity>>, Option<&Arc<Entity>>)| {
        was.zip(*is).is_none_or(|(was, is)| !Arc::ptr_eq(was, is))
    };
    let differing: Vec<_> = entities.differing(facts.entities).filter(others).collect();
    let is_other: Vec<bool> = differing.par_iter().map(|(_, was, is)| was != is).collect();
    for ((id, was, is), is_other) in differing.iter().zip(is_other) {
        if exists(*was) != exists(*is) {
            came_or_went.insert(*id);
            asks_all |= was.is_some() && is.is_some();
        }
        if is_other {
            out.insert((*id).clone());
        }
        if !unseen.is_empty() {
            let both = was.iter().chain(is);
            let claims = both.flat_map(|entity| entity.properties.values().flatten()).flat_map(|value| &value.claims);
            claims.for_each(|claim| _ = unseen.remove(claim));
        }
    }
    asks_all |= !unseen.is_empty();
    let is_touched = |entity: &&Arc<Entity>| {
        let values = || entity.properties.values().flatten();
        values().flat_map(|value| &value.claims).any(|id| changed.contains(id))
            || values().filter_map(|value| value.value.entity()).any(|id| came_or_went.contains(id))
    };
    let again = || differing.iter().filter_map(|(_, _, is)| *is);
    let found: Vec<EntityId> = match asks_all {
        true => facts.entities.values().filter(is_touched).map(|entity| entity.id.clone()).collect(),
        false => again().filter(|is| !out.contains(&is.id)).filter(is_touched).map(|entity| entity.id.clone()).collect(),
    };
    out.extend(found);
    out
}

/// Whether a proof rests on what no source says.
fn is_of_absence(proof: &Proof) -> bool {
    matches!(proof, Proof::None { .. }) || proof.under().iter().any(is_of_absence)
}

/// Says in a proof which sources were searched.
fn set_searched(proof: &mut Proof, searched: &Arc<Vec<String>>) {
    match proof {
        Proof::Rule { because, .. } => because.iter_mut().for_each(|proof| set_searched(proof, searched)),
        // What is counted is shared, and stays so where it rests on no absence.
        Proof::Count { of, .. } if of.iter().any(is_of_absence) => {
            Arc::make_mut(of).iter_mut().for_each(|proof| set_searched(proof, searched));
        }
        Proof::None { sources_searched, .. } => *sources_searched = searched.clone(),
        Proof::Count { .. } | Proof::Fact { .. } => {}
    }
}
