//! An engine that stays in memory, with everything that follows from a case.
//!
//! The main type is [`Loaded`]. It owns what it needs of the case to say what follows and how; who wants sentences and proofs hands the
//! case in again, since their words are the case's.

use crate::ast::{CondKind, Take};
use crate::engine::{Engine, Limits};
use crate::facts::{Facts, Member, Reading, Thing};
use crate::find;
use crate::names::Names;
use crate::plan;
use crate::rules::RuleSet;
use crate::store::Store;
use rollcall_model::entity::Entity;
use rollcall_model::finding::Finding;
use rollcall_model::id::{ClaimId, EntityId};
use rollcall_model::problem::Problem;
use rollcall_model::view::{Moment, StatedClaim};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// See the module's page.
#[derive(Debug)]
pub struct Loaded {
    rules: RuleSet,
    names: BTreeSet<String>,
    engine: Engine,
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
    ids: Vec<EntityId>,
    traced: BTreeSet<u16>,
    store: Store,
}

impl Loader {
    /// For the entities with these ids, which must be sorted; each is to be handed in, in this order.
    pub fn new(rules: &RuleSet, ids: Vec<EntityId>) -> Self {
        let conds = || rules.defs.iter().flat_map(|rule| &rule.body).map(|cond| &cond.kind);
        let traced = conds().filter_map(|cond| match cond {
            CondKind::Prop { property, take, .. } => plan::asked(take).map(|_| *property),
            _ => None,
        });
        let together = conds().filter_map(|cond| match cond {
            CondKind::Prop { property, take: Take::All, .. } => Some(*property),
            _ => None,
        });
        let store = Store::new(Names::default(), together.collect());
        Self { rules: rules.clone(), ids, traced: traced.collect(), store }
    }

    /// Takes in the next entity; `claims` are those that its values rest on.
    pub fn entity(&mut self, entity: &Entity, claims: &BTreeMap<ClaimId, StatedClaim>) {
        self.put(claims, |reading| Some(reading.thing(entity)));
    }

    fn put<'a>(
        &mut self,
        claims: &'a BTreeMap<ClaimId, StatedClaim>,
        read: impl FnOnce(&Reading<'a, '_>) -> Option<Thing<'a>>,
    ) {
        let names = RefCell::new(std::mem::take(&mut self.store.names));
        let ids = &self.ids;
        let number = |id: &EntityId| ids.binary_search(id).ok().map(crate::names::small);
        let thing = read(&Reading { number: &number, claims, traced: &self.traced, names: &names });
        self.store.names = names.into_inner();
        if let Some(thing) = thing {
            self.store.put(thing);
        }
    }

    /// Derives what some rules find in all that was taken in.
    ///
    /// # Errors
    /// When a rule would go further than the limits allow; the problem names it.
    pub fn finish(
        mut self,
        names: &BTreeSet<String>,
        moments: &[Moment],
        members: &[Member],
        limits: Limits,
    ) -> Result<Loaded, Problem> {
        let none = BTreeMap::new();
        for moment in moments {
            self.put(&none, |reading| Some(reading.moment(moment)));
        }
        for member in members {
            let named = self.ids.binary_search(&member.party).map(|at| self.store.name(crate::names::small(at)).to_string());
            let name = named.unwrap_or_default();
            self.put(&none, |reading| reading.member(member, &name));
        }
        let Self { rules, store, .. } = self;
        let mut engine = Engine::new(&rules, store, limits);
        let needed: BTreeSet<&str> = names.iter().flat_map(|name| rules.needed(name)).collect();
        let groups: Vec<&Vec<String>> =
            rules.order.iter().filter(|group| group.iter().any(|name| needed.contains(name.as_str()))).collect();
        engine.derive(&groups).map_err(|stopped| {
            let rule = &rules.defs[stopped.rule as usize];
            let file = &rules.files[rule.file];
            stopped.problem(rule, &file.path, &file.text)
        })?;
        Ok(Loaded { names: names.clone(), rules, engine })
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
        let mut loader = Loader::new(rules, entities.iter().map(|entity| entity.id.clone()).collect());
        for entity in entities {
            loader.entity(entity, facts.claims);
        }
        loader.finish(names, facts.moments, facts.members, limits)
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
