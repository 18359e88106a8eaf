//! Parts of a rule that become rules of their own: the first or last of several dates, and exceptions.
//!
//! The main functions are [`edge`] and [`exception`]. Both say what plain rules with `not` can say, so that whatever runs
//! rules needs to know of neither: the first date is one before which there is no other, and an exception is a fact whose
//! absence the rule asks for. Their names have a space in them, which no name in a file has.

use crate::ast::{Atom, Cond, CondKind, Op, RuleDef, Take, Term, Var};
use crate::check::{binds, needs};
use crate::props::Type;
use rollcall_model::finding::Certainty;
use std::collections::{BTreeMap, BTreeSet};

/// Whether the first or the last is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    First,
    Last,
}

/// A rule that says which values of a fact have an earlier (or later) one beside them, and the atom that asks for it.
pub(crate) fn edge(edge: Edge, of: usize, asked: &Atom, cond: &Cond, rule: &RuleDef) -> (RuleDef, Atom) {
    let place = asked.args.iter().position(|arg| *arg == Term::Var(of)).unwrap_or(0);
    let grouped: Vec<usize> = (0..asked.args.len()).filter(|at| *at != place && asked.args[*at] != Term::Any).collect();
    let (word, op) = match edge {
        Edge::First => ("an earlier one in", Op::Before),
        Edge::Last => ("a later one in", Op::After),
    };
    let places: String = grouped.iter().map(|at| format!(" {}", at + 1)).collect();
    let name = format!("{word} {}", asked.name);
    let head_name = if grouped.len() + 1 == asked.args.len() { name } else { format!("{name} by{places}") };
    let (this, other) = (asked.args.len(), asked.args.len() + 1);
    let args = |date: usize| {
        let arg = |at: usize| match at {
            _ if at == place => Term::Var(date),
            _ if grouped.contains(&at) => Term::Var(at),
            _ => Term::Any,
        };
        Atom { name: asked.name.clone(), args: (0..asked.args.len()).map(arg).collect() }
    };
    let asks = |date| Cond::new(cond.at.clone(), CondKind::Pred { atom: args(date), negated: false });
    let compare = CondKind::Compare { op, left: Term::Var(other), right: Term::Var(this) };
    let var = |at: usize| Var { name: format!("V{at}"), at: cond.at.clone() };
    let mut head: Vec<Term> = grouped.iter().map(|at| Term::Var(*at)).collect();
    head.push(Term::Var(this));
    let made = RuleDef {
        name: head_name.clone(),
        vars: (0..=other).map(var).collect(),
        body: vec![asks(this), asks(other), Cond::new(cond.at.clone(), compare)],
        head: Atom { name: head_name.clone(), args: head },
        ..plain(rule)
    };
    let mut ask: Vec<Term> = grouped.iter().map(|at| asked.args[*at].clone()).collect();
    ask.push(Term::Var(of));
    (made, Atom { name: head_name, args: ask })
}

/// An exception: the condition that it is not so, and a rule for when it is so, where one condition cannot say that.
pub(crate) fn exception(number: usize, conds: Vec<Cond>, rule: &RuleDef) -> (Cond, Option<RuleDef>) {
    let bound: BTreeSet<usize> = rule.body.iter().flat_map(|cond| binds(&cond.kind)).collect();
    let at = match (conds.first(), conds.last()) {
        (Some(first), Some(last)) => first.at.start..last.at.end,
        _ => rule.at.clone(),
    };
    if let [only] = &conds[..]
        && let Some(kind) = denied(&only.kind, &bound)
    {
        return (Cond { at, kind, exception: true }, None);
    }
    let own: BTreeSet<usize> = conds.iter().flat_map(|cond| binds(&cond.kind)).collect();
    let needed: BTreeSet<usize> = conds.iter().flat_map(|cond| needs(&cond.kind)).collect();
    let shared: Vec<Term> = own.union(&needed).filter(|var| bound.contains(var)).map(|var| Term::Var(*var)).collect();
    let name = match number {
        0 => format!("exception to {}", rule.name),
        _ => format!("exception {} to {}", number + 1, rule.name),
    };
    // What the exception only compares, the rule's own conditions must find.
    let mut body = if needed.is_subset(&own) { Vec::new() } else { rule.body.clone() };
    body.extend(conds);
    let head = Atom { name: name.clone(), args: shared };
    let made = RuleDef {
        name,
        vars: rule.vars.clone(),
        body,
        head: head.clone(),
        at: at.clone(),
        exception: Some(String::new()),
        ..plain(rule)
    };
    (Cond { at, kind: CondKind::Pred { atom: head, negated: true }, exception: true }, Some(made))
}

/// An exception as people read it: the conditions as they were written, with `{3}` for a variable that the rule binds, to be
/// replaced by what it stands for, and words for one that it does not. `text` is the file's.
pub(crate) fn in_words(made: &RuleDef, types: &[Option<Type>], text: &str) -> String {
    let line = text[..made.at.start].rfind('\n').map_or(0, |end| end + 1);
    let written = text[line..made.at.end].trim_start().trim_start_matches("unless").trim();
    let written: Vec<&str> = written.lines().map(|line| line.split('#').next().unwrap_or_default().trim()).collect();
    let mut out = String::new();
    let mut word = String::new();
    let mut quoted = false;
    let known = |name: &str| made.vars.iter().position(|var| var.name == name);
    let close = |word: &mut String, out: &mut String| {
        match known(word) {
            _ if word == "_" => out.push_str("anything"),
            Some(var) if made.head.args.contains(&Term::Var(var)) => out.push_str(&format!("{{{var}}}")),
            Some(var) if types.get(var).is_some_and(|ty| *ty == Some(Type::Date)) => out.push_str("a day"),
            Some(_) => out.push_str("something"),
            None => match made.constants.get(word.as_str()) {
                Some(value) => out.push_str(value),
                None => out.push_str(&word.replace(['-', '_'], " ")),
            },
        }
        word.clear();
    };
    for c in written.join("; ").chars() {
        quoted ^= c == '"';
        match c {
            _ if !quoted && (c.is_alphanumeric() || c == '_' || c == '-') => word.push(c),
            _ => {
                close(&mut word, &mut out);
                match c {
                    '(' if !quoted => out.push_str(": "),
                    ')' | '"' if !quoted || c == '"' => {}
                    _ => out.push(c),
                }
            }
        }
    }
    close(&mut word, &mut out);
    out
}

/// The same condition with `not` before it, where that has a meaning and asks of nothing that is not known.
fn denied(kind: &CondKind, bound: &BTreeSet<usize>) -> Option<CondKind> {
    let mut kind = kind.clone();
    match &mut kind {
        CondKind::Is { negated, .. } | CondKind::Pred { negated, .. } if !*negated => *negated = true,
        CondKind::Prop { negated, otherwise: None, take: Take::Each { .. }, .. } if !*negated => *negated = true,
        _ => return None,
    }
    needs(&kind).iter().all(|var| bound.contains(var)).then_some(kind)
}

/// A rule that stands where another does, gives nothing yet and says nothing.
fn plain(rule: &RuleDef) -> RuleDef {
    RuleDef {
        name: String::new(),
        at: rule.at.clone(),
        file: rule.file,
        line: rule.line,
        page: BTreeMap::new(),
        class: None,
        vars: Vec::new(),
        body: Vec::new(),
        head: Atom { name: String::new(), args: Vec::new() },
        says: Vec::new(),
        about: 0,
        at_most: Certainty::Certain,
        otherwise: BTreeMap::new(),
        constants: rule.constants.clone(),
        made: true,
        exception: None,
    }
}
