//! A source: a file of the case and what its sidecar says of it.
//!
//! The main type is [`Source`]. A file may hold several documents: its [`Part`]s. Whoever asks who wrote some words, or when,
//! asks for their [`Credit`].

mod credit;
mod known;
mod part;

pub use credit::{Credit, Origins, origins, origins_of};
pub use known::known_time;
pub use part::{Part, Stretch, Unit};

use crate::date::Edtf;
use crate::finding::Certainty;
use serde::{Deserialize, Deserializer, Serialize};

/// Who may see a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Anyone.
    Public,
    /// Its quoted words may be published, the file never. The default.
    #[default]
    Restricted,
    /// Nothing of it goes out by which it could be recognised.
    Confidential,
}

/// How much of a source may be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Publish {
    /// The words relied on and a little around them. The default.
    #[default]
    Words,
    /// The whole text.
    Text,
    /// The file itself.
    File,
}

/// The `[source]` table of a sidecar.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SourceInfo {
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was written.
    pub date: Option<Edtf>,
    /// When it became public.
    pub public_date: Option<Edtf>,
    /// The day it was captured.
    pub captured: Option<Edtf>,
    /// How, and by which id.
    pub capture_note: Option<String>,
    /// Where it stood.
    pub url: Option<String>,
    /// Where a kept copy stands.
    pub archived_url: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// Who may see it.
    pub access: Access,
    /// How much of it may be published.
    pub publish: Publish,
    /// What readers are told of a confidential source, in the editor's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub described_as: Option<String>,
    /// A to F, as the sidecar grades it.
    #[serde(deserialize_with = "letter")]
    pub reliability: Option<String>,
    /// The party that controls the publisher.
    pub controlled_by: Option<String>,
    /// What it repeats: sources that rest on one thing are one origin.
    pub rests_on: Vec<String>,
    /// Page ranges or rows with their own author and date; in a [`Source`] sorted and apart, those of pages first.
    pub parts: Vec<Part>,
}

/// The letters by which a source is graded, each with what it means and the most that a claim can be which such sources alone make.
/// The letters and their meaning are those that archives and services have long used; what a claim is worth by them is ours
/// (`docs/design/certainty.md`).
pub const RELIABILITY: [(&str, &str, Certainty); 6] = [
    ("A", "completely reliable", Certainty::Certain),
    ("B", "usually reliable", Certainty::Certain),
    ("C", "fairly reliable", Certainty::Certain),
    ("D", "not usually reliable", Certainty::Likely),
    ("E", "unreliable", Certainty::Possible),
    ("F", "reliability cannot be judged", Certainty::Likely),
];

/// One of the letters of [`RELIABILITY`], or nothing.
fn letter<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let given = Option::<String>::deserialize(from)?;
    match given {
        Some(given) if RELIABILITY.iter().all(|(letter, ..)| *letter != given) => {
            Err(serde::de::Error::custom(format!("`{given}` is no reliability: it is a letter from A to F")))
        }
        given => Ok(given),
    }
}

impl SourceInfo {
    /// What its letter means.
    pub fn reliability_says(&self) -> Option<&'static str> {
        self.graded().map(|(_, says, _)| *says)
    }

    /// The most that a claim can be which only sources of this grade make. A source that nobody graded lowers nothing.
    pub fn most(&self) -> Certainty {
        self.graded().map_or(Certainty::Certain, |(.., most)| *most)
    }

    fn graded(&self) -> Option<&'static (&'static str, &'static str, Certainty)> {
        let own = self.reliability.as_deref()?;
        RELIABILITY.iter().find(|(letter, ..)| *letter == own)
    }
}

/// A file of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its path in the case, with `/` on every system.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// From its content.
    pub media_type: String,
    /// What the sidecar says.
    pub info: SourceInfo,
    /// The layer that was read, if it has words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub layer: Option<String>,
    /// Why it was not read, in words for users, if it was not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub not_read: Option<String>,
}

impl Source {
    /// What to call it on a page: its title, else its path.
    pub fn title(&self) -> &str {
        self.info.title.as_deref().unwrap_or(&self.path)
    }
}

/// The source with a path, of sources that are sorted by it, as those of a case are.
pub fn by_path<'s>(sources: &'s [Source], path: &str) -> Option<&'s Source> {
    sources.binary_search_by(|source| source.path.as_str().cmp(path)).ok().map(|at| &sources[at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Anchor;

    fn source(path: &str, parts: Vec<Part>) -> Source {
        let info = SourceInfo { title: Some("Release 2021-14".into()), parts, ..SourceInfo::default() };
        Source {
            path: path.into(),
            sha256: String::new(),
            size: 0,
            media_type: "application/pdf".into(),
            info,
            layer: None,
            not_read: None,
        }
    }

    fn part(pages: &str, number: Option<&str>, title: Option<&str>) -> Part {
        let text = |text: Option<&str>| text.map(str::to_string);
        Part { pages: Some(pages.into()), number: text(number), title: text(title), ..Part::default() }
    }

    fn at(page: usize) -> Anchor {
        Anchor {
            source: "a".into(),
            sha256: String::new(),
            layer: String::new(),
            start: 0,
            end: 0,
            text: String::new(),
            row: None,
            column: None,
            page: Some(page),
            rect: None,
            description: None,
        }
    }

    #[test]
    fn words_are_credited_to_the_part_that_they_stand_in() {
        let mut letter = part("31-34", None, Some("letter 7"));
        letter.author = Some("A".into());
        letter.date = Edtf::parse("2021-05-03").ok();
        let mut release = source("a", vec![part("4-9", Some("1"), None), letter, part("40", Some("9"), Some("A reply"))]);
        release.info.publisher = Some("The office".into());
        release.info.date = Edtf::parse("2022").ok();
        for (page, title, author, date) in [
            (3, "Release 2021-14", None, "2022"),
            (4, "Release 2021-14, no. 1 (pages 4–9)", None, "2022"),
            (34, "Release 2021-14, letter 7 (pages 31–34)", Some("A"), "2021-05-03"),
            (35, "Release 2021-14", None, "2022"),
            (40, "Release 2021-14, no. 9: A reply (page 40)", None, "2022"),
        ] {
            let credit = release.credit(&at(page));
            assert_eq!((credit.title().as_str(), credit.author()), (title, author), "page {page}");
            assert_eq!(credit.date().map(Edtf::as_str), Some(date), "page {page}");
            assert_eq!(credit.publisher(), Some("The office"));
        }
    }

    #[test]
    fn origins_that_are_kept_count_with_others_as_all_do_at_once() {
        // What each file rests on, as a file or a report that is none: chains, a circle, one that joins two groups.
        let rests_on: [&[&str]; 9] =
            [&[], &["0"], &["1"], &["a report"], &["a report", "5"], &[], &["7"], &["6"], &["2", "another report"]];
        let files = rests_on.iter().enumerate().map(|(at, rests_on)| {
            let mut file = source(&at.to_string(), Vec::new());
            file.info.rests_on = rests_on.iter().map(ToString::to_string).collect();
            file
        });
        let files: Vec<Source> = files.collect();
        for chosen in 0..1_usize << files.len() {
            let those = |is_kept: bool| {
                let of = files.iter().enumerate().filter(move |(at, _)| (chosen >> at & 1 == 1) == is_kept);
                of.map(|(_, file)| file.whole())
            };
            assert_eq!(Origins::of(those(true)).with(those(false)), 3, "{chosen:b}");
        }
        assert_eq!(Origins::default().with([]), 0);
        let first = || files[..3].iter().map(Source::whole);
        assert_eq!((Origins::of(first()).with([]), Origins::of(first()).with(first())), (1, 1), "none of another");
    }

    #[test]
    fn words_without_a_page_are_credited_by_their_place_in_the_text() {
        let mut release = source("a", vec![part("1", Some("1"), None)]);
        release.info.parts[0].span = Some(crate::layer::Span { start: 5, end: 9 });
        for (start, number) in [(4, None), (5, Some("1")), (8, Some("1")), (9, None)] {
            let anchor = Anchor { start, page: None, ..at(1) };
            let found = release.credit(&anchor).part.and_then(|part| part.number.as_deref());
            assert_eq!(found, number, "{start}");
        }
    }

    #[test]
    fn what_became_public_with_the_release_was_not_public_when_it_was_written() {
        let mut letter = part("1", None, None);
        letter.date = Edtf::parse("2019").ok();
        let mut release = source("a", vec![letter]);
        assert_eq!(release.credit(&at(1)).public_date(), None);
        release.info.public_date = Edtf::parse("2021").ok();
        assert_eq!(release.credit(&at(1)).public_date().map(Edtf::as_str), Some("2021"));
        release.info.parts[0].public_date = Edtf::parse("2020").ok();
        assert_eq!(release.credit(&at(1)).public_date().map(Edtf::as_str), Some("2020"));
    }

    #[test]
    fn parts_that_rest_on_other_things_are_origins_of_their_own() {
        let resting = |pages: &str, on: &str| Part { rests_on: vec![on.into()], ..part(pages, None, None) };
        let release = source("a", vec![resting("1", "x"), resting("2", "y"), resting("3", "x"), part("4", None, None)]);
        let count = |pages: &[usize]| origins_of(pages.iter().map(|page| release.credit(&at(*page))));
        assert_eq!(count(&[1, 2]), 2);
        assert_eq!(count(&[1, 3]), 1);
        assert_eq!(count(&[1, 4, 5]), 2, "pages that say nothing rest on their file");
        let mut other = source("b", Vec::new());
        other.info.rests_on = vec!["y".into()];
        assert_eq!(origins_of([release.credit(&at(2)), other.whole()]), 1);
    }
}
