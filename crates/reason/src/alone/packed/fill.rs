//! Things put among what is said, as they come.
//!
//! The main type is [`Given`], a value of the thing that comes next.

use super::{LARGE, LARGEST, NUMBER, Packed, Place, RARE, Shape, Slot};
use crate::facts::{BETWEEN, Thing, folded};
use crate::intake::Shelf;
use crate::names::{Code, Names, Sort, small};
use crate::props;
use crate::store::{Grade, Telling, grade};
use crate::table::{Table, hash};
use rollcall_model::claim::Claim;
use rollcall_model::date::Edtf;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A value of a thing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given {
    pub property: u16,
    pub code: Code,
    pub grade: Grade,
    /// What its claims say of their sources, as a number among the tellings; 0 where no rule asks.
    pub told: u32,
    /// Whether some of its claims are made in somebody's words.
    pub in_words: bool,
    /// Its place among those that were handed in.
    pub own: u32,
}

impl Packed {
    /// Whether a rule looks at a property.
    pub fn keeps(&self, property: u16) -> bool {
        self.wanted.kept.contains(&property)
    }

    /// Whether it is asked who controls publishers.
    pub fn wants_controllers(&self) -> bool {
        !self.wanted.controllers.is_empty()
    }

    /// The number of what the claims of a value say of their sources.
    pub fn list_number(&mut self, list: &[Telling]) -> u32 {
        self.tellings.number(list)
    }

    /// Notes what the next thing is called, if that is asked of its kind or of itself.
    pub fn note_name(&mut self, kind: u8, name: &str) {
        let at = small(self.len());
        if self.wanted.named[usize::from(kind)] || self.wanted.members.contains(&at) {
            let name = self.names.text(name);
            self.called.push((at, name));
        }
    }

    /// Notes the next thing, a party with these names, if it controls a publisher.
    pub fn note_controllers(&mut self, names: &[Code]) {
        let at = small(self.len());
        let names: Vec<String> = names.iter().map(|code| folded(&self.words_of(*code))).collect();
        for name in names.into_iter().filter(|name| self.wanted.controllers.contains(name)) {
            self.controllers.entry(name).or_insert(at);
        }
    }

    /// Puts the next thing with its values, which stand by property; `voiced` says which claims of a value are made in
    /// somebody's words.
    pub fn put_values(
        &mut self,
        kind: u8,
        cap: Grade,
        values: &[Given],
        voiced: impl Fn(&Given) -> Vec<(Arc<Claim>, Grade)>,
    ) {
        let at = small(self.len());
        // Where a whole byte begins, so that 32 bits say where in four gigabytes.
        self.used = self.used.next_multiple_of(8);
        let first = self.used;
        let mut slots = std::mem::take(&mut self.slots);
        slots.clear();
        for (place, given) in values.iter().enumerate() {
            let mut earlier = values[..place].iter().rev().take_while(|earlier| earlier.property == given.property);
            // Two ways to write one number or date are one value.
            if earlier.all(|earlier| earlier.code != given.code) {
                if given.in_words {
                    let own = (at, small(slots.len()));
                    self.voiced.extend(voiced(given).into_iter().map(|(claim, grade)| (own, claim, grade)));
                }
                slots.push(self.slot(given, first));
                self.met[usize::from(given.property)].meet(given.code);
            }
        }
        let number = self.shape_number(kind, cap, &slots);
        self.slots = slots;
        let short = u16::try_from(number).unwrap_or(LARGE);
        if short == LARGE {
            self.more.insert(at, number);
        }
        let start = small(first / 8).to_le_bytes();
        let start = [u16::from_le_bytes([start[0], start[1]]), u16::from_le_bytes([start[2], start[3]])];
        self.places.push(Place { shape: short, start });
    }

    fn slot(&mut self, given: &Given, from: usize) -> Slot {
        let from = small(self.used - from);
        let number = given.code.0 & NUMBER;
        let bits = match given.code.sort() {
            Sort::Text(_) if props::is_listed(given.property) => 0,
            Sort::Thing(_) => self.thing_bits,
            _ => bits_of(number),
        };
        let base = if bits == 0 { given.code.0 } else { given.code.0 & !NUMBER };
        let told = if given.told == 0 { 0 } else { bits_of(given.told) };
        self.write(number, bits);
        self.write(given.told, told);
        Slot { property: given.property, grade: given.grade, base, from, bits, told, in_words: given.in_words }
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

    fn shape_number(&mut self, kind: u8, cap: Grade, slots: &[Slot]) -> u32 {
        let hashed = slots.iter().flat_map(|slot| {
            let small = [slot.grade, slot.bits, slot.told, u8::from(slot.in_words)];
            [slot.base ^ u32::from(slot.property) << 14, slot.from, u32::from_le_bytes(small)]
        });
        let hash = hash(hashed.chain([u32::from(kind) << 8 | u32::from(cap)]));
        let is = |at: u32| {
            let shape = &self.shapes[at as usize];
            shape.kind == kind && shape.cap == cap && shape.slots == slots
        };
        if let Some(number) = self.known.find(hash, is) {
            return number;
        }
        let number = small(self.shapes.len());
        self.shapes.push(Shape { kind, cap, slots: slots.to_vec() });
        self.known.insert(hash, number);
        number
    }

    /// Puts all values of a property into one text, where some rule takes them so.
    fn put_together(&mut self) {
        for property in self.wanted.together.clone() {
            let all = self.choices_of_kinds(self.kinds_with(property));
            // The things that have more than one value, or one that is no text.
            let (mut things, mut last): (Vec<u32>, Option<u32>) = (Vec::new(), None);
            for (thing, fact) in self.every(property, 1, 0..all) {
                let is_more = last == Some(thing) || !matches!(fact.val.sort(), Sort::Text(_));
                if is_more && things.last() != Some(&thing) {
                    things.push(thing);
                }
                last = Some(thing);
            }
            let words = |thing: u32| {
                let mut said: Vec<String> = self.values(thing, property).map(|fact| self.words_of(fact.val)).collect();
                said.sort();
                said.dedup();
                (!said.is_empty()).then(|| (thing, said.join(BETWEEN)))
            };
            let texts: Vec<(u32, String)> = things.into_iter().filter_map(words).collect();
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
}

impl Shelf for Packed {
    type Place = (u32, u32);

    fn names(&mut self) -> &mut Names {
        &mut self.names
    }

    fn put(&mut self, thing: Thing<'_>) {
        let (kind, at) = (props::kind_number(thing.kind), small(self.len()));
        self.note_name(kind, &thing.name);
        if thing.id.is_none() {
            self.keys.insert(at, thing.key);
        }
        let all = thing.values.iter().flat_map(|(property, list)| list.iter().map(move |fact| (*property, fact)));
        let kept: Vec<_> = all.filter(|(property, _)| self.keeps(*property)).collect();
        let given = |(own, (property, fact)): (u32, &(u16, &crate::facts::FactVal<'_>))| {
            let told = if self.wanted.traced.contains(property) { self.tellings.number(&fact.tellings) } else { 0 };
            let (grade, in_words) = (grade(fact.certainty), !fact.voiced.is_empty());
            Given { property: *property, code: fact.code, grade, told, in_words, own }
        };
        let values: Vec<Given> = (0..).zip(&kept).map(given).collect();
        self.put_values(kind, grade(thing.cap), &values, |given| kept[given.own as usize].1.voiced.clone());
    }

    fn name(&self, thing: u32) -> &str {
        let called = self.called.binary_search_by_key(&thing, |(at, _)| *at).ok().map(|at| self.called[at].1.sort());
        match called {
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
        self.known = Table::default();
        self.called.shrink_to_fit();
        self.different = std::mem::take(&mut self.met).into_iter().map(|met| met.count).collect();
        self.count();
        self.put_together();
    }
}

/// Bits that a number takes: six or a few times as many, so that not every number makes a shape of its own.
fn bits_of(number: u32) -> u8 {
    let sixes = (32 - number.leading_zeros()).div_ceil(6).max(1);
    u8::try_from((sixes * 6).min(32)).unwrap_or(32)
}
