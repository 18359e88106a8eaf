//! The marks of the roll as a table: a shape and a letter for each part that somebody took, and what they mean.
//!
//! The main functions are [`mark`] and [`says`]. They stand apart from the published table because the desk draws one too:
//! whoever checks the roll and whoever reads it must read the same signs.

use crate::say::Say;
use crate::site::came;
use crate::words;
use rollcall_model::id::EntityId;
use rollcall_model::roll::RollRow;
use std::collections::{BTreeMap, BTreeSet};

/// Shape and letter, each with the name of the string that says what it means.
const SIGNS: [(&str, &str); 13] = [
    ("●T", "sign-took-part"),
    ("◆H", "sign-hosted"),
    ("▲C", "sign-chaired"),
    ("◐O", "sign-observed"),
    ("■S", "sign-spoke"),
    ("▷R", "sign-taught"),
    ("○T", "sign-far"),
    ("×", "sign-absent"),
    ("⊘", "sign-excluded"),
    ("●T…", "sign-scheduled"),
    ("●T?", "sign-unclear"),
    ("·", "sign-not-named"),
    ("", "sign-empty"),
];

/// Shape and letter, and what they mean, in English.
pub fn legend() -> Vec<(&'static str, String)> {
    legend_in(Say::ENGLISH)
}

/// The same in a language of the pages.
pub(crate) fn legend_in(say: Say) -> Vec<(&'static str, String)> {
    SIGNS.iter().map(|(sign, id)| (*sign, say.say(id))).collect()
}

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

/// The mark in words, in English.
pub fn says(row: &RollRow) -> String {
    says_in(Say::ENGLISH, row)
}

/// The mark in words.
pub(crate) fn says_in(say: Say, row: &RollRow) -> String {
    let (done, to_do) = (words::role_done(say, &row.role), words::role_to_do(say, &row.role));
    let verb = match (row.engagement.status.as_str(), row.certainty.as_str()) {
        ("scheduled" | "cancelled" | "postponed", _) => say.with("mark-scheduled", [("to-do", alone(say, &to_do).into())]),
        (_, "likely") => say.with("mark-likely", [("done", alone(say, &done).into())]),
        _ => say.with("mark-done", [("done", alone(say, &done).into())]),
    };
    let mode = words::mode(say, &row.mode);
    words::commas(say, &[verb].into_iter().chain(mode).collect::<Vec<_>>())
}

/// A role's words without the one that leads to the engagement: a preposition at the end, a particle at the begin.
fn alone(say: Say, words: &str) -> String {
    let particles = say.say("particles");
    let mut particles = particles.split_whitespace();
    let cut = if say.is_english() {
        particles.find_map(|end| words.strip_suffix(&format!(" {end}")).map(str::to_string))
    } else {
        particles.find_map(|begin| words.strip_prefix(begin).map(|rest| rest.trim_start().to_string()))
    };
    cut.unwrap_or_else(|| words.to_string())
}

/// Engagements of which sources list who came: at least two parties.
pub fn listing<'a>(rows: impl IntoIterator<Item = &'a RollRow>) -> BTreeSet<&'a EntityId> {
    let mut who: BTreeMap<&EntityId, BTreeSet<&EntityId>> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| came(row)) {
        who.entry(&row.engagement.id).or_default().insert(&row.participant.id);
    }
    who.into_iter().filter(|(_, parties)| parties.len() > 1).map(|(id, _)| id).collect()
}
