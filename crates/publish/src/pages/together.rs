//! Two parties: the engagements at which both are recorded, instead of a drawing of a network.
//!
//! The main functions are [`lists`], for the pairs of the parties that are named most often, and [`with`], the part of a
//! party's page that leads there. To be recorded together says that sources name both, and nothing else.

use super::long::{self, At};
use super::{heading, para};
use crate::block::{Block, Line, Sheet, Words};
use crate::lines;
use crate::site::{Site, came};
use crate::words::{self, count, link, text};
use rollcall_model::id::EntityId;
use rollcall_model::ontology::kinds;
use rollcall_model::roll::RollRow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How many parties are set side by side, and the least number of engagements that a pair shares.
const MOST: usize = 30;
const LEAST: usize = 2;

const PATH: &str = "en/together.html";

/// A pair of parties, the lesser id first, and the engagements at which both are recorded.
pub(crate) struct Pair<'a> {
    one: &'a EntityId,
    two: &'a EntityId,
    engagements: Vec<&'a EntityId>,
}

impl Pair<'_> {
    fn base(&self) -> String {
        format!("en/together/{}-{}", self.one, self.two)
    }
}

fn name<'a>(site: &Site<'a>, id: &EntityId) -> &'a str {
    site.view.entities().get(id).map_or("", |entity| &entity.name)
}

/// The pairs, those with the most engagements first.
pub(crate) fn pairs<'a>(site: &Site<'a>) -> Vec<Pair<'a>> {
    let mut parties: Vec<(&'a EntityId, BTreeSet<&'a EntityId>)> = site
        .roll_parties()
        .iter()
        .map(|(id, rows)| (*id, rows.iter().filter(|row| came(row)).map(|row| &row.engagement.id).collect()))
        .filter(|(_, engagements): &(_, BTreeSet<_>)| engagements.len() >= LEAST)
        .collect();
    parties.sort_by_key(|(id, engagements)| (Reverse(engagements.len()), name(site, id), *id));
    parties.truncate(MOST);
    parties.sort_by_key(|(id, _)| *id);
    let mut pairs = Vec::new();
    for (at, (one, here)) in parties.iter().enumerate() {
        for (two, there) in &parties[at + 1..] {
            let engagements: Vec<&'a EntityId> = here.intersection(there).copied().collect();
            if engagements.len() >= LEAST {
                pairs.push(Pair { one, two, engagements });
            }
        }
    }
    pairs.sort_by_key(|pair| {
        (Reverse(pair.engagements.len()), name(site, pair.one), name(site, pair.two), pair.one, pair.two)
    });
    pairs
}

/// The list of pairs.
pub(super) fn list(site: &Site<'_>) -> Sheet {
    let says = format!(
        "Pairs among the {MOST} parties that sources name most often, and the engagements at which sources name both. That both are named says nothing of what they did or said there.",
    );
    let items: Vec<Words> = site
        .pairs()
        .iter()
        .map(|pair| {
            let title = format!("{} and {}", name(site, pair.one), name(site, pair.two));
            let number = count(pair.engagements.len(), "engagement", "engagements");
            vec![link(title, Some(format!("{}.html", pair.base()))), text(format!(": {number}"))]
        })
        .collect();
    let list = if items.is_empty() { para("No two parties are named at two engagements.") } else { Block::List(items) };
    site.sheet(PATH, "Recorded together", PATH, vec![para(&says), list])
}

/// The pages of the pairs.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    site.pairs().iter().flat_map(|pair| of_pair(site, pair)).collect()
}

fn of_pair(site: &Site<'_>, pair: &Pair<'_>) -> Vec<Sheet> {
    let title = format!("{} and {}", words::capital(name(site, pair.one)), name(site, pair.two));
    let base = pair.base();
    let at = At { base: &base, title: &title, part: PATH };
    let mut blocks = vec![Block::Para(vec![
        text("Where sources name both "),
        link(name(site, pair.one), site.address(pair.one)),
        text(" and "),
        link(name(site, pair.two), site.address(pair.two)),
        text(". It says nothing of what they did or said there."),
    ])];
    let mut held: Vec<(&RollRow, Line)> = Vec::new();
    for engagement in &pair.engagements {
        let rows = site.rows_of(engagement).iter().filter(|row| came(row));
        let mut both: Vec<&RollRow> =
            rows.filter(|row| [pair.one, pair.two].contains(&&row.participant.id)).copied().collect();
        both.sort_by_key(|row| (&row.participant.id, &row.id));
        let Some(first) = both.first().copied() else { continue };
        let when = first.engagement.date.as_ref().map_or_else(String::new, |date| format!(", {}", words::date(date)));
        let said = vec![link(words::capital(&first.engagement.name), site.address(engagement)), text(when)];
        let under = both.into_iter().map(|row| Line { ids: Vec::new(), ..lines::participation(site, row) }).collect();
        held.push((first, Line { under, ..Line::plain(said) }));
    }
    held.sort_by_key(|(row, _)| (crate::site::sort_day(row.engagement.date.as_ref()), &row.engagement.id));
    let lines = held.into_iter().map(|(_, line)| line).collect();
    let mut more = Vec::new();
    blocks.extend(long::section(site, &at, ("Engagements", "engagements"), lines, &mut more));
    more.insert(0, site.sheet(&format!("{base}.html"), &title, PATH, blocks));
    let people = [pair.one, pair.two]
        .iter()
        .any(|id| site.view.entities().get(*id).is_some_and(|entity| entity.kind == kinds::PERSON));
    more.iter_mut().for_each(|sheet| sheet.noindex = people);
    more
}

/// With whom a party is recorded at two engagements or more, for its page.
pub(super) fn with(site: &Site<'_>, party: &EntityId) -> Vec<Block> {
    let mut others: BTreeMap<(Reverse<usize>, &str, &EntityId), String> = BTreeMap::new();
    for pair in site.pairs().iter().filter(|pair| pair.one == party || pair.two == party) {
        let other = if pair.one == party { pair.two } else { pair.one };
        others.insert((Reverse(pair.engagements.len()), name(site, other), other), format!("{}.html", pair.base()));
    }
    if others.is_empty() {
        return Vec::new();
    }
    let items = others
        .into_iter()
        .map(|((Reverse(number), name, _), to)| {
            vec![link(name, Some(to)), text(format!(": {}", count(number, "engagement", "engagements")))]
        })
        .collect();
    vec![heading("Recorded together with", "together"), Block::List(items)]
}
