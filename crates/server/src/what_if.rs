//! `/what-if`: which findings would fall without some sources, or by what had been published by a day.
//!
//! The main function is [`page`]. Nothing of the case changes: what is left is assembled in memory, and thrown away.

use crate::page::{Head, count, frame};
use crate::refusal::Refusal;
use crate::review::text::words;
use crate::state::{Running, off_thread};
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Html;
use maud::{Markup, html};
use rollcall_case::what_if::WhatIf;
use rollcall_case::without::Why;
use rollcall_case::{Built, effect::Changed};
use rollcall_model::date::{Day, Edtf, plain};
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_model::view::View;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Findings of one fate that are listed.
const LISTED: usize = 300;

/// What is left out.
#[derive(Debug, Default)]
struct Asked {
    without: BTreeSet<String>,
    as_of: Option<String>,
    by: Option<String>,
}

impl Asked {
    /// From an address: a list of ticked boxes is a name that comes again and again.
    fn parse(query: &str) -> Result<Self, Problem> {
        let mut what = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let filled = Some(value.trim().to_string()).filter(|value| !value.is_empty());
            match name.as_ref() {
                "without" => what.without.extend(filled),
                "as_of" => what.as_of = filled,
                "by" => what.by = filled,
                other => return Err(Problem::new("the address", "bad-query", format!("`{other}` is not known here"))),
            }
        }
        Ok(what)
    }

    fn is_asked(&self) -> bool {
        !self.without.is_empty() || self.as_of.is_some()
    }
}

/// The last day of a date that a person typed.
///
/// # Errors
/// A text that is no date, or one without an end.
pub fn day(place: &str, text: &str) -> Result<Day, Problem> {
    let problem = || {
        Problem::new(place, "bad-date", format!("`{text}` is not a date")).hint("write it as 2021, 2021-06 or 2021-06-15")
    };
    Edtf::parse(text).ok().and_then(|date| date.latest_end()).ok_or_else(problem)
}

/// The page.
pub(crate) async fn page(State(state): State<Arc<Running>>, RawQuery(query): RawQuery) -> Result<Html<String>, Refusal> {
    let what =
        Asked::parse(&query.unwrap_or_default()).map_err(|problem| Refusal::of(StatusCode::BAD_REQUEST, vec![problem]))?;
    let asked = state.clone();
    let answer = off_thread(move || answered(&asked, &what)).await?;
    // The answer does not wait for it. Whoever asks before it is done waits instead, and a rule that runs away is said then.
    let _later = tokio::task::spawn_blocking(move || state.loaded().built.go_back());
    answer
}

fn answered(state: &Running, what: &Asked) -> Result<Html<String>, Refusal> {
    let loaded = state.loaded();
    let built = &loaded.built;
    let bad = |problem| Refusal::of(StatusCode::BAD_REQUEST, vec![problem]);
    let as_of = what.as_of.as_deref().map(|text| day("as_of", text)).transpose();
    let (as_of, wrong) = match as_of {
        Ok(day) => (day, None),
        Err(problem) => (None, Some(problem)),
    };
    let asked = what.is_asked() && wrong.is_none();
    let rest = if asked { Some(built.what_if(&what.without, as_of, &state.case().kept()).map_err(bad)?) } else { None };
    let body = html! {
        h1 { "What if" }
        p { "Leave sources out, or go back to a day, and see which findings fall. Nothing of the case changes." }
        @if let Some(problem) = &wrong { p class="bad" role="alert" { (words(&problem.message)) "; " (words(problem.hint.as_deref().unwrap_or_default())) "." } }
        (form(built, what))
        @if let Some(rest) = &rest { (result(built, rest, what)) }
    };
    let case = &built.private().about().title;
    Ok(Html(frame(
        &Head {
            page: "What if",
            case,
            at: "/what-if",
            by: what.by.as_deref(),
            token: state.token(),
            cases: state.has_first_page(),
        },
        &body,
    )))
}

fn form(built: &Built, what: &Asked) -> Markup {
    html! {
        form method="get" action="/what-if" {
            @if let Some(by) = &what.by { input type="hidden" name="by" value=(by); }
            label { "Only what had been published by this day (such as 2021-06-30)"
                input type="text" name="as_of" value=(what.as_of.as_deref().unwrap_or_default()) maxlength="40" autocomplete="off"; }
            details open[what.as_of.is_none()] {
                summary { "Sources to leave out: " (what.without.len()) " of " (built.inputs.sources.len()) }
                fieldset class="ticks" {
                    legend { "Tick what is to be left out" }
                    @for source in built.inputs.sources.iter() {
                        label {
                            input type="checkbox" name="without" value=(source.path) checked[what.without.contains(&source.path)];
                            (words(source.title()))
                            @match published(source) {
                                Some(date) => { span class="small" { ", " (date) } }
                                None => { span class="small" { "; not known since when it is public" } }
                            }
                            @if !source.info.parts.is_empty() {
                                span class="small" { ", " (count(source.info.parts.len(), "part", "parts")) " with dates of their own" }
                            }
                        }
                    }
                }
            }
            button { "Show which findings fall" }
        }
    }
}

/// When a source became public.
fn published(source: &Source) -> Option<String> {
    source.whole().public_date().map(plain)
}

fn result(built: &Built, rest: &WhatIf, what: &Asked) -> Markup {
    let WhatIf { fall, stay, new, .. } = rest;
    let of = |why: Why| rest.left_out.iter().filter(move |(_, reason)| **reason == why).map(|(path, _)| path.as_str());
    html! {
        section aria-label="What follows" id="result" {
            h2 {
                (count(fall.len(), "finding falls", "findings fall")) ", " (count(stay.count(), "stays", "stay")) ", "
                (count(new.len(), "is new", "are new"))
            }
            p { (rest.left_out.len()) " of " (built.inputs.sources.len()) " sources are left out." }
            (left_out(built, "Left out because you asked", of(Why::Asked).collect()))
            (left_out(built, "Public only later, or perhaps later", of(Why::Later).collect()))
            (left_out(built, "Nobody has said since when they are public, so it cannot be told whether they were by then", of(Why::NoDate).collect()))
            @if !new.is_empty() && what.is_asked() {
                p class="small" { "A finding can be new here because its rule asks what no source says, or because two things are one only through a source that is left out." }
            }
            (findings("Findings that fall", fall.len(), fall.iter().map(told), true))
            (findings("Findings that are new", new.len(), new.iter().map(told), true))
            (findings("Findings that stay", stay.count(), stay.iter().map(|finding| (&*finding.says, &*finding.rule)), false))
        }
    }
}

fn left_out(built: &Built, says: &str, paths: Vec<&str>) -> Markup {
    html! {
        @if !paths.is_empty() {
            details {
                summary { (says) ": " (paths.len()) }
                ul { @for path in paths { li { (words(built.private().source(path).map_or(path, Source::title))) } } }
            }
        }
    }
}

/// What a finding says, and its rule.
fn told(finding: &Changed) -> (&str, &str) {
    (&finding.says, &finding.rule)
}

fn findings<'f>(title: &str, all: usize, findings: impl Iterator<Item = (&'f str, &'f str)>, open: bool) -> Markup {
    html! {
        @if all > 0 {
            details open[open] {
                summary { (title) ": " (all) }
                ul class="findings" {
                    @for (says, rule) in findings.take(LISTED) {
                        li { (words(says)) span class="small" { " by the rule " (rule.replace('-', " ")) } }
                    }
                }
                @if all > LISTED { p { "and " (all - LISTED) " more" } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticked_boxes_and_the_end_of_a_month() {
        let what = Asked::parse("without=a.md&without=b.md&as_of=&by=ana").expect("is asked");
        assert_eq!((what.without.len(), what.as_of.is_none(), what.is_asked()), (2, true, true));
        assert!(Asked::parse("colour=red").is_err());
        assert_eq!(day("as_of", "2021-06").ok(), Day::from_ymd(2021, 6, 30));
        assert!(day("as_of", "soon").is_err());
    }
}
