//! The gate: what of a case may go out.
//!
//! The main function is [`view`]. Claims that may go out ([`crate::accepted`]), without the names that are withheld
//! ([`crate::withheld`]) and without a trace of confidential sources ([`crate::veil`]), are resolved and reasoned over anew by
//! the joins that a person accepted, as if nothing else existed. A finding goes out only if the private case has it too, by the
//! same rule from the same claims (a rule with `not` could otherwise find more in less), and if it needs nothing more
//! ([`crate::needs`]). Whatever was held back is counted by its reason.

use crate::accepted::{accepted, confidential};
use crate::assemble::{Built, about, reason};
use crate::cache::Cache;
use crate::found::Side;
use crate::needs::Reading;
use crate::roll;
use crate::snapshot::{Places, Snapshot};
use crate::veil::{Veiled, veil};
use crate::withheld::Withheld;
use crate::words::Index;
use rollcall_model::claim::{Claim, State};
use rollcall_model::entity::{Entities, Entity, Join, JoinStatus};
use rollcall_model::finding::{Finding, Proof};
use rollcall_model::held::HeldBack;
use rollcall_model::id::{ClaimId, EntityId, IdSet, JoinId, MentionId};
use rollcall_model::layer::Span;
use rollcall_model::problem::Problem;
use rollcall_model::roll::RollRow;
use rollcall_model::source::{Access, Source};
use rollcall_model::view::{About, Claims, Moment, StatedClaim};
use rollcall_resolve::{Clusters, Decided, Joins, Resolution, Said};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The public view, with what the next one is made from.
#[derive(Debug)]
pub struct Public {
    /// What people may see.
    pub snapshot: Snapshot,
    /// Which of its mentions are one.
    clusters: Clusters,
    withheld: Withheld,
    /// Ids of claims in the case, of those that have another here.
    claim_ids: BTreeMap<ClaimId, ClaimId>,
    /// Persons and companies that it names and that nobody asked to reply, or said why not: id and name, by name.
    pub not_asked: Vec<(EntityId, String)>,
}

/// What people accepted and may go out. Where a public view was made before some decisions, what they do not touch is
/// taken over from it.
///
/// # Errors
/// When a rule runs away on the accepted claims.
pub fn view(built: &Built, cache: &Cache<'_>) -> Result<Public, Problem> {
    let inputs = &built.inputs;
    let before = built.public_before.as_deref().filter(|before| before.is_of(built));
    let withheld = Withheld::of(built, before.map(|before| &before.withheld));
    let before = before.filter(|before| before.withheld.is_same(&withheld));
    let going = accepted(built, &withheld);
    let hidden = hidden(built, &going);
    let known = before.map(|before| (&before.withheld, &before.snapshot.claims));
    let masked = withheld.mask(going, &inputs.texts, known);
    let used = used(built, &withheld, &masked);
    let veiled = veil(masked, &used, &built.attached.released);
    let (joins, decided) = merges(built, &withheld, &veiled);
    let every: Vec<&Join> = joins.iter().map(AsRef::as_ref).collect();
    let claims = &veiled.claims;
    let clusters = rollcall_resolve::cluster(claims, &every, &decided, &inputs.pins);
    let by = Resolution { clusters: &clusters, joins: Joins::All(&every), state: &|_| State::Accepted, book: &inputs.book };
    let stated: Claims = claims
        .iter()
        .map(|claim| (claim.id.clone(), StatedClaim { claim: claim.clone(), state: State::Accepted }))
        .collect();
    let entities = match before {
        Some(before) => {
            let touched = touched(before, &stated, &clusters);
            let index = Index::new(claims);
            let said = Said { of: &|mention| index.of(mention), pointing_at: &|mention| index.pointing_at(mention) };
            rollcall_resolve::entities_again(before.snapshot.entities.clone(), touched, said, by)
        }
        None => rollcall_resolve::entities(claims, by),
    };
    debug_assert!(entities == rollcall_resolve::entities(claims, by), "what was taken over is what would be made");
    let open = used.iter().filter(|(_, source)| source.info.access != Access::Confidential);
    let mut sources: Vec<Source> = open.clone().map(|(_, source)| withheld.source(source)).collect();
    sources.extend(veiled.sources.iter().cloned());
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    let sources = Arc::new(sources);
    let gaps = open.clone().map(|(path, source)| (path.clone(), withheld.gaps(&source.path, &inputs.texts)));
    let covered = gaps.filter(|(_, gaps)| !gaps.is_empty()).collect();
    let found = reason(inputs, &entities, &stated, &sources, (&built.found, Side::Public), cache)?;
    let gate = Gate { built, withheld: &withheld, veiled: &veiled, reading: built.reading() };
    let findings = gate.findings(&found);
    let kept: BTreeSet<&JoinId> = entities.values().flat_map(|entity| &entity.joins).collect();
    let joins = joins.iter().filter(|join| kept.contains(&join.id)).map(|join| (join.id.clone(), join.clone())).collect();
    let roll = roll::rows(&entities, &stated, &findings);
    let held_back = gate.held_back(&roll, &findings);
    let replies = built.replies(&entities, &veiled, &withheld);
    let answered: BTreeSet<&EntityId> = replies.iter().map(|reply| &reply.party).collect();
    let unasked = entities.values().filter(|entity| !answered.contains(&entity.id) && gate.is_named(entity));
    let mut not_asked: Vec<(EntityId, String)> = unasked.map(|entity| (entity.id.clone(), entity.name.clone())).collect();
    not_asked.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    // A text is found by the path that readers see.
    let renamed = open.filter(|(path, source)| **path != source.path);
    let renamed = renamed.filter_map(|(path, source)| Some((path.clone(), inputs.texts.get(&source.path)?.clone())));
    let released = veiled.texts.into_iter().chain(renamed).collect();
    let hidden = hidden.into_iter().map(|(path, places)| (withheld.path(&path).to_string(), places)).collect();
    let snapshot = Snapshot {
        about: about_without_names(built, &withheld),
        sources,
        claims: stated,
        roll,
        entities,
        joins: Arc::new(joins),
        findings: Arc::new(findings),
        held_back,
        replies,
        notices: built.notices(&withheld),
        changes: None,
        texts: inputs.texts.clone(),
        released,
        hidden,
        covered,
    };
    Ok(Public { snapshot, clusters, withheld, claim_ids: veiled.claim_ids, not_asked })
}

impl Public {
    /// The id that a claim has in the case.
    pub fn original<'a>(&'a self, claim: &'a ClaimId) -> &'a ClaimId {
        self.claim_ids.get(claim).unwrap_or(claim)
    }

    /// Whether it was made of the same files and names.
    fn is_of(&self, built: &Built) -> bool {
        Arc::ptr_eq(&self.snapshot.texts, &built.inputs.texts)
    }
}

/// Joins that may be relied on, and what people merged and split: between mentions of which something may go out, by the ids
/// that these have there.
fn merges(built: &Built, withheld: &Withheld, veiled: &Veiled) -> (Vec<Arc<Join>>, Decided) {
    let secret = confidential(built);
    let open: Option<BTreeSet<&MentionId>> = (!secret.is_empty()).then(|| {
        let open = |claim: &&Arc<Claim>| !secret.contains(claim.anchor.source.as_str());
        built.all_claims().filter(open).map(|claim| &claim.mention).collect()
    });
    let may = |mention: &MentionId| {
        let known = open.as_ref().is_none_or(|open| open.contains(mention)) || veiled.has(mention);
        known && !withheld.is_gone(mention)
    };
    let relied = |join: &&Arc<Join>| join.status == JoinStatus::InDocument || built.attached.joins.contains(&join.id);
    let joins = built.joins.values().filter(relied).filter(|join| may(&join.a) && may(&join.b));
    let mut decided = built.attached.pairs();
    decided.merged.retain(|(one, other)| may(one) && may(other));
    decided.split.retain(|(one, other)| may(one) && may(other));
    (joins.map(|join| veiled.join(join)).collect(), veiled.pairs(decided))
}

/// The sources of some claims, as the case has them, by the path that readers see.
fn used<'b>(built: &'b Built, withheld: &Withheld, claims: &[Arc<Claim>]) -> BTreeMap<String, &'b Source> {
    let used: BTreeSet<&str> = claims.iter().map(|claim| claim.anchor.source.as_str()).collect();
    let shown = built.inputs.sources.iter().map(|source| (withheld.path(&source.path).to_string(), source));
    shown.filter(|(path, _)| used.contains(path.as_str())).collect()
}

/// What the case says of itself, without the names.
fn about_without_names(built: &Built, withheld: &Withheld) -> About {
    let about = about(&built.inputs.settings, &built.inputs.rules, false);
    let moment = |moment: Moment| Moment { name: withheld.cover(&moment.name), ..moment };
    About {
        title: withheld.cover(&about.title),
        notice: about.notice.map(|notice| withheld.cover(&notice)),
        contact: about.contact.map(|contact| withheld.cover(&contact)),
        moments: about.moments.into_iter().map(moment).collect(),
        ..about
    }
}

/// The clusters, before and after, of every mention that stands in another or has another claim.
fn touched(before: &Public, claims: &Claims, clusters: &Clusters) -> BTreeSet<EntityId> {
    let old = &before.snapshot.claims;
    let is_new = |id: &ClaimId, now: &StatedClaim| old.get(id).is_none_or(|then| !Arc::ptr_eq(&then.claim, &now.claim));
    let came = claims.iter().filter(|(id, now)| is_new(id, now));
    let went = old.iter().filter(|(id, _)| !claims.contains_key(*id));
    let mentions = came.chain(went).map(|(_, stated)| &stated.claim.mention);
    let of = |mention| [before.clusters.entity(mention), clusters.entity(mention)].into_iter().flatten();
    let mut touched: BTreeSet<EntityId> = mentions.flat_map(of).cloned().collect();
    for (one, other) in [(&before.clusters, clusters), (clusters, &before.clusters)] {
        touched.extend(one.iter().filter(|(id, members)| other.members(id) != *members).map(|(id, _)| id.clone()));
    }
    touched
}

/// Where claims stand that may not go out, unless words that do go out hold them and nobody took them back: context is cut there, so that nobody is
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
    let index = Index::known(&built.all);
    // Nothing is shown of a file from which nothing goes out.
    for (source, ends, claim) in
        reach.iter().flat_map(|(source, ends)| index.of_source(source).map(move |claim| (*source, ends, claim)))
    {
        let span = claim.anchor.span();
        let begun = ends.partition_point(|(start, _)| *start <= span.start);
        let taken_back = built.state(&claim.id) == State::Retracted;
        if taken_back || begun == 0 || ends[begun - 1].1 < span.end {
            places.entry(source.to_string()).or_default().push(span);
        }
    }
    for spans in places.values_mut() {
        spans.sort_unstable();
        spans.dedup();
    }
    places
}

/// On what rules proved something: of findings without number most rest on no claim of these, and are not taken apart.
struct Proved<'p> {
    /// By rule, all claims of a proof, sorted.
    proofs: BTreeSet<(&'p str, Vec<&'p ClaimId>)>,
    claims: IdSet<&'p ClaimId>,
}

impl Proved<'_> {
    /// Whether a proof can be among them.
    fn may_have(&self, proof: &Proof) -> bool {
        proof.first_claim().is_none_or(|claim| self.claims.contains(claim))
    }

    fn has(&self, rule: &str, proof: &Proof) -> bool {
        self.may_have(proof) && self.proofs.contains(&(rule, leaves(proof.claims())))
    }
}

/// What findings and held-back lines are judged by.
struct Gate<'a> {
    built: &'a Built,
    withheld: &'a Withheld,
    veiled: &'a Veiled,
    reading: Reading<'a>,
}

impl<'a> Gate<'a> {
    /// Findings which the private case has from the same claims, and which need nothing more.
    fn findings(&self, found: &[Arc<Finding>]) -> Vec<Arc<Finding>> {
        let asked = self.proved(found);
        let mut private: BTreeMap<(&str, Vec<&ClaimId>), &'a Finding> = BTreeMap::new();
        for finding in self.built.private().findings.iter() {
            for proof in finding.proofs.iter().filter(|proof| asked.may_have(proof)) {
                private.insert((&finding.rule, leaves(proof.claims())), finding);
            }
        }
        let gate = |mut finding: Arc<Finding>| {
            let twin = finding
                .proofs
                .iter()
                .find_map(|proof| private.get(&(finding.rule.as_str(), self.leaves(proof))).copied())?;
            if twin.certainty < finding.certainty {
                Arc::make_mut(&mut finding).certainty = twin.certainty;
            }
            self.reading.may_go_out(twin).then_some(finding)
        };
        found.iter().cloned().filter_map(gate).collect()
    }

    /// What rules proved, by the ids of the case.
    fn proved<'p>(&'p self, findings: &'p [Arc<Finding>]) -> Proved<'p> {
        let proofs = findings.iter().flat_map(|finding| finding.proofs.iter().map(|proof| (finding.rule.as_str(), proof)));
        let proofs: BTreeSet<(&str, Vec<&ClaimId>)> = proofs.map(|(rule, proof)| (rule, self.leaves(proof))).collect();
        Proved { claims: proofs.iter().flat_map(|(_, claims)| claims).copied().collect(), proofs }
    }

    /// What a proof rests on, by the ids of the case.
    fn leaves<'p>(&'p self, proof: &'p Proof) -> Vec<&'p ClaimId> {
        leaves(proof.claims().into_iter().map(|id| self.veiled.claim(id)).collect())
    }

    /// What did not go out, by reason. Of a protected person nothing is counted.
    fn held_back(&self, roll: &[Arc<RollRow>], findings: &[Arc<Finding>]) -> BTreeMap<HeldBack, usize> {
        let mut held: BTreeMap<HeldBack, usize> = BTreeMap::new();
        let out: IdSet<&ClaimId> = roll.iter().flat_map(|row| &row.statements).map(|id| self.veiled.claim(id)).collect();
        for row in &self.built.private().roll {
            if !row.statements.iter().any(|id| out.contains(id)) && !self.is_protected([&row.participant.id]) {
                let reason = if self.is_left_out(&row.participant.id) { HeldBack::LeftOut } else { row_reason(row) };
                *held.entry(reason).or_default() += 1;
            }
        }
        let published = self.proved(findings);
        for finding in self.built.private().findings.iter() {
            if !finding.proofs.iter().any(|proof| published.has(&finding.rule, proof))
                && !self.is_protected(&finding.entities)
            {
                *held.entry(self.reading.why_held(finding)).or_default() += 1;
            }
        }
        held
    }

    /// Whether readers learn the name of somebody who must have been asked before they do.
    fn is_named(&self, entity: &Entity) -> bool {
        let own = entity.mentions.iter().filter_map(|mention| self.built.clusters.entity(self.veiled.original(mention)));
        let mut private = own.filter_map(|id| self.built.private().entities.get(id));
        private.any(|entity| self.reading.is_named(entity))
    }

    fn is_protected<'i>(&self, things: impl IntoIterator<Item = &'i EntityId>) -> bool {
        let is = |id: &EntityId| self.built.clusters.members(id).iter().any(|mention| self.withheld.is_protected(mention));
        self.withheld.protects_anybody() && things.into_iter().any(is)
    }

    fn is_left_out(&self, party: &EntityId) -> bool {
        let members = || self.built.clusters.members(party);
        self.withheld.leaves_out_anybody() && members().iter().any(|mention| self.withheld.is_gone(mention))
    }
}

/// The claims that a proof rests on, sorted, each once.
pub(crate) fn leaves(mut claims: Vec<&ClaimId>) -> Vec<&ClaimId> {
    claims.sort_unstable();
    claims.dedup();
    claims
}

fn row_reason(row: &RollRow) -> HeldBack {
    match (row.engagement.status.as_str(), row.certainty.as_str(), row.state) {
        ("scheduled", ..) => HeldBack::Scheduled,
        (_, "likely", _) => HeldBack::Likely,
        (.., State::Proposed) => HeldBack::Undecided,
        (.., State::Rejected) => HeldBack::Rejected,
        (.., State::Disputed) => HeldBack::Disputed,
        (.., State::Retracted) => HeldBack::TakenBack,
        (.., State::NeedsAnotherLook) => HeldBack::AnotherLook,
        (.., State::Accepted) => HeldBack::Around,
    }
}

/// Ids to pin: every published entity with its least mention.
pub fn pins(entities: &Entities) -> impl Iterator<Item = (&EntityId, &MentionId)> {
    entities.values().filter_map(|entity| Some((&entity.id, entity.mentions.first()?)))
}
