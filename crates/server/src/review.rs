//! `/review`: the claims of a source with their words, and a form to accept or reject them.
//!
//! The main type is [`Card`]: all that a source says of one thing, since its claims are read in one look. The person may
//! untick what the words do not say before pressing a button. Plain forms: it works with scripts off.

use crate::refusal::Refusal;
use crate::state::{Loaded, Running};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use maud::{DOCTYPE, Markup, html};
use rollcall_model::claim::{Anchor, Claim, State as ClaimState, Value};
use rollcall_model::date::{Edtf, plain};
use rollcall_model::entity::Entity;
use rollcall_model::id::MentionId;
use rollcall_model::source::Source;
use rollcall_model::view::{StatedClaim, View};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cards on a page.
const PAGE: usize = 40;

/// What is shown of a page of review.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ReviewQuery {
    source: Option<String>,
    page: usize,
    /// Show what is decided, too.
    all: Option<String>,
}

/// All that one source says of one thing.
struct Card<'a> {
    mention: &'a MentionId,
    entity: Option<&'a Entity>,
    claims: Vec<&'a StatedClaim>,
}

pub(crate) async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("review.css"))
}

/// The page: sources with what waits in each, or the claims of one source.
pub(crate) async fn page(
    State(state): State<Arc<Running>>,
    query: Result<Query<ReviewQuery>, QueryRejection>,
) -> Result<Html<String>, Refusal> {
    let Query(query) = query
        .map_err(|rejection| Refusal::new(StatusCode::BAD_REQUEST, "the address", "bad-query", rejection.body_text()))?;
    let loaded = state.loaded();
    let body = match &query.source {
        None => sources(&loaded),
        Some(path) => {
            let source = loaded.built.private().source(path).ok_or_else(|| Refusal::not_found(path))?;
            claims(&loaded, source, &query, state.token())
        }
    };
    Ok(Html(frame(&loaded.built.private().about().title, &body)))
}

fn frame(title: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Check claims: " (title) }
                link rel="stylesheet" href="/review.css";
            }
            body {
                nav aria-label="Desk" { a href="/" { "The draft" } a href="/review" { "All sources" } }
                p class="stamp" { "Private draft: read by a machine. Only what you accept here can be published." }
                (body)
            }
        }
    }
    .into_string()
}

/// Every source with how many claims wait and how many are decided.
fn sources(loaded: &Loaded) -> Markup {
    let view = loaded.built.private();
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for stated in view.claims().values() {
        counts.entry(&stated.claim.anchor.source).or_default()[column(stated.state)] += 1;
    }
    html! {
        h1 { "Check claims, source by source" }
        p { "Open a source, read its words, and say of each claim whether the words say it." }
        table {
            thead { tr { th { "Source" } th { "To check" } th { "Accepted" } th { "Other" } } }
            tbody {
                @for source in view.sources() {
                    @let [waiting, accepted, other] = counts.get(source.path.as_str()).copied().unwrap_or_default();
                    tr {
                        td {
                            a href=(address(&source.path, 0, false)) { (source.title()) }
                            @if let Some(why) = &source.not_read { br; span class="small" { "Not read: " (why) } }
                        }
                        td { (waiting) } td { (accepted) } td { (other) }
                    }
                }
            }
        }
    }
}

/// Which column of the list a state counts in.
fn column(state: ClaimState) -> usize {
    match state {
        ClaimState::Proposed | ClaimState::NeedsAnotherLook => 0,
        ClaimState::Accepted => 1,
        ClaimState::Rejected | ClaimState::Disputed | ClaimState::Retracted => 2,
    }
}

/// The address of a source's page. `all` shows what is decided, too.
fn address(source: &str, page: usize, all: bool) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("source", source);
    if page > 0 {
        query.append_pair("page", &page.to_string());
    }
    if all {
        query.append_pair("all", "yes");
    }
    format!("/review?{}", query.finish())
}

/// The claims of one source.
fn claims(loaded: &Loaded, source: &Source, query: &ReviewQuery, token: &str) -> Markup {
    let view = loaded.built.private();
    let all = query.all.is_some();
    let became: BTreeMap<&MentionId, &Entity> =
        view.entities().values().flat_map(|entity| entity.mentions.iter().map(move |mention| (mention, entity))).collect();
    let every = cards(view, source, &became);
    let whole = every.len();
    let waiting = |card: &Card<'_>| card.claims.iter().any(|stated| column(stated.state) == 0);
    let shown: Vec<Card<'_>> = every.into_iter().filter(|card| all || waiting(card)).collect();
    let pages = shown.len().div_ceil(PAGE).max(1);
    // The last claims of the last page may just have been decided: go to the page that is now the last.
    let page = query.page.min(pages - 1);
    let back = address(&source.path, page, all);
    html! {
        h1 { (source.title()) }
        p class="small" { (source.path) @if let Some(date) = &source.info.date { ", " (plain(date)) } }
        p {
            (shown.len()) " of " (whole) " shown. "
            @if all { a href=(address(&source.path, 0, false)) { "Show only what waits" } }
            @else { a href=(address(&source.path, 0, true)) { "Show what is decided, too" } }
        }
        @if shown.is_empty() { p { "Nothing waits here." } }
        @for card in shown.iter().skip(page * PAGE).take(PAGE) { (draw(view, card, &became, &back, token)) }
        nav aria-label="Pages" {
            @if page > 0 { a href=(address(&source.path, page - 1, all)) { "Page before" } }
            span { "Page " (page + 1) " of " (pages) }
            @if page + 1 < pages { a href=(address(&source.path, page + 1, all)) { "Next page" } }
        }
    }
}

/// A source's claims by what they speak of, in the order of the text.
fn cards<'a>(view: &'a dyn View, source: &Source, became: &BTreeMap<&'a MentionId, &'a Entity>) -> Vec<Card<'a>> {
    let mut by_mention: BTreeMap<&MentionId, Vec<&StatedClaim>> = BTreeMap::new();
    for stated in view.claims().values().filter(|stated| stated.claim.anchor.source == source.path) {
        by_mention.entry(&stated.claim.mention).or_default().push(stated);
    }
    let order = |claim: &Claim| (claim.anchor.start, claim.property.clone(), claim.id.clone());
    let mut cards: Vec<Card<'_>> = by_mention
        .into_iter()
        .map(|(mention, mut claims)| {
            claims.sort_by_key(|stated| order(&stated.claim));
            Card { mention, entity: became.get(mention).copied(), claims }
        })
        .collect();
    cards.sort_by_key(|card| (card.claims[0].claim.anchor.start, card.claims[0].claim.kind, card.mention));
    cards
}

fn draw(view: &dyn View, card: &Card<'_>, became: &BTreeMap<&MentionId, &Entity>, back: &str, token: &str) -> Markup {
    let claims = &card.claims;
    let kind = claims[0].claim.kind.info();
    let name = card.entity.map_or("", |entity| entity.name.as_str());
    let mut quotes: Vec<&Anchor> = claims.iter().map(|stated| &stated.claim.anchor).collect();
    quotes.sort_by_key(|anchor| (anchor.start, std::cmp::Reverse(anchor.end)));
    // Words that lie within other words of the same claims are read with them.
    let mut end = None;
    quotes.retain(|anchor| {
        let within = end.is_some_and(|end| anchor.end <= end);
        end = end.max(Some(anchor.end));
        !within
    });
    html! {
        article class="card" id=(card.mention) {
            h2 { (capital(&kind.plain)) @if !name.is_empty() { ": " (name) } }
            @for anchor in quotes { (quote(view, anchor)) }
            form method="post" action="/api/decide" {
                input type="hidden" name="token" value=(token);
                input type="hidden" name="back" value=(format!("{back}#{}", card.mention));
                ul {
                    @for stated in claims {
                        li {
                            label {
                                input type="checkbox" name="target" value=(stated.claim.id) checked[column(stated.state) == 0];
                                (property(&stated.claim.property)) ": " (value(&stated.claim.value, became)) " "
                                span class="state" { (stated.state.as_str()) }
                            }
                            @if !stated.claim.attributed_to.is_empty() {
                                span class="small" { "in the words of " (voices(&stated.claim)) }
                            }
                        }
                    }
                }
                label { "Reason (needed to reject)" input type="text" name="why" maxlength="500"; }
                button name="verb" value="accept" { "Accept what is ticked" }
                button name="verb" value="reject" { "Reject what is ticked" }
            }
        }
    }
}

fn quote(view: &dyn View, anchor: &Anchor) -> Markup {
    html! {
        blockquote {
            @match view.excerpt(anchor) {
                Some(excerpt) => { (excerpt.before) mark { (excerpt.words) } (excerpt.after) }
                None => { mark { (anchor.text) } }
            }
            @if let (Some(row), Some(column)) = (anchor.row, &anchor.column) { br; span class="small" { "row " (row) ", column " (column) } }
        }
    }
}

fn voices(claim: &Claim) -> String {
    claim.attributed_to.iter().map(|voice| voice.name.as_str()).collect::<Vec<_>>().join(", quoting ")
}

/// A value as people read it: the name of what a link points at, a date in words.
fn value(value: &Value, became: &BTreeMap<&MentionId, &Entity>) -> String {
    match value {
        Value::Link(mention) => {
            became.get(mention).map_or("something else in this source", |entity| entity.name.as_str()).to_string()
        }
        Value::Text(text) => match Edtf::parse(text) {
            Ok(date) if text.len() > 4 => plain(&date),
            _ => text.clone(),
        },
    }
}

/// `startDate` as people read it: `start date`.
fn property(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_read_as_words() {
        assert_eq!(property("startDate"), "start date");
        assert_eq!(capital("role in a body"), "Role in a body");
    }

    #[test]
    fn an_address_holds_any_path() {
        assert_eq!(address("sources/a b&c.md", 2, true), "/review?source=sources%2Fa+b%26c.md&page=2&all=yes");
    }
}
