//! The engagements of a case, file by file, cut into blocks. The main type is [`Engagements`].
//!
//! As [`crate::parties`], once it is known which parties are one: a file's engagements are told by its own claims, by which
//! bodies and states all files name, and by who is who among those that they point at.

use crate::block::Block;
use crate::cluster::Clusters;
use crate::engagement::{Bodies, EngagementProfile, Known, World, looked_up, set_apart};
use crate::mention::{ClaimsOf, Mentions, by_bytes, mentions_in, mentions_of};
use crate::parties::{ChangedBlocks, Moved, OfFile, by_key};
use rayon::prelude::*;
use rollcall_model::claim::Claim;
use rollcall_model::id::{EntityId, MentionId};
use rollcall_model::ontology::kinds;
use rollcall_model::source::Source;
use rollcall_names::normalize;
use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// See the module's page.
#[derive(Debug)]
pub(crate) struct Engagements {
    /// By the SHA-256 of their bytes.
    files: Vec<(String, File)>,
    bodies: Bodies,
    /// Mentions that engagements point at, or whose taking part does, with those engagements; sorted.
    beside: Vec<(MentionId, Place)>,
    /// Hashes of the names of bodies and states that engagements look up, with those engagements; sorted.
    asked: Vec<(u64, Place)>,
    /// The files that name a body or state, by its normalised name.
    naming: BTreeMap<String, BTreeSet<u32>>,
    /// By their mention.
    profiles: BTreeMap<MentionId, Arc<EngagementProfile>>,
    /// Profiles by what they share.
    shared: BTreeMap<String, BTreeSet<MentionId>>,
}

/// What one file says.
#[derive(Debug)]
struct File {
    known: Known,
    profiles: Vec<Arc<EngagementProfile>>,
}

/// An engagement by the numbers of its file and, there, of its profile.
type Place = (u32, u32);

/// A case of which some files say something else, as engagements are told by it.
#[derive(Clone, Copy)]
pub(crate) struct Other<'o, 'c> {
    /// The SHA-256 of these files.
    pub files: &'o BTreeSet<String>,
    /// What a file says now.
    pub claims: OfFile<'o, 'c>,
    /// The claims of a mention.
    pub of: ClaimsOf<'o, 'c>,
    /// The claims whose value is a mention.
    pub pointing_at: ClaimsOf<'o, 'c>,
    /// The sources, by path.
    pub sources: &'o [Source],
    /// Which parties are one.
    pub parties: &'o Clusters,
    /// Mentions that are of another party than they were.
    pub moved: &'o BTreeSet<&'o MentionId>,
}

/// Blocks of engagements by body (or name) and year, for [`crate::join_block`]. `parties` are the clusters of the joins
/// of [`crate::party_blocks`].
pub fn engagement_blocks<C: Borrow<Claim>>(claims: &[C], sources: &[Source], parties: &Clusters) -> Vec<Block> {
    Engagements::new(claims, sources, parties).blocks()
}

impl Engagements {
    /// Of all claims; `sources` are sorted by path.
    pub fn new<C: Borrow<Claim>>(claims: &[C], sources: &[Source], parties: &Clusters) -> Self {
        let by_bytes = by_bytes(claims);
        let all: Vec<Mentions<'_>> = by_bytes.values().map(|claims| mentions_in(claims, sources)).collect();
        let known: Vec<Known> = all.iter().map(Known::of).collect();
        let bodies = Bodies::of(known.iter(), parties);
        let told = all.iter().zip(known).map(|(all, known)| File::new(all, parties, &bodies, known));
        let files: Vec<(String, File)> = by_bytes.keys().map(|sha256| (*sha256).to_string()).zip(told).collect();
        let mut naming: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for ((_, file), at) in files.iter().zip(0..) {
            for name in file.known.forums.keys().chain(&file.known.states) {
                naming.entry(name.clone()).or_default().insert(at);
            }
        }
        let (mut beside, mut asked) = (Vec::new(), Vec::new());
        for (all, file) in all.iter().zip(0..) {
            let told_of = told_of(all);
            for (mention, at) in all.values().filter(|mention| mention.kind.is_engagement()).zip(0..) {
                let own = told_of.get(mention.id).into_iter().flatten();
                beside.extend(own.map(|other| ((*other).clone(), (file, at))));
                asked.extend(looked_up(mention).iter().map(|name| (hash(name), (file, at))));
            }
        }
        beside.sort_unstable();
        asked.sort_unstable();
        let (mut profiles, mut shared) = (BTreeMap::new(), BTreeMap::<String, BTreeSet<MentionId>>::new());
        for profile in files.iter().flat_map(|(_, file)| &file.profiles) {
            for key in profile.keys() {
                shared.entry(key).or_default().insert(profile.mention.clone());
            }
            profiles.insert(profile.mention.clone(), profile.clone());
        }
        Self { files, bodies, beside, asked, naming, profiles, shared }
    }

    /// All blocks.
    pub fn blocks(&self) -> Vec<Block> {
        let profile = |mention: &MentionId| self.profiles.get(mention);
        self.shared.iter().filter_map(|(key, members)| of_shared(key, members.iter().filter_map(profile))).collect()
    }

    /// The blocks that are others in another case.
    pub fn change(&self, other: Other<'_, '_>) -> ChangedBlocks {
        let known: BTreeMap<&str, Known> = other
            .files
            .iter()
            .map(|file| (file.as_str(), Known::of(&mentions_in(&(other.claims)(file), other.sources))))
            .collect();
        let (bodies, names) = self.bodies_with(&known, other);
        let mut anew: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        let beside = other.moved.iter().flat_map(|mention| among(&self.beside, *mention));
        for (file, at) in beside.chain(names.iter().flat_map(|name| among(&self.asked, name))) {
            anew.entry(*file).or_default().insert(*at);
        }
        let (mut old, mut now) = (Vec::new(), Vec::new());
        for (file, places) in &anew {
            let (name, file) = &self.files[*file as usize];
            if !other.files.contains(name) {
                let (was, is) = file.told_again(places, name, other, &bodies);
                old.extend(was);
                now.extend(is);
            }
        }
        for name in other.files {
            old.extend(self.file(name).into_iter().flat_map(|file| &file.profiles));
            now.extend(other.profiles(name, &bodies));
        }
        self.differing(
            old.into_iter().map(|profile| (&profile.mention, profile)).collect(),
            now.iter().map(|now| (&now.mention, now)).collect(),
        )
    }

    fn file(&self, name: &str) -> Option<&File> {
        self.files.binary_search_by(|(own, _)| own.as_str().cmp(name)).ok().map(|at| &self.files[at].1)
    }

    /// What all files say of bodies and states now, and hashes of the names of which they say something else than before.
    fn bodies_with(&self, known: &BTreeMap<&str, Known>, other: Other<'_, '_>) -> (Cow<'_, Bodies>, BTreeSet<u64>) {
        let was = |name: &str| self.file(name).map(|file| &file.known);
        let told = || known.keys().filter_map(|name| was(name)).chain(known.values());
        let now = |name: &String| {
            let files = self.naming.get(name).into_iter().flatten().map(|at| &self.files[*at as usize]);
            files.filter(|(file, _)| !known.contains_key(file.as_str())).map(|(_, file)| &file.known).chain(known.values())
        };
        let forums = other.moved.iter().flat_map(|mention| (other.of)(mention)).filter(|claim| claim.kind == kinds::FORUM);
        let forums: BTreeSet<String> = forums.filter_map(|claim| claim.value.text()).map(normalize).collect();
        let moved = forums.iter().filter(|name| self.naming.contains_key(*name));
        let forums: BTreeSet<&String> = told().flat_map(|known| known.forums.keys()).chain(moved).collect();
        let states: BTreeSet<&String> = told().flat_map(|known| &known.states).collect();
        let (mut bodies, mut names) = (Cow::Borrowed(&self.bodies), BTreeSet::new());
        // Many files name one body, and each is looked at.
        let called = |name: &String| -> BTreeSet<EntityId> {
            let mentions = now(name).filter_map(|known| known.forums.get(name)).flatten();
            mentions
                .filter_map(|mention| other.parties.entity(mention))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .cloned()
                .collect()
        };
        let called = forums.into_par_iter().map(|name| (name, called(name)));
        let otherwise = called.filter(|(name, ids)| self.bodies.forums.get(*name) != Some(ids));
        for (name, ids) in otherwise.collect::<Vec<_>>() {
            names.insert(hash(name));
            bodies.to_mut().forums.insert(name.clone(), ids);
        }
        for name in states {
            let is_state = now(name).any(|known| known.states.contains(name));
            if is_state != self.bodies.states.contains(name) {
                names.insert(hash(name));
                match is_state {
                    true => bodies.to_mut().states.insert(name.clone()),
                    false => bodies.to_mut().states.remove(name),
                };
            }
        }
        (bodies, names)
    }

    /// The blocks that are others with some profiles in place of others.
    fn differing(&self, old: Profiles<'_>, new: Profiles<'_>) -> ChangedBlocks {
        let gone: Profiles<'_> =
            old.iter().filter(|(id, was)| new.get(*id) != Some(was)).map(|(id, was)| (*id, *was)).collect();
        let come: Profiles<'_> = new.iter().filter(|(id, is)| old.get(*id) != Some(is)).map(|(id, is)| (*id, *is)).collect();
        let profile = |mention: &MentionId| match old.contains_key(mention) {
            true => new.get(mention).copied(),
            false => new.get(mention).copied().or_else(|| self.profiles.get(mention)),
        };
        let shared = by_key(&gone, &come, |profile| profile.keys().into_iter().collect());
        let blocks = shared.into_par_iter().map(|(key, sharing)| {
            let block = of_shared(&key, sharing.left(self.shared.get(&key)).iter().filter_map(profile));
            (key, block)
        });
        ChangedBlocks { anew: blocks.collect(), lost: BTreeSet::new() }
    }
}

/// Profiles by their mention.
type Profiles<'p> = Moved<'p, EngagementProfile>;

impl File {
    fn new(all: &Mentions<'_>, parties: &Clusters, bodies: &Bodies, known: Known) -> Self {
        let engagements: Vec<&MentionId> =
            all.values().filter(|mention| mention.kind.is_engagement()).map(|mention| mention.id).collect();
        Self { known, profiles: profiles(&engagements, all, parties, bodies) }
    }

    /// What this file said of some of its engagements and what it says now. Engagements of one body that a document sets apart
    /// from each other are told together.
    fn told_again(
        &self,
        places: &BTreeSet<u32>,
        name: &str,
        other: Other<'_, '_>,
        bodies: &Bodies,
    ) -> (Vec<&Arc<EngagementProfile>>, Vec<Arc<EngagementProfile>>) {
        let mut was: Vec<&Arc<EngagementProfile>> = places.iter().map(|at| &self.profiles[*at as usize]).collect();
        let is = other.profiles_of(&was, name, bodies);
        if !was.iter().any(|profile| other.has_host(&profile.mention)) {
            return (was, is);
        }
        let bodies_of: BTreeSet<&EntityId> =
            was.iter().copied().chain(&is).filter_map(|profile| profile.forum.as_ref()).collect();
        let beside = self.profiles.iter().zip(0..).filter(|(_, at)| !places.contains(at)).map(|(profile, _)| profile);
        let own = was.len();
        was.extend(beside.filter(|profile| profile.forum.as_ref().is_some_and(|forum| bodies_of.contains(forum))));
        match was.len() > own {
            true => (was.clone(), other.profiles_of(&was, name, bodies)),
            false => (was, is),
        }
    }
}

/// What a file says of some of its engagements.
fn profiles(
    engagements: &[&MentionId],
    all: &Mentions<'_>,
    parties: &Clusters,
    bodies: &Bodies,
) -> Vec<Arc<EngagementProfile>> {
    let world = World::new(all, parties, bodies);
    let engagements = || engagements.iter().filter_map(|id| all.get(*id));
    let mut profiles: Vec<EngagementProfile> = engagements().map(|mention| world.profile(mention)).collect();
    set_apart(&mut profiles, &engagements().map(|mention| world.state_hosts(mention)).collect::<Vec<_>>());
    profiles.into_iter().map(Arc::new).collect()
}

/// The mentions that engagements of a file, or those who took part in them, are told by: by the engagement.
fn told_of<'a>(all: &Mentions<'a>) -> BTreeMap<&'a MentionId, BTreeSet<&'a MentionId>> {
    let mut told: BTreeMap<&MentionId, BTreeSet<&MentionId>> = BTreeMap::new();
    for mention in all.values() {
        let links = mention.claims.iter().filter_map(|claim| claim.value.link());
        match mention.kind {
            kinds::PARTICIPATION => {
                for engagement in mention.links("engagement") {
                    told.entry(engagement).or_default().extend(mention.links("party"));
                }
            }
            kind if kind.is_engagement() => told.entry(mention.id).or_default().extend(links),
            _ => {}
        }
    }
    told
}

impl Other<'_, '_> {
    /// What a file says of all its engagements.
    fn profiles(&self, file: &str, bodies: &Bodies) -> Vec<Arc<EngagementProfile>> {
        let claims = (self.claims)(file);
        File::new(&mentions_in(&claims, self.sources), self.parties, bodies, Known::default()).profiles
    }

    /// What a file says of some of its engagements.
    fn profiles_of(
        &self,
        engagements: &[&Arc<EngagementProfile>],
        file: &str,
        bodies: &Bodies,
    ) -> Vec<Arc<EngagementProfile>> {
        let mut around: BTreeSet<MentionId> = BTreeSet::new();
        let own = |mention: &MentionId| (self.of)(mention).into_iter().filter(|claim| claim.anchor.sha256 == file);
        for engagement in engagements.iter().map(|profile| &profile.mention) {
            let took_part = (self.pointing_at)(engagement).into_iter().filter(|claim| claim.kind == kinds::PARTICIPATION);
            around.extend(own(engagement).filter_map(|claim| claim.value.link().cloned()));
            around.extend(took_part.map(|claim| claim.mention.clone()));
            around.insert(engagement.clone());
        }
        let all = mentions_of(around.iter().flat_map(own), self.sources);
        let engagements: Vec<&MentionId> = engagements.iter().map(|profile| &profile.mention).collect();
        profiles(&engagements, &all, self.parties, bodies)
    }

    fn has_host(&self, engagement: &MentionId) -> bool {
        (self.of)(engagement).iter().any(|claim| claim.property == "host")
    }
}

/// The places beside a key in a list that is sorted.
fn among<'l, K: Ord>(list: &'l [(K, Place)], key: &'l K) -> impl Iterator<Item = &'l Place> {
    let from = list.partition_point(|(own, _)| own < key);
    list[from..].iter().take_while(move |(own, _)| own == key).map(|(_, place)| place)
}

/// The block of those that share a key, at least two.
fn of_shared<'p>(key: &str, members: impl Iterator<Item = &'p Arc<EngagementProfile>>) -> Option<Block> {
    let profiles: Vec<Arc<EngagementProfile>> = members.cloned().collect();
    (profiles.len() > 1).then(|| Block::Engagements { key: key.to_string(), profiles })
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}
