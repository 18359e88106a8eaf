//! Sentences that stop where the sources stop: no word of verdict, motive or knowledge outside a quote, and no word that
//! makes two facts one.
//!
//! The main function is [`unfair_word`]. The words are data, `rules/words/verdict.toml`, one table a language.

use crate::ast::{At, RuleDef};
use crate::check::Report;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The list, for those who hash what a build was made from.
pub const VERDICT_TOML: &str = include_str!("../../../rules/words/verdict.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    /// Who reviewed the list; empty until somebody has. The English one needs nobody.
    #[serde(default, rename = "reviewed_by")]
    _reviewed_by: String,
    /// Words of verdict, motive or knowledge.
    verdict: Vec<String>,
    /// Words that join two facts.
    joining: Vec<String>,
    /// Whether words of this language have no space between them.
    #[serde(default)]
    unspaced: bool,
}

static WORDS: LazyLock<BTreeMap<String, Words>> =
    LazyLock::new(|| toml::from_str(VERDICT_TOML).expect("the list is part of this crate and is checked by its tests"));

/// A word that a sentence of ours may not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unfair {
    Verdict(String),
    Joining(String),
}

/// The first unfair word of a sentence, quotes left out. A language without a list is held to that of all.
pub(crate) fn unfair_word(lang: &str, sentence: &str) -> Option<Unfair> {
    let text = outside_quotes(sentence).to_lowercase();
    let lists = WORDS.iter().filter(|(known, _)| known.as_str() == lang || known.as_str() == "en");
    for (_, words) in lists {
        let find = |list: &[String]| list.iter().find(|word| holds(&text, word, words.unspaced)).cloned();
        if let Some(word) = find(&words.verdict) {
            return Some(Unfair::Verdict(word));
        }
        if let Some(word) = find(&words.joining) {
            return Some(Unfair::Joining(word));
        }
    }
    None
}

/// The sentence without what stands in “ ”, « » or ‘ ’.
fn outside_quotes(sentence: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::new();
    for c in sentence.chars() {
        match c {
            '“' | '«' | '‘' => depth += 1,
            '”' | '»' => depth = depth.saturating_sub(1),
            '’' if depth > 0 => depth -= 1,
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Whether a text holds a word, or several in a row; `*` at the end stands for any ending.
fn holds(text: &str, word: &str, unspaced: bool) -> bool {
    let (stem, any_ending) = word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
    text.match_indices(stem).any(|(at, found)| {
        let free_before = !text[..at].ends_with(char::is_alphanumeric);
        let free_after = any_ending || !text[at + found.len()..].starts_with(char::is_alphanumeric);
        unspaced || (free_before && free_after)
    })
}

pub(crate) fn check(rule: &RuleDef, report: &mut Report<'_>) {
    for says in &rule.says {
        refuse(rule, &says.at, &says.lang, &says.text, report);
    }
    for ((lang, _), words) in &rule.otherwise {
        refuse(rule, &rule.at, lang, words, report);
    }
}

fn refuse(rule: &RuleDef, at: &At, lang: &str, text: &str, report: &mut Report<'_>) {
    match unfair_word(lang, text) {
        Some(Unfair::Verdict(word)) => {
            let hint = Some("say what the source says, or quote it in “ ”".into());
            let message = format!("the sentence says `{word}`, which is a verdict, a motive or knowledge");
            report.add(rule, at, "rule-verdict", message, hint);
        }
        Some(Unfair::Joining(word)) => {
            let hint = Some("give each fact a dated sentence of its own".into());
            report.add(rule, at, "rule-joins-facts", format!("the sentence joins two facts by `{word}`"), hint);
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_found_outside_quotes_only() {
        let verdict = |word: &str| Some(Unfair::Verdict(word.into()));
        assert_eq!(unfair_word("en", "{X} was complicit in {E}."), verdict("complicit*"));
        assert_eq!(unfair_word("en", "{X} Failed To act."), verdict("failed to"));
        assert_eq!(unfair_word("en", "A source says that {X} was “complicit”."), None);
        assert_eq!(unfair_word("en", "{X} met the newt."), None, "`knew` and the like only as whole words");
        assert_eq!(unfair_word("en", "{X} met {Y} while {Z} slept."), Some(Unfair::Joining("while".into())));
        assert_eq!(unfair_word("xx", "{X} was complicit."), verdict("complicit*"), "a language without a list");
        assert_eq!(unfair_word("my", "{X} သည် ဥပဒေချိုးဖောက် သည်။"), verdict("ချိုးဖောက်"));
        assert_eq!(unfair_word("my", "{X} သည် “ဥပဒေချိုးဖောက်” ဟု ဆိုသည်။"), None);
        assert_eq!(unfair_word("my", "{X} သောကြောင့် {Y}။"), Some(Unfair::Joining("သောကြောင့်".into())));
    }
}
