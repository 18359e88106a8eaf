//! `verify`: whether everything is what it says it is.
//!
//! The main functions are [`case`], which re-hashes files, texts, log, build, index and editions, holds every claim's
//! words against its file and has every finding and its proofs gone through a second time, and [`site`], which checks a published folder
//! against its own list. Anything found is wrong evidence or output: exit code 1.

use crate::build::{ExtractorCommand, MANIFEST, changed_files};
use crate::folder::Case;
use rollcall_model::claim::{Anchor, Claim};
use rollcall_model::layer::CodePoints;
use rollcall_model::problem::Problem;
use rollcall_model::view::View;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Everything that is wrong with a case; `command` opens the pictures that people drew boxes on.
///
/// # Errors
/// When the case cannot be opened at all.
pub fn case(case: &Case, command: &ExtractorCommand) -> Result<Vec<Problem>, Vec<Problem>> {
    let mut found = rollcall_archive::verify(case.root());
    found.extend(check_build(case));
    if case.index_dir().exists() {
        let checked = rollcall_store::Store::verify(&case.index_dir());
        let place = case.index_dir().display().to_string();
        found.extend(
            checked.unwrap_or_else(|error| {
                vec![Problem::new(place, "changed", error.to_string()).hint("build the case again")]
            }),
        );
    }
    if found.is_empty() && case.build_dir().exists() {
        let built = case.load()?;
        found.extend(check_words(&built));
        found.extend(check_boxes(case, &built, command));
        found.extend(built.check_findings());
        found.extend(built.needs_another_look().iter().cloned());
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn check_build(case: &Case) -> Vec<Problem> {
    let manifest = case.build_dir().join(MANIFEST);
    match fs::read_to_string(&manifest) {
        Ok(text) => changed_files(&case.build_dir(), &text),
        Err(_) if !case.build_dir().exists() => Vec::new(),
        Err(error) => {
            vec![Problem::new(manifest.display().to_string(), "missing", error.to_string()).hint("build the case again")]
        }
    }
}

/// Every claim's words against the text of its file.
fn check_words(built: &crate::assemble::Built) -> Vec<Problem> {
    let texts: BTreeMap<&str, CodePoints<'_>> =
        built.inputs.texts.iter().map(|(path, text)| (path.as_str(), CodePoints::new(text))).collect();
    let holds = |anchor: &Anchor| texts.get(anchor.source.as_str()).is_some_and(|text| anchor.holds(text));
    built
        .all_claims()
        .filter(|claim| claim.anchor.seen().is_none() && !holds(&claim.anchor))
        .map(|claim| {
            let place = format!("{} {}", claim.anchor.source, claim.id);
            Problem::new(place, "words-changed", "the words of this claim do not stand there").hint("build the case again")
        })
        .collect()
}

/// Every box of a picture: the file has the bytes that were looked at, and the box lies on its page.
fn check_boxes(case: &Case, built: &crate::assemble::Built, command: &ExtractorCommand) -> Vec<Problem> {
    let mut pages: BTreeMap<(&str, usize), Result<[i64; 2], Problem>> = BTreeMap::new();
    let mut found = Vec::new();
    for claim in built.all_claims().filter(|claim| claim.anchor.seen().is_some()) {
        let anchor = &claim.anchor;
        let page = anchor.page.unwrap_or_default();
        let size = pages.entry((anchor.source.as_str(), page)).or_insert_with(|| {
            let source = built.private().source(&anchor.source).filter(|source| source.sha256 == anchor.sha256);
            let source = source.ok_or_else(|| Problem::new(&anchor.source, "changed", "another file was looked at"))?;
            case.picture(source, page, command).map(|picture| picture.size)
        });
        match size {
            Ok(size) if lies_on(anchor, *size) => {}
            Ok(_) => found.push(box_off_page(claim)),
            Err(problem) => found.push(problem.clone()),
        }
    }
    found
}

fn lies_on(anchor: &Anchor, size: [i64; 2]) -> bool {
    let [left, top, right, bottom] = anchor.rect.unwrap_or_default();
    0 <= left && left < right && right <= size[0] && 0 <= top && top < bottom && bottom <= size[1]
}

fn box_off_page(claim: &Claim) -> Problem {
    Problem::new(format!("{} {}", claim.anchor.source, claim.id), "box-off-page", "the box of this claim leaves its page")
        .hint("take the decision back, and draw the box again")
}

/// Everything that is wrong with a published folder.
///
/// # Errors
/// When it is no such folder.
pub fn site(folder: &Path) -> Result<Vec<Problem>, Vec<Problem>> {
    let place = folder.display().to_string();
    let text = fs::read_to_string(folder.join(MANIFEST)).map_err(|_| {
        vec![
            Problem::new(&place, "not-verifiable", "this is neither a case nor something that Rollcall published")
                .hint("name such a folder"),
        ]
    })?;
    let mut found = changed_files(folder, &text);
    let listed: BTreeMap<String, String> = serde_json::from_str(&text).unwrap_or_default();
    for path in files_below(folder, folder) {
        if path != MANIFEST && !listed.contains_key(&path) {
            found.push(
                Problem::new(format!("{place}/{path}"), "not-listed", "this file is not in the list")
                    .hint("find out who put it there"),
            );
        }
    }
    Ok(found)
}

fn files_below(root: &Path, folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            files.extend(files_below(root, &path));
        } else if let Ok(inside) = path.strip_prefix(root) {
            files.push(inside.to_string_lossy().replace('\\', "/"));
        }
    }
    files.sort();
    files
}
