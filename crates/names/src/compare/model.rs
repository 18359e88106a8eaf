//! What the measures are worth together. The main function is [`score`].

use super::align::Aligned;
use super::measure::Measures;
use super::name::Name;

/// A score and what decided it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verdict {
    pub score: u16,
    /// A rule that decided, in words.
    pub because: Option<&'static str>,
}

/// Weighs the measures.
pub(crate) fn score(a: &Name, b: &Name, aligned: &Aligned, measures: &Measures) -> Verdict {
    let _ = (a, b, aligned);
    let score = u16::try_from((measures[25] * measures[3] / 1000).clamp(0, 1000)).unwrap_or(0);
    Verdict { score, because: None }
}
