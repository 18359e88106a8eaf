//! The smallest proofs of a derived fact, taken from the graph of all ways.
//!
//! The main function is [`prove`]. A proof takes one way for each fact that it needs, and is known by its leaves and
//! by how sure it is: one that needs all that another needs, and is no surer, is none. They are searched best first:
//! a proof that is not finished is worth at least the leaves that it has and those that no way to what it still needs
//! can do without, so whatever is finished first is smallest, and the search can stop at any number without having
//! missed a smaller one. Why not the smallest proofs of each part put together: two proofs that are not the smallest
//! of their parts may share leaves, and be smaller together.
//!
//! What is smallest is hard to find where leaves are shared in many ways (it is the smallest cover of a set), so
//! there is a limit on the steps of one search ([`STEPS`]). Where it is met the proofs found so far stand, and it is
//! said that there may be more. Where it is known to be met before the first proof, nothing is searched (`reach`).

mod partial;
mod reach;

use crate::engine::Leaf;
use crate::web::{Part, Web, WebWay};
use partial::{Bits, Partial, Partials, count, is_within, numbers};
use rollcall_model::finding::Certainty;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::rc::Rc;

/// Proofs that a finding shows.
pub(crate) const SHOWN: usize = 16;
/// Proofs that are looked for, so that what all of them need is known where there are not very many.
const SOUGHT: usize = 64;
/// Unfinished proofs that a search makes.
const STEPS: u64 = 10_000;
/// Ways of a fact that each other way of it is held against.
const AGAINST: usize = 64;

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
        // One that needs all that this one needs, and is less sure, is none; a search that was cut off may have kept it.
        shown.retain(|proof| sure.as_ref().is_none_or(|sure| !sure.bits.is_within(&proof.bits)));
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
        let leaves = web.leaves_of(&chosen);
        Some(Kept { bits: Bits::of(&leaves, web.leaves.len()), leaves, certainty: sure, chosen })
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
    bits: Bits,
    certainty: Certainty,
    /// Per fact the way that is taken.
    chosen: BTreeMap<usize, usize>,
}

/// Looks for proofs, best first.
///
/// Ten thousand unfinished proofs are made for a fact that many others are counted for, so what one is costs little: its
/// sets lie in one list for all ([`Partials`]), and facts are numbered in the order in which they are taken up.
struct Search<'w> {
    web: &'w Web,
    needed: Vec<Needed>,
    /// Per fact, the ways that are tried: none that needs all that another needs and is no surer, nor one that needs what nothing
    /// leads to.
    tried: Vec<Vec<usize>>,
    /// Facts in the order in which they are taken up, and the place of each in it.
    order: Vec<usize>,
    places: Vec<usize>,
    /// Facts from which a circle can be reached.
    circles: Vec<bool>,
    partials: Partials,
    queue: BinaryHeap<Reverse<(Place, Partial)>>,
    made: u64,
    /// Whether the limit is met before any proof is finished.
    out_of_reach: bool,
    /// Finished ones of the size that is being looked at.
    tier: Vec<Partial>,
    kept: Vec<Kept>,
    done: bool,
}

/// What decides which is looked at next: leaves, open facts, and which was made first.
type Place = (u32, u32, u64);

/// The leaves that no way to a fact can do without, sorted; nothing where no way leads to it. Lists and no sets of bits: a fact
/// for which many are counted has ten thousands of leaves and of ways, and each of these has one or two.
type Needed = Option<Vec<usize>>;

impl<'w> Search<'w> {
    fn new(web: &'w Web, sure: Certainty) -> Self {
        let needed = needed(web, sure);
        let leads = |way: &WebWay| way.certainty >= sure && way.facts.iter().all(|fact| needed[*fact].is_some());
        let tried: Vec<Vec<usize>> = web.ways.iter().map(|ways| tried(ways, leads)).collect();
        let mut order: Vec<usize> = (0..web.ways.len()).collect();
        order.sort_by_key(|fact| (tried[*fact].len(), *fact));
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, fact)| places[*fact] = place);
        let out_of_reach = reach::is_out_of_reach(web, &tried, &needed, STEPS);
        let mut search = Self {
            web,
            tried,
            partials: Partials::new(web.leaves.len(), web.ways.len()),
            order,
            places,
            circles: circles(web),
            queue: BinaryHeap::new(),
            made: 0,
            out_of_reach,
            tier: Vec::new(),
            kept: Vec::new(),
            done: false,
            needed,
        };
        if let Some(needed) = &search.needed[0] {
            let first = search.partials.first(needed, search.places[0]);
            search.push(first);
        }
        search
    }

    fn push(&mut self, partial: Partial) {
        self.made += 1;
        let sets = self.partials.sets(partial);
        self.queue.push(Reverse(((count(sets.leaves), count(sets.open), self.made), partial)));
    }

    /// Looks for so many proofs.
    fn run(&mut self, many: usize) {
        if self.out_of_reach {
            return;
        }
        let mut size = 0;
        while self.made < STEPS {
            let Some(Reverse(((least, ..), next))) = self.queue.pop() else {
                self.flush();
                self.done = true;
                return;
            };
            if least > size {
                self.flush();
                if self.kept.len() >= many {
                    return;
                }
            }
            size = least;
            if self.is_needless(next) {
                self.partials.free(next);
                continue;
            }
            match self.partials.sets(next).first_open() {
                None => self.tier.push(next),
                Some(place) => self.choose(next, self.order[place]),
            }
        }
        self.flush();
    }

    /// Whether a proof that is there needs no more, and is as sure.
    fn is_needless(&self, partial: Partial) -> bool {
        let leaves = self.partials.sets(partial).leaves;
        self.kept.iter().any(|kept| kept.certainty >= partial.certainty && is_within(&kept.bits.0, leaves))
    }

    /// Takes each way of an open fact.
    fn choose(&mut self, partial: Partial, fact: usize) {
        let web = self.web;
        let chosen = self.circles[fact].then(|| self.partials.chosen(partial));
        for at in 0..self.tried[fact].len() {
            let at = self.tried[fact][at];
            let way = &web.ways[fact][at];
            let goes_round = |needs: &usize| chosen.as_ref().is_some_and(|chosen| self.reaches(*needs, fact, chosen));
            if way.facts.iter().any(goes_round) {
                continue;
            }
            let mut next = self.partials.copy(partial);
            self.partials.take(&mut next, fact, at);
            let mut sets = self.partials.sets_mut(next);
            sets.close(self.places[fact]);
            way.facts.iter().for_each(|needs| sets.open_up(self.places[*needs]));
            sets.need(&way.leaves);
            way.facts.iter().filter_map(|fact| self.needed[*fact].as_ref()).for_each(|needed| sets.need(needed));
            next.certainty = next.certainty.min(way.certainty);
            self.push(next);
        }
        self.partials.free(partial);
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

    /// Keeps the finished proofs of one size, in their order, but those that need what another needs and are no surer.
    fn flush(&mut self) {
        type Key = (Vec<usize>, Reverse<Certainty>, usize, BTreeMap<usize, usize>);
        let partials = &self.partials;
        let key = |one: Partial| -> Key {
            let chosen = partials.chosen(one);
            (numbers(partials.sets(one).leaves), Reverse(one.certainty), chosen.len(), chosen)
        };
        let mut tier: Vec<(Key, Partial)> = self.tier.drain(..).map(|one| (key(one), one)).collect();
        tier.sort_by(|a, b| a.0.cmp(&b.0));
        for ((leaves, .., chosen), partial) in tier {
            if !self.is_needless(partial) {
                let bits = Bits(self.partials.sets(partial).leaves.to_vec());
                self.kept.push(Kept { leaves, bits, certainty: partial.certainty, chosen });
            }
            self.partials.free(partial);
        }
    }
}

/// The ways of a fact that are worth trying, of those that lead anywhere. A way that needs all leaves and facts that another
/// needs, and is no surer, can be replaced by that one in any proof.
fn tried(ways: &[WebWay], leads: impl Fn(&WebWay) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..ways.len()).filter(|at| leads(&ways[*at])).collect();
    order.sort_by_key(|at| (ways[*at].leaves.len() + ways[*at].facts.len(), Reverse(ways[*at].certainty), *at));
    let is_in = |some: &[usize], all: &[usize]| some.iter().all(|one| all.binary_search(one).is_ok());
    let mut tried: Vec<usize> = Vec::new();
    for at in order {
        let way = &ways[at];
        let stands_for = |other: &WebWay| {
            other.certainty >= way.certainty && is_in(&other.leaves, &way.leaves) && is_in(&other.facts, &way.facts)
        };
        if !tried.iter().take(AGAINST).any(|other| stands_for(&ways[*other])) {
            tried.push(at);
        }
    }
    tried.sort_unstable();
    tried
}

/// A way's own leaves, and those that its facts cannot do without.
fn of_way(way: &WebWay, needed: &[Needed]) -> Needed {
    let mut leaves = way.leaves.clone();
    for fact in &way.facts {
        leaves.extend(needed[*fact].as_ref()?);
    }
    leaves.sort_unstable();
    leaves.dedup();
    Some(leaves)
}

/// Per fact, the leaves that every way to it needs. A fact to which no way is known yet needs all there are, and each round can
/// only take some away: what is left when nothing changes is needed by every proof, since a proof is finite.
fn needed(web: &Web, sure: Certainty) -> Vec<Needed> {
    let mut needed: Vec<Needed> = vec![None; web.ways.len()];
    loop {
        let mut changed = false;
        for fact in (0..web.ways.len()).rev() {
            let ways = web.ways[fact].iter().filter(|way| way.certainty >= sure);
            let common = ways.filter_map(|way| of_way(way, &needed)).reduce(|mut common, leaves| {
                common.retain(|leaf| leaves.binary_search(leaf).is_ok());
                common
            });
            changed |= common != needed[fact];
            needed[fact] = common;
        }
        if !changed {
            return needed;
        }
    }
}

/// Per fact, whether a circle can be reached from it: what is left when those that rest on nothing, or only on such,
/// are taken off.
fn circles(web: &Web) -> Vec<bool> {
    let mut left = vec![true; web.ways.len()];
    loop {
        let mut changed = false;
        for fact in (0..web.ways.len()).rev() {
            if left[fact] && web.ways[fact].iter().flat_map(|way| &way.facts).all(|needs| !left[*needs]) {
                left[fact] = false;
                changed = true;
            }
        }
        if !changed {
            return left;
        }
    }
}

#[cfg(test)]
mod tests;
