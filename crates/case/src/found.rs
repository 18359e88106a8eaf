//! What rules found in a case, kept for whoever asks it again.
//!
//! The main type is [`Found`]. All assemblies of one case share one. Results are kept by the key of a rule and its
//! facts; a desk, which is asked again and again while the case changes a little at a time, has engines that stay in
//! memory and follow it instead ([`Following`]): one for the private view and one for the public, since the two go
//! their own ways. An engine compares the case that it is asked about with the one that it knew, so a file that
//! another program changed needs nobody to say so. Why not always: an engine holds all ways in which all facts
//! follow, which a command that asks once and ends need not.

use crate::assemble::Built;
use crate::words::Known;
use rollcall_model::finding::{Finding, Proof};
use rollcall_model::problem::Problem;
use rollcall_model::view::Claims;
use rollcall_reason::Following;
use rollcall_resolve::{Clusters, Kept};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Which view of a case rules are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// All claims.
    Private,
    /// Those that may go out.
    Public,
}

/// See the module's page.
#[derive(Debug, Default)]
pub struct Found {
    kept: Mutex<BTreeMap<String, Arc<Vec<Arc<Finding>>>>>,
    following: Option<[Mutex<Following>; 2]>,
    resolving: Mutex<Option<Arc<Resolving>>>,
}

/// How a case was resolved, for the question what would be without some of it.
#[derive(Debug)]
pub(crate) struct Resolving {
    /// Of which claims, and what came out.
    all: Arc<Known>,
    clusters: Arc<Clusters>,
    pub kept: Kept,
}

/// How many results are kept: those of some fifty acts.
const MAX_FOUND: usize = 2000;

impl Found {
    /// With engines that follow the case.
    fn following() -> Self {
        Self { following: Some(Default::default()), ..Self::default() }
    }

    /// What an engine that follows the case says; nothing where there is none. One question at a time.
    pub(crate) fn follow<T>(&self, side: Side, ask: impl FnOnce(&mut Following) -> T) -> Option<T> {
        let [private, public] = self.following.as_ref()?;
        let one = if side == Side::Private { private } else { public };
        Some(ask(&mut one.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Whether it is kept open.
    pub(crate) fn follows(&self) -> bool {
        self.following.is_some()
    }

    /// How a case was resolved; made where the last one that was asked about was of other claims or other merges.
    pub(crate) fn resolving(
        &self,
        all: &Arc<Known>,
        clusters: &Arc<Clusters>,
        make: impl FnOnce() -> Kept,
    ) -> Arc<Resolving> {
        let mut resolving = self.resolving.lock().unwrap_or_else(PoisonError::into_inner);
        let is_of = |kept: &&Arc<Resolving>| Arc::ptr_eq(&kept.all, all) && Arc::ptr_eq(&kept.clusters, clusters);
        if let Some(kept) = resolving.as_ref().filter(is_of) {
            return kept.clone();
        }
        let made = Arc::new(Resolving { all: all.clone(), clusters: clusters.clone(), kept: make() });
        *resolving = Some(made.clone());
        made
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).contains_key(key)
    }

    pub(crate) fn get(
        &self,
        key: &str,
        make: impl FnOnce() -> Result<Vec<Finding>, Problem>,
    ) -> Result<Arc<Vec<Arc<Finding>>>, Problem> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(findings) = kept().get(key) {
            return Ok(findings.clone());
        }
        // Made without the lock, so that nobody waits for another's rules.
        let findings = Arc::new(make()?.into_iter().map(Arc::new).collect::<Vec<_>>());
        let mut found = kept();
        if found.len() >= MAX_FOUND {
            found.clear();
        }
        found.insert(key.to_string(), findings.clone());
        Ok(findings)
    }
}

/// Lets findings that were written down share what they share when they are told: words with the claims that they rest on,
/// and what several count.
pub(crate) fn share(findings: &mut [Finding], claims: &Claims) {
    let mut counted = BTreeSet::new();
    findings.iter_mut().flat_map(|finding| &mut finding.proofs).for_each(|proof| share_proof(proof, claims, &mut counted));
}

fn share_proof(proof: &mut Proof, claims: &Claims, counted: &mut BTreeSet<Arc<Vec<Proof>>>) {
    match proof {
        Proof::Rule { because, .. } => because.iter_mut().for_each(|proof| share_proof(proof, claims, counted)),
        Proof::Count { of, .. } => {
            if let Some(known) = counted.get(of) {
                *of = known.clone();
                return;
            }
            Arc::make_mut(of).iter_mut().for_each(|proof| share_proof(proof, claims, counted));
            counted.insert(of.clone());
        }
        Proof::Fact { claims: ids, anchors, .. } => {
            let known: BTreeSet<_> = ids.iter().filter_map(|id| claims.get(id)).map(|stated| &stated.claim.anchor).collect();
            for anchor in anchors {
                if let Some(known) = known.get(anchor) {
                    *anchor = (*known).clone();
                }
            }
        }
        Proof::None { .. } => {}
    }
}

impl Built {
    /// The same case for a program that keeps it open: what follows from it stays in memory and follows it from now on.
    pub fn kept_open(mut self) -> Self {
        self.found = Arc::new(Found::following());
        self
    }

    /// The same case with what another assembly of it keeps in memory.
    pub fn going_on_from(mut self, before: &Self) -> Self {
        self.found = before.found.clone();
        self
    }

    /// Loads what a case that is kept open is followed with, so that the first change needs no longer than others.
    ///
    /// # Errors
    /// When a rule runs away.
    pub fn get_ready(&self) -> Result<(), Problem> {
        self.take_up()?;
        if self.found.follows() {
            self.resolving();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_model::claim::{Anchor, Basis, Claim, State, Value, mention_id};
    use rollcall_model::ontology::kinds;
    use rollcall_model::view::StatedClaim;
    use serde_json::json;

    #[test]
    fn findings_that_were_written_down_share_words_and_what_they_count() {
        let anchor: Anchor = serde_json::from_value(json!({
            "source": "a.md", "sha256": "0", "layer": "text", "start": 0, "end": 6, "text": "Ada Ek"
        }))
        .unwrap();
        let mention = mention_id(&anchor, kinds::PERSON);
        let claim =
            Claim::new(mention, kinds::PERSON, "name", Value::Text("Ada Ek".into()), anchor, "test", 1000, Basis::Read);
        let (id, words) = (claim.id.clone(), claim.anchor.clone());
        let claims: Claims =
            [(id.clone(), StatedClaim { claim: Arc::new(claim), state: State::Proposed })].into_iter().collect();
        let fact = json!({ "fact": "Ada Ek: name: Ada Ek", "claims": [id], "anchors": [words.as_ref()] });
        let finding = json!({
            "id": "f22222222222222222222", "rule": "test", "class": "record", "certainty": "certain", "says": "", "lang": "en",
            "entities": [], "origins": 1, "more": false,
            "proofs": [{ "rule": "test", "because": [{ "count": 1, "of": [fact] }, fact] }]
        });
        let mut findings: Vec<Finding> = serde_json::from_value(json!([finding, finding])).unwrap();
        let before = findings.clone();
        share(&mut findings, &claims);
        assert_eq!(findings, before);
        let shared: Vec<(&Arc<Vec<Proof>>, &Arc<Anchor>)> = findings
            .iter()
            .map(|finding| match finding.proofs[0].under() {
                [Proof::Count { of, .. }, Proof::Fact { anchors, .. }] => (of, &anchors[0]),
                other => panic!("{other:?}"),
            })
            .collect();
        assert!(Arc::ptr_eq(shared[0].0, shared[1].0), "what both count lies there once");
        assert!(shared.iter().all(|(_, anchor)| Arc::ptr_eq(anchor, &words)), "the words are the claim's");
    }
}
