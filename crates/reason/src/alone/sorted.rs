//! Derived facts of one name, in order.
//!
//! The main type is [`Sorted`]: rows that stand in the order of their values, those places first that rules ask by most.
//! So a fact that follows twice lies beside itself, no table is needed to see that, and rows that agree in their first
//! places are found by halving. For other places the numbers of the rows are kept in another order. A short list says where
//! the rows of each stretch of the first place begin ([`Order`]), so that halving begins near its end.

use super::bits::{Bits, Part};
use super::memory::Memory;
use super::runs::{FEW, halve, together};
use crate::names::{Code, small};
use crate::store::{Grade, different};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::OnceLock;

/// Rows of a stretch that are all looked at, where they do not stand in order anyway.
const SCANNED: u32 = 32;
/// Rows with the same values that are gone through one by one before halving.
const NEAR: u32 = 4;
/// Rows for one entry of the list of stretches, about.
const STRETCH: usize = 4;

/// An order in which rows are found.
#[derive(Debug)]
struct Order {
    /// The places that rows are ordered by, the first first.
    places: Vec<usize>,
    /// The numbers of the rows in this order; nothing where they stand in it.
    rows: Option<Memory>,
    /// Where the rows of each stretch of numbers of the first place begin, and one past the last row.
    stretches: Vec<u32>,
    /// Bits of such a number that are within its stretch.
    within: u32,
}

/// What rows are sought by: the bits of some places, in an order of them.
#[derive(Debug, Default)]
struct Sought {
    /// The number of the first place.
    number: u32,
    len: u32,
    first: Part,
    /// What does not stand beside that: of most lookups nothing, or one part.
    second: Part,
    more: Vec<Part>,
}

impl Sought {
    fn new(mut parts: impl Iterator<Item = Option<Part>>) -> Option<Self> {
        let mut sought = Self::default();
        let Some(first) = parts.next() else {
            return Some(sought);
        };
        let mut last = first?;
        sought.number = u32::try_from(last.number).unwrap_or_default();
        for part in parts {
            let part = part?;
            match last.with(&part) {
                Some(both) => last = both,
                None => sought.put(std::mem::replace(&mut last, part)),
            }
        }
        sought.put(last);
        Some(sought)
    }

    fn put(&mut self, part: Part) {
        match self.len {
            0 => self.first = part,
            1 => self.second = part,
            _ => self.more.push(part),
        }
        self.len += 1;
    }

    /// How a row compares with it.
    #[inline]
    fn compare(&self, bits: &Bits, row: u32) -> Ordering {
        let found = bits.compare(row, &self.first);
        if self.len <= 1 || found.is_ne() { found } else { self.compare_more(bits, row) }
    }

    fn compare_more(&self, bits: &Bits, row: u32) -> Ordering {
        std::iter::once(&self.second)
            .chain(&self.more)
            .map(|part| bits.compare(row, part))
            .find(|found| found.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

/// See the module's page.
#[derive(Debug)]
pub(crate) struct Sorted {
    bits: Bits,
    /// The first is that in which the rows stand.
    orders: Vec<Order>,
    different: Vec<OnceLock<usize>>,
}

impl Sorted {
    /// Of runs in this order of their places.
    pub fn new(runs: Vec<Bits>, order: Vec<usize>) -> Self {
        let bits = together(runs, &order);
        let different = order.iter().map(|_| OnceLock::new()).collect();
        let mut sorted = Self { bits, orders: Vec::new(), different };
        let (within, mut stretches) = sorted.stretches(order.first().copied());
        if let Some(first) = order.first() {
            sorted.count_up(*first, within, &mut stretches);
        }
        sorted.orders.push(Order { places: order, rows: None, stretches, within });
        sorted
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.bits.len()
    }

    pub fn grade(&self, row: u32) -> Grade {
        self.bits.grade(row)
    }

    pub fn args(&self, row: u32) -> impl Iterator<Item = Code> + use<'_> {
        (0..self.bits.arity()).map(move |place| self.bits.code(row, place))
    }

    #[inline]
    pub fn arg(&self, row: u32, place: usize) -> Code {
        self.bits.code(row, place)
    }

    /// Tells all rows, in order.
    pub fn tell(&self, mut each: impl FnMut(&[Code], Grade)) {
        for row in 0..small(self.len()) {
            each(&self.args(row).collect::<Vec<_>>(), self.grade(row));
        }
    }

    /// Notes for all places how many different values stand there, side by side.
    pub fn note_different(&self) {
        (0..self.bits.arity()).into_par_iter().for_each(|place| {
            self.different(place);
        });
    }

    /// How many different values stand at a place.
    pub fn different(&self, place: usize) -> usize {
        let codes = || (0..small(self.len())).map(|row| self.bits.code(row, place));
        *self.different[place].get_or_init(|| different(codes()))
    }

    /// An empty list of the stretches of a place, and how many bits are within one.
    fn stretches(&self, place: Option<usize>) -> (u32, Vec<u32>) {
        let width = place.map_or(0, |place| self.bits.width(place));
        let enough = (self.len() / STRETCH).max(1).ilog2();
        let within = width.saturating_sub(enough);
        (within, vec![0; (1 << (width - within)) + 1])
    }

    fn stretch(&self, row: u32, place: usize, within: u32) -> usize {
        self.bits.number(row, place).checked_shr(within).unwrap_or(0) as usize
    }

    /// Notes where the rows of each stretch begin, were they in the order of that place.
    fn count_up(&self, place: usize, within: u32, stretches: &mut [u32]) {
        for row in 0..small(self.len()) {
            stretches[self.stretch(row, place, within) + 1] += 1;
        }
        let mut sum = 0;
        for count in stretches {
            sum += *count;
            *count = sum;
        }
    }

    /// The order whose first places are those of a mask.
    fn order_for(&self, mask: u64) -> Option<&Order> {
        let begins = |order: &&Order| {
            let first = order.places.iter().take(mask.count_ones() as usize);
            first.fold(0_u64, |all, place| all | 1 << place) == mask
        };
        self.orders.iter().find(begins)
    }

    /// Makes sure that rows are found by their values at the places of a mask.
    pub fn index(&mut self, mask: u64) {
        if mask == 0 || self.order_for(mask).is_some() {
            return;
        }
        let mut places: Vec<usize> = (0..self.bits.arity()).filter(|place| mask >> place & 1 == 1).collect();
        places.sort_by_key(|place| std::cmp::Reverse(self.different(*place)));
        let first = places[0];
        let (within, mut stretches) = self.stretches(Some(first));
        self.count_up(first, within, &mut stretches);
        let mut rows = Memory::new(self.len() * 4);
        let mut next = stretches.clone();
        for row in 0..small(self.len()) {
            let at = &mut next[self.stretch(row, first, within)];
            rows.set_number(*at, row);
            *at += 1;
        }
        drop(next);
        // Stretches that follow each other hold about half of the rows.
        let half = stretches.partition_point(|at| (*at as usize) < self.len() / 2).min(stretches.len() - 1);
        let (left, right) = rows.split_at_mut(stretches[half] as usize * 4);
        let sort = |list: &mut [u8], stretches: &[u32]| self.sort_stretches(list, stretches, &places);
        match self.len() < FEW {
            true => (sort(left, &stretches[..=half]), sort(right, &stretches[half..])),
            false => rayon::join(|| sort(left, &stretches[..=half]), || sort(right, &stretches[half..])),
        };
        self.orders.push(Order { places, rows: Some(rows), stretches, within });
    }

    /// Puts the rows of each long stretch into the order of some places; `list` are the numbers of the rows of these stretches.
    fn sort_stretches(&self, list: &mut [u8], stretches: &[u32], places: &[usize]) {
        let later = |one: u32, other: u32| {
            let each = places[1..].iter().map(|place| self.bits.code(one, *place).cmp(&self.bits.code(other, *place)));
            each.into_iter().find(|found| found.is_ne()).unwrap_or(Ordering::Equal)
        };
        let mut own: Vec<(Code, u32)> = Vec::new();
        for stretch in stretches.windows(2).filter(|stretch| stretch[1] - stretch[0] > SCANNED) {
            let within = |at: u32| (at - stretches[0]) as usize * 4;
            let numbers = &mut list[within(stretch[0])..within(stretch[1])];
            own.clear();
            let rows = numbers.chunks_exact(4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
            own.extend(rows.map(|row| (self.bits.code(row, places[0]), row)));
            own.sort_unstable_by(|one, other| {
                one.0.cmp(&other.0).then_with(|| later(one.1, other.1)).then(one.1.cmp(&other.1))
            });
            numbers.chunks_exact_mut(4).zip(&own).for_each(|(bytes, (_, row))| bytes.copy_from_slice(&row.to_le_bytes()));
        }
    }

    /// Forgets all orders but that in which the rows stand.
    pub fn drop_indexes(&mut self) {
        self.orders.truncate(1);
    }

    /// The rows with these values at the places of a mask.
    pub fn find(&self, mask: u64, key: &[Code]) -> impl Iterator<Item = u32> + use<'_> {
        let order = self.order_for(mask);
        // Where the value of a place stands in the key, which is by place.
        let code = |place: usize| key[(mask & ((1 << place) - 1)).count_ones() as usize];
        let sought = order.and_then(|order| {
            let parts = order.places[..key.len()].iter().map(|place| self.bits.part(*place, code(*place)));
            Sought::new(parts)
        });
        let among = order.zip(sought.as_ref()).map(|(order, sought)| self.range(order, sought, key.len()));
        let (range, is_exact) = among.unwrap_or((0..0, true));
        let rows = order.and_then(|order| order.rows.as_ref());
        let is = move |row: &u32| is_exact || sought.as_ref().is_some_and(|sought| sought.compare(&self.bits, *row).is_eq());
        range.map(move |at| rows.map_or(at, |rows| rows.number(at))).filter(is)
    }

    /// Among what rows those stand that are sought by so many places, and whether these are all of them.
    fn range(&self, order: &Order, sought: &Sought, places: usize) -> (Range<u32>, bool) {
        if places == 0 {
            return (0..small(self.len()), true);
        }
        let stretch = sought.number.checked_shr(order.within).unwrap_or(0) as usize;
        let range = order.stretches[stretch]..order.stretches[stretch + 1];
        if range.is_empty() || order.within == 0 && places == 1 {
            return (range, true);
        }
        if order.rows.is_some() && range.len() <= SCANNED as usize {
            return (range, false);
        }
        let row = |at: u32| order.rows.as_ref().map_or(at, |rows| rows.number(at));
        let compare = |at: u32| sought.compare(&self.bits, row(at));
        let from = halve(range.clone(), |at| compare(at).is_lt());
        // Most often there is none, or few.
        let near = range.end.min(from + NEAR);
        match (from..near).find(|at| compare(*at).is_ne()) {
            Some(to) => (from..to, true),
            None => (from..halve(near..range.end, |at| compare(at).is_le()), true),
        }
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        let order = |order: &Order| (order.stretches.capacity() + order.rows.as_ref().map_or(0, |rows| rows.room() / 4)) * 4;
        self.bits.bytes() + self.orders.iter().map(order).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alone::runs::run_of;
    use crate::join::Derived;
    use std::collections::BTreeMap;

    /// Rows that look random, in runs, with the order of their places.
    fn made(seed: u32) -> (Vec<Derived>, Vec<usize>) {
        let arity = 1 + seed as usize % 4;
        let value = |at: u32| Code((at + seed * 65_537).wrapping_mul(0x9e37_79b9) >> 16 & (7 << (seed % 5)));
        let run = |nth: u32| {
            let rows = nth * 40 % 130;
            let codes = (0..rows * u32::try_from(arity).unwrap()).map(|at| value(nth * 1000 + at)).collect();
            let grades = (0..rows).map(|at| u8::try_from(at % 3 + 1).unwrap()).collect();
            Derived { width: arity, codes, grades, steps: 0 }
        };
        let mut order: Vec<usize> = (0..arity).collect();
        order.rotate_left(seed as usize % arity);
        ((0..seed % 6).map(run).collect(), order)
    }

    #[test]
    fn rows_are_kept_once_as_sure_as_the_surest_and_found_by_any_places() {
        for seed in 0..80 {
            let (runs, order) = made(seed);
            let mut wanted: BTreeMap<Vec<Code>, Grade> = BTreeMap::new();
            for (row, grade) in runs.iter().flat_map(Derived::rows) {
                let best = wanted.entry(row.to_vec()).or_default();
                *best = grade.max(*best);
            }
            let mut sorted = Sorted::new(runs.iter().map(|run| run_of(run, &order)).collect(), order.clone());
            let rows: BTreeMap<Vec<Code>, Grade> =
                (0..small(sorted.len())).map(|row| (sorted.args(row).collect(), sorted.grade(row))).collect();
            assert_eq!((sorted.len(), &rows), (wanted.len(), &wanted), "seed {seed}");
            for mask in 0..1_u64 << order.len() {
                sorted.index(mask);
                let of = |row: &[Code]| -> Vec<Code> {
                    row.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, code)| *code).collect()
                };
                let absent = vec![Code(1 << 20); mask.count_ones() as usize];
                for key in wanted.keys().map(|row| of(row)).chain([absent]) {
                    let mut found: Vec<Vec<Code>> = sorted.find(mask, &key).map(|row| sorted.args(row).collect()).collect();
                    found.sort();
                    let like: Vec<Vec<Code>> = wanted.keys().filter(|row| of(row) == key).cloned().collect();
                    assert_eq!(found, like, "seed {seed}, mask {mask:b}");
                }
            }
        }
    }
}
