//! How Burmese syllables sound, and how people spell those sounds in Latin letters. The main type is [`Key`].
//!
//! Everything that is of the language stands in `data/burmese-sounds.txt`; here it is only looked up. A sound is kept as a
//! small number, so that two syllables compare as numbers do.
//!
//! Source of the readings: the orthography as grammars teach it (J. Okell, *A Guide to the Romanization of Burmese*, 1971,
//! describes the spellings in use and those of the learned transcriptions side by side), reduced to what names need.

use crate::quick::QuickMap;
use std::sync::LazyLock;

/// The tone of a syllable; in Latin letters only the last two leave a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Tone {
    /// Low.
    Low,
    /// High.
    High,
    /// Creaky: short, in Latin letters often with a `t` after a nasal.
    Creaky,
    /// Ended by a stop.
    Checked,
}

/// What a syllable sounds like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    /// What opens it.
    pub onset: u8,
    /// Whether a `w` follows the opening.
    pub w: bool,
    /// Its vowel with what closes it.
    pub rhyme: u8,
    /// Its tone.
    pub tone: Tone,
}

impl Key {
    /// The key without its tone, but for the short one that Latin letters show.
    pub fn sound(self) -> u32 {
        let short = self.tone == Tone::Creaky && SOUNDS.shows_short(self.rhyme);
        u32::from(self.onset) << 16 | u32::from(self.w) << 9 | u32::from(short) << 8 | u32::from(self.rhyme)
    }
}

/// How usual a spelling is: 0 usual, 1 now and then, 2 rarely.
pub(crate) type Level = u8;

/// The rarest that is followed at all.
pub(crate) const RAREST: Level = 2;

/// The tables of `burmese-sounds.txt`.
#[derive(Default)]
pub(crate) struct Sounds {
    onsets: Vec<&'static str>,
    rhymes: Vec<&'static str>,
    /// By the place in the block of the script: what opens, with the signs that it is worth.
    letters: Vec<Option<(u8, u8)>>,
    medials: QuickMap<(u8, char), u8>,
    finals: Vec<Option<u8>>,
    classes: Vec<&'static str>,
    shapes: QuickMap<(u8, u8), (u8, Tone)>,
    round: QuickMap<u8, u8>,
    onset_spellings: QuickMap<&'static str, Vec<(u8, Level)>>,
    rhyme_spellings: QuickMap<&'static str, Vec<(u8, Tone, Level)>>,
    onset_first: QuickMap<u8, &'static str>,
    onset_lists: QuickMap<u8, Vec<(&'static str, Level)>>,
    rhyme_lists: QuickMap<(u8, Tone), Vec<(&'static str, Level)>>,
    rhyme_first: QuickMap<(u8, Tone), &'static str>,
}

/// The one table.
pub(crate) static SOUNDS: LazyLock<Sounds> = LazyLock::new(|| {
    let mut sounds =
        Sounds { classes: vec!["-"], letters: vec![None; BLOCK], finals: vec![None; BLOCK], ..Sounds::default() };
    for line in include_str!("../../data/burmese-sounds.txt").lines() {
        sounds.line(line);
    }
    sounds
});

/// How many characters the block of the script has that are letters or marks of Burmese.
const BLOCK: usize = 0x50;

/// What a table has for a character of the block.
fn at<T: Copy>(table: &[Option<T>], c: char) -> Option<T> {
    table.get((c as usize).checked_sub(0x1000)?).copied().flatten()
}

fn put<T>(table: &mut [Option<T>], c: char, what: T) {
    if let Some(place) = (c as usize).checked_sub(0x1000).and_then(|place| table.get_mut(place)) {
        *place = Some(what);
    }
}

fn number(list: &mut Vec<&'static str>, name: &'static str) -> u8 {
    let at = list.iter().position(|known| *known == name).unwrap_or_else(|| {
        list.push(name);
        list.len() - 1
    });
    u8::try_from(at).unwrap_or(u8::MAX)
}

/// Vowel signs as bits; a sign that is not known is none.
pub(crate) fn sign(c: char) -> u8 {
    match c {
        '\u{102B}' | '\u{102C}' => 1,
        '\u{102D}' => 2,
        '\u{102E}' => 4,
        '\u{102F}' => 8,
        '\u{1030}' => 16,
        '\u{1031}' => 32,
        '\u{1032}' => 64,
        '\u{103A}' => 128,
        _ => 0,
    }
}

fn signs(text: &str) -> u8 {
    text.chars().map(sign).fold(0, |all, one| all | one)
}

fn tone(letter: char) -> Tone {
    match letter {
        'l' => Tone::Low,
        'h' => Tone::High,
        'c' => Tone::Creaky,
        _ => Tone::Checked,
    }
}

/// The words of a line parted by `|`, each with its level.
pub(crate) fn levels(words: &[&'static str]) -> Vec<(&'static str, Level)> {
    let mut level = 0;
    let mut out = Vec::new();
    for word in words {
        match *word {
            "|" => level += 1,
            word => out.push((word, level)),
        }
    }
    out
}

impl Sounds {
    fn line(&mut self, line: &'static str) {
        let words: Vec<&'static str> = line.split_whitespace().collect();
        let first = |word: &str| word.chars().next().unwrap_or_default();
        match words[..] {
            ["letter", c, sound] => {
                let sound = number(&mut self.onsets, sound);
                put(&mut self.letters, first(c), (sound, 0));
            }
            ["vowel", c, sound, text] => {
                let sound = number(&mut self.onsets, sound);
                put(&mut self.letters, first(c), (sound, signs(text)));
            }
            ["medial", sound, medial, made] => {
                let (sound, made) = (number(&mut self.onsets, sound), number(&mut self.onsets, made));
                self.medials.insert((sound, first(medial)), made);
            }
            ["final", c, class] => {
                let class = number(&mut self.classes, class);
                put(&mut self.finals, first(c), class);
            }
            ["rhyme", text, class, rhyme, letter] => {
                let class = number(&mut self.classes, class);
                let rhyme = number(&mut self.rhymes, rhyme);
                self.shapes.insert((signs(text), class), (rhyme, tone(first(letter))));
            }
            ["round", one, other] => {
                let (one, other) = (number(&mut self.rhymes, one), number(&mut self.rhymes, other));
                self.round.insert(one, other);
            }
            ["onset", sound, ref spellings @ ..] => self.onset(sound, &levels(spellings)),
            ["spell", rhyme, tones, ref spellings @ ..] => self.rhyme(rhyme, tones, &levels(spellings)),
            _ => {}
        }
    }

    fn onset(&mut self, sound: &'static str, spellings: &[(&'static str, Level)]) {
        let sound = number(&mut self.onsets, sound);
        for (spelling, level) in spellings {
            let spelling = if *spelling == "0" { "" } else { spelling };
            self.onset_spellings.entry(spelling).or_default().push((sound, *level));
            self.onset_first.entry(sound).or_insert(spelling);
            self.onset_lists.entry(sound).or_default().push((spelling, *level));
        }
    }

    fn rhyme(&mut self, rhyme: &'static str, tones: &str, spellings: &[(&'static str, Level)]) {
        let rhyme = number(&mut self.rhymes, rhyme);
        for tone in tones.chars().map(tone) {
            for (spelling, level) in spellings {
                self.rhyme_spellings.entry(spelling).or_default().push((rhyme, tone, *level));
                self.rhyme_first.entry((rhyme, tone)).or_insert(spelling);
                self.rhyme_lists.entry((rhyme, tone)).or_default().push((spelling, *level));
            }
        }
    }

    /// Whether the creaky tone of a rhyme is written with a letter of its own.
    fn shows_short(&self, rhyme: u8) -> bool {
        let first = |tone| self.rhyme_first.get(&(rhyme, tone)).copied().unwrap_or_default();
        first(Tone::Creaky).ends_with('t') && !first(Tone::Low).ends_with('t')
    }

    /// Whether a character may open a syllable.
    pub fn opens(&self, c: char) -> bool {
        at(&self.letters, c).is_some()
    }

    /// The sound of a syllable from its letters: what opens it, its medials (`y`, `h`, in this order), whether it has
    /// wa-hswe, its signs, what closes it, and its tone marks. Nothing where no syllable is written so.
    pub fn key(
        &self,
        base: char,
        medials: &[char],
        w: bool,
        signs: u8,
        end: Option<char>,
        tone: Option<Tone>,
    ) -> Option<Key> {
        let (mut onset, own) = at(&self.letters, base)?;
        for medial in medials {
            onset = self.medials.get(&(onset, *medial)).copied().unwrap_or(onset);
        }
        let class = match end {
            Some(end) => at(&self.finals, end)?,
            None => 0,
        };
        let (mut rhyme, written) = *self.shapes.get(&(signs | own, class)).or_else(|| self.shapes.get(&(signs | own, 0)))?;
        let mut w = w;
        let opens_round = self.onset_first.get(&onset) == Some(&"w");
        if (w || opens_round)
            && let Some(round) = self.round.get(&rhyme)
        {
            rhyme = *round;
            w = false;
        }
        let tone = if written == Tone::Checked { written } else { tone.unwrap_or(written) };
        Some(Key { onset, w, rhyme, tone })
    }

    /// The most usual spelling of a sound.
    pub fn spelling(&self, key: Key) -> String {
        let onset = self.onset_first.get(&key.onset).copied().unwrap_or_default();
        let rhyme = self.rhyme_first.get(&(key.rhyme, key.tone)).copied().unwrap_or_default();
        format!("{onset}{}{rhyme}", if key.w { "w" } else { "" })
    }

    /// Every spelling of what opens a syllable.
    pub fn onset_spellings(&self, onset: u8) -> impl Iterator<Item = (&'static str, Level)> + '_ {
        self.onset_lists.get(&onset).into_iter().flatten().copied()
    }

    /// Every spelling of a rhyme in a tone.
    pub fn rhyme_spellings(&self, rhyme: u8, tone: Tone) -> impl Iterator<Item = (&'static str, Level)> + '_ {
        self.rhyme_lists.get(&(rhyme, tone)).into_iter().flatten().copied()
    }

    /// Every sound that a spelling may stand for by the rules alone, with how usual that is.
    pub fn readings(&self, spelling: &str, each: &mut dyn FnMut(Key, Level)) {
        for at in 0..spelling.len() {
            let (Some(opening), Some(rest)) = (spelling.get(..at), spelling.get(at..)) else { continue };
            let Some(rhymes) = self.rhyme_spellings.get(rest) else { continue };
            let round = opening.strip_suffix('w').filter(|before| !before.is_empty());
            let plain = self.onset_spellings.get(opening).into_iter().flatten().map(|found| (found, false));
            let round = round.and_then(|before| self.onset_spellings.get(before)).into_iter().flatten();
            for ((onset, level), w) in plain.chain(round.map(|found| (found, true))) {
                for (rhyme, tone, more) in rhymes {
                    if level + more <= RAREST {
                        each(Key { onset: *onset, w, rhyme: *rhyme, tone: *tone }, level + more);
                    }
                }
            }
        }
    }
}
