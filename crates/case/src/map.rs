//! The map of a table's columns, looked at and changed where it is: in the sidecar beside the table.
//!
//! The main type is [`Mapping`], what a person sees before they choose. A table without a map gets a draft, as `rollcall map` makes
//! it; nothing is written until [`Case::keep_map`], which refuses a map that could not be read by.

use crate::build::{BuildError, ExtractorCommand};
use crate::folder::{Case, in_case};
use crate::inputs::kept_layer;
use crate::sources::{fingerprint, sidecar};
use rollcall_archive::{Archive, Disk, Input, Limits};
use rollcall_model::id::sha256_hex;
use rollcall_model::layer::Layer;
use rollcall_model::problem::Problem;
use rollcall_model::source::{Source, SourceInfo};
pub use rollcall_read::records::draft::Understood;
use rollcall_read::records::draft::{draft, heads, understood};
pub use rollcall_read::records::{RecordFormat, RecordMap, SAYS, format_of};
use std::collections::BTreeMap;
use std::fs;
use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// A table and its map.
#[derive(Debug)]
pub struct Mapping {
    /// The heads of its columns, in their order; empty where it is not said which sheet is meant.
    pub heads: Vec<String>,
    /// The names of its sheets, where it is a workbook.
    pub sheets: Vec<String>,
    /// The map: the sidecar's own, else a draft.
    pub record: RecordMap,
    /// Whether it is a draft.
    pub drafted: bool,
    /// What is in the way of a draft.
    pub problems: Vec<Problem>,
    /// What the sidecar was, for [`Case::keep_map`].
    pub seen: String,
    layer: Layer,
    source: Source,
}

impl Mapping {
    /// The table's path in the case.
    pub fn file(&self) -> &str {
        &self.source.path
    }

    /// The first rows as they would be understood by a map, and what would not be used.
    pub fn understood(&self, record: &RecordMap, most: usize) -> (Vec<Understood>, Vec<Problem>) {
        let (rows, reading) = understood(&self.layer, &self.source, record, "", most);
        (rows, reading.problems)
    }

    /// The heads of another sheet, or of the same.
    pub fn heads_of(&self, record: &RecordMap) -> Vec<String> {
        heads(&self.layer, &self.source, record).unwrap_or_default()
    }

    /// What is wrong with a map as such: a table cannot be read by it at all.
    fn faults(&self, record: &RecordMap) -> Vec<Problem> {
        let of_map = format!("{}.toml", self.source.path);
        let (_, problems) = self.understood(record, 1);
        problems.into_iter().filter(|problem| problem.place.starts_with(&of_map)).collect()
    }
}

impl Case {
    /// A table of the case and its map.
    ///
    /// # Errors
    /// No such table, a sidecar that is broken, or no safe way to open the file.
    pub fn mapping(&self, file: &str, command: &ExtractorCommand) -> Result<Mapping, Problem> {
        let input = self.table_input(file)?;
        let (layer, source) = self.table_text(&input, command)?;
        let path = format!("{file}.toml");
        let seen = fingerprint(self.root(), &path);
        let said = match &input.sidecar {
            Some(path) => {
                let text = sidecar(self.root(), path)?.to_string();
                crate::sidecar::parse(path, text.as_bytes())?.record
            }
            None => None,
        };
        let sheets = layer.pages.iter().filter_map(|page| page.sheet.as_ref()).map(|sheet| sheet.name.clone()).collect();
        let is_map = |record: &RecordMap| record.kind.is_some() || !record.columns.is_empty() || !record.document.is_empty();
        let mut mapping = Mapping {
            heads: Vec::new(),
            sheets,
            drafted: !said.as_ref().is_some_and(is_map),
            record: said.unwrap_or_default(),
            problems: Vec::new(),
            seen,
            layer,
            source,
        };
        if mapping.drafted {
            let sheet = mapping.record.sheet.clone();
            match draft(&mapping.layer, &mapping.source, sheet.as_deref(), self.lexicon()) {
                Ok(drafted) => mapping.record = drafted.record,
                Err(problem) => mapping.problems.push(problem),
            }
        }
        mapping.heads = mapping.heads_of(&mapping.record);
        Ok(mapping)
    }

    /// Writes a map into the sidecar, unless the sidecar is another one by now; whether that changed anything.
    ///
    /// # Errors
    /// A map that the table cannot be read by, a sidecar that was changed meanwhile, or a disk or lock that refuses.
    pub fn keep_map(&self, mapping: &Mapping, record: &RecordMap, seen: &str) -> Result<bool, BuildError> {
        let faults = mapping.faults(record);
        if !faults.is_empty() {
            return Err(BuildError::Settings(faults));
        }
        let _lock = self.lock()?;
        let settings = |problem: Problem| BuildError::Settings(vec![problem]);
        let path = format!("{}.toml", mapping.source.path);
        if fingerprint(self.root(), &path) != seen {
            let message = "the map was changed meanwhile, so nothing is written over it";
            return Err(settings(
                Problem::new(&path, "changed-meanwhile", message).hint("load the page again and change it there"),
            ));
        }
        let full = in_case(self.root(), &path);
        let mut said = match fs::symlink_metadata(&full) {
            Ok(found) if found.is_file() => sidecar(self.root(), &path).map_err(settings)?,
            Ok(_) => return Err(settings(Problem::new(&path, "link", "this is a link or no file, and is not written to"))),
            Err(_) => DocumentMut::new(),
        };
        let before = said.to_string();
        if !put(&mut said, record) {
            let message = "`record` is no table here";
            return Err(settings(Problem::new(&path, "bad-toml", message).hint("write it as `[record]`")));
        }
        let text = said.to_string();
        if text == before {
            return Ok(false);
        }
        crate::sidecar::parse(&path, text.as_bytes()).map_err(settings)?;
        Disk::new().write(&full, text.as_bytes()).map_err(|error| {
            let problem = Problem::new(&path, "cannot-write", error.to_string());
            BuildError::CannotFinish(vec![problem.hint("give yourself the right to write it")])
        })?;
        Ok(true)
    }

    /// A table that lies in the case: no other name leads anywhere.
    fn table_input(&self, file: &str) -> Result<Input, Problem> {
        let limits = Limits { max_file_bytes: self.settings().limits.max_file_mb << 20 };
        let is_table =
            file.starts_with("records/") && matches!(format_of(file), Some(RecordFormat::Csv | RecordFormat::Workbook));
        let found = rollcall_archive::scan(self.root(), &limits).inputs.into_iter().find(|input| input.path == file);
        found.filter(|_| is_table).ok_or_else(|| {
            let problem = Problem::new(file, "no-such-table", "the case has no such table");
            problem.hint("a table is a `.csv`, `.xlsx` or `.ods` file in `records/`")
        })
    }

    /// A table's text: the kept one, else made now in the locked child.
    fn table_text(&self, input: &Input, command: &ExtractorCommand) -> Result<(Layer, Source), Problem> {
        let path = &input.path;
        let bytes = fs::read(in_case(self.root(), path))
            .map_err(|error| Problem::new(path, "cannot-read", error.to_string()).hint("check the file's permissions"))?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let media_type = rollcall_archive::media::media_type(&bytes, name);
        let sha256 = sha256_hex(&bytes);
        let disk = Disk::new();
        let broken = |error: rollcall_archive::ArchiveError| error.problems().remove(0);
        let archive = Archive::open(self.root(), &disk).map_err(broken)?;
        let kept = kept_layer(&archive, &sha256, media_type).map_err(broken)?;
        let layer = match kept {
            Some(layer) => layer,
            None => self.extractor(command).extract(&bytes, media_type, name).map_err(|error| error.problem(path))?,
        };
        let source = Source {
            path: path.clone(),
            sha256,
            size: bytes.len() as u64,
            media_type: media_type.to_string(),
            info: SourceInfo::default(),
            layer: Some(layer.name.clone()),
            not_read: None,
        };
        Ok((layer, source))
    }
}

/// Puts a map into a sidecar's `[record]`, leaving what a person wrote around it; `false` where something else stands there.
fn put(said: &mut DocumentMut, record: &RecordMap) -> bool {
    let table = said.entry("record").or_insert_with(|| Item::Table(Table::new()));
    let Some(table) = table.as_table_like_mut() else { return false };
    for (key, value) in [("kind", &record.kind), ("sheet", &record.sheet)] {
        match value {
            Some(value) => put_text(table, key, value),
            None => {
                table.remove(key);
            }
        }
    }
    for (key, map) in [("columns", &record.columns), ("document", &record.document), ("fixed", &record.fixed)] {
        put_map(table, key, map);
    }
    true
}

/// Sets a text; one that is there already keeps the spaces and remarks around it.
fn put_text(table: &mut dyn TableLike, key: &str, value: &str) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(there) if there.as_str() == Some(value) => {}
        Some(there) => {
            let decor = there.decor().clone();
            *there = Value::from(value);
            *there.decor_mut() = decor;
        }
        None => {
            table.insert(key, toml_edit::value(value));
        }
    }
}

fn put_map(table: &mut dyn TableLike, key: &str, map: &BTreeMap<String, String>) {
    if map.is_empty() {
        table.remove(key);
        return;
    }
    if table.get(key).and_then(Item::as_table_like).is_none() {
        table.insert(key, Item::Value(Value::InlineTable(InlineTable::new())));
    }
    let Some(there) = table.get_mut(key).and_then(Item::as_table_like_mut) else { return };
    let gone: Vec<String> = there.iter().map(|(name, _)| name.to_string()).filter(|name| !map.contains_key(name)).collect();
    for name in gone {
        there.remove(&name);
    }
    for (name, value) in map {
        put_text(there, name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(columns: &[(&str, &str)]) -> RecordMap {
        let columns = columns.iter().map(|(name, head)| (name.to_string(), head.to_string())).collect();
        RecordMap { kind: Some("Person".into()), columns, ..RecordMap::default() }
    }

    #[test]
    fn a_map_is_changed_in_place_and_the_rest_stays() {
        let text = "# mine\n[source]\ntitle = \"T\"\n\n[record]\nkind = \"State\" # so far\ncolumns = { name = \"A\", iso = \"B\" }\n";
        let mut said: DocumentMut = text.parse().expect("is TOML");
        assert!(put(&mut said, &record(&[("name", "A"), ("country", "the \"C\"")])));
        let text = said.to_string();
        assert!(text.starts_with("# mine\n[source]\ntitle = \"T\"\n"), "{text}");
        assert!(text.contains("kind = \"Person\" # so far"), "{text}");
        let read = crate::sidecar::parse("x", text.as_bytes()).expect("is a sidecar").record;
        assert_eq!(read, Some(record(&[("name", "A"), ("country", "the \"C\"")])));
        assert!(put(&mut said, &record(&[("name", "A"), ("country", "the \"C\"")])));
        assert_eq!(said.to_string(), text, "the same map changes nothing");
    }

    #[test]
    fn dotted_properties_are_read_again() {
        let mut said = DocumentMut::new();
        let map = record(&[("party.name", "Who")]);
        assert!(put(&mut said, &map));
        let read = crate::sidecar::parse("x", said.to_string().as_bytes()).expect("is a sidecar").record;
        assert_eq!(read, Some(map), "{said}");
    }
}
