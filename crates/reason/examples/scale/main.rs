//! Measures the engine on a made-up case of any size: `cargo run --release -p rollcall-reason --example scale --
//! PARTICIPATIONS`.
//!
//! Prints, as one JSON object a line: what the case holds, the seconds that taking it in and deriving everything
//! needed, what was derived, how large the engine and the process are. With `--facts` also how much was derived of
//! each fact; with `--drop` also how long it takes until a source is dropped, and taken up again. `--runaway` adds a rule that pairs all parties and all engagements, and
//! says when it was stopped and how large the process had become by then.
//!
//! What follows without how is measured in a process that holds nothing of the maker's: `--write FILE` writes the case
//! into a file, and `--alone FILE` in place of a size reads it line by line, derives and counts what is found.

mod flat;
mod made_up;
#[path = "../../../../bench/process.rs"]
mod process;

use flat::Flat;
use made_up::{Made, MadeUp};
use process::{cpu, memory};
use rollcall_model::claim::{Anchor, Basis, Claim, State, Value};
use rollcall_model::date::Edtf;
use rollcall_model::entity::Entities;
use rollcall_model::id::{ClaimId, EntityId, MentionId};
use rollcall_model::ontology::Kind;
use rollcall_model::source::{Source, SourceInfo};
use rollcall_model::view::{Claims, Moment, StatedClaim};
use rollcall_reason::{AloneLoader, Beside, Facts, IdsElsewhere, Limits, Loaded, Loader, RuleFile, RuleSet, standard_rules};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::print_stdout, reason = "a measurement is for people")]
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let size = args.first().and_then(|arg| arg.parse().ok()).unwrap_or(10_000);
    let is_asked = |flag: &str| args.iter().any(|arg| arg == flag);
    let made = (!is_asked("--alone")).then(|| MadeUp::new(size));
    let after = |flag: &str| args.iter().position(|arg| arg == flag).and_then(|at| args.get(at + 1));
    let standard = standard_rules();
    let mut files: Vec<RuleFile<'_>> = standard.iter().map(|(path, text)| RuleFile { path, text }).collect();
    if is_asked("--runaway") {
        files.push(RuleFile { path: "rules/own.rules", text: RUNAWAY });
    }
    let rules = RuleSet::parse(&files).unwrap_or_else(|problems| unreachable!("these rules hold: {problems:?}"));
    if let Some(path) = after("--alone") {
        return alone(path, &rules, is_asked("--facts"));
    }
    let Some(made) = made else {
        return;
    };
    if let Some(path) = after("--write") {
        return flat::write(&made, path).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    if is_asked("--runaway") {
        return run_away(&made, &rules);
    }
    let start = now();
    let loader = load(&made, &rules);
    let taken_in = start.elapsed();
    let cpu_before = cpu();
    let before = memory("VmRSS");
    let start = now();
    let loaded = derive(loader, &rules);
    let derived = start.elapsed();
    let cpu_derived = cpu() - cpu_before;
    let size_of = loaded.size();
    let line = serde_json::json!({
        "participations": size,
        "things": made.ids().len(),
        "facts": size_of.facts,
        "load_s": taken_in.as_secs_f64(),
        "derive_s": derived.as_secs_f64(),
        "derive_cpu_s": (cpu_derived * 100.0).round() / 100.0,
        "derived": size_of.derived,
        "ways": size_of.ways,
        "engine_mib": size_of.bytes >> 20,
        "ways_mib": size_of.way_bytes >> 20,
        "store_rss_mib": before >> 10,
        "peak_rss_mib": memory("VmHWM") >> 10,
    });
    println!("{line}");
    if is_asked("--drop") {
        drop_sources(&made, loaded);
        return;
    }
    if is_asked("--facts") {
        for (name, rows, ways) in loaded.sizes() {
            println!("  {name}: {rows} facts, {ways} ways");
        }
    }
}

/// A thousand million pairs where there are 20,000 parties and 50,000 engagements.
const RUNAWAY: &str = "rule pairs\nif   X is party\n     E is engagement\ngives pair(X, E)\n\nrule paired\nclass record\n\
    if   pair(X, E)\nsays en \"{X} and {E} are recorded.\"\nabout X E\n";

/// Derives without keeping how, from a file.
#[expect(clippy::print_stdout, reason = "a measurement is for people")]
fn alone(path: &str, rules: &RuleSet, facts: bool) {
    let (start, cpu_start) = (now(), cpu());
    let flat = Flat::open(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut loader = AloneLoader::new(rules, &names(rules), flat.ids(), beside(&flat.sources));
    let of_source = |source: &String| Arc::new(claim(source, MentionId::of(&[source])));
    flat.hand_in(&mut loader, &flat.sources.iter().map(of_source).collect::<Vec<Arc<Claim>>>());
    let loader = loader.with_ids(IdsElsewhere::new(move |at| flat.id(at)));
    let (loaded, cpu_loaded, before) = (start.elapsed(), cpu() - cpu_start, memory("VmRSS"));
    let (start, cpu_start, mut told) = (now(), cpu(), [0_usize; 3]);
    let limits = Limits { rows: usize::MAX, steps: u64::MAX };
    let found = loader.finish(None, limits, |found| told[found.certainty() as usize] += 1);
    let found = found.unwrap_or_else(|problem| unreachable!("there are no limits: {problem}"));
    let hundredths = |seconds: f64| (seconds * 100.0).round() / 100.0;
    let line = serde_json::json!({
        "alone": true,
        "facts": found.size.facts,
        "load_s": loaded.as_secs_f64(),
        "load_cpu_s": hundredths(cpu_loaded),
        "derive_s": start.elapsed().as_secs_f64(),
        "derive_cpu_s": hundredths(cpu() - cpu_start),
        "derived": found.size.derived,
        "possible_likely_certain": told,
        "engine_kib": found.size.bytes >> 10,
        "loaded_rss_kib": before,
        "peak_rss_kib": memory("VmHWM"),
    });
    println!("{line}");
    for (name, count) in found.facts.iter().filter(|_| facts) {
        println!("  {name}: {count} facts");
    }
}

/// Runs into the limits that a case has.
#[expect(clippy::print_stdout, reason = "a measurement is for people")]
fn run_away(made: &MadeUp, rules: &RuleSet) {
    let loader = load(made, rules);
    let (before, start) = (memory("VmRSS"), now());
    let stopped = loader.finish(&BTreeSet::from(["paired".to_string()]), None, Limits::default());
    let problem = stopped.map(|_| "nothing stopped it".to_string()).unwrap_or_else(|problem| problem.to_string());
    let line = serde_json::json!({
        "stopped": problem,
        "s": start.elapsed().as_secs_f64(),
        "store_rss_mib": before >> 10,
        "peak_rss_mib": memory("VmHWM") >> 10,
    });
    println!("{line}");
}

/// Everything that ships, context rules and leads as well.
fn names(rules: &RuleSet) -> BTreeSet<String> {
    rules.strata().into_iter().map(|stratum| stratum.rule).collect()
}

fn load(made: &MadeUp, rules: &RuleSet) -> Loader {
    let sources = made.sources();
    let paths: Vec<&str> = sources.iter().map(String::as_str).collect();
    let mut loader = Loader::new(rules, made.ids(), beside(&sources));
    for thing in made.things() {
        let claims = stated(&thing, &paths);
        loader.entity(&thing.entity, &claims);
    }
    loader
}

fn beside(paths: &[String]) -> Beside {
    let moment = Edtf::parse("2021-02-01").map(|date| Moment { id: "moment".into(), name: "the moment".into(), date });
    let mut sources: Vec<Source> = paths.iter().map(|path| source(path)).collect();
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    Beside { sources: Arc::new(sources), moments: moment.into_iter().collect(), ..Beside::default() }
}

fn source(path: &str) -> Source {
    Source {
        path: path.into(),
        sha256: String::new(),
        size: 1,
        media_type: "text/plain".into(),
        info: SourceInfo::default(),
        layer: None,
        not_read: None,
    }
}

fn derive(loader: Loader, rules: &RuleSet) -> Loaded {
    let limits = Limits { rows: usize::MAX, steps: u64::MAX };
    loader.finish(&names(rules), None, limits).unwrap_or_else(|problem| unreachable!("there are no limits: {problem}"))
}

/// Drops a source with all that it tells, and takes it up again: some of them, one after the other.
#[expect(clippy::print_stdout, reason = "a measurement is for people")]
fn drop_sources(made: &MadeUp, mut loaded: Loaded) {
    let start = now();
    loaded.get_ready();
    println!("{}", serde_json::json!({ "ready_s": start.elapsed().as_secs_f64() }));
    let paths = made.sources();
    let whole = beside(&paths);
    for gone in [0, 1, paths.len() / 2, paths.len() - 2] {
        let touched: Vec<Made> = made.things().filter(|thing| thing.told.iter().any(|(_, at)| *at == gone)).collect();
        let ids: BTreeSet<EntityId> = touched.iter().map(|thing| thing.entity.id.clone()).collect();
        let all: Vec<&str> = paths.iter().map(String::as_str).collect();
        for is_gone in [true, false] {
            let mut entities = Entities::new();
            let mut claims = Claims::new();
            for thing in &touched {
                let mut entity = thing.entity.clone();
                let stays = |id: &ClaimId| !is_gone || thing.told.iter().any(|(told, at)| told == id && *at != gone);
                for values in entity.properties.values_mut() {
                    values.retain(|value| value.claims.iter().all(&stays));
                }
                if entity.properties.values().any(|values| !values.is_empty()) {
                    claims.extend(stated(thing, &all).iter().map(|(id, stated)| (id.clone(), stated.clone())));
                    entities.insert(entity.id.clone(), Arc::new(entity));
                }
            }
            let mut beside = whole.clone();
            Arc::make_mut(&mut beside.sources).retain(|source| !is_gone || source.path != paths[gone]);
            let Beside { sources, moments, members, searches } = &beside;
            let facts = Facts { entities: &entities, claims: &claims, sources, moments, members, searches };
            let (start, cpu_before) = (now(), cpu());
            let changed = loaded.change(&facts, &ids);
            let (next, changes) = changed.unwrap_or_else(|problem| unreachable!("there are no limits: {problem}"));
            let line = serde_json::json!({
                "source": paths[gone],
                "dropped": is_gone,
                "entities": ids.len(),
                "fell": changes.fell.len(),
                "new": changes.new.len(),
                "anew": changes.anew,
                "s": start.elapsed().as_secs_f64(),
                "cpu_s": ((cpu() - cpu_before) * 100.0).round() / 100.0,
            });
            println!("{line}");
            loaded = next;
        }
    }
}

/// The claims of a thing.
fn stated(thing: &Made, sources: &[&str]) -> Claims {
    let stated = |(id, at): &(ClaimId, usize)| {
        let mut claim = claim(sources[*at], thing.entity.mentions[0].clone());
        claim.id = id.clone();
        (id.clone(), StatedClaim { claim: Arc::new(claim), state: State::Proposed })
    };
    thing.told.iter().map(stated).collect()
}

/// A claim of a source.
fn claim(source: &str, mention: MentionId) -> Claim {
    let kind = Kind::new("Participation").unwrap_or_else(|| unreachable!("the ontology has participations"));
    Claim::new(mention, kind, "name", Value::Text(String::new()), anchor(source), "made up", 1, Basis::Record)
}

fn anchor(source: &str) -> Anchor {
    Anchor {
        source: source.into(),
        sha256: String::new(),
        layer: String::new(),
        start: 0,
        end: 1,
        text: String::new(),
        row: None,
        column: None,
        page: None,
        rect: None,
        description: None,
    }
}
