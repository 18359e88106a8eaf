//! A draft of a column map, for a person to look at: what a table's rows may be, and which column says what.
//!
//! The main function is [`draft`]. The heads that stand for a property are words of packs (`[[column]]`), and so are those by
//! which a cell is a state or an event; here is only the comparing. Of the kinds that packs have columns for, the one is taken
//! whose ends all have a column and that has a use for most columns. Nothing is read by a draft alone.

use super::{File, MAX_CELLS, RecordFormat, RecordMap, RecordReading, format_of, read_record, sheet, table};
use rollcall_lexicon::pack::ColumnWords;
use rollcall_lexicon::{Entry, Lexicon};
use rollcall_model::claim::{Claim, Value};
use rollcall_model::date::Edtf;
use rollcall_model::layer::{CodePoints, Layer};
use rollcall_model::ontology::{Kind, MODES, ROLES, STATUSES, kinds};
use rollcall_model::problem::Problem;
use rollcall_model::source::{Part, Source};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Rows by which a draft is made.
const SAMPLE: usize = 200;

/// Of ten cells that hold anything, how many must look as a property's cells do.
const ENOUGH: usize = 8;

/// Of what a row says who wrote it and when, where no kind of the ontology does: of itself.
const DOCUMENT: &str = "document";

/// A draft of a map.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Draft {
    /// The map.
    pub record: RecordMap,
    /// Heads that it has no use for, in their order.
    pub unused: Vec<String>,
    /// Properties that a row of its kind needs and no column was found for.
    pub missing: Vec<String>,
}

/// What a map makes of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Understood {
    /// The row, as claims count it.
    pub row: usize,
    /// What it says, sorted.
    pub says: Vec<Said>,
}

/// One thing that a row says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Said {
    /// Of what kind of thing.
    pub kind: String,
    /// Which property.
    pub property: String,
    /// Its value: of a link, the name of what it points at.
    pub value: String,
}

/// A table's head and first rows.
struct Sample {
    head: Vec<String>,
    /// The cells of each column that hold anything.
    columns: Vec<Vec<String>>,
}

/// Drafts a map for a table or a workbook.
///
/// # Errors
/// A file that has no columns, or a workbook of which it is not said which sheet is meant.
pub fn draft(layer: &Layer, source: &Source, sheet: Option<&str>, lexicon: &Lexicon) -> Result<Draft, Problem> {
    let named = RecordMap { sheet: sheet.map(str::to_string), ..RecordMap::default() };
    let sample = sample(layer, source, &named)?;
    let mut kinds: Vec<Kind> = Vec::new();
    for words in &lexicon.all.column {
        if let Some(kind) = Kind::new(&words.kind).filter(|kind| !kinds.contains(kind)) {
            kinds.push(kind);
        }
    }
    let mut best: Option<((bool, bool, usize, usize), Draft)> = None;
    for kind in kinds {
        let words: Vec<&ColumnWords> = lexicon.all.column.iter().filter(|words| words.kind == kind.as_str()).collect();
        let (assigned, exact) = assign(&sample, &words);
        let drafted = of_kind(kind, &sample, &assigned, lexicon);
        let ends = &kind.info().ends;
        let named = ends.iter().filter(|end| drafted.record.columns.contains_key(*end)).count();
        // A kind whose ends have columns of their own before one that only knows something about them.
        let rank = (drafted.missing.is_empty(), named == ends.len(), drafted.record.columns.len(), exact);
        if best.as_ref().is_none_or(|(found, _)| rank > *found) {
            best = Some((rank, drafted));
        }
    }
    let (_, mut drafted) = best.unwrap_or_default();
    drafted.record.sheet = named.sheet;
    Ok(drafted)
}

/// What a map makes of the first rows that it can read, with everything that it says of the file.
pub fn understood(
    layer: &Layer,
    source: &Source,
    record: &RecordMap,
    sidecar: &str,
    most: usize,
) -> (Vec<Understood>, RecordReading) {
    let reading = read_record(layer, source, record, sidecar);
    let names: BTreeMap<&str, &str> = reading
        .claims
        .iter()
        .filter(|claim| claim.property == "name")
        .filter_map(|claim| Some((claim.mention.as_str(), claim.value.text()?)))
        .collect();
    let value = |claim: &Claim| match &claim.value {
        Value::Text(text) => text.clone(),
        Value::Link(target) => names.get(target.as_str()).copied().unwrap_or_default().to_string(),
    };
    let mut rows: BTreeMap<usize, BTreeSet<Said>> = BTreeMap::new();
    for claim in &reading.claims {
        let Some(row) = claim.anchor.row else { continue };
        let (kind, property) = (claim.kind.as_str().to_string(), claim.property.clone());
        rows.entry(row).or_default().insert(Said { kind, property, value: value(claim) });
    }
    for part in &reading.parts {
        let Some(row) = part.stretch().map(|at| at.first) else { continue };
        rows.entry(row).or_default().extend(says_of_itself(part));
    }
    let points = CodePoints::new(&layer.text);
    for text in reading.texts.iter().take(most) {
        let words = points.slice(text.span).unwrap_or_default().to_string();
        let said = Said { kind: DOCUMENT.into(), property: "text".into(), value: words };
        rows.entry(text.row).or_default().insert(said);
    }
    let first = rows.into_iter().take(most).map(|(row, says)| Understood { row, says: says.into_iter().collect() });
    (first.collect(), reading)
}

/// The heads of a table's columns, in their order.
///
/// # Errors
/// A file that has no columns, or a workbook of which it is not said which sheet is meant.
pub fn heads(layer: &Layer, source: &Source, record: &RecordMap) -> Result<Vec<String>, Problem> {
    sample(layer, source, record).map(|sample| sample.head)
}

/// What a row says of itself as a document.
fn says_of_itself(part: &Part) -> impl Iterator<Item = Said> {
    let date = |date: &Option<Edtf>| date.as_ref().map(|date| date.as_str().to_string());
    let says = [
        ("author", part.author.clone()),
        ("controlled_by", part.controlled_by.clone()),
        ("date", date(&part.date)),
        ("language", part.language.clone()),
        ("number", part.number.clone()),
        ("public_date", date(&part.public_date)),
        ("publisher", part.publisher.clone()),
        ("title", part.title.clone()),
    ];
    let said = |(property, value): (&str, Option<String>)| {
        Some(Said { kind: DOCUMENT.into(), property: property.into(), value: value? })
    };
    says.into_iter().filter_map(said)
}

fn sample(layer: &Layer, source: &Source, record: &RecordMap) -> Result<Sample, Problem> {
    let file = File { source, layer, points: CodePoints::new(&layer.text), sidecar: "", in_sheet: None };
    let bytes = match format_of(&source.path) {
        Some(RecordFormat::Csv) => (0, file.text().len()),
        Some(RecordFormat::Workbook) => {
            let (chosen, problems) = sheet::choose(&file, record);
            match chosen {
                Some(chosen) => chosen.bytes,
                None => {
                    let problem = problems.into_iter().next_back();
                    return Err(problem.unwrap_or_else(|| Problem::new(&source.path, "empty-table", "it holds no sheet")));
                }
            }
        }
        _ => {
            let problem = Problem::new(&source.path, "no-columns", "this file has no columns to map");
            return Err(problem.hint("a map is for `.csv`, `.xlsx` and `.ods` files"));
        }
    };
    let (rows, problem) = table::scan(&file, bytes);
    let Some((head, rows)) = rows.split_first() else {
        return Err(problem.unwrap_or_else(|| Problem::new(&source.path, "empty-table", "the table has no head")));
    };
    let head: Vec<String> = table::head_of(head).into_iter().map(str::to_string).collect();
    let cells = |at: usize| {
        let cells = rows.iter().take(SAMPLE).filter_map(|row| row.cells.get(at));
        cells.map(|cell| cell.whole.value.clone()).filter(|value| !value.is_empty()).collect()
    };
    let columns = (0..head.len().min(MAX_CELLS)).map(cells).collect();
    Ok(Sample { head, columns })
}

/// Which property each column says, and how many of the heads were just the words of a pack.
fn assign<'a>(sample: &Sample, words: &[&'a ColumnWords]) -> (BTreeMap<usize, &'a ColumnWords>, usize) {
    let mut fits: Vec<(usize, usize, usize)> = Vec::new();
    for (at, head) in sample.head.iter().enumerate() {
        for (number, entry) in words.iter().enumerate() {
            let near = entry.heads.iter().map(|form| nearness(head, form)).max().unwrap_or(0);
            if near > 0 && looks_so(entry, &sample.columns[at]) {
                fits.push((near, number, at));
            }
        }
    }
    // The nearest first; of those as near, in the order of the pack.
    fits.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut assigned: BTreeMap<usize, &ColumnWords> = BTreeMap::new();
    let mut exact = 0;
    let taken =
        |assigned: &BTreeMap<usize, &ColumnWords>, property: &str| assigned.values().any(|entry| entry.property == property);
    for (near, number, at) in fits {
        if !assigned.contains_key(&at) && !taken(&assigned, &words[number].property) {
            assigned.insert(at, words[number]);
            exact += usize::from(near == 3);
        }
    }
    for entry in words.iter().filter(|entry| entry.cells.is_some()) {
        // A count of four digits is no year: a date that no head tells of must have a month.
        let whole = |cell: &String| entry.cells.as_deref() != Some("date") || cell.len() >= 7;
        let open = |at: &usize| {
            !assigned.contains_key(at) && !sample.columns[*at].is_empty() && sample.columns[*at].iter().all(whole)
        };
        let found: Vec<usize> =
            (0..sample.columns.len()).filter(open).filter(|at| looks_so(entry, &sample.columns[*at])).collect();
        // Two columns of dates under strange heads: which of them it is, a person says.
        if let [one] = found.as_slice()
            && !taken(&assigned, &entry.property)
        {
            assigned.insert(*one, entry);
        }
    }
    (assigned, exact)
}

fn of_kind(kind: Kind, sample: &Sample, assigned: &BTreeMap<usize, &ColumnWords>, lexicon: &Lexicon) -> Draft {
    let mut record = RecordMap { kind: Some(kind.as_str().to_string()), ..RecordMap::default() };
    for (at, entry) in assigned {
        record.columns.insert(entry.property.clone(), sample.head[*at].clone());
        let of_kind = format!("{}.kind", entry.property);
        if assigned.values().any(|other| other.property == of_kind) {
            continue;
        }
        let linked = kind.property(&entry.property).map(|property| property.to.as_slice()).unwrap_or_default();
        if let Some(of) = kind_of_cells(&sample.columns[*at], lexicon).filter(|of| linked.iter().any(|to| to == of.as_str()))
        {
            record.fixed.insert(of_kind, of.as_str().to_string());
        }
    }
    let says = |end: &String| record.columns.keys().any(|path| path == end || path.starts_with(&format!("{end}.")));
    let mut missing: Vec<String> = kind.info().ends.iter().filter(|end| !says(end)).cloned().collect();
    if kind.info().ends.is_empty() && !record.columns.contains_key("name") {
        missing.push("name".to_string());
    }
    let used = |head: &&String| record.columns.values().any(|column| column == *head);
    let unused = sample.head.iter().filter(|head| !head.is_empty() && !used(head)).cloned().collect();
    Draft { record, unused, missing }
}

/// What most cells of a column name, where the words of packs tell: a state, or a kind of event.
fn kind_of_cells(cells: &[String], lexicon: &Lexicon) -> Option<Kind> {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for cell in cells {
        let words = lexicon.cut(cell);
        for hit in lexicon.hits(cell, &words) {
            let kind = match hit.entry {
                Entry::State(_) if hit.start == 0 && hit.end == words.len() => Some(kinds::STATE),
                Entry::Event(at, _) => lexicon.all.event.get(at).and_then(|event| Kind::new(&event.kind)),
                _ => None,
            };
            if let Some(kind) = kind {
                *counts.entry(kind).or_default() += 1;
                break;
            }
        }
    }
    let (kind, count) = counts.into_iter().max_by_key(|(kind, count)| (*count, std::cmp::Reverse(*kind)))?;
    (count * 2 > cells.len()).then_some(kind)
}

/// How near a head is to a form: the same, one that begins or ends with it, one that holds it, or not at all.
fn nearness(head: &str, form: &str) -> usize {
    let plain = |text: &str| {
        let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect::<Vec<_>>()
    };
    let (head, form) = (plain(head), plain(form));
    if form.is_empty() || head.is_empty() {
        0
    } else if head == form {
        3
    } else if head.starts_with(&form) || head.ends_with(&form) {
        2
    } else {
        usize::from(head.windows(form.len()).any(|words| words == form))
    }
}

/// Whether most of a column's cells look as a property's must.
fn looks_so(entry: &ColumnWords, cells: &[String]) -> bool {
    let closed = |known: &[&str], cell: &str| known.contains(&cell.to_lowercase().as_str());
    let fits = |cell: &str| match entry.cells.as_deref() {
        None => true,
        Some("date") => {
            cell == ".." || (cell.starts_with(|letter: char| letter.is_ascii_digit()) && Edtf::parse(cell).is_ok())
        }
        Some("role") => closed(&ROLES, cell),
        Some("mode") => closed(&MODES, cell),
        Some("status") => closed(&STATUSES, cell),
        Some("kind") => Kind::new(cell).is_some(),
        Some(_) => false,
    };
    let good = cells.iter().filter(|cell| fits(cell)).count();
    good * 10 >= cells.len() * ENOUGH
}
