//! Noun phrases for events: "the third joint exercise", "an Armies Workshop", "the December meeting".
//!
//! A noun from a pack (`[[event]]`) is the head; the phrase reaches left over description, names of forums and states and
//! dates. Which engagement it means is for [`crate::engagements`].

use crate::document::EntityType;
use crate::mentions::{Kind, Mention, Occasion};
use crate::text::Text;
use rollcall_lexicon::Entry;
use rollcall_lexicon::words::Gap;
use std::ops::Range;

/// Words of description before a noun, at most.
const REACH: usize = 9;

/// Finds events and puts them among the mentions; those inside an event's phrase are marked so.
pub(crate) fn find(text: &Text<'_>, words: Range<usize>, mentions: &mut Vec<Mention>) {
    let mut found = Vec::new();
    let mut at = words.start;
    while at < words.end {
        let head = head_at(text, at, words.end);
        let Some((end, n, plural)) = head else {
            at += 1;
            continue;
        };
        // The noun belongs to a name, or to somebody's post ("Chief of Training").
        let taken = |m: &Mention| m.core.contains(&at) || m.is(EntityType::Person) && m.whole.contains(&at);
        if mentions.iter().any(|m| matches!(m.kind, Kind::Entity(_)) && taken(m)) {
            at = end;
            continue;
        }
        // "attended by videoconference": how, not what.
        let mode = at > words.start && text.class_end(at - 1, "mode-online") == Some(end);
        if mode || verbal(text, at, end, &words) {
            at = end;
            continue;
        }
        found.push(phrase(text, &words, mentions, at..end, n, plural));
        at = end;
    }
    for event in found {
        for mention in mentions.iter_mut() {
            if mention.whole.start < event.whole.end && event.whole.start < mention.whole.end {
                mention.inside = true;
            }
        }
        mentions.push(event);
    }
    mentions.sort_by_key(|m| (m.whole.start, m.inside));
}

fn head_at(text: &Text<'_>, at: usize, limit: usize) -> Option<(usize, usize, bool)> {
    text.at(at)
        .iter()
        .filter_map(|hit| match hit.entry {
            Entry::Event(n, plural) if hit.end <= limit => Some((hit.end, n, plural)),
            _ => None,
        })
        .max_by_key(|found| found.0)
}

/// Whether the noun is a verb here ("to exercise", "will visit") or describes another noun ("meeting statement").
fn verbal(text: &Text<'_>, at: usize, end: usize, words: &Range<usize>) -> bool {
    let single = end == at + 1;
    let after_verb = at > words.start
        && single
        && (text.is(at - 1, "scheduled") || text.is(at - 1, "pronoun") || text.is(at - 1, "infinitive"));
    let describes = end < words.end && text.joined(end) && text.gap(end).only(Gap::SPACE) && describes_noun(text, end);
    after_verb || describes || text.words[end - 1].possessive
}

fn describes_noun(text: &Text<'_>, at: usize) -> bool {
    text.at(at).iter().any(|hit| match hit.entry {
        Entry::Attribution(n) => text.lexicon.all.attribution[n].voice == "source",
        _ => false,
    })
}

fn phrase(
    text: &Text<'_>,
    words: &Range<usize>,
    mentions: &[Mention],
    head: Range<usize>,
    n: usize,
    plural: bool,
) -> Mention {
    let noun = &text.lexicon.all.event[n];
    let (mut start, mut forum, mut date) = (head.start, None, None);
    while start > words.start && head.start - start < REACH {
        let gap = text.gap(start);
        let quoted = gap.only(Gap::SPACE.and(Gap::QUOTE));
        if !(gap.inside() || quoted) {
            break;
        }
        if let Some(mention) = mentions.iter().find(|m| m.whole.end == start && m.whole.start >= words.start) {
            let owner = text.words[mention.whole.end - 1].possessive;
            match &mention.kind {
                Kind::Entity(EntityType::Forum) => {
                    forum = Some(mention.full(text));
                    start = mention.whole.start;
                    continue;
                }
                Kind::Date(found) if !text.is(found.start, "preposition") && !text.is(found.start, "determiner") => {
                    date = Some(found.clone());
                    start = mention.whole.start;
                    continue;
                }
                Kind::Entity(EntityType::Organization) if !owner => {
                    forum = forum.or_else(|| Some(mention.full(text)));
                    start = mention.whole.start;
                    continue;
                }
                Kind::Entity(EntityType::State | EntityType::Place | EntityType::Unit) if !owner => {
                    start = mention.whole.start;
                    continue;
                }
                _ => break,
            }
        }
        let before = start - 1;
        // "committee-led": a compound belongs to the phrase whatever its parts are.
        if before > words.start && text.gap(before).has(Gap::HYPHEN) && !text.gap(before).has(Gap::SPACE) {
            let whole = mentions.iter().find(|m| m.whole.end == before).map(|m| m.whole.start);
            start = whole.unwrap_or(before - 1);
            continue;
        }
        // "the Bay of Plenty Exercise": a name may have "of" inside.
        let inside_name = text.is(before, "name-of")
            && before > words.start
            && text.words[start].capital()
            && text.words[before - 1].capital()
            && text.joined(before);
        if inside_name && start < head.start && !text.is(before - 1, "no-name") {
            start = before - 1;
            continue;
        }
        let plain_verb = before > words.start && text.is(before - 1, "infinitive") && !text.words[before].capital();
        let stop = plain_verb
            || text.is(before, "function")
            || text.is(before, "preposition")
            || text.is(before, "and")
            || text.is(before, "determiner")
            || text.is(before, "adverb")
            || text.is(before, "leading");
        if stop
            || text.words[before].possessive && !text.words[before].capital() && !plural_owner(text, before)
            || verb(text, before)
        {
            break;
        }
        start = before;
    }
    // "the third meeting": articles stand before what leads.
    let mut article = start;
    while article > words.start && text.is(article - 1, "leading") {
        article -= 1;
    }
    // "a meeting of the air chiefs": whose meeting it is may follow.
    let follows = text.is(head.end, "name-of") && head.end + 1 < words.end && text.gap(head.end).only(Gap::SPACE);
    let next = if follows && text.is(head.end + 1, "definite") { head.end + 2 } else { head.end + 1 };
    let owner = mentions.iter().find(|m| follows && m.whole.start == next && m.is(EntityType::Forum));
    let forum = forum.or_else(|| owner.map(|m| m.full(text)));
    let counted = start < head.start && !text.gap(start + 1).has(Gap::HYPHEN);
    let count = counted.then(|| text.number(start)).flatten();
    let name_start = if count.is_some() { start + 1 } else { start };
    let name = name_start.min(head.start)..head.end;
    // A name in capitals that no pack has is a body's own, until somebody says more.
    let capitals =
        name.len() > 1 && name.clone().all(|at| text.words[at].capital() || text.is(at, "name-of") || text.is(at, "and"));
    let forum = forum.or_else(|| (capitals && date.is_none()).then(|| text.slice(name.clone())));
    // "It was a six-day drill": one already spoken of.
    let again = start >= words.start + 3
        && (2..=3).any(|n| start >= n + words.start && text.class_end(start - n, "it-is") == Some(start - 1));
    let definite = again
        || article > words.start && text.is(article - 1, "definite")
        || start < head.start && text.is(start, "definite");
    let mut mention = Mention::new(name, EntityType::Organization, "event-noun", 800);
    mention.whole = start..head.end;
    mention.kind = Kind::Event(Occasion {
        kind: noun.kind.clone(),
        head: (!noun.generic).then(|| text.slice(head.clone()).to_lowercase().trim_end_matches('s').to_string()),
        plural,
        definite,
        bare: start == head.start || date.is_some() && start + 2 >= head.start,
        weak: noun.weak,
        forum,
        date,
        indefinite: !again && article > words.start && text.is(article - 1, "indefinite"),
        count,
    });
    mention
}

/// "ministers' meeting": the possessive of a plural belongs to the name of a meeting.
fn plural_owner(text: &Text<'_>, at: usize) -> bool {
    text.words[at].possessive && text.gap(at + 1).only(Gap::SPACE)
}

/// Whether a word is a verb that a pattern knows: it stands before an object, not inside a phrase.
fn verb(text: &Text<'_>, at: usize) -> bool {
    !text.words[at].capital()
        && text.at(at).iter().any(|hit| match hit.entry {
            Entry::Trigger(..) => hit.end == at + 1,
            Entry::Attribution(n) => text.lexicon.all.attribution[n].voice == "before",
            _ => false,
        })
}
