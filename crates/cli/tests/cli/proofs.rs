//! A finding that is not what the rules and the claims give is found, whatever part of it was changed.

use crate::common::Place;
use rollcall_model::id::sha256_hex;
use std::fs;
use std::path::PathBuf;

fn case() -> Place {
    let place = Place::new();
    assert_eq!(place.run(&["new", "case"]).code, Some(0));
    let settings = fs::read_to_string(place.path("case/case.toml")).expect("reads");
    place.write(
        "case/case.toml",
        format!("{settings}\n[[moment]]\nid = \"flood\"\nname = \"the flood\"\ndate = \"2019-06-20\"\n"),
    );
    place.write("case/words/bodies.toml", "[[forum]]\nname = \"Council of Harbour Masters\"\nmeets = \"Meeting\"\n");
    let note = "In May 2019 General Alpha Quillsworth attended the Council of Harbour Masters.\n\n\
                In July 2019 General Bravo Quernmore attended the Council of Harbour Masters.\n";
    place.write("case/sources/a.md", note);
    place.write("case/sources/a.md.toml", "[source]\ntitle = \"A note\"\ndate = \"2019-12-01\"\nlanguage = \"en\"\n");
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    place
}

/// The kept result of the rule that this case has a finding of, with its text.
fn kept(place: &Place) -> (PathBuf, String) {
    let folder = place.path("case/.rollcall/stages/reason");
    let files = fs::read_dir(folder).expect("reads").map(|file| file.expect("is a file").path());
    let mut texts = files.map(|path| (path.clone(), fs::read_to_string(path).expect("reads")));
    texts.find(|(_, text)| text.contains("the flood") && text.contains("because")).expect("a finding after the moment")
}

/// Writes a result as the program would have written it.
fn write(path: &PathBuf, body: &str) {
    fs::write(path, format!("{}\n{body}", sha256_hex(body.as_bytes()))).expect("writes");
}

#[test]
fn verify_names_a_finding_that_was_changed() {
    let place = case();
    let ran = place.run(&["verify", "case"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let (path, text) = kept(&place);
    let (_, body) = text.split_once('\n').expect("a hash and a body");
    let id = body.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("has an id");
    for (old, new) in [
        ("Quernmore is recorded", "Quillsworth is recorded"),
        ("\"certainty\":\"certain\"", "\"certainty\":\"possible\""),
        ("\"class\":\"record\"", "\"class\":\"context\""),
        ("\"origins\":1", "\"origins\":2"),
        ("role: attendee", "role: host"),
        ("\"rule\":\"took-part-in-a-role\"", "\"rule\":\"hosts-by-role\""),
    ] {
        let changed = body.replace(old, new);
        assert_ne!(changed, body, "{old} stands in {body}");
        write(&path, &changed);
        let ran = place.run(&["verify", "case"]);
        assert_eq!(ran.code, Some(1), "{old}: {}", ran.all());
        assert!(ran.all().contains(id), "{old}: the finding is named: {}", ran.all());
    }
    write(&path, "[]");
    let ran = place.run(&["verify", "case"]);
    assert_eq!(ran.code, Some(1), "{}", ran.all());
    assert!(ran.all().contains("missing-finding") && ran.all().contains(id), "{}", ran.all());
    write(&path, body);
    assert_eq!(place.run(&["verify", "case"]).code, Some(0));
}
