//! The few words that comparing needs, from `words.txt`. The main type is [`Words`].
//!
//! Why a file: words are data, so that a language is added without touching code.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The words, looked up.
pub(crate) struct Words {
    /// Dropped at the beginning of a name.
    pub articles: BTreeSet<&'static str>,
    /// Skipped in initials.
    pub small: BTreeSet<&'static str>,
}

/// The one table.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words { articles: BTreeSet::new(), small: BTreeSet::new() };
    for line in include_str!("../words.txt").lines() {
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["article", word] => _ = words.articles.insert(word),
            ["small", word] => _ = words.small.insert(word),
            _ => {}
        }
    }
    words
});
