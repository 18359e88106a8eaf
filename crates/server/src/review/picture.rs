//! A page as a picture beside its claims, and the form that says what a box of it shows.
//!
//! The main functions are [`pane`] and [`form`]. The picture is an SVG in points of the page, so that boxes are drawn where
//! they lie at any size, without a style in the page. Without scripts a ruler stands along its edges and the box is typed;
//! with them it is drawn with mouse, pen or finger, and follows the four fields either way.

use super::ReviewQuery;
use super::cards::{Around, capital};
use super::text::words;
use super::words_of;
use crate::page::address;
use maud::{Markup, html};
use rollcall_case::Picture;
use rollcall_case::picture::{MAX_DESCRIPTION, is_drawable, points};
use rollcall_model::claim::Anchor;
use rollcall_model::entity::Entity;
use rollcall_model::ontology::{Ontology, ROLES, kinds};
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_model::view::View;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Names and engagements that a form offers, at most.
const OFFERED: usize = 500;

/// Marks of the ruler along a side.
const MARKS: i64 = 10;

/// A page that was drawn, or why it was not.
pub(crate) struct Shown {
    pub(crate) page: usize,
    pub(crate) picture: Result<Arc<Picture>, Problem>,
}

/// Which page of a source is looked at: the one asked for, else the first where there is no text to read.
pub(crate) fn page_of(source: &Source, has_text: bool, asked: Option<usize>) -> Option<usize> {
    match asked {
        _ if !is_drawable(source) => None,
        Some(page) => Some(page.max(1)),
        None => (!has_text).then_some(1),
    }
}

/// Where boxes of a source's page lie, with what was seen in each.
fn boxes<'a>(view: &'a dyn View, source: &Source, page: usize) -> BTreeSet<(&'a [i64; 4], &'a str)> {
    let anchors = view.claims().values().map(|stated| &stated.claim.anchor);
    anchors
        .filter(|anchor| anchor.source == source.path && anchor.page == Some(page))
        .filter_map(|anchor| Some((anchor.rect.as_ref()?, anchor.seen()?)))
        .collect()
}

/// The name of a box, as a card and the picture have it.
pub(crate) fn name(anchor: &Anchor) -> Option<String> {
    anchor.seen()?;
    anchor.rect.map(|rect| rect.map(|side| side.to_string()).join(","))
}

/// The picture with the boxes that people drew on it.
pub(crate) fn pane(view: &dyn View, query: &ReviewQuery, source: &Source, shown: &Shown) -> Markup {
    html! {
        p class="small" data-path=(source.path) data-page=(shown.page) { strong { (words(source.title())) } }
        @match &shown.picture {
            Err(problem) => {
                p class="bad" { (words(&capital(&problem.message))) "." }
                @if let Some(hint) = &problem.hint { p { (words(&capital(hint))) "." } }
            }
            Ok(picture) => {
                (ways(query, source, shown.page, picture.pages))
                (drawing(view, source, shown.page, picture))
            }
        }
    }
}

/// The ways to the pages before and after, and back to the text.
fn ways(query: &ReviewQuery, source: &Source, page: usize, of: usize) -> Markup {
    let to = |page: usize| ReviewQuery { picture: Some(page), ..query.of_source(&source.path) }.address();
    html! {
        p class="small turn" {
            @if page > 1 { a rel="prev" href=(to(page - 1)) { "Page before" } " " }
            @if of > 1 { "Page " (page) " of " (of) " " }
            @if page < of { a rel="next" href=(to(page + 1)) { "Next page" } " " }
            @if source.layer.is_some() { a id="other" href=(query.of_source(&source.path).address()) { "Its text" } }
        }
    }
}

fn drawing(view: &dyn View, source: &Source, page: usize, picture: &Picture) -> Markup {
    let [width, height] = picture.size.map(points);
    let number = page.to_string();
    let pixels = address("/review/picture", &[("source", Some(source.path.as_str())), ("page", Some(number.as_str()))]);
    let label = format!("{}, page {page}", source.title());
    html! {
        svg class="picture" viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(label) data-page=(page) {
            image href=(pixels) width=(width) height=(height) preserveAspectRatio="none" {}
            (ruler(picture.size))
            @for (rect, seen) in boxes(view, source, page) {
                rect class="box" data-box=(rect.map(|side| side.to_string()).join(","))
                    x=(points(rect[0])) y=(points(rect[1])) width=(points(rect[2] - rect[0])) height=(points(rect[3] - rect[1])) {
                    title { (words(seen)) }
                }
            }
            rect id="drawn" class="drawn" x="0" y="0" width="0" height="0" {}
        }
    }
}

/// Numbers along the upper and the left edge, for whoever types the box.
fn ruler(size: [i64; 2]) -> Markup {
    let letters = points(size[0].max(size[1]) / 50);
    html! {
        g class="ruler" aria-hidden="true" font-size=(letters) {
            @for mark in 1..MARKS {
                @let [x, y] = size.map(|side| points(side * mark / MARKS / 1000 * 1000));
                text x=(x) y=(letters) { (x) }
                text x="0" y=(y) { (y) }
            }
        }
    }
}

/// What a box of the picture shows: somebody who took part in something.
pub(crate) fn form(around: &Around<'_>, source: &Source, shown: &Shown) -> Markup {
    let Ok(picture) = &shown.picture else { return html! {} };
    let [width, height] = picture.size.map(points);
    let unit = if source.media_type == "application/pdf" { "points" } else { "pixels" };
    let side = |name: &str, label: &str| {
        html! { label { (label) input type="number" name=(name) min="0" step="any" required inputmode="decimal"; } }
    };
    html! {
        details class="card" id="box" open {
            summary { "Say what a box of this picture shows" }
            p { "Draw the box on the picture, or type it. Your description stands wherever the claim stands, as seen by a reviewer in a picture, and never as a quote." }
            form method="post" action="/api/decide" {
                (around.fields("box"))
                input type="hidden" name="source" value=(source.path);
                input type="hidden" name="page" value=(shown.page);
                fieldset class="sides" {
                    legend { "The box, in " (unit) ": the picture is " (width) " wide and " (height) " high" }
                    (side("left", "From the left")) (side("top", "From the top")) (side("width", "Wide")) (side("height", "High"))
                }
                label { "What you see there, in your own words"
                    textarea name="description" required rows="3" maxlength=(MAX_DESCRIPTION) {} }
                label { "Who" input type="text" name="party" required maxlength="300" list="known" autocomplete="off"; }
                datalist id="known" { @for name in names(around.view) { option value=(name) {} } }
                label { "Role" select name="role" { @for role in ROLES { option selected[role == "attendee"] { (role) } } } }
                (took_part_in(around))
                button name="verb" value="add" { "Add" }
            }
        }
    }
}

fn took_part_in(around: &Around<'_>) -> Markup {
    let mut known: Vec<&Entity> =
        around.view.entities().values().map(AsRef::as_ref).filter(|entity: &&Entity| entity.kind.is_engagement()).collect();
    known.sort_by_cached_key(|entity| (crate::merges::sort_date(entity), entity.name.clone(), entity.id.clone()));
    let engagements = Ontology::get().kinds().filter(|(kind, _)| kind.is_engagement());
    html! {
        label { "Took part in" select name="target" {
            option value="" { "something that no other source tells of" }
            @for entity in known.iter().take(OFFERED) { option value=(entity.id) { (words_of(entity)) } }
        } }
        fieldset {
            legend { "Where no other source tells of it" }
            label { "What it was" select name="engagement" {
                @for (kind, info) in engagements { option value=(kind.as_str()) selected[kind == kinds::MEETING] { (info.plain) } }
            } }
            label { "Its name" input type="text" name="name" maxlength="300" autocomplete="off"; }
            label { "When, if the source says so: 2021, 2021-06 or 2021-06-04"
                input type="text" name="date" maxlength="40" autocomplete="off"; }
        }
    }
}

/// Names of those whom the case knows.
fn names(view: &dyn View) -> BTreeSet<&str> {
    let parties = view.entities().values().filter(|entity| entity.kind.is_party());
    parties.map(|entity| entity.name.as_str()).collect::<BTreeSet<_>>().into_iter().take(OFFERED).collect()
}
