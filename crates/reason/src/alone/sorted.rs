//! Derived facts of one name, in order.
//!
//! The main type is [`Sorted`]: rows that stand in the order of their values, those places first that rules ask by most.
//! So a fact that follows twice lies beside itself, no table is needed to see that, and rows that agree in their first
//! places are found by halving. For other places the numbers of the rows are kept in another order. A short list says where
//! the rows of each stretch of the first place begin ([`Order`]), so that halving begins near its end.

use super::bits::{Bits, Part};
use super::lists::{self, Lists};
use super::runs::{halve, together};
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
    /// The first of them as a mask, by how many these are.
    masks: Vec<u64>,
    stretches: Stretches,
    /// Bits of a number of the first place that are within its stretch.
    within: u32,
}

/// The rows of each stretch of numbers of a place.
#[derive(Debug)]
enum Stretches {
    /// Where those of each begin, and one past the last row, where they stand in this order.
    Own(Vec<u32>),
    /// Their numbers.
    Listed(Lists),
}

impl Order {
    fn new(places: Vec<usize>, stretches: Stretches, within: u32) -> Self {
        let mut mask = 0;
        let more = places.iter().map(|place| {
            mask |= 1 << place;
            mask
        });
        let masks = std::iter::once(0).chain(more).collect();
        Self { places, masks, stretches, within }
    }

    /// Where the rows of a stretch stand.
    fn range(&self, stretch: usize) -> Range<u32> {
        match &self.stretches {
            Stretches::Own(starts) => starts[stretch]..starts[stretch + 1],
            Stretches::Listed(lists) => lists.range(stretch),
        }
    }

    /// The row that stands somewhere.
    #[inline]
    fn row(&self, at: u32) -> u32 {
        match &self.stretches {
            Stretches::Own(_) => at,
            Stretches::Listed(lists) => lists.number(at),
        }
    }

    fn bytes(&self) -> usize {
        match &self.stretches {
            Stretches::Own(starts) => starts.len() * 4,
            Stretches::Listed(lists) => lists.bytes(),
        }
    }
}

/// What rows are sought by: the bits of some places, in an order of them.
#[derive(Debug, Default)]
struct Sought {
    len: u32,
    first: Part,
    /// What does not stand beside that: of most lookups nothing, or one part.
    second: Part,
    more: Vec<Part>,
}

impl Sought {
    fn new(first: Part, parts: impl Iterator<Item = Option<Part>>) -> Option<Self> {
        let mut sought = Self::default();
        let mut last = first;
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
        let (within, count) = sorted.stretches(order.first().copied());
        let starts = match order.first() {
            Some(first) => lists::starts(count, sorted.len(), |part| sorted.stretched(*first, within, part)),
            None => vec![0, small(sorted.len())],
        };
        sorted.orders.push(Order::new(order, Stretches::Own(starts), within));
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

    /// Notes for these places how many different values stand there, side by side.
    pub fn note_different(&self, places: &[usize]) {
        places.par_iter().for_each(|place| {
            self.different(*place);
        });
    }

    /// How many different values stand at a place.
    pub fn different(&self, place: usize) -> usize {
        let codes = || (0..small(self.len())).map(|row| self.bits.code(row, place));
        *self.different[place].get_or_init(|| different(codes()))
    }

    /// How many bits of a place are within a stretch, and how many stretches there are.
    fn stretches(&self, place: Option<usize>) -> (u32, usize) {
        let width = place.map_or(0, |place| self.bits.width(place));
        let enough = (self.len() / STRETCH).max(1).ilog2();
        let within = width.saturating_sub(enough);
        (within, 1 << (width - within))
    }

    /// Some rows, each behind the stretch of a place that it is in.
    fn stretched(&self, place: usize, within: u32, rows: Range<usize>) -> impl Iterator<Item = (usize, u32)> + use<'_> {
        let stretch = move |row: u32| self.bits.number(row, place).checked_shr(within).unwrap_or(0) as usize;
        (small(rows.start)..small(rows.end)).map(move |row| (stretch(row), row))
    }

    /// The order whose first places are those of a mask.
    fn order_for(&self, mask: u64) -> Option<&Order> {
        let count = mask.count_ones() as usize;
        self.orders.iter().find(|order| order.masks.get(count) == Some(&mask))
    }

    /// Makes sure that rows are found by their values at the places of a mask.
    pub fn index(&mut self, mask: u64) {
        if mask == 0 || self.order_for(mask).is_some() {
            return;
        }
        let mut places: Vec<usize> = (0..self.bits.arity()).filter(|place| mask >> place & 1 == 1).collect();
        places.sort_by_key(|place| std::cmp::Reverse(self.different(*place)));
        let first = places[0];
        let (within, count) = self.stretches(Some(first));
        let mut lists = Lists::new(count, self.len(), |part| self.stretched(first, within, part));
        let number = |row: u32, place: &usize| self.bits.number(row, *place);
        match places.len() {
            1 => lists.sort(SCANNED, |row| number(row, &first)),
            2..=4 => lists
                .sort(SCANNED, |row| places.iter().fold(0_u128, |all, place| all << 32 | u128::from(number(row, place)))),
            _ => lists.sort(SCANNED, |row| places.iter().map(|place| number(row, place)).collect::<Vec<_>>()),
        }
        self.orders.push(Order::new(places, Stretches::Listed(lists), within));
    }

    /// Forgets the orders whose places, as a mask, are not to be kept; never that in which the rows stand.
    pub fn keep_indexes(&mut self, is_kept: impl Fn(u64) -> bool) {
        let is_kept = |order: &Order| {
            matches!(order.stretches, Stretches::Own(_)) || order.masks.last().is_some_and(|mask| is_kept(*mask))
        };
        self.orders.retain(is_kept);
    }

    /// The rows with these values at the places of a mask.
    pub fn find(&self, mask: u64, key: &[Code]) -> impl Iterator<Item = u32> + use<'_> {
        let found = self.order_for(mask).and_then(|order| self.among(order, mask, key));
        found.into_iter().flat_map(move |(order, range, sought)| {
            let is = move |row: &u32| sought.as_ref().is_none_or(|sought| sought.compare(&self.bits, *row).is_eq());
            range.map(|at| order.row(at)).filter(is)
        })
    }

    /// Where in an order those rows stand that have such values; with what is sought where others stand among them.
    fn among<'s>(&'s self, order: &'s Order, mask: u64, key: &[Code]) -> Option<(&'s Order, Range<u32>, Option<Sought>)> {
        // Where the value of a place stands in the key, which is by place.
        let code = |place: usize| key[(mask & ((1 << place) - 1)).count_ones() as usize];
        let part = |place: &usize| self.bits.part(*place, code(*place));
        let mut places = order.places[..key.len()].iter();
        let Some(first) = places.next() else {
            return Some((order, 0..small(self.len()), None));
        };
        let first = part(first)?;
        let range = order.range(first.number.checked_shr(order.within).unwrap_or(0) as usize);
        // Most often there is none: then nothing else is looked at.
        if range.is_empty() || order.within == 0 && key.len() == 1 {
            return Some((order, range, None));
        }
        let sought = Sought::new(first, places.map(part))?;
        if matches!(order.stretches, Stretches::Listed(_)) && range.len() <= SCANNED as usize {
            return Some((order, range, Some(sought)));
        }
        let compare = |at: u32| sought.compare(&self.bits, order.row(at));
        let from = halve(range.clone(), |at| compare(at).is_lt());
        // Most often there are few.
        let near = range.end.min(from + NEAR);
        let to = (from..near).find(|at| compare(*at).is_ne());
        Some((order, from..to.unwrap_or_else(|| halve(near..range.end, |at| compare(at).is_le())), None))
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.bits.bytes() + self.orders.iter().map(Order::bytes).sum::<usize>()
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
