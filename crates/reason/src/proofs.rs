//! The smallest proofs of a derived fact, taken from the graph of all ways.
//!
//! The main function is [`prove`]. A proof takes one way for each fact that it needs, and is known by its leaves and by how
//! sure it is: one that needs all that another needs, and is no surer, is none. They are searched best first: a proof that is not
//! finished is worth at least the leaves that it has and those that no way to what it still needs can do without, so whatever is
//! finished first is smallest, and the search can stop at any number without having missed a smaller one. Why not the smallest proofs
//! of each part put together: two proofs that are not the smallest of their parts may share leaves, and be smaller together.
//!
//! What is smallest is hard to find where leaves are shared in many ways (it is the smallest cover of a set), so there is a limit on
//! the steps of one search ([`STEPS`]). Where it is met the proofs found so far stand, and it is said that there may be more.

use crate::engine::Leaf;
use crate::web::{Part, Web};
use rollcall_model::finding::Certainty;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::rc::Rc;

/// Proofs that a finding shows.
pub(crate) const SHOWN: usize = 16;
/// Proofs that are looked for, so that what all of them need is known where there are not very many.
const SOUGHT: usize = 256;
/// Unfinished proofs that a search looks at.
const STEPS: usize = 20_000;

/// A proof's shape.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tree {
    Leaf(Leaf),
    Rule { rule: u32, because: Vec<Rc<Tree>> },
    Count { count: u32, of: Vec<Rc<Tree>> },
}

/// A proof: smaller first, then by what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Proved {
    pub leaves: BTreeSet<Leaf>,
    pub certainty: Certainty,
    pub tree: Rc<Tree>,
}

/// What was found of a fact.
#[derive(Debug)]
pub(crate) struct Proofs {
    /// At most [`SHOWN`], smallest first; one of them is as sure as the fact is.
    pub shown: Vec<Proved>,
    /// Whether there are more, or may be.
    pub more: bool,
    /// What all proofs that were found rest on, also those not shown.
    pub leaves: BTreeSet<Leaf>,
}

/// The smallest proofs of a web's first fact.
pub(crate) fn prove(web: &Web) -> Proofs {
    let mut search = Search::new(web, Certainty::Possible);
    search.run(SOUGHT);
    let more = !search.done || search.kept.len() > SHOWN;
    let best = web.ways[0].iter().map(|way| way.certainty).max().unwrap_or(Certainty::Possible);
    let kept = &search.kept;
    let mut shown: Vec<&Kept> = kept.iter().take(SHOWN).collect();
    let mut sure = None;
    if !shown.iter().any(|proof| proof.certainty == best) {
        // The smallest of those that are sure stands for them, in the last place.
        sure = kept.iter().find(|proof| proof.certainty == best).cloned().or_else(|| surest(web, best));
        shown.truncate(SHOWN - usize::from(sure.is_some()));
    }
    shown.extend(&sure);
    let leaf = |at: &usize| web.leaves[*at].clone();
    let leaves = kept.iter().chain(&sure).flat_map(|proof| &proof.leaves).map(leaf).collect();
    let proved = |proof: &&Kept| Proved {
        leaves: proof.leaves.iter().map(leaf).collect(),
        certainty: proof.certainty,
        tree: tree(web, &proof.chosen, 0),
    };
    Proofs { more, leaves, shown: shown.iter().map(proved).collect() }
}

/// The smallest proof that is as sure as this; where it is not found within the limit, one that is as sure.
fn surest(web: &Web, sure: Certainty) -> Option<Kept> {
    let mut search = Search::new(web, sure);
    search.run(1);
    search.kept.into_iter().next().or_else(|| {
        let chosen = web.chosen(&web.founded(|_| true, sure))?;
        Some(Kept { leaves: web.leaves_of(&chosen), certainty: sure, chosen })
    })
}

fn tree(web: &Web, chosen: &BTreeMap<usize, usize>, fact: usize) -> Rc<Tree> {
    let leaf = |at: &usize| Rc::new(Tree::Leaf(web.leaves[*at].clone()));
    let Some(way) = chosen.get(&fact).and_then(|way| web.ways[fact].get(*way)) else {
        return Rc::new(Tree::Rule { rule: 0, because: Vec::new() });
    };
    let mut because = Vec::new();
    for part in &way.parts {
        match part {
            Part::Leaves(own) => because.extend(own.iter().map(leaf)),
            Part::Fact(fact) => because.push(tree(web, chosen, *fact)),
            Part::Count(count, of) => {
                let of = of.iter().map(|fact| tree(web, chosen, *fact)).collect();
                because.push(Rc::new(Tree::Count { count: *count, of }));
            }
        }
    }
    Rc::new(Tree::Rule { rule: way.rule, because })
}

/// A finished proof.
#[derive(Debug, Clone)]
struct Kept {
    leaves: Vec<usize>,
    certainty: Certainty,
    /// Per fact the way that is taken.
    chosen: BTreeMap<usize, usize>,
}

/// A proof that is not finished. Ordered by how many leaves it has at least, then as it was made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Partial {
    least: usize,
    open: BTreeSet<usize>,
    chosen: BTreeMap<usize, usize>,
    leaves: Vec<usize>,
    certainty: Certainty,
}

struct Search<'w> {
    web: &'w Web,
    /// Only ways as sure as this are taken.
    sure: Certainty,
    /// Per fact, the leaves that no way to it can do without, sorted.
    needed: Vec<Vec<usize>>,
    queue: BinaryHeap<Reverse<Partial>>,
    /// Finished ones of the size that is being looked at.
    tier: Vec<Partial>,
    kept: Vec<Kept>,
    done: bool,
}

impl<'w> Search<'w> {
    fn new(web: &'w Web, sure: Certainty) -> Self {
        let needed = needed(web, sure);
        let first = Partial {
            least: needed[0].len(),
            open: BTreeSet::from([0]),
            chosen: BTreeMap::new(),
            leaves: Vec::new(),
            certainty: Certainty::Certain,
        };
        Self {
            web,
            sure,
            needed,
            queue: BinaryHeap::from([Reverse(first)]),
            tier: Vec::new(),
            kept: Vec::new(),
            done: false,
        }
    }

    /// Looks for so many proofs.
    fn run(&mut self, many: usize) {
        for _ in 0..STEPS {
            let Some(Reverse(next)) = self.queue.pop() else {
                self.flush();
                self.done = true;
                return;
            };
            if self.tier.first().is_some_and(|finished| finished.least < next.least) {
                self.flush();
                if self.kept.len() >= many {
                    return;
                }
            }
            if self.is_needless(&next) {
                continue;
            }
            match next.open.iter().copied().min_by_key(|fact| (self.web.ways[*fact].len(), *fact)) {
                None => self.tier.push(next),
                Some(fact) => self.choose(&next, fact),
            }
        }
        self.flush();
    }

    /// Whether a proof that is there needs no more, and is as sure.
    fn is_needless(&self, partial: &Partial) -> bool {
        let all = self.all_leaves(&partial.leaves, &partial.open);
        self.kept.iter().any(|kept| kept.certainty >= partial.certainty && is_within(&kept.leaves, &all))
    }

    /// Takes each way of an open fact.
    fn choose(&mut self, partial: &Partial, fact: usize) {
        for (at, way) in self.web.ways[fact].iter().enumerate().filter(|(_, way)| way.certainty >= self.sure) {
            if way.facts.iter().any(|needs| self.reaches(*needs, fact, &partial.chosen)) {
                continue;
            }
            let mut next = partial.clone();
            next.open.remove(&fact);
            next.chosen.insert(fact, at);
            next.open.extend(way.facts.iter().copied().filter(|fact| !next.chosen.contains_key(fact)));
            next.leaves = union(&next.leaves, &way.leaves);
            next.certainty = next.certainty.min(way.certainty);
            next.least = self.all_leaves(&next.leaves, &next.open).len();
            self.queue.push(Reverse(next));
        }
    }

    /// Whether one fact rests on another by the ways that were taken: no proof goes in a circle.
    fn reaches(&self, from: usize, to: usize, chosen: &BTreeMap<usize, usize>) -> bool {
        let mut seen = BTreeSet::from([from]);
        let mut todo = vec![from];
        while let Some(at) = todo.pop() {
            if at == to {
                return true;
            }
            let way = chosen.get(&at).and_then(|way| self.web.ways[at].get(*way));
            todo.extend(way.into_iter().flat_map(|way| &way.facts).copied().filter(|fact| seen.insert(*fact)));
        }
        false
    }

    /// Leaves that are there and those that open facts cannot do without.
    fn all_leaves(&self, leaves: &[usize], open: &BTreeSet<usize>) -> Vec<usize> {
        open.iter().fold(leaves.to_vec(), |sum, fact| union(&sum, &self.needed[*fact]))
    }

    /// Keeps the finished proofs of one size, in their order, but those that need what another needs and are no surer.
    fn flush(&mut self) {
        let mut tier = std::mem::take(&mut self.tier);
        tier.sort_by(|a, b| {
            let key = |one: &Partial| (Reverse(one.certainty), one.chosen.len());
            (&a.leaves, key(a), &a.chosen).cmp(&(&b.leaves, key(b), &b.chosen))
        });
        for partial in tier {
            if !self.is_needless(&partial) {
                let Partial { leaves, certainty, chosen, .. } = partial;
                self.kept.push(Kept { leaves, certainty, chosen });
            }
        }
    }
}

/// Per fact, the leaves that every way to it needs. Each round can only take some away: what is left when nothing changes is needed
/// by every proof, since a proof is finite.
fn needed(web: &Web, sure: Certainty) -> Vec<Vec<usize>> {
    let mut needed: Vec<Option<Vec<usize>>> = vec![None; web.ways.len()];
    loop {
        let mut changed = false;
        for fact in (0..web.ways.len()).rev() {
            let ways = web.ways[fact].iter().filter(|way| way.certainty >= sure);
            // A way through a fact of which nothing is known yet narrows nothing down.
            let of_ways = ways.filter_map(|way| {
                way.facts.iter().try_fold(way.leaves.clone(), |sum, fact| Some(union(&sum, needed[*fact].as_ref()?)))
            });
            let all = of_ways.reduce(|a, b| a.into_iter().filter(|leaf| b.binary_search(leaf).is_ok()).collect());
            if all.is_some() && all != needed[fact] {
                needed[fact] = all;
                changed = true;
            }
        }
        if !changed {
            return needed.into_iter().map(Option::unwrap_or_default).collect();
        }
    }
}

/// Both sorted lists in one, each once.
fn union(one: &[usize], other: &[usize]) -> Vec<usize> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let (mut a, mut b) = (one.iter().peekable(), other.iter().peekable());
    loop {
        let next = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) if x == y => {
                b.next();
                a.next()
            }
            (Some(x), Some(y)) if x < y => a.next(),
            (_, Some(_)) => b.next(),
            (_, None) => a.next(),
        };
        match next {
            Some(next) => all.push(*next),
            None => return all,
        }
    }
}

/// Whether all of a sorted list is in another.
fn is_within(small: &[usize], large: &[usize]) -> bool {
    small.len() <= large.len() && small.iter().all(|leaf| large.binary_search(leaf).is_ok())
}

#[cfg(test)]
mod tests;
