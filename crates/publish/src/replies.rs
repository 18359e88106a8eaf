//! What a party was asked and what it answered: in one line beside each claim about it, and whole on its page.
//!
//! The main functions are [`beside`] and [`whole`]. An answer stands wherever the claim stands, in the words of whoever gave
//! it; nothing of ours is said about it.

use crate::block::{Block, Line, Run};
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
    let last = replies.last()?;
    let name = site.view.entities().get(party).map_or_else(|| "This party".to_string(), |entity| entity.name.clone());
    let mut said = vec![link(name, site.address(party).map(|page| format!("{page}#reply")))];
    let asked = replies.iter().rev().find(|reply| reply.verb == Verb::Asked);
    if let Some(asked) = asked {
        said.push(text(format!(" was asked on {}", words::date_text(&asked.day))));
    }
    match last.verb {
        Verb::Asked => said.push(text(".")),
        _ if asked.is_some() => said.push(text(format!("; {}", became(last, Some(SHORT))))),
        _ => said.push(text(format!(" {}", became(last, Some(SHORT))))),
    }
    Some(Line::plain(said))
}

/// What became of it, without who.
fn became(reply: &Reply, most: Option<usize>) -> String {
    let day = words::date_text(&reply.day);
    let said = |words: &Option<String>| words.as_deref().map(|words| cut(words, most));
    match (reply.verb, said(&reply.words), said(&reply.why)) {
        (Verb::Asked, ..) => format!("was asked on {day}."),
        (Verb::Answered, Some(words), _) => format!("answered on {day}: “{words}”"),
        (Verb::Answered, None, _) => format!("answered on {day}."),
        (Verb::Declined, ..) => format!("declined to answer, noted on {day}."),
        (Verb::NoAnswerBy, Some(until), _) => format!("had not answered by {}.", words::date_text(&until)),
        (Verb::NoAnswerBy, None, _) => format!("had not answered by {day}."),
        (_, _, Some(why)) => format!("was not approached: {why}"),
        (_, _, None) => "was not approached.".to_string(),
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
    site.replies_of(party).iter().map(|reply| words::capital(&became(reply, None))).collect()
}

/// Everything that a party was asked and answered, for its page.
pub(crate) fn whole(site: &Site<'_>, party: &EntityId) -> Vec<Block> {
    let said = sentences(site, party);
    if said.is_empty() {
        return Vec::new();
    }
    let lines = said.into_iter().map(|said| Line::plain(vec![text(said)])).collect();
    vec![Block::Heading("What it was asked and answered".into(), Some("reply".into())), Block::Lines(lines)]
}

/// What was asked of those who are named, in one sentence with its counts; nothing where nobody was asked.
pub(crate) fn counted(site: &Site<'_>) -> Option<Vec<Run>> {
    let replies = site.view.replies();
    let parties: BTreeSet<&EntityId> = replies.iter().map(|reply| &reply.party).collect();
    let last = |verb: Verb| {
        let of = |party: &&&EntityId| site.replies_of(party).last().is_some_and(|reply| reply.verb == verb);
        parties.iter().filter(of).count()
    };
    let asked = parties.len() - last(Verb::NotApproached);
    let mut said = Vec::new();
    if asked > 0 {
        said.push(format!("{} asked about what is said of them here", words::count(asked, "party was", "parties were")));
        let became: Vec<String> = [
            (last(Verb::Answered), "answered"),
            (last(Verb::Declined), "declined to answer"),
            (last(Verb::NoAnswerBy), "had not answered by the day that was given"),
            (last(Verb::Asked), "may still answer"),
        ]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
        said.push(format!(": {}. An answer stands beside each line that it is about.", became.join(", ")));
    }
    let left = last(Verb::NotApproached);
    if left > 0 {
        let space = if said.is_empty() { "" } else { " " };
        said.push(format!(
            "{space}{} not approached, each for a reason given on its page.",
            words::count(left, "party was", "parties were")
        ));
    }
    (!said.is_empty()).then(|| vec![text(said.concat())])
}
