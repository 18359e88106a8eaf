//! The pages of an edition, each gathered from the records that it shows.
//!
//! The main function is [`all`]. One file a part of the site; a page that lists things stands beside the pages of the
//! things.

mod about;
mod changes;
mod engagements;
mod findings;
mod first;
mod lists;
mod matrix;
mod notices;
mod parties;
mod roll;
mod sources;

use crate::block::{Block, Sheet};
use crate::site::{Site, source_page};
use crate::words::text;
use rollcall_model::id::{EntityId, FindingId};

/// Every page.
pub(crate) fn all(site: &Site<'_>) -> Vec<Sheet> {
    let mut pages = vec![first::page(site)];
    pages.extend(roll::pages(site));
    pages.extend(matrix::pages(site));
    pages.extend(engagements::pages(site));
    pages.extend(parties::pages(site));
    pages.extend(findings::pages(site));
    pages.extend(sources::pages(site));
    pages.extend(lists::pages(site));
    pages.extend(about::pages(site));
    pages.push(notices::page(site));
    pages.extend(changes::page(site));
    notices::put(site, &mut pages);
    pages
}

/// The page at a path, gathered without the pages that stand beside it where it is one of many.
pub(crate) fn at(site: &Site<'_>, path: &str) -> Option<Sheet> {
    let (folder, file) = path.strip_prefix("en/")?.rsplit_once('/').unwrap_or(("", path));
    let entity = || site.view.entities().get(&EntityId::parse(file.strip_suffix(".html")?)?);
    let finding = || {
        let id = FindingId::parse(file.strip_suffix(".html")?)?;
        site.view.findings().iter().find(|finding| finding.id == id)
    };
    let page = match folder {
        "engagements" => entity().filter(|entity| entity.kind.is_engagement()).map(|entity| engagements::page(site, entity)),
        "people" | "bodies" | "parties" => {
            entity().filter(|entity| entity.kind.is_party()).map(|entity| parties::page(site, entity))
        }
        "sources" => {
            let source = site.view.sources().iter().find(|source| source_page(source) == path);
            source.map(|source| sources::page(site, source))
        }
        "findings" if finding().is_some() => finding().map(|finding| findings::page(site, finding)),
        _ => in_group(site, path).into_iter().find(|sheet| sheet.path == path),
    };
    notices::at(site, path, page.filter(|sheet| sheet.path == path))
}

/// The pages that are gathered together with the one at a path.
fn in_group(site: &Site<'_>, path: &str) -> Vec<Sheet> {
    let name = path.strip_prefix("en/").unwrap_or(path);
    let starts = |with: &str| name.starts_with(with);
    match name {
        "index.html" => vec![first::page(site)],
        _ if starts("roll") => roll::pages(site),
        _ if starts("matrix") => matrix::pages(site),
        _ if starts("findings") => findings::pages(site),
        "engagements.html" => engagements::pages(site),
        "bodies.html" | "people.html" | "parties.html" => parties::pages(site),
        "sources.html" => sources::pages(site),
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

/// A paragraph of plain words.
fn para(words: &str) -> Block {
    Block::Para(vec![text(words)])
}

/// Lines, or a sentence that says that there are none.
fn lines_or(lines: Vec<crate::block::Line>, none: &str) -> Block {
    if lines.is_empty() { Block::Para(vec![crate::block::Run::Quiet(none.into())]) } else { Block::Lines(lines) }
}
