//! Rules run over facts until nothing new follows, and every way in which each fact follows is kept.
//!
//! The main type is [`Engine`]. It goes bottom up, one group of facts after another. A derived fact has one
//! certainty, the best that any of its ways gives; since a group is finished before anything asks for its absence,
//! this is the same as running ordinary rules once for each certainty.
//!
//! How the parts fit: `facts` reads a case, [`crate::store`] holds it in columns, `plan` makes a rule ready to run,
//! `join` runs it, `circle` derives facts that rest on each other, [`crate::relation`] holds what follows and how,
//! `change` works in what became of some things.
//! Groups that do not need each other, and parts of one rule's choices, run side by side; each writes into a place of
//! its own and the places are put together in the order of the rules, so that no answer depends on which was faster.

use crate::ast::{Atom, CondKind, RuleDef, Take, Term};
use crate::check::needs;
use crate::ground::Base;
use crate::join::{self, Derived, Room, Stop, Why};
use crate::names::{Code, Names, Val, small};
use crate::plan::{self, Counts, Layout, Plan, Ready, Step};
use crate::props::Type;
use crate::relation::{Relation, Stored};
use crate::rules::RuleSet;
use crate::store::{Grade, Store, Version, certainty, grade};
use crate::strata;
use rayon::prelude::*;
use rollcall_model::finding::Certainty;
use rollcall_model::problem::Problem;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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

/// A fact of the case that something rests on, or the lack of one. Things are by their place in the order of ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Leaf {
    /// A value of a property of a thing, by its place.
    Fact { thing: u32, property: u16, place: u32 },
    /// No such fact: which condition of which rule, and what its variables stood for.
    Absent { rule: u32, cond: u32, vals: Vec<Option<Val>> },
    /// A derived fact, with its values, that is proved apart, once for all that rests on it ([`crate::long`]).
    Long { fact: u32, vals: Vec<Val> },
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
    /// The things that its variables stand for, sorted: it needs them to be there.
    pub things: Vec<u32>,
    /// What the rule's variables stand for.
    pub env: Vec<Code>,
}

/// A support by what it is made of: what ways are ordered by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Basis {
    Leaves(Vec<Leaf>),
    Row(u32, Vec<Val>),
    Counted(u32, u32, Vec<Vec<Val>>),
}

/// A derived fact: its name's number and its row.
pub(crate) type RowId = (u32, u32);

/// Groups that can be derived side by side: none of them asks for another.
#[derive(Debug, Clone)]
pub(crate) struct Level {
    /// The rules of those whose facts do not rest on each other.
    pub alone: Vec<u32>,
    /// Those whose facts do.
    pub circles: Vec<Vec<String>>,
}

/// See the module's page.
#[derive(Debug)]
pub(crate) struct Engine {
    pub store: Store,
    pub rules: Arc<Vec<RuleDef>>,
    types: Arc<Vec<Vec<Option<Type>>>>,
    pub layouts: Vec<Layout>,
    /// Names of derived facts, in the order in which they were derived.
    pub numbers: BTreeMap<String, u32>,
    pub relations: Vec<Relation>,
    limits: Limits,
    /// Ways, and rows of facts whose ways are not yet known.
    pub kept: usize,
    pub steps: u64,
    /// The groups that were derived, in order.
    pub groups: Vec<Vec<String>>,
    /// The same as they can be derived side by side.
    pub levels: Vec<Level>,
    /// Grows with each join of a rule whose facts rest on each other, over all changes.
    pub clock: u32,
    /// Whether a change is being worked in, so that what was so before must still be known.
    pub changing: bool,
    /// Plans of rules from what changed, by the rule and the variables that are known beforehand.
    pub plans: BTreeMap<(u32, Vec<usize>), Arc<Plan>>,
}

impl Engine {
    pub fn new(rules: &RuleSet, mut store: Store, limits: Limits) -> Self {
        for rule in rules.defs.iter() {
            meet_constants(rule, &mut store.names);
        }
        let layouts = rules.defs.iter().map(Layout::new).collect();
        Self {
            store,
            rules: rules.defs.clone(),
            types: rules.types.clone(),
            layouts,
            numbers: BTreeMap::new(),
            relations: Vec::new(),
            limits,
            kept: 0,
            steps: 0,
            groups: Vec::new(),
            levels: Vec::new(),
            clock: 0,
            changing: false,
            plans: BTreeMap::new(),
        }
    }

    /// Derives the facts of these groups, which are in an order in which they can be derived.
    pub fn derive(&mut self, groups: &[&Vec<String>]) -> Result<(), Stopped> {
        for group in groups {
            for name in *group {
                self.numbers.insert(name.clone(), small(self.relations.len()));
                self.relations.push(Relation::new(self.arity(name)));
            }
        }
        self.groups.extend(groups.iter().map(|group| (*group).clone()));
        let mut left: Vec<&Vec<String>> = groups.to_vec();
        while !left.is_empty() {
            let waiting: BTreeSet<&String> = left.iter().copied().flatten().collect();
            let needs_none = |group: &&Vec<String>| {
                self.rules_of(group).all(|(_, rule)| {
                    let asked = rule.body.iter().filter_map(|cond| strata::asks(&cond.kind));
                    asked
                        .into_iter()
                        .all(|(name, _)| !waiting.contains(&name.to_string()) || group.iter().any(|own| own == name))
                })
            };
            let (ready, later): (Vec<_>, Vec<_>) = left.iter().copied().partition(needs_none);
            let (circles, alone): (Vec<_>, Vec<_>) = ready.into_iter().partition(|group| self.is_circle(group));
            self.derive_alone(&alone)?;
            for group in &circles {
                self.derive_circle(group)?;
            }
            let rules = alone.iter().flat_map(|group| self.rules_of(group)).map(|(rule, _)| rule).collect();
            self.levels.push(Level { alone: rules, circles: circles.into_iter().cloned().collect() });
            left = later;
        }
        Ok(())
    }

    fn arity(&self, name: &str) -> usize {
        self.rules.iter().find(|rule| rule.head.name == name).map_or(0, |rule| rule.head.args.len())
    }

    /// The rules that give facts of a group, by number.
    pub fn rules_of<'s>(&'s self, group: &'s [String]) -> impl Iterator<Item = (u32, &'s RuleDef)> {
        (0..).zip(self.rules.iter()).filter(|(_, rule)| group.contains(&rule.head.name))
    }

    /// Whether facts of a group rest on each other.
    pub fn is_circle(&self, group: &[String]) -> bool {
        group.len() > 1 || self.rules_of(group).any(|(_, rule)| !recursive(rule, group).is_empty())
    }

    /// A rule made ready to run, with all indexes that it needs.
    pub fn plan(&mut self, rule: u32, seeded: &[usize]) -> Plan {
        let at = rule as usize;
        let ready = Ready { number: rule, rule: &self.rules[at], layout: &self.layouts[at], types: &self.types[at] };
        let plan = plan::plan(ready, seeded, &Counts { census: &self.base(Version::Now), numbers: &self.numbers });
        self.make_indexes(&[&plan]);
        plan
    }

    /// Makes the indexes that plans look things up in.
    fn make_indexes(&mut self, plans: &[&Plan]) {
        let steps = || plans.iter().flat_map(|plan| &plan.steps).map(|(_, step)| step);
        for step in steps() {
            if let Step::Having { property, .. } = step {
                self.store.index(*property);
            }
        }
        let looks: BTreeSet<(u32, u64)> = steps().filter_map(Step::look).map(|look| (look.fact, look.mask)).collect();
        let looks: Vec<(u32, u64)> = looks.into_iter().collect();
        let relations = &self.relations;
        let made: Vec<_> = looks.par_iter().map(|(fact, mask)| relations[*fact as usize].made_index(*mask)).collect();
        for ((fact, mask), index) in looks.into_iter().zip(made) {
            if let Some(index) = index {
                self.relations[fact as usize].keep_index(mask, index);
            }
        }
    }

    pub fn base(&self, version: Version) -> Base<'_> {
        Base { store: &self.store, relations: &self.relations, version }
    }

    /// No finding or fact of a rule is surer than this.
    pub fn most(&self, rule: u32) -> Grade {
        grade(self.rules[rule as usize].at_most)
    }

    /// Derives groups that need neither each other nor themselves, side by side.
    fn derive_alone(&mut self, groups: &[&Vec<String>]) -> Result<(), Stopped> {
        let mut plans: Vec<Vec<Plan>> = Vec::new();
        for group in groups {
            let rules: Vec<u32> = self.rules_of(group).map(|(rule, _)| rule).collect();
            plans.push(rules.into_iter().map(|rule| self.plan(rule, &[])).collect());
        }
        let room = self.room();
        let made: Vec<Result<Made, Stopped>> = plans.par_iter().map(|plans| self.made(plans, room, true)).collect();
        let kept: usize = made.iter().flatten().map(Made::kept).sum();
        let steps: u64 = made.iter().flatten().map(|made| made.steps).sum();
        let is_over = kept > room.rows || steps > room.steps || made.iter().any(Result::is_err);
        // Which rule is named must not depend on which was faster: where a limit was met they go again, one after the other.
        let mut made = if is_over { Vec::new() } else { made };
        if is_over {
            drop(std::mem::take(&mut made));
            let mut left = room;
            for plans in &plans {
                let one = self.made(plans, left, false)?;
                left.rows = left.rows.saturating_sub(one.kept());
                left.steps = left.steps.saturating_sub(one.steps);
                made.push(Ok(one));
            }
        }
        for (group, made) in groups.iter().zip(made.into_iter().flatten()) {
            self.kept += made.kept();
            self.steps += made.steps;
            if let Some(fact) = group.first().and_then(|name| self.numbers.get(name)) {
                self.relations[*fact as usize] = made.relation;
            }
        }
        Ok(())
    }

    /// How many ways there may be.
    pub fn limit_rows(&self) -> usize {
        self.limits.rows
    }

    /// How far rules may still go.
    pub fn room(&self) -> Room {
        Room { rows: self.limits.rows.saturating_sub(self.kept), steps: self.limits.steps.saturating_sub(self.steps) }
    }

    /// The facts that some rules of one name give, with their ways.
    fn made(&self, plans: &[Plan], room: Room, together: bool) -> Result<Made, Stopped> {
        let arity = plans.first().map_or(0, |plan| plan.head.len());
        let mut made = Made { relation: Relation::new(arity), steps: 0 };
        for plan in plans {
            let left = Room { rows: room.rows.saturating_sub(made.kept()), steps: room.steps.saturating_sub(made.steps) };
            for derived in self.run(plan, &[], left, together)? {
                made.steps += derived.steps;
                for (codes, grade) in derived.rows() {
                    let (args, kept) = codes.split_at(arity);
                    let row = made.relation.enter(args);
                    raise(&mut made.relation, row, grade, true);
                    made.relation.add_way(row, plan.rule, grade, kept.iter().map(|code| code.0));
                }
            }
        }
        Ok(made)
    }

    pub fn run(&self, plan: &Plan, seeds: &[Code], room: Room, together: bool) -> Result<Vec<Derived>, Stopped> {
        let made = join::parts(self.base(Version::Now), plan, seeds, self.most(plan.rule), room, together, |made| made);
        made.map_err(|stop| self.stopped(plan, stop))
    }

    /// A rule after which there are more facts than there may be.
    pub fn too_many(&self, rule: u32) -> Stopped {
        Stopped { rule, limit: Limit::Rows(self.limits.rows), joined: Vec::new() }
    }

    pub fn stopped(&self, plan: &Plan, stop: Stop) -> Stopped {
        Stopped::new(plan, stop, self.limits)
    }

    /// The conditions of a rule that ask for facts of its own group, with the fact's number.
    pub fn own_conditions(&self, rule: u32, group: &[String]) -> Vec<(usize, u32)> {
        let own = recursive(&self.rules[rule as usize], group);
        own.into_iter().filter_map(|(cond, name)| Some((cond, *self.numbers.get(name)?))).collect()
    }

    /// Variables of a condition that asks for derived facts, and what some rows of that fact give them.
    pub fn seeds(&self, rule: u32, cond: usize, rows: impl Iterator<Item = u32>) -> (Vec<usize>, Vec<Code>) {
        let (def, layout) = (&self.rules[rule as usize], &self.layouts[rule as usize]);
        let fact = atom_of(&def.body[cond].kind).and_then(|(atom, _)| self.numbers.get(&atom.name));
        fact.map_or_else(Default::default, |fact| seeds(def, layout, cond, &self.relations[*fact as usize], rows))
    }

    /// Makes sure that rows are found by the values at their first places.
    pub fn index_first(&mut self, fact: u32, places: usize) {
        let mask = (1_u64 << places) - 1;
        if let Some(index) = self.relations[fact as usize].made_index(mask) {
            self.relations[fact as usize].keep_index(mask, index);
        }
    }

    /// How sure the surest row was, and is, that has a row's values at the first places.
    pub fn best_like(&self, (fact, row): RowId, places: usize) -> (Grade, Grade) {
        let relation = &self.relations[fact as usize];
        self.alike((fact, row), places)
            .map(|row| relation.grades(row))
            .fold((0, 0), |(was, is), grades| (was.max(grades.at(Version::Before)), is.max(grades.at(Version::Now))))
    }

    /// Rows that have a row's values at the first places, also those that are not there.
    pub fn alike(&self, (fact, row): RowId, places: usize) -> impl Iterator<Item = u32> + '_ {
        let relation = &self.relations[fact as usize];
        relation.find((1_u64 << places) - 1, &relation.args(row)[..places])
    }

    /// Of some rows one for each choice of values at the first places.
    pub fn one_for_each(&self, fact: u32, rows: &BTreeSet<u32>, places: usize) -> Vec<u32> {
        let relation = &self.relations[fact as usize];
        let first = |row: &u32| &relation.args(*row)[..places];
        let mut rows: Vec<u32> = rows.iter().copied().collect();
        rows.sort_by(|one, other| first(one).cmp(first(other)));
        rows.dedup_by(|one, other| first(one) == first(other));
        rows
    }

    /// Facts, rows and numbers of ways that are kept, those of former states too.
    pub fn weight(&self) -> usize {
        self.store.fact_count() + self.relations.iter().map(Relation::weight).sum::<usize>()
    }

    /// Rows of a name that are there.
    pub fn rows(&self, fact: u32) -> impl Iterator<Item = u32> + '_ {
        let relation = &self.relations[fact as usize];
        (0..small(relation.len())).filter(|row| relation.grade(*row, Version::Now) > 0)
    }

    /// The values of a row.
    pub fn args(&self, (fact, row): RowId) -> Vec<Val> {
        self.relations[fact as usize].args(row).iter().map(|code| self.store.outside(*code)).collect()
    }

    /// How sure a row is.
    pub fn certainty(&self, (fact, row): RowId) -> Option<Certainty> {
        certainty(self.relations[fact as usize].grade(row, Version::Now))
    }

    /// The number of a name and what was derived of it.
    pub fn relation(&self, name: &str) -> Option<(u32, &Relation)> {
        let fact = *self.numbers.get(name)?;
        Some((fact, &self.relations[fact as usize]))
    }

    /// All ways in which a row follows, by rule and then by what they rest on: an order that only the case decides,
    /// and not the order in which rows were derived. Of ways that rest on the same the surest stands, and of those as sure
    /// the first by what variables stood for: one claim's source may be asked for where two say the same.
    pub fn ways(&self, (fact, row): RowId) -> Vec<Way> {
        let relation = &self.relations[fact as usize];
        let stored = relation.ways(row, |rule| self.layouts[rule as usize].kept.len());
        let mut ways: Vec<Way> = stored.map(|stored| self.way(relation.args(row), stored)).collect();
        ways.sort_by_cached_key(|way| {
            let body: Vec<Basis> = way.body.iter().map(|support| self.basis(support)).collect();
            let known = way.env.iter().filter(|code| **code != Code::NONE);
            (way.rule, body, Reverse(way.certainty), known.map(|code| self.store.outside(*code)).collect::<Vec<Val>>())
        });
        ways.dedup_by(|next, kept| next.rule == kept.rule && next.body == kept.body);
        ways
    }

    /// What a support is by its values, without the numbers of rows.
    fn basis(&self, support: &Support) -> Basis {
        match support {
            Support::Leaves(leaves) => Basis::Leaves(leaves.clone()),
            Support::Row { fact, row } => Basis::Row(*fact, self.args((*fact, *row))),
            Support::Counted { count, fact, rows } => {
                Basis::Counted(*count, *fact, rows.iter().map(|row| self.args((*fact, *row))).collect())
            }
        }
    }

    /// What a rule's variables stood for in a way.
    pub fn env(&self, args: &[Code], stored: Stored<'_>) -> Vec<Code> {
        let (rule, layout) = (&self.rules[stored.rule as usize], &self.layouts[stored.rule as usize]);
        let mut env = vec![Code::NONE; layout.vars];
        for (term, code) in rule.head.args.iter().zip(args) {
            if let Term::Var(var) = term {
                env[*var] = *code;
            }
        }
        for (var, code) in layout.kept.iter().zip(stored.kept) {
            env[*var] = Code(*code);
        }
        env
    }

    fn way(&self, args: &[Code], stored: Stored<'_>) -> Way {
        let env = self.env(args, stored);
        let rule = &self.rules[stored.rule as usize];
        let supports = rule.body.iter().enumerate().map(|(at, cond)| self.support(stored.rule, at, &cond.kind, &env));
        let body = supports.filter(|support| !matches!(support, Support::Leaves(leaves) if leaves.is_empty())).collect();
        let things: BTreeSet<u32> =
            env.iter().filter(|code| **code != Code::NONE).filter_map(|code| code.as_thing()).collect();
        let certainty = certainty(stored.grade).unwrap_or(Certainty::Possible);
        Way { rule: stored.rule, body, certainty, things: things.into_iter().collect(), env }
    }

    /// What a condition rests on, when its variables stand for this.
    fn support(&self, rule: u32, at: usize, cond: &CondKind, env: &[Code]) -> Support {
        let layout = &self.layouts[rule as usize];
        let absent = || Support::Leaves(vec![self.absent(rule, at, cond, env)]);
        match cond {
            CondKind::Prop { negated: true, .. } | CondKind::Pred { negated: true, .. } => absent(),
            CondKind::Prop { subject, property, value, take, .. } => {
                let Some(thing) = self.code(subject, env).as_thing() else {
                    return Support::Leaves(Vec::new());
                };
                let facts = self.store.values(thing, *property, Version::Now);
                let wanted = self.code(&layout.term(at, 0, value), env);
                let of_way = |fact: &u32| *take == Take::All || self.store.val(*fact) == wanted;
                match facts.is_empty() {
                    true => absent(),
                    false => Support::Leaves(facts.filter(of_way).map(|fact| self.leaf(fact)).collect()),
                }
            }
            CondKind::Pred { atom, .. } => {
                let args = atom.args.iter().enumerate().map(|(place, term)| self.code(&layout.term(at, place, term), env));
                let args: Vec<Code> = args.collect();
                let row = self.relation(&atom.name).and_then(|(fact, relation)| Some((fact, relation.row(&args)?)));
                row.map_or(Support::Leaves(Vec::new()), |(fact, row)| Support::Row { fact, row })
            }
            CondKind::Count { of, atom, .. } => match self.counted(*of, atom, env) {
                (_, rows) if rows.is_empty() => absent(),
                (fact, rows) => {
                    let rows: Vec<u32> = rows.into_iter().map(|(_, row)| row).collect();
                    Support::Counted { count: small(rows.len()), fact, rows }
                }
            },
            CondKind::AtLeast { least, of, atom } => {
                let (fact, mut rows) = self.counted(*of, atom, env);
                // Sorting keeps the order of the values among those that are equally sure.
                rows.sort_by_key(|(grade, _)| Reverse(*grade));
                rows.truncate(*least);
                Support::Counted { count: small(*least), fact, rows: rows.into_iter().map(|(_, row)| row).collect() }
            }
            CondKind::Is { .. } | CondKind::Compare { .. } | CondKind::In { .. } => Support::Leaves(Vec::new()),
        }
    }

    /// What a term stands for.
    pub fn code(&self, term: &Term, env: &[Code]) -> Code {
        let names = &self.store.names;
        match term {
            Term::Var(var) => env[*var],
            Term::Any => Code::NONE,
            Term::Text(text) => names.known_text(text).unwrap_or(Code::NONE),
            Term::Number(number) => names.known_number(*number),
            Term::Date(date) => names.known_date(date.as_str()).unwrap_or(Code::NONE),
        }
    }

    fn leaf(&self, fact: u32) -> Leaf {
        let (thing, property) = (self.store.fact_thing(fact), self.store.fact_property(fact));
        let first = self.store.values(thing, property, Version::Now).start;
        Leaf::Fact { thing: self.store.place(thing), property, place: fact - first }
    }

    pub fn absent(&self, rule: u32, cond: usize, kind: &CondKind, env: &[Code]) -> Leaf {
        // Only what the condition names: the same absence met on two ways is one.
        let named = needs(kind);
        let val = |var: usize| Some(env[var]).filter(|code| *code != Code::NONE).map(|code| self.store.outside(code));
        let vars = self.rules[rule as usize].vars.len();
        let vals = (0..vars).map(|var| named.contains(&var).then(|| val(var)).flatten()).collect();
        Leaf::Absent { rule, cond: small(cond), vals }
    }

    /// What an atom counts: each different value of one variable, in order, with the surest row that has it.
    fn counted(&self, of: usize, atom: &Atom, env: &[Code]) -> (u32, Vec<(Grade, u32)>) {
        let Some((fact, relation)) = self.relation(&atom.name) else {
            return (0, Vec::new());
        };
        let is_key = |arg: &Term| !matches!(arg, Term::Any) && *arg != Term::Var(of);
        let mask = atom.args.iter().enumerate().fold(0, |mask, (at, arg)| if is_key(arg) { mask | 1 << at } else { mask });
        let key: Vec<Code> = atom.args.iter().filter(|arg| is_key(arg)).map(|arg| self.code(arg, env)).collect();
        let place = atom.args.iter().position(|arg| *arg == Term::Var(of)).unwrap_or(0);
        let mut best: BTreeMap<Val, (Grade, Reverse<Vec<Val>>, u32)> = BTreeMap::new();
        for row in relation.find(mask, &key) {
            let grade = relation.grade(row, Version::Now);
            if grade > 0 {
                let args = self.args((fact, row));
                let entry = (grade, Reverse(args.clone()), row);
                best.entry(args[place]).and_modify(|old| *old = entry.clone().max(old.clone())).or_insert(entry);
            }
        }
        (fact, best.into_values().map(|(grade, _, row)| (grade, row)).collect())
    }

    /// Bytes that derived facts and their ways take, about.
    pub fn bytes(&self) -> (usize, usize) {
        let all = self.relations.iter().map(Relation::bytes).sum();
        (all, self.relations.iter().map(Relation::way_bytes).sum())
    }
}

/// Facts of one name.
struct Made {
    relation: Relation,
    steps: u64,
}

impl Made {
    /// What counts against the limit on rows.
    fn kept(&self) -> usize {
        self.relation.way_count()
    }
}

/// Makes a row as sure as this, if it is not; also as of before, unless a change is being worked in. Gives whether it
/// was not.
pub(crate) fn raise(relation: &mut Relation, row: u32, grade: Grade, settled: bool) -> bool {
    let surer = grade > relation.grade(row, Version::Now);
    if surer {
        relation.set(row, grade);
        if settled {
            relation.settle(row);
        }
    }
    surer
}

/// The conditions of a rule that ask for facts of its own group.
pub(crate) fn recursive<'r>(rule: &'r RuleDef, group: &[String]) -> Vec<(usize, &'r str)> {
    let asks = |cond: &'r CondKind| {
        strata::asks(cond).filter(|(name, _)| group.iter().any(|own| own == name)).map(|(name, _)| name)
    };
    rule.body.iter().enumerate().filter_map(|(at, cond)| Some((at, asks(&cond.kind)?))).collect()
}

/// Variables of a condition that asks for derived facts, and what some rows of that fact give them.
pub(crate) fn seeds(
    rule: &RuleDef,
    layout: &Layout,
    cond: usize,
    relation: &Relation,
    rows: impl Iterator<Item = u32>,
) -> (Vec<usize>, Vec<Code>) {
    let Some((atom, uncounted)) = atom_of(&rule.body[cond].kind) else {
        return (Vec::new(), Vec::new());
    };
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (place, arg) in atom.args.iter().enumerate() {
        // A `_` stands for what it is in that row and in no other.
        if let Term::Var(var) = layout.term(cond, place, arg)
            && Some(var) != uncounted
            && places.iter().all(|(_, known)| *known != var)
        {
            places.push((place, var));
        }
    }
    let mut seeds: Vec<Code> = Vec::new();
    for row in rows {
        let args = relation.args(row);
        seeds.extend(places.iter().map(|(place, _)| args[*place]));
    }
    let mut each: Vec<&[Code]> = seeds.chunks_exact(places.len().max(1)).collect();
    each.sort_unstable();
    each.dedup();
    (places.iter().map(|(_, var)| *var).collect(), each.concat())
}

/// The derived fact that a condition asks for, and the variable that it counts.
pub(crate) fn atom_of(cond: &CondKind) -> Option<(&Atom, Option<usize>)> {
    match cond {
        CondKind::Pred { atom, .. } => Some((atom, None)),
        CondKind::Count { of, atom, .. } | CondKind::AtLeast { of, atom, .. } => Some((atom, Some(*of))),
        _ => None,
    }
}

/// Gives the words, dates and numbers that a rule names their codes.
pub(crate) fn meet_constants(rule: &RuleDef, names: &mut Names) {
    let mut meet = |term: &Term| match term {
        Term::Text(text) => {
            names.text(text);
        }
        Term::Number(number) => {
            names.number(*number);
        }
        Term::Date(date) => {
            names.date(date);
        }
        Term::Var(_) | Term::Any => {}
    };
    rule.head.args.iter().for_each(&mut meet);
    for cond in &rule.body {
        match &cond.kind {
            CondKind::Is { subject, .. } => meet(subject),
            CondKind::Prop { subject, value, take, otherwise, .. } => {
                [subject, value].into_iter().for_each(&mut meet);
                plan::asked(take).into_iter().flatten().flatten().for_each(&mut meet);
                otherwise.iter().for_each(|words| meet(&Term::Text(words.clone())));
            }
            CondKind::Pred { atom, .. } | CondKind::Count { atom, .. } | CondKind::AtLeast { atom, .. } => {
                atom.args.iter().for_each(&mut meet);
            }
            CondKind::Compare { left, right, .. } => [left, right].into_iter().for_each(&mut meet),
            CondKind::In { left, list, .. } => {
                meet(left);
                list.iter().for_each(|word| meet(&Term::Text(word.clone())));
            }
        }
    }
}

/// A rule that went too far.
#[derive(Debug)]
pub(crate) struct Stopped {
    pub rule: u32,
    limit: Limit,
    /// The conditions whose join grew most.
    joined: Vec<usize>,
}

#[derive(Debug)]
enum Limit {
    Rows(usize),
    Steps(u64),
}

impl Stopped {
    /// A plan that was stopped.
    pub fn new(plan: &Plan, stop: Stop, limits: Limits) -> Self {
        let limit = match stop.why {
            Why::Rows | Why::Enough => Limit::Rows(limits.rows),
            Why::Steps => Limit::Steps(limits.steps),
        };
        let conds = [stop.depth.checked_sub(1), Some(stop.depth)].into_iter().flatten();
        let joined = conds.filter_map(|depth| plan.steps.get(depth)).map(|(cond, _)| *cond).collect();
        Self { rule: plan.rule, limit, joined }
    }

    /// In words, with the rule's place and text.
    pub fn problem(&self, rule: &RuleDef, path: &str, text: &str) -> Problem {
        let place = format!("{path}:{}:1", rule.line);
        let (what, raise) = match self.limit {
            Limit::Rows(rows) => {
                (format!("would make the rules give more than {rows} facts"), ", or raise `max_rule_rows` under `[limits]`")
            }
            Limit::Steps(steps) => (format!("would have more than {steps} values looked at"), ""),
        };
        // From the beginning of its line: what a property is asked of stands before it.
        let words = |cond: &usize| {
            let at = &rule.body[*cond].at;
            let line = text.get(..at.start)?.rfind('\n').map_or(0, |end| end + 1);
            let words: Vec<&str> = text.get(line..at.end)?.split_whitespace().skip_while(|word| *word == "if").collect();
            Some(format!("`{}`", words.join(" ")))
        };
        let joined: Vec<String> = self.joined.iter().filter_map(words).collect();
        let joins = match joined.is_empty() {
            true => String::new(),
            false => format!("what grows is the join of {}; ", rollcall_model::wording::list("en", &joined)),
        };
        Problem::new(place, "rule-runs-away", format!("rule `{}` {what}", rule.name))
            .hint(format!("{joins}add a condition that ties its variables together{raise}"))
    }
}
