//! `/review`: where a person reads a source and says of each claim whether its words say it.
//!
//! The main function is [`page`]. Three pages stand here: all sources with what waits in each; the queue, in which what
//! findings need most comes first ([`need`]); and one source in the order of its text. Beside the claims ([`cards`]) stands
//! the source itself ([`text`]). All of it works with scripts off; the script adds keys.

pub(crate) mod cards;
mod need;
mod picture;
pub(crate) mod text;

use crate::outgoing::Outgoing;
use crate::page::{Head, address, asked, frame, pages};
use crate::refusal::Refusal;
use crate::state::{Loaded, Running, off_thread};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use cards::{Around, Card, became, capital, waits};
use maud::{Markup, PreEscaped, html};
pub(crate) use need::Needs;
use rollcall_model::claim::State as ClaimState;
use rollcall_model::date::{Edtf, plain};
use rollcall_model::decision::Decision;
use rollcall_model::entity::Entity;
use rollcall_model::id::MentionId;
use rollcall_model::layer::Span;
use rollcall_model::ontology::{ROLES, kinds};
use rollcall_model::source::Source;
use rollcall_model::view::View;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use text::{passage, words};

/// Cards on a page.
const PAGE: usize = 25;

/// The last acts that are listed to be taken back.
const LAST: usize = 12;

/// What is shown of a page of review.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ReviewQuery {
    pub(crate) source: Option<String>,
    /// The queue: what findings need most comes first.
    pub(crate) queue: Option<String>,
    pub(crate) page: usize,
    /// Show what is decided, too.
    pub(crate) all: Option<String>,
    /// Who decides, by a name of their own choice.
    pub(crate) by: Option<String>,
    /// The card to show, whatever page it stands on.
    pub(crate) card: Option<String>,
    /// The place in the text to show, in code points.
    pub(crate) at: Option<usize>,
    /// The page to look at as a picture.
    pub(crate) picture: Option<usize>,
}

impl ReviewQuery {
    /// The address of this page.
    pub(crate) fn address(&self) -> String {
        let page = (self.page > 0).then(|| self.page.to_string());
        let picture = self.picture.map(|picture| picture.to_string());
        let pairs = [
            ("source", &self.source),
            ("queue", &self.queue),
            ("page", &page),
            ("all", &self.all),
            ("by", &self.by),
            ("picture", &picture),
        ];
        address("/review", &pairs.map(|(name, value)| (name, value.as_deref())))
    }

    /// The address of a card in its source.
    pub(crate) fn of_card(source: &str, mention: &MentionId, by: Option<&str>) -> String {
        let pairs = [("source", Some(source)), ("card", Some(mention.as_str())), ("by", by)];
        format!("{}#{mention}", address("/review", &pairs))
    }

    /// The address of a place in a source's text, in code points.
    pub(crate) fn of_place(source: &str, at: usize, by: Option<&str>) -> String {
        let at = at.to_string();
        let pairs = [("source", Some(source)), ("all", Some("yes")), ("at", Some(at.as_str())), ("by", by)];
        format!("{}#here", address("/review", &pairs))
    }

    /// The address of a page of a source as a picture.
    pub(crate) fn of_picture(source: &str, picture: usize, by: Option<&str>) -> String {
        let (source, by) = (Some(source.to_string()), by.map(Into::into));
        Self { source, by, picture: Some(picture), all: Some("yes".into()), ..Self::default() }.address()
    }

    /// The address of a source's page, for the same reviewer.
    fn of(&self, source: &str) -> String {
        Self { source: Some(source.into()), by: self.by.clone(), ..Self::default() }.address()
    }

    /// A source's page, for the same reviewer and with as much shown.
    fn of_source(&self, source: &str) -> Self {
        Self { source: Some(source.into()), by: self.by.clone(), all: self.all.clone(), ..Self::default() }
    }

    fn turned_to(&self, page: usize) -> String {
        Self { page, ..self.clone() }.address()
    }
}

pub(crate) async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("review.css"))
}

pub(crate) async fn script() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("../../../../web/dist/desk.js"))
}

/// The page: sources with what waits in each, the queue, or the claims of one source.
pub(crate) async fn page(
    State(state): State<Arc<Running>>,
    query: Result<Query<ReviewQuery>, QueryRejection>,
) -> Result<Html<String>, Refusal> {
    let mut query = asked(query)?;
    let loaded = state.loaded();
    let shown = match &query.source {
        Some(path) => looked_at(&state, &loaded, path, query.picture).await?,
        None => None,
    };
    let view = loaded.built.private();
    let seen = loaded.built.inputs.decisions.last().map_or("", |line| line.id.as_str());
    let became = became(view);
    if let (Some(source), Some(card)) = (&query.source, query.card.take()) {
        let all = cards::cards(view, Some(source), &became);
        query.page = all.iter().position(|known| known.mention.as_str() == card).unwrap_or_default() / PAGE;
        query.all = Some("yes".into());
    }
    let (outgoing, here) = (Outgoing::of(&loaded.built), query.address());
    let around = Around {
        view,
        became: &became,
        needs: loaded.needs(),
        query: &query,
        here: &here,
        token: state.token(),
        seen,
        outgoing: Some(&outgoing),
        shown: shown.as_ref(),
    };
    let body = match (&query.source, &query.queue) {
        (Some(path), _) => of_source(&loaded, &around, view.source(path).ok_or_else(|| Refusal::not_found(path))?),
        (None, Some(_)) => queue(&loaded, &around),
        (None, None) => sources(&loaded, &around),
    };
    let at = if query.queue.is_some() { "/review?queue=need" } else { "/review" };
    let case = &view.about().title;
    Ok(Html(frame(
        &Head {
            page: "Check claims",
            case,
            at,
            by: query.by.as_deref(),
            token: state.token(),
            cases: state.has_first_page(),
        },
        &body,
    )))
}

/// What is asked of a text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextQuery {
    source: String,
    #[serde(default)]
    at: usize,
    /// The page to look at as a picture.
    picture: Option<usize>,
}

/// `/review/text`: the words of a source around a place, for the script to put beside a card.
pub(crate) async fn part(
    State(state): State<Arc<Running>>,
    query: Result<Query<TextQuery>, QueryRejection>,
) -> Result<Html<String>, Refusal> {
    let query = asked(query)?;
    let loaded = state.loaded();
    let view = loaded.built.private();
    let source = view.source(&query.source).ok_or_else(|| Refusal::not_found(&query.source))?;
    let shown = looked_at(&state, &loaded, &query.source, query.picture).await?;
    let asked = ReviewQuery::default();
    Ok(Html(match &shown {
        Some(shown) => picture::pane(view, &asked, source, shown).into_string(),
        None => beside(&loaded, &asked, source, query.at, None).into_string(),
    }))
}

/// The page of a source that is looked at as a picture, drawn away from the threads that answer; nothing where its text is
/// read.
async fn looked_at(
    state: &Arc<Running>,
    loaded: &Loaded,
    path: &str,
    asked: Option<usize>,
) -> Result<Option<picture::Shown>, Refusal> {
    let Some(source) = loaded.built.private().source(path) else { return Ok(None) };
    let has_text = loaded.built.inputs.texts.contains_key(path);
    let Some(page) = picture::page_of(source, has_text, asked) else { return Ok(None) };
    let (state, source) = (state.clone(), source.clone());
    let picture = off_thread(move || state.pictures().of(&state, &source, page)).await?;
    Ok(Some(picture::Shown { page, picture }))
}

/// Every source with how many claims wait and how many are decided, and the last acts.
fn sources(loaded: &Loaded, around: &Around<'_>) -> Markup {
    let view = around.view;
    let mut counts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut seen: BTreeSet<&MentionId> = BTreeSet::new();
    for stated in view.claims().values() {
        let count = counts.entry(&stated.claim.anchor.source).or_default();
        count[column(stated.state)] += 1;
        if seen.insert(&stated.claim.mention) {
            count[3] += around.needs.weight(&stated.claim.mention);
        }
    }
    let by = around.query.by.as_deref().unwrap_or_default();
    html! {
        h1 { "Check claims" }
        form class="row" method="get" action="/review" {
            label { "Your name as a reviewer, as the record of decisions keeps it"
                input type="text" name="by" value=(by) maxlength="40" autocomplete="off"; }
            button { "Use this name" }
        }
        p {
            a class="go" href=(ReviewQuery { queue: Some("need".into()), by: around.query.by.clone(), ..ReviewQuery::default() }.address()) {
                "Start with what findings need most"
            }
        }
        h2 { "Source by source" }
        div class="wide" tabindex="0" role="region" aria-label="Sources" {
            table {
                thead { tr { th { "Source" } th { "To check" } th { "Accepted" } th { "Other" } th { "Findings wait" } } }
                tbody {
                    @for source in view.sources() {
                        @let [waiting, accepted, other, need] = counts.get(source.path.as_str()).copied().unwrap_or_default();
                        tr {
                            td {
                                a href=(around.query.of(&source.path)) { (words(source.title())) }
                                @if let Some(why) = &source.not_read { br; span class="small" { "Not read: " (words(why)) } }
                            }
                            td { (waiting) } td { (accepted) } td { (other) } td { (need.div_ceil(1000)) }
                        }
                    }
                }
            }
        }
        (last_acts(&loaded.built.inputs.decisions, around))
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

/// The last acts, each with a button that takes it back.
fn last_acts(lines: &[Arc<Decision>], around: &Around<'_>) -> Markup {
    let undone: BTreeSet<&str> =
        lines.iter().filter(|line| line.verb.as_str() == "undo").map(|line| line.target.as_str()).collect();
    let mut acts: Vec<Vec<&Decision>> = Vec::new();
    for line in lines.iter().rev().filter(|line| line.verb.as_str() != "undo" && !undone.contains(line.id.as_str())) {
        let full = acts.len() == LAST;
        match acts.last_mut() {
            Some(act) if line.batch.is_some() && act[0].batch == line.batch => act.push(line),
            _ if full => break,
            _ => acts.push(vec![line]),
        }
    }
    html! {
        h2 id="acts" { "The last acts" }
        @if acts.is_empty() { p { "Nothing is decided yet." } }
        ol class="acts" {
            @for act in &acts {
                @let line = act[0];
                li {
                    (line.verb.as_str()) ", " (act.len()) @if act.len() == 1 { " claim" } @else { " claims" } ", by " (words(&line.by)) ", "
                    time datetime=(line.at) { (line.at.get(..16).unwrap_or(&line.at).replace('T', " ")) }
                    @if !line.claim.parties.is_empty() { ": " (words(&line.claim.parties.join(", "))) }
                    @if act.len() <= 200 {
                        form method="post" action="/api/decide" {
                            (around.fields("acts"))
                            @for line in act { input type="hidden" name="target" value=(line.id); }
                            button class="quiet" name="verb" value="undo" { "Take back" }
                        }
                    }
                }
            }
        }
    }
}

/// What waits anywhere, the most needed first.
fn queue(loaded: &Loaded, around: &Around<'_>) -> Markup {
    let mut waiting: Vec<Card<'_>> =
        cards::cards(around.view, None, around.became).into_iter().filter(Card::waits).collect();
    waiting.sort_by_key(|card| std::cmp::Reverse(around.needs.weight(card.mention)));
    let needed = waiting.iter().filter(|card| around.needs.weight(card.mention) > 0).count();
    let title = html! {
        h1 { "What findings need most" }
        p { (waiting.len()) " wait; findings rest on " (needed) " of them." }
    };
    two_columns(loaded, around, &title, &waiting, &html! {})
}

/// The claims of one source beside its text.
fn of_source(loaded: &Loaded, around: &Around<'_>, source: &Source) -> Markup {
    let all = around.query.all.is_some();
    let every = cards::cards(around.view, Some(&source.path), around.became);
    let whole = every.len();
    let shown: Vec<Card<'_>> = every.into_iter().filter(|card| all || card.waits()).collect();
    let other = ReviewQuery { all: (!all).then(|| "yes".into()), page: 0, ..around.query.clone() };
    let title = html! {
        h1 { (words(source.title())) }
        p class="small" {
            (words(&source.path))
            @if let Some(date) = &source.info.date { ", " (plain(date)) }
            @if let Some(publisher) = &source.info.publisher { ", " (words(publisher)) }
        }
        p {
            (shown.len()) " of " (whole) " shown. "
            a href=(other.address()) { @if all { "Show only what waits" } @else { "Show what is decided, too" } }
        }
    };
    let more = html! {
        @if let Some(shown) = around.shown { (picture::form(around, source, shown)) }
        (in_bulk(around, source))
        @if around.shown.is_none() { (from_words(around, source)) }
    };
    two_columns(loaded, around, &title, &shown, &more)
}

/// The source on the left, cards on the right.
fn two_columns(loaded: &Loaded, around: &Around<'_>, title: &Markup, shown: &[Card<'_>], more: &Markup) -> Markup {
    let of = shown.len().div_ceil(PAGE).max(1);
    // The last claims of the last page may just have been decided: go to the page that is now the last.
    let page = around.query.page.min(of - 1);
    let cards = &shown[(page * PAGE).min(shown.len())..((page + 1) * PAGE).min(shown.len())];
    let first = cards.first();
    let path = first.map(Card::source).or(around.query.source.as_deref());
    let source = path.and_then(|path| around.view.source(path));
    html! {
        (title)
        div class="desk" {
            section id="source" aria-label="The source" tabindex="0" {
                @if let (Some(source), Some(shown)) = (source, around.shown) {
                    (picture::pane(around.view, around.query, source, shown))
                } @else if let Some(source) = source {
                    (beside(loaded, around.query, source, around.query.at.unwrap_or_else(|| first.map_or(0, Card::start)), around.query.at))
                }
            }
            section id="cards" aria-label="Claims" {
                p id="effect" role="status" {}
                @if cards.is_empty() { p { "Nothing waits here." } }
                @for card in cards { (around.draw(card)) }
                (pages(page, of, |page| around.query.turned_to(page)))
                (more)
            }
        }
    }
}

/// A source's head and its words around a place, with the place that was asked for.
fn beside(loaded: &Loaded, query: &ReviewQuery, source: &Source, at: usize, here: Option<usize>) -> Markup {
    let spans: BTreeSet<Span> = loaded
        .built
        .private()
        .claims()
        .values()
        .filter(|stated| stated.claim.anchor.source == source.path)
        .map(|stated| stated.claim.anchor.span())
        .collect();
    html! {
        p class="small" data-path=(source.path) {
            strong { (words(source.title())) }
            @if rollcall_case::picture::is_drawable(source) {
                " " a id="other" href=(ReviewQuery { picture: Some(1), ..query.of_source(&source.path) }.address()) { "Its pages as pictures" }
            }
        }
        @match loaded.built.inputs.texts.get(&source.path) {
            Some(text) => { (passage(text, &spans, at, here)) }
            None => { p { "This file was not read" @if let Some(why) = &source.not_read { ": " (words(why)) } "." } }
        }
    }
}

/// Everything of one kind that waits in a source, accepted at once with a reason that stays visible.
fn in_bulk(around: &Around<'_>, source: &Source) -> Markup {
    let mut waiting: BTreeMap<&str, (String, usize)> = BTreeMap::new();
    let of_source = around.view.claims().values().filter(|stated| stated.claim.anchor.source == source.path);
    for stated in of_source.filter(|stated| waits(stated)) {
        let kind = stated.claim.kind;
        let entry = waiting.entry(kind.as_str()).or_insert_with(|| (capital(&kind.info().plain), 0));
        entry.1 += 1;
    }
    html! {
        @if !waiting.is_empty() {
            details class="card" {
                summary { "Accept all of one kind" }
                p { "For a source whose lines you have all read. The reason stays with every claim, and the record says that they were accepted together." }
                form method="post" action="/api/decide" {
                    (around.fields("cards"))
                    input type="hidden" name="source" value=(source.path);
                    label { "Kind" select name="kind" {
                        @for (kind, (plain, count)) in &waiting { option value=(kind) { (plain) ": " (count) } }
                    } }
                    label { "Reason" input type="text" name="why" required maxlength="500"; }
                    button name="verb" value="accept" { "Accept all of this kind" }
                }
            }
        }
    }
}

/// Somebody who took part and whom the reader missed: from words selected in the text.
fn from_words(around: &Around<'_>, source: &Source) -> Markup {
    let told: BTreeMap<&str, &Entity> = around
        .view
        .claims()
        .values()
        .filter(|stated| stated.claim.anchor.source == source.path && stated.claim.kind.is_engagement())
        .filter_map(|stated| around.became.get(&stated.claim.mention))
        .map(|entity| (entity.id.as_str(), *entity))
        .collect();
    html! {
        @if !told.is_empty() {
            details class="card" id="add" {
                summary { "Add somebody whom the reader missed" }
                form method="post" action="/api/decide" {
                    (around.fields("add"))
                    input type="hidden" name="source" value=(source.path);
                    input type="hidden" name="kind" value=(kinds::PARTICIPATION.as_str());
                    label { "The words that say so, copied from the text (or select them there)"
                        textarea name="quote" required rows="3" {} }
                    label { "Who" input type="text" name="party" required maxlength="300"; }
                    label { "Role" select name="role" { @for role in ROLES { option { (role) } } } }
                    label { "Took part in" select name="target" {
                        @for (id, entity) in &told { option value=(id) { (words_of(entity)) } }
                    } }
                    button name="verb" value="add" { "Add" }
                }
            }
        }
    }
}

/// An engagement in a list: its name and its day.
fn words_of(entity: &Entity) -> PreEscaped<String> {
    let date = entity.first("startDate").and_then(|text| Edtf::parse(text).ok());
    html! { (words(&entity.name)) @if let Some(date) = date { ", " (plain(&date)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_any_path() {
        let query = ReviewQuery {
            source: Some("sources/a b&c.md".into()),
            page: 2,
            all: Some("yes".into()),
            ..ReviewQuery::default()
        };
        assert_eq!(query.address(), "/review?source=sources%2Fa+b%26c.md&page=2&all=yes");
    }
}
