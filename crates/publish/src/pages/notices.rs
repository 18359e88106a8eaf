//! What was taken back or put right: the list, and a notice wherever it stood.
//!
//! The main functions are [`put`], for each page when it is gathered, and [`stone`]: a notice stands on the page of what was
//! corrected, or on a page of its own where nothing else is left at that address. No page repeats what was taken back.

use super::{said, titled};
use crate::block::{Block, Line, Run, Sheet};
use crate::say::Say;
use crate::site::Site;
use crate::words::{self, capital, link, text};
use rollcall_model::ontology::Ontology;
use rollcall_model::view::Notice;
use std::collections::BTreeMap;

const PART: &str = "en/corrections.html";

/// How many notices the first page tells of.
const FIRST: usize = 3;

/// The list.
pub(super) fn page(site: &Site<'_>) -> Sheet {
    let notices = site.view.notices();
    let mut blocks = vec![said(site, "corrections-says")];
    blocks.push(if notices.is_empty() {
        said(site, "corrections-none")
    } else {
        Block::Lines(notices.iter().map(|notice| line(site.say, notice, true)).collect())
    });
    site.sheet(PART, &site.say.say("part-corrections"), PART, blocks)
}

/// The latest notices, for the first page.
pub(super) fn latest(site: &Site<'_>) -> Vec<Line> {
    site.view.notices().iter().take(FIRST).map(|notice| line(site.say, notice, true)).collect()
}

/// The notices of each page, by its path.
pub(super) fn by_page<'a>(site: &Site<'a>) -> BTreeMap<&'a str, Vec<&'a Notice>> {
    let mut by_page: BTreeMap<&str, Vec<&Notice>> = BTreeMap::new();
    for notice in site.view.notices() {
        by_page.entry(page_of(&notice.place)).or_default().push(notice);
    }
    by_page
}

/// Puts its notices on a page that is there still.
pub(super) fn put(site: &Site<'_>, sheet: &mut Sheet, notices: &[&Notice]) {
    sheet.blocks.extend(blocks(site, notices));
}

/// The notices of one page, if it is there or was.
pub(super) fn at(site: &Site<'_>, path: &str, page: Option<Sheet>) -> Option<Sheet> {
    let notices: Vec<&Notice> = site.view.notices().iter().filter(|notice| page_of(&notice.place) == path).collect();
    match page {
        page if notices.is_empty() => page,
        Some(mut sheet) => {
            sheet.blocks.extend(blocks(site, &notices));
            Some(sheet)
        }
        None => Some(stone(site, path, &notices)),
    }
}

fn page_of(place: &str) -> &str {
    place.split('#').next().unwrap_or(place)
}

fn blocks(site: &Site<'_>, notices: &[&Notice]) -> Vec<Block> {
    vec![
        titled(site, "notices", "notices"),
        Block::Lines(notices.iter().map(|notice| line(site.say, notice, false)).collect()),
    ]
}

/// What stands where something stood.
pub(super) fn stone(site: &Site<'_>, path: &str, notices: &[&Notice]) -> Sheet {
    let mut blocks = vec![said(site, "stone-says")];
    blocks.push(Block::Lines(notices.iter().map(|notice| line(site.say, notice, false)).collect()));
    blocks.push(Block::Para(vec![link(site.say.say("corrections-all"), Some(PART.into()))]));
    site.sheet(path, &site.say.say("stone-title"), PART, blocks)
}

fn line(say: Say, notice: &Notice, with_place: bool) -> Line {
    let what = capital(&was(say, &notice.was));
    let what = if with_place { link(what, Some(notice.place.clone())) } else { text(what) };
    let mut said = vec![Run::Strong(format!("{}: ", words::dated(say, &notice.day)))];
    let edition = say.number(notice.edition).into();
    let id = if notice.gone { "notice-gone" } else { "notice-right" };
    said.extend(say.words(id, [("what", what.into()), ("edition", edition), ("words", (&notice.words).into())]));
    Line { ids: vec![notice.id.clone()], ..Line::plain(said) }
}

/// What something was: a record has it in English.
fn was(say: Say, was: &str) -> String {
    if say.is_english() {
        return was.to_string();
    }
    let plain = was.trim_start_matches("an ").trim_start_matches("a ");
    let kind = Ontology::get().kinds().map(|(kind, _)| kind).find(|kind| kind.info().plain == plain);
    match (plain, kind) {
        ("line of the roll", _) => say.say("line-small"),
        ("finding", _) => say.say("finding-small"),
        ("claim", _) => say.say("claim-small"),
        (_, Some(kind)) => words::kind(say, kind),
        _ => was.to_string(),
    }
}
