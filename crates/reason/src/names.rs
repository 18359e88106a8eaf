//! Words, dates and numbers as numbers of 32 bits, so that comparing two values compares two integers.
//!
//! The main types are [`Code`], a value while rules run, and [`Names`], which knows what codes stand for. A code's
//! number depends on what was seen before it and so must not be seen outside: what leaves the engine is a [`Val`],
//! whose numbers are places in an order that only the case's own ids and words decide.

use crate::table::{NONE, Table, hash_text};
use rollcall_model::date::Edtf;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A value, with its place in the order of all values of its sort: things by their ids, dates and words by their text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Val {
    Thing(u32),
    Date(u32),
    Text(u32),
    Number(i64),
}

/// A value while rules run: its sort in the two highest bits, its number below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Code(pub u32);

/// What a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Thing(u32),
    Date(u32),
    Text(u32),
    Number(u32),
}

const BELOW: u32 = (1 << 30) - 1;
/// Numbers from minus this to one less than this are their own codes; others are kept in a list.
const HALF: i64 = 1 << 28;
const LISTED: u32 = 1 << 29;

impl Code {
    /// No value: equal to none that a fact has.
    pub const NONE: Self = Self(NONE);

    pub fn thing(at: u32) -> Self {
        Self(at & BELOW)
    }

    pub fn date(at: u32) -> Self {
        Self(1 << 30 | at & BELOW)
    }

    pub fn text(at: u32) -> Self {
        Self(2 << 30 | at & BELOW)
    }

    /// A count.
    pub fn count(count: u32) -> Self {
        Self(3 << 30 | small_number(i64::from(count)).unwrap_or(LISTED - 1))
    }

    pub fn sort(self) -> Sort {
        let at = self.0 & BELOW;
        match self.0 >> 30 {
            0 => Sort::Thing(at),
            1 => Sort::Date(at),
            2 => Sort::Text(at),
            _ => Sort::Number(at),
        }
    }

    /// The thing's number, if it is one.
    pub fn as_thing(self) -> Option<u32> {
        (self.0 >> 30 == 0).then_some(self.0)
    }
}

fn small_number(number: i64) -> Option<u32> {
    u32::try_from(number + HALF).ok().filter(|code| *code < LISTED)
}

/// A count as the 32 bits that numbers of things, words and rows have; the limits on rows keep it there.
pub(crate) fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// See the module's page.
#[derive(Debug, Default)]
pub(crate) struct Names {
    texts: Vec<Box<str>>,
    text_table: Table,
    dates: Vec<Edtf>,
    date_table: Table,
    numbers: Vec<i64>,
    number_codes: BTreeMap<i64, u32>,
    orders: OnceLock<Orders>,
}

/// Places of texts and dates in their order, and the other way round.
#[derive(Debug)]
struct Orders {
    texts: Order,
    dates: Order,
}

/// Numbers in another order.
#[derive(Debug)]
pub(crate) struct Order {
    /// Each number's place.
    pub place: Vec<u32>,
    /// The number at each place.
    pub at: Vec<u32>,
}

impl Order {
    /// The numbers below a count, by what they stand for.
    pub fn of<K: Ord>(count: usize, key: impl Fn(usize) -> K) -> Self {
        let mut at: Vec<u32> = (0..small(count)).collect();
        at.sort_by_cached_key(|number| key(*number as usize));
        let mut place = vec![0; count];
        for (nth, number) in (0..).zip(&at) {
            place[*number as usize] = nth;
        }
        Self { place, at }
    }
}

impl Names {
    /// The code of some words.
    pub fn text(&mut self, text: &str) -> Code {
        let hash = hash_text(text);
        let texts = &self.texts;
        if let Some(number) = self.text_table.find(hash, |number| *texts[number as usize] == *text) {
            return Code::text(number);
        }
        let number = small(self.texts.len());
        self.text_table.insert(hash, number);
        self.texts.push(text.into());
        self.orders = OnceLock::new();
        Code::text(number)
    }

    /// The code of some words that were met before.
    pub fn known_text(&self, text: &str) -> Option<Code> {
        self.text_table.find(hash_text(text), |number| *self.texts[number as usize] == *text).map(Code::text)
    }

    /// The code of a date.
    pub fn date(&mut self, date: &Edtf) -> Code {
        if let Some(known) = self.known_date(date.as_str()) {
            return known;
        }
        let number = small(self.dates.len());
        self.date_table.insert(hash_text(date.as_str()), number);
        self.dates.push(date.clone());
        self.orders = OnceLock::new();
        Code::date(number)
    }

    /// The code of a date that was met before, by its text.
    pub fn known_date(&self, text: &str) -> Option<Code> {
        self.date_table.find(hash_text(text), |number| self.dates[number as usize].as_str() == text).map(Code::date)
    }

    /// The code of a date's text; nothing where it is no date.
    pub fn parsed(&mut self, text: &str) -> Option<Code> {
        self.known_date(text).or_else(|| Edtf::parse(text).ok().map(|date| self.date(&date)))
    }

    /// The code of a number.
    pub fn number(&mut self, number: i64) -> Code {
        let code = number.checked_add(HALF).and_then(|_| small_number(number)).unwrap_or_else(|| {
            let next = small(self.numbers.len());
            let at = *self.number_codes.entry(number).or_insert(next);
            if at == next {
                self.numbers.push(number);
            }
            LISTED | at
        });
        Code(3 << 30 | code)
    }

    /// The code of a number that was met before or is small.
    pub fn known_number(&self, number: i64) -> Code {
        let listed = || self.number_codes.get(&number).map(|at| LISTED | at);
        let code = number.checked_add(HALF).and_then(|_| small_number(number)).or_else(listed);
        code.map_or(Code::NONE, |code| Code(3 << 30 | code))
    }

    /// The words of a text's code.
    pub fn words(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }

    /// The date of a date's code.
    pub fn edtf(&self, number: u32) -> &Edtf {
        &self.dates[number as usize]
    }

    /// The number of a number's code.
    pub fn value(&self, code: u32) -> i64 {
        match code & LISTED {
            0 => i64::from(code) - HALF,
            _ => self.numbers.get((code & !LISTED) as usize).copied().unwrap_or_default(),
        }
    }

    fn orders(&self) -> &Orders {
        self.orders.get_or_init(|| Orders {
            texts: Order::of(self.texts.len(), |at| self.texts[at].clone()),
            dates: Order::of(self.dates.len(), |at| self.dates[at].as_str().to_string()),
        })
    }

    /// The place of a text in their order.
    pub fn text_place(&self, number: u32) -> u32 {
        self.orders().texts.place[number as usize]
    }

    /// The text at a place of their order.
    pub fn text_at(&self, place: u32) -> u32 {
        self.orders().texts.at[place as usize]
    }

    /// The place of a date in their order.
    pub fn date_place(&self, number: u32) -> u32 {
        self.orders().dates.place[number as usize]
    }

    /// The date at a place of their order.
    pub fn date_at(&self, place: u32) -> u32 {
        self.orders().dates.at[place as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_know_their_sort_and_value() {
        let mut names = Names::default();
        let (b, a) = (names.text("b"), names.text("a"));
        assert_eq!(names.text("b"), b);
        assert!(matches!((b.sort(), a.sort()), (Sort::Text(0), Sort::Text(1))));
        assert_eq!((names.text_place(0), names.text_place(1), names.text_at(0)), (1, 0, 1));
        for number in [0, -1, 42, HALF - 1, HALF, -HALF, -HALF - 1, i64::MAX, i64::MIN] {
            let code = names.number(number);
            assert_eq!(names.number(number), code);
            let Sort::Number(at) = code.sort() else { panic!("{code:?}") };
            assert_eq!(names.value(at), number);
        }
        assert_eq!(names.number(7), Code::count(7));
        let date = names.parsed("2021-06");
        assert_eq!(date, names.known_date("2021-06"));
        assert_eq!(names.parsed("soon"), None);
    }
}
