//! What kind of file some bytes are, from the bytes first and the name last.
//!
//! The main function is [`media_type`]. It looks at signatures and at the first lines and parses nothing: opening a file
//! for real is the work of the child process in `rollcall-extract`. A name decides only between kinds that look alike
//! (CSV, calendar, Markdown and plain text); a PDF named `.txt` is a PDF.

/// The media type of a file's bytes. Never empty: `application/octet-stream` where nothing fits.
pub fn media_type(bytes: &[u8], file_name: &str) -> &'static str {
    let head = &bytes[..bytes.len().min(4096)];
    // The PDF signature may stand anywhere in the first kilobyte, as readers accept it.
    if head[..head.len().min(1024)].windows(5).any(|window| window == b"%PDF-") && !looks_like_markup(head) {
        return "application/pdf";
    }
    // Signatures come second: some are two letters ("BM", "MZ") that a sentence may start with.
    if !is_text(bytes) {
        let found = infer::get(bytes).map_or("application/octet-stream", |found| found.mime_type());
        return if found == "application/zip" { packed_type(&file_name.to_ascii_lowercase()) } else { found };
    }
    if head.starts_with(b"-----BEGIN PGP MESSAGE-----") || head.starts_with(b"age-encryption.org/") {
        return "application/pgp-encrypted";
    }
    if head.starts_with(b"{\\rtf") {
        return "application/rtf";
    }
    text_type(head, &file_name.to_ascii_lowercase())
}

/// Packed files look alike where a workbook's parts stand in an unusual order.
fn packed_type(name: &str) -> &'static str {
    if name.ends_with(".xlsx") {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    } else if name.ends_with(".ods") {
        "application/vnd.oasis.opendocument.spreadsheet"
    } else {
        "application/zip"
    }
}

fn text_type(head: &[u8], name: &str) -> &'static str {
    let start: String = head.iter().filter(|byte| **byte != 0).map(|byte| byte.to_ascii_lowercase() as char).collect();
    let start = start.trim_start_matches(['\u{ef}', '\u{bb}', '\u{bf}', '\u{fe}', '\u{ff}']).trim_start();
    let ends = |ending: &[&str]| ending.iter().any(|ending| name.ends_with(ending));
    if start.starts_with("begin:vcalendar") {
        "text/calendar"
    } else if ends(&[".csv", ".tsv"]) {
        "text/csv"
    } else if ends(&[".md", ".markdown"]) {
        "text/markdown"
    } else if is_html(start) || (ends(&[".html", ".htm", ".xhtml"]) && start.contains('<')) {
        "text/html"
    } else if ends(&[".ftm.json", ".jsonl", ".ndjson"]) {
        "application/x-ndjson"
    } else if ends(&[".json"]) {
        "application/json"
    } else if ends(&[".toml"]) {
        "application/toml"
    } else {
        "text/plain"
    }
}

fn looks_like_markup(head: &[u8]) -> bool {
    head.trim_ascii_start().starts_with(b"<")
}

/// Whether a text starts as a web page does: a doctype or one of the first elements, after comments and declarations.
fn is_html(start: &str) -> bool {
    let mut rest = start;
    loop {
        rest = rest.trim_start();
        let skipped = [("<!--", "-->"), ("<?", "?>")]
            .iter()
            .find_map(|(open, close)| rest.strip_prefix(open)?.split_once(close).map(|(_, after)| after));
        match skipped {
            Some(after) => rest = after,
            None => break,
        }
    }
    rest.starts_with("<!doctype html")
        || ["html", "head", "body", "title", "meta", "div", "table", "p", "h1", "article", "main", "center"].iter().any(
            |element| {
                rest.strip_prefix('<')
                    .and_then(|rest| rest.strip_prefix(element))
                    .is_some_and(|rest| rest.starts_with(['>', ' ', '\n', '\r', '\t']))
            },
        )
}

/// Whether bytes can be text of some encoding: no controls that text does not have, or two-byte text.
fn is_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return true;
    }
    let sample = &bytes[..bytes.len().min(1 << 16)];
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let controls = sample.iter().filter(|byte| matches!(byte, 1..=8 | 14..=26 | 28..=31 | 127)).count();
    // Two-byte text without a mark: much of one half is zero, and hardly any of the other.
    let two_byte = even.max(odd) * 5 > sample.len() && even.min(odd) * 50 < sample.len();
    controls * 100 <= sample.len() && (even + odd == 0 || two_byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_before_the_name() {
        for (bytes, name, expected) in [
            (&b"%PDF-1.4\n..."[..], "a.txt", "application/pdf"),
            (b"\n\n<!DOCTYPE html><p>x", "a.txt", "text/html"),
            (b"<?xml version=\"1.0\"?>\n<html xmlns=\"x\">", "a", "text/html"),
            (b"\xEF\xBB\xBF<html><body>", "a", "text/html"),
            (b"plain words", "a.html", "text/plain"),
            (b"plain words", "a.pdf", "text/plain"),
            (b"# Title\n<div>", "a.md", "text/markdown"),
            (b"a,b\n1,2\n", "a.csv", "text/csv"),
            (b"BEGIN:VCALENDAR\r\n", "a.txt", "text/calendar"),
            (b"{\"id\":1}\n", "a.ftm.json", "application/x-ndjson"),
            (b"\x89PNG\r\n\x1a\n....", "a.txt", "image/png"),
            (b"\xff\xfeh\0i\0", "a.txt", "text/plain"),
            (b"h\0e\0l\0l\0o\0", "a.txt", "text/plain"),
            (b"PK\x03\x04\0\0\0\0", "a.zip", "application/zip"),
            (b"PK\x03\x04\0\0\0\0", "a.XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (b"PK\x03\x04\0\0\0\0", "a.ods", "application/vnd.oasis.opendocument.spreadsheet"),
            (b"caf\xe9", "a.txt", "text/plain"),
            (b"\x00\x01\x02\x03\x00\x05", "a.txt", "application/octet-stream"),
            (b"-----BEGIN PGP MESSAGE-----\n", "a.txt", "application/pgp-encrypted"),
            (b"BM and MZ are signatures of binary files", "a.txt", "text/plain"),
            (b"{\\rtf1 words}", "a.txt", "application/rtf"),
            (b"", "a.txt", "text/plain"),
        ] {
            assert_eq!(media_type(bytes, name), expected, "{name} {bytes:?}");
        }
    }
}
