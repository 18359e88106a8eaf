use super::*;
use crate::web::WebWay;
use proptest::prelude::*;

/// A way: how sure, its leaves, the facts that it asks for.
type Made = (u8, Vec<usize>, Vec<usize>);

fn web(ways: Vec<Vec<Made>>) -> Web {
    let certainty = |grade: u8| [Certainty::Possible, Certainty::Likely, Certainty::Certain][usize::from(grade % 3)];
    let way = |(grade, leaves, facts): Made| {
        let parts = [Part::Leaves(leaves)].into_iter().chain(facts.into_iter().map(Part::Fact));
        WebWay::new(0, certainty(grade), parts.collect(), Vec::new())
    };
    let leaf = |place| Leaf::Fact { thing: 0, property: 0, place };
    Web {
        ways: ways.into_iter().map(|ways| ways.into_iter().map(way).collect()).collect(),
        leaves: (0..12).map(leaf).collect(),
        rows: Vec::new(),
    }
}

/// A web of a few facts, each with a few ways; what leads nowhere is cut off, as an engine gives none of it.
fn some_web() -> impl Strategy<Value = Web> {
    let facts = 5;
    let way = (0u8..3, proptest::collection::vec(0usize..12, 0..3), proptest::collection::vec(0usize..facts, 0..3));
    proptest::collection::vec(proptest::collection::vec(way, 1..4), facts..=facts).prop_map(web)
}

/// All proofs there are, by trying every way of every fact.
fn by_trying(web: &Web) -> Vec<(Vec<usize>, Certainty)> {
    let mut all: Vec<(Vec<usize>, Certainty)> = Vec::new();
    let counts: Vec<usize> = web.ways.iter().map(Vec::len).collect();
    let combinations: usize = counts.iter().product();
    for mut number in 0..combinations {
        let chosen: Vec<usize> = counts
            .iter()
            .map(|count| {
                let way = number % count;
                number /= count;
                way
            })
            .collect();
        all.extend(proof(web, &chosen, 0, &mut Vec::new()));
    }
    all.sort_by(|a, b| (a.0.len(), &a.0, Reverse(a.1)).cmp(&(b.0.len(), &b.0, Reverse(b.1))));
    all.dedup();
    let mut kept: Vec<(Vec<usize>, Certainty)> = Vec::new();
    for one in all {
        if !kept.iter().any(|other| other.1 >= one.1 && other.0.iter().all(|leaf| one.0.contains(leaf))) {
            kept.push(one);
        }
    }
    kept
}

fn proof(web: &Web, chosen: &[usize], fact: usize, above: &mut Vec<usize>) -> Option<(Vec<usize>, Certainty)> {
    if above.contains(&fact) {
        return None;
    }
    let way = web.ways[fact].get(chosen[fact])?;
    above.push(fact);
    let parts: Option<Vec<_>> = way.facts.iter().map(|needs| proof(web, chosen, *needs, above)).collect();
    above.pop();
    let start = (way.leaves.clone(), way.certainty);
    Some(parts?.into_iter().fold(start, |mut sum, one| {
        sum.0.extend(one.0);
        sum.0.sort_unstable();
        sum.0.dedup();
        (sum.0, sum.1.min(one.1))
    }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_shown_is_the_smallest_of_all_proofs(web in some_web()) {
        let all = by_trying(&web);
        let mut search = Search::new(&web, Certainty::Possible);
        search.run(usize::MAX);
        prop_assert!(search.done);
        let kept: Vec<(Vec<usize>, Certainty)> =
            search.kept.iter().map(|kept| (kept.leaves.clone(), kept.certainty)).collect();
        prop_assert_eq!(kept, all);
    }
}

/// A fact with many ways, of which only the largest is sure.
#[test]
fn one_of_those_shown_is_as_sure_as_the_fact() {
    let mut ways: Vec<_> = (0..10).map(|leaf| (0, vec![leaf], Vec::new())).collect();
    ways.extend((0..11).map(|leaf| (0, vec![leaf.min(8) + 1, 11], Vec::new())));
    ways.push((2, (0..12).collect(), Vec::new()));
    let found = prove(&web(vec![ways]));
    assert_eq!(found.shown.len(), 11);
    assert_eq!(found.shown.last().map(|proof| (proof.leaves.len(), proof.certainty)), Some((12, Certainty::Certain)));
    assert!(!found.more);
}

/// Pairs of a hundred facts with ten ways each: far more proofs than are looked for.
#[test]
fn where_there_are_too_many_it_is_said() {
    let mut ways = vec![vec![(2, Vec::new(), (1..=100).collect())]];
    ways.extend((1..=100usize).map(|fact| (0..10).map(|leaf| (2, vec![(fact + leaf) % 12], Vec::new())).collect()));
    let found = prove(&web(ways));
    assert!(found.more && !found.shown.is_empty());
}

/// A fact that counts some, each with a few ways of one leaf; some leaves are those of several facts, and some ways bring two.
fn counting() -> impl Strategy<Value = Vec<Vec<Made>>> {
    let way = (0u8..3, 0usize..60, 0usize..40);
    proptest::collection::vec(proptest::collection::vec(way, 1..16), 4..12).prop_map(|facts| {
        let mut ways = vec![vec![(2, Vec::new(), (1..=facts.len()).collect())]];
        for (at, of) in facts.into_iter().enumerate() {
            // A leaf below sixty is anybody's; the others are of this fact alone.
            let own = |leaf: usize| if leaf < 58 { 60 + 60 * at + leaf } else { leaf };
            let leaves = |leaf: usize, more: usize| if more == 0 { vec![own(leaf), 59] } else { vec![own(leaf)] };
            ways.push(of.into_iter().map(|(grade, leaf, more)| (grade, leaves(leaf, more), Vec::new())).collect());
        }
        ways
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_said_to_be_out_of_reach_is(ways in counting()) {
        let mut web = web(ways);
        web.leaves = (0..800).map(|place| Leaf::Fact { thing: 0, property: 0, place }).collect();
        for sure in [Certainty::Possible, Certainty::Certain] {
            let mut search = Search::new(&web, sure);
            let out_of_reach = std::mem::take(&mut search.out_of_reach);
            search.run(1);
            prop_assert!(!out_of_reach || search.kept.is_empty() && !search.done);
        }
    }
}

/// Five sources with twenty engagements each.
#[test]
fn nothing_is_searched_where_no_proof_would_be_finished() {
    let mut ways = vec![vec![(2, Vec::new(), (1..=5).collect())]];
    ways.extend((0..5usize).map(|fact| (0..20).map(|leaf| (2, vec![20 * fact + leaf], Vec::new())).collect()));
    let mut web = web(ways);
    web.leaves = (0..100).map(|place| Leaf::Fact { thing: 0, property: 0, place }).collect();
    let search = Search::new(&web, Certainty::Possible);
    assert!(search.out_of_reach);
    let found = prove(&web);
    assert!(found.more);
    assert_eq!(found.shown.iter().map(|proof| proof.leaves.len()).collect::<Vec<_>>(), [5]);
}
