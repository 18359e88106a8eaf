//! Who decided what of a claim or a merge, when, and why.
//!
//! The main type is [`History`]. It has every line, also those that were taken back; an act on many claims at once is said
//! to be one, since its writer read them together.

use crate::review::text::words;
use maud::{Markup, html};
use rollcall_case::Built;
use rollcall_model::decision::{Decision, Verb};
use rollcall_model::id::ClaimId;
use std::collections::BTreeMap;

/// All lines of a case, by what they are about.
pub(crate) struct History<'a> {
    built: &'a Built,
    by_id: BTreeMap<&'a str, &'a Decision>,
    by_target: BTreeMap<&'a str, Vec<&'a Decision>>,
    /// How many lines one act wrote.
    acts: BTreeMap<&'a str, usize>,
}

impl<'a> History<'a> {
    /// The lines of a case.
    pub(crate) fn of(built: &'a Built) -> Self {
        let (mut by_id, mut by_target, mut acts) = (BTreeMap::new(), BTreeMap::<_, Vec<_>>::new(), BTreeMap::new());
        for line in built.inputs.decisions.iter().map(AsRef::as_ref) {
            by_id.insert(line.id.as_str(), line);
            by_target.entry(line.target.as_str()).or_default().push(line);
            if let Some(batch) = &line.batch {
                *acts.entry(batch.as_str()).or_default() += 1;
            }
        }
        Self { built, by_id, by_target, acts }
    }

    /// Everything that was decided of a claim, also under another id that a change of the reader gave it.
    pub(crate) fn of_claim(&self, claim: &ClaimId) -> Markup {
        let attached = self.built.attached.lines.get(claim).into_iter().flatten();
        self.draw(attached.filter_map(|id| self.by_id.get(id.as_str()).copied()).chain(self.on(claim.as_str())))
    }

    /// Everything that was decided of a merge.
    pub(crate) fn of_join(&self, join: &str, a: &str, b: &str) -> Markup {
        let pairs = self.on(a).filter(|line| line.other.as_deref() == Some(b));
        self.draw(self.on(join).chain(pairs))
    }

    fn on(&self, target: &str) -> impl Iterator<Item = &'a Decision> {
        self.by_target.get(target).cloned().unwrap_or_default().into_iter()
    }

    fn draw(&self, lines: impl Iterator<Item = &'a Decision>) -> Markup {
        let mut all: BTreeMap<(&str, &str), &Decision> =
            lines.map(|line| ((line.at.as_str(), line.id.as_str()), line)).collect();
        let taken_back: Vec<&Decision> = all.values().flat_map(|line| self.on(line.id.as_str())).collect();
        all.extend(taken_back.into_iter().map(|line| ((line.at.as_str(), line.id.as_str()), line)));
        html! {
            @if !all.is_empty() {
                ol class="history small" { @for line in all.values() { li { (self.line(line)) } } }
            }
        }
    }

    fn line(&self, line: &Decision) -> Markup {
        let together = line.batch.as_deref().and_then(|batch| self.acts.get(batch)).copied().unwrap_or(1);
        html! {
            strong { (done(line.verb)) } " by " (words(&line.by)) ", "
            time datetime=(line.at) { (line.at.get(..16).unwrap_or(&line.at).replace('T', " ")) }
            @if let Some(value) = &line.value { @if line.verb.is_reply() { ": “" } @else { ", to “" } (words(value)) "”" }
            @if let Some(region) = &line.region { ", from a picture: " (words(&region.description)) }
            @if together > 1 { ", in one act with " (together - 1) @if together == 2 { " other" } @else { " others" } }
            @if let Some(why) = &line.why { ": " (words(why)) }
        }
    }
}

/// What was done, in words.
fn done(verb: Verb) -> &'static str {
    match verb {
        Verb::Accept => "accepted",
        Verb::Reject => "rejected",
        Verb::Dispute => "disputed",
        Verb::Retract => "taken back after acceptance",
        Verb::Correct => "put right",
        Verb::Add => "added",
        Verb::Merge => "made one",
        Verb::Split => "kept apart",
        Verb::Release => "released",
        Verb::Undo => "decision taken back",
        Verb::Asked => "asked to reply",
        Verb::Answered => "answered",
        Verb::Declined => "declined to answer",
        Verb::NoAnswerBy => "no answer",
        Verb::NotApproached => "not approached",
        Verb::Withdraw => "withdrawn",
    }
}
