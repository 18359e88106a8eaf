//! The roll: one row for each participation among the case's entities.
//!
//! The main functions are [`rows`], and [`rows_again`] after a decision.

use crate::snapshot::Snapshot;
use crate::words::Index;
use rollcall_model::claim::{Anchor, Basis, State};
use rollcall_model::date::Edtf;
use rollcall_model::entity::{Entities, Entity, PropertyValue};
use rollcall_model::finding::Finding;
use rollcall_model::id::{ClaimId, EntityId, FindingId};
use rollcall_model::ontology::kinds;
use rollcall_model::roll::{RollEngagement, RollParty, RollRow};
use rollcall_model::shared::exchange;
use rollcall_model::view::Claims;
use rollcall_resolve::Clusters;
use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// All rows, by date, engagement, participant and role.
pub fn rows(entities: &Entities, claims: &Claims, findings: &[Arc<Finding>]) -> Vec<Arc<RollRow>> {
    let resting = findings_by_claim(findings);
    rows_of(entities.values(), entities, claims, &|_, own| resting_on(own, &resting))
}

/// By what a row is found that something touches.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    /// Which mentions are one.
    pub clusters: &'a Clusters,
    /// The claims, which are the same ones as before.
    pub index: &'a Index<'a>,
}

impl Around<'_> {
    /// Things that point at one by a property: it may be one of several values.
    fn pointing_at(&self, id: &EntityId, property: &str) -> BTreeSet<&EntityId> {
        let claims = self.clusters.members(id).iter().flat_map(|mention| self.index.pointing_at(mention));
        let by_property = claims.filter(|claim| claim.property == property);
        by_property.filter_map(|claim| self.clusters.entity(&claim.mention)).collect()
    }

    /// The thing that a claim is of.
    fn of(&self, claim: &ClaimId) -> Option<&EntityId> {
        self.clusters.entity(&self.index.claim(claim)?.mention)
    }
}

/// The same after some things are others: only engagements are listed anew that are others themselves, or of which a
/// participation or a participant is, or of which a row may have other findings.
pub(crate) fn rows_again(
    before: &Snapshot,
    entities: &Entities,
    claims: &Claims,
    findings: &[Arc<Finding>],
    around: Around<'_>,
) -> Vec<Arc<RollRow>> {
    let (gone, new) = exchanged(&before.findings, findings);
    let told = |findings: &[&Arc<Finding>]| -> BTreeSet<EntityId> {
        let claims = findings.iter().flat_map(|finding| finding.proofs.iter()).flat_map(|proof| proof.claims());
        // Many findings rest on the same claims.
        let claims: BTreeSet<&ClaimId> = claims.collect();
        claims.into_iter().filter_map(|claim| around.of(claim)).cloned().collect()
    };
    let mut touched: BTreeSet<EntityId> = told(&gone).into_iter().chain(told(&new)).collect();
    let others = before.entities.differing(entities).filter(|(_, was, is)| was != is);
    touched.extend(others.map(|(id, ..)| id.clone()));
    let views = [&before.entities, entities];
    let engagements: BTreeSet<&EntityId> = touched.iter().flat_map(|id| engagements_of(id, views, around)).collect();
    // Rows of one engagement stand together, and where they stood follows from what it was.
    let mut stood: Vec<Range<usize>> = engagements
        .iter()
        .filter_map(|id| before.entities.get(*id))
        .map(|engagement| place_of(&before.roll, &engagement_of(engagement)))
        .filter(|place| !place.is_empty())
        .collect();
    stood.sort_by_key(|place| place.start);
    let of_touched: BTreeSet<&EntityId> = engagements
        .iter()
        .flat_map(|id| around.pointing_at(id, "engagement"))
        .filter(|id| engagement_in(id, entities).is_some_and(|engagement| engagements.contains(engagement)))
        .collect();
    let known: HashMap<&EntityId, &RollRow> =
        stood.iter().flat_map(|place| &before.roll[place.clone()]).map(|row| (&row.id, row.as_ref())).collect();
    let all = OnceCell::new();
    let (gone, resting): (BTreeSet<&FindingId>, _) =
        (gone.iter().map(|finding| &finding.id).collect(), findings_by_claim(new));
    let findings_of = |entity: &Entity, own: &[&ClaimId]| match known.get(&entity.id) {
        Some(row) if row.statements.iter().eq(own.iter().copied()) => {
            let stay = row.findings.iter().filter(|id| !gone.contains(id));
            let mut ids: Vec<FindingId> = stay.cloned().chain(resting_on(own, &resting)).collect();
            ids.sort();
            ids.dedup();
            ids
        }
        // A line that was not there, or that more is said of: which findings rest on it is asked of all.
        _ => resting_on(own, all.get_or_init(|| findings_by_claim(findings))),
    };
    let of_touched = of_touched.into_iter().filter_map(|id| entities.get(id));
    let anew = rows_of(of_touched, entities, claims, &findings_of);
    exchange(&before.roll, &stood, anew, |one, other| key(one).cmp(&key(other)))
}

/// Findings that are in the first list and not in the second, and the other way round; one that is told otherwise is in
/// both. Both lists are in the order of findings and share those that are alike.
fn exchanged<'f>(before: &'f [Arc<Finding>], after: &'f [Arc<Finding>]) -> (Vec<&'f Arc<Finding>>, Vec<&'f Arc<Finding>>) {
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    let (mut ones, mut others) = (before.iter().peekable(), after.iter().peekable());
    loop {
        match (ones.peek(), others.peek()) {
            (Some(one), Some(other)) if Arc::ptr_eq(one, other) => _ = (ones.next(), others.next()),
            (Some(one), Some(other)) => match rollcall_reason::order(one, other) {
                Ordering::Less => gone.extend(ones.next()),
                Ordering::Greater => new.extend(others.next()),
                Ordering::Equal => {
                    gone.extend(ones.next());
                    new.extend(others.next());
                }
            },
            (Some(_), None) => gone.extend(ones.next()),
            (None, Some(_)) => new.extend(others.next()),
            (None, None) => return (gone, new),
        }
    }
}

/// The engagement that a participation is in, where it is one.
fn engagement_in<'e>(id: &EntityId, entities: &'e Entities) -> Option<&'e EntityId> {
    let entity = entities.get(id).filter(|entity| entity.kind == kinds::PARTICIPATION)?;
    entity.linked("engagement")
}

/// The engagements whose rows show a thing, as it was and as it is.
fn engagements_of<'e>(id: &'e EntityId, views: [&'e Entities; 2], around: Around<'e>) -> BTreeSet<&'e EntityId> {
    let in_views = |id| views.into_iter().filter_map(move |view| engagement_in(id, view));
    let of_party = around.pointing_at(id, "party").into_iter().flat_map(in_views);
    in_views(id).chain(of_party).chain([id]).collect()
}

/// Where the rows of an engagement stand.
fn place_of(rows: &[Arc<RollRow>], engagement: &RollEngagement) -> Range<usize> {
    let key = engagement_key(engagement);
    let start = rows.partition_point(|row| engagement_key(&row.engagement) < key);
    let len = rows[start..].partition_point(|row| engagement_key(&row.engagement) == key);
    start..start + len
}

/// Rows of some participations: of an engagement, all or none.
fn rows_of<'e>(
    these: impl Iterator<Item = &'e Arc<Entity>>,
    entities: &Entities,
    claims: &Claims,
    findings_of: &dyn Fn(&Entity, &[&ClaimId]) -> Vec<FindingId>,
) -> Vec<Arc<RollRow>> {
    let mut rows: Vec<RollRow> = these
        .filter(|entity| entity.kind == kinds::PARTICIPATION)
        .filter_map(|entity| row(entity, entities, claims, findings_of))
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

/// The order of rows: those of one engagement stand together.
fn key(row: &RollRow) -> (EngagementKey<'_>, &str, &str, &EntityId) {
    (engagement_key(&row.engagement), &row.participant.name, &row.role, &row.id)
}

type EngagementKey<'a> = (bool, Option<&'a Edtf>, &'a str, &'a EntityId);

fn engagement_key(engagement: &RollEngagement) -> EngagementKey<'_> {
    (engagement.date.is_none(), engagement.date.as_ref(), &engagement.name, &engagement.id)
}

/// Which findings rest on a claim.
type Resting<'f> = HashMap<&'f ClaimId, Vec<&'f FindingId>>;

fn findings_by_claim<'f>(findings: impl IntoIterator<Item = &'f Arc<Finding>>) -> Resting<'f> {
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
    claims: &Claims,
    findings_of: &dyn Fn(&Entity, &[&ClaimId]) -> Vec<FindingId>,
) -> Option<RollRow> {
    let engagement = entities.get(entity.linked("engagement")?)?;
    let party = entities.get(entity.linked("party")?)?;
    let own = entity.claims();
    let statements: Vec<ClaimId> = own.iter().map(|id| (*id).clone()).collect();
    let anchors = anchors(&own, claims);
    let basis = own.iter().filter_map(|id| claims.get(id)).map(|stated| stated.claim.basis).min().unwrap_or(Basis::Read);
    let findings = findings_of(entity, &own);
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
fn resting_on(claims: &[&ClaimId], resting: &Resting<'_>) -> Vec<FindingId> {
    let resting = claims.iter().filter_map(|id| resting.get(*id));
    let mut findings: Vec<FindingId> = resting.flatten().map(|id| (*id).clone()).collect();
    findings.sort();
    findings.dedup();
    findings
}

/// The words, those that say who took part in what before those that only add a rank or a post.
fn anchors(own: &[&ClaimId], claims: &Claims) -> Vec<Arc<Anchor>> {
    let adds = |property: &str| !["party", "engagement", "role"].contains(&property);
    let mut anchors: Vec<(bool, &Arc<Anchor>)> = own
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
