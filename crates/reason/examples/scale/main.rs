//! Measures the engine on a made-up case of any size: `cargo run --release -p rollcall-reason --example scale -- PARTICIPATIONS`.
//!
//! Prints, as one JSON object a line: what the case holds, the seconds that taking it in and deriving everything needed, what was
//! derived, how large the engine and the process are. With `--facts` also how much was derived of each fact.

mod made_up;

use made_up::MadeUp;
use rollcall_model::claim::{Anchor, Basis, Claim, State, Value};
use rollcall_model::date::Edtf;
use rollcall_model::id::ClaimId;
use rollcall_model::source::{Source, SourceInfo};
use rollcall_model::view::{Moment, StatedClaim};
use rollcall_reason::{Beside, Limits, Loaded, Loader, RuleFile, RuleSet, standard_rules};
use std::collections::{BTreeMap, BTreeSet};
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
    let made = MadeUp::new(size);
    let standard = standard_rules();
    let files: Vec<RuleFile<'_>> = standard.iter().map(|(path, text)| RuleFile { path, text }).collect();
    let rules = RuleSet::parse(&files).unwrap_or_else(|problems| unreachable!("the standard rules hold: {problems:?}"));
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
    if args.iter().any(|arg| arg == "--facts") {
        for (name, rows, ways) in loaded.sizes() {
            println!("  {name}: {rows} facts, {ways} ways");
        }
    }
}

fn load(made: &MadeUp, rules: &RuleSet) -> Loader {
    let sources = made.sources();
    let mut loader = Loader::new(rules, made.ids(), beside(&sources));
    for thing in made.things() {
        let stated = |(id, at): &(ClaimId, usize)| {
            let mention = thing.entity.mentions[0].clone();
            let words = Value::Text(String::new());
            let mut claim =
                Claim::new(mention, thing.entity.kind, "name", words, anchor(&sources[*at]), "made up", 1, Basis::Record);
            claim.id = id.clone();
            (id.clone(), StatedClaim { claim: Arc::new(claim), state: State::Proposed })
        };
        let claims: BTreeMap<ClaimId, StatedClaim> = thing.told.iter().map(stated).collect();
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
    // Everything that ships, context rules and leads as well.
    let names: BTreeSet<String> = rules.strata().into_iter().map(|stratum| stratum.rule).collect();
    let limits = Limits { rows: usize::MAX, steps: u64::MAX };
    loader.finish(&names, None, limits).unwrap_or_else(|problem| unreachable!("there are no limits: {problem}"))
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
