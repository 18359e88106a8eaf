//! Rules run over facts until nothing new follows, and every way in which each fact follows is kept.
//!
//! The main type is [`Engine`]. It goes bottom up, one group of facts after another, and within a group only from what the
//! last round added (semi-naive). A derived fact has one certainty, the best that any of its ways gives; since a group is
//! finished before anything asks for its absence, this is the same as running ordinary rules once for each certainty.
//! Every way is kept as the rule and the facts that it used: a graph that grows with the number of ways and not with the
//! number of proofs.

use crate::ast::{Atom, CondKind, RuleDef, Term};
use crate::facts::{Store, Val, small};
use crate::join::{Join, Stop};
use crate::strata;
use rollcall_model::finding::Certainty;
use rollcall_model::problem::Problem;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How far rules may go before they are stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Facts that rules may derive, each way to derive one counted.
    pub rows: usize,
    /// Values that may be looked at while joining.
    pub steps: u64,
}

impl Default for Limits {
    /// Five million ways, two thousand million steps.
    fn default() -> Self {
        Self { rows: 5_000_000, steps: 2_000_000_000 }
    }
}

/// A fact of the case that something rests on, or the lack of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Leaf {
    /// A value of a property of a thing, by its place.
    Fact { thing: u32, property: u16, place: u32 },
    /// No such fact: which condition of which rule, and what its variables stood for.
    Absent { rule: u32, cond: u32, vals: Vec<Option<Val>> },
}

/// What one condition of a way rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Support {
    Leaves(Vec<Leaf>),
    Row {
        fact: u32,
        row: u32,
    },
    /// What was counted.
    Counted {
        count: u32,
        fact: u32,
        rows: Vec<u32>,
    },
}

/// One way in which a fact follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    pub rule: u32,
    pub body: Vec<Support>,
    /// The least of what it needs, each need at its best.
    pub certainty: Certainty,
}

/// A derived fact.
#[derive(Debug)]
pub(crate) struct Row {
    pub args: Vec<Val>,
    pub certainty: Certainty,
    /// Per rule and what it rests on, how sure that makes the fact.
    pub ways: BTreeMap<(u32, Vec<Support>), Certainty>,
}

/// All derived facts of one name.
#[derive(Debug, Default)]
pub(crate) struct Relation {
    pub rows: Vec<Row>,
    by_args: HashMap<Vec<Val>, u32>,
    /// Per set of places that are known: the rows with these values there, and how many rows were entered so far.
    indexes: HashMap<u64, (usize, Index)>,
}

/// The rows that have these values.
type Index = HashMap<Vec<Val>, Vec<u32>>;

impl Relation {
    /// Enters a derivation. Gives the row's number where the fact is new or surer than before.
    fn insert(&mut self, args: Vec<Val>, certainty: Certainty, way: Way, kept: &mut usize) -> Option<u32> {
        let Some(&at) = self.by_args.get(&args) else {
            let at = small(self.rows.len());
            self.by_args.insert(args.clone(), at);
            self.rows.push(Row { args, certainty, ways: BTreeMap::from([((way.rule, way.body), certainty)]) });
            *kept += 1;
            return Some(at);
        };
        let row = &mut self.rows[at as usize];
        let known = row.ways.len();
        let best = row.ways.entry((way.rule, way.body)).or_insert(certainty);
        *best = certainty.max(*best);
        *kept += row.ways.len() - known;
        let surer = certainty > row.certainty;
        row.certainty = row.certainty.max(certainty);
        surer.then_some(at)
    }

    /// Makes sure that rows can be found by the values at these places.
    fn index(&mut self, mask: u64) {
        let (entered, index) = self.indexes.entry(mask).or_default();
        for (at, row) in self.rows.iter().enumerate().skip(*entered) {
            index.entry(known(&row.args, mask)).or_default().push(small(at));
        }
        *entered = self.rows.len();
    }

    /// Rows with these values at the places of a mask that was indexed before.
    pub fn find(&self, mask: u64, key: &[Val]) -> &[u32] {
        self.indexes.get(&mask).and_then(|(_, index)| index.get(key)).map_or(&[], Vec::as_slice)
    }
}

fn known(args: &[Val], mask: u64) -> Vec<Val> {
    args.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, val)| *val).collect()
}

/// See the module's page.
#[derive(Debug)]
pub(crate) struct Engine<'a> {
    pub store: Store<'a>,
    pub rules: &'a [RuleDef],
    /// Names of derived facts, in the order in which they were derived.
    pub numbers: BTreeMap<String, u32>,
    pub relations: Vec<Relation>,
    limits: Limits,
    kept: usize,
    steps: u64,
}

impl<'a> Engine<'a> {
    pub fn new(store: Store<'a>, rules: &'a [RuleDef], limits: Limits) -> Self {
        Self { store, rules, numbers: BTreeMap::new(), relations: Vec::new(), limits, kept: 0, steps: 0 }
    }

    /// Derives the facts of one group; all that they need was derived before.
    pub fn derive(&mut self, group: &[String]) -> Result<(), Stopped> {
        for name in group {
            self.numbers.insert(name.clone(), small(self.relations.len()));
            self.relations.push(Relation::default());
        }
        let rules = self.rules;
        let mine: Vec<u32> =
            (0..small(rules.len())).filter(|rule| group.contains(&rules[*rule as usize].head.name)).collect();
        let mut fresh: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for rule in &mine {
            self.apply(*rule, None, &mut fresh)?;
        }
        while !fresh.is_empty() {
            let last = std::mem::take(&mut fresh);
            for rule in &mine {
                for (cond, of) in recursive(&rules[*rule as usize], group) {
                    let Some(rows) = self.numbers.get(of).and_then(|fact| last.get(fact)) else {
                        continue;
                    };
                    let rows: Vec<u32> = rows.iter().copied().collect();
                    self.apply(*rule, Some((cond, &rows)), &mut fresh)?;
                }
            }
            // A group without recursion is done after one round.
            fresh.retain(|_, rows| !rows.is_empty());
        }
        Ok(())
    }

    /// Runs one rule, from all facts or from some rows of one condition, and enters what follows.
    fn apply(
        &mut self,
        rule: u32,
        from: Option<(usize, &[u32])>,
        fresh: &mut BTreeMap<u32, BTreeSet<u32>>,
    ) -> Result<(), Stopped> {
        let def = &self.rules[rule as usize];
        let plan = crate::plan::order(def, from.map(|(cond, _)| cond));
        for (atom, mask) in crate::plan::masks(def, &plan) {
            if let Some(fact) = self.numbers.get(&atom.name) {
                self.relations[*fact as usize].index(mask);
            }
        }
        let room = self.limits.rows.saturating_sub(self.kept);
        let mut join = Join::new(self, rule, &plan, from, room, self.limits.steps.saturating_sub(self.steps));
        let result = join.run();
        let (derived, steps) = join.finish();
        self.steps += steps;
        let stopped = |limit| Stopped { rule, limit };
        match result {
            Err(Stop::Rows) => return Err(stopped(Limit::Rows(self.limits.rows))),
            Err(Stop::Steps) => return Err(stopped(Limit::Steps(self.limits.steps))),
            Ok(()) => {}
        }
        let Some(&fact) = self.numbers.get(&def.head.name) else {
            return Ok(());
        };
        for (args, certainty, way) in derived {
            if let Some(row) = self.relations[fact as usize].insert(args, certainty, way, &mut self.kept) {
                fresh.entry(fact).or_default().insert(row);
            }
        }
        if self.kept > self.limits.rows {
            return Err(stopped(Limit::Rows(self.limits.rows)));
        }
        Ok(())
    }

    /// All ways in which a row follows, in their order.
    pub fn ways(&self, (fact, row): (u32, u32)) -> Vec<Way> {
        let ways = &self.relations[fact as usize].rows[row as usize].ways;
        let way = |((rule, body), certainty): (&(u32, Vec<Support>), &Certainty)| Way {
            rule: *rule,
            body: body.clone(),
            certainty: *certainty,
        };
        ways.iter().map(way).collect()
    }

    pub fn relation(&self, name: &str) -> Option<(u32, &Relation)> {
        let fact = *self.numbers.get(name)?;
        Some((fact, &self.relations[fact as usize]))
    }
}

/// The conditions of a rule that ask for facts of its own group.
fn recursive<'r>(rule: &'r RuleDef, group: &[String]) -> Vec<(usize, &'r str)> {
    let asks = |cond: &'r CondKind| {
        strata::asks(cond).filter(|(name, _)| group.iter().any(|own| own == name)).map(|(name, _)| name)
    };
    rule.body.iter().enumerate().filter_map(|(at, cond)| Some((at, asks(&cond.kind)?))).collect()
}

/// Which values of an atom are known when a plan reaches it.
pub(crate) fn mask(atom: &Atom, bound: impl Fn(usize) -> bool) -> u64 {
    atom.args.iter().enumerate().fold(0, |mask, (at, arg)| match arg {
        Term::Any => mask,
        Term::Var(var) if !bound(*var) => mask,
        _ => mask | 1 << at,
    })
}

/// A rule that went too far.
#[derive(Debug)]
pub(crate) struct Stopped {
    pub rule: u32,
    limit: Limit,
}

#[derive(Debug)]
enum Limit {
    Rows(usize),
    Steps(u64),
}

impl Stopped {
    pub fn problem(&self, rule: &RuleDef, path: &str) -> Problem {
        let place = format!("{path}:{}:1", rule.line);
        let (what, key) = match self.limit {
            Limit::Rows(rows) => (format!("would make the rules give more than {rows} facts"), "rows"),
            Limit::Steps(steps) => (format!("would have more than {steps} values looked at"), "steps"),
        };
        Problem::new(place, "rule-runs-away", format!("rule `{}` {what}", rule.name))
            .hint(format!("add a condition that ties its variables together, or raise `{key}` under `[limits]`"))
    }
}
