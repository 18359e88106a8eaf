//! What the conditions of one rule allow, found by trying.
//!
//! The main function is [`Solver::run`]. It takes at each step the condition that leaves least to try with what is known by
//! then, and goes back when nothing is left. Nothing is planned ahead and nothing is remembered.

use super::answer::compare;
use super::evaluate::Derived;
use super::world::{Said, Value, World};
use crate::ast::{Atom, CondKind, RuleDef, Take, Term};
use crate::props;
use rollcall_model::finding::Certainty;
use std::collections::BTreeMap;

/// What the variables of a rule stand for.
pub(super) type Env = Vec<Option<Value>>;

/// Too much was tried.
#[derive(Debug)]
pub(super) struct GaveUp;

/// See the module's page.
pub(super) struct Solver<'s, 'a> {
    pub world: &'s World<'a>,
    pub derived: &'s Derived,
    pub steps: &'s std::cell::Cell<u64>,
    pub most_steps: u64,
}

/// What to do with a choice of values that satisfies all.
type Found<'f> = dyn FnMut(&Env, Certainty) + 'f;

/// What a term stands for, if that is known.
pub(super) fn value(term: &Term, env: &Env) -> Option<Value> {
    match term {
        Term::Var(var) => env[*var].clone(),
        Term::Any => None,
        Term::Text(text) => Some(Value::text(text)),
        Term::Number(number) => Some(Value::Number(*number)),
        Term::Date(date) => Some(Value::Date(std::rc::Rc::new(date.clone()))),
    }
}

/// The variables with a term standing for a value, if it can.
pub(super) fn with(env: &Env, term: &Term, val: &Value) -> Option<Env> {
    match (term, value(term, env)) {
        (Term::Any, _) => Some(env.clone()),
        (_, Some(known)) => (known == *val).then(|| env.clone()),
        (Term::Var(var), None) => {
            let mut env = env.clone();
            env[*var] = Some(val.clone());
            Some(env)
        }
        (_, None) => None,
    }
}

/// Whether a row is one that an atom can mean.
pub(super) fn row_with(env: &Env, atom: &Atom, row: &[Value]) -> Option<Env> {
    atom.args.iter().zip(row).try_fold(env.clone(), |env, (arg, val)| with(&env, arg, val))
}

/// What `not` makes of a certainty.
pub(super) fn absent(found: Option<Certainty>) -> Option<Certainty> {
    match found {
        None => Some(Certainty::Certain),
        Some(Certainty::Possible) => Some(Certainty::Likely),
        Some(Certainty::Likely) => Some(Certainty::Possible),
        Some(Certainty::Certain) => None,
    }
}

impl<'s, 'a> Solver<'s, 'a> {
    /// Every choice of values that a rule's conditions allow, beginning from what is known.
    pub fn run(&self, rule: &RuleDef, env: &Env, found: &mut Found<'_>) -> Result<(), GaveUp> {
        let left: Vec<usize> = (0..rule.body.len()).collect();
        self.step(rule, &left, env, rule.at_most, found)
    }

    fn step(
        &self,
        rule: &RuleDef,
        left: &[usize],
        env: &Env,
        so_far: Certainty,
        found: &mut Found<'_>,
    ) -> Result<(), GaveUp> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > self.most_steps {
            return Err(GaveUp);
        }
        let Some(next) = left.iter().copied().min_by_key(|cond| (effort(&rule.body[*cond].kind, env), *cond)) else {
            found(env, so_far);
            return Ok(());
        };
        let rest: Vec<usize> = left.iter().copied().filter(|cond| *cond != next).collect();
        for (env, certainty) in self.holds(&rule.body[next].kind, env) {
            self.step(rule, &rest, &env, so_far.min(certainty), found)?;
        }
        Ok(())
    }

    /// All ways in which one condition holds.
    pub fn holds(&self, kind: &CondKind, env: &Env) -> Vec<(Env, Certainty)> {
        match kind {
            CondKind::Is { subject, kinds, negated } => self.is(subject, kinds, *negated, env),
            CondKind::Prop { subject, property, value, take: Take::All, otherwise, .. } => {
                self.all(subject, props::name(*property), value, otherwise.as_deref(), env)
            }
            CondKind::Prop { subject, property, value, take, negated: true, .. } => {
                let found = self.of_property(subject, props::name(*property), value, take, env);
                denied(found, env)
            }
            CondKind::Prop { subject, property, value, take, otherwise, .. } => {
                let name = props::name(*property);
                let mut found = self.of_property(subject, name, value, take, env);
                if let (Some(words), Some(Value::Thing(at))) = (otherwise, super::solve::value(subject, env))
                    && self.world.values(at, name).is_empty()
                {
                    found.extend(with(env, value, &Value::text(words)).map(|env| (env, Certainty::Certain)));
                }
                found
            }
            CondKind::Pred { atom, negated: false } => self.rows(atom, env),
            CondKind::Pred { atom, negated: true } => denied(self.rows(atom, env), env),
            CondKind::Count { of, atom, into } => {
                let counted = self.counted(*of, atom, env);
                let certainty = counted.values().copied().min().unwrap_or(Certainty::Certain);
                let number = Value::Number(i64::try_from(counted.len()).unwrap_or(i64::MAX));
                with(env, &Term::Var(*into), &number).map(|env| (env, certainty)).into_iter().collect()
            }
            CondKind::AtLeast { least, of, atom } => {
                let mut all: Vec<Certainty> = self.counted(*of, atom, env).into_values().collect();
                all.sort_unstable_by(|a, b| b.cmp(a));
                match least.checked_sub(1) {
                    None => vec![(env.clone(), Certainty::Certain)],
                    Some(last) => all.get(last).map(|certainty| (env.clone(), *certainty)).into_iter().collect(),
                }
            }
            CondKind::Compare { op, left, right } => {
                let (Some(left), Some(right)) = (value(left, env), value(right, env)) else { return Vec::new() };
                compare(self.world, *op, &left, &right).map(|certainty| (env.clone(), certainty)).into_iter().collect()
            }
            CondKind::In { left, list, negated } => {
                let found = value(left, env).is_some_and(|left| list.contains(&self.world.words(&left)));
                if found == *negated { Vec::new() } else { vec![(env.clone(), Certainty::Certain)] }
            }
        }
    }

    fn is(&self, subject: &Term, kinds: &[&str], negated: bool, env: &Env) -> Vec<(Env, Certainty)> {
        let thing = |at: usize| &self.world.things[at];
        match value(subject, env) {
            Some(Value::Thing(at)) if kinds.contains(&thing(at).kind) != negated => {
                vec![(env.clone(), if negated { Certainty::Certain } else { thing(at).most })]
            }
            Some(_) => Vec::new(),
            None => {
                let all = kinds.iter().filter_map(|kind| self.world.of_kind.get(kind)).flatten();
                all.filter_map(|at| Some((with(env, subject, &Value::Thing(*at))?, thing(*at).most))).collect()
            }
        }
    }

    fn of_property(&self, subject: &Term, property: &str, wanted: &Term, take: &Take, env: &Env) -> Vec<(Env, Certainty)> {
        let things: Vec<usize> = match (value(subject, env), value(wanted, env)) {
            (Some(Value::Thing(at)), _) => vec![at],
            (Some(_), _) => return Vec::new(),
            (None, Some(val)) => self.world.having.get(&(property, val)).cloned().unwrap_or_default(),
            (None, None) => (0..self.world.things.len()).collect(),
        };
        let mut out = Vec::new();
        for at in things {
            let Some(env) = with(env, subject, &Value::Thing(at)) else { continue };
            for said in self.world.values(at, property) {
                out.extend(self.taken(&env, wanted, take, at, said));
            }
        }
        out
    }

    /// One value of a thing, once or, where more is asked of who says it, once for each claim.
    pub fn taken(&self, env: &Env, wanted: &Term, take: &Take, thing: usize, said: &Said<'a>) -> Vec<(Env, Certainty)> {
        let Some(env) = with(env, wanted, &said.value) else { return Vec::new() };
        let Take::Each { by, said: known, via } = take else { return Vec::new() };
        if by.is_none() && known.is_none() && via.is_none() {
            return vec![(env, said.certainty)];
        }
        let mut out = Vec::new();
        for telling in self.world.tellings(thing, said) {
            let document = Some(Value::Thing(telling.document));
            let voices: Vec<Option<Value>> = match via {
                None => vec![None],
                Some(_) => telling.voices.iter().map(|at| Some(Value::Thing(*at))).collect(),
            };
            for voice in voices {
                let asked = [(by, document.clone()), (known, telling.known.clone()), (via, voice)];
                let env = asked.into_iter().try_fold(env.clone(), |env, (term, val)| match term {
                    None => Some(env),
                    Some(term) => with(&env, term, &val?),
                });
                out.extend(env.map(|env| (env, telling.certainty)));
            }
        }
        out
    }

    fn all(
        &self,
        subject: &Term,
        property: &str,
        wanted: &Term,
        otherwise: Option<&str>,
        env: &Env,
    ) -> Vec<(Env, Certainty)> {
        let Some(Value::Thing(at)) = value(subject, env) else { return Vec::new() };
        let said = self.world.values(at, property);
        let text = match (said, otherwise) {
            ([], None) => return Vec::new(),
            ([], Some(words)) => words.to_string(),
            _ => self.listed(said),
        };
        let certainty = said.iter().map(|said| said.certainty).min().unwrap_or(Certainty::Certain);
        with(env, wanted, &Value::text(&text)).map(|env| (env, certainty)).into_iter().collect()
    }

    /// All values as one text.
    pub fn listed(&self, said: &[Said<'a>]) -> String {
        let mut words: Vec<String> = said.iter().map(|said| self.world.words(&said.value)).collect();
        words.sort();
        words.dedup();
        words.join(crate::facts::BETWEEN)
    }

    fn rows(&self, atom: &Atom, env: &Env) -> Vec<(Env, Certainty)> {
        let Some(rows) = self.derived.get(&atom.name) else { return Vec::new() };
        let known: Vec<(usize, Value)> =
            atom.args.iter().enumerate().filter_map(|(at, arg)| Some((at, value(arg, env)?))).collect();
        rows.with(&known).filter_map(|(row, certainty)| Some((row_with(env, atom, row)?, certainty))).collect()
    }

    /// Each different value of a counted variable, with the best certainty of the facts that have it.
    pub fn counted(&self, of: usize, atom: &Atom, env: &Env) -> BTreeMap<Value, Certainty> {
        let mut out = BTreeMap::new();
        for (found, certainty) in self.rows(atom, env) {
            if let Some(counted) = &found[of] {
                let best = out.entry(counted.clone()).or_insert(certainty);
                *best = certainty.max(*best);
            }
        }
        out
    }
}

/// A denial of what was found.
fn denied(found: Vec<(Env, Certainty)>, env: &Env) -> Vec<(Env, Certainty)> {
    let best = found.into_iter().map(|(_, certainty)| certainty).max();
    absent(best).map(|certainty| (env.clone(), certainty)).into_iter().collect()
}

/// How much there is to try: what only tests first, what cannot be asked yet last.
pub(super) fn effort(kind: &CondKind, env: &Env) -> u32 {
    let open = |term: &Term| matches!(term, Term::Var(var) if env[*var].is_none()) || *term == Term::Any;
    if crate::check::needs(kind).iter().any(|var| env[*var].is_none()) {
        return u32::MAX;
    }
    match kind {
        CondKind::Compare { .. } | CondKind::In { .. } => 0,
        CondKind::Is { negated: true, .. } | CondKind::Prop { negated: true, .. } | CondKind::Pred { negated: true, .. } => {
            1
        }
        CondKind::Is { subject, .. } => 50 * u32::from(open(subject)),
        CondKind::Prop { subject, .. } if !open(subject) => 2,
        CondKind::Prop { value, .. } if !open(value) => 20,
        CondKind::Prop { .. } => 60,
        CondKind::Count { .. } | CondKind::AtLeast { .. } => 3,
        CondKind::Pred { atom, .. } => {
            let known = atom.args.iter().filter(|arg| !open(arg)).count();
            if known == atom.args.len() { 2 } else { 40 / (1 + u32::try_from(known).unwrap_or(0)) }
        }
    }
}
