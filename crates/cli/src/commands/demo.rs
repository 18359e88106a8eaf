//! `rollcall demo`: the bundled case, from inside this one file.

use crate::commands::{build, serve};
use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use clap::Args;
use include_dir::{Dir, include_dir};
use rollcall_archive::Disk;
use rollcall_model::problem::Problem;
use serde_json::json;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The bundled case. The list of what its reader should find is for tests, and no part of a case.
static BUNDLED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../examples/asean-defence");

/// What of it is a case.
const PARTS: [&str; 6] = ["case.toml", "decisions.jsonl", "sources", "records", "words", "rules"];

/// Folders that are tried for a new temporary one.
const TRIES: u32 = 1000;

/// Build the bundled case and show it in the browser
///
/// Unpacks a demonstration into DIR, or into a new temporary folder that it names, builds it, serves it on this computer
/// alone and prints the address. Ctrl-C ends it; the folder stays.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rollcall demo\n  rollcall demo demonstration")]
pub(crate) struct DemoArgs {
    /// The folder to build it in: empty, new, or that of an earlier demonstration
    dir: Option<PathBuf>,
    /// Listen on this loopback address
    #[arg(long, value_name = "ADDR", default_value = serve::LISTEN)]
    listen: SocketAddr,
    /// Build and end: for tests
    #[arg(long, hide = true)]
    no_serve: bool,
}

pub(crate) fn cmd_demo(ui: &Ui, args: &DemoArgs) -> Result<Exit, Exit> {
    if !args.listen.ip().is_loopback() {
        let problem =
            Problem::new("--listen", "not-loopback", format!("`{}` can be reached from other computers", args.listen.ip()));
        return Err(open::one(ui, &problem.hint("listen on 127.0.0.1: the draft is private"), Exit::Arguments));
    }
    let cannot =
        |place: &Path, error: &io::Error| Problem::new(place.display().to_string(), "cannot-write", error.to_string());
    let folder = match &args.dir {
        Some(folder) => folder.clone(),
        None => temporary().map_err(|error| open::one(ui, &cannot(&base(), &error), Exit::CannotFinish))?,
    };
    if !is_ours(&folder) {
        let problem = Problem::new(
            folder.display().to_string(),
            "not-empty",
            "the folder holds something other than the demonstration",
        );
        return Err(open::one(ui, &problem.hint("name a new folder, or none for a temporary one"), Exit::Arguments));
    }
    unpack(&folder).map_err(|error| open::one(ui, &cannot(&folder, &error), Exit::CannotFinish))?;
    ui.say(&format!("the demonstration is in `{}`", folder.display()));
    let case = open::case(ui, &folder)?;
    let (report, _) = build::build(ui, &case, None, Disk::new())?;
    ui.say(&build::summary(&report));
    if args.no_serve {
        if ui.is_json() {
            ui.line(&json!({ "case": folder.display().to_string(), "report": report }));
        }
        return Ok(build::exit(&report));
    }
    let built = case.load().map_err(|problems| open::all(ui, &problems, Exit::CannotFinish))?;
    serve::serve(ui, case, built, args.listen, serde_json::to_value(&report).ok())
}

/// Where temporary folders lie.
#[expect(clippy::disallowed_methods, reason = "a person who names no folder gets a temporary one, and is told which")]
fn base() -> PathBuf {
    std::env::temp_dir()
}

/// A new folder for temporary files that only its owner may read.
fn temporary() -> io::Result<PathBuf> {
    let base = base();
    for number in 1..=TRIES {
        let folder = base.join(format!("rollcall-demo-{}-{number}", std::process::id()));
        match private_folder(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => (),
            other => return other.map(|()| folder),
        }
    }
    Err(io::Error::other("no free name is left for a folder"))
}

#[cfg(unix)]
fn private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir(folder)
}

/// Whether a folder is missing, empty, or that of an earlier demonstration: its settings are the bundled ones.
fn is_ours(folder: &Path) -> bool {
    let empty = fs::read_dir(folder)
        .map_or_else(|error| error.kind() == io::ErrorKind::NotFound, |mut entries| entries.next().is_none());
    let bundled = BUNDLED.get_file("case.toml").map(include_dir::File::contents);
    empty || fs::read(folder.join("case.toml")).ok().as_deref() == bundled
}

/// Writes the files that are missing. What is there stays: someone may have decided or added something.
fn unpack(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for part in PARTS {
        match BUNDLED.get_entry(part) {
            Some(include_dir::DirEntry::File(file)) => write_missing(folder, file)?,
            Some(include_dir::DirEntry::Dir(dir)) => unpack_folder(folder, dir)?,
            None => (),
        }
    }
    Ok(())
}

fn unpack_folder(root: &Path, dir: &Dir<'_>) -> io::Result<()> {
    fs::create_dir_all(root.join(dir.path()))?;
    for file in dir.files() {
        write_missing(root, file)?;
    }
    dir.dirs().try_for_each(|inner| unpack_folder(root, inner))
}

fn write_missing(root: &Path, file: &include_dir::File<'_>) -> io::Result<()> {
    let path = root.join(file.path());
    match fs::File::options().write(true).create_new(true).open(&path) {
        Ok(mut new) => io::Write::write_all(&mut new, file.contents()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
