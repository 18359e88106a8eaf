//! The words of sources as a report gives them: a sentence once, with all that is relied on in it marked.
//!
//! The main function is [`cited`]. A page shows each claim's words in their sentence; on paper the same sentence five times
//! over would hide what it says, so excerpts that touch are put together. Nothing is shown that no excerpt showed.

use super::model::{Piece, Pieces, clean, cut, quiet, text};
use crate::block::Quote;
use crate::lines;
use crate::site::Site;
use rollcall_model::claim::{Anchor, SEEN};
use std::collections::BTreeMap;

/// The most letters of one passage.
const LONGEST: usize = 1200;

/// How many letters two excerpts must share to be one passage.
const OVERLAP: usize = 8;

/// The most passages of one note.
const MOST: usize = 8;

/// A passage of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cited<'a> {
    /// The places that it was put together from, in order.
    pub anchors: Vec<&'a Anchor>,
    /// Title, publisher, date and place.
    pub credit: String,
    /// The words, those relied on marked; or that they are not shown.
    pub words: Pieces,
}

/// Passages of some anchors, in order of source and place.
pub(crate) fn cited<'a>(site: &Site<'_>, anchors: impl IntoIterator<Item = &'a Anchor>) -> Vec<Cited<'a>> {
    let mut out: Vec<Cited<'a>> = Vec::new();
    let mut open: Option<Open<'a>> = None;
    for anchor in lines::widest(anchors) {
        let Some(quote) = lines::quote(site, anchor) else { continue };
        let next = Open::new(anchor, quote);
        open = match open.take() {
            Some(mut before) if before.touches(&next) => {
                before.take(next);
                Some(before)
            }
            before => {
                out.extend(before.map(Open::close));
                Some(next)
            }
        };
    }
    out.extend(open.map(Open::close));
    out
}

/// A passage that may still grow.
struct Open<'a> {
    anchors: Vec<&'a Anchor>,
    credit: String,
    shown: Shown,
}

/// What is shown of a passage.
enum Shown {
    /// Letters by their place, each with whether it is relied on; and whether more stands before and after.
    Letters { letters: BTreeMap<usize, (char, bool)>, dots: (bool, bool) },
    /// Cells of one row.
    Cells(Vec<String>),
    /// What a person saw in a picture.
    Seen(String),
    /// Words that may not be shown.
    Withheld,
}

impl<'a> Open<'a> {
    fn new(anchor: &'a Anchor, quote: Quote) -> Self {
        let shown = match (quote.words, quote.seen) {
            (Some(words), _) if anchor.row.is_some() => Shown::Cells(vec![words]),
            (Some(words), _) => letters(anchor.start, &quote.before, &words, &quote.after),
            (None, Some(seen)) => Shown::Seen(seen),
            (None, None) => Shown::Withheld,
        };
        Self { anchors: vec![anchor], credit: quote.credit, shown }
    }

    fn touches(&self, next: &Self) -> bool {
        let (before, after) = (self.anchors[0], next.anchors[0]);
        let same = before.source == after.source && before.layer == after.layer;
        match (&self.shown, &next.shown) {
            (Shown::Letters { letters, .. }, Shown::Letters { letters: more, .. }) => {
                // Words of two documents in one file stay apart.
                same && self.credit == next.credit && agree(letters, more)
            }
            (Shown::Cells(_), Shown::Cells(_)) => same && before.row == after.row,
            (Shown::Withheld, Shown::Withheld) => self.credit == next.credit,
            _ => false,
        }
    }

    fn take(&mut self, next: Self) {
        match (&mut self.shown, next.shown) {
            (Shown::Letters { letters, dots }, Shown::Letters { letters: more, dots: new }) => {
                let end = letters.keys().next_back().copied();
                for (at, (letter, marked)) in more {
                    let known = letters.entry(at).or_insert((letter, false));
                    known.1 |= marked;
                }
                if letters.keys().next_back().copied() > end {
                    dots.1 = new.1;
                }
            }
            (Shown::Cells(cells), Shown::Cells(more)) => {
                if self.credit != next.credit {
                    self.credit = row_alone(&self.credit);
                }
                cells.extend(more);
            }
            _ => {}
        }
        self.anchors.extend(next.anchors);
    }

    fn close(self) -> Cited<'a> {
        let words = match self.shown {
            Shown::Letters { letters, dots } => written(&letters, dots),
            Shown::Cells(cells) => {
                let quoted: Vec<String> = cells.iter().map(|cell| format!("“{}”", cut(&clean(cell), LONGEST))).collect();
                vec![Piece::Strong(quoted.join(", "))]
            }
            Shown::Seen(seen) => vec![quiet(&format!("{SEEN}: ")), Piece::Text(cut(&clean(&seen), LONGEST))],
            Shown::Withheld => vec![quiet("The words are not shown here.")],
        };
        Cited { anchors: self.anchors, credit: clean(&self.credit), words }
    }
}

/// Whether two excerpts show the same letters where they lie over each other, and do so for long enough that this is no
/// chance: a name that is covered moves all that stands after it.
fn agree(letters: &BTreeMap<usize, (char, bool)>, more: &BTreeMap<usize, (char, bool)>) -> bool {
    let shared = || more.iter().filter_map(|(at, (letter, _))| letters.get(at).map(|(known, _)| known == letter));
    shared().count() >= OVERLAP.min(more.len()) && shared().all(|same| same)
}

/// `…, row 3, column name` without the column, for cells of several columns.
fn row_alone(credit: &str) -> String {
    credit.rfind(", column ").map_or(credit, |at| &credit[..at]).to_string()
}

fn letters(start: usize, before: &str, words: &str, after: &str) -> Shown {
    let dots = (before.starts_with('…'), after.ends_with('…'));
    let before: Vec<char> = before.trim_start_matches('…').chars().collect();
    let after = after.trim_end_matches('…').chars();
    // What stands before counts back from the words: marks for what is left out have no place.
    let first = start.saturating_sub(before.len());
    let marked = words.chars().map(|letter| (letter, true));
    let all = before.iter().map(|letter| (*letter, false)).chain(marked).chain(after.map(|letter| (letter, false)));
    Shown::Letters { letters: all.enumerate().map(|(at, letter)| (first + at, letter)).collect(), dots }
}

/// Letters as words in quotation marks.
fn written(letters: &BTreeMap<usize, (char, bool)>, dots: (bool, bool)) -> Pieces {
    let mut runs: Vec<(String, bool)> = Vec::new();
    for (letter, marked) in letters.values().take(LONGEST) {
        match runs.last_mut() {
            Some((run, same)) if same == marked => run.push(*letter),
            _ => runs.push((letter.to_string(), *marked)),
        }
    }
    if let Some((first, _)) = runs.first_mut() {
        *first = first.trim_start().to_string();
    }
    if let Some((last, _)) = runs.last_mut() {
        *last = last.trim_end().to_string();
    }
    let open = if dots.0 { "“…" } else { "“" };
    let close = if dots.1 || letters.len() > LONGEST { "…”" } else { "”" };
    let marked = runs.into_iter().map(|(run, marked)| {
        let run = clean(&run);
        if marked { Piece::Strong(run) } else { Piece::Text(run) }
    });
    std::iter::once(text(open)).chain(marked).chain([text(close)]).collect()
}

/// Some passages as a note: where each stands, and its words.
pub(crate) fn note(passages: &[Cited<'_>]) -> Vec<Pieces> {
    let mut out: Vec<Pieces> = passages.iter().take(MOST).map(line).collect();
    if passages.len() > MOST {
        let more = crate::words::count(passages.len() - MOST, "more passage is", "more passages are");
        out.push(vec![quiet(&format!("{more} relied on; the annex has all."))]);
    }
    out
}

fn line(passage: &Cited<'_>) -> Pieces {
    let mut out = vec![text(&format!("{}: ", passage.credit))];
    out.extend(passage.words.clone());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::plain;

    fn merged(parts: &[(usize, &str, &str, &str)]) -> String {
        let anchors: Vec<Anchor> = parts.iter().map(|(start, _, words, _)| anchor(*start, words)).collect();
        let opens = parts.iter().zip(&anchors).map(|((_, before, words, after), anchor)| {
            let quote = Quote {
                before: (*before).into(),
                words: Some((*words).into()),
                seen: None,
                after: (*after).into(),
                credit: "A note".into(),
                to: String::new(),
                lang: None,
            };
            Open::new(anchor, quote)
        });
        let mut out: Vec<Open<'_>> = Vec::new();
        for next in opens {
            match out.last_mut() {
                Some(before) if before.touches(&next) => before.take(next),
                _ => out.push(next),
            }
        }
        let shown = |passage: Cited<'_>| {
            let part = |piece: &Piece| match piece {
                Piece::Strong(words) => format!("[{words}]"),
                other => plain(std::slice::from_ref(other)),
            };
            passage.words.iter().map(part).collect::<String>()
        };
        out.into_iter().map(Open::close).map(shown).collect::<Vec<_>>().join(" | ")
    }

    fn anchor(start: usize, words: &str) -> Anchor {
        Anchor {
            source: "a".into(),
            sha256: String::new(),
            layer: "text/1".into(),
            start,
            end: start + words.chars().count(),
            text: words.into(),
            row: None,
            column: None,
            page: None,
            rect: None,
            description: None,
        }
    }

    #[test]
    fn a_sentence_stands_once_with_all_its_marks() {
        let said = merged(&[(0, "", "Nord", " hosted Sud."), (12, "Nord hosted ", "Sud", ".")]);
        assert_eq!(said, "“[Nord] hosted [Sud].”");
    }

    #[test]
    fn sentences_apart_stay_apart_and_what_is_left_out_is_dots() {
        let said = merged(&[(10, "…t by ", "Nord", " and…"), (900, "", "Sud", " too.")]);
        assert_eq!(said, "“…t by [Nord] and…” | “[Sud] too.”");
    }

    #[test]
    fn excerpts_that_do_not_agree_are_not_mixed() {
        let said = merged(&[(0, "", "[name withheld]", " hosted Sud."), (12, "Nord hosted ", "Sud", ".")]);
        assert_eq!(said, "“[[name withheld]] hosted Sud.” | “Nord hosted [Sud].”");
    }

    #[test]
    fn a_very_long_passage_is_cut() {
        let said = merged(&[(0, "", &"x".repeat(5000), "")]);
        assert!(said.ends_with("x]…”") && said.chars().count() < LONGEST + 10, "{}", said.len());
    }
}
