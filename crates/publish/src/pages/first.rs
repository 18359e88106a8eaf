//! The first page: in plain words who sat down with whom, what that rests on and what it does not mean.
//!
//! The main function is [`page`]. It tells and counts only what two independent origins say and nobody disputes
//! ([`Site::strong`]); each number opens the list that it counts. A sentence that is not true of the case is left out.

use super::{roll, said, titled};
use crate::block::{Block, Run, Sheet, Words};
use crate::dates;
use crate::replies;
use crate::site::{Site, year, year_name};
use crate::words::{link, text};
use rollcall_model::date::Edtf;
use rollcall_model::id::EntityId;
use rollcall_model::source::origins;
use std::collections::{BTreeMap, BTreeSet};

const PART: &str = "en/index.html";

/// The page.
pub(super) fn page(site: &Site<'_>) -> Sheet {
    let mut blocks = vec![opening(site), rests_on(site), Block::Note(site.say.words("first-meaning", []))];
    blocks.extend(asked(site));
    let told = super::told::sentences(site);
    if !told.is_empty() {
        blocks.push(titled(site, "first-who", "who"));
        blocks.push(Block::List(told));
    }
    blocks.push(titled(site, "first-made", "made"));
    blocks.extend(made(site));
    blocks.push(titled(site, "first-object", "object"));
    blocks.push(object(site));
    blocks.extend(corrected(site));
    blocks.push(titled(site, "first-years", "years"));
    blocks.extend(by_year(site));
    if let Some(summary) = super::summary::summary(site) {
        blocks.push(titled(site, "first-summary", "summary"));
        let table = link(site.say.say("first-summary-table"), Some("en/matrix.html".into()));
        let roll = link(site.say.say("first-summary-roll"), Some("en/roll.html".into()));
        blocks.push(Block::Para(site.say.words("first-summary-says", [("table", table.into()), ("roll", roll.into())])));
        blocks.push(summary);
    }
    blocks.push(titled(site, "first-more", "more"));
    blocks.push(Block::List(more(site)));
    site.sheet(PART, &site.view.about().title, PART, blocks)
}

fn corrected(site: &Site<'_>) -> Vec<Block> {
    let latest = super::notices::latest(site);
    let mut blocks = vec![titled(site, "first-corrected", "corrected")];
    blocks.push(match (latest.is_empty(), site.private()) {
        (true, true) => said(site, "first-nothing-corrected-draft"),
        (true, false) => said(site, "first-nothing-corrected"),
        (false, _) => Block::Lines(latest),
    });
    if !site.private() {
        let all = link(site.say.say("corrections-all"), Some("en/corrections.html".into()));
        blocks.push(Block::Para(if site.view.changes().is_some() {
            let changed = link(site.say.say("first-changed-link"), Some("en/changes.html".into()));
            site.say.words("first-corrections-and-changes", [("all", all.into()), ("changed", changed.into())])
        } else {
            site.say.words("first-corrections", [("all", all.into())])
        }));
    }
    blocks
}

/// A number of things as a link to the list of them.
fn counted(site: &Site<'_>, id: &str, number: usize, page: &str) -> crate::say::Hole {
    link(site.say.with(id, [("number", number.into())]), Some(format!("en/{page}.html"))).into()
}

fn opening(site: &Site<'_>) -> Block {
    let (say, rows) = (site.say, site.strong());
    let all = site.view.roll().len();
    let whole = || counted(site, "lines", all, "roll");
    let mut out = vec![text(say.say("first-opening")), text(" ")];
    if all == 0 {
        out.push(text(say.say("first-no-line")));
        return Block::Para(out);
    }
    if rows.is_empty() {
        let one = site.of_one_origin().into();
        out.extend(say.words("first-none-strong", [("lines", whole()), ("number", one)]));
        return Block::Para(out);
    }
    let years: BTreeSet<i32> = rows.iter().filter_map(|row| year(row.engagement.date.as_ref())).collect();
    let engagements: BTreeSet<&EntityId> = rows.iter().map(|row| &row.engagement.id).collect();
    let parties: BTreeSet<&EntityId> = rows.iter().map(|row| &row.participant.id).collect();
    let (id, first, last) = match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => ("first-from-to", say.number(first), say.number(last)),
        (Some(first), _) => ("first-one-year", say.number(first), String::new()),
        _ => ("first-no-year", String::new(), String::new()),
    };
    let rest = if rows.len() < all { say.words("first-rest", [("lines", whole())]) } else { Words::new() };
    let holes = [
        ("first", first.into()),
        ("last", last.into()),
        ("parties", counted(site, "parties", parties.len(), "several-parties")),
        ("engagements", counted(site, "engagements", engagements.len(), "several-engagements")),
        ("lines", counted(site, "lines", rows.len(), "several")),
        ("rest", rest.into()),
    ];
    out.extend(say.words(id, holes));
    Block::Para(out)
}

fn rests_on(site: &Site<'_>) -> Block {
    let say = site.say;
    let sources = site.view.sources();
    let independent = origins(sources);
    let files = counted(site, "files", sources.len(), "sources");
    let mut out = match (sources.len(), independent) {
        (0 | 1, _) => say.words("rests-on", [("files", files)]),
        (_, 1) => say.words("rests-on-one-origin", [("files", files)]),
        (_, many) => say.words("rests-on-origins", [("files", files), ("number", many.into())]),
    };
    if let Some(day) = site.view.about().day {
        let day = dates::date(say, &Edtf::day(day));
        out.push(text(format!(" {}", say.with("last-checked", [("day", day.into())]))));
    }
    Block::Para(out)
}

/// What those who are named were asked, where anybody was.
fn asked(site: &Site<'_>) -> Option<Block> {
    replies::counted(site).map(Block::Para)
}

fn made(site: &Site<'_>) -> Vec<Block> {
    let made = site.say.say(if site.private() { "made-draft" } else { "made-edition" });
    let more = link(site.say.say("made-link"), Some("en/method.html".into()));
    vec![Block::Para(site.say.words("made", [("made", made.into()), ("more", more.into())]))]
}

fn object(site: &Site<'_>) -> Block {
    let address = site.say.say("object-address");
    Block::Para(match &site.view.about().contact {
        Some(contact) => {
            let contact = Run::Strong(contact.clone());
            site.say.words("object-contact", [("contact", contact.into()), ("address", address.into())])
        }
        None => site.say.words("object", [("address", address.into())]),
    })
}

/// The lines that several sources say, by year: each number opens its list.
fn by_year(site: &Site<'_>) -> Vec<Block> {
    let mut years: BTreeMap<Option<i32>, usize> = BTreeMap::new();
    for row in site.strong() {
        *years.entry(year(row.engagement.date.as_ref())).or_default() += 1;
    }
    let say = site.say;
    let whole: BTreeSet<Option<i32>> = site.view.roll().iter().map(|row| year(row.engagement.date.as_ref())).collect();
    let items: Vec<Words> = whole
        .into_iter()
        .map(|year| {
            let all = link(year_name(say, year), Some(roll::address(site, year)));
            match years.get(&year) {
                Some(number) => {
                    let lines = say.with("lines", [("number", (*number).into())]);
                    let several = link(lines, Some(roll::several_address(site, year)));
                    say.words("year-several", [("year", all.into()), ("lines", several.into())])
                }
                None if years.is_empty() => vec![all],
                None => say.words("year-none", [("year", all.into())]),
            }
        })
        .collect();
    if items.is_empty() {
        return vec![said(site, "nothing-yet")];
    }
    let says = if years.is_empty() { "years-says" } else { "years-says-counted" };
    vec![said(site, says), Block::List(items)]
}

fn more(site: &Site<'_>) -> Vec<Words> {
    let has = |kinds: &[&str]| !site.of_kinds(|kind| kinds.contains(&kind.as_str())).is_empty();
    let rows = [
        (has(&["Forum"]), "more-bodies", "bodies"),
        (has(&["Person"]), "more-people", "people"),
        (has(&["Measure", "Sanction", "Designation"]), "more-measures", "measures"),
        (has(&["Abuse"]), "more-abuses", "abuses"),
        (has(&["Omission", "Stance", "Withholding"]), "more-said", "said"),
        (has(&["Recommendation"]), "part-calls", "calls"),
        (has(&["Instrument"]), "part-instruments", "instruments"),
        (has(&["Supply", "Ownership"]), "part-ties", "ties"),
        (!site.view.findings().is_empty(), "more-findings", "findings"),
        (true, "more-timeline", "timeline"),
        (true, "part-search", "search"),
    ];
    let held = rows.into_iter().filter(|(held, ..)| *held);
    held.map(|(_, name, page)| vec![link(site.say.say(name), Some(format!("en/{page}.html")))]).collect()
}
