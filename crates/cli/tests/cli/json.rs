//! The shapes of what `--json` prints, kept in `docs/json`: scripts of others rest on them.
//!
//! A change here is a change for them. After one that is meant, run the tests with `INSTA_UPDATE=always`, look at what
//! became of `docs/json`, and say it in the changelog.

use crate::common::Place;
use serde_json::{Map, Value, json};

/// More keys than this, or keys of several words, are names and not part of the shape of what is printed.
const MOST_KEYS: usize = 16;

/// What all values have in common: keys (`?` where one may be absent) and the types below them.
pub fn shape(values: &[&Value], most: usize) -> Value {
    if values.is_empty() {
        return json!("none here");
    }
    let objects: Vec<&Map<String, Value>> = values.iter().filter_map(|value| value.as_object()).collect();
    if !objects.is_empty() && objects.len() == values.len() {
        return shape_of_objects(&objects, most);
    }
    let lists: Vec<&Vec<Value>> = values.iter().filter_map(|value| value.as_array()).collect();
    if !lists.is_empty() && lists.len() == values.len() {
        let items: Vec<&Value> = lists.into_iter().flatten().collect();
        return json!([shape(&items, most)]);
    }
    let mut names: Vec<&str> = values
        .iter()
        .map(|value| match value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "number",
            Value::String(_) => "text",
            Value::Array(_) => "list",
            Value::Object(_) => "object",
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    Value::String(names.join(" or "))
}

fn shape_of_objects(objects: &[&Map<String, Value>], most: usize) -> Value {
    let mut keys: Vec<&String> = objects.iter().flat_map(|object| object.keys()).collect();
    keys.sort();
    keys.dedup();
    if keys.len() > most || keys.iter().any(|key| key.contains(' ')) {
        let all: Vec<&Value> = objects.iter().flat_map(|object| object.values()).collect();
        return json!({ "(name)": shape(&all, most) });
    }
    let mut found = Map::new();
    for key in keys {
        let values: Vec<&Value> = objects.iter().filter_map(|object| object.get(key)).collect();
        let optional = if values.len() < objects.len() { "?" } else { "" };
        found.insert(format!("{key}{optional}"), shape(&values, most));
    }
    Value::Object(found)
}

/// A party of an accepted row that is no person.
fn a_party(rows: &str) -> String {
    let rows = rows.lines().map(|line| serde_json::from_str::<Value>(line).expect("is JSON"));
    let mut accepted =
        rows.filter(|row| row["state"] == "accepted" && row["participant"]["kind"] != "Person" && row["named"] == true);
    accepted.next_back().expect("an accepted row")["participant"]["id"].as_str().expect("an id").to_string()
}

#[test]
fn what_commands_print_has_the_shapes_that_are_written_down() {
    let place = Place::new();
    assert_eq!(place.run(&["demo", "--no-serve", "case"]).code, Some(0));
    crate::relayer::case(&place, "old");
    assert_eq!(place.run(&["build", "old"]).code, Some(0));
    place.write("note.txt", "On 10 May 2022 General Alpha Quillsworth attended a meeting in Oslo, Norway.\n");
    place.write("pairs.csv", "name1,name2,schema\nAlpha Quillsworth,Alfa Quillsworth,Person\n");
    place.write("screened.txt", "Alpha Quillsworth\n");
    place.write("listed.csv", "name\nQuillsworth A.\n");
    place.write(
        "listed.ftm.json",
        "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Quillsworth, Alpha\"]}}\n",
    );
    let notes: Vec<String> = place.files("case/sources").into_keys().filter(|name| name.ends_with(".md")).collect();
    let notes: Vec<String> = notes.into_iter().map(|name| format!("case/sources/{name}")).collect();
    let read: Vec<&str> = std::iter::once("read").chain(notes.iter().map(String::as_str)).collect();
    let row = place.run(&["roll", "case", "--json"]);
    let first: Value = serde_json::from_str(row.stdout.lines().next().expect("a row")).expect("is JSON");
    let id = first["id"].as_str().expect("an id");
    let party = a_party(&row.stdout);
    for (name, args) in [
        ("roll", &["roll", "case"][..]),
        ("facts", &["facts", "case"]),
        ("findings", &["findings", "case"]),
        ("gaps", &["gaps", "case"]),
        ("ask", &["ask", "case", "meeting"]),
        ("rules", &["rules", "list", "case"]),
        ("read", &read),
        ("decide", &["decide", "case", "dispute", id, "--why", "a test"]),
        ("decisions-log", &["decisions", "log", "case"]),
        ("decisions-merge", &["decisions", "merge", "case", "case/decisions.jsonl"]),
        ("build", &["build", "case"]),
        ("map", &["map", "case/records/forum-roles.csv"]),
        ("sources-to", &["sources", "case", "--to", "sources.csv"]),
        ("sources-from", &["sources", "case", "--from", "sources.csv"]),
        ("relayer", &["relayer", "old"]),
        ("verify", &["verify", "case"]),
        ("publish", &["publish", "case", "--out", "edition", "--date", "2022-06-01"]),
        ("export", &["export", "case", "--to", "csv", "--out", "table"]),
        ("report", &["report", "case", "--kind", "annex", "--out", "annex.docx"]),
        ("reply", &["reply", "case", "--to", &party, "--out", "letter"]),
        ("dossier", &["dossier", "case", id, "--out", "dossier"]),
        ("compare", &["compare", "Alpha Quillsworth", "Quillsworth, A."]),
        ("screen", &["screen", "screened.txt", "--against", "listed.csv", "listed.ftm.json"]),
        ("compare-pairs", &["compare", "--pairs", "pairs.csv"]),
        ("add", &["add", "case", "note.txt"]),
        ("new", &["new", "other"]),
    ] {
        let ran = place.run(&[args, &["--json"]].concat());
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.all());
        let lines: Vec<Value> = serde_json::Deserializer::from_str(&ran.stdout)
            .into_iter::<Value>()
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!lines.is_empty(), "{name} prints something");
        let all: Vec<&Value> = lines.iter().collect();
        let text = serde_json::to_string_pretty(&shape(&all, MOST_KEYS)).expect("prints");
        insta::with_settings!({
            snapshot_path => "../../../../docs/json", prepend_module_to_snapshot => false, omit_expression => true,
        }, { insta::assert_snapshot!(name, text); });
    }
}
