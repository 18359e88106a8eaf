//! Sources that hold something back: without them something may be there that a rule denies, or be otherwise that a rule
//! takes as a whole.
//!
//! The main function is [`rising`]. Taking sources away mostly takes facts away, and which findings fall with them the
//! graph of ways tells. It can also give facts, or make them surer: where a rule denies what itself rests on a denial or
//! a count; where a source calls something unclear; where one of several dates goes and the one date of a thing is
//! another. Which sources can do this to a finding is read off its rules, by what becomes of it if a fact of each name
//! goes or comes, and off the case. More sources than need be may be named, never fewer: each is then tried.

use crate::ast::{Atom, Cond, CondKind, RuleDef, Take, Term};
use crate::facts::{Facts, as_said};
use crate::props::{self, DATES, SOURCE, Type, WHEN};
use crate::rules::RuleSet;
use crate::standing::TOGETHER;
use rollcall_model::claim::State;
use rollcall_model::entity::{Entity, PropertyValue};
use rollcall_model::finding::Certainty;
use rollcall_model::id::{ClaimId, EntityId};
use rollcall_model::ontology::PropertyType;
use std::collections::BTreeSet;

/// What would undo a finding that rests on facts of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Undone {
    /// That one goes: it is part of a proof, and the graph of ways tells.
    Support,
    /// That one comes, or becomes surer.
    More,
    /// That one goes, since something else comes then.
    Less,
}

impl Undone {
    /// The same for what a condition denies.
    fn denied(self) -> Self {
        match self {
            Self::More => Self::Less,
            Self::Support | Self::Less => Self::More,
        }
    }
}

/// Facts of a name that are looked at: what would undo the finding, and at which places only things of its proofs can stand.
type Looked<'r> = (&'r str, Undone, BTreeSet<usize>);

/// The sources (paths) without which something may come or be otherwise that undoes a finding of a rule; `own` are the
/// things that its proofs speak of.
pub(crate) fn rising(rules: &RuleSet, facts: &Facts<'_>, rule: &str, own: &BTreeSet<EntityId>) -> BTreeSet<String> {
    let mut found = Rising { facts, own, sources: BTreeSet::new() };
    let mut seen: BTreeSet<Looked<'_>> = BTreeSet::new();
    let heads = rules.defs.iter().filter(|def| def.name == rule).map(|def| def.head.name.as_str());
    let mut next: Vec<Looked<'_>> = heads.map(|name| (name, Undone::Support, BTreeSet::new())).collect();
    while let Some(looked) = next.pop() {
        if !seen.insert(looked.clone()) {
            continue;
        }
        let (name, undone, places) = looked;
        for (def, types) in rules.defs.iter().zip(rules.types.iter()).filter(|(def, _)| def.head.name == name) {
            let body = Body { def, types, undone, bound: bound(def, undone, &places) };
            for cond in def.body.iter().filter(|cond| is_own(def, cond)) {
                found.read(&body, &cond.kind);
                next.extend(body.asked(&cond.kind));
            }
        }
    }
    found.sources
}

/// Whether a condition is more than what the rule of an exception finds anyway: an exception repeats that, and where the finding
/// stands, it holds.
fn is_own(def: &RuleDef, cond: &Cond) -> bool {
    def.exception.is_none() || def.at.start <= cond.at.start && cond.at.end <= def.at.end
}

/// The variables of a rule that stand only for things of the finding's proofs: in a proof all of them, else those of the head
/// that were asked for so.
fn bound(def: &RuleDef, undone: Undone, places: &BTreeSet<usize>) -> BTreeSet<usize> {
    if undone == Undone::Support {
        return (0..def.vars.len()).collect();
    }
    let args = def.head.args.iter().enumerate().filter(|(place, _)| places.contains(place));
    args.filter_map(|(_, term)| variable(term)).collect()
}

fn variable(term: &Term) -> Option<usize> {
    match term {
        Term::Var(var) => Some(*var),
        _ => None,
    }
}

/// A rule, and why it is looked at.
struct Body<'r> {
    def: &'r RuleDef,
    types: &'r [Option<Type>],
    undone: Undone,
    bound: BTreeSet<usize>,
}

impl<'r> Body<'r> {
    /// The facts that a condition asks for.
    fn asked(&self, cond: &'r CondKind) -> Vec<Looked<'r>> {
        let of = |atom: &'r Atom, counted: Option<usize>, undone: Undone| {
            let is_bound = |term: &Term| variable(term).is_some_and(|var| Some(var) != counted && self.bound.contains(&var));
            let places = atom.args.iter().enumerate().filter(|(_, term)| is_bound(term)).map(|(place, _)| place);
            (atom.name.as_str(), undone, places.collect())
        };
        match cond {
            CondKind::Pred { atom, negated: true } => vec![of(atom, None, self.undone.denied())],
            CondKind::Pred { atom, negated: false } => vec![of(atom, None, self.undone)],
            CondKind::AtLeast { atom, of: counted, .. } => vec![of(atom, Some(*counted), self.undone)],
            // Another number is another fact, whether more or fewer are there.
            CondKind::Count { atom, of: counted, .. } => {
                let less = if self.undone == Undone::Support { Undone::Support } else { Undone::Less };
                [less, Undone::More].map(|undone| of(atom, Some(*counted), undone)).into()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a term can stand for a thing, by what the rule says of it in all.
    fn can_be(&self, subject: &Term, entity: &Entity, own: &BTreeSet<EntityId>) -> bool {
        if variable(subject).is_some_and(|var| self.bound.contains(&var)) {
            return own.contains(&entity.id);
        }
        self.def.body.iter().all(|cond| match &cond.kind {
            CondKind::Prop { subject: other, property, value, negated: false, otherwise: None, .. }
                if other == subject && variable(value).is_some_and(|var| self.bound.contains(&var)) =>
            {
                let mut pointed = entity.values(props::name(*property)).iter().filter_map(|value| value.value.entity());
                !self.is_thing(value) || pointed.any(|id| own.contains(id))
            }
            _ => true,
        })
    }

    fn is_thing(&self, term: &Term) -> bool {
        let known = variable(term).and_then(|var| self.types.get(var)?.as_ref());
        matches!(known, Some(Type::Thing(kinds)) if !kinds.contains(SOURCE))
    }

    /// The kinds of things that a condition can ask a property of.
    fn kinds(&self, subject: &Term, property: u16) -> BTreeSet<&'static str> {
        let is_of = |kind: &&'static str| props::of_kind(kind).any(|name| props::number(name) == Some(property));
        match variable(subject).and_then(|var| self.types.get(var)?.as_ref()) {
            Some(Type::Thing(kinds)) => kinds.iter().copied().filter(is_of).collect(),
            _ => props::kinds().filter(is_of).collect(),
        }
    }
}

struct Rising<'f> {
    facts: &'f Facts<'f>,
    own: &'f BTreeSet<EntityId>,
    sources: BTreeSet<String>,
}

impl Rising<'_> {
    /// Adds the sources by which what one condition reads can undo the finding.
    fn read(&mut self, body: &Body<'_>, cond: &CondKind) {
        let undone = body.undone;
        match cond {
            CondKind::Prop { subject, property, take, otherwise, negated, .. } => {
                let (kinds, name) = (body.kinds(subject, *property), props::name(*property));
                let denied = *negated || otherwise.is_some();
                if undone == Undone::Less || denied && undone == Undone::More {
                    self.add_files(&kinds);
                    self.add(body, subject, &kinds, |rising, entity| rising.values(entity, name));
                }
                if undone == Undone::More || denied {
                    self.add(body, subject, &kinds, |rising, entity| rising.if_surer(entity, name));
                }
                if name == WHEN {
                    self.add(body, subject, &kinds, |rising, entity| rising.whole(entity, &DATES));
                } else if *take == Take::All {
                    self.add(body, subject, &kinds, |rising, entity| rising.whole(entity, &[name]));
                }
            }
            CondKind::Is { subject, kinds, negated }
                if undone != Undone::Support && *negated == (undone == Undone::More) =>
            {
                let kinds: BTreeSet<&'static str> = kinds.iter().copied().collect();
                self.add_files(&kinds);
                self.add(body, subject, &kinds, |rising, entity| rising.few(entity.claims()));
            }
            _ => {}
        }
    }

    /// Adds all files, where they are among the things that are asked for: each is there by itself.
    fn add_files(&mut self, kinds: &BTreeSet<&'static str>) {
        if kinds.contains(SOURCE) {
            self.sources.extend(self.facts.sources.iter().map(|source| source.path.clone()));
        }
    }

    /// Adds what each thing gives that a term can stand for.
    fn add(
        &mut self,
        body: &Body<'_>,
        subject: &Term,
        kinds: &BTreeSet<&'static str>,
        of: impl Fn(&Self, &Entity) -> BTreeSet<String>,
    ) {
        let all = self.facts.entities.values().filter(|entity| kinds.contains(entity.kind.as_str()));
        let asked = all.filter(|entity| body.can_be(subject, entity, self.own));
        let found: BTreeSet<String> = asked.flat_map(|entity| of(self, entity)).collect();
        self.sources.extend(found);
    }

    /// The sources of several values that are taken as one.
    fn whole(&self, entity: &Entity, properties: &[&str]) -> BTreeSet<String> {
        let values: Vec<&PropertyValue> = properties.iter().flat_map(|name| entity.values(name)).collect();
        let several = values.iter().filter(|_| values.len() > 1);
        several.flat_map(|value| self.few(&value.claims)).collect()
    }

    /// The sources of each value of a property, and of what it points at.
    fn values(&self, entity: &Entity, property: &str) -> BTreeSet<String> {
        let dates = DATES.iter().filter(|_| property == WHEN);
        let values = || entity.values(property).iter().chain(dates.clone().flat_map(|name| entity.values(name)));
        let pointed = values().filter_map(|value| self.facts.entities.get(value.value.entity()?));
        let own = values().flat_map(|value| self.few(&value.claims));
        own.chain(pointed.flat_map(|entity| self.few(entity.claims()))).collect()
    }

    /// The sources that call a thing less than sure, where none calls it sure and it has such a property.
    fn if_surer(&self, entity: &Entity, property: &str) -> BTreeSet<String> {
        let properties = entity.kind.info().properties.iter();
        let said = properties.filter(|(_, property)| property.value == PropertyType::Certainty);
        let said = said.flat_map(|(name, _)| entity.values(name)).filter(|value| self.is_said(value));
        let said: Vec<&PropertyValue> = said.collect();
        let has = entity.values(property).len() + DATES.iter().map(|name| entity.values(name).len()).sum::<usize>() > 0;
        match has && said.iter().all(|value| as_said(value.value.words()) < Certainty::Certain) {
            true => said.into_iter().flat_map(|value| self.few(&value.claims)).collect(),
            false => BTreeSet::new(),
        }
    }

    /// Whether a claim that exists gives a value: what was rejected does not call a thing sure.
    fn is_said(&self, value: &PropertyValue) -> bool {
        let mut states = value.claims.iter().map(|id| self.facts.claims.get(id).map_or(value.state, |stated| stated.state));
        states.any(State::exists)
    }

    /// The sources of some claims; none where they are more than are taken away together: one would be left.
    fn few<'c>(&self, claims: impl IntoIterator<Item = &'c ClaimId>) -> BTreeSet<String> {
        let stated = claims.into_iter().filter_map(|id| self.facts.claims.get(id));
        let sources: BTreeSet<String> = stated.map(|stated| stated.claim.anchor.source.clone()).collect();
        if sources.len() > TOGETHER { BTreeSet::new() } else { sources }
    }
}
