//! Names of bodies, states and places in a sentence.
//!
//! Two ways: a pack has the name, or a pack has the *shape* of such names: a noun (Division, Ministry, frigate) with a
//! number or capitalised words around it. Shapes are data; here is only how far to the left and right one reaches.

use crate::document::EntityType;
use crate::mentions::Mention;
use crate::text::Text;
use rollcall_lexicon::Entry;
use rollcall_lexicon::pack::UnitShape;
use rollcall_lexicon::words::{Gap, Shape};
use std::ops::Range;

/// Words of a name before its noun, at most.
const REACH: usize = 6;

/// Candidates for names of bodies, states, places and papers in a sentence.
pub(crate) fn candidates(text: &Text<'_>, words: Range<usize>) -> Vec<Mention> {
    let mut out = Vec::new();
    for at in words.clone() {
        out.extend(named_for(text, at, &words));
        for hit in text.at(at) {
            if hit.end > words.end {
                continue;
            }
            match hit.entry {
                Entry::Shape(n) => out.extend(shaped(text, &text.lexicon.all.unit_shape[n], at..hit.end, &words)),
                entry => out.extend(named(text, entry, at..hit.end, &words)),
            }
        }
    }
    out
}

/// Where words that the document is known to come from stand ("by River Watch", whose publisher is River Watch).
pub(crate) fn publisher(text: &Text<'_>, words: Range<usize>, name: &str) -> Vec<Mention> {
    let parts: Vec<&str> = name.split_whitespace().collect();
    let fits =
        |at: usize| at + parts.len() <= words.end && parts.iter().enumerate().all(|(n, part)| text.word(at + n) == *part);
    if parts.is_empty() {
        return Vec::new();
    }
    words
        .clone()
        .filter(|at| fits(*at))
        .map(|at| Mention::new(at..at + parts.len(), EntityType::Organization, "publisher", 900))
        .collect()
}

/// "Lawyers For Kenya": a name that ends with the state it is for. The capital of the small word makes it a name.
fn named_for(text: &Text<'_>, at: usize, limits: &Range<usize>) -> Option<Mention> {
    let small = text.is(at, "name-of")
        && text.words[at].capital()
        && at > limits.start
        && text.words[at - 1].capital()
        && text.joined(at);
    let end = text
        .at(at + 1)
        .iter()
        .filter(|h| small && matches!(h.entry, Entry::State(_)) && h.end <= limits.end)
        .map(|h| h.end)
        .max()?;
    let start = name_before(text, at, limits.start);
    (start < at).then(|| Mention::new(start..end, EntityType::Organization, "named-for", 800))
}

/// The entity type that a pack names.
fn entity_type(kind: &str) -> EntityType {
    match kind {
        "Unit" => EntityType::Unit,
        "Company" => EntityType::Company,
        "Publication" => EntityType::Publication,
        "Instrument" => EntityType::Instrument,
        "Vessel" => EntityType::Vessel,
        "Place" => EntityType::Place,
        "Forum" => EntityType::Forum,
        _ => EntityType::Organization,
    }
}

fn named(text: &Text<'_>, entry: Entry, words: Range<usize>, limits: &Range<usize>) -> Option<Mention> {
    let all = &text.lexicon.all;
    let mention = |kind, by| Mention::new(words.clone(), kind, by, 950);
    Some(match entry {
        Entry::State(n) => {
            let state = &all.demonym[n];
            Mention {
                name: Some(state.name.clone()),
                country: Some(state.iso2.clone()),
                ..mention(EntityType::State, "state")
            }
        }
        // "Latin American" is of no one state.
        Entry::Demonym(_) if wider(text, &words, limits.start) => return None,
        Entry::Demonym(n) => {
            let state = &all.demonym[n];
            Mention {
                name: Some(state.name.clone()),
                country: Some(state.iso2.clone()),
                demonym: true,
                score: 900,
                ..mention(EntityType::State, "state")
            }
        }
        Entry::Town(n) => Mention { country: Some(all.demonym[n].iso2.clone()), ..mention(EntityType::Place, "place") },
        Entry::Forum(n) | Entry::Members(n) => {
            let forum = &all.forum[n];
            let mut mention = mention(EntityType::Forum, "forum");
            mention.name = Some(forum.name.clone());
            mention.members = matches!(entry, Entry::Members(_));
            mention.meets = forum.meets.clone();
            let end = repeated_acronym(text, words.end, limits.end, forum.acronym.as_deref());
            mention.whole.end = end;
            mention
        }
        Entry::Body(n) => {
            let body = &all.body[n];
            let mut mention = mention(entity_type(&body.kind), "body");
            mention.name = Some(body.name.clone());
            mention.country = body.country.clone();
            mention.whole.end = repeated_acronym(text, words.end, limits.end, body.acronym.as_deref());
            mention
        }
        _ => return None,
    })
}

/// Whether words for what is of a state are the end of words for a part of the world.
fn wider(text: &Text<'_>, words: &Range<usize>, floor: usize) -> bool {
    (floor.max(words.start.saturating_sub(2))..words.start)
        .any(|at| text.joined(words.start) && text.class_ends(at, "region").any(|end| end == words.end))
}

/// "the Defence Academy (NDA)": the acronym in brackets belongs to the phrase.
fn repeated_acronym(text: &Text<'_>, at: usize, end: usize, acronym: Option<&str>) -> usize {
    let brackets = at < end && text.gap(at).has(Gap::OPEN) && text.gap(at + 1).has(Gap::CLOSE);
    let fits = |written: &str| acronym.is_some_and(|a| a == written) || text.words[at].shape == Shape::Upper;
    if brackets && fits(text.word(at)) { at + 1 } else { at }
}

fn shaped(text: &Text<'_>, shape: &UnitShape, head: Range<usize>, limits: &Range<usize>) -> Option<Mention> {
    let before = |what: &Option<String>| what.as_deref().is_some_and(|w| w == "before" || w == "both");
    let after = |what: &Option<String>| what.as_deref().is_some_and(|w| w == "after" || w == "both");
    let arms = arms_before(text, shape, head.start, limits.start);
    let mut whole = head.clone();
    if before(&shape.number) && arms > limits.start && text.joined(arms) && is_unit_number(text, arms - 1) {
        whole.start = arms - 1;
    } else if before(&shape.name) && !(after(&shape.name) && name_after(text, head.end, limits.end) > head.end) {
        let start = name_before(text, arms, limits.start);
        if start < head.start {
            whole.start = start;
        }
    }
    if whole.start == head.start && arms < head.start && shape.alone {
        whole.start = arms;
    }
    if whole.start == head.start
        && after(&shape.number)
        && head.end < limits.end
        && text.joined(head.end)
        && is_unit_number(text, head.end)
    {
        whole.end = head.end + 1;
        whole.start = arms;
    }
    if after(&shape.name) && (whole == head || shape.name.as_deref() == Some("after")) {
        whole.end = name_after(text, whole.end, limits.end);
    }
    if shape.of && whole == head && text.words[head.start].capital() {
        whole.end = of_after(text, whole.end, limits.end);
    }
    if entity_type(&shape.kind) == EntityType::Forum {
        whole.end = rest_after(text, whole.end, limits.end, "name-topic");
    }
    let bare = whole == head;
    if bare && !(shape.alone && text.words[head.start].capital()) {
        return None;
    }
    if shape.of && !bare {
        whole.end = of_after(text, whole.end, limits.end);
    }
    // "Resolution 75/287": a number in two parts.
    if whole.end > head.end && text.words[whole.end - 1].shape == Shape::Number {
        let slash = whole.end < limits.end && text.gap(whole.end) == Gap::SLASH;
        whole.end += usize::from(slash && text.words[whole.end].shape == Shape::Number);
    }
    let score = if shape.number.as_deref() == Some("both") { 850 } else { 700 };
    let kind = match entity_type(&shape.kind) {
        EntityType::Organization if sits(text, whole.start, limits.start) => EntityType::Forum,
        kind => kind,
    };
    let mut mention = Mention::new(whole.clone(), kind, "shape", score);
    if mention.is(EntityType::Forum) {
        mention.name = Some(text.slice(whole));
        mention.meets = Some("Meeting".into());
        mention.score = 900;
    }
    Some(mention)
}

/// Where the words of a shape that may stand before its noun begin.
fn arms_before(text: &Text<'_>, shape: &UnitShape, head: usize, floor: usize) -> usize {
    let mut start = head;
    while start > floor && text.joined(start) && !text.words[start - 1].possessive {
        let Some(arm) = shape.arms.iter().filter_map(|arm| ends_here(text, arm, start, floor)).min() else { break };
        start = arm;
    }
    start
}

/// Where a phrase that ends before a word starts.
fn ends_here(text: &Text<'_>, phrase: &str, end: usize, floor: usize) -> Option<usize> {
    let count = phrase.split([' ', '-']).count();
    let start = end.checked_sub(count).filter(|start| *start >= floor)?;
    let mut words = phrase.split([' ', '-']);
    (start..end).all(|at| words.next().is_some_and(|w| w.eq_ignore_ascii_case(text.word(at)))).then_some(start)
}

fn is_unit_number(text: &Text<'_>, at: usize) -> bool {
    let word = &text.words[at];
    (word.shape == Shape::Number && word.end - word.start <= 5) || text.is(at, "unit-number")
}

/// Capitalised words before a noun, with "of", "and" and "for" between them only when one stands directly before.
fn name_before(text: &Text<'_>, end: usize, floor: usize) -> usize {
    let mut start = end;
    while start > floor && end - start < REACH {
        let word = &text.words[start - 1];
        let fits = word.capital() && !text.is(start - 1, "no-name") && text.rank_at(start - 1).is_none_or(|(e, _)| e > end);
        // "Operational and Strategic Command": "and" inside a name has capitals on both sides and an article before.
        let joins = text.is(start - 1, "and")
            && start > floor + 2
            && text.words[start - 2].capital()
            && text.is(start - 3, "definite");
        if joins {
            start -= 2;
            break;
        }
        if !fits
            || !(text.joined(start) || text.gap(start).only(Gap::SPACE.and(Gap::SLASH)))
            || word.possessive && !ends_name(text, start - 1)
        {
            break;
        }
        start -= 1;
    }
    start
}

/// Whether a possessive belongs to a name ("People's Army") and is not the owner of what follows.
fn ends_name(text: &Text<'_>, at: usize) -> bool {
    text.is(at, "name-owner")
        || !text.word(at + 1).is_empty() && text.word(at).ends_with('s') && !text.at(at).iter().any(|hit| hit.end == at + 1)
}

fn name_after(text: &Text<'_>, mut end: usize, limit: usize) -> usize {
    let start = end;
    while end < limit
        && end - start < 3
        && (text.joined(end) || end == start && text.gap(end).only(Gap::SPACE.and(Gap::QUOTE)))
    {
        let word = &text.words[end];
        if !word.capital() || text.is(end, "no-name") {
            break;
        }
        end += 1;
    }
    end
}

/// Whether a noun for a force or for people stands at a word in small letters.
fn small_noun(text: &Text<'_>, at: usize) -> bool {
    !text.words[at].capital() && text.at(at).iter().any(|hit| matches!(hit.entry, Entry::Group(_)))
}

/// "The ninth meeting of the Border Commission": a body that is said to meet, again and again.
fn sits(text: &Text<'_>, start: usize, floor: usize) -> bool {
    let article = start > floor && text.is(start - 1, "definite");
    let of = if article { start - 1 } else { start };
    let meeting = |at: usize| {
        let noun = |n: usize| text.lexicon.all.event[n].kind == "Meeting" && text.lexicon.all.event[n].generic;
        text.at(at).iter().any(|hit| hit.end == at + 1 && matches!(hit.entry, Entry::Event(n, false) if noun(n)))
    };
    of >= floor + 3 && text.is(of - 1, "name-of") && meeting(of - 2) && text.is(of - 3, "leading")
}

/// "of the Nigerian Army", "of National Defence": the rest of a name.
fn of_after(text: &Text<'_>, end: usize, limit: usize) -> usize {
    rest_after(text, end, limit, "name-of")
}

/// The rest of a name after a small word of a class.
fn rest_after(text: &Text<'_>, end: usize, limit: usize, class: &str) -> usize {
    let plain = |at: usize| at < limit && text.gap(at).only(Gap::SPACE);
    if !plain(end) || !text.is(end, class) {
        return end;
    }
    let mut at = end + 1;
    let article = plain(at) && text.is(at, "definite");
    if article {
        at += 1;
    }
    let start = at;
    while at < limit && at - start < REACH && (at == start || text.joined(at)) && plain(at) {
        let joins = at > start && text.class_end(at, "and").is_some() && text.words.get(at + 1).is_some_and(|w| w.capital());
        if !text.words[at].capital() && !joins || text.rank_at(at).is_some() {
            break;
        }
        at += 1;
        if text.words[at - 1].possessive {
            break;
        }
    }
    // "of Kenya's 3 Division": an owner begins another name.
    let named = || text.at(start).iter().any(|h| matches!(h.entry, Entry::State(_) | Entry::Body(_) | Entry::Forum(_)));
    let owner = at > start && text.words[at - 1].possessive && named();
    // "of the Kenyan army": what it belongs to has a name that goes on in small letters, and would be cut in two.
    let of_state = || text.at(start).iter().any(|hit| matches!(hit.entry, Entry::Demonym(_)));
    let cut = at > start && (named() || of_state()) && plain(at) && small_noun(text, at);
    if at == start || owner || cut { end } else { at }
}
