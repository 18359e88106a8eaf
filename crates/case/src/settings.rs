//! `case.toml`: what the owner says of the case.
//!
//! The main type is [`Settings`]. Everything wrong in the file is named with line, column and the nearest known word,
//! and nothing is changed on disk before the settings are right.

use rollcall_model::date::Edtf;
use rollcall_model::ontology::{Kind, kinds};
use rollcall_model::problem::{Problem, nearest};
use rollcall_model::view::Moment;
use serde::Deserialize;
use rollcall_reason::Constant;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The file, as `new` writes it.
pub const FIRST_SETTINGS: &str = r#"# What this case is. Every table is described in docs/ARCHITECTURE.md.
format = 1
title = "A new case"
languages = ["en"]

# A party, with the other names that sources give it:
# [[party]]
# name = "Ministry of Defence"
# kind = "PublicBody"
# country = "XX"
# also = ["Defence Ministry"]

# A day that the pages mark and that rules may ask about:
# [[moment]]
# id = "order"
# name = "the court's order of 1 March 2020"
# date = "2020-03-01"
"#;

/// A party that the owner describes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartySettings {
    /// Its name.
    pub name: String,
    /// Its kind.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// ISO 3166-1 alpha-2.
    #[serde(default)]
    pub country: Option<String>,
    /// Other names and spellings.
    #[serde(default)]
    pub also: Vec<String>,
}

/// Another name of a party.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AliasSettings {
    /// The other name.
    pub name: String,
    /// The party's name.
    pub of: String,
}

/// Who belongs to a body, since when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberSettings {
    /// The body.
    pub forum: String,
    /// The party.
    pub party: String,
    /// Since when.
    #[serde(default)]
    pub from: Option<Edtf>,
    /// Until when.
    #[serde(default)]
    pub to: Option<Edtf>,
}

/// Which rules the case switches on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RuleSettings {
    /// Rules of class context, by name.
    pub context: Vec<String>,
    /// Constants of rules that this case sets otherwise, by name.
    pub constants: BTreeMap<String, Constant>,
}

/// A search through the whole text of a source, for rules to ask about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchSettings {
    /// The source's path in the case.
    pub source: String,
    /// The words to look for.
    pub words: Vec<String>,
    /// Whether the owner has seen that the source is the whole text: else nothing may be said of what is not in it.
    #[serde(default)]
    pub complete: bool,
}

/// How the case is published.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PublishSettings {
    /// Whether pages about people ask search engines to stay away.
    pub noindex: bool,
    /// How to say that something published is wrong: an address or a sentence.
    pub contact: Option<String>,
}

impl Default for PublishSettings {
    fn default() -> Self {
        Self { noindex: true, contact: None }
    }
}

/// Where the names of protected people are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtectedSettings {
    /// The encrypted file, from the case's folder: outside of it.
    pub file: String,
}

/// How much the case may use.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    /// The largest file that is used, in mebibytes.
    pub max_file_mb: u64,
    /// The most rows that one rule may make.
    pub max_rule_rows: usize,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self { max_file_mb: 256, max_rule_rows: 10_000_000 }
    }
}

/// What the child that opens files may do without.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SandboxSettings {
    /// `landlock`, `seccomp`: locks whose absence is accepted on this machine.
    pub allow_without: Vec<String>,
}

/// The whole of `case.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The format of the case folder: 1.
    pub format: u32,
    /// The case's title.
    pub title: String,
    /// Languages of its pages.
    #[serde(default)]
    pub languages: Vec<String>,
    /// A sentence for every page.
    #[serde(default)]
    pub notice: Option<String>,
    /// Parties.
    #[serde(default)]
    pub party: Vec<PartySettings>,
    /// Other names.
    #[serde(default)]
    pub alias: Vec<AliasSettings>,
    /// Moments.
    #[serde(default)]
    pub moment: Vec<Moment>,
    /// Members of bodies.
    #[serde(default)]
    pub member: Vec<MemberSettings>,
    /// Searches through whole texts.
    #[serde(default)]
    pub search: Vec<SearchSettings>,
    /// Rules.
    #[serde(default)]
    pub rules: RuleSettings,
    /// Publication.
    #[serde(default)]
    pub publish: PublishSettings,
    /// Protected people.
    #[serde(default)]
    pub protected: Option<ProtectedSettings>,
    /// Limits.
    #[serde(default)]
    pub limits: LimitSettings,
    /// The child's locks.
    #[serde(default)]
    pub sandbox: SandboxSettings,
}

impl Settings {
    /// Every name of the people that the owner describes, sorted.
    pub fn people(&self) -> Vec<String> {
        let person = |party: &&PartySettings| party.kind == Some(kinds::PERSON);
        let mut names: Vec<String> = Vec::new();
        for party in self.party.iter().filter(person) {
            names.push(party.name.clone());
            names.extend(party.also.iter().cloned());
            names.extend(self.alias.iter().filter(|alias| alias.of == party.name).map(|alias| alias.name.clone()));
        }
        names.sort();
        names.dedup();
        names
    }

    /// Reads the text of `case.toml`.
    ///
    /// # Errors
    /// Everything that is wrong with it, with line and column.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let mut settings: Self = parse_toml("case.toml", text).map_err(|problem| vec![problem])?;
        let mut problems = Vec::new();
        if settings.format != 1 {
            let at = text.find("format").unwrap_or(0);
            let message = format!("format `{}` is not one that this version knows", settings.format);
            problems.push(
                Problem::in_text("case.toml", text, at, "unknown-format", message)
                    .hint("use a newer Rollcall, or write `format = 1`"),
            );
        }
        for lock in &settings.sandbox.allow_without {
            if !["landlock", "seccomp"].contains(&lock.as_str()) {
                let at = text.find(lock.as_str()).unwrap_or(0);
                problems.push(
                    Problem::in_text("case.toml", text, at, "unknown-lock", format!("`{lock}` is not a lock"))
                        .hint("`landlock` and `seccomp` are"),
                );
            }
        }
        problems.extend(settings.search.iter().filter_map(|search| half_searched(text, search)));
        settings.moment.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.id.cmp(&b.id)));
        if settings.languages.is_empty() {
            settings.languages.push("en".into());
        }
        if problems.is_empty() { Ok(settings) } else { Err(problems) }
    }
}

/// What a search lacks.
fn half_searched(text: &str, search: &SearchSettings) -> Option<Problem> {
    let at = text.find(&format!("\"{}\"", search.source)).unwrap_or(0);
    let problem = |code: &str, message: String| Problem::in_text("case.toml", text, at, code, message);
    if !search.complete {
        let message = format!("`{}` is searched, and nothing says that it is the whole text", search.source);
        return Some(problem("search-of-a-part", message).hint("look at the file and write `complete = true` where it is"));
    }
    let blank = search.words.is_empty() || search.words.iter().any(|words| words.trim().is_empty());
    blank.then(|| problem("search-for-nothing", "this search has no words".into()).hint("write `words = [\"…\"]`"))
}

impl Settings {
    /// Aliases of parties that neither the case nor a word pack has.
    pub fn check_aliases(&self, text: &str, known: &[&str]) -> Vec<Problem> {
        let own: Vec<&str> = self.party.iter().map(|party| party.name.as_str()).collect();
        let all: Vec<&str> = own.iter().chain(known).copied().collect();
        let unknown = self.alias.iter().filter(|alias| !all.contains(&alias.of.as_str()));
        unknown
            .map(|alias| {
                let at = text.find(&format!("\"{}\"", alias.of)).unwrap_or(0);
                let message = format!("`{}` is no party of this case", alias.of);
                let problem = Problem::in_text("case.toml", text, at, "unknown-party", message);
                match nearest(&alias.of, all.iter().copied()) {
                    Some(near) => problem.hint(format!("did you mean `{near}`?")),
                    None => problem.hint("add it as a [[party]]"),
                }
            })
            .collect()
    }
}

/// Reads a TOML text, with the place of what is wrong and the nearest known key.
///
/// # Errors
/// The first fault, with line and column.
pub fn parse_toml<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message().trim_end_matches('.').to_string();
        let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`'));
        match unknown {
            Some((key, rest)) => {
                let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
                let problem = Problem::in_text(path, text, at, "unknown-key", format!("`{key}` is not a key here"));
                match nearest(key, known.iter().copied()) {
                    Some(near) => problem.hint(format!("did you mean `{near}`?")),
                    None => problem.hint(format!("known keys: {}", known.join(", "))),
                }
            }
            None => {
                Problem::in_text(path, text, at, "bad-toml", message).hint("see the file's format in docs/ARCHITECTURE.md")
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_settings_are_right() {
        let settings = Settings::parse(FIRST_SETTINGS).expect("right");
        assert_eq!(settings.languages, ["en"]);
        assert_eq!(settings.limits.max_file_mb, 256);
    }

    #[test]
    fn an_unknown_key_is_named_with_its_place_and_the_nearest_known_one() {
        let text = "format = 1\ntitle = \"A\"\nlangages = [\"en\"]\n";
        let problems = Settings::parse(text).expect_err("a slip");
        assert_eq!(problems[0].place, "case.toml:3:1");
        assert_eq!(problems[0].code, "unknown-key");
        assert_eq!(problems[0].hint.as_deref(), Some("did you mean `languages`?"));
    }

    #[test]
    fn constants_and_searches_are_read_and_a_search_of_a_part_is_refused() {
        let text = "format = 1\ntitle = \"A\"\n[[search]]\nsource = \"sources/a.md\"\nwords = [\"x\"]\n[rules.constants]\naccess_months = 6\n";
        let problems = Settings::parse(text).expect_err("not said to be complete");
        assert_eq!((problems[0].place.as_str(), problems[0].code.as_str()), ("case.toml:4:10", "search-of-a-part"));
        let settings = Settings::parse(&text.replace("words = ", "complete = true\nwords = ")).expect("right");
        assert_eq!(settings.rules.constants["access_months"], Constant::Number(6));
        let none = text.replace("words = [\"x\"]", "complete = true\nwords = []");
        assert_eq!(Settings::parse(&none).expect_err("no words")[0].code, "search-for-nothing");
    }

    #[test]
    fn an_alias_of_nobody_is_named() {
        let text = "format = 1\ntitle = \"A\"\n[[party]]\nname = \"Ministry of Defence\"\n[[alias]]\nname = \"MoD\"\nof = \"Ministry of Defense\"\n";
        let problems = Settings::parse(text).expect("parses").check_aliases(text, &[]);
        assert_eq!(problems[0].place, "case.toml:7:6");
        assert_eq!(problems[0].hint.as_deref(), Some("did you mean `Ministry of Defence`?"));
    }
}
