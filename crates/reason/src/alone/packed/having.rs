//! Things found by a value of theirs.

use super::{Packed, Said};
use crate::alone::lists::Lists;
use crate::names::{Code, Sort, small};

/// Things for one list by a value of theirs: so many values, about.
const STRETCH: usize = 4;

/// What values begin with: things whose values begin alike stand in one list.
#[derive(Debug, Clone, Copy)]
struct Beginnings {
    /// The bits that all values share, and how many there are below them.
    base: u32,
    bits: u32,
    /// How many of these are not looked at.
    within: u32,
}

/// The things with each beginning.
#[derive(Debug)]
pub(super) struct Having {
    beginnings: Beginnings,
    things: Lists,
}

impl Beginnings {
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
        let all = self.choices_of_kinds(self.kinds_with(property));
        let first = self.slots_of(property).next().map_or(0, |(base, _)| base);
        let differ = self.slots_of(property).fold(0, |all, (base, bits)| all | base ^ first | bits);
        let bits = 32 - differ.leading_zeros();
        let within = bits.saturating_sub((self.values_of(property) / STRETCH).max(1).ilog2());
        let base = first & !u32::MAX.checked_shr(32 - bits).unwrap_or(0);
        let beginnings = Beginnings { base, bits, within };
        let things = Lists::new(1 << (bits - within), all, |part| {
            self.every(property, 1, part).filter_map(move |(thing, fact)| Some((beginnings.list(fact.val)?, thing)))
        });
        Having { beginnings, things }
    }

    /// Forgets by what things were found.
    pub fn drop_indexes(&mut self) {
        self.having.clear();
    }

    /// The things that have a value of a property, by which they must be indexed.
    pub fn having(&self, property: u16, val: Code) -> impl Iterator<Item = (u32, Said)> + use<'_> {
        let listed = self.having.get(&property).map(|having| {
            let list = having.beginnings.list(val).map_or(0..0, |list| having.things.range(list));
            list.map(|at| having.things.number(at))
        });
        let fact = move |thing: u32| self.values(thing, property).find(|fact| fact.val == val);
        listed.into_iter().flatten().filter_map(move |thing| Some((thing, fact(thing)?)))
    }
}
