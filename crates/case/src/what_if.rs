//! Which findings would fall without some sources, followed from what is known and not assembled anew.
//!
//! The main function is [`Built::what_if`]. A case that is kept open knows how it was resolved ([`rollcall_resolve::Kept`]) and
//! has an engine that holds what follows. Both are shown the case without those claims, and give what is otherwise: the work is
//! that of the claims that go, not of those that stay. Where that cannot be followed (an id that an edition pinned now
//! belongs to another, bytes that lie at two paths, more than half of the case), the case is assembled without them, as for
//! whoever asks once ([`Built::without`]). In a debug build it always is, and both must say the same.

use crate::again::changed as changed_claims;
use crate::assemble::{Built, facts_of};
use crate::attach::{self, Attached};
use crate::cache::Cache;
use crate::effect::{Changed, changed, not_in, only_in};
use crate::find::Finder;
use crate::found::{Resolving, Side};
use crate::without::{Rest, Stays, Why};
use crate::words::Index;
use rayon::prelude::*;
use rollcall_model::claim::Claim;
use rollcall_model::date::Day;
use rollcall_model::decision::Decision;
use rollcall_model::entity::{Entities, Entity, Join};
use rollcall_model::finding::Finding;
use rollcall_model::id::{ClaimId, EntityId, FindingId, IdSet, JoinId, MentionId};
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_model::view::Claims;
use rollcall_reason::{Findings, Following, Listed, Otherwise};
use rollcall_resolve::{Joins, Kept, Of, Resolution, Resolved, Said};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What would become of findings.
#[derive(Debug)]
pub struct WhatIf {
    /// Findings that would be there no more, in the order of findings.
    pub fall: Vec<Changed>,
    /// Findings that would be there only then, the surest first, then by date: nothing is proved for who only asks what
    /// there would be, so how many origins they have is not known.
    pub new: Vec<Changed>,
    /// Findings that would be there as they are.
    pub stay: Staying,
    /// Paths of the sources that are left out, and why.
    pub left_out: BTreeMap<String, Why>,
    /// Whether it was followed, and not assembled anew: for who measures.
    pub followed: bool,
}

/// Findings that stay: most do, so that they are not listed but for who asks.
#[derive(Debug)]
pub struct Staying {
    all: Findings,
    fall: BTreeSet<FindingId>,
}

impl Staying {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len() - self.fall.len()
    }

    /// All of them, in the order of findings.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.all.iter().map(AsRef::as_ref).filter(|finding| !self.fall.contains(&finding.id))
    }
}

impl WhatIf {
    /// Whether another says the same.
    fn says_as(&self, other: &Self) -> bool {
        self.fall == other.fall && self.new == other.new
    }
}

impl Built {
    /// What would become of findings without these sources and, with a day, with only what had been made public by its end:
    /// see [`Built::without`].
    ///
    /// # Errors
    /// A path that no source has, or a rule that runs away on what is left.
    pub fn what_if(&self, sources: &BTreeSet<String>, as_of: Option<Day>, cache: &Cache<'_>) -> Result<WhatIf, Problem> {
        let (stays, left_out) = self.left(sources, as_of)?;
        let followed = if self.found.follows() { self.followed_without(&stays, &left_out)? } else { None };
        let Some(Otherwise { fall, new }) = followed else {
            return Ok(self.anew_without(&self.without(sources, as_of, cache)?, left_out));
        };
        let is_shown = |id: &FindingId| !self.attached.findings_rejected.contains(id);
        let fall: Vec<Changed> =
            fall.iter().filter(|finding| is_shown(&finding.id)).map(|finding| changed(finding)).collect();
        let new = new.into_iter().filter(|listed| is_shown(&listed.id)).map(Changed::from).collect();
        let found = WhatIf { stay: self.staying(&fall), fall, new, left_out, followed: true };
        debug_assert!(
            self.without(sources, as_of, cache)
                .is_ok_and(|rest| self.anew_without(&rest, found.left_out.clone()).says_as(&found)),
            "what is followed is what is found anew"
        );
        Ok(found)
    }

    /// The same by a case that was assembled anew.
    fn anew_without(&self, rest: &Rest, left_out: BTreeMap<String, Why>) -> WhatIf {
        let (all, left) = (&self.private.findings, &rest.built.private.findings);
        let fall = not_in(all, left);
        let mut new: Vec<Listed> = only_in(left, all).map(Listed::of).collect();
        new.sort_by(Listed::order);
        let new = new.into_iter().map(Changed::from).collect();
        WhatIf { stay: self.staying(&fall), fall, new, left_out, followed: false }
    }

    /// Brings what follows a case back from the last such question: the next change then need not wait for it.
    ///
    /// # Errors
    /// When a rule runs away.
    pub fn go_back(&self) -> Result<(), Problem> {
        self.found.follow(Side::Private, Following::go_back).unwrap_or(Ok(()))
    }

    fn staying(&self, fall: &[Changed]) -> Staying {
        Staying { all: self.private.findings.clone(), fall: fall.iter().map(|finding| finding.id.clone()).collect() }
    }

    /// How this case was resolved.
    pub(crate) fn resolving(&self) -> Arc<Resolving> {
        self.found.resolving(&self.all, &self.clusters, || {
            let index = Index::known(&self.all);
            let finder = Finder::new(&index, &self.inputs.texts, &self.inputs.sources);
            let lines: Vec<&Arc<Decision>> = self.counted.iter().collect();
            let claims: Vec<&Claim> = self.all.iter().map(AsRef::as_ref).collect();
            let inputs = &self.inputs;
            let of = Of { claims: &claims, sources: &inputs.sources, book: &inputs.book, pins: &inputs.pins };
            let bodies = |joins: rollcall_resolve::ById<'_>| attach::pairs(&lines, &finder, joins);
            Kept::new(of, &bodies, (&*self.joins, &self.clusters), self.attached.pairs())
        })
    }

    /// What would be found otherwise; nothing where it cannot be followed.
    fn followed_without(&self, stays: &Stays<'_>, left_out: &BTreeMap<String, Why>) -> Result<Option<Otherwise>, Problem> {
        self.follow_private()?;
        let left = self.inputs.sources.par_iter().filter(|source| !left_out.contains_key(&source.path));
        let (sources, read) = rayon::join(
            || Arc::new(left.cloned().collect::<Vec<Source>>()),
            || Index::without(&self.inputs.claims, stays.sources_alone(), |claim| !stays.has(claim)),
        );
        let kept = self.resolving();
        // On one of the threads that share the work: then none is waited for between one small part of it and the next. Not so what is
        // asked of the engine: whoever holds it must not take up another question while waiting for a part of its own.
        let rest = rayon::scope(|_| self.rest(stays, &sources, &read, &kept.kept));
        let Some(rest) = rest else { return Ok(None) };
        let asked = facts_of(&self.inputs, &rest.facts, &rest.claims, &sources, |there| {
            self.found.follow(Side::Private, |following| following.what_if(there))
        });
        asked.unwrap_or(Ok(None))
    }

    /// The case without what goes, as far as rules ask; `read` are the claims of readers that stay.
    fn rest(&self, stays: &Stays<'_>, sources: &[Source], read: &Index<'_>, kept: &Kept) -> Option<Left<'_>> {
        let lines: Vec<&Arc<Decision>> = self.counted.iter().collect();
        let attached = attach::attach(&lines, &Finder::new(read, &self.inputs.texts, sources));
        let made: BTreeSet<&ClaimId> = attached.made.iter().map(|claim| &claim.id).collect();
        let known: BTreeSet<&ClaimId> = self.attached.made.iter().map(|claim| &claim.id).collect();
        if !made.is_subset(&known) {
            return None;
        }
        let goes = |claim: &Claim| if known.contains(&claim.id) { !made.contains(&claim.id) } else { !stays.has(claim) };
        let of_made = self.attached.made.iter().map(|claim| claim.anchor.source.clone());
        let sources_alone: Option<BTreeSet<String>> =
            stays.sources_alone().map(|paths| paths.iter().cloned().chain(of_made).collect());
        let whole = Index::known(&self.all);
        let index = Index::without(&self.all, sources_alone.as_ref(), goes);
        let gone: Vec<&Claim> = match &sources_alone {
            Some(paths) => {
                let all: Vec<&Claim> = paths.iter().flat_map(|path| whole.of_source(path)).collect();
                all.into_par_iter().filter(|claim| goes(claim)).collect()
            }
            None => self.all.par_iter().map(AsRef::as_ref).filter(|claim| goes(claim)).collect(),
        };
        let gone_from: BTreeSet<&str> = gone.iter().map(|claim| claim.anchor.source.as_str()).collect();
        let files: BTreeSet<&String> = gone.iter().map(|claim| &claim.anchor.sha256).collect();
        let files: BTreeSet<String> = files.into_iter().cloned().collect();
        let mut paths: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for source in self.inputs.sources.iter() {
            paths.entry(&source.sha256).or_default().push(&source.path);
        }
        // Bytes that lie at two paths have the same claims at both.
        if files.iter().any(|file| paths.get(file.as_str()).is_none_or(|paths| paths.len() > 1)) {
            return None;
        }
        let told: Vec<&Claim> = gone_from.iter().flat_map(|path| whole.of_source(path)).collect();
        let mut mentions: Vec<&MentionId> = told.par_iter().map(|claim| &claim.mention).collect();
        mentions.par_sort_unstable();
        mentions.dedup();
        let mentions: BTreeSet<MentionId> = mentions.into_iter().cloned().collect();
        let of_file = |file: &str| paths.get(file).into_iter().flatten().flat_map(|path| index.of_source(path)).collect();
        let finder = Finder::new(&index, &self.inputs.texts, sources);
        let decided = |joins: rollcall_resolve::ById<'_>| {
            let mut attached = attached.clone();
            attach::attach_pairs(&mut attached, &lines, &finder, joins);
            attached.pairs()
        };
        let resolved = kept.change(
            &self.clusters,
            rollcall_resolve::Changed {
                files: &files,
                claims: &of_file,
                mentions: &mentions,
                of: &|mention| index.of(mention),
                pointing_at: &|mention| index.pointing_at(mention),
                sources,
                book: &self.inputs.book,
            },
            rollcall_resolve::Decides { parties: &|joins| attach::pairs(&lines, &finder, joins), all: &decided },
        )?;
        let decided = changed_claims(&self.attached, &attached);
        let facts = self.facts_without(&resolved, &attached, &decided, &index);
        Some(Left { facts, claims: self.claims_with(&attached, &decided) })
    }

    /// Claims with their states, of which these are others. Those that go stand among them: rules look up what things rest on, and
    /// nothing rests on these.
    fn claims_with(&self, attached: &Attached, decided: &BTreeSet<ClaimId>) -> Cow<'_, Claims> {
        let mut claims = Cow::Borrowed(&self.private.claims);
        for id in decided {
            if claims.contains_key(id)
                && let Some(stated) = claims.to_mut().get_mut(id)
            {
                stated.state = attached.state(id);
            }
        }
        claims
    }

    /// The things that claims make which exist; `decided` are claims of another state.
    fn facts_without(
        &self,
        resolved: &Resolved,
        attached: &Attached,
        decided: &BTreeSet<ClaimId>,
        index: &Index<'_>,
    ) -> Entities {
        let Resolved { clusters, touched, fewer, joins, around } = resolved;
        let state = |id: &ClaimId| attached.state(id);
        let lost: IdSet<&JoinId> = joins.iter().filter(|(_, is)| is.is_none()).map(|(id, _)| id).collect();
        let lost = |id: &JoinId| lost.contains(id);
        let (known, whole) = (self.facts_or_all(), Index::known(&self.all));
        let mentions = decided.iter().filter_map(|id| Some(&whole.claim(id)?.mention));
        let decided: BTreeSet<&EntityId> = mentions.filter_map(|mention| clusters.entity(mention)).collect();
        let less = |(id, gone): (&EntityId, &Vec<MentionId>)| {
            let claims: Vec<&Claim> = gone.iter().flat_map(|mention| whole.of(mention)).collect();
            Some(Arc::new(rollcall_resolve::without(known.get(id)?, &claims, &lost, &state)?))
        };
        let less = fewer.par_iter().filter(|(id, _)| !decided.contains(id)).filter_map(less);
        let less: Vec<Arc<Entity>> = less.collect();
        let mut facts = known.clone();
        let mut anew: BTreeSet<EntityId> = touched.iter().chain(decided).cloned().collect();
        for thing in less {
            anew.remove(&thing.id);
            facts.insert(thing.id.clone(), thing);
        }
        let exists = |claim: &&Claim| state(&claim.id).exists();
        let of = |mention: &MentionId| index.of(mention).into_iter().filter(exists).collect();
        let pointing_at = |mention: &MentionId| index.pointing_at(mention).into_iter().filter(exists).collect();
        let around: Vec<&Join> = around.iter().map(AsRef::as_ref).collect();
        let others = |id: &EntityId| touched.contains(id) && !fewer.contains_key(id);
        let joins = Joins::Again { known, of: &others, joins: &around, lost: &lost };
        let by = Resolution { clusters, joins, state: &state, book: &self.inputs.book };
        rollcall_resolve::entities_again(facts, anew, Said { of: &of, pointing_at: &pointing_at }, by)
    }
}

/// A case without what goes, as far as rules ask.
struct Left<'b> {
    facts: Entities,
    claims: Cow<'b, Claims>,
}
