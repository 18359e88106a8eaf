//! Numbers in short lists, each found by the number of its list.
//!
//! The main type is [`Lists`]. What is looked up by a value stands in one row of memory, list after list; a list begins
//! where the one before it ends. They are made in two passes, one that counts and one that writes, each by two threads.

use super::memory::Memory;
use std::ops::Range;

/// See the module's page.
#[derive(Debug)]
pub(super) struct Lists {
    /// Where each list begins, and one past the last number.
    starts: Vec<u32>,
    numbers: Memory,
}

/// Where each of so many lists would begin, and one past the last number, if each number that is met stood in the list that
/// is told with it. `met` gives a part of so many choices.
pub(super) fn starts<I>(lists: usize, choices: usize, met: impl Fn(Range<usize>) -> I + Sync) -> Vec<u32>
where
    I: Iterator<Item = (usize, u32)>,
{
    let count = |part: Range<usize>| {
        let mut counts = vec![0_u32; lists + 1];
        met(part).for_each(|(list, _)| counts[list + 1] += 1);
        counts
    };
    let (mut starts, more) = rayon::join(|| count(0..choices / 2), || count(choices / 2..choices));
    let mut sum = 0;
    for (start, more) in starts.iter_mut().zip(more) {
        sum += *start + more;
        *start = sum;
    }
    starts
}

impl Lists {
    /// So many lists of the numbers that are met, each list in the order in which they are.
    pub fn new<I>(lists: usize, choices: usize, met: impl Fn(Range<usize>) -> I + Sync) -> Self
    where
        I: Iterator<Item = (usize, u32)>,
    {
        let starts = starts(lists, choices, &met);
        let all = starts[lists] as usize;
        let mut numbers = Memory::new(all * 4);
        // The lists of each thread hold about half of the numbers.
        let half = starts.partition_point(|start| (*start as usize) < all / 2).min(lists);
        let (before, after) = numbers.split_at_mut(starts[half] as usize * 4);
        let fill = |own: Range<usize>, bytes: &mut [u8]| {
            let first = starts[own.start];
            let mut next = starts[own.clone()].to_vec();
            for (list, number) in met(0..choices).filter(|(list, _)| own.contains(list)) {
                let at = &mut next[list - own.start];
                let byte = (*at - first) as usize * 4;
                bytes[byte..byte + 4].copy_from_slice(&number.to_le_bytes());
                *at += 1;
            }
        };
        rayon::join(|| fill(0..half, before), || fill(half..lists, after));
        Self { starts, numbers }
    }

    /// Where the numbers of a list stand.
    pub fn range(&self, list: usize) -> Range<u32> {
        self.starts[list]..self.starts[list + 1]
    }

    /// The number at a place.
    #[inline]
    pub fn number(&self, at: u32) -> u32 {
        self.numbers.number(at)
    }

    /// Puts the numbers of each list that has more than so many into the order of a key.
    pub fn sort<K: Ord>(&mut self, more_than: u32, key: impl Fn(u32) -> K + Sync) {
        let lists = self.starts.len() - 1;
        let half = lists / 2;
        let (before, after) = self.numbers.split_at_mut(self.starts[half] as usize * 4);
        let starts = &self.starts;
        let sort = |own: Range<usize>, bytes: &mut [u8]| {
            let mut sorted = Vec::new();
            let first = starts[own.start];
            for list in own.filter(|list| starts[list + 1] - starts[*list] > more_than) {
                let within = |at: u32| (at - first) as usize * 4;
                let bytes = &mut bytes[within(starts[list])..within(starts[list + 1])];
                sorted.clear();
                let numbers = bytes.chunks_exact(4).map(|own| u32::from_le_bytes([own[0], own[1], own[2], own[3]]));
                sorted.extend(numbers.map(|number| (key(number), number)));
                sorted.sort_unstable();
                bytes
                    .chunks_exact_mut(4)
                    .zip(&sorted)
                    .for_each(|(own, (_, number))| own.copy_from_slice(&number.to_le_bytes()));
            }
        };
        rayon::join(|| sort(0..half, before), || sort(half..lists, after));
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        self.starts.len() * 4 + self.numbers.room()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::small;

    #[test]
    fn each_number_stands_in_its_list_in_the_order_of_a_key() {
        for (lists, choices) in [(1, 0), (1, 5), (7, 300), (64, 20_000)] {
            let list = |at: usize| at.wrapping_mul(0x9e37_79b9) >> 7 & 63;
            let met = |part: Range<usize>| part.map(list).zip(0..).filter(|(list, _)| *list < lists).collect::<Vec<_>>();
            let numbered = |part: Range<usize>| {
                let first = small(part.start);
                met(part).into_iter().map(move |(list, at)| (list, at + first))
            };
            let mut made = Lists::new(lists, choices, numbered);
            let of = |made: &Lists, list: usize| made.range(list).map(|at| made.number(at)).collect::<Vec<_>>();
            let wanted = |own: usize| (0..small(choices)).filter(move |at| list(*at as usize) == own).collect::<Vec<_>>();
            assert!((0..lists).all(|list| of(&made, list) == wanted(list)), "{lists} lists of {choices}");
            made.sort(2, std::cmp::Reverse);
            for list in 0..lists {
                let mut wanted = wanted(list);
                if wanted.len() > 2 {
                    wanted.reverse();
                }
                assert_eq!(of(&made, list), wanted, "{lists} lists of {choices}, sorted");
            }
        }
    }
}
