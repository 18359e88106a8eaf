//! The table of kinds in `docs/GLOSSARY.md`, made from `crates/model/ontology.toml`.
//!
//! Only the part between the two marks is made; the rest of the page is written by people.

use std::fmt::Write as _;
use std::path::Path;

const PAGE: &str = "docs/GLOSSARY.md";
const DATA: &str = "crates/model/ontology.toml";
const BEGIN: &str = "<!-- kinds: made by `cargo xtask glossary`, do not edit -->\n";
const END: &str = "<!-- end of kinds -->\n";

/// Writes the table into the page.
pub fn write(root: &Path) -> Result<(), String> {
    let (_, page) = both(root)?;
    std::fs::write(root.join(PAGE), page).map_err(|error| format!("`{PAGE}`: {error}"))
}

/// Compares the page with what the ontology makes.
pub fn check(root: &Path) -> Result<(), String> {
    let (now, wanted) = both(root)?;
    if now == wanted {
        println!("{PAGE} has every kind of the ontology");
        return Ok(());
    }
    Err(format!("`{PAGE}` is not what `{DATA}` makes; run `cargo xtask glossary`"))
}

fn both(root: &Path) -> Result<(String, String), String> {
    let read = |path: &str| std::fs::read_to_string(root.join(path)).map_err(|error| format!("`{path}`: {error}"));
    let (page, data) = (read(PAGE)?, read(DATA)?);
    let ontology = data.parse::<toml::Table>().map_err(|error| format!("`{DATA}`: {error}"))?;
    let wanted = replaced(&page, &kinds(&ontology)?)?;
    Ok((page, wanted))
}

fn replaced(page: &str, table: &str) -> Result<String, String> {
    let inside = page.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = inside.ok_or_else(|| format!("`{PAGE}`: the marks around the table of kinds are not there"))?;
    Ok(format!("{before}{BEGIN}{table}{END}{after}"))
}

fn kinds(ontology: &toml::Table) -> Result<String, String> {
    let kinds = ontology.get("kind").and_then(toml::Value::as_table).ok_or_else(|| format!("`{DATA}`: no kinds"))?;
    let mut text = String::new();
    for (class, title) in [
        ("party", "Who takes part"),
        ("engagement", "What they take part in"),
        ("link", "How two stand to each other"),
        ("other", "Everything else"),
    ] {
        let _ = write!(
            text,
            "\n**{title}**\n\n| plain word | kind in data | FollowTheMoney | two are one when these agree |\n| --- | --- | --- | --- |\n"
        );
        let of = |info: &toml::Value, key: &str| info.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_string();
        for (name, info) in kinds.iter().filter(|(_, info)| of(info, "class") == class) {
            let key = info.get("key").and_then(toml::Value::as_array).into_iter().flatten();
            let key: Vec<&str> = key.filter_map(toml::Value::as_str).collect();
            let _ = writeln!(text, "| {} | `{name}` | `{}` | {} |", of(info, "plain"), of(info, "ftm"), key.join(", "));
        }
    }
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_marks_changes() {
        let page = format!("before\n{BEGIN}old\n{END}after\n");
        assert_eq!(replaced(&page, "new\n"), Ok(format!("before\n{BEGIN}new\n{END}after\n")));
        assert!(replaced("no marks\n", "new\n").is_err());
    }

    #[test]
    fn a_kind_is_one_row_under_its_class() {
        let ontology =
            "[kind.Visit]\nftm = \"Event\"\nplain = \"visit\"\nclass = \"engagement\"\nkey = [\"forum\", \"date\"]\n";
        let table = kinds(&ontology.parse().expect("the test's own data is TOML")).expect("it has kinds");
        assert!(table.contains("| visit | `Visit` | `Event` | forum, date |\n"), "{table}");
    }
}
