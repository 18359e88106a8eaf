//! The roll as a table: a participation a row, with its words.
//!
//! The main function is [`table`]. A cell that a spreadsheet would take for a formula gets an apostrophe in front.

use crate::table::safe_cell;
use crate::{CAVEAT, words};
use rollcall_model::roll::RollRow;
use rollcall_model::source::Credit;
use rollcall_model::view::View;

const HEAD: [&str; 28] = [
    "date",
    "date in words",
    "engagement",
    "kind of engagement",
    "body",
    "place",
    "hosts",
    "status",
    "participant",
    "kind of participant",
    "country",
    "named",
    "acts for",
    "rank",
    "post",
    "role",
    "capacity",
    "mode",
    "certainty",
    "known from",
    "words",
    "source",
    "publisher",
    "source date",
    "source address",
    "participation id",
    "engagement id",
    "participant id",
];

/// The table's bytes: UTF-8, commas, a head.
pub(crate) fn table(view: &dyn View) -> Vec<u8> {
    let private = view.about().private;
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut head: Vec<String> = HEAD.iter().map(ToString::to_string).collect();
    if private {
        head.push("state".into());
    }
    head.push("what this means".into());
    let rows = view.roll().iter().map(|row| {
        let mut cells = cells(view, row);
        if private {
            cells.push(row.state.as_str().into());
        }
        cells.push(caveat(view));
        cells.iter().map(|cell| safe_cell(cell)).collect::<Vec<_>>()
    });
    for row in std::iter::once(head).chain(rows) {
        // Writing to memory fails only for rows of unequal length, which are made here.
        out.write_record(&row).expect("every row has the head's length");
    }
    out.into_inner().expect("memory takes all bytes")
}

fn caveat(view: &dyn View) -> String {
    match &view.about().notice {
        Some(notice) => format!("{CAVEAT} {notice}"),
        None => CAVEAT.to_string(),
    }
}

fn cells(view: &dyn View, row: &RollRow) -> Vec<String> {
    let engagement = &row.engagement;
    let party = &row.participant;
    let said = words(view, &mut row.anchors());
    let credits: Vec<Credit<'_>> =
        said.iter().filter_map(|said| Some(view.source(&said.anchor.source)?.credit(said.anchor))).collect();
    let each = |field: &dyn Fn(&Credit<'_>) -> String| credits.iter().map(field).collect::<Vec<_>>().join(" | ");
    let basis = match row.basis {
        rollcall_model::claim::Basis::Read => "read in prose",
        rollcall_model::claim::Basis::Record => "a table or calendar",
        rollcall_model::claim::Basis::Person => "written down by a person",
        rollcall_model::claim::Basis::Rule => "a rule",
    };
    vec![
        engagement.date.as_ref().map_or_else(String::new, |date| date.as_str().to_string()),
        engagement.date.as_ref().map_or_else(String::new, rollcall_model::date::plain),
        engagement.name.clone(),
        engagement.kind.info().plain.clone(),
        engagement.forum.clone().unwrap_or_default(),
        engagement.place.clone().unwrap_or_default(),
        engagement.host.join("; "),
        engagement.status.clone(),
        party.name.clone(),
        party.kind.info().plain.clone(),
        party.country.clone().unwrap_or_default(),
        if row.named { "yes" } else { "no" }.into(),
        row.acts_for.clone().unwrap_or_default(),
        row.rank.clone().unwrap_or_default(),
        row.post.clone().unwrap_or_default(),
        row.role.clone(),
        row.capacity.clone().unwrap_or_default(),
        row.mode.clone(),
        row.certainty.clone(),
        basis.into(),
        said.iter().map(|said| said.words.as_str()).collect::<Vec<_>>().join(" | "),
        each(&|credit| credit.title()),
        each(&|credit| credit.publisher().unwrap_or_default().to_string()),
        each(&|credit| credit.dated().map_or_else(String::new, |date| date.as_str().to_string())),
        each(&|credit| credit.source.info.url.clone().unwrap_or_default()),
        row.id.to_string(),
        engagement.id.to_string(),
        party.id.to_string(),
    ]
}
