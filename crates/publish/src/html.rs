//! A sheet becomes HTML: one drawing for every kind of page.
//!
//! The main function is [`draw`]. Everything that carries meaning is HTML and CSS; `maud` escapes whatever came from a
//! source. Nothing is styled in place, so that the page's policy can forbid it.

use crate::block::{Block, Cite, Line, Node, Passage, Quote, Run, Sheet, Stamp, Step};
use crate::cite::Made;
use crate::dates;
use crate::html_wide;
use crate::say::Say;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use rollcall_model::date::Edtf;
use std::collections::BTreeSet;

/// Scripts, styles and pictures of the site itself and nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'";

/// The same where the site has letters of its own.
const POLICY_FONT: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; \
    base-uri 'none'; form-action 'self'";

/// The parts of the site: page and the string that is its name.
const PARTS: [(&str, &str); 12] = [
    ("en/index.html", "part-start"),
    ("en/roll.html", "part-roll"),
    ("en/matrix.html", "part-matrix"),
    ("en/engagements.html", "part-engagements"),
    ("en/bodies.html", "part-bodies"),
    ("en/people.html", "part-people"),
    ("en/parties.html", "part-parties"),
    ("en/findings.html", "part-findings"),
    ("en/timeline.html", "part-timeline"),
    ("en/sources.html", "part-sources"),
    ("en/method.html", "part-method"),
    ("en/search.html", "part-search"),
];

/// Parts that stand in the foot.
const MORE: [(&str, &str); 11] = [
    ("en/measures.html", "part-measures"),
    ("en/abuses.html", "part-abuses"),
    ("en/said.html", "part-said"),
    ("en/calls.html", "part-calls"),
    ("en/instruments.html", "part-instruments"),
    ("en/ties.html", "part-ties"),
    ("en/together.html", "part-together"),
    ("en/glossary.html", "part-glossary"),
    ("en/data.html", "part-data"),
    ("en/corrections.html", "part-corrections"),
    ("en/build.html", "part-build"),
];

/// What drawing one page needs to know: where it stands, and which names of places it has already given.
pub(crate) struct Pen {
    /// The language of the page.
    pub(crate) say: Say,
    up: String,
    path: String,
    given: BTreeSet<String>,
    stamp: Option<Stamp>,
}

impl Pen {
    fn new(say: Say, path: &str, stamp: Option<Stamp>) -> Self {
        Self { say, up: "../".repeat(path.matches('/').count()), path: path.to_string(), given: BTreeSet::new(), stamp }
    }

    /// The relative address, in the page's language, of a path from the site's root.
    pub(crate) fn href(&self, to: &str) -> String {
        match to.strip_prefix(&self.path) {
            Some(place) if place.starts_with('#') => place.to_string(),
            _ => format!("{}{}", self.up, self.say.address(to)),
        }
    }

    /// The relative address of this page in another language.
    fn there(&self, other: Say) -> String {
        format!("{}{}", self.up, other.address(&self.path))
    }

    /// The names that this page has not given before.
    pub(crate) fn fresh(&mut self, ids: &[String]) -> Vec<String> {
        ids.iter().filter(|id| self.given.insert((*id).clone())).cloned().collect()
    }
}

/// A page's bytes.
pub(crate) fn draw(sheet: &Sheet) -> Vec<u8> {
    let say = sheet.say();
    let mut pen = Pen::new(say, &sheet.path, sheet.stamp);
    let body = html! { @for block in &sheet.blocks { (draw_block(&mut pen, block)) } };
    let page = html! {
        (DOCTYPE)
        html lang=(say.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(if say == Say::BURMESE { POLICY_FONT } else { POLICY });
                meta name="referrer" content="no-referrer";
                @if sheet.noindex || sheet.frame.private { meta name="robots" content="noindex"; }
                title { (sheet.title) @if sheet.title != sheet.frame.case { " – " (sheet.frame.case) } }
                link rel="stylesheet" href=(pen.href("style.css"));
                @if say == Say::BURMESE {
                    // The letters come with the page: a page that is drawn before them moves when they are there.
                    link rel="preload" href=(pen.href("myanmar.woff2")) as="font" type="font/woff2" crossorigin;
                    link rel="stylesheet" href=(pen.href("my.css"));
                }
                @for other in others(sheet) { link rel="alternate" hreflang=(other.code()) href=(pen.there(other)); }
                link rel="icon" type="image/png" href=(pen.href("favicon.png"));
                script src=(pen.href("roll.js")) defer {}
                @if let Some(script) = sheet.script { script src=(pen.href(script)) defer {} }
            }
            body {
                a class="skip" href="#main" { (say.say("to-the-text")) }
                @if sheet.frame.private { aside class="draft" aria-label=(say.say("draft-label")) { strong { (say.say("draft")) } } }
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
    let table = sheet.blocks.iter().any(|block| matches!(block, Block::Matrix(_)));
    let class =
        [by_date.then_some("by-date"), table.then_some("of-table")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let of_table = |id: &str| (table && !sheet.say().is_english()).then(|| sheet.say().say(id));
    let word = |id: &str| (!sheet.say().is_english()).then(|| sheet.say().say(id));
    let shown = |say: Say| say.with("tools-shown", [("shown", "{shown}".into()), ("all", "{all}".into())]);
    let told = (!sheet.say().is_english()).then(|| shown(sheet.say()));
    html! { @if many && !own {
        div id="tools" class=[(!class.is_empty()).then_some(class)] data-find=[word("tools-find")] data-shown=[told]
            data-order=[word("tools-order")] data-oldest=[word("tools-oldest")] data-newest=[word("tools-newest")]
            data-party=[of_table("party")] data-pin=[of_table("tools-pin")] data-unpin=[of_table("tools-unpin")]
            data-cells=[of_table("tools-cells")] data-signs=[of_table("tools-signs")] data-spaced=[of_table("tools-spaced")]
            data-worded=[of_table("tools-worded")] {}
    } }
}

/// The other languages that the page is there in.
fn others(sheet: &Sheet) -> impl Iterator<Item = Say> {
    sheet.frame.others.iter().filter_map(|code| Say::of(code))
}

fn head(pen: &Pen, sheet: &Sheet) -> Markup {
    html! {
        header {
            p class="case" { a href=(pen.href("en/index.html")) { (sheet.frame.case) } }
            nav aria-label=(pen.say.say("parts-label")) {
                ul { @for (path, name) in PARTS {
                    li { a href=(pen.href(path)) aria-current=[(path == sheet.part).then_some("true")] { (pen.say.say(name)) } }
                } }
            }
            @for other in others(sheet) {
                p class="tongue" { a href=(pen.there(other)) hreflang=(other.code()) lang=(other.code()) { (other.say("own-name")) } }
            }
            @if !pen.say.reviewed() {
                p class="notice" { (pen.say.say("not-reviewed")) " " span lang="en" { (Say::ENGLISH.say("not-reviewed")) } }
            }
            @if let Some(notice) = &sheet.frame.notice { p class="notice" { (notice) } }
        }
    }
}

fn foot(pen: &Pen) -> Markup {
    html! {
        footer {
            p { (pen.say.say("foot-meaning")) }
            nav aria-label=(pen.say.say("more-label")) {
                ul { @for (path, name) in MORE { li { a href=(pen.href(path)) { (pen.say.say(name)) } } } }
            }
            @if let Some(stamp) = pen.stamp {
                p class="quiet" {
                    (last_changed(pen.say, stamp)) " "
                    a href=(pen.href("en/build.html")) { (pen.say.say("last-changed-link")) }
                }
            }
        }
    }
}

fn last_changed(say: Say, stamp: Stamp) -> String {
    let day = dates::date(say, &Edtf::day(stamp.day));
    say.with("last-changed", [("edition", say.number(stamp.edition).into()), ("day", day.into())])
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
        Block::Search => draw_search(pen.say),
    }
}

/// The place of the search, with what its script says where the page is not in English.
fn draw_search(say: Say) -> Markup {
    let word = |id: &str| (!say.is_english()).then(|| say.say(id));
    let counted = |id: &str| (!say.is_english()).then(|| say.with(id, [("number", "{number}".into())]));
    html! {
        div id="search" data-label=[word("search-label")] data-not-loaded=[word("search-not-loaded")]
            data-too-many=[word("search-too-many")] data-found=[counted("search-found")]
            data-first=[counted("search-first")] data-more=[word("search-more")] {}
    }
}

fn draw_cite(pen: &Pen, cite: &Cite) -> Markup {
    let Some(stamp) = pen.stamp else { return html! {} };
    let (say, made) = (pen.say, Made::new(pen.say, cite, stamp));
    html! {
        section class="cite" aria-labelledby="cite" {
            h2 id="cite" { (say.say("cite-heading")) }
            p { (made.plain()) }
            p class="quiet" { (say.say("cite-address")) " " code { (cite.path) } }
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
        Run::In(language, text, Some(to)) => a lang=(language) href=(pen.href(to)) { (text) },
        Run::In(language, text, None) => span lang=(language) { (text) },
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
            @if let Some(state) = &line.state { " " span class="state" { (state) } }
        }
        @for quote in shown { (draw_quote(pen, quote)) }
        @if !rest.is_empty() {
            details {
                summary { (pen.say.with("words-more", [("number", rest.len().into())])) }
                @for quote in rest { (draw_quote(pen, quote)) }
            }
        }
        @if line.more > 0 { p class="quiet" { (pen.say.with("words-not-repeated", [("number", line.more.into())])) } }
        @if !line.under.is_empty() { ol class="lines" { @for line in &line.under { (draw_line(pen, line)) } } }
    }
}

fn draw_quote(pen: &Pen, quote: &Quote) -> Markup {
    html! {
        figure class="quote" {
            @match (&quote.words, &quote.seen) {
                (Some(words), _) => blockquote lang=[&quote.lang] { p { (quote.before) mark { (words) } (quote.after) } },
                (None, Some(seen)) => p class="seen" { (pen.say.say("seen-in-picture")) ": " (seen) },
                (None, None) => p class="quiet" { (pen.say.say("words-not-shown")) },
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
                Some(seen) => p class="seen" id=[ids.first()] { (more_ids(&ids)) (pen.say.say("seen-in-picture")) ": " (seen) },
                None => blockquote id=[ids.first()] lang=[&passage.lang] {
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
