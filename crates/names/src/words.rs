//! The few words that comparing needs, from `words.txt`. The main type is [`Words`].
//!
//! Why a file: words are data, so that a language is added without touching code.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The words, looked up.
pub(crate) struct Words {
    /// Dropped at the beginning of a name.
    pub articles: BTreeSet<&'static str>,
    /// Skipped in initials.
    pub small: BTreeSet<&'static str>,
    /// Ordinals and their numbers.
    pub ordinals: BTreeMap<&'static str, u32>,
}

/// The one table.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words { articles: BTreeSet::new(), small: BTreeSet::new(), ordinals: BTreeMap::new() };
    for line in include_str!("../words.txt").lines() {
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["article", word] => _ = words.articles.insert(word),
            ["small", word] => _ = words.small.insert(word),
            ["ordinal", word, number] => {
                let number = number.parse().expect("`words.txt` is part of this crate and its tests read it");
                words.ordinals.insert(word, number);
            }
            _ => {}
        }
    }
    words
});
