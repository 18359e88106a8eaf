//! The gate: what of a case may go out.
//!
//! The main function is [`view`]. Claims that a person accepted, from sources that are not confidential, and joins
//! that a person accepted are resolved and reasoned over anew, as if nothing else existed. A finding goes out only if the
//! private case has it too, by the same rule from the same claims: a rule with `not` could otherwise find more in less.
//! Whatever was held back is counted by its reason.

use crate::assemble::{Built, about, reason};
use crate::cache::Cache;
use crate::roll;
use crate::snapshot::{Places, Snapshot};
use rollcall_model::claim::{Claim, State};
use rollcall_model::entity::{Entities, Join, JoinStatus};
use rollcall_model::finding::{Finding, RuleClass};
use rollcall_model::id::{ClaimId, EntityId, JoinId, MentionId};
use rollcall_model::layer::Span;
use rollcall_model::ontology::kinds;
use rollcall_model::problem::Problem;
use rollcall_model::roll::RollRow;
use rollcall_model::source::Access;
use rollcall_model::view::StatedClaim;
use rollcall_resolve::{Clusters, Resolution};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The public view, with what the next one is made from.
#[derive(Debug)]
pub struct Public {
    /// What people may see.
    pub snapshot: Snapshot,
    /// Which of its mentions are one.
    clusters: Clusters,
}

/// What people accepted and may go out. Where a public view was made before some decisions, what they do not touch is
/// taken over from it.
///
/// # Errors
/// When a rule runs away on the accepted claims.
pub fn view(built: &Built, cache: &Cache<'_>) -> Result<Public, Problem> {
    let inputs = &built.inputs;
    let claims = accepted_claims(built);
    let joins: Vec<&Join> = built
        .joins
        .values()
        .filter(|join| join.status == JoinStatus::InDocument || built.attached.joins.contains(&join.id))
        .collect();
    let decided = built.attached.pairs();
    let clusters = rollcall_resolve::cluster(&claims, &joins, &decided, &inputs.pins);
    let by = Resolution { clusters: &clusters, joins: &joins, state: &|_| State::Accepted, book: &inputs.book };
    let stated: BTreeMap<ClaimId, StatedClaim> = claims
        .iter()
        .map(|claim| (claim.id.clone(), StatedClaim { claim: claim.clone(), state: State::Accepted }))
        .collect();
    let before = built.public_before.as_deref().filter(|before| before.is_of(built));
    let entities = match before {
        Some(before) => {
            let touched = touched(before, &stated, &clusters);
            rollcall_resolve::entities_again(&before.snapshot.entities, touched, &claims, by)
        }
        None => rollcall_resolve::entities(&claims, by),
    };
    debug_assert!(entities == rollcall_resolve::entities(&claims, by), "what was taken over is what would be made");
    let used: BTreeSet<&str> = claims.iter().map(|claim| claim.anchor.source.as_str()).collect();
    let sources: Vec<_> = inputs.sources.iter().filter(|source| used.contains(source.path.as_str())).cloned().collect();
    let hidden = hidden(built, &claims);
    let found = reason(inputs, &entities, &stated, &sources, &built.found, cache)?;
    let findings = gate_findings(built, found);
    let kept: BTreeSet<&JoinId> = entities.values().flat_map(|entity| &entity.joins).collect();
    let joins =
        joins.into_iter().filter(|join| kept.contains(&join.id)).map(|join| (join.id.clone(), join.clone())).collect();
    let roll = roll::rows(&entities, &stated, &findings);
    let held_back = held_back(built, &roll, &findings);
    let snapshot = Snapshot {
        about: about(&inputs.settings, &inputs.rules, false),
        sources: Arc::new(sources),
        claims: stated,
        roll,
        entities,
        joins: Arc::new(joins),
        findings,
        held_back,
        replies: Vec::new(),
        notices: Vec::new(),
        texts: inputs.texts.clone(),
        hidden,
    };
    Ok(Public { snapshot, clusters })
}

impl Public {
    /// Whether it was made of the same files and names.
    fn is_of(&self, built: &Built) -> bool {
        Arc::ptr_eq(&self.snapshot.texts, &built.inputs.texts)
    }
}

/// The clusters, before and after, of every mention that stands in another or has another claim.
fn touched(before: &Public, claims: &BTreeMap<ClaimId, StatedClaim>, clusters: &Clusters) -> BTreeSet<EntityId> {
    let old = &before.snapshot.claims;
    let came = claims.iter().filter(|(id, _)| !old.contains_key(*id));
    let went = old.iter().filter(|(id, _)| !claims.contains_key(*id));
    let mentions = came.chain(went).map(|(_, stated)| &stated.claim.mention);
    let of = |mention| [before.clusters.entity(mention), clusters.entity(mention)].into_iter().flatten();
    let mut touched: BTreeSet<EntityId> = mentions.flat_map(of).cloned().collect();
    for (one, other) in [(&before.clusters, clusters), (clusters, &before.clusters)] {
        touched.extend(one.iter().filter(|(id, members)| other.members(id) != *members).map(|(id, _)| id.clone()));
    }
    touched
}

/// Where claims stand that may not go out, unless words that do go out hold them: context is cut there, so that nobody is
/// named beside what was said of another.
fn hidden(built: &Built, shown: &[Arc<Claim>]) -> Places {
    // By source, in order: where words begin, and the furthest end of all that began up to there.
    let mut reach: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    let spans: BTreeSet<(&str, Span)> =
        shown.iter().map(|claim| (claim.anchor.source.as_str(), claim.anchor.span())).collect();
    for (source, span) in spans {
        let ends = reach.entry(source).or_default();
        let end = ends.last().map_or(span.end, |(_, end)| span.end.max(*end));
        ends.push((span.start, end));
    }
    let mut places = Places::new();
    for claim in built.all_claims() {
        let (source, span) = (claim.anchor.source.as_str(), claim.anchor.span());
        // Nothing is shown of a file from which nothing goes out.
        let Some(ends) = reach.get(source) else { continue };
        let begun = ends.partition_point(|(start, _)| *start <= span.start);
        if begun == 0 || ends[begun - 1].1 < span.end {
            places.entry(source.to_string()).or_default().push(span);
        }
    }
    for spans in places.values_mut() {
        spans.sort_unstable();
        spans.dedup();
    }
    places
}

/// Accepted claims of mentions that can stand: no confidential source, no engagement that was only scheduled, no likely
/// participation, no link without its ends.
fn accepted_claims(built: &Built) -> Vec<Arc<Claim>> {
    let confidential: BTreeSet<&str> = built
        .inputs
        .sources
        .iter()
        .filter(|source| source.info.access == Access::Confidential)
        .map(|source| source.path.as_str())
        .collect();
    let mut out: BTreeMap<&MentionId, Vec<&Arc<Claim>>> = BTreeMap::new();
    // What is only scheduled or likely is so whatever was accepted, so every claim that exists is asked.
    let mut barred: BTreeSet<&MentionId> = BTreeSet::new();
    for claim in built.all_claims() {
        let state = built.state(&claim.id);
        let words = claim.value.text().unwrap_or_default();
        if state.exists() && matches!((claim.property.as_str(), words), ("status", "scheduled") | ("certainty", "likely")) {
            barred.insert(&claim.mention);
        }
        if state == State::Accepted && !confidential.contains(claim.anchor.source.as_str()) {
            out.entry(&claim.mention).or_default().push(claim);
        }
    }
    out.retain(|mention, _| !barred.contains(*mention));
    // A claim about something that is gone goes too, and may leave a link without an end: so until nothing changes.
    loop {
        let standing: BTreeSet<&MentionId> = out.keys().copied().collect();
        let before: usize = out.values().map(Vec::len).sum();
        for claims in out.values_mut() {
            claims.retain(|claim| claim.value.link().is_none_or(|target| standing.contains(target)));
        }
        out.retain(|_, claims| stands(claims));
        if out.values().map(Vec::len).sum::<usize>() == before {
            break;
        }
    }
    let mut claims: Vec<Arc<Claim>> = out.into_values().flatten().cloned().collect();
    claims.sort();
    claims
}

/// Whether what is left of a mention still says something by itself.
fn stands(claims: &[&Arc<Claim>]) -> bool {
    let Some(first) = claims.first() else { return false };
    let has = |property: &str| claims.iter().any(|claim| claim.property == property);
    let info = first.kind.info();
    let role_stated = !info.properties.contains_key("role") || first.kind != kinds::PARTICIPATION || has("role");
    if first.kind.is_link() {
        return info.ends.iter().all(|end| has(end)) && role_stated;
    }
    if first.kind.is_party() {
        return has("name");
    }
    true
}

/// Record findings, and context findings that a person accepted, which the private case has from the same claims.
fn gate_findings(built: &Built, found: Vec<Arc<Finding>>) -> Vec<Arc<Finding>> {
    let mut private: BTreeMap<(&str, Vec<&ClaimId>), &Finding> = BTreeMap::new();
    for finding in &built.private().findings {
        for proof in &finding.proofs {
            private.insert((&finding.rule, leaves(proof.claims())), finding);
        }
    }
    let gate = |mut finding: Arc<Finding>| {
        let twin = finding.proofs.iter().find_map(|proof| private.get(&(finding.rule.as_str(), leaves(proof.claims()))))?;
        let allowed = match finding.class {
            RuleClass::Record => true,
            RuleClass::Context => built.attached.findings.contains_key(&twin.id),
            RuleClass::Inference | RuleClass::Legal => false,
        };
        if twin.certainty < finding.certainty {
            Arc::make_mut(&mut finding).certainty = twin.certainty;
        }
        allowed.then_some(finding)
    };
    found.into_iter().filter_map(gate).collect()
}

fn leaves(mut claims: Vec<&ClaimId>) -> Vec<&ClaimId> {
    claims.sort_unstable();
    claims.dedup();
    claims
}

/// What did not go out, by reason.
fn held_back(built: &Built, roll: &[Arc<RollRow>], findings: &[Arc<Finding>]) -> BTreeMap<String, usize> {
    let mut held: BTreeMap<String, usize> = BTreeMap::new();
    let out: BTreeSet<&ClaimId> = roll.iter().flat_map(|row| &row.statements).collect();
    for row in &built.private().roll {
        if !row.statements.iter().any(|id| out.contains(id)) {
            *held.entry(format!("taking part: {}", row_reason(row))).or_default() += 1;
        }
    }
    let published: BTreeSet<(&str, &str)> =
        findings.iter().map(|finding| (finding.rule.as_str(), finding.says.as_str())).collect();
    for finding in &built.private().findings {
        if !published.contains(&(finding.rule.as_str(), finding.says.as_str())) {
            let reason = match finding.class {
                RuleClass::Inference | RuleClass::Legal => "a private lead",
                RuleClass::Context if !built.attached.findings.contains_key(&finding.id) => {
                    "no person has accepted the finding"
                }
                _ => "a claim or a merge that it rests on is not accepted",
            };
            *held.entry(format!("finding: {reason}")).or_default() += 1;
        }
    }
    held
}

fn row_reason(row: &RollRow) -> &'static str {
    match (row.engagement.status.as_str(), row.certainty.as_str(), row.state) {
        ("scheduled", ..) => "only scheduled",
        (_, "likely", _) => "only likely",
        (.., State::Proposed) => "no person has accepted it yet",
        (.., State::Rejected) => "rejected",
        (.., State::Disputed) => "disputed",
        (.., State::Retracted) => "taken back",
        (.., State::NeedsAnotherLook) => "needs another look",
        (.., State::Accepted) => "the engagement, the party or the source may not go out",
    }
}

/// Ids to pin: every published entity with its least mention.
pub fn pins(entities: &Entities) -> impl Iterator<Item = (&EntityId, &MentionId)> {
    entities.values().filter_map(|entity| Some((&entity.id, entity.mentions.first()?)))
}
