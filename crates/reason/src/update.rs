//! A loaded engine follows its case: some entities have changed, sources came or went.
//!
//! The main function is [`Loaded::change`]. It reads again what changed, hands that to [`crate::change`], and says
//! which findings are there no more, which are there only now and which are otherwise sure; [`Loaded::told_again`]
//! then tells those whose proofs or words may be others. What a case file says beside the claims changes seldom and
//! reaches far: where that changed, everything is loaded anew, which gives the same.

use crate::change::{Rows, Touched};
use crate::facts::{Facts, Reading, folded};
use crate::find::{self, Listed};
use crate::intake::{Beside, Shelf, controllers, hear};
use crate::loaded::{Loaded, problem};
use crate::names::small;
use crate::props;
use crate::store::Version;
use rayon::prelude::*;
use rollcall_model::claim::State;
use rollcall_model::entity::{Entity, PropertyValue};
use rollcall_model::finding::Finding;
use rollcall_model::id::{ClaimId, EntityId, FindingId, IdSet};
use rollcall_model::ontology::Class;
use rollcall_model::problem::Problem;
use rollcall_model::source::{Credit, Source, by_path};
use rollcall_model::view::Claims;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What may be kept of former states of a case, however small it is: facts, rows and numbers of ways.
const MOST_WORN: usize = 1 << 16;

/// What became of findings, by their ids and rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// There no more.
    pub fell: BTreeMap<FindingId, String>,
    /// There only now.
    pub new: BTreeMap<FindingId, String>,
    /// More or less certain than before.
    pub moved: BTreeMap<FindingId, String>,
    /// Whether everything was loaded anew.
    pub anew: bool,
}

/// What the last change touched and exchanged, for whoever asks how findings are told now.
#[derive(Debug)]
pub(crate) struct Last {
    touched: Touched,
    pub exchanged: Rows,
    /// Things of which something is said by other claims, or that stand for other mentions, than before.
    spoken: BTreeSet<u32>,
}

/// Numbers of the entities that changed: of those that are new, and of those that the engine knows.
struct Ids {
    added: BTreeMap<EntityId, u32>,
    known: BTreeMap<EntityId, u32>,
}

/// Whether claims, sorted, are all among others, sorted.
fn are_among(claims: &[ClaimId], others: &[ClaimId]) -> bool {
    let mut others = others.iter();
    claims.iter().all(|id| others.by_ref().find(|other| *other >= id) == Some(id))
}

impl Loaded {
    /// Makes the indexes that following a change needs, so that the first change needs no longer than others.
    pub fn get_ready(&mut self) {
        self.engine.get_ready();
    }

    /// Follows a case to what it is now. `touched` names every entity that is another than it was when it was last
    /// handed in, or of whose claims one has another state, and every one that points at an entity that came or went;
    /// it may name more. Of the entities of `facts` only these are looked at, unless claims are made in somebody's
    /// words.
    ///
    /// # Errors
    /// When a rule would go further than the limits allow on what there is now; then the engine is gone.
    pub fn change(mut self, facts: &Facts<'_>, touched: &BTreeSet<EntityId>) -> Result<(Self, Changes), Problem> {
        if !self.can_follow(facts, touched) {
            return self.anew(facts);
        }
        let (touched, spoken) = self.read_again(facts, touched);
        let changed = self.engine.change(&touched).map_err(|stopped| problem(&self.rules, &stopped))?;
        let changes = self.told(&changed.moved);
        self.engine.settle(&changed.moved);
        self.last = Some(Last { touched, exchanged: changed.exchanged, spoken });
        self.beside = Arc::new(Beside::of(facts));
        Ok((self, changes))
    }

    /// Findings that may be told otherwise than before the last change, each as it is now, and nothing where it is
    /// there no more: their certainty, their proofs or their words may be others. All others are told as before, but
    /// for the list of the sources that were searched. Where the last change was no change but everything loaded
    /// anew, all findings that there are.
    ///
    /// # Errors
    /// When a rule would go further than the limits allow.
    pub fn told_again(&mut self, facts: &Facts<'_>) -> Result<BTreeMap<FindingId, Option<Finding>>, Problem> {
        let Some(last) = &self.last else {
            return Ok(self.findings(facts).into_iter().map(|finding| (finding.id.clone(), Some(finding))).collect());
        };
        let mut touched = last.touched.clone();
        let exchanged = last.exchanged.clone();
        self.engine.store.spoken_of(&last.spoken, &mut touched);
        let reached = self.engine.reached(&touched, &exchanged).map_err(|stopped| problem(&self.rules, &stopped))?;
        Ok(find::told_of(&self.rules, &self.engine, &self.names, facts, &reached))
    }

    /// Findings that are there only since the last change, as they are listed, in their order.
    pub(crate) fn listed_new(&self, facts: &Facts<'_>, changes: &Changes) -> Vec<Listed> {
        let mut rows = Rows::new();
        let rules_with_new: BTreeSet<&String> = changes.new.values().collect();
        let exchanged = self.last.iter().flat_map(|last| &last.exchanged);
        for (fact, all) in exchanged {
            let of =
                |rule: &&crate::ast::RuleDef| rule.is_finding() && self.engine.numbers.get(&rule.head.name) == Some(fact);
            let is_new = |rule: &crate::ast::RuleDef, row: u32| {
                changes.new.contains_key(&find::id_of(&self.engine, rule, (*fact, row)))
            };
            if let Some(rule) = self.rules.defs.iter().find(of).filter(|rule| rules_with_new.contains(&rule.name)) {
                rows.insert(*fact, all.iter().copied().filter(|row| is_new(rule, *row)).collect());
            }
        }
        find::listed_of(&self.rules, &self.engine, &self.names, facts, &rows)
    }

    /// Whether a thing, as it was and as it is, says the same as surely, whoever says so: it differs only in values that fewer claims give.
    /// `changed` are the claims that are others.
    pub(crate) fn is_as_sure(&self, was: &Entity, is: &Entity, changed: &IdSet<&ClaimId>) -> bool {
        let is_traced = |property: &String| props::number(property).is_none_or(|number| self.traced.contains(&number));
        let says_the_same = |was: &PropertyValue, is: &PropertyValue, property: &String| {
            let all_say = was.claims.len() == is.claims.len();
            let is_held = matches!(is.state, State::Accepted | State::Proposed);
            (&was.value, was.state) == (&is.value, is.state)
                && (all_say || is_held && !is_traced(property))
                && (changed.is_empty() || is.claims.iter().all(|id| !changed.contains(id)))
                && are_among(&is.claims, &was.claims)
        };
        let same_values = |(property, ones): (&String, &Vec<PropertyValue>)| {
            let others = is.properties.get(property).map_or(&[][..], Vec::as_slice);
            let mut pairs = ones.iter().zip(others);
            ones.len() == others.len() && pairs.all(|(one, other)| says_the_same(one, other, property))
        };
        // Where sources are doubted, who says something bears on how sure it is; of what has days, on which it counts.
        self.documents.is_undoubted()
            && is.kind.info().class == Class::Party
            && (&was.name, was.kind, was.state) == (&is.name, is.kind, is.state)
            && was.properties.len() == is.properties.len()
            && was.properties.iter().all(same_values)
    }

    /// Everything from nothing.
    fn anew(self, facts: &Facts<'_>) -> Result<(Self, Changes), Problem> {
        let before = find::ids(&self.rules, &self.engine, &self.names);
        let next = Self::new(&self.rules, &self.names, facts, self.limits)?;
        let now = find::ids(&next.rules, &next.engine, &next.names);
        let mut changes = Changes { anew: true, ..Changes::default() };
        for (id, (rule, certainty)) in &before {
            match now.get(id) {
                None => changes.fell.insert(id.clone(), rule.clone()),
                Some((_, other)) if other != certainty => changes.moved.insert(id.clone(), rule.clone()),
                Some(_) => None,
            };
        }
        let is_new = |(id, _): &(&FindingId, _)| !before.contains_key(*id);
        changes.new = now.iter().filter(is_new).map(|(id, (rule, _))| (id.clone(), rule.clone())).collect();
        Ok((next, changes))
    }

    /// Whether only claims changed, and which sources there are.
    fn can_follow(&self, facts: &Facts<'_>, touched: &BTreeSet<EntityId>) -> bool {
        let store = &self.engine.store;
        let same_sources = facts
            .sources
            .iter()
            .all(|source| by_path(&self.beside.sources, &source.path).is_none_or(|known| known == source));
        let is_known =
            |path: &str| [facts.sources, &self.beside.sources].iter().all(|sources| by_path(sources, path).is_some());
        let searched = facts.searches.iter().all(|search| is_known(&search.source));
        let wanted: BTreeSet<String> =
            controllers(facts.sources).into_iter().chain(controllers(&self.beside.sources)).collect();
        let holds = |id: &EntityId| {
            let (entity, number) = (facts.entities.get(id), store.number(id));
            let kind = entity.map(|entity| props::kind_number(entity.kind.as_str()));
            let same_kind = number.zip(kind).is_none_or(|(at, kind)| store.kind(at) == kind);
            let is_member = || facts.members.iter().any(|member| member.party == *id || member.forum == *id);
            // Which party a name of a sidecar means may change with any party of that name.
            let may_control = || {
                let names = entity.into_iter().flat_map(|entity| {
                    ["name", "alias"]
                        .into_iter()
                        .flat_map(|property| entity.values(property))
                        .map(|value| value.value.words())
                });
                let is_wanted = |name: &str| wanted.contains(&folded(name));
                names.into_iter().any(is_wanted) || number.is_some_and(|at| store.is_named(at, &wanted))
            };
            same_kind && !is_member() && (wanted.is_empty() || !may_control())
        };
        self.beside.is_of_but_sources(facts) && same_sources && searched && touched.iter().all(holds) && !self.is_worn()
    }

    /// Whether more of what is kept is of former states of the case than of this one: then it is time to load anew.
    fn is_worn(&self) -> bool {
        self.engine.weight() > self.weight.saturating_mul(2) + MOST_WORN
    }

    /// Reads the entities that changed, and the documents that came or went. Gives what changed, and those things of
    /// which something may be told otherwise although no value changed.
    fn read_again(&mut self, facts: &Facts<'_>, touched: &BTreeSet<EntityId>) -> (Touched, BTreeSet<u32>) {
        let mut numbers: BTreeSet<u32> = self.change_documents(facts.sources);
        let mut spoken = numbers.clone();
        let exists = |id: &EntityId| facts.entities.get(id).filter(|entity| entity.state.exists());
        // What is said in somebody's words may have become public on another day with any of them.
        let store = &self.engine.store;
        let voiced = self.voiced.iter().filter_map(|thing| store.entity(*thing).cloned());
        let renamed = |id: &&EntityId| {
            let is = exists(id).map(|entity| entity.name.as_str());
            store.number(id).is_some_and(|at| is.is_some_and(|is| is != store.name(at)))
        };
        let renamed: BTreeSet<u32> = touched.iter().filter(renamed).filter_map(|id| store.number(id)).collect();
        // Where all values are one text, the names in it are a part of what is said.
        let named = store.naming_together(&renamed);
        let named = named.into_iter().filter_map(|thing| store.entity(thing).cloned());
        let ids: BTreeSet<EntityId> = voiced.chain(named).chain(touched.iter().cloned()).collect();
        // Numbers first: what is new may point at what else is new.
        let mut added: BTreeMap<EntityId, u32> = BTreeMap::new();
        for id in ids.iter().filter(|id| self.engine.store.number(id).is_none() && exists(id).is_some()) {
            added.insert(id.clone(), small(self.engine.store.len() + added.len()));
        }
        let known: BTreeMap<EntityId, u32> =
            ids.iter().filter_map(|id| Some((id.clone(), self.engine.store.number(id)?))).collect();
        let ids = Ids { added, known };
        for id in ids.known.keys().chain(ids.added.keys()) {
            self.read_entity(id, exists(id).map(AsRef::as_ref), facts, &ids);
        }
        let Ids { added, known } = ids;
        numbers.extend(added.values().chain(known.values()));
        self.hear_again(facts, &numbers);
        self.engine.store.put_together(numbers.iter().copied());
        let mut out = Touched::default();
        for thing in &numbers {
            let (properties, otherwise) = self.engine.store.changed(*thing);
            if otherwise {
                out.things.insert(*thing);
            }
            if otherwise || !properties.is_empty() || self.engine.store.entity(*thing).is_some_and(|id| touched.contains(id))
            {
                spoken.insert(*thing);
            }
            for property in properties {
                out.values.entry(property).or_default().insert(*thing);
            }
        }
        (out, spoken)
    }

    fn read_entity(&mut self, id: &EntityId, entity: Option<&Entity>, facts: &Facts<'_>, ids: &Ids) {
        let store = &mut self.engine.store;
        let names = RefCell::new(std::mem::take(&mut store.names));
        // What changed is looked up in the case as it is, all else where it is known already.
        let there = |id: &EntityId, at: u32| match ids.known.contains_key(id) {
            true => facts.entities.get(id).is_some_and(|entity| entity.state.exists()),
            false => store.thing_grade(at, Version::Now) > 0,
        };
        let thing = entity.map(|entity| {
            let number = |id: &EntityId| ids.added.get(id).copied().or_else(|| store.number(id).filter(|at| there(id, *at)));
            let (traced, documents) = (&self.traced, &self.documents);
            let reading = Reading {
                number: &number,
                claims: facts.claims,
                traced,
                read: None,
                names: &names,
                sources: facts.sources,
                documents,
            };
            reading.thing(entity)
        });
        store.names = names.into_inner();
        match (ids.known.get(id), thing) {
            (Some(at), thing) => store.change(*at, thing.as_ref()),
            (None, Some(thing)) => {
                store.add(thing);
            }
            (None, None) => {}
        }
    }

    fn hear_again(&mut self, facts: &Facts<'_>, numbers: &BTreeSet<u32>) {
        let store = &mut self.engine.store;
        let voiced = store.voiced();
        for thing in numbers {
            self.voiced.remove(thing);
        }
        self.voiced.extend(voiced.iter().map(|(fact, _, _)| store.fact_thing(*fact)));
        let known: BTreeMap<EntityId, u32> = facts
            .entities
            .keys()
            .take_while(|_| !voiced.is_empty())
            .filter_map(|id| Some((id.clone(), store.number(id)?)))
            .collect();
        let number = |id: &EntityId| known.get(id).copied();
        hear(voiced, Some(facts.entities), &number, store, &self.traced, facts.sources, &self.documents);
    }

    /// Documents of sources that came or went. Gives their numbers.
    fn change_documents(&mut self, sources: &[Source]) -> BTreeSet<u32> {
        let mut out = BTreeSet::new();
        let beside = self.beside.clone();
        let none = Claims::new();
        for source in beside.sources.iter().filter(|source| by_path(sources, &source.path).is_none()) {
            if let Some(first) = self.documents.remove(&source.path) {
                for at in first..=first + small(source.info.parts.len()) {
                    self.engine.store.change(at, None);
                    out.insert(at);
                }
            }
        }
        let controllers = self.engine.store.parties(&controllers(sources));
        for source in sources.iter().filter(|source| by_path(&beside.sources, &source.path).is_none()) {
            let store = &mut self.engine.store;
            self.documents.enter(source, small(store.len()));
            let parts = source.info.parts.iter().map(|part| Credit { source, part: Some(part) });
            for (number, credit) in std::iter::once(source.whole()).chain(parts).enumerate() {
                let names = RefCell::new(std::mem::take(&mut store.names));
                let (traced, documents) = (&self.traced, &self.documents);
                let reading =
                    Reading { number: &|_| None, claims: &none, traced, read: None, names: &names, sources, documents };
                let thing = reading.document(credit, number, &controllers);
                store.names = names.into_inner();
                out.insert(store.add(thing));
            }
        }
        out
    }

    /// Which findings derived facts that moved tell of, and what became of those.
    fn told(&mut self, moved: &Rows) -> Changes {
        let mut changes = Changes::default();
        let rules = self.rules.defs.clone();
        for rule in rules.iter().filter(|rule| rule.is_finding() && self.names.contains(&rule.name)) {
            let Some((fact, rows)) = self.engine.numbers.get(&rule.head.name).and_then(|fact| moved.get_key_value(fact))
            else {
                continue;
            };
            self.engine.index_first(*fact, rule.about);
            let engine = &self.engine;
            let become_of = |row: u32| {
                let (was, is) = engine.best_like((*fact, row), rule.about);
                (was != is).then(|| (find::id_of(engine, rule, (*fact, row)), was, is))
            };
            let rows = engine.one_for_each(*fact, rows, rule.about);
            for (id, was, is) in rows.into_par_iter().filter_map(become_of).collect::<Vec<_>>() {
                let into = match (was, is) {
                    (0, _) => &mut changes.new,
                    (_, 0) => &mut changes.fell,
                    _ => &mut changes.moved,
                };
                into.insert(id, rule.name.clone());
            }
        }
        changes
    }
}
