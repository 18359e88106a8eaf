//! Burmese names: their writing, their many spellings in Latin letters, and when two of them are one.
//!
//! The main type is [`Name`], a name read once; [`Name::compare`] says how near two are and why. [`roman`] writes Burmese
//! letters in Latin ones, [`key`] is what the spellings of one word have in common, [`unicode`] turns text that was typed in
//! the Zawgyi fonts into Unicode.
//!
//! Why syllable by syllable and not letter by letter: a Burmese name is a row of syllables, none of them a surname, each a
//! word by itself. `Mya` and `Myat` differ by one letter and are two words; `Htun` and `Tun` differ by one and are one.
//! Only the orthography tells which, so a spelling is traced back to the syllables that it may stand for, and two spellings
//! are one as far as they may stand for the same.
//!
//! All that is of the language is data: `data/burmese-sounds.txt`, `data/burmese-names.txt`, `data/zawgyi.txt`,
//! `data/titles.txt`.

mod compare;
mod lexicon;
mod name;
mod script;
mod sounding;
mod sounds;
mod zawgyi;

#[cfg(test)]
mod tests;

pub use name::Name;
pub use script::{Syllable, is_burmese_script, syllables};
pub use zawgyi::{is_zawgyi, unicode};

use lexicon::LEXICON;
pub(crate) use script::is_of_script as is_burmese_letter;
use script::is_of_script;
use sounds::SOUNDS;

/// Compares two names as Burmese ones; nothing where either is not. Thousandths, and why.
pub fn compare(a: &str, b: &str) -> Option<(u16, String)> {
    let (a, b) = (Name::read(a)?, Name::read(b)?);
    a.compare(&b)
}

/// What all spellings of one word of names have in common: its most usual spelling. Nothing for what is no such word.
pub fn key(word: &str) -> Option<&'static str> {
    LEXICON.usual(word)
}

/// A text with its Burmese letters written in Latin ones, word by word in the spelling that is most usual in names;
/// everything else stays.
pub fn roman(text: &str) -> String {
    let text = unicode(text);
    let mut out = String::with_capacity(text.len());
    let mut rest: &str = &text;
    while !rest.is_empty() {
        let other = rest.find(is_of_script).unwrap_or(rest.len());
        out.push_str(&rest[..other]);
        rest = &rest[other..];
        let run = rest.find(|c| !is_of_script(c)).unwrap_or(rest.len());
        if run > 0 {
            if out.chars().next_back().is_some_and(char::is_alphanumeric) {
                out.push(' ');
            }
            out.push_str(&roman_words(&syllables(&rest[..run])).join(" "));
            rest = &rest[run..];
            if rest.chars().next().is_some_and(char::is_alphanumeric) {
                out.push(' ');
            }
        }
    }
    out
}

/// The words that syllables make: the longest that are words of names, else each by itself.
fn roman_words(all: &[Syllable]) -> Vec<String> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let (length, spelling) = match LEXICON.longest(&all[at..]) {
            Some((length, word)) => (length, word.usual.to_string()),
            None => (1, all[at].key.map_or_else(String::new, |key| SOUNDS.spelling(key))),
        };
        if !spelling.is_empty() {
            words.push(capital(&spelling));
        }
        at += length;
    }
    words
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
