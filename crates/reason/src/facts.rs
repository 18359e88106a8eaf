//! What rules range over: the things of a case with their values, read so that they can be joined.
//!
//! The main types are [`Facts`], what a caller hands in, and [`Reading`], which turns one thing of it at a time into
//! values with their claims and their certainty, for the store. Rejected and retracted claims are left out here, so
//! that no rule can see them.

use crate::names::{Code, Names, Sort, small};
use crate::props::{self, DATES, MEMBER, MOMENT, SEARCH, SOURCE, WHEN};
use crate::store::{Grade, Telling, grade};
use crate::when::{Dated, Dates};
use rollcall_model::claim::{Claim, State};
use rollcall_model::date::Edtf;
use rollcall_model::entity::{Entities, Entity, EntityValue, PropertyValue};
use rollcall_model::finding::Certainty;
use rollcall_model::id::{ClaimId, EntityId, MentionId};
use rollcall_model::ontology::PropertyType;
use rollcall_model::source::{Credit, Source, by_path, known_time};
use rollcall_model::view::{Claims, Moment, Search, StatedClaim};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

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

/// Of a case without sources, as tests and measurements make one.
pub static NO_SOURCES: LazyLock<Arc<Vec<Source>>> = LazyLock::new(Arc::default);

/// Everything that rules may ask about.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Parties, engagements and links.
    pub entities: &'a Entities,
    /// The claims that their values rest on.
    pub claims: &'a Claims,
    /// The case's sources, by path; shared, so that whoever follows the case need not copy them.
    pub sources: &'a Arc<Vec<Source>>,
    /// Moments that the case names.
    pub moments: &'a [Moment],
    /// Memberships that the case states.
    pub members: &'a [Member],
    /// Searches through whole texts that the case asks for.
    pub searches: &'a [Search],
}

/// The documents of a case: each file, and each part of one that is a document of its own, as things.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    /// By the path of a file its number; those of its parts follow it.
    numbers: BTreeMap<String, u32>,
    /// By the path of a file the most that can be what it alone says, where that is less than certain: of most cases no file.
    doubted: BTreeMap<String, Certainty>,
}

impl Documents {
    /// Enters a file with its number.
    pub fn enter(&mut self, source: &Source, number: u32) {
        self.numbers.insert(source.path.clone(), number);
        let most = source.info.most();
        if most < Certainty::Certain {
            self.doubted.insert(source.path.clone(), most);
        }
    }

    /// Takes a file out. Gives its number.
    pub fn remove(&mut self, path: &str) -> Option<u32> {
        self.doubted.remove(path);
        self.numbers.remove(path)
    }

    /// The number of a file.
    pub fn get(&self, path: &str) -> Option<u32> {
        self.numbers.get(path).copied()
    }

    /// How sure a claim is by itself: what a reviewer disputes is possible, and none is surer than its source's grade lets it be.
    fn certainty(&self, stated: &StatedClaim) -> Certainty {
        self.at_most(undisputed(stated.state), &stated.claim.anchor.source)
    }

    /// Whether no source's grade makes what it says less sure.
    pub fn is_undoubted(&self) -> bool {
        self.doubted.is_empty()
    }

    /// What a source says is no surer than its grade lets it be.
    pub fn at_most(&self, certainty: Certainty, source: &str) -> Certainty {
        match self.doubted.is_empty() {
            true => certainty,
            false => self.doubted.get(source).map_or(certainty, |most| certainty.min(*most)),
        }
    }
}

/// What a reviewer disputes is possible, and all else that exists certain.
pub(crate) fn undisputed(state: State) -> Certainty {
    if state == State::Disputed { Certainty::Possible } else { Certainty::Certain }
}

/// How sure something is by a source's own word for it.
pub(crate) fn as_said(word: &str) -> Certainty {
    match word {
        "likely" => Certainty::Likely,
        "unclear" => Certainty::Possible,
        _ => Certainty::Certain,
    }
}

/// The word for what is planned.
pub(crate) const SCHEDULED: &str = "scheduled";
/// The end of what had not ended when the source was written.
pub(crate) const OPEN: &str = "..";

/// The document that some words stand in.
fn document_of(documents: &Documents, credit: Credit<'_>) -> Option<Code> {
    let file = documents.get(&credit.source.path)?;
    let number = credit.part.and_then(|part| credit.source.info.parts.iter().position(|one| std::ptr::eq(one, part)));
    Some(Code::thing(file + number.map_or(0, |number| small(number + 1))))
}

/// A value of a property, with what it rests on.
#[derive(Debug, Clone)]
pub(crate) struct FactVal<'a> {
    pub code: Code,
    pub certainty: Certainty,
    pub claims: Vec<&'a ClaimId>,
    /// What its claims say of their sources, where a rule asks for that.
    pub tellings: Vec<Telling>,
    /// Claims that are made in somebody's words: what they say of their sources is known when everybody is.
    pub voiced: Vec<(Arc<Claim>, Grade)>,
}

/// An entity, or what a case has beside its claims: a moment, a membership, a source, a search.
#[derive(Debug)]
pub(crate) struct Thing<'a> {
    pub kind: &'static str,
    pub id: Option<&'a EntityId>,
    /// What tells it from others of its kind, where it is no entity.
    pub key: String,
    /// The path of the file that it is of, where it is a document.
    pub file: String,
    pub name: Cow<'a, str>,
    /// Nothing said of it is surer than this.
    pub cap: Certainty,
    pub values: BTreeMap<u16, Vec<FactVal<'a>>>,
}

/// Reads things for the store. Names of words and dates are the store's own while it lasts.
pub(crate) struct Reading<'a, 'n> {
    /// Where the number of an entity is found.
    pub number: &'n dyn Fn(&EntityId) -> Option<u32>,
    pub claims: &'a Claims,
    /// Properties of which a rule asks for the source.
    pub traced: &'n BTreeSet<u16>,
    /// The properties that are read; nothing where all are.
    pub read: Option<&'n BTreeSet<u16>>,
    pub names: &'n RefCell<Names>,
    /// The case's sources, by path, and their numbers as documents.
    pub sources: &'n [Source],
    pub documents: &'n Documents,
}

impl<'a> Reading<'a, '_> {
    /// An entity with all its values that exist.
    pub fn thing(&self, entity: &'a Entity) -> Thing<'a> {
        let cap = self.cap(entity);
        let mut values = BTreeMap::new();
        for (name, given) in &entity.properties {
            let is_read = |number: &u16| self.read.is_none_or(|read| read.contains(number));
            let (Some(number), Some(property)) = (props::number(name).filter(is_read), entity.kind.property(name)) else {
                continue;
            };
            let list: Vec<FactVal<'a>> =
                given.iter().filter_map(|value| self.value(value, number, property.value, cap)).collect();
            if !list.is_empty() {
                values.insert(number, list);
            }
        }
        let (kind, name, id) = (entity.kind.as_str(), entity.name.as_str().into(), Some(&entity.id));
        let mut thing = Thing { kind, id, key: String::new(), file: String::new(), name, cap, values };
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
        let properties = &entity.kind.info().properties;
        let said =
            properties.iter().filter(|(_, property)| property.value == PropertyType::Certainty).flat_map(|(name, _)| {
                let existing = entity.values(name).iter().filter(|value| !self.existing(value).is_empty());
                existing.map(|value| as_said(value.value.words()))
            });
        said.max().unwrap_or(Certainty::Certain).min(undisputed(entity.state))
    }

    /// Claims of a value that exist. A value without any claim in the case is taken at its own state.
    fn existing<'v>(&self, value: &'v PropertyValue) -> Vec<&'v ClaimId> {
        self.stated(value).into_iter().map(|(id, _)| id).collect()
    }

    /// The same with what is known of each in the case, which is asked for once: most of what reading a value costs.
    fn stated<'v>(&self, value: &'v PropertyValue) -> Vec<(&'v ClaimId, Option<&'a StatedClaim>)> {
        let stated = value.claims.iter().map(|id| (id, self.claims.get(id)));
        stated.filter(|(_, stated)| stated.map_or(value.state, |stated| stated.state).exists()).collect()
    }

    fn value(&self, value: &'a PropertyValue, property: u16, kind: PropertyType, cap: Certainty) -> Option<FactVal<'a>> {
        let stated = self.stated(value);
        let mut names = self.names.borrow_mut();
        let code = match (&value.value, kind) {
            (EntityValue::Entity { id, .. }, _) => Code::thing((self.number)(id)?),
            (EntityValue::Text(text), PropertyType::Date) => names.parsed(text)?,
            (EntityValue::Text(text), PropertyType::Number) => names.number(text.parse().ok()?),
            (EntityValue::Text(_), PropertyType::Link) => return None,
            (EntityValue::Text(text), _) => names.text(text),
        };
        drop(names);
        // A value without any claim in the case is taken at its own state.
        let own = undisputed(value.state);
        let sure = |stated: Option<&StatedClaim>| stated.map_or(own, |stated| self.documents.certainty(stated));
        let certainty = stated.iter().map(|(_, stated)| sure(*stated)).max().unwrap_or(own).min(cap);
        let mut fact = self.bare(code, certainty, stated.iter().map(|(id, _)| *id).collect());
        if self.traced.contains(&property) {
            self.trace(&mut fact, stated.into_iter().filter_map(|(_, stated)| stated), cap);
        }
        (!fact.claims.is_empty()).then_some(fact)
    }

    /// Notes what each claim that gives a value says of its source.
    fn trace(&self, fact: &mut FactVal<'a>, stated: impl Iterator<Item = &'a StatedClaim>, cap: Certainty) {
        for stated in stated {
            let grade = grade(self.documents.certainty(stated).min(cap));
            match stated.claim.attributed_to.is_empty() {
                true => fact.tellings.extend(self.telling(&stated.claim, grade, &|_| None, &|_| Vec::new())),
                false => fact.voiced.push((stated.claim.clone(), grade)),
            }
        }
    }

    /// What a claim says of its source; `thing` and `public` say what a mention is of and when that became public.
    pub fn telling(
        &self,
        claim: &Claim,
        grade: Grade,
        thing: &dyn Fn(&MentionId) -> Option<u32>,
        public: &dyn Fn(&MentionId) -> Vec<Edtf>,
    ) -> Option<Telling> {
        let credit = by_path(self.sources, &claim.anchor.source)?.credit(&claim.anchor);
        let voices = &claim.attributed_to;
        let said = known_time(credit, voices, |voice| voice.mention.as_ref().map(public).unwrap_or_default());
        let said = said.map(|date| self.date(&date));
        let voices = voices.iter().filter_map(|voice| thing(voice.mention.as_ref()?)).map(Code::thing).collect();
        Some(Telling { source: document_of(self.documents, credit)?, said, voices, grade })
    }

    /// The date of a thing.
    fn when(&self, thing: &Thing<'a>, entity: &'a Entity) -> Vec<FactVal<'a>> {
        let of =
            |name: &str| props::number(name).and_then(|number| thing.values.get(&number)).map_or(&[][..], Vec::as_slice);
        let [dates, starts, ends, seen] = DATES.map(of);
        let dated = |value: &FactVal<'a>| {
            Some(Dated { date: self.edtf(value.code)?, certainty: value.certainty, claims: value.claims.clone() })
        };
        let all = |values: &[FactVal<'a>]| values.iter().filter_map(dated).collect();
        let open = entity.values("endDate").iter().filter(|value| value.value.words() == OPEN);
        let dates = Dates {
            is_engagement: entity.kind.is_engagement(),
            dates: self.told(entity, dates).into_iter().filter_map(dated).collect(),
            starts: all(starts),
            ends: all(ends),
            seen: all(seen),
            open: open.flat_map(|value| self.existing(value)).collect(),
        };
        let found = dates.when().into_iter();
        found.map(|dated| self.bare(self.date(&dated.date), dated.certainty, dated.claims)).collect()
    }

    /// Dates that somebody gives who tells of the thing; those of a plan alone where nobody else gives one. A calendar's
    /// first and last day look more exact than "in March" and say less of what happened.
    fn told<'v>(&self, entity: &'a Entity, dates: &'v [FactVal<'a>]) -> Vec<&'v FactVal<'a>> {
        let mention = |id: &ClaimId| self.claims.get(id).map(|stated| &stated.claim.mention);
        let planned: BTreeSet<_> = entity
            .values("status")
            .iter()
            .filter(|value| value.value.words() == SCHEDULED)
            .flat_map(|value| value.claims.iter().filter_map(mention))
            .collect();
        let only_planned = |value: &&FactVal<'a>| {
            !value.claims.is_empty() && value.claims.iter().all(|id| mention(id).is_some_and(|one| planned.contains(one)))
        };
        let told: Vec<&FactVal<'a>> = dates.iter().filter(|value| !only_planned(value)).collect();
        if told.is_empty() { dates.iter().collect() } else { told }
    }

    fn bare(&self, code: Code, certainty: Certainty, claims: Vec<&'a ClaimId>) -> FactVal<'a> {
        FactVal { code, certainty, claims, tellings: Vec::new(), voiced: Vec::new() }
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
        Thing {
            kind: MOMENT,
            id: None,
            key: moment.id.clone(),
            file: String::new(),
            name: moment.name.as_str().into(),
            cap: Certainty::Certain,
            values,
        }
    }

    /// A membership that the case states, if its body and its party are there.
    pub fn member(&self, member: &'a Member, name: String) -> Option<Thing<'a>> {
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
        Some(Thing {
            kind: MEMBER,
            id: None,
            key: name.clone(),
            file: String::new(),
            name: name.into(),
            cap: Certainty::Certain,
            values,
        })
    }

    /// A document of the case: a file, or one of its parts by its place from 1. `controllers` are parties by their names.
    pub fn document(&self, credit: Credit<'a>, number: usize, controllers: &BTreeMap<String, u32>) -> Thing<'a> {
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
            ("controlledBy", controller.map(|at| Code::thing(*at))),
            ("date", date(credit.date())),
            ("publicDate", date(credit.public_date())),
            (WHEN, date(credit.dated())),
        ];
        let values = given.into_iter().filter_map(|(name, code)| Some((props::number(name)?, self.given(code?)))).collect();
        let name = Cow::Owned(credit.title().to_string());
        Thing { kind: SOURCE, id: None, key: id, file: credit.source.path.clone(), name, cap: Certainty::Certain, values }
    }

    /// A search through the whole of a text, by its place among the searches of the case.
    pub fn search(&self, number: usize, search: &'a Search) -> Option<Thing<'a>> {
        let found = if search.found.is_empty() { "no" } else { "yes" };
        let id = format!("search {}", number + 1);
        let given = [
            ("id", self.text(&id)),
            ("source", Code::thing(self.documents.get(&search.source)?)),
            ("words", self.text(&search.words.join(BETWEEN))),
            ("found", self.text(found)),
            ("count", Code::count(small(search.words.len()))),
        ];
        let values = given.into_iter().filter_map(|(name, code)| Some((props::number(name)?, self.given(code)))).collect();
        Some(Thing {
            kind: SEARCH,
            id: None,
            key: id,
            file: String::new(),
            name: "".into(),
            cap: Certainty::Certain,
            values,
        })
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

/// What stands between several words that are kept as one text, until a sentence lists them in its language.
pub(crate) const BETWEEN: &str = "\u{1f}";

/// A name as it is compared with another that a person typed.
pub(crate) fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
