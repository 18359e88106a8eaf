//! One rule joined over facts: every choice of values that its conditions allow.
//!
//! The main type is [`Join`]. It goes through the conditions in the order of a plan, binds variables on the way down and
//! frees them on the way back, and notes what each condition rested on.

use crate::ast::{Atom, CondKind, Length, Op, Take, Term};
use crate::engine::{Engine, Leaf, Relation, Support, Way, mask};
use crate::facts::{BETWEEN, FactVal, Telling, Val, small};
use crate::words;
use rollcall_model::date::{Answer, Edtf};
use rollcall_model::finding::Certainty;
use std::collections::BTreeMap;

/// Why a join was stopped.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stop {
    Rows,
    Steps,
}

/// A fact that follows.
pub(crate) type Derived = (Vec<Val>, Certainty, Way);

/// See the module's page.
pub(crate) struct Join<'e> {
    engine: &'e Engine<'e>,
    rule: u32,
    plan: &'e [usize],
    from: Option<(usize, &'e [u32])>,
    env: Vec<Option<Val>>,
    supports: Vec<Support>,
    out: Vec<Derived>,
    room: usize,
    steps: u64,
    step_limit: u64,
}

/// `not` of a certainty: certain only where the thing is not even possible, gone where it is certain.
pub(crate) fn negate(found: Option<Certainty>) -> Option<Certainty> {
    match found {
        None => Some(Certainty::Certain),
        Some(Certainty::Possible) => Some(Certainty::Likely),
        Some(Certainty::Likely) => Some(Certainty::Possible),
        Some(Certainty::Certain) => None,
    }
}

impl<'e> Join<'e> {
    pub fn new(
        engine: &'e Engine<'_>,
        rule: u32,
        plan: &'e [usize],
        from: Option<(usize, &'e [u32])>,
        room: usize,
        step_limit: u64,
    ) -> Self {
        let def = &engine.rules[rule as usize];
        let supports = vec![Support::Leaves(Vec::new()); def.body.len()];
        Self {
            engine,
            rule,
            plan,
            from,
            env: vec![None; def.vars.len()],
            supports,
            out: Vec::new(),
            room,
            steps: 0,
            step_limit,
        }
    }

    pub fn run(&mut self) -> Result<(), Stop> {
        let most = self.engine.rules[self.rule as usize].at_most;
        self.step(0, most)
    }

    /// What follows, and how many steps that took.
    pub fn finish(self) -> (Vec<Derived>, u64) {
        (self.out, self.steps)
    }

    fn tick(&mut self) -> Result<(), Stop> {
        self.steps += 1;
        if self.steps > self.step_limit { Err(Stop::Steps) } else { Ok(()) }
    }

    fn step(&mut self, depth: usize, certainty: Certainty) -> Result<(), Stop> {
        self.tick()?;
        let engine = self.engine;
        let Some(&cond) = self.plan.get(depth) else {
            return self.emit(certainty);
        };
        let next = Next { depth: depth + 1, cond, certainty };
        match &engine.rules[self.rule as usize].body[cond].kind {
            CondKind::Is { subject, kinds, negated } => self.is(subject, kinds, *negated, next),
            CondKind::Prop { subject, property, value, take: take @ Take::Each { .. }, negated: true, .. } => {
                self.no_property(subject, *property, value, take, next)
            }
            CondKind::Prop { subject, property, value, take: Take::All, otherwise, .. } => {
                self.all(subject, *property, value, otherwise.as_deref(), next)
            }
            CondKind::Prop { subject, property, value, take, otherwise, .. } => {
                self.property(subject, *property, value, take, otherwise.as_deref(), next)
            }
            CondKind::Pred { atom, negated: false } => self.fact(atom, next),
            CondKind::Pred { atom, negated: true } => self.no_fact(atom, next),
            CondKind::Count { of, atom, into } => self.count(*of, atom, *into, next),
            CondKind::AtLeast { least, of, atom } => self.at_least(*least, *of, atom, next),
            CondKind::Compare { op, left, right } => self.compare(*op, left, right, next),
            CondKind::In { left, list, negated } => {
                let found = self.value(left).is_some_and(|val| list.contains(&engine.store.words(val)));
                if found == *negated { Ok(()) } else { self.go(next, Certainty::Certain, Support::Leaves(Vec::new())) }
            }
        }
    }

    /// Goes on to the next condition.
    fn go(&mut self, next: Next, certainty: Certainty, support: Support) -> Result<(), Stop> {
        self.supports[next.cond] = support;
        self.step(next.depth, next.certainty.min(certainty))
    }

    fn emit(&mut self, certainty: Certainty) -> Result<(), Stop> {
        let rule = &self.engine.rules[self.rule as usize];
        let Some(args) = rule.head.args.iter().map(|arg| self.value(arg)).collect::<Option<Vec<Val>>>() else {
            return Ok(());
        };
        if self.out.len() >= self.room {
            return Err(Stop::Rows);
        }
        let body = self
            .supports
            .iter()
            .filter(|support| !matches!(support, Support::Leaves(leaves) if leaves.is_empty()))
            .cloned()
            .collect();
        self.out.push((args, certainty, Way { rule: self.rule, body }));
        Ok(())
    }

    /// What a term stands for, if that is known.
    fn value(&self, term: &Term) -> Option<Val> {
        match term {
            Term::Var(var) => self.env[*var],
            Term::Any => None,
            Term::Text(text) => Some(self.engine.store.text(text)),
            Term::Number(number) => Some(Val::Number(*number)),
            Term::Date(date) => Some(self.engine.store.date(date)),
        }
    }

    /// Lets a term stand for a value: `None` where it cannot, else whether a variable was bound by this.
    fn bind(&mut self, term: &Term, val: Val) -> Option<bool> {
        match (term, self.value(term)) {
            (Term::Any, _) => Some(false),
            (_, Some(known)) => (known == val).then_some(false),
            (Term::Var(var), None) => {
                self.env[*var] = Some(val);
                Some(true)
            }
            (_, None) => None,
        }
    }

    fn free(&mut self, term: &Term, bound: bool) {
        if let (Term::Var(var), true) = (term, bound) {
            self.env[*var] = None;
        }
    }

    fn is(&mut self, subject: &Term, kinds: &[&'static str], negated: bool, next: Next) -> Result<(), Stop> {
        let engine = self.engine;
        let none = || Support::Leaves(Vec::new());
        match self.value(subject) {
            Some(Val::Thing(at)) => {
                let thing = engine.store.thing_at(at);
                let certainty = if negated { Certainty::Certain } else { thing.cap };
                if kinds.contains(&thing.kind) == negated { Ok(()) } else { self.go(next, certainty, none()) }
            }
            Some(_) => Ok(()),
            None => {
                for at in kinds.iter().flat_map(|kind| engine.store.of_kind(kind)) {
                    if let Some(bound) = self.bind(subject, Val::Thing(*at)) {
                        self.go(next, engine.store.thing_at(*at).cap, none())?;
                        self.free(subject, bound);
                    }
                }
                Ok(())
            }
        }
    }

    fn property(
        &mut self,
        subject: &Term,
        property: u16,
        value: &Term,
        take: &Take,
        otherwise: Option<&str>,
        next: Next,
    ) -> Result<(), Stop> {
        let engine = self.engine;
        let store = &engine.store;
        if let Some(val) = self.value(subject) {
            let Val::Thing(thing) = val else {
                return Ok(());
            };
            let list = store.values(thing, property);
            if let (true, Some(words)) = (list.is_empty(), otherwise) {
                let leaf = self.absent(next.cond);
                if let Some(bound) = self.bind(value, store.text(words)) {
                    self.go(next, Certainty::Certain, Support::Leaves(vec![leaf]))?;
                    self.free(value, bound);
                }
            }
            for (place, fact) in list.iter().enumerate() {
                self.take(thing, property, small(place), fact, value, take, next)?;
            }
            return Ok(());
        }
        let found: Vec<(u32, u32)> = match self.value(value) {
            Some(val) => store.having(property, val).to_vec(),
            None => {
                let has = |at: &u32| store.values(*at, property).len();
                (0..small(store.things.len())).flat_map(|at| (0..small(has(&at))).map(move |place| (at, place))).collect()
            }
        };
        for (thing, place) in found {
            if let Some(bound) = self.bind(subject, Val::Thing(thing)) {
                let fact = &store.values(thing, property)[place as usize];
                self.take(thing, property, place, fact, value, take, next)?;
                self.free(subject, bound);
            }
        }
        Ok(())
    }

    /// One value of a thing, by one claim or by all that give it.
    fn take(
        &mut self,
        thing: u32,
        property: u16,
        place: u32,
        fact: &FactVal<'_>,
        value: &Term,
        take: &Take,
        next: Next,
    ) -> Result<(), Stop> {
        self.tick()?;
        let Some(bound) = self.bind(value, fact.val) else {
            return Ok(());
        };
        let support = || Support::Leaves(vec![Leaf::Fact { thing, property, place }]);
        match asked_of_claims(take) {
            None => self.go(next, fact.certainty, support())?,
            Some(asked) => {
                for telling in self.engine.store.tellings(thing, fact) {
                    for answers in answers(&telling, asked) {
                        self.tick()?;
                        self.told(asked, &answers, telling.certainty, support(), next)?;
                    }
                }
            }
        }
        self.free(value, bound);
        Ok(())
    }

    /// Goes on where what is asked of a claim can be what it answers.
    fn told(
        &mut self,
        asked: [Option<&Term>; 3],
        answers: &[Val; 3],
        certainty: Certainty,
        support: Support,
        next: Next,
    ) -> Result<(), Stop> {
        let mut bound: Vec<(&Term, bool)> = Vec::new();
        let mut fits = true;
        for (term, answer) in asked.into_iter().zip(answers) {
            let Some(term) = term else { continue };
            match self.bind(term, *answer) {
                Some(newly) => bound.push((term, newly)),
                None => {
                    fits = false;
                    break;
                }
            }
        }
        if fits {
            self.go(next, certainty, support)?;
        }
        bound.into_iter().for_each(|(term, newly)| self.free(term, newly));
        Ok(())
    }

    fn no_property(&mut self, subject: &Term, property: u16, value: &Term, take: &Take, next: Next) -> Result<(), Stop> {
        let Some(Val::Thing(thing)) = self.value(subject) else {
            return Ok(());
        };
        let store = &self.engine.store;
        let wanted = self.value(value);
        let mut found = None;
        for fact in store.values(thing, property).iter().filter(|fact| wanted.is_none_or(|wanted| wanted == fact.val)) {
            match asked_of_claims(take) {
                None => found = found.max(Some(fact.certainty)),
                Some(asked) => {
                    let wanted = asked.map(|term| term.and_then(|term| self.value(term)));
                    let fits = |answers: &[Val; 3]| {
                        wanted.iter().zip(answers).all(|(want, is)| want.is_none_or(|want| want == *is))
                    };
                    for telling in store.tellings(thing, fact) {
                        if answers(&telling, asked).iter().any(fits) {
                            found = found.max(Some(telling.certainty));
                        }
                    }
                }
            }
        }
        match negate(found) {
            Some(certainty) => {
                let leaf = self.absent(next.cond);
                self.go(next, certainty, Support::Leaves(vec![leaf]))
            }
            None => Ok(()),
        }
    }

    /// All values in one text, "asset freeze and entry ban".
    fn all(&mut self, subject: &Term, property: u16, value: &Term, otherwise: Option<&str>, next: Next) -> Result<(), Stop> {
        let Some(Val::Thing(thing)) = self.value(subject) else {
            return Ok(());
        };
        let store = &self.engine.store;
        let list = store.values(thing, property);
        let (text, certainty, leaves) = match (list, otherwise) {
            ([], None) => return Ok(()),
            ([], Some(words)) => (words.to_string(), Certainty::Certain, vec![self.absent(next.cond)]),
            (list, _) => {
                let certainty = list.iter().map(|fact| fact.certainty).min().unwrap_or(Certainty::Certain);
                let mut said: Vec<String> = list.iter().map(|fact| store.words(fact.val)).collect();
                said.sort();
                said.dedup();
                (
                    said.join(BETWEEN),
                    certainty,
                    (0..small(list.len())).map(|place| Leaf::Fact { thing, property, place }).collect(),
                )
            }
        };
        if let Some(bound) = self.bind(value, store.text(&text)) {
            self.go(next, certainty, Support::Leaves(leaves))?;
            self.free(value, bound);
        }
        Ok(())
    }

    fn absent(&self, cond: usize) -> Leaf {
        // Only what the condition names: the same absence met on two ways is one.
        let rule = &self.engine.rules[self.rule as usize];
        let named = crate::check::needs(&rule.body[cond].kind);
        let vals = self.env.iter().enumerate().map(|(var, val)| val.filter(|_| named.contains(&var))).collect();
        Leaf::Absent { rule: self.rule, cond: small(cond), vals }
    }

    /// The derived facts that an atom can mean now.
    fn matching(&self, atom: &Atom) -> Option<(u32, &'e Relation, Vec<u32>)> {
        let (fact, relation) = self.engine.relation(&atom.name)?;
        let mask = mask(atom, |var| self.env[var].is_some());
        let key: Vec<Val> = atom.args.iter().filter_map(|arg| self.value(arg)).collect();
        Some((fact, relation, relation.find(mask, &key).to_vec()))
    }

    fn fact(&mut self, atom: &Atom, next: Next) -> Result<(), Stop> {
        let Some((fact, relation, found)) = self.matching(atom) else {
            return Ok(());
        };
        let rows = match self.from {
            Some((cond, rows)) if cond == next.cond => rows.to_vec(),
            _ => found,
        };
        for at in rows {
            self.tick()?;
            let row = &relation.rows[at as usize];
            let bound: Vec<Option<bool>> = atom.args.iter().zip(&row.args).map(|(arg, val)| self.bind(arg, *val)).collect();
            if bound.iter().all(Option::is_some) {
                self.go(next, row.certainty, Support::Row { fact, row: at })?;
            }
            for (arg, bound) in atom.args.iter().zip(bound) {
                self.free(arg, bound == Some(true));
            }
        }
        Ok(())
    }

    fn no_fact(&mut self, atom: &Atom, next: Next) -> Result<(), Stop> {
        let found = self
            .matching(atom)
            .and_then(|(_, relation, rows)| rows.iter().map(|at| relation.rows[*at as usize].certainty).max());
        match negate(found) {
            Some(certainty) => {
                let leaf = self.absent(next.cond);
                self.go(next, certainty, Support::Leaves(vec![leaf]))
            }
            None => Ok(()),
        }
    }

    /// What an atom counts: each different value of one variable with the surest row that has it.
    fn counted(&self, of: usize, atom: &Atom) -> (u32, Vec<(Certainty, u32)>) {
        let Some((fact, relation, rows)) = self.matching(atom) else {
            return (0, Vec::new());
        };
        let place = atom.args.iter().position(|arg| *arg == Term::Var(of)).unwrap_or(0);
        let mut best: BTreeMap<Val, (Certainty, u32)> = BTreeMap::new();
        for at in rows {
            let row = &relation.rows[at as usize];
            let entry = best.entry(row.args[place]).or_insert((row.certainty, at));
            if row.certainty > entry.0 {
                *entry = (row.certainty, at);
            }
        }
        (fact, best.into_values().collect())
    }

    fn count(&mut self, of: usize, atom: &Atom, into: usize, next: Next) -> Result<(), Stop> {
        let (fact, rows) = self.counted(of, atom);
        let certainty = rows.iter().map(|(certainty, _)| *certainty).min().unwrap_or(Certainty::Certain);
        let count = small(rows.len());
        let term = Term::Var(into);
        let support = match rows.is_empty() {
            true => Support::Leaves(vec![self.absent(next.cond)]),
            false => Support::Counted { count, fact, rows: rows.into_iter().map(|(_, row)| row).collect() },
        };
        if let Some(bound) = self.bind(&term, Val::Number(i64::from(count))) {
            self.go(next, certainty, support)?;
            self.free(&term, bound);
        }
        Ok(())
    }

    fn at_least(&mut self, least: usize, of: usize, atom: &Atom, next: Next) -> Result<(), Stop> {
        let (fact, mut rows) = self.counted(of, atom);
        rows.sort_by_key(|(certainty, row)| (std::cmp::Reverse(*certainty), *row));
        let certainty = match least.checked_sub(1).map(|last| rows.get(last)) {
            None => Certainty::Certain,
            Some(Some((certainty, _))) => *certainty,
            Some(None) => return Ok(()),
        };
        rows.truncate(least);
        let support = Support::Counted { count: small(least), fact, rows: rows.into_iter().map(|(_, row)| row).collect() };
        self.go(next, certainty, support)
    }

    fn compare(&mut self, op: Op, left: &Term, right: &Term, next: Next) -> Result<(), Stop> {
        let (Some(left), Some(right)) = (self.value(left), self.value(right)) else {
            return Ok(());
        };
        let certainty = match answer(self.engine, op, left, right) {
            Answer::Certain if op == Op::GoesOn => Certainty::Likely,
            Answer::Certain => Certainty::Certain,
            Answer::Possible => Certainty::Possible,
            Answer::Impossible => return Ok(()),
        };
        self.go(next, certainty, Support::Leaves(Vec::new()))
    }
}

/// The terms that ask for a claim's source, its known time and a voice, if any does.
fn asked_of_claims(take: &Take) -> Option<[Option<&Term>; 3]> {
    match take {
        Take::Each { by, said, via } if by.is_some() || said.is_some() || via.is_some() => {
            Some([by.as_ref(), said.as_ref(), via.as_ref()])
        }
        _ => None,
    }
}

/// What one claim answers: once for each of its voices where one is asked for, and not at all where it has no answer.
fn answers(telling: &Telling, [_, said, via]: [Option<&Term>; 3]) -> Vec<[Val; 3]> {
    let day = match (said, telling.said) {
        (Some(_), None) => return Vec::new(),
        (_, day) => day.unwrap_or(telling.source),
    };
    match via {
        None => vec![[telling.source, day, telling.source]],
        Some(_) => telling.voices.iter().map(|voice| [telling.source, day, *voice]).collect(),
    }
}

/// Where a join goes on.
#[derive(Clone, Copy)]
struct Next {
    depth: usize,
    cond: usize,
    certainty: Certainty,
}

fn answer(engine: &Engine<'_>, op: Op, left: Val, right: Val) -> Answer {
    let store = &engine.store;
    let yes = |so: bool| if so { Answer::Certain } else { Answer::Impossible };
    let dates = |with: &dyn Fn(&Edtf, &Edtf) -> Answer| store.compare_dates(left, right, with);
    match op {
        Op::Same => yes(left == right),
        Op::Other => yes(left != right),
        Op::Sorts => yes(store.key(left) < store.key(right)),
        Op::Differs => match (left, right) {
            (Val::Date(_), Val::Date(_)) => dates(&|left, right| yes(!left.can_be_same(right))),
            (Val::Text(_), Val::Text(_)) => yes(words::differ(&store.words(left), &store.words(right))),
            _ => yes(left != right),
        },
        Op::AtLeast => yes(matches!((left, right), (Val::Number(left), Val::Number(right)) if left >= right)),
        Op::AtMost => yes(matches!((left, right), (Val::Number(left), Val::Number(right)) if left <= right)),
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
