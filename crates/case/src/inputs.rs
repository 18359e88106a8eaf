//! From the files of a case to its claims: archive, extract, read.
//!
//! The main function is [`gather`]. Files are taken in the order of their paths; the work on each is independent, kept by
//! the cache, and spread over threads, and its results are put together in that same order.

use crate::build::BuildOptions;
use crate::cache::Cache;
use crate::folder::{Case, in_case};
use crate::parts::{Extent, checked, with_rows};
use crate::reading::{Readable, Reading};
use crate::settings::Settings;
use crate::sidecar::{self, Sidecar};
use crate::snapshot::Texts;
use rayon::prelude::*;
use rollcall_archive::{Archive, Input, Limits, Taken};
use rollcall_extract::ExtractError;
use rollcall_extract::parent::Extractor;
use rollcall_model::claim::Claim;
use rollcall_model::id::ClaimId;
use rollcall_model::layer::Layer;
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_read::records::{self, RecordMap};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the files of a case gave.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Gathered {
    /// Sources, by path.
    pub sources: Vec<Source>,
    /// Claims, sorted.
    pub claims: Vec<Claim>,
    /// What could not be used, in the order of files.
    pub problems: Vec<Problem>,
    /// Words of the sources.
    #[serde(skip)]
    pub texts: Arc<Texts>,
}

/// A file on its way.
struct Work {
    taken: Taken,
    sidecar: Sidecar,
    layer: Option<Layer>,
    not_read: Option<String>,
}

/// A layer made now, or why there is none.
type Extracted = Result<Layer, Problem>;

/// A source with what was read in it and its words.
type ReadFile = (Source, Reading, Option<String>);

/// Archives, extracts and reads every file.
///
/// # Errors
/// When the archive is broken, the disk refuses, or the child that opens files cannot be locked in.
pub fn gather(
    case: &Case,
    archive: &mut Archive<'_>,
    extractor: &Extractor,
    cache: &Cache<'_>,
    told: &BuildOptions<'_>,
) -> Result<Gathered, Vec<Problem>> {
    let limits = Limits { max_file_bytes: case.settings().limits.max_file_mb << 20 };
    let scan = rollcall_archive::scan(case.root(), &limits);
    let mut gathered = Gathered { problems: scan.problems, ..Gathered::default() };
    gathered.problems.iter().for_each(told.problem);
    let mut work = Vec::new();
    for (at, input) in scan.inputs.iter().enumerate() {
        (told.progress)("archive", at, scan.inputs.len());
        match take(case, archive, input, &limits)? {
            Ok((taken, sidecar)) => work.push(Work { taken, sidecar, layer: None, not_read: None }),
            Err(problem) => {
                (told.problem)(&problem);
                gathered.problems.push(problem);
            }
        }
    }
    extract_all(&mut work, archive, extractor, cache, &mut gathered.problems, told)?;
    read_all(case, work, cache, &mut gathered, told)?;
    let before = gathered.problems.len();
    read_outside(archive, &mut gathered)?;
    gathered.problems[before..].iter().for_each(told.problem);
    gathered.claims.sort();
    gathered.claims.dedup();
    Ok(gathered)
}

fn take(
    case: &Case,
    archive: &mut Archive<'_>,
    input: &Input,
    limits: &Limits,
) -> Result<Result<(Taken, Sidecar), Problem>, Vec<Problem>> {
    let sidecar = match &input.sidecar {
        None => Sidecar::default(),
        Some(path) => {
            let parsed = std::fs::read(in_case(case.root(), path))
                .map_err(|error| Problem::new(path, "cannot-read", error.to_string()).hint("check the file's permissions"))
                .and_then(|bytes| sidecar::parse(path, &bytes));
            match parsed {
                Ok(sidecar) => sidecar,
                Err(problem) => return Ok(Err(problem)),
            }
        }
    };
    match archive.take(input, limits, None).map_err(|error| error.problems())? {
        Ok(taken) => Ok(Ok((taken, sidecar))),
        Err(problem) => Ok(Err(problem)),
    }
}

/// Makes the layers that are missing, each in a child of its own.
fn extract_all(
    work: &mut [Work],
    archive: &mut Archive<'_>,
    extractor: &Extractor,
    cache: &Cache<'_>,
    problems: &mut Vec<Problem>,
    told: &BuildOptions<'_>,
) -> Result<(), Vec<Problem>> {
    let of = work.len();
    let broken = |error: rollcall_archive::ArchiveError| error.problems();
    let made: Vec<Result<Option<Extracted>, Vec<Problem>>> = {
        let archive = &*archive;
        work.par_iter()
            .map(|item| {
                let taken = &item.taken;
                if !archive.layer_names(&taken.sha256).is_empty() {
                    return Ok(None);
                }
                let bytes = archive.bytes(&taken.sha256).map_err(broken)?;
                (told.progress)("extract", 0, of);
                let name = taken.path.rsplit('/').next().unwrap_or(&taken.path);
                match extractor.extract(&bytes, &taken.media_type, name) {
                    Ok(layer) => Ok(Some(Ok(layer))),
                    Err(error @ ExtractError::SandboxMissing { .. }) => Err(vec![error.problem(&taken.path)]),
                    Err(error) => {
                        let problem = error.problem(&taken.path);
                        (told.problem)(&problem);
                        Ok(Some(Err(problem)))
                    }
                }
            })
            .collect()
    };
    for (item, made) in work.iter_mut().zip(made) {
        let path = item.taken.path.clone();
        let made = made?;
        cache.count("extract", &path, made.is_some());
        match made {
            Some(Ok(layer)) => {
                archive.keep_layer(&item.taken.sha256, &layer).map_err(broken)?;
                item.layer = Some(layer);
            }
            Some(Err(problem)) => {
                item.not_read = Some(problem.message.clone());
                problems.push(problem);
            }
            None => item.layer = kept_layer(archive, &item.taken.sha256, &item.taken.media_type).map_err(broken)?,
        }
    }
    Ok(())
}

/// The layer that claims count in: the one made last by the reader of a file's kind. A build makes one only where there is
/// none, so that offsets never move by themselves; `relayer` alone makes another.
pub fn kept_layer(
    archive: &Archive<'_>,
    sha256: &str,
    media_type: &str,
) -> Result<Option<Layer>, rollcall_archive::ArchiveError> {
    let extractor = |name: &str| name.split_once('/').map(|(extractor, _)| extractor.to_string());
    let wanted = rollcall_extract::layer_name(media_type).and_then(extractor);
    let made: Vec<&str> =
        archive.entries().iter().filter(|entry| entry.sha256 == sha256).filter_map(|entry| entry.layer.as_deref()).collect();
    // Files of two kinds may have the same bytes, and each a text of its own.
    let own = made.iter().rev().find(|name| extractor(name) == wanted);
    own.or(made.last()).map_or(Ok(None), |name| archive.layer(sha256, name))
}

fn read_all(
    case: &Case,
    work: Vec<Work>,
    cache: &Cache<'_>,
    gathered: &mut Gathered,
    told: &BuildOptions<'_>,
) -> Result<(), Vec<Problem>> {
    let of = work.len();
    let done: Vec<Result<ReadFile, Problem>> = work
        .into_par_iter()
        .map(|item| {
            let mut source = Source {
                path: item.taken.path,
                sha256: item.taken.sha256,
                size: item.taken.size,
                media_type: item.taken.media_type,
                info: item.sidecar.source,
                layer: item.layer.as_ref().map(|layer| layer.name.clone()),
                not_read: item.not_read,
            };
            let record = item.sidecar.record;
            let sidecar = item.sidecar.text;
            let wrong = check_parts(&mut source, item.layer.as_ref(), record.as_ref(), &sidecar);
            wrong.iter().for_each(told.problem);
            let Some(layer) = item.layer else {
                return Ok((source, Reading { problems: wrong, ..Reading::default() }, None));
            };
            let file = Readable { source: &source, layer: &layer, record: record.unwrap_or_default(), sidecar: &sidecar };
            // A person added to the case is a reason to read again only where that name stands.
            let stands = |name: &&String| file.has_prose() && layer.text.contains(name.as_str());
            let people: Vec<String> = case.people.iter().filter(stands).cloned().collect();
            let key = (&source, &layer.text, &file.record, &sidecar, &case.words_key, &people);
            let label = source.path.clone();
            let mut reading = cache.get("read", &label, &key, || Ok(file.read(case, &people)))?;
            (told.progress)("read", 0, of);
            source.not_read = reading.not_read.clone();
            if let Some(why) = &source.not_read {
                (told.problem)(&Problem::new(&source.path, "not-read", why));
            }
            reading.problems.iter().for_each(told.problem);
            reading.problems.splice(0..0, wrong);
            let rows = std::mem::take(&mut reading.parts);
            source.info.parts = with_rows(std::mem::take(&mut source.info.parts), rows);
            Ok((source, reading, Some(layer.text)))
        })
        .collect();
    let mut texts = Texts::new();
    for result in done {
        let (source, reading, text) = result.map_err(|problem| vec![problem])?;
        if let Some(text) = text {
            texts.insert(source.path.clone(), text);
        }
        gathered.claims.extend(reading.claims);
        gathered.problems.extend(reading.problems);
        gathered.sources.push(source);
    }
    gathered.sources.sort_by(|a, b| a.path.cmp(&b.path));
    gathered.texts = Arc::new(texts);
    Ok(())
}

/// What other programs read in sources of the case, as `records/NAME.read.jsonl`: only what stands in those sources' words.
fn read_outside(archive: &Archive<'_>, gathered: &mut Gathered) -> Result<(), Vec<Problem>> {
    let is_reading = |source: &&Source| {
        source.path.starts_with("records/") && records::format_of(&source.path) == Some(records::RecordFormat::Reading)
    };
    // What the case's own reader found too stays its own.
    let mut known: BTreeSet<ClaimId> = gathered.claims.iter().map(|claim| claim.id.clone()).collect();
    let files: Vec<String> = gathered.sources.iter().filter(is_reading).map(|source| source.path.clone()).collect();
    for file in files {
        let texts = gathered.texts.clone();
        let Some(lines) = texts.get(&file) else { continue };
        for (at, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).take(records::MAX_ROWS) {
            let place = format!("{file}:{}", at + 1);
            match read_line(archive, gathered, line) {
                Ok((claims, fell)) => {
                    gathered.claims.extend(claims.into_iter().filter(|claim| known.insert(claim.id.clone())));
                    if fell > 0 {
                        let message = format!("not all of this line stands in the words of its file: {fell} left out");
                        let problem = Problem::new(&place, "words-not-found", message);
                        gathered
                            .problems
                            .push(problem.hint("offsets are code points, and names are written as in the file"));
                    }
                }
                Err(Problem { code, message, hint, .. }) => {
                    gathered.problems.push(Problem { place, code, message, hint });
                }
            }
        }
    }
    Ok(())
}

/// A line that says what it is about, and what was read there.
#[derive(Deserialize)]
struct OutsideLine {
    doc: String,
    sha256: Option<String>,
    #[serde(flatten)]
    document: rollcall_read::document::Document,
}

fn read_line(archive: &Archive<'_>, gathered: &Gathered, line: &str) -> Result<(Vec<Claim>, usize), Problem> {
    let read: OutsideLine = serde_json::from_str(line)
        .map_err(|error| Problem::new("", "bad-line", error.to_string()).hint("write it as `rollcall read` does"))?;
    let source = gathered.sources.iter().find(|source| source.path == read.doc).ok_or_else(|| {
        let known = gathered.sources.iter().map(|source| source.path.as_str());
        let problem = Problem::new("", "unknown-file", format!("`{}` is no file of this case", read.doc));
        match rollcall_model::problem::nearest(&read.doc, known) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint("name it by its path in the case, `sources/NAME`"),
        }
    })?;
    if read.sha256.as_ref().is_some_and(|sha256| *sha256 != source.sha256) {
        return Err(Problem::new("", "other-bytes", format!("`{}` was read when it had other bytes", read.doc))
            .hint("read it again"));
    }
    let layer = kept_layer(archive, &source.sha256, &source.media_type)
        .map_err(|error| error.problems().remove(0))?
        .ok_or_else(|| Problem::new("", "not-read", format!("`{}` has no words here", read.doc)))?;
    let (document, fell) = rollcall_read::outside::held(read.document, &layer.text);
    Ok((rollcall_read::claims::claims_of(&document, source, &layer), fell))
}

/// Leaves the parts that can be used, and says what is wrong with the others.
fn check_parts(source: &mut Source, layer: Option<&Layer>, record: Option<&RecordMap>, sidecar: &str) -> Vec<Problem> {
    let written = std::mem::take(&mut source.info.parts);
    let by_rows = written.iter().any(|part| part.rows.is_some()) && source.path.starts_with("records/");
    let last_row =
        layer.filter(|_| by_rows).and_then(|layer| records::last_row(layer, source, &record.cloned().unwrap_or_default()));
    let (parts, problems) = checked(written, &Extent { path: &source.path, sidecar, layer, last_row });
    source.info.parts = parts;
    problems
}

/// What the lexicon and the owner know of names and ranks, for `resolve`.
pub fn parties(settings: &Settings, lexicon: &rollcall_lexicon::Lexicon) -> rollcall_resolve::Settings {
    let mut parties: Vec<rollcall_resolve::Party> = settings
        .party
        .iter()
        .map(|party| rollcall_resolve::Party {
            name: party.name.clone(),
            kind: party.kind,
            country: party.country.clone(),
            also: party
                .also
                .iter()
                .cloned()
                .chain(settings.alias.iter().filter(|alias| alias.of == party.name).map(|alias| alias.name.clone()))
                .collect(),
        })
        .collect();
    // An alias of a body that only a word pack knows: the entries fold together by name.
    let own = |name: &str| settings.party.iter().any(|party| party.name == name);
    parties.extend(settings.alias.iter().filter(|alias| !own(&alias.of)).map(|alias| rollcall_resolve::Party {
        name: alias.of.clone(),
        kind: None,
        country: None,
        also: vec![alias.name.clone()],
    }));
    parties.extend(crate::words_of_packs::parties(lexicon));
    rollcall_resolve::Settings { parties, ranks: crate::words_of_packs::ranks(lexicon) }
}
