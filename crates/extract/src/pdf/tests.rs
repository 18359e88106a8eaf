//! PDFs written by hand, and what is read from them.

use super::*;
use rollcall_model::layer::CodePoints;
use std::fmt::Write;

/// A PDF of pages with these content streams, in Helvetica.
fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_string(),
    ];
    let mut kids = String::new();
    for content in pages {
        let number = objects.len() + 1;
        write!(kids, "{number} 0 R ").expect("a string takes all");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents {} 0 R /Resources << /Font << /F 3 0 R >> >> >>",
            number + 1
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    objects[1] = format!("<< /Type /Pages /Count {} /Kids [{kids}] >>", pages.len());
    let mut file = "%PDF-1.4\n".to_string();
    let mut offsets = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        offsets.push(file.len());
        write!(file, "{number} 0 obj\n{object}\nendobj\n").expect("a string takes all");
    }
    let start = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).expect("a string takes all");
    for offset in offsets {
        writeln!(file, "{offset:010} 00000 n ").expect("a string takes all");
    }
    write!(file, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
        .expect("a string takes all");
    file.into_bytes()
}

fn at(x: u32, y: u32, text: &str) -> String {
    format!("BT /F 10 Tf {x} {y} Td ({text}) Tj ET ")
}

fn text(pages: &[&str]) -> String {
    extract(&pdf(pages), &Limits::default()).expect("is a PDF").text
}

#[test]
fn lines_come_in_the_order_of_the_page_and_not_of_the_file() {
    let page = [at(50, 40, "The footer"), at(50, 550, "Ministers met."), at(50, 538, "They agreed.")].concat();
    assert_eq!(text(&[&page]), "Ministers met.\nThey agreed.\n\nThe footer");
    assert_eq!(text(&[&at(50, 500, "One"), &at(50, 500, "Two")]), "One\n\nTwo");
}

#[test]
fn double_spacing_is_no_paragraph() {
    let page: String = (0..6).map(|line| at(50, 500 - 24 * line, "A line of a letter")).collect();
    assert!(!text(&[&page]).contains("\n\n"));
}

#[test]
fn words_are_parted_by_gaps_and_not_by_kerning() {
    let kerned = "BT /F 10 Tf 50 500 Td [(Min) 30 (ist) -20 (er) -300 (of) -250 (Defence)] TJ ET";
    assert_eq!(text(&[kerned]), "Minister of Defence");
    let twice = [at(50, 500, "Bold"), at(50, 500, "Bold")].concat();
    assert_eq!(text(&[&twice]), "Bold");
    let raised = [at(50, 500, "the 5"), "BT /F 6 Tf 75 504 Td (th) Tj ET ".to_string()].concat();
    assert_eq!(text(&[&raised]).lines().count(), 1);
}

#[test]
fn columns_are_read_one_after_the_other_and_tables_row_by_row() {
    let mut page = at(50, 560, "A heading that stands over both columns of this page here");
    for line in 0..6 {
        page += &at(210, 540 - 12 * line, &format!("right column of prose, {line}"));
        page += &at(50, 540 - 12 * line, &format!("left column of prose, {line}"));
    }
    let text_of = text(&[&page]);
    let (left, right) = (text_of.find("left column of prose, 5"), text_of.find("right column of prose, 0"));
    assert!(left.is_some() && left < right, "{text_of}");
    assert!(text_of.starts_with("A heading"));
    assert_eq!(text_of.matches("\n\n").count(), 2, "heading, column, column: {text_of}");

    let mut table = String::new();
    for (line, (rank, name)) in [("Rank", "Name"), ("Gen", "Aung"), ("Maj", "Ba"), ("Col", "Cho")].iter().enumerate() {
        table += &at(50, 500 - 12 * line as u32, rank);
        table += &at(150, 500 - 12 * line as u32, name);
    }
    assert_eq!(text(&[&table]), "Rank\tName\nGen\tAung\nMaj\tBa\nCol\tCho");
}

#[test]
fn every_word_has_its_page_and_its_box() {
    let layer =
        extract(&pdf(&[&at(50, 500, "Gen\\351ral Ba"), &at(60, 300, "Next")]), &Limits::default()).expect("is a PDF");
    let index = CodePoints::new(&layer.text);
    assert_eq!(layer.pages.len(), 2);
    assert_eq!(layer.pages[0].size, [400_000, 600_000]);
    let words: Vec<_> =
        layer.pages.iter().flat_map(|page| &page.boxes).map(|word| index.slice(word.span).expect("in range")).collect();
    assert_eq!(words, ["G\u{e9}n\u{e9}ral".replacen('\u{e9}', "e", 1).as_str(), "Ba", "Next"]);
    let [left, top, right, bottom] = layer.pages[0].boxes[0].rect;
    assert_eq!(left, 50_000);
    assert!(top < 100_000 && 100_000 < bottom && right > 70_000, "the base line is 100 points below the top");
    assert_eq!(index.slice(layer.pages[1].span), Some("Next"));
}

#[test]
fn text_that_runs_upwards_is_read_too() {
    let page = format!("{} BT /F 10 Tf 0 1 -1 0 30 100 Tm (By the side) Tj ET", at(50, 500, "Level"));
    assert_eq!(text(&[&page]), "Level\n\nBy the side");
}

#[test]
fn pages_without_letters_are_a_scan() {
    assert_eq!(extract(&pdf(&["0 0 100 100 re f"]), &Limits::default()), Err(ExtractError::ScanWithoutText));
}

#[test]
fn broken_and_locked_files_are_named() {
    assert!(matches!(extract(b"%PDF-1.7\nnothing", &Limits::default()), Err(ExtractError::BrokenFile { .. })));
    let whole = pdf(&[&at(50, 500, "words")]);
    for cut in [10, 100, 300, whole.len() - 40] {
        // Cut anywhere, it ends with an answer; what is left of it may still be read.
        let _ = crate::extract(&whole[..cut], "application/pdf", "a.pdf");
    }
    let text = String::from_utf8(whole).expect("is ASCII");
    let locked = text.replace(
        "/Root 1 0 R",
        "/Root 1 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard \
         /V 1 /R 2 /P -44 /O <28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a> \
         /U <28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a> >>",
    );
    assert_eq!(extract(locked.as_bytes(), &Limits::default()), Err(ExtractError::Encrypted));
}

#[test]
fn a_page_that_draws_without_end_is_left() {
    let page = at(50, 500, &"x".repeat(50)).repeat(30);
    let limits = Limits { max_marks: 1_000, ..Limits::default() };
    assert!(matches!(extract(&pdf(&[&page]), &limits), Err(ExtractError::TooLarge { .. })));
}

#[test]
fn a_page_is_drawn_as_people_see_it() {
    let file = pdf(&["1 0 0 rg 100 100 200 200 re f", &at(50, 500, "Words")]);
    let pixels = draw(&file, 1, &Limits::default()).expect("is drawn");
    let picture = pixels.picture().expect("is sound");
    assert_eq!((picture.pages, picture.size), (2, [400_000, 600_000]));
    let drawn = image::load_from_memory(&picture.png).expect("is a PNG").to_rgb8();
    assert_eq!(drawn.dimensions(), (1200, 1800));
    // The box stands 100 to 300 points from the left and from the foot of the page.
    assert_eq!((drawn.get_pixel(600, 1200).0, drawn.get_pixel(600, 600).0), ([255, 0, 0], [255, 255, 255]));
    let words = draw(&file, 2, &Limits::default()).expect("is drawn").picture().expect("is sound");
    let dark = image::load_from_memory(&words.png).expect("is a PNG").to_luma8().pixels().filter(|p| p.0[0] < 100).count();
    assert!(dark > 200, "letters are drawn: {dark}");
    assert_eq!(draw(&file, 3, &Limits::default()), Err(ExtractError::NoSuchPage { page: 3, pages: 2 }));
    let small = Limits { max_marks: 2, ..Limits::default() };
    assert!(matches!(draw(&file, 2, &small), Err(ExtractError::TooLarge { .. })), "what it may cost is counted first");
}
