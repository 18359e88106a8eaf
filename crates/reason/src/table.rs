//! Numbers found by what they stand for: the hash tables that facts are joined by.
//!
//! The main types are [`Table`], a set of numbers whose keys lie elsewhere, and [`Index`], which chains the numbers
//! that share a key in the order in which they were entered. Neither holds a key: the caller hashes it and says
//! whether a number's own key is the one sought, so that a fact lies in memory once, however many ways there are to
//! find it. The hash is fixed and nothing ever goes through a table in its own order, so no answer depends on it.

/// No number.
pub(crate) const NONE: u32 = u32::MAX;

/// Slots of a table when its first number is entered.
const FIRST_SLOTS: usize = 16;

/// Mixes some numbers into a hash: multiply and fold, once a number, and once more so that every bit counts.
pub(crate) fn hash(numbers: impl Iterator<Item = u32>) -> u32 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut sum: u64 = 0x51_7c_c1_b7;
    for number in numbers {
        sum = (sum ^ u64::from(number)).wrapping_mul(ODD);
        sum ^= sum >> 32;
    }
    sum = sum.wrapping_mul(ODD);
    u32::try_from(sum >> 32).unwrap_or_default()
}

/// Mixes some bytes into a hash.
pub(crate) fn hash_text(text: &str) -> u32 {
    let mut chunks = text.as_bytes().chunks_exact(4);
    let mut last = [0; 4];
    last[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
    let whole = chunks.by_ref().map(|chunk| chunk.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)));
    let length = u32::try_from(text.len()).unwrap_or(NONE);
    hash(whole.chain([u32::from_be_bytes(last), length]))
}

/// See the module's page. Open addressing with linear probing; a slot holds a hash and a number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// The hash in the upper half, the number plus one in the lower; 0 where the slot is free.
    slots: Vec<u64>,
    used: usize,
}

impl Table {
    /// The number with this hash that is the one sought.
    pub fn find(&self, hash: u32, is: impl Fn(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let last = self.slots.len() - 1;
        let mut at = hash as usize & last;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return None;
            }
            let number = low(slot) - 1;
            if high(slot) == hash && is(number) {
                return Some(number);
            }
            at = (at + 1) & last;
        }
    }

    /// Enters a number that is not there.
    pub fn insert(&mut self, hash: u32, number: u32) {
        if self.used * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        self.used += 1;
        place(&mut self.slots, u64::from(hash) << 32 | u64::from(number + 1));
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(FIRST_SLOTS);
        let mut slots = vec![0; size];
        for slot in self.slots.iter().filter(|slot| **slot != 0) {
            place(&mut slots, *slot);
        }
        self.slots = slots;
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.slots.capacity() * 8
    }
}

fn place(slots: &mut [u64], slot: u64) {
    let last = slots.len() - 1;
    let mut at = high(slot) as usize & last;
    while slots[at] != 0 {
        at = (at + 1) & last;
    }
    slots[at] = slot;
}

fn high(slot: u64) -> u32 {
    u32::try_from(slot >> 32).unwrap_or_default()
}

fn low(slot: u64) -> u32 {
    u32::try_from(slot & u64::from(u32::MAX)).unwrap_or_default()
}

/// Numbers 0, 1, 2 … by a key that several may share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    table: Table,
    /// The first and the last number of each key.
    groups: Vec<(u32, u32)>,
    /// The next number with the same key.
    next: Vec<u32>,
}

impl Index {
    /// How many numbers were entered.
    pub fn len(&self) -> usize {
        self.next.len()
    }

    /// Enters the next number, whose key has this hash; `same` says whether another number has its key.
    pub fn enter(&mut self, hash: u32, same: impl Fn(u32) -> bool) {
        let number = u32::try_from(self.next.len()).unwrap_or(NONE);
        self.next.push(NONE);
        let groups = &self.groups;
        match self.table.find(hash, |group| same(groups[group as usize].0)) {
            Some(group) => {
                let last = &mut self.groups[group as usize].1;
                self.next[*last as usize] = number;
                *last = number;
            }
            None => {
                self.table.insert(hash, u32::try_from(self.groups.len()).unwrap_or(NONE));
                self.groups.push((number, number));
            }
        }
    }

    /// The first number with a key, or [`NONE`].
    pub fn first(&self, hash: u32, is: impl Fn(u32) -> bool) -> u32 {
        let groups = &self.groups;
        self.table.find(hash, |group| is(groups[group as usize].0)).map_or(NONE, |group| groups[group as usize].0)
    }

    /// The next number with the same key, or [`NONE`].
    pub fn after(&self, number: u32) -> u32 {
        self.next[number as usize]
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.table.bytes() + self.groups.capacity() * 8 + self.next.capacity() * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn numbers_are_found_by_keys_that_lie_elsewhere() {
        // A hash that many keys share, so that equal hashes are told apart by their keys.
        let keys: Vec<u32> = (0..5000).map(|at| at * at % 977).collect();
        let rough = |key: u32| hash([key % 50].into_iter());
        let mut index = Index::default();
        let mut wanted: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (number, key) in (0..).zip(&keys) {
            index.enter(rough(*key), |other| keys[other as usize] == *key);
            wanted.entry(*key).or_default().push(number);
        }
        assert_eq!((index.len(), index.groups.len()), (keys.len(), wanted.len()));
        for key in 0..1000 {
            let mut found = Vec::new();
            let mut at = index.first(rough(key), |other| keys[other as usize] == key);
            while at != NONE {
                found.push(at);
                at = index.after(at);
            }
            assert_eq!(found, wanted.get(&key).cloned().unwrap_or_default(), "{key}");
        }
    }

    #[test]
    fn texts_of_one_beginning_have_hashes_of_their_own() {
        let mut hashes: Vec<u32> = (0..2000).map(|at| hash_text(&format!("sources/{at}.md"))).collect();
        hashes.extend(["", "a", "a\0", "abcd", "abcd\0"].map(hash_text));
        let all = hashes.len();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), all);
    }
}
