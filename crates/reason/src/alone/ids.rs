//! Ids of entities in eleven bytes each, found by halving.
//!
//! The main type is [`Ids`]. An id is a letter that all have and twenty letters of five bits. Sorted ids begin alike, so
//! their first three letters are not kept with each: a list says where the ids of each such beginning start.

use crate::names::small;
use rollcall_model::id::EntityId;
use std::cmp::Ordering;

/// Bits of an id after its letter.
const BITS: u32 = 100;
/// Bits of them that say in which list an id stands.
const FIRST: u32 = 15;
/// Bytes of what is left.
const REST: usize = 11;
/// What five bits stand for, in the order of the text.
const LETTERS: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";

/// See the module's page.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    /// Where the ids with each beginning start, and one past the last of all.
    starts: Vec<u32>,
    rest: Vec<[u8; REST]>,
}

impl Ids {
    /// Of about so many ids that are sorted.
    pub fn new(count: usize, sorted: impl IntoIterator<Item = EntityId>) -> Self {
        let mut ids = Self { rest: Vec::with_capacity(count), ..Self::default() };
        for id in sorted {
            let (first, rest) = split(&id);
            ids.starts.resize(ids.starts.len().max(first + 1), small(ids.rest.len()));
            ids.rest.push(rest);
        }
        ids.starts.resize((1 << FIRST) + 1, small(ids.rest.len()));
        ids.rest.shrink_to_fit();
        ids
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rest.len()
    }

    /// The place of an id.
    pub fn number(&self, id: &EntityId) -> Option<u32> {
        let (first, rest) = split(id);
        let (from, to) = (self.starts[first] as usize, self.starts[first + 1] as usize);
        let own = &self.rest[from..to];
        // Ids are spread evenly, so where one stands is near to where its next bits say.
        let bits = u32::from(rest[0]) << 8 | u32::from(rest[1]);
        let guess = ((u64::from(bits) * own.len() as u64) >> (BITS - FIRST - (REST as u32 - 2) * 8)) as usize;
        let guess = guess.min(own.len().saturating_sub(1));
        let found = match own.get(guess)?.cmp(&rest) {
            Ordering::Equal => Some(guess),
            Ordering::Less => own[guess..].iter().position(|other| *other >= rest).map(|at| guess + at),
            Ordering::Greater => own[..guess].iter().rposition(|other| *other <= rest),
        };
        found.filter(|at| own[*at] == rest).map(|at| small(from + at))
    }

    /// The id at a place; nothing past the last.
    pub fn get(&self, number: u32) -> Option<EntityId> {
        let rest = self.rest.get(number as usize)?;
        let first = self.starts.partition_point(|start| *start <= number) - 1;
        let rest = rest.iter().fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
        let all = (first as u128) << (BITS - FIRST) | rest;
        let letter = |at: u32| char::from(LETTERS[(all >> (BITS - 5 - at * 5)) as usize & 31]);
        EntityId::parse(&std::iter::once('e').chain((0..BITS / 5).map(letter)).collect::<String>())
    }
}

/// The list that an id stands in, and what is kept of it there.
fn split(id: &EntityId) -> (usize, [u8; REST]) {
    let five = |byte: &u8| match byte {
        b'2'..=b'7' => byte - b'2',
        _ => byte.wrapping_sub(b'a').wrapping_add(6) & 31,
    };
    let all = id.as_str().as_bytes()[1..].iter().fold(0_u128, |sum, byte| sum << 5 | u128::from(five(byte)));
    let mut rest = [0; REST];
    rest.copy_from_slice(&(all & ((1 << (BITS - FIRST)) - 1)).to_be_bytes()[16 - REST..]);
    ((all >> (BITS - FIRST)) as usize, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_by_their_place_and_by_themselves() {
        let mut all: Vec<EntityId> = (0..3000).map(|at| EntityId::of(&[&at.to_string()])).collect();
        all.sort();
        let ids = Ids::new(10, all.iter().cloned());
        assert_eq!(ids.len(), all.len());
        for (at, id) in (0..).zip(&all) {
            assert_eq!((ids.number(id), ids.get(at).as_ref()), (Some(at), Some(id)));
        }
        assert_eq!((ids.number(&EntityId::of(&["none"])), ids.get(3000)), (None, None));
        let none = Ids::new(0, []);
        assert_eq!((none.number(&all[0]), none.get(0), none.len()), (None, None, 0));
    }
}
