//! Two parties: the engagements at which both are recorded, instead of a drawing of a network.
//!
//! The main functions are [`lists`], for the pairs of the parties that are named most often, and [`with`], the part of a
//! party's page that leads there. To be recorded together says that sources name both, and nothing else.

use super::long::{self, At};
use super::{para, said, titled};
use crate::block::{Block, Line, Sheet, Words};
use crate::lines;
use crate::site::{Site, came};
use crate::words::{self, link, text};
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
    site.view.entities().get(id).map_or("", |entity| site.name(entity))
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
    let say = site.say;
    let says = say.with("together-says", [("number", MOST.into())]);
    let items: Vec<Words> = site
        .pairs()
        .iter()
        .map(|pair| {
            let names = [("one", name(site, pair.one).into()), ("two", name(site, pair.two).into())];
            let title = say.with("one-and-two", names);
            let number = say.with("engagements", [("number", pair.engagements.len().into())]);
            vec![link(title, Some(format!("{}.html", pair.base()))), text(format!(": {number}"))]
        })
        .collect();
    let list = if items.is_empty() { said(site, "together-none") } else { Block::List(items) };
    site.sheet(PATH, &say.say("part-together"), PATH, vec![para(&says), list])
}

/// The pages of the pairs.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    site.pairs().iter().flat_map(|pair| of_pair(site, pair)).collect()
}

fn of_pair(site: &Site<'_>, pair: &Pair<'_>) -> Vec<Sheet> {
    let say = site.say;
    let one = words::capital(name(site, pair.one));
    let title = say.with("one-and-two", [("one", one.into()), ("two", name(site, pair.two).into())]);
    let ends = [pair.one, pair.two].map(|id| link(name(site, id), site.address(id)).into());
    let [one, two] = ends;
    let base = pair.base();
    let at = At { base: &base, title: &title, part: PATH };
    let mut blocks = vec![Block::Para(say.words("together-where", [("one", one), ("two", two)]))];
    let mut held: Vec<(&RollRow, Line)> = Vec::new();
    for engagement in &pair.engagements {
        let rows = site.rows_of(engagement).iter().filter(|row| came(row));
        let mut both: Vec<&RollRow> =
            rows.filter(|row| [pair.one, pair.two].contains(&&row.participant.id)).copied().collect();
        both.sort_by_key(|row| (&row.participant.id, &row.id));
        let Some(first) = both.first().copied() else { continue };
        let when = words::comma_date(say, first.engagement.date.as_ref());
        let said = vec![
            link(words::capital(site.called(engagement, &first.engagement.name)), site.address(engagement)),
            text(when),
        ];
        let under = both.into_iter().map(|row| Line { ids: Vec::new(), ..lines::participation(site, row) }).collect();
        held.push((first, Line { under, ..Line::plain(said) }));
    }
    held.sort_by_key(|(row, _)| (crate::site::sort_day(row.engagement.date.as_ref()), &row.engagement.id));
    let lines = held.into_iter().map(|(_, line)| line).collect();
    let mut more = Vec::new();
    blocks.extend(long::section(site, &at, ("part-engagements", "engagements"), lines, &mut more));
    more.insert(0, site.sheet(&format!("{base}.html"), &title, PATH, blocks));
    let people = [pair.one, pair.two]
        .iter()
        .any(|id| site.view.entities().get(*id).is_some_and(|entity| entity.kind == kinds::PERSON));
    more.iter_mut().for_each(|sheet| sheet.noindex = people && site.view.about().people_unlisted);
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
            vec![link(name, Some(to)), text(format!(": {}", site.say.with("engagements", [("number", number.into())])))]
        })
        .collect();
    vec![titled(site, "together-with", "together"), Block::List(items)]
}
