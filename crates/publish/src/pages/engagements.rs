//! Engagements: a list by date, and a page for each with every differing value, who took part and what came of it.

use super::{heading, lines_or, para};
use crate::block::{Block, Line, Run, Sheet, Words};
use crate::lines::{self, when};
use crate::site::{Site, came, sort_day};
use crate::words::{self, capital, link, text};
use rollcall_model::entity::Entity;
use rollcall_model::ontology::kinds;

const PART: &str = "en/engagements.html";

/// Properties that are said in a place of their own.
const ELSEWHERE: [&str; 2] = ["name", "alias"];

/// The list and the pages.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    let mut all: Vec<&Entity> =
        site.view.entities().values().map(AsRef::as_ref).filter(|entity: &&Entity| entity.kind.is_engagement()).collect();
    all.sort_by_key(|entity| (sort_day(when(entity).as_ref()), entity.name.clone(), entity.id.clone()));
    let list: Vec<Words> = all.iter().map(|entity| item(site, entity)).collect();
    let mut blocks = vec![para("Meetings, exercises, visits, trainings and expos that sources speak of, by date.")];
    blocks.push(if list.is_empty() { para("No source held here speaks of one.") } else { Block::List(list) });
    let mut pages = vec![site.sheet(PART, "Engagements", PART, blocks)];
    pages.extend(all.iter().map(|entity| page(site, entity)));
    pages
}

fn item(site: &Site<'_>, entity: &Entity) -> Words {
    vec![link(&entity.name, site.address(&entity.id)), text(format!(", {}", what(entity))), came_to(site, entity)]
}

/// What it was, when, where, and its status where it was not simply held.
fn what(entity: &Entity) -> String {
    let date = when(entity).map_or_else(|| "no date known".to_string(), |date| words::date(&date));
    let mut parts = vec![entity.kind.info().plain.as_str(), &date];
    parts.extend(entity.first("place"));
    parts.extend(entity.first("status").filter(|status| *status != "held"));
    parts.join(", ")
}

/// How many are named.
fn came_to(site: &Site<'_>, entity: &Entity) -> Run {
    let here = site.rows_of(&entity.id).iter().filter(|row| came(row)).count();
    Run::Quiet(format!(" – {}", words::count(here, "named as taking part", "named as taking part")))
}

pub(super) fn page(site: &Site<'_>, entity: &Entity) -> Sheet {
    let mut blocks = vec![Block::Para(vec![text(capital(&what(entity))), came_to(site, entity)])];
    let others = other_names(entity);
    if let Some(others) = others {
        blocks.push(Block::Para(vec![text(format!("Also called: {others}."))]));
    }
    blocks.push(heading("Who took part", "who"));
    let rows = site.rows_of(&entity.id).iter().map(|row| lines::participation(site, row)).collect();
    blocks.push(lines_or(rows, "No source held here says who came."));
    let outcomes = lines::things(site, site.pointing(kinds::OUTCOME, "engagement", &entity.id));
    blocks.push(heading("What came of it", "outcomes"));
    blocks.push(lines_or(outcomes, "No source held here says what came of it."));
    let said = lines::things(site, site.pointing(kinds::STANCE, "engagement", &entity.id));
    if !said.is_empty() {
        blocks.push(heading("Positions taken", "positions"));
        blocks.push(Block::Lines(said));
    }
    let left_out = lines::things(site, site.pointing(kinds::OMISSION, "by", &entity.id));
    if !left_out.is_empty() {
        blocks.push(heading("What its texts are said to leave out", "left-out"));
        blocks.push(Block::Lines(left_out));
    }
    blocks.push(heading("What sources say of it", "facts"));
    blocks.push(Block::Facts(facts(site, entity, &ELSEWHERE)));
    blocks.extend(super::findings::about(site, &entity.id));
    site.sheet(&format!("en/engagements/{}.html", entity.id), &capital(&entity.name), PART, blocks)
}

/// Names other than the one on the page.
pub(super) fn other_names(entity: &Entity) -> Option<String> {
    let mut names: Vec<&str> = ["name", "alias", "acronym"]
        .iter()
        .flat_map(|property| entity.values(property))
        .map(|value| value.value.words())
        .filter(|name| *name != entity.name)
        .collect();
    names.sort_unstable();
    names.dedup();
    (!names.is_empty()).then(|| names.join("; "))
}

/// Every value of every property, with its words. Where sources differ all are shown.
pub(super) fn facts(site: &Site<'_>, entity: &Entity, leave_out: &[&str]) -> Vec<(String, Vec<Line>)> {
    let kept = entity.properties.iter().filter(|(name, _)| !leave_out.contains(&name.as_str()));
    kept.map(|(name, values)| (words::property(name), values.iter().map(|value| lines::value(site, name, value)).collect()))
        .collect()
}
