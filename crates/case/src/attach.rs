//! Which decision speaks of which claim.
//!
//! The main function is [`attach`]; its result, [`Attached`], says of every claim, join and finding what people decided.
//! A line is attached by its target's id when that still says the same words; else by its words (`claim` and `quote`);
//! one that fits nothing any more, or whose claim now says something else, is listed as needing another look: it is
//! never dropped and never publishes anything.

use crate::added;
use crate::snapshot::Texts;
use crate::words::Index;
use rollcall_model::claim::{Basis, Claim, State, Value};
use rollcall_model::decision::{Decision, Verb};
use rollcall_model::entity::Join;
use rollcall_model::id::{ClaimId, FindingId, JoinId, MentionId};
use rollcall_model::ontology::kinds;
use rollcall_model::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// What people decided.
#[derive(Debug, Default)]
pub struct Attached {
    /// Claims that anyone decided on.
    pub claims: BTreeMap<ClaimId, State>,
    /// Claims made by `add` and `correct`, already accepted by who wrote them.
    pub made: Vec<Claim>,
    /// Joins that a person confirmed.
    pub joins: BTreeSet<JoinId>,
    /// Pairs of mentions that a person made one.
    pub merged: Vec<(MentionId, MentionId)>,
    /// Pairs of mentions that a person kept apart.
    pub split: Vec<(MentionId, MentionId)>,
    /// Findings that a person accepted, and by whom.
    pub findings: BTreeMap<FindingId, BTreeSet<String>>,
    /// Findings that a person rejected.
    pub findings_rejected: BTreeSet<FindingId>,
    /// Lines that no longer fit.
    pub another_look: Vec<Problem>,
}

impl Attached {
    /// What people merged and split, for `resolve`.
    pub fn pairs(&self) -> rollcall_resolve::Decided {
        rollcall_resolve::Decided { merged: self.merged.clone(), split: self.split.clone() }
    }
}

/// Attaches the lines that count, in the order in which they take effect.
pub fn attach(lines: &[&Decision], index: &Index<'_>, joins: &BTreeMap<JoinId, Join>, texts: &Texts) -> Attached {
    let mut attached = Attached::default();
    let by_quote = by_quote(index);
    for line in lines {
        match line.verb {
            Verb::Add => add(line, index, texts, &mut attached),
            Verb::Merge | Verb::Split => pair(line, joins, &mut attached),
            Verb::Accept | Verb::Reject | Verb::Dispute | Verb::Retract | Verb::Correct => {
                if let Some(finding) = FindingId::parse(&line.target) {
                    decide_finding(line, finding, &mut attached);
                } else if let Some(join) = JoinId::parse(&line.target) {
                    decide_join(line, &join, joins, &mut attached);
                } else {
                    decide_claim(line, index, &by_quote, &mut attached);
                }
            }
            // What these do is read where it is used: replies and withdrawals beside the page that they change.
            _ => {}
        }
    }
    attached
}

/// Claims by source and words, to find a line's claim again when ids have changed.
fn by_quote<'a>(index: &Index<'a>) -> BTreeMap<(&'a str, &'a str), Vec<&'a Claim>> {
    let mut map: BTreeMap<(&str, &str), Vec<&Claim>> = BTreeMap::new();
    for claim in index.claims.values() {
        map.entry((&claim.anchor.source, &claim.anchor.text)).or_default().push(claim);
    }
    map
}

fn decide_claim(
    line: &Decision,
    index: &Index<'_>,
    by_quote: &BTreeMap<(&str, &str), Vec<&Claim>>,
    attached: &mut Attached,
) {
    let same_words = |claim: &&&Claim| {
        let words = index.words(claim);
        words.kind == line.claim.kind
            && words.property == line.claim.property
            && words.value == line.claim.value
            && words.role == line.claim.role
            && (words.parties == line.claim.parties || line.claim.parties.is_empty())
    };
    let by_id = ClaimId::parse(&line.target).and_then(|id| index.claims.get(&id).copied());
    let found = match by_id {
        Some(claim) if same_words(&&claim) && claim.anchor.text == line.quote.exact => Some(claim),
        _ => by_quote
            .get(&(line.quote.source.as_str(), line.quote.exact.as_str()))
            .and_then(|claims| claims.iter().find(same_words))
            .copied(),
    };
    let Some(claim) = found else {
        if let Some(claim) = by_id {
            attached.claims.insert(claim.id.clone(), State::NeedsAnotherLook);
        }
        attached.another_look.push(does_not_fit(line));
        return;
    };
    let state = match line.verb {
        Verb::Accept => State::Accepted,
        Verb::Dispute => State::Disputed,
        Verb::Retract => State::Retracted,
        _ => State::Rejected,
    };
    attached.claims.insert(claim.id.clone(), state);
    if line.verb == Verb::Correct {
        match &line.value {
            Some(value) => {
                let made = corrected(claim, value);
                attached.claims.insert(made.id.clone(), State::Accepted);
                attached.made.push(made);
            }
            None => attached.another_look.push(does_not_fit(line)),
        }
    }
}

/// The claim as a person reads the same words.
fn corrected(claim: &Claim, value: &str) -> Claim {
    Claim::new(
        claim.mention.clone(),
        claim.kind,
        &claim.property,
        Value::Text(value.to_string()),
        claim.anchor.clone(),
        "person",
        1000,
        Basis::Person,
    )
}

/// A claim that the reader missed, on a mention that it knows: target is the mention or any claim of it.
fn add(line: &Decision, index: &Index<'_>, texts: &Texts, attached: &mut Attached) {
    let mention = MentionId::parse(&line.target)
        .filter(|mention| index.mentions.contains_key(mention))
        .or_else(|| ClaimId::parse(&line.target).and_then(|id| index.claims.get(&id).map(|claim| claim.mention.clone())));
    if line.claim.kind == kinds::PARTICIPATION.as_str() && line.claim.property.is_none() {
        match mention.and_then(|mention| added::participation(line, &mention, index, texts)) {
            Some(claims) => {
                attached.claims.extend(claims.iter().map(|claim| (claim.id.clone(), State::Accepted)));
                attached.made.extend(claims);
            }
            None => attached.another_look.push(does_not_fit(line)),
        }
        return;
    }
    let sibling = mention.as_ref().and_then(|mention| index.of(mention).first().copied());
    let (Some(mention), Some(sibling), Some(property), Some(value)) = (mention, sibling, &line.claim.property, &line.value)
    else {
        attached.another_look.push(does_not_fit(line));
        return;
    };
    let mut anchor = sibling.anchor.clone();
    if let Some(other) = index.of(&mention).iter().find(|claim| claim.anchor.text == line.quote.exact) {
        anchor = other.anchor.clone();
    }
    let made =
        Claim::new(mention, sibling.kind, property, Value::Text(value.clone()), anchor, "person", 1000, Basis::Person);
    attached.claims.insert(made.id.clone(), State::Accepted);
    attached.made.push(made);
}

fn pair(line: &Decision, joins: &BTreeMap<JoinId, Join>, attached: &mut Attached) {
    let join = JoinId::parse(&line.target).and_then(|id| joins.get(&id).cloned());
    let ends = match (&join, &line.other) {
        (Some(join), _) => Some((join.a.clone(), join.b.clone())),
        (None, Some(other)) => MentionId::parse(&line.target).zip(MentionId::parse(other)),
        (None, None) => None,
    };
    let Some((a, b)) = ends else {
        attached.another_look.push(does_not_fit(line));
        return;
    };
    let id = Join::new(kinds::PERSON, &a, &b, rollcall_model::entity::JoinStatus::Decided, Vec::new()).id;
    attached.merged.retain(|pair| *pair != (a.clone(), b.clone()));
    attached.split.retain(|pair| *pair != (a.clone(), b.clone()));
    if line.verb == Verb::Merge {
        attached.joins.insert(id);
        attached.merged.push((a, b));
    } else {
        attached.joins.remove(&id);
        attached.split.push((a, b));
    }
}

/// Accepting a proposed join makes it; rejecting one that was made cuts it.
fn decide_join(line: &Decision, id: &JoinId, joins: &BTreeMap<JoinId, Join>, attached: &mut Attached) {
    if !joins.contains_key(id) {
        attached.another_look.push(does_not_fit(line));
        return;
    }
    let verb = if line.verb == Verb::Accept { Verb::Merge } else { Verb::Split };
    pair(&Decision { verb, ..line.clone() }, joins, attached);
}

fn decide_finding(line: &Decision, finding: FindingId, attached: &mut Attached) {
    if line.verb == Verb::Accept {
        attached.findings_rejected.remove(&finding);
        attached.findings.entry(finding).or_default().insert(line.by.clone());
    } else {
        attached.findings.remove(&finding);
        attached.findings_rejected.insert(finding);
    }
}

fn does_not_fit(line: &Decision) -> Problem {
    Problem::new(
        format!("decisions.jsonl {}", line.id),
        "needs-another-look",
        format!("`{}` no longer fits any words of the case", line.verb.as_str()),
    )
    .hint(format!("look at {} again and decide anew; until then it publishes nothing", line.quote.source))
}
