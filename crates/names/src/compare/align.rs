//! Which part of one name is which part of the other. The main function is [`align`].
//!
//! Every pair of parts is linked if it can be, words run together are laid beside the words that they are made of, and
//! the best links are taken first. What is left stands alone on its side.

use super::fold::Script;
use super::link::{How, Link, by_letters, consonants, distance, link};
use super::name::{MAX_PARTS, Name, Part};
use super::words::Class;

/// No more words are taken to be one word written apart.
const MAX_RUN: usize = 4;

/// Legal forms with fewer letters are not looked for with slips.
const MIN_FORM: usize = 8;

/// Some parts of one name that are some parts of the other. Only one side has more than one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    /// The first part and how many, in the first name.
    pub left: (usize, usize),
    /// The same in the second.
    pub right: (usize, usize),
    pub link: Link,
}

/// Two names beside each other.
#[derive(Debug, Default)]
pub(crate) struct Aligned {
    /// In the order of the first name.
    pub pairs: Vec<Pair>,
    /// The parts that have no counterpart, by place.
    pub left: u32,
    pub right: u32,
    /// Parts in quotes or brackets that have none either: these say nothing.
    pub beside: (u32, u32),
    /// The likeness of the two words without counterpart that are most alike, in thousandths.
    pub nearest: u16,
    /// Parts that are one only because one name is the initials of the other.
    pub acronym: bool,
}

impl Aligned {
    /// Whether a word of one name is a word of the other, however spelt.
    pub fn has_word(&self) -> bool {
        self.pairs.iter().any(|pair| pair.link.how != How::Initial && pair.link.score >= MIN_WORD)
    }
}

/// Links of less are chance.
const MIN_WORD: u16 = 700;

/// Whether a part is laid beside parts of the other name. Titles and legal forms are compared on their own.
pub(crate) fn counts(part: &Part) -> bool {
    !matches!(part.class, Class::Legal | Class::Title | Class::Small | Class::Suffix)
}

/// Lays two names beside each other.
pub(crate) fn align(a: &Name, b: &Name) -> Aligned {
    let mut found: Vec<Pair> = Vec::with_capacity(16);
    let mut likeness = [[0u16; MAX_PARTS]; MAX_PARTS];
    for (i, one) in a.parts.iter().enumerate().filter(|(_, part)| counts(part)) {
        for (j, two) in b.parts.iter().enumerate().filter(|(_, part)| counts(part)) {
            match link(a, one, b, two) {
                Ok(link) => found.push(Pair { left: (i, 1), right: (j, 1), link }),
                Err(alike) => likeness[i.min(MAX_PARTS - 1)][j.min(MAX_PARTS - 1)] = alike,
            }
        }
    }
    runs(a, b, false, &mut found);
    runs(b, a, true, &mut found);
    let mut aligned = choose(a, b, found);
    aligned.beside = (asides(a, &mut aligned.left), asides(b, &mut aligned.right));
    misspelt_form(a, b, &mut aligned.right);
    misspelt_form(b, a, &mut aligned.left);
    if let Some(acronym) = acronym(a, b) {
        aligned = acronym;
    }
    for i in ones(aligned.left) {
        for j in ones(aligned.right) {
            aligned.nearest = aligned.nearest.max(likeness[i][j]);
        }
    }
    aligned
}

/// Takes what stands in quotes or brackets out of the parts without counterpart.
fn asides(name: &Name, alone: &mut u32) -> u32 {
    let aside = |at: &usize| name.parts.get(*at).is_some_and(|part| part.aside);
    let found = ones(*alone).filter(aside).fold(0, |bits, at| bits | 1 << at);
    *alone &= !found;
    found
}

/// The places of the bits that are set.
pub(crate) fn ones(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros() as usize;
        (bits != 0).then(|| {
            bits &= bits - 1;
            at.min(MAX_PARTS - 1)
        })
    })
}

/// Words of `a` that are several words of `b` written together.
fn runs(a: &Name, b: &Name, turned: bool, found: &mut Vec<Pair>) {
    for (i, one) in a.parts.iter().enumerate() {
        if one.class != Class::Word || one.len() < 4 {
            continue;
        }
        for j in 0..b.parts.len() {
            let mut length = b.parts[j].len();
            for count in 2..=MAX_RUN.min(b.parts.len() - j) {
                length += b.parts[j + count - 1].len();
                if length > one.len() + 2 {
                    break;
                }
                if length + 2 < one.len() {
                    continue;
                }
                let Some(link) = run(a, one, b, &b.parts[j..j + count]) else { continue };
                let (left, right) = if turned { ((j, count), (i, 1)) } else { ((i, 1), (j, count)) };
                found.push(Pair { left, right, link });
            }
        }
    }
}

fn run(a: &Name, one: &Part, b: &Name, parts: &[Part]) -> Option<Link> {
    if !parts.iter().any(|part| part.class == Class::Word || part.class == Class::Particle || part.class == Class::Number) {
        return None;
    }
    let (mut bytes, mut length) = ([0u8; 80], 0);
    for byte in parts.iter().flat_map(|part| b.bytes(part)).filter(|byte| **byte != b' ') {
        *bytes.get_mut(length)? = *byte;
        length += 1;
    }
    let joined = &bytes[..length];
    let word = a.bytes(one);
    if word == joined {
        return Some(Link { how: How::Parted, score: 995, edits: 0 });
    }
    let abjad = one.script == Script::Abjad || parts.iter().any(|part| part.script == Script::Abjad);
    if abjad && parts.iter().any(|part| part.script != one.script) && consonants(word) == consonants(joined) {
        return Some(Link { how: How::Consonants, score: 880, edits: 0 });
    }
    if parts.iter().any(|part| part.class == Class::Initial) {
        return None;
    }
    // A slip in words parted otherwise: only where most letters agree.
    let signs = one.script.is_exact() || parts.iter().any(|part| part.script.is_exact());
    let link = by_letters(word, joined).ok()?;
    let few = usize::from(link.edits) * if signs { 4 } else { 8 } <= word.len();
    few.then_some(Link { how: How::Parted, score: 940, edits: link.edits })
}

/// Takes the best links first; of equals those whose parts stand at like places.
fn choose(a: &Name, b: &Name, mut found: Vec<Pair>) -> Aligned {
    let worth = |pair: &Pair| {
        let parts = pair.left.1 + pair.right.1;
        (u32::from(pair.link.score) * 4 + if parts > 2 { 0 } else { 1 }, pair.left.0.abs_diff(pair.right.0))
    };
    found.sort_by(|x, y| {
        let ((one, far), (two, farther)) = (worth(x), worth(y));
        two.cmp(&one).then(far.cmp(&farther)).then(x.left.cmp(&y.left)).then(x.right.cmp(&y.right))
    });
    let all = |name: &Name| -> u32 {
        let counted = name.parts.iter().enumerate().take(MAX_PARTS).filter(|(_, part)| counts(part));
        counted.fold(0, |bits, (at, _)| bits | 1 << at)
    };
    let (mut left, mut right) = (all(a), all(b));
    let mut pairs = Vec::with_capacity(found.len().min(MAX_PARTS));
    for pair in found {
        let bits = |(at, count): (usize, usize)| ((1u32 << count) - 1) << at;
        let (ours, theirs) = (bits(pair.left) & all(a), bits(pair.right) & all(b));
        if left & ours == ours && right & theirs == theirs {
            left &= !ours;
            right &= !theirs;
            pairs.push(pair);
        }
    }
    pairs.sort_by_key(|pair| pair.left);
    Aligned { pairs, left, right, ..Aligned::default() }
}

/// Words at the end of `b` that are a legal form of `a` with a slip say no more than the form does.
fn misspelt_form(a: &Name, b: &Name, alone: &mut u32) {
    if *alone == 0 {
        return;
    }
    for form in a.parts.iter().filter(|part| part.class == Class::Legal && part.len() >= MIN_FORM) {
        let words = a.bytes(form).iter().filter(|byte| **byte == b' ').count() + 1;
        let Some(from) = b.parts.len().checked_sub(words) else { continue };
        let (Some(first), Some(last)) = (b.parts.get(from), b.parts.last()) else { continue };
        let ends = b.letters.get(usize::from(first.at.0)..usize::from(last.at.1)).unwrap_or_default();
        if distance(a.bytes(form), ends) <= 2 {
            (from..b.parts.len()).for_each(|at| *alone &= !(1 << at.min(31)));
        }
    }
}

/// One word that is the initials of the other name.
fn acronym(a: &Name, b: &Name) -> Option<Aligned> {
    let (short, long, turned) = if a.parts.len() < b.parts.len() { (a, b, false) } else { (b, a, true) };
    let mut words = short.parts.iter().enumerate().filter(|(_, part)| counts(part));
    let ((at, word), None) = (words.next()?, words.next()) else { return None };
    let counted = |part: &&Part| part.class != Class::Small && part.class != Class::Legal;
    let length = long.parts.iter().filter(counted).count();
    if word.len() < 2 || word.len() != length || length > MAX_PARTS {
        return None;
    }
    let initials = long.parts.iter().filter(counted).map(|part| long.bytes(part).first());
    if !initials.eq(short.bytes(word).iter().map(Some)) {
        return None;
    }
    let link = Link { how: How::Initial, score: 900, edits: 0 };
    let (one, other) = ((at, 1), (0, long.parts.len()));
    let (left, right) = if turned { (other, one) } else { (one, other) };
    Some(Aligned { pairs: vec![Pair { left, right, link }], acronym: true, ..Aligned::default() })
}
