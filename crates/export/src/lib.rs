//! A view becomes data for other tools.
//!
//! The main function is [`export`]. It sees a case through [`View`] alone, so that it cannot give out what the view does
//! not hold. Every row and record says in words what it means and does not mean, because data travels without its page.

mod ftm;
mod roll_csv;
pub mod table;

use rollcall_model::claim::{Anchor, SEEN};
use rollcall_model::view::View;

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
#[derive(Debug, PartialEq)]
struct Said {
    /// The source's path.
    source: String,
    /// Its words, or what a person saw in it, with a word about that.
    words: String,
    /// Whether these are the source's own words.
    quoted: bool,
}

/// The words of some places that this view may show, each once, in order; for a box of a picture what was seen there.
fn words(view: &dyn View, anchors: &mut dyn Iterator<Item = &Anchor>) -> Vec<Said> {
    let mut out: Vec<Said> = Vec::new();
    for anchor in anchors {
        let source = anchor.source.clone();
        let entry = match (view.excerpt(anchor), view.seen(anchor)) {
            (Some(excerpt), _) => Said { source, words: excerpt.words, quoted: true },
            (None, Some(seen)) => Said { source, words: format!("{SEEN}: {seen}"), quoted: false },
            (None, None) => continue,
        };
        if !out.contains(&entry) {
            out.push(entry);
        }
    }
    out
}
