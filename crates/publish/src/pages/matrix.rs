//! The roll as a table: parties down, engagements across in time, whole and by year, and its summary by quarter.
//!
//! A cell that is empty says that nothing is held; it is told apart from a party that sources which list who came do
//! not name, and from one that a source says was away.

use super::para;
use crate::block::{Block, Cell, Column, Line, Matrix, MatrixRow, Run, Sheet, Tick, Words};
use crate::lines::when;
use crate::marks::{listing, mark, says, strength};
use crate::site::{Site, came, sort_day, year, year_name, year_part};
use crate::words::{self, link, text};
use rollcall_model::date::{Day, Edtf};
use rollcall_model::entity::Entity;
use rollcall_model::id::EntityId;
use rollcall_model::ontology::{AWAY, kinds};
use rollcall_model::roll::RollRow;
use std::collections::{BTreeMap, BTreeSet};

const PART: &str = "en/matrix.html";

/// Beyond this the whole roll is not one table any more: parties and engagements.
const WHOLE: (usize, usize) = (60, 200);

/// The summary's bounds: parties and quarters.
const SUMMARY: (usize, usize) = (30, 60);

/// The table of all years, or a list of years, and a table a year.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    let rows: Vec<&RollRow> = site.view.roll().iter().map(AsRef::as_ref).collect();
    let mut by_year: BTreeMap<Option<i32>, Vec<&RollRow>> = BTreeMap::new();
    for row in &rows {
        by_year.entry(year(row.engagement.date.as_ref())).or_default().push(row);
    }
    let mut blocks = vec![para(
        "Who took part in what: parties down, engagements across in the order of time. Each mark leads to its words.",
    )];
    if rows.is_empty() {
        blocks.push(para("No source held here says that anybody took part in anything."));
        return vec![site.sheet(PART, "Roll as a table", PART, blocks)];
    }
    blocks.push(Block::List(by_year.keys().map(|year| vec![link(year_name(*year), Some(path(*year)))]).collect()));
    let engagements: BTreeSet<&EntityId> = rows.iter().map(|row| &row.engagement.id).collect();
    if engagements.len() <= WHOLE.1 && site.roll_parties().len() <= WHOLE.0 {
        blocks.push(Block::Matrix(Box::new(table(site, &rows, None, "All years"))));
    } else {
        blocks.push(para("The whole is too wide for one table: here it is by quarter, and above by year."));
        blocks.extend(summary(site));
    }
    let mut pages = vec![site.sheet(PART, "Roll as a table", PART, blocks)];
    for (year, rows) in &by_year {
        let title = format!("Roll as a table: {}", year_name(*year));
        let blocks = vec![
            Block::Para(vec![link("All years", Some(PART.into()))]),
            Block::Matrix(Box::new(table(site, rows, *year, &year_name(*year)))),
        ];
        pages.push(site.sheet(&path(*year), &title, PART, blocks));
    }
    pages
}

fn path(year: Option<i32>) -> String {
    format!("en/matrix/{}.html", year_part(year))
}

/// An engagement or a moment on the way across.
struct Place<'a> {
    engagement: Option<&'a EntityId>,
    date: Option<&'a Edtf>,
    column: Column,
}

fn places<'a>(site: &Site<'a>, rows: &[&'a RollRow], only: Option<i32>) -> Vec<Place<'a>> {
    let mut seen: BTreeSet<&EntityId> = BTreeSet::new();
    let mut out: Vec<Place<'a>> = Vec::new();
    for row in rows {
        let held = &row.engagement;
        if seen.insert(&held.id) {
            let when = held.date.as_ref().map_or_else(String::new, words::date);
            let column = Column { name: held.name.clone(), when, to: site.address(&held.id), moment: false, rule: false };
            out.push(Place { engagement: Some(&held.id), date: held.date.as_ref(), column });
        }
    }
    let dated = out.iter().any(|place| place.date.is_some());
    for moment in site
        .view
        .about()
        .moments
        .iter()
        .filter(|moment| dated && only.is_none_or(|only| year(Some(&moment.date)) == Some(only)))
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

fn groups(places: &[Place<'_>]) -> Vec<(String, usize)> {
    let mut out: Vec<(String, usize)> = Vec::new();
    for place in places {
        let name = year_name(year(place.date));
        match out.last_mut() {
            Some((last, width)) if *last == name => *width += 1,
            _ => out.push((name, 1)),
        }
    }
    out
}

/// Parties with their rows, those with the most engagements first.
fn parties<'a>(rows: &[&'a RollRow]) -> Vec<(&'a EntityId, Vec<&'a RollRow>)> {
    let mut by_party: BTreeMap<&EntityId, Vec<&RollRow>> = BTreeMap::new();
    for row in rows {
        by_party.entry(&row.participant.id).or_default().push(row);
    }
    let mut out: Vec<_> = by_party.into_iter().collect();
    out.sort_by_key(|(id, rows)| {
        let engagements: BTreeSet<&EntityId> = rows.iter().map(|row| &row.engagement.id).collect();
        (std::cmp::Reverse(engagements.len()), rows[0].participant.name.clone(), *id)
    });
    out
}

fn table<'a>(site: &Site<'a>, rows: &[&'a RollRow], only: Option<i32>, caption: &str) -> Matrix {
    let places = places(site, rows, only);
    let listing = listing(rows.iter().copied());
    let mut measures = Measures { list: Vec::new() };
    let matrix_rows = parties(rows)
        .into_iter()
        .map(|(id, rows)| {
            let bands = measures.of(site, id);
            let mut begun = BTreeSet::new();
            let cells = places.iter().map(|place| cell(site, &rows, place, &listing, &bands, &mut begun)).collect();
            MatrixRow { name: rows[0].participant.name.clone(), to: site.address(id), cells }
        })
        .collect();
    Matrix {
        caption: caption.into(),
        groups: if only.is_none() { groups(&places) } else { Vec::new() },
        ticks: ticks(site, &places, only),
        columns: places.iter().map(|place| place.column.clone()).collect(),
        rows: matrix_rows,
        measures: measures.list,
        list: list(site, rows, &places),
    }
}

/// A measure that names a party: its number in the table, its place and the days between which it was in force.
struct Band {
    number: usize,
    to: String,
    from: Day,
    until: Option<Day>,
}

struct Measures {
    list: Vec<Words>,
}

impl Measures {
    fn of(&mut self, site: &Site<'_>, party: &EntityId) -> Vec<Band> {
        let mut all: Vec<&Entity> = site.pointing(kinds::MEASURE, "target", party);
        all.extend(site.pointing(kinds::SANCTION, "target", party));
        all.sort_by_key(|measure| (sort_day(when(measure).as_ref()), measure.id.clone()));
        let mut bands = Vec::new();
        for measure in all {
            let date = |property: &str| measure.first(property).and_then(|text| Edtf::parse(text).ok());
            let Some(from) = date("inForce").or_else(|| date("startDate")).and_then(|date| date.latest_start()) else {
                continue;
            };
            let until = date("ended").or_else(|| date("endDate")).and_then(|date| date.earliest_end());
            self.list.push(crate::sentences::of(site, measure));
            bands.push(Band { number: self.list.len(), to: format!("en/measures.html#{}", measure.id), from, until });
        }
        bands
    }
}

fn cell(
    site: &Site<'_>,
    rows: &[&RollRow],
    place: &Place<'_>,
    listing: &BTreeSet<&EntityId>,
    bands: &[Band],
    begun: &mut BTreeSet<usize>,
) -> Cell {
    let mut out = Cell::default();
    for band in bands {
        let after = place.date.and_then(Edtf::earliest_start).is_some_and(|day| day >= band.from);
        let before = band.until.is_none_or(|until| place.date.and_then(Edtf::latest_end).is_some_and(|day| day <= until));
        if after && before {
            out.band = true;
            if begun.insert(band.number) {
                out.begins.push((band.number, band.to.clone()));
            }
        }
    }
    let Some(engagement) = place.engagement else { return out };
    let mut here: Vec<&&RollRow> = rows.iter().filter(|row| row.engagement.id == *engagement).collect();
    here.sort_by_key(|row| (strength(&row.role), row.id.clone()));
    if let Some(first) = here.first() {
        out.mark = mark(first);
        out.says = here.iter().map(|row| says(row)).collect::<Vec<_>>().join("; ");
        out.to = site.row_address(first);
    } else if listing.contains(engagement) {
        out.mark = "·".into();
        out.says = "not named".into();
    }
    out
}

/// Per column the alleged abuses since the column before; those after the last stand there.
fn ticks(site: &Site<'_>, places: &[Place<'_>], only: Option<i32>) -> Vec<Vec<Tick>> {
    let mut out: Vec<Vec<Tick>> = places.iter().map(|_| Vec::new()).collect();
    let columns: Vec<(usize, i32)> = places
        .iter()
        .enumerate()
        .filter(|(_, place)| place.engagement.is_some() && place.date.is_some())
        .map(|(at, place)| (at, sort_day(place.date)))
        .collect();
    let mut abuses: Vec<(&Entity, Edtf)> =
        site.of_kind(kinds::ABUSE).into_iter().filter_map(|abuse| when(abuse).map(|date| (abuse, date))).collect();
    abuses.retain(|(_, date)| only.is_none_or(|only| year(Some(date)) == Some(only)));
    abuses.sort_by_key(|(abuse, date)| (sort_day(Some(date)), abuse.id.clone()));
    for (abuse, date) in abuses {
        let day = sort_day(Some(&date));
        let Some((at, _)) = columns.iter().find(|(_, column)| *column >= day).or(columns.last()) else { continue };
        let what = abuse.first("what").unwrap_or(&abuse.name);
        out[*at].push(Tick {
            says: format!("Alleged: {what}, {}", words::date(&date)),
            to: format!("en/abuses.html#{}", abuse.id),
        });
    }
    out
}

/// The same as a list by date.
fn list(site: &Site<'_>, rows: &[&RollRow], places: &[Place<'_>]) -> Vec<Line> {
    let mut lines = Vec::new();
    for place in places {
        let Some(engagement) = place.engagement else {
            lines.push(Line::plain(vec![Run::Quiet(format!("{}.", place.column.name))]));
            continue;
        };
        let mut said = vec![link(&place.column.name, place.column.to.clone())];
        if !place.column.when.is_empty() {
            said.push(Run::Quiet(format!(", {}", place.column.when)));
        }
        let who = rows.iter().filter(|row| row.engagement.id == *engagement);
        let who: Vec<Words> = who
            .map(|row| vec![link(&row.participant.name, site.row_address(row)), text(format!(" ({})", says(row)))])
            .collect();
        said.push(text(": "));
        said.extend(words::listed(who));
        lines.push(Line::plain(said));
    }
    lines
}

/// The summary: the parties with the most engagements by quarters in which there are any.
pub(super) fn summary(site: &Site<'_>) -> Option<Block> {
    let rows: Vec<&RollRow> =
        site.view.roll().iter().map(AsRef::as_ref).filter(|row| !AWAY.contains(&row.role.as_str()) && came(row)).collect();
    let quarters: BTreeSet<(i32, u8)> = rows.iter().map(|row| quarter(row.engagement.date.as_ref())).collect();
    let quarters: Vec<(i32, u8)> = quarters.iter().rev().take(SUMMARY.1).rev().copied().collect();
    if rows.is_empty() {
        return None;
    }
    let mut last = None;
    let columns: Vec<Column> = quarters
        .iter()
        .map(|(year, quarter)| {
            let rule = last.is_some_and(|last| last != *year);
            last = Some(*year);
            Column { name: quarter_name(*quarter).into(), when: String::new(), to: None, moment: false, rule }
        })
        .collect();
    let matrix_rows = parties(&rows).into_iter().take(SUMMARY.0).map(|(id, rows)| MatrixRow {
        name: rows[0].participant.name.clone(),
        to: site.address(id),
        cells: quarters.iter().map(|at| count_cell(site, id, &rows, *at)).collect(),
    });
    let mut list = Vec::new();
    for (year, _) in years(&quarters) {
        let here: Vec<&RollRow> =
            rows.iter().filter(|row| quarter(row.engagement.date.as_ref()).0 == year).copied().collect();
        let who = parties(&here).into_iter().take(SUMMARY.0).map(|(id, rows)| {
            let engagements: BTreeSet<&EntityId> = rows.iter().map(|row| &row.engagement.id).collect();
            vec![link(&rows[0].participant.name, site.address(id)), text(format!(" ({})", engagements.len()))]
        });
        let mut said = vec![Run::Strong(format!("{}: ", column_name(year)))];
        said.extend(words::listed(who.collect()));
        list.push(Line::plain(said));
    }
    Some(Block::Matrix(Box::new(Matrix {
        caption: "How many engagements, by quarter".into(),
        groups: years(&quarters).into_iter().map(|(year, width)| (column_name(year), width)).collect(),
        ticks: columns.iter().map(|_| Vec::new()).collect(),
        columns,
        rows: matrix_rows.collect(),
        measures: Vec::new(),
        list,
    })))
}

fn count_cell(site: &Site<'_>, party: &EntityId, rows: &[&RollRow], at: (i32, u8)) -> Cell {
    let mut here: Vec<&&RollRow> = rows.iter().filter(|row| quarter(row.engagement.date.as_ref()) == at).collect();
    here.sort_by_key(|row| (strength(&row.role), row.id.clone()));
    let Some(first) = here.first() else { return Cell::default() };
    let engagements: BTreeSet<&EntityId> = here.iter().map(|row| &row.engagement.id).collect();
    let roles: BTreeSet<String> = here.iter().map(|row| says(row)).collect();
    let says = format!(
        "{}: {}",
        words::count(engagements.len(), "engagement", "engagements"),
        roles.into_iter().collect::<Vec<_>>().join(", ")
    );
    let number = if engagements.len() > 1 { engagements.len().to_string() } else { String::new() };
    let to = if engagements.len() == 1 {
        site.row_address(first)
    } else {
        site.address(party).map(|page| format!("{page}#engagements"))
    };
    Cell { mark: format!("{}{number}", mark(first)), says, to, ..Cell::default() }
}

/// Year and quarter, 5 where the quarter is not known; undated ones last.
fn quarter(date: Option<&Edtf>) -> (i32, u8) {
    let Some(start) = date.and_then(Edtf::earliest_start) else { return (i32::MAX, 5) };
    let latest = date.and_then(Edtf::latest_start).unwrap_or(start);
    let of = |day: Day| (day.ymd().0, ((day.ymd().1 - 1) / 3 + 1) as u8);
    if of(start) == of(latest) { of(start) } else { (of(start).0, 5) }
}

fn quarter_name(quarter: u8) -> &'static str {
    ["January to March", "April to June", "July to September", "October to December"]
        .get(usize::from(quarter) - 1)
        .copied()
        .unwrap_or("month not known")
}

fn column_name(year: i32) -> String {
    year_name((year != i32::MAX).then_some(year))
}

fn years(quarters: &[(i32, u8)]) -> Vec<(i32, usize)> {
    let mut out: Vec<(i32, usize)> = Vec::new();
    for (year, _) in quarters {
        match out.last_mut() {
            Some((last, width)) if last == year => *width += 1,
            _ => out.push((*year, 1)),
        }
    }
    out
}
