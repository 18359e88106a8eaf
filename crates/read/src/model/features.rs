//! What the tagger sees of a word: how it is written, what the packs say of it, and what the rules made of it.
//!
//! The main type is [`Sheet`]. Features are hashes, never strings: nothing is allocated but the lists themselves, and the
//! model's file holds no word of any text.

use super::weights::Feature;
use crate::document::EntityType;
use crate::output::Builder;
use crate::text::{Sentence, Text};
use rollcall_lexicon::Entry;
use rollcall_lexicon::words::Shape;
use std::collections::HashMap;
use std::ops::Range;

/// Words over which the nearest thing that the rules found is looked for.
const REACH: usize = 12;

/// Stands for what lies outside the sentence.
const OUTSIDE: u64 = 0xED6E;

/// Two numbers as one.
pub(super) fn mix(a: u64, b: u64) -> u64 {
    let x = (a.rotate_left(23) ^ b).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x ^ (x >> 29)
}

/// Several numbers as a feature.
pub(super) fn feature(parts: &[u64]) -> Feature {
    (parts.iter().fold(0x0BAD_5EED, |hash, part| mix(hash, *part)) >> 32) as Feature
}

/// The hash of letters, capitals as small ones.
pub(super) fn letters(text: &str) -> u64 {
    let add = |hash: u64, c: char| mix(hash, u64::from(u32::from(c)));
    text.chars()
        .fold(1, |hash, c| if c.is_ascii() { add(hash, c.to_ascii_lowercase()) } else { c.to_lowercase().fold(hash, add) })
}

/// What the rules made of a word, as a small number: 0 nothing, else a type and whether the word is its first.
fn label(kind: EntityType, first: bool) -> u8 {
    let kind = match kind {
        EntityType::Person => 1,
        EntityType::Rank => 2,
        EntityType::Title => 3,
        EntityType::Role => 4,
        EntityType::Unit => 5,
        EntityType::Organization | EntityType::Company => 6,
        EntityType::Forum => 7,
        EntityType::State => 8,
        EntityType::Place => 9,
        EntityType::Date => 10,
        _ => 11,
    };
    kind * 2 - u8::from(first)
}

/// The type in a label.
fn type_of(label: u8) -> u8 {
    label.div_ceil(2)
}

/// What a model can see of a text that the rules have read. See the module's page.
pub(super) struct Sheet<'t, 'a> {
    text: &'t Text<'a>,
    /// Of each word.
    labels: Vec<u8>,
    /// Whether the rules said something of the person, rank, post or body that a word belongs to, and whether it ends here.
    said: Vec<u8>,
    /// How often a word with a capital stood before.
    seen: Vec<u8>,
}

/// What of one word is used also by its neighbours.
struct Atoms {
    word: u64,
    shape: u64,
    start: u64,
    end: u64,
    short: u64,
    caps: u64,
    gap: u64,
    owner: bool,
    known: Vec<u64>,
}

impl<'t, 'a> Sheet<'t, 'a> {
    /// The sheet of a text after the rules.
    pub fn new(text: &'t Text<'a>, builder: &Builder) -> Self {
        let count = text.words.len();
        let mut sheet = Self { text, labels: vec![0; count], said: vec![0; count], seen: vec![0; count] };
        let linked = builder.standing();
        for (at, (kind, words)) in builder.placed().enumerate() {
            let of_rules = label(kind, true);
            for word in words.clone().filter(|word| *word < count) {
                if sheet.labels[word] == 0 || type_of(of_rules) <= 6 {
                    sheet.labels[word] = label(kind, word == words.start);
                }
                sheet.said[word] |= if linked[at] { 1 } else { 2 };
                if word + 1 == words.end {
                    sheet.said[word] |= 4;
                }
            }
        }
        let mut counts: HashMap<u64, u8> = HashMap::new();
        for word in 0..count {
            if text.words[word].shape == Shape::Lower {
                sheet.seen[word] = 3;
                continue;
            }
            let count = counts.entry(letters(text.word(word))).or_insert(0);
            sheet.seen[word] = *count;
            *count = (*count + 1).min(2);
        }
        sheet
    }

    /// Whether a sentence has anything that a person, a rank, a post or a body could be found by.
    pub fn active(&self, words: &Range<usize>) -> bool {
        words.clone().any(|at| {
            matches!(type_of(self.labels[at]), 1..=6)
                || self.text.at(at).iter().any(|hit| matches!(hit.entry, Entry::Rank(_) | Entry::Post(_)))
        })
    }

    fn atoms(&self, at: usize) -> Atoms {
        let written = self.text.word(at);
        let word = &self.text.words[at];
        let chars = written.chars().count();
        let tail = |n: usize| written.char_indices().rev().nth(n - 1).map_or(written, |(from, _)| &written[from..]);
        let head = written.char_indices().nth(3).map_or(written, |(to, _)| &written[..to]);
        let mut atoms = Atoms {
            word: letters(written),
            shape: shape(written, chars),
            start: letters(head),
            end: letters(tail(3)),
            short: letters(tail(2)),
            caps: word.shape as u64,
            gap: u64::from(word.gap.0),
            owner: word.possessive,
            known: Vec::new(),
        };
        // What starts up to five words before may reach here.
        for start in at.saturating_sub(5)..=at {
            for hit in self.text.at(start).iter().filter(|hit| hit.end > at) {
                if let Some(code) = self.code(hit.entry) {
                    let code = mix(code, u64::from(start == at));
                    if !atoms.known.contains(&code) {
                        atoms.known.push(code);
                    }
                }
            }
        }
        atoms
    }

    /// A number for what a pack says of words.
    fn code(&self, entry: Entry) -> Option<u64> {
        let all = &self.text.lexicon.all;
        Some(match entry {
            Entry::Rank(_) => 1,
            Entry::RankPlural(_) => 2,
            Entry::Honorific(_) => 3,
            Entry::Post(n) => {
                let post = &all.post[n];
                4 + u64::from(post.kind.as_deref() == Some("role")) + 2 * u64::from(post.civil) + 4 * u64::from(post.of)
            }
            Entry::State(_) => 12,
            Entry::Demonym(_) => 13,
            Entry::Town(_) => 14,
            Entry::Forum(_) => 15,
            Entry::Arm(_) => 16,
            Entry::Attribution(_) => 17,
            Entry::Event(..) => 18,
            Entry::Group(_) => 19,
            Entry::Body(n) => mix(20, letters(&all.body[n].kind)),
            Entry::Shape(n) => mix(21, letters(&all.unit_shape[n].kind)),
            Entry::Date(n) => mix(22, letters(&all.date_phrase[n].means)),
            Entry::Word(n) => mix(23, letters(&all.words[n].class)),
            Entry::Members(_) | Entry::Trigger(..) => return None,
        })
    }

    /// The features of every word of a sentence.
    pub fn features(&self, sentence: &Sentence) -> Vec<Vec<Feature>> {
        let words = sentence.words.clone();
        let atoms: Vec<Atoms> = words.clone().map(|at| self.atoms(at)).collect();
        let mut has = 0u64;
        for at in words.clone() {
            if matches!(type_of(self.labels[at]), 1..=5) {
                has |= 1 << type_of(self.labels[at]);
            }
        }
        words.clone().map(|at| self.of_word(at, &words, &atoms, has, sentence.paragraph)).collect()
    }

    fn label_at(&self, at: Option<usize>, words: &Range<usize>) -> u64 {
        at.filter(|at| words.contains(at)).map_or(OUTSIDE, |at| u64::from(self.labels[at]))
    }

    fn of_word(&self, at: usize, words: &Range<usize>, atoms: &[Atoms], has: u64, paragraph: usize) -> Vec<Feature> {
        let mut out: Vec<Feature> = Vec::with_capacity(80);
        out.push(feature(&[0]));
        for offset in -2i64..=2 {
            let place = (offset + 8) as u64;
            let Some(there) = at.checked_add_signed(offset as isize).filter(|there| words.contains(there)) else {
                out.push(feature(&[1, place]));
                continue;
            };
            let atom = &atoms[there - words.start];
            let mut add = |kind: u64, value: u64| out.push(feature(&[kind, place, value]));
            add(2, atom.word);
            add(3, u64::from(self.labels[there]));
            add(4, atom.gap);
            add(5, atom.caps);
            for code in &atom.known {
                add(13, *code);
            }
            if offset.abs() > 1 {
                continue;
            }
            add(6, atom.shape);
            add(7, atom.start);
            add(8, atom.end);
            add(9, atom.short);
            add(10, u64::from(self.seen[there]));
            add(11, u64::from(self.said[there]) * 32 + u64::from(self.labels[there]));
            if atom.owner {
                add(12, 0);
            }
        }
        let around = |offset: i64| at.checked_add_signed(offset as isize);
        let (l, c, r) = (self.label_at(around(-1), words), u64::from(self.labels[at]), self.label_at(around(1), words));
        out.push(feature(&[20, c, r]));
        out.push(feature(&[21, l, c]));
        out.push(feature(&[22, l, c, r]));
        let after = if at + 1 < words.end { u64::from(self.text.gap(at + 1).0) } else { OUTSIDE };
        out.push(feature(&[23, after]));
        out.push(feature(&[24, atoms[at - words.start].gap, after]));
        let caps = |offset: i64| {
            around(offset).filter(|there| words.contains(there)).map_or(OUTSIDE, |there| atoms[there - words.start].caps)
        };
        out.push(feature(&[25, caps(-1), caps(0), caps(1)]));
        out.push(feature(&[26, caps(-2), caps(-1), caps(0), caps(1), caps(2)]));
        let nearest = |found: Option<usize>| {
            found.map_or(OUTSIDE, |there| u64::from(type_of(self.labels[there])) * 4 + there.abs_diff(at).min(3) as u64)
        };
        let before = (words.start.max(at.saturating_sub(REACH))..at).rev().find(|there| self.labels[*there] != 0);
        let next = (at + 1..words.end.min(at + REACH)).find(|there| self.labels[*there] != 0);
        out.push(feature(&[27, nearest(before)]));
        out.push(feature(&[28, nearest(next)]));
        out.push(feature(&[29, paragraph.min(5) as u64]));
        out.push(feature(&[30, has]));
        out.push(feature(&[31, has, c]));
        out
    }
}

/// Capitals, small letters, digits and the rest, runs of more than three characters as one each.
fn shape(written: &str, chars: usize) -> u64 {
    let (mut hash, mut last) = (2, 0);
    for c in written.chars() {
        let class = match c {
            c if c.is_uppercase() => 1,
            c if c.is_lowercase() => 2,
            c if c.is_numeric() => 3,
            _ => 4,
        };
        if chars <= 3 || class != last {
            hash = mix(hash, class);
        }
        last = class;
    }
    hash
}
