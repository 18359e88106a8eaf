//! A case of which files are taken out, resolved from what was kept: the same as resolving what is left.

#[path = "made_up/mod.rs"]
mod made_up;

use made_up::{Chance, MadeUp, Size};
use rollcall_model::claim::{Claim, State};
use rollcall_model::entity::{Join, JoinStatus};
use rollcall_model::id::{EntityId, JoinId, MentionId};
use rollcall_resolve::{
    Book, Changed, Clusters, Decided, Decides, Joins, Kept, Of, Resolution, Said, cluster, decided_joins, engagement_blocks,
    entities, entities_again, join_block, party_blocks, tidy, weigh, without,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Cases that are looked at; four hundred were once, in which six thousand joins fell.
const CASES: u64 = 12;

type Pins = BTreeMap<MentionId, EntityId>;
type ById = BTreeMap<JoinId, Join>;

/// All steps, as a case takes them.
fn resolve(claims: &[&Claim], book: &Book, decided: &Decided, pins: &Pins) -> (ById, Clusters) {
    let joins: Vec<Join> = party_blocks(claims, &[], book).iter().flat_map(join_block).collect();
    let mut joins = weigh(tidy(joins), claims, &[]);
    let parties = cluster(claims, &joins, decided, pins);
    joins.extend(engagement_blocks(claims, &[], &parties).iter().flat_map(join_block));
    let mut joins = tidy(joins);
    joins.extend(decided_joins(claims, decided));
    let joins = weigh(tidy(joins), claims, &[]);
    let clusters = cluster(claims, &joins, decided, pins);
    (joins.into_iter().map(|join| (join.id.clone(), join)).collect(), clusters)
}

/// What people decided: some proposals accepted, some joins cut, some links merged.
fn decisions(joins: &ById, claims: &[&Claim], chance: &mut Chance) -> Decided {
    let mut decided = Decided::default();
    for join in joins.values() {
        match join.status {
            JoinStatus::Proposed if chance.percent(20) => decided.merged.push((join.a.clone(), join.b.clone())),
            JoinStatus::Made if chance.percent(5) => decided.split.push((join.a.clone(), join.b.clone())),
            _ => {}
        }
    }
    for _ in 0..3 {
        let (one, other) = (*chance.pick(claims), *chance.pick(claims));
        if one.kind == other.kind && one.mention != other.mention {
            let (one, other) = (one.mention.clone(), other.mention.clone());
            decided.merged.push((one.clone().min(other.clone()), one.max(other)));
        }
    }
    decided
}

/// Of what people decided that of which both ends are there.
fn rest_of(decided: &Decided, claims: &[&Claim]) -> Decided {
    let there: BTreeSet<&MentionId> = claims.iter().map(|claim| &claim.mention).collect();
    let mut rest = decided.clone();
    let both = |pair: &(MentionId, MentionId)| there.contains(&pair.0) && there.contains(&pair.1);
    rest.merged.retain(both);
    rest.split.retain(both);
    rest
}

/// Takes claims away from some files and holds what follows against resolving the rest; whether it could be followed. `mended` counts
/// things that were made of what they were before.
fn follows(made: &MadeUp, chance: &mut Chance, number: u64, mended: &mut usize) -> bool {
    let (book, none) = (made.book(), Pins::new());
    let all: Vec<&Claim> = made.claims.iter().collect();
    let (first, _) = resolve(&all, &book, &Decided::default(), &none);
    let decided = if number.is_multiple_of(2) { decisions(&first, &all, chance) } else { Decided::default() };
    let (joins, clusters) = resolve(&all, &book, &decided, &none);
    let of = Of { claims: &all, sources: &[], book: &book, pins: &none };
    let shared = joins.iter().map(|(id, join)| (id.clone(), Arc::new(join.clone()))).collect();
    let kept = Kept::new(of, &|_| decided.clone(), (&shared, &clusters), decided.clone());
    let documents = made.documents();
    let gone: BTreeSet<&String> = (0..=chance.below(3)).map(|_| chance.pick(&documents)).collect();
    // Of every third case only a part of the claims goes.
    let part = number.is_multiple_of(3);
    let goes = |at: usize, claim: &Claim| gone.contains(&claim.anchor.source) && (!part || at.is_multiple_of(2));
    let rest: Vec<&Claim> =
        all.iter().enumerate().filter(|(at, claim)| !goes(*at, claim)).map(|(_, claim)| *claim).collect();
    let left = rest_of(&decided, &rest);
    let pins: Pins = clusters.iter().flat_map(|(id, of)| of.iter().map(|mention| (mention.clone(), id.clone()))).collect();
    let expected = resolve(&rest, &book, &left, &pins);
    let files: BTreeSet<String> =
        all.iter().filter(|claim| gone.contains(&claim.anchor.source)).map(|claim| claim.anchor.sha256.clone()).collect();
    let mentions =
        all.iter().filter(|claim| files.contains(&claim.anchor.sha256)).map(|claim| claim.mention.clone()).collect();
    let mut by_mention: BTreeMap<&MentionId, Vec<&Claim>> = BTreeMap::new();
    let mut by_target: BTreeMap<&MentionId, Vec<&Claim>> = BTreeMap::new();
    for claim in &rest {
        by_mention.entry(&claim.mention).or_default().push(claim);
        by_target.entry(claim.value.link().unwrap_or(&claim.mention)).or_default().push(claim);
    }
    let pointing = |target: &MentionId| by_target.get(target).into_iter().flatten().copied();
    let found = kept.change(
        &clusters,
        Changed {
            files: &files,
            claims: &|file| rest.iter().filter(|claim| claim.anchor.sha256 == file).copied().collect(),
            mentions: &mentions,
            of: &|mention| by_mention.get(mention).cloned().unwrap_or_default(),
            pointing_at: &|target| pointing(target).filter(|claim| claim.value.link() == Some(target)).collect(),
            sources: &[],
            book: &book,
        },
        Decides { parties: &|_| left.clone(), all: &|_| left.clone() },
    );
    let Some(found) = found else { return false };
    let mut now = joins.clone();
    for (id, join) in &found.joins {
        match join {
            Some(join) => now.insert(id.clone(), join.as_ref().clone()),
            None => now.remove(id),
        };
    }
    for (id, join) in &expected.0 {
        assert_eq!(now.get(id), Some(join), "case {number}: {gone:?}");
    }
    assert_eq!(now.len(), expected.0.len(), "case {number}: {gone:?}");
    assert_eq!(found.clusters.redirects, expected.1.redirects, "case {number}: {gone:?}");
    let list = |clusters: &Clusters| -> Vec<(EntityId, Vec<MentionId>)> {
        clusters.iter().map(|(id, members)| (id.clone(), members.to_vec())).collect()
    };
    assert_eq!(list(&found.clusters), list(&expected.1), "case {number}: {gone:?}");
    for mention in rest.iter().map(|claim| &claim.mention) {
        assert_eq!(found.clusters.entity(mention), expected.1.entity(mention));
    }
    let said = Said {
        of: &|mention| by_mention.get(mention).cloned().unwrap_or_default(),
        pointing_at: &|target| pointing(target).filter(|claim| claim.value.link() == Some(target)).collect(),
    };
    let things = |claims: &[&Claim], clusters, joins: &ById| {
        let every: Vec<&Join> = joins.values().collect();
        entities(claims, Resolution { clusters, joins: Joins::All(&every), state: &|_| State::Proposed, book: &book })
    };
    let whole = things(&all, &clusters, &joins);
    let around: Vec<&Join> = found.around.iter().map(AsRef::as_ref).collect();
    let lost = |id: &JoinId| found.joins.get(id).is_some_and(Option::is_none);
    let others = |id: &EntityId| found.touched.contains(id) && !found.fewer.contains_key(id);
    let anew = Joins::Again { known: &whole, of: &others, joins: &around, lost: &lost };
    let by = Resolution { clusters: &found.clusters, joins: anew, state: &|_| State::Proposed, book: &book };
    let (mut known, mut touched) = (whole.clone(), found.touched.clone());
    for (id, gone) in &found.fewer {
        let gone: Vec<&Claim> = all.iter().filter(|claim| gone.contains(&claim.mention)).copied().collect();
        if let Some(thing) = without(&whole[id], &gone, &lost, &|_| State::Proposed) {
            touched.remove(id);
            known.insert(id.clone(), Arc::new(thing));
            *mended += 1;
        }
    }
    let again = entities_again(known, touched, said, by);
    assert!(again == things(&rest, &expected.1, &expected.0), "case {number}: things of {gone:?}");
    let lists = [list(&clusters), list(&found.clusters)].map(|list| list.into_iter().collect::<BTreeMap<_, _>>());
    for id in lists[0].keys().chain(lists[1].keys()).filter(|id| lists[0].get(*id) != lists[1].get(*id)) {
        assert!(found.touched.contains(id), "case {number}: {id} is another");
    }
    true
}

#[test]
fn without_some_files_a_case_is_resolved_as_if_they_had_never_been() {
    let (mut followed, mut mended) = (0, 0);
    for number in 0..CASES {
        let made = MadeUp::new(number, Size { people: 25, engagements: 25 });
        followed += u64::from(follows(&made, &mut Chance::new(number + 100), number, &mut mended));
    }
    assert_eq!(followed, CASES, "every change could be followed");
    assert!(mended > 0, "things that only lost mentions are mended");
}
