//! The timeline: engagements, measures, alleged abuses, statements and instruments on one axis of years, to see what
//! overlapped.
//!
//! The main function is [`page`]. First the lanes with a number a year, each of which opens the things that it counts; then each
//! lane as bars, with the same in words. That two things overlap is all that a timeline says.

use super::{bars, heading, said, titled};
use crate::block::{Bar, BarRow, Bars, Block, Lane, Lanes, Sheet};
use crate::lines::{self, when};
use crate::site::{Site, year_name, year_part};
use crate::words::{self, link, text};
use rollcall_model::date::Edtf;
use rollcall_model::entity::Entity;
use rollcall_model::ontology::Kind;
use std::collections::BTreeMap;

const PATH: &str = "en/timeline.html";

/// The most things of a lane that stand here as bars; more stand on a page a year.
const BARS: usize = 60;

/// The most years that the axis has.
const YEARS: i32 = 60;

/// Name, place, list and kinds of each lane; no kinds for engagements, which are a class of their own.
const LANES: [(&str, &str, &str, &[&str]); 5] = [
    ("part-engagements", "engagements", "en/engagements.html", &[]),
    ("part-measures", "measures", "en/measures.html", &["Measure", "Sanction", "Designation"]),
    ("part-abuses", "abuses", "en/abuses.html", &["Abuse"]),
    ("lane-statements", "statements", "en/said.html", &["Stance", "Publication", "Withholding", "Omission"]),
    ("part-instruments", "instruments", "en/instruments.html", &["Instrument"]),
];

/// The page, and a page a year for each long lane.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    let (say, title) = (site.say, site.say.say("part-timeline"));
    let lanes: Vec<Vec<(&Entity, Edtf)>> = LANES.iter().map(|(.., kinds)| dated(site, kinds)).collect();
    let mut blocks = vec![said(site, "timeline-says")];
    let dates = lanes.iter().flatten().map(|(_, date)| date);
    let Some((first, last)) = bars::years(dates) else {
        blocks.push(said(site, "timeline-none"));
        return vec![site.sheet(PATH, &title, PATH, blocks)];
    };
    let years = (first.max(last - YEARS + 1), last);
    let mut more = Vec::new();
    let mut drawn = Vec::new();
    for ((name, place, list, _), things) in LANES.iter().zip(&lanes) {
        let name = say.say(name);
        drawn.push(lane(&name, place, list, things, years));
        if things.len() <= BARS {
            continue;
        }
        for (year, things) in by_year(things) {
            let path = year_page(place, year);
            let names = [name.to_lowercase(), year_name(say, Some(year))];
            let title = format!("{}: {}", say.say("part-timeline"), words::commas(say, &names));
            let blocks = vec![
                crate::block::Block::Para(vec![link(say.say("part-timeline"), Some(PATH.into()))]),
                Block::List(things.iter().map(|(thing, _)| item(site, thing)).collect()),
            ];
            more.push(site.sheet(&path, &title, PATH, blocks));
        }
    }
    let names = (years.0..=years.1).map(|year| say.number(year)).collect();
    blocks.push(Block::Lanes(Lanes { caption: say.say("lanes-caption"), years: names, lanes: drawn }));
    blocks.push(bars::key(site));
    blocks.extend(moments(site, years));
    for ((name, place, ..), things) in LANES.iter().zip(&lanes).filter(|(_, things)| !things.is_empty()) {
        let name = say.say(name);
        blocks.push(heading(&name, place));
        if things.len() <= BARS {
            blocks.push(as_bars(site, &name, things, years));
        } else {
            let years = by_year(things).into_iter().map(|(year, things)| {
                vec![link(say.number(year), Some(year_page(place, year))), text(format!(": {}", say.number(things.len())))]
            });
            blocks.push(Block::List(years.collect()));
        }
    }
    more.insert(0, site.sheet(PATH, &title, PATH, blocks));
    more
}

fn year_page(place: &str, year: i32) -> String {
    format!("en/timeline/{place}-{}.html", year_part(Some(year)))
}

/// The things of a lane that have a date, by date.
fn dated<'a>(site: &Site<'a>, names: &[&str]) -> Vec<(&'a Entity, Edtf)> {
    let wanted = |kind: Kind| if names.is_empty() { kind.is_engagement() } else { names.contains(&kind.as_str()) };
    let all = lines::by_date(site.of_kinds(wanted)).into_iter();
    all.filter_map(|entity| Some((entity, when(entity)?))).filter(|(_, date)| date.earliest_start().is_some()).collect()
}

fn by_year<'t, 'a>(things: &'t [(&'a Entity, Edtf)]) -> BTreeMap<i32, Vec<&'t (&'a Entity, Edtf)>> {
    let mut years: BTreeMap<i32, Vec<&(&Entity, Edtf)>> = BTreeMap::new();
    for thing in things {
        if let Some(day) = thing.1.earliest_start() {
            years.entry(day.ymd().0).or_default().push(thing);
        }
    }
    years
}

fn lane(name: &str, place: &str, list: &str, things: &[(&Entity, Edtf)], years: (i32, i32)) -> Lane {
    let by_year = by_year(things);
    let cell = |year: i32| {
        let number = by_year.get(&year)?.len();
        let to = if things.len() > BARS { year_page(place, year) } else { format!("{PATH}#{place}") };
        Some((number, to))
    };
    Lane { name: name.into(), to: list.into(), years: (years.0..=years.1).map(cell).collect() }
}

/// A thing in a line, leading to its words.
fn item(site: &Site<'_>, thing: &Entity) -> crate::block::Words {
    let date = words::comma_date(site.say, when(thing).as_ref());
    let name = thing.first("what").unwrap_or(site.name(thing));
    let name = match thing.kind.as_str() {
        "Abuse" => site.say.with("alleged", [("what", name.into())]),
        _ => words::capital(name),
    };
    vec![link(name, site.address(&thing.id)), text(date)]
}

fn as_bars(site: &Site<'_>, name: &str, things: &[(&Entity, Edtf)], years: (i32, i32)) -> Block {
    let rows = things
        .iter()
        .map(|(thing, date)| BarRow {
            words: item(site, thing),
            when: String::new(),
            bars: vec![bars::bar(thing, date, years)],
        })
        .collect();
    Block::Bars(Bars { caption: name.into(), years, rows })
}

/// The moments that the case names, on the same axis.
fn moments(site: &Site<'_>, years: (i32, i32)) -> Vec<Block> {
    let rows: Vec<BarRow> = site
        .view
        .about()
        .moments
        .iter()
        .filter_map(|moment| {
            let day = moment.date.earliest_start()?;
            let (year, month, date) = day.ymd();
            let days = (year - years.0) * 372 + (month - 1) * 31 + date - 1;
            let left = (days * 100 / ((years.1 - years.0 + 1) * 372)).clamp(0, 100) as u8;
            let words = vec![text(words::capital(&moment.name)), text(words::comma_date(site.say, Some(&moment.date)))];
            Some(BarRow { words, when: String::new(), bars: vec![Bar { left, width: None, open: false, within: false }] })
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    vec![titled(site, "moments", "moments"), Block::Bars(Bars { caption: site.say.say("moments"), years, rows })]
}
