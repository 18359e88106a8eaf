//! Which decision speaks of which claim.
//!
//! The main function is [`attach`]; its result, [`Attached`], says of every claim, join and finding what people decided.
//! A line is attached by its target's id when that still says the same words, else by its words ([`crate::find`]);
//! an accepted one that no reader finds any more stands by itself ([`crate::standing`]); one whose words are gone, or whose claim
//! now says something else, is listed as needing another look: it is never dropped and never publishes anything.

use crate::find::Finder;
use crate::naming::{self, NAMING, Naming};
use crate::{added, places, seen, standing};
use rollcall_model::claim::{Claim, State, Value};
use rollcall_model::decision::{Decision, Verb};
use rollcall_model::entity::Join;
use rollcall_model::id::{ClaimId, DecisionId, FindingId, JoinId, MentionId};
use rollcall_model::ontology::kinds;
use rollcall_model::problem::Problem;
use rollcall_resolve::ById;
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What people decided.
#[derive(Debug, Clone, Default)]
pub struct Attached {
    /// Claims that anyone decided on.
    pub claims: BTreeMap<ClaimId, State>,
    /// Claims made by `add` and `correct`, already accepted by who wrote them.
    pub made: Vec<Arc<Claim>>,
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
    /// The lines that speak of a claim, in the order in which they take effect.
    pub lines: BTreeMap<ClaimId, Vec<DecisionId>>,
    /// The two mentions of one engagement that a line about a picture makes one.
    pub same: BTreeMap<DecisionId, (MentionId, MentionId)>,
    /// What was asked of parties and what they answered, by a mention of theirs, in the order in which it takes effect.
    pub replies: Vec<(MentionId, DecisionId)>,
    /// How people are given in what goes out, by a mention of theirs, in the order in which it takes effect.
    pub namings: Vec<(MentionId, Naming)>,
    /// What of the place of an alleged abuse may go out, by a mention of it, in the order in which it takes effect.
    pub places: Vec<(MentionId, String)>,
    /// Claims whose words may go out though their source is confidential, with the secret that hides which source that is.
    pub released: BTreeMap<ClaimId, String>,
    /// Who accepted each claim since anybody last said otherwise of it.
    pub readers: BTreeMap<ClaimId, BTreeSet<String>>,
    /// Lines that no longer fit.
    pub another_look: Vec<Problem>,
}

/// How the kind of a line about two mentions begins; the mentions' own kind follows.
pub const MERGE: &str = "Merge";

/// The kind of a line that tells readers what was taken back or put right: it changes nothing by itself.
pub const NOTICE: &str = "Notice";

impl Attached {
    /// The state of a claim.
    pub fn state(&self, claim: &ClaimId) -> State {
        self.claims.get(claim).copied().unwrap_or(State::Proposed)
    }

    /// Puts in a claim that a person wrote, accepted by who wrote it.
    fn write(&mut self, claim: Claim, line: &Decision) {
        self.spoken(&claim.id, line);
        self.claims.insert(claim.id.clone(), State::Accepted);
        // Two lines may say the same of one box: the meeting at which both saw somebody.
        if !self.made.iter().any(|made| **made == claim) {
            self.made.push(Arc::new(claim));
        }
    }

    /// A person said that two mentions are one; the later word counts.
    fn make_one(&mut self, one: MentionId, other: MentionId) {
        let id = self.forget(&one, &other);
        self.joins.insert(id);
        self.merged.push((one.clone().min(other.clone()), one.max(other)));
    }

    /// A person said that two mentions are not one.
    fn keep_apart(&mut self, one: MentionId, other: MentionId) {
        let id = self.forget(&one, &other);
        self.joins.remove(&id);
        self.split.push((one.clone().min(other.clone()), one.max(other)));
    }

    /// Takes back what was said of two mentions before, and gives the id of their join.
    fn forget(&mut self, one: &MentionId, other: &MentionId) -> JoinId {
        let join = Join::new(kinds::PERSON, one, other, rollcall_model::entity::JoinStatus::Decided, Vec::new());
        let before = |pair: &(MentionId, MentionId)| (&pair.0, &pair.1) == (&join.a, &join.b);
        self.merged.retain(|pair| !before(pair));
        self.split.retain(|pair| !before(pair));
        join.id
    }

    fn spoken(&mut self, claim: &ClaimId, line: &Decision) {
        self.lines.entry(claim.clone()).or_default().push(line.id.clone());
        match line.verb {
            Verb::Accept | Verb::Add => _ = self.readers.entry(claim.clone()).or_default().insert(line.by.clone()),
            _ => _ = self.readers.remove(claim),
        }
    }

    /// What people merged and split, for `resolve`.
    pub fn pairs(&self) -> rollcall_resolve::Decided {
        rollcall_resolve::Decided { merged: self.merged.clone(), split: self.split.clone() }
    }
}

/// Attaches the lines that count, in the order in which they take effect: those about claims and findings. What is said of
/// two mentions comes with [`attach_pairs`], once it is known which joins there are.
pub fn attach<D: Borrow<Decision>>(lines: &[&D], finder: &Finder<'_>) -> Attached {
    attach_more(Attached::default(), lines, finder)
}

/// Attaches lines that take effect after all that were attached.
pub fn attach_more<D: Borrow<Decision>>(mut attached: Attached, lines: &[&D], finder: &Finder<'_>) -> Attached {
    // Lines whose claim is not there, by what they decide on: the last one says how it stands.
    let mut lost: BTreeMap<&str, Vec<&Decision>> = BTreeMap::new();
    for line in lines.iter().map(|line| (*line).borrow()) {
        match line.verb {
            _ if naming::is_naming(line) => name(line, finder, &mut attached),
            _ if places::is_placing(line) => place(line, finder, &mut attached),
            Verb::Add => add(line, finder, &mut attached),
            _ if line.claim.kind.starts_with(NOTICE) => {}
            Verb::Accept | Verb::Reject | Verb::Dispute | Verb::Retract | Verb::Correct | Verb::Withdraw => {
                if let Some(finding) = FindingId::parse(&line.target) {
                    decide_finding(line, finding, &mut attached);
                } else if !is_of_pair(line) && !decide_claim(line, finder, &mut attached) {
                    lost.entry(&line.target).or_default().push(line);
                }
            }
            Verb::Release => release(line, finder, &mut attached),
            verb if verb.is_reply() => reply(line, finder, &mut attached),
            _ => {}
        }
    }
    let last = lost.values().filter_map(|lines| lines.last().copied());
    let (kept, gone): (Vec<_>, Vec<_>) = last.partition(|line| matches!(line.verb, Verb::Accept | Verb::Correct));
    let standing = standing::stand(&kept, finder);
    for (claim, line) in standing.claims {
        if !attached.claims.contains_key(&claim.id) {
            let (id, accepts) = (claim.id.clone(), |line: &&Decision| line.verb == Verb::Accept);
            attached.write(claim, line);
            // Whoever accepted it before has read it too, back to the last who said otherwise.
            let readers = lost[line.target.as_str()].iter().rev().copied().take_while(accepts).map(|line| line.by.clone());
            attached.readers.entry(id).or_default().extend(readers);
        }
    }
    // What was decided of a claim that stands by itself finds it only now.
    for line in standing.unclear.into_iter().chain(gone) {
        if !decide_claim(line, finder, &mut attached) {
            attached.another_look.push(does_not_fit(line));
        }
    }
    attached
}

/// Attaches merges and splits, and what was decided of a proposed join.
pub fn attach_pairs<D: Borrow<Decision>>(attached: &mut Attached, lines: &[&D], finder: &Finder<'_>, joins: ById<'_>) {
    for line in lines.iter().map(|line| (*line).borrow()) {
        if let Some((one, other)) = attached.same.get(&line.id).cloned() {
            attached.make_one(one, other);
        }
        match line.verb {
            _ if !is_of_pair(line) => {}
            Verb::Merge | Verb::Split => pair(line, finder, joins, attached),
            Verb::Accept | Verb::Reject | Verb::Dispute | Verb::Retract | Verb::Correct => {
                decide_join(line, finder, joins, attached);
            }
            _ => {}
        }
    }
}

/// Whether a line speaks of two mentions.
pub fn is_of_pair(line: &Decision) -> bool {
    line.claim.kind.starts_with(MERGE) || matches!(line.verb, Verb::Merge | Verb::Split)
}

/// Merges and splits alone, which say which parties are one before engagements are compared.
pub fn pairs<D: Borrow<Decision>>(lines: &[&D], finder: &Finder<'_>, joins: ById<'_>) -> rollcall_resolve::Decided {
    let mut attached = Attached::default();
    attach_pairs(&mut attached, lines, finder, joins);
    attached.pairs()
}

/// Decides on a claim that is there; whether it is, or is now another on the same words.
fn decide_claim(line: &Decision, finder: &Finder<'_>, attached: &mut Attached) -> bool {
    let state = match line.verb {
        Verb::Accept => State::Accepted,
        Verb::Dispute => State::Disputed,
        Verb::Retract | Verb::Withdraw => State::Retracted,
        _ => State::Rejected,
    };
    let made = attached.made.iter().map(AsRef::as_ref).find(|made| made.id.as_str() == line.target);
    let Some(claim) = made.or_else(|| finder.claim(line)).cloned() else {
        let Some(claim) = finder.named(line) else { return false };
        attached.claims.insert(claim.id.clone(), State::NeedsAnotherLook);
        attached.spoken(&claim.id, line);
        attached.another_look.push(does_not_fit(line));
        return true;
    };
    attached.claims.insert(claim.id.clone(), state);
    attached.spoken(&claim.id, line);
    if line.verb == Verb::Correct {
        match &line.value {
            Some(value) => {
                let made = added::claim(&claim, &claim.property, Value::Text(value.clone()));
                let id = made.id.clone();
                attached.write(made, line);
                // Whoever puts a claim right has read its words.
                attached.readers.entry(id).or_default().insert(line.by.clone());
            }
            None => attached.another_look.push(does_not_fit(line)),
        }
    }
    true
}

/// A claim that the reader missed, on a mention that it knows: target is the mention or any claim of it.
fn add(line: &Decision, finder: &Finder<'_>, attached: &mut Attached) {
    let index = finder.index;
    if line.region.is_some() {
        return add_seen(line, finder, attached);
    }
    let mention = MentionId::parse(&line.target)
        .filter(|mention| !index.of(mention).is_empty())
        .or_else(|| finder.named(line).map(|claim| claim.mention.clone()));
    let made = if line.claim.kind == kinds::PARTICIPATION.as_str() && line.claim.property.is_none() {
        mention.and_then(|mention| added::participation(line, &mention, index, finder.texts))
    } else {
        mention.and_then(|mention| added::property(line, &mention, index)).map(|claim| vec![claim])
    };
    match made {
        Some(claims) => claims.into_iter().for_each(|claim| attached.write(claim, line)),
        None => attached.another_look.push(does_not_fit(line)),
    }
}

/// What a person saw in a picture.
fn add_seen(line: &Decision, finder: &Finder<'_>, attached: &mut Attached) {
    let shown = if line.claim.property.is_none() {
        seen::participation(line, finder, &attached.made)
    } else {
        seen::property(line, finder, &attached.made).map(|claim| seen::Shown { claims: vec![claim], same: None })
    };
    let Some(shown) = shown else {
        attached.another_look.push(does_not_fit(line));
        return;
    };
    shown.claims.into_iter().for_each(|claim| attached.write(claim, line));
    if let Some(same) = shown.same {
        attached.same.insert(line.id.clone(), same);
    }
}

/// What a party was asked, or what it answered: its mention by id, else by its name and words.
fn reply(line: &Decision, finder: &Finder<'_>, attached: &mut Attached) {
    match spoken_of(line, &line.claim.kind, finder, attached) {
        Some(mention) => attached.replies.push((mention, line.id.clone())),
        None => attached.another_look.push(does_not_fit(line)),
    }
}

/// How a person is given: their mention by id, else by name and words.
fn name(line: &Decision, finder: &Finder<'_>, attached: &mut Attached) {
    let said = line.value.as_deref().and_then(Naming::parse);
    let kind = line.claim.kind.strip_prefix(NAMING).unwrap_or_default().trim();
    match (spoken_of(line, kind, finder, attached), said) {
        (Some(mention), Some(naming)) => attached.namings.push((mention, naming)),
        _ => attached.another_look.push(does_not_fit(line)),
    }
}

/// How much of a place may go out: the abuse's mention by id, else by its name and words.
fn place(line: &Decision, finder: &Finder<'_>, attached: &mut Attached) {
    let kind = line.claim.kind.strip_prefix(places::PLACE).unwrap_or_default().trim();
    match (spoken_of(line, kind, finder, attached), line.value.clone()) {
        (Some(mention), Some(words)) => attached.places.push((mention, words)),
        _ => attached.another_look.push(does_not_fit(line)),
    }
}

/// The mention that a line is about: by id, else by name and words.
fn spoken_of(line: &Decision, kind: &str, finder: &Finder<'_>, attached: &Attached) -> Option<MentionId> {
    let name = line.claim.parties.first().map_or("", String::as_str);
    let id = line.other.as_deref().unwrap_or_default();
    let written = || attached.made.iter().find(|claim| claim.mention.as_str() == id).map(|claim| claim.mention.clone());
    finder.mention(id, kind, name, &line.quote).or_else(written)
}

/// The words of a confidential source's claim may go out.
fn release(line: &Decision, finder: &Finder<'_>, attached: &mut Attached) {
    let made = attached.made.iter().map(AsRef::as_ref).find(|made| made.id.as_str() == line.target);
    let claim = made.or_else(|| finder.claim(line)).map(|claim| claim.id.clone());
    match (claim, line.value.clone()) {
        (Some(claim), Some(secret)) => _ = attached.released.insert(claim, secret),
        _ => attached.another_look.push(does_not_fit(line)),
    }
}

/// The two mentions that a line is about: those of the merge that it names, else the two ids, else the two names.
fn ends(line: &Decision, finder: &Finder<'_>, joins: ById<'_>) -> Option<(MentionId, MentionId)> {
    if let Some(join) = JoinId::parse(&line.target).and_then(|id| joins(&id)) {
        return Some((join.a.clone(), join.b.clone()));
    }
    let kind = line.claim.kind.strip_prefix(MERGE)?.trim();
    let [one, two] = line.claim.parties.as_slice() else { return None };
    let one = finder.mention(&line.target, kind, one, &line.quote)?;
    let two = finder.mention(line.other.as_deref().unwrap_or_default(), kind, two, line.other_quote.as_ref()?)?;
    (one != two).then(|| (one.clone().min(two.clone()), one.max(two)))
}

fn pair(line: &Decision, finder: &Finder<'_>, joins: ById<'_>, attached: &mut Attached) {
    let Some((a, b)) = ends(line, finder, joins) else {
        attached.another_look.push(does_not_fit(line));
        return;
    };
    if line.verb == Verb::Merge { attached.make_one(a, b) } else { attached.keep_apart(a, b) }
}

/// Accepting a proposed merge makes it; rejecting one that was made cuts it.
fn decide_join(line: &Decision, finder: &Finder<'_>, joins: ById<'_>, attached: &mut Attached) {
    let verb = if line.verb == Verb::Accept { Verb::Merge } else { Verb::Split };
    pair(&Decision { verb, ..line.clone() }, finder, joins, attached);
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
    .hint(match line.quote.source.as_str() {
        "" => "look at its parties again and decide anew; until then it publishes nothing".to_string(),
        source => format!("look at {source} again and decide anew; until then it publishes nothing"),
    })
}
