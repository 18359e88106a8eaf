//! What changed since the edition before: what came, what went, and what reads differently.
//!
//! The main function is [`page`]. Of what went nothing is repeated: its address says why, where somebody gave a reason.

use super::{heading, para};
use crate::block::{Block, Sheet, Words};
use crate::site::Site;
use crate::words::{self, count, link, text};
use rollcall_model::view::Change;

const PART: &str = "en/changes.html";

/// How many lines of each sort are listed.
const LISTED: usize = 500;

/// The page; nothing for a first edition and for a draft.
pub(super) fn page(site: &Site<'_>) -> Option<Sheet> {
    let changes = site.view.changes()?;
    let day = rollcall_model::date::Edtf::parse(&changes.day).map_or_else(|_| changes.day.clone(), |day| words::date(&day));
    let mut blocks = vec![para(&format!("What differs from edition {} of {day}.", changes.edition))];
    blocks.extend(section("New here", "came", &changes.came, "Nothing is new."));
    blocks.extend(section("Says something else now", "changed", &changes.changed, "Nothing says something else."));
    blocks.push(heading("Not here any more", "went"));
    blocks.push(Block::Para(match changes.went {
        0 => vec![text("Nothing went.")],
        went => vec![
            text(format!(
                "{} not here any more. Where a reason was given, it stands in ",
                count(went, "line is", "lines are")
            )),
            link("corrections", Some("en/corrections.html".into())),
            text("; else what the line rested on is no longer accepted, or its words stand in another line."),
        ],
    }));
    Some(site.sheet(PART, "What changed", PART, blocks))
}

fn section(name: &str, place: &str, changes: &[Change], none: &str) -> Vec<Block> {
    let mut blocks = vec![heading(name, place)];
    if changes.is_empty() {
        blocks.push(para(none));
        return blocks;
    }
    let items: Vec<Words> =
        changes.iter().take(LISTED).map(|change| vec![link(&change.says, Some(change.place.clone()))]).collect();
    blocks.push(Block::List(items));
    if changes.len() > LISTED {
        blocks.push(para(&format!("And {} more, which stand on the pages.", changes.len() - LISTED)));
    }
    blocks
}
