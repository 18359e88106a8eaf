//! A party as reports speak of it: what it is, and what else it is called.
//!
//! The main functions are [`what`] and [`other_names`].

use crate::words::capital;
use rollcall_model::entity::Entity;

/// What it is: `Person, NO.`
pub(crate) fn what(party: &Entity) -> String {
    let country = party.first("country").or_else(|| party.first("iso"));
    let country = country.map_or_else(String::new, |code| format!(", {}", code.to_uppercase()));
    format!("{}{country}.", capital(&party.kind.info().plain))
}

/// Every name that sources give it.
pub(crate) fn names(party: &Entity) -> impl Iterator<Item = &str> {
    let more = ["name", "alias", "acronym"].into_iter().flat_map(|property| party.values(property));
    std::iter::once(party.name.as_str()).chain(more.map(|value| value.value.words()))
}

/// Names other than the one that it is shown under.
pub(crate) fn other_names(party: &Entity) -> Option<String> {
    let mut others: Vec<&str> = names(party).filter(|name| *name != party.name).collect();
    others.sort_unstable();
    others.dedup();
    (!others.is_empty()).then(|| others.join("; "))
}

/// Whether a name stands in a text as words of its own.
pub(crate) fn stands_in(name: &str, text: &str) -> bool {
    let apart = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    !name.is_empty()
        && text
            .match_indices(name)
            .any(|(at, _)| apart(text[..at].chars().next_back()) && apart(text[at + name.len()..].chars().next()))
}

/// Whether a text begins with a name, as words of its own.
pub(crate) fn starts_with_word(text: &str, name: &str) -> bool {
    let after = text.strip_prefix(name).filter(|_| !name.is_empty());
    after.is_some_and(|after| after.chars().next().is_none_or(|letter| !letter.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_within_a_word_is_no_name() {
        assert!(stands_in("NL", "so says NL, and") && stands_in("NL", "NL"));
        assert!(!stands_in("NL", "the ONLY one") && !stands_in("", "x"));
    }
}
