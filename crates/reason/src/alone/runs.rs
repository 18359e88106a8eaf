//! Rows that each thread found, put together in order.
//!
//! The main functions are [`run_of`], which puts the rows of one run in order, in the thread that made it, and [`merge`], one
//! walk along all runs, which a rule that only speaks can be told from without its rows ever lying in memory at once.

use super::bits::{Bits, Frame};
use crate::join::Derived;
use crate::names::{Code, small};
use crate::store::Grade;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::ops::Range;

/// What was derived by one thread in one go, in order, each row once and as sure as the surest.
pub(crate) fn run_of(derived: &Derived, order: &[usize]) -> Bits {
    let arity = derived.width;
    let row = |at: u32| &derived.codes[at as usize * arity..(at as usize + 1) * arity];
    let first = |row: &[Code]| order.iter().take(2).fold(0_u64, |key, place| key << 32 | u64::from(row[*place].0));
    let mut rows: Vec<(u64, u32)> = (0..small(derived.grades.len())).map(|at| (first(row(at)), at)).collect();
    let later = order.get(2..).unwrap_or_default();
    let compare = |one: u32, other: u32| {
        let (one, other) = (row(one), row(other));
        later.iter().map(|place| one[*place].cmp(&other[*place])).find(|found| found.is_ne()).unwrap_or(Ordering::Equal)
    };
    rows.sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| compare(one.1, other.1)));
    let mut bits = Bits::new(Frame::of(&derived.codes, arity, order), rows.len());
    for same in rows.chunk_by(|one, other| one.0 == other.0 && compare(one.1, other.1).is_eq()) {
        let grade = same.iter().map(|(_, at)| derived.grades[*at as usize]).max();
        bits.push(row(same[0].1), grade.unwrap_or_default());
    }
    bits
}

/// The next row of a run.
struct Head {
    /// Its values in the order of the runs.
    key: Vec<Code>,
    row: u32,
    end: u32,
    run: usize,
}

impl Head {
    fn read(&mut self, bits: &Bits, order: &[usize]) {
        self.key.clear();
        self.key.extend(order.iter().map(|place| bits.code(self.row, *place)));
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Head {
    /// The least stands first in a heap that gives the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key).then_with(|| other.run.cmp(&self.run))
    }
}

/// Tells each different row of some runs once, in order, as sure as the surest.
pub(crate) fn merge(runs: Vec<Bits>, order: &[usize], mut each: impl FnMut(&[Code], Grade)) {
    let runs = by_first(runs, order);
    match is_chain(&runs, order) {
        true => chain(runs, order, &mut each),
        false => interleave(runs.iter().map(|bits| (bits, 0..small(bits.len()))), order, &mut each),
    }
}

/// Runs that have rows, in the order of their first ones.
fn by_first(mut runs: Vec<Bits>, order: &[usize]) -> Vec<Bits> {
    runs.retain(|bits| bits.len() > 0);
    runs.sort_by_cached_key(|bits| key_of(bits, 0, order));
    runs
}

fn key_of(bits: &Bits, row: u32, order: &[usize]) -> Vec<Code> {
    order.iter().map(|place| bits.code(row, *place)).collect()
}

/// Whether each run stands behind the one before it: most rules go through what they give in its order.
fn is_chain(runs: &[Bits], order: &[usize]) -> bool {
    runs.windows(2).all(|two| compare(&two[0], small(two[0].len()) - 1, order, &key_of(&two[1], 0, order)).is_le())
}

/// Tells the rows of runs of which each stands behind the one before it; each is dropped when it has been told.
fn chain(runs: Vec<Bits>, order: &[usize], each: &mut impl FnMut(&[Code], Grade)) {
    let mut last = Last::new(order);
    let mut head = Head { key: Vec::with_capacity(order.len()), row: 0, end: 0, run: 0 };
    for bits in runs {
        for row in 0..small(bits.len()) {
            head.row = row;
            head.read(&bits, order);
            last.meet(&head.key, bits.grade(row), each);
        }
    }
    last.tell(each);
}

/// Tells the rows of runs by one walk along all of them.
fn interleave<'b>(
    parts: impl Iterator<Item = (&'b Bits, Range<u32>)>,
    order: &[usize],
    each: &mut impl FnMut(&[Code], Grade),
) {
    let parts: Vec<(&Bits, Range<u32>)> = parts.filter(|(_, rows)| !rows.is_empty()).collect();
    let mut last = Last::new(order);
    let mut heads: BinaryHeap<Head> = BinaryHeap::with_capacity(parts.len());
    for (run, (bits, rows)) in parts.iter().enumerate() {
        let mut head = Head { key: Vec::with_capacity(order.len()), row: rows.start, end: rows.end, run };
        head.read(bits, order);
        heads.push(head);
    }
    while let Some(mut head) = heads.peek_mut() {
        let bits = parts[head.run].0;
        last.meet(&head.key, bits.grade(head.row), each);
        head.row += 1;
        match head.row < head.end {
            true => head.read(bits, order),
            false => {
                PeekMut::pop(head);
            }
        }
    }
    last.tell(each);
}

/// How a row compares with a key in an order.
fn compare(bits: &Bits, row: u32, order: &[usize], key: &[Code]) -> Ordering {
    let each = order.iter().zip(key).map(|(place, code)| bits.code(row, *place).cmp(code));
    each.into_iter().find(|found| found.is_ne()).unwrap_or(Ordering::Equal)
}

/// Rows that are not worth a second thread.
pub(super) const FEW: usize = 20_000;

/// All rows of some runs in one; where they must be walked along side by side, each half by a thread of its own.
pub(super) fn together(runs: Vec<Bits>, order: &[usize]) -> Bits {
    let runs = by_first(runs, order);
    let frames: Vec<&Frame> = runs.iter().map(Bits::frame).collect();
    let frame = Frame::over(&frames, order);
    let rows: usize = runs.iter().map(Bits::len).sum();
    if is_chain(&runs, order) {
        return chained(runs, order, &frame, rows);
    }
    let longest = runs.iter().max_by_key(|run| run.len()).filter(|_| rows > FEW);
    let middle = longest.map(|run| key_of(run, small(run.len() / 2), order));
    let cut = |bits: &Bits| match &middle {
        Some(middle) => halve(0..small(bits.len()), |row| compare(bits, row, order, middle).is_lt()),
        None => small(bits.len()),
    };
    let before = |bits| (bits, 0..cut(bits));
    let after = |bits: &Bits| cut(bits)..small(bits.len());
    let left = runs.iter().map(|bits| after(bits).len()).sum();
    let made = |parts: &mut dyn Iterator<Item = (&Bits, Range<u32>)>, room: usize| {
        let mut bits = Bits::new(frame.clone(), room);
        let parts: Vec<(&Bits, Range<u32>)> = parts.collect();
        interleave(parts.into_iter(), order, &mut |row, grade| bits.push(row, grade));
        bits
    };
    let (mut bits, rest) = rayon::join(
        || made(&mut runs.iter().map(before), rows),
        || made(&mut runs.iter().map(|bits| (bits, after(bits))), left),
    );
    drop(runs);
    bits.append(&rest);
    bits
}

/// All rows of runs of which each stands behind the one before it, each half by a thread of its own.
fn chained(mut runs: Vec<Bits>, order: &[usize], frame: &Frame, rows: usize) -> Bits {
    let made = |runs: Vec<Bits>, room: usize| {
        let mut bits = Bits::new(frame.clone(), room);
        chain(runs, order, &mut |row, grade| bits.push(row, grade));
        bits
    };
    let mut before = 0;
    // Where no row stands on both sides, which would then be there twice.
    let apart = |two: &[Bits]| compare(&two[0], small(two[0].len()) - 1, order, &key_of(&two[1], 0, order)).is_lt();
    let half = (1..runs.len()).find(|at| {
        before += runs[at - 1].len();
        before * 2 >= rows && apart(&runs[at - 1..=*at])
    });
    let Some(half) = half.filter(|_| rows > FEW) else {
        return made(runs, rows);
    };
    let after = runs.split_off(half);
    let (mut bits, rest) = rayon::join(|| made(runs, rows), || made(after, rows - before));
    bits.append(&rest);
    bits
}

/// The row that was met last, and how sure the surest like it was; 0 before the first.
struct Last<'o> {
    order: &'o [usize],
    key: Vec<Code>,
    grade: Grade,
    row: Vec<Code>,
}

impl<'o> Last<'o> {
    fn new(order: &'o [usize]) -> Self {
        Self { order, key: Vec::with_capacity(order.len()), grade: 0, row: vec![Code::NONE; order.len()] }
    }

    /// Meets the next row, and tells the last if this is another.
    fn meet(&mut self, key: &[Code], grade: Grade, each: &mut impl FnMut(&[Code], Grade)) {
        if self.grade > 0 && self.key == key {
            self.grade = self.grade.max(grade);
            return;
        }
        self.tell(each);
        self.key.clear();
        self.key.extend_from_slice(key);
        self.grade = grade;
    }

    fn tell(&mut self, each: &mut impl FnMut(&[Code], Grade)) {
        if self.grade > 0 {
            self.order.iter().zip(&self.key).for_each(|(place, code)| self.row[*place] = *code);
            each(&self.row, self.grade);
        }
    }
}

/// The first number of a range of which something does not hold that holds of all before it.
pub(super) fn halve(range: Range<u32>, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut from, mut to) = (range.start, range.end);
    while from < to {
        let middle = from + (to - from) / 2;
        match holds(middle) {
            true => from = middle + 1,
            false => to = middle,
        }
    }
    from
}
