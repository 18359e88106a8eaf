//! The passes over one text: mentions first, then what sentences say about them.
//!
//! The first pass finds names, dates and bodies, so that the second knows every name of the document before it meets a
//! surname alone. The second goes through the sentences once more, in order, because what "the navy", "the group" or
//! "the exercise" means depends on what was said before.

use crate::dates::Context;
use crate::document::{Document, EntityType, RelationType};
use crate::engagements::{Engagement, Registry};
use crate::lists::Calls;
use crate::mentions::{Kind, Mention, choose};
use crate::model::Model;
use crate::output::{Builder, Link};
use crate::parties::{self, Forces};
use crate::people::{self, Known};
use crate::scene::Scene;
use crate::standing::{self, Standing};
use crate::text::{Sentence, Text};
use crate::triggers::Clause;
use crate::{Input, bodies, occasions, scene};
use rollcall_lexicon::Entry;
use rollcall_lexicon::words::{Gap, Shape};
use std::collections::BTreeMap;
use std::ops::Range;

/// What the second pass carries from sentence to sentence.
#[derive(Default)]
pub(crate) struct Memory {
    pub forces: Forces,
    pub registry: Registry,
    pub calls: Calls,
    /// The list of those present that the text is in the middle of.
    pub present: Option<scene::Present>,
    /// The full name of the person spoken of last.
    pub person: Option<String>,
    /// The body that the last sentence began with, and what it is.
    pub opener: Option<(String, EntityType)>,
    /// The people with whom the last sentence began, if several, and their entities.
    pub people: Vec<(String, usize)>,
    /// The company named last.
    pub company: Option<String>,
    /// The full name of the last person of each rank.
    pub by_rank: BTreeMap<usize, String>,
    /// The full name of the last person of each post, by the post's last word.
    pub by_post: BTreeMap<String, String>,
    /// Bodies that meet, in the order in which they were named.
    pub forums: Vec<String>,
    /// The state's entity whose a law is, by the law's name.
    pub laws: BTreeMap<String, usize>,
    /// The body that meets spoken of last, and the acronyms that the text gave.
    pub forum: Option<String>,
    aliases: BTreeMap<String, (String, EntityType)>,
}

/// Reads a text by rules, then by a model where there is one.
pub(crate) fn read(
    text: &Text<'_>,
    input: &Input<'_>,
    language: Option<String>,
    model: Option<&Model>,
    skip: &dyn Fn(&Sentence) -> bool,
) -> Document {
    let (mut builder, engagements) = by_rules(text, input, skip);
    if let Some(model) = model {
        let parts =
            engagements.iter().flat_map(|e| e.parts.iter().map(|p| p.entity).chain(e.voices.iter().copied())).collect();
        model.refine(text, &mut builder, &parts, skip);
    }
    builder.finish(text, language, engagements)
}

/// Reads a text by rules alone.
pub(crate) fn by_rules(text: &Text<'_>, input: &Input<'_>, skip: &dyn Fn(&Sentence) -> bool) -> (Builder, Vec<Engagement>) {
    let mut context = Context::new(input.date);
    context.find_dateline(text);
    let mut known = Known::default();
    for name in input.people {
        known.whole(text, name);
    }
    let first: Vec<Vec<Mention>> = text
        .sentences
        .iter()
        .map(
            |sentence| {
                if skip(sentence) { Vec::new() } else { names(text, sentence, input.publisher, &mut context, &mut known) }
            },
        )
        .collect();
    let mut builder = Builder::default();
    let mut memory = Memory::default();
    for (sentence, mentions) in text.sentences.iter().zip(first) {
        if !skip(sentence) {
            second(text, sentence, mentions, &known, &mut memory, &mut builder);
        }
    }
    (builder, memory.registry.all)
}

/// The first pass over a sentence.
fn names(
    text: &Text<'_>,
    sentence: &Sentence,
    publisher: Option<&str>,
    context: &mut Context,
    known: &mut Known,
) -> Vec<Mention> {
    let words = sentence.words.clone();
    let mut candidates = bodies::candidates(text, words.clone());
    candidates.extend(people::candidates(text, words.clone()));
    candidates.extend(people::described(text, words.clone()));
    if let Some(name) = publisher {
        candidates.extend(bodies::publisher(text, words.clone(), name));
    }
    // "Colonel Jan Smit": what is a name is no date.
    let people: Vec<Range<usize>> = candidates.iter().filter(|m| m.is(EntityType::Person)).map(|m| m.core.clone()).collect();
    for found in context.scan(text, words, &people) {
        let mut mention = Mention::new(found.start..found.end, EntityType::Date, "date", 900);
        mention.kind = Kind::Date(found);
        candidates.push(mention);
    }
    let chosen = choose(candidates);
    for mention in chosen.iter().filter(|m| m.is(EntityType::Person)) {
        known.add(text, mention.core.clone());
    }
    chosen
}

/// The second pass over a sentence.
fn second(
    text: &Text<'_>,
    sentence: &Sentence,
    mut mentions: Vec<Mention>,
    known: &Known,
    memory: &mut Memory,
    builder: &mut Builder,
) {
    let words = sentence.words.clone();
    let again = people::repeated(text, words.clone(), known, &mentions);
    mentions.extend(again);
    shorten(text, &mut mentions, known);
    mentions.sort_by_key(|m| m.whole.start);
    again_bodies(text, &words, &mut mentions, memory);
    pronouns(text, &words, &mut mentions, memory);
    body_again(text, &words, &mut mentions, memory);
    people_again(text, &words, &mut mentions, memory);
    let standings = standings(text, &words, &mut mentions);
    for (start, standing) in &standings {
        let Some(person) = mentions.iter().find(|m| m.core.start == *start && m.is(EntityType::Person)) else { continue };
        for post in standing.posts.iter().filter(|post| post.title) {
            let word = text.word(post.words.end - 1).to_lowercase();
            if memory.by_post.len() < 500 {
                memory.by_post.insert(word, person.full(text));
            }
        }
    }
    for mention in &mentions {
        memory.forces.note(text, mention);
    }
    parties::join(text, words.clone(), &mut mentions, &memory.forces);
    // Once more: now the sentence may begin with a force.
    body_again(text, &words, &mut mentions, memory);
    publications(text, &words, &mut mentions);
    occasions::find(text, words.clone(), &mut mentions);
    emit(text, &mentions, builder);
    for (start, standing) in &standings {
        if let Some(person) = mentions.iter().find(|m| m.core.start == *start && m.is(EntityType::Person)) {
            stand(text, person, standing, &mentions, builder);
        }
    }
    aliases(text, &mentions, memory, builder);
    for mention in &mentions {
        memory.forces.note(text, mention);
    }
    let clause = Clause::new(text, words, &mentions);
    Scene::new(clause, sentence, memory, builder).play();
    scene::remember(text, sentence.words.start, &mentions, memory);
    memory.people = opening_people(text, &mentions, builder);
}

/// A full name for one who was named in full elsewhere.
fn shorten(text: &Text<'_>, mentions: &mut [Mention], known: &Known) {
    for mention in mentions.iter_mut().filter(|m| m.is(EntityType::Person) && m.name.is_none() && m.core.len() == 1) {
        mention.name = known.full(text, mention.core.start).map(str::to_string);
    }
}

/// "the group": the body spoken of last. Acronyms that the text gave itself.
fn again_bodies(text: &Text<'_>, words: &Range<usize>, mentions: &mut Vec<Mention>, memory: &Memory) {
    let mut found = Vec::new();
    let mut taken = mentions.iter().peekable();
    let mut at = words.start;
    let mut here: Option<String> = None;
    while at < words.end {
        while taken.peek().is_some_and(|m| m.whole.end <= at) {
            if let Some(mention) = taken.next()
                && mention.is(EntityType::Forum)
                && mention.meets.is_some()
            {
                here = mention.name.clone();
            }
        }
        if let Some(mention) = taken.peek().filter(|m| m.whole.start <= at) {
            at = mention.whole.end;
            continue;
        }
        if let Some(end) = text.class_end(at, "body-again")
            && !text.words[end - 1].capital()
            && let Some(name) = here.clone().or_else(|| memory.forum.clone())
        {
            let mut mention = Mention::new(at + 1..end, EntityType::Forum, "body-again", 700);
            mention.name = Some(name);
            found.push(mention);
            at = end;
            continue;
        }
        if text.words[at].shape == Shape::Upper
            && let Some((full, kind)) = memory.aliases.get(text.word(at))
        {
            let mut mention = Mention::new(at..at + 1, *kind, "acronym", 900);
            mention.name = Some(full.clone());
            found.push(mention);
        }
        at += 1;
    }
    mentions.extend(found);
    mentions.sort_by_key(|m| m.whole.start);
}

/// "It": first in a sentence the body that the sentence before began with, after "and" the one that this one began with.
/// "Its army": of the body that the sentence before began with, where this one has named nobody yet; "A and its army".
/// "The company": the last one named.
fn body_again(text: &Text<'_>, words: &Range<usize>, mentions: &mut Vec<Mention>, memory: &Memory) {
    let here = scene::opener(text, words.start, mentions);
    let mut found = Vec::new();
    for at in words.clone() {
        let owner = text.is(at, "pronoun-owner") && text.gap(at + 1).only(Gap::SPACE);
        let meant = if owner {
            let first = !mentions.iter().any(|m| m.whole.start < at && m.is_party());
            let listed = || here.clone().filter(|_| text.is(at - 1, "and") && text.post_at(at + 1).is_none());
            // "Its chair": a body that meets has one.
            let body = || memory.forum.clone().filter(|_| text.is(at + 1, "presiding-post"));
            let opener = || body().map(|name| (name, EntityType::Forum)).or_else(|| memory.opener.clone());
            let whose = if first { opener() } else { listed() };
            whose.filter(|_| leans(text, at + 1))
        } else if text.is(at, "pronoun-body") {
            let again = |before: usize| text.is(before, "and") || text.is(before, "relative");
            if at == words.start { memory.opener.clone() } else { here.clone().filter(|_| again(at - 1)) }
        } else if at > words.start && text.is(at, "company-again") && text.is(at - 1, "definite") {
            memory.company.clone().map(|name| (name, EntityType::Company))
        } else if at > words.start && text.is(at, "state-again") && text.is(at - 1, "definite") {
            memory.opener.clone().filter(|(_, kind)| *kind == EntityType::State)
        } else {
            None
        };
        if let Some((name, kind)) = meant.filter(|_| !mentions.iter().any(|m| m.whole.contains(&at))) {
            let mut mention = Mention::new(at..at + 1, kind, "pronoun", 600);
            mention.name = Some(name);
            found.push(mention);
        }
    }
    mentions.extend(found);
    mentions.sort_by_key(|m| m.whole.start);
}

/// Whether a noun for a force, for people or for a post stands at a word.
fn leans(text: &Text<'_>, at: usize) -> bool {
    // "Its delegation was led by": what follows is a pattern of its own.
    let pattern = text.at(at).iter().any(|hit| matches!(hit.entry, Entry::Trigger(..)) && hit.end > at + 1);
    let noun = text.post_at(at).is_some()
        || text.is(at, "presiding-post")
        || text.at(at).iter().any(|hit| matches!(hit.entry, Entry::Group(_)));
    noun && !pattern
}

/// The people with whom a sentence begins, where it begins with several.
fn opening_people(text: &Text<'_>, mentions: &[Mention], builder: &Builder) -> Vec<(String, usize)> {
    let mut out: Vec<(String, usize)> = Vec::new();
    let mut end = None;
    for mention in mentions.iter().filter(|m| !m.inside && m.is_party()).take(20) {
        let listed = |last: usize| {
            let between = last..mention.whole.start;
            between.is_empty() && text.gap(last).has(Gap::COMMA)
                || between.start < between.end && text.class_end(between.start, "and") == Some(between.end)
        };
        let fits = mention.is(EntityType::Person) && end.is_none_or(listed);
        let Some(entity) = builder.known(text, &mention.core, EntityType::Person).filter(|_| fits) else { break };
        out.push((mention.full(text), entity));
        end = Some(mention.whole.end);
    }
    if out.len() < 2 { Vec::new() } else { out }
}

/// "They", "both": the people with whom the sentence before began.
fn people_again(text: &Text<'_>, words: &Range<usize>, mentions: &mut Vec<Mention>, memory: &Memory) {
    let at = words.start;
    let several = text.at(at).iter().rev().find_map(|hit| match hit.entry {
        Entry::Word(n) if text.lexicon.all.words[n].class == "people-again" => {
            Some((hit.end, text.lexicon.all.words[n].value))
        }
        _ => None,
    });
    let Some((end, count)) = several.filter(|(end, _)| *end < words.end) else { return };
    let many = memory.people.len();
    let verb = text.is(end, "adverb") || text.at(end).iter().any(|hit| matches!(hit.entry, Entry::Trigger(..)));
    if many < 2 || count.is_some_and(|count| count != many as i64) || !verb {
        return;
    }
    for (n, (name, entity)) in memory.people.iter().enumerate() {
        let mut mention = Mention::new(at..end, EntityType::Person, "pronoun", 600);
        mention.name = Some(name.clone());
        mention.known = Some(*entity);
        mention.inside = n > 0;
        mentions.push(mention);
    }
    mentions.sort_by_key(|m| (m.whole.start, m.inside));
}

/// "He": the person spoken of last.
fn pronouns(text: &Text<'_>, words: &Range<usize>, mentions: &mut Vec<Mention>, memory: &Memory) {
    ranks_again(text, words, mentions, memory);
    posts_again(text, words, mentions, memory);
    // After one other person is named in the sentence it is that one; after two it may be either.
    let mut name = memory.person.clone();
    let mut named: Vec<String> = Vec::new();
    let mut found = Vec::new();
    let mut next = mentions.iter().filter(|m| m.is(EntityType::Person)).peekable();
    for at in words.clone() {
        while let Some(person) = next.next_if(|m| m.whole.end <= at) {
            let full = person.full(text);
            if !named.contains(&full) {
                named.push(full.clone());
            }
            name = (named.len() == 1).then_some(full);
        }
        if text.is(at, "pronoun-person")
            && let Some(full) = &name
        {
            let mut mention = Mention::new(at..at + 1, EntityType::Person, "pronoun", 600);
            mention.name = Some(full.clone());
            found.push(mention);
        }
    }
    mentions.extend(found);
    mentions.sort_by_key(|m| m.whole.start);
}

/// "The general": the last person of that rank.
fn ranks_again(text: &Text<'_>, words: &Range<usize>, mentions: &mut Vec<Mention>, memory: &Memory) {
    for at in words.start + 1..words.end {
        if text.words[at].capital() || !text.is(at - 1, "definite") || mentions.iter().any(|m| m.whole.contains(&at)) {
            continue;
        }
        let again = text.at(at).iter().rev().find_map(|h| match h.entry {
            Entry::RankPlural(n) | Entry::Rank(n) => memory.by_rank.get(&n).map(|name| (h.end, name.clone())),
            _ => None,
        });
        if let Some((end, name)) = again.filter(|(end, _)| {
            *end <= words.end && !(text.joined(*end) && text.words.get(*end).is_some_and(|w| w.capital()))
        }) {
            let mut mention = Mention::new(at..end, EntityType::Person, "rank-again", 600);
            mention.name = Some(name);
            mentions.push(mention);
        }
    }
    mentions.sort_by_key(|m| m.whole.start);
}

/// "The minister": the last person with such a post, where nothing says of what.
fn posts_again(text: &Text<'_>, words: &Range<usize>, mentions: &mut Vec<Mention>, memory: &Memory) {
    if memory.by_post.is_empty() {
        return;
    }
    for at in words.start + 1..words.end {
        let free =
            !text.words[at].capital() && text.is(at - 1, "definite") && !mentions.iter().any(|m| m.whole.contains(&at));
        let Some((end, _)) = text.post_at(at).filter(|(end, _)| free && *end == at + 1 && *end <= words.end) else {
            continue;
        };
        let goes_on =
            text.joined(end) && text.words.get(end).is_some_and(|w| w.capital() || text.class_end(end, "of").is_some());
        if let Some(name) = memory.by_post.get(&text.word(at).to_lowercase()).filter(|_| !goes_on) {
            let mut mention = Mention::new(at..end, EntityType::Person, "rank-again", 600);
            mention.name = Some(name.clone());
            mentions.push(mention);
        }
    }
    mentions.sort_by_key(|m| m.whole.start);
}

fn standings(text: &Text<'_>, words: &Range<usize>, mentions: &mut [Mention]) -> Vec<(usize, Standing)> {
    let mut out = Vec::new();
    for index in 0..mentions.len() {
        if !mentions[index].is(EntityType::Person) || mentions[index].inside {
            continue;
        }
        let (standing, whole) = standing::standing(text, mentions, index, words);
        for other in mentions.iter_mut() {
            if other.whole.start >= whole.start && other.whole.end <= whole.end && !other.is(EntityType::Person) {
                other.inside = true;
            }
        }
        mentions[index].whole = whole;
        out.push((mentions[index].core.start, standing));
    }
    share_ranks(text, mentions, &mut out);
    out
}

/// "Generals A, B and C": a rank in the plural is every one's.
fn share_ranks(text: &Text<'_>, mentions: &[Mention], standings: &mut [(usize, Standing)]) {
    for n in 1..standings.len() {
        let (before, rest) = standings.split_at_mut(n);
        let (Some((last, known)), Some((start, standing))) = (before.last(), rest.first_mut()) else { continue };
        let shared = mentions.iter().any(|m| m.core.start == *start && m.by == "shared-rank");
        let plural = known.rank.clone().filter(|r| {
            shared && text.at(r.start).iter().any(|h| h.end == r.end && matches!(h.entry, Entry::RankPlural(_)))
        });
        if standing.rank.is_some() || plural.is_none() {
            continue;
        }
        let end = mentions.iter().find(|m| m.core.start == *last).map_or(0, |m| m.core.end);
        if (end..*start).len() <= 1 {
            standing.rank = plural;
        }
    }
}

fn emit(text: &Text<'_>, mentions: &[Mention], builder: &mut Builder) {
    for mention in mentions {
        match &mention.kind {
            // What only leans on another name is an entity when something is said of it.
            Kind::Entity(_)
                if matches!(
                    mention.by,
                    "force-again" | "pronoun" | "rank-again" | "body-again" | "source-noun" | "collective"
                ) => {}
            Kind::Entity(_) => {
                builder.mention(text, mention);
            }
            Kind::Date(found) => {
                if found.firm {
                    let at = builder.entity(text, mention.core.clone(), EntityType::Date, "date", 900);
                    builder.normalize(at, found.date.as_str().to_string());
                }
            }
            Kind::Event(_) => {}
        }
    }
}

/// The relations of a person's standing.
fn stand(text: &Text<'_>, person: &Mention, standing: &Standing, mentions: &[Mention], builder: &mut Builder) {
    let Some(from) = builder.mention(text, person) else { return };
    let span = person.whole.clone();
    // A surname again with its rank says nothing that the full name's rank did not.
    if let Some(rank) = standing.rank.as_ref().filter(|_| person.name.is_none() || person.core.len() > 1) {
        let to = builder.entity(text, rank.clone(), EntityType::Rank, "rank", 950);
        builder.link(Link::new(
            RelationType::HasRank,
            from,
            Some(to),
            rank.start.min(span.start)..span.end.max(person.core.end),
            "rank-before-name",
        ));
    }
    for post in standing.posts.iter().filter(|post| !civil(text, post.words.clone())) {
        let (kind, link) =
            if post.title { (EntityType::Title, RelationType::HasTitle) } else { (EntityType::Role, RelationType::HasRole) };
        let to = builder.entity(text, post.words.clone(), kind, "post", 850);
        builder.link(Link::new(link, from, Some(to), span.clone(), "post-beside-name"));
    }
    for body in &standing.bodies {
        if let Some(to) =
            mentions.iter().find(|m| m.core.start == *body && m.is_body()).and_then(|m| builder.mention(text, m))
        {
            builder.link(Link::new(RelationType::IsPosted, from, Some(to), span.clone(), "body-beside-post"));
        }
    }
}

/// Whether a post is of the state and not of a force.
fn civil(text: &Text<'_>, words: Range<usize>) -> bool {
    text.at(words.start)
        .iter()
        .any(|h| matches!(h.entry, Entry::Post(n) if h.end <= words.end && text.lexicon.all.post[n].civil))
}

/// "the NDA (National Defence Academy)": the acronym stands first, of the letters that the name's words begin with.
fn acronym_first(text: &Text<'_>, mention: &Mention) -> Option<usize> {
    let (start, end) = (mention.core.start, mention.core.end);
    let bracket = start > 0 && text.gap(start).has(Gap::OPEN) && text.gap(end).has(Gap::CLOSE);
    let initials: String =
        mention.core.clone().filter(|at| text.words[*at].capital()).filter_map(|at| text.word(at).chars().next()).collect();
    (bracket && text.words[start - 1].shape == Shape::Upper && text.word(start - 1) == initials).then(|| start - 1)
}

/// "the Defence Academy (NDA)": keeps the acronym and says that it is another name.
fn aliases(text: &Text<'_>, mentions: &[Mention], memory: &mut Memory, builder: &mut Builder) {
    for mention in mentions {
        let Some(kind) = mention.entity() else { continue };
        let first = acronym_first(text, mention);
        let at = first.unwrap_or(mention.core.end);
        // "(EWG-BS)": hyphens part an acronym's words.
        let end = (at + 1..at + 4).find(|end| text.gap(*end) != Gap::HYPHEN).unwrap_or(at + 1);
        let bracket = first.is_some() || text.gap(at).has(Gap::OPEN) && text.gap(end).has(Gap::CLOSE);
        let body = mention.is_body() || matches!(kind, EntityType::Forum | EntityType::Instrument | EntityType::Publication);
        if !body || !bracket || at >= text.words.len() || text.words[at].shape != Shape::Upper {
            continue;
        }
        let full = mention.full(text);
        let Some(to) = builder.mention(text, mention) else { continue };
        // A name given once more, not a unit spoken of once more.
        let wide = if kind == EntityType::Unit { EntityType::Organization } else { kind };
        let from = builder.entity(text, at..end, wide, "acronym", 900);
        builder.normalize(from, full.clone());
        builder.link(Link::new(
            RelationType::AliasOf,
            from,
            Some(to),
            mention.core.start.min(at)..end.max(mention.core.end),
            "acronym-in-brackets",
        ));
        if memory.aliases.len() < 2000 && end == at + 1 {
            memory.aliases.insert(text.word(at).to_string(), (full, kind));
        }
    }
}

/// "the joint statement", "a leaked cable": what speaks, where it has no name.
fn publications(text: &Text<'_>, words: &Range<usize>, mentions: &mut Vec<Mention>) {
    let mut found: Vec<Mention> = Vec::new();
    for at in words.clone() {
        let end = text
            .at(at)
            .iter()
            .filter(|h| matches!(h.entry, Entry::Attribution(n) if text.lexicon.all.attribution[n].voice == "source"))
            .map(|h| h.end)
            .max();
        let Some(end) = end.filter(|end| *end <= words.end) else { continue };
        if mentions.iter().any(|m| m.core.contains(&at)) || found.last().is_some_and(|m| m.whole.end > at) {
            continue;
        }
        let mut start = at;
        while start > words.start && at - start < 5 && text.joined(start) {
            let before = start - 1;
            if text.is(before, "determiner")
                || text.is(before, "function")
                || text.is(before, "preposition")
                || text.is(before, "and")
            {
                break;
            }
            start = before;
        }
        let announced = start > words.start && text.is(start - 1, "determiner") || start < at;
        if !announced {
            continue;
        }
        // A phrase cut short by a mention begins after it.
        let cut = mentions.iter().filter(|m| m.whole.end > start && m.whole.start < start).map(|m| m.whole.end).max();
        let start = cut.unwrap_or(start);
        let mut mention = Mention::new(start..end, EntityType::Publication, "source-noun", 650);
        mention.whole = start..end;
        found.push(mention);
    }
    for publication in found {
        for mention in
            mentions.iter_mut().filter(|m| m.whole.start >= publication.whole.start && m.whole.end <= publication.whole.end)
        {
            mention.inside = true;
        }
        mentions.push(publication);
    }
    mentions.sort_by_key(|m| m.whole.start);
}
