//! Editions are numbered, say what changed, and can be taken back line by line.

use crate::common::Place;
use serde_json::Value;

const NOTE: &str = "On 3 May 2019 Norway attended the Council of Harbour Masters in Oslo.\n\n\
On 4 June 2019 Ghana attended the Council of Harbour Masters in Accra.\n\n\
On 5 July 2019 Peru attended the Council of Harbour Masters in Lima.\n";

/// A case of three lines, all accepted, with two moments so that a rule finds something.
fn case() -> Place {
    let place = Place::new();
    assert_eq!(place.run(&["new", "case"]).code, Some(0));
    let settings = std::fs::read_to_string(place.path("case/case.toml")).expect("is there");
    let moment = "\n[[moment]]\nid = \"order\"\nname = \"the order of 1 March 2019\"\ndate = \"2019-03-01\"\n";
    place.write("case/case.toml", settings + moment);
    place.write("case/words/bodies.toml", "[[forum]]\nname = \"Council of Harbour Masters\"\nmeets = \"Meeting\"\n");
    place.write("case/sources/a.md", NOTE);
    place.write(
        "case/sources/a.md.toml",
        "[source]\ntitle = \"A note\"\ndate = \"2019-12-01\"\nlanguage = \"en\"\naccess = \"public\"\n",
    );
    ran(&place, &["build", "case"]);
    ran(&place, &["decide", "case", "accept", "--source", "sources/a.md", "--why", "read"]);
    place
}

fn ran(place: &Place, args: &[&str]) -> String {
    let ran = place.run(args);
    assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.all());
    ran.stdout
}

fn publish(place: &Place) -> Value {
    serde_json::from_str(&ran(place, &["publish", "case", "--out", "site", "--json"])).expect("is JSON")
}

fn text(place: &Place, path: &str) -> String {
    std::fs::read_to_string(place.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The id of the roll's line of somebody.
fn line_of(place: &Place, who: &str) -> String {
    let rows = ran(place, &["roll", "case", "--json", "--who", who]);
    let row: Value = serde_json::from_str(rows.lines().next().expect("a row")).expect("is JSON");
    row["id"].as_str().expect("has an id").to_string()
}

#[test]
fn what_is_withdrawn_is_nowhere_and_a_notice_stands_in_its_place() {
    let place = case();
    assert_eq!(publish(&place)["edition"], 1);
    let before = place.files("site");
    let holds = |files: &std::collections::BTreeMap<String, Vec<u8>>, word: &str| {
        let all = files.iter().filter(|(name, bytes)| name.contains(word) || String::from_utf8_lossy(bytes).contains(word));
        all.map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    assert!(holds(&before, "Ghana").len() > 5 && holds(&before, "Accra").len() > 3);
    let row = line_of(&place, "Ghana");
    let notice = "The source names another meeting.";
    let said = place.run(&["withdraw", "case", &row, "--notice", notice, "--out", "site", "--json"]);
    assert_eq!(said.code, Some(0), "{}", said.all());
    let report: Value = serde_json::from_str(&said.stdout).expect("is JSON");
    assert_eq!((&report["edition"], &report["participations"]), (&Value::from(2), &Value::from(2)));
    // The line's sentence is nowhere; that Ghana and the meeting exist is said by claims of their own.
    let after = place.files("site");
    assert_eq!(holds(&after, "Ghana attended"), Vec::<String>::new());
    assert!(!String::from_utf8_lossy(&after["data/roll.csv"]).contains("Ghana"));
    let findings = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        files.keys().filter(|name| name.starts_with("en/findings/f")).count()
    };
    assert_eq!((findings(&before), findings(&after)), (3, 2), "what leaned on it is gone too");
    let address = before.keys().find(|name| {
        name.starts_with("en/engagements/e") && String::from_utf8_lossy(&before[*name]).contains(&format!("id=\"{row}\""))
    });
    let page = String::from_utf8_lossy(&after[address.expect("it had an address")]).into_owned();
    assert!(page.contains(notice) && page.contains(&format!("id=\"{row}\"")), "{page}");
    let line: Value =
        serde_json::from_str(text(&place, "site/corrections.jsonl").lines().next().expect("a line")).expect("JSON");
    assert_eq!((&line["id"], &line["edition"], &line["gone"]), (&Value::from(row.as_str()), &2.into(), &true.into()));
    for path in ["site/en/corrections.html", "site/en/index.html", "site/feed.xml"] {
        assert!(text(&place, path).contains(notice), "{path}");
    }
    let changes = text(&place, "site/en/changes.html");
    assert!(changes.contains("What differs from edition 1") && changes.contains("not here any more"), "{changes}");
    // The same again is the same, and a later edition keeps the notice with the number that it had.
    let again = publish(&place);
    assert_eq!((&again["edition"], &again["same"]), (&Value::from(2), &Value::from(true)));
    assert!(place.files("site") == after, "the same bytes");
    ran(&place, &["decide", "case", "reject", &line_of(&place, "Peru")]);
    assert_eq!(publish(&place)["edition"], 3);
    assert!(text(&place, "site/en/corrections.html").contains("in edition 2"));
    assert_eq!(place.run(&["verify", "site"]).code, Some(0));
}

#[test]
fn a_whole_party_a_meeting_and_a_finding_can_be_taken_back() {
    let place = case();
    publish(&place);
    let file = |name: &str| {
        place
            .files("site")
            .into_iter()
            .find(|(path, bytes)| path.starts_with(name) && String::from_utf8_lossy(bytes).contains("<h1>Peru</h1>"))
    };
    let (path, _) = file("en/parties/e").expect("Peru has a page");
    let id = path.trim_start_matches("en/parties/").trim_end_matches(".html").to_string();
    ran(&place, &["withdraw", "case", &id, "--notice", "Another country is meant.", "--out", "site"]);
    let page = text(&place, &format!("site/{path}"));
    assert!(page.contains("Another country is meant.") && !page.contains("Peru"), "{page}");
    for (name, bytes) in place.files("site") {
        let body = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!body.contains("Peru"), "{name} names it");
    }
    let finding = place.files("site").into_keys().find(|path| path.starts_with("en/findings/f")).expect("a finding");
    let id = finding.trim_start_matches("en/findings/").trim_end_matches(".html");
    let said = text(&place, &format!("site/{finding}"))
        .split("<strong>")
        .nth(1)
        .expect("says")
        .split('<')
        .next()
        .expect("x")
        .to_string();
    ran(&place, &["withdraw", "case", id, "--notice", "It reads the day wrongly.", "--out", "site"]);
    let page = text(&place, &format!("site/{finding}"));
    assert!(page.contains("It reads the day wrongly.") && !page.contains(&said), "{page}");
}

#[test]
fn a_correction_needs_something_put_right() {
    let place = case();
    publish(&place);
    let row = line_of(&place, "Norway");
    let correct = ["correct", "case", &row, "--notice", "It met in Bergen.", "--out", "site"];
    let said = place.run(&correct);
    assert!(said.code == Some(2) && said.stderr.contains("nothing-corrected"), "{}", said.all());
    let facts = ran(&place, &["facts", "case", "--kind", "Meeting", "--json"]);
    let meeting = facts.lines().find(|line| line.contains("Oslo")).expect("the meeting");
    let meeting: Value = serde_json::from_str(meeting).expect("is JSON");
    let id = meeting["id"].as_str().expect("has an id");
    ran(&place, &["decide", "case", "correct", id, "--property", "place", "--value", "Bergen"]);
    ran(&place, &correct);
    let all: String = place.files("site").values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    assert!(all.contains("Bergen") && all.contains("was put right in edition 2"));
    for (id, code) in [("eabcdefghij234567klmn", "not-published"), ("nonsense", "not-published")] {
        let said = place.run(&["withdraw", "case", id, "--notice", "x", "--out", "site"]);
        assert!(said.code == Some(2) && said.stderr.contains(code), "{}", said.all());
    }
    let said = place.run(&["withdraw", "case", &row, "--notice", " ", "--out", "site"]);
    assert!(said.code == Some(2) && said.stderr.contains("no-notice"), "{}", said.all());
}

#[test]
fn whole_texts_and_files_go_out_only_where_the_source_is_public_and_says_so() {
    let place = case();
    let about = |name: &str, lines: &str| {
        place.write(
            &format!("case/sources/{name}.md"),
            format!("On 3 May 2020 Norway attended the Council of Harbour Masters in Oslo.\n\nA far word: {name}quux.\n"),
        );
        place.write(
            &format!("case/sources/{name}.md.toml"),
            format!("[source]\ndate = \"2020-12-01\"\nlanguage = \"en\"\n{lines}\n"),
        );
    };
    about("words", "access = \"public\"");
    about("text", "access = \"public\"\npublish = \"text\"");
    about("file", "access = \"public\"\npublish = \"file\"");
    about("closed", "publish = \"file\"");
    ran(&place, &["build", "case"]);
    for name in ["words", "text", "file", "closed"] {
        ran(&place, &["decide", "case", "accept", "--source", &format!("sources/{name}.md"), "--why", "read"]);
    }
    publish(&place);
    let files = place.files("site");
    let handed_on: Vec<&String> = files.keys().filter(|path| path.starts_with("files/")).collect();
    assert_eq!(handed_on.len(), 1, "{handed_on:?}");
    assert!(String::from_utf8_lossy(&files[handed_on[0]]).contains("filequux"));
}

#[test]
fn a_new_edition_leaves_pages_alone_that_show_what_they_showed() {
    let place = case();
    publish(&place);
    let before = place.files("site");
    ran(&place, &["decide", "case", "reject", &line_of(&place, "Peru")]);
    assert_eq!(publish(&place)["edition"], 2);
    let after = place.files("site");
    let page = |files: &std::collections::BTreeMap<String, Vec<u8>>, name: &str| {
        let found = files.iter().find(|(path, bytes)| {
            path.starts_with("en/parties/e") && String::from_utf8_lossy(bytes).contains(&format!("<h1>{name}</h1>"))
        });
        found.map(|(path, bytes)| (path.clone(), String::from_utf8_lossy(bytes).into_owned()))
    };
    let (path, norway) = page(&before, "Norway").expect("has a page");
    assert!(norway.contains("last changed in edition 1") && norway.contains("Edition 1, "), "{norway}");
    assert!(before[&path] == after[&path], "what is said of Norway did not change");
    let same = before.iter().filter(|(path, bytes)| after.get(*path) == Some(bytes)).count();
    assert!(same * 2 > before.len(), "{same} of {} files are as they were", before.len());
    let first = String::from_utf8_lossy(&after["en/build.html"]).into_owned();
    assert!(first.contains("Edition 2"), "{first}");
}

#[test]
fn an_edition_is_one_file_to_read_offline() {
    let place = case();
    ran(&place, &["publish", "case", "--out", "site", "--one-file", "all.html"]);
    let file = text(&place, "all.html");
    let ids: std::collections::BTreeSet<&str> =
        file.split(" id=\"").skip(1).map(|rest| rest.split('"').next().expect("ends")).collect();
    let links: Vec<&str> = file.split(" href=\"").skip(1).map(|rest| rest.split('"').next().expect("ends")).collect();
    assert!(links.len() > 50 && file.contains("Norway"), "{}", links.len());
    for link in links {
        assert!(link.strip_prefix('#').is_some_and(|place| ids.contains(place)), "{link} leads somewhere");
    }
    assert!(!file.contains("<script") && !file.contains("src="), "nothing is fetched");
    let pages = place.files("site").into_keys().filter(|path| path.starts_with("en/") && path.ends_with(".html")).count();
    assert_eq!(file.matches("<article id=\"en/").count(), pages);
}

#[test]
fn a_file_in_burmese_brings_its_letters_along() {
    let place = case();
    let settings = text(&place, "case/case.toml").replace("languages = [\"en\"]", "languages = [\"en\", \"my\"]");
    place.write("case/case.toml", settings);
    ran(&place, &["build", "case"]);
    ran(&place, &["publish", "case", "--out", "site", "--one-file", "all.html"]);
    let (english, burmese) = (text(&place, "all.en.html"), text(&place, "all.my.html"));
    let policy =
        |file: &str| file.split("content=\"default-src").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_string);
    assert_eq!(policy(&english).as_deref(), Some(" 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"));
    assert_eq!(
        policy(&burmese).as_deref(),
        Some(" 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'")
    );
    let letters = std::fs::metadata(place.path("site/myanmar.woff2")).expect("is there").len() as usize;
    let within =
        burmese.split("url(data:font/woff2;base64,").nth(1).and_then(|rest| rest.split(')').next()).unwrap_or_default();
    // `d09GMg` is how a font of this kind begins.
    assert_eq!((within.len(), within.get(..6)), (letters.div_ceil(3) * 4, Some("d09GMg")));
    assert!(!english.contains("@font-face"), "the letters stand in the file that needs them");
    assert!(!burmese.contains("url(\"") && !burmese.contains("url(."), "and it asks for nothing");
}
