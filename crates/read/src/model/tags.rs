//! The tagger: which words are a person, a rank, a post or a body.
//!
//! The main type is [`Tagger`]: for each word one of nine tags (the first word of a kind, a further one, or neither), the
//! best row of tags for a sentence at once.

use super::weights::{Feature, Weights, take};
use std::ops::Range;

/// What the model looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A person's name.
    Person,
    /// A rank.
    Rank,
    /// A title or role.
    Post,
    /// A force, a unit or another body.
    Body,
}

/// All kinds, in the order of their tags.
pub(super) const KINDS: [Kind; 4] = [Kind::Person, Kind::Rank, Kind::Post, Kind::Body];

/// Neither, then first and further words of each kind.
pub(super) const TAGS: usize = 9;

/// Never chosen.
const NEVER: i32 = i32::MIN / 4;

/// Words of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub kind: Kind,
    /// Words of the text.
    pub words: Range<usize>,
    /// How sure the tagger is.
    pub sure: Sure,
}

impl Span {
    /// Whether the tagger itself has it.
    pub fn found(&self, least: i32) -> bool {
        matches!(self.sure, Sure::By(by) if by >= least)
    }
}

/// How sure the tagger is of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sure {
    /// By how much the best row of tags falls without it, or (below 0) with it, where only the rules have it.
    By(i32),
    /// Nobody asked it.
    Unasked,
}

/// Scores of a sentence's tags, and the best that reaches and that leaves each.
pub(super) struct Lattice {
    reach: Vec<i32>,
    leave: Vec<i32>,
    scores: Vec<i32>,
    best: i32,
}

impl Lattice {
    fn new(scores: Vec<i32>, moves: &[i32]) -> Self {
        let count = scores.len() / TAGS;
        let mut reach = vec![NEVER; scores.len()];
        let mut leave = vec![0; scores.len()];
        for at in 0..count {
            for tag in 0..TAGS {
                let into = if at == 0 {
                    if tag == 0 || !tag.is_multiple_of(2) { moves[TAGS * TAGS + tag] } else { NEVER }
                } else {
                    let before = (0..TAGS).filter(|before| allowed(*before, tag));
                    before.map(|b| reach[(at - 1) * TAGS + b] + moves[b * TAGS + tag]).max().unwrap_or(NEVER)
                };
                reach[at * TAGS + tag] = (into + scores[at * TAGS + tag]).max(NEVER);
            }
        }
        for at in (1..count).rev() {
            for tag in 0..TAGS {
                let after = (0..TAGS).filter(|after| allowed(tag, *after));
                let best = after.map(|a| leave[at * TAGS + a] + scores[at * TAGS + a] + moves[tag * TAGS + a]).max();
                leave[(at - 1) * TAGS + tag] = best.unwrap_or(NEVER).max(NEVER);
            }
        }
        let best = if count == 0 { 0 } else { reach[(count - 1) * TAGS..].iter().copied().max().unwrap_or(0) };
        Self { reach, leave, scores, best }
    }

    /// By how much the best row with a span is above the best without it. `first` is the sentence's first word.
    pub fn sure(&self, kind: Kind, words: &Range<usize>, first: usize, moves: &[i32]) -> i32 {
        let (from, to) = (words.start - first, words.end - first);
        let count = self.scores.len() / TAGS;
        if from >= to || to > count {
            return 0;
        }
        let (begin, inside) = (kind as usize * 2 + 1, kind as usize * 2 + 2);
        let mut with = self.reach[from * TAGS + begin];
        let mut tag = begin;
        for at in from + 1..to {
            with += moves[tag * TAGS + inside] + self.scores[at * TAGS + inside];
            tag = inside;
        }
        // It ends here: no further word follows.
        let ends = |after: usize| after != inside && allowed(tag, after);
        with += if to == count {
            0
        } else {
            let leave = |a: usize| self.leave[to * TAGS + a] + self.scores[to * TAGS + a] + moves[tag * TAGS + a];
            (0..TAGS).filter(|a| ends(*a)).map(leave).max().unwrap_or(NEVER)
        };
        let total = |tag: usize| self.reach[from * TAGS + tag] + self.leave[from * TAGS + tag];
        let without = (0..TAGS).filter(|t| *t != begin).map(total).max().unwrap_or(0);
        if with >= self.best { with - without } else { with - self.best }
    }
}

/// See the module's page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tagger {
    pub weights: Weights,
    /// From a tag (or the start, last) to a tag.
    pub moves: Vec<i32>,
    /// Added to "neither".
    pub bias: i32,
    /// How sure the tagger must be of a body that is nobody's.
    pub alone: i32,
}

impl Tagger {
    /// The spans of a sentence whose first word is `first`.
    /// `more` are spans that others have there; those that overlap none of the tagger's stand among the rest.
    pub fn spans(&self, features: &[Vec<Feature>], first: usize, more: &[(Kind, Range<usize>)]) -> Vec<Span> {
        let mut scores = vec![0i32; features.len() * TAGS];
        for (row, features) in scores.chunks_mut(TAGS).zip(features) {
            self.weights.add(features, row);
            row[0] += self.bias;
        }
        let mut spans = spans_of(&best(&scores, &self.moves), first);
        if spans.is_empty() && more.is_empty() {
            return spans;
        }
        for (kind, words) in more {
            if !spans.iter().any(|span| span.words.start < words.end && words.start < span.words.end) {
                spans.push(Span { kind: *kind, words: words.clone(), sure: Sure::Unasked });
            }
        }
        spans.sort_by_key(|span| span.words.start);
        let lattice = Lattice::new(scores, &self.moves);
        for span in &mut spans {
            span.sure = Sure::By(lattice.sure(span.kind, &span.words, first, &self.moves));
        }
        spans
    }

    /// Writes it.
    pub fn write(&self, out: &mut Vec<u8>) {
        self.weights.write(out);
        out.extend(self.bias.to_le_bytes());
        out.extend(self.alone.to_le_bytes());
        for value in &self.moves {
            out.extend(value.to_le_bytes());
        }
    }

    /// Reads it off the front.
    pub fn read(bytes: &mut &[u8]) -> Option<Self> {
        let weights = Weights::read(bytes)?;
        let bias = i32::from_le_bytes(take::<4>(bytes)?);
        let alone = i32::from_le_bytes(take::<4>(bytes)?);
        let moves: Option<Vec<i32>> = (0..(TAGS + 1) * TAGS).map(|_| take::<4>(bytes).map(i32::from_le_bytes)).collect();
        Some(Self { weights, moves: moves?, bias, alone })
    }
}

/// Whether a further word of a kind may follow a tag.
fn allowed(from: usize, to: usize) -> bool {
    let further = to > 0 && to.is_multiple_of(2);
    !further || from == to || from + 1 == to
}

/// The best row of tags.
pub(super) fn best(scores: &[i32], moves: &[i32]) -> Vec<usize> {
    let count = scores.len() / TAGS;
    if count == 0 {
        return Vec::new();
    }
    let mut from = vec![0u8; count * TAGS];
    let mut now = [NEVER; TAGS];
    for (tag, value) in now.iter_mut().enumerate() {
        if tag == 0 || !tag.is_multiple_of(2) {
            *value = scores[tag] + moves[TAGS * TAGS + tag];
        }
    }
    for at in 1..count {
        let mut next = [NEVER; TAGS];
        for (tag, value) in next.iter_mut().enumerate() {
            for (before, score) in now.iter().enumerate() {
                let total = score + moves[before * TAGS + tag];
                if allowed(before, tag) && total > *value {
                    *value = total;
                    from[at * TAGS + tag] = before as u8;
                }
            }
            *value = value.saturating_add(scores[at * TAGS + tag]).max(NEVER);
        }
        now = next;
    }
    let mut tag = (0..TAGS).max_by_key(|tag| (now[*tag], TAGS - tag)).unwrap_or(0);
    let mut tags = vec![0; count];
    for at in (0..count).rev() {
        tags[at] = tag;
        tag = usize::from(from[at * TAGS + tag]);
    }
    tags
}

/// Tags as spans.
pub(super) fn spans_of(tags: &[usize], first: usize) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        if *tag == 0 {
            continue;
        }
        let kind = KINDS[(tag - 1) / 2];
        if tag.is_multiple_of(2)
            && let Some(last) = spans.last_mut().filter(|last| last.kind == kind && last.words.end == first + at)
        {
            last.words.end += 1;
        } else {
            spans.push(Span { kind, words: first + at..first + at + 1, sure: Sure::Unasked });
        }
    }
    spans
}
