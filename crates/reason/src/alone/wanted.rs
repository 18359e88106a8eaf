//! What some rules ask of a case, so that no more need be kept.
//!
//! The main type is [`Wanted`].

use crate::ast::{CondKind, Take, Term};
use crate::intake::{self, Beside, controllers};
use crate::props::{self, DATES, Type, WHEN};
use crate::rules::RuleSet;
use std::collections::BTreeSet;

/// See the module's page.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// Properties whose values are kept.
    pub kept: BTreeSet<u16>,
    /// Properties of which a rule asks for the source.
    pub traced: BTreeSet<u16>,
    /// Properties whose values some rule takes together.
    pub together: BTreeSet<u16>,
    /// Whether some rule looks at what things of a kind are called, by kind.
    pub named: Vec<bool>,
    /// Parties whose names are a part of the keys of memberships.
    pub members: BTreeSet<u32>,
    /// Names of those who control publishers, as names are compared.
    pub controllers: BTreeSet<String>,
}

/// What some rules ask of a case.
pub(crate) fn wanted(rules: &RuleSet, names: &BTreeSet<String>, beside: &Beside) -> Wanted {
    let mut wanted = Wanted {
        traced: intake::traced(rules),
        together: intake::taken_together(rules),
        controllers: controllers(&beside.sources),
        named: vec![false; props::kinds().count()],
        ..Wanted::default()
    };
    let groups: BTreeSet<&String> = rules.groups_for(names).into_iter().flatten().collect();
    for (rule, types) in rules.defs.iter().zip(rules.types.iter()).filter(|(rule, _)| groups.contains(&rule.head.name)) {
        for cond in &rule.body {
            match &cond.kind {
                CondKind::Prop { property, subject, take, .. } => {
                    wanted.kept.insert(*property);
                    if let (Take::All, Term::Var(var)) = (take, subject) {
                        named_by(types[*var].as_ref(), *property, &mut wanted.named);
                    }
                }
                CondKind::In { left: Term::Var(var), .. } => named(types[*var].as_ref(), &mut wanted.named),
                _ => {}
            }
        }
    }
    // When a voice made something public is a part of what its claims say.
    wanted.kept.extend(props::number("publicDate").filter(|_| !wanted.traced.is_empty()));
    wanted
}

/// The properties that must be read for that.
pub(crate) fn read(wanted: &Wanted) -> BTreeSet<u16> {
    let mut read = wanted.kept.clone();
    if props::number(WHEN).is_some_and(|when| read.contains(&when)) {
        read.extend(DATES.iter().filter_map(|name| props::number(name)));
    }
    if !wanted.controllers.is_empty() {
        read.extend(["name", "alias"].into_iter().filter_map(props::number));
    }
    read
}

/// Notes kinds of which some rule may ask what a thing is called: those that a variable stands for whose words are asked.
fn named(kind: Option<&Type>, named: &mut [bool]) {
    match kind {
        Some(Type::Thing(kinds)) => kinds.iter().for_each(|kind| named[usize::from(props::kind_number(kind))] = true),
        Some(_) => {}
        None => named.fill(true),
    }
}

/// The same for those that a property of some things points at, all values of which are taken together.
fn named_by(subject: Option<&Type>, property: u16, all: &mut [bool]) {
    let is_one = |kind: &str| match subject {
        Some(Type::Thing(kinds)) => kinds.contains(kind),
        _ => true,
    };
    let types =
        props::kinds().filter(|kind| is_one(kind)).filter_map(|kind| props::kind_property(kind, props::name(property)));
    types.for_each(|kind| named(Some(kind), all));
}
