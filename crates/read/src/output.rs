//! What was read, put into the document's own shape: ids by place, offsets in code points.
//!
//! The main type is [`Builder`]. Steps refer to entities by a number that never changes; ids are given at the end, by
//! place, so that they do not depend on the order in which the steps ran.

use crate::document::{Document, Entity, EntityType, Event, EventRole, Range as Points, Relation, RelationType, Score};
use crate::engagements::{Engagement, Part};
use crate::mentions::Mention;
use crate::text::Text;
use rollcall_model::date::Edtf;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A relation before ids are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub kind: RelationType,
    pub from: usize,
    pub to: Option<usize>,
    pub words: Range<usize>,
    pub role: Option<String>,
    pub date: Option<Edtf>,
    pub text: Option<String>,
    pub voices: Vec<usize>,
    pub by: &'static str,
    pub score: u16,
    /// Where `to` is an engagement and not an entity.
    pub to_event: bool,
}

impl Link {
    /// A relation between two entities.
    pub fn new(kind: RelationType, from: usize, to: Option<usize>, words: Range<usize>, by: &'static str) -> Self {
        Self {
            kind,
            from,
            to,
            words,
            role: None,
            date: None,
            text: None,
            voices: Vec::new(),
            by,
            score: 800,
            to_event: false,
        }
    }
}

/// Whether a relation of somebody's standing stays, given the words of its ends.
pub(crate) type Stays<'a> = &'a dyn Fn(&Link, &Range<usize>, &Range<usize>) -> bool;

/// Gathers what was read. See the module's page.
#[derive(Default)]
pub(crate) struct Builder {
    entities: Vec<Entity>,
    /// The words of each entity, and whether it was dropped again.
    words: Vec<(Range<usize>, bool)>,
    places: BTreeMap<(usize, usize, EntityType), usize>,
    links: Vec<Link>,
}

/// A name with the mark that opens or closes beside it, where it holds the other one: "Task Force (North", "3’ Division".
fn whole_marks(text: &str, start: usize, end: usize) -> (usize, usize) {
    let inside = &text[start..end];
    let only = |this: char, that: char| inside.matches(this).count() > inside.matches(that).count();
    let (before, after) = (text[..start].chars().next_back(), text[end..].chars().next());
    let opens = [('(', ')'), ('‘', '’'), ('“', '”')];
    let closed = opens.iter().find(|(open, close)| only(*open, *close) && after == Some(*close));
    let opened = opens[1..].iter().find(|(open, close)| only(*close, *open) && before == Some(*open));
    (start - opened.map_or(0, |(open, _)| open.len_utf8()), end + closed.map_or(0, |(_, close)| close.len_utf8()))
}

impl Builder {
    /// The number of a mention's entity, made if it is new.
    pub fn mention(&mut self, text: &Text<'_>, mention: &Mention) -> Option<usize> {
        let kind = mention.entity()?;
        if mention.known.is_some() {
            return mention.known;
        }
        let at = self.entity(text, mention.core.clone(), kind, mention.by, mention.score);
        let entity = &mut self.entities[at];
        if entity.normalized.is_none() {
            entity.normalized = mention.name.clone().filter(|name| *name != entity.text);
        }
        if entity.country.is_none() {
            entity.country = mention.country.clone();
        }
        Some(at)
    }

    /// The number of an entity of some words, made if it is new.
    pub fn entity(&mut self, text: &Text<'_>, words: Range<usize>, kind: EntityType, by: &'static str, score: u16) -> usize {
        let (mut start, mut end) = text.bytes(words.clone());
        if kind == EntityType::Rank && text.source[end..].starts_with('.') {
            end += 1;
        }
        if matches!(kind, EntityType::Title | EntityType::Role | EntityType::Unit) {
            (start, end) = whole_marks(text.source, start, end);
        }
        start = start.min(end);
        let (first, last) = text.points(start, end);
        let key = (first, last, kind);
        if let Some(at) = self.places.get(&key) {
            self.words[*at].1 = false;
            return *at;
        }
        let at = self.entities.len();
        self.places.insert(key, at);
        self.words.push((words, false));
        self.entities.push(Entity {
            id: String::new(),
            kind,
            start: first,
            end: last,
            text: text.source[start..end].to_string(),
            normalized: None,
            country: None,
            by: by.to_string(),
            score: Score(score),
        });
        at
    }

    /// The number of an entity of just these words, where there is one.
    pub fn known(&self, text: &Text<'_>, words: &Range<usize>, kind: EntityType) -> Option<usize> {
        let (start, end) = text.span(words.clone());
        self.places.get(&(start, end, kind)).copied()
    }

    /// The full name of an entity, else its words.
    pub fn name(&self, entity: usize) -> &str {
        let entity = &self.entities[entity];
        entity.normalized.as_deref().unwrap_or(&entity.text)
    }

    /// Sets what an entity is short for.
    pub fn normalize(&mut self, entity: usize, full: String) {
        if self.entities[entity].text != full {
            self.entities[entity].normalized = Some(full);
        }
    }

    /// Adds a relation unless it is there.
    pub fn link(&mut self, link: Link) {
        let same = |l: &Link| {
            l.kind == link.kind && l.from == link.from && l.to == link.to && l.role == link.role && l.text == link.text
        };
        // Only the last ones can be the same: relations are added sentence by sentence.
        if !self.links.iter().rev().take(40).any(same) {
            self.links.push(link);
        }
    }

    /// Every entity's type and words, by number.
    pub fn placed(&self) -> impl Iterator<Item = (EntityType, Range<usize>)> {
        self.entities.iter().zip(&self.words).map(|(entity, (words, _))| (entity.kind, words.clone()))
    }

    /// Which entities a person's standing links, by number.
    pub fn standing(&self) -> Vec<bool> {
        let mut linked = vec![false; self.entities.len()];
        for link in self.links.iter().filter(|link| of_standing(link.kind)) {
            linked[link.from] = true;
            if let Some(to) = link.to {
                linked[to] = true;
            }
        }
        linked
    }

    /// The relations of people's standing: the words of the person and of what is the person's.
    pub fn pairs(&self) -> impl Iterator<Item = (RelationType, Range<usize>, Range<usize>)> {
        let links = self.links.iter().filter(|link| of_standing(link.kind));
        links.filter_map(|link| Some((link.kind, self.words[link.from].0.clone(), self.words[link.to?].0.clone())))
    }

    /// Entities that relations rest on.
    pub fn used(&self) -> impl Iterator<Item = usize> {
        self.links.iter().flat_map(|link| {
            [link.from].into_iter().chain(link.to.filter(|_| !link.to_event)).chain(link.voices.iter().copied())
        })
    }

    /// Entities that engagements (`parts`) or relations other than people's standing rest on.
    pub fn used_else(&self, parts: &BTreeSet<usize>) -> BTreeSet<usize> {
        let others = self.links.iter().filter(|link| !of_standing(link.kind));
        let ends = others.flat_map(|link| [link.from].into_iter().chain(link.to.filter(|_| !link.to_event)));
        ends.chain(parts.iter().copied()).collect()
    }

    /// Entities that are somebody's title.
    pub fn held(&self) -> BTreeSet<usize> {
        self.links.iter().filter(|link| link.kind == RelationType::HasTitle).filter_map(|link| link.to).collect()
    }

    /// Takes away relations of people's standing that `stays` does not hold for, given the words of their ends.
    pub fn forget_standing(&mut self, stays: Stays<'_>) {
        let words = &self.words;
        self.links.retain(|link| {
            let to = link.to.unwrap_or(link.from);
            !of_standing(link.kind) || stays(link, &words[link.from].0, &words[to].0)
        });
    }

    /// Takes away ranks, posts and units in some sentences, which are in order, but for those that are kept, and for units
    /// by their shape: long ones, and others where the model is `silent`, if it has nothing else over the same words (`taken`).
    pub fn forget(
        &mut self,
        sentences: &[Range<usize>],
        kept: &BTreeSet<usize>,
        silent: &dyn Fn(&Range<usize>) -> bool,
        taken: &dyn Fn(&Range<usize>) -> bool,
    ) {
        for (at, (words, dropped)) in self.words.iter_mut().enumerate() {
            let kind = self.entities[at].kind;
            let judged = matches!(kind, EntityType::Rank | EntityType::Title | EntityType::Role | EntityType::Unit);
            let shaped = kind == EntityType::Unit
                && self.entities[at].by == "shape"
                && (words.len() > 2 || silent(words))
                && !taken(words);
            *dropped = judged && !shaped && !kept.contains(&at) && within(sentences, words);
        }
    }

    /// The body of some words, where the text has one there.
    pub fn body_at(&self, words: &Range<usize>) -> Option<usize> {
        let (start, end) = (words.start, words.end);
        self.entities.iter().zip(&self.words).position(|(entity, (at, dropped))| {
            !dropped
                && (at.start, at.end) == (start, end)
                && matches!(entity.kind, EntityType::Unit | EntityType::Organization | EntityType::Company)
        })
    }

    /// The document, with ids by place.
    pub fn finish(self, text: &Text<'_>, language: Option<String>, engagements: Vec<Engagement>) -> Document {
        let mut order: Vec<usize> = (0..self.entities.len()).filter(|at| !self.words[*at].1).collect();
        order.sort_by_key(|at| {
            let e = &self.entities[*at];
            (e.start, e.end, e.kind)
        });
        let mut ids = vec![String::new(); self.entities.len()];
        for (n, at) in order.iter().enumerate() {
            ids[*at] = format!("e{}", n + 1);
        }
        let mut entities: Vec<Entity> = self.entities;
        for (at, entity) in entities.iter_mut().enumerate() {
            entity.id.clone_from(&ids[at]);
        }
        entities.retain(|entity| !entity.id.is_empty());
        entities.sort_by_key(|e| (e.start, e.end, e.kind));
        let events = events(text, &ids, engagements);
        let relations = relations(text, &ids, self.links);
        Document { language, entities, relations, events, ..Document::default() }
    }
}

/// Whether a relation says what somebody is.
fn of_standing(kind: RelationType) -> bool {
    matches!(kind, RelationType::HasRank | RelationType::HasTitle | RelationType::HasRole | RelationType::IsPosted)
}

/// Whether words stand in one of some sentences, which are in order.
pub(crate) fn within(sentences: &[Range<usize>], words: &Range<usize>) -> bool {
    let at = sentences.partition_point(|sentence| sentence.end <= words.start);
    sentences.get(at).is_some_and(|sentence| sentence.start <= words.start)
}

fn relations(text: &Text<'_>, ids: &[String], mut links: Vec<Link>) -> Vec<Relation> {
    links.sort_by_key(|l| (l.words.start, l.words.end, l.kind, l.from, l.to));
    let make = |(n, link): (usize, Link)| {
        let (start, end) = text.span(link.words);
        Relation {
            id: format!("r{}", n + 1),
            kind: link.kind,
            from: ids[link.from].clone(),
            to: ids[link.to.filter(|_| !link.to_event).unwrap_or(link.from)].clone(),
            event: link.to.filter(|_| link.to_event).map(|to| format!("v{}", to + 1)),
            start,
            end,
            role: link.role,
            date: link.date,
            text: link.text,
            attributed_to: link.voices.iter().map(|v| ids[*v].clone()).collect(),
            by: link.by.to_string(),
            score: Score(link.score),
        }
    };
    links.into_iter().enumerate().map(make).collect()
}

fn events(text: &Text<'_>, ids: &[String], engagements: Vec<Engagement>) -> Vec<Event> {
    let make = |(n, e): (usize, Engagement)| {
        let (start, end) = text.span(e.words.clone());
        Event {
            id: format!("v{}", n + 1),
            kind: e.kind,
            name: e.name,
            forum: e.forum,
            date: e.date,
            place: e.place,
            host: e.host,
            status: e.status.to_string(),
            start,
            end,
            roles: e.parts.into_iter().map(|part| role(text, ids, part)).collect(),
            attributed_to: e.voices.iter().map(|v| ids[*v].clone()).collect(),
            mentions: e
                .mentions
                .into_iter()
                .map(|words| {
                    let (start, end) = text.span(words);
                    Points { start, end }
                })
                .collect(),
            by: "rule".to_string(),
            score: Score(800),
        }
    };
    engagements.into_iter().enumerate().map(make).collect()
}

fn role(text: &Text<'_>, ids: &[String], part: Part) -> EventRole {
    let (start, end) = text.span(part.words);
    EventRole {
        entity: ids[part.entity].clone(),
        role: part.role,
        capacity: part.capacity,
        mode: part.mode,
        certainty: part.certainty.to_string(),
        start: Some(start),
        end: Some(end),
        named: (!part.named).then_some(false),
        rank: part.rank,
        post: part.post,
    }
}
