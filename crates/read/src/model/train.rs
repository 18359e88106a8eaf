//! Learning a model from documents that people annotated.
//!
//! The main type is [`Annotated`]. The linker learns on spans that a tagger found which had not seen the document, because
//! that is what it will be given; the tagger learns on what the rules say, as when it is used. Both also learn on copies
//! of the documents in which names, ranks, posts and bodies have changed places (`swap`). Settings that are not learnt
//! (epochs, costs) stand here as constants: one set for all folds.

mod swap;

use super::features::Sheet;
use super::links::{self, Linker, Pair};
use super::tags::{self, Kind, Span, TAGS, Tagger};
use super::weights::{self, Feature, Learner};
use super::{Model, RuleLinks};
use crate::output::Builder;
use crate::text::{Sentence, Text};
use crate::{Input, Reader};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A document with what people found in it.
#[derive(Debug, Clone, Default)]
pub struct Annotated {
    /// Its text, or as much of it as was annotated.
    pub text: String,
    /// Spans in code points.
    pub spans: Vec<(Kind, Range<usize>)>,
    /// A person's span and that of the person's rank, post or body, by place in `spans`.
    pub pairs: Vec<(usize, usize)>,
    /// Whether only the linker learns from it.
    pub links_only: bool,
}

/// What can be set from outside, to compare.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Times that the tagger goes through the documents.
    pub epochs: usize,
    /// Taggers whose weights are added up.
    pub runs: u64,
    /// Copies of each document, for each tagger its own, in which what was annotated has changed places.
    pub swaps: u64,
    /// Of a hundred things annotated in a copy, how many are another's.
    pub swap_rate: u64,
    /// What a wrong tag costs while learning.
    pub cost: i32,
    /// What missing a word costs beyond that.
    pub missed: i32,
    /// Of a hundred features of a word, how many it is not shown each time: it must not lean on any one of them.
    pub drop: u64,
    /// Taken from "neither" when reading: learning without some features makes it find too much with all of them.
    pub bias: i32,
    /// How sure the tagger must be of a body that is nobody's.
    pub alone: i32,
    /// Examples in which a feature must stand.
    pub least: u32,
    /// Times that the linker goes through the pairs.
    pub link_epochs: usize,
    /// Linkers whose weights are added up.
    pub link_runs: u64,
    /// Of a hundred features of a pair, how many it is not shown each time.
    pub link_drop: u64,
    /// Taggers whose weights are added up for each of the parts that the linker learns on.
    pub inner: u64,
    /// What a pair must reach: rank, post, body.
    pub link_least: [i32; 3],
    /// The margin of the linker.
    pub link_cost: i32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            epochs: 8,
            runs: 5,
            swaps: 2,
            swap_rate: 60,
            cost: 2,
            missed: 0,
            drop: 40,
            bias: 500,
            alone: 2500,
            least: 1,
            link_epochs: 12,
            link_runs: 4,
            link_drop: 40,
            inner: 2,
            link_least: [-100, -300, -100],
            link_cost: 2,
        }
    }
}

/// A sentence to learn from.
struct Lesson {
    document: usize,
    /// The tagger that alone learns from it; all where nothing is said.
    run: Option<u64>,
    sentence: usize,
    features: Vec<Vec<Feature>>,
    gold: Vec<usize>,
}

/// Learns a model. The same documents, in the same order, give the same model.
pub fn train(reader: &Reader, documents: &[Annotated], settings: &Settings) -> Model {
    let copied = Copied::new(documents, settings);
    let documents = &copied.documents;
    let texts: Vec<(Text<'_>, Builder)> = documents
        .iter()
        .map(|document| {
            let text = Text::new(&document.text, &reader.lexicon);
            let input = Input { text: &document.text, ..Input::default() };
            let builder = crate::reading::by_rules(&text, &input, &|_| false).0;
            (text, builder)
        })
        .collect();
    let mut lessons = Vec::new();
    for (n, (text, builder)) in texts.iter().enumerate() {
        let sheet = Sheet::new(text, builder);
        for (at, sentence) in text.sentences.iter().enumerate() {
            if sheet.active(&sentence.words) {
                let features = sheet.features(sentence);
                let gold = gold_tags(text, sentence, &documents[n]);
                lessons.push(Lesson { document: n, run: copied.runs[n], sentence: at, features, gold });
            }
        }
    }
    let for_tags = |lesson: &&Lesson| !documents[lesson.document].links_only;
    // The linker sees the copies of one tagger: all of them would be the same few pairs again.
    let for_links = |lesson: &&Lesson| lesson.run.is_none_or(|run| run == 0);
    let all: Vec<&Lesson> = lessons.iter().filter(for_tags).collect();
    let tagger = learn_tags(&all, settings);
    // Spans for the linker, from taggers that did not see the document.
    let mut examples = Vec::new();
    const PARTS: usize = 4;
    for part in 0..PARTS {
        let seen: Vec<&Lesson> =
            lessons.iter().filter(|l| copied.groups[l.document] % PARTS != part).filter(for_tags).collect();
        // More generous than when it reads: the linker learns what to leave out.
        let tagger = learn_tags(&seen, &Settings { runs: settings.inner, bias: INNER_BIAS, ..*settings });
        for lesson in lessons.iter().filter(|l| copied.groups[l.document] % PARTS == part).filter(for_links) {
            let (text, builder) = &texts[lesson.document];
            let first = text.sentences[lesson.sentence].words.start;
            let theirs = RuleLinks::new(builder).spans(&text.sentences[lesson.sentence].words);
            let spans = tagger.spans(&lesson.features, first, &theirs);
            link_examples(text, builder, &spans, &documents[lesson.document], &mut examples);
        }
    }
    for lesson in lessons.iter().filter(for_links) {
        let (text, builder) = &texts[lesson.document];
        let first = text.sentences[lesson.sentence].words.start;
        let spans = tags::spans_of(&lesson.gold, first);
        link_examples(text, builder, &spans, &documents[lesson.document], &mut examples);
    }
    let linker = learn_links(&examples, settings);
    Model { tagger, linker }
}

/// The documents with their copies.
struct Copied {
    documents: Vec<Annotated>,
    /// Of each the number of the document that it was made from.
    groups: Vec<usize>,
    /// Of each copy the tagger that it is for.
    runs: Vec<Option<u64>>,
}

impl Copied {
    fn new(documents: &[Annotated], settings: &Settings) -> Self {
        let mut copied = Self {
            documents: documents.to_vec(),
            groups: (0..documents.len()).collect(),
            runs: vec![None; documents.len()],
        };
        for run in 0..settings.runs {
            for copy in run * settings.swaps..(run + 1) * settings.swaps {
                for (group, document) in swap::swapped(documents, copy, settings.swap_rate) {
                    copied.documents.push(document);
                    copied.groups.push(group);
                    copied.runs.push(Some(run));
                }
            }
        }
        copied
    }
}

fn gold_tags(text: &Text<'_>, sentence: &Sentence, document: &Annotated) -> Vec<usize> {
    let mut out = vec![0; sentence.words.len()];
    let mut spans: Vec<&(Kind, Range<usize>)> = document.spans.iter().collect();
    spans.sort_by_key(|(kind, span)| (span.len(), span.start, *kind));
    for (kind, span) in spans {
        let mut first = true;
        for (n, at) in sentence.words.clone().enumerate() {
            let (start, end) = text.span(at..at + 1);
            if start < span.end && end > span.start {
                out[n] = *kind as usize * 2 + if first { 1 } else { 2 };
                first = false;
            }
        }
    }
    out
}

fn learn_tags(lessons: &[&Lesson], settings: &Settings) -> Tagger {
    let mut sums = BTreeMap::new();
    let mut moves = vec![0i64; (TAGS + 1) * TAGS];
    let mut steps = 0i64;
    for run in 0..settings.runs {
        let lessons: Vec<&Lesson> = lessons.iter().copied().filter(|l| l.run.is_none_or(|r| r == run)).collect();
        let features = lessons.iter().flat_map(|l| l.features.iter().flatten().copied());
        let mut learner = Learner::new(TAGS, features, settings.least);
        // The moves are the answers of one more feature for each tag before.
        let mut steps_of = Learner::new(TAGS, 0..(TAGS as Feature + 1), 1);
        let known: Vec<Vec<Vec<u32>>> =
            lessons.iter().map(|l| l.features.iter().map(|f| learner.known(f)).collect()).collect();
        for epoch in 0..settings.epochs {
            for at in weights::shuffled(lessons.len(), run * 1000 + epoch as u64 + 1) {
                let seed = (run * 1000 + epoch as u64) * 100_003 + at as u64;
                let heard = weights::thinned(&known[at], seed, settings.drop);
                learn_one(&mut learner, &mut steps_of, &heard, &lessons[at].gold, settings);
            }
        }
        steps += (settings.epochs * lessons.len()) as i64;
        weights::add_sums(&mut sums, learner.sums());
        for (before, row) in steps_of.sums() {
            for (tag, value) in row.into_iter().enumerate() {
                moves[before as usize * TAGS + tag] += value;
            }
        }
    }
    let unit = (steps / SCALE).max(1);
    Tagger {
        weights: weights::rounded(TAGS, &sums, unit),
        moves: moves.into_iter().map(|value| (value / unit) as i32).collect(),
        bias: -settings.bias,
        alone: settings.alone,
    }
}

/// Taken from "neither" by the taggers whose spans the linker learns on.
const INNER_BIAS: i32 = -500;

/// What an average weight of 1 becomes.
const SCALE: i64 = 100;

fn learn_one(learner: &mut Learner, steps: &mut Learner, known: &[Vec<u32>], gold: &[usize], settings: &Settings) {
    let mut scores = vec![0i32; gold.len() * TAGS];
    for (n, (row, known)) in scores.chunks_mut(TAGS).zip(known).enumerate() {
        learner.totals(known, row);
        for (tag, score) in row.iter_mut().enumerate() {
            if tag != gold[n] {
                *score += settings.cost + if tag == 0 { settings.missed } else { 0 };
            }
        }
    }
    let mut moves = vec![0i32; (TAGS + 1) * TAGS];
    for (before, row) in moves.chunks_mut(TAGS).enumerate() {
        steps.totals(&[before as u32], row);
    }
    let best = tags::best(&scores, &moves);
    let mut last = (TAGS, TAGS);
    for (n, (found, gold)) in best.iter().zip(gold).enumerate() {
        if found != gold {
            learner.update(&known[n], *gold, 1);
            learner.update(&known[n], *found, -1);
        }
        if (last.0, *found) != (last.1, *gold) {
            steps.update(&[last.1 as u32], *gold, 1);
            steps.update(&[last.0 as u32], *found, -1);
        }
        last = (*found, *gold);
    }
    learner.tick();
    steps.tick();
}

/// Features of a pair, and whether people linked it.
type Example = (Vec<Feature>, bool);

fn link_examples(text: &Text<'_>, builder: &Builder, spans: &[Span], document: &Annotated, out: &mut Vec<Example>) {
    let said = RuleLinks::new(builder);
    let meets = |span: &Span, other: &Range<usize>| {
        let (start, end) = text.span(span.words.clone());
        start < other.end && end > other.start
    };
    let linked = |pair: &Pair| {
        document.pairs.iter().any(|(person, other)| {
            let ((_, person), (kind, other)) = (&document.spans[*person], &document.spans[*other]);
            *kind == spans[pair.other].kind && meets(&spans[pair.person], person) && meets(&spans[pair.other], other)
        })
    };
    let mut accepted: BTreeSet<Pair> = BTreeSet::new();
    for kind in [Kind::Rank, Kind::Post, Kind::Body] {
        let before: Vec<Pair> = accepted.iter().copied().collect();
        for pair in links::candidates(spans, kind) {
            let good = linked(&pair);
            out.push((links::features(text, spans, pair, &before, &said), good));
            if good {
                accepted.insert(pair);
            }
        }
    }
}

fn learn_links(examples: &[Example], settings: &Settings) -> Linker {
    let mut sums = BTreeMap::new();
    for run in 0..settings.link_runs {
        let features = examples.iter().flat_map(|(features, _)| features.iter().copied());
        let mut learner = Learner::new(1, features, settings.least);
        let known: Vec<Vec<u32>> = examples.iter().map(|(features, _)| learner.known(features)).collect();
        for epoch in 0..settings.link_epochs {
            let round = run * 1000 + epoch as u64;
            for at in weights::shuffled(examples.len(), round + 77) {
                let heard = weights::thinned(&known[at..=at], round * 100_003 + at as u64, settings.link_drop);
                let mut total = [0];
                learner.totals(&heard[0], &mut total);
                let good = examples[at].1;
                let right = if good { total[0] } else { -total[0] };
                if right < settings.link_cost {
                    learner.update(&heard[0], 0, if good { 1 } else { -1 });
                }
                learner.tick();
            }
        }
        weights::add_sums(&mut sums, learner.sums());
    }
    let unit = settings.link_runs as i64 * (settings.link_epochs * examples.len()) as i64 / SCALE;
    Linker { weights: weights::rounded(1, &sums, unit), least: settings.link_least }
}
