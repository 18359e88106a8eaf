//! A text as a name is looked for in it: letters alone, with the way back to where each stands.
//!
//! The main type is [`Fold`]. Capitals, accents, spaces, punctuation and invisible marks are gone; the alphabets of Europe
//! and the Caucasus are written in ASCII, every other script stays as it is. Where a word begins is kept beside each letter.
//!
//! Why no spaces: "A. B. Surname", "A.B. Surname" and "ab-surname" then are one string, and so is a name that a line end or a
//! mark of a page cuts in two.

use std::sync::LazyLock;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible, is_combining_mark};

/// Set beside a letter that begins a word.
const BREAK: u32 = 1 << 31;
/// Set beside a letter that stands behind something invisible, or behind an apostrophe.
const SEAM: u32 = 1 << 30;
/// Set beside a letter that stands for two with something invisible between them.
const SPLIT: u32 = 1 << 29;
const PLACE: u32 = SPLIT - 1;

/// How a text is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Letter for letter.
    Strict,
    /// What transliterations exchange is folded too: `y` as `i`, doubled letters single, an `h` that opens before a
    /// consonant dropped.
    Loose,
    /// Letter for letter, with every script written in ASCII.
    Ascii,
}

/// What a letter was folded from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Alphabet,
    Digit,
    Other,
}

/// A folded text.
pub(crate) struct Fold {
    /// The letters, as UTF-8.
    pub bytes: Vec<u8>,
    /// For each byte, the byte of the text where its character begins, and the two marks.
    at: Vec<u32>,
    /// Whether a script was met that is not written in ASCII.
    pub other_scripts: bool,
    way: Way,
    /// What the last letter was folded from; nothing after a space.
    last: Option<From>,
    /// How many letters of this word came before.
    in_word: usize,
    seam: bool,
}

/// What becomes of a character, worked out once: texts in other scripts are folded five times as fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Invisible,
    Accent,
    Break,
    /// One letter of ASCII.
    Letter(u8),
    /// One character of a script that stays, as so many bytes of UTF-8.
    Other([u8; 4], u8),
    /// Several, or of several sorts.
    Several,
}

/// The characters of the first plane.
static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| (0..0x1_0000).map(known).collect());

fn known(point: u32) -> Known {
    let Some(c) = char::from_u32(point) else { return Known::Break };
    if is_invisible(c) || is_apostrophe(c) {
        return Known::Invisible;
    }
    let mut parts: Vec<char> = Vec::new();
    decompose_compatible(c, |part| parts.extend((!is_accent(part)).then_some(part)));
    match parts[..] {
        [] => Known::Accent,
        [part] if part.is_ascii_alphabetic() => Known::Letter(part.to_ascii_lowercase() as u8),
        [part] if part.is_ascii() => Known::Several,
        [part] if is_alphabet(part) => match any_ascii::any_ascii_char(part).as_bytes() {
            [letter] if letter.is_ascii_alphabetic() => Known::Letter(letter | 0x20),
            _ => Known::Several,
        },
        [part] if !part.is_alphanumeric() && !is_combining_mark(part) => Known::Break,
        [part] => {
            let mut lower = one_form(part).to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) => {
                    let mut bytes = [0; 4];
                    let length = one.encode_utf8(&mut bytes).len();
                    Known::Other(bytes, u8::try_from(length).unwrap_or(0))
                }
                _ => Known::Several,
            }
        }
        _ => Known::Several,
    }
}

impl Fold {
    /// Folds a text. What stands beyond half a gibibyte is left out: a caller cuts before.
    pub fn new(text: &str, way: Way) -> Self {
        let mut fold = Self {
            bytes: Vec::with_capacity(text.len()),
            at: Vec::with_capacity(text.len()),
            other_scripts: false,
            way,
            last: None,
            in_word: 0,
            seam: false,
        };
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len().min(PLACE as usize) {
            let byte = bytes[at];
            if byte.is_ascii() {
                fold.ascii(byte, at as u32);
                at += 1;
            } else {
                let Some(c) = text[at..].chars().next() else { break };
                fold.character(c, at as u32);
                at += c.len_utf8();
            }
        }
        fold
    }

    fn ascii(&mut self, byte: u8, at: u32) {
        if byte.is_ascii_alphabetic() {
            self.letter(byte | 0x20, at, From::Alphabet);
        } else if byte.is_ascii_digit() {
            self.push(byte, at, From::Digit);
        } else if is_apostrophe(char::from(byte)) {
            self.seam = true;
        } else {
            self.end_word();
        }
    }

    fn end_word(&mut self) {
        self.last = None;
        self.in_word = 0;
        self.seam = false;
    }

    fn character(&mut self, c: char, at: u32) {
        match KNOWN.get(c as usize) {
            Some(Known::Invisible) => self.seam = true,
            Some(Known::Accent) => {}
            Some(Known::Break) => self.end_word(),
            Some(Known::Letter(byte)) => self.letter(*byte, at, From::Alphabet),
            Some(Known::Other(bytes, length)) if self.way != Way::Ascii => {
                self.other_scripts = true;
                for byte in &bytes[..usize::from(*length)] {
                    self.push(*byte, at, From::Other);
                }
            }
            Some(Known::Other(..)) if c.is_alphanumeric() => self.transliterated(c, at),
            _ => self.slowly(c, at),
        }
    }

    /// A character that becomes several, or is not met often.
    fn slowly(&mut self, c: char, at: u32) {
        if is_invisible(c) || is_apostrophe(c) {
            self.seam = true;
            return;
        }
        if is_accent(c) {
            return;
        }
        if self.way == Way::Ascii && c.is_alphanumeric() && !is_of_alphabet(c) {
            return self.transliterated(c, at);
        }
        decompose_compatible(c, |c| self.part(c, at));
    }

    fn transliterated(&mut self, c: char, at: u32) {
        for byte in any_ascii::any_ascii_char(c).bytes().filter(u8::is_ascii_alphanumeric) {
            self.push(byte.to_ascii_lowercase(), at, From::Other);
        }
    }

    /// A character without its accents.
    fn part(&mut self, c: char, at: u32) {
        if c.is_ascii() {
            self.ascii(c as u8, at);
        } else if is_accent(c) {
            // It belongs to the letter before.
        } else if is_alphabet(c) {
            for byte in any_ascii::any_ascii_char(c).bytes().filter(u8::is_ascii_alphabetic) {
                self.letter(byte | 0x20, at, From::Alphabet);
            }
        } else if !c.is_alphanumeric() && !is_combining_mark(c) {
            self.end_word();
        } else if self.way == Way::Ascii {
            self.transliterated(c, at);
        } else {
            self.other_scripts = true;
            for c in one_form(c).to_lowercase() {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    self.push(byte, at, From::Other);
                }
            }
        }
    }

    fn letter(&mut self, byte: u8, at: u32, from: From) {
        if self.way != Way::Loose || self.last != Some(From::Alphabet) {
            let byte = if self.way == Way::Loose && byte == b'y' { b'i' } else { byte };
            return self.push(byte, at, from);
        }
        let byte = if byte == b'y' { b'i' } else { byte };
        let before = self.bytes.last().copied();
        if before == Some(byte) {
            if self.seam
                && let Some(last) = self.at.last_mut()
            {
                *last |= SPLIT;
            }
            self.seam = false;
            return;
        }
        if self.in_word == 1 && before == Some(b'h') && !matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u') {
            // The word still begins where its `h` stands.
            if let Some(last) = self.bytes.last_mut() {
                *last = byte;
            }
            return;
        }
        self.push(byte, at, from);
    }

    fn push(&mut self, byte: u8, at: u32, from: From) {
        let mut mark = 0;
        if self.last != Some(from) {
            mark |= BREAK;
            self.in_word = 0;
        }
        if self.seam {
            mark |= SEAM;
        }
        self.bytes.push(byte);
        self.at.push(at | mark);
        self.last = Some(from);
        self.in_word += 1;
        self.seam = false;
    }

    /// Where in the text the character of a byte begins.
    pub fn place(&self, at: usize) -> usize {
        self.at.get(at).map_or(usize::MAX, |place| (place & PLACE) as usize)
    }

    /// Whether a word begins with this byte.
    pub fn begins(&self, at: usize) -> bool {
        at == 0 || self.at.get(at).is_none_or(|place| place & BREAK != 0)
    }

    /// Whether a word may begin with this byte: it does, or something invisible stands before it.
    pub fn may_begin(&self, at: usize) -> bool {
        at == 0 || self.at.get(at).is_none_or(|place| place & (BREAK | SEAM | SPLIT) != 0)
    }

    /// Whether a word may end with this byte.
    pub fn may_end(&self, at: usize) -> bool {
        self.at.get(at + 1).is_none_or(|place| place & (BREAK | SEAM) != 0) || self.at[at] & SPLIT != 0
    }

    /// The first byte of the text behind a letter and what belongs to it, given the byte of the letter.
    pub fn end(&self, text: &str, at: usize) -> usize {
        let place = self.place(at);
        let next = self.place(at + 1).min(text.len());
        let mut rest = text[place..].char_indices();
        let first = rest.next().map_or(place, |(_, c)| place + c.len_utf8());
        let mut end = first;
        // Doubled letters and accents have no byte of their own.
        for (offset, c) in rest {
            if place + offset >= next || !(c.is_alphanumeric() || is_combining_mark(c)) {
                break;
            }
            end = place + offset + c.len_utf8();
        }
        if next > place { end.min(next.max(first)) } else { end }
    }
}

/// Whether a character is one of an alphabet that is written in ASCII letter by letter: those parted into words by spaces
/// and near enough to Latin that names go from one to the other.
pub(crate) fn is_alphabet(c: char) -> bool {
    c.is_alphabetic()
        && matches!(c as u32,
            // Latin and its sounds
            0x41..=0x2FF | 0x1D00..=0x1DBF | 0x1E00..=0x1EFF | 0x2C60..=0x2C7F | 0xA720..=0xA7FF | 0xAB30..=0xAB6F
            // Greek, Cyrillic
            | 0x370..=0x52F | 0x1C80..=0x1C8F | 0x1F00..=0x1FFF | 0xA640..=0xA69F
            // Armenian, Georgian
            | 0x531..=0x588 | 0x10A0..=0x10FF | 0x1C90..=0x1CBF | 0x2D00..=0x2D2F)
}

/// Whether a character is one of such an alphabet, in whatever form: wide, raised, in a circle.
pub(crate) fn is_of_alphabet(c: char) -> bool {
    let mut first = None;
    decompose_compatible(c, |c| _ = first.get_or_insert(c));
    first.is_some_and(is_alphabet)
}

/// Whether a mark says nothing of which letter it is: an accent, a vowel point, a sign that joins letters. Vowels that are
/// written as marks stay.
fn is_accent(c: char) -> bool {
    matches!(canonical_combining_class(c), 1..=7 | 9..=36 | 200..) || matches!(c, '\u{20D0}'..='\u{20FF}')
}

/// Whether a character is one of those that stand within a word for a letter that is not there, or beside one.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | '‛' | '′' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʾ' | 'ʿ' | '＇')
}

/// Whether a character takes no room on a page.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{640}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// One of two forms in which a script writes the same letter.
fn one_form(c: char) -> char {
    match c {
        // Arabic and Persian keyboards.
        '\u{6CC}' | '\u{649}' => '\u{64A}',
        '\u{6A9}' => '\u{643}',
        // Katakana and hiragana.
        '\u{30A1}'..='\u{30F6}' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str, way: Way) -> String {
        String::from_utf8(Fold::new(text, way).bytes).expect("is UTF-8")
    }

    #[test]
    fn letters_alone_are_left() {
        for (text, strict) in [
            ("Zoë O’Brien-Łódź", "zoeobrienlodz"),
            ("A\u{200B}n\u{AD}na", "anna"),
            ("Ｑｕｉｌｌ", "quill"),
            ("Сергей", "sergei"),
            ("GROẞ", "gross"),
            ("이\u{20}름", "이름"),
        ] {
            let decomposed: String = unicode_normalization::UnicodeNormalization::nfkd(strict).collect();
            assert_eq!(folded(text, Way::Strict), decomposed, "{text}");
        }
    }

    #[test]
    fn what_is_known_of_a_character_is_what_it_becomes() {
        for c in (0x80..0x1_0000).filter_map(char::from_u32) {
            for way in [Way::Strict, Way::Loose, Way::Ascii] {
                let text = format!("x{c}x");
                let quick = Fold::new(&text, way);
                let mut slow = Fold {
                    bytes: Vec::new(),
                    at: Vec::new(),
                    way,
                    last: None,
                    in_word: 0,
                    seam: false,
                    other_scripts: false,
                };
                slow.ascii(b'x', 0);
                slow.slowly(c, 1);
                slow.ascii(b'x', 1 + c.len_utf8() as u32);
                assert_eq!(
                    (&quick.bytes, &quick.at, quick.other_scripts),
                    (&slow.bytes, &slow.at, slow.other_scripts),
                    "{c:?}"
                );
            }
        }
    }

    #[test]
    fn what_transliterations_exchange_is_one() {
        assert_eq!(folded("Htunn Yyvonne", Way::Loose), "tunivone");
        assert_eq!(folded("Hanna hh", Way::Loose), "hanah");
        assert_eq!(folded("やまだ", Way::Ascii), "yamada");
    }

    #[test]
    fn the_way_back_holds_the_whole_letter() {
        let text = "Zoe\u{308} Quill, and";
        let fold = Fold::new(text, Way::Loose);
        assert_eq!(&text[..fold.end(text, 2)], "Zoe\u{308}");
        assert_eq!(&text[..fold.end(text, 6)], "Zoe\u{308} Quill");
        assert!(fold.begins(3) && !fold.begins(4));
    }
}
