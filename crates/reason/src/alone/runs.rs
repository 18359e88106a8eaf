//! Rows that each thread found, put together in order.
//!
//! The main functions are [`run_of`], which puts the rows of one run in order, in the thread that made it, and [`merge`], one
//! walk along all runs, which a rule that only speaks can be told from without its rows ever lying in memory at once. Rows are
//! compared as numbers of one frame ([`Whole`]), in which the surest of those that say the same stands last.

use super::bits::{Bits, Frame, Moved, Whole, grade_of, in_limbs, is_same, least};
use crate::join::Derived;
use crate::names::{Code, small};
use crate::store::Grade;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::ops::Range;
use std::sync::Arc;

/// What was derived by one thread in one go, in order, each row once and as sure as the surest.
pub(crate) fn run_of(derived: &Derived, order: &[usize]) -> Bits {
    let frame = Frame::of(&derived.codes, derived.width, order);
    in_limbs!(frame, run_in(derived, frame))
}

fn run_in<const N: usize>(derived: &Derived, frame: Frame) -> Bits {
    let mut rows: Vec<Whole<N>> = derived.rows().map(|(row, grade)| frame.whole(row, grade)).collect();
    rows.sort_unstable();
    let mut bits = Bits::new(frame, rows.len());
    rows.chunk_by(is_same).for_each(|same| bits.put(&same[same.len() - 1]));
    bits
}

/// Tells each different row of some runs once, in order, as sure as the surest.
pub(crate) fn merge(runs: Vec<Bits>, order: &[usize], mut each: impl FnMut(&[Code], Grade)) {
    let (runs, frame) = framed(runs, order);
    in_limbs!(frame, merge_in(runs, &frame, &mut each));
}

fn merge_in<const N: usize>(runs: Vec<Bits>, frame: &Frame, each: &mut impl FnMut(&[Code], Grade)) {
    let walks = runs.into_iter().map(|bits| Walk::<N>::all(&Arc::new(bits), frame)).collect();
    let mut row = Vec::new();
    interleave(walks, |whole| {
        frame.read(whole, &mut row);
        each(&row, grade_of(whole));
    });
}

/// Runs that have rows, and a frame for all of these.
fn framed(mut runs: Vec<Bits>, order: &[usize]) -> (Vec<Bits>, Frame) {
    runs.retain(|bits| bits.len() > 0);
    let frames: Vec<&Frame> = runs.iter().map(Bits::frame).collect();
    let frame = Frame::over(&frames, order);
    (runs, frame)
}

/// Rows of a run in the frame of all. The run is dropped with the last walk along it.
struct Walk<const N: usize> {
    bits: Arc<Bits>,
    moved: Moved<N>,
    rows: Range<u32>,
}

impl<const N: usize> Walk<N> {
    fn all(bits: &Arc<Bits>, frame: &Frame) -> Self {
        Self { bits: Arc::clone(bits), moved: Moved::new(bits.frame(), frame), rows: 0..small(bits.len()) }
    }

    fn row(&self, row: u32) -> Whole<N> {
        self.moved.row(&self.bits.whole(row))
    }

    /// The rows before another, and those from there on.
    fn split(self, at: &Whole<N>) -> [Self; 2] {
        let half = halve(self.rows.clone(), |row| self.row(row) < *at);
        let after = Self { bits: Arc::clone(&self.bits), moved: self.moved.clone(), rows: half..self.rows.end };
        [Self { rows: 0..half, ..self }, after]
    }
}

impl<const N: usize> Iterator for Walk<N> {
    type Item = Whole<N>;

    fn next(&mut self) -> Option<Whole<N>> {
        self.rows.next().map(|row| self.row(row))
    }
}

/// Tells the rows of runs by one walk along all of them; who comes to the end of a run drops it.
fn interleave<const N: usize>(walks: Vec<Walk<N>>, mut each: impl FnMut(&Whole<N>)) {
    let count = walks.len();
    let mut walks: Vec<Option<Walk<N>>> = walks.into_iter().map(Some).collect();
    let mut next = |walk: usize| {
        let row = walks[walk].as_mut().and_then(Iterator::next);
        if row.is_none() {
            walks[walk] = None;
        }
        row
    };
    let first = (0..count).filter_map(|walk| Some(Reverse((next(walk)?, walk))));
    let mut heads: BinaryHeap<Reverse<(Whole<N>, usize)>> = first.collect();
    let mut last = None;
    while let Some(mut head) = heads.peek_mut() {
        let Reverse((row, walk)) = *head;
        if let Some(last) = last.filter(|last| !is_same(last, &row)) {
            each(&last);
        }
        last = Some(row);
        match next(walk) {
            Some(next) => head.0.0 = next,
            None => {
                PeekMut::pop(head);
            }
        }
    }
    last.iter().for_each(each);
}

/// Rows that are not worth a second thread.
const FEW: usize = 20_000;

/// All rows of some runs in one, each half by a thread of its own where there are many.
pub(super) fn together(runs: Vec<Bits>, order: &[usize]) -> Bits {
    let (runs, frame) = framed(runs, order);
    in_limbs!(frame, together_in(runs, &frame))
}

fn together_in<const N: usize>(runs: Vec<Bits>, frame: &Frame) -> Bits {
    let rows: usize = runs.iter().map(Bits::len).sum();
    let walks: Vec<Walk<N>> = runs.into_iter().map(|bits| Walk::all(&Arc::new(bits), frame)).collect();
    let made = |walks: Vec<Walk<N>>, room: usize| {
        let mut bits = Bits::new(frame.clone(), room);
        interleave(walks, |whole| bits.put(whole));
        bits
    };
    let longest = walks.iter().max_by_key(|walk| walk.rows.len());
    // Rows that say the same fall on one side.
    let Some(middle) = longest.filter(|_| rows > FEW).map(|walk| least(walk.row(walk.rows.end / 2))) else {
        return made(walks, rows);
    };
    let (before, after): (Vec<_>, Vec<_>) = walks.into_iter().map(|walk| walk.split(&middle).into()).unzip();
    let left = after.iter().map(|walk| walk.rows.len()).sum();
    let (mut bits, rest) = rayon::join(|| made(before, rows), || made(after, left));
    bits.append(&rest);
    bits
}

/// Numbers that are gone through one by one: no faster to halve, since where that goes on cannot be foreseen.
const SHORT: u32 = 8;

/// The first number of a range of which something does not hold that holds of all before it.
#[inline]
pub(super) fn halve(range: Range<u32>, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut from, mut to) = (range.start, range.end);
    while to - from > SHORT {
        let middle = from + (to - from) / 2;
        match holds(middle) {
            true => from = middle + 1,
            false => to = middle,
        }
    }
    (from..to).find(|at| !holds(*at)).unwrap_or(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Rows of so many values, of which many are the same, with those of all bits where they are to be wide.
    fn made(arity: usize, rows: u32, seed: u32, wide: bool) -> Derived {
        let value = |at: u32| {
            let mixed = (at / 2 + seed * 65_537).wrapping_mul(0x9e37_79b9) >> 9;
            Code(if wide { (mixed & 3).wrapping_mul(0x5555_5555) } else { mixed & 31 })
        };
        let codes = (0..rows * u32::try_from(arity).unwrap()).map(value).collect();
        let grades = (0..rows).map(|at| u8::try_from((at + seed) % 3 + 1).unwrap()).collect();
        Derived { width: arity, codes, grades, steps: 0 }
    }

    #[test]
    fn rows_of_any_width_are_told_once_in_order_as_sure_as_the_surest() {
        for (arity, rows, wide) in [(1, 50, false), (3, 30_000, false), (4, 60, true), (6, 25_000, true), (31, 40, true)] {
            let order: Vec<usize> = (0..arity).rev().collect();
            let runs: Vec<Derived> = (0..5).map(|seed| made(arity, rows * (seed % 3), seed, wide)).collect();
            let key = |row: &[Code]| order.iter().map(|place| row[*place]).collect::<Vec<_>>();
            let mut wanted: BTreeMap<Vec<Code>, Grade> = BTreeMap::new();
            for (row, grade) in runs.iter().flat_map(Derived::rows) {
                let best = wanted.entry(key(row)).or_default();
                *best = grade.max(*best);
            }
            let wanted: Vec<(Vec<Code>, Grade)> = wanted.into_iter().collect();
            let in_order = || runs.iter().map(|run| run_of(run, &order)).collect::<Vec<_>>();
            let mut told = Vec::new();
            merge(in_order(), &order, |row, grade| told.push((key(row), grade)));
            assert!(told == wanted, "told: {arity} values, {rows} rows");
            let bits = together(in_order(), &order);
            let row = |at: u32| ((0..arity).rev().map(|place| bits.code(at, place)).collect(), bits.grade(at));
            assert!((0..small(bits.len())).map(row).eq(wanted), "together: {arity} values, {rows} rows");
        }
    }
}
