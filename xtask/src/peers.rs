//! The export of FollowTheMoney, read with the tools that others read it with.

use crate::checks::Outcome;
use crate::process;
use crate::setup::Demo;
use std::path::PathBuf;

/// What `bench/ftm_check.py` leaves with where its packages are not here.
const ABSENT: i32 = 3;

/// A Python that may have followthemoney and nomenklatura: that of `.venv/`, else the system's.
fn python() -> PathBuf {
    let own = process::root().join(".venv/bin/python");
    if own.is_file() { own } else { "python3".into() }
}

/// Reads the exports of the bundled case and of a made-up one; no fault may be found.
pub fn run() -> Result<Outcome, String> {
    let case = Demo::made()?.case;
    let mut check = process::program(python());
    check.env("PYTHONDONTWRITEBYTECODE", "1").arg(process::root().join("bench/ftm_check.py"));
    check.arg("--rollcall").arg(process::rollcall()?).arg("--demo").arg(case);
    let words = process::capture(&mut check, &[0, 1, ABSENT])?;
    outcome(&words)
}

/// What the script's words say.
fn outcome(words: &str) -> Result<Outcome, String> {
    if let Some(reason) = words.lines().find_map(|line| line.strip_prefix("skipped: ")) {
        return Ok(Outcome::Skipped(format!("followthemoney and nomenklatura are not here ({reason})")));
    }
    let (faults, figures): (Vec<&str>, Vec<&str>) = words.lines().partition(|line| line.starts_with("  "));
    for line in figures {
        println!("  {line}");
    }
    if faults.is_empty() { Ok(Outcome::Passed) } else { Err(faults.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_fails_and_a_missing_package_does_not() {
        assert!(matches!(outcome("followthemoney 4\nbundled: 3 records\n"), Ok(Outcome::Passed)));
        assert!(matches!(outcome("skipped: no module\n"), Ok(Outcome::Skipped(reason)) if reason.contains("no module")));
        assert!(outcome("bundled: 3 records\n  x is flagged\n").is_err_and(|fault| fault.contains("flagged")));
    }
}
