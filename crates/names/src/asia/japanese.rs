//! Japanese names in Chinese characters or kana beside Latin letters: [`is_read`].
//!
//! How a character is read in a name depends on the name: 雄 is `o` behind 文 and `yu` elsewhere. So it is words that are
//! looked up, from a dictionary of 47,000 family and given names with their readings (UniDic, packed into
//! `data/japanese.bin`); a name is parted wherever a family name with that reading is followed by a given name with
//! that one. Spellings in Latin letters (Hepburn's, the government's, with long vowels written or not) are brought to
//! one by [`heard`].

use crate::compare::{START, hash, step};
use crate::signs;
use crate::table::{LIMIT, Place, Table, pack};
use std::collections::{BTreeMap, BTreeSet};

/// The readings of a written name: what sort of name in the upper two bits, a hash of the reading below.
static NAMES: Table = Table(include_bytes!("../../data/japanese.bin"));

/// The bit of a family name.
const FAMILY: u32 = LIMIT / 4;
/// The bit of a given name.
const GIVEN: u32 = LIMIT / 2;
/// Names of more characters are not read.
const MAX_SIGNS: usize = 8;
/// Names in more letters are not read.
const MAX_LETTERS: usize = 40;

/// Whether this is a letter of one of the two syllabaries, or the sign that repeats a character.
pub(super) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FC}' | '々')
}

/// Whether the words of a name, in characters or kana, are read as the other's words, which are in kana or Latin
/// letters. The family name may stand first or last.
pub(super) fn is_read(written: &[String], read: &[String]) -> bool {
    let signs: Vec<char> = written.iter().flat_map(|word| word.chars()).collect();
    let sounds: Vec<String> = read.iter().map(|word| heard(word)).collect();
    let letters: usize = sounds.iter().map(String::len).sum();
    if !(2..=MAX_SIGNS).contains(&signs.len()) && !signs.iter().copied().all(is_kana) || letters > MAX_LETTERS {
        return false;
    }
    if signs.iter().copied().all(is_kana) {
        return same_sounds(written, &sounds);
    }
    cuts(written).any(|(family, given)| {
        let (family, given) = (Readings::of(&family), Readings::of(&given));
        parted(read, &sounds).any(|(one, two)| {
            family.has(FAMILY, &one) && given.has(GIVEN, &two) || family.has(FAMILY, &two) && given.has(GIVEN, &one)
        })
    })
}

/// How a family or a given name may be read.
enum Readings {
    /// As the dictionary says.
    Listed(Place),
    /// As it is written.
    Kana(String),
}

impl Readings {
    fn of(written: &str) -> Self {
        match written.chars().all(is_kana) {
            true => Self::Kana(heard(written)),
            false => Self::Listed(NAMES.find(key(written))),
        }
    }

    fn has(&self, sort: u32, sound: &str) -> bool {
        match self {
            Self::Kana(own) => own == sound,
            Self::Listed(place) => {
                let wanted = number(sound);
                NAMES.all(*place).any(|found| found & sort != 0 && found % FAMILY == wanted)
            }
        }
    }
}

/// What a Japanese name has in common with its spellings: the sounds of family and given name, whichever stands first.
pub(super) fn keys(words: &[String], signs: bool) -> BTreeSet<String> {
    let key = |one: u32, two: u32| format!("sounds {:x} {:x}", one.min(two), one.max(two));
    if !signs || words.iter().flat_map(|word| word.chars()).all(is_kana) {
        let [one, two] = words else { return BTreeSet::new() };
        return BTreeSet::from([key(number(&heard(one)), number(&heard(two)))]);
    }
    let of = |written: &str, sort: u32| -> Vec<u32> {
        match Readings::of(written) {
            Readings::Kana(own) => vec![number(&own)],
            Readings::Listed(place) => {
                NAMES.all(place).filter(|found| found & sort != 0).map(|found| found % FAMILY).collect()
            }
        }
    };
    let pairs = cuts(words).map(|(family, given)| (of(&family, FAMILY), of(&given, GIVEN)));
    pairs
        .flat_map(|(ones, twos)| {
            ones.into_iter().flat_map(move |one| twos.clone().into_iter().map(move |two| key(one, two)))
        })
        .collect()
}

/// Whether words in kana sound like others, in any order.
fn same_sounds(kana: &[String], sounds: &[String]) -> bool {
    let ours: Vec<String> = kana.iter().map(|word| heard(word)).collect();
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort();
        words
    };
    ours.concat().len() > 3 && (sorted(&ours) == sorted(sounds) || ours.concat() == sounds.concat())
}

/// Where a family name may end: where a space stands, else behind any character.
fn cuts(written: &[String]) -> impl Iterator<Item = (String, String)> {
    let whole = written.concat();
    let mut places: Vec<usize> = match written {
        [family, _] => vec![family.len()],
        _ => whole.char_indices().map(|(at, _)| at).skip(1).collect(),
    };
    places.dedup();
    places.into_iter().map(move |at| (whole[..at].to_string(), whole[at..].to_string()))
}

/// Two parts of what is heard: two words in Latin letters, or where kana run on, those before and behind any letter.
fn parted<'a>(read: &'a [String], sounds: &'a [String]) -> impl Iterator<Item = (String, String)> + 'a {
    let words = (sounds.len() == 2).then(|| (sounds[0].clone(), sounds[1].clone()));
    let joined = sounds.len() == 1 && read.iter().flat_map(|word| word.chars()).all(is_kana);
    let cuts = if joined { 1..sounds[0].len() } else { 0..0 };
    words.into_iter().chain(cuts.map(|at| (sounds[0][..at].to_string(), sounds[0][at..].to_string())))
}

/// The hash of a written name, forms of one character being one.
fn key(written: &str) -> u64 {
    let mut bytes = [0; 4];
    written.chars().map(signs::plain).fold(START, |sum, c| c.encode_utf8(&mut bytes).bytes().fold(sum, step))
}

/// A number below [`FAMILY`] for what is heard.
fn number(sound: &str) -> u32 {
    (hash(sound.as_bytes()) % u64::from(FAMILY)) as u32
}

/// The packed table, from lines of `family`, `given` or `either`, the written name and its reading in kana, parted by
/// tabs.
pub(crate) fn table(lines: &str) -> Vec<u8> {
    let mut words: BTreeMap<u64, BTreeSet<u32>> = BTreeMap::new();
    for line in lines.lines() {
        let [sort, written, reading] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let sort = match sort {
            "family" => FAMILY,
            "given" => GIVEN,
            _ => FAMILY | GIVEN,
        };
        words.entry(key(written)).or_default().insert(sort | number(&heard(reading)));
    }
    pack(&words)
}

/// What a word in kana or Latin letters sounds like, in one spelling for all: each kana by its row (`si`, `ti`, `tu`,
/// `hu`, `zi`), long vowels and doubled letters short.
pub(crate) fn heard(word: &str) -> String {
    let mut letters = String::with_capacity(word.len() + 4);
    for c in word.chars() {
        match c {
            'っ' | 'ッ' | 'ー' => {}
            'ゃ' | 'ゅ' | 'ょ' | 'ャ' | 'ュ' | 'ョ' => {
                letters.truncate(letters.trim_end_matches('i').len());
                letters.push_str(&any_ascii::any_ascii_char(c).to_ascii_lowercase());
            }
            c => letters.push_str(&any_ascii::any_ascii_char(c).to_ascii_lowercase()),
        }
    }
    letters.retain(|c| c.is_ascii_lowercase());
    short(&by_row(letters.as_bytes()))
}

/// Consonants by the row of the syllabary that they belong to.
fn by_row(letters: &[u8]) -> Vec<u8> {
    let is_vowel = |letter: Option<&u8>| letter.is_some_and(|letter| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u'));
    let mut out: Vec<u8> = Vec::with_capacity(letters.len() + 4);
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let (next, after) = (letters.get(at + 1), letters.get(at + 2));
        let (row, length, soft): (&[u8], usize, bool) = match (letter, next, after) {
            (b't', Some(b's'), _) => (b"t", 2, false),
            (b't', Some(b'c'), _) => (b"", 1, false),
            (b's', Some(b'h'), _) => (b"s", 2, true),
            (b'c', Some(b'h'), _) => (b"t", 2, true),
            (b'd', Some(b'z' | b'j'), _) => (b"", 1, false),
            (b'd', Some(b'u' | b'i'), _) => (b"z", 1, false),
            (b'j', _, _) => (b"z", 1, true),
            (b'f', _, _) => (b"h", 1, false),
            (b'l', _, _) => (b"r", 1, false),
            (b'm', Some(b'b' | b'p' | b'm'), _) => (b"n", 1, false),
            (b'w', Some(b'o'), _) => (b"", 1, false),
            // An `h` that makes a vowel long.
            (b'h', next, _)
                if at > 0 && matches!(letters[at - 1], b'o' | b'u') && !is_vowel(next) && next != Some(&b'y') =>
            {
                (b"", 1, false)
            }
            (letter, ..) => (std::slice::from_ref(letter), 1, false),
        };
        out.extend(row);
        at += length;
        if soft && letters.get(at).is_some_and(|next| !matches!(next, b'i' | b'e' | b'y')) {
            out.push(b'y');
        }
    }
    out
}

/// Long vowels and doubled letters short.
fn short(letters: &[u8]) -> String {
    let mut out = String::with_capacity(letters.len());
    for letter in letters {
        let long = out.ends_with(char::from(*letter)) || *letter == b'u' && out.ends_with('o');
        if !long {
            out.push(char::from(*letter));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_sound_are_one() {
        for (a, b) in [
            ("しゅんいち", "Shunichi"),
            ("じゅんこ", "Junko"),
            ("ジュンコ", "Zyunko"),
            ("おおつ", "Ohtsu"),
            ("オオツ", "Otu"),
            ("きょうこ", "Kyoko"),
            ("はっとり", "Hattori"),
            ("ほんま", "Homma"),
            ("ちづる", "Chizuru"),
            ("まっちゃ", "Matcha"),
            ("ふじわら", "Huziwara"),
        ] {
            assert_eq!(heard(a), heard(&b.to_lowercase()), "{a} {b}");
        }
        for (a, b) in [("おの", "oka"), ("しげる", "sigeko"), ("とおる", "taru")] {
            assert_ne!(heard(a), heard(b), "{a} {b}");
        }
    }

    #[test]
    fn names_are_read_by_words() {
        let words = |text: &str| text.split(' ').map(str::to_lowercase).collect::<Vec<_>>();
        for (written, read, is) in [
            ("山田花子", "Hanako Yamada", true),
            ("山田 花子", "Yamada Hanako", true),
            ("高橋みどり", "Takahashi Midori", true),
            ("山田花子", "やまだ はなこ", true),
            ("山田花子", "やまだはなこ", true),
            ("やまだ はなこ", "Hanako Yamada", true),
            ("山田花子", "Yamada Yoshiko", false),
            ("山田花子", "Yamada", false),
            ("山田花子", "Hanako Yamamoto", false),
        ] {
            assert_eq!(is_read(&words(written), &words(read)), is, "{written} {read}");
        }
    }
}
