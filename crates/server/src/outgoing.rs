//! What findings still need before they may go out, shown where one decides, and the forms that record it.
//!
//! The main type is [`Outgoing`]. It says per finding what is missing ([`rollcall_case::needs`]) and takes down what a party
//! was asked and answered. Nothing here lets anything out: `publish` asks for itself.

use crate::page::{count, named, with_by};
use crate::review::text::words;
use maud::{Markup, html};
use rollcall_case::Built;
use rollcall_case::naming::{NAMING, Naming};
use rollcall_case::needs::{Needs, Reading};
use rollcall_case::places::PLACE;
use rollcall_model::decision::{Decision, Verb};
use rollcall_model::entity::Entity;
use rollcall_model::finding::Finding;
use rollcall_model::id::EntityId;
use rollcall_model::view::View;
use std::collections::BTreeSet;

/// Findings that are listed on one card.
const LISTED: usize = 5;

/// What can be recorded of a reply, with its name.
const REPLIES: [(Verb, &str); 5] = [
    (Verb::Asked, "Was asked to reply"),
    (Verb::Answered, "Answered (write the answer)"),
    (Verb::Declined, "Declined to answer"),
    (Verb::NoAnswerBy, "No answer until the day (write the day)"),
    (Verb::NotApproached, "Was not approached (write why)"),
];

/// What every form of a page brings along.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Brings<'a> {
    pub(crate) token: &'a str,
    /// The last line of decisions that the page knows.
    pub(crate) seen: &'a str,
    /// The page to go back to.
    pub(crate) back: &'a str,
    pub(crate) by: Option<&'a str>,
}

impl Brings<'_> {
    pub(crate) fn fields(&self, place: &str) -> Markup {
        html! {
            input type="hidden" name="token" value=(self.token);
            input type="hidden" name="seen" value=(self.seen);
            input type="hidden" name="back" value=(format!("{}#{place}", self.back));
            @if let Some(by) = self.by { input type="hidden" name="by" value=(by); }
        }
    }
}

/// The needs of findings, for one page.
pub(crate) struct Outgoing<'a> {
    built: &'a Built,
    view: &'a dyn View,
    reading: Reading<'a>,
}

impl<'a> Outgoing<'a> {
    /// For a case as it is loaded.
    pub(crate) fn of(built: &'a Built) -> Self {
        Self { built, view: built.private(), reading: built.reading() }
    }

    /// What some findings still need, and the forms for those whom they name; nothing where there are none that go out.
    pub(crate) fn draw(&self, findings: &[&'a Finding], brings: Brings<'_>, place: &str) -> Markup {
        let needs: Vec<Needs<'_>> = findings.iter().filter_map(|finding| self.reading.needs(finding)).collect();
        let open: Vec<&Needs<'_>> = needs.iter().filter(|needs| !needs.is_met()).collect();
        let named: BTreeSet<&EntityId> = findings.iter().flat_map(|finding| self.reading.named(finding)).collect();
        html! {
            @if !needs.is_empty() {
                details class="needs" {
                    summary {
                        @if open.is_empty() { "The findings that rest on this need nothing more to go out" }
                        @else { "To go out, " (count(open.len(), "finding still needs", "findings still need")) "…" }
                    }
                    ul { @for needs in open.iter().take(LISTED) { (self.finding(needs, brings, place)) } }
                    @if open.len() > LISTED { p class="small" { "and " (open.len() - LISTED) " more" } }
                    @for party in named.iter().filter_map(|id| self.view.entities().get(*id)).take(LISTED) {
                        (self.reply(party, brings, place))
                    }
                }
            }
        }
    }

    fn finding(&self, needs: &Needs<'_>, brings: Brings<'_>, place: &str) -> Markup {
        html! {
            li {
                (words(&needs.finding.says))
                ul {
                    @if !needs.claims.is_empty() { li { (count(needs.claims.len(), "claim that nobody has accepted", "claims that nobody has accepted")) } }
                    @if !needs.merges.is_empty() {
                        li {
                            a href=(with_by("/review/merges", brings.by)) {
                                (count(needs.merges.len(), "answer to who is one", "answers to who is one"))
                            }
                        }
                    }
                    @if !needs.second_reader.is_empty() {
                        li {
                            "a second reviewer: one person alone accepted "
                            (needs.second_reader.len()) " of its claims"
                        }
                    }
                    @for party in needs.replies.iter().filter_map(|id| self.view.entities().get(*id)) {
                        li { "a word on whether " (named(party, brings.by)) " was asked to reply" }
                    }
                    @if needs.acceptance { li { "somebody who accepts the finding itself" } }
                }
                @if needs.acceptance || !needs.second_reader.is_empty() { (accept(needs.finding, brings, place)) }
            }
        }
    }

    /// Whether readers learn the name of a party that must have been asked before they do.
    pub(crate) fn is_named(&self, entity: &Entity) -> bool {
        self.reading.is_named(entity)
    }

    /// How a person is given in what goes out, and the form to say otherwise.
    pub(crate) fn naming(&self, person: &Entity, brings: Brings<'_>) -> Markup {
        let now = self.reading.naming(person);
        html! {
            section class="reply" id="naming" {
                h2 { "How readers are told of " (words(&person.name)) }
                p {
                    @match now {
                        Naming::ByRole => "By role: readers see rank or post, and the name is covered wherever it stands in words."
                        Naming::LeftOut => "Left out: nothing about this person goes out."
                        _ => { "By name: " (now.as_str()) "." }
                    }
                }
                form method="post" action="/api/decide" {
                    (brings.fields("naming"))
                    input type="hidden" name="target" value=(person.id);
                    input type="hidden" name="kind" value=(NAMING);
                    label { "From now on" select name="value" {
                        @for way in Naming::ALL { option value=(way.as_str()) selected[way == now] { (says(way)) } }
                    } }
                    label { "Reason or remark" input type="text" name="why" maxlength="500"; }
                    button name="verb" value="accept" { "Record" }
                }
            }
        }
    }

    /// What readers are told of where an alleged abuse was, and the form to let out more.
    pub(crate) fn place(&self, abuse: &Entity, brings: Brings<'_>) -> Markup {
        let placed = self.built.placed(abuse);
        html! {
            section class="reply" id="place" {
                h2 { "How readers are told of the place" }
                p { "Of where something was done to people readers learn no more than the township, until somebody lets out more." }
                ul {
                    @for one in &placed {
                        li {
                            (words(&one.place)) ": readers see "
                            @match &one.shown { Some(shown) => { "“" (words(shown)) "”" } None => { "no place at all" } }
                        }
                    }
                }
                @if placed.is_empty() { p { "No source says where it was." } }
                @else {
                    form method="post" action="/api/decide" {
                        (brings.fields("place"))
                        input type="hidden" name="target" value=(abuse.id);
                        input type="hidden" name="kind" value=(PLACE);
                        label { "Words of the place that may go out, as a source has them" input type="text" name="value" maxlength="300" required; }
                        label { "Reason or remark" input type="text" name="why" maxlength="500"; }
                        button name="verb" value="accept" { "Record" }
                    }
                }
            }
        }
    }

    /// What a party was asked and answered, and the form for more.
    pub(crate) fn reply(&self, party: &Entity, brings: Brings<'_>, place: &str) -> Markup {
        let lines = self.reading.replies(&party.id);
        html! {
            section class="reply" {
                h3 { "Reply of " (words(&party.name)) }
                @if lines.is_empty() { p { "Nothing is recorded yet." } }
                @else { ol class="history small" { @for line in lines { li { (recorded(line)) } } } }
                details {
                    summary { "Record what " (words(&party.name)) " was asked or answered" }
                    form method="post" action="/api/decide" {
                        (brings.fields(place))
                        input type="hidden" name="target" value=(party.id);
                        label { "What happened" select name="verb" { @for (verb, says) in REPLIES { option value=(verb.as_str()) { (says) } } } }
                        label { "The answer in its own words, or the day: 2022-06-01" textarea name="value" rows="2" maxlength="5000" {} }
                        label { "Reason or remark" input type="text" name="why" maxlength="500"; }
                        button { "Record" }
                    }
                }
            }
        }
    }
}

/// A way to give a person, for whoever chooses.
fn says(way: Naming) -> &'static str {
    match way {
        Naming::PublicOffice => "By name: a public office, and the claims are about it",
        Naming::AlreadyPublic => "By name: it is public already in this matter",
        Naming::Consent => "By name: the person agreed",
        Naming::ByRole => "By role, without the name",
        Naming::LeftOut => "Not at all",
    }
}

/// The button of whoever has read all that a finding rests on.
fn accept(finding: &Finding, brings: Brings<'_>, place: &str) -> Markup {
    html! {
        form method="post" action="/api/decide" {
            (brings.fields(place))
            input type="hidden" name="target" value=(finding.id);
            button class="quiet" name="verb" value="accept" { "I have read all that it rests on: accept the finding" }
        }
    }
}

/// A line about a reply, in words.
fn recorded(line: &Decision) -> Markup {
    let done = match line.verb {
        Verb::Answered => "Answered",
        Verb::Declined => "Declined to answer",
        Verb::NoAnswerBy => "Had not answered by",
        Verb::NotApproached => "Was not approached",
        _ => "Was asked to reply",
    };
    html! {
        strong { (done) }
        @if let Some(value) = &line.value { @if line.verb == Verb::NoAnswerBy { " " (words(value)) } @else { ": “" (words(value)) "”" } }
        @if let Some(why) = &line.why { ": " (words(why)) }
        ", recorded by " (words(&line.by)) ", "
        time datetime=(line.at) { (line.at.get(..16).unwrap_or(&line.at).replace('T', " ")) }
    }
}
