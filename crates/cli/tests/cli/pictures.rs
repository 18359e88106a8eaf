//! What a person sees in a picture: a box of a photograph or of a page without text becomes a claim, everywhere said to be
//! seen and never quoted.

use crate::common::Place;
use crate::desk::{Desk, between, status};
use serde_json::Value;

/// 300 by 200 pixels, white with a dark part from 60, 40 to 150, 160.
pub const PHOTO: &[u8] =
    b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x01,\x00\x00\x00\xc8\x01\x00\x00\x00\x00z\xa4\xe1\
    \xf8\x00\x00\x00=IDATx\xda\xed\xd8\xa1\x0d\x000\x0c\x04\xb1\x97\xb2\xff\xae\xd9\xa0e\x85Ux|\xd8\x13\x5c\
    \xce\xa4\x0e\x86a\x18\xb6\x8bu^\x85a\x18\x86a\x18\x86a\x18\x86a\x18\x86a\x8e\x19\x86a\x18\xf6c\x17\x17\
    \x04_\x89T.\xeb\xba\x00\x00\x00\x00IEND\xaeB`\x82";

/// A page of 200 by 100 points on which nothing but a red box is drawn: a scan without text.
pub const SCAN: &str = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
    2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n\
    3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R >>\nendobj\n\
    4 0 obj\n<< /Length 29 >>\nstream\n1 0 0 rg 10 10 50 50 re f    \nendstream\nendobj\n\
    trailer\n<< /Root 1 0 R >>\n";

const SEEN: &str = "Seen by a reviewer in a picture";

/// A photograph and a scan beside the small case.
pub fn pictures(place: &Place) {
    place.write("case/sources/photo.png", PHOTO);
    place.write("case/sources/scan.pdf", SCAN);
    for name in ["photo.png", "scan.pdf"] {
        let about = format!("[source]\ntitle = \"What {name} shows\"\ndate = \"2022-05-11\"\naccess = \"public\"\n");
        place.write(&format!("case/sources/{name}.toml"), about);
    }
}

fn case() -> Place {
    let place = Place::new();
    place.small_case();
    pictures(&place);
    let built = place.run(&["build", "case"]);
    assert_eq!(built.code, Some(3), "{}", built.all());
    assert!(built.stderr.contains("look at it on the desk and draw boxes"), "{}", built.all());
    place
}

fn rows(place: &Place) -> Vec<Value> {
    let ran = place.run(&["roll", "case", "--json"]);
    ran.stdout.lines().map(|line| serde_json::from_str(line).expect("is JSON")).collect()
}

/// The meeting that the note tells of.
fn meeting(place: &Place) -> String {
    rows(place)[0]["engagement"]["id"].as_str().expect("an id").to_string()
}

/// `rollcall decide case add TARGET… --value … --source sources/photo.png`, with more.
fn add(place: &Place, target: &[&str], more: &[&str]) -> crate::common::Ran {
    let base = ["decide", "case", "add"];
    let value = ["--value", "attendee Aung Htay", "--source", "sources/photo.png", "--by", "ana"];
    place.run(&[&base, target, &value, more].concat())
}

const BOX: [&str; 4] = ["--box", "60,40,90,120", "--description", "a man in uniform, left of the table"];

#[test]
fn a_box_of_a_photograph_puts_somebody_on_the_roll() {
    let place = case();
    let meeting = meeting(&place);
    let added = add(&place, &[&meeting], &BOX);
    assert_eq!(added.code, Some(0), "{}", added.all());
    let line = String::from_utf8(place.files("case").remove("decisions.jsonl").expect("is there")).expect("is UTF-8");
    let line: Value = serde_json::from_str(line.trim()).expect("is JSON");
    assert_eq!(line["region"]["box"], serde_json::json!([60_000, 40_000, 150_000, 160_000]), "{line}");
    assert_eq!(line["region"]["size"], serde_json::json!([300_000, 200_000]), "{line}");
    assert_eq!((&line["quote"]["exact"], &line["quote"]["source"]), (&"".into(), &"sources/photo.png".into()));
    let before = rows(&place).len();
    assert_eq!(place.run(&["build", "case"]).code, Some(3));
    let rows = rows(&place);
    assert_eq!(rows.len(), before, "a build changes nothing of it");
    let row = rows.iter().find(|row| row["participant"]["name"] == "Aung Htay").expect("is on the roll");
    assert_eq!((&row["state"], &row["basis"]), (&"accepted".into(), &"person".into()));
    assert!(rows.iter().all(|other| other["engagement"]["id"] == row["engagement"]["id"]), "one meeting, in two sources");
    let anchor = &row["anchors"][0];
    assert_eq!(
        (&anchor["text"], &anchor["page"], &anchor["start"], &anchor["end"]),
        (&"".into(), &1.into(), &0.into(), &0.into())
    );
    assert_eq!(anchor["description"], "a man in uniform, left of the table");
    let said = place.run(&["roll", "case", "--who", "Aung Htay"]).stdout;
    assert!(said.contains(&format!("{SEEN}: a man in uniform")) && !said.contains('“'), "{said}");
    let log = place.run(&["decisions", "log", "case"]).stderr;
    assert!(log.contains(SEEN) && log.contains("sources/photo.png, page 1"), "{log}");
    let found = place.run(&["ask", "case", "uniform", "table"]).stdout;
    assert!(found.contains(&format!("sources/photo.png: {SEEN}: a man in uniform")), "{found}");
    let verified = place.run(&["verify", "case"]);
    assert_eq!(verified.code, Some(0), "{}", verified.all());
}

#[test]
fn what_goes_out_says_that_it_was_seen_and_quotes_nothing() {
    let place = case();
    let meeting = meeting(&place);
    assert_eq!(add(&place, &[&meeting], &BOX).code, Some(0));
    assert_eq!(place.run(&["publish", "case", "--out", "site", "--date", "2022-06-01"]).code, Some(0));
    let pages: Vec<String> = place
        .files("site")
        .into_iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    let with: Vec<&String> = pages.iter().filter(|page| page.contains("a man in uniform")).collect();
    assert!(with.len() >= 3, "its meeting, its person and its source: {}", with.len());
    for page in with {
        for part in page.split("a man in uniform").collect::<Vec<_>>().split_last().expect("has parts").1 {
            assert!(
                part.ends_with(&format!("<p class=\"seen\">{SEEN}: ")) || part.ends_with(&format!("{SEEN}: ")),
                "{part}"
            );
        }
        assert!(!page.contains("The words are not shown here"), "{page}");
    }
    for to in ["csv", "ftm"] {
        let ran = place.run(&["export", "case", "--to", to, "--out", to]);
        assert_eq!(ran.code, Some(0), "{}", ran.all());
        let text: String = place.files(to).values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        assert!(text.contains(&format!("{SEEN}: a man in uniform")) && !text.contains("“a man"), "{text}");
    }
}

#[test]
fn a_scan_tells_of_a_meeting_that_no_other_file_tells_of() {
    let place = case();
    let new = ["--engagement", "Meeting", "--name", "Dinner of Harbour Masters", "--date", "2021-06"];
    let scan = |party: &str, more: &[&str]| {
        let value = format!("attendee {party}");
        let line = ["decide", "case", "add", "--source", "sources/scan.pdf", "--by", "ana", "--value", &value];
        place.run(&[&line, more].concat())
    };
    let one = ["--box", "10,40,50,50", "--description", "the first name of a list"];
    let ran = scan("Aung Htay", &[&one[..], &new].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let other = ["--box", "10,60,50,20", "--description", "the second name of a list"];
    assert_eq!(scan("Ben Oo", &[&other[..], &new].concat()).code, Some(0));
    let there: Vec<Value> =
        rows(&place).into_iter().filter(|row| row["engagement"]["name"] == "Dinner of Harbour Masters").collect();
    assert_eq!(there.len(), 2, "{there:?}");
    assert_eq!(there[0]["engagement"]["id"], there[1]["engagement"]["id"], "both were seen at one dinner");
    assert_eq!(there[0]["engagement"]["date"], "2021-06");
    // A rank beside the name, in the same box.
    let claim = there[0]["statements"][0].as_str().expect("an id");
    let rank = [
        "decide",
        "case",
        "add",
        claim,
        "--property",
        "rank",
        "--value",
        "General",
        "--source",
        "sources/scan.pdf",
        "--by",
        "ana",
    ];
    let ran = place.run(&[&rank[..], &one].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    assert!(rows(&place).iter().any(|row| row["rank"] == "General"));
    // What was added is taken back like anything else.
    let line = String::from_utf8(place.files("case").remove("decisions.jsonl").expect("is there")).expect("is UTF-8");
    let first = between(&line, "\"id\":\"", "\"");
    assert_eq!(place.run(&["decide", "case", "undo", first]).code, Some(0));
    assert!(!rows(&place).iter().any(|row| row["participant"]["name"] == "Aung Htay"));
}

#[test]
fn what_is_no_box_is_refused_and_a_changed_picture_is_looked_at_again() {
    let place = case();
    let meeting = meeting(&place);
    let code = |more: &[&str]| {
        let ran = add(&place, &[&meeting], more);
        assert_eq!(ran.code, Some(2), "{}", ran.all());
        ran.stderr
    };
    for (more, says) in [
        (&["--box", "60,40,900,120", "--description", "x"][..], "the box leaves page 1, which is 300 by 200"),
        (&["--box", "60,40", "--description", "x"], "`60,40` is no box"),
        (&["--box", "1,1,9,9", "--description", " "], "what the box shows is not said"),
        (&["--box", "1,1,9,9", "--description", "x", "--page", "2"], "has 1 pages and no page 2"),
        (&["--box", "1,1,9,9", "--description", "x", "--date", "soon"], "`soon` is no date"),
    ] {
        let said = code(more);
        assert!(said.contains(says), "{says}: {said}");
    }
    let nothing = add(&place, &[], &BOX);
    assert!(nothing.stderr.contains("what the picture shows somebody at is not said"), "{}", nothing.all());
    let note = place.run(&[
        "decide",
        "case",
        "add",
        &meeting,
        "--value",
        "attendee X",
        "--source",
        "sources/a.md",
        "--box",
        "1,1,2,2",
        "--description",
        "x",
    ]);
    assert!(note.stderr.contains("cannot be shown as a picture"), "{}", note.all());
    assert!(place.files("case").remove("decisions.jsonl").is_none_or(|bytes| bytes.is_empty()), "nothing was written");
    assert_eq!(add(&place, &[&meeting], &BOX).code, Some(0));
    // The same size, other bytes: what was seen may not be there any more.
    let mut other = PHOTO.to_vec();
    other.extend([0; 8]);
    place.write("case/sources/photo.png", other);
    let built = place.run(&["build", "case"]);
    assert!(built.all().contains("needs-another-look") || built.all().contains("no longer fits"), "{}", built.all());
    assert!(!rows(&place).iter().any(|row| row["participant"]["name"] == "Aung Htay"), "it publishes nothing");
    assert_eq!(place.run(&["verify", "case"]).code, Some(1));
}

#[test]
fn the_desk_draws_a_picture_and_takes_a_box() {
    let desk = Desk::start_with(pictures);
    let page = desk.get("/review?source=sources%2Fphoto.png");
    assert_eq!(status(&page), "200", "{page}");
    for part in [
        "<svg class=\"picture\" viewBox=\"0 0 300 200\"",
        "href=\"/review/picture?source=sources%2Fphoto.png&amp;page=1\"",
        "name=\"description\"",
        "name=\"left\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let picture = desk.get("/review/picture?source=sources%2Fphoto.png");
    assert!(picture.contains("content-type: image/png") && picture.contains("IHDR"), "{picture}");
    for (address, code) in [
        ("/review/picture?source=sources%2Fphoto.png&page=2", "no-such-page"),
        ("/review/picture?source=sources%2Fa.md", "not-drawable"),
        ("/review/picture?source=case.toml", "not-found"),
    ] {
        assert!(desk.get(address).contains(&format!("\"code\":\"{code}\"")), "{address}: {}", desk.get(address));
    }
    let option = page.split("<option value=\"e").nth(1).and_then(|rest| rest.split('"').next()).expect("a meeting");
    let body = |left: &str, description: &str| {
        format!(
            "verb=add&kind=Participation&by=ana&source=sources%2Fphoto.png&page=1&left={left}&top=40&width=90&height=120\
             &description={description}&role=attendee&party=Aung+Htay&target=e{option}&engagement=Meeting&name=&date="
        )
    };
    let off = desk.decide(&body("290", "x"), "");
    assert!(status(&off) == "422" && off.contains("box-off-page"), "{off}");
    let back = format!("{}&back=%2Freview%3Fsource%3Dsources%252Fphoto.png", body("60", "a+%3Cb%3Eman%3C%2Fb%3E"));
    assert_eq!(status(&desk.decide(&back, "")), "303");
    let page = desk.get("/review?source=sources%2Fphoto.png&all=yes");
    assert!(page.contains("data-box=\"60000,40000,150000,160000\""), "{page}");
    assert!(page.contains(&format!("{SEEN}: a &lt;b&gt;man&lt;/b&gt;")), "{page}");
    assert!(page.contains("data-boxes=\"60000,40000,150000,160000\""), "{page}");
    let person = between(&desk.get("/api/roll?who=Aung+Htay"), "\"participant\":{\"id\":\"", "\"").to_string();
    let about = desk.get(&format!("/about/{person}"));
    assert!(about.contains(SEEN) && !about.contains("<q></q>"), "{about}");
    let new = body("200", "another")
        .replace(&format!("target=e{option}"), "target=")
        .replace("&name=", "&name=Dinner+of+Harbour+Masters")
        .replace("&date=", "&date=2021-06");
    let answer = desk.decide(&new, "");
    assert!(status(&answer) == "200" && answer.contains("Dinner of Harbour Masters"), "{answer}");
    let pdf = desk.get("/review?source=sources%2Fscan.pdf");
    assert!(pdf.contains("viewBox=\"0 0 200 100\""), "{pdf}");
    assert!(desk.get("/review/text?source=sources%2Fscan.pdf&picture=1").contains("class=\"picture\""));
}
