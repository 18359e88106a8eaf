//! Patterns of the packs, matched in a sentence.
//!
//! The main type is [`Match`]. A pattern's key words are found with all other words of the lexicon; here its slots are
//! filled from the mentions around them. To the left is a subject: next to its verb but for adverbs, or before a
//! description between commas. To the right is an object: the next mention, over description, before anything that
//! starts another clause. Lists are taken whole.

mod lists;

use crate::document::EntityType;
use crate::mentions::{Kind, Mention};
use crate::text::Text;
use rollcall_lexicon::Entry;
use rollcall_lexicon::pack::Trigger;
use rollcall_lexicon::pattern::{Element, Slot};
use rollcall_lexicon::words::Gap;
use std::ops::Range;

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
        // Of two as full the one that knows a ship as what somebody came with.
        let mentions = |m: &Match<'_>| m.filled.iter().map(|f| f.mentions.len()).sum::<usize>();
        let weight = |m: &Match<'_>| (m.filled.len(), m.key.len(), mentions(m), m.slot("means").is_some());
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
            let slots = [n - 1, n].iter().all(|n| matches!(compiled.elements[*n], Element::Slot(_)));
            let dated = slots.then(|| self.past_date(right)).flatten();
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
        // A date or town between does not part a verb from its words.
        let over = |o: &usize| matches!(self.mentions[*o].kind, Kind::Date(_) | Kind::Entity(EntityType::Place));
        while let Some(owner) = self.owner(self.over_prepositions(from)).filter(over) {
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
        let possessive = self.text.words[named - 1].possessive || self.text.is(named - 1, "pronoun-owner");
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
        if slot.types.iter().all(|t| ["event", "occasion", "course", "near"].contains(&t.as_str())) {
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
                && self.owner(end - 1).is_none_or(|o| !self.allowed(slot, o) || self.bracketed(o) || self.inserted(slot, o))
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

    /// Whether a mention is who reports: "A says that B came and spoke". What is reported has a subject of its own.
    fn reports(&self, index: usize) -> bool {
        let says = |at: &usize| {
            let is_verb = |hit: &rollcall_lexicon::Hit| match hit.entry {
                Entry::Attribution(n) => self.text.lexicon.all.attribution[n].voice == "before",
                _ => false,
            };
            let end = self.over_adverbs(*at);
            self.text.at(*at).iter().any(is_verb) && end > self.words.start && self.owner(end - 1) == Some(index)
        };
        let from = self.mentions[index].whole.end;
        (from..(from + 6).min(self.words.end)).any(|at| says(&at))
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
            !mention.inside && mention.whole.end <= before && self.allowed(slot, *i) && !lead && !self.reports(*i)
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
        // "Held a meeting in A on 3 May of the board": of a near one no more than place and date stand between.
        let near = slot.types.iter().any(|t| t == "near");
        let mut end = at;
        while end > self.words.start && at - end < 16 && !self.text.gap(end).has(Gap::SEMICOLON) {
            if let Some(index) = self.owner(end - 1) {
                if self.allowed(slot, index) {
                    return Some(self.list_left(slot, index));
                }
                let passes = matches!(self.mentions[index].kind, Kind::Date(_) | Kind::Entity(EntityType::Place));
                if near && !passes {
                    return None;
                }
                end = self.mentions[index].whole.start;
                continue;
            }
            let passes = |class| self.text.is(end - 1, class);
            let is_name = || self.text.word(end - 1).starts_with(char::is_uppercase);
            if near && !passes("preposition") && !passes("determiner") && !is_name() {
                return None;
            }
            end -= 1;
        }
        None
    }

    /// "The group, led by A and B, met": a list that a preposition leads ends a description, and is no subject.
    fn inserted(&self, slot: &Slot, last: usize) -> bool {
        let list = self.list_left(slot, last);
        let start = list.iter().map(|index| self.mentions[*index].whole.start).min();
        list.len() > 1 && start.is_some_and(|start| start > self.words.start && self.text.is(start - 1, "agent"))
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
}
