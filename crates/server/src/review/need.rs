//! What findings need most: the order in which claims wait for a reviewer.
//!
//! The main type is [`Needs`]. A finding can go out when every claim that its smallest proof rests on is accepted; so each
//! finding shares one weight among those of them that nobody decided on. What finishes many findings, or the last of one,
//! comes first. Weights are whole numbers, so that the order is the same everywhere.

use rollcall_model::claim::State;
use rollcall_model::finding::Finding;
use rollcall_model::id::MentionId;
use rollcall_model::view::View;
use std::collections::{BTreeMap, BTreeSet};

/// What one finding shares out.
const WEIGHT: usize = 1000;

/// How much findings need each mention's claims, and how many findings wait for them.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    by_mention: BTreeMap<MentionId, (usize, usize)>,
    /// Findings whose smallest proof rests on a mention, by their place in the view.
    resting: BTreeMap<MentionId, Vec<usize>>,
}

impl Needs {
    /// The needs of a view's findings.
    pub(crate) fn of(view: &dyn View) -> Self {
        let mut needs = Self::default();
        for (at, finding) in view.findings().iter().enumerate() {
            let Some(proof) = finding.proofs.first() else { continue };
            let all: BTreeSet<&MentionId> = proof
                .claims()
                .into_iter()
                .filter_map(|id| view.claims().get(id))
                .map(|stated| &stated.claim.mention)
                .collect();
            for mention in all {
                needs.resting.entry(mention.clone()).or_default().push(at);
            }
            let waiting: BTreeSet<&MentionId> = proof
                .claims()
                .into_iter()
                .filter_map(|id| view.claims().get(id))
                .filter(|stated| matches!(stated.state, State::Proposed | State::NeedsAnotherLook))
                .map(|stated| &stated.claim.mention)
                .collect();
            for mention in &waiting {
                let need = needs.by_mention.entry((*mention).clone()).or_default();
                need.0 += WEIGHT / waiting.len();
                need.1 += 1;
            }
        }
        needs
    }

    /// The weight of a mention: 0 where no finding waits for it.
    pub(crate) fn weight(&self, mention: &MentionId) -> usize {
        self.by_mention.get(mention).map_or(0, |need| need.0)
    }

    /// How many findings wait for a mention.
    pub(crate) fn findings(&self, mention: &MentionId) -> usize {
        self.by_mention.get(mention).map_or(0, |need| need.1)
    }

    /// The findings that rest on a mention.
    pub(crate) fn resting<'a>(&self, mention: &MentionId, view: &'a dyn View) -> Vec<&'a Finding> {
        let places = self.resting.get(mention).into_iter().flatten();
        places.filter_map(|at| view.findings().get(*at).map(AsRef::as_ref)).collect()
    }
}
