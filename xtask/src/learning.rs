//! The reader's model: learnt anew from annotated documents, or judged on documents that it has not seen.
//!
//! Learning itself is an example program of the crate `read`, which knows features and weights; here is where the documents
//! lie and how the reading is scored. The documents are not in the repository: only the model is.

use crate::process;
use std::path::Path;

const DOCUMENTS: &str = "../shared/data/sfm";
const SCORER: &str = "../shared/tools/score_reading.py";
const MODEL: &str = "crates/read/src/model/english.bin";

/// Models that read the documents between them, each those that it has not seen.
const FOLDS: &str = "5";

/// Writes the model into the tree.
pub fn train() -> Result<(), String> {
    learn(&["--out", MODEL])
}

/// Reads each document by a model that has not seen it, and scores what all read as one file.
pub fn cross_validate() -> Result<(), String> {
    let read = process::scratch("read-cv")?.join("read.jsonl");
    let path = read.to_string_lossy();
    learn(&["--folds", FOLDS, "--out", &path])?;
    let mut score = process::program("python3");
    score.args([SCORER, "--predicted", &path, "--data", DOCUMENTS]);
    process::run(&mut score)
}

fn learn(options: &[&str]) -> Result<(), String> {
    if !process::root().join(Path::new(DOCUMENTS)).is_dir() {
        return Err(format!("`{DOCUMENTS}`: the annotated documents are not there"));
    }
    let mut cargo = process::cargo();
    cargo.args(["run", "--quiet", "-p", "rollcall-read", "--example", "train", "--", DOCUMENTS]).args(options);
    process::run(&mut cargo)
}
