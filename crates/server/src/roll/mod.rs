//! `/roll`: who took part in what, narrowed down, as a list by date or as a table with the three kinds of blank.
//!
//! The main function is [`page`]. What is asked for stands in the address, as `rollcall roll` takes it, so that a view can be
//! kept, sent on, and opened with scripts off. Each line and each mark leads to its words. A page shows a bounded part, since
//! a roll of ten thousand lines is neither drawn nor read at once.

mod list;
mod matrix;

use crate::answers::{self, RollQuery, STATES};
use crate::page::{Head, address, asked, count, frame, pages};
use crate::refusal::Refusal;
use crate::review::cards::capital;
use crate::review::text::words;
use crate::state::Running;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Html;
use maud::{Markup, html};
use rollcall_model::claim::State as ClaimState;
use rollcall_model::ontology::{ROLES, STATUSES};
use rollcall_model::problem::Problem;
use rollcall_model::roll::RollRow;
use rollcall_model::view::View;
use serde::Deserialize;
use std::sync::Arc;

/// What is shown of the roll.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RollPage {
    who: Option<String>,
    body: Option<String>,
    from: Option<String>,
    to: Option<String>,
    role: Option<String>,
    state: Option<String>,
    status: Option<String>,
    /// Also what only a rule makes likely.
    likely: Option<String>,
    /// `table`, or nothing for the list.
    view: Option<String>,
    page: usize,
    by: Option<String>,
}

impl RollPage {
    /// The address of this page.
    fn address(&self) -> String {
        let page = (self.page > 0).then(|| self.page.to_string());
        let pairs = [
            ("who", &self.who),
            ("body", &self.body),
            ("from", &self.from),
            ("to", &self.to),
            ("role", &self.role),
            ("state", &self.state),
            ("status", &self.status),
            ("likely", &self.likely),
            ("view", &self.view),
            ("page", &page),
            ("by", &self.by),
        ];
        address("/roll", &pairs.map(|(name, value)| (name, value.as_deref())))
    }

    fn turned_to(&self, page: usize) -> String {
        Self { page, ..self.clone() }.address()
    }

    fn as_table(&self) -> bool {
        self.view.as_deref() == Some("table")
    }

    /// The same as the command line asks it: a field that is left empty asks for nothing.
    fn query(&self) -> RollQuery {
        let filled =
            |field: &Option<String>| field.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(Into::into);
        RollQuery {
            who: filled(&self.who),
            body: filled(&self.body),
            from: filled(&self.from),
            to: filled(&self.to),
            role: filled(&self.role),
            state: filled(&self.state),
            likely: filled(&self.likely).is_some(),
            status: filled(&self.status),
        }
    }
}

/// The page.
pub(crate) async fn page(
    State(state): State<Arc<Running>>,
    query: Result<Query<RollPage>, QueryRejection>,
) -> Result<Html<String>, Refusal> {
    let query = asked(query)?;
    let loaded = state.loaded();
    let view: &dyn View = loaded.built.private();
    let rows = answers::roll(view, &query.query());
    let body = html! {
        h1 { "The roll" }
        (form(&query))
        @match &rows {
            Err(problem) => { (wrong(problem)) }
            Ok(rows) => { (shown(view, rows, &query)) }
        }
    };
    let case = &view.about().title;
    let head = Head {
        page: "The roll",
        case,
        at: "/roll",
        by: query.by.as_deref(),
        token: state.token(),
        cases: state.has_first_page(),
    };
    Ok(Html(frame(&head, &body)))
}

/// What cannot be asked, and what to write instead.
fn wrong(problem: &Problem) -> Markup {
    html! {
        p class="bad" role="alert" {
            (words(&capital(&problem.message))) "."
            @if let Some(hint) = &problem.hint { " " (words(&capital(hint))) "." }
        }
    }
}

/// The filters: a form that works without scripts.
fn form(query: &RollPage) -> Markup {
    let text = |name: &str, label: &str, value: &Option<String>| {
        html! { label { (label) input type="text" name=(name) value=(value.as_deref().unwrap_or_default()) maxlength="300" autocomplete="off"; } }
    };
    let states = STATES.map(ClaimState::as_str);
    html! {
        form class="filters" method="get" action="/roll" role="search" aria-label="The roll, narrowed down" {
            (text("who", "Who: a person, state or body", &query.who))
            (text("body", "The body that met", &query.body))
            (text("from", "From: 2021, 2021-06 or 2021-06-04", &query.from))
            (text("to", "To", &query.to))
            (choice("role", "Role", &query.role, "any role", &ROLES))
            (choice("state", "Checked or not", &query.state, "all but rejected", &[&states[..], &["all"]].concat()))
            (choice("status", "What became of it", &query.status, "held or scheduled", &[&STATUSES[..], &["all"]].concat()))
            label class="tick" { input type="checkbox" name="likely" value="yes" checked[query.likely.is_some()]; "Also what only a rule makes likely" }
            @if query.as_table() { input type="hidden" name="view" value="table"; }
            @if let Some(by) = &query.by { input type="hidden" name="by" value=(by); }
            p class="acts" {
                button { "Show these" } " "
                a href=(RollPage { view: query.view.clone(), by: query.by.clone(), ..RollPage::default() }.address()) { "Show everything" }
            }
        }
    }
}

fn choice(name: &str, label: &str, chosen: &Option<String>, none: &str, all: &[&str]) -> Markup {
    html! {
        label { (label) select name=(name) {
            option value="" { (none) }
            @for word in all { option value=(word) selected[chosen.as_deref() == Some(*word)] { (word) } }
        } }
    }
}

/// The rows that were asked for, in the form that was asked for.
fn shown(view: &dyn View, rows: &[&RollRow], query: &RollPage) -> Markup {
    let other = RollPage { view: (!query.as_table()).then(|| "table".into()), page: 0, ..query.clone() };
    let (drawn, of) = if query.as_table() {
        matrix::draw(view, rows, query.page, query.by.as_deref())
    } else {
        list::draw(view, rows, query.page, query.by.as_deref())
    };
    let turned = |page: usize| query.turned_to(page);
    html! {
        p id="shown" role="status" {
            (count(rows.len(), "line", "lines")) " of " (view.roll().len()) ". "
            a id="other" href=(other.address()) { @if query.as_table() { "The same as a list by date" } @else { "The same as a table" } }
        }
        @if rows.is_empty() { p { "No line fits. That a line is not here does not mean that nobody took part." } }
        @else {
            (drawn)
            @if of > 1 { (pages(query.page.min(of - 1), of, turned)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_empty_is_not_asked() {
        let page = RollPage { who: Some(" Ada ".into()), from: Some(String::new()), ..RollPage::default() };
        let query = page.query();
        assert_eq!((query.who.as_deref(), query.from, query.likely), (Some("Ada"), None, false));
        assert_eq!(page.turned_to(2), "/roll?who=+Ada+&page=2");
    }
}
