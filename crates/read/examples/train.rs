//! Learns the reader's model from documents annotated in BRAT standoff, or reads each by a model that did not see it.
//!
//! It also learns on sentences written for it: the linker alone on `own.txt`, both parts on `news.txt` (`--times N`: each N
//! times, 0 for none).
//!
//! `train DIR --out FILE` writes a model; `train DIR --folds N --out FILE` writes what N models read, as JSON lines.

use rollcall_lexicon::Lexicon;
use rollcall_read::model::Kind;
use rollcall_read::model::train::{Annotated, Settings, train};
use rollcall_read::{Input, Reader};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn main() -> std::io::Result<()> {
    let (mut folder, mut out, mut folds, mut settings) = (PathBuf::new(), PathBuf::new(), 0, Settings::default());
    let mut words = std::env::args().skip(1);
    let (mut fold_seed, mut times) = (0, 1);
    while let Some(word) = words.next() {
        let mut number = || words.next().and_then(|n| n.parse::<i64>().ok()).unwrap_or(0);
        match word.as_str() {
            "--folds" => folds = number() as usize,
            "--fold-seed" => fold_seed = number() as usize,
            "--epochs" => settings.epochs = number() as usize,
            "--runs" => settings.runs = number() as u64,
            "--swaps" => settings.swaps = number() as u64,
            "--swap-rate" => settings.swap_rate = number() as u64,
            "--times" => times = number() as usize,
            "--cost" => settings.cost = number() as i32,
            "--missed" => settings.missed = number() as i32,
            "--drop" => settings.drop = number() as u64,
            "--bias" => settings.bias = number() as i32,
            "--least" => settings.least = number() as u32,
            "--link-epochs" => settings.link_epochs = number() as usize,
            "--link-runs" => settings.link_runs = number() as u64,
            "--link-drop" => settings.link_drop = number() as u64,
            "--inner" => settings.inner = number() as u64,
            "--alone" => settings.alone = number() as i32,
            "--link-cost" => settings.link_cost = number() as i32,
            "--link-least" => settings.link_least = [number() as i32, number() as i32, number() as i32],
            "--out" => out = words.next().unwrap_or_default().into(),
            other => folder = other.into(),
        }
    }
    let documents = documents(&folder)?;
    let reader = Reader::new(Arc::new(Lexicon::builtin())).with_model(None);
    let mut all: Vec<Annotated> =
        documents.iter().map(|(_, _, annotated)| annotated.clone()).filter(|a| !a.spans.is_empty()).collect();
    let mut own = sentences("own.txt", true)?;
    own.extend(sentences("news.txt", false)?);
    all.extend(std::iter::repeat_n(&own, times).flatten().cloned());
    if folds < 2 {
        return std::fs::write(out, train(&reader, &all, &settings).to_bytes());
    }
    let part = |n: usize| (n * 7919 + fold_seed * 31) / if fold_seed == 0 { 7919 } else { 5 } % folds;
    let mut file = std::io::BufWriter::new(std::fs::File::create(out)?);
    for fold in 0..folds {
        let mut seen: Vec<Annotated> = documents
            .iter()
            .enumerate()
            .filter(|(n, (_, _, annotated))| part(*n) != fold && !annotated.spans.is_empty())
            .map(|(_, (_, _, annotated))| annotated.clone())
            .collect();
        seen.extend(std::iter::repeat_n(&own, times).flatten().cloned());
        let reader = reader.clone().with_model(Some(Arc::new(train(&reader, &seen, &settings))));
        for (_, (name, text, _)) in documents.iter().enumerate().filter(|(n, _)| part(*n) == fold) {
            let document = reader.read(&Input { text, ..Input::default() });
            let mut value = serde_json::to_value(&document)?;
            value["doc"] = name.as_str().into();
            writeln!(file, "{value}")?;
        }
    }
    file.flush()
}

/// Name, whole text, and what was annotated, of every document of a folder, by name.
fn documents(folder: &Path) -> std::io::Result<Vec<(String, String, Annotated)>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "ann"));
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path.with_extension("txt"))?;
            let annotated = annotated(&text, &std::fs::read_to_string(path)?);
            let name = path.with_extension("txt").file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            Ok((name, text, annotated))
        })
        .collect()
}

/// The sentences of a file beside this program, a line each.
fn sentences(file: &str, links_only: bool) -> std::io::Result<Vec<Annotated>> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(file))?;
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    Ok(lines.map(|line| Annotated { links_only, ..written(line) }).collect())
}

/// A sentence with its marks: `[K1 words]`, where K is what it is and the figures say whose.
fn written(line: &str) -> Annotated {
    let mut out = Annotated::default();
    let mut owners: Vec<String> = Vec::new();
    for (n, piece) in line.split('[').enumerate() {
        let marked = piece.split_once(']').and_then(|(mark, rest)| Some((mark.split_once(' ')?, rest)));
        let Some((((mark, words), rest), kind)) = marked.zip(match piece.chars().next() {
            Some('P') => Some(Kind::Person),
            Some('R') => Some(Kind::Rank),
            Some('T') => Some(Kind::Post),
            Some('B') => Some(Kind::Body),
            _ => None,
        }) else {
            assert_eq!(n, 0, "a mark cannot be read: {line}");
            out.text.push_str(piece);
            continue;
        };
        let start = out.text.chars().count();
        out.spans.push((kind, start..start + words.chars().count()));
        owners.push(mark[1..].into());
        out.text.push_str(words);
        out.text.push_str(rest);
    }
    let persons: Vec<usize> = (0..out.spans.len()).filter(|n| out.spans[*n].0 == Kind::Person).collect();
    for other in (0..out.spans.len()).filter(|n| out.spans[*n].0 != Kind::Person) {
        let mine = persons.iter().filter(|person| owners[other].contains(owners[**person].as_str()));
        out.pairs.extend(mine.map(|person| (*person, other)));
    }
    out
}

/// Annotators often stopped before the end: nothing after the paragraph of the last annotation is learnt from.
fn annotated(text: &str, standoff: &str) -> Annotated {
    let mut out = Annotated::default();
    let mut places = BTreeMap::new();
    for line in standoff.lines().filter(|line| line.starts_with('T')) {
        let mut cells = line.split('\t');
        let (Some(name), Some(mark)) = (cells.next(), cells.next()) else { continue };
        let mut mark = mark.split(' ');
        let kind = match mark.next() {
            Some("Person") => Kind::Person,
            Some("Rank") => Kind::Rank,
            Some("Title" | "Role") => Kind::Post,
            Some("Organization") => Kind::Body,
            _ => continue,
        };
        let (Some(Ok(start)), Some(Ok(end))) = (mark.next().map(str::parse), mark.next().map(str::parse)) else { continue };
        places.insert(name.to_string(), out.spans.len());
        out.spans.push((kind, start..end));
    }
    for line in standoff.lines().filter(|line| line.starts_with('R')) {
        let mut cells = line.split('\t').nth(1).unwrap_or_default().split(' ');
        let kind = cells.next().unwrap_or_default();
        let mut end = || cells.next().and_then(|cell| places.get(&cell[5..]).copied());
        if let (Some(from), Some(to)) = (end(), end())
            && ["has_rank", "has_title", "has_role", "is_posted"].contains(&kind)
        {
            out.pairs.push((from, to));
        }
    }
    let last = out.spans.iter().map(|(_, span)| span.end).max().unwrap_or(0);
    let chars: Vec<char> = text.chars().collect();
    let end = (last..chars.len()).find(|at| chars[*at] == '\n').unwrap_or(chars.len());
    out.text = chars[..end].iter().collect();
    out
}
