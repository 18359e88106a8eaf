//! The roll as a table: parties down, engagements across, and the three kinds of blank told apart by their sign.
//!
//! A filter must not make a blank say more than it does: whether sources list who came is asked of the whole roll, and
//! where a filter alone hides a line, a sign of its own says so.

use super::list::{place, thing};
use maud::{Markup, html};
use rollcall_case::marks::{self, listing, mark, says, strength};
use rollcall_model::date::plain;
use rollcall_model::id::EntityId;
use rollcall_model::roll::{RollEngagement, RollRow};
use rollcall_model::view::View;
use std::collections::{BTreeMap, BTreeSet};

/// Engagements across a page.
const COLUMNS: usize = 30;

/// Parties down a page.
const PARTIES: usize = 200;

/// A line that the filters leave out.
const LEFT_OUT: (&str, &str) = ("~", "there is a line here that does not fit what was asked for");

/// What a table needs beside its rows.
struct Table<'a> {
    view: &'a dyn View,
    by: Option<&'a str>,
    /// Engagements of which sources list who came.
    listing: BTreeSet<&'a EntityId>,
    /// Who has any line in an engagement of this page, asked for or not.
    any: BTreeSet<(&'a EntityId, &'a EntityId)>,
    /// The rows that were asked for, by party and engagement.
    cells: BTreeMap<(&'a EntityId, &'a EntityId), Vec<&'a RollRow>>,
}

/// One page of the table, and how many pages there are.
pub(super) fn draw(view: &dyn View, rows: &[&RollRow], page: usize, by: Option<&str>) -> (Markup, usize) {
    let groups: Vec<&[&RollRow]> = rows.chunk_by(|a, b| a.engagement.id == b.engagement.id).collect();
    let of = groups.len().div_ceil(COLUMNS).max(1);
    let from = page.min(of - 1) * COLUMNS;
    let here = &groups[from.min(groups.len())..(from + COLUMNS).min(groups.len())];
    let columns: Vec<&RollEngagement> = here.iter().map(|group| &group[0].engagement).collect();
    let ids: BTreeSet<&EntityId> = columns.iter().map(|held| &held.id).collect();
    let whole = || view.roll().iter().map(AsRef::as_ref).filter(|row: &&RollRow| ids.contains(&row.engagement.id));
    let mut table = Table {
        view,
        by,
        listing: listing(whole()),
        any: whole().map(|row| (&row.participant.id, &row.engagement.id)).collect(),
        cells: BTreeMap::new(),
    };
    for row in here.iter().copied().flatten() {
        table.cells.entry((&row.participant.id, &row.engagement.id)).or_default().push(row);
    }
    (table.draw(&columns, &parties(here)), of)
}

/// Parties with their names, those with the most engagements first.
fn parties<'a>(groups: &[&[&'a RollRow]]) -> Vec<(&'a EntityId, &'a str)> {
    let mut held: BTreeMap<&EntityId, (&str, BTreeSet<&EntityId>)> = BTreeMap::new();
    for row in groups.iter().copied().flatten() {
        let entry = held.entry(&row.participant.id).or_insert((&row.participant.name, BTreeSet::new()));
        entry.1.insert(&row.engagement.id);
    }
    let mut all: Vec<_> = held.into_iter().map(|(id, (name, engagements))| (engagements.len(), name, id)).collect();
    all.sort_by_key(|(count, name, id)| (std::cmp::Reverse(*count), *name, *id));
    all.into_iter().map(|(_, name, id)| (id, name)).collect()
}

impl Table<'_> {
    fn draw(&self, columns: &[&RollEngagement], parties: &[(&EntityId, &str)]) -> Markup {
        html! {
            div class="wide matrix" tabindex="0" role="region" aria-label="The roll as a table" {
                table {
                    thead { tr {
                        td {}
                        @for held in columns { th scope="col" {
                            span class="when" { @match &held.date { Some(date) => { (plain(date)) } None => { "Date not known" } } }
                            (thing(self.view, &held.id, &held.name, self.by))
                        } }
                    } }
                    tbody { @for (id, name) in parties.iter().take(PARTIES) { tr {
                        th scope="row" { (thing(self.view, id, name, self.by)) }
                        @for held in columns { (self.cell(id, &held.id)) }
                    } } }
                }
            }
            @if parties.len() > PARTIES { p { "and " (parties.len() - PARTIES) " more who took part in these: narrow it down to see them." } }
            (legend())
        }
    }

    fn cell(&self, party: &EntityId, held: &EntityId) -> Markup {
        let Some(rows) = self.cells.get(&(party, held)) else {
            return if self.any.contains(&(party, held)) {
                html! { td { (LEFT_OUT.0) (heard(LEFT_OUT.1)) } }
            } else if self.listing.contains(held) {
                html! { td { "·" (heard("not named")) } }
            } else {
                html! { td {} }
            };
        };
        let mut rows = rows.clone();
        rows.sort_by_key(|row| (strength(&row.role), &row.id));
        let first = rows[0];
        let words = rows.iter().map(|row| format!("{}, {}", says(row), row.state.as_str())).collect::<Vec<_>>().join("; ");
        let class = first.state.as_str().split(' ').next().unwrap_or_default();
        html! {
            td {
                @match place(self.view, first, self.by) {
                    Some(place) => { a class={ "mark " (class) } href=(place) title=(words) { (mark(first)) (heard(&words)) } }
                    None => { span class="mark" title=(words) { (mark(first)) (heard(&words)) } }
                }
            }
        }
    }
}

/// Words for those who hear the page.
fn heard(words: &str) -> Markup {
    html! { span class="heard" { " " (words) } }
}

fn legend() -> Markup {
    html! {
        h2 { "What the marks mean" }
        ul class="legend" {
            @for (mark, says) in marks::legend() { li { span class="key" { (mark) } " " (says) } }
            li { span class="key" { (LEFT_OUT.0) } " " (LEFT_OUT.1) }
            li { span class="key" { span class="mark accepted" { "●T" } } " a whole line under it: accepted" }
            li { span class="key" { span class="mark proposed" { "●T" } } " a dotted line: nobody has checked it, or it needs another look" }
            li { span class="key" { span class="mark disputed" { "●T" } } " a double line: disputed, rejected or taken back" }
        }
    }
}
