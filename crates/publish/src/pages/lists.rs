//! Lists of things that have a line and no page of their own: measures, alleged abuses, calls for action and others.

use super::{heading, lines_or, para};
use crate::block::Sheet;
use crate::lines;
use crate::site::Site;
use rollcall_model::entity::Entity;
use rollcall_model::ontology::{Kind, kinds};

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
    LISTS.iter().map(|list| page(site, list)).collect()
}

fn page(site: &Site<'_>, list: &List) -> Sheet {
    let mut blocks = vec![para(list.says)];
    for (name, of_kinds) in list.sections {
        let things: Vec<&Entity> =
            of_kinds.iter().filter_map(|kind| Kind::new(kind)).flat_map(|kind| site.of_kind(kind)).collect();
        if list.sections.len() > 1 {
            blocks.push(heading(name, &of_kinds[0].to_lowercase()));
        }
        let mut lines = lines::things(site, things);
        for line in &mut lines {
            let Some(abuse) = line.ids.first().and_then(|id| rollcall_model::id::EntityId::parse(id)) else { continue };
            line.under = lines::things(site, site.pointing(kinds::PERPETRATION, "abuse", &abuse));
        }
        blocks.push(lines_or(lines, "No source held here speaks of one."));
    }
    let path = format!("en/{}.html", list.file);
    site.sheet(&path, list.title, &path, blocks)
}
