//! What the parent does: start a child for a file, feed it, wait, and check what it says.
//!
//! The main type is [`Extractor`]. The child's answer is trusted no more than the file: a layer whose offsets leave its
//! text is refused. The clock is only a net under the limits that count; it ends a child that hangs.

use crate::about::About;
use crate::child::{Request, Response, Wanted};
use crate::error::ExtractError;
use crate::limits::Limits;
use crate::lock::LockReport;
use crate::picture::Picture;
use rollcall_model::layer::{CodePoints, Layer, Span};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The longest answer that is read.
const MAX_ANSWER: u64 = 1 << 30;

/// How files are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// What one file may cost.
    pub limits: Limits,
    /// How long one file may take.
    pub timeout: Duration,
    /// The locks that may be missing (`[sandbox]` in `case.toml`). None by default.
    pub allow_without: LockReport,
}

impl Default for Options {
    fn default() -> Self {
        Self { limits: Limits::default(), timeout: Duration::from_secs(120), allow_without: LockReport::default() }
    }
}

/// Reads files in children.
#[derive(Debug, Clone)]
pub struct Extractor {
    program: PathBuf,
    args: Vec<String>,
    options: Options,
}

impl Extractor {
    /// An extractor that starts `program` with `args` for each file: this same program, with the hidden argument that
    /// makes it call [`crate::child::run`].
    pub fn new(program: PathBuf, args: Vec<String>, options: Options) -> Self {
        Self { program, args, options }
    }

    /// The text of a file. May be called from several threads at once.
    pub fn extract(&self, bytes: &[u8], media_type: &str, file_name: &str) -> Result<Layer, ExtractError> {
        match self.ask(Wanted::Layer, 0, bytes, media_type, file_name)? {
            Response::Layer(layer) if is_sound(&layer) => Ok(layer),
            Response::Error(error) => Err(error),
            _ => Err(no_sense()),
        }
    }

    /// What a file says of itself. Its words are a stranger's: no more than guesses. May be called from several threads.
    pub fn about(&self, bytes: &[u8], media_type: &str, file_name: &str) -> Result<About, ExtractError> {
        match self.ask(Wanted::About, 0, bytes, media_type, file_name)? {
            Response::About(about) => Ok(about.bounded()),
            Response::Error(error) => Err(error),
            _ => Err(no_sense()),
        }
    }

    /// A page of a file as a picture, from page 1; a photograph has one. May be called from several threads.
    pub fn picture(&self, bytes: &[u8], media_type: &str, file_name: &str, page: usize) -> Result<Picture, ExtractError> {
        match self.ask(Wanted::Picture, page, bytes, media_type, file_name)? {
            Response::Picture(pixels) => pixels.picture().ok_or_else(no_sense),
            Response::Error(error) => Err(error),
            _ => Err(no_sense()),
        }
    }

    fn ask(
        &self,
        wanted: Wanted,
        page: usize,
        bytes: &[u8],
        media_type: &str,
        file_name: &str,
    ) -> Result<Response, ExtractError> {
        let request = Request {
            v: 1,
            wanted,
            media_type: media_type.to_string(),
            file_name: file_name.to_string(),
            page,
            length: bytes.len(),
            limits: self.options.limits,
            allow_without: self.options.allow_without,
        };
        if bytes.len() > request.limits.max_bytes {
            return Err(ExtractError::TooLarge { what: "bytes".into(), limit: request.limits.max_bytes });
        }
        let mut header = serde_json::to_vec(&request).expect("a request is plain data");
        header.push(b'\n');

        let mut child = self.spawn()?;
        let answer = self.talk(&mut child, &header, bytes);
        if answer.is_none() {
            // It may have ended by itself just now: then there is nothing to kill.
            let _ = child.kill();
        }
        let status = child.wait().map_err(|error| ExtractError::ExtractorCrashed { how: error.to_string() })?;
        let Some(answer) = answer else {
            return Err(ExtractError::TimedOut { seconds: self.options.timeout.as_secs() });
        };
        serde_json::from_slice(&answer).map_err(|_| ExtractError::ExtractorCrashed { how: how(status) })
    }

    fn spawn(&self) -> Result<Child, ExtractError> {
        Command::new(&self.program)
            .args(&self.args)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| ExtractError::ExtractorMissing { why: error.to_string() })
    }

    /// What the child answers, or nothing where it took too long.
    fn talk(&self, child: &mut Child, header: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
        let (mut stdin, stdout) = (child.stdin.take()?, child.stdout.take()?);
        thread::scope(|scope| {
            // A child that refuses closes its end before it has read all: what it answers counts, not the broken pipe.
            scope.spawn(move || stdin.write_all(header).and_then(|()| stdin.write_all(bytes)));
            let (send, receive) = mpsc::channel();
            scope.spawn(move || {
                let mut answer = Vec::new();
                let _ = stdout.take(MAX_ANSWER).read_to_end(&mut answer);
                let _ = send.send(answer);
            });
            let answer = receive.recv_timeout(self.options.timeout).ok();
            if answer.is_none() {
                // Ends both threads above, which wait for the child.
                let _ = child.kill();
            }
            answer
        })
    }
}

fn no_sense() -> ExtractError {
    ExtractError::ExtractorCrashed { how: "its answer makes no sense".into() }
}

/// Whether every offset of a layer stays in its text.
fn is_sound(layer: &Layer) -> bool {
    let length = CodePoints::new(&layer.text).len();
    let within = |span: &Span, outer: &Span| outer.start <= span.start && span.start <= span.end && span.end <= outer.end;
    let whole = Span { start: 0, end: length };
    let names = [crate::text::NAME, crate::html::NAME, crate::pdf::NAME, crate::sheet::XLSX, crate::sheet::ODS];
    names.contains(&layer.name.as_str())
        && layer.readable.iter().all(|span| within(span, &whole))
        && layer.readable.windows(2).all(|pair| pair[0].end <= pair[1].start)
        && layer.pages.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start && pair[0].number < pair[1].number)
        && layer
            .pages
            .iter()
            .all(|page| within(&page.span, &whole) && page.boxes.iter().all(|text_box| within(&text_box.span, &page.span)))
}

/// How a child ended that gave no answer.
fn how(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return match signal {
            libc::SIGABRT => "it ran out of memory or failed".to_string(),
            libc::SIGSEGV | libc::SIGBUS => "it ran out of stack or touched memory that is not its own".to_string(),
            libc::SIGXCPU | libc::SIGKILL => "it used up its processor time, or the system ended it".to_string(),
            other => format!("it was ended by signal {other}"),
        };
    }
    match status.code() {
        Some(code) => format!("it left with {code}"),
        None => "it was ended".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_whose_offsets_leave_its_text_is_refused() {
        let span = |start, end| Span { start, end };
        let mut layer = Layer {
            name: "html/1".into(),
            text: "h\u{e9}".into(),
            encoding: None,
            readable: vec![span(0, 2)],
            pages: vec![],
        };
        assert!(is_sound(&layer));
        layer.readable = vec![span(0, 3)];
        assert!(!is_sound(&layer), "three bytes, but two code points");
        layer.readable = vec![span(0, 1), span(0, 2)];
        assert!(!is_sound(&layer), "they overlap");
        layer.readable.clear();
        layer.name = "../x".into();
        assert!(!is_sound(&layer));
    }
}
