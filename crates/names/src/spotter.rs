//! Names found in a text, however they are written there. The main type is [`Spotter`].
//!
//! All spellings of all names are one automaton over the folded text. What folding blurred is asked of each hit
//! afterwards: whether it begins and ends where words do, whether an initial is a capital, whether the letters of a short
//! name are those.
//!
//! Why one type for covering a name in a quote and for searching what was written: what is covered and what is searched
//! for is then the same, and no edition is refused for a name that covering overlooked.

use crate::fold::{Fold, Way, is_of_alphabet};
use crate::spellings::{Form, JOINED, forms, is_short, letters, words};
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::collections::BTreeSet;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Names with fewer letters are not found where a word of them is cut.
const CUT: usize = 8;
/// How many bytes may stand between two words of a name, and between two parts of a word that is cut.
const GAP_OF_WORDS: usize = 48;
const GAP_IN_WORD: usize = 8;
/// In what is no text, chance makes names: there they have at least so many letters and stand close.
const TIGHT_LETTERS: usize = 6;
const TIGHT_GAP: usize = 4;

/// Up to so many patterns the fastest automaton still fits into a few megabytes.
const MANY: usize = 4000;

/// Finds names in texts.
///
/// ```
/// use rollcall_names::Spotter;
/// let names = Spotter::new(["Anna Berta Quillsworth"]);
/// assert_eq!(names.spot("With A. B. QUILLSWORTH, of course"), [(5, 22, 0)]);
/// assert!(names.is("Quillsworth, Anna Berta"));
/// ```
#[derive(Clone)]
pub struct Spotter {
    patterns: Vec<Pattern>,
    /// Nothing where there is no name.
    automaton: Option<AhoCorasick>,
    names: usize,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Pattern {
    name: usize,
    bytes: Vec<u8>,
    /// Where its words begin, but for the first.
    borders: Vec<usize>,
    letters: usize,
    rule: Rule,
}

/// What a hit must be besides the letters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Rule {
    /// Nothing else.
    Letters,
    /// These letters, before anything that transliterations exchange was folded, parted into these words.
    Same(Vec<u8>),
    /// These characters.
    Exact(String),
    /// Capitals where words begin, and, of one initial alone, a full stop behind it.
    Initials { alone: Option<usize> },
}

/// A hit.
struct Hit {
    /// From and to, in bytes of the text.
    place: (usize, usize),
    name: usize,
    /// Whether no letter stands beside it.
    whole: bool,
}

impl Spotter {
    /// Finds these names; a hit says by number which.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut patterns = BTreeSet::new();
        let mut count = 0;
        for (at, name) in names.into_iter().enumerate() {
            count = at + 1;
            let own = words(name);
            for form in forms(name) {
                patterns.extend(of_form(at, &form, &own));
            }
        }
        let patterns: Vec<Pattern> = patterns.into_iter().filter(|pattern| !pattern.bytes.is_empty()).collect();
        // Building fails only beyond what fits into memory; a name then would be missed, so nothing goes on without it.
        let kind = (patterns.len() <= MANY).then_some(AhoCorasickKind::DFA);
        let automaton = (!patterns.is_empty()).then(|| {
            let letters = patterns.iter().map(|pattern| &pattern.bytes);
            AhoCorasick::builder().kind(kind).build(letters).expect("a case's names fit into memory")
        });
        Self { patterns, automaton, names: count }
    }

    /// Where names stand in a text: from and to in code points and the number of the name; the longest, in order.
    pub fn spot(&self, text: &str) -> Vec<(usize, usize, usize)> {
        let mut hits = Vec::new();
        self.each(text, false, &mut |hit| {
            hits.push((hit.place.0, hit.place.1, hit.name));
            true
        });
        hits.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
        let (mut end, mut seen, mut points) = (0, 0, 0);
        let mut spots = Vec::new();
        for (from, to, name) in hits {
            if from < end {
                continue;
            }
            let start = points + text[seen..from].chars().count();
            let length = text[from..to].chars().count();
            spots.push((start, start + length, name));
            (end, seen, points) = (to, to, start + length);
        }
        spots
    }

    /// Whether the whole of a text is one of the names.
    pub fn is(&self, text: &str) -> bool {
        let mut found = false;
        self.each(text, false, &mut |hit| {
            found |= hit.whole;
            !found
        });
        found
    }

    /// Whether a name stands in a text.
    pub fn finds(&self, text: &str) -> bool {
        self.any(text, false)
    }

    /// Whether a name of some length stands, unbroken, in what may be no text at all.
    pub fn finds_in_noise(&self, text: &str) -> bool {
        self.any(text, true)
    }

    /// Whether there is no name to find.
    pub fn is_empty(&self) -> bool {
        self.automaton.is_none()
    }

    fn any(&self, text: &str, tight: bool) -> bool {
        let mut found = false;
        self.each(text, tight, &mut |_| {
            found = true;
            false
        });
        found
    }

    /// Gives every hit to `take`, until that says that it is enough.
    fn each(&self, text: &str, tight: bool, take: &mut dyn FnMut(Hit) -> bool) {
        let Some(automaton) = &self.automaton else { return };
        let mut more = true;
        let mut run = |fold: &Fold, across: bool| {
            // Most texts have none, and that is known sooner.
            if !more || !automaton.is_match(&fold.bytes) {
                return;
            }
            for found in automaton.find_overlapping_iter(&fold.bytes) {
                let pattern = &self.patterns[found.pattern().as_usize()];
                let look = Look { fold, text, pattern, from: found.start(), to: found.end(), tight, across };
                if look.holds() && !take(look.hit()) {
                    more = false;
                    return;
                }
            }
        };
        let fold = Fold::new(text, Way::Loose);
        run(&fold, false);
        if fold.other_scripts && !tight {
            run(&Fold::new(text, Way::Ascii), true);
        }
    }
}

impl fmt::Debug for Spotter {
    /// How many names, and none of them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Spotter({} names)", self.names)
    }
}

/// The patterns of one form of a name: folded loosely and letter for letter, its words apart and together.
fn of_form(name: usize, form: &Form, own: &[String]) -> Vec<Pattern> {
    let spaced = form.words.join(" ");
    let strict = Fold::new(&spaced, Way::Strict);
    let rule = if form.has_initials() {
        let alone = form.initials.iter().filter(|initial| **initial).count() == 1;
        let at = form.initials.iter().position(|initial| *initial).filter(|_| alone);
        Rule::Initials { alone: at }
    } else if is_short(&form.words) {
        if form.words != own {
            return Vec::new();
        }
        Rule::Exact(form.words[0].nfc().collect())
    } else if form.words.len() == 1 || letters(&form.words) < JOINED {
        Rule::Same(strict.bytes.clone())
    } else {
        Rule::Letters
    };
    let mut texts = vec![spaced];
    if rule == Rule::Letters && form.words.len() > 1 {
        texts.push(form.words.concat());
    }
    let mut patterns = BTreeSet::new();
    let mut known = BTreeSet::new();
    for text in texts {
        for way in [Way::Loose, Way::Strict] {
            let fold = Fold::new(&text, way);
            let borders = (1..fold.bytes.len()).filter(|at| fold.begins(*at)).collect();
            if known.insert(fold.bytes.clone()) {
                let letters = letters(&form.words);
                patterns.insert(Pattern { name, bytes: fold.bytes, borders, letters, rule: rule.clone() });
            }
        }
    }
    patterns.into_iter().collect()
}

/// A place where the letters are those of a pattern.
struct Look<'a> {
    fold: &'a Fold,
    text: &'a str,
    pattern: &'a Pattern,
    from: usize,
    to: usize,
    tight: bool,
    /// Whether names are looked for in scripts other than their own.
    across: bool,
}

impl Look<'_> {
    fn hit(&self) -> Hit {
        let place = (self.fold.place(self.from), self.fold.end(self.text, self.to - 1));
        Hit { place, name: self.pattern.name, whole: self.from == 0 && self.to == self.fold.bytes.len() }
    }

    fn holds(&self) -> bool {
        self.is_long_enough() && self.is_bounded() && self.is_close() && self.follows_the_rule()
    }

    fn is_long_enough(&self) -> bool {
        let letters = self.to - self.from;
        if self.across {
            // Such scripts part no words, so that a short name would be found within others.
            return letters >= CUT && (self.from..self.to).any(|at| !is_of_alphabet(self.char_at(at)));
        }
        !self.tight || letters >= TIGHT_LETTERS
    }

    fn char_at(&self, at: usize) -> char {
        self.text[self.fold.place(at)..].chars().next().unwrap_or(' ')
    }

    /// A name in an alphabet begins and ends where words do.
    fn is_bounded(&self) -> bool {
        let free = |at: usize| !self.fold.bytes[at].is_ascii() || (self.across && !is_of_alphabet(self.char_at(at)));
        (free(self.from) || self.fold.may_begin(self.from)) && (free(self.to - 1) || self.fold.may_end(self.to - 1))
    }

    /// Whether its parts stand near each other, and no word of a short one is cut.
    fn is_close(&self) -> bool {
        (self.from + 1..self.to).filter(|at| self.fold.begins(*at)).all(|at| {
            let gap = self.fold.place(at) - self.fold.place(at - 1);
            if self.pattern.borders.contains(&(at - self.from)) || self.pattern.borders.is_empty() && self.is_joined() {
                return gap <= if self.tight { TIGHT_GAP } else { GAP_OF_WORDS };
            }
            let cut = self.pattern.letters >= CUT || !self.fold.bytes[at].is_ascii();
            !self.tight && cut && gap <= GAP_IN_WORD
        })
    }

    /// Whether the pattern is of words that are written together.
    fn is_joined(&self) -> bool {
        self.pattern.rule == Rule::Letters && self.pattern.borders.is_empty()
    }

    fn follows_the_rule(&self) -> bool {
        let slice = &self.text[self.fold.place(self.from)..self.fold.end(self.text, self.to - 1)];
        match &self.pattern.rule {
            Rule::Letters => true,
            Rule::Same(letters) => {
                let parted = self.pattern.borders.iter().all(|at| self.fold.may_begin(self.from + at));
                parted && (self.across || Fold::new(slice, Way::Strict).bytes == *letters)
            }
            Rule::Exact(name) => !self.tight && slice.nfc().eq(name.chars()),
            Rule::Initials { alone } => self.has_capitals() && alone.is_none_or(|word| self.has_stop(word)),
        }
    }

    fn begins_of_words(&self) -> impl Iterator<Item = usize> {
        std::iter::once(0).chain(self.pattern.borders.iter().copied())
    }

    fn has_capitals(&self) -> bool {
        self.begins_of_words().all(|at| !self.char_at(self.from + at).is_lowercase())
    }

    /// Whether a full stop stands behind the initial that is this word of the name.
    fn has_stop(&self, word: usize) -> bool {
        let Some(at) = self.begins_of_words().nth(word) else { return false };
        let end = self.fold.end(self.text, self.from + at);
        self.text[end..].starts_with(['.', '．'])
    }
}
