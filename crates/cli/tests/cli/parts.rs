//! Parts: a release of several letters and a table of posts, each a document of its own.

use crate::common::{Place, pdf};
use serde_json::Value;

const RELEASE: &str =
    "[source]\ntitle = \"Release 2021-14\"\ndate = \"2022-12-01\"\nlanguage = \"en\"\naccess = \"public\"\n";

const LETTERS: &str = "\n[[source.parts]]\npages = \"1\"\nnumber = \"3\"\ndate = \"2020-06-01\"\n\n[[source.parts]]\npages = \"2-3\"\n\
    title = \"letter 7\"\nauthor = \"A. Ek\"\ndate = \"2021-07-10\"\n";

/// A case with a release of two letters, of three pages.
fn release(place: &Place, sidecar: &str) {
    if !place.path("case").exists() {
        assert_eq!(place.run(&["new", "case"]).code, Some(0));
    }
    let letters = pdf(&[
        &["On 10 May 2020 ministers of Indonesia and Thailand met in Jakarta.", "General Alpha Quillsworth spoke there."],
        &["In June the defence ministers of Norway and Sweden met in Oslo.", "General Quillsworth spoke there."],
        &["On 3 July 2021 the defence ministers of Kenya and Peru met in Nairobi."],
    ]);
    place.write("case/sources/release.pdf", letters);
    place.write("case/sources/release.pdf.toml", sidecar);
}

fn lines(place: &Place, args: &[&str]) -> Vec<Value> {
    let ran = place.run(args);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    ran.stdout.lines().map(|line| serde_json::from_str(line).expect("is JSON")).collect()
}

fn build(place: &Place) {
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
}

/// The row of the roll that names a state.
fn row(place: &Place, who: &str) -> Value {
    let rows = lines(place, &["roll", "case", "--json", "--status", "all"]);
    rows.iter().find(|row| row["participant"]["name"] == who).unwrap_or_else(|| panic!("{who} is not in {rows:?}")).clone()
}

#[test]
fn each_letter_of_a_release_is_read_by_its_own_date_and_by_itself() {
    let place = Place::new();
    release(&place, RELEASE);
    build(&place);
    assert_eq!(row(&place, "Norway")["engagement"]["date"], "2020-06", "by the year of the letter before");
    let carried = |place: &Place| {
        let all = lines(place, &["roll", "case", "--json", "--status", "all"]);
        all.iter().any(|row| row["participant"]["name"] == "Alpha Quillsworth" && row["engagement"]["place"] == "Oslo")
    };
    assert!(carried(&place), "a surname alone goes back to the letter before");

    release(&place, &format!("{RELEASE}{LETTERS}"));
    build(&place);
    assert_eq!(row(&place, "Norway")["engagement"]["date"], "2021-06", "by the date of the letter");
    assert!(!carried(&place), "nobody is carried from one letter into the next");
    let anchor = &row(&place, "Norway")["anchors"][0];
    assert_eq!((&anchor["page"], &anchor["layer"]), (&Value::from(2), &Value::from("pdf/1")), "{anchor}");
    let page = place.files("case/.rollcall/build/draft");
    let source = page.iter().find(|(_, bytes)| String::from_utf8_lossy(bytes).contains("letter 7, A. Ek"));
    assert!(source.is_some(), "the page of the file says whose letter it is");
}

#[test]
fn decisions_stand_when_parts_are_written() {
    let place = Place::new();
    release(&place, RELEASE);
    build(&place);
    let (jakarta, nairobi) = (row(&place, "Thailand"), row(&place, "Kenya"));
    for row in [&jakarta, &nairobi] {
        let ran = place.run(&["decide", "case", "accept", row["id"].as_str().expect("an id")]);
        assert_eq!(ran.code, Some(0), "{}", ran.all());
    }
    release(&place, &format!("{RELEASE}{LETTERS}"));
    let ran = place.run(&["build", "case", "--json"]);
    let report: Value = serde_json::from_str(&ran.stdout).expect("is JSON");
    assert_eq!(report["another_look"], serde_json::json!([]), "{report}");
    for (before, who) in [(jakarta, "Thailand"), (nairobi, "Kenya")] {
        let after = row(&place, who);
        assert_eq!((&after["statements"], after["state"].as_str()), (&before["statements"], Some("accepted")), "{who}");
    }
}

#[test]
fn a_part_that_cannot_be_right_is_named_and_the_rest_is_used() {
    let place = Place::new();
    let wrong =
        "\n[[source.parts]]\npages = \"3-2\"\n\n[[source.parts]]\npages = \"3-4\"\n\n[[source.parts]]\npages = \"2\"\n";
    release(&place, &format!("{RELEASE}{LETTERS}{wrong}"));
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    for says in [
        "sources/release.pdf.toml:19:9`: part 3: `3-2` runs backwards, so it is not used",
        "part 4: `3-4` goes beyond the file, which has 3 pages, so it is not used",
        "the part pages 2 overlaps the part pages 2-3, so it is not used",
        "hint: let each page or row belong to one part",
    ] {
        assert!(ran.stderr.contains(says), "{says}: {}", ran.stderr);
    }
    assert_eq!(row(&place, "Norway")["engagement"]["date"], "2021-06", "the rest is used");
}

/// How many findings fall as of a day, and how many stay.
fn as_of(place: &Place, day: &str) -> (usize, usize) {
    let ran = place.run(&["findings", "case", "--as-of", day]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let line = ran.stderr.lines().find(|line| line.contains("findings fall")).expect("says so");
    let mut numbers = line.split(|letter: char| !letter.is_ascii_digit()).filter_map(|number| number.parse().ok());
    (numbers.next().expect("falls"), numbers.next().expect("stays"))
}

fn with_moment(place: &Place) {
    let settings = String::from_utf8(place.files("case").remove("case.toml").expect("is there")).expect("is UTF-8");
    let moment = "\n[[moment]]\nid = \"storm\"\nname = \"the storm of 1 February 2020\"\ndate = \"2020-02-01\"\n";
    place.write("case/case.toml", settings + moment);
}

#[test]
fn what_had_been_published_by_a_day_goes_by_the_part() {
    let place = Place::new();
    release(&place, &format!("{RELEASE}{LETTERS}"));
    with_moment(&place);
    build(&place);
    assert_eq!(as_of(&place, "2023-01-01").1, 0, "when it was written says nothing of when it was public");
    release(&place, &format!("{RELEASE}{LETTERS}").replace("date = ", "public_date = "));
    build(&place);
    let (fall, stay) = as_of(&place, "2023-01-01");
    assert!(fall == 0 && stay >= 6, "{fall} {stay}");
    let (fall, stay) = as_of(&place, "2020-12-31");
    assert!(fall >= 4 && stay >= 2, "the first letter alone was there: {fall} {stay}");
    assert_eq!(as_of(&place, "2020-01-01").1, 0);
    // A release that became public later takes its letters along, but for one that was public before.
    let later = RELEASE.replace("date = \"2022-12-01\"", "public_date = \"2022-12-01\"");
    release(&place, &format!("{later}{LETTERS}public_date = \"2021-08-01\"\n"));
    build(&place);
    assert_eq!(as_of(&place, "2021-07-20").1, 0, "written is not published");
    assert!(as_of(&place, "2021-08-01").1 >= 4);
}

const POSTS: &str = "posted,account,body\n\
    2021-07-02T08:00:00Z,Harbour Desk,\"In June the defence ministers of Norway and Sweden met in Oslo. \"\"A good day.\"\"\"\n\
    2022-07-04,Port News,In June the defence ministers of Kenya and Peru met in Nairobi.\n\
    soon,Port News,In May the defence ministers of Chile and Fiji met in Suva.\n";

const POSTS_MAP: &str = "[source]\ntitle = \"Posts\"\ndate = \"2023-01-01\"\nlanguage = \"en\"\n\n[record]\n\
    document = { date = \"posted\", author = \"account\", text = \"body\" }\n";

#[test]
fn each_row_of_a_table_of_posts_is_a_document() {
    let place = Place::new();
    assert_eq!(place.run(&["new", "case"]).code, Some(0));
    place.write("case/records/posts.csv", POSTS);
    place.write("case/records/posts.csv.toml", POSTS_MAP);
    let ran = place.run(&["build", "case"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    assert!(ran.stderr.contains("`records/posts.csv:4:1`: `date` of the row: `soon` is not a date"), "{}", ran.stderr);
    let (norway, kenya) = (row(&place, "Norway"), row(&place, "Kenya"));
    assert_eq!(norway["engagement"]["date"], "2021-06", "each by the date of its own row");
    assert_eq!(kenya["engagement"]["date"], "2022-06");
    assert_eq!((&norway["anchors"][0]["row"], &norway["anchors"][0]["column"]), (&1.into(), &"body".into()));
    assert_eq!(place.run(&["verify", "case"]).code, Some(0), "its words stand where they stand");
    with_moment(&place);
    assert_eq!(place.run(&["build", "case"]).code, Some(3));
    let (fall, stay) = as_of(&place, "2021-12-31");
    assert!(
        fall >= 4 && stay == 0,
        "the day of a row is when it was written, and nothing says when it was public: {fall} {stay}"
    );

    // What a person writes of a row counts before what its cells say.
    place.write(
        "case/records/posts.csv.toml",
        format!("{POSTS_MAP}\n[[source.parts]]\nrows = \"2\"\ndate = \"2020-07-04\"\n"),
    );
    assert_eq!(place.run(&["build", "case"]).code, Some(3));
    assert_eq!(row(&place, "Kenya")["engagement"]["date"], "2020-06");
    let drawn = place.files("case/.rollcall/build/draft");
    let says = |words: &str| drawn.values().any(|bytes| String::from_utf8_lossy(bytes).contains(words));
    assert!(says("Port News") && says("4 July 2020"), "the author of the row stays");
}

#[test]
fn exports_name_the_part() {
    let place = Place::new();
    release(&place, &format!("{RELEASE}{LETTERS}"));
    build(&place);
    assert_eq!(place.run(&["export", "case", "--to", "csv", "--private", "--out", "csv"]).code, Some(0));
    assert_eq!(place.run(&["export", "case", "--to", "ftm", "--private", "--out", "ftm"]).code, Some(0));
    let text = |folder: &str| {
        let files = place.files(folder);
        files.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect::<String>()
    };
    assert!(
        text("csv").contains("Release 2021-14, letter 7 (pages 2–3)") && text("csv").contains("2021-07-10"),
        "{}",
        text("csv")
    );
    let letter = text("ftm").lines().find(|line| line.contains("letter 7 (pages 2–3)")).map(str::to_string);
    let letter: Value = serde_json::from_str(&letter.expect("a record of the letter")).expect("is JSON");
    assert_eq!(letter["properties"]["author"], serde_json::json!(["A. Ek"]));
    let id = letter["id"].as_str().expect("an id");
    assert!(text("ftm").matches(id).count() > 1, "something is proved by it");
}

#[test]
fn parts_are_rows_of_the_table_of_sources() {
    let place = Place::new();
    release(&place, &format!("# mine\n{RELEASE}{LETTERS}"));
    assert_eq!(place.run(&["sources", "case", "--to", "t.csv"]).code, Some(0));
    let table = String::from_utf8(place.files(".").remove("t.csv").expect("is there")).expect("is UTF-8");
    insta::assert_snapshot!(table, @r"
    file,part,number,title,publisher,author,controlled_by,rests_on,date,public_date,captured,capture_note,url,archived_url,language,access,guessed
    sources/release.pdf,,,Release 2021-14,,,,,2022-12-01,,,,,,en,public,
    sources/release.pdf,pages 1,3,,,,,,2020-06-01,,,,,,,,
    sources/release.pdf,pages 2-3,,letter 7,,A. Ek,,,2021-07-10,,,,,,,,
    ");
    let before = place.files("case/sources");
    assert_eq!(place.run(&["sources", "case", "--from", "t.csv"]).code, Some(0));
    assert_eq!(place.files("case/sources"), before, "a table that comes back unchanged changes nothing");

    place.write(
        "u.csv",
        "file,part,number,title,author,url\n\
         sources/release.pdf,page 1,3,A cover,,\n\
         sources/release.pdf,pages 4-5,,letter 8,B. Oduya,\n\
         sources/release.pdf,pages 3-6,,letter 9,,\n\
         sources/release.pdf,pages 9,,,,https://example.org\n\
         sources/release.pdf,letter 9,,,,\n\
         sources/release.pdf,,9,Release 2021-14,,\n",
    );
    let ran = place.run(&["sources", "case", "--from", "u.csv"]);
    assert_eq!(ran.code, Some(3), "{}", ran.all());
    for says in [
        "`u.csv:4`: `pages 3-6` overlaps `pages 2-3`, which is a part already",
        "`u.csv:5`: `url` is said of a file and not of a part",
        "`u.csv:6`: `letter 9` is no part of a file",
        "`u.csv:7`: `number` is said of a part and not of a file",
    ] {
        assert!(ran.stderr.contains(says), "{says}: {}", ran.stderr);
    }
    let sidecar =
        String::from_utf8(place.files("case/sources").remove("release.pdf.toml").expect("is there")).expect("UTF-8");
    assert!(sidecar.starts_with("# mine\n[source]\n") && sidecar.contains("title = \"A cover\""), "{sidecar}");
    assert!(
        sidecar.ends_with("\n[[source.parts]]\npages = \"4-5\"\ntitle = \"letter 8\"\nauthor = \"B. Oduya\"\n"),
        "{sidecar}"
    );
}
