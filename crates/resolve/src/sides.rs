//! Bodies that stand against each other, by what the case's own sources say. The main function is [`opposed`], of what
//! each file says ([`SidesSaid`]).
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

/// What one file says of which bodies stand against each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SidesSaid {
    /// Who named whom unlawful.
    named: BTreeSet<(String, String)>,
    /// Names of those said to act for a state, by its name.
    acting: BTreeMap<String, BTreeSet<String>>,
}

impl SidesSaid {
    pub fn of(all: &Mentions<'_>, book: &Book) -> Self {
        let mut said = Self::default();
        let names = |ends: BTreeSet<&MentionId>| -> BTreeSet<String> {
            ends.into_iter().flat_map(|end| names_of(end, all, book)).collect()
        };
        for (id, mention) in all {
            match mention.kind {
                kinds::PART_OF => {}
                kinds::DESIGNATION => {
                    let targets = names(mention.links("target"));
                    for authority in names(mention.links("authority")) {
                        said.named.extend(targets.iter().map(|target| (authority.clone(), target.clone())));
                    }
                }
                _ => {
                    for state in names(mention.links("claimsToActFor")) {
                        said.acting.entry(state).or_default().extend(names_of(id, all, book));
                    }
                }
            }
        }
        said
    }
}

/// Names of bodies by the name of one that they stand against.
pub(crate) type Opposed = BTreeMap<String, BTreeSet<String>>;

/// Which bodies stand against which, by what all files say.
pub(crate) fn opposed<'s>(said: impl Iterator<Item = &'s SidesSaid> + Clone) -> Opposed {
    let mut opposed = Opposed::new();
    let mut oppose = |one: &String, other: &String| {
        opposed.entry(one.clone()).or_default().insert(other.clone());
        opposed.entry(other.clone()).or_default().insert(one.clone());
    };
    let mut acting: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    for said in said {
        said.named.iter().for_each(|(one, other)| oppose(one, other));
        for (state, names) in &said.acting {
            acting.entry(state).or_default().extend(names);
        }
    }
    for names in acting.values() {
        for one in names {
            names.iter().filter(|other| *other != one).for_each(|other| oppose(one, other));
        }
    }
    opposed
}

/// Names of bodies that stand against one of these.
pub(crate) fn against(opposed: &Opposed, names: &BTreeSet<String>) -> BTreeSet<String> {
    let others = names.iter().filter_map(|name| opposed.get(name)).flatten();
    others.filter(|name| !names.contains(*name)).cloned().collect()
}

/// What each mention of a body is part of in its own file.
pub(crate) struct Wholes<'a>(BTreeMap<&'a MentionId, BTreeSet<&'a MentionId>>);

impl<'a> Wholes<'a> {
    pub fn of(all: &'a Mentions<'a>) -> Self {
        let mut wholes: BTreeMap<&MentionId, BTreeSet<&MentionId>> = BTreeMap::new();
        for mention in all.values().filter(|mention| mention.kind == kinds::PART_OF) {
            for part in mention.links("part") {
                wholes.entry(part).or_default().extend(mention.links("whole"));
            }
        }
        Self(wholes)
    }

    /// The names of a body and of all that it is part of.
    pub fn belongs(&self, body: &'a MentionId, all: &Mentions<'_>, book: &Book) -> BTreeSet<String> {
        let mut seen = BTreeSet::from([body]);
        let mut last = seen.clone();
        for _ in 0..MAX_STEPS {
            let next = last.iter().filter_map(|part| self.0.get(part)).flatten().copied();
            last = next.filter(|whole| !seen.contains(whole)).collect();
            seen.extend(&last);
        }
        seen.into_iter().flat_map(|body| names_of(body, all, book)).collect()
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
