//! Claims in words: what a decision repeats of what its writer saw, so that it can find the claim again.
//!
//! The main type is [`Index`], which knows every claim by id and every mention by its claims. Why places in a list and no
//! maps: a case has millions of claims, and the places of those that readers found are the same from one decision to the
//! next ([`Known`]).

use rayon::prelude::*;
use rollcall_model::claim::{Anchor, Claim, Value};
use rollcall_model::decision::{ClaimWords, Quote};
use rollcall_model::id::{ClaimId, IdMap, MentionId};
use rollcall_model::layer::{CodePoints, Span};
use rollcall_model::ontology::Kind;
use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

/// How many code points of context a decision keeps on either side.
const CONTEXT: usize = 32;

/// Claims that do not change, with where each stands by its id, by its mention and by what it points at: made once, and
/// asked at each decision.
#[derive(Debug, Default)]
pub struct Known {
    list: Vec<Arc<Claim>>,
    places: OnceLock<Places>,
}

impl From<Vec<Arc<Claim>>> for Known {
    fn from(list: Vec<Arc<Claim>>) -> Self {
        Self { list, places: OnceLock::new() }
    }
}

impl std::ops::Deref for Known {
    type Target = [Arc<Claim>];

    fn deref(&self) -> &Self::Target {
        &self.list
    }
}

impl Known {
    fn places(&self) -> &Places {
        self.places.get_or_init(|| Places::of(self.list.iter().map(AsRef::as_ref)))
    }
}

/// Places in a list of claims. Of two with one id the last counts.
#[derive(Debug, Clone, Default)]
struct Places {
    by_id: Vec<u32>,
    by_mention: Grouped,
    /// Of those whose value is another mention.
    by_target: Grouped,
    /// Of each kind, by id.
    by_kind: BTreeMap<Kind, Vec<u32>>,
    /// Of each source, by id.
    by_source: HashMap<String, Vec<u32>>,
}

/// Places by a mention, then by id.
#[derive(Debug, Clone, Default)]
struct Grouped {
    places: Vec<u32>,
    /// Where those of a mention stand: from, and up to.
    of: IdMap<MentionId, (u32, u32)>,
}

impl Grouped {
    fn new(mut sorted: Vec<(&MentionId, &ClaimId, u32)>) -> Self {
        sorted.par_sort_unstable();
        let mut of: IdMap<MentionId, (u32, u32)> = IdMap::default();
        for ((mention, ..), at) in sorted.iter().zip(0..) {
            of.entry((*mention).clone()).or_insert((at, at)).1 = at + 1;
        }
        of.shrink_to_fit();
        Self { places: sorted.into_iter().map(|(_, _, at)| at).collect(), of }
    }

    fn of(&self, mention: &MentionId) -> &[u32] {
        self.of.get(mention).map_or(&[], |(from, to)| &self.places[*from as usize..*to as usize])
    }
}

impl Places {
    fn of<'a>(claims: impl Iterator<Item = &'a Claim> + Clone) -> Self {
        let mut ids: Vec<(&ClaimId, u32)> = claims.clone().map(|claim| &claim.id).zip(0..).collect();
        ids.sort();
        ids.reverse();
        ids.dedup_by_key(|(id, _)| *id);
        ids.reverse();
        let mut counts = vec![false; claims.clone().count()];
        ids.iter().for_each(|(_, at)| counts[*at as usize] = true);
        let counting = || claims.clone().zip(0..).filter(|(_, at)| counts[*at as usize]);
        let mentions = counting().map(|(claim, at)| (&claim.mention, &claim.id, at)).collect();
        let targets = counting().filter_map(|(claim, at)| Some((claim.value.link()?, &claim.id, at))).collect();
        let (by_mention, by_target) = rayon::join(|| Grouped::new(mentions), || Grouped::new(targets));
        let mut places = Self { by_mention, by_target, ..Self::default() };
        places.by_id = ids.into_iter().map(|(_, at)| at).collect();
        let list: Vec<&Claim> = claims.collect();
        for at in &places.by_id {
            let claim = list[*at as usize];
            places.by_kind.entry(claim.kind).or_default().push(*at);
            match places.by_source.get_mut(&claim.anchor.source) {
                Some(known) => known.push(*at),
                None => _ = places.by_source.insert(claim.anchor.source.clone(), vec![*at]),
            }
        }
        places
    }
}

/// All claims, by id, by mention and by what they point at.
#[derive(Debug)]
pub struct Index<'a> {
    list: List<'a>,
    places: Cow<'a, Places>,
    /// Of those that do not count, by their places, a bit each; all count where nothing is said.
    gone: Vec<u64>,
}

#[derive(Debug)]
enum List<'a> {
    Known(&'a [Arc<Claim>]),
    Own(Vec<&'a Claim>),
}

impl<'a> Index<'a> {
    /// An index over some claims.
    pub fn new<C: Borrow<Claim> + 'a>(claims: impl IntoIterator<Item = &'a C>) -> Self {
        let list: Vec<&Claim> = claims.into_iter().map(Borrow::borrow).collect();
        let places = Places::of(list.iter().copied());
        Self { places: Cow::Owned(places), list: List::Own(list), gone: Vec::new() }
    }

    /// The index over claims that are known.
    pub fn known(claims: &'a Known) -> Self {
        Self { list: List::Known(&claims.list), places: Cow::Borrowed(claims.places()), gone: Vec::new() }
    }

    /// The index over what is left of known claims without some: as one over these alone, if no two claims have one id. Where
    /// only claims of some sources go, `sources` are these, and no other claim is looked at.
    pub fn without(claims: &'a Known, sources: Option<&BTreeSet<String>>, goes: impl Fn(&Claim) -> bool + Sync) -> Self {
        let mut index = Self::known(claims);
        let mut gone = vec![0; claims.len().div_ceil(64)];
        let of_sources = |sources: &BTreeSet<String>| {
            let lists = sources.iter().filter_map(|source| index.places.by_source.get(source));
            lists.flatten().copied().collect::<Vec<u32>>()
        };
        let places = sources.map_or_else(|| index.places.by_id.clone(), of_sources);
        let going: Vec<u32> = places.into_par_iter().filter(|place| goes(index.at(*place))).collect();
        for place in going {
            gone[place as usize / 64] |= 1 << (place % 64);
        }
        index.gone = gone;
        index
    }

    /// Whether the claim at a place counts.
    fn counts(&self, place: u32) -> bool {
        self.gone.get(place as usize / 64).is_none_or(|bits| bits >> (place % 64) & 1 == 0)
    }

    fn at(&self, place: u32) -> &'a Claim {
        match &self.list {
            List::Known(list) => &list[place as usize],
            List::Own(list) => list[place as usize],
        }
    }

    /// Those of the claims at some places that count.
    fn counting<'s>(&'s self, places: impl IntoIterator<Item = &'s u32>) -> impl Iterator<Item = &'a Claim> {
        places.into_iter().filter(|place| self.counts(**place)).map(|place| self.at(*place))
    }

    /// All claims, by id.
    pub fn claims(&self) -> impl Iterator<Item = &'a Claim> {
        self.counting(&self.places.by_id)
    }

    /// All claims, by mention.
    pub fn by_mention(&self) -> impl Iterator<Item = &'a Claim> {
        self.counting(&self.places.by_mention.places)
    }

    /// The claims of a kind, by id.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &'a Claim> {
        self.counting(self.places.by_kind.get(&kind).into_iter().flatten())
    }

    /// The claims of a source, by id.
    pub fn of_source(&self, source: &str) -> impl Iterator<Item = &'a Claim> {
        self.counting(self.places.by_source.get(source).into_iter().flatten())
    }

    /// A claim.
    pub fn claim(&self, id: &ClaimId) -> Option<&'a Claim> {
        let found = self.places.by_id.binary_search_by(|place| self.at(*place).id.cmp(id)).ok()?;
        self.counting(&self.places.by_id[found..=found]).next()
    }

    /// The claims of one mention, in the order of their ids.
    pub fn of(&self, mention: &MentionId) -> Vec<&'a Claim> {
        self.among(&self.places.by_mention, mention)
    }

    /// The claims whose value is a mention, in the order of their ids.
    pub fn pointing_at(&self, mention: &MentionId) -> Vec<&'a Claim> {
        self.among(&self.places.by_target, mention)
    }

    fn among(&self, places: &Grouped, mention: &MentionId) -> Vec<&'a Claim> {
        self.counting(places.of(mention)).collect()
    }

    /// The first value in words that a mention has for a property.
    pub fn text(&self, mention: &MentionId, property: &str) -> Option<&'a str> {
        self.of(mention).into_iter().find(|claim| claim.property == property).and_then(|claim| claim.value.text())
    }

    /// What to call a mention: its name, else its kind.
    pub fn name(&self, mention: &MentionId) -> &'a str {
        self.text(mention, "name")
            .unwrap_or_else(|| self.of(mention).first().map_or("?", |claim| claim.kind.info().plain.as_str()))
    }

    /// A value in words.
    pub fn value(&self, value: &'a Value) -> &'a str {
        match value {
            Value::Text(text) => text,
            Value::Link(mention) => self.name(mention),
        }
    }

    /// A claim in words.
    pub fn words(&self, claim: &'a Claim) -> ClaimWords {
        let siblings = self.of(&claim.mention);
        let ends = &claim.kind.info().ends;
        let mut parties: Vec<String> = siblings
            .iter()
            .filter(|sibling| ends.contains(&sibling.property))
            .map(|sibling| self.value(&sibling.value).to_string())
            .collect();
        if parties.is_empty() {
            parties.push(self.name(&claim.mention).to_string());
        }
        parties.sort();
        parties.dedup();
        let date = ["date", "startDate", "seenDate"].iter().find_map(|property| self.text(&claim.mention, property));
        ClaimWords {
            kind: claim.kind.to_string(),
            parties,
            role: self.text(&claim.mention, "role").map(str::to_string),
            date: date.map(str::to_string),
            property: Some(claim.property.clone()),
            value: Some(self.value(&claim.value).to_string()),
        }
    }
}

/// An anchor's words with a little around them.
pub fn quote(anchor: &Anchor, text: Option<&CodePoints<'_>>) -> Quote {
    // A box of a picture has no words, and nothing stands around it.
    let text = text.filter(|_| anchor.seen().is_none());
    let around = |start: usize, end: usize| {
        text.and_then(|text| text.slice(Span { start, end: end.min(text.len()) })).unwrap_or_default().to_string()
    };
    Quote {
        source: anchor.source.clone(),
        prefix: around(anchor.start.saturating_sub(CONTEXT), anchor.start),
        exact: anchor.text.clone(),
        suffix: around(anchor.end, anchor.end + CONTEXT),
    }
}
