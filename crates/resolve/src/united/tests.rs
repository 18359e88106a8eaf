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

/// Numbers that look random and are the same on every machine (Numerical Recipes' linear congruence, high bits).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    /// One of some words, in one case of so many.
    fn one_in(&mut self, of: u64, words: &[&str]) -> BTreeSet<String> {
        let word = words[usize::try_from(self.below(9)).unwrap_or_default() % words.len()];
        if self.below(of) == 0 { BTreeSet::from([word.to_string()]) } else { BTreeSet::new() }
    }
}

/// How often the profiles of a block say something else than their name: in one of so many.
fn profile(number: u64, kind: Kind, seldom: u64, chance: &mut Chance) -> PartyProfile {
    let spelt = ["Orla Venn", "ORLA VENN", "Orla Venn", "Orla Wenn", "OV", "Venn"];
    let mut names = BTreeMap::from([(spelt[0].to_string(), Spelt::of(spelt[0]))]);
    if chance.below(seldom) == 0 {
        let other = spelt[usize::try_from(chance.below(6)).unwrap_or_default()];
        names.insert(other.to_string(), Spelt::of(other));
    }
    let document = format!("{}.txt", if chance.below(4 * seldom) == 0 { 0 } else { number });
    let rank = |chance: &mut Chance| {
        let day = Day(17_000 + 40 * i32::try_from(chance.below(30)).unwrap_or_default());
        let order = u32::try_from(chance.below(2)).unwrap_or_default();
        RankOn { day, order: (order > 0).then_some(30), rank: ["colonel", "major"][order as usize].to_string() }
    };
    let ranks_on = if chance.below(3) == 0 { BTreeSet::from([rank(chance)]) } else { BTreeSet::new() };
    PartyProfile {
        mention: MentionId::of(&[&number.to_string()]),
        kind,
        documents: BTreeSet::from([document.clone()]),
        document,
        names,
        listed: chance.one_in(8 * seldom, &["Orla Venn"]).pop_first(),
        countries: chance.one_in(2, if seldom > 20 { &["NO"] } else { &["NO", "FJ"] }),
        ranks: BTreeSet::new(),
        ranks_on,
        posts: BTreeSet::new(),
        bodies: chance.one_in(4, if seldom > 20 { &["navy"] } else { &["navy", "army"] }),
        present: chance.one_in(3, &["talks, 2019", "talks, 2020", "drill, 2021"]),
        births: chance.one_in(4, if seldom > 20 { &["1960"] } else { &["1960", "1961", "not a date"] }),
        numbers: chance.one_in(seldom, &["7"]),
        opposed: chance.one_in(4 * seldom, &["north"]),
        belongs: chance.one_in(3, &["south", "north"]),
        marks: BTreeSet::new(),
        heavy: chance.one_in(8 * seldom, &["Measure"]),
    }
}

fn joins(profiles: &[Arc<PartyProfile>]) -> Vec<Join> {
    crate::block::tidy(join(profiles).joins)
}

#[test]
fn a_block_that_is_united_is_joined_as_if_each_were_judged_and_one_goes_with_its_join_alone() {
    let (mut united, mut apart, mut gone) = (0, 0, 0);
    for number in 0..600_u64 {
        let mut chance = Chance(number);
        let kind = if number.is_multiple_of(3) { kinds::ORGANIZATION } else { kinds::PERSON };
        let (len, seldom) = (2 + chance.below(34), 1 + chance.below(400));
        let mut all: Vec<PartyProfile> = (0..len).map(|at| profile(at, kind, seldom, &mut chance)).collect();
        // Of every second block one document says a lot.
        let at = usize::try_from(chance.below(2 * len)).unwrap_or_default();
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
