//! How near clusters are to the truth. The main type is [`Figures`].
//!
//! Pairwise: of all pairs of mentions that are put together, how many are one (precision); of all that are one, how many are
//! put together (recall). B-cubed (Bagga and Baldwin, LREC 1998): the same for each mention and then averaged over mentions,
//! so that one large cluster does not outweigh the rest. Everything in thousandths, rounded down, from integers.

use std::collections::BTreeMap;

/// Figures of one clustering, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Mentions that were held against the truth.
    pub mentions: usize,
    /// Pairs put together that are not one.
    pub wrong_pairs: u64,
    /// Pairs that are one and are put together.
    pub right_pairs: u64,
    /// Pairs that are one.
    pub true_pairs: u64,
    /// B-cubed precision.
    pub precision: u32,
    /// B-cubed recall.
    pub recall: u32,
}

impl Figures {
    /// Holds clusters against the truth: for each mention, the cluster that it is in and what it truly is.
    pub fn of<C: Ord + Clone, T: Ord + Clone>(mentions: impl IntoIterator<Item = (C, T)>) -> Self {
        let (mut both, mut found, mut truth) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut count = 0;
        for (cluster, thing) in mentions {
            count += 1;
            *both.entry((cluster.clone(), thing.clone())).or_insert(0u64) += 1;
            *found.entry(cluster).or_insert(0u64) += 1;
            *truth.entry(thing).or_insert(0u64) += 1;
        }
        let pairs = |counts: &mut dyn Iterator<Item = &u64>| counts.map(|n| n * (n - 1) / 2).sum::<u64>();
        let right_pairs = pairs(&mut both.values());
        let thousandths = |sum: u64| u32::try_from(sum / count.max(1) / 1000).unwrap_or(0);
        // Each of the n mentions of a cluster and a thing has n of its cluster's mentions right. In millionths, so that
        // rounding does not show.
        let precision: u64 = both.iter().map(|((cluster, _), n)| n * (n * 1_000_000 / found[cluster])).sum();
        let recall: u64 = both.iter().map(|((_, thing), n)| n * (n * 1_000_000 / truth[thing])).sum();
        Self {
            mentions: usize::try_from(count).unwrap_or(usize::MAX),
            wrong_pairs: pairs(&mut found.values()) - right_pairs,
            right_pairs,
            true_pairs: pairs(&mut truth.values()),
            precision: thousandths(precision),
            recall: thousandths(recall),
        }
    }

    /// Of the pairs put together, those that are one.
    pub fn pair_precision(&self) -> u32 {
        ratio(self.right_pairs, self.right_pairs + self.wrong_pairs)
    }

    /// Of the pairs that are one, those put together.
    pub fn pair_recall(&self) -> u32 {
        ratio(self.right_pairs, self.true_pairs)
    }

    /// Both in one line, as runs are kept.
    pub fn line(&self) -> String {
        format!(
            "{:6} mentions   pairs: P {} R {} F1 {} ({} wrong)   B-cubed: P {} R {} F1 {}",
            self.mentions,
            decimal(self.pair_precision()),
            decimal(self.pair_recall()),
            decimal(f1(self.pair_precision(), self.pair_recall())),
            self.wrong_pairs,
            decimal(self.precision),
            decimal(self.recall),
            decimal(f1(self.precision, self.recall)),
        )
    }
}

fn ratio(part: u64, whole: u64) -> u32 {
    (part * 1000).checked_div(whole).map_or(1000, |ratio| u32::try_from(ratio).unwrap_or(0))
}

/// The harmonic mean of two figures.
pub fn f1(precision: u32, recall: u32) -> u32 {
    (2 * precision * recall).checked_div(precision + recall).unwrap_or(0)
}

fn decimal(thousandths: u32) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}
