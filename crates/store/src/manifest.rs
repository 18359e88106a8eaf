//! The SHA-256 of every file of an index, so that one flipped byte is found.

use crate::{StoreError, disk};
use rollcall_model::id::sha256_hex;
use rollcall_model::problem::Problem;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

pub(crate) const NAME: &str = "manifest.json";
pub(crate) const HINT: &str = "delete `.rollcall` and build again: nothing is lost";
const FORMAT: u32 = 1;

/// Hashes what is there and writes the manifest, last and by renaming: an index without one is not finished.
pub(crate) fn write(dir: &Path) -> Result<(), StoreError> {
    let text = json!({ "format": FORMAT, "files": hashes(dir)? }).to_string();
    let (new, path) = (dir.join("manifest.new"), dir.join(NAME));
    std::fs::write(&new, text).map_err(disk(&new))?;
    std::fs::rename(&new, &path).map_err(disk(&path))
}

/// What differs from the manifest, by file.
pub(crate) fn check(dir: &Path) -> Result<Vec<Problem>, StoreError> {
    let problem = |place: &str, what: &str| Problem::new(place, "index-damaged", what).hint(HINT);
    let read = std::fs::read_to_string(dir.join(NAME)).ok().and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let files = read.as_ref().filter(|value| value["format"] == FORMAT).and_then(|value| value["files"].as_object());
    let Some(files) = files else {
        return Ok(vec![problem(NAME, "the index is not finished, or its list of files is damaged")]);
    };
    let mut found = hashes(dir)?;
    let mut problems = Vec::new();
    for (name, hash) in files {
        match found.remove(name) {
            None => problems.push(problem(name, "the file is missing")),
            Some(now) if hash.as_str() != Some(&now) => problems.push(problem(name, "the file is not what was written")),
            Some(_) => {}
        }
    }
    problems.extend(found.keys().map(|name| problem(name, "the file does not belong to the index")));
    problems.sort();
    Ok(problems)
}

/// Every file but the manifest and the locks, by its path below the folder.
fn hashes(dir: &Path) -> Result<BTreeMap<String, String>, StoreError> {
    let mut hashes = BTreeMap::new();
    let mut folders = vec![(dir.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(disk(&folder))? {
            let entry = entry.map_err(disk(&folder))?;
            let path = entry.path();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if path.is_dir() {
                folders.push((path, format!("{name}/")));
            } else if name != NAME && name != "manifest.new" && !name.ends_with(".lock") {
                let bytes = std::fs::read(&path).map_err(disk(&path))?;
                hashes.insert(name, sha256_hex(&bytes));
            }
        }
    }
    Ok(hashes)
}
