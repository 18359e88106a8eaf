//! Reads files and prints one JSON document a line: the reader alone, to measure it.

use rollcall_lexicon::Lexicon;
use rollcall_model::date::Edtf;
use rollcall_read::{Input, Reader};
use std::io::Write;
use std::sync::Arc;

fn main() -> std::io::Result<()> {
    let mut reader = Reader::new(Arc::new(Lexicon::builtin()));
    let mut out = std::io::stdout().lock();
    let mut date = None;
    for argument in std::env::args().skip(1) {
        if let Some(day) = argument.strip_prefix("--date=") {
            date = Edtf::parse(day).ok();
            continue;
        }
        if let Some(folder) = argument.strip_prefix("--packs=") {
            reader = Reader::new(Arc::new(packs(folder)?));
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&argument)?).into_owned();
        let document = reader.read(&Input { text: &text, date: date.as_ref(), ..Input::default() });
        let mut value = serde_json::to_value(&document)?;
        value["doc"] = argument.into();
        writeln!(out, "{value}")?;
    }
    Ok(())
}

/// The packs of a folder, in place of those inside the binary.
fn packs(folder: &str) -> std::io::Result<Lexicon> {
    let mut paths = Vec::new();
    for part in std::fs::read_dir(folder)? {
        for file in std::fs::read_dir(part?.path())? {
            paths.push(file?.path());
        }
    }
    paths.sort();
    let mut lexicon = Lexicon::empty();
    for path in paths {
        let name = path.display().to_string();
        lexicon = lexicon.with_pack(&name, &std::fs::read_to_string(&path)?).map_err(|errors| {
            std::io::Error::other(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        })?;
    }
    Ok(lexicon)
}
