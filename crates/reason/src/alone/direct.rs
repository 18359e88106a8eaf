//! Things taken in value by value, with nothing made of them in between.
//!
//! The main type is [`Giving`]: who hands a thing in says each of its values, lent, and what is kept of it is a few bits. An
//! entity with its claims is handed in the same way ([`super::AloneLoader::entity`]). What a value comes to is what
//! [`crate::facts::Reading`] makes of it, and the date of a thing is worked out by the same lines ([`crate::when`]); what is
//! left out is what only proofs need.

use super::ids::Ids;
use super::packed::{Given, Packed};
use crate::facts::{OPEN, SCHEDULED, as_said, undisputed};
use crate::intake::{Intake, Numbers};
use crate::names::{Code, Sort, small};
use crate::props::{self, DATES, WHEN};
use crate::store::{Grade, SURE, Telling, grade};
use crate::table::{Table, hash_text};
use crate::when::{Dated, Dates};
use rollcall_model::claim::{Claim, State};
use rollcall_model::finding::Certainty;
use rollcall_model::id::{EntityId, MentionId};
use rollcall_model::ontology::{Kind, PropertyType};
use std::ops::Range;
use std::sync::Arc;

/// A value as it is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenValue<'v> {
    /// Another entity.
    Link(&'v EntityId),
    /// The same, by its place among the ids; nothing for one that is not among them.
    Place(Option<usize>),
    /// Words, a name, a date, a number.
    Text(&'v str),
}

/// A claim that gives a value.
#[derive(Debug, Clone, Copy)]
pub struct GivenClaim<'v> {
    /// What says in which source it stands, and in whose words; nothing where the case does not have it.
    pub claim: Option<&'v Arc<Claim>>,
    /// What became of it; where the case does not have it, of the value.
    pub state: State,
}

/// A property of a kind that somebody looks at.
#[derive(Debug)]
struct Looked {
    name: &'static str,
    number: u16,
    of: PropertyType,
    is_read: bool,
    is_kept: bool,
    is_traced: bool,
    /// Whether its words say what is planned or had not ended.
    is_of_time: bool,
    /// Which of [`DATES`] it is.
    date: Option<usize>,
}

/// A value of the thing that is handed in.
#[derive(Debug)]
struct Value {
    property: u16,
    code: Code,
    certainty: Certainty,
    is_kept: bool,
    date: Option<usize>,
    /// What its claims say of their sources.
    tellings: Range<usize>,
    /// How many more of them are in somebody's words.
    voiced: Range<usize>,
    /// The mentions that its claims are of, where that is asked.
    mentions: Range<usize>,
}

/// What claims of a source say of it, where all of them say the same: those that are in nobody's words, of a source without
/// parts.
#[derive(Debug, Default)]
struct Source {
    /// Nothing before the first of them.
    telling: Option<Option<Telling>>,
    /// The number of the list of it alone; 0 before that is known.
    number: u32,
}

/// What there is room for once and not for each thing.
#[derive(Debug, Default)]
pub(crate) struct Room {
    /// By kind, once a thing of it came.
    kinds: Vec<Option<Vec<Looked>>>,
    last_kind: Option<(Kind, u8)>,
    /// The number of [`WHEN`], where it is kept.
    when: Option<u16>,
    /// Numbers of sources by their paths.
    paths: Table,
    sources: Vec<Source>,
    last_source: usize,
    values: Vec<Value>,
    /// What claims say of their sources, with the source where that is enough to know.
    tellings: Vec<(Telling, Option<usize>)>,
    voiced: Vec<(Arc<Claim>, Grade)>,
    mentions: Vec<Option<MentionId>>,
    planned: Vec<MentionId>,
    given: Vec<Given>,
}

/// A thing that is being handed in. See the module's page.
#[derive(Debug)]
pub struct Giving<'l> {
    intake: &'l mut Intake<Ids, Packed>,
    room: &'l mut Room,
    kind: u8,
    /// The property after the one that was given last.
    next: usize,
    /// How sure the surest word for it is.
    said: Option<Certainty>,
    /// How much says that it had not ended.
    open: usize,
}

/// Takes in the next thing.
pub(crate) fn take(
    intake: &mut Intake<Ids, Packed>,
    room: &mut Room,
    (kind, name, state): (Kind, &str, State),
    give: impl FnOnce(&mut Giving<'_>),
) {
    room.values.clear();
    room.tellings.clear();
    room.voiced.clear();
    room.mentions.clear();
    room.planned.clear();
    let number = match room.last_kind {
        Some((last, number)) if last == kind => number,
        _ => props::kind_number(kind.as_str()),
    };
    room.last_kind = Some((kind, number));
    if room.kinds.is_empty() {
        room.kinds.resize_with(props::kinds().count(), || None);
        for (at, source) in (0..).zip(intake.beside.sources.iter()) {
            room.paths.insert(hash_text(&source.path), at);
        }
        room.sources.resize_with(intake.beside.sources.len(), Source::default);
        room.when = props::number(WHEN).filter(|when| intake.store.keeps(*when));
    }
    room.kinds[usize::from(number)].get_or_insert_with(|| looked_at(kind, intake));
    let mut giving = Giving { intake, room, kind: number, next: 0, said: None, open: 0 };
    give(&mut giving);
    giving.finish(kind, name, undisputed(state));
}

/// The properties of a kind that are looked at.
fn looked_at(kind: Kind, intake: &Intake<Ids, Packed>) -> Vec<Looked> {
    let is_read = |number: u16| intake.read.as_ref().is_none_or(|read| read.contains(&number));
    let is_timed = props::number(WHEN).is_some_and(is_read);
    let looked = kind.info().properties.iter().filter_map(|(name, property)| {
        let number = props::number(name)?;
        let looked = Looked {
            name: name.as_str(),
            number,
            of: property.value,
            is_read: is_read(number),
            is_kept: intake.store.keeps(number),
            is_traced: intake.traced.contains(&number),
            is_of_time: is_timed && matches!(name.as_str(), "status" | "endDate"),
            date: DATES.iter().position(|date| is_timed && date == name),
        };
        (looked.is_read || looked.is_of_time || looked.of == PropertyType::Certainty).then_some(looked)
    });
    looked.collect()
}

impl Giving<'_> {
    /// Says a value of the thing. It is quickest where properties come in the order of their names.
    pub fn value<'v>(
        &mut self,
        property: &str,
        value: GivenValue<'_>,
        state: State,
        claims: impl IntoIterator<Item = GivenClaim<'v>>,
    ) {
        let Some(at) = self.looked(property) else {
            return;
        };
        let (tellings, voiced, mentions) = (self.room.tellings.len(), self.room.voiced.len(), self.room.mentions.len());
        let mut certainty = None;
        for claim in claims {
            certainty = certainty.max(self.claim(at, value, undisputed(state), claim));
        }
        let Some(certainty) = certainty else {
            // What exists of it is nothing.
            return;
        };
        if self.looked_at()[at].of == PropertyType::Certainty
            && let GivenValue::Text(words) = value
        {
            self.said = self.said.max(Some(as_said(words)));
        }
        let looked = &self.looked_at()[at];
        let (property, is_kept, date) = (looked.number, looked.is_kept, looked.date);
        let code = if looked.is_read { self.code(looked.of, value) } else { None };
        let Some(code) = code else {
            self.room.tellings.truncate(tellings);
            self.room.voiced.truncate(voiced);
            return;
        };
        let room = &mut self.room;
        let (tellings, voiced) = (tellings..room.tellings.len(), voiced..room.voiced.len());
        let mentions = mentions..room.mentions.len();
        room.values.push(Value { property, code, certainty, is_kept, date, tellings, voiced, mentions });
    }

    fn looked_at(&self) -> &[Looked] {
        self.room.kinds[usize::from(self.kind)].as_deref().unwrap_or_default()
    }

    /// Where a property stands among those that are looked at. Most come in order.
    fn looked(&mut self, property: &str) -> Option<usize> {
        let all = self.looked_at();
        let is = |at: &usize| all[*at].name == property;
        let found = (self.next.saturating_sub(1)..all.len()).find(is).or_else(|| (0..self.next.min(all.len())).find(is))?;
        self.next = found + 1;
        Some(found)
    }

    /// Looks at a claim that gives a value. Says how sure it is by it, if it exists.
    fn claim(&mut self, at: usize, value: GivenValue<'_>, own: Certainty, given: GivenClaim<'_>) -> Option<Certainty> {
        let looked = &self.looked_at()[at];
        let (is_traced, is_date, is_of_time) =
            (looked.is_traced && looked.is_read, looked.date == Some(0), looked.is_of_time);
        if is_of_time && value == GivenValue::Text(SCHEDULED) && looked.name == "status" {
            self.room.planned.extend(given.claim.map(|claim| claim.mention.clone()));
        }
        if !given.state.exists() {
            return None;
        }
        if is_of_time && value == GivenValue::Text(OPEN) && self.looked_at()[at].name == "endDate" {
            self.open += 1;
        }
        if is_date {
            self.room.mentions.push(given.claim.map(|claim| claim.mention.clone()));
        }
        let Some(claim) = given.claim else {
            return Some(own);
        };
        let certainty = self.intake.documents.at_most(undisputed(given.state), &claim.anchor.source);
        if is_traced {
            match claim.attributed_to.is_empty() {
                true => self.trace(claim, grade(certainty)),
                false => self.room.voiced.push((claim.clone(), grade(certainty))),
            }
        }
        Some(certainty)
    }

    /// Notes what a claim in nobody's words says of its source.
    fn trace(&mut self, claim: &Claim, grade: Grade) {
        let (sources, path) = (&self.intake.beside.sources, &claim.anchor.source);
        let is = |at: usize| sources.get(at).is_some_and(|source| source.path == *path);
        let last = self.room.last_source;
        let found = match is(last) {
            true => Some(last),
            false => self.room.paths.find(hash_text(path), |at| is(at as usize)).map(|at| at as usize),
        };
        let Some(at) = found else {
            return;
        };
        self.room.last_source = at;
        let known = sources[at].info.parts.is_empty().then_some(at);
        let telling = match known.and_then(|at| self.room.sources[at].telling.clone()) {
            Some(telling) => telling,
            None => {
                let telling = self.intake.telling(claim, SURE);
                if known.is_some() {
                    self.room.sources[at].telling = Some(telling.clone());
                }
                telling
            }
        };
        self.room.tellings.extend(telling.map(|telling| (Telling { grade, ..telling }, known)));
    }

    fn code(&mut self, of: PropertyType, value: GivenValue<'_>) -> Option<Code> {
        let names = &mut self.intake.store.names;
        match (value, of) {
            (GivenValue::Link(id), _) => self.intake.ids.number_of(id).map(Code::thing),
            (GivenValue::Place(place), _) => place.filter(|at| *at < self.intake.ids.count()).map(small).map(Code::thing),
            (GivenValue::Text(text), PropertyType::Date) => names.parsed(text),
            (GivenValue::Text(text), PropertyType::Number) => Some(names.number(text.parse().ok()?)),
            (GivenValue::Text(_), PropertyType::Link) => None,
            (GivenValue::Text(text), _) => Some(names.text(text)),
        }
    }

    /// All values are in: puts the thing where it is kept.
    fn finish(&mut self, kind: Kind, name: &str, undisputed: Certainty) {
        let cap = self.said.unwrap_or(Certainty::Certain).min(undisputed);
        let room = &mut *self.room;
        room.values.iter_mut().for_each(|value| value.certainty = value.certainty.min(cap));
        let when_given = if room.values.iter().any(|value| value.date.is_some()) { self.when(kind) } else { Vec::new() };
        let (room, store) = (&mut *self.room, &mut self.intake.store);
        room.given.clear();
        for (own, value) in (0..).zip(&room.values).filter(|(_, value)| value.is_kept) {
            let told = told(store, &mut room.sources, &mut room.tellings[value.tellings.clone()], grade(cap));
            let (property, code, in_words) = (value.property, value.code, !value.voiced.is_empty());
            room.given.push(Given { property, code, grade: grade(value.certainty), told, in_words, own });
        }
        for (property, dated) in room.when.into_iter().flat_map(|when| when_given.iter().map(move |dated| (when, dated))) {
            let (code, grade) = (store.names.date(&dated.date), grade(dated.certainty));
            room.given.push(Given { property, code, grade, told: 0, in_words: false, own: 0 });
        }
        if !room.given.is_sorted_by_key(|given| given.property) {
            room.given.sort_by_key(|given| given.property);
        }
        store.note_name(self.kind, name);
        if store.wants_controllers() && kind.is_party() {
            let numbers = ["name", "alias"].map(props::number);
            let is_name = |value: &&Value| numbers.contains(&Some(value.property));
            let codes: Vec<Code> = room.values.iter().filter(is_name).map(|value| value.code).collect();
            store.note_controllers(&codes);
        }
        let voiced = |given: &Given| {
            let claims = room.voiced[room.values[given.own as usize].voiced.clone()].iter();
            claims.map(|(claim, own)| (claim.clone(), (*own).min(grade(cap)))).collect()
        };
        store.put_values(self.kind, grade(cap), &room.given, voiced);
    }

    /// The date of the thing.
    fn when(&self, kind: Kind) -> Vec<Dated<()>> {
        let room = &*self.room;
        let of = |date: usize| {
            let values = room.values.iter().filter(move |value| value.date == Some(date));
            values.filter_map(|value| match value.code.sort() {
                Sort::Date(at) => Some((value, self.intake.store.names.edtf(at))),
                _ => None,
            })
        };
        let all = |date: usize| of(date).map(|(value, date)| dated(value, date)).collect::<Vec<_>>();
        let is_planned = |mention: &Option<MentionId>| mention.as_ref().is_some_and(|one| room.planned.contains(one));
        let told = |(value, _): &(&Value, _)| !room.mentions[value.mentions.clone()].iter().all(is_planned);
        let mut dates: Vec<Dated<()>> = of(0).filter(told).map(|(value, date)| dated(value, date)).collect();
        if dates.is_empty() {
            dates = all(0);
        }
        let (starts, ends, seen) = (all(1), all(2), all(3));
        Dates { is_engagement: kind.is_engagement(), dates, starts, ends, seen, open: vec![(); self.open] }.when()
    }
}

fn dated(value: &Value, date: &rollcall_model::date::Edtf) -> Dated<()> {
    Dated { date: date.clone(), certainty: value.certainty, claims: Vec::new() }
}

/// The number of a list of what claims say of their sources; none says anything surer than a grade.
fn told(store: &mut Packed, sources: &mut [Source], list: &mut [(Telling, Option<usize>)], cap: Grade) -> u32 {
    let number = |store: &mut Packed, list: &[(Telling, _)], cap: Grade| {
        let list: Vec<Telling> = list.iter().map(|(own, _)| Telling { grade: own.grade.min(cap), ..own.clone() }).collect();
        store.list_number(&list)
    };
    match list {
        [] => 0,
        [(telling, Some(at))] if telling.grade.min(cap) == SURE => {
            let at = *at;
            if sources[at].number == 0 {
                sources[at].number = number(store, list, cap);
            }
            sources[at].number
        }
        list => number(store, list, cap),
    }
}
