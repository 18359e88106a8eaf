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
use std::collections::{BTreeMap, HashMap};
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
pub struct Index<'a> {
    list: List<'a>,
    places: Cow<'a, Places>,
    /// Which of them count; all where nothing is said.
    counts: Option<&'a dyn Fn(&Claim) -> bool>,
}

impl std::fmt::Debug for Index<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("claims", &self.places.by_id.len()).finish_non_exhaustive()
    }
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
        Self { places: Cow::Owned(places), list: List::Own(list), counts: None }
    }

    /// The index over claims that are known.
    pub fn known(claims: &'a Known) -> Self {
        Self { list: List::Known(&claims.list), places: Cow::Borrowed(claims.places()), counts: None }
    }

    /// The index over those of some known claims that count: as one over these alone, if no two claims have one id.
    pub fn some(claims: &'a Known, counts: &'a dyn Fn(&Claim) -> bool) -> Self {
        Self { counts: Some(counts), ..Self::known(claims) }
    }

    /// Those of some claims that count.
    fn counting(&self, claim: &&'a Claim) -> bool {
        self.counts.is_none_or(|counts| counts(claim))
    }

    fn at(&self, place: u32) -> &'a Claim {
        match &self.list {
            List::Known(list) => &list[place as usize],
            List::Own(list) => list[place as usize],
        }
    }

    /// All claims, by id.
    pub fn claims(&self) -> impl Iterator<Item = &'a Claim> {
        self.places.by_id.iter().map(|place| self.at(*place)).filter(|claim| self.counting(claim))
    }

    /// All claims, by mention.
    pub fn by_mention(&self) -> impl Iterator<Item = &'a Claim> {
        self.places.by_mention.places.iter().map(|place| self.at(*place)).filter(|claim| self.counting(claim))
    }

    /// The claims of a kind, by id.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &'a Claim> {
        let places = self.places.by_kind.get(&kind).into_iter().flatten();
        places.map(|place| self.at(*place)).filter(|claim| self.counting(claim))
    }

    /// The claims of a source, by id.
    pub fn of_source(&self, source: &str) -> impl Iterator<Item = &'a Claim> {
        let places = self.places.by_source.get(source).into_iter().flatten();
        places.map(|place| self.at(*place)).filter(|claim| self.counting(claim))
    }

    /// A claim.
    pub fn claim(&self, id: &ClaimId) -> Option<&'a Claim> {
        let found = self.places.by_id.binary_search_by(|place| self.at(*place).id.cmp(id)).ok()?;
        Some(self.at(self.places.by_id[found])).filter(|claim| self.counting(claim))
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
        places.of(mention).iter().map(|place| self.at(*place)).filter(|claim| self.counting(claim)).collect()
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
