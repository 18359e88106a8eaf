//! The marks of the roll as a table: a shape and a letter for each part that somebody took, and what they mean.
//!
//! The main functions are [`mark`] and [`says`]. They stand apart from the published table because the desk draws one too:
//! whoever checks the roll and whoever reads it must read the same signs.

use crate::site::came;
use crate::words;
use rollcall_model::id::EntityId;
use rollcall_model::roll::RollRow;
use std::collections::{BTreeMap, BTreeSet};

/// Shape and letter, and what they mean.
pub const LEGEND: [(&str, &str); 13] = [
    ("●T", "took part"),
    ("◆H", "hosted"),
    ("▲C", "chaired or co-chaired"),
    ("◐O", "observed"),
    ("■S", "spoke"),
    ("▷R", "was trained or taught"),
    ("○T", "a shape that is not filled: online, by video or in writing"),
    ("×", "a source says absent or withdrawn"),
    ("⊘", "a source says excluded or declined"),
    ("●T…", "with dots: scheduled, cancelled or put off"),
    ("●T?", "with a question mark: the words leave it unclear, or it is only likely"),
    ("·", "not named in sources that list who came"),
    ("", "an empty space: no source held here says anything"),
];

/// Which of several roles of one party gives the mark.
pub fn strength(role: &str) -> usize {
    let order = [
        "host",
        "convenor",
        "organiser",
        "chair",
        "co-chair",
        "speaker",
        "trainer",
        "trainee",
        "vip",
        "attendee",
        "observer",
    ];
    order.iter().position(|known| *known == role).unwrap_or(order.len())
}

/// Shape and letter.
pub fn mark(row: &RollRow) -> String {
    let far = ["online", "video message", "in writing"].contains(&row.mode.as_str());
    let (full, ring, letter) = match row.role.as_str() {
        "host" | "convenor" | "organiser" => ("◆", "◇", "H"),
        "chair" | "co-chair" => ("▲", "△", "C"),
        "observer" => ("◐", "◌", "O"),
        "speaker" => ("■", "□", "S"),
        "trainer" | "trainee" => ("▷", "▷", "R"),
        "absent" | "withdrew" => ("×", "×", ""),
        "excluded" | "declined" => ("⊘", "⊘", ""),
        _ => ("●", "○", "T"),
    };
    let doubt = match (row.engagement.status.as_str(), row.certainty.as_str()) {
        ("scheduled" | "cancelled" | "postponed", _) => "…",
        (_, "likely" | "unclear") | ("denied", _) => "?",
        _ => "",
    };
    format!("{}{letter}{doubt}", if far { ring } else { full })
}

/// The mark in words.
pub fn says(row: &RollRow) -> String {
    let (done, to_do) = words::role(&row.role);
    let verb = match (row.engagement.status.as_str(), row.certainty.as_str()) {
        ("scheduled" | "cancelled" | "postponed", _) => format!("scheduled {to_do}"),
        (_, "likely") => format!("likely {done}"),
        _ => done.to_string(),
    };
    let verb =
        [" in", " at", " from", " to"].iter().find_map(|end| verb.strip_suffix(end)).map_or(verb.clone(), str::to_string);
    words::mode(&row.mode).map_or(verb.clone(), |mode| format!("{verb}, {mode}"))
}

/// Engagements of which sources list who came: at least two parties.
pub fn listing<'a>(rows: impl IntoIterator<Item = &'a RollRow>) -> BTreeSet<&'a EntityId> {
    let mut who: BTreeMap<&EntityId, BTreeSet<&EntityId>> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| came(row)) {
        who.entry(&row.engagement.id).or_default().insert(&row.participant.id);
    }
    who.into_iter().filter(|(_, parties)| parties.len() > 1).map(|(id, _)| id).collect()
}
