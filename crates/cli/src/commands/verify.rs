//! `rollcall verify`.

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use clap::Args;
use rollcall_case::verify;
use serde_json::json;
use std::path::PathBuf;

/// Hash and check everything in a case or a published site again
///
/// Files, their texts, the log, the last build, the index, editions, the words of every claim and the steps of every finding.
/// One flipped byte is found and named (exit code 1).
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rollcall verify inquiry\n  rollcall verify published/")]
pub(crate) struct VerifyArgs {
    /// The folder of a case or of what was published
    path: PathBuf,
}

pub(crate) fn cmd_verify(ui: &Ui, args: &VerifyArgs) -> Result<Exit, Exit> {
    let found = if args.path.join("case.toml").is_file() {
        verify::case(&open::case(ui, &args.path)?, &open::extractor(ui)?)
    } else {
        verify::site(&args.path)
    };
    let found = found.map_err(|problems| open::all(ui, &problems, Exit::Arguments))?;
    if ui.is_json() {
        ui.line(&json!({ "problems": found }));
    }
    if found.is_empty() {
        ui.say("everything is what it says it is");
        return Ok(Exit::Done);
    }
    Ok(open::all(ui, &found, Exit::Wrong))
}
