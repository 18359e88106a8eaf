//! `rollcall new`.

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use clap::Args;
use rollcall_case::Case;
use serde_json::json;
use std::path::PathBuf;

/// Start a case in a new folder
///
/// Makes case.toml and the folders of a case. A folder that holds anything is refused.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rollcall new inquiry\n  rollcall add inquiry report.pdf\n  rollcall build inquiry")]
pub(crate) struct NewArgs {
    /// The folder to make
    dir: PathBuf,
}

pub(crate) fn cmd_new(ui: &Ui, args: &NewArgs) -> Result<Exit, Exit> {
    let case = Case::create(&args.dir).map_err(|problem| open::one(ui, &problem, refused(&problem.code)))?;
    let root = case.root().display().to_string();
    if ui.is_json() {
        ui.line(&json!({ "case": root }));
    }
    ui.say(&format!("made the case `{root}`\nnext: `rollcall add {root} FILE` or put files into `{root}/sources`, then `rollcall build {root}`"));
    Ok(Exit::Done)
}

fn refused(code: &str) -> Exit {
    if code == "cannot-write" { Exit::CannotFinish } else { Exit::Arguments }
}
