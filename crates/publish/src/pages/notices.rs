//! What was taken back or put right: the list, and a notice wherever it stood.
//!
//! The main function is [`put`], which runs over all pages when they are gathered: a notice stands on the page of what was
//! corrected, or on a page of its own where nothing else is left at that address. No page repeats what was taken back.

use super::{heading, para};
use crate::block::{Block, Line, Run, Sheet};
use crate::site::Site;
use crate::words::{self, capital, link, text};
use rollcall_model::view::Notice;
use std::collections::BTreeMap;

const PART: &str = "en/corrections.html";

/// How many notices the first page tells of.
const FIRST: usize = 3;

/// The list.
pub(super) fn page(site: &Site<'_>) -> Sheet {
    let notices = site.view.notices();
    let mut blocks = vec![para(
        "What stood in an earlier edition and was taken back or put right, the latest first. Each has its notice at the address where it stood. The same list for programs is corrections.jsonl, beside the first page.",
    )];
    blocks.push(if notices.is_empty() {
        para("Nothing was taken back or put right so far.")
    } else {
        Block::Lines(notices.iter().map(|notice| line(notice, true)).collect())
    });
    site.sheet(PART, "Corrections", PART, blocks)
}

/// The latest notices, for the first page.
pub(super) fn latest(site: &Site<'_>) -> Vec<Line> {
    site.view.notices().iter().take(FIRST).map(|notice| line(notice, true)).collect()
}

/// Puts notices on pages: on those that are there still, and on pages of their own.
pub(super) fn put(site: &Site<'_>, pages: &mut Vec<Sheet>) {
    let mut by_page: BTreeMap<&str, Vec<&Notice>> = BTreeMap::new();
    for notice in site.view.notices() {
        by_page.entry(page_of(&notice.place)).or_default().push(notice);
    }
    for sheet in pages.iter_mut() {
        if let Some(notices) = by_page.remove(sheet.path.as_str()) {
            sheet.blocks.extend(blocks(&notices));
        }
    }
    pages.extend(by_page.into_iter().map(|(path, notices)| stone(site, path, &notices)));
}

/// The notices of one page, if it is there or was.
pub(super) fn at(site: &Site<'_>, path: &str, page: Option<Sheet>) -> Option<Sheet> {
    let notices: Vec<&Notice> = site.view.notices().iter().filter(|notice| page_of(&notice.place) == path).collect();
    match page {
        page if notices.is_empty() => page,
        Some(mut sheet) => {
            sheet.blocks.extend(blocks(&notices));
            Some(sheet)
        }
        None => Some(stone(site, path, &notices)),
    }
}

fn page_of(place: &str) -> &str {
    place.split('#').next().unwrap_or(place)
}

fn blocks(notices: &[&Notice]) -> Vec<Block> {
    vec![
        heading("Taken back or put right", "notices"),
        Block::Lines(notices.iter().map(|notice| line(notice, false)).collect()),
    ]
}

/// What stands where something stood.
fn stone(site: &Site<'_>, path: &str, notices: &[&Notice]) -> Sheet {
    let mut blocks = vec![para("What stood at this address is not published any more.")];
    blocks.push(Block::Lines(notices.iter().map(|notice| line(notice, false)).collect()));
    blocks.push(Block::Para(vec![link("All corrections", Some(PART.into()))]));
    site.sheet(path, "Not published any more", PART, blocks)
}

fn line(notice: &Notice, with_place: bool) -> Line {
    let day = rollcall_model::date::Edtf::parse(&notice.day).map_or_else(|_| notice.day.clone(), |day| words::date(&day));
    let done = if notice.gone { "taken back" } else { "put right" };
    let what = capital(&notice.was);
    let mut said = vec![Run::Strong(format!("{day}: "))];
    said.push(if with_place { link(what, Some(notice.place.clone())) } else { text(what) });
    said.push(text(format!(" was {done} in edition {}. {}", notice.edition, notice.words)));
    Line { ids: vec![notice.id.clone()], ..Line::plain(said) }
}
