//! Pages about the site itself: how it was made, the words it uses, its data, and this copy of it.

use super::{said, titled};
use crate::block::{Block, Run, Sheet, Words};
use crate::dates;
use crate::lines;
use crate::site::Site;
use crate::words::{self, link, text};
use rollcall_model::date::Edtf;
use rollcall_model::finding::{Finding, RuleClass};
use rollcall_model::held::HeldBack;
use std::collections::BTreeMap;

/// Words of this site: the strings of a word and, with `-says` after it, of what it means.
const GLOSSARY: [&str; 14] = [
    "word-roll",
    "word-claim",
    "word-seen",
    "word-words",
    "word-file",
    "word-source",
    "word-engagement",
    "word-body",
    "word-party",
    "word-finding",
    "word-measure",
    "word-named",
    "word-moment",
    "word-likely",
];

/// All of these pages.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    vec![method(site), glossary(site), data(site), build(site)]
}

/// The name of a rule's place on the method page.
pub(crate) fn rule_place(rule: &str) -> String {
    let place: String = rule.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    format!("rule-{place}")
}

fn method(site: &Site<'_>) -> Sheet {
    let counting =
        ["line", "origins", "media", "first", "away", "empty"].map(|id| site.say.words(&format!("counting-{id}"), []));
    let mut blocks = vec![
        said(site, "method-says"),
        said(site, if site.private() { "method-draft" } else { "method-edition" }),
        titled(site, "counting", "counting"),
        Block::List(counting.to_vec()),
        titled(site, "errors", "errors"),
        said(site, "errors-none"),
        titled(site, "held-back", "held-back"),
    ];
    let held_back = |(reason, count): (&HeldBack, &usize)| {
        site.say.words(
            "held-line",
            [("reason", words::held(site.say, *reason).into()), ("number", site.say.number(*count).into())],
        )
    };
    let held: Vec<Words> = site.view.held_back().iter().map(held_back).collect();
    blocks.push(match (held.is_empty(), site.private()) {
        (true, true) => said(site, "held-back-draft"),
        (true, false) => said(site, "held-back-none"),
        (false, _) => Block::List(held),
    });
    blocks.push(titled(site, "rules", "rules"));
    blocks.extend(rules(site));
    site.sheet("en/method.html", &site.say.say("part-method"), "en/method.html", blocks)
}

/// Every rule that a finding or a step of its proof names, each with its place.
fn rules(site: &Site<'_>) -> Vec<Block> {
    let mut used: BTreeMap<&str, (usize, Option<RuleClass>, Option<&Finding>)> = BTreeMap::new();
    for finding in site.view.findings() {
        let rule = used.entry(&finding.rule).or_default();
        rule.0 += 1;
        rule.1 = Some(finding.class);
        rule.2.get_or_insert(finding);
        for proof in &finding.proofs {
            steps(proof, &mut used);
        }
    }
    if used.is_empty() {
        return vec![said(site, "findings-none")];
    }
    let mut blocks = Vec::new();
    for (name, (count, class, says)) in used {
        let say = site.say;
        let rule = lines::rule(site, name);
        let mut line = crate::block::Line::plain(match class {
            Some(class) => {
                let found = say.with("findings", [("number", count.into())]);
                let class = words::class(say, class).1;
                say.words("rule-line", [("rule", rule.into()), ("class", class.into()), ("findings", found.into())])
            }
            None => say.words("rule-step", [("rule", rule.into())]),
        });
        line.ids.push(rule_place(name));
        if let Some(finding) = says {
            line.words.extend(example(site, finding));
        }
        blocks.push(Block::Lines(vec![line]));
        blocks.extend(page_of(site, name));
    }
    blocks
}

/// A sentence that a rule said, in the page's language where the rule has it.
fn example(site: &Site<'_>, finding: &Finding) -> Words {
    let (lang, says) = lines::said_in(site.say, finding);
    let says = if lang == site.say { text(says) } else { words::english(site.say, says, None) };
    let example = site.say.words("rule-example", [("says", says.into())]);
    match site.say.is_english() {
        true => vec![Run::Quiet(format!(" {}", crate::say::plain(&example)))],
        false => [vec![text(" ")], example].concat(),
    }
}

/// The page of a rule: in the page's language where the rule has one in it, without the name that begins it there.
fn page_of(site: &Site<'_>, rule: &str) -> Vec<Block> {
    let Some(pages) = site.view.about().rules.get(rule) else { return Vec::new() };
    match pages.get(site.say.code()).filter(|_| !site.say.is_english()) {
        Some(page) => words::paragraphs(page).into_iter().skip(1).map(|said| Block::Para(vec![text(said)])).collect(),
        None => {
            let page = pages.get("en").map_or("", String::as_str);
            words::paragraphs(page).into_iter().map(|said| Block::Para(vec![words::english(site.say, said, None)])).collect()
        }
    }
}

fn steps<'a>(
    proof: &'a rollcall_model::finding::Proof,
    used: &mut BTreeMap<&'a str, (usize, Option<RuleClass>, Option<&'a Finding>)>,
) {
    use rollcall_model::finding::Proof;
    if let Proof::Rule { rule, .. } = proof {
        used.entry(rule).or_default();
    }
    proof.under().iter().for_each(|proof| steps(proof, used));
}

fn glossary(site: &Site<'_>) -> Sheet {
    let say = site.say;
    let says = |word: &str| vec![crate::block::Line::plain(say.words(&format!("{word}-says"), []))];
    let facts = GLOSSARY.iter().map(|word| (say.say(word), says(word))).collect();
    site.sheet("en/glossary.html", &say.say("part-glossary"), "en/glossary.html", vec![Block::Facts(facts)])
}

fn data(site: &Site<'_>) -> Sheet {
    let view = site.view;
    let rows = [
        ("data-files", view.sources().len()),
        ("data-claims", view.claims().len()),
        ("data-lines", view.roll().len()),
        ("part-findings", view.findings().len()),
    ];
    let rows = rows
        .into_iter()
        .map(|(name, count)| vec![vec![text(site.say.say(name))], vec![text(site.say.number(count))]])
        .collect();
    let blocks = vec![
        said(site, "data-says"),
        Block::Table(site.say.say("data-caption"), ["data-what", "data-how-many"].map(|id| site.say.say(id)).to_vec(), rows),
        Block::Note(site.say.words("data-meaning", [])),
    ];
    site.sheet("en/data.html", &site.say.say("part-data"), "en/data.html", blocks)
}

fn build(site: &Site<'_>) -> Sheet {
    let about = site.view.about();
    let say = site.say;
    let day = about.day.map(|day| dates::date(say, &Edtf::day(day)));
    let mut items = vec![say.words("build-made", [("version", env!("CARGO_PKG_VERSION").into())])];
    items.push(match (about.edition, day) {
        (Some(number), Some(day)) => {
            say.words("build-edition", [("edition", say.number(number).into()), ("day", day.into())])
        }
        (None, Some(day)) => say.words("build-day", [("day", day.into())]),
        _ => say.words("build-draft", []),
    });
    if site.view.changes().is_some() {
        let changed = link(say.say("build-changed"), Some("en/changes.html".into()));
        items.push(vec![changed, text(say.say("full-stop"))]);
    }
    site.sheet("en/build.html", &say.say("part-build"), "en/build.html", vec![Block::List(items)])
}
