//! Commands that the design has and this version has not: they know their arguments and say so.
//!
//! The main type is [`Later`]. A script that calls one gets the exit code 2 and the code `not-built-yet`, never a guess.

use crate::exit::Exit;
use crate::ui::Ui;
use clap::{Args, Subcommand};
use rollcall_model::problem::Problem;
use std::path::PathBuf;

/// Commands of later versions.
#[derive(Debug, Subcommand)]
pub(crate) enum Later {
    /// Find words under the bars of a PDF (not built yet)
    #[command(hide = true)]
    Redactions(FilesArgs),
}

#[derive(Debug, Args)]
pub(crate) struct FilesArgs {
    /// The files
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// Says that the command comes later.
pub(crate) fn cmd_later(ui: &Ui, later: &Later) -> Exit {
    let name = match later {
        Later::Redactions(_) => "redactions",
    };
    not_built(ui, &format!("rollcall {name}"))
}

/// The answer of whatever this version cannot do yet.
pub(crate) fn not_built(ui: &Ui, what: &str) -> Exit {
    ui.error(&Problem::new(what, "not-built-yet", "this is not built yet").hint("`rollcall --help` lists what is"));
    Exit::Arguments
}
