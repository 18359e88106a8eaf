//! Spellings of the region's names in Latin letters, brought to one: [`newer`], [`fold`]; and the words in them that
//! are not always written: [`Small`].

use crate::quick::{QuickMap, QuickSet};
use std::sync::LazyLock;

/// What a word within a name may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Small {
    /// Left out at will.
    Light,
    /// Between a name and that of the father.
    Child,
    /// A name that is left out before another, with the form that all its forms have.
    Given(&'static str),
}

/// Pairs of letters, and single ones, with what they become.
struct Table([[Option<&'static str>; 27]; 26]);

impl Table {
    const NONE: Self = Self([[None; 27]; 26]);

    fn add(&mut self, from: &str, to: &'static str) {
        if let [first, rest @ ..] = from.as_bytes() {
            self.0[place(*first)][rest.first().map_or(26, |second| place(*second))] = Some(to);
        }
    }

    /// Writes letters out, pairs first.
    fn write(&self, word: &[u8], out: &mut String) {
        let mut at = 0;
        while let Some(letter) = word.get(at) {
            if !letter.is_ascii_lowercase() {
                out.push(char::from(*letter));
                at += 1;
                continue;
            }
            let row = &self.0[place(*letter)];
            let second = word.get(at + 1).filter(|second| second.is_ascii_lowercase());
            if let Some(to) = second.and_then(|second| row[place(*second)]) {
                out.push_str(to);
                at += 2;
            } else {
                match row[26] {
                    Some(to) => out.push_str(to),
                    None => out.push(char::from(*letter)),
                }
                at += 1;
            }
        }
    }
}

/// The place of a small letter in the alphabet.
fn place(letter: u8) -> usize {
    usize::from(letter.saturating_sub(b'a')).min(25)
}

struct Spellings {
    pairs: Vec<&'static str>,
    old: Table,
    newer: Table,
    fold: Table,
    small: QuickMap<&'static str, Small>,
    names: QuickSet<&'static str>,
}

static SPELLINGS: LazyLock<Spellings> = LazyLock::new(|| {
    let none = || Table::NONE;
    let mut all = Spellings {
        pairs: Vec::new(),
        old: none(),
        newer: none(),
        fold: none(),
        small: QuickMap::default(),
        names: QuickSet::default(),
    };
    for line in include_str!("../../data/asia-letters.txt").lines() {
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["old", from, to] => {
                all.old.add(from, to);
                all.pairs.extend((from.len() > 1).then_some(from));
            }
            ["newer", from, to] => {
                all.old.add(from, to);
                all.newer.add(from, to);
            }
            ["fold", from, to] => all.fold.add(from, to),
            ["name", ref words @ ..] => all.names.extend(words),
            ["light", ref words @ ..] => all.small.extend(words.iter().map(|word| (*word, Small::Light))),
            ["child", ref words @ ..] => all.small.extend(words.iter().map(|word| (*word, Small::Child))),
            ["given", first, ..] => {
                let words = line.split_whitespace().skip(1);
                all.small.extend(words.map(|word| (word, Small::Given(first))));
            }
            _ => {}
        }
    }
    all
});

/// What a word within a name is, where it is not always written.
pub(super) fn small(word: &str) -> Option<Small> {
    SPELLINGS.small.get(word).copied()
}

/// Whether a word is a name on the islands and nowhere else.
pub(super) fn is_of_islands(word: &str) -> bool {
    SPELLINGS.names.contains(word)
}

/// Whether a word has a pair of letters that spellings of the region exchange.
pub(super) fn is_changed(word: &str) -> bool {
    let mut pairs = word.as_bytes().windows(2).filter(|pair| pair.iter().all(u8::is_ascii_lowercase));
    let has = |table: &Table, pair: &[u8]| table.0[place(pair[0])][place(pair[1])].is_some();
    pairs.any(|pair| has(&SPELLINGS.old, pair) || has(&SPELLINGS.fold, pair))
}

/// Writes a word out in the newer spelling of the islands. A word is in the old one where one of its pairs tells so.
pub(super) fn newer(word: &str, out: &mut String) {
    let old = word.contains('j') && SPELLINGS.pairs.iter().any(|pair| word.contains(pair));
    let table = if old { &SPELLINGS.old } else { &SPELLINGS.newer };
    table.write(word.as_bytes(), out);
}

/// Writes a word, in the newer spelling, out without what spellings of the region exchange: `h` after a stop, `v` and
/// `w`, letters that stand double.
pub(super) fn fold(word: &str, out: &mut String) {
    let from = out.len();
    SPELLINGS.fold.write(word.as_bytes(), out);
    let mut last = None;
    let single: String = out.drain(from..).filter(|letter| last.replace(*letter) != Some(*letter)).collect();
    out.push_str(&single);
}
