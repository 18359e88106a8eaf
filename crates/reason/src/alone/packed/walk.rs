//! Going through things that follow each other.
//!
//! The main type is [`Walk`]. Which values of a shape are of the property is looked up once for all things of it.

use super::{Packed, Said};
use crate::names::small;
use std::ops::Range;

/// The values of a property of things that follow each other.
pub(super) struct Walk<'s> {
    store: &'s Packed,
    /// Which of the values of each shape are of the property; none where they are fewer than asked for.
    own: Vec<(u32, u32)>,
    /// Those that are left.
    things: Range<u32>,
    /// The thing at hand, where its bits begin, its shape, and its values that are left.
    thing: u32,
    start: usize,
    shape: usize,
    values: Range<usize>,
}

impl<'s> Walk<'s> {
    pub fn new(store: &'s Packed, property: u16, least: usize, part: Range<u32>) -> Self {
        let things = part.start..part.end.min(small(store.len()));
        let own = store.shapes.iter().map(|shape| {
            let from = shape.slots.partition_point(|slot| slot.property < property);
            let to = shape.slots.partition_point(|slot| slot.property <= property);
            if to - from < least { (0, 0) } else { (small(from), small(to)) }
        });
        Self { store, own: own.collect(), things, thing: 0, start: 0, shape: 0, values: 0..0 }
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
            self.shape = self.store.shape(self.thing);
            self.start = self.store.start(self.thing);
            let (from, to) = self.own[self.shape];
            self.values = from as usize..to as usize;
        }
    }
}
