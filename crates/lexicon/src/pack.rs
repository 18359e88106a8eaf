//! The format of a word pack, and what is wrong with one that does not keep to it.
//!
//! A pack is one TOML file. `[pack]` says what it is for; every other table is a list of entries. Keys are closed: one
//! that is not known is an error that names the nearest known one, because a misspelt key would lose words silently.

use serde::Deserialize;
use std::fmt;

/// What is wrong in a pack, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackError {
    /// The file as it was named.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in code points.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}:{}:{}`: {}", self.path, self.line, self.column, self.message)
    }
}

impl std::error::Error for PackError {}

/// What a pack's words belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// A language: its grammar words.
    Language,
    /// A field of work, anywhere.
    Field,
    /// A region, country or case.
    #[default]
    Region,
}

/// The head of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// ISO 639-1 code of the language its words are in.
    #[serde(default)]
    pub language: Option<String>,
    /// What its words belong to.
    #[serde(default)]
    pub scope: Scope,
}

/// A rank of an armed or police force.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rank {
    /// The rank in full, its first form being the one others are brought to.
    pub forms: Vec<String>,
    /// Short forms.
    #[serde(default)]
    pub short: Vec<String>,
    /// army, navy, air force, police.
    #[serde(default)]
    pub service: Option<String>,
    /// Higher is more senior.
    #[serde(default)]
    pub order: Option<u32>,
    /// ISO 3166-1 alpha-2, where only one country has it.
    #[serde(default)]
    pub country: Option<String>,
    /// Where it stands for a body's member and never before a name alone ("police officer").
    #[serde(default)]
    pub plural: Vec<String>,
}

/// A word of address before a name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Honorific {
    /// The forms.
    pub forms: Vec<String>,
    /// Whether the form is part of the name as people write it.
    #[serde(default)]
    pub part_of_name: bool,
}

/// A post: an office that a person holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// The forms.
    pub forms: Vec<String>,
    /// `title` (the holder is the only one) or `role`.
    #[serde(default)]
    pub kind: Option<String>,
    /// Whether words may follow that belong to the post ("Director of Military Intelligence").
    #[serde(default)]
    pub of: bool,
    /// Whether the office is of the state and not of a force: its holder is a person, and no rank or unit follows from it.
    #[serde(default)]
    pub civil: bool,
    /// Whether it may be followed by a name without a comma ("Defence Minister Prawit").
    #[serde(default)]
    pub before_name: bool,
}

/// A country: its names, and the words for what is of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The usual name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub iso2: String,
    /// Other names.
    #[serde(default)]
    pub also: Vec<String>,
    /// "Thai", "Thais".
    #[serde(default)]
    pub demonyms: Vec<String>,
    /// Towns that stand for the country as places of meetings.
    #[serde(default)]
    pub places: Vec<String>,
}

/// A body that meets.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forum {
    /// The usual name.
    pub name: String,
    /// Its acronym.
    #[serde(default)]
    pub acronym: Option<String>,
    /// Other names.
    #[serde(default)]
    pub also: Vec<String>,
    /// The body it is part of.
    #[serde(default)]
    pub parent: Option<String>,
    /// The body of which it is the "-Plus" twin.
    #[serde(default)]
    pub plus_of: Option<String>,
    /// `Meeting`, or another kind of engagement that the name itself is; empty for a body that does not itself meet.
    #[serde(default)]
    pub meets: Option<String>,
    /// Words for the members as one party ("ASEAN defence ministers").
    #[serde(default)]
    pub members: Vec<String>,
    /// ISO codes of the members: a set for rules, never expanded by the reader.
    #[serde(default)]
    pub states: Vec<String>,
}

/// A body known by name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// The usual name.
    pub name: String,
    /// `Unit`, `Organization`, `Company`, `Publication`, `Instrument`, `Vessel`.
    pub kind: String,
    /// Its acronym.
    #[serde(default)]
    pub acronym: Option<String>,
    /// Other names.
    #[serde(default)]
    pub also: Vec<String>,
    /// ISO 3166-1 alpha-2 of its state.
    #[serde(default)]
    pub country: Option<String>,
    /// The body it is part of.
    #[serde(default)]
    pub parent: Option<String>,
}

/// How names of bodies are built around a noun.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitShape {
    /// The nouns.
    pub heads: Vec<String>,
    /// `Unit`, `Organization`, `Company`, `Publication`, `Instrument`, `Vessel`, `Place`.
    pub kind: String,
    /// Words that may stand between number or name and noun.
    #[serde(default)]
    pub arms: Vec<String>,
    /// A number `before` or `after` the noun, or `both`.
    #[serde(default)]
    pub number: Option<String>,
    /// Capitalised words `before` or `after` the noun, or `both`.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether the noun alone, capitalised, is a name.
    #[serde(default)]
    pub alone: bool,
    /// Whether "of" and a name may follow.
    #[serde(default)]
    pub of: bool,
}

/// A pattern that makes an engagement, a participation or a relation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// The patterns; see [`crate::pattern`].
    pub patterns: Vec<String>,
    /// What it makes: `participation`, or the type of a relation.
    pub makes: String,
    /// A role for slots that are called `party`.
    #[serde(default)]
    pub role: Option<String>,
    /// Status of the engagement.
    #[serde(default)]
    pub status: Option<String>,
    /// `no` where the sentence says that it was not so.
    #[serde(default)]
    pub polarity: Option<String>,
    /// `likely` or `unclear`.
    #[serde(default)]
    pub certainty: Option<String>,
    /// How whoever took part did so.
    #[serde(default)]
    pub mode: Option<String>,
    /// Kind of the engagement where the sentence has no noun for it.
    #[serde(default)]
    pub kind: Option<String>,
    /// What takes part is said in these words.
    #[serde(default)]
    pub capacity: Option<String>,
}

/// A word or phrase of a date.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatePhrase {
    /// The forms.
    pub forms: Vec<String>,
    /// What it does: see `rollcall-read`'s `dates`.
    pub means: String,
    /// A number that goes with the meaning (the month's, the season's).
    #[serde(default)]
    pub value: Option<i64>,
}

/// A verb or phrase that says whose words these are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribution {
    /// The forms.
    pub forms: Vec<String>,
    /// Where the voice stands: `before` the form or `after` it.
    pub voice: String,
}

/// A noun for an engagement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventNoun {
    /// The forms.
    pub forms: Vec<String>,
    /// The kind of engagement.
    pub kind: String,
    /// The plural forms among them.
    #[serde(default)]
    pub plural: Vec<String>,
    /// Whether the noun says no more than that there was one: a body's name or any such noun means the same thing.
    #[serde(default)]
    pub generic: bool,
    /// Whether the noun alone is too weak: it needs a name, a forum or a date.
    #[serde(default)]
    pub weak: bool,
}

/// A noun for people or states taken together.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The forms.
    pub forms: Vec<String>,
    /// `force` (with a state's name the name of a body), `power` (stands alone for who governs), `people` (of the body or
    /// state named with it), `members` (of the forum named with it), `nation` (a bare word for a state), `body` (a forum).
    pub means: String,
}

/// Words of grammar, by class.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordClass {
    /// The class.
    pub class: String,
    /// The words.
    pub forms: Vec<String>,
    /// A number that goes with the words.
    #[serde(default)]
    pub value: Option<i64>,
}

/// What a column of a table may be called that says a property.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnWords {
    /// The kind of thing that a row is then.
    pub kind: String,
    /// The property, or dotted property of a linked thing.
    pub property: String,
    /// The heads, compared without regard to case and marks.
    pub heads: Vec<String>,
    /// What its cells must look like: `date`, `role`, `mode`, `status`, `kind`.
    #[serde(default)]
    pub cells: Option<String>,
}

/// How wide an area is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Width {
    /// A township or wider: what readers may learn of where something was done to people.
    Wide,
    /// Smaller: a village, a ward, a street.
    Narrow,
}

/// Words by which one sees how wide a place is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// How wide what these words name is.
    pub width: Width,
    /// Whether a name beside such a word is a place's in running words too ("shelled Fenwick village").
    #[serde(default)]
    pub in_prose: bool,
    /// Words that stand behind the name ("Fenwick township").
    #[serde(default)]
    pub after: Vec<String>,
    /// Words that stand before the name ("province of Fenwick").
    #[serde(default)]
    pub before: Vec<String>,
    /// Names of such areas.
    #[serde(default)]
    pub names: Vec<String>,
    /// Words of a language that stand between one place and the next ("near", "in").
    #[serde(default)]
    pub between: Vec<String>,
    /// Words that stand around a name and are no part of it ("the", "northern").
    #[serde(default)]
    pub around: Vec<String>,
}

/// A pack as read from its file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pack {
    /// The head.
    pub pack: Head,
    /// Ranks.
    pub rank: Vec<Rank>,
    /// Words of address.
    pub honorific: Vec<Honorific>,
    /// Posts.
    pub post: Vec<Post>,
    /// Countries.
    pub demonym: Vec<State>,
    /// Bodies that meet.
    pub forum: Vec<Forum>,
    /// Other bodies known by name.
    pub body: Vec<Body>,
    /// How names of bodies are built.
    pub unit_shape: Vec<UnitShape>,
    /// Patterns.
    pub trigger: Vec<Trigger>,
    /// Words of dates.
    pub date_phrase: Vec<DatePhrase>,
    /// Words of attribution.
    pub attribution: Vec<Attribution>,
    /// Nouns for engagements.
    pub event: Vec<EventNoun>,
    /// Nouns for parties taken together.
    pub group: Vec<Group>,
    /// Words of grammar.
    pub words: Vec<WordClass>,
    /// Heads of columns.
    pub column: Vec<ColumnWords>,
    /// Words of areas.
    pub area: Vec<Area>,
}

impl Pack {
    /// Reads a pack.
    pub fn parse(path: &str, text: &str) -> Result<Self, PackError> {
        toml::from_str(text).map_err(|error| located(path, text, &error))
    }
}

fn located(path: &str, text: &str, error: &toml::de::Error) -> PackError {
    let byte = error.span().map_or(0, |span| span.start).min(text.len());
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    PackError {
        path: path.to_string(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        message: error.message().to_string(),
        hint: hint(error.message()),
    }
}

/// The nearest known key, from the parser's own list of what it expected.
fn hint(message: &str) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let wrong = message.starts_with("unknown field").then(|| quoted.next())??;
    let best = quoted.map(|known| (strsim::osa_distance(wrong, known), known)).min()?;
    (best.0 <= 1 + best.1.chars().count() / 3).then(|| format!("did you mean `{}`?", best.1))
}
