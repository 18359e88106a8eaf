//! Copying files into a case.
//!
//! The main function is [`add`]. Tables go to `records/`, the rest to `sources/`, each with the `X.toml` beside it. What is
//! there is never replaced: the same name with other bytes is refused, unless a new name is given.

use crate::archive::{Archive, Taken};
use crate::disk::Disk;
use crate::error::ArchiveError;
use crate::hash::sha256_of;
use crate::scan::{self, Input, Kind, Limits, unreadable};
use rollcall_model::problem::Problem;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// How deep folders may lie in each other.
const MAX_DEPTH: usize = 64;

/// What `add` did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddReport {
    /// The files that are in the case now, in order. `new` is false where the same bytes were there before.
    pub added: Vec<Taken>,
    /// The files that were not added, and what to do about it.
    pub problems: Vec<Problem>,
}

/// A file to copy: from where, and to which path under `sources/` or `records/`.
struct Copy {
    from: PathBuf,
    to: String,
}

/// Copies files and folders into a case and logs them with the time `at`. A folder keeps its name and its inner order.
/// `as_name` gives the one file that is added another name.
pub fn add(
    case_root: &Path,
    disk: &Disk,
    limits: &Limits,
    paths: &[PathBuf],
    as_name: Option<&str>,
    at: &str,
) -> Result<AddReport, ArchiveError> {
    if let Some(name) = as_name {
        check_name(name, paths)?;
    }
    let mut report = AddReport::default();
    let mut copies = Vec::new();
    for path in paths {
        let name = path.canonicalize().ok().and_then(|full| full.file_name()?.to_str().map(str::to_string));
        // A path that leads through a link is followed here: the person named it. Links inside a folder are not.
        match (fs::metadata(path), as_name.map(str::to_string).or(name)) {
            (Err(error), _) => report.problems.push(unreadable(&path.display().to_string(), &error)),
            (Ok(_), None) => report.problems.push(no_name(path)),
            (Ok(found), Some(name)) if found.is_dir() => collect(path, &name, 0, &mut copies, &mut report.problems),
            (Ok(_), Some(name)) => copies.push(Copy { from: path.clone(), to: name }),
        }
    }
    let mut archive = Archive::open(case_root, disk)?;
    for copy in &copies {
        match add_one(case_root, disk, limits, copy, &mut archive, at)? {
            Ok(taken) => report.added.push(taken),
            Err(problem) => report.problems.push(problem),
        }
    }
    Ok(report)
}

fn check_name(name: &str, paths: &[PathBuf]) -> Result<(), ArchiveError> {
    let problem = if paths.len() != 1 || paths[0].is_dir() {
        Problem::new("--as", "one-file", "another name can be given to one file only").hint("add the files one by one")
    } else if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', '\0']) {
        Problem::new("--as", "bad-name", format!("`{name}` cannot be the name of a file here"))
            .hint("give a name without slashes that does not start with a dot")
    } else {
        return Ok(());
    };
    Err(ArchiveError::Arguments(Box::new(problem)))
}

fn no_name(path: &Path) -> Problem {
    Problem::new(path.display().to_string(), "name-not-utf8", "this has no name that can be kept").hint("rename it")
}

/// All files of a folder, in the order of names, but dotted ones, links and the sidecars of other files.
fn collect(folder: &Path, to: &str, depth: usize, copies: &mut Vec<Copy>, problems: &mut Vec<Problem>) {
    let place = folder.display().to_string();
    if depth > MAX_DEPTH {
        problems.push(Problem::new(place, "too-deep", "folders lie too deep in each other").hint("move it further up"));
        return;
    }
    let mut entries = match fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>()) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(unreadable(&place, &error));
            return;
        }
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let Ok(name) = entry.file_name().into_string() else {
            problems.push(no_name(&path));
            continue;
        };
        match entry.file_type() {
            _ if name.starts_with('.') => {}
            Err(error) => problems.push(unreadable(&path.display().to_string(), &error)),
            Ok(kind) if kind.is_dir() => collect(&path, &format!("{to}/{name}"), depth + 1, copies, problems),
            Ok(kind) if kind.is_file() => {
                if !is_sidecar(&path) {
                    copies.push(Copy { from: path, to: format!("{to}/{name}") });
                }
            }
            Ok(_) => {
                let problem = Problem::new(path.display().to_string(), "link", "this is a link or no file at all");
                problems.push(problem.hint("add the file itself"));
            }
        }
    }
}

fn is_sidecar(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml") && path.with_extension("").is_file()
}

fn sidecar_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(".toml");
    PathBuf::from(name)
}

fn kind_of(name: &str) -> Kind {
    let name = name.to_ascii_lowercase();
    if [".csv", ".xlsx", ".ods", ".ftm.json", ".ics"].iter().any(|ending| name.ends_with(ending)) {
        Kind::Record
    } else {
        Kind::Source
    }
}

fn add_one(
    case_root: &Path,
    disk: &Disk,
    limits: &Limits,
    copy: &Copy,
    archive: &mut Archive<'_>,
    at: &str,
) -> Result<Result<Taken, Problem>, ArchiveError> {
    let kind = kind_of(&copy.to);
    let folder = if kind == Kind::Record { "records" } else { "sources" };
    let path = format!("{folder}/{}", copy.to);
    let from_name = copy.from.display().to_string();
    let size = match fs::metadata(&copy.from) {
        Ok(found) if found.len() == 0 => {
            return Ok(Err(Problem::new(from_name, "empty-file", "this file is empty").hint("get it again")));
        }
        Ok(found) if found.len() > limits.max_file_bytes => {
            return Ok(Err(scan::too_large(&from_name, found.len(), limits)));
        }
        Ok(found) => found.len(),
        Err(error) => return Ok(Err(unreadable(&from_name, &error))),
    };
    let sidecar = sidecar_of(&copy.from);
    let sidecar_path = sidecar.is_file().then(|| format!("{path}.toml"));
    // Both names are looked at before either is written, so that a refused sidecar leaves no file without it. The file
    // goes first: a sidecar alone would be a source of its own.
    let mut wanted = vec![(copy.from.clone(), path.clone())];
    wanted.extend(sidecar_path.iter().map(|to| (sidecar.clone(), to.clone())));
    for (from, to) in &wanted {
        if let Some(problem) = taken_name(case_root, from, to) {
            return Ok(Err(problem));
        }
    }
    for (from, to) in &wanted {
        let target = case_root.join(to);
        if !target.exists() {
            let mut file = match File::open(from) {
                Ok(file) => file,
                Err(error) => return Ok(Err(unreadable(&from.display().to_string(), &error))),
            };
            disk.create_new(&target, &mut file).map_err(ArchiveError::io(&target))?;
        }
    }
    let there = sidecar_of(&case_root.join(&path)).is_file();
    let input = Input { sidecar: there.then(|| format!("{path}.toml")), path, kind, size };
    archive.take(&input, limits, Some(at))
}

/// The problem where a name is taken by other bytes.
fn taken_name(case_root: &Path, from: &Path, to: &str) -> Option<Problem> {
    let there = File::open(case_root.join(to)).ok()?;
    let same = File::open(from).and_then(sha256_of).ok()? == sha256_of(there).ok()?;
    let message = format!("`{to}` is there already, with other bytes than `{}`", from.display());
    (!same).then(|| Problem::new(to, "name-taken", message).hint("give it another name with `--as NAME`"))
}
