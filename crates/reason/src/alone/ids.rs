//! Ids of entities in eleven bytes each, found by halving.
//!
//! The main type is [`Ids`]. An id is a letter that all have and twenty letters of five bits. Sorted ids begin alike, so
//! their first three letters are not kept with each: a list says where the ids of each such beginning start. Links are
//! found by them while things come in; afterwards only the id of a finding is made of them, and whoever has them elsewhere
//! ([`IdsElsewhere`]) need not keep them here.

use super::memory::Memory;
use crate::names::small;
use rollcall_model::id::EntityId;
use std::fmt;
use std::sync::Arc;

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

/// Finds entities by their ids, for who reads a case ahead of handing it in.
#[derive(Debug, Clone)]
pub struct Finder(Arc<Table>);

impl Finder {
    /// The place of an entity among all of them.
    pub fn place(&self, id: &EntityId) -> Option<usize> {
        self.0.number(id).map(|number| number as usize)
    }

    /// The places of several, in their order. Memory answers slowly, and so is asked for all of them at once.
    pub fn places(&self, ids: &[EntityId]) -> Vec<Option<usize>> {
        let sought: Vec<Option<Guess>> = ids.iter().map(|id| self.0.guess(id)).collect();
        let met = sought.iter().flatten().fold(0, |sum, guess| sum ^ self.0.order(guess.at).0);
        std::hint::black_box(met);
        sought.iter().map(|guess| self.0.found(guess.as_ref()?).map(|number| number as usize)).collect()
    }
}

/// See the module's page.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    table: Arc<Table>,
    len: usize,
    pub elsewhere: Option<IdsElsewhere>,
}

/// Where an id is looked for.
struct Guess {
    /// Between which places it stands.
    from: u32,
    to: u32,
    /// About where.
    at: u32,
    sought: (u64, u32),
}

/// Ids that lie here.
#[derive(Debug, Default)]
struct Table {
    /// Where the ids with each beginning start, and one past the last of all.
    starts: Vec<u32>,
    /// What is left of each.
    rest: Memory,
}

impl Ids {
    /// Of about so many ids that are sorted.
    pub fn new(count: usize, sorted: impl IntoIterator<Item = EntityId>) -> Self {
        let mut table = Table { starts: Vec::with_capacity((1 << FIRST) + 1), rest: Memory::new(count * REST) };
        let mut len = 0;
        for id in sorted {
            let (first, rest) = split(&id);
            table.starts.resize(table.starts.len().max(first + 1), small(len));
            if (len + 1) * REST > table.rest.room() {
                table.rest.grow((len + 1) * REST * 2);
            }
            table.rest[len * REST..(len + 1) * REST].copy_from_slice(&rest);
            len += 1;
        }
        table.starts.resize((1 << FIRST) + 1, small(len));
        Self { table: Arc::new(table), len, elsewhere: None }
    }

    /// Keeps none that lie elsewhere: from now on none is found.
    pub fn leave(&mut self) {
        if self.elsewhere.is_some() {
            self.table = Arc::default();
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The place of an id.
    pub fn number(&self, id: &EntityId) -> Option<u32> {
        self.table.number(id)
    }

    pub fn finder(&self) -> Finder {
        Finder(self.table.clone())
    }

    /// The id at a place; nothing past the last.
    pub fn get(&self, number: u32) -> Option<EntityId> {
        match &self.elsewhere {
            Some(elsewhere) => elsewhere.0(number as usize),
            None => self.table.get(number).filter(|_| (number as usize) < self.len),
        }
    }
}

impl Table {
    fn number(&self, id: &EntityId) -> Option<u32> {
        self.found(&self.guess(id)?)
    }

    fn guess(&self, id: &EntityId) -> Option<Guess> {
        let (first, rest) = split(id);
        let (from, to) = (*self.starts.get(first)?, self.starts[first + 1]);
        if from == to {
            return None;
        }
        // Ids are spread evenly, so where one stands is near to where its next bits say.
        let bits = u64::from(rest[0]) << 8 | u64::from(rest[1]);
        let guess = from + u32::try_from((bits * u64::from(to - from)) >> (BITS - FIRST - (REST as u32 - 2) * 8)).ok()?;
        Some(Guess { from, to, at: guess.min(to - 1), sought: order(&rest) })
    }

    fn found(&self, guess: &Guess) -> Option<u32> {
        let Guess { from, to, mut at, sought } = *guess;
        while at > from && self.order(at) > sought {
            at -= 1;
        }
        while at + 1 < to && self.order(at) < sought {
            at += 1;
        }
        (self.order(at) == sought).then_some(at)
    }

    fn get(&self, number: u32) -> Option<EntityId> {
        let at = number as usize * REST;
        let rest = self.rest.get(at..at + REST)?;
        let first = self.starts.partition_point(|start| *start <= number) - 1;
        let rest = rest.iter().fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
        let all = (first as u128) << (BITS - FIRST) | rest;
        let letter = |at: u32| char::from(LETTERS[(all >> (BITS - 5 - at * 5)) as usize & 31]);
        EntityId::parse(&std::iter::once('e').chain((0..BITS / 5).map(letter)).collect::<String>())
    }

    /// What is left of an id, as [`order`] has it.
    fn order(&self, number: u32) -> (u64, u32) {
        let at = number as usize * REST;
        let (first, last) = (self.rest.word(at), self.rest.word(at + REST - 4));
        (first.swap_bytes(), u32::try_from(last & u64::from(u32::MAX)).unwrap_or_default().swap_bytes())
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
        assert_eq!(ids.finder().place(&all[2999]), Some(2999));
        let places = ids.finder().places(&[all[70].clone(), EntityId::of(&["none"]), all[7].clone()]);
        assert_eq!(places, [Some(70), None, Some(7)]);
        let none = Ids::new(0, []);
        assert_eq!((none.number(&all[0]), none.get(0), none.len()), (None, None, 0));
    }
}
