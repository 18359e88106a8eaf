//! Cases with known truth, held against what resolving makes of them.

#[path = "figures/mod.rs"]
mod figures;
#[path = "made_up/mod.rs"]
mod made_up;
#[path = "resolved/mod.rs"]
mod resolved;

use figures::{Figures, f1};
use made_up::{Chance, MadeUp, Size};
use resolved::{Resolved, resolve};
use rollcall_model::claim::Claim;
use rollcall_model::id::MentionId;
use rollcall_resolve::{Block, Decided};
use std::collections::{BTreeMap, BTreeSet};

const SMALL: Size = Size { people: 40, engagements: 40 };

fn plain(made: &MadeUp, claims: &[Claim]) -> Resolved {
    resolve(claims, &made.book(), &Decided::default())
}

/// `tests/suite/resolve/baseline.txt`: figures in thousandths that must not fall. Raise a line when its figure rises.
#[test]
fn figures_do_not_fall() {
    let made = MadeUp::new(2, Size { people: 80, engagements: 80 });
    let found = plain(&made, &made.claims);
    let mut fallen = Vec::new();
    for line in include_str!("../../../tests/suite/resolve/baseline.txt").lines().filter(|line| !line.starts_with('#')) {
        let [what, figure, least] = line.split_whitespace().collect::<Vec<_>>()[..] else { panic!("`{line}`: three words") };
        let truth = match what {
            "people" => &made.people,
            "bodies" => &made.bodies,
            "engagements" => &made.engagements,
            _ => &made.links,
        };
        let figures = Figures::of(truth.iter().map(|(mention, thing)| (found.clusters.entity(mention), thing)));
        assert_eq!(figures.mentions, truth.len());
        let now = match figure {
            "pair-precision" => figures.pair_precision(),
            "pair-recall" => figures.pair_recall(),
            "precision" => figures.precision,
            "recall" => figures.recall,
            _ => f1(figures.precision, figures.recall),
        };
        if now < least.parse().expect("a number") {
            fallen.push(format!("{what} {figure}: {now}, was {least} ({})", figures.line()));
        }
    }
    assert!(fallen.is_empty(), "{fallen:#?}");
}

#[test]
fn sources_may_come_in_any_order() {
    let made = MadeUp::new(5, SMALL);
    let expected = plain(&made, &made.claims);
    for number in 0..3 {
        let mut chance = Chance::new(number);
        let mut documents = made.documents();
        chance.shuffle(&mut documents);
        let mut claims = Vec::new();
        for document in &documents {
            claims.extend(made.claims.iter().filter(|claim| claim.anchor.source == *document).cloned());
        }
        assert_eq!(claims.len(), made.claims.len());
        let found = plain(&made, &claims);
        assert!(found.clusters == expected.clusters && found.joins == expected.joins && found.blocks == expected.blocks);
    }
}

/// Documents that a block looks at.
fn documents(block: &Block) -> BTreeSet<&str> {
    match block {
        Block::Document { key, .. } => BTreeSet::from([key.trim_start_matches("document|")]),
        Block::Parties { profiles, .. } => profiles.iter().map(|profile| profile.document.as_str()).collect(),
        Block::Engagements { profiles, .. } => profiles.iter().map(|profile| profile.document.as_str()).collect(),
    }
}

fn parties(found: &Resolved) -> BTreeSet<String> {
    let parties = found.blocks.iter().filter(|block| !matches!(block, Block::Engagements { .. }));
    parties.map(|block| format!("{block:?}")).collect()
}

/// With whom a mention is one, but for those of one document.
fn company<'a>(found: &'a Resolved, mention: &MentionId, without: &BTreeSet<&MentionId>) -> Vec<&'a MentionId> {
    let members = found.clusters.entity(mention).map(|entity| found.clusters.members(entity)).unwrap_or_default();
    members.iter().filter(|member| !without.contains(member)).collect()
}

#[test]
fn one_source_more_touches_only_what_it_could_change() {
    let made = MadeUp::new(6, SMALL);
    let whole = plain(&made, &made.claims);
    let every = made.documents();
    for document in every.iter().filter(|document| document.contains(" on ")).step_by(17).take(5) {
        let before: Vec<Claim> = made.claims.iter().filter(|claim| claim.anchor.source != *document).cloned().collect();
        let old = plain(&made, &before);
        let kept = parties(&old);
        let changed: Vec<&Block> = whole
            .blocks
            .iter()
            .filter(|block| !matches!(block, Block::Engagements { .. }) && !kept.contains(&format!("{block:?}")))
            .collect();
        assert!(changed.iter().all(|block| documents(block).contains(document.as_str())), "{document}");
        assert!(changed.len() * 4 < kept.len(), "{document}: {} of {} blocks", changed.len(), kept.len());
        // Whoever is now one with others than before stands in a block with that document, by whatever steps.
        let gone: BTreeSet<&MentionId> =
            made.claims.iter().filter(|claim| claim.anchor.source == *document).map(|claim| &claim.mention).collect();
        let near: BTreeSet<&MentionId> = changed.iter().flat_map(|block| mentions(block)).collect();
        for mention in made.people.keys().chain(made.bodies.keys()).filter(|mention| !gone.contains(mention)) {
            let (was, is) = (company(&old, mention, &gone), company(&whole, mention, &gone));
            let reached = || was.iter().chain(&is).any(|other| near.contains(other));
            assert!(was == is || reached(), "{document}: {mention}");
        }
    }
}

fn mentions(block: &Block) -> Vec<&MentionId> {
    match block {
        Block::Document { spoken, .. } => spoken.iter().map(|one| &one.mention).collect(),
        Block::Parties { profiles, .. } => profiles.iter().map(|profile| &profile.mention).collect(),
        Block::Engagements { profiles, .. } => profiles.iter().map(|profile| &profile.mention).collect(),
    }
}

/// Whatever people decided holds, alone and when more sources come.
#[test]
fn merges_and_splits_are_obeyed() {
    let made = MadeUp::new(7, SMALL);
    let first = plain(&made, &made.claims);
    let mut chance = Chance::new(3);
    let people: Vec<&MentionId> = made.people.keys().collect();
    for _ in 0..3 {
        let mut decided = Decided::default();
        let mut used = BTreeSet::new();
        for _ in 0..12 {
            let (a, b) = (*chance.pick(&people), *chance.pick(&people));
            // No pair is in two decisions, not by way of a third either: what contradicts itself cannot be obeyed.
            let sides: Vec<_> = [a, b].iter().map(|side| first.clusters.entity(side).cloned()).collect();
            if a != b && sides[0] != sides[1] && sides.iter().all(|side| !used.contains(side)) {
                used.extend(sides);
                decided.merged.push((a.clone(), b.clone()));
            }
        }
        let joined =
            first.joins.iter().filter(|join| made.people.contains_key(&join.a) && first.clusters.together(&join.a, &join.b));
        let fresh = joined.filter(|join| !used.contains(&first.clusters.entity(&join.a).cloned()));
        decided.split.extend(fresh.step_by(7).take(8).map(|join| (join.a.clone(), join.b.clone())));
        assert!(decided.merged.len() > 3 && decided.split.len() > 3);
        for claims in [made.claims.clone(), made.claims[made.claims.len() / 3..].to_vec()] {
            let found = resolve(&claims, &made.book(), &decided);
            let known: BTreeMap<&MentionId, ()> = claims.iter().map(|claim| (&claim.mention, ())).collect();
            let both = |pair: &&(MentionId, MentionId)| known.contains_key(&pair.0) && known.contains_key(&pair.1);
            assert!(decided.merged.iter().filter(both).all(|(a, b)| found.clusters.together(a, b)));
            assert!(decided.split.iter().filter(both).all(|(a, b)| !found.clusters.together(a, b)));
        }
    }
}
