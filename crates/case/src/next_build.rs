//! The folder of a build while it is written: `.rollcall/next`, until it takes the place of `.rollcall/build`.
//!
//! The main type is [`NextBuild`]. A file is written as soon as it is made and only its hash is kept, since the draft of a
//! large case does not fit in memory; one that the last build has with the same bytes is not written until it is known
//! that anything differs. A build that is killed leaves the last one as it was, or none.

use crate::build::{MANIFEST, changed_files, manifest_of};
use rollcall_archive::Disk;
use rollcall_model::id::sha256_hex;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

/// A build's folder that is being written. See the module's page.
pub(crate) struct NextBuild<'d> {
    disk: &'d Disk,
    build: PathBuf,
    next: PathBuf,
    /// The last build's files by their hashes; none where one of them is not what was written.
    last: BTreeMap<String, String>,
    hashes: Mutex<BTreeMap<String, String>>,
}

impl<'d> NextBuild<'d> {
    /// Begins a folder beside that of the last build.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn begin(derived: &Path, build: PathBuf, disk: &'d Disk) -> io::Result<Self> {
        let next = derived.join("next");
        disk.remove_dir_all(&next)?;
        let last = last_files(&build);
        Ok(Self { disk, build, next, last, hashes: Mutex::default() })
    }

    /// Takes a file by its path in the folder, and gives its SHA-256. From any thread, each path once.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn put(&self, path: &str, bytes: &[u8]) -> io::Result<String> {
        let hash = sha256_hex(bytes);
        if self.last.get(path) != Some(&hash) {
            self.disk.write(&self.next.join(path), bytes)?;
        }
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_string(), hash.clone());
        Ok(hash)
    }

    /// How many files it has taken.
    pub(crate) fn files(&self) -> usize {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Puts the folder in the last build's place, unless that has the same files, and gives the list of files.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn finish(self) -> io::Result<String> {
        let hashes = self.hashes.into_inner().unwrap_or_else(PoisonError::into_inner);
        let manifest = manifest_of(&hashes);
        if hashes == self.last {
            return Ok(manifest);
        }
        for (path, _) in hashes.iter().filter(|(path, hash)| self.last.get(*path) == Some(hash)) {
            self.disk.write(&self.next.join(path), &fs::read(self.build.join(path))?)?;
        }
        self.disk.write(&self.next.join(MANIFEST), manifest.as_bytes())?;
        self.disk.remove_dir_all(&self.build)?;
        self.disk.rename(&self.next, &self.build)?;
        Ok(manifest)
    }
}

/// The files of a build by their hashes, where they are all there as they were written.
fn last_files(build: &Path) -> BTreeMap<String, String> {
    let list = fs::read_to_string(build.join(MANIFEST)).ok().filter(|list| changed_files(build, list).is_empty());
    list.and_then(|list| serde_json::from_str(&list).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(derived: &Path, disk: &Disk, files: &[(&str, &str)]) -> String {
        let next = NextBuild::begin(derived, derived.join("build"), disk).expect("begins");
        for (path, text) in files {
            next.put(path, text.as_bytes()).expect("is taken");
        }
        assert_eq!(next.files(), files.len());
        next.finish().expect("is finished")
    }

    #[test]
    fn a_build_holds_what_it_was_given_whatever_the_last_one_held() {
        let folder = tempfile::tempdir().expect("a folder");
        let (derived, disk) = (folder.path(), Disk::new());
        let read = |path: &str| fs::read_to_string(derived.join("build").join(path)).ok();
        build(derived, &disk, &[("a", "1"), ("draft/b", "2")]);
        assert_eq!((read("a").as_deref(), read("draft/b").as_deref()), (Some("1"), Some("2")));
        // One stays, one is otherwise, one comes.
        let list = build(derived, &disk, &[("a", "1"), ("draft/b", "3"), ("c", "4")]);
        assert_eq!([read("a"), read("draft/b"), read("c")].map(Option::unwrap_or_default), ["1", "3", "4"]);
        assert_eq!(read(MANIFEST), Some(list.clone()));
        // The same again: nothing is written but what is taken away of an unfinished one.
        let before = disk.steps();
        assert_eq!(build(derived, &disk, &[("a", "1"), ("draft/b", "3"), ("c", "4")]), list);
        assert_eq!(disk.steps() - before, 2);
        // One goes.
        build(derived, &disk, &[("a", "1")]);
        assert_eq!((read("a").as_deref(), read("c")), (Some("1"), None));
        // Somebody changed a file: it is as it was given again.
        fs::write(derived.join("build/a"), "9").expect("is written");
        build(derived, &disk, &[("a", "1")]);
        assert_eq!(read("a").as_deref(), Some("1"));
        assert!(!derived.join("next").exists());
    }
}
