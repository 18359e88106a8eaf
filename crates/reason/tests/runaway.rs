//! A rule that would run away is stopped at the limit and named, and nothing else is lost by it.

use rollcall_model::claim::State;
use rollcall_model::entity::{Entities, Entity, EntityValue, PropertyValue};
use rollcall_model::id::EntityId;
use rollcall_model::ontology::Kind;
use rollcall_model::view::Claims;
use rollcall_reason::{Facts, Limits, NO_SOURCES, RuleFile, RuleSet, findings_of};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const RULES: &str = "rule triples\nif   X is Person, country A\n     Y is Person, country A\n     Z is Person, country A\n\
    gives triple(X, Y, Z)\n\n# Says how many.\nrule many\nclass record\nif   X is Person\n     count of Z in triple(X, _, Z) as N\n\
    says en \"{X} stands beside {N}.\"\nabout X\n\n# Says who.\nrule who\nclass record\nif   X is Person, country zz\n\
    says en \"{X} is of a place.\"\nabout X\n";

/// Two thousand people of one country, and one of another: eight thousand million triples.
fn people() -> Entities {
    let kind = Kind::new("Person").expect("is a kind");
    let person = |at: usize| {
        let name = format!("Person {at}");
        let claim = rollcall_model::id::ClaimId::of(&[&name]);
        let country = if at == 0 { "zz" } else { "aa" };
        let value = PropertyValue { value: EntityValue::Text(country.into()), claims: vec![claim], state: State::Proposed };
        let properties = BTreeMap::from([("country".to_string(), vec![value])]);
        let id = EntityId::of(&[&name]);
        Entity { id, kind, name, properties, mentions: Vec::new(), joins: Vec::new(), state: State::Proposed }
    };
    (0..=2000).map(person).map(|entity| (entity.id.clone(), Arc::new(entity))).collect()
}

#[test]
fn a_cross_product_is_stopped_and_its_rule_and_join_are_named() {
    let rules =
        RuleSet::parse(&[RuleFile { path: "own.rules", text: RULES }]).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let entities = people();
    let claims = Claims::new();
    let facts =
        Facts { entities: &entities, claims: &claims, sources: &NO_SOURCES, moments: &[], members: &[], searches: &[] };
    let names = |name: &str| BTreeSet::from([name.to_string()]);
    for limits in [Limits { rows: 100_000, ..Limits::default() }, Limits { steps: 1_000_000, ..Limits::default() }] {
        let problem = findings_of(&rules, &names("many"), &facts, limits).expect_err("is too much");
        assert_eq!(problem.code, "rule-runs-away");
        assert!(problem.place.starts_with("own.rules:1"), "{problem:?}");
        assert!(problem.message.contains("`triples`"), "{problem:?}");
        let hint = problem.hint.expect("says what to do");
        assert!(hint.contains("Z is Person") || hint.contains("Y is Person") || hint.contains("country A"), "{hint}");
        // What does not rest on it is found as before, in the same limits.
        let found = findings_of(&rules, &names("who"), &facts, limits).expect("is little");
        assert_eq!(found.iter().map(|finding| finding.says.as_str()).collect::<Vec<_>>(), ["Person 0 is of a place."]);
    }
}
