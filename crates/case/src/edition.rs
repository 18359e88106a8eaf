//! `publish` and `export`: what leaves the case.
//!
//! The main functions are [`Case::publish`] and [`Case::export`]. Both see the case only through a view. An edition is
//! written beside its place and renamed, and only over nothing or over an earlier edition. `editions/N.json` keeps its
//! claims in words and its manifest; `ids.jsonl` pins the ids that it used. Publishing what has not changed gives the same
//! edition again, and the clock is never read: an edition's day is the one asked for, else that of the latest decision.

use crate::assemble::Built;
use crate::build::{MANIFEST, PageStamp, manifest, pages_of};
use crate::cache::{Cache, stage_hash};
use crate::folder::Case;
use crate::leak;
use crate::protected::{Protected, refuse_locked};
use crate::snapshot::Snapshot;
use crate::{editions, feed};
use rollcall_archive::{Archive, Disk};
use rollcall_export::Format;
use rollcall_model::date::Day;
use rollcall_model::id::{EntityId, sha256_hex};
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_model::view::View;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Bytes by path.
type Files = BTreeMap<String, Vec<u8>>;

/// When pages changed last, by path.
type Stamps = BTreeMap<String, PageStamp>;

/// What `publish` did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublishReport {
    /// The edition's number.
    pub edition: u32,
    /// Its day.
    pub day: String,
    /// How many files.
    pub files: usize,
    /// How many participations it shows.
    pub participations: usize,
    /// How many findings it shows.
    pub findings: usize,
    /// What was held back, by reason.
    pub held_back: BTreeMap<String, usize>,
    /// Whether this is an earlier edition again, with nothing added to the case.
    pub same: bool,
}

/// What an edition would hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outlook {
    /// How many participations.
    pub participations: usize,
    /// How many findings.
    pub findings: usize,
    /// What would be held back, by reason.
    pub held_back: BTreeMap<String, usize>,
    /// Persons and companies that it names and that nobody asked to reply: `publish` refuses until somebody did.
    pub not_asked: Vec<EntityId>,
}

/// What `export` did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportReport {
    /// The files written.
    pub files: Vec<String>,
}

impl Case {
    /// What an edition would hold now. Nothing is written into the case.
    ///
    /// # Errors
    /// When a rule runs away on the accepted claims.
    pub fn outlook(&self, built: &Built) -> Result<Outlook, Problem> {
        let gate = built.gate(&self.kept())?;
        let public = &gate.snapshot;
        Ok(Outlook {
            not_asked: gate.not_asked.iter().map(|(id, _)| id.clone()).collect(),
            participations: public.roll.len(),
            findings: public.findings.len(),
            held_back: public.held_back.clone(),
        })
    }

    /// Publishes what people accepted into a folder.
    ///
    /// # Errors
    /// When nothing is accepted, the folder holds something else, or the disk refuses.
    pub fn publish(&self, built: &Built, out: &Path, day: Option<Day>) -> Result<PublishReport, Vec<Problem>> {
        let cache = self.kept();
        let public = let_out(built, &cache)?;
        let day = day.or_else(|| latest_day(built)).ok_or_else(|| {
            let problem =
                Problem::new("decisions.jsonl", "nothing-accepted", "no decision was made, so there is no day to publish");
            vec![problem.hint("accept claims first, or name a day with `--date`")]
        })?;
        refuse_foreign(out).map_err(|problem| vec![problem])?;
        let shows = shows(public);
        let editions = self.editions()?;
        let again = editions.iter().rev().find(|edition| edition.shows == shows && edition.day == day.to_string());
        let number = again.map_or(editions.last().map_or(1, |edition| edition.edition + 1), |edition| edition.edition);
        let earlier = editions.partition_point(|edition| edition.edition < number);
        let mut view = public.clone();
        let lines = rollcall_publish::published(&view);
        view.about.day = Some(day);
        view.about.edition = Some(number);
        view.notices = editions::dated(&view.notices, &editions[..earlier], number);
        view.changes = earlier.checked_sub(1).map(|last| editions::changes(&editions[last], &lines));
        let nothing = BTreeMap::new();
        let before = earlier.checked_sub(1).map_or(&nothing, |last| &editions[last].pages);
        let (all, stamps) = self.files_of(&view, &cache, before)?;
        let files: BTreeMap<String, &[u8]> = all.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice())).collect();
        let list = manifest(&files);
        write_folder(out, &files, &list, &built.protected)?;
        let same = again.is_some();
        if !same {
            self.keep_edition(&view, (number, day, shows), (lines, stamps), &list)?;
        }
        Ok(PublishReport {
            edition: number,
            day: day.to_string(),
            files: files.len() + 1,
            participations: public.roll.len(),
            findings: public.findings.len(),
            held_back: public.held_back.clone(),
            same,
        })
    }

    /// Every file of an edition, by path: its pages, the same as data, corrections for programs, a feed, and files that may be
    /// handed on.
    fn files_of(&self, view: &Snapshot, cache: &Cache<'_>, before: &Stamps) -> Result<(Files, Stamps), Vec<Problem>> {
        let pages = pages_of(view, cache, before, &|_, _, _| {})?;
        let mut files = pages.files;
        for format in [Format::Csv, Format::Ftm] {
            let made = rollcall_export::export(view, format).into_iter();
            files.extend(made.map(|(path, bytes)| (format!("data/{path}"), bytes)));
        }
        files.insert("corrections.jsonl".into(), feed::corrections(view));
        files.insert("feed.xml".into(), feed::atom(view));
        let handed_on: Vec<(&Source, String)> =
            view.sources.iter().filter_map(|source| Some((source, view.file(source)?))).collect();
        if !handed_on.is_empty() {
            let disk = Disk::new();
            let archive = Archive::open(self.root(), &disk).map_err(|error| error.problems())?;
            for (source, path) in handed_on {
                files.insert(path, archive.bytes(&source.sha256).map_err(|error| error.problems())?);
            }
        }
        Ok((files, pages.stamps))
    }

    /// The roll or the case's things for other tools: files by name.
    ///
    /// # Errors
    /// When the format is not known.
    pub fn exported(&self, built: &Built, to: &str, private: bool) -> Result<Vec<(String, Vec<u8>)>, Vec<Problem>> {
        let format = Format::parse(to).ok_or_else(|| {
            let problem = Problem::new("export", "unknown-format", format!("`{to}` is no format to export to"));
            vec![problem.hint("`ftm` and `csv` are")]
        })?;
        let cache = self.kept();
        let view = if private { built.private() } else { let_out(built, &cache)? };
        let named = |(path, bytes): (String, Vec<u8>)| (if private { draft_name(&path) } else { path }, bytes);
        Ok(rollcall_export::export(view, format).into_iter().map(named).collect())
    }

    /// Writes the roll or the case's things for other tools.
    ///
    /// # Errors
    /// When the format is not known, the place is taken, or the disk refuses.
    pub fn export(&self, built: &Built, to: &str, out: &Path, private: bool) -> Result<ExportReport, Vec<Problem>> {
        let made = self.exported(built, to, private)?;
        refuse_foreign(out).map_err(|problem| vec![problem])?;
        let files: BTreeMap<String, &[u8]> = made.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice())).collect();
        let nobody = Protected::none();
        // What the owner alone sees holds everything.
        write_folder(out, &files, &manifest(&files), if private { &nobody } else { &built.protected })?;
        Ok(ExportReport { files: files.into_keys().collect() })
    }
}

/// The public view, unless it names somebody whom nobody asked to reply.
pub(crate) fn let_out<'b>(built: &'b Built, cache: &Cache<'_>) -> Result<&'b Snapshot, Vec<Problem>> {
    refuse_locked(built).map_err(|problem| vec![problem])?;
    let gate = built.gate(cache).map_err(|problem| vec![problem])?;
    let refuse = |(id, name): &(EntityId, String)| {
        Problem::new(
            id.as_str(),
            "not-asked",
            format!("`{name}` is named, and nothing says whether they were asked to reply"),
        )
        .hint(format!("`rollcall decide CASE asked {id}`, or answered, declined, no-answer-by or not-approached"))
    };
    if gate.not_asked.is_empty() { Ok(&gate.snapshot) } else { Err(gate.not_asked.iter().map(refuse).collect()) }
}

/// A private file says so in its name.
fn draft_name(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/DRAFT-{name}"),
        None => format!("DRAFT-{path}"),
    }
}

pub(crate) fn latest_day(built: &Built) -> Option<Day> {
    let latest = built.inputs.decisions.iter().map(|line| line.at.as_str()).max()?;
    rollcall_model::date::Edtf::parse(latest.get(..10)?).ok()?.single_day()
}

/// A hash of all that a public view shows.
fn shows(public: &Snapshot) -> String {
    let all = (
        &public.about,
        &public.sources,
        &public.claims,
        &public.entities,
        &public.roll,
        &public.findings,
        &public.held_back,
        (&public.replies, &public.notices),
        (&public.released, &public.covered, &public.hidden),
    );
    let json = serde_json::to_vec(&all).unwrap_or_default();
    sha256_hex(format!("{}{}", stage_hash("publish"), sha256_hex(&json)).as_bytes())
}

/// A folder is only replaced where Rollcall itself wrote it before.
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

/// Writes a folder beside its place, searches it for protected people, then renames it. Where one is named, it is removed.
fn write_folder(out: &Path, files: &BTreeMap<String, &[u8]>, list: &str, protected: &Protected) -> Result<(), Vec<Problem>> {
    let failed = |error: std::io::Error| vec![Problem::new(out.display().to_string(), "cannot-write", error.to_string())];
    let disk = Disk::new();
    let next = beside(out, "next");
    let old = beside(out, "old");
    disk.remove_dir_all(&next).map_err(failed)?;
    disk.create_dir_all(&next).map_err(failed)?;
    for (path, bytes) in files {
        disk.write(&next.join(path), bytes).map_err(failed)?;
    }
    disk.write(&next.join(MANIFEST), list.as_bytes()).map_err(failed)?;
    let leaks = leak::search_folder(&next, protected).map_err(failed)?;
    if !leaks.is_empty() {
        disk.remove_dir_all(&next).map_err(failed)?;
        return Err(leaks);
    }
    disk.remove_dir_all(&old).map_err(failed)?;
    if out.exists() {
        disk.rename(out, &old).map_err(failed)?;
    }
    disk.rename(&next, out).map_err(failed)?;
    disk.remove_dir_all(&old).map_err(failed)
}

fn beside(out: &Path, what: &str) -> PathBuf {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_else(|| "out".into());
    out.with_file_name(format!(".{name}.rollcall-{what}"))
}
