//! The parties of a case, file by file, cut into blocks. The main type is [`Parties`].
//!
//! What a file says of its parties is worked out from its own claims and from the little that all files together say of
//! bodies ([`Around`]); a block holds those that share a name. So a case of which a file says something else, or nothing,
//! differs in the blocks of that file's names alone: [`Parties::change`] gives just these, and the same as if all were made
//! anew. A file is known by its bytes, since that is what the ids of its mentions are made of.

use crate::block::Block;
use crate::book::{Book, group};
use crate::candidates::candidate_pairs;
use crate::mention::{Mention, Mentions, by_bytes, mentions_in};
use crate::party::{Spoken, by_name, document, kind_of};
use crate::profile::{About, Around, MAX_OF_ONE_BODY, PartyProfile, Shares};
use crate::sides;
use rayon::prelude::*;
use rollcall_model::claim::Claim;
use rollcall_model::id::{JoinId, MentionId};
use rollcall_model::ontology::kinds;
use rollcall_model::source::Source;
use rollcall_names::{Name, NameKey, compare_parsed};
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A name in so many parties that it tells nobody from anybody: single names are held against at most so many full
/// ones.
const MAX_FULL_NAMES: usize = 3;

/// Claims of a file, by the SHA-256 of its bytes; asked on several cores at once.
pub type OfFile<'f, 'c> = &'f (dyn Fn(&str) -> Vec<&'c Claim> + Sync);

/// Blocks that are others than before.
#[derive(Debug, Default)]
pub(crate) struct ChangedBlocks {
    /// What each is now, and nothing where it is no more, by its key.
    pub anew: BTreeMap<String, Option<Block>>,
    /// Joins of other blocks which only lose these: they end at profiles that went.
    pub lost: BTreeSet<JoinId>,
}

/// The only join that a block loses where a profile goes; nothing where more may become of it.
pub(crate) type Lost<'l> = &'l (dyn Fn(&str, &MentionId) -> Option<JoinId> + Sync);

/// A name with what it is a name of.
type Named = (&'static str, String);

/// What one file says.
#[derive(Debug, PartialEq, Eq)]
struct File {
    shares: Shares,
    /// Its documents (itself, or its parts) by name.
    documents: BTreeMap<String, Vec<Spoken>>,
    profiles: Vec<Arc<PartyProfile>>,
}

/// See the module's page.
#[derive(Debug)]
pub(crate) struct Parties {
    files: BTreeMap<String, File>,
    /// Per body, in how many files somebody holds something in it.
    members: BTreeMap<String, BTreeMap<String, usize>>,
    around: Around,
    /// By their mention.
    profiles: BTreeMap<MentionId, Arc<PartyProfile>>,
    /// Profiles by what they share.
    shared: BTreeMap<String, BTreeSet<MentionId>>,
    /// Words of names that stand in profiles with single names alone.
    singles: BTreeSet<String>,
    /// Profiles by their full names.
    bearers: BTreeMap<Named, BTreeSet<MentionId>>,
    /// Names that are spelt otherwise and match, by the block that they make.
    alike: BTreeMap<String, BTreeSet<Named>>,
}

/// Blocks of parties: one for each document (a file, or a part of one; `sources` are sorted by path), one for each name
/// that profiles of documents share.
pub fn party_blocks<C: Borrow<Claim>>(claims: &[C], sources: &[Source], book: &Book) -> Vec<Block> {
    Parties::new(claims, sources, book).blocks()
}

impl Parties {
    /// Of all claims; `sources` are sorted by path.
    pub fn new<C: Borrow<Claim>>(claims: &[C], sources: &[Source], book: &Book) -> Self {
        let by_bytes = by_bytes(claims);
        let all: Vec<Mentions<'_>> = by_bytes.values().map(|claims| mentions_in(claims, sources)).collect();
        let shares: Vec<Shares> = all.iter().map(|all| Shares::of(all, book)).collect();
        let around = Around::of(shares.iter());
        let told = all.iter().zip(shares).map(|(all, shares)| File::new(all, book, &around, shares));
        let files: BTreeMap<String, File> = by_bytes.keys().map(|sha256| (*sha256).to_string()).zip(told).collect();
        let mut members: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for (body, people) in files.values().flat_map(|file| &file.shares.members) {
            let known = members.entry(body.clone()).or_default();
            people.iter().for_each(|name| *known.entry(name.clone()).or_default() += 1);
        }
        let mut parties = Self {
            members,
            around,
            profiles: BTreeMap::new(),
            shared: BTreeMap::new(),
            singles: BTreeSet::new(),
            bearers: BTreeMap::new(),
            alike: BTreeMap::new(),
            files: BTreeMap::new(),
        };
        for profile in files.values().flat_map(|file| &file.profiles) {
            for key in profile.keys() {
                if is_word(&key) && profile.only_single() {
                    parties.singles.insert(key.clone());
                }
                parties.shared.entry(key).or_default().insert(profile.mention.clone());
            }
            for name in full_names(profile) {
                parties.bearers.entry(name).or_default().insert(profile.mention.clone());
            }
            parties.profiles.insert(profile.mention.clone(), profile.clone());
        }
        parties.files = files;
        parties.alike = alike(parties.bearers.keys());
        parties
    }

    /// All blocks.
    pub fn blocks(&self) -> Vec<Block> {
        let documents = self.files.values().flat_map(|file| &file.documents);
        let documents: BTreeMap<&String, &Vec<Spoken>> = documents.collect();
        let mut blocks: Vec<Block> = documents.into_iter().map(|(name, spoken)| of_document(name, spoken)).collect();
        let like = self
            .alike
            .iter()
            .map(|(key, names)| (key, names.iter().flat_map(|name| &self.bearers[name]).collect::<BTreeSet<&MentionId>>()));
        let may_tell = |(key, _): &(&String, &BTreeSet<MentionId>)| !is_word(key) || self.singles.contains(*key);
        let shared = self.shared.iter().filter(may_tell).map(|(key, members)| (key, members.iter().collect()));
        let all: BTreeMap<&String, BTreeSet<&MentionId>> = shared.chain(like).collect();
        let profile = |mention: &MentionId| self.profiles.get(mention);
        blocks.extend(all.into_iter().filter_map(|(key, members)| of_shared(key, members.into_iter().filter_map(profile))));
        blocks
    }

    /// The blocks that are others where these files say something else now: what a file says is asked of `claims`.
    pub fn change(
        &self,
        changed: &BTreeSet<String>,
        claims: OfFile<'_, '_>,
        sources: &[Source],
        book: &Book,
        lost: Lost<'_>,
    ) -> ChangedBlocks {
        let mut shares: BTreeMap<&String, Shares> =
            changed.iter().map(|file| (file, Shares::of(&mentions_in(&claims(file), sources), book))).collect();
        let around = self.around_with(&shares);
        let mut others = changed.clone();
        others.extend(self.told_otherwise(&around));
        let mut now: BTreeMap<&String, File> = BTreeMap::new();
        for name in &others {
            let own = claims(name);
            let all = mentions_in(&own, sources);
            let shares = shares.remove(name).unwrap_or_else(|| Shares::of(&all, book));
            now.insert(name, File::new(&all, book, &around, shares));
        }
        self.differing(&now, lost)
    }

    /// What all files say of bodies where some say something else.
    fn around_with(&self, shares: &BTreeMap<&String, Shares>) -> Around {
        let nothing = Shares::default();
        let was = |file: &String| self.files.get(file).map_or(&nothing, |file| &file.shares);
        let mut moved: BTreeMap<&String, BTreeMap<&String, isize>> = BTreeMap::new();
        for (file, now) in shares {
            for (of, by) in [(was(file), -1), (now, 1)] {
                for (body, people) in &of.members {
                    let moved = moved.entry(body).or_default();
                    people.iter().for_each(|name| *moved.entry(name).or_default() += by);
                }
            }
        }
        let mut around = self.around.clone();
        for (body, moved) in moved {
            let known = self.members.get(body);
            let files = |name: &String| known.and_then(|known| known.get(name)).copied().unwrap_or_default();
            let gone = moved.iter().filter(|(name, by)| files(name) > 0 && files(name).checked_add_signed(**by) == Some(0));
            let new = moved.iter().filter(|(name, by)| files(name) == 0 && **by > 0);
            let people = known.map_or(0, BTreeMap::len) + new.count() - gone.count();
            match people > MAX_OF_ONE_BODY {
                true => around.crowds.insert(body.clone()),
                false => around.crowds.remove(body),
            };
        }
        if shares.iter().any(|(file, now)| was(file).sides != now.sides) {
            let rest = self.files.iter().filter(|(name, _)| !shares.contains_key(name)).map(|(_, file)| &file.shares.sides);
            around.opposed = sides::opposed(rest.chain(shares.values().map(|now| &now.sides)));
        }
        around
    }

    /// Files that may be told otherwise where something else is said of bodies.
    fn told_otherwise(&self, around: &Around) -> BTreeSet<String> {
        let crowds: BTreeSet<&String> = self.around.crowds.symmetric_difference(&around.crowds).collect();
        let (old, new) = (&self.around.opposed, &around.opposed);
        let sided: BTreeSet<&String> =
            old.keys().chain(new.keys()).filter(|name| old.get(*name) != new.get(*name)).collect();
        if crowds.is_empty() && sided.is_empty() {
            return BTreeSet::new();
        }
        let is_told = |file: &File| {
            crowds.iter().any(|body| file.shares.members.contains_key(*body))
                || file.profiles.iter().any(|profile| sided.iter().any(|name| profile.belongs.contains(*name)))
        };
        self.files.iter().filter(|(_, file)| is_told(file)).map(|(name, _)| name.clone()).collect()
    }

    /// The blocks that are others with these files in place of what they were.
    fn differing(&self, now: &BTreeMap<&String, File>, lost: Lost<'_>) -> ChangedBlocks {
        let mut blocks = ChangedBlocks::default();
        let was = || now.keys().filter_map(|name| self.files.get(*name));
        for (name, _) in was().flat_map(|file| &file.documents) {
            blocks.anew.insert(of_document(name, &[]).key().to_string(), None);
        }
        for (name, spoken) in now.values().flat_map(|file| &file.documents) {
            let block = of_document(name, spoken);
            blocks.anew.insert(block.key().to_string(), Some(block));
        }
        let old: BTreeMap<&MentionId, &Arc<PartyProfile>> =
            was().flat_map(|file| &file.profiles).map(|profile| (&profile.mention, profile)).collect();
        let new: BTreeMap<&MentionId, &Arc<PartyProfile>> =
            now.values().flat_map(|file| &file.profiles).map(|profile| (&profile.mention, profile)).collect();
        let gone: Moved<'_, PartyProfile> =
            old.iter().filter(|(id, was)| new.get(*id) != Some(was)).map(|(id, was)| (*id, *was)).collect();
        let come: Moved<'_, PartyProfile> =
            new.iter().filter(|(id, is)| old.get(*id) != Some(is)).map(|(id, is)| (*id, *is)).collect();
        let profile = |mention: &MentionId| match old.contains_key(mention) {
            true => new.get(mention).copied(),
            false => new.get(mention).copied().or_else(|| self.profiles.get(mention)),
        };
        let single = come.values().filter(|profile| profile.only_single());
        let single: BTreeSet<String> = single.flat_map(|profile| profile.keys()).collect();
        // A word of a name makes no block where no single name stands in it: that is so of most, and some stand in thousands of names.
        let may_tell = |key: &String| !is_word(key) || self.singles.contains(key) || single.contains(key);
        let keys = |profile: &PartyProfile| profile.keys().into_iter().filter(may_tell).collect();
        let become_of = |(key, sharing): (String, Sharing<'_>)| {
            let went = sharing.only_gone().filter(|mention| !new.contains_key(mention));
            match went.and_then(|mention| lost(&key, mention)) {
                Some(join) => Became::Less(join),
                None => Became::Other(of_shared(&key, sharing.left(self.shared.get(&key)).iter().filter_map(profile)), key),
            }
        };
        let (became, alike) = rayon::join(
            || by_key(&gone, &come, keys).into_par_iter().map(become_of).collect::<Vec<Became>>(),
            || self.alike_with(&by_key(&gone, &come, |profile| full_names(profile).collect()), &profile),
        );
        for became in became {
            match became {
                Became::Less(join) => _ = blocks.lost.insert(join),
                Became::Other(block, key) => _ = blocks.anew.insert(key, block),
            }
        }
        blocks.anew.extend(alike);
        blocks
    }

    /// The blocks of names spelt otherwise that are others where these names have these bearers.
    fn alike_with<'p>(
        &'p self,
        bearers: &BTreeMap<Named, Sharing<'_>>,
        profile: &(dyn Fn(&MentionId) -> Option<&'p Arc<PartyProfile>> + Sync),
    ) -> Vec<(String, Option<Block>)> {
        let is_there = |name: &Named| {
            let was = self.bearers.get(name);
            bearers.get(name).map_or(was.is_some(), |sharing| sharing.is_left(was))
        };
        let same_names = bearers.par_iter().all(|(name, _)| self.bearers.contains_key(name) == is_there(name));
        let anew = (!same_names).then(|| {
            let names: BTreeSet<&Named> = self.bearers.keys().chain(bearers.keys()).filter(|name| is_there(name)).collect();
            alike(names)
        });
        let now = anew.as_ref().unwrap_or(&self.alike);
        let of = |name: &Named| {
            let was = self.bearers.get(name);
            bearers.get(name).map_or_else(|| was.cloned().unwrap_or_default(), |sharing| sharing.left(was))
        };
        let block = |key: &String, names: Option<&BTreeSet<Named>>| {
            let members: BTreeSet<MentionId> = names.into_iter().flatten().flat_map(of).collect();
            (key.clone(), of_shared(key, members.iter().filter_map(profile)))
        };
        let is_same = |key: &String, names: &BTreeSet<Named>| anew.is_none() || self.alike.get(key) == Some(names);
        let has_moved = |key: &String, names: &BTreeSet<Named>| {
            !is_same(key, names) || names.iter().any(|name| bearers.contains_key(name))
        };
        let moved = now.par_iter().filter(|(key, names)| has_moved(key, names)).map(|(key, names)| block(key, Some(names)));
        let lost = self.alike.par_iter().filter(|(key, _)| !now.contains_key(*key)).map(|(key, _)| block(key, None));
        moved.chain(lost).collect()
    }
}

/// What became of a block.
enum Became {
    /// It lost this join, and is as it was else.
    Less(JoinId),
    /// It is this one now, with its key.
    Other(Option<Block>, String),
}

/// Profiles that came or went, by their mention.
pub(crate) type Moved<'p, P> = BTreeMap<&'p MentionId, &'p Arc<P>>;

/// Those who shared something and went, and those who share it and came.
#[derive(Default)]
pub(crate) struct Sharing<'p> {
    gone: BTreeSet<&'p MentionId>,
    come: BTreeSet<&'p MentionId>,
}

/// By what they share.
pub(crate) fn by_key<'p, K: Ord + Send, P: Send + Sync>(
    gone: &Moved<'p, P>,
    come: &Moved<'p, P>,
    keys: impl Fn(&P) -> Vec<K> + Sync,
) -> BTreeMap<K, Sharing<'p>> {
    let all = |moved: &Moved<'p, P>, is_there: bool| -> Vec<(K, bool, &'p MentionId)> {
        let keyed = |(id, profile): (&&'p MentionId, &&'p Arc<P>)| {
            let id = *id;
            keys(profile).into_iter().map(move |key| (key, is_there, id))
        };
        moved.par_iter().flat_map_iter(keyed).collect()
    };
    let mut all: Vec<(K, bool, &MentionId)> = [all(gone, false), all(come, true)].into_iter().flatten().collect();
    all.par_sort_unstable();
    let mut by: Vec<(K, Sharing<'p>)> = Vec::new();
    for (key, is_there, id) in all {
        if by.last().is_none_or(|(last, _)| *last != key) {
            by.push((key, Sharing::default()));
        }
        if let Some((_, sharing)) = by.last_mut() {
            let of = if is_there { &mut sharing.come } else { &mut sharing.gone };
            of.insert(id);
        }
    }
    by.into_iter().collect()
}

impl Sharing<'_> {
    /// Who went, where that is all.
    fn only_gone(&self) -> Option<&MentionId> {
        self.gone.first().copied().filter(|_| self.gone.len() == 1 && self.come.is_empty())
    }

    /// Whether anybody shares it now.
    fn is_left(&self, was: Option<&BTreeSet<MentionId>>) -> bool {
        !self.come.is_empty() || was.is_some_and(|was| was.iter().any(|id| !self.gone.contains(id)))
    }

    /// Who shares it now.
    pub fn left(&self, was: Option<&BTreeSet<MentionId>>) -> BTreeSet<MentionId> {
        let left = was.into_iter().flatten().filter(|id| !self.gone.contains(id));
        left.chain(self.come.iter().copied()).cloned().collect()
    }
}

impl File {
    fn new(all: &Mentions<'_>, book: &Book, around: &Around, shares: Shares) -> Self {
        let about = About::new(all, book, around);
        let mut named: BTreeMap<&str, Vec<&Mention<'_>>> = BTreeMap::new();
        for mention in all.values().filter(|mention| by_name(mention.kind)) {
            named.entry(&mention.document).or_default().push(mention);
        }
        let (mut documents, mut profiles) = (BTreeMap::new(), Vec::new());
        for (name, mentions) in named {
            let (spoken, own) = document(&mentions, &about, book);
            documents.insert(name.to_string(), spoken);
            profiles.extend(own.into_iter().map(Arc::new));
        }
        Self { shares, documents, profiles }
    }
}

fn of_document(name: &str, spoken: &[Spoken]) -> Block {
    Block::Document { key: format!("document|{name}"), spoken: spoken.to_vec() }
}

/// The block of those that share a key, at least two.
fn of_shared<'p>(key: &str, members: impl Iterator<Item = &'p Arc<PartyProfile>>) -> Option<Block> {
    let profiles: Vec<Arc<PartyProfile>> = members.cloned().collect();
    (profiles.len() > 1 && tells(key, &profiles)).then(|| Block::Parties { key: key.to_string(), profiles })
}

fn is_word(key: &str) -> bool {
    key.starts_with("word|")
}

/// A word of a name makes a block only where a single name stands in it and few full ones do.
fn tells(key: &str, profiles: &[Arc<PartyProfile>]) -> bool {
    if !is_word(key) {
        return true;
    }
    // Asked first: it is seldom so, and costs little.
    if !profiles.iter().any(|profile| profile.only_single()) {
        return false;
    }
    let full = profiles.iter().filter(|profile| !profile.only_single());
    let full: BTreeSet<String> =
        full.flat_map(|profile| profile.names.keys().map(|name| NameKey::of(name).spelt())).collect();
    full.len() <= MAX_FULL_NAMES
}

/// The names of a profile that are held against names spelt otherwise.
fn full_names(profile: &PartyProfile) -> impl Iterator<Item = Named> {
    let group = group(profile.kind);
    let full = profile.names.iter().filter(|(_, spelt)| kind_of(profile.kind).is_some() && spelt.is_full);
    full.map(move |(name, _)| (group, name.clone()))
}

/// Names that differ and match, put together with all that match theirs, by the key of the block that their bearers make.
/// Whatever can be one by a name that is spelt otherwise stands in one block, and a name that is like no other in none.
fn alike<'n>(names: impl IntoIterator<Item = &'n Named>) -> BTreeMap<String, BTreeSet<Named>> {
    let names: Vec<&Named> = names.into_iter().collect();
    let kind = |group: &str| {
        if group == kinds::PERSON.as_str() { rollcall_names::Kind::Person } else { rollcall_names::Kind::Body }
    };
    let listed: Vec<(&str, rollcall_names::Kind)> = names.iter().map(|(group, name)| (name.as_str(), kind(group))).collect();
    let parsed: Vec<Name> = listed.iter().map(|(name, kind)| Name::parse(name, *kind)).collect();
    let mut sets = crate::cluster::Sets::new(names.len());
    let mut linked: BTreeSet<usize> = BTreeSet::new();
    for (one, two) in candidate_pairs(&listed) {
        let (one, two) = (one as usize, two as usize);
        if names[one].0 == names[two].0 && compare_parsed(&parsed[one], &parsed[two]).is_match() {
            sets.union(one, two);
            linked.extend([one, two]);
        }
    }
    let mut found: BTreeMap<usize, BTreeSet<Named>> = BTreeMap::new();
    for at in linked {
        found.entry(sets.find(at)).or_default().insert(names[at].clone());
    }
    found.into_iter().map(|(head, members)| (format!("like|{}|{}", names[head].0, names[head].1), members)).collect()
}
