//! Dates as people say them in English: `2022-05-10` is "10 May 2022", `2017-10` is "October 2017 (day not known)".
//!
//! The main functions are [`plain`], the date alone, [`plain_compared`], and [`plain_on`], the same with the word that a sentence needs
//! before it ("on 10 May 2022", "in October 2017 (day not known)"). What is not known or only approximate is said,
//! since a reader takes a bare month for all that there is to know. A date whose shape has no plain words keeps its text.

use super::Edtf;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The date in words, without a word before it.
pub fn plain(date: &Edtf) -> String {
    words(date).map_or_else(|| date.as_str().to_string(), |(_, words)| words)
}

/// The date in words where it is compared with another, behind "before" or "on or after": an extent is "the time from
/// 29 to 30 June 2021", "the time since 2021".
pub fn plain_compared(date: &Edtf) -> String {
    let words = plain(date);
    let is_extent = ["since ", "until ", "from "].iter().any(|word| words.starts_with(word));
    if is_extent { format!("the time {words}") } else { words }
}

/// The date in words with the preposition that a sentence needs: "on 10 May 2022", "in 2019 (day not known)",
/// "from 29 to 30 June 2021", "in about December 2021".
pub fn plain_on(date: &Edtf) -> String {
    match words(date) {
        Some((before, words)) if !before.is_empty() => format!("{before} {words}"),
        Some((_, words)) => words,
        None => format!("on {}", date.as_str()),
    }
}

/// The preposition and the words.
fn words(date: &Edtf) -> Option<(&'static str, String)> {
    match date.as_str().split_once('/') {
        None => {
            let point = Point::read(date.as_str())?;
            let unknown = if point.day.is_none() && point.mark.is_empty() { " (day not known)" } else { "" };
            let before = if point.day.is_some() && point.mark.is_empty() { "on" } else { "in" };
            let before = if point.day.is_some() && !point.mark.is_empty() { "" } else { before };
            Some((before, format!("{}{unknown}", point.words())))
        }
        Some(("" | "..", to)) => Some(("", format!("until {}", Point::read(to)?.words()))),
        Some((from, "..")) => Some(("", format!("since {}", Point::read(from)?.words()))),
        Some((from, "")) => Some(("", format!("from {} (end not known)", Point::read(from)?.words()))),
        Some((from, to)) => {
            let (from, to) = (Point::read(from)?, Point::read(to)?);
            let before = match from == to {
                true if from.day.is_some() => "on",
                true => "in",
                false => "",
            };
            Some((before, extent(&from, &to)))
        }
    }
}

/// An extent with what both ends share said once: "from 29 to 30 June 2021".
fn extent(from: &Point, to: &Point) -> String {
    if from == to {
        return match from.day {
            Some(_) => from.words(),
            None => format!("all of {}", from.words()),
        };
    }
    let marked = !from.mark.is_empty() || !to.mark.is_empty();
    let first = match (from.day, to.day) {
        _ if marked || from.year != to.year => from.words(),
        (Some(day), Some(_)) if from.month == to.month => day.to_string(),
        (Some(day), _) => format!("{day} {}", from.month.unwrap_or_default()),
        (None, None) if from.month.is_some() && to.month.is_some() => from.month.unwrap_or_default().to_string(),
        _ => from.words(),
    };
    format!("from {first} to {}", to.words())
}

/// A date without a slash, in its parts.
#[derive(Debug, PartialEq, Eq)]
struct Point {
    /// "about ", "possibly " or nothing.
    mark: &'static str,
    year: String,
    month: Option<&'static str>,
    day: Option<u8>,
}

impl Point {
    fn read(text: &str) -> Option<Self> {
        let (body, mark) = match text.chars().last()? {
            '~' => (&text[..text.len() - 1], "about "),
            '?' => (&text[..text.len() - 1], "possibly "),
            '%' => (&text[..text.len() - 1], "possibly about "),
            _ => (text, ""),
        };
        let body = body.split_once('T').map_or(body, |(day, _)| day);
        let mut parts = body.split('-');
        let year = year(parts.next()?)?;
        let month = match parts.next() {
            None | Some("XX") => None,
            Some(number) => Some(month(number.parse().ok()?)?),
        };
        let day = match parts.next() {
            None | Some("XX") => None,
            Some(day) => Some(day.parse().ok()?),
        };
        Some(Self { mark, year, month, day })
    }

    fn words(&self) -> String {
        let day = self.day.map(|day| format!("{day} ")).unwrap_or_default();
        let month = self.month.map(|month| format!("{month} ")).unwrap_or_default();
        format!("{}{day}{month}{}", self.mark, self.year)
    }
}

fn month(number: usize) -> Option<&'static str> {
    match number {
        1..=12 => Some(MONTHS[number - 1]),
        21 => Some("spring"),
        22 => Some("summer"),
        23 => Some("autumn"),
        24 => Some("winter"),
        _ => None,
    }
}

/// "2021", "the 2010s" for `201X`, "the years 2000 to 2099" for `20XX`.
fn year(text: &str) -> Option<String> {
    let known = text.trim_end_matches('X');
    if text.len() != 4 || known.is_empty() || !known.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(match 4 - known.len() {
        0 => text.trim_start_matches('0').to_string(),
        1 => format!("the {known}0s"),
        unknown => format!("the years {known}{} to {known}{}", "0".repeat(unknown), "9".repeat(unknown)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_as_people_say_them() {
        for (text, alone, within) in [
            ("2022-05-10", "10 May 2022", "on 10 May 2022"),
            ("2017-10", "October 2017 (day not known)", "in October 2017 (day not known)"),
            ("2019", "2019 (day not known)", "in 2019 (day not known)"),
            ("2019-XX-XX", "2019 (day not known)", "in 2019 (day not known)"),
            ("201X", "the 2010s (day not known)", "in the 2010s (day not known)"),
            ("2021-12~", "about December 2021", "in about December 2021"),
            ("2021-12-03~", "about 3 December 2021", "about 3 December 2021"),
            ("2021?", "possibly 2021", "in possibly 2021"),
            ("2021-21", "spring 2021 (day not known)", "in spring 2021 (day not known)"),
            ("2021-06-29/2021-06-30", "from 29 to 30 June 2021", "from 29 to 30 June 2021"),
            ("2021-06-29/2021-07-02", "from 29 June to 2 July 2021", "from 29 June to 2 July 2021"),
            ("2021-12-30/2022-01-02", "from 30 December 2021 to 2 January 2022", "from 30 December 2021 to 2 January 2022"),
            ("2021-06/2021-07", "from June to July 2021", "from June to July 2021"),
            ("2015/2019", "from 2015 to 2019", "from 2015 to 2019"),
            ("2021/2021-07", "from 2021 to July 2021", "from 2021 to July 2021"),
            ("2018/2018", "all of 2018", "in all of 2018"),
            ("2018-05-01/2018-05-01", "1 May 2018", "on 1 May 2018"),
            ("2021/..", "since 2021", "since 2021"),
            ("2021-03/", "from March 2021 (end not known)", "from March 2021 (end not known)"),
            ("/2015", "until 2015", "until 2015"),
            ("-0044", "-0044", "on -0044"),
        ] {
            let date = Edtf::parse(text).unwrap();
            assert_eq!(plain(&date), alone);
            assert_eq!(plain_on(&date), within);
        }
    }

    #[test]
    fn an_extent_that_is_compared_is_a_time() {
        for (text, compared) in [
            ("2022-05-10", "10 May 2022"),
            ("2021/..", "the time since 2021"),
            ("/2015", "the time until 2015"),
            ("2021-06-29/2021-06-30", "the time from 29 to 30 June 2021"),
            ("2018/2018", "all of 2018"),
        ] {
            assert_eq!(plain_compared(&Edtf::parse(text).unwrap()), compared);
        }
    }
}
