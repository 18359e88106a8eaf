//! Findings: what follows from the claims by which rule, with the steps down to the words and what speaks against them.

use super::about::rule_place;
use super::long::{self, At};
use super::{heading, lines_or, said, titled};
use crate::block::{Block, Line, Run, Sheet, Step, Words};
use crate::dates;
use crate::lines;
use crate::places::{ITEMS, numbered};
use crate::say::Say;
use crate::site::{Site, year_name, year_part};
use crate::words::{self, link, text};
use crate::{replies, strength, sure};
use rollcall_model::finding::{Finding, Proof, RuleClass};
use rollcall_model::id::EntityId;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

const PART: &str = "en/findings.html";

/// How many findings of one rule stand on the first page; more have pages of their own, by year.
const HERE: usize = 20;

/// The list, and the lists of one rule and year.
pub(super) fn lists(site: &Site<'_>) -> Vec<Sheet> {
    let all = site.view.findings();
    let mut blocks = vec![said(site, "findings-says")];
    let mut pages = Vec::new();
    for class in [RuleClass::Record, RuleClass::Context, RuleClass::Inference, RuleClass::Legal] {
        let mut rules: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in all.iter().filter(|finding| finding.class == class) {
            rules.entry(&finding.rule).or_default().push(finding);
        }
        if !rules.is_empty() {
            let (name, what) = words::class(site.say, class);
            let (place, _) = words::class(Say::ENGLISH, class);
            blocks.push(heading(&name, &place.to_lowercase()));
            blocks.push(Block::Para(vec![text(format!("{}{}", words::capital(&what), site.say.say("full-stop")))]));
        }
        for (rule, mut findings) in rules {
            findings.sort_by_key(|finding| (Reverse(finding.certainty), Reverse(finding.origins)));
            let name = site.rule_name(rule).unwrap_or_else(|| words::capital(&words::rule(rule)));
            let count = site.say.with("findings", [("number", findings.len().into())]);
            let about = link(site.say.say("rule-means"), Some(format!("en/method.html#{}", rule_place(rule))));
            let holes = [("rule", lines::rule(site, rule).into()), ("findings", count.into()), ("about", about.into())];
            blocks.push(Block::Para(site.say.words("findings-of-rule", holes)));
            if findings.len() <= HERE {
                blocks.push(Block::Lines(findings.iter().map(|finding| line(site, finding)).collect()));
            } else {
                blocks.push(Block::List(years(site, rule, &name, &findings, &mut pages)));
            }
        }
    }
    if all.is_empty() {
        blocks.push(lines_or(site, Vec::new(), "findings-none"));
    }
    pages.insert(0, site.sheet(PART, &site.say.say("part-findings"), PART, blocks));
    pages
}

/// Makes a page for each year of one rule's findings, and gives the list that leads to them.
fn years(site: &Site<'_>, rule: &str, name: &str, findings: &[&Finding], pages: &mut Vec<Sheet>) -> Vec<Words> {
    let mut by_year: BTreeMap<Option<i32>, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        // "Until 2015" has no begin: it stands under the year in which it ended.
        let day = finding.date.as_ref().and_then(|date| date.earliest_start().or(date.latest_end()));
        by_year.entry(day.map(|day| day.ymd().0)).or_default().push(finding);
    }
    let mut list = Vec::new();
    for (year, findings) in by_year {
        let base = format!("en/findings/{}-{}", rule_place(rule), year_part(year));
        let of = |number: usize| numbered(&base, number);
        let title = words::commas(site.say, &[name.to_string(), year_name(site.say, year)]);
        let count = site.say.with("findings", [("number", findings.len().into())]);
        list.push(vec![link(year_name(site.say, year), Some(of(0))), text(format!(": {count}"))]);
        let last = (findings.len() - 1) / ITEMS;
        for (number, findings) in findings.chunks(ITEMS).enumerate() {
            let mut way = vec![link(site.say.say("findings-all"), Some(PART.into()))];
            way.extend(long::steps(site.say, number, last, of));
            let lines = findings.iter().map(|finding| line(site, finding)).collect();
            pages.push(site.sheet(&of(number), &title, PART, vec![Block::Para(way), Block::Lines(lines)]));
        }
    }
    list
}

/// A finding as a line, without the words: its page has them.
fn line(site: &Site<'_>, finding: &Finding) -> Line {
    lines::finding(site, finding)
}

/// Findings about something, for its page.
pub(super) fn about(site: &Site<'_>, at: &At<'_>, entity: &EntityId, more: &mut Vec<Sheet>) -> Vec<Block> {
    let lines: Vec<Line> = site.findings_on(entity).iter().map(|finding| line(site, finding)).collect();
    if lines.is_empty() { Vec::new() } else { long::section(site, at, ("part-findings", "findings"), lines, more) }
}

/// The page of a finding: how strong it is and why no more, the words, what speaks against it, what would undo it, what it rests on,
/// and how to cite it.
pub(super) fn page<'a>(site: &Site<'a>, finding: &'a Finding) -> Sheet {
    let path = format!("en/findings/{}.html", finding.id);
    let basis = strength::of_finding(site, finding);
    let says = lines::finding_says(site.say, finding, &basis);
    let mut blocks = vec![Block::Para(match lines::said_in(site.say, finding).0 == site.say {
        true => vec![Run::Strong(says.clone())],
        false => lines::finding_words(site, finding, &basis, None),
    })];
    blocks.push(titled(site, "finding-strength", "strength"));
    blocks.push(Block::Facts(strengths(site, finding, &basis)));
    let reasons = sure::reasons(site, finding);
    if !reasons.is_empty() {
        blocks.push(titled(site, "finding-reasons", "reasons"));
        blocks.push(Block::Lines(reasons));
    }
    let answers = replies::beside(site, &finding.entities);
    if !answers.is_empty() {
        blocks.push(titled(site, "finding-reply", "reply"));
        blocks.push(Block::Lines(answers));
    }
    blocks.push(titled(site, "finding-words", "words"));
    blocks.push(words_of(site, finding));
    blocks.push(titled(site, "finding-against", "against"));
    blocks.push(lines_or(site, sure::against(site, finding), "finding-against-none"));
    blocks.push(titled(site, "finding-undone", "undone"));
    blocks.push(lines_or(site, sure::undone(site, finding), "finding-undone-none"));
    for (at, proof) in finding.proofs.iter().enumerate() {
        let number = site.say.number(at + 1);
        let name = match at {
            0 => site.say.say("finding-known"),
            _ => site.say.with("finding-another-way", [("number", number.into())]),
        };
        blocks.push(heading(&name, &format!("proof-{}", at + 1)));
        blocks.push(Block::Steps(vec![step(site, proof)]));
    }
    if finding.more {
        blocks.push(said(site, "finding-more-ways"));
    }
    blocks.extend(crate::cite::cite(site, &path, &says));
    site.sheet(&path, &site.say.say("finding-title"), PART, blocks)
}

fn strengths(site: &Site<'_>, finding: &Finding, basis: &strength::Basis) -> Vec<(String, Vec<Line>)> {
    let say = site.say;
    let (class, what) = words::class(say, finding.class);
    let fact = |name: &str, value: String| (say.say(name), vec![Line::plain(vec![text(value)])]);
    let stop = say.say("full-stop");
    let mut facts = vec![
        fact("finding-certain", words::certainty(say, finding.certainty)),
        fact("source-rests-on", format!("{}{stop}", words::capital(&words::origins(say, basis.origins)))),
        fact("finding-kind", format!("{class}: {what}{stop}")),
    ];
    facts.extend(finding.date.as_ref().map(|date| fact("source-date", dates::date(say, date))));
    let about = finding.entities.iter().filter_map(|id| site.view.entities().get(id));
    let about: Vec<Line> = about
        .filter_map(|entity| Some(Line::plain(vec![link(site.name(entity), Some(site.address(&entity.id)?))])))
        .collect();
    if !about.is_empty() {
        facts.push((say.say("finding-about"), about));
    }
    let sources: BTreeSet<&str> =
        finding.proofs.iter().flat_map(Proof::anchors).map(|anchor| anchor.source.as_str()).collect();
    let sources: Vec<Line> = sources
        .into_iter()
        .filter_map(|path| site.view.source(path))
        .map(|source| Line::plain(vec![link(source.title(), Some(crate::places::source_page(source)))]))
        .collect();
    if !sources.is_empty() {
        facts.push((say.say("finding-files"), sources));
    }
    facts
}

/// The facts of its first proof with their words.
fn words_of<'a>(site: &Site<'a>, finding: &'a Finding) -> Block {
    fn leaves<'a>(site: &Site<'a>, proof: &'a Proof, out: &mut Vec<Line>) {
        match proof {
            Proof::Fact { fact, claims, anchors } => {
                out.push(lines::quoted(
                    site,
                    Line::plain(lines::fact(site, fact, claims)),
                    anchors.iter().map(AsRef::as_ref),
                ));
            }
            _ => proof.under().iter().for_each(|of| leaves(site, of, out)),
        }
    }
    let mut out = Vec::new();
    if let Some(proof) = finding.proofs.first() {
        leaves(site, proof, &mut out);
    }
    let mut said = BTreeSet::new();
    out.retain(|line| said.insert(format!("{:?}", line.words)));
    lines_or(site, out, "finding-no-words")
}

fn step<'a>(site: &Site<'a>, proof: &'a Proof) -> Step {
    match proof {
        Proof::Rule { rule, because } => Step {
            line: Line::plain({
                let to = Some(format!("en/method.html#{}", rule_place(rule)));
                let name = match site.rule_name(rule) {
                    Some(name) => link(format!("“{name}”"), to),
                    None => words::english(site.say, format!("“{}”", words::rule(rule)), to),
                };
                let id = if because.is_empty() { "step-rule" } else { "step-rule-because" };
                site.say.words(id, [("rule", name.into())])
            }),
            because: because.iter().map(|proof| step(site, proof)).collect(),
        },
        Proof::Fact { fact, claims, anchors } => Step {
            line: lines::quoted(site, Line::plain(lines::fact(site, fact, claims)), anchors.iter().map(AsRef::as_ref)),
            because: Vec::new(),
        },
        Proof::None { none, sources_searched, .. } => Step {
            line: Line::plain({
                let files = site.say.with("files", [("number", sources_searched.len().into())]);
                let none = words::english(site.say, none, None);
                site.say.words("step-none", [("none", none.into()), ("files", files.into())])
            }),
            because: Vec::new(),
        },
        Proof::Count { count, of } => Step {
            line: Line::plain(site.say.words("step-count", [("number", site.say.number(count).into())])),
            because: of.iter().map(|proof| step(site, proof)).collect(),
        },
    }
}
