//! `/how-sure`: one finding, how sure it is and why no more, what speaks against it, what would undo it, and on which sources it
//! stands.
//!
//! The main function is [`page`]. It is the only place that shows the arithmetic, with the letter by which each source is graded:
//! the word and its reasons go out with an edition, the arithmetic is for the owner of the case.

use crate::page::{Head, asked, frame, place};
use crate::refusal::Refusal;
use crate::review::text::{said, words};
use crate::state::{Running, off_thread};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Html;
use maud::{Markup, html};
use rollcall_case::{Built, InEnglish, Standing, Step, TOGETHER, in_english};
use rollcall_model::against::Counter;
use rollcall_model::finding::Finding;
use rollcall_model::id::ClaimId;
use rollcall_model::view::View;
use serde::Deserialize;
use std::sync::Arc;

/// Claims under one part of the arithmetic that are listed.
const LISTED: usize = 12;

/// Which finding.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct HowSure {
    id: String,
    by: Option<String>,
}

/// The page's address for a finding.
pub(crate) fn address(finding: &str, by: Option<&str>) -> String {
    crate::page::address("/how-sure", &[("id", Some(finding)), ("by", by)])
}

/// The page.
pub(crate) async fn page(
    State(state): State<Arc<Running>>,
    query: Result<Query<HowSure>, QueryRejection>,
) -> Result<Html<String>, Refusal> {
    let query = asked(query)?;
    off_thread(move || answered(&state, &query)).await?
}

fn answered(state: &Running, query: &HowSure) -> Result<Html<String>, Refusal> {
    let loaded = state.loaded();
    let built = &loaded.built;
    let view = built.private();
    let finding = view.findings().iter().find(|finding| finding.id.as_str() == query.id);
    let Some(finding) = finding else { return Err(Refusal::not_found(&format!("finding {}", query.id))) };
    let standing = built.stands_on(finding);
    let standing = standing.map_err(|problem| Refusal::of(StatusCode::INTERNAL_SERVER_ERROR, vec![problem]))?;
    let weighed = in_english(view, &Counter::new(view), finding, true);
    let body = body(built, finding, &weighed, standing.as_ref(), query.by.as_deref());
    let case = &view.about().title;
    let head = Head {
        page: "How sure",
        case,
        at: "",
        by: query.by.as_deref(),
        token: state.token(),
        cases: state.has_first_page(),
    };
    Ok(Html(frame(&head, &body)))
}

fn body(built: &Built, finding: &Finding, weighed: &InEnglish, standing: Option<&Standing>, by: Option<&str>) -> Markup {
    html! {
        h1 { "How sure is this, and what would undo it" }
        p { strong { (words(&finding.says)) } }
        p class="small" { "By the rule " (finding.rule.replace('-', " ")) ". "
            a href={ "/en/findings/" (finding.id) ".html" } { "The finding with its words" } }
        h2 id="sure" { "How sure: " (finding.certainty.word()) }
        @if weighed.reasons.is_empty() { p { "The words, if they are right, leave no other reading." } }
        @else { ul { @for reason in &weighed.reasons { li { (words(reason)) } } } }
        h2 id="against" { "What speaks against it" }
        @if weighed.against.is_empty() { p { "No source held here speaks against it." } }
        @for (says, anchors) in &weighed.against {
            p { (words(says)) }
            ul { @for anchor in anchors.iter().take(LISTED) { li { (said(anchor)) ", " (words(&anchor.source)) } } }
        }
        h2 id="undone" { "What would undo it" }
        @if weighed.undone.is_empty() { p { "Its rule names no exception, and it needs nothing to be left unsaid." } }
        @else { ul { @for undone in &weighed.undone { li { (words(undone)) } } } }
        @if let Some(standing) = standing {
            h2 id="stands" { "Without which sources it would not be there" }
            (falls(standing))
            h2 id="arithmetic" { "The arithmetic" }
            p { "Its surest proof, from the top. A step is worth the least of its parts; a value as much as the surest claim that gives it; a claim no more than its source is graded. This stands here alone: no edition shows it." }
            @for step in &standing.worked { (worked(built, step, by)) }
        }
    }
}

fn falls(standing: &Standing) -> Markup {
    html! {
        @if standing.falls_without.is_empty() {
            p { @if standing.is_complete { "No " (TOGETHER) " sources or fewer carry it alone." }
                @else { "None were found; there may be some." } }
        } @else {
            ul { @for set in &standing.falls_without { li { (words(&set.join(" and "))) } } }
            @if !standing.is_complete { p class="small" { "There may be others." } }
        }
    }
}

fn worked(built: &Built, step: &Step, by: Option<&str>) -> Markup {
    html! {
        article class="card" {
            p { strong { (step.certainty.word()) } ", by the rule " (step.rule.replace('-', " ")) ": " (words(&step.gives)) }
            ul { @for part in &step.parts {
                li {
                    (part.certainty.word()) ": " (words(&part.what))
                    @if !part.claims.is_empty() {
                        ul class="small" { @for id in part.claims.iter().take(LISTED) { (graded(built, id, by)) } }
                        @if part.claims.len() > LISTED { p class="small" { "and " (part.claims.len() - LISTED) " more" } }
                    }
                }
            } }
        }
    }
}

/// A claim with its state and how its source is graded.
fn graded(built: &Built, id: &ClaimId, by: Option<&str>) -> Markup {
    let view = built.private();
    let Some(stated) = view.claims().get(id) else { return html! {} };
    let info = view.source(&stated.claim.anchor.source).map(|source| &source.info);
    let letter = info.and_then(|info| Some((info.reliability.as_deref()?, info.reliability_says()?)));
    html! {
        li {
            (said(&stated.claim.anchor)) ", " (place(view, &stated.claim, by)) " " (crate::page::state(stated.state)) ", "
            @match letter {
                Some((letter, says)) => { "graded " (letter) ": " (says) },
                None => { "not graded" },
            }
        }
    }
}
