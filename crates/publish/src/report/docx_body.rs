//! The text of an office document: paragraphs, tables, pictures, notes.
//!
//! The main functions are [`body`], [`footnotes`] and [`footer`]. A note is a note of the document itself, so that whoever
//! edits it later keeps the words with their sentence.

use super::docx::{MAIN, RELATIONS};
use super::model::{Block, Picture, Piece, Pieces, Report, Table};
use maud::{Markup, html};

/// Lengths of paper in twentieths of a point.
const SHORT: usize = 11906;
const LONG: usize = 16838;
const MARGIN: usize = 1134;

/// A twentieth of a point in the measure of pictures.
const PICTURE_UNITS: i64 = 635;

const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";

/// The part that holds the text, and the pictures that it shows, by name.
pub(super) struct Body {
    pub document: Markup,
    pub pictures: Vec<(String, Vec<u8>)>,
}

pub(super) fn body(report: &Report) -> Body {
    let mut pictures = Vec::new();
    let width = if report.wide { LONG } else { SHORT } - 2 * MARGIN;
    let blocks: Vec<Markup> = report.blocks.iter().map(|block| draw(block, width, &mut pictures)).collect();
    let (across, down) = if report.wide { (LONG, SHORT) } else { (SHORT, LONG) };
    let document = html! {
        w:document xmlns:w=(MAIN) xmlns:r=(RELATIONS) xmlns:wp=(format!("{DRAWING}/wordprocessingDrawing"))
            xmlns:a=(format!("{DRAWING}/main")) xmlns:pic=(format!("{DRAWING}/picture")) {
            w:body {
                (paragraph("Case", &text(&report.case)))
                (paragraph("Title", &text(&report.title)))
                @for words in &report.head { (paragraph("Normal", &runs(words))) }
                @for block in &blocks { (block) }
                w:sectPr {
                    w:footerReference w:type="default" r:id="rId5" {}
                    w:pgSz w:w=(across) w:h=(down) w:orient=[report.wide.then_some("landscape")] {}
                    w:pgMar w:top=(MARGIN) w:right=(MARGIN) w:bottom=(MARGIN) w:left=(MARGIN) w:header="567" w:footer="567" w:gutter="0" {}
                }
            }
        }
    };
    Body { document, pictures }
}

/// The notes, after the two lines that stand above notes.
pub(super) fn footnotes(report: &Report) -> Markup {
    let rule = |id: &str, kind: &str, mark: Markup| {
        html! {
            w:footnote w:type=(kind) w:id=(id) {
                w:p { w:pPr { w:spacing w:after="0" w:line="240" w:lineRule="auto" {} } w:r { (mark) } }
            }
        }
    };
    html! {
        w:footnotes xmlns:w=(MAIN) {
            (rule("-1", "separator", html! { w:separator {} }))
            (rule("0", "continuationSeparator", html! { w:continuationSeparator {} }))
            @for (at, note) in report.notes.iter().enumerate() {
                w:footnote w:id=(at + 1) {
                    @for (line, words) in note.iter().enumerate() {
                        w:p {
                            w:pPr { w:pStyle w:val="FootnoteText" {} }
                            @if line == 0 {
                                w:r { w:rPr { w:rStyle w:val="FootnoteReference" {} } w:footnoteRef {} }
                                (text(" "))
                            }
                            (runs(words))
                        }
                    }
                }
            }
        }
    }
}

/// The foot of every page: the title and the page's number.
pub(super) fn footer(report: &Report) -> Markup {
    html! {
        w:ftr xmlns:w=(MAIN) {
            w:p {
                w:pPr { w:pStyle w:val="Footer" {} }
                (text(&format!("{} – ", super::model::cut(&report.title, 80))))
                w:fldSimple w:instr=" PAGE " { (text("1")) }
            }
        }
    }
}

fn draw(block: &Block, width: usize, pictures: &mut Vec<(String, Vec<u8>)>) -> Markup {
    match block {
        Block::Heading(level, words) => paragraph(if *level == 1 { "Heading1" } else { "Heading2" }, &text(words)),
        Block::Para(words) => paragraph("Normal", &runs(words)),
        Block::Quote(words) => paragraph("Quote", &runs(words)),
        Block::Item { label, words, under } => html! {
            (kept("Item", !under.is_empty(), &html! { (strong(label)) (text(" ")) (runs(words)) }))
            @for (at, words) in under.iter().enumerate() { (kept("Under", at + 1 < under.len(), &runs(words))) }
        },
        Block::Table(table) => draw_table(table, width),
        Block::Picture(picture) => {
            let number = pictures.len() + 1;
            pictures.push((format!("picture{number}"), picture.png.clone()));
            html! {
                w:p { w:pPr { w:keepNext {} } w:r { (drawing(picture, number, width)) } }
                (paragraph("Case", &text(&format!("{}.", picture.says))))
            }
        }
    }
}

fn paragraph(style: &str, inside: &Markup) -> Markup {
    html! { w:p { w:pPr { w:pStyle w:val=(style) {} } (inside) } }
}

/// A paragraph that may not be parted from the next by the end of a page.
fn kept(style: &str, with_next: bool, inside: &Markup) -> Markup {
    html! { w:p { w:pPr { w:pStyle w:val=(style) {} @if with_next { w:keepNext {} } } (inside) } }
}

fn runs(words: &[Piece]) -> Markup {
    html! { @for piece in words { @match piece {
        Piece::Text(words) => (text(words)),
        Piece::Strong(words) => (strong(words)),
        Piece::Quiet(words) => w:r { w:rPr { w:color w:val="444444" {} } (letters(words)) },
        Piece::Note(at) => w:r { w:rPr { w:rStyle w:val="FootnoteReference" {} } w:footnoteReference w:id=(at + 1) {} },
    } } }
}

fn text(words: &str) -> Markup {
    html! { w:r { (letters(words)) } }
}

fn strong(words: &str) -> Markup {
    html! { w:r { w:rPr { w:b {} w:bCs {} } (letters(words)) } }
}

fn letters(words: &str) -> Markup {
    html! { w:t xml:space="preserve" { (words) } }
}

fn draw_table(table: &Table, width: usize) -> Markup {
    let widths: Vec<usize> = table.head.iter().map(|(_, share)| width * usize::from(*share) / 100).collect();
    html! {
        (paragraph("Caption", &text(&table.caption)))
        w:tbl {
            w:tblPr {
                w:tblStyle w:val="TableGrid" {}
                w:tblW w:w=(widths.iter().sum::<usize>()) w:type="dxa" {}
                w:tblLayout w:type="fixed" {}
                w:tblLook w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1" {}
            }
            w:tblGrid { @for width in &widths { w:gridCol w:w=(width) {} } }
            w:tr {
                w:trPr { w:cantSplit {} w:tblHeader {} }
                @for ((name, _), width) in table.head.iter().zip(&widths) {
                    w:tc {
                        w:tcPr { w:tcW w:w=(width) w:type="dxa" {} w:shd w:val="clear" w:color="auto" w:fill="EEEEEE" {} }
                        (paragraph("Cell", &strong(name)))
                    }
                }
            }
            @for row in &table.rows { w:tr {
                w:trPr { w:cantSplit {} }
                @for (cell, width) in row.iter().zip(&widths) { (draw_cell(cell, *width)) }
            } }
        }
        // A table at the very end of a document needs a paragraph after it.
        (paragraph("Normal", &html! {}))
    }
}

fn draw_cell(cell: &[Pieces], width: usize) -> Markup {
    html! {
        w:tc {
            w:tcPr { w:tcW w:w=(width) w:type="dxa" {} }
            @for words in cell { (paragraph("Cell", &runs(words))) }
            @if cell.is_empty() { (paragraph("Cell", &html! {})) }
        }
    }
}

/// As wide as the text or three quarters of a page high, whichever is less.
fn drawing(picture: &Picture, number: usize, width: usize) -> Markup {
    let [across, down] = picture.size.map(|side| side.max(1));
    let (most_across, most_down) = (width as i64 * PICTURE_UNITS, (LONG as i64 * 3 / 4) * PICTURE_UNITS);
    let by_width = (most_across, most_across * down / across);
    let (cx, cy) = if by_width.1 <= most_down { by_width } else { (most_down * across / down, most_down) };
    let name = format!("picture{number}");
    html! {
        w:drawing { wp:inline distT="0" distB="0" distL="0" distR="0" {
            wp:extent cx=(cx) cy=(cy) {}
            wp:docPr id=(number) name=(name) descr=(picture.says) {}
            wp:cNvGraphicFramePr { a:graphicFrameLocks noChangeAspect="1" {} }
            a:graphic { a:graphicData uri=(format!("{DRAWING}/picture")) { pic:pic {
                pic:nvPicPr { pic:cNvPr id=(number) name=(name) descr=(picture.says) {} pic:cNvPicPr {} }
                pic:blipFill { a:blip r:embed=(name) {} a:stretch { a:fillRect {} } }
                pic:spPr {
                    a:xfrm { a:off x="0" y="0" {} a:ext cx=(cx) cy=(cy) {} }
                    a:prstGeom prst="rect" { a:avLst {} }
                    a:ln w="6350" { a:solidFill { a:srgbClr val="767676" {} } }
                }
            } } }
        } }
    }
}
