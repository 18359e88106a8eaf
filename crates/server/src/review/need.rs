//! What findings need most: the order in which claims wait for a reviewer.
//!
//! The main type is [`Needs`]. A finding can go out when every claim that its smallest proof rests on is accepted; so each
//! finding shares one weight among those of them that nobody decided on. What finishes many findings, or the last of one,
//! comes first. Weights are whole numbers, so that the order is the same everywhere.

use rollcall_model::claim::State;
use rollcall_model::id::MentionId;
use rollcall_model::view::View;
use std::collections::{BTreeMap, BTreeSet};

/// What one finding shares out.
const WEIGHT: usize = 1000;

/// How much findings need each mention's claims, and how many findings wait for them.
#[derive(Debug, Default)]
pub(crate) struct Needs(BTreeMap<MentionId, (usize, usize)>);

impl Needs {
    /// The needs of a view's findings.
    pub(crate) fn of(view: &dyn View) -> Self {
        let mut needs: BTreeMap<MentionId, (usize, usize)> = BTreeMap::new();
        for finding in view.findings() {
            let Some(proof) = finding.proofs.first() else { continue };
            let waiting: BTreeSet<&MentionId> = proof
                .claims()
                .into_iter()
                .filter_map(|id| view.claims().get(id))
                .filter(|stated| matches!(stated.state, State::Proposed | State::NeedsAnotherLook))
                .map(|stated| &stated.claim.mention)
                .collect();
            for mention in &waiting {
                let need = needs.entry((*mention).clone()).or_default();
                need.0 += WEIGHT / waiting.len();
                need.1 += 1;
            }
        }
        Self(needs)
    }

    /// The weight of a mention: 0 where no finding waits for it.
    pub(crate) fn weight(&self, mention: &MentionId) -> usize {
        self.0.get(mention).map_or(0, |need| need.0)
    }

    /// How many findings wait for a mention.
    pub(crate) fn findings(&self, mention: &MentionId) -> usize {
        self.0.get(mention).map_or(0, |need| need.1)
    }
}
