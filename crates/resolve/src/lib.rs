//! Claims become clusters: which mentions are one party, one engagement, one tenure.
//!
//! The steps, each a pure function over records:
//!
//! 1. [`party_blocks`] cuts mentions of parties into [`Block`]s: one for each document, and one for each name that
//!    several documents may share. [`join_block`] makes the [`Join`]s of one block and looks at nothing else.
//! 2. [`cluster`] over those joins gives [`Clusters`] of parties; with them [`engagement_blocks`] makes blocks of
//!    engagements by body and year, for the same [`join_block`].
//! 3. [`weigh`] looks again at merges of persons that rest on a name alone: none may hand on what weighs.
//! 4. [`cluster`] over all joins gives the clusters; links (a participation, a tenure, a measure) need no join: they
//!    are one where the ontology's key says so. [`entities`] puts the claims of each cluster together.
//!
//! Why joins and not a score for each pair: a person must be able to read why two mentions are one, and to undo just
//! that. Why blocks: no pair is looked at that shares no name, and a new document changes only the blocks it stands in.
//! The order of the input never matters.

mod again;
mod block;
mod book;
mod candidates;
mod cluster;
mod engagement;
mod engagements;
mod entity;
mod group;
mod kept;
mod mention;
mod net;
mod parties;
mod party;
mod person;
mod profile;
mod sides;
mod united;
mod weigh;

pub use block::{Block, join_block, share_words, tidy};
pub use book::{Book, Party, Rung, Settings};
pub use candidates::candidate_pairs;
pub use cluster::{Clusters, Decided, cluster, decided_joins};
pub use engagement::EngagementProfile;
pub use engagements::engagement_blocks;
pub use entity::{Joins, Resolution, Said, entities, entities_again, without};
pub use kept::{ById, Changed, Decide, Decides, Kept, Of, Resolved};
pub use mention::ClaimsOf;
pub use parties::party_blocks;
pub use party::Spoken;
pub use profile::{PartyProfile, PostHeld, RankOn};
pub use weigh::weigh;

#[cfg(test)]
mod tests;
