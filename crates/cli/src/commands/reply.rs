//! `rollcall reply`.

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use crate::unlock::{UnlockArgs, unlocked};
use clap::Args;
use rollcall_case::ReplyRequest;
use std::path::PathBuf;

/// Write the letter that asks a party about every claim on it
///
/// Every claim about the party that the next edition would hold, numbered, with its date and public source, and the question
/// whether it is right; nothing about others. Nothing is sent and nothing is written into the case: what was asked, and what
/// was answered, is a decision.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rollcall reply inquiry --to 'Council of Pilots' --until 2022-07-01\n  rollcall decide inquiry asked eabcdefghij234567klmn"
)]
pub(crate) struct ReplyArgs {
    /// The case's folder
    case: PathBuf,
    /// The party, by name or id
    #[arg(long, value_name = "PARTY")]
    to: String,
    /// The last day to answer, like 2022-07-01
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// The folder to write; `reply-ID` in this one where none is given
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    unlock: UnlockArgs,
}

pub(crate) fn cmd_reply(ui: &Ui, args: &ReplyArgs) -> Result<Exit, Exit> {
    let until = args.until.as_deref().map(|text| super::publish::day("--until", text)).transpose();
    let until = until.map_err(|problem| open::one(ui, &problem, Exit::Arguments))?;
    let (case, built) = open::built(ui, &args.case)?;
    let built = unlocked(ui, &case, built, &args.unlock)?;
    let request = ReplyRequest { to: &args.to, until, out: args.out.as_deref() };
    let done = case.reply(&built, &request).map_err(|problem| {
        let exit = super::publish::exit_of(std::slice::from_ref(&problem));
        open::one(ui, &problem, exit)
    })?;
    if ui.is_json() {
        ui.line(&done);
    }
    for file in &done.files {
        ui.say(&format!("wrote `{file}`"));
    }
    let sentences = if done.claims == 1 { "sentence" } else { "sentences" };
    ui.say(&format!("{} {sentences} about {}", done.claims, done.name));
    let (folder, party) = (args.case.display(), &done.party);
    ui.say(&format!("when it is sent, write that down: rollcall decide {folder} asked {party}"));
    ui.say(&format!("and what becomes of it: rollcall decide {folder} answered {party} --value 'THE ANSWER', or declined, or no-answer-by {party} --value {}", args.until.as_deref().unwrap_or("2022-07-01")));
    Ok(Exit::Done)
}
