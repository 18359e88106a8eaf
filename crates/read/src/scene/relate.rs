//! What a sentence says of how parties stand to each other: roles in a body, measures, ownership, supply, omissions,
//! calls and abuses.

use super::{Scene, Truth};
use crate::document::{EntityType, RelationType};
use crate::engagements::{Telling, dates_of, event_type};
use crate::lists::Calls;
use crate::mentions::{Kind, Occasion};
use crate::output::Link;
use crate::triggers::Match;
use rollcall_lexicon::words::Gap;
use rollcall_model::date::Edtf;
use std::collections::BTreeSet;
use std::ops::Range;

impl<'t> Scene<'t, '_, '_> {
    /// The date of what a relation says: in its sentence, the nearest.
    pub(super) fn date_near(&self, words: &Range<usize>) -> Option<Edtf> {
        use crate::dates::Relation;
        let dates = self.clause.mentions.iter().filter_map(|m| match &m.kind {
            // "A January cable": a date that describes a noun is not when the sentence's thing was so.
            Kind::Date(found) if found.firm && found.relation != Relation::Beside && !self.describes(found) => Some(found),
            _ => None,
        });
        let dates = dates.filter(|date| !self.of_clause_before(date, words));
        let distance = |at: &crate::dates::Found| {
            if at.start >= words.end { at.start - words.end } else { words.start.saturating_sub(at.end) }
        };
        dates.min_by_key(|d| (distance(d), d.start)).map(|d| d.date.clone())
    }

    /// Whether words stand in a clause of their own after the sentence's dates: "in May, after A had sanctioned B". With
    /// `inner` also one that opens within them: "B, whom A had sanctioned".
    fn subordinate(&self, words: &Range<usize>, inner: bool) -> bool {
        let last = self.clause.mentions.iter().filter(|m| matches!(m.kind, Kind::Date(_))).map(|m| m.whole.end).max();
        let opens = |at: usize| self.text.is(at, "relative") || at < words.start && self.text.is(at, "clause-opener");
        last.is_some_and(|end| end <= words.start && (end..if inner { words.end } else { words.start }).any(opens))
    }

    /// Whether a date ends a clause and words stand in the next: "A has led B since May, and C leads D". One that opens the
    /// sentence is that of both.
    fn of_clause_before(&self, date: &crate::dates::Found, words: &Range<usize>) -> bool {
        let told = || self.clause.mentions.iter().any(|m| m.is_party() && m.whole.end <= date.start);
        date.end <= words.start && (date.end..words.start).any(|at| self.text.comma_and(at)) && told()
    }

    fn describes(&self, date: &crate::dates::Found) -> bool {
        let bare = !self.text.is(date.start, "preposition") && !self.text.is(date.start, "determiner");
        let noun = date.end < self.clause.words.end
            && self.text.gap(date.end).only(Gap::SPACE)
            && !self.text.words[date.end].capital()
            && !["function", "preposition", "and"].iter().any(|class| self.text.is(date.end, class));
        bare && noun
    }

    pub(super) fn forum_role(&mut self, found: &Match<'_>) {
        let truth = self.truth(found);
        if matches!(truth, Truth::Denied | Truth::Likely) {
            return;
        }
        let role = found.trigger.role.clone().unwrap_or_default();
        let Some(forum) = found.mentions("forum").first().copied() else { return };
        let parties: Vec<usize> =
            found.filled.iter().filter(|f| f.role == "party").flat_map(|f| f.mentions.clone()).collect();
        let role = if parties.len() > 1 && (role == "lead" || role == "chair") { "co-chair".to_string() } else { role };
        let date = self.date_near(&found.words);
        let Some(to) = self.builder.mention(self.text, self.mention(forum)) else { return };
        for index in parties.iter().chain(self.companions(found, &role).iter()) {
            self.forum_link(*index, to, &role, date.clone(), found.words.clone());
        }
        if let ([chair], Some(year)) = (parties.as_slice(), date.as_ref().filter(|_| role == "chair")) {
            self.year_in_the_chair(forum, *chair, year, found);
        }
        self.last_role = Some((role, to, date));
    }

    /// "Stateland chaired the Board in 2014": the Board met that year, with Stateland in the chair.
    fn year_in_the_chair(&mut self, forum: usize, chair: usize, year: &Edtf, found: &Match<'_>) {
        let mention = self.mention(forum);
        if mention.meets.is_none() || year.as_str().len() != 4 {
            return;
        }
        let telling = Telling {
            name: self.text.slice(mention.core.clone()),
            dates: vec![year.clone()],
            place: None,
            words: found.words.clone(),
            paragraph: self.sentence.paragraph,
            hosts: Vec::new(),
            near_forum: None,
            occasion: Occasion::new(mention.meets.clone().unwrap_or_default(), mention.name.clone()),
            body: false,
            apart: false,
            only_known: false,
        };
        for id in self.memory.registry.tell(&telling) {
            self.simple_part(id, chair, "chair", found.words.clone());
        }
    }

    /// "together with Stateland" after a role that several share.
    pub(super) fn companions(&self, found: &Match<'_>, role: &str) -> Vec<usize> {
        if role != "co-chair" || found.filled.iter().filter(|f| f.role == "party").count() > 1 {
            return Vec::new();
        }
        let end = found.words.end;
        let next = self.text.class_end(end, "and").and_then(|at| self.clause.owner(at));
        next.filter(|i| self.mention(*i).is_party()).into_iter().collect()
    }

    pub(super) fn forum_link(&mut self, index: usize, to: usize, role: &str, date: Option<Edtf>, words: Range<usize>) {
        let Some(from) = self.builder.mention(self.text, self.mention(index)) else { return };
        let mut link = Link::new(RelationType::HasForumRole, from, Some(to), words, "pattern");
        link.role = Some(role.to_string());
        link.date = date;
        link.voices.clone_from(&self.voices);
        self.builder.link(link);
    }

    /// "taking over from A and B": they had the role until then.
    pub(super) fn role_before(&mut self, found: &Match<'_>) {
        let Some((role, forum, date)) = self.last_role.clone() else { return };
        let until = date.as_ref().and_then(|d| d.as_str().split('/').next().filter(|s| !s.is_empty()).map(str::to_string));
        let date = until.and_then(|start| Edtf::parse(&format!("/{start}")).ok());
        for index in found.mentions("party").to_vec() {
            self.forum_link(index, forum, &role, date.clone(), found.words.clone());
        }
    }

    /// "its groups and their co-chairs are Mine Action (A and B); Medicine (C and D)".
    pub(super) fn roles_list(&mut self, found: &Match<'_>) {
        let role = found.trigger.role.clone().unwrap_or_default();
        let date = self.date_near(&found.words);
        let mut start = found.key.end;
        for at in found.key.end..self.clause.words.end {
            if self.text.gap(at).has(Gap::OPEN) {
                let end = (at..self.clause.words.end)
                    .find(|e| *e > at && self.text.gap(*e).has(Gap::CLOSE))
                    .unwrap_or(self.clause.words.end);
                self.roles_item(start..at, at..end, &role, date.clone());
                start = end;
            }
        }
    }

    pub(super) fn roles_item(&mut self, topic: Range<usize>, parties: Range<usize>, role: &str, date: Option<Edtf>) {
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
    pub(super) fn forum_of_topic(&self, topic: &str) -> Option<String> {
        let topic = topic.to_lowercase();
        let ends = |name: &str| name.to_lowercase().ends_with(&topic);
        self.text.lexicon.all.forum.iter().find(|f| ends(&f.name) || f.also.iter().any(|a| ends(a))).map(|f| f.name.clone())
    }

    pub(super) fn relation(&mut self, makes: &str, found: &Match<'_>) {
        let (kind, from, to) = match makes {
            "sanctioned_by" => (RelationType::SanctionedBy, "target", "authority"),
            "designated_by" => (RelationType::DesignatedBy, "target", "authority"),
            "owns" => (RelationType::Owns, "owner", "asset"),
            "supplies" => (RelationType::Supplies, "supplier", "recipient"),
            "reports_to" => (RelationType::ReportsTo, "lower", "upper"),
            "part_of" => (RelationType::PartOf, "part", "whole"),
            "accuses" => (RelationType::Accuses, "accuser", "target"),
            "bound_by" => (RelationType::BoundBy, "party", "instrument"),
            "is_posted" => (RelationType::IsPosted, "person", "body"),
            _ => return,
        };
        if self.truth(found) != Truth::Said {
            return;
        }
        // What is supplied must be a thing of the trade: "provided opportunities" is no supply.
        let goods = found.slot("goods").map(|goods| goods.words.clone());
        let named = goods.unwrap_or(self.clause.words.start..found.words.end);
        if kind == RelationType::Supplies && !self.text.any(named, "goods") {
            return;
        }
        let date = matches!(kind, RelationType::SanctionedBy | RelationType::DesignatedBy | RelationType::Supplies)
            .then(|| self.date_near(&found.words))
            .flatten()
            .filter(|_| !self.subordinate(&found.words, kind == RelationType::SanctionedBy));
        let goods = found.slot("goods").map(|f| self.text.slice(self.noun_phrase(f.words.clone())));
        for f in found.mentions(from) {
            for t in found.mentions(to) {
                let (Some(one), Some(other)) = (self.end_of(*f), self.end_of(*t)) else { continue };
                // "A team of the brigade, led by A": who leads the team is not said to be of the brigade.
                let team = kind == RelationType::IsPosted && self.mention(*t).people;
                if one == other || team {
                    continue;
                }
                let mut link = Link::new(kind, one, Some(other), found.words.clone(), "pattern");
                link.date.clone_from(&date);
                link.text.clone_from(&goods);
                // What kind of measure it is, where the words say so.
                link.role.clone_from(&found.trigger.role);
                link.voices.clone_from(&self.voices);
                self.builder.link(link);
            }
        }
    }

    /// Words without a relative at the end: "vehicles that (were delivered to)".
    fn noun_phrase(&self, words: Range<usize>) -> Range<usize> {
        let last = words.end - 1;
        if words.len() > 1 && self.text.is(last, "relative") { words.start..last } else { words }
    }

    /// "Kenya's Public Order Act": a law acts for the state whose it is.
    pub(super) fn learn_owners(&mut self) {
        for index in 0..self.clause.mentions.len() {
            let mention = self.mention(index);
            if !mention.is(EntityType::Instrument) {
                continue;
            }
            let floor = mention.whole.start.saturating_sub(3).max(self.clause.words.start);
            let owner = (floor..mention.whole.start).rev().find_map(|at| self.clause.owner(at)).filter(|o| {
                let owner = self.mention(*o);
                owner.is(EntityType::State) && (owner.demonym || self.text.words[owner.whole.end - 1].possessive)
            });
            if let Some(entity) = owner.and_then(|o| self.builder.mention(self.text, self.mention(o)))
                && self.memory.laws.len() < 500
            {
                self.memory.laws.entry(mention.full(self.text)).or_insert(entity);
            }
        }
    }

    pub(super) fn end_of(&mut self, index: usize) -> Option<usize> {
        let mention = self.mention(index);
        if mention.is(EntityType::Instrument)
            && let Some(owner) = self.memory.laws.get(&mention.full(self.text))
        {
            return Some(*owner);
        }
        self.builder.mention(self.text, mention)
    }

    pub(super) fn omission(&mut self, found: &Match<'_>) {
        // "A welcomed it, without mentioning …": the publication that the sentence speaks of.
        let speaks = || self.clause.mentions.iter().position(|m| m.is(EntityType::Publication) && !m.inside);
        let by = found.mentions("by").first().copied().or_else(speaks);
        let (Some(by), Some(what)) = (by, found.slot("what")) else { return };
        let Some(from) = self.end_of(by) else { return };
        let words = self.trim(what.words.clone());
        let mut link = Link::new(RelationType::Omits, from, None, found.words.start..words.end, "pattern");
        link.text = Some(self.text.slice(words));
        link.date = self.date_near(&found.words);
        link.voices.clone_from(&self.voices);
        self.builder.link(link);
    }

    /// Words without articles at the start.
    pub(super) fn trim(&self, words: Range<usize>) -> Range<usize> {
        let skip = words.clone().take_while(|at| self.text.is(*at, "definite")).count();
        words.start + skip.min(words.len().saturating_sub(1))..words.end
    }

    pub(super) fn call(&mut self, found: &Match<'_>) {
        let Some(author) = found.mentions("author").first().copied() else { return };
        let Some(from) = self.end_of(author) else { return };
        if self.truth(found) != Truth::Said {
            return;
        }
        let to: Vec<usize> = found
            .mentions("addressee")
            .iter()
            .filter_map(|i| self.builder.mention(self.text, &self.clause.mentions[*i]))
            .collect();
        // "calls for the following:" opens a list and is no call.
        match found.slot("what").filter(|what| !(to.is_empty() && self.opens_list() && what.words.len() < 8)) {
            Some(what) => {
                let words = found.words.start..what.words.end;
                self.recommend(from, &to, words, self.text.slice(what.words.clone()), None);
            }
            None if self.opens_list() => {
                self.memory.calls = Calls { author: Some(from), addressees: to, paragraph: self.sentence.paragraph };
            }
            None => {}
        }
    }

    /// Whether a list begins where the sentence ends.
    fn opens_list(&self) -> bool {
        let end = self.clause.words.end;
        self.text.gap(end).has(Gap::COLON) || self.text.item_number(end).is_some()
    }

    /// One call, to each that it is addressed to; to nobody where the text names nobody.
    fn recommend(&mut self, author: usize, addressees: &[usize], words: Range<usize>, text: String, number: Option<&str>) {
        let to: Vec<Option<usize>> =
            if addressees.is_empty() { vec![None] } else { addressees.iter().map(|to| Some(*to)).collect() };
        let by = if number.is_some() { "numbered-list" } else { "pattern" };
        for to in to {
            let mut link = Link::new(RelationType::Recommends, author, to, words.clone(), by);
            link.role = number.map(str::to_string);
            link.text = Some(text.clone());
            self.builder.link(link);
        }
    }

    /// Items of a numbered list of calls, and headings that name whom they address.
    pub(super) fn numbered(&mut self) {
        let paragraph = self.sentence.paragraph;
        if !self.memory.calls.open(paragraph) {
            return;
        }
        if self.sentence.number.is_none() && !self.sentence.bullet {
            let heading = self.text.gap(self.clause.words.end).has(Gap::COLON);
            let opens = self.memory.calls.paragraph == paragraph;
            let start = self.clause.words.start;
            let near = (start..(start + 6).min(self.clause.words.end)).find_map(|at| self.clause.owner(at));
            let first = near.filter(|o| !opens && self.mention(*o).is_party());
            if let Some(first) = first.filter(|_| heading) {
                self.memory.calls.addressees = self.end_of(first).into_iter().collect();
                self.memory.calls.paragraph = paragraph;
            }
            return;
        }
        let Some(author) = self.memory.calls.author else { return };
        let addressees = self.memory.calls.addressees.clone();
        let words = self.clause.words.clone();
        // The number as written stands before the item's words.
        let number = self.sentence.number.map(|_| self.text.word(words.start - 1));
        self.recommend(author, &addressees, words.clone(), self.text.slice(words), number);
        self.memory.calls.paragraph = paragraph;
    }

    pub(super) fn abuse(&mut self, found: &Match<'_>) {
        // "Nine were killed by A": what was done stands before.
        let passive = (self.clause.words.start, found.words.end);
        let what = found.slot("what").map_or(passive.0..passive.1, |what| what.words.clone());
        if self.truth(found) != Truth::Said || !self.grave(&found.key, &what) {
            return;
        }
        let mut speakers = self.voices.clone();
        for accuser in found.mentions("accuser").to_vec() {
            speakers.extend(self.end_of(accuser));
        }
        let speakers: BTreeSet<String> = speakers.into_iter().map(|entity| self.builder.name(entity).to_string()).collect();
        // Whoever says it says it of somebody else: of a confession this reader makes no allegation.
        let mut parties: Vec<usize> = found.mentions("perpetrator").to_vec();
        parties.retain(|index| self.end_of(*index).is_none_or(|entity| !speakers.contains(self.builder.name(entity))));
        // "Police in Port Town detained forty": whose police, the text does not say.
        let Some(first) = parties.first().or(found.mentions("place").first()).copied() else { return };
        let end = (found.key.end..what.end)
            .find(|at| *at > what.start && self.text.gap(*at).has(Gap::COMMA))
            .unwrap_or(what.end)
            .min(found.key.end.max(what.start) + 14);
        let place = found.mentions("place").first().map(|place| self.with_state(*place));
        let dates = dates_of(self.text, self.clause.mentions, first);
        let telling = Telling {
            name: self.text.slice(found.key.start..end),
            dates: dates.into_iter().take(1).collect(),
            place: place
                .or_else(|| self.place_after(if what.start < found.key.start { found.words.end } else { what.start })),
            words: self.anchor(&(found.words.start..end)),
            paragraph: self.sentence.paragraph,
            hosts: Vec::new(),
            near_forum: None,
            body: false,
            occasion: Occasion::new("Abuse", None),
            apart: false,
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
            for accuser in found.mentions("accuser").to_vec() {
                if let Some(from) = self.end_of(accuser) {
                    let mut link = Link::new(RelationType::Accuses, from, Some(id), found.words.start..end, "pattern");
                    link.to_event = true;
                    self.builder.link(link);
                }
            }
        }
    }

    /// "The group adopted a work plan": what, and at which of the engagements that the sentence tells of.
    pub(super) fn adoption(&mut self, found: &Match<'_>) {
        if self.truth(found) != Truth::Said {
            return;
        }
        let what = match found.slot("what") {
            Some(what) => what.words.clone(),
            None => self.clause.words.start..found.key.start,
        };
        let what = self.adopted(self.trim(what));
        if !self.text.any(what.clone(), "adopted") {
            return;
        }
        let event = self.told.values().flatten().next_back().copied().or_else(|| self.played.last().copied());
        let date = self.date_near(&found.words);
        for by in found.mentions("by").to_vec() {
            let Some(from) = self.doer(by) else { continue };
            let mut link =
                Link::new(RelationType::Adopts, from, event, found.words.start..what.end.max(found.key.end), "pattern");
            link.to_event = event.is_some();
            link.text = Some(self.text.slice(what.clone()));
            link.date.clone_from(&date);
            link.voices.clone_from(&self.voices);
            self.builder.link(link);
        }
    }

    /// Who adopted something: a party, or the body whose engagement it was.
    fn doer(&mut self, index: usize) -> Option<usize> {
        let mention = self.mention(index);
        match &mention.kind {
            Kind::Event(_) => {
                Some(self.builder.entity(self.text, mention.core.clone(), EntityType::Forum, "event-noun", 600))
            }
            _ => self.end_of(index),
        }
    }

    /// What was adopted, without when and where: up to the first date, article and number words left away.
    fn adopted(&self, words: Range<usize>) -> Range<usize> {
        let dated = |at: usize| self.clause.owner(at).is_some_and(|o| matches!(self.mention(o).kind, Kind::Date(_)));
        let start = words.clone().find(|at| !self.text.is(*at, "determiner")).unwrap_or(words.start);
        let ends = |at: usize| {
            dated(at)
                || at > start
                    && (self.text.gap(at).has(Gap::COMMA.and(Gap::SEMICOLON))
                        || self.text.is(at, "in")
                        || self.text.is(at, "relative"))
        };
        let end = (start..words.end).find(|at| ends(*at)).unwrap_or(words.end);
        start..end.max(start)
    }

    /// Whether what was done is an abuse: the verb is, or its object names one.
    pub(super) fn grave(&self, key: &Range<usize>, what: &Range<usize>) -> bool {
        self.text.any(key.clone(), "grave") || self.text.any(what.start..what.end.min(what.start + 12), "grave")
    }
}
