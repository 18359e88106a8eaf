//! What a case does not know: where an investigator would look next.
//!
//! The main function is [`gaps`]. It says what no source held here says, and never what that means: an empty place is not
//! evidence of anything.

use rollcall_model::entity::Entity;
use rollcall_model::id::EntityId;
use rollcall_model::ontology::{AWAY, kinds};
use rollcall_model::source::{self, Credit, Source, origins};
use rollcall_model::view::View;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// A file, or passages of it, were not read.
    NotRead,
    /// A source speaks of a document that the case does not hold.
    NotHeld,
    /// A passage was withheld by who released it.
    Withheld,
    /// An engagement of which no source says who came.
    NobodyNamed,
    /// An engagement without a date.
    NoDate,
    /// An engagement that only one origin speaks of, in a case with several.
    OneOrigin,
}

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Gap {
    /// What.
    pub missing: Missing,
    /// The thing that it is missing of: a file's path, or a name.
    pub of: String,
    /// The thing's id, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<EntityId>,
    /// The gap as a sentence.
    pub says: String,
}

/// All gaps, by what is missing and of what.
pub fn gaps(view: &dyn View) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = not_read(view).collect();
    let titles: BTreeSet<String> = view.sources().iter().flat_map(titles).map(str::to_lowercase).collect();
    let came = came(view);
    let several = origins(view.sources()) > 1;
    for entity in view.entities().values().filter(|entity| entity.state.exists()) {
        let gap = |missing, says: String| Gap { missing, of: entity.name.clone(), id: Some(entity.id.clone()), says };
        match entity.kind {
            kinds::PUBLICATION if !titles.contains(&entity.name.to_lowercase()) => {
                gaps.push(gap(Missing::NotHeld, format!("“{}” is spoken of, and no file here has that title", entity.name)));
            }
            kinds::WITHHOLDING => gaps.push(gap(Missing::Withheld, format!("{}: passages were withheld", entity.name))),
            kind if kind.is_engagement() => {
                if came.get(&entity.id).copied().unwrap_or(0) == 0 {
                    gaps.push(gap(Missing::NobodyNamed, format!("{}: no source held here says who came", dated(entity))));
                }
                if entity.first("date").is_none() {
                    gaps.push(gap(Missing::NoDate, format!("{}: no source held here gives a date", entity.name)));
                }
                if several && origins_of(view, entity) == 1 {
                    gaps.push(gap(Missing::OneOrigin, format!("{}: only one origin speaks of it", dated(entity))));
                }
            }
            _ => {}
        }
    }
    gaps.sort();
    gaps
}

/// What a file and its parts are called.
fn titles(source: &Source) -> impl Iterator<Item = &str> {
    std::iter::once(source.title()).chain(source.info.parts.iter().filter_map(|part| part.title.as_deref()))
}

fn not_read(view: &dyn View) -> impl Iterator<Item = Gap> {
    view.sources().iter().filter_map(|source| {
        let why = source.not_read.as_ref()?;
        let says = format!("{}: not read: {why}", source.path);
        Some(Gap { missing: Missing::NotRead, of: source.path.clone(), id: None, says })
    })
}

/// How many are named as having been there, by engagement.
fn came(view: &dyn View) -> BTreeMap<&EntityId, usize> {
    let mut came: BTreeMap<&EntityId, usize> = BTreeMap::new();
    for row in view.roll().iter().filter(|row| row.state.exists() && !AWAY.contains(&row.role.as_str())) {
        *came.entry(&row.engagement.id).or_default() += 1;
    }
    came
}

fn origins_of(view: &dyn View, entity: &Entity) -> usize {
    let anchors = entity.claims().into_iter().filter_map(|id| view.claims().get(id)).map(|stated| &stated.claim.anchor);
    let credits: Vec<Credit<'_>> = anchors.filter_map(|anchor| Some(view.source(&anchor.source)?.credit(anchor))).collect();
    source::origins_of(credits)
}

fn dated(entity: &Entity) -> String {
    match entity.first("date").and_then(|date| rollcall_model::date::Edtf::parse(date).ok()) {
        Some(date) => format!("{}, {}", entity.name, rollcall_model::date::plain(&date)),
        None => entity.name.clone(),
    }
}
