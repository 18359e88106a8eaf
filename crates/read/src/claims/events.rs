//! Events become engagements, abuses and who took part.

use super::{Maker, Told, full_name};
use crate::document::{Entity, EntityType, Event, EventRole, EventType, RelationType};
use rollcall_model::claim::{Anchor, Value, link_id, mention_id};
use rollcall_model::id::MentionId;
use rollcall_model::ontology::{Kind, kinds};

/// Types of entities that may host.
const HOSTS: [EntityType; 5] =
    [EntityType::State, EntityType::Unit, EntityType::Organization, EntityType::Forum, EntityType::Company];

impl<'a> Maker<'a> {
    /// An event with everybody's part in it.
    pub(super) fn event(&mut self, event: &'a Event) {
        let Some(anchor) = self.anchor(event.start, event.end) else {
            self.drop(&event.id, "it does not stand in the text");
            return;
        };
        let kind = kind_of(event.kind);
        let mention = self.event_mention(event, kind, &anchor);
        self.events.insert(&event.id, (mention.clone(), kind));
        let told = self.told(&event.by, event.score.0, &event.attributed_to);
        let (of, id) = ((&mention, kind), event.id.as_str());
        for range in
            std::iter::once((event.start, event.end)).chain(event.mentions.iter().map(|range| (range.start, range.end)))
        {
            if let Some(anchor) = self.anchor(range.0, range.1).filter(|_| !event.name.is_empty()) {
                self.text(id, of, "name", &event.name, &self.within(&anchor, &event.name), &told);
            }
        }
        if let Some(date) = &event.date {
            self.text(id, of, "date", date.as_str(), &self.date_anchor(date, &anchor), &told);
        }
        if let Some(place) = &event.place {
            let near = (event.start, event.end);
            let stands = self
                .named(place, &[EntityType::Place, EntityType::State], near)
                .filter(|entity| near.0 <= entity.start && entity.end <= near.1);
            let words = stands.and_then(|entity| self.anchor(entity.start, entity.end));
            self.text(id, of, "place", place, &words.unwrap_or_else(|| self.within(&anchor, place)), &told);
        }
        if kind == kinds::ABUSE {
            self.text(id, of, "what", &event.name, &self.within(&anchor, &event.name), &told);
            self.abuse_roles(event);
            return;
        }
        self.text(id, of, "status", &event.status, &anchor, &told);
        self.forum(event, of, &anchor, &told);
        self.hosts(event, of, &anchor, &told);
        for role in &event.roles {
            if let Err(why) = self.participation(event, role, &mention, &anchor, &told) {
                self.drop(id, why);
            }
        }
    }

    /// Two events of one clause must not be one mention: the second is told apart by what it is.
    fn event_mention(&mut self, event: &Event, kind: Kind, anchor: &Anchor) -> MentionId {
        let date = event.date.as_ref().map_or("", |date| date.as_str());
        let what = format!(
            "{}|{}|{}|{date}",
            event.name,
            event.forum.as_deref().unwrap_or(""),
            event.place.as_deref().unwrap_or("")
        );
        let mention = mention_id(anchor, kind);
        match self.taken.get(&mention) {
            Some(other) if *other != what => link_id(kind, &[&mention], &what),
            _ => {
                self.taken.insert(mention.clone(), what);
                mention
            }
        }
    }

    fn forum(&mut self, event: &Event, of: (&MentionId, Kind), anchor: &Anchor, told: &Told) {
        let Some(name) = &event.forum else { return };
        if let Some(entity) = self.named(name, &[EntityType::Forum], (event.start, event.end)) {
            let words =
                self.anchor(entity.start, entity.end).filter(|words| anchor.start <= words.start && words.end <= anchor.end);
            self.link(&event.id, of, "forum", &entity.id, &words.unwrap_or_else(|| anchor.clone()), told);
            return;
        }
        let words = self.within(anchor, name);
        let forum = mention_id(&words, kinds::FORUM);
        if self.made.insert(forum.clone()) {
            let told = Told { voices: Vec::new(), ..told.clone() };
            self.text(&event.id, (&forum, kinds::FORUM), "name", name, &words, &told);
        }
        if let Err(why) = self.put(of, "forum", Value::Link(forum), &words, told) {
            self.drop(&event.id, why);
        }
    }

    /// Hosts by name, then those whose part is to host.
    fn hosts(&mut self, event: &'a Event, of: (&MentionId, Kind), anchor: &Anchor, told: &Told) {
        let near = (event.start, event.end);
        let entity_of = |role: &&EventRole| role.role == "host";
        let mut hosts: Vec<&Entity> = event
            .roles
            .iter()
            .filter(entity_of)
            .filter_map(|role| self.entities.get(role.entity.as_str()).copied())
            .collect();
        for name in &event.host {
            if hosts.iter().any(|host| full_name(host) == name || host.text == *name) {
                continue;
            }
            match self.named(name, &HOSTS, near) {
                Some(entity) => hosts.push(entity),
                None => self.drop(&event.id, format!("no entity is the host `{name}`")),
            }
        }
        for host in hosts.into_iter().filter(|host| HOSTS.contains(&host.kind)) {
            self.link(&event.id, of, "host", &host.id, anchor, told);
        }
    }

    fn participation(
        &mut self,
        event: &Event,
        role: &EventRole,
        engagement: &MentionId,
        clause: &Anchor,
        told: &Told,
    ) -> Result<(), String> {
        let entity =
            *self.entities.get(role.entity.as_str()).ok_or_else(|| format!("there is no entity `{}`", role.entity))?;
        let kind = kinds::PARTICIPATION;
        let unnamed = matches!(entity.kind, EntityType::Rank | EntityType::Title | EntityType::Role);
        let party = if unnamed {
            self.body_of(entity).ok_or_else(|| format!("nobody is named behind `{}`", entity.text))?
        } else {
            entity
        };
        let party = self.mention_for(kind, "party", &party.id)?;
        let mention = link_id(kind, &[&party, engagement], &role.role);
        let of = (&mention, kind);
        let words =
            role.start.zip(role.end).and_then(|(start, end)| self.anchor(start, end)).unwrap_or_else(|| clause.clone());
        // Without a role that the ontology has there is no participation to speak of, so it is asked first.
        self.put(of, "role", Value::Text(role.role.clone()), &words, told)?;
        self.put(of, "party", Value::Link(party.clone()), &words, told)?;
        self.put(of, "engagement", Value::Link(engagement.clone()), &words, told)?;
        self.text(&event.id, of, "certainty", &role.certainty, &words, told);
        self.text(&event.id, of, "mode", role.mode.as_deref().unwrap_or("not stated"), &words, told);
        if let Some(capacity) = &role.capacity {
            self.text(&event.id, of, "capacity", capacity, &words, told);
        }
        if unnamed || role.named == Some(false) {
            self.text(&event.id, of, "named", "false", &words, told);
        }
        if unnamed {
            let property = if entity.kind == EntityType::Rank { "rank" } else { "post" };
            let words = self.anchor(entity.start, entity.end).unwrap_or_else(|| words.clone());
            self.text(&event.id, of, property, &entity.text, &words, told);
        }
        for (property, text) in [("rank", &role.rank), ("post", &role.post)] {
            if let Some(text) = text {
                self.text(&event.id, of, property, text, &self.within(&words, text), told);
            }
        }
        self.rank_and_post(event, entity, of, told);
        Ok(())
    }

    /// Rank and post as the text gives them beside this very mention of the person.
    fn rank_and_post(&mut self, event: &Event, person: &Entity, of: (&MentionId, Kind), told: &Told) {
        let document = self.document;
        for relation in document.relations.iter().filter(|relation| relation.from == person.id) {
            let property = match relation.kind {
                RelationType::HasRank => "rank",
                RelationType::HasTitle | RelationType::HasRole => "post",
                _ => continue,
            };
            let Some(said) = self.entities.get(relation.to.as_str()).copied() else { continue };
            if let Some(words) = self.anchor(said.start, said.end) {
                self.text(&event.id, of, property, &said.text, &words, told);
            }
        }
    }

    /// The body or state behind somebody who is only named by rank or post.
    fn body_of(&self, entity: &Entity) -> Option<&'a Entity> {
        let document = self.document;
        let posted = document.relations.iter().find(|relation| {
            relation.from == entity.id && matches!(relation.kind, RelationType::IsPosted | RelationType::PartOf)
        });
        let inside = || {
            document
                .entities
                .iter()
                .find(|other| HOSTS.contains(&other.kind) && entity.start <= other.start && other.end <= entity.end)
        };
        posted.and_then(|relation| self.entities.get(relation.to.as_str()).copied()).or_else(inside)
    }

    /// Parts in an abuse are relations of their own (`alleged_in`, `accuses`): a part in the event says too little.
    fn abuse_roles(&mut self, event: &Event) {
        if !event.roles.is_empty() {
            self.drop(&event.id, "a part in an abuse is said by a relation, not by a role");
        }
    }
}

fn kind_of(kind: EventType) -> Kind {
    match kind {
        EventType::Meeting => kinds::MEETING,
        EventType::Exercise => kinds::EXERCISE,
        EventType::Visit => kinds::VISIT,
        EventType::Training => kinds::TRAINING,
        EventType::Expo => kinds::EXPO,
        EventType::Abuse => kinds::ABUSE,
    }
}
