//! Reading all that was kept again, to find one flipped byte.

use crate::archive::{blob_path, layer_path, list, names_of};
use crate::disk::TEMPORARY;
use crate::hash::sha256_of;
use crate::log::{self, Entry};
use rollcall_model::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;

/// Checks the log, every kept file and every kept text of a case, and names what is wrong. Empty: all is as it was.
pub fn verify(case_root: &Path) -> Vec<Problem> {
    let log_path = case_root.join("archive/log.jsonl");
    let bytes = match fs::read(&log_path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let problem = Problem::new("archive/log.jsonl", "missing-log", format!("the log cannot be read: {error}"));
            return vec![problem.hint("build the case, or put the archive back from a copy")];
        }
    };
    let log = log::parse("archive/log.jsonl", &bytes);
    let whole = log.fault.is_none();
    let mut problems: Vec<Problem> = log.fault.into_iter().collect();
    if log.whole < bytes.len() && whole {
        let place = format!("archive/log.jsonl:{}", log.entries.len() + 1);
        problems.push(Problem::new(place, "broken-log", "the last line of the log is cut").hint("build the case again"));
    }

    let expected = expected(&log.entries);
    for (path, (hash, of)) in &expected {
        problems.extend(check(case_root, path, hash, &names_of(&log.entries, of)));
    }
    // With a broken log most of what is kept would look unknown: the one fault is enough then.
    if whole {
        problems.extend(unknown(case_root, &expected));
    }
    problems
}

/// For every kept path the hash that it must have, and the hash of the file that it belongs to.
fn expected(entries: &[Entry]) -> BTreeMap<String, (String, String)> {
    let mut expected = BTreeMap::new();
    for entry in entries {
        for hash in [Some(&entry.sha256), entry.sidecar_sha256.as_ref()].into_iter().flatten() {
            expected.insert(blob_path(hash), (hash.clone(), hash.clone()));
        }
        if let (Some(layer), Some(hash)) = (&entry.layer, &entry.layer_sha256) {
            expected.insert(layer_path(&entry.sha256, layer), (hash.clone(), entry.sha256.clone()));
        }
    }
    expected
}

fn check(case_root: &Path, path: &str, hash: &str, names: &[String]) -> Option<Problem> {
    let what = if path.starts_with("archive/layers/") { "the text kept of" } else { "the kept copy of" };
    let names = names.join("`, `");
    let problem = match File::open(case_root.join(path)).and_then(sha256_of) {
        Ok((found, _)) if found == hash => return None,
        Ok(_) => Problem::new(path, "changed-file", format!("{what} `{names}` is not what was kept: its hash differs")),
        Err(error) => Problem::new(path, "missing-file", format!("{what} `{names}` cannot be read: {error}")),
    };
    Some(problem.hint("put it back from a copy of the case"))
}

/// What is kept and stands in no line of the log.
fn unknown(case_root: &Path, expected: &BTreeMap<String, (String, String)>) -> Vec<Problem> {
    let known: BTreeSet<_> = expected.keys().map(|path| case_root.join(path)).collect();
    let mut problems = Vec::new();
    for folder in ["archive/blobs", "archive/layers"] {
        let inner = list(&case_root.join(folder)).unwrap_or_default();
        for file in inner.iter().flat_map(|inner| list(inner).unwrap_or_default()) {
            if known.contains(&file) || file.to_string_lossy().ends_with(TEMPORARY) {
                continue;
            }
            let place = file.strip_prefix(case_root).unwrap_or(&file).display().to_string();
            let problem = Problem::new(place, "unlogged-file", "this is kept, and the log does not name it");
            problems.push(problem.hint("build the case; if it is named again, the end of the log was lost"));
        }
    }
    problems
}
