//! What rules range over: the things of a case with their values, made ready to be joined.
//!
//! The main types are [`Facts`], what a caller hands in, and the `Store` that is made of it: things, words and dates are
//! numbers, every value knows its claims and its certainty, and every property can be asked from both ends. Rejected and
//! retracted claims are left out here, so that no rule can see them.

use crate::props::{self, DATES, MEMBER, MOMENT, SEARCH, SOURCE, WHEN};
use rollcall_model::claim::State;
use rollcall_model::date::{Answer, Edtf};
use rollcall_model::entity::{Entities, Entity, EntityValue, PropertyValue};
use rollcall_model::finding::Certainty;
use rollcall_model::id::{ClaimId, EntityId, MentionId};
use rollcall_model::ontology::{Kind, PropertyType};
use rollcall_model::source::{Credit, Source, known_time};
use rollcall_model::view::{Moment, Search, StatedClaim};
use rollcall_model::wording;
use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A membership that the case file states (`[[member]]`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The body.
    pub forum: EntityId,
    /// Who is a member.
    pub party: EntityId,
    /// Since when, if that is stated.
    pub from: Option<Edtf>,
    /// Until when; nothing where it is not over.
    pub to: Option<Edtf>,
}

/// Everything that rules may ask about.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Parties, engagements and links.
    pub entities: &'a Entities,
    /// The claims that their values rest on.
    pub claims: &'a BTreeMap<ClaimId, StatedClaim>,
    /// The case's sources, by path.
    pub sources: &'a [Source],
    /// Moments that the case names.
    pub moments: &'a [Moment],
    /// Memberships that the case states.
    pub members: &'a [Member],
    /// Searches through whole texts that the case asks for.
    pub searches: &'a [Search],
}

/// A value. Things compare in the order of their ids, which no run changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Val {
    Thing(u32),
    Date(u32),
    Text(u32),
    Number(i64),
}

/// A value of a property, with what it rests on.
#[derive(Debug)]
pub(crate) struct FactVal<'a> {
    pub val: Val,
    pub certainty: Certainty,
    pub claims: Vec<&'a ClaimId>,
}

/// One claim that gives a value, as `by`, `said` and `via` ask for it.
#[derive(Debug)]
pub(crate) struct Telling {
    /// The document that it stands in.
    pub source: Val,
    /// The day by which somebody had made it public.
    pub said: Option<Val>,
    /// Those in whose words it is made.
    pub voices: Vec<Val>,
    pub certainty: Certainty,
}

/// An entity, or what a case has beside its claims: a moment, a membership, a source, a search.
#[derive(Debug)]
pub(crate) struct Thing<'a> {
    pub kind: &'static str,
    pub entity: Option<&'a Entity>,
    pub name: Cow<'a, str>,
    /// Nothing said of it is surer than this.
    pub cap: Certainty,
    pub values: BTreeMap<u16, Vec<FactVal<'a>>>,
}

impl Thing<'_> {
    /// Whether it is a meeting, exercise, visit, training or expo.
    pub fn is_engagement(&self) -> bool {
        self.entity.is_some_and(|entity| entity.kind.is_engagement())
    }
}

/// Words and dates as numbers.
#[derive(Debug, Default)]
struct Names {
    texts: Vec<String>,
    text_numbers: HashMap<String, u32>,
    dates: Vec<Edtf>,
    date_numbers: HashMap<String, u32>,
}

/// See the module's page.
#[derive(Debug)]
pub(crate) struct Store<'a> {
    pub facts: Facts<'a>,
    pub things: Vec<Thing<'a>>,
    by_id: HashMap<&'a EntityId, u32>,
    by_kind: BTreeMap<&'static str, Vec<u32>>,
    /// Who has this value, and the value's place in its list.
    from_value: HashMap<(u16, Val), Vec<(u32, u32)>>,
    /// Documents by the path of their file; a file's own first, then those of its parts.
    documents: HashMap<&'a str, u32>,
    /// The thing that a mention is of; few rules ask.
    by_mention: OnceCell<HashMap<MentionId, u32>>,
    names: RefCell<Names>,
}

/// A count as the 32 bits that numbers of things, words and rows have; the limits on rows keep it there.
pub(crate) fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl<'a> Store<'a> {
    pub fn new(facts: Facts<'a>) -> Self {
        let mut store = Self {
            facts,
            things: Vec::new(),
            by_id: HashMap::new(),
            by_kind: BTreeMap::new(),
            from_value: HashMap::new(),
            documents: HashMap::new(),
            by_mention: OnceCell::new(),
            names: RefCell::default(),
        };
        let entities: Vec<&Entity> =
            facts.entities.values().map(AsRef::as_ref).filter(|entity| entity.state.exists()).collect();
        store.by_id = entities.iter().enumerate().map(|(at, entity)| (&entity.id, small(at))).collect();
        for entity in entities {
            let thing = store.thing(entity);
            store.things.push(thing);
        }
        for moment in facts.moments {
            let thing = store.moment(moment);
            store.things.push(thing);
        }
        for member in facts.members {
            if let Some(thing) = store.member(member) {
                store.things.push(thing);
            }
        }
        store.add_documents();
        for (at, search) in facts.searches.iter().enumerate() {
            if let Some(thing) = store.search(at, search) {
                store.things.push(thing);
            }
        }
        for (at, thing) in store.things.iter().enumerate() {
            store.by_kind.entry(thing.kind).or_default().push(small(at));
            for (property, values) in &thing.values {
                for (place, value) in values.iter().enumerate() {
                    store.from_value.entry((*property, value.val)).or_default().push((small(at), small(place)));
                }
            }
        }
        store
    }

    fn thing(&self, entity: &'a Entity) -> Thing<'a> {
        let cap = self.cap(entity);
        let mut values = BTreeMap::new();
        for (name, given) in &entity.properties {
            let (Some(number), Some(property)) = (props::number(name), entity.kind.property(name)) else {
                continue;
            };
            let list: Vec<FactVal<'a>> = given.iter().filter_map(|value| self.value(value, property.value, cap)).collect();
            if !list.is_empty() {
                values.insert(number, list);
            }
        }
        let mut thing =
            Thing { kind: entity.kind.as_str(), entity: Some(entity), name: entity.name.as_str().into(), cap, values };
        if let Some(number) = props::number(WHEN) {
            let when = self.when(&thing, entity.kind);
            if !when.is_empty() {
                thing.values.insert(number, when);
            }
        }
        thing
    }

    /// How sure anything said of an entity can be: what a source calls likely or unclear is no surer than that.
    fn cap(&self, entity: &Entity) -> Certainty {
        let disputed = if entity.state == State::Disputed { Certainty::Possible } else { Certainty::Certain };
        let properties = &entity.kind.info().properties;
        let said =
            properties.iter().filter(|(_, property)| property.value == PropertyType::Certainty).flat_map(|(name, _)| {
                entity.values(name).iter().filter(|value| !self.existing(value).is_empty()).map(|value| {
                    match value.value.words() {
                        "likely" => Certainty::Likely,
                        "unclear" => Certainty::Possible,
                        _ => Certainty::Certain,
                    }
                })
            });
        said.max().unwrap_or(Certainty::Certain).min(disputed)
    }

    /// Claims of a value that exist. A value without any claim in the case is taken at its own state.
    fn existing<'v>(&self, value: &'v PropertyValue) -> Vec<&'v ClaimId> {
        let exists = |id: &&ClaimId| self.facts.claims.get(*id).map_or(value.state, |stated| stated.state).exists();
        value.claims.iter().filter(exists).collect()
    }

    fn value(&self, value: &'a PropertyValue, kind: PropertyType, cap: Certainty) -> Option<FactVal<'a>> {
        let claims = self.existing(value);
        let val = match (&value.value, kind) {
            (EntityValue::Entity { id, .. }, _) => Val::Thing(*self.by_id.get(id)?),
            (EntityValue::Text(text), PropertyType::Date) => self.date(&Edtf::parse(text).ok()?),
            (EntityValue::Text(text), PropertyType::Number) => Val::Number(text.parse().ok()?),
            (EntityValue::Text(_), PropertyType::Link) => return None,
            (EntityValue::Text(text), _) => self.text(text),
        };
        let disputed =
            |id: &&ClaimId| self.facts.claims.get(*id).map_or(value.state, |stated| stated.state) == State::Disputed;
        let certainty = if claims.iter().all(disputed) { Certainty::Possible } else { Certainty::Certain };
        (!claims.is_empty()).then(|| FactVal { val, certainty: certainty.min(cap), claims })
    }

    /// The date of a thing: of those that can be dates of one day or extent the most exact one; where sources give dates
    /// that cannot be the same, each of them, and then none is more than possible.
    fn when(&self, thing: &Thing<'a>, kind: Kind) -> Vec<FactVal<'a>> {
        let of =
            |name: &str| props::number(name).and_then(|number| thing.values.get(&number)).map_or(&[][..], Vec::as_slice);
        let [dates, starts, ends, seen] = DATES.map(of);
        let mut found: Vec<(Edtf, Certainty, Vec<&'a ClaimId>)> = Vec::new();
        // `..` is no date by itself: it says of an end that it had not come when the source was written.
        let open: Vec<&'a ClaimId> = thing
            .entity
            .map_or(&[][..], |entity| entity.values("endDate"))
            .iter()
            .filter(|value| value.value.words() == "..")
            .flat_map(|value| self.existing(value))
            .collect();
        let mut add = |text: Option<Edtf>, parts: &[&FactVal<'a>]| {
            if let Some(date) = text {
                let certainty = parts.iter().map(|part| part.certainty).min().unwrap_or(Certainty::Certain);
                let of_end = if date.is_open() { &open[..] } else { &[] };
                let of_parts = parts.iter().flat_map(|part| part.claims.iter().copied());
                let mut claims: Vec<&ClaimId> = of_parts.chain(of_end.iter().copied()).collect();
                claims.sort_unstable();
                claims.dedup();
                found.push((date, certainty, claims));
            }
        };
        for value in self.told(thing, dates) {
            add(self.edtf(value.val), &[value]);
        }
        for start in starts {
            let from = self.edtf(start.val);
            let from_text = from.as_ref().map(|date| date.as_str().to_string()).unwrap_or_default();
            for (to, end) in ends.iter().filter_map(|end| Some((self.edtf(end.val)?, end))) {
                let one = from_text.contains('/') || to.as_str().contains('/');
                let text = if one { from_text.clone() } else { format!("{from_text}/{}", to.as_str()) };
                add(Edtf::parse(&text).ok(), &[start, end]);
            }
            if ends.is_empty() {
                // An engagement that begins on a day is on that day; a link that begins may go on.
                let end = if open.is_empty() { "" } else { ".." };
                let text = match kind.is_engagement() || from_text.contains('/') {
                    true => from_text,
                    false => format!("{from_text}/{end}"),
                };
                add(Edtf::parse(&text).ok(), &[start]);
            }
        }
        if starts.is_empty() {
            for end in ends {
                let to = self.edtf(end.val).map(|date| date.as_str().to_string()).unwrap_or_default();
                let text = if kind.is_engagement() || to.contains('/') { to } else { format!("/{to}") };
                add(Edtf::parse(&text).ok(), &[end]);
            }
        }
        if found.is_empty() {
            for value in seen {
                let certainty = value.certainty;
                found.extend(self.edtf(value.val).map(|date| (date, certainty, value.claims.clone())));
            }
        }
        self.most_exact(found)
    }

    /// Dates that somebody gives who tells of the thing; those of a plan alone where nobody else gives one. A calendar's
    /// first and last day look more exact than "in March" and say less of what happened.
    fn told<'v>(&self, thing: &Thing<'a>, dates: &'v [FactVal<'a>]) -> Vec<&'v FactVal<'a>> {
        let mention = |id: &ClaimId| self.facts.claims.get(id).map(|stated| &stated.claim.mention);
        let status = thing.entity.map_or(&[][..], |entity| entity.values("status"));
        let planned: BTreeSet<_> = status
            .iter()
            .filter(|value| value.value.words() == "scheduled")
            .flat_map(|value| value.claims.iter().filter_map(mention))
            .collect();
        let only_planned = |value: &&FactVal<'a>| {
            !value.claims.is_empty() && value.claims.iter().all(|id| mention(id).is_some_and(|one| planned.contains(one)))
        };
        let told: Vec<&FactVal<'a>> = dates.iter().filter(|value| !only_planned(value)).collect();
        if told.is_empty() { dates.iter().collect() } else { told }
    }

    fn most_exact(&self, mut found: Vec<(Edtf, Certainty, Vec<&'a ClaimId>)>) -> Vec<FactVal<'a>> {
        found.sort_by_cached_key(|(date, _, _)| (looseness(date), date.clone()));
        let mut kept: Vec<(Edtf, Certainty, Vec<&'a ClaimId>)> = Vec::new();
        for (date, certainty, claims) in found {
            match kept.iter_mut().find(|(other, _, _)| other.can_be_same(&date)) {
                Some((same, _, more)) if *same == date => more.extend(claims),
                Some(_) => {}
                None => kept.push((date, certainty, claims)),
            }
        }
        let most = if kept.len() > 1 { Certainty::Possible } else { Certainty::Certain };
        kept.into_iter()
            .map(|(date, certainty, claims)| FactVal { val: self.date(&date), certainty: certainty.min(most), claims })
            .collect()
    }

    fn moment(&self, moment: &'a Moment) -> Thing<'a> {
        let fact = |val: Val| vec![FactVal { val, certainty: Certainty::Certain, claims: Vec::new() }];
        let date = self.date(&moment.date);
        let values = [("id", self.text(&moment.id)), ("name", self.text(&moment.name)), ("date", date), (WHEN, date)];
        let values = values.into_iter().filter_map(|(name, val)| Some((props::number(name)?, fact(val)))).collect();
        Thing { kind: MOMENT, entity: None, name: moment.name.as_str().into(), cap: Certainty::Certain, values }
    }

    /// Every file and every part of one that is a document of its own.
    fn add_documents(&mut self) {
        let controllers = self.controllers();
        for source in self.facts.sources {
            self.documents.insert(source.path.as_str(), small(self.things.len()));
            let parts = source.info.parts.iter().map(|part| Credit { source, part: Some(part) });
            for (number, credit) in std::iter::once(source.whole()).chain(parts).enumerate() {
                let thing = self.document(credit, number, &controllers);
                self.things.push(thing);
            }
        }
    }

    fn document(&self, credit: Credit<'a>, number: usize, controllers: &BTreeMap<String, u32>) -> Thing<'a> {
        let id = if number == 0 { credit.source.path.clone() } else { format!("{} part {number}", credit.source.path) };
        let text = |words: Option<&str>| words.map(|words| self.text(words));
        let date = |date: Option<&Edtf>| date.map(|date| self.date(date));
        let controller = credit.controlled_by().and_then(|by| controllers.get(&folded(by)));
        let given = [
            ("id", Some(self.text(&id))),
            ("title", Some(self.text(&credit.title()))),
            ("publisher", text(credit.publisher())),
            ("author", text(credit.author())),
            ("language", text(credit.language())),
            ("controlledBy", controller.map(|at| Val::Thing(*at))),
            ("date", date(credit.date())),
            ("publicDate", date(credit.public_date())),
            (WHEN, date(credit.dated())),
        ];
        let fact = |val: Val| vec![FactVal { val, certainty: Certainty::Certain, claims: Vec::new() }];
        let values = given.into_iter().filter_map(|(name, val)| Some((props::number(name)?, fact(val?)))).collect();
        Thing { kind: SOURCE, entity: None, name: credit.title().into(), cap: Certainty::Certain, values }
    }

    /// The parties that sidecars name as controlling a publisher, by any of their names.
    fn controllers(&self) -> BTreeMap<String, u32> {
        let of_parts = |source: &'a Source| source.info.parts.iter().filter_map(|part| part.controlled_by.as_deref());
        let named = |source: &'a Source| source.info.controlled_by.as_deref().into_iter().chain(of_parts(source));
        let wanted: BTreeSet<String> = self.facts.sources.iter().flat_map(named).map(folded).collect();
        let mut found = BTreeMap::new();
        if wanted.is_empty() {
            return found;
        }
        for (at, thing) in self.things.iter().enumerate() {
            let Some(entity) = thing.entity.filter(|entity| entity.kind.is_party()) else {
                continue;
            };
            for name in entity.values("name").iter().chain(entity.values("alias")) {
                let name = folded(name.value.words());
                if wanted.contains(&name) {
                    found.entry(name).or_insert(small(at));
                }
            }
        }
        found
    }

    fn search(&self, number: usize, search: &'a Search) -> Option<Thing<'a>> {
        let found = if search.found.is_empty() { "no" } else { "yes" };
        let given = [
            ("id", self.text(&format!("search {}", number + 1))),
            ("source", Val::Thing(*self.documents.get(search.source.as_str())?)),
            ("words", self.text(&search.words.join(BETWEEN))),
            ("found", self.text(found)),
            ("count", Val::Number(i64::from(small(search.words.len())))),
        ];
        let fact = |val: Val| vec![FactVal { val, certainty: Certainty::Certain, claims: Vec::new() }];
        let values = given.into_iter().filter_map(|(name, val)| Some((props::number(name)?, fact(val)))).collect();
        Some(Thing { kind: SEARCH, entity: None, name: "".into(), cap: Certainty::Certain, values })
    }

    /// Each claim that gives a value of a thing, by the order of the sources.
    pub fn tellings(&self, thing: u32, fact: &FactVal<'_>) -> Vec<Telling> {
        let cap = self.thing_at(thing).cap;
        let telling = |id: &&ClaimId| {
            let stated = self.facts.claims.get(*id)?;
            let anchor = &stated.claim.anchor;
            let at = self.facts.sources.binary_search_by(|source| source.path.as_str().cmp(&anchor.source)).ok()?;
            let source = &self.facts.sources[at];
            let credit = source.credit(anchor);
            let voices = &stated.claim.attributed_to;
            let certainty = if stated.state == State::Disputed { Certainty::Possible } else { Certainty::Certain };
            Some(Telling {
                source: self.document_of(credit)?,
                said: known_time(credit, voices, |voice| self.public_dates(voice.mention.as_ref()))
                    .map(|date| self.date(&date)),
                voices: voices.iter().filter_map(|voice| self.of_mention(voice.mention.as_ref()?)).map(Val::Thing).collect(),
                certainty: certainty.min(cap),
            })
        };
        let mut tellings: Vec<Telling> = fact.claims.iter().filter_map(telling).collect();
        tellings.sort_by_cached_key(|telling| (self.key(telling.source), telling.said.map(|said| self.key(said))));
        tellings
    }

    fn document_of(&self, credit: Credit<'_>) -> Option<Val> {
        let file = *self.documents.get(credit.source.path.as_str())?;
        let number = credit.part.and_then(|part| credit.source.info.parts.iter().position(|one| std::ptr::eq(one, part)));
        Some(Val::Thing(file + number.map_or(0, |number| small(number + 1))))
    }

    fn of_mention(&self, mention: &MentionId) -> Option<u32> {
        let index = || {
            let of = |(at, thing): (usize, &Thing<'a>)| thing.entity.map(|entity| (small(at), entity));
            let all = self.things.iter().enumerate().filter_map(of);
            all.flat_map(|(at, entity)| entity.mentions.iter().map(move |mention| (mention.clone(), at))).collect()
        };
        self.by_mention.get_or_init(index).get(mention).copied()
    }

    /// Days on which a document that a mention is of became public.
    fn public_dates(&self, mention: Option<&MentionId>) -> Vec<Edtf> {
        let values = || Some(self.values(self.of_mention(mention?)?, props::number("publicDate")?));
        values().unwrap_or_default().iter().filter_map(|value| self.edtf(value.val)).collect()
    }

    fn member(&self, member: &'a Member) -> Option<Thing<'a>> {
        let fact = |val: Val| vec![FactVal { val, certainty: Certainty::Certain, claims: Vec::new() }];
        let end = |date: &Option<Edtf>| date.as_ref().map(|date| date.as_str().to_string()).unwrap_or_default();
        let when = match (&member.from, &member.to) {
            (None, None) => None,
            (Some(_), None) => Edtf::parse(&format!("{}/..", end(&member.from))).ok(),
            _ => Edtf::parse(&format!("{}/{}", end(&member.from), end(&member.to))).ok(),
        };
        let (forum, party) = (Val::Thing(*self.by_id.get(&member.forum)?), Val::Thing(*self.by_id.get(&member.party)?));
        let mut values = BTreeMap::from([(props::number("forum")?, fact(forum)), (props::number("party")?, fact(party))]);
        if let Some(when) = when {
            values.insert(props::number(WHEN)?, fact(self.date(&when)));
        }
        let name = self.facts.entities.get(&member.party)?.name.as_str().into();
        Some(Thing { kind: MEMBER, entity: None, name, cap: Certainty::Certain, values })
    }

    pub fn thing_at(&self, at: u32) -> &Thing<'a> {
        &self.things[at as usize]
    }

    /// All values of a property of a thing.
    pub fn values(&self, thing: u32, property: u16) -> &[FactVal<'a>] {
        self.thing_at(thing).values.get(&property).map_or(&[], Vec::as_slice)
    }

    /// The things of a kind, by id.
    pub fn of_kind(&self, kind: &str) -> &[u32] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The things that have a value, and its place among their values.
    pub fn having(&self, property: u16, val: Val) -> &[(u32, u32)] {
        self.from_value.get(&(property, val)).map_or(&[], Vec::as_slice)
    }

    pub fn text(&self, text: &str) -> Val {
        let mut names = self.names.borrow_mut();
        if let Some(number) = names.text_numbers.get(text) {
            return Val::Text(*number);
        }
        let number = small(names.texts.len());
        names.texts.push(text.to_string());
        names.text_numbers.insert(text.to_string(), number);
        Val::Text(number)
    }

    pub fn date(&self, date: &Edtf) -> Val {
        let mut names = self.names.borrow_mut();
        if let Some(number) = names.date_numbers.get(date.as_str()) {
            return Val::Date(*number);
        }
        let number = small(names.dates.len());
        names.dates.push(date.clone());
        names.date_numbers.insert(date.as_str().to_string(), number);
        Val::Date(number)
    }

    pub fn edtf(&self, val: Val) -> Option<Edtf> {
        match val {
            Val::Date(number) => Some(self.names.borrow().dates[number as usize].clone()),
            _ => None,
        }
    }

    pub fn words(&self, val: Val) -> String {
        match val {
            Val::Thing(at) => self.thing_at(at).name.to_string(),
            Val::Date(number) => rollcall_model::date::plain(&self.names.borrow().dates[number as usize]),
            Val::Text(_) => wording::list("en", &self.listed(val)),
            Val::Number(number) => number.to_string(),
        }
    }

    /// A text, or the several that are kept as one.
    pub fn listed(&self, val: Val) -> Vec<String> {
        match val {
            Val::Text(number) => self.names.borrow().texts[number as usize].split(BETWEEN).map(str::to_string).collect(),
            _ => vec![self.words(val)],
        }
    }

    /// What a value is made of in ids and orders: never its number here, which depends on what was seen before it.
    pub fn key(&self, val: Val) -> String {
        match val {
            Val::Thing(at) => {
                let thing = self.thing_at(at);
                let moment = || {
                    props::number("id")
                        .and_then(|id| thing.values.get(&id))
                        .and_then(|list| list.first())
                        .map(|fact| self.key(fact.val))
                };
                thing
                    .entity
                    .map_or_else(|| moment().unwrap_or_else(|| thing.name.to_string()), |entity| entity.id.to_string())
            }
            Val::Date(number) => self.names.borrow().dates[number as usize].as_str().to_string(),
            _ => self.words(val),
        }
    }

    /// Compares two values that are dates.
    pub fn compare_dates(&self, left: Val, right: Val, with: impl Fn(&Edtf, &Edtf) -> Answer) -> Answer {
        let names = self.names.borrow();
        match (left, right) {
            (Val::Date(left), Val::Date(right)) => with(&names.dates[left as usize], &names.dates[right as usize]),
            _ => Answer::Impossible,
        }
    }
}

/// What stands between several words that are kept as one text, until a sentence lists them in its language.
pub(crate) const BETWEEN: &str = "\u{1f}";

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// How much a date leaves open, in days; what is open at an end leaves more open than any day, and what is vague more.
fn looseness(date: &Edtf) -> (bool, i64, bool) {
    let width = |first: Option<rollcall_model::date::Day>, last: Option<rollcall_model::date::Day>| match (first, last) {
        (Some(first), Some(last)) => i64::from(last.0) - i64::from(first.0),
        _ => 1 << 24,
    };
    let days = width(date.earliest_start(), date.latest_start()) + width(date.earliest_end(), date.latest_end());
    (date.is_vague(), days, !date.is_extent())
}
