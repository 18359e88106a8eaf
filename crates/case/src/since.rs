//! What became of the findings since an earlier list of them, and why.
//!
//! The main function is [`Built::since`]. The earlier list is what `rollcall findings CASE --json` printed then: it has each
//! finding's proofs with the claims and words that they rest on, so that nothing else of the earlier build is needed. Why not
//! the earlier build itself: it is derived data that may be deleted at any time, and its sources may no longer be here.
//! A reason is given only where the two lists and the case show it.

use crate::assemble::Built;
use rollcall_model::claim::Anchor;
use rollcall_model::finding::{Finding, Proof, RuleClass};
use rollcall_model::id::{ClaimId, FindingId};
use rollcall_model::problem::Problem;
use rollcall_model::view::View;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The most bytes that an earlier list may have.
const MAX_BYTES: usize = 1 << 30;
/// The most reasons that are listed for one finding.
const MAX_REASONS: usize = 8;

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// It is here and was not in the list.
    New,
    /// It was in the list and is here no more.
    Gone,
    /// It was in the list and says something else, or rests on something else, now.
    Changed,
}

/// A finding that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// What became of it.
    pub what: What,
    /// Its id.
    pub id: FindingId,
    /// The rule's name.
    pub rule: String,
    /// Its sentence: now, or where it is gone as it was.
    pub says: String,
    /// What it said, where that was something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// Why, each reason a sentence.
    pub why: Vec<String>,
}

/// All that is not as it was: new ones in the order of findings, then those that changed, then those that are gone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Since {
    /// What turned.
    pub turns: Vec<Turn>,
    /// How many findings are as they were.
    pub same: usize,
}

/// Reads an earlier list: one finding a line.
///
/// # Errors
/// A line that is no finding, with its number.
pub fn earlier(path: &str, text: &str) -> Result<Vec<Finding>, Problem> {
    let hint = "write it with `rollcall findings CASE --json > FILE`";
    if text.len() > MAX_BYTES {
        return Err(Problem::new(path, "too-long", format!("a list may have {MAX_BYTES} bytes")).hint(hint));
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| {
                let place = format!("{path}:{}:{}", at + 1, error.column());
                Problem::new(place, "no-finding", format!("the line is no finding: {error}")).hint(hint)
            })
        })
        .collect()
}

impl Built {
    /// What became of the findings since an earlier list of them.
    pub fn since(&self, earlier: &[Finding]) -> Since {
        let old = Earlier::new(earlier);
        let now: BTreeMap<&FindingId, &Finding> =
            self.private().findings().iter().map(|finding| (&finding.id, finding.as_ref())).collect();
        let turn = |what, finding: &Finding, was: Option<String>, mut why: Vec<String>| {
            why.truncate(MAX_REASONS);
            let (id, rule, says) = (finding.id.clone(), finding.rule.clone(), finding.says.clone());
            Turn { what, id, rule, says, was, why }
        };
        // The same sentence of the same rule under another id: what it is about is put together from other words now.
        let mut moved: BTreeMap<(&str, &str), Vec<&Finding>> = BTreeMap::new();
        for finding in earlier.iter().filter(|finding| !now.contains_key(&finding.id)) {
            moved.entry((finding.rule.as_str(), finding.says.as_str())).or_default().push(finding);
        }
        let mut paired: BTreeMap<&FindingId, &Finding> = BTreeMap::new();
        for finding in self.private().findings().iter().filter(|finding| !old.by_id.contains_key(&finding.id)) {
            let before = moved.get_mut(&(finding.rule.as_str(), finding.says.as_str()));
            paired.extend(before.and_then(Vec::pop).map(|before| (&finding.id, before)));
        }
        let came = |finding: &Finding| !old.by_id.contains_key(&finding.id) && !paired.contains_key(&finding.id);
        let mut since = Since::default();
        for finding in self.private().findings().iter().filter(|finding| came(finding)) {
            since.turns.push(turn(What::New, finding, None, old.why_new(finding)));
        }
        for finding in self.private().findings() {
            let Some(was) = old.by_id.get(&finding.id).or_else(|| paired.get(&finding.id)) else { continue };
            let mut why = why_changed(was, finding);
            if was.id != finding.id {
                why.push(format!("it had the id {}; what it is about is put together from other words now", was.id));
            }
            if why.is_empty() {
                since.same += 1;
            } else {
                let said = (was.says != finding.says).then(|| was.says.clone());
                since.turns.push(turn(What::Changed, finding, said, why));
            }
        }
        let stayed: BTreeSet<&FindingId> = paired.values().map(|before| &before.id).collect();
        let gone = |finding: &&Finding| !now.contains_key(&finding.id) && !stayed.contains(&finding.id);
        for finding in earlier.iter().filter(gone) {
            since.turns.push(turn(What::Gone, finding, None, self.why_gone(finding)));
        }
        since
    }

    fn why_gone(&self, finding: &Finding) -> Vec<String> {
        let rules = self.inputs.rules.rules();
        let Some(rule) = rules.iter().find(|rule| rule.name == finding.rule && rule.class.is_some()) else {
            return vec![format!("there is no rule `{}` any more", finding.rule)];
        };
        let on = &self.inputs.settings.rules.context;
        if rule.class == Some(RuleClass::Context) && !on.contains(&rule.name) {
            return vec![format!("the case does not switch the rule `{}` on", rule.name)];
        }
        if self.attached.findings_rejected.contains(&finding.id) {
            return vec!["a person rejected it".into()];
        }
        let anchors = finding.proofs.first().map(Proof::anchors).unwrap_or_default();
        let missing: BTreeSet<&str> = anchors
            .iter()
            .map(|anchor| anchor.source.as_str())
            .filter(|path| self.private().source(path).is_none())
            .collect();
        if !missing.is_empty() {
            return missing.into_iter().map(|path| format!("the source {path} is no longer in the case")).collect();
        }
        let lost: BTreeSet<String> = parts(finding).filter_map(|(id, anchor)| self.lost(id, anchor)).collect();
        if !lost.is_empty() {
            return lost.into_iter().collect();
        }
        let mut absences = BTreeSet::new();
        finding.proofs.first().into_iter().for_each(|proof| none(proof, &mut absences));
        match absences.is_empty() {
            true => vec!["the words that it rested on are here, and the rule makes something else of them now".into()],
            false => absences.into_iter().map(|said| format!("a source may say now what none did: {said}")).collect(),
        }
    }

    /// What became of a claim that an earlier proof rested on, if it counts no more.
    fn lost(&self, id: &ClaimId, anchor: Option<&Anchor>) -> Option<String> {
        let place = anchor.map_or(String::new(), |anchor| format!(" in {}", anchor.source));
        let words = anchor.map_or_else(|| "a claim".into(), |anchor| format!("“{}”", anchor.text));
        if let Some(stated) = self.private().claims().get(id) {
            return (!stated.state.exists()).then(|| format!("{words}{place} was {}", stated.state.as_str()));
        }
        Some(format!("{words}{place} is no longer read as it was"))
    }
}

/// An earlier list, to be asked about.
struct Earlier<'a> {
    by_id: BTreeMap<&'a FindingId, &'a Finding>,
    rules: BTreeSet<&'a str>,
    sources: BTreeSet<&'a str>,
    claims: BTreeSet<&'a ClaimId>,
}

impl<'a> Earlier<'a> {
    fn new(list: &'a [Finding]) -> Self {
        let proofs = || list.iter().flat_map(|finding| &finding.proofs);
        let mut sources: BTreeSet<&str> = proofs().flat_map(Proof::anchors).map(|anchor| anchor.source.as_str()).collect();
        proofs().for_each(|proof| searched(proof, &mut sources));
        Self {
            by_id: list.iter().map(|finding| (&finding.id, finding)).collect(),
            rules: list.iter().map(|finding| finding.rule.as_str()).collect(),
            sources,
            claims: proofs().flat_map(Proof::claims).collect(),
        }
    }

    fn why_new(&self, finding: &Finding) -> Vec<String> {
        let mut why = Vec::new();
        if !self.rules.contains(finding.rule.as_str()) {
            why.push(format!("the earlier list has nothing of the rule `{}`", finding.rule));
        }
        let sources: BTreeSet<&str> = finding
            .proofs
            .first()
            .map(Proof::anchors)
            .unwrap_or_default()
            .iter()
            .map(|anchor| anchor.source.as_str())
            .collect();
        let unseen: Vec<&str> = sources.into_iter().filter(|source| !self.sources.contains(source)).collect();
        why.extend(unseen.iter().map(|source| format!("it rests on {source}, which the earlier list does not name")));
        if why.is_empty() {
            let fresh = parts(finding).filter(|(id, _)| !self.claims.contains(id));
            let words = |anchor: Option<&Anchor>| {
                anchor.map(|anchor| format!("nothing in the earlier list rests on “{}” in {}", anchor.text, anchor.source))
            };
            let said: BTreeSet<String> = fresh.filter_map(|(_, anchor)| words(anchor)).collect();
            why.extend(said);
        }
        if why.is_empty() {
            why.push("the earlier list rests on the same words, and the rule makes something else of them now".into());
        }
        why
    }
}

/// The claims of a finding's first proof, each with its words where the proof shows them one to one.
fn parts(finding: &Finding) -> impl Iterator<Item = (&ClaimId, Option<&Anchor>)> {
    let mut out = Vec::new();
    finding.proofs.first().into_iter().for_each(|proof| leaves(proof, &mut out));
    out.into_iter()
}

fn leaves<'p>(proof: &'p Proof, out: &mut Vec<(&'p ClaimId, Option<&'p Anchor>)>) {
    match proof {
        Proof::Fact { claims, anchors, .. } => {
            let anchor = if claims.len() == 1 || anchors.len() == 1 { anchors.first().map(AsRef::as_ref) } else { None };
            out.extend(claims.iter().map(|claim| (claim, anchor)));
        }
        _ => proof.under().iter().for_each(|part| leaves(part, out)),
    }
}

fn none(proof: &Proof, out: &mut BTreeSet<String>) {
    match proof {
        Proof::None { none, .. } => {
            out.insert(none.clone());
        }
        _ => proof.under().iter().for_each(|part| none(part, out)),
    }
}

fn searched<'p>(proof: &'p Proof, out: &mut BTreeSet<&'p str>) {
    match proof {
        Proof::None { sources_searched, .. } => out.extend(sources_searched.iter().map(String::as_str)),
        _ => proof.under().iter().for_each(|part| searched(part, out)),
    }
}

fn why_changed(was: &Finding, now: &Finding) -> Vec<String> {
    let mut why = Vec::new();
    if was.certainty != now.certainty {
        why.push(format!("it was {} and is {}", was.certainty.word(), now.certainty.word()));
    }
    if was.says != now.says || was.says_in != now.says_in {
        why.push("its sentence is another".into());
    }
    let sources = |finding: &Finding| -> BTreeSet<String> {
        finding.proofs.iter().flat_map(Proof::anchors).map(|anchor| anchor.source.clone()).collect()
    };
    let (before, after) = (sources(was), sources(now));
    why.extend(after.difference(&before).map(|path| format!("it now also rests on {path}")));
    why.extend(before.difference(&after).map(|path| format!("it no longer rests on {path}")));
    if was.origins != now.origins {
        why.push(format!("it had {} independent origins and has {}", was.origins, now.origins));
    }
    why
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_model::finding::Certainty;

    fn finding(id: &str, says: &str, path: &str) -> Finding {
        let anchor = format!(r#"{{"source":"{path}","sha256":"x","layer":"text/1","start":0,"end":1,"text":"the words"}}"#);
        let text = format!(
            r#"{{"id":"{id}","rule":"r","class":"record","certainty":"certain","says":"{says}","lang":"en","entities":[],"origins":1,"proofs":[{{"rule":"r","because":[{{"fact":"f","claims":["caaaaaaaaaaaaaaaaaaaa"],"anchors":[{anchor}]}}]}}],"more":false}}"#
        );
        serde_json::from_str(&text).expect("a finding")
    }

    #[test]
    fn a_list_is_read_and_a_line_that_is_none_is_named() {
        let good = serde_json::to_string(&finding("faaaaaaaaaaaaaaaaaaaa", "One.", "a.md")).expect("writes");
        assert_eq!(earlier("old", &format!("{good}\n\n{good}\n")).expect("two").len(), 2);
        let wrong = earlier("old", &format!("{good}\n{{}}\n")).expect_err("no finding");
        assert!(wrong.place.starts_with("old:2:"), "{wrong}");
    }

    #[test]
    fn what_changed_is_said() {
        let (was, mut now) =
            (finding("faaaaaaaaaaaaaaaaaaaa", "One.", "a.md"), finding("faaaaaaaaaaaaaaaaaaaa", "Two.", "b.md"));
        assert!(why_changed(&was, &was).is_empty());
        now.certainty = Certainty::Possible;
        now.origins = 2;
        let why = why_changed(&was, &now);
        assert_eq!(
            why,
            [
                "it was certain and is possible",
                "its sentence is another",
                "it now also rests on b.md",
                "it no longer rests on a.md",
                "it had 1 independent origins and has 2"
            ]
        );
    }

    #[test]
    fn a_new_one_says_what_the_earlier_list_does_not_have() {
        let list = [finding("faaaaaaaaaaaaaaaaaaaa", "One.", "a.md")];
        let old = Earlier::new(&list);
        let from_elsewhere = finding("fbaaaaaaaaaaaaaaaaaaa", "Two.", "b.md");
        assert_eq!(old.why_new(&from_elsewhere), ["it rests on b.md, which the earlier list does not name"]);
        let same_words = finding("fbaaaaaaaaaaaaaaaaaaa", "Two.", "a.md");
        assert_eq!(
            old.why_new(&same_words),
            ["the earlier list rests on the same words, and the rule makes something else of them now"]
        );
    }
}
