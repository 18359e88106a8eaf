//! All ways in which one derived fact follows, cut out of the engine's graph and numbered.
//!
//! The main type is [`Web`]: the facts that the first one rests on, however far down, each with its ways, and the leaves at
//! the bottom in a fixed order. Proofs are searched in it (`proofs`), and sources are taken away from it (`standing`),
//! without asking the engine anything again.

use crate::engine::{Engine, Leaf, RowId, Support};
use crate::names::Code;
use rollcall_model::finding::Certainty;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What one condition of a way rests on, by numbers of this web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// Leaves, in the condition's order.
    Leaves(Vec<usize>),
    /// A derived fact.
    Fact(usize),
    /// So many derived facts, all of them.
    Count(u32, Vec<usize>),
}

/// One way in which a fact follows.
#[derive(Debug)]
pub(crate) struct WebWay {
    pub rule: u32,
    /// The least of what it needs, each need at its best.
    pub certainty: Certainty,
    pub parts: Vec<Part>,
    /// Leaves of its own, sorted.
    pub leaves: Vec<usize>,
    /// Facts that it needs, sorted.
    pub facts: Vec<usize>,
    /// Things that it needs to be there, by the engine's numbers.
    pub things: Vec<u32>,
    /// What the rule's variables stand for, by the engine's codes.
    pub env: Vec<Code>,
}

/// See the module's page. The first fact has number 0.
#[derive(Debug)]
pub(crate) struct Web {
    /// Per fact, its ways in a fixed order.
    pub ways: Vec<Vec<WebWay>>,
    /// In their order.
    pub leaves: Vec<Leaf>,
    /// The engine's rows of the facts.
    pub rows: Vec<RowId>,
}

impl Web {
    /// All that a row rests on.
    pub fn new(engine: &Engine, root: RowId) -> Self {
        Self::with_leaves(engine, root, |_| false)
    }

    /// All that a row rests on, but nothing of what some facts below it rest on, which are leaves.
    pub fn with_leaves(engine: &Engine, root: RowId, is_leaf: impl Fn(RowId) -> bool) -> Self {
        let mut number: BTreeMap<RowId, usize> = BTreeMap::from([(root, 0)]);
        let mut rows = vec![root];
        let mut found = Vec::new();
        let mut leaves: BTreeSet<Leaf> = BTreeSet::new();
        let mut at = 0;
        while let Some(row) = rows.get(at).copied() {
            let mut ways = engine.ways(row);
            ways.iter_mut().flat_map(|way| &mut way.body).for_each(|support| cut(engine, support, &is_leaf));
            for support in ways.iter().flat_map(|way| &way.body) {
                let (fact, needed): (u32, &[u32]) = match support {
                    Support::Leaves(own) => {
                        leaves.extend(own.iter().cloned());
                        continue;
                    }
                    Support::Row { fact, row } => (*fact, std::slice::from_ref(row)),
                    Support::Counted { fact, rows, .. } => (*fact, rows),
                };
                for row in needed {
                    number.entry((fact, *row)).or_insert_with(|| {
                        rows.push((fact, *row));
                        rows.len() - 1
                    });
                }
            }
            found.push(ways);
            at += 1;
        }
        let leaves: Vec<Leaf> = leaves.into_iter().collect();
        let leaf = |leaf: &Leaf| leaves.binary_search(leaf).unwrap_or_default();
        let fact = |fact: u32, row: u32| number.get(&(fact, row)).copied().unwrap_or_default();
        let part = |support: Support| match support {
            Support::Leaves(own) => Part::Leaves(own.iter().map(leaf).collect()),
            Support::Row { fact: of, row } => Part::Fact(fact(of, row)),
            Support::Counted { count, fact: of, rows } => {
                Part::Count(count, rows.into_iter().map(|row| fact(of, row)).collect())
            }
        };
        let ways = found.into_iter().map(|ways| {
            let ways = ways.into_iter().map(|way| WebWay {
                env: way.env,
                ..WebWay::new(way.rule, way.certainty, way.body.into_iter().map(part).collect(), way.things)
            });
            ways.collect()
        });
        Self { ways: ways.collect(), leaves, rows }
    }
}

impl Web {
    /// Per fact a way by which it follows where only some ways stand, and only ways as sure as `sure` count; nothing
    /// where it does not follow. The ways never go in a circle.
    pub fn founded(&self, stands: impl Fn(&WebWay) -> bool, sure: Certainty) -> Vec<Option<usize>> {
        let mut asked_by: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.ways.len()];
        let mut missing: Vec<Vec<usize>> = Vec::with_capacity(self.ways.len());
        let mut ready: VecDeque<(usize, usize)> = VecDeque::new();
        for (fact, ways) in self.ways.iter().enumerate() {
            missing.push(ways.iter().map(|way| way.facts.len()).collect());
            for (at, way) in ways.iter().enumerate() {
                if way.certainty < sure || !stands(way) {
                    continue;
                }
                way.facts.iter().for_each(|needs| asked_by[*needs].push((fact, at)));
                if way.facts.is_empty() {
                    ready.push_back((fact, at));
                }
            }
        }
        let mut founded: Vec<Option<usize>> = vec![None; self.ways.len()];
        while let Some((fact, way)) = ready.pop_front() {
            if founded[fact].is_some() {
                continue;
            }
            founded[fact] = Some(way);
            for (by, at) in &asked_by[fact] {
                missing[*by][*at] -= 1;
                if missing[*by][*at] == 0 {
                    ready.push_back((*by, *at));
                }
            }
        }
        founded
    }

    /// What the first fact rests on where each fact follows by one way: those facts with their ways.
    pub fn chosen(&self, founded: &[Option<usize>]) -> Option<BTreeMap<usize, usize>> {
        let mut chosen = BTreeMap::new();
        let mut todo = vec![0];
        while let Some(fact) = todo.pop() {
            let way = founded[fact]?;
            if chosen.insert(fact, way).is_none() {
                todo.extend(&self.ways[fact][way].facts);
            }
        }
        Some(chosen)
    }

    /// The leaves of some ways, sorted.
    pub fn leaves_of(&self, chosen: &BTreeMap<usize, usize>) -> Vec<usize> {
        let own = chosen.iter().flat_map(|(fact, way)| &self.ways[*fact][*way].leaves).copied();
        own.collect::<BTreeSet<usize>>().into_iter().collect()
    }
}

/// Makes a leaf of what a condition rests on, where it is to be one.
fn cut(engine: &Engine, support: &mut Support, is_leaf: &impl Fn(RowId) -> bool) {
    if let Support::Row { fact, row } = *support
        && is_leaf((fact, row))
    {
        *support = Support::Leaves(vec![Leaf::Long { fact, vals: engine.args((fact, row)) }]);
    }
}

impl WebWay {
    pub fn new(rule: u32, certainty: Certainty, parts: Vec<Part>, things: Vec<u32>) -> Self {
        let (mut leaves, mut facts) = (Vec::new(), Vec::new());
        for part in &parts {
            match part {
                Part::Leaves(own) => leaves.extend(own),
                Part::Fact(fact) => facts.push(*fact),
                Part::Count(_, of) => facts.extend(of),
            }
        }
        for list in [&mut leaves, &mut facts] {
            list.sort_unstable();
            list.dedup();
        }
        Self { rule, certainty, parts, leaves, facts, things, env: Vec::new() }
    }
}
