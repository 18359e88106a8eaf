//! Bytes as the texts that programs show for them.
//!
//! The main functions are [`text_of`], [`decoded`] and [`untagged`]. Why no parser of HTML, JSON or addresses: a parser
//! reads what is right, and a name may stand in what is wrong. Each escape is undone wherever it stands.

use std::borrow::Cow;

/// No tag is longer; what is longer is text.
const MAX_TAG: usize = 64 << 10;
/// Stands where a tag was: it takes no room, and a word may begin or end there.
const SEAM: char = '\u{200B}';

/// Bytes as a text, and whether they are one. What is no UTF-8 counts as the letters of Western Europe.
pub(super) fn text_of(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), true),
        Err(_) => {
            let odd = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0C);
            let is_text = bytes.iter().filter(odd).count() * 200 < bytes.len();
            if let Some(text) = wide(bytes) { (Cow::Owned(text), true) } else { (Cow::Owned(latin(bytes)), is_text) }
        }
    }
}

/// A text of two bytes a character that says so in its first two.
fn wide(bytes: &[u8]) -> Option<String> {
    let order: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        [0xFF, 0xFE] => u16::from_le_bytes,
        [0xFE, 0xFF] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| order([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

/// Bytes as UTF-8 where they are it, and each other byte as one letter.
pub(super) fn latin(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
    for chunk in bytes.utf8_chunks() {
        text += chunk.valid();
        text.extend(chunk.invalid().iter().map(|byte| char::from(*byte)));
    }
    text
}

/// A text with escapes undone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub text: String,
    /// Whether something was undone that may have been no escape: `%ad`, `\n`.
    pub doubtful: bool,
}

/// The text with one round of escapes undone, where it has any: those of HTML, of addresses, of scripts and JSON.
pub(super) fn decoded(text: &str) -> Option<Decoded> {
    let bytes = text.as_bytes();
    let (mut out, mut at, mut copied, mut doubtful) = (Vec::new(), 0, 0, false);
    while at < bytes.len() {
        let found = match bytes[at] {
            b'&' => entity(&text[at..]),
            b'%' => hex(bytes.get(at + 1..at + 3)).and_then(|byte| Some((vec![u8::try_from(byte).ok()?], 3))),
            b'\\' => escape(&text[at..]),
            _ => None,
        };
        let Some((becomes, length)) = found else {
            at += 1;
            continue;
        };
        doubtful |= bytes[at] == b'%' || (bytes[at] == b'\\' && bytes[at + 1].is_ascii_alphabetic());
        out.extend_from_slice(&bytes[copied..at]);
        out.extend(becomes);
        at += length;
        copied = at;
    }
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(&bytes[copied..]);
    Some(Decoded { text: latin(&out), doubtful })
}

/// What an escape stands for, and how many bytes it is long.
type Undone = Option<(Vec<u8>, usize)>;

fn one(c: char, length: usize) -> Undone {
    Some((c.encode_utf8(&mut [0; 4]).as_bytes().to_vec(), length))
}

fn hex(digits: Option<&[u8]>) -> Option<u32> {
    let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn entity(text: &str) -> Undone {
    let window = &text.as_bytes()[1..text.len().min(34)];
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
    let end = 1 + window.iter().position(|byte| !letter(byte)).unwrap_or(window.len());
    let (name, length) = (&text[1..end], if text[end..].starts_with(';') { end + 1 } else { end });
    if let Some(number) = name.strip_prefix('#') {
        let value = match number.strip_prefix(['x', 'X']) {
            Some(number) => u32::from_str_radix(number, 16),
            None => number.parse(),
        };
        return one(char::from_u32(value.ok()?)?, length);
    }
    let c = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" | "ensp" | "emsp" | "thinsp" | "Tab" | "NewLine" => ' ',
        "hyphen" | "dash" | "ndash" | "mdash" => '-',
        "shy" | "zwj" | "zwnj" | "lrm" | "rlm" => SEAM,
        "szlig" => 'ß',
        "aelig" | "AElig" => 'æ',
        "eth" | "ETH" => 'ð',
        "thorn" | "THORN" => 'þ',
        _ => accented(name)?,
    };
    one(c, length)
}

/// `&eacute;` without its accent, which is looked past anyway.
fn accented(name: &str) -> Option<char> {
    let marks = [
        "acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "caron", "slash", "breve", "macr", "ogon", "strok", "dot",
    ];
    let letter = name.chars().next().filter(char::is_ascii_alphabetic)?;
    marks.contains(&&name[1..]).then_some(letter)
}

fn escape(text: &str) -> Undone {
    let bytes = text.as_bytes();
    match bytes.get(1)? {
        b'u' if bytes.get(2) == Some(&b'{') => {
            let end = 3 + bytes[3..].iter().take(7).position(|byte| *byte == b'}')?;
            one(char::from_u32(hex(bytes.get(3..end))?)?, end + 1)
        }
        b'u' => {
            let first = hex(bytes.get(2..6))?;
            let second = || (bytes.get(6..8) == Some(b"\\u")).then(|| hex(bytes.get(8..12))).flatten();
            let units = match first {
                0xD800..=0xDBFF => vec![first as u16, second()? as u16],
                _ => vec![first as u16],
            };
            Some((String::from_utf16(&units).ok()?.into_bytes(), 6 * units.len()))
        }
        b'x' => one(char::from_u32(hex(bytes.get(2..4))?)?, 4),
        b'n' | b'r' | b't' | b'b' | b'f' | b'v' | b'0' => one(' ', 2),
        b'/' | b'\\' | b'"' | b'\'' | b'`' => one(char::from(bytes[1]), 2),
        // A script's line goes on in the next.
        b'\n' => Some((Vec::new(), 2)),
        _ => None,
    }
}

/// The text with its tags taken out and put behind it, where it has any.
pub(super) fn untagged(text: &str) -> Option<String> {
    let (mut out, mut tags) = (String::with_capacity(text.len() + 64), String::new());
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = text[at..].find('<') {
        at += found;
        let Some(length) = tag(&text[at..]) else {
            at += 1;
            continue;
        };
        out += &text[copied..at];
        out.push(SEAM);
        tags.push('\n');
        tags += &text[at..at + length];
        at += length;
        copied = at;
    }
    if copied == 0 {
        return None;
    }
    out += &text[copied..];
    Some(out + &tags)
}

/// How long the tag at the beginning of a text is, if there is one.
fn tag(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if text.starts_with("<!--") {
        return text.find("-->").map(|end| end + 3);
    }
    let begins = bytes.get(1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?'));
    if !begins {
        return None;
    }
    bytes.iter().take(MAX_TAG).position(|byte| *byte == b'>').map(|end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_wherever_they_stand() {
        for (text, plain) in [
            ("An&#110;a&nbsp;Qu&iacute;ll &amp; &#x5d0;", "Anna Quill & א"),
            ("?q=An%6Ea%20Qu%C3%ADll", "?q=Anna Quíll"),
            ("\"\\u0041nna\\n\\x51uill \\ud83d\\ude00 \\u{51}\"", "\"Anna Quill 😀 Q\""),
            ("Zo%EB & 100% \\q &x;", "Zoë & 100% \\q &x;"),
        ] {
            let doubtful = text.contains(['%', '\\']);
            assert_eq!(decoded(text), Some(Decoded { text: plain.into(), doubtful }));
        }
        for text in ["", "plain", "a & b", "100 %", "\\", "&", "%", "%4", "\\u12", "&#;", "&#x110000;", "\\ud800"] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }

    #[test]
    fn tags_are_taken_out_and_what_is_none_stays() {
        assert_eq!(
            untagged("<p>An<mark class=\"x\">na</mark> a < b > c<br/>").expect("has tags"),
            "\u{200B}An\u{200B}na\u{200B} a < b > c\u{200B}\n<p>\n<mark class=\"x\">\n</mark>\n<br/>"
        );
        assert_eq!(untagged("An<!-- <b> -->na").expect("has tags"), "An\u{200B}na\n<!-- <b> -->");
        assert_eq!(untagged("a < b"), None);
        assert_eq!(untagged("a <b"), None);
    }

    #[test]
    fn bytes_that_are_no_text_are_known() {
        assert!(text_of(b"Zo\xEB came").1 && text_of("Zoë".as_bytes()).1);
        assert_eq!(text_of(b"Zo\xEB").0, "Zoë");
        assert!(!text_of(b"\x89PNG\x01\x02\x03\x00\xFF").1);
        assert_eq!(text_of(b"\xFF\xFEA\x00b\x00"), ("Ab".into(), true));
    }
}
