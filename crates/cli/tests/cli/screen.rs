//! `rollcall screen`: names looked up in lists of three formats.

use crate::common::Place;
use serde_json::Value;

fn lists(place: &Place) {
    place.write(
        "names.csv",
        "\u{feff}name,schema\n\"Quillsworth, Anna\",Person\n\nAnna Berta Stonewick,Person\nSomebody Else,Person\n",
    );
    place.write(
        "people.csv",
        "id,name,schema,alias,birthDate\n7,Dr Anna Quillsworth,Person,Annie Quill; Anna Q.,1961\n8,Bert Quillsworth,Person,,\n9,A. B. Stonewick,Person,,\n",
    );
    place.write(
        "more.ftm.json",
        concat!(
            r#"{"id":"q","schema":"Person","properties":{"name":["Anna Quilsworth"],"birthDate":["1961-05"]}}"#,
            "\n",
            r#"{"id":"c","schema":"Company","properties":{"name":["Quillsworth Ltd"]}}"#,
            "\n"
        ),
    );
}

fn hits(text: &str) -> Vec<(String, String, u64)> {
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("is JSON"));
    rows.map(|row| {
        let text = |key: &str| row[key].as_str().expect("text").to_string();
        assert!(row["score"].as_f64().is_some_and(|score| score >= 0.7) && row["match"] == true, "{row}");
        (text("name"), text("listed"), row["list_line"].as_u64().expect("a line"))
    })
    .collect()
}

#[test]
fn names_are_found_in_lists_with_why() {
    let place = Place::new();
    lists(&place);
    let ran = place.run(&["screen", "names.csv", "--against", "people.csv", "more.ftm.json", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let own = |a: &str, b: &str, line: u64| (a.to_string(), b.to_string(), line);
    let found = hits(&ran.stdout);
    assert_eq!(
        found,
        [
            own("Quillsworth, Anna", "Dr Anna Quillsworth", 2),
            own("Quillsworth, Anna", "Anna Quilsworth", 1),
            own("Anna Berta Stonewick", "A. B. Stonewick", 4),
        ],
        "{}",
        ran.stdout
    );
    let words = place.run(&["screen", "names.csv", "--against", "people.csv"]);
    assert!(words.stdout.contains("people.csv line 2") && words.stdout.contains("`quillsworth`"), "{}", words.stdout);
    assert!(words.stderr.contains("2 of 3 names"), "{}", words.stderr);
}

#[test]
fn dates_of_birth_and_what_a_name_is_of_keep_apart() {
    let place = Place::new();
    lists(&place);
    place.write("asked.csv", "name,schema,birthDate\nAnna Quillsworth,Person,1970\nQuillsworth Limited,Company,\n");
    let ran = place.run(&["screen", "asked.csv", "--against", "people.csv", "more.ftm.json", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    assert_eq!(hits(&ran.stdout), [("Quillsworth Limited".to_string(), "Quillsworth Ltd".to_string(), 2)], "{}", ran.stdout);
}

#[test]
fn a_broken_entry_is_named_and_the_rest_is_used() {
    let place = Place::new();
    lists(&place);
    let bytes = b"Anna Quillsworth\nBert \xff\n{\"schema\":\"Person\"}\n{\"properties\":{\"name\":[\"A\"],\"birthDate\":[\"soon\"]}}\n";
    std::fs::write(place.path("asked.txt"), bytes).expect("writes");
    let ran = place.run(&["screen", "asked.txt", "--against", "people.csv", "--json"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert_eq!(hits(&ran.stdout).len(), 1, "{}", ran.stdout);
    for line in ["line 2", "line 3", "line 4"] {
        assert!(ran.stderr.contains(&format!("asked.txt {line}")), "{line}: {}", ran.stderr);
    }
    assert_eq!(place.run(&["screen", "nowhere.txt", "--against", "people.csv"]).code, Some(2));
    place.write("no-name.csv", "who\nAnna\n");
    let ran = place.run(&["screen", "no-name.csv", "--against", "people.csv"]);
    assert_eq!(ran.code, Some(2), "{}", ran.all());
    assert!(ran.stderr.contains("[no-such-column]"), "{}", ran.stderr);
}
