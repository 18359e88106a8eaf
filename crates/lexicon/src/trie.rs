//! All forms of all packs in one tree over words, so that a text is looked through once.
//!
//! Words are numbered; a node is reached by the numbers of the words of a form. Looking up takes one step a word and
//! stops at the first word that continues no form, so the time does not depend on how many packs there are.

use crate::words::{Shape, Word, cut};
use std::collections::HashMap;

/// How the first word of a form must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// In any way.
    Any,
    /// With an upper-case first letter.
    Capital,
    /// Exactly as in the form: an acronym.
    Exact,
}

#[derive(Debug, Clone)]
struct Leaf<T> {
    case: Case,
    form: String,
    value: T,
}

/// The tree.
#[derive(Debug, Clone)]
pub struct Trie<T> {
    vocabulary: HashMap<String, u32>,
    steps: HashMap<(u32, u32), u32>,
    leaves: Vec<Vec<Leaf<T>>>,
}

impl<T: Copy> Default for Trie<T> {
    fn default() -> Self {
        Self { vocabulary: HashMap::new(), steps: HashMap::new(), leaves: vec![Vec::new()] }
    }
}

impl<T: Copy> Trie<T> {
    /// Adds a form. A form added later comes first among equals.
    pub fn add(&mut self, form: &str, value: T) {
        let words = cut(form);
        let Some(first) = words.first() else { return };
        let case = match first.shape {
            Shape::Upper => Case::Exact,
            _ if words.len() == 1 && form.chars().filter(|c| c.is_uppercase()).count() > 1 => Case::Exact,
            _ if words.iter().all(|w| w.end - w.start == 1 && w.capital()) => Case::Exact,
            Shape::Capital => Case::Capital,
            _ => Case::Any,
        };
        let mut node = 0;
        for word in &words {
            let key = word.of(form).to_lowercase();
            let next = self.vocabulary.len() as u32 + 1;
            let id = *self.vocabulary.entry(key).or_insert(next);
            let fresh = self.leaves.len() as u32;
            let to = *self.steps.entry((node, id)).or_insert(fresh);
            if to == fresh {
                self.leaves.push(Vec::new());
            }
            node = to;
        }
        self.leaves[node as usize].insert(0, Leaf { case, form: form.to_string(), value });
    }

    /// The number of a word, 0 where no form has it.
    pub fn id(&self, word: &str) -> u32 {
        let mut small = [0u8; 32];
        // Most words of a text are short and ASCII: no allocation for them.
        if word.is_ascii() && word.len() <= small.len() {
            let bytes = &mut small[..word.len()];
            bytes.copy_from_slice(word.as_bytes());
            bytes.make_ascii_lowercase();
            return std::str::from_utf8(bytes).ok().and_then(|w| self.vocabulary.get(w)).copied().unwrap_or(0);
        }
        self.vocabulary.get(&word.to_lowercase()).copied().unwrap_or(0)
    }

    /// Numbers the words of a text.
    pub fn number(&self, text: &str, words: &mut [Word]) {
        for word in words {
            word.id = self.id(word.of(text));
        }
    }

    /// Calls back with the end and value of every form that starts at a word, shorter ones first.
    pub fn at(&self, text: &str, words: &[Word], start: usize, found: &mut dyn FnMut(usize, T)) {
        let mut node = 0;
        for (at, word) in words.iter().enumerate().skip(start) {
            if at > start && (!word.gap.inside() || words[at - 1].possessive && word.gap.0 == 0) {
                return;
            }
            let Some(next) = (word.id != 0).then(|| self.steps.get(&(node, word.id))).flatten() else { return };
            node = *next;
            for leaf in &self.leaves[node as usize] {
                if fits(leaf, text, words, start, at) {
                    found(at + 1, leaf.value);
                }
            }
        }
    }
}

fn fits<T>(leaf: &Leaf<T>, text: &str, words: &[Word], start: usize, last: usize) -> bool {
    match leaf.case {
        Case::Any => true,
        Case::Capital => words[start].capital(),
        Case::Exact => {
            let mut rest = leaf.form.as_str();
            for word in &words[start..=last] {
                let written = word.of(text);
                match rest.find(written) {
                    Some(at) => rest = &rest[at + written.len()..],
                    // A later word of an acronym may be in small letters ("ADMM plus"); the first may not.
                    None if word.start != words[start].start => {}
                    None => return false,
                }
            }
            true
        }
    }
}
