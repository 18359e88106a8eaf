//! A report as one page that needs nothing beside it.
//!
//! The main function is [`write`]. Its style stands in the page and is named by its hash in the page's own policy, which
//! allows nothing else but the pictures inside: no script runs and nothing is asked of any other place.

use super::model::{Block, Piece, Pieces, Report, Table};
use data_encoding::{BASE64, HEXLOWER};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What tells a page of ours from any other file.
const GENERATOR: &str = "<meta name=\"generator\" content=\"Rollcall report\">";

const STYLE: &str = include_str!("report.css");

/// The text of a page.
pub(crate) fn write(report: &Report) -> Vec<u8> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                (PreEscaped(GENERATOR))
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (report.title) @if report.title != report.case { " – " (report.case) } }
                style { (PreEscaped(STYLE)) }
            }
            body class=[report.wide.then_some("wide")] {
                main {
                    p class="case" { (report.case) }
                    h1 { (report.title) }
                    @for words in &report.head { p { (runs(words)) } }
                    @for block in &report.blocks { (draw(block)) }
                }
                @if !report.notes.is_empty() { (notes(&report.notes)) }
            }
        }
    };
    page.into_string().into_bytes()
}

/// Whether a file is a page that was written here.
pub(crate) fn is_ours(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(2000)];
    head.starts_with(b"<!DOCTYPE html>") && head.windows(GENERATOR.len()).any(|part| part == GENERATOR.as_bytes())
}

fn policy() -> String {
    let hash = rollcall_model::id::sha256_hex(STYLE.as_bytes());
    let hash = HEXLOWER.decode(hash.as_bytes()).map(|bytes| BASE64.encode(&bytes)).unwrap_or_default();
    format!("default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'")
}

fn draw(block: &Block) -> Markup {
    match block {
        Block::Heading(1, words) => html! { h2 { (words) } },
        Block::Heading(_, words) => html! { h3 { (words) } },
        Block::Para(words) => html! { p { (runs(words)) } },
        Block::Quote(words) => html! { blockquote { p { (runs(words)) } } },
        Block::Item { label, words, under } => html! {
            div class="item" {
                p { strong { (label) } " " (runs(words)) }
                @for words in under { p class="under" { (runs(words)) } }
            }
        },
        Block::Table(table) => draw_table(table),
        Block::Picture(picture) => html! {
            figure {
                img src=(format!("data:image/png;base64,{}", BASE64.encode(&picture.png))) alt=(picture.says);
                figcaption { (picture.says) "." }
            }
        },
    }
}

/// A sentence; the mark of a note leads to the note.
fn runs(words: &[Piece]) -> Markup {
    html! { @for piece in words { @match piece {
        Piece::Text(words) => (words),
        Piece::Strong(words) => strong { (words) },
        Piece::Quiet(words) => span class="quiet" { (words) },
        Piece::Note(at) => sup { a id=(format!("mark-{}", at + 1)) href=(format!("#note-{}", at + 1)) aria-label=(format!("Note {}", at + 1)) { (at + 1) } },
    } } }
}

/// The notes, each leading back to its mark.
fn notes(notes: &[Vec<Pieces>]) -> Markup {
    html! {
        section class="notes" aria-labelledby="notes" {
            h2 id="notes" { "Notes" }
            ol { @for (at, note) in notes.iter().enumerate() {
                li id=(format!("note-{}", at + 1)) {
                    @for words in note { p { (runs(words)) } }
                    p { a href=(format!("#mark-{}", at + 1)) { "Back to the sentence of note " (at + 1) } }
                }
            } }
        }
    }
}

fn draw_table(table: &Table) -> Markup {
    html! {
        div class="scroll" role="region" aria-label=(table.caption) tabindex="0" { table {
            caption { (table.caption) }
            thead { tr { @for (name, _) in &table.head { th scope="col" { (name) } } } }
            tbody { @for row in &table.rows { tr { @for cell in row {
                td { @for words in cell { p { (runs(words)) } } }
            } } } }
        } }
    }
}
