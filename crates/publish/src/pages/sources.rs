//! Sources: what each is, how far it stands for itself, and the words of it that are relied on.

use super::{heading, para};
use crate::block::{Block, Line, Passage, Run, Sheet, Words};
use crate::site::{Site, place, source_page};
use crate::words::{self, link, text};
use rollcall_model::claim::Anchor;
use rollcall_model::source::{Source, Stretch, origins};
use rollcall_model::view::StatedClaim;
use std::collections::BTreeSet;

const PART: &str = "en/sources.html";

/// The most parts of one file that its page lists.
const MAX_PARTS: usize = 1000;

/// The list and the pages.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    let all = site.view.sources();
    let count = origins(all);
    let mut blocks = vec![Block::Para(vec![
        text(format!(
            "{} here, of {}. ",
            words::count(all.len(), "file is", "files are").replace(" is", " is held").replace(" are", " are held"),
            words::count(count, "independent origin", "independent origins")
        )),
        text("Files that repeat one thing have one origin and count as one source."),
    ])];
    let items: Vec<Words> = all
        .iter()
        .map(|source| {
            let mut out = vec![link(source.title(), Some(source_page(source)))];
            out.push(text(by_line(source)));
            if let Some(reason) = &source.not_read {
                out.push(Run::Quiet(format!(" – not read: {reason}")));
            }
            out
        })
        .collect();
    blocks.push(if items.is_empty() { para("No file is held here.") } else { Block::List(items) });
    let mut pages = vec![site.sheet(PART, "Sources", PART, blocks)];
    pages.extend(all.iter().map(|source| page(site, source)));
    pages
}

fn by_line(source: &Source) -> String {
    let info = &source.info;
    let date = info.date.as_ref().or(info.public_date.as_ref()).map(words::date);
    info.publisher.iter().cloned().chain(date).map(|part| format!(", {part}")).collect()
}

pub(super) fn page(site: &Site<'_>, source: &Source) -> Sheet {
    let info = &source.info;
    let mut facts: Vec<(String, Vec<Line>)> = Vec::new();
    let mut fact = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            facts.push((name.into(), vec![Line::plain(vec![text(value)])]));
        }
    };
    fact("Published by", info.publisher.clone());
    fact("Written by", info.author.clone());
    fact("Date", info.date.as_ref().map(words::date));
    fact("Public since", info.public_date.as_ref().map(words::date));
    fact("Address", info.url.clone());
    fact("Kept copy", info.archived_url.clone());
    fact("Publisher controlled by", info.controlled_by.clone());
    fact("Rests on", (!info.rests_on.is_empty()).then(|| info.rests_on.join("; ")));
    fact("File", Some(source.path.clone()));
    fact("Not read", source.not_read.clone());
    let mut blocks = Vec::new();
    if !info.rests_on.is_empty() {
        blocks.push(Block::Note(vec![text(
            "This file repeats what it rests on. All files that rest on the same thing count as one source.",
        )]));
    }
    blocks.push(Block::Facts(facts));
    blocks.extend(parts(site, source));
    blocks.push(heading("The words relied on", "words"));
    let passages = passages(site, source);
    if passages.is_empty() {
        blocks.push(para("No words of this file are relied on, or they may not be shown."));
    } else {
        blocks.push(para("Marked words are what claims rest on; what stands around them is shown as far as it may be. […] stands for words that are not shown."));
        blocks.push(Block::Passages(passages));
    }
    site.sheet(&source_page(source), source.title(), PART, blocks)
}

/// The parts of a file that words shown here stand in.
fn parts(site: &Site<'_>, source: &Source) -> Vec<Block> {
    if source.info.parts.is_empty() {
        return Vec::new();
    }
    let anchors = anchors(site, &source.path);
    let used: BTreeSet<(Stretch, String)> = anchors
        .into_iter()
        .map(|anchor| source.credit(anchor))
        .filter_map(|credit| Some((credit.stretch()?, credit.own_line()?)))
        .collect();
    let all = source.info.parts.len();
    let says = format!("This file holds {}. Words are relied on in these:", words::count(all, "document", "documents"));
    if used.is_empty() {
        return Vec::new();
    }
    let items = used.into_iter().take(MAX_PARTS).map(|(_, part)| vec![text(part)]).collect();
    vec![heading("Its parts", "parts"), para(&says), Block::List(items)]
}

/// Every anchor that any page may link to: of claims, rows and findings.
fn anchors<'a>(site: &Site<'a>, source: &str) -> BTreeSet<&'a Anchor> {
    let mut all: BTreeSet<&Anchor> = site.claims_in(source).iter().map(|claim| &claim.claim.anchor).collect();
    all.extend(site.view.roll().iter().flat_map(|row| &row.anchors).filter(|anchor| anchor.source == source));
    all.extend(
        site.view
            .findings()
            .iter()
            .flat_map(|finding| &finding.proofs)
            .flat_map(|proof| proof.anchors())
            .filter(|anchor| anchor.source == source),
    );
    all
}

/// The passages in order; one within another is a place of the wider one, and what stands around is not repeated.
fn passages(site: &Site<'_>, source: &Source) -> Vec<Passage> {
    let mut sorted: Vec<&Anchor> = anchors(site, &source.path).into_iter().collect();
    sorted.sort_by_key(|anchor| (&anchor.layer, anchor.start, std::cmp::Reverse(anchor.end), anchor.page, anchor.rect));
    let mut groups: Vec<Vec<&Anchor>> = Vec::new();
    for anchor in sorted {
        match groups.last_mut() {
            Some(group) if crate::lines::is_within(anchor, group[0]) => group.push(anchor),
            _ => groups.push(vec![anchor]),
        }
    }
    let said = claims_by_place(site, &source.path);
    let mut out = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let wide = group[0];
        let same = |other: &&Vec<&Anchor>| other[0].layer == wide.layer;
        let room_before = at
            .checked_sub(1)
            .and_then(|at| groups.get(at))
            .filter(same)
            .map_or(wide.start, |last| wide.start.saturating_sub(last[0].end));
        let room_after = groups.get(at + 1).filter(same).map_or(usize::MAX, |next| next[0].start.saturating_sub(wide.end));
        out.push(passage(site, group, (room_before, room_after), at == 0, &said));
    }
    out
}

fn passage(site: &Site<'_>, group: &[&Anchor], room: (usize, usize), first: bool, said: &[&StatedClaim]) -> Passage {
    let wide = group[0];
    let mut ids: Vec<String> = group.iter().map(|anchor| place(anchor)).collect();
    ids.dedup();
    let seen = site.view.seen(wide).map(str::to_string);
    let (before, words, after) = match crate::lines::excerpt(site, wide) {
        Some(excerpt) => (last(&excerpt.before, room.0), excerpt.words, first_of(&excerpt.after, room.1)),
        None if seen.is_some() => Default::default(),
        None => (String::new(), "[words not shown]".to_string(), String::new()),
    };
    // The words between two passages stand after the first of them, as far as an excerpt reaches.
    let reach = 200;
    let before = if first || room.0 > reach { before } else { String::new() };
    let gap = wide.row.is_none() && seen.is_none() && room.0 > before.chars().count() + if first { 0 } else { reach };
    let (before, after) = (before.trim_start_matches('\n').to_string(), after.trim_end_matches('\n').to_string());
    let here = said.iter().filter(|claim| group.iter().any(|anchor| **anchor == claim.claim.anchor));
    let said = if site.private() { here.map(|claim| claim_line(site, claim)).collect() } else { Vec::new() };
    let source = site.view.source(&wide.source);
    let part = source.and_then(|source| source.credit(wide).own_name());
    let place: Vec<String> =
        source.and_then(|source| crate::lines::standing(source, wide)).into_iter().chain(part).collect();
    let place = (!place.is_empty()).then(|| place.join(", "));
    Passage { ids, place, gap, before, words, after, seen, said }
}

fn claims_by_place<'a>(site: &Site<'a>, source: &str) -> Vec<&'a StatedClaim> {
    let mut claims = site.claims_in(source).to_vec();
    claims.sort_by_key(|claim| {
        (claim.claim.anchor.start, claim.claim.mention.clone(), claim.claim.property.clone(), claim.claim.id.clone())
    });
    claims
}

/// A claim as the reader found it, for the draft.
fn claim_line(site: &Site<'_>, claim: &StatedClaim) -> Line {
    let inner = &claim.claim;
    let subject = site.became(&inner.mention);
    let name = subject.map_or_else(|| inner.kind.info().plain.clone(), |entity| entity.name.clone());
    let value = match (inner.value.text(), inner.value.link().and_then(|mention| site.became(mention))) {
        (Some(words), _) => text(crate::lines::value_text(&inner.property, words)),
        (None, Some(entity)) => link(&entity.name, site.address(&entity.id)),
        (None, None) => text("something else in this file"),
    };
    let said = vec![
        link(name, subject.and_then(|entity| site.address(&entity.id))),
        text(format!(" ({}): {}: ", inner.kind.info().plain, words::property(&inner.property).to_lowercase())),
        value,
    ];
    Line { ids: vec![inner.id.to_string()], state: crate::lines::state(site, claim.state), ..Line::plain(said) }
}

fn last(text: &str, room: usize) -> String {
    let length = text.chars().count();
    text.chars().skip(length.saturating_sub(room)).collect()
}

fn first_of(text: &str, room: usize) -> String {
    text.chars().take(room).collect()
}
