//! The last look at what was written: every byte is searched for the names of protected people.
//!
//! The main functions are [`search`], over files in memory, and [`search_folder`], over a folder as it lies on disk. A file
//! is read as it is, with the escapes of pages, addresses and scripts undone, and with tags taken out (`plain`); what is
//! packed in it is unpacked and read in the same way (`unpack`). A hit names the file and not the person.
//!
//! Why search at all, where the gate already took the person out: the gate knows what claims say, and this knows nothing
//! but bytes. A picture's caption, a title, a file that somebody attached: what no claim is made of is found here alone.
//!
//! Why a file that cannot be searched to its end is refused as well: nobody could say what is in it.

mod plain;
mod unpack;

use crate::protected::Protected;
use aho_corasick::AhoCorasick;
use plain::{decoded, text_of, untagged};
use rayon::prelude::*;
use rollcall_model::problem::Problem;
use rollcall_names::{Spotter, spellings};
use std::fs;
use std::io;
use std::path::Path;
use unpack::Packed;

/// Layers of packing that are opened: a document in an archive in an archive.
const MAX_DEPTH: usize = 3;
/// Bytes that one file may unpack to.
const MAX_UNPACKED: usize = 256 << 20;
/// How often escapes are undone: `&amp;eacute;` is written so that it needs two rounds.
const ROUNDS: usize = 3;
/// Texts are searched in pieces of so many bytes, each with the end of the one before: no name is longer than that end.
const PIECE: usize = 4 << 20;
const OVERLAP: usize = 4 << 10;
/// How many characters in a row make a text of two bytes a character, where no mark says that it is one.
const MIN_RUN: usize = 4;
/// How many bytes in a row that can be read make a text among others that cannot.
const MIN_WORDS: usize = 8;

/// Searches files, by path. Nothing is found where nobody is protected.
pub fn search(files: &[(&str, &[u8])], protected: &Protected) -> Vec<Problem> {
    if protected.is_empty() {
        return Vec::new();
    }
    let names = Names::of(protected);
    let mut problems: Vec<Problem> = files.par_iter().filter_map(|(path, bytes)| names.problem(path, bytes)).collect();
    problems.sort();
    problems
}

/// Refuses a file before it is written, by the name that it will have.
///
/// # Errors
/// When a protected person is named in it.
pub(crate) fn refuse(name: &str, bytes: &[u8], protected: &Protected) -> Result<(), Problem> {
    search(&[(name, bytes)], protected).pop().map_or(Ok(()), Err)
}

/// Searches every file below a folder, with its path.
///
/// # Errors
/// When a file cannot be read.
pub fn search_folder(folder: &Path, protected: &Protected) -> io::Result<Vec<Problem>> {
    if protected.is_empty() {
        return Ok(Vec::new());
    }
    let names = Names::of(protected);
    let mut paths = Vec::new();
    list(folder, "", &mut paths)?;
    let look = |path: &String| Ok(names.problem(path, &fs::read(folder.join(path))?));
    let found: io::Result<Vec<Option<Problem>>> = paths.par_iter().map(look).collect();
    let mut problems: Vec<Problem> = found?.into_iter().flatten().collect();
    problems.sort();
    Ok(problems)
}

fn list(folder: &Path, prefix: &str, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{path}/"), paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

/// Why a search ended before the end of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// A name was found.
    Found,
    /// There is more than is searched: too deep, too large, or locked.
    TooMuch,
}

/// The names, as they are looked for.
struct Names<'a> {
    spotter: &'a Spotter,
    /// Names in scripts of their own, as two bytes a character: they are found in any bytes.
    wide: Option<AhoCorasick>,
}

impl<'a> Names<'a> {
    fn of(protected: &'a Protected) -> Self {
        let mut wide: Vec<Vec<u8>> = Vec::new();
        for spelling in protected.names().flat_map(spellings) {
            // What is written in fewer than three characters of this kind stands in many bytes by chance.
            if spelling.chars().filter(|c| *c as u32 > 0x5FF).count() > 1 && spelling.chars().count() > 2 {
                wide.push(spelling.encode_utf16().flat_map(u16::to_le_bytes).collect());
                wide.push(spelling.encode_utf16().flat_map(u16::to_be_bytes).collect());
            }
        }
        let wide = (!wide.is_empty()).then(|| AhoCorasick::new(wide).expect("a case's names fit into memory"));
        Self { spotter: protected.spotter(), wide }
    }

    fn problem(&self, path: &str, bytes: &[u8]) -> Option<Problem> {
        if self.text(path).is_err() {
            return Some(leak(&self.without_names(path), "the name of a file holds the name of a protected person"));
        }
        let mut search = Search { names: self, left: MAX_UNPACKED };
        match search.bytes(bytes, 0) {
            Ok(()) => None,
            Err(Stop::Found) => Some(leak(path, "the name of a protected person stands in this file")),
            Err(Stop::TooMuch) => Some(leak(path, "this file is packed so that it cannot be searched for protected names")),
        }
    }

    /// A path that can be shown.
    fn without_names(&self, path: &str) -> String {
        let characters: Vec<char> = path.chars().collect();
        let (mut out, mut at) = (String::new(), 0);
        for (from, to, _) in self.spotter.spot(path) {
            out.extend(&characters[at..from]);
            out += "[name withheld]";
            at = to;
        }
        // A name that only decoding shows stands somewhere in the path: then no part of it is shown.
        if at == 0 { "a file".into() } else { out + &characters[at..].iter().collect::<String>() }
    }

    /// A text in every way in which a program may show it.
    fn text(&self, text: &str) -> Result<(), Stop> {
        let (mut whole, mut doubtful) = (None, false);
        for _ in 0..ROUNDS {
            let Some(next) = decoded(whole.as_deref().unwrap_or(text)) else { break };
            doubtful |= next.doubtful;
            whole = Some(next.text);
        }
        // What only looked like an escape may have been a letter of a name.
        if doubtful {
            self.as_it_is(text)?;
        }
        let whole = whole.as_deref().unwrap_or(text);
        match untagged(whole) {
            Some(text) => self.as_it_is(&text),
            None => self.as_it_is(whole),
        }
    }

    fn as_it_is(&self, text: &str) -> Result<(), Stop> {
        pieces(text).any(|piece| self.spotter.finds(piece)).then_some(Stop::Found).map_or(Ok(()), Err)
    }

    /// What may be no text: names of some length that stand there unbroken.
    fn noise(&self, text: &str) -> Result<(), Stop> {
        pieces(text).any(|piece| self.spotter.finds_in_noise(piece)).then_some(Stop::Found).map_or(Ok(()), Err)
    }

    /// Stretches that can be read, of bytes that are no text as a whole.
    fn words(&self, bytes: &[u8], least: usize) -> Result<(), Stop> {
        let unreadable = |c: char| c.is_control() && !c.is_whitespace();
        let valid = bytes.utf8_chunks().flat_map(|chunk| chunk.valid().split(unreadable));
        valid.filter(|words| words.len() >= least).try_for_each(|words| self.text(words))
    }

    /// Text of two bytes a character, at either end first, from either byte on.
    fn wide(&self, bytes: &[u8]) -> Result<(), Stop> {
        if self.wide.as_ref().is_some_and(|wide| wide.is_match(bytes)) {
            return Err(Stop::Found);
        }
        for from in [0, 1] {
            let bytes = bytes.get(from..).unwrap_or_default();
            for order in [u16::from_le_bytes as fn([u8; 2]) -> u16, u16::from_be_bytes] {
                self.runs(bytes, order)?;
            }
        }
        Ok(())
    }

    /// Stretches of two-byte characters of the alphabets.
    fn runs(&self, bytes: &[u8], order: fn([u8; 2]) -> u16) -> Result<(), Stop> {
        let mut run: Vec<u16> = Vec::new();
        let end = [0, 0];
        for pair in bytes.chunks_exact(2).map(|pair| [pair[0], pair[1]]).chain([end]) {
            let unit = order(pair);
            if matches!(unit, 9..=0x5FF | 0x2010..=0x201F) {
                run.push(unit);
                continue;
            }
            if run.len() >= MIN_RUN {
                self.text(&String::from_utf16_lossy(&run))?;
            }
            run.clear();
        }
        Ok(())
    }
}

fn leak(place: &str, message: &str) -> Problem {
    Problem::new(place, "leak", message)
        .hint("nothing was kept of what was written; find in the case what this file is made of")
}

/// A text in pieces that each fit into memory several times over.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    std::iter::from_fn(move || {
        if from >= text.len() && from > 0 {
            return None;
        }
        let end = boundary(text, from + PIECE);
        let piece = &text[from..end];
        from = if end == text.len() { text.len().max(1) } else { boundary(text, end - OVERLAP) };
        Some(piece)
    })
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The search of one file.
struct Search<'a> {
    names: &'a Names<'a>,
    /// Bytes that may still be unpacked.
    left: usize,
}

impl Search<'_> {
    fn bytes(&mut self, bytes: &[u8], depth: usize) -> Result<(), Stop> {
        match text_of(bytes) {
            (text, true) => self.names.text(&text)?,
            (text, false) => {
                self.names.noise(&text)?;
                self.names.words(bytes, MIN_WORDS)?;
            }
        }
        if bytes.contains(&0) {
            self.names.wide(bytes)?;
        }
        unpack::parts(bytes, &mut |part| self.part(part, depth))
    }

    /// What stands packed in a file; how many bytes it took there.
    fn part(&mut self, part: Packed<'_>, depth: usize) -> Result<usize, Stop> {
        match part {
            Packed::Locked => Err(Stop::TooMuch),
            Packed::Label(bytes) => self.label(bytes).map(|()| bytes.len()),
            Packed::Plain(bytes) => self.deeper(bytes, depth).map(|()| bytes.len()),
            Packed::Squeezed(how, bytes) => {
                let (unpacked, taken) = unpack::unpack(how, bytes, self.left + 1);
                self.left = self.left.checked_sub(unpacked.len()).ok_or(Stop::TooMuch)?;
                // What cannot be unpacked to its end only begins like something packed.
                if taken > 0 || depth < MAX_DEPTH {
                    self.deeper(&unpacked, depth)?;
                }
                Ok(taken)
            }
            Packed::Encoded(text) => {
                let bytes = unpack::base64(text);
                self.left = self.left.checked_sub(bytes.len()).ok_or(Stop::TooMuch)?;
                self.deeper(&bytes, depth)?;
                Ok(text.len())
            }
        }
    }

    fn deeper(&mut self, bytes: &[u8], depth: usize) -> Result<(), Stop> {
        match depth + 1 {
            _ if bytes.is_empty() => Ok(()),
            depth if depth > MAX_DEPTH => Err(Stop::TooMuch),
            depth => self.bytes(bytes, depth),
        }
    }

    /// A short text in what is none: the name of a part, what a picture says of itself.
    fn label(&self, bytes: &[u8]) -> Result<(), Stop> {
        self.names.words(bytes, MIN_RUN)?;
        if bytes.contains(&0) { self.names.wide(bytes) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
