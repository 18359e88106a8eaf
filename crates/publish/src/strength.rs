//! What words rest on: how many independent origins, and whether nobody but an interested party's media say it.
//!
//! The main function is [`basis`]. Media that one party controls, speaking of another party, are one origin together and
//! never add to what others say: that is no corroboration. [`may_be_told_first`] says what may stand on the first page, in
//! a feed or in what a search shows.

use crate::places::fold;
use crate::say::Say;
use crate::site::{Site, came};
use crate::words;
use rollcall_model::claim::{Anchor, State};
use rollcall_model::entity::{Entity, PropertyValue};
use rollcall_model::finding::{Certainty, Finding, Proof};
use rollcall_model::id::EntityId;
use rollcall_model::roll::RollRow;
use rollcall_model::source::{Credit, origins_of};
use std::collections::BTreeSet;

/// What some words rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Basis {
    /// Independent origins. Media of interested parties count as one, and only where nobody else says it.
    pub origins: usize,
    /// Whose media these are, where nobody else says it.
    pub media_of: Vec<String>,
}

/// The names of a party: any of them may stand in what is said of a source.
type Names = BTreeSet<String>;

/// What the words of some anchors rest on, when they are about some parties.
pub(crate) fn basis<'a>(site: &Site<'_>, anchors: impl IntoIterator<Item = &'a Anchor>, about: &[Names]) -> Basis {
    let mut others: Vec<Credit<'_>> = Vec::new();
    let mut media: BTreeSet<String> = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for anchor in anchors {
        // Words of one place of one file have one credit; a text without pages may still have parts.
        let start = (anchor.row.is_none() && anchor.page.is_none()).then_some(anchor.start);
        if !seen.insert((&anchor.source, anchor.row, anchor.page, start)) {
            continue;
        }
        let Some(source) = site.view.source(&anchor.source) else { continue };
        let credit = source.credit(anchor);
        match credit.controlled_by().filter(|by| is_of_another(by, about)) {
            Some(by) => {
                media.insert(by.to_string());
            }
            None => others.push(credit),
        }
    }
    match others.is_empty() {
        true => Basis { origins: usize::from(!media.is_empty()), media_of: media.into_iter().collect() },
        false => Basis { origins: origins_of(others), media_of: Vec::new() },
    }
}

/// Whether a source is controlled by a party other than the one that its words are about. Words about several parties are
/// an own matter of none of them.
fn is_of_another(by: &str, about: &[Names]) -> bool {
    let by = fold(by.trim());
    !about.is_empty() && !about.iter().all(|names| names.contains(&by))
}

fn names(entity: &Entity) -> Names {
    let all = ["name", "alias", "acronym"].iter().flat_map(|property| entity.values(property));
    all.map(|value| fold(value.value.words().trim())).chain([fold(&entity.name)]).collect()
}

/// The names of a row's participant, and of whom it acted for.
fn about_row(site: &Site<'_>, row: &RollRow) -> Vec<Names> {
    let mut own: Names = [fold(&row.participant.name)].into();
    own.extend(site.view.entities().get(&row.participant.id).map(|entity| names(entity)).unwrap_or_default());
    own.extend(row.acts_for.iter().map(|party| fold(party)));
    vec![own]
}

/// The parties that a thing is about.
pub(crate) fn subjects(entity: &Entity) -> Vec<&EntityId> {
    let properties: &[&str] = match entity.kind.as_str() {
        "Measure" | "Sanction" | "Designation" => &["target"],
        "Perpetration" | "Stance" | "Obligation" | "ForumRole" | "Participation" => &["party"],
        "Tenure" => &["person"],
        "Supply" => &["supplier", "recipient"],
        "Ownership" => &["owner", "asset"],
        "Directorship" => &["director", "organization"],
        "Representation" => &["agent", "client"],
        "Commands" => &["commander", "commanded"],
        "PartOf" => &["part", "whole"],
        "ReportsTo" => &["lower", "upper"],
        "Recommendation" => &["addressee"],
        _ => &[],
    };
    let values = properties.iter().flat_map(|property: &&str| entity.values(property));
    values.filter_map(|value| value.value.entity()).collect()
}

/// What a row of the roll rests on.
pub(crate) fn of_row(site: &Site<'_>, row: &RollRow) -> Basis {
    basis(site, row.anchors(), &about_row(site, row))
}

/// What a thing rests on.
pub(crate) fn of_thing(site: &Site<'_>, entity: &Entity) -> Basis {
    let about = parties(site, subjects(entity));
    let claims = entity.claims().into_iter().filter_map(|id| site.claim(id));
    basis(site, claims.map(|claim| claim.claim.anchor.as_ref()), &about)
}

/// What one value of a thing rests on; of a party it is about that party.
pub(crate) fn of_value(site: &Site<'_>, entity: &Entity, value: &PropertyValue) -> Basis {
    let about: Vec<Names> = match entity.kind.is_party() {
        true => vec![names(entity)],
        false => parties(site, subjects(entity)),
    };
    let claims = value.claims.iter().filter_map(|id| site.claim(id));
    basis(site, claims.map(|claim| claim.claim.anchor.as_ref()), &about)
}

fn parties(site: &Site<'_>, ids: Vec<&EntityId>) -> Vec<Names> {
    ids.into_iter().filter_map(|id| site.view.entities().get(id)).map(|entity| names(entity)).collect()
}

/// What a finding rests on: the count of its rule, less what interested parties' media would add.
pub(crate) fn of_finding(site: &Site<'_>, finding: &Finding) -> Basis {
    let parties = finding.entities.iter().filter_map(|id| site.view.entities().get(id));
    let about: Vec<Names> = parties.filter(|entity| entity.kind.is_party()).map(|entity| names(entity)).collect();
    let found = basis(site, finding.proofs.iter().flat_map(Proof::anchors), &about);
    Basis { origins: found.origins.clamp(1, finding.origins.max(1)), ..found }
}

/// What stands in front of a sentence that nobody but an interested party's media say.
pub(crate) fn media_say(say: Say, basis: &Basis) -> Option<String> {
    let of = words::names(say, &basis.media_of)?;
    Some(say.with("media-say", [("names", of.into())]))
}

/// Whether a row may stand on the first page: it was held, a source states it, nobody disputes it, and two independent
/// origins say so.
pub(crate) fn may_be_told_first(site: &Site<'_>, row: &RollRow) -> bool {
    let undisputed = matches!(row.state, State::Accepted | State::Proposed);
    came(row) && undisputed && row.certainty == "stated" && of_row(site, row).origins > 1
}

/// Whether a finding's sentence may stand in what a search shows, by the same rule.
pub(crate) fn may_be_shown_in_search(site: &Site<'_>, finding: &Finding) -> bool {
    let mut claims = finding.proofs.iter().flat_map(Proof::claims).filter_map(|id| site.claim(id));
    finding.certainty == Certainty::Certain
        && of_finding(site, finding).origins > 1
        && !claims.any(|claim| claim.state == State::Disputed)
}
