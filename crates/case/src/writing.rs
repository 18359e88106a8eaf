//! A folder that leaves the case: written beside its place, searched for protected people, then renamed.
//!
//! The main type is [`Writing`]. Files are written as they are made and only their hashes are kept, since an edition of a large
//! case does not fit in memory twice. A folder is only replaced where Rollcall itself wrote it before.

use crate::build::{MANIFEST, manifest_of};
use crate::leak;
use crate::protected::Protected;
use rollcall_archive::Disk;
use rollcall_model::id::sha256_hex;
use rollcall_model::problem::Problem;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A folder that is being written.
pub struct Writing {
    out: PathBuf,
    next: PathBuf,
    disk: Disk,
    hashes: Mutex<BTreeMap<String, String>>,
}

impl Writing {
    /// Begins a folder that will stand at a place.
    ///
    /// # Errors
    /// When something else stands there, or the disk refuses.
    pub fn begin(out: &Path) -> Result<Self, Problem> {
        refuse_foreign(out)?;
        let disk = Disk::new();
        let next = beside(out, "next");
        let made = disk.remove_dir_all(&next).and_then(|()| disk.create_dir_all(&next));
        let writing = Self { out: out.to_path_buf(), next, disk, hashes: Mutex::default() };
        made.map_err(|error| writing.failed(error))?;
        Ok(writing)
    }

    fn failed(&self, error: io::Error) -> Problem {
        Problem::new(self.out.display().to_string(), "cannot-write", error.to_string())
    }

    /// Writes a file by its path in the folder.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Problem> {
        self.disk.write(&self.next.join(path), bytes).map_err(|error| self.failed(error))?;
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_string(), sha256_hex(bytes));
        Ok(())
    }

    /// The files so far, by their hashes.
    pub fn hashes(&self) -> BTreeMap<String, String> {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Removes what was written, and leaves what stood in its place.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn abandon(self) -> Result<(), Vec<Problem>> {
        self.disk.remove_dir_all(&self.next).map_err(|error| vec![self.failed(error)])
    }

    /// Puts the folder in its place, with a list of its files by their hashes, and gives that list. Where a protected person is
    /// named in it, it is removed instead.
    ///
    /// # Errors
    /// When somebody protected is named, or the disk refuses.
    pub fn finish(self, protected: &Protected) -> Result<BTreeMap<String, String>, Vec<Problem>> {
        let failed = |error: io::Error| vec![self.failed(error)];
        let hashes = std::mem::take(&mut *self.hashes.lock().unwrap_or_else(PoisonError::into_inner));
        self.disk.write(&self.next.join(MANIFEST), manifest_of(&hashes).as_bytes()).map_err(failed)?;
        let leaks = leak::search_folder(&self.next, protected).map_err(failed)?;
        if !leaks.is_empty() {
            self.disk.remove_dir_all(&self.next).map_err(failed)?;
            return Err(leaks);
        }
        let old = beside(&self.out, "old");
        self.disk.remove_dir_all(&old).map_err(failed)?;
        if self.out.exists() {
            self.disk.rename(&self.out, &old).map_err(failed)?;
        }
        self.disk.rename(&self.next, &self.out).map_err(failed)?;
        self.disk.remove_dir_all(&old).map_err(failed)?;
        Ok(hashes)
    }
}

fn refuse_foreign(out: &Path) -> Result<(), Problem> {
    let place = out.display().to_string();
    if out.is_file() {
        return Err(Problem::new(place, "not-a-folder", "this is a file").hint("name a folder that does not exist yet"));
    }
    let empty = fs::read_dir(out).map_or(true, |mut entries| entries.next().is_none());
    if empty || out.join(MANIFEST).is_file() {
        return Ok(());
    }
    Err(Problem::new(place, "not-empty", "the folder holds files that Rollcall did not write")
        .hint("name a folder that does not exist yet"))
}

fn beside(out: &Path, what: &str) -> PathBuf {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_else(|| "out".into());
    out.with_file_name(format!(".{name}.rollcall-{what}"))
}
