//! Whatever the bytes are, there is an answer, and every offset in it is in range.

mod pack;

use proptest::prelude::*;
use rollcall_extract::{ExtractError, Limits, about, extract_within};
use rollcall_model::layer::{CodePoints, Layer, Span};
use std::io::Write;
use std::path::Path;
use std::process::Command;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";
const MEDIA_TYPES: [&str; 8] = [
    "text/plain",
    "text/html",
    "application/pdf",
    "text/csv",
    "application/x-ndjson",
    "application/octet-stream",
    XLSX,
    ODS,
];

fn small() -> Limits {
    Limits { max_marks: 100_000, max_html_depth: 1_000, max_rows: 2_000, ..Limits::default() }
}

fn check(layer: &Layer) {
    let index = CodePoints::new(&layer.text);
    let sound = |span: &Span| index.slice(*span).is_some();
    assert!(layer.readable.iter().all(sound));
    assert!(layer.readable.windows(2).all(|pair| pair[0].end <= pair[1].start));
    for page in &layer.pages {
        assert!(sound(&page.span));
        for word in &page.boxes {
            assert!(page.span.start <= word.span.start && word.span.end <= page.span.end);
            assert!(!index.slice(word.span).expect("in range").contains(['\n', '\t']));
        }
    }
}

fn answer(bytes: &[u8], media_type: &str) {
    let about = about(bytes, media_type, &small());
    assert_eq!(about.clone().bounded(), about, "what a file says of itself is bounded");
    if let Ok(layer) = extract_within(bytes, media_type, "file", &small()) {
        check(&layer);
    }
}

const PAGE: &str = "<!doctype html><html><head><title>t</title></head><body><nav><ul><li>Home</ul></nav><article><h1>A</h1>\
    <p>One, two, three.<table><tr><td>a<td>b</table><pre> x\n y</pre></article><footer>f</footer></body></html>";

const PDF: &str = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] \
    >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents 4 0 R /Resources << /Font << /F 5 0 R \
    >> >> >>\nendobj\n4 0 obj\n<< /Length 61 >>\nstream\nBT /F 10 Tf 50 500 Td (One two) Tj 0 -12 Td (three four) Tj ET     \n\
    endstream\nendobj\n5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n";

const SHEET: &str = "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>44362</v></c></row><row r='3'>\
    <c t='inlineStr'><is><r><rPr><strike/></rPr><t>a, b</t></r></is></c><c><f>A1</f></c></row></sheetData><mergeCells>\
    <mergeCell ref='A1:B2'/></mergeCells></worksheet>";
const CONTENT: &str = "<o><automatic-styles><style name='a'><text-properties text-line-through-style='solid'/></style></automatic-styles>\
    <table name='S'><table-column number-columns-repeated='3'/><table-row number-rows-repeated='2'><table-cell style-name='a'><p>x\
    <s c='2'/>y</p></table-cell><table-cell value-type='date' date-value='2021-06-15' number-columns-repeated='2'/></table-row></table></o>";

/// A workbook of each format, with these parts as their sheets.
fn workbooks(sheet: &str, content: &str) -> [(Vec<u8>, &'static str); 2] {
    let xlsx = pack::pack(
        &[
            ("xl/workbook.xml", "<workbook><workbookPr date1904='1'/><sheets><sheet name='S' id='a'/></sheets></workbook>"),
            (
                "xl/_rels/workbook.xml.rels",
                "<R><Relationship Id='a' Type='/worksheet' Target='s.xml'/><Relationship Id='b' Type='/sharedStrings' \
                 Target='t.xml'/><Relationship Id='c' Type='/styles' Target='u.xml'/></R>",
            ),
            ("xl/t.xml", "<sst><si><t>words</t></si></sst>"),
            ("xl/u.xml", "<s><fonts><font/></fonts><cellXfs><xf/><xf numFmtId='14'/></cellXfs></s>"),
            ("xl/s.xml", sheet),
        ],
        false,
    );
    [(xlsx, XLSX), (pack::pack(&[("content.xml", content)], false), ODS)]
}

/// A text with some of its letters changed and its end cut.
fn changed(text: &str, changes: &[(prop::sample::Index, char)], cut: Option<prop::sample::Index>) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for (at, letter) in changes {
        let at = at.index(letters.len());
        letters[at] = *letter;
    }
    letters.truncate(cut.map_or(letters.len(), |cut| cut.index(letters.len())));
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_bytes_have_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..400), kind in 0..MEDIA_TYPES.len()) {
        answer(&bytes, MEDIA_TYPES[kind]);
    }

    #[test]
    fn utf8_is_its_own_layer(text in "[\\PC\n\r\t]{0,200}") {
        match extract_within(text.as_bytes(), "text/plain", "a.txt", &small()) {
            Ok(layer) => prop_assert_eq!(layer.text, text),
            Err(error) => prop_assert_eq!(error.code(), "not-text"),
        }
    }

    #[test]
    fn any_tags_have_an_answer(tags in proptest::collection::vec((0..24_usize, any::<bool>(), "[ a\u{1000}&;]{0,4}"), 0..80)) {
        const NAMES: [&str; 24] = ["div", "p", "table", "tr", "td", "b", "a", "pre", "ul", "li", "script", "svg", "template", "select",
            "option", "h1", "br", "form", "body", "article", "span", "textarea", "frameset", "math"];
        let page: String =
            tags.iter().map(|(name, close, text)| format!("<{}{}>{text}", if *close { "/" } else { "" }, NAMES[*name])).collect();
        answer(page.as_bytes(), "text/html");
    }

    #[test]
    fn a_file_with_bytes_changed_or_cut_has_an_answer(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in any::<prop::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let [(xlsx, _), (ods, _)] = workbooks(SHEET, CONTENT);
        let files =
            [(PAGE.as_bytes(), "text/html"), (PDF.as_bytes(), "application/pdf"), (&xlsx[..], XLSX), (&ods[..], ODS)];
        for (file, media_type) in files {
            let mut bytes = file.to_vec();
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            bytes.truncate(if whole { bytes.len() } else { cut.index(bytes.len()) });
            answer(&bytes, media_type);
        }
    }

    #[test]
    fn a_workbook_whose_sheets_are_changed_has_an_answer(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), "[<>/='&;A-Z0-9 \u{1000}]"), 0..8),
        cut in proptest::option::weighted(0.3, any::<prop::sample::Index>()),
    ) {
        let changes: Vec<_> = changes.into_iter().filter_map(|(at, letter)| Some((at, letter.chars().next()?))).collect();
        for (bytes, media_type) in workbooks(&changed(SHEET, &changes, cut), &changed(CONTENT, &changes, cut)) {
            answer(&bytes, media_type);
        }
    }
}

#[test]
fn the_samples_are_read() {
    let layer = extract_within(PDF.as_bytes(), "application/pdf", "a.pdf", &small()).expect("is a PDF");
    assert_eq!(layer.text, "One two\nthree four");
    let [(xlsx, _), (ods, _)] = workbooks(SHEET, CONTENT);
    let layer = extract_within(&xlsx, XLSX, "a.xlsx", &small()).expect("is a workbook");
    assert_eq!(layer.text, "words,2025-06-16\n\"a, b\",\n");
    let layer = extract_within(&ods, ODS, "a.ods", &small()).expect("is a workbook");
    assert_eq!(layer.text, "x  y,2021-06-15,2021-06-15\n".repeat(2));
    let layer = extract_within(PAGE.as_bytes(), "text/html", "a.html", &small()).expect("is HTML");
    assert!(layer.text.starts_with("Home"));
    let scan = extract_within(PDF.replace("Tj", "  ").as_bytes(), "application/pdf", "a.pdf", &small());
    assert_eq!(scan, Err(ExtractError::ScanWithoutText));
}

/// Where poppler is, it finds nearly the same words in real files.
#[test]
fn poppler_finds_the_same_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/redactions");
    let say = |words: &str| writeln!(std::io::stdout(), "skipped: {words}").expect("prints");
    let Ok(files) = std::fs::read_dir(&folder) else {
        return say("the shared PDFs are not here");
    };
    if Command::new("pdftotext").arg("-v").output().is_err() {
        return say("pdftotext is not installed");
    }
    for file in files.map(|file| file.expect("lists").path()) {
        if file.extension().is_none_or(|extension| extension != "pdf") {
            continue;
        }
        let theirs = Command::new("pdftotext").arg(&file).arg("-").output().expect("runs").stdout;
        let theirs = String::from_utf8_lossy(&theirs).into_owned();
        let bytes = std::fs::read(&file).expect("reads");
        let ours = extract_within(&bytes, "application/pdf", "a.pdf", &Limits::default())
            .map_or_else(|_| String::new(), |layer| layer.text);
        let words = |text: &str| text.split_whitespace().map(str::to_string).collect::<Vec<_>>();
        let (ours, theirs) = (words(&ours), words(&theirs));
        let shared = theirs.iter().filter(|word| ours.contains(word)).count();
        assert!(shared * 10 >= theirs.len() * 9, "{}: {shared} of {} words", file.display(), theirs.len());
    }
}
