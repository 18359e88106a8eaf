//! Numbers that words have, packed so that they are looked up in place: nothing is parsed when a program starts. The
//! main type is [`Table`]; [`pack`] writes one.
//!
//! ```text
//! bytes 0..4   "RCN1"
//! bytes 4..    2^15 + 1 numbers of 4 bytes: where each bucket begins, from the end of this list on
//! then         entries by bucket: 2 bytes of the word's hash, a byte n, n numbers of 3 bytes, ascending
//! ```
//!
//! All numbers are little-endian. A word's bucket is the top 15 bits of its hash, the two bytes are those below.

use std::collections::{BTreeMap, BTreeSet};

/// How many bits of a hash say the bucket.
const BITS: u32 = 15;
const HEAD: usize = 4;
const ENTRIES: usize = HEAD + 4 * ((1 << BITS) + 1);
/// The numbers of a word are smaller.
pub(crate) const LIMIT: u32 = 1 << 24;

/// A packed table.
pub(crate) struct Table(pub &'static [u8]);

/// The numbers of a word, as a place in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Place {
    at: u32,
    count: u8,
}

impl Place {
    /// Whether the table has the word.
    pub fn is_known(self) -> bool {
        self.count > 0
    }
}

impl Table {
    fn number(&self, at: usize) -> Option<usize> {
        let bytes = self.0.get(at..at + 4)?;
        Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize)
    }

    /// Where the numbers of the word with this hash stand: nowhere if it is not there.
    pub fn find(&self, hash: u64) -> Place {
        self.found(hash).unwrap_or_default()
    }

    fn found(&self, hash: u64) -> Option<Place> {
        let bucket = (hash >> (64 - BITS)) as usize;
        let mark = ((hash >> (48 - BITS)) as u16).to_le_bytes();
        let mut at = ENTRIES + self.number(HEAD + 4 * bucket)?;
        let end = ENTRIES + self.number(HEAD + 4 * bucket + 4)?;
        while at + 3 <= end {
            let count = *self.0.get(at + 2)?;
            if self.0.get(at..at + 2)? == mark {
                return Some(Place { at: u32::try_from(at + 3).ok()?, count });
            }
            at += 3 + 3 * usize::from(count);
        }
        None
    }

    /// The numbers, ascending.
    pub fn all(&self, place: Place) -> impl Iterator<Item = u32> {
        let at = place.at as usize;
        let bytes = self.0.get(at..at + 3 * usize::from(place.count)).unwrap_or_default();
        bytes.chunks_exact(3).map(|three| u32::from_le_bytes([three[0], three[1], three[2], 0]))
    }
}

/// Writes a table: the hashes of words, each with its numbers, which are below [`LIMIT`].
pub(crate) fn pack(words: &BTreeMap<u64, BTreeSet<u32>>) -> Vec<u8> {
    let mut starts: Vec<u32> = Vec::with_capacity((1 << BITS) + 1);
    let mut entries: Vec<u8> = Vec::new();
    for (hash, numbers) in words {
        let bucket = (hash >> (64 - BITS)) as usize;
        while starts.len() <= bucket {
            starts.push(u32::try_from(entries.len()).unwrap_or(u32::MAX));
        }
        entries.extend(((hash >> (48 - BITS)) as u16).to_le_bytes());
        let count = numbers.len().min(255);
        entries.push(u8::try_from(count).unwrap_or(u8::MAX));
        numbers.iter().take(count).for_each(|number| entries.extend(&number.to_le_bytes()[..3]));
    }
    while starts.len() <= 1 << BITS {
        starts.push(u32::try_from(entries.len()).unwrap_or(u32::MAX));
    }
    let mut table = b"RCN1".to_vec();
    starts.iter().for_each(|start| table.extend(start.to_le_bytes()));
    table.extend(entries);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_found() {
        let words: BTreeMap<u64, BTreeSet<u32>> =
            (1..200u64).map(|n| (n << 52 | n, (0..n as u32 % 5 + 1).map(|m| m * 1000 + n as u32).collect())).collect();
        let table = Table(Vec::leak(pack(&words)));
        for (hash, numbers) in &words {
            assert_eq!(&table.all(table.find(*hash)).collect::<BTreeSet<_>>(), numbers);
        }
        assert!(!table.find(u64::MAX).is_known());
    }
}
