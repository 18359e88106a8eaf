//! Bodies with their ladder and chairs, people in public roles, and all other parties: lists and a page for each.

use super::engagements::{facts, other_names};
use super::{heading, lines_or, para};
use crate::block::{Bar, BarRow, Bars, Block, Node, Sheet, Words};
use crate::lines::{self, when};
use crate::site::{Site, came, sort_day};
use crate::words::{self, capital, link, text};
use rollcall_model::entity::Entity;
use rollcall_model::id::EntityId;
use rollcall_model::ontology::{Kind, kinds};
use std::collections::{BTreeMap, BTreeSet};

const BODIES: &str = "en/bodies.html";
const PEOPLE: &str = "en/people.html";
const PARTIES: &str = "en/parties.html";

/// Things that a party may stand in, as a heading, its place, a kind and a property.
const STANDS: [(&str, &str, &str, &str); 19] = [
    ("Ranks and posts", "posts", "Tenure", "person"),
    ("Who held ranks and posts in it", "held", "Tenure", "body"),
    ("Who leads it, chairs it or belongs to it", "chairs", "ForumRole", "forum"),
    ("Roles in bodies", "roles", "ForumRole", "party"),
    ("Parts", "parts", "PartOf", "whole"),
    ("What it is part of", "part-of", "PartOf", "part"),
    ("Whom it reports to", "reports-to", "ReportsTo", "lower"),
    ("Who reports to it", "reports", "ReportsTo", "upper"),
    ("Whom it commands", "commands", "Commands", "commander"),
    ("Who commands it", "commanded", "Commands", "commanded"),
    ("Measures that name it", "measures", "Measure", "target"),
    ("Sanctions that name it", "sanctions", "Sanction", "target"),
    ("Who named it unlawful or terrorist", "designations", "Designation", "target"),
    ("Alleged part in abuses", "abuses", "Perpetration", "party"),
    ("What it supplied", "supplied", "Supply", "supplier"),
    ("What it was supplied with", "received", "Supply", "recipient"),
    ("What it owns", "owns", "Ownership", "owner"),
    ("Who owns it", "owned", "Ownership", "asset"),
    ("Positions taken", "positions", "Stance", "party"),
];

/// All lists and pages of parties.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    let mut parties: Vec<&Entity> =
        site.view.entities().values().map(AsRef::as_ref).filter(|entity: &&Entity| entity.kind.is_party()).collect();
    parties.sort_by_key(|entity| (entity.name.to_lowercase(), entity.id.clone()));
    let mut pages = vec![bodies(site), people(site, &parties), others(site, &parties)];
    pages.extend(parties.iter().map(|entity| page(site, entity)));
    pages
}

fn item(site: &Site<'_>, entity: &Entity) -> Words {
    let engagements: BTreeSet<&EntityId> =
        site.rows_with(&entity.id).iter().filter(|row| came(row)).map(|row| &row.engagement.id).collect();
    let mut out = vec![link(&entity.name, site.address(&entity.id))];
    if !engagements.is_empty() {
        let said = words::count(engagements.len(), "engagement", "engagements");
        out.push(text(": "));
        out.push(link(said, site.address(&entity.id).map(|page| format!("{page}#engagements"))));
    }
    out
}

fn list_or(items: Vec<Words>, none: &str) -> Block {
    if items.is_empty() { para(none) } else { Block::List(items) }
}

fn people(site: &Site<'_>, parties: &[&Entity]) -> Sheet {
    let items = parties.iter().filter(|entity| entity.kind == kinds::PERSON).map(|entity| item(site, entity)).collect();
    let blocks = vec![
        para(
            "People whom sources name in a public role. To be listed means that a source says so, and not that somebody did wrong.",
        ),
        list_or(items, "No source held here names a person."),
    ];
    site.sheet(PEOPLE, "People", PEOPLE, blocks)
}

fn others(site: &Site<'_>, parties: &[&Entity]) -> Sheet {
    let mut by_kind: BTreeMap<Kind, Vec<Words>> = BTreeMap::new();
    for entity in parties.iter().filter(|entity| ![kinds::PERSON, kinds::FORUM].contains(&entity.kind)) {
        by_kind.entry(entity.kind).or_default().push(item(site, entity));
    }
    let mut blocks = vec![para("States, forces and their units, companies and organisations that sources name.")];
    if by_kind.is_empty() {
        blocks.push(para("No source held here names one."));
    }
    for (kind, items) in by_kind {
        blocks.push(heading(kind_heading(kind), kind.as_str()));
        blocks.push(Block::List(items));
    }
    site.sheet(PARTIES, "Parties", PARTIES, blocks)
}

fn kind_heading(kind: Kind) -> &'static str {
    match kind.as_str() {
        "State" => "States",
        "Unit" => "Forces and units",
        "Company" => "Companies",
        "PublicBody" => "Public bodies",
        "Vessel" => "Ships",
        "Airplane" => "Aircraft",
        _ => "Organisations",
    }
}

/// What stands above what: the lower and the upper.
fn ladder(site: &Site<'_>) -> BTreeMap<EntityId, BTreeSet<EntityId>> {
    let mut under: BTreeMap<EntityId, BTreeSet<EntityId>> = BTreeMap::new();
    let mut above: BTreeSet<EntityId> = BTreeSet::new();
    let mut put = |lower: Option<&EntityId>, upper: Option<&EntityId>| {
        let (Some(lower), Some(upper)) = (lower, upper) else { return };
        // The first body above wins, so that each stands in the tree once.
        if lower != upper && above.insert(lower.clone()) {
            under.entry(upper.clone()).or_default().insert(lower.clone());
        }
    };
    for forum in site.of_kind(kinds::FORUM) {
        put(Some(&forum.id), forum.linked("parent"));
    }
    for link in site.of_kind(kinds::REPORTS_TO) {
        put(link.linked("lower"), link.linked("upper"));
    }
    for link in site.of_kind(kinds::PART_OF) {
        put(link.linked("part"), link.linked("whole"));
    }
    under
}

fn bodies(site: &Site<'_>) -> Sheet {
    let under = ladder(site);
    let lower: BTreeSet<&EntityId> = under.values().flatten().collect();
    let mut tops: Vec<&Entity> = site.of_kind(kinds::FORUM);
    tops.extend(under.keys().filter_map(|id| site.view.entities().get(id).map(AsRef::as_ref)));
    tops.retain(|entity| !lower.contains(&entity.id));
    tops.sort_by_key(|entity| (entity.name.to_lowercase(), entity.id.clone()));
    tops.dedup_by_key(|entity| &entity.id);
    let mut seen = BTreeSet::new();
    let mut nodes: Vec<Node> = tops.iter().filter_map(|entity| node(site, &under, entity, &mut seen)).collect();
    // What is left stands in a ring of parts of each other: each is shown once, from its least.
    for forum in site.of_kind(kinds::FORUM) {
        nodes.extend(node(site, &under, forum, &mut seen));
    }
    let mut blocks = vec![para("Bodies that meet, the lower under the higher, as sources say it.")];
    blocks.push(if nodes.is_empty() { para("No source held here names a body.") } else { Block::Tree(nodes) });
    blocks.push(heading("Who chaired what and when", "chairs"));
    let roles: Vec<&Entity> = site.of_kind(kinds::FORUM_ROLE).into_iter().filter(|role| leads(role)).collect();
    blocks.push(chairs("Chairs, co-chairs and leaders of all bodies", site, roles));
    site.sheet(BODIES, "Bodies", BODIES, blocks)
}

fn leads(role: &Entity) -> bool {
    role.first("role").is_some_and(|role| ["chair", "co-chair", "lead", "host", "convenor", "organiser"].contains(&role))
}

fn node(
    site: &Site<'_>,
    under: &BTreeMap<EntityId, BTreeSet<EntityId>>,
    entity: &Entity,
    seen: &mut BTreeSet<EntityId>,
) -> Option<Node> {
    if !seen.insert(entity.id.clone()) {
        return None;
    }
    let mut below: Vec<&Entity> = under
        .get(&entity.id)
        .into_iter()
        .flatten()
        .filter_map(|id| site.view.entities().get(id).map(AsRef::as_ref))
        .collect();
    below.sort_by_key(|entity| (entity.name.to_lowercase(), entity.id.clone()));
    let under = below.into_iter().filter_map(|entity| node(site, under, entity, seen)).collect();
    let words = item(site, entity);
    Some(Node { words, under })
}

/// Bars on one axis for roles that say since when, until when, or a day on which they were seen.
fn chairs(caption: &str, site: &Site<'_>, mut roles: Vec<&Entity>) -> Block {
    roles.retain(|role| when(role).is_some_and(|date| date.earliest_start().is_some()));
    roles.sort_by_key(|role| (role.linked("forum").cloned(), sort_day(when(role).as_ref()), role.id.clone()));
    let dates: Vec<_> = roles.iter().filter_map(|role| when(role)).collect();
    let first = dates.iter().filter_map(|date| date.earliest_start()).map(|day| day.ymd().0).min();
    let last = dates.iter().filter_map(|date| date.latest_end().or(date.earliest_start())).map(|day| day.ymd().0).max();
    let (Some(first), Some(last)) = (first, last) else { return para("No source held here says who chaired and when.") };
    let rows = roles
        .iter()
        .map(|role| BarRow {
            words: crate::sentences::of(site, role),
            when: String::new(),
            bars: vec![bar(role, first, last)],
        })
        .collect();
    Block::Bars(Bars { caption: caption.into(), years: (first, last), rows })
}

fn bar(role: &Entity, first: i32, last: i32) -> Bar {
    let at = |day: rollcall_model::date::Day| {
        let (year, month, date) = day.ymd();
        let days = (year - first) * 372 + (month - 1) * 31 + date - 1;
        (days * 100 / ((last - first + 1) * 372)).clamp(0, 100)
    };
    let only_begin = role.values("endDate").is_empty() && !role.values("startDate").is_empty();
    let date = when(role);
    let begin = date.as_ref().and_then(|date| date.earliest_start()).map_or(0, at);
    let open = only_begin || date.as_ref().is_some_and(|date| date.latest_end().is_none());
    let seen = role.values("startDate").is_empty() && role.values("date").is_empty() && !role.values("seenDate").is_empty();
    let end = if open { 100 } else { date.as_ref().and_then(|date| date.latest_end()).map_or(100, at) };
    let width = (end - begin).clamp(1, 100 - begin.min(99));
    Bar { left: begin as u8, width: (!seen).then_some(width as u8), open }
}

pub(super) fn page(site: &Site<'_>, entity: &Entity) -> Sheet {
    let part = match entity.kind {
        kinds::PERSON => PEOPLE,
        kinds::FORUM => BODIES,
        _ => PARTIES,
    };
    let mut blocks = vec![Block::Para(vec![text(format!("{}{}.", capital(&entity.kind.info().plain), country(entity)))])];
    if let Some(others) = other_names(entity) {
        blocks.push(Block::Para(vec![text(format!("Also called: {others}."))]));
    }
    if entity.kind == kinds::FORUM {
        blocks.extend(body_blocks(site, entity));
    }
    blocks.push(heading("Engagements", "engagements"));
    let rows = site.rows_with(&entity.id).iter().map(|row| lines::participation(site, row)).collect();
    blocks.push(lines_or(rows, "No source held here says that it took part in one."));
    for (name, place, kind, property) in STANDS {
        let Some(kind) = Kind::new(kind) else { continue };
        let lines = lines::things(site, site.pointing(kind, property, &entity.id));
        if !lines.is_empty() {
            blocks.push(heading(name, place));
            blocks.push(Block::Lines(lines));
        }
    }
    let more = facts(site, entity, &["name", "alias", "acronym", "country", "iso"]);
    if !more.is_empty() {
        blocks.push(heading("What else sources say", "facts"));
        blocks.push(Block::Facts(more));
    }
    blocks.extend(super::findings::about(site, &entity.id));
    let path = site.address(&entity.id).unwrap_or_default();
    site.sheet(&path, &capital(&entity.name), part, blocks)
}

fn country(entity: &Entity) -> String {
    entity
        .first("country")
        .or_else(|| entity.first("iso"))
        .map_or_else(String::new, |code| format!(", {}", code.to_uppercase()))
}

fn body_blocks(site: &Site<'_>, entity: &Entity) -> Vec<Block> {
    let roles: Vec<&Entity> =
        site.pointing(kinds::FORUM_ROLE, "forum", &entity.id).into_iter().filter(|role| leads(role)).collect();
    let mut blocks = Vec::new();
    if !roles.is_empty() {
        blocks.push(heading("Who chaired it and when", "led"));
        blocks.push(chairs("Chairs, co-chairs and leaders", site, roles));
    }
    let mut meetings: Vec<&Entity> = site
        .view
        .entities()
        .values()
        .map(AsRef::as_ref)
        .filter(|other: &&Entity| other.kind.is_engagement() && other.linked("forum") == Some(&entity.id))
        .collect();
    meetings.sort_by_key(|other| (sort_day(when(other).as_ref()), other.name.clone(), other.id.clone()));
    blocks.push(heading("Its meetings", "meetings"));
    let items = meetings
        .iter()
        .map(|other| {
            let date = when(other).map_or_else(String::new, |date| format!(", {}", words::date(&date)));
            vec![link(&other.name, site.address(&other.id)), text(date)]
        })
        .collect();
    blocks.push(list_or(items, "No source held here speaks of one."));
    blocks
}
