//! An engine that stays in memory, with everything that follows from a case.
//!
//! The main type is [`Loaded`]. It owns what it needs of the case to say what follows and how; who wants sentences
//! and proofs hands the case in again, since their words are the case's.

use crate::ast::{CondKind, Take};
use crate::engine::{Engine, Limits, Stopped};
use crate::facts::{Documents, Facts, Member, Reading, Thing, folded};
use crate::find;
use crate::names::{Names, small};
use crate::plan;
use crate::props;
use crate::rules::RuleSet;
use crate::store::{Grade, Store, Telling, Version};
use crate::update::Last;
use rollcall_model::claim::Claim;
use rollcall_model::date::Edtf;
use rollcall_model::entity::{Entities, Entity};
use rollcall_model::finding::Finding;
use rollcall_model::id::{EntityId, MentionId};
use rollcall_model::problem::Problem;
use rollcall_model::source::{Credit, Source};
use rollcall_model::view::{Claims, Moment, Search};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// See the module's page.
#[derive(Debug)]
pub struct Loaded {
    pub(crate) rules: RuleSet,
    pub(crate) names: BTreeSet<String>,
    pub(crate) engine: Engine,
    pub(crate) limits: Limits,
    pub(crate) traced: BTreeSet<u16>,
    pub(crate) beside: Beside,
    pub(crate) documents: Documents,
    /// Things of which something that a rule traces is said in somebody's words.
    pub(crate) voiced: BTreeSet<u32>,
    /// What the last change did; nothing where everything was loaded anew.
    pub(crate) last: Option<Last>,
    /// How much there was when everything was loaded.
    pub(crate) weight: usize,
}

/// How large a loaded engine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Values of the case.
    pub facts: usize,
    /// Facts that follow.
    pub derived: usize,
    /// Ways in which they follow.
    pub ways: usize,
    /// Bytes of what follows, with its ways and indexes, about.
    pub bytes: usize,
    /// Bytes of that which the ways take.
    pub way_bytes: usize,
}

/// Takes a case in thing by thing, for one that is larger than memory holds as objects.
#[derive(Debug)]
pub struct Loader {
    rules: RuleSet,
    ids: Vec<EntityId>,
    traced: BTreeSet<u16>,
    store: Store,
    beside: Beside,
    documents: Documents,
    voiced: BTreeSet<u32>,
    /// Whether it is kept how facts follow.
    proofs: bool,
}

/// What a case has beside its claims.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beside {
    /// Sources, by path.
    pub sources: Vec<Source>,
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
            sources: facts.sources.to_vec(),
            moments: facts.moments.to_vec(),
            members: facts.members.to_vec(),
            searches: facts.searches.to_vec(),
        }
    }
}

impl Loader {
    /// For the entities with these ids, which must be sorted; each is to be handed in, in this order.
    pub fn new(rules: &RuleSet, ids: Vec<EntityId>, beside: Beside) -> Self {
        let conds = || rules.defs.iter().flat_map(|rule| &rule.body).map(|cond| &cond.kind);
        let traced = conds().filter_map(|cond| match cond {
            CondKind::Prop { property, take, .. } => plan::asked(take).map(|_| *property),
            _ => None,
        });
        let together = conds().filter_map(|cond| match cond {
            CondKind::Prop { property, take: Take::All, .. } => Some(*property),
            _ => None,
        });
        let store = Store::new(Names::default(), together.collect());
        let mut loader = Self {
            rules: rules.clone(),
            ids,
            traced: traced.collect(),
            store,
            beside,
            documents: Documents::default(),
            voiced: BTreeSet::new(),
            proofs: true,
        };
        // Things are numbered in the order in which they come, and claims name the documents, which come after the entities.
        let mut next = small(loader.ids.len() + loader.beside.moments.len() + loader.members().count());
        for source in &loader.beside.sources {
            loader.documents.enter(source, next);
            next += 1 + small(source.info.parts.len());
        }
        loader
    }

    /// The same, for what follows alone: how it follows is not kept.
    pub(crate) fn without_proofs(mut self) -> Self {
        self.proofs = false;
        self.store.keeps_claims = false;
        self
    }

    /// Memberships of bodies and parties that are there.
    fn members(&self) -> impl Iterator<Item = &Member> {
        let is_known = |id: &EntityId| self.ids.binary_search(id).is_ok();
        self.beside.members.iter().filter(move |member| is_known(&member.forum) && is_known(&member.party))
    }

    /// Takes in the next entity; `claims` are those that its values rest on.
    pub fn entity(&mut self, entity: &Entity, claims: &Claims) {
        self.put(claims, |reading| Some(reading.thing(entity)));
    }

    fn put<'a>(&mut self, claims: &'a Claims, read: impl FnOnce(&Reading<'a, '_>) -> Option<Thing<'a>>) {
        if let Some(thing) = self.read(claims, read) {
            self.store.put(thing);
        }
    }

    fn read<'a, T>(&mut self, claims: &'a Claims, read: impl FnOnce(&Reading<'a, '_>) -> T) -> T {
        let names = RefCell::new(std::mem::take(&mut self.store.names));
        let ids = &self.ids;
        let number = |id: &EntityId| ids.binary_search(id).ok().map(small);
        let (sources, documents) = (&self.beside.sources, &self.documents);
        let made = read(&Reading { number: &number, claims, traced: &self.traced, names: &names, sources, documents });
        self.store.names = names.into_inner();
        made
    }

    /// What stands beside the claims, as things; `entities` say what a mention is of.
    fn put_beside(&mut self, entities: Option<&Entities>) {
        let (none, beside) = (Claims::new(), self.beside.clone());
        let members: Vec<Member> = self.members().cloned().collect();
        for moment in &beside.moments {
            self.put(&none, |reading| Some(reading.moment(moment)));
        }
        for member in &members {
            let named = self.ids.binary_search(&member.party).map(|at| self.store.name(small(at)).to_string());
            self.put(&none, |reading| reading.member(member, named.unwrap_or_default()));
        }
        let controllers = self.store.parties(&controllers(&beside.sources));
        for source in &beside.sources {
            let parts = source.info.parts.iter().map(|part| Credit { source, part: Some(part) });
            for (number, credit) in std::iter::once(source.whole()).chain(parts).enumerate() {
                self.put(&none, |reading| Some(reading.document(credit, number, &controllers)));
            }
        }
        for (number, search) in beside.searches.iter().enumerate() {
            self.put(&none, |reading| reading.search(number, search));
        }
        self.hear(entities);
        let all = 0..small(self.store.len());
        self.store.put_together(all);
    }

    /// Notes what claims in somebody's words say of their sources, now that it is known who everybody is.
    fn hear(&mut self, entities: Option<&Entities>) {
        let voiced = self.store.voiced();
        self.voiced.extend(voiced.iter().map(|(fact, _, _)| self.store.fact_thing(*fact)));
        let ids = &self.ids;
        let number = |id: &EntityId| ids.binary_search(id).ok().map(small);
        hear(voiced, entities, &number, &mut self.store, &self.traced, &self.beside.sources, &self.documents);
    }

    /// Derives what some rules find in all that was taken in. Whoever has the entities at hand gives them: only by
    /// them is it known in whose words claims are made.
    ///
    /// # Errors
    /// When a rule would go further than the limits allow; the problem names it.
    pub fn finish(
        mut self,
        names: &BTreeSet<String>,
        entities: Option<&Entities>,
        limits: Limits,
    ) -> Result<Loaded, Problem> {
        self.put_beside(entities);
        let Self { rules, store, traced, beside, documents, voiced, proofs, .. } = self;
        let mut engine = Engine::new(&rules, store, limits);
        engine.keeps_ways = proofs;
        let needed: BTreeSet<&str> = names.iter().flat_map(|name| rules.needed(name)).collect();
        let groups: Vec<&Vec<String>> =
            rules.order.iter().filter(|group| group.iter().any(|name| needed.contains(name.as_str()))).collect();
        engine.derive(&groups).map_err(|stopped| problem(&rules, &stopped))?;
        let weight = engine.weight();
        Ok(Loaded { names: names.clone(), rules, engine, limits, traced, beside, documents, voiced, last: None, weight })
    }
}

impl Loaded {
    /// Derives what the rules with these names find, and what they need for that.
    ///
    /// # Errors
    /// When a rule would go further than the limits allow; the problem names it.
    pub fn new(rules: &RuleSet, names: &BTreeSet<String>, facts: &Facts<'_>, limits: Limits) -> Result<Self, Problem> {
        let exists = |entity: &&Entity| entity.state.exists();
        let entities: Vec<&Entity> = facts.entities.values().map(AsRef::as_ref).filter(exists).collect();
        let ids = entities.iter().map(|entity| entity.id.clone()).collect();
        let mut loader = Loader::new(rules, ids, Beside::of(facts));
        for entity in entities {
            loader.entity(entity, facts.claims);
        }
        loader.finish(names, Some(facts.entities), limits)
    }

    /// Whether it was loaded for just these rules and limits.
    pub(crate) fn is_of(&self, rules: &RuleSet, names: &BTreeSet<String>, limits: Limits) -> bool {
        self.names == *names && self.limits == limits && self.rules.is_same(rules)
    }

    /// What the rules found, with sentences and proofs; `facts` are those that were loaded.
    pub fn findings(&self, facts: &Facts<'_>) -> Vec<Finding> {
        find::told(&self.rules, &self.engine, &self.names, facts)
    }

    /// What was derived, and how.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// How much was derived, and how large that is.
    pub fn size(&self) -> Size {
        let (bytes, way_bytes) = self.engine.bytes();
        Size {
            facts: self.engine.store.fact_count(),
            derived: self.engine.relations.iter().map(crate::relation::Relation::len).sum(),
            ways: self.engine.relations.iter().map(crate::relation::Relation::way_count).sum(),
            bytes,
            way_bytes,
        }
    }

    /// Facts and ways by the name of the fact, for measuring.
    pub fn sizes(&self) -> Vec<(String, usize, usize)> {
        let of = |(name, fact): (&String, &u32)| {
            let relation = &self.engine.relations[*fact as usize];
            (name.clone(), relation.len(), relation.way_count())
        };
        self.engine.numbers.iter().map(of).collect()
    }
}

/// A rule that went too far, in words.
pub(crate) fn problem(rules: &RuleSet, stopped: &Stopped) -> Problem {
    let rule = &rules.defs[stopped.rule as usize];
    let file = &rules.files[rule.file];
    stopped.problem(rule, &file.path, &file.text)
}

/// Who is named as controlling a publisher, as names are compared.
pub(crate) fn controllers(sources: &[Source]) -> BTreeSet<String> {
    let own = sources.iter().filter_map(|source| source.info.controlled_by.as_deref());
    let of_parts = sources.iter().flat_map(|source| &source.info.parts).filter_map(|part| part.controlled_by.as_deref());
    own.chain(of_parts).map(folded).collect()
}

/// Facts with claims in somebody's words.
type Voiced = Vec<(u32, Arc<Claim>, Grade)>;

/// Notes what claims in somebody's words say of their sources; `entities` say what a mention is of.
pub(crate) fn hear(
    voiced: Voiced,
    entities: Option<&Entities>,
    number: &dyn Fn(&EntityId) -> Option<u32>,
    store: &mut Store,
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
    let mut dates: BTreeMap<&MentionId, Vec<Edtf>> = BTreeMap::new();
    for (mention, thing) in &by_mention {
        let facts = props::number("publicDate").map(|property| store.values(*thing, property, Version::Now));
        let own = facts.into_iter().flatten().filter_map(|fact| store.edtf(store.val(fact)).cloned());
        dates.insert(mention, own.collect());
    }
    let public = |mention: &MentionId| dates.get(mention).cloned().unwrap_or_default();
    let names = RefCell::new(std::mem::take(&mut store.names));
    let none = Claims::new();
    let reading = Reading { number, claims: &none, traced, names: &names, sources, documents };
    let told: Vec<(u32, Option<Telling>)> =
        voiced.into_iter().map(|(fact, claim, grade)| (fact, reading.telling(&claim, grade, &thing, &public))).collect();
    store.names = names.into_inner();
    for (fact, telling) in told {
        telling.into_iter().for_each(|telling| store.tell(fact, telling));
    }
}
