//! Random rules, run by Rollcall and by clingo, a solver of logic programs that knows nothing of Rollcall.

use crate::checks::Outcome;
use crate::process;
use std::path::{Path, PathBuf};

/// Programs that are run each time, and in the long suite.
const FEW: usize = 300;
const MANY: usize = 4000;

/// What `bench/clingo_check.py` leaves with where clingo is not here.
const ABSENT: i32 = 3;

/// Derives what random rules give and has clingo derive the same; nothing may differ.
pub fn run(full: bool) -> Result<Outcome, String> {
    let python = match python() {
        Ok(python) => python,
        Err(why) => return Ok(Outcome::Skipped(format!("clingo is not here ({why})"))),
    };
    let programs = if full { MANY } else { FEW };
    let mut write = process::cargo();
    write.args(["run", "--quiet", "--package", "rollcall-reason", "--example", "random_programs", "--"]);
    let words = process::capture(write.arg(programs.to_string()), &[0])?;
    let path = process::scratch("clingo")?.join("programs.jsonl");
    std::fs::write(&path, words).map_err(|error| format!("`{}`: {error}", path.display()))?;
    let mut check = process::program(python);
    check.env("PYTHONDONTWRITEBYTECODE", "1").arg(process::root().join("bench/clingo_check.py")).arg(&path);
    outcome(&process::capture(&mut check, &[0, 1, ABSENT])?)
}

/// A Python that has clingo: that of `.venv/`, or one of its own below `target/`, made and filled from PyPI where it is not there.
fn python() -> Result<PathBuf, String> {
    let has = |python: &Path| process::works(process::program(python).args(["-c", "import clingo"]));
    let own = process::root().join(".venv/bin/python");
    if own.is_file() && has(&own) {
        return Ok(own);
    }
    let folder = process::built()?.join("xtask-venv");
    let python = folder.join("bin/python");
    if has(&python) {
        return Ok(python);
    }
    process::run(process::program("python3").args(["-m", "venv"]).arg(&folder))?;
    process::run(process::program(&python).args(["-m", "pip", "install", "--quiet", "clingo"]))?;
    if has(&python) { Ok(python) } else { Err("it was installed and does not load".into()) }
}

/// What the script's words say.
fn outcome(words: &str) -> Result<Outcome, String> {
    if let Some(reason) = words.lines().find_map(|line| line.strip_prefix("skipped: ")) {
        return Ok(Outcome::Skipped(format!("clingo is not here ({reason})")));
    }
    let (faults, figures): (Vec<&str>, Vec<&str>) = words.lines().partition(|line| line.starts_with("  "));
    for line in &figures {
        println!("  {line}");
    }
    match (faults.is_empty(), figures.is_empty()) {
        (true, false) => Ok(Outcome::Passed),
        (true, true) => Err("nothing was compared".into()),
        (false, _) => Err(faults.join("\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_fails_and_a_missing_solver_does_not() {
        assert!(matches!(outcome("clingo 5.8.3: 300 programs; 0 differ\n"), Ok(Outcome::Passed)));
        assert!(matches!(outcome("skipped: no module\n"), Ok(Outcome::Skipped(reason)) if reason.contains("no module")));
        assert!(outcome("clingo 5.8.3: 1 differ\n  seed 3: p0 differs\n").is_err_and(|fault| fault.contains("seed 3")));
        assert!(outcome("").is_err());
    }
}
