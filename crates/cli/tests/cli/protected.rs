//! A protected person is in no byte of what goes out, and nothing goes out before the names are known.

use crate::common::Place;
use crate::planted::word;
use age::secrecy::{ExposeSecret, SecretString};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::io::Write;

const NOTE: &str = "On 3 May 2019 General Alpha Quillsworth attended the Council of Harbour Masters in Oslo.\n\n\
On 4 June 2019 Colonel Bravo Quernmore attended the Council of Harbour Masters in Oslo. \
Alpha Quillsworth thanked B. Quernmore.\n\n\
On 5 July 2019 Ghana attended the Council of Harbour Masters in Accra.\n";

const LIST: &str = "[[person]]\nhandle = \"p1\"\nnames = [\"Bravo Quernmore\"]\n";

fn sealed(recipient: &dyn age::Recipient, text: &str) -> Vec<u8> {
    let encryptor = age::Encryptor::with_recipients(std::iter::once(recipient)).expect("one recipient");
    let mut bytes = Vec::new();
    let mut writer = encryptor.wrap_output(&mut bytes).expect("writes");
    writer.write_all(text.as_bytes()).expect("writes");
    writer.finish().expect("ends");
    bytes
}

/// A case of which everything is accepted and Alpha Quillsworth is named, with a title of its own.
fn case(title: &str) -> Place {
    let place = Place::new();
    assert_eq!(place.run(&["new", "case"]).code, Some(0));
    place.write("case/words/bodies.toml", "[[forum]]\nname = \"Council of Harbour Masters\"\nmeets = \"Meeting\"\n");
    place.write("case/sources/a.md", NOTE);
    let about = format!("[source]\ntitle = \"{title}\"\ndate = \"2019-12-01\"\nlanguage = \"en\"\naccess = \"public\"\n");
    place.write("case/sources/a.md.toml", about);
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    let ran = place.run(&["decide", "case", "accept", "--source", "sources/a.md", "--why", "read"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    for name in ["Quillsworth", "Quernmore"] {
        place.name("case", name);
    }
    place
}

/// Writes a list of protected people beside the case, and the key to it.
pub fn seal(place: &Place, list: &str) {
    let identity = age::x25519::Identity::generate();
    place.write("protected.age", sealed(&identity.to_public(), list));
    place.write("key.txt", identity.to_string().expose_secret());
}

/// Protects Bravo Quernmore by a key.
fn protect(place: &Place) {
    let settings = "format = 1\ntitle = \"A case\"\n\n[protected]\nfile = \"../protected.age\"\n";
    place.write("case/case.toml", settings);
    seal(place, LIST);
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
}

const OUTPUTS: [(&[&str], &str); 5] = [
    (&["publish", "case", "--out", "edition"], "edition"),
    (&["export", "case", "--to", "csv", "--out", "table"], "table"),
    (&["export", "case", "--to", "ftm", "--out", "list"], "list"),
    (&["report", "case", "--kind", "chronology", "--out", "reports/chronology.docx"], "reports"),
    (&["reply", "case", "--to", "Ghana", "--out", "letter"], "letter"),
];

fn holds(place: &Place, folder: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    let files = place.files(folder);
    files.iter().any(|(path, bytes)| format!("{path}\n{}", String::from_utf8_lossy(bytes)).to_lowercase().contains(&word))
}

#[test]
fn nothing_goes_out_while_the_names_are_locked() {
    let place = case("A note");
    protect(&place);
    for (args, folder) in OUTPUTS {
        let ran = place.run(args);
        assert_eq!(ran.code, Some(2), "{}", ran.all());
        assert!(ran.stderr.contains("protected-locked") && ran.stderr.contains("--identity"), "{}", ran.all());
        assert!(!place.path(folder).exists(), "{folder} was written");
    }
    assert!(place.files("case/editions").is_empty());
    let ran = place.run(&["export", "case", "--to", "csv", "--out", "draft", "--private"]);
    assert_eq!(ran.code, Some(0), "the owner's own table needs no key: {}", ran.all());
}

#[test]
fn a_protected_person_is_in_no_byte_of_what_goes_out() {
    let place = case("A note");
    let ran = place.run(OUTPUTS[0].0);
    assert!(ran.code == Some(0) && holds(&place, "edition", "Quernmore"), "named before: {}", ran.all());
    protect(&place);
    for (args, folder) in OUTPUTS {
        let ran = place.run(&[args, &["--identity", "key.txt"]].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.all());
        // What an office document holds is squeezed.
        let squeezed = ["reports", "letter"].contains(&folder);
        assert!(squeezed || holds(&place, folder, "Quillsworth"), "{folder} holds who is not protected");
        for word in ["Quernmore", "Bravo"] {
            assert!(!holds(&place, folder, word), "{folder} holds {word}");
        }
        assert!(!ran.all().contains("Quernmore") && !ran.all().contains("Bravo"), "{}", ran.all());
    }
    let editions = place.files("case/editions");
    assert!(!String::from_utf8_lossy(&editions["2.json"]).contains("Quernmore"));
}

#[test]
fn a_passphrase_opens_the_file_that_it_locked() {
    let place = case("A note");
    protect(&place);
    let mut recipient = age::scrypt::Recipient::new(SecretString::from("seven made up words".to_owned()));
    recipient.set_work_factor(2);
    place.write("protected.age", sealed(&recipient, LIST));
    let ran = place.run(&["publish", "case", "--out", "edition", "--identity", "key.txt"]);
    assert!(ran.code == Some(2) && ran.stderr.contains("ROLLCALL_PASSPHRASE"), "{}", ran.all());
    let ran = place.run_with(&[("ROLLCALL_PASSPHRASE", "others")], OUTPUTS[0].0);
    assert!(ran.code == Some(2) && !ran.all().contains("others"), "{}", ran.all());
    let ran = place.run_with(&[("ROLLCALL_PASSPHRASE", "seven made up words")], OUTPUTS[0].0);
    assert!(ran.code == Some(0) && !holds(&place, "edition", "Quernmore"), "{}", ran.all());
}

#[test]
fn a_name_that_the_gate_does_not_know_of_stops_everything() {
    // A remark in a page that is handed on whole: nobody sees it there, and no claim is made of it.
    let place = case("A note");
    let page = "<!DOCTYPE html><html lang=\"en\"><head><title>Lima</title></head><body><!-- by Quernmore, BRAVO -->\
        <p>On 6 August 2019 Peru attended the Council of Harbour Masters in Lima.</p></body></html>";
    place.write("case/sources/bravo-quernmore.html", page);
    let about =
        "[source]\ntitle = \"Another\"\ndate = \"2019-12-01\"\nlanguage = \"en\"\naccess = \"public\"\npublish = \"file\"\n";
    place.write("case/sources/bravo-quernmore.html.toml", about);
    protect(&place);
    let settings = "format = 1\ntitle = \"A case\"\n[publish]\ncontact = \"Ask Quernmore, BRAVO\"\n\n\
        [protected]\nfile = \"../protected.age\"\n";
    place.write("case/case.toml", settings);
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    let accept = ["decide", "case", "accept", "--source", "sources/bravo-quernmore.html", "--why", "read"];
    assert_eq!(place.run(&accept).code, Some(0));
    let ran = place.run(&[OUTPUTS[0].0, &["--identity", "key.txt"]].concat());
    assert_eq!(ran.code, Some(1), "{}", ran.all());
    assert!(ran.stderr.contains("leak") && !ran.all().to_lowercase().contains("quernmore"), "{}", ran.all());
    assert!(!place.path("edition").exists() && !place.path(".edition.rollcall-next").exists(), "it stays");
    assert!(place.files("case/editions").is_empty(), "no edition is kept");
    // Without the file, where to answer and what the file is called are covered, and nothing stops it.
    place.write("case/sources/bravo-quernmore.html.toml", about.replace("\"file\"", "\"words\""));
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    let ran = place.run(&[OUTPUTS[0].0, &["--identity", "key.txt"]].concat());
    assert!(ran.code == Some(0) && holds(&place, "edition", "Lima"), "{}", ran.all());
    assert!(!holds(&place, "edition", "Quernmore"));
}

#[test]
fn the_numbers_of_exhibits_hold_no_protected_name() {
    // Files are kept under a protected name: what the case itself remembers of exhibits goes to others with it.
    let place = case("A note");
    let about = "[source]\ntitle = \"Another\"\ndate = \"2019-12-01\"\nlanguage = \"en\"\naccess = \"public\"\n";
    let files = [("bravo-quernmore", "Peru", "Lima"), ("quernmore-bravo", "Chile", "Arica")];
    for (name, who, at) in files {
        let says = format!("On 6 August 2019 {who} attended the Council of Harbour Masters in {at}.\n");
        place.write(&format!("case/sources/{name}.md"), says);
        place.write(&format!("case/sources/{name}.md.toml"), about);
    }
    protect(&place);
    for (name, ..) in files {
        let accept = ["decide", "case", "accept", "--source", &format!("sources/{name}.md"), "--why", "read"];
        assert_eq!(place.run(&accept).code, Some(0));
    }
    let ran = place.run(&["report", "case", "--kind", "annex", "--out", "annex.html", "--identity", "key.txt"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let kept = place.files("case").remove("exhibits.jsonl").expect("numbers are kept");
    let kept = String::from_utf8_lossy(&kept).to_lowercase();
    assert_eq!(kept.lines().count(), 3, "each file has a number of its own: {kept}");
    assert!(!kept.contains("quernmore") && !kept.contains("bravo"), "{kept}");
    let page = std::fs::read_to_string(place.path("annex.html")).expect("is written");
    for (_, who, at) in files {
        assert!(page.contains(who) && page.contains(at), "{who} at {at}: {page}");
    }
    assert!(!page.to_lowercase().contains("quernmore"));
}

/// The files of an edition of a small case with or without somebody who is protected: in a note, or in a row of a table.
fn edition_of(with: bool, name: &str, in_table: bool) -> std::collections::BTreeMap<String, Vec<u8>> {
    let place = Place::new();
    assert_eq!(place.run(&["new", "case"]).code, Some(0));
    place.write("case/words/bodies.toml", "[[forum]]\nname = \"Council of Harbour Masters\"\nmeets = \"Meeting\"\n");
    let about = "[source]\ntitle = \"A note\"\ndate = \"2019-12-01\"\nlanguage = \"en\"\naccess = \"public\"\n";
    place.write("case/sources/a.md", "On 5 July 2019 Ghana attended the Council of Harbour Masters in Accra.\n");
    place.write("case/sources/a.md.toml", about);
    let other = if in_table { "records/b.csv" } else { "sources/b.md" };
    if with && in_table {
        place.write("case/records/b.csv", format!("who,event,day\n{name},Council of Harbour Masters,2019-06-04\n"));
        let map = "\n[record]\nkind = \"Participation\"\ncolumns = { \"party.name\" = \"who\", \"engagement.name\" = \"event\", \
                   \"engagement.date\" = \"day\" }\nfixed = { \"engagement.kind\" = \"Meeting\", role = \"attendee\", \"party.kind\" = \"Person\" }\n";
        place.write("case/records/b.csv.toml", format!("{about}{map}"));
    } else if with {
        let text = format!("On 4 June 2019 General {name} of Peru attended the Council of Harbour Masters in Accra.\n");
        place.write("case/sources/b.md", text);
        place.write("case/sources/b.md.toml", about);
    }
    place.write("case/case.toml", "format = 1\ntitle = \"A case\"\n\n[protected]\nfile = \"../protected.age\"\n");
    seal(&place, &format!("[[person]]\nhandle = \"p1\"\nnames = [\"{name}\"]\n"));
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    for source in ["sources/a.md", other].iter().take(if with { 2 } else { 1 }) {
        // Of the other only the person and what they did: the meeting in it would stand by itself.
        for kind in ["Person", "Tenure", "Participation", "State"] {
            place.run(&["decide", "case", "accept", "--source", source, "--kind", kind, "--why", "read"]);
        }
    }
    let accept = ["decide", "case", "accept", "--source", "sources/a.md", "--why", "read"];
    assert_eq!(place.run(&accept).code, Some(0));
    let publish = ["publish", "case", "--out", "edition", "--date", "2022-06-01", "--identity", "key.txt"];
    let ran = place.run(&publish);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    place.files("edition")
}

/// The files that differ.
fn differ(name: &str, in_table: bool) -> Vec<String> {
    let (with, without) = (edition_of(true, name, in_table), edition_of(false, name, in_table));
    let all = with.keys().chain(without.keys());
    all.filter(|path| with.get(*path) != without.get(*path)).cloned().collect()
}

#[test]
fn an_edition_is_the_same_bytes_with_and_without_a_protected_person() {
    for name in ["Bravo Quernmore", "Žofie Kvěrnmore", "Zaw Kwan Moe"] {
        assert!(differ(name, false).is_empty(), "{name}: {:?}", differ(name, false));
    }
}

#[test]
fn whoever_is_protected_an_edition_is_the_same_bytes_without_them() {
    // Names are made at random, so that no code can know them; a failure prints the one it met.
    let config = Config { cases: 4, max_shrink_iters: 0, failure_persistence: None, ..Config::default() };
    let name = (word(), word()).prop_map(|(one, two)| format!("{one} {two}"));
    let outcome = TestRunner::new(config).run(&name, |name| {
        prop_assert_eq!(differ(&name, true), Vec::<String>::new(), "{}", name);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

#[test]
fn what_the_case_keeps_of_an_edition_names_nobody_who_is_protected() {
    let place = case("A note");
    let ran = place.run(OUTPUTS[0].0);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    protect(&place);
    let ran = place.run(&[OUTPUTS[0].0, &["--identity", "key.txt"]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    assert!(ran.stderr.contains("named-before") && ran.stderr.contains("editions/1.json"), "{}", ran.all());
    let edition =
        |number: usize| String::from_utf8_lossy(&place.files("case/editions")[&format!("{number}.json")]).into_owned();
    assert!(edition(1).contains("Quernmore") && !edition(2).contains("Quernmore"), "nobody changes what was published");
}

#[test]
fn a_page_that_names_a_protected_person_is_shown_as_no_picture() {
    let place = case("A note");
    let pages: [&[&str]; 2] = [
        &["On 6 August 2019 Ghana attended the Council of Harbour Masters in Lima."],
        &["Thanks are due to B. Quernmore, who took the minutes."],
    ];
    place.write("case/sources/paper.pdf", crate::common::pdf(&pages));
    let about =
        "[source]\ntitle = \"A paper\"\ndate = \"2019-12-02\"\nlanguage = \"en\"\naccess = \"public\"\npublish = \"file\"\n";
    place.write("case/sources/paper.pdf.toml", about);
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    let accept = ["decide", "case", "accept", "--source", "sources/paper.pdf", "--why", "read"];
    assert_eq!(place.run(&accept).code, Some(0));
    let annex = |out: &str, more: &[&str]| {
        let ran = place.run(&[&["report", "case", "--kind", "annex", "--out", out], more].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.all());
        (ran.stderr, std::fs::read_to_string(place.path(out)).expect("is there"))
    };
    let (said, open) = annex("open.html", &[]);
    assert!(
        open.contains("data:image/png;base64,") && !said.contains("pictures-not-searched"),
        "nobody is protected: {said}"
    );
    // Another is protected, so the page is shown, and it is said that no search read it.
    let settings = "format = 1\ntitle = \"A case\"\n\n[protected]\nfile = \"../protected.age\"\n";
    place.write("case/case.toml", settings);
    seal(&place, "[[person]]\nhandle = \"p1\"\nnames = [\"Xanthe Zwickmoor\"]\n");
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    let key = ["--identity", "key.txt"];
    let (said, other) = annex("other.html", &key);
    assert!(other.contains("data:image/png;base64,") && said.contains("pictures-not-searched"), "{said}");
    let ran = place.run(&[OUTPUTS[0].0, &key].concat());
    assert!(
        ran.code == Some(0) && ran.stderr.contains("pictures-not-searched") && ran.stderr.contains(".pdf"),
        "{}",
        ran.all()
    );
    // The layer of the second page names who is protected: no page of the file is a picture, and the file does not go out.
    protect(&place);
    let (said, closed) = annex("closed.html", &key);
    assert!(!closed.contains("data:image/png") && !said.contains("pictures-not-searched"), "{said}");
    let ran = place.run(&[OUTPUTS[0].0, &key].concat());
    assert!(ran.code == Some(0) && !ran.stderr.contains("pictures-not-searched"), "{}", ran.all());
    assert!(place.files("edition").keys().all(|path| !path.ends_with(".pdf")), "nor as a file");
}
