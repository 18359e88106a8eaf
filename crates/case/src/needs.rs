//! What a finding still needs before it may go out.
//!
//! The main type is [`Reading`], which [`Built::reading`] gives; its result, [`Needs`], lists for one finding the claims and merges that nobody
//! accepted and, where it names a person or a company, what only one person has read and who was not asked to reply. The
//! desk shows it beside the words that it is about. Why per finding and not per claim: a claim that nobody leans on needs no
//! second reader, and to be asked is due to those whom a finding names.

use crate::assemble::Built;
use crate::naming::{Naming, Namings};
use crate::veil::Veiled;
use crate::withheld::Withheld;
use rollcall_model::claim::State;
use rollcall_model::decision::Decision;
use rollcall_model::entity::{Entities, Entity, JoinStatus};
use rollcall_model::finding::{Finding, Proof, RuleClass};
use rollcall_model::held::HeldBack;
use rollcall_model::id::{ClaimId, DecisionId, EntityId, JoinId, MentionId};
use rollcall_model::ontology::kinds;
use rollcall_model::view::Reply;
use std::collections::{BTreeMap, BTreeSet};

/// How many people must have accepted what names a person or a company.
const READERS: usize = 2;

/// What one finding still needs. All lists are sorted, and empty where nothing is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// Claims of its smallest proof that nobody has accepted.
    pub claims: Vec<&'a ClaimId>,
    /// Merges that it crosses and that nobody has accepted.
    pub merges: Vec<&'a JoinId>,
    /// Accepted claims that one person alone has read, where the finding names a person or a company.
    pub second_reader: Vec<&'a ClaimId>,
    /// The persons and companies that it names and that nobody asked to reply, or said why not.
    pub replies: Vec<&'a EntityId>,
    /// Whether a person must accept the finding itself, and nobody has.
    pub acceptance: bool,
}

impl Needs<'_> {
    /// Whether nothing is missing.
    pub fn is_met(&self) -> bool {
        !self.acceptance
            && self.claims.is_empty()
            && self.merges.is_empty()
            && self.second_reader.is_empty()
            && self.replies.is_empty()
    }
}

/// Who accepted what, and what became of asking for a reply.
pub struct Reading<'a> {
    built: &'a Built,
    namings: Namings<'a>,
    replies: BTreeMap<&'a EntityId, Vec<&'a Decision>>,
}

impl Built {
    /// What was read and asked so far.
    pub fn reading(&self) -> Reading<'_> {
        let mut replies: BTreeMap<&EntityId, Vec<&Decision>> = BTreeMap::new();
        if !self.attached.replies.is_empty() {
            let (became, lines) = (became(&self.private().entities), self.reply_lines());
            for (mention, line) in &self.attached.replies {
                if let (Some(party), Some(line)) = (became.get(mention), lines.get(line)) {
                    replies.entry(party).or_default().push(line);
                }
            }
        }
        Reading { built: self, namings: Namings::of(&self.attached.namings), replies }
    }

    /// The lines about replies that count, by id.
    fn reply_lines(&self) -> BTreeMap<&DecisionId, &Decision> {
        let counted: BTreeSet<&DecisionId> = self.attached.replies.iter().map(|(_, line)| line).collect();
        let lines = self.inputs.decisions.iter().filter(|line| line.verb.is_reply() && counted.contains(&line.id));
        lines.map(|line| (&line.id, line.as_ref())).collect()
    }

    /// What parties of the public view were asked and answered, by party, in the order in which it happened; and nothing of
    /// those of whom nothing goes out.
    pub(crate) fn replies(&self, entities: &Entities, veiled: &Veiled, withheld: &Withheld) -> Vec<Reply> {
        if self.attached.replies.is_empty() {
            return Vec::new();
        }
        let (became, lines) = (became(entities), self.reply_lines());
        let reply = |(mention, line): &(MentionId, DecisionId)| {
            let (party, line) = (became.get(&veiled.mention(mention))?, lines.get(line)?);
            let covered = |text: &Option<String>| text.as_deref().map(|text| withheld.cover(text));
            let day = line.at.get(..10).unwrap_or_default().to_string();
            let (words, why) = (covered(&line.value), covered(&line.why));
            Some(Reply { party: (*party).clone(), day, verb: line.verb, words, why })
        };
        let mut replies: Vec<Reply> = self.attached.replies.iter().filter_map(reply).collect();
        // Stable: of one party in the order in which it took effect.
        replies.sort_by(|a, b| a.party.cmp(&b.party));
        replies
    }
}

/// Whether findings of a class go out at all; others are for the owner alone.
fn goes_out(class: RuleClass) -> bool {
    matches!(class, RuleClass::Record | RuleClass::Context)
}

/// What each mention became.
fn became(entities: &Entities) -> BTreeMap<&MentionId, &EntityId> {
    entities.values().flat_map(|entity| entity.mentions.iter().map(|mention| (mention, &entity.id))).collect()
}

impl<'a> Reading<'a> {
    /// What a party was asked and what became of that, in the order in which it takes effect.
    pub fn replies(&self, party: &EntityId) -> &[&'a Decision] {
        self.replies.get(party).map_or(&[], Vec::as_slice)
    }

    /// What a finding still needs; nothing for one that is for the owner alone and never goes out.
    pub fn needs(&self, finding: &'a Finding) -> Option<Needs<'a>> {
        if !goes_out(finding.class) {
            return None;
        }
        let attached = &self.built.attached;
        let mut claims = finding.proofs.first().map(|proof| proof.claims()).unwrap_or_default();
        claims.sort_unstable();
        claims.dedup();
        let (accepted, open): (Vec<&ClaimId>, Vec<&ClaimId>) =
            claims.into_iter().partition(|claim| attached.state(claim) == State::Accepted);
        let named = self.named(finding);
        let alone = |claim: &&ClaimId| self.readers(claim, finding).len() < READERS;
        let mut merges: Vec<&JoinId> = finding.joins.iter().filter(|join| self.is_open(join)).collect();
        merges.sort_unstable();
        Some(Needs {
            finding,
            claims: open,
            merges,
            second_reader: if named.is_empty() { Vec::new() } else { accepted.into_iter().filter(alone).collect() },
            replies: named.into_iter().filter(|party| self.replies(party).is_empty()).collect(),
            acceptance: self.lacks_acceptance(finding),
        })
    }

    /// Whether a finding of context was not accepted.
    fn lacks_acceptance(&self, finding: &Finding) -> bool {
        finding.class == RuleClass::Context && !self.built.attached.findings.contains_key(&finding.id)
    }

    /// Whether a finding lacks nothing but, perhaps, a reply; those it names `publish` asks for by itself.
    pub fn may_go_out(&self, finding: &'a Finding) -> bool {
        self.needs(finding).is_some_and(|needs| needs.second_reader.is_empty() && !needs.acceptance)
    }

    /// Why a finding does not go out, in words for whoever counts.
    pub fn why_held(&self, finding: &'a Finding) -> HeldBack {
        if self.lacks_acceptance(finding) {
            return HeldBack::FindingUndecided;
        }
        // Of a large case most was never looked at: one claim that nobody accepted tells it, and is asked for first.
        let first = finding.proofs.first().and_then(Proof::first_claim);
        let is_open = first.is_some_and(|claim| self.built.attached.state(claim) != State::Accepted);
        if is_open && goes_out(finding.class) {
            return HeldBack::Part;
        }
        match self.needs(finding) {
            None => HeldBack::Lead,
            Some(needs) if needs.claims.is_empty() && needs.merges.is_empty() && !needs.second_reader.is_empty() => {
                HeldBack::OneReviewer
            }
            Some(_) => HeldBack::Part,
        }
    }

    /// How a person is given in what goes out.
    pub fn naming(&self, person: &Entity) -> Naming {
        self.namings.naming(&person.mentions)
    }

    /// Whether readers learn the name of a party that must have been asked before they do.
    pub fn is_named(&self, entity: &Entity) -> bool {
        match entity.kind {
            kinds::PERSON => self.naming(entity).is_named(),
            kinds::COMPANY => true,
            _ => false,
        }
    }

    /// The persons and companies that a finding names.
    pub fn named(&self, finding: &'a Finding) -> Vec<&'a EntityId> {
        let entities = &self.built.private().entities;
        let is_named = |id: &&EntityId| entities.get(*id).is_some_and(|entity| self.is_named(entity));
        finding.entities.iter().filter(is_named).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Who accepted a claim since anybody last said otherwise; who accepted a finding has read what it rests on.
    fn readers(&self, claim: &ClaimId, finding: &Finding) -> BTreeSet<&str> {
        let attached = &self.built.attached;
        let (claims, whole) = (attached.readers.get(claim), attached.findings.get(&finding.id));
        claims.into_iter().chain(whole).flatten().map(String::as_str).collect()
    }

    fn is_open(&self, join: &JoinId) -> bool {
        let across = |id| self.built.joins.get(id).is_some_and(|join| join.status != JoinStatus::InDocument);
        across(join) && !self.built.attached.joins.contains(join)
    }
}
