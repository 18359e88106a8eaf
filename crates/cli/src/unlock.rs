//! What opens the file of protected people, the same for every command that lets something out.
//!
//! The main type is [`UnlockArgs`]. A passphrase comes from the environment alone: as an argument it would stand in the list
//! of processes and in the shell's history.

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use clap::Args;
use rollcall_case::{Built, Case, Unlock};
use std::path::PathBuf;

const IDENTITY: &str = "ROLLCALL_IDENTITY";
const PASSPHRASE: &str = "ROLLCALL_PASSPHRASE";

/// How the file of protected people is opened, where the case has one.
#[derive(Debug, Args)]
pub(crate) struct UnlockArgs {
    /// The key that opens the file of protected people, where the case has one; else the file that ROLLCALL_IDENTITY names,
    /// or the passphrase in ROLLCALL_PASSPHRASE
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
}

impl UnlockArgs {
    #[expect(clippy::disallowed_methods, reason = "a key or a passphrase comes from whoever runs the command, and in here")]
    fn unlock(&self) -> Unlock {
        let identity = self.identity.clone().or_else(|| std::env::var_os(IDENTITY).map(PathBuf::from));
        Unlock { identity, passphrase: std::env::var(PASSPHRASE).ok().filter(|words| !words.is_empty()) }
    }
}

/// The same case for letting something out of it: without the people whom it protects.
pub(crate) fn unlocked(ui: &Ui, case: &Case, built: Built, args: &UnlockArgs) -> Result<Built, Exit> {
    match case.protected(&args.unlock()) {
        Ok(protected) => Ok(built.with_protected(protected)),
        Err(problem) => Err(open::one(ui, &problem, Exit::Arguments)),
    }
}
