//! The joins of a case, kept so that some of them can be others. The main types are [`ByBlock`], [`Net`] and [`Over`].
//!
//! Joins are shared: one that is the same in the block that gives it, when names are weighed and when all is done lies in
//! memory once, and comparing it with itself costs nothing.

use crate::block::{Block, join_block, joined, tidy};
use crate::group::Joined;
use crate::parties::ChangedBlocks;
use rayon::prelude::*;
use rollcall_model::entity::{Join, JoinsById};
use rollcall_model::id::{IdMap, IdSet, JoinId, MentionId};
use rollcall_model::shared::place_in;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What some joins are now, by their ids.
pub(crate) type Others = BTreeMap<JoinId, Option<Arc<Join>>>;

/// Joins by the block that gives them.
#[derive(Debug, Default)]
pub(crate) struct ByBlock {
    blocks: Vec<BlockJoins>,
    /// Their places by their keys.
    by_key: HashMap<String, usize>,
    /// The blocks that give a join, by their places.
    places: Vec<(JoinId, u32)>,
}

/// What a block gives.
#[derive(Debug)]
struct BlockJoins {
    /// By their ids.
    joins: Vec<Arc<Join>>,
    /// See [`Joined::loose`].
    loose: bool,
}

impl ByBlock {
    /// Joins that are the same as known ones are those.
    pub fn new(blocks: &[Block], known: &JoinsById) -> Self {
        let of = |block: &Block| {
            let Joined { joins, loose } = joined(block);
            let joins = joins.into_iter().map(|join| same(Arc::new(join), known)).collect();
            BlockJoins { joins, loose }
        };
        let by_key = blocks.iter().map(|block| block.key().to_string()).zip(0..).collect();
        let blocks: Vec<BlockJoins> = blocks.par_iter().map(of).collect();
        let all = blocks.iter().zip(0..).flat_map(|(of, at)| of.joins.iter().map(move |join| (join.id.clone(), at)));
        let mut places: Vec<(JoinId, u32)> = all.collect();
        places.sort_unstable();
        Self { blocks, by_key, places }
    }

    pub fn tidy(&self) -> Vec<Arc<Join>> {
        tidy(self.blocks.iter().flat_map(|of| &of.joins).cloned().collect())
    }

    /// The only join of a block that goes where one goes at whom these of all joins end; nothing where more may become of it.
    pub fn lost<'j>(&self, key: &str, ending: impl Iterator<Item = &'j Arc<Join>>) -> Option<JoinId> {
        let of = self.place(key).map(|at| &self.blocks[at]).filter(|of| of.loose)?;
        let mut own = ending.filter(|join| find(&of.joins, &join.id).is_some());
        let first = own.next()?;
        own.next().is_none().then(|| first.id.clone())
    }

    /// What becomes of the joins of some blocks: of those that these give otherwise than before.
    pub fn change(&self, changed: &ChangedBlocks) -> Others {
        let redone: Vec<(Option<usize>, Vec<Arc<Join>>)> =
            changed.anew.par_iter().map(|(key, block)| self.redone(key, block.as_ref())).collect();
        let (mut ids, mut candidates) = (BTreeSet::new(), Vec::new());
        for (place, now) in &redone {
            let was = place.map_or(&[][..], |at| &self.blocks[at].joins);
            let is_in =
                |joins: &[Arc<Join>], join: &Arc<Join>| find(joins, &join.id).is_some_and(|other| Arc::ptr_eq(join, other));
            ids.extend(was.iter().filter(|join| !is_in(now, join)).map(|join| join.id.clone()));
            let new = now.iter().filter(|join| !is_in(was, join)).cloned();
            candidates.extend(new.inspect(|join| _ = ids.insert(join.id.clone())));
        }
        let redone: BTreeMap<usize, &Vec<Arc<Join>>> =
            redone.iter().filter_map(|(place, now)| Some(((*place)?, now))).collect();
        // What ended at one that went, no block gives.
        for id in ids.iter().filter(|id| !changed.lost.contains(id)) {
            let joins = |at: usize| redone.get(&at).copied().unwrap_or(&self.blocks[at].joins);
            candidates.extend(self.places_of(id).filter_map(|at| find(joins(at), id)).cloned());
        }
        let mut others: Others = ids.into_iter().chain(changed.lost.iter().cloned()).map(|id| (id, None)).collect();
        others.extend(tidy(candidates).into_iter().map(|join| (join.id.clone(), Some(join))));
        others
    }

    /// The place of a block and its joins as they are now: those that are as they were stay shared.
    fn redone(&self, key: &str, block: Option<&Block>) -> (Option<usize>, Vec<Arc<Join>>) {
        let place = self.place(key);
        let was = place.map_or(&[][..], |at| &self.blocks[at].joins);
        let shared = |join: Join| match find(was, &join.id) {
            Some(known) if **known == join => known.clone(),
            _ => Arc::new(join),
        };
        (place, block.map(join_block).unwrap_or_default().into_iter().map(shared).collect())
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    fn places_of(&self, id: &JoinId) -> impl Iterator<Item = usize> {
        let from = place_in(&self.places, id, |(own, _)| own);
        self.places[from..].iter().take_while(move |(own, _)| own == id).map(|(_, at)| *at as usize)
    }
}

/// A join, or the same one where it is known.
pub(crate) fn same(join: Arc<Join>, known: &JoinsById) -> Arc<Join> {
    known.get(&join.id).filter(|known| **known == join).cloned().unwrap_or(join)
}

/// A join among some that are sorted by their ids.
fn find<'j>(joins: &'j [Arc<Join>], id: &JoinId) -> Option<&'j Arc<Join>> {
    joins.get(place_in(joins, id, |join| &join.id)).filter(|join| join.id == *id)
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

    /// Those that end at a mention.
    pub fn at(&self, mention: &MentionId) -> impl Iterator<Item = &Arc<Join>> {
        self.at.get(mention).into_iter().flatten().map(|at| &self.joins[*at as usize])
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
        let same = self.net.at(mention).filter(|join| !self.ids.contains(&join.id));
        same.chain(self.at.get(mention).into_iter().flatten()).map(AsRef::as_ref).collect()
    }

    /// The joins that ended at a mention before.
    pub fn before_at(&self, mention: &MentionId) -> impl Iterator<Item = &Join> {
        self.net.at(mention).map(AsRef::as_ref)
    }

    /// Joins that are others, as they were and as they are.
    pub fn moved(&self) -> impl Iterator<Item = (Option<&Join>, Option<&Join>)> {
        self.others.iter().map(|(id, now)| (self.net.get(id).map(AsRef::as_ref), now.as_deref()))
    }
}
