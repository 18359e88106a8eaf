//! Whether a search for the smallest proofs can finish one within its limit, said before it is begun.
//!
//! The main function is [`is_out_of_reach`]. What counts many sources rests on one engagement of each, and every choice of
//! these is a proof of the same size. Best first, all unfinished proofs that are smaller come before the first that is
//! finished, and their number is a product. Where it is more than the limit, the search would make as many, finish none, and
//! say that there are more: so it is not begun, and the same is said.

use super::Needed;
use crate::web::{Web, WebWay};
use std::collections::BTreeSet;

/// Whether so many steps end before any proof is finished.
///
/// *Why this is so.* Take the facts that every proof needs and of which at least two ways bring just one leaf that no other
/// fact has. In the proof that is finished first, replace the choices at the first of these facts by any of those ways, and
/// leave the facts after them open: each of these unfinished proofs has fewer leaves than the finished one as long as there
/// are more open ones than the finished proof has choices that bring no leaf of their own. So all are made before.
pub(super) fn is_out_of_reach(web: &Web, tried: &[Vec<usize>], needed: &[Needed], steps: u64) -> bool {
    let shared = shared(web);
    let mut choices = Vec::new();
    let mut others = 0;
    for fact in needed_by_all(web, tried) {
        let known = needed[fact].as_deref().unwrap_or_default();
        let own = |way: &WebWay| own_leaf(way, known).filter(|leaf| way.facts.is_empty() && !shared[*leaf]);
        let leaves: Vec<Option<usize>> = tried[fact].iter().map(|at| own(&web.ways[fact][*at])).collect();
        let different: BTreeSet<usize> = leaves.iter().flatten().copied().collect();
        if different.len() > 1 {
            choices.push(different.len() as u64);
            others += usize::from(leaves.contains(&None));
        }
    }
    choices.sort_unstable();
    let sure = choices.len().saturating_sub(others + 1);
    choices[..sure].iter().fold(1, |product: u64, choice| product.saturating_mul(*choice)) >= steps
}

/// The one leaf that a way has beside those that its fact needs anyway.
fn own_leaf(way: &WebWay, needed: &[usize]) -> Option<usize> {
    let mut own = way.leaves.iter().copied().filter(|leaf| needed.binary_search(leaf).is_err());
    own.next().filter(|_| own.next().is_none())
}

/// Per leaf, whether ways of several facts have it.
fn shared(web: &Web) -> Vec<bool> {
    let mut shared = vec![false; web.leaves.len()];
    let mut first: Vec<Option<usize>> = vec![None; web.leaves.len()];
    for (fact, ways) in web.ways.iter().enumerate() {
        for leaf in ways.iter().flat_map(|way| &way.leaves) {
            shared[*leaf] |= *first[*leaf].get_or_insert(fact) != fact;
        }
    }
    shared
}

/// Facts with several ways that every proof needs: those at which one arrives by facts with one way.
fn needed_by_all(web: &Web, tried: &[Vec<usize>]) -> BTreeSet<usize> {
    let (mut found, mut seen, mut todo) = (BTreeSet::new(), BTreeSet::from([0]), vec![0]);
    while let Some(fact) = todo.pop() {
        match tried[fact][..] {
            [way] => todo.extend(web.ways[fact][way].facts.iter().copied().filter(|fact| seen.insert(*fact))),
            _ => _ = found.insert(fact),
        }
    }
    found
}
