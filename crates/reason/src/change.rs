//! What becomes of derived facts when some things of a case have changed.
//!
//! The main function is [`Engine::change`]. While a change is worked in, everything can be asked as it is and as it
//! was ([`Version`]): things have a run of values for each, derived facts a grade for each. A rule applies in another
//! way than before only where one of its conditions looks at something that changed. So each condition is given what
//! it can look at that changed (as *seeds*: what its variables then stand for), and the rule is joined from there
//! twice, in the case as it was and in the case as it is. The ways that it had and has no more are taken away, those
//! that it has only now are added, and a fact is then as sure as the best of its ways. It goes from the bottom, each
//! group with what changed below it, and side by side those that do not ask for each other.
//!
//! Facts that rest on each other would hold each other up. So how sure each is now is found first ([`crate::circle`]),
//! and then their ways are exchanged like all others, with each other as what changed.
//!
//! How a fact is proved can be another although the fact is as sure as before. That is worked out apart
//! ([`Engine::reached`]), since it reaches further and only who shows proofs needs it.

use crate::ast::{CondKind, RuleDef, Term};
use crate::engine::{Engine, Level, Stopped};
use crate::join::{self, Derived, Room, Stop};
use crate::names::{Code, small};
use crate::plan::Plan;
use crate::props;
use crate::relation::{Cut, Relation};
use crate::store::{Grade, Version};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What changed of the things of a case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Touched {
    /// Things that came, went or can be otherwise sure.
    pub things: BTreeSet<u32>,
    /// Things that have other values of a property, by property.
    pub values: BTreeMap<u16, BTreeSet<u32>>,
}

/// Derived facts by the number of their name.
pub(crate) type Rows = BTreeMap<u32, BTreeSet<u32>>;

/// What became of derived facts.
#[derive(Debug, Default)]
pub(crate) struct Changed {
    /// Those that are there, or are not, or are otherwise sure, than before.
    pub moved: Rows,
    /// Those that follow in other ways than before.
    pub exchanged: Rows,
}

/// Ways of one rule in one state of the case: the values of the fact and of the variables that a way keeps, sorted,
/// each once and as sure as the surest that was found.
pub(crate) struct Instances<'d> {
    ways: Vec<(&'d [Code], Grade)>,
}

/// Values to join from that are not worth a second thread.
const LITTLE: usize = 64;

impl<'d> Instances<'d> {
    pub fn of(made: &'d [(Version, Derived)], version: Version) -> Self {
        let derived = made.iter().filter(|(of, _)| *of == version).map(|(_, derived)| derived);
        let mut ways: Vec<(&[Code], Grade)> = derived.flat_map(Derived::rows).collect();
        ways.sort_unstable_by_key(|(codes, grade)| (*codes, Reverse(*grade)));
        ways.dedup_by_key(|(codes, _)| *codes);
        Self { ways }
    }

    /// Those that another state has not, or not just as sure.
    fn without(&self, other: &Self) -> Vec<(&'d [Code], Grade)> {
        self.compared(other, |own, other| own != other)
    }

    /// Those that another state has not, or less sure.
    pub fn less_sure_in(&self, other: &Self) -> Vec<(&'d [Code], Grade)> {
        self.compared(other, |own, other| own > other)
    }

    /// Those whose grade stands so to that in another state, which is 0 where that has them not.
    fn compared(&self, other: &Self, is: impl Fn(Grade, Grade) -> bool) -> Vec<(&'d [Code], Grade)> {
        let mut others = other.ways.iter().peekable();
        let mut out = Vec::new();
        for (way, grade) in &self.ways {
            while others.next_if(|other| other.0 < *way).is_some() {}
            let found = others.peek().filter(|other| other.0 == *way).map_or(0, |other| other.1);
            if is(*grade, found) {
                out.push((*way, *grade));
            }
        }
        out
    }
}

impl Engine {
    /// Works in what changed. Gives the derived facts that are otherwise than before; until [`Engine::settle`] both
    /// can be asked.
    pub fn change(&mut self, touched: &Touched) -> Result<Changed, Stopped> {
        self.changing = true;
        self.steps = 0;
        let mut changed = Changed::default();
        for Level { alone, circles } in self.levels.clone() {
            self.exchange_ways(&alone, touched, &mut changed)?;
            for group in circles {
                let rules: Vec<u32> = self.rules_of(&group).map(|(rule, _)| rule).collect();
                self.change_circle(&group, &rules, touched, &mut changed)?;
            }
        }
        Ok(changed)
    }

    /// Makes the plans and indexes that any change of one condition can need.
    pub fn get_ready(&mut self) {
        for rule in 0..small(self.rules.len()) {
            let def = &self.rules[rule as usize];
            if !self.numbers.contains_key(&def.head.name) {
                continue;
            }
            for at in 0..def.body.len() {
                let vars = match &self.rules[rule as usize].body[at].kind {
                    CondKind::Is { subject: Term::Var(var), .. } | CondKind::Prop { subject: Term::Var(var), .. } => {
                        vec![*var]
                    }
                    _ => self.seeds(rule, at, std::iter::empty()).0,
                };
                self.plan_from(rule, &vars);
            }
            let def = &self.rules[rule as usize];
            if let (true, Some(fact), about) = (def.is_finding(), self.numbers.get(&def.head.name).copied(), def.about) {
                self.index_first(fact, about);
            }
        }
    }

    /// The plan of a rule from some of its variables, made once: counts change little from one change to the next,
    /// and no order gives another answer.
    fn plan_from(&mut self, rule: u32, vars: &[usize]) -> Arc<Plan> {
        if let Some(plan) = self.plans.get(&(rule, vars.to_vec())) {
            return plan.clone();
        }
        let plan = Arc::new(self.plan(rule, vars));
        self.plans.insert((rule, vars.to_vec()), plan.clone());
        plan
    }

    /// What is so now was also so before.
    pub fn settle(&mut self, moved: &Rows) {
        for (fact, rows) in moved {
            let relation = &mut self.relations[*fact as usize];
            rows.iter().for_each(|row| relation.settle(*row));
        }
        self.store.settle();
        self.changing = false;
    }

    /// Facts that rest, directly or not, on something that changed, and those that follow in other ways: whatever is
    /// told of any other fact is told as before. To be asked when the change is settled.
    pub fn reached(&mut self, touched: &Touched, exchanged: &Rows) -> Result<Rows, Stopped> {
        self.steps = 0;
        let mut reached = exchanged.clone();
        for group in self.groups.clone() {
            let rules: Vec<u32> = self.rules_of(&group).map(|(rule, _)| rule).collect();
            let mut fresh = Rows::new();
            for rule in &rules {
                let work = self.seeds_of(*rule, touched, &reached);
                self.reach(*rule, work, &mut reached, &mut fresh)?;
            }
            while self.is_circle(&group) && !fresh.is_empty() {
                let last = std::mem::take(&mut fresh);
                for rule in &rules {
                    let work = self.seeds_of(*rule, &Touched::default(), &last);
                    self.reach(*rule, work, &mut reached, &mut fresh)?;
                }
            }
        }
        Ok(reached)
    }

    /// Adds the facts that a rule gives from some seeds.
    fn reach(&mut self, rule: u32, work: Vec<Seeds>, reached: &mut Rows, fresh: &mut Rows) -> Result<(), Stopped> {
        let made = self.join_from(rule, &work, &[Version::Now])?;
        let head = &self.rules[rule as usize].head;
        let (Some(&fact), arity) = (self.numbers.get(&head.name), head.args.len()) else {
            return Ok(());
        };
        let relation = &self.relations[fact as usize];
        let own = reached.entry(fact).or_default();
        for (codes, _) in made.iter().flat_map(|(_, derived)| derived.rows()) {
            if let Some(row) = relation.row(&codes[..arity]).filter(|row| own.insert(*row)) {
                fresh.entry(fact).or_default().insert(row);
            }
        }
        Ok(())
    }

    /// What each condition of a rule can look at that changed.
    pub fn seeds_of(&self, rule: u32, touched: &Touched, moved: &Rows) -> Vec<Seeds> {
        let def = &self.rules[rule as usize];
        let of_cond = |(at, cond): (usize, &crate::ast::Cond)| match &cond.kind {
            CondKind::Is { subject: Term::Var(var), kinds, .. } => {
                let kinds = numbers(kinds);
                let is_one = |thing: &&u32| kinds.contains(&self.store.kind(**thing));
                Some((vec![*var], touched.things.iter().filter(is_one).map(|thing| Code::thing(*thing)).collect()))
            }
            CondKind::Prop { subject: Term::Var(var), property, .. } => {
                let kinds = kinds_of(def, *var);
                let may_be = |thing: &&u32| kinds.iter().all(|kinds| kinds.contains(&self.store.kind(**thing)));
                let things = touched.values.get(property)?.iter().filter(may_be);
                Some((vec![*var], things.map(|thing| Code::thing(*thing)).collect()))
            }
            kind => {
                let (atom, _) = crate::engine::atom_of(kind)?;
                let rows = moved.get(self.numbers.get(&atom.name)?).filter(|rows| !rows.is_empty())?;
                Some(self.seeds(rule, at, rows.iter().copied()))
            }
        };
        // Many conditions look at one thing that changed: it is joined from once.
        let mut by_vars: BTreeMap<Vec<usize>, Vec<Code>> = BTreeMap::new();
        for (vars, seeds) in def.body.iter().enumerate().filter_map(of_cond) {
            // Without a variable there is one question, and whether it is asked does not depend on how much changed.
            if vars.is_empty() || !seeds.is_empty() {
                by_vars.entry(vars).or_default().extend(seeds);
            }
        }
        by_vars.into_iter().map(|(vars, seeds)| each_once(vars, &seeds)).collect()
    }

    /// Joins a rule from each of some seeds in each of some states of the case, side by side.
    pub fn join_from(&mut self, rule: u32, work: &[Seeds], versions: &[Version]) -> Result<Joined, Stopped> {
        Ok(self.join_all(&[(rule, work)], versions)?.pop().unwrap_or_default())
    }

    /// The same of several rules, all side by side; what each of them gives.
    fn join_all(&mut self, work: &[(u32, &[Seeds])], versions: &[Version]) -> Result<Vec<Joined>, Stopped> {
        let mut plans: Vec<Vec<Arc<Plan>>> = Vec::new();
        for (rule, work) in work {
            plans.push(work.iter().map(|(vars, _)| self.plan_from(*rule, vars)).collect());
        }
        let mut jobs: Vec<Job<'_>> = Vec::new();
        for (at, ((rule, work), plans)) in work.iter().zip(&plans).enumerate() {
            for (plan, (_, seeds)) in plans.iter().zip(*work) {
                jobs.extend(versions.iter().map(|version| Job { at, rule: *rule, plan, seeds, version: *version }));
            }
        }
        let room = Room { rows: self.limit_rows(), ..self.room() };
        let run =
            |job: &Job<'_>| join::run(self.base(job.version), job.plan, job.seeds, 0..usize::MAX, self.most(job.rule), room);
        // Without a variable there are no seeds, and all is gone through.
        let is_little = jobs.iter().all(|job| !job.seeds.is_empty() && job.seeds.len() < LITTLE);
        let made: Vec<Result<Derived, Stop>> =
            if is_little { jobs.iter().map(run).collect() } else { jobs.par_iter().map(run).collect() };
        let mut out: Vec<Joined> = work.iter().map(|_| Joined::new()).collect();
        let mut steps = 0;
        for (job, made) in jobs.into_iter().zip(made) {
            let made = made.map_err(|stop| self.stopped(job.plan, stop))?;
            steps += made.steps;
            if steps > room.steps {
                return Err(self.stopped(job.plan, Stop { why: join::Why::Steps, depth: 0 }));
            }
            out[job.at].push((job.version, made));
        }
        self.steps += steps;
        Ok(out)
    }

    /// Exchanges the ways of facts of groups that do not ask for each other, whose grades are known where they rest on each
    /// other.
    pub fn exchange_ways(&mut self, rules: &[u32], touched: &Touched, changed: &mut Changed) -> Result<(), Stopped> {
        let seeds = |rule: &u32| (*rule, self.seeds_of(*rule, touched, &changed.moved));
        let work: Vec<(u32, Vec<Seeds>)> = rules.par_iter().map(seeds).filter(|(_, work)| !work.is_empty()).collect();
        let work: Vec<(u32, &[Seeds])> = work.iter().map(|(rule, work)| (*rule, work.as_slice())).collect();
        // Only when all are joined: a fact is as sure as its ways only once all its rules have given theirs.
        let made = self.join_all(&work, &[Version::Before, Version::Now])?;
        let made: Vec<(u32, &Joined)> = work.iter().map(|(rule, _)| *rule).zip(&made).collect();
        let exchanges: Vec<Exchange<'_>> = made.into_par_iter().map(|(rule, made)| Exchange::of(rule, made)).collect();
        let mut by_fact: BTreeMap<u32, Vec<&Exchange<'_>>> = BTreeMap::new();
        for exchange in &exchanges {
            if let Some(fact) = self.numbers.get(&self.rules[exchange.rule as usize].head.name) {
                by_fact.entry(*fact).or_default().push(exchange);
            }
        }
        let layouts = &self.layouts;
        let kept = |rule: u32| layouts[rule as usize].kept.len();
        let exchanged = |(fact, relation): (usize, &mut Relation)| {
            let exchanges = by_fact.get(&small(fact))?;
            Some((small(fact), exchange(relation, exchanges, kept)))
        };
        let exchanged: Vec<(u32, Exchanged)> = self.relations.par_iter_mut().enumerate().filter_map(exchanged).collect();
        for (fact, Exchanged { rows, moved, counts }) in exchanged {
            for (rule, gone, new) in counts {
                self.kept = self.kept - gone + new;
                if self.kept > self.limit_rows() {
                    return Err(self.too_many(rule));
                }
            }
            let known = changed.moved.entry(fact).or_default();
            rows.iter().for_each(|row| _ = known.remove(row));
            known.extend(moved);
            changed.exchanged.entry(fact).or_default().extend(rows);
        }
        Ok(())
    }
}

/// What a rule gives from some seeds, in each of some states of the case.
pub(crate) type Joined = Vec<(Version, Derived)>;

/// A rule to be joined from some seeds in a state of the case; `at` is its place among rules that are joined side by side.
struct Job<'j> {
    at: usize,
    rule: u32,
    plan: &'j Plan,
    seeds: &'j [Code],
    version: Version,
}

/// Ways that a rule has no more, and those that it has only now; both are sorted. A way that is as it was needs nothing.
struct Exchange<'d> {
    rule: u32,
    gone: Vec<(&'d [Code], Grade)>,
    new: Vec<(&'d [Code], Grade)>,
}

impl<'d> Exchange<'d> {
    fn of(rule: u32, made: &'d Joined) -> Self {
        let (before, now) = rayon::join(|| Instances::of(made, Version::Before), || Instances::of(made, Version::Now));
        Self { rule, gone: before.without(&now), new: now.without(&before) }
    }
}

/// What became of the facts of one name.
struct Exchanged {
    /// Those of which a way went or came.
    rows: Vec<u32>,
    /// Those of them that are there, or are not, or are otherwise sure, than before.
    moved: Vec<u32>,
    /// By rule, how many ways went and how many came.
    counts: Vec<(u32, usize, usize)>,
}

/// Takes ways of the facts of one name away and adds others. Each fact is then as sure as the best of its ways. `kept` is how many
/// variables a way of a rule keeps.
fn exchange(relation: &mut Relation, exchanges: &[&Exchange<'_>], kept: impl Fn(u32) -> usize + Copy + Sync) -> Exchanged {
    let arity = relation.arity();
    let (mut rows, mut counts): (Vec<u32>, Vec<_>) = (Vec::new(), Vec::new());
    for Exchange { rule, gone, new } in exchanges {
        let of_rows: Vec<&[(&[Code], Grade)]> = gone.chunk_by(|one, other| one.0[..arity] == other.0[..arity]).collect();
        let cuts = |ways: &&[(&[Code], Grade)]| {
            let row = relation.row(&ways[0].0[..arity])?;
            let ways: Vec<&[Code]> = ways.iter().map(|(codes, _)| &codes[arity..]).collect();
            Some((row, relation.cuts(row, *rule, &ways, kept)))
        };
        let cuts: Vec<(u32, Vec<Cut>)> = of_rows.par_iter().filter_map(cuts).collect();
        for (row, cuts) in &cuts {
            relation.cut(cuts);
            rows.push(*row);
        }
        let count = cuts.iter().map(|(_, cuts)| cuts.len()).sum();
        for (way, grade) in new {
            let (args, own) = way.split_at(arity);
            let row = relation.enter(args);
            relation.add_way(row, *rule, *grade, own.iter().map(|code| code.0));
            rows.push(row);
        }
        counts.push((*rule, count, new.len()));
    }
    relation.extend_indexes();
    rows.sort_unstable();
    rows.dedup();
    let best: Vec<Grade> = rows.par_iter().map(|row| relation.best(*row, kept)).collect();
    rows.iter().zip(best).for_each(|(row, best)| relation.set(*row, best));
    let moved = rows.iter().copied().filter(|row| relation.grades(*row).is_changed()).collect();
    Exchanged { rows, moved, counts }
}

/// The kinds that a rule asks of a variable, each time that it asks: many properties belong to several kinds, and a thing
/// keeps its kind.
fn kinds_of(rule: &RuleDef, var: usize) -> Vec<Vec<u8>> {
    let asked = rule.body.iter().filter_map(|cond| match &cond.kind {
        CondKind::Is { subject: Term::Var(of), kinds, negated: false } if *of == var => Some(numbers(kinds)),
        _ => None,
    });
    asked.collect()
}

/// Kinds by their numbers, as things have them.
fn numbers(kinds: &[&str]) -> Vec<u8> {
    kinds.iter().map(|kind| props::kind_number(kind)).collect()
}

/// Variables, and values for them, one after the other.
pub(crate) type Seeds = (Vec<usize>, Vec<Code>);

fn each_once(vars: Vec<usize>, seeds: &[Code]) -> Seeds {
    let mut all: Vec<&[Code]> = seeds.chunks_exact(vars.len().max(1)).collect();
    all.sort_unstable();
    all.dedup();
    let seeds = all.concat();
    (vars, seeds)
}
