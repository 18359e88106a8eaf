//! Sources that hold something back: without them something may be there that a rule denies, or be otherwise that a rule
//! takes as a whole.
//!
//! The main function is [`rising`]. Taking sources away mostly takes facts away, and which findings fall with them the
//! graph of ways tells. It can also give facts, or make them surer: where a rule denies what itself rests on a denial or
//! a count; where a source calls something unclear; where one of several dates goes and the one date of a thing is
//! another. Which sources can do this to a finding is read off its rules, by what becomes of it if a fact of each name
//! goes or comes, and off the case. More sources than need be may be named, never fewer: each is then tried.

use crate::ast::{CondKind, RuleDef, Take, Term};
use crate::facts::Facts;
use crate::props::{self, DATES, SOURCE, WHEN};
use crate::rules::RuleSet;
use crate::standing::TOGETHER;
use rollcall_model::entity::{Entity, PropertyValue};
use rollcall_model::id::{ClaimId, EntityId};
use rollcall_model::ontology::PropertyType;
use std::collections::BTreeSet;

/// What would undo a finding that rests on facts of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Undone {
    /// That one goes: it is part of a proof, and the graph of ways tells.
    BySupport,
    /// That one comes, or becomes surer.
    ByMore,
    /// That one goes, since something else comes then.
    ByLess,
}

impl Undone {
    /// The same for what a condition denies.
    fn denied(self) -> Self {
        match self {
            Self::ByMore => Self::ByLess,
            Self::BySupport | Self::ByLess => Self::ByMore,
        }
    }
}

/// The sources (paths) without which something may come or be otherwise that undoes a finding of a rule; `own` are the
/// things that its proofs speak of.
pub(crate) fn rising(rules: &RuleSet, facts: &Facts<'_>, rule: &str, own: &BTreeSet<EntityId>) -> BTreeSet<String> {
    let mut found = Rising { facts, own, sources: BTreeSet::new() };
    let mut seen: BTreeSet<(&str, Undone)> = BTreeSet::new();
    let mut next: Vec<(&str, Undone)> = heads(rules, rule).map(|name| (name, Undone::BySupport)).collect();
    while let Some((name, undone)) = next.pop() {
        if !seen.insert((name, undone)) {
            continue;
        }
        for def in rules.defs.iter().filter(|def| def.head.name == name) {
            for cond in &def.body {
                found.read(def, &cond.kind, undone);
                next.extend(asked(&cond.kind, undone));
            }
        }
    }
    found.sources
}

fn heads<'r>(rules: &'r RuleSet, rule: &'r str) -> impl Iterator<Item = &'r str> {
    rules.defs.iter().filter(move |def| def.name == rule).map(|def| def.head.name.as_str())
}

/// The facts that a condition asks for, and what becomes of the finding by them.
fn asked(cond: &CondKind, undone: Undone) -> Vec<(&str, Undone)> {
    match cond {
        CondKind::Pred { atom, negated: true } => vec![(&atom.name, undone.denied())],
        CondKind::Pred { atom, negated: false } | CondKind::AtLeast { atom, .. } => vec![(&atom.name, undone)],
        // Another number is another fact, whether more or fewer are there.
        CondKind::Count { atom, .. } if undone == Undone::BySupport => {
            vec![(&atom.name, Undone::BySupport), (&atom.name, Undone::ByMore)]
        }
        CondKind::Count { atom, .. } => vec![(&atom.name, Undone::ByMore), (&atom.name, Undone::ByLess)],
        _ => Vec::new(),
    }
}

struct Rising<'f> {
    facts: &'f Facts<'f>,
    own: &'f BTreeSet<EntityId>,
    sources: BTreeSet<String>,
}

impl Rising<'_> {
    /// Adds the sources by which what one condition reads can undo the finding.
    fn read(&mut self, def: &RuleDef, cond: &CondKind, undone: Undone) {
        match cond {
            CondKind::Prop { subject, property, take, otherwise, negated, .. } => {
                let kinds = kinds_of(def, subject, *property);
                let name = props::name(*property);
                let denied = *negated || otherwise.is_some();
                if undone == Undone::ByLess || denied && undone == Undone::ByMore {
                    self.add(&kinds, |rising, entity| rising.values(entity, name));
                }
                if undone == Undone::ByMore || denied {
                    self.add(&kinds, |rising, entity| rising.if_surer(entity, name));
                }
                if *property == props::number(WHEN).unwrap_or(u16::MAX) {
                    self.add_whole(&kinds, undone, &DATES);
                } else if *take == Take::All {
                    self.add_whole(&kinds, undone, &[name]);
                }
            }
            CondKind::Is { kinds, negated, .. } if *negated == (undone == Undone::ByMore) && undone != Undone::BySupport => {
                let kinds: BTreeSet<&str> = kinds.iter().copied().collect();
                self.add(&kinds, |rising, entity| rising.few(entity.claims()));
            }
            _ => {}
        }
    }

    /// Adds what each thing of some kinds gives. Files are things too, and each of them is its own source.
    fn add(&mut self, kinds: &BTreeSet<&str>, of: impl Fn(&Self, &Entity) -> BTreeSet<String>) {
        if kinds.contains(SOURCE) {
            self.sources.extend(self.facts.sources.iter().map(|source| source.path.clone()));
        }
        let all = self.facts.entities.values().filter(|entity| kinds.contains(entity.kind.as_str()));
        let found: Vec<BTreeSet<String>> = all.map(|entity| of(self, entity)).collect();
        self.sources.extend(found.into_iter().flatten());
    }

    /// Adds what gives several values that are taken as one; of things of a proof only those that it speaks of.
    fn add_whole(&mut self, kinds: &BTreeSet<&str>, undone: Undone, properties: &[&str]) {
        self.add(kinds, |rising, entity| {
            let values: Vec<&PropertyValue> = properties.iter().flat_map(|name| entity.values(name)).collect();
            let is_asked = undone != Undone::BySupport || rising.own.contains(&entity.id);
            match is_asked && values.len() > 1 {
                true => values.into_iter().flat_map(|value| rising.few(&value.claims)).collect(),
                false => BTreeSet::new(),
            }
        });
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
        let said: Vec<&PropertyValue> = said.flat_map(|(name, _)| entity.values(name)).collect();
        let has = entity.values(property).len() + DATES.iter().map(|name| entity.values(name).len()).sum::<usize>() > 0;
        match has && said.iter().all(|value| value.value.words() != "stated") {
            true => said.into_iter().flat_map(|value| self.few(&value.claims)).collect(),
            false => BTreeSet::new(),
        }
    }

    /// The sources of some claims; none where they are more than are taken away together: one would be left.
    fn few<'c>(&self, claims: impl IntoIterator<Item = &'c ClaimId>) -> BTreeSet<String> {
        let stated = claims.into_iter().filter_map(|id| self.facts.claims.get(id));
        let sources: BTreeSet<String> = stated.map(|stated| stated.claim.anchor.source.clone()).collect();
        if sources.len() > TOGETHER { BTreeSet::new() } else { sources }
    }
}

/// The kinds of things that a rule can ask a property of.
fn kinds_of(def: &RuleDef, subject: &Term, property: u16) -> BTreeSet<&'static str> {
    let is_of = |kind: &&'static str| props::of_kind(kind).any(|name| props::number(name) == Some(property));
    let said = def.body.iter().find_map(|cond| match &cond.kind {
        CondKind::Is { subject: own, kinds, negated: false } if own == subject => Some(kinds),
        _ => None,
    });
    match said {
        Some(kinds) => kinds.iter().copied().collect(),
        None => props::kinds().filter(is_of).collect(),
    }
}
