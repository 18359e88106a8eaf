//! Every page of a small case: links lead somewhere, words are plain, hostile content stays text, keys tell of changes.

mod common;

use rollcall_model::claim::State;
use rollcall_publish::{assets, plan};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn pages(case: &common::Case) -> BTreeMap<String, String> {
    plan(case)
        .iter()
        .filter(|page| page.path().ends_with(".html"))
        .map(|page| (page.path().to_string(), String::from_utf8(page.render()).expect("pages are UTF-8")))
        .collect()
}

/// Every value of an attribute.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!(" {name}=\"");
    page.split(&open).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// A relative address on a page, as a path from the root and a place.
fn resolve(from: &str, href: &str) -> (String, Option<String>) {
    let (path, place) = href.split_once('#').map_or((href, None), |(path, place)| (path, Some(place.to_string())));
    if path.is_empty() {
        return (from.to_string(), place);
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => {
                parts.pop().expect("no address leaves the site");
            }
            part => parts.push(part),
        }
    }
    (parts.join("/"), place)
}

#[test]
fn every_link_and_place_leads_somewhere() {
    for case in [common::case(true), common::case(false), common::empty(true), common::empty(false)] {
        let pages = pages(&case);
        let files: BTreeSet<&str> = assets(&case).into_iter().map(|(path, _)| path).collect();
        for (path, page) in &pages {
            let ids = attributes(page, "id");
            assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{path}: a name of a place is given twice");
            let outside =
                attributes(&page.replace("class=\"outside\" href=", "class=\"outside\" data-kept="), "data-kept").len();
            assert!(outside == 0 || path.starts_with("en/sources/"), "{path}");
            let page = page.replace("class=\"outside\" href=", "class=\"outside\" data-kept=");
            for href in attributes(&page, "href").into_iter().chain(attributes(&page, "src")) {
                assert!(!href.contains("://"), "{path}: {href} leaves the site");
                let (target, place) = resolve(path, href);
                let Some(page) = pages.get(&target) else {
                    assert!(files.contains(target.as_str()), "{path}: {href} leads nowhere");
                    continue;
                };
                if let Some(place) = place {
                    assert!(attributes(page, "id").contains(&place.as_str()), "{path}: {href}: no such place on {target}");
                }
            }
        }
    }
}

#[test]
fn the_pages_of_the_design_are_there() {
    let pages = pages(&common::case(false));
    for path in [
        "index",
        "en/index",
        "en/roll",
        "en/matrix",
        "en/matrix/2021",
        "en/bodies",
        "en/people",
        "en/engagements",
        "en/parties",
        "en/findings",
        "en/sources",
        "en/measures",
        "en/abuses",
        "en/said",
        "en/calls",
        "en/instruments",
        "en/ties",
        "en/method",
        "en/glossary",
        "en/data",
        "en/build",
        "en/several",
        "en/several-parties",
        "en/several-engagements",
        "en/together",
        "en/timeline",
        "en/corrections",
        "en/search",
    ] {
        assert!(pages.contains_key(&format!("{path}.html")), "{path}");
    }
    for folder in ["engagements", "bodies", "people", "parties", "findings", "sources"] {
        assert!(pages.keys().any(|path| path.starts_with(&format!("en/{folder}/"))), "{folder}");
    }
}

/// A page's text, without its marks.
fn text(page: &str) -> String {
    page.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

#[test]
fn no_page_uses_a_word_of_ours_that_readers_do_not_know() {
    for (path, page) in pages(&common::case(true)).iter().chain(&pages(&common::case(false))) {
        let text = text(page).to_lowercase();
        for word in
            ["blob", "entity", "entities", "statement", "anchor", "layer", "edtf", "datalog", "knew", "complicit", "ignored"]
        {
            assert!(!text.split(|letter: char| !letter.is_alphanumeric()).any(|other| other == word), "{path}: {word}");
        }
    }
}

#[test]
fn hostile_words_are_text_and_nothing_is_styled_or_run_in_place() {
    for (path, page) in pages(&common::case(true)) {
        assert!(!page.contains("<script>"), "{path}");
        assert!(!page.contains("<b>hostile"), "{path}");
        assert!(attributes(&page, "style").is_empty(), "{path}");
        assert!(page.contains("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'"), "{path}");
        assert!(page.contains("no-referrer"), "{path}");
    }
}

#[test]
fn a_draft_says_so_on_every_page_and_shows_states_and_an_edition_does_neither() {
    for (path, page) in pages(&common::case(true)).iter().filter(|(path, _)| *path != "index.html") {
        assert!(page.contains("Draft: machine-read, not checked by a person"), "{path}");
        assert!(page.contains("A test: all of this is made up."), "{path}");
    }
    let edition = pages(&common::case(false));
    for (path, page) in edition.iter().filter(|(path, _)| *path != "index.html") {
        assert!(!page.contains("Draft:") && !page.contains("class=\"state\""), "{path}");
        assert!(page.contains("last changed in edition 1 of 1 February 2023"), "{path}");
        assert_eq!(page.contains("content=\"noindex\""), path.contains("people"), "{path}");
    }
}

#[test]
fn in_a_draft_each_claim_has_a_place() {
    let case = common::case(true);
    let all: String = pages(&case).values().cloned().collect();
    for id in case.claims.keys() {
        assert!(all.contains(&format!("id=\"{id}\"")), "{id}");
    }
}

#[test]
fn the_method_says_what_a_rule_means_and_how_it_can_be_wrong() {
    let pages = pages(&common::case(false));
    let method = &pages["en/method.html"];
    for words in ["<p>Took part later.</p>", "<p>What it means: so a source says.</p>", "<p>How it can be wrong: the date"] {
        assert!(method.contains(words), "{words}: {method}");
    }
}

#[test]
fn sentences_say_what_sources_say() {
    let pages = pages(&common::case(true));
    let roll = text(&pages["en/roll.html"]);
    let roll = roll.split_whitespace().collect::<Vec<_>>().join(" ");
    for sentence in [
        "Aru Benn (General) took part in the Council of Ministers meeting on 14 June 2021, in Lakeside, in person.",
        "According to the Herald (15 June 2021): Aru Benn spoke at the Council of Ministers meeting",
        "Westra took part in the Council of Ministers meeting on 14 June 2021, in Lakeside, online.",
        "Eastria declined to come to the Council of Ministers meeting",
        "Nordland was scheduled to take part in the workshop",
    ] {
        assert!(roll.contains(sentence), "{sentence}\n{roll}");
    }
    // A begin alone is not the day on which it was so.
    let bodies = text(&pages["en/bodies.html"]);
    assert!(
        bodies.contains("from 1 January 2022 (end not known)") && bodies.contains("from 1 January 2020 to 31 December 2021"),
        "{bodies}"
    );
    let first = text(&pages["en/index.html"]);
    assert!(first.contains("4 files") && first.contains("3 independent origins"), "{first}");
    let finding = text(pages.iter().find(|(path, _)| path.starts_with("en/findings/")).expect("a finding's page").1);
    assert!(finding.contains("Sources of one origin."), "{finding}");
    // The proof rests on neither of two places, and only one of them can be right.
    let otherwise = "Of Council of Ministers meeting it is also said otherwise, place: “Lakeside” and “Portville”.";
    assert!(
        finding.contains(otherwise) && finding.contains("It would not be there, or be less sure, if a source said"),
        "{finding}"
    );
}

#[test]
fn three_kinds_of_blank_are_told_apart() {
    let pages = pages(&common::case(true));
    let matrix = &pages["en/matrix.html"];
    assert!(matrix.contains("⊘") && matrix.contains(">declined to come<"));
    assert!(matrix.contains(">not named<") && matrix.contains(">·<"));
    assert!(matrix.contains("<td></td>"));
    assert!(matrix.contains("class=\"moment\"") && matrix.contains("class=\"begins\"") && matrix.contains("ticks"));
}

#[test]
fn a_page_has_another_key_if_and_only_if_its_bytes_are_others() {
    let before = common::case(true);
    let mut after = common::case(true);
    after.about.moments.clear();
    for row in after.roll.iter_mut().take(1) {
        Arc::make_mut(row).state = State::Disputed;
    }
    let (one, two) = (plan(&before), plan(&after));
    assert_eq!(one.len(), two.len());
    let mut changed = 0;
    for (a, b) in one.iter().zip(&two) {
        assert_eq!(a.path(), b.path());
        assert_eq!(a.key() == b.key(), a.render() == b.render(), "{}", a.path());
        changed += usize::from(a.key() != b.key());
    }
    assert!(changed > 0 && changed < one.len() / 2, "{changed} of {}", one.len());
}

/// Writes the pages for those who want to look at them: `ROLLCALL_PAGES=FOLDER cargo test -p rollcall-publish -- --ignored`.
#[test]
#[ignore = "writes a folder to look at"]
#[expect(clippy::disallowed_methods, reason = "a person says where to write")]
fn write_pages() {
    let out = std::path::PathBuf::from(std::env::var("ROLLCALL_PAGES").expect("ROLLCALL_PAGES names a folder"));
    for (name, private) in [("draft", true), ("edition", false)] {
        let out = out.join(name);
        for page in plan(&common::case(private)) {
            let path = out.join(page.path());
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
            std::fs::write(path, page.render()).expect("the page can be written");
        }
        for (path, bytes) in assets(&common::case(private)) {
            std::fs::write(out.join(path), bytes).expect("the file can be written");
        }
    }
}

#[test]
fn a_page_asked_for_alone_is_the_one_of_the_plan() {
    let case = common::case(true);
    let planned = plan(&case);
    assert!(planned.iter().any(|page| page.path().ends_with(".js")));
    assert!(planned.len() > 20);
    for page in &planned {
        let alone =
            rollcall_publish::page(&case, page.path()).unwrap_or_else(|| panic!("{} is not there alone", page.path()));
        assert_eq!((alone.path(), alone.key()), (page.path(), page.key()));
    }
    for path in ["", "en/nothing.html", "en/people/../index.html", "../index.html", "en/engagements/e.html"] {
        assert!(rollcall_publish::page(&case, path).is_none(), "{path}");
    }
}
