//! `rollcall withdraw` and `rollcall correct`.
//!
//! Both write down what readers are told and publish at once: whoever takes something back has no time for a second command.

use super::publish::{exit_of, say_report};
use crate::exit::Exit;
use crate::ui::Ui;
use crate::unlock::{UnlockArgs, unlocked};
use crate::{clock, open};
use clap::Args;
use rollcall_case::NoticeRequest;
use std::path::PathBuf;

/// Take back something published, and tell readers
///
/// Writes a site in which it is gone from every page, count, table, search and download, with a dated notice at its address.
/// What leaned on it is worked out anew. Works without a network; copy the folder to where the site stands.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  rollcall withdraw inquiry eabcdefghij234567klmn --notice 'The source names another meeting.' --out published

The ID is the last part of a page's address, or what stands after # in a line's.")]
pub(crate) struct WithdrawArgs {
    #[command(flatten)]
    notice: NoticeArgs,
}

/// Publish what was put right, and tell readers
///
/// Put it right first with `rollcall decide CASE correct`, add, reject or retract. This writes the site with what is accepted
/// now, and a dated notice at the address of what reads differently.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  rollcall decide inquiry correct cabcdefghij234567klmn --value 2021-06-15
  rollcall correct inquiry eabcdefghij234567klmn --notice 'The date was 15 June 2021.' --out published")]
pub(crate) struct CorrectArgs {
    #[command(flatten)]
    notice: NoticeArgs,
}

#[derive(Debug, Args)]
struct NoticeArgs {
    /// The case's folder
    case: PathBuf,
    /// What it is about: an id of the latest edition
    id: String,
    /// What readers are told
    #[arg(long, value_name = "TEXT")]
    notice: String,
    /// The folder to write: new, or that of an earlier edition
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Who decides, by pseudonym
    #[arg(long, value_name = "ID", default_value = "owner")]
    by: String,
    #[command(flatten)]
    unlock: UnlockArgs,
}

pub(crate) fn cmd_withdraw(ui: &Ui, args: WithdrawArgs) -> Result<Exit, Exit> {
    notice(ui, args.notice, true)
}

pub(crate) fn cmd_correct(ui: &Ui, args: CorrectArgs) -> Result<Exit, Exit> {
    notice(ui, args.notice, false)
}

fn notice(ui: &Ui, args: NoticeArgs, gone: bool) -> Result<Exit, Exit> {
    let (case, built) = open::built(ui, &args.case)?;
    let built = unlocked(ui, &case, built, &args.unlock)?;
    let request = NoticeRequest { gone, id: args.id, words: args.notice, by: args.by, at: clock::now() };
    let wrong = |problems: Vec<_>| open::all(ui, &problems, exit_of(&problems));
    let lines = case.notice(&built, &request).map_err(wrong)?;
    let (written, done) = (lines.len(), if gone { "taken back" } else { "put right" });
    ui.say(&format!("{done}: wrote {written} {}", if written == 1 { "decision" } else { "decisions" }));
    let built = case.decided(&built).map_err(wrong)?;
    let report = case.publish(&built, &args.out, None).map_err(wrong)?;
    say_report(ui, &report, &args.out);
    Ok(Exit::Done)
}
