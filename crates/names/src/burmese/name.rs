//! A Burmese name read: its syllables without what stands before it. The main type is [`Name`].
//!
//! Whether a name is Burmese at all is asked here, since letters alone do not tell: every part must be a possible row
//! of syllables, and enough of them must be words of Burmese names that are no common names elsewhere.

use super::lexicon::{LEXICON, MAX_LETTERS, Readings, Spelling, Word};
use super::script::{Syllable as Written, is_burmese_script, syllables};
use super::sounds::Key;
use super::zawgyi::unicode;
use crate::fold::is_apostrophe;
use crate::titles::{Class, MAX_SYLLABLES, Sex, TITLES};
use std::borrow::Cow;
use std::cmp::Ordering;

/// The languages whose titles stand before Burmese names.
const LANGUAGES: [&str; 2] = ["my", "en"];
/// What comes after so many characters or syllables is not looked at.
const MAX_CHARS: usize = 300;
const MAX_PARTS: usize = 12;
/// No syllable has more letters.
const MAX_SYLLABLE: usize = 8;
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
    Listed(Key, &'static str),
    /// Spelt in Latin letters.
    Spelt(Spelt),
    /// A part that is no Burmese syllable.
    Foreign(String),
}

/// A syllable in Latin letters, with what it may stand for.
#[derive(Debug, Clone)]
pub(crate) struct Spelt {
    /// The letters.
    pub text: Cow<'static, str>,
    /// The syllables that it may stand for.
    pub readings: Cow<'static, Readings>,
}

// The readings follow from the letters.
impl PartialEq for Spelt {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Spelt {}

impl PartialOrd for Spelt {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Spelt {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Syllable {
    /// The syllable that it most likely is.
    fn key(&self) -> Option<Key> {
        match self {
            Self::Written(key, _) | Self::Listed(key, _) => Some(*key),
            Self::Spelt(spelt) => spelt.readings.best,
            Self::Foreign(_) => None,
        }
    }

    /// A number for the likeliest sound: a quick look whether two may be one.
    pub fn sound(&self) -> u32 {
        self.key().map_or(u32::MAX, Key::sound)
    }

    /// The letters.
    pub fn text(&self) -> &str {
        match self {
            Self::Written(_, text) | Self::Foreign(text) => text,
            Self::Listed(_, text) => text,
            Self::Spelt(spelt) => &spelt.text,
        }
    }
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

    /// The most usual spelling of each syllable, the same for all spellings in both writings: what names that may be
    /// one have in common.
    pub fn keys(&self) -> Vec<String> {
        self.rows[0]
            .iter()
            .map(|one| one.key().map_or_else(|| one.text().to_string(), |key| LEXICON.usual_of(key)))
            .collect()
    }

    /// Whether it is in Burmese letters.
    pub fn is_script(&self) -> bool {
        matches!(self.rows[0].first(), Some(Syllable::Written(..)))
    }

    /// Whether every part of it is a Burmese syllable.
    pub fn is_all_burmese(&self) -> bool {
        !self.rows[0].iter().any(|syllable| matches!(syllable, Syllable::Foreign(_)))
    }

    /// Whether it is two words of names or more and nothing else.
    pub fn is_of_words(&self) -> bool {
        let listed = |syllable: &Syllable| match syllable {
            Syllable::Spelt(spelt) => LEXICON.weight_of(&spelt.text) > 0,
            Syllable::Written(..) | Syllable::Listed(..) => true,
            Syllable::Foreign(_) => false,
        };
        self.rows[0].len() > 1 && self.rows[0].iter().all(listed)
    }

    /// Whether nothing but a Burmese name is written so; else it may be one beside one that is.
    pub fn is_sure(&self) -> bool {
        self.sure
    }

    fn read_script(name: &str) -> Option<Self> {
        if name.bytes().any(|c| c.is_ascii_alphabetic()) {
            return None;
        }
        let name = without_brackets(name);
        let text = unicode(name.char_indices().nth(MAX_CHARS).map_or(&*name, |(end, _)| &name[..end]));
        let mut found = Text::of(syllables(&text));
        let (from, sex) = found.after_titles();
        found.all.truncate(found.before_end(from));
        if found.all.len() == from || found.all.len() - from > MAX_PARTS {
            return None;
        }
        let titles: Vec<_> = (from..found.all.len()).map(|at| found.title_at(at)).collect();
        let syllable = |syllable: Written| match syllable.key {
            Some(key) => Syllable::Written(key, syllable.written),
            None => Syllable::Foreign(syllable.written),
        };
        let row: Vec<Syllable> = found.all.into_iter().skip(from).map(syllable).collect();
        let begins = begins(&row, |at| titles.get(at).copied().flatten());
        Some(Self { rows: vec![row], begins, sex, sure: true })
    }

    fn read_latin(name: &str) -> Option<Self> {
        if !name.chars().all(is_plain) || !may_be_burmese(name) {
            return None;
        }
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

/// The name without what stands in brackets, unless nothing else is there.
fn without_brackets(name: &str) -> Cow<'_, str> {
    if !name.contains(['(', '[']) {
        return Cow::Borrowed(name);
    }
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
    if out.chars().any(char::is_alphanumeric) { Cow::Owned(out) } else { Cow::Borrowed(name) }
}

/// Whether a character stands in Burmese names in Latin letters: they have no accents.
fn is_plain(c: char) -> bool {
    c.is_ascii() || !c.is_alphanumeric()
}

/// Whether a text may be a Burmese name: a quick look at its words, since most names of the world are not.
fn may_be_burmese(name: &str) -> bool {
    let (mut known, mut strange) = (0, 0);
    let mut letters = [0u8; MAX_LETTERS];
    for word in name.as_bytes().split(|c| !c.is_ascii_alphanumeric() && *c != b'\'').filter(|word| !word.is_empty()) {
        let short = word.get(..word.len().min(MAX_LETTERS)).unwrap_or_default();
        let small = letters.get_mut(..short.len()).unwrap_or_default();
        small.copy_from_slice(short);
        small.make_ascii_lowercase();
        let text = std::str::from_utf8(small).unwrap_or_default();
        if word.len() <= MAX_LETTERS && LEXICON.listed(text).is_some() {
            known += 1;
        } else if LEXICON.may_be_parts(text) {
            known += 2;
        } else if !TITLES.has_word(text) {
            strange += 1;
        }
    }
    // A title that only Burmese names have lets strange words follow.
    known > 0 && (strange <= 2 || known >= strange)
}

/// Words in small letters; nothing where there are too many for a name.
fn latin_words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::with_capacity(8);
    for part in text.split(|c: char| !c.is_ascii_alphanumeric() && !is_apostrophe(c)) {
        let word: String =
            part.chars().filter(char::is_ascii).filter(|c| *c != '\'').map(|c| c.to_ascii_lowercase()).collect();
        if !word.is_empty() {
            words.push(word);
        }
        if words.len() > MAX_PARTS {
            return None;
        }
    }
    Some(words)
}

/// Syllables as one text, so that titles are looked up in it without writing them out.
struct Text {
    all: Vec<Written>,
    joined: String,
    /// Where each syllable begins in the joined text, and where the last ends.
    places: Vec<usize>,
}

impl Text {
    fn of(all: Vec<Written>) -> Self {
        let mut joined = String::with_capacity(all.len() * 12);
        let mut places = Vec::with_capacity(all.len() + 1);
        for syllable in &all {
            places.push(joined.len());
            joined.push_str(&syllable.written);
        }
        places.push(joined.len());
        Self { all, joined, places }
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        &self.joined[self.places[from]..self.places[to]]
    }

    /// The longest title that begins at a syllable: how many syllables, and what it is.
    fn title_at(&self, from: usize) -> Option<(usize, Class)> {
        if !TITLES.begins_written(&self.all.get(from)?.written) {
            return None;
        }
        let longest = MAX_SYLLABLES.min(self.all.len() - from);
        (1..=longest).rev().find_map(|count| Some((count, TITLES.written(self.slice(from, from + count))?)))
    }

    /// Where the last rank or post begins that a name can follow: what stands before it is an office.
    fn last_rank(&self) -> usize {
        let found = (0..self.all.len()).rev().find(|from| {
            self.title_at(*from).is_some_and(|(count, class)| {
                matches!(class, Class::Rank | Class::Post) && count >= MIN_RANK && from + count < self.all.len()
            })
        });
        found.unwrap_or(0)
    }

    /// What the titles before the name take up, and whom they are for.
    fn after_titles(&self) -> (usize, Option<Sex>) {
        let (mut from, mut sex) = (self.last_rank(), None);
        while let Some((count, class)) = self.title_at(from) {
            let behind = from + count;
            let left = self.all.len() - behind;
            // Something must be left to be the name; what a word of address follows is no part of it.
            let address = left > 2 && self.title_at(behind).is_some_and(|(_, class)| class.is_address());
            if left == 0 || class.may_be_name() && !address {
                break;
            }
            sex = sex.or(class.sex());
            from = behind;
        }
        (from, sex)
    }

    /// Where the titles begin that stand behind a name.
    fn before_end(&self, from: usize) -> usize {
        let count = self.all.len();
        let first = count.saturating_sub(MAX_SYLLABLES).max(from + 1);
        (first..count).find(|at| TITLES.is_written_after(self.slice(*at, count))).unwrap_or(count)
    }
}

/// Where a name may begin: at its first syllable, and after each word of address that may be part of it, two syllables
/// being left. A word that stands twice is part of the name.
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
    let goes_on = words.first().is_some_and(|word| LEXICON.listed(word).is_none());
    if !goes_on || TITLES.at_front(&LANGUAGES, words).is_some() {
        return;
    }
    let is_name = |rest: &[String]| rest.len() > 1 && rest.iter().all(|word| LEXICON.listed(word).is_some());
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

    /// A word of address that may be part of the name: those of peoples whose names are not Burmese let other words
    /// follow.
    fn custom(&mut self, words: &[String]) {
        self.titled |= words.len() > 2 && words.iter().any(|word| LEXICON.weight_of(word) == 0);
    }

    /// Whether words that would all be titles are a name all the same.
    fn ends_as_name(&self, words: &[String]) -> bool {
        words.iter().all(|word| LEXICON.listed(word).is_some())
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
        if let Some((text, spelling)) = LEXICON.listed(word) {
            self.listed(text, spelling, row);
            return 1;
        }
        let readings = if word.len() <= MAX_SYLLABLE { LEXICON.readings(word) } else { Readings::default() };
        if readings.all.is_empty()
            && let Some(parts) = parted(word)
        {
            for (text, spelling) in parts.into_iter().filter_map(|part| LEXICON.listed(part)) {
                self.listed(text, spelling, row);
            }
        } else if readings.all.is_empty() {
            self.foreign += 1;
            row.push(Syllable::Foreign(word.clone()));
        } else {
            self.weak += 1;
            row.push(Syllable::Spelt(Spelt { text: Cow::Owned(word.clone()), readings: Cow::Owned(readings) }));
        }
        1
    }

    fn listed(&mut self, text: &'static str, spelling: &'static Spelling, row: &mut Vec<Syllable>) {
        let elsewhere = spelling.elsewhere;
        self.points += if elsewhere { 1 } else { 2 };
        self.distinct |= !elsewhere;
        match LEXICON.long_of(spelling) {
            Some(long) => {
                self.points += u32::from(!elsewhere);
                push_word(long, row);
            }
            None => {
                let readings = Cow::Borrowed(LEXICON.readings_of(text, spelling));
                row.push(Syllable::Spelt(Spelt { text: Cow::Borrowed(text), readings }));
            }
        }
    }
}

fn push_word(word: &'static Word, row: &mut Vec<Syllable>) {
    let each = word.keys.iter().zip(&word.written);
    row.extend(each.map(|(key, written)| Syllable::Listed(*key, written)));
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
