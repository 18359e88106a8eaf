//! Rules that are well formed and will never matter.
//!
//! The main function is [`idle`]. A rule may be idle in two ways: no sentence needs its fact, not even by way of others; or
//! it can never apply, because what it asks for is given by no rule that can, or excludes itself.

use crate::ast::{At, CondKind, RuleDef, Term};
use crate::strata;
use std::collections::{BTreeMap, BTreeSet};

/// A rule, the place in its file, a code and what is to be said.
pub(crate) type Idle<'a> = (&'a RuleDef, At, &'static str, String);

/// All rules that will never matter, in the order of the files.
pub(crate) fn idle(defs: &[RuleDef]) -> Vec<Idle<'_>> {
    let needed = needed(defs);
    let given = given(defs);
    let mut out = Vec::new();
    for def in defs.iter().filter(|def| !def.made) {
        let name = &def.head.name;
        if !def.is_finding() && !needed.contains(name.as_str()) {
            let asked = defs.iter().any(|other| asks(other).any(|asked| asked == name));
            let message = if asked {
                format!("no rule that says a sentence needs `{name}`, not by way of others either")
            } else {
                format!("no rule asks for `{name}`")
            };
            out.push((def, def.at.clone(), "rule-unused", message));
        }
        if let Some((at, message)) = never(def, &given) {
            out.push((def, at, "rule-unreachable", message));
        }
    }
    out
}

fn asks(def: &RuleDef) -> impl Iterator<Item = &str> {
    def.body.iter().filter_map(|cond| strata::asks(&cond.kind)).map(|(name, _)| name)
}

/// Facts that some sentence needs.
fn needed(defs: &[RuleDef]) -> BTreeSet<&str> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut todo: Vec<&str> = defs.iter().filter(|def| def.is_finding()).map(|def| def.head.name.as_str()).collect();
    while let Some(name) = todo.pop() {
        if seen.insert(name) {
            todo.extend(defs.iter().filter(|def| def.head.name == name).flat_map(asks));
        }
    }
    seen
}

/// Facts that can be given at all: those of a rule that asks for no fact, and of rules that ask only for such.
fn given(defs: &[RuleDef]) -> BTreeSet<&str> {
    let mut given: BTreeSet<&str> = BTreeSet::new();
    loop {
        let before = given.len();
        for def in defs {
            if def.body.iter().all(|cond| lacking(&cond.kind, &given).is_none()) {
                given.insert(&def.head.name);
            }
        }
        if given.len() == before {
            return given;
        }
    }
}

/// The fact that a condition must have and nothing can give.
fn lacking<'k>(kind: &'k CondKind, given: &BTreeSet<&str>) -> Option<&'k str> {
    match kind {
        CondKind::Pred { atom, negated: false } | CondKind::AtLeast { atom, .. } => {
            (!given.contains(atom.name.as_str())).then_some(&atom.name)
        }
        _ => None,
    }
}

/// Why a rule can never apply.
fn never(def: &RuleDef, given: &BTreeSet<&str>) -> Option<(At, String)> {
    for cond in &def.body {
        if let Some(name) = lacking(&cond.kind, given) {
            let message = format!("this can never be: every rule that gives `{name}` asks for it, or for what asks for it");
            return Some((cond.at.clone(), message));
        }
    }
    let mut allowed: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for cond in &def.body {
        let Some((var, list)) = positive(&cond.kind) else { continue };
        let left = allowed.entry(var).or_insert_with(|| list.clone());
        left.retain(|value| list.contains(value));
        if left.is_empty() {
            return Some((cond.at.clone(), no_value(def, var)));
        }
    }
    for cond in &def.body {
        if let CondKind::In { left: Term::Var(var), list, negated: true } = &cond.kind
            && let Some(left) = allowed.get_mut(var)
        {
            left.retain(|value| !list.iter().any(|one| one == value));
            if left.is_empty() {
                return Some((cond.at.clone(), no_value(def, *var)));
            }
        }
    }
    None
}

fn no_value(def: &RuleDef, var: usize) -> String {
    format!("this can never be: no value of `{}` is left by this rule's conditions", def.vars[var].name)
}

fn positive(kind: &CondKind) -> Option<(usize, BTreeSet<&str>)> {
    match kind {
        CondKind::In { left: Term::Var(var), list, negated: false } => {
            Some((*var, list.iter().map(String::as_str).collect()))
        }
        _ => None,
    }
}
