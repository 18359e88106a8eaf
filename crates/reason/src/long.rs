//! Facts for which many others are counted, proved once for all that rests on them.
//!
//! The main type is [`Long`]. How many sources tell of the months before a moment is one fact, and each party's trend at that
//! moment rests on it: proved in each of them, the time would grow with the square of a case. So whoever rests on such a fact
//! has it as one leaf, and looks at it as it was told the first time. What that costs: of a long list one proof is shown, the
//! smallest that is as sure as the fact, and it is said that there are more; a leaf of the list does not make a proof smaller
//! that has the same leaf beside the list.

use crate::ast::CondKind;
use crate::engine::{Engine, Leaf, RowId, Support};
use crate::find::Teller;
use crate::proofs::{Proofs, Proved, prove};
use crate::web::Web;
use crate::why;
use rollcall_model::claim::Claim;
use rollcall_model::entity::Entity;
use rollcall_model::finding::{Certainty, Proof, Reason};
use rollcall_model::id::{ClaimId, JoinId, MentionId};
use rollcall_model::source::{Credit, Origins, by_path};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Facts that are counted for one that is proved once.
const MANY: usize = 64;

/// See the module's page.
#[derive(Debug)]
pub(crate) struct Long<'e> {
    /// One that is as sure as the fact.
    pub proof: Proof,
    pub certainty: Certainty,
    /// Why it is no surer.
    pub reasons: Vec<Reason>,
    /// Whether there are other proofs, or may be.
    pub more: bool,
    /// Claims that the proof rests on.
    pub claims: BTreeSet<&'e ClaimId>,
    /// Those that all proofs rest on which were found.
    found: BTreeSet<&'e ClaimId>,
    origins: Origins<'e>,
    named: Named<'e>,
    /// Joins of the things that the proof names in two files or more.
    joins: BTreeSet<&'e JoinId>,
    /// The joined things that it names in one file at most, by their mentions.
    once: BTreeMap<&'e MentionId, &'e Entity>,
}

/// Which of an engine's rows are long, as far as somebody asked.
#[derive(Debug)]
pub(crate) struct Longs<'e> {
    /// Facts that may be: those of rules that count, but not those that rest on each other.
    counting: BTreeSet<u32>,
    known: Mutex<BTreeMap<RowId, Arc<Asked<'e>>>>,
}

/// Whoever asks while another finds out waits: nothing of that may be shared out to threads, since one that waits for a
/// part of it could begin another finding, which waits for the whole.
type Asked<'e> = OnceLock<Option<Arc<Long<'e>>>>;

impl Longs<'_> {
    pub fn new(engine: &Engine) -> Self {
        let counts = |kind: &CondKind| matches!(kind, CondKind::Count { .. } | CondKind::AtLeast { .. });
        let rules = engine.rules.iter().filter(|rule| rule.body.iter().any(|cond| counts(&cond.kind)));
        let is_in_circle = |name: &String| engine.groups.iter().any(|group| group.contains(name) && engine.is_circle(group));
        let names = rules.map(|rule| &rule.head.name).filter(|name| !is_in_circle(name));
        Self { counting: names.filter_map(|name| engine.numbers.get(name)).copied().collect(), known: Mutex::default() }
    }
}

impl<'e> Teller<'e> {
    /// All ways of a row, with what is long as leaves.
    pub fn web(&self, row: RowId) -> Web {
        Web::with_leaves(self.engine, row, |row| self.long(row).is_some())
    }

    /// The long facts among some leaves.
    pub fn longs<'l>(&self, leaves: impl IntoIterator<Item = &'l Leaf>) -> Vec<Arc<Long<'e>>> {
        leaves.into_iter().filter_map(|leaf| self.long(self.row_of_long(leaf)?)).collect()
    }

    /// Claims that some leaves are or, where they are long, that their proofs rest on.
    pub fn all_claims(&self, leaves: &BTreeSet<Leaf>) -> BTreeSet<&'e ClaimId> {
        let mut claims = self.claims(leaves);
        self.longs(leaves).iter().for_each(|long| claims.extend(&long.claims));
        claims
    }

    /// Whether there are more proofs than were found, or may be: also of what is long.
    pub fn has_more(&self, web: &Web, found: &Proofs) -> bool {
        found.more || self.longs(&web.leaves).iter().any(|long| long.more)
    }

    /// How many independent origins some leaves have: documents that share an origin, also by way of a third one, count once.
    pub fn origins(&self, leaves: &BTreeSet<Leaf>) -> usize {
        let longs = self.longs(leaves);
        let own = self.claims(leaves);
        match longs.split_first() {
            None => Origins::default().with(self.credits(own)),
            Some((first, others)) => {
                let others = others.iter().flat_map(|long| long.found.iter().copied());
                first.origins.with(self.credits(own.into_iter().chain(others)))
            }
        }
    }

    /// Joins that proofs rest on: those of each thing that a proof names in two files or more.
    pub fn joins(&self, proved: &[Proved]) -> Vec<JoinId> {
        let mut out = BTreeSet::new();
        for proof in proved {
            let longs = self.longs(&proof.leaves);
            let named = Named::of(self.stated(self.claims(&proof.leaves)));
            let mut things = self.things_of(&proof.leaves);
            for long in &longs {
                out.extend(&long.joins);
                match longs.len() {
                    1 => things.extend(named.0.keys().filter_map(|mention| long.once.get(mention))),
                    _ => things.extend(long.once.values()),
                }
            }
            for entity in things.into_iter().filter(|entity| !entity.joins.is_empty()) {
                let mut files = named.files(entity);
                longs.iter().for_each(|long| files.extend(long.named.files(entity)));
                if files.len() > 1 {
                    out.extend(&entity.joins);
                }
            }
        }
        out.into_iter().cloned().collect()
    }

    /// A row that is long, proved once.
    fn long(&self, row: RowId) -> Option<Arc<Long<'e>>> {
        if !self.longs.counting.contains(&row.0) {
            return None;
        }
        let asked = self.longs.known.lock().unwrap_or_else(PoisonError::into_inner).entry(row).or_default().clone();
        asked.get_or_init(|| self.prove_long(row).map(Arc::new)).clone()
    }

    fn row_of_long(&self, leaf: &Leaf) -> Option<RowId> {
        let Leaf::Long { fact, vals } = leaf else { return None };
        let codes: Vec<_> = vals.iter().map(|val| self.engine.store.inside(*val)).collect();
        Some((*fact, self.engine.relations[*fact as usize].row(&codes)?))
    }

    /// What is to be known of a row, if it is long.
    fn prove_long(&self, row: RowId) -> Option<Long<'e>> {
        let counts_many = |support: &Support| matches!(support, Support::Counted { rows, .. } if rows.len() >= MANY);
        let ways = self.engine.ways(row);
        if !ways.iter().flat_map(|way| &way.body).any(counts_many) {
            return None;
        }
        let web = self.web(row);
        let proofs = prove(&web);
        let certainty = self.engine.certainty(row).unwrap_or(Certainty::Possible);
        let shown = proofs.shown.iter().find(|proof| proof.certainty == certainty).or(proofs.shown.first())?;
        let inner = self.longs(&shown.leaves);
        let claims = self.all_claims(&shown.leaves);
        let mut found = self.claims(&proofs.leaves);
        self.longs(&proofs.leaves).iter().for_each(|long| found.extend(&long.found));
        let named = Named::of(self.stated(claims.iter().copied()));
        let joined = self.things_of(&shown.leaves).into_iter().filter(|entity| !entity.joins.is_empty());
        let inner_once = inner.iter().flat_map(|long| long.once.values().copied());
        let things: Vec<&'e Entity> = joined.chain(inner_once).collect();
        let (several, once): (Vec<&Entity>, Vec<&Entity>) =
            things.into_iter().partition(|entity| named.files(entity).len() > 1);
        let joins = several.into_iter().flat_map(|entity| &entity.joins);
        Some(Long {
            proof: self.proof(&shown.tree),
            certainty,
            reasons: why::reasons(self, &web),
            more: self.has_more(&web, &proofs) || proofs.shown.len() > 1,
            origins: Origins::of(self.credits(found.iter().copied())),
            joins: joins.chain(inner.iter().flat_map(|long| long.joins.iter().copied())).collect(),
            once: once.into_iter().flat_map(|entity| entity.mentions.iter().map(move |mention| (mention, entity))).collect(),
            claims,
            found,
            named,
        })
    }

    fn credits(&self, claims: impl IntoIterator<Item = &'e ClaimId>) -> impl Iterator<Item = Credit<'e>> {
        let sources = self.facts.sources;
        let stated = self.stated(claims);
        stated.filter_map(move |claim| Some(by_path(sources, &claim.anchor.source)?.credit(&claim.anchor)))
    }

    fn stated(&self, claims: impl IntoIterator<Item = &'e ClaimId>) -> impl Iterator<Item = &'e Claim> {
        let known = self.facts.claims;
        claims.into_iter().filter_map(move |id| known.get(id)).map(|stated| stated.claim.as_ref())
    }

    /// The entities that some facts are of or point at.
    fn things_of(&self, leaves: &BTreeSet<Leaf>) -> Vec<&'e Entity> {
        let (store, entities) = (&self.engine.store, self.facts.entities);
        let mut things = BTreeSet::new();
        for leaf in leaves {
            if let Leaf::Fact { thing, property, place } = leaf {
                things.insert(store.thing_at(*thing));
                things.extend(store.val(self.number(*thing, *property, *place)).as_thing());
            }
        }
        things.into_iter().filter_map(|thing| entities.get(store.entity(thing)?)).map(AsRef::as_ref).collect()
    }
}

/// The files in which some claims name something, by its mention.
#[derive(Debug)]
struct Named<'e>(BTreeMap<&'e MentionId, BTreeSet<&'e str>>);

impl<'e> Named<'e> {
    fn of(claims: impl Iterator<Item = &'e Claim>) -> Self {
        let mut named: BTreeMap<&MentionId, BTreeSet<&str>> = BTreeMap::new();
        for claim in claims {
            for mention in [Some(&claim.mention), claim.value.link()].into_iter().flatten() {
                named.entry(mention).or_default().insert(&claim.anchor.source);
            }
        }
        Self(named)
    }

    /// The files that name an entity.
    fn files(&self, entity: &Entity) -> BTreeSet<&'e str> {
        let of = |mention: &MentionId| self.0.get(mention);
        match self.0.len() < entity.mentions.len() {
            true => {
                let own = self.0.iter().filter(|(mention, _)| entity.mentions.binary_search(mention).is_ok());
                own.flat_map(|(_, files)| files).copied().collect()
            }
            false => entity.mentions.iter().filter_map(of).flatten().copied().collect(),
        }
    }
}

#[cfg(test)]
mod tests;
