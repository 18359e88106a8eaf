//! Which mentions are one after something changed. The main function is [`cluster_again`].
//!
//! Only clusters are looked at that lost or got a mention, or a join: those that lose what nothing else hangs on get smaller
//! ([`Shrinking`]), parties and engagements of all others are put together anew ([`Region`]),
//! and then those links of which an end is of another set than before, since the key of a link is made of its ends. What
//! comes out is what [`crate::cluster()`] makes of everything; where that cannot be told from these clusters alone, nothing
//! comes out.

use crate::cluster::{Clusters, Decided, held, holds, is_keyed, joined_sets, named, one_by_key, other_end};
use crate::mention::{ClaimsOf, Mentions, mentions};
use rayon::prelude::*;
use rollcall_model::claim::Claim;
use rollcall_model::entity::{Join, JoinStatus};
use rollcall_model::id::{EntityId, IdMap, IdSet, MentionId};
use rollcall_model::ontology::Kind;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Gives the joins that end at a mention; asked on several cores at once.
pub(crate) type JoinsAt<'n, 'j> = &'n (dyn Fn(&MentionId) -> Vec<&'j Join> + Sync);

/// A join as it was and as it is.
pub(crate) type MovedJoin<'m> = (Option<&'m Join>, Option<&'m Join>);

/// What is so now.
#[derive(Clone, Copy)]
pub(crate) struct Now<'n, 'c> {
    /// The claims of a mention.
    pub of: ClaimsOf<'n, 'c>,
    /// The claims whose value is a mention.
    pub pointing_at: ClaimsOf<'n, 'c>,
    /// The joins that end at a mention.
    pub joins_at: JoinsAt<'n, 'n>,
    /// Those that ended there before.
    pub joins_were_at: JoinsAt<'n, 'n>,
    /// What people decided of pairs.
    pub decided: &'n Decided,
    /// The id that is pinned for a mention.
    pub pin: &'n (dyn Fn(&MentionId) -> Option<&'n EntityId> + Sync),
    /// Whether links are looked at, too. Where they are not, nobody asks of what is gone, and it stays in its cluster.
    pub links: bool,
}

/// What changed.
#[derive(Debug)]
pub(crate) struct Moved<'m> {
    /// Mentions that came or went, or of which something else is said.
    pub mentions: &'m BTreeSet<MentionId>,
    /// The same, with what is known of each.
    pub seen: &'m [Seen<'m>],
    pub joins: Vec<MovedJoin<'m>>,
    /// Mentions of which people decided something else.
    pub decided: BTreeSet<MentionId>,
}

/// A mention that came or went, or of which something else is said.
#[derive(Debug)]
pub(crate) struct Seen<'m> {
    mention: &'m MentionId,
    /// What it is now, if it is there.
    kind: Option<Kind>,
    /// Whether something points at it still.
    is_shown: bool,
}

/// Looks at mentions, on all cores.
pub(crate) fn seen<'m>(
    mentions: &'m BTreeSet<MentionId>,
    of: ClaimsOf<'_, '_>,
    pointing_at: ClaimsOf<'_, '_>,
) -> Vec<Seen<'m>> {
    let seen = |mention: &'m MentionId| {
        let kind = of(mention).first().map(|claim| claim.kind);
        Seen { mention, kind, is_shown: kind.is_some() || !pointing_at(mention).is_empty() }
    };
    mentions.into_par_iter().map(seen).collect()
}

/// Which mentions are one now.
pub(crate) struct Again {
    pub clusters: Clusters,
    /// Every cluster, before or now, that is made of other mentions, claims or joins or that points at a mention of another
    /// cluster than before.
    pub touched: BTreeSet<EntityId>,
    /// Those of them that lost mentions, these, and nothing else: no join that they have is another, nor what they point at.
    pub fewer: BTreeMap<EntityId, Vec<MentionId>>,
    /// Mentions that are of another cluster than before, or of none.
    pub elsewhere: Vec<MentionId>,
}

/// The clusters as they are now. Nothing where this cannot be told without looking at all.
pub(crate) fn cluster_again<'n>(before: &'n Clusters, moved: &'n Moved<'n>, now: Now<'n, '_>) -> Option<Again> {
    if !before.redirects.is_empty() {
        return None;
    }
    let (shrunk, places) = Shrinking::new(before, moved, now).clusters();
    let mut region = Region::new(before, now);
    let is_shrunk = |id: &Option<&EntityId>| id.is_some_and(|id| shrunk.contains_key(id));
    let looked_at = |mention: &MentionId| now.links || !region.is_link(mention);
    let first = places.into_par_iter().filter(|(mention, id)| !is_shrunk(id) && looked_at(mention));
    let first = first.map(|(mention, _)| mention.clone()).collect();
    region.take_in(first);
    if now.links {
        let links = region.links(moved);
        region.take_in(links);
    }
    let mut again = region.again(moved)?;
    // What points at a mention says so by the id of its cluster. At those that a cluster only lost nothing points.
    let showing = again.elsewhere.iter().flat_map(|id| (now.pointing_at)(id));
    let showing: Vec<EntityId> = showing.filter_map(|claim| again.clusters.entity(&claim.mention)).cloned().collect();
    // What became of other clusters may reach into one that would else only be smaller.
    if now.links {
        let left = |(id, gone): (&'n EntityId, Vec<&MentionId>)| Shrunk::new(before, id, gone);
        let shrunk = shrunk.into_par_iter().filter(|(id, _)| !region.clusters.contains(*id)).map(left);
        again.shrink(shrunk.collect());
    }
    showing.iter().for_each(|id| _ = again.fewer.remove(id));
    again.touched.extend(showing);
    Some(again)
}

/// A cluster without mentions that are gone.
struct Shrunk<'n> {
    id: &'n EntityId,
    gone: Vec<MentionId>,
    left: Arc<[MentionId]>,
}

impl<'n> Shrunk<'n> {
    fn new(before: &Clusters, id: &'n EntityId, gone: Vec<&MentionId>) -> Self {
        let gone: Vec<MentionId> = gone.into_iter().cloned().collect();
        let left = before.members(id).iter().filter(|mention| gone.binary_search(mention).is_err()).cloned().collect();
        Self { id, gone, left }
    }
}

impl Again {
    /// Takes mentions that are gone out of clusters.
    fn shrink(&mut self, shrunk: Vec<Shrunk<'_>>) {
        let Clusters { of, members, .. } = &mut self.clusters;
        let leave = |Shrunk { id, left, .. }: &Shrunk<'_>| match left.is_empty() {
            true => members.remove(*id),
            false => members.insert((*id).clone(), left.clone()),
        };
        rayon::join(
            || shrunk.iter().flat_map(|shrunk| &shrunk.gone).for_each(|mention| _ = of.remove(mention)),
            || shrunk.iter().map(leave).for_each(drop),
        );
        for Shrunk { id, gone, left } in shrunk {
            self.elsewhere.extend(gone.iter().cloned());
            self.touched.insert(id.clone());
            if !left.is_empty() {
                self.fewer.insert(id.clone(), gone);
            }
        }
    }
}

impl Moved<'_> {
    /// Joins that hold, or held.
    fn held(&self) -> impl Iterator<Item = &Join> {
        self.joins.iter().flat_map(|(was, is)| was.iter().chain(is)).copied().filter(|join| holds(join))
    }

    /// Their ends.
    fn ends(&self) -> impl Iterator<Item = &MentionId> {
        self.held().flat_map(|join| [&join.a, &join.b])
    }

    /// The ends of those that people made: only these join links.
    fn made_ends(&self) -> impl Iterator<Item = &MentionId> {
        self.held().filter(|join| join.status == JoinStatus::Decided).flat_map(|join| [&join.a, &join.b])
    }
}

/// Clusters that only lose mentions on which none of those that stay hangs. Such a cluster is what it was without them, and
/// nothing else need be looked at: most are such where a source goes.
struct Shrinking<'n, 'c> {
    before: &'n Clusters,
    now: Now<'n, 'c>,
    /// Mentions that are gone, by their cluster, sorted.
    gone: BTreeMap<&'n EntityId, Vec<&'n MentionId>>,
    /// Clusters of which more changed.
    more: BTreeSet<&'n EntityId>,
    /// Mentions that moved and ends of joins that did, with their clusters.
    places: Vec<Place<'n>>,
}

/// A mention with the cluster that it was of.
type Place<'n> = (&'n MentionId, Option<&'n EntityId>);

/// Mentions that are gone, with their clusters.
type Gone<'n> = IdMap<&'n MentionId, Option<&'n EntityId>>;

impl<'n, 'c> Shrinking<'n, 'c> {
    fn new(before: &'n Clusters, moved: &'n Moved<'n>, now: Now<'n, 'c>) -> Self {
        let cuts = now.decided.split.iter().flat_map(|(a, b)| [a, b]);
        let more = cuts.chain(&moved.decided).filter_map(|mention| before.entity(mention)).collect();
        let places = moved.decided.iter().map(|mention| (mention, before.entity(mention))).collect();
        let mut shrinking = Self { before, now, gone: BTreeMap::new(), more, places };
        let place = |seen: &'n Seen<'n>| Some((shrinking.place(seen)?, seen));
        let told: Vec<(Place<'_>, &Seen<'_>)> = moved.seen.par_iter().filter_map(place).collect();
        let gone = told.iter().filter(|(_, seen)| seen.kind.is_none()).map(|(place, _)| *place).collect();
        told.into_iter().for_each(|(place, seen)| shrinking.take_in(place, seen.is_shown));
        let of_join = |(was, is): &MovedJoin<'n>| shrinking.ends_of(*was, *is, &gone);
        let ends: Vec<(Place<'_>, bool)> = moved.joins.par_iter().flat_map_iter(of_join).collect();
        for ((end, id), has_more) in ends {
            shrinking.places.push((end, id));
            shrinking.more.extend(id.filter(|_| has_more));
        }
        shrinking
    }

    /// A mention that moved. Of what is not looked at nothing need be known, and of parties nothing of one that was alone.
    fn place(&self, seen: &'n Seen<'n>) -> Option<Place<'n>> {
        let Now { joins_were_at, links, .. } = self.now;
        let is_known = seen.kind.is_some() || links || !joins_were_at(seen.mention).is_empty();
        is_known.then(|| (seen.mention, self.before.entity(seen.mention)))
    }

    fn take_in(&mut self, place: Place<'n>, is_shown: bool) {
        self.places.push(place);
        match place {
            (mention, Some(id)) if !is_shown => self.gone.entry(id).or_default().push(mention),
            (_, Some(id)) => _ = self.more.insert(id),
            (_, None) => {}
        }
    }

    /// The ends of a join as it was and as it is, where it holds, and whether more may become of their clusters: one that is lost
    /// with an end of it makes a cluster smaller, and no more.
    fn ends_of(&self, was: Option<&'n Join>, is: Option<&'n Join>, gone: &Gone<'n>) -> Vec<(Place<'n>, bool)> {
        let (was, is) = (was.filter(|join| holds(join)), is.filter(|join| holds(join)));
        let mut places = Vec::new();
        for join in was.into_iter().chain(is) {
            let ends = [&join.a, &join.b];
            let lost = if is.is_none() { ends.into_iter().find_map(|end| gone.get(end)) } else { None };
            for end in ends.into_iter().filter(|end| lost.is_none() || !gone.contains_key(end)) {
                let beside = lost.copied().flatten().filter(|id| self.before.members(id).binary_search(end).is_ok());
                places.push(((end, beside.or_else(|| self.before.entity(end))), lost.is_none()));
            }
        }
        places
    }

    /// These clusters with what they lose, and all that moved.
    fn clusters(self) -> (BTreeMap<&'n EntityId, Vec<&'n MentionId>>, Vec<Place<'n>>) {
        let Self { before, now, gone, more, places } = self;
        let only_shrinks =
            |(id, gone): &(&EntityId, Vec<&MentionId>)| !more.contains(*id) && is_at_the_edge(before.members(id), gone, now);
        (gone.into_par_iter().filter(only_shrinks).collect(), places)
    }
}

/// Whether each of some mentions of a cluster, with those of them that it is joined to, was joined to at most one other of
/// the cluster. They are sorted, as the cluster's are.
fn is_at_the_edge(members: &[MentionId], gone: &[&MentionId], now: Now<'_, '_>) -> bool {
    let mut left: BTreeSet<&MentionId> = gone.iter().copied().collect();
    while let Some(first) = left.pop_first() {
        let (mut todo, mut beside) = (vec![first], BTreeSet::new());
        while let Some(mention) = todo.pop() {
            let joins = (now.joins_were_at)(mention).into_iter().filter(|join| holds(join));
            for other in joins.map(|join| other_end(join, mention)) {
                match gone.binary_search(&other) {
                    Ok(_) => todo.extend(left.take(other)),
                    Err(_) if members.binary_search(other).is_ok() => _ = beside.insert(other.clone()),
                    Err(_) => {}
                }
            }
        }
        if beside.len() > 1 {
            return false;
        }
    }
    true
}

/// Who was merged with whom.
fn merged(decided: &Decided) -> BTreeMap<&MentionId, Vec<&MentionId>> {
    let mut merged: BTreeMap<&MentionId, Vec<&MentionId>> = BTreeMap::new();
    for (one, other) in &decided.merged {
        merged.entry(one).or_default().push(other);
        merged.entry(other).or_default().push(one);
    }
    merged
}

/// The mentions that are put together anew: whole clusters, as they were and as they will be.
struct Region<'n, 'c> {
    before: &'n Clusters,
    now: Now<'n, 'c>,
    merged: BTreeMap<&'n MentionId, Vec<&'n MentionId>>,
    /// In the order in which they were taken in.
    mentions: Vec<MentionId>,
    seen: IdSet<MentionId>,
    /// Clusters whose members were taken in.
    clusters: IdSet<EntityId>,
}

impl<'n, 'c> Region<'n, 'c> {
    fn new(before: &'n Clusters, now: Now<'n, 'c>) -> Self {
        let merged = merged(now.decided);
        Self { before, now, merged, mentions: Vec::new(), seen: IdSet::default(), clusters: IdSet::default() }
    }

    /// The mentions, sorted.
    fn ids(&self) -> Vec<&MentionId> {
        let mut ids: Vec<&MentionId> = self.mentions.iter().collect();
        ids.sort_unstable();
        ids
    }

    fn is_there(&self, mention: &MentionId) -> bool {
        !(self.now.of)(mention).is_empty()
    }

    fn is_link(&self, mention: &MentionId) -> bool {
        (self.now.of)(mention).first().is_some_and(|claim| is_keyed(claim.kind))
    }

    /// Those that a mention is made one with.
    fn joined(&self, mention: &MentionId) -> impl Iterator<Item = &'n MentionId> {
        let joins = (self.now.joins_at)(mention).into_iter().filter(|join| holds(join)).flat_map(|join| [&join.a, &join.b]);
        joins.chain(self.merged.get(mention).into_iter().flatten().copied())
    }

    /// Takes in mentions with their clusters, and with all that they are joined to.
    fn take_in(&mut self, mut todo: Vec<MentionId>) {
        while let Some(mention) = todo.pop() {
            if !self.seen.insert(mention.clone()) {
                continue;
            }
            if let Some(cluster) = self.before.entity(&mention).filter(|id| self.clusters.insert((*id).clone())) {
                todo.extend(self.before.members(cluster).iter().filter(|other| !self.seen.contains(*other)).cloned());
            }
            todo.extend(self.joined(&mention).filter(|other| !self.seen.contains(*other)).cloned());
            self.mentions.push(mention);
        }
    }

    /// The joins inside that hold.
    fn joins(&self) -> Vec<&'n Join> {
        // Both ends of one that holds are inside: it is taken at the first.
        let at = |id| (self.now.joins_at)(id).into_iter().filter(move |join: &&Join| join.a == *id);
        held(self.mentions.iter().flat_map(at))
    }

    /// The clusters with these put together anew.
    fn again(&self, moved: &Moved<'_>) -> Option<Again> {
        let (before, now, ids) = (self.before, self.now, self.ids());
        let joins = self.joins();
        let mut sets = joined_sets(&ids, &joins, now.decided);
        let claims: Vec<&Claim> = ids.iter().filter(|id| self.is_link(id)).flat_map(|id| (now.of)(id)).collect();
        let links: Mentions<'_> = mentions(&claims);
        one_by_key(&ids, &links, &mut sets, &|other| self.elsewhere(other).to_string());
        let made = named(&ids, &|id| self.is_there(id), &mut sets, now.pin);
        let old: BTreeSet<&EntityId> = ids.iter().filter_map(|id| before.entity(id)).collect();
        let mut clusters = Clusters { redirects: made.redirects.clone(), ..before.clone() };
        let mut elsewhere = Vec::new();
        // Most are as they were, and what is the same stays shared.
        for id in &ids {
            let (was, is) = (before.entity(id), made.of.get(*id));
            if was == is {
                continue;
            }
            elsewhere.push((*id).clone());
            match is {
                Some(is) => _ = clusters.of.insert((*id).clone(), is.clone()),
                None => _ = clusters.of.remove(*id),
            }
        }
        for id in old.iter().filter(|id| made.members(id).is_empty()) {
            clusters.members.remove(*id);
        }
        let ends: BTreeSet<&MentionId> = moved.ends().collect();
        let has_moved = |mention: &MentionId| {
            moved.mentions.contains(mention) || ends.contains(mention) || moved.decided.contains(mention)
        };
        let mut touched: BTreeSet<EntityId> = BTreeSet::new();
        for (id, members) in made.members.iter() {
            if before.members(id) != members.as_ref() {
                // Something that is not looked at has this id.
                if clusters.members.insert(id.clone(), members.clone()).is_some() && !old.contains(id) {
                    return None;
                }
                touched.insert(id.clone());
            } else if members.iter().any(has_moved) {
                touched.insert(id.clone());
            }
        }
        touched.extend(old.into_iter().filter(|id| clusters.members(id) != before.members(id)).cloned());
        Some(Again { clusters, touched, fewer: BTreeMap::new(), elsewhere })
    }

    /// Links that may be one with others than before: an end of theirs is of another set, or something else is said of
    /// them or of one with the same ends.
    fn links(&self, moved: &Moved<'_>) -> Vec<MentionId> {
        let ids = self.ids();
        let mut sets = joined_sets(&ids, &self.joins(), self.now.decided);
        let mut set_of: BTreeMap<usize, BTreeSet<Option<&EntityId>>> = BTreeMap::new();
        let mut sets_of: BTreeMap<&EntityId, BTreeSet<usize>> = BTreeMap::new();
        let ends: Vec<(usize, &MentionId)> = ids
            .iter()
            .enumerate()
            .filter(|(_, id)| self.is_there(id) && !self.is_link(id))
            .map(|(at, id)| (at, *id))
            .collect();
        for (at, id) in &ends {
            let was = self.before.entity(id);
            set_of.entry(sets.find(*at)).or_default().insert(was);
            if let Some(was) = was {
                sets_of.entry(was).or_default().insert(sets.find(*at));
            }
        }
        let mut other: BTreeSet<&MentionId> = BTreeSet::new();
        for (at, id) in &ends {
            let is_split = self.before.entity(id).is_some_and(|was| sets_of[was].len() > 1);
            if is_split || set_of[&sets.find(*at)].len() > 1 {
                other.insert(id);
            }
        }
        let is_link = |id: &&MentionId| self.is_link(id);
        other.extend(moved.made_ends().chain(&moved.decided).filter(is_link));
        let told = moved.seen.iter().filter(|seen| seen.kind.is_some_and(is_keyed)).map(|seen| seen.mention);
        let beside = told.flat_map(|id| (self.now.of)(id)).filter_map(|claim| claim.value.link());
        let beside = beside.flat_map(|end| self.before.entity(end).map_or(&[][..], |id| self.before.members(id)));
        other.extend(beside);
        let links = other.into_iter().flat_map(|end| (self.now.pointing_at)(end)).map(|claim| &claim.mention);
        links.filter(|id| self.is_link(id)).cloned().collect()
    }

    /// What stands for the set of a mention that is not looked at: the least that it is joined with.
    fn elsewhere(&self, mention: &MentionId) -> MentionId {
        if !self.is_link(mention) {
            let cluster = self.before.entity(mention).map_or(&[][..], |id| self.before.members(id));
            return cluster.first().unwrap_or(mention).clone();
        }
        let (mut seen, mut todo) = (BTreeSet::from([mention.clone()]), vec![mention.clone()]);
        while let Some(at) = todo.pop() {
            let more: Vec<MentionId> = self.joined(&at).filter(|other| !seen.contains(*other)).cloned().collect();
            seen.extend(more.iter().cloned());
            todo.extend(more);
        }
        seen.pop_first().unwrap_or_else(|| mention.clone())
    }
}
