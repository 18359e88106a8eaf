//! What learning and measuring the comparison need, and nothing else does: the measures of a pair, and the table of
//! people's names written. The main function is [`measures`].

use super::align::align;
use super::fold::{Script, hash};
use super::measure::measure;
use super::name::{Kind, Name};
use super::people::SHORT_FORMS;
use super::words::Class;
use crate::table::pack;
use std::collections::{BTreeMap, BTreeSet};

pub use super::measure::{COUNT, MEASURES, Measures};

/// The measures of two names.
pub fn measures(a: &Name, b: &Name) -> Measures {
    let (a, b) = if a.order() <= b.order() { (a, b) } else { (b, a) };
    measure(a, b, &align(a, b))
}

/// Whether two names are taken to be one, rules and customs and all, where the measures are weighed by another model:
/// `sum` gives hundredths of log odds.
pub fn is_match_by(a: &Name, b: &Name, sum: impl Fn(&Measures) -> i32) -> bool {
    super::compare_by(a, b, sum).is_match()
}

/// The points that the shipped model gives a measure for its value, in hundredths of log odds.
pub fn points(measure: usize, value: i32) -> i32 {
    super::model::points(measure, value)
}

/// The table of people's names from lines of groups: `name` or `short`, then forms, parted by tabs. Forms of several
/// words, and groups of which one form is left, say nothing.
pub fn people_table(lines: &str) -> Vec<u8> {
    let mut words: BTreeMap<u64, BTreeSet<u32>> = BTreeMap::new();
    let (mut names, mut shorts) = (0, SHORT_FORMS);
    for line in lines.lines() {
        let mut cells = line.split('\t');
        let short = cells.next() == Some("short");
        let forms: BTreeSet<u64> = cells.filter_map(key).collect();
        if forms.len() < 2 {
            continue;
        }
        let group = if short { &mut shorts } else { &mut names };
        *group += 1;
        for form in forms {
            words.entry(form).or_default().insert(*group);
        }
    }
    pack(&words)
}

/// The table of Japanese names from lines of `family`, `given` or `either`, the written name and its reading in kana,
/// parted by tabs.
pub fn japanese_table(lines: &str) -> Vec<u8> {
    crate::asia::japanese::table(lines)
}

/// What a form is looked up by: its letters, or where its script is no alphabet what is written.
fn key(form: &str) -> Option<u64> {
    let name = Name::cut_only(form);
    let [part] = &name.parts[..] else { return None };
    if part.class != Class::Word || part.script == Script::None {
        return None;
    }
    Some(if part.written == 0 { hash(name.bytes(part)) } else { part.written })
}

/// A name as the measures see it, for looking at what the reader of names makes of it: each part with its class.
pub fn parts(text: &str, kind: Kind) -> String {
    let name = Name::parse(text, kind);
    let parts = name.parts.iter().map(|part| format!("{}:{:?}{}", name.text(part), part.class, part.id));
    parts.collect::<Vec<_>>().join(" ")
}
