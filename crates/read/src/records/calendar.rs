//! iCalendar: what a calendar plans, never what took place.
//!
//! The main function is [`read`]: every entry is an engagement that is scheduled or cancelled. Days are taken as written,
//! without moving them to another time zone. The format is checked by the crate `icalendar`; where things stand is found
//! by our own scan of the lines, since that crate keeps no places.

use super::plan::{kind_of, plan};
use super::row::{Cell, Engine, Row, Words};
use super::{File, MAX_CELLS, MAX_ROW_BYTES, MAX_ROWS, RecordMap, RecordReading};
use rollcall_model::claim::{Basis, Claim, Value};
use rollcall_model::date::Day;
use rollcall_model::id::MentionId;
use rollcall_model::ontology::{Kind, kinds};
use rollcall_model::problem::Problem;
use std::collections::BTreeMap;

/// How deep components may lie in each other: the crate's parser calls itself for each.
const MAX_DEPTH: usize = 8;
/// Bytes of a calendar.
const MAX_BYTES: usize = 32 << 20;

/// An entry: its bytes and its properties by name, the first of each.
#[derive(Debug, Default)]
struct Entry {
    bytes: (usize, usize),
    properties: BTreeMap<String, Cell>,
}

/// Reads a calendar.
pub(super) fn read(file: &File<'_>, record: &RecordMap) -> RecordReading {
    read_all(file, record).unwrap_or_else(|problems| RecordReading { problems, ..RecordReading::default() })
}

fn read_all(file: &File<'_>, record: &RecordMap) -> Result<RecordReading, Vec<Problem>> {
    let kind = map_kind(file, record).map_err(|problem| vec![problem])?;
    let entries = scan(file).map_err(|problem| vec![problem])?;
    icalendar::parser::read_components(&icalendar::parser::unfold(file.text())).map_err(|_| {
        vec![
            file.problem(0, "broken-calendar", "the file is not a calendar that can be read")
                .hint("export it again as iCalendar"),
        ]
    })?;
    let mut map = record.clone();
    map.columns.entry("name".into()).or_insert_with(|| "SUMMARY".into());
    map.columns.entry("place".into()).or_insert_with(|| "LOCATION".into());
    let mut heads: Vec<String> = entries.iter().flat_map(|entry| entry.properties.keys().cloned()).collect();
    heads.extend(["SUMMARY".into(), "LOCATION".into()]);
    heads.sort_unstable();
    heads.dedup();
    let head: Vec<&str> = heads.iter().map(String::as_str).collect();
    let root = plan(file, &map, kind, &head)?;
    let engine = Engine { file, head, by: "record/ics" };
    let mut reading = RecordReading::default();
    for (at, entry) in entries.iter().enumerate() {
        let cells = heads.iter().map(|name| entry.properties.get(name).cloned().unwrap_or_default()).collect();
        let row = Row { number: at + 1, bytes: entry.bytes, cells };
        let read = engine
            .read(&root, &row)
            .and_then(|(mention, claims)| Ok((claims, planned(file, entry, (&mention, kind), at + 1)?)));
        match read {
            Ok((claims, planned)) => reading.claims.extend(claims.into_iter().chain(planned)),
            Err(problem) => reading.problems.push(problem),
        }
        if let Some(rule) = entry.properties.get("RRULE") {
            let message = "a repeating entry is read once, on its first day";
            reading.problems.push(file.problem(rule.whole.bytes.0, "repeats-not-read", message));
        }
    }
    Ok(reading)
}

/// An entry is an engagement, and a map cannot say that it was held.
fn map_kind(file: &File<'_>, record: &RecordMap) -> Result<Kind, Problem> {
    for name in ["status", "date", "startDate", "endDate"] {
        if record.columns.contains_key(name) || record.fixed.contains_key(name) {
            let message = format!("a calendar's entries say `{name}` themselves");
            return Err(file.map_problem(name, "said-twice", message).hint("take the line out"));
        }
    }
    let kind = record.kind.as_ref().map_or(Ok(kinds::MEETING), |name| kind_of(file, name))?;
    if kind.is_engagement() {
        Ok(kind)
    } else {
        let message = format!("an entry of a calendar is no `{kind}`");
        Err(file
            .map_problem(kind.as_str(), "kind-not-allowed", message)
            .hint("it may be `Meeting`, `Exercise`, `Visit`, `Training` or `Expo`"))
    }
}

/// When, and that it is only planned.
fn planned(file: &File<'_>, entry: &Entry, of: (&MentionId, Kind), row: usize) -> Result<Vec<Claim>, Problem> {
    let property = |name: &str| entry.properties.get(name).map(|cell| &cell.whole);
    let missing = || file.problem(entry.bytes.0, "missing-value", "the entry says no `DTSTART`");
    let from = property("DTSTART").ok_or_else(missing)?;
    let wrong = |words: &Words| file.problem(words.bytes.0, "wrong-value", format!("`{}` is not a day", words.value));
    let first = day(&from.value).ok_or_else(|| wrong(from))?;
    let claim = |name: &str, value: String, bytes, column| {
        let anchor = file.anchor(bytes, row, Some(column));
        Claim::new(of.0.clone(), of.1, name, Value::Text(value), anchor, "record/ics", 1000, Basis::Record)
    };
    let (mut date, mut bytes) = (first.to_string(), from.bytes);
    if let Some(to) = property("DTEND") {
        let last = last_day(&to.value).ok_or_else(|| wrong(to))?;
        if last > first {
            date = format!("{first}/{last}");
            // Start and end stand in two lines, in either order: the words run from the one to the other.
            bytes = (from.bytes.0.min(to.bytes.0), from.bytes.1.max(to.bytes.1));
        }
    }
    let cancelled = property("STATUS").filter(|status| status.value.eq_ignore_ascii_case("CANCELLED"));
    let status = match cancelled {
        Some(words) => claim("status", "cancelled".into(), words.bytes, "STATUS"),
        None => claim("status", "scheduled".into(), from.bytes, "DTSTART"),
    };
    Ok(vec![claim("date", date, bytes, "DTSTART"), status])
}

/// The day of `20210629` or `20210629T090000Z`.
fn day(value: &str) -> Option<Day> {
    let digits = value.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = &value[8..];
    let number = |from: usize, to: usize| digits[from..to].parse::<i32>().ok();
    (rest.is_empty() || rest.starts_with('T')).then(|| Day::from_ymd(number(0, 4)?, number(4, 6)?, number(6, 8)?))?
}

/// The last day of an entry: its end is the moment after it.
fn last_day(value: &str) -> Option<Day> {
    let after = day(value)?;
    let midnight = value.len() == 8 || value[8..].starts_with("T000000");
    Some(if midnight { Day(after.0 - 1) } else { after })
}

/// Finds every entry and the place of its properties.
fn scan(file: &File<'_>) -> Result<Vec<Entry>, Problem> {
    let text = file.text();
    if text.len() > MAX_BYTES {
        return Err(file.problem(0, "too-long", format!("a calendar may have {MAX_BYTES} bytes")));
    }
    let mut entries: Vec<Entry> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (end, next) = logical_line(text, at);
        if let Some((name, value)) = split_line(text, at, end) {
            let word = meant(&text[value.0..value.1]);
            match name.as_str() {
                "BEGIN" => {
                    open.push(word.to_ascii_uppercase());
                    if open.len() > MAX_DEPTH {
                        return Err(file.problem(
                            at,
                            "broken-calendar",
                            format!("parts lie in each other deeper than {MAX_DEPTH}"),
                        ));
                    }
                    if open.last().is_some_and(|name| name == "VEVENT") {
                        entries.push(Entry { bytes: (at, end), ..Entry::default() });
                    }
                }
                "END" => close(&mut open, &mut entries, end),
                _ if open.last().is_some_and(|name| name == "VEVENT") => {
                    let cell = cell(text, value, name == "CATEGORIES");
                    if let Some(entry) = entries.last_mut() {
                        entry.bytes.1 = end;
                        entry.properties.entry(name).or_insert(cell);
                    }
                }
                _ => {}
            }
        }
        let too_large = entries
            .last()
            .is_some_and(|entry| entry.properties.len() > MAX_CELLS || entry.bytes.1 - entry.bytes.0 > MAX_ROW_BYTES);
        if too_large || entries.len() > MAX_ROWS {
            return Err(file.problem(
                at,
                "too-long",
                format!("a calendar may have {MAX_ROWS} entries of {MAX_ROW_BYTES} bytes"),
            ));
        }
        at = next;
    }
    Ok(entries)
}

fn close(open: &mut Vec<String>, entries: &mut [Entry], end: usize) {
    if open.pop().is_some_and(|name| name == "VEVENT")
        && let Some(entry) = entries.last_mut()
    {
        entry.bytes.1 = end;
    }
}

/// End of a line with the lines folded into it, and start of the next.
fn logical_line(text: &str, at: usize) -> (usize, usize) {
    let mut from = at;
    loop {
        let newline = text[from..].find('\n').map(|found| from + found);
        let next = newline.map_or(text.len(), |newline| newline + 1);
        if newline.is_some() && text[next..].starts_with([' ', '\t']) {
            from = next;
            continue;
        }
        let line = text[at..newline.unwrap_or(text.len())].trim_end_matches('\r');
        return (at + line.len(), next);
    }
}

/// Name in capitals and the bytes of the value; a colon within quotes belongs to a parameter.
fn split_line(text: &str, start: usize, end: usize) -> Option<(String, (usize, usize))> {
    let mut quoted = false;
    let colon = text[start..end].char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == ':' && !quoted).then_some(start + at)
    })?;
    let name = text[start..colon].split(';').next()?.trim().to_ascii_uppercase();
    Some((name, (colon + 1, end)))
}

fn cell(text: &str, bytes: (usize, usize), list: bool) -> Cell {
    let trimmed = |start: usize, raw: &str| {
        let from = start + (raw.len() - raw.trim_start().len());
        Words { bytes: (from, from + raw.trim().len()), value: meant(raw.trim()) }
    };
    let raw = &text[bytes.0..bytes.1];
    let whole = trimmed(bytes.0, raw);
    if !list {
        return Cell { parts: vec![whole.clone()], whole };
    }
    let mut from = bytes.0;
    let mut parts = Vec::new();
    for part in raw.split(',') {
        parts.push(trimmed(from, part));
        from += part.len() + 1;
    }
    Cell { whole, parts }
}

/// A value as it is meant: unfolded and without escapes.
fn meant(raw: &str) -> String {
    let unfolded = icalendar::parser::unfold(raw);
    let mut out = String::with_capacity(unfolded.len());
    let mut chars = unfolded.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            _ => out.push(c),
        }
    }
    out.trim().to_string()
}
