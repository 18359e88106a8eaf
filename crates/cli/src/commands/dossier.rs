//! `rollcall dossier`.

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use crate::unlock::{UnlockArgs, unlocked};
use clap::Args;
use std::path::PathBuf;

/// Write the lawyer's file: all that a case holds on one line, finding, person, body, meeting or claim
///
/// What each edition said and when, the words for and against with their files and hashes, which sources are independent, what
/// falls without each, who decided what, what was asked and answered, and how to check all this. It is private: it shows what
/// nobody has accepted, and reviewers by pseudonym. People whom the case protects and confidential sources are not named in it.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  rollcall dossier inquiry eabcdefghij234567klmn --out dossier

The ID is the last part of a page's address, or what stands after # in a line's, or an id that roll, facts or findings print.")]
pub(crate) struct DossierArgs {
    /// The case's folder
    case: PathBuf,
    /// What it is about: an id of an edition or of the case
    id: String,
    /// The folder to write: new, or that of an earlier dossier
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    unlock: UnlockArgs,
}

pub(crate) fn cmd_dossier(ui: &Ui, args: &DossierArgs) -> Result<Exit, Exit> {
    let (case, built) = open::built(ui, &args.case)?;
    let built = unlocked(ui, &case, built, &args.unlock)?;
    let done = case
        .dossier(&built, &args.id, &args.out)
        .map_err(|problems| open::all(ui, &problems, super::publish::exit_of(&problems)))?;
    ui.for_a_lawyer();
    if ui.is_json() {
        ui.line(&done);
    }
    for file in &done.files {
        ui.say(&format!("wrote `{file}`"));
    }
    ui.say(&format!(
        "{}: in {} editions, {} claims for it, {} against it, {} independent origins",
        done.is, done.editions, done.words_for, done.against, done.origins
    ));
    Ok(Exit::Done)
}
