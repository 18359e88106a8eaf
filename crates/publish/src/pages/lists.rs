//! Lists of things that have a line and no page of their own: measures, alleged abuses, calls for action and others.

use super::{heading, lines_or, long, para};
use crate::block::{Block, Line, Sheet};
use crate::lines;
use crate::places::{LINES, numbered};
use crate::site::Site;
use crate::words::text;
use rollcall_model::entity::Entity;
use rollcall_model::id::EntityId;
use rollcall_model::ontology::{Kind, kinds};
use std::collections::BTreeMap;

/// A list page: its file, title, first sentence, and per section a heading and the kinds in it.
struct List {
    file: &'static str,
    title: &'static str,
    says: &'static str,
    sections: &'static [(&'static str, &'static [&'static str])],
}

const LISTS: [List; 6] = [
    List {
        file: "measures",
        title: "Measures",
        says: "Sanctions and other measures, with the days that sources give. Who named whom unlawful or terrorist stands apart: that is not a sanction.",
        sections: &[("Measures", &["Measure", "Sanction"]), ("Who named whom unlawful or terrorist", &["Designation"])],
    },
    List {
        file: "abuses",
        title: "Alleged abuses",
        says: "What sources allege, and who says so. Nothing here was judged by this site.",
        sections: &[("Alleged abuses", &["Abuse"])],
    },
    List {
        file: "said",
        title: "What was said and left out",
        says: "Positions that parties took, what texts are said to leave out, and what was withheld.",
        sections: &[
            ("Positions taken", &["Stance"]),
            ("Said to be left out", &["Omission"]),
            ("Withheld", &["Withholding"]),
            ("Documents that are spoken of", &["Publication"]),
        ],
    },
    List {
        file: "calls",
        title: "Calls for action",
        says: "What authors of sources call on others to do.",
        sections: &[("Calls for action", &["Recommendation"])],
    },
    List {
        file: "instruments",
        title: "Instruments",
        says: "Agreements, orders and laws that sources speak of, and whom they bind.",
        sections: &[("Instruments", &["Instrument"]), ("Whom they bind", &["Obligation"])],
    },
    List {
        file: "ties",
        title: "Supply and ownership",
        says: "Who supplied, owned, directed, spoke for or commanded whom, as sources say it.",
        sections: &[
            ("Supply", &["Supply"]),
            ("Ownership", &["Ownership"]),
            ("Directors", &["Directorship"]),
            ("Agents", &["Representation"]),
            ("Command", &["Commands"]),
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
    let base = format!("en/{}", list.file);
    let part = numbered(&base, 0);
    let sections = things(site, list);
    let all: usize = sections.iter().map(Vec::len).sum();
    let last = all.saturating_sub(1) / LINES;
    let mut pages = Vec::new();
    for number in 0..=last {
        let (from, to) = (number * LINES, (number + 1) * LINES);
        let mut way = vec![text(format!("{} to {} of {all}", from + 1, to.min(all)))];
        way.extend(long::steps(number, last, |number| numbered(&base, number)));
        let mut blocks = if number == 0 { vec![para(list.says)] } else { Vec::new() };
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
                blocks.push(heading(name, &of_kinds[0].to_lowercase()));
            }
            blocks.push(lines_or(lines, "No source held here speaks of one."));
        }
        if last > 0 {
            blocks.push(Block::Para(way));
        }
        let title = if number == 0 { list.title.to_string() } else { format!("{}, part {}", list.title, number + 1) };
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
