//! Held-back material is planted in every field, in many scripts and files; everything is written out, and every byte of that is
//! searched, unpacked.
//!
//! Words are made at random (and the same again from the seed that a failure prints), so that no code can know them.

use crate::common::Place;
use crate::protected::seal;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeMap;

/// The columns of the table, each with what the record calls it. Every cell holds a word that stands nowhere else.
const COLUMNS: [(&str, &str); 8] = [
    ("who", "party.name"),
    ("event", "engagement.name"),
    ("place", "engagement.place"),
    ("body", "engagement.forum"),
    ("capacity", "capacity"),
    ("rank", "rank"),
    ("post", "post"),
    ("for", "actedFor"),
];

/// What a row says of who took part; the rest is of the meeting, which may go out where the meeting was held.
const OF_WHO: [&str; 4] = ["who", "capacity", "rank", "post"];

/// Why a row does not go out, and what its status and certainty say.
const ROWS: [(&str, &str, &str); 7] = [
    ("rejected", "held", "stated"),
    ("undecided", "held", "stated"),
    ("retracted", "held", "stated"),
    ("scheduled", "scheduled", "stated"),
    ("likely", "held", "likely"),
    ("left out", "held", "stated"),
    ("protected", "held", "stated"),
];

/// Alphabets and others, as patterns.
pub const SCRIPTS: [&str; 7] =
    ["[A-Z][a-z]{11}", "[A-Z][a-zéöřůñş]{11}", "[А-Я][а-я]{11}", "[က-အ]{12}", "[ء-ي]{12}", "[一-俿]{10}", "[क-ह]{12}"];

/// A word of one script: long enough to be found nowhere by chance.
pub fn word() -> impl Strategy<Value = String> {
    prop::sample::select(&SCRIPTS[..]).prop_flat_map(|script| prop::string::string_regex(script).expect("is a pattern"))
}

/// The words of a row, the first of them a name of two.
fn row() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(word(), COLUMNS.len() + 1).prop_map(|mut words| {
        let second = words.pop().unwrap_or_default();
        words[0] = format!("{} {second}", words[0]);
        words
    })
}

fn table(rows: &[(Vec<String>, &str, &str)]) -> String {
    let head: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let mut text = format!("{},day,status,certainty\n", head.join(","));
    for (day, (cells, status, certainty)) in rows.iter().enumerate() {
        text += &format!("{},2021-03-{:02},{status},{certainty}\n", cells.join(","), day + 1);
    }
    text
}

/// A table of one alleged abuse: in a village that may not be told, of a township that may.
fn abuse(place: &Place, village: &str, township: &str) {
    let table = format!(
        "who,what,where,day\nHarbour Guard,shelling of {village} village,\"{village} village, {township} township\",2021-05-03\n"
    );
    place.write(&format!("case/records/of-{village}.csv"), table);
    let about = format!(
        "[source]\nlanguage = \"en\"\naccess = \"public\"\ntitle = \"What was done in {village}\"\n\n[record]\nkind = \"Perpetration\"\n\
         columns = {{ \"party.name\" = \"who\", \"abuse.what\" = \"what\", \"abuse.place\" = \"where\", \"abuse.date\" = \"day\" }}\n\
         fixed = {{ \"party.kind\" = \"Unit\" }}\n"
    );
    place.write(&format!("case/records/of-{village}.csv.toml"), about);
}

fn sidecar(kind: &str, about: &str) -> String {
    let columns: Vec<String> = COLUMNS.iter().map(|(name, of)| format!("\"{of}\" = \"{name}\"")).collect();
    format!(
        "[source]\nlanguage = \"en\"\n{about}\n\n[record]\nkind = \"Participation\"\ncolumns = {{ {}, \"engagement.date\" = \"day\", \
         \"engagement.status\" = \"status\", certainty = \"certainty\" }}\nfixed = {{ \"engagement.kind\" = \"Meeting\", role = \"attendee\", \"party.kind\" = \"{kind}\" }}\n",
        columns.join(", ")
    )
}

fn ran(place: &Place, args: &[&str]) -> String {
    let ran = place.run(args);
    assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.all());
    ran.stdout
}

/// The id of the roll's line of somebody.
fn line_of(place: &Place, who: &str) -> String {
    let rows = ran(place, &["roll", "case", "--status", "all", "--likely", "--json"]);
    let rows = rows.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("is JSON"));
    let row = rows.into_iter().find(|row| row["participant"]["name"] == who);
    row.unwrap_or_else(|| panic!("{who} is on the roll"))["id"].as_str().expect("has an id").to_string()
}

/// A case with all of it: the words that may not go out, and those that must.
fn plant(place: &Place, kind: &str, rows: &[Vec<String>], secret: &[String], open: &[String]) -> Vec<(String, String)> {
    ran(place, &["new", "case"]);
    let mut hidden: Vec<(String, String)> = Vec::new();
    let mut all: Vec<(Vec<String>, &str, &str)> = vec![(open.to_vec(), "held", "stated")];
    for (words, (why, status, certainty)) in rows.iter().zip(ROWS) {
        all.push((words.clone(), status, certainty));
        let meeting_is_out = ["likely", "left out", "protected"].contains(&why);
        let columns = words.iter().zip(COLUMNS).filter(|(_, (column, _))| !meeting_is_out || OF_WHO.contains(column));
        hidden.extend(columns.map(|(word, (column, _))| (format!("{why} {column}"), word.clone())));
    }
    place.write("case/records/who.csv", table(&all));
    place.write("case/records/who.csv.toml", sidecar(kind, "access = \"public\"\ntitle = \"A list\"\npublish = \"words\""));
    // A confidential table of which nothing is released, described in every field, under a name of its own.
    let (file, about) = (&secret[0], &secret[1..7]);
    let fields = ["title", "publisher", "author", "url", "capture_note", "archived_url"];
    let about: String = fields.iter().zip(about).map(|(field, word)| format!("{field} = \"{word}\"\n")).collect();
    place.write(&format!("case/records/{file}.csv"), table(&[(secret[7..15].to_vec(), "held", "stated")]));
    place.write(&format!("case/records/{file}.csv.toml"), sidecar("State", &format!("access = \"confidential\"\n{about}")));
    // A party of the case that no source names, and a note of which nothing is accepted.
    let settings = format!(
        "format = 1\ntitle = \"A case\"\n\n[protected]\nfile = \"../protected.age\"\n\n[[party]]\nname = \"{}\"\nkind = \"State\"\nalso = [\"{}\"]\n",
        secret[15], secret[16]
    );
    place.write("case/case.toml", settings);
    place.write(&format!("case/sources/{}.md", secret[17]), format!("In May 2021 {} met {}.\n", secret[18], secret[19]));
    place.write(
        &format!("case/sources/{}.md.toml", secret[17]),
        format!("[source]\nlanguage = \"en\"\ntitle = \"{}\"\n", secret[20]),
    );
    abuse(place, &secret[21], &secret[22]);
    hidden.extend(secret[..22].iter().enumerate().map(|(at, word)| (format!("secret {at}"), word.clone())));
    seal(place, &format!("[[person]]\nhandle = \"p1\"\nnames = [\"{}\"]\n", rows.last().expect("rows")[0]));
    hidden
}

/// Decides on every row as its reason says; only people are left out.
fn decide(place: &Place, kind: &str, rows: &[Vec<String>], open: &str, (secret, village): (&str, &str)) {
    ran(place, &["build", "case"]);
    ran(place, &["decide", "case", "accept", "--source", &format!("records/of-{village}.csv"), "--why", "read"]);
    let decided = rows.iter().zip(ROWS).filter(|(_, row)| row.0 != "undecided").map(|(words, _)| words[0].as_str());
    for who in [open, secret].into_iter().chain(decided) {
        ran(place, &["decide", "case", "accept", &line_of(place, who), "--why", "read"]);
    }
    let facts = ran(place, &["facts", "case", "--json"]);
    for (verb, row) in [("reject", &rows[0]), ("retract", &rows[2])] {
        for fact in facts.lines().filter(|fact| row.iter().any(|word| fact.contains(word))) {
            let fact: serde_json::Value = serde_json::from_str(fact).expect("is JSON");
            ran(place, &["decide", "case", verb, fact["id"].as_str().expect("has an id")]);
        }
    }
    if kind != "State" {
        place.name("case", open);
    }
    if kind == "Person" {
        let id = place.people("case", "Person", &rows[5][0]).remove(0);
        ran(place, &["decide", "case", "accept", &id, "--kind", "Naming", "--value", "left out"]);
    }
}

/// Everything that goes out, paths and texts: under `private` what goes to a lawyer alone.
fn written(place: &Place, open: &str) -> Vec<(String, String)> {
    let key = ["--identity", "key.txt"];
    ran(place, &[&["publish", "case", "--out", "out/site", "--one-file", "out/all.html"][..], &key].concat());
    for format in ["csv", "ftm"] {
        let out = format!("out/{format}");
        ran(place, &[&["export", "case", "--to", format, "--out", &out][..], &key].concat());
    }
    for kind in ["chronology", "table", "annex"] {
        for ending in ["docx", "html"] {
            let out = format!("out/{kind}.{ending}");
            ran(place, &[&["report", "case", "--kind", kind, "--out", &out][..], &key].concat());
        }
    }
    ran(place, &[&["reply", "case", "--to", open, "--out", "out/letter"][..], &key].concat());
    let line = line_of(place, open);
    ran(place, &[&["dossier", "case", &line, "--out", "out/private"][..], &key].concat());
    // What the case keeps of an edition is handed on with the case.
    let kept = ["editions", "exhibits.jsonl"].into_iter().flat_map(|name| match name.ends_with(".jsonl") {
        true => BTreeMap::from([(name.to_string(), std::fs::read(place.path(&format!("case/{name}"))).expect("is there"))]),
        false => place.files(&format!("case/{name}")),
    });
    // Nothing in an office document of ours is squeezed, so its bytes are its words.
    let files = place.files("out").into_iter().chain(kept);
    files.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

/// What stands around a word.
fn around<'t>(text: &'t str, word: &str) -> &'t str {
    let at = text.find(word).unwrap_or_default();
    let from = (0..=at.saturating_sub(200)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let to = (at + word.len() + 100..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[from..to]
}

#[test]
fn what_is_held_back_is_in_no_byte_of_what_goes_out() {
    let config = Config { cases: 4, max_shrink_iters: 0, failure_persistence: None, ..Config::default() };
    let strategy = (
        prop::sample::select(&["Person", "State", "Company"][..]),
        prop::collection::vec(row(), ROWS.len()),
        prop::collection::vec(word(), 23),
        row(),
    );
    let outcome = TestRunner::new(config).run(&strategy, |(kind, mut rows, mut secret, open)| {
        // Only people are left out or protected.
        if kind != "Person" {
            rows.truncate(5);
        }
        secret[7] = format!("{} {}", secret[7], secret[0]);
        let place = Place::new();
        let hidden = plant(&place, kind, &rows, &secret, &open);
        decide(&place, kind, &rows, &open[0], (&secret[7], &secret[21]));
        let written = written(&place, &open[0]);
        let township = format!("{} township", secret[22]);
        prop_assert!(written.iter().any(|(_, text)| text.contains(&township)), "{township} goes out");
        // Whom somebody acted for has no kind in this table, so nothing is made of it.
        for (word, (column, _)) in open.iter().zip(COLUMNS).filter(|(_, (column, _))| *column != "for") {
            let shown = written.iter().any(|(_, text)| text.contains(word.as_str()));
            prop_assert!(shown, "{column} {word}, which was accepted, is not in what went out");
        }
        for (what, word) in &hidden {
            // A lawyer sees every state, and nothing of who is protected or left out, of closed sources and of small places.
            let closed = what.starts_with("protected") || what.starts_with("left out") || what.starts_with("secret");
            for (path, text) in written.iter().filter(|(path, _)| closed || !path.starts_with("private/")) {
                prop_assert!(
                    !text.contains(word.as_str()) && !path.contains(word.as_str()),
                    "{what}: {word} stands in {path}: {}",
                    around(text, word)
                );
            }
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
