//! Any text gives a document whose anchors are exact, whatever it is made of.

use proptest::prelude::*;
use rollcall_lexicon::Lexicon;
use rollcall_model::date::Edtf;
use rollcall_read::document::Document;
use rollcall_read::{Input, Reader};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(Arc::new(Lexicon::builtin())));

/// What sentences that the reader knows are made of, and what a hostile or broken file puts between.
const PIECES: &[&str] = &[
    "General Ada Koroma",
    "Colonels Ivan Petrov and Jonas Berg",
    "U Tun Lin",
    "the minister",
    "They",
    "both",
    "Kenya",
    "the Kenyan navy",
    "Kenyan troops",
    "7 Division",
    "Operation Safe Passage",
    "the junta",
    "the group",
    "it",
    "ADMM-Plus",
    "the Gulf Naval Symposium",
    "the Border Working Group (BWG)",
    "RMC (Regional Maritime Centre)",
    "the December meeting",
    "attended",
    "was represented by",
    "did not attend",
    "boycotted",
    "hosted",
    "met",
    "in Accra",
    "adopted a work plan",
    "sanctioned",
    "supplied rifles to",
    "calls on",
    "to:",
    "(1)",
    "(2)",
    "(a)",
    "(b)",
    "1.",
    "2.",
    "- ",
    "• ",
    "if",
    "would have",
    "No",
    "neither",
    "accused",
    "of killing villagers",
    "according to",
    "said that",
    "makes no mention of",
    "in May 2019",
    "on 3-5 June",
    "29 May to 2 June 2017",
    "two years ago",
    "last winter",
    "the following April",
    "0 May 0000",
    "31 February 2021",
    "2019-13-40",
    "99999999999999999999",
    ",",
    ".",
    ";",
    ":",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    " ",
    "(",
    ")",
    "((((",
    "))))",
    "[",
    "]",
    "“",
    "”",
    "’s",
    "'",
    "—",
    "-",
    "/",
    "\u{0}",
    "\u{FFFD}",
    "\u{FFFD}\u{FFFD}",
    "\u{200D}",
    "\u{200B}",
    "\u{200E}",
    "\u{200F}",
    "\u{202E}",
    "\u{2066}",
    "\u{2069}",
    "\u{FEFF}",
    "\u{AD}",
    "e\u{301}",
    "İ",
    "ß",
    "ﬁ",
    "𝔊eneral",
    "👩‍👩‍👧",
    "мая 2019 года",
    "генерал",
    "الجنرال",
    "ဗိုလ်ချုပ်",
    "将军",
    "&#xD800;",
    "\u{2028}",
    "\u{85}",
];

fn check(text: &str, document: &Document) -> Result<(), TestCaseError> {
    let points: Vec<char> = text.chars().collect();
    let inside = |start: usize, end: usize| start <= end && end <= points.len();
    for e in &document.entities {
        prop_assert!(inside(e.start, e.end) && e.start < e.end, "{e:?}");
        prop_assert_eq!(&points[e.start..e.end].iter().collect::<String>(), &e.text);
    }
    let ids: BTreeSet<&str> = document.entities.iter().map(|e| e.id.as_str()).collect();
    let events: BTreeSet<&str> = document.events.iter().map(|e| e.id.as_str()).collect();
    prop_assert_eq!(ids.len(), document.entities.len());
    for r in &document.relations {
        prop_assert!(inside(r.start, r.end), "{r:?}");
        prop_assert!(ids.contains(r.from.as_str()) && ids.contains(r.to.as_str()), "{r:?}");
        prop_assert!(r.attributed_to.iter().all(|v| ids.contains(v.as_str())), "{r:?}");
        prop_assert!(r.event.iter().all(|v| events.contains(v.as_str())), "{r:?}");
    }
    for e in &document.events {
        prop_assert!(inside(e.start, e.end) && e.mentions.iter().all(|m| inside(m.start, m.end)), "{e:?}");
        prop_assert!(e.attributed_to.iter().all(|v| ids.contains(v.as_str())), "{e:?}");
        for role in &e.roles {
            prop_assert!(ids.contains(role.entity.as_str()), "{role:?}");
            prop_assert!(inside(role.start.unwrap_or(0), role.end.unwrap_or(0)), "{role:?}");
        }
    }
    Ok(())
}

fn read(text: &str, language: Option<&str>, dated: bool) -> Document {
    let date = dated.then(|| Edtf::parse("2022-05-10").ok()).flatten();
    READER.read(&Input { text, language, date: date.as_ref(), ..Input::default() })
}

/// Pieces in any order, with and without spaces.
fn pieces() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![8 => prop::sample::select(PIECES).prop_map(String::from), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec((piece, any::<bool>()), 0..60).prop_map(|parts| {
        let mut out = String::new();
        for (piece, space) in parts {
            out.push_str(&piece);
            if space {
                out.push(' ');
            }
        }
        out
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn made_of_what_the_reader_knows(text in pieces(), dated in any::<bool>()) {
        check(&text, &read(&text, Some("en"), dated))?;
    }

    #[test]
    fn made_of_anything(text in any::<String>()) {
        check(&text, &read(&text, None, false))?;
        check(&text, &read(&text, Some("en"), true))?;
    }
}

/// Cases that once went wrong, or that the strategies above are unlikely to make.
#[test]
fn deep_brackets_and_marks_alone() {
    for text in [
        "(".repeat(3000) + "Kenya" + &")".repeat(3000),
        "[(".repeat(2000) + "met" + &")]".repeat(2000),
        "\u{202E}".repeat(5000),
        "\u{0}".repeat(5000),
        "Kenya\u{200D}".repeat(1000),
        "They ".repeat(2000),
        "- ".repeat(2000),
        "(a) (b) (c) ".repeat(500),
    ] {
        assert!(check(&text, &read(&text, Some("en"), true)).is_ok(), "{}", text.chars().take(40).collect::<String>());
    }
}
