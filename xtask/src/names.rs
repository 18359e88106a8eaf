//! The comparison of names: its data made anew from a well-kept package, its weights learnt anew, and both judged.
//!
//! The making itself is an example program of the crate `names`, which knows how names are cut and measured; here is where
//! things lie. The labelled pairs are not in the repository: only the weights are.

use crate::process;
use std::path::Path;

const PAIRS: &str = "../shared/data/names/dev.csv";
const DATA: &str = "crates/names/data";

/// How learning goes; `docs/design/names.md` says why.
const SETTINGS: [&str; 4] = ["--rounds", "400", "--least", "3"];

/// Writes the words and the table of people's names from the unpacked package `rigour`.
pub fn data(package: &Path) -> Result<(), String> {
    if !package.join("rigour/data/names").is_dir() {
        return Err(format!(
            "`{}` is no unpacked `rigour`: `pip download --no-deps rigour==1.8.2`, then unzip the wheel",
            package.display()
        ));
    }
    let words = dumped(package, "words")?;
    let file = process::root().join(DATA).join("words.txt");
    std::fs::write(&file, words).map_err(|error| format!("`{}`: {error}", file.display()))?;
    let groups = process::scratch("names-data")?.join("people.txt");
    std::fs::write(&groups, dumped(package, "people")?).map_err(|error| format!("`{}`: {error}", groups.display()))?;
    example(&["people", &groups.to_string_lossy(), &format!("{DATA}/people.bin")])
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
