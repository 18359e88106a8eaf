//! A packed file's parts by name, unpacked within one budget.
//!
//! The main type is [`Zip`]. It reads the list at the end of the file and believes of it only where a part stands: how much
//! a part unpacks to is counted while it is unpacked, against what is left for the whole file.

use super::broken;
use crate::error::ExtractError;
use flate2::read::DeflateDecoder;
use std::collections::BTreeMap;
use std::io::Read;

/// The most parts.
const MAX_PARTS: usize = 20_000;

/// A packed file.
pub(super) struct Zip<'a> {
    bytes: &'a [u8],
    parts: BTreeMap<String, Part>,
    /// Bytes that may still be unpacked.
    left: usize,
    limit: usize,
}

#[derive(Clone, Copy)]
struct Part {
    packed: bool,
    encrypted: bool,
    size: usize,
    at: usize,
}

impl<'a> Zip<'a> {
    /// Reads the list of parts.
    pub fn open(bytes: &'a [u8], limit: usize) -> Result<Self, ExtractError> {
        let end = end_of_list(bytes).ok_or_else(|| broken("its list of parts is not there"))?;
        let count = usize::from(u16_at(bytes, end + 10).unwrap_or(0));
        let mut at = u32_at(bytes, end + 16).ok_or_else(|| broken("its list of parts is cut"))?;
        if count > MAX_PARTS {
            return Err(ExtractError::TooLarge { what: "parts".into(), limit: MAX_PARTS });
        }
        let mut parts = BTreeMap::new();
        for _ in 0..count {
            let (name, part, next) = entry(bytes, at).ok_or_else(|| broken("its list of parts is cut"))?;
            // Of two parts with one name a program may show either: such a file is not to be trusted.
            if parts.insert(name, part).is_some() {
                return Err(broken("two of its parts have one name"));
            }
            at = next;
        }
        Ok(Self { bytes, parts, left: limit, limit })
    }

    /// A part as text, if the file has it.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, ExtractError> {
        let Some(part) = self.parts.get(name.trim_start_matches('/')).copied() else { return Ok(None) };
        if part.encrypted {
            return Err(ExtractError::Encrypted);
        }
        let raw = data(self.bytes, part).ok_or_else(|| broken("a part is cut"))?;
        let most = self.left as u64 + 1;
        let mut unpacked = Vec::new();
        let read = if part.packed {
            DeflateDecoder::new(raw).take(most).read_to_end(&mut unpacked)
        } else {
            raw.take(most).read_to_end(&mut unpacked)
        };
        read.map_err(|_| broken("a part cannot be unpacked"))?;
        self.left = self
            .left
            .checked_sub(unpacked.len())
            .ok_or_else(|| ExtractError::TooLarge { what: "bytes when it is unpacked".into(), limit: self.limit })?;
        let text = String::from_utf8(unpacked).map_err(|_| broken("a part is not UTF-8"))?;
        Ok(Some(text))
    }
}

/// Where the record at the end of the list stands.
fn end_of_list(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(22 + 0xFFFF);
    (from..bytes.len().saturating_sub(21)).rev().find(|at| bytes[*at..].starts_with(b"PK\x05\x06"))
}

fn entry(bytes: &[u8], at: usize) -> Option<(String, Part, usize)> {
    if !bytes.get(at..)?.starts_with(b"PK\x01\x02") {
        return None;
    }
    let flags = u16_at(bytes, at + 8)?;
    let method = u16_at(bytes, at + 10)?;
    let length = |offset| u16_at(bytes, at + offset).map(usize::from);
    let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
    let name_bytes = bytes.get(at + 46..at + 46 + name)?;
    let part = Part {
        packed: method == 8,
        // A method that is neither is one of a password, or one that no workbook uses.
        encrypted: flags & 1 == 1 || !matches!(method, 0 | 8),
        size: u32_at(bytes, at + 20)?,
        at: u32_at(bytes, at + 42)?,
    };
    Some((String::from_utf8_lossy(name_bytes).into_owned(), part, at + 46 + name + extra + comment))
}

/// The bytes of a part: its own head stands before them, with lengths of its own.
fn data(bytes: &[u8], part: Part) -> Option<&[u8]> {
    if !bytes.get(part.at..)?.starts_with(b"PK\x03\x04") {
        return None;
    }
    let start = part.at + 30 + usize::from(u16_at(bytes, part.at + 26)?) + usize::from(u16_at(bytes, part.at + 28)?);
    bytes.get(start..start.checked_add(part.size)?)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..at + 4)?.try_into().ok().map(|four| u32::from_le_bytes(four) as usize)
}
