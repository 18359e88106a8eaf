//! One cell: what a sidecar says under a key, whether a new value can stand there, and how it is written.
//!
//! The main functions are [`value`], [`checked`] and [`set`]. A file's `[source]` and each of its parts are tables of the same kind,
//! so all three work on either.

use super::{BETWEEN, DATES, split};
use rollcall_model::date::Edtf;
use rollcall_model::problem::nearest;
use toml_edit::{Array, TableLike};

/// The words of `access`.
pub const ACCESS: [&str; 3] = ["public", "restricted", "confidential"];

/// What a table says under a key, as a cell; empty where it says nothing.
pub(super) fn value(said: &dyn TableLike, key: &str) -> String {
    let Some(item) = said.get(key) else { return String::new() };
    match item.as_array() {
        Some(list) => list.iter().filter_map(toml_edit::Value::as_str).collect::<Vec<_>>().join(BETWEEN),
        None => item.as_str().unwrap_or_default().to_string(),
    }
}

/// A fault of a cell: code, message, hint.
pub(super) type Fault = (&'static str, String, String);

pub(super) fn checked(key: &str, value: &str, now: &str) -> Result<(), Fault> {
    if DATES.contains(&key) && !value.is_empty() {
        return Edtf::parse(value).map(|_| ()).map_err(|error| {
            let hint = "write a day as `2021-06-15`, a month as `2021-06`, a year as `2021`";
            ("bad-date", format!("`{key}`: {error}"), hint.to_string())
        });
    }
    if key == "access" && !ACCESS.contains(&value) {
        let known = ACCESS.join("`, `");
        // An empty cell must not open what somebody closed.
        let message = if value.is_empty() {
            format!("`access` was `{now}` and is empty here")
        } else {
            format!("`{value}` is not among the values of `access`")
        };
        let hint = match nearest(&value.to_lowercase(), ACCESS) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of `{known}`"),
        };
        return Err(("bad-access", message, hint));
    }
    Ok(())
}

/// Sets or removes a key; whether that changed anything.
pub(super) fn set(said: &mut dyn TableLike, key: &str, value: &str) -> bool {
    if value.is_empty() {
        return said.remove(key).is_some();
    }
    let item = if key == "rests_on" { toml_edit::value(split(value).collect::<Array>()) } else { toml_edit::value(value) };
    match said.get_mut(key) {
        // The spaces and remarks around a value are the person's.
        Some(there) => match (there.as_value_mut(), item.into_value()) {
            (Some(there), Ok(mut new)) => {
                *new.decor_mut() = there.decor().clone();
                *there = new;
            }
            _ => return false,
        },
        None => {
            said.insert(key, item);
        }
    }
    true
}
