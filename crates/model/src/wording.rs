//! Dates, numbers, lists and the closed words of the ontology, as people say them in a language.
//!
//! The main functions are [`date`] and [`date_on`], which every page and every sentence of a rule goes through, so that a
//! day reads the same wherever it stands. English dates are those of [`crate::date::plain`]; other languages have theirs in
//! `wording.toml`, with the same care: what is not known or only approximate is said. Why data and not code: a translator
//! needs no code. A language that has no table there says dates as they are written and everything else as English does.

use crate::date::{Edtf, plain, plain_on};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const FILE: &str = include_str!("../wording.toml");

/// One language's table of `wording.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    reviewed_by: String,
    digits: String,
    stop: String,
    comma: String,
    and: String,
    days: String,
    months: Vec<String>,
    date: BTreeMap<String, String>,
    words: BTreeMap<String, String>,
}

static TABLE: LazyLock<BTreeMap<String, Wording>> =
    LazyLock::new(|| toml::from_str(FILE).expect("the table is part of this crate and is checked by its tests"));

fn of(lang: &str) -> Option<&'static Wording> {
    TABLE.get(lang)
}

/// Who reviewed a language's words: nothing for a language that needs nobody, an empty text where nobody has yet.
pub fn reviewed_by(lang: &str) -> Option<&'static str> {
    of(lang).map(|wording| wording.reviewed_by.as_str())
}

/// A text with its digits in those of the language.
pub fn digits(lang: &str, text: &str) -> String {
    let Some(wording) = of(lang) else {
        return text.to_string();
    };
    let digit = |letter: char| letter.to_digit(10).and_then(|value| wording.digits.chars().nth(value as usize));
    text.chars().map(|letter| digit(letter).unwrap_or(letter)).collect()
}

/// A number of days: "9 days".
pub fn days(lang: &str, number: i32) -> String {
    match of(lang) {
        Some(wording) => wording.days.replace("{number}", &digits(lang, &number.to_string())),
        None if number == 1 => "1 day".into(),
        None => format!("{number} days"),
    }
}

/// "a", "a and b", "a, b and c".
pub fn list(lang: &str, items: &[String]) -> String {
    let (comma, and) = of(lang).map_or((", ", " and "), |wording| (wording.comma.as_str(), wording.and.as_str()));
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{}{and}{last}", most.join(comma)),
    }
}

/// What ends a sentence.
pub fn stop(lang: &str) -> &'static str {
    of(lang).map_or(".", |wording| &wording.stop)
}

/// A role, a mode or a status in the language; nothing where it has no word for it.
pub fn word(lang: &str, word: &str) -> Option<&'static str> {
    of(lang)?.words.get(word).map(String::as_str)
}

/// A date in words, without a word before it.
pub fn date(lang: &str, date: &Edtf) -> String {
    match of(lang) {
        None if lang == "en" => plain(date),
        None => date.as_str().to_string(),
        Some(wording) => {
            Words { lang, wording }.whole(date.as_str()).map_or_else(|| date.as_str().into(), |(words, _)| words)
        }
    }
}

/// A date as a part of a sentence: "on 10 May 2022".
pub fn date_on(lang: &str, date: &Edtf) -> String {
    let Some(wording) = of(lang) else {
        return if lang == "en" { plain_on(date) } else { date.as_str().to_string() };
    };
    let words = Words { lang, wording };
    let (said, at) = words.whole(date.as_str()).unwrap_or_else(|| (date.as_str().to_string(), true));
    if at { words.pattern("at", &[("date", &said)]) } else { said }
}

/// Dates by a language's patterns.
struct Words<'a> {
    lang: &'a str,
    wording: &'static Wording,
}

impl Words<'_> {
    fn pattern(&self, name: &str, holes: &[(&str, &str)]) -> String {
        let mut out = self.wording.date.get(name).cloned().unwrap_or_default();
        for (hole, words) in holes {
            out = out.replace(&format!("{{{hole}}}"), words);
        }
        out
    }

    /// The words, and whether a sentence needs a word that says that something was then.
    fn whole(&self, text: &str) -> Option<(String, bool)> {
        let of = |name: &str, text: &str| Some(self.pattern(name, &[("date", &self.point(text)?)]));
        Some(match text.split_once('/') {
            None if is_exact(text) => (self.point(text)?, true),
            None => (of("unknown_day", text)?, true),
            Some(("" | "..", to)) => (of("until", to)?, false),
            Some((from, "..")) => (of("since", from)?, false),
            Some((from, "")) => (of("from", from)?, false),
            Some((from, to)) if from == to && is_exact(from) => (self.point(from)?, true),
            Some((from, to)) if from == to => (of("all_of", from)?, true),
            Some((from, to)) => (self.pattern("between", &[("from", &self.point(from)?), ("to", &self.point(to)?)]), false),
        })
    }

    /// A date without a slash.
    fn point(&self, text: &str) -> Option<String> {
        let body = text.trim_end_matches(['~', '?', '%']);
        let date = self.parts(body.split_once('T').map_or(body, |(day, _)| day))?;
        Some(match &text[body.len()..] {
            "~" => self.pattern("about", &[("date", &date)]),
            "?" => self.pattern("possibly", &[("date", &date)]),
            "%" => self.pattern("possibly_about", &[("date", &date)]),
            _ => date,
        })
    }

    fn parts(&self, body: &str) -> Option<String> {
        let mut parts = body.split('-');
        let year = self.year(parts.next()?)?;
        let month = parts.next().filter(|month| *month != "XX");
        let day = parts.next().filter(|day| *day != "XX");
        let Some(month) = month else { return Some(year) };
        let number: usize = month.parse().ok()?;
        // Seasons are numbered from 21 on and stand after the months.
        let month = self.wording.months.get(if number > 20 { number - 9 } else { number.checked_sub(1)? })?;
        Some(match day {
            None => self.pattern("month", &[("year", &year), ("month", month)]),
            Some(day) => {
                let day: u8 = day.parse().ok()?;
                let day = digits(self.lang, &day.to_string());
                self.pattern("day", &[("year", &year), ("month", month), ("day", &day)])
            }
        })
    }

    /// A year, a decade or a longer stretch.
    fn year(&self, text: &str) -> Option<String> {
        let known = text.trim_end_matches('X');
        if text.len() != 4 || known.is_empty() || !known.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let fill = |digit: &str| digits(self.lang, &format!("{known}{}", digit.repeat(4 - known.len())));
        Some(match 4 - known.len() {
            0 => self.pattern("year", &[("year", &digits(self.lang, text.trim_start_matches('0')))]),
            1 => self.pattern("decade", &[("year", &fill("0"))]),
            _ => self.pattern("years", &[("from", &fill("0")), ("to", &fill("9"))]),
        })
    }
}

/// Whether a day is named, or the date says itself that it is uncertain.
fn is_exact(text: &str) -> bool {
    text.ends_with(['~', '?', '%']) || text.matches('-').count() == 2 && !text.contains('X')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ontology::{MODES, ROLES, STATUSES};

    #[test]
    fn the_table_is_whole() {
        for (lang, wording) in TABLE.iter() {
            assert_eq!(wording.digits.chars().count(), 10, "{lang}");
            assert_eq!(wording.months.len(), 16, "{lang}");
            for name in
                ["at", "day", "month", "year", "decade", "years", "unknown_day", "about", "possibly", "possibly_about"]
            {
                assert!(wording.date.contains_key(name), "{lang} has no `{name}`");
            }
            for name in ["until", "since", "from", "all_of", "between"] {
                assert!(wording.date.contains_key(name), "{lang} has no `{name}`");
            }
            for known in ROLES.iter().chain(&MODES).chain(&STATUSES) {
                assert!(wording.words.contains_key(*known), "{lang} has no word for `{known}`");
            }
        }
    }

    #[test]
    fn dates_say_what_is_not_known() {
        let said = |text: &str| {
            let parsed = Edtf::parse(text).expect("a date");
            (date("my", &parsed), date_on("my", &parsed))
        };
        assert_eq!(said("2022-05-10").0, "၂၀၂၂ ခုနှစ်၊ မေလ ၁၀ ရက်");
        assert_eq!(said("2022-05-10").1, "၂၀၂၂ ခုနှစ်၊ မေလ ၁၀ ရက် တွင်");
        assert_eq!(said("2017-10").0, "၂၀၁၇ ခုနှစ်၊ အောက်တိုဘာလ (ရက် မသိရ)");
        assert_eq!(said("2021-23").0, "၂၀၂၁ ခုနှစ်၊ ဆောင်းဦးရာသီ (ရက် မသိရ)");
        assert_eq!(said("2021-12~").0, "၂၀၂၁ ခုနှစ်၊ ဒီဇင်ဘာလ ခန့်");
        assert_eq!(said("2021/..").1, "၂၀၂၁ ခုနှစ် မှ စ၍");
        assert_eq!(said("201X").0, "၂၀၁၀ ပြည့်လွန်နှစ်များ (ရက် မသိရ)");
    }

    #[test]
    fn english_is_plain_and_an_unknown_language_keeps_what_is_written() {
        let day = Edtf::parse("2022-05-10").expect("a date");
        assert_eq!((date("en", &day), date_on("en", &day)), ("10 May 2022".into(), "on 10 May 2022".into()));
        assert_eq!(date("xx", &day), "2022-05-10");
        assert_eq!((days("en", 1), days("en", 9), days("my", 9)), ("1 day".into(), "9 days".into(), "၉ ရက်".into()));
        assert_eq!(list("en", &["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(list("my", &["a".into(), "b".into()]), "a နှင့် b");
        assert_eq!((word("my", "chair"), word("en", "chair")), (Some("သဘာပတိ"), None));
    }
}
