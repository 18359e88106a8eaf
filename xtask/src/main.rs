//! Commands for those who work on Rollcall: `cargo xtask test` runs every check, the others make or measure one thing.
//!
//! The main type is [`checks::Check`]: a name, the budget that its seconds count against, and a function. Why a program
//! and not a shell script: the checks read TOML, CSV and JSON, have tests of their own, and work where no shell is.
//!
//! This crate imports no other crate of the workspace, so that it is built in seconds and can say what is wrong with a
//! tree that does not build.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal: its words are its output")]
#![expect(clippy::disallowed_methods, reason = "it finds programs on PATH and measures how long checks take")]

mod budget;
mod checks;
mod clingo;
mod clusters;
mod expected;
mod glossary;
mod layers;
mod learning;
mod made_up;
mod made_up_large;
mod matching;
mod names;
mod needs;
mod peers;
mod process;
mod reading;
mod reports;
mod scorers;
mod setup;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask test [--full] [--only NAME]...   install what the tests need, then run every check
cargo xtask needs                            say what the tests need and whether it is there; install nothing
cargo xtask layers                           check that crates import only as docs/ARCHITECTURE.md says
cargo xtask glossary [--check]               write the table of kinds in docs/GLOSSARY.md, or only compare it
cargo xtask findings-report [--show]         what the rules find in the bundled case, against the hand-written lists
cargo xtask reading-report [--show]          what the reader finds in the bundled case, against the hand-written list
cargo xtask made-up DIR [SOURCES]            write a case of made-up notes to measure on (2000 notes where no number is given)
cargo xtask made-up DIR --participations N [--each ENGAGEMENTS]
                                             write one of lists, with so many participations: each list tells of 50
                                             engagements where no number is given
cargo xtask shots                            take the pictures of pages in web/shots anew: look at the pages before
cargo xtask read-train                       learn the reader's model from ../shared/data/sfm and write it into the tree
cargo xtask names-data FOLDER                make the data for comparing names from three Python packages, unpacked in FOLDER
cargo xtask names-train                      learn the weights for comparing names from ../shared/data/names
cargo xtask names-cv                         judge each of those pairs by weights that were learnt without it
cargo xtask read-cv                          read each of those documents by a model that has not seen it, and score that";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test", options @ ..] => checks::Options::parse(options).and_then(|options| checks::run(&options)),
        ["needs"] => needs::report(),
        ["layers"] => layers::check(&process::root()),
        ["glossary"] => glossary::write(&process::root()),
        ["glossary", "--check"] => glossary::check(&process::root()),
        ["made-up", folder] => made_up::write(folder.as_ref(), 2000),
        ["made-up", folder, sources] => match sources.parse() {
            Ok(sources) => made_up::write(folder.as_ref(), sources),
            Err(_) => Err(format!("`{sources}` is no number of notes")),
        },
        ["made-up", folder, "--participations", participations] => large(folder, participations, None),
        ["made-up", folder, "--participations", participations, "--each", each] => large(folder, participations, Some(each)),
        ["shots"] => checks::renew_pictures(),
        ["read-train"] => learning::train(),
        ["names-data", folder] => names::data(folder.as_ref()),
        ["names-train"] => names::train(),
        ["names-cv"] => names::cross_validate(),
        ["read-cv"] => learning::cross_validate(),
        ["findings-report"] => expected::report(false),
        ["findings-report", "--show"] => expected::report(true),
        ["reading-report"] => reading::report(false),
        ["reading-report", "--show"] => reading::report(true),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("unknown arguments `{}`\n\n{USAGE}", words.join(" "));
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Writes a made-up case of so many participations, and of so many engagements a source where that is given.
fn large(folder: &str, participations: &str, each: Option<&str>) -> Result<(), String> {
    let number = |text: &str| text.parse().map_err(|_| format!("`{text}` is no number"));
    made_up_large::write(folder.as_ref(), number(participations)?, each.map_or(Ok(made_up_large::TOLD), number)?)
}
