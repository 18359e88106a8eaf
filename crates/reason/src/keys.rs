//! What strata are made from, as keys: a stratum with the key that it had finds what it found.
//!
//! The main type is [`Keys`]. A key holds the rules' text and what they can see of the case: the properties that they read, the
//! claims that give them, what the things in them are called, what the sources rest on and how they are graded. Each property is
//! written out once for all strata that read it, since a desk asks for all keys after every decision.

use crate::facts::Facts;
use crate::fair;
use crate::props::{MEMBER, MOMENT, SEARCH, SOURCE};
use crate::rules::Stratum;
use crate::words;
use rollcall_model::claim::State;
use rollcall_model::entity::Entity;
use rollcall_model::id::{ClaimId, EntityId, sha256_hex};
use rollcall_model::view::StatedClaim;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Keys of strata over the same facts.
pub struct Keys<'f> {
    facts: Facts<'f>,
    by_kind: BTreeMap<&'f str, Vec<&'f Entity>>,
    /// Claims that are disputed: most cases have few.
    disputed: BTreeSet<&'f ClaimId>,
    /// What the sources rest on, and how they are graded.
    sources: String,
    /// A hash of the rest that sidecars say and of all voices, once a rule asks for that.
    documents: OnceCell<String>,
    said: RefCell<BTreeMap<(String, String), Said<'f>>>,
    called: RefCell<BTreeMap<&'f str, String>>,
}

/// What the case says in one property of one kind.
#[derive(Debug, Clone, Default)]
struct Said<'f> {
    /// A hash of it.
    hash: String,
    /// The kinds of what it points at.
    kinds: BTreeSet<&'f str>,
}

impl<'f> Keys<'f> {
    /// Over some facts.
    pub fn new(facts: Facts<'f>) -> Self {
        let mut by_kind: BTreeMap<&str, Vec<&Entity>> = BTreeMap::new();
        for entity in facts.entities.values() {
            by_kind.entry(entity.kind.as_str()).or_default().push(entity);
        }
        let is_disputed = |(id, stated): (&'f ClaimId, &StatedClaim)| (stated.state == State::Disputed).then_some(id);
        let disputed = facts.claims.iter().filter_map(is_disputed).collect();
        let mut sources = String::new();
        for source in facts.sources.iter() {
            let _ = writeln!(sources, "{} {:?} {:?}", source.path, source.info.rests_on, source.info.reliability);
            for part in source.info.parts.iter().filter(|part| !part.rests_on.is_empty()) {
                let _ = writeln!(sources, " {:?} {:?}", part.stretch(), part.rests_on);
            }
        }
        let sources = sha256_hex(sources.as_bytes());
        Self {
            facts,
            by_kind,
            disputed,
            sources,
            documents: OnceCell::new(),
            said: RefCell::default(),
            called: RefCell::default(),
        }
    }

    /// What a stratum would be made from: equal keys give equal findings.
    pub fn of(&self, stratum: &Stratum) -> String {
        let lists = [fair::VERDICT_TOML, words::ARTICLES_TOML].concat();
        let mut text = format!("{}\n{}\n{}\n", stratum.key, sha256_hex(lists.as_bytes()), self.sources);
        let mut kinds: BTreeSet<&str> = BTreeSet::new();
        for (kind, property) in &stratum.reads {
            let said = self.said(kind, property);
            let _ = writeln!(text, "{kind} {property} {}", said.hash);
            kinds.extend(self.by_kind.get_key_value(kind.as_str()).map(|(kind, _)| *kind));
            kinds.extend(said.kinds);
        }
        for kind in kinds {
            let _ = writeln!(text, "{kind} {}", self.called(kind));
        }
        let reads = |kind: &str| stratum.reads.iter().any(|(read, _)| read == kind);
        if reads(MOMENT) {
            let _ = writeln!(text, "{:?}", self.facts.moments);
        }
        if reads(MEMBER) {
            let _ = writeln!(text, "{:?}", self.facts.members);
        }
        if reads(SOURCE) {
            text.push_str(self.documents.get_or_init(|| self.write_documents()));
        }
        if reads(SEARCH) {
            let _ = writeln!(text, "{:?}", self.facts.searches);
        }
        sha256_hex(text.as_bytes())
    }

    /// What is said of each document, and in whose words each claim is made.
    fn write_documents(&self) -> String {
        let mut text = String::new();
        for source in self.facts.sources.iter() {
            let _ = writeln!(text, "{} {:?}", source.path, source.info);
        }
        for (id, stated) in self.facts.claims.iter().filter(|(_, stated)| !stated.claim.attributed_to.is_empty()) {
            let _ = writeln!(text, "{id} {:?}", stated.claim.attributed_to);
        }
        sha256_hex(text.as_bytes())
    }

    fn said(&self, kind: &str, property: &str) -> Said<'f> {
        let key = (kind.to_string(), property.to_string());
        self.said.borrow_mut().entry(key).or_insert_with(|| self.write(kind, property)).clone()
    }

    fn write(&self, kind: &str, property: &str) -> Said<'f> {
        let mut said = Said::default();
        let mut text = String::new();
        for entity in self.by_kind.get(kind).into_iter().flatten() {
            for value in entity.values(property) {
                let linked = value.value.entity();
                text.push_str(entity.id.as_str());
                text.push_str(linked.map_or("=", EntityId::as_str));
                text.push_str(value.value.words());
                said.kinds.extend(linked.and_then(|id| self.facts.entities.get(id)).map(|linked| linked.kind.as_str()));
                for id in &value.claims {
                    // A claim's id is made of its words' place. One that does not exist is in no fact.
                    text.push(if self.disputed.contains(id) { '?' } else { ';' });
                    text.push_str(id.as_str());
                }
                text.push('\n');
            }
        }
        said.hash = sha256_hex(text.as_bytes());
        said
    }

    /// What the things of a kind are called, and what made them one.
    fn called(&self, kind: &'f str) -> String {
        let write = || {
            let mut text = String::new();
            for entity in self.by_kind.get(kind).into_iter().flatten() {
                let _ = writeln!(text, "{} {:?} {}", entity.id, entity.state.weight(), entity.name);
                entity.mentions.iter().for_each(|id| text.push_str(id.as_str()));
                entity.joins.iter().for_each(|id| text.push_str(id.as_str()));
            }
            sha256_hex(text.as_bytes())
        };
        self.called.borrow_mut().entry(kind).or_insert_with(write).clone()
    }
}
