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

/// A post as the text has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PostWords {
    /// The words.
    pub words: Range<usize>,
    /// Title (one holder) or role.
    pub title: bool,
}

/// What a text says of a person beside the name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The rank's words.
    pub rank: Option<Range<usize>>,
    /// The posts.
    pub posts: Vec<PostWords>,
    /// First words of the bodies posted to.
    pub bodies: Vec<usize>,
}

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
    let end = text.at(at).iter().filter(|h| matches!(h.entry, Entry::RankPlural(_)) && text.words[at].capital()).map(|h| h.end).max()?;
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
        let honorific = text.at(at).iter().find(|hit| matches!(hit.entry, Entry::Honorific(n) if !text.lexicon.all.honorific[n].part_of_name));
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
        let after_initial = end > start && gap.only(Gap::SPACE.and(Gap::STOP)) && text.words[end - 1].end - text.words[end - 1].start <= 2;
        let bracket = end == start && gap.only(Gap::SPACE.and(Gap::CLOSE));
        let goes_on = gap.only(Gap::SPACE.and(Gap::HYPHEN).and(Gap::LINE)) || after_initial || bracket || end == start;
        if end > start && text.words[end - 1].possessive || !goes_on || end > start && gap.has(Gap::LINE) && gap.has(Gap::STOP) {
            break;
        }
        let particle = |at: usize| text.is(at, "particle");
        let before_name = text.words.get(end + 1).is_some_and(|w| w.capital()) || particle(end + 1) && text.words.get(end + 2).is_some_and(|w| w.capital());
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
        Entry::State(_) | Entry::Demonym(_) | Entry::Body(_) | Entry::Forum(_) | Entry::Members(_) => !first || hit.end > at + 1,
        Entry::Post(_) | Entry::Rank(_) => true,
        Entry::Shape(_) | Entry::Event(..) | Entry::Group(_) => true,
        Entry::Date(n) => matches!(text.lexicon.all.date_phrase[n].means.as_str(), "month" | "weekday") && (!first || !text.joined(at + 1) || !text.words.get(at + 1).is_some_and(|w| w.capital())),
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
    let before = at == words.start || !text.joined(at) || apart(at - 1) || text.at(at - 1).iter().any(|h| matches!(h.entry, Entry::Honorific(_)));
    let after = at + 1 >= words.end || !text.joined(at + 1) || apart(at + 1) || text.words[at].possessive;
    text.words[at].capital()
        && text.words[at].shape != Shape::Number
        && text.words[at].end - text.words[at].start > 2
        && before
        && after
        && can_be_name(text, at, false)
}

/// Walks outwards from a person over ranks, posts and bodies. `mentions` are those of the sentence, in order; `index` is
/// the person's place among them. Returns the standing and the whole phrase.
pub(crate) fn standing(text: &Text<'_>, mentions: &[Mention], index: usize, words: &Range<usize>) -> (Standing, Range<usize>) {
    let person = &mentions[index];
    let mut walk = Walk { text, mentions, words: words.clone(), standing: Standing { rank: person.rank.clone(), ..Standing::default() } };
    let start = walk.left(person.whole.start, index);
    let end = walk.right(person.whole.end, index);
    (walk.standing, start..end)
}

struct Walk<'t, 'a> {
    text: &'t Text<'a>,
    mentions: &'t [Mention],
    words: Range<usize>,
    standing: Standing,
}

impl Walk<'_, '_> {
    fn mention_ending(&self, end: usize, below: usize) -> Option<&Mention> {
        self.mentions[..below].iter().rev().take(6).find(|m| m.whole.end == end)
    }

    fn mention_starting(&self, start: usize, above: usize) -> Option<&Mention> {
        self.mentions.iter().skip(above + 1).take(8).find(|m| m.whole.start == start)
    }

    /// The longest post that ends before a word.
    fn post_ending(&self, end: usize) -> Option<(usize, bool)> {
        let floor = self.words.start.max(end.saturating_sub(9));
        (floor..end).find_map(|start| {
            self.text
                .at(start)
                .iter()
                .find_map(|hit| match hit.entry {
                    Entry::Post(n) if hit.end == end => Some((start, self.text.lexicon.all.post[n].kind.as_deref() != Some("role"))),
                    _ => None,
                })
        })
    }

    /// A post that starts at a word, with what belongs to it: an acronym in brackets, "of Military Intelligence".
    fn post_starting(&self, start: usize) -> Option<(usize, bool)> {
        let (end, post) = self.text.post_at(start).filter(|(end, _)| *end <= self.words.end)?;
        Some((self.post_tail(end, post.of), post.kind.as_deref() != Some("role")))
    }

    fn post_tail(&self, end: usize, of: bool) -> usize {
        let text = self.text;
        // "Director, Legal Services", "Director Legal Services": a topic from a pack.
        if of && end < self.words.end && text.gap(end).only(Gap::SPACE.and(Gap::COMMA)) && (text.words[end].capital()) {
            let last = (end..(end + 6).min(self.words.end))
                .take_while(|at| *at == end || text.joined(*at) && (text.words[*at].capital() || text.is(*at, "and")))
                .filter_map(|at| text.class_end(at, "post-topic").filter(|stop| *stop <= self.words.end && text.words[*stop - 1].capital()))
                .max();
            if let Some(last) = last {
                return last;
            }
        }
        if !of || end + 1 >= self.words.end || !text.gap(end).only(Gap::SPACE) || text.class_end(end, "of").is_none() {
            return end;
        }
        if self.mentions.iter().any(|m| m.whole.start == end + 1 || m.whole.start == end + 2 && text.is(end + 1, "definite")) {
            return end;
        }
        let mut at = end + 1;
        while at < self.words.end && at - end < 7 && text.joined(at) {
            let joins = text.is(at, "and") && text.words.get(at + 1).is_some_and(|w| w.capital());
            if !text.words[at].capital() && !joins || text.rank_at(at).is_some() {
                break;
            }
            at += 1;
        }
        if at > end + 1 { at } else { end }
    }

    fn add_post(&mut self, words: Range<usize>, title: bool) {
        self.standing.posts.push(PostWords { words, title });
    }

    /// Walks left: "the junta's defence minister General A", "GOC, 7 Division, General A".
    fn left(&mut self, from: usize, index: usize) -> usize {
        let (mut at, mut commas, mut reach) = (from, 0, from);
        for _ in 0..10 {
            if at <= self.words.start {
                break;
            }
            let gap = self.text.gap(at);
            if gap.has(Gap::COMMA) {
                commas += 1;
            }
            let plain = Gap::SPACE.and(Gap::COMMA).and(Gap::HYPHEN).and(Gap::CLOSE).and(Gap::STOP).and(Gap::LINE).and(Gap::QUOTE);
            let opens = gap.has(Gap::OPEN) && self.post_starting(at).is_some();
            if !(gap.only(plain) || opens) || commas > 3 || self.standing.posts.len() > 2 {
                break;
            }
            if let Some((start, title)) = self.post_ending(at).or_else(|| self.long_post_ending(at)) {
                let end = at;
                // "General Officer Commanding (GOC)": the short form says nothing new.
                let again = self.text.gap(start).has(Gap::OPEN) && self.text.gap(end).has(Gap::CLOSE);
                if !again {
                    self.add_post(start..end, title);
                }
                at = start;
                reach = at;
                continue;
            }
            if let Some(mention) = self.mention_ending(at, index) {
                let (start, body) = (mention.whole.start, mention.is_body() || mention.is(EntityType::State) || mention.is(EntityType::Forum));
                if !body || mention.people && !mention.power {
                    break;
                }
                let is_body = mention.is_body();
                let core = mention.core.start;
                if self.body_belongs(at, start, from, gap) {
                    if is_body {
                        self.standing.bodies.push(core);
                    }
                    at = start;
                    reach = if self.standing.posts.is_empty() && commas > 0 { reach } else { at };
                    continue;
                }
                break;
            }
            // "The Commander of the Brigade is now General A": the verb is walked over.
            let verb = at == from && gap.only(Gap::SPACE);
            let verb = verb.then(|| (1..=3).filter_map(|n| at.checked_sub(n)).find(|s| *s > self.words.start && self.text.class_end(*s, "is") == Some(at))).flatten();
            if let Some(start) = verb {
                at = start;
                continue;
            }
            let acronym = self.text.words[at - 1].shape == Shape::Upper && gap.has(Gap::COMMA.and(Gap::CLOSE)) && self.text.gap(at - 1).has(Gap::COMMA.and(Gap::OPEN));
            if acronym {
                at -= 1;
                continue;
            }
            let small = self.text.is(at - 1, "definite") || self.text.is(at - 1, "of") || self.text.is(at - 1, "former") || self.text.is(at - 1, "determiner");
            let town = gap.has(Gap::COMMA) && self.text.words[at - 1].capital() && at > self.words.start + 1 && self.text.gap(at - 1).has(Gap::COMMA);
            if !small && !town {
                break;
            }
            at -= 1;
        }
        if self.standing.posts.is_empty() {
            // A body before a rank without a post between is the person's own only when nothing but a blank parts them.
            let keep = self.text.gap(from).only(Gap::SPACE) && reach < from;
            if !keep {
                self.standing.bodies.clear();
                return from;
            }
        }
        reach
    }

    /// Whether a body before the point reached belongs to the person: an owner of a post, or named after one.
    fn body_belongs(&self, end: usize, start: usize, from: usize, gap: Gap) -> bool {
        let text = self.text;
        if text.words[end - 1].possessive || gap.only(Gap::SPACE) && end == from {
            return true;
        }
        if !self.standing.posts.is_empty() && gap.only(Gap::SPACE) {
            return true;
        }
        // A post must stand before it: look over articles and prepositions.
        let mut at = start;
        for _ in 0..5 {
            if at <= self.words.start || text.gap(at).has(Gap::STOP) && !text.gap(at).inside() {
                return false;
            }
            if self.post_ending(at).or_else(|| self.long_post_ending(at)).is_some() {
                return true;
            }
            let link = text.is(at - 1, "definite") || text.is(at - 1, "of") || text.is(at - 1, "preposition");
            let other = self.mentions.iter().find(|m| m.whole.end == at && (m.is_body() || m.is(EntityType::State) || m.is(EntityType::Place)));
            match other {
                Some(other) => at = other.whole.start,
                None if link || text.gap(at).has(Gap::COMMA) && text.words[at - 1].capital() => at -= 1,
                None => return false,
            }
        }
        false
    }

    /// "Chief of Civil-Military Affairs", "Director, Army Public Relations (ADPR)": a post whose tail a pack cannot list.
    fn long_post_ending(&self, end: usize) -> Option<(usize, bool)> {
        let floor = self.words.start.max(end.saturating_sub(9));
        (floor..end.saturating_sub(1)).find_map(|start| {
            let (stop, title) = self.post_starting(start)?;
            (stop == end).then_some((start, title))
        })
    }

    /// Walks right: "General A, chief of B and deputy head of C,", "Commander A of the Navy".
    fn right(&mut self, from: usize, index: usize) -> usize {
        let text = self.text;
        let (mut at, mut end) = (from, from);
        let (posts, bodies) = (self.standing.posts.len(), self.standing.bodies.len());
        let mut apposition = false;
        for _ in 0..14 {
            if at >= self.words.end {
                break;
            }
            let gap = text.gap(at);
            if gap.has(Gap::COMMA) || gap.has(Gap::OPEN) || gap.has(Gap::DASH) {
                if apposition && !self.apposes(at) {
                    break;
                }
                apposition = true;
            } else if !gap.only(Gap::SPACE.and(Gap::HYPHEN).and(Gap::CLOSE).and(Gap::LINE)) {
                break;
            }
            if let Some((stop, title)) = self.post_starting(at).filter(|_| at > from || apposition) {
                self.add_post(at..stop, title);
                at = stop;
                end = at;
                continue;
            }
            if let Some(mention) = self.mention_starting(at, index)
                && (mention.is_body() || mention.is(EntityType::State) && text.words[mention.whole.end - 1].possessive)
                && !mention.people
            {
                let linked = at > from && (text.is(at - 1, "of") || text.is(at - 1, "definite") || self.standing.posts.len() > posts);
                let owner = text.words[mention.whole.end - 1].possessive;
                if !linked && !owner && !apposition {
                    break;
                }
                let (core, whole, body) = (mention.core.start, mention.whole.end, mention.is_body());
                if body {
                    self.standing.bodies.push(core);
                }
                at = whole;
                end = at;
                continue;
            }
            let small = text.is(at, "definite") || text.is(at, "determiner") || text.is(at, "former");
            let link = text.class_end(at, "of").filter(|e| *e <= self.words.end);
            if let Some(stop) = link.filter(|_| gap.only(Gap::SPACE)) {
                at = stop;
            } else if small || gap.only(Gap::SPACE) && (text.words[at].possessive && at > from || end > from && text.is(at, "and")) {
                at += 1;
            } else if let Some(stop) = text.class_end(at, "is").filter(|_| end == from && (at == from || apposition)) {
                // "A, who is chief of B", "A is the chief of B": the verb is kept out of the phrase.
                at = stop;
                apposition = true;
                if text.gap(at).has(Gap::COMMA) {
                    break;
                }
            } else {
                break;
            }
        }
        if self.standing.posts.len() == posts && !self.direct(from, bodies) {
            self.standing.bodies.truncate(bodies);
            return from;
        }
        end
    }

    /// Whether a comma opens one more description and not the next member of a list.
    fn apposes(&self, at: usize) -> bool {
        let unit = self.mentions.iter().any(|m| m.whole.start == at && m.is_body());
        unit && !self.standing.posts.is_empty() && self.standing.bodies.is_empty() || self.text.is(at, "definite") || self.post_starting(at).is_some()
    }

    /// "of the Navy", "from the Office of …" directly after a name.
    fn direct(&self, from: usize, bodies: usize) -> bool {
        self.standing.bodies.len() > bodies && self.text.gap(from).only(Gap::SPACE) && self.text.class_end(from, "of").is_some()
    }
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
        let opens = text.words[at].capital() && (at == words.start || !text.joined(at) || !text.words[at - 1].capital() || text.words[at - 1].possessive || text.is(at - 1, "no-name"));
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
    text.gap(at).only(Gap::SPACE) && text.at(at).iter().any(|h| matches!(h.entry, Entry::Attribution(n) if text.lexicon.all.attribution[n].voice == "before"))
}

/// Whether a comma and a post follow a name.
fn is_described(text: &Text<'_>, at: usize) -> bool {
    let next = if text.is(at, "definite") || text.is(at, "determiner") { at + 1 } else { at };
    text.gap(at).has(Gap::COMMA) && text.post_at(next).is_some() && !text.is(next, "no-name")
}
