//! What can be told of a page before it is parsed: the encoding that it names, and how deep it nests.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The encoding that a page names near its start, in a `meta` element or an XML declaration.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head: String = bytes.iter().take(4096).map(|byte| byte.to_ascii_lowercase() as char).collect();
    let mut rest = head.as_str();
    while let Some(at) = rest.find(['<']) {
        rest = &rest[at + 1..];
        let key = match rest {
            meta if meta.starts_with("meta") => "charset",
            xml if xml.starts_with("?xml") => "encoding",
            _ => continue,
        };
        let tag = rest.split('>').next().unwrap_or_default();
        if let Some(encoding) = value(tag, key).and_then(|label| Encoding::for_label(label.as_bytes())) {
            // A page whose tags can be read byte by byte is not two-byte text, whatever it says.
            return Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding });
        }
    }
    None
}

fn value<'tag>(tag: &'tag str, key: &str) -> Option<&'tag str> {
    let after = &tag[tag.find(key)? + key.len()..];
    let value = after.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    value.split(['"', '\'', ';', ' ', '/', '?']).next().filter(|value| !value.is_empty())
}

/// How many elements may at most stand open inside each other. Counts tags without parsing: what closes itself, or is closed
/// by the next of its kind, does not count.
pub(super) fn depth(html: &str) -> usize {
    const CLOSES: &[&str] = &[
        "p", "li", "td", "tr", "th", "dt", "dd", "option", "br", "hr", "img", "input", "meta", "link", "wbr", "col", "area",
        "base", "source", "track", "embed", "param", "tbody", "thead", "tfoot", "optgroup", "rp", "rt", "a", "nobr", "!--",
    ];
    let (mut open, mut deepest) = (0_usize, 0_usize);
    for tag in html.split('<').skip(1) {
        let (closing, name) = match tag.strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, tag),
        };
        if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            continue;
        }
        let name = name.split(|letter: char| letter.is_ascii_whitespace() || letter == '>' || letter == '/').next();
        if CLOSES.iter().any(|void| name.is_some_and(|name| name.eq_ignore_ascii_case(void))) {
            continue;
        }
        open = if closing { open.saturating_sub(1) } else { open + 1 };
        deepest = deepest.max(open);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_are_found_where_pages_put_them() {
        let name = |html: &str| declared(html.as_bytes()).map(Encoding::name);
        assert_eq!(name("<html><META Charset=\"windows-1251\">"), Some("windows-1251"));
        assert_eq!(name("<meta content='text/html; charset=big5' http-equiv=x>"), Some("Big5"));
        assert_eq!(name("<?xml version='1.0' encoding='euc-kr'?>"), Some("EUC-KR"));
        assert_eq!(name("<meta charset=utf-16>"), Some("UTF-8"));
        assert_eq!(name("<meta charset=nonsense><p>charset=big5"), None);
        assert_eq!(name("<meta"), None);
    }

    #[test]
    fn depth_counts_what_stays_open() {
        assert_eq!(depth("<div><p><div></div><br></div><p><p>"), 2);
        assert_eq!(depth(&"<div>".repeat(50)), 50);
    }
}
