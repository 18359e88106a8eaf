//! A name is planted in every way that is known, and found; and what is no name is none.

use super::*;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use proptest::prelude::*;
use std::io::Write;

/// Names that nobody has, in several scripts.
const NAMES: [&str; 7] = [
    "Anna Berta Quillsworth",
    "Zoë O’Marchbank-Łosk",
    "Сергей Вымышленный",
    "ကျော်စမ်းသစ် ဟန်",
    "王虚构",
    "김가공인",
    "أحمد الخيالي",
];

const PROSE: &str = "On 3 May 2021 the harbour masters met in Eastport; a baker, a clerk and the pilots of the river came. \
    The Council’s 4th meeting adopted 12 measures & heard “no objection” (see §3). Сегодня совет собрался вновь. \
    တွေ့ဆုံ ဆွေးနွေး ကြသည်။ 会议在东港举行。 ";

fn protected(names: &[&str]) -> Protected {
    Protected::of_names(names)
}

fn is_found(bytes: &[u8], names: &[&str]) -> bool {
    let problems = search(&[("en/index.html", bytes)], &protected(names));
    for problem in &problems {
        assert_eq!((problem.code.as_str(), problem.place.as_str()), ("leak", "en/index.html"));
        assert!(names.iter().all(|name| !problem.to_string().contains(name)));
    }
    !problems.is_empty()
}

fn squeezed(how: u8, bytes: &[u8]) -> Vec<u8> {
    match how {
        0 => {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes).expect("writes");
            encoder.finish().expect("ends")
        }
        1 => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes).expect("writes");
            encoder.finish().expect("ends")
        }
        _ => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes).expect("writes");
            encoder.finish().expect("ends")
        }
    }
}

/// An archive of one member.
fn zip(name: &str, method: u8, bytes: &[u8]) -> Vec<u8> {
    let data = if method == 8 { squeezed(0, bytes) } else { bytes.to_vec() };
    let size = (data.len() as u32).to_le_bytes();
    let full = (bytes.len() as u32).to_le_bytes();
    let head =
        [&[20, 0, 0, 0, method, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &size, &full, &(name.len() as u16).to_le_bytes(), &[0, 0]]
            .concat();
    [b"PK\x03\x04", head.as_slice(), name.as_bytes(), &data, b"PK\x01\x02 the list", b"PK\x05\x06"].concat()
}

fn png(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let chunk = |kind: &[u8], data: &[u8]| [&(data.len() as u32).to_be_bytes()[..], kind, data, &[1, 2, 3, 4]].concat();
    let pixels: Vec<u8> = (0..4000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    [b"\x89PNG\r\n\x1A\n".to_vec(), chunk(kind, data), chunk(b"IDAT", &pixels), chunk(b"IEND", b"")].concat()
}

fn jpeg(data: &[u8]) -> Vec<u8> {
    let length = ((data.len() + 2) as u16).to_be_bytes();
    [b"\xFF\xD8\xFF\xE1", &length[..], data, b"\xFF\xDA\x00\x04\x80\x90\x07\xFE\x00\xFF\xD9"].concat()
}

fn wide(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

fn escaped(text: &str, one: impl Fn(char) -> String) -> String {
    text.chars().map(one).collect()
}

fn units(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
}

/// Ways in which a text may stand in a file.
fn planted(way: usize, text: &str) -> Vec<u8> {
    let page = |text: &str| format!("<td>{PROSE}</td><td>{text}</td><p>{PROSE}</p>").into_bytes();
    let halves = |between: &str| {
        let half = text.chars().count() / 2;
        let (a, b): (String, String) = (text.chars().take(half).collect(), text.chars().skip(half).collect());
        format!("{a}{between}{b}")
    };
    match way {
        0 => page(text),
        1 => page(&halves("<mark>")),
        2 => page(&halves("</w:t></w:r>\n<w:r><w:t xml:space=\"preserve\">").replace('\n', "")),
        3 => page(&halves("<!-- > -->")),
        4 => page(&escaped(text, |c| format!("&#{};", c as u32))),
        5 => page(&escaped(text, |c| format!("&amp;#x{:x};", c as u32))),
        6 => page(&text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>()),
        7 => format!("{{\"says\": \"{}\"}}", units(text)).into_bytes(),
        8 => format!("rollcall([\"\\n{text}\\n\\u003cb\\u003e\"])").into_bytes(),
        9 => page(&units(&halves("<mark>"))),
        10 => [b"\x00\x01\x02\xFF".to_vec(), wide(text, u16::to_le_bytes), vec![0xFF; 9]].concat(),
        11 => [b"\x00\x01\x02\xFF\x07".to_vec(), wide(text, u16::to_be_bytes), vec![0xFF; 9]].concat(),
        12 => [b"\xFF\xFE".to_vec(), wide(&format!("{PROSE}, {text}. {PROSE}"), u16::to_le_bytes)].concat(),
        13 => zip("word/document.xml", 8, &page(text)),
        14 => zip("word/document.xml", 0, &page(text)),
        15 => zip(&format!("{text}.txt"), 8, b"nothing"),
        16 => squeezed(2, &page(text)),
        17 => [squeezed(2, &page("first")), squeezed(2, &page(text))].concat(),
        18 => zip("pages.docx", 8, &zip("word/document.xml", 8, &squeezed(2, &page(text)))),
        19 => zip("pages.warc.gz", 0, &squeezed(2, &page(text))),
        20 => png(b"tEXt", format!("Author\0{text}").as_bytes()),
        21 => png(b"zTXt", &[b"Author\0\0".to_vec(), squeezed(1, text.as_bytes())].concat()),
        22 => png(b"iTXt", &[b"Author\0\x01\0en\0\0".to_vec(), squeezed(1, text.as_bytes())].concat()),
        23 => jpeg(format!("Exif\0\0\x01\x02{text}\0").as_bytes()),
        24 => jpeg(&[b"Exif\0\0".to_vec(), wide(text, u16::to_le_bytes)].concat()),
        25 => [b"%PDF-1.4\n\xE2\xE3\x00\x01 stream\n".to_vec(), squeezed(1, &page(text)), b"\nendstream".to_vec()].concat(),
        26 => format!("<img src=\"data:image/svg+xml;base64,{}\">", data_encoding::BASE64.encode(&page(text))).into_bytes(),
        _ => format!("<img alt=\"{text}\"><a href='x?q={}'>", text.replace(' ', "+")).into_bytes(),
    }
}
const WAYS: usize = 28;

#[test]
fn a_name_is_found_in_every_way_in_which_it_may_stand() {
    for way in 0..WAYS {
        assert!(!is_found(&planted(way, "somebody else"), &NAMES), "way {way} without a name");
        for name in NAMES {
            assert!(is_found(&planted(way, name), &[name]), "{name} in way {way}");
        }
    }
}

#[test]
fn the_path_of_a_file_is_searched_and_not_shown() {
    let found = |path| search(&[(path, &b"x"[..])], &protected(&["Anna Quillsworth"]));
    assert_eq!(found("en/people/anna-quillsworth.html")[0].place, "en/people/[name withheld].html");
    assert_eq!(found("en/%41nna%20Quillsworth.html")[0].place, "a file");
    assert_eq!(found("en/people/e1.html"), []);
}

#[test]
fn what_cannot_be_searched_to_its_end_is_refused() {
    let names = ["Anna Quillsworth"];
    let mut bytes = b"nothing".to_vec();
    for depth in 1..=5 {
        bytes = squeezed(2, &bytes);
        assert_eq!(is_found(&bytes, &names), depth > MAX_DEPTH, "{depth}");
    }
    let mut locked = zip("a.txt", 8, b"nothing");
    locked[6] = 1;
    let problems = search(&[("a.zip", &locked)], &protected(&names));
    assert!(problems[0].message.contains("cannot be searched"), "{problems:?}");
    assert!(is_found(&squeezed(2, &vec![b' '; MAX_UNPACKED + 1]), &names), "more than is unpacked");
}

#[test]
fn a_folder_is_searched_as_it_lies_on_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("en/deep")).expect("makes");
    fs::write(folder.path().join("en/a.html"), PROSE).expect("writes");
    fs::write(folder.path().join("en/deep/b.html"), "<p>ANNA <b>Quillsworth</b></p>").expect("writes");
    let problems = search_folder(folder.path(), &protected(&["Anna Quillsworth"])).expect("reads");
    assert_eq!(problems.iter().map(|problem| problem.place.as_str()).collect::<Vec<_>>(), ["en/deep/b.html"]);
    assert_eq!(search_folder(folder.path(), &Protected::none()).expect("reads"), []);
    assert!(search_folder(&folder.path().join("none"), &protected(&["Anna Quillsworth"])).is_err());
}

#[test]
fn a_name_where_two_pieces_of_a_long_text_meet_is_found() {
    for at in [PIECE - 30, PIECE - 5, PIECE, PIECE + 5] {
        let text = format!("{}Anna Quillsworth{}", "x ".repeat(at / 2), " y".repeat(300));
        assert!(is_found(text.as_bytes(), &["Anna Quillsworth"]), "{at}");
    }
    assert_eq!(pieces("").collect::<Vec<_>>(), [""]);
    assert_eq!(pieces(&"é".repeat(PIECE)).map(str::len).sum::<usize>(), 2 * PIECE + 2 * OVERLAP);
}

/// 20,000 pages of 20 KB, for whoever measures: what a test runner says that this takes is what the search takes.
#[test]
#[ignore = "a measurement"]
fn a_large_edition_is_searched() {
    let row = format!("<tr><td><a href=\"../people/e7.html\">Major &amp; aide</a></td><td lang=\"en\">{PROSE}</td></tr>\n");
    let page = row.repeat(20_480 / row.len() + 1);
    let paths: Vec<String> = (0..20_000).map(|at| format!("en/engagements/e{at}.html")).collect();
    let files: Vec<(&str, &[u8])> = paths.iter().map(|path| (path.as_str(), page.as_bytes())).collect();
    assert_eq!(search(&files, &protected(&NAMES)), []);
}

/// A spelling of a name as people write it: other capitals, other spaces, accents taken away or as marks of their own.
fn misspelt(name: &str, how: u8) -> String {
    match how {
        0 => name.to_uppercase(),
        1 => name.to_lowercase(),
        2 => name.replace(' ', "\u{a0}\n "),
        3 => name.replace(' ', "-"),
        4 => name.chars().map(|c| format!("{c}\u{200B}")).collect(),
        _ => name.to_string(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_spelling_planted_in_any_way_is_found(
        which in 0..NAMES.len(), way in 0..WAYS, how in 0u8..6, pick in any::<prop::sample::Index>(),
    ) {
        let name = NAMES[which];
        let all: Vec<String> = spellings(name).into_iter().collect();
        let written: &String = pick.get(&all);
        let spelling = misspelt(written, how);
        // Two bytes a character among others are found as the name is written; initials keep their capitals and spaces.
        let initials = spelling.contains('.') || written.split(' ').any(|word| word.chars().count() == 1);
        prop_assume!(how > 4 || !initials && !matches!(way, 10 | 11 | 24));
        prop_assert!(is_found(&planted(way, &spelling), &[name]), "{} in way {}", spelling, way);
    }

    #[test]
    fn ordinary_text_and_noise_hold_no_name(text in "\\PC{0,400}", noise in prop::collection::vec(any::<u8>(), 0..4000)) {
        let text = format!("{PROSE}{text}");
        prop_assert!(!is_found(text.as_bytes(), &NAMES));
        prop_assert!(!is_found(&noise, &NAMES));
        prop_assert!(!is_found(&png(b"tEXt", &noise), &["Bo Li", "Anna Quillsworth"]));
    }
}
