//! Every check of the project, in the order in which they run.
//!
//! The main type is [`Check`]. A check that fails does not stop the ones after it, except that nothing that needs the
//! binary runs after a build that failed: one run shows every fault.

use crate::budget::{self, Part};
use crate::needs::{self, Program};
use crate::process::{self, run as start};
use crate::setup::Demo;
use crate::{clingo, clusters, expected, glossary, layers, peers, reading, reports, scorers};
use std::time::{Duration, Instant};

/// What a check came to.
pub enum Outcome {
    /// It holds.
    Passed,
    /// It could not be asked here, for this reason.
    Skipped(String),
}

/// One check.
pub struct Check {
    /// Its name, for `--only` and the table.
    pub name: &'static str,
    /// What its seconds count against.
    part: Part,
    /// Programs that it starts beside cargo.
    needs: &'static [Program],
    /// Whether it can only be asked of a tree that builds.
    after_build: bool,
    run: fn(&Options) -> Result<Outcome, String>,
}

/// How the suite is run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Also the long suites.
    full: bool,
    /// Names of checks; empty for all.
    only: Vec<String>,
}

const fn check(
    name: &'static str,
    part: Part,
    needs: &'static [Program],
    run: fn(&Options) -> Result<Outcome, String>,
) -> Check {
    Check { name, part, needs, after_build: !matches!(part, Part::Build), run }
}

const SCRIPTS: &[Program] = &[needs::NODE, needs::NPM];
const PAGES: &[Program] = &[needs::NODE, needs::NPM, needs::CHROMIUM, needs::FIREFOX];

/// Every check, in order.
pub const CHECKS: &[Check] = &[
    check("format", Part::Build, &[], |_| passed(start(process::cargo().args(["fmt", "--all", "--check"])))),
    check("layers", Part::Build, &[], |_| passed(layers::check(&process::root()))),
    check("glossary", Part::Build, &[], |_| passed(glossary::check(&process::root()))),
    check("build", Part::Build, &[], |_| passed(process::build())),
    check("lints", Part::Build, &[], |_| {
        passed(start(process::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])))
    }),
    check("rust", Part::Rust, &[], |options| passed(tests(options, false))),
    check("doc", Part::Rust, &[], |_| passed(start(process::cargo().args(["test", "--workspace", "--doc"])))),
    check("cli", Part::Cli, &[], |options| passed(tests(options, true))),
    check("demo", Part::Cli, &[], |_| passed(Demo::make())),
    check("scripts", Part::Browser, SCRIPTS, |_| {
        passed(start(process::program("npm").current_dir(process::root().join("web")).args(["run", "check"])))
    }),
    check("pages", Part::Browser, PAGES, |options| passed(pages(options))),
    check("start", Part::Browser, PAGES, |_| passed(first_page())),
    check("desk", Part::Browser, PAGES, |_| passed(desk())),
    check("reports", Part::Peers, &[], |options| reports::run(options.full)),
    check("reading", Part::Peers, &[], |_| passed(reading::report(false))),
    check("findings", Part::Peers, &[], |_| passed(expected::report(false))),
    check("clusters", Part::Peers, &[needs::PYTHON], |_| clusters::run()),
    check("scores", Part::Peers, &[needs::PYTHON], |_| scorers::run()),
    check("rules", Part::Peers, &[needs::PYTHON], |options| clingo::run(options.full)),
    check("ftm", Part::Peers, &[needs::PYTHON], |options| {
        if options.full { peers::run() } else { Ok(Outcome::Skipped("it is part of --full".into())) }
    }),
];

fn passed(done: Result<(), String>) -> Result<Outcome, String> {
    done.map(|()| Outcome::Passed)
}

/// The tests of the command line, or all others. One selection of packages for both, so that neither builds anew.
fn tests(options: &Options, command_line: bool) -> Result<(), String> {
    let mut cargo = process::cargo();
    if options.full {
        cargo.env("PROPTEST_CASES", "4096");
    }
    if process::works(process::cargo().args(["nextest", "--version"])) {
        let which = if command_line { "package(rollcall-cli)" } else { "not package(rollcall-cli)" };
        cargo.args(["nextest", "run", "--workspace", "--no-fail-fast", "-E", which]);
        if options.full {
            cargo.args(["--run-ignored", "all"]);
        }
        return start(&mut cargo);
    }
    cargo.args(["test", "--no-fail-fast", "--all-targets"]);
    cargo.args(if command_line {
        &["--package", "rollcall-cli"][..]
    } else {
        &["--workspace", "--exclude", "rollcall-cli"]
    });
    if options.full {
        cargo.args(["--", "--include-ignored"]);
    }
    start(&mut cargo)
}

/// One page of each kind of the edition and, in two views, of the draft, which the same code draws; pictures are
/// compared with those kept. In the long suite every page is opened.
fn pages(options: &Options) -> Result<(), String> {
    if options.full { walk(&["--references", "--all"], &["--all"]) } else { walk(&["--references"], &["--brief"]) }
}

/// Takes the pictures that pages are compared with anew.
pub fn renew_pictures() -> Result<(), String> {
    needs::install(PAGES)?;
    walk(&["--renew"], &["--brief"])
}

/// Opens the pages of the demonstration.
fn walk(edition: &[&str], draft: &[&str]) -> Result<(), String> {
    let demo = Demo::made()?;
    let pictures = process::scratch("pictures")?;
    for (name, folder, options) in [("edition", &demo.edition, edition), ("draft", &demo.draft, draft)] {
        let mut npm = process::program("npm");
        npm.current_dir(process::root().join("web")).args(["run", "test:pages", "--"]).arg(folder).arg(pictures.join(name));
        start(npm.args(options))?;
    }
    Ok(())
}

/// The first page used as a new user would, in a real browser.
fn first_page() -> Result<(), String> {
    let mut npm = process::program("npm");
    npm.current_dir(process::root().join("web")).args(["run", "test:start", "--"]).arg(process::rollcall()?);
    start(npm.arg(process::scratch("pictures-start")?))
}

/// The desk used by key in a real browser, on the bundled case as if nobody had decided anything.
fn desk() -> Result<(), String> {
    let case = Demo::undecided()?;
    let mut npm = process::program("npm");
    npm.current_dir(process::root().join("web")).args(["run", "test:desk", "--"]).arg(process::rollcall()?);
    start(npm.arg(case).arg(process::scratch("pictures-desk")?))
}

impl Options {
    /// Reads the words after `cargo xtask test`.
    pub fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--full" => options.full = true,
                "--only" => {
                    let name = words.next().ok_or("`--only` needs the name of a check")?;
                    if !CHECKS.iter().any(|check| check.name == *name) {
                        let names: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
                        return Err(format!("there is no check `{name}`; there are {}", names.join(", ")));
                    }
                    options.only.push((*name).to_string());
                }
                other => return Err(format!("unknown option `{other}` of `cargo xtask test`")),
            }
        }
        Ok(options)
    }

    fn wants(&self, check: &Check) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == check.name)
    }
}

struct Row {
    name: &'static str,
    part: Part,
    took: Duration,
    result: Result<Outcome, String>,
}

/// Installs what the chosen checks need, runs them and prints what each came to.
pub fn run(options: &Options) -> Result<(), String> {
    let chosen: Vec<&Check> = CHECKS.iter().filter(|check| options.wants(check)).collect();
    let mut programs: Vec<Program> = Vec::new();
    for program in chosen.iter().flat_map(|check| check.needs) {
        // The scorers' programs are only needed where there is something to score.
        if !programs.contains(program) && (*program != needs::PYTHON || scorers::present()) {
            programs.push(*program);
        }
    }
    needs::install(&programs)?;
    let mut rows: Vec<Row> = Vec::new();
    for check in chosen {
        println!("\n=== {}", check.name);
        let began = Instant::now();
        let built = !rows.iter().any(|row| row.name == "build" && row.result.is_err());
        let result = if check.after_build && !built { Err("the build failed".into()) } else { (check.run)(options) };
        match &result {
            Ok(Outcome::Passed) => {}
            Ok(Outcome::Skipped(why)) => println!("skipped: {why}"),
            Err(why) => eprintln!("{} failed: {why}", check.name),
        }
        rows.push(Row { name: check.name, part: check.part, took: began.elapsed(), result });
    }
    close(&rows)
}

/// Prints the tables and the last line.
fn close(rows: &[Row]) -> Result<(), String> {
    println!("\n{:<16} {:>8}", "check", "seconds");
    for row in rows {
        let result = match &row.result {
            Ok(Outcome::Passed) => "passed".to_string(),
            Ok(Outcome::Skipped(why)) => format!("skipped: {why}"),
            Err(why) => format!("FAILED: {}", why.lines().next().unwrap_or_default()),
        };
        println!("{:<16} {:>8}  {result}", row.name, row.took.as_secs());
    }
    println!("\n{}", budget::table(|part| rows.iter().filter(|row| row.part == part).map(|row| row.took).sum()));
    let passed = rows.iter().filter(|row| matches!(row.result, Ok(Outcome::Passed))).count();
    let failed: Vec<&str> = rows.iter().filter(|row| row.result.is_err()).map(|row| row.name).collect();
    println!("checks: {passed} passed, {} failed, {} skipped", failed.len(), rows.len() - passed - failed.len());
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_closed_and_name_the_checks_there_are() {
        let options = Options::parse(&["--full", "--only", "layers", "--only", "cli"]);
        assert_eq!(options, Ok(Options { full: true, only: vec!["layers".into(), "cli".into()] }));
        assert!(Options::parse(&["--only", "nothing"]).is_err_and(|message| message.contains("layers")));
        assert!(Options::parse(&["--fast"]).is_err());
    }

    #[test]
    fn one_failure_fails_the_whole() {
        let row = |result| Row { name: "x", part: Part::Build, took: Duration::ZERO, result };
        assert!(close(&[row(Ok(Outcome::Passed)), row(Ok(Outcome::Skipped("absent".into())))]).is_ok());
        assert_eq!(close(&[row(Ok(Outcome::Passed)), row(Err("no".into()))]), Err("failed: x".into()));
    }
}
