//! What changed since the edition before: what came, what went, and what reads differently.
//!
//! The main function is [`page`]. Of what went nothing is repeated: its address says why, where somebody gave a reason.

use super::{para, said, titled};
use crate::block::{Block, Sheet};
use crate::site::Site;
use crate::words::{self, link};
use rollcall_model::view::Change;

const PART: &str = "en/changes.html";

/// How many lines of each sort are listed.
const LISTED: usize = 500;

/// The page; nothing for a first edition and for a draft.
pub(super) fn page(site: &Site<'_>) -> Option<Sheet> {
    let changes = site.view.changes()?;
    let say = site.say;
    let (edition, day) = (say.number(changes.edition).into(), words::dated(say, &changes.day).into());
    let mut blocks = vec![para(&say.with("changes-says", [("edition", edition), ("day", day)]))];
    blocks.extend(section(site, ("changes-came", "came"), &changes.came, "changes-came-none"));
    blocks.extend(section(site, ("changes-changed", "changed"), &changes.changed, "changes-changed-none"));
    blocks.push(titled(site, "changes-went", "went"));
    blocks.push(Block::Para(match changes.went {
        0 => say.words("changes-went-none", []),
        went => {
            let corrections = link(say.say("changes-went-link"), Some("en/corrections.html".into()));
            say.words("changes-went-says", [("number", went.into()), ("corrections", corrections.into())])
        }
    }));
    Some(site.sheet(PART, &say.say("changes-title"), PART, blocks))
}

/// The sentences of a list of changes are those of the records, in English.
fn section(site: &Site<'_>, (name, place): (&str, &str), changes: &[Change], none: &str) -> Vec<Block> {
    let mut blocks = vec![titled(site, name, place)];
    if changes.is_empty() {
        blocks.push(said(site, none));
        return blocks;
    }
    let item = |change: &Change| vec![words::english(site.say, &change.says, Some(change.place.clone()))];
    blocks.push(Block::List(changes.iter().take(LISTED).map(item).collect()));
    if changes.len() > LISTED {
        blocks.push(para(&site.say.with("changes-more", [("number", (changes.len() - LISTED).into())])));
    }
    blocks
}
