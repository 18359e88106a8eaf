//! The desk's other pages: who is one, all that is claimed of a thing, questions, what if, gaps and leads.

use crate::common::Place;
use crate::desk::{Desk, between, status};

/// Three notes that name one general, or more than one.
fn three_notes(place: &Place) {
    for (name, title, text) in [
        (
            "b",
            "Second note",
            "On 3 March 2021 General Aung Htay of Myanmar attended the Meeting of Harbour Masters in Bangkok.\n",
        ),
        (
            "c",
            "Third note",
            "On 4 June 2021 General Aung Htay of Myanmar spoke at the Meeting of Harbour Masters in Hanoi.\n",
        ),
        ("d", "Fourth note", "On 3 March 2021 Aung Htay attended the Meeting of Harbour Masters in Bangkok.\n"),
    ] {
        place.write(&format!("case/sources/{name}.md"), text);
        let about = format!("[source]\ntitle = \"{title}\"\ndate = \"2021-07-0{}\"\nlanguage = \"en\"\n", name.len());
        place.write(&format!("case/sources/{name}.md.toml"), about);
    }
}

fn desk() -> Desk {
    Desk::start_with(three_notes)
}

/// The words that a reader of a page sees, also in names of fields and links.
fn seen_words(answer: &str) -> String {
    let body = answer.split_once("\r\n\r\n").map_or(answer, |(_, body)| body);
    let mut words = String::new();
    for piece in body.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        for name in ["aria-label", "title", "placeholder"] {
            words += tag.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            words.push(' ');
        }
        words += text;
        words.push(' ');
    }
    words
}

/// Every page of the desk, those of things too.
fn pages(desk: &Desk) -> Vec<String> {
    let rows = desk.get("/api/roll");
    let [thing, engagement] = ["participant", "engagement"]
        .map(|name| between(between(&rows, &format!("\"{name}\":{{"), "}"), "\"id\":\"", "\"").to_string());
    let fixed = ["/review", "/review?queue=need", "/review?source=sources%2Fb.md&all=yes", "/review/merges?all=yes"];
    let things = [thing, engagement].map(|id| format!("/about/{id}"));
    fixed.into_iter().map(String::from).chain(things).collect()
}

#[test]
fn no_page_says_a_word_of_the_code() {
    let desk = desk();
    for address in pages(&desk) {
        let page = desk.get(&address);
        assert_eq!(status(&page), "200", "{address}: {page}");
        let words = seen_words(&page).to_lowercase();
        let words: Vec<&str> = words.split(|letter: char| !letter.is_alphanumeric()).collect();
        for word in [
            "blob",
            "entity",
            "entities",
            "statement",
            "statements",
            "anchor",
            "layer",
            "edtf",
            "ftm",
            "datalog",
            "admiralty",
        ] {
            assert!(!words.contains(&word), "{address} says {word}: {page}");
        }
        for link in ["/review/merges"] {
            assert!(page.contains(&format!("href=\"{link}\"")), "{address} does not lead to {link}");
        }
    }
}

#[test]
fn a_merge_is_accepted_refused_and_kept_apart() {
    let desk = desk();
    let page = desk.get("/review/merges");
    assert!(page.contains("referrer-policy: same-origin"), "a form must tell its origin");
    for words in ["What speaks for it", "What speaks against it", "made by the program", "They are one", "Keep them apart"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let join = between(&page, "name=\"target\" value=\"", "\"").to_string();
    let back = "back=%2Freview%2Fmerges";
    let answer = desk.decide(&format!("verb=accept&by=ana&target={join}&{back}"), "none");
    assert_eq!(status(&answer), "303", "{answer}");
    assert!(!desk.get("/review/merges").contains(&format!("value=\"{join}\"")), "what is decided waits no more");
    let all = desk.get("/review/merges?all=yes");
    let card = between(&all, &format!("id=\"{join}\""), "</article>");
    assert!(card.contains(">accepted</span>") && card.contains("<strong>accepted</strong> by ana"), "{card}");
    let split = desk.decide(&format!("verb=split&why=two+men&by=ana&target={join}"), &desk.seen());
    assert_eq!(status(&split), "200", "{split}");
    let all = desk.get("/review/merges?all=yes");
    let card = between(&all, &format!("id=\"{join}\""), "</article>");
    assert!(card.contains(">kept apart</span>") && card.contains("two men"), "{card}");
    assert_eq!(status(&desk.get("/review/merges?colour=red")), "400");
}

#[test]
fn a_thing_shows_every_claim_with_its_history() {
    let desk = desk();
    let card = desk.get("/review?source=sources%2Fb.md");
    let thing = between(&card, "href=\"/about/", "\"").to_string();
    let page = desk.get(&format!("/about/{thing}?by=ana"));
    assert_eq!(status(&page), "200", "{page}");
    assert!(page.contains("Second note") && page.contains("card="), "{page}");
    let claims = desk.get("/review?source=sources%2Fb.md&all=yes");
    let article = between(&claims, &format!("href=\"/about/{thing}\""), "</article>");
    let targets: String = article
        .split("data-claim=\"")
        .skip(1)
        .map(|rest| format!("&target={}", &rest[..rest.find('"').expect("ends")]))
        .collect();
    assert_eq!(status(&desk.decide(&format!("verb=reject&why=another+man&by=ana{targets}"), "")), "200");
    let page = desk.get(&format!("/about/{thing}"));
    assert!(page.contains("<strong>rejected</strong> by ana") && page.contains("another man"), "{page}");
    if targets.matches("target").count() > 1 {
        assert!(page.contains("in one act with"), "{page}");
    }
    for other in ["nothing", "e", "..%2Fcase.toml"] {
        assert_eq!(status(&desk.get(&format!("/about/{other}"))), "404", "{other}");
    }
}

#[test]
fn a_card_is_found_on_whatever_page_it_stands() {
    let desk = Desk::start_with(|place| {
        let rows: String = (0..80).map(|n| format!("Body {n:02},B{n:02}\n")).collect();
        place.write("case/records/bodies.csv", format!("name,short\n{rows}"));
    });
    let last = desk.get("/review?source=records%2Fbodies.csv&all=yes&page=3");
    let card = between(&last, "article class=\"card\" id=\"", "\"").to_string();
    let page = desk.get(&format!("/review?source=records%2Fbodies.csv&card={card}"));
    assert!(page.contains(&format!("id=\"{card}\"")) && page.contains("Page 4 of 4"), "{page}");
}
