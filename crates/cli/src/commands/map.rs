//! `rollcall map`.

use crate::exit::Exit;
use crate::open;
use crate::ui::{Ui, one_line};
use clap::Args;
use rollcall_case::sidecar;
use rollcall_extract::ExtractError;
use rollcall_extract::parent::{Extractor, Options};
use rollcall_lexicon::Lexicon;
use rollcall_model::id::sha256_hex;
use rollcall_model::layer::Layer;
use rollcall_model::problem::Problem;
use rollcall_model::source::{Source, SourceInfo};
use rollcall_read::records::RecordMap;
use rollcall_read::records::draft::{Draft, Understood, draft, understood};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How many rows are shown as they would be understood.
const SHOWN: usize = 5;

/// How many problems of rows are shown.
const TOLD: usize = 5;

/// Draft how the columns of a table are read
///
/// Prints a `[record]` table for the TOML file beside FILE, with five rows as they would be understood. It is a guess from the heads
/// and cells: look at it before you use it. What it has no use for, and what it misses, stands in remarks.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  rollcall map visits.csv\n  rollcall map visits.xlsx --sheet 2021\n  rollcall map visits.csv > visits.csv.toml"
)]
pub(crate) struct MapArgs {
    /// The table: .csv, .xlsx or .ods
    file: PathBuf,
    /// The sheet of a workbook, where it has several
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
}

#[derive(Serialize)]
struct Mapped<'a> {
    file: String,
    #[serde(flatten)]
    draft: &'a Draft,
    toml: &'a str,
    rows: &'a [Understood],
    problems: &'a [Problem],
}

pub(crate) fn cmd_map(ui: &Ui, args: &MapArgs) -> Result<Exit, Exit> {
    let (layer, source) = opened(ui, &args.file)?;
    let sheet = args.sheet.clone().or_else(|| said_sheet(&args.file));
    let lexicon = words(ui, &args.file)?;
    let drafted =
        draft(&layer, &source, sheet.as_deref(), &lexicon).map_err(|problem| open::one(ui, &problem, Exit::NotAllUsed))?;
    let text = toml(&drafted.record);
    let (rows, reading) = understood(&layer, &source, &drafted.record, &text, SHOWN);
    let remarked = format!("{}{text}{}", head_remarks(&drafted), row_remarks(&rows, &reading.problems));
    if ui.is_json() {
        let file = args.file.display().to_string();
        ui.line(&Mapped { file, draft: &drafted, toml: &remarked, rows: &rows, problems: &reading.problems });
    } else {
        ui.text(remarked.trim_end());
    }
    ui.say("this is a draft: look at it, then keep it as the TOML file beside the table");
    Ok(Exit::Done)
}

/// The words of packs; those of a case too, where the file lies in one.
fn words(ui: &Ui, file: &Path) -> Result<Lexicon, Exit> {
    match file.ancestors().skip(1).find(|folder| folder.join("case.toml").is_file()) {
        Some(folder) => Ok(open::case(ui, folder)?.lexicon().clone()),
        None => Ok(Lexicon::builtin()),
    }
}

/// The table's text, made in the locked child, and the file as a source of no case.
fn opened(ui: &Ui, file: &Path) -> Result<(Layer, Source), Exit> {
    let name = file.display().to_string();
    let bytes = super::read::of_file(file, &name, super::read::MAX_BYTES)
        .map_err(|problem| open::one(ui, &problem, Exit::NotAllUsed))?;
    let short = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let media_type = rollcall_archive::media::media_type(&bytes, &short);
    let command = open::extractor(ui)?;
    let extractor = Extractor::new(command.program, command.args, Options::default());
    let layer = extractor.extract(&bytes, media_type, &short).map_err(|error| {
        let exit = if matches!(error, ExtractError::SandboxMissing { .. }) { Exit::CannotFinish } else { Exit::NotAllUsed };
        open::one(ui, &error.problem(&name), exit)
    })?;
    let source = Source {
        path: name,
        sha256: sha256_hex(&bytes),
        size: bytes.len() as u64,
        media_type: media_type.to_string(),
        info: SourceInfo::default(),
        layer: Some(layer.name.clone()),
        not_read: None,
    };
    Ok((layer, source))
}

/// The sheet that a TOML file beside the table names already.
fn said_sheet(file: &Path) -> Option<String> {
    let beside = super::read::beside(file);
    let place = beside.display().to_string();
    let bytes = super::read::of_file(&beside, &place, super::read::MAX_SIDECAR).ok()?;
    sidecar::parse(&place, &bytes).ok()?.record?.sheet
}

/// The map as the TOML file beside the table has it.
fn toml(record: &RecordMap) -> String {
    let mut text = "[record]\n".to_string();
    for (key, value) in [("kind", &record.kind), ("sheet", &record.sheet)] {
        if let Some(value) = value {
            text.push_str(&format!("{key} = {}\n", quoted(value)));
        }
    }
    for (key, table) in [("columns", &record.columns), ("fixed", &record.fixed)] {
        if !table.is_empty() {
            text.push_str(&format!("{key} = {}\n", inline(table)));
        }
    }
    text
}

fn inline(table: &BTreeMap<String, String>) -> String {
    let bare = |key: &str| key.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let pairs = table.iter().map(|(key, value)| {
        let key = if bare(key) { key.clone() } else { quoted(key) };
        format!("{key} = {}", quoted(value))
    });
    format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
}

/// A basic string: JSON's escapes are TOML's but for the one character that JSON leaves as it is.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

fn remark(text: &str) -> String {
    format!("# {}\n", one_line(text))
}

fn head_remarks(draft: &Draft) -> String {
    let mut text = remark("A draft, guessed from heads and cells. Look at it before you use it.");
    if !draft.missing.is_empty() {
        text.push_str(&remark(&format!("A row needs this and no column says it: {}", draft.missing.join(", "))));
    }
    if !draft.unused.is_empty() {
        text.push_str(&remark(&format!("Columns that are not used: {}", draft.unused.join(", "))));
    }
    text
}

fn row_remarks(rows: &[Understood], problems: &[Problem]) -> String {
    let mut text = "\n".to_string();
    for row in rows {
        let says: Vec<String> =
            row.says.iter().map(|said| format!("{} {}: {}", said.kind, said.property, said.value)).collect();
        text.push_str(&remark(&format!("row {}: {}", row.row, says.join("; "))));
    }
    for problem in problems.iter().take(TOLD) {
        text.push_str(&remark(&problem.to_string()));
    }
    if problems.len() > TOLD {
        text.push_str(&remark(&format!("and {} more problems", problems.len() - TOLD)));
    }
    text
}
