//! Facts that rest on each other: what follows, and what becomes of it when something changed.
//!
//! First the facts alone, from what the last round added or made surer (semi-naive), until nothing is; then, once,
//! their ways. So no way is found twice, and facts that only hold each other up are never derived.
//!
//! When something changed, facts of a group that hold each other up must fall together. Each fact notes when it became
//! as sure as it is, in a count that only grows, and that gives them an order: the surer ones first, then those
//! that were so earlier ([`Key`]). A way *founds* its fact where it is as sure as the fact and all facts of the group
//! that it needs stand before it in that order. By how they were derived each fact has such a way, and while each has
//! one none is held up by itself alone. So a change is worked in like this:
//!
//! 1. Facts of which a founding way is there no more, or is less sure, are asked in that order whether another one
//!    founds them. Those that have none fall, and then those that they founded are asked.
//! 2. What fell is as sure as its ways to what did not fall make it, and from there, and from what came, it goes on as
//!    at first.
//! 3. Ways are exchanged as everywhere, with what moved in the group as something that changed.
//!
//! Only what is reached is looked at. This is delete and rederive (Gupta, Mumick and Subrahmanian, *Maintaining views
//! incrementally*, SIGMOD 1993) with a reason not to delete, which *Maintenance of datalog materialisations revisited*
//! (Motik, Nenov, Piro and Horrocks, Artificial Intelligence 269, 2019) finds by looking for proofs backwards; the order
//! tells it from the ways that are kept, at four bytes a fact. What has another way that comes later in the order
//! falls and rises again: nobody knows before that this way does not rest on the fact itself.

use crate::ast::{CondKind, Term};
use crate::change::{Changed, Instances, Rows, Seeds, Touched};
use crate::engine::{Engine, RowId, Stopped, raise};
use crate::join::{Derived, Stop, Why};
use crate::names::Code;
use crate::plan::Plan;
use crate::relation::Stored;
use crate::store::{Grade, Version};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Where a fact stands in the order in which facts of a group are founded, before the change.
type Key = (Reverse<Grade>, u32);

/// A group of facts that rest on each other.
struct Circle<'g> {
    facts: Vec<u32>,
    rules: &'g [u32],
    /// The conditions of each rule that ask for facts of the group, with the fact.
    own: BTreeMap<u32, Vec<(usize, u32)>>,
}

/// Ways by their rule, as the values of the fact and of the variables that a way keeps.
type Lost = BTreeMap<u32, BTreeSet<Vec<Code>>>;

/// What each rule is to be joined from.
type Work = Vec<(u32, Vec<Seeds>)>;

impl Engine {
    /// Derives facts that rest on each other: first what follows, then how.
    pub fn derive_circle(&mut self, group: &[String]) -> Result<(), Stopped> {
        let mine: Vec<u32> = self.rules_of(group).map(|(rule, _)| rule).collect();
        let before = self.kept;
        let mut fresh = Rows::new();
        for rule in &mine {
            let plan = self.plan(*rule, &[]);
            self.enter_all(&plan, &[], &mut fresh)?;
        }
        while !fresh.is_empty() {
            let last = std::mem::take(&mut fresh);
            for rule in &mine {
                for (cond, fact) in self.own_conditions(*rule, group) {
                    let Some(rows) = last.get(&fact) else {
                        continue;
                    };
                    let (seeded, seeds) = self.seeds(*rule, cond, rows.iter().copied());
                    let plan = self.plan(*rule, &seeded);
                    self.enter_all(&plan, &seeds, &mut fresh)?;
                }
            }
        }
        self.kept = before;
        for rule in &mine {
            let plan = self.plan(*rule, &[]);
            self.add_ways(&plan)?;
        }
        Ok(())
    }

    /// Runs a rule and enters what follows. A rule that knows nothing beforehand runs once whatever the seeds are.
    fn enter_all(&mut self, plan: &Plan, seeds: &[Code], fresh: &mut Rows) -> Result<(), Stopped> {
        let made = self.run(plan, seeds, self.room(), true)?;
        self.steps += made.iter().map(|derived| derived.steps).sum::<u64>();
        match self.enter(plan.rule, made.iter(), fresh) {
            true => Ok(()),
            false => Err(self.stopped(plan, Stop { why: Why::Rows, depth: 0 })),
        }
    }

    /// Enters what a rule gives, without its ways. Says whether there are no more facts than there may be.
    fn enter<'d>(&mut self, rule: u32, made: impl Iterator<Item = &'d Derived>, fresh: &mut Rows) -> bool {
        let (Some(fact), arity) = self.head_of(rule) else {
            return true;
        };
        // What one join gives rests on nothing that the same join gives.
        self.clock += 1;
        let settled = !self.changing;
        let relation = &mut self.relations[fact as usize];
        let known = relation.len();
        for (codes, grade) in made.flat_map(Derived::rows) {
            let row = relation.enter(&codes[..arity]);
            if raise(relation, row, grade, settled) {
                relation.set_since(row, self.clock);
                fresh.entry(fact).or_default().insert(row);
            }
        }
        self.kept += relation.len() - known;
        relation.extend_indexes();
        self.kept <= self.limit_rows()
    }

    /// Runs a rule whose facts are all there, and keeps its ways.
    fn add_ways(&mut self, plan: &Plan) -> Result<(), Stopped> {
        let made = self.run(plan, &[], self.room(), true)?;
        let (Some(fact), arity) = self.head_of(plan.rule) else {
            return Ok(());
        };
        let relation = &mut self.relations[fact as usize];
        for derived in made {
            self.steps += derived.steps;
            for (codes, grade) in derived.rows() {
                let (args, kept) = codes.split_at(arity);
                let row = relation.enter(args);
                relation.add_way(row, plan.rule, grade, kept.iter().map(|code| code.0));
                self.kept += 1;
            }
        }
        Ok(())
    }

    /// The number of the fact that a rule gives, and how many values it has.
    fn head_of(&self, rule: u32) -> (Option<u32>, usize) {
        let head = &self.rules[rule as usize].head;
        (self.numbers.get(&head.name).copied(), head.args.len())
    }

    /// Works in what changed of what a group rests on.
    pub fn change_circle(
        &mut self,
        group: &[String],
        rules: &[u32],
        touched: &Touched,
        changed: &mut Changed,
    ) -> Result<(), Stopped> {
        let work = rules.iter().map(|rule| (*rule, self.seeds_of(*rule, touched, &changed.moved)));
        let outside: Work = work.filter(|(_, work)| !work.is_empty()).collect();
        if outside.is_empty() {
            return Ok(());
        }
        let facts = group.iter().filter_map(|name| self.numbers.get(name).copied()).collect();
        let own = rules.iter().map(|rule| (*rule, self.own_conditions(*rule, group))).collect();
        let circle = Circle { facts, rules, own };
        let fallen = self.fall(&circle, &outside)?;
        let risen = self.rise(&circle, outside, &fallen)?;
        for (fact, rows) in fallen.into_iter().chain(risen) {
            let relation = &self.relations[fact as usize];
            let moved = rows.into_iter().filter(|row| relation.grades(*row).is_changed());
            changed.moved.entry(fact).or_default().extend(moved);
        }
        self.exchange_ways(rules, touched, changed)
    }

    fn key(&self, (fact, row): RowId) -> Key {
        let relation = &self.relations[fact as usize];
        (Reverse(relation.grade(row, Version::Before)), relation.since(row))
    }

    /// Takes away what nothing founds any more. Gives what it was.
    fn fall(&mut self, circle: &Circle<'_>, outside: &Work) -> Result<Rows, Stopped> {
        let mut lost = Lost::new();
        let mut asked: BTreeMap<Key, Rows> = BTreeMap::new();
        for (rule, work) in outside {
            let made = self.join_from(*rule, work, &[Version::Before, Version::Now])?;
            let (before, now) = (Instances::of(&made, Version::Before), Instances::of(&made, Version::Now));
            for (way, grade) in before.less_sure_in(&now) {
                lost.entry(*rule).or_default().insert(way.to_vec());
                self.ask(*rule, way, grade, None, &mut asked);
            }
        }
        let mut fallen = Rows::new();
        while let Some((key, rows)) = asked.pop_first() {
            let falls = self.unfounded(circle, key, &rows, &lost);
            for (fact, rows) in &falls {
                rows.iter().for_each(|row| self.relations[*fact as usize].set(*row, 0));
                fallen.entry(*fact).or_default().extend(rows);
            }
            for rule in circle.rules {
                let work = self.seeds_of(*rule, &Touched::default(), &falls);
                let made = self.join_from(*rule, &work, &[Version::Before])?;
                for (way, grade) in made.iter().flat_map(|(_, derived)| derived.rows()) {
                    self.ask(*rule, way, grade, Some(key), &mut asked);
                }
            }
        }
        Ok(fallen)
    }

    /// Has the fact of a way asked what founds it, where this way can have founded it: it is as sure, and the fact that
    /// the way lost, if it is one of the group, stands before it.
    fn ask(&self, rule: u32, way: &[Code], grade: Grade, after: Option<Key>, asked: &mut BTreeMap<Key, Rows>) {
        let (Some(fact), arity) = self.head_of(rule) else {
            return;
        };
        let Some(row) = self.relations[fact as usize].row(&way[..arity]) else {
            return;
        };
        let key = self.key((fact, row));
        if key.0.0 == grade && after.is_none_or(|after| after < key) {
            asked.entry(key).or_default().entry(fact).or_default().insert(row);
        }
    }

    /// Of some facts that stand at one place of the order, those that no way founds.
    fn unfounded(&self, circle: &Circle<'_>, key: Key, rows: &Rows, lost: &Lost) -> Rows {
        let of_fact = |(fact, rows): (&u32, &BTreeSet<u32>)| {
            let left: BTreeSet<u32> =
                rows.iter().copied().filter(|row| !self.is_founded(circle, key, (*fact, *row), lost)).collect();
            (!left.is_empty()).then_some((*fact, left))
        };
        rows.iter().filter_map(of_fact).collect()
    }

    fn is_founded(&self, circle: &Circle<'_>, key: Key, (fact, row): RowId, lost: &Lost) -> bool {
        let relation = &self.relations[fact as usize];
        let args = relation.args(row);
        let is_lost = |way: &Stored<'_>| {
            let codes = || args.iter().copied().chain(way.kept.iter().map(|code| Code(*code))).collect::<Vec<_>>();
            lost.get(&way.rule).is_some_and(|lost| lost.contains(&codes()))
        };
        let stands = |way: Stored<'_>| {
            let env = self.env(args, way);
            self.rests_on(circle, way.rule, &env, |part| self.key(part) < key)
        };
        let founds = |way: Stored<'_>| way.grade == key.0.0 && !is_lost(&way) && stands(way);
        relation.ways(row, |rule| self.layouts[rule as usize].kept.len()).any(founds)
    }

    /// Whether all facts of the group that a way needs are there, and are so.
    fn rests_on(&self, circle: &Circle<'_>, rule: u32, env: &[Code], is: impl Fn(RowId) -> bool) -> bool {
        let (def, layout) = (&self.rules[rule as usize], &self.layouts[rule as usize]);
        circle.own[&rule].iter().all(|(cond, fact)| {
            let CondKind::Pred { atom, .. } = &def.body[*cond].kind else {
                return false;
            };
            let args = atom.args.iter().enumerate().map(|(place, term)| self.code(&layout.term(*cond, place, term), env));
            let relation = &self.relations[*fact as usize];
            let row = relation.row(&args.collect::<Vec<_>>());
            row.is_some_and(|row| relation.grade(row, Version::Now) > 0 && is((*fact, row)))
        })
    }

    /// Makes facts as sure as they are now: those that fell, and those that something new gives. Gives what rose.
    fn rise(&mut self, circle: &Circle<'_>, outside: Work, fallen: &Rows) -> Result<Rows, Stopped> {
        let kept = self.kept;
        // Facts that come are counted as when the group was derived; their ways are, when they are known.
        self.kept -= circle.facts.iter().map(|fact| self.relations[*fact as usize].way_count()).sum::<usize>();
        let (mut fresh, mut risen) = (Rows::new(), Rows::new());
        for (rule, work) in outside.into_iter().chain(self.left(circle, fallen)) {
            self.raise_from(rule, &work, &mut fresh)?;
        }
        while !fresh.is_empty() {
            let last = std::mem::take(&mut fresh);
            for rule in circle.rules {
                let work = self.seeds_of(*rule, &Touched::default(), &last);
                self.raise_from(*rule, &work, &mut fresh)?;
            }
            last.into_iter().for_each(|(fact, rows)| risen.entry(fact).or_default().extend(rows));
        }
        self.kept = kept;
        Ok(risen)
    }

    fn raise_from(&mut self, rule: u32, work: &[Seeds], fresh: &mut Rows) -> Result<(), Stopped> {
        let made = self.join_from(rule, work, &[Version::Now])?;
        match self.enter(rule, made.iter().map(|(_, derived)| derived), fresh) {
            true => Ok(()),
            false => Err(self.too_many(rule)),
        }
    }

    /// The ways of facts that fell whose own facts did not: all that their variables stand for.
    fn left(&self, circle: &Circle<'_>, fallen: &Rows) -> Work {
        let mut left: BTreeMap<u32, Vec<Code>> = BTreeMap::new();
        for (fact, row) in fallen.iter().flat_map(|(fact, rows)| rows.iter().map(|row| (*fact, *row))) {
            let relation = &self.relations[fact as usize];
            for way in relation.ways(row, |rule| self.layouts[rule as usize].kept.len()) {
                let env = self.env(relation.args(row), way);
                if self.rests_on(circle, way.rule, &env, |_| true) {
                    let all = self.variables(way.rule).into_iter().map(|var| env[var]);
                    left.entry(way.rule).or_default().extend(all);
                }
            }
        }
        left.into_iter().map(|(rule, seeds)| (rule, vec![(self.variables(rule), seeds)])).collect()
    }

    /// The variables that a fact and its way tell.
    fn variables(&self, rule: u32) -> Vec<usize> {
        let of_head = self.rules[rule as usize].head.args.iter().filter_map(|term| match term {
            Term::Var(var) => Some(*var),
            _ => None,
        });
        let all: BTreeSet<usize> = of_head.chain(self.layouts[rule as usize].kept.iter().copied()).collect();
        all.into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
