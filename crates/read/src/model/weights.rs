//! Whole-number weights of features, and how they are learnt.
//!
//! The main type is [`Weights`]: a table from the hash of a feature to one number for each answer. [`Learner`] makes one:
//! an averaged perceptron with a margin. Why this and not likelihood: it counts in whole numbers, so that training gives
//! the same bytes on any machine, and it was as good on the shared documents.

use std::collections::BTreeMap;

/// The hash of a feature.
pub(super) type Feature = u32;

/// The largest weight kept in a file.
const LARGEST: i64 = 2047;

/// Weights by feature. See the module's page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Weights {
    answers: usize,
    /// Sorted by feature.
    rows: Vec<(Feature, Vec<i16>)>,
    /// Open addressing over `rows`: one more than the row's number, 0 where nothing is.
    slots: Vec<(Feature, u32)>,
    /// Values of all rows, `answers` each.
    values: Vec<i32>,
}

impl Weights {
    fn new(answers: usize, rows: Vec<(Feature, Vec<i16>)>) -> Self {
        let size = (rows.len() * 2 + 1).next_power_of_two();
        let mut weights = Self { answers, rows, slots: vec![(0, 0); size], values: Vec::new() };
        for (n, (feature, values)) in weights.rows.iter().enumerate() {
            let mut at = *feature as usize & (size - 1);
            while weights.slots[at].1 != 0 {
                at = (at + 1) & (size - 1);
            }
            weights.slots[at] = (*feature, n as u32 + 1);
            weights.values.extend(values.iter().map(|v| i32::from(*v)));
        }
        weights
    }

    /// Adds the weights of features to the totals of the answers.
    pub fn add(&self, features: &[Feature], totals: &mut [i32]) {
        if self.slots.is_empty() {
            return;
        }
        let mask = self.slots.len() - 1;
        for feature in features {
            let mut at = *feature as usize & mask;
            loop {
                let (key, row) = self.slots[at];
                if row == 0 {
                    break;
                }
                if key == *feature {
                    let start = (row as usize - 1) * self.answers;
                    for (total, value) in totals.iter_mut().zip(&self.values[start..start + self.answers]) {
                        *total += value;
                    }
                    break;
                }
                at = (at + 1) & mask;
            }
        }
    }

    /// Writes the table: how many rows, then of each its feature, a mask of its answers, and their values.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.push(self.answers as u8);
        out.extend((self.rows.len() as u32).to_le_bytes());
        for (feature, values) in &self.rows {
            out.extend(feature.to_le_bytes());
            let mask = values.iter().enumerate().fold(0u16, |mask, (n, v)| mask | u16::from(*v != 0) << n);
            out.extend(mask.to_le_bytes());
            out.extend(values.iter().filter(|v| **v != 0).flat_map(|v| v.to_le_bytes()));
        }
    }

    /// Reads what [`Self::write`] wrote, and takes it off the front. `None` where it is cut short or not in order.
    pub fn read(bytes: &mut &[u8]) -> Option<Self> {
        let answers = usize::from(take::<1>(bytes)?[0]);
        let count = u32::from_le_bytes(take::<4>(bytes)?) as usize;
        if answers == 0 || answers > 16 || count > bytes.len() / 6 {
            return None;
        }
        let mut rows: Vec<(Feature, Vec<i16>)> = Vec::with_capacity(count);
        for _ in 0..count {
            let feature = Feature::from_le_bytes(take::<4>(bytes)?);
            let mask = u16::from_le_bytes(take::<2>(bytes)?);
            let mut values = vec![0i16; answers];
            for (n, value) in values.iter_mut().enumerate() {
                if mask >> n & 1 == 1 {
                    *value = i16::from_le_bytes(take::<2>(bytes)?);
                }
            }
            if rows.last().is_some_and(|(last, _)| *last >= feature) {
                return None;
            }
            rows.push((feature, values));
        }
        Some(Self::new(answers, rows))
    }
}

/// Takes bytes off the front.
pub(super) fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}

/// Learns weights. See the module's page.
pub(super) struct Learner {
    answers: usize,
    index: BTreeMap<Feature, u32>,
    now: Vec<i32>,
    /// Sum over updates of the step at which each was made, times its size.
    late: Vec<i64>,
    step: i64,
}

impl Learner {
    /// A learner for features that occur in enough examples.
    pub fn new(answers: usize, features: impl Iterator<Item = Feature>, least: u32) -> Self {
        let mut counts: BTreeMap<Feature, u32> = BTreeMap::new();
        for feature in features {
            *counts.entry(feature).or_insert(0) += 1;
        }
        let index: BTreeMap<Feature, u32> = counts
            .into_iter()
            .filter(|(_, count)| *count >= least)
            .enumerate()
            .map(|(n, (feature, _))| (feature, n as u32))
            .collect();
        let size = index.len() * answers;
        Self { answers, index, now: vec![0; size], late: vec![0; size], step: 0 }
    }

    /// The numbers of known features: what the other functions take.
    pub fn known(&self, features: &[Feature]) -> Vec<u32> {
        features.iter().filter_map(|f| self.index.get(f).copied()).collect()
    }

    /// The totals of the answers.
    pub fn totals(&self, known: &[u32], totals: &mut [i32]) {
        for row in known {
            let start = *row as usize * self.answers;
            for (total, value) in totals.iter_mut().zip(&self.now[start..start + self.answers]) {
                *total += value;
            }
        }
    }

    /// Moves the weights of an answer.
    pub fn update(&mut self, known: &[u32], answer: usize, by: i32) {
        for row in known {
            let at = *row as usize * self.answers + answer;
            self.now[at] += by;
            self.late[at] += i64::from(by) * self.step;
        }
    }

    /// One example is done.
    pub fn tick(&mut self) {
        self.step += 1;
    }

    /// Sums of the weights over all steps, by feature: to be added to those of other learners.
    pub fn sums(&self) -> BTreeMap<Feature, Vec<i64>> {
        let of = |row: u32, answer: usize| {
            let at = row as usize * self.answers + answer;
            i64::from(self.now[at]) * self.step - self.late[at]
        };
        self.index.iter().map(|(feature, row)| (*feature, (0..self.answers).map(|a| of(*row, a)).collect())).collect()
    }
}

/// Adds the sums of learners.
pub(super) fn add_sums(total: &mut BTreeMap<Feature, Vec<i64>>, more: BTreeMap<Feature, Vec<i64>>) {
    for (feature, values) in more {
        let row = total.entry(feature).or_insert_with(|| vec![0; values.len()]);
        for (sum, value) in row.iter_mut().zip(values) {
            *sum += value;
        }
    }
}

/// Small whole numbers in proportion to sums, where `unit` is what becomes 1. Rows that become nothing are left out.
pub(super) fn rounded(answers: usize, sums: &BTreeMap<Feature, Vec<i64>>, unit: i64) -> Weights {
    let unit = unit.max(1);
    let round = |sum: &i64| {
        let half = if *sum < 0 { -unit / 2 } else { unit / 2 };
        ((sum + half) / unit).clamp(-LARGEST, LARGEST) as i16
    };
    let rows = sums
        .iter()
        .map(|(feature, values)| (*feature, values.iter().map(round).collect::<Vec<i16>>()))
        .filter(|(_, values)| values.iter().any(|v| *v != 0))
        .collect();
    Weights::new(answers, rows)
}

/// Numbers that look like chance and are the same everywhere: a linear congruential generator.
pub(super) struct Chance(u64);

impl Chance {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// The next, below a bound that is not 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Rows of features, each without some in a hundred, chosen as if by chance.
pub(super) fn thinned(rows: &[Vec<u32>], seed: u64, drop: u64) -> Vec<Vec<u32>> {
    let mut chance = Chance::new(seed);
    rows.iter().map(|row| row.iter().copied().filter(|_| chance.below(100) >= drop).collect()).collect()
}

/// Numbers below a bound in an order that looks like chance and is the same everywhere.
pub(super) fn shuffled(count: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut chance = Chance::new(seed);
    for at in (1..count).rev() {
        order.swap(at, chance.below(at as u64 + 1) as usize);
    }
    order
}
