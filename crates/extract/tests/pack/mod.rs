//! Packed files for tests, as workbooks are.

use flate2::Compression;
use flate2::read::DeflateEncoder;
use std::io::Read;

/// A packed file of some parts, each squeezed or kept as it is.
pub fn pack(parts: &[(&str, &str)], squeezed: bool) -> Vec<u8> {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let mut data = Vec::new();
        if squeezed {
            DeflateEncoder::new(text.as_bytes(), Compression::default()).read_to_end(&mut data).expect("squeezes");
        } else {
            data.extend(text.as_bytes());
        }
        let at = (bytes.len() as u32).to_le_bytes();
        let sizes = [(data.len() as u32).to_le_bytes(), (text.len() as u32).to_le_bytes()].concat();
        let length = (name.len() as u16).to_le_bytes();
        let method = if squeezed { 8 } else { 0 };
        // Version, flags, method, time, day, sum (which nobody looks at), sizes, lengths.
        let head = [&[20, 0, 0, 0, method, 0, 0, 0, 0, 0][..], &[0; 4], &sizes, &length, &[0, 0]].concat();
        bytes.extend([b"PK\x03\x04", head.as_slice(), name.as_bytes(), &data].concat());
        list.extend([b"PK\x01\x02\x14\x00", head.as_slice(), &[0; 10], &at, name.as_bytes()].concat());
    }
    let count = (parts.len() as u16).to_le_bytes();
    let (size, at) = ((list.len() as u32).to_le_bytes(), (bytes.len() as u32).to_le_bytes());
    [bytes, list, [b"PK\x05\x06\0\0\0\0", &count[..], &count, &size, &at, &[0, 0]].concat()].concat()
}
