//! Reports of a small case: the same words in an office document, on a page and as plain text, whatever a source holds.

mod common;

use rollcall_model::date::Edtf;
use rollcall_model::decision::Verb;
use rollcall_model::id::EntityId;
use rollcall_model::view::Reply;
use rollcall_publish::report::{self, Exhibit, MarkedPage, Report, Scope};
use std::collections::BTreeMap;

/// The parts of a package in which nothing is squeezed, by name.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let number =
        |at: usize, length: usize| bytes[at..at + length].iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    let mut parts = BTreeMap::new();
    let mut at = 0;
    while bytes[at..].starts_with(b"PK\x03\x04") {
        assert_eq!(number(at + 8, 2), 0, "is stored as it is");
        let (size, name, extra) = (number(at + 18, 4), number(at + 26, 2), number(at + 28, 2));
        let from = at + 30 + name + extra;
        let text = String::from_utf8_lossy(&bytes[from..from + size]).into_owned();
        parts.insert(String::from_utf8_lossy(&bytes[at + 30..at + 30 + name]).into_owned(), text);
        at = from + size;
    }
    assert!(parts.len() > 10, "{:?}", parts.keys());
    parts
}

/// What stands between tags, the tags left out.
fn words(xml: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for letter in xml.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            letter if !inside => out.push(letter),
            _ => {}
        }
    }
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn id(case: &common::Case, name: &str) -> EntityId {
    let found = case.entities.values().find(|entity| entity.name == name);
    found.unwrap_or_else(|| panic!("the case has {name}")).id.clone()
}

fn all(case: &common::Case) -> Vec<(&'static str, Report)> {
    let whole = Scope::default();
    let exhibits: Vec<Exhibit> = report::relied_on(case, &whole)
        .keys()
        .zip(1..)
        .map(|(source, number)| Exhibit { number: number.to_string(), source: source.to_string(), pages: Vec::new() })
        .collect();
    let letter = report::letter(case, &id(case, "Aru Benn"), Edtf::parse("2022-07-01").expect("a date").single_day());
    vec![
        ("brief", report::brief(case, &id(case, "Aru Benn")).expect("a party")),
        ("chronology", report::chronology(case, &whole)),
        ("table", report::table(case, &whole)),
        ("annex", report::annex(case, &whole, &exhibits)),
        ("letter", letter.expect("a party").report),
    ]
}

#[test]
fn every_note_of_the_chronology_has_words_of_its_source() {
    let case = common::case(false);
    let chronology = report::chronology(&case, &Scope::default());
    let parts = parts(&chronology.docx());
    let (text, notes) = (&parts["word/document.xml"], &parts["word/footnotes.xml"]);
    let marks = text.matches("<w:footnoteReference ").count();
    assert_eq!(notes.matches("<w:footnoteRef>").count(), marks);
    assert!(marks >= 8, "{marks}");
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sources: Vec<String> = case.texts.values().map(|text| flat(text)).collect();
    let lines: Vec<&str> = notes.split("<w:pStyle w:val=\"FootnoteText\">").skip(1).collect();
    for line in lines {
        let said = words(&format!("<{line}"));
        let quoted = said.split_once('“').and_then(|(_, rest)| rest.rsplit_once('”')).expect("a quote").0;
        let quoted = quoted.trim_matches('…').trim();
        assert!(!quoted.is_empty() && sources.iter().any(|text| text.contains(quoted)), "{said}");
    }
    let said = words(notes);
    assert!(said.contains("The ministers in 2021, Test Press, June 2022 (day not known): “General Aru Benn"), "{said}");
    let said = words(text);
    assert!(said.contains("14 June 2021: Council of Ministers meeting, in Lakeside."), "{said}");
    assert!(said.contains("According to the Herald (15 June 2021): Aru Benn spoke at it."), "{said}");
    assert!(said.contains("Westra took part in it, online."), "{said}");
}

#[test]
fn a_page_leads_from_each_mark_to_its_note_and_back() {
    let page = String::from_utf8(report::chronology(&common::case(false), &Scope::default()).html()).expect("is UTF-8");
    let count = page.matches("<li id=\"note-").count();
    assert!(count >= 8);
    for number in 1..=count {
        for part in ["id=\"mark-", "href=\"#note-", "id=\"note-", "href=\"#mark-"] {
            let part = format!("{part}{number}\"");
            assert_eq!(page.matches(&part).count(), 1, "{part}");
        }
    }
    assert!(!page.contains("<script") && !page.contains("style=\"") && !page.contains(" src=\"http"), "{page}");
    assert!(page.contains("default-src 'none'; style-src 'sha256-"), "{page}");
}

#[test]
fn nobody_and_no_day_stands_in_the_properties_and_the_bytes_are_the_same_twice() {
    let case = common::case(false);
    for ((name, report), (_, again)) in all(&case).into_iter().zip(all(&case)) {
        let bytes = report.docx();
        assert_eq!(bytes, again.docx(), "{name}");
        assert_eq!(report.html(), again.html(), "{name}");
        assert!(report::is_ours(&bytes) && report::is_ours(&report.html()), "{name}");
        let parts = parts(&bytes);
        for (part, xml) in &parts {
            for word in ["creator", "lastModifiedBy", "dcterms", "1970", "unknown", "w:rsid", "w:author", "w:date="] {
                assert!(!xml.contains(word), "{name}: {part} holds {word}");
            }
            let part = part.trim_end_matches('/');
            let declared =
                !part.ends_with(".xml") || part.contains("Content_Types") || parts["[Content_Types].xml"].contains(part);
            assert!(declared, "{name}: {part} has a type");
        }
    }
    assert!(!report::is_ours(b"PK\x03\x04 of another program") && !report::is_ours(b"<!DOCTYPE html><html>"));
}

#[test]
fn what_a_source_holds_is_text_in_every_format() {
    let mut case = common::case(false);
    let evil = "=1+1 <b>x</b> & \u{1b}[31m\u{0}\u{202e}gnp.exe\u{fffe} “ ]]> <w:p/>";
    for row in &mut case.roll {
        std::sync::Arc::make_mut(row).participant.name = evil.into();
        std::sync::Arc::make_mut(row).engagement.name = "x".repeat(3000);
    }
    case.about.title = evil.into();
    for (name, report) in all(&case) {
        let bytes = report.docx();
        for (part, xml) in parts(&bytes) {
            let forbidden =
                |letter: &char| (letter.is_control() && !"\n\t\r".contains(*letter)) || "\u{fffe}\u{202e}".contains(*letter);
            assert!(!xml.chars().any(|letter| forbidden(&letter)), "{name}: {part}");
            assert!(!xml.contains("<b>x") && !xml.contains("<w:p/>"), "{name}: {part}");
        }
        let page = String::from_utf8(report.html()).expect("is UTF-8");
        assert!(!page.contains("<b>x") && !page.contains('\u{202e}') && !page.contains('\u{1b}'), "{name}");
        assert!(page.contains("&lt;b&gt;x&lt;/b&gt;"), "{name}");
        let text = String::from_utf8(report.text()).expect("is UTF-8");
        assert!(!text.contains('\u{1b}') && !text.contains('\u{0}') && text.contains("<b>x</b>"), "{name}");
    }
    let table = words(&parts(&report::table(&case, &Scope::default()).docx())["word/document.xml"]);
    assert!(table.contains("'=1+1"), "a name is no formula in a spreadsheet");
}

#[test]
fn a_letter_tells_a_party_all_that_is_said_of_it_and_nothing_of_others() {
    let case = common::case(false);
    let until = Edtf::parse("2022-07-01").expect("a date").single_day();
    let letter = report::letter(&case, &id(&case, "Aru Benn"), until).expect("a party");
    let text = String::from_utf8(letter.report.text()).expect("is UTF-8");
    for part in [
        "Please answer by 1 July 2022.",
        "Aru Benn (General) took part in the Council of Ministers meeting on 14 June 2021",
        "According to the Herald (15 June 2021): Aru Benn spoke at the Council of Ministers meeting",
        "Another party took a measure (entry ban) that names Aru Benn, in force from 1 April 2021.",
        "Is this right? If not, what is?",
        "Source: A cable, Test Press, June 2022 (day not known), https://example.org/",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let westra = report::letter(&case, &id(&case, "Westra"), None).expect("a party");
    let said = String::from_utf8(westra.report.text()).expect("is UTF-8");
    assert!(said.contains("Another party calls on Westra: end joint exercises"), "{said}");
    assert!(!said.contains("Rights Office") && !said.contains("Benn"), "{said}");
    for other in ["Westra", "Sudmark", "Eastria", "Lena Vor", "Kite", "Hill Front", "Rights Office"] {
        assert!(!text.contains(other), "{other}: {text}");
    }
    assert_eq!(text.matches("Is this right? If not, what is?").count(), letter.claims + 1, "{text}");
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let docx = words(&parts(&letter.report.docx())["word/document.xml"].replace("</w:p>", " "));
    assert_eq!(flat(&docx), flat(&text), "the document says the same");
    assert!(report::letter(&case, &EntityId::of(&["nobody"]), None).is_none());
}

#[test]
fn a_letter_does_not_name_a_confidential_source() {
    let mut case = common::case(false);
    for source in &mut case.sources {
        source.info.access = rollcall_model::source::Access::Confidential;
    }
    let letter = report::letter(&case, &id(&case, "Aru Benn"), None).expect("a party");
    let text = String::from_utf8(letter.report.text()).expect("is UTF-8");
    assert!(text.contains("Source: one that is not named."), "{text}");
    for part in ["A cable", "Test Press", "example.org", "The ministers in 2021"] {
        assert!(!text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_brief_says_what_was_asked_and_what_it_leaves_out() {
    let mut case = common::case(false);
    let benn = id(&case, "Aru Benn");
    let reply = |verb, words: &str| Reply {
        party: benn.clone(),
        day: "2022-06-01".into(),
        verb,
        words: Some(words.into()),
        why: None,
    };
    let said = |case: &common::Case| {
        let brief = report::brief(case, &benn).expect("a party");
        (String::from_utf8(brief.text()).expect("is UTF-8"), brief)
    };
    assert!(said(&case).0.contains("It is not written down here that it was asked to reply."));
    case.replies = vec![reply(Verb::Answered, "I was there and said nothing.")];
    for report in [report::chronology(&case, &Scope::default()), report::table(&case, &Scope::default())] {
        let text = String::from_utf8(report.text()).expect("is UTF-8");
        assert!(text.contains("Aru Benn answered on 1 June 2022: “I was there and said nothing.”"), "{text}");
    }
    let (text, _) = said(&case);
    for part in [
        "Answered on 1 June 2022: “I was there and said nothing.”",
        "Westra took a measure (entry ban) that names Aru Benn, in force from 1 April 2021. [1]",
        "[2] The ministers in 2021, Test Press, June 2022 (day not known)",
        "14 June 2021: Aru Benn (General) took part in the Council of Ministers meeting on 14 June 2021, in Lakeside, in person. [2]",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let row = case.roll.iter().find(|row| row.participant.id == benn).expect("a row").clone();
    case.roll.extend(std::iter::repeat_n(row, 200));
    let (text, _) = said(&case);
    assert!(text.contains("earlier lines are left out here, 14 June 2021 to 14 June 2021; the chronology"), "{text}");
    assert!(text.matches("took part in the Council").count() < 40, "{text}");
}

#[test]
fn an_annex_has_its_numbers_its_words_and_pictures_where_they_are_given() {
    let case = common::case(false);
    let page = |png: &[u8]| MarkedPage { number: 1, size: [210, 297], png: png.to_vec() };
    let exhibits = [
        Exhibit { number: "7".into(), source: "sources/ministers.md".into(), pages: vec![page(b"a picture")] },
        Exhibit { number: "9".into(), source: "sources/cable.md".into(), pages: Vec::new() },
        Exhibit { number: "10".into(), source: "sources/gone.md".into(), pages: Vec::new() },
    ];
    let annex = report::annex(&case, &Scope::default(), &exhibits);
    let text = String::from_utf8(annex.text()).expect("is UTF-8");
    for part in [
        "Exhibit 7: The ministers in 2021",
        "Exhibit 9: A cable",
        "SHA-256 of the file: ",
        "Relied on for: ",
        "Sudmark hosted the Council of Ministers meeting",
        "[Page 1 of The ministers in 2021, with the passages marked]",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("gone.md"));
    let parts = parts(&annex.docx());
    assert_eq!(parts["word/media/picture1.png"], "a picture");
    assert!(parts["word/document.xml"].contains("r:embed=\"picture1\""));
    assert!(parts["word/_rels/document.xml.rels"].contains("Target=\"media/picture1.png\""));
}

#[test]
fn a_scope_narrows_every_list() {
    let case = common::case(false);
    let body = Scope { body: Some(id(&case, "Council of Ministers")), party: None };
    let text = String::from_utf8(report::chronology(&case, &body).text()).expect("is UTF-8");
    assert!(text.contains("Council of Ministers meeting") && !text.contains("Naval Exercise"), "{text}");
    let party = Scope { party: Some(id(&case, "Westra Navy")), body: None };
    let text = String::from_utf8(report::table(&case, &party).text()).expect("is UTF-8");
    assert!(text.contains("Table of the roll: Westra Navy") && text.matches(" | ").count() == 5, "{text}");
    assert_eq!(report::relied_on(&case, &party).keys().collect::<Vec<_>>(), [&"sources/ministers.md"]);
}
