//! Where something was done to people goes out to the township, and more of it where somebody let it out.

use crate::common::Place;

const TABLE: &str = "who,what,where,day\n\
Unit Quux,shelling,\"Zyxwabad village, Fenwick township, Freedonia\",2021-05-03\n\
Unit Quux,arrests,Mirstadt,2021-06-04\n";

const ABOUT: &str = "[source]\nlanguage = \"en\"\naccess = \"public\"\ntitle = \"Shelling of Zyxwabad\"\n\n[record]\nkind = \"Perpetration\"\n\
columns = { \"party.name\" = \"who\", \"abuse.what\" = \"what\", \"abuse.place\" = \"where\", \"abuse.date\" = \"day\" }\n\
fixed = { \"party.kind\" = \"Unit\" }\n";

/// A case of two alleged abuses and a note that speaks of one of their places, all accepted.
fn case() -> Place {
    let place = Place::new();
    assert_eq!(place.run(&["new", "case"]).code, Some(0));
    let settings = "format = 1\ntitle = \"A case\"\n\n[[party]]\nname = \"Freedonia\"\nkind = \"State\"\n";
    place.write("case/case.toml", settings);
    place.write("case/words/bodies.toml", "[[forum]]\nname = \"Council of Harbour Masters\"\nmeets = \"Meeting\"\n");
    place.write("case/records/zyxwabad.csv", TABLE);
    place.write("case/records/zyxwabad.csv.toml", ABOUT);
    let note = "On 3 May 2019 Norway attended the Council of Harbour Masters in Oslo, not far from Zyxwabad and MIRSTADT.\n";
    place.write("case/sources/a.md", note);
    let about =
        "[source]\ndate = \"2019-12-01\"\nlanguage = \"en\"\naccess = \"public\"\npublish = \"text\"\ntitle = \"A note\"\n";
    place.write("case/sources/a.md.toml", about);
    ran(&place, &["build", "case"]);
    for source in ["records/zyxwabad.csv", "sources/a.md"] {
        ran(&place, &["decide", "case", "accept", "--source", source, "--why", "read"]);
    }
    place
}

fn ran(place: &Place, args: &[&str]) -> String {
    let ran = place.run(args);
    assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.all());
    ran.stdout
}

/// Everything that goes out, with the names of files; nothing in an office document of ours is squeezed.
fn all_bytes(place: &Place) -> String {
    ran(place, &["publish", "case", "--out", "out/site", "--date", "2022-06-01", "--one-file", "out/all.html"]);
    for format in ["csv", "ftm"] {
        ran(place, &["export", "case", "--to", format, "--out", &format!("out/{format}")]);
    }
    for kind in ["chronology", "table", "annex"] {
        ran(place, &["report", "case", "--kind", kind, "--out", &format!("out/{kind}.docx")]);
    }
    ran(place, &["reply", "case", "--to", "Unit Quux", "--out", "out/letter"]);
    let id = abuse(place, "shelling");
    ran(place, &["dossier", "case", &id, "--out", "out/dossier"]);
    let files = place.files("out").into_iter().chain(place.files("case/editions"));
    files.map(|(name, bytes)| format!("{name}\n{}\n", String::from_utf8_lossy(&bytes))).collect()
}

/// The id of the alleged abuse that some word says.
fn abuse(place: &Place, what: &str) -> String {
    let facts = ran(place, &["facts", "case", "--kind", "Abuse", "--json"]);
    let facts = facts.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("is JSON"));
    let found = facts.into_iter().find(|fact| fact["properties"]["what"].to_string().contains(what));
    found.unwrap_or_else(|| panic!("{what} is in the case"))["id"].as_str().expect("has an id").to_string()
}

#[test]
fn of_a_place_no_more_goes_out_than_the_township_until_somebody_lets_it_out() {
    let place = case();
    let bytes = all_bytes(&place);
    for word in ["zyxwabad", "mirstadt"] {
        let small = bytes.to_lowercase();
        let at = small.find(word);
        assert!(at.is_none(), "{word} stands at {:?}", at.map(|at| small[..at].chars().rev().take(200).collect::<String>()));
    }
    for shown in ["Fenwick township, Freedonia", "[place withheld]", "shelling", "arrests", "Oslo"] {
        assert!(bytes.contains(shown), "{shown} goes out");
    }
    // The whole place of one goes out, and nothing of the other.
    let (shelling, arrests) = (abuse(&place, "shelling"), abuse(&place, "arrests"));
    let let_out = ["decide", "case", "accept", &arrests, "--kind", "Place", "--value", "Mirstadt"];
    ran(&place, &let_out);
    let bytes = all_bytes(&place);
    assert!(bytes.contains("Mirstadt") && bytes.contains("MIRSTADT") && !bytes.contains("yxwabad"));
    let line: serde_json::Value = serde_json::from_str(
        std::fs::read_to_string(place.path("case/decisions.jsonl")).expect("reads").lines().last().expect("a line"),
    )
    .expect("is JSON");
    ran(&place, &["decide", "case", "undo", line["id"].as_str().expect("has an id")]);
    all_bytes(&place);
    let named: Vec<String> = place
        .files("out")
        .into_iter()
        .filter(|(name, bytes)| format!("{name} {}", String::from_utf8_lossy(bytes)).to_lowercase().contains("mirstadt"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(named, Vec::<String>::new(), "taken back");
    for (target, value, says) in [
        (shelling.as_str(), "Elsewhere", "no source gives"),
        (shelling.as_str(), " ", "what may go out is not said"),
        ("eaaaaaaaaaaaaaaaaaaaa", "Mirstadt", "is no alleged abuse"),
    ] {
        let wrong = place.run(&["decide", "case", "accept", target, "--kind", "Place", "--value", value]);
        assert!(wrong.code == Some(2) && wrong.stderr.contains(says), "{}", wrong.all());
    }
}

#[test]
fn a_case_says_itself_which_places_are_wide() {
    let place = case();
    place.write("case/words/areas.toml", "[[area]]\nwidth = \"wide\"\nnames = [\"Mirstadt\"]\n");
    ran(&place, &["build", "case"]);
    let bytes = all_bytes(&place);
    assert!(bytes.contains("Mirstadt") && bytes.contains("MIRSTADT") && !bytes.to_lowercase().contains("zyxwabad"));
}
