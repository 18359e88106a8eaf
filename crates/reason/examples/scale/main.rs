//! Measures the engine on a made-up case of any size: `cargo run --release -p rollcall-reason --example scale --
//! PARTICIPATIONS`.
//!
//! Prints, as one JSON object a line: what the case holds, the seconds that taking it in and deriving everything
//! needed, what was derived, how large the engine and the process are. With `--facts` also how much was derived of
//! each fact; with `--drop` also how long it takes until a source is dropped, and taken up again. `--alone` derives
//! what follows and keeps nothing of how; `--runaway` adds a rule that pairs all parties and all engagements, and
//! says when it was stopped and how large the process had become by then.

mod made_up;

use made_up::{Made, MadeUp};
use rollcall_model::claim::{Anchor, Basis, Claim, State, Value};
use rollcall_model::date::Edtf;
use rollcall_model::entity::Entities;
use rollcall_model::id::{ClaimId, EntityId};
use rollcall_model::source::{Source, SourceInfo};
use rollcall_model::view::{Claims, Moment, StatedClaim};
use rollcall_reason::{AloneLoader, Beside, Facts, Limits, Loaded, Loader, RuleFile, RuleSet, standard_rules};
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
    let made = MadeUp::new(size);
    let standard = standard_rules();
    let mut files: Vec<RuleFile<'_>> = standard.iter().map(|(path, text)| RuleFile { path, text }).collect();
    if is_asked("--runaway") {
        files.push(RuleFile { path: "rules/own.rules", text: RUNAWAY });
    }
    let rules = RuleSet::parse(&files).unwrap_or_else(|problems| unreachable!("these rules hold: {problems:?}"));
    if is_asked("--alone") {
        return alone(&made, &rules);
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

/// Derives without keeping how.
#[expect(clippy::print_stdout, reason = "a measurement is for people")]
fn alone(made: &MadeUp, rules: &RuleSet) {
    let (sources, names) = (made.sources(), names(rules));
    let paths: Vec<&str> = sources.iter().map(String::as_str).collect();
    let mut loader = AloneLoader::new(rules, made.ids(), beside(&sources));
    for thing in made.things() {
        loader.entity(&thing.entity, &stated(&thing, &paths));
    }
    let (before, cpu_before, start) = (memory("VmRSS"), cpu(), now());
    let limits = Limits { rows: usize::MAX, steps: u64::MAX };
    let alone = loader.finish(&names, None, limits).unwrap_or_else(|problem| unreachable!("there are no limits: {problem}"));
    let size = alone.size();
    let line = serde_json::json!({
        "alone": true,
        "facts": size.facts,
        "derive_s": start.elapsed().as_secs_f64(),
        "derive_cpu_s": ((cpu() - cpu_before) * 100.0).round() / 100.0,
        "derived": size.derived,
        "ways": size.ways,
        "engine_mib": size.bytes >> 20,
        "store_rss_mib": before >> 10,
        "peak_rss_mib": memory("VmHWM") >> 10,
    });
    println!("{line}");
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
    Beside { sources, moments: moment.into_iter().collect(), ..Beside::default() }
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
            beside.sources.retain(|source| !is_gone || source.path != paths[gone]);
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
    let claim = |(id, at): &(ClaimId, usize)| {
        let mention = thing.entity.mentions[0].clone();
        let words = Value::Text(String::new());
        let mut claim =
            Claim::new(mention, thing.entity.kind, "name", words, anchor(sources[*at]), "made up", 1, Basis::Record);
        claim.id = id.clone();
        (id.clone(), StatedClaim { claim: Arc::new(claim), state: State::Proposed })
    };
    thing.told.iter().map(claim).collect()
}

/// Seconds that all threads worked, by the system's hundredths: on a machine that others use too, what a run costs.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u32 = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
    f64::from(ticks) / 100.0
}

/// KiB, as the system counts them.
fn memory(which: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(which));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or_default()
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
