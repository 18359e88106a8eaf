//! One rule joined over facts: every choice of values that its conditions allow.
//!
//! The main type is [`Join`]. It goes through the steps of a plan, gives variables their values on the way down, and
//! writes down the head and what the variables stood for where all steps hold. It changes nothing that it reads, so
//! several may run at once, each on its part of the choices of one step.

use crate::ast::{Length, Op};
use crate::names::{Code, Sort};
use crate::plan::{Arg, Asked, Look, Plan, Slot, Step};
use crate::relation::{Found, Relation};
use crate::store::{Grade, SURE, Store, Telling, Version, grade};
use rollcall_model::date::{Answer, Edtf};
use rollcall_model::finding::Certainty;
use std::ops::Range;

/// Why a join was stopped, and at which step of its plan most choices were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop {
    pub why: Why,
    pub depth: usize,
}

/// Which limit was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Rows,
    Steps,
}

/// What a join reads.
#[derive(Clone, Copy)]
pub(crate) struct Base<'e> {
    pub store: &'e Store,
    pub relations: &'e [Relation],
    pub version: Version,
}

/// How far a join may go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    pub rows: usize,
    pub steps: u64,
}

/// What follows: rows of the head's values and then those of the variables that a way keeps.
#[derive(Debug, Default)]
pub(crate) struct Derived {
    pub width: usize,
    pub codes: Vec<Code>,
    pub grades: Vec<Grade>,
    pub steps: u64,
}

impl Derived {
    /// Each with its grade.
    pub fn rows(&self) -> impl Iterator<Item = (&[Code], Grade)> {
        (0..self.grades.len()).map(|at| (&self.codes[at * self.width..(at + 1) * self.width], self.grades[at]))
    }
}

/// See the module's page.
struct Join<'e> {
    base: Base<'e>,
    plan: &'e Plan,
    /// The choices of the plan's split step that are this join's.
    part: Range<usize>,
    env: Vec<Code>,
    /// The key of a lookup, reused.
    key: Vec<Code>,
    /// How often each step was asked.
    asked: Vec<u64>,
    /// What each step counted last: the key, and how sure each different value was, the surest first. Many choices
    /// ask for one count, such as that of all sources.
    counted: Vec<(Vec<Code>, Vec<Grade>)>,
    out: Derived,
    room: Room,
}

/// `not` of a grade: certain only where the thing is not even possible, gone where it is certain.
pub(crate) fn negate(found: Grade) -> Grade {
    SURE - found
}

/// Runs a plan from each of some seeds, over a part of the choices of its split step.
pub(crate) fn run(
    base: Base<'_>,
    plan: &Plan,
    seeds: &[Code],
    part: Range<usize>,
    most: Grade,
    room: Room,
) -> Result<Derived, Stop> {
    let width = plan.head.len() + plan.kept.len();
    let mut join = Join {
        base,
        plan,
        part,
        env: vec![Code::NONE; plan.vars],
        key: Vec::new(),
        asked: vec![0; plan.steps.len() + 1],
        counted: vec![Default::default(); plan.steps.len()],
        out: Derived { width, ..Derived::default() },
        room,
    };
    if plan.seeded.is_empty() {
        join.step(0, most)?;
    } else {
        for seed in seeds.chunks_exact(plan.seeded.len()) {
            for (var, code) in plan.seeded.iter().zip(seed) {
                join.env[*var] = *code;
            }
            join.step(0, most)?;
        }
    }
    Ok(join.out)
}

impl<'e> Join<'e> {
    fn stop(&self, why: Why) -> Stop {
        // The step that makes the most of each choice that it is given.
        let grows = |depth: &usize| self.asked[depth + 1] / self.asked[*depth].max(1);
        let depth = (0..self.plan.steps.len()).max_by_key(|depth| (grows(depth), *depth)).unwrap_or(0);
        Stop { why, depth }
    }

    fn tick(&mut self) -> Result<(), Stop> {
        self.out.steps += 1;
        if self.out.steps > self.room.steps { Err(self.stop(Why::Steps)) } else { Ok(()) }
    }

    fn value(&self, slot: Slot) -> Code {
        match slot {
            Slot::Var(var) => self.env[var],
            Slot::Const(code) => code,
        }
    }

    /// Whether a value fits; gives a variable its value where this is the first to do so.
    fn fits(&mut self, arg: Arg, code: Code) -> bool {
        match arg {
            Arg::Any => true,
            Arg::Same(slot) => self.value(slot) == code,
            Arg::Bind(var) => {
                self.env[var] = code;
                true
            }
        }
    }

    /// Whether a value is what a known one asks for.
    fn is(&self, arg: &Option<Arg>, code: Code) -> bool {
        match arg {
            Some(Arg::Same(slot)) => self.value(*slot) == code,
            _ => true,
        }
    }

    fn step(&mut self, depth: usize, grade: Grade) -> Result<(), Stop> {
        self.tick()?;
        self.asked[depth] += 1;
        let plan = self.plan;
        let Some((_, step)) = plan.steps.get(depth) else {
            return self.emit(grade);
        };
        let next = Next { depth: depth + 1, grade };
        match step {
            Step::Scan { kinds, var } => self.scan(kinds, *var, next),
            Step::Is { subject, kinds, negated } => self.is_of(*subject, kinds, *negated, next),
            Step::Values { subject, property, value, asked, otherwise } => {
                self.values(*subject, *property, *value, *asked, *otherwise, next)
            }
            Step::Having { property, value, var, asked } => self.having(*property, *value, *var, *asked, next),
            Step::Every { property, var, value, asked } => self.every(*property, *var, *value, *asked, next),
            Step::NoValue { subject, property, value, asked } => self.no_value(*subject, *property, *value, *asked, next),
            Step::All { subject, property, into, otherwise } => self.all(*subject, *property, *into, *otherwise, next),
            Step::Rows { look, args } => self.rows(look, args, next),
            Step::NoRow { look } => self.no_row(look, next),
            Step::Count { look, of, into } => self.count(look, *of, *into, next),
            Step::AtLeast { least, look, of } => self.at_least(*least, look, *of, next),
            Step::Compare { op, left, right } => self.compare(*op, *left, *right, next),
            Step::In { left, list, words, negated } => {
                let found = is_listed(self.base.store, self.value(*left), list, words);
                if found == *negated { Ok(()) } else { self.go(next, SURE) }
            }
        }
    }

    /// Goes on to the next step, unless what this one found is not there.
    fn go(&mut self, next: Next, found: Grade) -> Result<(), Stop> {
        match found.min(next.grade) {
            0 => Ok(()),
            grade => self.step(next.depth, grade),
        }
    }

    fn emit(&mut self, grade: Grade) -> Result<(), Stop> {
        let plan = self.plan;
        if self.out.grades.len() >= self.room.rows {
            return Err(self.stop(Why::Rows));
        }
        let from = self.out.codes.len();
        for slot in &plan.head {
            let code = self.value(*slot);
            self.out.codes.push(code);
        }
        if self.out.codes[from..].contains(&Code::NONE) {
            self.out.codes.truncate(from);
            return Ok(());
        }
        for var in &plan.kept {
            self.out.codes.push(self.env[*var]);
        }
        self.out.grades.push(grade);
        Ok(())
    }

    /// The part of a step's choices that is this join's.
    fn own(&self, next: Next, choices: usize) -> Range<usize> {
        match self.plan.split {
            Some((depth, _)) if depth + 1 == next.depth => self.part.start.min(choices)..self.part.end.min(choices),
            _ => 0..choices,
        }
    }

    fn scan(&mut self, kinds: &[u8], var: usize, next: Next) -> Result<(), Stop> {
        let base = self.base;
        let lists = kinds.iter().map(|kind| base.store.of_kind(*kind));
        let own = self.own(next, lists.clone().map(<[u32]>::len).sum());
        for thing in lists.flatten().skip(own.start).take(own.len()) {
            self.env[var] = Code::thing(*thing);
            self.go(next, base.store.thing_grade(*thing, base.version))?;
        }
        Ok(())
    }

    fn is_of(&mut self, subject: Slot, kinds: &[bool], negated: bool, next: Next) -> Result<(), Stop> {
        let base = self.base;
        let Some(thing) = self.value(subject).as_thing() else {
            return Ok(());
        };
        match (kinds[usize::from(base.store.kind(thing))], negated) {
            (true, false) => self.go(next, base.store.thing_grade(thing, base.version)),
            (false, true) => self.go(next, SURE),
            _ => Ok(()),
        }
    }

    fn values(
        &mut self,
        subject: Slot,
        property: u16,
        value: Arg,
        asked: Asked,
        otherwise: Option<Code>,
        next: Next,
    ) -> Result<(), Stop> {
        let Some(thing) = self.value(subject).as_thing() else {
            return Ok(());
        };
        let base = self.base;
        let facts = base.store.values(thing, property, base.version);
        if let (true, Some(words)) = (facts.is_empty(), otherwise) {
            for arg in asked.into_iter().flatten().flatten() {
                self.fits(arg, Code::NONE);
            }
            return if self.fits(value, words) { self.go(next, SURE) } else { Ok(()) };
        }
        for fact in facts {
            self.tick()?;
            if self.fits(value, base.store.val(fact)) {
                self.told(fact, asked, next)?;
            }
        }
        Ok(())
    }

    /// A fact by itself or, where more is asked, once for each claim that gives it.
    fn told(&mut self, fact: u32, asked: Asked, next: Next) -> Result<(), Stop> {
        let base = self.base;
        let Some(asked) = asked else {
            return self.go(next, base.store.fact_grade(fact));
        };
        for (answers, grade) in answers(base.store.tellings(fact), asked) {
            self.tick()?;
            let fits = asked.iter().zip(answers).all(|(arg, code)| arg.is_none_or(|arg| self.fits(arg, code)));
            if fits {
                self.go(next, grade)?;
            }
        }
        Ok(())
    }

    fn having(&mut self, property: u16, value: Slot, var: usize, asked: Asked, next: Next) -> Result<(), Stop> {
        let base = self.base;
        for fact in base.store.having(property, self.value(value)) {
            self.tick()?;
            if base.store.is_said(fact, base.version) {
                self.env[var] = Code::thing(base.store.fact_thing(fact));
                self.told(fact, asked, next)?;
            }
        }
        Ok(())
    }

    fn every(&mut self, property: u16, var: usize, value: Arg, asked: Asked, next: Next) -> Result<(), Stop> {
        let base = self.base;
        let facts = base.store.of_property(property);
        for fact in &facts[self.own(next, facts.len())] {
            self.tick()?;
            if base.store.is_said(*fact, base.version) {
                self.env[var] = Code::thing(base.store.fact_thing(*fact));
                if self.fits(value, base.store.val(*fact)) {
                    self.told(*fact, asked, next)?;
                }
            }
        }
        Ok(())
    }

    fn no_value(&mut self, subject: Slot, property: u16, value: Option<Slot>, asked: Asked, next: Next) -> Result<(), Stop> {
        let Some(thing) = self.value(subject).as_thing() else {
            return Ok(());
        };
        let store = self.base.store;
        let wanted = value.map(|slot| self.value(slot));
        let mut found = 0;
        for fact in store.values(thing, property, self.base.version) {
            if wanted.is_none_or(|wanted| wanted == store.val(fact)) {
                let told = match asked {
                    None => Some(store.fact_grade(fact)),
                    Some(asked) => {
                        let fits = |answers: &[Code; 3]| asked.iter().zip(answers).all(|(arg, code)| self.is(arg, *code));
                        answers(store.tellings(fact), asked)
                            .into_iter()
                            .filter(|(all, _)| fits(all))
                            .map(|(_, grade)| grade)
                            .max()
                    }
                };
                found = found.max(told.unwrap_or(0));
            }
        }
        self.go(next, negate(found))
    }

    /// All values in one text, "asset freeze and entry ban".
    fn all(&mut self, subject: Slot, property: u16, into: Arg, otherwise: Option<Code>, next: Next) -> Result<(), Stop> {
        let Some(thing) = self.value(subject).as_thing() else {
            return Ok(());
        };
        let base = self.base;
        let facts = base.store.values(thing, property, base.version);
        let (text, grade) = match (facts.is_empty(), otherwise) {
            (true, None) => return Ok(()),
            (true, Some(words)) => (words, SURE),
            (false, _) => {
                let least = facts.clone().map(|fact| base.store.fact_grade(fact)).min();
                (base.store.all_words(&facts), least.unwrap_or(0))
            }
        };
        if self.fits(into, text) { self.go(next, grade) } else { Ok(()) }
    }

    /// The rows that a lookup finds, also those that are not there in this version.
    fn found(&mut self, look: &Look) -> Found<'e> {
        let base = self.base;
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        key.extend(look.key.iter().map(|slot| self.value(*slot)));
        let found = base.relations[look.fact as usize].find(look.mask, &key);
        self.key = key;
        found
    }

    fn rows(&mut self, look: &Look, args: &[Arg], next: Next) -> Result<(), Stop> {
        let base = self.base;
        let relation = &base.relations[look.fact as usize];
        if look.mask == 0 {
            let own = self.own(next, relation.len());
            return (own.start..own.end).try_for_each(|row| self.row(relation, row, args, next));
        }
        let found = self.found(look);
        for row in found {
            self.row(relation, row as usize, args, next)?;
        }
        Ok(())
    }

    fn row(&mut self, relation: &'e Relation, row: usize, args: &[Arg], next: Next) -> Result<(), Stop> {
        self.tick()?;
        let row = crate::names::small(row);
        let grade = relation.grade(row, self.base.version);
        if grade == 0 {
            return Ok(());
        }
        let fits = args.iter().zip(relation.args(row)).all(|(arg, code)| self.fits(*arg, *code));
        if fits { self.go(next, grade) } else { Ok(()) }
    }

    fn no_row(&mut self, look: &Look, next: Next) -> Result<(), Stop> {
        let relation = &self.base.relations[look.fact as usize];
        let found = self.found(look).map(|row| relation.grade(row, self.base.version)).max();
        self.go(next, negate(found.unwrap_or(0)))
    }

    /// How sure each different value at a place is, of the rows that fit, the surest first; kept for the step.
    fn count_up(&mut self, look: &Look, of: usize, depth: usize) {
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        // The first number says that the step has counted: a key may be empty.
        key.push(Code(0));
        key.extend(look.key.iter().map(|slot| self.value(*slot)));
        if self.counted[depth].0 != key {
            let relation = &self.base.relations[look.fact as usize];
            let version = self.base.version;
            let found =
                relation.find(look.mask, &key[1..]).map(|row| (relation.args(row)[of], relation.grade(row, version)));
            let mut all: Vec<(Code, Grade)> = found.filter(|(_, grade)| *grade > 0).collect();
            self.out.steps += all.len() as u64;
            all.sort_unstable_by(|one, other| (one.0, other.1).cmp(&(other.0, one.1)));
            all.dedup_by_key(|(code, _)| *code);
            let (last, grades) = &mut self.counted[depth];
            last.clone_from(&key);
            grades.clear();
            grades.extend(all.into_iter().map(|(_, grade)| grade));
            grades.sort_unstable_by(|one, other| other.cmp(one));
        }
        self.key = key;
    }

    fn count(&mut self, look: &Look, of: usize, into: Arg, next: Next) -> Result<(), Stop> {
        self.count_up(look, of, next.depth - 1);
        let grades = &self.counted[next.depth - 1].1;
        let (grade, count) = (grades.last().copied().unwrap_or(SURE), Code::count(crate::names::small(grades.len())));
        if self.fits(into, count) { self.go(next, grade) } else { Ok(()) }
    }

    fn at_least(&mut self, least: usize, look: &Look, of: usize, next: Next) -> Result<(), Stop> {
        self.count_up(look, of, next.depth - 1);
        let grade = match least.checked_sub(1) {
            None => SURE,
            Some(last) => self.counted[next.depth - 1].1.get(last).copied().unwrap_or(0),
        };
        self.go(next, grade)
    }

    fn compare(&mut self, op: Op, left: Slot, right: Slot, next: Next) -> Result<(), Stop> {
        let (left, right) = (self.value(left), self.value(right));
        if left == Code::NONE || right == Code::NONE {
            return Ok(());
        }
        let found = match answer(self.base.store, op, left, right) {
            Answer::Certain if op == Op::GoesOn => grade(Certainty::Likely),
            Answer::Certain => SURE,
            Answer::Possible => grade(Certainty::Possible),
            Answer::Impossible => 0,
        };
        self.go(next, found)
    }
}

/// What the claims that give a fact answer: once for each voice where one is asked for, and not at all where there is
/// no answer. Claims that answer alike are one, as sure as the surest.
fn answers(tellings: &[Telling], [by, said, via]: [Option<Arg>; 3]) -> Vec<([Code; 3], Grade)> {
    let named = |asked: Option<Arg>, code: Code| match asked {
        None | Some(Arg::Any) => Code::NONE,
        _ => code,
    };
    let mut all = Vec::new();
    for telling in tellings.iter().filter(|telling| said.is_none() || telling.said.is_some()) {
        let (source, day) = (named(by, telling.source), named(said, telling.said.unwrap_or(Code::NONE)));
        match via {
            None => all.push(([source, day, Code::NONE], telling.grade)),
            Some(_) => all.extend(telling.voices.iter().map(|voice| ([source, day, named(via, *voice)], telling.grade))),
        }
    }
    if all.len() > 1 {
        all.sort_unstable_by(|one, other| (one.0, other.1).cmp(&(other.0, one.1)));
        all.dedup_by_key(|(answers, _)| *answers);
    }
    all
}

/// Where a join goes on.
#[derive(Clone, Copy)]
struct Next {
    depth: usize,
    grade: Grade,
}

/// Whether a value is one of a list; a date is by its words.
fn is_listed(store: &Store, code: Code, list: &[Code], words: &[String]) -> bool {
    match code.sort() {
        Sort::Text(_) => list.contains(&code),
        _ => code != Code::NONE && words.contains(&store.words_of(code)),
    }
}

/// How two values compare.
pub(crate) fn answer(store: &Store, op: Op, left: Code, right: Code) -> Answer {
    let yes = |so: bool| if so { Answer::Certain } else { Answer::Impossible };
    let dates = |with: &dyn Fn(&Edtf, &Edtf) -> Answer| match (left.sort(), right.sort()) {
        (Sort::Date(left), Sort::Date(right)) => with(store.names.edtf(left), store.names.edtf(right)),
        _ => Answer::Impossible,
    };
    let numbers = |with: &dyn Fn(i64, i64) -> bool| match (left.sort(), right.sort()) {
        (Sort::Number(left), Sort::Number(right)) => yes(with(store.names.value(left), store.names.value(right))),
        _ => Answer::Impossible,
    };
    match op {
        Op::Same => yes(left == right),
        Op::Other => yes(left != right),
        Op::Sorts => yes(store.sorts(left, right)),
        Op::Differs => match (left.sort(), right.sort()) {
            (Sort::Date(_), Sort::Date(_)) => dates(&|left, right| yes(!left.can_be_same(right))),
            (Sort::Text(_), Sort::Text(_)) => yes(store.differ(left, right)),
            _ => yes(left != right),
        },
        Op::AtLeast => numbers(&|left, right| left >= right),
        Op::AtMost => numbers(&|left, right| left <= right),
        Op::Before => dates(&|left, right| left.before(right)),
        Op::After => dates(&|left, right| right.before(left)),
        Op::During => dates(&|left, right| left.during(right)),
        Op::Overlaps => dates(&|left, right| left.overlaps(right)),
        Op::GoesOn => dates(&|left, right| if left.is_open() { begun_by(right, left) } else { Answer::Impossible }),
        Op::OnOrAfter => dates(&begun_by),
        Op::OnOrBefore => dates(&|left, right| begun_by(right, left)),
        Op::WithinAfter(length) => dates(&|left, right| within_after(left, right, length)),
        Op::WithinOf(length) => dates(&|left, right| {
            within_after(left, right, length).max(within_after(right, left, length)).max(left.overlaps(right))
        }),
    }
}

fn within_after(left: &Edtf, right: &Edtf, length: Length) -> Answer {
    match length {
        Length::Days(days) => left.within_days_after(right, days),
        Length::Months(months) => left.within_months_after(right, months),
    }
}

/// Whether the second had begun when the first began.
fn begun_by(left: &Edtf, right: &Edtf) -> Answer {
    let vague = left.is_vague() || right.is_vague();
    let always = left.earliest_start().zip(right.latest_start()).is_some_and(|(left, right)| right <= left);
    let sometimes = left.latest_end().zip(right.earliest_start()).is_none_or(|(left, right)| right <= left);
    match (always, sometimes, vague) {
        (true, _, false) => Answer::Certain,
        (true, ..) | (_, true, _) => Answer::Possible,
        _ => Answer::Impossible,
    }
}
