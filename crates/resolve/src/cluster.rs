//! Mentions become clusters. The main type is [`Clusters`]; the main function [`cluster`].

use crate::mention::{Mention, Mentions, mentions};
use crate::party::by_name;
use rollcall_model::claim::{Claim, Value};
use rollcall_model::entity::{Join, JoinStatus};
use rollcall_model::id::{EntityId, IdMap, MentionId};
use rollcall_model::ontology::{Class, Kind, kinds};
use rollcall_model::shared::SharedMap;
use rollcall_names::normalize;
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What people decided of pairs of mentions, later decisions already weighed against earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Decided {
    /// These are one.
    pub merged: Vec<(MentionId, MentionId)>,
    /// These are not one, whatever else says so.
    pub split: Vec<(MentionId, MentionId)>,
}

/// Which mentions are one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Clusters {
    pub(crate) of: SharedMap<MentionId, EntityId>,
    pub(crate) members: SharedMap<EntityId, Arc<[MentionId]>>,
    /// Ids that an edition pinned and that are now part of another: from the old to the one that stays.
    pub redirects: BTreeMap<EntityId, EntityId>,
}

impl Clusters {
    /// The cluster of a mention.
    pub fn entity(&self, mention: &MentionId) -> Option<&EntityId> {
        self.of.get(mention)
    }

    /// The mentions of a cluster, sorted; empty where there is no such cluster.
    pub fn members(&self, entity: &EntityId) -> &[MentionId] {
        self.members.get(entity).map_or(&[], AsRef::as_ref)
    }

    /// All clusters with their mentions, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&EntityId, &[MentionId])> {
        self.members.iter().map(|(id, members)| (id, members.as_ref()))
    }

    /// Whether both mentions are known and one.
    pub fn together(&self, a: &MentionId, b: &MentionId) -> bool {
        self.of.get(a).is_some_and(|one| self.of.get(b) == Some(one))
    }

    /// Proposals that are still open: neither made by another way nor cut by a decision.
    pub fn open_proposals<'a>(&'a self, joins: &'a [Join], decided: &'a Decided) -> impl Iterator<Item = &'a Join> {
        let cut = cuts(decided);
        let open = move |join: &&Join| {
            join.status == JoinStatus::Proposed && !self.together(&join.a, &join.b) && !cut.contains(&(&join.a, &join.b))
        };
        joins.iter().filter(open)
    }
}

/// Pairs that people split, the lesser id first.
pub(crate) fn cuts(decided: &Decided) -> BTreeSet<(&MentionId, &MentionId)> {
    decided.split.iter().map(|(a, b)| if a <= b { (a, b) } else { (b, a) }).collect()
}

/// Disjoint sets of numbers; the least number of a set stands for it.
pub(crate) struct Sets {
    parent: Vec<usize>,
    /// Per set that may not become one with others, a member of each of those.
    apart: BTreeMap<usize, Vec<usize>>,
}

impl Sets {
    pub fn new(len: usize) -> Self {
        Self { parent: (0..len).collect(), apart: BTreeMap::new() }
    }

    pub fn find(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    pub fn keep_apart(&mut self, a: usize, b: usize) {
        self.apart.entry(a).or_default().push(b);
        self.apart.entry(b).or_default().push(a);
    }

    /// Makes two sets one; whether that changed anything.
    pub fn union(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        if a == b || self.forbidden(a, b) {
            return false;
        }
        let (low, high) = (a.min(b), a.max(b));
        self.parent[high] = low;
        if let Some(moved) = self.apart.remove(&high) {
            self.apart.entry(low).or_default().extend(moved);
        }
        true
    }

    fn forbidden(&mut self, a: usize, b: usize) -> bool {
        let others = self.apart.get(&a).cloned().unwrap_or_default();
        others.into_iter().any(|other| self.find(other) == b)
    }
}

/// Joins that people made, as records: for pairs that are claimed something of.
pub fn decided_joins<C: Borrow<Claim>>(claims: &[C], decided: &Decided) -> Vec<Join> {
    let kinds: BTreeMap<&MentionId, _> =
        claims.iter().map(Borrow::borrow).map(|claim| (&claim.mention, claim.kind)).collect();
    let join = |(a, b): &(MentionId, MentionId)| {
        let kind = *kinds.get(a).min(kinds.get(b))?;
        let words = vec!["a person said that they are one".into()];
        Some(Join::new(kind, a, b, JoinStatus::Decided, words))
    };
    crate::block::tidy(decided.merged.iter().filter_map(join).collect())
}

/// Makes clusters of all mentions that the claims speak of, by the joins that hold (all but proposed ones), decisions
/// (merges first, and no join overrides a split) and, for links, the identity keys of the ontology.
///
/// May be called with some of the claims and joins only: it makes one only what those make one. A mention that only joins
/// speak of still holds others together and can give a cluster its id, so that a view of accepted claims has the ids of
/// the whole case; it is no member. `pins` are ids that an edition gave to mentions.
pub fn cluster<C: Borrow<Claim>, J: Borrow<Join>>(
    claims: &[C],
    joins: &[J],
    decided: &Decided,
    pins: &BTreeMap<MentionId, EntityId>,
) -> Clusters {
    let all = mentions(claims);
    let held = held(joins.iter().map(Borrow::borrow));
    let joined = held.iter().flat_map(|join| [&join.a, &join.b]);
    let merged = decided.merged.iter().flat_map(|(a, b)| [a, b]);
    let ids: BTreeSet<&MentionId> = all.keys().copied().chain(joined).chain(merged).collect();
    let ids: Vec<&MentionId> = ids.into_iter().collect();
    let mut sets = joined_sets(&ids, &held, decided);
    one_by_key(&ids, &all, &mut sets, &|other| other.to_string());
    named(&ids, &|id| all.contains_key(id), &mut sets, &|id| pins.get(id))
}

/// Whether a join makes its ends one, if nothing keeps them apart.
pub(crate) fn holds(join: &Join) -> bool {
    join.status != JoinStatus::Proposed
}

/// The other end of a join that ends at a mention.
pub(crate) fn other_end<'j>(join: &'j Join, end: &MentionId) -> &'j MentionId {
    if join.a == *end { &join.b } else { &join.a }
}

/// The joins that hold, in the order in which they count.
pub(crate) fn held<'j>(joins: impl Iterator<Item = &'j Join>) -> Vec<&'j Join> {
    let mut held: Vec<&Join> = joins.filter(|join| holds(join)).collect();
    held.sort_unstable_by_key(|join| (order(join.status), &join.id));
    held
}

/// Sets of mentions, which are sorted, by what people decided and by joins that hold.
pub(crate) fn joined_sets(ids: &[&MentionId], held: &[&Join], decided: &Decided) -> Sets {
    let place: IdMap<&MentionId, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let at = |a: &MentionId, b: &MentionId| Some((*place.get(a)?, *place.get(b)?));
    let mut sets = Sets::new(ids.len());
    for (a, b) in cuts(decided).iter().filter_map(|(a, b)| at(a, b)).filter(|(a, b)| a != b) {
        sets.keep_apart(a, b);
    }
    let merged: BTreeSet<&(MentionId, MentionId)> = decided.merged.iter().collect();
    for (a, b) in merged.into_iter().filter_map(|(a, b)| at(a, b)) {
        sets.union(a, b);
    }
    for (a, b) in held.iter().filter_map(|join| at(&join.a, &join.b)) {
        sets.union(a, b);
    }
    sets
}

/// Makes links with equal keys one. `elsewhere` stands for the set of a mention that is none of these.
pub(crate) fn one_by_key(ids: &[&MentionId], all: &Mentions<'_>, sets: &mut Sets, elsewhere: &dyn Fn(&MentionId) -> String) {
    let heads: IdMap<&MentionId, &MentionId> = ids.iter().enumerate().map(|(at, id)| (*id, ids[sets.find(at)])).collect();
    let head = |id: &MentionId| heads.get(id).map_or_else(|| elsewhere(id), |head| head.to_string());
    let mut keyed: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for (at, mention) in ids.iter().enumerate().filter_map(|(at, id)| Some((at, all.get(*id)?))) {
        if let Some(key) = identity(mention, &head) {
            sets.union(*keyed.entry(key).or_insert(at), at);
        }
    }
}

/// Whether mentions of a kind are one by an identity key, and not by joins.
pub(crate) fn is_keyed(kind: Kind) -> bool {
    !by_name(kind) && !kind.is_engagement()
}

fn order(status: JoinStatus) -> u8 {
    match status {
        JoinStatus::Decided => 0,
        JoinStatus::InDocument => 1,
        JoinStatus::Made => 2,
        JoinStatus::Proposed => 3,
    }
}

/// What stands for the set of a mention.
type Head<'h> = &'h dyn Fn(&MentionId) -> String;

/// The identity key of a link or of a note about something: equal keys are one. Nothing where too little is said.
fn identity(mention: &Mention<'_>, head: Head<'_>) -> Option<Vec<String>> {
    let info = mention.kind.info();
    if !is_keyed(mention.kind) {
        return None;
    }
    let mut names: Vec<&str> = info.key.iter().map(String::as_str).collect();
    let said = |property: &str| !values(mention, property, head).is_empty();
    let needed: &[String] = if info.class == Class::Link { &info.ends } else { &info.key };
    if !needed.iter().all(|property| said(property)) {
        return None;
    }
    // Without an instrument, measures of one authority against one target are told apart by what and when.
    if names.contains(&"instrument") && info.class == Class::Link && !said("instrument") {
        names.extend(["measureKind", "label", "announced", "inForce", "startDate", "date"]);
    }
    // A row for somebody whom the source does not name: others of the same body may have been there too.
    if mention.kind == kinds::PARTICIPATION && mention.texts("named").contains("false") {
        names.extend(["named", "rank", "post"]);
    }
    let mut key = vec![mention.kind.to_string()];
    for name in names {
        key.push(values(mention, name, head).into_iter().collect::<Vec<_>>().join("|"));
    }
    // A tenure of nothing in particular says nothing that another could say too.
    let empty = mention.kind == kinds::TENURE && key[2..].iter().all(String::is_empty);
    (!empty).then_some(key)
}

fn values(mention: &Mention<'_>, property: &str, head: Head<'_>) -> BTreeSet<String> {
    let property = if property == "rank" && !mention.texts("rankForm").is_empty() { "rankForm" } else { property };
    let claims = mention.claims.iter().filter(|claim| claim.property == property);
    let words = |claim: &&Claim| match &claim.value {
        Value::Text(text) => normalize(text),
        Value::Link(other) => head(other),
    };
    claims.map(words).filter(|words| !words.is_empty()).collect()
}

/// Gives each set its id: the least that is pinned for one of its mentions, else one made from its least mention.
pub(crate) fn named<'p>(
    ids: &[&MentionId],
    is_claimed: &dyn Fn(&MentionId) -> bool,
    sets: &mut Sets,
    pin: &dyn Fn(&MentionId) -> Option<&'p EntityId>,
) -> Clusters {
    // Per set its least mention, claimed or not, and its members, which are claimed something of.
    let mut groups: BTreeMap<usize, Vec<MentionId>> = BTreeMap::new();
    for (at, id) in ids.iter().enumerate().filter(|(_, id)| is_claimed(id)) {
        groups.entry(sets.find(at)).or_default().push((*id).clone());
    }
    let mut pinned_in: BTreeMap<usize, BTreeSet<&EntityId>> = BTreeMap::new();
    for (at, id) in ids.iter().enumerate() {
        if let Some(pinned) = pin(id) {
            pinned_in.entry(sets.find(at)).or_default().insert(pinned);
        }
    }
    let mut clusters = Clusters::default();
    let mut made: BTreeMap<EntityId, Vec<MentionId>> = BTreeMap::new();
    let mut free = Vec::new();
    for (least, members) in groups {
        let pinned = pinned_in.remove(&least).unwrap_or_default();
        // Another part of what was pinned as one may hold the id already.
        match pinned.iter().find(|id| !made.contains_key(**id)) {
            Some(id) => {
                let id = (*id).clone();
                for old in pinned.into_iter().filter(|old| **old != id) {
                    clusters.redirects.insert(old.clone(), id.clone());
                }
                made.insert(id, members);
            }
            None => free.push((ids[least], members)),
        }
    }
    for (least, members) in free {
        let mut id = EntityId::of(&[least.as_str()]);
        if made.contains_key(&id) || clusters.redirects.contains_key(&id) {
            id = EntityId::of(&["apart", least.as_str()]);
        }
        made.insert(id, members);
    }
    let kept: Vec<EntityId> = clusters.redirects.keys().filter(|old| made.contains_key(*old)).cloned().collect();
    for id in kept {
        clusters.redirects.remove(&id);
    }
    let of = made.iter().flat_map(|(id, members)| members.iter().map(move |member| (member.clone(), id.clone())));
    clusters.of = of.collect::<BTreeMap<MentionId, EntityId>>().into();
    clusters.members = made.into_iter().map(|(id, members)| (id, members.into())).collect();
    clusters
}

/// All mentions by cluster.
pub(crate) fn by_cluster<'a>(all: &'a Mentions<'a>, clusters: &'a Clusters) -> BTreeMap<&'a EntityId, Vec<&'a Mention<'a>>> {
    let mut found: BTreeMap<&EntityId, Vec<&Mention<'_>>> = BTreeMap::new();
    for (id, mention) in all {
        if let Some(entity) = clusters.entity(id) {
            found.entry(entity).or_default().push(mention);
        }
    }
    found
}
