//! Findings: what follows from the claims by which rule, with the steps down to the words and what speaks against them.

use super::about::rule_place;
use super::{heading, lines_or, para};
use crate::block::{Block, Line, Run, Sheet, Step, Words};
use crate::lines;
use crate::site::{Site, year_name, year_part};
use crate::words::{self, link, text};
use rollcall_model::claim::State;
use rollcall_model::finding::{Finding, Proof, RuleClass};
use rollcall_model::id::EntityId;
use rollcall_model::ontology::AWAY;
use std::collections::BTreeMap;

const PART: &str = "en/findings.html";

/// How many findings of one rule stand on the first page; more have pages of their own, by year.
const HERE: usize = 20;

/// The list, the lists of one rule and year, and the pages.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
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
        for (rule, findings) in rules {
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
    pages.extend(all.iter().map(|finding| page(site, finding)));
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
        let to = format!("en/findings/{}-{}.html", rule_place(rule), year_part(year));
        let title = format!("{name}, {}", year_name(year));
        let lines = findings.iter().map(|finding| line(site, finding)).collect();
        let count = words::count(findings.len(), "finding", "findings");
        list.push(vec![link(year_name(year), Some(to.clone())), text(format!(": {count}"))]);
        pages.push(site.sheet(&to, &title, PART, vec![Block::Lines(lines)]));
    }
    list
}

/// A finding as a line, without the words: its page has them.
fn line(site: &Site<'_>, finding: &Finding) -> Line {
    Line { quotes: Vec::new(), ..lines::finding(site, finding) }
}

/// Findings about something, for its page.
pub(super) fn about(site: &Site<'_>, entity: &EntityId) -> Vec<Block> {
    let lines: Vec<Line> = site.findings_on(entity).iter().map(|finding| line(site, finding)).collect();
    if lines.is_empty() { Vec::new() } else { vec![heading("Findings", "findings"), Block::Lines(lines)] }
}

pub(super) fn page(site: &Site<'_>, finding: &Finding) -> Sheet {
    let (class, what) = words::class(finding.class);
    let mut blocks = vec![Block::Para(vec![Run::Strong(finding.says.clone())])];
    let mut facts = vec![
        ("Kind".to_string(), vec![Line::plain(vec![text(format!("{class}: {what}."))])]),
        ("How certain".to_string(), vec![Line::plain(vec![text(words::certainty(finding.certainty))])]),
        (
            "Rests on".to_string(),
            vec![Line::plain(vec![text(format!("{}.", words::capital(&words::origins(finding.origins))))])],
        ),
    ];
    if let Some(date) = &finding.date {
        facts.push(("Date".into(), vec![Line::plain(vec![text(words::date(date))])]));
    }
    let about: Vec<Line> = finding
        .entities
        .iter()
        .filter_map(|id| site.view.entities().get(id))
        .filter_map(|entity| {
            let to = site.address(&entity.id)?;
            Some(Line::plain(vec![link(&entity.name, Some(to))]))
        })
        .collect();
    if !about.is_empty() {
        facts.push(("About".into(), about));
    }
    blocks.push(Block::Facts(facts));
    for (at, proof) in finding.proofs.iter().enumerate() {
        let name = if at == 0 { "How this is known".to_string() } else { format!("Another way to it: {}", at + 1) };
        blocks.push(heading(&name, &format!("proof-{}", at + 1)));
        blocks.push(Block::Steps(vec![step(site, proof)]));
    }
    if finding.more {
        blocks.push(para("There are more ways to it than are shown here."));
    }
    blocks.push(heading("What speaks against it", "against"));
    blocks.push(lines_or(against(site, finding), "No source held here speaks against it."));
    site.sheet(&format!("en/findings/{}.html", finding.id), "Finding", PART, blocks)
}

fn step(site: &Site<'_>, proof: &Proof) -> Step {
    match proof {
        Proof::Rule { rule, because } => Step {
            line: Line::plain(vec![
                text("By the rule "),
                link(format!("“{}”", words::rule(rule)), Some(format!("en/method.html#{}", rule_place(rule)))),
                text(if because.is_empty() { "." } else { ", because:" }),
            ]),
            because: because.iter().map(|proof| step(site, proof)).collect(),
        },
        Proof::Fact { fact, anchors, .. } => Step {
            line: Line { quotes: lines::quotes(site, anchors), ..Line::plain(vec![text(fact)]) },
            because: Vec::new(),
        },
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
fn against(site: &Site<'_>, finding: &Finding) -> Vec<Line> {
    let mut out = Vec::new();
    let claims = finding.proofs.iter().flat_map(Proof::claims);
    let mut disputed: Vec<_> =
        claims.filter_map(|id| site.claim(id)).filter(|claim| claim.state == State::Disputed).collect();
    disputed.sort_by_key(|claim| &claim.claim.id);
    disputed.dedup_by_key(|claim| &claim.claim.id);
    for claim in disputed {
        out.push(Line {
            quotes: lines::quotes(site, [&claim.claim.anchor]),
            ..Line::plain(vec![text("A claim that it rests on is disputed.")])
        });
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
