//! The names that the case and the word packs list as one party's. The main type is [`Settings`].

use rollcall_model::ontology::{Kind, kinds};
use rollcall_names::{is_twin, normalize};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A party with its other names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Party {
    /// The name that people see.
    pub name: String,
    /// Its kind, where that is said. An entry without a kind only adds names to another.
    pub kind: Option<Kind>,
    /// ISO 3166-1 alpha-2, in capitals.
    pub country: Option<String>,
    /// Other spellings, short forms, acronyms.
    pub also: Vec<String>,
}

/// What `resolve` is told beside the claims.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Settings {
    /// Parties of the case first, then those of the word packs.
    pub parties: Vec<Party>,
    /// The ladder of ranks.
    pub ranks: Vec<Rung>,
}

/// A rank's place on the ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// The rank in all its forms.
    pub names: Vec<String>,
    /// Higher is more senior; ranks of other services stand at the order of the army rank that they equal.
    pub order: u32,
}

/// Kinds among which one name means one thing: sources differ in whether they call one body a unit or an organisation.
pub(crate) fn group(kind: Kind) -> &'static str {
    let bodies = [kinds::COMPANY, kinds::ORGANIZATION, kinds::PUBLIC_BODY, kinds::UNIT, kinds::FORUM];
    if bodies.contains(&kind) { "body" } else { kind.as_str() }
}

/// One party of the settings, all its entries put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub name: String,
    pub kind: Option<Kind>,
    pub country: Option<String>,
}

/// The settings, looked up by name.
#[derive(Debug)]
pub struct Book {
    parties: Vec<Listed>,
    by_name: BTreeMap<String, BTreeSet<usize>>,
    rungs: BTreeMap<String, BTreeSet<u32>>,
}

impl Book {
    /// All entries of one party put together.
    pub fn new(settings: &Settings) -> Self {
        let heads = heads(&settings.parties);
        let mut merged: BTreeMap<usize, Listed> = BTreeMap::new();
        let mut by_head: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (at, party) in settings.parties.iter().enumerate() {
            let blank = || Listed { name: party.name.clone(), kind: None, country: None };
            let listed = merged.entry(heads[at]).or_insert_with(blank);
            if listed.kind.is_none() && (party.kind.is_some() || party.name.len() > listed.name.len()) {
                listed.name.clone_from(&party.name);
            }
            listed.kind = listed.kind.or(party.kind);
            listed.country = listed.country.take().or_else(|| party.country.clone());
            let names = party.also.iter().filter(|also| !is_twin(also, &party.name));
            for name in names.chain([&party.name]) {
                by_head.entry(normalize(name)).or_default().insert(heads[at]);
            }
        }
        let places: BTreeMap<usize, usize> = merged.keys().enumerate().map(|(at, head)| (*head, at)).collect();
        let by_name = by_head.into_iter().map(|(name, at)| (name, at.iter().map(|head| places[head]).collect())).collect();
        let mut rungs: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for (rung, name) in settings.ranks.iter().flat_map(|rung| rung.names.iter().map(move |name| (rung, name))) {
            rungs.entry(normalize(name)).or_default().insert(rung.order);
        }
        Self { parties: merged.into_values().collect(), by_name, rungs }
    }

    /// The place of a rank on the ladder; nothing where its name has two.
    pub(crate) fn rung(&self, rank: &str) -> Option<u32> {
        let orders = self.rungs.get(&normalize(rank))?;
        orders.first().filter(|_| orders.len() == 1).copied()
    }

    /// The one party that this name means for this kind; nothing where it could mean two.
    pub(crate) fn find(&self, name: &str, kind: Kind) -> Option<&Listed> {
        let fits = |listed: &&Listed| match listed.kind {
            None => true,
            Some(other) => group(other) == group(kind) || state_or_body(other) && state_or_body(kind),
        };
        let found: Vec<&Listed> =
            self.by_name.get(&normalize(name))?.iter().map(|at| &self.parties[*at]).filter(fits).collect();
        match found[..] {
            [one] => Some(one),
            _ => {
                let exact: Vec<&Listed> = found.into_iter().filter(|listed| listed.kind == Some(kind)).collect();
                if let [one] = exact[..] { Some(one) } else { None }
            }
        }
    }
}

fn state_or_body(kind: Kind) -> bool {
    kind == kinds::STATE || group(kind) == "body"
}

/// Per entry, the first entry that it is one with: an entry whose name is another's name, or is listed by exactly one
/// other entry as a further name of that one.
fn heads(parties: &[Party]) -> Vec<usize> {
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    let mut also: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let clash = |a: &Party, b: &Party| a.kind.zip(b.kind).is_some_and(|(a, b)| group(a) != group(b));
    let mut heads: Vec<usize> = (0..parties.len()).collect();
    for (at, party) in parties.iter().enumerate() {
        let first = *named.entry(normalize(&party.name)).or_insert(at);
        if !clash(&parties[first], party) {
            heads[at] = first;
        }
        for name in &party.also {
            also.entry(normalize(name)).or_default().insert(at);
        }
    }
    for at in 0..parties.len() {
        let owners = also.get(&normalize(&parties[at].name));
        let mut roots: BTreeSet<usize> = owners.into_iter().flatten().map(|owner| root(&heads, *owner)).collect();
        roots.remove(&root(&heads, at));
        if let (1, Some(owner)) = (roots.len(), roots.first())
            && !clash(&parties[*owner], &parties[at])
            && !is_twin(&parties[*owner].name, &parties[at].name)
        {
            let (mine, theirs) = (root(&heads, at), *owner);
            heads[mine.max(theirs)] = mine.min(theirs);
        }
    }
    (0..parties.len()).map(|at| root(&heads, at)).collect()
}

fn root(heads: &[usize], mut at: usize) -> usize {
    while heads[at] != at {
        at = heads[at];
    }
    at
}
