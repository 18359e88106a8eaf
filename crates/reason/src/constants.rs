//! Named numbers, dates and words of the rules, which a case may set otherwise.
//!
//! The main type is [`Constants`]: what `constant access_months = 12` declares in rule files, with what the case's settings
//! say instead. A constant's name has a `_` in it and so is no other word of the language; it is put in its place as the
//! rules are read, so that nothing after reading knows of it but the keys of what was found.

use crate::ast::At;
use crate::lex::{Line, Tok, Token};
use crate::parse::{did_you_mean, problem};
use crate::tokens::{Parsed, Tokens, Wrong, wrong};
use rollcall_model::problem::Problem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What a constant stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Constant {
    /// A number, such as of months.
    Number(i64),
    /// Words, or a date.
    Text(String),
}

impl Constant {
    /// What it is, for messages.
    fn plain(&self) -> &'static str {
        match self {
            Self::Number(_) => "a number",
            Self::Text(_) => "words",
        }
    }

    fn token(&self) -> Tok {
        match self {
            Self::Number(number) => Tok::Number(*number),
            Self::Text(text) => Tok::Str(text.clone()),
        }
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// A constant as a rule file declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its value in this case.
    pub value: Constant,
    /// The comment above it.
    pub page: String,
    /// The file that it stands in.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
}

/// See the module's page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Constants(pub BTreeMap<String, Declared>);

/// What the case's settings say of constants.
pub(crate) const SETTINGS: &str = "case.toml";

impl Constants {
    /// Takes in what one file declares.
    pub fn collect(&mut self, path: &str, text: &str, lines: &[Line], problems: &mut Vec<Problem>) {
        let mut page: Vec<&str> = Vec::new();
        for line in lines {
            if let Some(comment) = &line.comment {
                page.push(comment);
                continue;
            }
            if is_declaration(line)
                && let Err(wrong) = self.declare(path, line, &page.join("\n"))
            {
                problems.push(problem(path, text, &wrong.at, "rule-constant", wrong.message, wrong.hint));
            }
            page.clear();
        }
    }

    fn declare(&mut self, path: &str, line: &Line, page: &str) -> Parsed<()> {
        let mut tokens = Tokens::new(&line.tokens);
        tokens.expect_word("constant")?;
        let (name, at) = tokens.word("the constant's name")?;
        if !name.contains('_') {
            let hint = format!("write `{name}_value` or the like: so it is no other word of a rule");
            return wrong(&at, format!("the constant's name `{name}` has no `_` in it"), Some(hint));
        }
        if let Some(first) = self.0.get(&name) {
            let place = format!("the other stands at {}:{}", first.file, first.line);
            return wrong(&at, format!("there is a constant `{name}` already"), Some(place));
        }
        tokens.sign('=')?;
        let value = match tokens.next().map(|token| &token.tok) {
            Some(Tok::Number(number)) => Constant::Number(*number),
            Some(Tok::Str(text) | Tok::Word(text)) => Constant::Text(text.clone()),
            _ => return wrong(&tokens.at(), "a number, or words in quotes, were expected here", None),
        };
        tokens.end()?;
        self.0.insert(name, Declared { value, page: page.to_string(), file: path.to_string(), line: line.number });
        Ok(())
    }

    /// Sets what a case sets otherwise. A name that no file declares, and a value of another type, are problems of
    /// the settings.
    pub fn set(&mut self, chosen: &BTreeMap<String, Constant>, problems: &mut Vec<Problem>) {
        for (name, value) in chosen {
            let wrong = match self.0.get_mut(name) {
                None => {
                    let near = did_you_mean(name, self.0.keys().map(String::as_str));
                    let hint = near.unwrap_or_else(|| "`rollcall rules list CASE` lists them".into());
                    Problem::new(SETTINGS, "unknown-constant", format!("no rule file has a constant `{name}`")).hint(hint)
                }
                Some(declared) if declared.value.plain() != value.plain() => {
                    let (is, was) = (value.plain(), declared.value.plain());
                    Problem::new(
                        SETTINGS,
                        "bad-constant",
                        format!("the constant `{name}` is {is} here and {was} in its rule file"),
                    )
                    .hint(format!("it is declared at {}:{}", declared.file, declared.line))
                }
                Some(declared) => {
                    declared.value = value.clone();
                    continue;
                }
            };
            problems.push(wrong);
        }
    }

    /// The value of a name, if there is such a constant.
    pub fn value(&self, name: &str) -> Option<&Constant> {
        self.0.get(name).map(|declared| &declared.value)
    }

    /// A line's tokens with constants put in their places; the names go to `used`.
    pub fn put_in(&self, tokens: &[Token], used: &mut BTreeMap<String, String>) -> Result<Vec<Token>, Wrong> {
        let mut out = Vec::with_capacity(tokens.len());
        for token in tokens {
            let tok = match &token.tok {
                Tok::Word(name) if name.contains('_') => self.named(name, &token.at, used)?,
                tok => tok.clone(),
            };
            out.push(Token { tok, at: token.at.clone() });
        }
        Ok(out)
    }

    fn named(&self, name: &str, at: &At, used: &mut BTreeMap<String, String>) -> Parsed<Tok> {
        match self.value(name) {
            Some(value) => {
                used.insert(name.to_string(), value.to_string());
                Ok(value.token())
            }
            None => {
                let hint = did_you_mean(name, self.0.keys().map(String::as_str))
                    .unwrap_or_else(|| format!("declare it: `constant {name} = …`"));
                wrong(at, format!("there is no constant `{name}`"), Some(hint))
            }
        }
    }
}

/// Whether a line declares a constant.
pub(crate) fn is_declaration(line: &Line) -> bool {
    !line.indented && matches!(line.tokens.first().map(|token| &token.tok), Some(Tok::Word(word)) if word == "constant")
}
