//! Dates as sources give them: exact, partial, vague, open at one end.
//!
//! The main type is [`Edtf`]: the text of an Extended Date/Time Format date (ISO 8601-2:2019, levels 0 and 1) with the
//! four days that it allows: earliest and latest start, earliest and latest end. A date *without* a slash is one thing on
//! an unknown day within (`2021-06`: some day of June); a date *with* one is an extent (`2021-06/2021-07`). `..` at the
//! end means "not ended when the source was written", an empty end means "unknown".
//!
//! Comparing never guesses: every question answers [`Answer::Certain`], [`Answer::Possible`] or [`Answer::Impossible`].
//! Why not a pair of days and a flag: a month and an extent over that month have the same outer days and answer
//! differently, and the difference decides whether a meeting was before a measure.
//!
//! The crate `edtf` parses the same texts, but keeps neither the four days nor the open ends that comparing needs.

mod plain;

pub use plain::{plain, plain_compared, plain_on};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A day, counted from 1 January 1970, in the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day(pub i32);

impl Day {
    /// The day of a calendar date, or `None` where there is no such date (years −9999 to 9999).
    pub fn from_ymd(year: i32, month: i32, day: i32) -> Option<Self> {
        let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        Some(Self((date - epoch()).get_days()))
    }

    /// Year, month and day, within the years −9999 to 9999. In whole numbers by itself (H. Hinnant, "chrono-compatible
    /// low-level date algorithms", `civil_from_days`): rules ask this for each pair of dates that they compare.
    pub fn ymd(self) -> (i32, i32, i32) {
        let day = self.0.clamp(FIRST_DAY, LAST_DAY);
        // Years begin in March, so that the day that some have more is their last one; eras have 400 years.
        let shifted = day + 719_468;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let (calendar_month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        (era * 400 + year + next, calendar_month, of_year - (153 * month + 2) / 5 + 1)
    }

    /// The same day `months` calendar months later; the month's last day where it has no such day.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let (year, month, day) = self.ymd();
        let count = year * 12 + month - 1 + months;
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        if !(-9999..=9999).contains(&year) {
            return self;
        }
        Self::civil(year, month, day.min(days_in_month(year, month)))
    }

    /// The other way round of [`Day::ymd`] (`days_from_civil` of the same source), for a date that there is.
    fn civil(year: i32, month: i32, day: i32) -> Self {
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * month + 2) / 5 + day - 1;
        Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

fn epoch() -> Date {
    Date::constant(1970, 1, 1)
}

/// 1 January of −9999 and 31 December of 9999: what a calendar date can be.
const FIRST_DAY: i32 = -4_371_587;
const LAST_DAY: i32 = 2_932_896;

fn days_in_month(year: i32, month: i32) -> i32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// What comparing two dates can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// No choice of days makes it so.
    Impossible,
    /// Some choice of days makes it so.
    Possible,
    /// Every choice of days makes it so.
    Certain,
}

/// A text that is no date of levels 0 and 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date (write it as 2021, 2021-06, 2021-06-15, 2021-06/2021-07 or 2021-06/..)")]
pub struct NotADate(pub String);

/// One side of an extent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum End {
    /// Between two days, both included.
    Within(Day, Day),
    /// `..`: open, still so when written.
    Open,
    /// Nothing is known.
    Unknown,
}

/// A date with its text and the four days that it allows. See the module's page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edtf {
    text: String,
    start: End,
    end: End,
    extent: bool,
    vague: bool,
}

impl Edtf {
    /// Reads a date of levels 0 and 1.
    ///
    /// # Errors
    /// When the text is no such date, or its extent ends before it can begin.
    pub fn parse(text: &str) -> Result<Self, NotADate> {
        let wrong = || NotADate(text.to_string());
        let date = match text.split_once('/') {
            None => {
                let (first, last, vague) = parse_point(text).ok_or_else(wrong)?;
                let within = End::Within(first, last);
                Self { text: text.into(), start: within, end: within, extent: false, vague }
            }
            Some((from, to)) => {
                let (start, vague_start) = parse_end(from).ok_or_else(wrong)?;
                let (end, vague_end) = parse_end(to).ok_or_else(wrong)?;
                if !matches!(start, End::Within(..)) && !matches!(end, End::Within(..)) {
                    return Err(wrong());
                }
                Self { text: text.into(), start, end, extent: true, vague: vague_start || vague_end }
            }
        };
        match (date.earliest_start(), date.latest_end()) {
            (Some(start), Some(end)) if end < start => Err(wrong()),
            _ => Ok(date),
        }
    }

    /// One known day.
    pub fn day(day: Day) -> Self {
        let within = End::Within(day, day);
        Self { text: day.to_string(), start: within, end: within, extent: false, vague: false }
    }

    /// The text, as it was read.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first day on which it may have begun; `None` where nothing bounds it.
    pub fn earliest_start(&self) -> Option<Day> {
        within(self.start).map(|(first, _)| first)
    }

    /// The last day on which it may have begun: never after the last on which it may have ended.
    pub fn latest_start(&self) -> Option<Day> {
        within(self.start).map(|(_, last)| last).into_iter().chain(self.latest_end()).min()
    }

    /// The first day on which it may have ended: never before the first on which it may have begun.
    pub fn earliest_end(&self) -> Option<Day> {
        within(self.end).map(|(first, _)| first).into_iter().chain(self.earliest_start()).max()
    }

    /// The last day on which it may have ended; `None` where nothing bounds it.
    pub fn latest_end(&self) -> Option<Day> {
        within(self.end).map(|(_, last)| last)
    }

    /// Whether this is an extent (written with a slash) and not one thing on some day.
    pub fn is_extent(&self) -> bool {
        self.extent
    }

    /// Whether it was not ended when its source was written (`/..`).
    pub fn is_open(&self) -> bool {
        self.end == End::Open
    }

    /// Whether the text says that it is uncertain or approximate (`?`, `~`, `%`).
    pub fn is_vague(&self) -> bool {
        self.vague
    }

    /// The day, where it is exactly one and not vague.
    pub fn single_day(&self) -> Option<Day> {
        match (self.start, self.end) {
            (End::Within(a, b), End::Within(c, d)) if a == b && c == d && a == c && !self.vague => Some(a),
            _ => None,
        }
    }

    /// Whether all of this comes before any of the other.
    pub fn before(&self, other: &Self) -> Answer {
        self.answer(
            other,
            less(self.latest_end(), other.earliest_start()),
            self.earliest_end().zip(other.latest_start()).is_none_or(|(end, start)| end < start),
        )
    }

    /// Whether all of this comes after all of the other.
    pub fn after(&self, other: &Self) -> Answer {
        other.before(self)
    }

    /// Whether the two share a day.
    pub fn overlaps(&self, other: &Self) -> Answer {
        self.answer(
            other,
            at_most(self.latest_start(), other.earliest_end()) && at_most(other.latest_start(), self.earliest_end()),
            may_be_at_most(self.earliest_start(), other.latest_end())
                && may_be_at_most(other.earliest_start(), self.latest_end()),
        )
    }

    /// Whether all of this lies within the other. What is one day, known or not, holds no two days.
    pub fn during(&self, other: &Self) -> Answer {
        self.answer(
            other,
            at_most(other.latest_start(), self.earliest_start()) && at_most(self.latest_end(), other.earliest_end()),
            may_be_at_most(other.earliest_start(), self.latest_start())
                && may_be_at_most(self.earliest_end(), other.latest_end())
                && (other.extent || self.can_be_one_day_of(other)),
        )
    }

    /// Whether this can begin and end on one day that the other can be.
    fn can_be_one_day_of(&self, other: &Self) -> bool {
        let first = [self.earliest_start(), self.earliest_end(), other.earliest_start()].into_iter().flatten().max();
        let last = [self.latest_start(), self.latest_end(), other.latest_end()].into_iter().flatten().min();
        may_be_at_most(first, last)
    }

    /// Whether this begins on or after the other's end and at most `months` calendar months after it.
    pub fn within_months_after(&self, other: &Self, months: i32) -> Answer {
        self.within_after(other, |day| day.plus_months(months))
    }

    /// Whether this begins on or after the other's end and at most `days` days after it.
    pub fn within_days_after(&self, other: &Self, days: i32) -> Answer {
        self.within_after(other, |day| Day(day.0.saturating_add(days)))
    }

    fn within_after(&self, other: &Self, later: impl Fn(Day) -> Day) -> Answer {
        let later = |day: Option<Day>| day.map(&later);
        self.answer(
            other,
            at_most(other.latest_end(), self.earliest_start()) && at_most(self.latest_start(), later(other.earliest_end())),
            may_be_at_most(other.earliest_end(), self.latest_start())
                && may_be_at_most(self.earliest_start(), later(other.latest_end())),
        )
    }

    /// Whether the two can be dates of one and the same thing: they share a day, by some choice.
    pub fn can_be_same(&self, other: &Self) -> bool {
        self.overlaps(other) != Answer::Impossible
    }

    /// Days from the other to this, where both are single known days.
    pub fn days_since(&self, other: &Self) -> Option<i32> {
        Some(self.single_day()?.0 - other.single_day()?.0)
    }

    fn answer(&self, other: &Self, always: bool, sometimes: bool) -> Answer {
        match (always, sometimes, self.vague || other.vague) {
            (true, _, false) => Answer::Certain,
            (true, ..) | (_, true, _) => Answer::Possible,
            _ => Answer::Impossible,
        }
    }
}

/// Certainly less: both are bounded.
fn less(a: Option<Day>, b: Option<Day>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a < b)
}

/// Certainly at most: both are bounded.
fn at_most(a: Option<Day>, b: Option<Day>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a <= b)
}

/// Possibly at most: nothing that is known forbids it.
fn may_be_at_most(a: Option<Day>, b: Option<Day>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a <= b)
}

fn within(end: End) -> Option<(Day, Day)> {
    match end {
        End::Within(first, last) => Some((first, last)),
        End::Open | End::Unknown => None,
    }
}

fn parse_end(text: &str) -> Option<(End, bool)> {
    match text {
        "" => Some((End::Unknown, false)),
        ".." => Some((End::Open, false)),
        _ => parse_point(text).map(|(first, last, vague)| (End::Within(first, last), vague)),
    }
}

/// First and last day of a point, and whether it is marked as uncertain or approximate.
fn parse_point(text: &str) -> Option<(Day, Day, bool)> {
    let (body, vague) = match text.strip_suffix(['?', '~', '%']) {
        Some(body) => (body, true),
        None => (text, false),
    };
    if let Some(year) = body.strip_prefix('Y') {
        return long_year(year).map(|(first, last)| (first, last, vague));
    }
    let day_part = match body.split_once('T') {
        Some((day, time)) if is_time(time) && day.len() == 10 => day,
        Some(_) => return None,
        None => body,
    };
    let (negative, digits) = match day_part.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, day_part),
    };
    let parts: Vec<&str> = digits.split('-').collect();
    let (from, to) = year_range(parts.first()?)?;
    let (from, to) = if negative { (-to, -from) } else { (from, to) };
    let (first, last) = match parts[1..] {
        [] => (Day::from_ymd(from, 1, 1)?, Day::from_ymd(to, 12, 31)?),
        ["XX"] | ["XX", "XX"] => (Day::from_ymd(from, 1, 1)?, Day::from_ymd(to, 12, 31)?),
        [month] if from == to => month_or_season(from, two_digits(month)?)?,
        [month, "XX"] if from == to => whole_month(from, two_digits(month)?)?,
        [month, day] if from == to => {
            let day = Day::from_ymd(from, two_digits(month)?, two_digits(day)?)?;
            (day, day)
        }
        _ => return None,
    };
    Some((first, last, vague))
}

/// A year of four digits, of which the last ones may be `X`: its first and last year.
fn year_range(text: &str) -> Option<(i32, i32)> {
    let known = text.trim_end_matches('X');
    if text.len() != 4 || known.is_empty() || !known.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fill = |digit: &str| format!("{known}{}", digit.repeat(4 - known.len())).parse().ok();
    Some((fill("0")?, fill("9")?))
}

/// Level 1 allows years of more than four digits after `Y`; days are kept for −9999 to 9999 and held at those ends
/// beyond, which keeps every order among dates of this era right.
fn long_year(text: &str) -> Option<(Day, Day)> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() < 5 || digits.len() > 18 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year = if text.starts_with('-') { -9999 } else { 9999 };
    Some((Day::from_ymd(year, 1, 1)?, Day::from_ymd(year, 12, 31)?))
}

fn two_digits(text: &str) -> Option<i32> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn whole_month(year: i32, month: i32) -> Option<(Day, Day)> {
    Some((Day::from_ymd(year, month, 1)?, Day::from_ymd(year, month, days_in_month(year, month))?))
}

/// A month, or a season: 21 spring, 22 summer, 23 autumn, 24 winter, whose months depend on the hemisphere. A season is
/// taken as the widest reading that is still one: three months, northern, winter running into the next year.
fn month_or_season(year: i32, number: i32) -> Option<(Day, Day)> {
    match number {
        1..=12 => whole_month(year, number),
        21..=23 => {
            let first = 3 * (number - 20);
            Some((whole_month(year, first)?.0, whole_month(year, first + 2)?.1))
        }
        24 => Some((whole_month(year, 12)?.0, whole_month(year + 1, 2)?.1)),
        _ => None,
    }
}

/// Level 0 allows a time of day after a whole date. Rollcall keeps days, so the time is checked for shape and let go.
fn is_time(text: &str) -> bool {
    text.len() >= 8 && text.bytes().all(|byte| byte.is_ascii_digit() || b":Z+-.".contains(&byte))
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for Edtf {
    type Err = NotADate;
    fn from_str(text: &str) -> Result<Self, NotADate> {
        Self::parse(text)
    }
}

impl Serialize for Edtf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Edtf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl PartialOrd for Edtf {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// By earliest start (an unknown one first), then by latest end (an unknown one last), then by text: an order for
/// lists, not an answer to "was it before?".
impl Ord for Edtf {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |date: &Self| {
            let start = date.earliest_start().or(date.latest_end()).map_or(i32::MIN, |day| day.0);
            (start, date.latest_end().map_or(i32::MAX, |day| day.0))
        };
        key(self).cmp(&key(other)).then_with(|| self.text.cmp(&other.text))
    }
}

#[cfg(test)]
mod tests;
