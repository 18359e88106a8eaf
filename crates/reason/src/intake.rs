//! A case taken in thing by thing.
//!
//! The main type is [`Intake`], which reads one thing after the other, gives it its number and puts it on a [`Shelf`]:
//! the columns of an engine that follows its case, or the bytes of one that is only asked. Things are numbered in the
//! order in which they come, entities first, then what a case has beside its claims, so that a claim can name a document
//! that has not come yet.

use crate::ast::{CondKind, Take};
use crate::facts::{Documents, Facts, Member, Reading, Thing, folded};
use crate::names::{Names, small};
use crate::plan;
use crate::rules::RuleSet;
use crate::store::{Grade, Telling};
use rollcall_model::claim::Claim;
use rollcall_model::date::Edtf;
use rollcall_model::entity::Entities;
use rollcall_model::id::{EntityId, MentionId};
use rollcall_model::source::{Credit, Source};
use rollcall_model::view::{Claims, Moment, Search};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a case has beside its claims.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beside {
    /// Sources, by path.
    pub sources: Arc<Vec<Source>>,
    /// Moments that the case names.
    pub moments: Vec<Moment>,
    /// Memberships that the case states.
    pub members: Vec<Member>,
    /// Searches through whole texts.
    pub searches: Vec<Search>,
}

impl Beside {
    /// Of some facts.
    pub fn of(facts: &Facts<'_>) -> Self {
        Self {
            sources: facts.sources.clone(),
            moments: facts.moments.to_vec(),
            members: facts.members.to_vec(),
            searches: facts.searches.to_vec(),
        }
    }

    /// Whether some facts have just this beside their claims.
    pub(crate) fn is_of(&self, facts: &Facts<'_>) -> bool {
        let same_sources = Arc::ptr_eq(&self.sources, facts.sources) || self.sources == *facts.sources;
        same_sources && self.is_of_but_sources(facts)
    }

    /// The same, whatever sources there are.
    pub(crate) fn is_of_but_sources(&self, facts: &Facts<'_>) -> bool {
        self.moments == facts.moments && self.members == facts.members && self.searches == facts.searches
    }

    /// With entities and claims.
    pub(crate) fn with<'a>(&'a self, entities: &'a Entities, claims: &'a Claims) -> Facts<'a> {
        let Self { sources, moments, members, searches } = self;
        Facts { entities, claims, sources, moments, members, searches }
    }
}

/// Where an intake puts what it reads.
pub(crate) trait Shelf {
    /// Where a fact lies.
    type Place: Copy;

    fn names(&mut self) -> &mut Names;
    /// Takes in a thing with all that is said of it, as the next one.
    fn put(&mut self, thing: Thing<'_>);
    /// What a thing is called.
    fn name(&self, thing: u32) -> &str;
    /// The parties with one of some names, by the name.
    fn parties(&self, wanted: &BTreeSet<String>) -> BTreeMap<String, u32>;
    /// Facts whose claims are made in somebody's words, with those claims; they are handed over.
    fn voiced(&mut self) -> Vec<(Self::Place, Arc<Claim>, Grade)>;
    /// The thing of a fact.
    fn thing_at(&self, place: Self::Place) -> u32;
    /// Days on which a thing was made public.
    fn public_dates(&self, thing: u32) -> Vec<Edtf>;
    /// Adds what a claim says of its source.
    fn tell(&mut self, place: Self::Place, telling: Telling);
    /// All things are in: puts all values of a property into one text, where some rule takes them so.
    fn close(&mut self);
}

/// Ids of entities by their order.
pub(crate) trait Numbers {
    /// How many there are.
    fn count(&self) -> usize;
    /// The place of an id.
    fn number_of(&self, id: &EntityId) -> Option<u32>;
}

impl Numbers for Vec<EntityId> {
    fn count(&self) -> usize {
        self.len()
    }

    fn number_of(&self, id: &EntityId) -> Option<u32> {
        self.binary_search(id).ok().map(small)
    }
}

/// See the module's page.
#[derive(Debug)]
pub(crate) struct Intake<I, S> {
    pub ids: I,
    pub store: S,
    pub traced: BTreeSet<u16>,
    pub beside: Beside,
    pub documents: Documents,
    /// Things of which something that a rule traces is said in somebody's words.
    pub voiced: BTreeSet<u32>,
    /// The properties that are read; nothing where all are.
    pub read: Option<BTreeSet<u16>>,
}

/// Properties of which some rule asks for the source.
pub(crate) fn traced(rules: &RuleSet) -> BTreeSet<u16> {
    let conds = rules.defs.iter().flat_map(|rule| &rule.body).map(|cond| &cond.kind);
    let traced = conds.filter_map(|cond| match cond {
        CondKind::Prop { property, take, .. } => plan::asked(take).map(|_| *property),
        _ => None,
    });
    traced.collect()
}

/// Properties of which some rule takes all values together.
pub(crate) fn taken_together(rules: &RuleSet) -> BTreeSet<u16> {
    let conds = rules.defs.iter().flat_map(|rule| &rule.body).map(|cond| &cond.kind);
    let together = conds.filter_map(|cond| match cond {
        CondKind::Prop { property, take: Take::All, .. } => Some(*property),
        _ => None,
    });
    together.collect()
}

impl<I: Numbers, S: Shelf> Intake<I, S> {
    /// For entities with these ids.
    pub fn new(ids: I, store: S, traced: BTreeSet<u16>, beside: Beside) -> Self {
        let (documents, voiced) = (Documents::default(), BTreeSet::new());
        let mut intake = Self { ids, store, traced, beside, documents, voiced, read: None };
        let mut next = small(intake.ids.count() + intake.beside.moments.len() + intake.members().count());
        for source in intake.beside.sources.iter() {
            intake.documents.enter(source, next);
            next += 1 + small(source.info.parts.len());
        }
        intake
    }

    /// Memberships of bodies and parties that are there.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        let is_known = |id: &EntityId| self.ids.number_of(id).is_some();
        self.beside.members.iter().filter(move |member| is_known(&member.forum) && is_known(&member.party))
    }

    /// Takes in what a reading gives.
    pub fn put<'a>(&mut self, claims: &'a Claims, read: impl FnOnce(&Reading<'a, '_>) -> Option<Thing<'a>>) {
        let names = RefCell::new(std::mem::take(self.store.names()));
        let number = |id: &EntityId| self.ids.number_of(id);
        let thing = read(&Reading {
            number: &number,
            claims,
            traced: &self.traced,
            read: self.read.as_ref(),
            names: &names,
            sources: &self.beside.sources,
            documents: &self.documents,
        });
        *self.store.names() = names.into_inner();
        if let Some(thing) = thing {
            self.store.put(thing);
        }
    }

    /// What a claim in nobody's words says of its source.
    pub fn telling(&mut self, claim: &Claim, grade: Grade) -> Option<Telling> {
        let (none, names) = (Claims::new(), RefCell::new(std::mem::take(self.store.names())));
        let reading = Reading {
            number: &|_| None,
            claims: &none,
            traced: &self.traced,
            read: None,
            names: &names,
            sources: &self.beside.sources,
            documents: &self.documents,
        };
        let telling = reading.telling(claim, grade, &|_| None, &|_| Vec::new());
        *self.store.names() = names.into_inner();
        telling
    }

    /// What stands beside the claims, as things; `entities` say what a mention is of.
    pub fn put_beside(&mut self, entities: Option<&Entities>) {
        let members: Vec<Member> = self.members().cloned().collect();
        // It is lent to itself: what is read of it looks at none of it.
        let (none, beside) = (Claims::new(), std::mem::take(&mut self.beside));
        for moment in &beside.moments {
            self.put(&none, |reading| Some(reading.moment(moment)));
        }
        for member in &members {
            let named = self.ids.number_of(&member.party).map(|at| self.store.name(at).to_string());
            self.put(&none, |reading| reading.member(member, named.unwrap_or_default()));
        }
        let controllers = self.store.parties(&controllers(&beside.sources));
        for source in beside.sources.iter() {
            let parts = source.info.parts.iter().map(|part| Credit { source, part: Some(part) });
            for (number, credit) in std::iter::once(source.whole()).chain(parts).enumerate() {
                self.put(&none, |reading| Some(reading.document(credit, number, &controllers)));
            }
        }
        for (number, search) in beside.searches.iter().enumerate() {
            self.put(&none, |reading| reading.search(number, search));
        }
        self.beside = beside;
        let voiced = self.store.voiced();
        self.voiced.extend(voiced.iter().map(|(place, _, _)| self.store.thing_at(*place)));
        let number = |id: &EntityId| self.ids.number_of(id);
        hear(voiced, entities, &number, &mut self.store, &self.traced, &self.beside.sources, &self.documents);
        self.store.close();
    }
}

/// Who is named as controlling a publisher, as names are compared.
pub(crate) fn controllers(sources: &[Source]) -> BTreeSet<String> {
    let own = sources.iter().filter_map(|source| source.info.controlled_by.as_deref());
    let of_parts = sources.iter().flat_map(|source| &source.info.parts).filter_map(|part| part.controlled_by.as_deref());
    own.chain(of_parts).map(folded).collect()
}

/// Notes what claims in somebody's words say of their sources, now that it is known who everybody is; `entities` say
/// what a mention is of.
pub(crate) fn hear<S: Shelf>(
    voiced: Vec<(S::Place, Arc<Claim>, Grade)>,
    entities: Option<&Entities>,
    number: &dyn Fn(&EntityId) -> Option<u32>,
    store: &mut S,
    traced: &BTreeSet<u16>,
    sources: &[Source],
    documents: &Documents,
) {
    let mentioned: BTreeSet<&MentionId> =
        voiced.iter().flat_map(|(_, claim, _)| &claim.attributed_to).filter_map(|voice| voice.mention.as_ref()).collect();
    if mentioned.is_empty() && voiced.is_empty() {
        return;
    }
    let mut by_mention: BTreeMap<&MentionId, u32> = BTreeMap::new();
    for entity in entities.into_iter().flat_map(Entities::values) {
        for mention in entity.mentions.iter().filter(|mention| mentioned.contains(mention)) {
            by_mention.extend(number(&entity.id).map(|number| (mention, number)));
        }
    }
    let thing = |mention: &MentionId| by_mention.get(mention).copied();
    let dates: BTreeMap<&MentionId, Vec<Edtf>> =
        by_mention.iter().map(|(mention, thing)| (*mention, store.public_dates(*thing))).collect();
    let public = |mention: &MentionId| dates.get(mention).cloned().unwrap_or_default();
    let names = RefCell::new(std::mem::take(store.names()));
    let none = Claims::new();
    let reading = Reading { number, claims: &none, traced, read: None, names: &names, sources, documents };
    let told: Vec<(S::Place, Option<Telling>)> =
        voiced.into_iter().map(|(fact, claim, grade)| (fact, reading.telling(&claim, grade, &thing, &public))).collect();
    *store.names() = names.into_inner();
    for (fact, telling) in told {
        telling.into_iter().for_each(|telling| store.tell(fact, telling));
    }
}
