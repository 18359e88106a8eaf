//! The first page: in plain words who sat down with whom, what that rests on and what it does not mean.

use super::{heading, para};
use crate::block::{Block, Run, Sheet, Words};
use crate::site::{Site, came, year};
use crate::words::{self, count, link, listed, text};
use rollcall_model::id::EntityId;
use rollcall_model::roll::RollRow;
use rollcall_model::source::origins;
use std::collections::{BTreeMap, BTreeSet};

const PART: &str = "en/index.html";

/// How many parties are told of in sentences.
const TOLD: usize = 8;

/// The page.
pub(super) fn page(site: &Site<'_>) -> Sheet {
    let mut blocks = vec![opening(site)];
    blocks.push(rests_on(site));
    blocks.push(Block::Note(vec![
        text("To be listed here means that a source says so. It does not mean that somebody did wrong. An empty space means that no source held here says anything; it does not mean that nothing happened. "),
        link("How this was made, and how often it was wrong", Some("en/method.html".into())),
        text("."),
    ]));
    let told = told(site);
    if !told.is_empty() {
        blocks.push(heading("Who sat down with whom", "who"));
        blocks.push(Block::List(told));
    }
    blocks.push(heading("By year", "years"));
    blocks.push(by_year(site));
    blocks.push(heading("What else sources say", "more"));
    blocks.push(Block::List(more(site)));
    if let Some(summary) = super::matrix::summary(site) {
        blocks.push(heading("At a glance", "summary"));
        blocks.push(Block::Para(vec![
            text("The parties that are named most often. The whole is in "),
            link("the roll as a table", Some("en/matrix.html".into())),
            text(" and in "),
            link("the roll by date", Some("en/roll.html".into())),
            text("."),
        ]));
        blocks.push(summary);
    }
    blocks.push(heading("If something here is wrong", "object"));
    blocks.push(para("Tell whoever published this copy which line is wrong and why; every line has an address of its own that you can copy. What the sources say is kept; what we made of it is corrected."));
    blocks.extend(corrected(site));
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
    let rows: Vec<&RollRow> = site.view.roll().iter().map(AsRef::as_ref).filter(|row| came(row)).collect();
    let engagements: BTreeSet<&EntityId> = rows.iter().map(|row| &row.engagement.id).collect();
    let parties: BTreeSet<&EntityId> = rows.iter().map(|row| &row.participant.id).collect();
    let years: BTreeSet<i32> = rows.iter().filter_map(|row| year(row.engagement.date.as_ref())).collect();
    let mut out = vec![text(
        "This is a roll: it says who took part in which meetings, exercises, visits, trainings and expos, when and in which role, as sources say it. ",
    )];
    if rows.is_empty() {
        out.push(text("It holds no line yet."));
        return Block::Para(out);
    }
    out.push(text(match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => format!("From {first} to {last}, it names "),
        (Some(first), _) => format!("For {first}, it names "),
        _ => "It names ".to_string(),
    }));
    out.push(link(count(parties.len(), "party", "parties"), Some("en/matrix.html".into())));
    out.push(text(" at "));
    out.push(link(count(engagements.len(), "engagement", "engagements"), Some("en/engagements.html".into())));
    out.push(text(", in "));
    out.push(link(count(site.view.roll().len(), "line", "lines"), Some("en/roll.html".into())));
    out.push(text("."));
    Block::Para(out)
}

fn rests_on(site: &Site<'_>) -> Block {
    let sources = site.view.sources();
    let independent = origins(sources);
    let mut out = vec![text("It rests on ")];
    out.push(link(count(sources.len(), "file", "files"), Some("en/sources.html".into())));
    out.push(text(match independent {
        1 => ". They have one origin and count as one source.".to_string(),
        many => format!(" of {many} independent origins: files that repeat the same thing count once."),
    }));
    Block::Para(out)
}

/// For the parties named most often: where, and with whom.
fn told(site: &Site<'_>) -> Vec<Words> {
    let mut all: Vec<(&EntityId, BTreeSet<&EntityId>, &RollRow)> = Vec::new();
    for (id, rows) in site.roll_parties() {
        let here: Vec<&&RollRow> = rows.iter().filter(|row| came(row)).collect();
        if let Some(first) = here.first() {
            all.push((id, here.iter().map(|row| &row.engagement.id).collect(), first));
        }
    }
    all.sort_by_key(|(id, engagements, row)| (std::cmp::Reverse(engagements.len()), row.participant.name.clone(), *id));
    all.into_iter().take(TOLD).map(|(id, engagements, row)| tell(site, id, &engagements, &row.participant.name)).collect()
}

fn tell(site: &Site<'_>, party: &EntityId, engagements: &BTreeSet<&EntityId>, name: &str) -> Words {
    let page = site.address(party);
    let list = page.clone().map(|page| format!("{page}#engagements"));
    let mut out =
        vec![link(name, page), text(" took part in "), link(count(engagements.len(), "engagement", "engagements"), list)];
    let mut with: BTreeMap<&EntityId, (BTreeSet<&EntityId>, &str)> = BTreeMap::new();
    for engagement in engagements {
        for row in site.rows_of(engagement).iter().filter(|row| came(row) && row.participant.id != *party) {
            with.entry(&row.participant.id).or_insert((BTreeSet::new(), &row.participant.name)).0.insert(engagement);
        }
    }
    let mut with: Vec<_> = with.into_iter().collect();
    with.sort_by_key(|(id, (at, name))| (std::cmp::Reverse(at.len()), *name, *id));
    let others = with.len();
    let named: Vec<Words> = with
        .into_iter()
        .take(5)
        .map(|(id, (at, name))| vec![link(name, site.address(id)), text(format!(" ({})", at.len()))])
        .collect();
    if others == 0 {
        out.push(text("; no source held here names who else came."));
        return out;
    }
    out.push(text(". Also named there, and at how many: "));
    let more = others.saturating_sub(named.len());
    let mut named = named;
    if more > 0 {
        named.push(vec![text(count(more, "other", "others"))]);
    }
    out.extend(listed(named));
    out.push(text("."));
    out
}

fn by_year(site: &Site<'_>) -> Block {
    let mut years: BTreeMap<Option<i32>, (BTreeSet<&EntityId>, usize)> = BTreeMap::new();
    for row in site.view.roll() {
        let year = years.entry(year(row.engagement.date.as_ref())).or_default();
        year.0.insert(&row.engagement.id);
        year.1 += 1;
    }
    let items: Vec<Words> = years
        .into_iter()
        .map(|(year, (engagements, lines))| {
            let name = year.map_or_else(|| "No date known".to_string(), |year| year.to_string());
            vec![
                Run::Strong(name),
                text(format!(": {}, ", count(engagements.len(), "engagement", "engagements"))),
                link(count(lines, "line", "lines"), Some(super::roll::address(site, year))),
            ]
        })
        .collect();
    if items.is_empty() { para("Nothing yet.") } else { Block::List(items) }
}

fn more(site: &Site<'_>) -> Vec<Words> {
    let of = |kinds: &[&str]| site.view.entities().values().filter(|entity| kinds.contains(&entity.kind.as_str())).count();
    let rows = [
        (of(&["Forum"]), "body that meets, and who chaired it", "bodies that meet, and who chaired them", "bodies"),
        (of(&["Person"]), "person in a public role", "people in public roles", "people"),
        (of(&["Measure", "Sanction"]), "measure", "measures, with their days", "measures"),
        (of(&["Abuse"]), "alleged abuse, and who says so", "alleged abuses, and who says so", "abuses"),
        (
            of(&["Omission", "Stance", "Withholding"]),
            "thing said, left out or withheld",
            "things said, left out or withheld",
            "said",
        ),
        (of(&["Recommendation"]), "call for action", "calls for action", "calls"),
        (of(&["Instrument"]), "instrument", "instruments", "instruments"),
        (of(&["Supply", "Ownership"]), "tie of supply or ownership", "ties of supply and ownership", "ties"),
        (site.view.findings().len(), "finding", "findings: what follows from the claims by a written rule", "findings"),
    ];
    let mut out: Vec<Words> = rows
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many, page)| vec![link(words::count(number, one, many), Some(format!("en/{page}.html")))])
        .collect();
    if out.is_empty() {
        out.push(vec![text("Nothing yet.")]);
    }
    out
}
