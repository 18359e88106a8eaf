//! How near two names are. The main function is [`compare`].
//!
//! Words are paired off whatever their order, best pair first, and each pair counts by its letters. What would make
//! two similar names different things (a number, a "-Plus") is asked before.

use crate::compare::Comparison;
use crate::normal::{acronym_of, is_plus, normalize, spelling, tokens};
use crate::words::WORDS;
use std::collections::BTreeSet;

/// Compares two names; the order of the two does not matter.
pub fn compare(a: &str, b: &str) -> Comparison {
    let (one, two) = (normalize(a), normalize(b));
    if one.is_empty() || two.is_empty() {
        return Comparison::new(0, "a name is empty");
    }
    if one == two {
        return Comparison::new(1000, "the same name");
    }
    if let Some((score, why)) = crate::regional::compare(a, b) {
        return Comparison::new(score, why);
    }
    if is_plus(a) != is_plus(b) {
        return Comparison::new(200, "one is the \"Plus\" of the other");
    }
    if numbers_differ(a, b) {
        return Comparison::new(200, "the numbers differ");
    }
    if is_initials(&one, b) || is_initials(&two, a) {
        return Comparison::new(900, "one is the initials of the other");
    }
    if one.replace(' ', "") == two.replace(' ', "") {
        return Comparison::new(980, "the same letters, parted otherwise");
    }
    align(&tokens(a), &tokens(b))
}

/// Whether both names hold numbers or ordinals and they are not the same, or only one holds one.
pub fn numbers_differ(a: &str, b: &str) -> bool {
    numbers(a) != numbers(b)
}

fn numbers(name: &str) -> BTreeSet<u32> {
    tokens(name).iter().filter_map(|word| number(word)).collect()
}

/// The number that a word is: `8`, `8th`, an ordinal of the word list.
fn number(word: &str) -> Option<u32> {
    if let Some(number) = WORDS.ordinals.get(word) {
        return Some(*number);
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    (word.len() - digits.len() <= 2).then(|| digits.parse().ok())?
}

fn is_initials(short: &str, long: &str) -> bool {
    short.len() >= 2 && !short.contains(' ') && acronym_of(long).eq_ignore_ascii_case(short)
}

struct Pair<'a> {
    score: u16,
    words: (&'a str, &'a str),
    at: (usize, usize),
}

fn align(a: &[String], b: &[String]) -> Comparison {
    // The lesser list first, so that ties are broken the same way whichever name was given first.
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for (i, one) in a.iter().enumerate() {
        for (j, two) in b.iter().enumerate() {
            let score = word_score(one, two);
            if score >= 600 {
                pairs.push(Pair { score, words: (one, two), at: (i, j) });
            }
        }
    }
    pairs.sort_by(|x, y| y.score.cmp(&x.score).then(x.words.cmp(&y.words)).then(x.at.cmp(&y.at)));
    let (mut used_a, mut used_b) = (BTreeSet::new(), BTreeSet::new());
    let (mut near, mut weight, mut sum) = (0, 0u32, 0u32);
    for pair in pairs {
        if used_a.contains(&pair.at.0) || used_b.contains(&pair.at.1) {
            continue;
        }
        used_a.insert(pair.at.0);
        used_b.insert(pair.at.1);
        let letters = 2 * weight_of(pair.words.0).max(weight_of(pair.words.1));
        weight += letters;
        sum += letters * u32::from(pair.score);
        near += u32::from(pair.score < 1000);
    }
    let alone = |words: &[String], used: &BTreeSet<usize>| -> u32 {
        words.iter().enumerate().filter(|(at, _)| !used.contains(at)).map(|(_, word)| weight_of(word)).sum()
    };
    let left = alone(a, &used_a) + alone(b, &used_b);
    let score = u16::try_from(sum / (weight + left).max(1)).unwrap_or(1000);
    let why = match (left, near) {
        (0, 0) => "the same words in another order".to_string(),
        (0, _) => "the same words, spelt nearly the same".to_string(),
        _ if used_a.is_empty() => "no word in common".to_string(),
        _ => format!("{} words in common, others not", used_a.len()),
    };
    Comparison::new(score.min(990), why)
}

fn weight_of(word: &str) -> u32 {
    if WORDS.small.contains(word) { 1 } else { u32::try_from(word.len()).unwrap_or(u32::MAX).clamp(1, 12) }
}

/// How near two words are, 0 to 1000.
fn word_score(a: &str, b: &str) -> u16 {
    if a == b {
        return 1000;
    }
    if number(a).is_some_and(|n| number(b) == Some(n)) {
        return 990;
    }
    if spelling(a) == spelling(b) {
        return 950;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() == 1 && long.starts_with(short) {
        return 850;
    }
    // In short words one letter makes another name.
    if short.len() < 5 {
        return 0;
    }
    let distance = strsim::osa_distance(a, b);
    u16::try_from(1000usize.saturating_sub(1000 * distance / long.len())).unwrap_or(0)
}
