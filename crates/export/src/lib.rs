//! A view becomes data for other tools.
//!
//! The main function is [`export`]. It sees a case through [`View`] alone, so that it cannot give out what the view does
//! not hold. Every row and record says in words what it means and does not mean, because data travels without its page.

mod ftm;
mod roll_csv;
pub mod table;

use rollcall_model::claim::{Anchor, SEEN};
use rollcall_model::view::View;
use std::collections::BTreeSet;

/// What every row and record says of itself.
pub const CAVEAT: &str = "Listed because a source says so. No wrong is implied. What is not listed may still have happened: no source held says so.";

/// A format to export to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Records of FollowTheMoney, one JSON object a line.
    Ftm,
    /// The roll as a table, one participation a row.
    Csv,
}

impl Format {
    /// The format that the command line names so: `ftm` or `csv`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "ftm" => Some(Self::Ftm),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// The files of a format by name, sorted. What comes from a private view has DRAFT in its name.
pub fn export(view: &dyn View, to: Format) -> Vec<(String, Vec<u8>)> {
    let draft = if view.about().private { "DRAFT-" } else { "" };
    match to {
        Format::Ftm => vec![(format!("{draft}case.ftm.json"), ftm::lines(view))],
        Format::Csv => vec![(format!("{draft}roll.csv"), roll_csv::table(view))],
    }
}

/// What a claim rests on, for people.
#[derive(Debug)]
struct Said<'a> {
    /// Where it stands.
    anchor: &'a Anchor,
    /// The source's words, or what a person saw in it, with a word about that.
    words: String,
    /// Whether these are the source's own words.
    quoted: bool,
}

/// The words of some places that this view may show, each once for each document, in order; for a box of a picture what was
/// seen there.
fn words<'a>(view: &dyn View, anchors: &mut dyn Iterator<Item = &'a Anchor>) -> Vec<Said<'a>> {
    let mut known = BTreeSet::new();
    let mut out: Vec<Said<'a>> = Vec::new();
    for anchor in anchors {
        let (words, quoted) = match (view.excerpt(anchor), view.seen(anchor)) {
            (Some(excerpt), _) => (excerpt.words, true),
            (None, Some(seen)) => (format!("{SEEN}: {seen}"), false),
            (None, None) => continue,
        };
        let part = view.source(&anchor.source).and_then(|source| source.credit(anchor).stretch());
        if known.insert((&anchor.source, part, words.clone())) {
            out.push(Said { anchor, words, quoted });
        }
    }
    out
}
