//! `rollcall screen`: which names of one list may stand in others.
//!
//! The main function is [`cmd_screen`]. All names are put beside each other by what they share ([`candidate_pairs`]),
//! and what meets is compared as `rollcall compare` does, dates of birth, countries and posts included ([`Thing`]). Why
//! not each with each: a list of a thousand names against one of a hundred thousand is a hundred million pairs, of
//! which nearly all have nothing in common.

use super::compare::things::Thing;
use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use clap::Args;
use csv::ReaderBuilder;
use rollcall_model::problem::Problem;
use rollcall_names::{Comparison, Kind};
use rollcall_resolve::candidate_pairs;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The largest list that is read, in bytes, and how many names all lists may have together.
const MAX_BYTES: u64 = 1 << 30;
const MAX_NAMES: usize = 2_000_000;
/// The longest entry, in bytes.
const MAX_ENTRY: usize = 1 << 20;

/// Look names up in lists, and say why they may be there
///
/// A list is a text file with a name on each line; a CSV table with the column name, and schema, alias, birthDate,
/// country and position where they are known (several in one cell parted by `;`); or objects of FollowTheMoney, one
/// JSON object a line. What is found is a lead, with a score and why: whether two names are one person is for a person
/// to say.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  rollcall screen delegates.txt --against sanctions.ftm.json\n  rollcall screen suppliers.csv --against list-1.csv list-2.csv --json\n\nEach entry that may be one with a name is printed: the nearest first. An entry that cannot be read is named with its line\nand skipped (exit code 3)"
)]
pub(crate) struct ScreenArgs {
    /// The names to look up
    #[arg(value_name = "NAMES")]
    names: PathBuf,
    /// The lists to look in
    #[arg(long, value_name = "LIST", required = true, num_args = 1..)]
    against: Vec<PathBuf>,
}

/// One entry of a list.
struct Entry {
    /// Its line in the file, from 1.
    line: u64,
    /// An object of FollowTheMoney.
    object: Value,
    names: Vec<String>,
}

impl Entry {
    fn schema(&self) -> Option<&str> {
        self.object.get("schema").and_then(Value::as_str).filter(|schema| !schema.is_empty())
    }
}

#[derive(Serialize)]
struct Hit<'a> {
    line: u64,
    name: &'a str,
    list: String,
    list_line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    listed: &'a str,
    score: f64,
    #[serde(rename = "match")]
    is_match: bool,
    why: &'a str,
}

pub(crate) fn cmd_screen(ui: &Ui, args: &ScreenArgs) -> Result<Exit, Exit> {
    let mut exit = Exit::Done;
    let mut read = |file: &Path| -> Result<Vec<Entry>, Exit> {
        let (entries, broken) = entries(file).map_err(|problem| open::one(ui, &problem, Exit::Arguments))?;
        for problem in &broken {
            ui.error(problem);
            exit = exit.and(Exit::NotAllUsed);
        }
        Ok(entries)
    };
    let asked = read(&args.names)?;
    let lists = args.against.iter().map(|file| read(file)).collect::<Result<Vec<_>, Exit>>()?;
    let all: Vec<(usize, &Entry)> = std::iter::once(&asked)
        .chain(&lists)
        .enumerate()
        .flat_map(|(list, all)| all.iter().map(move |one| (list, one)))
        .collect();
    if all.iter().map(|(_, entry)| entry.names.len()).sum::<usize>() > MAX_NAMES {
        let problem = Problem::new("screen", "too-many-names", format!("the lists have more than {MAX_NAMES} names"));
        return Err(open::one(ui, &problem.hint("look them up in parts"), Exit::Arguments));
    }
    let mut found = 0;
    for (one, others) in met(&all) {
        let entry = all[one].1;
        let mut hits: Vec<(Comparison, usize)> =
            others.into_iter().filter_map(|two| Some((compared(entry, all[two].1)?, two))).collect();
        hits.sort_by(|(a, x), (b, y)| b.score.cmp(&a.score).then(x.cmp(y)));
        found += usize::from(!hits.is_empty());
        for (comparison, two) in &hits {
            let (list, other) = all[*two];
            print(ui, entry, other, &args.against[list - 1], comparison);
        }
    }
    ui.say(&format!("{found} of {} names may stand in the lists", asked.len()));
    Ok(exit)
}

/// For each entry that is asked for, by its place, those of the lists that share something with it.
fn met(all: &[(usize, &Entry)]) -> Vec<(usize, BTreeSet<usize>)> {
    let owner: Vec<usize> =
        all.iter().enumerate().flat_map(|(at, (_, entry))| entry.names.iter().map(move |_| at)).collect();
    let names: Vec<(&str, Kind)> = all
        .iter()
        .flat_map(|(_, entry)| {
            entry.names.iter().map(|name| (name.as_str(), Kind::of_schema(entry.schema().unwrap_or_default())))
        })
        .collect();
    let mut met: Vec<(usize, BTreeSet<usize>)> =
        all.iter().enumerate().filter(|(_, (list, _))| *list == 0).map(|(at, _)| (at, BTreeSet::new())).collect();
    for (one, two) in candidate_pairs(&names) {
        let (one, two) = (owner[one as usize], owner[two as usize]);
        if all[one].0 == 0 && all[two].0 != 0 {
            met[one].1.insert(two);
        }
    }
    met
}

/// What comparing two entries finds, where they may be one. Where only one says what it is, the other is taken for the
/// same.
fn compared(one: &Entry, two: &Entry) -> Option<Comparison> {
    let schema = one.schema().or(two.schema());
    let differ = one.schema().zip(two.schema()).is_some_and(|(a, b)| Kind::of_schema(a) != Kind::of_schema(b));
    if differ {
        return None;
    }
    let thing = |entry: &Entry| Thing::of(&entry.object, entry.schema().or(schema)).ok();
    Some(thing(one)?.compare(&thing(two)?)).filter(Comparison::is_match)
}

fn print(ui: &Ui, entry: &Entry, other: &Entry, list: &Path, found: &Comparison) {
    let name = |entry: &'_ Entry| entry.names.first().cloned().unwrap_or_default();
    if ui.is_json() {
        return ui.line(&Hit {
            line: entry.line,
            name: &name(entry),
            list: list.display().to_string(),
            list_line: other.line,
            id: other.object.get("id").and_then(Value::as_str),
            listed: &name(other),
            score: f64::from(found.score) / 1000.0,
            is_match: true,
            why: &found.why,
        });
    }
    let score = super::compare::decimal(found.score);
    ui.text(&format!("{}: {score}  {} ({} line {})", name(entry), name(other), list.display(), other.line));
    found.why.split("; ").for_each(|part| ui.text(&format!("  {part}")));
}

/// The entries of a list, and what could not be read.
fn entries(file: &Path) -> Result<(Vec<Entry>, Vec<Problem>), Problem> {
    let place = file.display().to_string();
    let cannot = |message: String| {
        Problem::new(&place, "cannot-read", message).hint("check that it is there and that you may read it")
    };
    let size = std::fs::metadata(file).map_err(|error| cannot(error.to_string()))?.len();
    if size > MAX_BYTES {
        return Err(Problem::new(&place, "too-large", format!("it has more than {MAX_BYTES} bytes"))
            .hint("look names up in its parts"));
    }
    let bytes = std::fs::read(file).map_err(|error| cannot(error.to_string()))?;
    let (mut entries, mut broken) = (Vec::new(), Vec::new());
    let mut take = |line: u64, read: Result<Option<Value>, String>| match read {
        Ok(None) => {}
        Ok(Some(object)) => {
            let names = names_of(&object);
            match Thing::of(&object, None) {
                Err(message) => broken.push(unread(&place, line, &message)),
                Ok(_) if names.is_empty() => broken.push(unread(&place, line, "its `name` is empty")),
                Ok(_) => entries.push(Entry { line, object, names }),
            }
        }
        Err(message) => broken.push(unread(&place, line, &message)),
    };
    if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
        table(&bytes, &place, &mut take)?;
    } else {
        let lines = bytes.split(|byte| *byte == b'\n').zip(1u64..);
        lines.for_each(|(bytes, line)| take(line, of_line(bytes)));
    }
    Ok((entries, broken))
}

fn unread(place: &str, line: u64, message: &str) -> Problem {
    Problem::new(format!("{place} line {line}"), "entry-not-read", message)
        .hint("put the line right and look again; the others were used")
}

/// A line: an object, a name, or nothing.
fn of_line(bytes: &[u8]) -> Result<Option<Value>, String> {
    if bytes.len() > MAX_ENTRY {
        return Err(format!("it has more than {MAX_ENTRY} bytes"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_string())?;
    let text = text.trim_start_matches('\u{feff}').trim();
    match text.chars().next() {
        None => Ok(None),
        Some('{') => serde_json::from_str(text).map(Some).map_err(|error| error.to_string()),
        Some(_) => Ok(Some(json!({ "properties": { "name": [text] } }))),
    }
}

/// The rows of a table as objects.
fn table(bytes: &[u8], place: &str, take: &mut dyn FnMut(u64, Result<Option<Value>, String>)) -> Result<(), Problem> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes);
    let no_head = |message: String| {
        Problem::new(place, "no-such-column", message).hint("the first row names the columns, among them `name`")
    };
    let heads = reader.headers().map_err(|error| no_head(error.to_string()))?.clone();
    let heads: Vec<String> = heads.iter().map(|head| head.trim_start_matches('\u{feff}').trim().to_string()).collect();
    if !heads.iter().any(|head| head == "name") {
        return Err(no_head("there is no column `name`".to_string()));
    }
    for row in reader.byte_records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                take(error.position().map_or(0, csv::Position::line), Err(error.to_string()));
                continue;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        let mut object = json!({ "properties": {} });
        let mut wrong = None;
        for (head, cell) in heads.iter().zip(row.iter()) {
            match std::str::from_utf8(cell) {
                Err(_) => wrong = Some(format!("`{head}` is not UTF-8")),
                Ok(cell) if cell.len() > MAX_ENTRY => wrong = Some(format!("`{head}` has more than {MAX_ENTRY} bytes")),
                Ok(cell) if matches!(head.as_str(), "schema" | "id") => object[head] = json!(cell.trim()),
                Ok(cell) => {
                    // A name may have a semicolon; what stands beside it may be several.
                    let parts: Vec<&str> = if head == "name" { vec![cell] } else { cell.split(';').collect() };
                    let parts: Vec<&str> = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
                    object["properties"][head] = json!(parts);
                }
            }
        }
        take(line, wrong.map_or(Ok(Some(object)), Err));
    }
    Ok(())
}

/// All names of an object.
fn names_of(object: &Value) -> Vec<String> {
    let values = ["name", "alias", "weakAlias"].iter().filter_map(|key| object.get("properties")?.get(key));
    let texts = values.flat_map(|value| match value {
        Value::Array(values) => values.iter().filter_map(Value::as_str).map(str::to_string).collect(),
        Value::String(text) => vec![text.clone()],
        _ => Vec::new(),
    });
    texts.filter(|name| !name.trim().is_empty()).collect()
}
