//! What resolving a case worked out on its way, kept for the question what would be without some of it. The main type is
//! [`Kept`].
//!
//! Each step of resolving is local: a file's claims bear on the blocks of its own names, a block on its joins, a join on the
//! clusters of its two ends. So the same case with other claims in some files is resolved from what was kept by
//! following the change from step to step ([`Kept::change`]), and gives what resolving everything gives.

use crate::again::{Again, JoinsAt, Moved, MovedJoin, Now, Seen, cluster_again, seen};
use crate::book::Book;
use crate::cluster::{Clusters, Decided, decided_joins};
use crate::engagements::{Engagements, Other};
use crate::mention::{ClaimsOf, Mentions, by_bytes, mentions_in};
use crate::net::{ByBlock, Net, Others, Over, same};
use crate::parties::{OfFile, Parties};
use crate::weigh::{Borne, By, Scale, Unsettled, is_sure, may_fall, title, weigh};
use rayon::prelude::*;
use rollcall_model::claim::Claim;
use rollcall_model::entity::{Join, JoinStatus, JoinsById};
use rollcall_model::id::{EntityId, IdMap, JoinId, MentionId};
use rollcall_model::ontology::Kind;
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
    /// The SHA-256 of the files, sorted, by the number that they have in what is handed to people.
    files: Vec<String>,
    borne: Borne,
    engagements: Engagements,
    engagement_joins: ByBlock,
    /// Joins of engagements.
    met: Net,
    /// All joins, and what people decided.
    all: Net,
    decided: Decided,
    made: BTreeMap<JoinId, Arc<Join>>,
    /// Clusters of mentions of more than one kind.
    mixed: BTreeSet<EntityId>,
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
pub type ById<'k> = &'k dyn Fn(&JoinId) -> Option<Arc<Join>>;

/// What people decided of pairs, once it is known which joins there are.
pub type Decide<'d> = &'d dyn Fn(ById<'_>) -> Decided;

/// A case of which some files say something else.
#[derive(Clone, Copy)]
pub struct Changed<'n, 'c> {
    /// The SHA-256 of the files.
    pub files: &'n BTreeSet<String>,
    /// What a file says now, by its SHA-256.
    pub claims: OfFile<'n, 'c>,
    /// Mentions of these files, as they were and as they are.
    pub mentions: &'n BTreeSet<MentionId>,
    /// The claims of a mention.
    pub of: ClaimsOf<'n, 'c>,
    /// The claims whose value is a mention.
    pub pointing_at: ClaimsOf<'n, 'c>,
    /// The sources that there are now, by path.
    pub sources: &'n [Source],
    /// The names that the case and the word packs list.
    pub book: &'n Book,
}

/// What people decided, as far as its mentions are there.
#[derive(Clone, Copy)]
pub struct Decides<'d> {
    /// Of parties, once their joins are known.
    pub parties: Decide<'d>,
    /// Of all, once all joins are known.
    pub all: Decide<'d>,
}

/// The same case resolved with a change.
#[derive(Debug)]
pub struct Resolved {
    /// Which mentions are one.
    pub clusters: Clusters,
    /// Clusters, before or now, that are made of other mentions, claims or joins, or that point at another cluster.
    pub touched: BTreeSet<EntityId>,
    /// Those of them that only lost mentions, these: no other join was lost, what they point at is the same, and all are of one kind.
    pub fewer: BTreeMap<EntityId, Vec<MentionId>>,
    /// Joins that are others: what each is now.
    pub joins: BTreeMap<JoinId, Option<Arc<Join>>>,
    /// All joins that end in one of the others.
    pub around: Vec<Arc<Join>>,
}

/// Clusters of mentions of more than one kind.
fn mixed(claims: &[&Claim], clusters: &Clusters) -> BTreeSet<EntityId> {
    let (mut kinds, mut mixed): (IdMap<&EntityId, Kind>, _) = (IdMap::default(), BTreeSet::new());
    for (id, claim) in claims.iter().filter_map(|claim| Some((clusters.entity(&claim.mention)?, claim))) {
        if *kinds.entry(id).or_insert(claim.kind) != claim.kind {
            mixed.insert(id.clone());
        }
    }
    mixed
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
    /// Resolves a case and keeps how. `joins` and `clusters` are all that came out before, and `decided` what people decided then.
    pub fn new(of: Of<'_>, bodies: Decide<'_>, (joins, made_of): (&JoinsById, &Clusters), decided: Decided) -> Self {
        let parties = Parties::new(of.claims, of.sources, of.book);
        let party_joins = ByBlock::new(&parties.blocks(), joins);
        let raw = party_joins.tidy();
        let files = by_bytes(of.claims);
        let borne = Borne::of((0..).zip(files.values().map(|claims| mentions_in(claims, of.sources))));
        let files = files.keys().map(|file| (*file).to_string()).collect();
        let weighed = weigh(raw.clone(), of.claims, of.sources);
        let pairs = raw.into_iter().zip(&weighed);
        let before_fall = pairs.filter(|(raw, join)| raw != *join).map(|(raw, _)| (raw.id.clone(), raw)).collect();
        let weighed = Net::new(weighed.into_iter().map(|join| same(join, joins)));
        let bodies = bodies(&|id| weighed.get(id).cloned());
        let every: Vec<&Join> = weighed.iter().map(AsRef::as_ref).collect();
        let clusters = crate::cluster::cluster(of.claims, &every, &bodies, of.pins);
        let engagements = Engagements::new(of.claims, of.sources, &clusters);
        let engagement_joins = ByBlock::new(&engagements.blocks(), joins);
        let met = Net::new(engagement_joins.tidy());
        let made = by_id(decided_joins(of.claims, &decided));
        let all = Net::new(joins.values().cloned());
        Self {
            parties,
            party_joins,
            before_fall,
            weighed,
            bodies,
            clusters,
            files,
            borne,
            engagements,
            engagement_joins,
            met,
            all,
            decided,
            made,
            mixed: mixed(of.claims, made_of),
        }
    }

    /// The case with a change; `clusters` are those that came out before. Nothing where the change reaches too far to be
    /// followed: then everything is to be resolved anew.
    pub fn change(&self, clusters: &Clusters, change: Changed<'_, '_>, decides: Decides<'_>) -> Option<Resolved> {
        let own: Vec<Vec<&Claim>> = change.files.iter().map(|file| (change.claims)(file)).collect();
        let now = Borne::of((0..).zip(own.iter().map(|claims| mentions_in(claims, change.sources))));
        let gone: BTreeSet<u32> = change.files.iter().filter_map(|file| self.number_of(file)).collect();
        let handed = Handed { before: &self.borne, gone: &gone, now: &now };
        let (weighed, seen) =
            rayon::join(|| self.parties_with(change, handed), || seen(change.mentions, change.of, change.pointing_at));
        let bodies = (decides.parties)(&|id| weighed.get(id).cloned());
        let moved = Moved {
            mentions: change.mentions,
            seen: &seen,
            joins: weighed.moved().collect(),
            decided: decided_otherwise(&self.bodies, &bodies),
        };
        let before = |mention: &MentionId| self.clusters.entity(mention);
        let of_parties = Now {
            of: change.of,
            pointing_at: change.pointing_at,
            joins_at: &|mention| weighed.at(mention),
            joins_were_at: &|mention| weighed.before_at(mention).collect(),
            decided: &bodies,
            pin: &before,
            links: false,
        };
        let Again { clusters: parties, elsewhere, .. } = cluster_again(&self.clusters, &moved, of_parties)?;
        let Changed { files, claims, of, pointing_at, sources, .. } = change;
        let moved = elsewhere.iter().filter(|mention| !of(mention).is_empty()).collect();
        let other = Other { files, claims, of, pointing_at, sources, parties: &parties, moved: &moved };
        let blocks = self.engagements.change(other);
        let met = Over::new(&self.met, self.engagement_joins.change(&blocks));
        self.all_with(clusters, (change, decides.all), (&weighed, &met), (handed, &seen))
    }

    fn number_of(&self, file: &String) -> Option<u32> {
        self.files.binary_search(file).ok().and_then(|at| u32::try_from(at).ok())
    }

    /// Joins of parties.
    fn parties_with(&self, change: Changed<'_, '_>, handed: Handed<'_>) -> Over<'_> {
        let lost = |key: &str, mention: &MentionId| self.party_joins.lost(key, self.weighed.at(mention));
        let blocks = self.parties.change(change.files, change.claims, change.sources, change.book, &lost);
        let found = self.party_joins.change(&blocks);
        let raw = Over::new(&self.weighed, found.clone());
        // A join that fell stands among those that are weighed as it is since.
        let as_found = |id: &JoinId| self.before_fall.get(id).filter(|_| !found.contains_key(id));
        let joins_at = |mention: &MentionId| -> Vec<&Join> {
            let fell = |join: &Join| join.by_name && join.status == JoinStatus::Proposed;
            let found = |join| if fell(join) { as_found(&join.id).map_or(join, AsRef::as_ref) } else { join };
            raw.at(mention).into_iter().map(found).collect()
        };
        let get = |id: &JoinId| as_found(id).or_else(|| raw.get(id)).cloned();
        let fell = |id: &JoinId| self.before_fall.contains_key(id) || found.contains_key(id);
        let said = change.mentions.iter().chain(handed.abroad());
        let were_at = |mention: &MentionId| self.weighed.at(mention).map(AsRef::as_ref).collect();
        let bears = handed.bearing(raw.moved().collect(), &were_at);
        let judged = handed.judge(Unsettled::new(bears.into_iter(), said, &fell), change, &joins_at, &get);
        let mut others = found;
        others.extend(judged);
        Over::new(&self.weighed, others)
    }

    /// All joins, with what people decided, and what comes out.
    fn all_with(
        &self,
        clusters: &Clusters,
        (change, decide): (Changed<'_, '_>, Decide<'_>),
        (weighed, met): (&Over<'_>, &Over<'_>),
        (handed, seen): (Handed<'_>, &[Seen<'_>]),
    ) -> Option<Resolved> {
        let found = |id: &JoinId| weighed.get(id).or_else(|| met.get(id));
        let decided = decide(&|id| found(id).cloned());
        let pairs = decided.merged.iter().flat_map(|(a, b)| [a, b]).flat_map(|end| (change.of)(end));
        let made = by_id(decided_joins(&pairs.collect::<Vec<_>>(), &decided));
        let mut made_at: BTreeMap<&MentionId, Vec<&Join>> = BTreeMap::new();
        for join in made.values() {
            [&join.a, &join.b].into_iter().for_each(|end| made_at.entry(end).or_default().push(join));
        }
        let joins_at = |mention: &MentionId| -> Vec<&Join> {
            let found = weighed.at(mention).into_iter().filter(|join| !made.contains_key(&join.id));
            found.chain(made_at.get(mention).into_iter().flatten().copied()).collect()
        };
        let get = |id: &JoinId| made.get(id).or_else(|| weighed.get(id)).cloned();
        let mut others = Others::new();
        for id in weighed.others.keys().chain(met.others.keys()).chain(self.made.keys()).chain(made.keys()) {
            others.insert(id.clone(), made.get(id).or_else(|| found(id)).cloned());
        }
        // Where people merged nothing, all are weighed already.
        if !self.made.is_empty() || !made.is_empty() {
            let remade = self.made.keys().chain(made.keys()).filter(|id| self.made.get(*id) != made.get(*id));
            let remade = remade.map(|id| (self.made.get(id).map(AsRef::as_ref), made.get(id).map(AsRef::as_ref)));
            let fell_last = |join: &Join| join.by_name && join.status == JoinStatus::Proposed;
            let is_new = |id: &JoinId| weighed.others.contains_key(id) || self.made.get(id) != made.get(id);
            let fell = |id: &JoinId| is_new(id) || self.all.get(id).is_some_and(|join| fell_last(join));
            let said = change.mentions.iter().chain(handed.abroad());
            let were_at = |mention: &MentionId| self.all.at(mention).map(AsRef::as_ref).collect();
            let last = |join: &Join| self.all.get(&join.id).map(AsRef::as_ref);
            let moved = weighed.moved().map(|(was, is)| (was.map(|join| last(join).unwrap_or(join)), is));
            let bears = handed.bearing(moved.collect(), &were_at);
            let unsettled = Unsettled::new(bears.into_iter().chain(remade), said, &fell);
            others.extend(handed.judge(unsettled, change, &joins_at, &get));
        }
        let all = Over::new(&self.all, others);
        let moved = Moved {
            mentions: change.mentions,
            seen,
            joins: all.moved().collect(),
            decided: decided_otherwise(&self.decided, &decided),
        };
        let now = Now {
            of: change.of,
            pointing_at: change.pointing_at,
            joins_at: &|mention| all.at(mention),
            joins_were_at: &|mention| all.before_at(mention).collect(),
            decided: &decided,
            pin: &|mention| clusters.entity(mention),
            links: true,
        };
        let Again { clusters, touched, mut fewer, .. } = cluster_again(clusters, &moved, now)?;
        fewer.retain(|id, _| !self.mixed.contains(id));
        let inside = touched.iter().filter(|id| !fewer.contains_key(*id)).flat_map(|id| clusters.members(id));
        let around: BTreeSet<&JoinId> = inside.flat_map(|mention| all.at(mention)).map(|join| &join.id).collect();
        let around = around.into_iter().filter_map(|id| all.get(id)).cloned().collect();
        Some(Resolved { clusters, touched, fewer, around, joins: all.others })
    }
}

/// What claims hand to people where some files say something else.
#[derive(Clone, Copy)]
struct Handed<'k> {
    before: &'k Borne,
    /// Numbers of these files, as they were.
    gone: &'k BTreeSet<u32>,
    /// What they say now.
    now: &'k Borne,
}

impl<'j> Handed<'j> {
    /// Whom the files that say something else hand something without speaking of them.
    fn abroad(self) -> impl Iterator<Item = &'j MentionId> {
        self.before.abroad(move |file| self.gone.contains(&file)).chain(self.now.abroad(|_| true))
    }

    /// Whether a join went that let nothing fall, and whom else somebody might be is the same without it: one by a name alone that
    /// stood, or the one by which somebody who went was one with others, handed them nothing and was not the least of them.
    fn bore_nothing(self, was: Option<&Join>, is: Option<&Join>, were_at: JoinsAt<'_, 'j>) -> bool {
        let (Some(was), None) = (was, is) else { return false };
        let went = |end: &MentionId| self.before.bears_nothing(end) && self.before.with(self.gone, self.now, end).is_none();
        let is_alone = |end: &MentionId| were_at(end).into_iter().all(|join| join.id == was.id || may_fall(join));
        let hung = |end: &MentionId, on: &MentionId| on < end && went(end) && is_alone(end);
        may_fall(was) || is_sure(was) && (hung(&was.a, &was.b) || hung(&was.b, &was.a))
    }

    /// Those of some joins, as they were and as they are, of which not only such went.
    fn bearing<'m>(self, moved: Vec<MovedJoin<'m>>, were_at: JoinsAt<'_, 'j>) -> Vec<MovedJoin<'m>> {
        moved.into_par_iter().filter(|(was, is)| !self.bore_nothing(*was, *is, were_at)).collect()
    }

    /// Joins by a name alone that may stand otherwise than before, as they stand now: those near the mentions that moved.
    fn judge(
        self,
        mut unsettled: Unsettled<'_>,
        change: Changed<'_, '_>,
        joins_at: &dyn Fn(&MentionId) -> Vec<&'j Join>,
        get: &dyn Fn(&JoinId) -> Option<Arc<Join>>,
    ) -> Others {
        let title = |mention: &MentionId| {
            let own = (change.of)(mention);
            let all: Mentions<'_> = mentions_in(&own, change.sources);
            title(all.get(mention))
        };
        let borne = |mention: &MentionId| self.before.with(self.gone, self.now, mention);
        // Most that are said otherwise are no people, or are gone.
        unsettled.people = unsettled.people.into_par_iter().filter(|mention| borne(mention).is_some()).collect();
        let mut scale = Scale::new(By { joins_at, borne: &borne, title: &title });
        let near = scale.near(&unsettled);
        near.into_iter().map(|(id, join)| (id.clone(), scale.fallen(join).map(Arc::new).or_else(|| get(&id)))).collect()
    }
}

fn by_id(joins: Vec<Join>) -> BTreeMap<JoinId, Arc<Join>> {
    joins.into_iter().map(|join| (join.id.clone(), Arc::new(join))).collect()
}
