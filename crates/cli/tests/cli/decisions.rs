//! What people decided outlives what it was decided on, and anything that a person wrote can be decided on again.

use crate::common::Place;
use serde_json::Value;

const MEETING: &str =
    "On 10 May 2022 General Alpha Quillsworth attended the meeting of the Council of Harbour Masters in Oslo.\n";
const OTHER: &str =
    "On 12 June 2022 General A. P. Quillsworth attended the meeting of the Council of Harbour Masters in Riga.\n";

fn case() -> Place {
    let place = Place::new();
    assert_eq!(place.run(&["new", "case"]).code, Some(0));
    place.write("case/words/bodies.toml", "[[forum]]\nname = \"Council of Harbour Masters\"\nmeets = \"Meeting\"\n");
    for (name, text) in [("a", MEETING), ("b", OTHER)] {
        place.write(&format!("case/sources/{name}.md"), text);
        place.write(
            &format!("case/sources/{name}.md.toml"),
            "[source]\ntitle = \"A note\"\ndate = \"2022-12-01\"\nlanguage = \"en\"\naccess = \"public\"\n",
        );
    }
    build(&place);
    place
}

fn build(place: &Place) -> String {
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    ran.stderr
}

fn rows(place: &Place) -> Vec<Value> {
    let ran = place.run(&["roll", "case", "--json"]);
    ran.stdout.lines().map(|line| serde_json::from_str(line).expect("is JSON")).collect()
}

fn people(place: &Place) -> Vec<String> {
    let mut ids: Vec<String> =
        rows(place).iter().map(|row| row["participant"]["id"].as_str().expect("an id").to_string()).collect();
    ids.sort();
    ids.dedup();
    ids
}

fn decide(place: &Place, args: &[&str]) {
    let ran = place.run(&[&["decide", "case"], args].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.all());
}

#[test]
fn a_file_that_is_not_in_the_case_is_named_with_the_one_that_may_be_meant() {
    let place = case();
    let ran = place.run(&["decide", "case", "accept", "--source", "a.md", "--why", "read", "--by", "ana"]);
    assert_eq!(ran.code, Some(2), "{}", ran.all());
    assert!(ran.stderr.contains("did you mean `sources/a.md`?"), "{}", ran.stderr);
}

#[test]
fn a_merge_is_found_again_by_the_words_that_name_both() {
    let place = case();
    let two = people(&place);
    assert_eq!(two.len(), 2, "{two:?}");
    decide(&place, &["merge", &two[0], &two[1], "--why", "one man"]);
    build(&place);
    assert_eq!(people(&place).len(), 1);
    // Every offset moves and the file has another hash, so no id is as it was.
    place.write("case/sources/a.md", format!("Ships came and went.\n\n{MEETING}"));
    let said = build(&place);
    assert!(!said.contains("needs-another-look"), "{said}");
    assert_eq!(people(&place).len(), 1);
    // Without the name there is nothing to join.
    place.write("case/sources/a.md", MEETING.replace("Alpha Quillsworth", "Bravo Quernmore"));
    assert!(build(&place).contains("needs-another-look"));
    assert_eq!(people(&place).len(), 2);
}

#[test]
fn a_decision_goes_with_its_words_and_not_with_their_twin() {
    let place = case();
    let twice =
        format!("{MEETING}\nIn March 2020 General Alpha Quillsworth attended the meeting of the Council of Pilots.\n");
    place.write("case/sources/a.md", &twice);
    build(&place);
    let state = |place: &Place, date: &str| {
        let rows = rows(place);
        let row = rows.iter().find(|row| row["engagement"]["date"].as_str().is_some_and(|found| found.starts_with(date)));
        row.map(|row| (row["id"].as_str().expect("an id").to_string(), row["state"].as_str().expect("a state").to_string()))
    };
    let (id, _) = state(&place, "2022-05-10").expect("the meeting in May");
    decide(&place, &["accept", &id]);
    place.write("case/sources/a.md", format!("Ships came and went.\n\n{twice}"));
    build(&place);
    assert_eq!(state(&place, "2022-05-10").expect("still there").1, "accepted");
    assert_ne!(state(&place, "2020-03").expect("the meeting in March").1, "accepted");
}

#[test]
fn what_a_person_corrected_can_be_rejected() {
    let place = case();
    let row = rows(&place)[0]["id"].as_str().expect("an id").to_string();
    let made = |state: &str| {
        let rows = rows(&place);
        rows.iter().any(|row| row["role"] == "chair" && row["state"] == state)
    };
    decide(&place, &["accept", &row]);
    decide(&place, &["correct", &row, "--property", "role", "--value", "chair"]);
    build(&place);
    assert!(made("accepted"), "{:?}", rows(&place));
    decide(&place, &["reject", &row, "--property", "role"]);
    build(&place);
    assert!(!made("accepted"), "{:?}", rows(&place));
}

#[test]
fn two_peoples_decisions_are_joined_and_their_conflicts_named() {
    let place = case();
    let rows = rows(&place);
    let (first, second) = (rows[0]["id"].as_str().expect("an id"), rows[1]["id"].as_str().expect("an id"));

    decide(&place, &["accept", first, "--by", "ama", "--why", "read"]);
    let hers = place.files("case").remove("decisions.jsonl").expect("is there");
    place.write("case/decisions.jsonl", "");
    decide(&place, &["reject", first, "--by", "kofi", "--why", "another man"]);
    decide(&place, &["accept", second, "--by", "kofi"]);
    let his = place.files("case").remove("decisions.jsonl").expect("is there");
    place.write("hers.jsonl", &hers);
    let ran = place.run(&["decisions", "merge", "case", "hers.jsonl", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let merged: Value = serde_json::from_str(&ran.stdout).expect("is JSON");
    assert!(merged["added"].as_u64().is_some_and(|added| added > 0), "{merged}");
    let conflicts = merged["conflicts"].as_array().expect("a list");
    assert!(
        !conflicts.is_empty() && conflicts.iter().all(|one| one["ours"]["by"] == "kofi" && one["theirs"]["by"] == "ama")
    );
    // Nothing that either of them wrote is lost or changed, and a second time changes nothing.
    let both = place.files("case").remove("decisions.jsonl").expect("is there");
    let lines = |bytes: &[u8]| -> Vec<String> { String::from_utf8_lossy(bytes).lines().map(str::to_string).collect() };
    assert_eq!(lines(&both), [lines(&his), lines(&hers)].concat());
    let again = place.run(&["decisions", "merge", "case", "hers.jsonl", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&again.stdout).expect("is JSON")["added"], 0);
    assert_eq!(place.files("case").remove("decisions.jsonl").expect("is there"), both);
    let log = place.run(&["decisions", "log", "case"]);
    assert_eq!(log.stderr.lines().count() + log.stdout.lines().count(), lines(&both).len(), "{}", log.all());
    // A broken line is named in its own file, and nothing is taken in.
    place.write("broken.jsonl", "{\"v\":1,\"verb\":\"acept\"}\n");
    let ran = place.run(&["decisions", "merge", "case", "broken.jsonl"]);
    assert_eq!(ran.code, Some(2), "{}", ran.all());
    assert!(ran.stderr.contains("broken.jsonl:1:"), "{}", ran.stderr);
}
