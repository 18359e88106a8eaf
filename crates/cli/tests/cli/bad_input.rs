//! Bad input is named on stderr with what to do, the rest is done, and nothing that a person put there is ever changed.

use crate::common::Place;
use std::fs;

#[test]
fn files_that_cannot_be_used_are_named_and_the_rest_is_built() {
    let place = Place::new();
    place.small_case();
    place.write("case/sources/empty.txt", "");
    place.write("case/sources/picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0");
    place.write("case/sources/noise.txt", [0u8, 159, 146, 150, 0, 1, 2, 3, 255, 254, 0, 7].repeat(40));
    place.write("case/sources/latin.txt", b"Le ministre de la d\xe9fense s'est rendu \xe0 Paris. \xc9t\xe9.".repeat(5));
    place.write(
        "case/sources/locked.pdf",
        "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R/Encrypt 2 0 R>>\n%%EOF\n",
    );
    let before = place.files("case/sources");
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    for name in ["empty.txt", "picture.txt", "noise.txt", "locked.pdf"] {
        let line = ran.stderr.lines().find(|line| line.contains(name));
        assert!(line.is_some_and(|line| line.starts_with("warning: `sources/")), "{name}: {}", ran.stderr);
    }
    assert!(!ran.stderr.contains("a.md"), "the good file was read: {}", ran.stderr);
    assert_eq!(place.files("case/sources"), before);
    assert_eq!(place.run(&["facts", "case", "--json"]).code, Some(0));
}

#[test]
fn a_file_of_a_gibibyte_is_named_and_never_read_whole() {
    let place = Place::new();
    place.small_case();
    let huge = fs::File::create(place.path("case/sources/huge.txt")).expect("makes");
    huge.set_len(1 << 30).expect("a file with a hole takes no room");
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    let line = ran.stderr.lines().find(|line| line.contains("huge.txt")).expect("is named");
    assert!(line.contains("1024 MB") && ran.stderr.contains("`max_file_mb`"), "{}", ran.stderr);
    assert_eq!(huge.metadata().expect("is there").len(), 1 << 30);
    assert!(place.run(&["facts", "case"]).stdout.contains("Harbour Masters"), "the rest is built");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_named() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    place.small_case();
    symlink("nowhere", place.path("case/sources/gone.txt")).expect("links");
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert!(ran.stderr.contains("gone.txt"), "{}", ran.stderr);
}

/// Builds with one file in place of another and gives the exit code and what was said.
fn build_with(name: &str, text: &str) -> (Option<i32>, String) {
    let place = Place::new();
    place.small_case();
    place.write(&format!("case/{name}"), text);
    let ran = place.run(&["build", "case"]);
    assert_eq!(fs::read_to_string(place.path(&format!("case/{name}"))).expect("reads"), text, "nothing is overwritten");
    (ran.code, ran.stderr)
}

#[test]
fn settings_point_at_line_and_column_and_suggest() {
    let (code, said) = build_with("case.toml", "format = 1\ntitle = \"T\"\nlanguagess = [\"en\"]\n");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`case.toml:3:1`") && said.contains("`languages`"), "{said}");
    let (code, said) = build_with("case.toml", "format = 1\ntitle = \"T\nlanguages = [\"en\"]\n");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`case.toml:2:"), "{said}");
}

#[test]
fn rules_point_at_line_and_column() {
    let (code, said) = build_with("rules/own.rules", "rule mine\n  if X is a Metting\n  says en \"x\"\n");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`rules/own.rules:"), "{said}");
}

#[test]
fn decisions_point_at_line_and_column() {
    let (code, said) = build_with("decisions.jsonl", "\n{\"v\":1,\"verb\":\"acept\"}\n");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`decisions.jsonl:2:") && said.contains("`accept`"), "{said}");
}

#[test]
fn a_column_map_points_at_line_and_column() {
    let place = Place::new();
    place.small_case();
    place.write("case/records/r.csv", "name,country\nA,ID\n");
    place.write(
        "case/records/r.csv.toml",
        "[source]\ntitle = \"R\"\n\n[record]\nkind = \"Forum\"\ncolunms = { name = \"name\" }\n",
    );
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert!(ran.stderr.contains("`records/r.csv.toml:6:1`") && ran.stderr.contains("`columns`"), "{}", ran.stderr);
}

#[test]
fn a_taken_name_is_not_overwritten() {
    let place = Place::new();
    place.small_case();
    place.write("a.md", "other words");
    let before = place.files("case/sources");
    let ran = place.run(&["add", "case", "a.md"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert_eq!(place.files("case/sources"), before);
    assert_eq!(place.run(&["add", "case", "a.md", "--as", "b.md"]).code, Some(0));
}

#[test]
fn read_names_what_it_cannot_read_and_reads_the_rest() {
    let place = Place::new();
    place.write("good.txt", "On 10 May 2022 the defence ministers of Indonesia and Thailand met in Jakarta.\n");
    place.write("empty.txt", "");
    let ran = place.run(&["read", "good.txt", "empty.txt", "missing.txt"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert_eq!(ran.stdout.lines().count(), 1);
    assert!(ran.stdout.starts_with("{\"doc\":\"good.txt\",\"sha256\":\""), "{}", ran.stdout);
    assert!(ran.stderr.contains("`empty.txt`") && ran.stderr.contains("`missing.txt`"), "{}", ran.stderr);
}

#[test]
fn read_prints_in_order_and_refuses_what_is_no_model() {
    let place = Place::new();
    let names: Vec<String> = (0..40).map(|number| format!("{number}.txt")).collect();
    for name in &names {
        place.write(name, "On 10 May 2022 General Alpha Quillsworth attended a meeting in Oslo, Norway.\n");
    }
    let args: Vec<&str> = std::iter::once("read").chain(names.iter().map(String::as_str)).collect();
    let ran = place.run(&args);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    for (line, name) in ran.stdout.lines().zip(&names) {
        assert!(line.starts_with(&format!("{{\"doc\":\"{name}\"")), "{name}: {line}");
    }
    assert_eq!(ran.stdout.lines().count(), names.len());
    let ran = place.run(&["read", "0.txt", "--model", "1.txt"]);
    assert_eq!(ran.code, Some(2), "{}", ran.all());
    assert!(ran.stderr.contains("not-a-model"), "{}", ran.stderr);
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/../read/src/model/english.bin");
    assert_eq!(place.run(&["read", "0.txt", "--model", model]).stdout, place.run(&["read", "0.txt"]).stdout);
}

#[test]
fn what_another_program_read_enters_only_where_its_words_are_found() {
    let place = Place::new();
    place.small_case();
    let text = "Kapitein Wolters woonde op 3 maart 2021 de bijeenkomst bij.\n";
    place.write("case/sources/nl.md", text);
    place.write("case/sources/nl.md.toml", "[source]\nlanguage = \"nl\"\n");
    let line = |name: &str, words: &str, doc: &str| {
        let start = text.find("Wolters").expect("stands there");
        format!(
            concat!(
                "{{\"doc\":\"{doc}\",\"language\":\"nl\",\"entities\":[{{\"id\":\"e1\",\"type\":\"Person\",\"start\":{start},\"end\":{end},",
                "\"text\":\"{words}\",\"by\":\"m\",\"score\":0.9}}],\"relations\":[],\"events\":[{{\"id\":\"v1\",\"type\":\"Meeting\",",
                "\"name\":\"{name}\",\"date\":\"2021-03-03\",\"status\":\"held\",\"start\":0,\"end\":58,\"attributed_to\":[],\"roles\":[{{",
                "\"entity\":\"e1\",\"role\":\"attendee\",\"certainty\":\"stated\"}}],\"by\":\"m\",\"score\":0.9}}]}}\n"
            ),
            doc = doc,
            start = start,
            end = start + 7,
            words = words,
            name = name
        )
    };
    let lines = [
        line("bijeenkomst", "Wolters", "sources/nl.md"),
        line("bijeenkomst", "Walters", "sources/nl.md"),
        line("bijeenkomst", "Wolters", "sources/nl.mb"),
        "{\"doc\":\n".to_string(),
    ];
    place.write("case/records/outside.read.jsonl", lines.concat());
    let built = place.run(&["build", "case"]);
    assert_eq!(built.code, Some(3), "{}", built.all());
    for said in [
        "`records/outside.read.jsonl:2`: not all of this line stands in the words of its file: 1 left out",
        "did you mean `sources/nl.md`?",
        "`records/outside.read.jsonl:4`: EOF",
    ] {
        assert!(built.all().contains(said), "{said}: {}", built.all());
    }
    let roll = place.run(&["roll", "case", "--json"]);
    assert_eq!(roll.stdout.matches("\"Wolters\"").count(), 1, "{}", roll.stdout);
    assert!(!roll.stdout.contains("Walters"), "{}", roll.stdout);
    assert!(roll.stdout.contains("\"state\":\"proposed\""), "a person accepts it like any other: {}", roll.stdout);
}
