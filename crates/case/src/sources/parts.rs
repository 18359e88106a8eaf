//! The parts of a file in its sidecar: found by their pages or rows, and added.
//!
//! The main functions are [`parts`] and [`part_mut`]. A person may have written them as `[[source.parts]]` or as a list in one
//! line; both are read, and what is added is written as the others are.

use rollcall_model::source::{Stretch, Unit};
use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// Every part with the words that the table has for its place.
pub(super) fn parts(said: &DocumentMut) -> Vec<(String, &dyn TableLike)> {
    match said.get("source").and_then(|source| source.get("parts")) {
        Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| (name(table), table as &dyn TableLike)).collect(),
        Some(Item::Value(Value::Array(list))) => {
            list.iter().filter_map(Value::as_inline_table).map(|table| (name(table), table as &dyn TableLike)).collect()
        }
        _ => Vec::new(),
    }
}

/// The place of a part as the table writes it.
fn name(part: &dyn TableLike) -> String {
    for unit in [Unit::Pages, Unit::Rows] {
        if let Some(numbers) = part.get(unit.as_str()).and_then(Item::as_str) {
            let raw = || format!("{} {numbers}", unit.as_str());
            return Stretch::of(unit, numbers).map_or_else(raw, |stretch| stretch.to_string());
        }
    }
    String::new()
}

/// The part of this name, to be changed.
pub(super) fn part_mut<'d>(said: &'d mut DocumentMut, wanted: &str) -> Option<&'d mut dyn TableLike> {
    match said.get_mut("source")?.get_mut("parts")? {
        Item::ArrayOfTables(tables) => {
            tables.iter_mut().find(|table| name(&**table) == wanted).map(|table| table as &mut dyn TableLike)
        }
        Item::Value(Value::Array(list)) => list
            .iter_mut()
            .filter_map(Value::as_inline_table_mut)
            .find(|table| name(&**table) == wanted)
            .map(|table| table as &mut dyn TableLike),
        _ => None,
    }
}

/// Adds a part without any values. `false` where the sidecar has something else under that name.
pub(super) fn add(said: &mut DocumentMut, stretch: Stretch) -> bool {
    let source = said.entry("source").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let inline = source.is_inline_table();
    let Some(source) = source.as_table_like_mut() else { return false };
    let none =
        if inline { Item::Value(Value::Array(toml_edit::Array::new())) } else { Item::ArrayOfTables(ArrayOfTables::new()) };
    match source.entry("parts").or_insert(none) {
        Item::ArrayOfTables(tables) => {
            let mut table = Table::new();
            table.insert(stretch.unit.as_str(), toml_edit::value(stretch.numbers()));
            tables.push(table);
        }
        Item::Value(Value::Array(list)) => {
            let mut table = InlineTable::new();
            table.insert(stretch.unit.as_str(), stretch.numbers().into());
            list.push(table);
        }
        _ => return false,
    }
    true
}
