//! Whose name readers learn: by role unless somebody wrote down why, and nothing of a confidential source but released words.

use crate::common::Place;

const NOTE: &str = "On 3 May 2019 General Alpha Quillsworth attended the Council of Harbour Masters in Oslo.\n\n\
On 4 June 2019 Colonel Bravo Quernmore, deputy minister of defence, attended the Council of Harbour Masters in Oslo. \
Alpha Quillsworth spoke after Bravo Quernmore.\n\n\
On 5 July 2019 Ghana attended the Council of Harbour Masters in Accra.\n";

fn case() -> Place {
    let place = Place::new();
    assert_eq!(place.run(&["new", "case"]).code, Some(0));
    place.write("case/words/bodies.toml", "[[forum]]\nname = \"Council of Harbour Masters\"\nmeets = \"Meeting\"\n");
    add(&place, "a", NOTE, "access = \"public\"\ntitle = \"A note on Bravo Quernmore\"\nauthor = \"Bravo Quernmore\"");
    place
}

fn add(place: &Place, name: &str, text: &str, about: &str) {
    place.write(&format!("case/sources/{name}.md"), text);
    let about = format!("[source]\ndate = \"2019-12-01\"\nlanguage = \"en\"\n{about}\n");
    place.write(&format!("case/sources/{name}.md.toml"), about);
}

fn build_and_accept(place: &Place, sources: &[&str]) {
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    for source in sources {
        let path = format!("sources/{source}.md");
        let ran = place.run(&["decide", "case", "accept", "--source", &path, "--why", "read"]);
        assert_eq!(ran.code, Some(0), "{}", ran.all());
    }
}

/// Publishes and exports, and gives every byte that was written as one text.
fn all_bytes(place: &Place) -> String {
    for args in [
        &["publish", "case", "--out", "edition", "--date", "2022-06-01"][..],
        &["export", "case", "--to", "csv", "--out", "table"],
        &["export", "case", "--to", "ftm", "--out", "list"],
    ] {
        let ran = place.run(args);
        assert_eq!(ran.code, Some(0), "{}", ran.all());
    }
    let files = ["edition", "table", "list"].map(|folder| place.files(folder));
    let all: Vec<String> =
        files.into_iter().flatten().map(|(name, bytes)| format!("{name}\n{}", String::from_utf8_lossy(&bytes))).collect();
    all.join("\n")
}

#[test]
fn a_person_goes_out_by_role_until_somebody_writes_why_the_name_may() {
    let place = case();
    let more = "On 9 August 2019 Peru attended the Council of Harbour Masters in Lima.\n";
    add(&place, "bravo-quernmore-1", more, "access = \"public\"");
    add(&place, "Bravo Quernmore 2", &more.replace("9 August", "8 August"), "access = \"public\"");
    build_and_accept(&place, &["a", "bravo-quernmore-1", "Bravo Quernmore 2"]);
    let bytes = all_bytes(&place);
    assert!(bytes.contains("Ghana") && bytes.contains("8 August") && bytes.contains("Lima"), "what is no person goes out");
    for name in ["Quillsworth", "Quernmore"] {
        assert!(
            !bytes.contains(name),
            "{name} stands at {:?}",
            bytes.find(name).map(|at| &bytes[at.saturating_sub(200)..at + 50])
        );
    }
    assert!(bytes.contains("[name withheld]") && bytes.contains("not named"), "the role and the gap are shown");
    // One of the two is named: the other stays covered beside them.
    place.name_only("case", "Quillsworth");
    let refused = place.run(&["publish", "case", "--out", "edition", "--date", "2022-06-01"]);
    assert!(refused.code == Some(2) && refused.stderr.contains("not-asked"), "{}", refused.all());
    let refused = place.run(&["export", "case", "--to", "csv", "--out", "table"]);
    assert!(refused.code == Some(2) && refused.stderr.contains("not-asked"), "{}", refused.all());
    place.name("case", "Quillsworth");
    let bytes = all_bytes(&place);
    assert!(bytes.contains("Alpha Quillsworth spoke after [name withheld]") || bytes.contains("Quillsworth"), "named");
    assert!(!bytes.contains("Quernmore"), "the other is not");
    let wrong = place.run(&["decide", "case", "accept", "eabc", "--kind", "Naming", "--value", "public office"]);
    assert_eq!(wrong.code, Some(2), "{}", wrong.all());
    let id = &place.people("case", "Person", "Quernmore")[0];
    let wrong = place.run(&["decide", "case", "accept", id, "--kind", "Naming", "--value", "famous"]);
    assert!(wrong.code == Some(2) && wrong.stderr.contains("public office, already public, consent"), "{}", wrong.all());
}

#[test]
fn of_a_person_who_is_left_out_nothing_goes_out() {
    let place = case();
    build_and_accept(&place, &["a"]);
    let id = place.people("case", "Person", "Quernmore").remove(0);
    let before = all_bytes(&place);
    assert!(before.contains("Colonel, not named"), "{}", place.run(&["facts", "case"]).all());
    let ran = place.run(&["decide", "case", "accept", &id, "--kind", "Naming", "--value", "left out"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let bytes = all_bytes(&place);
    assert!(!bytes.contains("Colonel, not named") && !bytes.contains("Quernmore"));
    assert!(bytes.contains("the person is left out"), "it is counted why");
}

#[test]
fn of_a_confidential_source_only_released_words_go_out_and_nothing_by_which_it_could_be_known() {
    let place = case();
    let secret = "On 6 August 2019 Norway attended the Council of Harbour Masters in Suva.\n\n\
        On 7 September 2019 Peru attended the Council of Harbour Masters in Lima.\n";
    let about = "access = \"confidential\"\ntitle = \"Cable Zanzibar\"\npublisher = \"Embassy Quux\"\nurl = \"https://quux.example\"\n\
        described_as = \"A person who was in the room\"";
    add(&place, "leaked-cable", secret, about);
    build_and_accept(&place, &["a", "leaked-cable"]);
    let bytes = all_bytes(&place);
    for word in ["Norway", "Peru", "Zanzibar", "Quux", "quux", "leaked", "A person who was in the room"] {
        assert!(!bytes.contains(word), "{word} is out before any release");
    }
    let rows = place.run(&["roll", "case", "--json", "--who", "Norway"]).stdout;
    let row: serde_json::Value = serde_json::from_str(rows.lines().next().expect("a row")).expect("is JSON");
    let ran = place.run(&["decide", "case", "release", row["id"].as_str().expect("has an id")]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let bytes = all_bytes(&place);
    assert!(bytes.contains("Norway") && bytes.contains("A person who was in the room"), "released");
    let hash = rollcall_model::id::sha256_hex(secret.as_bytes());
    let claims = place.run(&["facts", "case", "--json"]).stdout;
    for word in ["Peru", "Zanzibar", "Quux", "quux", "leaked", hash.as_str(), &hash[..12]] {
        assert!(!bytes.contains(word), "{word} is out");
    }
    // No id of the case that was made from the file stands in what went out.
    let of_source = claims.lines().filter(|line| line.contains("leaked-cable"));
    let mut ids = 0;
    for line in of_source {
        let fact: serde_json::Value = serde_json::from_str(line).expect("is JSON");
        let id = fact["id"].as_str().expect("has an id");
        let shared = line.contains("sources/a.md");
        assert!(shared || !bytes.contains(id), "{id} stands in what went out: {line}");
        ids += 1;
    }
    assert!(ids > 3, "{claims}");
    let again = all_bytes(&place);
    assert!(again == bytes, "twice gives the same bytes");
}

#[test]
fn search_engines_are_asked_to_leave_people_out_unless_the_case_says_otherwise() {
    let place = case();
    build_and_accept(&place, &["a"]);
    place.name("case", "Quillsworth");
    let unlisted = |place: &Place| {
        let ran = place.run(&["publish", "case", "--out", "edition", "--date", "2022-06-01"]);
        assert_eq!(ran.code, Some(0), "{}", ran.all());
        let pages = place.files("edition").into_iter().filter(|(path, _)| path.starts_with("en/people/"));
        let pages: Vec<bool> = pages.map(|(_, bytes)| String::from_utf8_lossy(&bytes).contains("noindex")).collect();
        assert!(!pages.is_empty());
        pages.iter().all(|is| *is)
    };
    assert!(unlisted(&place));
    place.write("case/case.toml", "format = 1\ntitle = \"A case\"\n[publish]\nnoindex = false\n");
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    assert!(!unlisted(&place));
}
