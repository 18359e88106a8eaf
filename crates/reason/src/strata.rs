//! The order in which facts can be derived.
//!
//! The main function is [`order`]: facts that need each other stand together, after all that they need. A fact that needs
//! its own absence, or a count of itself, has no meaning and is refused with the circle shown.

use crate::ast::{CondKind, RuleDef};
use crate::check::Report;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What facts need: the fact needed, and whether it must be finished before.
type Needs<'a> = BTreeMap<&'a str, BTreeMap<&'a str, bool>>;

/// The name of the fact that a condition asks for, and whether that must be finished before.
pub(crate) fn asks(kind: &CondKind) -> Option<(&str, bool)> {
    match kind {
        CondKind::Pred { atom, negated } => Some((&atom.name, *negated)),
        CondKind::Count { atom, .. } | CondKind::AtLeast { atom, .. } => Some((&atom.name, true)),
        _ => None,
    }
}

pub(crate) fn order(rules: &[RuleDef], report: &mut Report<'_>) -> Vec<Vec<String>> {
    let mut needs: Needs<'_> = BTreeMap::new();
    for rule in rules {
        let of = needs.entry(&rule.head.name).or_default();
        for (name, finished) in rule.body.iter().filter_map(|cond| asks(&cond.kind)) {
            *of.entry(name).or_default() |= finished;
        }
    }
    for rule in rules {
        for cond in &rule.body {
            if let Some((name, true)) = asks(&cond.kind)
                && let Some(way) = way(&needs, name, &rule.head.name)
            {
                let circle = [&[rule.head.name.as_str()], &way[..]].concat().join(" → ");
                let hint = Some(format!("the circle is {circle}"));
                report.add(
                    rule,
                    &cond.at,
                    "rule-circle",
                    format!(
                        "`{}` depends on there being no `{name}` or on counting it, and `{name}` depends on `{}`",
                        rule.head.name, rule.head.name
                    ),
                    hint,
                );
            }
        }
    }
    groups(&needs)
}

/// The shortest way from one fact to another along what is needed.
fn way<'a>(needs: &Needs<'a>, from: &'a str, to: &str) -> Option<Vec<&'a str>> {
    let mut came: BTreeMap<&str, Option<&'a str>> = BTreeMap::from([(from, None)]);
    let mut queue = VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        if at == to {
            let mut way = vec![at];
            let mut at = at;
            while let Some(Some(before)) = came.get(at) {
                way.push(before);
                at = before;
            }
            way.reverse();
            return Some(way);
        }
        for next in needs.get(at).into_iter().flat_map(BTreeMap::keys) {
            if !came.contains_key(next) {
                came.insert(next, Some(at));
                queue.push_back(next);
            }
        }
    }
    None
}

/// Facts in order, those that reach each other together. Rules are few, so reachability is worked out in full.
fn groups(needs: &Needs<'_>) -> Vec<Vec<String>> {
    let reach: BTreeMap<&str, BTreeSet<&str>> = needs.keys().map(|name| (*name, reachable(needs, name))).collect();
    let reaches = |from: &str, to: &str| reach.get(from).is_some_and(|all| all.contains(to));
    let mut left: BTreeSet<&str> = needs.keys().copied().collect();
    let mut out = Vec::new();
    while !left.is_empty() {
        // One that needs nothing that is left but what needs it in turn: there always is one.
        let Some(next) =
            left.iter().copied().find(|name| left.iter().all(|other| !reaches(name, other) || reaches(other, name)))
        else {
            break;
        };
        let group: Vec<&str> =
            left.iter().copied().filter(|other| *other == next || (reaches(next, other) && reaches(other, next))).collect();
        for name in &group {
            left.remove(name);
        }
        out.push(group.into_iter().map(str::to_string).collect());
    }
    out
}

fn reachable<'a>(needs: &Needs<'a>, from: &str) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut todo: Vec<&'a str> = needs.get(from).into_iter().flat_map(BTreeMap::keys).copied().collect();
    while let Some(name) = todo.pop() {
        if seen.insert(name) {
            todo.extend(needs.get(name).into_iter().flat_map(BTreeMap::keys).copied());
        }
    }
    seen
}
