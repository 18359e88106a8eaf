//! Given names and surnames that are spellings of one another, from `data/people.bin`. The main function is [`groups`].
//!
//! A group is what one name is called in different languages and scripts. A word belongs to none, one or several. The table
//! is looked up in place: nothing is parsed when a program starts. Its form:
//!
//! ```text
//! bytes 0..4   "RCN1"
//! bytes 4..    2^15 + 1 numbers of 4 bytes: where each bucket begins, from the end of this list on
//! then         entries by bucket: 2 bytes of the word's hash, a byte n, n groups of 3 bytes, ascending
//! ```
//!
//! All numbers are little-endian. A word's bucket is the top 15 bits of its hash, the two bytes are those below.

static TABLE: &[u8] = include_bytes!("../../data/people.bin");

/// How many bits of a hash say the bucket.
pub(crate) const BITS: u32 = 15;
const HEAD: usize = 4;
const ENTRIES: usize = HEAD + 4 * ((1 << BITS) + 1);
/// Groups from here on are short forms of given names.
pub(crate) const SHORT_FORMS: u32 = 0x00f0_0000;

/// The groups that a word belongs to, as a place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Groups {
    at: u32,
    count: u8,
}

impl Groups {
    /// Whether there is any.
    pub fn is_known(self) -> bool {
        self.count > 0
    }

    /// The groups, ascending.
    pub fn all(self) -> impl Iterator<Item = u32> {
        let at = self.at as usize;
        let bytes = TABLE.get(at..at + 3 * usize::from(self.count)).unwrap_or_default();
        bytes.chunks_exact(3).map(|three| u32::from_le_bytes([three[0], three[1], three[2], 0]))
    }

    /// A group that both belong to.
    pub fn shared(self, other: Self) -> Option<u32> {
        if self.count == 0 || other.count == 0 {
            return None;
        }
        let (mut ours, mut theirs) = (self.all().peekable(), other.all().peekable());
        while let (Some(one), Some(two)) = (ours.peek(), theirs.peek()) {
            match one.cmp(two) {
                std::cmp::Ordering::Equal => return Some(*one),
                std::cmp::Ordering::Less => _ = ours.next(),
                std::cmp::Ordering::Greater => _ = theirs.next(),
            }
        }
        None
    }
}

fn number(at: usize) -> Option<usize> {
    let bytes = TABLE.get(at..at + 4)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize)
}

/// The groups of the word with this hash.
pub(crate) fn groups(hash: u64) -> Groups {
    found(hash).unwrap_or_default()
}

fn found(hash: u64) -> Option<Groups> {
    let bucket = (hash >> (64 - BITS)) as usize;
    let mark = ((hash >> (48 - BITS)) as u16).to_le_bytes();
    let mut at = ENTRIES + number(HEAD + 4 * bucket)?;
    let end = ENTRIES + number(HEAD + 4 * bucket + 4)?;
    while at + 3 <= end {
        let count = *TABLE.get(at + 2)?;
        if TABLE.get(at..at + 2)? == mark {
            return Some(Groups { at: u32::try_from(at + 3).ok()?, count });
        }
        at += 3 + 3 * usize::from(count);
    }
    None
}

/// Writes a table: words as hashes, each with its groups.
pub(crate) fn pack(words: &std::collections::BTreeMap<u64, std::collections::BTreeSet<u32>>) -> Vec<u8> {
    let mut starts: Vec<u32> = Vec::with_capacity((1 << BITS) + 1);
    let mut entries: Vec<u8> = Vec::new();
    for (hash, groups) in words {
        let bucket = (hash >> (64 - BITS)) as usize;
        while starts.len() <= bucket {
            starts.push(u32::try_from(entries.len()).unwrap_or(u32::MAX));
        }
        entries.extend(((hash >> (48 - BITS)) as u16).to_le_bytes());
        let count = groups.len().min(255);
        entries.push(u8::try_from(count).unwrap_or(u8::MAX));
        groups.iter().take(count).for_each(|group| entries.extend(&group.to_le_bytes()[..3]));
    }
    while starts.len() <= 1 << BITS {
        starts.push(u32::try_from(entries.len()).unwrap_or(u32::MAX));
    }
    let mut table = b"RCN1".to_vec();
    starts.iter().for_each(|start| table.extend(start.to_le_bytes()));
    table.extend(entries);
    table
}
