//! Opening a case and its last build, the same for every command.
//!
//! The main functions are [`case`] and [`built`]; both say on stderr what is wrong and give the exit code.

use crate::exit::Exit;
use crate::ui::Ui;
use rollcall_case::{Built, Case, ExtractorCommand};
use rollcall_model::problem::Problem;
use std::path::Path;

/// The case in a folder. Settings that are wrong: 2.
pub(crate) fn case(ui: &Ui, folder: &Path) -> Result<Case, Exit> {
    Case::open(folder).map_err(|problems| all(ui, &problems, Exit::Arguments))
}

/// A case and its last build. One that was never built: 2.
pub(crate) fn built(ui: &Ui, folder: &Path) -> Result<(Case, Built), Exit> {
    let case = case(ui, folder)?;
    let built = case.load().map_err(|problems| not_loaded(ui, &problems))?;
    Ok((case, built))
}

/// Settings that are wrong, or nothing built, are the caller's to mend; derived data that cannot be read is not.
fn not_loaded(ui: &Ui, problems: &[Problem]) -> Exit {
    let ours = problems.iter().any(|problem| matches!(problem.code.as_str(), "changed" | "cannot-read" | "internal"));
    all(ui, problems, if ours { Exit::CannotFinish } else { Exit::Arguments })
}

/// Says all problems as errors.
pub(crate) fn all(ui: &Ui, problems: &[Problem], exit: Exit) -> Exit {
    for problem in problems {
        ui.error(problem);
    }
    exit
}

/// Says one problem as an error.
pub(crate) fn one(ui: &Ui, problem: &Problem, exit: Exit) -> Exit {
    ui.error(problem);
    exit
}

/// How the child that opens untrusted files is started: this same program with the hidden argument.
pub(crate) fn extractor(ui: &Ui) -> Result<ExtractorCommand, Exit> {
    match std::env::current_exe() {
        Ok(program) => Ok(ExtractorCommand { program, args: vec![crate::commands::extract::ARGUMENT.into()] }),
        Err(error) => {
            let problem =
                Problem::new("rollcall", "no-program", format!("this program's own file cannot be found: {error}"));
            Err(one(ui, &problem, Exit::CannotFinish))
        }
    }
}
