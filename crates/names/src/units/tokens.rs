//! A name of a unit cut into tokens: [`cut`].
//!
//! A word in Latin letters, a number in the digits of any script, a Burmese syllable, or one letter of another script
//! that parts no words: so that a form is found in a row of letters without spaces.

use crate::burmese::{is_burmese_script, syllables, unicode};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What comes after so many characters is not looked at.
const MAX_CHARS: usize = 200;
/// The noughts of the scripts whose digits are met.
const NOUGHTS: [u32; 14] =
    [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0xA9D0, 0xFF10];

/// A piece of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// The letters, small.
    pub text: String,
    /// The number, where it is one.
    pub number: Option<u32>,
    /// Whether it follows the token before without a space.
    pub joined: bool,
}

/// The value of a digit of any script.
fn digit(c: char) -> Option<u32> {
    NOUGHTS.iter().find_map(|nought| (c as u32).checked_sub(*nought).filter(|value| *value < 10))
}

fn is_single(c: char) -> bool {
    // Thai, Lao, Khmer.
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1780}'..='\u{17FF}')
}

/// Cuts a name. The ending of an ordinal is dropped, and so are marks between letters of an abbreviation.
pub(super) fn cut(name: &str) -> Vec<Token> {
    let short: String = name.chars().take(MAX_CHARS).collect();
    let text = if is_burmese_script(&short) { unicode(&short).into_owned() } else { short };
    let chars: Vec<char> = text.nfc().flat_map(char::to_lowercase).filter(|c| *c != '\'' && *c != '’').collect();
    let mut out: Vec<Token> = Vec::new();
    let mut at = 0;
    let mut joined = false;
    while at < chars.len() {
        let c = chars[at];
        let from = at;
        if digit(c).is_some() {
            let mut number = 0u32;
            while let Some(value) = chars.get(at).and_then(|c| digit(*c)) {
                number = number.saturating_mul(10).saturating_add(value);
                at += 1;
            }
            at += ordinal_ending(&chars[at..]);
            out.push(Token { text: number.to_string(), number: Some(number), joined });
        } else if crate::burmese::is_burmese_letter(c) {
            while at < chars.len() && crate::burmese::is_burmese_letter(chars[at]) {
                at += 1;
            }
            let run: String = chars[from..at].iter().collect();
            let each = syllables(&run).into_iter().enumerate();
            out.extend(each.map(|(n, syllable)| Token { text: syllable.written, number: None, joined: joined || n > 0 }));
        } else if is_single(c) && (c.is_alphabetic() || is_combining_mark(c)) {
            at += 1;
            out.push(Token { text: c.to_string(), number: None, joined });
        } else if c.is_alphabetic() {
            while at < chars.len()
                && (chars[at].is_alphabetic() || is_combining_mark(chars[at]))
                && !is_single(chars[at])
                && !crate::burmese::is_burmese_letter(chars[at])
            {
                at += 1;
            }
            out.push(Token { text: chars[from..at].iter().collect(), number: None, joined: false });
        } else {
            at += 1;
            joined = false;
            if c == ',' {
                out.push(Token { text: c.to_string(), number: None, joined });
            }
            continue;
        }
        joined = true;
    }
    out
}

/// How long the ending of an ordinal is that follows a number.
fn ordinal_ending(rest: &[char]) -> usize {
    let letters: String = rest.iter().take_while(|c| c.is_alphabetic()).take(3).collect();
    if matches!(letters.as_str(), "st" | "nd" | "rd" | "th") { 2 } else { 0 }
}
