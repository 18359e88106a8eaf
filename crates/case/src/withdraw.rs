//! `withdraw` and `correct`: what was published is taken back or put right, and readers are told.
//!
//! The main function is [`Case::notice`]. It writes lines of `decisions.jsonl`: one that tells readers, and for a withdrawal one
//! for every claim or finding that goes. Publishing then gives a site without it. Why the address stands in the line: it must
//! be found again when nothing of the case knows the id any more.

use crate::assemble::Built;
use crate::attach::NOTICE;
use crate::decide::DecideRequest;
use crate::decisions::{self, DECISIONS};
use crate::folder::Case;
use crate::public::leaves;
use crate::withheld::Withheld;
use rollcall_model::decision::{ClaimWords, Decision, Quote, Verb};
use rollcall_model::entity::Entity;
use rollcall_model::finding::{Finding, Proof};
use rollcall_model::id::{ClaimId, EntityId, FindingId};
use rollcall_model::problem::{Problem, nearest};
use rollcall_model::view::Notice;
use rollcall_publish::{Published, published};

/// What a person takes back or puts right.
#[derive(Debug, Clone)]
pub struct NoticeRequest {
    /// Whether it is taken back; else it was put right by decisions that are there already.
    pub gone: bool,
    /// The id that it has in the latest edition: of a line, a finding, a person, a body, a meeting, a claim.
    pub id: String,
    /// What readers are told.
    pub words: String,
    /// Who, by pseudonym.
    pub by: String,
    /// When, in UTC to the millisecond.
    pub at: String,
}

impl Case {
    /// Writes down that something published is taken back or was put right.
    ///
    /// # Errors
    /// When nothing published has this id, a correction changes nothing, or the disk refuses. Then nothing was written.
    pub fn notice(&self, built: &Built, request: &NoticeRequest) -> Result<Vec<Decision>, Vec<Problem>> {
        let said = self.last_said(request)?;
        if request.words.trim().is_empty() {
            let problem = Problem::new("--notice", "no-notice", "readers must be told something");
            return Err(vec![problem.hint("say in a sentence what was wrong")]);
        }
        let targets = if request.gone { self.going(built, &request.id)? } else { self.must_differ(built, request, &said)? };
        let mut lines = Vec::new();
        if !targets.is_empty() {
            let act = DecideRequest {
                verb: Some(Verb::Withdraw),
                targets,
                why: Some(request.words.clone()),
                by: request.by.clone(),
                at: request.at.clone(),
                ..DecideRequest::default()
            };
            lines = self.decide(built, &act)?;
        }
        let at =
            lines.first().map_or_else(|| crate::decide::later(&request.at, &built.inputs.decisions), |line| line.at.clone());
        let line = told(request, &said, &at, lines.first().and_then(|line| line.batch.clone()));
        let text =
            serde_json::to_string(&line).map_err(|error| vec![Problem::new(DECISIONS, "internal", error.to_string())])?;
        self.append_decisions(&text)?;
        lines.push(line);
        Ok(lines)
    }

    /// What the latest edition that had it said under an id.
    fn last_said(&self, request: &NoticeRequest) -> Result<Published, Vec<Problem>> {
        let mut latest: Vec<String> = Vec::new();
        for head in self.editions()?.iter().rev() {
            let mut edition = self.edition(head.edition)?;
            if let Some(said) = edition.lines.remove(&request.id) {
                return Ok(said);
            }
            if latest.is_empty() {
                latest = edition.lines.into_keys().collect();
            }
        }
        let problem = Problem::new(&request.id, "not-published", "no edition of this case has it");
        let known = latest.iter().map(String::as_str);
        Err(vec![match nearest(&request.id, known) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint("ids stand in the addresses of pages and lines, after `/` or `#`"),
        }])
    }

    /// The ids of this case to decide on, so that what an id names in the edition goes.
    fn going(&self, built: &Built, id: &str) -> Result<Vec<String>, Vec<Problem>> {
        let gate = built.gate(&self.kept()).map_err(|problem| vec![problem])?;
        let view = &gate.snapshot;
        let claims: Vec<&ClaimId> = if let Some(claim) = ClaimId::parse(id) {
            view.claims.get_key_value(&claim).map(|(id, _)| id).into_iter().collect()
        } else if let Some(finding) = FindingId::parse(id) {
            let found = view.findings.iter().find(|known| known.id == finding);
            return Ok(found
                .and_then(|found| gate.twin(built, found))
                .map(|twin| twin.id.to_string())
                .into_iter()
                .collect());
        } else {
            let entity = EntityId::parse(id).and_then(|id| view.entities.get(&id));
            entity.map(|entity| own_claims(entity, gate)).unwrap_or_default()
        };
        Ok(claims.into_iter().map(|claim| gate.original(claim).to_string()).collect())
    }

    /// A correction that changes nothing tells readers of nothing.
    fn must_differ(&self, built: &Built, request: &NoticeRequest, said: &Published) -> Result<Vec<String>, Vec<Problem>> {
        let view = built.public(&self.kept()).map_err(|problem| vec![problem])?;
        if published(view).get(&request.id).is_none_or(|now| now != said || said.says.is_empty()) {
            return Ok(Vec::new());
        }
        let problem = Problem::new(&request.id, "nothing-corrected", "it says what the last edition says");
        Err(vec![problem.hint("put the claim right first: `rollcall decide CASE correct`, add, reject or retract")])
    }
}

/// All claims of what an entity is made of.
fn own_claims<'a>(entity: &Entity, gate: &'a crate::public::Public) -> Vec<&'a ClaimId> {
    let of = |claim: &rollcall_model::claim::Claim| entity.mentions.contains(&claim.mention);
    gate.snapshot.claims.iter().filter(|(_, stated)| of(&stated.claim)).map(|(id, _)| id).collect()
}

/// The line that tells readers.
fn told(request: &NoticeRequest, said: &Published, at: &str, batch: Option<String>) -> Decision {
    let verb = if request.gone { Verb::Withdraw } else { Verb::Correct };
    let claim = ClaimWords {
        kind: NOTICE.into(),
        property: Some(said.is.clone()),
        value: Some(said.place.clone()),
        ..ClaimWords::default()
    };
    Decision {
        v: 1,
        id: Decision::make_id(at, &request.by, verb, &request.id, Some(&request.words)),
        at: at.to_string(),
        by: request.by.clone(),
        verb,
        target: request.id.clone(),
        other: None,
        claim,
        quote: Quote::default(),
        region: None,
        other_quote: None,
        value: Some(request.words.clone()),
        why: None,
        batch,
    }
}

impl Built {
    /// What readers are told was taken back or put right, the latest first. The edition of each is not known here: 0.
    pub(crate) fn notices(&self, withheld: &Withheld) -> Vec<Notice> {
        let lines = decisions::in_effect(&self.inputs.decisions).into_iter();
        let mut notices: Vec<Notice> = lines
            .filter(|line| line.claim.kind == NOTICE)
            .map(|line| Notice {
                day: line.at.get(..10).unwrap_or_default().to_string(),
                id: line.target.clone(),
                place: line.claim.value.clone().unwrap_or_default(),
                was: line.claim.property.clone().unwrap_or_default(),
                gone: line.verb == Verb::Withdraw,
                edition: 0,
                words: withheld.cover(line.value.as_deref().unwrap_or_default()),
            })
            .collect();
        notices.reverse();
        notices
    }
}

impl crate::public::Public {
    /// The same finding of the private case.
    pub(crate) fn twin<'b>(&self, built: &'b Built, finding: &Finding) -> Option<&'b Finding> {
        let of_case = |proof: &Proof| -> Vec<ClaimId> {
            leaves(proof.claims().into_iter().map(|id| self.original(id)).collect()).into_iter().cloned().collect()
        };
        let own: Vec<Vec<ClaimId>> = finding.proofs.iter().map(of_case).collect();
        let same =
            |other: &&Finding| other.rule == finding.rule && other.proofs.iter().any(|proof| own.contains(&of_case(proof)));
        built.private.findings.iter().map(AsRef::as_ref).find(same)
    }
}
