//! The pages of an edition, each gathered from the records that it shows.
//!
//! The main function is [`each`]. One file a part of the site; a page that lists things stands beside the pages of the
//! things.

mod about;
mod bands;
mod bars;
mod changes;
mod engagements;
mod findings;
mod first;
mod lists;
mod long;
mod matrix;
mod notices;
mod parties;
mod roll;
mod sources;
mod summary;
mod timeline;
pub(crate) mod together;
mod told;

pub(crate) use about::rule_place;

use crate::block::{Block, Sheet};
use crate::places::source_base;
use crate::site::Site;
use crate::words::text;
use rayon::prelude::*;
use rollcall_model::id::{EntityId, FindingId};
use std::sync::{Mutex, PoisonError};

/// On which page of a long list each thing stands that does not stand on its first.
pub(crate) fn list_numbers<'a>(site: &Site<'a>) -> std::collections::BTreeMap<&'a EntityId, usize> {
    lists::numbers(site)
}

/// Hands on every page as soon as it is gathered, in no order and from several threads: all pages of a large case at once would
/// fill the memory.
pub(crate) fn each(site: &Site<'_>, take: &(dyn Fn(Sheet) + Sync)) {
    let notices = notices::by_page(site);
    let left = Mutex::new(notices.clone());
    let put = |mut sheet: Sheet| {
        if let Some(here) = notices.get(sheet.path.as_str()) {
            notices::put(site, &mut sheet, here);
            left.lock().unwrap_or_else(PoisonError::into_inner).remove(sheet.path.as_str());
        }
        take(sheet);
    };
    let lists: [fn(&Site<'_>) -> Vec<Sheet>; 14] = [
        |site| vec![first::page(site), crate::search::page(site), together::list(site), notices::page(site)],
        roll::pages,
        roll::several,
        told::pages,
        matrix::pages,
        engagements::lists,
        parties::lists,
        together::pages,
        timeline::pages,
        findings::lists,
        sources::lists,
        lists::pages,
        about::pages,
        |site| changes::page(site).into_iter().collect(),
    ];
    lists.par_iter().for_each(|list| list(site).into_iter().for_each(&put));
    engagements::all(site).par_iter().for_each(|entity| engagements::pages(site, entity).into_iter().for_each(&put));
    parties::all(site).par_iter().for_each(|entity| parties::pages(site, entity).into_iter().for_each(&put));
    site.view.findings().par_iter().for_each(|finding| put(findings::page(site, finding)));
    site.view.sources().par_iter().for_each(|source| sources::pages(site, source).into_iter().for_each(&put));
    let gone = left.into_inner().unwrap_or_else(PoisonError::into_inner);
    gone.into_iter().for_each(|(path, notices)| take(notices::stone(site, path, &notices)));
}

/// The page at a path, gathered without the pages that stand beside it where it is one of many.
pub(crate) fn at(site: &Site<'_>, path: &str) -> Option<Sheet> {
    let (folder, file) = path.strip_prefix("en/")?.rsplit_once('/').unwrap_or(("", path));
    let name = file.strip_suffix(".html")?;
    // The parts of a long page carry its id in front: `e…-who-2`.
    let id = name.split('-').next().unwrap_or(name);
    let entity = EntityId::parse(id).and_then(|id| site.view.entities().get(&id));
    let pages = match (folder, entity) {
        ("engagements", Some(entity)) if entity.kind.is_engagement() => engagements::pages(site, entity),
        ("people" | "bodies" | "parties", Some(entity)) if entity.kind.is_party() => parties::pages(site, entity),
        ("sources", _) => {
            let base = format!("en/sources/{id}");
            let source = site.view.sources().iter().find(|source| source_base(source) == base);
            source.map_or_else(|| sources::lists(site), |source| sources::pages(site, source))
        }
        ("findings", _) => {
            let id = FindingId::parse(name);
            let finding = id.and_then(|id| site.view.findings().iter().find(|finding| finding.id == id));
            finding.map_or_else(|| findings::lists(site), |finding| vec![findings::page(site, finding)])
        }
        ("", _) => in_group(site, path.strip_prefix("en/")?),
        (folder, _) => in_group(site, folder),
    };
    notices::at(site, path, pages.into_iter().find(|sheet| sheet.path == path))
}

/// The pages that are gathered together with the one of a name, or with those of a folder.
fn in_group(site: &Site<'_>, name: &str) -> Vec<Sheet> {
    let starts = |with: &str| name.starts_with(with);
    match name {
        "index.html" => vec![first::page(site)],
        "search.html" => vec![crate::search::page(site)],
        _ if starts("roll") => roll::pages(site),
        _ if starts("several") => roll::several(site),
        "told" => told::pages(site),
        _ if starts("matrix") => matrix::pages(site),
        _ if starts("timeline") => timeline::pages(site),
        "together.html" => vec![together::list(site)],
        "together" => together::pages(site),
        _ if starts("findings") => findings::lists(site),
        _ if starts("engagements") => engagements::lists(site),
        _ if starts("bodies") || starts("people") || starts("parties") => parties::lists(site),
        _ if starts("sources") => sources::lists(site),
        "corrections.html" => vec![notices::page(site)],
        "changes.html" => changes::page(site).into_iter().collect(),
        "method.html" | "glossary.html" | "data.html" | "build.html" => about::pages(site),
        _ => lists::pages(site),
    }
}

/// A heading with a place that others link to.
fn heading(words: &str, id: &str) -> Block {
    Block::Heading(words.into(), Some(id.into()))
}

/// A paragraph that is a string.
fn said(site: &Site<'_>, id: &str) -> Block {
    para(&site.say.say(id))
}

/// A heading that is a string.
fn titled(site: &Site<'_>, id: &str, place: &str) -> Block {
    heading(&site.say.say(id), place)
}

/// A paragraph of plain words.
fn para(words: &str) -> Block {
    Block::Para(vec![text(words)])
}

/// Lines, or the string that says that there are none.
fn lines_or(site: &Site<'_>, lines: Vec<crate::block::Line>, none: &str) -> Block {
    if lines.is_empty() { Block::Para(vec![crate::block::Run::Quiet(site.say.say(none))]) } else { Block::Lines(lines) }
}
