//! The first page: in plain words who sat down with whom, what that rests on and what it does not mean.
//!
//! The main function is [`page`]. It tells and counts only what two independent origins say and nobody disputes
//! ([`Site::strong`]); each number opens the list that it counts. A sentence that is not true of the case is left out.

use super::{heading, para, roll};
use crate::block::{Block, Run, Sheet, Words};
use crate::replies;
use crate::site::{Site, year, year_name};
use crate::words::{self, count, link, listed, text};
use rollcall_model::date::Edtf;
use rollcall_model::id::EntityId;
use rollcall_model::roll::RollRow;
use rollcall_model::source::origins;
use std::collections::{BTreeMap, BTreeSet};

const PART: &str = "en/index.html";

/// How many parties are told of in sentences.
const TOLD: usize = 8;

/// The page.
pub(super) fn page(site: &Site<'_>) -> Sheet {
    let mut blocks = vec![opening(site), rests_on(site), meaning()];
    blocks.extend(asked(site));
    let told = told(site);
    if !told.is_empty() {
        blocks.push(heading("Who sat down with whom", "who"));
        blocks.push(Block::List(told));
    }
    blocks.push(heading("How this was made", "made"));
    blocks.extend(made(site));
    blocks.push(heading("If something here is wrong", "object"));
    blocks.push(object(site));
    blocks.extend(corrected(site));
    blocks.push(heading("By year", "years"));
    blocks.extend(by_year(site));
    if let Some(summary) = super::summary::summary(site) {
        blocks.push(heading("At a glance", "summary"));
        blocks.push(Block::Para(vec![
            text("The parties that several sources name most often. The whole is in "),
            link("the roll as a table", Some("en/matrix.html".into())),
            text(" and in "),
            link("the roll by date", Some("en/roll.html".into())),
            text("."),
        ]));
        blocks.push(summary);
    }
    blocks.push(heading("What else is here", "more"));
    blocks.push(Block::List(more(site)));
    site.sheet(PART, &site.view.about().title, PART, blocks)
}

fn corrected(site: &Site<'_>) -> Vec<Block> {
    let latest = super::notices::latest(site);
    let mut blocks = vec![heading("What was corrected", "corrected")];
    blocks.push(match (latest.is_empty(), site.private()) {
        (true, true) => para("This is a draft: nothing has been published, so nothing was corrected."),
        (true, false) => para("Nothing that was published has been taken back or put right so far."),
        (false, _) => Block::Lines(latest),
    });
    if !site.private() {
        let mut more = vec![link("All corrections", Some("en/corrections.html".into()))];
        if site.view.changes().is_some() {
            more.extend([text("; "), link("what else changed since the last edition", Some("en/changes.html".into()))]);
        }
        blocks.push(Block::Para(more.into_iter().chain([text(".")]).collect()));
    }
    blocks
}

fn opening(site: &Site<'_>) -> Block {
    let rows = site.strong();
    let all = site.view.roll().len();
    let mut out = vec![text(
        "This is a roll: it says who took part in which meetings, exercises, visits, trainings and expos, when and in which role, as sources say it. ",
    )];
    let whole = || link(count(all, "line", "lines"), Some("en/roll.html".into()));
    if all == 0 {
        out.push(text("It holds no line yet."));
        return Block::Para(out);
    }
    if rows.is_empty() {
        out.extend([
            text("It holds "),
            whole(),
            text(format!(
                ". None of them rests on two independent sources that nobody disputes: {} on one. So none is told on this page; each stands with its words in the roll.",
                words::count(site.of_one_origin(), "rests", "rest")
            )),
        ]);
        return Block::Para(out);
    }
    let years: BTreeSet<i32> = rows.iter().filter_map(|row| year(row.engagement.date.as_ref())).collect();
    let engagements: BTreeSet<&EntityId> = rows.iter().map(|row| &row.engagement.id).collect();
    let parties: BTreeSet<&EntityId> = rows.iter().map(|row| &row.participant.id).collect();
    out.push(text(match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => {
            format!("From {first} to {last}, two or more independent sources place ")
        }
        (Some(first), _) => format!("For {first}, two or more independent sources place "),
        _ => "Two or more independent sources place ".to_string(),
    }));
    out.push(link(count(parties.len(), "party", "parties"), Some("en/several-parties.html".into())));
    out.push(text(" at "));
    let to = Some("en/several-engagements.html".into());
    out.push(link(count(engagements.len(), "engagement", "engagements"), to));
    out.push(text(", in "));
    out.push(link(count(rows.len(), "line", "lines"), Some("en/several.html".into())));
    if rows.len() < all {
        out.push(text(". The whole roll has "));
        out.push(whole());
        out.push(text("; the others rest on one source, or are about something that was not held or is unclear"));
    }
    out.push(text("."));
    Block::Para(out)
}

fn rests_on(site: &Site<'_>) -> Block {
    let sources = site.view.sources();
    let independent = origins(sources);
    let mut out = vec![text("It rests on ")];
    out.push(link(count(sources.len(), "file", "files"), Some("en/sources.html".into())));
    out.push(text(match (sources.len(), independent) {
        (0 | 1, _) => ".".to_string(),
        (_, 1) => ". They have one origin and count as one source.".to_string(),
        (_, many) => format!(" of {many} independent origins: files that repeat the same thing count once."),
    }));
    if let Some(day) = site.view.about().day {
        out.push(text(format!(" It was last checked on {}.", words::date(&Edtf::day(day)))));
    }
    Block::Para(out)
}

fn meaning() -> Block {
    Block::Note(vec![text(
        "To be listed here means that a source says that somebody took part. It does not mean that they did wrong. An empty space means that no source was found; it does not mean that nothing happened.",
    )])
}

/// What those who are named were asked, where anybody was.
fn asked(site: &Site<'_>) -> Option<Block> {
    replies::counted(site).map(Block::Para)
}

fn made(site: &Site<'_>) -> Vec<Block> {
    let made = if site.private() {
        "A program read the files and wrote down what each says, with its exact words. This is the draft: no line of it has to have been checked by a person. "
    } else {
        "A program read the files and wrote down what each says, with its exact words. A person read each line beside its words and accepted it before it was published. "
    };
    vec![Block::Para(vec![
        text(made),
        text("How often the program was wrong was not measured for this case. "),
        link("How it was made, and how things are counted", Some("en/method.html".into())),
        text("."),
    ])]
}

fn object(site: &Site<'_>) -> Block {
    let address = "Every line has an address of its own that you can copy. What the sources say is kept; what we made of it is put right, with a notice.";
    Block::Para(match &site.view.about().contact {
        Some(contact) => {
            vec![text("Say which line is wrong and why: "), Run::Strong(contact.clone()), text(format!(". {address}"))]
        }
        None => vec![text(format!("Tell whoever published this copy which line is wrong and why. {address}"))],
    })
}

/// For the parties that several sources name most often: where, and with whom.
fn told(site: &Site<'_>) -> Vec<Words> {
    let (mut by_party, mut at): (BTreeMap<_, Vec<&RollRow>>, BTreeMap<_, Vec<&RollRow>>) = Default::default();
    for row in site.strong() {
        by_party.entry(&row.participant.id).or_default().push(row);
        at.entry(&row.engagement.id).or_default().push(row);
    }
    let mut all: Vec<(&EntityId, BTreeSet<&EntityId>, &str)> = by_party
        .into_iter()
        .map(|(id, rows)| (id, rows.iter().map(|row| &row.engagement.id).collect(), rows[0].participant.name.as_str()))
        .collect();
    all.sort_by_key(|(id, engagements, name)| (std::cmp::Reverse(engagements.len()), *name, *id));
    all.into_iter().take(TOLD).map(|(id, engagements, name)| tell(site, id, &engagements, name, &at)).collect()
}

fn tell(
    site: &Site<'_>,
    party: &EntityId,
    engagements: &BTreeSet<&EntityId>,
    name: &str,
    at: &BTreeMap<&EntityId, Vec<&RollRow>>,
) -> Words {
    let number = count(engagements.len(), "engagement", "engagements");
    let mut out = vec![link(name, site.address(party)), text(format!(" took part in {number}"))];
    let mut with: BTreeMap<&EntityId, (BTreeSet<&EntityId>, &str)> = BTreeMap::new();
    for engagement in engagements {
        for row in at[engagement].iter().filter(|row| row.participant.id != *party) {
            with.entry(&row.participant.id).or_insert((BTreeSet::new(), &row.participant.name)).0.insert(engagement);
        }
    }
    let mut with: Vec<_> = with.into_iter().collect();
    with.sort_by_key(|(id, (at, name))| (std::cmp::Reverse(at.len()), *name, *id));
    let others = with.len();
    let mut named: Vec<Words> = with
        .into_iter()
        .take(5)
        .map(|(id, (at, name))| vec![link(name, site.address(id)), text(format!(" ({})", at.len()))])
        .collect();
    if others == 0 {
        out.push(text("; no two independent sources say who else came."));
        return out;
    }
    out.push(text(". Also named there, and at how many: "));
    if others > named.len() {
        named.push(vec![text(count(others - named.len(), "other", "others"))]);
    }
    out.extend(listed(named));
    out.push(text("."));
    out
}

/// The lines that several sources say, by year: each number opens its list.
fn by_year(site: &Site<'_>) -> Vec<Block> {
    let mut years: BTreeMap<Option<i32>, usize> = BTreeMap::new();
    for row in site.strong() {
        *years.entry(year(row.engagement.date.as_ref())).or_default() += 1;
    }
    let whole: BTreeSet<Option<i32>> = site.view.roll().iter().map(|row| year(row.engagement.date.as_ref())).collect();
    let items: Vec<Words> = whole
        .into_iter()
        .map(|year| {
            let mut said = vec![link(year_name(year), Some(roll::address(site, year)))];
            match years.get(&year) {
                Some(number) => {
                    let lines = count(*number, "line", "lines");
                    said.extend([
                        text(": "),
                        link(lines, Some(roll::several_address(site, year))),
                        text(" of several sources"),
                    ]);
                }
                None if years.is_empty() => {}
                None => said.push(text(": no line of several sources")),
            }
            said
        })
        .collect();
    if items.is_empty() {
        return vec![para("Nothing yet.")];
    }
    let says = if years.is_empty() {
        "The roll by date. A year opens its lines."
    } else {
        "The roll by date. A year opens all of its lines, a number the lines that it counts."
    };
    vec![para(says), Block::List(items)]
}

fn more(site: &Site<'_>) -> Vec<Words> {
    let has = |kinds: &[&str]| !site.of_kinds(|kind| kinds.contains(&kind.as_str())).is_empty();
    let rows = [
        (has(&["Forum"]), "Bodies that meet, and who chaired them", "bodies"),
        (has(&["Person"]), "People in public roles", "people"),
        (has(&["Measure", "Sanction", "Designation"]), "Measures, with their days", "measures"),
        (has(&["Abuse"]), "Alleged abuses, and who says so", "abuses"),
        (has(&["Omission", "Stance", "Withholding"]), "What was said, left out or withheld", "said"),
        (has(&["Recommendation"]), "Calls for action", "calls"),
        (has(&["Instrument"]), "Instruments", "instruments"),
        (has(&["Supply", "Ownership"]), "Supply and ownership", "ties"),
        (!site.view.findings().is_empty(), "Findings: what follows from the claims by a written rule", "findings"),
        (true, "Timeline: what overlapped", "timeline"),
        (true, "Search", "search"),
    ];
    let held = rows.into_iter().filter(|(held, ..)| *held);
    held.map(|(_, name, page)| vec![link(name, Some(format!("en/{page}.html")))]).collect()
}
