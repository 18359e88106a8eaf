//! What stands packed in a file: members of archives, streams, the words that a picture says of itself.
//!
//! The main functions are [`parts`], which finds them by how they begin, wherever that is, and [`unpack`]. Why not by a
//! list of what the file says that it holds: a list can leave something out, and what begins like a member is one.

use aho_corasick::AhoCorasick;
use data_encoding::BASE64_NOPAD;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use std::io::Read;
use std::sync::LazyLock;

/// What is packed, and how.
pub(super) enum Packed<'a> {
    /// As it is.
    Plain(&'a [u8]),
    /// Squeezed; it ends somewhere in these bytes.
    Squeezed(How, &'a [u8]),
    /// As base64.
    Encoded(&'a [u8]),
    /// A few words, perhaps among other bytes.
    Label(&'a [u8]),
    /// With a password, or in a way that is not known here.
    Locked,
}

/// How something is squeezed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Deflate,
    Zlib,
    Gzip,
}

/// How packed things begin.
const BEGINNINGS: [&[u8]; 7] =
    [b"PK\x03\x04", b"\x1F\x8B\x08", b"\x89PNG\r\n\x1A\n", b"\xFF\xD8\xFF", b"stream\n", b"stream\r\n", b"base64,"];

static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| AhoCorasick::new(BEGINNINGS).expect("seven short strings"));

/// Gives each packed thing of a file to `take`, which says how many of its bytes it used.
pub(super) fn parts<E>(bytes: &[u8], take: &mut dyn FnMut(Packed<'_>) -> Result<usize, E>) -> Result<(), E> {
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| FINDER.find(rest)) {
        let (start, end) = (at + found.start(), at + found.end());
        let rest = &bytes[start..];
        at = match BEGINNINGS[found.pattern().as_usize()] {
            b"PK\x03\x04" => start + member(rest, take)?.max(4),
            b"\x1F\x8B\x08" => start + take(Packed::Squeezed(How::Gzip, rest))?.max(3),
            b"\x89PNG\r\n\x1A\n" => start + png(rest, take)?,
            b"\xFF\xD8\xFF" => start + jpeg(rest, take)?,
            b"base64," => {
                let letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=-_\r\n ".contains(byte);
                let length = bytes[end..].iter().position(|byte| !letter(byte)).unwrap_or(bytes.len() - end);
                end + take(Packed::Encoded(&bytes[end..end + length]))?
            }
            _ if is_zlib(&bytes[end..]) => end + take(Packed::Squeezed(How::Zlib, &bytes[end..]))?,
            _ => end,
        };
    }
    Ok(())
}

/// A member of a ZIP file, from its own head on; how many bytes it is long.
fn member<E>(bytes: &[u8], take: &mut dyn FnMut(Packed<'_>) -> Result<usize, E>) -> Result<usize, E> {
    let short = |at: usize| bytes.get(at..at + 2).map(|two| usize::from(u16::from_le_bytes([two[0], two[1]])));
    let (Some(flags), Some(method), Some(name), Some(extra)) = (short(6), short(8), short(26), short(28)) else {
        return Ok(0);
    };
    let start = 30 + name + extra;
    let (Some(label), Some(data)) = (bytes.get(30..start), bytes.get(start..)) else { return Ok(0) };
    take(Packed::Label(label))?;
    if flags & 1 == 1 || !matches!(method, 0 | 8) {
        take(Packed::Locked)?;
    }
    if method == 8 {
        return Ok(start + take(Packed::Squeezed(How::Deflate, data))?);
    }
    let size = bytes.get(18..22).map_or(0, |four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]) as usize);
    // A size that is not known yet when the head is written stands behind the member.
    let data = match data.get(..size).filter(|_| flags & 8 == 0) {
        Some(data) => data,
        None => {
            &data[..data.windows(4).position(|four| matches!(four, b"PK\x07\x08" | b"PK\x01\x02")).unwrap_or(data.len())]
        }
    };
    Ok(start + take(Packed::Plain(data))?)
}

/// The words in a PNG: its pixels are none.
fn png<E>(bytes: &[u8], take: &mut dyn FnMut(Packed<'_>) -> Result<usize, E>) -> Result<usize, E> {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(data) = bytes.get(at + 8..at + 8 + length) else { break };
        if &head[4..] == b"IEND" {
            return Ok(at + 8 + length);
        }
        if matches!(&head[4..], b"tEXt" | b"iTXt" | b"zTXt" | b"eXIf") {
            take(Packed::Label(data))?;
            // Squeezed words begin behind some short ones.
            for from in (0..data.len().min(300)).filter(|from| is_zlib(&data[*from..])) {
                take(Packed::Squeezed(How::Zlib, &data[from..]))?;
            }
        }
        at += 12 + length;
    }
    Ok(at.min(bytes.len()))
}

/// The words in a JPEG, which stand before its pixels.
fn jpeg<E>(bytes: &[u8], take: &mut dyn FnMut(Packed<'_>) -> Result<usize, E>) -> Result<usize, E> {
    let mut at = 2;
    while let Some(&[0xFF, marker, high, low]) = bytes.get(at..at + 4) {
        let length = usize::from(u16::from_be_bytes([high, low]));
        let Some(data) = bytes.get(at + 4..at + 2 + length) else { break };
        if marker == 0xDA {
            break;
        }
        if matches!(marker, 0xE0..=0xEF | 0xFE) {
            take(Packed::Label(data))?;
        }
        at += 2 + length;
    }
    Ok(at)
}

/// Whether bytes begin like a zlib stream.
fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..] if first & 0x0F == 8 && first >> 4 <= 7 && ((u16::from(*first) << 8) | u16::from(*second)).is_multiple_of(31))
}

/// Unpacks as much as can be, up to a limit; and how many bytes that took.
pub(super) fn unpack(how: How, bytes: &[u8], limit: usize) -> (Vec<u8>, usize) {
    let mut out = Vec::new();
    let taken = match how {
        How::Deflate => {
            let mut decoder = DeflateDecoder::new(bytes);
            let whole = decoder.by_ref().take(limit as u64).read_to_end(&mut out).is_ok();
            if whole { usize::try_from(decoder.total_in()).unwrap_or(0) } else { 0 }
        }
        How::Zlib => {
            let mut decoder = ZlibDecoder::new(bytes);
            let whole = decoder.by_ref().take(limit as u64).read_to_end(&mut out).is_ok();
            if whole { usize::try_from(decoder.total_in()).unwrap_or(0) } else { 0 }
        }
        How::Gzip => {
            let mut decoder = GzDecoder::new(bytes);
            let whole = decoder.by_ref().take(limit as u64).read_to_end(&mut out).is_ok();
            if whole { bytes.len() - decoder.into_inner().len() } else { 0 }
        }
    };
    (out, taken)
}

/// The bytes that base64 stands for, in either of its alphabets; nothing of what is none.
pub(super) fn base64(text: &[u8]) -> Vec<u8> {
    let letter = |byte: &u8| match byte {
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        b'=' | b'\r' | b'\n' | b' ' => None,
        other => Some(*other),
    };
    let mut letters: Vec<u8> = text.iter().filter_map(letter).collect();
    // A last group that is not full is filled up, which gives zeros behind the end.
    letters.resize(letters.len().next_multiple_of(4), b'A');
    BASE64_NOPAD.decode(&letters).unwrap_or_default()
}
