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
//! A number takes the bits that it needs, words of a closed list (roles, modes, states) are a part of the shape, and where
//! a thing's bits begin is kept for every eighth: for those between the shapes say it. No fact has a number of its own, and
//! none is kept that no asked rule looks at. What was not taken: a column per property, compressed (a rule that looks at a
//! thing looks at several of its properties, and each would be searched), and deflating (nothing could be looked up).

use super::ids::Ids;
use super::memory::Memory;
use crate::facts::{BETWEEN, FactVal, Thing, folded};
use crate::intake::Shelf;
use crate::names::{Code, Names, Sort, small};
use crate::props::{self, Type};
use crate::store::{Grade, Telling, Tellings, different, grade};
use rollcall_model::claim::Claim;
use rollcall_model::date::{Edtf, plain};
use rollcall_model::ontology::Kind;
use rollcall_model::wording;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// What things of one shape have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    kind: u8,
    /// Nothing said of them is surer than this.
    cap: Grade,
    /// Their values, by property.
    slots: Vec<Slot>,
}

/// One value of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// What a run of some rules asks of a case, so that no more need be kept.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// Properties whose values are kept.
    pub kept: BTreeSet<u16>,
    /// Properties of which a rule asks for the source.
    pub traced: BTreeSet<u16>,
    /// Properties whose values some rule takes together.
    pub together: BTreeSet<u16>,
    /// Whether some rule looks at what things of a kind are called, by kind.
    pub named: Vec<bool>,
    /// Parties whose names are a part of the keys of memberships.
    pub members: BTreeSet<u32>,
    /// Names of those who control publishers, as names are compared.
    pub controllers: BTreeSet<String>,
}

/// Things whose bits begin where the list says: one of so many.
const BLOCK: usize = 8;
/// Stands in the list of shapes for a number that is too large for it.
const LARGE: u16 = u16::MAX;
/// Bytes of a thing for which there is room at first: what is not used takes nothing.
const USUAL: usize = 16;
/// Things of a kind are listed where they are fewer than one of so many.
const RARE: usize = 32;
/// Things by their values: for one list so many values, about.
const STRETCH: usize = 4;
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
    /// Bits of a thing of each shape.
    widths: Vec<u32>,
    /// Numbers of shapes, while things come.
    known: BTreeMap<Shape, u32>,
    of: Vec<u16>,
    /// Shapes of things whose number is [`LARGE`] or more.
    more: BTreeMap<u32, u32>,
    starts: Vec<u32>,
    memory: Memory,
    /// How many bits of it are used.
    used: usize,
    /// Bits that the number of a thing takes.
    thing_bits: u8,
    /// What those things are called of which it is asked.
    called: BTreeMap<u32, Code>,
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
    different: Vec<OnceLock<usize>>,
    /// Things by their values, of the properties that are looked up so.
    having: BTreeMap<u16, Having>,
}

/// Things by a value of theirs: those whose values begin with the same bits stand together.
#[derive(Debug)]
struct Having {
    /// The bits that all values share, and how many there are below them.
    base: u32,
    bits: u32,
    /// How many of these are not looked at.
    within: u32,
    /// Where the things with each beginning stand, and one past the last.
    starts: Vec<u32>,
    things: Memory,
}

impl Having {
    /// The list that a value stands in, if it can stand in any.
    fn list(&self, code: Code) -> Option<usize> {
        let low = u32::MAX.checked_shr(32 - self.bits).unwrap_or(0);
        (code.0 & !low == self.base).then(|| (code.0 & low).checked_shr(self.within).unwrap_or(0) as usize)
    }
}

impl Packed {
    /// For so many things at the most.
    pub fn new(things: usize, wanted: Wanted) -> Self {
        let properties = props::names().count();
        Self {
            thing_bits: u8::try_from(32 - small(things).leading_zeros()).unwrap_or(32),
            of: Vec::with_capacity(things),
            starts: Vec::with_capacity(things / BLOCK + 1),
            memory: Memory::new(things * USUAL),
            wanted,
            different: (0..properties).map(|_| OnceLock::new()).collect(),
            ..Self::default()
        }
    }

    /// How many things there are.
    pub fn len(&self) -> usize {
        self.of.len()
    }

    /// How many values there are.
    pub fn fact_count(&self) -> usize {
        self.counts.iter().flatten().sum()
    }

    fn slot(&mut self, property: u16, fact: &FactVal<'_>, from: usize) -> Slot {
        let from = small(self.used - from);
        let number = fact.code.0 & NUMBER;
        let bits = match fact.code.sort() {
            Sort::Text(_) if props::is_listed(property) => 0,
            Sort::Thing(_) => self.thing_bits,
            _ => bits_of(number),
        };
        let base = if bits == 0 { fact.code.0 } else { fact.code.0 & !NUMBER };
        let is_traced = self.wanted.traced.contains(&property);
        let list = if is_traced { self.tellings.number(&fact.tellings) } else { 0 };
        let told = if list == 0 { 0 } else { bits_of(list) };
        self.write(number, bits);
        self.write(list, told);
        let in_words = !fact.voiced.is_empty();
        Slot { property, grade: grade(fact.certainty), base, from, bits, told, in_words }
    }

    fn write(&mut self, number: u32, bits: u8) {
        if bits == 0 {
            return;
        }
        if self.used / 8 + LARGEST > self.memory.room() {
            self.memory.grow(self.memory.room() * 2 + LARGEST);
        }
        self.memory.set(self.used / 8, u64::from(number) << (self.used % 8));
        self.used += usize::from(bits);
    }

    fn shape_number(&mut self, shape: Shape, width: usize) -> u32 {
        if let Some(number) = self.known.get(&shape) {
            return *number;
        }
        let number = small(self.shapes.len());
        self.shapes.push(shape.clone());
        self.widths.push(small(width));
        self.known.insert(shape, number);
        number
    }

    /// Notes who controls publishers, and what things are called of which that is asked.
    fn note_names(&mut self, at: u32, thing: &Thing<'_>, kind: u8) {
        if self.wanted.named[usize::from(kind)] || self.wanted.members.contains(&at) {
            let name = self.names.text(&thing.name);
            self.called.insert(at, name);
        }
        if !self.wanted.controllers.is_empty() && Kind::new(thing.kind).is_some_and(Kind::is_party) {
            let values = ["name", "alias"].into_iter().filter_map(|name| thing.values.get(&props::number(name)?)).flatten();
            let names: Vec<String> = values.map(|fact| folded(&self.words_of(fact.code))).collect();
            for name in names.into_iter().filter(|name| self.wanted.controllers.contains(name)) {
                self.controllers.entry(name).or_insert(at);
            }
        }
    }

    fn shape(&self, thing: u32) -> usize {
        match self.of[thing as usize] {
            LARGE => self.more.get(&thing).copied().unwrap_or_default() as usize,
            number => usize::from(number),
        }
    }

    /// Where the bits of a thing begin.
    fn start(&self, thing: u32) -> usize {
        let block = thing as usize / BLOCK;
        let before = small(block * BLOCK)..thing;
        self.starts[block] as usize * 8 + before.map(|other| self.widths[self.shape(other)] as usize).sum::<usize>()
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
            told: told.unwrap_or_else(|| self.read(at + usize::from(slot.bits), slot.told)),
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
        listed.into_iter().flatten().chain(all.filter(|thing| kinds.contains(&self.kind(*thing))))
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

    pub fn different(&self, property: u16) -> usize {
        let kinds = self.kinds_with(property);
        if self.slots_of(property).all(|(_, bits)| bits == 0) {
            return self.slots_of(property).map(|(base, _)| base).collect::<BTreeSet<u32>>().len();
        }
        let all = 0..self.choices_of_kinds(kinds);
        let codes = || self.things(kinds, all).flat_map(|thing| self.values(thing, property)).map(|fact| fact.val);
        *self.different[usize::from(property)].get_or_init(|| different(codes()))
    }

    /// Makes sure that things can be found by a value of a property.
    pub fn index(&mut self, property: u16) {
        if !self.having.contains_key(&property) {
            self.having.insert(property, self.made_index(property));
        }
    }

    /// The values of a property in all shapes, each with the bits in which its things may differ.
    fn slots_of(&self, property: u16) -> impl Iterator<Item = (u32, u32)> {
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
        let kinds = self.kinds_with(property);
        let things = || self.things(kinds, 0..self.choices_of_kinds(kinds));
        let said = || things().flat_map(|thing| self.values(thing, property).map(move |fact| (thing, fact.val)));
        let first = self.slots_of(property).next().map_or(0, |(base, _)| base);
        let differ = self.slots_of(property).fold(0, |all, (base, bits)| all | base ^ first | bits);
        let count = self.values_of(property);
        let bits = 32 - differ.leading_zeros();
        let within = bits.saturating_sub((count / STRETCH).max(1).ilog2());
        let base = first & !u32::MAX.checked_shr(32 - bits).unwrap_or(0);
        let mut having = Having { base, bits, within, starts: Vec::new(), things: Memory::new(count * 4) };
        let mut next = vec![0; (1 << (bits - within)) + 1];
        for list in said().filter_map(|(_, code)| having.list(code)) {
            next[list + 1] += 1;
        }
        let mut sum = 0;
        for count in &mut next {
            sum += *count;
            *count = sum;
        }
        having.starts.clone_from(&next);
        for (thing, code) in said() {
            if let Some(at) = having.list(code).map(|list| &mut next[list]) {
                having.things.set_number(*at, thing);
                *at += 1;
            }
        }
        having
    }

    /// Forgets by what things were found.
    pub fn drop_indexes(&mut self) {
        self.having.clear();
    }

    /// The things that have a value of a property: all are gone through unless there is an index.
    pub fn having(&self, property: u16, val: Code) -> impl Iterator<Item = (u32, Said)> + use<'_> {
        let having = self.having.get(&property);
        let listed = having.map(|having| {
            let list = having.list(val).map_or(0..0, |list| having.starts[list]..having.starts[list + 1]);
            list.map(|at| having.things.number(at))
        });
        let kinds = self.kinds_with(property);
        let all = having.is_none().then(|| self.things(kinds, 0..self.choices_of_kinds(kinds)));
        let fact = move |thing: u32| self.values(thing, property).find(|fact| fact.val == val);
        let things = listed.into_iter().flatten().chain(all.into_iter().flatten());
        things.filter_map(move |thing| Some((thing, fact(thing)?)))
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
                let all: Vec<String> = self.names.words(at).split(BETWEEN).map(str::to_string).collect();
                wording::list("en", &all)
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

    /// Puts all values of a property into one text, where some rule takes them so.
    fn put_together(&mut self) {
        for property in self.wanted.together.clone() {
            let kinds = self.kinds_with(property);
            let things = self.things(kinds, 0..self.choices_of_kinds(kinds));
            let is_text = |thing: u32| {
                let mut facts = self.values(thing, property);
                facts.next().is_some_and(|fact| matches!(fact.val.sort(), Sort::Text(_))) && facts.next().is_none()
            };
            let words = |thing: u32| {
                let mut said: Vec<String> = self.values(thing, property).map(|fact| self.words_of(fact.val)).collect();
                said.sort();
                said.dedup();
                (!said.is_empty()).then(|| (thing, said.join(BETWEEN)))
            };
            let texts: Vec<(u32, String)> = things.filter(|thing| !is_text(*thing)).filter_map(words).collect();
            for (thing, text) in texts {
                let code = self.names.text(&text);
                self.together.insert((thing, property), code);
            }
        }
    }

    /// Counts things and values, and lists the things of kinds that have few.
    fn count(&mut self) {
        let (kinds, properties) = (props::kinds().count(), props::names().count());
        let mut of_shape = vec![0_usize; self.shapes.len()];
        (0..small(self.len())).for_each(|thing| of_shape[self.shape(thing)] += 1);
        self.counts = vec![vec![0; properties]; kinds];
        self.of_kind = vec![(0, None); kinds];
        for (shape, count) in self.shapes.iter().zip(&of_shape) {
            let kind = usize::from(shape.kind);
            self.of_kind[kind].0 += count;
            shape.slots.iter().for_each(|slot| self.counts[kind][usize::from(slot.property)] += count);
        }
        let kinds = |property: usize| (0..).zip(&self.counts).filter(move |(_, counts)| counts[property] > 0);
        self.kinds_with = (0..properties).map(|property| kinds(property).map(|(kind, _)| kind).collect()).collect();
        let all = self.len();
        let is_rare = |count: usize| count * RARE < all;
        let list = |count: usize| is_rare(count).then(|| Vec::with_capacity(count));
        let mut lists: Vec<Option<Vec<u32>>> = self.of_kind.iter().map(|(count, _)| list(*count)).collect();
        for thing in 0..small(all) {
            lists[usize::from(self.kind(thing))].iter_mut().for_each(|list| list.push(thing));
        }
        self.of_kind.iter_mut().zip(lists).for_each(|(of, list)| of.1 = list);
    }

    /// Bytes that it takes, about.
    pub fn byte_count(&self) -> usize {
        self.used / 8 + self.of.len() * 2 + self.starts.len() * 4
    }
}

impl Shelf for Packed {
    type Place = (u32, u32);

    fn names(&mut self) -> &mut Names {
        &mut self.names
    }

    fn put(&mut self, thing: Thing<'_>) {
        let at = small(self.len());
        let kind = props::kind_number(thing.kind);
        self.note_names(at, &thing, kind);
        if thing.id.is_none() {
            self.keys.insert(at, thing.key.clone());
        }
        if self.len().is_multiple_of(BLOCK) {
            // Where a whole byte begins, so that 32 bits say where in four gigabytes.
            self.used = self.used.next_multiple_of(8);
            self.starts.push(small(self.used / 8));
        }
        let first = self.used;
        let mut slots = Vec::new();
        for (property, list) in thing.values.iter().filter(|(property, _)| self.wanted.kept.contains(property)) {
            for (place, fact) in list.iter().enumerate() {
                // Two ways to write one number or date are one value.
                if list[..place].iter().all(|earlier| earlier.code != fact.code) {
                    let own = (at, small(slots.len()));
                    self.voiced.extend(fact.voiced.iter().map(|(claim, grade)| (own, claim.clone(), *grade)));
                    slots.push((*property, fact));
                }
            }
        }
        let slots = slots.into_iter().map(|(property, fact)| self.slot(property, fact, first)).collect();
        let shape = Shape { kind, cap: grade(thing.cap), slots };
        let number = self.shape_number(shape, self.used - first);
        let short = u16::try_from(number).unwrap_or(LARGE);
        if short == LARGE {
            self.more.insert(at, number);
        }
        self.of.push(short);
    }

    fn name(&self, thing: u32) -> &str {
        match self.called.get(&thing).map(|code| code.sort()) {
            Some(Sort::Text(at)) => self.names.words(at),
            _ => "",
        }
    }

    fn parties(&self, wanted: &BTreeSet<String>) -> BTreeMap<String, u32> {
        debug_assert_eq!(*wanted, self.wanted.controllers, "they were looked for while things came");
        self.controllers.clone()
    }

    fn voiced(&mut self) -> Vec<((u32, u32), Arc<Claim>, Grade)> {
        std::mem::take(&mut self.voiced)
    }

    fn thing_at(&self, (thing, _): (u32, u32)) -> u32 {
        thing
    }

    fn public_dates(&self, thing: u32) -> Vec<Edtf> {
        let values = props::number("publicDate").map(|property| self.values(thing, property));
        let dates = values.into_iter().flatten().filter_map(|fact| match fact.val.sort() {
            Sort::Date(at) => Some(self.names.edtf(at).clone()),
            _ => None,
        });
        dates.collect()
    }

    fn tell(&mut self, (thing, place): (u32, u32), telling: Telling) {
        let slot = self.shapes[self.shape(thing)].slots[place as usize];
        let mut list = self.tellings(self.said(thing, place as usize, self.start(thing), &slot)).to_vec();
        list.push(telling);
        let number = self.tellings.number(&list);
        self.heard.insert((thing, place), number);
    }

    fn close(&mut self) {
        self.known.clear();
        self.count();
        self.put_together();
    }
}

/// Bits that a number takes: six or a few times as many, so that not every number makes a shape of its own.
fn bits_of(number: u32) -> u8 {
    let sixes = (32 - number.leading_zeros()).div_ceil(6).max(1);
    u8::try_from((sixes * 6).min(32)).unwrap_or(32)
}

/// Notes kinds of which some rule may ask what a thing is called: those that a variable stands for whose words are asked.
pub(crate) fn named(kind: Option<&Type>, named: &mut [bool]) {
    match kind {
        Some(Type::Thing(kinds)) => kinds.iter().for_each(|kind| named[usize::from(props::kind_number(kind))] = true),
        Some(_) => {}
        None => named.fill(true),
    }
}

/// The same for those that a property of some things points at, all values of which are taken together.
pub(crate) fn named_by(subject: Option<&Type>, property: u16, all: &mut [bool]) {
    let is_one = |kind: &str| match subject {
        Some(Type::Thing(kinds)) => kinds.contains(kind),
        _ => true,
    };
    let types =
        props::kinds().filter(|kind| is_one(kind)).filter_map(|kind| props::kind_property(kind, props::name(property)));
    types.for_each(|kind| named(Some(kind), all));
}
