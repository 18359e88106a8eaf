//! SHA-256 as lower-case hexadecimal, of bytes and of files that do not fit in memory.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// The SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The SHA-256 and the length of a stream, read piece by piece.
pub fn sha256_of(mut from: impl Read) -> io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    let mut size = 0;
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok((HEXLOWER.encode(&hasher.finalize()), size)),
            Ok(read) => {
                hasher.update(&piece[..read]);
                size += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Whether a text is a SHA-256 as this module writes it. What comes from a file is checked before it names a path.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_hashes_as_its_bytes() {
        let bytes = vec![7_u8; 200_000];
        assert_eq!(sha256_of(&bytes[..]).expect("memory reads"), (sha256(&bytes), 200_000));
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert!(is_sha256(&sha256(b"")) && !is_sha256("../../etc/passwd") && !is_sha256(&"A".repeat(64)));
    }
}
