//! On what a finding stands or falls.
//!
//! The main function is [`standing`]. From all ways in which a finding follows, not from the few that it shows, come the sets of
//! sources without which it is not there any more, each as small as can be and of at most [`TOGETHER`] sources; and, from what it is
//! said to rest on not being there, what would undo it.
//!
//! How the sets are found: take a proof that stands without some sources. Whatever makes the finding fall must break that proof, so
//! it holds all sources of something that the proof needs; add those, and look again. No set is missed in this way, and few are looked at. Where
//! nothing stands by the ways that there were, the rules are run anew without those sources: what they deny or count may
//! have changed, and the finding may follow in a way that was none before. Only what falls there too is given.
//!
//! Taking a source away could also undo a finding by way of a denial within a denial, or make surer what is denied: a source that
//! calls something unclear, or gives another date, holds it back. Such a set is not looked for, and [`Standing::is_complete`] says where
//! that can be.

use crate::ast::{CondKind, RuleDef};
use crate::engine::{Engine, Limits};
use crate::facts::Facts;
use crate::find::{leaf_certainty, leaf_claims, leaf_words, row_of};
use crate::loaded::Loaded;
use crate::names::Code;
use crate::props::{self, SOURCE};
use crate::rules::RuleSet;
use crate::web::{Web, WebWay};
use rollcall_model::entity::{Entities, Entity};
use rollcall_model::finding::{Certainty, Finding, Proof};
use rollcall_model::id::ClaimId;
use rollcall_model::ontology::PropertyType;
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
    /// What keeps it from being surer, in words; nothing where it is certain.
    pub weakest: Vec<String>,
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
    let weakest = ways.weakest.clone();
    falling.look(BTreeSet::new(), &ways)?;
    let within = falling.runs < RUNS && falling.seen.len() < LOOKS;
    let all = falling.found;
    let is_least = |set: &&Set| !all.iter().any(|other| other != *set && other.is_subset(set));
    let mut falls_without: Vec<Vec<String>> = all.iter().filter(is_least).map(|set| set.iter().cloned().collect()).collect();
    falls_without.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    let mut undone_by = BTreeSet::new();
    finding.proofs.iter().for_each(|proof| absences(proof, &mut undone_by));
    let is_complete =
        within && !denies_what_denies(rules, &finding.rule) && !denies_what_may_rise(rules, facts, &finding.rule);
    Ok(Some(Standing { falls_without, is_complete, weakest, undone_by: undone_by.into_iter().collect() }))
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

/// Whether a condition asks for what no source says, or how often something is said.
fn denies(kind: &CondKind) -> bool {
    matches!(
        kind,
        CondKind::Pred { negated: true, .. }
            | CondKind::Prop { negated: true, .. }
            | CondKind::Prop { otherwise: Some(_), .. }
            | CondKind::Count { .. }
    )
}

/// Whether a rule rests on a denial, and some source holds something back that could be denied: it calls it likely or unclear, or gives
/// one of several dates.
fn denies_what_may_rise(rules: &RuleSet, facts: &Facts<'_>, rule: &str) -> bool {
    let needed = rules.needed(rule);
    let bodies = || rules.defs.iter().filter(|def| needed.contains(def.head.name.as_str())).flat_map(|def| &def.body);
    let dates = |entity: &Entity| props::DATES.iter().map(|name| entity.values(name).len()).sum::<usize>();
    let held_back = |entity: &Entity| {
        let said = entity.kind.info().properties.iter().filter(|(_, property)| property.value == PropertyType::Certainty);
        let unsure = |(name, _): (&String, _)| entity.values(name).iter().any(|value| value.value.words() != "stated");
        said.into_iter().any(unsure) || dates(entity) > 1
    };
    bodies().any(|cond| denies(&cond.kind)) && facts.entities.values().any(|entity| held_back(entity))
}

/// Whether what a rule rests on denies or counts something that itself rests on a denial or a count.
fn denies_what_denies(rules: &RuleSet, rule: &str) -> bool {
    let needed = rules.needed(rule);
    fn of<'r>(rules: &'r RuleSet, name: &'r str) -> impl Iterator<Item = &'r RuleDef> {
        rules.defs.iter().filter(move |def| def.head.name == name)
    }
    let is_denying = |name: &&str| of(rules, name).any(|def| def.body.iter().any(|cond| denies(&cond.kind)));
    let mut denied =
        needed.iter().flat_map(|name| of(rules, name)).flat_map(|def| &def.body).filter_map(|cond| match &cond.kind {
            CondKind::Pred { atom, negated: true } | CondKind::Count { atom, .. } => Some(atom.name.as_str()),
            _ => None,
        });
    denied.any(|name| {
        of(rules, name).any(|def| rules.needed(&def.name).iter().any(&is_denying) || is_denying(&def.head.name.as_str()))
    })
}

/// Sources that are taken away.
type Set = BTreeSet<String>;

/// All ways of the finding, and for each leaf and each thing the sources that give it; what no source gives has none.
struct Ways {
    web: Web,
    leaves: Vec<Set>,
    things: BTreeMap<u32, Set>,
    weakest: Vec<String>,
}

impl Ways {
    /// What a proof that stands without some sources needs: for each of its leaves and things the sources that give it.
    fn without(&self, gone: &Set) -> Option<BTreeSet<&Set>> {
        let is_left = |set: &&Set| set.is_empty() || !set.is_subset(gone);
        let stands = |way: &WebWay| self.needs(way).all(|set| is_left(&set));
        let chosen = self.web.chosen(&self.web.founded(stands, Certainty::Possible))?;
        let ways = chosen.iter().map(|(fact, way)| &self.web.ways[*fact][*way]);
        Some(ways.flat_map(|way| self.needs(way)).filter(|set| !set.is_empty()).collect())
    }

    fn needs<'w>(&'w self, way: &'w WebWay) -> impl Iterator<Item = &'w Set> {
        let leaves = way.leaves.iter().map(|leaf| &self.leaves[*leaf]);
        leaves.chain(way.things.iter().filter_map(|thing| self.things.get(thing)))
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
            Some(needs) => self.break_proof(&gone, &needs, ways),
            None => match self.ways(&gone)? {
                None => {
                    self.found.insert(gone);
                    Ok(())
                }
                Some(anew) => match anew.without(&gone) {
                    Some(needs) => self.break_proof(&gone, &needs, &anew),
                    None => Ok(()),
                },
            },
        }
    }

    /// Takes away, besides, all sources of one thing that a proof needs, for each of them.
    fn break_proof(&mut self, gone: &Set, needs: &BTreeSet<&Set>, ways: &Ways) -> Result<(), Problem> {
        for set in needs {
            let more: Set = gone.union(set).cloned().collect();
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
        let of_leaf = |leaf| of_claims(&facts, leaf_claims(engine, leaf));
        let leaves = web.leaves.iter().map(of_leaf).collect();
        let things: BTreeSet<u32> = web.ways.iter().flatten().flat_map(|way| way.things.iter().copied()).collect();
        let things = things.into_iter().map(|thing| (thing, of_thing(engine, &facts, thing))).collect();
        let weakest = weakest(engine, &facts, &web);
        Ok(Some(Ways { web, leaves, things, weakest }))
    }
}

fn of_claims<'c>(facts: &Facts<'_>, claims: impl IntoIterator<Item = &'c ClaimId>) -> Set {
    let stated = claims.into_iter().filter_map(|id| facts.claims.get(id));
    stated.map(|stated| stated.claim.anchor.source.clone()).collect()
}

/// The sources without which a thing is not there: all that tell of it; of a document, its file.
fn of_thing(engine: &Engine, facts: &Facts<'_>, thing: u32) -> Set {
    let store = &engine.store;
    if let Some(entity) = store.entity(thing).and_then(|id| facts.entities.get(id)) {
        return of_claims(facts, entity.claims());
    }
    if props::kind_name(store.kind(thing)) != SOURCE {
        return Set::new();
    }
    let key = store.key_of(Code::thing(thing));
    let is_of =
        |path: &&String| key.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(" part "));
    facts.sources.iter().map(|source| &source.path).filter(is_of).cloned().collect()
}

/// What makes the surest proof no surer than it is: the parts that are as little sure as the whole and have no such part below.
fn weakest(engine: &Engine, facts: &Facts<'_>, web: &Web) -> Vec<String> {
    let best = web.ways[0].iter().map(|way| way.certainty).max().unwrap_or(Certainty::Certain);
    let chosen = web.chosen(&web.founded(|_| true, best)).unwrap_or_default();
    if best == Certainty::Certain {
        return Vec::new();
    }
    let way_of = |fact: &usize| chosen.get(fact).and_then(|way| web.ways[*fact].get(*way));
    let mut out = BTreeSet::new();
    for way in chosen.keys().filter_map(way_of).filter(|way| way.certainty == best) {
        let rule = &engine.rules[way.rule as usize];
        let weak = |leaf: &&usize| leaf_certainty(engine, &web.leaves[**leaf]) == Some(best);
        let leaves: Vec<String> =
            way.leaves.iter().filter(weak).map(|leaf| leaf_words(engine, facts, &web.leaves[*leaf])).collect();
        if rule.at_most == best {
            out.insert(format!("the rule `{}` gives nothing that is surer", rule.name));
        } else if !leaves.is_empty() {
            out.extend(leaves.into_iter().map(|words| format!("disputed, or not called certain by its source: {words}")));
        } else if !way.facts.iter().filter_map(way_of).any(|way| way.certainty == best) {
            out.insert(format!("dates, or what may yet be said, leave open whether the rule `{}` holds", rule.name));
        }
    }
    out.into_iter().collect()
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
