//! Burmese writing cut into syllables. The main function is [`syllables`].
//!
//! A syllable is a letter with its medials and vowel signs, and, where one follows that has asat or is stacked upon the
//! next, the letter that closes it (Unicode Standard, chapter 16, *Myanmar*). Marks are taken in any order: texts have them in
//! several, which look the same.

use super::sounds::{Key, SOUNDS, Tone, sign};

/// The letter that is also written with the digit nought.
const WA: char = '\u{101D}';
const NOUGHT: char = '\u{1040}';
const ASAT: char = '\u{103A}';
const VIRAMA: char = '\u{1039}';
const DOT: char = '\u{1037}';
const VISARGA: char = '\u{1038}';
const ANUSVARA: char = '\u{1036}';
/// The marks that follow a letter, in the order in which they are written out.
const MARKS: [char; 14] = [
    '\u{103B}', '\u{103C}', '\u{103D}', '\u{103E}', '\u{1031}', '\u{102D}', '\u{102E}', '\u{1032}', '\u{102F}', '\u{1030}',
    '\u{102C}', ASAT, ANUSVARA, DOT,
];

/// One syllable of Burmese writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syllable {
    /// Its letters, marks in one order: the same for every way of storing it.
    pub written: String,
    /// Whether a space, or something else that is no letter, stands before it.
    pub parted: bool,
    /// Its sound, where the orthography has one for such letters.
    pub(crate) key: Option<Key>,
}

/// Whether a text has letters of the Myanmar block.
pub fn is_burmese_script(text: &str) -> bool {
    // All of the block begins with this byte, and few other letters do.
    text.as_bytes().contains(&0xE1) && text.chars().any(is_letter)
}

fn is_letter(c: char) -> bool {
    matches!(c, '\u{1000}'..='\u{1021}' | '\u{1023}'..='\u{1027}' | '\u{1029}' | '\u{102A}' | '\u{103F}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{102B}'..='\u{1032}' | '\u{1036}'..='\u{1038}' | '\u{103A}'..='\u{103E}')
}

/// Whether a character is one of Burmese writing: a letter or a mark.
pub(crate) fn is_of_script(c: char) -> bool {
    is_letter(c) || is_mark(c) || c == VIRAMA || c == NOUGHT
}

#[derive(Default)]
struct Parts {
    base: char,
    /// One bit for each of [`MARKS`].
    marks: u16,
    end: Option<char>,
    high: bool,
}

/// The bit of a mark; none for what is no mark.
fn bit(c: char) -> u16 {
    MARKS.iter().position(|mark| *mark == c).map_or(0, |at| 1 << at)
}

impl Parts {
    fn all_marks(&self) -> impl Iterator<Item = char> + '_ {
        MARKS.iter().enumerate().filter(|(at, _)| self.marks & 1 << at != 0).map(|(_, mark)| *mark)
    }

    fn has(&self, c: char) -> bool {
        self.marks & bit(c) != 0
    }

    fn syllable(&self, parted: bool) -> Syllable {
        let medials: &[char] = match (self.has('\u{103B}') || self.has('\u{103C}'), self.has('\u{103E}')) {
            (true, true) => &['y', 'h'],
            (true, false) => &['y'],
            (false, true) => &['h'],
            (false, false) => &[],
        };
        let tone = match (self.has(DOT), self.high) {
            (true, _) => Some(Tone::Creaky),
            (false, true) => Some(Tone::High),
            (false, false) => None,
        };
        let mut signs = self.all_marks().map(sign).fold(0, |all, one| all | one);
        // Asat is a sign of the vowel only where it stands on the long stroke of `ော်`.
        if signs & 33 != 33 {
            signs &= !128;
        }
        let end = self.end.or(self.has(ANUSVARA).then_some(ANUSVARA));
        let key = SOUNDS.key(self.base, medials, self.has('\u{103D}'), signs, end, tone);
        Syllable { written: self.written(), parted, key }
    }

    fn written(&self) -> String {
        let mut out = String::with_capacity(24);
        out.push(self.base);
        for mark in self.all_marks().filter(|mark| *mark != DOT) {
            out.push(mark);
        }
        if let Some(end) = self.end {
            out.push(end);
            out.push(ASAT);
        }
        if self.has(DOT) {
            out.push(DOT);
        }
        if self.high {
            out.push(VISARGA);
        }
        out
    }

    fn mark(&mut self, c: char) {
        match c {
            VISARGA => self.high = true,
            '\u{102B}' => self.marks |= bit('\u{102C}'),
            c => self.marks |= bit(c),
        }
    }
}

/// The syllables of a text in Unicode order. Whatever is no Burmese letter parts them and is left out.
pub fn syllables(text: &str) -> Vec<Syllable> {
    let chars: Vec<char> = text.chars().collect();
    let mut out: Vec<Syllable> = Vec::new();
    let mut parted = true;
    let mut at = 0;
    while at < chars.len() {
        let Some(base) = letter_at(&chars, at) else {
            parted |= !is_of_script(chars[at]) && !crate::fold::is_invisible(chars[at]);
            at += 1;
            continue;
        };
        let mut parts = Parts { base, ..Parts::default() };
        at += 1;
        loop {
            while at < chars.len() && is_mark(chars[at]) {
                parts.mark(chars[at]);
                at += 1;
            }
            // `ဥ` with the sign of long i is another way to write its long twin.
            if parts.base == '\u{1025}' && parts.has('\u{102E}') {
                parts.base = '\u{1026}';
                parts.marks &= !bit('\u{102E}');
            }
            // A letter with ya-yit that looks like the vowel is the vowel.
            if parts.base == '\u{101E}' && parts.has('\u{103C}') {
                parts.base = '\u{1029}';
                parts.marks &= !bit('\u{103C}');
            }
            // And with a long stroke the letter that looks like it is meant.
            if parts.base == '\u{1025}' && parts.has('\u{102C}') {
                parts.base = '\u{1009}';
            }
            let Some(length) = end_at(&chars, at) else { break };
            if parts.end.is_none() {
                parts.end = Some(chars[at]);
            }
            if chars[at + 1..at + length].contains(&DOT) {
                parts.mark(DOT);
            }
            at += length;
        }
        out.push(parts.syllable(parted));
        parted = false;
    }
    out
}

/// The letter that opens a syllable here; the digit nought among letters is the letter of its shape.
fn letter_at(chars: &[char], at: usize) -> Option<char> {
    let c = chars[at];
    if SOUNDS.opens(c) {
        return Some(c);
    }
    let beside = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| is_letter(*c) || is_mark(*c));
    (c == NOUGHT && (beside(at.checked_sub(1)) || beside(Some(at + 1)))).then_some(WA)
}

/// How many characters the letter here takes with its asat or virama, where it closes the syllable before.
fn end_at(chars: &[char], at: usize) -> Option<usize> {
    let c = *chars.get(at)?;
    if !is_letter(c) {
        return None;
    }
    let mut length = 1;
    if chars.get(at + length) == Some(&DOT) {
        length += 1;
    }
    match chars.get(at + length) {
        Some(&ASAT) => length += 1,
        Some(&VIRAMA) if length == 1 => return Some(2),
        _ => return None,
    }
    if chars.get(at + length) == Some(&VIRAMA) {
        length += 1;
    }
    Some(length)
}
