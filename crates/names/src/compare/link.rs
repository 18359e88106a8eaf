//! What two parts have to do with each other. The main function is [`link`].
//!
//! Everything works on short strings of ASCII in place: nothing is allocated, since a pair of names has some ten pairs
//! of parts.

use super::fold::Script;
use super::name::{Name, Part};
use super::people::SHORT_FORMS;
use super::words::Class;

/// Why two parts are taken to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum How {
    /// The same letters.
    Same,
    /// Two forms of one legal form, number, place or common word.
    Form,
    /// Spellings of one name in different languages or scripts, as the table of people's names has them.
    Known,
    /// A given name and its short form.
    Short,
    /// The same once what transliterations exchange is folded.
    Spelt,
    /// The same consonants, where one script writes no vowels.
    Consonants,
    /// The same letters parted otherwise.
    Parted,
    /// A slip: some letters differ.
    Slip,
    /// One breaks off.
    Begins,
    /// One letter for the word.
    Initial,
}

/// How two parts hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    pub how: How,
    /// 0 to 1000.
    pub score: u16,
    /// Letters that differ.
    pub edits: u8,
}

/// The least likeness of two words in letters for which they may be one with slips, in thousandths.
const LEAST: u16 = 500;
/// No longer words are compared letter by letter (the bits of a machine word).
pub(crate) const MAX_WORD: usize = 64;

/// What two parts of two names have to do with each other. Without a link, how alike their letters are.
pub(crate) fn link(a: &Name, one: &Part, b: &Name, two: &Part) -> Result<Link, u16> {
    let found = |how, score| Ok(Link { how, score, edits: 0 });
    let exact = one.script == two.script && one.script.is_exact();
    if exact && one.written != two.written {
        return Err(0);
    }
    if one.hash == two.hash && one.len() == two.len() {
        return found(How::Same, 1000);
    }
    if one.class == two.class && one.id == two.id && one.id != 0 {
        return found(How::Form, 990);
    }
    if one.class == Class::Number || two.class == Class::Number {
        return Err(0);
    }
    if let Some(group) = one.groups.shared(two.groups) {
        return if group >= SHORT_FORMS { found(How::Short, 900) } else { found(How::Known, 950) };
    }
    let (short, long) = (one.len().min(two.len()), one.len().max(two.len()));
    let (left, right) = (a.bytes(one), b.bytes(two));
    if has_digit(left) && has_digit(right) && left != right {
        return Err(0);
    }
    if one.groups.is_known() && two.groups.is_known() && (is_womans(left, right) || is_womans(right, left)) {
        return Err(LEAST);
    }
    if short == 1 {
        return if left.first() == right.first() && long > 1 { found(How::Initial, 800) } else { Err(0) };
    }
    if breaks_off(a, one, two, left, right) || breaks_off(b, two, one, right, left) {
        return found(How::Begins, 700);
    }
    if long > MAX_WORD || 2 * short < long {
        return Err(0);
    }
    let abjad = (one.script == Script::Abjad) != (two.script == Script::Abjad);
    let same_consonants = abjad && consonants(left) == consonants(right);
    if same_consonants && !(long_vowels_fit(left, right) && long_vowels_fit(right, left)) {
        return Err(LEAST);
    }
    if same_consonants {
        return found(How::Consonants, if short <= 3 { 800 } else { 880 });
    }
    // Letters that only one of the two has are edits for certain, two of them in one.
    let apart = (one.mask ^ two.mask).count_ones();
    if apart as usize > long && !abjad {
        return Err(0);
    }
    by_letters(left, right)
}

/// Whether a word has a digit. "Witness 021" and "Witness 022" are two people: a digit more or less is no slip.
fn has_digit(word: &[u8]) -> bool {
    word.iter().any(u8::is_ascii_digit)
}

/// Whether a name is another with an `a` behind it, as "Roberta" is of "Robert": where both are names, a woman's and a
/// man's.
pub(crate) fn is_womans(longer: &[u8], shorter: &[u8]) -> bool {
    longer.strip_suffix(b"a").is_some_and(|stem| stem == shorter && shorter.len() > 2)
}

/// Whether a name of several words ends in the beginning of a word: a field was too short for it.
fn breaks_off(name: &Name, part: &Part, other: &Part, bytes: &[u8], longer: &[u8]) -> bool {
    let words = part.class == Class::Word && other.class == Class::Word;
    let last = name.parts.last().is_some_and(|last| last.at == part.at);
    words && last && name.parts.len() > 2 && bytes.len() < longer.len() && longer.starts_with(bytes)
}

/// What two words have to do with each other by their letters alone.
pub(crate) fn by_letters(left: &[u8], right: &[u8]) -> Result<Link, u16> {
    let (short, long) = (left.len().min(right.len()), left.len().max(right.len()));
    let edits = distance(left, right);
    let alike = u16::try_from(1000 - (1000 * edits / long.max(1)).min(1000)).unwrap_or(0);
    if alike < LEAST {
        return Err(alike);
    }
    let edits = u8::try_from(edits).unwrap_or(u8::MAX);
    if spelt(left) == spelt(right) {
        return Ok(Link { how: How::Spelt, score: 930, edits });
    }
    // In a word of three letters another first letter makes another name ("Win", "Min").
    let other_word = short <= 2 || (short == 3 && left.first() != right.first());
    let short_enough = if other_word { 0 } else { (long + 1) / 3 };
    if usize::from(edits) <= short_enough.max(usize::from(!other_word)) {
        // Vowels are what people mishear and transliterations disagree on; a word that begins otherwise is soon another.
        let vowels = if consonants(left) == consonants(right) { 40 } else { 0 };
        let first = if left.first() != right.first() && edits > 1 { 100 } else { 0 };
        return Ok(Link { how: How::Slip, score: (alike.min(900) + vowels).saturating_sub(first), edits });
    }
    Err(alike)
}

/// How many letters must be put in, left out, exchanged or swapped with the next to make one word of the other (optimal
/// string alignment), by the bits of a machine word: Hyyrö 2003, "A bit-vector algorithm for computing Levenshtein and
/// Damerau edit distances". Words have at most [`MAX_WORD`] letters; what comes after counts as different.
pub(crate) fn distance(a: &[u8], b: &[u8]) -> usize {
    let over = a.len().saturating_sub(MAX_WORD).max(b.len().saturating_sub(MAX_WORD));
    let (a, b) = (&a[..a.len().min(MAX_WORD)], &b[..b.len().min(MAX_WORD)]);
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len()) + over;
    }
    // Small letters and digits of ASCII have a place of their own among 64.
    let place = |byte: &u8| usize::from((byte & 31) | ((byte & 64) >> 1));
    let mut places = [0u64; 64];
    for (at, byte) in a.iter().enumerate() {
        places[place(byte)] |= 1 << at;
    }
    let last = 1u64 << (a.len() - 1);
    let (mut up, mut down, mut diagonal, mut before) = (u64::MAX, 0u64, 0u64, 0u64);
    let mut count = a.len();
    for byte in b {
        let place = places[place(byte)];
        let swapped = (((!diagonal) & place) << 1) & before;
        diagonal = (((place & up).wrapping_add(up)) ^ up) | place | down | swapped;
        let more = down | !(diagonal | up);
        let less = diagonal & up;
        if more & last != 0 {
            count += 1;
        } else if less & last != 0 {
            count -= 1;
        }
        let more = (more << 1) | 1;
        let less = less << 1;
        up = less | !(diagonal | more);
        down = more & diagonal;
        before = place;
    }
    count + over
}

/// A word as transliterations would agree on it, in at most [`MAX_WORD`] letters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Short {
    bytes: [u8; MAX_WORD],
    len: usize,
}

impl Short {
    fn new() -> Self {
        Self { bytes: [0; MAX_WORD], len: 0 }
    }

    fn push(&mut self, byte: u8) {
        if self.len < MAX_WORD && (self.len == 0 || self.bytes[self.len - 1] != byte) {
            self.bytes[self.len] = byte;
            self.len += 1;
        }
    }

    /// The letters.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// What different ways of transliterating exchange is folded: `y` and `j` as `i`, `w` as `v`, `ou` and `oo` as `u`,
/// `ee` and `ie` as `i`, `ph` as `f`, `ck` and `q` as `k`, `x` as `ks`, an `h` behind a consonant dropped, doubled
/// letters single. Other vowels stay: in short names they tell people apart.
pub(crate) fn spelt(word: &[u8]) -> Short {
    let mut out = Short::new();
    let mut at = 0;
    while at < word.len() {
        let byte = word[at];
        let next = word.get(at + 1).copied().unwrap_or(0);
        let mut step = 1;
        match (byte, next) {
            (b'o', b'u' | b'o') => {
                out.push(b'u');
                step = 2;
            }
            (b'e', b'e') | (b'i', b'e') => {
                out.push(b'i');
                step = 2;
            }
            (b'p', b'h') => {
                out.push(b'f');
                step = 2;
            }
            (b'c', b'k') => {
                out.push(b'k');
                step = 2;
            }
            (b'c', b'h') | (b's', b'h') | (b'z', b'h') => {
                out.push(byte);
                out.push(b'h');
                step = 2;
            }
            (b'c', b'e' | b'i' | b'y') => out.push(b's'),
            (b'c' | b'q', _) => out.push(b'k'),
            (b'x', _) => {
                out.push(b'k');
                out.push(b's');
            }
            (b'y' | b'j', _) => out.push(b'i'),
            (b'w', _) => out.push(b'v'),
            (b'h', _) if at > 0 && !is_vowel(word[at - 1]) => {}
            _ => out.push(byte),
        }
        at += step;
    }
    out
}

/// Whether long vowels that the one writes may be in the other: `y` is heard as `i` or `e`, `w` as `u` or `o`. Arabic
/// and Hebrew letters write these alone, and not always.
fn long_vowels_fit(written: &[u8], heard: &[u8]) -> bool {
    let has = |letters: &[u8], any: &[u8]| letters.iter().any(|letter| any.contains(letter));
    (!has(written, b"y") || has(heard, b"iye")) && (!has(written, b"w") || has(heard, b"uowv"))
}

/// The consonants of a word, those that Arabic and Hebrew letters and their transliterations exchange folded into one.
pub(crate) fn consonants(word: &[u8]) -> Short {
    let mut out = Short::new();
    for byte in spelt(word).as_bytes() {
        match byte {
            b'a' | b'e' | b'i' | b'o' | b'u' | b'v' | b'h' => {}
            b'p' => out.push(b'b'),
            b'z' | b's' => out.push(b's'),
            b'g' => out.push(b'k'),
            b't' | b'd' => out.push(b't'),
            byte => out.push(*byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn distances_are_those_of_the_plain_way(a in "[a-d]{0,12}", b in "[a-d]{0,12}") {
            prop_assert_eq!(distance(a.as_bytes(), b.as_bytes()), strsim::osa_distance(&a, &b));
        }
    }

    #[test]
    fn spellings_meet_and_names_do_not() {
        for (a, b) in [("nuristani", "nooristani"), ("wladimir", "vladimir"), ("mahmoud", "mahmud"), ("alexei", "aleksei")] {
            assert!(spelt(a.as_bytes()) == spelt(b.as_bytes()), "{a} {b}");
        }
        for (a, b) in [("roman", "robert"), ("salman", "suleman"), ("chen", "shen")] {
            assert!(spelt(a.as_bytes()) != spelt(b.as_bytes()), "{a} {b}");
        }
    }
}
