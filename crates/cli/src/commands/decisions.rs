//! `rollcall decisions`.

use crate::exit::Exit;
use crate::open;
use crate::ui::{Ui, one_line};
use clap::{Args, Subcommand};
use rollcall_case::merge::{Conflict, Said};
use rollcall_model::claim::SEEN;
use rollcall_model::decision::Decision;
use std::path::PathBuf;

/// Join the decisions of two people, or print them in order
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rollcall decisions merge inquiry hers.jsonl\n  rollcall decisions log inquiry")]
pub(crate) struct DecisionsArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Take in what another copy of this case decided
    ///
    /// Lines that this case has not are appended; nothing is rewritten. Where two people decided otherwise of the same words
    /// both stay, the later one counts, and the two are listed.
    Merge {
        /// The case's folder
        case: PathBuf,
        /// The other copy's decisions.jsonl
        file: PathBuf,
    },
    /// Print who decided what, in the order in which it takes effect
    Log {
        /// The case's folder
        case: PathBuf,
    },
}

pub(crate) fn cmd_decisions(ui: &Ui, args: &DecisionsArgs) -> Result<Exit, Exit> {
    match &args.what {
        What::Merge { case, file } => {
            let case = open::case(ui, case)?;
            let merged = case.merge_decisions(file).map_err(|problems| open::all(ui, &problems, Exit::Arguments))?;
            if ui.is_json() {
                ui.line(&merged);
            }
            merged.conflicts.iter().for_each(|conflict| ui.say(&disagreement(conflict)));
            let conflicts = merged.conflicts.len();
            ui.say(&format!(
                "{} decisions were taken in, {} were here already; two people decided otherwise of {conflicts}",
                merged.added, merged.known
            ));
        }
        What::Log { case } => {
            let case = open::case(ui, case)?;
            let mut lines = case.decisions().map_err(|problems| open::all(ui, &problems, Exit::Arguments))?;
            lines.sort_by(|one, other| (&one.at, &one.id).cmp(&(&other.at, &other.id)));
            for line in &lines {
                if ui.is_json() {
                    ui.line(line);
                } else {
                    ui.say(&in_short(line));
                }
            }
        }
    }
    Ok(Exit::Done)
}

/// A disagreement, for people.
fn disagreement(conflict: &Conflict) -> String {
    let side = |said: &Said| {
        let why = said.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
        let value = said.value.as_ref().map(|value| format!(" “{value}”")).unwrap_or_default();
        format!("{} {}{value}{why}", said.by, said.verb.as_str())
    };
    let counts = if conflict.counts == conflict.ours.id { &conflict.ours.by } else { &conflict.theirs.by };
    format!(
        "{}: “{}”\n    {}\n    {}\n    the later one counts: {counts}'s",
        conflict.source,
        conflict.words,
        side(&conflict.ours),
        side(&conflict.theirs)
    )
}

/// A decision as one line.
fn in_short(line: &Decision) -> String {
    let about = match (&line.claim.property, &line.claim.value) {
        (Some(property), Some(value)) => format!("{}: {property}: {value}", line.claim.parties.join(", ")),
        _ => line.claim.parties.join(", "),
    };
    let about = if about.is_empty() { line.target.clone() } else { about };
    let value = line.value.as_ref().filter(|_| line.verb.is_reply()).map(|value| format!(" “{value}”")).unwrap_or_default();
    let seen = line
        .region
        .as_ref()
        .map(|region| format!(" ({SEEN}: {}; {}, page {})", one_line(&region.description), line.quote.source, region.page));
    let seen = seen.unwrap_or_default();
    let why = line.why.as_ref().map(|why| format!("; {why}")).unwrap_or_default();
    format!("{}  {}  {}  {} {about}{value}{seen}{why}", line.at, line.by, line.verb.as_str(), line.claim.kind)
}
