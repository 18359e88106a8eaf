//! Measures facts that rest on each other when one thing that is said is taken back: `cargo run --release -p
//! rollcall-reason --example circles -- [EDGES]`.
//!
//! Prints a JSON object a line: for a ladder of bodies (each below one of ten, so that everything below everything is
//! derived), for chains of a thousand bodies below one that is named, and for a network of owners where most things
//! have two and some own those who own them, what was derived and how long that took; then for one edge after the
//! other, near the bottom, in the middle and at the top, how long it took until it was dropped and taken up again; last
//! what the whole network hangs on.

#[path = "../../../bench/process.rs"]
mod process;

use process::{cpu, memory};
use rollcall_model::claim::State;
use rollcall_model::entity::{Entities, Entity, EntityValue, PropertyValue};
use rollcall_model::id::{ClaimId, EntityId};
use rollcall_model::ontology::Kind;
use rollcall_model::view::Claims;
use rollcall_reason::{Facts, Limits, Loaded, NO_SOURCES, RuleFile, RuleSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

const LADDER: &str = r#"
rule above-directly
if   F is Forum, parent G
gives above(G, F)

rule above-by-steps
if   above(G, F)
     H is Forum, parent F
gives above(G, H)

rule said
class record
if   above(G, F)
     F country "ZZ"
says en "{F} is recorded under {G}."
about F G
"#;

const CHAINS: &str = r#"
rule named
if   F is Forum, country "AA"
gives under(F)

rule below
if   under(G)
     F is Forum, parent G
gives under(F)

rule said
class record
if   under(F)
     F country "ZZ"
says en "{F} is recorded under one that is named."
about F
"#;

const NETWORK: &str = r#"
rule named
if   X is Company, country "AA"
gives held(X)

rule owned
if   held(X)
     O is Ownership, owner X, asset Y
gives held(Y)

rule said
class record
if   held(X)
     X country "ZZ"
says en "{X} is recorded as held by one that is named."
about X
"#;

fn main() {
    let edges = std::env::args().nth(1).and_then(|arg| arg.parse().ok()).unwrap_or(200_000);
    let ladder = (0..edges).map(|at| body(at, at / 10, false));
    measure("ladder", LADDER, ladder.collect(), &[edges - 1, edges / 10 - 1, edges / 100, 15, 2].map(|at| format!("b{at}")));
    let chains = (0..edges).map(|at| body(at, if at % 1000 == 0 { at } else { at - 1 }, at % 1000 == 0));
    measure("chains", CHAINS, chains.collect(), &[edges - 1, edges - 500, edges - 1000].map(|at| format!("b{at}")));
    let companies = edges / 2;
    let owns = (0..edges).map(|at| ownership(at, companies));
    let companies = (0..companies).map(|at| company(at, at == 0));
    let dropped = [edges - 2, edges / 2, edges / 20, 2].map(|at| format!("o{at}"));
    let dropped: Vec<String> = dropped.into_iter().chain(["c0".into()]).collect();
    measure("network", NETWORK, companies.chain(owns).collect(), &dropped);
}

fn entity(name: String, kind: &str, values: &[(&str, EntityValue)]) -> Entity {
    let mut properties: BTreeMap<String, Vec<PropertyValue>> = BTreeMap::new();
    for (property, value) in values {
        let claims = vec![ClaimId::of(&[&name, property])];
        let value = PropertyValue { value: value.clone(), claims, state: State::Proposed };
        properties.entry((*property).into()).or_default().push(value);
    }
    let kind = Kind::new(kind).unwrap_or_else(|| panic!("{kind} is no kind"));
    let (id, mentions, joins) = (EntityId::of(&[&name]), Vec::new(), Vec::new());
    Entity { id, kind, name, properties, mentions, joins, state: State::Proposed }
}

fn link(name: String) -> EntityValue {
    EntityValue::Entity { id: EntityId::of(&[&name]), name }
}

fn country(named: bool) -> (&'static str, EntityValue) {
    ("country", EntityValue::Text(if named { "AA" } else { "BB" }.into()))
}

fn body(at: usize, parent: usize, named: bool) -> Entity {
    entity(format!("b{at}"), "Forum", &[("parent", link(format!("b{parent}"))), country(named)])
}

fn company(at: usize, named: bool) -> Entity {
    entity(format!("c{at}"), "Company", &[country(named)])
}

/// Two owners for each company, both from among those before it; every thousandth goes back up.
fn ownership(at: usize, companies: usize) -> Entity {
    let asset = at / 2;
    let back = 1 + at.wrapping_mul(2_654_435_761) % 5000;
    let owner = if at % 1000 == 999 { (asset + back).min(companies - 1) } else { asset.saturating_sub(back) };
    entity(format!("o{at}"), "Ownership", &[("owner", link(format!("c{owner}"))), ("asset", link(format!("c{asset}")))])
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::print_stdout, reason = "a measurement is for people")]
fn measure(case: &str, text: &str, all: Vec<Entity>, dropped: &[String]) {
    let rules = RuleSet::parse(&[RuleFile { path: "rules/own.rules", text }])
        .unwrap_or_else(|problems| unreachable!("these rules hold: {problems:?}"));
    let names = BTreeSet::from(["said".to_string()]);
    let mut entities: Entities = all.into_iter().map(|entity| (entity.id.clone(), Arc::new(entity))).collect();
    let claims = Claims::new();
    let limits = Limits { rows: usize::MAX, steps: u64::MAX };
    let (start, cpu_before) = (now(), cpu());
    let mut loaded = Loaded::new(&rules, &names, &facts(&entities, &claims), limits)
        .unwrap_or_else(|problem| unreachable!("there are no limits: {problem}"));
    let derived = start.elapsed();
    loaded.get_ready();
    let size = loaded.size();
    let line = serde_json::json!({
        "case": case, "things": entities.len(), "derived": size.derived, "ways": size.ways, "engine_mib": size.bytes >> 20,
        "load_and_derive_s": derived.as_secs_f64(), "cpu_s": hundredths(cpu() - cpu_before),
        "rss_mib": memory("VmRSS") >> 10,
    });
    println!("{line}");
    for name in dropped {
        let id = EntityId::of(&[name]);
        let whole = entities[&id].clone();
        let mut bare = (*whole).clone();
        bare.properties.retain(|property, values| property == "country" && values[0].value.words() == "BB");
        let mut times = Vec::new();
        for next in [Arc::new(bare), whole] {
            entities.insert(id.clone(), next);
            let (start, cpu_before) = (now(), cpu());
            let followed = loaded.change(&facts(&entities, &claims), &BTreeSet::from([id.clone()]));
            loaded = followed.unwrap_or_else(|problem| unreachable!("there are no limits: {problem}")).0;
            times.push((start.elapsed().as_secs_f64(), hundredths(cpu() - cpu_before), loaded.size().ways));
        }
        let [(dropped_s, dropped_cpu_s, left), (again_s, again_cpu_s, ways)] = times[..] else { continue };
        assert_eq!(ways, size.ways, "all ways are there again");
        let line = serde_json::json!({
            "edge": name, "ways_lost": size.ways - left, "dropped_s": dropped_s, "dropped_cpu_s": dropped_cpu_s,
            "again_s": again_s, "again_cpu_s": again_cpu_s,
        });
        println!("{line}");
    }
}

fn hundredths(seconds: f64) -> f64 {
    (seconds * 100.0).round() / 100.0
}

fn facts<'a>(entities: &'a Entities, claims: &'a Claims) -> Facts<'a> {
    Facts { entities, claims, sources: &NO_SOURCES, moments: &[], members: &[], searches: &[] }
}
