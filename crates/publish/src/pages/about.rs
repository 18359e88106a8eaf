//! Pages about the site itself: how it was made, the words it uses, its data, and this copy of it.

use super::{heading, para};
use crate::block::{Block, Run, Sheet, Words};
use crate::site::Site;
use crate::words::{self, link, text};
use rollcall_model::finding::RuleClass;
use std::collections::BTreeMap;

/// Words of this site and what they mean.
const GLOSSARY: [(&str, &str); 14] = [
    ("Roll", "The list of who took part in what, when and in which role, as sources say it."),
    ("Claim", "One thing that one source says, with the exact words that say it."),
    (
        "Seen by a reviewer in a picture",
        "A picture has no words. A person looked at it and wrote down what they saw, in their own words: this is no quote.",
    ),
    ("Words", "The exact passage of a file that a claim rests on. It is marked wherever it is shown."),
    ("File", "A document, table or calendar that this case holds."),
    ("Source", "Where something is said. Files that repeat one thing have one origin and count as one source."),
    ("Engagement", "A meeting, exercise, visit, training or expo."),
    ("Body", "Something that meets, such as a council, a conference or a working group."),
    ("Party", "A person, state, force, unit, company or organisation that may take part."),
    ("Finding", "What follows from claims by a written rule. It leads to its steps and to the words."),
    ("Measure", "A sanction, an embargo, a court order or a suspension of ties that an authority took."),
    ("Named unlawful or terrorist", "One party gives another that name. It is not a sanction."),
    ("Moment", "A day that the case names, drawn as a line across the table."),
    ("Likely", "Taken to be so by a rule and not said by a source. It is in no edition and in no count."),
];

/// All of these pages.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    vec![method(site), glossary(site), data(site), build(site)]
}

/// The name of a rule's place on the method page.
pub(super) fn rule_place(rule: &str) -> String {
    let place: String = rule.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    format!("rule-{place}")
}

fn method(site: &Site<'_>) -> Sheet {
    let mut blocks = vec![
        para(
            "Files were gathered in one folder. A program read each of them and wrote down what it says as claims, each with the exact words. Mentions of the same person, body or meeting were joined; every differing value was kept. Written rules then set claims side by side. People decide which claims are accepted.",
        ),
        para(if site.private() {
            "This is the draft: it shows what the program read, with the word for what people have decided so far. It is not for publication."
        } else {
            "This edition holds only what a person has accepted. What is only scheduled or likely is not in it."
        }),
        heading("How things are counted", "counting"),
        Block::List(vec![
            vec![text("One line of the roll is one party in one role at one engagement, however many sources say so.")],
            vec![text("Files that rest on one thing, however far back, are one origin and count as one source.")],
            vec![text(
                "Media that one party controls, where they speak of another party, count as one source together, and add nothing to what others say.",
            )],
            vec![text(
                "The first page counts what two or more independent sources say of an engagement that was held, and that nobody disputes. Everything else stands in the roll.",
            )],
            vec![text("Absent, excluded, withdrawn and declined are lines of the roll and are not counted as taking part.")],
            vec![text(
                "An empty space means that no source held here says anything. It does not mean that nothing happened.",
            )],
        ]),
        heading("How often it was wrong", "errors"),
        para("No error rate was measured for this case."),
        heading("What was held back", "held-back"),
    ];
    let held: Vec<Words> =
        site.view.held_back().iter().map(|(reason, count)| vec![text(format!("{reason}: {count}"))]).collect();
    blocks.push(match (held.is_empty(), site.private()) {
        (true, true) => para("Nothing: the draft shows everything that was read."),
        (true, false) => para("Nothing was held back."),
        (false, _) => Block::List(held),
    });
    blocks.push(heading("Rules", "rules"));
    blocks.extend(rules(site));
    site.sheet("en/method.html", "Method", "en/method.html", blocks)
}

/// Every rule that a finding or a step of its proof names, each with its place.
fn rules(site: &Site<'_>) -> Vec<Block> {
    let mut used: BTreeMap<&str, (usize, Option<RuleClass>, Option<&str>)> = BTreeMap::new();
    for finding in site.view.findings() {
        let rule = used.entry(&finding.rule).or_default();
        rule.0 += 1;
        rule.1 = Some(finding.class);
        rule.2.get_or_insert(&finding.says);
        for proof in &finding.proofs {
            steps(proof, &mut used);
        }
    }
    if used.is_empty() {
        return vec![para("No rule found anything.")];
    }
    let mut blocks = Vec::new();
    for (name, (count, class, says)) in used {
        let mut line = crate::block::Line::plain(vec![Run::Strong(words::capital(&words::rule(name)))]);
        line.ids.push(rule_place(name));
        match class {
            Some(class) => line.words.push(text(format!(
                ": {}; {}.",
                words::class(class).1,
                words::count(count, "finding", "findings")
            ))),
            None => line.words.push(text(": a step of other rules.")),
        }
        if let Some(says) = says {
            line.words.push(Run::Quiet(format!(" For example: {says}")));
        }
        blocks.push(Block::Lines(vec![line]));
        blocks.extend(
            site.view.about().rules.get(name).map(|page| meaning(page)).into_iter().flatten().map(|said| para(&said)),
        );
    }
    blocks
}

/// The paragraphs of a rule's page: a line that begins with what it says ("What it means: …") begins one.
fn meaning(page: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for line in page.lines().map(str::trim) {
        let begins = line.split_once(": ").is_some_and(|(head, _)| head.len() < 40 && head.starts_with(char::is_uppercase));
        match out.last_mut().filter(|_| open && !begins && !line.is_empty()) {
            Some(last) => *last = format!("{last} {line}"),
            None if !line.is_empty() => out.push(line.to_string()),
            None => {}
        }
        open = !line.is_empty();
    }
    out
}

fn steps<'a>(
    proof: &'a rollcall_model::finding::Proof,
    used: &mut BTreeMap<&'a str, (usize, Option<RuleClass>, Option<&'a str>)>,
) {
    use rollcall_model::finding::Proof;
    match proof {
        Proof::Rule { rule, because } => {
            used.entry(rule).or_default();
            because.iter().for_each(|proof| steps(proof, used));
        }
        Proof::Count { of, .. } => of.iter().for_each(|proof| steps(proof, used)),
        Proof::None { .. } | Proof::Fact { .. } => {}
    }
}

fn glossary(site: &Site<'_>) -> Sheet {
    let facts =
        GLOSSARY.iter().map(|(word, says)| (word.to_string(), vec![crate::block::Line::plain(vec![text(*says)])])).collect();
    site.sheet("en/glossary.html", "Words used here", "en/glossary.html", vec![Block::Facts(facts)])
}

fn data(site: &Site<'_>) -> Sheet {
    let view = site.view;
    let rows = [
        ("Files", view.sources().len()),
        ("Claims", view.claims().len()),
        ("Lines of the roll", view.roll().len()),
        ("Findings", view.findings().len()),
    ];
    let rows = rows.into_iter().map(|(name, count)| vec![vec![text(name)], vec![text(count.to_string())]]).collect();
    let blocks = vec![
        para(
            "The same records can be had as data: as a table of the roll (CSV) and in the FollowTheMoney format (JSON lines). Each row says what it means and does not mean. Whoever uses them elsewhere is asked to keep that with them.",
        ),
        Block::Table("What this copy holds".into(), vec!["What".into(), "How many".into()], rows),
        Block::Note(vec![text(
            "To be listed means that a source says so. No wrong is implied, and an empty place means that no source held here says anything.",
        )]),
    ];
    site.sheet("en/data.html", "Data", "en/data.html", blocks)
}

fn build(site: &Site<'_>) -> Sheet {
    let about = site.view.about();
    let mut items = vec![vec![text(format!("Made with Rollcall {}.", env!("CARGO_PKG_VERSION")))]];
    items.push(vec![text(match (about.edition, about.day) {
        (Some(number), Some(day)) => format!("Edition {number}, of {}.", words::date(&rollcall_model::date::Edtf::day(day))),
        (None, Some(day)) => format!("An edition of {}.", words::date(&rollcall_model::date::Edtf::day(day))),
        _ => "A private draft, without number or day.".to_string(),
    })]);
    if site.view.changes().is_some() {
        items.push(vec![link("What changed since the edition before", Some("en/changes.html".into())), text(".")]);
    }
    site.sheet("en/build.html", "This copy", "en/build.html", vec![Block::List(items)])
}
