//! Parties, places, documents and alleged abuses: whatever is one by its name. The main function is [`document`];
//! the main type [`Spoken`], a mention within its document. Across documents it is profiles that are compared: see
//! [`crate::profile`].

use crate::book::{Book, group};
use crate::group::{Profile, Verdict, Words};
use crate::mention::Mention;
use crate::person::{self, SURE, name_words};
use crate::profile::{About, PartyProfile, Spelt, codes, marks};
use rollcall_model::entity::{Join, JoinStatus};
use rollcall_model::id::MentionId;
use rollcall_model::ontology::{Class, Kind, PropertyType, kinds};
use rollcall_names::{Name, NameKey, compare_parsed, is_acronym, is_twin, normalize};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A mention within its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// The mention.
    pub mention: MentionId,
    /// Its kind.
    pub kind: Kind,
    /// What makes it one with another mention of the document, and why in words.
    pub keys: BTreeMap<String, String>,
}

/// Mentions of one name that differ in what they say of themselves are held against each other up to so many.
const MAX_SIGNS: usize = 24;

/// Whether mentions of a kind are one by name; others are by the ends that they link.
pub(crate) fn by_name(kind: Kind) -> bool {
    let info = kind.info();
    let linked = |name: &String| info.properties[name].value == PropertyType::Link;
    info.class == Class::Party || info.class == Class::Other && !info.key.iter().any(linked)
}

/// What one document says of parties: its mentions, and one profile for each party.
pub(crate) fn document(mentions: &[&Mention<'_>], about: &About<'_>, book: &Book) -> (Vec<Spoken>, Vec<PartyProfile>) {
    let each: Vec<PartyProfile> = mentions.iter().map(|mention| about.profile(mention)).collect();
    let mut spoken = spoken(mentions, book);
    set_apart(&mut spoken, &each);
    let profiles = one_per_party(&spoken, each);
    (spoken, profiles)
}

/// What makes mentions of one document one.
fn spoken(mentions: &[&Mention<'_>], book: &Book) -> Vec<Spoken> {
    // A short form that the document gives to two full names says nothing by itself.
    let mut full: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for mention in mentions {
        let (own, other) = mention.names();
        for short in other {
            let long = own.iter().map(|name| (name, normalize(name))).filter(|(name, normal)| is_full(name, normal));
            full.entry(normalize(short)).or_default().extend(long.map(|(_, normal)| normal));
        }
    }
    let unclear = |short: &str| full.get(&normalize(short)).is_some_and(|names| names.len() > 1);
    mentions.iter().map(|mention| speak(mention, book, &unclear)).collect()
}

fn speak(mention: &Mention<'_>, book: &Book, unclear: &dyn Fn(&str) -> bool) -> Spoken {
    let kind = mention.kind;
    let (own, other) = mention.names();
    let marks = marks(mention).into_iter().collect::<Vec<_>>().join("|");
    let mut keys = BTreeMap::new();
    let other = other.into_iter().filter(|name| !own.iter().any(|own| is_twin(own, name)) && !unclear(name));
    for name in own.iter().copied().chain(other) {
        let normal = normalize(name);
        if normal.is_empty() {
            continue;
        }
        keys.insert(format!("{}|{normal}|{marks}", group(kind)), format!("the same name in one document: `{name}`"));
        if let Some(listed) = book.find(name, kind).filter(|_| marks.is_empty()) {
            let reason = format!("listed as names of `{}`", listed.name);
            keys.insert(format!("listed|{}", normalize(&listed.name)), reason);
        }
    }
    if kind == kinds::STATE {
        for code in codes(mention, book) {
            keys.insert(format!("state|{code}"), format!("the same state: {code}"));
        }
    }
    Spoken { mention: mention.id.clone(), kind, keys }
}

/// A name that one document gives to two who contradict each other (two dates of birth, two countries, two sides) makes
/// one only those that say the same of themselves.
fn set_apart(spoken: &mut [Spoken], each: &[PartyProfile]) {
    let mut named: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    for (at, one) in spoken.iter().enumerate() {
        for key in one.keys.keys() {
            named.entry(key).or_default().entry(sign(&each[at])).or_insert(at);
        }
    }
    let contested = |signs: &BTreeMap<String, usize>| {
        let some: Vec<usize> = signs.values().copied().take(MAX_SIGNS).collect();
        some.iter().enumerate().any(|(n, a)| some[n + 1..].iter().any(|b| contradict(&each[*a], &each[*b])))
    };
    let contested: BTreeSet<String> =
        named.into_iter().filter(|(_, signs)| signs.len() > 1 && contested(signs)).map(|(key, _)| key.to_string()).collect();
    for (one, profile) in spoken.iter_mut().zip(each) {
        let keys = std::mem::take(&mut one.keys);
        let apart = |key: String| if contested.contains(&key) { format!("{key}|{}", sign(profile)) } else { key };
        one.keys = keys.into_iter().map(|(key, reason)| (apart(key), reason)).collect();
    }
}

/// What a mention says of itself that another of the same name may contradict.
fn sign(profile: &PartyProfile) -> String {
    let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(",");
    match group(profile.kind) {
        _ if profile.kind == kinds::PERSON => list(&profile.births),
        "body" => format!("{}|{}", list(&profile.countries), list(&profile.opposed)),
        _ => String::new(),
    }
}

fn contradict(a: &PartyProfile, b: &PartyProfile) -> bool {
    if a.kind == kinds::PERSON { a.births_differ(b) } else { !a.conflicts(b, Words::Spared).is_empty() }
}

/// The joins of one document: a star for each key, only where it makes something one that was not.
pub(crate) fn join_document(spoken: &[Spoken]) -> Vec<Join> {
    let mut joins = Vec::new();
    group_spoken(spoken, |one, two, reason| {
        let kind = one.kind.min(two.kind);
        joins.push(Join::new(kind, &one.mention, &two.mention, JoinStatus::InDocument, vec![reason.into()]));
    });
    joins
}

/// Per mention the place of the least one that it is one with.
fn group_spoken(spoken: &[Spoken], mut made: impl FnMut(&Spoken, &Spoken, &str)) -> Vec<usize> {
    let mut sets = crate::cluster::Sets::new(spoken.len());
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, one) in spoken.iter().enumerate() {
        for (key, reason) in &one.keys {
            let head = *first.entry(key).or_insert(at);
            if sets.union(head, at) {
                made(&spoken[head], one, reason);
            }
        }
    }
    (0..spoken.len()).map(|at| sets.find(at)).collect()
}

fn one_per_party(spoken: &[Spoken], each: Vec<PartyProfile>) -> Vec<PartyProfile> {
    let heads = group_spoken(spoken, |_, _, _| {});
    let mut profiles: BTreeMap<usize, PartyProfile> = BTreeMap::new();
    for (head, profile) in heads.into_iter().zip(each) {
        match profiles.get_mut(&head) {
            None => _ = profiles.insert(head, profile),
            Some(old) => old.absorb(&profile),
        }
    }
    profiles.into_values().collect()
}

/// As what a name is compared, for kinds that are held against others of a name spelt otherwise.
pub(crate) fn kind_of(kind: Kind) -> Option<rollcall_names::Kind> {
    match group(kind) {
        _ if kind == kinds::PERSON => Some(rollcall_names::Kind::Person),
        "body" => Some(rollcall_names::Kind::Body),
        _ => None,
    }
}

impl PartyProfile {
    /// What it shares with others that may be the same: the name under which it is listed, a state's code, its names,
    /// and for persons each word of them.
    pub(crate) fn keys(&self) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        let group = group(self.kind);
        keys.extend(self.listed.iter().map(|name| format!("listed|{}", normalize(name))));
        if self.kind == kinds::STATE {
            keys.extend(self.countries.iter().map(|code| format!("state|{code}")));
        }
        for (name, spelt) in &self.names {
            if self.kind != kinds::PERSON {
                keys.insert(format!("name|{group}|{}", spelt.normal));
                continue;
            }
            let key = NameKey::of(name);
            if key.words() > 1 {
                keys.insert(format!("name|{group}|{}", key.spelt()));
            }
            keys.extend(name_words(name).iter().map(|word| format!("word|{group}|{word}")));
        }
        keys
    }

    /// Whether one of its names may be that of a wider twin.
    pub(crate) fn may_have_twin(&self) -> bool {
        self.names.values().any(|spelt| spelt.normal.contains("plus"))
    }

    fn is_twin_of(&self, other: &Self) -> bool {
        // Most bodies have no wider twin, and then no name is taken apart.
        (self.may_have_twin() || other.may_have_twin())
            && self.names.keys().any(|one| other.names.keys().any(|two| is_twin(one, two)))
    }

    /// Its names by how they are normalised; of two that are alike so, the last.
    fn by_normal(&self) -> BTreeMap<&str, &str> {
        self.names.iter().map(|(name, spelt)| (spelt.normal.as_str(), name.as_str())).collect()
    }

    /// Verdict on two things that are one by name and are not persons.
    fn judge_body(&self, other: &Self, words: Words) -> Verdict {
        if self.is_twin_of(other) {
            return Verdict::No;
        }
        let (ours, theirs) = (self.by_normal(), other.by_normal());
        let shared = || ours.iter().filter(|(normal, _)| theirs.contains_key(*normal)).map(|(_, name)| *name);
        let Some(first) = shared().find(|name| !is_acronym(name)).or_else(|| shared().next()) else {
            return near_name(self, other, words);
        };
        let speaks_for = vec![words.of(|| format!("the same name: `{first}`"))];
        let mut against = self.conflicts(other, words);
        if !against.is_empty() {
            return Verdict::Proposed { speaks_for, against, conflict: true };
        }
        let full = |names: &BTreeMap<&str, &str>| {
            names.iter().find(|(normal, name)| is_full(name, normal)).map(|(_, name)| (*name).to_string())
        };
        match (is_acronym(first), full(&ours), full(&theirs)) {
            (false, ..) => Verdict::Made { speaks_for, by_name: false },
            (true, Some(long), None) | (true, None, Some(long)) => {
                made(words.of(|| format!("`{first}` stands for `{long}` in one of the documents")))
            }
            (true, None, None) => {
                against.push(words.of(|| "the short form is spelt out in neither document".to_string()));
                Verdict::Proposed { speaks_for, against, conflict: false }
            }
            (true, Some(one), Some(two)) => {
                against.push(words.of(|| format!("the full names differ: `{one}` and `{two}`")));
                Verdict::Proposed { speaks_for, against, conflict: true }
            }
        }
    }
}

/// Whether a name, which is also given normalised, is spelt out: of several words, and no acronym with a suffix.
fn is_full(name: &str, normal: &str) -> bool {
    normal.contains(' ') && !is_acronym(name)
}

/// Names of bodies that are spelt otherwise and match are shown to a person; made where both are of one country.
fn near_name(ours: &PartyProfile, theirs: &PartyProfile, words: Words) -> Verdict {
    let body = |(name, _): (&String, &Spelt)| Name::parse(name, rollcall_names::Kind::Body);
    let full = |profile: &PartyProfile| -> Vec<Name> {
        profile.names.iter().filter(|(name, spelt)| is_full(name, &spelt.normal)).map(body).collect()
    };
    let others = full(theirs);
    let best =
        full(ours).iter().flat_map(|one| others.iter().map(|two| compare_parsed(one, two))).max_by_key(|found| found.score);
    let Some(best) = best.filter(|found| found.is_match()) else { return Verdict::No };
    let against = ours.conflicts(theirs, words);
    let speaks_for = vec![words.of(|| format!("names that match: {}", best.why))];
    let conflict = !against.is_empty();
    if !conflict && best.score >= SURE && !ours.countries.is_disjoint(&theirs.countries) {
        return Verdict::Made { speaks_for, by_name: false };
    }
    Verdict::Proposed { speaks_for, conflict, against }
}

impl Profile for PartyProfile {
    fn mention(&self) -> &MentionId {
        &self.mention
    }

    fn kind(&self) -> Kind {
        self.kind
    }

    fn document(&self) -> &str {
        &self.document
    }

    fn title(&self) -> String {
        self.names.keys().max_by_key(|name| name.len()).cloned().unwrap_or_else(|| self.kind.info().plain.clone())
    }

    /// Those that say most of what tells them apart come first: what could be either of two is then held against both.
    fn order(&self) -> i32 {
        let unsaid = [self.countries.is_empty(), self.births.is_empty(), self.opposed.is_empty(), self.ranks_on.is_empty()];
        let unsaid = unsaid.into_iter().map(i32::from).sum::<i32>();
        8 * i32::from(self.listed.is_none()) + 16 * i32::from(self.only_single()) + unsaid
    }

    fn judge(&self, other: &Self, words: Words) -> Verdict {
        if let (Some(one), Some(two)) = (&self.listed, &other.listed) {
            if one != two {
                return Verdict::No;
            }
            if self.kind != kinds::PERSON {
                return made(words.of(|| format!("listed as names of `{one}`")));
            }
        }
        if (self.kind == kinds::PERSON) != (other.kind == kinds::PERSON) {
            return Verdict::No;
        }
        if self.kind == kinds::STATE && other.kind == kinds::STATE && !self.countries.is_disjoint(&other.countries) {
            let codes = || self.countries.intersection(&other.countries).map(String::as_str).collect::<Vec<_>>().join(", ");
            return made(words.of(|| format!("the same state: {}", codes())));
        }
        if self.kind == kinds::PERSON {
            return person::judge(self, other, words);
        }
        if group(self.kind) == group(other.kind) { self.judge_body(other, words) } else { Verdict::No }
    }

    fn absorb(&mut self, other: &Self) {
        self.absorb_all(other);
    }

    fn are_one(all: &[&Self]) -> bool {
        crate::united::are_one(all)
    }

    fn one_apart(all: &[&Self]) -> Option<usize> {
        crate::united::one_apart(all)
    }
}

fn made(reason: String) -> Verdict {
    Verdict::Made { speaks_for: vec![reason], by_name: false }
}
