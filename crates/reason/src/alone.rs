//! What follows from a case, without how it follows.
//!
//! The main type is [`Alone`]: all facts and findings that [`crate::Loaded`] would give, each as sure, in less memory
//! and time, for who asks what there is and shows no proofs. It is made by the same engine over the same columns;
//! what is left out are the ways of facts and the claims behind values. It cannot follow a case that changes: a fact
//! that loses a way must know whether it has another.

use crate::engine::Limits;
use crate::find;
use crate::loaded::{Beside, Loaded, Loader, Size};
use crate::rules::RuleSet;
use rollcall_model::entity::{Entities, Entity};
use rollcall_model::finding::Certainty;
use rollcall_model::id::{EntityId, FindingId};
use rollcall_model::problem::Problem;
use rollcall_model::view::Claims;
use std::collections::{BTreeMap, BTreeSet};

/// See the module's page.
#[derive(Debug)]
pub struct Alone(Loaded);

/// Takes a case in thing by thing, as [`Loader`] does.
#[derive(Debug)]
pub struct AloneLoader(Loader);

impl AloneLoader {
    /// For the entities with these ids, which must be sorted; each is to be handed in, in this order.
    pub fn new(rules: &RuleSet, ids: Vec<EntityId>, beside: Beside) -> Self {
        Self(Loader::new(rules, ids, beside).without_proofs())
    }

    /// Takes in the next entity; `claims` are those that its values rest on.
    pub fn entity(&mut self, entity: &Entity, claims: &Claims) {
        self.0.entity(entity, claims);
    }

    /// Derives what some rules find; as [`Loader::finish`].
    ///
    /// # Errors
    /// When a rule would go further than the limits allow; the problem names it.
    pub fn finish(self, names: &BTreeSet<String>, entities: Option<&Entities>, limits: Limits) -> Result<Alone, Problem> {
        self.0.finish(names, entities, limits).map(Alone)
    }
}

impl Alone {
    /// Findings by their ids: the rule, and how sure each is.
    pub fn found(&self) -> BTreeMap<FindingId, (String, Certainty)> {
        find::ids(&self.0.rules, self.0.engine(), &self.0.names)
    }

    /// How much was derived, and how large that is.
    pub fn size(&self) -> Size {
        self.0.size()
    }
}
