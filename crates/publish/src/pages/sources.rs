//! Sources: what each is, how far it stands for itself, and the words of it that are relied on.

use super::long::{self, At};
use super::{para, said, titled};
use crate::block::{Block, Line, Passage, Piece, Run, Sheet, Words};
use crate::dates;
use crate::places::{PASSAGES, numbered, place, source_base, source_page};
use crate::say::Say;
use crate::site::Site;
use crate::words::{self, link, text};
use rollcall_model::claim::Anchor;
use rollcall_model::layer::{CodePoints, Span};
use rollcall_model::source::{Source, Stretch, origins};
use rollcall_model::view::StatedClaim;
use std::collections::{BTreeMap, BTreeSet};

const PART: &str = "en/sources.html";

/// The most parts of one file that its page lists.
const MAX_PARTS: usize = 1000;

/// About how much of a whole text stands on one page, in code points.
const TEXT: usize = 150_000;

/// The list.
pub(super) fn lists(site: &Site<'_>) -> Vec<Sheet> {
    let (say, all) = (site.say, site.view.sources());
    let count = origins(all);
    let mut front = vec![Block::Para(vec![
        text(say.with(
            "sources-held",
            [
                ("files", say.with("files-held", [("number", all.len().into())]).into()),
                ("origins", say.with("independent-origins", [("number", count.into())]).into()),
            ],
        )),
        text(" "),
        text(say.say("sources-origins")),
    ])];
    let items: Vec<(String, Words)> = all
        .iter()
        .map(|source| {
            let mut out = vec![link(source.title(), Some(source_page(source)))];
            out.push(text(by_line(say, source)));
            if let Some(reason) = &source.not_read {
                out.push(Run::Quiet(format!(" – {}", say.with("not-read", [("reason", reason.into())]))));
            }
            (source.title().to_string(), out)
        })
        .collect();
    if items.is_empty() {
        front.push(said(site, "sources-none"));
    }
    long::by_letter(site, &At { base: "en/sources", title: &say.say("part-sources"), part: PART }, front, items)
}

fn by_line(say: Say, source: &Source) -> String {
    let info = &source.info;
    let date = info.date.as_ref().or(info.public_date.as_ref()).map(|date| dates::date(say, date));
    info.publisher.iter().cloned().chain(date).map(|part| format!("{}{part}", say.say("list-comma"))).collect()
}

/// The page of a source, the pages of its further passages, and its whole text where that may be shown.
pub(super) fn pages(site: &Site<'_>, source: &Source) -> Vec<Sheet> {
    let groups = site.passages_in(&source.path);
    let passages = passages(site, source, &groups);
    let base = source_base(source);
    let last = passages.len().saturating_sub(1) / PASSAGES;
    let of = |number: usize| numbered(&base, number);
    let mut blocks = about(site, source);
    blocks.push(titled(site, "source-words", "words"));
    if passages.is_empty() {
        blocks.push(said(site, "source-no-words"));
    } else {
        blocks.push(said(site, "source-words-says"));
    }
    let mut pages = Vec::new();
    let mut rest = passages;
    for number in 0..=last {
        let after = rest.split_off(rest.len().min(PASSAGES));
        let here = std::mem::replace(&mut rest, after);
        let way = [vec![link(source.title(), Some(of(0)))], long::steps(site.say, number, last, of)].concat();
        if last > 0 {
            blocks.push(Block::Para(way.clone()));
        }
        if !here.is_empty() {
            blocks.push(Block::Passages(here));
        }
        if last > 0 {
            blocks.push(Block::Para(way));
        }
        let title = long::part(site.say, source.title().to_string(), number);
        pages.push(site.sheet(&of(number), &title, PART, std::mem::take(&mut blocks)));
    }
    pages.extend(whole(site, source, &groups));
    pages
}

/// What is known of it.
fn about(site: &Site<'_>, source: &Source) -> Vec<Block> {
    let info = &source.info;
    let mut facts: Vec<(String, Vec<Line>)> = Vec::new();
    let say = site.say;
    let date = |date: &rollcall_model::date::Edtf| dates::date(say, date);
    let mut fact = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            facts.push((say.say(name), vec![Line::plain(vec![text(value)])]));
        }
    };
    fact("source-publisher", info.publisher.clone());
    fact("source-author", info.author.clone());
    fact("source-date", info.date.as_ref().map(date));
    fact("source-public", info.public_date.as_ref().map(date));
    fact("source-address", info.url.clone());
    fact("source-controlled", info.controlled_by.clone());
    fact("source-rests-on", (!info.rests_on.is_empty()).then(|| info.rests_on.join("; ")));
    fact("source-file", Some(source.path.clone()));
    fact("source-not-read", source.not_read.clone());
    if let Some(copy) = &info.archived_url {
        // Nothing but the web is linked to: an address is a source's word, and may be of any kind.
        let web = ["https://", "http://"].iter().any(|start| copy.starts_with(start));
        let said = if web { Run::Outside(copy.clone(), copy.clone()) } else { text(copy) };
        facts.push((say.say("source-kept-copy"), vec![Line::plain(vec![said])]));
    }
    let whole = site.view.text(source).map(|_| link(say.say("source-whole-text"), Some(text_page(source, 0))));
    let file = site.view.file(source).map(|path| link(say.say("source-file-itself"), Some(path)));
    let given: Vec<Line> = whole.into_iter().chain(file).map(|run| Line::plain(vec![run])).collect();
    if !given.is_empty() {
        facts.push((say.say("source-whole"), given));
    }
    let mut blocks = Vec::new();
    if !info.rests_on.is_empty() {
        blocks.push(Block::Note(say.words("source-repeats", [])));
    }
    blocks.push(Block::Facts(facts));
    blocks.extend(parts(site, source));
    blocks
}

fn text_page(source: &Source, number: usize) -> String {
    numbered(&format!("{}-text", source_base(source)), number)
}

/// The whole text with its places marked, cut at line ends.
fn whole(site: &Site<'_>, source: &Source, groups: &[Vec<&Anchor>]) -> Vec<Sheet> {
    let Some(words) = site.view.text(source) else { return Vec::new() };
    let points = CodePoints::new(&words);
    let mut places: Vec<&Anchor> = groups.iter().map(|group| group[0]).collect();
    places
        .retain(|anchor| Some(&anchor.layer) == source.layer.as_ref() && points.slice(anchor.span()) == Some(&anchor.text));
    let mut pages: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut length = 0;
    let mut put = |start: usize, end: usize, place: Option<String>| {
        let Some(mut rest) = points.slice(Span { start, end }) else { return };
        while length + rest.chars().count() > TEXT && place.is_none() {
            let room: usize = rest.chars().take(TEXT.saturating_sub(length)).map(char::len_utf8).sum();
            let cut = rest[..room].rfind('\n').map_or(room, |at| at + 1);
            if let Some(page) = pages.last_mut() {
                page.push(Piece { words: rest[..cut].into(), place: None });
            }
            rest = &rest[cut..];
            pages.push(Vec::new());
            length = 0;
        }
        length += rest.chars().count();
        if let Some(page) = pages.last_mut().filter(|_| !rest.is_empty()) {
            page.push(Piece { words: rest.into(), place });
        }
    };
    let mut at = 0;
    for anchor in places {
        // Places that overlap are one mark each, from where the one before ends.
        let start = anchor.start.max(at);
        if anchor.end > start {
            put(at, start, None);
            put(start, anchor.end, Some(place(anchor)));
            at = anchor.end;
        }
    }
    put(at, points.len(), None);
    let last = pages.len() - 1;
    let of = |number: usize| text_page(source, number);
    let page = |(number, pieces): (usize, Vec<Piece>)| {
        let way =
            [vec![link(site.say.say("source-about"), Some(source_page(source)))], long::steps(site.say, number, last, of)]
                .concat();
        let blocks = vec![Block::Para(way.clone()), said(site, "source-text-says"), Block::Text(pieces), Block::Para(way)];
        let title = site.say.with("source-text-title", [("title", source.title().into())]);
        let numbered =
            || site.say.with("title-part", [("title", title.clone().into()), ("part", site.say.number(number + 1).into())]);
        let title = if last > 0 { numbered() } else { title.clone() };
        site.sheet(&of(number), &title, PART, blocks)
    };
    pages.into_iter().enumerate().map(page).collect()
}

/// The parts of a file that words shown here stand in.
fn parts(site: &Site<'_>, source: &Source) -> Vec<Block> {
    if source.info.parts.is_empty() {
        return Vec::new();
    }
    let groups = site.passages_in(&source.path);
    let used: BTreeSet<(Stretch, String)> = groups
        .into_iter()
        .flatten()
        .map(|anchor| source.credit(anchor))
        .filter_map(|credit| Some((credit.stretch()?, credit.own_line()?)))
        .collect();
    let all = source.info.parts.len();
    let says = site.say.with("source-parts-says", [("number", all.into())]);
    if used.is_empty() {
        return Vec::new();
    }
    let items = used.into_iter().take(MAX_PARTS).map(|(_, part)| vec![text(part)]).collect();
    vec![titled(site, "source-parts", "parts"), para(&says), Block::List(items)]
}

/// The passages in order; one within another is a place of the wider one, and what stands around is not repeated.
fn passages(site: &Site<'_>, source: &Source, groups: &[Vec<&Anchor>]) -> Vec<Passage> {
    let said = if site.private() { claims_by_place(site, &source.path) } else { BTreeMap::new() };
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

/// Claims by their place, each place's in order.
type Said<'s> = BTreeMap<&'s Anchor, Vec<&'s StatedClaim>>;

fn passage(site: &Site<'_>, group: &[&Anchor], room: (usize, usize), first: bool, said: &Said<'_>) -> Passage {
    let wide = group[0];
    let mut ids: Vec<String> = group.iter().map(|anchor| place(anchor)).collect();
    ids.dedup();
    let seen = site.view.seen(wide).map(str::to_string);
    let (before, words, after) = match crate::lines::excerpt(site, wide) {
        Some(excerpt) => (last(&excerpt.before, room.0), excerpt.words, first_of(&excerpt.after, room.1)),
        None if seen.is_some() => Default::default(),
        None => (String::new(), site.say.say("source-not-shown"), String::new()),
    };
    // The words between two passages stand after the first of them, as far as an excerpt reaches.
    let reach = 200;
    let before = if first || room.0 > reach { before } else { String::new() };
    let gap = wide.row.is_none() && seen.is_none() && room.0 > before.chars().count() + if first { 0 } else { reach };
    let (before, after) = (before.trim_start_matches('\n').to_string(), after.trim_end_matches('\n').to_string());
    let here = group.iter().flat_map(|anchor| said.get(*anchor).into_iter().flatten());
    let said = here.map(|claim| claim_line(site, claim)).collect();
    let source = site.view.source(&wide.source);
    let part = source.and_then(|source| source.credit(wide).own_name());
    let place: Vec<String> =
        source.and_then(|source| crate::lines::standing(site.say, source, wide)).into_iter().chain(part).collect();
    let place = (!place.is_empty()).then(|| words::commas(site.say, &place));
    let lang = source.and_then(|source| crate::lines::language(site, source, wide));
    Passage { ids, place, gap, before, words, after, seen, lang, said }
}

fn claims_by_place<'a>(site: &Site<'a>, source: &str) -> Said<'a> {
    let mut claims = site.claims_in(source).to_vec();
    claims.sort_by_key(|claim| (&claim.claim.mention, &claim.claim.property, &claim.claim.id));
    let mut by_place: Said<'a> = BTreeMap::new();
    for claim in claims {
        by_place.entry(&claim.claim.anchor).or_default().push(claim);
    }
    by_place
}

/// A claim as the reader found it, for the draft.
fn claim_line(site: &Site<'_>, claim: &StatedClaim) -> Line {
    let said = crate::lines::claim_words(site, &claim.claim);
    Line { ids: vec![claim.claim.id.to_string()], state: crate::lines::state(site, claim.state), ..Line::plain(said) }
}

fn last(text: &str, room: usize) -> String {
    let length = text.chars().count();
    text.chars().skip(length.saturating_sub(room)).collect()
}

fn first_of(text: &str, room: usize) -> String {
    text.chars().take(room).collect()
}
