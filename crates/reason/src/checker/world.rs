//! The facts of a case as the checker sees them: things, each with its values and who gives them.
//!
//! The main type is [`World`]. It is made from the claims' states and the entities' values by the words of
//! `docs/design/rules.md`, and from nothing that the engine made of them.

use crate::facts::{BETWEEN, Facts};
use crate::props::{MEMBER, MOMENT, SEARCH, SOURCE, WHEN};
use rollcall_model::claim::State;
use rollcall_model::date::Edtf;
use rollcall_model::entity::{Entity, EntityValue, PropertyValue};
use rollcall_model::finding::Certainty;
use rollcall_model::id::{ClaimId, EntityId, MentionId};
use rollcall_model::ontology::PropertyType;
use rollcall_model::source::{Credit, Source, known_time};
use rollcall_model::view::StatedClaim;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// What a variable can stand for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Value {
    /// A thing, by its number.
    Thing(usize),
    Date(Rc<Edtf>),
    Text(Rc<str>),
    Number(i64),
}

impl Value {
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// A value with the claims that give it, sorted.
#[derive(Debug, Clone)]
pub(super) struct Said<'a> {
    pub value: Value,
    pub certainty: Certainty,
    pub claims: Vec<&'a ClaimId>,
}

/// What a claim says of its source.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Telling {
    /// The document that it stands in, as a thing.
    pub document: usize,
    /// By when it had been made public.
    pub known: Option<Value>,
    /// In whose words it is made.
    pub voices: Vec<usize>,
    pub certainty: Certainty,
}

/// A party, engagement, link, moment, membership, document or search.
#[derive(Debug)]
pub(super) struct Thing<'a> {
    pub kind: &'a str,
    pub name: String,
    pub entity: Option<&'a Entity>,
    /// What ids are made of.
    pub key: String,
    /// Nothing said of it is surer.
    pub most: Certainty,
    pub values: BTreeMap<&'a str, Vec<Said<'a>>>,
}

/// See the module's page.
pub(super) struct World<'a> {
    pub facts: Facts<'a>,
    pub things: Vec<Thing<'a>>,
    pub of_kind: BTreeMap<&'a str, Vec<usize>>,
    /// Who has a value, by property and value.
    pub having: HashMap<(&'a str, Value), Vec<usize>>,
    /// Values by the claims that give them: thing, property, place.
    pub by_claims: BTreeMap<Vec<&'a ClaimId>, Vec<(usize, &'a str, usize)>>,
    /// Documents by their file's path and the number of the part; 0 is the file itself.
    documents: BTreeMap<(&'a str, usize), usize>,
    mentions: BTreeMap<&'a MentionId, usize>,
    letters: Letters<'a>,
}

impl<'a> World<'a> {
    pub fn new(facts: Facts<'a>) -> Self {
        let entities: Vec<&Entity> = facts.entities.values().map(AsRef::as_ref).filter(|one| one.state.exists()).collect();
        let number: BTreeMap<&EntityId, usize> = entities.iter().enumerate().map(|(at, one)| (&one.id, at)).collect();
        let making = Making { facts, number, letters: letters(facts.sources) };
        let mut things: Vec<Thing<'a>> = entities.into_iter().map(|entity| making.thing(entity)).collect();
        let mentions = things.iter().enumerate().flat_map(|(at, thing)| {
            thing.entity.into_iter().flat_map(move |entity| entity.mentions.iter().map(move |mention| (mention, at)))
        });
        let mentions = mentions.collect();
        things.extend(facts.moments.iter().map(|moment| {
            let id = Value::text(&moment.id);
            let date = Value::Date(Rc::new(moment.date.clone()));
            let values = [("id", id), ("name", Value::text(&moment.name)), ("date", date.clone()), (WHEN, date)];
            stated(MOMENT, moment.name.clone(), moment.id.clone(), values)
        }));
        things.extend(facts.members.iter().filter_map(|member| making.member(member)));
        let mut documents = BTreeMap::new();
        let parties = parties(&things);
        for source in facts.sources.iter() {
            let parts = source.info.parts.iter().map(|part| Credit { source, part: Some(part) });
            for (number, credit) in std::iter::once(source.whole()).chain(parts).enumerate() {
                documents.insert((source.path.as_str(), number), things.len());
                things.push(document(credit, number, &parties));
            }
        }
        for (number, search) in facts.searches.iter().enumerate() {
            if let Some(document) = documents.get(&(search.source.as_str(), 0)) {
                let found = if search.found.is_empty() { "no" } else { "yes" };
                let id = format!("search {}", number + 1);
                let count = i64::try_from(search.words.len()).unwrap_or(i64::MAX);
                let values = [
                    ("id", Value::text(&id)),
                    ("source", Value::Thing(*document)),
                    ("words", Value::text(&search.words.join(BETWEEN))),
                    ("found", Value::text(found)),
                    ("count", Value::Number(count)),
                ];
                things.push(stated(SEARCH, String::new(), id, values));
            }
        }
        let (of_kind, having, by_claims) = (BTreeMap::new(), HashMap::new(), BTreeMap::new());
        let letters = making.letters;
        let mut world = Self { facts, things, of_kind, having, by_claims, documents, mentions, letters };
        world.enter();
        world
    }

    fn enter(&mut self) {
        for (at, thing) in self.things.iter().enumerate() {
            self.of_kind.entry(thing.kind).or_default().push(at);
            for (property, values) in &thing.values {
                for (place, said) in values.iter().enumerate() {
                    self.having.entry((property, said.value.clone())).or_default().push(at);
                    self.by_claims.entry(said.claims.clone()).or_default().push((at, property, place));
                }
            }
        }
    }

    /// All values of a property of a thing.
    pub fn values(&self, thing: usize, property: &str) -> &[Said<'a>] {
        self.things[thing].values.get(property).map_or(&[], Vec::as_slice)
    }

    /// What ids and orders are made of.
    pub fn key(&self, value: &Value) -> String {
        match value {
            Value::Thing(at) => self.things[*at].key.clone(),
            Value::Date(date) => date.as_str().to_string(),
            _ => self.words(value),
        }
    }

    /// What people read.
    pub fn words(&self, value: &Value) -> String {
        match value {
            Value::Thing(at) => self.things[*at].name.clone(),
            Value::Date(date) => rollcall_model::date::plain(date),
            Value::Text(text) => listed(text.split(BETWEEN)),
            Value::Number(number) => number.to_string(),
        }
    }

    /// What each claim that gives a value of a thing says of its source.
    pub fn tellings(&self, thing: usize, said: &Said<'a>) -> Vec<Telling> {
        let claims = said.claims.iter().filter_map(|id| self.facts.claims.get(*id));
        let telling = |stated: &StatedClaim| {
            let (anchor, voices) = (&stated.claim.anchor, &stated.claim.attributed_to);
            let source = self.facts.sources.iter().find(|source| source.path == anchor.source)?;
            let credit = source.credit(anchor);
            let number = credit.part.and_then(|part| source.info.parts.iter().position(|one| std::ptr::eq(one, part)));
            let document = *self.documents.get(&(source.path.as_str(), number.map_or(0, |number| number + 1)))?;
            let who = |mention: &Option<MentionId>| mention.as_ref().and_then(|mention| self.mentions.get(mention)).copied();
            let known =
                known_time(credit, voices, |voice| who(&voice.mention).map(|at| self.made_public(at)).unwrap_or_default());
            let certainty = of_claim(stated, &self.letters).min(self.things[thing].most);
            let voices = voices.iter().filter_map(|voice| who(&voice.mention)).collect();
            Some(Telling { document, known: known.map(|date| Value::Date(Rc::new(date))), voices, certainty })
        };
        claims.filter_map(telling).collect()
    }

    fn made_public(&self, thing: usize) -> Vec<Edtf> {
        let dates = self.values(thing, "publicDate").iter();
        dates.filter_map(|said| if let Value::Date(date) = &said.value { Some((**date).clone()) } else { None }).collect()
    }
}

/// "a, b and c".
pub(super) fn listed<'t>(words: impl Iterator<Item = &'t str>) -> String {
    let mut words: Vec<&str> = words.collect();
    let last = words.pop().unwrap_or_default();
    if words.is_empty() { last.to_string() } else { format!("{} and {last}", words.join(", ")) }
}

/// Parties by the names that a sidecar may give them, without capitals; of two with one name the first.
fn parties(things: &[Thing<'_>]) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let is_party = |thing: &Thing<'_>| thing.entity.is_some_and(|entity| entity.kind.is_party());
    for (at, thing) in things.iter().enumerate().filter(|(_, thing)| is_party(thing)) {
        for said in ["name", "alias"].iter().filter_map(|name| thing.values.get(name)).flatten() {
            if let Value::Text(name) = &said.value {
                found.entry(name.trim().to_lowercase()).or_insert(at);
            }
        }
    }
    found
}

fn document<'a>(credit: Credit<'a>, number: usize, parties: &BTreeMap<String, usize>) -> Thing<'a> {
    let path = &credit.source.path;
    let id = if number == 0 { path.clone() } else { format!("{path} part {number}") };
    let text = |words: Option<&str>| words.map(Value::text);
    let date = |date: Option<&Edtf>| date.map(|date| Value::Date(Rc::new(date.clone())));
    let controller = credit.controlled_by().and_then(|by| parties.get(&by.trim().to_lowercase()));
    let values = [
        ("title", Some(Value::text(&credit.title()))),
        ("publisher", text(credit.publisher())),
        ("author", text(credit.author())),
        ("language", text(credit.language())),
        ("controlledBy", controller.map(|at| Value::Thing(*at))),
        ("date", date(credit.date())),
        ("publicDate", date(credit.public_date())),
        (WHEN, date(credit.dated())),
    ];
    let mut thing = stated(SOURCE, credit.title().to_string(), id.clone(), [("id", Value::text(&id))]);
    for (name, value) in values.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        thing.values.insert(name, vec![Said { value, certainty: Certainty::Certain, claims: Vec::new() }]);
    }
    thing
}

/// A thing that the case file states.
fn stated<'a, const N: usize>(kind: &'static str, name: String, key: String, values: [(&'a str, Value); N]) -> Thing<'a> {
    let said = |value| vec![Said { value, certainty: Certainty::Certain, claims: Vec::new() }];
    let values = values.into_iter().map(|(name, value)| (name, said(value))).collect();
    Thing { kind, name, entity: None, key, most: Certainty::Certain, values }
}

struct Making<'a> {
    facts: Facts<'a>,
    number: BTreeMap<&'a EntityId, usize>,
    letters: Letters<'a>,
}

/// The letters by which sources are graded, by the path of the file.
type Letters<'a> = BTreeMap<&'a str, &'a str>;

fn letters(sources: &[Source]) -> Letters<'_> {
    sources.iter().filter_map(|source| Some((source.path.as_str(), source.info.reliability.as_deref()?))).collect()
}

/// What a claim is worth by itself: see "The arithmetic" in `docs/design/certainty.md`.
fn of_claim(stated: &StatedClaim, letters: &Letters<'_>) -> Certainty {
    match (stated.state, letters.get(stated.claim.anchor.source.as_str())) {
        (State::Disputed, _) | (_, Some(&"E")) => Certainty::Possible,
        (_, Some(&("D" | "F"))) => Certainty::Likely,
        _ => Certainty::Certain,
    }
}

impl<'a> Making<'a> {
    fn state(&self, id: &ClaimId, otherwise: State) -> State {
        self.facts.claims.get(id).map_or(otherwise, |stated| stated.state)
    }

    /// Claims that exist, sorted.
    fn claims(&self, value: &'a PropertyValue) -> Vec<&'a ClaimId> {
        let mut claims: Vec<&ClaimId> = value.claims.iter().filter(|id| self.state(id, value.state).exists()).collect();
        claims.sort_unstable();
        claims.dedup();
        claims
    }

    fn thing(&self, entity: &'a Entity) -> Thing<'a> {
        let most = self.most(entity);
        let mut values: BTreeMap<&str, Vec<Said<'_>>> = BTreeMap::new();
        for (property, given) in &entity.properties {
            let Some(known) = entity.kind.property(property) else { continue };
            let said: Vec<Said<'_>> = given.iter().filter_map(|value| self.said(value, known.value, most)).collect();
            if !said.is_empty() {
                values.insert(property, said);
            }
        }
        let when = self.when(entity, &values);
        if !when.is_empty() {
            values.insert(WHEN, when);
        }
        let key = entity.id.to_string();
        Thing { kind: entity.kind.as_str(), name: entity.name.clone(), entity: Some(entity), key, most, values }
    }

    fn said(&self, value: &'a PropertyValue, kind: PropertyType, most: Certainty) -> Option<Said<'a>> {
        let claims = self.claims(value);
        if claims.is_empty() {
            return None;
        }
        let worth = |id: &&ClaimId| match self.facts.claims.get(*id) {
            Some(stated) => of_claim(stated, &self.letters),
            None if value.state == State::Disputed => Certainty::Possible,
            None => Certainty::Certain,
        };
        let certainty = claims.iter().map(worth).max().unwrap_or(most).min(most);
        let value = match (&value.value, kind) {
            (EntityValue::Entity { id, .. }, _) => Value::Thing(*self.number.get(id)?),
            (EntityValue::Text(_), PropertyType::Link) => return None,
            (EntityValue::Text(text), PropertyType::Date) => Value::Date(Rc::new(Edtf::parse(text).ok()?)),
            (EntityValue::Text(text), PropertyType::Number) => Value::Number(text.parse().ok()?),
            (EntityValue::Text(text), _) => Value::text(text),
        };
        Some(Said { value, certainty, claims })
    }

    /// The most that anything said of an entity can be.
    fn most(&self, entity: &'a Entity) -> Certainty {
        if entity.state == State::Disputed {
            return Certainty::Possible;
        }
        let mut best: Option<Certainty> = None;
        for (property, given) in &entity.properties {
            if entity.kind.property(property).is_some_and(|known| known.value == PropertyType::Certainty) {
                for value in given.iter().filter(|value| !self.claims(value).is_empty()) {
                    let said = match value.value.words() {
                        "unclear" => Certainty::Possible,
                        "likely" => Certainty::Likely,
                        _ => Certainty::Certain,
                    };
                    best = best.max(Some(said));
                }
            }
        }
        best.unwrap_or(Certainty::Certain)
    }

    fn member(&self, member: &'a crate::facts::Member) -> Option<Thing<'a>> {
        let thing = |id: &EntityId| self.number.get(id).map(|at| Value::Thing(*at));
        let name = self.facts.entities.get(&member.party)?.name.clone();
        let mut made =
            stated(MEMBER, name.clone(), name, [("forum", thing(&member.forum)?), ("party", thing(&member.party)?)]);
        let text = |date: &Option<Edtf>| date.as_ref().map(|date| date.as_str().to_string());
        let when = match (text(&member.from), text(&member.to)) {
            (None, None) => None,
            (Some(from), None) => Edtf::parse(&format!("{from}/..")).ok(),
            (from, to) => Edtf::parse(&format!("{}/{}", from.unwrap_or_default(), to.unwrap_or_default())).ok(),
        };
        if let Some(when) = when {
            let said = Said { value: Value::Date(Rc::new(when)), certainty: Certainty::Certain, claims: Vec::new() };
            made.values.insert(WHEN, vec![said]);
        }
        Some(made)
    }

    /// The one date of a thing: see "Certainty" in `docs/design/rules.md`.
    fn when(&self, entity: &'a Entity, values: &BTreeMap<&str, Vec<Said<'a>>>) -> Vec<Said<'a>> {
        let of = |name: &str| -> Vec<&Said<'a>> { values.get(name).into_iter().flatten().collect() };
        let mut found = self.not_only_planned(entity, of("date"));
        found.extend(extents(entity, &of("startDate"), &of("endDate")));
        if found.is_empty() {
            found = of("seenDate").into_iter().cloned().collect();
        }
        most_exact(found)
    }

    /// Dates that somebody gives who does not only tell of a plan; those of a plan where nobody else gives one.
    fn not_only_planned(&self, entity: &'a Entity, dates: Vec<&Said<'a>>) -> Vec<Said<'a>> {
        let mention = |id: &ClaimId| self.facts.claims.get(id).map(|stated| &stated.claim.mention);
        let planned: BTreeSet<_> = entity
            .values("status")
            .iter()
            .filter(|value| value.value.words() == "scheduled")
            .flat_map(|value| value.claims.iter().filter_map(mention))
            .collect();
        let told = |said: &&&Said<'a>| {
            said.claims.is_empty() || said.claims.iter().any(|id| !mention(id).is_some_and(|one| planned.contains(one)))
        };
        let kept: Vec<Said<'a>> = dates.iter().filter(told).map(|said| (*said).clone()).collect();
        if kept.is_empty() { dates.into_iter().cloned().collect() } else { kept }
    }
}

fn text_of(said: &Said<'_>) -> String {
    if let Value::Date(date) = &said.value { date.as_str().to_string() } else { String::new() }
}

/// First and last dates as extents. An engagement with one of them alone is on that day.
fn extents<'a>(entity: &Entity, starts: &[&Said<'a>], ends: &[&Said<'a>]) -> Vec<Said<'a>> {
    let joined = |text: &str, parts: &[&Said<'a>]| -> Option<Said<'a>> {
        let certainty = parts.iter().map(|part| part.certainty).min()?;
        let mut claims: Vec<&ClaimId> = parts.iter().flat_map(|part| part.claims.iter().copied()).collect();
        claims.sort_unstable();
        claims.dedup();
        Some(Said { value: Value::Date(Rc::new(Edtf::parse(text).ok()?)), certainty, claims })
    };
    let alone = |text: String| entity.kind.is_engagement() || text.contains('/');
    let mut out = Vec::new();
    match (starts, ends) {
        (_, []) => {
            for start in starts {
                let text = text_of(start);
                let text = if alone(text.clone()) { text } else { format!("{text}/") };
                out.extend(joined(&text, &[start]));
            }
        }
        ([], _) => {
            for end in ends {
                let text = text_of(end);
                let text = if alone(text.clone()) { text } else { format!("/{text}") };
                out.extend(joined(&text, &[end]));
            }
        }
        _ => {
            for start in starts {
                for end in ends {
                    let (from, to) = (text_of(start), text_of(end));
                    let text = if from.contains('/') || to.contains('/') { from } else { format!("{from}/{to}") };
                    out.extend(joined(&text, &[start, end]));
                }
            }
        }
    }
    out
}

/// Of dates that can be the same the most exact one; where some cannot be, each of them, and none more than possible.
fn most_exact(mut found: Vec<Said<'_>>) -> Vec<Said<'_>> {
    found.sort_by(|a, b| match (&a.value, &b.value) {
        (Value::Date(a), Value::Date(b)) => open_days(a).cmp(&open_days(b)).then_with(|| a.cmp(b)),
        _ => std::cmp::Ordering::Equal,
    });
    let mut kept: Vec<Said<'_>> = Vec::new();
    for said in found {
        let Value::Date(date) = &said.value else { continue };
        let like = kept.iter_mut().find(|other| matches!(&other.value, Value::Date(other) if other.can_be_same(date)));
        match like {
            Some(same) if same.value == said.value => same.claims.extend(said.claims),
            Some(_) => {}
            None => kept.push(said),
        }
    }
    let apart = kept.len() > 1;
    for said in &mut kept {
        said.claims.sort_unstable();
        said.claims.dedup();
        if apart {
            said.certainty = Certainty::Possible;
        }
    }
    kept
}

/// How much a date leaves open: unsure dates last, then by days, an extent before one unknown day, and an end that had not come
/// before one that is not known.
fn open_days(date: &Edtf) -> (bool, i64, bool, bool) {
    let span = |first: Option<rollcall_model::date::Day>, last: Option<rollcall_model::date::Day>| match (first, last) {
        (Some(first), Some(last)) => i64::from(last.0 - first.0),
        _ => i64::from(1 << 24),
    };
    let days = span(date.earliest_start(), date.latest_start()) + span(date.earliest_end(), date.latest_end());
    (date.is_vague(), days, !date.is_extent(), !date.is_open())
}
