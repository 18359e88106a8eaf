//! The lawyer's file: what it holds of a line, a finding, a party and a claim, and what is in no byte of it.

use crate::common::Place;
use crate::protected::seal;
use serde_json::Value;

const NOTE: &str = "On 3 May 2019 Norway attended the Council of Harbour Masters in Oslo.\n\n\
On 4 June 2019 General Alpha Quillsworth attended the Council of Harbour Masters in Accra, \
according to Bravo Quernmore.\n\n\
On 5 July 2019 Colonel Bravo Quernmore attended the Council of Harbour Masters in Lima.\n";

const OTHER: &str = "On 3 May 2019 Norway attended the Council of Harbour Masters in Oslo, a reader wrote.\n";

const CABLE: &str = "On 6 August 2019 Ghana attended the Council of Harbour Masters in Suva.\n\n\
On 7 September 2019 Peru attended the Council of Harbour Masters in Zagreb.\n\n\
On 3 May 2019 Norway attended the Council of Harbour Masters in Oslo.\n";

const CLOSED: [&str; 5] = ["Cable Zanzibar", "Embassy Quux", "quux.example", "leaked-cable", "Zagreb"];

fn add(place: &Place, name: &str, text: &str, about: &str) {
    place.write(&format!("case/sources/{name}.md"), text);
    let about = format!("[source]\ndate = \"2019-12-01\"\nlanguage = \"en\"\n{about}\n");
    place.write(&format!("case/sources/{name}.md.toml"), about);
}

fn ran(place: &Place, args: &[&str]) -> String {
    let ran = place.run(args);
    assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.all());
    ran.stdout
}

/// Two open notes, one of which repeats what the other may have from elsewhere, a confidential one, a protected person.
fn case() -> Place {
    let place = Place::new();
    ran(&place, &["new", "case"]);
    place.write(
        "case/case.toml",
        "format = 1\ntitle = \"A case\"\n\n[protected]\nfile = \"../protected.age\"\n\n[[moment]]\nid = \"order\"\n\
         name = \"the order of 1 March 2019\"\ndate = \"2019-03-01\"\n",
    );
    seal(&place, "[[person]]\nhandle = \"p1\"\nnames = [\"Bravo Quernmore\"]\n");
    place.write("case/words/bodies.toml", "[[forum]]\nname = \"Council of Harbour Masters\"\nmeets = \"Meeting\"\n");
    add(&place, "a", NOTE, "access = \"public\"\ntitle = \"A note\"\npublisher = \"The Pier\"");
    add(
        &place,
        "b",
        OTHER,
        "access = \"public\"\ntitle = \"A letter\"\ncontrolled_by = \"Norway\"\nrests_on = [\"a call\"]",
    );
    add(
        &place,
        "leaked-cable",
        CABLE,
        "access = \"confidential\"\ntitle = \"Cable Zanzibar\"\npublisher = \"Embassy Quux\"\nurl = \"https://quux.example\"\n\
         described_as = \"A person who was in the room\"",
    );
    ran(&place, &["build", "case"]);
    for source in ["a", "b", "leaked-cable"] {
        let path = format!("sources/{source}.md");
        ran(&place, &["decide", "case", "accept", "--source", &path, "--why", "read twice", "--by", "ana"]);
    }
    place
}

fn publish(place: &Place) {
    ran(place, &["publish", "case", "--out", "site", "--identity", "key.txt"]);
}

/// The row of somebody, of the first file that has one.
fn row_of(place: &Place, who: &str) -> Value {
    let rows = ran(place, &["roll", "case", "--json", "--state", "all", "--status", "all", "--who", who]);
    serde_json::from_str(rows.lines().next().expect("a row")).expect("is JSON")
}

fn id_of(row: &Value) -> String {
    row["id"].as_str().expect("has an id").to_string()
}

/// The id under which the latest edition says something.
fn published(place: &Place, word: &str, is: &str) -> String {
    let editions = place.files("case/editions");
    let last = format!("{}.json", editions.len());
    let edition: Value = serde_json::from_slice(&editions[&last]).expect("is JSON");
    let lines = edition["lines"].as_object().expect("has lines");
    let says = |line: &Value| line["is"] == is && line["says"].as_str().is_some_and(|says| says.contains(word));
    let found = lines.iter().find(|(_, line)| says(line));
    found.map(|(id, _)| id.clone()).unwrap_or_else(|| panic!("{is} of {word}: {edition}"))
}

/// Writes a dossier and gives its data. The document holds every sentence of it that is looked for.
fn dossier(place: &Place, id: &str) -> Value {
    let done = place.run(&["dossier", "case", id, "--out", "out", "--identity", "key.txt"]);
    assert_eq!(done.code, Some(0), "{}", done.all());
    assert!(done.stderr.contains("PRIVATE, for a lawyer: not for publication"), "{}", done.all());
    let files = place.files("out");
    assert_eq!(files.keys().collect::<Vec<_>>(), ["dossier.docx", "dossier.html", "dossier.json"]);
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(text.contains("PRIVATE, for a lawyer: not for publication"), "{name} says what it is");
        for word in CLOSED.iter().chain(&["Quernmore", "Bravo"]) {
            assert!(!text.contains(word), "{name} holds {word}");
        }
        let hash = rollcall_model::id::sha256_hex(CABLE.as_bytes());
        assert!(!text.contains(&hash) && !text.contains(&hash[..12]), "{name} holds the hash of a confidential file");
    }
    serde_json::from_slice(&files["dossier.json"]).expect("is JSON")
}

fn page(place: &Place) -> String {
    String::from_utf8_lossy(&place.files("out")["dossier.html"]).into_owned()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is a list: {value}"))
}

#[test]
fn a_line_is_told_with_its_editions_words_origins_decisions_and_replies() {
    let place = case();
    publish(&place);
    let party = row_of(&place, "Norway")["participant"]["id"].as_str().expect("an id").to_string();
    let id = published(&place, "Norway", "a line of the roll");
    ran(&place, &["decide", "case", "asked", &party, "--by", "ben"]);
    ran(&place, &["decide", "case", "answered", &party, "--value", "We were at sea.", "--by", "ben"]);
    let told = dossier(&place, &id);
    assert_eq!((&told["is"], &told["stands"]), (&"a line of the roll".into(), &true.into()), "{told}");
    assert!(told["says"].as_str().is_some_and(|says| says.contains("Norway") && says.contains("3 May 2019")), "{told}");
    let editions = list(&told, "editions");
    let said = editions.iter().find(|said| said["id"] == *id).unwrap_or_else(|| panic!("the line was published: {told}"));
    assert_eq!(said["edition"], 1, "{told}");
    assert!(said["place"].as_str().is_some_and(|at| at.starts_with("en/engagements/")) && said["says"] != "", "{said}");
    let words = list(&told, "words_for");
    assert!(
        words.iter().all(|word| word["state"] == "accepted" && word["sha256"].as_str().map(str::len) == Some(64)),
        "{told}"
    );
    assert!(words.iter().any(|word| word["log"]["n"].is_u64() && word["file"] == "sources/a.md"), "{told}");
    let read = list(&told, "decisions");
    assert!(read.iter().any(|act| act["by"] == "ana" && act["verb"] == "accept" && act["why"] == "read twice"), "{told}");
    let asked = &list(&told, "replies")[0];
    assert_eq!((&asked["party"], &asked["lines"][1]["words"]), (&"Norway".into(), &"We were at sea.".into()), "{told}");
    let page = page(&place);
    for sentence in ["It still stands", "We were at sea.", "SHA-256", "rollcall verify CASE", "8. How to check this"] {
        assert!(page.to_lowercase().contains(&sentence.to_lowercase()), "{sentence}: {page}");
    }
}

#[test]
fn it_says_which_sources_are_independent_and_what_falls_without_each() {
    let place = case();
    let two = dossier(&place, &id_of(&row_of(&place, "Norway")));
    let documents: Vec<&Value> = list(&two, "origins").iter().flat_map(|origin| list(origin, "documents")).collect();
    assert_eq!(documents.len(), 2, "the confidential source is no origin: {two}");
    assert_eq!((&documents[1]["rests_on"][0], &documents[1]["controlled_by"]), (&"a call".into(), &"Norway".into()));
    assert!(list(&two, "without").iter().all(|without| without["stands"] == true), "{two}");
    let merges = list(&two, "merges");
    assert!(merges.iter().any(|merge| merge["of"] == "meeting" && merge["speaks_for"][0] != Value::Null), "{two}");
    let one = dossier(&place, &id_of(&row_of(&place, "Quillsworth")));
    let without = &list(&one, "without")[0];
    assert_eq!((&without["files"][0], &without["stands"]), (&"sources/a.md".into(), &false.into()), "{one}");
    assert!(without["falls"][0].as_str().is_some_and(|says| says.contains("Quillsworth")), "its finding too: {one}");
    assert!(page(&place).contains("Without sources/a.md:</strong> it falls."), "{}", page(&place));
}

#[test]
fn twice_gives_the_same_bytes_and_other_files_are_left_alone() {
    let place = case();
    let id = id_of(&row_of(&place, "Norway"));
    let case = place.files("case");
    dossier(&place, &id);
    let first = place.files("out");
    dossier(&place, &id);
    assert!(place.files("out") == first, "the same bytes");
    place.write("mine/letter.txt", "dear");
    let ran = place.run(&["dossier", "case", &id, "--out", "mine", "--identity", "key.txt"]);
    assert!(ran.code == Some(2) && ran.stderr.contains("not-empty"), "{}", ran.all());
    let ran = place.run(&["dossier", "case", &id, "--out", "locked"]);
    assert!(
        ran.code == Some(2) && ran.stderr.contains("protected-locked") && !place.path("locked").exists(),
        "{}",
        ran.all()
    );
    assert!(place.files("case") == case, "nothing is written into the case");
}

#[test]
fn an_id_of_nothing_or_of_nobody_who_may_be_shown_is_unknown() {
    let place = case();
    let id = id_of(&row_of(&place, "Quillsworth"));
    let near = format!("{}{}", &id[..20], if id.ends_with('a') { "b" } else { "a" });
    let ran = place.run(&["dossier", "case", &near, "--out", "out", "--identity", "key.txt"]);
    assert!(ran.code == Some(2) && ran.stderr.contains("no-such-id") && ran.stderr.contains(&id), "{}", ran.all());
    let hidden = row_of(&place, "Quernmore");
    let person = hidden["participant"]["id"].as_str().expect("an id").to_string();
    for id in [id_of(&hidden), person, id_of(&row_of(&place, "Peru")), "nonsense".into()] {
        let ran = place.run(&["dossier", "case", &id, "--out", "out", "--identity", "key.txt"]);
        assert!(ran.code == Some(2) && ran.stderr.contains("no-such-id"), "{id}: {}", ran.all());
        assert!(!ran.all().contains("Quernmore") && !place.path("out").exists(), "{}", ran.all());
    }
}

#[test]
fn what_was_withdrawn_is_told_with_its_notice_and_with_what_stood_there() {
    let place = case();
    publish(&place);
    let id = id_of(&row_of(&place, "Quillsworth"));
    let notice = "The source names another meeting.";
    ran(&place, &["withdraw", "case", &id, "--notice", notice, "--out", "site", "--identity", "key.txt", "--by", "cem"]);
    let told = dossier(&place, &id);
    assert_eq!((&told["stands"], &told["editions_without"]), (&false.into(), &serde_json::json!([2])), "{told}");
    assert_eq!(told["notices"][0]["words"], notice, "{told}");
    assert!(list(&told, "next_edition").is_empty() && list(&told, "editions").len() == 1, "{told}");
    assert!(list(&told, "words_for").iter().any(|word| word["state"] == "retracted"), "{told}");
    let by_cem = list(&told, "decisions").iter().filter(|act| act["by"] == "cem" && act["verb"] == "withdraw").count();
    assert!(by_cem > 1, "the claims and the notice: {told}");
    let page = page(&place);
    assert!(page.contains(notice) && page.contains("It does not stand in the case now."), "{page}");
}

#[test]
fn words_that_are_undone_rejected_or_otherwise_stand_against_it() {
    let place = case();
    let row = row_of(&place, "Quillsworth");
    let id = id_of(&row);
    let meeting = row["engagement"]["id"].as_str().expect("an id").to_string();
    ran(&place, &["decide", "case", "add", &meeting, "--property", "place", "--value", "Bergen", "--by", "dia"]);
    ran(&place, &["decide", "case", "add", &meeting, "--property", "status", "--value", "denied", "--by", "dia"]);
    let told = dossier(&place, &id);
    let why: Vec<&str> = list(&told, "against").iter().filter_map(|against| against["why"].as_str()).collect();
    assert!(why.contains(&"denied") && why.contains(&"disagrees"), "{told}");
    let page_before = page(&place);
    assert!(page_before.contains("“Accra”") && page_before.contains("“Bergen”"), "{page_before}");
    // A name that is given by role in an edition stands here; whom the case protects is covered.
    assert!(page_before.contains("Alpha Quillsworth") && page_before.contains("[name withheld]"), "{page_before}");
    let last = ran(&place, &["decisions", "log", "case", "--json"]);
    let last: Value = serde_json::from_str(last.lines().last().expect("a line")).expect("is JSON");
    ran(&place, &["decide", "case", "undo", last["id"].as_str().expect("an id"), "--why", "a slip", "--by", "eva"]);
    ran(&place, &["decide", "case", "reject", &id, "--why", "another man", "--by", "eva"]);
    let told = dossier(&place, &id);
    let why: Vec<&str> = list(&told, "against").iter().filter_map(|against| against["why"].as_str()).collect();
    assert!(!why.contains(&"denied") && why.contains(&"rejected"), "{told}");
    let acts = list(&told, "decisions");
    assert!(acts.iter().any(|act| act["counts"] == false && act["by"] == "dia"), "{told}");
    assert!(acts.iter().any(|act| act["verb"] == "undo" && act["why"] == "a slip"), "{told}");
    assert!(page(&place).contains("add (undone)"));
}

#[test]
fn released_words_stand_under_a_stand_in_and_a_party_a_finding_and_a_claim_have_dossiers() {
    let place = case();
    let ghana = row_of(&place, "Ghana");
    ran(&place, &["decide", "case", "release", &id_of(&ghana), "--by", "ana"]);
    publish(&place);
    let told = dossier(&place, &published(&place, "Ghana", "a line of the roll"));
    let words = list(&told, "words_for");
    assert!(!words.is_empty(), "{told}");
    for word in words {
        assert!(word["file"].as_str().is_some_and(|file| file.starts_with("withheld/")), "{word}");
        assert!(word["log"].is_null() && word["title"] == "A person who was in the room", "{word}");
        assert_eq!(word["state"], "accepted", "{word}");
    }
    let secret = String::from_utf8_lossy(&place.files("case")["decisions.jsonl"]).into_owned();
    let secret = secret.lines().find(|line| line.contains("\"release\"")).expect("a release").to_string();
    let secret: Value = serde_json::from_str(&secret).expect("is JSON");
    let secret = secret["value"].as_str().expect("a secret");
    assert!(place.files("out").values().all(|bytes| !String::from_utf8_lossy(bytes).contains(secret)), "the secret stays");
    let party = dossier(&place, &published(&place, "Norway", "a state"));
    assert!(list(&party, "editions").len() > 1 && party["says"] == "Norway", "its lines too: {party}");
    let finding = dossier(&place, &published(&place, "Ghana", "a finding"));
    assert!(page(&place).contains("--explain") && !list(&finding, "words_for").is_empty(), "{finding}");
    let claim = dossier(&place, words[0]["claim"].as_str().expect("an id"));
    assert_eq!(claim["is"], "a claim", "{claim}");
}

#[test]
fn the_data_has_the_shape_that_is_written_down() {
    let place = case();
    publish(&place);
    let row = row_of(&place, "Quillsworth");
    let meeting = row["engagement"]["id"].as_str().expect("an id");
    ran(&place, &["decide", "case", "add", meeting, "--property", "place", "--value", "Bergen", "--by", "dia"]);
    let person = row["participant"]["id"].as_str().expect("an id");
    ran(&place, &["decide", "case", "asked", person, "--why", "by letter"]);
    ran(&place, &["decide", "case", "answered", person, "--value", "No."]);
    let norway = published(&place, "Norway", "a line of the roll");
    let notice = ["--notice", "x", "--out", "site", "--identity", "key.txt"];
    ran(&place, &[&["withdraw", "case", &id_of(&row)][..], &notice].concat());
    let all = [id_of(&row), norway].map(|id| dossier(&place, &id));
    let text = serde_json::to_string_pretty(&crate::json::shape(&all.iter().collect::<Vec<_>>(), 32)).expect("prints");
    insta::with_settings!({
        snapshot_path => "../../../../docs/json", prepend_module_to_snapshot => false, omit_expression => true,
    }, { insta::assert_snapshot!("dossier-file", text); });
}
