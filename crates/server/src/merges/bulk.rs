//! Several merges of one sort, ticked and decided together with one reason.
//!
//! The main functions are [`sorts`] and [`form`]. A sort is a kind and the reasons that speak for a merge, without the names
//! in them: "the same name, persons" is one question asked many times, and only like is ticked with like. Every merge gets a
//! line of its own, and the lines say for ever that they were one act.

use super::MergesQuery;
use crate::review::cards::capital;
use crate::review::text::words;
use maud::{Markup, html};
use rollcall_model::entity::Join;
use std::collections::BTreeMap;

/// The name of the form that ticked merges belong to.
pub(super) const FORM: &str = "together";

/// The sort of a merge in words: its kind, and why it is proposed, without names, dates and numbers.
pub(super) fn sort(join: &Join) -> String {
    let mut reasons: Vec<&str> = join.speaks_for.iter().map(|reason| without_names(reason)).collect();
    reasons.sort_unstable();
    reasons.dedup();
    format!("{}: {}", join.kind.info().plain, reasons.join(", "))
}

/// A reason up to what it names: `the same name` of "the same name: `Ada Ek`".
fn without_names(reason: &str) -> &str {
    let end = reason.find([':', '`']).unwrap_or(reason.len());
    let words = reason[..end].trim_end();
    let words = words.strip_suffix(" of").unwrap_or(words);
    words.trim_start_matches(|letter: char| letter.is_ascii_digit()).trim_start()
}

/// How many merges there are of each sort, most first.
pub(super) fn sorts<T>(shown: &[(&Join, T)]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (join, _) in shown {
        *counts.entry(sort(join)).or_default() += 1;
    }
    let mut sorts: Vec<(String, usize)> = counts.into_iter().collect();
    sorts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    sorts
}

/// The sorts, to look at one alone and decide several of it together.
pub(super) fn choose(sorts: &[(String, usize)], query: &MergesQuery) -> Markup {
    let to = |sort: Option<&str>| MergesQuery { sort: sort.map(Into::into), page: 0, ..query.clone() }.address();
    html! {
        @if !sorts.is_empty() {
            details class="card" open[query.sort.is_some()] {
                summary { "Decide several of one sort together" }
                p { "Choose a sort, tick those that you have read, and give one reason for all." }
                ul { @for (sort, count) in sorts {
                    li { a href=(to(Some(sort))) aria-current=[(query.sort.as_deref() == Some(sort)).then_some("true")] { (words(&capital(sort))) } " " (count) }
                } }
                @if query.sort.is_some() { p { a href=(to(None)) { "Show every sort" } } }
            }
        }
    }
}

/// The form of what is ticked.
pub(super) fn form(query: &MergesQuery, token: &str, seen: &str) -> Markup {
    html! {
        form id=(FORM) class="card" method="post" action="/api/decide" {
            h2 { "All that are ticked" }
            p { "The reason stays with every one of them, and the record says that they were decided together." }
            input type="hidden" name="token" value=(token);
            input type="hidden" name="seen" value=(seen);
            input type="hidden" name="back" value=(query.address());
            @if let Some(by) = &query.by { input type="hidden" name="by" value=(by); }
            label { "Reason" input type="text" name="why" required maxlength="500"; }
            button name="verb" value="accept" { "Each is one" }
            button name="verb" value="reject" { "None is one" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_model::entity::JoinStatus;
    use rollcall_model::id::MentionId;
    use rollcall_model::ontology::kinds;

    #[test]
    fn a_sort_is_a_kind_and_reasons_without_names() {
        let join = |reasons: &[&str]| {
            let [a, b] = ["a", "b"].map(|part| MentionId::of(&[part]));
            let reasons = reasons.iter().map(|reason| (*reason).into()).collect();
            Join::new(kinds::PERSON, &a, &b, JoinStatus::Proposed, reasons)
        };
        let one = join(&["the same name: `Ada: Ek`", "listed as names of `Ek`"]);
        assert_eq!(sort(&one), "person: listed as names, the same name");
        assert_eq!(sort(&join(&["the same participant"])), "person: the same participant");
        assert_eq!(sorts(&[(&one, ()), (&one, ())]), [(sort(&one), 2)]);
    }
}
