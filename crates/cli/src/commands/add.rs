//! `rollcall add`.

use crate::exit::Exit;
use crate::ui::Ui;
use crate::{clock, open};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Copy files into a case
///
/// Copies each file, and the X.toml beside it, into sources/ or records/ and logs it. Nothing that is there is ever replaced.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  rollcall add inquiry communique.pdf\n  rollcall add inquiry old/ new/report.html\n  rollcall add inquiry report.pdf --as report-2022.pdf"
)]
pub(crate) struct AddArgs {
    /// The case's folder
    case: PathBuf,
    /// Files or folders
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Give the one file another name in the case
    #[arg(long = "as", value_name = "NAME")]
    as_name: Option<String>,
}

pub(crate) fn cmd_add(ui: &Ui, args: &AddArgs) -> Result<Exit, Exit> {
    let case = open::case(ui, &args.case)?;
    let report = case
        .add(&args.paths, args.as_name.as_deref(), &clock::now())
        .map_err(|problems| open::all(ui, &problems, exit_of(&problems)))?;
    if ui.is_json() {
        let added: Vec<Value> = report
            .added
            .iter()
            .map(|taken| json!({"path": taken.path, "sha256": taken.sha256, "size": taken.size, "media_type": taken.media_type, "new": taken.new}))
            .collect();
        ui.line(&json!({ "added": added, "problems": report.problems }));
    }
    for taken in &report.added {
        ui.say(&format!("{} `{}` ({})", if taken.new { "added" } else { "already there:" }, taken.path, taken.media_type));
    }
    for problem in &report.problems {
        ui.warning(problem);
    }
    Ok(if report.problems.is_empty() { Exit::Done } else { Exit::NotAllUsed })
}

/// A name that cannot be given is the caller's; a disk that refuses is not.
fn exit_of(problems: &[rollcall_model::problem::Problem]) -> Exit {
    let arguments = problems.iter().all(|problem| problem.place.starts_with("--"));
    if arguments { Exit::Arguments } else { Exit::CannotFinish }
}
