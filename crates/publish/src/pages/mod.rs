//! The pages of an edition, each gathered from the records that it shows.
//!
//! The main function is [`all`]. One file a part of the site; a page that lists things stands beside the pages of the
//! things.

mod about;
mod engagements;
mod findings;
mod first;
mod lists;
mod matrix;
mod parties;
mod roll;
mod sources;

use crate::block::{Block, Sheet};
use crate::site::Site;
use crate::words::text;

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
    pages
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
