//! Which names are worth comparing. The main function is [`candidate_pairs`].
//!
//! Comparing all names with all grows with the square of them. So each name is given a few keys, such that names that
//! are one share at least one of them, and only names that share a key are compared. A key is never a verdict: it says
//! "look at these two". What a name shares with others however it is spelt, and with a slip in one word, is the *sound*
//! of a word beside the first sound of another; for Burmese names, the syllables as their own reading gives them.
//!
//! A key that very many names share would bring the square back. Its names are sorted by their letters, and each is
//! held against the few next ones only ([`FULL`], [`NEXT`]): what is spelt nearly alike stands near (sorted
//! neighbourhoods: Hernández and Stolfo, SIGMOD 1995). A slip near the beginning of a name moves it away, and so does
//! an initial. So of many more that come next those are taken, too, whose pairs of letters are nearly the same
//! ([`WIDE`], [`Pairs`]): that is asked of sets of bits, a thousand times as fast as comparing. So the number of pairs
//! is at most a constant for each name.

use rollcall_names::{Kind, Name, acronym_of, asia, burmese, is_acronym};
use std::collections::BTreeSet;

/// Up to so many names that share a key are compared all with all.
const FULL: usize = 24;
/// In a larger set each is compared with so many that come next by their letters.
const NEXT: usize = 2;
/// Of so many that come next those are looked for that have nearly the same pairs of letters, and so many of them are
/// taken.
const WIDE: usize = 512;
const TAKEN: usize = 8;
/// One of two names has at most so many pairs of letters that the other has not: three change where two letters are
/// swapped.
const OTHERS: u32 = 3;
/// So many letters of a sound are looked at, and so many words of a name.
const MAX_SOUND: usize = 6;
const MAX_WORDS: usize = 6;

/// Pairs of names, by their places in the list, that share a key: each once, the lesser place first, sorted.
pub fn candidate_pairs(names: &[(&str, Kind)]) -> Vec<(u32, u32)> {
    let mut keyed: Vec<(u64, u32)> = Vec::with_capacity(names.len() * 6);
    let mut letters: Vec<(String, u32)> = Vec::with_capacity(names.len());
    let mut bits: Vec<Pairs> = Vec::with_capacity(names.len());
    // Names in other letters share nothing with their spellings but what is read into both: where there is none, nothing is.
    let own_letters =
        names.iter().any(|(text, _)| !text.is_ascii() && asian(text).is_some_and(|name| name.is_in_own_letters()));
    for (at, (text, kind)) in (0u32..).zip(names) {
        let name = Name::parse(text, *kind);
        if own_letters && matches!(kind, Kind::Person | Kind::Any) {
            let shared = asian(text).map(|name| name.keys()).unwrap_or_default();
            keyed.extend(shared.iter().map(|key| (number(key), at)));
        }
        keyed.extend(name_keys(text, &name).iter().map(|key| (number(key), at)));
        bits.push(Pairs::of(name.folded()));
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
    let mut near: Vec<(u32, u32)> = Vec::with_capacity(WIDE);
    for set in keyed.chunk_by(|one, two| one.0 == two.0) {
        let many = set.len() > FULL;
        let reach = if many { NEXT } else { FULL };
        for (at, (_, one)) in set.iter().enumerate() {
            let next = &set[at + 1..];
            let pair = |two: &u32| (*one.min(two), *one.max(two));
            pairs.extend(next.iter().take(reach).map(|(_, two)| pair(two)));
            if many && next.len() > reach {
                let wide = next[reach..].iter().take(WIDE - reach).map(|(_, two)| *two);
                let apart = |two: u32| Some((bits[*one as usize].apart(bits[two as usize])?, two));
                near.clear();
                near.extend(wide.filter_map(apart));
                if near.len() > TAKEN {
                    near.select_nth_unstable(TAKEN);
                    near.truncate(TAKEN);
                }
                pairs.extend(near.iter().map(|(_, two)| pair(two)));
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Which pairs of neighbouring letters the words of a name have, each as one of 64 bits.
#[derive(Clone, Copy)]
struct Pairs(u64);

impl Pairs {
    fn of(folded: &str) -> Self {
        let words = folded.as_bytes().split(|letter| *letter == b' ');
        let bit = |two: &[u8]| (u32::from(two[0]) * 31 + u32::from(two[1])).wrapping_mul(0x9e37_79b1) >> 26;
        Self(words.flat_map(|word| word.windows(2)).fold(0, |bits, two| bits | 1 << bit(two)))
    }

    /// How many pairs of letters only one of two names has, where one of the two has few of these.
    fn apart(self, other: Self) -> Option<u32> {
        let (ours, theirs) = ((self.0 & !other.0).count_ones(), (other.0 & !self.0).count_ones());
        (ours.min(theirs) <= OTHERS).then_some(ours + theirs)
    }
}

fn asian(text: &str) -> Option<asia::Name> {
    asia::Name::read(text)
}

/// What a name shares with others that may be the same.
fn name_keys(text: &str, name: &Name) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let words: Vec<&str> = name.folded().split(' ').filter(|word| !word.is_empty()).take(MAX_WORDS).collect();
    let sounds: Vec<String> = words.iter().map(|word| sound(word)).collect();
    keys.insert(format!("all {}", sound_of_all(&words)));
    if matches!(name.kind(), Kind::Person | Kind::Any) {
        keys.extend(burmese_keys(text));
        keys.extend(person_keys(&words, &sounds));
        keys.extend(initials(&words));
    }
    if name.kind() != Kind::Person {
        keys.extend(body_keys(text, &sounds));
    }
    keys
}

/// Each word's sound with the first sound of another: what two spellings share, and what a full name shares with one of
/// which a word is an initial.
fn person_keys(words: &[&str], sounds: &[String]) -> Vec<String> {
    let mut keys = Vec::new();
    for (at, one) in sounds.iter().enumerate() {
        let others = sounds.iter().enumerate().filter(|(other, _)| *other != at);
        let firsts = others.filter_map(|(_, other)| other.chars().next());
        keys.extend(firsts.map(|first| format!("{one} {first}")));
        // "Ph" is one sound, and an initial or a slip leaves its `p` alone.
        let mut written = words.iter().enumerate().filter(|(other, word)| *other != at && word.starts_with("ph"));
        keys.extend(written.next().map(|_| format!("{one} p")));
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
    keys.push(format!("whole {}", syllables.join(" ")));
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

/// What a word sounds like in any spelling: consonants that transliterations exchange are one, vowels are left out but
/// at the beginning, where all of them are one. Folded letters in, letters out, at most [`MAX_SOUND`].
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
            'h' if at == 0 && next.is_none_or(|next| "aeiouy".contains(*next)) => 'h',
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
            ("Hannah Kuznetsov", "H. Kuznetsov"),
            ("Phillipa Kuznetsov", "P. Kuznetsov"),
            ("طارق الكويلي", "Tariq al-Kuwaili"),
            ("山田花子", "Hanako Yamada"),
            ("李小龍", "Lee Siu-lung"),
            ("김정은", "Kim Jong-un"),
            ("สมชาย ใจดี", "Somchai Jaidee"),
            ("ហ៊ុន សែន", "Hun Sen"),
        ] {
            assert!(meet(one, two, Kind::Person), "{one} / {two}");
        }
        assert!(meet("Assembly of River Ministers", "ARM", Kind::Body));
        assert!(!meet("Sergei Kuznetsov", "Rosalind Fenwick", Kind::Person));
    }

    #[test]
    fn what_is_nearly_alike_meets_among_many() {
        let given =
            |at: usize| format!("{}{}", ["ka", "lo", "mi", "ru", "ta"][at % 5], ["ben", "dor", "fil", "gam"][at / 5 % 4]);
        let mut texts: Vec<String> = (0..400).map(|at| format!("{}{} Kuznetsov", given(at), given(at / 20))).collect();
        texts.extend(["Wilhelmina Kuznetsov", "Wihlelmina Kuznetsov", "W. Kuznetsov"].map(String::from));
        let names: Vec<(&str, Kind)> = texts.iter().map(|text| (text.as_str(), Kind::Person)).collect();
        let found = candidate_pairs(&names);
        for pair in [(400, 401), (400, 402), (401, 402)] {
            assert!(found.contains(&pair), "{pair:?}");
        }
    }

    #[test]
    fn a_key_of_many_names_does_not_bring_the_square_back() {
        let texts: Vec<String> = (0..2000).map(|at| format!("Anna Q{at}")).collect();
        let names: Vec<(&str, Kind)> = texts.iter().map(|text| (text.as_str(), Kind::Person)).collect();
        let found = candidate_pairs(&names).len();
        assert!(found <= names.len() * FULL * 4, "{found}");
    }
}
