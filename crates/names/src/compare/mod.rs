//! How near two names are, and why. The main types are [`Name`], a name parsed once, and [`Comparison`].
//!
//! A name is cut into parts ([`name`]), and each part is known for what it is: a word, a title, a legal form, a number
//! ([`words`], from data). The parts of two names are put beside each other ([`align`], [`link`]), what that shows is
//! measured ([`measure`]), and a small model of integers weighs the measures ([`model`]).
//!
//! Why in these steps: what a person needs to be shown is the alignment, part by part; a model alone answers with a
//! number, and rules alone weigh badly. How the model was made stands in `docs/design/names.md`.

mod align;
mod explain;
mod fold;
mod link;
mod measure;
mod model;
mod name;
mod people;
pub mod train;
mod words;

pub(crate) use fold::{START, hash, step};
use measure::Measures;
pub use name::{Kind, Name};

/// Names of this score or more are taken to be one, in thousandths.
pub const MATCH: u16 = 700;

/// What is left where one name says which of its bearers it is, and the other does not or says another.
const GENERATION: u16 = 600;

/// From this score on custom is asked, in thousandths, and where a word of one is a word of the other.
const LEAST_ALIKE: u16 = 100;

/// How near two names are, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// 0 (nothing in common) to 1000 (the same).
    pub score: u16,
    /// In words.
    pub why: String,
}

impl Comparison {
    pub(crate) fn new(score: u16, why: impl Into<String>) -> Self {
        Self { score, why: why.into() }
    }

    /// Whether the two are taken to be one.
    pub fn is_match(&self) -> bool {
        self.score >= MATCH
    }
}

/// Compares two names of one kind. Which is given first does not matter.
///
/// ```
/// use rollcall_names::{Kind, Name, compare_parsed};
/// let of = |text: &str| Name::parse(text, Kind::Person);
/// assert!(compare_parsed(&of("Quillsworth, Anna"), &of("Dr Anna Quillsworth")).is_match());
/// assert!(!compare_parsed(&of("Bert Quillsworth"), &of("Anna Quillsworth")).is_match());
/// ```
pub fn compare_parsed(a: &Name, b: &Name) -> Comparison {
    compare_by(a, b, model::sum)
}

/// Compares two names, their measures weighed as `sum` says: in hundredths of log odds.
fn compare_by(a: &Name, b: &Name, sum: impl Fn(&Measures) -> i32) -> Comparison {
    // One order for both ways of asking, so that the answer is one.
    let (a, b) = if a.order() <= b.order() { (a, b) } else { (b, a) };
    if a.written == b.written && a.letters == b.letters && !a.parts.is_empty() {
        return Comparison::new(1000, "the same name");
    }
    if let Some(because) = measure::told_by_generation(a, b) {
        return Comparison::new(GENERATION, because);
    }
    if (a.is_for_customs() || b.is_for_customs() || a.may_be_read(b))
        && let Some(found) = by_custom(a, b)
    {
        return found;
    }
    let aligned = align::align(a, b);
    if aligned.pairs.is_empty() && !measure::is_alike(a, b) {
        return Comparison::new(
            0,
            if a.parts.is_empty() || b.parts.is_empty() { "a name is empty" } else { "no part in common" },
        );
    }
    let measures = measure::measure(a, b, &aligned);
    let verdict = model::score(a, b, &aligned, &measures, sum);
    // Custom says what a difference means, where there is any likeness: what has none is not one by any custom.
    let bodies = a.kind() != Kind::Person;
    if (bodies || verdict.score >= LEAST_ALIKE || aligned.has_word() || measure::is_alike(a, b))
        && let Some(found) = by_custom(a, b)
    {
        return found;
    }
    let why = explain::explain(a, b, &aligned, &measures, &verdict);
    Comparison::new(verdict.score, why)
}

/// Whether a word in small letters of ASCII is known as a name of people.
pub(crate) fn is_name(word: &str) -> bool {
    people::groups(hash(word.as_bytes())).is_known()
}

/// What the customs of a language say of two names, where they say anything.
fn by_custom(a: &Name, b: &Name) -> Option<Comparison> {
    if a.is_cut() || b.is_cut() {
        return None;
    }
    let (score, why) = a.regional()?.compare(b.regional()?)?;
    let notes = explain::notes(a, b);
    Some(Comparison::new(score, if notes.is_empty() { why } else { format!("{notes}; {why}") }))
}
