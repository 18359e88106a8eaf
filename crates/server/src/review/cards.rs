//! A card: all that one source says of one thing, with its words and what can be decided of it.
//!
//! The main type is [`Card`]. Its claims are read in one look, so they are accepted in one act; what the words do not say is
//! unticked, or put right, first. Every button is a plain form, so that a card works with scripts off.

use super::ReviewQuery;
use super::need::Needs;
use super::picture;
use super::text::{said, words};
use crate::outgoing::{Brings, Outgoing};
use crate::page::{named, state};
use maud::{Markup, html};
use rollcall_model::claim::{Anchor, Claim, State, Value};
use rollcall_model::date::{Edtf, plain};
use rollcall_model::entity::Entity;
use rollcall_model::id::MentionId;
use rollcall_model::view::{StatedClaim, View};
use std::collections::{BTreeMap, BTreeSet};

/// All that one source says of one thing.
pub(crate) struct Card<'a> {
    pub(crate) mention: &'a MentionId,
    pub(crate) entity: Option<&'a Entity>,
    pub(crate) claims: Vec<&'a StatedClaim>,
}

/// What mentions became.
pub(crate) type Became<'a> = BTreeMap<&'a MentionId, &'a Entity>;

/// What mentions became, for a whole view.
pub(crate) fn became(view: &dyn View) -> Became<'_> {
    let all = view.entities().values().map(AsRef::as_ref);
    all.flat_map(|entity: &Entity| entity.mentions.iter().map(move |mention| (mention, entity))).collect()
}

/// Whether a claim waits for a person.
pub(crate) fn waits(stated: &StatedClaim) -> bool {
    matches!(stated.state, State::Proposed | State::NeedsAnotherLook)
}

impl Card<'_> {
    /// Whether any of its claims waits.
    pub(crate) fn waits(&self) -> bool {
        self.claims.iter().any(|stated| waits(stated))
    }

    /// The source that it is about.
    pub(crate) fn source(&self) -> &str {
        &self.claims[0].claim.anchor.source
    }

    /// The page on which a person saw something, where its first place is a box of a picture.
    pub(crate) fn page(&self) -> Option<usize> {
        self.claims.first().map(|stated| &stated.claim.anchor).filter(|anchor| anchor.seen().is_some())?.page
    }

    /// Where its first words begin, in code points.
    pub(crate) fn start(&self) -> usize {
        self.claims.iter().map(|stated| stated.claim.anchor.start).min().unwrap_or_default()
    }
}

/// The cards of one source or, without one, of all, in the order of the text.
pub(crate) fn cards<'a>(view: &'a dyn View, source: Option<&str>, became: &Became<'a>) -> Vec<Card<'a>> {
    let mut by_mention: BTreeMap<&MentionId, Vec<&StatedClaim>> = BTreeMap::new();
    for stated in view.claims().values() {
        if source.is_none_or(|source| stated.claim.anchor.source == source) {
            by_mention.entry(&stated.claim.mention).or_default().push(stated);
        }
    }
    let order = |claim: &Claim| (claim.anchor.start, claim.property.clone(), claim.id.clone());
    let mut cards: Vec<Card<'_>> = by_mention
        .into_iter()
        .map(|(mention, mut claims)| {
            claims.sort_by_key(|stated| order(&stated.claim));
            Card { mention, entity: became.get(mention).copied(), claims }
        })
        .collect();
    cards.sort_by(|a, b| {
        let place = |card: &Card<'_>| (card.start(), card.claims[0].claim.kind, card.mention.clone());
        a.source().cmp(b.source()).then_with(|| place(a).cmp(&place(b)))
    });
    cards
}

/// What a card needs of the page that it stands on.
pub(crate) struct Around<'a> {
    pub(crate) view: &'a dyn View,
    pub(crate) became: &'a Became<'a>,
    pub(crate) needs: &'a Needs,
    pub(crate) query: &'a ReviewQuery,
    /// The page's own address.
    pub(crate) here: &'a str,
    pub(crate) token: &'a str,
    /// The last line of decisions that the page knows.
    pub(crate) seen: &'a str,
    /// What findings need to go out, where a page says it.
    pub(crate) outgoing: Option<&'a Outgoing<'a>>,
    /// The page that is looked at as a picture, where one is.
    pub(crate) shown: Option<&'a picture::Shown>,
}

impl Around<'_> {
    fn brings(&self) -> Brings<'_> {
        Brings { token: self.token, seen: self.seen, back: self.here, by: self.query.by.as_deref() }
    }

    /// What every form of the page brings along.
    pub(crate) fn fields(&self, place: &str) -> Markup {
        self.brings().fields(place)
    }

    /// A card.
    pub(crate) fn draw(&self, card: &Card<'_>) -> Markup {
        let kind = card.claims[0].claim.kind.info();
        let form = format!("f-{}", card.mention);
        let findings = self.needs.findings(card.mention);
        html! {
            article class="card" id=(card.mention) tabindex="-1" data-source=(card.source()) data-start=(card.start())
                data-spans=(spans(card)) data-page=[card.page()] data-boxes=[boxes(card)] {
                h2 { (capital(&kind.plain)) @if let Some(entity) = card.entity { ": " (named(entity, self.query.by.as_deref())) } }
                @if let Some(part) = self.part(card) { p class="small part" { "In " (words(&part)) } }
                @if findings > 0 {
                    p class="small need" { (findings) @if findings == 1 { " finding waits for this" } @else { " findings wait for this" } }
                }
                @for anchor in quotes(card) { (self.quote(anchor)) }
                ol class="claims" { @for stated in &card.claims { (self.claim(stated, &form)) } }
                form id=(form) class="decide" method="post" action="/api/decide" {
                    (self.fields(card.mention.as_str()))
                    label { "Reason, to reject or dispute" input type="text" name="why" maxlength="500"; }
                    button name="verb" value="accept" aria-keyshortcuts="a" { "Accept" }
                    button name="verb" value="reject" aria-keyshortcuts="r" { "Reject" }
                    button name="verb" value="dispute" aria-keyshortcuts="d" { "Dispute" }
                }
                p class="answer" role="status" {}
                @if let Some(outgoing) = self.outgoing {
                    (outgoing.draw(&self.needs.resting(card.mention, self.view), self.brings(), card.mention.as_str()))
                }
            }
        }
    }

    /// The part of its file that a card's first words stand in.
    fn part(&self, card: &Card<'_>) -> Option<String> {
        let anchor = &card.claims[0].claim.anchor;
        self.view.source(&anchor.source)?.credit(anchor).own_line()
    }

    fn claim(&self, stated: &StatedClaim, form: &str) -> Markup {
        let claim = &stated.claim;
        let can_fix = matches!(claim.value, Value::Text(_)) && claim.anchor.row.is_none();
        html! {
            li data-claim=(claim.id) {
                label {
                    input type="checkbox" form=(form) name="target" value=(claim.id) checked[waits(stated)];
                    (property(&claim.property)) ": " strong { (words(&value(&claim.value, self.became))) } " "
                    (state(stated.state))
                }
                @if !claim.attributed_to.is_empty() { span class="small" { "in the words of " (words(&voices(claim))) } }
                @if can_fix {
                    details class="fix" {
                        summary { "Put right" }
                        form method="post" action="/api/decide" {
                            (self.fields(claim.mention.as_str()))
                            input type="hidden" name="target" value=(claim.id);
                            label { (capital(&property(&claim.property)))
                                input type="text" name="value" required value=(claim.value.text().unwrap_or_default()); }
                            button name="verb" value="correct" { "Save" }
                        }
                    }
                }
            }
        }
    }

    fn quote(&self, anchor: &Anchor) -> Markup {
        if let Some(page) = anchor.page.filter(|_| anchor.seen().is_some()) {
            let place = ReviewQuery::of_picture(&anchor.source, page, self.query.by.as_deref());
            return html! { p class="seen" { (said(anchor)) " " a href=(place) { "See the picture" } } };
        }
        html! {
            blockquote dir="auto" {
                @match self.view.excerpt(anchor) {
                    Some(excerpt) => { (words(&excerpt.before)) mark { (words(&excerpt.words)) } (words(&excerpt.after)) }
                    None => { mark { (words(&anchor.text)) } }
                }
                @if let (Some(row), Some(column)) = (anchor.row, &anchor.column) {
                    br; span class="small" { "row " (row) ", column " (words(column)) }
                }
            }
        }
    }
}

/// The words of a card, without those that lie within others, and the boxes of pictures that it rests on.
fn quotes<'a>(card: &Card<'a>) -> Vec<&'a Anchor> {
    let all = card.claims.iter().map(|stated| stated.claim.anchor.as_ref());
    let (seen, mut quotes): (BTreeSet<&Anchor>, Vec<&Anchor>) = (
        all.clone().filter(|anchor| anchor.seen().is_some()).collect(),
        all.filter(|anchor| anchor.seen().is_none()).collect(),
    );
    quotes.sort_by_key(|anchor| (anchor.start, std::cmp::Reverse(anchor.end)));
    let mut end = None;
    quotes.retain(|anchor| {
        let within = end.is_some_and(|end| anchor.end <= end);
        end = end.max(Some(anchor.end));
        !within
    });
    quotes.extend(seen);
    quotes
}

/// The boxes of a card, as the picture names them.
fn boxes(card: &Card<'_>) -> Option<String> {
    let names: Vec<String> = quotes(card).into_iter().filter_map(picture::name).collect();
    (!names.is_empty()).then(|| names.join(" "))
}

/// The places of a card's words: `12-34,40-52`.
fn spans(card: &Card<'_>) -> String {
    let quotes = quotes(card);
    quotes
        .iter()
        .filter(|anchor| anchor.seen().is_none())
        .map(|anchor| format!("{}-{}", anchor.start, anchor.end))
        .collect::<Vec<_>>()
        .join(",")
}

pub(crate) fn voices(claim: &Claim) -> String {
    claim.attributed_to.iter().map(|voice| voice.name.as_str()).collect::<Vec<_>>().join(", quoting ")
}

/// A value as people read it: the name of what a link points at, a date in words.
pub(crate) fn value(value: &Value, became: &Became<'_>) -> String {
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
pub(crate) fn property(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// With a capital first.
pub(crate) fn capital(word: &str) -> String {
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
}
