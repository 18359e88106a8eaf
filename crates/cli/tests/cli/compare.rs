//! `rollcall compare`: two names, two things, and a table of pairs with broken rows.

use crate::common::Place;
use serde_json::Value;

fn compared(place: &Place, args: &[&str]) -> Value {
    let ran = place.run(&[&["compare"], args, &["--json"]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    serde_json::from_str(&ran.stdout).expect("is JSON")
}

#[test]
fn two_names_are_compared_with_why() {
    let place = Place::new();
    let ran = place.run(&["compare", "Quillsworth, Anna", "Dr Anna Quillsworth", "--schema", "Person"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    assert!(ran.stdout.contains("taken for one") && ran.stdout.contains("`quillsworth`"), "{}", ran.stdout);
    let other = compared(&place, &["Bert Quillsworth", "Anna Quillsworth", "--schema", "Person"]);
    assert_eq!(other["match"], false, "{other}");
    assert_eq!(other, compared(&place, &["Anna Quillsworth", "Bert Quillsworth", "--schema", "Person"]));
}

#[test]
fn things_are_compared_by_more_than_names() {
    let place = Place::new();
    let thing = |born: &str, post: &str| {
        format!(
            r#"{{"schema":"Person","properties":{{"name":["Anna Quillsworth"],"birthDate":["{born}"],"position":["{post}"],"country":["no"]}}}}"#
        )
    };
    let (one, same, other) =
        (thing("1961-05", "Minister of Rivers"), thing("1961-05-03", "Rivers Minister"), thing("1970", "Baker"));
    let alike = compared(&place, &[&one, &same]);
    assert_eq!(alike["match"], true, "{alike}");
    assert!(alike["why"].as_str().is_some_and(|why| why.contains("dates of birth that can be the same")), "{alike}");
    let apart = compared(&place, &[&one, &other]);
    assert_eq!(apart["match"], false, "{apart}");
    assert!(apart["why"].as_str().is_some_and(|why| why.contains("cannot be the same")), "{apart}");
    let wrong = place.run(&["compare", "{\"schema\":\"Person\"}", "Anna"]);
    assert_eq!(wrong.code, Some(2), "{}", wrong.all());
    assert!(wrong.stderr.contains("[not-a-thing]"), "{}", wrong.stderr);
}

#[test]
fn a_broken_row_is_named_with_its_line_and_skipped() {
    let place = Place::new();
    let bytes = b"other,name2,schema,name1\nx,Anna Quill,Person,\"Quill, Anna\"\n\nx\ny,Anna \xff,Person,Anna\nz,Quill Ltd,Company,Quill GmbH\nz,,,\n";
    std::fs::write(place.path("pairs.csv"), bytes).expect("writes");
    let ran = place.run(&["compare", "--pairs", "pairs.csv", "--json"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    let rows: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).expect("is JSON")).collect();
    let numbers: Vec<u64> = rows.iter().filter_map(|row| row["row"].as_u64()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5], "{}", ran.stdout);
    assert_eq!(rows[0]["match"], true);
    assert!(rows[1]["error"].as_str().is_some_and(|error| error.starts_with("line 4:")), "{}", rows[1]);
    assert!(
        rows[2]["error"].as_str().is_some_and(|error| error.starts_with("line 5:") && error.contains("UTF-8")),
        "{}",
        rows[2]
    );
    assert_eq!(rows[3]["match"], true);
    assert_eq!(rows[4]["score"], 0.0);
    assert!(ran.stdout.contains("\"score\":0.000"), "{}", ran.stdout);
    assert!(ran.stderr.contains("row-not-compared") && ran.stderr.contains("line 4"), "{}", ran.stderr);
}

#[test]
fn a_table_without_the_columns_says_which() {
    let place = Place::new();
    place.write("pairs.csv", "a,name2\nx,y\n");
    let ran = place.run(&["compare", "--pairs", "pairs.csv"]);
    assert_eq!(ran.code, Some(2), "{}", ran.all());
    assert!(ran.stderr.contains("`name1`") && ran.stderr.contains("[no-such-column]"), "{}", ran.stderr);
    assert_eq!(place.run(&["compare", "--pairs", "nowhere.csv"]).code, Some(2));
    assert_eq!(place.run(&["compare", "one"]).code, Some(2));
}
