//! Reports and letters as users get them: opened as the packages that they are, and searched for what may not be in them.

use crate::common::{Place, pdf};
use std::collections::BTreeMap;

/// Names that stand nowhere else, told in sentences of their own; the last two stand in one sentence.
const NOTE: &str = "Ministers met often.\n\n\
On 3 May 2019 General Alpha Quillsworth attended the Council of Harbour Masters in Oslo.\n\n\
On 4 June 2019 General Bravo Quernmore attended the Council of Harbour Masters in Accra.\n\n\
On 5 July 2019 Ghana and Norway attended the Council of Harbour Masters in Suva.\n";

const ABOUT: &str = "[source]\ntitle = \"A note <b>\"\npublisher = \"Quay Press\"\ndate = \"2019-12-01\"\nlanguage = \"en\"\naccess = \"public\"\nurl = \"https://example.org/note\"\n";

fn case() -> Place {
    let place = Place::new();
    assert_eq!(place.run(&["new", "case"]).code, Some(0));
    place.write("case/words/bodies.toml", "[[forum]]\nname = \"Council of Harbour Masters\"\nmeets = \"Meeting\"\n");
    place.write("case/sources/a.md", NOTE);
    place.write("case/sources/a.md.toml", ABOUT);
    build(&place);
    place
}

fn build(place: &Place) {
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
}

/// The id of the roll's line that names somebody.
fn line_of(place: &Place, name: &str) -> String {
    let ran = place.run(&["roll", "case", "--json"]);
    let rows = ran.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("is JSON"));
    let row = rows.into_iter().find(|row| row["participant"]["name"].as_str().is_some_and(|found| found.contains(name)));
    row.unwrap_or_else(|| panic!("the roll names {name}: {}", ran.all()))["id"].as_str().expect("has an id").to_string()
}

fn accept(place: &Place, names: &[&str]) {
    for name in names {
        let ran = place.run(&["decide", "case", "accept", &line_of(place, name), "--why", "a test"]);
        assert_eq!(ran.code, Some(0), "{}", ran.all());
    }
}

fn report(place: &Place, kind: &str, out: &str, more: &[&str]) {
    let ran = place.run(&[&["report", "case", "--kind", kind, "--out", out], more].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.all());
}

fn bytes(place: &Place, name: &str) -> Vec<u8> {
    std::fs::read(place.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The parts of a package, by name. Nothing in it is squeezed, so that what a search of the file finds is all there is.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let number =
        |at: usize, length: usize| bytes[at..at + length].iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    let mut parts = BTreeMap::new();
    let mut at = 0;
    while bytes[at..].starts_with(b"PK\x03\x04") {
        assert_eq!(number(at + 8, 2), 0, "is stored as it is");
        let (size, name, extra) = (number(at + 18, 4), number(at + 26, 2), number(at + 28, 2));
        let from = at + 30 + name + extra;
        parts.insert(
            String::from_utf8_lossy(&bytes[at + 30..at + 30 + name]).into_owned(),
            bytes[from..from + size].to_vec(),
        );
        at = from + size;
    }
    assert!(parts.len() > 10, "{:?}", parts.keys());
    parts
}

/// The words of a part, without its tags.
fn words(parts: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    let xml = String::from_utf8_lossy(&parts[name]).replace("</w:p>", "\n");
    let text: String = xml.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

const KINDS: [(&str, &[&str]); 4] = [("brief", &["--party", "Ghana"]), ("chronology", &[]), ("table", &[]), ("annex", &[])];

#[test]
fn only_what_was_accepted_stands_in_any_part_of_a_report() {
    let place = case();
    accept(&place, &["Quillsworth", "Ghana"]);
    // Bravo is named by nobody's leave and accepted by nobody.
    place.name("case", "Quillsworth");
    for (kind, more) in KINDS {
        for ending in ["docx", "html"] {
            let out = format!("{kind}.{ending}");
            report(&place, kind, &out, more);
            let file = bytes(&place, &out);
            let all: Vec<Vec<u8>> = if ending == "docx" { parts(&file).into_values().collect() } else { vec![file.clone()] };
            let says = |word: &str| all.iter().any(|part| part.windows(word.len()).any(|at| at == word.as_bytes()));
            assert!(says("Ghana") && (kind == "brief" || says("Quillsworth")), "{out} holds what was accepted");
            for word in ["Quernmore", "Bravo", "Norway took part", "4 June 2019"] {
                assert!(!says(word), "{out} holds {word}, which nobody accepted");
            }
            assert!(says("As of ") && says("It does not mean that somebody did wrong."), "{out} says what it is");
            assert!(!says("<b>"), "{out}: a title is text");
            report(&place, kind, &format!("again.{ending}"), more);
            assert!(bytes(&place, &format!("again.{ending}")) == file, "{out}: twice gives the same bytes");
        }
    }
}

#[test]
fn each_footnote_has_its_source_and_its_words() {
    let place = case();
    accept(&place, &["Quillsworth", "Ghana", "Norway"]);
    place.name("case", "Quillsworth");
    report(&place, "chronology", "c.docx", &[]);
    let parts = parts(&bytes(&place, "c.docx"));
    let text = String::from_utf8_lossy(&parts["word/document.xml"]).into_owned();
    let marks = text.matches("<w:footnoteReference ").count();
    let notes: Vec<String> = words(&parts, "word/footnotes.xml")
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.contains("xml version"))
        .map(str::to_string)
        .collect();
    assert!(marks >= 3 && notes.len() >= marks, "{marks}: {notes:?}");
    for note in &notes {
        assert!(note.contains("A note <b>, Quay Press, 1 December 2019: “"), "{note}");
        let quoted = note.split_once('“').and_then(|(_, rest)| rest.rsplit_once('”')).expect("a quote").0;
        assert!(NOTE.contains(quoted.trim_matches('…').trim()), "{note}");
    }
    let said = words(&parts, "word/document.xml");
    for line in ["3 May 2019: ", "5 July 2019: ", "Ghana took part in it."] {
        assert!(said.contains(line), "{line}: {said}");
    }
    for (name, part) in &parts {
        let part = String::from_utf8_lossy(part);
        for word in ["creator", "lastModifiedBy", "dcterms", "w:author", "w:date", "1970"] {
            assert!(!part.contains(word), "{name} holds {word}");
        }
    }
}

#[test]
fn whoever_is_named_and_was_not_asked_is_in_no_report_but_gets_a_letter() {
    let place = case();
    accept(&place, &["Quillsworth"]);
    let to = ["reply", "case", "--to", "Alpha Quillsworth", "--until", "2022-07-01"];
    let by_role = place.run(&to);
    assert!(by_role.code == Some(2) && by_role.stderr.contains("[not-in-edition]"), "{}", by_role.all());
    place.name_only("case", "Quillsworth");
    let refused = place.run(&["report", "case", "--kind", "table", "--out", "t.docx"]);
    assert!(refused.code == Some(2) && refused.stderr.contains("[not-asked]"), "{}", refused.all());
    assert!(!place.path("t.docx").exists());
    let ran = place.run(&to);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let id = place.people("case", "Person", "Quillsworth").remove(0);
    assert!(ran.stderr.contains(&format!("rollcall decide case asked {id}")), "{}", ran.all());
    let text = String::from_utf8(bytes(&place, &format!("reply-{id}/letter.txt"))).expect("is UTF-8");
    for part in [
        "Alpha Quillsworth (General) took part in the ",
        " on 3 May 2019, in Oslo.",
        "Source: A note <b>, Quay Press, 1 December 2019, https://example.org/note",
        "Is this right? If not, what is?",
        "Please answer by 1 July 2022.",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let asked = place.run(&["decide", "case", "asked", &id]);
    assert_eq!(asked.code, Some(0), "{}", asked.all());
    report(&place, "brief", "b.html", &["--party", &id]);
    assert!(String::from_utf8_lossy(&bytes(&place, "b.html")).contains("Was asked on "));
}

#[test]
fn a_letter_holds_nothing_about_others() {
    let place = case();
    accept(&place, &["Quillsworth", "Ghana", "Norway"]);
    place.name("case", "Quillsworth");
    let ran = place.run(&["reply", "case", "--to", "ghana", "--out", "letter", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let done: serde_json::Value = serde_json::from_str(&ran.stdout).expect("is JSON");
    assert_eq!((&done["name"], &done["files"][1]), (&"Ghana".into(), &"letter/letter.txt".into()));
    let docx = parts(&bytes(&place, "letter/letter.docx"));
    let mut all: Vec<String> = docx.values().map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    all.push(String::from_utf8(bytes(&place, "letter/letter.txt")).expect("is UTF-8"));
    for said in [&words(&docx, "word/document.xml"), all.last().expect("the text")] {
        assert!(said.contains("Ghana took part in the"), "{said}");
    }
    for part in &all {
        for other in ["Norway", "Quillsworth", "Quernmore", "Oslo", "3 May 2019"] {
            assert!(!part.contains(other), "{other}: {part}");
        }
    }
    let before = (bytes(&place, "letter/letter.docx"), bytes(&place, "letter/letter.txt"));
    assert_eq!(place.run(&["reply", "case", "--to", "Ghana", "--out", "letter"]).code, Some(0));
    assert!(
        before == (bytes(&place, "letter/letter.docx"), bytes(&place, "letter/letter.txt")),
        "twice gives the same bytes"
    );
}

#[test]
fn whom_nobody_knows_and_what_cannot_be_written_is_said() {
    let place = case();
    accept(&place, &["Ghana"]);
    for (args, code, says) in [
        (&["reply", "case", "--to", "Gana"][..], "unknown-party", "near are Ghana (state, e"),
        (&["reply", "case", "--to", "Quernmore"], "unknown-party", "nobody in this case"),
        (&["reply", "case", "--to", "Norway"], "not-in-edition", "the next edition does not name `Norway`"),
        (&["reply", "case", "--to", "Ghana", "--until", "soon"], "bad-date", "`soon` is not a day"),
        (&["report", "case", "--kind", "brief", "--out", "b.docx"], "no-party", "--party NAME"),
        (&["report", "case", "--kind", "table", "--out", "t.pdf"], "unknown-format", ".docx"),
        (&["report", "case", "--kind", "table", "--out", "t.docx", "--body", "Nobody"], "unknown-party", "Nobody"),
    ] {
        let ran = place.run(args);
        assert_eq!(ran.code, Some(2), "{args:?}: {}", ran.all());
        assert!(ran.stderr.contains(&format!("[{code}]")) && ran.stderr.contains(says), "{args:?}: {}", ran.all());
    }
    for (name, words) in [("mine.docx", "PK\x03\x04 my own document"), ("mine.html", "<!DOCTYPE html>my own page")] {
        place.write(name, words);
        let ran = place.run(&["report", "case", "--kind", "table", "--out", name]);
        assert!(ran.code == Some(2) && ran.stderr.contains("[not-ours]"), "{}", ran.all());
        assert_eq!(bytes(&place, name), words.as_bytes(), "is not written over");
    }
    place.write("full/notes.txt", "mine");
    let ran = place.run(&["reply", "case", "--to", "Ghana", "--out", "full"]);
    assert!(ran.code == Some(2) && ran.stderr.contains("[not-empty]"), "{}", ran.all());
}

/// A paper of two pages whose words are told on the second.
fn paper(place: &Place, publish: &str) {
    place.write(
        "case/sources/paper.pdf",
        pdf(&[&["A paper."], &["On 6 August 2019 Ghana attended the Council of Harbour Masters in Lima."]]),
    );
    let about =
        format!("[source]\ntitle = \"A paper\"\ndate = \"2019-12-02\"\nlanguage = \"en\"\naccess = \"public\"\n{publish}\n");
    place.write("case/sources/paper.pdf.toml", about);
    build(place);
}

#[test]
fn an_exhibit_keeps_its_number_and_a_passage_is_marked_on_its_page() {
    let place = case();
    accept(&place, &["Ghana"]);
    report(&place, "annex", "one.docx", &[]);
    let kept = || String::from_utf8(bytes(&place, "case/exhibits.jsonl")).expect("is UTF-8");
    let first = "{\"v\":1,\"number\":1,\"source\":\"sources/a.md\"}\n";
    assert_eq!(kept(), first);
    // A source that stands before the first in order of path gets the next number.
    place.write("case/sources/0.md", "On 7 September 2019 Ghana attended the Council of Harbour Masters in Lagos.\n");
    place.write("case/sources/0.md.toml", ABOUT);
    paper(&place, "publish = \"file\"");
    for source in ["0.md", "paper.pdf"] {
        let ran = place.run(&["decide", "case", "accept", "--source", &format!("sources/{source}"), "--why", "read"]);
        assert_eq!(ran.code, Some(0), "{}", ran.all());
    }
    report(&place, "annex", "two.docx", &[]);
    let second =
        "{\"v\":1,\"number\":2,\"source\":\"sources/0.md\"}\n{\"v\":1,\"number\":3,\"source\":\"sources/paper.pdf\"}\n";
    assert_eq!(kept(), format!("{first}{second}"));
    let package = parts(&bytes(&place, "two.docx"));
    let said = words(&package, "word/document.xml");
    assert!(
        said.contains("Exhibit 1: A note <b>") && said.contains("Exhibit 3: A paper") && said.contains("Page 2"),
        "{said}"
    );
    assert!(said.contains("Relied on for:") && said.contains("Page 2 of A paper, with the passages marked."), "{said}");
    assert!(package["word/media/picture1.png"].starts_with(b"\x89PNG"));
    report(&place, "annex", "two.html", &[]);
    assert!(String::from_utf8_lossy(&bytes(&place, "two.html")).contains("src=\"data:image/png;base64,iVBOR"));
    // Where the file may not be handed on its page is no picture, and the number of the page is given.
    paper(&place, "");
    report(&place, "annex", "three.docx", &[]);
    let package = parts(&bytes(&place, "three.docx"));
    assert!(!package.contains_key("word/media/picture1.png"));
    let said = words(&package, "word/document.xml");
    assert!(said.contains("Page 2") && said.contains("No picture of a page is shown"), "{said}");
    assert_eq!(kept(), format!("{first}{second}"), "nothing got another number");
    assert_eq!(place.run(&["verify", "case"]).code, Some(0));
}
