//! Clusters become things that pages speak of. The main function is [`entities`].

use crate::book::{Book, Settings};
use crate::cluster::{Clusters, by_cluster};
use crate::mention::{Mention, mentions};
use rollcall_model::claim::{Claim, State, Value};
use rollcall_model::date::Edtf;
use rollcall_model::entity::{Entity, EntityValue, Join, JoinStatus, PropertyValue};
use rollcall_model::id::{ClaimId, EntityId, JoinId};
use rollcall_model::ontology::{Class, Kind, PropertyType, kinds};
use rollcall_names::{is_acronym, normalize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A name made of a sentence is cut after so many code points.
const MAX_NAME: usize = 80;

/// Puts the claims of each cluster together: every differing value is kept with its claims, values that most need to be
/// seen first (accepted ones, then those of most sources, then the narrower date). A value that points at a mention
/// without a cluster is left out. `state` says what people decided of a claim.
pub fn entities(
    claims: &[Claim],
    clusters: &Clusters,
    joins: &[Join],
    state: impl Fn(&ClaimId) -> State,
    settings: &Settings,
) -> BTreeMap<EntityId, Entity> {
    let all = mentions(claims);
    let parts = by_cluster(&all, clusters);
    let maker = Maker { clusters, state: &state, book: Book::new(settings) };
    let mut names: BTreeMap<&EntityId, String> = BTreeMap::new();
    // A link's name is made of its ends' names, an engagement's of its body's.
    for class in [Class::Party, Class::Other, Class::Engagement, Class::Link] {
        let these = parts.iter().filter(|(_, parts)| maker.kind(parts).info().class == class);
        let made: Vec<_> = these.map(|(id, parts)| (*id, maker.name(parts, &names))).collect();
        names.extend(made);
    }
    let mut held: BTreeMap<&EntityId, BTreeSet<JoinId>> = BTreeMap::new();
    for join in joins.iter().filter(|join| matches!(join.status, JoinStatus::Made | JoinStatus::Decided)) {
        if let Some(entity) = clusters.entity(&join.a).filter(|_| clusters.together(&join.a, &join.b)) {
            held.entry(entity).or_default().insert(join.id.clone());
        }
    }
    let entity = |(id, parts): (&&EntityId, &Vec<&Mention<'_>>)| {
        let kind = maker.kind(parts);
        let properties = maker.properties(parts, &names);
        let entity = Entity {
            id: (*id).clone(),
            kind,
            name: names[*id].clone(),
            state: state_of(kind, &properties),
            properties,
            mentions: parts.iter().map(|part| part.id.clone()).collect(),
            joins: held.get(*id).into_iter().flatten().cloned().collect(),
        };
        ((*id).clone(), entity)
    };
    parts.iter().map(entity).collect()
}

/// Values of one property, with the claims that give each and the documents that these stand in.
type Values<'a> = BTreeMap<EntityValue, (BTreeSet<ClaimId>, BTreeSet<&'a str>)>;

struct Maker<'a> {
    clusters: &'a Clusters,
    state: &'a dyn Fn(&ClaimId) -> State,
    book: Book,
}

impl Maker<'_> {
    /// The kind that the settings give, else the one of most mentions.
    fn kind(&self, parts: &[&Mention<'_>]) -> Kind {
        let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
        for part in parts {
            *counts.entry(part.kind).or_default() += 1;
        }
        if counts.len() > 1 {
            let names = parts.iter().flat_map(|part| part.names().0.into_iter().map(|name| (name, part.kind)));
            let mut listed = names.filter_map(|(name, kind)| self.book.find(name, kind)?.kind);
            if let Some(kind) = listed.find(|kind| counts.contains_key(kind)) {
                return kind;
            }
        }
        let most = counts.into_iter().max_by_key(|(kind, count)| (*count, Reverse(*kind)));
        most.map_or(kinds::ORGANIZATION, |(kind, _)| kind)
    }

    fn name(&self, parts: &[&Mention<'_>], names: &BTreeMap<&EntityId, String>) -> String {
        let kind = self.kind(parts);
        match kind.info().class {
            Class::Link => self.link_name(kind, parts, names),
            class => self.own_name(parts, class).unwrap_or_else(|| self.made_name(kind, parts, names)),
        }
    }

    /// The name that the settings list, else the fullest form, of those the one that most sources use.
    fn own_name(&self, parts: &[&Mention<'_>], class: Class) -> Option<String> {
        let mut sources: BTreeMap<&str, (u8, BTreeSet<&str>)> = BTreeMap::new();
        for (part, claim) in parts.iter().flat_map(|part| part.claims.iter().map(move |claim| (part, claim))) {
            let rank = match claim.property.as_str() {
                "name" => 0,
                "alias" | "acronym" => 1,
                _ => continue,
            };
            let gone = if (self.state)(&claim.id).exists() { 0 } else { 2 };
            if let Some(text) = claim.value.text().filter(|text| !normalize(text).is_empty()) {
                let entry = sources.entry(text).or_insert((u8::MAX, BTreeSet::new()));
                entry.0 = entry.0.min(rank + gone);
                entry.1.insert(part.document);
            }
        }
        let kind = self.kind(parts);
        if class == Class::Party {
            let found: BTreeSet<&str> =
                sources.keys().filter_map(|name| Some(self.book.find(name, kind)?.name.as_str())).collect();
            if let Some(name) = found.first().filter(|_| found.len() == 1) {
                return Some((*name).to_string());
            }
        }
        let full = |name: &str| normalize(name).contains(' ') && !is_acronym(name);
        let best = |(name, (rank, from)): &(&str, (u8, BTreeSet<&str>))| {
            (*rank, !full(name), Reverse(from.len()), Reverse(normalize(name).len()), (*name).to_string())
        };
        sources.into_iter().min_by_key(best).map(|(name, _)| name.to_string())
    }

    /// What to call a thing that no source names.
    fn made_name(&self, kind: Kind, parts: &[&Mention<'_>], names: &BTreeMap<&EntityId, String>) -> String {
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
    fn link_name(&self, kind: Kind, parts: &[&Mention<'_>], names: &BTreeMap<&EntityId, String>) -> String {
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

    fn linked<'n>(&self, property: &str, parts: &[&Mention<'_>], names: &'n BTreeMap<&EntityId, String>) -> Option<&'n str> {
        let targets = parts.iter().flat_map(|part| part.links(property));
        targets.filter_map(|target| names.get(self.clusters.entity(target)?)).map(String::as_str).min()
    }

    fn properties(
        &self,
        parts: &[&Mention<'_>],
        names: &BTreeMap<&EntityId, String>,
    ) -> BTreeMap<String, Vec<PropertyValue>> {
        let mut found: BTreeMap<&str, Values<'_>> = BTreeMap::new();
        for (part, claim) in parts.iter().flat_map(|part| part.claims.iter().map(move |claim| (part, *claim))) {
            let Some(value) = self.value(&claim.value, names) else { continue };
            let (claims, sources) = found.entry(&claim.property).or_default().entry(value).or_default();
            claims.insert(claim.id.clone());
            sources.insert(part.document);
        }
        let kind = self.kind(parts);
        let list = |(property, values): (&str, Values<'_>)| {
            let is_date = kind.property(property).is_some_and(|property| property.value == PropertyType::Date);
            let mut values: Vec<_> = values
                .into_iter()
                .map(|(value, (claims, sources))| {
                    let state = best(claims.iter().map(self.state));
                    let width = if is_date { width(value.words()) } else { 0 };
                    let order = (rank(state), Reverse(sources.len()), width);
                    (order, PropertyValue { value, claims: claims.into_iter().collect(), state })
                })
                .collect();
            values.sort();
            (property.to_string(), values.into_iter().map(|(_, value)| value).collect())
        };
        found.into_iter().map(list).collect()
    }

    fn value(&self, value: &Value, names: &BTreeMap<&EntityId, String>) -> Option<EntityValue> {
        match value {
            Value::Text(text) => Some(EntityValue::Text(text.clone())),
            Value::Link(mention) => {
                let id = self.clusters.entity(mention)?;
                Some(EntityValue::Entity { id: id.clone(), name: names.get(id)?.clone() })
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
