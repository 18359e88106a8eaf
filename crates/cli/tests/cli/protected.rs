//! A protected person is in no byte of what goes out, and nothing goes out before the names are known.

use crate::common::Place;
use age::secrecy::{ExposeSecret, SecretString};
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
fn an_edition_is_the_same_bytes_with_and_without_a_protected_person() {
    let edition = |with: bool, name: &str| {
        let place = Place::new();
        assert_eq!(place.run(&["new", "case"]).code, Some(0));
        place.write("case/words/bodies.toml", "[[forum]]\nname = \"Council of Harbour Masters\"\nmeets = \"Meeting\"\n");
        let about = "[source]\ntitle = \"A note\"\ndate = \"2019-12-01\"\nlanguage = \"en\"\naccess = \"public\"\n";
        place.write("case/sources/a.md", "On 5 July 2019 Ghana attended the Council of Harbour Masters in Accra.\n");
        place.write("case/sources/a.md.toml", about);
        if with {
            let text = format!("On 4 June 2019 General {name} of Peru attended the Council of Harbour Masters in Accra.\n");
            place.write("case/sources/b.md", text);
            place.write("case/sources/b.md.toml", about);
        }
        place.write("case/case.toml", "format = 1\ntitle = \"A case\"\n\n[protected]\nfile = \"../protected.age\"\n");
        seal(&place, &format!("[[person]]\nhandle = \"p1\"\nnames = [\"{name}\"]\n"));
        assert_eq!(place.run(&["build", "case"]).code, Some(0));
        for source in ["a", "b"].iter().take(if with { 2 } else { 1 }) {
            // Of the other note only the person and what they did: the meeting in it would stand by itself.
            for kind in ["Person", "Tenure", "Participation", "State"] {
                let path = format!("sources/{source}.md");
                place.run(&["decide", "case", "accept", "--source", &path, "--kind", kind, "--why", "read"]);
            }
        }
        let accept = ["decide", "case", "accept", "--source", "sources/a.md", "--why", "read"];
        assert_eq!(place.run(&accept).code, Some(0));
        let publish = ["publish", "case", "--out", "edition", "--date", "2022-06-01", "--identity", "key.txt"];
        let ran = place.run(&publish);
        assert_eq!(ran.code, Some(0), "{}", ran.all());
        place.files("edition")
    };
    for name in ["Bravo Quernmore", "Žofie Kvěrnmore", "Zaw Kwan Moe"] {
        let (with, without) = (edition(true, name), edition(false, name));
        let differ: Vec<&String> = with.keys().filter(|path| with.get(*path) != without.get(*path)).collect();
        assert!(differ.is_empty() && with.len() == without.len(), "{name}: {differ:?}");
    }
}
