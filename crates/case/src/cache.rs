//! Results of stages, kept by the hash of what made them.
//!
//! The main type is [`Cache`]: `.rollcall/stages/STAGE/HASH.json`. A key is the hash of the stage's own code and data
//! (taken when the program was compiled, by this crate's `build.rs`) and of its inputs, so nobody bumps a version, and an
//! input that changed back finds its old result. Results are only ever added; the folder may be deleted.

use rollcall_archive::Disk;
use rollcall_model::id::sha256_hex;
use rollcall_model::problem::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Mutex;

include!(concat!(env!("OUT_DIR"), "/stages.rs"));

/// What a build did for one stage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StageReport {
    /// What ran anew: files, blocks, rules or pages by name, sorted.
    pub ran: BTreeSet<String>,
    /// How many there are in all.
    pub of: usize,
}

/// Results of stages. See the module's page.
#[derive(Debug)]
pub struct Cache<'disk> {
    folder: PathBuf,
    /// Where results are written; nothing is written without one.
    disk: Option<&'disk Disk>,
    reports: Mutex<BTreeMap<String, StageReport>>,
}

impl<'disk> Cache<'disk> {
    /// The cache in a case's `.rollcall/`. Without a disk results are used and none is added.
    pub fn new(folder: PathBuf, disk: Option<&'disk Disk>) -> Self {
        Self { folder, disk, reports: Mutex::default() }
    }

    /// The key of a stage's work on some inputs.
    pub fn key(stage: &str, inputs: &impl Serialize) -> String {
        let code = STAGES.iter().find(|(name, _)| *name == stage).map_or("", |(_, hash)| hash);
        let inputs = serde_json::to_vec(inputs).unwrap_or_default();
        sha256_hex(format!("{code}\n{}", sha256_hex(&inputs)).as_bytes())
    }

    /// The kept result for these inputs, or the one that `make` makes now.
    ///
    /// # Errors
    /// What `make` says, or that the result cannot be written.
    pub fn get<T: Serialize + DeserializeOwned>(
        &self,
        stage: &str,
        label: &str,
        inputs: &impl Serialize,
        make: impl FnOnce() -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let path = self.path(stage, inputs);
        // A result is kept with the hash of its bytes before it: one that was cut or flipped is made again.
        let kept = std::fs::read_to_string(&path).ok().and_then(|text| {
            let (hash, body) = text.split_once('\n')?;
            (sha256_hex(body.as_bytes()) == hash).then(|| serde_json::from_str(body).ok())?
        });
        self.count(stage, label, kept.is_none());
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let made = make()?;
        if let Some(disk) = self.disk {
            let body = serde_json::to_string(&made).map_err(|error| Problem::new(label, "internal", error.to_string()))?;
            disk.write(&path, format!("{}\n{body}", sha256_hex(body.as_bytes())).as_bytes())
                .map_err(|error| Problem::new(path.display().to_string(), "cannot-write", error.to_string()))?;
        }
        Ok(made)
    }

    /// Whether a result for these inputs is kept, right or not.
    pub fn has(&self, stage: &str, inputs: &impl Serialize) -> bool {
        self.path(stage, inputs).exists()
    }

    fn path(&self, stage: &str, inputs: &impl Serialize) -> PathBuf {
        self.folder.join(stage).join(format!("{}.json", Self::key(stage, inputs)))
    }

    /// Counts one piece of work.
    pub fn count(&self, stage: &str, label: &str, ran: bool) {
        if let Ok(mut reports) = self.reports.lock() {
            let report = reports.entry(stage.to_string()).or_default();
            report.of += 1;
            if ran {
                report.ran.insert(label.to_string());
            }
        }
    }

    /// What ran so far.
    pub fn reports(&self) -> BTreeMap<String, StageReport> {
        self.reports.lock().map(|reports| reports.clone()).unwrap_or_default()
    }
}

/// A hash of the code and data that a stage is made of, for those who keep results of their own.
pub fn stage_hash(stage: &str) -> &'static str {
    STAGES.iter().find(|(name, _)| *name == stage).map_or("", |(_, hash)| hash)
}
