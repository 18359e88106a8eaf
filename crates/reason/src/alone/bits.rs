//! Rows of numbers in as many bits as their values need.
//!
//! The main type is [`Bits`]. In each column the bits that all its values share are kept once, and of each row only the
//! others; a column that says the same everywhere (the one moment of a case) takes nothing. The first two bits say how sure
//! the row is; behind them stand the columns, the last in the order of the rows first, so that what rows are sought by is one
//! number, and so is a whole row ([`Whole`]): rows are sorted and put together as numbers.

use super::memory::Memory;
use crate::names::Code;
use crate::parse::VALUE_LIMIT;
use crate::store::Grade;
use std::cmp::Ordering;

/// Bits of a limb: so many are read or written at once wherever in a byte they begin.
const LIMB: usize = 120;
/// Limbs of the widest row that there can be.
pub(super) const LIMBS: usize = (VALUE_LIMIT * 32 + GRADE as usize).div_ceil(LIMB);
/// Bits that are moved, or read, at once.
const SHIFTED: usize = 56;
/// Bits of a grade.
const GRADE: u32 = 2;

/// A row of some frame as one number, in limbs of which the first counts most: it says the values in the order of the rows,
/// and at the end how sure the row is.
pub(crate) type Whole<const N: usize> = [u128; N];

/// Whether two rows say the same, as surely or not.
pub(super) fn is_same<const N: usize>(one: &Whole<N>, other: &Whole<N>) -> bool {
    one[..N - 1] == other[..N - 1] && one[N - 1] >> GRADE == other[N - 1] >> GRADE
}

/// The least row that says the same as another.
pub(super) fn least<const N: usize>(mut whole: Whole<N>) -> Whole<N> {
    whole[N - 1] &= !((1 << GRADE) - 1);
    whole
}

/// How sure a row is.
pub(super) fn grade_of<const N: usize>(whole: &Whole<N>) -> Grade {
    u8::try_from(whole[N - 1] & ((1 << GRADE) - 1)).unwrap_or_default()
}

/// Calls a function for rows of as many limbs as a frame needs: the one for few limbs is compiled for just these.
macro_rules! in_limbs {
    ($frame:expr, $call:ident($($arg:expr),*)) => {
        match $frame.limbs() {
            1 => $call::<1>($($arg),*),
            2 => $call::<2>($($arg),*),
            _ => $call::<{ crate::alone::bits::LIMBS }>($($arg),*),
        }
    };
}
pub(super) use in_limbs;

/// What the values of a column have in common, and how many bits they differ in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Column {
    /// The bits above those.
    base: u32,
    bits: u32,
    /// Where they begin in a row.
    from: u32,
}

/// The columns of some rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frame {
    columns: Vec<Column>,
    /// Bits of a row.
    width: usize,
}

impl Frame {
    /// For values that differ from these in no bits but those that are set beside them.
    fn new(of: impl Iterator<Item = (u32, u32)>, order: &[usize]) -> Self {
        let column = |(value, differ): (u32, u32)| {
            let bits = 32 - differ.leading_zeros();
            Column { base: value & !low(bits), bits, from: 0 }
        };
        let mut columns: Vec<Column> = of.map(column).collect();
        let mut from = GRADE;
        for place in order.iter().rev() {
            columns[*place].from = from;
            from += columns[*place].bits;
        }
        Self { columns, width: from as usize }
    }

    /// For rows of so many values each, one after the other, that are to stand in this order of their places.
    pub fn of(codes: &[Code], arity: usize, order: &[usize]) -> Self {
        let mut differ = vec![0; arity];
        for row in codes.chunks_exact(arity.max(1)) {
            differ.iter_mut().zip(row).zip(codes).for_each(|((bits, code), first)| *bits |= code.0 ^ first.0);
        }
        let first = codes.iter().map(|code| code.0).chain(std::iter::repeat(0));
        Self::new(first.zip(differ), order)
    }

    /// For the rows of several in this order, none of which is empty.
    pub fn over(all: &[&Frame], order: &[usize]) -> Self {
        let Some(first) = all.first() else {
            return Self::of(&[], order.len(), order);
        };
        let column = |at: usize| {
            let base = first.columns[at].base;
            let differ = all.iter().map(|frame| frame.columns[at].base ^ base | low(frame.columns[at].bits));
            (base, differ.fold(0, |sum, bits| sum | bits))
        };
        Self::new((0..first.columns.len()).map(column), order)
    }
}

impl Frame {
    /// Limbs of a row as one number.
    pub fn limbs(&self) -> usize {
        self.width.div_ceil(LIMB).max(1)
    }

    /// A row as one number; its values must fit.
    pub fn whole<const N: usize>(&self, row: &[Code], grade: Grade) -> Whole<N> {
        let mut whole = [0; N];
        whole[N - 1] = u128::from(grade);
        for (column, code) in self.columns.iter().zip(row) {
            put(&mut whole, column.from, code.0 & low(column.bits));
        }
        whole
    }

    /// The values of a row in place of those that a list had.
    pub fn read<const N: usize>(&self, whole: &Whole<N>, row: &mut Vec<Code>) {
        row.clear();
        row.extend(self.columns.iter().map(|column| Code(column.base | get(whole, column.from, column.bits))));
    }
}

/// Sets bits of a row that begin at some place and are not set. A column that takes none may begin behind the last limb.
fn put<const N: usize>(whole: &mut Whole<N>, from: u32, bits: u32) {
    if bits == 0 {
        return;
    }
    let (limb, at) = (N - 1 - from as usize / LIMB, from as usize % LIMB);
    whole[limb] |= u128::from(bits) << at & ((1 << LIMB) - 1);
    if N > 1 && limb > 0 && at > LIMB - 32 {
        whole[limb - 1] |= u128::from(bits) >> (LIMB - at);
    }
}

/// So many bits of a row from some place on.
fn get<const N: usize>(whole: &Whole<N>, from: u32, bits: u32) -> u32 {
    if bits == 0 {
        return 0;
    }
    let (limb, at) = (N - 1 - from as usize / LIMB, from as usize % LIMB);
    let mut found = whole[limb] >> at;
    if N > 1 && limb > 0 && at > LIMB - 32 {
        found |= whole[limb - 1] << (LIMB - at);
    }
    u32::try_from(found & u128::from(low(bits))).unwrap_or_default()
}

/// How rows of one frame are written in another that has room for them.
#[derive(Debug, Clone)]
pub(super) struct Moved<const N: usize> {
    /// What all of them have in the other frame beside their own bits.
    fixed: Whole<N>,
    /// Of each column where its bits begin and how many there are, and where they begin in the other.
    columns: Vec<(u32, u32, u32)>,
}

impl<const N: usize> Moved<N> {
    pub fn new(from: &Frame, to: &Frame) -> Self {
        let mut fixed = [0; N];
        let columns = from.columns.iter().zip(&to.columns);
        columns.clone().for_each(|(own, other)| put(&mut fixed, other.from, own.base & low(other.bits)));
        Self { fixed, columns: columns.map(|(own, other)| (own.from, own.bits, other.from)).collect() }
    }

    /// A row of the one frame in the other.
    pub fn row(&self, whole: &Whole<N>) -> Whole<N> {
        let mut moved = self.fixed;
        moved[N - 1] |= whole[N - 1] & ((1 << GRADE) - 1);
        for (from, bits, to) in &self.columns {
            put(&mut moved, *to, get(whole, *from, *bits));
        }
        moved
    }
}

/// The bits that are sought at a place, or at several that stand beside each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Part {
    from: u32,
    bits: u32,
    pub number: u64,
}

impl Part {
    /// Together with those of the next place in the order, where they stand beside each other and are read at once.
    pub fn with(&self, next: &Self) -> Option<Self> {
        let bits = self.bits + next.bits;
        let fits = next.from + next.bits == self.from && bits as usize <= SHIFTED;
        fits.then_some(Self { from: next.from, bits, number: self.number << next.bits | next.number })
    }
}

/// As many bits.
fn low(bits: u32) -> u32 {
    u32::MAX.checked_shr(32 - bits).unwrap_or(0)
}

/// See the module's page.
#[derive(Debug)]
pub(crate) struct Bits {
    frame: Frame,
    memory: Memory,
    len: usize,
}

impl Bits {
    /// With room for so many rows.
    pub fn new(frame: Frame, rows: usize) -> Self {
        let memory = Memory::new((rows * frame.width).div_ceil(8));
        Self { frame, memory, len: 0 }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Values of a row.
    pub fn arity(&self) -> usize {
        self.frame.columns.len()
    }

    /// Adds a row of its frame, for which there must be room.
    pub fn put<const N: usize>(&mut self, whole: &Whole<N>) {
        let from = self.len * self.frame.width;
        for (nth, limb) in whole.iter().rev().enumerate().take(self.frame.limbs()) {
            let at = from + nth * LIMB;
            self.memory.set_wide(at / 8, limb << (at % 8));
        }
        self.len += 1;
    }

    /// A row of its frame.
    pub fn whole<const N: usize>(&self, row: u32) -> Whole<N> {
        let from = row as usize * self.frame.width;
        let mut whole = [0; N];
        for (nth, limb) in whole.iter_mut().rev().enumerate().take(self.frame.limbs()) {
            let (at, bits) = (from + nth * LIMB, LIMB.min(self.frame.width - nth * LIMB));
            *limb = self.memory.wide(at / 8) >> (at % 8) & ((1 << bits) - 1);
        }
        whole
    }

    /// Adds the rows of another in the same frame, for which there must be room.
    pub fn append(&mut self, other: &Self) {
        let (from, all) = (self.len * self.frame.width, other.len * other.frame.width);
        // So many that they fit into eight bytes wherever in a byte they begin.
        for at in (0..all).step_by(SHIFTED) {
            let bits = SHIFTED.min(all - at);
            let word = other.memory.word(at / 8) >> (at % 8) & ((1 << bits) - 1);
            self.memory.set((from + at) / 8, word << ((from + at) % 8));
        }
        self.len += other.len;
    }

    fn get(&self, at: usize, bits: u32) -> u64 {
        self.memory.word(at / 8) >> (at % 8) & ((1 << bits) - 1)
    }

    fn get_short(&self, at: usize, bits: u32) -> u32 {
        u32::try_from(self.get(at, bits)).unwrap_or_default()
    }

    /// The value at a place of a row.
    #[inline]
    pub fn code(&self, row: u32, place: usize) -> Code {
        let column = self.frame.columns[place];
        Code(column.base | self.get_short(row as usize * self.frame.width + column.from as usize, column.bits))
    }

    #[inline]
    pub fn grade(&self, row: u32) -> Grade {
        u8::try_from(self.get_short(row as usize * self.frame.width, GRADE)).unwrap_or_default()
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        (self.len * self.frame.width).div_ceil(8)
    }

    /// What the bits of a place are in rows with a value there; nothing for one that cannot stand there.
    pub fn part(&self, place: usize, code: Code) -> Option<Part> {
        let Column { base, bits, from } = self.frame.columns[place];
        (code.0 & !low(bits) == base).then_some(Part { from, bits, number: u64::from(code.0 & low(bits)) })
    }

    /// How what a row has there compares with a part.
    #[inline]
    pub fn compare(&self, row: u32, part: &Part) -> Ordering {
        self.get(row as usize * self.frame.width + part.from as usize, part.bits).cmp(&part.number)
    }

    /// The bits of a value of a row: a number counted from the least that can stand there.
    pub fn number(&self, row: u32, place: usize) -> u32 {
        let column = self.frame.columns[place];
        self.get_short(row as usize * self.frame.width + column.from as usize, column.bits)
    }

    /// Bits in which the values of a column differ.
    pub fn width(&self, place: usize) -> u32 {
        self.frame.columns[place].bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_they_were_written() {
        for seed in 0..60_u32 {
            let arity = seed as usize % 7;
            let value = |at: u32| {
                let mixed = (at + seed * 7919).wrapping_mul(0x9e37_79b9);
                Code(1 << 30 | if at as usize % arity.max(1) == 2 { 5 } else { mixed >> (seed % 31) & 0x3fff_ffff })
            };
            let codes: Vec<Code> = (0..200 * (seed % 7)).map(value).collect();
            let order: Vec<usize> = (0..arity).rev().collect();
            let frame = Frame::of(&codes, arity, &order);
            let mut bits = Bits::new(frame, 200);
            for (at, row) in codes.chunks_exact(arity.max(1)).enumerate() {
                let whole: Whole<LIMBS> = bits.frame.whole(row, u8::try_from(at % 4).unwrap());
                bits.put(&whole);
            }
            for (at, row) in (0..).zip(codes.chunks_exact(arity.max(1))) {
                let read: Vec<Code> = (0..arity).map(|place| bits.code(at, place)).collect();
                assert_eq!((&read[..], bits.grade(at)), (row, u8::try_from(at % 4).unwrap()));
                let (whole, mut again): (Whole<LIMBS>, _) = (bits.whole(at), Vec::new());
                bits.frame.read(&whole, &mut again);
                assert_eq!((&again[..], grade_of(&whole)), (row, u8::try_from(at % 4).unwrap()));
            }
        }
    }

    #[test]
    fn a_frame_over_several_holds_the_rows_of_each() {
        let (one, other) = ([Code(5), Code(1 << 30)], [Code(9), Code(3 << 30 | 7)]);
        let frames = [Frame::of(&one, 2, &[0, 1]), Frame::of(&other, 2, &[0, 1])];
        assert!(frames.iter().all(|frame| frame.width == 2), "rows that say the same take the grade alone");
        let mut bits = Bits::new(Frame::over(&[&frames[0], &frames[1]], &[0, 1]), 2);
        bits.put(&bits.frame.whole::<1>(&one, 1));
        let mut rest = Bits::new(Frame::over(&[&frames[0], &frames[1]], &[0, 1]), 1);
        rest.put(&rest.frame.whole::<1>(&other, 2));
        bits.append(&rest);
        let read: Vec<[Code; 2]> = (0..2).map(|row| [bits.code(row, 0), bits.code(row, 1)]).collect();
        assert_eq!(read, [one, other]);
        let number = |code| bits.part(0, code).map(|part| part.number);
        assert_eq!((number(Code(9)), number(Code(16)), bits.number(1, 0)), (Some(9), None, 9));
        let both = bits.part(0, other[0]).and_then(|part| part.with(&bits.part(1, other[1])?));
        assert!(both.is_some_and(|part| bits.compare(1, &part).is_eq() && bits.compare(0, &part).is_lt()));
        assert!(bits.part(1, other[1]).is_some_and(|part| bits.compare(1, &part).is_eq() && bits.compare(0, &part).is_lt()));
    }
}
