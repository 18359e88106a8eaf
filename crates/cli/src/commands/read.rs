//! `rollcall read`: documents alone, one JSON line each.

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use rollcall_case::sidecar::{self, Sidecar};
use rollcall_extract::ExtractError;
use rollcall_extract::parent::{Extractor, Options};
use rollcall_lexicon::Lexicon;
use rollcall_model::id::sha256_hex;
use rollcall_model::problem::Problem;
use rollcall_read::document::Document;
use rollcall_read::model::Model;
use rollcall_read::{Input, Reader};
use serde::Serialize;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest file that is read, in bytes.
pub(super) const MAX_BYTES: u64 = 256 << 20;

/// The largest sidecar that is read, in bytes.
pub(super) const MAX_SIDECAR: u64 = 1 << 20;

/// The largest model that is read, in bytes.
const MAX_MODEL: u64 = 64 << 20;

/// How many files are read before any of them is printed.
const AT_ONCE: usize = 16;

/// Print what stands in documents, without a case
///
/// One JSON object a line for each document: entities, relations and events with offsets into its text. FILE.toml beside
/// FILE gives its date. A file that cannot be read is named, and the rest is read (exit code 3).
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  rollcall read article.txt\n  cat article.txt | rollcall read -\n  rollcall read *.html > read.jsonl"
)]
pub(crate) struct ReadArgs {
    /// Files, or - for what comes on stdin
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Read with this model in place of the one that is part of the program
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a line
    Jsonl,
}

#[derive(Serialize)]
struct Line<'a> {
    doc: &'a str,
    sha256: String,
    #[serde(flatten)]
    document: &'a Document,
}

pub(crate) fn cmd_read(ui: &Ui, args: &ReadArgs) -> Result<Exit, Exit> {
    let Format::Jsonl = args.format;
    let command = open::extractor(ui)?;
    let extractor = Extractor::new(command.program, command.args, Options::default());
    let mut reader = Reader::new(Arc::new(Lexicon::builtin()));
    if let Some(file) = &args.model {
        let model = model(file).map_err(|problem| open::all(ui, &[problem], Exit::Arguments))?;
        reader = reader.with_model(Some(Arc::new(model)));
    }
    let mut exit = Exit::Done;
    // A few at a time, so that memory does not grow with the number of files; printed in the order in which they are named.
    for some in args.files.chunks(AT_ONCE) {
        let done: Vec<_> = some.par_iter().map(|file| one(file, &extractor, &reader)).collect();
        for result in done {
            match result {
                Ok((name, sha256, document)) => ui.line(&Line { doc: &name, sha256, document: &document }),
                Err((problem, code)) => {
                    ui.error(&problem);
                    exit = exit.and(code);
                }
            }
        }
    }
    Ok(exit)
}

/// A model as `cargo xtask read-train` writes it.
fn model(file: &Path) -> Result<Model, Problem> {
    let place = file.display().to_string();
    let bytes = of_file(file, &place, MAX_MODEL)?;
    Model::from_bytes(&bytes).ok_or_else(|| {
        Problem::new(place, "not-a-model", "this file is no model of the reader")
            .hint("`cargo xtask read-train` writes one; without `--model` the one inside the program is used")
    })
}

/// Reads one file. A system without locks is no fault of the file.
fn one(file: &Path, extractor: &Extractor, reader: &Reader) -> Result<(String, String, Document), (Problem, Exit)> {
    let name = file.display().to_string();
    let unused = |problem| (problem, Exit::NotAllUsed);
    let stdin = name == "-";
    let bytes =
        if stdin { bounded(io::stdin(), &name, MAX_BYTES) } else { of_file(file, &name, MAX_BYTES) }.map_err(unused)?;
    let beside = beside(file);
    let sidecar = if stdin || !beside.exists() {
        Sidecar::default()
    } else {
        let place = beside.display().to_string();
        of_file(&beside, &place, MAX_SIDECAR).and_then(|bytes| sidecar::parse(&place, &bytes)).map_err(unused)?
    };
    let short = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let media_type = rollcall_archive::media::media_type(&bytes, &short);
    let layer = extractor.extract(&bytes, media_type, &short).map_err(|error| {
        let code = if matches!(error, ExtractError::SandboxMissing { .. }) { Exit::CannotFinish } else { Exit::NotAllUsed };
        (error.problem(&name), code)
    })?;
    let source = sidecar.source;
    let document = reader.read(&Input {
        text: &layer.text,
        language: source.language.as_deref(),
        date: source.date.as_ref(),
        readable: &layer.readable,
        title: source.title.as_deref(),
        publisher: source.publisher.as_deref(),
        people: &[],
    });
    Ok((name, sha256_hex(&bytes), document))
}

/// `X.toml` beside `X`.
pub(super) fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".toml");
    PathBuf::from(name)
}

pub(super) fn of_file(file: &Path, place: &str, most: u64) -> Result<Vec<u8>, Problem> {
    let cannot = |error: &io::Error| {
        Problem::new(place, "cannot-read", error.to_string()).hint("check that it is there and that you may read it")
    };
    if file.is_dir() {
        return Err(Problem::new(place, "is-a-folder", "this is a folder").hint("name the files in it"));
    }
    bounded(File::open(file).map_err(|error| cannot(&error))?, place, most)
}

fn bounded(from: impl Read, place: &str, most: u64) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = from.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        Problem::new(place, "cannot-read", error.to_string()).hint("check that it is there and that you may read it")
    })?;
    if bytes.len() as u64 > most {
        return Err(Problem::new(place, "too-large", format!("it has more than {most} bytes")).hint("cut it into parts"));
    }
    if bytes.is_empty() {
        return Err(Problem::new(place, "empty", "the file is empty").hint("get it again from where it came"));
    }
    Ok(bytes)
}
