//! Bodies that stand against each other, by what the case's own sources say. The main type is [`Sides`].
//!
//! Two bodies stand against each other where one named the other unlawful, or where both are said to act for one state.
//! Nobody is on both sides because of a name: what two such bodies say of one name is never put together without a person.
//!
//! Why from claims and not from a list: which sides there are is what a case is about, and differs from case to case.

use crate::book::Book;
use crate::mention::{Mention, Mentions};
use rollcall_model::id::MentionId;
use rollcall_model::ontology::kinds;
use rollcall_names::normalize;
use std::collections::{BTreeMap, BTreeSet};

/// So many steps up from a unit to what it is part of are looked at.
const MAX_STEPS: usize = 8;

/// Which bodies stand against which, and what each mention of a body is part of in its own document.
pub(crate) struct Sides<'a> {
    opposed: BTreeMap<String, BTreeSet<String>>,
    wholes: BTreeMap<&'a MentionId, BTreeSet<&'a MentionId>>,
}

impl<'a> Sides<'a> {
    pub fn new(all: &'a Mentions<'a>, book: &Book) -> Self {
        let mut sides = Self { opposed: BTreeMap::new(), wholes: BTreeMap::new() };
        let mut acting: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (id, mention) in all {
            match mention.kind {
                kinds::PART_OF => sides.take_part(mention.links("part"), &mention.links("whole")),
                kinds::DESIGNATION => {
                    let names = |property| -> BTreeSet<String> {
                        mention.links(property).into_iter().flat_map(|end| names_of(end, all, book)).collect()
                    };
                    sides.oppose(&names("authority"), &names("target"));
                }
                _ => {
                    for state in mention.links("claimsToActFor").into_iter().flat_map(|state| names_of(state, all, book)) {
                        acting.entry(state).or_default().extend(names_of(id, all, book));
                    }
                }
            }
        }
        for names in acting.values() {
            for one in names {
                sides.oppose(&BTreeSet::from([one.clone()]), &names.iter().filter(|other| *other != one).cloned().collect());
            }
        }
        sides
    }

    fn take_part(&mut self, parts: BTreeSet<&'a MentionId>, wholes: &BTreeSet<&'a MentionId>) {
        for part in parts {
            self.wholes.entry(part).or_default().extend(wholes);
        }
    }

    fn oppose(&mut self, some: &BTreeSet<String>, others: &BTreeSet<String>) {
        for (one, other) in some.iter().flat_map(|one| others.iter().map(move |other| (one, other))) {
            self.opposed.entry(one.clone()).or_default().insert(other.clone());
            self.opposed.entry(other.clone()).or_default().insert(one.clone());
        }
    }

    /// The names of a body and of all that it is part of.
    pub fn belongs(&self, body: &'a MentionId, all: &Mentions<'_>, book: &Book) -> BTreeSet<String> {
        let mut seen = BTreeSet::from([body]);
        let mut last = seen.clone();
        for _ in 0..MAX_STEPS {
            let next = last.iter().filter_map(|part| self.wholes.get(part)).flatten().copied();
            last = next.filter(|whole| !seen.contains(whole)).collect();
            seen.extend(&last);
        }
        seen.into_iter().flat_map(|body| names_of(body, all, book)).collect()
    }

    /// Names of bodies that stand against one of these.
    pub fn against(&self, names: &BTreeSet<String>) -> BTreeSet<String> {
        names
            .iter()
            .filter_map(|name| self.opposed.get(name))
            .flatten()
            .filter(|name| !names.contains(*name))
            .cloned()
            .collect()
    }
}

/// The names of a body as it is looked up: its own, or the one under which it is listed.
pub(crate) fn names_of(body: &MentionId, all: &Mentions<'_>, book: &Book) -> BTreeSet<String> {
    let Some(body) = all.get(body) else { return BTreeSet::new() };
    body.names().0.into_iter().map(|name| known_as(name, body, book)).collect()
}

/// The same with the country, where it is known, so that units of two forces that bear one number are two.
pub(crate) fn told_apart(body: &MentionId, all: &Mentions<'_>, book: &Book) -> BTreeSet<String> {
    let Some(mention) = all.get(body) else { return BTreeSet::new() };
    let of_country = |name: &str| {
        let said = mention.texts("country").into_iter().next();
        let listed = || book.find(name, mention.kind).and_then(|listed| listed.country.as_deref());
        said.or_else(listed)
            .map_or_else(|| known_as(name, mention, book), |code| format!("{} ({code})", known_as(name, mention, book)))
    };
    mention.names().0.into_iter().map(of_country).collect()
}

fn known_as(name: &str, body: &Mention<'_>, book: &Book) -> String {
    book.find(name, body.kind).map_or_else(|| normalize(name), |listed| normalize(&listed.name))
}
