//! The roll as a table: parties down, engagements across in time, whole, by year, and by body and year where a year is
//! too wide for one table.
//!
//! A cell that is empty says that nothing is held; it is told apart from a party that sources which list who came do
//! not name, and from one that a source says was away.

use super::long::steps;
use super::{bands, para, said};
use crate::block::{Block, Cell, Column, Line, Matrix, MatrixRow, Run, Sheet, Words};
use crate::dates;
use crate::marks::{listing, mark, says_in, strength};
use crate::places::numbered;
use crate::say::Say;
use crate::site::{Site, sort_day, year, year_name, year_part};
use crate::words::{self, link, text};
use rollcall_model::date::Edtf;
use rollcall_model::id::EntityId;
use rollcall_model::roll::RollRow;
use std::collections::{BTreeMap, BTreeSet};

const PART: &str = "en/matrix.html";

/// Beyond this some rows are not one table any more: parties and engagements.
const WHOLE: (usize, usize) = (60, 200);

/// A table of one body and year is cut into parts of so many parties and engagements: the marks of more would be too
/// much for one page.
const PARTS: (usize, usize) = (60, 60);

/// The table of all years, or a list of years, and a table a year.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    let title = site.say.say("part-matrix");
    let rows: Vec<&RollRow> = site.view.roll().iter().map(AsRef::as_ref).collect();
    let mut by_year: BTreeMap<Option<i32>, Vec<&RollRow>> = BTreeMap::new();
    for row in &rows {
        by_year.entry(year(row.engagement.date.as_ref())).or_default().push(row);
    }
    let mut blocks = vec![said(site, "matrix-says")];
    if rows.is_empty() {
        blocks.push(said(site, "roll-none"));
        return vec![site.sheet(PART, &title, PART, blocks)];
    }
    blocks.push(Block::List(by_year.keys().map(|year| vec![link(year_name(site.say, *year), Some(path(*year)))]).collect()));
    if fits(&rows, WHOLE) {
        blocks.push(Block::Matrix(Box::new(table(site, &rows, None, &site.say.say("all-years")))));
    } else {
        blocks.push(said(site, "matrix-too-wide"));
    }
    let mut pages = vec![site.sheet(PART, &title, PART, blocks)];
    for (year, rows) in &by_year {
        pages.extend(of_year(site, *year, rows));
    }
    pages
}

fn path(year: Option<i32>) -> String {
    format!("en/matrix/{}.html", year_part(year))
}

fn engagements<'a>(rows: &[&'a RollRow]) -> BTreeSet<&'a EntityId> {
    rows.iter().map(|row| &row.engagement.id).collect()
}

fn fits(rows: &[&RollRow], (parties, most): (usize, usize)) -> bool {
    let here: BTreeSet<&EntityId> = rows.iter().map(|row| &row.participant.id).collect();
    here.len() <= parties && engagements(rows).len() <= most
}

/// A table of one year, or a list of its bodies and a table for each.
fn of_year<'a>(site: &Site<'a>, year: Option<i32>, rows: &[&'a RollRow]) -> Vec<Sheet> {
    let say = site.say;
    let title = format!("{}: {}", say.say("part-matrix"), year_name(say, year));
    let mut blocks = vec![Block::Para(vec![link(say.say("all-years"), Some(PART.into()))])];
    if fits(rows, WHOLE) {
        blocks.push(Block::Matrix(Box::new(table(site, rows, Some(year), &year_name(say, year)))));
        return vec![site.sheet(&path(year), &title, PART, blocks)];
    }
    let mut by_body: BTreeMap<(String, Option<&EntityId>), Vec<&'a RollRow>> = BTreeMap::new();
    for row in rows {
        let held = site.view.entities().get(&row.engagement.id);
        let body = held.and_then(|held| held.linked("forum")).and_then(|id| site.view.entities().get(id));
        let name = body.map_or_else(|| "~".to_string(), |body| body.name.clone());
        by_body.entry((name, body.map(|body| &body.id))).or_default().push(row);
    }
    blocks.push(said(site, "matrix-year-too-wide"));
    let (mut list, mut pages) = (Vec::new(), Vec::new());
    for ((name, id), rows) in by_body {
        let name = if id.is_some() { name } else { say.say("no-body-named") };
        let part = id.map_or_else(|| "no-body".to_string(), ToString::to_string);
        let base = format!("en/matrix/{}-{part}", year_part(year));
        let count = say.with("engagements", [("number", engagements(&rows).len().into())]);
        list.push(vec![link(&name, Some(numbered(&base, 0))), text(format!(": {count}"))]);
        pages.extend(of_body(site, &base, year, &name, &rows));
    }
    blocks.push(Block::List(list));
    pages.insert(0, site.sheet(&path(year), &title, PART, blocks));
    pages
}

/// The tables of one body and year: in parts, each of which says which parties and engagements it shows.
fn of_body<'a>(site: &Site<'a>, base: &str, year: Option<i32>, name: &str, rows: &[&'a RollRow]) -> Vec<Sheet> {
    let say = site.say;
    let mut parts: Vec<(String, Vec<&'a RollRow>)> = Vec::new();
    let mut order: Vec<(i32, &EntityId)> =
        rows.iter().map(|row| (sort_day(row.engagement.date.as_ref()), &row.engagement.id)).collect();
    order.sort_unstable();
    order.dedup();
    let all = order.len();
    for (number, here) in order.chunks(PARTS.1).enumerate() {
        let here: BTreeSet<&EntityId> = here.iter().map(|(_, id)| *id).collect();
        let across: Vec<&RollRow> = rows.iter().filter(|row| here.contains(&row.engagement.id)).copied().collect();
        let down = parties(&across);
        let (from, to) = (number * PARTS.1 + 1, number * PARTS.1 + here.len());
        for (number, parties) in down.chunks(PARTS.0).enumerate() {
            let (first, last) = (number * PARTS.0 + 1, number * PARTS.0 + parties.len());
            let numbers = [from, to, all, first, last, down.len()].map(|number| say.number(number).into());
            let [from, to, all, first, last, down] = numbers;
            let says = say.with(
                "matrix-part",
                [("from", from), ("to", to), ("all", all), ("first", first), ("last", last), ("parties", down)],
            );
            parts.push((says, parties.iter().flat_map(|(_, rows)| rows).copied().collect()));
        }
    }
    let last = parts.len().saturating_sub(1);
    let of = |number: usize| numbered(base, number);
    let page = |(number, (says, rows)): (usize, (String, Vec<&'a RollRow>))| {
        let up = link(say.with("all-of", [("year", year_name(say, year).into())]), Some(path(year)));
        let way = [vec![up], steps(say, number, last, of)].concat();
        let mut blocks = vec![Block::Para(way)];
        if last > 0 {
            blocks.push(para(&says));
        }
        let caption = words::commas(say, &[name.to_string(), year_name(say, year)]);
        blocks.push(Block::Matrix(Box::new(table(site, &rows, Some(year), &caption))));
        let title = format!("{}: {caption}", say.say("part-matrix"));
        site.sheet(&of(number), &super::long::part(say, title, number), PART, blocks)
    };
    parts.into_iter().enumerate().map(page).collect()
}

/// An engagement or a moment on the way across.
pub(super) struct Place<'a> {
    /// The engagement, if it is one.
    pub engagement: Option<&'a EntityId>,
    /// When.
    pub date: Option<&'a Edtf>,
    column: Column,
}

fn places<'a>(site: &Site<'a>, rows: &[&'a RollRow], only: Option<Option<i32>>) -> Vec<Place<'a>> {
    let mut seen: BTreeSet<&EntityId> = BTreeSet::new();
    let mut out: Vec<Place<'a>> = Vec::new();
    for row in rows {
        let held = &row.engagement;
        if seen.insert(&held.id) {
            let when = held.date.as_ref().map_or_else(String::new, |date| dates::date(site.say, date));
            let name = site.called(&held.id, &held.name).to_string();
            let column = Column { name, when, to: site.address(&held.id), moment: false, rule: false };
            out.push(Place { engagement: Some(&held.id), date: held.date.as_ref(), column });
        }
    }
    let dated = out.iter().any(|place| place.date.is_some());
    for moment in
        site.view.about().moments.iter().filter(|moment| dated && only.is_none_or(|only| year(Some(&moment.date)) == only))
    {
        let column = Column { name: words::capital(&moment.name), when: String::new(), to: None, moment: true, rule: false };
        out.push(Place { engagement: None, date: Some(&moment.date), column });
    }
    out.sort_by_key(|place| (sort_day(place.date), place.engagement));
    let mut last = None;
    for place in &mut out {
        let this = year(place.date);
        place.column.rule = last.is_some_and(|last| last != this);
        last = Some(this);
    }
    out
}

fn groups(say: Say, places: &[Place<'_>]) -> Vec<(String, usize)> {
    let mut out: Vec<(String, usize)> = Vec::new();
    for place in places {
        let name = year_name(say, year(place.date));
        match out.last_mut() {
            Some((last, width)) if *last == name => *width += 1,
            _ => out.push((name, 1)),
        }
    }
    out
}

/// Parties with their rows, those with the most engagements first.
pub(super) fn parties<'a>(rows: &[&'a RollRow]) -> Vec<(&'a EntityId, Vec<&'a RollRow>)> {
    let mut by_party: BTreeMap<&EntityId, Vec<&RollRow>> = BTreeMap::new();
    for row in rows {
        by_party.entry(&row.participant.id).or_default().push(row);
    }
    let mut out: Vec<_> = by_party.into_iter().collect();
    out.sort_by_cached_key(|(id, rows)| {
        let engagements: BTreeSet<&EntityId> = rows.iter().map(|row| &row.engagement.id).collect();
        (std::cmp::Reverse(engagements.len()), rows[0].participant.name.clone(), *id)
    });
    out
}

fn table<'a>(site: &Site<'a>, rows: &[&'a RollRow], only: Option<Option<i32>>, caption: &str) -> Matrix {
    let places = places(site, rows, only);
    let listing = listing(rows.iter().flat_map(|row| site.rows_of(&row.engagement.id)).copied());
    let mut measures = bands::Measures::default();
    let matrix_rows = parties(rows)
        .into_iter()
        .map(|(id, rows)| {
            let mut bands = measures.of(site, id, &places);
            let mut held: BTreeMap<&EntityId, Vec<&RollRow>> = BTreeMap::new();
            for row in &rows {
                held.entry(&row.engagement.id).or_default().push(row);
            }
            let cells = places
                .iter()
                .map(|place| {
                    let here = place.engagement.and_then(|id| held.remove(id)).unwrap_or_default();
                    let listed = place.engagement.is_some_and(|id| listing.contains(id));
                    Cell { begins: bands.begin(place), band: bands.hold(place), ..cell(site, here, listed) }
                })
                .collect();
            MatrixRow { name: site.called(id, &rows[0].participant.name).to_string(), to: site.address(id), cells }
        })
        .collect();
    Matrix {
        caption: caption.into(),
        groups: if only.is_none() { groups(site.say, &places) } else { Vec::new() },
        ticks: bands::ticks(site, &places, only),
        columns: places.iter().map(|place| place.column.clone()).collect(),
        rows: matrix_rows,
        measures: measures.list,
        list: list(site, rows, &places),
    }
}

fn cell(site: &Site<'_>, mut here: Vec<&RollRow>, listed: bool) -> Cell {
    here.sort_by_key(|row| (strength(&row.role), &row.id));
    match here.first() {
        Some(first) => Cell {
            mark: mark(first),
            says: here.iter().map(|row| says_in(site.say, row)).collect::<Vec<_>>().join("; "),
            to: site.row_address(first),
            ..Cell::default()
        },
        None if listed => Cell { mark: "·".into(), says: site.say.say("not-named"), ..Cell::default() },
        None => Cell::default(),
    }
}

/// The same as a list by date.
fn list(site: &Site<'_>, rows: &[&RollRow], places: &[Place<'_>]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut held: BTreeMap<&EntityId, Vec<&RollRow>> = BTreeMap::new();
    for row in rows {
        held.entry(&row.engagement.id).or_default().push(row);
    }
    for place in places {
        let Some(engagement) = place.engagement else {
            lines.push(Line::plain(vec![Run::Quiet(format!("{}.", place.column.name))]));
            continue;
        };
        let mut said = vec![link(&place.column.name, place.column.to.clone())];
        if !place.column.when.is_empty() {
            said.push(Run::Quiet(format!(", {}", place.column.when)));
        }
        let who: Vec<Words> = held
            .get(engagement)
            .into_iter()
            .flatten()
            .map(|row| {
                let name = site.called(&row.participant.id, &row.participant.name);
                vec![link(name, site.row_address(row)), text(format!(" ({})", says_in(site.say, row)))]
            })
            .collect();
        said.push(text(": "));
        said.extend(words::listed(site.say, who));
        lines.push(Line::plain(said));
    }
    lines
}
