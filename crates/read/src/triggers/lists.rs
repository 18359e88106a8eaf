//! Lists of mentions in a sentence: where one goes on, to the left and to the right.
//!
//! A list has commas and a word such as "and" before its last member; its members may repeat a preposition ("of A and of
//! B"), and an aside may stand between two of them ("by A, through C, and by B"). Every look has a bound.

use super::Clause;
use crate::document::EntityType;
use rollcall_lexicon::Entry;
use rollcall_lexicon::pattern::Slot;
use rollcall_lexicon::words::Gap;

/// Words of an aside between two members of a list, at most.
const ASIDE: usize = 24;

impl Clause<'_, '_> {
    /// The list that ends with a mention.
    pub(super) fn list_left(&self, slot: &Slot, last: usize) -> Vec<usize> {
        let mut list = vec![last];
        let mut joined = false;
        let mut start = self.mentions[last].whole.start;
        for _ in 0..24 {
            let Some((end, with_and)) = self.join_before(start) else { break };
            if !joined && !with_and {
                break;
            }
            let Some(index) = end.checked_sub(1).and_then(|at| self.owner(at)) else { break };
            if !self.allowed_in_list(slot, index) {
                break;
            }
            joined = true;
            list.push(index);
            start = self.mentions[index].whole.start;
        }
        if list.len() == 2 && self.next_clause(start, last) {
            list.truncate(1);
        }
        list.reverse();
        list
    }

    /// "A led B, and C led D": two with a comma before "and" are no list where the first is what somebody did something to.
    fn next_clause(&self, first: usize, last: usize) -> bool {
        let comma = self.text.comma_and(self.mentions[last].whole.start.saturating_sub(1));
        comma && self.mentions.iter().any(|before| before.is_party() && !before.inside && before.whole.end < first)
    }

    pub(super) fn allowed_in_list(&self, slot: &Slot, index: usize) -> bool {
        let mention = &self.mentions[index];
        let state = mention.is(EntityType::State);
        let party = slot.types.iter().any(|t| t == "party") && mention.people;
        // "the members, including A and B".
        let spelled_out = slot.types.iter().any(|t| t == "collective") && !mention.demonym;
        self.allowed(slot, index) || state && (party || spelled_out)
    }

    /// "Members of A and of B": where the member before ends, if the one at a word repeats its preposition after "and".
    pub(super) fn repeats(&self, start: usize) -> Option<usize> {
        let before = start.checked_sub(1)?;
        let at = if self.text.is(before, "determiner") { before.checked_sub(1)? } else { before };
        let and = at.checked_sub(1).filter(|and| *and > self.words.start && self.text.is(*and, "and"))?;
        let mention = &self.mentions[self.owner(and - 1)?];
        let mut inside = mention.whole.start..mention.core.start;
        (self.text.is(at, "preposition") && inside.any(|word| self.same_word(word, at))).then_some(and)
    }

    /// Where the member before one of a list ends, and whether "and" joins them.
    pub(super) fn join_before(&self, start: usize) -> Option<(usize, bool)> {
        if let Some(end) = self.repeats(start) {
            return Some((end, true));
        }
        let mut at = start;
        let mut with_and = false;
        for _ in 0..5 {
            if at <= self.words.start {
                return None;
            }
            if self.text.gap(at).has(Gap::COMMA) && !with_and {
                return Some((at, false));
            }
            if self.owner(at - 1).is_some() {
                return with_and.then_some((at, true));
            }
            if with_and {
                return None;
            }
            let phrase = (1..=3)
                .filter_map(|n| at.checked_sub(n))
                .find(|s| *s >= self.words.start && self.text.class_end(*s, "and") == Some(at));
            if let Some(phrase) = phrase {
                with_and = true;
                at = phrase;
            } else if self.text.is(at - 1, "function") || self.text.is(at - 1, "preposition") {
                return None;
            } else {
                at -= 1;
            }
        }
        None
    }

    /// "attended talks with A; and a meeting with B": the event after the semicolon.
    pub(super) fn after_semicolon(&self, slot: &Slot, last: usize) -> Option<usize> {
        let end = self.mentions[last].whole.end;
        let semicolon = (end..self.words.end.min(end + 14)).find(|at| self.text.gap(*at).has(Gap::SEMICOLON))?;
        let next = self.text.class_end(semicolon, "and")?;
        let index = self.owner(next).or_else(|| self.owner(next + 1))?;
        (self.mentions[index].whole.start <= next + 1 && self.allowed(slot, index)).then_some(index)
    }

    /// The list that begins with a mention.
    pub fn list_right(&self, slot: &Slot, first: usize) -> Vec<usize> {
        let mut list = vec![first];
        let mut sure = 1;
        let mut end = self.mentions[first].whole.end;
        for _ in 0..48 {
            let after = self.join_after(end, &self.prepositions(first, list.last().copied().unwrap_or(first)));
            let Some((next, with_and)) = after.or_else(|| self.after_aside(first, end)) else { break };
            let Some(index) = self.owner(next) else { break };
            if !self.allowed_in_list(slot, index) {
                break;
            }
            list.push(index);
            if with_and {
                sure = list.len();
            }
            end = self.mentions[index].whole.end;
        }
        // Commas without "and" in the end are no list, unless it is long.
        if list.len() < 4 {
            list.truncate(sure);
        }
        list
    }

    /// The prepositions that the members of a list may repeat: the one before its first member, and those inside its last
    /// one's phrase ("members of A and of B").
    pub(super) fn prepositions(&self, first: usize, last: usize) -> Vec<usize> {
        let inside = self.mentions[last].whole.start..self.mentions[last].core.end;
        self.preposition_before(first).into_iter().chain(inside.filter(|at| self.text.is(*at, "preposition"))).collect()
    }

    pub(super) fn preposition_before(&self, index: usize) -> Option<usize> {
        let before = self.mentions[index].whole.start.checked_sub(1)?;
        let at = if self.text.is(before, "determiner") { before.checked_sub(1)? } else { before };
        (at >= self.words.start && self.text.is(at, "preposition")).then_some(at)
    }

    pub(super) fn same_word(&self, one: usize, two: usize) -> bool {
        let last = self.words.end;
        one < last && two < last && self.text.word(one).eq_ignore_ascii_case(self.text.word(two))
    }

    /// "by A, through B, and by C": the member after an aside, which repeats the preposition of the first.
    pub(super) fn after_aside(&self, first: usize, end: usize) -> Option<(usize, bool)> {
        let preposition = self.preposition_before(first)?;
        if !self.text.gap(end).has(Gap::COMMA) {
            return None;
        }
        let limit = self.words.end.min(end + ASIDE);
        let aside = (end..limit).take_while(|at| !self.text.gap(*at).has(Gap::SEMICOLON.and(Gap::COLON)));
        let again = aside.skip(1).filter(|at| self.text.gap(*at).has(Gap::COMMA)).find_map(|at| {
            let stop = self.text.class_end(at, "and")?;
            self.same_word(stop, preposition).then_some(stop + 1)
        })?;
        let next = if self.text.is(again, "definite") { again + 1 } else { again };
        let fresh = |index: usize| self.mentions[index].whole.start == next;
        self.owner(next).filter(|index| fresh(*index)).map(|_| (next, true))
    }

    /// The first word of the member after one of a list, and whether "and" or "including" joins them. `again` are the
    /// prepositions that may stand after "and" once more.
    pub(super) fn join_after(&self, end: usize, again: &[usize]) -> Option<(usize, bool)> {
        let mut at = end;
        let mut with_and = false;
        let mut comma = false;
        for step in 0..7 {
            if at >= self.words.end {
                return None;
            }
            let gap = self.text.gap(at);
            comma |= gap.has(Gap::COMMA) || step == 0 && gap.has(Gap::SEMICOLON.and(Gap::SLASH));
            if gap.has(Gap::OPEN) || step > 0 && gap.has(Gap::SEMICOLON.and(Gap::COLON)) || step > 1 && gap.has(Gap::COMMA) {
                return None;
            }
            if let Some(index) = self.owner(at) {
                let fresh = self.mentions[index].whole.start == at;
                return (fresh && (comma || with_and)).then_some((at, with_and));
            }
            if let Some(stop) = self.text.class_end(at, "and").or_else(|| self.text.class_end(at, "including")) {
                with_and = true;
                at = if again.iter().any(|one| self.same_word(*one, stop)) { stop + 1 } else { stop };
                continue;
            }
            let verb = !self.text.words[at].capital()
                && self.text.at(at).iter().any(|h| h.end == at + 1 && matches!(h.entry, Entry::Trigger(..)));
            if verb || self.text.is(at, "function") || self.text.is(at, "preposition") || step == 0 && !comma {
                return None;
            }
            at += 1;
        }
        None
    }
}
