//! Random rules over random cases: the engine derives what the checker's plain evaluation derives, and every proof holds.

mod random;

use proptest::prelude::*;
use random::Program;
use rollcall_model::claim::State;
use rollcall_model::entity::Entity;
use rollcall_model::finding::{Certainty, Finding};
use rollcall_model::id::{EntityId, FindingId};
use rollcall_model::view::{Claims, StatedClaim};
use rollcall_reason::{
    AloneLoader, Beside, Facts, Finder, GivenClaim, GivenValue, Giving, IdsElsewhere, Limits, RuleSet, TOGETHER, Told,
    checker, findings, standing,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is wrong with what the engine finds for a program; nothing where the language refuses it.
fn wrong(program: &Program) -> Option<Vec<String>> {
    let rules = program.rules().ok()?;
    let found = findings(&rules, &BTreeSet::new(), &program.facts(), Limits::default()).expect("within the limits");
    let names: BTreeSet<String> = rules.strata().into_iter().map(|stratum| stratum.rule).collect();
    let told: BTreeMap<FindingId, Certainty> = found.iter().map(|one| (one.id.clone(), one.certainty)).collect();
    for way in [Way::Entities, Way::Values] {
        let alone = alone(&rules, &names, program, way);
        if alone != told {
            return Some(vec![format!("where nobody asks how, {way:?}: {alone:?}, and else {told:?}")]);
        }
    }
    let found: Vec<&Finding> = found.iter().collect();
    let problems = checker::check(&rules, &names, &program.facts(), &found).expect("within the limits");
    Some(problems.into_iter().map(|problem| format!("{}: {}", problem.place, problem.message)).collect())
}

/// How a case is handed in where nobody asks how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Entities,
    /// Value by value, the last property first, with ids that are kept elsewhere.
    Values,
}

/// What is found where nobody asks how.
fn alone(rules: &RuleSet, names: &BTreeSet<String>, program: &Program, way: Way) -> BTreeMap<FindingId, Certainty> {
    let facts = program.facts();
    let there = || facts.entities.values().filter(|entity| entity.state.exists());
    let ids: Vec<EntityId> = there().map(|entity| entity.id.clone()).collect();
    let mut loader = AloneLoader::new(rules, names, ids.clone(), Beside::of(&facts));
    match way {
        Way::Entities => there().for_each(|entity| loader.entity(entity, facts.claims)),
        Way::Values => {
            let finder = loader.finder();
            there().for_each(|entity| {
                loader.thing(entity.kind, &entity.name, entity.state, |giving| {
                    by_value(entity, facts.claims, &finder, giving)
                });
            });
            loader = loader.with_ids(IdsElsewhere::new(move |at| ids.get(at).cloned()));
        }
    }
    let mut found: BTreeMap<FindingId, Certainty> = BTreeMap::new();
    let each = |told: Told<'_>| {
        let best = found.entry(told.id()).or_insert(told.certainty());
        *best = told.certainty().max(*best);
    };
    loader.finish(Some(facts.entities), Limits::default(), each).expect("within the limits");
    found
}

fn by_value(entity: &Entity, claims: &Claims, finder: &Finder, giving: &mut Giving<'_>) {
    for (property, value) in
        entity.properties.iter().rev().flat_map(|(property, values)| values.iter().map(move |one| (property, one)))
    {
        let given = value.value.entity().map_or(GivenValue::Text(value.value.words()), GivenValue::Link);
        let told: Vec<GivenClaim<'_>> = value
            .claims
            .iter()
            .map(|id| claims.get(id))
            .map(|stated| GivenClaim {
                claim: stated.map(|stated| &stated.claim),
                state: stated.map_or(value.state, |stated| stated.state),
            })
            .collect();
        let given = match given {
            GivenValue::Link(id) if told.len() > 1 => GivenValue::Place(finder.place(id)),
            given => given,
        };
        giving.value(property, given, value.state, told);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_engine_gives_what_plain_evaluation_gives_and_proves_it(seed in 0u64..1 << 40) {
        let program = Program::new(seed);
        if let Some(problems) = wrong(&program) {
            prop_assert!(problems.is_empty(), "{:#?}\n{}", problems, program.text);
        }
    }
}

/// Where a count names no more than some places of what it counts, each of these has several rows, and one is surer
/// than another.
#[test]
fn what_is_counted_is_as_sure_as_its_surest_row() {
    assert_eq!(wrong(&Program::of(331_889_196_839, false)), Some(Vec::new()));
}

/// Of two sources that do not say so each is told apart, and no two proofs are alike.
#[test]
fn what_one_source_does_not_say_is_told_with_the_source() {
    assert_eq!(wrong(&Program::of(302_046_944_635, false)), Some(Vec::new()));
}

/// A generator whose programs are refused, or derive nothing, would check nothing.
#[test]
fn random_programs_run_and_derive_facts_of_every_certainty() {
    let (mut ran, mut rows) = (0, std::collections::BTreeMap::new());
    for seed in 0..60 {
        let program = Program::new(seed);
        let Ok(rules) = program.rules() else { continue };
        ran += 1;
        let listed = program.json["rules"].as_array().map_or(0, Vec::len);
        let shown = program.json["facts"].as_array().map_or(0, Vec::len);
        assert_eq!(rules.rules().len(), listed + shown, "as many rules in both forms");
        for certainty in program.derived(&rules).into_values() {
            *rows.entry(certainty).or_insert(0) += 1;
        }
    }
    assert!(ran > 30, "{ran} of 60 programs run");
    for certainty in ["certain", "likely", "possible"] {
        assert!(rows.get(certainty).is_some_and(|count| *count > 20), "{rows:?}");
    }
}

/// The findings of a program without some sources: claims of theirs are not there, nor is what nobody else tells of.
fn without(program: &Program, rules: &RuleSet, gone: &BTreeSet<String>) -> BTreeSet<String> {
    let is_left = |stated: &StatedClaim| !gone.contains(&stated.claim.anchor.source);
    let claims = program.claims.iter().map(|(id, stated)| {
        let state = if is_left(stated) { stated.state } else { State::Rejected };
        (id.clone(), StatedClaim { claim: stated.claim.clone(), state })
    });
    let claims: Claims = claims.collect();
    let told = |entity: &Entity| {
        let ids: Vec<_> = entity.properties.values().flatten().flat_map(|value| &value.claims).collect();
        ids.is_empty() || ids.iter().any(|id| program.claims.get(*id).is_none_or(is_left))
    };
    let entities = program.entities.iter().filter(|(_, entity)| told(entity));
    let entities = entities.map(|(id, entity)| (id.clone(), entity.clone())).collect();
    let sources = program.sources.iter().filter(|source| !gone.contains(&source.path)).cloned().collect();
    let facts = Facts { entities: &entities, claims: &claims, sources: &Arc::new(sources), ..program.facts() };
    let found = findings(rules, &BTreeSet::new(), &facts, Limits::default()).expect("within the limits");
    found.into_iter().map(|finding| finding.id.to_string()).collect()
}

/// All sets of at most three of four sources.
fn sets(program: &Program) -> Vec<BTreeSet<String>> {
    let of = |bits: usize| {
        let own = program.sources.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
        own.map(|(_, source)| source.path.clone()).collect::<BTreeSet<String>>()
    };
    (1..1 << program.sources.len()).map(of).filter(|set| set.len() <= TOGETHER).collect()
}

/// Holds the sets that are named for the findings of a seed against trying all sets out. Gives of how many findings all were
/// named, and of how many not.
fn falls_without_just_the_named(program: &Program) -> Result<[usize; 2], TestCaseError> {
    let mut counts = [0; 2];
    let Ok(rules) = program.rules() else { return Ok(counts) };
    let found = findings(&rules, &BTreeSet::new(), &program.facts(), Limits::default()).expect("within the limits");
    let left: Vec<(BTreeSet<String>, BTreeSet<String>)> =
        sets(program).into_iter().map(|set| (set.clone(), without(program, &rules, &set))).collect();
    for finding in found.iter().take(12) {
        let standing = standing(&rules, &program.facts(), Limits::default(), finding).expect("within the limits");
        let standing = standing.expect("the rules give it");
        let falls: Vec<&BTreeSet<String>> =
            left.iter().filter(|(_, ids)| !ids.contains(finding.id.as_str())).map(|(set, _)| set).collect();
        let least = falls.iter().filter(|set| !falls.iter().any(|other| other != *set && other.is_subset(set)));
        let least: BTreeSet<Vec<String>> = least.map(|set| set.iter().cloned().collect()).collect();
        let named: BTreeSet<Vec<String>> = standing.falls_without.iter().cloned().collect();
        for set in &named {
            let set: BTreeSet<String> = set.iter().cloned().collect();
            prop_assert!(falls.contains(&&set), "{} stands without {:?}\n{}", finding.says, set, program.text);
        }
        counts[usize::from(!standing.is_complete)] += 1;
        if standing.is_complete {
            prop_assert_eq!(&named, &least, "{}\n{}", finding.says, program.text);
        }
    }
    Ok(counts)
}

#[test]
fn all_sets_are_named_of_every_finding_of_a_small_case() {
    let mut counts = [0; 2];
    for seed in 0..40 {
        let found = falls_without_just_the_named(&Program::new(seed)).unwrap_or_else(|error| panic!("{seed}: {error}"));
        counts = [counts[0] + found[0], counts[1] + found[1]];
    }
    assert!(counts[0] > 100 && counts[1] == 0, "{counts:?}");
}

/// Several sources give one value, and any of them is enough for a finding of who says it; and what this once got wrong.
#[test]
fn a_finding_does_not_fall_without_sources_that_it_does_not_need() {
    for seed in [741_107_717_101, 557_223_280_324] {
        falls_without_just_the_named(&Program::of(seed, false)).unwrap_or_else(|error| panic!("{seed}: {error}"));
    }
}

/// One source calls a thing likely and another called it sure, which was rejected: without the first, what a rule denies is sure.
#[test]
fn a_finding_falls_without_a_source_that_alone_makes_something_less_sure() {
    let program = Program::new(733_680_513_403);
    falls_without_just_the_named(&program).unwrap_or_else(|error| panic!("{error}"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_finding_falls_without_just_the_sets_that_are_named(seed in 0u64..1 << 40) {
        falls_without_just_the_named(&Program::new(seed))?;
    }
}
