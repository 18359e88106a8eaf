//! Whatever the bytes are, there is an answer, and every offset in it is in range.

use proptest::prelude::*;
use rollcall_extract::{ExtractError, Limits, extract_within};
use rollcall_model::layer::{CodePoints, Layer, Span};
use std::io::Write;
use std::path::Path;
use std::process::Command;

const MEDIA_TYPES: [&str; 6] =
    ["text/plain", "text/html", "application/pdf", "text/csv", "application/x-ndjson", "application/octet-stream"];

fn small() -> Limits {
    Limits { max_marks: 100_000, max_html_depth: 1_000, ..Limits::default() }
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
        for (file, media_type) in [(PAGE, "text/html"), (PDF, "application/pdf")] {
            let mut bytes = file.as_bytes().to_vec();
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            bytes.truncate(if whole { bytes.len() } else { cut.index(bytes.len()) });
            answer(&bytes, media_type);
        }
    }
}

#[test]
fn the_samples_are_read() {
    let layer = extract_within(PDF.as_bytes(), "application/pdf", "a.pdf", &small()).expect("is a PDF");
    assert_eq!(layer.text, "One two\nthree four");
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
