//! The chronology: one dated line an engagement, each sentence with a note that has the words.
//!
//! The main function is [`chronology`].

use super::cited::{cited, note};
use super::model::{Block, Pieces, Report, pieces, quiet, strong, text};
use super::scope::{Scope, Told, begun};
use crate::lines;
use crate::replies;
use crate::site::{Site, year, year_name};
use crate::words;
use rollcall_model::claim::Anchor;

/// Properties that say that an engagement was, when and where: what its own note has the words of.
const OF_ITSELF: [&str; 7] = ["name", "date", "startDate", "endDate", "place", "status", "count"];

/// Every engagement by date.
pub(crate) fn chronology(site: &Site<'_>, scope: &Scope) -> Report {
    let mut report = begun(site, "Chronology", scope);
    let told = scope.told(site);
    if told.is_empty() {
        report.blocks.push(Block::Para(vec![quiet("No accepted claim speaks of an engagement.")]));
    }
    let mut last = None;
    for told in &told {
        let this = year(told.date.as_ref());
        if last != Some(this) {
            report.blocks.push(Block::Heading(1, year_name(site.say, this)));
            last = Some(this);
        }
        let item = item(site, &mut report, told);
        report.blocks.push(item);
    }
    report
}

fn item(site: &Site<'_>, report: &mut Report, told: &Told<'_>) -> Block {
    let label = told.date.as_ref().map_or_else(|| "No date known".to_string(), |date| words::capital(&words::date(date)));
    let mut sentences = vec![(named(told), note(&cited(site, of_itself(site, told))))];
    for row in &told.rows {
        sentences.push((pieces(&lines::participation_in_it(site, row)), note(&cited(site, row.anchors()))));
    }
    let mut out = Pieces::new();
    let mut sentences = sentences.into_iter().peekable();
    while let Some((said, note)) = sentences.next() {
        if !out.is_empty() {
            out.push(text(" "));
        }
        out.extend(said);
        // Sentences that rest on the same words share a note, after the last of them.
        if sentences.peek().is_none_or(|(_, next)| *next != note) {
            out.extend(report.note(note));
        }
    }
    if told.rows.is_empty() {
        out.push(text(" No source held here says who came."));
    }
    // An answer stands wherever the claim stands.
    let answers = replies::beside(site, told.rows.iter().map(|row| &row.participant.id));
    let under = answers.iter().map(|line| pieces(&line.words)).collect();
    Block::Item { label: format!("{label}:"), words: out, under }
}

/// What it was, and where: `Naval Exercise, in Portville.`
fn named(told: &Told<'_>) -> Pieces {
    let engagement = told.engagement;
    let kind = engagement.kind.info().plain.as_str();
    let has_kind = engagement.name.to_lowercase().contains(kind);
    let kind = if has_kind { String::new() } else { format!(" ({kind})") };
    let place = engagement.first("place").map_or_else(String::new, |place| format!(", in {place}"));
    let status = engagement.first("status").filter(|status| *status != "held").map(|status| format!(", {status}"));
    vec![strong(&words::capital(&engagement.name)), text(&format!("{kind}{place}{}.", status.unwrap_or_default()))]
}

fn of_itself<'a>(site: &Site<'a>, told: &Told<'_>) -> Vec<&'a Anchor> {
    let values = OF_ITSELF.iter().flat_map(|property| told.engagement.values(property));
    values
        .flat_map(|value| &value.claims)
        .filter_map(|id| site.claim(id))
        .map(|stated| stated.claim.anchor.as_ref())
        .collect()
}
