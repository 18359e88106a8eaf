//! One form for the many ways of writing one name. The main function is [`normalize`].
//!
//! Why ASCII: the key is for comparing only, the words as written are never replaced; any script then compares with
//! its transliteration by one path.

use crate::burmese::{self, is_burmese_script, key, roman};
use crate::words::WORDS;
use unicode_normalization::UnicodeNormalization;

/// No name is longer; what stands after so many code points is not compared.
const MAX_CHARS: usize = 400;

/// A name for comparing: compatibility forms folded, lower case, ASCII, words parted by one space, apostrophes and a
/// possessive `'s` dropped, `+` read as "plus", `&` as "and", an article at the beginning dropped.
pub fn normalize(name: &str) -> String {
    // Most names are in ASCII, and are asked for again and again: for these nothing is to be folded.
    if name.is_ascii() {
        return words_of(&name[..name.len().min(MAX_CHARS)]);
    }
    let folded = fold(name).replace(['’', '‘', 'ʼ', '`', '´', '＇'], "'");
    if folded.is_ascii() {
        return words_of(&folded);
    }
    // Signs that only stand for other letters say nothing.
    let signs = folded.replace('+', " plus ").replace('&', " and ");
    words_of(&any_ascii::any_ascii(&signs).replace(['+', '&', '`'], " "))
}

/// The words of a text in ASCII: in small letters, parted by one space.
fn words_of(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Where the word begins that is being written, and where an apostrophe last stood in it.
    let (mut start, mut apostrophe) = (0, None);
    for byte in text.bytes().chain([b' ']) {
        match byte {
            b'\'' | b'`' => apostrophe = Some(out.len()),
            _ if byte.is_ascii_alphanumeric() => out.push(byte.to_ascii_lowercase().into()),
            _ => {
                if let Some(at) = apostrophe.take().filter(|at| &out[*at..] == "s") {
                    out.truncate(at);
                }
                if out.len() > start {
                    out.push(' ');
                }
                let sign = match byte {
                    b'+' => "plus ",
                    b'&' => "and ",
                    _ => "",
                };
                out.push_str(sign);
                start = out.len();
            }
        }
    }
    out.pop();
    while let Some((first, _)) = out.split_once(' ').filter(|(first, _)| WORDS.articles.contains(*first)) {
        out.drain(..=first.len());
    }
    out
}

/// Compatibility forms folded, in small letters; Burmese in Latin letters.
fn fold(name: &str) -> String {
    let latin = is_burmese_script(name).then(|| roman(&name.chars().take(MAX_CHARS).collect::<String>()));
    latin.as_deref().unwrap_or(name).nfkc().take(MAX_CHARS).flat_map(char::to_lowercase).collect()
}

/// The words of a name, normalised.
pub fn tokens(name: &str) -> Vec<String> {
    normalize(name).split(' ').filter(|word| !word.is_empty()).map(str::to_string).collect()
}

/// The initials of a name in capitals, small words skipped: what its acronym would be.
pub fn acronym_of(name: &str) -> String {
    let words = tokens(name);
    let initials = words.iter().filter(|word| !WORDS.small.contains(word.as_str())).filter_map(|word| word.chars().next());
    initials.collect::<String>().to_ascii_uppercase()
}

/// Whether a name as written looks like an acronym: one short word in which capitals outnumber small letters (a suffix
/// such as the `s` of a plural or a "-Plus" of a longer acronym may follow).
pub fn is_acronym(name: &str) -> bool {
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    let capitals = letters.iter().filter(|c| c.is_uppercase()).count();
    !name.contains(' ') && (2..=10).contains(&letters.len()) && capitals * 2 > letters.len() && capitals >= 2
}

/// Whether one of two names is that of the wider twin of the other body: only one has a "Plus", and the other says the
/// body before it. "ADMM-Plus" and "ADMM" are twins, as are "ADMM-Plus Working Group" and "ADMM Working Group";
/// "Working Group" alone is either's. Which is given first does not matter.
pub fn is_twin(a: &str, b: &str) -> bool {
    twins(&tokens(a), &tokens(b))
}

/// The same of two names' words in small letters.
pub(crate) fn twins<S: AsRef<str>>(a: &[S], b: &[S]) -> bool {
    let plus = |words: &[S]| words.iter().skip(1).position(|word| word.as_ref() == "plus").map(|at| at + 1);
    let (wide, narrow, at) = match (plus(a), plus(b)) {
        (Some(at), None) => (a, b, at),
        (None, Some(at)) => (b, a, at),
        _ => return false,
    };
    let (body, rest) = (&wide[..at], &wide[at + 1..]);
    rest.is_empty() || narrow.is_empty() || begins_with(narrow, body) || begins_with(body, narrow)
}

/// Whether words begin with those of a body, or with its acronym, or with what the body is the acronym of.
fn begins_with<S: AsRef<str>>(words: &[S], body: &[S]) -> bool {
    let same = words.len() >= body.len() && words.iter().zip(body).all(|(one, two)| one.as_ref() == two.as_ref());
    let initials = |words: &[S], most: usize| -> String {
        let heavy = words.iter().map(AsRef::as_ref).filter(|word| !WORDS.small.contains(word));
        heavy.filter_map(|word| word.chars().next()).take(most).collect()
    };
    let acronym = |short: &[S], long: &[S]| {
        short.first().map(AsRef::as_ref).is_some_and(|word| word.len() > 2 && initials(long, word.len()) == word)
    };
    same || acronym(words, body) || body.len() == 1 && acronym(body, words)
}

/// A word with spellings that transliterations exchange folded: an `h` that opens before a consonant dropped, `y` as
/// `i`, doubled letters single. Vowels stay: in short names they tell people apart.
pub fn spelling(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut letters = word.chars().map(|c| if c == 'y' { 'i' } else { c }).peekable();
    if letters.peek() == Some(&'h') {
        letters.next();
        if letters.peek().is_none_or(|next| matches!(next, 'a' | 'e' | 'i' | 'o' | 'u')) {
            out.push('h');
        }
    }
    for letter in letters {
        if !out.ends_with(letter) || letter.is_ascii_digit() {
            out.push(letter);
        }
    }
    out
}

/// What names have in common that may be one: the same words in any order, in any usual transliteration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey {
    exact: Vec<String>,
    spelt: Vec<String>,
}

impl NameKey {
    /// The key of a name.
    pub fn of(name: &str) -> Self {
        let mut exact = tokens(name);
        let burmese = burmese::Name::read(name).filter(burmese::Name::is_sure);
        let spelt = |word: &String| key(word).map_or_else(|| spelling(word), spelling);
        let mut spelt = burmese.map_or_else(|| exact.iter().map(spelt).collect(), |name| name.keys());
        exact.sort();
        spelt.sort();
        Self { exact, spelt }
    }

    /// The words in alphabetical order.
    pub fn exact(&self) -> String {
        self.exact.join(" ")
    }

    /// The words as [`spelling`] folds them, in alphabetical order.
    pub fn spelt(&self) -> String {
        self.spelt.join(" ")
    }

    /// How many words.
    pub fn words(&self) -> usize {
        self.exact.len()
    }

    /// The words themselves, folded, in alphabetical order.
    pub fn spelt_words(&self) -> &[String] {
        &self.spelt
    }

    /// For a name of three words or more, the key without each word in turn: where names that differ in one word meet.
    pub fn near(&self) -> Vec<String> {
        if self.spelt.len() < 3 {
            return Vec::new();
        }
        let without = |skip: usize| {
            let rest = self.spelt.iter().enumerate().filter(|(at, _)| *at != skip).map(|(_, word)| word.as_str());
            rest.collect::<Vec<_>>().join(" ")
        };
        let mut keys: Vec<String> = (0..self.spelt.len().min(12)).map(without).collect();
        keys.sort();
        keys.dedup();
        keys
    }
}
