//! What follows, group by group, and forgotten as soon as nobody asks for it.
//!
//! The main type is [`Deriving`]. It uses the rules' own order, plans and joins; what it does otherwise is what it keeps. A
//! fact has no ways, so a rule stops at the first choice that makes what it gives as sure as it can be. What a rule says is
//! told as soon as its group is done and is kept only where another rule asks for it, and what no group that is left asks for
//! is dropped. Of the groups that can be derived those come first that nobody asks for: they make nothing larger.

use super::bits::Bits;
use super::packed::{Packed, Said};
use super::runs::{merge, run_of};
use super::sorted::Sorted;
use super::uses::{arity, can_look, order_of, uses};
use crate::ast::RuleDef;
use crate::engine::{self, Limits, Stopped};
use crate::ground::{Census, Ground};
use crate::join::{self, Derived, Room, Stop, Why};
use crate::names::{Code, Names, small};
use crate::plan::{self, Counts, Layout, Plan, Ready, Step};
use crate::relation::Relation;
use crate::rules::RuleSet;
use crate::store::{Grade, Telling, Version, grade};
use crate::strata;
use rayon::iter::Either;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Derived facts of one name.
#[derive(Debug)]
enum Facts {
    /// All of them, in order.
    All(Sorted),
    /// Those so far, where they rest on each other.
    Growing(Relation),
}

impl Facts {
    fn none(arity: usize) -> Self {
        Self::All(Sorted::new(Vec::new(), (0..arity).collect()))
    }

    fn len(&self) -> usize {
        match self {
            Self::All(sorted) => sorted.len(),
            Self::Growing(relation) => relation.len(),
        }
    }

    fn index(&mut self, mask: u64) {
        match self {
            Self::All(sorted) => sorted.index(mask),
            Self::Growing(relation) => {
                if let Some(index) = relation.made_index(mask) {
                    relation.keep_index(mask, index);
                }
            }
        }
    }
}

/// What is said and what was derived so far.
#[derive(Clone, Copy)]
struct Known<'e> {
    store: &'e Packed,
    facts: &'e [Facts],
}

impl Census for Known<'_> {
    fn names(&self) -> &Names {
        &self.store.names
    }

    fn things_of(&self, kind: u8) -> usize {
        self.store.things_of(kind)
    }

    fn count_of(&self, kind: u8, property: u16) -> usize {
        self.store.count_of(kind, property)
    }

    fn values_of(&self, property: u16) -> usize {
        self.store.values_of(property)
    }

    fn different(&self, property: u16) -> usize {
        self.store.different(property)
    }

    fn rows(&self, fact: u32) -> usize {
        self.facts[fact as usize].len()
    }

    fn different_at(&self, fact: u32, place: usize) -> usize {
        match &self.facts[fact as usize] {
            Facts::All(sorted) => sorted.different(place),
            Facts::Growing(relation) => relation.different(place),
        }
    }

    fn choices_of_kinds(&self, kinds: &[u8]) -> usize {
        self.store.choices_of_kinds(kinds)
    }

    fn choices_of_property(&self, property: u16) -> usize {
        self.store.choices_of_kinds(self.store.kinds_with(property))
    }
}

impl<'e> Ground<'e> for Known<'e> {
    type Fact = Said;
    type Rows = &'e Facts;

    fn things(self, kinds: &[u8], part: Range<usize>) -> impl Iterator<Item = u32> {
        self.store.things(kinds, part)
    }

    fn kind(self, thing: u32) -> u8 {
        self.store.kind(thing)
    }

    fn thing_grade(self, thing: u32) -> Grade {
        self.store.thing_grade(thing)
    }

    fn values(self, thing: u32, property: u16) -> impl Iterator<Item = Said> {
        self.store.values(thing, property)
    }

    fn having(self, property: u16, val: Code) -> impl Iterator<Item = (u32, Said)> {
        self.store.having(property, val)
    }

    fn every(self, property: u16, least: usize, part: Range<usize>) -> impl Iterator<Item = (u32, Said)> {
        self.store.every(property, least, part)
    }

    fn val(self, fact: Said) -> Code {
        fact.val
    }

    fn grade(self, fact: Said) -> Grade {
        fact.grade
    }

    fn tellings(self, fact: Said) -> &'e [Telling] {
        self.store.tellings(fact)
    }

    fn all_words(self, thing: u32, property: u16) -> Code {
        self.store.all_words(thing, property)
    }

    fn words_of(self, code: Code) -> String {
        self.store.words_of(code)
    }

    fn sorts(self, left: Code, right: Code) -> bool {
        self.store.sorts(left, right)
    }

    fn find(self, fact: u32, mask: u64, key: &[Code]) -> impl Iterator<Item = u32> + use<'e> {
        match &self.facts[fact as usize] {
            Facts::All(sorted) => Either::Left(sorted.find(mask, key)),
            Facts::Growing(relation) => Either::Right(relation.find(mask, key)),
        }
    }

    fn rows_of(self, fact: u32) -> &'e Facts {
        &self.facts[fact as usize]
    }

    fn row_grade(self, rows: &'e Facts, row: u32) -> Grade {
        match rows {
            Facts::All(sorted) => sorted.grade(row),
            Facts::Growing(relation) => relation.grade(row, Version::Now),
        }
    }

    #[inline]
    fn arg(self, rows: &'e Facts, row: u32, place: usize) -> Code {
        match rows {
            Facts::All(sorted) => sorted.arg(row, place),
            Facts::Growing(relation) => relation.args(row)[place],
        }
    }
}

/// What was found of one name: the order of its places, and runs that are each in that order.
type Found = (Vec<usize>, Vec<Bits>);

/// See the module's page.
#[derive(Debug)]
pub(crate) struct Deriving<'r> {
    rules: &'r RuleSet,
    pub store: Packed,
    layouts: Vec<Layout>,
    /// Numbers of names of derived facts.
    numbers: BTreeMap<String, u32>,
    facts: Vec<Facts>,
    limits: Limits,
    /// Facts that were derived, and values that were looked at.
    pub kept: usize,
    steps: u64,
    /// How many facts of each name were derived, by the name.
    pub sizes: Vec<(String, usize)>,
    /// Bytes of all that is known, when they were most.
    pub most_bytes: usize,
}

/// A row of a fact that a rule says something of.
pub(crate) type Tell<'t> = dyn FnMut(&Packed, &RuleDef, &[Code], Grade) + 't;

impl<'r> Deriving<'r> {
    pub fn new(rules: &'r RuleSet, mut store: Packed, limits: Limits) -> Self {
        rules.defs.iter().for_each(|rule| engine::meet_constants(rule, &mut store.names));
        let layouts = rules.defs.iter().map(Layout::new).collect();
        let (numbers, facts, sizes) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { rules, store, layouts, numbers, facts, limits, kept: 0, steps: 0, sizes, most_bytes: 0 }
    }

    /// Derives what these groups give, and tells what the rules with some names say.
    pub fn derive(
        &mut self,
        groups: &[&'r Vec<String>],
        names: &BTreeSet<String>,
        tell: &mut Tell<'_>,
    ) -> Result<(), Stopped> {
        let mut left: Vec<&Vec<String>> = groups.to_vec();
        while !left.is_empty() {
            let next = self.next(&left);
            let group = left.remove(next);
            let asked: BTreeSet<&str> = left.iter().flat_map(|group| self.asked_by(group)).collect();
            self.group(group, &asked, names, tell)?;
            self.most_bytes = self.most_bytes.max(self.bytes());
            self.forget(&left, &asked);
        }
        Ok(())
    }

    /// Drops what nobody asks for any more, and by what no group that is left can look it up.
    fn forget(&mut self, left: &[&Vec<String>], asked: &BTreeSet<&str>) {
        let rules = left.iter().flat_map(|group| self.rules_of(group)).map(|rule| &self.rules.defs[rule as usize]);
        let rules: Vec<&RuleDef> = rules.collect();
        for (name, fact) in &self.numbers {
            match &mut self.facts[*fact as usize] {
                facts if !asked.contains(name.as_str()) => *facts = Facts::none(arity(self.rules, name)),
                Facts::All(sorted) => sorted.keep_indexes(|mask| rules.iter().any(|rule| can_look(rule, name, mask))),
                Facts::Growing(_) => {}
            }
        }
    }

    /// The rules that give facts of a group.
    fn rules_of(&self, group: &[String]) -> Vec<u32> {
        let all = (0..).zip(self.rules.defs.iter());
        all.filter(|(_, rule)| group.contains(&rule.head.name)).map(|(rule, _)| rule).collect()
    }

    /// The names of facts that rules of a group ask for.
    fn asked_by(&self, group: &[String]) -> impl Iterator<Item = &'r str> + use<'r> {
        let rules: &'r RuleSet = self.rules;
        let bodies = self.rules_of(group).into_iter().flat_map(move |rule| &rules.defs[rule as usize].body);
        bodies.filter_map(|cond| strata::asks(&cond.kind)).map(|(name, _)| name)
    }

    /// Which of the groups that are left to derive next: of those that nobody asks for the one that needs fewest others is
    /// the goal, and the first that it needs, or it itself, is next. So what only one rule asks for is there for that rule
    /// alone.
    fn next(&self, left: &[&Vec<String>]) -> usize {
        let asked: Vec<BTreeSet<&str>> = left.iter().map(|group| self.asked_by(group).collect()).collect();
        let gives = |at: usize, name: &str| left[at].iter().any(|own| own == name);
        let needs = |at: usize| {
            let mut all = BTreeSet::from([at]);
            let mut todo = vec![at];
            while let Some(at) = todo.pop() {
                let more = asked[at].iter().filter_map(|name| (0..left.len()).find(|other| gives(*other, name)));
                todo.extend(more.filter(|other| all.insert(*other)).collect::<Vec<_>>());
            }
            all
        };
        let is_asked = |at: usize| (0..left.len()).any(|by| by != at && asked[by].iter().any(|name| gives(at, name)));
        let goals = (0..left.len()).filter(|at| !is_asked(*at)).map(needs);
        let goal = goals.min_by_key(BTreeSet::len).unwrap_or_default();
        // Groups stand in an order in which they can be derived.
        goal.first().copied().unwrap_or_default()
    }

    fn group(
        &mut self,
        group: &[String],
        asked: &BTreeSet<&str>,
        names: &BTreeSet<String>,
        tell: &mut Tell<'_>,
    ) -> Result<(), Stopped> {
        let mine = self.rules_of(group);
        for name in group {
            self.numbers.insert(name.clone(), small(self.facts.len()));
            self.facts.push(Facts::none(arity(self.rules, name)));
        }
        let rests_on_itself = self.asked_by(group).any(|name| group.iter().any(|own| own == name));
        let runs = match rests_on_itself {
            true => self.circle(group, &mine)?,
            false => vec![self.runs(&mine)?],
        };
        for (name, (order, runs)) in group.iter().zip(runs) {
            let said = self.rules.defs.iter().find(|rule| rule.head.name == *name && rule.is_finding());
            let said = said.filter(|rule| names.contains(&rule.name));
            let store = &self.store;
            let mut count = 0;
            let each = |row: &[Code], grade: Grade| {
                count += 1;
                said.iter().for_each(|rule| tell(store, rule, row, grade));
            };
            if asked.contains(name.as_str()) {
                let sorted = Sorted::new(runs, order);
                let uses = uses(self.rules, name);
                let used: Vec<usize> = (0..uses.len()).filter(|place| uses[*place].tied > 0).collect();
                sorted.note_different(&used);
                match said {
                    None => count = sorted.len(),
                    Some(_) => sorted.tell(each),
                }
                self.facts[self.numbers[name] as usize] = Facts::All(sorted);
            } else {
                merge(runs, &order, each);
            }
            self.sizes.push((name.clone(), count));
            self.kept += count;
        }
        Ok(())
    }

    /// Bytes of all that is known, about.
    fn bytes(&self) -> usize {
        let of = |facts: &Facts| match facts {
            Facts::All(sorted) => sorted.bytes(),
            Facts::Growing(relation) => relation.bytes(),
        };
        self.store.byte_count() + self.facts.iter().map(of).sum::<usize>()
    }

    fn known(&self) -> Known<'_> {
        Known { store: &self.store, facts: &self.facts }
    }

    fn room(&self) -> Room {
        Room { rows: self.limits.rows.saturating_sub(self.kept), steps: self.limits.steps.saturating_sub(self.steps) }
    }

    /// A rule made ready to run, with all that it looks things up by; nothing where it asks for something of which there
    /// is none at all.
    fn plan(&mut self, rule: u32, seeded: &[usize]) -> Option<Plan> {
        let (def, layout) = (&self.rules.defs[rule as usize], &self.layouts[rule as usize]);
        let ready = Ready { number: rule, rule: def, layout, types: &self.rules.types[rule as usize] };
        let known = self.known();
        let plan = plan::plan(ready, seeded, &Counts { census: &known, numbers: &self.numbers });
        let plan = plan.without_ways(def, &known);
        if plan.is_idle(&known) {
            return None;
        }
        let properties = plan.steps.iter().filter_map(|(_, step)| match step {
            Step::Having { property, .. } => Some(*property),
            _ => None,
        });
        let looks: Vec<(usize, u64)> =
            plan.steps.iter().filter_map(|(_, step)| step.look()).map(|look| (look.fact as usize, look.mask)).collect();
        let of = |at: usize| looks.iter().filter(move |(fact, _)| *fact == at).map(|(_, mask)| *mask);
        let facts = self.facts.par_iter_mut().enumerate();
        rayon::join(
            || properties.for_each(|property| self.store.index(property)),
            || facts.for_each(|(at, facts)| of(at).for_each(|mask| facts.index(mask))),
        );
        Some(plan)
    }

    /// What a plan gives, put into a form by the thread that found it.
    fn run<T: Send>(&mut self, plan: &Plan, seeds: &[Code], then: impl Fn(Derived) -> T + Sync) -> Result<Vec<T>, Stopped> {
        let most = grade(self.rules.defs[plan.rule as usize].at_most);
        let made = join::parts(self.known(), plan, seeds, most, self.room(), true, |derived| (derived.steps, then(derived)));
        let made = made.map_err(|stop| Stopped::new(plan, stop, self.limits))?;
        self.steps += made.iter().map(|(steps, _)| steps).sum::<u64>();
        Ok(made.into_iter().map(|(_, made)| made).collect())
    }

    /// The facts of one name, in runs that are each in the order that is given with them.
    fn runs(&mut self, rules: &[u32]) -> Result<Found, Stopped> {
        let (mut order, mut all) = (None, Vec::new());
        for rule in rules {
            let def = &self.rules.defs[*rule as usize];
            if let Some(plan) = self.plan(*rule, &[]) {
                let order = order.get_or_insert_with(|| order_of(self.rules, &def.head.name, &plan.told_in(def)));
                all.extend(self.run(&plan, &[], |derived| run_of(&derived, order))?);
                if all.iter().map(Bits::len).sum::<usize>() > self.room().rows {
                    return Err(Stopped::new(&plan, Stop { why: Why::Rows, depth: 0 }, self.limits));
                }
            }
        }
        self.store.drop_indexes();
        let natural = || (0..rules.first().map_or(0, |rule| self.rules.defs[*rule as usize].head.args.len())).collect();
        Ok((order.unwrap_or_else(natural), all))
    }

    /// Facts that rest on each other, by the names of the group: from what the last round added, until nothing is.
    fn circle(&mut self, group: &[String], mine: &[u32]) -> Result<Vec<Found>, Stopped> {
        let facts: Vec<u32> = group.iter().map(|name| self.numbers[name]).collect();
        for (name, fact) in group.iter().zip(&facts) {
            self.facts[*fact as usize] = Facts::Growing(Relation::new(arity(self.rules, name)));
        }
        let mut fresh: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for rule in mine {
            self.grow(*rule, &[], &[], &mut fresh)?;
        }
        while !fresh.is_empty() {
            let last = std::mem::take(&mut fresh);
            for rule in mine {
                let def = &self.rules.defs[*rule as usize];
                for (cond, name) in engine::recursive(def, group) {
                    let fact = self.numbers[name];
                    if let (Some(rows), Facts::Growing(relation)) = (last.get(&fact), &self.facts[fact as usize]) {
                        let layout = &self.layouts[*rule as usize];
                        let (seeded, seeds) = engine::seeds(def, layout, cond, relation, rows.iter().copied());
                        self.grow(*rule, &seeded, &seeds, &mut fresh)?;
                    }
                }
            }
        }
        let mut runs = Vec::new();
        for (name, fact) in group.iter().zip(facts) {
            let none = Facts::none(arity(self.rules, name));
            let grown = std::mem::replace(&mut self.facts[fact as usize], none);
            let places: Vec<usize> = (0..arity(self.rules, name)).collect();
            let order = order_of(self.rules, name, &places);
            let all = all_of(&grown).map(|derived| run_of(&derived, &order)).into_iter().collect();
            runs.push((order, all));
        }
        Ok(runs)
    }

    /// Runs a rule and enters what follows among what rests on each other.
    fn grow(
        &mut self,
        rule: u32,
        seeded: &[usize],
        seeds: &[Code],
        fresh: &mut BTreeMap<u32, BTreeSet<u32>>,
    ) -> Result<(), Stopped> {
        let Some(plan) = self.plan(rule, seeded) else {
            return Ok(());
        };
        let made = self.run(&plan, seeds, |derived| derived)?;
        let fact = self.numbers[&self.rules.defs[rule as usize].head.name];
        let Facts::Growing(relation) = &mut self.facts[fact as usize] else {
            return Ok(());
        };
        for (codes, grade) in made.iter().flat_map(Derived::rows) {
            let row = relation.enter(codes);
            if engine::raise(relation, row, grade, true) {
                fresh.entry(fact).or_default().insert(row);
            }
        }
        relation.extend_indexes();
        match relation.len() > self.room().rows {
            true => Err(Stopped::new(&plan, Stop { why: Why::Rows, depth: 0 }, self.limits)),
            false => Ok(()),
        }
    }
}

/// Facts that have grown, as a rule would give them.
fn all_of(facts: &Facts) -> Option<Derived> {
    let Facts::Growing(relation) = facts else {
        return None;
    };
    let rows = 0..small(relation.len());
    let codes = rows.clone().flat_map(|row| relation.args(row).iter().copied()).collect();
    let grades = rows.map(|row| relation.grade(row, Version::Now)).collect();
    Some(Derived { width: relation.arity(), codes, grades, steps: 0 })
}
