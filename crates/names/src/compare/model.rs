//! What the measures are worth together. The main function is [`score`].
//!
//! The model is a sum: each measure gives points by its value, from a table (`data/model.txt`), in hundredths of log
//! odds. Why a sum and no deeper trees: each part can be said by itself, and trees of two levels did no better on pairs
//! kept apart. What is not for learning to decide are rules, and they come first.

use super::align::{Aligned, Pair, ones};
use super::link::{How, is_womans};
use super::measure::{COUNT, MEASURES, Measures};
use super::name::{Kind, Name};
use super::words::Class;
use crate::normal::twins;
use std::sync::LazyLock;

/// A score and what decided it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verdict {
    pub score: u16,
    /// A rule that decided, in words.
    pub because: Option<&'static str>,
}

/// The points of each measure.
struct Model {
    bias: i32,
    /// From which value on which points hold, ascending.
    steps: Vec<Vec<(i32, i32)>>,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(include_str!("../../data/model.txt")));

impl Model {
    fn read(text: &str) -> Self {
        let mut model = Self { bias: 0, steps: vec![Vec::new(); COUNT] };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, cells)) = line.split_once('\t') else { continue };
            if name == "bias" {
                model.bias = cells.parse().unwrap_or(0);
            } else if let Some(at) = MEASURES.iter().position(|(measure, _)| *measure == name) {
                let step = |cell: &str| {
                    let (from, points) = cell.split_once(':')?;
                    Some((from.parse().ok()?, points.parse().ok()?))
                };
                model.steps[at] = cells.split(' ').filter_map(step).collect();
            }
        }
        model
    }
}

/// The points that a measure gives by its value.
pub(crate) fn points(at: usize, value: i32) -> i32 {
    let steps = MODEL.steps.get(at).map(Vec::as_slice).unwrap_or_default();
    steps.iter().take_while(|(from, _)| *from <= value).last().map_or(0, |(_, points)| *points)
}

/// The most that a rule leaves of a score.
const RULED_OUT: u16 = 200;

/// What is left where a father's name and a son's change places.
const FATHER: u16 = 450;
/// Names of which no word stands in both, and only initials fit.
const INITIALS: u16 = 500;

/// The points of all measures together, in hundredths of log odds.
pub(crate) fn sum(measures: &Measures) -> i32 {
    MODEL.bias + measures.iter().enumerate().map(|(at, value)| points(at, *value)).sum::<i32>()
}

/// Weighs the measures, unless a rule decides; `sum` gives hundredths of log odds.
pub(crate) fn score(a: &Name, b: &Name, aligned: &Aligned, measures: &Measures, sum: impl Fn(&Measures) -> i32) -> Verdict {
    if let Some(verdict) = ruled(a, b, aligned, measures) {
        return verdict;
    }
    let mut score = in_thousandths(sum(measures));
    let mut because = None;
    if a.written == b.written || a.letters == b.letters {
        (score, because) = (if a.written == b.written { 1000 } else { 990 }, Some("the same name"));
    } else {
        score = score.min(980);
    }
    if (a.is_cut() || b.is_cut()) && a.written != b.written {
        return Verdict { score: score.min(690), because: Some("too long to compare to the end") };
    }
    if aligned.acronym && score < 720 {
        score = 720;
    }
    Verdict { score, because }
}

/// What no likeness makes up for.
fn ruled(a: &Name, b: &Name, aligned: &Aligned, measures: &Measures) -> Option<Verdict> {
    let out = |score, because| Some(Verdict { score, because: Some(because) });
    if a.parts.is_empty() || b.parts.is_empty() {
        return out(0, "a name is empty");
    }
    if measures[3] == 0 {
        return out(0, "no part in common");
    }
    if measures[20] == 3 {
        return out(RULED_OUT, "the numbers differ");
    }
    if a.kind == Kind::Thing && measures[20] == 2 && measures[11] > 0 {
        return out(INITIALS, "only one has a number, and their letters differ");
    }
    if measures[18] > 0 {
        return out(FATHER, "a father and his son: the names before and behind change places");
    }
    if aligned.pairs.iter().all(|pair| pair.link.how == How::Initial) && !aligned.acronym {
        return out(INITIALS, "initials alone agree");
    }
    let people = a.kind == Kind::Person || a.kind == Kind::Any;
    if people && initial_for_family(a, aligned) {
        return out(INITIALS, "an initial would have to stand for the family name");
    }
    if people && man_and_woman(a, b, aligned) {
        return out(INITIALS, "a man's name against a woman's");
    }
    if people && initials_differ(a, b, aligned) {
        return out(INITIALS, "an initial fits no word of the other");
    }
    let plus = |name: &Name| name.parts.iter().any(|part| name.bytes(part) == b"plus");
    let words = |name: &'_ Name| -> Vec<String> { name.folded().split_whitespace().map(str::to_string).collect() };
    if a.kind != Kind::Person && plus(a) != plus(b) && twins(&words(a), &words(b)) {
        return out(RULED_OUT, "one is the \"Plus\" of the other");
    }
    None
}

/// Whether an initial fits only a word on the other side of one that both have, while the initial's own name has a word
/// that the other lacks: "H. Anna Quill" is not "Anna Hart".
fn initial_for_family(a: &Name, aligned: &Aligned) -> bool {
    aligned.pairs.iter().filter(|pair| pair.link.how == How::Initial).any(|initial| {
        let ours = a.parts[initial.left.0].len() == 1;
        let alone = if ours { aligned.left } else { aligned.right };
        let crosses = |other: &Pair| {
            other.link.how != How::Initial && (other.left.0 < initial.left.0) != (other.right.0 < initial.right.0)
        };
        alone != 0 && aligned.pairs.iter().any(crosses)
    })
}

/// Whether a word without counterpart is the woman's form of one on the other side, both being names.
fn man_and_woman(a: &Name, b: &Name, aligned: &Aligned) -> bool {
    let alone =
        |name: &'_ Name, bits: u32| -> Vec<usize> { ones(bits).filter(|at| name.parts[*at].groups.is_known()).collect() };
    let theirs = alone(b, aligned.right);
    alone(a, aligned.left).into_iter().any(|one| {
        let one = a.bytes(&a.parts[one]);
        theirs.iter().map(|two| b.bytes(&b.parts[*two])).any(|two| is_womans(one, two) || is_womans(two, one))
    })
}

/// Whether an initial without counterpart stands against a word or another initial.
fn initials_differ(a: &Name, b: &Name, aligned: &Aligned) -> bool {
    let has = |name: &Name, alone: u32, wanted: &dyn Fn(Class) -> bool| {
        ones(alone).filter_map(|at| name.parts.get(at)).any(|part| wanted(part.class))
    };
    let initial = |class: Class| class == Class::Initial;
    let either = |class: Class| matches!(class, Class::Initial | Class::Word);
    has(a, aligned.left, &initial) && has(b, aligned.right, &either)
        || has(b, aligned.right, &initial) && has(a, aligned.left, &either)
}

/// Hundredths of log odds as a score: even odds are the score from which names match. In between lines, so that no
/// float decides.
fn in_thousandths(sum: i32) -> u16 {
    const LINE: [(i32, i32); 9] = [
        (-600, 5),
        (-300, 100),
        (-150, 300),
        (-50, 550),
        (0, super::MATCH as i32),
        (50, 780),
        (150, 870),
        (300, 940),
        (600, 980),
    ];
    let sum = sum.clamp(LINE[0].0, LINE[LINE.len() - 1].0);
    let at = LINE.iter().rposition(|(from, _)| *from <= sum).unwrap_or(0).min(LINE.len() - 2);
    let ((from, low), (to, high)) = (LINE[at], LINE[at + 1]);
    u16::try_from(low + (high - low) * (sum - from) / (to - from)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_rise_with_the_odds_and_even_odds_match() {
        assert_eq!(in_thousandths(0), super::super::MATCH);
        assert!(in_thousandths(-1) < super::super::MATCH);
        assert!((-700..700).all(|sum| in_thousandths(sum) <= in_thousandths(sum + 1)));
    }

    #[test]
    fn every_measure_has_its_line_and_moves_the_way_it_may() {
        let text = include_str!("../../data/model.txt");
        for (at, (name, way)) in MEASURES.iter().enumerate() {
            assert!(text.lines().any(|line| line.split('\t').next() == Some(name)), "{name}");
            let mut before = 0;
            for (_, points) in &MODEL.steps[at] {
                assert!(i32::from(*way) * (points - before) >= 0, "{name}");
                before = *points;
            }
        }
    }
}
