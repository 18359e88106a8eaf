//! Patterns of the packs, matched in a sentence.
//!
//! The main type is [`Match`]. A pattern's key words are found with all other words of the lexicon; here its slots are
//! filled from the mentions around them. To the left is a subject: next to its verb but for adverbs, or before a
//! description between commas. To the right is an object: the next mention, over description, before anything that
//! starts another clause. Lists are taken whole.

use crate::document::EntityType;
use crate::mentions::{Kind, Mention};
use crate::text::Text;
use rollcall_lexicon::Entry;
use rollcall_lexicon::pack::Trigger;
use rollcall_lexicon::pattern::{Element, Slot};
use rollcall_lexicon::words::Gap;
use std::ops::Range;

/// Words of an aside between two members of a list, at most.
const ASIDE: usize = 24;

/// What stands in a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filled {
    /// The slot's role.
    pub role: String,
    /// Mentions, by number in the sentence.
    pub mentions: Vec<usize>,
    /// Words, for a slot that takes text.
    pub words: Range<usize>,
}

/// A pattern that fits a place in a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Match<'a> {
    /// The trigger.
    pub trigger: &'a Trigger,
    /// The key's words.
    pub key: Range<usize>,
    /// All words from the first slot to the last.
    pub words: Range<usize>,
    /// What fills the slots.
    pub filled: Vec<Filled>,
}

impl Match<'_> {
    /// What fills the slot of a role.
    pub fn slot(&self, role: &str) -> Option<&Filled> {
        self.filled.iter().find(|f| f.role == role)
    }

    /// The mentions in the slot of a role.
    pub fn mentions(&self, role: &str) -> &[usize] {
        self.slot(role).map_or(&[], |f| &f.mentions)
    }
}

/// A sentence as the matcher sees it.
pub(crate) struct Clause<'t, 'a> {
    pub text: &'t Text<'a>,
    pub words: Range<usize>,
    pub mentions: &'t [Mention],
    /// For each word of the sentence, one more than the mention whose phrase it stands in; 0 for none.
    owner: Vec<u32>,
}

impl<'t, 'a> Clause<'t, 'a> {
    /// A sentence with its mentions.
    pub fn new(text: &'t Text<'a>, words: Range<usize>, mentions: &'t [Mention]) -> Self {
        let mut owner = vec![0; words.len()];
        for (index, mention) in mentions.iter().enumerate() {
            if !mention.inside {
                for at in mention.whole.clone() {
                    if at >= words.start && at < words.end {
                        owner[at - words.start] = index as u32 + 1;
                    }
                }
            }
        }
        Self { text, words, mentions, owner }
    }

    /// The mention whose phrase a word stands in.
    pub fn owner(&self, at: usize) -> Option<usize> {
        let index = *self.owner.get(at.checked_sub(self.words.start)?)?;
        (index > 0).then(|| index as usize - 1)
    }

    /// Every pattern that fits, in the order of their keys; of those at one place and for one thing, the fullest.
    pub fn matches(&self) -> Vec<Match<'a>> {
        let mut all: Vec<Match<'a>> = Vec::new();
        for at in self.words.clone() {
            for hit in self.text.at(at) {
                let Entry::Trigger(n, p) = hit.entry else { continue };
                let inside = self
                    .owner(at)
                    .is_some_and(|o| self.mentions[o].whole.start < at || self.mentions[o].whole.end > hit.end);
                if hit.end > self.words.end || inside {
                    continue;
                }
                if let Some(found) = self.fit(n, p, at..hit.end) {
                    all.push(found);
                }
            }
        }
        self.keep_fullest(all)
    }

    fn keep_fullest(&self, all: Vec<Match<'a>>) -> Vec<Match<'a>> {
        let weight = |m: &Match<'_>| (m.filled.len(), m.key.len(), m.filled.iter().map(|f| f.mentions.len()).sum::<usize>());
        let mut kept: Vec<Match<'a>> = Vec::new();
        for found in all {
            let rival = kept.iter_mut().find(|k| {
                k.key.start < found.key.end && found.key.start < k.key.end && k.trigger.makes == found.trigger.makes
            });
            match rival {
                Some(rival) if weight(&found) > weight(rival) => *rival = found,
                Some(_) => {}
                None => kept.push(found),
            }
        }
        kept
    }

    fn fit(&self, trigger: usize, pattern: usize, key: Range<usize>) -> Option<Match<'a>> {
        let lexicon = self.text.lexicon;
        let compiled = lexicon.patterns.get(trigger)?.get(pattern)?;
        let mut filled = Vec::new();
        let mut left = key.start;
        for element in compiled.elements[..compiled.key].iter().rev() {
            left = self.step_left(element, left, &mut filled)?;
        }
        let mut right = key.end;
        for (n, element) in compiled.elements.iter().enumerate().skip(compiled.key + 1) {
            let next = compiled.elements.get(n + 1);
            let dated = matches!(compiled.elements[n - 1], Element::Slot(_)).then(|| self.past_date(right)).flatten();
            right = self.step_right(element, next, dated.unwrap_or(right), &mut filled)?;
        }
        Some(Match { trigger: &lexicon.all.trigger[trigger], key, words: left..right, filled })
    }

    fn step_left(&self, element: &Element, at: usize, filled: &mut Vec<Filled>) -> Option<usize> {
        match element {
            Element::Literal { phrases, optional } => {
                let start = phrases.iter().filter_map(|p| self.phrase_before(p, at)).min();
                start.or(optional.then_some(at))
            }
            Element::Slot(slot) => {
                let mentions = match self.subject(slot, at) {
                    Some(mentions) => mentions,
                    None => return slot.optional.then_some(at),
                };
                let mentions = self.companions(mentions);
                let start = mentions.iter().map(|m| self.mentions[*m].whole.start).min()?;
                filled.push(Filled { role: slot.role.clone(), mentions, words: 0..0 });
                Some(start)
            }
        }
    }

    fn step_right(&self, element: &Element, next: Option<&Element>, at: usize, filled: &mut Vec<Filled>) -> Option<usize> {
        match element {
            Element::Literal { phrases, optional } => {
                let end = phrases.iter().filter_map(|p| self.phrase_after(p, at)).max();
                end.or(optional.then_some(at))
            }
            Element::Slot(slot) if slot.types.iter().any(|t| t == "rest") => {
                let end = self.rest(at, next);
                (end > at).then(|| filled.push(Filled { role: slot.role.clone(), mentions: Vec::new(), words: at..end }))?;
                Some(end)
            }
            Element::Slot(slot) => {
                let mentions = match self.object(slot, at) {
                    Some(mentions) => mentions,
                    None => return slot.optional.then_some(at),
                };
                let mentions = self.companions(mentions);
                let end = mentions.iter().map(|m| self.mentions[*m].whole.end).max()?;
                filled.push(Filled { role: slot.role.clone(), mentions, words: 0..0 });
                Some(end)
            }
        }
    }

    fn same(&self, phrase: &str, start: usize, end: usize) -> bool {
        let mut words = phrase.split([' ', '-']);
        (start..end).all(|at| words.next().is_some_and(|w| w.eq_ignore_ascii_case(self.text.word(at))))
    }

    fn phrase_before(&self, phrase: &str, at: usize) -> Option<usize> {
        let start = at.checked_sub(phrase.split([' ', '-']).count())?;
        (start >= self.words.start && self.same(phrase, start, at)).then_some(start)
    }

    /// A phrase at a word or up to two words on, before the clause ends.
    fn phrase_after(&self, phrase: &str, at: usize) -> Option<usize> {
        let count = phrase.split([' ', '-']).count();
        let mut from = at;
        // A date between does not part a verb from its words.
        while let Some(owner) =
            self.owner(self.over_prepositions(from)).filter(|o| matches!(self.mentions[*o].kind, Kind::Date(_)))
        {
            from = self.mentions[owner].whole.end;
        }
        for start in (at..at + 2).chain(from..from + 2).filter(|s| *s < self.words.end) {
            if start > at && self.text.gap(start).has(Gap::SEMICOLON) {
                return None;
            }
            if start + count <= self.words.end && self.same(phrase, start, start + count) {
                return Some(start + count);
            }
        }
        None
    }

    /// "As host of the summit in May, A": between two slots a date with its comma is let pass.
    fn past_date(&self, at: usize) -> Option<usize> {
        let owner = self.owner(self.over_prepositions(at))?;
        let end = self.mentions[owner].whole.end;
        (matches!(self.mentions[owner].kind, Kind::Date(_)) && self.text.gap(end).has(Gap::COMMA)).then_some(end)
    }

    fn over_prepositions(&self, at: usize) -> usize {
        if at < self.words.end && self.owner(at).is_none() && self.text.is(at, "preposition") { at + 1 } else { at }
    }

    /// Where text that fills a slot ends: before the next words of the pattern, or with the clause.
    fn rest(&self, at: usize, next: Option<&Element>) -> usize {
        for end in at..self.words.end {
            if let Some(Element::Literal { phrases, optional: false }) = next
                && phrases.iter().any(|p| {
                    let stop = end + p.split([' ', '-']).count();
                    stop <= self.words.end && self.same(p, end, stop)
                })
            {
                return end;
            }
            let gap = self.text.gap(end);
            if end > at
                && next.is_none()
                && (gap.has(Gap::SEMICOLON) || gap.has(Gap::COMMA) && self.text.is(end, "relative"))
            {
                return end;
            }
        }
        if next.is_some() { at } else { self.words.end }
    }

    /// Whether a mention may stand in a slot.
    pub fn allowed(&self, slot: &Slot, index: usize) -> bool {
        slot.types.iter().any(|kind| self.fits(kind, index))
    }

    fn fits(&self, kind: &str, index: usize) -> bool {
        let mention = &self.mentions[index];
        // "Major A of the navy's school": what a person belongs to may be a possessive, the person is none.
        let named = if mention.is(EntityType::Person) { mention.core.end } else { mention.whole.end };
        let possessive = self.text.words[named - 1].possessive;
        let adjective = mention.demonym && !mention.people;
        match kind {
            "party" | "several" | "single" => mention.is_party() && !adjective && !possessive,
            "possessive" => mention.is_party() && possessive,
            "person" => mention.is(EntityType::Person),
            "body" => mention.is_body() && !possessive,
            "people" => mention.people && !possessive,
            "power" => mention.power,
            "presider" => mention.is(EntityType::Forum) && self.presides(mention) || self.presides_by_name(mention),
            "state" => mention.is(EntityType::State) && !adjective && !possessive,
            "demonym" => mention.demonym,
            "forum" => mention.is(EntityType::Forum) && !mention.members,
            "sitting" => mention.is(EntityType::Forum) && !mention.members && mention.by == "body-again",
            "collective" => mention.is(EntityType::Forum) && mention.members,
            "event" => {
                self.fits("occasion", index) || mention.is(EntityType::Forum) && !mention.members && mention.meets.is_some()
            }
            "bilateral" => matches!(mention.kind, Kind::Event(_)) && self.text.any(mention.whole.clone(), "two-sided"),
            "course" => matches!(&mention.kind, Kind::Event(o) if o.kind == "Training"),
            "occasion" | "meeting" => matches!(mention.kind, Kind::Event(_)),
            "place" => matches!(mention.entity(), Some(EntityType::Place | EntityType::State)) && !adjective,
            "town" => mention.is(EntityType::Place),
            "date" => matches!(mention.kind, Kind::Date(_)),
            "instrument" => mention.is(EntityType::Instrument),
            "vessel" => mention.is(EntityType::Vessel),
            "company" => mention.is(EntityType::Company),
            "publication" => mention.is(EntityType::Publication),
            _ => false,
        }
    }

    /// Whether somebody's post is to preside over a body.
    fn presides(&self, mention: &Mention) -> bool {
        mention.post.as_ref().is_some_and(|post| self.text.is(post.start, "presiding-post"))
    }

    /// "Its chairman, A": the person whose post, before the name, is to preside over a body.
    fn presides_by_name(&self, mention: &Mention) -> bool {
        let post = |body: &Mention| {
            let at = body.core.end;
            let before = at < mention.core.start && mention.core.start - at < 6;
            before && self.text.is(at, "presiding-post") && self.text.gap(at + 1).has(Gap::COMMA)
        };
        let forums = || self.mentions.iter().filter(|body| body.is(EntityType::Forum));
        mention.is(EntityType::Person) && forums().any(post)
    }

    /// "They": all whom the one word stands for.
    fn companions(&self, mut list: Vec<usize>) -> Vec<usize> {
        for place in 0..list.len() {
            let first = list[place];
            if self.mentions[first].known.is_some() {
                let same = |m: &Mention| m.known.is_some() && m.core == self.mentions[first].core;
                list.extend((first + 1..self.mentions.len()).take_while(|other| same(&self.mentions[*other])));
            }
        }
        list
    }

    fn right_size(&self, slot: &Slot, count: usize) -> bool {
        slot.types.iter().all(|kind| match kind.as_str() {
            "several" => count > 1,
            "single" => count == 1,
            _ => true,
        })
    }

    /// Who does what a verb before `at` says.
    fn subject(&self, slot: &Slot, at: usize) -> Option<Vec<usize>> {
        if slot.types.iter().any(|t| t == "opener") {
            let index = self.mentions.iter().position(|m| !m.inside)?;
            let first = self.mentions[index].whole.start <= self.words.start + 1 && self.mentions[index].whole.end <= at;
            return (first && self.allowed(slot, index)).then(|| vec![index]);
        }
        if slot.types.iter().any(|t| t == "next") {
            let index = self.owner(at.checked_sub(1)?)?;
            return self.allowed(slot, index).then(|| vec![index]);
        }
        if slot.types.iter().all(|t| t == "event" || t == "occasion" || t == "course") {
            return self.event_before(slot, at);
        }
        if slot.types.iter().any(|t| t == "demonym" || t == "possessive") {
            let index = self.owner(at.checked_sub(1)?)?;
            return self.allowed(slot, index).then(|| vec![index]);
        }
        // "…, whom they praised": what a relative clause is about may stand after a preposition.
        let relative = self.text.is(at, "relative");
        let mut end = self.over_adverbs(at);
        if end > self.words.start
            && self.owner(end - 1).is_none()
            && (self.text.is(end - 1, "and") || self.text.is(end - 1, "but"))
        {
            return self.first_subject(slot, end - 1);
        }
        for _ in 0..4 {
            if end <= self.words.start {
                return None;
            }
            if self.text.gap(end).has(Gap::COMMA.and(Gap::DASH).and(Gap::CLOSE))
                && end == self.over_adverbs(at)
                && self.owner(end - 1).is_none_or(|o| !self.allowed(slot, o) || self.bracketed(o))
            {
                end = self.over_apposition(end)?;
            }
            let index = match self.owner(end - 1) {
                Some(index) => index,
                None => {
                    if self.text.gap(end).has(Gap::COMMA.and(Gap::SEMICOLON))
                        || self.text.is(end - 1, "function")
                        || self.text.is(end - 1, "and")
                    {
                        return None;
                    }
                    end -= 1;
                    continue;
                }
            };
            let start = self.mentions[index].whole.start;
            let prepositional =
                start > self.words.start && self.prepositional(start - 1) && self.text.gap(start).only(Gap::SPACE)
                    || start > self.words.start + 1
                        && self.text.is(start - 1, "determiner")
                        && self.prepositional(start - 2)
                        && self.text.gap(start).only(Gap::SPACE)
                        && self.text.gap(start - 1).only(Gap::SPACE);
            if self.allowed(slot, index) && (relative || !prepositional || self.repeats(start).is_some()) {
                let list = self.list_left(slot, index);
                return self.right_size(slot, list.len()).then_some(list);
            }
            let skip = prepositional || matches!(self.mentions[index].kind, Kind::Date(_) | Kind::Entity(EntityType::Place));
            if !skip {
                return None;
            }
            end = start;
            while end > self.words.start
                && (self.text.is(end - 1, "preposition") || self.text.is(end - 1, "determiner"))
                && !self.text.gap(end).has(Gap::COMMA)
            {
                end -= 1;
            }
        }
        None
    }

    /// "A flew in and attended": a second verb has the first one's subject.
    fn first_subject(&self, slot: &Slot, before: usize) -> Option<Vec<usize>> {
        let index = (0..self.mentions.len()).find(|i| {
            let mention = &self.mentions[*i];
            let start = mention.whole.start;
            let lead = start > self.words.start
                && (self.prepositional(start - 1)
                    || start > self.words.start + 1
                        && self.text.is(start - 1, "determiner")
                        && self.prepositional(start - 2));
            !mention.inside && mention.whole.end <= before && self.allowed(slot, *i) && !lead
        })?;
        let list = self.list_right(slot, index);
        self.right_size(slot, list.len()).then_some(list)
    }

    /// Whether a word before a noun makes it no subject. "After the vote" is one, "after the junta voted" is not: a word
    /// that may open a clause is let pass.
    fn prepositional(&self, at: usize) -> bool {
        self.text.is(at, "preposition") && !self.text.is(at, "subordinator") || self.text.is(at, "describing")
    }

    /// The event that a description after it belongs to: the nearest before, over dates, places and commas.
    fn event_before(&self, slot: &Slot, at: usize) -> Option<Vec<usize>> {
        let mut end = at;
        while end > self.words.start && at - end < 16 && !self.text.gap(end).has(Gap::SEMICOLON) {
            if let Some(index) = self.owner(end - 1) {
                if self.allowed(slot, index) {
                    return Some(self.list_left(slot, index));
                }
                end = self.mentions[index].whole.start;
                continue;
            }
            end -= 1;
        }
        None
    }

    fn bracketed(&self, index: usize) -> bool {
        let mention = &self.mentions[index];
        self.text.gap(mention.whole.start).has(Gap::OPEN)
    }

    /// Back over adverbs and auxiliary verbs.
    fn over_adverbs(&self, at: usize) -> usize {
        let mut end = at;
        for _ in 0..6 {
            if end <= self.words.start
                || self.owner(end - 1).is_some()
                || self.text.gap(end).has(Gap::COMMA.and(Gap::SEMICOLON))
            {
                break;
            }
            // The longest first: "is scheduled to" is one.
            let start = (1..=3)
                .rev()
                .filter_map(|n| end.checked_sub(n))
                .find(|start| *start >= self.words.start && self.text.class_end(*start, "adverb") == Some(end));
            match start {
                Some(start) => end = start,
                None => break,
            }
        }
        end
    }

    /// Back over descriptions between commas, to the end of what they describe.
    fn over_apposition(&self, end: usize) -> Option<usize> {
        let mut at = end;
        for _ in 0..60 {
            if at <= self.words.start {
                return None;
            }
            at -= 1;
            if !self.text.gap(at).has(Gap::COMMA.and(Gap::DASH).and(Gap::OPEN)) {
                continue;
            }
            let describes = self.text.is(at, "determiner")
                || self.text.is(at, "relative")
                || self.text.is(at, "preposition")
                || self.text.is(at, "former")
                || self.text.class_end(at, "describing").is_some()
                || self.text.post_at(at).is_some();
            let continues = self.text.is(at, "and");
            if !describes || continues {
                continue;
            }
            if let Some(owner) = self.owner(at.checked_sub(1)?)
                && self.mentions[owner].is_party()
                && !(self.text.is(self.mentions[owner].whole.start.saturating_sub(1), "determiner")
                    && at > self.words.start + 2
                    && self.describes_before(owner))
            {
                return Some(at);
            }
        }
        None
    }

    /// Whether a party itself begins a description after a comma.
    fn describes_before(&self, owner: usize) -> bool {
        let start = self.mentions[owner].whole.start;
        start > self.words.start && self.text.gap(start - 1).has(Gap::COMMA)
    }

    /// The list that ends with a mention.
    fn list_left(&self, slot: &Slot, last: usize) -> Vec<usize> {
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
        list.reverse();
        list
    }

    fn allowed_in_list(&self, slot: &Slot, index: usize) -> bool {
        let mention = &self.mentions[index];
        let state = mention.is(EntityType::State);
        let party = slot.types.iter().any(|t| t == "party") && mention.people;
        // "the members, including A and B".
        let spelled_out = slot.types.iter().any(|t| t == "collective") && !mention.demonym;
        self.allowed(slot, index) || state && (party || spelled_out)
    }

    /// "Members of A and of B": where the member before ends, if the one at a word repeats its preposition after "and".
    fn repeats(&self, start: usize) -> Option<usize> {
        let before = start.checked_sub(1)?;
        let at = if self.text.is(before, "determiner") { before.checked_sub(1)? } else { before };
        let and = at.checked_sub(1).filter(|and| *and > self.words.start && self.text.is(*and, "and"))?;
        let mention = &self.mentions[self.owner(and - 1)?];
        let mut inside = mention.whole.start..mention.core.start;
        (self.text.is(at, "preposition") && inside.any(|word| self.same_word(word, at))).then_some(and)
    }

    /// Where the member before one of a list ends, and whether "and" joins them.
    fn join_before(&self, start: usize) -> Option<(usize, bool)> {
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

    /// Whom or what the words after a verb name.
    fn object(&self, slot: &Slot, at: usize) -> Option<Vec<usize>> {
        let event = slot.types.iter().any(|t| ["event", "occasion", "course", "bilateral"].contains(&t.as_str()));
        let mut next = at;
        for _ in 0..9 {
            if next >= self.words.end {
                return None;
            }
            let gap = self.text.gap(next);
            // "by his deputies, A and B": who they are follows a comma.
            let renamed = next > at
                && self.text.is(at, "determiner")
                && self.owner(next).is_some_and(|o| self.mentions[o].is(EntityType::Person));
            // "three firms: A, B and C".
            let counted = gap.has(Gap::COLON) && next <= at + 3 && self.text.number(at).is_some();
            if next > at && gap.has(Gap::SEMICOLON.and(Gap::COLON)) && !counted
                || next > at && gap.has(Gap::COMMA) && !event && !renamed
            {
                return None;
            }
            if let Some(index) = self.owner(next).map(|index| self.renamed(slot, index)) {
                if self.allowed(slot, index) {
                    let mut list = self.list_right(slot, index);
                    if event {
                        list.extend(self.after_semicolon(slot, list.last().copied().unwrap_or(index)));
                    }
                    return self.right_size(slot, list.len()).then_some(list);
                }
                let over = matches!(self.mentions[index].kind, Kind::Date(_))
                    || event && self.mentions[index].demonym
                    || self.mentions[index].is(EntityType::Place) && (event || slot.types.iter().any(|t| t == "date"));
                if !over {
                    return None;
                }
                next = self.mentions[index].whole.end;
                continue;
            }
            let place = self.owner(next + 1).is_some_and(|o| self.mentions[o].is(EntityType::Place));
            let stop = self.text.is(next, "function") && !self.text.is(next, "adverb")
                || self.text.is(next, "preposition") && !event && next > at && !place;
            if stop || event && self.text.is(next, "preposition") && next > at + 1 && !self.text.is(next, "of") {
                return None;
            }
            next += 1;
        }
        None
    }

    /// "his Kenyan counterpart, A": the person whom a name after a comma says it is.
    fn renamed(&self, slot: &Slot, index: usize) -> usize {
        let end = self.mentions[index].whole.end;
        let one = self.mentions[index].people && self.text.gap(end).has(Gap::COMMA) && self.text.is(end - 1, "one-person");
        let name = one.then(|| self.owner(end)).flatten();
        name.filter(|n| self.mentions[*n].is(EntityType::Person) && self.allowed(slot, *n)).unwrap_or(index)
    }

    /// "attended talks with A; and a meeting with B": the event after the semicolon.
    fn after_semicolon(&self, slot: &Slot, last: usize) -> Option<usize> {
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
    fn prepositions(&self, first: usize, last: usize) -> Vec<usize> {
        let inside = self.mentions[last].whole.start..self.mentions[last].core.end;
        self.preposition_before(first).into_iter().chain(inside.filter(|at| self.text.is(*at, "preposition"))).collect()
    }

    fn preposition_before(&self, index: usize) -> Option<usize> {
        let before = self.mentions[index].whole.start.checked_sub(1)?;
        let at = if self.text.is(before, "determiner") { before.checked_sub(1)? } else { before };
        (at >= self.words.start && self.text.is(at, "preposition")).then_some(at)
    }

    fn same_word(&self, one: usize, two: usize) -> bool {
        let last = self.words.end;
        one < last && two < last && self.text.word(one).eq_ignore_ascii_case(self.text.word(two))
    }

    /// "by A, through B, and by C": the member after an aside, which repeats the preposition of the first.
    fn after_aside(&self, first: usize, end: usize) -> Option<(usize, bool)> {
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
    fn join_after(&self, end: usize, again: &[usize]) -> Option<(usize, bool)> {
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
