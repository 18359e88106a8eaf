//! `rollcall build`.

use crate::exit::Exit;
use crate::open;
use crate::ui::{Progress, Ui};
use clap::Args;
use rollcall_archive::Disk;
use rollcall_case::{BuildError, BuildOptions, BuildReport, Case};
use std::path::PathBuf;

/// Read what is new or changed in a case, and draw its private draft
///
/// Nothing that a machine read is published by this: it is a draft for you. A file that cannot be used is named with what to
/// do, and the rest is built (exit code 3).
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rollcall build inquiry\n  rollcall build inquiry --json    what ran, per stage")]
pub(crate) struct BuildArgs {
    /// The case's folder
    case: PathBuf,
    /// Use this many threads; the result is the same for any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// End the process at this step of writing: for tests
    #[arg(long, hide = true, value_name = "N")]
    stop_at: Option<u64>,
    /// Say after how many steps of writing it was done: for tests
    #[arg(long, hide = true)]
    count_steps: bool,
}

pub(crate) fn cmd_build(ui: &Ui, args: &BuildArgs) -> Result<Exit, Exit> {
    let case = open::case(ui, &args.case)?;
    let disk = match args.stop_at {
        Some(step) => Disk::stopping_at(step, || std::process::abort()),
        None => Disk::new(),
    };
    let (report, steps) = build(ui, &case, args.threads.map(usize::from), disk)?;
    if ui.is_json() {
        ui.line(&report);
    }
    if args.count_steps {
        ui.data(&steps.to_string());
    }
    let root = case.root().display();
    ui.say(&format!(
        "{}\nnext: `rollcall serve {root}` shows the draft, `rollcall roll {root}` prints it",
        summary(&report)
    ));
    Ok(exit(&report))
}

/// Builds a case and says on stderr what was not used. Gives the report and how often the disk was written to.
pub(crate) fn build(ui: &Ui, case: &Case, threads: Option<usize>, disk: Disk) -> Result<(BuildReport, u64), Exit> {
    let progress = Progress::new(ui);
    let tell = |stage: &'static str, done, of| progress.tell(stage, done, of);
    let options = BuildOptions { extractor: open::extractor(ui)?, threads, progress: &tell, problem: &|_| (), disk };
    let built = case.build(&options);
    progress.clear();
    let report = built.map_err(|error| match error {
        BuildError::Settings(problems) => open::all(ui, &problems, Exit::Arguments),
        BuildError::CannotFinish(problems) => open::all(ui, &problems, Exit::CannotFinish),
    })?;
    for problem in report.problems.iter().chain(&report.another_look) {
        ui.warning(problem);
    }
    Ok((report, options.disk.steps()))
}

/// Inputs that were not used: 3.
pub(crate) fn exit(report: &BuildReport) -> Exit {
    if report.problems.is_empty() { Exit::Done } else { Exit::NotAllUsed }
}

/// What there is now, on one line.
pub(crate) fn summary(report: &BuildReport) -> String {
    let count = |name: &str| report.counts.get(name).copied().unwrap_or(0);
    let unused = match report.problems.len() {
        0 => String::new(),
        1 => "; 1 warning".to_string(),
        more => format!("; {more} warnings"),
    };
    format!(
        "built: {} files, {} claims, {} lines on the roll, {} findings{unused}",
        count("files"),
        count("claims"),
        count("participations"),
        count("findings")
    )
}
