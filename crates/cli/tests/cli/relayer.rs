//! A newer reader makes a new text only when asked, says what moves, and decisions find their words again.

use crate::common::Place;
use rollcall_archive::{Archive, Disk, Input, Kind, Limits};
use rollcall_model::layer::Layer;
use serde_json::Value;

const PAGE: &str = "<!doctype html><html><head><title>t</title></head><body><p>By the way.</p>\
    <p>On 10 May 2022 the defence ministers of Indonesia and Thailand met in Jakarta.</p></body></html>";

/// A case whose page was read by an older reader: it gave the sentence alone, and another one that is not in the page.
pub fn case(place: &Place, name: &str) {
    assert_eq!(place.run(&["new", name]).code, Some(0));
    place.write(&format!("{name}/sources/page.html"), PAGE);
    place.write(&format!("{name}/sources/page.html.toml"), "[source]\ndate = \"2022-05-11\"\nlanguage = \"en\"\n");
    let disk = Disk::new();
    let mut archive = Archive::open(&place.path(name), &disk).expect("opens");
    let input = Input {
        path: "sources/page.html".into(),
        kind: Kind::Source,
        sidecar: Some("sources/page.html.toml".into()),
        size: PAGE.len() as u64,
    };
    let taken = archive.take(&input, &Limits::default(), None).expect("takes").expect("can be used");
    let old = Layer {
        name: "html/0".into(),
        text: "On 10 May 2022 the defence ministers of Indonesia and Thailand met in Jakarta.\n\n\
               On 11 May 2022 the defence ministers of Malaysia and Vietnam met in Hanoi."
            .into(),
        encoding: Some("UTF-8".into()),
        readable: vec![],
        pages: vec![],
    };
    archive.keep_layer(&taken.sha256, &old).expect("keeps");
}

fn layers_of_claims(place: &Place) -> Vec<String> {
    let roll = place.run(&["roll", "case", "--json"]).stdout;
    let rows = roll.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let mut layers: Vec<String> = rows
        .flat_map(|row| row["anchors"].as_array().expect("a list").clone())
        .map(|anchor| anchor["layer"].as_str().expect("a name").to_string())
        .collect();
    layers.sort();
    layers.dedup();
    layers
}

#[test]
fn a_new_text_is_made_on_request_and_what_moves_is_listed() {
    let place = Place::new();
    case(&place, "case");
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    assert_eq!(layers_of_claims(&place), ["html/0"], "a build alone makes no new text");
    let roll = place.run(&["roll", "case", "--json"]).stdout;
    let row: Value = roll
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .find(|row: &Value| row["participant"]["name"].as_str().is_some_and(|name| name.contains("Indonesia")))
        .expect("Indonesia is on the roll");
    let id = row["id"].as_str().expect("an id");
    assert_eq!(place.run(&["decide", "case", "accept", id, "--by", "test"]).code, Some(0));

    let ran = place.run(&["relayer", "case", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let made = &report["made"][0];
    assert_eq!((made["from"].as_str(), made["to"].as_str()), (Some("html/0"), Some("html/1")));
    assert!(made["moved"].as_u64() > Some(0) && made["lost"].as_u64() > Some(0), "{report}");
    let moved = report["moved"].as_array().expect("a list");
    let of = |words: &str| moved.iter().find(|moved| moved["words"] == words).unwrap_or_else(|| panic!("{words} {report}"));
    let jakarta = of("Jakarta");
    assert_eq!(jakarta["now"].as_u64().expect("found"), jakarta["start"].as_u64().expect("was") + 13);
    assert!(of("Hanoi").get("now").is_none());
    assert!(moved.iter().any(|moved| moved["state"] == "accepted" && moved.get("now").is_some()), "{report}");

    assert_eq!(place.run(&["verify", "case"]).code, Some(0), "the last build stays whole");
    assert_eq!(layers_of_claims(&place), ["html/0"]);
    let again = place.run(&["relayer", "case", "--json"]);
    assert_eq!(again.stdout, ran.stdout, "until the next build it says the same");
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    assert_eq!(layers_of_claims(&place), ["html/1"]);
    assert_eq!(place.run(&["verify", "case"]).code, Some(0));
    let roll = place.run(&["roll", "case", "--state", "accepted"]).stdout;
    assert!(roll.contains("Indonesia"), "the decision found its words again: {roll}");
    let nothing = place.run(&["relayer", "case"]);
    assert!(nothing.stderr.contains("nothing to do"), "{}", nothing.all());
}

#[test]
fn where_nothing_is_newer_nothing_is_written() {
    let place = Place::new();
    place.small_case();
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    let before = place.files("case");
    let ran = place.run(&["relayer", "case"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    assert!(ran.stderr.contains("nothing to do"), "{}", ran.stderr);
    assert_eq!(place.files("case"), before);
}

#[test]
fn files_of_two_kinds_with_the_same_bytes_keep_their_own_texts() {
    let place = Place::new();
    assert_eq!(place.run(&["new", "case"]).code, Some(0));
    let words = "Note <b>well</b>. On 10 May 2022 the defence ministers of Indonesia and Thailand met in Jakarta.\n";
    for name in ["a.md", "b.html"] {
        place.write(&format!("case/sources/{name}"), words);
        place.write(&format!("case/sources/{name}.toml"), "[source]\ndate = \"2022-05-11\"\nlanguage = \"en\"\n");
    }
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    let roll = place.run(&["roll", "case", "--json"]).stdout;
    assert_eq!(layers_of_claims(&place), ["html/1", "text/1"]);
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    assert_eq!(place.run(&["roll", "case", "--json"]).stdout, roll, "the second build reads what the first one read");
    assert_eq!(place.run(&["verify", "case"]).code, Some(0));
}
