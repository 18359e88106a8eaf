//! A report as an office document.
//!
//! The main function is [`write`]. The parts are written here as XML and packed by `docx-rs`, which knows the package: its
//! list of types, its relations, its zip without times. Why not its own elements for paragraphs and tables: they know no
//! head of a table that repeats, no language, and no mark inside a note, and they number things by counters of the
//! process, so that the second document of a run would not be the same as the first. Nobody is named as the author, no
//! time is given: the properties are empty, and the program that opens it is asked to keep them so.

use super::docx_body::{Body, body, footer, footnotes};
use super::model::Report;
use docx_rs::{Docx, XMLDocx};
use maud::{Markup, PreEscaped, html};
use std::io::Cursor;

/// The main name space of the parts.
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// Of relations, within a part.
pub(super) const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// Properties that say nothing. Where a file holds just these bytes, unpacked, no other program has saved it since.
const CORE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties \
xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\"></cp:coreProperties>";

/// The bytes of a document.
pub(crate) fn write(report: &Report) -> Vec<u8> {
    let body = body(report);
    let mut package: XMLDocx = Docx::new().build();
    package.doc_props.core = CORE.as_bytes().to_vec();
    package.content_type = part(&content_types());
    package.document_rels = part(&relations(&body));
    package.document = part(&body.document);
    package.footnotes = part(&footnotes(report));
    package.styles = part(&styles());
    package.settings = part(&settings());
    package.footers = vec![part(&footer(report))];
    package.footer_rels = Vec::new();
    package.media = body.pictures;
    let mut bytes = Cursor::new(Vec::new());
    package.pack(&mut bytes).expect("a package is written into memory");
    bytes.into_inner()
}

/// Whether a file is a document that was written here and that no other program has saved since.
pub(crate) fn is_ours(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") && bytes.windows(CORE.len()).any(|part| part == CORE.as_bytes())
}

fn part(markup: &Markup) -> Vec<u8> {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n{}", markup.0).into_bytes()
}

/// The types of all parts that the package holds.
fn content_types() -> Markup {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let office = "application/vnd.openxmlformats-officedocument";
    let parts = [
        ("/docProps/app.xml", format!("{office}.extended-properties+xml")),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml".to_string()),
        ("/docProps/custom.xml", format!("{office}.custom-properties+xml")),
        ("/word/comments.xml", format!("{word}.comments+xml")),
        ("/word/commentsExtended.xml", format!("{word}.commentsExtended+xml")),
        ("/word/document.xml", format!("{word}.document.main+xml")),
        ("/word/fontTable.xml", format!("{word}.fontTable+xml")),
        ("/word/footer1.xml", format!("{word}.footer+xml")),
        ("/word/footnotes.xml", format!("{word}.footnotes+xml")),
        ("/word/numbering.xml", format!("{word}.numbering+xml")),
        ("/word/settings.xml", format!("{word}.settings+xml")),
        ("/word/styles.xml", format!("{word}.styles+xml")),
    ];
    html! {
        Types xmlns=(format!("{PACKAGE}/content-types")) {
            Default Extension="png" ContentType="image/png" {}
            Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" {}
            Default Extension="xml" ContentType="application/xml" {}
            @for (name, kind) in parts { Override PartName=(name) ContentType=(kind) {} }
        }
    }
}

fn relations(body: &Body) -> Markup {
    let parts = [
        ("rId1", "styles", "styles.xml"),
        ("rId2", "fontTable", "fontTable.xml"),
        ("rId3", "settings", "settings.xml"),
        ("rId4", "footnotes", "footnotes.xml"),
        ("rId5", "footer", "footer1.xml"),
    ];
    html! {
        Relationships xmlns=(format!("{PACKAGE}/relationships")) {
            @for (id, kind, target) in parts {
                Relationship Id=(id) Type=(format!("{RELATIONS}/{kind}")) Target=(target) {}
            }
            @for (id, _) in &body.pictures {
                Relationship Id=(id) Type=(format!("{RELATIONS}/image")) Target=(format!("media/{id}.png")) {}
            }
        }
    }
}

/// Who works on with it is asked to leave out names and times.
fn settings() -> Markup {
    html! {
        w:settings xmlns:w=(MAIN) {
            w:zoom w:percent="100" {}
            w:removePersonalInformation {}
            w:removeDateAndTime {}
            w:footnotePr {
                w:footnote w:id="-1" {}
                w:footnote w:id="0" {}
            }
            w:compat {
                w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15" {}
            }
            w:themeFontLang w:val="en-GB" {}
        }
    }
}

/// Serif letters on white, headings that are headings, nothing else.
fn styles() -> Markup {
    html! {
        w:styles xmlns:w=(MAIN) {
            w:docDefaults {
                w:rPrDefault { w:rPr {
                    w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman" {}
                    w:sz w:val="21" {}
                    w:szCs w:val="21" {}
                    w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA" {}
                } }
                w:pPrDefault { w:pPr { w:spacing w:after="80" w:line="259" w:lineRule="auto" {} } }
            }
            w:style w:type="paragraph" w:default="1" w:styleId="Normal" { w:name w:val="Normal" {} w:qFormat {} }
            w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont" {
                w:name w:val="Default Paragraph Font" {} w:uiPriority w:val="1" {} w:semiHidden {} w:unhideWhenUsed {}
            }
            w:style w:type="table" w:default="1" w:styleId="TableNormal" {
                w:name w:val="Normal Table" {} w:uiPriority w:val="99" {} w:semiHidden {} w:unhideWhenUsed {}
                w:tblPr { w:tblInd w:w="0" w:type="dxa" {} w:tblCellMar {
                    w:top w:w="0" w:type="dxa" {} w:left w:w="108" w:type="dxa" {}
                    w:bottom w:w="0" w:type="dxa" {} w:right w:w="108" w:type="dxa" {}
                } }
            }
            (heading("Title", "Title", None, ["0", "120"], "34"))
            (heading("Heading1", "heading 1", Some("0"), ["240", "80"], "26"))
            (heading("Heading2", "heading 2", Some("1"), ["160", "60"], "22"))
            (paragraph("Case", "Case", &html! { w:spacing w:after="40" {} }, &html! { w:color w:val="444444" {} }))
            (paragraph("Item", "Item", &html! { w:spacing w:before="60" w:after="60" {} w:ind w:left="397" w:hanging="397" {} }, &html! {}))
            (paragraph("Under", "Under item", &html! { w:spacing w:after="40" {} w:ind w:left="397" {} }, &html! {}))
            (paragraph("Quote", "Quote", &html! {
                w:pBdr { w:left w:val="single" w:sz="12" w:space="8" w:color="767676" {} }
                w:ind w:left="397" w:right="397" {}
            }, &html! {}))
            (paragraph("Caption", "caption", &html! { w:keepNext {} w:spacing w:before="120" {} }, &html! { w:b {} w:bCs {} }))
            (paragraph("Cell", "Cell", &html! { w:spacing w:after="20" w:line="240" w:lineRule="auto" {} },
                &html! { w:sz w:val="18" {} w:szCs w:val="18" {} }))
            (paragraph("Footer", "footer", &html! { w:spacing w:after="0" {} w:jc w:val="right" {} },
                &html! { w:color w:val="444444" {} w:sz w:val="17" {} w:szCs w:val="17" {} }))
            (paragraph("FootnoteText", "footnote text", &html! { w:spacing w:after="20" w:line="240" w:lineRule="auto" {} },
                &html! { w:sz w:val="18" {} w:szCs w:val="18" {} }))
            w:style w:type="character" w:styleId="FootnoteReference" {
                w:name w:val="footnote reference" {}
                w:rPr { w:vertAlign w:val="superscript" {} }
            }
            w:style w:type="table" w:styleId="TableGrid" {
                w:name w:val="Table Grid" {}
                w:tblPr { w:tblBorders {
                    @for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
                        (PreEscaped(format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"767676\"/>")))
                    }
                } }
            }
        }
    }
}

fn heading(id: &str, name: &str, level: Option<&str>, [before, after]: [&str; 2], size: &str) -> Markup {
    html! {
        w:style w:type="paragraph" w:styleId=(id) {
            w:name w:val=(name) {}
            w:basedOn w:val="Normal" {}
            w:next w:val="Normal" {}
            w:qFormat {}
            w:pPr {
                w:keepNext {}
                w:keepLines {}
                w:spacing w:before=(before) w:after=(after) {}
                @if let Some(level) = level { w:outlineLvl w:val=(level) {} }
            }
            w:rPr { w:b {} w:bCs {} w:sz w:val=(size) {} w:szCs w:val=(size) {} }
        }
    }
}

fn paragraph(id: &str, name: &str, lines: &Markup, letters: &Markup) -> Markup {
    html! {
        w:style w:type="paragraph" w:styleId=(id) {
            w:name w:val=(name) {}
            w:basedOn w:val="Normal" {}
            w:qFormat {}
            w:pPr { (lines) }
            w:rPr { (letters) }
        }
    }
}
