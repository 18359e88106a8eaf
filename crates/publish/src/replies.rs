//! What a party was asked and what it answered: in one line beside each claim about it, and whole on its page.
//!
//! The main functions are [`beside`] and [`whole`]. An answer stands wherever the claim stands, in the words of whoever gave
//! it; nothing of ours is said about it.

use crate::block::{Block, Line, Run};
use crate::say::Say;
use crate::site::Site;
use crate::words::{self, link, text};
use rollcall_model::decision::Verb;
use rollcall_model::id::EntityId;
use rollcall_model::view::Reply;
use std::collections::BTreeSet;

/// The most of an answer that stands beside a claim, in code points; its page has the whole.
const SHORT: usize = 280;

/// A line for each of the parties that was asked, or was not approached.
pub(crate) fn beside<'e>(site: &Site<'_>, parties: impl IntoIterator<Item = &'e EntityId>) -> Vec<Line> {
    let parties: BTreeSet<&EntityId> = parties.into_iter().collect();
    parties.into_iter().filter_map(|party| line(site, party)).collect()
}

fn line(site: &Site<'_>, party: &EntityId) -> Option<Line> {
    let replies = site.replies_of(party);
    let (say, last) = (site.say, replies.last()?);
    let name = site.view.entities().get(party).map(|entity| site.name(entity).to_string());
    let name = name.unwrap_or_else(|| say.say("this-party"));
    let name = link(name, site.address(party).map(|page| format!("{page}#reply")));
    let asked = replies.iter().rev().find(|reply| reply.verb == Verb::Asked);
    let day = |asked: &Reply| words::dated(say, &asked.day);
    Some(Line::plain(match (last.verb, asked) {
        (Verb::Asked, _) => say.words("reply-asked", [("party", name.into()), ("day", day(last).into())]),
        (_, Some(asked)) => {
            let became = became(say, last, Some(SHORT));
            say.words("reply-asked-and", [("party", name.into()), ("day", day(asked).into()), ("became", became.into())])
        }
        (_, None) => say.words("reply-became", [("party", name.into()), ("became", became(say, last, Some(SHORT)).into())]),
    }))
}

/// What became of it, without who.
fn became(say: Say, reply: &Reply, most: Option<usize>) -> String {
    let day = || words::dated(say, &reply.day).into();
    let said = |words: &Option<String>| words.as_deref().map(|words| cut(words, most));
    match (reply.verb, said(&reply.words), said(&reply.why)) {
        (Verb::Asked, ..) => say.with("became-asked", [("day", day())]),
        (Verb::Answered, Some(words), _) => say.with("became-answered-words", [("day", day()), ("words", words.into())]),
        (Verb::Answered, None, _) => say.with("became-answered", [("day", day())]),
        (Verb::Declined, ..) => say.with("became-declined", [("day", day())]),
        (Verb::NoAnswerBy, Some(until), _) => say.with("became-no-answer", [("day", words::dated(say, &until).into())]),
        (Verb::NoAnswerBy, None, _) => say.with("became-no-answer", [("day", day())]),
        (_, _, Some(why)) => say.with("became-not-approached-why", [("why", why.into())]),
        (_, _, None) => say.say("became-not-approached"),
    }
}

fn cut(text: &str, most: Option<usize>) -> String {
    match most {
        Some(most) if text.chars().count() > most => format!("{}…", text.chars().take(most).collect::<String>()),
        _ => text.to_string(),
    }
}

/// Everything that a party was asked and answered, in sentences.
pub(crate) fn sentences(site: &Site<'_>, party: &EntityId) -> Vec<String> {
    site.replies_of(party).iter().map(|reply| words::capital(&became(site.say, reply, None))).collect()
}

/// Everything that a party was asked and answered, for its page.
pub(crate) fn whole(site: &Site<'_>, party: &EntityId) -> Vec<Block> {
    let said = sentences(site, party);
    if said.is_empty() {
        return Vec::new();
    }
    let lines = said.into_iter().map(|said| Line::plain(vec![text(said)])).collect();
    vec![Block::Heading(site.say.say("reply-heading"), Some("reply".into())), Block::Lines(lines)]
}

/// What was asked of those who are named, in one sentence with its counts; nothing where nobody was asked.
pub(crate) fn counted(site: &Site<'_>) -> Option<Vec<Run>> {
    let replies = site.view.replies();
    let parties: BTreeSet<&EntityId> = replies.iter().map(|reply| &reply.party).collect();
    let last = |verb: Verb| {
        let of = |party: &&&EntityId| site.replies_of(party).last().is_some_and(|reply| reply.verb == verb);
        parties.iter().filter(of).count()
    };
    let say = site.say;
    let asked = parties.len() - last(Verb::NotApproached);
    let mut said = Vec::new();
    if asked > 0 {
        let became: Vec<String> = [
            (last(Verb::Answered), "asked-answered"),
            (last(Verb::Declined), "asked-declined"),
            (last(Verb::NoAnswerBy), "asked-no-answer"),
            (last(Verb::Asked), "asked-open"),
        ]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, id)| say.with(id, [("number", number.into())]))
        .collect();
        let became = words::commas(say, &became);
        said.push(say.with("asked-counted", [("number", asked.into()), ("became", became.into())]));
    }
    let left = last(Verb::NotApproached);
    if left > 0 {
        said.push(say.with("not-approached-counted", [("number", left.into())]));
    }
    (!said.is_empty()).then(|| vec![text(said.join(" "))])
}
