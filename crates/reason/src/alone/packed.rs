//! What is said, in as few bytes as can still be asked.
//!
//! The main type is [`Packed`]. Most things of a kind have values of the same properties, as sure and as many, so that
//! what they have in common is kept once, as a [`Shape`], and of each thing only its shape and its values:
//!
//! ```text
//! things  shape ──► Participation │ party, certain: 21 bits, document 12 │ engagement, certain: 21 bits │ role: attendee
//!   0       4       bits
//!   1       4       │ party │ document │ engagement │ party │ document │ engagement │ …
//! ```
//!
//! A number takes the bits that it needs, and words of a closed list (roles, modes, states) are a part of the shape. No fact has a number of its own, and
//! none is kept that no asked rule looks at. What was not taken: a column per property, compressed (a rule that looks at a
//! thing looks at several of its properties, and each would be searched), and deflating (nothing could be looked up).

mod fill;
mod having;
mod walk;

pub(crate) use fill::Given;

use super::ids::Ids;
use super::memory::Memory;
use super::wanted::Wanted;
use crate::facts::BETWEEN;
use crate::intake::Shelf;
use crate::names::{Code, Names, Sort, small};
use crate::props;
use crate::store::{Different, Grade, Telling, Tellings};
use crate::table::Table;
use having::Having;
use rayon::iter::Either;
use rollcall_model::claim::Claim;
use rollcall_model::date::plain;
use rollcall_model::wording;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use walk::Walk;

/// What things of one shape have in common.
#[derive(Debug)]
struct Shape {
    kind: u8,
    /// Nothing said of them is surer than this.
    cap: Grade,
    /// Their values, by property.
    slots: Vec<Slot>,
}

/// One value of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot {
    property: u16,
    grade: Grade,
    /// The value, without those of its bits that are kept with the thing.
    base: u32,
    /// Where these begin among those of the thing, and how many there are.
    from: u32,
    bits: u8,
    /// How many bits after them say what its claims say of their sources: a number among the tellings.
    told: u8,
    /// Whether some of its claims are made in somebody's words.
    in_words: bool,
}

/// A value of a property of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Said {
    pub val: Code,
    pub grade: Grade,
    told: u32,
}

/// The number of a thing's shape, and where its bits begin: side by side, since who asks for one asks for the other.
#[derive(Debug, Clone, Copy)]
struct Place {
    shape: u16,
    /// The byte, in two halves, so that six bytes are enough.
    start: [u16; 2],
}

impl Place {
    fn start(self) -> usize {
        usize::from(self.start[0]) | usize::from(self.start[1]) << 16
    }
}

/// Stands in place of a number that is too large for it.
const LARGE: u16 = u16::MAX;
/// Bytes of a thing for which there is room at first: what is not used takes nothing.
const USUAL: usize = 16;
/// Things of a kind are listed where they are fewer than one of so many.
const RARE: usize = 16;
/// Bytes that the largest number touches.
const LARGEST: usize = 5;
/// The bits of a code that are its number and not its sort.
const NUMBER: u32 = (1 << 30) - 1;

/// See the module's page.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    pub names: Names,
    /// Ids of entities, which are the first things; known when all are in.
    pub ids: Ids,
    wanted: Wanted,
    shapes: Vec<Shape>,
    /// Numbers of shapes, while things come.
    known: Table,
    /// Those of the thing that comes: room that is used again.
    slots: Vec<Slot>,
    places: Vec<Place>,
    /// Shapes of things whose number is [`LARGE`] or more.
    more: BTreeMap<u32, u32>,
    memory: Memory,
    /// How many bits of it are used.
    used: usize,
    /// Bits that the number of a thing takes.
    thing_bits: u8,
    /// What those things are called of which it is asked, in their order.
    called: Vec<(u32, Code)>,
    /// What tells things apart that are no entities.
    keys: BTreeMap<u32, String>,
    tellings: Tellings,
    /// Facts that are said in somebody's words, by thing and slot, and what their claims say of their sources.
    heard: BTreeMap<(u32, u32), u32>,
    voiced: Vec<((u32, u32), Arc<Claim>, Grade)>,
    controllers: BTreeMap<String, u32>,
    /// All values of a property in one text, where they are not one text already.
    together: BTreeMap<(u32, u16), Code>,
    /// Per kind how many things there are, and these where they are few of all.
    of_kind: Vec<(usize, Option<Vec<u32>>)>,
    /// How many values of each property things of each kind have: by kind, then by property.
    counts: Vec<Vec<usize>>,
    /// By property the kinds of which some thing has a value.
    kinds_with: Vec<Vec<u8>>,
    /// The different values of each property, while things come; then how many there are.
    met: Vec<Different>,
    different: Vec<usize>,
    /// Things by their values, of the properties that are looked up so.
    having: BTreeMap<u16, Having>,
}

impl Packed {
    /// For so many things at the most.
    pub fn new(things: usize, wanted: Wanted) -> Self {
        let properties = props::names().count();
        Self {
            thing_bits: u8::try_from(32 - small(things).leading_zeros()).unwrap_or(32),
            places: Vec::with_capacity(things),
            memory: Memory::new(things * USUAL),
            wanted,
            met: (0..properties).map(|_| Different::default()).collect(),
            ..Self::default()
        }
    }

    /// How many things there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// How many values there are.
    pub fn fact_count(&self) -> usize {
        self.counts.iter().flatten().sum()
    }

    fn shape(&self, thing: u32) -> usize {
        match self.places[thing as usize].shape {
            LARGE => self.more.get(&thing).copied().unwrap_or_default() as usize,
            number => usize::from(number),
        }
    }

    /// Where the bits of a thing begin.
    fn start(&self, thing: u32) -> usize {
        self.places[thing as usize].start() * 8
    }

    fn read(&self, at: usize, count: u8) -> u32 {
        let word = self.memory.word(at / 8) >> (at % 8) & ((1 << count) - 1);
        u32::try_from(word).unwrap_or_default()
    }

    fn said(&self, thing: u32, place: usize, start: usize, slot: &Slot) -> Said {
        let at = start + slot.from as usize;
        let told = match slot.in_words {
            true => self.heard.get(&(thing, small(place))).copied(),
            false => None,
        };
        Said {
            val: Code(slot.base | self.read(at, slot.bits)),
            grade: slot.grade,
            told: told.unwrap_or_else(|| match slot.told {
                0 => 0,
                told => self.read(at + usize::from(slot.bits), told),
            }),
        }
    }

    /// The values of a property of a thing.
    pub fn values(&self, thing: u32, property: u16) -> impl Iterator<Item = Said> + Clone + use<'_> {
        let slots = &self.shapes[self.shape(thing)].slots;
        let from = slots.iter().position(|slot| slot.property >= property).unwrap_or(slots.len());
        let own = slots[from..].iter().take_while(move |slot| slot.property == property).enumerate();
        // Most things have no value of most properties: where their bits begin is then not asked.
        let start = if slots.get(from).is_some_and(|slot| slot.property == property) { self.start(thing) } else { 0 };
        own.map(move |(place, slot)| self.said(thing, from + place, start, slot))
    }

    pub fn kind(&self, thing: u32) -> u8 {
        self.shapes[self.shape(thing)].kind
    }

    pub fn thing_grade(&self, thing: u32) -> Grade {
        self.shapes[self.shape(thing)].cap
    }

    pub fn tellings(&self, fact: Said) -> &[Telling] {
        &self.tellings.lists[fact.told as usize]
    }

    /// The lists of the things of some kinds, where these are few. Of more, going through all things costs little, and
    /// they come in order.
    fn lists<'s, 'k>(&'s self, kinds: &'k [u8]) -> Option<impl Iterator<Item = &'s Vec<u32>> + use<'s, 'k>> {
        let count: usize = kinds.iter().map(|kind| self.things_of(*kind)).sum();
        let list = |kind: &u8| self.of_kind[usize::from(*kind)].1.as_ref();
        (count * RARE < self.len()).then(|| kinds.iter().filter_map(list))
    }

    /// What going through all things of some kinds is cut into: the things of their lists, or all things.
    pub fn choices_of_kinds(&self, kinds: &[u8]) -> usize {
        self.lists(kinds).map_or(self.len(), |lists| lists.map(Vec::len).sum())
    }

    /// The things of some kinds.
    pub fn things<'s, 'k>(&'s self, kinds: &'k [u8], part: Range<usize>) -> impl Iterator<Item = u32> + use<'s, 'k> {
        let listed = self.lists(kinds).map(|lists| lists.flatten().copied().skip(part.start).take(part.len()));
        let all = if listed.is_some() { 0..0 } else { small(part.start)..small(part.end) };
        let mut wanted = [0_u64; 4];
        kinds.iter().for_each(|kind| wanted[usize::from(kind / 64)] |= 1 << (kind % 64));
        let is_wanted = move |kind: u8| wanted[usize::from(kind / 64)] >> (kind % 64) & 1 == 1;
        listed.into_iter().flatten().chain(all.filter(move |thing| is_wanted(self.kind(*thing))))
    }

    /// The kinds of which some thing has a value of a property.
    pub fn kinds_with(&self, property: u16) -> &[u8] {
        &self.kinds_with[usize::from(property)]
    }

    pub fn things_of(&self, kind: u8) -> usize {
        self.of_kind[usize::from(kind)].0
    }

    pub fn count_of(&self, kind: u8, property: u16) -> usize {
        self.counts[usize::from(kind)][usize::from(property)]
    }

    pub fn values_of(&self, property: u16) -> usize {
        self.counts.iter().map(|counts| counts[usize::from(property)]).sum()
    }

    /// How many different values of a property there are.
    pub fn different(&self, property: u16) -> usize {
        self.different[usize::from(property)]
    }

    /// All values of a property with their things: those of a part of what going through them is cut into. Things with fewer
    /// values than so many may be left out.
    pub fn every(&self, property: u16, least: usize, part: Range<usize>) -> impl Iterator<Item = (u32, Said)> + use<'_> {
        let kinds = self.kinds_with(property);
        match self.lists(kinds) {
            Some(lists) => {
                let things = lists.flatten().copied().skip(part.start).take(part.len());
                Either::Left(things.flat_map(move |thing| self.values(thing, property).map(move |fact| (thing, fact))))
            }
            None => Either::Right(Walk::new(self, property, least, small(part.start)..small(part.end))),
        }
    }

    /// What all values of a property are as one text.
    pub fn all_words(&self, thing: u32, property: u16) -> Code {
        let one = || self.values(thing, property).next().map_or(Code::NONE, |fact| fact.val);
        self.together.get(&(thing, property)).copied().unwrap_or_else(one)
    }

    /// A value in words.
    pub fn words_of(&self, code: Code) -> String {
        match code.sort() {
            Sort::Thing(at) => self.name(at).to_string(),
            Sort::Date(at) => plain(self.names.edtf(at)),
            Sort::Text(at) => {
                let words = self.names.words(at);
                match words.contains(BETWEEN) {
                    true => wording::list("en", &words.split(BETWEEN).map(str::to_string).collect::<Vec<_>>()),
                    false => words.to_string(),
                }
            }
            Sort::Number(at) => self.names.value(at).to_string(),
        }
    }

    fn is_entity(&self, thing: u32) -> bool {
        (thing as usize) < self.ids.len()
    }

    /// What a value is made of in ids and orders: never its number here.
    pub fn key_of(&self, code: Code) -> String {
        match code.sort() {
            Sort::Thing(at) if self.is_entity(at) => self.ids.get(at).map(|id| id.to_string()).unwrap_or_default(),
            Sort::Thing(at) => self.keys.get(&at).cloned().unwrap_or_default(),
            Sort::Date(at) => self.names.edtf(at).as_str().to_string(),
            _ => self.words_of(code),
        }
    }

    /// Whether one value comes before another in the order of their keys.
    pub fn sorts(&self, left: Code, right: Code) -> bool {
        match (left.sort(), right.sort()) {
            (Sort::Thing(one), Sort::Thing(other)) if self.is_entity(one) && self.is_entity(other) => one < other,
            _ => self.key_of(left) < self.key_of(right),
        }
    }

    /// Bytes that it takes, about.
    pub fn byte_count(&self) -> usize {
        self.used / 8 + self.places.len() * size_of::<Place>()
    }
}
