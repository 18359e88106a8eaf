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
}

/// See the module's page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tagger {
    pub weights: Weights,
    /// From a tag (or the start, last) to a tag.
    pub moves: Vec<i32>,
    /// Added to "neither".
    pub bias: i32,
}

impl Tagger {
    /// The spans of a sentence whose first word is `first`.
    pub fn spans(&self, features: &[Vec<Feature>], first: usize) -> Vec<Span> {
        let mut scores = vec![0i32; features.len() * TAGS];
        for (row, features) in scores.chunks_mut(TAGS).zip(features) {
            self.weights.add(features, row);
            row[0] += self.bias;
        }
        spans_of(&best(&scores, &self.moves), first)
    }

    /// Writes it.
    pub fn write(&self, out: &mut Vec<u8>) {
        self.weights.write(out);
        out.extend(self.bias.to_le_bytes());
        for value in &self.moves {
            out.extend(value.to_le_bytes());
        }
    }

    /// Reads it off the front.
    pub fn read(bytes: &mut &[u8]) -> Option<Self> {
        let weights = Weights::read(bytes)?;
        let bias = i32::from_le_bytes(take::<4>(bytes)?);
        let moves: Option<Vec<i32>> = (0..(TAGS + 1) * TAGS).map(|_| take::<4>(bytes).map(i32::from_le_bytes)).collect();
        Some(Self { weights, moves: moves?, bias })
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
            spans.push(Span { kind, words: first + at..first + at + 1 });
        }
    }
    spans
}
