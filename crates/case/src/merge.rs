//! Two people's decisions become one file.
//!
//! The main function is [`Case::merge_decisions`]. Every line of the other file that this case has not is appended as it is:
//! nothing is rewritten and nothing is lost. Where two people decided otherwise of the same words, both lines stay, the
//! later one counts, and the two are listed so that they can talk.

use crate::decisions::{self, DECISIONS};
use crate::folder::Case;
use rollcall_model::decision::{ClaimWords, Decision, Verb};
use rollcall_model::id::DecisionId;
use rollcall_model::problem::Problem;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

/// The largest file that is read, in bytes.
const MOST: u64 = 256 << 20;

/// What joining came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// Lines that were appended.
    pub added: usize,
    /// Lines that were here already.
    pub known: usize,
    /// Where two people decided otherwise.
    pub conflicts: Vec<Conflict>,
}

/// Two decisions of the same words that say different things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The claim, as it was seen.
    pub claim: ClaimWords,
    /// The file that says it.
    pub source: String,
    /// Its words.
    pub words: String,
    /// What this case had.
    pub ours: Said,
    /// What the other file has.
    pub theirs: Said,
    /// Which of the two counts now: the later one.
    pub counts: DecisionId,
}

/// One side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The line.
    pub id: DecisionId,
    /// Who, by pseudonym.
    pub by: String,
    /// When.
    pub at: String,
    /// What was decided.
    pub verb: Verb,
    /// The right value, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Case {
    /// Appends the lines of another file that this case has not.
    ///
    /// # Errors
    /// Every broken line of either file; then nothing was written.
    pub fn merge_decisions(&self, file: &Path) -> Result<Merged, Vec<Problem>> {
        let name = file.display().to_string();
        let theirs = decisions::parse(&name, &text_of(file, &name)?)?;
        let ours = self.decisions()?;
        let mut known: BTreeSet<&DecisionId> = ours.iter().map(|line| &line.id).collect();
        let new: Vec<&Decision> = theirs.iter().filter(|line| known.insert(&line.id)).collect();
        let mut lines = String::new();
        for line in &new {
            lines += &serde_json::to_string(line)
                .map_err(|error| vec![Problem::new(DECISIONS, "internal", error.to_string())])?;
            lines.push('\n');
        }
        if !lines.is_empty() {
            self.append_decisions(&lines)?;
        }
        Ok(Merged { added: new.len(), known: theirs.len() - new.len(), conflicts: conflicts(&ours, &theirs) })
    }
}

fn text_of(file: &Path, name: &str) -> Result<String, Vec<Problem>> {
    let problem = |message: String| vec![Problem::new(name, "cannot-read", message).hint("name another decisions.jsonl")];
    let mut text = String::new();
    let open = std::fs::File::open(file).map_err(|error| problem(error.to_string()))?;
    open.take(MOST + 1).read_to_string(&mut text).map_err(|error| problem(error.to_string()))?;
    if text.len() as u64 > MOST {
        return Err(problem(format!("it has more than {} MB", MOST >> 20)));
    }
    Ok(text)
}

/// What the last line of each side says of the same thing, where that differs and two people said it.
fn conflicts(ours: &[Decision], theirs: &[Decision]) -> Vec<Conflict> {
    let mine = last_words(ours);
    let differ = |one: &Decision, other: &Decision| {
        one.id != other.id && one.by != other.by && (one.verb != other.verb || one.value != other.value)
    };
    last_words(theirs)
        .into_iter()
        .filter_map(|(about, their)| mine.get(&about).map(|our| (*our, their)))
        .filter(|(our, their)| differ(our, their))
        .map(|(our, their)| Conflict {
            claim: our.claim.clone(),
            source: our.quote.source.clone(),
            words: our.quote.exact.clone(),
            ours: said(our),
            theirs: said(their),
            counts: if (&our.at, &our.id) > (&their.at, &their.id) { our.id.clone() } else { their.id.clone() },
        })
        .collect()
}

/// The line that counts for each claim, merge and finding that somebody decided on.
fn last_words(lines: &[Decision]) -> BTreeMap<(&str, &str, Option<&str>), &Decision> {
    let decides = |line: &&Decision| {
        matches!(
            line.verb,
            Verb::Accept | Verb::Reject | Verb::Dispute | Verb::Retract | Verb::Correct | Verb::Merge | Verb::Split
        )
    };
    let lines = decisions::in_effect(lines).into_iter().filter(decides);
    lines.map(|line| ((line.target.as_str(), line.claim.kind.as_str(), line.other.as_deref()), line)).collect()
}

fn said(line: &Decision) -> Said {
    Said {
        id: line.id.clone(),
        by: line.by.clone(),
        at: line.at.clone(),
        verb: line.verb,
        value: line.value.clone(),
        why: line.why.clone(),
    }
}
