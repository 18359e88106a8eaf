//! A name in Thai, Lao, Khmer or Korean letters beside one in Latin letters: [`align`].
//!
//! Each letter of these scripts may become one of several spellings, or nothing: `data/asia-letters.txt` says which.
//! The cheapest way to spell the one name in letters of the other is sought, letter by letter. Why not one fixed
//! transcription: people of the region spell their names by sound or by the letters of Sanskrit, and few by any
//! standard.

use crate::quick::QuickMap;
use std::borrow::Cow;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// What a consonant costs that one of the two names lacks.
const CONSONANT: u32 = 100;
/// What a vowel costs that is written for another.
const VOWEL: u32 = 30;
/// What a vowel costs that is not written.
const UNWRITTEN: u32 = 10;
/// What a consonant costs that is written and not heard.
const SILENT: u32 = 45;
/// What each level of how unusual a spelling is costs.
const UNUSUAL: u32 = 15;
/// Longer names are not aligned.
const MAX: usize = 48;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Consonant,
    /// A consonant that no spelling leaves out.
    Heard,
    Vowel,
    Leading,
    Mark,
    Silencer,
}

/// What one letter may become, and what each costs.
pub(crate) struct Letter {
    kind: Kind,
    spellings: Vec<(Cow<'static, [u8]>, u32)>,
}

impl Letter {
    /// What opens a syllable, with its spellings and how unusual each is.
    pub fn opening(spellings: impl Iterator<Item = (String, u8)>) -> Self {
        Self { kind: Kind::Consonant, spellings: priced(spellings) }
    }

    /// The rest of a syllable.
    pub fn rest(spellings: impl Iterator<Item = (String, u8)>) -> Self {
        Self { kind: Kind::Vowel, spellings: priced(spellings) }
    }

    /// Whether some spelling of it begins the letters.
    pub fn may_begin(&self, latin: &[u8]) -> bool {
        self.spellings.iter().any(|(spelling, _)| latin.starts_with(spelling.as_ref()))
    }
}

fn priced(spellings: impl Iterator<Item = (String, u8)>) -> Vec<(Cow<'static, [u8]>, u32)> {
    spellings.map(|(spelling, level)| (Cow::Owned(spelling.into_bytes()), u32::from(level) * UNUSUAL)).collect()
}

static LETTERS: LazyLock<QuickMap<char, Letter>> = LazyLock::new(|| {
    let mut letters = QuickMap::default();
    for line in include_str!("../../data/asia-letters.txt").lines() {
        let words: Vec<&'static str> = line.split_whitespace().collect();
        let [letter, kind, spellings @ ..] = &words[..] else { continue };
        let kind = match *kind {
            "c" => Kind::Consonant,
            "h" => Kind::Heard,
            "v" => Kind::Vowel,
            "l" => Kind::Leading,
            "m" => Kind::Mark,
            "x" => Kind::Silencer,
            _ => continue,
        };
        let mut level = 0;
        let mut all = Vec::new();
        for spelling in spellings {
            match *spelling {
                "|" => level += UNUSUAL,
                "-" => all.push((Cow::Borrowed(&b""[..]), level)),
                spelling => all.push((Cow::Borrowed(spelling.as_bytes()), level)),
            }
        }
        if let Some(letter) = letter.chars().next() {
            letters.insert(letter, Letter { kind, spellings: all });
        }
    }
    letters
});

/// Whether a letter is of a script that is aligned here.
pub(crate) fn is_aligned(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1780}'..='\u{17D3}' | '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7A3}')
}

/// Whether a letter is one that opens a Korean syllable.
fn opens_syllable(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{1112}')
}

/// One letter of a name, with the part that it belongs to: a word, or a Korean syllable.
struct Step<'a> {
    letter: &'a Letter,
    part: usize,
    silenced: bool,
}

/// The letters of a name in the order in which they are heard.
fn steps(words: &[String]) -> Option<Vec<Step<'static>>> {
    let mut steps: Vec<Step<'static>> = Vec::with_capacity(MAX);
    let mut part = 0;
    for (at, text) in words.iter().enumerate() {
        part += usize::from(at > 0);
        let mut waiting: Option<&'static Letter> = None;
        // A Korean syllable is parted into its letters; the others have nothing to part.
        for c in text.nfd() {
            let letter = LETTERS.get(&c)?;
            // Each Korean syllable is a name's part of its own, and one that does not fit is another name.
            part += usize::from(opens_syllable(c) && steps.last().is_some_and(|last| last.part == part));
            match letter.kind {
                Kind::Mark => {}
                Kind::Silencer => {
                    if let Some(last) = steps.last_mut() {
                        last.silenced = true;
                    }
                }
                Kind::Leading => waiting = Some(letter),
                Kind::Consonant | Kind::Heard | Kind::Vowel => {
                    steps.push(Step { letter, part, silenced: false });
                    if let Some(letter) = waiting.take() {
                        steps.push(Step { letter, part, silenced: false });
                    }
                }
            }
        }
    }
    (!steps.is_empty() && steps.len() <= MAX).then_some(steps)
}

/// The parts of a name, words or Korean syllables, each in the most usual spelling of its letters.
pub(super) fn usual(words: &[String]) -> Option<Vec<String>> {
    let steps = steps(words)?;
    let mut parts = vec![String::new(); steps.last().map_or(0, |step| step.part + 1)];
    for step in steps.iter().filter(|step| !step.silenced) {
        let first = step.letter.spellings.first().map_or(&b""[..], |(spelling, _)| spelling.as_ref());
        parts[step.part].push_str(std::str::from_utf8(first).unwrap_or_default());
    }
    Some(parts)
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// What the letter costs where it has no counterpart.
fn alone(step: &Step<'_>) -> u32 {
    match step.letter.kind {
        Kind::Consonant if step.silenced => 0,
        Kind::Consonant | Kind::Heard if step.letter.spellings.iter().any(|(spelling, _)| spelling.is_empty()) => UNWRITTEN,
        Kind::Consonant => SILENT,
        Kind::Heard => CONSONANT,
        _ => UNWRITTEN * 2,
    }
}

fn extra(letter: u8) -> u32 {
    match letter {
        b'h' => UNWRITTEN * 3,
        letter if is_vowel(letter) => UNWRITTEN,
        _ => CONSONANT,
    }
}

/// How near a name in such letters is to one in small Latin letters without spaces, in thousandths: the whole, and the
/// word of it that fits worst. Nothing where a letter is not known, or a name is too long.
pub(super) fn align(words: &[String], latin: &[u8]) -> Option<(u16, u16)> {
    cheapest(&steps(words)?, latin)
}

/// The same for letters that were made, each with the word that it belongs to.
pub(crate) fn align_made(letters: &[(Letter, usize)], latin: &[u8]) -> Option<(u16, u16)> {
    let steps: Vec<Step<'_>> = letters.iter().map(|(letter, part)| Step { letter, part: *part, silenced: false }).collect();
    if steps.is_empty() || steps.len() > MAX { None } else { cheapest(&steps, latin) }
}

fn cheapest(steps: &[Step<'_>], latin: &[u8]) -> Option<(u16, u16)> {
    if latin.len() > MAX || latin.is_empty() {
        return None;
    }
    let width = latin.len() + 1;
    // For each place the cheapest way there, and how many letters back on either side it came from.
    let mut best = vec![(u32::MAX, 0u8, 0u8); (steps.len() + 1) * width];
    best[0] = (0, 0, 0);
    for at in 0..=steps.len() {
        for from in 0..width {
            let here = best[at * width + from].0;
            if here == u32::MAX {
                continue;
            }
            let mut reach = |down: usize, right: usize, cost: u32| {
                let place = &mut best[(at + down) * width + from + right];
                let way = (here + cost, u8::try_from(down).unwrap_or(0), u8::try_from(right).unwrap_or(0));
                if way.0 < place.0 {
                    *place = way;
                }
            };
            if let Some(letter) = latin.get(from) {
                let before = from.checked_sub(1).is_some_and(|at| is_vowel(latin[at]));
                let drawn = *letter == b'r' && before && !latin.get(from + 1).is_some_and(|next| is_vowel(*next));
                // An `r` that English writers put behind a long vowel.
                reach(0, 1, if drawn { UNWRITTEN * 3 } else { extra(*letter) });
            }
            let Some(step) = steps.get(at) else { continue };
            reach(1, 0, alone(step));
            for (spelling, cost) in &step.letter.spellings {
                if !spelling.is_empty() && latin[from..].starts_with(spelling.as_ref()) {
                    reach(1, spelling.len(), *cost);
                }
            }
            if let Some(letter) = latin.get(from)
                && !matches!(step.letter.kind, Kind::Consonant | Kind::Heard)
                && is_vowel(*letter)
            {
                reach(1, 1, VOWEL);
            }
        }
    }
    Some(shares(steps, latin, &best))
}

/// What the cheapest way costs, as a share of what there is to pay: over all, and in the worst word.
fn shares(steps: &[Step<'_>], latin: &[u8], best: &[(u32, u8, u8)]) -> (u16, u16) {
    let width = latin.len() + 1;
    let words = steps.last().map_or(0, |step| step.part) + 1;
    let mut costs = vec![0u32; words];
    let mut worth = vec![0u32; words];
    let (mut at, mut to) = (steps.len(), latin.len());
    while at > 0 || to > 0 {
        let (cost, down, right) = best[at * width + to];
        let (before, from) = (at - usize::from(down), to - usize::from(right));
        let word = steps[before.min(steps.len() - 1)].part;
        costs[word] += cost - best[before * width + from].0;
        worth[word] += latin[from..to].iter().map(|letter| if is_vowel(*letter) { VOWEL } else { CONSONANT }).sum::<u32>();
        (at, to) = (before, from);
    }
    let share = |cost: u32, worth: u32| u16::try_from(1000 - (1000 * cost / worth.max(1)).min(1000)).unwrap_or(0);
    let worst = costs.iter().zip(&worth).map(|(cost, worth)| share(*cost, *worth)).min().unwrap_or(0);
    (share(costs.iter().sum(), worth.iter().sum()), worst)
}
