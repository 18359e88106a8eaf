//! Normalises and compares names. Strings in, strings and scores out: it knows no document and no party.
//!
//! The main types are [`Name`], a name parsed once, and [`Comparison`], a score in thousandths with the reason in
//! words, which [`compare_parsed`] gives of two. [`Name::keys`] is what names that may be one have in common, so that
//! nobody needs to compare all with all; [`NameKey`] is what names in other usual spellings are found by.
//!
//! [`Spotter`] finds names in a text in whatever way they are written there, and [`spellings`] writes those ways out.
//!
//! Why names are laid beside each other part by part and what that shows is weighed by a sum: a person who is shown a
//! merge must be able to see why, and the same two names must score the same on every machine. Everything is integer
//! arithmetic.

pub mod asia;
pub mod burmese;
mod compare;
mod fold;
mod normal;
mod quick;
pub mod regional;
mod signs;
mod spellings;
mod spotter;
mod table;
mod titles;
pub mod units;
mod words;

pub use compare::{Comparison, Kind, MATCH, Name, compare_parsed, train};
pub use normal::{NameKey, acronym_of, is_acronym, is_twin, normalize, spelling, tokens};
pub use spellings::spellings;
pub use spotter::Spotter;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_spotter;
