//! Engagements: a list by date, and a page for each with every differing value, who took part and what came of it.

use super::long::{self, At};
use super::{lines_or, said, titled};
use crate::block::{Block, Line, Run, Sheet, Words};
use crate::dates;
use crate::lines::{self, when};
use crate::site::{Site, came, year};
use crate::words::{self, capital, link, text};
use rollcall_model::entity::Entity;
use rollcall_model::ontology::kinds;

const PART: &str = "en/engagements.html";

/// Properties that are said in a place of their own.
const ELSEWHERE: [&str; 2] = ["name", "alias"];

/// All engagements, by date.
pub(super) fn all<'a>(site: &Site<'a>) -> Vec<&'a Entity> {
    lines::by_date(site.of_kinds(|kind| kind.is_engagement()))
}

/// The list, by year where it is long.
pub(super) fn lists(site: &Site<'_>) -> Vec<Sheet> {
    let items: Vec<(Option<i32>, Words)> =
        all(site).into_iter().map(|entity| (year(when(entity).as_ref()), item(site, entity))).collect();
    let mut front = vec![said(site, "engagements-says")];
    if items.is_empty() {
        front.push(said(site, "none-spoken-of"));
    }
    let title = site.say.say("part-engagements");
    long::by_year(site, &At { base: "en/engagements", title: &title, part: PART }, front, items)
}

fn item(site: &Site<'_>, entity: &Entity) -> Words {
    let said = format!("{}{}", site.say.say("list-comma"), what(site, entity));
    vec![link(site.name(entity), site.address(&entity.id)), text(said), came_to(site, entity)]
}

/// What it was, when, where, and its status where it was not simply held.
fn what(site: &Site<'_>, entity: &Entity) -> String {
    let say = site.say;
    let date = when(entity).map_or_else(|| say.say("no-date-known-small"), |date| dates::date(say, &date));
    let mut parts = vec![words::kind(say, entity.kind), date];
    parts.extend(entity.first("place").map(str::to_string));
    parts.extend(entity.first("status").filter(|status| *status != "held").map(|status| words::status(say, status)));
    words::commas(say, &parts)
}

/// How many are named.
fn came_to(site: &Site<'_>, entity: &Entity) -> Run {
    let here = site.rows_of(&entity.id).iter().filter(|row| came(row)).count();
    Run::Quiet(format!(" – {}", site.say.with("named-as-taking-part", [("number", here.into())])))
}

/// The page of an engagement, and the parts of its long sections.
pub(super) fn pages<'a>(site: &Site<'a>, entity: &'a Entity) -> Vec<Sheet> {
    let base = format!("en/engagements/{}", entity.id);
    let path = format!("{base}.html");
    let title = capital(site.name(entity));
    let at = At { base: &base, title: &title, part: PART };
    let mut more = Vec::new();
    let mut blocks = vec![Block::Para(vec![text(capital(&what(site, entity))), came_to(site, entity)])];
    if let Some(others) = other_names(site, entity) {
        blocks.push(Block::Para(site.say.words("also-called", [("names", others.into())])));
    }
    let rows: Vec<Line> = site.rows_of(&entity.id).iter().map(|row| lines::participation(site, row)).collect();
    if rows.is_empty() {
        blocks.push(titled(site, "who-took-part", "who"));
        blocks.push(lines_or(site, rows, "none-came"));
    } else {
        blocks.extend(long::section(site, &at, ("who-took-part", "who"), rows, &mut more));
    }
    let outcomes = lines::things(site, site.pointing(kinds::OUTCOME, "engagement", &entity.id));
    blocks.push(titled(site, "outcomes", "outcomes"));
    blocks.push(lines_or(site, outcomes, "none-outcomes"));
    let said = lines::things(site, site.pointing(kinds::STANCE, "engagement", &entity.id));
    if !said.is_empty() {
        blocks.extend(long::section(site, &at, ("positions", "positions"), said, &mut more));
    }
    let left_out = lines::things(site, site.pointing(kinds::OMISSION, "by", &entity.id));
    if !left_out.is_empty() {
        blocks.push(titled(site, "left-out", "left-out"));
        blocks.push(Block::Lines(left_out));
    }
    blocks.push(titled(site, "what-sources-say", "facts"));
    blocks.push(Block::Facts(facts(site, entity, &ELSEWHERE)));
    blocks.extend(super::findings::about(site, &at, &entity.id, &mut more));
    blocks.extend(crate::cite::cite(site, &path, &title));
    more.insert(0, site.sheet(&path, &title, PART, blocks));
    more
}

/// Names other than the one on the page: those in its script, then those in others.
pub(super) fn other_names(site: &Site<'_>, entity: &Entity) -> Option<String> {
    let shown = site.name(entity);
    let mut names: Vec<&str> = ["name", "alias", "acronym"]
        .iter()
        .flat_map(|property| entity.values(property))
        .map(|value| value.value.words())
        .chain([entity.name.as_str()])
        .filter(|name| *name != shown)
        .collect();
    let own = words::script(shown);
    names.sort_unstable_by_key(|name| (words::script(name) != own, words::script(name), *name));
    names.dedup();
    let said = names.iter().map(|name| match words::script(name) {
        script if script == own => (*name).to_string(),
        script => format!("{name} ({})", site.say.say(script)),
    });
    (!names.is_empty()).then(|| said.collect::<Vec<_>>().join("; "))
}

/// Every value of every property, with its words. Where sources differ all are shown.
pub(super) fn facts<'a>(site: &Site<'a>, entity: &'a Entity, leave_out: &[&str]) -> Vec<(String, Vec<Line>)> {
    let kept = entity.properties.iter().filter(|(name, _)| !leave_out.contains(&name.as_str()));
    kept.map(|(name, values)| {
        (words::property(site.say, name), values.iter().map(|value| lines::value(site, entity, name, value)).collect())
    })
    .collect()
}
