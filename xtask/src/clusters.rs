//! The clusters of the bundled case, held against the hand-written list of what each place in its sources speaks of.
//!
//! The figures are those of `bench/clusters.py`; what they must reach stands at the head of that list.

use crate::checks::Outcome;
use crate::process;
use crate::setup::Demo;

/// Runs the script on the bundled case and prints its figures. One below what the list asks for fails.
pub fn run() -> Result<Outcome, String> {
    if !process::works(process::program("python3").arg("--version")) {
        return Ok(Outcome::Skipped("there is no `python3`".into()));
    }
    let case = Demo::made()?.case;
    let mut python = process::program("python3");
    python.current_dir(process::root()).env("PYTHONDONTWRITEBYTECODE", "1").arg("bench/clusters.py");
    process::run(python.arg(process::rollcall()?).arg(case)).map(|()| Outcome::Passed)
}
