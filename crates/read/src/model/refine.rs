//! What the model read, put among what the rules read.
//!
//! In the sentences that the model looks at, the linker is given what the tagger found and what the rules linked, each with
//! how sure the tagger is of it, and decides who has which rank, post and body; bodies that are nobody's must be surer.
//! A name that the rules found stays where anything else rests on it (a part in an engagement, a voice), and so do the
//! posts of whoever takes part in something: there the rules were right about more than the model judges. A text in which
//! the tagger finds nothing is none that it knows: all that the rules read stays.

use super::features::Sheet;
use super::links::{Found, Pair};
use super::tags::{Kind, Span};
use super::{Model, RuleLinks, kind_of, overlap};
use crate::document::{EntityType, RelationType};
use crate::output::{Builder, Link, within};
use crate::text::{Sentence, Text};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

impl Model {
    /// Reads a text again after the rules. `parts` are the entities that engagements rest on.
    pub(crate) fn refine(
        &self,
        text: &Text<'_>,
        builder: &mut Builder,
        parts: &BTreeSet<usize>,
        skip: &dyn Fn(&Sentence) -> bool,
    ) {
        let mut read: Vec<(Range<usize>, Vec<Span>, Vec<Found>)> = Vec::new();
        {
            let sheet = Sheet::new(text, builder);
            let rules = RuleLinks::new(builder);
            for sentence in text.sentences.iter().filter(|sentence| !skip(sentence) && sheet.active(&sentence.words)) {
                let theirs = rules.spans(&sentence.words);
                let mut spans = self.tagger.spans(&sheet.features(sentence), sentence.words.start, &theirs);
                spans
                    .iter_mut()
                    .filter(|span| span.kind == Kind::Person)
                    .for_each(|span| capitalised(text, &mut span.words));
                let pairs = self.linker.pairs(text, &spans, &rules);
                read.push((sentence.words.clone(), spans, pairs));
            }
        }
        // A text in which it finds nothing is none that it knows: the rules' reading stays.
        if !read.iter().any(|(_, spans, _)| spans.iter().any(|span| span.found(0))) {
            return;
        }
        let sentences: Vec<Range<usize>> = read.iter().map(|(words, _, _)| words.clone()).collect();
        let theirs = builder.used_else(parts);
        let said = Said::new(&read);
        builder.forget_standing(&|link, person, other| {
            theirs.contains(&link.from)
                || !within(&sentences, person)
                || !within(&sentences, other) && kind_of(link.kind).is_some_and(|kind| !said.of(kind, person, other))
        });
        let held = builder.held();
        let others = of_another_type(text, builder);
        let mut kept = parts.clone();
        kept.extend(builder.used());
        let silent = |words: &Range<usize>| {
            let at = sentences.partition_point(|sentence| sentence.end <= words.start);
            read.get(at).is_none_or(|(_, spans, _)| !spans.iter().any(|span| span.found(0)))
        };
        let alone = self.tagger.alone;
        let taken = |words: &Range<usize>| {
            let at = sentences.partition_point(|sentence| sentence.end <= words.start);
            let stays = |span: &Span| span.kind != Kind::Body || span.found(alone);
            let over = |span: &Span| span.found(0) && stays(span) && overlap(&span.words, words) && span.words != *words;
            read.get(at).is_some_and(|(_, spans, _)| spans.iter().any(over))
        };
        builder.forget(&sentences, &kept, &silent, &taken);
        for (_, spans, pairs) in &mut read {
            spans.iter_mut().filter(|s| s.kind == Kind::Body && s.words.clone().any(|at| others[at])).for_each(|s| {
                // Nothing can be of no words: the span is passed over, and the pairs keep their places.
                s.words.end = s.words.start;
            });
            put(text, builder, spans, pairs, &Kept { kept: &kept, theirs: &theirs, held: &held, alone: self.tagger.alone });
        }
    }
}

/// A name without small words before it: "(rtd) Musa Lawal".
fn capitalised(text: &Text<'_>, words: &mut Range<usize>) {
    while words.len() > 1 && !text.words[words.start].capital() {
        words.start += 1;
    }
}

/// What the model said, by the first words of its spans.
struct Said {
    linked: BTreeMap<(Kind, usize), usize>,
    spans: BTreeMap<usize, (usize, Kind)>,
}

impl Said {
    fn new(read: &[(Range<usize>, Vec<Span>, Vec<Found>)]) -> Self {
        let mut said = Self { linked: BTreeMap::new(), spans: BTreeMap::new() };
        for (_, spans, pairs) in read {
            for (pair, _) in pairs {
                let (person, other) = (&spans[pair.person], &spans[pair.other]);
                said.linked.insert((other.kind, person.words.start), person.words.end);
            }
            said.spans.extend(spans.iter().map(|span| (span.words.start, (span.words.end, span.kind))));
        }
        said
    }

    /// Whether the model has its own rank, post or body for a person, or another thing where the rules have theirs.
    fn of(&self, kind: Kind, person: &Range<usize>, other: &Range<usize>) -> bool {
        let before = |map: &BTreeMap<(Kind, usize), usize>| {
            map.range((kind, 0)..(kind, person.end)).next_back().is_some_and(|(_, end)| *end > person.start)
        };
        let clash = |words: &Range<usize>, kind: Kind| {
            self.spans.range(..words.end).next_back().is_some_and(|(start, (end, found))| {
                *end > words.start && (*found != kind || (*start, *end) != (words.start, words.end))
            })
        };
        before(&self.linked) || clash(person, Kind::Person) || clash(other, kind)
    }
}

/// What of the rules' stays.
struct Kept<'a> {
    /// Entities on which anything rests.
    kept: &'a BTreeSet<usize>,
    /// People and bodies on which more rests than standing: their posts are what the rules say.
    theirs: &'a BTreeSet<usize>,
    /// Titles that stay theirs.
    held: &'a BTreeSet<usize>,
    /// How sure the model must be of a body that is nobody's.
    alone: i32,
}

/// Of each word, whether the rules know it as part of a forum, paper, law or ship: no body is read into it.
fn of_another_type(text: &Text<'_>, builder: &Builder) -> Vec<bool> {
    let mut words = vec![false; text.words.len()];
    for (kind, range) in builder.placed() {
        if matches!(kind, EntityType::Forum | EntityType::Publication | EntityType::Instrument | EntityType::Vessel) {
            range.filter(|at| *at < text.words.len()).for_each(|at| words[at] = true);
        }
    }
    words
}

fn put(text: &Text<'_>, builder: &mut Builder, spans: &[Span], pairs: &[Found], rules: &Kept<'_>) {
    let mut numbers: Vec<Option<usize>> = vec![None; spans.len()];
    let theirs = |pair: &Pair| {
        let person = builder.known(text, &spans[pair.person].words, EntityType::Person);
        // A title that stays another's by a rule is no second person's.
        let held =
            builder.known(text, &spans[pair.other].words, EntityType::Title).is_some_and(|at| rules.held.contains(&at));
        held || spans[pair.other].kind != Kind::Rank && person.is_some_and(|at| rules.theirs.contains(&at))
    };
    let pairs: Vec<Found> =
        pairs.iter().filter(|(pair, _)| !theirs(pair) && !spans[pair.other].words.is_empty()).copied().collect();
    let linked: BTreeSet<usize> = pairs.iter().flat_map(|(pair, _)| [pair.person, pair.other]).collect();
    for (n, span) in spans.iter().enumerate() {
        // Whoever has no rank, post or body is the rules' to name.
        if linked.contains(&n) || span.kind == Kind::Body && span.found(rules.alone) && !span.words.is_empty() {
            let score = if linked.contains(&n) { 850 } else { 700 };
            numbers[n] = Some(entity(text, builder, span, rules.kept, score));
        }
    }
    for (pair, by) in &pairs {
        let (Some(from), Some(to)) = (numbers[pair.person], numbers[pair.other]) else { continue };
        let (person, other) = (&spans[pair.person], &spans[pair.other]);
        let kind = match other.kind {
            Kind::Person | Kind::Rank => RelationType::HasRank,
            Kind::Post if is_role(text, &other.words) => RelationType::HasRole,
            Kind::Post => RelationType::HasTitle,
            Kind::Body => RelationType::IsPosted,
        };
        let words = person.words.start.min(other.words.start)..person.words.end.max(other.words.end);
        let mut link = Link::new(kind, from, Some(to), words, "model");
        link.score = sure(*by);
        builder.link(link);
    }
}

/// A score that grows with how far a pair is above what it must reach.
fn sure(by: i32) -> u16 {
    let by = by.clamp(0, 10_000);
    (550 + by * 400 / (by + 60)) as u16
}

fn entity(text: &Text<'_>, builder: &mut Builder, span: &Span, kept: &BTreeSet<usize>, score: u16) -> usize {
    let kind = match span.kind {
        Kind::Person => EntityType::Person,
        Kind::Rank => EntityType::Rank,
        Kind::Post if is_role(text, &span.words) => EntityType::Role,
        Kind::Post => EntityType::Title,
        Kind::Body => EntityType::Unit,
    };
    // A body that an engagement rests on keeps the type that it has there.
    let same = (span.kind == Kind::Body).then(|| builder.body_at(&span.words).filter(|at| kept.contains(at))).flatten();
    same.unwrap_or_else(|| builder.entity(text, span.words.clone(), kind, "model", score))
}

/// Whether a post may have several holders: what the packs say of the longest form that it opens with, or else of any.
fn is_role(text: &Text<'_>, words: &Range<usize>) -> bool {
    let opening = text.post_at(words.start).filter(|(end, _)| *end <= words.end).map(|(_, post)| post);
    let any = || words.clone().find_map(|at| text.post_at(at).filter(|(end, _)| *end <= words.end).map(|(_, post)| post));
    opening.or_else(any).is_some_and(|post| post.kind.as_deref() == Some("role"))
}
