//! Dates as people say them, by language.
//!
//! The main functions are [`date`], the date alone, and [`on`], the same as a part of a sentence. English dates are the
//! model's, which the reports and the desk say too; other languages have theirs from their file of strings, with the same
//! care: what is not known or only approximate is said. A date whose shape has no plain words keeps its text.

use crate::say::{Say, pick};
use rollcall_model::date::Edtf;

/// A date in words.
pub(crate) fn date(say: Say, date: &Edtf) -> String {
    if say.is_english() {
        return rollcall_model::date::plain(date);
    }
    words(say, date.as_str()).map_or_else(|| date.as_str().to_string(), |(words, _)| words)
}

/// A date as a part of a sentence: "on 10 May 2022".
pub(crate) fn on(say: Say, date: &Edtf) -> String {
    if say.is_english() {
        return rollcall_model::date::plain_on(date);
    }
    let (words, at) = words(say, date.as_str()).unwrap_or_else(|| (date.as_str().to_string(), true));
    if at { say.with("date-at", [("date", words.into())]) } else { words }
}

/// The words, and whether a sentence needs a word that says that something was then.
fn words(say: Say, text: &str) -> Option<(String, bool)> {
    let of = |id: &str, text: &str| Some(say.with(id, [("date", point(say, text)?.into())]));
    Some(match text.split_once('/') {
        None if is_exact(text) => (point(say, text)?, true),
        None => (of("date-unknown-day", text)?, true),
        Some(("" | "..", to)) => (of("date-until", to)?, false),
        Some((from, "..")) => (of("date-since", from)?, false),
        Some((from, "")) => (of("date-from", from)?, false),
        Some((from, to)) if from == to && is_exact(from) => (point(say, from)?, true),
        Some((from, to)) if from == to => (of("date-all-of", from)?, true),
        Some((from, to)) => {
            let (from, to) = (point(say, from)?, point(say, to)?);
            (say.with("date-between", [("from", from.into()), ("to", to.into())]), false)
        }
    })
}

/// Whether a day is named, or the date says itself that it is uncertain.
fn is_exact(text: &str) -> bool {
    text.ends_with(['~', '?', '%']) || text.matches('-').count() == 2 && !text.contains('X')
}

/// A date without a slash.
fn point(say: Say, text: &str) -> Option<String> {
    let body = text.trim_end_matches(['~', '?', '%']);
    let date = parts(say, body.split_once('T').map_or(body, |(day, _)| day))?;
    Some(match &text[body.len()..] {
        "~" => say.with("date-about", [("date", date.into())]),
        "?" => say.with("date-possibly", [("date", date.into())]),
        "%" => say.with("date-possibly-about", [("date", date.into())]),
        _ => date,
    })
}

fn parts(say: Say, body: &str) -> Option<String> {
    let mut parts = body.split('-');
    let year = year(say, parts.next()?)?;
    let month = parts.next().filter(|month| *month != "XX");
    let day = parts.next().filter(|day| *day != "XX");
    let Some(month) = month else { return Some(year) };
    let number: u8 = month.parse().ok().filter(|number| matches!(number, 1..=12 | 21..=24))?;
    let month = say.with("date-month-name", [("month", pick(&format!("m{number}")))]);
    Some(match day {
        None => say.with("date-month", [("year", year.into()), ("month", month.into())]),
        Some(day) => {
            let day: u8 = day.parse().ok()?;
            say.with("date-day", [("year", year.into()), ("month", month.into()), ("day", say.number(day).into())])
        }
    })
}

/// A year, a decade or a longer stretch.
fn year(say: Say, text: &str) -> Option<String> {
    let known = text.trim_end_matches('X');
    if text.len() != 4 || known.is_empty() || !known.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fill = |digit: &str| say.digits(&format!("{known}{}", digit.repeat(4 - known.len())));
    Some(match 4 - known.len() {
        0 => say.with("date-year", [("year", say.digits(text.trim_start_matches('0')).into())]),
        1 => say.with("date-decade", [("year", fill("0").into())]),
        _ => say.with("date-years", [("from", fill("0").into()), ("to", fill("9").into())]),
    })
}
