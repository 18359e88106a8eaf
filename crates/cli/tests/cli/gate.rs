//! Nothing that a person did not accept leaves the case, and nothing that was written can be changed unseen.

use crate::common::Place;
use std::fs;

/// Four participants, each with a name that stands nowhere else, told in sentences of their own.
const NOTE: &str = "Ministers met often.\n\n\
In May 2019 General Alpha Quillsworth attended the Council of Harbour Masters.\n\n\
In June 2019 General Bravo Quernmore attended the Council of Harbour Masters.\n\n\
In July 2019 General Charlie Quoddington attended the Council of Harbour Masters.\n\n\
In August 2019 General Delta Quagford attended the Council of Harbour Masters.\n";

fn case() -> Place {
    let place = Place::new();
    assert_eq!(place.run(&["new", "case"]).code, Some(0));
    place.write("case/words/bodies.toml", "[[forum]]\nname = \"Council of Harbour Masters\"\nmeets = \"Meeting\"\n");
    place.write("case/sources/a.md", NOTE);
    place.write(
        "case/sources/a.md.toml",
        "[source]\ntitle = \"A note\"\ndate = \"2019-12-01\"\nlanguage = \"en\"\naccess = \"public\"\n",
    );
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    place
}

/// The id of the roll's line that names somebody.
fn line_of(place: &Place, name: &str) -> String {
    let ran = place.run(&["roll", "case", "--json"]);
    let rows = ran.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("is JSON"));
    let row = rows.into_iter().find(|row| row["participant"]["name"].as_str().is_some_and(|found| found.contains(name)));
    row.unwrap_or_else(|| panic!("the roll names {name}: {}", ran.all()))["id"].as_str().expect("has an id").to_string()
}

fn decide(place: &Place, verb: &str, name: &str) {
    let ran = place.run(&["decide", "case", verb, &line_of(place, name), "--why", "a test"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
}

fn says(place: &Place, folder: &str, word: &str) -> bool {
    place.files(folder).values().any(|bytes| bytes.windows(word.len()).any(|part| part == word.as_bytes()))
}

#[test]
fn only_accepted_claims_are_in_any_byte_of_an_edition_or_an_export() {
    let place = case();
    decide(&place, "accept", "Quillsworth");
    // Bravo is left undecided, Charlie is rejected, and the words that Delta was accepted on are changed.
    decide(&place, "reject", "Quoddington");
    decide(&place, "accept", "Quagford");
    place.write("case/sources/a.md", NOTE.replace("Delta Quagford attended", "Delta Quagfurlong joined"));
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    place.name("case", "Quillsworth");

    for (args, folder) in [
        (vec!["publish", "case", "--out", "edition"], "edition"),
        (vec!["export", "case", "--to", "csv", "--out", "table"], "table"),
        (vec!["export", "case", "--to", "ftm", "--out", "list"], "list"),
    ] {
        let ran = place.run(&args);
        assert_eq!(ran.code, Some(0), "{}", ran.all());
        assert!(says(&place, folder, "Quillsworth"), "{folder} holds what was accepted");
        for word in ["Quernmore", "Quoddington", "Quagford", "Quagfurlong"] {
            assert!(!says(&place, folder, word), "{folder} holds {word}, which nobody accepted as it stands");
        }
    }
    let people: Vec<String> = place.files("edition").into_keys().filter(|path| path.starts_with("en/people/")).collect();
    assert_eq!(people.len(), 1, "{people:?}");
}

#[test]
fn with_no_decision_an_edition_holds_no_claim() {
    let place = case();
    let ran = place.run(&["publish", "case", "--out", "edition", "--date", "2020-01-01", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("is JSON");
    assert_eq!(report["participations"], 0);
    for word in ["Quillsworth", "Quernmore", "Quoddington", "Quagford"] {
        assert!(!says(&place, "edition", word), "{word}");
    }
}

#[test]
fn verify_names_the_file_in_which_a_byte_was_flipped() {
    let place = case();
    decide(&place, "accept", "Quillsworth");
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    assert_eq!(place.run(&["publish", "case", "--out", "edition"]).code, Some(0));
    assert_eq!(place.run(&["verify", "case"]).code, Some(0));
    assert_eq!(place.run(&["verify", "edition"]).code, Some(0));
    let some = |prefix: &str| {
        let files = place.files("case");
        let found = files.keys().find(|path| path.starts_with(prefix) && !files[*path].is_empty()).cloned();
        format!("case/{}", found.unwrap_or_else(|| panic!("a file below {prefix}")))
    };
    let mut places = vec!["case/archive/log.jsonl".to_string(), "edition/en/index.html".to_string()];
    places.extend(["archive/blobs/", "archive/layers/", ".rollcall/build/draft/en/", ".rollcall/index/"].map(some));
    for name in places {
        let path = place.path(&name);
        let whole = fs::read(&path).expect("reads");
        let mut bytes = whole.clone();
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        fs::write(&path, bytes).expect("writes");
        let root = name.split('/').next().expect("has a first part");
        let ran = place.run(&["verify", root]);
        let file = name.rsplit('/').next().expect("has a last part");
        assert_eq!(ran.code, Some(1), "{name}: {}", ran.all());
        assert!(ran.all().contains(file), "{name} is named: {}", ran.all());
        fs::write(&path, whole).expect("writes");
    }
}
