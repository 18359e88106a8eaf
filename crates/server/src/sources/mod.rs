//! `/sources`: what is known of each file, as a table that is changed in place.
//!
//! The main functions are [`page`] and [`save`]. It is the table of `rollcall sources`, row for row and by the same code, with what
//! was not read beside it. A row is a form of its own, so that a fault in one row keeps no other from being saved. What is saved is a
//! sidecar; the case is built again afterwards by [`crate::keeper`].

mod table;

use crate::api::{back, form};
use crate::page::{Head, address, asked, count, frame, pages};
use crate::refusal::Refusal;
use crate::review::cards::capital;
use crate::review::text::words;
use crate::state::{Loaded, Running, off_thread};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use rollcall_archive::Input;
use rollcall_case::BuildError;
use rollcall_case::sources::{SourceChange, TakenTable, keys};
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_model::view::View;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use table::Table;

/// Files on a page.
const PAGE: usize = 40;

/// Problems of one file that are listed beside it.
const LISTED: usize = 3;

/// What an address of the page asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SourcesQuery {
    words: String,
    /// `unread`: only files that were not read, or not all of them.
    only: Option<String>,
    page: usize,
    by: Option<String>,
}

impl SourcesQuery {
    fn address(&self) -> String {
        let page = (self.page > 0).then(|| self.page.to_string());
        let words = Some(self.words.as_str());
        let pairs =
            [("words", words), ("only", self.only.as_deref()), ("page", page.as_deref()), ("by", self.by.as_deref())];
        address("/sources", &pairs)
    }

    /// Whether a file is asked for, by all of the words.
    fn fits(&self, path: &str, source: Option<&Source>, unread: bool) -> bool {
        if self.only.as_deref() == Some("unread") && !unread {
            return false;
        }
        let mut text = path.to_lowercase();
        if let Some(source) = source {
            let info = &source.info;
            let of_file = [&info.title, &info.publisher, &info.author, &info.controlled_by, &info.url, &info.language];
            let of_parts = info.parts.iter().flat_map(|part| [&part.number, &part.title, &part.author]);
            for said in of_file.into_iter().chain(of_parts).flatten().chain(&info.rests_on) {
                text.push('\n');
                text.push_str(&said.to_lowercase());
            }
        }
        self.words.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
    }
}

/// What a save did, as the page says it.
pub(crate) struct Saved {
    taken: TakenTable,
}

/// The page.
pub(crate) async fn page(
    State(state): State<Arc<Running>>,
    query: Result<Query<SourcesQuery>, QueryRejection>,
) -> Result<Html<String>, Refusal> {
    let query = asked(query)?;
    off_thread(move || Html(drawn(&state, &query, None))).await
}

fn drawn(state: &Running, query: &SourcesQuery, saved: Option<&Saved>) -> String {
    let loaded = state.loaded();
    let view = loaded.built.private();
    let (files, mut problems) = state.case().source_files();
    let of = files.len();
    let fits = |path: &str| query.fits(path, view.source(path), !not_used(&loaded, path).is_empty());
    let wanted: Vec<Input> = files.into_iter().filter(|file| fits(&file.path)).collect();
    let last = wanted.len().div_ceil(PAGE).max(1);
    let at = query.page.min(last - 1);
    let shown = &wanted[at * PAGE..wanted.len().min((at + 1) * PAGE)];
    let (rows, not_shown) = state.case().source_rows(shown, state.extractor());
    problems.extend(not_shown);
    let table = Table { state, loaded: &loaded, query, rows: &rows };
    let body = html! {
        h1 { "Sources" }
        p { "What is known of each file: the table that " code { "rollcall sources" } " writes and takes. A value marked as guessed is what a file says of itself; tick it if it is right, or write a better one." }
        (search(query))
        (saved_line(state, saved))
        p id="found" { (count(wanted.len(), "file", "files")) " of " (of) "." }
        @for problem in &problems { p class="bad small" { (words(&problem.to_string())) } }
        @if !rows.is_empty() { (table.draw()) }
        (pages(at, last, |page| SourcesQuery { page, ..query.clone() }.address()))
    };
    let head = Head {
        page: "Sources",
        case: &view.about().title,
        at: "/sources",
        by: query.by.as_deref(),
        token: state.token(),
        cases: state.has_first_page(),
    };
    frame(&head, &body)
}

fn search(query: &SourcesQuery) -> Markup {
    html! {
        form method="get" action="/sources" class="row" role="search" {
            label { "Find files by path, title, publisher or author"
                input type="text" name="words" value=(query.words) maxlength="200" autocomplete="off" aria-keyshortcuts="f"; }
            label class="tick" {
                input type="checkbox" name="only" value="unread" checked[query.only.as_deref() == Some("unread")];
                "only what was not read"
            }
            @if let Some(by) = &query.by { input type="hidden" name="by" value=(by); }
            button { "Find" }
        }
    }
}

/// What was saved, what was refused, and whether the case is still being built again.
fn saved_line(state: &Running, saved: Option<&Saved>) -> Markup {
    html! {
        @if let Some(Saved { taken }) = saved {
            div id="saved" role="status" class="card" {
                @if taken.written.is_empty() && taken.problems.is_empty() { p { "Nothing was different, so nothing is written." } }
                @for path in &taken.written { p { "Written: " code { (words(path)) } } }
                @for problem in &taken.problems {
                    p class="bad" { (words(&problem.message)) @if let Some(hint) = &problem.hint { "; " (words(hint)) } "." }
                }
            }
        }
        p id="reading" class="small" role="status" data-behind[state.is_behind()] {
            @if state.is_behind() { "The case is being read again with what was saved." }
            @for problem in state.trouble() { span class="bad" { "The case could not be read again: " (words(&problem.to_string())) " " } }
        }
    }
}

/// What of a file was not used, and why.
fn not_used(loaded: &Loaded, path: &str) -> Vec<String> {
    let built = &loaded.built;
    let not_read = built.private().source(path).and_then(|source| source.not_read.clone());
    let is_of = |problem: &&Problem| {
        let rest = problem.place.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', ' ']) || rest.starts_with(".toml"))
    };
    let is_why = |message: &str| not_read.as_deref() == Some(message);
    let mut all: Vec<String> = Vec::new();
    // What kept a file from being read at all is mostly among the problems too.
    let mut told = false;
    for problem in built.inputs.problems.iter().filter(is_of) {
        let place = problem.place.strip_prefix(path).unwrap_or_default().trim_start_matches([':', ' ']);
        let before = if is_why(&problem.message) { "Not read: " } else { "" };
        told |= is_why(&problem.message);
        let at = if place.is_empty() { String::new() } else { format!(" ({place})") };
        let hint = problem.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        all.push(capital(&format!("{before}{}{at}{hint}", problem.message)));
    }
    if let Some(why) = not_read.as_ref().filter(|_| !told) {
        all.insert(0, format!("Not read: {why}"));
    }
    all
}

/// Saves one row, answers with the page, or without `back` with what was done.
pub(crate) async fn save(
    State(state): State<Arc<Running>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let mut fields = form(&state, &headers, body)?;
    let to = fields.remove("back");
    if let Some(to) = &to {
        back(to)?;
    }
    let change = change(fields)?;
    let shared = state.clone();
    let taken = off_thread(move || shared.change_sources(&[change])).await?;
    let taken = taken.map_err(|error| match error {
        BuildError::Settings(problems) => Refusal::of(StatusCode::UNPROCESSABLE_ENTITY, problems),
        BuildError::CannotFinish(problems) => Refusal::of(StatusCode::CONFLICT, problems),
    })?;
    let status = status_of(&taken);
    let Some(to) = to else {
        return match status {
            StatusCode::OK => Ok(Json(taken).into_response()),
            _ => Err(Refusal::of(status, taken.problems)),
        };
    };
    let query = query_of(&to);
    let page = off_thread(move || drawn(&state, &query, Some(&Saved { taken }))).await?;
    Ok((status, Html(page)).into_response())
}

fn status_of(taken: &TakenTable) -> StatusCode {
    if taken.problems.iter().any(|problem| problem.code == "changed-meanwhile") {
        StatusCode::CONFLICT
    } else if taken.problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

fn query_of(back: &str) -> SourcesQuery {
    let query = back.split('#').next().unwrap_or_default().split_once('?').map_or("", |(_, query)| query);
    let mut asked = SourcesQuery::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
        match name.as_str() {
            "words" => asked.words = value,
            "only" => asked.only = Some(value),
            "page" => asked.page = value.parse().unwrap_or_default(),
            "by" => asked.by = Some(value),
            _ => {}
        }
    }
    asked
}

/// A row from its form. A guess stays one while nobody ticked it and its value is the guessed one.
fn change(mut fields: BTreeMap<String, String>) -> Result<SourceChange, Refusal> {
    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
    let mut change = SourceChange { file: take("file"), part: take("part"), seen: take("seen"), ..SourceChange::default() };
    for key in keys(!change.part.is_empty()) {
        let value = take(key);
        let (guess, sure) = (take(&format!("guess-{key}")), take(&format!("sure-{key}")));
        if !guess.is_empty() && sure.is_empty() && guess.trim() == value.trim() {
            change.guessed.push(key.to_string());
        }
        if !value.is_empty() {
            change.values.insert(key.to_string(), value);
        }
    }
    match fields.keys().next() {
        Some(other) => {
            let message = format!("`{other}` is not known here");
            Err(Refusal::new(StatusCode::BAD_REQUEST, "the form", "unknown-key", message))
        }
        None => Ok(change),
    }
}

/// Whether the case is still being built again, and what stood in the way the last time.
pub(crate) async fn reading(State(state): State<Arc<Running>>) -> Json<serde_json::Value> {
    Json(serde_json::json!({ "behind": state.is_behind(), "problems": state.trouble() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
    }

    #[test]
    fn a_guess_becomes_a_statement_when_it_is_ticked_or_changed() {
        let row = [("file", "a"), ("title", "T"), ("guess-title", "T"), ("date", "2021"), ("guess-date", "2020")];
        let left = change(fields(&row)).expect("is a row");
        assert_eq!(left.guessed, ["title"]);
        let ticked = change(fields(&[&row[..], &[("sure-title", "yes")]].concat())).expect("is a row");
        assert!(ticked.guessed.is_empty());
        assert!(change(fields(&[("file", "a"), ("colour", "red")])).is_err());
        assert!(change(fields(&[("file", "a"), ("url", "x"), ("part", "pages 1")])).is_err(), "a part has no address");
    }

    #[test]
    fn a_page_is_found_again() {
        let query = query_of("/sources?words=two+words&page=2&by=ana#row-1");
        assert_eq!((query.words.as_str(), query.page, query.by.as_deref()), ("two words", 2, Some("ana")));
    }
}
