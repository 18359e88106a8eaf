//! One sentence played: its patterns become engagements, parts in them, and relations.
//!
//! The main type is [`Scene`]. What the sentence denies makes nothing; what it only plans or supposes is marked so.

use crate::document::{EntityType, RelationType};
use crate::engagements::{Part, Telling, dates_of, event_type};
use crate::mentions::{Kind, Mention, Occasion};
use crate::output::{Builder, Link};
use crate::reading::Memory;
use crate::text::{Sentence, Text};
use crate::triggers::{Clause, Match};
use rollcall_lexicon::Entry;
use rollcall_lexicon::words::Gap;
use rollcall_model::date::Edtf;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The roles that a slot of a participation can have.
const ROLES: [&str; 15] = [
    "host", "convenor", "chair", "co-chair", "organiser", "attendee", "observer", "speaker", "trainee", "trainer", "vip", "absent", "excluded",
    "withdrew", "declined",
];

/// A sentence being played. See the module's page.
pub(crate) struct Scene<'t, 'a, 'm> {
    clause: Clause<'t, 'a>,
    text: &'t Text<'a>,
    sentence: &'t Sentence,
    memory: &'m mut Memory,
    builder: &'m mut Builder,
    /// The engagements that each event's phrase means.
    told: BTreeMap<usize, Vec<usize>>,
    /// Engagements that only verbs spoke of.
    played: Vec<usize>,
    /// Ships that another party sent.
    means: Vec<usize>,
    voices: Vec<usize>,
    last_role: Option<(String, usize, Option<Edtf>)>,
}

/// What the sentence says about whether it is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Truth {
    Said,
    Planned,
    Likely,
    Denied,
}

impl<'t, 'a, 'm> Scene<'t, 'a, 'm> {
    /// A sentence with its mentions.
    pub fn new(clause: Clause<'t, 'a>, sentence: &'t Sentence, memory: &'m mut Memory, builder: &'m mut Builder) -> Self {
        let text = clause.text;
        Self { clause, text, sentence, memory, builder, told: BTreeMap::new(), played: Vec::new(), means: Vec::new(), voices: Vec::new(), last_role: None }
    }

    /// Plays the sentence.
    pub fn play(mut self) {
        self.voices = self.find_voices();
        self.learn_owners();
        self.tell_definite();
        self.opening();
        let matches = self.clause.matches();
        for found in &matches {
            // "The group held talks": a verb with an object says more than that the group sat.
            let fuller = |other: &Match<'_>| other.trigger.makes == "participation" && other.key.start < found.key.end && found.key.start < other.key.end;
            if found.trigger.makes == "event" && matches.iter().any(fuller) {
                continue;
            }
            match found.trigger.makes.as_str() {
                "participation" => self.participation(found, false),
                "participation-here" => self.participation(found, true),
                "event" => self.status(found),
                "has_forum_role" => self.forum_role(found),
                "before" => self.role_before(found),
                "roles-list" => self.roles_list(found),
                "omits" => self.omission(found),
                "recommends" => self.call(found),
                "alleged_in" => self.abuse(found),
                other => self.relation(other, found),
            }
        }
        self.named_states();
        self.numbered();
        self.focus();
    }

    fn mention(&self, index: usize) -> &'t Mention {
        &self.clause.mentions[index]
    }

    /// Words from the start of the sentence's clause to the end of a match: what the anchor shows.
    fn anchor(&self, words: &Range<usize>) -> Range<usize> {
        let mut start = words.start;
        // A date or place that opens the sentence belongs to what it says.
        let opening = self.clause.words.start;
        if start > opening && start - opening < 30 {
            start = opening;
        }
        start..words.end
    }

    // What is so.

    fn truth(&self, found: &Match<'_>) -> Truth {
        let key = found.key.clone();
        let subject = found.filled.iter().flat_map(|f| &f.mentions).map(|m| self.mention(*m).whole.clone()).filter(|w| w.end <= key.start).map(|w| w.end).max();
        let from = subject.unwrap_or_else(|| key.start.saturating_sub(4).max(self.clause.words.start));
        let window = from.max(key.start.saturating_sub(7))..key.start;
        let to = (key.start..key.end).find(|_| key.len() > 1).map_or(key.start, |_| key.end);
        if self.any(window.clone(), "negation") || found.trigger.polarity.as_deref() == Some("no") {
            return Truth::Denied;
        }
        let opening = self.clause.words.start..(self.clause.words.start + 5).min(key.start);
        if self.any(window.clone(), "likely") || self.any(opening, "likely") {
            return Truth::Likely;
        }
        let wide = from.max(key.start.saturating_sub(7))..to;
        if self.any(wide, "scheduled") {
            return Truth::Planned;
        }
        if self.any(window, "unless") {
            return Truth::Denied;
        }
        Truth::Said
    }

    /// Whether words of a class stand in a range outside dates: "May" is a month there.
    fn any(&self, range: Range<usize>, class: &str) -> bool {
        range.clone().any(|at| {
            let date = self.clause.owner(at).is_some_and(|o| matches!(self.mention(o).kind, Kind::Date(_)));
            !date && self.text.class_end(at, class).is_some_and(|end| end <= range.end)
        })
    }

    // Engagements.

    /// What the phrase of an event says.
    fn telling(&self, index: usize, only_known: bool) -> Telling {
        let mention = self.mention(index);
        let occasion = match &mention.kind {
            Kind::Event(occasion) => occasion.clone(),
            _ => Occasion {
                kind: mention.meets.clone().unwrap_or_default(),
                plural: false,
                definite: false,
                bare: false,
                weak: false,
                forum: mention.name.clone(),
                date: None,
                indefinite: false, head: None,
                count: None,
            },
        };
        Telling {
            name: self.text.slice(mention.core.clone()),
            dates: dates_of(self.text, self.clause.mentions, index),
            place: self.place_after(mention.whole.end),
            words: self.anchor(&mention.whole),
            paragraph: self.sentence.paragraph,
            near_forum: self.near_forum(index, &occasion),
            occasion: Occasion { forum: occasion.forum.clone().or_else(|| self.forum_by_topic(index)), ..occasion },
            only_known,
        }
    }

    /// "The mine action meeting" is one of a body on mine action that the text speaks of.
    fn forum_by_topic(&self, index: usize) -> Option<String> {
        let mention = self.mention(index);
        if !matches!(mention.kind, Kind::Event(_)) || mention.core.len() < 3 {
            return None;
        }
        let topic = self.text.slice(mention.core.start..mention.core.end - 1).to_lowercase();
        self.memory.forums.iter().find(|name| name.to_lowercase().ends_with(&topic)).cloned()
    }

    /// The body spoken of before an event's phrase in its sentence, else in the text before.
    fn near_forum(&self, index: usize, occasion: &Occasion) -> Option<String> {
        let start = self.mention(index).whole.start;
        let here = self.clause.mentions[..index].iter().rev().find(|m| m.is(EntityType::Forum) && !m.members && m.whole.end <= start && m.meets.is_some() | (m.by == "body-again"));
        here.and_then(|m| m.name.clone()).or_else(|| occasion.definite.then(|| self.memory.forum.clone()).flatten())
    }

    /// The engagements that an event's phrase means.
    fn tell(&mut self, index: usize, only_known: bool) -> Vec<usize> {
        if let Some(known) = self.told.get(&index) {
            return known.clone();
        }
        let telling = self.telling(index, only_known);
        let before = self.memory.registry.all.len();
        let ids = self.memory.registry.tell(&telling);
        for id in &ids {
            if *id >= before {
                self.memory.registry.all[*id].voices.clone_from(&self.voices);
            }
        }
        if !ids.is_empty() || !only_known {
            self.told.insert(index, ids.clone());
        }
        ids
    }

    /// "At the meeting, …": what the sentence takes as known.
    fn tell_definite(&mut self) {
        for index in 0..self.clause.mentions.len() {
            let mention = self.mention(index);
            if let Kind::Event(occasion) = &mention.kind
                && !mention.inside
                && (occasion.definite || occasion.date.is_some())
            {
                self.tell(index, true);
            }
        }
    }

    /// A place named after a word of place, soon after an event.
    fn place_after(&self, from: usize) -> Option<String> {
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
            let place = matches!(mention.entity(), Some(EntityType::Place)) || mention.is(EntityType::State) && !mention.demonym && !mention.people;
            if place {
                return Some(self.with_state(owner));
            }
            if mention.is_body() && body.is_none() {
                body = Some(mention.full(self.text));
            }
        }
        body
    }

    /// "Port Town, Stateland": a town with the state after it.
    fn with_state(&self, owner: usize) -> String {
        let mention = self.mention(owner);
        let name = self.text.slice(mention.core.clone());
        let end = mention.whole.end;
        match self.clause.owner(end) {
            Some(next) if self.text.gap(end).has(Gap::COMMA) && self.mention(next).is(EntityType::State) && mention.is(EntityType::Place) && !self.mention(next).demonym => {
                format!("{name}, {}", self.mention(next).full(self.text))
            }
            _ => name,
        }
    }

    /// Capitalised words that no pack knows, after a word of place.
    fn unknown_place(&self, start: usize) -> Option<String> {
        let mut end = start;
        while end < self.clause.words.end && end - start < 4 && (end == start || self.text.joined(end)) && self.text.words[end].capital() && self.clause.owner(end).is_none() {
            if self.text.is(end, "no-name") || self.text.words[end].shape == rollcall_lexicon::words::Shape::Upper {
                break;
            }
            end += 1;
        }
        (end > start).then(|| self.text.slice(start..end))
    }

    /// The engagements that a pattern speaks of.
    fn engagements(&mut self, found: &Match<'_>, here: bool) -> Vec<usize> {
        if let Some(slot) = found.slot("event") {
            let mut ids = Vec::new();
            for index in slot.mentions.clone() {
                ids.extend(self.tell(index, false));
            }
            return ids;
        }
        if let Some(kind) = &found.trigger.kind {
            return self.untold(found, kind).into_iter().collect();
        }
        if let Some(collective) = found.filled.iter().flat_map(|f| &f.mentions).find(|m| self.mention(**m).members && found.key.end <= self.mention(**m).whole.start)
            && !here
            && self.told.is_empty()
            && found.trigger.patterns.iter().any(|p| p.contains(":collective"))
        {
            return self.meeting_of(found, *collective);
        }
        if let Some(ids) = self.told_of_collective(found) {
            return ids;
        }
        let told: BTreeSet<usize> = self.told.values().flatten().copied().collect();
        if !told.is_empty() {
            // The nearest phrase before the words; several with one body when it speaks of several.
            let before = self.told.iter().filter(|(m, ids)| self.mention(**m).whole.start <= found.key.end && !ids.is_empty()).next_back();
            return before.map_or_else(|| told.into_iter().collect(), |(_, ids)| ids.clone());
        }
        if here {
            return Vec::new();
        }
        let words: Vec<String> = self.clause.words.clone().map(|at| self.text.word(at).to_lowercase()).collect();
        self.memory.registry.in_focus(self.sentence.paragraph, &words)
    }

    /// An engagement just told of the body whose members a pattern names.
    fn told_of_collective(&self, found: &Match<'_>) -> Option<Vec<usize>> {
        let bodies: Vec<&String> = found.filled.iter().flat_map(|f| &f.mentions).map(|m| self.mention(*m)).filter(|m| m.members).filter_map(|m| m.name.as_ref()).collect();
        let ids: Vec<usize> = self.told.values().flatten().copied().filter(|id| self.memory.registry.all[*id].forum.as_ref().is_some_and(|f| bodies.contains(&f))).collect();
        (!ids.is_empty()).then_some(ids)
    }

    /// A person joined the members of a forum: they met.
    fn meeting_of(&mut self, found: &Match<'_>, collective: usize) -> Vec<usize> {
        let list = found.filled.iter().flat_map(|f| f.mentions.clone()).filter(|m| self.mention(*m).members).max_by_key(|m| self.plus(*m)).unwrap_or(collective);
        let mention = self.mention(list);
        let occasion = Occasion {
            kind: "Meeting".into(),
            plural: false,
            definite: false,
            bare: false,
            weak: false,
            forum: mention.name.clone(),
            date: None,
            indefinite: false, head: None,
            count: None,
        };
        let dates: Vec<Edtf> = dates_of(self.text, self.clause.mentions, list);
        if dates.is_empty() {
            return Vec::new();
        }
        let telling = Telling {
            name: mention.full(self.text),
            dates,
            place: self.place_after(mention.whole.end),
            words: self.anchor(&found.words),
            paragraph: self.sentence.paragraph,
            near_forum: None,
            occasion,
            only_known: false,
        };
        self.memory.registry.tell(&telling)
    }

    /// Whether a forum is the wider twin of another.
    fn plus(&self, index: usize) -> bool {
        self.mention(index).name.as_ref().and_then(|n| self.text.lexicon.forum(n)).is_some_and(|f| f.plus_of.is_some())
    }

    /// An engagement that only the verb speaks of ("visited").
    fn untold(&mut self, found: &Match<'_>, kind: &str) -> Option<usize> {
        let last = found.filled.iter().flat_map(|f| f.mentions.clone()).max()?;
        let dates = dates_of(self.text, self.clause.mentions, last);
        let host = found.mentions("host").first().or_else(|| found.mentions("place").first()).or_else(|| found.mentions("trainer").first());
        let place = host.filter(|h| matches!(self.mention(**h).entity(), Some(EntityType::State | EntityType::Place))).map(|h| self.text.slice(self.mention(*h).core.clone()));
        let telling = Telling {
            name: self.text.slice(found.key.start..self.mention(last).whole.end.max(found.key.end)),
            dates: dates.into_iter().take(1).collect(),
            place: place.or_else(|| self.place_after(found.words.end)),
            words: self.anchor(&found.words),
            paragraph: self.sentence.paragraph,
            near_forum: None,
            occasion: Occasion { kind: kind.to_string(), plural: false, definite: false, bare: false, weak: false, forum: None, date: None, indefinite: false, head: None, count: None },
            only_known: false,
        };
        self.memory.registry.tell(&telling).first().copied()
    }

    fn participation(&mut self, found: &Match<'_>, here: bool) {
        let truth = self.truth(found);
        if truth == Truth::Denied {
            return;
        }
        let before = self.memory.registry.all.len();
        let ids = self.engagements(found, here);
        for id in &ids {
            let fresh = *id >= before;
            self.set_status(*id, found, truth, fresh);
            for (place, filled) in found.filled.iter().enumerate() {
                // "the retreat and talks with A": A was at the last that is named.
                let only_last = found.filled[..place].iter().any(|f| f.role == "event" && f.mentions.len() > 1);
                if only_last && ids.last() != Some(id) {
                    continue;
                }
                if filled.role == "group" {
                    self.set_forum(*id, filled.mentions.first().copied());
                }
                if filled.role == "place" {
                    self.set_place(*id, filled.mentions.first().copied());
                }
                if ROLES.contains(&filled.role.as_str()) {
                    for index in &filled.mentions {
                        self.part(*id, *index, &filled.role, found, truth);
                    }
                }
            }
        }
        self.means.extend(found.mentions("means"));
        if !ids.is_empty() && found.slot("event").is_none() {
            self.played.extend(ids);
        }
    }

    fn set_status(&mut self, id: usize, found: &Match<'_>, truth: Truth, fresh: bool) {
        let engagement = &mut self.memory.registry.all[id];
        if let Some(status) = &found.trigger.status {
            engagement.status = match status.as_str() {
                "cancelled" => "cancelled",
                "postponed" => "postponed",
                "denied" => "denied",
                // A plan spoken of again does not undo a report that it was held.
                "scheduled" if fresh => "scheduled",
                _ => engagement.status,
            };
        } else if fresh && truth == Truth::Planned {
            engagement.status = "scheduled";
        }
    }

    fn set_forum(&mut self, id: usize, index: Option<usize>) {
        let name = index.and_then(|i| self.mention(i).name.clone());
        let engagement = &mut self.memory.registry.all[id];
        if engagement.forum.is_none() {
            engagement.forum = name;
        }
    }

    fn set_place(&mut self, id: usize, index: Option<usize>) {
        let name = index.map(|i| self.with_state(i));
        let engagement = &mut self.memory.registry.all[id];
        if engagement.place.is_none() {
            engagement.place = name;
        }
    }

    fn part(&mut self, id: usize, index: usize, role: &str, found: &Match<'_>, truth: Truth) {
        let mention = self.mention(index);
        // A collective that a list spells out: the list is who came.
        if mention.members && self.spelled_out(mention) || self.means.contains(&index) {
            return;
        }
        // "The head of the junta also took part": who is meant has a name that the text gives elsewhere.
        if found.slot("event").is_none() && mention.post.is_some() && mention.power {
            return;
        }
        // A ship takes part for whom it belongs to, where the text says so.
        let owner = mention.is(EntityType::Vessel).then(|| self.owner_of(index)).flatten();
        let capacity = owner.map(|_| mention.full(self.text)).or_else(|| found.trigger.capacity.clone());
        let mention = owner.map_or(mention, |o| self.mention(o));
        let Some(entity) = self.builder.mention(self.text, mention) else { return };
        let own = mention.full(self.text);
        if self.memory.registry.all[id].forum.as_ref() == Some(&own) && !mention.members {
            return;
        }
        let words = found.words.start.min(mention.whole.start)..found.words.end.max(mention.whole.end);
        let part = Part {
            entity,
            name: own,
            role: role.to_string(),
            capacity,
            mode: self.mode(found),
            certainty: if truth == Truth::Likely { "likely" } else { "stated" },
            words,
            named: !mention.people,
            rank: mention.rank.clone().filter(|_| !mention.is(EntityType::Person)).map(|r| self.text.slice(r)),
            post: mention.post.clone().map(|p| self.text.slice(p)),
        };
        self.host_place(id, mention, role);
        self.memory.registry.add(id, part);
    }

    /// The party whose possessive stands directly before a mention.
    fn owner_of(&self, index: usize) -> Option<usize> {
        let start = self.mention(index).whole.start;
        let owner = self.clause.owner(start.checked_sub(1)?)?;
        let mention = self.mention(owner);
        (mention.is_party() && self.text.words[mention.whole.end - 1].possessive).then_some(owner)
    }

    /// "In the exercises, A did …": who acts there took part.
    fn opening(&mut self) {
        let first = self.clause.words.start;
        let preposition = self.text.is(first, "in") || self.text.is(first, "during");
        let event = (first + 1..(first + 4).min(self.clause.words.end)).find_map(|at| self.clause.owner(at));
        let Some(event) = event.filter(|e| preposition && matches!(self.mention(*e).kind, Kind::Event(_))) else { return };
        let known = matches!(&self.mention(event).kind, Kind::Event(o) if o.forum.is_some() && !o.weak);
        if known && !dates_of(self.text, self.clause.mentions, event).is_empty() {
            self.tell(event, false);
        }
        let end = self.mention(event).whole.end;
        let comma = (end..(end + 12).min(self.clause.words.end)).find(|at| self.text.gap(*at).has(Gap::COMMA));
        let Some(comma) = comma else { return };
        let start = if self.text.is(comma, "determiner") { comma + 1 } else { comma };
        let Some(party) = self.clause.owner(start).filter(|o| self.mention(*o).whole.start == start || self.mention(*o).whole.start == comma) else { return };
        let slot = rollcall_lexicon::pattern::Slot { role: "attendee".into(), types: vec!["party".into()], optional: false };
        if !self.clause.allowed(&slot, party) || self.text.any(comma..(comma + 12).min(self.clause.words.end), "negation") {
            return;
        }
        // "During the March meetings": at which of them, the words do not say.
        if matches!(&self.mention(event).kind, Kind::Event(o) if o.plural && o.date.is_some()) {
            return;
        }
        let list = self.clause.list_right(&slot, party);
        let words = first..list.last().map_or(comma, |l| self.mention(*l).whole.end);
        for id in self.tell(event, false) {
            for index in &list {
                self.simple_part(id, *index, "attendee", words.clone());
            }
        }
    }

    /// States in the name of an exercise are those whose it is ("the Kenya-Ghana Naval Exercise").
    fn named_states(&mut self) {
        let told: Vec<(usize, Vec<usize>)> = self.told.iter().map(|(m, ids)| (*m, ids.clone())).collect();
        for (index, ids) in told {
            let core = self.mention(index).core.clone();
            for at in core.clone() {
                let state = self.text.at(at).iter().find_map(|h| match h.entry {
                    Entry::State(n) if h.end <= core.end => Some((h.end, n)),
                    _ => None,
                });
                let Some((end, n)) = state else { continue };
                for id in &ids {
                    if self.memory.registry.all[*id].kind == crate::document::EventType::Exercise {
                        let mut mention = Mention::new(at..end, EntityType::State, "state-in-name", 700);
                        let state = &self.text.lexicon.all.demonym[n];
                        mention.name = Some(state.name.clone());
                        mention.country = Some(state.iso2.clone());
                        self.add_simple(*id, &mention, "organiser", core.clone());
                    }
                }
            }
        }
    }

    fn simple_part(&mut self, id: usize, index: usize, role: &str, words: Range<usize>) {
        let mention = self.mention(index);
        if mention.members && self.spelled_out(mention) {
            return;
        }
        self.add_simple(id, mention, role, words);
    }

    fn add_simple(&mut self, id: usize, mention: &Mention, role: &str, words: Range<usize>) {
        let Some(entity) = self.builder.mention(self.text, mention) else { return };
        let part = Part {
            entity,
            name: mention.full(self.text),
            role: role.to_string(),
            capacity: None,
            mode: None,
            certainty: "stated",
            words,
            named: !mention.people,
            rank: mention.rank.clone().filter(|_| !mention.is(EntityType::Person)).map(|r| self.text.slice(r)),
            post: mention.post.clone().map(|p| self.text.slice(p)),
        };
        self.memory.registry.add(id, part);
    }

    fn spelled_out(&self, mention: &Mention) -> bool {
        let end = mention.whole.end;
        self.text.class_end(end, "including").is_some() && self.clause.owner(end + 1).is_some_and(|o| self.mention(o).is(EntityType::State))
    }

    /// A state hosts on its own ground unless the text says otherwise.
    fn host_place(&mut self, id: usize, mention: &Mention, role: &str) {
        let engagement = &mut self.memory.registry.all[id];
        if role == "host" && engagement.place.is_none() && mention.is(EntityType::State) {
            engagement.place = mention.name.clone();
        }
    }

    fn mode(&self, found: &Match<'_>) -> Option<String> {
        if let Some(mode) = &found.trigger.mode {
            return Some(mode.clone());
        }
        let range = found.words.start..(found.words.end + 6).min(self.clause.words.end);
        [("mode-message", "video message"), ("mode-writing", "in writing"), ("mode-online", "online"), ("mode-person", "in person")]
            .iter()
            .find(|(class, _)| self.text.any(range.clone(), class))
            .map(|(_, mode)| (*mode).to_string())
    }

    fn status(&mut self, found: &Match<'_>) {
        let truth = self.truth(found);
        if truth == Truth::Denied {
            return;
        }
        let before = self.memory.registry.all.len();
        for id in self.engagements(found, false) {
            let place = self.place_after(found.key.end);
            let fresh = id >= before;
            let engagement = &mut self.memory.registry.all[id];
            if engagement.place.is_none() {
                engagement.place = place;
            }
            self.set_status(id, found, truth, fresh);
        }
    }

    /// What was spoken of becomes what "the exercise" means next.
    fn focus(&mut self) {
        let mut ids: Vec<usize> = Vec::new();
        for id in self.told.values().flatten().chain(&self.played) {
            if !ids.contains(id) {
                ids.push(*id);
            }
        }
        if !ids.is_empty() {
            self.memory.registry.focus = ids;
            self.memory.registry.focus_paragraph = self.sentence.paragraph;
        } else if !self.memory.registry.focus.is_empty() && self.sentence.paragraph == self.memory.registry.focus_paragraph + 1 {
            // A sentence between does not end what is spoken of, a paragraph does.
        }
    }

    // Relations.

    /// The date of what a relation says: in its sentence, the nearest.
    fn date_near(&self, words: &Range<usize>) -> Option<Edtf> {
        use crate::dates::Relation;
        let dates = self.clause.mentions.iter().filter_map(|m| match &m.kind {
            Kind::Date(found) if found.firm && found.relation != Relation::Beside => Some(found),
            _ => None,
        });
        let distance = |at: &crate::dates::Found| if at.start >= words.end { at.start - words.end } else { words.start.saturating_sub(at.end) };
        dates.min_by_key(|d| (distance(d), d.start)).map(|d| d.date.clone())
    }

    fn forum_role(&mut self, found: &Match<'_>) {
        let truth = self.truth(found);
        if matches!(truth, Truth::Denied | Truth::Likely) {
            return;
        }
        let role = found.trigger.role.clone().unwrap_or_default();
        let Some(forum) = found.mentions("forum").first().copied() else { return };
        let parties: Vec<usize> = found.filled.iter().filter(|f| f.role == "party").flat_map(|f| f.mentions.clone()).collect();
        let role = if parties.len() > 1 && (role == "lead" || role == "chair") { "co-chair".to_string() } else { role };
        let date = self.date_near(&found.words);
        let Some(to) = self.builder.mention(self.text, self.mention(forum)) else { return };
        for index in parties.iter().chain(self.companions(found, &role).iter()) {
            self.forum_link(*index, to, &role, date.clone(), found.words.clone());
        }
        self.last_role = Some((role, to, date));
    }

    /// "together with Stateland" after a role that several share.
    fn companions(&self, found: &Match<'_>, role: &str) -> Vec<usize> {
        if role != "co-chair" || found.filled.iter().filter(|f| f.role == "party").count() > 1 {
            return Vec::new();
        }
        let end = found.words.end;
        let next = self.text.class_end(end, "and").and_then(|at| self.clause.owner(at));
        next.filter(|i| self.mention(*i).is_party()).into_iter().collect()
    }

    fn forum_link(&mut self, index: usize, to: usize, role: &str, date: Option<Edtf>, words: Range<usize>) {
        let Some(from) = self.builder.mention(self.text, self.mention(index)) else { return };
        let mut link = Link::new(RelationType::HasForumRole, from, Some(to), words, "pattern");
        link.role = Some(role.to_string());
        link.date = date;
        link.voices.clone_from(&self.voices);
        self.builder.link(link);
    }

    /// "taking over from A and B": they had the role until then.
    fn role_before(&mut self, found: &Match<'_>) {
        let Some((role, forum, date)) = self.last_role.clone() else { return };
        let until = date.as_ref().and_then(|d| d.as_str().split('/').next().filter(|s| !s.is_empty()).map(str::to_string));
        let date = until.and_then(|start| Edtf::parse(&format!("/{start}")).ok());
        for index in found.mentions("party").to_vec() {
            self.forum_link(index, forum, &role, date.clone(), found.words.clone());
        }
    }

    /// "its groups and their co-chairs are Mine Action (A and B); Medicine (C and D)".
    fn roles_list(&mut self, found: &Match<'_>) {
        let role = found.trigger.role.clone().unwrap_or_default();
        let date = self.date_near(&found.words);
        let mut start = found.key.end;
        for at in found.key.end..self.clause.words.end {
            if self.text.gap(at).has(Gap::OPEN) {
                let end = (at..self.clause.words.end).find(|e| *e > at && self.text.gap(*e).has(Gap::CLOSE)).unwrap_or(self.clause.words.end);
                self.roles_item(start..at, at..end, &role, date.clone());
                start = end;
            }
        }
    }

    fn roles_item(&mut self, topic: Range<usize>, parties: Range<usize>, role: &str, date: Option<Edtf>) {
        let skip = topic.clone().take_while(|at| self.text.is(*at, "and") || self.text.is(*at, "determiner")).count();
        let topic = topic.start + skip..topic.end;
        if topic.is_empty() {
            return;
        }
        let name = self.text.slice(topic.clone());
        let full = self.forum_of_topic(&name);
        let to = self.builder.entity(self.text, topic.clone(), EntityType::Forum, "topic-in-list", 750);
        if let Some(full) = full {
            self.builder.normalize(to, full);
        }
        let mut seen = BTreeSet::new();
        for at in parties.clone() {
            if let Some(owner) = self.clause.owner(at).filter(|o| self.mention(*o).is_party() && seen.insert(*o)) {
                self.forum_link(owner, to, role, date.clone(), topic.start..parties.end);
            }
        }
    }

    /// A forum whose name ends with a topic.
    fn forum_of_topic(&self, topic: &str) -> Option<String> {
        let topic = topic.to_lowercase();
        let ends = |name: &str| name.to_lowercase().ends_with(&topic);
        self.text.lexicon.all.forum.iter().find(|f| ends(&f.name) || f.also.iter().any(|a| ends(a))).map(|f| f.name.clone())
    }

    fn relation(&mut self, makes: &str, found: &Match<'_>) {
        let (kind, from, to) = match makes {
            "sanctioned_by" => (RelationType::SanctionedBy, "target", "authority"),
            "designated_by" => (RelationType::DesignatedBy, "target", "authority"),
            "owns" => (RelationType::Owns, "owner", "asset"),
            "supplies" => (RelationType::Supplies, "supplier", "recipient"),
            "reports_to" => (RelationType::ReportsTo, "lower", "upper"),
            "part_of" => (RelationType::PartOf, "part", "whole"),
            "accuses" => (RelationType::Accuses, "accuser", "target"),
            "bound_by" => (RelationType::BoundBy, "party", "instrument"),
            _ => return,
        };
        if self.truth(found) != Truth::Said {
            return;
        }
        // What is supplied must be a thing of the trade: "provided opportunities" is no supply.
        if let Some(goods) = found.slot("goods") && !self.text.any(goods.words.clone(), "goods") {
            return;
        }
        let date = matches!(kind, RelationType::SanctionedBy | RelationType::DesignatedBy | RelationType::Supplies).then(|| self.date_near(&found.words)).flatten();
        let goods = found.slot("goods").map(|f| self.text.slice(f.words.clone()));
        for f in found.mentions(from) {
            for t in found.mentions(to) {
                let (Some(one), Some(other)) = (self.end_of(*f), self.end_of(*t)) else { continue };
                if one == other {
                    continue;
                }
                let mut link = Link::new(kind, one, Some(other), found.words.clone(), "pattern");
                link.date.clone_from(&date);
                link.text.clone_from(&goods);
                link.voices.clone_from(&self.voices);
                self.builder.link(link);
            }
        }
    }

    /// "Kenya's Public Order Act": a law acts for the state whose it is.
    fn learn_owners(&mut self) {
        for index in 0..self.clause.mentions.len() {
            let mention = self.mention(index);
            if !mention.is(EntityType::Instrument) {
                continue;
            }
            let floor = mention.whole.start.saturating_sub(3).max(self.clause.words.start);
            let owner = (floor..mention.whole.start).rev().find_map(|at| self.clause.owner(at)).filter(|o| self.mention(*o).is(EntityType::State));
            if let Some(entity) = owner.and_then(|o| self.builder.mention(self.text, self.mention(o)))
                && self.memory.laws.len() < 500
            {
                self.memory.laws.entry(mention.full(self.text)).or_insert(entity);
            }
        }
    }

    fn end_of(&mut self, index: usize) -> Option<usize> {
        let mention = self.mention(index);
        if mention.is(EntityType::Instrument)
            && let Some(owner) = self.memory.laws.get(&mention.full(self.text))
        {
            return Some(*owner);
        }
        self.builder.mention(self.text, mention)
    }

    fn omission(&mut self, found: &Match<'_>) {
        let (Some(by), Some(what)) = (found.mentions("by").first().copied(), found.slot("what")) else { return };
        let Some(from) = self.end_of(by) else { return };
        let words = self.trim(what.words.clone());
        let mut link = Link::new(RelationType::Omits, from, None, found.words.start..words.end, "pattern");
        link.text = Some(self.text.slice(words));
        link.date = self.date_near(&found.words);
        link.voices.clone_from(&self.voices);
        self.builder.link(link);
    }

    /// Words without articles at the start.
    fn trim(&self, words: Range<usize>) -> Range<usize> {
        let skip = words.clone().take_while(|at| self.text.is(*at, "definite")).count();
        words.start + skip.min(words.len().saturating_sub(1))..words.end
    }

    fn call(&mut self, found: &Match<'_>) {
        let Some(author) = found.mentions("author").first().copied() else { return };
        let Some(from) = self.end_of(author) else { return };
        match found.slot("what") {
            Some(what) if self.truth(found) == Truth::Said => {
                let text = self.text.slice(what.words.clone());
                let to: Vec<usize> = found.mentions("addressee").iter().filter_map(|i| self.builder.mention(self.text, &self.clause.mentions[*i])).collect();
                for to in to {
                    let mut link = Link::new(RelationType::Recommends, from, Some(to), found.words.start..what.words.end, "pattern");
                    link.text = Some(text.clone());
                    self.builder.link(link);
                }
            }
            _ => {
                if self.text.gap(self.clause.words.end).has(Gap::COLON) {
                    self.memory.calls.author = Some(from);
                    self.memory.calls.addressee = None;
                    self.memory.calls.paragraph = self.sentence.paragraph;
                }
            }
        }
    }

    /// Items of a numbered list of calls, and headings that name whom they address.
    fn numbered(&mut self) {
        let paragraph = self.sentence.paragraph;
        if !self.memory.calls.open(paragraph) {
            return;
        }
        let Some(number) = self.sentence.number else {
            let heading = self.text.gap(self.clause.words.end).has(Gap::COLON);
            let opens = self.memory.calls.paragraph == paragraph;
            let start = self.clause.words.start;
            let near = (start..(start + 4).min(self.clause.words.end)).find_map(|at| self.clause.owner(at));
            let first = near.filter(|o| !opens && self.mention(*o).is_party());
            if let Some(first) = first.filter(|_| heading) {
                self.memory.calls.addressee = self.end_of(first);
                self.memory.calls.paragraph = paragraph;
            }
            return;
        };
        let Some(author) = self.memory.calls.author else { return };
        let mut link = Link::new(RelationType::Recommends, author, self.memory.calls.addressee, self.clause.words.clone(), "numbered-list");
        link.role = Some(number.to_string());
        link.text = Some(self.text.slice(self.clause.words.clone()));
        self.builder.link(link);
        self.memory.calls.paragraph = paragraph;
    }

    fn abuse(&mut self, found: &Match<'_>) {
        let Some(what) = found.slot("what").cloned() else { return };
        if self.truth(found) != Truth::Said || !self.grave(&found.key, &what.words) {
            return;
        }
        let parties: Vec<usize> = found.mentions("perpetrator").to_vec();
        let Some(first) = parties.first().copied() else { return };
        let end = (what.words.start..what.words.end).find(|at| *at > what.words.start && self.text.gap(*at).has(Gap::COMMA)).unwrap_or(what.words.end).min(what.words.start + 14);
        let dates = dates_of(self.text, self.clause.mentions, first);
        let telling = Telling {
            name: self.text.slice(found.key.start..end),
            dates: dates.into_iter().take(1).collect(),
            place: self.place_after(what.words.start),
            words: self.anchor(&(found.words.start..end)),
            paragraph: self.sentence.paragraph,
            near_forum: None,
            occasion: Occasion { kind: "Abuse".into(), plural: false, definite: false, bare: false, weak: false, forum: None, date: None, indefinite: false, head: None, count: None },
            only_known: false,
        };
        let ids = self.memory.registry.tell(&telling);
        for id in ids {
            self.memory.registry.all[id].kind = event_type("Abuse");
            self.memory.registry.all[id].voices.clone_from(&self.voices);
            for index in &parties {
                if let Some(from) = self.end_of(*index) {
                    let mut link = Link::new(RelationType::AllegedIn, from, Some(id), found.words.start..end, "pattern");
                    link.to_event = true;
                    link.voices.clone_from(&self.voices);
                    self.builder.link(link);
                }
            }
        }
    }

    /// Whether what was done is an abuse: the verb is, or its object names one.
    fn grave(&self, key: &Range<usize>, what: &Range<usize>) -> bool {
        self.text.any(key.clone(), "grave") || self.text.any(what.start..what.end.min(what.start + 12), "grave")
    }

    // Who says so.

    /// Whose words the sentence is.
    fn find_voices(&mut self) -> Vec<usize> {
        let mut out = Vec::new();
        for at in self.clause.words.clone() {
            for hit in self.text.at(at) {
                let Entry::Attribution(n) = hit.entry else { continue };
                let index = match self.text.lexicon.all.attribution[n].voice.as_str() {
                    "after" => self.voice_after(hit.end),
                    "before" if self.clause.owner(at).is_none() => self.voice_before(at),
                    _ => None,
                };
                if let Some(entity) = index.and_then(|i| self.end_of(i))
                    && !out.contains(&entity)
                    && out.len() < 4
                {
                    out.push(entity);
                }
            }
        }
        out
    }

    fn can_speak(&self, index: usize) -> bool {
        let mention = self.mention(index);
        (mention.is_party() || mention.is(EntityType::Publication)) && !(mention.demonym && !mention.people)
    }

    fn voice_after(&self, from: usize) -> Option<usize> {
        (from..(from + 5).min(self.clause.words.end)).find_map(|at| self.clause.owner(at)).filter(|i| self.can_speak(*i))
    }

    fn voice_before(&self, at: usize) -> Option<usize> {
        let mut end = at;
        for _ in 0..3 {
            if end <= self.clause.words.start || self.text.gap(end).has(Gap::SEMICOLON) {
                return None;
            }
            if let Some(index) = self.clause.owner(end - 1) {
                return Some(index).filter(|i| self.can_speak(*i));
            }
            if self.text.is(end - 1, "function") && !self.text.is(end - 1, "adverb") {
                return None;
            }
            end -= 1;
        }
        None
    }
}

/// What the next sentence may speak of without its name.
pub(crate) fn remember(text: &Text<'_>, mentions: &[Mention], memory: &mut Memory) {
    for mention in mentions.iter().filter(|m| m.is(EntityType::Person) && m.by != "pronoun" && m.by != "rank-again") {
        if let Some((_, n)) = mention.rank.as_ref().and_then(|r| text.rank_at(r.start)) {
            memory.by_rank.insert(n, mention.full(text));
        }
    }
    // The subject comes first, and is who "he" is.
    if let Some(person) = mentions.iter().find(|m| m.is(EntityType::Person) && !m.inside && m.by != "pronoun") {
        memory.person = Some(person.full(text));
    }
    for mention in mentions {
        if mention.is(EntityType::Forum) && !mention.members && (mention.meets.is_some() || mention.by == "body-again") {
            memory.forum.clone_from(&mention.name);
            if let Some(name) = mention.name.clone().filter(|n| !memory.forums.contains(n) && memory.forums.len() < 200) {
                memory.forums.push(name);
            }
        }
    }
}
