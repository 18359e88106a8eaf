//! On what a finding stands or falls.
//!
//! The main function is [`standing`]. From all ways in which a finding follows, not from the few that it shows, come the sets of
//! sources without which it is not there any more, each as small as can be and of at most [`TOGETHER`] sources; and, from what it is
//! said to rest on not being there, what would undo it.
//!
//! How the sets are found: take a proof that stands without some sources. Whatever makes the finding fall must break that proof, so
//! it holds all sources of one of its leaves; add those, and look again. No set is missed in this way, and few are looked at. Where
//! nothing stands by the ways that there were, the rules are run anew without those sources: what they deny or count may
//! have changed, and the finding may follow in a way that was none before. Only what falls there too is given.
//!
//! Taking a source away could also undo a finding by way of a denial within a denial; such a set is not looked for, and
//! [`Standing::is_complete`] says where that can be.

use crate::ast::{CondKind, RuleDef};
use crate::engine::Limits;
use crate::facts::Facts;
use crate::find::{leaf_claims, row_of};
use crate::loaded::Loaded;
use crate::rules::RuleSet;
use crate::web::Web;
use rollcall_model::entity::Entities;
use rollcall_model::finding::{Certainty, Finding, Proof};
use rollcall_model::id::ClaimId;
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_model::view::StatedClaim;
use std::collections::{BTreeMap, BTreeSet};

/// Sources that are taken away together.
pub const TOGETHER: usize = 3;
/// How often the rules are run anew for one finding.
const RUNS: usize = 200;
/// Sets of sources that are looked at for one finding.
const LOOKS: usize = 50_000;

/// See the module's page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Sets of sources (paths, sorted) without any of which the finding is not there; the smallest first. A set that holds
    /// another is not among them.
    pub falls_without: Vec<Vec<String>>,
    /// Whether these are all sets of at most [`TOGETHER`] sources.
    pub is_complete: bool,
    /// What no source says, in words; the finding would not be there, or would be less certain, if one did.
    pub undone_by: Vec<String>,
}

/// On what a finding stands. Nothing where the rules do not give it.
///
/// # Errors
/// When a rule runs away.
pub fn standing(rules: &RuleSet, facts: &Facts<'_>, limits: Limits, finding: &Finding) -> Result<Option<Standing>, Problem> {
    let mut falling =
        Falling { rules, facts: *facts, limits, finding, seen: BTreeSet::new(), found: BTreeSet::new(), runs: 0 };
    let Some(ways) = falling.ways(&BTreeSet::new())? else {
        return Ok(None);
    };
    falling.look(BTreeSet::new(), &ways)?;
    let within = falling.runs < RUNS && falling.seen.len() < LOOKS;
    let all = falling.found;
    let is_least = |set: &&Set| !all.iter().any(|other| other != *set && other.is_subset(set));
    let mut falls_without: Vec<Vec<String>> = all.iter().filter(is_least).map(|set| set.iter().cloned().collect()).collect();
    falls_without.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    let mut undone_by = BTreeSet::new();
    finding.proofs.iter().for_each(|proof| absences(proof, &mut undone_by));
    let is_complete = within && !denies_what_denies(rules, &finding.rule);
    Ok(Some(Standing { falls_without, is_complete, undone_by: undone_by.into_iter().collect() }))
}

/// What a proof says that no source says.
fn absences(proof: &Proof, out: &mut BTreeSet<String>) {
    match proof {
        Proof::Rule { because: of, .. } | Proof::Count { of, .. } => of.iter().for_each(|proof| absences(proof, out)),
        Proof::None { none, .. } => {
            out.insert(none.clone());
        }
        Proof::Fact { .. } => {}
    }
}

/// Whether what a rule rests on denies or counts something that itself rests on a denial or a count.
fn denies_what_denies(rules: &RuleSet, rule: &str) -> bool {
    let needed = rules.needed(rule);
    fn of<'r>(rules: &'r RuleSet, name: &'r str) -> impl Iterator<Item = &'r RuleDef> {
        rules.defs.iter().filter(move |def| def.head.name == name)
    }
    let asks = |kind: &CondKind| {
        matches!(
            kind,
            CondKind::Pred { negated: true, .. }
                | CondKind::Prop { negated: true, .. }
                | CondKind::Prop { otherwise: Some(_), .. }
                | CondKind::Count { .. }
        )
    };
    let denies = |name: &&str| of(rules, name).any(|def| def.body.iter().any(|cond| asks(&cond.kind)));
    let mut denied =
        needed.iter().flat_map(|name| of(rules, name)).flat_map(|def| &def.body).filter_map(|cond| match &cond.kind {
            CondKind::Pred { atom, negated: true } | CondKind::Count { atom, .. } => Some(atom.name.as_str()),
            _ => None,
        });
    denied.any(|name| {
        of(rules, name).any(|def| rules.needed(&def.name).iter().any(|name| denies(name)) || denies(&def.head.name.as_str()))
    })
}

/// Sources that are taken away.
type Set = BTreeSet<String>;

/// All ways of the finding, and for each leaf the sources that give it; a leaf that no source gives has none.
struct Ways {
    web: Web,
    sources: Vec<Set>,
}

impl Ways {
    /// The leaves of a proof that stands without some sources.
    fn without(&self, gone: &Set) -> Option<Vec<usize>> {
        let stands = |leaf: usize| self.sources[leaf].is_empty() || !self.sources[leaf].is_subset(gone);
        let chosen = self.web.chosen(&self.web.founded(stands, Certainty::Possible))?;
        Some(self.web.leaves_of(&chosen))
    }
}

struct Falling<'f> {
    rules: &'f RuleSet,
    facts: Facts<'f>,
    limits: Limits,
    finding: &'f Finding,
    seen: BTreeSet<Set>,
    found: BTreeSet<Set>,
    runs: usize,
}

impl Falling<'_> {
    /// Looks for sets that hold some sources; the ways are those by which the finding follows, with or without them.
    fn look(&mut self, gone: Set, ways: &Ways) -> Result<(), Problem> {
        if self.seen.len() >= LOOKS || !self.seen.insert(gone.clone()) {
            return Ok(());
        }
        match ways.without(&gone) {
            Some(leaves) => self.break_proof(&gone, &leaves, ways),
            None => match self.ways(&gone)? {
                None => {
                    self.found.insert(gone);
                    Ok(())
                }
                Some(anew) => match anew.without(&gone) {
                    Some(leaves) => self.break_proof(&gone, &leaves, &anew),
                    None => Ok(()),
                },
            },
        }
    }

    /// Takes away, besides, all sources of one leaf of a proof, for each of its leaves.
    fn break_proof(&mut self, gone: &Set, leaves: &[usize], ways: &Ways) -> Result<(), Problem> {
        for leaf in leaves.iter().filter(|leaf| !ways.sources[**leaf].is_empty()) {
            let more: Set = gone.union(&ways.sources[*leaf]).cloned().collect();
            let holds_one = self.found.iter().any(|found| found.is_subset(&more));
            if more.len() <= TOGETHER && !holds_one {
                self.look(more, ways)?;
            }
        }
        Ok(())
    }

    /// All ways of the finding where some sources are not there; nothing where it does not follow.
    fn ways(&mut self, gone: &Set) -> Result<Option<Ways>, Problem> {
        self.runs += 1;
        if self.runs > RUNS {
            return Ok(None);
        }
        let rest = Rest::of(&self.facts, gone);
        let facts = rest.facts(&self.facts);
        let loaded = Loaded::new(self.rules, &BTreeSet::from([self.finding.rule.clone()]), &facts, self.limits)?;
        let engine = loaded.engine();
        let Some(row) = row_of(engine, &facts, &self.finding.rule, &self.finding.id) else {
            return Ok(None);
        };
        let web = Web::new(engine, row);
        let sources = web.leaves.iter().map(|leaf| {
            let claims = leaf_claims(engine, leaf).iter().filter_map(|id| facts.claims.get(id));
            claims.map(|stated| stated.claim.anchor.source.clone()).collect()
        });
        let sources = sources.collect();
        Ok(Some(Ways { web, sources }))
    }
}

/// The facts of a case without some sources. Who is who stays as it was.
struct Rest {
    entities: Entities,
    claims: BTreeMap<ClaimId, StatedClaim>,
    sources: Vec<Source>,
}

impl Rest {
    fn of(facts: &Facts<'_>, gone: &Set) -> Self {
        let is_left = |stated: &StatedClaim| !gone.contains(&stated.claim.anchor.source);
        let all = facts.claims.iter();
        let mut claims: BTreeMap<ClaimId, StatedClaim> = all.map(|(id, stated)| (id.clone(), stated.clone())).collect();
        for stated in claims.values_mut().filter(|stated| !is_left(stated)) {
            // What nobody says is to rules what a person rejected.
            stated.state = rollcall_model::claim::State::Rejected;
        }
        let has_words = |entity: &rollcall_model::entity::Entity| {
            let mut own = entity.properties.values().flatten().flat_map(|value| &value.claims).peekable();
            own.peek().is_none() || own.any(|id| facts.claims.get(id).is_none_or(is_left))
        };
        let entities = facts.entities.iter().filter(|(_, entity)| has_words(entity));
        Self {
            entities: entities.map(|(id, entity)| (id.clone(), entity.clone())).collect(),
            claims,
            sources: facts.sources.iter().filter(|source| !gone.contains(&source.path)).cloned().collect(),
        }
    }

    fn facts<'r>(&'r self, whole: &Facts<'r>) -> Facts<'r> {
        Facts {
            entities: &self.entities,
            claims: &self.claims,
            sources: &self.sources,
            moments: whole.moments,
            members: whole.members,
            searches: whole.searches,
        }
    }
}
