//! `/map`: which column of a table says what, chosen where one sees what that makes of its rows.
//!
//! The main functions are [`page`] and [`post`]. The same form is shown with other choices and saved: nothing is written before a
//! person says so. What is saved is the `[record]` of the sidecar, by the code of `case`; the table is then read anew.

mod choices;

use crate::api::form;
use crate::page::{Head, address, asked, frame, with_by};
use crate::refusal::Refusal;
use crate::review::cards::{capital, property};
use crate::review::text::words;
use crate::state::{Running, off_thread};
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderValue, LOCATION};
use axum::response::{Html, IntoResponse, Response};
use choices::Choices;
use maud::{Markup, html};
use rollcall_case::BuildError;
use rollcall_case::map::{Mapping, RecordFormat, Understood, format_of};
use rollcall_model::ontology::Kind;
use rollcall_model::problem::Problem;
use rollcall_model::view::View;
use serde::Deserialize;
use std::sync::Arc;

/// Rows that are shown as they would be understood.
const SHOWN: usize = 5;

/// Problems that are shown.
const TOLD: usize = 5;

/// Code points of a value that are shown.
const CUT: usize = 300;

/// Whether a file has columns to map.
pub(crate) fn is_table(path: &str) -> bool {
    let format = format_of(path);
    path.starts_with("records/") && matches!(format, Some(RecordFormat::Csv | RecordFormat::Workbook))
}

/// What an address of the page asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MapQuery {
    file: String,
    by: Option<String>,
    /// What was just done.
    done: Option<String>,
}

/// What a page says above the form.
enum Above {
    Nothing,
    Saved,
    Same,
    Refused(Vec<Problem>),
}

/// The page, with the map that the table has, or a draft.
pub(crate) async fn page(
    State(state): State<Arc<Running>>,
    query: Result<Query<MapQuery>, QueryRejection>,
) -> Result<Html<String>, Refusal> {
    let query = asked(query)?;
    off_thread(move || {
        let mapping = mapping(&state, &query.file)?;
        let choices = Choices::of(&mapping);
        let above = match query.done.as_deref() {
            Some("saved") => Above::Saved,
            Some("same") => Above::Same,
            _ => Above::Nothing,
        };
        Ok(Html(drawn(&state, &mapping, &choices, query.by.as_deref(), &above)))
    })
    .await?
}

fn mapping(state: &Running, file: &str) -> Result<Mapping, Refusal> {
    state.case().mapping(file, state.extractor()).map_err(|problem| {
        let missing = problem.code == "no-such-table";
        let status = if missing { StatusCode::NOT_FOUND } else { StatusCode::UNPROCESSABLE_ENTITY };
        Refusal::of(status, vec![problem])
    })
}

/// Shows other choices, or saves them.
pub(crate) async fn post(
    State(state): State<Arc<Running>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let mut fields = form(&state, &headers, body)?;
    let mut take = |name: &str| fields.remove(name);
    let (file, by, seen, what) =
        (take("file").unwrap_or_default(), take("by"), take("seen").unwrap_or_default(), take("do"));
    off_thread(move || {
        let mapping = mapping(&state, &file)?;
        let (choices, problems) = Choices::of_form(&mapping, fields, seen)?;
        let show = |status, above: &Above| {
            Ok((status, Html(drawn(&state, &mapping, &choices, by.as_deref(), above))).into_response())
        };
        if !problems.is_empty() {
            return show(StatusCode::UNPROCESSABLE_ENTITY, &Above::Refused(problems));
        }
        if what.as_deref() != Some("save") {
            return show(StatusCode::OK, &Above::Nothing);
        }
        match state.keep_map(&mapping, &choices.record, &choices.seen) {
            Ok(changed) => {
                let done = Some(if changed { "saved" } else { "same" });
                let to = address("/map", &[("file", Some(file.as_str())), ("by", by.as_deref()), ("done", done)]);
                let to = HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static("/sources"));
                Ok((StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response())
            }
            Err(BuildError::Settings(problems) | BuildError::CannotFinish(problems)) => {
                let meanwhile = problems.iter().any(|problem| problem.code == "changed-meanwhile");
                let status = if meanwhile { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
                show(status, &Above::Refused(problems))
            }
        }
    })
    .await?
}

fn drawn(state: &Running, mapping: &Mapping, choices: &Choices, by: Option<&str>, above: &Above) -> String {
    let loaded = state.loaded();
    let (rows, problems) = mapping.understood(&choices.record, SHOWN);
    let body = html! {
        h1 { "What the columns say" }
        p { code { (words(&choices.file)) } ". Choose what each column says, look at five rows as they would be understood, then save. Nothing is written before you save. "
            a href=(with_by("/sources", by)) { "All files" } }
        div id="map" {
            (said_above(above, state))
            @if mapping.drafted && matches!(above, Above::Nothing) {
                p class="draft" { "This table has no map yet. What is chosen here is a guess from its heads and cells." }
            }
            @for problem in &mapping.problems { p class="bad" { (words(&problem.message)) } }
            (choices.draw(mapping, state.token(), by))
            (understood(&rows, &problems))
        }
    };
    let head = Head {
        page: "What the columns say",
        case: &loaded.built.private().about().title,
        at: "/map",
        by,
        token: state.token(),
        cases: state.has_first_page(),
    };
    frame(&head, &body)
}

fn said_above(above: &Above, state: &Running) -> Markup {
    html! {
        @match above {
            Above::Nothing => {}
            Above::Saved => { p role="status" class="done-line" { "Saved." @if state.is_behind() { " The table is being read anew." } } }
            Above::Same => { p role="status" class="done-line" { "The map was like this already." } }
            Above::Refused(problems) => {
                div role="alert" class="card" { @for problem in problems {
                    p class="bad" { (words(&problem.message)) @if let Some(hint) = &problem.hint { "; " (words(hint)) } "." }
                } }
            }
        }
        p id="reading" class="small" role="status" data-behind[state.is_behind()] {
            @for problem in state.trouble() { span class="bad" { "The case could not be read again: " (words(&problem.to_string())) " " } }
        }
    }
}

/// The first rows as they would be understood.
fn understood(rows: &[Understood], problems: &[Problem]) -> Markup {
    html! {
        section aria-labelledby="rows-title" id="understood" {
            h2 id="rows-title" { "The first rows, as they would be understood" }
            @if rows.is_empty() { p { "No row would be used." } }
            @for row in rows {
                h3 { "Row " (row.row) }
                ul class="says" { @for said in &row.says {
                    li { (words(&of_what(&said.kind))) ", " (words(&property(&said.property.replace('_', " ")))) ": " strong { (words(&cut(&said.value))) } }
                } }
            }
            @if !problems.is_empty() {
                h3 { "What would not be used" }
                ul class="says" { @for problem in problems.iter().take(TOLD) {
                    li class="bad" { (words(&problem.message)) @if let Some(hint) = &problem.hint { "; " (words(hint)) } span class="small" { " (" (words(&problem.place)) ")" } }
                } }
                @if problems.len() > TOLD { p { "and " (problems.len() - TOLD) " more" } }
            }
        }
    }
}

/// A kind in plain words.
fn of_what(kind: &str) -> String {
    capital(&Kind::new(kind).map_or_else(|| kind.to_string(), |kind| kind.info().plain.clone()))
}

fn cut(text: &str) -> String {
    let mut letters = text.chars();
    let short: String = letters.by_ref().take(CUT).collect();
    if letters.next().is_some() { format!("{short}…") } else { short }
}
