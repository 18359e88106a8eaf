//! What follows from a case, without how it follows.
//!
//! The main type is [`AloneLoader`]: all findings that [`crate::Loaded`] would give, each as sure, in a small part of the
//! memory, for who asks what there is and shows no proofs. It has the rules, their plans and the join with the other
//! engine in common ([`crate::ground`]) and keeps everything otherwise: [`packed`] what is said, [`sorted`] what was derived,
//! for as long as a rule is left that asks for it ([`derive`]). It cannot follow a case that changes: a fact that loses a way
//! must know whether it has another.
//!
//! What is found is handed over one by one and not kept, so that who only counts it, or writes it down, needs no room for it.

mod bits;
mod derive;
mod direct;
mod ids;
mod lists;
mod memory;
mod packed;
mod runs;
mod sorted;
mod uses;
mod wanted;

pub use direct::{GivenClaim, GivenValue, Giving};
pub use ids::{Finder, IdsElsewhere};

use crate::ast::RuleDef;
use crate::engine::Limits;
use crate::intake::{Beside, Intake, Numbers};
use crate::loaded::{Size, problem};
use crate::names::Code;
use crate::rules::RuleSet;
use crate::store::{Grade, certainty};
use derive::Deriving;
use direct::Room;
use ids::Ids;
use packed::Packed;
use rollcall_model::claim::State;
use rollcall_model::entity::{Entities, Entity, EntityValue};
use rollcall_model::finding::Certainty;
use rollcall_model::id::{EntityId, FindingId};
use rollcall_model::ontology::Kind;
use rollcall_model::problem::Problem;
use rollcall_model::view::Claims;
use std::collections::BTreeSet;

impl Numbers for Ids {
    fn count(&self) -> usize {
        self.len()
    }

    fn number_of(&self, id: &EntityId) -> Option<u32> {
        self.number(id)
    }
}

/// A finding that is handed over. Several facts may tell of one finding: it is then handed over for each of them, and the
/// surest counts.
#[derive(Debug, Clone, Copy)]
pub struct Told<'t> {
    rule: &'t RuleDef,
    row: &'t [Code],
    grade: Grade,
    store: &'t Packed,
}

impl Told<'_> {
    /// The rule that found it.
    pub fn rule(&self) -> &str {
        &self.rule.name
    }

    /// How sure it is.
    pub fn certainty(&self) -> Certainty {
        certainty(self.grade).unwrap_or(Certainty::Possible)
    }

    /// Its id.
    pub fn id(&self) -> FindingId {
        let keys: Vec<String> = self.row.iter().take(self.rule.about).map(|code| self.store.key_of(*code)).collect();
        let mut parts = vec![self.rule.name.as_str()];
        parts.extend(keys.iter().map(String::as_str));
        FindingId::of(&parts)
    }
}

/// Takes a case in thing by thing, and says what follows. See the module's page.
#[derive(Debug)]
pub struct AloneLoader {
    rules: RuleSet,
    names: BTreeSet<String>,
    intake: Intake<Ids, Packed>,
    room: Room,
}

/// What was derived, by the name of the fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alone {
    /// How much, and how large that was.
    pub size: Size,
    /// How many facts of each name, in the order in which they were derived.
    pub facts: Vec<(String, usize)>,
}

impl AloneLoader {
    /// For what some rules find of the entities with these ids, which must be sorted; each is to be handed in, in this
    /// order. What no such rule asks for is not kept.
    pub fn new(rules: &RuleSet, names: &BTreeSet<String>, ids: impl IntoIterator<Item = EntityId>, beside: Beside) -> Self {
        let ids = ids.into_iter();
        let ids = Ids::new(ids.size_hint().0, ids);
        let mut wanted = wanted::wanted(rules, names, &beside);
        let members = beside.members.iter().filter_map(|member| ids.number(&member.party));
        wanted.members = members.collect();
        let traced = wanted.traced.clone();
        let parts: usize = beside.sources.iter().map(|source| 1 + source.info.parts.len()).sum();
        let things = ids.len() + beside.moments.len() + beside.members.len() + beside.searches.len() + parts;
        let read = wanted::read(&wanted);
        let mut intake = Intake::new(ids, Packed::new(things, wanted), traced, beside);
        intake.read = Some(read);
        Self { rules: rules.clone(), names: names.clone(), intake, room: Room::default() }
    }

    /// Leaves it to somebody else to know the ids once all things are in: only who asks for the id of a finding
    /// ([`Told::id`]) needs them then, and they are a fifth of all memory.
    #[must_use]
    pub fn with_ids(mut self, elsewhere: IdsElsewhere) -> Self {
        self.intake.ids.elsewhere = Some(elsewhere);
        self
    }

    /// Finds entities by their ids, in any thread. While one of these is there, the ids are kept.
    pub fn finder(&self) -> Finder {
        self.intake.ids.finder()
    }

    /// Takes in the next entity; `claims` are those that its values rest on.
    pub fn entity(&mut self, entity: &Entity, claims: &Claims) {
        self.thing(entity.kind, &entity.name, entity.state, |giving| {
            for (property, values) in &entity.properties {
                for value in values {
                    let given = match &value.value {
                        EntityValue::Entity { id, .. } => GivenValue::Link(id),
                        EntityValue::Text(text) => GivenValue::Text(text),
                    };
                    let claims = value.claims.iter().map(|id| match claims.get(id) {
                        Some(stated) => GivenClaim { claim: Some(&stated.claim), state: stated.state },
                        None => GivenClaim { claim: None, state: value.state },
                    });
                    giving.value(property, given, value.state, claims);
                }
            }
        });
    }

    /// Takes in the next thing, each of its values said by what is called with it; nothing is made that is not kept.
    pub fn thing(&mut self, kind: Kind, name: &str, state: State, give: impl FnOnce(&mut Giving<'_>)) {
        direct::take(&mut self.intake, &mut self.room, (kind, name, state), give);
    }

    /// Derives what the rules find, and hands over each finding. Whoever has the entities at hand gives them: only by them
    /// is it known in whose words claims are made.
    ///
    /// # Errors
    /// When a rule would go further than the limits allow; the problem names it. What was handed over until then is
    /// less than there is.
    pub fn finish(
        mut self,
        entities: Option<&Entities>,
        limits: Limits,
        mut each: impl FnMut(Told<'_>),
    ) -> Result<Alone, Problem> {
        self.intake.put_beside(entities);
        let Self { rules, names, intake: Intake { mut ids, mut store, beside, documents, .. }, room } = self;
        // No rule looks at these any more.
        drop((beside, documents, room));
        ids.leave();
        store.ids = ids;
        let mut deriving = Deriving::new(&rules, store, limits);
        let mut tell = |store: &Packed, rule: &RuleDef, row: &[Code], grade: Grade| each(Told { rule, row, grade, store });
        let done = deriving.derive(&rules.groups_for(&names), &names, &mut tell);
        done.map_err(|stopped| problem(&rules, &stopped))?;
        let (facts, derived, bytes) = (deriving.store.fact_count(), deriving.kept, deriving.most_bytes);
        Ok(Alone { size: Size { facts, derived, ways: 0, bytes, way_bytes: 0 }, facts: deriving.sizes })
    }
}
