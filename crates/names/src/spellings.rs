//! In how many ways one name may be written. The main function is [`spellings`].
//!
//! A name is its words. They are put in every order in which names stand, written together or apart, with initials, and in
//! ASCII. What differs only in capitals, accents or punctuation is one spelling to [`crate::Spotter`], which folds it away;
//! here it is written out as well, for those who search with other tools.

use crate::fold::{is_apostrophe, is_invisible, is_of_alphabet};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// No name has more words; what comes after is not looked at.
const MAX_WORDS: usize = 8;
/// Of names with more words not every order is made.
const MAX_ANY_ORDER: usize = 3;

/// One way in which the words of a name stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Form {
    /// The words, in order.
    pub words: Vec<String>,
    /// Which of them are initials.
    pub initials: Vec<bool>,
}

impl Form {
    fn whole(words: Vec<String>) -> Self {
        let initials = vec![false; words.len()];
        Self { words, initials }
    }

    /// Whether a word is an initial.
    pub fn has_initials(&self) -> bool {
        self.initials.contains(&true)
    }
}

/// Every spelling in which a name may stand in a text, as far as it follows from the name alone.
pub fn spellings(name: &str) -> BTreeSet<String> {
    let name = name.trim();
    let mut all: BTreeSet<String> =
        [name.to_string(), name.nfc().collect(), name.nfkc().collect(), name.nfd().collect()].into();
    let whole = words(name);
    for form in forms(name) {
        // A name of one short word is only itself: in small letters it is a word like others.
        if is_short(&whole) && form.words != whole {
            continue;
        }
        write_out(&form, &mut all);
    }
    all.remove("");
    all
}

fn write_out(form: &Form, all: &mut BTreeSet<String>) {
    let initials = form.initials.iter().filter(|initial| **initial).count();
    if initials > 0 {
        let dotted = |(word, initial): (&String, &bool)| if *initial { format!("{word}.") } else { word.clone() };
        let words: Vec<String> = form.words.iter().zip(&form.initials).map(dotted).collect();
        all.insert(words.join(" "));
        if initials > 1 {
            let close = |text: String, (word, initial): (&String, &bool)| match text.ends_with('.') && *initial {
                true => text + word,
                false if text.is_empty() => word.clone(),
                false => text + " " + word,
            };
            all.insert(words.iter().zip(&form.initials).fold(String::new(), close));
            all.insert(form.words.join(" "));
        }
        return;
    }
    let mut joined = vec![form.words.join(" "), form.words.join("-")];
    if form.words.len() > 1 {
        joined.push(format!("{}, {}", form.words[0], form.words[1..].join(" ")));
        if letters(&form.words) >= JOINED {
            joined.push(form.words.concat());
        }
    }
    for text in joined {
        if !is_short(&form.words) {
            let ascii = any_ascii::any_ascii(&text);
            // Where its script is an alphabet: of others the words of this form are written in ASCII already.
            if form.words.iter().all(|word| word.chars().next().is_some_and(is_of_alphabet)) {
                all.insert(ascii);
            }
            all.insert(text.to_lowercase());
            all.insert(text.to_uppercase());
        }
        all.insert(text.nfd().collect());
        all.insert(text);
    }
}

/// Names with fewer letters are not looked for written together.
pub(crate) const JOINED: usize = 6;

/// How many letters the words have.
pub(crate) fn letters(words: &[String]) -> usize {
    words.iter().map(|word| word.chars().count()).sum()
}

/// Whether a name is one word of an alphabet with fewer than four letters.
pub(crate) fn is_short(words: &[String]) -> bool {
    words.len() == 1 && words[0].chars().count() < 4 && words[0].chars().all(is_of_alphabet)
}

/// The words of a name as written, without apostrophes.
pub(crate) fn words(name: &str) -> Vec<String> {
    let name: String = name.nfc().filter(|c| !is_invisible(*c) && !is_apostrophe(*c)).collect();
    let parts = name.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    parts.filter(|word| !word.is_empty()).take(MAX_WORDS).map(str::to_string).collect()
}

/// Every way in which the words of a name stand.
pub(crate) fn forms(name: &str) -> Vec<Form> {
    let written = words(name);
    let mut all = BTreeSet::new();
    for words in [written.clone(), transliterated(&written), with_umlauts(&written), without_umlauts(&written)] {
        if words.is_empty() {
            continue;
        }
        all.extend(orders(&words).into_iter().map(Form::whole));
        all.extend(initialed(&words));
    }
    all.into_iter().collect()
}

/// The words in ASCII, where their script has letters of its own: syllables of scripts that part no words stand alone.
fn transliterated(words: &[String]) -> Vec<String> {
    if words.iter().flat_map(|word| word.chars()).all(is_of_alphabet) {
        return Vec::new();
    }
    let syllables = |word: &String| -> Vec<String> {
        if word.chars().all(is_syllable) { word.chars().map(String::from).collect() } else { vec![word.clone()] }
    };
    let ascii = words.iter().flat_map(syllables).map(|word| any_ascii::any_ascii(&word));
    let letters = ascii.map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    let words: Vec<String> = letters.filter(|word| !word.is_empty()).take(MAX_WORDS).collect();
    // Three letters of another alphabet are a word of many languages.
    if words.iter().map(String::len).sum::<usize>() < 4 { Vec::new() } else { words }
}

/// Whether a character is a syllable by itself: Chinese and Korean writing.
fn is_syllable(c: char) -> bool {
    matches!(c as u32, 0x3400..=0x9FFF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// `ü` as `ue`, as those write it who lack the key.
fn with_umlauts(words: &[String]) -> Vec<String> {
    let pairs = [
        ('ä', "ae"),
        ('ö', "oe"),
        ('ü', "ue"),
        ('å', "aa"),
        ('ø', "oe"),
        ('Ä', "Ae"),
        ('Ö', "Oe"),
        ('Ü', "Ue"),
        ('Å', "Aa"),
        ('Ø', "Oe"),
    ];
    replaced(words, |word| pairs.iter().fold(word.to_string(), |word, (c, two)| word.replace(*c, two)))
}

/// `ue` as `u`: a name written without the key, where its bearer has it.
fn without_umlauts(words: &[String]) -> Vec<String> {
    let pairs = [("ae", "a"), ("oe", "o"), ("ue", "u"), ("Ae", "A"), ("Oe", "O"), ("Ue", "U")];
    replaced(words, |word| pairs.iter().fold(word.to_string(), |word, (two, one)| word.replace(two, one)))
}

fn replaced(words: &[String], one: impl Fn(&str) -> String) -> Vec<String> {
    let other: Vec<String> = words.iter().map(|word| one(word)).collect();
    if other == words { Vec::new() } else { other }
}

/// The orders in which names stand: all of a short one; of a longer one those that begin with another word, and backwards.
fn orders(words: &[String]) -> BTreeSet<Vec<String>> {
    let turned = |by: usize| -> Vec<String> { words[by..].iter().chain(&words[..by]).cloned().collect() };
    let mut all: BTreeSet<Vec<String>> = (0..words.len()).map(turned).collect();
    if words.len() <= MAX_ANY_ORDER {
        let backwards: Vec<Vec<String>> = all.iter().map(|words| words.iter().rev().cloned().collect()).collect();
        all.extend(backwards);
    } else {
        all.insert(words.iter().rev().cloned().collect());
    }
    all
}

/// The forms with initials, the surname being the last word or the first.
fn initialed(words: &[String]) -> BTreeSet<Form> {
    let mut all = BTreeSet::new();
    let count = words.len();
    if count < 2 {
        return all;
    }
    for (surname, given) in [(&words[count - 1], &words[..count - 1]), (&words[0], &words[1..])] {
        if surname.chars().count() < 3 || !surname.chars().all(is_of_alphabet) || initial(surname).is_none() {
            continue;
        }
        // All given words as initials; the first alone; the first in full.
        for (taken, full) in [(given.len(), 0), (1, 0), (given.len(), 1)] {
            let one = |(at, word): (usize, &String)| {
                let letter = initial(word)?;
                Some(if at < full { (word.clone(), false) } else { (letter, true) })
            };
            let made: Option<Vec<(String, bool)>> = given[..taken].iter().enumerate().map(one).collect();
            let Some(made) = made else { continue };
            let last = [(surname.clone(), false)];
            for parts in [[&made[..], &last[..]].concat(), [&last[..], &made[..]].concat()] {
                let (words, initials): (Vec<String>, Vec<bool>) = parts.into_iter().unzip();
                if initials.contains(&true) {
                    all.insert(Form { words, initials });
                }
            }
        }
    }
    all
}

/// The first letter, where it is a capital: other scripts have no initials.
fn initial(word: &str) -> Option<String> {
    let first = word.chars().next().filter(|c| is_of_alphabet(*c) && c.is_uppercase())?;
    Some(first.to_string())
}
