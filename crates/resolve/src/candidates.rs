//! Which names are worth comparing. The main function is [`candidate_pairs`].
//!
//! Comparing all names with all grows with the square of them. So each name is given a few keys, such that names that are
//! one share at least one of them, and only names that share a key are compared. A key is never a verdict: it says "look at
//! these two". What a name shares with others however it is spelt, and with a slip in one word, is the *sound* of a word
//! beside the first sound of another; for Burmese names, the syllables as their own reading gives them.
//!
//! A key that very many names share would bring the square back. Its names are sorted by their letters, and each is held
//! against the few next ones only ([`FULL`], [`NEXT`]): what is spelt nearly alike stands near. So the number of pairs is at
//! most a constant for each name (sorted neighbourhoods: Hernández and Stolfo, SIGMOD 1995).

use rollcall_names::{Kind, Name, acronym_of, burmese, is_acronym};
use std::collections::BTreeSet;

/// Up to so many names that share a key are compared all with all.
const FULL: usize = 24;
/// In a larger set each is compared with so many that come next by their letters.
const NEXT: usize = 6;
/// So many letters of a sound are looked at, and so many words of a name.
const MAX_SOUND: usize = 6;
const MAX_WORDS: usize = 6;

/// Pairs of names, by their places in the list, that share a key: each once, the lesser place first, sorted.
pub fn candidate_pairs(names: &[(&str, Kind)]) -> Vec<(u32, u32)> {
    let mut keyed: Vec<(u64, u32)> = Vec::with_capacity(names.len() * 6);
    let mut letters: Vec<(String, u32)> = Vec::with_capacity(names.len());
    for (at, (text, kind)) in (0u32..).zip(names) {
        let name = Name::parse(text, *kind);
        keyed.extend(name_keys(text, &name).iter().map(|key| (number(key), at)));
        letters.push((name.folded().to_string(), at));
    }
    letters.sort_unstable();
    let mut place = vec![0u32; names.len()];
    for (rank, (_, at)) in (0u32..).zip(&letters) {
        place[*at as usize] = rank;
    }
    drop(letters);
    keyed.sort_unstable_by_key(|(key, at)| (*key, place[*at as usize]));
    keyed.dedup();
    let mut pairs = Vec::new();
    for set in keyed.chunk_by(|one, two| one.0 == two.0) {
        let reach = if set.len() <= FULL { FULL } else { NEXT };
        for (at, (_, one)) in set.iter().enumerate() {
            let next = set[at + 1..].iter().take(reach);
            pairs.extend(next.map(|(_, two)| (*one.min(two), *one.max(two))));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// What a name shares with others that may be the same.
fn name_keys(text: &str, name: &Name) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let words: Vec<&str> = name.folded().split(' ').filter(|word| !word.is_empty()).take(MAX_WORDS).collect();
    let sounds: Vec<String> = words.iter().map(|word| sound(word)).collect();
    keys.insert(format!("all {}", sound_of_all(&words)));
    if name.kind() == Kind::Person {
        keys.extend(burmese_keys(text));
        keys.extend(person_keys(&sounds));
        keys.extend(initials(&words));
    } else {
        keys.extend(body_keys(text, &sounds));
    }
    keys
}

/// Each word's sound with the first sound of another: what two spellings share, and what a full name shares with one of
/// which a word is an initial.
fn person_keys(sounds: &[String]) -> Vec<String> {
    let mut keys = Vec::new();
    for (at, one) in sounds.iter().enumerate() {
        let others = sounds.iter().enumerate().filter(|(other, _)| *other != at);
        let firsts = others.filter_map(|(_, other)| other.chars().next());
        keys.extend(firsts.map(|first| format!("{one} {first}")));
    }
    // A name for another (short forms, other alphabets) leaves the longest word alone.
    keys.extend(sounds.iter().max_by_key(|sound| sound.len()).map(|longest| format!("longest {longest}")));
    keys
}

/// The first letters of a name that is cut to initials in part, in alphabetical order.
fn initials(words: &[&str]) -> Option<String> {
    let mut firsts: Vec<&str> = words.iter().filter_map(|word| word.get(..1)).collect();
    firsts.sort_unstable();
    words.iter().any(|word| word.len() == 1).then(|| format!("initials {}", firsts.join(" ")))
}

/// Neighbouring syllables of a Burmese name.
fn burmese_keys(text: &str) -> Vec<String> {
    let Some(name) = burmese::Name::read(text) else { return Vec::new() };
    let syllables = name.keys();
    let mut keys: Vec<String> = syllables.windows(2).map(|two| format!("syllables {}", two.join(" "))).collect();
    keys.push(format!("syllables {}", syllables.join(" ")));
    keys
}

/// Two words of a body's name, or its initials.
fn body_keys(text: &str, sounds: &[String]) -> Vec<String> {
    let mut keys: Vec<String> = sounds.windows(2).map(|two| format!("{} {}", two[0], two[1])).collect();
    let mut long: Vec<&String> = sounds.iter().collect();
    long.sort_by_key(|sound| (std::cmp::Reverse(sound.len()), *sound));
    if let [one, two, ..] = long[..] {
        keys.push(format!("{} {}", one.min(two), one.max(two)));
    }
    keys.extend(long.first().map(|longest| format!("longest {longest}")));
    let short = if is_acronym(text) { text.to_ascii_uppercase() } else { acronym_of(text) };
    if short.len() > 2 {
        keys.push(format!("short {short}"));
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if !digits.is_empty() {
        keys.push(format!("number {digits}"));
    }
    keys
}

/// What a word sounds like in any spelling: consonants that transliterations exchange are one, vowels are left out but at
/// the beginning, where all of them are one. Folded letters in, letters out, at most [`MAX_SOUND`].
fn sound(word: &str) -> String {
    let mut out = sounds(word);
    out.truncate(MAX_SOUND);
    out
}

fn sound_of_all(words: &[&str]) -> String {
    sounds(&words.concat())
}

fn sounds(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut out = String::with_capacity(letters.len());
    for (at, letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1);
        let sound = match letter {
            'c' | 'q' | 'k' | 'x' | 'g' => 'k',
            'p' if next == Some(&'h') => 'f',
            'w' | 'v' | 'f' => 'f',
            's' | 'z' => 's',
            'j' | 'y' | 'a' | 'e' | 'i' | 'o' | 'u' if at == 0 => 'a',
            'h' if at == 0 && next.is_some_and(|next| "aeiouy".contains(*next)) => 'h',
            'j' | 'y' | 'h' | 'a' | 'e' | 'i' | 'o' | 'u' => continue,
            other => *other,
        };
        if !out.ends_with(sound) || sound.is_ascii_digit() {
            out.push(sound);
        }
    }
    out
}

/// A number for a key (FNV-1a, 64 bits): two keys of one number only bring a pair more.
fn number(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meet(one: &str, two: &str, kind: Kind) -> bool {
        candidate_pairs(&[(one, kind), (two, kind)]) == [(0, 1)]
    }

    #[test]
    fn names_that_may_be_one_meet() {
        for (one, two) in [
            ("Sergei Kuznetsov", "Sergey Kuznetzov"),
            ("Sergei Kuznetsov", "Kuznetsov, S."),
            ("Sergei Kuznetsov", "Сергей Кузнецов"),
            ("Matthias Harrowgate", "Mathias Harowgate"),
            ("Mya Tun Oo", "Mya Htun Oo"),
            ("Abdul Rahman Qasim", "Abdulrahman Kassim"),
        ] {
            assert!(meet(one, two, Kind::Person), "{one} / {two}");
        }
        assert!(meet("Assembly of River Ministers", "ARM", Kind::Body));
        assert!(!meet("Sergei Kuznetsov", "Rosalind Fenwick", Kind::Person));
    }

    #[test]
    fn a_key_of_many_names_does_not_bring_the_square_back() {
        let texts: Vec<String> = (0..2000).map(|at| format!("Anna Q{at}")).collect();
        let names: Vec<(&str, Kind)> = texts.iter().map(|text| (text.as_str(), Kind::Person)).collect();
        let found = candidate_pairs(&names).len();
        assert!(found <= names.len() * FULL * 4, "{found}");
    }
}
