//! Sentences that stop where the sources stop: no word of verdict, motive or knowledge outside a quote, and no word that
//! makes two facts one.
//!
//! The main function is [`unfair_word`]. The words are data, `rules/words/verdict.toml`, one table a language.

use crate::ast::{At, RuleDef};
use crate::check::Report;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Words of one sort, and what one of them is when it is found.
type Sort<'w> = (&'w [String], fn(String) -> Unfair);

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
    unfair_words(lang, sentence).into_iter().next().map(|(_, unfair)| unfair)
}

/// All unfair words of a sentence, quotes left out, each with its letters' place there: the language's own list first, verdicts
/// before words that join. A word within one that was found is not told again.
fn unfair_words(lang: &str, sentence: &str) -> Vec<(At, Unfair)> {
    let (text, places) = outside_quotes(sentence);
    let mut out: Vec<(At, Unfair)> = Vec::new();
    let (own, english): (Vec<_>, Vec<_>) = WORDS
        .iter()
        .filter(|(known, _)| known.as_str() == lang || known.as_str() == "en")
        .partition(|(known, _)| *known == lang);
    for (_, words) in own.into_iter().chain(english) {
        let sorts: [Sort<'_>; 2] = [(&words.verdict, Unfair::Verdict), (&words.joining, Unfair::Joining)];
        for (list, made) in sorts {
            for word in list {
                for at in found(&text, word, words.unspaced) {
                    let at = places[at.start]..places[at.end];
                    if out.iter().all(|(known, _)| known.end <= at.start || at.end <= known.start) {
                        out.push((at, made(word.clone())));
                    }
                }
            }
        }
    }
    out
}

/// The sentence in small letters without what stands in “ ”, « » or ‘ ’, and for each byte of it, and its end, where in the sentence
/// that stands.
fn outside_quotes(sentence: &str) -> (String, Vec<usize>) {
    let mut depth = 0usize;
    let (mut out, mut places) = (String::new(), Vec::new());
    let mut last = 0;
    for (at, c) in sentence.char_indices() {
        match c {
            '“' | '«' | '‘' => depth += 1,
            '”' | '»' => depth = depth.saturating_sub(1),
            '’' if depth > 0 => depth -= 1,
            _ if depth == 0 => {
                out.extend(c.to_lowercase());
                places.resize(out.len(), at);
                last = at + c.len_utf8();
            }
            _ => {}
        }
    }
    places.push(last);
    (out, places)
}

/// Where a text holds a word, or several in a row; `*` at the end stands for any ending.
fn found(text: &str, word: &str, unspaced: bool) -> Vec<At> {
    let (stem, any_ending) = word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
    let all = text.match_indices(stem).filter_map(|(at, found)| {
        let free_before = !text[..at].ends_with(char::is_alphanumeric);
        let after = &text[at + found.len()..];
        let ending = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
        let end = at + found.len() + if any_ending { ending } else { 0 };
        (unspaced || free_before && (any_ending || ending == 0)).then_some(at..end)
    });
    all.collect()
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
    for (place, unfair) in unfair_words(lang, text) {
        // A sentence may go on in further lines, and then its words stand elsewhere: they are looked for.
        let written = report.files[rule.file].text.get(at.clone()).unwrap_or_default();
        let word = &text[place.clone()];
        let from = written.find(text).map(|start| start + place.start).or_else(|| written.find(word));
        let at = from.map_or_else(|| at.clone(), |from| at.start + from..at.start + from + word.len());
        match unfair {
            Unfair::Verdict(_) => {
                let hint = Some("say what the source says, or quote it in “ ”".into());
                let message = format!("the sentence says `{word}`, which is a verdict, a motive or knowledge");
                report.add(rule, &at, "rule-verdict", message, hint);
            }
            Unfair::Joining(_) => {
                let hint = Some("give each fact a dated sentence of its own".into());
                report.add(rule, &at, "rule-joins-facts", format!("the sentence joins two facts by `{word}`"), hint);
            }
        }
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

    #[test]
    fn each_language_with_a_list_refuses_its_own_words() {
        let verdicts = [
            ("th", "{X} เพิกเฉยต่อ {Y}"),
            ("id", "{X} mengabaikan {Y}."),
            ("vi", "{X} phớt lờ {Y}."),
            ("fr", "{X} savait cela."),
            ("es", "{X} lo sabía."),
        ];
        for (lang, sentence) in verdicts {
            assert!(matches!(unfair_word(lang, sentence), Some(Unfair::Verdict(_))), "{lang}: {sentence}");
        }
        let joined = [
            ("th", "{X} พบ {Y} ในขณะที่ {Z}"),
            ("id", "{X} bertemu {Y} karena {Z}."),
            ("vi", "{X} gặp {Y} mặc dù {Z}."),
            ("fr", "{X} rencontre {Y} alors que {Z}."),
            ("es", "{X} se reúne con {Y} aunque {Z}."),
        ];
        for (lang, sentence) in joined {
            assert!(matches!(unfair_word(lang, sentence), Some(Unfair::Joining(_))), "{lang}: {sentence}");
        }
        let plain = [
            ("th", "{X} เข้าร่วม {E} เมื่อวันที่ {D}"),
            ("id", "{X} tercatat hadir di {E} pada {D}."),
            ("vi", "{X} được ghi nhận tại cuộc họp song phương {E} do {Y} tổ chức ngày {D}."),
            ("fr", "Le {D}, {X} est mentionné à {E}, une réunion définie par {Y}."),
            ("es", "El {D}, {X} consta en {E}, con motivo de la visita de {Y}."),
        ];
        for (lang, sentence) in plain {
            assert_eq!(unfair_word(lang, sentence), None, "{lang}: {sentence}");
        }
    }
}
