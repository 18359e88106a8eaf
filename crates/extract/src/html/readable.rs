//! Finding the article's words in the page's text again.
//!
//! The main function is [`spans`]. Both texts are sequences of the same text nodes, the article's with most of them left out.
//! Nodes whose words stand once in both are fixed points (as in a patience diff); between two of them the rest is matched in
//! order. So a menu's "Home" is not taken for the article's.

use super::visible::Visible;
use rollcall_model::layer::Span;
use std::collections::BTreeMap;

/// How far ahead a node is looked for between two fixed points.
const WINDOW: usize = 200;

/// Where the article stands in the page. Empty where it is all of it, or none.
pub(super) fn spans(article: &Visible, page: &Visible) -> Vec<Span> {
    let words = |of: &Visible| of.pieces.iter().map(|piece| normal(of.words(piece))).collect::<Vec<_>>();
    let (article, whole) = (words(article), words(page));
    let mut taken = vec![false; whole.len()];
    let mut from = (0, 0);
    for point in fixed_points(&article, &whole).into_iter().chain([(article.len(), whole.len())]) {
        fill(&article, &whole, from, point, &mut taken);
        if let Some(taken) = taken.get_mut(point.1) {
            *taken = true;
        }
        from = (point.0 + 1, point.1 + 1);
    }
    if taken.iter().all(|taken| *taken) {
        return Vec::new();
    }
    let mut spans: Vec<Span> = Vec::new();
    let mut before = false;
    for (piece, taken) in page.pieces.iter().zip(taken) {
        match spans.last_mut() {
            Some(last) if taken && before => last.end = piece.span.end,
            _ if taken => spans.push(piece.span),
            _ => {}
        }
        before = taken;
    }
    spans
}

/// Words with single spaces: the library may have set them anew.
fn normal(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Pairs of nodes whose words stand once in each text, as many as keep their order in both.
fn fixed_points(article: &[String], page: &[String]) -> Vec<(usize, usize)> {
    let mut seen: BTreeMap<&str, [Vec<usize>; 2]> = BTreeMap::new();
    for (side, words) in [article, page].into_iter().enumerate() {
        for (at, words) in words.iter().enumerate() {
            seen.entry(words).or_default()[side].push(at);
        }
    }
    let mut pairs: Vec<(usize, usize)> = seen
        .values()
        .filter(|[article, page]| article.len() == 1 && page.len() == 1)
        .map(|[article, page]| (article[0], page[0]))
        .collect();
    pairs.sort_unstable();
    longest_rise(&pairs)
}

/// The longest part of the pairs in which the second numbers rise.
fn longest_rise(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // Ends of the shortest rises of each length, and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < pair.1);
        before.push(length.checked_sub(1).map(|length| ends[length]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut rise = Vec::new();
    let mut at = ends.last().copied();
    while let Some(pair) = at {
        rise.push(pairs[pair]);
        at = before[pair];
    }
    rise.reverse();
    rise
}

/// Matches what stands between two fixed points, in order.
fn fill(article: &[String], page: &[String], from: (usize, usize), to: (usize, usize), taken: &mut [bool]) {
    let mut next = from.1;
    for words in &article[from.0.min(to.0)..to.0] {
        let end = to.1.min(next + WINDOW);
        if let Some(found) = (next..end).find(|at| page[*at] == *words) {
            taken[found] = true;
            next = found + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rise_keeps_most_pairs() {
        assert_eq!(longest_rise(&[(0, 9), (1, 2), (2, 3), (3, 1), (4, 5)]), [(1, 2), (2, 3), (4, 5)]);
        assert_eq!(longest_rise(&[]), []);
    }
}
