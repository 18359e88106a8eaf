//! The engagements of a case, file by file, cut into blocks. The main type is [`Engagements`].
//!
//! As [`crate::parties`], once it is known which parties are one: a file's engagements are told by its own claims, by which
//! bodies and states all files name, and by who is who among those that they point at.

use crate::block::Block;
use crate::cluster::Clusters;
use crate::engagement::{Bodies, EngagementProfile, Known, World, looked_up, set_apart};
use crate::mention::{Mentions, by_bytes, mentions_in};
use crate::parties::{ChangedBlocks, Moved, OfFile, moved};
use rollcall_model::claim::Claim;
use rollcall_model::id::{EntityId, MentionId};
use rollcall_model::source::Source;
use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// See the module's page.
#[derive(Debug)]
pub(crate) struct Engagements {
    files: BTreeMap<String, File>,
    bodies: Bodies,
    /// The files that name a body or state, by its normalised name.
    naming: BTreeMap<String, BTreeSet<Arc<str>>>,
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
    /// Hashes of the names of bodies and states that its engagements look up, sorted.
    asked: Vec<u64>,
}

/// Mentions that are of another party than they were.
pub(crate) struct OfOthers<'m> {
    /// These mentions.
    pub mentions: BTreeSet<&'m MentionId>,
    /// The files in which they stand.
    pub files: BTreeSet<String>,
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
        let files: BTreeMap<String, File> = by_bytes.keys().map(|sha256| (*sha256).to_string()).zip(told).collect();
        let mut naming: BTreeMap<String, BTreeSet<Arc<str>>> = BTreeMap::new();
        for (sha256, file) in &files {
            let sha256: Arc<str> = sha256.as_str().into();
            for name in file.known.forums.keys().chain(&file.known.states) {
                naming.entry(name.clone()).or_default().insert(sha256.clone());
            }
        }
        let (mut profiles, mut shared) = (BTreeMap::new(), BTreeMap::<String, BTreeSet<MentionId>>::new());
        for profile in files.values().flat_map(|file| &file.profiles) {
            for key in profile.keys() {
                shared.entry(key).or_default().insert(profile.mention.clone());
            }
            profiles.insert(profile.mention.clone(), profile.clone());
        }
        Self { files, bodies, naming, profiles, shared }
    }

    /// All blocks.
    pub fn blocks(&self) -> Vec<Block> {
        let profile = |mention: &MentionId| self.profiles.get(mention);
        self.shared.iter().filter_map(|(key, members)| of_shared(key, members.iter().filter_map(profile))).collect()
    }

    /// The blocks that are others where these files say something else now, or where other parties are one: `parties` are the
    /// clusters as they are, and `others` the mentions that are of another party now.
    pub fn change(
        &self,
        changed: &BTreeSet<String>,
        claims: OfFile<'_, '_>,
        sources: &[Source],
        parties: &Clusters,
        others: &OfOthers<'_>,
    ) -> ChangedBlocks {
        let known: BTreeMap<&str, Known> =
            changed.iter().map(|file| (file.as_str(), Known::of(&mentions_in(&claims(file), sources)))).collect();
        let (bodies, names) = self.bodies_with(&known, parties, others);
        let asking = self.files.iter().filter(|(_, file)| file.asks(&names)).map(|(name, _)| name);
        let anew: BTreeSet<&String> = others.files.iter().chain(changed).chain(asking).collect();
        let file = |name: &&String| {
            let own = claims(name);
            File::new(&mentions_in(&own, sources), parties, &bodies, Known::default()).profiles
        };
        let now: Vec<Arc<EngagementProfile>> = anew.iter().flat_map(file).collect();
        let old = anew.iter().filter_map(|name| self.files.get(*name)).flat_map(|file| &file.profiles);
        self.differing(
            old.map(|profile| (&profile.mention, profile)).collect(),
            now.iter().map(|now| (&now.mention, now)).collect(),
        )
    }

    /// What all files say of bodies and states now, and hashes of the names of which they say something else than before.
    fn bodies_with(
        &self,
        known: &BTreeMap<&str, Known>,
        parties: &Clusters,
        others: &OfOthers<'_>,
    ) -> (Cow<'_, Bodies>, BTreeSet<u64>) {
        let was = |name: &str| self.files.get(name).map(|file| &file.known);
        let told = || known.keys().filter_map(|name| was(name)).chain(known.values());
        let now = |name: &String| {
            let files = self.naming.get(name).into_iter().flatten().map(AsRef::as_ref);
            files.filter(|file| !known.contains_key(file)).filter_map(was).chain(known.values())
        };
        let rest = others.files.iter().map(String::as_str).filter(|name| !known.contains_key(name)).filter_map(was);
        let forums = rest.flat_map(|known| &known.forums);
        let moved = forums.filter(|(_, bodies)| bodies.iter().any(|body| others.mentions.contains(body)));
        let forums: BTreeSet<&String> =
            told().flat_map(|known| known.forums.keys()).chain(moved.map(|(name, _)| name)).collect();
        let states: BTreeSet<&String> = told().flat_map(|known| &known.states).collect();
        let (mut bodies, mut names) = (Cow::Borrowed(&self.bodies), BTreeSet::new());
        for name in forums {
            let mentions = now(name).filter_map(|known| known.forums.get(name)).flatten();
            let ids: BTreeSet<EntityId> = mentions.filter_map(|mention| parties.entity(mention)).cloned().collect();
            if self.bodies.forums.get(name) != Some(&ids) {
                names.insert(hash(name));
                bodies.to_mut().forums.insert(name.clone(), ids);
            }
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
        let shared = moved(&self.shared, &gone, &come, |profile| profile.keys().into_iter().collect());
        let profile = |mention: &MentionId| match old.contains_key(mention) {
            true => new.get(mention).copied(),
            false => new.get(mention).copied().or_else(|| self.profiles.get(mention)),
        };
        let block = |(key, members): (String, BTreeSet<MentionId>)| {
            let block = of_shared(&key, members.iter().filter_map(profile));
            (key, block)
        };
        shared.into_iter().map(block).collect()
    }
}

/// Profiles by their mention.
type Profiles<'p> = Moved<'p, EngagementProfile>;

impl File {
    fn new(all: &Mentions<'_>, parties: &Clusters, bodies: &Bodies, known: Known) -> Self {
        let world = World::new(all, parties, bodies);
        let engagements = || all.values().filter(|mention| mention.kind.is_engagement());
        let mut profiles: Vec<EngagementProfile> = engagements().map(|mention| world.profile(mention)).collect();
        set_apart(&mut profiles, &engagements().map(|mention| world.state_hosts(mention)).collect::<Vec<_>>());
        let mut asked: Vec<u64> = engagements().flat_map(looked_up).map(|name| hash(&name)).collect();
        asked.sort_unstable();
        asked.dedup();
        Self { known, profiles: profiles.into_iter().map(Arc::new).collect(), asked }
    }

    /// Whether its engagements look up one of these names; a yes may be wrong, a no never is.
    fn asks(&self, names: &BTreeSet<u64>) -> bool {
        names.iter().any(|name| self.asked.binary_search(name).is_ok())
    }
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
