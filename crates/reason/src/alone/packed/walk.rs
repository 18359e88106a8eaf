//! Going through things that follow each other.
//!
//! The main type is [`Walk`]. Where the bits of a thing begin is counted from a place that is kept; who comes from the thing
//! before it knows.

use super::{BLOCK, Packed, Said};
use crate::names::small;
use std::ops::Range;

/// The values of a property of things that follow each other.
pub(super) struct Walk<'s> {
    store: &'s Packed,
    /// Which of the values of each shape are of the property.
    own: Vec<(u32, u32)>,
    /// Those that are left.
    things: Range<u32>,
    /// Where the bits of the next one begin.
    at: usize,
    /// The thing at hand, where its bits begin, its shape, and its values that are left.
    thing: u32,
    start: usize,
    shape: usize,
    values: Range<usize>,
}

impl<'s> Walk<'s> {
    pub fn new(store: &'s Packed, property: u16, part: Range<u32>) -> Self {
        let things = part.start..part.end.min(small(store.len()));
        let at = if things.is_empty() { 0 } else { store.start(things.start) };
        let own = store.shapes.iter().map(|shape| {
            let from = shape.slots.partition_point(|slot| slot.property < property);
            let to = shape.slots.partition_point(|slot| slot.property <= property);
            (small(from), small(to))
        });
        Self { store, own: own.collect(), things, at, thing: 0, start: 0, shape: 0, values: 0..0 }
    }
}

impl Iterator for Walk<'_> {
    type Item = (u32, Said);

    #[inline]
    fn next(&mut self) -> Option<(u32, Said)> {
        loop {
            if let Some(place) = self.values.next() {
                let slot = &self.store.shapes[self.shape].slots[place];
                return Some((self.thing, self.store.said(self.thing, place, self.start, slot)));
            }
            self.thing = self.things.next()?;
            if (self.thing as usize).is_multiple_of(BLOCK) {
                self.at = self.store.starts[self.thing as usize / BLOCK] as usize * 8;
            }
            self.shape = self.store.shape(self.thing);
            self.start = self.at;
            self.at += self.store.widths[self.shape] as usize;
            let (from, to) = self.own[self.shape];
            self.values = from as usize..to as usize;
        }
    }
}
