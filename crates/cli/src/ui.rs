//! The terminal: data to stdout, words for people to stderr.
//!
//! The main type is [`Ui`]. Nothing else in the program writes. Sources are untrusted, so what is written for people holds no
//! control characters: a file name or a quote cannot move the cursor, colour the screen or turn the direction of a line.

use crate::exit::Exit;
use clap::builder::styling::{AnsiColor, Style};
use rollcall_model::claim::{Anchor, SEEN};
use rollcall_model::problem::Problem;
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

/// Where words and data go.
pub(crate) struct Ui {
    json: bool,
    out: RefCell<BufWriter<io::Stdout>>,
    /// The first failure to write data, if any.
    failed: Cell<Option<io::ErrorKind>>,
}

impl Ui {
    /// A terminal that prints JSON, or words.
    pub(crate) fn new(json: bool) -> Self {
        let out = RefCell::new(BufWriter::new(io::stdout()));
        Self { json, out, failed: Cell::new(None) }
    }

    /// Whether JSON is asked for.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// One line of data, for people or scripts. Only text that is free of control characters, or meant to hold them, comes here.
    pub(crate) fn data(&self, line: &str) {
        if self.failed.get().is_none()
            && let Err(error) = writeln!(self.out.borrow_mut(), "{line}")
        {
            self.failed.set(Some(error.kind()));
        }
    }

    /// One line of data in words, made safe for a terminal.
    pub(crate) fn text(&self, line: &str) {
        self.data(&safe(line));
    }

    /// One JSON object on a line.
    pub(crate) fn line(&self, value: &impl Serialize) {
        match serde_json::to_string(value) {
            Ok(line) => self.data(&line),
            Err(_) => self.failed.set(Some(io::ErrorKind::InvalidData)),
        }
    }

    /// A line for people.
    pub(crate) fn say(&self, line: &str) {
        if !self.json {
            self.stderr(&safe(line));
        }
    }

    /// That what follows is not for others. Said in JSON mode too: it is a warning and no data.
    pub(crate) fn private(&self) {
        self.stderr("note: private output: it shows what nobody has checked yet");
    }

    /// That a file which was written is for one reader. Said in JSON mode too, as [`Ui::private`].
    pub(crate) fn for_a_lawyer(&self) {
        self.stderr("note: PRIVATE, for a lawyer: not for publication");
    }

    /// Something went wrong.
    pub(crate) fn error(&self, problem: &Problem) {
        self.problem("error", AnsiColor::Red, problem);
    }

    /// Something to know about; the rest was done.
    pub(crate) fn warning(&self, problem: &Problem) {
        self.problem("warning", AnsiColor::Yellow, problem);
    }

    fn problem(&self, label: &str, colour: AnsiColor, problem: &Problem) {
        if self.json {
            #[derive(Serialize)]
            struct Line<'a> {
                level: &'a str,
                #[serde(flatten)]
                problem: &'a Problem,
            }
            if let Ok(line) = serde_json::to_string(&Line { level: label, problem }) {
                self.stderr(&line);
            }
            return;
        }
        let style = Style::new().bold().fg_color(Some(colour.into()));
        self.stderr(&format!("{style}{label}{style:#}: {}", safe(&problem.to_string())));
    }

    fn stderr(&self, line: &str) {
        // There is nowhere left to say that stderr is closed.
        let _ = writeln!(anstream::stderr(), "{line}");
    }

    /// Writes out what waits, for a command that goes on running.
    pub(crate) fn flush(&self) {
        if self.failed.get().is_none()
            && let Err(error) = self.out.borrow_mut().flush()
        {
            self.failed.set(Some(error.kind()));
        }
    }

    /// Ends the output. A reader that closed the pipe has all that it wants; any other failure to write is one of ours.
    pub(crate) fn finish(&self, exit: Exit) -> Exit {
        self.flush();
        match self.failed.get() {
            None | Some(io::ErrorKind::BrokenPipe) => exit,
            Some(kind) => {
                self.error(&Problem::new("stdout", "cannot-write", kind.to_string()).hint("make room and run this again"));
                exit.and(Exit::CannotFinish)
            }
        }
    }
}

/// How far a build is, on a terminal only. Threads tell it, so it stands beside [`Ui`] and writes nothing else.
pub(crate) struct Progress {
    shown: bool,
    /// The stage and how much of it is done.
    at: Mutex<(&'static str, usize)>,
}

impl Progress {
    /// Progress for a run whose words go to `ui`.
    pub(crate) fn new(ui: &Ui) -> Self {
        Self { shown: !ui.is_json() && io::stderr().is_terminal(), at: Mutex::new(("", 0)) }
    }

    /// One more of a stage is done; `done` says how many, or zero where the stage does not count.
    pub(crate) fn tell(&self, stage: &'static str, done: usize, of: usize) {
        if !self.shown {
            return;
        }
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        let before = if at.0 == stage { at.1 } else { 0 };
        *at = (stage, done.max(before + 1).min(of.max(1)));
        let mut stderr = io::stderr().lock();
        // A terminal that cannot be written to shows no progress; nothing else depends on it.
        let _ = write!(stderr, "\r\u{1b}[K{stage} {}/{of}", at.1).and_then(|()| stderr.flush());
    }

    /// Takes the line off the terminal.
    pub(crate) fn clear(&self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

/// Text without characters that steer a terminal or turn the direction of writing.
pub(crate) fn safe(text: &str) -> String {
    let steers = |letter: char| letter.is_control() && letter != '\n' && letter != '\t';
    let turns = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    text.chars().map(|letter| if steers(letter) || turns(letter) { '\u{fffd}' } else { letter }).collect()
}

/// What a claim rests on: its words in quotation marks or, in a picture, what a person saw there.
pub(crate) fn said(anchor: &Anchor) -> String {
    match anchor.seen() {
        Some(seen) => format!("{SEEN}: {}", one_line(seen)),
        None => format!("“{}”", one_line(&anchor.text)),
    }
}

/// A quote on one line.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_a_source_steers_the_terminal() {
        assert_eq!(safe("a\u{1b}[31mb\u{202e}c\nd"), "a\u{fffd}[31mb\u{fffd}c\nd");
        assert_eq!(one_line("a\n  b"), "a b");
    }
}
