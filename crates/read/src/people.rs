//! People: names after a rank, an honorific or a post, and what the words around a name say of its holder.
//!
//! A name is found where something announces it, then wherever the document repeats it, whole or by its last part. The
//! words around it are walked outwards while they are ranks, posts, bodies and what joins them; everything walked over
//! belongs to the person's phrase, and is its *standing*.

use crate::document::EntityType;
use crate::mentions::Mention;
use crate::text::Text;
use rollcall_lexicon::Entry;
use rollcall_lexicon::words::{Gap, Shape};
use std::collections::BTreeMap;
use std::ops::Range;

/// Names that the document has, whole, by their first word.
#[derive(Debug, Default)]
pub(crate) struct Known {
    whole: BTreeMap<String, Vec<Vec<String>>>,
    last: BTreeMap<String, Option<String>>,
}

impl Known {
    /// Keeps a name.
    pub fn add(&mut self, text: &Text<'_>, core: Range<usize>) {
        let parts: Vec<String> = core.clone().map(|at| text.word(at).to_lowercase()).collect();
        if parts.len() < 2 {
            return;
        }
        let name = text.slice(core);
        if let Some(last) = parts.last() {
            // Two people with one surname: the surname alone names neither.
            let entry = self.last.entry(last.clone()).or_insert_with(|| Some(name.clone()));
            if entry.as_deref() != Some(name.as_str()) {
                *entry = None;
            }
        }
        let names = self.whole.entry(parts[0].clone()).or_default();
        if !names.contains(&parts) {
            names.push(parts);
            names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        }
    }

    /// Keeps a whole name that the case knows. Its last part alone names nobody: many people share one.
    pub fn whole(&mut self, text: &Text<'_>, name: &str) {
        let parts: Vec<String> = text.lexicon.cut(name).iter().map(|word| word.of(name).to_lowercase()).collect();
        if let Some(first) = parts.first().filter(|_| parts.len() > 1).cloned() {
            let names = self.whole.entry(first).or_default();
            if !names.contains(&parts) {
                names.push(parts);
                names.sort_by_key(|name| std::cmp::Reverse(name.len()));
            }
        }
    }

    /// The known name that starts at a word.
    pub fn at(&self, text: &Text<'_>, at: usize, limit: usize) -> Option<usize> {
        let names = self.whole.get(&text.word(at).to_lowercase())?;
        names.iter().find_map(|name| {
            let end = at + name.len();
            let fits = end <= limit
                && text.words[at].capital()
                && (at + 1..end).all(|w| text.joined(w))
                && name.iter().zip(at..end).all(|(part, w)| text.word(w).to_lowercase() == *part);
            fits.then_some(end)
        })
    }

    /// The full name that a last name alone is short for.
    pub fn full(&self, text: &Text<'_>, at: usize) -> Option<&str> {
        self.last.get(&text.word(at).to_lowercase())?.as_deref()
    }
}

/// A candidate for a person, with the rank and honorific before the name.
pub(crate) fn candidates(text: &Text<'_>, words: Range<usize>) -> Vec<Mention> {
    let mut out = Vec::new();
    let mut at = words.start;
    while at < words.end {
        match announced(text, at, words.end).or_else(|| sharing(text, at, words.end)) {
            Some(mention) => {
                let plural = mention.by == "shared-rank";
                at = mention.whole.end;
                out.push(mention);
                while plural && let Some(next) = next_of_list(text, at, words.end) {
                    at = next.end;
                    out.push(person(next.clone(), next.start, 850, "shared-rank", None));
                }
            }
            None => at += 1,
        }
    }
    out
}

/// A name that a rank, an honorific or a post at a word announces.
fn announced(text: &Text<'_>, at: usize, limit: usize) -> Option<Mention> {
    let post = text.post_at(at).map_or(at, |(end, _)| end);
    if let Some((end, _)) = text.rank_at(at)
        && end >= post
        && end < limit
    {
        let start = after_rank(text, end, limit);
        let name = name(text, start, limit, 1)?;
        // "Major Changes Ahead": one capitalised word after a one-word rank at the start of a line is a heading's.
        let opens = text.gap(at).has(Gap::PARAGRAPH) || text.gap(at).has(Gap::LINE);
        if opens && end == at + 1 && name.len() == 1 && text.words.get(name.end).is_none_or(|w| w.capital()) {
            return None;
        }
        return Some(person(name, at, 950, "rank", Some(at..end)));
    }
    let honorific = text.at(at).iter().find_map(|hit| match hit.entry {
        Entry::Honorific(n) => Some((hit.end, text.lexicon.all.honorific[n].part_of_name)),
        _ => None,
    });
    if let Some((end, part)) = honorific
        && text.words[at].capital()
        && end < limit
    {
        // "U" before a hyphen or full stop is an initial or part of a word.
        let apart = text.gap(end).only(Gap::SPACE.and(Gap::STOP));
        let start = if part { at } else { end };
        let name = name(text, start, limit, 1).filter(|name| apart && name.end > end)?;
        return Some(person(name, at, 800, "honorific", None));
    }
    None
}

/// "Generals A and B": a rank in the plural before names.
fn sharing(text: &Text<'_>, at: usize, limit: usize) -> Option<Mention> {
    let end = text
        .at(at)
        .iter()
        .filter(|h| matches!(h.entry, Entry::RankPlural(_)) && text.words[at].capital())
        .map(|h| h.end)
        .max()?;
    let name = (end < limit).then(|| name(text, end, limit, 1)).flatten()?;
    next_of_list(text, name.end, limit)?;
    Some(person(name, at, 900, "shared-rank", Some(at..end)))
}

/// The name that follows in a list.
fn next_of_list(text: &Text<'_>, at: usize, limit: usize) -> Option<Range<usize>> {
    let comma = text.gap(at).has(Gap::COMMA);
    let start = match text.class_end(at, "and") {
        Some(end) if at < limit => end,
        _ if comma => at,
        _ => return None,
    };
    (start < limit).then(|| name(text, start, limit, 1)).flatten()
}

fn person(name: Range<usize>, start: usize, score: u16, by: &'static str, rank: Option<Range<usize>>) -> Mention {
    let mut mention = Mention::new(name.clone(), EntityType::Person, by, score);
    mention.whole = start..name.end;
    mention.rank = rank;
    mention
}

/// "General (retd) A", "Lt Gen Dr A": what may stand between rank and name.
fn after_rank(text: &Text<'_>, at: usize, limit: usize) -> usize {
    let mut at = at;
    for _ in 0..2 {
        let honorific = text
            .at(at)
            .iter()
            .find(|hit| matches!(hit.entry, Entry::Honorific(n) if !text.lexicon.all.honorific[n].part_of_name));
        if let Some(hit) = honorific.filter(|hit| hit.end < limit && text.gap(at).inside() && !text.is(at, "particle")) {
            at = hit.end;
        } else if text.gap(at).has(Gap::OPEN) && text.gap(at + 1).has(Gap::CLOSE) && at + 1 < limit {
            at += 1;
        }
    }
    at
}

/// Capitalised words from a word on that can be a name.
pub(crate) fn name(text: &Text<'_>, start: usize, limit: usize, least: usize) -> Option<Range<usize>> {
    let mut end = start;
    let mut names = 0;
    while end < limit && end - start < 6 {
        let gap = text.gap(end);
        let after_initial =
            end > start && gap.only(Gap::SPACE.and(Gap::STOP)) && text.words[end - 1].end - text.words[end - 1].start <= 2;
        let bracket = end == start && gap.only(Gap::SPACE.and(Gap::CLOSE));
        let goes_on = gap.only(Gap::SPACE.and(Gap::HYPHEN).and(Gap::LINE)) || after_initial || bracket || end == start;
        if end > start && text.words[end - 1].possessive
            || !goes_on
            || end > start && gap.has(Gap::LINE) && gap.has(Gap::STOP)
        {
            break;
        }
        let particle = |at: usize| text.is(at, "particle");
        let before_name = text.words.get(end + 1).is_some_and(|w| w.capital())
            || particle(end + 1) && text.words.get(end + 2).is_some_and(|w| w.capital());
        if particle(end) && end > start && before_name {
            end += 1;
            continue;
        }
        // "Min-jun": what follows a hyphen may be small.
        if end > start && gap == Gap::HYPHEN && text.words[end - 1].capital() && text.words[end].shape == Shape::Lower {
            end += 1;
            continue;
        }
        let after_particle = end > start && particle(end - 1) && text.words[end].capital();
        if !after_particle && !can_be_name(text, end, end == start) {
            break;
        }
        end += 1;
        names += 1;
    }
    (names >= least && end > start && text.words[start].end - text.words[start].start > 0).then_some(start..end)
}

/// Whether a word can be part of a name.
fn can_be_name(text: &Text<'_>, at: usize, first: bool) -> bool {
    let word = &text.words[at];
    let initial = word.capital() && word.end - word.start == 1 && text.gap(at + 1).has(Gap::STOP);
    if initial {
        return true;
    }
    if !word.capital() || text.is(at, "no-name") || text.class_end(at, "post-topic").is_some() {
        return false;
    }
    // Longer than an acronym, or after nothing: names in capitals are names.
    !text.at(at).iter().any(|hit| match hit.entry {
        Entry::State(_) | Entry::Demonym(_) | Entry::Body(_) | Entry::Forum(_) | Entry::Members(_) => {
            !first || hit.end > at + 1
        }
        Entry::Post(_) | Entry::Rank(_) => true,
        Entry::Shape(_) | Entry::Event(..) | Entry::Group(_) => true,
        Entry::Date(n) => {
            matches!(text.lexicon.all.date_phrase[n].means.as_str(), "month" | "weekday")
                && (!first || !text.joined(at + 1) || !text.words.get(at + 1).is_some_and(|w| w.capital()))
        }
        Entry::Word(n) => text.lexicon.all.words[n].class == "former" || text.lexicon.all.words[n].class == "scheduled",
        _ => false,
    })
}

/// Names that the document has elsewhere, where nothing announces them.
pub(crate) fn repeated(text: &Text<'_>, words: Range<usize>, known: &Known, taken: &[Mention]) -> Vec<Mention> {
    let mut out = Vec::new();
    let mut free = taken.iter().peekable();
    let mut at = words.start;
    while at < words.end {
        while free.peek().is_some_and(|m| m.whole.end <= at) {
            free.next();
        }
        if let Some(mention) = free.peek()
            && mention.whole.start <= at
        {
            at = mention.whole.end;
            continue;
        }
        if let Some(end) = known.at(text, at, words.end) {
            out.push(Mention::new(at..end, EntityType::Person, "repeated-name", 900));
            at = end;
            continue;
        }
        if let Some(full) = known.full(text, at).filter(|_| surname_alone(text, at, &words)) {
            let mut mention = Mention::new(at..at + 1, EntityType::Person, "last-name", 750);
            mention.name = Some(full.to_string());
            out.push(mention);
        }
        at += 1;
    }
    out
}

/// Whether a capitalised word stands alone and is no other known word.
fn surname_alone(text: &Text<'_>, at: usize, words: &Range<usize>) -> bool {
    let apart = |at: usize| !text.words[at].capital() || text.is(at, "no-name");
    let before = at == words.start
        || !text.joined(at)
        || apart(at - 1)
        || text.at(at - 1).iter().any(|h| matches!(h.entry, Entry::Honorific(_)));
    let after = at + 1 >= words.end || !text.joined(at + 1) || apart(at + 1) || text.words[at].possessive;
    text.words[at].capital()
        && text.words[at].shape != Shape::Number
        && text.words[at].end - text.words[at].start > 2
        && before
        && after
        && can_be_name(text, at, false)
}

/// Names that only a post or a verb of saying beside them announces.
pub(crate) fn described(text: &Text<'_>, words: Range<usize>) -> Vec<Mention> {
    let mut out = Vec::new();
    let mut at = words.start;
    while at < words.end {
        if let Some((end, post)) = text.post_at(at).filter(|(end, post)| *end < words.end && post.before_name) {
            let _ = post;
            let start = if text.gap(end).has(Gap::OPEN) && text.gap(end + 1).has(Gap::CLOSE) { end + 1 } else { end };
            let gap = text.gap(start);
            let beside = gap.only(Gap::SPACE.and(Gap::COMMA).and(Gap::CLOSE));
            let named = (beside && start < words.end).then(|| name(text, start, words.end, 2)).flatten();
            if let Some(found) = named {
                at = found.end;
                out.push(person(found.clone(), found.start, 750, "post-before-name", None));
                continue;
            }
            at = end;
            continue;
        }
        // "his counterpart, A": a noun for one person announces who it is.
        if text.is(at, "one-person")
            && at + 1 < words.end
            && text.gap(at + 1).has(Gap::COMMA)
            && let Some(found) = name(text, at + 1, words.end, 2)
        {
            at = found.end;
            out.push(person(found.clone(), found.start, 650, "name-and-post", None));
            continue;
        }
        let opens = text.words[at].capital()
            && (at == words.start
                || !text.joined(at)
                || !text.words[at - 1].capital()
                || text.words[at - 1].possessive
                || text.is(at - 1, "no-name"));
        if opens && let Some(found) = name(text, at, words.end, 2) {
            let end = found.end;
            if end < words.end && (says(text, end) || is_described(text, end)) && found.len() <= 4 {
                out.push(person(found.clone(), found.start, 650, "name-and-post", None));
            }
            at = end;
            continue;
        }
        at += 1;
    }
    out
}

/// Whether a verb of saying follows a name.
fn says(text: &Text<'_>, at: usize) -> bool {
    text.gap(at).only(Gap::SPACE)
        && text
            .at(at)
            .iter()
            .any(|h| matches!(h.entry, Entry::Attribution(n) if text.lexicon.all.attribution[n].voice == "before"))
}

/// Whether a comma and a post follow a name.
fn is_described(text: &Text<'_>, at: usize) -> bool {
    let next = if text.is(at, "definite") || text.is(at, "determiner") { at + 1 } else { at };
    text.gap(at).has(Gap::COMMA) && text.post_at(next).is_some() && !text.is(next, "no-name")
}
