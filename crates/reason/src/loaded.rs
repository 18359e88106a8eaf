//! An engine that stays in memory, with everything that follows from a case.
//!
//! The main type is [`Loaded`]. It owns what it needs of the case to say what follows and how; who wants sentences
//! and proofs hands the case in again, since their words are the case's.

use crate::engine::{Engine, Limits, Stopped};
use crate::facts::{Documents, Facts};
use crate::find;
use crate::intake::{self, Beside, Intake};
use crate::names::Names;
use crate::rules::RuleSet;
use crate::store::Store;
use crate::update::Last;
use rollcall_model::entity::{Entities, Entity};
use rollcall_model::finding::Finding;
use rollcall_model::id::EntityId;
use rollcall_model::problem::Problem;
use rollcall_model::view::Claims;
use std::collections::BTreeSet;
use std::sync::Arc;

/// See the module's page.
#[derive(Debug)]
pub struct Loaded {
    pub(crate) rules: RuleSet,
    pub(crate) names: BTreeSet<String>,
    pub(crate) engine: Engine,
    pub(crate) limits: Limits,
    pub(crate) traced: BTreeSet<u16>,
    pub(crate) beside: Arc<Beside>,
    pub(crate) documents: Documents,
    /// Things of which something that a rule traces is said in somebody's words.
    pub(crate) voiced: BTreeSet<u32>,
    /// What the last change did; nothing where everything was loaded anew.
    pub(crate) last: Option<Last>,
    /// How much there was when everything was loaded.
    pub(crate) weight: usize,
}

/// How large a loaded engine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Values of the case.
    pub facts: usize,
    /// Facts that follow.
    pub derived: usize,
    /// Ways in which they follow.
    pub ways: usize,
    /// Bytes of what follows, with its ways and indexes, about.
    pub bytes: usize,
    /// Bytes of that which the ways take.
    pub way_bytes: usize,
}

/// Takes a case in thing by thing, for one that is larger than memory holds as objects.
#[derive(Debug)]
pub struct Loader {
    rules: RuleSet,
    intake: Intake<Vec<EntityId>, Store>,
}

impl Loader {
    /// For the entities with these ids, which must be sorted; each is to be handed in, in this order.
    pub fn new(rules: &RuleSet, ids: Vec<EntityId>, beside: Beside) -> Self {
        let store = Store::new(Names::default(), intake::taken_together(rules));
        Self { rules: rules.clone(), intake: Intake::new(ids, store, intake::traced(rules), beside) }
    }

    /// Takes in the next entity; `claims` are those that its values rest on.
    pub fn entity(&mut self, entity: &Entity, claims: &Claims) {
        self.intake.put(claims, |reading| Some(reading.thing(entity)));
    }

    /// Derives what some rules find in all that was taken in. Whoever has the entities at hand gives them: only by
    /// them is it known in whose words claims are made.
    ///
    /// # Errors
    /// When a rule would go further than the limits allow; the problem names it.
    pub fn finish(
        mut self,
        names: &BTreeSet<String>,
        entities: Option<&Entities>,
        limits: Limits,
    ) -> Result<Loaded, Problem> {
        self.intake.put_beside(entities);
        let Self { rules, intake: Intake { store, traced, beside, documents, voiced, .. } } = self;
        let mut engine = Engine::new(&rules, store, limits);
        engine.derive(&rules.groups_for(names)).map_err(|stopped| problem(&rules, &stopped))?;
        let (weight, beside) = (engine.weight(), Arc::new(beside));
        Ok(Loaded { names: names.clone(), rules, engine, limits, traced, beside, documents, voiced, last: None, weight })
    }
}

impl Loaded {
    /// Derives what the rules with these names find, and what they need for that.
    ///
    /// # Errors
    /// When a rule would go further than the limits allow; the problem names it.
    pub fn new(rules: &RuleSet, names: &BTreeSet<String>, facts: &Facts<'_>, limits: Limits) -> Result<Self, Problem> {
        let exists = |entity: &&Entity| entity.state.exists();
        let entities: Vec<&Entity> = facts.entities.values().map(AsRef::as_ref).filter(exists).collect();
        let ids = entities.iter().map(|entity| entity.id.clone()).collect();
        let mut loader = Loader::new(rules, ids, Beside::of(facts));
        for entity in entities {
            loader.entity(entity, facts.claims);
        }
        loader.finish(names, Some(facts.entities), limits)
    }

    /// Whether it was loaded for just these rules and limits.
    pub(crate) fn is_of(&self, rules: &RuleSet, names: &BTreeSet<String>, limits: Limits) -> bool {
        self.names == *names && self.limits == limits && self.rules.is_same(rules)
    }

    /// What the rules found, with sentences and proofs; `facts` are those that were loaded.
    pub fn findings(&self, facts: &Facts<'_>) -> Vec<Finding> {
        find::told(&self.rules, &self.engine, &self.names, facts)
    }

    /// What was derived, and how.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// How much was derived, and how large that is.
    pub fn size(&self) -> Size {
        let (bytes, way_bytes) = self.engine.bytes();
        Size {
            facts: self.engine.store.fact_count(),
            derived: self.engine.relations.iter().map(crate::relation::Relation::len).sum(),
            ways: self.engine.relations.iter().map(crate::relation::Relation::way_count).sum(),
            bytes,
            way_bytes,
        }
    }

    /// Facts and ways by the name of the fact, for measuring.
    pub fn sizes(&self) -> Vec<(String, usize, usize)> {
        let of = |(name, fact): (&String, &u32)| {
            let relation = &self.engine.relations[*fact as usize];
            (name.clone(), relation.len(), relation.way_count())
        };
        self.engine.numbers.iter().map(of).collect()
    }
}

/// A rule that went too far, in words.
pub(crate) fn problem(rules: &RuleSet, stopped: &Stopped) -> Problem {
    let rule = &rules.defs[stopped.rule as usize];
    let file = &rules.files[rule.file];
    stopped.problem(rule, &file.path, &file.text)
}
