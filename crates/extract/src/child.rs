//! What the child does: lock itself in, read one request, answer it, end.
//!
//! The main function is [`run`]. The request is a line of JSON ([`Request`]) and then the file's bytes, on standard input;
//! the answer is a line of JSON ([`Response`]) on standard output. The lock comes first, so not even the header is read by
//! a process that could do harm.

use crate::about::About;
use crate::error::ExtractError;
use crate::limits::Limits;
use crate::lock::{Lock, LockReport};
use crate::picture::Pixels;
use rollcall_model::layer::Layer;
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, BufReader, Read, Write};

/// The longest header: names of files are short.
const MAX_HEADER: u64 = 1 << 16;

/// What the parent asks, before the bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The version of this protocol.
    pub v: u32,
    /// What is asked for.
    #[serde(default)]
    pub wanted: Wanted,
    /// The media type, from the content.
    pub media_type: String,
    /// The file's name.
    pub file_name: String,
    /// The page that is to be drawn, from 1.
    #[serde(default)]
    pub page: usize,
    /// How many bytes follow.
    pub length: usize,
    /// What the file may cost.
    pub limits: Limits,
    /// The locks that may be missing.
    pub allow_without: LockReport,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// The file's text.
    #[default]
    Layer,
    /// What the file says of itself.
    About,
    /// A page as pixels.
    Picture,
}

/// What the child answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Response {
    /// The text.
    Layer(Layer),
    /// What the file says of itself.
    About(About),
    /// A page as pixels.
    Picture(Pixels),
    /// Why there is none.
    Error(ExtractError),
}

/// The child's whole life, with the extractors of this crate. Call it as the first thing in `main`, on the main thread.
pub fn run(stdin: impl Read, stdout: impl Write, lock: Lock) -> io::Result<()> {
    answer(stdin, stdout, lock, |bytes, request| match request.wanted {
        Wanted::Layer => crate::extract_within(bytes, &request.media_type, &request.file_name, &request.limits)
            .map_or_else(Response::Error, Response::Layer),
        Wanted::Picture => crate::draw(bytes, &request.media_type, request.page, &request.limits)
            .map_or_else(Response::Error, Response::Picture),
        Wanted::About => Response::About(crate::about(bytes, &request.media_type, &request.limits)),
    })
}

/// The same with another reader: for tests that put code into the child that tries to break out.
pub fn run_with(
    stdin: impl Read,
    stdout: impl Write,
    lock: Lock,
    reader: impl FnOnce(&[u8], &Request) -> Result<Layer, ExtractError>,
) -> io::Result<()> {
    answer(stdin, stdout, lock, |bytes, request| reader(bytes, request).map_or_else(Response::Error, Response::Layer))
}

fn answer(
    stdin: impl Read,
    mut stdout: impl Write,
    lock: Lock,
    reader: impl FnOnce(&[u8], &Request) -> Response,
) -> io::Result<()> {
    let report = lock.apply();
    let mut stdin = BufReader::new(stdin);
    let mut header = Vec::new();
    (&mut stdin).take(MAX_HEADER).read_until(b'\n', &mut header)?;
    let request: Request = serde_json::from_slice(&header)?;
    let missing = report.missing(request.allow_without);
    let response = if missing.is_empty() {
        let bytes = read_bytes(stdin, &request)?;
        reader(&bytes, &request)
    } else {
        // The bytes are not even read.
        Response::Error(ExtractError::SandboxMissing { missing })
    };
    let mut line = serde_json::to_vec(&response)?;
    line.push(b'\n');
    stdout.write_all(&line)?;
    stdout.flush()
}

fn read_bytes(stdin: impl Read, request: &Request) -> io::Result<Vec<u8>> {
    if request.length > request.limits.max_bytes {
        return Err(io::Error::other("more bytes than the limit"));
    }
    let mut bytes = Vec::with_capacity(request.length);
    stdin.take(request.length as u64).read_to_end(&mut bytes)?;
    if bytes.len() == request.length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}
