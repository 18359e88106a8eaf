//! Parties, places, documents and alleged abuses: whatever is one by its name. The main types are [`Spoken`], a mention
//! within its document, and [`PartyProfile`], all that one document says of one party and that tells it from others.

use crate::block::Block;
use crate::book::{Book, group};
use crate::group::{Profile, Verdict};
use crate::mention::{Mention, Mentions, mentions_in};
use crate::person;
use rollcall_model::claim::Claim;
use rollcall_model::entity::{Join, JoinStatus};
use rollcall_model::id::MentionId;
use rollcall_model::ontology::{Class, Kind, PropertyType, kinds};
use rollcall_model::source::Source;
use rollcall_names::{NameKey, compare, is_acronym, is_plus, normalize};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

/// A name in so many parties that it tells nobody from anybody: single names are held against at most so many full ones.
const MAX_FULL_NAMES: usize = 3;

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

/// What one document says of one party, as far as it helps to tell who that is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyProfile {
    /// The least of its mentions in the document.
    pub mention: MentionId,
    /// Its kind.
    pub kind: Kind,
    /// The document's path.
    pub document: String,
    /// Its names as written.
    pub names: BTreeSet<String>,
    /// The name under which the case or a word pack lists it.
    pub listed: Option<String>,
    /// Countries, ISO 3166-1 alpha-2.
    pub countries: BTreeSet<String>,
    /// Ranks, normalised.
    pub ranks: BTreeSet<String>,
    /// Ranks with the day on which each was held, where a day is said.
    pub ranks_on: BTreeSet<(String, String)>,
    /// Posts, normalised.
    pub posts: BTreeSet<String>,
    /// Bodies and units that it belongs to or acts for, normalised.
    pub bodies: BTreeSet<String>,
    /// For documents and alleged abuses: dates and places that must agree.
    pub marks: BTreeSet<String>,
    /// What a merge might hand to somebody else: measures, alleged abuses, commands, in plain words. Of this document
    /// or of any that shares a name with it.
    pub heavy: BTreeSet<String>,
}

/// Whether mentions of a kind are one by name; others are by the ends that they link.
pub(crate) fn by_name(kind: Kind) -> bool {
    let info = kind.info();
    let linked = |name: &String| info.properties[name].value == PropertyType::Link;
    info.class == Class::Party || info.class == Class::Other && !info.key.iter().any(linked)
}

/// Blocks of parties: one for each document (a file, or a part of one; `sources` are sorted by path), one for each name that
/// profiles of documents share.
pub fn party_blocks<C: Borrow<Claim>>(claims: &[C], sources: &[Source], book: &Book) -> Vec<Block> {
    let all = mentions_in(claims, sources);
    let mut documents: BTreeMap<&str, Vec<&Mention<'_>>> = BTreeMap::new();
    for mention in all.values().filter(|mention| by_name(mention.kind)) {
        documents.entry(&mention.document).or_default().push(mention);
    }
    let about = About::new(&all);
    let mut blocks = Vec::new();
    let mut profiles = Vec::new();
    for (document, mentions) in documents {
        let spoken = spoken(&mentions, book);
        profiles.extend(one_per_party(&spoken, &all, &about, book));
        blocks.push(Block::Document { key: format!("document|{document}"), spoken });
    }
    profiles.sort_by(|a: &PartyProfile, b| a.mention.cmp(&b.mention));
    blocks.extend(across(profiles));
    blocks
}

/// What makes mentions of one document one.
fn spoken(mentions: &[&Mention<'_>], book: &Book) -> Vec<Spoken> {
    // A short form that the document gives to two full names says nothing by itself.
    let mut full: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for mention in mentions {
        let (own, other) = mention.names();
        for short in other {
            let long = own.iter().filter(|name| is_full(name)).map(|name| normalize(name));
            full.entry(normalize(short)).or_default().extend(long);
        }
    }
    let unclear = |short: &str| full.get(&normalize(short)).is_some_and(|names| names.len() > 1);
    mentions.iter().map(|mention| speak(mention, book, &unclear)).collect()
}

fn speak(mention: &Mention<'_>, book: &Book, unclear: &dyn Fn(&str) -> bool) -> Spoken {
    let kind = mention.kind;
    let (own, other) = mention.names();
    let plus = own.iter().any(|name| is_plus(name));
    let marks = marks(mention).into_iter().collect::<Vec<_>>().join("|");
    let mut keys = BTreeMap::new();
    let other = other.into_iter().filter(|name| is_plus(name) == plus && !unclear(name));
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

/// Dates and places by which alleged abuses and documents of one name differ.
fn marks(mention: &Mention<'_>) -> BTreeSet<String> {
    let properties: &[&str] = match mention.kind {
        kinds::ABUSE => &["what", "place", "date", "startDate"],
        kinds::PUBLICATION => &["date"],
        _ => &[],
    };
    properties.iter().flat_map(|property| mention.texts(property)).map(normalize).collect()
}

fn codes(mention: &Mention<'_>, book: &Book) -> BTreeSet<String> {
    let said = mention.texts("iso").into_iter().chain(mention.texts("country")).map(str::to_string);
    let listed = mention.names().0.into_iter().filter_map(|name| book.find(name, kinds::STATE));
    let listed = listed.filter(|listed| listed.kind == Some(kinds::STATE)).filter_map(|listed| listed.country.clone());
    said.chain(listed).collect()
}

/// The joins of one document: a star for each key, only where it makes something one that was not.
pub(crate) fn join_document(spoken: &[Spoken]) -> Vec<Join> {
    let mut joins = Vec::new();
    group_spoken(spoken, |one, two, reason| {
        let kind = one.kind.min(two.kind);
        joins.push(Join::new(kind, &one.mention, &two.mention, JoinStatus::InDocument, vec![reason.to_string()]));
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

/// What links say of a party: posts, bodies, and what weighs.
struct About<'a> {
    links: BTreeMap<&'a MentionId, Vec<&'a Mention<'a>>>,
}

impl<'a> About<'a> {
    fn new(all: &'a Mentions<'a>) -> Self {
        let mut links: BTreeMap<&MentionId, Vec<&Mention<'_>>> = BTreeMap::new();
        for mention in all.values() {
            let ends: &[&str] = match mention.kind {
                kinds::TENURE => &["person"],
                kinds::PARTICIPATION | kinds::FORUM_ROLE | kinds::PERPETRATION => &["party"],
                kinds::MEASURE | kinds::SANCTION | kinds::DESIGNATION => &["target"],
                kinds::COMMANDS => &["commander"],
                _ => continue,
            };
            for end in ends.iter().flat_map(|end| mention.links(end)) {
                links.entry(end).or_default().push(mention);
            }
        }
        Self { links }
    }
}

fn one_per_party(spoken: &[Spoken], all: &Mentions<'_>, about: &About<'_>, book: &Book) -> Vec<PartyProfile> {
    let heads = group_spoken(spoken, |_, _, _| {});
    let mut profiles: BTreeMap<usize, PartyProfile> = BTreeMap::new();
    for (at, head) in heads.iter().enumerate() {
        let profile = profile(&all[&spoken[at].mention], all, about, book);
        match profiles.get_mut(head) {
            None => _ = profiles.insert(*head, profile),
            Some(old) => old.absorb(&profile),
        }
    }
    profiles.into_values().collect()
}

fn profile(mention: &Mention<'_>, all: &Mentions<'_>, about: &About<'_>, book: &Book) -> PartyProfile {
    let kind = mention.kind;
    let (own, other) = mention.names();
    let plus = own.iter().any(|name| is_plus(name));
    let names = own.into_iter().chain(other.into_iter().filter(|name| is_plus(name) == plus));
    let names: BTreeSet<String> = names.map(str::to_string).collect();
    let found: BTreeMap<String, _> =
        names.iter().filter_map(|name| book.find(name, kind)).map(|listed| (listed.name.clone(), listed)).collect();
    let listed = if found.len() == 1 { found.keys().next().cloned() } else { None };
    let mut countries: BTreeSet<String> = mention.texts("country").into_iter().map(str::to_string).collect();
    if kind == kinds::STATE {
        countries.extend(codes(mention, book));
    }
    let mut profile = PartyProfile {
        mention: mention.id.clone(),
        kind,
        document: mention.document.to_string(),
        names,
        listed,
        countries,
        ranks: BTreeSet::new(),
        ranks_on: BTreeSet::new(),
        posts: BTreeSet::new(),
        bodies: BTreeSet::new(),
        marks: marks(mention),
        heavy: BTreeSet::new(),
    };
    for link in about.links.get(mention.id).into_iter().flatten() {
        take_in(&mut profile, link, all, book);
    }
    profile
}

fn take_in(profile: &mut PartyProfile, link: &Mention<'_>, all: &Mentions<'_>, book: &Book) {
    let heavy = [kinds::MEASURE, kinds::SANCTION, kinds::DESIGNATION, kinds::PERPETRATION, kinds::COMMANDS];
    if heavy.contains(&link.kind) {
        profile.heavy.insert(link.kind.info().plain.clone());
        return;
    }
    let forms = link.texts("rankForm");
    let ranks = if forms.is_empty() { link.texts("rank") } else { forms };
    let days = link.texts("seenDate").into_iter().chain(link.texts("date")).filter(|date| date.len() == 10);
    for day in days {
        profile.ranks_on.extend(ranks.iter().map(|rank| (day.to_string(), normalize(rank))));
    }
    profile.ranks.extend(ranks.into_iter().map(normalize));
    profile.posts.extend(link.texts("post").into_iter().map(normalize));
    let bodies = link.links("body").into_iter().chain(link.links("actedFor"));
    for body in bodies.filter_map(|body| all.get(body)) {
        let name = |name: &str| book.find(name, body.kind).map_or_else(|| normalize(name), |listed| normalize(&listed.name));
        profile.bodies.extend(body.names().0.into_iter().map(name));
    }
}

/// Blocks of profiles that share a key, at least two in each.
fn across(mut profiles: Vec<PartyProfile>) -> Vec<Block> {
    let keys: Vec<(BTreeSet<String>, BTreeSet<String>)> = profiles.iter().map(PartyProfile::keys).collect();
    spread_weight(&mut profiles, &keys);
    let mut shared: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (at, (sure, near)) in keys.iter().enumerate() {
        for key in sure.iter().chain(near) {
            shared.entry(key).or_default().insert(at);
        }
    }
    let blocks = shared.into_iter().filter(|(key, members)| members.len() > 1 && tells(key, members, &profiles));
    let block = |(key, members): (&str, BTreeSet<usize>)| Block::Parties {
        key: key.to_string(),
        profiles: members.iter().map(|at| profiles[*at].clone()).collect(),
    };
    blocks.map(block).collect()
}

/// A word of a name makes a block only where a single name stands in it and few full ones do.
fn tells(key: &str, members: &BTreeSet<usize>, profiles: &[PartyProfile]) -> bool {
    if !key.starts_with("word|") {
        return true;
    }
    let full = members.iter().filter(|at| !profiles[**at].only_single());
    let full: BTreeSet<String> =
        full.flat_map(|at| profiles[*at].names.iter().map(|name| NameKey::of(name).spelt())).collect();
    full.len() <= MAX_FULL_NAMES && members.iter().any(|at| profiles[*at].only_single())
}

/// A chain of merges hands on what any of its links carries, so whatever shares a name shares the weight.
fn spread_weight(profiles: &mut [PartyProfile], keys: &[(BTreeSet<String>, BTreeSet<String>)]) {
    let mut sets = crate::cluster::Sets::new(profiles.len());
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, (sure, _)) in keys.iter().enumerate() {
        for key in sure {
            sets.union(*first.entry(key).or_insert(at), at);
        }
    }
    let mut heavy: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for (at, profile) in profiles.iter().enumerate().filter(|(_, profile)| profile.kind == kinds::PERSON) {
        heavy.entry(sets.find(at)).or_default().extend(profile.heavy.iter().cloned());
    }
    for (at, profile) in profiles.iter_mut().enumerate() {
        profile.heavy = heavy.get(&sets.find(at)).cloned().unwrap_or_default();
    }
}

impl PartyProfile {
    /// Keys under which it may be made one with others, and those under which it can only be proposed.
    fn keys(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut sure, mut near) = (BTreeSet::new(), BTreeSet::new());
        let group = group(self.kind);
        sure.extend(self.listed.iter().map(|name| format!("listed|{}", normalize(name))));
        if self.kind == kinds::STATE {
            sure.extend(self.countries.iter().map(|code| format!("state|{code}")));
        }
        for name in &self.names {
            let key = NameKey::of(name);
            if self.kind != kinds::PERSON {
                sure.insert(format!("name|{group}|{}", normalize(name)));
            } else if key.words() > 1 {
                sure.insert(format!("name|{group}|{}", key.spelt()));
            }
            near.extend(key.near().into_iter().map(|rest| format!("near|{group}|{rest}")));
            if self.kind == kinds::PERSON {
                near.extend(key.spelt_words().iter().map(|word| format!("word|{group}|{word}")));
            }
        }
        (sure, near)
    }

    /// Whether it has no name of two words or more.
    pub(crate) fn only_single(&self) -> bool {
        self.names.iter().all(|name| !normalize(name).contains(' '))
    }

    fn plus(&self) -> bool {
        self.names.iter().any(|name| is_plus(name))
    }

    /// What contradicts their being one, in words.
    pub(crate) fn conflicts(&self, other: &Self) -> Vec<String> {
        let mut found = Vec::new();
        let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
        if !self.countries.is_empty() && !other.countries.is_empty() && self.countries.is_disjoint(&other.countries) {
            found.push(format!("of different countries: {} and {}", list(&self.countries), list(&other.countries)));
        }
        if !self.marks.is_empty() && !other.marks.is_empty() && self.marks.is_disjoint(&other.marks) {
            found.push(format!("different dates or places: {} and {}", list(&self.marks), list(&other.marks)));
        }
        found
    }

    /// Verdict on two things that are one by name and are not persons.
    fn judge_body(&self, other: &Self) -> Verdict {
        if self.plus() != other.plus() {
            return Verdict::No;
        }
        let normal = |profile: &Self| -> BTreeMap<String, String> {
            profile.names.iter().map(|name| (normalize(name), name.clone())).collect()
        };
        let (ours, theirs) = (normal(self), normal(other));
        let shared: Vec<&String> = ours.iter().filter(|(key, _)| theirs.contains_key(*key)).map(|(_, name)| name).collect();
        let Some(first) = shared.iter().find(|name| !is_acronym(name)).or(shared.first()) else {
            return near_name(&ours, &theirs, self.conflicts(other));
        };
        let speaks_for = vec![format!("the same name: `{first}`")];
        let mut against = self.conflicts(other);
        if !against.is_empty() {
            return Verdict::Proposed { speaks_for, against, conflict: true };
        }
        let full = |names: &BTreeMap<String, String>| names.values().find(|name| is_full(name)).cloned();
        match (is_acronym(first), full(&ours), full(&theirs)) {
            (false, ..) => Verdict::Made(speaks_for),
            (true, Some(long), None) | (true, None, Some(long)) => {
                Verdict::Made(vec![format!("`{first}` stands for `{long}` in one of the documents")])
            }
            (true, None, None) => {
                against.push("the short form is spelt out in neither document".to_string());
                Verdict::Proposed { speaks_for, against, conflict: false }
            }
            (true, Some(one), Some(two)) => {
                against.push(format!("the full names differ: `{one}` and `{two}`"));
                Verdict::Proposed { speaks_for, against, conflict: true }
            }
        }
    }
}

/// Whether a name is spelt out: of several words, and no acronym with a suffix.
fn is_full(name: &str) -> bool {
    normalize(name).contains(' ') && !is_acronym(name)
}

/// Names that are a slip of the pen apart are shown to a person.
fn near_name(ours: &BTreeMap<String, String>, theirs: &BTreeMap<String, String>, against: Vec<String>) -> Verdict {
    for one in ours.values() {
        for two in theirs.values() {
            if is_full(one) && is_full(two) && compare(one, two).score >= 930 {
                let speaks_for = vec![format!("nearly the same name: `{one}` and `{two}`")];
                return Verdict::Proposed { speaks_for, conflict: !against.is_empty(), against };
            }
        }
    }
    Verdict::No
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
        self.names.iter().max_by_key(|name| name.len()).cloned().unwrap_or_else(|| self.kind.info().plain.clone())
    }

    fn order(&self) -> i32 {
        i32::from(self.listed.is_none()) + 2 * i32::from(self.only_single())
    }

    fn judge(&self, other: &Self) -> Verdict {
        if let (Some(one), Some(two)) = (&self.listed, &other.listed) {
            if one != two {
                return Verdict::No;
            }
            if self.kind != kinds::PERSON {
                return Verdict::Made(vec![format!("listed as names of `{one}`")]);
            }
        }
        if (self.kind == kinds::PERSON) != (other.kind == kinds::PERSON) {
            return Verdict::No;
        }
        if self.kind == kinds::STATE && other.kind == kinds::STATE && !self.countries.is_disjoint(&other.countries) {
            let codes: Vec<&str> = self.countries.intersection(&other.countries).map(String::as_str).collect();
            return Verdict::Made(vec![format!("the same state: {}", codes.join(", "))]);
        }
        if self.kind == kinds::PERSON {
            return person::judge(self, other);
        }
        if group(self.kind) == group(other.kind) { self.judge_body(other) } else { Verdict::No }
    }

    fn absorb(&mut self, other: &Self) {
        if other.mention < self.mention {
            self.mention = other.mention.clone();
            self.kind = other.kind;
        }
        self.names.extend(other.names.iter().cloned());
        self.listed = self.listed.take().or_else(|| other.listed.clone());
        self.countries.extend(other.countries.iter().cloned());
        self.ranks.extend(other.ranks.iter().cloned());
        self.ranks_on.extend(other.ranks_on.iter().cloned());
        self.posts.extend(other.posts.iter().cloned());
        self.bodies.extend(other.bodies.iter().cloned());
        self.marks.extend(other.marks.iter().cloned());
        self.heavy.extend(other.heavy.iter().cloned());
    }
}
