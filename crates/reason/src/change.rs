//! What becomes of derived facts when some things of a case have changed.
//!
//! The main function is [`Engine::change`]. While a change is worked in, everything can be asked as it is and as it was
//! ([`Version`]): things have a run of values for each, derived facts a grade for each. A rule applies in another way than before only
//! where one of its conditions looks at something that changed. So each condition is given what it can look at that changed (as
//! *seeds*: what its variables then stand for), and the rule is joined from there twice, in the case as it was and in the case
//! as it is. The ways that it had are taken away, those that it has are added, and a fact is then as sure as the best of its ways.
//! What was taken away and added again was the same way; all others are left alone. It goes group by group from the bottom, each with
//! what changed below it, and so nothing is ever taken away on suspicion.
//!
//! Facts that rest on each other would hold each other up. Where anything that such a group looks at changed, the group is derived
//! anew, from all that is below it, and what came out otherwise goes on as a change.

use crate::ast::{CondKind, RuleDef, Term};
use crate::engine::{Engine, Stopped};
use crate::join::{self, Room};
use crate::names::{Code, small};
use crate::plan::Plan;
use crate::props;
use crate::store::{Grade, Version};
use std::collections::{BTreeMap, BTreeSet};

/// What changed of the things of a case.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// Things that came, went or can be otherwise sure.
    pub things: BTreeSet<u32>,
    /// Things that have other values of a property, by property.
    pub values: BTreeMap<u16, BTreeSet<u32>>,
}

/// Derived facts that are there, or are not, or are otherwise sure, than before: by the number of their name.
pub(crate) type Moved = BTreeMap<u32, BTreeSet<u32>>;

/// A way: the values of the fact and of the variables that a way keeps.
type Instances = BTreeMap<Vec<Code>, Grade>;

impl Engine {
    /// Works in what changed. Gives the derived facts that are otherwise than before; until [`Engine::settle`] both can be asked.
    pub fn change(&mut self, touched: &Touched) -> Result<Moved, Stopped> {
        self.changing = true;
        self.steps = 0;
        let mut moved = Moved::new();
        for group in self.groups.clone() {
            let rules: Vec<u32> = self.rules_of(&group).map(|(rule, _)| rule).collect();
            match self.is_circle(&group) {
                true => self.change_circle(&group, &rules, touched, &mut moved)?,
                false => self.change_alone(&rules, touched, &mut moved)?,
            }
        }
        Ok(moved)
    }

    /// Makes the indexes that any change of one condition can need.
    pub fn get_ready(&mut self) {
        for rule in 0..small(self.rules.len()) {
            if !self.numbers.contains_key(&self.rules[rule as usize].head.name) {
                continue;
            }
            for at in 0..self.rules[rule as usize].body.len() {
                let vars = match &self.rules[rule as usize].body[at].kind {
                    CondKind::Is { subject: Term::Var(var), .. } | CondKind::Prop { subject: Term::Var(var), .. } => {
                        vec![*var]
                    }
                    _ => self.seeds(rule, at, std::iter::empty()).0,
                };
                self.plan(rule, &vars);
            }
        }
    }

    /// What is so now was also so before.
    pub fn settle(&mut self, moved: &Moved) {
        for (fact, rows) in moved {
            let relation = &mut self.relations[*fact as usize];
            rows.iter().for_each(|row| relation.settle(*row));
        }
        self.store.settle();
        self.changing = false;
    }

    /// What each condition of a rule can look at that changed: variables, and values for them.
    fn seeds_of(&self, rule: u32, touched: &Touched, moved: &Moved) -> Vec<(Vec<usize>, Vec<Code>)> {
        let def = &self.rules[rule as usize];
        let of_cond = |(at, cond): (usize, &crate::ast::Cond)| match &cond.kind {
            CondKind::Is { subject: Term::Var(var), kinds, .. } => {
                let is_one = |thing: &&u32| kinds.contains(&props::kind_name(self.store.kind(**thing)));
                Some((vec![*var], touched.things.iter().filter(is_one).map(|thing| Code::thing(*thing)).collect()))
            }
            CondKind::Prop { subject: Term::Var(var), property, .. } => {
                let things = touched.values.get(property)?.iter().filter(|thing| self.may_be(def, *var, **thing));
                Some((vec![*var], things.map(|thing| Code::thing(*thing)).collect()))
            }
            kind => {
                let (atom, _) = crate::engine::atom_of(kind)?;
                let rows = moved.get(self.numbers.get(&atom.name)?).filter(|rows| !rows.is_empty())?;
                Some(self.seeds(rule, at, rows.iter().copied()))
            }
        };
        let all = def.body.iter().enumerate().filter_map(of_cond);
        // Without a variable there is one question, and whether it is asked does not depend on how much changed.
        all.filter(|(vars, seeds): &(Vec<usize>, Vec<Code>)| vars.is_empty() || !seeds.is_empty()).collect()
    }

    /// Whether a thing is of the kinds that a rule asks of a variable: many properties belong to several kinds, and a thing keeps
    /// its kind.
    fn may_be(&self, rule: &RuleDef, var: usize, thing: u32) -> bool {
        let kind = props::kind_name(self.store.kind(thing));
        rule.body.iter().all(|cond| match &cond.kind {
            CondKind::Is { subject: Term::Var(of), kinds, negated: false } if *of == var => kinds.contains(&kind),
            _ => true,
        })
    }

    fn change_alone(&mut self, rules: &[u32], touched: &Touched, moved: &mut Moved) -> Result<(), Stopped> {
        for rule in rules {
            let (mut before, mut now) = (Instances::new(), Instances::new());
            for (vars, seeds) in self.seeds_of(*rule, touched, moved) {
                let plan = self.plan(*rule, &vars);
                self.instances(&plan, &seeds, Version::Before, &mut before)?;
                self.instances(&plan, &seeds, Version::Now, &mut now)?;
            }
            // A way that is as it was needs nothing.
            let same: Vec<Vec<Code>> =
                before.iter().filter(|(way, grade)| now.get(*way) == Some(*grade)).map(|(way, _)| way.clone()).collect();
            for way in same {
                before.remove(&way);
                now.remove(&way);
            }
            let rows = self.exchange(*rule, &before, &now);
            for (fact, row) in rows {
                self.weigh(fact, row, moved);
            }
            if self.kept > self.limit_rows() {
                return Err(self.too_many(*rule));
            }
        }
        Ok(())
    }

    /// All ways of a rule from some seeds, in one state of the case.
    fn instances(&mut self, plan: &Plan, seeds: &[Code], version: Version, out: &mut Instances) -> Result<(), Stopped> {
        let room = Room { rows: self.limit_rows(), ..self.room() };
        let most = self.most(plan.rule);
        let made = join::run(self.base(version), plan, seeds, 0..usize::MAX, most, room);
        let made = made.map_err(|stop| self.stopped(plan, stop))?;
        self.steps += made.steps;
        for (codes, grade) in made.rows() {
            let best = out.entry(codes.to_vec()).or_insert(grade);
            *best = grade.max(*best);
        }
        Ok(())
    }

    /// Takes the ways that were away and adds those that are. Gives the rows that they are of.
    fn exchange(&mut self, rule: u32, before: &Instances, now: &Instances) -> BTreeSet<(u32, u32)> {
        let mut rows = BTreeSet::new();
        let head = &self.rules[rule as usize].head;
        let (Some(&fact), arity) = (self.numbers.get(&head.name), head.args.len()) else {
            return rows;
        };
        let relation = &mut self.relations[fact as usize];
        for way in before.keys() {
            let (args, kept) = way.split_at(arity);
            if let Some(row) = relation.row(args) {
                self.kept -= usize::from(relation.remove_way(row, rule, kept));
                rows.insert((fact, row));
            }
        }
        for (way, grade) in now {
            let (args, kept) = way.split_at(arity);
            let row = relation.enter(args);
            relation.add_way(row, rule, *grade, kept.iter().map(|code| code.0));
            self.kept += 1;
            rows.insert((fact, row));
        }
        relation.extend_indexes();
        rows
    }

    /// Makes a fact as sure as the best of its ways.
    fn weigh(&mut self, fact: u32, row: u32, moved: &mut Moved) {
        let layouts = &self.layouts;
        let ways = self.relations[fact as usize].ways(row, |rule| layouts[rule as usize].kept.len());
        let best = ways.map(|way| way.grade).max().unwrap_or(0);
        self.relations[fact as usize].set(row, best);
        let rows = moved.entry(fact).or_default();
        match self.relations[fact as usize].grades(row).is_changed() {
            true => rows.insert(row),
            false => rows.remove(&row),
        };
    }

    /// Derives facts that rest on each other anew, where anything that they look at changed.
    fn change_circle(
        &mut self,
        group: &[String],
        rules: &[u32],
        touched: &Touched,
        moved: &mut Moved,
    ) -> Result<(), Stopped> {
        if rules.iter().all(|rule| self.seeds_of(*rule, touched, moved).is_empty()) {
            return Ok(());
        }
        let facts: Vec<u32> = group.iter().filter_map(|name| self.numbers.get(name).copied()).collect();
        for fact in &facts {
            let relation = &mut self.relations[*fact as usize];
            self.kept -= relation.way_count();
            for row in 0..small(relation.len()) {
                relation.set(row, 0);
            }
            relation.clear_all_ways();
        }
        self.derive_circle(group)?;
        if let Some(rule) = rules.first().filter(|_| self.kept > self.limit_rows()) {
            return Err(self.too_many(*rule));
        }
        for fact in facts {
            let relation = &self.relations[fact as usize];
            let changed = (0..small(relation.len())).filter(|row| relation.grades(*row).is_changed());
            moved.entry(fact).or_default().extend(changed);
        }
        Ok(())
    }
}
