//! What rules range over: the things of a case with their values, read so that they can be joined.
//!
//! The main types are [`Facts`], what a caller hands in, and [`Reading`], which turns one thing of it at a time into values with
//! their claims and their certainty, for the store. Rejected and retracted claims are left out here, so that no rule can see
//! them.

use crate::names::{Code, Names, Sort};
use crate::props::{self, DATES, MEMBER, MOMENT, WHEN};
use crate::store::{Telling, grade};
use rollcall_model::claim::State;
use rollcall_model::date::Edtf;
use rollcall_model::entity::{Entities, Entity, EntityValue, PropertyValue};
use rollcall_model::finding::Certainty;
use rollcall_model::id::{ClaimId, EntityId};
use rollcall_model::ontology::PropertyType;
use rollcall_model::source::Source;
use rollcall_model::view::{Moment, StatedClaim};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

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
}

/// A value of a property, with what it rests on.
#[derive(Debug, Clone)]
pub(crate) struct FactVal<'a> {
    pub code: Code,
    pub certainty: Certainty,
    pub claims: Vec<&'a ClaimId>,
    /// What its claims say of their sources, where a rule asks for that.
    pub tellings: Vec<Telling>,
}

/// An entity, a moment or a membership.
#[derive(Debug)]
pub(crate) struct Thing<'a> {
    pub kind: &'static str,
    pub id: Option<&'a EntityId>,
    /// What tells it from others of its kind, where it is no entity.
    pub key: String,
    pub name: &'a str,
    /// Nothing said of it is surer than this.
    pub cap: Certainty,
    pub values: BTreeMap<u16, Vec<FactVal<'a>>>,
}

/// Reads things for the store. Names of words and dates are the store's own while it lasts.
pub(crate) struct Reading<'a, 'n> {
    /// Where the number of an entity is found.
    pub number: &'n dyn Fn(&EntityId) -> Option<u32>,
    pub claims: &'a BTreeMap<ClaimId, StatedClaim>,
    /// Properties of which a rule asks for the source.
    pub traced: &'n BTreeSet<u16>,
    pub names: &'n RefCell<Names>,
}

impl<'a> Reading<'a, '_> {
    /// An entity with all its values that exist.
    pub fn thing(&self, entity: &'a Entity) -> Thing<'a> {
        let cap = self.cap(entity);
        let mut values = BTreeMap::new();
        for (name, given) in &entity.properties {
            let (Some(number), Some(property)) = (props::number(name), entity.kind.property(name)) else {
                continue;
            };
            let list: Vec<FactVal<'a>> =
                given.iter().filter_map(|value| self.value(value, number, property.value, cap)).collect();
            if !list.is_empty() {
                values.insert(number, list);
            }
        }
        let (kind, name, id) = (entity.kind.as_str(), entity.name.as_str(), Some(&entity.id));
        let mut thing = Thing { kind, id, key: String::new(), name, cap, values };
        if let Some(number) = props::number(WHEN) {
            let when = self.when(&thing, entity);
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
        let exists = |id: &&ClaimId| self.claims.get(*id).map_or(value.state, |stated| stated.state).exists();
        value.claims.iter().filter(exists).collect()
    }

    fn value(&self, value: &'a PropertyValue, property: u16, kind: PropertyType, cap: Certainty) -> Option<FactVal<'a>> {
        let claims = self.existing(value);
        let mut names = self.names.borrow_mut();
        let code = match (&value.value, kind) {
            (EntityValue::Entity { id, .. }, _) => Code::thing((self.number)(id)?),
            (EntityValue::Text(text), PropertyType::Date) => names.parsed(text)?,
            (EntityValue::Text(text), PropertyType::Number) => names.number(text.parse().ok()?),
            (EntityValue::Text(_), PropertyType::Link) => return None,
            (EntityValue::Text(text), _) => names.text(text),
        };
        drop(names);
        let disputed = |id: &&ClaimId| self.claims.get(*id).map_or(value.state, |stated| stated.state) == State::Disputed;
        let certainty = if claims.iter().all(disputed) { Certainty::Possible } else { Certainty::Certain };
        let certainty = certainty.min(cap);
        let tellings = if self.traced.contains(&property) { self.tellings(&claims, certainty) } else { Vec::new() };
        (!claims.is_empty()).then(|| FactVal { code, certainty, claims, tellings })
    }

    /// What each claim that gives a value says of its source; a source that says it twice says it once.
    fn tellings(&self, claims: &[&ClaimId], certainty: Certainty) -> Vec<Telling> {
        let paths = claims.iter().filter_map(|id| self.claims.get(*id)).map(|stated| stated.claim.anchor.source.as_str());
        let paths: BTreeSet<&str> = paths.collect();
        paths.into_iter().map(|path| Telling { source: self.text(path), grade: grade(certainty) }).collect()
    }

    /// The date of a thing: of those that can be dates of one day or extent the most exact one; where sources give dates
    /// that cannot be the same, each of them, and then none is more than possible.
    fn when(&self, thing: &Thing<'a>, entity: &'a Entity) -> Vec<FactVal<'a>> {
        let kind = entity.kind;
        let of =
            |name: &str| props::number(name).and_then(|number| thing.values.get(&number)).map_or(&[][..], Vec::as_slice);
        let [dates, starts, ends, seen] = DATES.map(of);
        let mut found: Vec<(Edtf, Certainty, Vec<&'a ClaimId>)> = Vec::new();
        let mut add = |text: Option<Edtf>, parts: &[&FactVal<'a>]| {
            if let Some(date) = text {
                let certainty = parts.iter().map(|part| part.certainty).min().unwrap_or(Certainty::Certain);
                let mut claims: Vec<&ClaimId> = parts.iter().flat_map(|part| part.claims.iter().copied()).collect();
                claims.sort_unstable();
                found.push((date, certainty, claims));
            }
        };
        for value in self.told(entity, dates) {
            add(self.edtf(value.code), &[value]);
        }
        for start in starts {
            let from = self.edtf(start.code);
            let from_text = from.as_ref().map(|date| date.as_str().to_string()).unwrap_or_default();
            for (to, end) in ends.iter().filter_map(|end| Some((self.edtf(end.code)?, end))) {
                let one = from_text.contains('/') || to.as_str().contains('/');
                let text = if one { from_text.clone() } else { format!("{from_text}/{}", to.as_str()) };
                add(Edtf::parse(&text).ok(), &[start, end]);
            }
            if ends.is_empty() {
                // An engagement that begins on a day is on that day; a link that begins may go on.
                let text = if kind.is_engagement() || from_text.contains('/') { from_text } else { format!("{from_text}/") };
                add(Edtf::parse(&text).ok(), &[start]);
            }
        }
        if starts.is_empty() {
            for end in ends {
                let to = self.edtf(end.code).map(|date| date.as_str().to_string()).unwrap_or_default();
                let text = if kind.is_engagement() || to.contains('/') { to } else { format!("/{to}") };
                add(Edtf::parse(&text).ok(), &[end]);
            }
        }
        if found.is_empty() {
            for value in seen {
                let certainty = value.certainty;
                found.extend(self.edtf(value.code).map(|date| (date, certainty, value.claims.clone())));
            }
        }
        self.most_exact(found)
    }

    /// Dates that somebody gives who tells of the thing; those of a plan alone where nobody else gives one. A calendar's
    /// first and last day look more exact than "in March" and say less of what happened.
    fn told<'v>(&self, entity: &'a Entity, dates: &'v [FactVal<'a>]) -> Vec<&'v FactVal<'a>> {
        let mention = |id: &ClaimId| self.claims.get(id).map(|stated| &stated.claim.mention);
        let planned: BTreeSet<_> = entity
            .values("status")
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
        kept.into_iter().map(|(date, certainty, claims)| self.bare(self.date(&date), certainty.min(most), claims)).collect()
    }

    fn bare(&self, code: Code, certainty: Certainty, claims: Vec<&'a ClaimId>) -> FactVal<'a> {
        FactVal { code, certainty, claims, tellings: Vec::new() }
    }

    /// A value that no claim gives: the case file does.
    fn given(&self, code: Code) -> Vec<FactVal<'a>> {
        vec![self.bare(code, Certainty::Certain, Vec::new())]
    }

    /// A moment that the case names.
    pub fn moment(&self, moment: &'a Moment) -> Thing<'a> {
        let date = self.date(&moment.date);
        let values = [("id", self.text(&moment.id)), ("name", self.text(&moment.name)), ("date", date), (WHEN, date)];
        let values = values.into_iter().filter_map(|(name, code)| Some((props::number(name)?, self.given(code)))).collect();
        Thing { kind: MOMENT, id: None, key: moment.id.clone(), name: &moment.name, cap: Certainty::Certain, values }
    }

    /// A membership that the case states, if its body and its party are there.
    pub fn member(&self, member: &'a Member, name: &'a str) -> Option<Thing<'a>> {
        let end = |date: &Option<Edtf>| date.as_ref().map(|date| date.as_str().to_string()).unwrap_or_default();
        let when = match (&member.from, &member.to) {
            (None, None) => None,
            (Some(_), None) => Edtf::parse(&format!("{}/..", end(&member.from))).ok(),
            _ => Edtf::parse(&format!("{}/{}", end(&member.from), end(&member.to))).ok(),
        };
        let (forum, party) = (Code::thing((self.number)(&member.forum)?), Code::thing((self.number)(&member.party)?));
        let mut values =
            BTreeMap::from([(props::number("forum")?, self.given(forum)), (props::number("party")?, self.given(party))]);
        if let Some(when) = when {
            values.insert(props::number(WHEN)?, self.given(self.date(&when)));
        }
        Some(Thing { kind: MEMBER, id: None, key: name.to_string(), name, cap: Certainty::Certain, values })
    }

    fn text(&self, text: &str) -> Code {
        self.names.borrow_mut().text(text)
    }

    fn date(&self, date: &Edtf) -> Code {
        self.names.borrow_mut().date(date)
    }

    fn edtf(&self, code: Code) -> Option<Edtf> {
        match code.sort() {
            Sort::Date(number) => Some(self.names.borrow().edtf(number).clone()),
            _ => None,
        }
    }
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
