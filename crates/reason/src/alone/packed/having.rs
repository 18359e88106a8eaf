//! Things found by a value of theirs.

use super::{Packed, Said};
use crate::alone::memory::Memory;
use crate::names::{Code, Sort, small};

/// Things for one list by a value of theirs: so many values, about.
const STRETCH: usize = 4;

/// Things by a value of theirs: those whose values begin with the same bits stand together.
#[derive(Debug)]
pub(super) struct Having {
    /// The bits that all values share, and how many there are below them.
    base: u32,
    bits: u32,
    /// How many of these are not looked at.
    within: u32,
    /// Where the things with each beginning stand, and one past the last.
    starts: Vec<u32>,
    things: Memory,
}

impl Having {
    /// The list that a value stands in, if it can stand in any.
    fn list(&self, code: Code) -> Option<usize> {
        let low = u32::MAX.checked_shr(32 - self.bits).unwrap_or(0);
        (code.0 & !low == self.base).then(|| (code.0 & low).checked_shr(self.within).unwrap_or(0) as usize)
    }
}

impl Packed {
    /// Makes sure that things can be found by a value of a property.
    pub fn index(&mut self, property: u16) {
        if !self.having.contains_key(&property) {
            self.having.insert(property, self.made_index(property));
        }
    }

    /// The values of a property in all shapes, each with the bits in which its things may differ.
    pub(super) fn slots_of(&self, property: u16) -> impl Iterator<Item = (u32, u32)> {
        let slots = self.shapes.iter().flat_map(|shape| &shape.slots).filter(move |slot| slot.property == property);
        // Of a thing the bits that the number of the last one has.
        let of_things = u32::MAX.checked_shr(small(self.len()).leading_zeros()).unwrap_or(0);
        slots.map(move |slot| match Code(slot.base).sort() {
            _ if slot.bits == 0 => (slot.base, 0),
            Sort::Thing(_) => (slot.base, of_things),
            _ => (slot.base, u32::MAX >> (32 - u32::from(slot.bits))),
        })
    }

    fn made_index(&self, property: u16) -> Having {
        let kinds = self.kinds_with(property);
        let all = self.choices_of_kinds(kinds);
        let said = || self.every(property, 0..all).map(|(thing, fact)| (thing, fact.val));
        let first = self.slots_of(property).next().map_or(0, |(base, _)| base);
        let differ = self.slots_of(property).fold(0, |all, (base, bits)| all | base ^ first | bits);
        let count = self.values_of(property);
        let bits = 32 - differ.leading_zeros();
        let within = bits.saturating_sub((count / STRETCH).max(1).ilog2());
        let base = first & !u32::MAX.checked_shr(32 - bits).unwrap_or(0);
        let mut having = Having { base, bits, within, starts: Vec::new(), things: Memory::new(count * 4) };
        let mut next = vec![0; (1 << (bits - within)) + 1];
        for list in said().filter_map(|(_, code)| having.list(code)) {
            next[list + 1] += 1;
        }
        let mut sum = 0;
        for count in &mut next {
            sum += *count;
            *count = sum;
        }
        having.starts.clone_from(&next);
        for (thing, code) in said() {
            if let Some(at) = having.list(code).map(|list| &mut next[list]) {
                having.things.set_number(*at, thing);
                *at += 1;
            }
        }
        having
    }

    /// Forgets by what things were found.
    pub fn drop_indexes(&mut self) {
        self.having.clear();
    }

    /// The things that have a value of a property: all are gone through unless there is an index.
    pub fn having(&self, property: u16, val: Code) -> impl Iterator<Item = (u32, Said)> + use<'_> {
        let having = self.having.get(&property);
        let listed = having.map(|having| {
            let list = having.list(val).map_or(0..0, |list| having.starts[list]..having.starts[list + 1]);
            list.map(|at| having.things.number(at))
        });
        let kinds = self.kinds_with(property);
        let all = having.is_none().then(|| self.things(kinds, 0..self.choices_of_kinds(kinds)));
        let fact = move |thing: u32| self.values(thing, property).find(|fact| fact.val == val);
        let things = listed.into_iter().flatten().chain(all.into_iter().flatten());
        things.filter_map(move |thing| Some((thing, fact(thing)?)))
    }
}
