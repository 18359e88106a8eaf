//! The roll by date: a heading for each engagement, a line for each participant, and the words beside it.

use crate::page::{about, card, named, state};
use crate::review::text::{said, words};
use maud::{Markup, html};
use rollcall_model::date::plain;
use rollcall_model::id::EntityId;
use rollcall_model::roll::RollRow;
use rollcall_model::source::Source;
use rollcall_model::view::View;

/// Lines of a page.
const PAGE: usize = 100;

/// One page of the rows, and how many pages there are.
pub(super) fn draw(view: &dyn View, rows: &[&RollRow], page: usize, by: Option<&str>) -> (Markup, usize) {
    let of = rows.len().div_ceil(PAGE).max(1);
    let from = page.min(of - 1) * PAGE;
    let here = &rows[from.min(rows.len())..(from + PAGE).min(rows.len())];
    let groups = here.chunk_by(|a, b| a.engagement.id == b.engagement.id);
    let drawn = html! { @for group in groups { (engagement(view, group, by)) } };
    (drawn, of)
}

fn engagement(view: &dyn View, rows: &[&RollRow], by: Option<&str>) -> Markup {
    let held = &rows[0].engagement;
    html! {
        section class="held" {
            h2 {
                @match &held.date { Some(date) => { (plain(date)) } None => { "Date not known" } }
                ": " (thing(view, &held.id, &held.name, by))
            }
            p class="small" {
                (held.kind.info().plain)
                @if let Some(place) = &held.place { ", in " (words(place)) }
                @if held.status != "held" { ", " strong { (held.status) } }
            }
            div class="wide" tabindex="0" {
                table {
                    thead { tr { th scope="col" { "Who" } th scope="col" { "As" } th scope="col" { "State" } th scope="col" { "Words" } } }
                    tbody { @for row in rows { (line(view, row, by)) } }
                }
            }
        }
    }
}

fn line(view: &dyn View, row: &RollRow, by: Option<&str>) -> Markup {
    let rank: Vec<&str> = [&row.rank, &row.post].into_iter().flatten().map(String::as_str).collect();
    html! {
        tr id=(row.id) {
            th scope="row" {
                (thing(view, &row.participant.id, &row.participant.name, by))
                @if !rank.is_empty() { br; span class="small" { (words(&rank.join(", "))) } }
            }
            td {
                (row.role)
                @if let Some(capacity) = &row.capacity { ", " (words(capacity)) }
                @if row.mode != "not stated" { br; span class="small" { (row.mode) } }
                @if row.certainty != "stated" { br; span class="small" { (row.certainty) } }
            }
            td { (state(row.state)) }
            td { (quote(view, row, by)) }
        }
    }
}

/// The first words of a row, and the way to its card beside the source.
fn quote(view: &dyn View, row: &RollRow, by: Option<&str>) -> Markup {
    let Some(anchor) = row.anchors.first() else { return html! { "A rule makes it likely." } };
    let title = view.source(&anchor.source).map_or(anchor.source.as_str(), Source::title);
    html! {
        (said(anchor)) " "
        a href=(place(view, row, by).unwrap_or_default()) aria-label=(format!("See the words: {}, {}", row.participant.name, title)) { (words(title)) }
    }
}

/// The card of a row, beside the words that say so.
pub(super) fn place(view: &dyn View, row: &RollRow, by: Option<&str>) -> Option<String> {
    let anchor = row.anchors.first()?;
    let claims = row.statements.iter().filter_map(|id| view.claims().get(id));
    let stated = claims.into_iter().find(|stated| stated.claim.anchor == *anchor)?;
    Some(card(&anchor.source, &stated.claim.mention, by))
}

/// A thing's name, leading to all that is claimed of it.
pub(super) fn thing(view: &dyn View, id: &EntityId, name: &str, by: Option<&str>) -> Markup {
    match view.entities().get(id) {
        Some(entity) if entity.name == name => named(entity, by),
        Some(entity) => html! { a href=(about(entity, by)) { (words(name)) } },
        None => words(name),
    }
}
