//! All facts that rules give, derived again and again until nothing changes.
//!
//! The main function is [`evaluate`]. Facts that need each other are derived together, after all that they need, so that a
//! denial or a count finds everything there is; a fact is as sure as the best way to it.

use super::solve::{Env, GaveUp, Solver, value};
use super::world::{Value, World};
use crate::rules::RuleSet;
use rollcall_model::finding::Certainty;
use rollcall_model::problem::Problem;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// The rows of one derived fact.
#[derive(Debug, Default)]
pub(super) struct Rows {
    rows: BTreeMap<Rc<[Value]>, Certainty>,
    /// Rows by the value at one place.
    having: HashMap<(usize, Value), Vec<Rc<[Value]>>>,
}

impl Rows {
    /// Enters a row. Whether it is new or surer than before.
    fn enter(&mut self, row: Vec<Value>, certainty: Certainty) -> bool {
        if let Some(known) = self.rows.get_mut(&row[..]) {
            let surer = certainty > *known;
            *known = certainty.max(*known);
            return surer;
        }
        let row: Rc<[Value]> = row.into();
        for (at, value) in row.iter().enumerate() {
            self.having.entry((at, value.clone())).or_default().push(Rc::clone(&row));
        }
        self.rows.insert(row, certainty);
        true
    }

    /// All rows, in order.
    pub fn all(&self) -> impl Iterator<Item = (&[Value], Certainty)> {
        self.rows.iter().map(|(row, certainty)| (&row[..], *certainty))
    }

    /// How sure a row is, if it is here.
    pub fn get(&self, row: &[Value]) -> Option<Certainty> {
        self.rows.get(row).copied()
    }

    /// Rows that may have these values at these places: all that have one of them there.
    pub fn with<'r>(&'r self, known: &[(usize, Value)]) -> Box<dyn Iterator<Item = (&'r [Value], Certainty)> + 'r> {
        let lists = known.iter().map(|(at, value)| self.having.get(&(*at, value.clone())).map_or(&[][..], Vec::as_slice));
        match lists.min_by_key(|list| list.len()) {
            None => Box::new(self.all()),
            Some(list) => Box::new(list.iter().filter_map(|row| Some((&row[..], self.get(row)?)))),
        }
    }
}

/// Derived facts by name.
pub(super) type Derived = BTreeMap<String, Rows>;

/// Derives what some rules and all that they need give.
pub(super) fn evaluate(rules: &RuleSet, names: &BTreeSet<String>, world: &World<'_>, most: u64) -> Result<Derived, Problem> {
    let needed: BTreeSet<&str> = names.iter().flat_map(|name| rules.needed(name)).collect();
    let mut derived = Derived::new();
    let steps = Cell::new(0);
    for group in &rules.order {
        if !group.iter().any(|name| needed.contains(name.as_str())) {
            continue;
        }
        for name in group {
            derived.entry(name.clone()).or_default();
        }
        loop {
            let mut changed = false;
            for rule in rules.defs.iter().filter(|rule| group.contains(&rule.head.name)) {
                let solver = Solver { world, derived: &derived, steps: &steps, most_steps: most };
                let mut rows: Vec<(Vec<Value>, Certainty)> = Vec::new();
                let mut found = |env: &Env, certainty: Certainty| {
                    let row: Option<Vec<Value>> = rule.head.args.iter().map(|arg| value(arg, env)).collect();
                    rows.extend(row.map(|row| (row, certainty)));
                };
                let nothing = vec![None; rule.vars.len()];
                solver.run(rule, &nothing, &mut found).map_err(|GaveUp| gave_up(&rule.name, most))?;
                let known = derived.entry(rule.head.name.clone()).or_default();
                for (row, certainty) in rows {
                    changed |= known.enter(row, certainty);
                }
            }
            if !changed || !recursive(rules, group) {
                break;
            }
        }
    }
    Ok(derived)
}

fn recursive(rules: &RuleSet, group: &[String]) -> bool {
    let own = rules.defs.iter().filter(|rule| group.contains(&rule.head.name));
    own.flat_map(|rule| &rule.body).any(|cond| match &cond.kind {
        crate::ast::CondKind::Pred { atom, .. } => group.contains(&atom.name),
        _ => false,
    })
}

fn gave_up(rule: &str, most: u64) -> Problem {
    Problem::new(rule, "not-checked", format!("checking this rule would take more than {most} steps"))
        .hint("add a condition that ties its variables together")
}
