//! Which sources are independent, and what still stands without each.
//!
//! The main functions are [`origins`] and [`without`].

use super::Target;
use super::copy::Copy;
use crate::assemble::Built;
use crate::cache::Cache;
use rollcall_model::claim::Anchor;
use rollcall_model::id::FindingId;
use rollcall_model::problem::Problem;
use rollcall_model::source::{Credit, origins_of};
use rollcall_model::view::View;
use rollcall_publish::report::dossier::{Document, Origin, Without};
use std::collections::{BTreeMap, BTreeSet};

/// For so many origins it is worked out what follows without each: every one is the whole case anew.
const MOST: usize = 40;

/// Documents in groups that count once, each with the files of its documents.
pub(super) struct Groups {
    /// For readers.
    pub origins: Vec<Origin>,
    /// Paths of files, group by group.
    files: Vec<BTreeSet<String>>,
}

/// The documents in which some words stand, in groups that count once.
pub(super) fn origins<'a>(copy: &Copy, anchors: impl IntoIterator<Item = &'a Anchor>) -> Groups {
    let view = copy.built.private();
    let credits = anchors.into_iter().filter_map(|anchor| Some(view.source(&anchor.source)?.credit(anchor)));
    let documents: BTreeMap<(&str, String), Credit<'_>> =
        credits.map(|credit| ((credit.source.path.as_str(), credit.title()), credit)).collect();
    let mut groups: Vec<Vec<Credit<'_>>> = Vec::new();
    for credit in documents.into_values() {
        let mut group = vec![credit];
        // Whatever rests on the same thing as one of them is one with all of them.
        let apart = |known: &Vec<Credit<'_>>| origins_of(known.iter().copied().chain([credit])) > 1;
        let (stay, join): (Vec<_>, Vec<_>) = groups.into_iter().partition(apart);
        group.extend(join.into_iter().flatten());
        groups = stay;
        groups.push(group);
    }
    let document = |credit: &Credit<'_>| Document {
        file: copy.shown(&credit.source.path),
        title: copy.shown(&credit.title()),
        rests_on: credit.rests_on().iter().map(|origin| copy.shown(origin)).collect(),
        controlled_by: credit.controlled_by().map(|by| copy.shown(by)),
    };
    let mut all: Vec<(Origin, BTreeSet<String>)> = groups
        .iter()
        .map(|group| {
            let mut documents: Vec<Document> = group.iter().map(document).collect();
            documents.sort();
            (Origin { documents }, group.iter().map(|credit| credit.source.path.clone()).collect())
        })
        .collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    let (origins, files) = all.into_iter().unzip();
    Groups { origins, files }
}

/// What follows without the files of each origin.
pub(super) fn without(
    copy: &Copy,
    target: &Target,
    groups: &Groups,
    resting: &BTreeSet<&FindingId>,
    cache: &Cache<'_>,
) -> Result<Vec<Without>, Problem> {
    let one = |files: &BTreeSet<String>| {
        let rest = copy.built.without(files, None, cache)?;
        let fall = rest.difference(&copy.built).fall;
        let falls = fall.iter().filter(|finding| resting.contains(&finding.id)).map(|finding| copy.shown(&finding.says));
        Ok(Without {
            files: files.iter().map(|path| copy.shown(path)).collect(),
            stands: stands(&rest.built, target),
            falls: falls.collect(),
        })
    };
    groups.files.iter().take(MOST).map(one).collect()
}

/// Whether something stands in a case: it is there, made of claims that nobody rejected or took back.
pub(super) fn stands(built: &Built, target: &Target) -> bool {
    let view = built.private();
    match target {
        Target::Gone => false,
        Target::Finding(id) => view.findings.iter().any(|finding| finding.id == *id),
        Target::Claim(id) => view.claims.contains_key(id) && built.state(id).exists(),
        Target::Thing(id) => {
            let entity = built.facts.as_ref().unwrap_or(&view.entities).get(id);
            let is_whole =
                |ends: &[String]| entity.is_some_and(|entity| ends.iter().all(|end| !entity.values(end).is_empty()));
            entity.is_some_and(|entity| !entity.kind.is_link() || is_whole(&entity.kind.info().ends))
        }
    }
}
