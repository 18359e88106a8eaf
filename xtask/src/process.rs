//! Starting programs, and where things are.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// The repository's folder: where cargo runs this program from, else where it was compiled.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
}

/// The folder that this program was built into: `rollcall` of the same profile lies beside it.
pub fn built() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| format!("cannot tell where this program lies: {error}"))?;
    Ok(program.parent().unwrap_or(Path::new(".")).to_path_buf())
}

/// Whether the tree was built since this program began.
static FRESH: AtomicBool = AtomicBool::new(false);

/// Builds all targets: binaries, tests and what they need, with the features that the tests see.
pub fn build() -> Result<(), String> {
    run(cargo().args(["build", "--workspace", "--all-targets", "--locked"]))?;
    FRESH.store(true, Ordering::Relaxed);
    Ok(())
}

/// The `rollcall` of the same profile. Where the tree was not built in this run only the binary is: quick when one
/// works on the reader alone.
pub fn rollcall() -> Result<PathBuf, String> {
    if !FRESH.load(Ordering::Relaxed) {
        run(cargo().args(["build", "--workspace", "--bins"]))?;
        FRESH.store(true, Ordering::Relaxed);
    }
    let program = built()?.join(format!("rollcall{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() { Ok(program) } else { Err(format!("`{}` is not there after a build", program.display())) }
}

/// An empty folder for a check's own files, under the build folder.
pub fn scratch(name: &str) -> Result<PathBuf, String> {
    let folder = built()?.join("xtask-scratch").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| format!("`{}`: {error}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| format!("`{}`: {error}", folder.display()))?;
    Ok(folder)
}

/// The cargo that started this program, in the repository's folder.
pub fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A program, in the repository's folder.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// Whether a program of this name is on PATH.
pub fn on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)).is_file())
}

/// Whether a command can be started and succeeds; what it prints is dropped.
pub fn works(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Runs a command with its output on ours; an error says which it was and how it left.
pub fn run(command: &mut Command) -> Result<(), String> {
    let line = line(command);
    println!("$ {line}");
    let status = command.stdin(Stdio::null()).status().map_err(|error| format!("`{line}`: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` left with {status}")) }
}

/// Runs a command and gives what it wrote on stdout; `fine` are the exit codes that are no error.
pub fn capture(command: &mut Command, fine: &[i32]) -> Result<String, String> {
    let line = line(command);
    println!("$ {line}");
    let output =
        command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().map_err(|error| format!("`{line}`: {error}"))?;
    if !output.status.code().is_some_and(|code| fine.contains(&code)) {
        return Err(format!("`{line}` left with {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`{line}` wrote something that is not UTF-8"))
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
