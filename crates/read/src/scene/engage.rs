//! What a sentence says of engagements: which one a phrase means, where and when it was, and who took part.

use super::{Scene, Truth};
use crate::document::EntityType;
use crate::engagements::{Part, Telling, dates_of};
use crate::mentions::{Kind, Mention, Occasion};
use crate::triggers::Match;
use rollcall_lexicon::Entry;
use rollcall_lexicon::words::Gap;
use rollcall_model::date::Edtf;
use rollcall_model::ontology::ROLES;
use std::collections::BTreeSet;
use std::ops::Range;

impl<'t> Scene<'t, '_, '_> {
    /// What the phrase of an event says.
    pub(super) fn telling(&self, index: usize, only_known: bool) -> Telling {
        let mention = self.mention(index);
        let occasion = match &mention.kind {
            Kind::Event(occasion) => occasion.clone(),
            _ => Occasion::new(mention.meets.clone().unwrap_or_default(), mention.name.clone()),
        };
        let dates = dates_of(self.text, self.clause.mentions, index);
        // "Two meetings, one in May and one in June": each is one.
        let count = occasion.count.filter(|count| *count != dates.len() as i64);
        let hosts = self.hosts.get(&index).into_iter().flatten().map(|host| self.mention(*host).full(self.text));
        Telling {
            name: self.text.slice(mention.core.clone()),
            hosts: hosts.collect(),
            dates,
            place: self.place_after(mention.whole.end).or_else(|| self.place_first()),
            words: self.anchor(&mention.whole),
            paragraph: self.sentence.paragraph,
            near_forum: self.near_forum(index, &occasion),
            body: mention.is(EntityType::Forum),
            occasion: Occasion { forum: occasion.forum.clone().or_else(|| self.forum_by_topic(index)), count, ..occasion },
            apart: self.text.is(mention.whole.end, "with") && matches!(&mention.kind, Kind::Event(o) if o.indefinite),
            only_known,
        }
    }

    /// "The mine action meeting" is one of a body on mine action that the text speaks of.
    pub(super) fn forum_by_topic(&self, index: usize) -> Option<String> {
        let mention = self.mention(index);
        if !matches!(mention.kind, Kind::Event(_)) || mention.core.len() < 3 {
            return None;
        }
        let topic = self.text.slice(mention.core.start..mention.core.end - 1).to_lowercase();
        self.memory.forums.iter().find(|name| name.to_lowercase().ends_with(&topic)).cloned()
    }

    /// The body spoken of before an event's phrase in its sentence, else in the text before.
    pub(super) fn near_forum(&self, index: usize, occasion: &Occasion) -> Option<String> {
        let start = self.mention(index).whole.start;
        let here = self.clause.mentions[..index].iter().rev().find(|m| {
            let spoken_of = m.is(EntityType::Forum) && !m.members && m.whole.end <= start;
            spoken_of && m.meets.is_some() | (m.by == "body-again") && !self.stands_beside(m)
        });
        let name = here.and_then(|m| m.name.clone());
        // "The talks" after an exercise was named are none of that exercise.
        let of_kind = |name: &String| {
            let meets = self.text.lexicon.forum(name).and_then(|forum| forum.meets.clone());
            meets.is_none_or(|kind| kind == occasion.kind || kind == "Meeting")
        };
        name.or_else(|| occasion.definite.then(|| self.memory.forum.clone()).flatten().filter(of_kind))
    }

    /// "Alongside the board's meeting, A held a fair": what something was held beside is no body of it.
    fn stands_beside(&self, mention: &Mention) -> bool {
        let start = mention.whole.start;
        let floor = self.clause.words.start.max(start.saturating_sub(6));
        (floor..start).any(|at| {
            let end = self.text.class_end(at, "beside");
            end.is_some_and(|end| end == start || end + 1 == start && self.text.is(end, "determiner"))
        })
    }

    /// The engagements that an event's phrase means.
    pub(super) fn tell(&mut self, index: usize, only_known: bool) -> Vec<usize> {
        if let Some(known) = self.told.get(&index) {
            return known.clone();
        }
        let telling = self.telling(index, only_known);
        let before = self.memory.registry.all.len();
        let ids = self.memory.registry.tell(&telling);
        for id in &ids {
            if *id >= before {
                if self.text.any(self.mention(index).whole.clone(), "mode-online") {
                    self.memory.registry.all[*id].mode = Some("online".into());
                }
                self.memory.registry.all[*id].voices.clone_from(&self.voices);
            }
        }
        if telling.occasion.kind == "Visit" {
            self.visited(index, &ids);
        }
        if !ids.is_empty() || !only_known {
            self.told.insert(index, ids.clone());
        }
        ids
    }

    /// "At the meeting, …": what the sentence takes as known.
    pub(super) fn tell_definite(&mut self) {
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

    /// The engagements that a pattern speaks of.
    pub(super) fn engagements(&mut self, found: &Match<'_>, here: bool) -> Vec<usize> {
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
        if let Some(collective) = found
            .filled
            .iter()
            .flat_map(|f| &f.mentions)
            .find(|m| self.mention(**m).members && found.key.end <= self.mention(**m).whole.start)
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
            let before =
                self.told.iter().rfind(|(m, ids)| self.mention(**m).whole.start <= found.key.end && !ids.is_empty());
            return before.map_or_else(|| told.into_iter().collect(), |(_, ids)| ids.clone());
        }
        if here {
            return Vec::new();
        }
        let words: Vec<String> = self.clause.words.clone().map(|at| self.text.word(at).to_lowercase()).collect();
        let all = self.text.is(self.clause.words.start, "all-of-them");
        self.memory.registry.in_focus(self.sentence.paragraph, &words, all)
    }

    /// An engagement just told of the body whose members a pattern names.
    pub(super) fn told_of_collective(&self, found: &Match<'_>) -> Option<Vec<usize>> {
        let bodies: Vec<&String> = found
            .filled
            .iter()
            .flat_map(|f| &f.mentions)
            .map(|m| self.mention(*m))
            .filter(|m| m.members)
            .filter_map(|m| m.name.as_ref())
            .collect();
        let ids: Vec<usize> = self
            .told
            .values()
            .flatten()
            .copied()
            .filter(|id| self.memory.registry.all[*id].forum.as_ref().is_some_and(|f| bodies.contains(&f)))
            .collect();
        (!ids.is_empty()).then_some(ids)
    }

    /// A person joined the members of a forum: they met.
    pub(super) fn meeting_of(&mut self, found: &Match<'_>, collective: usize) -> Vec<usize> {
        let list = found
            .filled
            .iter()
            .flat_map(|f| f.mentions.clone())
            .filter(|m| self.mention(*m).members)
            .max_by_key(|m| self.plus(*m))
            .unwrap_or(collective);
        let mention = self.mention(list);
        let occasion = Occasion::new("Meeting", mention.name.clone());
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
            hosts: Vec::new(),
            near_forum: None,
            body: false,
            occasion,
            apart: false,
            only_known: false,
        };
        self.memory.registry.tell(&telling)
    }

    /// Whether a forum is the wider twin of another.
    pub(super) fn plus(&self, index: usize) -> bool {
        self.mention(index).name.as_ref().and_then(|n| self.text.lexicon.forum(n)).is_some_and(|f| f.plus_of.is_some())
    }

    /// An engagement that only the verb speaks of ("visited").
    pub(super) fn untold(&mut self, found: &Match<'_>, kind: &str) -> Option<usize> {
        let last = found.filled.iter().flat_map(|f| f.mentions.clone()).max()?;
        let day = found.mentions("day").first().and_then(|d| match &self.mention(*d).kind {
            Kind::Date(found) => Some(vec![found.date.clone()]),
            _ => None,
        });
        let dates = day.unwrap_or_else(|| dates_of(self.text, self.clause.mentions, last));
        let dates = if dates.is_empty() { self.period() } else { dates };
        let host = found
            .mentions("host")
            .first()
            .or_else(|| found.mentions("place").first())
            .or_else(|| found.mentions("trainer").first());
        let ground =
            |m: &Mention| matches!(m.entity(), Some(EntityType::State | EntityType::Place)) && !m.people && !m.demonym;
        let place = host.filter(|h| ground(self.mention(**h))).map(|h| self.text.slice(self.mention(*h).core.clone()));
        let telling = Telling {
            name: String::new(),
            dates: dates.into_iter().take(1).collect(),
            place: place.or_else(|| self.place_after(found.key.start)).or_else(|| self.place_first()),
            words: self.anchor(&found.words),
            paragraph: self.sentence.paragraph,
            hosts: Vec::new(),
            near_forum: None,
            body: false,
            occasion: Occasion::new(kind, None),
            apart: false,
            only_known: false,
        };
        self.memory.registry.tell(&telling).first().copied()
    }

    /// "Between 2009 and 2012, …": both ends known, for what only a verb speaks of.
    fn period(&self) -> Vec<Edtf> {
        let closed = |date: &Edtf| {
            date.as_str().split_once('/').is_some_and(|(from, to)| !from.is_empty() && !to.is_empty() && to != "..")
        };
        let dates = self.clause.mentions.iter().filter_map(|m| match &m.kind {
            Kind::Date(found) if !m.inside && closed(&found.date) => Some(found.date.clone()),
            _ => None,
        });
        dates.take(1).collect()
    }

    pub(super) fn participation(&mut self, found: &Match<'_>, here: bool) {
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
                // "Travelled to A for bilateral talks": where they went is who received them.
                if filled.role == "ground" {
                    self.set_place(*id, filled.mentions.first().copied());
                    let likely = if truth == Truth::Said { Truth::Likely } else { truth };
                    self.part(*id, filled.mentions[0], "host", found, likely);
                }
                if filled.role == "venue" {
                    self.venue(*id, filled, found, truth);
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

    pub(super) fn set_status(&mut self, id: usize, found: &Match<'_>, truth: Truth, fresh: bool) {
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

    pub(super) fn set_forum(&mut self, id: usize, index: Option<usize>) {
        let name = index.and_then(|i| self.mention(i).name.clone());
        let engagement = &mut self.memory.registry.all[id];
        if engagement.forum.is_none() {
            engagement.forum = name;
        }
    }

    pub(super) fn part(&mut self, id: usize, index: usize, role: &str, found: &Match<'_>, truth: Truth) {
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
        if self.memory.registry.all[id].forum.as_ref() == Some(&own) && !mention.members && mention.post.is_none() {
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
            by_name: false,
            rank: mention.rank.clone().filter(|_| !mention.is(EntityType::Person)).map(|r| self.text.slice(r)),
            post: mention.post.clone().map(|p| self.text.slice(p)),
        };
        if found.mentions(role).len() == 1 {
            self.host_place(id, mention, role);
        }
        self.memory.registry.add(id, part);
    }

    /// The party whose possessive stands directly before a mention.
    pub(super) fn owner_of(&self, index: usize) -> Option<usize> {
        let start = self.mention(index).whole.start;
        let owner = self.clause.owner(start.checked_sub(1)?)?;
        let mention = self.mention(owner);
        (mention.is_party() && (mention.is_body() || self.text.words[mention.whole.end - 1].possessive)).then_some(owner)
    }

    /// "In the exercises, A did …": who acts there took part.
    pub(super) fn opening(&mut self) {
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
        let Some(party) = self
            .clause
            .owner(start)
            .filter(|o| self.mention(*o).whole.start == start || self.mention(*o).whole.start == comma)
        else {
            return;
        };
        let slot = rollcall_lexicon::pattern::Slot { role: "attendee".into(), types: vec!["party".into()], optional: false };
        if !self.clause.allowed(&slot, party) || self.text.any(comma..(comma + 12).min(self.clause.words.end), "negation") {
            return;
        }
        // "During the March meetings": at which of them, the words do not say.
        if matches!(&self.mention(event).kind, Kind::Event(o) if o.plural && o.date.is_some()) {
            return;
        }
        // "At the meeting, A was represented by B": B was there.
        let stand_in = self.mention(party).is(EntityType::Person) && self.text.any(comma..self.clause.words.end, "through");
        if stand_in {
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
    pub(super) fn named_states(&mut self) {
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

    pub(super) fn simple_part(&mut self, id: usize, index: usize, role: &str, words: Range<usize>) {
        let mention = self.mention(index);
        if mention.members && self.spelled_out(mention) {
            return;
        }
        self.add_simple(id, mention, role, words);
    }

    pub(super) fn add_simple(&mut self, id: usize, mention: &Mention, role: &str, words: Range<usize>) {
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
            by_name: mention.by == "state-in-name",
            rank: mention.rank.clone().filter(|_| !mention.is(EntityType::Person)).map(|r| self.text.slice(r)),
            post: mention.post.clone().map(|p| self.text.slice(p)),
        };
        self.memory.registry.add(id, part);
    }

    pub(super) fn spelled_out(&self, mention: &Mention) -> bool {
        let end = mention.whole.end;
        self.text.class_end(end, "including").is_some()
            && self.clause.owner(end + 1).is_some_and(|o| self.mention(o).is(EntityType::State))
    }

    pub(super) fn mode(&self, found: &Match<'_>) -> Option<String> {
        if let Some(mode) = &found.trigger.mode {
            return Some(mode.clone());
        }
        let range = found.words.start..(found.words.end + 6).min(self.clause.words.end);
        [
            ("mode-message", "video message"),
            ("mode-writing", "in writing"),
            ("mode-online", "online"),
            ("mode-person", "in person"),
        ]
        .iter()
        .find(|(class, _)| self.text.any(range.clone(), class))
        .map(|(_, mode)| (*mode).to_string())
    }

    pub(super) fn status(&mut self, found: &Match<'_>) {
        let truth = self.truth(found);
        if truth == Truth::Denied {
            return;
        }
        let before = self.memory.registry.all.len();
        let mode = self.mode(found);
        for id in self.engagements(found, false) {
            let place = self.place_after(found.key.end);
            let fresh = id >= before;
            let extent = self.extent(found);
            let engagement = &mut self.memory.registry.all[id];
            if engagement.place.is_none() {
                engagement.place = place;
            }
            engagement.date = extent.or_else(|| engagement.date.take());
            engagement.mode = engagement.mode.take().or_else(|| mode.clone());
            self.set_status(id, found, truth, fresh);
        }
    }

    /// "Opened on 4 May and closed on 9 May": from the first day to the last.
    fn extent(&self, found: &Match<'_>) -> Option<Edtf> {
        let day = |role: &str| match &self.mention(*found.mentions(role).first()?).kind {
            Kind::Date(date) if date.date.as_str().len() == 10 => Some(date.date.as_str()),
            _ => None,
        };
        Edtf::parse(&format!("{}/{}", day("from")?, day("until")?)).ok()
    }

    /// What was spoken of becomes what "the exercise" means next.
    pub(super) fn focus(&mut self) {
        let mut ids: Vec<usize> = Vec::new();
        for id in self.told.values().flatten().chain(&self.played) {
            if !ids.contains(id) {
                ids.push(*id);
            }
        }
        if !ids.is_empty() {
            self.memory.registry.spoken_of(ids, self.sentence.paragraph);
        }
    }
}
