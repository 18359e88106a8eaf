//! A table of pairs, compared row by row. The main function is [`compare`].
//!
//! Rows are read a few thousand at a time and compared on all cores; they are printed in the order of the file, so that what
//! comes out does not depend on how many cores there are.

use super::{decimal, kind};
use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};
use rayon::prelude::*;
use rollcall_model::problem::Problem;
use rollcall_names::{Name, compare_parsed};
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// How many rows are compared before any is printed.
const AT_ONCE: usize = 4096;

/// The longest cell that is compared, in bytes.
const MAX_CELL: usize = 1 << 20;

/// Where the columns stand.
struct Columns {
    one: usize,
    two: usize,
    schema: Option<usize>,
}

/// A row of the table, or what is wrong with it.
struct Row {
    number: u64,
    line: u64,
    record: Result<ByteRecord, String>,
}

/// Prints one JSON line for each row.
pub(super) fn compare(ui: &Ui, file: &Path) -> Result<Exit, Exit> {
    let place = file.display().to_string();
    let wrong = |problem: Problem| open::one(ui, &problem, Exit::Arguments);
    let opened = File::open(file).map_err(|error| {
        let problem = Problem::new(&place, "cannot-read", error.to_string());
        wrong(problem.hint("check that it is there and that you may read it"))
    })?;
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(opened);
    let columns = columns(&mut reader, &place).map_err(wrong)?;
    let mut exit = Exit::Done;
    let mut rows = rows(&mut reader);
    loop {
        let some: Vec<Row> = rows.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            break;
        }
        let lines: Vec<_> = some.par_iter().map(|row| line(row, &columns)).collect();
        for (row, line) in some.iter().zip(lines) {
            match line {
                Ok(line) => ui.data(&line),
                Err(message) => {
                    ui.data(&broken(row, &message));
                    let problem = Problem::new(format!("{place} line {}", row.line), "row-not-compared", message);
                    ui.error(&problem.hint("put the row right and compare again; the other rows were compared"));
                    exit = exit.and(Exit::NotAllUsed);
                }
            }
        }
    }
    Ok(exit)
}

fn columns(reader: &mut Reader<File>, place: &str) -> Result<Columns, Problem> {
    let no_head = |message: String| {
        Problem::new(place, "no-such-column", message).hint("the first row names the columns: name1, name2, schema")
    };
    let heads: StringRecord = reader.headers().map_err(|error| no_head(error.to_string()))?.clone();
    let column = |name: &str| heads.iter().position(|head| head.trim_start_matches('\u{feff}').trim() == name);
    let needed = |name: &str| column(name).ok_or_else(|| no_head(format!("there is no column `{name}`")));
    Ok(Columns { one: needed("name1")?, two: needed("name2")?, schema: column("schema") })
}

fn rows(reader: &mut Reader<File>) -> impl Iterator<Item = Row> + '_ {
    let mut number = 0;
    let mut failed = false;
    std::iter::from_fn(move || {
        if failed {
            return None;
        }
        let line = reader.position().line();
        let mut record = ByteRecord::new();
        number += 1;
        match reader.read_byte_record(&mut record) {
            Ok(false) => None,
            Ok(true) => {
                // A row's own position is where reading began, which may be an empty line before it.
                let inside = record.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
                let line = line.max(reader.position().line().saturating_sub(1 + inside));
                Some(Row { number, line, record: Ok(record) })
            }
            Err(error) => {
                // What cannot be read on is one broken row, and the last.
                failed = error.is_io_error();
                Some(Row { number, line, record: Err(error.to_string()) })
            }
        }
    })
}

/// The line of a row, or why there is none.
fn line(row: &Row, columns: &Columns) -> Result<String, String> {
    let record = row.record.as_ref().map_err(String::clone)?;
    let cell = |at: usize, name: &str| -> Result<&str, String> {
        let cell = record.get(at).ok_or_else(|| format!("the row has no `{name}`"))?;
        if cell.len() > MAX_CELL {
            return Err(format!("`{name}` has more than {MAX_CELL} bytes"));
        }
        std::str::from_utf8(cell).map_err(|_| format!("`{name}` is not UTF-8"))
    };
    let (one, two) = (cell(columns.one, "name1")?, cell(columns.two, "name2")?);
    let schema = match columns.schema {
        Some(at) => cell(at, "schema")?.trim(),
        None => "",
    };
    let kind = kind(Some(schema));
    let found = compare_parsed(&Name::parse(one, kind), &Name::parse(two, kind));
    let mut line = Vec::with_capacity(found.why.len() + 64);
    let done =
        write!(line, "{{\"row\":{},\"score\":{},\"match\":{},\"why\":", row.number, decimal(found.score), found.is_match())
            .map_err(|error| error.to_string())
            .and_then(|()| serde_json::to_writer(&mut line, &found.why).map_err(|error| error.to_string()));
    done?;
    line.push(b'}');
    String::from_utf8(line).map_err(|error| error.to_string())
}

fn broken(row: &Row, message: &str) -> String {
    let error = serde_json::Value::from(format!("line {}: {message}", row.line));
    format!("{{\"row\":{},\"error\":{error}}}", row.number)
}
