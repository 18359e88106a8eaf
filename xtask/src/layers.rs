//! Imports point only downwards.
//!
//! The rule is the table in `docs/ARCHITECTURE.md` and not a list here, so that what people read is what is checked: a
//! crate may import what its row allows, every crate that a row allows stands in a row above it, and every folder in
//! `crates/` has a row. Tests of a crate may import anything above it.

use std::collections::BTreeMap;
use std::path::Path;

/// One row of the table: a crate and what it may import.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    name: String,
    may: Vec<String>,
}

/// Checks the tree at `root`; an error lists every import that the table does not allow.
pub fn check(root: &Path) -> Result<(), String> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| format!("`{}`: {error}", path.display()));
    let rows = rows(&read(&root.join("docs/ARCHITECTURE.md"))?)?;
    let mut manifests = BTreeMap::new();
    let folder = root.join("crates");
    for entry in std::fs::read_dir(&folder).map_err(|error| format!("`{}`: {error}", folder.display()))? {
        let path = entry.map_err(|error| error.to_string())?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if path.join("Cargo.toml").is_file() {
            let text = read(&path.join("Cargo.toml"))?;
            let manifest = text.parse::<toml::Table>().map_err(|error| format!("`crates/{name}/Cargo.toml`: {error}"))?;
            manifests.insert(name.to_string(), manifest);
        }
    }
    let wrong = wrong(&rows, &manifests);
    if wrong.is_empty() {
        println!("{} crates import only what docs/ARCHITECTURE.md allows", manifests.len());
        return Ok(());
    }
    Err(format!("imports that docs/ARCHITECTURE.md does not allow:\n  {}", wrong.join("\n  ")))
}

/// The crate table: the one whose head says `crate` and ends with `may import`.
fn rows(document: &str) -> Result<Vec<Row>, String> {
    let mut rows: Vec<Row> = Vec::new();
    let lines = document.lines().skip_while(|line| !(line.starts_with("| crate") && line.ends_with("may import |")));
    for line in lines.skip(2).take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, _, may] = cells.as_slice() else {
            return Err(format!("a row of the crate table has not three cells: {line}"));
        };
        let may = match *may {
            "–" => Vec::new(),
            "all above" => rows.iter().map(|row| row.name.clone()).collect(),
            list => list.split(',').map(|name| name.trim().trim_matches('`').to_string()).collect(),
        };
        rows.push(Row { name: name.trim_matches('`').to_string(), may });
    }
    if rows.is_empty() { Err("`docs/ARCHITECTURE.md`: no crate table".into()) } else { Ok(rows) }
}

fn wrong(rows: &[Row], manifests: &BTreeMap<String, toml::Table>) -> Vec<String> {
    let place = |name: &str| rows.iter().position(|row| row.name == name);
    let mut wrong = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for name in row.may.iter().filter(|name| place(name).is_none_or(|above| above >= at)) {
            wrong.push(format!("the row of `{}` allows `{name}`, which stands in no row above it", row.name));
        }
        if !manifests.contains_key(&row.name) {
            wrong.push(format!("the table has `{}`, and there is no crate of that name", row.name));
        }
    }
    for (name, manifest) in manifests {
        let Some(at) = place(name) else {
            wrong.push(format!("`{name}` has no row in the table"));
            continue;
        };
        for (import, test_only) in imports(manifest) {
            let allowed =
                if test_only { place(&import).is_some_and(|above| above < at) } else { rows[at].may.contains(&import) };
            if !allowed {
                wrong.push(format!("`{name}` imports `{import}`{}", if test_only { " in its tests" } else { "" }));
            }
        }
    }
    wrong
}

/// Crates of this workspace that a manifest imports, by short name, and whether only tests do.
fn imports(manifest: &toml::Table) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let tables = targets.into_iter().flat_map(|targets| targets.values().filter_map(toml::Value::as_table));
    for table in tables.chain(std::iter::once(manifest)) {
        for (key, test_only) in [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)] {
            for (name, value) in table.get(key).and_then(toml::Value::as_table).into_iter().flatten() {
                // A renamed dependency says its own name in `package`.
                let package = value.get("package").and_then(toml::Value::as_str).unwrap_or(name);
                if let Some(short) = package.strip_prefix("rollcall-") {
                    found.push((short.to_string(), test_only));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "words\n\n| crate | one job | may import |\n| --- | --- | --- |\n| `model` | words | – |\n\
        | `read` | reads | `model` |\n| `case` | all | all above |\n\nmore words\n";

    fn found(manifests: &[(&str, &str)]) -> Vec<String> {
        let mut all: BTreeMap<String, toml::Table> =
            ["model", "read", "case"].into_iter().map(|name| (name.to_string(), toml::Table::new())).collect();
        for (name, text) in manifests {
            all.insert((*name).to_string(), text.parse().expect("the test's own manifest is TOML"));
        }
        wrong(&rows(TABLE).expect("the test's own table"), &all)
    }

    #[test]
    fn imports_downwards_are_allowed() {
        assert_eq!(
            found(&[
                ("read", "[dependencies]\nrollcall-model.workspace = true\nserde.workspace = true\n"),
                ("case", "[dependencies]\nrollcall-read.workspace = true\nrollcall-model.workspace = true\n"),
            ]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn an_import_upwards_is_found_wherever_it_hides() {
        for manifest in [
            "[dependencies]\nrollcall-case.workspace = true\n",
            "[build-dependencies]\nrollcall-case.workspace = true\n",
            "[dependencies]\nharmless = { package = \"rollcall-case\", path = \"../case\" }\n",
            "[target.'cfg(unix)'.dependencies]\nrollcall-case.workspace = true\n",
        ] {
            assert_eq!(found(&[("read", manifest)]), ["`read` imports `case`"], "{manifest}");
        }
        let tests = "[dev-dependencies]\nrollcall-case.workspace = true\n";
        assert_eq!(found(&[("read", tests)]), ["`read` imports `case` in its tests"]);
    }

    #[test]
    fn every_crate_has_a_row_and_every_row_a_crate() {
        assert_eq!(found(&[("stray", "")]), ["`stray` has no row in the table"]);
        let none = wrong(&rows(TABLE).expect("the test's own table"), &BTreeMap::new());
        assert_eq!(none.len(), 3);
    }

    #[test]
    fn a_row_cannot_allow_what_stands_below_it() {
        let table = TABLE.replace("| words | – |", "| words | `read` |");
        let wrong = wrong(&rows(&table).expect("the test's own table"), &BTreeMap::new());
        assert_eq!(wrong[0], "the row of `model` allows `read`, which stands in no row above it");
    }
}
