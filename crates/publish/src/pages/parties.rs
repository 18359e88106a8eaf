//! Bodies with their ladder and chairs, people in public roles, and all other parties: lists and a page for each.

use super::bars::{self, leads};
use super::engagements::{facts, other_names};
use super::long::{self, At};
use super::{lines_or, said, titled, together};
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

/// Things that a party may stand in, as the string of a heading, its place, a kind and a property.
const STANDS: [(&str, &str, &str, &str); 19] = [
    ("stands-posts", "posts", "Tenure", "person"),
    ("stands-held", "held", "Tenure", "body"),
    ("stands-chairs", "chairs", "ForumRole", "forum"),
    ("stands-roles", "roles", "ForumRole", "party"),
    ("stands-parts", "parts", "PartOf", "whole"),
    ("stands-part-of", "part-of", "PartOf", "part"),
    ("stands-reports-to", "reports-to", "ReportsTo", "lower"),
    ("stands-reports", "reports", "ReportsTo", "upper"),
    ("stands-commands", "commands", "Commands", "commander"),
    ("stands-commanded", "commanded", "Commands", "commanded"),
    ("stands-measures", "measures", "Measure", "target"),
    ("stands-sanctions", "sanctions", "Sanction", "target"),
    ("stands-designations", "designations", "Designation", "target"),
    ("stands-abuses", "abuses", "Perpetration", "party"),
    ("stands-supplied", "supplied", "Supply", "supplier"),
    ("stands-received", "received", "Supply", "recipient"),
    ("stands-owns", "owns", "Ownership", "owner"),
    ("stands-owned", "owned", "Ownership", "asset"),
    ("stands-positions", "positions", "Stance", "party"),
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
    let mut out = vec![link(site.name(entity), site.address(&entity.id))];
    if !engagements.is_empty() {
        let said = site.say.with("engagements", [("number", engagements.len().into())]);
        out.push(text(": "));
        out.push(link(said, site.address(&entity.id).map(|page| format!("{page}#engagements"))));
    }
    out
}

fn list_or(site: &Site<'_>, items: Vec<Words>, none: &str) -> Block {
    if items.is_empty() { said(site, none) } else { Block::List(items) }
}

fn named_items(site: &Site<'_>, parties: &[&Entity], of: impl Fn(&Entity) -> bool) -> Vec<(String, Words)> {
    parties.iter().filter(|entity| of(entity)).map(|entity| (site.name(entity).to_string(), item(site, entity))).collect()
}

fn people(site: &Site<'_>, parties: &[&Entity]) -> Vec<Sheet> {
    let items = named_items(site, parties, |entity| entity.kind == kinds::PERSON);
    let mut front = vec![said(site, "people-says")];
    if items.is_empty() {
        front.push(said(site, "people-none"));
    }
    long::by_letter(site, &At { base: "en/people", title: &site.say.say("part-people"), part: PEOPLE }, front, items)
}

fn others(site: &Site<'_>, parties: &[&Entity]) -> Vec<Sheet> {
    let of = |entity: &Entity| ![kinds::PERSON, kinds::FORUM].contains(&entity.kind);
    let items = named_items(site, parties, of);
    let mut blocks = vec![said(site, "parties-says")];
    if items.len() > ITEMS {
        return long::by_letter(
            site,
            &At { base: "en/parties", title: &site.say.say("part-parties"), part: PARTIES },
            blocks,
            items,
        );
    }
    let mut by_kind: BTreeMap<Kind, Vec<Words>> = BTreeMap::new();
    for entity in parties.iter().filter(|entity| of(entity)) {
        by_kind.entry(entity.kind).or_default().push(item(site, entity));
    }
    if by_kind.is_empty() {
        blocks.push(said(site, "parties-none"));
    }
    for (kind, items) in by_kind {
        blocks.push(titled(site, kind_heading(kind), kind.as_str()));
        blocks.push(Block::List(items));
    }
    vec![site.sheet(PARTIES, &site.say.say("part-parties"), PARTIES, blocks)]
}

fn kind_heading(kind: Kind) -> &'static str {
    match kind.as_str() {
        "State" => "kinds-states",
        "Unit" => "kinds-units",
        "Company" => "kinds-companies",
        "PublicBody" => "kinds-public-bodies",
        "Vessel" => "kinds-ships",
        "Airplane" => "kinds-aircraft",
        _ => "kinds-organisations",
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
    let mut led = vec![titled(site, "bodies-chairs", "chairs")];
    if roles.len() > BARS {
        led.push(said(site, "bodies-too-many"));
    } else {
        led.push(bars::key(site));
        led.push(bars::of_roles(&site.say.say("bodies-chairs-caption"), site, roles, true));
    }
    let items = named_items(site, parties, |entity| entity.kind == kinds::FORUM);
    if items.len() > ITEMS {
        let front = [vec![said(site, "bodies-by-letter")], led].concat();
        return long::by_letter(
            site,
            &At { base: "en/bodies", title: &site.say.say("part-bodies"), part: BODIES },
            front,
            items,
        );
    }
    let nodes = nodes(site);
    let mut blocks = vec![said(site, "bodies-says")];
    blocks.push(if nodes.is_empty() { said(site, "bodies-none") } else { Block::Tree(nodes) });
    blocks.extend(led);
    vec![site.sheet(BODIES, &site.say.say("part-bodies"), BODIES, blocks)]
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
    let (path, title) = (format!("{base}.html"), capital(site.name(entity)));
    let at = At { base: &base, title: &title, part };
    let mut more = Vec::new();
    let mut blocks = vec![Block::Para(vec![text(format!(
        "{}{}{}",
        capital(&words::kind(site.say, entity.kind)),
        country(site, entity),
        site.say.say("full-stop")
    ))])];
    if let Some(others) = other_names(site, entity) {
        blocks.push(Block::Para(site.say.words("also-called", [("names", others.into())])));
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
        blocks.push(titled(site, "part-engagements", "engagements"));
        blocks.push(lines_or(site, rows, "none-took-part"));
    } else {
        blocks.extend(long::section(site, &at, ("part-engagements", "engagements"), rows, &mut more));
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
        blocks.push(titled(site, "what-else-sources-say", "facts"));
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
    vec![titled(site, "posts-over-time", "time"), bars::of_roles(&site.say.say("stands-posts"), site, tenures, false)]
}

fn country(site: &Site<'_>, entity: &Entity) -> String {
    entity
        .first("country")
        .or_else(|| entity.first("iso"))
        .map_or_else(String::new, |code| format!("{}{}", site.say.say("list-comma"), code.to_uppercase()))
}

fn body_blocks(site: &Site<'_>, entity: &Entity, at: &At<'_>, more: &mut Vec<Sheet>) -> Vec<Block> {
    let roles: Vec<&Entity> =
        site.pointing(kinds::FORUM_ROLE, "forum", &entity.id).into_iter().filter(|role| leads(role)).collect();
    let mut blocks = Vec::new();
    if !roles.is_empty() && roles.len() <= BARS {
        blocks.push(titled(site, "body-chairs", "led"));
        blocks.push(bars::of_roles(&site.say.say("body-chairs-caption"), site, roles, true));
    }
    let engagements = Ontology::get().kinds().map(|(kind, _)| kind).filter(|kind| kind.is_engagement());
    let meetings = engagements.flat_map(|kind| site.pointing(kind, "forum", &entity.id)).collect();
    let meetings: Vec<Line> = lines::by_date(meetings)
        .into_iter()
        .map(|other| {
            let date = words::comma_date(site.say, when(other).as_ref());
            Line::plain(vec![link(site.name(other), site.address(&other.id)), text(date)])
        })
        .collect();
    if meetings.len() > crate::places::LINES {
        blocks.extend(long::section(site, at, ("body-meetings", "meetings"), meetings, more));
    } else {
        blocks.push(titled(site, "body-meetings", "meetings"));
        let items = meetings.into_iter().map(|line| line.words).collect();
        blocks.push(list_or(site, items, "none-spoken-of"));
    }
    blocks
}
