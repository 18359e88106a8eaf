//! Lists of things that have a line and no page of their own: measures, alleged abuses, calls for action and others.

use super::{lines_or, long, said, titled};
use crate::block::{Block, Line, Sheet};
use crate::lines;
use crate::places::{LINES, numbered};
use crate::site::Site;
use rollcall_model::entity::Entity;
use rollcall_model::id::EntityId;
use rollcall_model::ontology::{Kind, kinds};
use std::collections::BTreeMap;

/// A list page: its file, and the strings of its title, its first sentence and the heading of each section with its kinds.
struct List {
    file: &'static str,
    title: &'static str,
    says: &'static str,
    sections: &'static [(&'static str, &'static [&'static str])],
}

const LISTS: [List; 6] = [
    List {
        file: "measures",
        title: "part-measures",
        says: "measures-says",
        sections: &[("part-measures", &["Measure", "Sanction"]), ("measures-designations", &["Designation"])],
    },
    List { file: "abuses", title: "part-abuses", says: "abuses-says", sections: &[("part-abuses", &["Abuse"])] },
    List {
        file: "said",
        title: "part-said",
        says: "said-says",
        sections: &[
            ("positions", &["Stance"]),
            ("said-left-out", &["Omission"]),
            ("said-withheld", &["Withholding"]),
            ("said-documents", &["Publication"]),
        ],
    },
    List { file: "calls", title: "part-calls", says: "calls-says", sections: &[("part-calls", &["Recommendation"])] },
    List {
        file: "instruments",
        title: "part-instruments",
        says: "instruments-says",
        sections: &[("part-instruments", &["Instrument"]), ("instruments-bind", &["Obligation"])],
    },
    List {
        file: "ties",
        title: "part-ties",
        says: "ties-says",
        sections: &[
            ("ties-supply", &["Supply"]),
            ("ties-ownership", &["Ownership"]),
            ("ties-directors", &["Directorship"]),
            ("ties-agents", &["Representation"]),
            ("ties-command", &["Commands"]),
        ],
    },
];

/// All of these pages.
pub(super) fn pages(site: &Site<'_>) -> Vec<Sheet> {
    LISTS.iter().flat_map(|list| of(site, list)).collect()
}

/// The things of a list: per section, by date.
fn things<'a>(site: &Site<'a>, list: &List) -> Vec<Vec<&'a Entity>> {
    let kinds = |names: &[&str]| names.iter().filter_map(|name| Kind::new(name)).collect::<Vec<_>>();
    let of = |names: &[&str]| kinds(names).into_iter().flat_map(|kind| site.of_kind(kind)).collect();
    list.sections.iter().map(|(_, names)| lines::by_date(of(names))).collect()
}

/// On which page each thing stands that does not stand on the first page of its list.
pub(super) fn numbers<'a>(site: &Site<'a>) -> BTreeMap<&'a EntityId, usize> {
    let all = LISTS.iter().flat_map(|list| things(site, list).concat().into_iter().enumerate());
    all.filter(|(at, _)| *at >= LINES).map(|(at, entity)| (&entity.id, at / LINES)).collect()
}

/// The pages of a list: so many lines on each, whatever their section.
fn of(site: &Site<'_>, list: &List) -> Vec<Sheet> {
    let say = site.say;
    let base = format!("en/{}", list.file);
    let part = numbered(&base, 0);
    let sections = things(site, list);
    let all: usize = sections.iter().map(Vec::len).sum();
    let last = all.saturating_sub(1) / LINES;
    let mut pages = Vec::new();
    for number in 0..=last {
        let (from, to) = (number * LINES, (number + 1) * LINES);
        let [first, until, of_all] = [from + 1, to.min(all), all].map(|number| say.number(number).into());
        let mut way = say.words("from-to-of", [("from", first), ("to", until), ("all", of_all)]);
        way.extend(long::steps(say, number, last, |number| numbered(&base, number)));
        let mut blocks = if number == 0 { vec![said(site, list.says)] } else { Vec::new() };
        if last > 0 {
            blocks.push(Block::Para(way.clone()));
        }
        let mut before = 0;
        for ((name, of_kinds), section) in list.sections.iter().zip(&sections) {
            let here = section.iter().enumerate().filter(|(at, _)| (from..to).contains(&(before + at)));
            let lines: Vec<Line> = here.map(|(_, entity)| line(site, entity)).collect();
            before += section.len();
            if last > 0 && lines.is_empty() {
                continue;
            }
            if list.sections.len() > 1 {
                blocks.push(titled(site, name, &of_kinds[0].to_lowercase()));
            }
            blocks.push(lines_or(site, lines, "none-spoken-of"));
        }
        if last > 0 {
            blocks.push(Block::Para(way));
        }
        let title = long::part(say, say.say(list.title), number);
        pages.push(site.sheet(&numbered(&base, number), &title, &part, blocks));
    }
    pages
}

/// A thing with its words; under an alleged abuse, who is said to have had a part in it.
fn line<'a>(site: &Site<'a>, entity: &'a Entity) -> Line {
    let mut line = lines::thing(site, entity);
    line.under.extend(lines::things(site, site.pointing(kinds::PERPETRATION, "abuse", &entity.id)));
    line
}
