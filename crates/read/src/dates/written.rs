//! Dates as they are written: years, months, days and decades that need no context.

use super::{Found, Point, Relation, meaning};
use crate::text::Text;
use rollcall_lexicon::Entry;
use rollcall_lexicon::words::{Gap, Shape};
use rollcall_model::date::Edtf;

/// A date that needs no context.
pub(super) fn absolute(text: &Text<'_>, at: usize, end: usize) -> Option<(Point, usize)> {
    if at >= end {
        return None;
    }
    if let Some(year) = year_at(text, at) {
        return Some(iso(text, at, end, year).unwrap_or((Point::year(year), at + 1)));
    }
    if let Some(found) = figures(text, at, end) {
        return Some(found);
    }
    // "10 May 2022", "the 10th of May 2022"
    if let Some(day) = small_number(text, at, 31) {
        let mut next = at + 1;
        if next < end && meaning(text, next).is_some_and(|m| m.0 == "in") {
            next += 1;
        }
        // "29-30 June 2021": the first of two days stands before the second.
        let (month, stop) = month_at(text, next).filter(|(_, stop)| *stop < end)?;
        let year = year_at(text, stop)?;
        return Some((Point { year, month: Some(month), day: Some(day), vague: false }, stop + 1));
    }
    // "May 10, 2022", "May 2022"
    let (month, stop) = month_at(text, at)?;
    if stop < end
        && let Some(year) = year_at(text, stop)
    {
        return Some((Point { year, month: Some(month), day: None, vague: false }, stop + 1));
    }
    let day = small_number(text, stop, 31).filter(|_| stop < end && text.joined(stop))?;
    let year = year_at(text, stop + 1).filter(|_| stop + 1 < end)?;
    Some((Point { year, month: Some(month), day: Some(day), vague: false }, stop + 2))
}

/// "23/06/2016", "23.6.2016", "6/23/2016": where day and month could be either way round, the year alone is known.
pub(super) fn figures(text: &Text<'_>, at: usize, end: usize) -> Option<(Point, usize)> {
    let mark = |at: usize| at < end && [Gap::SLASH, Gap::STOP].contains(&text.gap(at));
    let (first, second) = (small_number(text, at, 31)?, small_number(text, at + 1, 31).filter(|_| mark(at + 1))?);
    let year = year_at(text, at + 2).filter(|_| mark(at + 2) && text.gap(at + 1) == text.gap(at + 2))?;
    let (day, month) = match (first > 12, second > 12) {
        (true, false) => (Some(first), Some(second)),
        (false, true) => (Some(second), Some(first)),
        (false, false) if first == second => (Some(first), Some(first)),
        (false, false) => (None, None),
        (true, true) => return None,
    };
    Some((Point { year, month, day, vague: false }, at + 3))
}

/// "In the 1990s": some year of ten, which does not move the time that is told of.
pub(super) fn decade(text: &Text<'_>, start: usize, at: usize, end: usize) -> Option<Found> {
    let at = if text.is(at, "definite") { at + 1 } else { at };
    let word = (at < end).then(|| text.word(at))?;
    let first = word.strip_suffix('s').filter(|year| year.len() == 4 && year.ends_with('0'))?;
    let year: i32 = first.parse().ok().filter(|year| (1900..=2100).contains(year))?;
    let date = Edtf::parse(&format!("{}X", year / 10)).ok()?;
    Some(Found { start, end: at + 1, date, relation: Relation::In, bare_month: false, firm: true })
}

/// "2022-05-10".
pub(super) fn iso(text: &Text<'_>, at: usize, end: usize, year: i32) -> Option<(Point, usize)> {
    let hyphen = |at: usize| at < end && text.gap(at) == Gap::HYPHEN;
    let month = hyphen(at + 1).then(|| small_number(text, at + 1, 12))??;
    let day = hyphen(at + 2).then(|| small_number(text, at + 2, 31)).flatten();
    Some((Point { year, month: Some(month), day, vague: false }, at + 2 + usize::from(day.is_some())))
}

pub(super) fn year_near(text: &Text<'_>, from: usize, to: usize) -> Option<i32> {
    (from..to).find_map(|at| year_at(text, at))
}

pub(super) fn year_at(text: &Text<'_>, at: usize) -> Option<i32> {
    let word = text.words.get(at)?;
    let written = text.word(at);
    if word.shape != Shape::Number || written.len() != 4 {
        return None;
    }
    written.parse().ok().filter(|year| (1900..=2100).contains(year))
}

pub(super) fn small_number(text: &Text<'_>, at: usize, most: i32) -> Option<i32> {
    let word = text.words.get(at)?;
    if word.shape != Shape::Number || word.end - word.start > 4 {
        return None;
    }
    let digits = text.word(at).trim_end_matches(char::is_alphabetic);
    (digits.len() <= 2).then(|| digits.parse().ok()).flatten().filter(|n| (1..=most).contains(n))
}

/// A month's name that starts at a word: written with a capital, and not a verb or a name.
pub(super) fn month_at(text: &Text<'_>, at: usize) -> Option<(i32, usize)> {
    let word = text.words.get(at)?;
    if !word.capital() {
        return None;
    }
    text.at(at).iter().find_map(|hit| match hit.entry {
        Entry::Date(n) if text.lexicon.all.date_phrase[n].means == "month" => {
            Some((text.lexicon.all.date_phrase[n].value? as i32, hit.end))
        }
        _ => None,
    })
}
