//! Measures what a desk does for one act on a case of any size, without the server and without drawing the draft:
//! `cargo run --release -p rollcall-case --example desk -- CASE ROLLCALL`.
//!
//! `cargo xtask made-up CASE --participations N` makes a case for it; `ROLLCALL` is the program, which opens the files. A
//! case that was not built is read first, and nothing of its draft is drawn. Prints one JSON object a line: seconds on
//! the wall, seconds that all threads worked, and how large the process is. The acts: a line of the roll accepted and
//! rejected, everything that one source says of taking part rejected at once, both taken back, and the question what
//! would be without that source (with `--without`: of five sources, or of those whose paths follow). Every act but that
//! question writes to `decisions.jsonl`.

#[path = "../../../bench/process.rs"]
mod process;

use process::{cpu, memory};
use rollcall_archive::{Archive, Disk};
use rollcall_case::cache::Cache;
use rollcall_case::inputs::gather;
use rollcall_case::what_if::WhatIf;
use rollcall_case::{BuildOptions, Built, Case, DecideRequest, Effect, ExtractorCommand};
use rollcall_extract::parent::{Extractor, Options};
use rollcall_model::claim::State;
use rollcall_model::decision::Verb;
use rollcall_model::problem::Problem;
use rollcall_model::view::View;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

/// As the program's, which this stands for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Acts of one sort.
const ACTS: usize = 5;

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::print_stderr, reason = "a measurement is for people")]
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (Some(folder), Some(program)) = (args.first(), args.get(1)) else {
        eprintln!("desk CASE ROLLCALL [--without [PATH ..]]");
        return;
    };
    let without = args.iter().position(|arg| arg == "--without").map(|at| &args[at + 1..]);
    if let Err(problems) = measure(folder.as_ref(), program.as_ref(), without) {
        problems.iter().for_each(|problem| eprintln!("{problem}"));
    }
}

fn measure(folder: &Path, program: &Path, without: Option<&[String]>) -> Result<(), Vec<Problem>> {
    let case = Case::open(folder)?;
    if !case.build_dir().join("claims.json").exists() {
        timed("read", || read(&case, program))?;
    }
    let built = timed("load", || case.load())?.kept_open();
    let of = |built: &Built| {
        serde_json::json!({ "claims": built.private().claims().len(),
        "roll": built.private().roll().len(), "findings": built.private().findings().len() })
    };
    say(&of(&built));
    timed("engine", || built.get_ready()).map_err(|problem| vec![problem])?;
    timed("public", || built.public(&case.kept()).map(drop)).map_err(|problem| vec![problem])?;
    let rows: Vec<String> =
        built.private().roll().iter().filter(|row| row.state == State::Proposed).map(|row| row.id.to_string()).collect();
    let source = built.private().roll().first().and_then(|row| row.anchors.first()).map(|anchor| anchor.source.clone());
    let source = source.unwrap_or_default();
    let mut desk = Desk { case, built, lines: 0 };
    for at in 0..2 * ACTS {
        let verb = if at.is_multiple_of(2) { Verb::Accept } else { Verb::Reject };
        let Some(row) = rows.get(at * rows.len() / (2 * ACTS)) else { break };
        let line = desk.act(verb, DecideRequest { targets: vec![row.clone()], ..DecideRequest::default() })?;
        if at + 2 >= 2 * ACTS {
            desk.act(Verb::Undo, DecideRequest { targets: line, ..DecideRequest::default() })?;
        }
    }
    let all = DecideRequest { source: Some(source.clone()), kind: Some("Participation".into()), ..DecideRequest::default() };
    let lines = desk.act(Verb::Reject, all)?;
    desk.act(Verb::Undo, DecideRequest { targets: lines, ..DecideRequest::default() })?;
    if let Some(named) = without {
        let kept = desk.case.kept();
        let all: Vec<String> = desk.built.private().sources().iter().map(|source| source.path.clone()).collect();
        let five = || all.iter().step_by(all.len().div_ceil(ACTS).max(1)).cloned().collect();
        let asked_about: Vec<String> = if named.is_empty() { five() } else { named.to_vec() };
        for path in &asked_about {
            let asked = || desk.built.what_if(&BTreeSet::from([path.clone()]), None, &kept);
            let found = timed("without", asked).map_err(|problem| vec![problem])?;
            let WhatIf { fall, stay, new, followed, .. } = found;
            say(&serde_json::json!({ "source": path, "fall": fall.len(), "stay": stay.count(), "new": new.len(),
                "followed": followed }));
            timed("back", || desk.built.go_back()).map_err(|problem| vec![problem])?;
        }
    }
    Ok(())
}

/// Reads the files as a build does.
fn read(case: &Case, program: &Path) -> Result<(), Vec<Problem>> {
    let disk = Disk::new();
    let args = vec!["__extract".to_string()];
    let extractor = Extractor::new(program.to_path_buf(), args.clone(), Options::default());
    let options = BuildOptions {
        extractor: ExtractorCommand { program: program.to_path_buf(), args },
        threads: None,
        progress: &|_, _, _| (),
        problem: &|_| (),
        disk: Disk::new(),
    };
    let cache = Cache::new(case.stages_dir(), Some(&disk));
    let mut archive = Archive::open(case.root(), &disk).map_err(|error| error.problems())?;
    let gathered = gather(case, &mut archive, &extractor, &cache, &options)?;
    let own_fault = |error: &dyn std::fmt::Display| vec![Problem::new("desk", "internal", error.to_string())];
    let claims = serde_json::to_vec(&gathered).map_err(|error| own_fault(&error))?;
    disk.write(&case.build_dir().join("claims.json"), &claims).map_err(|error| own_fault(&error))
}

struct Desk {
    case: Case,
    built: Built,
    lines: usize,
}

impl Desk {
    /// Decides, works out what follows and what that changed, each of these timed; gives the lines.
    fn act(&mut self, verb: Verb, request: DecideRequest) -> Result<Vec<String>, Vec<Problem>> {
        self.lines += 1;
        let at = format!("2026-01-01T00:00:00.{:03}Z", self.lines);
        let why = Some("measuring".to_string());
        let request = DecideRequest { verb: Some(verb), by: "reviewer-1".into(), at, why, ..request };
        let name = |part: &str| format!("{} {part}", verb.as_str());
        let lines = timed(&name("written"), || self.case.decide(&self.built, &request))?;
        let after = timed(&name("followed"), || self.case.decided(&self.built))?;
        let effect = || Effect::between(&self.built, &after, &self.case.kept());
        let effect = timed(&name("effect"), effect).map_err(|problem| vec![problem])?;
        self.built = after;
        say(&serde_json::json!({ "lines": lines.len(), "new": effect.new.len(), "gone": effect.gone.len() }));
        Ok(lines.into_iter().map(|line| line.id.to_string()).collect())
    }
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (start, cpu_before) = (now(), cpu());
    let done = work();
    say(&serde_json::json!({
        "what": what,
        "s": (start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
        "cpu_s": ((cpu() - cpu_before) * 100.0).round() / 100.0,
        "rss_mib": memory("VmRSS") >> 10,
        "peak_mib": memory("VmHWM") >> 10,
    }));
    done
}

#[expect(clippy::print_stdout, reason = "a measurement is for people")]
fn say(line: &serde_json::Value) {
    println!("{line}");
}
