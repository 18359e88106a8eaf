//! `rollcall export`.

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use crate::unlock::{UnlockArgs, unlocked};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Write what was accepted for other programs
///
/// Only accepted claims, as an edition has them; with --private all of them, for your own use.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  rollcall export inquiry --to csv --out tables\n  rollcall export inquiry --to ftm --out inquiry-ftm --private"
)]
pub(crate) struct ExportArgs {
    /// The case's folder
    case: PathBuf,
    /// The format
    #[arg(long, value_enum)]
    to: To,
    /// Where to write
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// Everything, checked or not: not for others
    #[arg(long)]
    private: bool,
    #[command(flatten)]
    unlock: UnlockArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// FollowTheMoney entities, one a line
    Ftm,
    /// Tables
    Csv,
    /// Columns for data frames: not built yet
    Parquet,
    /// Linked data: not built yet
    Jsonld,
    /// A web archive: not built yet
    Wacz,
    /// A calendar: not built yet
    Ics,
    /// The whole case in one file: not built yet
    Bundle,
}

pub(crate) fn cmd_export(ui: &Ui, args: &ExportArgs) -> Result<Exit, Exit> {
    let format = match args.to {
        To::Ftm => "ftm",
        To::Csv => "csv",
        To::Parquet | To::Jsonld | To::Wacz | To::Ics | To::Bundle => {
            return Err(super::later::not_built(ui, "rollcall export to this format"));
        }
    };
    let (case, mut built) = open::built(ui, &args.case)?;
    if args.private {
        ui.private();
    } else {
        built = unlocked(ui, &case, built, &args.unlock)?;
    }
    let report = case
        .export(&built, format, &args.out, args.private)
        .map_err(|problems| open::all(ui, &problems, super::publish::exit_of(&problems)))?;
    if ui.is_json() {
        ui.line(&report);
    }
    for file in &report.files {
        ui.say(&format!("wrote `{file}`"));
    }
    Ok(Exit::Done)
}
