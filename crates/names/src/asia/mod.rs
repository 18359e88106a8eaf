//! Names of South-East Asia other than Burmese, and of East Asia: Thai, Lao, Khmer and Korean letters beside Latin
//! ones, Chinese characters beside what they are read as in Mandarin, Cantonese and Japanese, older spellings beside
//! pinyin, Vietnamese with and without marks, old and new spellings of the islands, and each language's words of
//! address. The main type is [`Name`].
//!
//! What has an answer here is what custom decides; everything else is left to comparing in general. So but for two
//! cases (a script that is read letter by letter, and Vietnamese, whose names are made of few syllables) the answer is
//! only ever that two names are one.

mod cantonese;
mod chinese;
pub(crate) mod japanese;
mod keys;
pub(crate) mod letters;
mod spelling;
#[cfg(test)]
mod tests;
mod vietnamese;

use crate::signs::is_sign;
use crate::titles::{Class, TITLES};
use japanese::is_kana;
use letters::{align, is_aligned};
use spelling::{Small, fold, is_changed, is_of_islands, newer, small};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The languages whose titles stand before these names.
const LANGUAGES: [&str; 9] = ["th", "lo", "km", "ko", "vi", "id", "ms", "tl", "en"];
/// What comes after so many characters or words is not looked at.
const MAX_CHARS: usize = 160;
const MAX_WORDS: usize = 12;
/// A name of so many Chinese characters is no person's.
const MAX_SIGNS: usize = 6;
/// How well a script must fit Latin letters, over all and in its worst word, to be one name.
const FITS: u16 = 780;
const WORST: u16 = 640;
/// A name with fewer letters must fit better.
const SHORT: usize = 8;
/// Names with fewer letters are not folded: too many would meet.
const FOLDED: usize = 9;
/// The same for the old spelling of the islands, which changes less.
const RESPELT: usize = 6;

/// The words of a text, in small letters: what has no letter, digit or mark of a letter parts them.
pub(crate) fn words(text: &str) -> Vec<String> {
    if text.is_ascii() {
        let cut = &text.as_bytes()[..text.len().min(MAX_CHARS)];
        let parts = cut.split(|c| !(c.is_ascii_alphanumeric() || *c == b'\''));
        let word = |part: &[u8]| part.iter().filter(|c| **c != b'\'').map(|c| char::from(c.to_ascii_lowercase())).collect();
        return parts.map(word).filter(|word: &String| !word.is_empty()).take(MAX_WORDS).collect();
    }
    let lower: String = text.chars().take(MAX_CHARS).flat_map(char::to_lowercase).nfc().collect();
    let parts = lower.split(|c: char| !(c.is_alphanumeric() || is_combining_mark(c) || c == '\'' || c == '’'));
    let words = parts.map(|word| word.replace(['\'', '’'], ""));
    words.filter(|word| !word.is_empty()).take(MAX_WORDS).collect()
}

/// A name read once for comparing with many.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// Whether it is in letters that are aligned.
    script: bool,
    /// Whether a word of address of these languages stood with it.
    titled: bool,
    vietnamese: Option<vietnamese::Name>,
    chinese: Option<chinese::Name>,
    /// Whether it is in Chinese characters or kana.
    signs: bool,
    /// Whether its letters or words are such as customs of the region change.
    marked: bool,
    /// Which letters it has that no custom changes, one bit each: names that differ here are not spelt alike.
    letters: u32,
    /// The words without titles.
    words: Vec<String>,
    /// The words with them, where there were any: what is an address in one language is a family in another.
    whole: Vec<String>,
}

impl Name {
    /// Reads a name.
    pub fn read(name: &str) -> Option<Self> {
        let script = !name.is_ascii() && name.chars().take(MAX_CHARS).any(is_aligned);
        // Marks of Vietnamese and of the islands at most, or Chinese characters and kana: other alphabets are not of the region.
        let marked = |c: char| c < '\u{370}' || ('\u{1E00}'..'\u{1F00}').contains(&c);
        if !script && !name.chars().all(|c| marked(c) || !c.is_alphabetic() || is_sign(c) || is_kana(c)) {
            return None;
        }
        let mut words = match name.contains(['(', '[', '"', '“']) {
            true => words(&without_asides(name)),
            false => words(name),
        };
        let before = words.first().cloned();
        let count = words.len();
        let titled = strip(&mut words);
        let stripped = words.len() < count || words.first() != before.as_ref();
        let whole = if stripped { self::words(name) } else { Vec::new() };
        if words.is_empty() {
            return None;
        }
        if script && !words.iter().flat_map(|word| word.chars()).all(is_aligned) {
            return None;
        }
        let vietnamese = if script { None } else { vietnamese::Name::read(&words) };
        let chinese = if script { None } else { chinese::Name::read(&words) };
        let sign = |c: char| is_sign(c) || is_kana(c);
        let signs = !script && words.iter().flat_map(|word| word.chars()).all(sign);
        let latin =
            |word: &String| word.chars().all(|c| c.is_ascii() || crate::fold::is_of_alphabet(c) || is_combining_mark(c));
        if !script && !signs && !words.iter().all(latin) {
            return None;
        }
        let marked = titled || words.iter().any(|word| is_changed(word) || small(word).is_some());
        let letters = if script || signs { 0 } else { stable_letters(&words) };
        Some(Self { script, titled, vietnamese, chinese, signs, marked, letters, words, whole })
    }

    /// Whether it is in letters that no spelling in Latin letters has in common with it.
    pub fn is_in_own_letters(&self) -> bool {
        self.script || self.signs
    }

    /// The words in Latin letters, without titles; nothing where it is in letters that are aligned.
    pub(crate) fn latin(&self) -> Option<&[String]> {
        (!self.script && !self.signs).then_some(&self.words)
    }

    /// Whether the other is how this name in characters or kana is read in Japanese or in Cantonese.
    fn as_signs(&self, other: &Self) -> Option<(u16, String)> {
        if !self.signs {
            return None;
        }
        // What is an address in English may be a given name elsewhere.
        if [&other.words, &other.whole].into_iter().any(|words| japanese::is_read(&self.words, words)) {
            return Some((960, "the one is read as the other in Japanese".to_string()));
        }
        let signs: Vec<char> = self.words.iter().flat_map(|word| word.chars()).collect();
        if other.signs || !(2..=MAX_SIGNS).contains(&signs.len()) || !(2..=signs.len() + 2).contains(&other.words.len()) {
            return None;
        }
        let (foreign, own) = other.words.split_first()?;
        if turned(&other.words).any(|latin| cantonese::is_spelt(&signs, &latin)) {
            return Some((950, "the one spells the characters of the other as they are read in Cantonese".to_string()));
        }
        // Many bear a foreign given name before their own.
        let both = own.len() > 1 && turned(own).any(|latin| cantonese::is_spelt(&signs, &latin));
        both.then(|| (860, format!("the one spells the characters of the other in Cantonese, and has `{foreign}` before")))
    }

    /// Whether the other is a spelling of this Chinese name. Two names that may both be pinyin are compared as any
    /// others are, unless the other parts its syllables, as the older systems do.
    fn as_chinese(&self, other: &Self) -> Option<(u16, String)> {
        let one = self.chinese.as_ref()?;
        if other.signs
            || (!one.is_characters() && other.chinese.is_some() && other.words.len() <= self.words.len())
            || !one.is_spelt(&other.words)
        {
            return None;
        }
        let why = if one.is_characters() {
            "the one spells the characters of the other"
        } else {
            "the one is the other in an older spelling"
        };
        Some((960, why.to_string()))
    }

    /// How near two names are in thousandths, and why; nothing where custom does not decide. The order does not matter.
    pub fn compare(&self, other: &Self) -> Option<(u16, String)> {
        let (a, b) = if self <= other { (self, other) } else { (other, self) };
        match (a.script, b.script) {
            (true, true) => Some(same_script(&a.words, &b.words)),
            (false, true) => across(b, a),
            (true, false) => across(a, b),
            (false, false) => {
                let chinese = a.as_chinese(b).or_else(|| b.as_chinese(a));
                if let Some(found) = chinese.or_else(|| a.as_signs(b)).or_else(|| b.as_signs(a)) {
                    return Some(found);
                }
                if let (Some(one), Some(two)) = (&a.chinese, &b.chinese)
                    && one.is_another(two)
                {
                    return Some((450, "of the syllables of the two names one is another".to_string()));
                }
                if a.signs || b.signs {
                    return None;
                }
                if let (Some(one), Some(two)) = (&a.vietnamese, &b.vietnamese) {
                    return Some(one.compare(two));
                }
                spelt_alike(a, b).or_else(|| two_names(a, b))
            }
        }
    }
}

/// Words together, beginning at each of them in turn.
fn turned(words: &[String]) -> impl Iterator<Item = String> + '_ {
    (0..words.len()).map(|by| [&words[by..], &words[..by]].concat().concat())
}

/// A name without what stands in quotes, and without words of address in brackets, unless nothing else is there.
fn without_asides(name: &str) -> String {
    const PAIRS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('"', '"'), ('“', '”')];
    let mut out = name.chars().take(MAX_CHARS).collect::<String>();
    for (open, close) in PAIRS {
        let Some(from) = out.find(open) else { continue };
        let inside = from + open.len_utf8();
        let Some(length) = out[inside..].find(close) else { continue };
        let quoted = matches!(open, '"' | '“');
        if quoted || words(&out[inside..inside + length]).iter().all(|word| TITLES.has_word(word)) {
            out.replace_range(from..inside + length + close.len_utf8(), " ");
        }
    }
    if out.chars().any(char::is_alphanumeric) { out } else { name.to_string() }
}

/// Drops titles at both ends; whether there was one that is not English.
fn strip(words: &mut Vec<String>) -> bool {
    let mut own = false;
    while words.len() > 1 {
        if let Some((count, _)) = TITLES.at_front(&LANGUAGES, words).filter(|(count, _)| *count < words.len()) {
            own |= TITLES.at_front(&["en"], &words[..count]).is_none();
            words.drain(..count);
        } else if !strip_joined(words) {
            break;
        }
    }
    // Where a script parts no words, one word is a whole name.
    let least = if words.first().is_some_and(|word| word.starts_with(is_aligned)) { 1 } else { 2 };
    while words.len() > least
        && let Some((count, Class::After)) = TITLES.at_end(&LANGUAGES, words)
        && count + least <= words.len()
    {
        words.truncate(words.len() - count);
    }
    own
}

/// Drops a title that is written together with the name, where a script parts no words.
fn strip_joined(words: &mut [String]) -> bool {
    let Some(first) = words.first_mut().filter(|word| word.chars().next().is_some_and(is_aligned)) else { return false };
    let cuts: Vec<usize> = first.char_indices().map(|(at, _)| at).skip(2).collect();
    let longest = cuts.into_iter().rev().find(|at| {
        let rest = &first[*at..];
        rest.chars().count() > 2
            && !rest.starts_with(is_combining_mark)
            && TITLES.at_front(&LANGUAGES, &[first[..*at].to_string()]).is_some()
    });
    match longest {
        Some(at) => {
            *first = first[at..].to_string();
            true
        }
        None => false,
    }
}

fn same_script(a: &[String], b: &[String]) -> (u16, String) {
    if a.concat() == b.concat() {
        return (1000, "the same letters".to_string());
    }
    if a.len() == b.len() && a.iter().all(|word| b.contains(word)) {
        return (950, "the same words in another order".to_string());
    }
    let near = |one: &String, two: &String| {
        let longest = one.chars().count().max(two.chars().count());
        1000 - 1000 * strsim::osa_distance(one, two) / longest.max(1)
    };
    if a.len() != b.len() {
        return (500, "one name has more words".to_string());
    }
    let worst = a.iter().zip(b).map(|(one, two)| near(one, two)).min().unwrap_or(0);
    let score = u16::try_from(worst).unwrap_or(0);
    if score >= 850 { (score, "spelt nearly the same".to_string()) } else { (score.min(600), "different words".to_string()) }
}

/// A name in a script beside one in Latin letters, the words of this in any order that is turned round once. What looks
/// like a title and leaves one word may be a name.
fn across(script: &Name, latin: &Name) -> Option<(u16, String)> {
    let found = [&latin.words, &latin.whole].into_iter().filter(|words| !words.is_empty());
    let best = found.filter_map(|words| fit(&script.words, words)).max()?;
    let (whole, worst) = best;
    // A vowel for another is little in a long name, and half of a short one.
    let short = script.words.iter().map(|word| word.chars().count()).sum::<usize>() < SHORT;
    if whole >= if short { FITS + 80 } else { FITS } && worst >= WORST {
        let above = u32::from(whole - FITS) * 300 / u32::from(1000 - FITS);
        let score = 700 + u16::try_from(above).unwrap_or(0);
        return Some((score, "the one is a usual spelling of the other's letters".to_string()));
    }
    Some((whole.min(worst).min(600), "the letters of the one are not those of the other".to_string()))
}

/// How well words in a script fit words in Latin letters.
fn fit(script: &[String], latin: &[String]) -> Option<(u16, u16)> {
    let latin: Vec<String> = latin.iter().map(|word| plain(word).into_owned()).collect();
    let mut best: Option<(u16, u16)> = None;
    for by in 0..latin.len().min(4) {
        let turned = [&latin[by..], &latin[..by]].concat().concat();
        best = best.max(Some(align(script, turned.as_bytes())?));
        // Nothing further can be much better.
        if best.is_some_and(|(whole, _)| whole > 900) {
            break;
        }
    }
    best
}

/// What of a name in Latin letters is compared with other spellings.
struct Spelt {
    /// The words that are always written, together, in the newer spelling.
    newer: String,
    /// The same without what spellings exchange.
    folded: String,
    /// Where among the words one stands that says "child of".
    child: Option<usize>,
}

impl Spelt {
    fn of(words: &[String]) -> Self {
        let mut spelt = Self { newer: String::with_capacity(32), folded: String::with_capacity(32), child: None };
        spelt.child = words.iter().position(|word| small(word) == Some(Small::Child));
        for word in heavy(words) {
            let from = spelt.newer.len();
            match small(word) {
                Some(Small::Given(first)) => spelt.newer.push_str(first),
                _ => newer(&plain(word), &mut spelt.newer),
            }
            fold(&spelt.newer[from..], &mut spelt.folded);
        }
        spelt
    }
}

/// Whether two names in Latin letters are one when spellings that are exchanged in the region are folded.
fn spelt_alike(a: &Name, b: &Name) -> Option<(u16, String)> {
    if !(a.marked || b.marked) || a.letters != b.letters {
        return None;
    }
    let (one, two) = (Spelt::of(&a.words), Spelt::of(&b.words));
    if let (Some(at), Some(place)) = (one.child, two.child) {
        let halves = |words: &[String], at: usize| (written(&words[..at]), written(&words[at..]));
        let ((child, father), (other, fathers)) = (halves(&a.words, at), halves(&b.words, place));
        if child == fathers && father == other && child != father {
            return Some((400, "father and child the other way round".to_string()));
        }
    }
    if one.newer == two.newer && one.newer.len() >= RESPELT {
        return Some((960, "the same name, in the old and the new spelling or with words of address".to_string()));
    }
    if one.folded.len() < FOLDED || one.folded.len() != two.folded.len() {
        return None;
    }
    if one.folded == two.folded {
        return Some((940, "the same name, in spellings that are exchanged".to_string()));
    }
    let sorted = |words: &[String]| {
        let mut words: Vec<String> = heavy(words).map(|word| written(std::slice::from_ref(word))).collect();
        words.sort();
        words
    };
    let both = (a.titled || b.titled) && a.words.len() > 1 && sorted(&a.words) == sorted(&b.words);
    both.then(|| (900, "the same words without words of address".to_string()))
}

/// Whether two names of the islands differ in one word, and in each it is a name of its own: many differ by a letter.
fn two_names(a: &Name, b: &Name) -> Option<(u16, String)> {
    let of_islands = |name: &Name| name.words.iter().any(|word| is_of_islands(word));
    if a.words.len() != b.words.len() || !of_islands(a) || !of_islands(b) {
        return None;
    }
    let only = |one: &Name, two: &Name| -> Vec<String> {
        one.words.iter().filter(|word| !two.words.contains(word)).cloned().collect()
    };
    let (ours, theirs) = (only(a, b), only(b, a));
    let ([one], [two]) = (&ours[..], &theirs[..]) else { return None };
    let is_name = |word: &str| is_of_islands(word) || crate::compare::is_name(word);
    (is_name(one) && is_name(two)).then(|| (500, format!("{one} and {two} are two names")))
}

/// The letters of the words that are always written, but for those that some custom changes.
fn stable_letters(words: &[String]) -> u32 {
    let bits = |word: &str| {
        let stable = word.bytes().filter(|letter| matches!(letter, b'b' | b'f' | b'g' | b'l' | b'm' | b'n' | b'p' | b'r'));
        stable.fold(0, |all, letter| all | 1 << (letter - b'a'))
    };
    let written = |word: &String| match small(word) {
        Some(Small::Given(first)) => bits(first),
        _ => bits(&plain(word)),
    };
    heavy(words).map(written).fold(0, |all, one| all | one)
}

/// Words folded and written together.
fn written(words: &[String]) -> String {
    Spelt::of(words).folded
}

/// The words that are always written.
fn heavy(words: &[String]) -> impl Iterator<Item = &String> {
    let is_child = |word: &String| small(word) == Some(Small::Child);
    let each = words.iter().enumerate().filter(move |(at, word)| match small(word) {
        None => true,
        Some(Small::Light | Small::Child) => false,
        Some(Small::Given(_)) => *at == 0 || words.get(at + 1).is_none_or(is_child),
    });
    each.map(|(_, word)| word)
}

fn plain(word: &str) -> Cow<'_, str> {
    if word.is_ascii() { Cow::Borrowed(word) } else { Cow::Owned(crate::normal::normalize(word).replace(' ', "")) }
}
