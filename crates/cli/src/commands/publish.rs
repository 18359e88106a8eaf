//! `rollcall publish`.

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use crate::unlock::{UnlockArgs, unlocked};
use clap::Args;
use rollcall_case::PublishReport;
use rollcall_model::date::{Day, Edtf};
use rollcall_model::problem::Problem;
use std::path::{Path, PathBuf};

/// Write an edition from what was accepted
///
/// What nobody has accepted, what was only scheduled or likely, and what comes from a confidential source is held back and
/// counted. A person whom the case protects is in no byte of it. The edition's day is --date, else that of the latest decision. Publishing what has not changed gives the same
/// edition again.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rollcall publish inquiry --out published --date 2022-06-01")]
pub(crate) struct PublishArgs {
    /// The case's folder
    case: PathBuf,
    /// The folder to write: new, or that of an earlier edition
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Also write all pages as one file to read offline
    #[arg(long, value_name = "FILE")]
    one_file: Option<PathBuf>,
    /// The edition's day, like 2022-06-01
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    #[command(flatten)]
    unlock: UnlockArgs,
}

pub(crate) fn cmd_publish(ui: &Ui, args: &PublishArgs) -> Result<Exit, Exit> {
    let day = args.date.as_deref().map(|text| day("--date", text)).transpose();
    let day = day.map_err(|problem| open::one(ui, &problem, Exit::Arguments))?;
    let (case, built) = open::built(ui, &args.case)?;
    let built = unlocked(ui, &case, built, &args.unlock)?;
    let report = case.publish(&built, &args.out, day).map_err(|problems| open::all(ui, &problems, exit_of(&problems)))?;
    if let Some(file) = &args.one_file {
        let written = case.publish_one_file(&built, &args.out, file);
        for path in written.map_err(|problems| open::all(ui, &problems, exit_of(&problems)))? {
            ui.say(&format!("wrote `{}`", path.display()));
        }
    }
    say_report(ui, &report, &args.out);
    Ok(Exit::Done)
}

/// What a new edition holds and what was held back.
pub(crate) fn say_report(ui: &Ui, report: &PublishReport, out: &Path) {
    if ui.is_json() {
        ui.line(report);
    }
    let again = if report.same { ", the same as before" } else { "" };
    ui.say(&format!(
        "edition {} of {}{again}: {} files, {} lines on the roll, {} findings, in `{}`",
        report.edition,
        report.day,
        report.files,
        report.participations,
        report.findings,
        out.display()
    ));
    for remark in &report.remarks {
        ui.warning(remark);
    }
    for (reason, count) in &report.held_back {
        ui.say(&format!("held back: {count} {reason}"));
    }
}

/// A day that an argument names.
pub(crate) fn day(argument: &str, text: &str) -> Result<Day, Problem> {
    let day = Edtf::parse(text).ok().and_then(|date| date.single_day());
    day.ok_or_else(|| Problem::new(argument, "bad-date", format!("`{text}` is not a day")).hint("write it as 2022-06-01"))
}

/// What `publish` and `export` leave with: a leak is wrong output, a folder of others the caller's mistake.
pub(crate) fn exit_of(problems: &[Problem]) -> Exit {
    let exits = problems.iter().map(|problem| match problem.code.as_str() {
        "leak" | "words-changed" | "changed" | "missing" => Exit::Wrong,
        "cannot-write" | "internal" | "locked" | "cannot-read" => Exit::CannotFinish,
        _ => Exit::Arguments,
    });
    exits.fold(Exit::Done, Exit::and)
}
