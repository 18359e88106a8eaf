//! `build`: from the folder to a finished private draft, doing only what changed.
//!
//! The main function is [`Case::build`]. A build gathers, assembles, draws the draft's pages and indexes them into
//! `.rollcall/next`, writes a manifest of SHA-256, and renames the folder to `.rollcall/build` ([`crate::next_build`]). One
//! writer at a time holds `.rollcall/lock`. A build that is killed leaves the last one as it was, or none; the next gives the
//! same bytes.

use crate::assemble::{Built, assemble};
use crate::cache::{Cache, StageReport, stage_hash};
use crate::folder::Case;
use crate::inputs::gather;
use crate::next_build::NextBuild;
use rollcall_archive::{Archive, Disk};
use rollcall_extract::lock::LockReport;
use rollcall_extract::parent::{Extractor, Options};
use rollcall_model::date::Edtf;
use rollcall_model::id::sha256_hex;
use rollcall_model::problem::Problem;
use rollcall_model::view::View;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// How to build.
pub struct BuildOptions<'a> {
    /// The program that opens files, which is this one with a hidden argument.
    pub extractor: ExtractorCommand,
    /// How many threads; all there are where nothing is said.
    pub threads: Option<usize>,
    /// Told of every step: stage, how many are done, of how many. Zero done means "one more".
    pub progress: &'a (dyn Fn(&'static str, usize, usize) + Sync),
    /// Told of each file that is not used as soon as that is known: its place and why. The report has them all.
    pub problem: &'a (dyn Fn(&Problem) + Sync),
    /// The writer.
    pub disk: Disk,
}

/// A program and its arguments.
#[derive(Debug, Clone)]
pub struct ExtractorCommand {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<String>,
}

/// What a build did.
#[derive(Debug, Default, Serialize)]
pub struct BuildReport {
    /// What was not used, and decisions that need another look.
    pub problems: Vec<Problem>,
    /// Decisions that no longer fit: listed, and no reason for another exit code.
    pub another_look: Vec<Problem>,
    /// Per stage, what ran.
    pub stages: BTreeMap<String, StageReport>,
    /// How much there is: files, claims, taking part, findings, pages.
    pub counts: BTreeMap<String, usize>,
}

/// Why a build did not happen.
#[derive(Debug)]
pub enum BuildError {
    /// Settings, rules or decisions are wrong: nothing was changed.
    Settings(Vec<Problem>),
    /// It could not be finished: the case is as before.
    CannotFinish(Vec<Problem>),
}

impl Case {
    /// Builds the case.
    ///
    /// # Errors
    /// See [`BuildError`].
    pub fn build(&self, options: &BuildOptions<'_>) -> Result<BuildReport, BuildError> {
        self.build_after(options, None)
    }

    /// Builds the case by a program that has loaded it: where the files give the same claims as before, what follows from
    /// them is not worked out a second time, beside what is loaded; only the decisions are read.
    ///
    /// # Errors
    /// See [`BuildError`].
    pub fn build_after(&self, options: &BuildOptions<'_>, before: Option<&Built>) -> Result<BuildReport, BuildError> {
        self.rules().map_err(BuildError::Settings)?;
        self.decisions().map_err(BuildError::Settings)?;
        let _lock = self.lock()?;
        let run = || self.build_locked(options, before).map_err(BuildError::CannotFinish);
        match options.threads {
            None => run(),
            Some(threads) => {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build();
                pool.map_err(|error| {
                    BuildError::CannotFinish(vec![Problem::new("threads", "no-threads", error.to_string())])
                })?
                .install(run)
            }
        }
    }

    /// How this case opens files from outside.
    pub(crate) fn extractor(&self, command: &ExtractorCommand) -> Extractor {
        let without = |lock: &str| self.settings().sandbox.allow_without.iter().any(|name| name == lock);
        let allow_without =
            LockReport { landlock: without("landlock"), seccomp: without("seccomp"), ..LockReport::default() };
        let options = Options { allow_without, ..Options::default() };
        Extractor::new(command.program.clone(), command.args.clone(), options)
    }

    pub(crate) fn lock(&self) -> Result<File, BuildError> {
        let path = self.derived_dir().join("lock");
        let cannot = |error: std::io::Error| {
            BuildError::CannotFinish(vec![Problem::new(path.display().to_string(), "cannot-write", error.to_string())])
        };
        fs::create_dir_all(self.derived_dir()).map_err(cannot)?;
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(cannot)?;
        file.try_lock().map_err(|_| {
            let problem = Problem::new(path.display().to_string(), "locked", "another program is writing to this case");
            BuildError::CannotFinish(vec![problem.hint("wait until it is done")])
        })?;
        Ok(file)
    }

    fn build_locked(&self, options: &BuildOptions<'_>, before: Option<&Built>) -> Result<BuildReport, Vec<Problem>> {
        let disk = &options.disk;
        let mut archive = Archive::open(self.root(), disk).map_err(|error| error.problems())?;
        let extractor = self.extractor(&options.extractor);
        let cache = Cache::new(self.stages_dir(), Some(disk));
        let gathered = gather(self, &mut archive, &extractor, &cache, options)?;
        let problems = gathered.problems.clone();
        let next =
            NextBuild::begin(&self.derived_dir(), self.build_dir(), disk).map_err(|error| self.cannot_write(error))?;
        let claims = serde_json::to_vec(&gathered).map_err(internal)?;
        let of_build = next.put(CLAIMS, &claims).map_err(|error| self.cannot_write(error))?;
        drop(claims);
        (options.progress)("resolve", 0, 1);
        let built = match before {
            Some(before) if self.stands_on(before, &of_build)? => self.decided(before)?,
            _ => assemble(self.inputs(gathered)?, &cache).map_err(|problem| vec![problem])?,
        };
        draw(&built, &cache, &next, options.progress)?;
        let pages = next.files() - 1; // All but the claims.
        let manifest = next.finish().map_err(|error| self.cannot_write(error))?;
        self.index(disk, &built, &manifest, &cache)?;
        Ok(BuildReport {
            another_look: built.needs_another_look().to_vec(),
            counts: counts(&built, pages),
            stages: cache.reports(),
            problems,
        })
    }

    fn cannot_write(&self, error: std::io::Error) -> Vec<Problem> {
        vec![Problem::new(self.derived_dir().display().to_string(), "cannot-write", error.to_string())]
    }

    /// Makes the index for search, unless it is that of the same build.
    fn index(&self, disk: &Disk, built: &Built, manifest: &str, cache: &Cache<'_>) -> Result<(), Vec<Problem>> {
        let failed = |error| self.cannot_write(error);
        let key = sha256_hex(format!("{}{}{manifest}", stage_hash("case"), env!("CARGO_PKG_VERSION")).as_bytes());
        let stamp = self.derived_dir().join("index.key");
        let kept = fs::read_to_string(&stamp).is_ok_and(|kept| kept == key)
            && rollcall_store::Store::verify(&self.index_dir()).is_ok_and(|found| found.is_empty());
        cache.count("store", "index", !kept);
        if !kept {
            disk.remove_file(&stamp).map_err(failed)?;
            disk.remove_dir_all(&self.index_dir()).map_err(failed)?;
            rollcall_store::Store::build(&self.index_dir(), built.private(), &built.inputs.texts).map_err(|error| {
                vec![Problem::new(self.index_dir().display().to_string(), "cannot-index", error.to_string())]
            })?;
            disk.write(&stamp, key.as_bytes()).map_err(failed)?;
        }
        Ok(())
    }
}

/// Where a build keeps its sources and claims.
pub(crate) const CLAIMS: &str = "claims.json";

/// The manifest's name, in a build and in an edition.
pub const MANIFEST: &str = "manifest.json";

/// Every file with its SHA-256, sorted, one a line.
pub fn manifest_of(hashes: &BTreeMap<String, String>) -> String {
    let lines: Vec<String> =
        hashes.iter().map(|(path, hash)| format!("  {}: \"{hash}\"", serde_json::Value::from(path.as_str()))).collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}

/// Files of a folder that are not what its manifest says.
pub fn changed_files(folder: &Path, manifest: &str) -> Vec<Problem> {
    let Ok(files) = serde_json::from_str::<BTreeMap<String, String>>(manifest) else {
        let place = folder.join(MANIFEST).display().to_string();
        return vec![Problem::new(place, "changed", "the list of files cannot be read").hint("make it again")];
    };
    files
        .iter()
        .filter_map(|(path, hash)| {
            let file = crate::folder::in_case(folder, path);
            let place = file.display().to_string();
            match fs::read(&file) {
                Ok(bytes) if sha256_hex(&bytes) == *hash => None,
                Ok(_) => Some(
                    Problem::new(place, "changed", "the file is not what was written")
                        .hint("make it again, and find out who changed it"),
                ),
                Err(error) => Some(Problem::new(place, "missing", error.to_string()).hint("make it again")),
            }
        })
        .collect()
}

fn internal(error: serde_json::Error) -> Vec<Problem> {
    vec![Problem::new("build", "internal", error.to_string())]
}

/// Draws the draft's pages into a build and puts the files that they share beside them.
fn draw(
    built: &Built,
    cache: &Cache<'_>,
    next: &NextBuild<'_>,
    progress: &(dyn Fn(&'static str, usize, usize) + Sync),
) -> Result<(), Vec<Problem>> {
    let put = |path: &str, bytes: &[u8]| match next.put(&format!("draft/{path}"), bytes) {
        Ok(_) => Ok(()),
        Err(error) => Err(Problem::new(format!("the draft's {path}"), "cannot-write", error.to_string())),
    };
    pages_of(built.private(), cache, &BTreeMap::new(), &put, progress).map(|_| ())
}

/// A page of an edition, as it stood when it last changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageStamp {
    /// What it shows, as a hash.
    pub key: String,
    /// The edition in which that changed last.
    pub edition: u32,
    /// The day of that edition: `2022-06-01`.
    pub day: Edtf,
}

/// When pages changed last, by path.
pub type Stamps = BTreeMap<String, PageStamp>;

/// Takes a file by its path.
pub type Put<'p> = dyn Fn(&str, &[u8]) -> Result<(), Problem> + Sync + 'p;

/// Draws the pages of a view and hands each on with its path, in no order, and the files that they share. One that shows what
/// it showed in an earlier edition stays as it was, to the byte. Gives when each changed last; nothing for a draft.
///
/// # Errors
/// When the cache or whoever takes the pages refuses.
pub fn pages_of(
    view: &dyn View,
    cache: &Cache<'_>,
    before: &Stamps,
    put: &Put<'_>,
    progress: &(dyn Fn(&'static str, usize, usize) + Sync),
) -> Result<Stamps, Vec<Problem>> {
    let of = pages_about(view);
    let now = view.about().edition.zip(view.about().day);
    let (stamps, problems) = (Mutex::new(Stamps::new()), Mutex::new(Vec::new()));
    rollcall_publish::each(view, &|mut page| {
        progress("publish", 0, of);
        let (path, key) = (page.path().to_string(), page.key());
        let stamp = now.map(|(edition, day)| {
            let known = before.get(&path).filter(|known| known.key == key).cloned();
            known.unwrap_or(PageStamp { key: key.clone(), edition, day: Edtf::day(day) })
        });
        let named = stamp.as_ref().map_or(key, |stamp| format!("{} {} {}", stamp.key, stamp.edition, stamp.day));
        if let Some((stamp, day)) = stamp.as_ref().and_then(|stamp| Some((stamp, stamp.day.single_day()?))) {
            page.since(stamp.edition, day);
        }
        let made = cache.get("publish", &path, &named, || {
            String::from_utf8(page.render()).map_err(|error| Problem::new(&path, "internal", error.to_string()))
        });
        if let Err(problem) = made.and_then(|made| put(&path, made.as_bytes())) {
            problems.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
        }
        if let Some(stamp) = stamp {
            stamps.lock().unwrap_or_else(PoisonError::into_inner).insert(path, stamp);
        }
    });
    for (path, bytes) in rollcall_publish::assets(view) {
        put(path, bytes).map_err(|problem| vec![problem])?;
    }
    let mut problems = problems.into_inner().unwrap_or_else(PoisonError::into_inner);
    problems.sort();
    if problems.is_empty() { Ok(stamps.into_inner().unwrap_or_else(PoisonError::into_inner)) } else { Err(problems) }
}

/// About how many pages a view has: those of its things, for whoever waits.
fn pages_about(view: &dyn View) -> usize {
    let own = view.entities().values().filter(|entity| entity.kind.is_engagement() || entity.kind.is_party());
    own.count() + view.findings().len() + view.sources().len()
}

fn counts(built: &Built, pages: usize) -> BTreeMap<String, usize> {
    let private = built.private();
    [
        ("files", private.sources.len()),
        ("claims", private.claims.len()),
        ("participations", private.roll.len()),
        ("findings", private.findings.len()),
        ("pages", pages),
    ]
    .map(|(name, count)| (name.to_string(), count))
    .into()
}
