//! The words that Burmese names are made of, and which of them a spelling in Latin letters may stand for. The main type is
//! [`Lexicon`].
//!
//! A spelling such as `tun` may by the rules stand for several syllables, of which one is in every tenth name and the others
//! in none. So each reading is weighed: how common the word is in names, times how usual the spelling is for it. Two
//! spellings are one name as far as these weights overlap.

use super::script::{Syllable, syllables};
use super::sounds::{Key, Level, SOUNDS, Sounds, levels};
use crate::quick::{QuickMap, QuickSet};
use std::sync::{LazyLock, OnceLock};

/// How much a spelling of each level counts.
const LIKELY: [u32; 3] = [100, 8, 1];
/// The weight of each step of how common a word is; the first stands for what is no word of names.
const COMMON: [u32; 6] = [1, 2, 6, 20, 60, 200];
/// No word of names has more syllables.
const MAX_SYLLABLES: usize = 5;
/// No word of names has more letters.
pub(crate) const MAX_LETTERS: usize = 14;

/// A word of names.
pub(crate) struct Word {
    /// Its syllables as written.
    pub written: Vec<String>,
    /// Their sounds.
    pub keys: Vec<Key>,
    /// The most usual spelling.
    pub usual: &'static str,
    weight: u32,
}

/// A syllable that a spelling may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The syllable.
    pub key: Key,
    /// How usual the spelling is for it.
    pub level: Level,
    /// How much this reading counts among all of the spelling.
    pub weight: u32,
}

/// All syllables that a spelling may stand for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Readings {
    /// The readings, by syllable.
    pub all: Vec<Reading>,
    /// The sum of their weights.
    pub total: u32,
    /// The likeliest syllable.
    pub best: Option<Key>,
}

/// What is known of a spelling.
#[derive(Default)]
pub(crate) struct Spelling {
    words: Vec<(usize, Level)>,
    readings: OnceLock<Readings>,
    /// Whether it is a name or word elsewhere too.
    pub elsewhere: bool,
    /// How common its commonest word is.
    pub weight: u32,
    long: Option<usize>,
}

/// The table of `burmese-names.txt`.
#[derive(Default)]
pub(crate) struct Lexicon {
    /// The words.
    pub words: Vec<Word>,
    by_writing: QuickMap<String, usize>,
    spellings: Vec<(&'static str, Spelling)>,
    by_spelling: QuickMap<&'static str, usize>,
    weights: QuickMap<Key, u32>,
    by_sound: QuickMap<u32, (u32, usize)>,
    prefixes: QuickSet<&'static str>,
}

/// The one table.
pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    for line in include_str!("../../data/burmese-names.txt").lines() {
        lexicon.line(line);
    }
    lexicon
});

impl Lexicon {
    fn line(&mut self, line: &'static str) {
        let words: Vec<&'static str> = line.split_whitespace().collect();
        match words[..] {
            // These lines stand at the end.
            ["elsewhere", ref words @ ..] => {
                for word in words {
                    if let Some(at) = self.by_spelling.get(word) {
                        self.spellings[*at].1.elsewhere = true;
                    }
                }
            }
            [step, written, usual, ..] => {
                let Some(weight) = step.parse().ok().and_then(|step: usize| COMMON.get(step)) else { return };
                self.word(*weight, written, usual, &levels(&words[2..]));
            }
            _ => {}
        }
    }

    fn word(&mut self, weight: u32, written: &str, usual: &'static str, spellings: &[(&'static str, Level)]) {
        let found = syllables(written);
        let keys: Vec<Key> = found.iter().filter_map(|syllable| syllable.key).collect();
        if keys.len() != found.len() {
            return;
        }
        let at = self.words.len();
        if let [key] = keys[..] {
            let known = self.weights.entry(key).or_default();
            *known = (*known).max(weight);
            let known = self.by_sound.entry(key.sound()).or_insert((weight, at));
            if known.0 < weight {
                *known = (weight, at);
            }
        }
        let written: Vec<String> = found.into_iter().map(|syllable| syllable.written).collect();
        self.by_writing.insert(written.concat(), at);
        for (spelling, level) in spellings {
            let next = self.spellings.len();
            let place = *self.by_spelling.entry(spelling).or_insert(next);
            if place == next {
                self.spellings.push((spelling, Spelling::default()));
            }
            let known = &mut self.spellings[place].1;
            known.words.push((at, *level));
            known.weight = known.weight.max(weight * LIKELY[usize::from(*level).min(2)]);
            known.long = known.long.or((keys.len() > 1).then_some(at));
            self.prefixes.extend((1..=spelling.len()).filter_map(|end| spelling.get(..end)));
        }
        self.words.push(Word { written, keys, usual, weight });
    }

    /// A listed spelling, in letters that stay.
    pub fn listed(&self, spelling: &str) -> Option<(&'static str, &Spelling)> {
        let (text, known) = &self.spellings[*self.by_spelling.get(spelling)?];
        Some((text, known))
    }

    /// Whether some listed spelling begins so.
    pub fn begins(&self, letters: &str) -> bool {
        self.prefixes.contains(letters)
    }

    /// Whether letters may begin with a listed spelling of two letters or more that goes on with another: a quick look.
    pub fn may_be_parts(&self, letters: &str) -> bool {
        letters.len() > 3
            && letters.get(..2).is_some_and(|head| self.begins(head))
            && (2..letters.len().min(7)).any(|at| {
                let (Some(head), Some(tail)) = (letters.get(..at), letters.get(at..(at + 2).min(letters.len()))) else {
                    return false;
                };
                self.by_spelling.contains_key(head) && self.begins(tail)
            })
    }

    /// The word of several syllables that a spelling is listed for.
    pub fn long_word(&self, spelling: &str) -> Option<&Word> {
        self.long_of(self.listed(spelling)?.1)
    }

    /// The same for a spelling that was looked up.
    pub fn long_of(&self, spelling: &Spelling) -> Option<&Word> {
        spelling.long.map(|at| &self.words[at])
    }

    /// The most usual spelling of the commonest word that sounds so but for its tone, which Latin letters seldom show.
    pub fn usual_of(&self, key: Key) -> String {
        let word = self.by_sound.get(&key.sound()).map(|(_, at)| &self.words[*at]);
        word.map_or_else(|| SOUNDS.spelling(key), |word| word.usual.to_string())
    }

    /// The word that is written so.
    pub fn written(&self, writing: &str) -> Option<&Word> {
        self.by_writing.get(writing).map(|at| &self.words[*at])
    }

    /// Whether a spelling is the usual one of a word that is everywhere.
    pub fn is_everywhere(&self, spelling: &str) -> bool {
        self.weight_of(spelling) >= COMMON[5] * LIKELY[0]
    }

    /// The longest word of names that syllables begin with, and how many of them it takes.
    pub fn longest(&self, all: &[Syllable]) -> Option<(usize, &Word)> {
        (1..=MAX_SYLLABLES.min(all.len())).rev().find_map(|count| {
            let writing: String = all[..count].iter().map(|syllable| syllable.written.as_str()).collect();
            Some((count, self.written(&writing)?))
        })
    }

    /// Whether syllables are words of names from end to end.
    pub fn covers(&self, all: &[Syllable]) -> bool {
        let mut rest = all;
        while let Some((count, _)) = self.longest(rest) {
            rest = &rest[count..];
        }
        rest.is_empty()
    }

    /// How common a spelling's commonest word is.
    pub fn weight_of(&self, spelling: &str) -> u32 {
        self.listed(spelling).map_or(0, |(_, known)| known.weight)
    }

    /// The readings of a listed spelling, worked out once.
    pub fn readings_of<'a>(&self, text: &str, spelling: &'a Spelling) -> &'a Readings {
        spelling.readings.get_or_init(|| self.readings(text))
    }

    /// Every syllable that a spelling may stand for. Usual spellings of words of names are all listed, so one that follows
    /// from the rules alone is usual only for what is no such word.
    pub fn readings(&self, spelling: &str) -> Readings {
        let mut all: Vec<Reading> = Vec::with_capacity(16);
        let mut add = |key: Key, level: Level, common: u32| {
            let weight = common * LIKELY[usize::from(level).min(2)];
            match all.iter_mut().find(|known| known.key == key) {
                Some(known) if known.weight >= weight => {}
                Some(known) => *known = Reading { key, level, weight },
                None => all.push(Reading { key, level, weight }),
            }
        };
        for (at, level) in self.listed(spelling).map_or(&[][..], |(_, known)| &known.words) {
            let word = &self.words[*at];
            if let [key] = word.keys[..] {
                add(key, *level, word.weight);
            }
        }
        let sounds: &Sounds = &SOUNDS;
        sounds.readings(spelling, &mut |key, level| match self.weights.get(&key) {
            Some(common) => add(key, level.max(1), *common),
            None => add(key, level, COMMON[0]),
        });
        all.sort_unstable_by_key(|reading| reading.key);
        let total = all.iter().map(|reading| reading.weight).sum();
        let best = all.iter().max_by_key(|reading| (reading.weight, reading.key)).map(|reading| reading.key);
        Readings { all, total, best }
    }

    /// The most usual spelling of the commonest word that a spelling may stand for: one for all spellings of one word.
    pub fn usual(&self, spelling: &str) -> Option<&'static str> {
        let (_, known) = self.listed(spelling)?;
        let weigh = |(at, level): &(usize, Level)| self.words[*at].weight * LIKELY[usize::from(*level).min(2)];
        let best = known.words.iter().max_by_key(|found| (weigh(found), std::cmp::Reverse(found.0)))?;
        Some(self.words[best.0].usual)
    }
}
