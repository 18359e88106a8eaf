//! From files that came over to an open case, in the background.
//!
//! The main types are [`Work`], how far it is, and [`Opened`], what there is when it is done. All steps can be done again:
//! adding leaves what is there, and a build does only what is missing. So a process that was killed anywhere goes on where it
//! was, when the case is opened again.

use super::intake::{Bounds, incoming};
use crate::state::{Desk, Running};
use rollcall_archive::{AddReport, Disk};
use rollcall_case::{BuildError, BuildOptions, Case, ExtractorCommand};
use rollcall_model::problem::Problem;
use rollcall_model::source::by_path;
use serde::Serialize;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Problems that are told one by one while the work goes on.
const MAX_TOLD: usize = 500;

/// The stages in their order, and what each is in words.
pub(crate) const STAGES: [(&str, &str); 7] = [
    ("add", "Copying the files into the case"),
    ("archive", "Keeping the originals"),
    ("extract", "Opening each file"),
    ("read", "Reading"),
    ("resolve", "Bringing together what is said of the same people and bodies"),
    ("publish", "Drawing the pages"),
    ("open", "Opening the case"),
];

/// A file that was not used, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Unused {
    pub(crate) file: String,
    pub(crate) why: String,
    pub(crate) hint: Option<String>,
}

impl Unused {
    pub(crate) fn of(problem: &Problem) -> Self {
        let hint = problem.hint.clone().or_else(|| hint_of(&problem.message));
        Self { file: problem.place.clone(), why: problem.message.clone(), hint }
    }
}

/// What to do about a text that was not read, where its reader says nothing.
fn hint_of(why: &str) -> Option<String> {
    let says = "its words are kept and can be searched; a translation beside it is read as a file of its own";
    why.contains("no words for the language").then(|| says.to_string())
}

/// A place without line and column, and that of a table where its missing description is meant.
fn file_of(place: &str, is_source: impl Fn(&str) -> bool) -> &str {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut file = place;
    while let Some((before, _)) = file.rsplit_once(':').filter(|(_, number)| is_number(number)) {
        file = before;
    }
    match file.strip_suffix(".toml").filter(|table| is_source(table)) {
        Some(table) => table,
        None if is_source(file) => file,
        None => place,
    }
}

/// How far it is.
#[derive(Debug, Default)]
pub(crate) struct At {
    /// The stage of [`STAGES`] that runs now.
    pub(crate) stage: usize,
    /// How many are done, of how many, by stage.
    pub(crate) counts: [(usize, usize); STAGES.len()],
    /// Files that were not used, as they came.
    pub(crate) unused: Vec<Unused>,
    /// How it ended.
    pub(crate) ended: Option<Result<(), Vec<Problem>>>,
}

/// Work on one case.
#[derive(Debug)]
pub(crate) struct Work {
    /// The case's name.
    pub(crate) name: String,
    at: Mutex<At>,
}

impl Work {
    pub(crate) fn new(name: &str) -> Arc<Self> {
        Arc::new(Self { name: name.to_string(), at: Mutex::default() })
    }

    /// Looks at how far it is.
    pub(crate) fn look<T>(&self, at: impl FnOnce(&At) -> T) -> T {
        at(&self.at.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn change(&self, change: impl FnOnce(&mut At)) {
        change(&mut self.at.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn tell(&self, stage: &str, done: usize, of: usize) {
        let Some(stage) = STAGES.iter().position(|(name, _)| *name == stage) else { return };
        self.change(|at| {
            at.stage = stage;
            let before = at.counts[stage].0;
            at.counts[stage] = (done.max(before + 1).min(of.max(1)), of);
        });
    }

    fn unused(&self, problem: &Problem) {
        self.change(|at| {
            let unused = Unused::of(problem);
            if at.unused.len() < MAX_TOLD && !at.unused.contains(&unused) {
                at.unused.push(unused);
            }
        });
    }

    /// Says that it is done, or what stood in the way.
    pub(crate) fn end(&self, how: Result<(), Vec<Problem>>) {
        self.change(|at| at.ended = Some(how));
    }

    /// Whether it still goes on.
    pub(crate) fn goes_on(&self) -> bool {
        self.look(|at| at.ended.is_none())
    }
}

/// An open case.
pub(crate) struct Opened {
    /// Its name.
    pub(crate) name: String,
    /// Its desk.
    pub(crate) running: Arc<Running>,
    /// Every file that was not used.
    pub(crate) unused: Vec<Unused>,
}

/// A file's path as the person knows it: without the folder of the case that it was copied into.
pub(crate) fn plain_path(path: &str) -> &str {
    path.strip_prefix("sources/").or_else(|| path.strip_prefix("records/")).unwrap_or(path)
}

/// What the work needs.
pub(crate) struct Means {
    pub(crate) root: PathBuf,
    pub(crate) address: SocketAddr,
    pub(crate) extractor: ExtractorCommand,
    pub(crate) bounds: Bounds,
}

/// Where the folder is named that is still to be copied.
fn from_file(root: &Path) -> PathBuf {
    root.join(".rollcall").join("copy-from.json")
}

/// Where files are listed that were not added.
fn left_file(root: &Path) -> PathBuf {
    root.join(".rollcall").join("not-added.json")
}

/// Writes down which folder is to be copied, so that a process that is killed does it the next time.
pub(crate) fn copy_later(root: &Path, from: &str) -> Result<(), Problem> {
    let cannot = |error: io::Error| Problem::new(root.display().to_string(), "cannot-write", error.to_string());
    fs::create_dir_all(root.join(".rollcall")).map_err(cannot)?;
    fs::write(from_file(root), serde_json::Value::from(from).to_string()).map_err(cannot)
}

/// Whether files of a case wait to be added.
pub(crate) fn is_unfinished(root: &Path) -> bool {
    from_file(root).exists() || incoming(root).exists() || !root.join(".rollcall").join("build").join("claims.json").exists()
}

/// Adds what waits, builds the case and opens it.
pub(crate) fn run(work: &Work, means: &Means) -> Result<Opened, Vec<Problem>> {
    let case = Case::open(&means.root)?;
    let left = add_waiting(&case, work, means)?;
    left.iter().for_each(|problem| work.unused(problem));
    let options = BuildOptions {
        extractor: means.extractor.clone(),
        threads: None,
        progress: &|stage, done, of| work.tell(stage, done, of),
        problem: &|problem| work.unused(problem),
        disk: Disk::new(),
    };
    let report = case.build(&options).map_err(|error| match error {
        BuildError::Settings(problems) | BuildError::CannotFinish(problems) => problems,
    })?;
    work.tell("open", 0, 1);
    let built = case.load()?;
    let sources = &built.private().sources;
    let is_source = |path: &str| by_path(sources, path).is_some();
    let mut unused: Vec<Unused> = left.iter().chain(&report.problems).map(Unused::of).collect();
    for one in &mut unused {
        one.file = file_of(&one.file, is_source).to_string();
    }
    for source in sources.iter() {
        if let Some(why) = &source.not_read
            && !unused.iter().any(|unused| unused.file == source.path)
        {
            unused.push(Unused::of(&Problem::new(&source.path, "not-read", why)));
        }
    }
    unused.sort_by(|a, b| plain_path(&a.file).cmp(plain_path(&b.file)));
    let report = serde_json::to_value(&report).ok();
    let desk = Desk { case, built, listen: means.address, extractor: means.extractor.clone(), report };
    let running = Running::start(desk, means.address, true).map_err(|problem| vec![problem])?;
    Ok(Opened { name: work.name.clone(), running, unused })
}

/// Copies what waits into the case. Gives the files that could not be added, now or before.
fn add_waiting(case: &Case, work: &Work, means: &Means) -> Result<Vec<Problem>, Vec<Problem>> {
    let root = &means.root;
    let came = incoming(root);
    let from: Option<String> = fs::read(from_file(root)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let paths: Vec<PathBuf> = match &from {
        Some(from) => vec![PathBuf::from(from)],
        None => {
            let entries = fs::read_dir(&came).into_iter().flatten().flatten();
            let mut paths: Vec<PathBuf> = entries
                .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
                .map(|entry| entry.path())
                .collect();
            paths.sort();
            paths
        }
    };
    let mut left: Vec<Problem> =
        fs::read(left_file(root)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    if paths.is_empty() {
        return Ok(left);
    }
    work.tell("add", 0, 1);
    if let Some(from) = &from {
        fits(Path::new(from), means.bounds).map_err(|problem| vec![problem])?;
    }
    let AddReport { problems, .. } = case.add(&paths, None, &crate::clock::now())?;
    let before = format!("{}{}", came.display(), std::path::MAIN_SEPARATOR);
    for mut problem in problems {
        problem.place = problem.place.replace(&before, "");
        problem.message = problem.message.replace(&before, "");
        if !left.contains(&problem) {
            left.push(problem);
        }
    }
    let cannot = |error: io::Error| vec![Problem::new(root.display().to_string(), "cannot-write", error.to_string())];
    let text = serde_json::to_vec(&left).map_err(|error| cannot(error.into()))?;
    fs::write(left_file(root), text).map_err(cannot)?;
    // Only now: killed before this, the next time adds again, and finds what is there.
    for gone in [fs::remove_file(from_file(root)), fs::remove_dir_all(&came)] {
        match gone {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(cannot(error)),
            _ => (),
        }
    }
    Ok(left)
}

/// Whether a folder is one, and within the bounds. Links are not followed, as they are not when it is copied.
pub(crate) fn fits(folder: &Path, bounds: Bounds) -> Result<(), Problem> {
    let place = folder.display().to_string();
    let cannot = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => {
            Problem::new(&place, "no-folder", "there is no such folder on this computer").hint("copy its whole path")
        }
        _ => Problem::new(&place, "cannot-read", error.to_string()).hint("check that you may read it"),
    };
    if !fs::metadata(folder).map_err(cannot)?.is_dir() {
        return Err(
            Problem::new(&place, "no-folder", "this is a file and no folder").hint("name the folder that it lies in")
        );
    }
    let (mut files, mut bytes) = (0, 0_u64);
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files += 1;
                bytes = bytes.saturating_add(entry.metadata().map_or(0, |found| found.len()));
            }
            if files > bounds.files || folders.len() > bounds.files {
                return Err(bounds.too_many());
            }
            if bytes > bounds.total_bytes {
                return Err(bounds.too_much());
            }
        }
    }
    if files == 0 {
        return Err(Problem::new(&place, "empty-folder", "there is no file in this folder").hint("name another folder"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_counted_before_it_is_copied() {
        let folder = tempfile::tempdir().expect("a folder");
        let bounds = Bounds { files: 2, file_bytes: 10, total_bytes: 10 };
        let code = || fits(folder.path(), bounds).err().map(|problem| problem.code);
        assert_eq!(code().as_deref(), Some("empty-folder"));
        fs::write(folder.path().join("a"), "12345").expect("writes");
        fs::write(folder.path().join(".hidden"), "12345678901").expect("writes");
        assert_eq!(code(), None);
        fs::create_dir(folder.path().join("b")).expect("makes");
        fs::write(folder.path().join("b").join("c"), "123456").expect("writes");
        assert_eq!(code().as_deref(), Some("too-much"));
        fs::write(folder.path().join("b").join("c"), "").expect("writes");
        fs::write(folder.path().join("b").join("d"), "").expect("writes");
        assert_eq!(code().as_deref(), Some("too-many-files"));
        assert_eq!(fits(&folder.path().join("a"), bounds).expect_err("is a file").code, "no-folder");
    }

    #[test]
    fn a_place_becomes_a_file_that_the_person_knows() {
        let is_source = |path: &str| matches!(path, "records/a.csv" | "sources/b:7");
        for (place, file) in [
            ("records/a.csv.toml:1:1", "records/a.csv"),
            ("records/a.csv:3:2", "records/a.csv"),
            ("case.toml:1:1", "case.toml:1:1"),
            ("f/c.txt", "f/c.txt"),
        ] {
            assert_eq!(file_of(place, is_source), file);
        }
    }

    #[test]
    fn progress_goes_up_and_never_beyond() {
        let work = Work::new("a");
        for _ in 0..5 {
            work.tell("read", 0, 3);
        }
        work.tell("nothing", 1, 1);
        assert_eq!(work.look(|at| (at.stage, at.counts[3])), (3, (3, 3)));
        assert!(work.goes_on());
        work.end(Ok(()));
        assert!(!work.goes_on());
    }
}
