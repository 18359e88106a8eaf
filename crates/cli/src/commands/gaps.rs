//! `rollcall gaps`.

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use clap::Args;
use rollcall_server::gaps::gaps;
use std::path::PathBuf;

/// Print what no source of a case says
///
/// Files that were not read, documents that others speak of and the case does not hold, passages withheld, and engagements
/// without a list of who came, without a date, or told by one origin alone. A gap says nothing about what happened.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rollcall gaps inquiry\n  rollcall gaps inquiry --json")]
pub(crate) struct GapsArgs {
    /// The case's folder
    case: PathBuf,
}

pub(crate) fn cmd_gaps(ui: &Ui, args: &GapsArgs) -> Result<Exit, Exit> {
    let (_, built) = open::built(ui, &args.case)?;
    ui.private();
    for gap in &gaps(built.private()) {
        if ui.is_json() {
            ui.line(gap);
        } else {
            ui.text(&gap.says);
        }
    }
    Ok(Exit::Done)
}
