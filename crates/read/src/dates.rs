//! Dates in prose, resolved against the document's date and the text before them, as EDTF.
//!
//! The main types are [`Found`], a date with its words, and [`Context`], what the text has said so far. The words of
//! dates are in packs; a pack says what a word *means* (`vague`, `since`, `same-month` …), and the operations are here.
//! A month without a year takes the year last spoken of, because a narrative says when the year changes; one that would
//! lie after the document's own date is taken a year earlier.

mod written;

use crate::text::Text;
use rollcall_lexicon::Entry;
use rollcall_lexicon::words::{Gap, Shape};
use rollcall_model::date::{Day, Edtf};
use std::collections::BTreeMap;
use written::{absolute, decade, month_at, small_number, year_at, year_near};

/// A year, and a month or season and a day where they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point {
    pub year: i32,
    pub month: Option<i32>,
    pub day: Option<i32>,
    vague: bool,
}

impl Point {
    fn year(year: i32) -> Self {
        Self { year, month: None, day: None, vague: false }
    }

    fn of_day(day: Day) -> Self {
        let (year, month, day) = day.ymd();
        Self { year, month: Some(month), day: Some(day), vague: false }
    }

    fn text(&self) -> String {
        let mut out = format!("{:04}", self.year);
        if let Some(month) = self.month {
            out += &format!("-{month:02}");
        }
        if let (Some(_), Some(day)) = (self.month, self.day) {
            out += &format!("-{day:02}");
        }
        if self.vague {
            out.push('~');
        }
        out
    }
}

/// How a date stands to what is said with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// It happened then.
    In,
    /// It has been so from then on, or until then: an extent.
    Extent,
    /// It happened before or after then.
    Beside,
}

/// A date with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// First word.
    pub start: usize,
    /// One past the last word.
    pub end: usize,
    /// The date.
    pub date: Edtf,
    /// How it stands to what is said with it.
    pub relation: Relation,
    /// Whether the words have a month and no year.
    pub bare_month: bool,
    /// Whether a word of place in time stands before it, or it is a date that cannot be read otherwise.
    pub firm: bool,
}

/// What the text has said so far about time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context {
    document: Option<Point>,
    last: Option<Point>,
    /// Dates of things that happened, by the noun for them.
    happenings: BTreeMap<String, Point>,
}

impl Context {
    /// A context that knows at most the document's date.
    pub fn new(document: Option<&Edtf>) -> Self {
        let document = document.and_then(Edtf::earliest_start).map(Point::of_day);
        Self { document, last: None, happenings: BTreeMap::new() }
    }

    /// The document's own dateline: the first whole date among its first short lines.
    pub fn find_dateline(&mut self, text: &Text<'_>) {
        if self.document.is_some() {
            return;
        }
        for sentence in text.sentences.iter().take(6) {
            for at in sentence.words.clone().take(12) {
                if let Some((point, _)) = absolute(text, at, sentence.words.end)
                    && point.day.is_some()
                {
                    self.document = Some(point);
                    return;
                }
            }
        }
    }

    /// All dates of a sentence outside `names`, in order; each is context for the next.
    pub fn scan(&mut self, text: &Text<'_>, words: std::ops::Range<usize>, names: &[std::ops::Range<usize>]) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut at = words.start;
        while at < words.end {
            if let Some(name) = names.iter().find(|n| n.contains(&at)) {
                at = name.end;
                continue;
            }
            self.recall(text, at, words.end);
            let before = self.last;
            match self.one(text, at, words.end) {
                Some(mut date) => {
                    // "…, against whom operations had begun in August. The same month": not the month of the aside.
                    if before.is_some() && aside(text, words.start, date.start) {
                        self.last = before;
                    }
                    date.bare_month = year_near(text, date.start, date.end).is_none() && date.date.as_str().len() > 4;
                    at = date.end.max(at + 1);
                    found.push(date);
                }
                None => at += 1,
            }
        }
        found
    }

    /// "Following the coup, …": the time spoken of becomes that of a thing whose date the text gave.
    fn recall(&mut self, text: &Text<'_>, at: usize, end: usize) {
        if !matches!(meaning(text, at), Some(("after" | "since" | "following", _, _))) {
            return;
        }
        for word in at + 1..(at + 8).min(end) {
            if text.gap(word).has(Gap::COMMA) {
                return;
            }
            if let Some(point) = self.happenings.get(&text.word(word).to_lowercase()) {
                self.last = Some(*point);
            }
        }
    }

    /// Keeps "the coup on 1 February": a noun directly before a date.
    fn remember(&mut self, text: &Text<'_>, before: usize, point: Point) {
        if before > 0 && point.month.is_some() {
            let noun = before - 1;
            let word = &text.words[noun];
            if word.shape == Shape::Lower && !text.is(noun, "function") && !text.is(noun, "preposition") {
                self.happenings.entry(text.word(noun).to_lowercase()).or_insert(point);
            }
        }
    }

    fn one(&mut self, text: &Text<'_>, at: usize, end: usize) -> Option<Found> {
        let (operation, _, after) = meaning(text, at).unwrap_or(("", 0, at));
        if let Some(found) = self.ago(text, at) {
            return Some(found);
        }
        if let Some(found) = self.anaphor(text, at, operation, after) {
            return Some(found);
        }
        match operation {
            "since" | "until" | "between" => {
                if let Some(found) = self.span(text, at, after, end).or_else(|| self.extent(text, at, operation, after, end))
                {
                    return Some(found);
                }
            }
            "before" | "after" => {
                let (point, stop) = self.point(text, after, end)?;
                return self.found(at, stop, point, None, Relation::Beside, true);
            }
            "in" | "during" => {
                if let Some(found) = decade(text, at, after, end) {
                    return Some(found);
                }
                if let Some(found) = self.days(text, at, after, end).or_else(|| self.span(text, at, after, end)) {
                    return Some(found);
                }
                let (point, stop) = self.point(text, after, end)?;
                self.remember(text, at, point);
                return self.range_or_point(text, at, point, stop, end, true);
            }
            _ => {}
        }
        if let Some(found) = self.days(text, at, at, end).or_else(|| self.span(text, at, at, end)) {
            return Some(found);
        }
        let (point, stop) = self.point(text, at, end)?;
        let firm = point.month.is_some() || starts_apart(text, at) || operation == "vague" && !text.joined(stop);
        self.range_or_point(text, at, point, stop, end, firm)
    }

    fn found(
        &mut self,
        start: usize,
        end: usize,
        point: Point,
        other: Option<String>,
        relation: Relation,
        firm: bool,
    ) -> Option<Found> {
        // What is planned for later does not move the time that is told of.
        let ahead = self.document.is_some_and(|now| point.year > now.year);
        if firm && !ahead {
            self.last = Some(point);
        }
        let date = Edtf::parse(&other.unwrap_or_else(|| point.text())).ok()?;
        Some(Found { start, end, date, relation, bare_month: false, firm })
    }

    /// A point, or the range that a hyphen after it makes ("2015-2019", "June 29-30").
    fn range_or_point(
        &mut self,
        text: &Text<'_>,
        start: usize,
        point: Point,
        stop: usize,
        end: usize,
        firm: bool,
    ) -> Option<Found> {
        if stop < end
            && text.gap(stop).only(Gap::HYPHEN.and(Gap::SPACE).and(Gap::DASH))
            && text.gap(stop).0 & !Gap::SPACE.0 != 0
        {
            if let Some(day) = small_number(text, stop, 31).filter(|_| point.day.is_some()) {
                let mut last = Point { day: Some(day), ..point };
                let mut stop = stop + 1;
                let mut first = point;
                if let Some(year) = year_at(text, stop).filter(|_| stop < end) {
                    (first.year, last.year, stop) = (year, year, stop + 1);
                }
                let range = format!("{}/{}", first.text(), last.text());
                return self.found(start, stop, first, Some(range), Relation::In, true);
            }
            if let Some((last, stop)) = self.point(text, stop, end) {
                let range = format!("{}/{}", point.text(), last.text());
                return self.found(start, stop, point, Some(range), Relation::Extent, true);
            }
        }
        self.found(start, stop, point, None, Relation::In, firm)
    }

    /// "3-5 May 2019", "3 to 5 May".
    fn days(&mut self, text: &Text<'_>, start: usize, at: usize, end: usize) -> Option<Found> {
        let first = small_number(text, at, 31)?;
        let next = if at + 1 < end && text.gap(at + 1).has(Gap::HYPHEN.and(Gap::DASH)) {
            at + 1
        } else {
            meaning_is(text, at + 1, "to")?
        };
        if next >= end || small_number(text, next, 31).is_none() {
            return None;
        }
        let (last, stop) =
            absolute(text, next, end).or_else(|| self.partial(text, next, end)).filter(|(p, _)| p.day.is_some())?;
        let range = format!("{}/{}", Point { day: Some(first), ..last }.text(), last.text());
        self.found(start, stop, last, Some(range), Relation::In, true)
    }

    /// Days of two months ("29 May to 2 June 2017"), and days after their month ("June 3-5, 2017"): the year stands last.
    fn span(&mut self, text: &Text<'_>, start: usize, at: usize, end: usize) -> Option<Found> {
        let day_first =
            small_number(text, at, 31).and_then(|day| month_at(text, at + 1).map(|(month, stop)| (month, day, stop)));
        let (month, day, stop) = day_first
            .or_else(|| month_at(text, at).and_then(|(m, stop)| Some((m, small_number(text, stop, 31)?, stop + 1))))?;
        let hyphen = stop < end && text.gap(stop).has(Gap::HYPHEN.and(Gap::DASH));
        let to = if hyphen { stop } else { meaning_is(text, stop, "to").filter(|_| stop < end)? };
        let days = small_number(text, to, 31).filter(|_| day_first.is_none() && to + 1 < end);
        let (last, stop) = match (days, year_at(text, to + 1)) {
            (Some(day), Some(year)) => (Point { year, month: Some(month), day: Some(day), vague: false }, to + 2),
            _ => absolute(text, to, end).filter(|(last, _)| last.day.is_some() && last.month != Some(month))?,
        };
        let year = last.year - i32::from(last.month.is_some_and(|m| m < month));
        let first = Point { year, month: Some(month), day: Some(day), vague: false };
        let range = format!("{}/{}", first.text(), last.text());
        self.found(start, stop, last, Some(range), Relation::In, true)
    }

    /// "Two years ago", "three days ago": counted back from the document's day.
    fn ago(&mut self, text: &Text<'_>, at: usize) -> Option<Found> {
        let (unit, _, stop) = meaning(text, at + 1).filter(|(unit, _, _)| unit.ends_with("-ago"))?;
        let count = text.number(at).or_else(|| text.is(at, "indefinite").then_some(1)).filter(|n| (1..=200).contains(n))?;
        let (now, count) = (self.document?, count as i32);
        let point = match unit {
            "years-ago" => Point::year(now.year - count),
            "months-ago" => shift(now, -count)?,
            "weeks-ago" => Point { vague: true, ..days(now, -7 * count)? },
            _ => days(now, -count)?,
        };
        self.found(at, stop, point, None, Relation::In, true)
    }

    fn extent(&mut self, text: &Text<'_>, at: usize, operation: &str, after: usize, end: usize) -> Option<Found> {
        let (first, stop) = self.point(text, after, end)?;
        let hyphen = stop < end && text.gap(stop).has(Gap::HYPHEN.and(Gap::DASH));
        let to = if hyphen { Some(stop) } else { meaning_is(text, stop, "to").filter(|_| stop < end) };
        if operation != "until"
            && let Some(to) = to
            && let Some((last, stop)) = self.point(text, to, end)
        {
            // "From March to June 2021": the year stands once, at the end.
            let first = if first.month.is_some() && year_near(text, after, to).is_none() {
                Point { year: last.year, ..first }
            } else {
                first
            };
            let range = format!("{}/{}", first.text(), last.text());
            return self.found(at, stop, last, Some(range), Relation::Extent, true);
        }
        let range = match operation {
            "until" => format!("/{}", first.text()),
            "since" => format!("{}/..", first.text()),
            _ => return None,
        };
        self.found(at, stop, first, Some(range), Relation::Extent, true)
    }

    /// A date that is only a way of speaking of another: "the same month", "last year".
    fn anaphor(&mut self, text: &Text<'_>, at: usize, operation: &str, after: usize) -> Option<Found> {
        let last = self.last.or(self.document);
        let now = self.document;
        let point = match operation {
            "same-month" => last.filter(|p| p.month.is_some()).map(|p| Point { day: None, vague: false, ..p }),
            "same-year" => last.map(|p| Point::year(p.year)),
            "same-day" => last.filter(|p| p.day.is_some()),
            "following-year" => last.map(|p| Point::year(p.year + 1)),
            "previous-year" => last.map(|p| Point::year(p.year - 1)),
            "following-month" => last.and_then(|p| shift(p, 1)),
            "this-year" => now.map(|p| Point::year(p.year)),
            "last-year" => now.map(|p| Point::year(p.year - 1)),
            "next-year" => now.map(|p| Point::year(p.year + 1)),
            // A week is some day about then.
            "this-week" => now.filter(|p| p.day.is_some()).map(|p| Point { vague: true, ..p }),
            "next-week" => now.and_then(|p| days(p, 7)).map(|p| Point { vague: true, ..p }),
            "last-week" => now.and_then(|p| days(p, -7)).map(|p| Point { vague: true, ..p }),
            "this-month" => now.and_then(|p| shift(p, 0)),
            "last-month" => now.and_then(|p| shift(p, -1)),
            "next-month" => now.and_then(|p| shift(p, 1)),
            "today" => now.filter(|p| p.day.is_some()),
            "yesterday" => now.and_then(|p| days(p, -1)),
            "tomorrow" => now.and_then(|p| days(p, 1)),
            "following-day" => last.and_then(|p| days(p, 1)),
            _ => None,
        }?;
        let _ = text;
        self.found(at, after, point, None, Relation::In, true)
    }

    /// A point in time that starts at a word, with the word after it.
    fn point(&mut self, text: &Text<'_>, at: usize, end: usize) -> Option<(Point, usize)> {
        if at >= end {
            return None;
        }
        let (operation, value, after) = meaning(text, at).unwrap_or(("", 0, at));
        match operation {
            "vague" => {
                let (mut point, stop) = self.point(text, skip_hyphen(after), end)?;
                point.vague = true;
                return Some((point, stop));
            }
            "end" | "start" => {
                let (mut point, stop) = self.point(text, after, end)?;
                if point.month.is_none() {
                    point.month = Some(if operation == "end" { 12 } else { 1 });
                }
                point.vague = true;
                return Some((point, stop));
            }
            "month-number" => {
                let year = year_at(text, after)?;
                return Some((Point { year, month: Some(value as i32), day: None, vague: false }, after + 1));
            }
            // "That autumn": of the year spoken of.
            "same" => {
                let (season, stop) = season_at(text, after)?;
                let year = self.last.or(self.document)?.year;
                return Some((Point { year, month: Some(season), day: None, vague: false }, stop));
            }
            "last" | "this" if season_at(text, after).is_some() => {
                let ((season, stop), now) = (season_at(text, after)?, self.document?);
                // A season is over three months after the first of it began; "this" is never of another year.
                let over = operation == "this" || (season - 20) * 3 + 3 <= now.month?;
                return Some((
                    Point { year: now.year - i32::from(!over), month: Some(season), day: None, vague: false },
                    stop,
                ));
            }
            "following" => {
                let (month, stop) = month_at(text, after)?;
                let last = self.last.or(self.document)?;
                let later = last.month.is_some_and(|m| m < month);
                return Some((
                    Point { year: last.year + i32::from(!later), month: Some(month), day: None, vague: false },
                    stop,
                ));
            }
            "last" | "this" => {
                let (month, stop) = month_at(text, after)?;
                let now = self.document?;
                let passed = now.month.is_none_or(|m| month < m || operation == "this");
                return Some((
                    Point { year: now.year - i32::from(!passed), month: Some(month), day: None, vague: false },
                    stop,
                ));
            }
            "season" => {
                let mut stop = after;
                if meaning(text, stop).is_some_and(|m| m.0 == "in") {
                    stop += 1;
                }
                let year = year_at(text, stop)?;
                return Some((Point { year, month: Some(value as i32), day: None, vague: false }, stop + 1));
            }
            "weekday" => {
                // "Saturday, 3 March": the day's name adds nothing. Alone it is the last such day before the document.
                if let Some((point, stop)) = absolute(text, after, end).or_else(|| self.partial(text, after, end)) {
                    return Some((point, stop));
                }
                return Some((weekday_before(self.document?, value as i32)?, after));
            }
            _ => {}
        }
        absolute(text, at, end).or_else(|| self.partial(text, at, end))
    }

    /// A month, or day and month, without a year.
    fn partial(&self, text: &Text<'_>, at: usize, end: usize) -> Option<(Point, usize)> {
        let (month, mut stop) = month_at(text, at)
            .or_else(|| small_number(text, at, 31).and_then(|_| month_at(text, at + 1)))
            .filter(|(_, stop)| *stop <= end)?;
        let mut day = small_number(text, at, 31);
        if day.is_none() && stop < end && text.joined(stop) {
            day = small_number(text, stop, 31);
            stop += usize::from(day.is_some());
        }
        let mut year = self.last.or(self.document)?.year;
        if let Some(now) = self.document
            && (year, month, day.unwrap_or(1)) > (now.year, now.month.unwrap_or(12), now.day.unwrap_or(31))
            && self.last.is_none_or(|last| last.year == now.year && last.month.is_none())
        {
            year -= 1;
        }
        Some((Point { year, month: Some(month), day, vague: false }, stop))
    }
}

/// What a word of dates means, with its value and the word after it; of several the longest.
fn meaning<'a>(text: &Text<'a>, at: usize) -> Option<(&'a str, i64, usize)> {
    let mut best: Option<(&'a str, i64, usize)> = None;
    for hit in text.at(at) {
        if let Entry::Date(n) = hit.entry {
            let phrase = &text.lexicon.all.date_phrase[n];
            let better = best.is_none_or(|b| hit.end > b.2 || hit.end == b.2 && rank(&phrase.means) > rank(b.0));
            if better {
                best = Some((phrase.means.as_str(), phrase.value.unwrap_or(0), hit.end));
            }
        }
    }
    best
}

/// Where a word has several meanings, which is tried first.
fn rank(means: &str) -> u8 {
    match means {
        "since" | "until" | "between" => 3,
        "after" | "before" | "following" => 2,
        "to" | "in" => 1,
        _ => 0,
    }
}

/// Where a phrase that has this meaning among others ends.
fn meaning_is(text: &Text<'_>, at: usize, means: &str) -> Option<usize> {
    text.at(at)
        .iter()
        .filter(|hit| matches!(hit.entry, Entry::Date(n) if text.lexicon.all.date_phrase[n].means == means))
        .map(|hit| hit.end)
        .max()
}

fn skip_hyphen(at: usize) -> usize {
    at
}

/// Whether a word stands in a clause that a relative opens after a comma and no comma has closed.
fn aside(text: &Text<'_>, start: usize, at: usize) -> bool {
    let comma = |word: usize| text.gap(word).has(Gap::COMMA);
    let opens = |word: usize| text.is(word, "relative") && (comma(word) || word > start + 1 && comma(word - 1));
    (start + 1..at).rfind(|word| opens(*word)).is_some_and(|word| !(word + 1..=at).any(comma))
}

/// A season's word that starts at a word, as the number that stands for its month.
fn season_at(text: &Text<'_>, at: usize) -> Option<(i32, usize)> {
    meaning(text, at).filter(|(means, _, _)| *means == "season").map(|(_, value, end)| (value as i32, end))
}

/// Whether a bare year stands apart, as a date does: after a bracket, comma or the start, not before a noun.
fn starts_apart(text: &Text<'_>, at: usize) -> bool {
    text.gap(at).has(Gap::OPEN.and(Gap::PARAGRAPH)) && !text.joined(at + 1)
}

fn shift(point: Point, months: i32) -> Option<Point> {
    let count = point.year * 12 + point.month? - 1 + months;
    Some(Point { year: count.div_euclid(12), month: Some(count.rem_euclid(12) + 1), day: None, vague: false })
}

fn days(point: Point, count: i32) -> Option<Point> {
    let day = Day::from_ymd(point.year, point.month?, point.day?)?;
    Some(Point::of_day(Day(day.0 + count)))
}

/// The last such weekday (Monday is 1) at or before a day.
fn weekday_before(point: Point, weekday: i32) -> Option<Point> {
    let day = Day::from_ymd(point.year, point.month?, point.day?)?;
    // 1 January 1970 was a Thursday.
    let today = (day.0 + 3).rem_euclid(7) + 1;
    Some(Point::of_day(Day(day.0 - (today - weekday).rem_euclid(7))))
}

#[cfg(test)]
mod tests;
