//! Who decided what: every line of `decisions.jsonl` about some ids, the merges that these cross, and replies.
//!
//! The main type is [`Acts`]. It sees the lines of the copy, in which none is about what may not be shown.

use super::copy::Copy;
use super::words::Wording;
use crate::decisions;
use rollcall_model::decision::{Decision, Verb};
use rollcall_model::entity::{Join, JoinStatus};
use rollcall_model::id::{ClaimId, DecisionId, EntityId, JoinId, MentionId};
use rollcall_publish::report::dossier::{Act, Answer, Asked, Merge};
use std::collections::{BTreeMap, BTreeSet};

/// Lines of decisions in the order of time, each with whether it counts.
pub(super) struct Acts<'a> {
    copy: &'a Copy,
    lines: BTreeMap<(&'a str, &'a str), &'a Decision>,
    counting: BTreeSet<&'a DecisionId>,
}

impl<'a> Acts<'a> {
    /// Of a copy.
    pub fn new(copy: &'a Copy) -> Self {
        let all = &copy.built.inputs.decisions;
        let lines = all.iter().map(|line| ((line.at.as_str(), line.id.as_str()), line.as_ref())).collect();
        let counting = decisions::in_effect(all).into_iter().map(|line| &line.id).collect();
        Self { copy, lines, counting }
    }

    /// Every decision on some ids, claims or parties that were asked, and whatever undid one.
    pub fn on(&self, ids: &BTreeSet<String>, claims: &BTreeSet<&ClaimId>, asked: &BTreeSet<&EntityId>) -> Vec<Act> {
        let of_claims = claims.iter().filter_map(|claim| self.copy.built.attached.lines.get(*claim)).flatten();
        let mut found: BTreeSet<&str> = of_claims.map(DecisionId::as_str).collect();
        let reading = self.copy.built.reading();
        found.extend(asked.iter().flat_map(|party| reading.replies(party)).map(|line| line.id.as_str()));
        for line in self.lines.values() {
            let named = ids.contains(&line.target) || line.other.as_ref().is_some_and(|other| ids.contains(other));
            let of_claim = ClaimId::parse(&line.target).is_some_and(|claim| claims.contains(&claim));
            if named || of_claim || (line.verb == Verb::Undo && found.contains(line.target.as_str())) {
                found.insert(line.id.as_str());
            }
        }
        self.lines.values().filter(|line| found.contains(line.id.as_str())).map(|line| self.act(line)).collect()
    }

    fn act(&self, line: &Decision) -> Act {
        let shown = |text: &String| self.copy.shown(text);
        let quote = (!line.quote.exact.is_empty()).then(|| self.copy.shown(&line.quote.exact));
        Act {
            at: line.at.clone(),
            by: shown(&line.by),
            verb: line.verb.as_str(),
            on: self.on_what(line),
            file: quote.as_ref().map(|_| self.copy.shown(&line.quote.source)),
            quote,
            value: line.value.as_ref().map(shown),
            why: line.why.as_ref().map(shown),
            counts: line.verb == Verb::Undo || self.counting.contains(&line.id),
        }
    }

    fn on_what(&self, line: &Decision) -> String {
        if line.verb == Verb::Undo {
            let undone = self.lines.values().find(|known| known.id.as_str() == line.target);
            return undone.map_or_else(String::new, |known| format!("the line of {}: {}", known.at, known.verb.as_str()));
        }
        let claim = &line.claim;
        let said = [Some(claim.kind.clone()), Some(claim.parties.join(", ")), claim.role.clone(), claim.date.clone()];
        let mut said: Vec<String> = said.into_iter().flatten().filter(|words| !words.is_empty()).collect();
        match (&claim.property, &claim.value) {
            (Some(property), Some(value)) => said.push(format!("{property}: {value}")),
            (Some(property), None) => said.push(property.clone()),
            _ => {}
        }
        self.copy.shown(&said.join(", "))
    }

    /// Joins across documents, with who decided on each.
    pub fn merges(&self, wording: &Wording<'_>, joins: &BTreeSet<&JoinId>) -> Vec<Merge> {
        let known = joins.iter().filter_map(|id| self.copy.built.joins.get(*id)).map(AsRef::as_ref);
        let across = known.filter(|join: &&Join| join.status != JoinStatus::InDocument);
        let merge = |join: &Join| {
            let pair = [&join.a, &join.b];
            let file = |mention: &MentionId| {
                let claim = wording.index.of(mention).into_iter().next();
                claim.map_or_else(String::new, |claim| self.copy.shown(&claim.anchor.source))
            };
            let status = serde_json::to_value(join.status).ok();
            Merge {
                of: join.kind.info().plain.clone(),
                names: pair.map(|mention| self.copy.shown(wording.index.name(mention))),
                files: pair.map(file),
                status: status.and_then(|status| status.as_str().map(str::to_string)).unwrap_or_default(),
                speaks_for: join.speaks_for.iter().map(|words| self.copy.shown(words)).collect(),
                against: join.against.iter().map(|words| self.copy.shown(words)).collect(),
                decided: self.deciding(&join.id, pair),
            }
        };
        across.map(merge).collect()
    }

    fn deciding(&self, join: &JoinId, [a, b]: [&MentionId; 2]) -> Vec<Act> {
        let is = |line: &&&Decision| {
            let ends = [Some(line.target.as_str()), line.other.as_deref()];
            let both = ends.contains(&Some(a.as_str())) && ends.contains(&Some(b.as_str()));
            line.target == join.as_str() || both
        };
        self.lines.values().filter(is).map(|line| self.act(line)).collect()
    }

    /// What was asked of some parties, and what they answered.
    pub fn replies<'p>(&self, parties: impl IntoIterator<Item = &'p EntityId>) -> Vec<Asked> {
        let reading = self.copy.built.reading();
        let asked = |id: &EntityId| {
            let party = self.copy.built.private().entities.get(id)?;
            let lines = reading.replies(id).iter().map(|line| self.answer(line)).collect();
            Some(Asked { party: self.copy.shown(&party.name), lines })
        };
        parties.into_iter().filter_map(asked).collect()
    }

    fn answer(&self, line: &Decision) -> Answer {
        let shown = |text: &String| self.copy.shown(text);
        Answer {
            day: line.at.get(..10).unwrap_or_default().to_string(),
            by: shown(&line.by),
            verb: line.verb.as_str(),
            words: line.value.as_ref().map(shown),
            why: line.why.as_ref().map(shown),
        }
    }
}
