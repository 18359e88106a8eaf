//! Hashes the sources and data of every stage, so that a stage's kept results are used only by the code that made them.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// A stage and the folders, from the repository's root, that decide what it gives.
const STAGES: [(&str, &[&str]); 6] = [
    ("extract", &["crates/extract/src", "crates/model"]),
    ("read", &["crates/read/src", "crates/lexicon/src", "crates/names/src", "crates/model", "packs"]),
    ("resolve", &["crates/resolve/src", "crates/names/src", "crates/model"]),
    ("reason", &["crates/reason/src", "crates/model", "rules"]),
    ("publish", &["crates/publish/src", "crates/model", "web/dist"]),
    ("case", &["crates/case/src", "crates/model"]),
];

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script its folders through the environment")]
fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    let mut code = String::from("/// Each stage with the hash of what it is made of.\nconst STAGES: &[(&str, &str)] = &[\n");
    for (stage, folders) in STAGES {
        let mut files = Vec::new();
        for folder in folders {
            println!("cargo::rerun-if-changed={}", root.join(folder).display());
            list(&root.join(folder), &mut files);
        }
        files.sort();
        let mut hash = Sha256::new();
        for file in files {
            let name = file.strip_prefix(&root).expect("it lies under the root").to_string_lossy().replace('\\', "/");
            hash.update(name.as_bytes());
            hash.update([0]);
            hash.update(Sha256::digest(fs::read(&file).expect("it was listed")));
        }
        code += &format!("    ({stage:?}, {:?}),\n", data_encoding::HEXLOWER.encode(&hash.finalize()));
    }
    code += "];\n";
    fs::write(Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("stages.rs"), code)
        .expect("the out folder can be written");
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, files);
        } else if entry.file_name().to_string_lossy().starts_with('.') {
            // Editors' droppings are no part of a stage.
        } else {
            files.push(path);
        }
    }
}
