//! What stands in the roll as a table beside who took part: measures in force as bands, alleged abuses as ticks.
//!
//! The main type is [`Measures`], which numbers the measures of one table as they begin in it.

use super::matrix::Place;
use crate::block::{Tick, Words};
use crate::dates;
use crate::lines::when;
use crate::site::{Site, sort_day, year};
use crate::words;
use rollcall_model::date::{Day, Edtf};
use rollcall_model::entity::Entity;
use rollcall_model::id::EntityId;
use rollcall_model::ontology::kinds;
use std::collections::BTreeSet;

/// The most measures that are bands in one table, and the most ticks in one column.
const MOST: (usize, usize) = (60, 12);

/// The measures that are bands in one table.
#[derive(Default)]
pub(super) struct Measures {
    /// Each in words, in the order of its number.
    pub list: Vec<Words>,
}

/// A measure that names a party: its number in the table, its place and the days between which it was in force.
struct Band {
    number: usize,
    to: String,
    from: Day,
    until: Option<Day>,
}

impl Band {
    fn holds(&self, date: Option<&Edtf>) -> bool {
        let after = date.and_then(Edtf::earliest_start).is_some_and(|day| day >= self.from);
        after && self.until.is_none_or(|until| date.and_then(Edtf::latest_end).is_some_and(|day| day <= until))
    }
}

/// The bands of one row.
pub(super) struct Bands {
    all: Vec<Band>,
    begun: BTreeSet<usize>,
}

impl Measures {
    /// The measures that name a party and were in force at one of these places.
    pub(super) fn of(&mut self, site: &Site<'_>, party: &EntityId, places: &[Place<'_>]) -> Bands {
        let mut found: Vec<&Entity> = site.pointing(kinds::MEASURE, "target", party);
        found.extend(site.pointing(kinds::SANCTION, "target", party));
        found.sort_by_cached_key(|measure| (sort_day(when(measure).as_ref()), measure.id.clone()));
        let mut all = Vec::new();
        for measure in found {
            let date = |property: &str| measure.first(property).and_then(|text| Edtf::parse(text).ok());
            let Some(from) = date("inForce").or_else(|| date("startDate")).and_then(|date| date.latest_start()) else {
                continue;
            };
            let until = date("ended").or_else(|| date("endDate")).and_then(|date| date.earliest_end());
            let to = site.address(&measure.id).unwrap_or_default();
            let band = Band { number: self.list.len() + 1, to, from, until };
            if self.list.len() < MOST.0 && places.iter().any(|place| band.holds(place.date)) {
                self.list.push(crate::sentences::of(site, measure));
                all.push(band);
            }
        }
        Bands { all, begun: BTreeSet::new() }
    }
}

impl Bands {
    /// Whether a measure was in force.
    pub(super) fn hold(&self, place: &Place<'_>) -> bool {
        self.all.iter().any(|band| band.holds(place.date))
    }

    /// The measures whose band begins here: number and place.
    pub(super) fn begin(&mut self, place: &Place<'_>) -> Vec<(usize, String)> {
        let here: Vec<&Band> =
            self.all.iter().filter(|band| !self.begun.contains(&band.number) && band.holds(place.date)).collect();
        let begins: Vec<(usize, String)> = here.into_iter().map(|band| (band.number, band.to.clone())).collect();
        self.begun.extend(begins.iter().map(|(number, _)| *number));
        begins
    }
}

/// Per column the alleged abuses since the column before; those after the last stand there.
pub(super) fn ticks(site: &Site<'_>, places: &[Place<'_>], only: Option<Option<i32>>) -> Vec<Vec<Tick>> {
    let mut out: Vec<Vec<Tick>> = places.iter().map(|_| Vec::new()).collect();
    let columns: Vec<(usize, i32)> = places
        .iter()
        .enumerate()
        .filter(|(_, place)| place.engagement.is_some() && place.date.is_some())
        .map(|(at, place)| (at, sort_day(place.date)))
        .collect();
    let mut abuses: Vec<(&Entity, Edtf)> =
        site.of_kind(kinds::ABUSE).into_iter().filter_map(|abuse| when(abuse).map(|date| (abuse, date))).collect();
    abuses.retain(|(_, date)| only.is_none_or(|only| year(Some(date)) == only));
    abuses.sort_by_cached_key(|(abuse, date)| (sort_day(Some(date)), abuse.id.clone()));
    for (abuse, date) in abuses {
        let day = sort_day(Some(&date));
        let after = columns.partition_point(|(_, column)| *column < day);
        let Some((at, _)) = columns.get(after).or(columns.last()) else { continue };
        let what = abuse.first("what").unwrap_or(&abuse.name);
        match out[*at].len() {
            number if number < MOST.1 => out[*at].push(Tick {
                says: words::commas(
                    site.say,
                    &[site.say.with("alleged", [("what", what.into())]), dates::date(site.say, &date)],
                ),
                to: site.address(&abuse.id).unwrap_or_default(),
            }),
            number if number == MOST.1 => {
                out[*at].push(Tick { says: site.say.say("more-alleged"), to: "en/abuses.html".into() });
            }
            _ => {}
        }
    }
    out
}
