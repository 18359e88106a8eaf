//! A rule as it was written, with the place of every part.
//!
//! The main type is [`RuleDef`]. Variables are numbers within their rule; constants of a date are turned into dates by
//! `check`, so that nothing parses a date while rules run.

use rollcall_model::date::Edtf;
use rollcall_model::finding::{Certainty, RuleClass};
use std::collections::BTreeMap;
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
    /// Begins on or after the other's end and at most so long after it.
    WithinAfter(Length),
    /// The other way round, or sharing a day.
    WithinOf(Length),
    /// Had begun by then and was not ended when its source was written: no surer than likely.
    GoesOn,
    /// Cannot be two ways to say one thing.
    Differs,
    /// A fixed order of values, so that a pair is found once.
    Sorts,
    AtLeast,
    AtMost,
}

/// How long after another something may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    Days(i32),
    /// Calendar months.
    Months(i32),
}

/// How a property's values are taken.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Take {
    /// Each by itself. A value of which something more is asked is taken once for each claim that gives it.
    Each {
        /// The source of the claim.
        by: Option<Term>,
        /// The day by which somebody in the claim's chain of voices had made it public; a claim without one is left out.
        said: Option<Term>,
        /// One of its voices: a party or document in whose words the claim is made.
        via: Option<Term>,
    },
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
    /// Whether it is the absence of an exception (`unless`): what would undo a finding of this rule.
    pub exception: bool,
}

impl Cond {
    pub fn new(at: At, kind: CondKind) -> Self {
        Self { at, kind, exception: false }
    }
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
    /// `{quote T}`: a source's words in quotes, ours without.
    Quote(usize),
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
    /// The comment above it, by language.
    pub page: BTreeMap<String, String>,
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
    /// Words of `else` by language and by the first that the rule gives: what a sentence in that language says instead.
    pub otherwise: BTreeMap<(String, String), String>,
    /// Names of constants that it uses, with their values.
    pub constants: BTreeMap<String, String>,
    /// Whether it was made of a part of another rule (`first`, `unless`) and stands in no file by itself.
    pub made: bool,
    /// What it says, for people, where that part is an exception: see [`crate::made::in_words`].
    pub exception: Option<String>,
}

impl RuleDef {
    /// Whether it makes findings.
    pub fn is_finding(&self) -> bool {
        !self.says.is_empty()
    }

    /// The class of what it finds: a private lead where it names none.
    pub fn class(&self) -> RuleClass {
        self.class.unwrap_or(RuleClass::Inference)
    }
}
