//! The summary of the roll as a table: how many engagements a quarter, for the parties that are named most often.
//!
//! The main function is [`summary`]. It stands on the first page, so that it counts what two independent sources say and
//! nobody disputes, and no other line.

use super::matrix::parties;
use crate::block::{Block, Cell, Column, Line, Matrix, MatrixRow, Run};
use crate::marks::{mark, says_in, strength};
use crate::say::Say;
use crate::site::{Site, year_name};
use crate::words::{self, link, text};
use rollcall_model::date::{Day, Edtf};
use rollcall_model::id::EntityId;
use rollcall_model::roll::RollRow;
use std::collections::{BTreeMap, BTreeSet};

/// Bounds: parties and quarters.
const MOST: (usize, usize) = (30, 60);

/// The parties with the most engagements by quarters in which there are any, of rows that may be told first.
pub(super) fn summary(site: &Site<'_>) -> Option<Block> {
    let rows = site.strong();
    let quarters: BTreeSet<(i32, u8)> = rows.iter().map(|row| quarter(row.engagement.date.as_ref())).collect();
    let quarters: Vec<(i32, u8)> = quarters.iter().rev().take(MOST.1).rev().copied().collect();
    if rows.is_empty() {
        return None;
    }
    let mut last = None;
    let columns: Vec<Column> = quarters
        .iter()
        .map(|(year, quarter)| {
            let rule = last.is_some_and(|last| last != *year);
            last = Some(*year);
            Column { name: site.say.say(quarter_name(*quarter)), when: String::new(), to: None, moment: false, rule }
        })
        .collect();
    let matrix_rows = parties(rows).into_iter().take(MOST.0).map(|(id, rows)| {
        let mut held: BTreeMap<(i32, u8), Vec<&RollRow>> = BTreeMap::new();
        for row in &rows {
            held.entry(quarter(row.engagement.date.as_ref())).or_default().push(row);
        }
        let cells = quarters.iter().map(|at| count_cell(site, id, held.remove(at).unwrap_or_default())).collect();
        MatrixRow { name: site.called(id, &rows[0].participant.name).to_string(), to: site.address(id), cells }
    });
    Some(Block::Matrix(Box::new(Matrix {
        caption: site.say.say("summary-caption"),
        groups: years(&quarters).into_iter().map(|(year, width)| (column_name(site.say, year), width)).collect(),
        ticks: columns.iter().map(|_| Vec::new()).collect(),
        columns,
        rows: matrix_rows.collect(),
        measures: Vec::new(),
        list: list(site, rows, &quarters),
    })))
}

/// The same as a list by year.
fn list(site: &Site<'_>, rows: &[&RollRow], quarters: &[(i32, u8)]) -> Vec<Line> {
    let mut by_year: BTreeMap<i32, Vec<&RollRow>> = BTreeMap::new();
    for row in rows {
        by_year.entry(quarter(row.engagement.date.as_ref()).0).or_default().push(row);
    }
    let mut list = Vec::new();
    for (year, _) in years(quarters) {
        let here = by_year.remove(&year).unwrap_or_default();
        let who = parties(&here).into_iter().take(MOST.0).map(|(id, rows)| {
            let engagements: BTreeSet<&EntityId> = rows.iter().map(|row| &row.engagement.id).collect();
            let name = site.called(id, &rows[0].participant.name);
            vec![link(name, site.address(id)), text(format!(" ({})", site.say.number(engagements.len())))]
        });
        let mut said = vec![Run::Strong(format!("{}: ", column_name(site.say, year)))];
        said.extend(words::listed(site.say, who.collect()));
        list.push(Line::plain(said));
    }
    list
}

fn count_cell(site: &Site<'_>, party: &EntityId, mut here: Vec<&RollRow>) -> Cell {
    here.sort_by_key(|row| (strength(&row.role), &row.id));
    let Some(first) = here.first() else { return Cell::default() };
    let engagements: BTreeSet<&EntityId> = here.iter().map(|row| &row.engagement.id).collect();
    let roles: BTreeSet<String> = here.iter().map(|row| says_in(site.say, row)).collect();
    let says = format!(
        "{}: {}",
        site.say.with("engagements", [("number", engagements.len().into())]),
        words::commas(site.say, &roles.into_iter().collect::<Vec<_>>())
    );
    let number = if engagements.len() > 1 { site.say.number(engagements.len()) } else { String::new() };
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
    ["quarter-1", "quarter-2", "quarter-3", "quarter-4"].get(usize::from(quarter) - 1).copied().unwrap_or("quarter-unknown")
}

fn column_name(say: Say, year: i32) -> String {
    year_name(say, (year != i32::MAX).then_some(year))
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
