//! How sure a finding is and why no surer, what speaks against it and what would undo it: on the command line, at the desk, in an edition
//! and in the lawyer's file.

use crate::common::Place;
use crate::desk::{Desk, status};
use serde_json::Value;

/// Every state that came, unless it is said to have spoken by video.
const RULE: &str = "\
# Came.
#
# What it means: a source says so. What it does not mean: anything else. How it can be wrong: the words may be misread.
rule came-here
class record
if   took-part(P, X, E)
     X is State
     E when D
unless P capacity \"interpreter\"
says en \"{on D}, {X} is recorded at {E}.\"
says my \"{on D}၊ {E} တွင် {X} ကို မှတ်တမ်းရှိသည်။\"
about X E D
";

const GOOD: &str = "On 3 May 2019 Ghana attended the Council of Harbour Masters in Oslo.\n";
const WEAK: &str = "On 6 August 2019 Norway attended the Council of Harbour Masters in Suva.\n\n\
On 3 May 2019 Ghana was absent from the Council of Harbour Masters in Oslo.\n";

fn add(place: &Place, name: &str, text: &str, about: &str) {
    place.write(&format!("case/sources/{name}.md"), text);
    let about = format!("[source]\ndate = \"2019-12-01\"\nlanguage = \"en\"\n{about}\n");
    place.write(&format!("case/sources/{name}.md.toml"), about);
}

fn sources(place: &Place) {
    place.write("case/case.toml", "format = 1\ntitle = \"A case\"\nlanguages = [\"en\", \"my\"]\n");
    place.write("case/words/bodies.toml", "[[forum]]\nname = \"Council of Harbour Masters\"\nmeets = \"Meeting\"\n");
    place.write("case/rules/came.rules", RULE);
    add(place, "good", GOOD, "access = \"public\"\nreliability = \"B\"\ntitle = \"A good note\"");
    add(place, "weak", WEAK, "access = \"public\"\nreliability = \"D\"\ntitle = \"A weak note\"");
}

fn case() -> Place {
    let place = Place::new();
    assert_eq!(place.run(&["new", "case"]).code, Some(0));
    sources(&place);
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    place
}

/// The finding of the rule about somebody.
fn finding(place: &Place, who: &str) -> Value {
    let lines = place.run(&["findings", "case", "--json"]).stdout;
    let found: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("is JSON")).collect();
    let is = |one: &&Value| one["rule"] == "came-here" && one["says"].as_str().is_some_and(|says| says.contains(who));
    found.iter().find(is).unwrap_or_else(|| panic!("nothing about {who}: {lines}")).clone()
}

#[test]
fn the_command_line_says_why_no_surer_what_speaks_against_it_and_what_would_undo_it() {
    let place = case();
    let weak = finding(&place, "Norway");
    assert_eq!((&weak["certainty"], &weak["reasons"][0]["because"]), (&"likely".into(), &"source".into()), "{weak}");
    let said = place.run(&["findings", "case", "--explain", weak["id"].as_str().expect("an id")]).stdout;
    assert!(said.contains("it is no surer: This is said only by sources that are not known to be reliable"), "{said}");
    assert!(said.contains("An exception that its rule names") && said.contains("capacity: interpreter"), "{said}");
    assert!(said.contains("it would not be there without sources/weak.md"), "{said}");
    let good = finding(&place, "Ghana");
    assert!(good["certainty"] == "certain" && good.get("reasons").is_none(), "{good}");
    let said = place.run(&["findings", "case", "--explain", good["id"].as_str().expect("an id")]).stdout;
    assert!(!said.contains("it is no surer"), "{said}");
    assert!(said.contains("against it: Ghana is recorded as absent at") && said.contains("sources/weak.md"), "{said}");
}

#[test]
fn a_letter_that_is_none_is_refused_with_its_place() {
    let place = case();
    add(&place, "weak", WEAK, "reliability = \"G\"");
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert!(
        ran.stderr.contains("sources/weak.md.toml:4:15") && ran.stderr.contains("a letter from A to F"),
        "{}",
        ran.all()
    );
}

#[test]
fn the_desk_shows_the_arithmetic_and_the_grade_and_no_other_page_does() {
    let desk = Desk::start_with(sources);
    let answer = desk.get("/api/findings");
    let body = answer.split_once("\r\n\r\n").expect("a body").1;
    // One answer is one JSON value, or a line for each finding.
    let all: Vec<Value> = serde_json::Deserializer::from_str(body).into_iter::<Value>().map_while(Result::ok).collect();
    let all: Vec<&Value> =
        all.iter().flat_map(|one| one.as_array().map_or(vec![one], |list| list.iter().collect())).collect();
    let of = |who: &str| {
        let is = |one: &&&Value| one["rule"] == "came-here" && one["says"].as_str().is_some_and(|says| says.contains(who));
        all.iter().find(is).unwrap_or_else(|| panic!("nothing of {who}: {answer}"))["id"]
            .as_str()
            .expect("an id")
            .to_string()
    };
    let ghana = desk.get(&format!("/en/findings/{}.html", of("Ghana")));
    assert!(ghana.contains("What speaks against it") && ghana.contains("absent"), "{ghana}");
    let id = of("Norway");
    let draft = desk.get(&format!("/en/findings/{id}.html"));
    assert!(draft.contains("Why it is no surer") && draft.contains(&format!("/how-sure?id={id}")), "{draft}");
    assert!(!draft.contains("not usually reliable"), "{draft}");
    let page = desk.get(&format!("/how-sure?id={id}"));
    for words in
        ["How sure: likely", "graded D: not usually reliable", "The arithmetic", "What would undo it", "sources/weak.md"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(status(&desk.get("/how-sure?id=faaaaaaaaaaaaaaaaaaaa")), "404");
}

/// The finding's page in an edition, and every byte of the edition.
fn edition(place: &Place, lang: &str, who: &str) -> (String, String) {
    let ran = place.run(&["publish", "case", "--out", "edition", "--date", "2022-06-01"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let files = place.files("edition");
    let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
    let is_page = |path: &str| path.starts_with(&format!("{lang}/findings/f")) && path.ends_with(".html");
    let pages = files.iter().filter(|(path, _)| is_page(path)).map(|(_, bytes)| text(bytes));
    let page = pages.filter(|page| page.contains(who)).collect();
    (page, files.values().map(text).collect())
}

#[test]
fn an_edition_says_the_reasons_in_both_languages_and_shows_no_letter() {
    let place = case();
    let ran = place.run(&["decide", "case", "accept", "--source", "sources/good.md", "--why", "read"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let ran = place.run(&["decide", "case", "accept", "--source", "sources/weak.md", "--why", "read"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let (page, all) = edition(&place, "en", "Norway");
    for words in
        ["Likely and not certain", "Why it is no surer", "not known to be reliable", "What would undo it", "An exception"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!all.contains("not usually reliable") && !all.contains("reliability"), "the letter is out");
    let (page, _) = edition(&place, "my", "Norway");
    assert!(page.contains("ယင်းထက် မသေချာရသည့် အကြောင်းရင်း") && page.contains("ခြွင်းချက်အဖြစ်"), "{page}");
}

#[test]
fn of_a_confidential_source_nobody_learns_how_it_is_graded() {
    let place = case();
    add(
        &place,
        "weak",
        WEAK,
        "access = \"confidential\"\nreliability = \"D\"\ndescribed_as = \"A person who was in the room\"",
    );
    assert_eq!(place.run(&["build", "case"]).code, Some(0));
    for source in ["sources/good.md", "sources/weak.md"] {
        assert_eq!(place.run(&["decide", "case", "accept", "--source", source, "--why", "read"]).code, Some(0));
    }
    let rows = place.run(&["roll", "case", "--json", "--who", "Norway"]).stdout;
    let row: Value = serde_json::from_str(rows.lines().next().expect("a row")).expect("is JSON");
    let released = place.run(&["decide", "case", "release", row["id"].as_str().expect("an id")]);
    assert_eq!(released.code, Some(0), "{}", released.all());
    let (page, all) = edition(&place, "en", "Norway");
    assert!(page.contains("Likely and not certain") && page.contains("A part of it is not taken as certain"), "{page}");
    assert!(!all.contains("not known to be reliable") && !all.contains("not usually reliable"), "the grade is out");
    // What goes out has ids of its own.
    let is_page = |path: &&String| path.starts_with("en/findings/f");
    let files = place.files("edition");
    let of_norway = files.keys().filter(is_page).find(|path| String::from_utf8_lossy(&files[*path]).contains("Norway"));
    let id = of_norway.and_then(|path| path.split(['/', '.']).nth(2)).expect("a page").to_string();
    let ran = place.run(&["dossier", "case", &id, "--out", "dossier"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let files = place.files("dossier");
    let json: Value = serde_json::from_slice(&files["dossier.json"]).expect("is JSON");
    assert_eq!(json["certainty"], "likely", "{json}");
    assert_eq!(json["reasons"], serde_json::json!(["A part of it is not taken as certain."]), "{json}");
    let against = json["against"].as_array().expect("a list");
    assert!(against.iter().any(|one| one["why"] == "exception"), "{json}");
}
