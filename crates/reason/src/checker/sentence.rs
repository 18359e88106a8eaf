//! Whether a sentence says what a proof gives.
//!
//! The main function is [`says`]. Each hole may be filled in a few ways (a name with or without an article, words in quotes
//! or not); spaces and capitals are the writer's business and not looked at.

use super::world::{Value, World};
use crate::ast::{Part, RuleDef};
use crate::facts::BETWEEN;
use rollcall_model::wording;

/// What the holes of a sentence are filled from.
pub(super) struct Blank<'b, 'a> {
    pub rule: &'b RuleDef,
    pub lang: &'b str,
    pub world: &'b World<'a>,
    /// What a variable stands for.
    pub of: &'b dyn Fn(usize) -> Option<Value>,
}

/// Whether a text can be a sentence's parts with these values in its holes.
pub(super) fn says(text: &str, parts: &[Part], blank: &Blank<'_, '_>) -> bool {
    let forms: Vec<Vec<String>> = parts.iter().map(|part| blank.forms(part)).collect();
    is_made_of(&bare(text), &forms)
}

fn is_made_of(text: &str, forms: &[Vec<String>]) -> bool {
    match forms.split_first() {
        None => text.is_empty(),
        Some((first, rest)) => {
            first.iter().any(|form| text.strip_prefix(form.as_str()).is_some_and(|left| is_made_of(left, rest)))
        }
    }
}

/// Without spaces, quotes and capitals.
fn bare(text: &str) -> String {
    let is_shown = |c: &char| !c.is_whitespace() && !['“', '”', '‘', '’'].contains(c);
    text.chars().filter(is_shown).flat_map(char::to_lowercase).collect()
}

impl Blank<'_, '_> {
    fn forms(&self, part: &Part) -> Vec<String> {
        let forms = match part {
            Part::Text(text) => vec![text.clone()],
            Part::Say(var) | Part::Quote(var) => (self.of)(*var).map(|value| self.value(&value)).unwrap_or_default(),
            Part::On(var) => match (self.of)(*var) {
                Some(Value::Date(date)) => vec![wording::date_on(self.lang, &date)],
                _ => Vec::new(),
            },
            Part::Days(from, to) => match ((self.of)(*from), (self.of)(*to)) {
                (Some(Value::Date(from)), Some(Value::Date(to))) => {
                    vec![to.days_since(&from).map(|days| wording::days(self.lang, days)).unwrap_or_default()]
                }
                _ => Vec::new(),
            },
        };
        let mut forms: Vec<String> = forms.iter().map(|form| bare(form)).collect();
        // The longest first: "a" is tried after "a meeting".
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        forms
    }

    fn value(&self, value: &Value) -> Vec<String> {
        match value {
            Value::Date(date) => vec![wording::date(self.lang, date)],
            Value::Number(number) => vec![wording::digits(self.lang, &number.to_string())],
            Value::Thing(_) => {
                let words = self.world.words(value);
                vec![format!("a {words}"), format!("an {words}"), format!("the {words}"), words]
            }
            Value::Text(text) => {
                let ours: Vec<String> = text.split(BETWEEN).map(|words| self.ours(words)).collect();
                vec![wording::list(self.lang, &ours)]
            }
        }
    }

    /// Words as a language has them: those that a rule gives for lack of a source's, and those of closed lists.
    fn ours(&self, words: &str) -> String {
        let otherwise = self.rule.otherwise.get(&(self.lang.to_string(), words.to_string())).map(String::as_str);
        otherwise.or_else(|| wording::word(self.lang, words)).unwrap_or(words).to_string()
    }
}
