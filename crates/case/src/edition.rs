//! `publish` and `export`: what leaves the case.
//!
//! The main functions are [`Case::publish`] and [`Case::export`]. Both see the case only through a view. An edition is
//! written beside its place and renamed, and only over nothing or over an earlier edition. `editions/N.json` keeps its
//! claims in words and its manifest; `ids.jsonl` pins the ids that it used. Publishing what has not changed gives the same
//! edition again, and the clock is never read: an edition's day is the one asked for, else that of the latest decision.

use crate::assemble::Built;
use crate::build::{MANIFEST, Stamps, pages_of};
use crate::cache::{Cache, stage_hash};
use crate::editions::EditionHead;
use crate::folder::Case;
use crate::leak;
use crate::one_file::{one_file, with_letters};
use crate::protected::{Protected, refuse_locked};
use crate::snapshot::Snapshot;
use crate::writing::Writing;
use crate::{editions, feed};
use rollcall_archive::{Archive, Disk};
use rollcall_export::Format;
use rollcall_model::date::Day;
use rollcall_model::held::HeldBack;
use rollcall_model::id::EntityId;
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_model::view::View;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

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
    pub held_back: BTreeMap<HeldBack, usize>,
    /// Whether this is an earlier edition again, with nothing added to the case.
    pub same: bool,
    /// What no search of ours can see, for whoever lets the edition out.
    #[serde(skip)]
    pub remarks: Vec<Problem>,
}

/// What an edition would hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outlook {
    /// How many participations.
    pub participations: usize,
    /// How many findings.
    pub findings: usize,
    /// What would be held back, by reason.
    pub held_back: BTreeMap<HeldBack, usize>,
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
        let writing = Writing::begin(out).map_err(|problem| vec![problem])?;
        let shows = shows(public);
        let editions = self.editions()?;
        let again = editions.iter().rev().find(|edition| edition.shows == shows && edition.day == day.to_string());
        let same = again.is_some();
        let number = again.map_or(editions.last().map_or(1, |edition| edition.edition + 1), |edition| edition.edition);
        let earlier = editions.partition_point(|edition| edition.edition < number);
        let last = earlier.checked_sub(1).map(|last| self.edition(editions[last].edition)).transpose()?;
        let mut view = public.clone();
        let lines = rollcall_publish::published(&view);
        view.about.day = Some(day);
        view.about.edition = Some(number);
        view.notices = editions::dated(&view.notices, &editions[..earlier], number);
        view.changes = last.as_ref().map(|last| editions::changes(last, &lines));
        let stamps = self.write_files(&view, &cache, &last.map(|last| last.pages).unwrap_or_default(), &writing)?;
        let mut remarks = self.named_before(&editions, number, &built.protected)?;
        remarks.extend(unsearched(&view, &built.protected));
        let count = writing.hashes().len() + 1;
        if same {
            writing.finish(&built.protected)?;
        } else {
            let kept = self.edition_text(&view, (number, day, shows), (lines, stamps), writing.hashes())?;
            // What the case keeps of it is handed on with the case.
            if let Err(problem) = leak::refuse(&format!("editions/{number}.json"), &kept, &built.protected) {
                writing.abandon()?;
                return Err(vec![problem]);
            }
            writing.finish(&built.protected)?;
            self.keep_edition(&view, number, &kept)?;
        }
        Ok(PublishReport {
            edition: number,
            day: day.to_string(),
            files: count,
            participations: public.roll.len(),
            findings: public.findings.len(),
            held_back: public.held_back.clone(),
            same,
            remarks,
        })
    }

    /// Editions of before in whose files somebody is named who is protected now: nobody changes what was published, so whoever
    /// hands on the case is told.
    fn named_before(
        &self,
        editions: &[EditionHead],
        this: u32,
        protected: &Protected,
    ) -> Result<Vec<Problem>, Vec<Problem>> {
        let mut remarks = Vec::new();
        for number in
            editions.iter().map(|edition| edition.edition).filter(|number| *number != this && !protected.is_empty())
        {
            let place = format!("editions/{number}.json");
            let bytes = fs::read(self.root().join(&place))
                .map_err(|error| vec![Problem::new(&place, "cannot-read", error.to_string())])?;
            if leak::refuse(&place, &bytes, protected).is_err() {
                let message = "this edition, from before they were protected, holds the name of a protected person";
                remarks.push(Problem::new(&place, "named-before", message).hint("do not hand this file on with the case"));
            }
        }
        Ok(remarks)
    }

    /// Writes a published folder as one file a language, to read offline: beside each other, with the language in the name where
    /// there are several. Gives the paths.
    ///
    /// # Errors
    /// When the folder is no edition, somebody protected is named, or the disk refuses.
    pub fn publish_one_file(&self, built: &Built, folder: &Path, out: &Path) -> Result<Vec<PathBuf>, Vec<Problem>> {
        let failed = |path: &Path, error: std::io::Error| {
            vec![Problem::new(path.display().to_string(), "cannot-write", error.to_string())]
        };
        let read = |path: &str| fs::read_to_string(folder.join(path)).map_err(|error| failed(&folder.join(path), error));
        let list: BTreeMap<String, String> = serde_json::from_str(&read(MANIFEST)?)
            .map_err(|error| vec![Problem::new(folder.display().to_string(), "changed", error.to_string())])?;
        let mut languages: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
        for path in list.keys().filter(|path| path.ends_with(".html")) {
            if let Some((language, _)) = path.split_once('/') {
                languages.entry(language).or_default().insert(path.clone(), read(path)?);
            }
        }
        let title = built.public(&self.kept()).map_err(|problem| vec![problem])?.about.title.replace('<', "&lt;");
        let style = read("style.css")?;
        let letters = list.keys().filter(|path| path.ends_with(".woff2"));
        let bytes = |path: &String| {
            let read = fs::read(folder.join(path)).map(|bytes| (path.clone(), bytes));
            read.map_err(|error| failed(&folder.join(path), error))
        };
        let letters: BTreeMap<String, Vec<u8>> = letters.map(bytes).collect::<Result<_, Vec<Problem>>>()?;
        let mut written = Vec::new();
        for (language, pages) in &languages {
            let name = match languages.len() {
                1 => out.to_path_buf(),
                _ => out.with_extension(format!("{language}.html")),
            };
            let own = format!("{language}.css");
            let own = if list.contains_key(&own) { with_letters(&read(&own)?, &letters) } else { String::new() };
            let text = one_file(&title, language, pages, &format!("{style}{own}"));
            let shown = name.display().to_string();
            leak::refuse(&shown, text.as_bytes(), &built.protected).map_err(|problem| vec![problem])?;
            Disk::new().write(&name, text.as_bytes()).map_err(|error| failed(&name, error))?;
            written.push(name);
        }
        Ok(written)
    }

    /// Writes every file of an edition: its pages, the same as data, corrections for programs, a feed, and files that may be
    /// handed on. Gives when each page changed last.
    fn write_files(
        &self,
        view: &Snapshot,
        cache: &Cache<'_>,
        before: &Stamps,
        writing: &Writing,
    ) -> Result<Stamps, Vec<Problem>> {
        let put = |path: &str, bytes: &[u8]| writing.put(path, bytes);
        let stamps = pages_of(view, cache, before, &put, &|_, _, _| {})?;
        let one = |problem| vec![problem];
        for format in [Format::Csv, Format::Ftm] {
            for (path, bytes) in rollcall_export::export(view, format) {
                put(&format!("data/{path}"), &bytes).map_err(one)?;
            }
        }
        put("corrections.jsonl", &feed::corrections(view)).map_err(one)?;
        put("feed.xml", &feed::atom(view)).map_err(one)?;
        let handed_on: Vec<(&Source, String)> =
            view.sources.iter().filter_map(|source| Some((source, view.file(source)?))).collect();
        if !handed_on.is_empty() {
            let disk = Disk::new();
            let archive = Archive::open(self.root(), &disk).map_err(|error| error.problems())?;
            for (source, path) in handed_on {
                put(&path, &archive.bytes(&source.sha256).map_err(|error| error.problems())?).map_err(one)?;
            }
        }
        Ok(stamps)
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
        let writing = Writing::begin(out).map_err(|problem| vec![problem])?;
        for (path, bytes) in &made {
            writing.put(path, bytes).map_err(|problem| vec![problem])?;
        }
        let nobody = Protected::none();
        // What the owner alone sees holds everything.
        let files = writing.finish(if private { &nobody } else { &built.protected })?;
        Ok(ExportReport { files: files.into_keys().collect() })
    }
}

/// Files of an edition in which letters are drawn: no search sees them.
fn unsearched(view: &Snapshot, protected: &Protected) -> Option<Problem> {
    let drawn = |source: &&Source| source.media_type == "application/pdf" || source.media_type.starts_with("image/");
    let files = view.sources.iter().filter(drawn).filter_map(|source| view.file(source));
    let files: Vec<String> = files.filter(|_| !protected.is_empty()).collect();
    (!files.is_empty()).then(|| not_searched("publish", &files))
}

/// What is said of pictures, by where they stand.
pub(crate) fn not_searched(place: &str, files: &[String]) -> Problem {
    let named = files.iter().take(NAMED).map(|file| format!("`{file}`")).collect::<Vec<_>>().join(", ");
    let message =
        format!("letters that are drawn were not searched for protected names; pictures that go out: {}", files.len());
    Problem::new(place, "pictures-not-searched", message).hint(format!("look at them yourself: {named}"))
}

/// How many files are named in a remark.
const NAMED: usize = 5;

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

/// A hash of all that a public view shows, taken as it is written down: the text itself would fill the memory.
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
    let mut hash = Hash(Sha256::new());
    hash.0.update(stage_hash("publish"));
    serde_json::to_writer(&mut hash, &all).expect("a hash takes whatever is written");
    data_encoding::HEXLOWER.encode(&hash.0.finalize())
}

struct Hash(Sha256);

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
