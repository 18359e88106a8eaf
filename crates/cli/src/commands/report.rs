//! `rollcall report`.

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use crate::unlock::{UnlockArgs, unlocked};
use clap::{Args, ValueEnum};
use rollcall_case::{ReportKind, ReportRequest};
use std::path::PathBuf;

/// Write what was accepted as a document: one page on a party, a chronology, a table, exhibits
///
/// Only accepted claims, as an edition has them. The file's ending says whether it is an office document (.docx) or a page
/// that needs nothing beside it (.html). An annex gives each source a number that never changes: the case keeps it.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  rollcall report inquiry --kind brief --party 'Council of Pilots' --out pilots.docx\n  rollcall report inquiry --kind chronology --out chronology.docx\n  rollcall report inquiry --kind annex --body 'Council of Pilots' --out annex.html"
)]
pub(crate) struct ReportArgs {
    /// The case's folder
    case: PathBuf,
    /// What it shows
    #[arg(long, value_enum)]
    kind: Kind,
    /// The file to write, ending in .docx or .html
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// Only what this party took part in, by name or id
    #[arg(long, value_name = "NAME")]
    party: Option<String>,
    /// Only what this body held, by name or id
    #[arg(long, value_name = "NAME")]
    body: Option<String>,
    /// The report's day, like 2022-06-01; else that of the latest decision
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    #[command(flatten)]
    unlock: UnlockArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// One page on one party
    Brief,
    /// One dated line an engagement, with notes that have the words
    Chronology,
    /// The roll as a table to paste into a document
    Table,
    /// Every source relied on as an exhibit, the passages marked
    Annex,
}

pub(crate) fn cmd_report(ui: &Ui, args: &ReportArgs) -> Result<Exit, Exit> {
    let day = args.date.as_deref().map(|text| super::publish::day("--date", text)).transpose();
    let day = day.map_err(|problem| open::one(ui, &problem, Exit::Arguments))?;
    let (case, built) = open::built(ui, &args.case)?;
    let built = unlocked(ui, &case, built, &args.unlock)?;
    let request = ReportRequest {
        kind: match args.kind {
            Kind::Brief => ReportKind::Brief,
            Kind::Chronology => ReportKind::Chronology,
            Kind::Table => ReportKind::Table,
            Kind::Annex => ReportKind::Annex,
        },
        party: args.party.as_deref(),
        body: args.body.as_deref(),
        day,
        out: &args.out,
    };
    let done = case
        .report(&built, &request, &open::extractor(ui)?)
        .map_err(|problems| open::all(ui, &problems, super::publish::exit_of(&problems)))?;
    if ui.is_json() {
        ui.line(&done);
    }
    for problem in done.remarks.iter().chain(&done.problems) {
        ui.warning(problem);
    }
    ui.say(&format!("wrote `{}`, as of {}", done.file, done.day));
    if done.exhibits > 0 {
        ui.say(&format!("{} exhibits, {} of them with a new number in exhibits.jsonl", done.exhibits, done.new_exhibits));
    }
    Ok(if done.problems.is_empty() { Exit::Done } else { Exit::NotAllUsed })
}
