//! Words as sentences need them: capitals and articles.
//!
//! The main functions are [`sentences`] and [`named`]. Which names take an article is data, `rules/words/articles.toml`.

use rollcall_model::ontology::{Kind, kinds};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The list, for those who hash what a build was made from.
pub(crate) const ARTICLES_TOML: &str = include_str!("../../../rules/words/articles.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Articles {
    /// Names of states, whole.
    names: BTreeSet<String>,
    /// What a body is, at the end of its name, in small letters.
    heads: BTreeSet<String>,
    /// First words with an apostrophe that belong to a name.
    own: BTreeSet<String>,
}

static ARTICLES: LazyLock<Articles> =
    LazyLock::new(|| toml::from_str(ARTICLES_TOML).expect("the list is part of this crate and is checked by its tests"));

/// A thing's name as an English sentence has it: "the Harbour Council", "the United States", "a meeting".
pub(crate) fn named(name: &str, kind: Kind) -> String {
    let is_body = kind.is_party() && ![kinds::PERSON, kinds::COMPANY, kinds::VESSEL].contains(&kind);
    if kind.is_engagement() && name.starts_with(char::is_lowercase) {
        return with_article(name);
    }
    let can_take = is_body || kind.is_engagement() || kind == kinds::FORUM;
    if can_take && takes_the(name) { format!("the {name}") } else { name.to_string() }
}

/// Whether a name is of a state or a body that has an article: by what it is called last, before "of" and the like.
fn takes_the(name: &str) -> bool {
    let name = name.to_lowercase();
    let first = name.split(' ').next().unwrap_or_default();
    let whose = first.ends_with("'s") || first.ends_with("’s");
    if ["the", "a", "an"].contains(&first) || whose && !ARTICLES.own.contains(&first.replace('’', "'")) {
        return false;
    }
    if ARTICLES.names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
        return true;
    }
    let part_before = |head, after| str::split(head, after).next().unwrap_or(head);
    let head = [" of ", " for ", " on ", " in ", " to ", " ("].into_iter().fold(name.as_str(), part_before);
    // "Harbour Council", "Council of Ports", "Chiefs of Ports' Meeting", but not "Council" alone.
    let ends = |part: &str, words: &str| match part.strip_suffix(words) {
        Some("") => part != name,
        Some(before) => before.ends_with(' '),
        None => false,
    };
    ARTICLES.heads.iter().any(|words| ends(head, words) || ends(&name, words))
}

/// `inForce` as people read it: "in force".
pub(crate) fn plain_property(name: &str) -> String {
    name.chars().flat_map(|c| if c.is_uppercase() { vec![' ', c.to_ascii_lowercase()] } else { vec![c] }).collect()
}

/// The text with its first letter, and the first one after each full stop and space, in capitals; not what stands in a
/// quote, whose letters are the source's.
pub(crate) fn sentences(text: &str) -> String {
    let mut out = String::new();
    let (mut begins, mut stopped) = (true, false);
    for c in text.chars() {
        if begins {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        begins = stopped && c == ' ';
        stopped = c == '.';
    }
    out
}

/// An engagement that has no name of its own, as an English sentence has it: "a meeting", "an arms expo", "talks".
pub(crate) fn with_article(name: &str) -> String {
    let noun = [" hosted by ", " in ", " of "].iter().fold(name, |noun, after| noun.split(after).next().unwrap_or(noun));
    let own = !name.starts_with(char::is_lowercase) || ["the ", "a ", "an "].iter().any(|article| name.starts_with(article));
    match name.chars().next() {
        Some(_) if own || noun.ends_with('s') => name.to_string(),
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_name_has_an_article() {
        for (name, said) in [
            ("meeting", "a meeting"),
            ("arms expo", "an arms expo"),
            ("bilateral talks", "bilateral talks"),
            ("visit hosted by Harbour Works", "a visit hosted by Harbour Works"),
            ("the field exercise", "the field exercise"),
            ("Lake Basin Exercise", "Lake Basin Exercise"),
        ] {
            assert_eq!(with_article(name), said);
        }
    }

    #[test]
    fn bodies_and_some_states_have_an_article_and_people_and_companies_none() {
        let named = |name, kind: &str| named(name, Kind::new(kind).expect("is one"));
        for (name, kind, said) in [
            ("United States", "State", "the United States"),
            ("Thailand", "State", "Thailand"),
            ("Harbour Council", "Organization", "the Harbour Council"),
            ("Ministry of Ports", "Organization", "the Ministry of Ports"),
            ("Thailand's Ministry of Ports", "Organization", "Thailand's Ministry of Ports"),
            ("People's Navy", "Unit", "the People's Navy"),
            ("Justice For Ports", "Organization", "Justice For Ports"),
            ("The Council", "Organization", "The Council"),
            ("Harbour Masters' Meeting-Plus", "Forum", "the Harbour Masters' Meeting-Plus"),
            ("Chiefs of Harbours' Meeting", "Meeting", "the Chiefs of Harbours' Meeting"),
            ("Exercise Harbour Gate", "Exercise", "Exercise Harbour Gate"),
            ("MHM", "Forum", "MHM"),
            ("Harbour Works Group", "Company", "Harbour Works Group"),
            ("Anna Division", "Person", "Anna Division"),
            ("arms expo", "Expo", "an arms expo"),
        ] {
            assert_eq!(named(name, kind), said);
        }
    }

    #[test]
    fn sentences_begin_with_a_capital() {
        assert_eq!(sentences("on 10 May, X came. in June Y came."), "On 10 May, X came. In June Y came.");
        assert_eq!(sentences("“x” gave it. “y” too."), "“x” gave it. “y” too.");
    }
}
