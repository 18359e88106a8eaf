//! What a file says of itself, and what its name says, where its sidecar says nothing.
//!
//! The main function is [`guesses`]. Files are opened in the locked child alone; what it gives back is taken for a stranger's
//! word and checked like one.

use crate::folder::in_case;
use rollcall_archive::Input;
use rollcall_extract::parent::Extractor;
use rollcall_extract::{About, ExtractError};
use rollcall_model::date::Edtf;
use rollcall_model::id::sha256_hex;
use rollcall_model::problem::Problem;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// How many files' guesses are kept.
const MAX_KEPT: usize = 10_000;

/// What files said of themselves while this program ran, by their name and bytes: the desk asks again with each page.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<BTreeMap<String, About>>);

impl Guesses {
    fn kept(&self, key: &str, make: impl FnOnce() -> Result<About, ExtractError>) -> Result<About, ExtractError> {
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(about) = kept().get(key) {
            return Ok(about.clone());
        }
        let about = make()?;
        let mut kept = kept();
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(key.to_string(), about.clone());
        Ok(about)
    }
}

/// Values for columns, and why there are fewer than there might be, if a file could not be opened.
pub(super) fn guesses(
    root: &Path,
    input: &Input,
    extractor: &Extractor,
    kept: &Guesses,
) -> (Vec<(&'static str, String)>, Option<Problem>) {
    let name = input.path.rsplit('/').next().unwrap_or(&input.path);
    let ((about, is_page), problem) = about(root, input, name, extractor, kept);
    let named = day_of_name(name);
    // A page tells when it was published; the name that a person gave to a PDF is nearer to it than when it was made.
    let date = if is_page { about.date.or(named) } else { named.or(about.date) };
    let found = [
        ("title", about.title),
        ("publisher", about.publisher),
        ("author", about.author),
        ("date", date.and_then(date_of)),
        ("public_date", about.public_date.and_then(date_of)),
        ("url", about.url),
        ("language", about.language),
    ];
    (found.into_iter().filter_map(|(column, value)| Some((column, value?))).collect(), problem)
}

fn date_of(day: String) -> Option<String> {
    Edtf::parse(&day).is_ok().then_some(day)
}

/// What the child found, and whether the file is a page of HTML.
fn about(root: &Path, input: &Input, name: &str, extractor: &Extractor, kept: &Guesses) -> ((About, bool), Option<Problem>) {
    let Ok(bytes) = std::fs::read(in_case(root, &input.path)) else {
        let problem = Problem::new(&input.path, "cannot-read", "this file cannot be read").hint("check its permissions");
        return ((About::default(), false), Some(problem));
    };
    let media_type = rollcall_archive::media::media_type(&bytes, name);
    let is_page = media_type == "text/html";
    if !is_page && media_type != "application/pdf" {
        return ((About::default(), false), None);
    }
    let key = format!("{name} {}", sha256_hex(&bytes));
    match kept.kept(&key, || extractor.about(&bytes, media_type, name)) {
        Ok(about) => ((about, is_page), None),
        Err(error) => ((About::default(), is_page), Some(error.problem(&input.path))),
    }
}

/// The one day that a file's name says, as `2021-06-15`, `2021_06_15` or `20210615`. Two different ones are none.
fn day_of_name(name: &str) -> Option<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut found: Vec<String> = Vec::new();
    for start in 0..letters.len() {
        let after_digit = start > 0 && letters[start - 1].is_ascii_digit();
        if let Some(day) = day_at(&letters[start..]).filter(|_| !after_digit)
            && !found.contains(&day)
        {
            found.push(day);
        }
    }
    if found.len() == 1 { found.pop() } else { None }
}

fn day_at(letters: &[char]) -> Option<String> {
    let digits = |from: usize, length: usize| -> Option<String> {
        let part = letters.get(from..from + length)?;
        part.iter().all(char::is_ascii_digit).then(|| part.iter().collect())
    };
    let year = digits(0, 4).filter(|year| year.starts_with("19") || year.starts_with("20"))?;
    let between = *letters.get(4)?;
    let (month, day, end) = if matches!(between, '-' | '_' | '.') {
        if *letters.get(7)? != between {
            return None;
        }
        (digits(5, 2)?, digits(8, 2)?, 10)
    } else {
        (digits(4, 2)?, digits(6, 2)?, 8)
    };
    let ends = !letters.get(end).is_some_and(char::is_ascii_digit);
    date_of(format!("{year}-{month}-{day}")).filter(|_| ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_one_day_or_none() {
        for (name, expected) in [
            ("2021-06-15 statement.pdf", Some("2021-06-15")),
            ("statement_20210615.txt", Some("2021-06-15")),
            ("2021_06_15.html", Some("2021-06-15")),
            ("2021-06-15 to 2021-06-17.txt", None),
            ("2021-06-15 of 20210615.txt", Some("2021-06-15")),
            ("2021-02-31.txt", None),
            ("120210615.txt", None),
            ("202106151.txt", None),
            ("2021-06_15.txt", None),
            ("31129999.txt", None),
            ("report.pdf", None),
            ("", None),
        ] {
            assert_eq!(day_of_name(name).as_deref(), expected, "{name}");
        }
    }
}
