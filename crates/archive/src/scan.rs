//! What lies in a case's `sources/` and `records/`.
//!
//! The main function is [`scan`]. It looks and changes nothing, follows no link, and takes names in the order of their
//! bytes, so that a build meets the files in the same order everywhere. A file that cannot be used becomes a problem, and
//! the rest goes on.

use rollcall_model::problem::Problem;
use std::fs::{self, File};
use std::path::Path;

/// How deep folders may lie in each other: deeper is a loop or an attack.
const MAX_DEPTH: usize = 64;
/// How many files a case may have.
const MAX_FILES: usize = 1_000_000;

/// How large an input may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest file that is used, in bytes.
    pub max_file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_file_bytes: 256 << 20 }
    }
}

/// Whether a file is prose or a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A file in `records/`.
    Record,
    /// A file in `sources/`.
    Source,
}

/// A file of the case that can be used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// The path in the case, with `/` between its parts.
    pub path: String,
    /// Where it lies.
    pub kind: Kind,
    /// The path of the `X.toml` that stands beside it, if one does.
    pub sidecar: Option<String>,
    /// How many bytes it has.
    pub size: u64,
}

/// What a case holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// The files, in the order of their paths' bytes.
    pub inputs: Vec<Input>,
    /// What could not be used, and what to do about it.
    pub problems: Vec<Problem>,
}

/// Looks through `sources/` and `records/` of a case.
pub fn scan(case_root: &Path, limits: &Limits) -> Scan {
    let mut scan = Scan::default();
    for (folder, kind) in [("records", Kind::Record), ("sources", Kind::Source)] {
        if case_root.join(folder).exists() {
            walk(case_root, folder, kind, 0, limits, &mut scan);
        }
    }
    scan.inputs.sort();
    scan.problems.sort();
    scan
}

fn walk(case_root: &Path, folder: &str, kind: Kind, depth: usize, limits: &Limits, scan: &mut Scan) {
    let Some(names) = names(case_root, folder, scan) else { return };
    for (name, file_type) in &names {
        let path = format!("{folder}/{name}");
        if scan.inputs.len() >= MAX_FILES {
            let problem = Problem::new(folder, "too-many-files", format!("the case has more than {MAX_FILES} files"));
            scan.problems.push(problem.hint("make several cases of it"));
            return;
        } else if file_type.is_symlink() {
            let problem = Problem::new(path, "link", "this is a link, and links are not followed");
            scan.problems.push(problem.hint("put the file itself here"));
        } else if file_type.is_dir() && depth >= MAX_DEPTH {
            let problem = Problem::new(path, "too-deep", format!("folders lie more than {MAX_DEPTH} deep in each other"));
            scan.problems.push(problem.hint("move what is in it further up"));
        } else if file_type.is_dir() {
            walk(case_root, &path, kind, depth + 1, limits, scan);
        } else if !file_type.is_file() {
            scan.problems.push(Problem::new(path, "not-a-file", "this is neither a file nor a folder").hint("remove it"));
        } else if !is_sidecar(name, &names) {
            let sidecar_name = format!("{name}.toml");
            let sidecar = names.iter().any(|(other, of)| *other == sidecar_name && of.is_file());
            match check(&case_root.join(&path), &path, limits) {
                Ok(size) => scan.inputs.push(Input { sidecar: sidecar.then(|| format!("{path}.toml")), path, kind, size }),
                Err(problem) => scan.problems.push(problem),
            }
        }
    }
}

/// The names in a folder but those that start with a dot, sorted.
fn names(case_root: &Path, folder: &str, scan: &mut Scan) -> Option<Vec<(String, fs::FileType)>> {
    let entries = match fs::read_dir(case_root.join(folder)) {
        Ok(entries) => entries,
        Err(error) => {
            scan.problems.push(unreadable(folder, &error));
            return None;
        }
    };
    let mut names = Vec::new();
    for entry in entries {
        match entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))) {
            Err(error) => scan.problems.push(unreadable(folder, &error)),
            Ok((name, file_type)) => match name.into_string() {
                Ok(name) if name.starts_with('.') => {}
                Ok(name) => names.push((name, file_type)),
                Err(name) => {
                    let place = format!("{folder}/{}", name.to_string_lossy());
                    let problem = Problem::new(place, "name-not-utf8", "the name of this file is not UTF-8");
                    scan.problems.push(problem.hint("rename the file"));
                }
            },
        }
    }
    names.sort_by(|(a, _), (b, _)| a.as_bytes().cmp(b.as_bytes()));
    Some(names)
}

/// Whether a file is about the one beside it that has the same name without `.toml`.
fn is_sidecar(name: &str, names: &[(String, fs::FileType)]) -> bool {
    name.strip_suffix(".toml").is_some_and(|about| names.iter().any(|(other, of)| other == about && of.is_file()))
}

fn check(file: &Path, path: &str, limits: &Limits) -> Result<u64, Problem> {
    let opened = File::open(file).and_then(|file| file.metadata()).map_err(|error| unreadable(path, &error))?;
    if opened.len() == 0 {
        return Err(Problem::new(path, "empty-file", "this file is empty").hint("get it again, or remove it"));
    }
    if opened.len() > limits.max_file_bytes {
        return Err(too_large(path, opened.len(), limits));
    }
    Ok(opened.len())
}

pub(crate) fn too_large(path: &str, size: u64, limits: &Limits) -> Problem {
    let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
    let message = format!("this file has {} MB, the limit is {} MB", megabytes(size), megabytes(limits.max_file_bytes));
    Problem::new(path, "file-too-large", message)
        .hint("raise `max_file_mb` under `[limits]` in case.toml, or split the file")
}

pub(crate) fn unreadable(path: &str, error: &std::io::Error) -> Problem {
    Problem::new(path, "unreadable", format!("cannot be read: {error}")).hint("give yourself the right to read it")
}
