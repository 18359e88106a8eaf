//! The linker: which rank, post and body of a sentence is which person's.
//!
//! The main type is [`Linker`]: every pair of a person and another span gets a number from what lies between them, who
//! else is near, what the rules said, and how sure the tagger is of both. Ranks and posts go before bodies, because a body
//! is mostly that of a post.

use super::features::{feature, letters, mix};
use super::tags::{Kind, Span, Sure};
use super::weights::{Feature, Weights, take};
use crate::text::Text;

/// Spans of a sentence looked at for one person, to each side: a list of bodies stays quick.
const NEAR: usize = 12;

/// A person and what may be that person's: places in the sentence's list of spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    pub person: usize,
    pub other: usize,
}

/// What the rules said of spans that overlap a pair's.
pub(super) trait Said {
    /// Whether they linked these two, and whether they linked either to another.
    fn of(&self, person: &Span, other: &Span) -> (bool, bool, bool);
}

/// See the module's page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Linker {
    pub weights: Weights,
    /// What a pair must reach, by the other's kind: rank, post, body.
    pub least: [i32; 3],
}

/// A pair found, and by how much.
pub(super) type Found = (Pair, i32);

impl Linker {
    /// The pairs of a sentence.
    pub fn pairs(&self, text: &Text<'_>, spans: &[Span], said: &dyn Said) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for (n, kind) in [Kind::Rank, Kind::Post, Kind::Body].into_iter().enumerate() {
            let accepted: Vec<Pair> = found.iter().map(|(pair, _)| *pair).collect();
            for pair in candidates(spans, kind) {
                let mut total = [0];
                self.weights.add(&features(text, spans, pair, &accepted, said), &mut total);
                if total[0] > self.least[n] {
                    found.push((pair, total[0] - self.least[n]));
                }
            }
        }
        found
    }

    /// Writes it.
    pub fn write(&self, out: &mut Vec<u8>) {
        self.weights.write(out);
        for value in self.least {
            out.extend(value.to_le_bytes());
        }
    }

    /// Reads it off the front.
    pub fn read(bytes: &mut &[u8]) -> Option<Self> {
        let weights = Weights::read(bytes)?;
        let mut least = [0; 3];
        for value in &mut least {
            *value = i32::from_le_bytes(take::<4>(bytes)?);
        }
        Some(Self { weights, least })
    }
}

/// Pairs of a person and a span of a kind.
pub(super) fn candidates(spans: &[Span], kind: Kind) -> Vec<Pair> {
    let mut out = Vec::new();
    for (person, _) in spans.iter().enumerate().filter(|(_, span)| span.kind == Kind::Person) {
        let from = person.saturating_sub(NEAR);
        let near = spans.iter().enumerate().take(person + NEAR + 1).skip(from);
        out.extend(near.filter(|(_, span)| span.kind == kind).map(|(other, _)| Pair { person, other }));
    }
    out
}

fn distance(a: &Span, b: &Span) -> usize {
    if a.words.end <= b.words.start { b.words.start - a.words.end } else { a.words.start.saturating_sub(b.words.end) }
}

fn bucket(distance: usize) -> u64 {
    match distance {
        0..=3 => distance as u64,
        4..=5 => 4,
        6..=8 => 5,
        9..=13 => 6,
        14..=20 => 7,
        _ => 8,
    }
}

/// How sure the tagger is, in few steps.
fn steps(sure: i32) -> u64 {
    let size = match sure.abs() {
        0..=199 => 0,
        200..=499 => 1,
        500..=999 => 2,
        1000..=1999 => 3,
        2000..=3999 => 4,
        4000..=7999 => 5,
        _ => 6,
    };
    if sure >= 0 { 7 + size } else { 6 - size }
}

/// The features of a pair; `accepted` are the pairs of kinds that go before.
pub(super) fn features(text: &Text<'_>, spans: &[Span], pair: Pair, accepted: &[Pair], said: &dyn Said) -> Vec<Feature> {
    let (person, other) = (&spans[pair.person], &spans[pair.other]);
    let right = pair.other > pair.person;
    let (low, high) = (pair.person.min(pair.other), pair.person.max(pair.other));
    let kind = other.kind as u64 * 2 + u64::from(right);
    let between = &spans[low + 1..high];
    let (from, to) = (spans[low].words.end, spans[high].words.start);
    let mut out: Vec<Feature> = Vec::with_capacity(48);
    let mut add = |what: u64, value: u64| {
        out.push(feature(&[what, kind, value]));
    };
    add(100, 0);
    let far = bucket(distance(person, other));
    add(101, far);
    add(102, between.len().min(5) as u64);
    let types = between.iter().take(5).fold(3, |hash, span| mix(hash, span.kind as u64));
    add(103, types);
    let free = |at: &usize| !between.iter().any(|span| span.words.contains(at));
    let mut marks = 0u64;
    let mut path = 5;
    for at in from..=to.min(from + 40) {
        marks |= u64::from(text.gap(at).0);
        if at < to && free(&at) {
            path = mix(path, letters(text.word(at)));
            add(104, letters(text.word(at)));
        } else if let Some(span) = between.iter().find(|span| span.words.start == at) {
            path = mix(path, 7 + span.kind as u64);
        }
        if free(&at) {
            path = mix(path, 99 + u64::from(text.gap(at).0));
        }
    }
    add(105, marks);
    add(106, mix(types, marks));
    if far < 6 {
        add(107, path);
    }
    let others = |kind: Kind| between.iter().filter(|span| span.kind == kind).count().min(3) as u64;
    add(108, others(Kind::Person));
    add(109, others(other.kind));
    add(110, others(Kind::Person) * 4 + others(other.kind));
    // Whether another person is nearer to what may be this one's, and another of its kind to the person.
    let rival = |kind: Kind, to: &Span, except: usize| {
        spans.iter().enumerate().filter(|(n, span)| *n != except && span.kind == kind).map(|(_, s)| distance(s, to)).min()
    };
    let person_rival = rival(Kind::Person, other, pair.person);
    let kind_rival = rival(other.kind, person, pair.other);
    let compare = |rival: Option<usize>| rival.map_or(0, |r| 1 + u64::from(r < distance(person, other)) + 2 * bucket(r));
    add(111, compare(person_rival));
    add(112, compare(kind_rival));
    add(
        113,
        compare(person_rival).min(1) + far * 4 + u64::from(person_rival.is_some_and(|r| r < distance(person, other))) * 2,
    );
    let (linked, person_taken, other_taken) = said.of(person, other);
    let rules = u64::from(linked) + 2 * u64::from(person_taken) + 4 * u64::from(other_taken);
    add(114, rules);
    add(115, rules * 16 + far);
    add(116, mix(rules, types));
    let beside = |at: Option<usize>| at.and_then(|at| spans.get(at)).map_or(9, |span| span.kind as u64);
    add(117, beside(low.checked_sub(1)) * 16 + beside(Some(high + 1)));
    add(118, mix(types, beside(low.checked_sub(1)) * 16 + beside(Some(high + 1))));
    add(119, letters(text.word(other.words.start)));
    add(120, letters(text.word(other.words.end - 1)));
    add(121, u64::from(text.gap(spans[high].words.end).0));
    add(122, u64::from(text.gap(spans[low].words.start).0));
    if spans[low].words.start > 0 {
        add(123, letters(text.word(spans[low].words.start - 1)));
    }
    if spans[high].words.end < text.words.len() {
        add(124, letters(text.word(spans[high].words.end)));
    }
    add(125, person.words.len().min(3) as u64);
    add(126, spans.iter().filter(|span| span.kind == Kind::Person).count().min(4) as u64 * 8 + between.len().min(7) as u64);
    if let (Sure::By(one), Sure::By(two)) = (person.sure, other.sure) {
        add(140, steps(one));
        add(141, steps(two));
        add(142, steps(one.min(two)) * 16 + rules);
        add(143, steps(one) * 16 + steps(two));
    }
    for step in context(text, spans, pair, accepted) {
        add(step.0, step.1);
    }
    out
}

/// What the pairs of the kinds that go before say.
fn context(text: &Text<'_>, spans: &[Span], pair: Pair, accepted: &[Pair]) -> Vec<(u64, u64)> {
    let mut out = Vec::new();
    let (person, other) = (&spans[pair.person], &spans[pair.other]);
    let mine: Vec<&Span> = accepted.iter().filter(|a| a.person == pair.person).map(|a| &spans[a.other]).collect();
    let posts = mine.iter().filter(|span| span.kind == Kind::Post).count();
    let ranks = mine.iter().filter(|span| span.kind == Kind::Rank).count();
    out.push((130, (posts.min(2) * 3 + ranks.min(2)) as u64));
    if other.kind != Kind::Body {
        return out;
    }
    // The post nearest to the body, and whose it is.
    let nearest = spans
        .iter()
        .enumerate()
        .filter(|(_, span)| span.kind == Kind::Post)
        .min_by_key(|(n, span)| (distance(span, other), *n));
    let Some((at, post)) = nearest else {
        out.push((131, 0));
        return out;
    };
    let side = u64::from(post.words.start < other.words.start);
    let owners: Vec<usize> = accepted.iter().filter(|a| a.other == at).map(|a| a.person).collect();
    let whose = if owners.contains(&pair.person) { 2 } else { u64::from(!owners.is_empty()) };
    let apart = bucket(distance(post, other));
    let gap = if side == 1 { text.gap(post.words.end) } else { text.gap(other.words.end) };
    out.push((131, 1 + whose));
    out.push((132, whose * 32 + side * 16 + apart));
    out.push((133, mix(whose * 32 + side * 16 + apart, u64::from(gap.0))));
    out.push((134, whose * 64 + side * 16 + bucket(distance(person, other))));
    let bodies = spans.iter().filter(|span| span.kind == Kind::Body && distance(span, post) < distance(other, post)).count();
    out.push((135, whose * 8 + bodies.min(3) as u64));
    out
}
