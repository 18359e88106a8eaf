//! `rollcall relayer`.

use crate::exit::Exit;
use crate::open;
use crate::ui::{Ui, one_line};
use clap::Args;
use rollcall_case::BuildError;
use std::path::PathBuf;

/// Read files again with newer readers of their format, and list what moves
///
/// A text once made from a file is kept, so that the places of words in it never move by themselves. Where this program has a newer
/// reader for a format, this makes a new text beside the old one, and lists the claims whose words stand elsewhere in it or are not
/// found. Decisions are attached again by their words at the next build; those that no longer fit are listed there.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rollcall relayer inquiry\n  rollcall relayer inquiry --json")]
pub(crate) struct RelayerArgs {
    /// The case's folder
    case: PathBuf,
}

pub(crate) fn cmd_relayer(ui: &Ui, args: &RelayerArgs) -> Result<Exit, Exit> {
    let case = open::case(ui, &args.case)?;
    let report = case.relayer(&open::extractor(ui)?).map_err(|error| match error {
        BuildError::Settings(problems) => open::all(ui, &problems, Exit::Arguments),
        BuildError::CannotFinish(problems) => open::all(ui, &problems, Exit::CannotFinish),
    })?;
    for problem in &report.problems {
        ui.warning(problem);
    }
    if ui.is_json() {
        ui.line(&report);
    } else {
        for moved in &report.moved {
            let now = match moved.now {
                Some(now) => format!("now at {now}"),
                None => "not found, or at several places alike".to_string(),
            };
            let words = one_line(&moved.words);
            ui.text(&format!(
                "{} {} [{}] “{words}”: was at {}, {now}",
                moved.source,
                moved.claim,
                moved.state.as_str(),
                moved.start
            ));
        }
    }
    for file in &report.made {
        ui.say(&format!(
            "read `{}` again, {} in place of {}: {} claims as they were, {} moved, {} not found",
            file.source, file.to, file.from, file.same, file.moved, file.lost
        ));
    }
    ui.say(
        match report.made.len() {
            0 => "nothing to do: every text was made by the newest reader of its format".to_string(),
            _ => format!("next: `rollcall build {}` reads the new texts", case.root().display()),
        }
        .as_str(),
    );
    Ok(if report.problems.is_empty() { Exit::Done } else { Exit::NotAllUsed })
}
