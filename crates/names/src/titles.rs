//! What stands before a name and is no part of it: words of address, ranks, posts. The main type is [`Titles`].
//!
//! All forms stand in `data/titles.txt`, by language. Custom differs by language in one thing that matters for comparing: some
//! words of address are also words of names, and where one stands first nobody can tell which it is. Those have a class of
//! their own ([`Class::Part`]).

use crate::burmese::syllables;
use crate::quick::{QuickMap, QuickSet};
use std::sync::LazyLock;

/// The longest title, in words; in syllables where a script parts no words.
pub(crate) const MAX_WORDS: usize = 6;
pub(crate) const MAX_SYLLABLES: usize = 18;

/// Whom a title is for, where it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sex {
    /// A man.
    Man,
    /// A woman.
    Woman,
}

/// What a title is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// A word of address.
    Address(Option<Sex>),
    /// A word of address that is part of names too.
    Part(Option<Sex>),
    /// A title conferred, which is part of names too.
    Honour,
    /// A rank.
    Rank,
    /// A post.
    Post,
    /// Stands behind a name.
    After,
}

impl Class {
    /// Whom it is for.
    pub fn sex(self) -> Option<Sex> {
        match self {
            Self::Address(sex) | Self::Part(sex) => sex,
            _ => None,
        }
    }

    /// Whether it says that the name begins behind it.
    pub fn is_address(self) -> bool {
        matches!(self, Self::Address(_) | Self::Rank)
    }

    /// Whether what looks like it may be part of the name.
    pub fn may_be_name(self) -> bool {
        matches!(self, Self::Part(_) | Self::Honour)
    }
}

/// The table of `titles.txt`.
#[derive(Default)]
pub(crate) struct Titles {
    by_form: QuickMap<String, Vec<(&'static str, Class)>>,
    written: QuickMap<String, Class>,
    written_after: QuickMap<String, Class>,
    /// The syllables that titles in Burmese letters begin with.
    written_first: QuickSet<String>,
    words: QuickSet<String>,
}

/// The one table.
pub(crate) static TITLES: LazyLock<Titles> = LazyLock::new(|| {
    let mut titles = Titles::default();
    for line in include_str!("../data/titles.txt").lines() {
        titles.line(line);
    }
    titles
});

fn class(name: &str) -> Option<Class> {
    Some(match name {
        "address" => Class::Address(None),
        "address-m" => Class::Address(Some(Sex::Man)),
        "address-f" => Class::Address(Some(Sex::Woman)),
        "part" => Class::Part(None),
        "part-m" => Class::Part(Some(Sex::Man)),
        "part-f" => Class::Part(Some(Sex::Woman)),
        "honour" => Class::Honour,
        "rank" => Class::Rank,
        "post" => Class::Post,
        "after" => Class::After,
        _ => return None,
    })
}

impl Titles {
    fn line(&mut self, line: &'static str) {
        let mut parts = line.splitn(3, ' ');
        let (Some(language), Some(name), Some(forms)) = (parts.next(), parts.next(), parts.next()) else { return };
        let Some(class) = class(name) else { return };
        for form in forms.split(';').map(str::trim).filter(|form| !form.is_empty()) {
            if crate::burmese::is_burmese_script(form) {
                let found = syllables(form);
                let writing = found.iter().map(|syllable| syllable.written.as_str()).collect();
                self.written_first.extend(found.into_iter().next().map(|syllable| syllable.written));
                let table = if class == Class::After { &mut self.written_after } else { &mut self.written };
                table.insert(writing, class);
                continue;
            }
            let words: Vec<String> = crate::asia::words(form);
            self.words.extend(words.iter().cloned());
            self.by_form.entry(words.join(" ")).or_default().push((language, class));
        }
    }

    /// Whether some title has this word.
    pub fn has_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// The longest title of one of the languages that the words begin with: how many words, and what it is.
    pub fn at_front(&self, languages: &[&str], words: &[String]) -> Option<(usize, Class)> {
        let known = words.iter().take(MAX_WORDS).take_while(|word| self.has_word(word)).count();
        (1..=known).rev().find_map(|count| Some((count, self.is_title(languages, &words[..count], false)?)))
    }

    /// The longest title of one of the languages that the words end with.
    pub fn at_end(&self, languages: &[&str], words: &[String]) -> Option<(usize, Class)> {
        let known = words.iter().rev().take(MAX_WORDS).take_while(|word| self.has_word(word)).count();
        (1..=known).rev().find_map(|count| Some((count, self.is_title(languages, &words[words.len() - count..], true)?)))
    }

    fn is_title(&self, languages: &[&str], words: &[String], end: bool) -> Option<Class> {
        let found = match words {
            [word] => self.by_form.get(word.as_str()),
            words => self.by_form.get(&words.join(" ")),
        };
        // A form of several languages is what it is in the first of them.
        let of = |language: &&str| {
            found?
                .iter()
                .find(|(other, class)| other == language && (*class == Class::After) == end)
                .map(|(_, class)| *class)
        };
        languages.iter().find_map(of)
    }

    /// Whether a title in Burmese letters begins with a syllable.
    pub fn begins_written(&self, syllable: &str) -> bool {
        self.written_first.contains(syllable)
    }

    /// Whether what is written so in Burmese letters stands behind names.
    pub fn is_written_after(&self, writing: &str) -> bool {
        self.written_after.contains_key(writing)
    }

    /// The title that is written so in Burmese letters.
    pub fn written(&self, writing: &str) -> Option<Class> {
        self.written.get(writing).copied()
    }
}
