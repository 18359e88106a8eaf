//! Chinese names: in Chinese characters beside Latin letters, and in pinyin beside older spellings. The main type is
//! [`Name`].
//!
//! A character has one usual reading in pinyin, and pinyin parts cleanly into syllables; older systems spell the same
//! syllables otherwise (Wade and Giles, the old post office, a family's own habit), and `data/chinese.txt` says how.
//! Whether one name is a spelling of the other is asked letter by letter without any cost for what is nearly so: a
//! syllable more or less is another name. What a character is read as in Cantonese or Japanese is asked in
//! `asia::cantonese` and `asia::japanese`.

use crate::quick::{QuickMap, QuickSet};
use crate::signs::is_sign;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Names with more letters are not read.
const MAX_LETTERS: usize = 24;
/// No syllable of pinyin has more letters.
const MAX_SYLLABLE: usize = 6;
/// A family name and what is given: more words are no such name.
const WORDS: std::ops::RangeInclusive<usize> = 2..=4;

/// Each syllable of pinyin with all its spellings, itself among them.
static SYLLABLES: LazyLock<QuickMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut parts: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for line in include_str!("../../data/chinese.txt").lines() {
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["syllables", initial, ref finals @ ..] => {
                pairs.extend(finals.iter().map(|last| (initial.trim_start_matches('-'), *last)));
            }
            [sort @ ("initial" | "final" | "whole"), of, spelling] => parts.entry((sort, of)).or_default().push(spelling),
            _ => {}
        }
    }
    let ways = |sort: &'static str, of: &'static str| {
        let others = parts.get(&(sort, of)).cloned().unwrap_or_default();
        std::iter::once(of).chain(others).collect::<Vec<_>>()
    };
    let spelt = |(initial, last): (&'static str, &'static str)| {
        let whole = format!("{initial}{last}");
        let mut all: Vec<String> =
            parts.get(&("whole", whole.as_str())).into_iter().flatten().map(ToString::to_string).collect();
        for first in ways("initial", initial) {
            all.extend(ways("final", last).into_iter().map(|rest| format!("{first}{rest}")));
        }
        all.sort();
        all.dedup();
        (whole, all)
    };
    pairs.into_iter().map(spelt).collect()
});

/// The commonest family names in pinyin.
static FAMILIES: LazyLock<QuickSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/chinese.txt").lines().filter_map(|line| line.strip_prefix("family "));
    lines.flat_map(str::split_whitespace).collect()
});

/// A name in Chinese characters or in pinyin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    /// The usual readings of its characters.
    Characters(Vec<String>),
    /// Its words, which are rows of syllables of pinyin.
    Pinyin(Vec<String>),
}

impl Name {
    /// Reads the words of a name; nothing where they are neither characters alone nor pinyin.
    pub fn read(words: &[String]) -> Option<Self> {
        let all = || words.iter().flat_map(|word| word.chars());
        if all().any(is_sign) {
            let readings: Vec<String> = all().map(reading).collect::<Option<_>>()?;
            return (2..=6).contains(&readings.len()).then_some(Self::Characters(readings));
        }
        let short = WORDS.contains(&words.len()) && words.iter().map(String::len).sum::<usize>() <= MAX_LETTERS;
        (short && words.iter().all(|word| is_pinyin(word))).then(|| Self::Pinyin(words.to_vec()))
    }

    /// Whether it is in characters.
    pub fn is_characters(&self) -> bool {
        matches!(self, Self::Characters(_))
    }

    /// Whether words in Latin letters spell this name, the family name first or last.
    pub fn is_spelt(&self, latin: &[String]) -> bool {
        let letters: usize = latin.iter().map(String::len).sum();
        if letters > MAX_LETTERS || latin.iter().any(|word| !word.is_ascii()) {
            return false;
        }
        (0..latin.len()).any(|by| {
            let turned = [&latin[by..], &latin[..by]].concat().concat();
            match self {
                Self::Characters(readings) => spells(readings, &turned),
                Self::Pinyin(words) => respells(&words.concat(), &turned),
            }
        })
    }
}

impl Name {
    /// Whether two names are surely two: the readings of the one's characters are not the syllables of the other, or
    /// after one family name stand equally many syllables that differ. What speakers of the south exchange, and writers
    /// forget (`ng` and `n`, `zh` and `z`), tells nothing apart.
    pub fn is_another(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Characters(readings), Self::Pinyin(words)) | (Self::Pinyin(words), Self::Characters(readings)) => {
                let own = merged(&readings.concat());
                let turned = |by: usize| merged(&[&words[by..], &words[..by]].concat().concat());
                syllables(&words.concat()) == Some(readings.len()) && !(0..words.len()).any(|by| turned(by) == own)
            }
            (Self::Pinyin(one), Self::Pinyin(two)) => {
                let parted = |words: &[String]| {
                    let first = words.first().filter(|word| FAMILIES.contains(word.as_str()));
                    let last = words.last().filter(|word| FAMILIES.contains(word.as_str()));
                    let first = first.map(|family| (family.clone(), words[1..].concat()));
                    [first, last.map(|family| (family.clone(), words[..words.len() - 1].concat()))]
                };
                let (ours, theirs) = (parted(one), parted(two));
                let pairs = ours.iter().flatten().flat_map(|a| theirs.iter().flatten().map(move |b| (a, b)));
                let mut same = pairs.filter(|(a, b)| a.0 == b.0).peekable();
                same.peek().is_some() && same.all(|(a, b)| two_given(&a.1, &b.1))
            }
            (Self::Characters(_), Self::Characters(_)) => false,
        }
    }
}

/// Whether two given names have equally many syllables and not the same.
fn two_given(one: &str, two: &str) -> bool {
    merged(one) != merged(two)
        && syllables(one).is_some_and(|count| syllables(two) == Some(count))
        && !respells(one, two)
        && !respells(two, one)
}

/// Letters of pinyin without what is exchanged.
fn merged(letters: &str) -> String {
    letters.replace("ng", "n").replace("zh", "z").replace("ch", "c").replace("sh", "s")
}

/// The fewest syllables that letters are a row of.
fn syllables(letters: &str) -> Option<usize> {
    if letters.is_empty() {
        return Some(0);
    }
    openings(letters).filter_map(|(opening, _)| syllables(&letters[opening.len()..])).min().map(|rest| rest + 1)
}

/// The usual readings of characters, where all have one.
pub(super) fn usual(signs: &[char]) -> Option<Vec<String>> {
    signs.iter().map(|sign| reading(*sign)).collect()
}

/// The usual reading of a character, without its tone.
fn reading(c: char) -> Option<String> {
    is_sign(c).then(|| any_ascii::any_ascii_char(c).to_ascii_lowercase()).filter(|read| SYLLABLES.contains_key(read))
}

/// The syllables with which letters begin.
fn openings(letters: &str) -> impl Iterator<Item = (&str, &'static [String])> {
    let most = letters.len().min(MAX_SYLLABLE);
    let cuts = (1..=most).rev().filter_map(move |length| letters.get(..length));
    cuts.filter_map(|opening| Some((opening, SYLLABLES.get(opening)?.as_slice())))
}

fn is_pinyin(letters: &str) -> bool {
    letters.is_empty() || openings(letters).any(|(opening, _)| is_pinyin(&letters[opening.len()..]))
}

/// Whether letters are a row of spellings of these syllables.
fn spells(syllables: &[String], letters: &str) -> bool {
    let Some((first, rest)) = syllables.split_first() else { return letters.is_empty() };
    let spellings = SYLLABLES.get(first).into_iter().flatten();
    spellings.filter_map(|spelling| letters.strip_prefix(spelling.as_str())).any(|left| spells(rest, left))
}

/// The same where the syllables are still to be parted.
fn respells(pinyin: &str, letters: &str) -> bool {
    if pinyin.is_empty() {
        return letters.is_empty();
    }
    openings(pinyin).any(|(opening, spellings)| {
        let after = spellings.iter().filter_map(|spelling| letters.strip_prefix(spelling.as_str()));
        after.into_iter().any(|left| respells(&pinyin[opening.len()..], left))
    })
}
