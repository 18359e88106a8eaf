//! Derived facts of one name, and every way in which each of them follows.
//!
//! The main type is [`Relation`]. A fact's values stand one after another in one long row of numbers; a way is
//!
//! ```text
//! ways   … │ next way of this fact │ rule, grade │ what the variables stood for that the fact does not tell │ …
//! ```
//!
//! so a way is a few numbers, and the graph of all ways is no more than these rows: what a way rests on is found again from
//! what its variables stood for (`engine::Engine::ways`), since a rule's conditions name everything that they look at.

use crate::names::{Code, small};
use crate::store::{Grade, Grades, SURE, Version, different};
use crate::table::{Index, NONE, Table, hash};
use std::sync::OnceLock;

/// How one way is taken away: what leads to it leads to the next.
#[derive(Debug)]
pub(crate) struct Cut {
    row: u32,
    /// The way before it that stays; nothing where it is the first.
    link: Option<u32>,
    next: u32,
}

/// See the module's page.
#[derive(Debug, Default)]
pub(crate) struct Relation {
    arity: usize,
    /// Of each row its values, then its grades: they are looked at together.
    rows: Vec<Code>,
    count: usize,
    /// Per place, how many different values stand there, once somebody asked.
    different: Vec<OnceLock<usize>>,
    /// Where the first way of each row stands, or [`NONE`].
    first: Vec<u32>,
    ways: Vec<u32>,
    /// Ways that stand.
    way_count: usize,
    /// Of facts that rest on each other, when each row became as sure as it is.
    since: Vec<u32>,
    table: Table,
    /// Rows by their values at some places: the places as bits.
    indexes: Vec<(u64, Index)>,
}

/// Numbers of a way before those of its variables.
const HEAD: usize = 2;

/// A way as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stored<'r> {
    pub rule: u32,
    pub grade: Grade,
    /// What the rule's kept variables stood for.
    pub kept: &'r [u32],
}

impl Relation {
    pub fn new(arity: usize) -> Self {
        Self { arity, different: (0..arity).map(|_| OnceLock::new()).collect(), ..Self::default() }
    }

    /// Rows that were ever entered.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Values of a row.
    pub fn arity(&self) -> usize {
        self.arity
    }

    /// How many ways there are.
    pub fn way_count(&self) -> usize {
        self.way_count
    }

    pub fn args(&self, row: u32) -> &[Code] {
        let from = row as usize * (self.arity + 1);
        &self.rows[from..from + self.arity]
    }

    pub fn grade(&self, row: u32, version: Version) -> Grade {
        self.grades(row).at(version)
    }

    pub fn grades(&self, row: u32) -> Grades {
        Grades::of_code(self.rows[self.place_of_grades(row)])
    }

    fn place_of_grades(&self, row: u32) -> usize {
        row as usize * (self.arity + 1) + self.arity
    }

    fn set_grades(&mut self, row: u32, grades: Grades) {
        let at = self.place_of_grades(row);
        self.rows[at] = grades.code();
    }

    /// How many different values stand at a place, or stood there when it was first asked.
    pub fn different(&self, place: usize) -> usize {
        let codes = || (0..small(self.len())).map(|row| self.args(row)[place]);
        *self.different[place].get_or_init(|| different(codes()))
    }

    fn hash_of(args: &[Code]) -> u32 {
        hash(args.iter().map(|arg| arg.0))
    }

    /// The row with just these values.
    pub fn row(&self, args: &[Code]) -> Option<u32> {
        self.table.find(Self::hash_of(args), |row| self.args(row) == args)
    }

    /// The row with these values, entered with no grade if it is not there.
    pub fn enter(&mut self, args: &[Code]) -> u32 {
        let hash = Self::hash_of(args);
        self.table.find(hash, |row| self.args(row) == args).unwrap_or_else(|| {
            let row = small(self.count);
            self.rows.extend_from_slice(args);
            self.rows.push(Grades::default().code());
            self.count += 1;
            self.first.push(NONE);
            self.table.insert(hash, row);
            row
        })
    }

    /// Sets how sure a row is now.
    pub fn set(&mut self, row: u32, grade: Grade) {
        self.set_grades(row, self.grades(row).with(grade));
    }

    /// What is so now was also so before.
    pub fn settle(&mut self, row: u32) {
        self.set_grades(row, self.grades(row).settle());
    }

    /// When a row became as sure as it is, where that is noted.
    pub fn since(&self, row: u32) -> u32 {
        self.since.get(row as usize).copied().unwrap_or(0)
    }

    /// Notes when a row became as sure as it is.
    pub fn set_since(&mut self, row: u32, since: u32) {
        if self.since.len() <= row as usize {
            self.since.resize(self.count, 0);
        }
        self.since[row as usize] = since;
    }

    /// Adds a way of a row; it is not looked for among those that are there.
    pub fn add_way(&mut self, row: u32, rule: u32, grade: Grade, kept: impl Iterator<Item = u32>) {
        let at = small(self.ways.len());
        self.ways.push(self.first[row as usize]);
        self.ways.push(rule << 2 | u32::from(grade));
        self.ways.extend(kept);
        self.first[row as usize] = at;
        self.way_count += 1;
    }

    /// The ways of a row, the last one first; `kept` says how many variables a rule keeps.
    pub fn ways<'r>(&'r self, row: u32, kept: impl Fn(u32) -> usize + 'r) -> impl Iterator<Item = Stored<'r>> {
        ways_from(&self.ways, self.first[row as usize], kept)
    }

    /// How sure the best of a row's ways is: none is looked at after one than which nothing is surer.
    pub fn best(&self, row: u32, kept: impl Fn(u32) -> usize) -> Grade {
        let mut best = 0;
        for way in self.ways(row, kept) {
            best = way.grade.max(best);
            if best == SURE {
                break;
            }
        }
        best
    }

    /// How to take those ways of a row away that one rule gave with one of these values of its kept variables, which must
    /// be sorted. A row has no two alike, so none is looked for once all are found.
    pub fn cuts(&self, row: u32, rule: u32, gone: &[&[Code]], kept: impl Fn(u32) -> usize) -> Vec<Cut> {
        let mut cuts = Vec::with_capacity(gone.len());
        let mut link: Option<u32> = None;
        let mut at = self.first[row as usize];
        let mut own: Vec<Code> = Vec::new();
        while at != NONE && cuts.len() < gone.len() {
            let next = self.ways[at as usize];
            let of_rule = self.ways[at as usize + 1] >> 2;
            let is_gone = of_rule == rule && {
                let from = at as usize + HEAD;
                own.clear();
                own.extend(self.ways[from..from + kept(rule)].iter().map(|code| Code(*code)));
                gone.binary_search(&own.as_slice()).is_ok()
            };
            match is_gone {
                true => cuts.push(Cut { row, link, next }),
                false => link = Some(at),
            }
            at = next;
        }
        cuts
    }

    /// Takes ways away.
    pub fn cut(&mut self, cuts: &[Cut]) {
        for Cut { row, link, next } in cuts {
            match link {
                None => self.first[*row as usize] = *next,
                Some(link) => self.ways[*link as usize] = *next,
            }
        }
        self.way_count -= cuts.len();
    }

    fn key_hash(args: &[Code], mask: u64) -> u32 {
        let known = args.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
        hash(known.map(|(_, arg)| arg.0))
    }

    /// Whether rows are found by their values at some places without an index: all places, or none.
    fn needs_index(&self, mask: u64) -> bool {
        mask != 0 && mask != all(self.arity)
    }

    /// Makes an index of the rows by their values at these places, unless there is one.
    pub fn made_index(&self, mask: u64) -> Option<Index> {
        if !self.needs_index(mask) || self.indexes.iter().any(|(known, _)| *known == mask) {
            return None;
        }
        let mut index = Index::default();
        self.fill(mask, &mut index);
        Some(index)
    }

    fn fill(&self, mask: u64, index: &mut Index) {
        for row in index.len()..self.len() {
            let args = self.args(small(row));
            index.enter(Self::key_hash(args, mask), |other| same_at(self.args(other), args, mask));
        }
    }

    /// Keeps an index that was made.
    pub fn keep_index(&mut self, mask: u64, index: Index) {
        self.indexes.push((mask, index));
    }

    /// Enters rows that came after the indexes were made.
    pub fn extend_indexes(&mut self) {
        let mut indexes = std::mem::take(&mut self.indexes);
        for (mask, index) in &mut indexes {
            self.fill(*mask, index);
        }
        self.indexes = indexes;
    }

    /// The rows with these values at the places of a mask, also those that are not there now.
    pub fn find(&self, mask: u64, key: &[Code]) -> Found<'_> {
        if mask == 0 {
            return Found::All(0..small(self.len()));
        }
        if !self.needs_index(mask) {
            return Found::One(self.row(key));
        }
        let Some((_, index)) = self.indexes.iter().find(|(known, _)| *known == mask) else {
            // Nobody has asked in this way while rules ran: once, when a fact is explained.
            return Found::Listed((0..small(self.len())).filter(|row| key_is(self.args(*row), mask, key)).collect());
        };
        let is = |row: u32| key_is(self.args(row), mask, key);
        Found::Chain(index, index.first(hash(key.iter().map(|code| code.0)), is))
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        let indexes: usize = self.indexes.iter().map(|(_, index)| index.bytes()).sum();
        let numbers = self.rows.capacity() + self.first.capacity() + self.ways.capacity() + self.since.capacity();
        numbers * 4 + self.table.bytes() + indexes
    }

    /// Rows that were ever entered, and numbers of ways that ever stood.
    pub fn weight(&self) -> usize {
        self.count + self.ways.len()
    }

    /// Bytes of that which the ways take.
    pub fn way_bytes(&self) -> usize {
        (self.first.capacity() + self.ways.capacity()) * 4
    }
}

/// The ways of a chain that begins at a place.
fn ways_from<'r>(ways: &'r [u32], first: u32, kept: impl Fn(u32) -> usize + 'r) -> impl Iterator<Item = Stored<'r>> {
    let mut next = first;
    std::iter::from_fn(move || {
        let at = Some(next).filter(|next| *next != NONE)? as usize;
        next = ways[at];
        let (rule, grade) = (ways[at + 1] >> 2, u8::try_from(ways[at + 1] & 3).unwrap_or_default());
        Some(Stored { rule, grade, kept: &ways[at + HEAD..at + HEAD + kept(rule)] })
    })
}

fn all(arity: usize) -> u64 {
    (1_u64 << arity.min(63)) - 1
}

fn same_at(one: &[Code], other: &[Code], mask: u64) -> bool {
    one.iter().zip(other).enumerate().all(|(at, (one, other))| mask >> at & 1 == 0 || one == other)
}

fn key_is(args: &[Code], mask: u64, key: &[Code]) -> bool {
    let known = args.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
    known.zip(key).all(|((_, arg), key)| arg == key)
}

/// Rows that were found.
pub(crate) enum Found<'r> {
    All(std::ops::Range<u32>),
    One(Option<u32>),
    Chain(&'r Index, u32),
    Listed(std::collections::VecDeque<u32>),
}

impl Iterator for Found<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        match self {
            Self::All(rows) => rows.next(),
            Self::One(row) => row.take(),
            Self::Listed(rows) => rows.pop_front(),
            Self::Chain(index, next) => {
                let row = Some(*next).filter(|row| *row != NONE)?;
                *next = index.after(row);
                Some(row)
            }
        }
    }
}
