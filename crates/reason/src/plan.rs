//! A rule made ready to run: its conditions in an order, with every name looked up and every variable a place in a row.
//!
//! The main type is [`Plan`], a list of [`Step`]s. Which conditions have bound which variables is known before
//! anything runs, so a step says whether it binds or compares, and running it never asks. The order is the cheapest
//! that greedy choice from each possible first condition gives, by the counts of the case itself ([`Counts`]): the
//! same case gives the same order, and since a way is known by what its variables stand for, no order gives other
//! findings.

use crate::ast::{Atom, CondKind, Op, RuleDef, Take, Term};
use crate::check::{binds, needs};
use crate::ground::Census;
use crate::names::Code;
use crate::props::{self, Type};
use std::collections::{BTreeMap, BTreeSet};

/// A value that is known when a step runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Var(usize),
    Const(Code),
}

/// What a step does with a value that it meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arg {
    Any,
    Same(Slot),
    Bind(usize),
}

/// What is asked of the claims that give a value, where something is: the source, the day by which it was public, a voice.
pub(crate) type Asked = Option<[Option<Arg>; 3]>;

/// One condition, ready to run.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Each thing of some kinds.
    Scan {
        kinds: Vec<u8>,
        var: usize,
    },
    /// A thing is of one of these kinds, or of none of them.
    Is {
        subject: Slot,
        kinds: Vec<bool>,
        negated: bool,
    },
    /// Each value of a thing.
    Values {
        subject: Slot,
        property: u16,
        value: Arg,
        asked: Asked,
        otherwise: Option<Code>,
    },
    /// Each thing that has a value.
    Having {
        property: u16,
        value: Slot,
        var: usize,
        asked: Asked,
    },
    /// Each value of each thing that has so many at least.
    Every {
        property: u16,
        least: usize,
        var: usize,
        value: Arg,
        asked: Asked,
    },
    /// No such value of a thing.
    NoValue {
        subject: Slot,
        property: u16,
        value: Option<Slot>,
        asked: Asked,
    },
    /// All values of a thing in one text.
    All {
        subject: Slot,
        property: u16,
        into: Arg,
        otherwise: Option<Code>,
    },
    /// Each derived fact that fits.
    Rows {
        look: Look,
        args: Vec<Arg>,
    },
    /// No derived fact that fits.
    NoRow {
        look: Look,
    },
    /// How many different values stand at a place of the derived facts that fit.
    Count {
        look: Look,
        of: usize,
        into: Arg,
    },
    /// Whether there are so many.
    AtLeast {
        least: usize,
        look: Look,
        of: usize,
    },
    Compare {
        op: Op,
        left: Slot,
        right: Slot,
    },
    In {
        left: Slot,
        list: Vec<Code>,
        words: Vec<String>,
        negated: bool,
    },
}

/// Derived facts of one name with known values at some of their places.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub fact: u32,
    /// The places, as bits.
    pub mask: u64,
    /// The values there, in order.
    pub key: Vec<Slot>,
}

/// See the module's page.
#[derive(Debug)]
pub(crate) struct Plan {
    pub rule: u32,
    /// Variables that have a value before the first step, in the order of the seeds.
    pub seeded: Vec<usize>,
    /// Steps with the number of the condition that each is.
    pub steps: Vec<(usize, Step)>,
    pub head: Vec<Slot>,
    /// Variables that the head does not tell: a way keeps what they stood for.
    pub kept: Vec<usize>,
    pub vars: usize,
    /// Before this step everything that the rule gives is known, and what is left only says how sure it is; past all
    /// steps where that is not asked.
    pub settled: usize,
    /// The step whose choices are cut into parts where several threads go through them, and how many choices it has.
    pub split: Option<(usize, usize)>,
}

impl Plan {
    /// The same, for a run that asks what follows and not how, where no value has an index yet: no choice of what the rule does
    /// not give is kept, nothing is asked that is known, and who asks for one value first goes through all, which several
    /// threads can do.
    #[must_use]
    pub fn without_ways(mut self, rule: &RuleDef, census: &dyn Census) -> Self {
        self.kept.clear();
        self.steps = self.asked(census);
        if let Some((_, first)) = self.steps.first_mut().filter(|_| self.seeded.is_empty())
            && let Step::Having { property, value: value @ Slot::Const(_), var, asked } = *first
        {
            *first = Step::Every { property, least: 1, var, value: Arg::Same(value), asked };
        }
        self.split = split(&self.steps, census);
        self.settled = self.settled(rule);
        self
    }

    /// The steps without those that ask of what kind a thing is where only such things have a value that was found before
    /// (nothing said of a thing is surer than that it is there), or whether there is none of what there is none at all.
    fn asked(&self, census: &dyn Census) -> Vec<(usize, Step)> {
        let is_of = |property: u16, kinds: &[bool]| {
            (0..).zip(kinds).all(|(kind, is_asked)| *is_asked || census.count_of(kind, property) == 0)
        };
        let is_known = |depth: usize| match &self.steps[depth].1 {
            Step::Is { subject: Slot::Var(of), kinds, negated: false } => {
                self.steps[..depth].iter().any(|(_, step)| match step {
                    Step::Values { subject: Slot::Var(var), property, otherwise: None, .. }
                    | Step::Having { var, property, .. }
                    | Step::Every { var, property, .. } => var == of && is_of(*property, kinds),
                    _ => false,
                })
            }
            Step::NoRow { look } => census.rows(look.fact) == 0,
            _ => false,
        };
        (0..self.steps.len()).filter(|depth| !is_known(*depth)).map(|depth| self.steps[depth].clone()).collect()
    }

    /// From which step on all that the rule gives is known.
    fn settled(&self, rule: &RuleDef) -> usize {
        let mut left: BTreeSet<usize> = self.head.iter().filter_map(Slot::var).collect();
        self.seeded.iter().for_each(|var| {
            left.remove(var);
        });
        let settled = self.steps.iter().position(|(cond, _)| {
            let is_known = left.is_empty();
            binds(&rule.body[*cond].kind).iter().for_each(|var| {
                left.remove(var);
            });
            is_known
        });
        settled.unwrap_or(usize::MAX)
    }

    /// The places of what it gives, in the order in which its steps give them their values.
    pub fn told_in(&self, rule: &RuleDef) -> Vec<usize> {
        let given = |place: &usize| {
            let var = self.head[*place].var();
            self.steps.iter().position(|(cond, _)| var.is_some_and(|var| binds(&rule.body[*cond].kind).contains(&var)))
        };
        let mut places: Vec<usize> = (0..self.head.len()).collect();
        places.sort_by_key(given);
        places
    }

    /// Whether it gives nothing whatever else there is: some step needs what there is none of.
    pub fn is_idle(&self, census: &impl Census) -> bool {
        self.steps.iter().any(|(_, step)| match step {
            Step::Scan { kinds, .. } => kinds.iter().all(|kind| census.things_of(*kind) == 0),
            Step::Values { property, otherwise: None, .. }
            | Step::Having { property, .. }
            | Step::Every { property, .. }
            | Step::All { property, otherwise: None, .. } => census.values_of(*property) == 0,
            // Facts that rest on each other have none of their own when they begin, and then may have.
            Step::Rows { look, .. } => census.rows(look.fact) == 0,
            _ => false,
        })
    }
}

impl Step {
    /// The derived facts that it looks for, if it does.
    pub fn look(&self) -> Option<&Look> {
        match self {
            Self::Rows { look, .. } | Self::NoRow { look } | Self::Count { look, .. } | Self::AtLeast { look, .. } => {
                Some(look)
            }
            _ => None,
        }
    }
}

impl Slot {
    /// The variable that it is, if it is one.
    fn var(&self) -> Option<usize> {
        match self {
            Self::Var(var) => Some(*var),
            Self::Const(_) => None,
        }
    }
}

/// A rule's variables: those that it names, and one for each `_` of a fact that it asks for, so that two facts that
/// differ only there are two ways.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub vars: usize,
    /// Variables that the head does not tell.
    pub kept: Vec<usize>,
    /// The variable of a `_`, by condition and place.
    hidden: BTreeMap<(usize, usize), usize>,
}

impl Layout {
    pub fn new(rule: &RuleDef) -> Self {
        let mut vars = rule.vars.len();
        let mut hidden = BTreeMap::new();
        let mut name = |cond: usize, place: usize| {
            hidden.insert((cond, place), vars);
            vars += 1;
        };
        for (at, cond) in rule.body.iter().enumerate() {
            match &cond.kind {
                CondKind::Pred { atom, negated: false } => {
                    let any = atom.args.iter().enumerate().filter(|(_, arg)| **arg == Term::Any);
                    any.for_each(|(place, _)| name(at, place));
                }
                CondKind::Prop { value: Term::Any, take: Take::Each { .. }, negated: false, .. } => name(at, 0),
                _ => {}
            }
        }
        let told = |var: &usize| rule.head.args.contains(&Term::Var(*var));
        let of_conditions: BTreeSet<usize> = rule.body.iter().flat_map(|cond| binds(&cond.kind)).collect();
        let named = of_conditions.into_iter().filter(|var| !told(var));
        let kept = named.chain(hidden.values().copied()).collect();
        Self { vars, kept, hidden }
    }

    /// A condition's atom, each `_` as its variable.
    fn atom(&self, cond: usize, atom: &Atom) -> Atom {
        let args = atom.args.iter().enumerate().map(|(place, term)| self.term(cond, place, term));
        Atom { name: atom.name.clone(), args: args.collect() }
    }

    /// The term at a place of a condition, a `_` as its variable.
    pub fn term(&self, cond: usize, place: usize, term: &Term) -> Term {
        self.hidden.get(&(cond, place)).map_or_else(|| term.clone(), |var| Term::Var(*var))
    }
}

/// What the order of a plan is chosen by.
pub(crate) struct Counts<'e> {
    pub census: &'e dyn Census,
    pub numbers: &'e BTreeMap<String, u32>,
}

/// Expected choices, in thousandths.
const ONE: u64 = 1000;
const NEVER: u64 = u64::MAX;

impl Counts<'_> {
    /// How many things a variable can stand for.
    fn domain(&self, kind: Option<&Type>) -> usize {
        let count = match kind {
            Some(Type::Thing(kinds)) => kinds.iter().map(|kind| self.census.things_of(props::kind_number(kind))).sum(),
            _ => 1,
        };
        count.max(1)
    }

    /// How many values of a property those things have: many properties belong to several kinds.
    fn facts(&self, kind: Option<&Type>, property: u16) -> usize {
        match kind {
            Some(Type::Thing(kinds)) => {
                kinds.iter().map(|kind| self.census.count_of(props::kind_number(kind), property)).sum()
            }
            _ => self.census.values_of(property),
        }
    }

    /// How many choices a condition leaves, and how much work each question is.
    fn cost(&self, ready: Ready<'_>, at: usize, bound: &BTreeSet<usize>) -> (u64, u64) {
        let (types, cond) = (ready.types, &ready.rule.body[at].kind);
        if needs(cond).iter().any(|var| !bound.contains(var)) {
            return (NEVER, 1);
        }
        let free = |term: &Term| matches!(term, Term::Any) || matches!(term, Term::Var(var) if !bound.contains(var));
        let thousandths = |all: usize, of: usize| (all as u64).saturating_mul(ONE) / (of.max(1) as u64);
        match cond {
            CondKind::Compare { .. } | CondKind::In { .. } => (ONE / 2, 1),
            CondKind::Is { subject, kinds, negated } => match *negated || !free(subject) {
                true => (ONE - 1, 1),
                false => (thousandths(kinds.iter().map(|kind| self.census.things_of(props::kind_number(kind))).sum(), 1), 1),
            },
            CondKind::Prop { negated: true, .. } => (ONE - 1, 1),
            CondKind::Prop { take: Take::All, .. } | CondKind::Prop { otherwise: Some(_), .. } => (ONE, 2),
            CondKind::Prop { subject, property, value, .. } => {
                let (own, things) = match subject {
                    Term::Var(var) => (self.facts(types[*var].as_ref(), *property), self.domain(types[*var].as_ref())),
                    _ => (1, 1),
                };
                // Who does not know the thing goes through those of other kinds as well.
                let facts = self.census.values_of(*property);
                let values = self.census.different(*property).max(1);
                match (free(subject), free(value)) {
                    (false, true) => (thousandths(own, things), 1),
                    (false, false) => (thousandths(own, things.saturating_mul(values)).clamp(1, ONE / 2), 1),
                    (true, false) => (thousandths(facts, values), 6),
                    (true, true) => (thousandths(facts, 1), 2),
                }
            }
            CondKind::Pred { atom, negated } => {
                if *negated {
                    return (ONE - 1, 3);
                }
                let fact = self.numbers.get(&atom.name);
                let rows = fact.map_or(1, |fact| self.census.rows(*fact));
                let different = |place: usize| fact.map_or(1, |fact| self.census.different_at(*fact, place)).max(1);
                let atom = ready.layout.atom(at, atom);
                let known = atom.args.iter().enumerate().filter(|(_, arg)| !free(arg)).map(|(place, _)| different(place));
                let values = known.fold(1_usize, usize::saturating_mul);
                let all_known = atom.args.iter().all(|arg| !free(arg));
                (thousandths(rows, values).max(1), if all_known { 3 } else { 4 })
            }
            CondKind::Count { .. } | CondKind::AtLeast { .. } => (ONE, 8),
        }
    }

    /// Numbers of conditions in the order in which to ask them, where some variables are known before.
    fn order(&self, ready: Ready<'_>, seeded: &BTreeSet<usize>) -> Vec<usize> {
        let mut best: Option<(u64, Vec<usize>)> = None;
        for first in 0..ready.rule.body.len() {
            let (work, order) = self.greedy(ready, seeded, first);
            if work < NEVER && best.as_ref().is_none_or(|(least, _)| work < *least) {
                best = Some((work, order));
            }
        }
        best.map(|(_, order)| order).unwrap_or_default()
    }

    /// The order that begins with one condition and goes on with the one that leaves fewest, with the work that it is.
    fn greedy(&self, ready: Ready<'_>, seeded: &BTreeSet<usize>, first: usize) -> (u64, Vec<usize>) {
        let rule = ready.rule;
        let mut bound = seeded.clone();
        let mut left: BTreeSet<usize> = (0..rule.body.len()).collect();
        let (mut work, mut choices) = (0_u64, ONE);
        let mut out = Vec::new();
        while !left.is_empty() {
            let costs = left.iter().map(|cond| (self.cost(ready, *cond, &bound), *cond));
            let Some(((leaves, price), next)) = (match out.is_empty() {
                true => costs.into_iter().find(|(_, cond)| *cond == first),
                false => costs.min_by_key(|((leaves, price), cond)| (*leaves, *price, *cond)),
            }) else {
                break;
            };
            if leaves == NEVER {
                return (NEVER, Vec::new());
            }
            // Each choice so far is asked once, and each that is left is looked at once.
            let after = scaled(choices, leaves);
            work = work.saturating_add(choices.saturating_add(after).saturating_mul(price));
            choices = after;
            left.remove(&next);
            out.push(next);
            bound.extend(binds(&rule.body[next].kind));
        }
        // At most all but the greatest number: that one says that a condition cannot be asked.
        (work.min(NEVER - 1), out)
    }
}

fn scaled(choices: u64, leaves: u64) -> u64 {
    let product = u128::from(choices) * u128::from(leaves) / u128::from(ONE);
    u64::try_from(product).unwrap_or(NEVER).max(1)
}

/// A rule, its variables and what they are.
#[derive(Clone, Copy)]
pub(crate) struct Ready<'e> {
    pub number: u32,
    pub rule: &'e RuleDef,
    pub layout: &'e Layout,
    pub types: &'e [Option<Type>],
}

/// Makes a plan; `seeded` have values before it runs.
pub(crate) fn plan(ready: Ready<'_>, seeded: &[usize], counts: &Counts<'_>) -> Plan {
    let Ready { number, rule, layout, .. } = ready;
    let mut bound: BTreeSet<usize> = seeded.iter().copied().collect();
    let order = counts.order(ready, &bound);
    let maker = Maker { layout, counts };
    let mut steps = Vec::new();
    for cond in order {
        let kind = &rule.body[cond].kind;
        if let Some(step) = maker.step(cond, kind, &bound) {
            steps.push((cond, step));
        }
        bound.extend(binds(kind));
        bound.extend(layout.hidden.range((cond, 0)..(cond + 1, 0)).map(|(_, var)| *var));
    }
    (0..steps.len()).for_each(|depth| need_two(&mut steps, depth));
    let split = split(&steps, counts.census);
    let head = rule.head.args.iter().map(|arg| maker.slot(arg)).collect();
    Plan {
        rule: number,
        seeded: seeded.to_vec(),
        steps,
        head,
        kept: layout.kept.clone(),
        vars: layout.vars,
        settled: usize::MAX,
        split,
    }
}

/// Where a thing is asked for two values of a property that must differ, only things with two are gone through.
fn need_two(steps: &mut [(usize, Step)], depth: usize) {
    let Step::Every { property, var: of, value: Arg::Bind(one), .. } = steps[depth].1 else {
        return;
    };
    let others = steps.iter().filter_map(|(_, step)| match step {
        Step::Values { subject: Slot::Var(var), property: asked, value: Arg::Bind(other), otherwise: None, .. } => {
            (*var == of && *asked == property).then_some(*other)
        }
        _ => None,
    });
    let differ = |other: usize| {
        steps.iter().any(|(_, step)| match step {
            Step::Compare { op: Op::Other | Op::Differs | Op::Sorts, left: Slot::Var(left), right: Slot::Var(right) } => {
                [(one, other), (other, one)].contains(&(*left, *right))
            }
            _ => false,
        })
    };
    let are_two = others.collect::<Vec<_>>().into_iter().any(differ);
    if let Step::Every { least, .. } = &mut steps[depth].1 {
        *least = 1 + usize::from(are_two);
    }
}

/// The step that goes through most without looking anything up, and how many choices it has.
fn split(steps: &[(usize, Step)], census: &dyn Census) -> Option<(usize, usize)> {
    let choices = |step: &Step| match step {
        Step::Scan { kinds, .. } => Some(census.choices_of_kinds(kinds)),
        Step::Every { property, .. } => Some(census.choices_of_property(*property)),
        Step::Rows { look: Look { fact, mask: 0, .. }, .. } => Some(census.rows(*fact)),
        _ => None,
    };
    let all = steps.iter().enumerate().filter_map(|(depth, (_, step))| Some((depth, choices(step)?)));
    all.max_by_key(|(depth, choices)| (*choices, std::cmp::Reverse(*depth)))
}

struct Maker<'e> {
    layout: &'e Layout,
    counts: &'e Counts<'e>,
}

impl Maker<'_> {
    fn step(&self, cond: usize, kind: &CondKind, bound: &BTreeSet<usize>) -> Option<Step> {
        let slot = |term: &Term| self.slot(term);
        let is_bound = |term: &Term| !matches!(term, Term::Var(var) if !bound.contains(var));
        let text = |words: &String| self.counts.census.names().known_text(words).unwrap_or(Code::NONE);
        Some(match kind {
            CondKind::Is { subject, kinds, negated } => {
                let numbers = kinds.iter().map(|kind| props::kind_number(kind));
                match subject {
                    Term::Var(var) if !bound.contains(var) => Step::Scan { kinds: numbers.collect(), var: *var },
                    _ => {
                        let mut of = vec![false; props::kinds().count()];
                        numbers.for_each(|kind| of[usize::from(kind)] = true);
                        Step::Is { subject: slot(subject), kinds: of, negated: *negated }
                    }
                }
            }
            CondKind::Prop { subject, property, value, take: Take::All, otherwise, .. } => Step::All {
                subject: slot(subject),
                property: *property,
                into: self.arg(value, bound),
                otherwise: otherwise.as_ref().map(text),
            },
            CondKind::Prop { subject, property, value, take, negated: true, .. } => Step::NoValue {
                subject: slot(subject),
                property: *property,
                value: (*value != Term::Any).then(|| slot(value)),
                asked: asked_of(self, take, value, &mut bound.clone()),
            },
            CondKind::Prop { subject, property, value, take, otherwise, .. } => {
                let value = self.layout.term(cond, 0, value);
                let mut after = bound.clone();
                let property = *property;
                match subject {
                    Term::Var(var) if !bound.contains(var) => {
                        after.insert(*var);
                        let asked = asked_of(self, take, &value, &mut after);
                        match is_bound(&value) {
                            true => Step::Having { property, value: slot(&value), var: *var, asked },
                            // A thing that points at itself is met again where it is compared.
                            false => {
                                Step::Every { property, least: 1, var: *var, value: self.bind(&value, bound, *var), asked }
                            }
                        }
                    }
                    _ => Step::Values {
                        subject: slot(subject),
                        property,
                        value: self.arg(&value, bound),
                        asked: asked_of(self, take, &value, &mut after),
                        otherwise: otherwise.as_ref().map(text),
                    },
                }
            }
            CondKind::Pred { atom, negated } => {
                let look = self.look(&self.layout.atom(cond, atom), bound)?;
                match negated {
                    true => Step::NoRow { look },
                    false => {
                        let mut after = bound.clone();
                        let args = atom.args.iter().enumerate().map(|(place, term)| {
                            let term = self.layout.term(cond, place, term);
                            let arg = self.arg(&term, &after);
                            if let Arg::Bind(var) = arg {
                                after.insert(var);
                            }
                            // What a lookup has compared need not be compared again.
                            if look.mask >> place & 1 == 1 { Arg::Any } else { arg }
                        });
                        Step::Rows { args: args.collect(), look }
                    }
                }
            }
            CondKind::Count { of, atom, into } => {
                let into = self.arg(&Term::Var(*into), bound);
                Step::Count { look: self.look(atom, bound)?, of: place_of(atom, *of), into }
            }
            CondKind::AtLeast { least, of, atom } => {
                Step::AtLeast { least: *least, look: self.look(atom, bound)?, of: place_of(atom, *of) }
            }
            CondKind::Compare { op, left, right } => Step::Compare { op: *op, left: slot(left), right: slot(right) },
            CondKind::In { left, list, negated } => {
                Step::In { left: slot(left), list: list.iter().map(text).collect(), words: list.clone(), negated: *negated }
            }
        })
    }

    fn slot(&self, term: &Term) -> Slot {
        let names = self.counts.census.names();
        match term {
            Term::Var(var) => Slot::Var(*var),
            Term::Any => Slot::Const(Code::NONE),
            Term::Text(text) => Slot::Const(names.known_text(text).unwrap_or(Code::NONE)),
            Term::Number(number) => Slot::Const(names.known_number(*number)),
            Term::Date(date) => Slot::Const(names.known_date(date.as_str()).unwrap_or(Code::NONE)),
        }
    }

    fn arg(&self, term: &Term, bound: &BTreeSet<usize>) -> Arg {
        match term {
            Term::Any => Arg::Any,
            Term::Var(var) if !bound.contains(var) => Arg::Bind(*var),
            known => Arg::Same(self.slot(known)),
        }
    }

    /// As [`Self::arg`], where another variable is bound just before.
    fn bind(&self, term: &Term, bound: &BTreeSet<usize>, just: usize) -> Arg {
        if *term == Term::Var(just) { Arg::Same(Slot::Var(just)) } else { self.arg(term, bound) }
    }

    fn look(&self, atom: &Atom, bound: &BTreeSet<usize>) -> Option<Look> {
        let fact = *self.counts.numbers.get(&atom.name)?;
        let known = |term: &Term| match term {
            Term::Any => false,
            Term::Var(var) => bound.contains(var),
            _ => true,
        };
        let mask = atom.args.iter().enumerate().fold(0, |mask, (at, arg)| if known(arg) { mask | 1 << at } else { mask });
        let key = atom.args.iter().filter(|arg| known(arg)).map(|arg| self.slot(arg)).collect();
        Some(Look { fact, mask, key })
    }
}

/// The terms that ask for a claim's source, its known time and a voice, if any does.
pub(crate) fn asked(take: &Take) -> Option<[Option<&Term>; 3]> {
    match take {
        Take::Each { by, said, via } if by.is_some() || said.is_some() || via.is_some() => {
            Some([by.as_ref(), said.as_ref(), via.as_ref()])
        }
        _ => None,
    }
}

fn asked_of(maker: &Maker<'_>, take: &Take, value: &Term, after: &mut BTreeSet<usize>) -> Asked {
    let mut bind = |term: &Term| {
        let arg = maker.arg(term, after);
        if let Arg::Bind(var) = arg {
            after.insert(var);
        }
        arg
    };
    bind(value);
    asked(take).map(|terms| terms.map(|term| term.map(&mut bind)))
}

fn place_of(atom: &Atom, var: usize) -> usize {
    atom.args.iter().position(|arg| *arg == Term::Var(var)).unwrap_or(0)
}
