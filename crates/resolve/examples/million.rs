//! How many pairs of names are compared, how long that takes, and what is missed.
//!
//! `cargo run --release -p rollcall-resolve --example million [COUNT] [ALL]`: COUNT made-up names (a million where no
//! number is given), of which each second is another spelling of one before; and of ALL names every pair is compared,
//! to see what comparing only those that share a key misses.

#![expect(clippy::print_stdout, reason = "a program for a terminal: its words are its output")]
#![expect(clippy::disallowed_methods, reason = "it measures how long it takes")]

#[path = "../tests/made_up/chance.rs"]
#[expect(dead_code, reason = "cases with known truth use all of it, names alone do not")]
mod chance;
#[path = "../tests/made_up/words.rs"]
mod words;

use chance::Chance;
use rollcall_names::{Kind, MATCH, Name, compare_parsed};
use rollcall_resolve::candidate_pairs;
use std::collections::BTreeSet;
use std::time::Instant;
use words::Words;

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    recall(numbers.get(1).copied().unwrap_or(4000));
    speed(numbers.first().copied().unwrap_or(1_000_000));
}

/// All pairs of some names against those that share a key.
fn recall(count: usize) {
    let texts = distinct(count, &mut Chance::new(11));
    let names: Vec<Name> = texts.iter().map(|text| Name::parse(text, Kind::Person)).collect();
    let found: BTreeSet<(u32, u32)> = candidate_pairs(&listed(&texts)).into_iter().collect();
    let (mut matches, mut missed) = (0usize, Vec::new());
    for (at, one) in names.iter().enumerate() {
        for (other, two) in names.iter().enumerate().skip(at + 1) {
            if compare_parsed(one, two).score >= MATCH {
                matches += 1;
                if !found.contains(&(u32::try_from(at).expect("few"), u32::try_from(other).expect("few"))) {
                    missed.push((at, other));
                }
            }
        }
    }
    println!("{count} names, all pairs compared: {matches} match, {} of them share no key", missed.len());
    for (one, two) in missed.iter().take(20) {
        println!("  missed: {} / {}", texts[*one], texts[*two]);
    }
}

fn speed(count: usize) {
    let start = Instant::now();
    let mut chance = Chance::new(7);
    let (texts, spelt) = twins(count, &mut chance);
    println!("{} names made in {:.1} s", texts.len(), start.elapsed().as_secs_f64());
    let start = Instant::now();
    let pairs = candidate_pairs(&listed(&texts));
    println!("{} pairs share a key, {:.1} s", pairs.len(), start.elapsed().as_secs_f64());
    let names: Vec<Name> = in_two(&texts, |text| Name::parse(text, Kind::Person));
    println!("parsed, {:.1} s", start.elapsed().as_secs_f64());
    let score = |(a, b): &(u32, u32)| compare_parsed(&names[*a as usize], &names[*b as usize]).score;
    let scores = in_two(&pairs, score);
    let matches = scores.iter().filter(|score| **score >= MATCH).count();
    println!("{matches} match; keys, parsing and comparing {:.1} s on two threads", start.elapsed().as_secs_f64());
    let planted: Vec<(u32, u32)> = spelt.into_iter().filter(|pair| score(pair) >= MATCH).collect();
    let missed: Vec<&(u32, u32)> = planted.iter().filter(|pair| pairs.binary_search(pair).is_err()).collect();
    println!("of {} planted pairs that match, {} share a key", planted.len(), planted.len() - missed.len());
    for (one, two) in missed.iter().step_by(1 + missed.len() / 20) {
        println!("  missed: {} / {}", texts[*one as usize], texts[*two as usize]);
    }
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
    }
}

fn listed(texts: &[String]) -> Vec<(&str, Kind)> {
    texts.iter().map(|text| (text.as_str(), Kind::Person)).collect()
}

/// Maps a list on two threads.
fn in_two<T: Sync, R: Send>(list: &[T], map: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (one, two) = list.split_at(list.len() / 2);
    let map = &map;
    std::thread::scope(|scope| {
        let second = scope.spawn(move || two.iter().map(map).collect::<Vec<R>>());
        let mut found: Vec<R> = one.iter().map(map).collect();
        found.extend(second.join().expect("no thread panics"));
        found
    })
}

fn distinct(count: usize, chance: &mut Chance) -> Vec<String> {
    let (mut texts, _) = twins(count, chance);
    texts.truncate(count);
    texts
}

/// Names, each once, and which of them are two spellings of one.
fn twins(count: usize, chance: &mut Chance) -> (Vec<String>, Vec<(u32, u32)>) {
    let words = Words::read();
    let maker = Maker::new(&words, chance);
    let (mut texts, mut seen, mut spelt) = (Vec::with_capacity(count), BTreeSet::new(), Vec::new());
    while texts.len() < count {
        let (one, two) = maker.two_spellings(chance);
        let at = u32::try_from(texts.len()).expect("fits");
        let new: Vec<String> = [one, two].into_iter().filter(|name| seen.insert(name.clone())).collect();
        if new.len() == 2 {
            spelt.push((at, at + 1));
        }
        texts.extend(new);
    }
    (texts, spelt)
}

/// Makes names of the word list's syllables, given and family names, and of many more put together from halves of
/// these.
struct Maker<'a> {
    words: &'a Words,
    given: Vec<String>,
    family: Vec<String>,
}

impl<'a> Maker<'a> {
    fn new(words: &'a Words, chance: &mut Chance) -> Self {
        let halves = |first: bool| -> Vec<String> {
            let all = words.firsts("given").into_iter().chain(words.firsts("family"));
            let usual = all.filter_map(|cell| cell.split(' ').next().map(str::to_lowercase));
            usual.map(|word| if first { word[..word.len() / 2].into() } else { word[word.len() / 2..].into() }).collect()
        };
        let (heads, tails) = (halves(true), halves(false));
        let mut many = |count: usize, middle: bool| -> Vec<String> {
            let word = |chance: &mut Chance| {
                let mid = if middle { chance.pick(&heads).clone() } else { String::new() };
                capital(&format!("{}{mid}{}", chance.pick(&heads), chance.pick(&tails)))
            };
            (0..count).map(|_| word(chance)).collect()
        };
        Self { words, given: many(2000, false), family: many(60_000, true) }
    }

    /// One name in two spellings: an exchange, a slip, an initial, another order.
    fn two_spellings(&self, chance: &mut Chance) -> (String, String) {
        if chance.percent(20) {
            let count = 2 + chance.below(3);
            let cells: Vec<&str> = (0..count).map(|_| chance.pick(self.words.all("syllable"))[0].as_str()).collect();
            let usual: Vec<&str> = cells.iter().filter_map(|cell| cell.split(' ').next()).collect();
            let other: Vec<&str> = cells.iter().filter_map(|cell| cell.split(' ').next_back()).collect();
            return (usual.join(" "), other.join(" "));
        }
        let mut name = vec![common(&self.given, chance)];
        if chance.percent(30) {
            name.push(common(&self.given, chance));
        }
        name.push(common(&self.family, chance));
        let usual = name.join(" ");
        let last = name.len() - 1;
        match chance.below(4) {
            0 => name[0] = format!("{}.", &name[0][..1]),
            1 => name[last] = slip(&name[last], chance),
            2 => name[0] = slip(&name[0], chance),
            _ => {
                let family = name.pop().unwrap_or_default();
                name.insert(0, format!("{family},"));
            }
        }
        (usual, name.join(" "))
    }
}

/// One of a list in which few names are common and many are rare.
fn common(list: &[String], chance: &mut Chance) -> String {
    list[chance.below(list.len()) * chance.below(list.len()) / list.len()].clone()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Two letters change places, or one is gone.
fn slip(word: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() > 4 {
        let at = 1 + chance.below(letters.len() - 3);
        if chance.percent(50) {
            letters.swap(at, at + 1);
        } else {
            letters.remove(at);
        }
    }
    letters.into_iter().collect()
}
