//! Whether findings are what the rules and the claims give: a second, plain evaluation, and every proof taken step by step.
//!
//! The main function is [`check`]. It shares no code with the engine: it has its own view of the facts (`world`), its own
//! way to find what a rule allows (`solve`), derives all facts again and again until nothing changes (`evaluate`), and
//! follows each proof from its leaves up (`proof`): the leaves are claims that exist and say so, what is said to be absent
//! is looked for, what is counted is counted, each rule applies to what stands under it, and the sentence says what the
//! proof gives (`sentence`). [`derive`] gives the derived facts alone, for tests that hold an engine against it.
//!
//! Why a second evaluation and not only the proofs: an absence, a count and a certainty are about all that a case holds,
//! and a finding that is missing has no proof that could be looked at. It is written to be read, not to be fast: no plan,
//! no graph, no part of it is kept between two runs.

mod answer;
mod evaluate;
mod proof;
mod sentence;
mod solve;
mod world;

use crate::facts::Facts;
use crate::rules::RuleSet;
use evaluate::{Derived, evaluate};
use rollcall_model::finding::{Certainty, Finding};
use rollcall_model::id::FindingId;
use rollcall_model::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};
use world::{Value, World};

/// Values that may be looked at before the check is given up: ten times what a case of a million facts needs.
const STEPS: u64 = 20_000_000_000;

/// Everything that is wrong with some findings; `names` are the rules that were asked, and what they give and is not among
/// the findings is wrong as well. Each problem names its finding.
///
/// # Errors
/// Where the rules give too much to be checked.
pub fn check(
    rules: &RuleSet,
    names: &BTreeSet<String>,
    facts: &Facts<'_>,
    findings: &[&Finding],
) -> Result<Vec<Problem>, Problem> {
    let world = World::new(*facts);
    let derived = evaluate(rules, names, &world, STEPS)?;
    let checker = proof::Checker::new(rules, &world, &derived);
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for finding in findings {
        seen.insert(&finding.id);
        if let Err(what) = checker.finding(finding) {
            found.push(broken(finding, &what));
        }
    }
    for (id, (rule, _)) in expected(rules, names, &world, &derived) {
        if !seen.contains(&id) {
            found.push(
                Problem::new(id.to_string(), "missing-finding", format!("rule `{rule}` gives a finding that is not here"))
                    .hint("build the case again"),
            );
        }
    }
    Ok(found)
}

fn broken(finding: &Finding, what: &str) -> Problem {
    let place = format!("{} {}", finding.rule, finding.id);
    Problem::new(place, "broken-proof", what).hint("build the case again; if that changes nothing, tell who makes Rollcall")
}

/// All derived facts, as `name(value, value)` with ids in place of names, each with its certainty. The facts of rules that
/// say something are named `finding` and the rule's name.
///
/// # Errors
/// Where the rules give too much.
pub fn derive(
    rules: &RuleSet,
    names: &BTreeSet<String>,
    facts: &Facts<'_>,
) -> Result<BTreeMap<(String, Vec<String>), Certainty>, Problem> {
    let world = World::new(*facts);
    let derived = evaluate(rules, names, &world, STEPS)?;
    let mut out = BTreeMap::new();
    for (name, rows) in &derived {
        for (row, certainty) in rows.all() {
            out.insert((name.clone(), row.iter().map(|value| world.key(value)).collect()), certainty);
        }
    }
    Ok(out)
}

/// The findings that there must be: per id the rule and the certainty.
fn expected<'r>(
    rules: &'r RuleSet,
    names: &BTreeSet<String>,
    world: &World<'_>,
    derived: &Derived,
) -> BTreeMap<FindingId, (&'r str, Certainty)> {
    let mut out: BTreeMap<FindingId, (&str, Certainty)> = BTreeMap::new();
    for rule in rules.defs.iter().filter(|rule| rule.is_finding() && names.contains(&rule.name)) {
        for (row, certainty) in derived.get(&rule.head.name).into_iter().flat_map(evaluate::Rows::all) {
            let entry = out.entry(id(rule, row, world)).or_insert((&rule.name, certainty));
            entry.1 = entry.1.max(certainty);
        }
    }
    out
}

/// The id of a rule's finding about these values.
fn id(rule: &crate::ast::RuleDef, row: &[Value], world: &World<'_>) -> FindingId {
    let keys: Vec<String> = row.iter().take(rule.about).map(|value| world.key(value)).collect();
    let parts: Vec<&str> = std::iter::once(rule.name.as_str()).chain(keys.iter().map(String::as_str)).collect();
    FindingId::of(&parts)
}
