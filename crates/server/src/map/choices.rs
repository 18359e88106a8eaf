//! What is chosen on the page of a map: as a form, and back.
//!
//! The main type is [`Choices`]. A column's choices are properties of the kind of thing that a row is, of what it links to, and of
//! the row itself as a document. Names of fields are `c3-0`: the first choice of the fourth column.

use crate::refusal::Refusal;
use crate::review::cards::{capital, property};
use crate::review::text::words;
use axum::http::StatusCode;
use maud::{Markup, html};
use rollcall_case::map::{Mapping, RecordMap, SAYS};
use rollcall_model::ontology::{Kind, Ontology, PropertyType};
use rollcall_model::problem::Problem;
use std::collections::BTreeMap;

/// Columns that are shown; a map keeps what it says of those beyond.
const MAX_COLUMNS: usize = 120;

/// What one column may be used for at most.
const MAX_USES: usize = 6;

/// Values that may be said for every row.
const MAX_FIXED: usize = 30;

/// What stands before a choice that a row says of itself.
const DOCUMENT: &str = "document.";

/// What is chosen.
pub(super) struct Choices {
    pub file: String,
    pub record: RecordMap,
    /// What the sidecar was when the choice began.
    pub seen: String,
}

/// Choices of one kind of thing: a heading, and each with its words.
type Group = (String, Vec<(String, String)>);

impl Choices {
    /// The map that a table has, or its draft.
    pub fn of(mapping: &Mapping) -> Self {
        Self { file: mapping.file().to_string(), record: mapping.record.clone(), seen: mapping.seen.clone() }
    }

    /// What a form chose, and what cannot be chosen together.
    pub fn of_form(
        mapping: &Mapping,
        mut fields: BTreeMap<String, String>,
        seen: String,
    ) -> Result<(Self, Vec<Problem>), Refusal> {
        let mut record = RecordMap { kind: fields.remove("kind"), sheet: fields.remove("sheet"), ..RecordMap::default() };
        let heads = mapping.heads_of(&record);
        let same_sheet = record.sheet == mapping.record.sheet;
        if same_sheet {
            keep_beyond(&mut record, &mapping.record, &heads);
        }
        let mut problems = Vec::new();
        for (at, head) in heads.iter().enumerate().take(MAX_COLUMNS) {
            for n in 0..=MAX_USES {
                let Some(chosen) = fields.remove(&format!("c{at}-{n}")) else { continue };
                problems.extend(choose(&mut record, mapping.file(), chosen, head));
            }
        }
        for n in 0..MAX_FIXED {
            let (name, value) = (fields.remove(&format!("f{n}")), fields.remove(&format!("v{n}")));
            if let (Some(name), Some(value)) = (name, value) {
                record.fixed.insert(name, value.trim().to_string());
            }
        }
        // Another sheet has other columns, so what was chosen for the first one's is left.
        fields.retain(|name, _| !name.starts_with(['c', 'f', 'v']));
        match fields.keys().next() {
            Some(other) => {
                let message = format!("`{other}` is not known here");
                Err(Refusal::new(StatusCode::BAD_REQUEST, "the form", "unknown-key", message))
            }
            None => Ok((Self { file: mapping.file().to_string(), record, seen }, problems)),
        }
    }

    /// The form.
    pub fn draw(&self, mapping: &Mapping, token: &str, by: Option<&str>) -> Markup {
        let heads = mapping.heads_of(&self.record);
        let groups = self.record.kind.as_deref().and_then(Kind::new).map(groups).unwrap_or_default();
        html! {
            form method="post" action="/api/map" id="choices" {
                input type="hidden" name="token" value=(token);
                input type="hidden" name="file" value=(self.file);
                input type="hidden" name="seen" value=(self.seen);
                @if let Some(by) = by { input type="hidden" name="by" value=(by); }
                @if mapping.sheets.len() > 1 {
                    label { "The sheet"
                        select name="sheet" {
                            option value="" { "choose a sheet" }
                            @for sheet in &mapping.sheets { option value=(sheet) selected[self.record.sheet.as_ref() == Some(sheet)] { (words(sheet)) } }
                        }
                    }
                } @else if let Some(sheet) = &self.record.sheet { input type="hidden" name="sheet" value=(sheet); }
                label { "A row speaks of" (kinds(self.record.kind.as_deref())) }
                @if !heads.is_empty() {
                    div class="wide" tabindex="0" role="region" aria-label="Columns" {
                        table {
                            thead { tr { th scope="col" { "Column" } th scope="col" { "What it says" } } }
                            tbody { @for (at, head) in heads.iter().enumerate().take(MAX_COLUMNS).filter(|(_, head)| !head.is_empty()) {
                                tr { th scope="row" { (words(head)) } td { (self.column(at, head, &groups)) } }
                            } }
                        }
                    }
                    @if heads.len() > MAX_COLUMNS { p { "and " (heads.len() - MAX_COLUMNS) " more columns, which are left as they are" } }
                    (self.fixed(&groups))
                }
                p {
                    button name="do" value="show" aria-keyshortcuts="v" { "Show what this makes of the rows" }
                    button name="do" value="save" aria-keyshortcuts="w" { "Save" }
                }
            }
        }
    }

    /// The choices of one column, with one more for a column that is used already.
    fn column(&self, at: usize, head: &str, groups: &[Group]) -> Markup {
        let uses = self.uses(head);
        let select = |n: usize, chosen: &str| {
            let label = if n == 0 { format!("What {head} says") } else { format!("What {head} says besides, {n}") };
            select(&format!("c{at}-{n}"), chosen, &label, "not used", groups, true)
        };
        html! {
            @if uses.is_empty() { (select(0, "")) }
            @for (n, chosen) in uses.iter().enumerate() { (select(n, chosen)) }
            @if !uses.is_empty() && uses.len() <= MAX_USES {
                details class="more" { summary { "says something else, too" } (select(uses.len(), "")) }
            }
        }
    }

    fn uses(&self, head: &str) -> Vec<String> {
        let of = |map: &BTreeMap<String, String>, before: &str| {
            let names = map.iter().filter(|(_, column)| *column == head).map(|(name, _)| format!("{before}{name}"));
            names.collect::<Vec<_>>()
        };
        let mut uses = of(&self.record.columns, "");
        uses.extend(of(&self.record.document, DOCUMENT));
        uses.truncate(MAX_USES);
        uses
    }

    fn fixed(&self, groups: &[Group]) -> Markup {
        let none = (String::new(), String::new());
        let said = self.record.fixed.iter().map(|(name, value)| (name.clone(), value.clone()));
        let rows: Vec<(String, String)> = said.take(MAX_FIXED - 1).chain([none]).collect();
        html! {
            details class="fixed" open[!self.record.fixed.is_empty()] {
                summary { "The same for every row: " (self.record.fixed.len()) }
                @for (n, (name, value)) in rows.iter().enumerate() {
                    div class="row" {
                        label { "What" (select(&format!("f{n}"), name, "", "nothing", groups, false)) }
                        label { "Its value" input type="text" name=(format!("v{n}")) value=(value) maxlength="500" autocomplete="off"; }
                    }
                }
            }
        }
    }
}

/// What a map says of columns beyond those that are shown.
fn keep_beyond(record: &mut RecordMap, before: &RecordMap, heads: &[String]) {
    let beyond = |head: &String| heads.iter().position(|name| name == head).is_some_and(|at| at >= MAX_COLUMNS);
    let kept = |map: &BTreeMap<String, String>| {
        map.iter().filter(|(_, head)| beyond(head)).map(|(name, head)| (name.clone(), head.clone())).collect()
    };
    record.columns = kept(&before.columns);
    record.document = kept(&before.document);
}

/// Uses a column for a property, unless another one says it.
fn choose(record: &mut RecordMap, file: &str, chosen: String, head: &str) -> Option<Problem> {
    let (map, name) = match chosen.strip_prefix(DOCUMENT) {
        Some(name) => (&mut record.document, name.to_string()),
        None => (&mut record.columns, chosen),
    };
    match map.get(&name) {
        Some(other) if other != head => {
            let message =
                format!("`{other}` and `{head}` are both chosen for “{}”", property(&name.replace(['.', '_'], " ")));
            Some(Problem::new(file, "said-twice", message).hint("choose one of them"))
        }
        _ => {
            map.insert(name, head.to_string());
            None
        }
    }
}

/// Every kind, by its plain word.
fn kinds(chosen: Option<&str>) -> Markup {
    let mut kinds: Vec<(&str, &str)> =
        Ontology::get().kinds().map(|(kind, info)| (info.plain.as_str(), kind.as_str())).collect();
    kinds.sort_unstable();
    html! {
        select name="kind" {
            option value="" selected[chosen.is_none()] { "nothing: only its text is read" }
            @for (plain, kind) in kinds { option value=(kind) selected[chosen == Some(kind)] { (plain) } }
        }
    }
}

/// The choices that a row of a kind has: its own properties, then those of what it links to.
fn groups(kind: Kind) -> Vec<Group> {
    let own = kind.info().properties.keys().map(|name| (name.clone(), property(name))).collect();
    let mut groups = vec![(capital(&kind.info().plain), own)];
    for (name, of) in kind.info().properties.iter().filter(|(_, of)| of.value == PropertyType::Link) {
        let mut names: Vec<String> = of
            .to
            .iter()
            .filter_map(|kind| Kind::new(kind))
            .flat_map(|kind| kind.info().properties.iter())
            .filter(|(_, property)| property.value != PropertyType::Link)
            .map(|(name, _)| name.clone())
            .collect();
        names.push("kind".into());
        names.sort();
        names.dedup();
        let choices =
            names.into_iter().map(|of| (format!("{name}.{of}"), format!("{}: {}", property(name), property(&of)))).collect();
        groups.push((format!("Of the {}", property(name)), choices));
    }
    groups
}

fn select(name: &str, chosen: &str, label: &str, none: &str, groups: &[Group], of_row: bool) -> Markup {
    let known = groups.iter().flat_map(|(_, choices)| choices).any(|(choice, _)| choice == chosen)
        || of_row && chosen.strip_prefix(DOCUMENT).is_some_and(|says| SAYS.contains(&says));
    html! {
        select name=(name) aria-label=[(!label.is_empty()).then_some(label)] {
            option value="" selected[chosen.is_empty()] { (none) }
            @if !known && !chosen.is_empty() { option value=(chosen) selected { (words(&property(chosen))) " (not of this)" } }
            @for (heading, choices) in groups {
                optgroup label=(heading) {
                    @for (choice, plain) in choices { option value=(choice) selected[choice == chosen] { (plain) } }
                }
            }
            @if of_row {
                optgroup label="Of the row as a document" { @for says in SAYS {
                    @let choice = format!("{DOCUMENT}{says}");
                    option value=(choice) selected[choice == chosen] { (document_word(says)) }
                } }
            }
        }
    }
}

/// What a row says of itself, as people read it.
fn document_word(says: &str) -> &str {
    match says {
        "author" => "who wrote it",
        "controlled_by" => "who controls its publisher",
        "date" => "when it was written",
        "public_date" => "since when it is public",
        "publisher" => "who published it",
        "text" => "its text, to be read",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_columns_do_not_say_one_thing() {
        let mut record = RecordMap::default();
        assert!(choose(&mut record, "f", "name".into(), "A").is_none());
        assert!(choose(&mut record, "f", "document.date".into(), "A").is_none());
        assert!(choose(&mut record, "f", "name".into(), "B").is_some());
        assert_eq!(record.columns.get("name").map(String::as_str), Some("A"));
        assert_eq!(record.document.get("date").map(String::as_str), Some("A"));
    }

    #[test]
    fn a_link_has_choices_of_what_it_points_at() {
        let kind = Kind::new("Participation").expect("is a kind");
        let all: Vec<String> = groups(kind).into_iter().flat_map(|(_, choices)| choices).map(|(choice, _)| choice).collect();
        for choice in ["party", "party.kind", "party.name", "engagement.place", "role"] {
            assert!(all.iter().any(|known| known == choice), "{choice} is not among {all:?}");
        }
    }
}
