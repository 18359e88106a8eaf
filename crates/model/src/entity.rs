//! What several mentions have become: a party, an engagement, a link, with every differing value kept.
//!
//! The main types are [`Entity`] and [`Join`], the step that made two mentions one and can be undone.

use crate::claim::State;
use crate::id::{ClaimId, EntityId, JoinId, MentionId};
use crate::ontology::Kind;
use crate::shared::SharedMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What became of a possible join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JoinStatus {
    /// Within one document: part of reading it.
    InDocument,
    /// Across documents, made by a rule of `resolve`.
    Made,
    /// Across documents, not made: a person must say so.
    Proposed,
    /// Made by a person.
    Decided,
}

/// A step by which two mentions become one, or might.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Join {
    /// Made from the two mention ids, in order.
    pub id: JoinId,
    /// The mentions' kind.
    pub kind: Kind,
    /// The lesser mention id.
    pub a: MentionId,
    /// The greater mention id.
    pub b: MentionId,
    /// What became of it.
    pub status: JoinStatus,
    /// What speaks for it, in words. Joins of one name say much the same, and share it.
    pub speaks_for: Vec<Arc<str>>,
    /// What speaks against it, in words.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub against: Vec<Arc<str>>,
    /// Whether nothing but a name agrees.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub by_name: bool,
}

impl Join {
    /// A join of two mentions, in either order.
    pub fn new(kind: Kind, one: &MentionId, two: &MentionId, status: JoinStatus, speaks_for: Vec<Arc<str>>) -> Self {
        let (a, b) = if one <= two { (one, two) } else { (two, one) };
        let id = JoinId::of(&[a.as_str(), b.as_str()]);
        Self { id, kind, a: a.clone(), b: b.clone(), status, speaks_for, against: Vec::new(), by_name: false }
    }
}

/// All joins of a case, by id, shared by whatever knows of them.
pub type JoinsById = BTreeMap<JoinId, Arc<Join>>;

/// A value with the claims that give it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PropertyValue {
    /// What is said.
    pub value: EntityValue,
    /// Who says so: claims, sorted.
    pub claims: Vec<ClaimId>,
    /// The best state among those claims.
    pub state: State,
}

/// A value of an entity's property.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum EntityValue {
    /// Another entity.
    Entity {
        /// Its id.
        id: EntityId,
        /// Its name, for people.
        name: String,
    },
    /// Words, a name, a date, a country.
    Text(String),
}

impl EntityValue {
    /// The words that people see.
    pub fn words(&self) -> &str {
        match self {
            Self::Entity { name, .. } => name,
            Self::Text(text) => text,
        }
    }

    /// The id, where this is another entity.
    pub fn entity(&self) -> Option<&EntityId> {
        match self {
            Self::Entity { id, .. } => Some(id),
            Self::Text(_) => None,
        }
    }
}

/// All things of a case, by id; the views of a case share them, and so do its states before and after a decision.
pub type Entities = SharedMap<EntityId, Arc<Entity>>;

/// One party, engagement or link: all mentions that are it, and all that is claimed of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Pinned by an edition, else made from the least mention id.
    pub id: EntityId,
    /// Its kind.
    pub kind: Kind,
    /// The name that people see: the most complete one that most sources use. For a link, what it links.
    pub name: String,
    /// Per property, the values, each with its claims. Sorted.
    pub properties: BTreeMap<String, Vec<PropertyValue>>,
    /// The mentions that are it, sorted.
    pub mentions: Vec<MentionId>,
    /// The joins across documents that made it one, sorted.
    pub joins: Vec<JoinId>,
    /// The state of the claims that make it what it is: for a link those of its ends and role.
    pub state: State,
}

impl Entity {
    /// All values of a property.
    pub fn values(&self, property: &str) -> &[PropertyValue] {
        self.properties.get(property).map_or(&[], Vec::as_slice)
    }

    /// The first value of a property in words.
    pub fn first(&self, property: &str) -> Option<&str> {
        self.values(property).first().map(|value| value.value.words())
    }

    /// The entity that a property points at.
    pub fn linked(&self, property: &str) -> Option<&EntityId> {
        self.values(property).iter().find_map(|value| value.value.entity())
    }

    /// Every claim that it rests on, sorted, once.
    pub fn claims(&self) -> Vec<&ClaimId> {
        let mut claims: Vec<&ClaimId> = self.properties.values().flatten().flat_map(|value| &value.claims).collect();
        claims.sort_unstable();
        claims.dedup();
        claims
    }
}
