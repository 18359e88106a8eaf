//! `rollcall sources`.

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use clap::Args;
use rollcall_case::BuildError;
use rollcall_model::problem::Problem;
use std::path::{Path, PathBuf};

/// Write what is known of all sources as one table, or take the table in
///
/// --to writes a row for each file: what the TOML file beside it says, and where that says nothing, what the file says of itself
/// (a page's title and dates, a PDF's properties, a day in a file's name). Such a value is a guess: the column `guessed` names
/// it. --from takes the table back: it changes the TOML file beside each source whose row differs. A guess is taken only where
/// its name was removed from `guessed`. An empty cell removes a value; a column that is not there leaves all as it was.
/// A part of a file that is a document of its own has a row beneath it, with `pages 4-9` or `rows 12` in the column `part`; a row
/// with a new part adds it.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  rollcall sources inquiry --to sources.xlsx\n  rollcall sources inquiry --from sources.xlsx"
)]
pub(crate) struct SourcesArgs {
    /// The case's folder
    case: PathBuf,
    /// Write the table to this file, which ends in .csv or .xlsx
    #[arg(long, value_name = "FILE", required_unless_present = "from", conflicts_with = "from")]
    to: Option<PathBuf>,
    /// Take the table in from this file
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

pub(crate) fn cmd_sources(ui: &Ui, args: &SourcesArgs) -> Result<Exit, Exit> {
    match (&args.to, &args.from) {
        (Some(to), _) => write(ui, args, to),
        (None, Some(from)) => take(ui, args, from),
        (None, None) => Err(Exit::Arguments),
    }
}

fn write(ui: &Ui, args: &SourcesArgs, to: &Path) -> Result<Exit, Exit> {
    let case = open::case(ui, &args.case)?;
    let written = case.write_sources(to, &open::extractor(ui)?).map_err(|error| failed(ui, error))?;
    if ui.is_json() {
        ui.line(&written);
    }
    warn(ui, &written.problems);
    let next = match written.guessed {
        0 => String::new(),
        1 => "; 1 value is a guess: look at it, and take its name out of the column `guessed` if it is right".to_string(),
        more => format!(
            "; {more} values are guesses: look at them, and take the names of those that are right out of the column `guessed`"
        ),
    };
    ui.say(&format!("wrote `{}`: {} files{next}", written.file, written.sources));
    Ok(exit(&written.problems))
}

fn take(ui: &Ui, args: &SourcesArgs, from: &Path) -> Result<Exit, Exit> {
    let case = open::case(ui, &args.case)?;
    let taken = case.take_sources(from, &open::extractor(ui)?).map_err(|error| failed(ui, error))?;
    if ui.is_json() {
        ui.line(&taken);
    }
    warn(ui, &taken.problems);
    for path in &taken.written {
        ui.say(&format!("wrote `{path}`"));
    }
    let left = match taken.left_guessed {
        0 => String::new(),
        guesses => format!("; guesses left alone, because the column `guessed` names them: {guesses}"),
    };
    ui.say(&format!("{} rows, {} changed{left}", taken.rows, taken.written.len()));
    Ok(exit(&taken.problems))
}

fn warn(ui: &Ui, problems: &[Problem]) {
    for problem in problems {
        ui.warning(problem);
    }
}

fn exit(problems: &[Problem]) -> Exit {
    if problems.is_empty() { Exit::Done } else { Exit::NotAllUsed }
}

fn failed(ui: &Ui, error: BuildError) -> Exit {
    match error {
        BuildError::Settings(problems) => open::all(ui, &problems, Exit::Arguments),
        BuildError::CannotFinish(problems) => open::all(ui, &problems, Exit::CannotFinish),
    }
}
