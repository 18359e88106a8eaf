//! `rollcall ask`.

use crate::exit::Exit;
use crate::open;
use crate::ui::{Ui, one_line};
use clap::Args;
use rollcall_model::claim::SEEN;
use rollcall_server::answers::{self, HitKind};
use std::path::PathBuf;

/// Find words in sources and claims
///
/// Prints the passages in which all of the words stand, best first.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rollcall ask inquiry counter-terrorism exercise")]
pub(crate) struct AskArgs {
    /// The case's folder
    case: PathBuf,
    /// What to look for
    #[arg(required = true)]
    words: Vec<String>,
}

pub(crate) fn cmd_ask(ui: &Ui, args: &AskArgs) -> Result<Exit, Exit> {
    let case = open::case(ui, &args.case)?;
    let hits = answers::ask(&case, &args.words.join(" ")).map_err(|problem| {
        let code = if problem.code == "not-built" { Exit::Arguments } else { Exit::CannotFinish };
        open::one(ui, &problem, code)
    })?;
    ui.private();
    for hit in &hits {
        if ui.is_json() {
            ui.line(hit);
        } else {
            let words = one_line(&hit.text);
            match hit.kind {
                HitKind::Seen => ui.text(&format!("{}: {SEEN}: {words}", hit.source)),
                _ => ui.text(&format!("{}: “{words}”", hit.source)),
            }
        }
    }
    if hits.is_empty() {
        ui.say("no passage holds all of these words");
    }
    Ok(Exit::Done)
}
