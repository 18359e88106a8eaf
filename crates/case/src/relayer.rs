//! Files read again by a newer reader of their format, when a person asks for it, and what that moves.
//!
//! The main function is [`Case::relayer`]. A text once made is kept, so that places in it never move by themselves; a newer
//! reader of a format makes a text of its own beside it, here and nowhere else. The next build reads that one. The last
//! build stays whole until then: it names the text that it was made of.
//!
//! Every claim of the last build is looked for in the new text by its words and what stands around them, as decisions are
//! ([`crate::find`]), so that a person sees what will need another look before anything is built.

use crate::build::{BuildError, ExtractorCommand};
use crate::find::agreement;
use crate::folder::Case;
use crate::inputs::kept_layer;
use crate::words::quote;
use rollcall_archive::{Archive, ArchiveError, Disk, Input, Limits};
use rollcall_extract::parent::Extractor;
use rollcall_extract::{ExtractError, layer_name};
use rollcall_model::claim::{Anchor, Claim, State};
use rollcall_model::id::ClaimId;
use rollcall_model::layer::{CodePoints, Layer};
use rollcall_model::problem::Problem;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What reading again did.
#[derive(Debug, Default, Serialize)]
pub struct RelayerReport {
    /// The files that have a new text.
    pub made: Vec<Relayered>,
    /// Claims whose words stand elsewhere or nowhere now, by file and place.
    pub moved: Vec<Moved>,
    /// Files that were to be read again and could not: they keep their text.
    pub problems: Vec<Problem>,
}

/// A file with a new text.
#[derive(Debug, Serialize)]
pub struct Relayered {
    /// Its path in the case.
    pub source: String,
    /// What its text was made by.
    pub from: String,
    /// What it is made by now.
    pub to: String,
    /// Claims of the last build whose words stand where they stood.
    pub same: usize,
    /// Claims whose words stand elsewhere.
    pub moved: usize,
    /// Claims whose words are not found again, or at several places alike.
    pub lost: usize,
}

/// A claim whose words moved.
#[derive(Debug, Serialize)]
pub struct Moved {
    /// Its file.
    pub source: String,
    /// The claim.
    pub claim: ClaimId,
    /// What people decided of it.
    pub state: State,
    /// Its words.
    pub words: String,
    /// Where they stood, in code points.
    pub start: usize,
    /// Where they stand; nothing where they are not found, or at several places alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<usize>,
}

impl Case {
    /// Reads every file again whose format has a newer reader, and says what moves.
    ///
    /// # Errors
    /// A broken archive, a disk or a lock that refuses, no safe way to open files: texts made until then are kept.
    pub fn relayer(&self, command: &ExtractorCommand) -> Result<RelayerReport, BuildError> {
        let _lock = self.lock()?;
        let last = self.last_build();
        let disk = Disk::new();
        let mut archive = Archive::open(self.root(), &disk).map_err(broken)?;
        let extractor = self.extractor(command);
        let limits = Limits { max_file_bytes: self.settings().limits.max_file_mb << 20 };
        let scan = rollcall_archive::scan(self.root(), &limits);
        let mut report = RelayerReport::default();
        for input in &scan.inputs {
            let Some(entry) = archive.latest(&input.path) else { continue };
            let (sha256, media_type) = (entry.sha256.clone(), entry.media_type.clone().unwrap_or_default());
            let Some(newest) = layer_name(&media_type) else { continue };
            // What the last build was made of, so that a run which was stopped says all when it is run again.
            let built = last.layers.get(&(input.path.clone(), sha256.clone()));
            let old = match built {
                Some(name) => archive.layer(&sha256, name).map_err(broken)?,
                None => kept_layer(&archive, &sha256, &media_type).map_err(broken)?,
            };
            let Some(old) = old.filter(|old| is_older(&old.name, newest)) else { continue };
            match made(&mut archive, &extractor, input, &sha256, &media_type, newest)? {
                Ok(new) => {
                    let claims = last.claims.get(&input.path).map(Vec::as_slice).unwrap_or_default();
                    compare(&input.path, &old, &new, claims, &mut report);
                }
                Err(problem) => report.problems.push(problem),
            }
        }
        Ok(report)
    }

    /// What the last build holds; nothing where nothing was built yet or it cannot be read.
    fn last_build(&self) -> LastBuild {
        let mut last = LastBuild::default();
        let Ok(built) = self.load() else { return last };
        for source in built.inputs.sources.iter() {
            if let Some(layer) = &source.layer {
                last.layers.insert((source.path.clone(), source.sha256.clone()), layer.clone());
            }
        }
        for claim in built.all_claims() {
            let state = built.state(&claim.id);
            last.claims.entry(claim.anchor.source.clone()).or_default().push((claim.clone(), state));
        }
        last
    }
}

/// The last build: of which text each file was read, and its claims with their states, by file.
#[derive(Default)]
struct LastBuild {
    layers: BTreeMap<(String, String), String>,
    claims: BTreeMap<String, Vec<(Arc<Claim>, State)>>,
}

fn broken(error: ArchiveError) -> BuildError {
    BuildError::CannotFinish(error.problems())
}

/// The newest text of a file, made and kept where it is not yet; the inner problem is the file's own.
fn made(
    archive: &mut Archive<'_>,
    extractor: &Extractor,
    input: &Input,
    sha256: &str,
    media_type: &str,
    newest: &str,
) -> Result<Result<Layer, Problem>, BuildError> {
    if let Some(new) = archive.layer(sha256, newest).map_err(broken)? {
        return Ok(Ok(new));
    }
    let bytes = archive.bytes(sha256).map_err(broken)?;
    let name = input.path.rsplit('/').next().unwrap_or(&input.path);
    match extractor.extract(&bytes, media_type, name) {
        Ok(new) => {
            archive.keep_layer(sha256, &new).map_err(broken)?;
            Ok(Ok(new))
        }
        Err(error @ (ExtractError::SandboxMissing { .. } | ExtractError::ExtractorMissing { .. })) => {
            Err(BuildError::CannotFinish(vec![error.problem(&input.path)]))
        }
        Err(error) => Ok(Err(error.problem(&input.path))),
    }
}

/// Whether a text was made by an older version of the same reader. A version is a number.
fn is_older(kept: &str, newest: &str) -> bool {
    let number = |name: &str| name.split_once('/').and_then(|(_, version)| version.parse::<u32>().ok());
    let extractor = |name: &str| name.split_once('/').map(|(extractor, _)| extractor.to_string());
    extractor(kept) == extractor(newest) && number(kept) < number(newest)
}

fn compare(source: &str, old: &Layer, new: &Layer, claims: &[(Arc<Claim>, State)], report: &mut RelayerReport) {
    let (then, now) = (CodePoints::new(&old.text), CodePoints::new(&new.text));
    let mut counts =
        Relayered { source: source.to_string(), from: old.name.clone(), to: new.name.clone(), same: 0, moved: 0, lost: 0 };
    let mut places: BTreeMap<(usize, usize), Option<usize>> = BTreeMap::new();
    let mut seen: BTreeSet<&ClaimId> = BTreeSet::new();
    let mut found = Vec::new();
    for (claim, state) in claims {
        let anchor = &claim.anchor;
        if anchor.layer != old.name || !seen.insert(&claim.id) {
            continue;
        }
        let at = *places.entry((anchor.start, anchor.end)).or_insert_with(|| place(anchor, &then, &now, &new.text));
        match at {
            Some(at) if at == anchor.start => counts.same += 1,
            Some(_) => counts.moved += 1,
            None => counts.lost += 1,
        }
        if at != Some(anchor.start) {
            found.push(Moved {
                source: source.to_string(),
                claim: claim.id.clone(),
                state: *state,
                words: anchor.text.clone(),
                start: anchor.start,
                now: at,
            });
        }
    }
    found.sort_by(|a, b| a.start.cmp(&b.start).then_with(|| a.claim.cmp(&b.claim)));
    report.moved.extend(found);
    report.made.push(counts);
}

/// The most places of the same words that are looked at.
const MAX_PLACES: usize = 10_000;

/// Where a claim's words stand in a new text: the only place, else the one around which most is as it was.
fn place(anchor: &Anchor, then: &CodePoints<'_>, now: &CodePoints<'_>, text: &str) -> Option<usize> {
    if anchor.text.is_empty() {
        return None;
    }
    let seen = quote(anchor, Some(then));
    let length = anchor.end - anchor.start;
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (byte, _) in text.match_indices(&anchor.text).take(MAX_PLACES) {
        let start = now.code_point(byte);
        let there = Anchor { start, end: start + length, ..anchor.clone() };
        places.push((agreement(&there, &seen, now), start));
    }
    let best = places.iter().map(|(agrees, _)| *agrees).max()?;
    let mut nearest = places.iter().filter(|(agrees, _)| *agrees == best).map(|(_, start)| *start);
    let first = nearest.next()?;
    nearest.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_newer_version_of_the_same_reader_is_newer() {
        for (kept, newest, expected) in [
            ("html/1", "html/2", true),
            ("html/2", "html/2", false),
            ("html/3", "html/2", false),
            ("html/9", "html/10", true),
            ("text/1", "html/2", false),
        ] {
            assert_eq!(is_older(kept, newest), expected, "{kept} {newest}");
        }
    }
}
