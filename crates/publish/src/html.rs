//! A sheet becomes HTML: one drawing for every kind of page.
//!
//! The main function is [`draw`]. Everything that carries meaning is HTML and CSS; `maud` escapes whatever came from a
//! source. Nothing is styled in place, so that the page's policy can forbid it.

use crate::block::{Block, Cite, Line, Node, Passage, Quote, Run, Sheet, Stamp, Step};
use crate::cite::Made;
use crate::html_wide;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use rollcall_model::claim::SEEN;
use rollcall_model::date::Edtf;
use std::collections::BTreeSet;

/// Scripts, styles and pictures of the site itself and nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'";

/// The parts of the site: path and name.
const PARTS: [(&str, &str); 12] = [
    ("en/index.html", "Start"),
    ("en/roll.html", "Roll by date"),
    ("en/matrix.html", "Roll as a table"),
    ("en/engagements.html", "Engagements"),
    ("en/bodies.html", "Bodies"),
    ("en/people.html", "People"),
    ("en/parties.html", "Parties"),
    ("en/findings.html", "Findings"),
    ("en/timeline.html", "Timeline"),
    ("en/sources.html", "Sources"),
    ("en/method.html", "Method"),
    ("en/search.html", "Search"),
];

/// Parts that stand in the foot.
const MORE: [(&str, &str); 11] = [
    ("en/measures.html", "Measures"),
    ("en/abuses.html", "Alleged abuses"),
    ("en/said.html", "What was said and left out"),
    ("en/calls.html", "Calls for action"),
    ("en/instruments.html", "Instruments"),
    ("en/ties.html", "Supply and ownership"),
    ("en/together.html", "Recorded together"),
    ("en/glossary.html", "Words used here"),
    ("en/data.html", "Data"),
    ("en/corrections.html", "Corrections"),
    ("en/build.html", "This copy"),
];

/// What drawing one page needs to know: where it stands, and which names of places it has already given.
pub(crate) struct Pen {
    up: String,
    path: String,
    given: BTreeSet<String>,
    stamp: Option<Stamp>,
}

impl Pen {
    fn new(path: &str, stamp: Option<Stamp>) -> Self {
        Self { up: "../".repeat(path.matches('/').count()), path: path.to_string(), given: BTreeSet::new(), stamp }
    }

    /// The relative address of a path from the site's root.
    pub(crate) fn href(&self, to: &str) -> String {
        match to.strip_prefix(&self.path) {
            Some(place) if place.starts_with('#') => place.to_string(),
            _ => format!("{}{to}", self.up),
        }
    }

    /// The names that this page has not given before.
    pub(crate) fn fresh(&mut self, ids: &[String]) -> Vec<String> {
        ids.iter().filter(|id| self.given.insert((*id).clone())).cloned().collect()
    }
}

/// A page's bytes.
pub(crate) fn draw(sheet: &Sheet) -> Vec<u8> {
    let mut pen = Pen::new(&sheet.path, sheet.stamp);
    let body = html! { @for block in &sheet.blocks { (draw_block(&mut pen, block)) } };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="referrer" content="no-referrer";
                @if sheet.noindex || sheet.frame.private { meta name="robots" content="noindex"; }
                title { (sheet.title) @if sheet.title != sheet.frame.case { " – " (sheet.frame.case) } }
                link rel="stylesheet" href=(pen.href("style.css"));
                link rel="icon" type="image/png" href=(pen.href("favicon.png"));
                script src=(pen.href("roll.js")) defer {}
                @if let Some(script) = sheet.script { script src=(pen.href(script)) defer {} }
            }
            body {
                a class="skip" href="#main" { "To the text" }
                @if sheet.frame.private { aside class="draft" aria-label="What this is" { strong { "Draft: machine-read, not checked by a person" } } }
                (head(&pen, sheet))
                main id="main" tabindex="-1" { h1 { (sheet.title) } (tools(sheet)) (body) }
                (foot(&pen))
            }
        }
    };
    page.into_string().into_bytes()
}

/// Lists shorter than this need no filter.
const SHORT: usize = 8;

/// The place of the filter that a script adds to a long page: it is there from the start, so that nothing moves.
fn tools(sheet: &Sheet) -> Markup {
    let entries = |block: &Block| match block {
        Block::Lines(lines) => lines.len(),
        Block::List(items) => items.len(),
        Block::Matrix(matrix) => matrix.rows.len(),
        _ => 0,
    };
    let many = sheet.blocks.iter().map(entries).sum::<usize>() >= SHORT;
    let own = sheet.script.is_some() || sheet.path == "en/index.html";
    let by_date = sheet.part == "en/roll.html" && sheet.blocks.iter().any(|block| matches!(block, Block::Lines(_)));
    html! { @if many && !own { div id="tools" class=[by_date.then_some("by-date")] {} } }
}

fn head(pen: &Pen, sheet: &Sheet) -> Markup {
    html! {
        header {
            p class="case" { a href=(pen.href("en/index.html")) { (sheet.frame.case) } }
            nav aria-label="Parts of this site" {
                ul { @for (path, name) in PARTS {
                    li { a href=(pen.href(path)) aria-current=[(path == sheet.part).then_some("true")] { (name) } }
                } }
            }
            @if let Some(notice) = &sheet.frame.notice { p class="notice" { (notice) } }
        }
    }
}

fn foot(pen: &Pen) -> Markup {
    html! {
        footer {
            p { "To be listed here means that a source says so. It does not mean that somebody did wrong." }
            nav aria-label="More of this site" {
                ul { @for (path, name) in MORE { li { a href=(pen.href(path)) { (name) } } } }
            }
            @if let Some(stamp) = pen.stamp {
                p class="quiet" {
                    "This page last changed in edition " (stamp.edition) " of " (crate::words::date(&Edtf::day(stamp.day))) ". "
                    a href=(pen.href("en/build.html")) { "Which edition this copy is" }
                }
            }
        }
    }
}

fn draw_block(pen: &mut Pen, block: &Block) -> Markup {
    match block {
        Block::Heading(words, id) => {
            let id = id.as_ref().and_then(|id| pen.fresh(std::slice::from_ref(id)).pop());
            html! { h2 id=[id] { (words) } }
        }
        Block::Para(words) => html! { p { (runs(pen, words)) } },
        Block::Note(words) => html! { p class="note" { (runs(pen, words)) } },
        Block::List(items) => html! { ul class="plain" { @for words in items { li { (runs(pen, words)) } } } },
        Block::Lines(lines) => html! { ol class="lines" { @for line in lines { (draw_line(pen, line)) } } },
        Block::Facts(facts) => html! {
            dl { @for (name, lines) in facts {
                dt { (name) }
                @for line in lines { dd { (line_inside(pen, line)) } }
            } }
        },
        Block::Passages(passages) => html! { @for passage in passages { (draw_passage(pen, passage)) } },
        Block::Matrix(matrix) => html_wide::matrix(pen, matrix),
        Block::Bars(bars) => html_wide::bars(pen, bars),
        Block::Tree(nodes) => html! { div class="tree" { (tree(pen, nodes)) } },
        Block::Steps(steps) => draw_steps(pen, steps),
        Block::Table(caption, head, rows) => html! {
            div class="scroll" role="region" aria-label=(caption) tabindex="0" { table {
                caption { (caption) }
                thead { tr { @for cell in head { th scope="col" { (cell) } } } }
                tbody { @for row in rows { tr { @for (at, cell) in row.iter().enumerate() {
                    @if at == 0 { th scope="row" { (runs(pen, cell)) } } @else { td { (runs(pen, cell)) } }
                } } } }
            } }
        },
        Block::Text(pieces) => html! {
            div class="whole" { @for piece in pieces { @match &piece.place {
                Some(place) => mark id=[pen.fresh(std::slice::from_ref(place)).pop()] { (piece.words) },
                None => (piece.words),
            } } }
        },
        Block::Cite(cite) => draw_cite(pen, cite),
        Block::Lanes(lanes) => html_wide::lanes(pen, lanes),
        Block::Search => html! { div id="search" {} },
    }
}

fn draw_cite(pen: &Pen, cite: &Cite) -> Markup {
    let Some(stamp) = pen.stamp else { return html! {} };
    let made = Made::new(cite, stamp);
    html! {
        section class="cite" aria-labelledby="cite" {
            h2 id="cite" { "How to cite this page" }
            p { (made.plain()) }
            p class="quiet" { "Its address, from the site’s root, does not change: " code { (cite.path) } }
            @for (name, text) in [("BibTeX", made.bibtex()), ("CSL-JSON", made.csl())] {
                details { summary { (name) } pre class="scroll" tabindex="0" role="region" aria-label=(name) { (text) } }
            }
        }
    }
}

/// A sentence with its links.
pub(crate) fn runs(pen: &Pen, words: &[Run]) -> Markup {
    html! { @for run in words { @match run {
        Run::Text(text) => (text),
        Run::Link(text, to) => a href=(pen.href(to)) { (text) },
        Run::Strong(text) => strong { (text) },
        Run::Quiet(text) => span class="quiet" { (text) },
        Run::Outside(text, to) => a class="outside" href=(to) rel="noreferrer" { (text) },
    } } }
}

/// A claim as an item of a list.
pub(crate) fn draw_line(pen: &mut Pen, line: &Line) -> Markup {
    let ids = pen.fresh(&line.ids);
    html! { li id=[ids.first()] class="line" { (more_ids(&ids)) (line_body(pen, line)) } }
}

fn line_inside(pen: &mut Pen, line: &Line) -> Markup {
    let ids = pen.fresh(&line.ids);
    html! { div id=[ids.first()] class="line" { (more_ids(&ids)) (line_body(pen, line)) } }
}

fn more_ids(ids: &[String]) -> Markup {
    html! { @for id in ids.iter().skip(1) { span id=(id) {} } }
}

/// How many quotes stand open under a line; the others open on request.
const OPEN_QUOTES: usize = 2;

fn line_body(pen: &mut Pen, line: &Line) -> Markup {
    let open = line.quotes.len().min(OPEN_QUOTES);
    let (shown, rest) = line.quotes.split_at(open);
    html! {
        p class="says" {
            (runs(pen, &line.words))
            @if let Some(state) = line.state { " " span class="state" { (state) } }
        }
        @for quote in shown { (draw_quote(pen, quote)) }
        @if !rest.is_empty() {
            details {
                summary { "The words of " (crate::words::count(rest.len(), "more place", "more places")) }
                @for quote in rest { (draw_quote(pen, quote)) }
            }
        }
        @if line.more > 0 { p class="quiet" { "The words of " (crate::words::count(line.more, "more place", "more places")) " are not repeated here." } }
        @if !line.under.is_empty() { ol class="lines" { @for line in &line.under { (draw_line(pen, line)) } } }
    }
}

fn draw_quote(pen: &Pen, quote: &Quote) -> Markup {
    html! {
        figure class="quote" {
            @match (&quote.words, &quote.seen) {
                (Some(words), _) => blockquote { p { (quote.before) mark { (words) } (quote.after) } },
                (None, Some(seen)) => p class="seen" { (SEEN) ": " (seen) },
                (None, None) => p class="quiet" { "The words are not shown here." },
            }
            figcaption { a href=(pen.href(&quote.to)) { (quote.credit) } }
        }
    }
}

fn draw_passage(pen: &mut Pen, passage: &Passage) -> Markup {
    let ids = pen.fresh(&passage.ids);
    html! {
        section class="passage" {
            @if passage.gap { p class="gap" { "[…]" } }
            @match &passage.seen {
                Some(seen) => p class="seen" id=[ids.first()] { (more_ids(&ids)) (SEEN) ": " (seen) },
                None => blockquote id=[ids.first()] {
                    (more_ids(&ids))
                    p class="text" { (passage.before) mark { (passage.words) } (passage.after) }
                },
            }
            @if let Some(place) = &passage.place { p class="quiet" { (place) } }
            @if !passage.said.is_empty() {
                ul class="said" { @for line in &passage.said { (draw_line(pen, line)) } }
            }
        }
    }
}

fn tree(pen: &Pen, nodes: &[Node]) -> Markup {
    html! { ul { @for node in nodes { li {
        (runs(pen, &node.words))
        @if !node.under.is_empty() { (tree(pen, &node.under)) }
    } } } }
}

fn draw_steps(pen: &mut Pen, steps: &[Step]) -> Markup {
    let mut out = String::new();
    for step in steps {
        let line = line_inside(pen, &step.line);
        let because = if step.because.is_empty() { PreEscaped(String::new()) } else { draw_steps(pen, &step.because) };
        out.push_str(&html! { li { (line) (because) } }.into_string());
    }
    html! { ol class="steps" { (PreEscaped(out)) } }
}
