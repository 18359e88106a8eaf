//! The one writer of derived data, whose steps are numbered.
//!
//! The main type is [`Disk`]. Every change to the disk is one call here, and each call counts a step before and a step
//! after it. [`Disk::stopping_at`] runs a hook at one step, by number: that is how a test kills a build before and after
//! every write and rename in turn. Why numbers and not a signal at a random time: the run that failed can be run again.
//!
//! Nothing here calls fsync: a build that lost power is run again, and what is found half-written is found by its hash.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// The suffix of a file that is being written. Such a file may be left by a killed build, and means nothing.
pub const TEMPORARY: &str = ".rollcall-tmp";

/// What to do at the step where a test stops a build. It may abort, panic, or make the step fail.
pub type Hook = fn() -> io::Result<()>;

/// The one writer of derived data.
#[derive(Debug, Default)]
pub struct Disk {
    steps: AtomicU64,
    stop: Option<(u64, Hook)>,
}

impl Disk {
    /// A disk that only counts.
    pub fn new() -> Self {
        Self::default()
    }

    /// A disk that runs `hook` at step `step` (from 1).
    pub fn stopping_at(step: u64, hook: Hook) -> Self {
        Self { steps: AtomicU64::new(0), stop: Some((step, hook)) }
    }

    /// How many steps were taken so far.
    pub fn steps(&self) -> u64 {
        self.steps.load(Ordering::SeqCst)
    }

    /// Writes a whole file: first beside it, then renamed over it, so that nobody ever sees half of it. One path must not
    /// be written by two threads at once. Missing folders are made.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            self.create_dir_all(folder)?;
        }
        let temporary = temporary(path);
        self.step(|| fs::write(&temporary, bytes))?;
        self.rename(&temporary, path)
    }

    /// Appends one line, whose newline this adds, in a single write. Missing folders are made.
    pub fn append(&self, path: &Path, line: &str) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            self.create_dir_all(folder)?;
        }
        let whole = format!("{line}\n");
        self.step(|| OpenOptions::new().append(true).create(true).open(path)?.write_all(whole.as_bytes()))
    }

    /// Cuts a file to a length.
    pub fn truncate(&self, path: &Path, length: u64) -> io::Result<()> {
        self.step(|| OpenOptions::new().write(true).open(path)?.set_len(length))
    }

    /// Renames a file or folder.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(|| fs::rename(from, to))
    }

    /// Makes a folder and those above it, where they are missing. Counts steps only where there is something to make.
    pub fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        if path.is_dir() { Ok(()) } else { self.step(|| fs::create_dir_all(path)) }
    }

    /// Removes a folder with all it holds. A folder that is not there is no error.
    pub fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        self.step(|| gone(fs::remove_dir_all(path)))
    }

    /// Removes a file. A file that is not there is no error.
    pub fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step(|| gone(fs::remove_file(path)))
    }

    /// Puts a stream into a new file that must not exist: it is written beside it under a dotted name and then linked, so
    /// that nothing is ever overwritten and a killed copy leaves no half of a file under the real name.
    pub fn create_new(&self, path: &Path, from: &mut dyn io::Read) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            self.create_dir_all(folder)?;
        }
        let temporary = temporary(path);
        self.step(|| io::copy(from, &mut fs::File::create(&temporary)?))?;
        self.step(|| match fs::hard_link(&temporary, path) {
            Ok(()) => fs::remove_file(&temporary),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                fs::remove_file(&temporary)?;
                Err(error)
            }
            // A file system without hard links (FAT): the check and the rename are not one step there.
            Err(_) if !path.exists() => fs::rename(&temporary, path),
            Err(error) => Err(error),
        })
    }

    fn step<T>(&self, act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        self.count()?;
        let done = act()?;
        self.count()?;
        Ok(done)
    }

    fn count(&self) -> io::Result<()> {
        let step = self.steps.fetch_add(1, Ordering::SeqCst) + 1;
        match self.stop {
            Some((at, hook)) if at == step => hook(),
            _ => Ok(()),
        }
    }
}

fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}{TEMPORARY}"))
}

fn gone(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_write_and_rename_has_a_step_before_and_after() {
        let folder = tempfile::tempdir().expect("a folder");
        let disk = Disk::new();
        disk.write(&folder.path().join("a"), b"one").expect("writes");
        assert_eq!(disk.steps(), 4, "write and rename");
        disk.append(&folder.path().join("b"), "line").expect("appends");
        assert_eq!(disk.steps(), 6);

        for stop in 1..=4 {
            let target = folder.path().join(format!("stopped-{stop}"));
            let disk = Disk::stopping_at(stop, || Err(io::Error::other("stopped")));
            assert!(disk.write(&target, b"whole").is_err());
            assert_eq!(target.exists(), stop == 4, "only the rename makes the file, at step {stop}");
        }
    }

    #[test]
    fn a_new_file_never_replaces_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        let disk = Disk::new();
        disk.create_new(&path, &mut &b"first"[..]).expect("is new");
        assert!(disk.create_new(&path, &mut &b"second"[..]).is_err());
        assert_eq!(fs::read(&path).expect("is there"), b"first");
        assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 1, "no temporary file is left");
    }
}
