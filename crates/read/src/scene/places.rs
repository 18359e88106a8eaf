//! Where an engagement was, and who was its host for being there.

use super::{Scene, Truth};
use crate::document::EntityType;
use crate::mentions::{Kind, Mention};
use crate::triggers::{Filled, Match};
use rollcall_lexicon::words::Gap;

impl Scene<'_, '_, '_> {
    /// Who hosted what, before anything is told: a body's meetings of one year are known apart by their hosts.
    pub(super) fn find_hosts(&mut self, matches: &[Match<'_>]) {
        for found in matches.iter().filter(|found| found.trigger.makes == "participation") {
            let ground = found.mentions("ground");
            let hosts = if ground.is_empty() { found.mentions("host") } else { ground };
            if hosts.is_empty() || found.trigger.kind.is_some() || self.truth(found) == Truth::Denied {
                continue;
            }
            for event in found.mentions("event") {
                self.hosts.entry(*event).or_default().extend(hosts);
            }
        }
    }

    /// "A visit to Stateland": the state received whoever came.
    pub(super) fn visited(&mut self, index: usize, ids: &[usize]) {
        let end = self.mention(index).whole.end;
        let state = self.text.is(end, "infinitive").then(|| self.clause.owner(end + 1)).flatten();
        let state = state.filter(|s| self.mention(*s).is(EntityType::State) && !self.mention(*s).demonym);
        for (id, state) in ids.iter().zip(state.iter().cycle()) {
            self.simple_part(*id, *state, "host", self.mention(index).whole.start..end + 2);
        }
    }

    /// "Met at the academy": the body where they met was host, unless the sentence says who else was.
    pub(super) fn venue(&mut self, id: usize, filled: &Filled, found: &Match<'_>, truth: Truth) {
        if found.mentions("event").iter().any(|event| self.hosts.contains_key(event)) {
            return;
        }
        for index in &filled.mentions {
            self.part(id, *index, "host", found, truth);
        }
    }

    pub(super) fn set_place(&mut self, id: usize, index: Option<usize>) {
        let name = index.map(|i| self.with_state(i));
        let here = &self.memory.registry.all[id].place;
        // A town or state where they went comes before the building that they met in.
        let body = here
            .as_ref()
            .is_some_and(|place| self.clause.mentions.iter().any(|m| m.is_body() && m.full(self.text) == *place));
        if here.is_none() || body {
            self.memory.registry.all[id].place = name;
        }
    }

    /// A state hosts on its own ground unless the text says otherwise.
    pub(super) fn host_place(&mut self, id: usize, mention: &Mention, role: &str) {
        let engagement = &mut self.memory.registry.all[id];
        let several = engagement.count.is_some_and(|count| count > 1);
        if role == "host" && engagement.place.is_none() && mention.is(EntityType::State) && !several {
            engagement.place = mention.name.clone();
        }
    }

    /// A place named after a word of place, soon after an event.
    pub(super) fn place_after(&self, from: usize) -> Option<String> {
        let limit = self.clause.words.end.min(from + 16);
        let mut body: Option<String> = None;
        for at in from..limit {
            if self.text.gap(at).has(Gap::SEMICOLON) || self.text.gap(at).has(Gap::COMMA) && self.text.is(at, "relative") {
                break;
            }
            if !self.text.is(at, "in") || self.clause.owner(at).is_some() {
                continue;
            }
            let next = if self.text.is(at + 1, "definite") { at + 2 } else { at + 1 };
            let Some(owner) = self.clause.owner(next).filter(|o| self.mention(*o).whole.start == next) else {
                if let Some(place) = self.unknown_place(next) {
                    return Some(place);
                }
                continue;
            };
            let mention = self.mention(owner);
            let place = matches!(mention.entity(), Some(EntityType::Place))
                || mention.is(EntityType::State) && !mention.demonym && !mention.people;
            if place {
                return Some(self.with_state(owner));
            }
            if mention.is_body() && body.is_none() {
                body = Some(mention.full(self.text));
            }
        }
        body
    }

    /// "In Port Town on 3 May, …": a place that the sentence opens with, before its date.
    pub(super) fn place_first(&self) -> Option<String> {
        let date_at = |at: usize| self.clause.owner(at).filter(|o| matches!(self.mention(*o).kind, Kind::Date(_)));
        let first = date_at(self.clause.words.start).map(|o| self.mention(o).whole.end);
        let start = first.unwrap_or(self.clause.words.start);
        let dated = |at: usize| date_at(at).is_some() || first.is_some() && self.text.gap(at).has(Gap::COMMA);
        if !self.text.is(start, "in") || self.clause.owner(start).is_some() {
            return None;
        }
        match self.clause.owner(start + 1) {
            Some(owner) if self.mention(owner).is(EntityType::Place) && dated(self.mention(owner).whole.end) => {
                Some(self.with_state(owner))
            }
            Some(_) => None,
            None => self.unknown_place(start + 1).filter(|name| dated(start + 1 + name.split(' ').count())),
        }
    }

    /// "Port Town, Stateland": a town with the state after it.
    pub(super) fn with_state(&self, owner: usize) -> String {
        let mention = self.mention(owner);
        let name = self.text.slice(mention.core.clone());
        let end = mention.whole.end;
        match self.clause.owner(end) {
            Some(next)
                if self.text.gap(end).has(Gap::COMMA)
                    && self.mention(next).is(EntityType::State)
                    && mention.is(EntityType::Place)
                    && !self.mention(next).demonym =>
            {
                format!("{name}, {}", self.mention(next).full(self.text))
            }
            _ => name,
        }
    }

    /// Capitalised words that no pack knows, after a word of place.
    pub(super) fn unknown_place(&self, start: usize) -> Option<String> {
        let mut end = start;
        while end < self.clause.words.end
            && end - start < 4
            && (end == start || self.text.joined(end))
            && self.text.words[end].capital()
            && self.clause.owner(end).is_none()
        {
            if self.text.is(end, "no-name") || self.text.words[end].shape == rollcall_lexicon::words::Shape::Upper {
                break;
            }
            end += 1;
        }
        (end > start).then(|| self.text.slice(start..end))
    }
}
