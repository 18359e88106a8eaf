//! What went wrong, said once for text, JSON and HTTP.
//!
//! The main type is [`Problem`]. Every crate turns its own typed errors into it at its border, so that a user meets one
//! shape everywhere: a stable code, the place first, what is wrong, and what to do.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Something that a person should know about and can act on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Where: a path in the case, with line and column (`case.toml:3:7`) or page where there is one.
    pub place: String,
    /// A stable name of the kind of problem, in kebab case (`unknown-key`), for scripts.
    pub code: String,
    /// What is wrong: lower case, values in backticks, no full stop.
    pub message: String,
    /// What to do about it, if anything can be done.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hint: Option<String>,
}

impl Problem {
    /// A problem at a place.
    pub fn new(place: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self { place: place.into(), code: code.into(), message: message.into(), hint: None }
    }

    /// The same problem with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A problem in a text file, with the line and column (both from 1, in code points) of a byte offset.
    pub fn in_text(path: &str, text: &str, byte: usize, code: &str, message: impl Into<String>) -> Self {
        let (line, column) = line_column(text, byte);
        Self::new(format!("{path}:{line}:{column}"), code, message)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {} [{}]", self.place, self.message, self.code)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// Line and column of a byte offset, both from 1, the column in code points. An offset inside a character or past the
/// end is moved back to the last one that is neither.
pub fn line_column(text: &str, byte: usize) -> (usize, usize) {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    let before = &text[..byte];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

/// The known word nearest to one that is not known, if any is near enough to be a slip of the fingers.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_code_points_from_one() {
        assert_eq!(line_column("aé\nbcd", 0), (1, 1));
        assert_eq!(line_column("aé\nbcd", 3), (1, 3));
        assert_eq!(line_column("aé\nbcd", 4), (2, 1));
        assert_eq!(line_column("aé\nbcd", 2), (1, 2), "inside the accented letter");
        assert_eq!(line_column("aé\nbcd", 99), (2, 4));
    }

    #[test]
    fn the_nearest_word_is_one_slip_away_or_none() {
        let known = ["publisher", "title", "date"];
        assert_eq!(nearest("publsher", known), Some("publisher"));
        assert_eq!(nearest("dates", known), Some("date"));
        assert_eq!(nearest("colour", known), None);
    }
}
