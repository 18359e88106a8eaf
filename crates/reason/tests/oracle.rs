//! Random rules over random cases: the engine derives what the checker's plain evaluation derives, and every proof holds.

mod random;

use proptest::prelude::*;
use random::Program;
use rollcall_model::finding::Finding;
use rollcall_reason::{Limits, checker, findings};
use std::collections::BTreeSet;

/// What is wrong with what the engine finds for a seed; nothing where the language refuses the program.
fn wrong(seed: u64) -> Option<Vec<String>> {
    let program = Program::new(seed);
    let rules = program.rules().ok()?;
    let found = findings(&rules, &BTreeSet::new(), &program.facts(), Limits::default()).expect("within the limits");
    let names: BTreeSet<String> = rules.strata().into_iter().map(|stratum| stratum.rule).collect();
    let found: Vec<&Finding> = found.iter().collect();
    let problems = checker::check(&rules, &names, &program.facts(), &found).expect("within the limits");
    Some(problems.into_iter().map(|problem| format!("{}: {}", problem.place, problem.message)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_engine_gives_what_plain_evaluation_gives_and_proves_it(seed in 0u64..1 << 40) {
        if let Some(problems) = wrong(seed) {
            prop_assert!(problems.is_empty(), "{:#?}\n{}", problems, Program::new(seed).text);
        }
    }
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
        assert!(rows.get(certainty).is_some_and(|count| *count > 60), "{rows:?}");
    }
}
