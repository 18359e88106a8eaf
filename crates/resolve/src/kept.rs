//! What resolving a case worked out on its way, kept for the question what would be without some of it. The main type is
//! [`Kept`].
//!
//! Each step of resolving is local: a file's claims bear on the blocks of its own names, a block on its joins, a join on the
//! clusters of its two ends. So the same case with other claims in some files is resolved from what was kept by
//! following the change from step to step ([`Kept::change`]), and gives what resolving everything gives. A change in
//! what is weighed of people's names is looked for among all joins of people, since these hang together by what else
//! somebody might be.

use crate::again::{Moved, Now, cluster_again};
use crate::book::Book;
use crate::cluster::{Clusters, Decided, decided_joins};
use crate::engagements::{Engagements, OfOthers};
use crate::mention::{by_bytes, mentions_in};
use crate::net::{ByBlock, Net, Others, Over};
use crate::parties::Parties;
use crate::weigh::{Carried, fallen, may_fall, title};
use rollcall_model::claim::Claim;
use rollcall_model::entity::Join;
use rollcall_model::id::{EntityId, JoinId, MentionId};
use rollcall_model::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// See the module's page.
#[derive(Debug)]
pub struct Kept {
    parties: Parties,
    party_joins: ByBlock,
    /// Joins of parties as they were before they were weighed, of those that fell.
    before_fall: BTreeMap<JoinId, Arc<Join>>,
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
    /// Joins by a name alone that are not as they were found: those that fell when all was known are among them.
    fell_at_last: Vec<JoinId>,
    decided: Decided,
    made: BTreeMap<JoinId, Arc<Join>>,
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
    pub joins: BTreeMap<JoinId, Option<Arc<Join>>>,
    /// All joins that end in a cluster that is touched.
    pub around: Vec<Arc<Join>>,
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
        let bodies = bodies(&|id| weighed.get(id).map(|join| join.as_ref().clone()));
        let every: Vec<&Join> = weighed.iter().map(AsRef::as_ref).collect();
        let clusters = crate::cluster::cluster(of.claims, &every, &bodies, of.pins);
        let engagements = Engagements::new(of.claims, of.sources, &clusters);
        let engagement_joins = ByBlock::new(&engagements.blocks());
        let met = Net::new(engagement_joins.tidy());
        let made = by_id(decided_joins(of.claims, &decided));
        let known = |join: Join| {
            let same = [&weighed, &met].into_iter().filter_map(|net| net.get(&join.id)).find(|known| ***known == join);
            same.cloned().unwrap_or_else(|| Arc::new(join))
        };
        let all = Net::new(joins.into_iter().map(known));
        let is_other = |join: &&Arc<Join>| join.by_name && weighed.get(&join.id) != Some(join);
        let fell_at_last = all.iter().filter(is_other).map(|join| join.id.clone()).collect();
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
            all,
            fell_at_last,
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
        let bodies = (change.bodies)(&|id| weighed.get(id).map(|join| join.as_ref().clone()));
        let moved = Moved {
            mentions: change.mentions.clone(),
            ends: weighed.moved().cloned().chain(decided_otherwise(&self.bodies, &bodies)).collect(),
        };
        let before = |mention: &MentionId| self.clusters.entity(mention);
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
        let mentions: BTreeSet<&MentionId> = others.filter(|mention| !(change.of)(mention).is_empty()).collect();
        let said = mentions.iter().flat_map(|mention| (change.of)(mention));
        let files = said.map(|claim| claim.anchor.sha256.as_str()).collect::<BTreeSet<&str>>();
        let others = OfOthers { files: files.into_iter().map(str::to_string).collect(), mentions };
        let blocks = self.engagements.change(change.files, change.claims, change.sources, &parties, &others);
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
        let decided = (change.decided)(&|id| found(id).map(|join| join.as_ref().clone()));
        let pairs = decided.merged.iter().flat_map(|(a, b)| [a, b]).flat_map(|end| (change.of)(end));
        let made = by_id(decided_joins(&pairs.collect::<Vec<_>>(), &decided));
        let all = weighed.iter().filter(|join| !made.contains_key(&join.id)).chain(made.values().map(AsRef::as_ref));
        let fell = fell(all, people, title);
        let mut others = Others::new();
        let ids = weighed.others.keys().chain(met.others.keys()).chain(self.made.keys()).chain(made.keys());
        for id in ids.chain(&self.fell_at_last) {
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
            pin: &|mention| clusters.entity(mention),
            links: true,
        };
        let (clusters, touched) = cluster_again(clusters, &moved, now)?;
        let inside = touched.iter().flat_map(|id| clusters.members(id));
        let around: BTreeSet<&JoinId> = inside.flat_map(|mention| all.at(mention)).map(|join| &join.id).collect();
        let around = around.into_iter().filter_map(|id| all.get(id)).cloned().collect();
        Some(Resolved { clusters, touched, around, joins: all.others })
    }
}

/// Those of some joins that fall, by their ids.
fn fell<'j, 'c>(
    joins: impl Iterator<Item = &'j Join>,
    people: impl Iterator<Item = &'c Carried> + Clone,
    title: &dyn Fn(&MentionId) -> String,
) -> Others {
    let joins: Vec<&Join> = joins.collect();
    if !joins.iter().any(|join| may_fall(join)) {
        return Others::new();
    }
    fallen(&joins, people, title).into_iter().map(|join| (join.id.clone(), Some(Arc::new(join)))).collect()
}

fn by_id(joins: Vec<Join>) -> BTreeMap<JoinId, Arc<Join>> {
    joins.into_iter().map(|join| (join.id.clone(), Arc::new(join))).collect()
}
