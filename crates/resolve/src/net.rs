//! The joins of a case, kept so that some of them can be others. The main types are [`ByBlock`], [`Net`] and [`Over`].
//!
//! Joins are shared: one that is the same in the block that gives it, when names are weighed and when all is done lies in
//! memory once, and comparing it with itself costs nothing.

use crate::block::{Block, join_block, tidy};
use crate::parties::ChangedBlocks;
use rayon::prelude::*;
use rollcall_model::entity::Join;
use rollcall_model::id::{IdMap, IdSet, JoinId, MentionId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What some joins are now, by their ids.
pub(crate) type Others = BTreeMap<JoinId, Option<Arc<Join>>>;

/// Joins by the block that gives them.
#[derive(Debug, Default)]
pub(crate) struct ByBlock {
    /// By the block's key; the joins of each by their ids.
    blocks: Vec<(String, Vec<Arc<Join>>)>,
    /// The blocks that give a join, by their places.
    places: Vec<(JoinId, u32)>,
}

impl ByBlock {
    pub fn new(blocks: &[Block]) -> Self {
        let shared = |block: &Block| join_block(block).into_iter().map(Arc::new).collect();
        let mut blocks: Vec<(String, Vec<Arc<Join>>)> =
            blocks.par_iter().map(|block| (block.key().to_string(), shared(block))).collect();
        blocks.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let all = blocks.iter().zip(0..).flat_map(|((_, joins), at)| joins.iter().map(move |join| (join.id.clone(), at)));
        let mut places: Vec<(JoinId, u32)> = all.collect();
        places.sort_unstable();
        Self { blocks, places }
    }

    pub fn tidy(&self) -> Vec<Arc<Join>> {
        tidy(self.blocks.iter().flat_map(|(_, joins)| joins).cloned().collect())
    }

    /// What becomes of the joins of some blocks.
    pub fn change(&self, changed: &ChangedBlocks) -> Others {
        let now = changed.par_iter().filter_map(|(_, block)| block.as_ref()).flat_map_iter(join_block);
        let mut candidates: Vec<Arc<Join>> = now.map(Arc::new).collect();
        let place = |key: &String| self.blocks.binary_search_by(|(own, _)| own.cmp(key)).ok();
        let old: BTreeSet<usize> = changed.keys().filter_map(place).collect();
        let before = old.iter().flat_map(|at| &self.blocks[*at].1);
        let mut ids: Vec<JoinId> = before.chain(&candidates).map(|join| join.id.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in &ids {
            let elsewhere = self.places_of(id).filter(|at| !old.contains(at));
            candidates.extend(elsewhere.filter_map(|at| self.join_in(at, id)).cloned());
        }
        let mut others: Others = ids.into_iter().map(|id| (id, None)).collect();
        others.extend(tidy(candidates).into_iter().map(|join| (join.id.clone(), Some(join))));
        others
    }

    fn places_of(&self, id: &JoinId) -> impl Iterator<Item = usize> {
        let from = self.places.partition_point(|(own, _)| own < id);
        self.places[from..].iter().take_while(move |(own, _)| own == id).map(|(_, at)| *at as usize)
    }

    fn join_in(&self, block: usize, id: &JoinId) -> Option<&Arc<Join>> {
        let joins = &self.blocks[block].1;
        joins.binary_search_by(|join| join.id.cmp(id)).ok().map(|at| &joins[at])
    }
}

/// Joins, and where they end.
#[derive(Debug, Default)]
pub(crate) struct Net {
    /// By their ids.
    joins: Vec<Arc<Join>>,
    places: IdMap<JoinId, u32>,
    at: IdMap<MentionId, Vec<u32>>,
}

impl Net {
    pub fn new(joins: impl IntoIterator<Item = Arc<Join>>) -> Self {
        let mut joins: Vec<Arc<Join>> = joins.into_iter().collect();
        joins.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        let places = joins.iter().zip(0..).map(|(join, at)| (join.id.clone(), at)).collect();
        let at = ends(joins.iter().zip(0..));
        Self { joins, places, at }
    }

    pub fn get(&self, id: &JoinId) -> Option<&Arc<Join>> {
        self.places.get(id).map(|at| &self.joins[*at as usize])
    }

    /// All of them, by their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Join>> {
        self.joins.iter()
    }
}

/// Where joins end, each by what stands for it.
fn ends<'j, P: Clone>(joins: impl Iterator<Item = (&'j Arc<Join>, P)>) -> IdMap<MentionId, Vec<P>> {
    let mut at: IdMap<MentionId, Vec<P>> = IdMap::default();
    for (join, place) in joins {
        for end in [&join.a, &join.b] {
            at.entry(end.clone()).or_default().push(place.clone());
        }
    }
    at
}

/// Joins of which some are others than they were.
pub(crate) struct Over<'n> {
    net: &'n Net,
    pub others: Others,
    /// Ids of these.
    ids: IdSet<JoinId>,
    /// Where those end that are others.
    at: IdMap<MentionId, Vec<Arc<Join>>>,
}

impl<'n> Over<'n> {
    /// What is the same as before is left out.
    pub fn new(net: &'n Net, mut others: Others) -> Self {
        others.retain(|id, join| net.get(id) != join.as_ref());
        let ids = others.keys().cloned().collect();
        let at = ends(others.values().flatten().map(|join| (join, join.clone())));
        Self { net, others, ids, at }
    }

    pub fn get(&self, id: &JoinId) -> Option<&Arc<Join>> {
        self.others.get(id).map_or_else(|| self.net.get(id), Option::as_ref)
    }

    /// The joins that end at a mention, in no order that counts.
    pub fn at(&self, mention: &MentionId) -> Vec<&Join> {
        let was = self.net.at.get(mention).into_iter().flatten().map(|at| &self.net.joins[*at as usize]);
        let same = was.filter(|join| !self.ids.contains(&join.id));
        same.chain(self.at.get(mention).into_iter().flatten()).map(AsRef::as_ref).collect()
    }

    /// Where a join ends that is another.
    pub fn moved(&self) -> impl Iterator<Item = &MentionId> {
        let both = self.others.iter().flat_map(|(id, now)| self.net.get(id).into_iter().chain(now));
        both.flat_map(|join| [&join.a, &join.b])
    }
}
