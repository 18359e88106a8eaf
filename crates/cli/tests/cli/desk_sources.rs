//! The table of sources on the desk, and the map of a table's columns.

use crate::common::{Place, pdf};
use crate::desk::{Desk, between, status};
use std::time::Duration;

const PAGE: &str = "<html lang=en><head><title>Ministers meet</title></head><p>They met.";

const VISITS: &str =
    "Delegation,Meeting,Date,Note\nNorway,Fishing Talks,2021-06-15,one\nSweden,Fishing Talks,2021-06-15,two\n";

fn more(place: &Place) {
    place.write("case/sources/page.html", PAGE);
    place.write("case/sources/letters.pdf", pdf(&[&["A letter."], &["Another letter."]]));
    place.write("case/records/visits.csv", VISITS);
}

fn desk() -> Desk {
    Desk::start_with(more)
}

fn sidecar(desk: &Desk, file: &str) -> String {
    std::fs::read_to_string(desk.place.path(&format!("case/{file}.toml"))).unwrap_or_default()
}

/// What a file's row knows of its sidecar.
fn seen(page: &str, file: &str) -> String {
    let row = page.split("<tr class=\"source\"").find(|row| row.contains(&format!("data-file=\"{file}\""))).expect("a row");
    between(row, "name=\"seen\" value=\"", "\"").to_string()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

impl Desk {
    fn save(&self, fields: &[(&str, &str)]) -> String {
        let pairs: String = fields.iter().map(|(name, value)| format!("&{name}={}", encoded(value))).collect();
        self.post_to("/api/sources", &format!("token={}{pairs}", self.token), "")
    }

    fn map(&self, fields: &[(&str, &str)]) -> String {
        let pairs: String = fields.iter().map(|(name, value)| format!("&{name}={}", encoded(value))).collect();
        self.post_to("/api/map", &format!("token={}{pairs}", self.token), "")
    }

    /// Waits until the case was read again, and looks at what was asked for.
    fn until(&self, path: &str, holds: impl Fn(&str) -> bool) {
        let mut answer = String::new();
        for _ in 0..300 {
            answer = self.get(path);
            if holds(&answer) {
                return;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        panic!("{path}: {answer}");
    }
}

#[test]
fn the_table_shows_what_is_known_guessed_and_not_read() {
    let desk = desk();
    let page = desk.get("/sources");
    assert_eq!(status(&page), "200", "{page}");
    assert!(page.contains("referrer-policy: same-origin"), "{page}");
    for file in ["sources/a.md", "sources/page.html", "sources/letters.pdf", "records/visits.csv"] {
        assert!(page.contains(&format!("data-file=\"{file}\"")), "{file}");
    }
    let row = page.split("<tr class=\"source\"").find(|row| row.contains("data-file=\"sources/page.html\"")).expect("a row");
    assert!(row.contains("value=\"Ministers meet\"") && row.contains("name=\"sure-title\""), "{row}");
    assert!(page.contains("Nothing says what a row of this table is"), "why it was not read");
    assert!(page.contains("/map?file=records%2Fvisits.csv"));
    let found = desk.get("/sources?words=a+NOTE");
    assert!(found.contains("data-file=\"sources/a.md\"") && !found.contains("data-file=\"sources/page.html\""), "{found}");
    let unread = desk.get("/sources?only=unread");
    assert!(unread.contains("records/visits.csv") && !unread.contains("data-file=\"sources/a.md\""), "{unread}");
    assert!(desk.get("/gaps").contains("/map?file=records%2Fvisits.csv"));
}

#[test]
fn a_row_is_saved_by_the_code_of_the_table_and_the_case_is_read_again() {
    let desk = desk();
    let page = desk.get("/sources");
    let row = |seen: &str, title: &str| {
        desk.save(&[("file", "sources/a.md"), ("seen", seen), ("title", title), ("date", "2022-05-11"), ("language", "en")])
    };
    let first = seen(&page, "sources/a.md");
    let saved = row(&first, "Another <i>note</i>");
    assert_eq!(status(&saved), "200", "{saved}");
    assert!(saved.contains("\"written\":[\"sources/a.md.toml\"]"), "{saved}");
    assert!(sidecar(&desk, "sources/a.md").contains("title = \"Another <i>note</i>\""));
    desk.until("/review?source=sources%2Fa.md", |page| page.contains("Another &lt;i&gt;note"));
    desk.until("/api/reading", |said| said.contains("\"behind\":false"));
    // Another tab that was opened before.
    let late = row(&first, "Mine");
    assert_eq!(status(&late), "409", "{late}");
    assert!(late.contains("\"code\":\"changed-meanwhile\"") && !sidecar(&desk, "sources/a.md").contains("Mine"), "{late}");
    let again = row(&seen(&desk.get("/sources"), "sources/a.md"), "Another <i>note</i>");
    assert!(again.contains("\"written\":[]"), "the same row writes nothing: {again}");
}

#[test]
fn what_is_wrong_with_a_row_is_said_and_nothing_is_written() {
    let desk = desk();
    let before = desk.place.files("case/sources");
    let now = seen(&desk.get("/sources"), "sources/a.md");
    let wrong =
        desk.save(&[("file", "sources/a.md"), ("seen", &now), ("date", "31/12/2021"), ("back", "/sources?words=note")]);
    assert_eq!(status(&wrong), "422", "{wrong}");
    assert!(wrong.contains("write a day as") && wrong.contains("data-file=\"sources/a.md\""), "{wrong}");
    for (fields, expected) in [
        (vec![("file", "sources/gone.md"), ("title", "x")], "422"),
        (vec![("file", "../case.toml"), ("title", "x")], "422"),
        (vec![("file", "sources/a.md"), ("colour", "red")], "400"),
        (vec![("file", "sources/a.md"), ("back", "//example.org")], "400"),
    ] {
        assert_eq!(status(&desk.save(&fields)), expected, "{fields:?}");
    }
    let no_token = desk.post_to("/api/sources", "file=sources%2Fa.md&title=x", "");
    assert_eq!(status(&no_token), "403", "{no_token}");
    assert_eq!(desk.place.files("case/sources"), before);
}

#[test]
fn a_guess_is_confirmed_by_a_tick_and_a_part_is_added() {
    let desk = desk();
    let fields =
        [("file", "sources/page.html"), ("seen", ""), ("title", "Ministers meet"), ("guess-title", "Ministers meet")];
    let left = desk.save(&fields);
    assert!(left.contains("\"left_guessed\":1") && sidecar(&desk, "sources/page.html").is_empty(), "{left}");
    let ticked = desk.save(&[&fields[..], &[("sure-title", "yes")]].concat());
    assert_eq!(status(&ticked), "200", "{ticked}");
    assert_eq!(sidecar(&desk, "sources/page.html"), "[source]\ntitle = \"Ministers meet\"\n");
    let part = desk.save(&[
        ("file", "sources/letters.pdf"),
        ("seen", ""),
        ("part", "page 2"),
        ("number", "7"),
        ("author", "A. Ek"),
    ]);
    assert_eq!(status(&part), "200", "{part}");
    assert_eq!(
        sidecar(&desk, "sources/letters.pdf"),
        "[[source.parts]]\npages = \"2\"\nnumber = \"7\"\nauthor = \"A. Ek\"\n"
    );
    let page = desk.get("/sources");
    assert!(page.contains("data-part=\"pages 2\"") && page.contains("Title of pages 2 of sources/letters.pdf"), "{page}");
}

#[test]
fn many_files_are_shown_a_page_at_a_time() {
    let desk = Desk::start_with(|place| {
        for number in 0..300 {
            place.write(&format!("case/sources/n{number:04}.txt"), "Words.\n");
        }
    });
    let page = desk.get("/sources?page=2");
    assert_eq!(page.matches("<tr class=\"source\"").count(), 40);
    assert!(page.contains("302 files of 302") && page.contains("Next page"), "{page}");
    assert!(desk.get("/sources?words=n0123").contains("1 file of 302"));
}

#[test]
fn a_map_is_chosen_looked_at_and_saved() {
    let desk = desk();
    let address = "/map?file=records%2Fvisits.csv";
    let page = desk.get(address);
    assert_eq!(status(&page), "200", "{page}");
    assert!(page.contains("has no map yet") && page.contains("What Delegation says"), "{page}");
    let seen = between(&page, "name=\"seen\" value=\"", "\"").to_string();
    let file = ("file", "records/visits.csv");
    let choices = [file, ("seen", &seen), ("kind", "Meeting"), ("c1-0", "name"), ("c2-0", "date")];
    let shown = desk.map(&[&choices[..], &[("do", "show")]].concat());
    assert_eq!(status(&shown), "200", "{shown}");
    assert!(shown.contains("Meeting, name: <strong>Fishing Talks"), "{shown}");
    assert_eq!(sidecar(&desk, "records/visits.csv"), "", "looking writes nothing");
    let twice = desk.map(&[&choices[..], &[("c0-0", "name"), ("do", "save")]].concat());
    assert_eq!(status(&twice), "422", "{twice}");
    assert!(twice.contains("are both chosen for"), "{twice}");
    let wrong = desk.map(&[file, ("seen", &seen), ("kind", "Participation"), ("c0-0", "party"), ("do", "save")]);
    assert_eq!(status(&wrong), "422", "{wrong}");
    assert!(wrong.contains("needs the property"), "{wrong}");
    let saved = desk.map(&[&choices[..], &[("do", "save")]].concat());
    assert_eq!(status(&saved), "303", "{saved}");
    assert_eq!(
        sidecar(&desk, "records/visits.csv"),
        "[record]\nkind = \"Meeting\"\ncolumns = { date = \"Date\", name = \"Meeting\" }\n"
    );
    desk.until("/api/facts?kind=Meeting", |facts| facts.contains("Fishing Talks"));
    assert!(!desk.get("/gaps").contains("records%2Fvisits.csv"));
    let late = desk.map(&[file, ("seen", &seen), ("kind", "Person"), ("c0-0", "name"), ("do", "save")]);
    assert_eq!(status(&late), "409", "{late}");
    assert!(sidecar(&desk, "records/visits.csv").contains("Meeting"));
}

#[test]
fn a_map_is_of_a_table_of_the_case_alone() {
    let desk = desk();
    for file in ["case.toml", "../case/records/visits.csv", "sources/a.md", "records/none.csv", "records%2Fbodies.csv.toml"]
    {
        assert_eq!(status(&desk.get(&format!("/map?file={file}"))), "404", "{file}");
    }
    let no_token = desk.post_to("/api/map", "file=records%2Fvisits.csv&do=save", "");
    assert_eq!(status(&no_token), "403", "{no_token}");
    let known = desk.get("/map?file=records%2Fbodies.csv");
    assert!(!known.contains("has no map yet") && known.contains("Meeting of Harbour Masters"), "{known}");
}
