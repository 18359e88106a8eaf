//! Rows of numbers in as many bits as their values need.
//!
//! The main type is [`Bits`]. In each column the bits that all its values share are kept once, and of each row only the
//! others; a column that says the same everywhere (the one moment of a case) takes nothing. The first two bits say how sure
//! the row is; behind them stand the columns, the last in the order of the rows first, so that what rows are sought by is one
//! number.

use super::memory::Memory;
use crate::names::Code;
use crate::store::Grade;
use std::cmp::Ordering;

/// Bits of a row that is written at once.
const WIDE: usize = 120;
/// Bits that are moved, or read, at once.
const SHIFTED: usize = 56;
/// Bits of a grade.
const GRADE: u32 = 2;

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

    /// Adds a row, for which there must be room; its values must fit the frame.
    pub fn push(&mut self, row: &[Code], grade: Grade) {
        let (from, columns) = (self.len * self.frame.width, &self.frame.columns);
        let own = columns.iter().zip(row).map(|(column, code)| (column.from, code.0 & low(column.bits)));
        if self.frame.width <= WIDE {
            let row = own.fold(u128::from(grade), |row, (from, bits)| row | u128::from(bits) << from);
            self.memory.set_wide(from / 8, row << (from % 8));
        } else {
            self.memory.set(from / 8, u64::from(grade) << (from % 8));
            for (at, bits) in own.map(|(place, bits)| (from + place as usize, bits)) {
                self.memory.set(at / 8, u64::from(bits) << (at % 8));
            }
        }
        self.len += 1;
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
                bits.push(row, u8::try_from(at % 4).unwrap());
            }
            for (at, row) in (0..).zip(codes.chunks_exact(arity.max(1))) {
                let read: Vec<Code> = (0..arity).map(|place| bits.code(at, place)).collect();
                assert_eq!((&read[..], bits.grade(at)), (row, u8::try_from(at % 4).unwrap()));
            }
        }
    }

    #[test]
    fn a_frame_over_several_holds_the_rows_of_each() {
        let (one, other) = ([Code(5), Code(1 << 30)], [Code(9), Code(3 << 30 | 7)]);
        let frames = [Frame::of(&one, 2, &[0, 1]), Frame::of(&other, 2, &[0, 1])];
        assert!(frames.iter().all(|frame| frame.width == 2), "rows that say the same take the grade alone");
        let mut bits = Bits::new(Frame::over(&[&frames[0], &frames[1]], &[0, 1]), 2);
        bits.push(&one, 1);
        let mut rest = Bits::new(Frame::over(&[&frames[0], &frames[1]], &[0, 1]), 1);
        rest.push(&other, 2);
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
