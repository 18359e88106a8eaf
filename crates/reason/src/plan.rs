//! The order in which a rule's conditions are asked: the one that leaves fewest values first.
//!
//! The main function is [`order`]. It guesses from shape alone (what is known already, a constant, a scan of all things of
//! a kind), not from counts: the same rule is asked in the same order in every case.

use crate::ast::{Atom, CondKind, RuleDef, Take, Term};
use crate::check::{binds, needs};
use crate::engine::mask;
use std::collections::BTreeSet;

/// Numbers of conditions in the order in which to ask them; `first` is asked first.
pub(crate) fn order(rule: &RuleDef, first: Option<usize>) -> Vec<usize> {
    let mut bound: BTreeSet<usize> = BTreeSet::new();
    let mut left: BTreeSet<usize> = (0..rule.body.len()).collect();
    let mut out = Vec::new();
    while let Some(next) = match first.filter(|first| left.contains(first)) {
        Some(first) => Some(first),
        None => left.iter().copied().min_by_key(|cond| (cost(&rule.body[*cond].kind, &bound), *cond)),
    } {
        left.remove(&next);
        out.push(next);
        bound.extend(binds(&rule.body[next].kind));
    }
    out
}

/// The facts that a plan asks for, with the places of their values that are known by then.
pub(crate) fn masks<'r>(rule: &'r RuleDef, plan: &[usize]) -> Vec<(&'r Atom, u64)> {
    let mut bound: BTreeSet<usize> = BTreeSet::new();
    let mut out = Vec::new();
    for cond in plan {
        let kind = &rule.body[*cond].kind;
        if let CondKind::Pred { atom, .. } | CondKind::Count { atom, .. } | CondKind::AtLeast { atom, .. } = kind {
            out.push((atom, mask(atom, |var| bound.contains(&var))));
        }
        bound.extend(binds(kind));
    }
    out
}

fn cost(kind: &CondKind, bound: &BTreeSet<usize>) -> u32 {
    const NEVER: u32 = u32::MAX;
    if needs(kind).iter().any(|var| !bound.contains(var)) {
        return NEVER;
    }
    let free = |term: &Term| matches!(term, Term::Any) || matches!(term, Term::Var(var) if !bound.contains(var));
    match kind {
        CondKind::Compare { .. } | CondKind::In { .. } => 0,
        CondKind::Is { subject, negated, .. } => {
            if *negated || !free(subject) {
                1
            } else {
                60
            }
        }
        CondKind::Prop { negated: true, .. } | CondKind::Pred { negated: true, .. } => 2,
        CondKind::Prop { subject, value, take, .. } => match (free(subject), free(value)) {
            (false, false) => 3,
            (false, true) => {
                if *take == Take::All {
                    5
                } else {
                    4
                }
            }
            (true, false) => match value {
                // Few things have this thing as a value; many have this word.
                Term::Var(_) => 20,
                _ => 50,
            },
            (true, true) => 70,
        },
        CondKind::Pred { atom, .. } => {
            let known = atom.args.iter().filter(|arg| !free(arg)).count();
            match known {
                _ if known == atom.args.len() => 3,
                0 => 40,
                _ => 15,
            }
        }
        CondKind::Count { .. } | CondKind::AtLeast { .. } => 30,
    }
}
