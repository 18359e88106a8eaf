//! Whether a sentence says what a proof gives.
//!
//! The main function is [`says`]. Each hole may be filled in a few ways (a name with or without an article, words in quotes
//! or not); spaces and capitals are the writer's business and not looked at.

use super::world::{Value, World};
use crate::ast::Part;
use rollcall_model::date::{plain, plain_on};

/// Whether a text can be a sentence's parts with these values in its holes.
pub(super) fn says(text: &str, parts: &[Part], world: &World<'_>, of: &dyn Fn(usize) -> Option<Value>) -> bool {
    let forms: Vec<Vec<String>> = parts.iter().map(|part| part_forms(part, world, of)).collect();
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

/// Without spaces and capitals.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn part_forms(part: &Part, world: &World<'_>, of: &dyn Fn(usize) -> Option<Value>) -> Vec<String> {
    let forms = match part {
        Part::Text(text) => vec![text.clone()],
        Part::Say(var) => of(*var).map(|value| value_forms(&value, world)).unwrap_or_default(),
        Part::On(var) => match of(*var) {
            Some(Value::Date(date)) => vec![plain_on(&date)],
            _ => Vec::new(),
        },
        Part::Days(from, to) => match (of(*from), of(*to)) {
            (Some(Value::Date(from)), Some(Value::Date(to))) => vec![days(to.days_since(&from))],
            _ => Vec::new(),
        },
    };
    let mut forms: Vec<String> = forms.iter().map(|form| bare(form)).collect();
    // The longest first: "a" is tried after "a meeting".
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    forms
}

fn value_forms(value: &Value, world: &World<'_>) -> Vec<String> {
    let words = world.words(value);
    match value {
        Value::Date(date) => vec![plain(date)],
        Value::Number(_) => vec![words],
        Value::Thing(_) => vec![format!("a {words}"), format!("an {words}"), words],
        Value::Text(_) => {
            let title = world.facts.sources.iter().find(|source| source.path == words).map(|source| source.title());
            let titled = title.map(|title| format!("“{title}”"));
            [format!("“{words}”"), words].into_iter().chain(titled).collect()
        }
    }
}

fn days(count: Option<i32>) -> String {
    match count {
        None => String::new(),
        Some(1) => "1 day".into(),
        Some(count) => format!("{count} days"),
    }
}
