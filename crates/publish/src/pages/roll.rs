//! The roll by date: a sentence for every row, the quote under it. By year where it is long, and a year in parts.
//!
//! The main functions are [`pages`] for the whole roll and [`several`] for the lines that two independent sources
//! say: those that the first page counts.

use super::long::{self, At};
use super::{heading, lines_or, para, said};
use crate::block::{Block, Line, Sheet, Words};
use crate::places::{LINES, numbered};
use crate::say::Say;
use crate::site::{Site, sort_day, year, year_name, year_part};
use crate::words::{self, link, text};
use crate::{dates, lines};
use rollcall_model::id::EntityId;
use rollcall_model::roll::RollRow;
use std::collections::{BTreeMap, BTreeSet};

const PART: &str = "en/roll.html";

/// A roll of more rows than this is cut by year.
const LONG: usize = LINES;

/// The roll, on one page or on one a year.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    let rows = site.view.roll().iter().map(AsRef::as_ref).collect();
    let title = site.say.say("part-roll");
    let at = At { base: "en/roll", title: &title, part: PART };
    of(site, &at, vec![said(site, "roll-says")], rows, "roll-none")
}

/// The lines that the first page counts, their parties and their engagements.
pub(super) fn several(site: &Site<'_>) -> Vec<Sheet> {
    let rows = site.strong().to_vec();
    let say = site.say;
    let parties: BTreeSet<(&str, &EntityId)> =
        rows.iter().map(|row| (row.participant.name.as_str(), &row.participant.id)).collect();
    let mut parties: Vec<(String, Words)> = parties
        .into_iter()
        .map(|(name, id)| (name.to_string(), vec![link(site.called(id, name), site.address(id))]))
        .collect();
    parties.sort_by_cached_key(|(name, _)| name.to_lowercase());
    let mut seen = BTreeSet::new();
    let engagements = rows
        .iter()
        .filter(|row| seen.insert(&row.engagement.id))
        .map(|row| {
            let when = words::comma_date(say, row.engagement.date.as_ref());
            let words = vec![
                link(site.called(&row.engagement.id, &row.engagement.name), site.address(&row.engagement.id)),
                text(when),
            ];
            (year(row.engagement.date.as_ref()), words)
        })
        .collect();
    let [title, of_parties, of_engagements] = ["several", "several-parties", "several-engagements"].map(|id| say.say(id));
    let at = At { base: "en/several", title: &title, part: PART };
    let mut pages = of(site, &at, vec![said(site, "several-says")], rows, "several-none");
    let at = At { base: "en/several-parties", title: &of_parties, part: PART };
    pages.extend(long::by_letter(site, &at, vec![said(site, "several-parties-says")], parties));
    let at = At { base: "en/several-engagements", title: &of_engagements, part: PART };
    pages.extend(long::by_year(site, &at, vec![said(site, "several-engagements-says")], engagements));
    pages
}

/// Rows by year: on one page, or a page a year.
fn of<'a>(site: &Site<'a>, at: &At<'_>, mut blocks: Vec<Block>, rows: Vec<&'a RollRow>, none: &str) -> Vec<Sheet> {
    let path = numbered(at.base, 0);
    let all = rows.len();
    let mut by_year: BTreeMap<Option<i32>, Vec<&RollRow>> = BTreeMap::new();
    for row in rows {
        by_year.entry(year(row.engagement.date.as_ref())).or_default().push(row);
    }
    for rows in by_year.values_mut() {
        rows.sort_by_key(|row| (sort_day(row.engagement.date.as_ref()), &row.engagement.id));
    }
    if all <= LONG {
        for (year, rows) in &by_year {
            blocks.push(heading(&year_name(site.say, *year), &year_file(*year)));
            blocks.push(Block::Lines(lines_of(site, rows)));
        }
        if all == 0 {
            blocks.push(lines_or(site, Vec::new(), none));
        }
        return vec![site.sheet(&path, at.title, at.part, blocks)];
    }
    let list = by_year.iter().map(|(year, rows)| {
        vec![
            link(year_name(site.say, *year), Some(year_path(at.base, *year))),
            text(format!(": {}", site.say.with("lines", [("number", rows.len().into())]))),
        ]
    });
    blocks.push(Block::List(list.collect()));
    let mut pages = vec![site.sheet(&path, at.title, at.part, blocks)];
    for (year, rows) in &by_year {
        pages.extend(of_year(site, at, *year, rows));
    }
    pages
}

/// The pages of one year. Each says which days it holds, and leads to the others.
fn of_year<'a>(site: &Site<'a>, at: &At<'_>, year: Option<i32>, rows: &[&'a RollRow]) -> Vec<Sheet> {
    let base = format!("{}/{}", at.base, year_part(year));
    let of = |number: usize| numbered(&base, number);
    let parts: Vec<&[&RollRow]> = rows.chunks(LINES).collect();
    let last = parts.len() - 1;
    let index: Vec<Words> =
        parts.iter().enumerate().map(|(number, rows)| vec![link(stretch(site.say, rows), Some(of(number)))]).collect();
    let page = |(number, rows): (usize, &&[&'a RollRow])| {
        let mut way = vec![link(site.say.say("all-years"), Some(numbered(at.base, 0)))];
        way.extend(long::steps(site.say, number, last, of));
        let mut blocks = vec![Block::Para(way.clone())];
        if number == 0 && last > 0 {
            blocks.push(para(
                &site
                    .say
                    .with("lines-in-parts", [("number", count(&parts).into()), ("parts", site.say.number(last + 1).into())]),
            ));
            blocks.push(Block::List(index.clone()));
        }
        blocks.push(Block::Lines(lines_of(site, rows)));
        if last > 0 {
            blocks.push(Block::Para(way));
        }
        let title = format!("{}: {}", at.title, year_name(site.say, year));
        site.sheet(&of(number), &long::part(site.say, title, number), at.part, blocks)
    };
    parts.iter().enumerate().map(page).collect()
}

fn count(parts: &[&[&RollRow]]) -> usize {
    parts.iter().map(|rows| rows.len()).sum()
}

/// From which day to which day some rows go.
fn stretch(say: Say, rows: &[&RollRow]) -> String {
    let day = |row: Option<&&RollRow>| {
        row.and_then(|row| row.engagement.date.as_ref())
            .map_or_else(|| say.say("no-date-known-small"), |date| dates::date(say, date))
    };
    let (first, last) = (day(rows.first()), day(rows.last()));
    if first == last { first } else { say.with("from-to", [("from", first.into()), ("to", last.into())]) }
}

fn lines_of<'a>(site: &Site<'a>, rows: &[&'a RollRow]) -> Vec<Line> {
    rows.iter().map(|row| lines::participation(site, row)).collect()
}

fn year_file(year: Option<i32>) -> String {
    year.map_or_else(|| "no-date".to_string(), |year| format!("y{year}"))
}

fn year_path(base: &str, year: Option<i32>) -> String {
    format!("{base}/{}.html", year_part(year))
}

/// Where a year of the roll stands.
pub(super) fn address(site: &Site<'_>, year: Option<i32>) -> String {
    of_address("en/roll", site.view.roll().len(), year)
}

/// Where a year of the lines stands that several sources say.
pub(super) fn several_address(site: &Site<'_>, year: Option<i32>) -> String {
    of_address("en/several", site.strong().len(), year)
}

fn of_address(base: &str, all: usize, year: Option<i32>) -> String {
    if all <= LONG { format!("{base}.html#{}", year_file(year)) } else { year_path(base, year) }
}
