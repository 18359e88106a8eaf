//! `/ask`: where words stand, in sources and in claims, narrowed by what they are.
//!
//! The main function is [`page`]. Claims on the same words are one answer, since a person reads words and not records. A
//! question is kept under a name by a form, like every other change.

use crate::answers;
use crate::api::form;
use crate::page::{Head, address, asked, count, frame, pages};
use crate::refusal::Refusal;
use crate::review::ReviewQuery;
use crate::review::cards::{Became, became, capital, property, value};
use crate::review::text::words;
use crate::state::{Running, off_thread};
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::header::{HeaderMap, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use rollcall_case::Question;
use rollcall_model::claim::SEEN;
use rollcall_model::date::Edtf;
use rollcall_model::id::ClaimId;
use rollcall_model::source::Source;
use rollcall_model::view::{StatedClaim, View};
use rollcall_store::{Hit, HitKind, MAX_HITS};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Answers on a page.
const PAGE: usize = 25;

/// Values of a facet that are listed.
const LISTED: usize = 15;

/// Code points of an answer that are shown.
const SHOWN: usize = 400;

/// The facets: their name in an address, and what a person reads.
const FACETS: [(&str, &str); 4] = [("kind", "What it is"), ("state", "State"), ("year", "Year"), ("source", "Source")];

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AskQuery {
    words: String,
    kind: Option<String>,
    state: Option<String>,
    year: Option<String>,
    source: Option<String>,
    page: usize,
    by: Option<String>,
}

impl AskQuery {
    fn facet(&self, name: &str) -> Option<&str> {
        let value = match name {
            "kind" => &self.kind,
            "state" => &self.state,
            "year" => &self.year,
            _ => &self.source,
        };
        value.as_deref()
    }

    fn narrowed(&self, name: &str, to: Option<&str>) -> Self {
        let mut query = Self { page: 0, ..self.clone() };
        let value = to.map(Into::into);
        match name {
            "kind" => query.kind = value,
            "state" => query.state = value,
            "year" => query.year = value,
            _ => query.source = value,
        }
        query
    }

    fn address(&self) -> String {
        let page = (self.page > 0).then(|| self.page.to_string());
        let mut pairs = vec![("words", Some(self.words.as_str()))];
        pairs.extend(FACETS.map(|(name, _)| (name, self.facet(name))));
        pairs.extend([("page", page.as_deref()), ("by", self.by.as_deref())]);
        address("/ask", &pairs)
    }

    fn of(question: &Question, by: Option<&str>) -> Self {
        let facet = |name: &str| question.facets.get(name).cloned();
        let words = question.words.clone();
        let by = by.map(Into::into);
        Self { words, kind: facet("kind"), state: facet("state"), year: facet("year"), source: facet("source"), page: 0, by }
    }
}

/// One answer: words at one place, with the claims on them.
struct Found<'a> {
    hit: Hit,
    claims: Vec<&'a StatedClaim>,
    year: Option<i32>,
}

impl Found<'_> {
    fn values(&self, facet: &str) -> BTreeSet<String> {
        match facet {
            "kind" => {
                BTreeSet::from([if self.hit.kind != HitKind::Words { "claims" } else { "words of a source" }.to_string()])
            }
            "state" => self.claims.iter().map(|stated| stated.state.as_str().to_string()).collect(),
            "year" => self.year.map(|year| year.to_string()).into_iter().collect(),
            _ => BTreeSet::from([self.hit.source.clone()]),
        }
    }

    fn fits(&self, query: &AskQuery, except: Option<&str>) -> bool {
        FACETS
            .iter()
            .filter(|(name, _)| Some(*name) != except)
            .all(|(name, _)| query.facet(name).is_none_or(|wanted| self.values(name).contains(wanted)))
    }
}

/// The page.
pub(crate) async fn page(
    State(state): State<Arc<Running>>,
    query: Result<Query<AskQuery>, QueryRejection>,
) -> Result<Html<String>, Refusal> {
    let query = asked(query)?;
    off_thread(move || answered(&state, &query)).await?
}

fn answered(state: &Running, query: &AskQuery) -> Result<Html<String>, Refusal> {
    let loaded = state.loaded();
    let view: &dyn View = loaded.built.private();
    let became = became(view);
    let wrong = |problem| Refusal::of(StatusCode::UNPROCESSABLE_ENTITY, vec![problem]);
    let empty = query.words.trim().is_empty();
    let hits = if empty { Vec::new() } else { answers::hits(state.case(), &query.words, MAX_HITS).map_err(wrong)? };
    let full = hits.len() == MAX_HITS;
    let all = grouped(view, &became, hits);
    let shown: Vec<&Found<'_>> = all.iter().filter(|found| found.fits(query, None)).collect();
    let of = shown.len().div_ceil(PAGE).max(1);
    let at = query.page.min(of - 1);
    let terms = terms(&query.words);
    let body = html! {
        h1 { "Ask" }
        form method="get" action="/ask" class="row" role="search" {
            label { "Words to find: places where all of them stand"
                input type="text" name="words" value=(query.words) maxlength="1000" autocomplete="off"; }
            @if let Some(by) = &query.by { input type="hidden" name="by" value=(by); }
            button { "Find" }
        }
        @if !empty {
            div class="found" {
                nav aria-label="Narrow the answers" class="facets" { (facets(view, query, &all)) }
                section id="answers" aria-label="Answers" {
                    p {
                        (count(shown.len(), "place", "places"))
                        @if full { ", among the best " (MAX_HITS) " answers" } "."
                    }
                    @if shown.is_empty() { p { "No place holds all of these words." } }
                    ol class="hits" start=(at * PAGE + 1) {
                        @for found in shown.iter().skip(at * PAGE).take(PAGE) { (answer(view, &became, found, &terms, query)) }
                    }
                    (pages(at, of, |page| AskQuery { page, ..query.clone() }.address()))
                    (keep(query, state.token()))
                }
            }
        }
        (kept(&state.case().questions(), query, state.token()))
    };
    let case = &view.about().title;
    Ok(Html(frame(
        &Head {
            page: "Ask",
            case,
            at: "/ask",
            by: query.by.as_deref(),
            token: state.token(),
            cases: state.has_first_page(),
        },
        &body,
    )))
}

/// Answers by their place, in the order of the best of each.
fn grouped<'a>(view: &'a dyn View, became: &Became<'a>, hits: Vec<Hit>) -> Vec<Found<'a>> {
    let mut places: BTreeMap<(String, usize, usize, HitKind, String), usize> = BTreeMap::new();
    let mut all: Vec<Found<'a>> = Vec::new();
    for hit in hits {
        let stated = hit.id.as_deref().and_then(ClaimId::parse).and_then(|id| view.claims().get(&id));
        if hit.kind != HitKind::Words && stated.is_none() {
            // The reader changed since: what is no claim any more is still found as words.
            continue;
        }
        // Boxes of pictures have no letters: they are apart by what was seen in them.
        let seen = if hit.kind == HitKind::Seen { hit.text.clone() } else { String::new() };
        let place = (hit.source.clone(), hit.start, hit.end, hit.kind, seen);
        let at = *places.entry(place).or_insert(all.len());
        if at == all.len() {
            all.push(Found { hit, claims: Vec::new(), year: None });
        }
        all[at].claims.extend(stated);
    }
    for found in &mut all {
        let of_claims = found.claims.iter().find_map(|stated| {
            let entity = became.get(&stated.claim.mention)?;
            entity.first("date").or_else(|| entity.first("startDate")).and_then(year)
        });
        found.year =
            of_claims.or_else(|| view.source(&found.hit.source)?.info.date.as_ref().and_then(|date| year(date.as_str())));
    }
    all
}

fn year(date: &str) -> Option<i32> {
    Edtf::parse(date).ok()?.earliest_start().map(|day| day.ymd().0)
}

/// How many answers have each value of a facet, whatever that facet is narrowed to: years in order, others most first.
fn counted(query: &AskQuery, all: &[Found<'_>], facet: &str) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for value in all.iter().filter(|found| found.fits(query, Some(facet))).flat_map(|found| found.values(facet)) {
        *counts.entry(value).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    if facet != "year" {
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    }
    counts
}

fn facets(view: &dyn View, query: &AskQuery, all: &[Found<'_>]) -> Markup {
    html! {
        @for (name, plain) in FACETS {
            @let chosen = query.facet(name);
            @let listed = counted(query, all, name);
            @if !listed.is_empty() || chosen.is_some() {
                h2 { (plain) }
                @if name == "year" { p class="small" { "Of what is claimed, else of the source" } }
                ul {
                    @if let Some(value) = chosen {
                        li {
                            strong { (words(&shown(view, name, value))) } " "
                            a href=(query.narrowed(name, None).address()) aria-label=(format!("Any: {plain}")) { "any" }
                        }
                    } @else {
                        @for (value, count) in listed.iter().take(LISTED) {
                            li { a href=(query.narrowed(name, Some(value)).address()) { (words(&shown(view, name, value))) } " " (count) }
                        }
                        @if listed.len() > LISTED { li class="small" { "and " (listed.len() - LISTED) " more" } }
                    }
                }
            }
        }
    }
}

/// A facet's value as people read it.
fn shown(view: &dyn View, facet: &str, value: &str) -> String {
    match facet {
        "source" => view.source(value).map_or(value, Source::title).to_string(),
        _ => capital(value),
    }
}

fn answer(view: &dyn View, became: &Became<'_>, found: &Found<'_>, terms: &BTreeSet<String>, query: &AskQuery) -> Markup {
    let hit = &found.hit;
    let by = query.by.as_deref();
    let place = match found.claims.first() {
        Some(stated) => ReviewQuery::of_card(&hit.source, &stated.claim.mention, by),
        None => ReviewQuery::of_place(&hit.source, hit.start, by),
    };
    html! {
        li {
            p class="small" {
                a href=(place) { (words(view.source(&hit.source).map_or(hit.source.as_str(), Source::title))) }
                @if let Some(year) = found.year { ", " (year) }
                @if hit.kind == HitKind::Words { ", words of the source" }
            }
            @if hit.kind == HitKind::Seen { p class="seen" { (SEEN) ": " (highlighted(&cut(&hit.text, terms), terms)) } }
            @else { blockquote dir="auto" { (highlighted(&cut(&hit.text, terms), terms)) } }
            @if !found.claims.is_empty() {
                ul class="small" { @for stated in &found.claims {
                    li {
                        @match became.get(&stated.claim.mention) {
                            Some(entity) => { (crate::page::named(entity, by)) ", " (property(&stated.claim.property)) ": " }
                            None => { (property(&stated.claim.property)) ": " }
                        }
                        (words(&value(&stated.claim.value, became))) " " (crate::page::state(stated.state))
                    }
                } }
            }
        }
    }
}

/// The words of a question, as texts are cut into words.
fn terms(query: &str) -> BTreeSet<String> {
    let pieces = query.split(|letter: char| !letter.is_alphanumeric());
    pieces.filter(|piece| !piece.is_empty()).map(str::to_lowercase).collect()
}

/// A long text around its first word that was asked for.
fn cut(text: &str, terms: &BTreeSet<String>) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_string();
    }
    let mut at = 0;
    let first = pieces(text).find(|(piece, is_word)| {
        let found = *is_word && terms.contains(&piece.to_lowercase());
        at += if found { 0 } else { piece.chars().count() };
        found
    });
    let from = first.map_or(0, |_| at.saturating_sub(SHOWN / 4));
    let middle: String = text.chars().skip(from).take(SHOWN).collect();
    let end = if from + SHOWN < text.chars().count() { "…" } else { "" };
    format!("{}{middle}{end}", if from > 0 { "…" } else { "" })
}

/// A text in pieces: words, and what stands between them.
fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_word = rest.chars().next()?.is_alphanumeric();
        let end = rest.find(|letter: char| letter.is_alphanumeric() != is_word).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some((piece, is_word))
    })
}

fn highlighted(text: &str, terms: &BTreeSet<String>) -> Markup {
    html! {
        @for (piece, is_word) in pieces(text) {
            @if is_word && terms.contains(&piece.to_lowercase()) { mark { (piece) } } @else { (words(piece)) }
        }
    }
}

/// The form that keeps this question.
fn keep(query: &AskQuery, token: &str) -> Markup {
    html! {
        details class="card" {
            summary { "Keep this question" }
            form method="post" action="/api/questions" {
                input type="hidden" name="token" value=(token);
                input type="hidden" name="words" value=(query.words);
                @for (name, _) in FACETS { @if let Some(value) = query.facet(name) { input type="hidden" name=(name) value=(value); } }
                input type="hidden" name="back" value=(query.address());
                label { "Its name" input type="text" name="name" required maxlength="100" autocomplete="off"; }
                button name="do" value="keep" { "Keep" }
            }
        }
    }
}

fn kept(questions: &Result<Vec<Question>, rollcall_model::problem::Problem>, query: &AskQuery, token: &str) -> Markup {
    html! {
        h2 id="kept" { "Questions that are kept" }
        @match questions {
            Err(problem) => { p class="bad" { "The file of questions cannot be read: " (words(&problem.to_string())) } }
            Ok(questions) if questions.is_empty() => { p { "None yet. Ask something, then keep it under a name." } }
            Ok(questions) => {
                ul class="kept" { @for question in questions {
                    li {
                        a href=(AskQuery::of(question, query.by.as_deref()).address()) { (words(&question.name)) }
                        span class="small" { " " (words(&question.words)) @for value in question.facets.values() { ", " (words(value)) } " " }
                        form method="post" action="/api/questions" {
                            input type="hidden" name="token" value=(token);
                            input type="hidden" name="name" value=(question.name);
                            input type="hidden" name="back" value=(query.address());
                            button class="quiet" name="do" value="remove" aria-label=(format!("Remove {}", question.name)) { "Remove" }
                        }
                    }
                } }
            }
        }
    }
}

/// `POST /api/questions`: keeps or removes a question.
pub(crate) async fn questions(
    State(state): State<Arc<Running>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let mut fields = form(&state, &headers, body)?;
    let unknown =
        |name: &str| !["do", "name", "words", "back"].contains(&name) && !FACETS.iter().any(|(facet, _)| *facet == name);
    let bad = |code: &str, message: String| Refusal::new(StatusCode::BAD_REQUEST, "the form", code, message);
    if let Some(name) = fields.keys().find(|name| unknown(name)) {
        return Err(bad("unknown-key", format!("`{name}` is not known here")));
    }
    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
    let (act, name, asked, back) = (take("do"), take("name"), take("words"), take("back"));
    let question = Question { name: name.trim().to_string(), words: asked, facets: fields };
    let back: HeaderValue = crate::api::back(if back.is_empty() { "/ask" } else { &back })?;
    let done = match act.as_str() {
        "keep" => off_thread(move || state.one_at_a_time(|case| case.keep_question(&question))).await?,
        "remove" => off_thread(move || state.one_at_a_time(|case| case.remove_question(&question.name))).await?,
        other => return Err(bad("unknown-act", format!("`{other}` is neither `keep` nor `remove`"))),
    };
    done.map_err(|problem| Refusal::of(StatusCode::UNPROCESSABLE_ENTITY, vec![problem]))?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, back)]).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_model::claim::State as ClaimState;

    #[test]
    fn words_that_were_asked_for_are_marked_and_markup_is_text() {
        let drawn = highlighted("Harbour <b>masters’ harbour", &terms("HARBOUR")).into_string();
        assert_eq!(drawn, "<mark>Harbour</mark> &lt;b&gt;masters’ <mark>harbour</mark>");
    }

    #[test]
    fn a_long_text_is_cut_around_its_first_word() {
        let text = format!("{} needle {}", "a ".repeat(500), "b ".repeat(500));
        let cut = cut(&text, &terms("needle"));
        assert!(cut.contains("needle") && cut.chars().count() <= SHOWN + 2 && cut.starts_with('…') && cut.ends_with('…'));
    }

    #[test]
    fn a_question_narrows_and_widens() {
        let query = AskQuery { words: "two words".into(), page: 3, ..AskQuery::default() };
        let narrow = query.narrowed("state", Some(ClaimState::Accepted.as_str()));
        assert_eq!(narrow.address(), "/ask?words=two+words&state=accepted");
        assert_eq!(narrow.narrowed("state", None).address(), "/ask?words=two+words");
    }
}
