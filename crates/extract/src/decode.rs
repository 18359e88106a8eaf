//! Bytes to characters: which encoding, and nothing changed on the way.
//!
//! The main function is [`decode`]. A byte order mark decides, then UTF-8 where it fits, then what the file says of itself,
//! then a guess (`chardetng`, the detector of Firefox). The mark stays in the text as U+FEFF: an offset into the text must
//! mean the same to anyone who decodes the file.

use crate::error::ExtractError;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Decoded bytes.
#[derive(Debug, PartialEq)]
pub(crate) struct Decoded {
    pub text: String,
    pub encoding: &'static Encoding,
}

/// Decodes bytes, with what the file says about itself (`charset=`), if it says something.
pub(crate) fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Result<Decoded, ExtractError> {
    let encoding = choose(bytes, declared);
    let text = encoding.decode_without_bom_handling(bytes).0.into_owned();
    match not_text(&text) {
        Some(why) => Err(ExtractError::NotText { why }),
        None => Ok(Decoded { text, encoding }),
    }
}

fn choose(bytes: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = two_byte(bytes) {
        return encoding;
    }
    match (is_utf8(bytes), declared) {
        (true, None) => UTF_8,
        // Letters beyond ASCII that happen to be valid UTF-8 are UTF-8, whatever an old page says.
        (true, Some(_)) if !bytes.is_ascii() => UTF_8,
        (_, Some(declared)) => declared,
        (false, None) => guess(bytes),
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// Whether bytes are UTF-8, but for a few that are broken: one cut in a long text must not turn all of it into another
/// encoding. Escapes of ISO-2022-JP are ASCII too, and are looked for.
fn is_utf8(bytes: &[u8]) -> bool {
    if bytes.is_ascii() && bytes.windows(2).any(|pair| pair == b"\x1b$" || pair == b"\x1b(") {
        return false;
    }
    let (mut valid, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || valid >= 10 * broken
}

/// Two-byte text without a mark: much of one half is zero, and hardly any of the other.
fn two_byte(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(1 << 16)];
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let (most, encoding) = if odd > even { (odd, UTF_16LE) } else { (even, UTF_16BE) };
    (most * 5 > sample.len() && even.min(odd) * 50 < sample.len()).then_some(encoding)
}

/// Why decoded bytes are no text, if they are none: too many characters that no text has.
fn not_text(text: &str) -> Option<String> {
    let (mut letters, mut odd, mut zeros) = (0_usize, 0_usize, 0_usize);
    for letter in text.chars() {
        letters += 1;
        zeros += usize::from(letter == '\0');
        odd += usize::from(
            (letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1b}' | '\u{85}'))
                || letter == '\u{fffd}',
        );
    }
    if zeros > 0 && zeros * 1000 > letters {
        Some("it holds zero bytes".to_string())
    } else if odd * 50 > letters {
        Some("its bytes fit no encoding".to_string())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{ISO_2022_JP, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};

    fn of(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes, None).expect("is text");
        (decoded.text, decoded.encoding.name())
    }

    fn two(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn a_mark_decides_and_stays() {
        assert_eq!(of(b"\xEF\xBB\xBFa\r\nb"), ("\u{feff}a\r\nb".into(), "UTF-8"));
        assert_eq!(of(&two("\u{feff}Z\u{fc}rich\n", u16::to_le_bytes)), ("\u{feff}Z\u{fc}rich\n".into(), "UTF-16LE"));
        assert_eq!(of(&two("\u{feff}Z\u{fc}rich\n", u16::to_be_bytes)), ("\u{feff}Z\u{fc}rich\n".into(), "UTF-16BE"));
        assert_eq!(of(&two("no mark here", u16::to_le_bytes)), ("no mark here".into(), "UTF-16LE"));
        assert_eq!(of(&two("no mark here", u16::to_be_bytes)), ("no mark here".into(), "UTF-16BE"));
    }

    #[test]
    fn utf8_is_kept_as_it_is() {
        let burmese = "\u{1010}\u{1015}\u{103a}\u{1019}\u{1010}\u{1031}\u{102c}\u{103a} e\u{301} \u{a0}x\u{ad}y\r\n";
        assert_eq!(of(burmese.as_bytes()), (burmese.into(), "UTF-8"));
        let mut cut = burmese.repeat(5).into_bytes();
        cut.insert(9, 0xff);
        let (text, encoding) = of(&cut);
        assert_eq!(encoding, "UTF-8");
        assert!(text.contains('\u{fffd}') && text.contains("e\u{301}"));
    }

    #[test]
    fn older_encodings_are_guessed() {
        for (encoding, text) in [
            (
                WINDOWS_1252,
                "Le g\u{e9}n\u{e9}ral a \u{e9}t\u{e9} re\u{e7}u \u{e0} l\u{2019}Elys\u{e9}e, dit-on, \u{e0} No\u{eb}l.",
            ),
            (
                SHIFT_JIS,
                "\u{9632}\u{885b}\u{5927}\u{81e3}\u{306f}\u{672c}\u{65e5}\u{3001}\u{4f1a}\u{8ac7}\u{3092}\u{884c}\u{3044}\u{307e}\u{3057}\u{305f}\u{3002}",
            ),
            (
                WINDOWS_1251,
                "\u{41c}\u{438}\u{43d}\u{438}\u{441}\u{442}\u{440} \u{43e}\u{431}\u{43e}\u{440}\u{43e}\u{43d}\u{44b} \u{43f}\u{43e}\u{441}\u{435}\u{442}\u{438}\u{43b} \u{41d}\u{435}\u{439}\u{43f}\u{44c}\u{438}\u{434}\u{43e} \u{432} \u{438}\u{44e}\u{43d}\u{435}.",
            ),
            (ISO_2022_JP, "\u{9632}\u{885b}\u{5927}\u{81e3}\u{306f}\u{672c}\u{65e5}"),
        ] {
            let bytes = encoding.encode(text).0;
            assert_eq!(of(&bytes), (text.to_string(), encoding.name()));
        }
    }

    #[test]
    fn binaries_are_no_text() {
        let noise: Vec<u8> = (0..2000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(matches!(decode(&noise, None), Err(ExtractError::NotText { .. })));
        assert!(matches!(decode(&[b"words".as_slice(), &[0; 40]].concat(), None), Err(ExtractError::NotText { .. })));
    }
}
