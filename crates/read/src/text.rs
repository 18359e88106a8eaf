//! A text made ready to be read: its words, its sentences, and every entry of the lexicon that stands in it.
//!
//! The main type is [`Text`]. It is made once for each document; every later step looks things up in it by the number of
//! a word and never goes through the characters again. Offsets come out in code points.

use rollcall_lexicon::pack::Post;
use rollcall_lexicon::words::{Gap, Shape, Word};
use rollcall_lexicon::{Entry, Hit, Lexicon};
use rollcall_model::layer::CodePoints;
use std::collections::BTreeMap;
use std::ops::Range;

/// A sentence, or a heading or an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// Its words.
    pub words: Range<usize>,
    /// Which paragraph it stands in, from 0.
    pub paragraph: usize,
    /// Its number, where it is an item of a numbered list.
    pub number: Option<u32>,
    /// Whether it is an item of a list without numbers.
    pub bullet: bool,
}

/// A text made ready. See the module's page.
pub(crate) struct Text<'a> {
    pub source: &'a str,
    pub lexicon: &'a Lexicon,
    pub words: Vec<Word>,
    pub sentences: Vec<Sentence>,
    points: CodePoints<'a>,
    hits: Vec<Hit>,
    /// Where the hits of each word start in `hits`.
    first: Vec<u32>,
    classes: BTreeMap<&'a str, u32>,
    /// For each word, the classes that it alone belongs to, as bits.
    masks: Vec<u64>,
    /// Where items of lists inside a sentence begin, and their numbers.
    listed: BTreeMap<usize, u32>,
}

/// Sentences longer than this are cut: no sentence of prose is, and what looks around in one stays quick.
const LONGEST: usize = 240;

impl<'a> Text<'a> {
    /// Cuts a text into words and sentences and looks its words up.
    pub fn new(source: &'a str, lexicon: &'a Lexicon) -> Self {
        let words = lexicon.cut(source);
        let hits = lexicon.hits(source, &words);
        let mut first = vec![0u32; words.len() + 1];
        for hit in &hits {
            first[hit.start + 1] += 1;
        }
        for i in 0..words.len() {
            first[i + 1] += first[i];
        }
        let mut classes = BTreeMap::new();
        for class in &lexicon.all.words {
            let next = classes.len() as u32;
            classes.entry(class.class.as_str()).or_insert(next.min(63));
        }
        let mut text = Self {
            source,
            lexicon,
            words,
            sentences: Vec::new(),
            points: CodePoints::new(source),
            hits,
            first,
            classes,
            masks: Vec::new(),
            listed: BTreeMap::new(),
        };
        text.masks = (0..text.words.len()).map(|at| text.mask_of(at)).collect();
        text.listed = text.find_listed();
        text.sentences = text.cut_sentences();
        text
    }

    fn mask_of(&self, at: usize) -> u64 {
        let mut mask = 0;
        for hit in self.at(at) {
            if let (Entry::Word(n), true) = (hit.entry, hit.end == at + 1) {
                mask |= 1 << self.classes[self.lexicon.all.words[n].class.as_str()];
            }
        }
        mask
    }

    /// Hundredths of some words that are small words of a pack's grammar.
    pub fn share_of_grammar(&self, words: Range<usize>) -> usize {
        let small = |at: &usize| ["determiner", "preposition", "function"].iter().any(|class| self.is(*at, class));
        let all = words.len().max(1);
        words.filter(small).count() * 100 / all
    }

    /// Every entry that starts at a word, shorter ones first.
    pub fn at(&self, word: usize) -> &[Hit] {
        if word >= self.words.len() {
            return &[];
        }
        &self.hits[self.first[word] as usize..self.first[word + 1] as usize]
    }

    /// Whether a word alone belongs to a class.
    pub fn is(&self, word: usize, class: &str) -> bool {
        word < self.masks.len() && self.classes.get(class).is_some_and(|bit| self.masks[word] >> bit & 1 == 1)
    }

    /// Whether "and" with a comma before it stands at a word.
    pub fn comma_and(&self, word: usize) -> bool {
        self.is(word, "and") && self.gap(word).has(Gap::COMMA)
    }

    /// Where the longest phrase of a class that starts at a word ends.
    pub fn class_end(&self, word: usize, class: &str) -> Option<usize> {
        self.class_ends(word, class).max()
    }

    /// Where the phrases of a class that start at a word end.
    pub fn class_ends(&self, word: usize, class: &str) -> impl Iterator<Item = usize> {
        let of_class = move |hit: &&Hit| matches!(hit.entry, Entry::Word(n) if self.lexicon.all.words[n].class == class);
        self.at(word).iter().filter(of_class).map(|hit| hit.end)
    }

    /// Whether a phrase of a class starts within a range of words and ends in it.
    pub fn any(&self, range: Range<usize>, class: &str) -> bool {
        range.clone().any(|at| self.class_end(at, class).is_some_and(|end| end <= range.end))
    }

    /// The number that a word stands for: digits, or a word of the class of numbers.
    pub fn number(&self, word: usize) -> Option<i64> {
        if word >= self.words.len() {
            return None;
        }
        let written = self.word(word);
        if self.words[word].shape == Shape::Number {
            return written.trim_end_matches(char::is_alphabetic).parse().ok();
        }
        self.at(word).iter().find_map(|hit| match hit.entry {
            Entry::Word(n) if hit.end == word + 1 && self.lexicon.all.words[n].class == "number" => {
                self.lexicon.all.words[n].value
            }
            _ => None,
        })
    }

    /// A word as written.
    pub fn word(&self, at: usize) -> &'a str {
        &self.source[self.words[at].start..self.words[at].end]
    }

    /// The words of a range as written, on one line.
    pub fn slice(&self, words: Range<usize>) -> String {
        let (start, end) = self.bytes(words);
        let mut out = String::with_capacity(end - start);
        for part in self.source[start..end].split_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(part);
        }
        out
    }

    /// The bytes of a range of words.
    pub fn bytes(&self, words: Range<usize>) -> (usize, usize) {
        if words.is_empty() || words.end > self.words.len() {
            return (0, 0);
        }
        (self.words[words.start].start, self.words[words.end - 1].end)
    }

    /// Words as they are written, with the signs and line breaks between them.
    pub fn written(&self, words: Range<usize>) -> &'a str {
        let (start, end) = self.bytes(words);
        &self.source[start..end]
    }

    /// The code points of a range of bytes.
    pub fn points(&self, start: usize, end: usize) -> (usize, usize) {
        (self.points.code_point(start), self.points.code_point(end))
    }

    /// The code points of a range of words.
    pub fn span(&self, words: Range<usize>) -> (usize, usize) {
        let (start, end) = self.bytes(words);
        self.points(start, end)
    }

    /// The gap before a word; a paragraph's at the end of the text.
    pub fn gap(&self, at: usize) -> Gap {
        self.words.get(at).map_or(Gap::PARAGRAPH, |word| word.gap)
    }

    /// Whether a phrase goes on from the word before into this one.
    pub fn joined(&self, at: usize) -> bool {
        self.gap(at).inside()
    }

    /// The longest post that starts at a word.
    pub fn post_at(&self, at: usize) -> Option<(usize, &'a Post)> {
        let lexicon: &'a Lexicon = self.lexicon;
        self.at(at)
            .iter()
            .filter_map(|hit| match hit.entry {
                Entry::Post(n) => Some((hit.end, &lexicon.all.post[n])),
                _ => None,
            })
            .max_by_key(|(end, _)| *end)
    }

    /// The longest rank that starts at a word.
    pub fn rank_at(&self, at: usize) -> Option<(usize, usize)> {
        self.at(at)
            .iter()
            .filter_map(|hit| match hit.entry {
                Entry::Rank(n) => Some((hit.end, n)),
                _ => None,
            })
            .max()
    }

    /// Items of lists inside a sentence, "to (1) meet; (2) agree": numbers in brackets that follow each other in one
    /// paragraph. A number in brackets that stands alone is no list.
    fn find_listed(&self) -> BTreeMap<usize, u32> {
        let mut listed = BTreeMap::new();
        let mut last: Option<(usize, u32)> = None;
        for at in 1..self.words.len() {
            if self.gap(at).has(Gap::PARAGRAPH) {
                last = None;
            }
            let word = &self.words[at];
            let bracketed = self.gap(at).has(Gap::OPEN) && self.gap(at + 1).has(Gap::CLOSE);
            if !bracketed || word.end - word.start > 2 {
                continue;
            }
            // "(a)", "(b)" are a list of their own beside "(1)", "(2)".
            let letter = self.word(at).bytes().next().filter(|b| b.is_ascii_lowercase() && word.end - word.start == 1);
            let digits = self.word(at).parse::<u32>().ok().filter(|_| word.shape == Shape::Number);
            let Some(number) = digits.or(letter.map(|b| 1000 + u32::from(b))) else { continue };
            if let Some((before, _)) = last.filter(|(_, before)| before + 1 == number) {
                listed.insert(before, number - 1);
                listed.insert(at, number);
            }
            last = Some((at, number));
        }
        listed
    }

    fn cut_sentences(&self) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        let (mut start, mut paragraph, mut line) = (0, 0, 0);
        for at in 1..=self.words.len() {
            let gap = self.gap(at);
            if gap.has(Gap::LINE) {
                line = at;
            }
            if !(at == self.words.len() || self.ends_before(at, line) || at - start >= LONGEST) {
                continue;
            }
            let number = self.item_number(start);
            let first = start + usize::from(number.is_some());
            if first < at {
                let bullet = number.is_none() && self.bulleted(start);
                sentences.push(Sentence { words: first..at, paragraph, number, bullet });
            }
            start = at;
            if gap.has(Gap::PARAGRAPH) || gap.has(Gap::LINE) {
                paragraph += 1;
            }
        }
        sentences
    }

    /// Whether a dash or another mark at the start of a line makes an item of what follows.
    fn bulleted(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at).filter(|word| word.gap.has(Gap::LINE)) else { return false };
        let from = at.checked_sub(1).map_or(0, |last| self.words[last].end);
        let line = self.source[from..word.start].rsplit('\n').next().unwrap_or_default();
        matches!(line.trim(), "-" | "–" | "—" | "*" | "•" | "·" | "▪" | "◦")
    }

    /// Whether a sentence ends before a word; `line` is the first word of the line that the word before stands on.
    fn ends_before(&self, at: usize, line: usize) -> bool {
        let gap = self.gap(at);
        if gap.has(Gap::PARAGRAPH) || gap.has(Gap::MARK) {
            return true;
        }
        let terminal = gap.has(Gap::STOP) || gap.has(Gap::END);
        if self.listed.contains_key(&at) {
            return true;
        }
        if gap.has(Gap::LINE) {
            // A line break inside a sentence stands where a line was full; after a short line or a full stop it ends it.
            let short = self.words[at - 1].end.saturating_sub(self.words[line.min(at - 1)].start) < 60;
            return terminal || short || gap.has(Gap::COLON) || self.item_number(at).is_some();
        }
        if !terminal || !(gap.has(Gap::SPACE) || gap.has(Gap::QUOTE)) {
            return false;
        }
        if self.item_number(at - 1).is_some() {
            return false;
        }
        let next = &self.words[at];
        if !(next.capital() || next.shape == Shape::Number || gap.has(Gap::QUOTE)) {
            return false;
        }
        !gap.has(Gap::STOP) || gap.has(Gap::QUOTE) || gap.has(Gap::CLOSE) || !self.abbreviation(at - 1)
    }

    /// Whether a full stop after a word belongs to the word.
    fn abbreviation(&self, at: usize) -> bool {
        let written = self.word(at);
        let initial = written.chars().count() == 1 && self.words[at].capital();
        initial
            || self.is(at, "abbreviation")
            || written.len() <= 5
                && self.words[at].shape != Shape::Number
                && self.at_or_before(at).any(|hit| match hit.entry {
                    Entry::Rank(n) => self.lexicon.all.rank[n].short.iter().any(|short| ends_with(short, written)),
                    _ => false,
                })
    }

    /// Entries that end with a word and start at most three words before it.
    fn at_or_before(&self, at: usize) -> impl Iterator<Item = &Hit> {
        (at.saturating_sub(3)..=at).flat_map(|start| self.at(start)).filter(move |hit| hit.end == at + 1)
    }

    /// The number of the list's item that begins with a word.
    pub fn item_number(&self, at: usize) -> Option<u32> {
        if let Some(number) = self.listed.get(&at) {
            return Some(*number);
        }
        let word = self.words.get(at)?;
        let starts = at == 0 || word.gap.has(Gap::LINE);
        let digits = word.shape == Shape::Number && word.end - word.start <= 3;
        let after = self.words.get(at + 1)?.gap;
        (starts && digits && (after.has(Gap::STOP) || after.has(Gap::CLOSE)) && after.has(Gap::SPACE))
            .then(|| self.word(at).parse().ok())
            .flatten()
    }
}

fn ends_with(form: &str, word: &str) -> bool {
    form.len() >= word.len()
        && form.is_char_boundary(form.len() - word.len())
        && form[form.len() - word.len()..].eq_ignore_ascii_case(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviated_ranks_and_initials_end_no_sentence() {
        let lexicon = Lexicon::builtin();
        let source = "Maj. Gen. A. Okafor spoke. Then he left.\n\n1. First item\n2. Second item";
        let text = Text::new(source, &lexicon);
        let cut: Vec<_> = text.sentences.iter().map(|s| (text.slice(s.words.clone()), s.number)).collect();
        assert_eq!(cut[0].0, "Maj. Gen. A. Okafor spoke");
        assert_eq!(cut[1].0, "Then he left");
        assert_eq!(cut[2], ("First item".into(), Some(1)));
        assert_eq!(cut[3], ("Second item".into(), Some(2)));
    }

    #[test]
    fn numbers_in_brackets_that_follow_each_other_are_items() {
        let lexicon = Lexicon::builtin();
        let text = Text::new("It asks them to (4) meet; (5) agree on rule (9) of the book.", &lexicon);
        let cut: Vec<_> = text.sentences.iter().map(|s| (text.slice(s.words.clone()), s.number)).collect();
        let expected = [("It asks them to", None), ("meet", Some(4)), ("agree on rule (9) of the book", Some(5))];
        assert_eq!(cut, expected.map(|(words, number)| (words.to_string(), number)));
    }
}
