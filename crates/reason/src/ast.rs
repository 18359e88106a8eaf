//! A rule as it was written, with the place of every part.
//!
//! The main type is [`RuleDef`]. Variables are numbers within their rule; constants of a date are turned into dates by
//! `check`, so that nothing parses a date while rules run.

use rollcall_model::date::Edtf;
use rollcall_model::finding::{Certainty, RuleClass};
use std::ops::Range;

/// Bytes of the file that something was written in.
pub(crate) type At = Range<usize>;

/// What stands where a value can stand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Term {
    /// A variable of the rule.
    Var(usize),
    /// `_`: anything.
    Any,
    Text(String),
    Number(i64),
    Date(Edtf),
}

/// `name(X, Y)`.
#[derive(Debug, Clone)]
pub(crate) struct Atom {
    pub name: String,
    pub args: Vec<Term>,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Same,
    Other,
    Before,
    After,
    OnOrBefore,
    OnOrAfter,
    During,
    Overlaps,
    /// Begins on or after the other's end and at most so many months later.
    WithinMonthsAfter(i32),
    /// The other way round, or sharing a day.
    WithinMonthsOf(i32),
    /// Cannot be two ways to say one thing.
    Differs,
    /// A fixed order of values, so that a pair is found once.
    Sorts,
    AtLeast,
    AtMost,
}

/// How a property's values are taken.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Take {
    /// Each by itself; `by` binds the source of a single claim.
    Each { by: Option<Term> },
    /// All in one text.
    All,
}

/// One condition.
#[derive(Debug, Clone)]
pub(crate) enum CondKind {
    Is {
        subject: Term,
        kinds: Vec<&'static str>,
        negated: bool,
    },
    Prop {
        subject: Term,
        property: u16,
        value: Term,
        take: Take,
        otherwise: Option<String>,
        negated: bool,
    },
    Pred {
        atom: Atom,
        negated: bool,
    },
    /// `count of X in p(X, Y) as N`.
    Count {
        of: usize,
        atom: Atom,
        into: usize,
    },
    /// `at least 2 X in p(X, Y)`.
    AtLeast {
        least: usize,
        of: usize,
        atom: Atom,
    },
    Compare {
        op: Op,
        left: Term,
        right: Term,
    },
    In {
        left: Term,
        list: Vec<String>,
        negated: bool,
    },
}

/// A condition and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Cond {
    pub at: At,
    pub kind: CondKind,
}

/// A variable's name and where it was first written.
#[derive(Debug, Clone)]
pub(crate) struct Var {
    pub name: String,
    pub at: At,
}

/// A piece of a sentence.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    Text(String),
    /// `{X}`.
    Say(usize),
    /// `{on D}`: with the word that the date needs before it.
    On(usize),
    /// `{days A B}`: "9 days", where both are known to the day.
    Days(usize, usize),
}

/// A sentence in one language.
#[derive(Debug, Clone)]
pub(crate) struct Says {
    pub lang: String,
    pub text: String,
    pub at: At,
    pub parts: Vec<Part>,
}

/// A rule.
#[derive(Debug, Clone)]
pub(crate) struct RuleDef {
    pub name: String,
    pub at: At,
    /// Which of the files.
    pub file: usize,
    pub line: usize,
    pub page: String,
    pub class: Option<RuleClass>,
    pub vars: Vec<Var>,
    pub body: Vec<Cond>,
    /// What it gives; for a rule that says something, a predicate of its own.
    pub head: Atom,
    /// Whether it says a sentence.
    pub says: Vec<Says>,
    /// How many of the head's arguments make the finding's id: those of `about`.
    pub about: usize,
    pub at_most: Certainty,
}

impl RuleDef {
    /// Whether it makes findings.
    pub fn is_finding(&self) -> bool {
        !self.says.is_empty()
    }
}
