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
mod ids;
mod memory;
mod packed;
mod sorted;

use crate::ast::{CondKind, RuleDef, Take, Term};
use crate::engine::Limits;
use crate::intake::{self, Beside, Intake, Numbers, controllers};
use crate::loaded::{Size, problem};
use crate::names::Code;
use crate::props::{self, DATES, WHEN};
use crate::rules::RuleSet;
use crate::store::{Grade, certainty};
use derive::Deriving;
use ids::Ids;
use packed::{Packed, Wanted};
use rollcall_model::entity::{Entities, Entity};
use rollcall_model::finding::Certainty;
use rollcall_model::id::{EntityId, FindingId};
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
        let mut wanted = wanted(rules, names, &beside);
        let members = beside.members.iter().filter_map(|member| ids.number(&member.party));
        wanted.members = members.collect();
        let traced = wanted.traced.clone();
        let parts: usize = beside.sources.iter().map(|source| 1 + source.info.parts.len()).sum();
        let things = ids.len() + beside.moments.len() + beside.members.len() + beside.searches.len() + parts;
        let read = read(&wanted);
        let mut intake = Intake::new(ids, Packed::new(things, wanted), traced, beside);
        intake.read = Some(read);
        Self { rules: rules.clone(), names: names.clone(), intake }
    }

    /// Takes in the next entity; `claims` are those that its values rest on.
    pub fn entity(&mut self, entity: &Entity, claims: &Claims) {
        self.intake.put(claims, |reading| Some(reading.thing(entity)));
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
        let Self { rules, names, intake: Intake { ids, mut store, beside, documents, .. } } = self;
        // No rule looks at these any more.
        drop((beside, documents));
        store.ids = ids;
        let mut deriving = Deriving::new(&rules, store, limits);
        let mut tell = |store: &Packed, rule: &RuleDef, row: &[Code], grade: Grade| each(Told { rule, row, grade, store });
        let done = deriving.derive(&rules.groups_for(&names), &names, &mut tell);
        done.map_err(|stopped| problem(&rules, &stopped))?;
        let (facts, derived, bytes) = (deriving.store.fact_count(), deriving.kept, deriving.most_bytes);
        Ok(Alone { size: Size { facts, derived, ways: 0, bytes, way_bytes: 0 }, facts: deriving.sizes })
    }
}

/// What some rules ask of a case.
fn wanted(rules: &RuleSet, names: &BTreeSet<String>, beside: &Beside) -> Wanted {
    let mut wanted = Wanted {
        traced: intake::traced(rules),
        together: intake::taken_together(rules),
        controllers: controllers(&beside.sources),
        named: vec![false; props::kinds().count()],
        ..Wanted::default()
    };
    let groups: BTreeSet<&String> = rules.groups_for(names).into_iter().flatten().collect();
    for (rule, types) in rules.defs.iter().zip(rules.types.iter()).filter(|(rule, _)| groups.contains(&rule.head.name)) {
        for cond in &rule.body {
            match &cond.kind {
                CondKind::Prop { property, subject, take, .. } => {
                    wanted.kept.insert(*property);
                    if let (Take::All, Term::Var(var)) = (take, subject) {
                        packed::named_by(types[*var].as_ref(), *property, &mut wanted.named);
                    }
                }
                CondKind::In { left: Term::Var(var), .. } => packed::named(types[*var].as_ref(), &mut wanted.named),
                _ => {}
            }
        }
    }
    // When a voice made something public is a part of what its claims say.
    wanted.kept.extend(props::number("publicDate").filter(|_| !wanted.traced.is_empty()));
    wanted
}

/// The properties that must be read for that.
fn read(wanted: &Wanted) -> BTreeSet<u16> {
    let mut read = wanted.kept.clone();
    if props::number(WHEN).is_some_and(|when| read.contains(&when)) {
        read.extend(DATES.iter().filter_map(|name| props::number(name)));
    }
    if !wanted.controllers.is_empty() {
        read.extend(["name", "alias"].into_iter().filter_map(props::number));
    }
    read
}
