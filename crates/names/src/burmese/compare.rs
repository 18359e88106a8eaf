//! When two Burmese names are one: [`Name::compare`].
//!
//! Syllable for syllable, in order: there is no surname that could stand elsewhere, and a syllable more or less is
//! another person's name. What may be dropped is a word of address, and the words that custom lets stand for one.

use super::lexicon::Reading;
use super::name::{Name, Spelt, Syllable};
use super::sounds::Key;
use crate::titles::Sex;
use std::cmp::Ordering;

/// What two names score that are surely not one.
const APART: u16 = 600;
/// What two syllables must reach to be one.
const SAME: u16 = 700;
/// What dropping a word of address costs.
const DROPPED: u16 = 60;

impl Name {
    /// How near two names are in thousandths, and why; nothing where neither is surely Burmese. Where each may be, all
    /// of its words being words of such names, only that they are two is said: that they are one is for their letters
    /// to say. The order does not matter.
    pub fn compare(&self, other: &Self) -> Option<(u16, String)> {
        if !self.is_sure() && !other.is_sure() {
            let may_be = self.is_of_words() && other.is_of_words();
            return may_be.then(|| self.beside(other)).filter(|(score, _)| *score < SAME);
        }
        Some(self.beside(other))
    }

    fn beside(&self, other: &Self) -> (u16, String) {
        let (a, b) = if self.rows <= other.rows { (self, other) } else { (other, self) };
        if differ(a.sex, b.sex) {
            return (APART - 50, "one is addressed as a man, the other as a woman".to_string());
        }
        let mut best: Option<(u16, Found<'_>)> = None;
        for (row_a, row_b) in a.rows.iter().flat_map(|row| b.rows.iter().map(move |other| (row, other))) {
            for (from_a, sex_a) in starts(a, row_a) {
                for (from_b, sex_b) in starts(b, row_b) {
                    let same_before = from_a == from_b && row_a[..from_a] == row_b[..from_b];
                    if from_a > 0 && same_before || differ(a.sex.or(sex_a), b.sex.or(sex_b)) {
                        continue;
                    }
                    let Some((score, found)) = aligned(&row_a[from_a..], &row_b[from_b..]) else { continue };
                    let dropped = !same_before && score >= SAME;
                    let score = if dropped { score.saturating_sub(DROPPED).max(SAME) } else { score };
                    if best.as_ref().is_none_or(|(known, _)| score > *known) {
                        best = Some((score, found.after(dropped)));
                    }
                }
            }
        }
        best.map_or_else(|| partly(&a.rows[0], &b.rows[0]), |(score, found)| (score, found.said()))
    }
}

fn differ(one: Option<Sex>, two: Option<Sex>) -> bool {
    matches!((one, two), (Some(one), Some(two)) if one != two)
}

fn starts<'a>(name: &'a Name, row: &'a [Syllable]) -> impl Iterator<Item = (usize, Option<Sex>)> + 'a {
    let whole = std::ptr::eq(row.as_ptr(), name.rows[0].as_ptr());
    name.begins.iter().copied().filter(move |(from, _)| whole || *from == 0)
}

/// What comparing two rows found: put in words only for the best.
#[derive(Clone, Copy)]
struct Found<'a> {
    sort: Sort,
    worst: Option<(&'a Syllable, &'a Syllable)>,
    dropped: bool,
}

#[derive(Clone, Copy)]
enum Sort {
    Same,
    Spellings,
    Turned,
    Different,
}

impl Found<'_> {
    fn after(mut self, dropped: bool) -> Self {
        self.dropped = dropped;
        self
    }

    fn said(self) -> String {
        let (one, two) = self.worst.map_or(("", ""), |(one, two)| (one.text(), two.text()));
        let mut said = match self.sort {
            Sort::Same => "the same syllables".to_string(),
            Sort::Spellings => format!("the same syllables, {one} and {two} being spellings of one"),
            Sort::Turned => "the same syllables in another order: another name".to_string(),
            Sort::Different => format!("{one} and {two} are different words"),
        };
        if self.dropped {
            said.push_str(", with a word of address before one");
        }
        said
    }
}

/// Compares two rows of equally many syllables.
fn aligned<'a>(a: &'a [Syllable], b: &'a [Syllable]) -> Option<(u16, Found<'a>)> {
    if a.len() != b.len() || a.is_empty() {
        return None;
    }
    let mut least = 1000u16;
    let mut sum = 0u32;
    let mut worst = None;
    for (one, two) in a.iter().zip(b) {
        let score = near(one, two);
        if score < least {
            least = score;
            worst = Some((one, two));
        }
        sum += u32::from(score);
    }
    let mean = u16::try_from(sum / u32::try_from(a.len()).unwrap_or(1)).unwrap_or(1000);
    let (score, sort) = if worst.is_none() {
        (1000, Sort::Same)
    } else if least >= SAME {
        ((least + mean) / 2, Sort::Spellings)
    } else if sounds(a) == sounds(b) {
        (APART - 50, Sort::Turned)
    } else {
        (least.min(mean).min(APART), Sort::Different)
    };
    Some((score, Found { sort, worst, dropped: false }))
}

/// The likeliest sounds, in order.
fn sounds(row: &[Syllable]) -> Vec<u32> {
    let mut sounds: Vec<u32> = row.iter().map(Syllable::sound).collect();
    sounds.sort_unstable();
    sounds
}

/// What rows of different lengths have in common.
fn partly(a: &[Syllable], b: &[Syllable]) -> (u16, String) {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (few, many) = (sounds(short), sounds(long));
    let shared = few.iter().filter(|one| many.binary_search(one).is_ok()).count();
    let score = 1000 * shared / (short.len() + long.len() - shared).max(1);
    let score = u16::try_from(score).unwrap_or(0).min(APART);
    (score, format!("{shared} syllables in common, and one name has more"))
}

/// How near two syllables are.
fn near(a: &Syllable, b: &Syllable) -> u16 {
    match (a, b) {
        (Syllable::Written(one, written), Syllable::Written(two, other)) => {
            near_written((*one, written), (*two, other), 560)
        }
        // A word in Latin letters does not show the tone.
        (Syllable::Listed(one, written), Syllable::Listed(two, other)) => near_written((*one, written), (*two, other), 900),
        (Syllable::Listed(one, written), Syllable::Written(two, other))
        | (Syllable::Written(two, other), Syllable::Listed(one, written)) => {
            near_written((*one, written), (*two, other), 900)
        }
        (Syllable::Spelt(one), Syllable::Spelt(two)) => near_spelt(one, two),
        (Syllable::Spelt(spelt), Syllable::Written(key, _) | Syllable::Listed(key, _))
        | (Syllable::Written(key, _) | Syllable::Listed(key, _), Syllable::Spelt(spelt)) => stands_for(spelt, *key),
        (Syllable::Foreign(one), Syllable::Foreign(two)) => near_foreign(one, two),
        _ => 0,
    }
}

/// How near two syllables are by their orthography, and what a tone apart leaves.
fn near_written(a: (Key, &str), b: (Key, &str), toneless: u16) -> u16 {
    let (one, two) = (a.0, b.0);
    if a.1 == b.1 {
        1000
    } else if one == two {
        960
    } else if (one.onset, one.w, one.rhyme) == (two.onset, two.w, two.rhyme) {
        toneless
    } else {
        0
    }
}

/// How surely a spelling stands for a syllable.
fn stands_for(spelt: &Spelt, key: Key) -> u16 {
    let score = |reading: &Reading| {
        // Of ten people so spelt, one at least.
        let common = reading.weight * 10 >= spelt.readings.total;
        match (reading.level, common) {
            (0, _) => 1000,
            (1, true) => 930,
            (2, true) => 850,
            (1, false) => 780,
            _ => 600,
        }
    };
    let all = &spelt.readings.all;
    if let Ok(at) = all.binary_search_by_key(&key, |reading| reading.key) {
        return score(&all[at]);
    }
    let same_but_tone =
        |reading: &&Reading| (reading.key.onset, reading.key.w, reading.key.rhyme) == (key.onset, key.w, key.rhyme);
    all.iter().filter(same_but_tone).map(|reading| score(reading).saturating_sub(200)).max().unwrap_or(0)
}

/// How far two spellings stand for the same syllables.
fn near_spelt(a: &Spelt, b: &Spelt) -> u16 {
    if a.text == b.text {
        return 1000;
    }
    let (one, two) = (&a.readings, &b.readings);
    let share = |weight: u32, all: u32| 1000 * weight / all.max(1);
    let (mut left, mut right) = (one.all.iter().peekable(), two.all.iter().peekable());
    let mut common = 0;
    while let (Some(first), Some(second)) = (left.peek(), right.peek()) {
        match first.key.cmp(&second.key) {
            Ordering::Less => _ = left.next(),
            Ordering::Greater => _ = right.next(),
            Ordering::Equal => {
                common += share(first.weight, one.total).min(share(second.weight, two.total));
                left.next();
                right.next();
            }
        }
    }
    match common {
        500.. => 950,
        250..500 => 880,
        150..250 => 780,
        rest => u16::try_from(rest * 4).unwrap_or(600),
    }
}

/// Words that are not Burmese, within a name that is.
fn near_foreign(a: &str, b: &str) -> u16 {
    if a == b {
        return 1000;
    }
    let longest = a.chars().count().max(b.chars().count());
    if longest < 5 {
        return 0;
    }
    let distance = strsim::osa_distance(a, b);
    u16::try_from(1000usize.saturating_sub(1000 * distance / longest)).unwrap_or(0)
}
