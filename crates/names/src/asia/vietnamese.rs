//! Vietnamese names: few family names, one syllable a word, marks that may all be missing. The main type is [`Name`].
//!
//! With marks on both sides a mark more is another word; where one side has none anywhere, they are not compared. The family
//! name stands first at home and last abroad.

use crate::quick::QuickSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The table of `vietnamese.txt`.
#[derive(Default)]
struct Words {
    sure: QuickSet<&'static str>,
    maybe: QuickSet<&'static str>,
    opens: QuickSet<&'static str>,
    rhymes: QuickSet<&'static str>,
    middle: QuickSet<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    for line in include_str!("../../data/vietnamese.txt").lines() {
        let (head, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.split_whitespace();
        match head {
            "sure" => words.sure.extend(rest),
            "maybe" => words.maybe.extend(rest),
            "opens" => words.opens.extend(rest),
            "rhymes" => words.rhymes.extend(rest),
            "middle" => words.middle.extend(rest),
            _ => {}
        }
    }
    words
});

/// One syllable: with its marks in one order, and without any.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Syllable {
    plain: String,
    marked: String,
}

/// A Vietnamese name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    syllables: Vec<Syllable>,
    marked: bool,
}

fn is_tone(c: char) -> bool {
    matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

impl Syllable {
    fn of(word: &str) -> Self {
        let parts: Vec<char> = word.nfd().map(|c| if c == 'đ' { 'd' } else { c }).collect();
        let plain: String = parts.iter().filter(|c| !is_combining_mark(**c)).collect();
        // The tone stands on one vowel or the other by the custom of printers: it is put at the end.
        let mut marked: String = word.nfd().filter(|c| !is_tone(*c)).collect();
        marked.extend(parts.iter().filter(|c| is_tone(**c)));
        Self { plain, marked }
    }

    fn is_possible(&self) -> bool {
        let splits = (0..=self.plain.len().min(3)).filter_map(|at| Some((self.plain.get(..at)?, self.plain.get(at..)?)));
        let mut splits = splits;
        splits.any(|(open, rhyme)| (open.is_empty() || WORDS.opens.contains(open)) && WORDS.rhymes.contains(rhyme))
    }
}

impl Name {
    /// Reads the words of a name; nothing where they are not Vietnamese.
    pub fn read(words: &[String]) -> Option<Self> {
        if !(2..=6).contains(&words.len()) || words.iter().any(|word| word.chars().count() > 7) {
            return None;
        }
        // Without marks only a family name at either end tells.
        let known = |word: &String| WORDS.sure.contains(word.as_str());
        if words.iter().all(|word| word.is_ascii()) && !known(&words[0]) && !words.last().is_some_and(known) {
            return None;
        }
        let syllables: Vec<Syllable> = words.iter().map(|word| Syllable::of(word)).collect();
        if !syllables.iter().all(Syllable::is_possible) {
            return None;
        }
        let marked = syllables.iter().any(|syllable| syllable.plain != syllable.marked);
        let ends = [&syllables[0], &syllables[syllables.len() - 1]];
        let sure = ends.iter().any(|syllable| WORDS.sure.contains(syllable.plain.as_str()));
        let own = words.iter().flat_map(|word| word.nfd()).any(|c| matches!(c, 'đ' | '\u{309}' | '\u{31B}' | '\u{323}'));
        let maybe = own && ends.iter().any(|syllable| WORDS.maybe.contains(syllable.plain.as_str()));
        (sure || maybe || own).then_some(Self { syllables, marked })
    }

    /// How near two names are, and why.
    pub fn compare(&self, other: &Self) -> (u16, String) {
        let marks = self.marked && other.marked;
        let same = |one: &Syllable, two: &Syllable| if marks { one.marked == two.marked } else { one.plain == two.plain };
        let rows = |a: &[Syllable], b: &[Syllable]| a.len() == b.len() && a.iter().zip(b).all(|(one, two)| same(one, two));
        let (a, b) = (&self.syllables[..], &other.syllables[..]);
        if rows(a, b) {
            let why =
                if self.marked == other.marked { "the same syllables" } else { "the same syllables, one without marks" };
            return (if self.marked == other.marked { 1000 } else { 980 }, why.to_string());
        }
        if family_last(a).is_some_and(|turned| rows(&turned, b)) || family_last(b).is_some_and(|turned| rows(a, &turned)) {
            return (940, "the same syllables, the family name first and last".to_string());
        }
        let reversed: Vec<Syllable> = a.iter().rev().cloned().collect();
        if rows(&reversed, b) {
            return (900, "the same syllables in reverse".to_string());
        }
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        let heavy: Vec<Syllable> = long
            .iter()
            .enumerate()
            .filter(|(at, syllable)| !is_middle(*at, long, syllable))
            .map(|(_, s)| s.clone())
            .collect();
        if short.len() >= 2 && rows(&heavy, short) {
            return (800, "the same syllables but for a middle name".to_string());
        }
        let shared = short.iter().filter(|one| long.iter().any(|two| same(one, two))).count();
        let score = u16::try_from(1000 * shared / (long.len() + 1)).unwrap_or(0).min(600);
        (score, format!("{shared} syllables in common, and others not"))
    }
}

fn is_middle(at: usize, all: &[Syllable], syllable: &Syllable) -> bool {
    at > 0 && at + 1 < all.len() && WORDS.middle.contains(syllable.plain.as_str())
}

/// The name with its first syllable last.
fn family_last(all: &[Syllable]) -> Option<Vec<Syllable>> {
    let (first, rest) = all.split_first()?;
    Some(rest.iter().chain([first]).cloned().collect())
}
