//! A source's words as the reviewer reads them, with every place marked that a claim rests on.
//!
//! The main function is [`passage`]. Words are shown and not obeyed: marks that turn the direction of writing are drawn as
//! signs, and a long text is cut to what lies around the place asked for.

use maud::{Markup, html};
use rollcall_model::claim::{Anchor, SEEN};
use rollcall_model::layer::{CodePoints, Span};
use std::collections::BTreeSet;

/// Code points of a text that are shown at once, on either side of the place asked for.
const AROUND: usize = 20_000;

/// Signs that change how other words are shown, and would make a page say what its source does not.
fn is_turning(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Words with turning signs and control characters drawn.
pub(crate) fn words(text: &str) -> Markup {
    let hidden = |letter: char| is_turning(letter) || letter.is_control() && !matches!(letter, '\n' | '\t' | '\r');
    if !text.contains(hidden) {
        return html! { (text) };
    }
    html! {
        @for piece in text.split_inclusive(hidden) {
            @match piece.chars().next_back().filter(|last| hidden(*last)) {
                Some(last) => {
                    (&piece[..piece.len() - last.len_utf8()])
                    span class="sign" title="a sign that is not shown" { (format!("U+{:04X}", u32::from(last))) }
                }
                None => { (piece) }
            }
        }
    }
}

/// What a claim rests on: its words as a quote or, in a picture, what a person saw there, which is none.
pub(crate) fn said(anchor: &Anchor) -> Markup {
    match anchor.seen() {
        Some(seen) => html! { span class="seen" { (SEEN) ": " (words(seen)) } },
        None => html! { q { (words(&anchor.text)) } },
    }
}

/// The text around a place, with spans marked, and the place that was asked for as `here`. All are in code points of the
/// whole text.
pub(crate) fn passage(text: &str, spans: &BTreeSet<Span>, at: usize, here: Option<usize>) -> Markup {
    let points = CodePoints::new(text);
    let at = at.min(points.len());
    let (from, to) = (at.saturating_sub(AROUND), (at + AROUND).min(points.len()));
    let cut = |start: usize, end: usize| points.slice(Span { start, end }).unwrap_or_default();
    html! {
        @if from > 0 { p class="small" { "The text before is not shown here." } }
        div class="passage" lang="und" dir="auto" {
            @for (start, end, marked) in pieces(spans, from, to, here) {
                @if here == Some(start) { span id="here" class="here" { "▸" } }
                @if marked { mark id=(format!("w{start}")) data-start=(start) data-end=(end) { (words(cut(start, end))) } }
                @else { (words(cut(start, end))) }
            }
        }
        @if to < points.len() { p class="small" { "The text after is not shown here." } }
    }
}

/// A stretch of text cut wherever a span begins or ends, and at the place asked for: start, end, and whether a span covers it.
fn pieces(spans: &BTreeSet<Span>, from: usize, to: usize, here: Option<usize>) -> Vec<(usize, usize, bool)> {
    let inside: Vec<Span> = spans
        .iter()
        .map(|span| Span { start: span.start.max(from), end: span.end.min(to) })
        .filter(|span| span.start < span.end)
        .collect();
    // How many spans are open after each place.
    let mut steps: Vec<(usize, i64)> = inside.iter().flat_map(|span| [(span.start, 1), (span.end, -1)]).collect();
    steps.extend(here.filter(|here| (from..to).contains(here)).map(|here| (here, 0)));
    steps.sort_unstable();
    let mut pieces = Vec::new();
    let (mut at, mut open) = (from, 0);
    for (place, step) in steps {
        if place > at {
            pieces.push((at, place, open > 0));
            at = place;
        }
        open += step;
    }
    if at < to {
        pieces.push((at, to, false));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_spans_begin_and_end() {
        let spans = BTreeSet::from([Span { start: 2, end: 5 }, Span { start: 3, end: 4 }, Span { start: 8, end: 9 }]);
        let wanted = [(0, 2, false), (2, 3, true), (3, 4, true), (4, 5, true), (5, 8, false), (8, 9, true), (9, 10, false)];
        assert_eq!(pieces(&spans, 0, 10, None), wanted);
        assert_eq!(pieces(&spans, 4, 8, Some(6)), [(4, 5, true), (5, 6, false), (6, 8, false)]);
    }

    #[test]
    fn signs_that_turn_words_are_drawn() {
        let drawn = words("a\u{202e}b<script>\u{7}").into_string();
        assert!(drawn.contains("U+202E") && drawn.contains("U+0007") && drawn.contains("&lt;script&gt;"), "{drawn}");
        assert!(!drawn.contains('\u{202e}'));
    }
}
