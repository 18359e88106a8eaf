//! What holds of blocks that are united, asked of blocks made up by chance.

use super::*;
use crate::group::{Profile, join, join_judged};
use crate::profile::Spelt;
use rollcall_model::date::Day;
use rollcall_model::entity::Join;
use rollcall_model::id::MentionId;
use rollcall_model::ontology::Kind;
use std::collections::BTreeMap;
use std::sync::Arc;

#[path = "../../tests/made_up/chance.rs"]
#[expect(dead_code, reason = "not all of it is asked for here")]
mod chance;

use chance::Chance;

/// One of some words, in one case of so many.
fn one_in(chance: &mut Chance, of: usize, words: &[&str]) -> BTreeSet<String> {
    let word = *chance.pick(words);
    if chance.below(of) == 0 { BTreeSet::from([word.to_string()]) } else { BTreeSet::new() }
}

/// What a document says of one of the name, and seldom, in one of so many, something that others do not say.
fn profile(number: usize, kind: Kind, seldom: usize, chance: &mut Chance) -> PartyProfile {
    let spelt = ["Orla Venn", "ORLA VENN", "Orla Venn", "Orla Wenn", "OV", "Venn"];
    let mut names = BTreeMap::from([(spelt[0].to_string(), Spelt::of(spelt[0]))]);
    if chance.below(seldom) == 0 {
        let other = *chance.pick(&spelt);
        names.insert(other.to_string(), Spelt::of(other));
    }
    let document = format!("{}.txt", if chance.below(4 * seldom) == 0 { 0 } else { number });
    let rank = |chance: &mut Chance| {
        let day = Day(17_000 + 40 * i32::try_from(chance.below(30)).unwrap_or_default());
        let (order, rank) = *chance.pick(&[(None, "colonel"), (Some(30), "major")]);
        RankOn { day, order, rank: rank.to_string() }
    };
    let ranks_on = if chance.below(3) == 0 { BTreeSet::from([rank(chance)]) } else { BTreeSet::new() };
    PartyProfile {
        mention: MentionId::of(&[&number.to_string()]),
        kind,
        documents: BTreeSet::from([document.clone()]),
        document,
        names,
        listed: one_in(chance, 8 * seldom, &["Orla Venn"]).pop_first(),
        countries: one_in(chance, 2, if seldom > 20 { &["NO"] } else { &["NO", "FJ"] }),
        ranks: BTreeSet::new(),
        ranks_on,
        posts: BTreeSet::new(),
        bodies: one_in(chance, 4, if seldom > 20 { &["navy"] } else { &["navy", "army"] }),
        present: one_in(chance, 3, &["talks, 2019", "talks, 2020", "drill, 2021"]),
        births: one_in(chance, 4, if seldom > 20 { &["1960"] } else { &["1960", "1961", "not a date"] }),
        numbers: one_in(chance, seldom, &["7"]),
        opposed: one_in(chance, 4 * seldom, &["north"]),
        belongs: one_in(chance, 3, &["south", "north"]),
        marks: BTreeSet::new(),
        heavy: one_in(chance, 8 * seldom, &["Measure"]),
    }
}

fn joins(profiles: &[Arc<PartyProfile>]) -> Vec<Join> {
    crate::block::tidy(join(profiles).joins)
}

#[test]
fn a_block_that_is_united_is_joined_as_if_each_were_judged_and_one_goes_with_its_join_alone() {
    let (mut united, mut apart, mut gone) = (0, 0, 0);
    for number in 0..600_u64 {
        let mut chance = Chance::new(number);
        let kind = if number.is_multiple_of(3) { kinds::ORGANIZATION } else { kinds::PERSON };
        let (len, seldom) = (2 + chance.below(34), 1 + chance.below(400));
        let mut all: Vec<PartyProfile> = (0..len).map(|at| profile(at, kind, seldom, &mut chance)).collect();
        // Of every second block one document says a lot.
        let at = chance.below(2 * len);
        all.get_mut(at).into_iter().for_each(|profile| _ = profile.heavy.insert("measure".to_string()));
        let all: Vec<Arc<PartyProfile>> = all.into_iter().map(Arc::new).collect();
        let mut sorted: Vec<&Arc<PartyProfile>> = all.iter().collect();
        sorted.sort_by_cached_key(|profile| (profile.order(), profile.mention()));
        let found = joins(&all);
        assert_eq!(found, crate::block::tidy(join_judged(sorted.clone())), "block {number}");
        let every: Vec<&PartyProfile> = sorted.iter().map(|profile| profile.as_ref()).collect();
        united += u64::from(are_one(&every));
        apart += u64::from(one_apart(&every).is_some());
        let ends = |join: &Join, profile: &PartyProfile| join.a == profile.mention || join.b == profile.mention;
        let alone = |profile: &&Arc<PartyProfile>| found.iter().filter(|join| ends(join, profile)).count() == 1;
        for profile in all.iter().filter(alone).filter(|_| join(&all).loose) {
            let rest: Vec<Arc<PartyProfile>> = all.iter().filter(|other| !Arc::ptr_eq(other, profile)).cloned().collect();
            let left: Vec<Join> = found.iter().filter(|join| !ends(join, profile)).cloned().collect();
            assert_eq!(joins(&rest), left, "block {number} without {}", profile.document);
            gone += 1;
        }
    }
    assert!(united > 100 && apart > 20 && gone > 1000, "{united} are united, {apart} but for one, {gone} profiles went");
}
