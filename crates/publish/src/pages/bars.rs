//! Bars on one axis of years: who led what when, and who held which post when.
//!
//! The main function is [`of_roles`]. A day seen is a dot, a known span a bar, an end that is not known fades.

use super::said;
use crate::block::{Bar, BarRow, Bars, Block, Run};
use crate::lines::when;
use crate::site::{Site, sort_day};
use rollcall_model::date::{Day, Edtf};
use rollcall_model::entity::Entity;

/// Whether a role in a body leads it.
pub(super) fn leads(role: &Entity) -> bool {
    role.first("role").is_some_and(|role| ["chair", "co-chair", "lead", "host", "convenor", "organiser"].contains(&role))
}

/// Bars for roles that say since when, until when, or a day on which they were seen; by body and then by time, where they
/// are roles in bodies, so that co-chairs stand under each other.
pub(super) fn of_roles(caption: &str, site: &Site<'_>, mut roles: Vec<&Entity>, chairs: bool) -> Block {
    roles.retain(|role| when(role).is_some_and(|date| date.earliest_start().is_some()));
    let body = |role: &Entity| {
        let forum = role.linked("forum").and_then(|id| site.view.entities().get(id));
        (forum.map(|forum| forum.name.to_lowercase()), role.linked("forum").cloned())
    };
    roles.sort_by_cached_key(|role| (body(role), sort_day(when(role).as_ref()), role.name.clone(), role.id.clone()));
    let rows: Vec<(&Entity, Edtf)> = roles.into_iter().filter_map(|role| Some((role, when(role)?))).collect();
    let Some(years) = years(rows.iter().map(|(_, date)| date)) else {
        return said(site, if chairs { "bars-no-chairs" } else { "bars-none" });
    };
    let rows = rows
        .into_iter()
        .map(|(role, date)| BarRow {
            words: crate::sentences::of(site, role),
            when: String::new(),
            bars: vec![bar(role, &date, years)],
        })
        .collect();
    Block::Bars(Bars { caption: caption.into(), years, rows })
}

/// How bars are read.
pub(super) fn key(site: &Site<'_>) -> Block {
    Block::Para(vec![Run::Quiet(site.say.say("bars-key"))])
}

/// The first and last year of some dates.
pub(super) fn years<'d>(dates: impl Iterator<Item = &'d Edtf> + Clone) -> Option<(i32, i32)> {
    let first = dates.clone().filter_map(Edtf::earliest_start).map(|day| day.ymd().0).min()?;
    let last = dates.filter_map(|date| date.latest_end().or(date.earliest_start())).map(|day| day.ymd().0).max()?;
    Some((first, last.max(first)))
}

/// The bar of a thing: a dot where it was only seen on a day.
pub(super) fn bar(thing: &Entity, date: &Edtf, (first, until): (i32, i32)) -> Bar {
    let at = |day: Day| {
        let (year, month, date) = day.ymd();
        let days = (year - first) * 372 + (month - 1) * 31 + date - 1;
        (days * 100 / ((until - first + 1) * 372)).clamp(0, 100)
    };
    let given = |property: &str| !thing.values(property).is_empty();
    let begin = date.earliest_start().map_or(0, at);
    // A measure stands from the day on which it was in force until it is said to have ended.
    let lasts = given("inForce") || given("announced");
    let ended = thing.first("ended").and_then(|text| Edtf::parse(text).ok()).and_then(|date| date.latest_end());
    let last = if lasts { ended } else { date.latest_end() };
    let open = given("startDate") && !given("endDate") || last.is_none();
    let seen = !given("startDate") && !given("date") && given("seenDate") || !lasts && date.single_day().is_some();
    let end = if open { 100 } else { last.map_or(100, at) };
    let width = (end - begin).clamp(1, 100 - begin.min(99));
    let within = !lasts && !open && !date.is_extent();
    Bar { left: begin as u8, width: (!seen).then_some(width as u8), open, within }
}
