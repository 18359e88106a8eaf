//! One rule joined over facts: every choice of values that its conditions allow.
//!
//! The main type is [`Join`]. It goes through the steps of a plan, gives variables their values on the way down, and
//! writes down the head and what the variables stood for where all steps hold. It changes nothing that it reads, so
//! several may run at once, each on its part of the choices of one step.

use crate::ast::{Length, Op};
use crate::ground::Ground;
use crate::names::{Code, Sort, small};
use crate::plan::{Arg, Asked, Look, Plan, Slot, Step};
use crate::store::{Grade, SURE, Telling, grade};
use rayon::prelude::*;
use rollcall_model::against::words_differ;
use rollcall_model::date::{Answer, Edtf};
use rollcall_model::finding::Certainty;
use std::ops::Range;

/// Why a join was stopped, and at which step of its plan most choices were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop {
    pub why: Why,
    pub depth: usize,
}

/// Which limit was met; or, within one choice of what a rule gives, that it can be no surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Rows,
    Steps,
    Enough,
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
struct Join<'e, G> {
    ground: G,
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
    /// What is being counted: room that is used again.
    counting: Vec<(Code, Grade)>,
    /// Where all that the rule gives is known and only how sure it is is left: as sure as this so far.
    best: Grade,
    /// How sure it can be there at the most; 0 elsewhere.
    most: Grade,
    out: Derived,
    room: Room,
}

/// `not` of a grade: certain only where the thing is not even possible, gone where it is certain.
pub(crate) fn negate(found: Grade) -> Grade {
    SURE - found
}

/// Runs a plan from each of some seeds, over a part of the choices of its split step.
pub(crate) fn run<'e>(
    ground: impl Ground<'e>,
    plan: &'e Plan,
    seeds: &[Code],
    part: Range<usize>,
    most: Grade,
    room: Room,
) -> Result<Derived, Stop> {
    let width = plan.head.len() + plan.kept.len();
    let mut join = Join {
        ground,
        plan,
        part,
        env: vec![Code::NONE; plan.vars],
        key: Vec::new(),
        asked: vec![0; plan.steps.len() + 1],
        counted: vec![Default::default(); plan.steps.len()],
        counting: Vec::new(),
        best: 0,
        most: 0,
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

/// Choices of one step that are not worth a second thread.
const FEW: usize = 1_000;
/// Parts that the choices of one step are cut into.
const PARTS: usize = 16;

/// Runs a plan, in parts where there is enough to do; what each part gives is put into a form by the thread that found it.
pub(crate) fn parts<'e, T: Send>(
    ground: impl Ground<'e>,
    plan: &'e Plan,
    seeds: &[Code],
    most: Grade,
    room: Room,
    together: bool,
    then: impl Fn(Derived) -> T + Sync,
) -> Result<Vec<T>, Stop> {
    let whole = || run(ground, plan, seeds, 0..usize::MAX, most, room);
    let choices = plan.split.map_or(0, |(_, choices)| choices);
    if !together || choices < FEW || !seeds.is_empty() {
        return whole().map(|one| vec![then(one)]);
    }
    let parts: Vec<Range<usize>> = (0..PARTS).map(|at| choices * at / PARTS..choices * (at + 1) / PARTS).collect();
    let made: Vec<Result<(usize, u64, T), Stop>> = parts
        .into_par_iter()
        .map(|part| run(ground, plan, seeds, part, most, room).map(|made| (made.grades.len(), made.steps, then(made))))
        .collect();
    let made: Vec<(usize, u64, T)> = made.into_iter().collect::<Result<_, _>>()?;
    let is_over = made.iter().map(|(rows, ..)| rows).sum::<usize>() > room.rows
        || made.iter().map(|(_, steps, _)| steps).sum::<u64>() > room.steps;
    match is_over {
        true => whole().map(|one| vec![then(one)]),
        false => Ok(made.into_iter().map(|(.., made)| made).collect()),
    }
}

impl<'e, G: Ground<'e>> Join<'e, G> {
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
        let plan = self.plan;
        if depth == plan.settled && self.most == 0 {
            return self.decide(depth, grade);
        }
        self.tick()?;
        self.asked[depth] += 1;
        let Some((_, step)) = plan.steps.get(depth) else {
            return self.arrive(grade);
        };
        let next = Next { depth: depth + 1, grade };
        match step {
            Step::Scan { kinds, var } => self.scan(kinds, *var, next),
            Step::Is { subject, kinds, negated } => self.is_of(*subject, kinds, *negated, next),
            Step::Values { subject, property, value, asked, otherwise } => {
                self.values(*subject, *property, *value, *asked, *otherwise, next)
            }
            Step::Having { property, value, var, asked } => self.having(*property, *value, *var, *asked, next),
            Step::Every { property, least, var, value, asked } => {
                self.every((*property, *least), *var, *value, *asked, next)
            }
            Step::NoValue { subject, property, value, asked } => self.no_value(*subject, *property, *value, *asked, next),
            Step::All { subject, property, into, otherwise } => self.all(*subject, *property, *into, *otherwise, next),
            Step::Rows { look, args } => self.rows(look, args, next),
            Step::NoRow { look } => self.no_row(look, next),
            Step::Count { look, of, into } => self.count(look, *of, *into, next),
            Step::AtLeast { least, look, of } => self.at_least(*least, look, *of, next),
            Step::Compare { op, left, right } => self.compare(*op, *left, *right, next),
            Step::In { left, list, words, negated } => {
                let found = is_listed(self.ground, self.value(*left), list, words);
                if found == *negated { Ok(()) } else { self.go(next, SURE) }
            }
        }
    }

    /// Goes on to the next step, unless what this one found is not there.
    fn go(&mut self, next: Next, found: Grade) -> Result<(), Stop> {
        match found.min(next.grade) {
            grade if grade <= self.best => Ok(()),
            grade => self.step(next.depth, grade),
        }
    }

    /// All that the rule gives is known: what is left to ask only says how sure it is, so the surest choice is enough.
    fn decide(&mut self, depth: usize, grade: Grade) -> Result<(), Stop> {
        self.most = grade;
        let done = self.step(depth, grade);
        self.most = 0;
        match (done, std::mem::take(&mut self.best)) {
            (Err(stop), _) if stop.why != Why::Enough => Err(stop),
            (_, 0) => Ok(()),
            (_, best) => self.emit(best),
        }
    }

    /// All conditions hold.
    fn arrive(&mut self, grade: Grade) -> Result<(), Stop> {
        match self.most {
            0 => self.emit(grade),
            most => {
                self.best = grade;
                if grade < most { Ok(()) } else { Err(Stop { why: Why::Enough, depth: 0 }) }
            }
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

    fn scan(&mut self, kinds: &'e [u8], var: usize, next: Next) -> Result<(), Stop> {
        let ground = self.ground;
        let own = self.own(next, ground.choices_of_kinds(kinds));
        for thing in ground.things(kinds, own) {
            self.env[var] = Code::thing(thing);
            self.go(next, ground.thing_grade(thing))?;
        }
        Ok(())
    }

    fn is_of(&mut self, subject: Slot, kinds: &[bool], negated: bool, next: Next) -> Result<(), Stop> {
        let ground = self.ground;
        let Some(thing) = self.value(subject).as_thing() else {
            return Ok(());
        };
        match (kinds[usize::from(ground.kind(thing))], negated) {
            (true, false) => self.go(next, ground.thing_grade(thing)),
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
        let ground = self.ground;
        if let Some(words) = otherwise
            && ground.values(thing, property).next().is_none()
        {
            for arg in asked.into_iter().flatten().flatten() {
                self.fits(arg, Code::NONE);
            }
            return if self.fits(value, words) { self.go(next, SURE) } else { Ok(()) };
        }
        for fact in ground.values(thing, property) {
            self.tick()?;
            if self.fits(value, ground.val(fact)) {
                self.told(fact, asked, next)?;
            }
        }
        Ok(())
    }

    /// A fact by itself or, where more is asked, once for each claim that gives it.
    fn told(&mut self, fact: G::Fact, asked: Asked, next: Next) -> Result<(), Stop> {
        let ground = self.ground;
        let Some(asked) = asked else {
            return self.go(next, ground.grade(fact));
        };
        for (answers, grade) in answers(ground.tellings(fact), asked) {
            self.tick()?;
            let fits = asked.iter().zip(answers).all(|(arg, code)| arg.is_none_or(|arg| self.fits(arg, code)));
            if fits {
                self.go(next, grade)?;
            }
        }
        Ok(())
    }

    fn having(&mut self, property: u16, value: Slot, var: usize, asked: Asked, next: Next) -> Result<(), Stop> {
        for (thing, fact) in self.ground.having(property, self.value(value)) {
            self.tick()?;
            self.env[var] = Code::thing(thing);
            self.told(fact, asked, next)?;
        }
        Ok(())
    }

    fn every(
        &mut self,
        (property, least): (u16, usize),
        var: usize,
        value: Arg,
        asked: Asked,
        next: Next,
    ) -> Result<(), Stop> {
        let ground = self.ground;
        let own = self.own(next, ground.choices_of_property(property));
        for (thing, fact) in ground.every(property, least, own) {
            self.tick()?;
            self.env[var] = Code::thing(thing);
            if self.fits(value, ground.val(fact)) {
                self.told(fact, asked, next)?;
            }
        }
        Ok(())
    }

    fn no_value(&mut self, subject: Slot, property: u16, value: Option<Slot>, asked: Asked, next: Next) -> Result<(), Stop> {
        let Some(thing) = self.value(subject).as_thing() else {
            return Ok(());
        };
        let ground = self.ground;
        let wanted = value.map(|slot| self.value(slot));
        let mut found = 0;
        for fact in ground.values(thing, property) {
            if wanted.is_none_or(|wanted| wanted == ground.val(fact)) {
                let told = match asked {
                    None => Some(ground.grade(fact)),
                    Some(asked) => {
                        let fits = |answers: &[Code; 3]| asked.iter().zip(answers).all(|(arg, code)| self.is(arg, *code));
                        answers(ground.tellings(fact), asked)
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
        let ground = self.ground;
        let least = ground.values(thing, property).map(|fact| ground.grade(fact)).min();
        let (text, grade) = match (least, otherwise) {
            (None, None) => return Ok(()),
            (None, Some(words)) => (words, SURE),
            (Some(least), _) => (ground.all_words(thing, property), least),
        };
        if self.fits(into, text) { self.go(next, grade) } else { Ok(()) }
    }

    /// The rows that a lookup finds, also those that are not there in this version.
    fn found(&mut self, look: &Look) -> impl Iterator<Item = u32> + use<'e, G> {
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        key.extend(look.key.iter().map(|slot| self.value(*slot)));
        let found = self.ground.find(look.fact, look.mask, &key);
        self.key = key;
        found
    }

    fn rows(&mut self, look: &Look, args: &[Arg], next: Next) -> Result<(), Stop> {
        let rows = self.ground.rows_of(look.fact);
        if look.mask == 0 {
            let own = self.own(next, self.ground.rows(look.fact));
            return own.into_iter().try_for_each(|row| self.row(rows, small(row), 0, args, next));
        }
        for row in self.found(look) {
            self.row(rows, row, look.mask, args, next)?;
        }
        Ok(())
    }

    /// A row that was found by its values at the places of a mask.
    fn row(&mut self, rows: G::Rows, row: u32, mask: u64, args: &[Arg], next: Next) -> Result<(), Stop> {
        self.tick()?;
        let grade = self.ground.row_grade(rows, row);
        if grade == 0 {
            return Ok(());
        }
        let ground = self.ground;
        let fits = args.iter().enumerate().all(|(place, arg)| match arg {
            Arg::Any => true,
            _ if mask >> place & 1 == 1 => true,
            arg => self.fits(*arg, ground.arg(rows, row, place)),
        });
        if fits { self.go(next, grade) } else { Ok(()) }
    }

    fn no_row(&mut self, look: &Look, next: Next) -> Result<(), Stop> {
        let ground = self.ground;
        let rows = ground.rows_of(look.fact);
        let found = self.found(look).map(|row| ground.row_grade(rows, row)).max();
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
            let ground = self.ground;
            let rows = ground.rows_of(look.fact);
            let found = ground.find(look.fact, look.mask, &key[1..]).filter_map(|row| {
                let grade = ground.row_grade(rows, row);
                (grade > 0).then(|| (ground.arg(rows, row, of), grade))
            });
            let all = &mut self.counting;
            all.clear();
            all.extend(found);
            self.out.steps += all.len() as u64;
            all.sort_unstable_by(|one, other| (one.0, other.1).cmp(&(other.0, one.1)));
            all.dedup_by_key(|(code, _)| *code);
            let (last, grades) = &mut self.counted[depth];
            last.clone_from(&key);
            grades.clear();
            grades.extend(all.iter().map(|(_, grade)| *grade));
            grades.sort_unstable_by(|one, other| other.cmp(one));
        }
        self.key = key;
    }

    fn count(&mut self, look: &Look, of: usize, into: Arg, next: Next) -> Result<(), Stop> {
        self.count_up(look, of, next.depth - 1);
        let grades = &self.counted[next.depth - 1].1;
        let (grade, count) = (grades.last().copied().unwrap_or(SURE), Code::count(small(grades.len())));
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
        let found = match answer(self.ground, op, left, right) {
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
fn is_listed<'e>(ground: impl Ground<'e>, code: Code, list: &[Code], words: &[String]) -> bool {
    match code.sort() {
        Sort::Text(_) => list.contains(&code),
        _ => code != Code::NONE && words.contains(&ground.words_of(code)),
    }
}

/// How two values compare.
pub(crate) fn answer<'e>(ground: impl Ground<'e>, op: Op, left: Code, right: Code) -> Answer {
    let names = ground.names();
    let yes = |so: bool| if so { Answer::Certain } else { Answer::Impossible };
    let dates = |with: &dyn Fn(&Edtf, &Edtf) -> Answer| match (left.sort(), right.sort()) {
        (Sort::Date(left), Sort::Date(right)) => with(names.edtf(left), names.edtf(right)),
        _ => Answer::Impossible,
    };
    let numbers = |with: &dyn Fn(i64, i64) -> bool| match (left.sort(), right.sort()) {
        (Sort::Number(left), Sort::Number(right)) => yes(with(names.value(left), names.value(right))),
        _ => Answer::Impossible,
    };
    match op {
        Op::Same => yes(left == right),
        Op::Other => yes(left != right),
        Op::Sorts => yes(ground.sorts(left, right)),
        Op::Differs => match (left.sort(), right.sort()) {
            (Sort::Date(_), Sort::Date(_)) => dates(&|left, right| yes(!left.can_be_same(right))),
            // Most often it is the same text twice, which is not taken apart.
            (Sort::Text(_), Sort::Text(_)) => {
                yes(left != right && words_differ(&ground.words_of(left), &ground.words_of(right)))
            }
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
