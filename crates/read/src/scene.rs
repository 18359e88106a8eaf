//! One sentence played: its patterns become engagements, parts in them, and relations.
//!
//! The main type is [`Scene`]. What the sentence denies makes nothing; what it only plans or supposes is marked so.

mod engage;
mod places;
mod present;
mod relate;
mod voices;

pub(crate) use present::Present;

use crate::document::EntityType;
use crate::mentions::{Kind, Mention};
use crate::output::Builder;
use crate::reading::Memory;
use crate::text::{Sentence, Text};
use crate::triggers::{Clause, Match};
use rollcall_lexicon::words::Gap;
use rollcall_model::date::Edtf;
use std::collections::BTreeMap;
use std::ops::Range;

/// A sentence being played. See the module's page.
pub(crate) struct Scene<'t, 'a, 'm> {
    clause: Clause<'t, 'a>,
    text: &'t Text<'a>,
    sentence: &'t Sentence,
    memory: &'m mut Memory,
    builder: &'m mut Builder,
    /// The engagements that each event's phrase means.
    told: BTreeMap<usize, Vec<usize>>,
    /// Engagements that only verbs spoke of.
    played: Vec<usize>,
    /// Who hosted what an event's phrase means, as the sentence's patterns say.
    hosts: BTreeMap<usize, Vec<usize>>,
    /// Ships that another party sent.
    means: Vec<usize>,
    voices: Vec<usize>,
    last_role: Option<(String, usize, Option<Edtf>)>,
}

/// What the sentence says about whether it is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Truth {
    Said,
    Planned,
    Likely,
    Denied,
}

impl<'t, 'a, 'm> Scene<'t, 'a, 'm> {
    /// A sentence with its mentions.
    pub fn new(clause: Clause<'t, 'a>, sentence: &'t Sentence, memory: &'m mut Memory, builder: &'m mut Builder) -> Self {
        let text = clause.text;
        Self {
            clause,
            text,
            sentence,
            memory,
            builder,
            told: BTreeMap::new(),
            played: Vec::new(),
            hosts: BTreeMap::new(),
            means: Vec::new(),
            voices: Vec::new(),
            last_role: None,
        }
    }

    /// Plays the sentence.
    pub fn play(mut self) {
        self.voices = self.find_voices();
        self.learn_owners();
        let matches = self.clause.matches();
        self.find_hosts(&matches);
        self.tell_definite();
        self.opening();
        for found in &matches {
            // "The group held talks": a verb with an object says more than that the group sat.
            let fuller = |other: &Match<'_>| {
                other.trigger.makes == "participation" && other.key.start < found.key.end && found.key.start < other.key.end
            };
            if found.trigger.makes == "event" && matches.iter().any(fuller) {
                continue;
            }
            match found.trigger.makes.as_str() {
                "participation" => self.participation(found, false),
                "participation-here" => self.participation(found, true),
                "event" => self.status(found),
                "has_forum_role" => self.forum_role(found),
                "before" => self.role_before(found),
                "roles-list" => self.roles_list(found),
                "omits" => self.omission(found),
                "recommends" => self.call(found),
                "alleged_in" => self.abuse(found),
                "adopts" => self.adoption(found),
                other => self.relation(other, found),
            }
        }
        self.named_states();
        self.present(matches.is_empty());
        self.numbered();
        self.focus();
    }

    fn mention(&self, index: usize) -> &'t Mention {
        &self.clause.mentions[index]
    }

    /// Words from the start of the sentence's clause to the end of a match: what the anchor shows.
    fn anchor(&self, words: &Range<usize>) -> Range<usize> {
        let mut start = words.start;
        // A date or place that opens the sentence belongs to what it says.
        let opening = self.clause.words.start;
        if start > opening && start - opening < 30 {
            start = opening;
        }
        start..words.end
    }

    // What is so.

    fn truth(&self, found: &Match<'_>) -> Truth {
        let key = found.key.clone();
        let subject = found
            .filled
            .iter()
            .flat_map(|f| &f.mentions)
            .map(|m| self.mention(*m).whole.clone())
            .filter(|w| w.end <= key.start)
            .map(|w| w.end)
            .max();
        let from = subject.unwrap_or_else(|| key.start.saturating_sub(4).max(self.clause.words.start));
        let window = from.max(key.start.saturating_sub(7))..key.start;
        let to = (key.start..key.end).find(|_| key.len() > 1).map_or(key.start, |_| key.end);
        if self.any(window.clone(), "negation") || found.trigger.polarity.as_deref() == Some("no") {
            return Truth::Denied;
        }
        let whole = from.max(key.start.saturating_sub(7))..key.end;
        let unsaid = self.supposed(found, key.start) || self.denied_subject(found) || self.wished(found);
        if self.any(whole, "unreal") || unsaid {
            return Truth::Denied;
        }
        let opening = self.clause.words.start..(self.clause.words.start + 5).min(key.start);
        if self.any(window.clone(), "likely") || self.any(opening, "likely") {
            return Truth::Likely;
        }
        let wide = from.max(key.start.saturating_sub(7))..to;
        if self.any(wide, "scheduled") {
            return Truth::Planned;
        }
        if self.any(window, "unless") {
            return Truth::Denied;
        }
        Truth::Said
    }

    /// "Should hold talks with A": the verb before the event that a pattern begins with only wishes for it.
    fn wished(&self, found: &Match<'_>) -> bool {
        let event = |index: &usize| matches!(self.mention(*index).kind, Kind::Event(_));
        let before =
            found.filled.iter().flat_map(|f| &f.mentions).filter(|m| event(m)).map(|m| self.mention(*m).whole.start);
        let start = before.filter(|start| *start < found.key.start).min().unwrap_or(self.clause.words.start);
        let floor = self.clause.words.start.max(start.saturating_sub(3));
        let from = (floor..start).rfind(|at| self.clause.owner(*at).is_some() || self.text.gap(*at).has(Gap::COMMA));
        self.any(from.unwrap_or(floor)..start, "unless")
    }

    /// "If A attends, …": between the start of the clause and the verb stands what only supposes it.
    fn supposed(&self, found: &Match<'_>, verb: usize) -> bool {
        let floor = self.clause.words.start.max(verb.saturating_sub(20));
        let subject = found.words.start.min(verb);
        let mut at = verb;
        while at > floor {
            at -= 1;
            if self.text.is(at, "condition") && self.clause.owner(at).is_none() {
                return true;
            }
            // A list of subjects has commas of its own.
            if at < subject && self.text.gap(at + 1).has(Gap::COMMA.and(Gap::SEMICOLON)) {
                return false;
            }
        }
        false
    }

    /// "No delegation from A attended", "neither A nor B": the subject itself is denied.
    fn denied_subject(&self, found: &Match<'_>) -> bool {
        let before = found.filled.iter().flat_map(|f| &f.mentions).map(|m| self.mention(*m).whole.start);
        before
            .filter(|start| *start < found.key.start && *start > self.clause.words.start)
            .any(|start| self.text.class_end(start - 1, "negation") == Some(start) && self.text.gap(start).only(Gap::SPACE))
    }

    /// Whether words of a class stand in a range outside dates: "May" is a month there.
    fn any(&self, range: Range<usize>, class: &str) -> bool {
        range.clone().any(|at| {
            let date = self.clause.owner(at).is_some_and(|o| matches!(self.mention(o).kind, Kind::Date(_)));
            !date && self.text.class_end(at, class).is_some_and(|end| end <= range.end)
        })
    }
}

/// The body that a sentence begins with.
pub(crate) fn opener(text: &Text<'_>, start: usize, mentions: &[Mention]) -> Option<(String, EntityType)> {
    let first = mentions.iter().find(|m| !m.inside && m.is_party())?;
    let state = first.is(EntityType::State) && !first.demonym && !text.words[first.whole.end - 1].possessive;
    let body = first.is_body() || first.is(EntityType::Forum) || state;
    (body && first.whole.start <= start + 1).then(|| first.entity().map(|kind| (first.full(text), kind)))?
}

/// What the sentence after the one that starts here may speak of without its name.
pub(crate) fn remember(text: &Text<'_>, start: usize, mentions: &[Mention], memory: &mut Memory) {
    for mention in mentions.iter().filter(|m| m.is(EntityType::Person) && m.by != "pronoun" && m.by != "rank-again") {
        if let Some((_, n)) = mention.rank.as_ref().and_then(|r| text.rank_at(r.start)) {
            memory.by_rank.insert(n, mention.full(text));
        }
    }
    memory.opener = opener(text, start, mentions).or_else(|| memory.opener.take());
    for company in mentions.iter().filter(|m| m.is(EntityType::Company) && m.by != "pronoun") {
        memory.company = Some(company.full(text));
    }
    // The subject comes first, and is who "he" is.
    if let Some(person) = mentions.iter().find(|m| m.is(EntityType::Person) && !m.inside && m.by != "pronoun") {
        memory.person = Some(person.full(text));
    }
    for mention in mentions {
        if mention.is(EntityType::Forum) && !mention.members && (mention.meets.is_some() || mention.by == "body-again") {
            memory.forum.clone_from(&mention.name);
            if let Some(name) = mention.name.clone().filter(|n| !memory.forums.contains(n) && memory.forums.len() < 200) {
                memory.forums.push(name);
            }
        }
    }
}
