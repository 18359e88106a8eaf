//! The roll: who took part in what, one row a participation.
//!
//! The main type is [`RollRow`], whose JSON is the contract of `rollcall roll --json`.

use crate::claim::{Anchor, Basis, State};
use crate::date::Edtf;
use crate::id::{ClaimId, EntityId, FindingId};
use crate::ontology::Kind;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An engagement as a row of the roll names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollEngagement {
    /// Its id.
    pub id: EntityId,
    /// Meeting, Exercise, Visit, Training or Expo.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The body that met.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub forum: Option<String>,
    /// One EDTF text, `start/end` where both are known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<Edtf>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
    /// Names of the hosts.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub host: Vec<String>,
    /// scheduled, held, cancelled, postponed or denied.
    pub status: String,
}

/// A participant as a row of the roll names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollParty {
    /// Its id.
    pub id: EntityId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// ISO 3166-1 alpha-2, in capitals.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country: Option<String>,
}

/// One participation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollRow {
    /// The participation's id.
    pub id: EntityId,
    /// What was taken part in.
    pub engagement: RollEngagement,
    /// Who took part.
    pub participant: RollParty,
    /// For whom they acted, by name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub acts_for: Option<String>,
    /// One of the closed roles.
    pub role: String,
    /// What the role cannot say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub capacity: Option<String>,
    /// How: in person, online, video message, in writing, not stated.
    pub mode: String,
    /// stated, likely or unclear.
    pub certainty: String,
    /// Whether the source names the participant.
    pub named: bool,
    /// Rank as written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rank: Option<String>,
    /// Post as written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub post: Option<String>,
    /// What people decided.
    pub state: State,
    /// How it is known.
    pub basis: Basis,
    /// The claims of the participation itself.
    pub statements: Vec<ClaimId>,
    /// Findings that rest on it.
    pub findings: Vec<FindingId>,
    /// The words.
    pub anchors: Vec<Arc<Anchor>>,
}

impl RollRow {
    /// The words.
    pub fn anchors(&self) -> impl Iterator<Item = &Anchor> + Clone {
        self.anchors.iter().map(AsRef::as_ref)
    }
}
