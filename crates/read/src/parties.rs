//! Parties that are not one name: people of a body, the force of a state, who governs, members of a forum, and somebody
//! with a rank or post whom the text does not name.
//!
//! A noun from a pack (`[[group]]`) joins the name beside it: "US special forces personnel" is a row of the United States,
//! "members of the Kenyan army" one of that army, "the navy" the navy last named. What the text does not say is not
//! filled in: a bare state name stays a state's.

use crate::document::EntityType;
use crate::mentions::{Kind, Mention};
use crate::text::Text;
use rollcall_lexicon::Entry;
use rollcall_lexicon::words::Gap;
use std::collections::BTreeMap;
use std::ops::Range;

/// A force by its name, with its country where that is known.
type Force = (String, Option<String>);

/// Forces that the text named, by the noun alone: what "the navy" is short for. Where a text names several, the noun alone means the
/// one named last if that is also the one named most; else it cannot be told whose it is, and nobody's is better than another's.
#[derive(Debug, Default)]
pub(crate) struct Forces {
    /// By the noun, how often each force was named.
    named: BTreeMap<String, BTreeMap<Force, usize>>,
    /// By the noun, the force named last.
    last: BTreeMap<String, Force>,
}

impl Forces {
    /// Keeps a body's name under its last words that are a noun for a force.
    pub fn note(&mut self, text: &Text<'_>, mention: &Mention) {
        if !mention.is(EntityType::Unit) || mention.core.len() < 2 {
            return;
        }
        let name = mention.full(text);
        for start in mention.core.start + 1..mention.core.end {
            let group = text.at(start).iter().any(|h| h.end == mention.core.end && matches!(h.entry, Entry::Group(_)));
            if group {
                let (noun, force) =
                    (text.slice(start..mention.core.end).to_lowercase(), (name.clone(), mention.country.clone()));
                *self.named.entry(noun.clone()).or_default().entry(force.clone()).or_default() += 1;
                self.last.insert(noun, force);
            }
        }
    }

    fn get(&self, noun: &str) -> Option<&Force> {
        let noun = noun.to_lowercase();
        let (last, named) = (self.last.get(&noun)?, self.named.get(&noun)?);
        // Two names of one country's force are one.
        let same = |force: &Force| force.0 == last.0 || force.1.is_some() && force.1 == last.1;
        let own: usize = named.iter().filter(|(force, _)| same(force)).map(|(_, number)| number).sum();
        named.iter().all(|(force, number)| same(force) || *number < own).then_some(last)
    }
}

/// Joins nouns for groups with the names beside them. `mentions` are in order and do not overlap, before and after.
pub(crate) fn join(text: &Text<'_>, words: Range<usize>, mentions: &mut Vec<Mention>, forces: &Forces) {
    // Names of forces and powers first: people of them may stand before their name.
    for bodies in [true, false] {
        pass(text, &words, mentions, forces, bodies);
        mentions.sort_by_key(|m| m.whole.start);
    }
    spread(text, mentions);
}

fn pass(text: &Text<'_>, words: &Range<usize>, mentions: &mut Vec<Mention>, forces: &Forces, bodies: bool) {
    let mut at = words.start;
    while at < words.end {
        let covered = mentions.iter().find(|m| m.whole.contains(&at)).map(|m| m.whole.end);
        if let Some(end) = covered {
            at = end;
            continue;
        }
        let group =
            group_at(text, at, words.end).filter(|(_, means)| means.iter().any(|m| m == "power" || m == "force") == bodies);
        let end = group
            .and_then(|(end, means)| one(text, words, mentions, forces, at..end, &means))
            .or_else(|| (!bodies).then(|| unnamed(text, words, mentions, at)).flatten());
        at = end.unwrap_or(at + 1).max(at + 1);
    }
}

/// The longest noun for a group at a word, with all that it can mean.
fn group_at(text: &Text<'_>, at: usize, limit: usize) -> Option<(usize, Vec<String>)> {
    let end = text.at(at).iter().filter(|h| matches!(h.entry, Entry::Group(_)) && h.end <= limit).map(|h| h.end).max()?;
    let means = text
        .at(at)
        .iter()
        .filter(|h| h.end == end)
        .filter_map(|h| match h.entry {
            Entry::Group(n) => Some(text.lexicon.all.group[n].means.clone()),
            _ => None,
        })
        .collect();
    Some((end, means))
}

/// The mention whose phrase ends before a noun, with at most three words of description between.
fn before(text: &Text<'_>, words: &Range<usize>, mentions: &[Mention], at: usize) -> Option<usize> {
    let mut reach = at;
    for _ in 0..4 {
        if reach <= words.start || !text.joined(reach) {
            return None;
        }
        if let Some(index) = mentions.iter().position(|m| m.whole.end == reach) {
            let fits = matches!(mentions[index].kind, Kind::Entity(kind) if !matches!(kind, EntityType::Person | EntityType::Place | EntityType::Instrument | EntityType::Vessel));
            return fits.then_some(index);
        }
        // "A suspended military cooperation": a verb stands between.
        let verb =
            !text.words[reach - 1].capital() && text.at(reach - 1).iter().any(|h| matches!(h.entry, Entry::Trigger(..)));
        let stop = verb
            || text.is(reach - 1, "function")
            || text.is(reach - 1, "preposition")
            || text.is(reach - 1, "determiner")
            || text.is(reach - 1, "and");
        if stop {
            return None;
        }
        reach -= 1;
    }
    None
}

fn one(
    text: &Text<'_>,
    words: &Range<usize>,
    mentions: &mut Vec<Mention>,
    forces: &Forces,
    noun: Range<usize>,
    means: &[String],
) -> Option<usize> {
    let has = |what: &str| means.iter().any(|m| m == what);
    if let Some(index) = before(text, words, mentions, noun.start) {
        let owner = mentions[index].clone();
        let of_state = owner.is(EntityType::State);
        let adjacent = owner.whole.end == noun.start || has("people") || has("members");
        if has("force") && of_state && adjacent {
            return Some(force(text, mentions, index, noun, words.end));
        }
        if has("power") {
            let mention = &mut mentions[index];
            mention.power = true;
            mention.people = false;
            mention.kind = Kind::Entity(EntityType::Organization);
            mention.name = None;
            mention.core = mention.core.start..noun.end;
            mention.whole.end = noun.end;
            mention.by = "group";
            return Some(people_after(text, mentions, index, words.end));
        }
        if has("people") || has("members") || has("force") {
            let forum = mentions[index].is(EntityType::Forum);
            let end = posted(text, mentions, noun.end, words.end);
            let mention = &mut mentions[index];
            mention.whole.end = end;
            mention.people = !forum;
            mention.members = mention.members || forum;
            return Some(end);
        }
        return None;
    }
    if has("power") {
        let mut mention = Mention::new(noun.clone(), EntityType::Organization, "group", 800);
        mention.power = true;
        mention.whole.start = described(text, words, noun.start);
        mentions.push(mention);
        mentions.sort_by_key(|m| m.whole.start);
        let index = mentions.iter().position(|m| m.core == noun)?;
        return Some(people_after(text, mentions, index, words.end));
    }
    if (has("people") || has("members") || has("force"))
        && let Some(end) = after(text, words, mentions, &noun)
    {
        return Some(end);
    }
    if has("members")
        && let Some(start) = of_region(text, words, noun.start)
    {
        let mut mention = Mention::new(start..noun.end, EntityType::Organization, "collective", 700);
        mention.people = true;
        mentions.push(mention);
        return Some(noun.end);
    }
    if has("force") && noun.start > words.start && (text.is(noun.start - 1, "definite")) {
        let (name, country) = forces.get(&text.slice(noun.clone()))?.clone();
        let mut mention = Mention::new(noun.clone(), EntityType::Unit, "force-again", 700);
        mention.name = Some(name);
        mention.country = country;
        mentions.push(mention);
        mentions.sort_by_key(|m| m.whole.start);
        let index = mentions.iter().position(|m| m.core == noun)?;
        return Some(people_after(text, mentions, index, words.end));
    }
    None
}

/// "six East African countries": where the words begin that say of which part of the world, and how many.
fn of_region(text: &Text<'_>, words: &Range<usize>, noun: usize) -> Option<usize> {
    let floor = words.start.max(noun.saturating_sub(3));
    let start = (floor..noun).find(|at| text.class_end(*at, "region") == Some(noun) && text.joined(noun))?;
    let counted = start > words.start && text.gap(start).only(Gap::SPACE) && text.number(start - 1).is_some();
    Some(if counted { start - 1 } else { start })
}

/// "junta representatives", "the navy's officers": people of the body just made.
fn people_after(text: &Text<'_>, mentions: &mut [Mention], index: usize, limit: usize) -> usize {
    let end = mentions[index].whole.end;
    if end < limit
        && text.joined(end)
        && let Some((stop, means)) = group_at(text, end, limit)
        && !means.iter().any(|m| m == "power")
    {
        let stop = posted(text, mentions, stop, limit);
        mentions[index].whole.end = stop;
        mentions[index].people = true;
        return stop;
    }
    end
}

/// "Kenyan troops from the Coast Command": where they are from belongs to the phrase.
fn posted(text: &Text<'_>, mentions: &mut [Mention], end: usize, limit: usize) -> usize {
    let Some(mut at) = text.class_end(end, "of").filter(|at| *at < limit && text.gap(end).only(Gap::SPACE)) else {
        return end;
    };
    if text.is(at, "definite") {
        at += 1;
    }
    match mentions.iter_mut().find(|m| m.whole.start == at && m.is_body()) {
        Some(body) => {
            body.inside = true;
            body.whole.end
        }
        None => end,
    }
}

/// "the Kenyan army": a state and a noun for a force name a body.
fn force(text: &Text<'_>, mentions: &mut [Mention], index: usize, noun: Range<usize>, limit: usize) -> usize {
    let mention = &mut mentions[index];
    // "Its army": the state has a name, its army none.
    if mention.by == "pronoun" {
        mention.people = true;
        mention.whole.end = noun.end;
        return people_after(text, mentions, index, limit);
    }
    mention.kind = Kind::Entity(EntityType::Unit);
    mention.core = mention.core.start..noun.end;
    mention.whole.end = noun.end;
    mention.name = None;
    mention.demonym = false;
    mention.by = "group";
    mention.score = 850;
    people_after(text, mentions, index, limit)
}

/// Words of description before a noun that belong to its phrase ("the illegitimate junta").
fn described(text: &Text<'_>, words: &Range<usize>, noun: usize) -> usize {
    let mut start = noun;
    while start > words.start && noun - start < 3 && text.joined(start) {
        let stop = ["function", "preposition", "and", "determiner"].iter().any(|class| text.is(start - 1, class))
            || text.words[start - 1].possessive;
        if stop || text.at(start - 1).iter().any(|h| matches!(h.entry, Entry::Trigger(..))) {
            break;
        }
        start -= 1;
    }
    start
}

/// "members of the Kenyan army", "delegates from Ghana": the noun stands before the name.
fn after(text: &Text<'_>, words: &Range<usize>, mentions: &mut [Mention], noun: &Range<usize>) -> Option<usize> {
    let mut at = text.class_end(noun.end, "of").filter(|end| *end < words.end && text.gap(noun.end).only(Gap::SPACE))?;
    let limit = at + 4;
    while at < limit {
        if let Some(index) = mentions.iter().position(|m| m.whole.start == at) {
            let mention = &mut mentions[index];
            // "Became a member of the board": one that belongs to it, not its members.
            let belongs = mention.is(EntityType::Forum) && noun.start > 0 && text.is(noun.start - 1, "indefinite");
            if !mention.is_party() || mention.is(EntityType::Person) || belongs {
                return None;
            }
            mention.whole.start = noun.start;
            mention.people = mention.people || !mention.is(EntityType::Forum);
            mention.members = mention.members || mention.is(EntityType::Forum);
            return Some(mention.whole.end);
        }
        if at >= words.end || !text.gap(at).only(Gap::SPACE) || text.is(at, "function") {
            return None;
        }
        at += 1;
    }
    None
}

/// "a Kenyan rear admiral", "Ghana's deputy defence minister", "the Chief of Staff of the Kenyan army".
fn unnamed(text: &Text<'_>, words: &Range<usize>, mentions: &mut [Mention], at: usize) -> Option<usize> {
    let rank = text
        .at(at)
        .iter()
        .filter(|h| matches!(h.entry, Entry::Rank(_) | Entry::RankPlural(_)) && h.end <= words.end)
        .map(|h| h.end)
        .max();
    let post = text.post_at(at).map(|(end, _)| end).filter(|end| *end <= words.end);
    let (end, is_post) = match (rank, post) {
        (Some(r), Some(p)) if r >= p => (r, false),
        (_, Some(p)) => (p, true),
        (Some(r), None) => (r, false),
        (None, None) => return None,
    };
    let tail = tail(text, mentions, end, words.end);
    let index = mentions
        .iter()
        .position(|m| m.whole.end == at && m.is_party() && !m.is(EntityType::Person) && !m.people && text.joined(at));
    if let Some(index) = index {
        let mention = &mut mentions[index];
        mention.whole.end = tail;
        mention.people = true;
        if is_post {
            mention.post = Some(at..tail);
        } else {
            mention.rank = Some(at..end);
        }
        return Some(tail);
    }
    let link = text.class_end(end, "of").filter(|e| *e < words.end && text.gap(end).only(Gap::SPACE))?;
    let index = mentions.iter().position(|m| {
        (m.whole.start == link || m.whole.start == link + 1 && text.is(link, "definite"))
            && m.is_party()
            && !m.is(EntityType::Person)
    })?;
    let mention = &mut mentions[index];
    mention.whole.start = at;
    mention.people = true;
    if is_post {
        mention.post = Some(at..end);
    } else {
        mention.rank = Some(at..end);
    }
    Some(mention.whole.end)
}

/// "Director of South and Southeast Asia": capitalised words that belong to a post.
fn tail(text: &Text<'_>, mentions: &[Mention], end: usize, limit: usize) -> usize {
    if text.class_end(end, "of").is_none()
        || !text.gap(end).only(Gap::SPACE)
        || mentions.iter().any(|m| m.whole.start == end + 1)
    {
        return end;
    }
    let mut at = end + 1;
    while at < limit
        && text.joined(at)
        && (text.words[at].capital() || text.is(at, "and") && at + 1 < limit && text.words[at + 1].capital())
    {
        at += 1;
    }
    if at > end + 1 { at } else { end }
}

/// "Kenyan and Ghanaian troops": what is said of the last member of a list holds for the adjectives before it.
fn spread(text: &Text<'_>, mentions: &mut [Mention]) {
    for index in (1..mentions.len()).rev() {
        let next = &mentions[index];
        let (start, marks) = (
            next.whole.start,
            next.people && next.is(EntityType::State)
                || next.is(EntityType::Unit) && next.by == "group"
                || next.demonym && next.people,
        );
        let last = &mut mentions[index - 1];
        let between = last.whole.end..start;
        let list =
            between.is_empty() && text.gap(start).has(Gap::COMMA) || between.len() == 1 && text.is(between.start, "and");
        if marks && last.demonym && list {
            last.people = true;
        }
    }
}
