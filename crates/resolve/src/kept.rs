//! What resolving a case worked out on its way, kept for the question what would be without some of it. The main type is
//! [`Kept`].
//!
//! Each step of resolving is local: a file's claims bear on the blocks of its own names, a block on its joins, a join on the
//! clusters of its two ends. So the same case with other claims in some files is resolved from what was kept by
//! following the change from step to step ([`Kept::change`]), and gives what resolving everything gives. A change in
//! what is weighed of people's names is looked for among all joins of people, since these hang together by what else
//! somebody might be.

use crate::again::{Moved, Now, cluster_again};
use crate::block::{Block, join_block, tidy};
use crate::book::Book;
use crate::cluster::{Clusters, Decided, decided_joins};
use crate::engagements::Engagements;
use crate::mention::{by_bytes, mentions_in};
use crate::parties::{ChangedBlocks, Parties};
use crate::weigh::{Carried, fallen, may_fall, title};
use rayon::prelude::*;
use rollcall_model::claim::Claim;
use rollcall_model::entity::Join;
use rollcall_model::id::{EntityId, JoinId, MentionId};
use rollcall_model::source::Source;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// See the module's page.
#[derive(Debug)]
pub struct Kept {
    parties: Parties,
    party_joins: ByBlock,
    /// Joins of parties as they were before they were weighed, of those that fell.
    before_fall: BTreeMap<JoinId, Join>,
    /// Joins of parties, weighed.
    weighed: Net,
    /// What people decided of parties.
    bodies: Decided,
    /// Which parties are one, as far as engagements ask.
    clusters: Clusters,
    carried: BTreeMap<String, Carried>,
    engagements: Engagements,
    engagement_joins: ByBlock,
    /// Joins of engagements.
    met: Net,
    /// All joins, and what people decided.
    all: Net,
    decided: Decided,
    made: BTreeMap<JoinId, Join>,
}

/// A case's claims and what they are resolved by.
#[derive(Clone, Copy)]
pub struct Of<'c> {
    /// All claims.
    pub claims: &'c [&'c Claim],
    /// The sources, by path.
    pub sources: &'c [Source],
    /// The names that the case and the word packs list.
    pub book: &'c Book,
    /// Ids that an edition gave to mentions.
    pub pins: &'c BTreeMap<MentionId, EntityId>,
}

/// A join by its id.
pub type ById<'k> = &'k dyn Fn(&JoinId) -> Option<Join>;

/// What people decided of pairs, once it is known which joins there are.
pub type Decide<'d> = &'d dyn Fn(ById<'_>) -> Decided;

/// A case of which some files say something else.
#[derive(Clone, Copy)]
pub struct Changed<'n, 'c> {
    /// The SHA-256 of the files.
    pub files: &'n BTreeSet<String>,
    /// What a file says now, by its SHA-256.
    pub claims: &'n dyn Fn(&str) -> Vec<&'c Claim>,
    /// Mentions of these files, as they were and as they are.
    pub mentions: &'n BTreeSet<MentionId>,
    /// The claims of a mention.
    pub of: &'n dyn Fn(&MentionId) -> Vec<&'c Claim>,
    /// The claims whose value is a mention.
    pub pointing_at: &'n dyn Fn(&MentionId) -> Vec<&'c Claim>,
    /// The sources that there are now, by path.
    pub sources: &'n [Source],
    /// The names that the case and the word packs list.
    pub book: &'n Book,
    /// What people decided of parties, once their joins are known.
    pub bodies: Decide<'n>,
    /// What people decided, once all joins are known.
    pub decided: Decide<'n>,
}

/// The same case resolved with a change.
#[derive(Debug)]
pub struct Resolved {
    /// Which mentions are one.
    pub clusters: Clusters,
    /// Clusters, before or now, that are made of other mentions, claims or joins, or that point at another cluster.
    pub touched: BTreeSet<EntityId>,
    /// Joins that are others: what each is now.
    pub joins: BTreeMap<JoinId, Option<Join>>,
    /// All joins that end in a cluster that is touched.
    pub around: Vec<Join>,
}

/// Joins by the block that gives them.
#[derive(Debug, Default)]
struct ByBlock {
    joins: BTreeMap<String, Vec<Join>>,
    blocks: HashMap<JoinId, Vec<String>>,
}

impl ByBlock {
    fn new(blocks: &[Block]) -> Self {
        let made: Vec<Vec<Join>> = blocks.par_iter().map(join_block).collect();
        let mut all = Self::default();
        for (block, joins) in blocks.iter().zip(made) {
            for join in &joins {
                all.blocks.entry(join.id.clone()).or_default().push(block.key().to_string());
            }
            all.joins.insert(block.key().to_string(), joins);
        }
        all
    }

    fn tidy(&self) -> Vec<Join> {
        tidy(self.joins.values().flatten().cloned().collect())
    }

    /// What becomes of the joins of some blocks.
    fn change(&self, blocks: &ChangedBlocks) -> BTreeMap<JoinId, Option<Join>> {
        let now: Vec<Join> = blocks.par_iter().filter_map(|(_, block)| block.as_ref()).flat_map_iter(join_block).collect();
        let old = blocks.keys().filter_map(|key| self.joins.get(key)).flatten();
        let ids: BTreeSet<&JoinId> = old.chain(&now).map(|join| &join.id).collect();
        let mut candidates = now.clone();
        for id in &ids {
            let elsewhere = self.blocks.get(*id).into_iter().flatten().filter(|key| !blocks.contains_key(*key));
            let joins = elsewhere.filter_map(|key| self.joins[key].iter().find(|join| join.id == **id));
            candidates.extend(joins.cloned());
        }
        let mut found: BTreeMap<JoinId, Join> = tidy(candidates).into_iter().map(|join| (join.id.clone(), join)).collect();
        ids.into_iter().map(|id| (id.clone(), found.remove(id))).collect()
    }
}

/// Joins, and where they end.
#[derive(Debug, Default)]
struct Net {
    joins: BTreeMap<JoinId, Join>,
    at: HashMap<MentionId, Vec<JoinId>>,
}

impl Net {
    fn new(joins: impl IntoIterator<Item = Join>) -> Self {
        let joins: BTreeMap<JoinId, Join> = joins.into_iter().map(|join| (join.id.clone(), join)).collect();
        let at = ends(joins.values());
        Self { joins, at }
    }
}

fn ends<'j>(joins: impl Iterator<Item = &'j Join>) -> HashMap<MentionId, Vec<JoinId>> {
    let mut at: HashMap<MentionId, Vec<JoinId>> = HashMap::new();
    for join in joins {
        for end in [&join.a, &join.b] {
            at.entry(end.clone()).or_default().push(join.id.clone());
        }
    }
    at
}

/// Joins of which some are others than they were.
struct Over<'n> {
    net: &'n Net,
    others: BTreeMap<JoinId, Option<Join>>,
    at: HashMap<MentionId, Vec<JoinId>>,
}

impl<'n> Over<'n> {
    /// What is the same as before is left out.
    fn new(net: &'n Net, mut others: BTreeMap<JoinId, Option<Join>>) -> Self {
        others.retain(|id, join| net.joins.get(id) != join.as_ref());
        let at = ends(others.values().flatten());
        Self { net, others, at }
    }

    fn get(&self, id: &JoinId) -> Option<&Join> {
        self.others.get(id).map_or_else(|| self.net.joins.get(id), Option::as_ref)
    }

    fn at(&self, mention: &MentionId) -> Vec<&Join> {
        let ids = [self.net.at.get(mention), self.at.get(mention)].into_iter().flatten().flatten();
        let ids: BTreeSet<&JoinId> = ids.collect();
        ids.into_iter().filter_map(|id| self.get(id)).collect()
    }

    fn iter(&self) -> impl Iterator<Item = &Join> {
        let same = self.net.joins.iter().filter(|(id, _)| !self.others.contains_key(*id)).map(|(_, join)| join);
        same.chain(self.others.values().flatten())
    }

    /// Where a join ends that is another.
    fn moved(&self) -> impl Iterator<Item = &MentionId> {
        let both = self.others.iter().flat_map(|(id, now)| self.net.joins.get(id).into_iter().chain(now));
        both.flat_map(|join| [&join.a, &join.b])
    }
}

/// Pairs of which people decided something else.
fn decided_otherwise(one: &Decided, other: &Decided) -> BTreeSet<MentionId> {
    let pairs = |decided: &Decided| -> BTreeSet<(bool, MentionId, MentionId)> {
        let merged = decided.merged.iter().map(|(a, b)| (true, a.clone(), b.clone()));
        merged.chain(decided.split.iter().map(|(a, b)| (false, a.clone(), b.clone()))).collect()
    };
    let (one, other) = (pairs(one), pairs(other));
    one.symmetric_difference(&other).flat_map(|(_, a, b)| [a.clone(), b.clone()]).collect()
}

impl Kept {
    /// Resolves a case and keeps how. `joins` are all that came out before, and `decided` what people decided then.
    pub fn new(of: Of<'_>, bodies: Decide<'_>, joins: impl IntoIterator<Item = Join>, decided: Decided) -> Self {
        let parties = Parties::new(of.claims, of.sources, of.book);
        let party_joins = ByBlock::new(&parties.blocks());
        let raw = party_joins.tidy();
        let files = by_bytes(of.claims);
        let carried = |claims: &Vec<&Claim>| Carried::of(&mentions_in(claims, of.sources));
        let carried: BTreeMap<String, Carried> =
            files.iter().map(|(file, claims)| ((*file).to_string(), carried(claims))).collect();
        let weighed = crate::weigh::weigh(raw.clone(), of.claims, of.sources);
        let pairs = raw.into_iter().zip(&weighed);
        let before_fall = pairs.filter(|(raw, join)| raw != *join).map(|(raw, _)| (raw.id.clone(), raw)).collect();
        let weighed = Net::new(weighed);
        let bodies = bodies(&|id| weighed.joins.get(id).cloned());
        let every: Vec<&Join> = weighed.joins.values().collect();
        let clusters = crate::cluster::cluster(of.claims, &every, &bodies, of.pins);
        let engagements = Engagements::new(of.claims, of.sources, &clusters);
        let engagement_joins = ByBlock::new(&engagements.blocks());
        let met = Net::new(engagement_joins.tidy());
        let made = decided_joins(of.claims, &decided).into_iter().map(|join| (join.id.clone(), join)).collect();
        Self {
            parties,
            party_joins,
            before_fall,
            weighed,
            bodies,
            clusters,
            carried,
            engagements,
            engagement_joins,
            met,
            all: Net::new(joins),
            decided,
            made,
        }
    }

    /// The case with a change; `clusters` are those that came out before. Nothing where the change reaches too far to be
    /// followed: then everything is to be resolved anew.
    pub fn change(&self, clusters: &Clusters, change: Changed<'_, '_>) -> Option<Resolved> {
        let carried: BTreeMap<&String, Carried> = change
            .files
            .iter()
            .map(|file| (file, Carried::of(&mentions_in(&(change.claims)(file), change.sources))))
            .collect();
        let rest = self.carried.iter().filter(|(file, _)| !carried.contains_key(file)).map(|(_, carried)| carried);
        let people = rest.chain(carried.values());
        let title = |mention: &MentionId| {
            let own = (change.of)(mention);
            title(mentions_in(&own, change.sources).get(mention))
        };
        let weighed = self.parties_with(change, people.clone(), &title);
        let bodies = (change.bodies)(&|id| weighed.get(id).cloned());
        let moved = Moved {
            mentions: change.mentions.clone(),
            ends: weighed.moved().cloned().chain(decided_otherwise(&self.bodies, &bodies)).collect(),
        };
        let before = |mention: &MentionId| self.clusters.entity(mention).cloned();
        let of_parties = Now {
            of: change.of,
            pointing_at: change.pointing_at,
            joins_at: &|mention| weighed.at(mention),
            decided: &bodies,
            pin: &before,
            links: false,
        };
        let (parties, touched) = cluster_again(&self.clusters, &moved, of_parties)?;
        let other = |mention: &&MentionId| parties.entity(mention) != self.clusters.entity(mention);
        let others = touched.iter().flat_map(|id| self.clusters.members(id).iter().chain(parties.members(id))).filter(other);
        let files = others.flat_map(|mention| (change.of)(mention)).map(|claim| claim.anchor.sha256.clone()).collect();
        let blocks = self.engagements.change(change.files, change.claims, change.sources, &parties, &files);
        let met = Over::new(&self.met, self.engagement_joins.change(&blocks));
        self.all_with(clusters, change, &weighed, &met, people, &title)
    }

    /// Joins of parties.
    fn parties_with<'c>(
        &self,
        change: Changed<'_, '_>,
        people: impl Iterator<Item = &'c Carried> + Clone,
        title: &dyn Fn(&MentionId) -> String,
    ) -> Over<'_> {
        let blocks = self.parties.change(change.files, change.claims, change.sources, change.book);
        let mut others = self.party_joins.change(&blocks);
        for (id, raw) in &self.before_fall {
            others.entry(id.clone()).or_insert_with(|| Some(raw.clone()));
        }
        let raw = Over::new(&self.weighed, others.clone());
        let fell = fell(raw.iter(), people, title);
        others.extend(fell);
        Over::new(&self.weighed, others)
    }

    /// All joins, with what people decided, and what comes out.
    fn all_with<'c>(
        &self,
        clusters: &Clusters,
        change: Changed<'_, '_>,
        weighed: &Over<'_>,
        met: &Over<'_>,
        people: impl Iterator<Item = &'c Carried> + Clone,
        title: &dyn Fn(&MentionId) -> String,
    ) -> Option<Resolved> {
        let found = |id: &JoinId| weighed.get(id).or_else(|| met.get(id));
        let decided = (change.decided)(&|id| found(id).cloned());
        let pairs = decided.merged.iter().flat_map(|(a, b)| [a, b]).flat_map(|end| (change.of)(end));
        let made: BTreeMap<JoinId, Join> =
            decided_joins(&pairs.collect::<Vec<_>>(), &decided).into_iter().map(|join| (join.id.clone(), join)).collect();
        let all = weighed.iter().filter(|join| !made.contains_key(&join.id)).chain(made.values());
        let fell = fell(all, people, title);
        let mut others: BTreeMap<JoinId, Option<Join>> = BTreeMap::new();
        // Those that fell last time are among those that are not as they were found.
        let fallen = self.all.joins.values().filter(|join| join.by_name && self.weighed.joins.get(&join.id) != Some(join));
        let ids = weighed.others.keys().chain(met.others.keys()).chain(self.made.keys()).chain(made.keys());
        for id in ids.chain(fallen.map(|join| &join.id)) {
            others.insert(id.clone(), made.get(id).or_else(|| found(id)).cloned());
        }
        others.extend(fell);
        let all = Over::new(&self.all, others);
        let moved = Moved {
            mentions: change.mentions.clone(),
            ends: all.moved().cloned().chain(decided_otherwise(&self.decided, &decided)).collect(),
        };
        let now = Now {
            of: change.of,
            pointing_at: change.pointing_at,
            joins_at: &|mention| all.at(mention),
            decided: &decided,
            pin: &|mention| clusters.entity(mention).cloned(),
            links: true,
        };
        let (clusters, touched) = cluster_again(clusters, &moved, now)?;
        let inside = touched.iter().flat_map(|id| clusters.members(id));
        let around: BTreeSet<&Join> = inside.flat_map(|mention| all.at(mention)).collect();
        let around = around.into_iter().cloned().collect();
        Some(Resolved { clusters, touched, around, joins: all.others })
    }
}

/// Those of some joins that fall, by their ids.
fn fell<'j, 'c>(
    joins: impl Iterator<Item = &'j Join>,
    people: impl Iterator<Item = &'c Carried> + Clone,
    title: &dyn Fn(&MentionId) -> String,
) -> BTreeMap<JoinId, Option<Join>> {
    let joins: Vec<&Join> = joins.collect();
    if !joins.iter().any(|join| may_fall(join)) {
        return BTreeMap::new();
    }
    fallen(&joins, people, title).into_iter().map(|join| (join.id.clone(), Some(join))).collect()
}
