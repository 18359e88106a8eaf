//! The bundled case, built and published once for the checks that look at pages.

use crate::process;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether it was made since this program began.
static MADE: AtomicBool = AtomicBool::new(false);

/// The folders that a demonstration leaves.
#[derive(Debug, Clone)]
pub struct Demo {
    /// The case itself.
    pub case: PathBuf,
    /// Pages of the private draft.
    pub draft: PathBuf,
    /// Pages of the edition.
    pub edition: PathBuf,
}

impl Demo {
    fn at(folder: &std::path::Path) -> Self {
        let case = folder.join("case");
        Self { draft: case.join(".rollcall/build/draft"), case, edition: folder.join("edition") }
    }

    /// Builds the bundled case in a new folder, publishes it and verifies both.
    pub fn make() -> Result<(), String> {
        let rollcall = process::rollcall()?;
        let folder = process::scratch("demo")?;
        let (case, demo) = (folder.join("case"), Self::at(&folder));
        process::run(process::program(&rollcall).args(["demo", "--no-serve"]).arg(&case))?;
        process::run(process::program(&rollcall).arg("publish").arg(&case).arg("--out").arg(&demo.edition))?;
        process::run(process::program(&rollcall).arg("verify").arg(&case))?;
        process::run(process::program(&rollcall).arg("verify").arg(&demo.edition))?;
        MADE.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// The bundled case on which nobody has decided, built in a new folder.
    pub fn undecided() -> Result<PathBuf, String> {
        let rollcall = process::rollcall()?;
        let case = process::scratch("undecided")?.join("case");
        process::run(process::program(&rollcall).args(["demo", "--no-serve"]).arg(&case))?;
        let decisions = case.join("decisions.jsonl");
        std::fs::write(&decisions, "").map_err(|error| format!("`{}`: {error}", decisions.display()))?;
        process::run(process::program(&rollcall).arg("build").arg(&case))?;
        Ok(case)
    }

    /// The folders of a demonstration made in this run.
    pub fn made() -> Result<Self, String> {
        if !MADE.load(Ordering::Relaxed) {
            Self::make()?;
        }
        Ok(Self::at(&process::built()?.join("xtask-scratch/demo")))
    }
}
