//! Reports opened by programs that are not ours: LibreOffice draws them, python-docx reads them back.
//!
//! The main function is [`run`]. It starts `bench/reports.py` on the bundled case, in the long suite alone, and where the
//! programs are: they are large, and nothing else needs them.

use crate::checks::Outcome;
use crate::process;
use crate::setup::Demo;

/// Writes every kind of report and opens it.
pub fn run(full: bool) -> Result<Outcome, String> {
    let skipped = |why: &str| Ok(Outcome::Skipped(why.into()));
    if !full {
        return skipped("only in the long suite (`--full`)");
    }
    for name in ["soffice", "pdftoppm"] {
        if !process::on_path(name) {
            return skipped(&format!("`{name}` is not there (LibreOffice, poppler-utils)"));
        }
    }
    if !process::works(process::program("python3").args(["-c", "import docx, lxml"])) {
        return skipped("the `python3` on PATH has no python-docx (`pip install python-docx`)");
    }
    let demo = Demo::made()?;
    let out = process::scratch("reports")?;
    let case = demo.edition.with_file_name("case");
    let mut script = process::program("python3");
    script.env("PYTHONDONTWRITEBYTECODE", "1").arg(process::root().join("bench/reports.py"));
    process::run(script.arg(process::rollcall()?).arg(case).arg(out)).map(|()| Outcome::Passed)
}
