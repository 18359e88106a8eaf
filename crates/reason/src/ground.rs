//! What rules are joined over, whichever way it is kept.
//!
//! The main traits are [`Ground`], what a join asks of what is said and what was derived, and [`Census`], the counts
//! by which plans are chosen. There are two grounds: that of an engine that keeps how facts follow and goes along with
//! its case ([`Base`]: columns that grow, two states of the case), and that of a run that keeps neither
//! ([`crate::alone`]: as few bytes as can still be asked). They have one language, one planner and one join between
//! them, and so one answer; a join is compiled once for each, so neither pays for the other.

use crate::names::{Code, Names};
use crate::relation::Relation;
use crate::store::{Grade, Store, Telling, Version};
use std::ops::Range;

/// How much there is of what.
pub(crate) trait Census {
    /// Words, dates and numbers.
    fn names(&self) -> &Names;
    /// Things of a kind.
    fn things_of(&self, kind: u8) -> usize;
    /// Values of a property that things of a kind have.
    fn count_of(&self, kind: u8, property: u16) -> usize;
    /// Values of a property.
    fn values_of(&self, property: u16) -> usize;
    /// Different values of a property.
    fn different(&self, property: u16) -> usize;
    /// Derived facts of a name.
    fn rows(&self, fact: u32) -> usize;
    /// Different values at a place of them.
    fn different_at(&self, fact: u32, place: usize) -> usize;
    /// What going through all things of some kinds can be cut into.
    fn choices_of_kinds(&self, kinds: &[u8]) -> usize;
    /// What going through all values of a property can be cut into.
    fn choices_of_property(&self, property: u16) -> usize;
}

/// See the module's page. What it gives lives as long as what it looks at.
pub(crate) trait Ground<'e>: Census + Copy + Sync {
    /// One value of one property of one thing.
    type Fact: Copy;
    /// The derived facts of one name: looked up once for all of them that a step goes through.
    type Rows: Copy;

    /// Things of some kinds: those of a part of [`Census::choices_of_kinds`].
    fn things(self, kinds: &[u8], part: Range<usize>) -> impl Iterator<Item = u32>;
    fn kind(self, thing: u32) -> u8;
    /// Whether a thing is there, and how sure all that is said of it can be.
    fn thing_grade(self, thing: u32) -> Grade;
    /// Values of a property of a thing.
    fn values(self, thing: u32, property: u16) -> impl Iterator<Item = Self::Fact>;
    /// Things that have a value of a property; the property must be indexed.
    fn having(self, property: u16, val: Code) -> impl Iterator<Item = (u32, Self::Fact)>;
    /// All values of a property with their things: those of a part of [`Census::choices_of_property`]. Things that have fewer
    /// than so many may be left out.
    fn every(self, property: u16, least: usize, part: Range<usize>) -> impl Iterator<Item = (u32, Self::Fact)>;
    fn val(self, fact: Self::Fact) -> Code;
    fn grade(self, fact: Self::Fact) -> Grade;
    /// What the claims of a fact say of their sources.
    fn tellings(self, fact: Self::Fact) -> &'e [Telling];
    /// What all values of a property of a thing are as one text.
    fn all_words(self, thing: u32, property: u16) -> Code;
    /// A value in words.
    fn words_of(self, code: Code) -> String;
    /// Whether one value comes before another in the order of their keys.
    fn sorts(self, left: Code, right: Code) -> bool;

    /// Derived facts with these values at the places of a mask, also those that are not there.
    fn find(self, fact: u32, mask: u64, key: &[Code]) -> impl Iterator<Item = u32> + use<'e, Self>;
    /// Derived facts of a name.
    fn rows_of(self, fact: u32) -> Self::Rows;
    fn row_grade(self, rows: Self::Rows, row: u32) -> Grade;
    fn arg(self, rows: Self::Rows, row: u32, place: usize) -> Code;
}

/// What an engine that goes along with its case knows, in one state of it.
#[derive(Clone, Copy)]
pub(crate) struct Base<'e> {
    pub store: &'e Store,
    pub relations: &'e [Relation],
    pub version: Version,
}

impl Census for Base<'_> {
    fn names(&self) -> &Names {
        &self.store.names
    }

    fn things_of(&self, kind: u8) -> usize {
        self.store.of_kind(kind).len()
    }

    fn count_of(&self, kind: u8, property: u16) -> usize {
        self.store.count_of(kind, property)
    }

    fn values_of(&self, property: u16) -> usize {
        self.store.of_property(property).len()
    }

    fn different(&self, property: u16) -> usize {
        self.store.different(property)
    }

    fn rows(&self, fact: u32) -> usize {
        self.relations[fact as usize].len()
    }

    fn different_at(&self, fact: u32, place: usize) -> usize {
        self.relations[fact as usize].different(place)
    }

    fn choices_of_kinds(&self, kinds: &[u8]) -> usize {
        kinds.iter().map(|kind| self.things_of(*kind)).sum()
    }

    fn choices_of_property(&self, property: u16) -> usize {
        self.values_of(property)
    }
}

impl<'e> Ground<'e> for Base<'e> {
    type Fact = u32;
    type Rows = &'e Relation;

    fn things(self, kinds: &[u8], part: Range<usize>) -> impl Iterator<Item = u32> {
        kinds.iter().flat_map(move |kind| self.store.of_kind(*kind)).copied().skip(part.start).take(part.len())
    }

    fn kind(self, thing: u32) -> u8 {
        self.store.kind(thing)
    }

    fn thing_grade(self, thing: u32) -> Grade {
        self.store.thing_grade(thing, self.version)
    }

    fn values(self, thing: u32, property: u16) -> impl Iterator<Item = u32> {
        self.store.values(thing, property, self.version)
    }

    fn having(self, property: u16, val: Code) -> impl Iterator<Item = (u32, u32)> {
        let said = self.store.having(property, val).filter(move |fact| self.store.is_said(*fact, self.version));
        said.map(move |fact| (self.store.fact_thing(fact), fact))
    }

    fn every(self, property: u16, _: usize, part: Range<usize>) -> impl Iterator<Item = (u32, u32)> {
        let facts = self.store.of_property(property)[part].iter().copied();
        let said = facts.filter(move |fact| self.store.is_said(*fact, self.version));
        said.map(move |fact| (self.store.fact_thing(fact), fact))
    }

    fn val(self, fact: u32) -> Code {
        self.store.val(fact)
    }

    fn grade(self, fact: u32) -> Grade {
        self.store.fact_grade(fact)
    }

    fn tellings(self, fact: u32) -> &'e [Telling] {
        self.store.tellings(fact)
    }

    fn all_words(self, thing: u32, property: u16) -> Code {
        self.store.all_words(&self.store.values(thing, property, self.version))
    }

    fn words_of(self, code: Code) -> String {
        self.store.words_of(code)
    }

    fn sorts(self, left: Code, right: Code) -> bool {
        self.store.sorts(left, right)
    }

    fn find(self, fact: u32, mask: u64, key: &[Code]) -> impl Iterator<Item = u32> + use<'e> {
        self.relations[fact as usize].find(mask, key)
    }

    fn rows_of(self, fact: u32) -> &'e Relation {
        &self.relations[fact as usize]
    }

    #[inline]
    fn row_grade(self, rows: &'e Relation, row: u32) -> Grade {
        rows.grade(row, self.version)
    }

    #[inline]
    fn arg(self, rows: &'e Relation, row: u32, place: usize) -> Code {
        rows.args(row)[place]
    }
}
