//! `/gaps`: what no source of the case says, with the way to each.
//!
//! The main function is [`page`]. It is what `rollcall gaps` prints, in groups; a gap says nothing about what happened.

use crate::gaps::{Gap, Missing};
use crate::map::is_table;
use crate::page::{Head, address, asked, frame, with_by};
use crate::refusal::Refusal;
use crate::review::text::words;
use crate::state::{Loaded, Running};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Html;
use maud::{Markup, html};
use rollcall_model::view::View;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Gaps of one kind that are listed.
const LISTED: usize = 500;

/// The groups: what is missing, its heading, and what it means.
const GROUPS: [(Missing, &str, &str); 6] = [
    (Missing::NotRead, "Not read", "These files lie in the case and nothing of them is in the roll."),
    (Missing::NotHeld, "Spoken of and not held", "Sources speak of these documents, and no file here has that title."),
    (Missing::Withheld, "Withheld", "Whoever released these left passages out."),
    (Missing::NobodyNamed, "Nobody is named", "No source held here says who came."),
    (Missing::NoDate, "No date", "No source held here says when."),
    (Missing::OneOrigin, "Told once", "All that is said of these goes back to one origin."),
];

/// What an address of the page may ask for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GapsQuery {
    by: Option<String>,
}

/// The page.
pub(crate) async fn page(
    State(state): State<Arc<Running>>,
    query: Result<Query<GapsQuery>, QueryRejection>,
) -> Result<Html<String>, Refusal> {
    let query = asked(query)?;
    let loaded = state.loaded();
    let view: &dyn View = loaded.built.private();
    let all = loaded.gaps();
    let by = query.by.as_deref();
    let body = html! {
        h1 { "Gaps" }
        p { "What the sources held here do not say: where to look next. An empty place is not evidence of anything." }
        (without_map(&loaded, by))
        @if all.is_empty() { p { "Nothing is known to be missing." } }
        @for (missing, heading, means) in GROUPS {
            @let group: Vec<&Gap> = all.iter().filter(|gap| gap.missing == missing).collect();
            @if !group.is_empty() {
                section class="property" {
                    h2 { (heading) ": " (group.len()) }
                    p { (means) }
                    ul { @for gap in group.iter().take(LISTED) { li { (line(gap, by)) } } }
                    @if group.len() > LISTED { p { "and " (group.len() - LISTED) " more; `rollcall gaps` prints all" } }
                }
            }
        }
    };
    let case = &view.about().title;
    Ok(Html(frame(
        &Head { page: "Gaps", case, at: "/gaps", by, token: state.token(), cases: state.has_first_page() },
        &body,
    )))
}

/// Tables of which nobody has said what their columns mean, with the way to say it.
fn without_map(loaded: &Loaded, by: Option<&str>) -> Markup {
    let problems = loaded.built.inputs.problems.iter().filter(|problem| problem.code == "no-record-kind");
    let files: BTreeSet<&str> =
        problems.filter_map(|problem| problem.place.split(".toml").next()).filter(|file| is_table(file)).collect();
    html! {
        @if !files.is_empty() {
            section class="property" {
                h2 { "Tables without a map: " (files.len()) }
                p { "Nobody has said what the columns of these mean, so no row of them is read." }
                ul { @for file in files.iter().take(LISTED) {
                    li { a href=(address("/map", &[("file", Some(file)), ("by", by)])) { "Map the columns of " (words(file)) } }
                } }
            }
        }
    }
}

/// A gap as a sentence that leads to what it is about.
fn line(gap: &Gap, by: Option<&str>) -> Markup {
    let place = match &gap.id {
        Some(id) => with_by(&format!("/about/{id}"), by),
        None => address("/review", &[("source", Some(gap.of.as_str())), ("by", by)]),
    };
    html! { a href=(place) { (words(&gap.says)) } }
}
