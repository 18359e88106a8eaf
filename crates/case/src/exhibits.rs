//! `exhibits.jsonl`: the numbers of exhibits, given once and never again.
//!
//! The main type is [`Numbers`]. A line gives one source one number. Lines are only appended, so that two people's files can
//! be joined line by line; where both gave one number to different sources, each of them keeps it with a letter, for a bare
//! number would be true of two things.

use rollcall_archive::Disk;
use rollcall_model::layer::column_letters;
use rollcall_model::problem::Problem;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The file's name in the case.
pub const EXHIBITS: &str = "exhibits.jsonl";

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExhibitLine {
    /// The format: 1.
    pub v: u32,
    /// The number, from 1.
    pub number: u32,
    /// The source that has it: its path in the case.
    pub source: String,
}

/// The numbers that were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    by_source: BTreeMap<String, u32>,
    /// The greatest number ever given.
    greatest: u32,
}

impl Numbers {
    /// The numbers of a case.
    ///
    /// # Errors
    /// Every broken line.
    pub fn read(root: &Path) -> Result<Self, Vec<Problem>> {
        match fs::read_to_string(root.join(EXHIBITS)) {
            Ok(text) => parse(&text).map(Self::of),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(vec![Problem::new(EXHIBITS, "cannot-read", error.to_string())]),
        }
    }

    fn of(lines: Vec<ExhibitLine>) -> Self {
        let mut numbers = Self::default();
        for line in lines {
            numbers.greatest = numbers.greatest.max(line.number);
            // Two numbers of one source, given in two copies of a case: the lesser stays.
            let known = numbers.by_source.entry(line.source).or_insert(line.number);
            *known = (*known).min(line.number);
        }
        numbers
    }

    /// Gives the next numbers to those of some sources that have none, in order of path; the lines to append.
    pub fn give<'s>(&mut self, sources: impl IntoIterator<Item = &'s str>) -> Vec<ExhibitLine> {
        let new: BTreeSet<&str> = sources.into_iter().filter(|source| !self.by_source.contains_key(*source)).collect();
        let mut lines = Vec::new();
        for source in new {
            self.greatest += 1;
            self.by_source.insert(source.into(), self.greatest);
            lines.push(ExhibitLine { v: 1, number: self.greatest, source: source.into() });
        }
        lines
    }

    /// Sources with their numbers as people write them, in the order of numbers.
    pub fn labels(&self) -> Vec<(String, &str)> {
        let mut by_number: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
        for (source, number) in &self.by_source {
            by_number.entry(*number).or_default().push(source);
        }
        let mut labels = Vec::new();
        for (number, sources) in by_number {
            let alone = sources.len() == 1;
            for (at, source) in sources.into_iter().enumerate() {
                let letter = if alone { String::new() } else { column_letters(at + 1).to_lowercase() };
                labels.push((format!("{number}{letter}"), source));
            }
        }
        labels
    }
}

fn parse(text: &str) -> Result<Vec<ExhibitLine>, Vec<Problem>> {
    let (mut lines, mut problems) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |column: usize, why: String| {
            Problem::new(format!("{EXHIBITS}:{}:{}", at + 1, column.max(1)), "bad-exhibit", why)
                .hint("restore the line from a copy: the number may stand in a document that somebody has")
        };
        match serde_json::from_str::<ExhibitLine>(line) {
            Ok(line) if line.v != 1 => {
                problems.push(wrong(1, format!("version `{}` is not one that this version knows", line.v)))
            }
            Ok(line) if line.number == 0 => problems.push(wrong(1, "numbers of exhibits begin with 1".into())),
            Ok(line) => lines.push(line),
            Err(error) => {
                let why = error.to_string();
                problems.push(wrong(error.column(), why.split(" at line ").next().unwrap_or_default().to_string()));
            }
        }
    }
    if problems.is_empty() { Ok(lines) } else { Err(problems) }
}

/// Lines as they are written.
///
/// # Errors
/// When one cannot be written down, which is our fault.
pub fn lines(lines: &[ExhibitLine]) -> Result<String, Problem> {
    let texts: Result<Vec<String>, _> = lines.iter().map(serde_json::to_string).collect();
    Ok(texts.map_err(|error| Problem::new(EXHIBITS, "internal", error.to_string()))?.join("\n"))
}

/// Appends [`lines`] to a case's file; a case that was made before there were exhibits learns to join such files.
///
/// # Errors
/// When the disk refuses.
pub fn append(root: &Path, lines: &str) -> Result<(), Problem> {
    let failed = |error: std::io::Error| Problem::new(EXHIBITS, "cannot-write", error.to_string());
    let disk = Disk::new();
    let path = root.join(EXHIBITS);
    if lines.is_empty() {
        return Ok(());
    }
    let attributes = root.join(".gitattributes");
    let known = fs::read_to_string(&attributes).unwrap_or_default();
    if !path.exists() && !known.contains(EXHIBITS) {
        let newline = if known.is_empty() || known.ends_with('\n') { "" } else { "\n" };
        disk.append(&attributes, &format!("{newline}{EXHIBITS} merge=union")).map_err(failed)?;
    }
    disk.append(&path, lines).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u32, source: &str) -> String {
        format!("{{\"v\":1,\"number\":{number},\"source\":\"{source}\"}}\n")
    }

    #[test]
    fn a_number_never_changes_and_is_never_given_twice() {
        let mut numbers = Numbers::default();
        let given: Vec<(u32, String)> =
            numbers.give(["b", "a", "b"]).into_iter().map(|line| (line.number, line.source)).collect();
        assert_eq!(given, [(1, "a".into()), (2, "b".into())]);
        assert!(numbers.give(["b"]).is_empty());
        // `a` is relied on no more, and something before it in the alphabet is.
        assert_eq!(numbers.give(["0", "b"])[0].number, 3);
        let labels: Vec<(String, &str)> = numbers.labels();
        assert_eq!(labels, [("1".to_string(), "a"), ("2".to_string(), "b"), ("3".to_string(), "0")]);
    }

    #[test]
    fn files_of_two_people_are_joined_line_by_line_in_any_order() {
        let (ours, theirs) = (line(1, "a") + &line(2, "b"), line(1, "a") + &line(2, "c") + &line(3, "b"));
        for text in [ours.clone() + &theirs, theirs + &ours] {
            let mut numbers = Numbers::of(parse(&text).expect("is read"));
            let labels: Vec<(String, &str)> = numbers.labels();
            assert_eq!(labels, [("1".to_string(), "a"), ("2a".to_string(), "b"), ("2b".to_string(), "c")]);
            assert_eq!(numbers.give(["d"])[0].number, 4);
        }
    }

    #[test]
    fn every_broken_line_is_named() {
        let text = format!("{}no json\n\n{{\"v\":2,\"number\":1,\"source\":\"a\"}}\n{}", line(1, "a"), line(0, "b"));
        let problems = parse(&text).expect_err("is broken");
        let places: Vec<&str> = problems.iter().map(|problem| problem.place.as_str()).collect();
        assert_eq!(places, ["exhibits.jsonl:2:2", "exhibits.jsonl:4:1", "exhibits.jsonl:5:1"]);
    }

    #[test]
    fn an_old_case_learns_to_join_the_files() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(".gitattributes"), "decisions.jsonl merge=union").expect("writes");
        let mut numbers = Numbers::read(folder.path()).expect("is empty");
        append(folder.path(), &lines(&numbers.give(["a", "b"])).expect("lines")).expect("appends");
        append(folder.path(), &lines(&numbers.give(["c"])).expect("lines")).expect("appends");
        append(folder.path(), "").expect("does nothing");
        let attributes = fs::read_to_string(folder.path().join(".gitattributes")).expect("reads");
        assert_eq!(attributes, "decisions.jsonl merge=union\nexhibits.jsonl merge=union\n");
        assert_eq!(Numbers::read(folder.path()).expect("reads"), numbers);
    }
}
