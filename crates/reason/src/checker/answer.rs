//! How two values compare, as the checker understands the language.

use super::world::{Value, World};
use crate::ast::{Length, Op};
use rollcall_model::date::{Answer, Edtf};
use rollcall_model::finding::Certainty;

/// The certainty with which two values stand so to each other; nothing where they cannot.
pub(super) fn compare(world: &World<'_>, op: Op, left: &Value, right: &Value) -> Option<Certainty> {
    let yes = |so: bool| so.then_some(Certainty::Certain);
    match (op, left, right) {
        (Op::Same, ..) => yes(left == right),
        (Op::Other, ..) => yes(left != right),
        (Op::Sorts, ..) => yes(world.key(left) < world.key(right)),
        (Op::Differs, Value::Date(left), Value::Date(right)) => yes(left.overlaps(right) == Answer::Impossible),
        (Op::Differs, Value::Text(_), Value::Text(_)) => yes(cannot_be_one(&world.words(left), &world.words(right))),
        (Op::Differs, ..) => yes(left != right),
        (Op::AtLeast, Value::Number(left), Value::Number(right)) => yes(left >= right),
        (Op::AtMost, Value::Number(left), Value::Number(right)) => yes(left <= right),
        (Op::GoesOn, Value::Date(left), Value::Date(right)) => match had_begun(right, left) {
            _ if !left.is_open() => None,
            Answer::Certain => Some(Certainty::Likely),
            Answer::Possible => Some(Certainty::Possible),
            Answer::Impossible => None,
        },
        (_, Value::Date(left), Value::Date(right)) => match dates(op, left, right) {
            Answer::Certain => Some(Certainty::Certain),
            Answer::Possible => Some(Certainty::Possible),
            Answer::Impossible => None,
        },
        _ => None,
    }
}

fn dates(op: Op, left: &Edtf, right: &Edtf) -> Answer {
    match op {
        Op::Before => left.before(right),
        Op::After => left.after(right),
        Op::During => left.during(right),
        Op::Overlaps => left.overlaps(right),
        Op::OnOrAfter => had_begun(left, right),
        Op::OnOrBefore => had_begun(right, left),
        Op::WithinAfter(length) => within(left, right, length),
        Op::WithinOf(length) => {
            let all = [within(left, right, length), within(right, left, length), left.overlaps(right)];
            all.into_iter().max().unwrap_or(Answer::Impossible)
        }
        Op::Same | Op::Other | Op::Sorts | Op::Differs | Op::AtLeast | Op::AtMost | Op::GoesOn => Answer::Impossible,
    }
}

/// Whether the first begins on or after the second's end, and no later than so long after it.
fn within(first: &Edtf, second: &Edtf, length: Length) -> Answer {
    match length {
        Length::Days(days) => first.within_days_after(second, days),
        Length::Months(months) => first.within_months_after(second, months),
    }
}

/// Certain where the second had begun before the first can have; possible where it can have before the first was over.
fn had_begun(first: &Edtf, second: &Edtf) -> Answer {
    let surely = matches!((second.latest_start(), first.earliest_start()), (Some(begun), Some(then)) if begun <= then);
    let perhaps = match (second.earliest_start(), first.latest_end()) {
        (Some(begun), Some(over)) => begun <= over,
        _ => true,
    };
    match (surely, perhaps) {
        (true, _) if !first.is_vague() && !second.is_vague() => Answer::Certain,
        (true, _) | (_, true) => Answer::Possible,
        _ => Answer::Impossible,
    }
}

/// Whether two texts cannot be two ways to write one thing.
fn cannot_be_one(left: &str, right: &str) -> bool {
    let split = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_string)
            .collect()
    };
    let (left, right) = (split(left), split(right));
    let holds = |long: &[String], short: &[String]| short.iter().all(|word| long.contains(word));
    if left.len() >= right.len() && holds(&left, &right) || right.len() >= left.len() && holds(&right, &left) {
        return false;
    }
    left.len() != right.len() || !left.iter().zip(&right).all(|(a, b)| shortens(a, b) || shortens(b, a))
}

/// Whether a word has the other's first letter and, in their order, no letters but the other's.
fn shortens(short: &str, long: &str) -> bool {
    if short.chars().next() != long.chars().next() {
        return false;
    }
    let mut rest = long.chars();
    short.chars().all(|c| rest.by_ref().any(|other| other == c))
}
