//! The roll as a table that can be pasted into a document: one row a participation.
//!
//! The main function is [`table`].

use super::cited::{Cited, cited};
use super::model::{Block, Piece, Pieces, Report, Table, clean, cut, pieces, quiet, shortened, text};
use super::scope::{Scope, begun};
use crate::lines;
use crate::marks;
use crate::replies;
use crate::site::Site;
use crate::words::{self, capital};
use rollcall_model::roll::RollRow;

/// The columns, each with its share of the width in hundredths.
const HEAD: [(&str, u8); 6] =
    [("Date", 11), ("Engagement", 18), ("Party", 15), ("Role", 12), ("Words of the source", 28), ("Source", 16)];

/// The most passages of one cell.
const MOST: usize = 4;

/// The most letters of one passage, and of what says where it stands: a row stays on one page.
const WORDS: usize = 500;
const CREDIT: usize = 200;

/// The roll, row by row.
pub(crate) fn table(site: &Site<'_>, scope: &Scope) -> Report {
    let mut report = begun(site, "Table of the roll", scope);
    report.wide = true;
    let rows: Vec<_> = scope.rows(site).into_iter().map(|row| cells(site, row)).collect();
    if rows.is_empty() {
        report.blocks.push(Block::Para(vec![quiet("No accepted claim says that anybody took part in anything.")]));
        return report;
    }
    let caption = format!("Who took part in what: {}", words::count(rows.len(), "line", "lines"));
    report.blocks.push(Block::Table(Table { caption, head: HEAD.to_vec(), rows }));
    report
}

fn cells(site: &Site<'_>, row: &RollRow) -> Vec<Vec<Pieces>> {
    let date = row.engagement.date.as_ref().map_or_else(|| "no date known".to_string(), words::date);
    let place = row.engagement.place.as_ref().map_or_else(String::new, |place| format!(", in {place}"));
    let passages = cited(site, row.anchors());
    vec![
        one(&capital(&date)),
        one(&format!("{}{place}", capital(&row.engagement.name))),
        party(site, row),
        one(&role(site, row)),
        several(&passages, |passage| shortened(passage.words.clone(), WORDS)),
        several(&passages, |passage| vec![text(&cut(&passage.credit, CREDIT))]),
    ]
}

/// A cell of one line. A spreadsheet into which the table is pasted must not take a name for a formula.
fn one(words: &str) -> Vec<Pieces> {
    vec![vec![Piece::Text(no_formula(clean(words)))]]
}

fn no_formula(words: String) -> String {
    let formula = words.starts_with(['=', '+', '-', '@']);
    if formula { format!("'{words}") } else { words }
}

/// Who, and under it what they were asked and answered.
fn party(site: &Site<'_>, row: &RollRow) -> Vec<Pieces> {
    let who = vec![Piece::Text(no_formula(super::model::plain(&pieces(&lines::who(site, row)))))];
    let answers = replies::beside(site, [&row.participant.id]);
    std::iter::once(who).chain(answers.iter().map(|line| pieces(&line.words))).collect()
}

/// The role as the table of the pages has it, and whose words it repeats.
fn role(site: &Site<'_>, row: &RollRow) -> String {
    let capacity = row.capacity.as_ref().map_or_else(String::new, |capacity| format!(", as {capacity}"));
    let unclear = if row.certainty == "unclear" { "; the words leave it unclear" } else { "" };
    let denied = if row.engagement.status == "denied" { "; a source denies that it was held" } else { "" };
    let said = format!("{}{capacity}{unclear}{denied}", marks::says(row));
    match words::voices(site.say, lines::speakers(site, lines::role_claims(site, row))) {
        Some(voices) => format!("{voices}: {said}"),
        None => capital(&said),
    }
}

/// A paragraph a passage, as far as they are few.
fn several(passages: &[Cited<'_>], say: impl Fn(&Cited<'_>) -> Pieces) -> Vec<Pieces> {
    let mut out: Vec<Pieces> = passages.iter().take(MOST).map(say).collect();
    // Passages of one document name it once.
    out.dedup();
    if passages.len() > MOST {
        out.push(vec![quiet(&format!("and {} more", passages.len() - MOST))]);
    }
    out
}
