//! How sure a finding is and why no more, what speaks against it, and what would undo it: in words.
//!
//! The main functions are [`reasons`], [`against`] and [`undone`] for a finding's page, and [`in_english`] for the desk, the
//! dossier and the command line, so that none of them says it in another way. The arithmetic behind the word is not here: it is
//! for the owner of the case alone. Of a source that is confidential it is never said that it is not known to be reliable.

use crate::block::{Line, Run, Words};
use crate::pages::rule_place;
use crate::say::{Hole, Say};
use crate::site::Site;
use crate::words;
use crate::{dates, lines};
use rollcall_model::against::{Against, Counter};
use rollcall_model::claim::Anchor;
use rollcall_model::date::Edtf;
use rollcall_model::entity::PropertyValue;
use rollcall_model::finding::{Because, Finding, Lack, Reason, Undone};
use rollcall_model::id::ClaimId;
use rollcall_model::source::Access;
use rollcall_model::view::View;
use std::sync::Arc;

/// Why a finding is no surer, what speaks against it and what would undo it, in English sentences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InEnglish {
    /// Why it is no surer; nothing where it is certain.
    pub reasons: Vec<String>,
    /// What speaks against it, each with where its words stand.
    pub against: Vec<(String, Vec<Arc<Anchor>>)>,
    /// What would undo it.
    pub undone: Vec<String>,
}

/// A finding of a view; `of_closed` says whether its reader may learn how a confidential source is graded.
pub fn in_english(view: &dyn View, counter: &Counter<'_>, finding: &Finding, of_closed: bool) -> InEnglish {
    let say = Say::ENGLISH;
    let plain = |words: Words| words.iter().map(Run::words).collect::<String>();
    let anchor = |id: &ClaimId| view.claims().get(id).map(|stated| stated.claim.anchor.clone());
    let speaks = |against: &Against<'_>| {
        let mut anchors: Vec<Arc<Anchor>> = against.claims().into_iter().filter_map(anchor).collect();
        anchors.sort();
        anchors.dedup();
        (plain(speaking(say, against, &away_in_english)), anchors)
    };
    InEnglish {
        reasons: gathered(finding)
            .iter()
            .map(|reasons| {
                let closed = !of_closed && reasons.iter().any(|reason| is_closed(view, reason));
                plain(because(say, reasons, Local { closed, ..Local::default() }))
            })
            .collect(),
        against: counter.of(finding).iter().map(speaks).collect(),
        undone: finding.undone_by().iter().map(|undone| plain(undoing(say, undone))).collect(),
    }
}

/// A party that did not come, without a page to lead to.
fn away_in_english(against: &Against<'_>) -> Words {
    let Against::Away { row } = against else { return Words::new() };
    let (who, role) = (row.participant.name.as_str(), row.role.as_str());
    let engagement = row.engagement.name.as_str();
    let holes = [("who", who.into()), ("role", role.into()), ("engagement", engagement.into())];
    Say::ENGLISH.words("against-away", holes)
}

/// Why a finding is no surer, one line for all reasons of one sort that are about facts, and one for each other.
pub(crate) fn reasons(site: &Site<'_>, finding: &Finding) -> Vec<Line> {
    let line = |reasons: &Vec<&Reason>| {
        let closed = !site.private() && reasons.iter().any(|reason| is_closed(site.view, reason));
        let first = reasons[0].of.first().map(String::as_str).unwrap_or_default();
        let rule = Some(first).filter(|_| reasons[0].because == Because::Default).and_then(|rule| site.rule_name(rule));
        let facts = reasons
            .iter()
            .map(|reason| lines::fact(site, reason.of.first().map(String::as_str).unwrap_or_default(), &reason.claims));
        let facts: Vec<Words> = facts.collect();
        Line::plain(because(site.say, reasons, Local { closed, rule, facts: Some(facts) }))
    };
    gathered(finding).iter().map(line).collect()
}

/// A finding's reasons, those of one sort that are about facts together.
fn gathered(finding: &Finding) -> Vec<Vec<&Reason>> {
    let of_facts = |reason: &Reason| {
        matches!(reason.because, Because::Disputed | Because::SaidLikely | Because::SaidUnclear | Because::Source)
    };
    let mut out: Vec<Vec<&Reason>> = Vec::new();
    for reason in &finding.reasons {
        match out.last_mut().filter(|last| of_facts(reason) && last[0].because == reason.because) {
            Some(last) => last.push(reason),
            None => out.push(vec![reason]),
        }
    }
    out
}

/// Whether a reason is about words of a confidential source.
fn is_closed(view: &dyn View, reason: &Reason) -> bool {
    let claims = reason.claims.iter().filter_map(|id| view.claims().get(id));
    let mut sources = claims.filter_map(|stated| view.source(&stated.claim.anchor.source));
    sources.any(|source| source.info.access == Access::Confidential)
}

/// What would undo a finding.
pub(crate) fn undone(site: &Site<'_>, finding: &Finding) -> Vec<Line> {
    finding.undone_by().iter().map(|undone| Line::plain(undoing(site.say, undone))).collect()
}

/// What speaks against a finding, each line with its words.
pub(crate) fn against<'a>(site: &Site<'a>, finding: &'a Finding) -> Vec<Line> {
    let line = |against: &Against<'a>| {
        if let Against::Away { row } = against {
            return Line { ids: Vec::new(), ..lines::participation(site, row) };
        }
        let words = speaking(site.say, against, &|_| Words::new());
        let claims = against.claims().into_iter().filter_map(|id| site.claim(id));
        lines::quoted(site, Line::plain(words), claims.map(|claim| claim.claim.anchor.as_ref()))
    };
    site.counter().of(finding).iter().map(line).collect()
}

/// What a page knows besides the reason itself.
#[derive(Default)]
struct Local {
    /// Whether it is about words of a confidential source.
    closed: bool,
    /// What the rule that it names is called in the language.
    rule: Option<String>,
    /// The facts that it is about, in the language.
    facts: Option<Vec<Words>>,
}

/// Some reasons of one sort, in one sentence.
fn because(say: Say, reasons: &[&Reason], local: Local) -> Words {
    let Local { closed, rule, facts } = local;
    let reason = reasons[0];
    let english = |words: &str| Hole::from(words::english(say, words, None));
    let of = |at: usize| reason.of.get(at).map(String::as_str).unwrap_or_default();
    let date = |at: usize| Edtf::parse(of(at)).map_or_else(|_| of(at).to_string(), |date| dates::date(say, &date));
    let in_words = |reason: &&Reason| vec![words::english(say, reason.of.first().cloned().unwrap_or_default(), None)];
    let fact = || {
        let facts = facts.unwrap_or_else(|| reasons.iter().map(in_words).collect());
        let between = [words::text("; ")];
        [("fact", Hole::from(facts.join(&between[..])))]
    };
    match reason.because {
        Because::Dates => say.words("reason-dates", [("one", date(0).into()), ("other", date(1).into())]),
        Because::DatesDisagree => {
            let others: Vec<String> = reason.of.iter().skip(1).map(|date| words::dated(say, date)).collect();
            let dates = words::names(say, &others).unwrap_or_default();
            say.words("reason-dates-disagree", [("thing", english(of(0))), ("dates", dates.into())])
        }
        Because::GoesOn => say.words("reason-goes-on", [("one", date(0).into()), ("other", date(1).into())]),
        Because::Default => {
            let place = Some(format!("en/method.html#{}", rule_place(of(0))));
            let rule = match rule {
                Some(name) => words::link(format!("“{name}”"), place),
                None => words::english(say, format!("“{}”", words::rule(of(0))), place),
            };
            say.words("reason-default", [("rule", rule.into())])
        }
        Because::Disputed => say.words("reason-disputed", fact()),
        Because::SaidLikely => say.words("reason-said-likely", fact()),
        Because::SaidUnclear => say.words("reason-said-unclear", fact()),
        Because::Source if closed => say.words("reason-closed", []),
        Because::Source => say.words("reason-source", fact()),
        Because::Denied => say.words("reason-denied", [("none", english(of(0)))]),
    }
}

fn undoing(say: Say, undone: &Undone<'_>) -> Words {
    let id = match undone.lack {
        Lack::Unless => "undone-unless",
        Lack::Not => "undone-not",
        Lack::Else => "undone-else",
    };
    let files = say.with("files", [("number", undone.searched.into())]);
    say.words(id, [("none", words::english(say, undone.none, None).into()), ("files", files.into())])
}

/// What one thing that speaks against a finding says; `away` says it of a party that did not come.
fn speaking(say: Say, against: &Against<'_>, away: &dyn Fn(&Against<'_>) -> Words) -> Words {
    match against {
        Against::Away { .. } => away(against),
        Against::NotHeld { thing, value } => {
            let status = words::small(&words::status(say, value.value.words()));
            say.words("against-not-held", [("thing", thing.name.as_str().into()), ("status", status.into())])
        }
        Against::Otherwise { thing, property, values } => {
            let name = if thing.name.is_empty() { words::kind(say, thing.kind) } else { thing.name.clone() };
            let values: Vec<String> = values.iter().map(|value| value_words(say, property, value)).collect();
            let holes = [
                ("thing", name.into()),
                ("property", words::small(&words::property(say, property)).into()),
                ("values", words::names(say, &values).unwrap_or_default().into()),
            ];
            say.words("against-otherwise", holes)
        }
        Against::Disputed { .. } => say.words("finding-disputed", []),
        Against::Said { reason } => {
            let none = reason.of.first().map(String::as_str).unwrap_or_default();
            say.words("against-said", [("none", words::english(say, none, None).into())])
        }
    }
}

fn value_words(say: Say, property: &str, value: &PropertyValue) -> String {
    let words = value.value.words();
    match property {
        "mode" => words::mode(say, words).unwrap_or_else(|| words.to_string()),
        _ if value.value.entity().is_some() => words.to_string(),
        _ if Edtf::parse(words).is_ok() => words::dated(say, words),
        _ => format!("“{words}”"),
    }
}
