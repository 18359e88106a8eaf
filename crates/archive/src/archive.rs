//! Taking files and their text in, and giving them back checked.

use crate::disk::{Disk, TEMPORARY};
use crate::error::ArchiveError;
use crate::hash::{is_sha256, sha256};
use crate::log::{self, Entry, EntryKind};
use crate::media::media_type;
use crate::scan::{Input, Limits, too_large, unreadable};
use rollcall_model::layer::Layer;
use rollcall_model::problem::Problem;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The largest sidecar that is read.
const MAX_SIDECAR: u64 = 1 << 20;

/// A file as the archive has it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The path in the case.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// How many bytes it has.
    pub size: u64,
    /// The media type, from the content.
    pub media_type: String,
    /// The SHA-256 of the sidecar's bytes, where there is a sidecar.
    pub sidecar_sha256: Option<String>,
    /// Whether the log got a new line for it.
    pub new: bool,
}

/// The archive of one case.
#[derive(Debug)]
pub struct Archive<'disk> {
    case_root: PathBuf,
    disk: &'disk Disk,
    entries: Vec<Entry>,
    head: String,
    /// The last entry about each path.
    latest: BTreeMap<String, usize>,
    /// The hash of each layer, by the bytes it was made from and its name.
    layers: BTreeMap<(String, String), String>,
}

impl<'disk> Archive<'disk> {
    /// Opens the archive of a case, and makes one where there is none. Half a line at the log's end, which a killed
    /// program left, is cut off; any other fault in the log is an error.
    pub fn open(case_root: &Path, disk: &'disk Disk) -> Result<Self, ArchiveError> {
        let path = case_root.join("archive/log.jsonl");
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            other => other.map_err(ArchiveError::io(&path))?,
        };
        let log = log::parse("archive/log.jsonl", &bytes);
        if let Some(fault) = log.fault {
            return Err(ArchiveError::Broken(vec![fault]));
        }
        if log.whole < bytes.len() {
            disk.truncate(&path, log.whole as u64).map_err(ArchiveError::io(&path))?;
        }
        let mut archive = Self {
            case_root: case_root.to_path_buf(),
            disk,
            entries: Vec::new(),
            head: log.head,
            latest: BTreeMap::new(),
            layers: BTreeMap::new(),
        };
        for entry in log.entries {
            archive.index(entry);
        }
        archive.sweep()?;
        Ok(archive)
    }

    /// Takes a file of the case in: keeps its bytes and its sidecar's, and logs what is new. `at` is when a person added
    /// it; a build gives none. A file that cannot be used is the inner problem; nothing is logged then.
    pub fn take(
        &mut self,
        input: &Input,
        limits: &Limits,
        at: Option<&str>,
    ) -> Result<Result<Taken, Problem>, ArchiveError> {
        let bytes = match self.read_input(&input.path, limits) {
            Ok(bytes) => bytes,
            Err(problem) => return Ok(Err(problem)),
        };
        let sidecar = match input
            .sidecar
            .as_ref()
            .map(|path| self.read_input(path, &Limits { max_file_bytes: MAX_SIDECAR.min(limits.max_file_bytes) }))
        {
            None => None,
            Some(Ok(bytes)) => Some(bytes),
            Some(Err(problem)) => return Ok(Err(problem)),
        };
        self.take_bytes(&input.path, &bytes, sidecar.as_deref(), at).map(Ok)
    }

    /// Takes in bytes that were read already (`case.toml`, `decisions.jsonl`), under their path in the case.
    pub fn take_bytes(
        &mut self,
        path: &str,
        bytes: &[u8],
        sidecar: Option<&[u8]>,
        at: Option<&str>,
    ) -> Result<Taken, ArchiveError> {
        let mut taken = Taken {
            path: path.to_string(),
            sha256: sha256(bytes),
            size: bytes.len() as u64,
            media_type: media_type(bytes, path).to_string(),
            sidecar_sha256: sidecar.map(sha256),
            new: false,
        };
        self.keep(&taken.sha256, bytes)?;
        if let (Some(hash), Some(bytes)) = (&taken.sidecar_sha256, sidecar) {
            self.keep(hash, bytes)?;
        }
        let before = self.latest.get(path).map(|at| &self.entries[*at]);
        let kind = match before {
            Some(before) if before.sha256 != taken.sha256 => EntryKind::File,
            Some(before) if before.sidecar_sha256 != taken.sidecar_sha256 => EntryKind::SourceInfo,
            Some(_) => return Ok(taken),
            None => EntryKind::File,
        };
        taken.new = true;
        self.append(Entry {
            path: Some(taken.path.clone()),
            media_type: Some(taken.media_type.clone()),
            sidecar_sha256: taken.sidecar_sha256.clone(),
            at: at.map(str::to_string),
            ..blank(kind, &taken.sha256, taken.size)
        })?;
        Ok(taken)
    }

    /// The kept bytes of a file, checked against their hash.
    pub fn bytes(&self, hash: &str) -> Result<Vec<u8>, ArchiveError> {
        let path = blob_path(hash);
        let bytes = self.read_kept(&path)?;
        if sha256(&bytes) == hash { Ok(bytes) } else { Err(self.changed(&path, hash)) }
    }

    /// The text made from some bytes, checked against the log; `None` where none was made yet.
    pub fn layer(&self, hash: &str, name: &str) -> Result<Option<Layer>, ArchiveError> {
        let Some(logged) = self.layers.get(&(hash.to_string(), name.to_string())) else { return Ok(None) };
        let path = layer_path(hash, name);
        let bytes = self.read_kept(&path)?;
        match serde_json::from_slice(&bytes) {
            Ok(layer) if sha256(&bytes) == *logged => Ok(Some(layer)),
            _ => Err(self.changed(&path, hash)),
        }
    }

    /// The names of the layers that were made from some bytes, in order.
    pub fn layer_names(&self, hash: &str) -> Vec<&str> {
        let from = (hash.to_string(), String::new());
        self.layers.range(from..).take_while(|((of, _), _)| of == hash).map(|((_, name), _)| name.as_str()).collect()
    }

    /// The hash of a layer as kept, where it was made.
    pub fn layer_sha256(&self, hash: &str, name: &str) -> Option<&str> {
        self.layers.get(&(hash.to_string(), name.to_string())).map(String::as_str)
    }

    /// Keeps the text made from some bytes, once: a layer that was kept is never replaced. Gives the hash of the one kept.
    /// Call it in one fixed order, after all files were taken, so that a build which was killed logs the same lines.
    pub fn keep_layer(&mut self, hash: &str, layer: &Layer) -> Result<String, ArchiveError> {
        let key = (hash.to_string(), layer.name.clone());
        if let Some(kept) = self.layers.get(&key) {
            return Ok(kept.clone());
        }
        if !is_sha256(hash) || !log::is_layer_name(&layer.name) {
            let place = format!("{hash} {}", layer.name);
            let problem = Problem::new(place, "bad-name", "a text can only be kept under a hash and a kind of text");
            return Err(ArchiveError::Arguments(Box::new(problem)));
        }
        let bytes = layer_bytes(layer);
        let path = self.case_root.join(layer_path(hash, &layer.name));
        self.disk.write(&path, &bytes).map_err(ArchiveError::io(&path))?;
        let kept = sha256(&bytes);
        self.append(Entry {
            layer: Some(layer.name.clone()),
            layer_sha256: Some(kept.clone()),
            ..blank(EntryKind::Layer, hash, bytes.len() as u64)
        })?;
        Ok(kept)
    }

    /// Every line of the log.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The last line about a path of the case, if it was ever taken in.
    pub fn latest(&self, path: &str) -> Option<&Entry> {
        self.latest.get(path).map(|at| &self.entries[*at])
    }

    fn read_input(&self, path: &str, limits: &Limits) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        // One byte past the limit is asked for, because a file may have grown since it was looked at.
        File::open(self.case_root.join(path))
            .and_then(|file| file.take(limits.max_file_bytes.saturating_add(1)).read_to_end(&mut bytes))
            .map_err(|error| unreadable(path, &error))?;
        if bytes.len() as u64 > limits.max_file_bytes {
            return Err(too_large(path, bytes.len() as u64, limits));
        }
        Ok(bytes)
    }

    fn read_kept(&self, path: &str) -> Result<Vec<u8>, ArchiveError> {
        let full = self.case_root.join(path);
        match fs::read(&full) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let problem = Problem::new(path, "missing-file", "this kept file is not there");
                Err(ArchiveError::Broken(vec![problem.hint("put it back from a copy of the case")]))
            }
            other => other.map_err(ArchiveError::io(&full)),
        }
    }

    fn changed(&self, path: &str, hash: &str) -> ArchiveError {
        let names = names_of(&self.entries, hash).join("`, `");
        let problem = Problem::new(path, "changed-file", format!("this is no longer what was kept of `{names}`"));
        ArchiveError::Broken(vec![problem.hint("put it back from a copy of the case")])
    }

    /// Writes a blob where it is not kept already. One with the wrong size is half-written or cut, and written again.
    fn keep(&self, hash: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
        let path = self.case_root.join(blob_path(hash));
        match fs::metadata(&path) {
            Ok(kept) if kept.len() == bytes.len() as u64 => Ok(()),
            _ => self.disk.write(&path, bytes).map_err(ArchiveError::io(&path)),
        }
    }

    fn append(&mut self, mut entry: Entry) -> Result<(), ArchiveError> {
        let path = self.case_root.join("archive/log.jsonl");
        entry.n = self.entries.len() as u64 + 1;
        entry.prev.clone_from(&self.head);
        let line = entry.seal();
        self.disk.append(&path, &line).map_err(ArchiveError::io(&path))?;
        self.head = sha256(line.as_bytes());
        self.index(entry);
        Ok(())
    }

    fn index(&mut self, entry: Entry) {
        if let Some(path) = &entry.path {
            self.latest.insert(path.clone(), self.entries.len());
        }
        if let (Some(layer), Some(kept)) = (&entry.layer, &entry.layer_sha256) {
            self.layers.insert((entry.sha256.clone(), layer.clone()), kept.clone());
        }
        self.entries.push(entry);
    }

    /// Removes what a killed program was writing.
    fn sweep(&self) -> Result<(), ArchiveError> {
        for folder in ["archive/blobs", "archive/layers"] {
            for inner in list(&self.case_root.join(folder))? {
                for file in list(&inner)? {
                    if file.to_string_lossy().ends_with(TEMPORARY) {
                        self.disk.remove_file(&file).map_err(ArchiveError::io(&file))?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// What a folder holds, in the order of names; nothing where it is no folder.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, ArchiveError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(vec![]),
        Err(error) => return Err(ArchiveError::io(folder)(error)),
    };
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(ArchiveError::io(folder))?;
    paths.sort();
    Ok(paths)
}

/// A layer as it is kept: JSON, the fields in the order of the type, one newline.
pub(crate) fn layer_bytes(layer: &Layer) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(layer).expect("a layer is plain data");
    bytes.push(b'\n');
    bytes
}

pub(crate) fn blob_path(hash: &str) -> String {
    format!("archive/blobs/{}/{hash}", hash.get(..2).unwrap_or_default())
}

pub(crate) fn layer_path(hash: &str, name: &str) -> String {
    format!("archive/layers/{hash}/{}.json", name.replace('/', "-"))
}

/// The paths that some bytes were known by, each once, in the order of the log.
pub(crate) fn names_of(entries: &[Entry], hash: &str) -> Vec<String> {
    let mut names = Vec::new();
    for entry in entries {
        let Some(path) = &entry.path else { continue };
        let found = [
            (entry.sha256 == hash).then(|| path.clone()),
            (entry.sidecar_sha256.as_deref() == Some(hash)).then(|| format!("{path}.toml")),
        ];
        for name in found.into_iter().flatten() {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

fn blank(kind: EntryKind, hash: &str, size: u64) -> Entry {
    Entry {
        v: 1,
        n: 0,
        prev: String::new(),
        kind,
        path: None,
        sha256: hash.to_string(),
        size,
        media_type: None,
        sidecar_sha256: None,
        layer: None,
        layer_sha256: None,
        at: None,
        sum: String::new(),
    }
}
