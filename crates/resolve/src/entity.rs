//! Clusters become things that pages speak of.
//!
//! The main functions are [`entities`], for a whole case, and [`entities_again`], which makes anew only what some claims
//! touch and gives the same. Both put the claims of each cluster together by [`Resolution`].

use crate::book::Book;
use crate::cluster::{Clusters, by_cluster};
use crate::mention::{ClaimsOf, Mention, Mentions, mentions, mentions_of};
use rayon::prelude::*;
use rollcall_model::claim::{Claim, State, Value};
use rollcall_model::date::Edtf;
use rollcall_model::entity::{Entities, Entity, EntityValue, Join, JoinStatus, PropertyValue};
use rollcall_model::id::{ClaimId, EntityId, JoinId, MentionId};
use rollcall_model::ontology::{Class, Kind, PropertyType, kinds};
use rollcall_names::{is_acronym, normalize};
use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A name made of a sentence is cut after so many code points.
const MAX_NAME: usize = 80;

/// What a thing is called, its own names before others.
const NAMES: [&str; 3] = ["name", "alias", "acronym"];

/// A link's name is made of its ends' names, an engagement's of its body's: the order in which names are given.
const NAMED_IN_ORDER: [Class; 4] = [Class::Party, Class::Other, Class::Engagement, Class::Link];

/// By what claims are put together: which mentions are one, why, what people decided, and the names that the case lists.
#[derive(Clone, Copy)]
pub struct Resolution<'a> {
    /// Which mentions are one.
    pub clusters: &'a Clusters,
    /// The joins that may have made them one.
    pub joins: Joins<'a>,
    /// What people decided of a claim.
    pub state: &'a (dyn Fn(&ClaimId) -> State + Sync),
    /// The names that the case and the word packs list.
    pub book: &'a Book,
}

/// Where it is known which joins made mentions one.
#[derive(Clone, Copy)]
pub enum Joins<'a> {
    /// By the joins themselves.
    All(&'a [&'a Join]),
    /// By things of the same clusters, which name them.
    Known(&'a Entities),
    /// By things, of which some are of other clusters now: `of` these, and joined by `joins`.
    Again {
        /// Things as they were.
        known: &'a Entities,
        /// Those that are made of other mentions or by other joins: any of these, but for joins that are lost.
        of: &'a (dyn Fn(&EntityId) -> bool + Sync),
        /// The joins that end in one of them.
        joins: &'a [&'a Join],
        /// Whether a join is there no more.
        lost: &'a (dyn Fn(&JoinId) -> bool + Sync),
    },
}

/// Puts the claims of each cluster together: every differing value is kept with its claims, values that most need to be
/// seen first (accepted ones, then those of most sources, then the narrower date). A value that points at a mention
/// without a cluster is left out.
pub fn entities<C: Borrow<Claim>>(claims: &[C], by: Resolution<'_>) -> Entities {
    let all = mentions(claims);
    let parts = by_cluster(&all, by.clusters);
    let nothing = Entities::new();
    let maker = Maker { by, known: &nothing };
    let names = maker.names(&parts);
    maker.all(&parts, names).into_iter().collect()
}

/// Claims, looked up by what they speak of: in no order that counts.
#[derive(Clone, Copy)]
pub struct Said<'s, 'c> {
    /// Those of a mention.
    pub of: ClaimsOf<'s, 'c>,
    /// Those whose value is a mention.
    pub pointing_at: ClaimsOf<'s, 'c>,
}

/// The same after something changed of what the clusters `touched` are made of: these, and whatever shows the name of one
/// that is called something else now, are made anew. `known`, as it was, must be of the same clusters but for those. What is made
/// anew is never shared with it, also where it is the same: so whoever compares the two finds everything that was touched.
pub fn entities_again(mut known: Entities, touched: BTreeSet<EntityId>, said: Said<'_, '_>, by: Resolution<'_>) -> Entities {
    // What no mention is left of is not there, and nothing that is shows it.
    let is_left = |id: &EntityId| !by.clusters.members(id).is_empty();
    let (mut touched, gone): (BTreeSet<EntityId>, BTreeSet<EntityId>) = touched.into_iter().partition(is_left);
    gone.iter().for_each(|id| _ = known.remove(id));
    let mut all: Mentions<'_> = BTreeMap::new();
    let mut before: BTreeMap<EntityId, Arc<Entity>> = BTreeMap::new();
    let mut more: Vec<EntityId> = touched.iter().cloned().collect();
    // Names first: whatever shows one that is another is made anew, too.
    let names = loop {
        let inside = more.iter().flat_map(|id| by.clusters.members(id));
        all.extend(mentions_of(inside.flat_map(|mention| (said.of)(mention)), &[]));
        before.extend(more.iter().filter_map(|id| Some((id.clone(), known.remove(id)?))));
        let names = Maker { by, known: &known }.names(&by_cluster(&all, by.clusters));
        let was = |id: &EntityId| before.get(id).map(|thing| &thing.name);
        let renamed = touched.iter().filter(|id| was(id) != names.get(*id));
        let renamed: BTreeSet<&MentionId> = renamed.flat_map(|id| by.clusters.members(id)).collect();
        let showing = renamed.iter().flat_map(|mention| (said.pointing_at)(mention));
        let showing: BTreeSet<&EntityId> = showing.filter_map(|claim| by.clusters.entity(&claim.mention)).collect();
        more = showing.into_iter().filter(|id| !touched.contains(*id)).cloned().collect();
        if more.is_empty() {
            break names;
        }
        touched.extend(more.iter().cloned());
    };
    let made = Maker { by, known: &known }.all(&by_cluster(&all, by.clusters), names);
    known.extend(made);
    known
}

/// A thing without some mentions of it, which all are of its kind, and without joins that are lost with them. Nothing where it must be
/// made anew: where its name or the order of its values is one of several.
///
/// `gone` are the claims of these mentions, sorted.
pub fn without(
    thing: &Entity,
    gone: &[&Claim],
    is_lost: &dyn Fn(&JoinId) -> bool,
    state: &dyn Fn(&ClaimId) -> State,
) -> Option<Entity> {
    let ids: Vec<&ClaimId> = gone.iter().map(|claim| &claim.id).collect();
    let mentions: BTreeSet<&MentionId> = gone.iter().map(|claim| &claim.mention).collect();
    let (mut names, mut is_named) = (BTreeSet::new(), false);
    let mut properties: BTreeMap<String, Vec<PropertyValue>> = BTreeMap::new();
    for (property, values) in &thing.properties {
        let left: Vec<PropertyValue> = values.iter().filter_map(|value| value_without(value, &ids, state)).collect();
        let claims = |values: &[PropertyValue]| values.iter().map(|value| value.claims.len()).sum::<usize>();
        if left.len() > 1 && claims(&left) < claims(values) {
            return None;
        }
        if NAMES.contains(&property.as_str()) {
            names.extend(values.iter().map(|value| value.value.words()));
            is_named |= !left.is_empty();
        }
        if !left.is_empty() {
            properties.insert(property.clone(), left);
        }
    }
    let has_one_name = is_named && names.len() == 1 && names.iter().all(|name| !normalize(name).is_empty());
    (thing.kind.info().class == Class::Party && has_one_name).then(|| Entity {
        id: thing.id.clone(),
        kind: thing.kind,
        name: thing.name.clone(),
        state: state_of(thing.kind, &properties),
        properties,
        mentions: thing.mentions.iter().filter(|mention| !mentions.contains(mention)).cloned().collect(),
        joins: thing.joins.iter().filter(|id| !is_lost(id)).cloned().collect(),
    })
}

/// A value without some claims; nothing where none is left that says it.
fn value_without(value: &PropertyValue, gone: &[&ClaimId], state: &dyn Fn(&ClaimId) -> State) -> Option<PropertyValue> {
    let mut claims = value.claims.clone();
    // Of the many claims that give a value few go.
    for id in gone {
        _ = claims.binary_search(id).map(|place| claims.remove(place));
    }
    let is_same = claims.len() == value.claims.len() || claims.iter().any(|id| state(id) == value.state);
    let state = if is_same { value.state } else { best(claims.iter().map(state)) };
    (!claims.is_empty()).then(|| PropertyValue { value: value.value.clone(), claims, state })
}

/// Values of one property, with the claims that give each and the documents that these stand in.
type Values<'a> = BTreeMap<Told<'a>, (BTreeSet<&'a ClaimId>, BTreeSet<&'a str>)>;

/// An [`EntityValue`] as long as values are put together, in the same order: many claims give one value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told<'a> {
    Entity(&'a EntityId, &'a str),
    Text(&'a str),
}

impl Told<'_> {
    fn value(self) -> EntityValue {
        match self {
            Self::Entity(id, name) => EntityValue::Entity { id: id.clone(), name: name.to_string() },
            Self::Text(text) => EntityValue::Text(text.to_string()),
        }
    }
}

struct Maker<'a> {
    by: Resolution<'a>,
    /// Things that are not made anew.
    known: &'a Entities,
}

/// What things are called, those that are made now before those that are known.
struct Names<'a> {
    made: &'a BTreeMap<EntityId, String>,
    known: &'a Entities,
}

impl Names<'_> {
    fn get(&self, id: &EntityId) -> Option<&str> {
        self.made.get(id).map(String::as_str).or_else(|| self.known.get(id).map(|thing| thing.name.as_str()))
    }

    /// The name of a thing that is named before those of a class.
    fn before(&self, id: &EntityId, class: Class) -> Option<&str> {
        let order = |class| NAMED_IN_ORDER.iter().position(|other| *other == class);
        let known = || self.known.get(id).filter(|thing| order(thing.kind.info().class) < order(class));
        self.made.get(id).map(String::as_str).or_else(|| known().map(|thing| thing.name.as_str()))
    }
}

impl Maker<'_> {
    /// What all are called.
    fn names(&self, parts: &BTreeMap<&EntityId, Vec<&Mention<'_>>>) -> BTreeMap<EntityId, String> {
        let mut made: BTreeMap<EntityId, String> = BTreeMap::new();
        for class in NAMED_IN_ORDER {
            let names = Names { made: &made, known: self.known };
            let these = parts.par_iter().filter(|(_, parts)| self.kind(parts).info().class == class);
            let named: Vec<_> = these.map(|(id, parts)| ((*id).clone(), self.name(parts, &names))).collect();
            made.extend(named);
        }
        made
    }

    /// All things, which are called so, by their ids.
    fn all(
        &self,
        parts: &BTreeMap<&EntityId, Vec<&Mention<'_>>>,
        made: BTreeMap<EntityId, String>,
    ) -> Vec<(EntityId, Arc<Entity>)> {
        let names = Names { made: &made, known: self.known };
        let held = self.held(parts);
        let entity = |(id, parts): (&&EntityId, &Vec<&Mention<'_>>)| {
            let kind = self.kind(parts);
            let properties = self.properties(parts, &names);
            let entity = Entity {
                id: (*id).clone(),
                kind,
                name: made[*id].clone(),
                state: state_of(kind, &properties),
                properties,
                mentions: parts.iter().map(|part| part.id.clone()).collect(),
                joins: held.get(*id).into_iter().flatten().map(|id| (*id).clone()).collect(),
            };
            ((*id).clone(), Arc::new(entity))
        };
        parts.par_iter().map(entity).collect()
    }

    /// The joins that made some clusters one.
    fn held<'p>(
        &'p self,
        parts: &'p BTreeMap<&EntityId, Vec<&Mention<'_>>>,
    ) -> BTreeMap<&'p EntityId, BTreeSet<&'p JoinId>> {
        let clusters = self.by.clusters;
        let mut held: BTreeMap<&EntityId, BTreeSet<&JoinId>> = BTreeMap::new();
        let names = |things: &'p Entities, is_known: &dyn Fn(&EntityId) -> bool, lost: &dyn Fn(&JoinId) -> bool| {
            let known = parts.keys().filter(|id| is_known(id)).filter_map(|id| things.get(*id));
            known.map(|thing| (&thing.id, thing.joins.iter().filter(|id| !lost(id)).collect())).collect()
        };
        let joins = match self.by.joins {
            Joins::All(joins) => joins,
            Joins::Known(things) => return names(things, &|_| true, &|_| false),
            Joins::Again { known, of, joins, lost } => {
                held = names(known, &|id| !of(id), lost);
                joins
            }
        };
        let holding = |join: &&'p Join| {
            let entity = clusters.entity(&join.a).filter(|id| parts.contains_key(id))?;
            (clusters.entity(&join.b) == Some(entity)).then_some((entity, &join.id))
        };
        let made = joins.par_iter().filter(|join| matches!(join.status, JoinStatus::Made | JoinStatus::Decided));
        for (entity, join) in made.filter_map(holding).collect::<Vec<_>>() {
            held.entry(entity).or_default().insert(join);
        }
        held
    }

    /// The kind that the settings give, else the one of most mentions.
    fn kind(&self, parts: &[&Mention<'_>]) -> Kind {
        let first = parts.first().map_or(kinds::ORGANIZATION, |part| part.kind);
        let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
        // Nearly always all are of one kind, and every name asks.
        if parts.iter().all(|part| part.kind == first) {
            return first;
        }
        for part in parts {
            *counts.entry(part.kind).or_default() += 1;
        }
        if counts.len() > 1 {
            let names = parts.iter().flat_map(|part| part.names().0.into_iter().map(|name| (name, part.kind)));
            let mut listed = names.filter_map(|(name, kind)| self.by.book.find(name, kind)?.kind);
            if let Some(kind) = listed.find(|kind| counts.contains_key(kind)) {
                return kind;
            }
        }
        let most = counts.into_iter().max_by_key(|(kind, count)| (*count, Reverse(*kind)));
        most.map_or(kinds::ORGANIZATION, |(kind, _)| kind)
    }

    fn name(&self, parts: &[&Mention<'_>], names: &Names<'_>) -> String {
        let kind = self.kind(parts);
        match kind.info().class {
            Class::Link => self.link_name(kind, parts, names),
            class => self.own_name(parts, class).unwrap_or_else(|| self.made_name(kind, parts, names)),
        }
    }

    /// The name that the settings list, else the fullest form, of those the one that most sources use.
    fn own_name(&self, parts: &[&Mention<'_>], class: Class) -> Option<String> {
        let mut sources: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
        for (part, claim) in parts.iter().flat_map(|part| part.claims.iter().map(move |claim| (part, claim))) {
            let Some(rank) = NAMES.iter().position(|property| *property == claim.property) else { continue };
            let rank = rank.min(1);
            let gone = if (self.by.state)(&claim.id).exists() { 0 } else { 2 };
            if let Some(text) = claim.value.text().filter(|text| !normalize(text).is_empty()) {
                let entry = sources.entry(text).or_insert((usize::MAX, BTreeSet::new()));
                entry.0 = entry.0.min(rank + gone);
                entry.1.insert(&part.document);
            }
        }
        let kind = self.kind(parts);
        if class == Class::Party {
            let found: BTreeSet<&str> =
                sources.keys().filter_map(|name| Some(self.by.book.find(name, kind)?.name.as_str())).collect();
            if let Some(name) = found.first().filter(|_| found.len() == 1) {
                return Some((*name).to_string());
            }
        }
        let full = |name: &str| normalize(name).contains(' ') && !is_acronym(name);
        let best = |(name, (rank, from)): &(&str, (usize, BTreeSet<&str>))| {
            (*rank, !full(name), Reverse(from.len()), Reverse(normalize(name).len()), (*name).to_string())
        };
        sources.into_iter().min_by_key(best).map(|(name, _)| name.to_string())
    }

    /// What to call a thing that no source names.
    fn made_name(&self, kind: Kind, parts: &[&Mention<'_>], names: &Names<'_>) -> String {
        let plain = &kind.info().plain;
        let text = |property: &str| parts.iter().find_map(|part| part.texts(property).into_iter().next());
        for property in ["what", "text"] {
            if let Some(words) = text(property) {
                return shorten(words);
            }
        }
        if let Some(forum) = self.linked("forum", parts, names) {
            return format!("{plain} of {forum}");
        }
        if let Some(host) = self.linked("host", parts, names) {
            return format!("{plain} hosted by {host}");
        }
        match text("place") {
            Some(place) => format!("{plain} in {place}"),
            None => plain.clone(),
        }
    }

    /// What a link links.
    fn link_name(&self, kind: Kind, parts: &[&Mention<'_>], names: &Names<'_>) -> String {
        let text = |property: &str| parts.iter().find_map(|part| part.texts(property).into_iter().next());
        let ends = kind.info().ends.iter().filter_map(|end| self.linked(end, parts, names));
        let mut words: Vec<String> = ends.map(str::to_string).collect();
        if words.is_empty() {
            words.push(kind.info().plain.clone());
        }
        let details: Vec<&str> = ["role", "rank", "post", "instrument", "goods"].into_iter().filter_map(text).collect();
        let mut name = words.join(" – ");
        if !details.is_empty() {
            name = format!("{name} ({})", details.join(", "));
        }
        name
    }

    fn linked<'n>(&self, property: &str, parts: &[&Mention<'_>], names: &'n Names<'_>) -> Option<&'n str> {
        let class = self.kind(parts).info().class;
        let targets = parts.iter().flat_map(|part| part.links(property));
        targets.filter_map(|target| names.before(self.by.clusters.entity(target)?, class)).min()
    }

    fn properties(&self, parts: &[&Mention<'_>], names: &Names<'_>) -> BTreeMap<String, Vec<PropertyValue>> {
        let mut found: BTreeMap<&str, Values<'_>> = BTreeMap::new();
        for (part, claim) in parts.iter().flat_map(|part| part.claims.iter().map(move |claim| (part, *claim))) {
            let Some(value) = self.value(&claim.value, names) else { continue };
            let (claims, sources) = found.entry(&claim.property).or_default().entry(value).or_default();
            claims.insert(&claim.id);
            sources.insert(&part.document);
        }
        let kind = self.kind(parts);
        let list = |(property, values): (&str, Values<'_>)| {
            let is_date = kind.property(property).is_some_and(|property| property.value == PropertyType::Date);
            let mut values: Vec<_> = values
                .into_iter()
                .map(|(value, (claims, sources))| {
                    let (value, state) = (value.value(), best(claims.iter().map(|id| (self.by.state)(id))));
                    let width = if is_date { width(value.words()) } else { 0 };
                    let order = (rank(state), Reverse(sources.len()), width);
                    (order, PropertyValue { value, claims: claims.into_iter().cloned().collect(), state })
                })
                .collect();
            values.sort();
            (property.to_string(), values.into_iter().map(|(_, value)| value).collect())
        };
        found.into_iter().map(list).collect()
    }

    fn value<'n>(&'n self, value: &'n Value, names: &'n Names<'_>) -> Option<Told<'n>> {
        match value {
            Value::Text(text) => Some(Told::Text(text)),
            Value::Link(mention) => {
                let id = self.by.clusters.entity(mention)?;
                Some(Told::Entity(id, names.get(id)?))
            }
        }
    }
}

fn width(date: &str) -> i32 {
    match Edtf::parse(date).map(|date| (date.earliest_start(), date.latest_end())) {
        Ok((Some(start), Some(end))) => end.0 - start.0,
        _ => i32::MAX,
    }
}

fn shorten(words: &str) -> String {
    if words.chars().count() <= MAX_NAME {
        return words.to_string();
    }
    let cut: String = words.chars().take(MAX_NAME).collect();
    let whole = cut.rfind(' ').map_or(cut.as_str(), |at| &cut[..at]);
    format!("{whole} …")
}

fn rank(state: State) -> u8 {
    match state {
        State::Accepted => 0,
        State::Proposed => 1,
        State::Disputed => 2,
        State::NeedsAnotherLook => 3,
        State::Retracted => 4,
        State::Rejected => 5,
    }
}

fn best(states: impl Iterator<Item = State>) -> State {
    states.min_by_key(|state| rank(*state)).unwrap_or(State::Proposed)
}

/// The state of what makes a thing what it is: of a link its ends and role, of an engagement its body or name and its
/// date, of anything else its name. One of these that nobody has accepted keeps the whole from being accepted.
fn state_of(kind: Kind, properties: &BTreeMap<String, Vec<PropertyValue>>) -> State {
    let of = |names: &[&str]| -> Option<State> {
        let values: Vec<State> =
            names.iter().filter_map(|name| properties.get(*name)).flatten().map(|value| value.state).collect();
        (!values.is_empty()).then(|| best(values.into_iter()))
    };
    let info = kind.info();
    match info.class {
        Class::Link => {
            let ends = info.ends.iter().map(|end| of(&[end]).unwrap_or(State::Proposed));
            State::of_all(ends.chain(of(&["role"])))
        }
        Class::Engagement => {
            let parts = [of(&["forum", "name", "place"]), of(&["date", "startDate", "endDate"])];
            State::of_all(parts.into_iter().flatten())
        }
        Class::Party => of(&["name", "alias", "acronym"]).unwrap_or(State::Proposed),
        Class::Other => of(&["name", "what", "text", "number"]).unwrap_or(State::Proposed),
    }
}
