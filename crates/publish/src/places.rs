//! Where things stand: the addresses of pages, and how long lists are cut over several.
//!
//! The main functions are [`folder`] for what has a page of its own and [`numbered`] for the pages of a long list. A page's
//! address never depends on how many others there are; only where a *line* stands in a long list does.

use rollcall_model::claim::Anchor;
use rollcall_model::ontology::Kind;
use rollcall_model::source::Source;
use std::cmp::Reverse;

/// The most lines with their words on one page: some 150 KB.
pub(crate) const LINES: usize = 100;

/// The most short lines of a list on one page.
pub(crate) const ITEMS: usize = 400;

/// The most passages on one page of a source.
pub(crate) const PASSAGES: usize = 150;

/// The folder of the pages of a kind, if its things have pages of their own.
pub(crate) fn folder(kind: Kind) -> Option<&'static str> {
    match kind.as_str() {
        _ if kind.is_engagement() => Some("engagements"),
        "Person" => Some("people"),
        "Forum" => Some("bodies"),
        _ if kind.is_party() => Some("parties"),
        _ => None,
    }
}

/// The list in which things of a kind have a line.
pub(crate) fn list_of(kind: Kind) -> Option<&'static str> {
    match kind.as_str() {
        "Measure" | "Sanction" | "Designation" => Some("measures"),
        "Abuse" => Some("abuses"),
        "Recommendation" => Some("calls"),
        "Instrument" => Some("instruments"),
        "Stance" | "Omission" | "Withholding" | "Publication" => Some("said"),
        "Supply" | "Ownership" | "Directorship" | "Representation" | "Commands" => Some("ties"),
        _ => None,
    }
}

/// The page of a list with a number, from 0: `en/abuses.html`, `en/abuses-2.html`.
pub(crate) fn numbered(base: &str, number: usize) -> String {
    if number == 0 { format!("{base}.html") } else { format!("{base}-{}.html", number + 1) }
}

/// The page on which a line of a section stands: the page itself, or a part of its own where the section is long.
pub(crate) fn section_page(base: &str, name: &str, at: Option<usize>, all: usize) -> String {
    match at {
        Some(at) if all > LINES => format!("{base}-{name}-{}.html", at / LINES + 1),
        _ => format!("{base}.html"),
    }
}

/// A source's page without its ending: its name is made from its path in the case.
pub(crate) fn source_base(source: &Source) -> String {
    format!("en/sources/s{}", &rollcall_model::id::sha256_hex(source.path.as_bytes())[..20])
}

/// A source's page.
pub(crate) fn source_page(source: &Source) -> String {
    numbered(&source_base(source), 0)
}

/// The name of an anchor's place on its source's page.
pub(crate) fn place(anchor: &Anchor) -> String {
    if anchor.seen().is_some() {
        let rect = anchor.rect.unwrap_or_default().map(|side| side.to_string()).join("-");
        return format!("p-{}-{rect}", anchor.page.unwrap_or_default());
    }
    let layer: String =
        anchor.layer.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    format!("q-{layer}-{}-{}", anchor.start, anchor.end)
}

/// What passages of one source are sorted by: the wider of two that begin together stands first.
type Order = (String, usize, Reverse<usize>, Option<usize>, Option<[i64; 4]>);

/// What an anchor is sorted by among those of its source.
pub(crate) fn order(anchor: &Anchor) -> Order {
    (anchor.layer.clone(), anchor.start, Reverse(anchor.end), anchor.page, anchor.rect)
}

/// Where the pages of one source begin.
pub(crate) struct Cuts(Vec<Order>);

impl Cuts {
    /// The first passage of each page.
    pub(crate) fn of(passages: &[Vec<&Anchor>]) -> Self {
        Self(passages.chunks(PASSAGES).map(|page| order(page[0][0])).collect())
    }

    /// The page of an anchor, from 0.
    pub(crate) fn page(&self, anchor: &Anchor) -> usize {
        let order = order(anchor);
        self.0.partition_point(|first| *first <= order).saturating_sub(1)
    }
}

/// Letters with their marks and cases taken away: what two spellings of a word are looked up by.
pub(crate) fn fold(text: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    text.nfd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).collect()
}

/// A letter as an address has it: `a`, or the number of any other: `u1019`.
pub(crate) fn letter_part(letter: char) -> String {
    if letter.is_ascii_alphanumeric() { letter.to_string() } else { format!("u{:x}", u32::from(letter)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(start: usize, end: usize) -> Anchor {
        Anchor {
            source: "a".into(),
            sha256: String::new(),
            layer: "text/1".into(),
            start,
            end,
            text: String::new(),
            row: None,
            column: None,
            page: None,
            rect: None,
            description: None,
        }
    }

    #[test]
    fn words_are_looked_for_on_the_page_that_their_passage_stands_on() {
        let wide: Vec<Anchor> = (0..PASSAGES * 2 + 1).map(|at| anchor(at * 10, at * 10 + 9)).collect();
        let groups: Vec<Vec<&Anchor>> = wide.iter().map(|anchor| vec![anchor]).collect();
        let cuts = Cuts::of(&groups);
        for (at, wide) in wide.iter().enumerate() {
            assert_eq!(cuts.page(wide), at / PASSAGES);
            assert_eq!(cuts.page(&anchor(wide.start + 2, wide.end)), at / PASSAGES, "words within words stand with them");
        }
    }

    #[test]
    fn a_long_section_has_pages_of_its_own_and_a_short_one_has_none() {
        assert_eq!(section_page("en/a", "who", Some(5), LINES), "en/a.html");
        assert_eq!(section_page("en/a", "who", Some(0), LINES + 1), "en/a-who-1.html");
        assert_eq!(section_page("en/a", "who", Some(LINES), LINES + 1), "en/a-who-2.html");
        assert_eq!((numbered("en/a", 0).as_str(), numbered("en/a", 1).as_str()), ("en/a.html", "en/a-2.html"));
    }

    #[test]
    fn spellings_of_a_word_fold_to_one() {
        assert_eq!(fold("Élan VÄST"), "elan vast");
        assert_eq!((letter_part('b').as_str(), letter_part('မ').as_str()), ("b", "u1019"));
    }
}
