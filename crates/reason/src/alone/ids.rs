//! Ids of entities in eleven bytes each, found by halving.
//!
//! The main type is [`Ids`]. An id is a letter that all have and twenty letters of five bits. Sorted ids begin alike, so
//! their first three letters are not kept with each: a list says where the ids of each such beginning start. Links are
//! found by them while things come in; afterwards only the id of a finding is made of them, and whoever has them elsewhere
//! ([`IdsElsewhere`]) need not keep them here.

use crate::names::small;
use rollcall_model::id::EntityId;
use std::cmp::Ordering;
use std::fmt;

/// Bits of an id after its letter.
const BITS: u32 = 100;
/// Bits of them that say in which list an id stands.
const FIRST: u32 = 15;
/// Bytes of what is left.
const REST: usize = 11;
/// What five bits stand for, in the order of the text.
const LETTERS: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
/// What each letter stands for, 0 for what is none.
const FIVES: [u8; 256] = {
    let mut fives = [0; 256];
    let mut at = 0;
    while at < 32 {
        #[expect(clippy::cast_possible_truncation, reason = "there are 32 of them")]
        let five = at as u8;
        fives[LETTERS[at] as usize] = five;
        at += 1;
    }
    fives
};

/// Ids that lie somewhere else, such as in the file that a case was read from.
pub struct IdsElsewhere(Box<dyn Fn(usize) -> Option<EntityId> + Send + Sync>);

impl IdsElsewhere {
    /// Found by the place of an entity among all of them.
    pub fn new(at: impl Fn(usize) -> Option<EntityId> + Send + Sync + 'static) -> Self {
        Self(Box::new(at))
    }
}

impl fmt::Debug for IdsElsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdsElsewhere")
    }
}

/// See the module's page.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    /// Where the ids with each beginning start, and one past the last of all.
    starts: Vec<u32>,
    rest: Vec<[u8; REST]>,
    len: usize,
    pub elsewhere: Option<IdsElsewhere>,
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
        ids.len = ids.rest.len();
        ids
    }

    /// Keeps none that lie elsewhere: from now on none is found.
    pub fn leave(&mut self) {
        if self.elsewhere.is_some() {
            (self.starts, self.rest) = (Vec::new(), Vec::new());
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The place of an id.
    pub fn number(&self, id: &EntityId) -> Option<u32> {
        let (first, rest) = split(id);
        let (from, to) = (*self.starts.get(first)? as usize, self.starts[first + 1] as usize);
        let own = &self.rest[from..to];
        // Ids are spread evenly, so where one stands is near to where its next bits say.
        let bits = u32::from(rest[0]) << 8 | u32::from(rest[1]);
        let guess = ((u64::from(bits) * own.len() as u64) >> (BITS - FIRST - (REST as u32 - 2) * 8)) as usize;
        let (guess, rest) = (guess.min(own.len().saturating_sub(1)), order(&rest));
        let found = match order(own.get(guess)?).cmp(&rest) {
            Ordering::Equal => Some(guess),
            Ordering::Less => own[guess..].iter().position(|other| order(other) >= rest).map(|at| guess + at),
            Ordering::Greater => own[..guess].iter().rposition(|other| order(other) <= rest),
        };
        found.filter(|at| order(&own[*at]) == rest).map(|at| small(from + at))
    }

    /// The id at a place; nothing past the last.
    pub fn get(&self, number: u32) -> Option<EntityId> {
        if let Some(elsewhere) = &self.elsewhere {
            return elsewhere.0(number as usize);
        }
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
    let fives = |letters: &[u8]| letters.iter().fold(0_u64, |sum, letter| sum << 5 | u64::from(FIVES[*letter as usize]));
    let letters = &id.as_str().as_bytes()[1..];
    let (left, right) = letters.split_at(letters.len() / 2);
    let all = u128::from(fives(left)) << (BITS / 2) | u128::from(fives(right));
    let mut rest = [0; REST];
    rest.copy_from_slice(&(all & ((1 << (BITS - FIRST)) - 1)).to_be_bytes()[16 - REST..]);
    ((all >> (BITS - FIRST)) as usize, rest)
}

/// Two numbers that are ordered as the bytes are: they have some bytes in common.
fn order(rest: &[u8; REST]) -> (u64, u32) {
    let (mut first, mut last) = ([0; 8], [0; 4]);
    first.copy_from_slice(&rest[..8]);
    last.copy_from_slice(&rest[REST - 4..]);
    (u64::from_be_bytes(first), u32::from_be_bytes(last))
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
        let mut left = Ids::new(10, all.iter().cloned());
        left.elsewhere = Some(IdsElsewhere::new({
            let all = all.clone();
            move |at| all.get(at).cloned()
        }));
        assert_eq!(left.number(&all[7]), Some(7), "found while they are there");
        left.leave();
        assert_eq!((left.number(&all[7]), left.get(7), left.len()), (None, Some(all[7].clone()), all.len()));
        let none = Ids::new(0, []);
        assert_eq!((none.number(&all[0]), none.get(0), none.len()), (None, None, 0));
    }
}
