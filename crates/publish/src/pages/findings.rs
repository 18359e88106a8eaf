//! Findings: what follows from the claims by which rule, with the steps down to the words and what speaks against them.

use super::about::rule_place;
use super::long::{self, At};
use super::{heading, lines_or, para};
use crate::block::{Block, Line, Run, Sheet, Step, Words};
use crate::lines;
use crate::places::{ITEMS, numbered};
use crate::site::{Site, year_name, year_part};
use crate::words::{self, link, text};
use crate::{replies, strength};
use rollcall_model::claim::State;
use rollcall_model::finding::{Finding, Proof, RuleClass};
use rollcall_model::id::EntityId;
use rollcall_model::ontology::AWAY;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

const PART: &str = "en/findings.html";

/// How many findings of one rule stand on the first page; more have pages of their own, by year.
const HERE: usize = 20;

/// The list, and the lists of one rule and year.
pub(super) fn lists(site: &Site<'_>) -> Vec<Sheet> {
    let all = site.view.findings();
    let mut blocks = vec![para(
        "What follows from the claims by a written rule, the strongest evidence first. Each leads to its steps and to the words.",
    )];
    let mut pages = Vec::new();
    for class in [RuleClass::Record, RuleClass::Context, RuleClass::Inference, RuleClass::Legal] {
        let mut rules: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in all.iter().filter(|finding| finding.class == class) {
            rules.entry(&finding.rule).or_default().push(finding);
        }
        if !rules.is_empty() {
            let (name, what) = words::class(class);
            blocks.push(heading(name, &name.to_lowercase()));
            blocks.push(Block::Para(vec![text(format!("{}.", words::capital(what)))]));
        }
        for (rule, mut findings) in rules {
            findings.sort_by_key(|finding| (Reverse(finding.certainty), Reverse(finding.origins)));
            let name = words::capital(&words::rule(rule));
            let count = words::count(findings.len(), "finding", "findings");
            let about = link("what it means", Some(format!("en/method.html#{}", rule_place(rule))));
            blocks.push(Block::Para(vec![Run::Strong(name.clone()), text(format!(": {count}; ")), about, text(".")]));
            if findings.len() <= HERE {
                blocks.push(Block::Lines(findings.iter().map(|finding| line(site, finding)).collect()));
            } else {
                blocks.push(Block::List(years(site, rule, &name, &findings, &mut pages)));
            }
        }
    }
    if all.is_empty() {
        blocks.push(lines_or(Vec::new(), "No rule found anything."));
    }
    pages.insert(0, site.sheet(PART, "Findings", PART, blocks));
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
        let title = format!("{name}, {}", year_name(year));
        let count = words::count(findings.len(), "finding", "findings");
        list.push(vec![link(year_name(year), Some(of(0))), text(format!(": {count}"))]);
        let last = (findings.len() - 1) / ITEMS;
        for (number, findings) in findings.chunks(ITEMS).enumerate() {
            let mut way = vec![link("All findings", Some(PART.into()))];
            way.extend(long::steps(number, last, of));
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
    if lines.is_empty() { Vec::new() } else { long::section(site, at, ("Findings", "findings"), lines, more) }
}

/// The page of a finding: how strong it is, the words, what speaks against it, what it rests on, and how to cite it.
pub(super) fn page<'a>(site: &Site<'a>, finding: &'a Finding) -> Sheet {
    let path = format!("en/findings/{}.html", finding.id);
    let basis = strength::of_finding(site, finding);
    let says = lines::finding_says(finding, &basis);
    let mut blocks = vec![Block::Para(vec![Run::Strong(says.clone())])];
    blocks.push(heading("How strong it is", "strength"));
    blocks.push(Block::Facts(strengths(site, finding, &basis)));
    let answers = replies::beside(site, &finding.entities);
    if !answers.is_empty() {
        blocks.push(heading("What was asked and answered", "reply"));
        blocks.push(Block::Lines(answers));
    }
    blocks.push(heading("The words", "words"));
    blocks.push(words_of(site, finding));
    blocks.push(heading("What speaks against it", "against"));
    blocks.push(lines_or(against(site, finding), "No source held here speaks against it."));
    for (at, proof) in finding.proofs.iter().enumerate() {
        let name = if at == 0 { "How this is known".to_string() } else { format!("Another way to it: {}", at + 1) };
        blocks.push(heading(&name, &format!("proof-{}", at + 1)));
        blocks.push(Block::Steps(vec![step(site, proof)]));
    }
    if finding.more {
        blocks.push(para("There are more ways to it than are shown here."));
    }
    blocks.extend(crate::cite::cite(site, &path, &says));
    site.sheet(&path, "Finding", PART, blocks)
}

fn strengths(site: &Site<'_>, finding: &Finding, basis: &strength::Basis) -> Vec<(String, Vec<Line>)> {
    let (class, what) = words::class(finding.class);
    let fact = |name: &str, value: String| (name.to_string(), vec![Line::plain(vec![text(value)])]);
    let mut facts = vec![
        fact("How certain", words::certainty(finding.certainty).into()),
        fact("Rests on", format!("{}.", words::capital(&words::origins(basis.origins)))),
        fact("Kind", format!("{class}: {what}.")),
    ];
    facts.extend(finding.date.as_ref().map(|date| fact("Date", words::date(date))));
    let about = finding.entities.iter().filter_map(|id| site.view.entities().get(id));
    let about: Vec<Line> =
        about.filter_map(|entity| Some(Line::plain(vec![link(&entity.name, Some(site.address(&entity.id)?))]))).collect();
    if !about.is_empty() {
        facts.push(("About".into(), about));
    }
    let sources: BTreeSet<&str> =
        finding.proofs.iter().flat_map(Proof::anchors).map(|anchor| anchor.source.as_str()).collect();
    let sources: Vec<Line> = sources
        .into_iter()
        .filter_map(|path| site.view.source(path))
        .map(|source| Line::plain(vec![link(source.title(), Some(crate::places::source_page(source)))]))
        .collect();
    if !sources.is_empty() {
        facts.push(("Its files".into(), sources));
    }
    facts
}

/// The facts of its first proof with their words.
fn words_of<'a>(site: &Site<'a>, finding: &'a Finding) -> Block {
    fn leaves<'a>(site: &Site<'a>, proof: &'a Proof, out: &mut Vec<Line>) {
        match proof {
            Proof::Rule { because: of, .. } | Proof::Count { of, .. } => of.iter().for_each(|of| leaves(site, of, out)),
            Proof::Fact { fact, anchors, .. } => {
                out.push(lines::quoted(site, Line::plain(vec![text(fact)]), anchors));
            }
            Proof::None { .. } => {}
        }
    }
    let mut out = Vec::new();
    if let Some(proof) = finding.proofs.first() {
        leaves(site, proof, &mut out);
    }
    let mut said = BTreeSet::new();
    out.retain(|line| said.insert(format!("{:?}", line.words)));
    lines_or(out, "It rests on no words of its own: its steps say on what.")
}

fn step<'a>(site: &Site<'a>, proof: &'a Proof) -> Step {
    match proof {
        Proof::Rule { rule, because } => Step {
            line: Line::plain(vec![
                text("By the rule "),
                link(format!("“{}”", words::rule(rule)), Some(format!("en/method.html#{}", rule_place(rule)))),
                text(if because.is_empty() { "." } else { ", because:" }),
            ]),
            because: because.iter().map(|proof| step(site, proof)).collect(),
        },
        Proof::Fact { fact, anchors, .. } => {
            Step { line: lines::quoted(site, Line::plain(vec![text(fact)]), anchors), because: Vec::new() }
        }
        Proof::None { none, sources_searched } => Step {
            line: Line::plain(vec![text(format!(
                "No source in this case says: {none}. Looked for in {}.",
                words::count(sources_searched.len(), "file", "files")
            ))]),
            because: Vec::new(),
        },
        Proof::Count { count, of } => Step {
            line: Line::plain(vec![text(format!("These are {count}:"))]),
            because: of.iter().map(|proof| step(site, proof)).collect(),
        },
    }
}

/// Disputed claims that it rests on, and rows that place a party of the finding away from an engagement of it.
fn against<'a>(site: &Site<'a>, finding: &'a Finding) -> Vec<Line> {
    let mut out = Vec::new();
    let claims = finding.proofs.iter().flat_map(Proof::claims);
    let mut disputed: Vec<_> =
        claims.filter_map(|id| site.claim(id)).filter(|claim| claim.state == State::Disputed).collect();
    disputed.sort_by_key(|claim| &claim.claim.id);
    disputed.dedup_by_key(|claim| &claim.claim.id);
    for claim in disputed {
        let line = Line::plain(vec![text("A claim that it rests on is disputed.")]);
        out.push(lines::quoted(site, line, [&claim.claim.anchor]));
    }
    for engagement in &finding.entities {
        for row in site.rows_of(engagement).iter().filter(|row| finding.entities.contains(&row.participant.id)) {
            if AWAY.contains(&row.role.as_str()) || row.engagement.status == "denied" {
                out.push(Line { ids: Vec::new(), ..lines::participation(site, row) });
            }
        }
    }
    out
}
