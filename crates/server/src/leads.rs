//! `/leads`: what rules of inference and of law give, which is for the owner alone.
//!
//! The main function is [`page`]. A lead says where to look and never what happened; no edition holds one, whatever is
//! accepted, and each stands beside the words that it rests on and beside how its rule can be wrong.

use crate::page::{Head, address, asked, count, frame, named, pages, place};
use crate::refusal::Refusal;
use crate::review::text::{said, words};
use crate::state::Running;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Html;
use maud::{Markup, html};
use rollcall_case::in_english;
use rollcall_model::against::Counter;
use rollcall_model::finding::{Finding, Proof, RuleClass};
use rollcall_model::id::ClaimId;
use rollcall_model::view::View;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Leads on a page.
const PAGE: usize = 25;

/// Claims of a lead that are listed.
const LISTED: usize = 12;

/// What is shown of the leads.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LeadsQuery {
    rule: Option<String>,
    page: usize,
    by: Option<String>,
}

impl LeadsQuery {
    fn address(&self) -> String {
        let page = (self.page > 0).then(|| self.page.to_string());
        address("/leads", &[("rule", self.rule.as_deref()), ("page", page.as_deref()), ("by", self.by.as_deref())])
    }
}

/// The page.
pub(crate) async fn page(
    State(state): State<Arc<Running>>,
    query: Result<Query<LeadsQuery>, QueryRejection>,
) -> Result<Html<String>, Refusal> {
    let query = asked(query)?;
    let loaded = state.loaded();
    let view: &dyn View = loaded.built.private();
    let is_lead = |finding: &&Finding| matches!(finding.class, RuleClass::Inference | RuleClass::Legal);
    let all: Vec<&Finding> = view.findings().iter().map(AsRef::as_ref).filter(is_lead).collect();
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &all {
        *rules.entry(&finding.rule).or_default() += 1;
    }
    let shown: Vec<&&Finding> =
        all.iter().filter(|finding| query.rule.as_ref().is_none_or(|rule| finding.rule == *rule)).collect();
    let of = shown.len().div_ceil(PAGE).max(1);
    let at = query.page.min(of - 1);
    let counter = Counter::new(view);
    let body = html! {
        h1 { "Private leads" }
        p class="stamp" { "For you alone. No edition and no export holds any of these, whatever you accept." }
        p { "Rules of inference and of law give these. A lead says where to look; it does not say that anything happened." }
        @if all.is_empty() { p { "No rule gives a lead in this case." } }
        @else {
            nav aria-label="Rules" {
                a href=(LeadsQuery { rule: None, page: 0, ..query.clone() }.address()) aria-current=[query.rule.is_none().then_some("true")] { "All: " (all.len()) }
                @for (rule, number) in &rules {
                    a href=(LeadsQuery { rule: Some((*rule).to_string()), page: 0, ..query.clone() }.address())
                        aria-current=[(query.rule.as_deref() == Some(rule)).then_some("true")] { (in_words(rule)) ": " (number) }
                }
            }
            @for finding in shown.iter().skip(at * PAGE).take(PAGE) { (lead(view, &counter, finding, query.by.as_deref())) }
            (pages(at, of, |page| LeadsQuery { page, ..query.clone() }.address()))
        }
    };
    let case = &view.about().title;
    let head = Head {
        page: "Private leads",
        case,
        at: "/leads",
        by: query.by.as_deref(),
        token: state.token(),
        cases: state.has_first_page(),
    };
    Ok(Html(frame(&head, &body)))
}

/// A rule's name with spaces.
fn in_words(rule: &str) -> String {
    rule.replace('-', " ")
}

fn lead(view: &dyn View, counter: &Counter<'_>, finding: &Finding, by: Option<&str>) -> Markup {
    let certainty = finding.certainty.word();
    let claims: BTreeSet<&ClaimId> = finding.proofs.first().map(Proof::claims).unwrap_or_default().into_iter().collect();
    let words_of: BTreeMap<_, &ClaimId> = claims
        .iter()
        .filter_map(|id| view.claims().get(*id).map(|stated| (&stated.claim.anchor, *id)))
        .map(|(anchor, id)| ((anchor.source.as_str(), anchor.start, anchor.end, anchor.page, anchor.rect), id))
        .collect();
    html! {
        article class="card" id=(finding.id) {
            p { span class="state" { "private lead" } " " (words(&finding.says)) }
            p class="small" {
                "By the rule " (in_words(&finding.rule)) ", " (certainty) ", " (count(finding.origins, "source", "sources")) ". About "
                @for (at, entity) in finding.entities.iter().filter_map(|id| view.entities().get(id)).enumerate() {
                    @if at > 0 { "; " } (named(entity, by)) " (" (entity.kind.info().plain) ")"
                }
                ". "
                a href=(crate::how_sure::address(finding.id.as_str(), by)) { "How sure, and what would undo it" }
            }
            @if !finding.reasons.is_empty() {
                ul class="small" { @for reason in in_english(view, counter, finding, true).reasons { li { (words(&reason)) } } }
            }
            details {
                summary { "The words that it rests on: " (words_of.len()) }
                ul { @for id in words_of.values().take(LISTED) {
                    @if let Some(stated) = view.claims().get(*id) {
                        li { (said(&stated.claim.anchor)) ", " (place(view, &stated.claim, by)) " " (crate::page::state(stated.state)) }
                    }
                } }
                @if words_of.len() > LISTED { p class="small" { "and " (words_of.len() - LISTED) " more" } }
                @if let Some(page) = view.about().rules.get(&finding.rule).and_then(|page| page.get("en")) {
                    p class="small" { strong { "What the rule means, and how it can be wrong. " } (words(page)) }
                }
            }
        }
    }
}
