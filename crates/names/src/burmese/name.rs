//! A Burmese name read: its syllables without what stands before it. The main type is [`Name`].
//!
//! Whether a name is Burmese at all is asked here, since letters alone do not tell: every part must be a possible row of
//! syllables, and enough of them must be words of Burmese names that are no common names elsewhere.

use super::lexicon::{LEXICON, MAX_LETTERS};
use super::script::{Syllable as Written, is_burmese_script, syllables};
use super::sounds::{Key, SOUNDS};
use super::zawgyi::unicode;
use crate::titles::{Class, MAX_SYLLABLES, Sex, TITLES};

/// The languages whose titles stand before Burmese names.
const LANGUAGES: [&str; 2] = ["my", "en"];
/// What comes after so many characters or syllables is not looked at.
const MAX_CHARS: usize = 300;
const MAX_PARTS: usize = 12;
/// A rank in the middle of a name has so many syllables: shorter ones are words of names.
const MIN_RANK: usize = 3;
/// What a name must reach to be Burmese: a word that only Burmese names have counts twice.
const ENOUGH: u32 = 3;

/// One syllable of a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Syllable {
    /// Known by its orthography.
    Written(Key, String),
    /// Of a word of several syllables that is known, in Latin letters.
    Listed(Key, String),
    /// Spelt in Latin letters.
    Spelt(String),
    /// A part that is no Burmese syllable.
    Foreign(String),
}

/// A Burmese name, read once for comparing with many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The syllables; a second row where a comma says that they were turned round.
    pub(crate) rows: Vec<Vec<Syllable>>,
    /// Where the name may begin: what stands before may be a word of address or a part of the name.
    pub(crate) begins: Vec<(usize, Option<Sex>)>,
    /// Whom it is for, where a title says so.
    pub(crate) sex: Option<Sex>,
    /// Whether it is Burmese by itself, and not only possibly.
    sure: bool,
}

impl Name {
    /// Reads a name. Nothing where it cannot be Burmese.
    pub fn read(name: &str) -> Option<Self> {
        if is_burmese_script(name) { Self::read_script(name) } else { Self::read_latin(name) }
    }

    /// The most usual spelling of each syllable, the same for all spellings in both writings: what names that may be one have
    /// in common.
    pub fn keys(&self) -> Vec<String> {
        self.rows[0].iter().map(usual).collect()
    }

    /// Whether it is in Burmese letters.
    pub fn is_script(&self) -> bool {
        matches!(self.rows[0].first(), Some(Syllable::Written(..)))
    }

    /// Whether every part of it is a Burmese syllable.
    pub fn is_all_burmese(&self) -> bool {
        !self.rows[0].iter().any(|syllable| matches!(syllable, Syllable::Foreign(_)))
    }

    /// Whether nothing but a Burmese name is written so; else it may be one beside one that is.
    pub fn is_sure(&self) -> bool {
        self.sure
    }

    fn read_script(name: &str) -> Option<Self> {
        if name.chars().any(|c| c.is_alphabetic() && c.is_ascii()) {
            return None;
        }
        let name: String = without_brackets(name);
        let text: String = unicode(&name).chars().take(MAX_CHARS).collect();
        let found = syllables(&text);
        let (from, sex) = after_titles(&found);
        let found = &found[from..before_end(&found, from)];
        if found.is_empty() || found.len() > MAX_PARTS {
            return None;
        }
        let syllable = |syllable: &Written| match syllable.key {
            Some(key) => Syllable::Written(key, syllable.written.clone()),
            None => Syllable::Foreign(syllable.written.clone()),
        };
        let row: Vec<Syllable> = found.iter().map(syllable).collect();
        let begins = begins(&row, |from| title_at(&found[from..]));
        Some(Self { rows: vec![row], begins, sex, sure: true })
    }

    fn read_latin(name: &str) -> Option<Self> {
        let without = without_brackets(name);
        let (head, tail) = without.split_once(',').unwrap_or((&without, ""));
        let (mut head, mut tail) = (latin_words(head)?, latin_words(tail)?);
        let mut found = Found::default();
        found.titles(&mut head);
        found.titles(&mut tail);
        if head.is_empty() {
            std::mem::swap(&mut head, &mut tail);
        }
        let straight = [&head[..], &tail[..]].concat();
        let (row, places) = found.syllables(&straight)?;
        let title = |from: usize| {
            let word = places.iter().position(|place| *place == from)?;
            let (count, class) = TITLES.at_front(&["my"], &straight[word..])?;
            Some((places.get(word + count)? - from, class))
        };
        let begins = begins(&row, title);
        let mut rows = vec![row];
        if !tail.is_empty() {
            rows.push(Found::default().syllables(&[&tail[..], &head[..]].concat())?.0);
        }
        Some(Self { rows, begins, sex: found.sex, sure: found.is_sure() })
    }
}

/// The most usual spelling of the syllable that one most likely is.
fn usual(syllable: &Syllable) -> String {
    match syllable {
        Syllable::Written(key, _) | Syllable::Listed(key, _) => LEXICON.usual_of(*key),
        Syllable::Spelt(word) => {
            let best = LEXICON.readings(word).into_iter().max_by_key(|reading| (reading.weight, reading.key));
            best.map_or_else(|| word.clone(), |reading| LEXICON.usual_of(reading.key))
        }
        Syllable::Foreign(word) => word.clone(),
    }
}

/// The name without what stands in brackets, unless nothing else is there.
fn without_brackets(name: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    if out.chars().any(char::is_alphanumeric) { out } else { name.to_string() }
}

/// Words in small letters; nothing where a letter is no Latin one, or a word is too long for a name.
fn latin_words(text: &str) -> Option<Vec<String>> {
    let ascii;
    let text = if text.is_ascii() {
        text
    } else {
        let latin = |c: char| !c.is_alphabetic() || crate::fold::is_of_alphabet(c);
        ascii = text.chars().all(latin).then(|| crate::normal::normalize(text))?;
        &ascii
    };
    let mut words = Vec::new();
    for part in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '\'') {
        let word: String = part.chars().filter(|c| *c != '\'').map(|c| c.to_ascii_lowercase()).collect();
        if !word.is_empty() {
            words.push(word);
        }
        if words.len() > MAX_PARTS {
            return None;
        }
    }
    Some(words)
}

/// Where the last rank or post begins that a name can follow: what stands before it is an office.
fn last_rank(all: &[Written]) -> usize {
    let found = (0..all.len()).rev().find(|from| {
        title_at(&all[*from..]).is_some_and(|(count, class)| {
            matches!(class, Class::Rank | Class::Post) && count >= MIN_RANK && from + count < all.len()
        })
    });
    found.unwrap_or(0)
}

/// What the titles before the syllables take up, and whom they are for.
fn after_titles(all: &[Written]) -> (usize, Option<Sex>) {
    let (mut from, mut sex) = (last_rank(all), None);
    while from < all.len() {
        let Some((count, class)) = title_at(&all[from..]) else { break };
        let behind = &all[from + count..];
        // Something must be left to be the name; what a word of address follows is no part of it.
        let part =
            class.may_be_name() && !(title_at(behind).is_some_and(|(_, class)| class.is_address()) && behind.len() > 2);
        if behind.is_empty() || part {
            break;
        }
        sex = sex.or(class.sex());
        from += count;
    }
    (from, sex)
}

/// Where the titles begin that stand behind a name.
fn before_end(all: &[Written], from: usize) -> usize {
    let ends = (1..=MAX_SYLLABLES.min(all.len() - from)).rev().map(|count| all.len() - count).find(|at| {
        let writing: String = all[*at..].iter().map(|syllable| syllable.written.as_str()).collect();
        *at > from && TITLES.is_written_after(&writing)
    });
    ends.unwrap_or(all.len())
}

/// The longest title that syllables begin with.
fn title_at(all: &[Written]) -> Option<(usize, Class)> {
    (1..=MAX_SYLLABLES.min(all.len())).rev().find_map(|count| {
        let writing: String = all[..count].iter().map(|syllable| syllable.written.as_str()).collect();
        Some((count, TITLES.written(&writing)?))
    })
}

/// Where a name may begin: at its first syllable, and after each word of address that may be part of it, two syllables being
/// left. A word that stands twice is part of the name.
fn begins(row: &[Syllable], title: impl Fn(usize) -> Option<(usize, Class)>) -> Vec<(usize, Option<Sex>)> {
    let mut all = vec![(0, None)];
    let mut from = 0;
    while all.len() < 4 {
        let Some((count, class)) = title(from).filter(|(_, class)| class.may_be_name()) else { break };
        let twice = row.get(from + count) == row.get(from);
        if twice || row.len() < from + count + 2 {
            break;
        }
        from += count;
        all.push((from, class.sex()));
    }
    all
}

/// Drops what belongs to a post, up to the next title or the words of names that all the rest is made of.
fn skip_office(words: &mut Vec<String>) {
    if !words.first().is_some_and(|word| LEXICON.listed(word).is_empty()) || TITLES.at_front(&LANGUAGES, words).is_some() {
        return;
    }
    let is_name = |rest: &[String]| rest.len() > 1 && rest.iter().all(|word| !LEXICON.listed(word).is_empty());
    let begins = |rest: &[String]| {
        let rank = TITLES.at_front(&LANGUAGES, rest).is_some_and(|(_, class)| class.is_address());
        rank && rest.len() > 2 || is_name(rest)
    };
    if let Some(at) = (1..words.len()).find(|at| begins(&words[*at..])) {
        words.drain(..at);
    }
}

/// What reading the words of a name finds.
#[derive(Default)]
struct Found {
    sex: Option<Sex>,
    /// Words that only Burmese names have count twice.
    points: u32,
    /// Whether there is one.
    distinct: bool,
    /// Whether a title is one that only Burmese names have.
    titled: bool,
    /// Parts that only may be syllables.
    weak: u32,
    foreign: u32,
    /// Whether all words are the usual spellings of the commonest words of names.
    everywhere: bool,
}

impl Found {
    fn is_sure(&self) -> bool {
        let enough = self.everywhere || self.points >= ENOUGH && (self.distinct || self.titled);
        enough && self.weak <= 1 && (self.foreign == 0 || self.titled)
    }

    /// Drops the titles at both ends.
    fn titles(&mut self, words: &mut Vec<String>) {
        let mut post = false;
        while let Some((count, class)) = TITLES.at_front(&LANGUAGES, words) {
            post |= matches!(class, Class::Post | Class::Rank);
            let behind = &words[count..];
            let address = TITLES.at_front(&["my"], behind).is_some_and(|(_, class)| class.is_address()) && behind.len() > 2;
            let conferred = class == Class::Honour && count > 1 && behind.len() > 1;
            if class.may_be_name() && !address && !conferred {
                self.custom(words);
                break;
            }
            if count >= words.len() && self.ends_as_name(words) {
                break;
            }
            let own = TITLES.at_front(&["my"], &words[..count]).is_some();
            if own && matches!(class, Class::Address(_)) {
                self.titled = true;
                self.points += 2;
            }
            self.sex = self.sex.or(class.sex());
            words.drain(..count);
            if post {
                skip_office(words);
            }
        }
        while words.len() > 1
            && let Some((count, Class::After)) = TITLES.at_end(&LANGUAGES, words)
        {
            words.truncate(words.len().saturating_sub(count).max(1));
        }
    }

    /// A word of address that may be part of the name: those of peoples whose names are not Burmese let other words follow.
    fn custom(&mut self, words: &[String]) {
        self.titled |= words.len() > 2 && words.iter().any(|word| LEXICON.weight_of(word) == 0);
    }

    /// Whether words that would all be titles are a name all the same.
    fn ends_as_name(&self, words: &[String]) -> bool {
        words.iter().all(|word| !LEXICON.listed(word).is_empty())
    }

    /// The syllables of the words, and where in them each word begins.
    fn syllables(&mut self, words: &[String]) -> Option<(Vec<Syllable>, Vec<usize>)> {
        let mut row = Vec::with_capacity(8);
        let mut places = Vec::with_capacity(words.len());
        let mut at = 0;
        while at < words.len() {
            let from = row.len();
            let count = self.word(&words[at..], &mut row);
            places.extend((0..count).map(|word| from + word));
            at += count;
            if row.len() > MAX_PARTS || self.foreign + self.weak > 2 {
                return None;
            }
        }
        let burmese = row.iter().any(|syllable| !matches!(syllable, Syllable::Foreign(_)));
        self.everywhere = words.len() > 1 && words.iter().all(|word| LEXICON.is_everywhere(word));
        (burmese && (self.foreign == 0 || self.titled)).then_some((row, places))
    }

    /// Reads the next word, or the next two or three where they are one; gives back how many.
    fn word(&mut self, words: &[String], row: &mut Vec<Syllable>) -> usize {
        for count in [3, 2] {
            if words.len() >= count {
                let letters: usize = words[..count].iter().map(String::len).sum();
                if letters <= MAX_LETTERS
                    && let Some(word) = LEXICON.long_word(&words[..count].concat()).filter(|word| word.keys.len() == count)
                {
                    self.points += ENOUGH;
                    self.distinct = true;
                    push_word(word, row);
                    return count;
                }
            }
        }
        let word = &words[0];
        if self.listed(word, row) || self.parts(word, row) {
            return 1;
        }
        let readable = word.len() <= 8 && {
            let mut any = false;
            SOUNDS.readings(word, &mut |_, _| any = true);
            any
        };
        if readable {
            self.weak += 1;
            row.push(Syllable::Spelt(word.clone()));
        } else {
            self.foreign += 1;
            row.push(Syllable::Foreign(word.clone()));
        }
        1
    }

    fn listed(&mut self, word: &str, row: &mut Vec<Syllable>) -> bool {
        if LEXICON.listed(word).is_empty() {
            return false;
        }
        let elsewhere = LEXICON.is_elsewhere(word);
        self.points += if elsewhere { 1 } else { 2 };
        self.distinct |= !elsewhere;
        match LEXICON.long_word(word) {
            Some(long) => {
                self.points += u32::from(!elsewhere);
                push_word(long, row);
            }
            None => row.push(Syllable::Spelt(word.to_string())),
        }
        true
    }

    /// Reads a word that is several, written together.
    fn parts(&mut self, word: &str, row: &mut Vec<Syllable>) -> bool {
        let Some(parts) = parted(word) else { return false };
        for part in parts {
            self.listed(part, row);
        }
        true
    }
}

fn push_word(word: &super::lexicon::Word, row: &mut Vec<Syllable>) {
    let each = word.keys.iter().zip(&word.written);
    row.extend(each.map(|(key, written)| Syllable::Listed(*key, written.clone())));
}

/// A word cut into the listed words that it is made of: the fewest, and among those the commonest.
fn parted(word: &str) -> Option<Vec<&str>> {
    const MAX: usize = 40;
    if word.len() < 4 || word.len() > MAX || !word.is_ascii() {
        return None;
    }
    // For each place, the best way to it: how many words, how rare the rarest is, and where the last begins.
    let mut best: [Option<(usize, u32, usize)>; MAX + 1] = [None; MAX + 1];
    best[0] = Some((0, 0, 0));
    for from in 0..word.len() {
        let Some((count, rare, _)) = best[from] else { continue };
        for to in from + 1..=word.len().min(from + MAX_LETTERS) {
            let piece = &word[from..to];
            if !LEXICON.begins(piece) {
                break;
            }
            let weight = LEXICON.weight_of(piece);
            // One letter is too little to cut at.
            if weight == 0 || piece.len() < 2 {
                continue;
            }
            let way = (count + 1, rare.max(u32::MAX - weight), from);
            if best[to].is_none_or(|known| way < known) {
                best[to] = Some(way);
            }
        }
    }
    let mut parts = Vec::new();
    let mut to = word.len();
    while to > 0 {
        let (_, _, from) = best[to]?;
        parts.push(&word[from..to]);
        to = from;
    }
    parts.reverse();
    (parts.len() > 1).then_some(parts)
}
