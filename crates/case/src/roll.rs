//! The roll: one row for each participation among the case's entities.
//!
//! The main functions are [`rows`], and [`rows_again`] after a decision.

use rollcall_model::claim::{Anchor, Basis, State};
use rollcall_model::date::Edtf;
use rollcall_model::entity::{Entities, Entity, PropertyValue};
use rollcall_model::finding::Finding;
use rollcall_model::id::{ClaimId, EntityId, FindingId};
use rollcall_model::ontology::kinds;
use rollcall_model::roll::{RollEngagement, RollParty, RollRow};
use rollcall_model::view::StatedClaim;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// All rows, by date, engagement, participant and role.
pub fn rows(entities: &Entities, claims: &BTreeMap<ClaimId, StatedClaim>, findings: &[Arc<Finding>]) -> Vec<Arc<RollRow>> {
    rows_of(entities.values(), entities, claims, &findings_by_claim(findings))
}

/// The same after some things are others: only engagements are listed anew that are others themselves, or of which a
/// participation or a participant is, or of which a row has other findings.
pub fn rows_again(
    before: &[Arc<RollRow>],
    old: &Entities,
    entities: &Entities,
    claims: &BTreeMap<ClaimId, StatedClaim>,
    findings: &[Arc<Finding>],
) -> Vec<Arc<RollRow>> {
    let same = |id: &EntityId| match (old.get(id), entities.get(id)) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
        (one, other) => one.is_none() && other.is_none(),
    };
    let resting = findings_by_claim(findings);
    let stays = |row: &&Arc<RollRow>| {
        let things = same(&row.id) && same(&row.engagement.id) && same(&row.participant.id);
        things && resting_on(row.statements.iter(), &resting) == row.findings
    };
    let listed = before.iter().filter(|row| !stays(row));
    let anew = entities.values().filter(|entity| entity.kind == kinds::PARTICIPATION && !same(&entity.id));
    let touched: BTreeSet<&EntityId> =
        listed.map(|row| &row.engagement.id).chain(anew.filter_map(|entity| entity.linked("engagement"))).collect();
    let of_touched = entities.values().filter(|entity| entity.linked("engagement").is_some_and(|id| touched.contains(id)));
    let mut rows: Vec<Arc<RollRow>> = before.iter().filter(|row| !touched.contains(&row.engagement.id)).cloned().collect();
    rows.extend(rows_of(of_touched, entities, claims, &resting));
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    rows
}

/// Rows of some participations: of an engagement, all or none.
fn rows_of<'e>(
    these: impl Iterator<Item = &'e Arc<Entity>>,
    entities: &Entities,
    claims: &BTreeMap<ClaimId, StatedClaim>,
    resting: &Resting<'_>,
) -> Vec<Arc<RollRow>> {
    let mut rows: Vec<RollRow> = these
        .filter(|entity| entity.kind == kinds::PARTICIPATION)
        .filter_map(|entity| row(entity, entities, claims, resting))
        .collect();
    let hosts = hosts(&rows);
    for row in &mut rows {
        if let Some(names) = hosts.get(&row.engagement.id) {
            row.engagement.host = names.clone();
        }
    }
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    rows.into_iter().map(Arc::new).collect()
}

fn key(row: &RollRow) -> (bool, Option<&Edtf>, &str, &EntityId, &str, &str, &EntityId) {
    let engagement = &row.engagement;
    (
        engagement.date.is_none(),
        engagement.date.as_ref(),
        &engagement.name,
        &engagement.id,
        &row.participant.name,
        &row.role,
        &row.id,
    )
}

/// Which findings rest on a claim.
type Resting<'f> = HashMap<&'f ClaimId, Vec<&'f FindingId>>;

fn findings_by_claim(findings: &[Arc<Finding>]) -> Resting<'_> {
    let mut map = Resting::new();
    for finding in findings {
        for claim in finding.proofs.iter().flat_map(|proof| proof.claims()) {
            let ids = map.entry(claim).or_default();
            if ids.last() != Some(&&finding.id) {
                ids.push(&finding.id);
            }
        }
    }
    map
}

/// Names of those whose rows say that they hosted, and of the hosts that the engagement itself names.
fn hosts(rows: &[RollRow]) -> BTreeMap<EntityId, Vec<String>> {
    let mut hosts: BTreeMap<EntityId, Vec<String>> = BTreeMap::new();
    for row in rows {
        let names = hosts.entry(row.engagement.id.clone()).or_insert_with(|| row.engagement.host.clone());
        if row.role == "host" && !names.contains(&row.participant.name) {
            names.push(row.participant.name.clone());
        }
    }
    for names in hosts.values_mut() {
        names.sort();
    }
    hosts
}

fn row(
    entity: &Entity,
    entities: &Entities,
    claims: &BTreeMap<ClaimId, StatedClaim>,
    resting: &Resting<'_>,
) -> Option<RollRow> {
    let engagement = entities.get(entity.linked("engagement")?)?;
    let party = entities.get(entity.linked("party")?)?;
    let own = entity.claims();
    let statements: Vec<ClaimId> = own.iter().map(|id| (*id).clone()).collect();
    let anchors = anchors(&own, claims);
    let basis = own.iter().filter_map(|id| claims.get(id)).map(|stated| stated.claim.basis).min().unwrap_or(Basis::Read);
    let findings = resting_on(own.iter().copied(), resting);
    Some(RollRow {
        id: entity.id.clone(),
        engagement: engagement_of(engagement),
        participant: party_of(party),
        acts_for: best(entity.values("actedFor")),
        role: best(entity.values("role"))?,
        capacity: best(entity.values("capacity")),
        mode: best(entity.values("mode")).unwrap_or_else(|| "not stated".into()),
        certainty: best(entity.values("certainty")).unwrap_or_else(|| "stated".into()),
        named: best(entity.values("named")).as_deref() != Some("false"),
        rank: best(entity.values("rank")),
        post: best(entity.values("post")),
        state: entity.state,
        basis,
        statements,
        findings,
        anchors,
    })
}

/// The findings that rest on any of some claims, sorted.
fn resting_on<'c>(claims: impl Iterator<Item = &'c ClaimId>, resting: &Resting<'_>) -> Vec<FindingId> {
    let mut findings: Vec<FindingId> = claims.filter_map(|id| resting.get(id)).flatten().map(|id| (*id).clone()).collect();
    findings.sort();
    findings.dedup();
    findings
}

/// The words, those that say who took part in what before those that only add a rank or a post.
fn anchors(own: &[&ClaimId], claims: &BTreeMap<ClaimId, StatedClaim>) -> Vec<Anchor> {
    let adds = |property: &str| !["party", "engagement", "role"].contains(&property);
    let mut anchors: Vec<(bool, &Anchor)> = own
        .iter()
        .filter_map(|id| claims.get(id))
        .map(|stated| (adds(&stated.claim.property), &stated.claim.anchor))
        .collect();
    anchors.sort();
    let mut seen = BTreeSet::new();
    anchors.into_iter().map(|(_, anchor)| anchor).filter(|anchor| seen.insert(*anchor)).cloned().collect()
}

fn party_of(party: &Entity) -> RollParty {
    let country = best(party.values("country")).or_else(|| best(party.values("iso")));
    RollParty { id: party.id.clone(), name: party.name.clone(), kind: party.kind, country }
}

fn engagement_of(engagement: &Entity) -> RollEngagement {
    let mut host: Vec<String> = engagement.values("host").iter().map(|value| value.value.words().to_string()).collect();
    host.sort();
    host.dedup();
    RollEngagement {
        id: engagement.id.clone(),
        kind: engagement.kind,
        name: engagement.name.clone(),
        forum: best(engagement.values("forum")),
        date: date_of(engagement),
        place: best(engagement.values("place")),
        host,
        status: status_of(engagement),
    }
}

/// The value that most speaks for: the best state, then most claims, then its words.
fn best(values: &[PropertyValue]) -> Option<String> {
    values
        .iter()
        .max_by_key(|value| {
            (
                value.state.exists(),
                value.state == State::Accepted,
                value.claims.len(),
                std::cmp::Reverse(value.value.words()),
            )
        })
        .map(|value| value.value.words().to_string())
}

/// What became of an engagement: the strongest thing that a source says, a report before a calendar.
pub fn status_of(engagement: &Entity) -> String {
    let values = engagement.values("status");
    let said = |status: &&str| values.iter().any(|value| value.state.exists() && value.value.words() == *status);
    ["held", "denied", "cancelled", "postponed", "scheduled"]
        .iter()
        .find(|status| said(status))
        .unwrap_or(&"held")
        .to_string()
}

/// One date for lists: the most exact that a source gives, `start/end` where both are known.
pub fn date_of(engagement: &Entity) -> Option<Edtf> {
    let dates = |property: &str| {
        let mut found: Vec<(State, Edtf)> = engagement
            .values(property)
            .iter()
            .filter(|value| value.state.exists())
            .filter_map(|value| Some((value.state, Edtf::parse(value.value.words()).ok()?)))
            .collect();
        found.sort_by_key(|(state, date)| (*state != State::Accepted, width(date), date.clone()));
        found.into_iter().next().map(|(_, date)| date)
    };
    if let Some(date) = dates("date") {
        return Some(date);
    }
    match (dates("startDate"), dates("endDate")) {
        (Some(start), Some(end)) => Edtf::parse(&format!("{start}/{end}")).ok().or(Some(start)),
        (start, end) => start.or(end),
    }
}

/// How many days a date leaves open; an unknown end leaves all.
fn width(date: &Edtf) -> (bool, i32) {
    let days = date.earliest_start().zip(date.latest_end()).map_or(i32::MAX, |(start, end)| end.0 - start.0);
    (date.is_vague(), days)
}
