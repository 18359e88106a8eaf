//! The roll by date: a sentence for every row, the quote under it. By year where it is long.

use super::{heading, lines_or, para};
use crate::block::{Block, Sheet, Words};
use crate::lines;
use crate::site::{Site, sort_day, year, year_name, year_part};
use crate::words::{self, link, text};
use rollcall_model::roll::RollRow;
use std::collections::BTreeMap;

const PART: &str = "en/roll.html";

/// A roll of more rows than this is cut by year.
const LONG: usize = 120;

/// The roll, on one page or on one a year.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    let rows = site.view.roll();
    let mut by_year: BTreeMap<Option<i32>, Vec<&RollRow>> = BTreeMap::new();
    for row in rows {
        by_year.entry(year(row.engagement.date.as_ref())).or_default().push(row);
    }
    let mut blocks = vec![para(
        "Each line says what a source says: who took part in what, when and in which role. Under it stand the words of the source, the words relied on marked.",
    )];
    if rows.len() <= LONG {
        for (year, rows) in &by_year {
            blocks.push(heading(&year_name(*year), &year_file(*year)));
            blocks.extend(by_engagement(site, rows));
        }
        if rows.is_empty() {
            blocks.push(lines_or(Vec::new(), "No source held here says that anybody took part in anything."));
        }
        return vec![site.sheet(PART, "Roll by date", PART, blocks)];
    }
    let list: Vec<Words> = by_year
        .iter()
        .map(|(year, rows)| {
            vec![
                link(year_name(*year), Some(year_path(*year))),
                text(format!(": {}", words::count(rows.len(), "line", "lines"))),
            ]
        })
        .collect();
    blocks.push(Block::List(list));
    let mut pages = vec![site.sheet(PART, "Roll by date", PART, blocks)];
    for (year, rows) in &by_year {
        let mut blocks = vec![Block::Para(vec![link("All years", Some(PART.into()))])];
        blocks.extend(by_engagement(site, rows));
        pages.push(site.sheet(&year_path(*year), &format!("Roll by date: {}", year_name(*year)), PART, blocks));
    }
    pages
}

/// A part for every engagement: its name and day once, then who came.
fn by_engagement(site: &Site<'_>, rows: &[&RollRow]) -> Vec<Block> {
    let mut sorted = rows.to_vec();
    sorted.sort_by_key(|row| (sort_day(row.engagement.date.as_ref()), row.engagement.id.clone()));
    vec![Block::Lines(sorted.into_iter().map(|row| lines::participation(site, row)).collect())]
}

fn year_file(year: Option<i32>) -> String {
    year.map_or_else(|| "no-date".to_string(), |year| format!("y{year}"))
}

fn year_path(year: Option<i32>) -> String {
    format!("en/roll/{}.html", year_part(year))
}

/// Where a year of the roll stands.
pub(super) fn address(site: &Site<'_>, year: Option<i32>) -> String {
    if site.view.roll().len() <= LONG { format!("{PART}#{}", year_file(year)) } else { year_path(year) }
}
