//! The smallest proofs of a derived fact, taken from the graph of all ways.
//!
//! The main type is [`Proofs`]. A proof is known by its leaves; of two with the same leaves the shorter stands for both,
//! and one that needs all that another needs and more is none. Facts without recursion are worked out once each; facts
//! that rest on each other are gone round until their smallest proofs no longer change, which they must, since going in a
//! circle only adds leaves.

use crate::engine::{Engine, Leaf, RowId, Support, Way};
use crate::strata;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Proofs that a finding shows.
pub(crate) const SHOWN: usize = 16;
/// Proofs kept of each fact on the way: more than are shown, so that a fact of several parts still has enough.
const KEPT: usize = 48;

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
    pub size: usize,
    pub leaves: BTreeSet<Leaf>,
    nodes: usize,
    pub tree: Rc<Tree>,
}

/// Leaves, number of nodes and trees of one choice of proofs.
type Choice = (BTreeSet<Leaf>, usize, Vec<Rc<Tree>>);

/// See the module's page.
pub(crate) struct Proofs<'e> {
    engine: &'e Engine,
    done: BTreeMap<RowId, Rc<Vec<Proved>>>,
    /// Per fact, the group that it was derived with.
    group: BTreeMap<u32, usize>,
    recursive: BTreeSet<u32>,
}

impl<'e> Proofs<'e> {
    pub fn new(engine: &'e Engine, order: &[Vec<String>]) -> Self {
        let mut group = BTreeMap::new();
        let mut recursive = BTreeSet::new();
        for (at, names) in order.iter().enumerate() {
            for name in names {
                if let Some(number) = engine.numbers.get(name) {
                    group.insert(*number, at);
                    let own = |rule: &&crate::ast::RuleDef| rule.head.name == *name;
                    let asks = engine
                        .rules
                        .iter()
                        .filter(own)
                        .flat_map(|rule| &rule.body)
                        .filter_map(|cond| strata::asks(&cond.kind));
                    if names.len() > 1 || asks.into_iter().any(|(asked, _)| asked == name) {
                        recursive.insert(*number);
                    }
                }
            }
        }
        Self { engine, done: BTreeMap::new(), group, recursive }
    }

    /// The smallest proofs of a row, at most [`KEPT`].
    pub fn of(&mut self, row: RowId) -> Rc<Vec<Proved>> {
        if let Some(done) = self.done.get(&row) {
            return Rc::clone(done);
        }
        let circle = if self.recursive.contains(&row.0) { self.circle(row) } else { BTreeSet::from([row]) };
        let mut now: BTreeMap<RowId, Rc<Vec<Proved>>> = circle.iter().map(|row| (*row, Rc::default())).collect();
        loop {
            let mut changed = false;
            for row in &circle {
                let next = self.combine(*row, &now);
                if *next != **now.get(row).unwrap_or(&Rc::default()) {
                    changed = true;
                    now.insert(*row, Rc::new(next));
                }
            }
            if !changed || circle.len() == 1 && !self.recursive.contains(&row.0) {
                break;
            }
        }
        self.done.extend(now);
        self.done.get(&row).cloned().unwrap_or_default()
    }

    /// All rows of one group that a row rests on.
    fn circle(&self, row: RowId) -> BTreeSet<RowId> {
        let mut seen = BTreeSet::from([row]);
        let mut todo = vec![row];
        while let Some(at) = todo.pop() {
            for way in self.engine.ways(at) {
                for support in &way.body {
                    if let Support::Row { fact, row } = support
                        && self.group.get(fact) == self.group.get(&at.0)
                        && seen.insert((*fact, *row))
                    {
                        todo.push((*fact, *row));
                    }
                }
            }
        }
        seen
    }

    fn combine(&mut self, row: RowId, now: &BTreeMap<RowId, Rc<Vec<Proved>>>) -> Vec<Proved> {
        let mut all = Vec::new();
        for way in self.engine.ways(row) {
            all.extend(self.of_way(&way, now));
        }
        smallest(all)
    }

    fn of_way(&mut self, way: &Way, now: &BTreeMap<RowId, Rc<Vec<Proved>>>) -> Vec<Proved> {
        // Leaves and trees so far, for each choice of a proof of each part.
        let mut partial: Vec<Choice> = vec![(BTreeSet::new(), 1, Vec::new())];
        for support in &way.body {
            let choices = self.choices(support, now);
            let mut next = Vec::new();
            for (leaves, nodes, because) in &partial {
                for choice in &choices {
                    let mut leaves = leaves.clone();
                    leaves.extend(choice.0.iter().cloned());
                    let because = because.iter().chain(&choice.2).cloned().collect();
                    next.push((leaves, nodes + choice.1, because));
                }
            }
            next.sort_by(|a, b| (a.0.len(), &a.0, a.1, &a.2).cmp(&(b.0.len(), &b.0, b.1, &b.2)));
            next.dedup_by(|a, b| a.0 == b.0);
            next.truncate(KEPT);
            partial = next;
        }
        let whole = |(leaves, nodes, because): Choice| Proved {
            size: leaves.len(),
            leaves,
            nodes,
            tree: Rc::new(Tree::Rule { rule: way.rule, because }),
        };
        partial.into_iter().map(whole).collect()
    }

    fn choices(&mut self, support: &Support, now: &BTreeMap<RowId, Rc<Vec<Proved>>>) -> Vec<Choice> {
        let mut of_row = |row: RowId| now.get(&row).cloned().unwrap_or_else(|| self.of(row));
        match support {
            Support::Leaves(leaves) => {
                let trees = leaves.iter().map(|leaf| Rc::new(Tree::Leaf(leaf.clone()))).collect();
                vec![(leaves.iter().cloned().collect(), leaves.len(), trees)]
            }
            Support::Row { fact, row } => of_row((*fact, *row))
                .iter()
                .map(|proof| (proof.leaves.clone(), proof.nodes, vec![Rc::clone(&proof.tree)]))
                .collect(),
            Support::Counted { count, fact, rows } => {
                // Each thing counted by its smallest proof: the count needs them all.
                let proofs: Vec<Proved> = rows.iter().filter_map(|row| of_row((*fact, *row)).first().cloned()).collect();
                let leaves = proofs.iter().flat_map(|proof| proof.leaves.iter().cloned()).collect();
                let nodes = proofs.iter().map(|proof| proof.nodes).sum::<usize>() + 1;
                let of = proofs.into_iter().map(|proof| proof.tree).collect();
                vec![(leaves, nodes, vec![Rc::new(Tree::Count { count: *count, of })])]
            }
        }
    }
}

/// Sorted, without those that need all that another needs, and no more than are kept.
fn smallest(mut all: Vec<Proved>) -> Vec<Proved> {
    all.sort();
    let mut out: Vec<Proved> = Vec::new();
    for proof in all {
        if out.len() >= KEPT {
            break;
        }
        if !out.iter().any(|smaller| smaller.leaves.is_subset(&proof.leaves)) {
            out.push(proof);
        }
    }
    out
}
