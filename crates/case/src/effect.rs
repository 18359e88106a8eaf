//! What changed between two states of a case: which findings are new, which are gone, and which may go out.
//!
//! The main type is [`Effect`]. The desk shows it after each act; a reviewer sees what hangs on the words just read.

use crate::assemble::Built;
use crate::cache::Cache;
use rollcall_model::finding::Finding;
use rollcall_model::id::{FindingId, IdSet};
use rollcall_model::problem::Problem;
use rollcall_model::view::View;
use rollcall_reason::Listed;
use serde::Serialize;
use std::sync::Arc;

/// A finding, as far as a person must know it to see what changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Its id.
    pub id: FindingId,
    /// The rule's name.
    pub rule: String,
    /// Its sentence.
    pub says: String,
}

impl From<Listed> for Changed {
    fn from(listed: Listed) -> Self {
        Self { id: listed.id, rule: listed.rule, says: listed.says }
    }
}

/// What changed. Each list is in the order of findings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// Findings that the draft has and did not have.
    pub new: Vec<Changed>,
    /// Findings that the draft had and has no more.
    pub gone: Vec<Changed>,
    /// Findings that may go out now and could not.
    pub may_go_out: Vec<Changed>,
    /// Findings that may go out no more.
    pub held_back: Vec<Changed>,
    /// Lines of the roll that may go out, now.
    pub lines_out: usize,
}

impl Effect {
    /// From one state of a case to the next.
    ///
    /// # Errors
    /// When a rule runs away on what was accepted.
    pub fn between(before: &Built, after: &Built, cache: &Cache<'_>) -> Result<Self, Problem> {
        let (old, new) = (before.public(cache)?, after.public(cache)?);
        let (now, past) = (after.private().findings(), before.private().findings());
        Ok(Self {
            new: not_in(now, past),
            gone: not_in(past, now),
            may_go_out: not_in(new.findings(), old.findings()),
            held_back: not_in(old.findings(), new.findings()),
            lines_out: new.roll().len(),
        })
    }
}

/// Findings of one list that another does not have, as they are listed.
pub(crate) fn not_in(these: &[Arc<Finding>], those: &[Arc<Finding>]) -> Vec<Changed> {
    only_in(these, those).map(changed).collect()
}

/// Findings of one list that another does not have.
pub(crate) fn only_in<'f>(these: &'f [Arc<Finding>], those: &'f [Arc<Finding>]) -> impl Iterator<Item = &'f Finding> {
    let known: IdSet<&FindingId> = those.iter().map(|finding| &finding.id).collect();
    these.iter().map(AsRef::as_ref).filter(move |finding| !known.contains(&finding.id))
}

/// A finding as far as it is listed.
pub(crate) fn changed(finding: &Finding) -> Changed {
    Changed { id: finding.id.clone(), rule: finding.rule.clone(), says: finding.says.clone() }
}
