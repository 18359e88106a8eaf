//! Proofs that are not finished, and sets of small numbers.
//!
//! The main type is [`Partials`]. The sets of all unfinished proofs of one search lie in one list, and the place of one that
//! is done with is used again: a search makes thousands, and asking the system for room for each took most of its time.

use rollcall_model::finding::Certainty;
use std::collections::BTreeMap;

/// Numbers in a word of a set.
const WORD: usize = u64::BITS as usize;

/// A set of small numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Bits(pub Vec<u64>);

impl Bits {
    /// Some numbers, all below `most`.
    pub fn of(numbers: &[usize], most: usize) -> Self {
        let mut bits = Self(vec![0; most.div_ceil(WORD)]);
        numbers.iter().for_each(|number| set(&mut bits.0, *number));
        bits
    }

    pub fn is_within(&self, other: &Self) -> bool {
        is_within(&self.0, &other.0)
    }
}

fn set(words: &mut [u64], number: usize) {
    words[number / WORD] |= 1 << (number % WORD);
}

fn has(words: &[u64], number: usize) -> bool {
    words[number / WORD] >> (number % WORD) & 1 == 1
}

/// Whether all numbers of one set are in another.
pub(super) fn is_within(one: &[u64], other: &[u64]) -> bool {
    one.iter().zip(other).all(|(own, other)| own & !other == 0)
}

/// How many numbers are in a set.
pub(super) fn count(words: &[u64]) -> u32 {
    words.iter().map(|word| word.count_ones()).sum()
}

/// The numbers of a set, least first.
pub(super) fn numbers(words: &[u64]) -> Vec<usize> {
    let bit =
        |(at, word): (usize, &u64)| (0..WORD).filter(|bit| word >> bit & 1 == 1).map(move |bit| at * WORD + bit).collect();
    words.iter().enumerate().flat_map::<Vec<usize>, _>(bit).collect()
}

/// A proof that is not finished: where its sets lie, and the last way that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Partial {
    place: usize,
    taken: Option<usize>,
    /// The least of the ways that were taken.
    pub certainty: Certainty,
}

/// The sets of a proof that is not finished. Facts are numbered by their place in the search's order.
#[derive(Debug)]
pub(super) struct Sets<T> {
    /// The leaves that it has, and those that its open facts cannot do without.
    pub leaves: T,
    /// Facts of which no way was taken yet.
    pub open: T,
    /// Facts whose way was taken.
    closed: T,
}

impl Sets<&[u64]> {
    /// The first fact of which no way was taken yet.
    pub fn first_open(&self) -> Option<usize> {
        let at = self.open.iter().position(|word| *word != 0)?;
        Some(at * WORD + self.open[at].trailing_zeros() as usize)
    }
}

impl Sets<&mut [u64]> {
    /// A way of an open fact was taken.
    pub fn close(&mut self, fact: usize) {
        self.open[fact / WORD] &= !(1 << (fact % WORD));
        set(self.closed, fact);
    }

    /// Leaves are needed.
    pub fn need(&mut self, leaves: &[usize]) {
        leaves.iter().for_each(|leaf| set(self.leaves, *leaf));
    }

    /// A fact is needed.
    pub fn open_up(&mut self, fact: usize) {
        if !has(self.closed, fact) {
            set(self.open, fact);
        }
    }
}

/// A way that was taken, and the one before it: what two unfinished proofs have in common stands once.
#[derive(Debug)]
struct Taken {
    fact: usize,
    way: usize,
    before: Option<usize>,
}

/// See the module's page.
#[derive(Debug)]
pub(super) struct Partials {
    /// Words of a set of leaves, and of one of facts.
    leaves: usize,
    facts: usize,
    words: Vec<u64>,
    /// Places that are not used.
    free: Vec<usize>,
    taken: Vec<Taken>,
}

impl Partials {
    /// For proofs with so many leaves and facts.
    pub fn new(leaves: usize, facts: usize) -> Self {
        let words = |most: usize| most.div_ceil(WORD);
        Self { leaves: words(leaves), facts: words(facts), words: Vec::new(), free: Vec::new(), taken: Vec::new() }
    }

    fn len(&self) -> usize {
        self.leaves + 2 * self.facts
    }

    /// One of which a single fact is open.
    pub fn first(&mut self, leaves: &[usize], fact: usize) -> Partial {
        let first = Partial { place: self.words.len(), taken: None, certainty: Certainty::Certain };
        self.words.resize(first.place + self.len(), 0);
        let mut sets = self.sets_mut(first);
        sets.need(leaves);
        sets.open_up(fact);
        first
    }

    /// The same again, at another place.
    pub fn copy(&mut self, partial: Partial) -> Partial {
        let (from, len) = (partial.place, self.len());
        let place = match self.free.pop() {
            Some(place) => {
                self.words.copy_within(from..from + len, place);
                place
            }
            None => {
                self.words.extend_from_within(from..from + len);
                self.words.len() - len
            }
        };
        Partial { place, ..partial }
    }

    /// One that is not needed any more.
    pub fn free(&mut self, partial: Partial) {
        self.free.push(partial.place);
    }

    /// Notes which way of a fact was taken.
    pub fn take(&mut self, partial: &mut Partial, fact: usize, way: usize) {
        self.taken.push(Taken { fact, way, before: partial.taken });
        partial.taken = Some(self.taken.len() - 1);
    }

    /// Per fact the way that was taken.
    pub fn chosen(&self, partial: Partial) -> BTreeMap<usize, usize> {
        let mut chosen = BTreeMap::new();
        let mut next = partial.taken;
        while let Some(taken) = next.map(|at| &self.taken[at]) {
            chosen.insert(taken.fact, taken.way);
            next = taken.before;
        }
        chosen
    }

    pub fn sets(&self, partial: Partial) -> Sets<&[u64]> {
        let (leaves, facts) = self.words[partial.place..partial.place + self.len()].split_at(self.leaves);
        let (open, closed) = facts.split_at(self.facts);
        Sets { leaves, open, closed }
    }

    pub fn sets_mut(&mut self, partial: Partial) -> Sets<&mut [u64]> {
        let (from, to, own) = (partial.place, partial.place + self.len(), self.leaves);
        let (leaves, facts) = self.words[from..to].split_at_mut(own);
        let (open, closed) = facts.split_at_mut(self.facts);
        Sets { leaves, open, closed }
    }
}
