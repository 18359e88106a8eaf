//! Mentions that may be one, cut so that each cut can be done, kept and redone alone. The main type is [`Block`].

use crate::engagement::EngagementProfile;
use crate::group::{self, Joined};
use crate::party::Spoken;
use crate::profile::PartyProfile;
use rollcall_model::entity::{Join, JoinStatus};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Mentions that may be one. Everything that [`join_block`] looks at is in it, so its JSON is the key of its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "lowercase")]
pub enum Block {
    /// Parties named in one document.
    Document {
        /// The document's path.
        key: String,
        /// The mentions, by id.
        spoken: Vec<Spoken>,
    },
    /// Parties of several documents that share a name, or nearly.
    Parties {
        /// What they share.
        key: String,
        /// One for each party of each document, by mention id.
        profiles: Vec<Arc<PartyProfile>>,
    },
    /// Engagements that share body and year, or name and year.
    Engagements {
        /// What they share.
        key: String,
        /// By mention id.
        profiles: Vec<Arc<EngagementProfile>>,
    },
}

impl Block {
    /// What the block's mentions share; unique among the blocks of one call.
    pub fn key(&self) -> &str {
        match self {
            Self::Document { key, .. } | Self::Parties { key, .. } | Self::Engagements { key, .. } => key,
        }
    }
}

/// The joins of one block, sorted. Two blocks may give the same join: see [`tidy`].
pub fn join_block(block: &Block) -> Vec<Join> {
    joined(block).joins
}

/// The same, and whether they are loose.
pub(crate) fn joined(block: &Block) -> Joined {
    let joined = match block {
        Block::Document { spoken, .. } => Joined { joins: crate::party::join_document(spoken), loose: false },
        Block::Parties { profiles, .. } => group::join(profiles),
        Block::Engagements { profiles, .. } => group::join(profiles),
    };
    Joined { joins: tidy(joined.joins), ..joined }
}

/// Lets joins that say the same share the words: they do where one name fits many, and of what was written down before each
/// has its own.
pub fn share_words(joins: &mut [Join]) {
    let mut known: BTreeSet<Arc<str>> = BTreeSet::new();
    for words in joins.iter_mut().flat_map(|join| join.speaks_for.iter_mut().chain(&mut join.against)) {
        match known.get(words) {
            Some(same) => *words = same.clone(),
            None => _ = known.insert(words.clone()),
        }
    }
}

/// Joins sorted by id, each once: where blocks say different things of one pair, what was made stays.
pub fn tidy<J: Borrow<Join>>(mut joins: Vec<J>) -> Vec<J> {
    let rank = |join: &Join| match join.status {
        JoinStatus::Decided => 0,
        JoinStatus::InDocument => 1,
        JoinStatus::Made => 2,
        JoinStatus::Proposed => 3,
    };
    joins.sort_unstable_by(|one, other| {
        let (one, other) = (one.borrow(), other.borrow());
        one.id.cmp(&other.id).then_with(|| (rank(one), one).cmp(&(rank(other), other)))
    });
    joins.dedup_by(|next, first| (*next).borrow().id == (*first).borrow().id);
    joins
}
