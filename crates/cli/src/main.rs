//! The `rollcall` binary: arguments in, words and exit codes out.
//!
//! The main types are [`commands::Command`], what can be asked for, and [`ui::Ui`], the only one that writes. Each command is
//! one file of `commands/` with its arguments and one function. Only this crate and the desk see the clock, the environment
//! and the terminal: all below them are functions of a folder.

mod clock;
mod commands;
mod exit;
mod open;
mod start;
mod ui;
mod unlock;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use exit::Exit;
use rollcall_model::problem::Problem;
use std::net::SocketAddr;
use std::process::ExitCode;

/// See `docs/design/memory.md` for what it gains.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What `--help` ends with, for every command.
const AFTER_HELP: &str = "Exit codes:
  0  done, whatever was found
  1  evidence or output is wrong (hash, words, proof, leak)
  2  arguments or settings are wrong; nothing was changed
  3  some inputs were not used, each named with what to do; the rest was done
  4  could not finish (disk, lock, limit); the case is as before

Start with `rollcall` alone, which opens a page to drop a folder on, or with `rollcall demo`. Nothing leaves this computer";

/// Turn a folder of sources into a roll: who took part in what, with the exact words that say so
#[derive(Debug, Parser)]
#[command(name = "rollcall", version, max_term_width = 100, after_help = AFTER_HELP, disable_help_subcommand = true)]
struct Cli {
    /// Print JSON on stdout, and problems as JSON lines on stderr
    #[arg(long, global = true)]
    json: bool,

    /// Without a command: listen on this loopback address
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,

    #[command(subcommand)]
    command: Option<commands::Command>,
}

fn main() -> ExitCode {
    // The child that opens untrusted files must lock itself in before anything else is done.
    if std::env::args_os().nth(1).is_some_and(|first| first == commands::extract::ARGUMENT) {
        return commands::extract::run();
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return bad_arguments(&error).code(),
    };
    let ui = ui::Ui::new(cli.json);
    let exit = match (cli.command, cli.listen) {
        (None, listen) => start::cmd_start(&ui, listen),
        (Some(command), None) => commands::run(&ui, command),
        (Some(_), Some(_)) => {
            let problem = Problem::new("--listen", "bad-arguments", "before a command this says nothing");
            open::one(
                &ui,
                &problem.hint("write it after the command, as in `rollcall serve CASE --listen ADDR`"),
                Exit::Arguments,
            )
        }
    };
    ui.finish(exit).code()
}

/// Help and version are data; anything else is a problem in the one shape.
fn bad_arguments(error: &clap::Error) -> Exit {
    let ui = ui::Ui::new(std::env::args_os().any(|argument| argument == "--json"));
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        ui.data(error.render().to_string().trim_end());
        return ui.finish(Exit::Done);
    }
    let text = error.render().to_string();
    let (message, rest) = text.trim_start_matches("error: ").split_once("\n\n").unwrap_or((&text, ""));
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace('\'', "`");
    let rest = rest.replace("For more information, try '--help'.", "");
    let hint = rest.split("\n\n").map(|part| words(part.trim_start_matches("  tip: "))).filter(|part| !part.is_empty());
    let hint = hint.chain(["see `--help`".to_string()]).collect::<Vec<_>>().join("; ");
    ui.error(&Problem::new(Cli::command().get_name(), "bad-arguments", words(message)).hint(hint));
    ui.finish(Exit::Arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Cli::command().debug_assert();
    }
}
