//! Bytes that go back to the system when they are not needed any more.
//!
//! The main type is [`Memory`]. What is derived comes and goes in megabytes, made by one thread and dropped by another, and
//! an allocator keeps much of that for what may come next: a run took half as much again as what it held. So large pieces
//! are mapped each by itself, through a crate that does this safely; a page that is never written takes nothing.

use memmap2::MmapMut;
use std::ops::{Deref, DerefMut};

/// Bytes from which on a piece is mapped by itself.
const LARGE: usize = 1 << 16;
/// Bytes behind the last, so that sixteen can be read from anywhere.
const BEHIND: usize = 16;

/// Bytes from which on a piece is best kept in pages of two megabytes: it is looked into everywhere, and finding its pages
/// is what takes the time.
const HUGE: usize = 4 << 20;

/// Asks for large pages, where there are any.
#[cfg(target_os = "linux")]
fn in_huge_pages(mapped: &MmapMut) {
    // It is as good without.
    let _ = mapped.advise(memmap2::Advice::HugePage);
}

#[cfg(not(target_os = "linux"))]
fn in_huge_pages(_: &MmapMut) {}

/// See the module's page.
#[derive(Debug)]
pub(crate) enum Memory {
    Small(Vec<u8>),
    Mapped(MmapMut),
}

impl Default for Memory {
    fn default() -> Self {
        Self::Small(Vec::new())
    }
}

impl Memory {
    /// So many bytes, all zero, and some more behind them.
    pub fn new(bytes: usize) -> Self {
        let all = bytes + BEHIND;
        let mapped = (all >= LARGE).then(|| MmapMut::map_anon(all).ok()).flatten();
        if let Some(mapped) = mapped.as_ref().filter(|_| all >= HUGE) {
            in_huge_pages(mapped);
        }
        mapped.map_or_else(|| Self::Small(vec![0; all]), Self::Mapped)
    }

    /// Bytes that can be used.
    pub fn room(&self) -> usize {
        self.len().saturating_sub(BEHIND)
    }

    /// The same with more room.
    pub fn grow(&mut self, bytes: usize) {
        let mut larger = Self::new(bytes);
        let own = self.room();
        larger[..own].copy_from_slice(&self[..own]);
        *self = larger;
    }

    /// Eight bytes from one on, as a number.
    pub fn word(&self, at: usize) -> u64 {
        let mut word = [0; 8];
        word.copy_from_slice(&self[at..at + 8]);
        u64::from_le_bytes(word)
    }

    /// Sets bits that are not set in the eight bytes from one on.
    pub fn set(&mut self, at: usize, bits: u64) {
        let word = self.word(at) | bits;
        self[at..at + 8].copy_from_slice(&word.to_le_bytes());
    }

    /// Sixteen bytes from one on, as a number.
    pub fn wide(&self, at: usize) -> u128 {
        let mut wide = [0; 16];
        wide.copy_from_slice(&self[at..at + 16]);
        u128::from_le_bytes(wide)
    }

    /// Sets bits that are not set in the sixteen bytes from one on.
    pub fn set_wide(&mut self, at: usize, bits: u128) {
        let wide = self.wide(at) | bits;
        self[at..at + 16].copy_from_slice(&wide.to_le_bytes());
    }

    /// A number of a list of them, four bytes each.
    pub fn number(&self, at: u32) -> u32 {
        let mut number = [0; 4];
        number.copy_from_slice(&self[at as usize * 4..at as usize * 4 + 4]);
        u32::from_le_bytes(number)
    }
}

impl Deref for Memory {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Small(bytes) => bytes,
            Self::Mapped(bytes) => bytes,
        }
    }
}

impl DerefMut for Memory {
    fn deref_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Small(bytes) => bytes,
            Self::Mapped(bytes) => bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_where_there_is_little_and_where_there_is_much() {
        for room in [16, LARGE * 2] {
            let mut memory = Memory::new(room);
            let last = u32::try_from(room / 4 - 1).unwrap();
            memory[4] = 7;
            memory[last as usize * 4..][..4].copy_from_slice(&[u8::MAX; 4]);
            memory.set(1, 1 << 8);
            assert_eq!((memory.number(0), memory.number(1), memory.number(last)), (1 << 16, 7, u32::MAX));
            assert_eq!(memory.word(room), 0, "behind the last");
            memory.set_wide(room, 3 << 64);
            assert_eq!((memory.word(room), memory.word(room + 8)), (0, 3));
            memory.grow(room * 3);
            assert_eq!((memory.room(), memory.number(last), memory.number(last + 1)), (room * 3, u32::MAX, 0));
        }
    }
}
