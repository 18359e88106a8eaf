//! Days that a workbook keeps as numbers.
//!
//! The main types are [`Shown`], which parts of a date a cell's format shows, and [`Calendar`], from which day it counts.
//! A cell that shows a month says a month: the first of it, which the number names, is nobody's claim.

/// Which parts of a date a format shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shown {
    pub year: bool,
    pub month: bool,
    pub day: bool,
    pub time: bool,
}

impl Shown {
    /// Whether it shows any part of a date.
    pub fn date(self) -> bool {
        self.year || self.month || self.day
    }
}

/// From which day a workbook counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Calendar {
    /// Day 1 is 1 January 1900, and there is a 29 February 1900, which there was not.
    #[default]
    From1900,
    /// Day 0 is 1 January 1904.
    From1904,
}

/// What a format of XLSX shows of a date; nothing where it is none.
pub(super) fn shown(id: u32, code: Option<&str>) -> Option<Shown> {
    if let Some(code) = code {
        return of_code(code);
    }
    let whole = Shown { year: true, month: true, day: true, time: false };
    match id {
        14..=16 | 27..=31 | 36 | 50..=54 | 57..=58 => Some(whole),
        17 => Some(Shown { day: false, ..whole }),
        18..=21 | 32..=35 | 45 | 47 | 55..=56 => Some(Shown { time: true, ..Shown::default() }),
        22 => Some(Shown { time: true, ..whole }),
        _ => None,
    }
}

fn of_code(code: &str) -> Option<Shown> {
    let tokens = tokens(code)?;
    let mut shown = Shown::default();
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        let minutes = before == Some(&'h') || tokens.get(at + 1) == Some(&'s');
        match token {
            'y' => shown.year = true,
            'd' => shown.day = true,
            'm' if !minutes => shown.month = true,
            'h' | 's' | 'm' => shown.time = true,
            _ => {}
        }
    }
    (shown.date() || shown.time).then_some(shown)
}

/// The letters of a format's first section that stand for parts of a date, a run of one letter once. Nothing where the format
/// counts hours that have passed, or is one of numbers.
fn tokens(code: &str) -> Option<Vec<char>> {
    let mut tokens: Vec<char> = Vec::new();
    let mut letters = code.chars().peekable();
    let mut last = ' ';
    while let Some(letter) = letters.next() {
        let lower = letter.to_ascii_lowercase();
        match lower {
            ';' => break,
            '"' => {
                letters.by_ref().find(|letter| *letter == '"');
            }
            '\\' | '_' | '*' => {
                letters.next();
            }
            '[' => {
                let inner: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                let inner = inner.to_ascii_lowercase();
                if !inner.is_empty() && inner.chars().all(|letter| matches!(letter, 'h' | 'm' | 's')) {
                    return None;
                }
            }
            'a' if letters.peek().is_some_and(|next| matches!(next, 'm' | 'M' | '/')) => {
                // `AM/PM` or `A/P`: its letters are no month.
                while letters.peek().is_some_and(|next| matches!(next.to_ascii_lowercase(), 'm' | '/' | 'p')) {
                    letters.next();
                }
            }
            '0' | '#' | '?' if lower != '0' || last != '.' => return None,
            'e' if letters.peek().is_some_and(|next| matches!(next, '+' | '-')) => return None,
            'g' if letters.peek().is_some_and(|next| matches!(next, 'e' | 'E')) => return None,
            'y' | 'm' | 'd' | 'h' | 's' if last != lower => tokens.push(lower),
            'e' | 'b' if last != lower => tokens.push('y'),
            _ => {}
        }
        last = lower;
    }
    Some(tokens)
}

/// A number as the date that its format shows; nothing where the calendar has no such day.
pub(super) fn date(serial: f64, calendar: Calendar, shown: Shown) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    // The range above keeps this far below what an integer holds.
    let seconds = (serial * 86_400.0).round() as i64;
    let (days, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    if !shown.date() {
        return Some(clock(time));
    }
    let since_1970 = match calendar {
        Calendar::From1904 => days - 24_107,
        Calendar::From1900 if (1..60).contains(&days) => days - 25_568,
        Calendar::From1900 if days > 60 => days - 25_569,
        Calendar::From1900 => return None,
    };
    let (year, month, day) = civil(since_1970);
    Some(match (shown.year, shown.month, shown.day) {
        (true, false, false) => format!("{year:04}"),
        (true, true, false) => format!("{year:04}-{month:02}"),
        _ if shown.time && time > 0 => format!("{year:04}-{month:02}-{day:02}T{}", clock(time)),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    })
}

fn clock(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Year, month and day of a day since 1970, by the days of 400 years that begin in March.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = (year + era * 400, if month < 10 { month + 3 } else { month - 9 });
    (year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_calendars_count_days() {
        let whole = Shown { year: true, month: true, day: true, time: false };
        for (serial, calendar, expected) in [
            (1.0, Calendar::From1900, Some("1900-01-01")),
            (59.0, Calendar::From1900, Some("1900-02-28")),
            (60.0, Calendar::From1900, None),
            (61.0, Calendar::From1900, Some("1900-03-01")),
            (44362.0, Calendar::From1900, Some("2021-06-15")),
            (42900.0, Calendar::From1904, Some("2021-06-15")),
            (0.0, Calendar::From1904, Some("1904-01-01")),
            (-1.0, Calendar::From1900, None),
            (f64::NAN, Calendar::From1900, None),
            (2_958_465.0, Calendar::From1900, Some("9999-12-31")),
        ] {
            assert_eq!(date(serial, calendar, whole).as_deref(), expected, "{serial}");
        }
    }

    #[test]
    fn a_cell_says_no_more_of_a_date_than_it_shows() {
        let say = |code: &str| shown(0, Some(code)).and_then(|shown| date(44_362.395_833, Calendar::From1900, shown));
        for (code, expected) in [
            ("yyyy-mm-dd", Some("2021-06-15")),
            ("[$-409]d\\ mmmm\\ yyyy;@", Some("2021-06-15")),
            ("mmm yyyy", Some("2021-06")),
            ("yyyy", Some("2021")),
            ("yyyy-mm-dd hh:mm", Some("2021-06-15T09:30:00")),
            ("h:mm AM/PM", Some("09:30:00")),
            ("General", None),
            ("0.00", None),
            ("#,##0", None),
            ("0.00E+00", None),
            ("[h]:mm", None),
            ("\"day\" 0", None),
            ("@", None),
        ] {
            assert_eq!(say(code).as_deref(), expected, "{code}");
        }
        assert_eq!(shown(17, None), Some(Shown { year: true, month: true, ..Shown::default() }));
    }
}
