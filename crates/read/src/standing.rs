//! A person's standing: what the words around a name say of its holder.
//!
//! The words are walked outwards from the name while they are ranks, posts, bodies and what joins them; everything walked
//! over belongs to the person's phrase. To the left stands what announces ("GOC, 7 Division, General A"), to the right
//! what describes ("General A, chief of B").

use crate::document::EntityType;
use crate::mentions::Mention;
use crate::text::Text;
use rollcall_lexicon::Entry;
use rollcall_lexicon::words::{Gap, Shape};
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

/// Walks outwards from a person over ranks, posts and bodies. `mentions` are those of the sentence, in order; `index` is
/// the person's place among them. Returns the standing and the whole phrase.
pub(crate) fn standing(
    text: &Text<'_>,
    mentions: &[Mention],
    index: usize,
    words: &Range<usize>,
) -> (Standing, Range<usize>) {
    let person = &mentions[index];
    let mut walk = Walk {
        text,
        mentions,
        words: words.clone(),
        standing: Standing { rank: person.rank.clone(), ..Standing::default() },
    };
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
            self.text.at(start).iter().find_map(|hit| match hit.entry {
                Entry::Post(n) if hit.end == end => {
                    Some((start, self.text.lexicon.all.post[n].kind.as_deref() != Some("role")))
                }
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
                .filter_map(|at| {
                    text.class_end(at, "post-topic")
                        .filter(|stop| *stop <= self.words.end && text.words[*stop - 1].capital())
                })
                .max();
            if let Some(last) = last {
                return last;
            }
        }
        if !of || end + 1 >= self.words.end || !text.gap(end).only(Gap::SPACE) || text.class_end(end, "of").is_none() {
            return end;
        }
        if self.mentions.iter().any(|m| m.whole.start == end + 1 || m.whole.start == end + 2 && text.is(end + 1, "definite"))
        {
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
            let plain =
                Gap::SPACE.and(Gap::COMMA).and(Gap::HYPHEN).and(Gap::CLOSE).and(Gap::STOP).and(Gap::LINE).and(Gap::QUOTE);
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
                let (start, body) = (
                    mention.whole.start,
                    mention.is_body() || mention.is(EntityType::State) || mention.is(EntityType::Forum),
                );
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
            let verb = verb
                .then(|| {
                    (1..=3)
                        .filter_map(|n| at.checked_sub(n))
                        .find(|s| *s > self.words.start && self.text.class_end(*s, "is") == Some(at))
                })
                .flatten();
            if let Some(start) = verb {
                at = start;
                continue;
            }
            let acronym = self.text.words[at - 1].shape == Shape::Upper
                && gap.has(Gap::COMMA.and(Gap::CLOSE))
                && self.text.gap(at - 1).has(Gap::COMMA.and(Gap::OPEN));
            if acronym {
                at -= 1;
                continue;
            }
            let small = self.text.is(at - 1, "definite")
                || self.text.is(at - 1, "of")
                || self.text.is(at - 1, "former")
                || self.text.is(at - 1, "determiner");
            let town = gap.has(Gap::COMMA)
                && self.text.words[at - 1].capital()
                && at > self.words.start + 1
                && self.text.gap(at - 1).has(Gap::COMMA);
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
            let other = self
                .mentions
                .iter()
                .find(|m| m.whole.end == at && (m.is_body() || m.is(EntityType::State) || m.is(EntityType::Place)));
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
                let linked =
                    at > from && (text.is(at - 1, "of") || text.is(at - 1, "definite") || self.standing.posts.len() > posts);
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
            } else if small
                || gap.only(Gap::SPACE) && (text.words[at].possessive && at > from || end > from && text.is(at, "and"))
            {
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
        unit && !self.standing.posts.is_empty() && self.standing.bodies.is_empty()
            || self.text.is(at, "definite")
            || self.post_starting(at).is_some()
    }

    /// "of the Navy", "from the Office of …" directly after a name.
    fn direct(&self, from: usize, bodies: usize) -> bool {
        self.standing.bodies.len() > bodies
            && self.text.gap(from).only(Gap::SPACE)
            && self.text.class_end(from, "of").is_some()
    }
}
