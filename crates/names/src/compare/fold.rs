//! One letter as names are compared: lower case, without accents, in ASCII. The main function is [`ascii`].
//!
//! Scripts are told apart because they are compared differently: an alphabet letter by letter, Chinese writing sign by sign,
//! Arabic and Hebrew by their consonants.

/// A family of scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Script {
    /// Digits and nothing else.
    None,
    Latin,
    Cyrillic,
    Greek,
    /// Vowels are mostly not written.
    Abjad,
    /// One sign is a syllable or a word: Chinese signs.
    Signs,
    /// Korean syllables.
    Hangul,
    Kana,
    /// Burmese, Thai, Lao and Khmer, which customs read.
    South,
    /// Everything else, other alphabets of Europe and the Caucasus included.
    Other,
}

impl Script {
    /// The script of a letter.
    pub fn of(c: char) -> Self {
        match c as u32 {
            0x30..=0x39 => Self::None,
            0x41..=0x24F | 0x1E00..=0x1EFF | 0xFF21..=0xFF5A => Self::Latin,
            0x370..=0x3FF | 0x1F00..=0x1FFF => Self::Greek,
            0x400..=0x52F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Self::Cyrillic,
            0x590..=0x6FF | 0x750..=0x77F | 0x8A0..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF => Self::Abjad,
            0x3040..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9D => Self::Kana,
            0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => Self::Signs,
            0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7A3 => Self::Hangul,
            0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F => Self::South,
            _ => Self::Other,
        }
    }

    /// Whether two words of this script are the same only if they are written the same.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Signs | Self::Hangul)
    }
}

/// Whether a character shows nothing: joiners, marks of direction, soft hyphens, control characters but for white space.
pub(crate) fn is_invisible(c: char) -> bool {
    match c {
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{feff}' => true,
        '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' => true,
        _ => c.is_control() && !c.is_whitespace(),
    }
}

/// Whether a character parts no words though it is no letter.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | '‛' | 'ʻ' | 'ʼ' | 'ʹ' | 'ʾ' | 'ʿ' | 'ˈ' | '′' | '＇')
}

/// A letter in small letters of ASCII; several where it needs several, none where it is a mark on another.
pub(crate) fn ascii(c: char, push: &mut impl FnMut(u8)) {
    if c.is_ascii_alphanumeric() {
        return push(c.to_ascii_lowercase() as u8);
    }
    for byte in any_ascii::any_ascii_char(c).bytes().filter(u8::is_ascii_alphanumeric) {
        push(byte.to_ascii_lowercase());
    }
}

/// The Latin letter that a letter of another alphabet looks like (Unicode Technical Standard 39, those that letter for letter
/// pass for each other in usual type).
pub(crate) fn looks_like(c: char) -> Option<u8> {
    let latin = match c {
        'а' | 'А' | 'α' | 'Α' => b'a',
        'В' | 'Β' => b'b',
        'с' | 'С' | 'ϲ' => b'c',
        'ԁ' => b'd',
        'е' | 'Е' | 'Ε' => b'e',
        'ɡ' => b'g',
        'һ' | 'Н' | 'Η' => b'h',
        'і' | 'І' | 'ι' | 'Ι' => b'i',
        'ј' | 'Ј' => b'j',
        'К' | 'к' | 'Κ' | 'κ' => b'k',
        'ӏ' | 'Ӏ' => b'l',
        'М' | 'Μ' | 'м' => b'm',
        'Ν' => b'n',
        'о' | 'О' | 'ο' | 'Ο' => b'o',
        'р' | 'Р' | 'ρ' | 'Ρ' => b'p',
        'ԛ' => b'q',
        'ѕ' | 'Ѕ' => b's',
        'Т' | 'т' | 'Τ' | 'τ' => b't',
        'υ' => b'u',
        'ѵ' | 'ν' => b'v',
        'ԝ' => b'w',
        'х' | 'Х' | 'Χ' | 'χ' => b'x',
        'у' | 'У' | 'Υ' | 'Ү' | 'ү' => b'y',
        'Ζ' => b'z',
        _ => return None,
    };
    Some(latin)
}

/// The letter that a digit stands for where it is written into a word.
pub(crate) fn letter_of_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0' => Some(b'o'),
        b'1' => Some(b'i'),
        b'3' => Some(b'e'),
        b'4' => Some(b'a'),
        b'5' => Some(b's'),
        b'7' => Some(b't'),
        _ => None,
    }
}

/// A number for a string of bytes (FNV-1a, 64 bits): the same in every build, for tables in files.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(START, |hash, byte| step(hash, *byte))
}

/// What hashing begins with.
pub(crate) const START: u64 = 0xcbf2_9ce4_8422_2325;

/// One byte more.
pub(crate) fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}
