//! Who sat down with whom: the sentences of the first page, and for each party in them the engagements that are counted there.
//!
//! The main functions are [`sentences`] and [`pages`]. Both are made of one [`Told`], so that a number and the list that it opens
//! cannot differ. Only what two independent origins say is counted ([`Site::strong`]).

use super::long::{self, At};
use super::para;
use crate::block::{Line, Sheet, Words};
use crate::site::{Site, sort_day};
use crate::words::{self, capital, link, listed, text};
use rollcall_model::id::EntityId;
use rollcall_model::ontology::kinds;
use rollcall_model::roll::RollRow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How many parties are told of.
const TOLD: usize = 8;

/// How many others are named with each.
const WITH: usize = 5;

const PART: &str = "en/index.html";

/// The name of the place of a party's own list.
const ALL: &str = "all";

/// A party, where it took part, and who else is named there.
struct Told<'a> {
    party: &'a EntityId,
    name: &'a str,
    at: BTreeSet<&'a EntityId>,
    /// The others and where, those with the most engagements first.
    with: Vec<(&'a EntityId, &'a str, BTreeSet<&'a EntityId>)>,
}

impl Told<'_> {
    fn base(&self) -> String {
        format!("en/told/{}", self.party)
    }

    /// Those of the others who are named in the sentence.
    fn named(&self) -> &[(&EntityId, &str, BTreeSet<&EntityId>)] {
        &self.with[..self.with.len().min(WITH)]
    }
}

/// The parties that several sources name most often.
fn told<'a>(site: &Site<'a>) -> Vec<Told<'a>> {
    let (mut by_party, mut at): (BTreeMap<_, Vec<&'a RollRow>>, BTreeMap<_, Vec<&'a RollRow>>) = Default::default();
    for row in site.strong() {
        by_party.entry(&row.participant.id).or_default().push(row);
        at.entry(&row.engagement.id).or_default().push(row);
    }
    let engagements = |rows: &[&'a RollRow]| rows.iter().map(|row| &row.engagement.id).collect::<BTreeSet<_>>();
    let mut all: Vec<(&EntityId, BTreeSet<&EntityId>, &str)> =
        by_party.iter().map(|(id, rows)| (*id, engagements(rows), rows[0].participant.name.as_str())).collect();
    all.sort_by_key(|(id, engagements, name)| (Reverse(engagements.len()), *name, *id));
    let others = |party: &EntityId, engagements: &BTreeSet<&'a EntityId>| {
        let mut with: BTreeMap<&EntityId, (BTreeSet<&EntityId>, &str)> = BTreeMap::new();
        for row in engagements.iter().flat_map(|engagement| &at[engagement]).filter(|row| row.participant.id != *party) {
            let (there, _) = with.entry(&row.participant.id).or_insert((BTreeSet::new(), &row.participant.name));
            there.insert(&row.engagement.id);
        }
        let mut with: Vec<_> = with.into_iter().map(|(id, (there, name))| (id, name, there)).collect();
        with.sort_by_key(|(id, name, there)| (Reverse(there.len()), *name, *id));
        with
    };
    let first = all.into_iter().take(TOLD);
    first.map(|(party, at, name)| Told { party, name, with: others(party, &at), at }).collect()
}

/// A sentence a party; each number leads to the list that it counts.
pub(super) fn sentences(site: &Site<'_>) -> Vec<Words> {
    told(site).iter().map(|told| sentence(site, told)).collect()
}

fn sentence(site: &Site<'_>, told: &Told<'_>) -> Words {
    let say = site.say;
    let place = |place: &str| Some(format!("{}.html#{place}", told.base()));
    let party = link(site.called(told.party, told.name), site.address(told.party));
    let number = link(say.with("engagements", [("number", told.at.len().into())]), place(ALL));
    if told.with.is_empty() {
        return say.words("told-alone", [("party", party.into()), ("engagements", number.into())]);
    }
    let with = |(id, name, there): &(&EntityId, &str, BTreeSet<&EntityId>)| {
        let number = link(say.number(there.len()), place(id.as_str()));
        vec![link(site.called(id, name), site.address(id)), text(" ("), number, text(")")]
    };
    let mut named: Vec<Words> = told.named().iter().map(with).collect();
    if told.with.len() > named.len() {
        named.push(vec![text(say.with("others", [("number", (told.with.len() - named.len()).into())]))]);
    }
    let others = listed(say, named);
    say.words("told", [("party", party.into()), ("engagements", number.into()), ("others", others.into())])
}

/// The lists that the sentences count.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    told(site).iter().flat_map(|told| of(site, told)).collect()
}

fn of(site: &Site<'_>, told: &Told<'_>) -> Vec<Sheet> {
    let (say, base) = (site.say, told.base());
    let name = || site.called(told.party, told.name);
    let title = capital(&say.with("told-title", [("party", name().into())]));
    let at = At { base: &base, title: &title, part: PART };
    let mut more = Vec::new();
    let mut blocks = vec![para(&say.with("told-says", [("party", name().into())]))];
    blocks.extend(long::named(site, &at, (&say.say("part-engagements"), ALL), lines(site, &told.at), &mut more));
    for (id, other, there) in told.named() {
        let heading = say.with("told-with", [("other", site.called(id, other).into())]);
        blocks.extend(long::named(site, &at, (&heading, id.as_str()), lines(site, there), &mut more));
    }
    more.insert(0, site.sheet(&format!("{base}.html"), &title, PART, blocks));
    let is_person = |id: &EntityId| site.view.entities().get(id).is_some_and(|entity| entity.kind == kinds::PERSON);
    let people = is_person(told.party) || told.named().iter().any(|(id, ..)| is_person(id));
    more.iter_mut().for_each(|sheet| sheet.noindex = people && site.view.about().people_unlisted);
    more
}

/// Engagements by date; each leads to its page, where the words are.
fn lines(site: &Site<'_>, engagements: &BTreeSet<&EntityId>) -> Vec<Line> {
    let rows = engagements.iter().filter_map(|id| site.rows_of(id).first().copied());
    let mut rows: Vec<&RollRow> = rows.collect();
    rows.sort_by_key(|row| (sort_day(row.engagement.date.as_ref()), &row.engagement.id));
    let line = |row: &RollRow| {
        let name = capital(site.called(&row.engagement.id, &row.engagement.name));
        let when = words::comma_date(site.say, row.engagement.date.as_ref());
        Line::plain(vec![link(name, site.address(&row.engagement.id)), text(when)])
    };
    rows.into_iter().map(line).collect()
}
