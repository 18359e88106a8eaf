//! Long lists and long sections: cut over pages of their own, so that no page is too much for a bad line.
//!
//! The main functions are [`section`] for lines with their words, [`by_letter`] for names, and [`by_year`] for what has a
//! date. A short one stays where it is. Why pages and no "show more": the whole must be there with scripts off.

use super::{heading, para};
use crate::block::{Block, Line, Run, Sheet, Words};
use crate::places::{ITEMS, LINES, fold, letter_part};
use crate::say::Say;
use crate::site::{Site, year_name, year_part};
use crate::words::{capital, link, text};
use std::collections::BTreeMap;

/// Where a section stands: on which page, and in which part of the site.
pub(super) struct At<'p> {
    /// The page's path without its ending.
    pub base: &'p str,
    /// The page's title.
    pub title: &'p str,
    /// The part of the site.
    pub part: &'p str,
}

/// A section of lines under a heading; long ones are cut over pages that are added to `more`.
pub(super) fn section(
    site: &Site<'_>,
    at: &At<'_>,
    (id, place): (&str, &str),
    lines: Vec<Line>,
    more: &mut Vec<Sheet>,
) -> Vec<Block> {
    named(site, at, (&site.say.say(id), place), lines, more)
}

/// The same under a heading of its own.
pub(super) fn named(
    site: &Site<'_>,
    at: &At<'_>,
    (name, place): (&str, &str),
    lines: Vec<Line>,
    more: &mut Vec<Sheet>,
) -> Vec<Block> {
    let say = site.say;
    let mut blocks = vec![heading(name, place)];
    if lines.len() <= LINES {
        blocks.push(Block::Lines(lines));
        return blocks;
    }
    let all = lines.len();
    let mut pages = Vec::new();
    let mut rest = lines;
    while !rest.is_empty() {
        let after = rest.split_off(rest.len().min(LINES));
        pages.push(std::mem::replace(&mut rest, after));
    }
    let ends = |number: usize| (say.number(number * LINES + 1), say.number(((number + 1) * LINES).min(all)));
    let stretch = |number: usize| say.with("from-to", [("from", ends(number).0.into()), ("to", ends(number).1.into())]);
    let path = |number: usize| format!("{}-{place}-{}.html", at.base, number + 1);
    let last = pages.len() - 1;
    blocks.push(para(&say.with("lines-on-pages", [("number", all.into())])));
    blocks.push(Block::List((0..=last).map(|number| vec![link(stretch(number), Some(path(number)))]).collect()));
    for (number, lines) in pages.into_iter().enumerate() {
        let mut way = vec![link(at.title, Some(format!("{}.html#{place}", at.base)))];
        way.extend(steps(say, number, last, path));
        let (from, to) = ends(number);
        let (title, name) = (at.title.into(), name.to_lowercase().into());
        let (from, to, all) = (from.into(), to.into(), say.number(all).into());
        let title = say.with("section-part", [("title", title), ("name", name), ("from", from), ("to", to), ("all", all)]);
        let blocks = vec![Block::Para(way.clone()), Block::Lines(lines), Block::Para(way)];
        more.push(site.sheet(&path(number), &capital(&title), at.part, blocks));
    }
    blocks
}

/// A title, with the number of the part where it is not the first.
pub(super) fn part(say: Say, title: String, number: usize) -> String {
    if number == 0 {
        title
    } else {
        say.with("title-part", [("title", title.into()), ("part", say.number(number + 1).into())])
    }
}

/// To the page before and the page after.
pub(super) fn steps(say: Say, number: usize, last: usize, path: impl Fn(usize) -> String) -> Words {
    let mut out = Words::new();
    if number > 0 {
        out.extend([text(" · "), link(say.say("page-before"), Some(path(number - 1)))]);
    }
    if number < last {
        out.extend([text(" · "), link(say.say("page-next"), Some(path(number + 1)))]);
    }
    out
}

/// A list of names by their first letter: one page, or a page a letter.
pub(super) fn by_letter(site: &Site<'_>, at: &At<'_>, mut front: Vec<Block>, items: Vec<(String, Words)>) -> Vec<Sheet> {
    let path = format!("{}.html", at.base);
    if items.len() <= ITEMS {
        front.push(Block::List(items.into_iter().map(|(_, words)| words).collect()));
        return vec![site.sheet(&path, at.title, at.part, front)];
    }
    let mut letters: BTreeMap<char, Vec<Words>> = BTreeMap::new();
    for (name, words) in items {
        let letter = fold(&name).chars().find(|letter| letter.is_alphanumeric()).unwrap_or('0');
        letters.entry(letter).or_default().push(words);
    }
    let groups = letters
        .into_iter()
        .map(|(letter, items)| (capital(&letter.to_string()), format!("a-z-{}", letter_part(letter)), items));
    grouped(site, at, front, groups.collect())
}

/// A list by year: one page, or a page a year.
pub(super) fn by_year(site: &Site<'_>, at: &At<'_>, mut front: Vec<Block>, items: Vec<(Option<i32>, Words)>) -> Vec<Sheet> {
    if items.len() <= ITEMS {
        front.push(Block::List(items.into_iter().map(|(_, words)| words).collect()));
        return vec![site.sheet(&format!("{}.html", at.base), at.title, at.part, front)];
    }
    let mut years: Vec<(Option<i32>, Vec<Words>)> = Vec::new();
    for (year, words) in items {
        match years.last_mut() {
            Some((last, items)) if *last == year => items.push(words),
            _ => years.push((year, vec![words])),
        }
    }
    let groups = years.into_iter().map(|(year, items)| (year_name(site.say, year), year_part(year), items));
    grouped(site, at, front, groups.collect())
}

/// A page that leads to the groups, and the pages of the groups: `en/people/a-z-b.html`, `en/people/a-z-b-2.html`.
fn grouped(site: &Site<'_>, at: &At<'_>, mut front: Vec<Block>, groups: Vec<(String, String, Vec<Words>)>) -> Vec<Sheet> {
    let path = format!("{}.html", at.base);
    let (mut list, mut pages) = (Vec::new(), Vec::new());
    for (name, part, items) in groups {
        let of = |number: usize| crate::places::numbered(&format!("{}/{part}", at.base), number);
        list.push(vec![Run::Strong(name.clone()), text(": "), link(site.say.number(items.len()), Some(of(0)))]);
        let last = items.len().saturating_sub(1) / ITEMS;
        for (number, items) in items.chunks(ITEMS).enumerate() {
            let mut way = vec![link(at.title, Some(path.clone()))];
            way.extend(steps(site.say, number, last, of));
            let blocks = vec![Block::Para(way.clone()), Block::List(items.to_vec()), Block::Para(way)];
            pages.push(site.sheet(&of(number), &format!("{}: {name}", at.title), at.part, blocks));
        }
    }
    front.push(Block::List(list));
    pages.insert(0, site.sheet(&path, at.title, at.part, front));
    pages
}
