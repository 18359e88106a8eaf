//! Two things beside each other: names, and what dates of birth, countries and posts say. The main type is [`Thing`].
//!
//! A thing comes as a name, or as an object of FollowTheMoney in JSON. The best of its names counts; what else is known
//! moves that score: dates that cannot be the same end it, what agrees lifts it a little, and nothing lifts names that
//! are not alike.

use super::kind;
use rollcall_model::date::Edtf;
use rollcall_model::problem::Problem;
use rollcall_names::{Comparison, MATCH, Name, compare_parsed};
use serde_json::Value;
use std::collections::BTreeSet;

/// What is left of a score where dates of birth cannot be the same.
const OTHER_BIRTH: u16 = 300;
/// What other countries take, and what the same post or a full date of birth adds.
const OTHER_COUNTRY: u16 = 60;
const SAME: u16 = 30;
/// Names less alike than this are not lifted.
const LIFTED: u16 = 500;
/// No more names or posts of a thing are compared.
const MOST: usize = 50;

/// A person or a body, as given.
pub(in crate::commands) struct Thing {
    names: Vec<Name>,
    births: Vec<Edtf>,
    countries: BTreeSet<String>,
    posts: Vec<Name>,
}

impl Thing {
    /// Reads a name, or an object in JSON.
    pub(super) fn read(place: &str, text: &str, schema: Option<&str>) -> Result<Self, Problem> {
        if !text.trim_start().starts_with('{') {
            let names = vec![Name::parse(text, kind(schema))];
            return Ok(Self { names, births: Vec::new(), countries: BTreeSet::new(), posts: Vec::new() });
        }
        let object: Value = serde_json::from_str(text).map_err(|error| wrong(place, error.to_string()))?;
        Self::of(&object, schema).map_err(|message| wrong(place, message))
    }

    /// Reads an object of FollowTheMoney; `schema` is what it is where it does not say so itself.
    pub(in crate::commands) fn of(object: &Value, schema: Option<&str>) -> Result<Self, String> {
        let own = object.get("schema").and_then(Value::as_str).filter(|own| !own.is_empty()).or(schema);
        let all = |keys: &[&str]| -> Vec<String> {
            let values = keys.iter().filter_map(|key| object.get("properties")?.get(key));
            let texts = values.flat_map(|value| match value {
                Value::Array(values) => values.iter().filter_map(Value::as_str).map(str::to_string).collect(),
                Value::String(text) => vec![text.clone()],
                _ => Vec::new(),
            });
            texts.take(MOST).collect()
        };
        let names: Vec<Name> =
            all(&["name", "alias", "weakAlias"]).iter().map(|name| Name::parse(name, kind(own))).collect();
        if names.is_empty() {
            return Err("it has no `name` among its properties".to_string());
        }
        let births: Result<Vec<Edtf>, _> = all(&["birthDate"]).iter().map(|date| Edtf::parse(date)).collect();
        let countries = all(&["country", "nationality", "citizenship", "jurisdiction"]);
        Ok(Self {
            names,
            births: births.map_err(|error| error.to_string())?,
            countries: countries.iter().map(|country| country.to_lowercase()).collect(),
            posts: all(&["position"]).iter().map(|post| Name::parse(post, kind(Some("Organization")))).collect(),
        })
    }

    /// Compares two things; which is first does not matter.
    pub(in crate::commands) fn compare(&self, other: &Self) -> Comparison {
        let pairs = self.names.iter().flat_map(|one| other.names.iter().map(move |two| compare_parsed(one, two)));
        let best = pairs.max_by(|one, two| one.score.cmp(&two.score).then(two.why.cmp(&one.why)));
        let mut found = best.unwrap_or(Comparison { score: 0, why: "a name is empty".to_string() });
        self.births(other, &mut found);
        self.countries(other, &mut found);
        self.posts(other, &mut found);
        found
    }

    fn births(&self, other: &Self, found: &mut Comparison) {
        if self.births.is_empty() || other.births.is_empty() {
            return;
        }
        let mut pairs = self.births.iter().flat_map(|one| other.births.iter().map(move |two| (one, two)));
        if !pairs.clone().any(|(one, two)| one.can_be_same(two)) {
            found.score = found.score.min(OTHER_BIRTH);
            say(found, "born on days that cannot be the same");
        } else if pairs.any(|(one, two)| one.single_day().is_some() && one.single_day() == two.single_day()) {
            lift(found);
            say(found, "born on the same day");
        } else {
            say(found, "dates of birth that can be the same");
        }
    }

    fn countries(&self, other: &Self, found: &mut Comparison) {
        if self.countries.is_empty() || other.countries.is_empty() {
            return;
        }
        if self.countries.is_disjoint(&other.countries) {
            found.score = found.score.saturating_sub(OTHER_COUNTRY);
            say(found, "of other countries");
        } else {
            say(found, "of the same country");
        }
    }

    fn posts(&self, other: &Self, found: &mut Comparison) {
        if self.posts.is_empty() || other.posts.is_empty() {
            return;
        }
        let mut pairs = self.posts.iter().flat_map(|one| other.posts.iter().map(move |two| compare_parsed(one, two)));
        if pairs.any(|post| post.score >= MATCH) {
            lift(found);
            say(found, "a post in common");
        } else {
            say(found, "no post in common");
        }
    }
}

fn wrong(place: &str, message: String) -> Problem {
    let hint = "write it as {\"schema\": \"Person\", \"properties\": {\"name\": [\"…\"], \"birthDate\": [\"1961-05\"]}}";
    Problem::new(place, "not-a-thing", message).hint(hint)
}

fn lift(found: &mut Comparison) {
    if found.score >= LIFTED {
        found.score = (found.score + SAME).min(1000);
    }
}

fn say(found: &mut Comparison, words: &str) {
    if !found.why.is_empty() {
        found.why.push_str("; ");
    }
    found.why.push_str(words);
}
