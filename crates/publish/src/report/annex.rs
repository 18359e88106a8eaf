//! The annex: every source relied on as an exhibit, and in it every passage.
//!
//! The main functions are [`drawn`], which says which pages of which files are to be shown as pictures, and [`annex`]. The
//! numbers of exhibits come from the case, which keeps them; a picture comes with the passages marked on it already.

use super::cited::{Cited, cited};
use super::model::{Block, Picture, Pieces, Report, clean, pieces, quiet, text};
use super::scope::{Scope, begun};
use crate::lines;
use crate::say::Say;
use crate::site::Site;
use crate::words;
use rollcall_model::claim::Anchor;
use rollcall_model::roll::RollRow;
use rollcall_model::source::{Access, Source};
use std::collections::{BTreeMap, BTreeSet};

/// The most sentences that are listed under one passage.
const MOST: usize = 6;

/// A source with the number that it has for good.
#[derive(Debug, Clone)]
pub struct Exhibit {
    /// Its number: `3`, or `3a` where two people gave one number out at once.
    pub number: String,
    /// The file's path in the case.
    pub source: String,
    /// Its pages on which passages are marked, in order.
    pub pages: Vec<MarkedPage>,
}

/// A page as a picture, the passages on it marked.
#[derive(Debug, Clone)]
pub struct MarkedPage {
    /// Its number, from 1.
    pub number: usize,
    /// Width and height of the page, in any one measure.
    pub size: [i64; 2],
    /// The bytes of a PNG.
    pub png: Vec<u8>,
}

/// The places of each source relied on, by its path.
pub(crate) fn relied_on<'a>(site: &Site<'a>, scope: &Scope) -> BTreeMap<&'a str, Vec<&'a Anchor>> {
    let mut all: BTreeMap<&str, Vec<&Anchor>> = BTreeMap::new();
    for anchor in scope.anchors(site) {
        if site.view.source(&anchor.source).is_some() {
            all.entry(&anchor.source).or_default().push(anchor);
        }
    }
    all
}

/// Every source relied on that has a number, in the order of numbers.
pub(crate) fn annex(site: &Site<'_>, scope: &Scope, exhibits: &[Exhibit]) -> Report {
    let mut report = begun(site, "Annex: exhibits", scope);
    report.head.push(vec![quiet(
        "The number of an exhibit never changes. Marked words are those relied on; what stands around them is shown as far as it may be.",
    )]);
    let relied_on = relied_on(site, scope);
    if relied_on.is_empty() {
        report.blocks.push(Block::Para(vec![quiet("No accepted claim rests on a source.")]));
    }
    let rows = scope.rows(site);
    for exhibit in exhibits {
        let source = site.view.source(&exhibit.source);
        if let (Some(source), Some(anchors)) = (source, relied_on.get(exhibit.source.as_str())) {
            write(site, &mut report, exhibit, source, anchors, &rows);
        }
    }
    report
}

fn write(site: &Site<'_>, report: &mut Report, exhibit: &Exhibit, source: &Source, anchors: &[&Anchor], rows: &[&RollRow]) {
    report.blocks.push(Block::Heading(1, clean(&format!("Exhibit {}: {}", exhibit.number, source.title()))));
    report.blocks.extend(facts(source).into_iter().map(|(name, value)| Block::Item {
        label: name.into(),
        words: vec![text(&value)],
        under: Vec::new(),
    }));
    let passages = cited(site, anchors.iter().copied());
    let mut shown: BTreeSet<usize> = BTreeSet::new();
    for passage in &passages {
        report.blocks.push(Block::Heading(2, place(source, passage)));
        report.blocks.push(Block::Quote(passage.words.clone()));
        report.blocks.extend(relying(site, passage, rows));
        for page in pages_of(exhibit, passage) {
            if shown.insert(page.number) {
                report.blocks.push(Block::Picture(picture(source, page)));
            } else {
                report.blocks.push(Block::Para(vec![quiet(&format!("The picture of page {} stands above.", page.number))]));
            }
        }
    }
    if exhibit.pages.is_empty() && passages.iter().any(|passage| passage.anchors.iter().any(|anchor| anchor.page.is_some()))
    {
        report.blocks.push(Block::Para(vec![quiet("No picture of a page is shown: the number of the page is given.")]));
    }
}

/// The pages on which a passage stands; a photograph is one page.
fn pages_of<'e>(exhibit: &'e Exhibit, passage: &Cited<'_>) -> Vec<&'e MarkedPage> {
    let on: BTreeSet<usize> = passage.anchors.iter().map(|anchor| anchor.page.unwrap_or(1)).collect();
    exhibit.pages.iter().filter(|page| on.contains(&page.number)).collect()
}

fn picture(source: &Source, page: &MarkedPage) -> Picture {
    let page_of = if source.media_type.starts_with("image/") { String::new() } else { format!("Page {} of ", page.number) };
    let says = clean(&format!("{page_of}{}, with the passages marked", source.title()));
    Picture { png: page.png.clone(), size: page.size, says }
}

/// Where a passage stands in its file.
fn place(source: &Source, passage: &Cited<'_>) -> String {
    let first = passage.anchors[0];
    let row = if passage.anchors.len() > 1 { first.row.map(|row| format!("row {row}")) } else { None };
    let place = row.or_else(|| lines::standing(Say::ENGLISH, source, first));
    let part = source.credit(first).own_name();
    let said: Vec<String> = place.into_iter().chain(part).collect();
    let said = if said.is_empty() { "passage".to_string() } else { said.join(", ") };
    clean(&words::capital(&said))
}

/// The sentences that rest on a passage.
fn relying(site: &Site<'_>, passage: &Cited<'_>, rows: &[&RollRow]) -> Option<Block> {
    let within = |anchor: &Anchor, wide: &Anchor| anchor.start >= wide.start && lines::is_within(anchor, wide);
    let rests = |row: &&&RollRow| row.anchors.iter().any(|anchor| passage.anchors.iter().any(|wide| within(anchor, wide)));
    let mut resting: Vec<Pieces> =
        rows.iter().filter(rests).map(|row| pieces(&lines::participation_words(site, row))).collect();
    if resting.is_empty() {
        return None;
    }
    if resting.len() > MOST {
        let more = words::count(resting.len() - MOST, "more line of the roll", "more lines of the roll");
        resting.truncate(MOST);
        resting.push(vec![quiet(&format!("and {more}"))]);
    }
    let words = resting.remove(0);
    Some(Block::Item { label: "Relied on for:".into(), words, under: resting })
}

/// What is known of a source, as its page says it, and the hash by which a public file is known.
fn facts(source: &Source) -> Vec<(&'static str, String)> {
    let info = &source.info;
    let hash = (info.access == Access::Public).then(|| source.sha256.clone());
    let known = [
        ("Published by:", info.publisher.clone()),
        ("Written by:", info.author.clone()),
        ("Date:", info.date.as_ref().map(words::date)),
        ("Public since:", info.public_date.as_ref().map(words::date)),
        ("Address:", info.url.clone()),
        ("Kept copy:", info.archived_url.clone()),
        ("Rests on:", (!info.rests_on.is_empty()).then(|| info.rests_on.join("; "))),
        ("SHA-256 of the file:", hash),
    ];
    known.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
