//! What rules do with facts of a name, by which these are kept.
//!
//! The main type is [`Use`], of the value at one place. From it follow the order in which facts stand ([`order_of`]) and which
//! other orders are still needed ([`can_look`]).

use crate::ast::{CondKind, RuleDef, Term};
use crate::check::{binds, needs};
use crate::engine;
use crate::rules::RuleSet;
use std::cmp::Reverse;

/// How many values the facts of a name have.
pub(super) fn arity(rules: &RuleSet, name: &str) -> usize {
    rules.defs.iter().find(|rule| rule.head.name == name).map_or(0, |rule| rule.head.args.len())
}

/// See the module's page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    /// How many conditions know it or tie it to something else, or give it on.
    pub tied: usize,
    /// How often it is asked what is said of it: facts that follow each other ask that of the same thing.
    asked: usize,
}

/// What rules do with the values of facts of a name, place by place. Who only goes through all facts does nothing with them.
pub(super) fn uses(rules: &RuleSet, name: &str) -> Vec<Use> {
    let mut uses = vec![Use::default(); arity(rules, name)];
    for rule in rules.defs.iter().filter(|rule| rule.body.len() > 1) {
        let atoms = rule.body.iter().filter_map(|cond| atom_of(&cond.kind)).filter(|atom| atom.name == name);
        for (place, arg) in atoms.flat_map(|atom| atom.args.iter().enumerate()) {
            uses[place].tied += usize::from(is_tied(rule, arg) || rule.head.args.contains(arg));
            uses[place].asked += rule.body.iter().filter(|cond| asks_of(&cond.kind, arg)).count();
        }
    }
    uses
}

/// Whether a condition asks for a value of a thing.
fn asks_of(kind: &CondKind, thing: &Term) -> bool {
    matches!(kind, CondKind::Prop { subject, .. } if matches!(subject, Term::Var(_)) && subject == thing)
}

/// The order of the places of facts of a name: those first that rules use most; of those that are used alike, the first that
/// a rule gives a value, for then its rows come in this order.
pub(super) fn order_of(rules: &RuleSet, name: &str, given: &[usize]) -> Vec<usize> {
    let uses = uses(rules, name);
    let mut order = given.to_vec();
    order.sort_by_key(|place| Reverse(uses[*place]));
    order
}

fn atom_of(kind: &CondKind) -> Option<&crate::ast::Atom> {
    engine::atom_of(kind).map(|(atom, _)| atom)
}

/// Whether a rule may look for facts of a name by the places of a mask.
pub(super) fn can_look(rule: &RuleDef, name: &str, mask: u64) -> bool {
    rule.body.iter().any(|cond| {
        let Some(atom) = atom_of(&cond.kind).filter(|atom| atom.name == name) else {
            return false;
        };
        let places = (0..atom.args.len()).filter(|place| is_tied(rule, &atom.args[*place]));
        let all = places.fold(0, |all, place| all | 1 << place);
        match &cond.kind {
            // Who asks whether there is none knows all that it asks for.
            CondKind::Pred { negated: true, .. } => mask == all,
            _ => mask & all == mask,
        }
    })
}

/// Whether a term is known or a variable that stands in another condition of its rule.
fn is_tied(rule: &RuleDef, term: &Term) -> bool {
    match term {
        Term::Any => false,
        Term::Var(var) => {
            let conds = rule.body.iter().flat_map(|cond| [binds(&cond.kind), needs(&cond.kind)].concat());
            conds.filter(|other| other == var).count() > 1
        }
        _ => true,
    }
}
