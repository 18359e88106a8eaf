//! Bodies with their ladder and chairs, people in public roles, and all other parties: lists and a page for each.

use super::bars::{self, leads};
use super::engagements::{facts, other_names};
use super::long::{self, At};
use super::{heading, lines_or, para, together};
use crate::block::{Block, Line, Node, Sheet, Words};
use crate::lines::{self, when};
use crate::places::{ITEMS, folder};
use crate::site::{Site, came};
use crate::words::{self, capital, link, text};
use rollcall_model::entity::Entity;
use rollcall_model::id::EntityId;
use rollcall_model::ontology::{Kind, Ontology, kinds};
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

/// All parties, by name.
pub(super) fn all<'a>(site: &Site<'a>) -> Vec<&'a Entity> {
    let mut parties = site.of_kinds(Kind::is_party);
    parties.sort_by_cached_key(|entity| (entity.name.to_lowercase(), entity.id.clone()));
    parties
}

/// All lists of parties.
pub(super) fn lists(site: &Site<'_>) -> Vec<Sheet> {
    let parties = all(site);
    let mut pages = bodies(site, &parties);
    pages.extend(people(site, &parties));
    pages.extend(others(site, &parties));
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

fn named_items(site: &Site<'_>, parties: &[&Entity], of: impl Fn(&Entity) -> bool) -> Vec<(String, Words)> {
    parties.iter().filter(|entity| of(entity)).map(|entity| (entity.name.clone(), item(site, entity))).collect()
}

fn people(site: &Site<'_>, parties: &[&Entity]) -> Vec<Sheet> {
    let items = named_items(site, parties, |entity| entity.kind == kinds::PERSON);
    let mut front = vec![para(
        "People whom sources name in a public role. To be listed means that a source says so, and not that somebody did wrong.",
    )];
    if items.is_empty() {
        front.push(para("No source held here names a person."));
    }
    long::by_letter(site, &At { base: "en/people", title: "People", part: PEOPLE }, front, items)
}

fn others(site: &Site<'_>, parties: &[&Entity]) -> Vec<Sheet> {
    let of = |entity: &Entity| ![kinds::PERSON, kinds::FORUM].contains(&entity.kind);
    let items = named_items(site, parties, of);
    let mut blocks = vec![para("States, forces and their units, companies and organisations that sources name.")];
    if items.len() > ITEMS {
        return long::by_letter(site, &At { base: "en/parties", title: "Parties", part: PARTIES }, blocks, items);
    }
    let mut by_kind: BTreeMap<Kind, Vec<Words>> = BTreeMap::new();
    for entity in parties.iter().filter(|entity| of(entity)) {
        by_kind.entry(entity.kind).or_default().push(item(site, entity));
    }
    if by_kind.is_empty() {
        blocks.push(para("No source held here names one."));
    }
    for (kind, items) in by_kind {
        blocks.push(heading(kind_heading(kind), kind.as_str()));
        blocks.push(Block::List(items));
    }
    vec![site.sheet(PARTIES, "Parties", PARTIES, blocks)]
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

/// The most bars on one page.
const BARS: usize = 200;

fn bodies(site: &Site<'_>, parties: &[&Entity]) -> Vec<Sheet> {
    let roles: Vec<&Entity> = site.of_kind(kinds::FORUM_ROLE).into_iter().filter(|role| leads(role)).collect();
    let mut led = vec![heading("Who chaired what and when", "chairs")];
    if roles.len() > BARS {
        led.push(para("They are too many for one picture: each body's page has its own."));
    } else {
        led.push(bars::key());
        led.push(bars::of_roles("Chairs, co-chairs and leaders of all bodies", site, roles, true));
    }
    let items = named_items(site, parties, |entity| entity.kind == kinds::FORUM);
    if items.len() > ITEMS {
        let front = [vec![para("Bodies that meet, by their first letter.")], led].concat();
        return long::by_letter(site, &At { base: "en/bodies", title: "Bodies", part: BODIES }, front, items);
    }
    let nodes = nodes(site);
    let mut blocks = vec![para("Bodies that meet, the lower under the higher, as sources say it.")];
    blocks.push(if nodes.is_empty() { para("No source held here names a body.") } else { Block::Tree(nodes) });
    blocks.extend(led);
    vec![site.sheet(BODIES, "Bodies", BODIES, blocks)]
}

fn nodes(site: &Site<'_>) -> Vec<Node> {
    let under = ladder(site);
    let lower: BTreeSet<&EntityId> = under.values().flatten().collect();
    let mut tops: Vec<&Entity> = site.of_kind(kinds::FORUM);
    tops.extend(under.keys().filter_map(|id| site.view.entities().get(id).map(AsRef::as_ref)));
    tops.retain(|entity| !lower.contains(&entity.id));
    tops.sort_by_cached_key(|entity| (entity.name.to_lowercase(), entity.id.clone()));
    tops.dedup_by_key(|entity| &entity.id);
    let mut seen = BTreeSet::new();
    let mut nodes: Vec<Node> = tops.iter().filter_map(|entity| node(site, &under, entity, &mut seen)).collect();
    // What is left stands in a ring of parts of each other: each is shown once, from its least.
    for forum in site.of_kind(kinds::FORUM) {
        nodes.extend(node(site, &under, forum, &mut seen));
    }
    nodes
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
    below.sort_by_cached_key(|entity| (entity.name.to_lowercase(), entity.id.clone()));
    let under = below.into_iter().filter_map(|entity| node(site, under, entity, seen)).collect();
    let words = item(site, entity);
    Some(Node { words, under })
}

/// The page of a party, and the parts of its long sections.
pub(super) fn pages<'a>(site: &Site<'a>, entity: &'a Entity) -> Vec<Sheet> {
    let part = match entity.kind {
        kinds::PERSON => PEOPLE,
        kinds::FORUM => BODIES,
        _ => PARTIES,
    };
    let base = format!("en/{}/{}", folder(entity.kind).unwrap_or("parties"), entity.id);
    let (path, title) = (format!("{base}.html"), capital(&entity.name));
    let at = At { base: &base, title: &title, part };
    let mut more = Vec::new();
    let mut blocks = vec![Block::Para(vec![text(format!("{}{}.", capital(&entity.kind.info().plain), country(entity)))])];
    if let Some(others) = other_names(entity) {
        blocks.push(Block::Para(vec![text(format!("Also called: {others}."))]));
    }
    blocks.extend(crate::replies::whole(site, &entity.id));
    if entity.kind == kinds::FORUM {
        blocks.extend(body_blocks(site, entity, &at, &mut more));
    }
    if entity.kind == kinds::PERSON {
        blocks.extend(posts(site, entity));
    }
    let rows: Vec<Line> = site.rows_with(&entity.id).iter().map(|row| lines::participation(site, row)).collect();
    if rows.is_empty() {
        blocks.push(heading("Engagements", "engagements"));
        blocks.push(lines_or(rows, "No source held here says that it took part in one."));
    } else {
        blocks.extend(long::section(site, &at, ("Engagements", "engagements"), rows, &mut more));
    }
    blocks.extend(together::with(site, &entity.id));
    for (name, place, kind, property) in STANDS {
        let Some(kind) = Kind::new(kind) else { continue };
        let lines = lines::things(site, site.pointing(kind, property, &entity.id));
        if !lines.is_empty() {
            blocks.extend(long::section(site, &at, (name, place), lines, &mut more));
        }
    }
    let facts = facts(site, entity, &["name", "alias", "acronym", "country", "iso"]);
    if !facts.is_empty() {
        blocks.push(heading("What else sources say", "facts"));
        blocks.push(Block::Facts(facts));
    }
    blocks.extend(super::findings::about(site, &at, &entity.id, &mut more));
    blocks.extend(crate::cite::cite(site, &path, &title));
    more.insert(0, site.sheet(&path, &title, part, blocks));
    more
}

/// Ranks and posts of a person on a time axis, where there are several with a date.
fn posts(site: &Site<'_>, entity: &Entity) -> Vec<Block> {
    let tenures = site.pointing(kinds::TENURE, "person", &entity.id);
    let dated = tenures.iter().filter(|tenure| when(tenure).is_some_and(|date| date.earliest_start().is_some())).count();
    if dated == 0 || tenures.len() > BARS {
        return Vec::new();
    }
    vec![heading("Ranks and posts over time", "time"), bars::of_roles("Ranks and posts", site, tenures, false)]
}

fn country(entity: &Entity) -> String {
    entity
        .first("country")
        .or_else(|| entity.first("iso"))
        .map_or_else(String::new, |code| format!(", {}", code.to_uppercase()))
}

fn body_blocks(site: &Site<'_>, entity: &Entity, at: &At<'_>, more: &mut Vec<Sheet>) -> Vec<Block> {
    let roles: Vec<&Entity> =
        site.pointing(kinds::FORUM_ROLE, "forum", &entity.id).into_iter().filter(|role| leads(role)).collect();
    let mut blocks = Vec::new();
    if !roles.is_empty() && roles.len() <= BARS {
        blocks.push(heading("Who chaired it and when", "led"));
        blocks.push(bars::of_roles("Chairs, co-chairs and leaders", site, roles, true));
    }
    let engagements = Ontology::get().kinds().map(|(kind, _)| kind).filter(|kind| kind.is_engagement());
    let meetings = engagements.flat_map(|kind| site.pointing(kind, "forum", &entity.id)).collect();
    let meetings: Vec<Line> = lines::by_date(meetings)
        .into_iter()
        .map(|other| {
            let date = when(other).map_or_else(String::new, |date| format!(", {}", words::date(&date)));
            Line::plain(vec![link(&other.name, site.address(&other.id)), text(date)])
        })
        .collect();
    if meetings.len() > crate::places::LINES {
        blocks.extend(long::section(site, at, ("Its meetings", "meetings"), meetings, more));
    } else {
        blocks.push(heading("Its meetings", "meetings"));
        let items = meetings.into_iter().map(|line| line.words).collect();
        blocks.push(list_or(items, "No source held here speaks of one."));
    }
    blocks
}
