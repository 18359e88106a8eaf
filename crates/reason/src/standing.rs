//! On what a finding stands or falls.
//!
//! The main function is [`standing`]. From all ways in which a finding follows, not from the few that it shows, come the sets of
//! sources without which it is not there any more, each as small as can be and of at most [`TOGETHER`] sources; and the
//! arithmetic of how sure it is.
//!
//! How the sets are found: take a proof that stands without some sources. Whatever makes the finding fall must break that proof,
//! so it holds all sources of something that the proof needs; add those, and look again. No set is missed in this way, and few
//! are looked at. Where nothing stands by the ways that there were, the finding may still follow in a way that was none before:
//! what the rules deny or count, the one date of a thing and what is said of it in all may be other without those sources. Where
//! no rule asks for any of these, the graph of ways is all there is and nothing runs again; else the engine follows the case to
//! where it lacks them ([`Loaded::change`]), which costs what those sources change, and only what falls there too is given.
//!
//! Taking a source away can also undo a finding by what comes without it: a denial within a denial, something that a source calls
//! unclear, another date. Sources that may do so ([`crate::rising`]) are added to each set too, and what becomes of the finding is
//! asked of the engine. So all sets of at most three are found, unless more would have to be tried than [`RUNS`] allows:
//! [`Standing::is_complete`] says so.

use crate::ast::{Cond, CondKind, Take};
use crate::engine::{Engine, Limits};
use crate::facts::Facts;
use crate::find::{Teller, leaf_claims, row_of};
use crate::loaded::Loaded;
use crate::names::Code;
use crate::plan;
use crate::props::{self, SOURCE, WHEN};
use crate::rising::rising;
use crate::rules::RuleSet;
use crate::web::{Web, WebWay};
use crate::why::{self, Step};
use rollcall_model::claim::State;
use rollcall_model::entity::{Entities, Entity};
use rollcall_model::finding::{Certainty, Finding};
use rollcall_model::id::{ClaimId, EntityId};
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_model::view::{Claims, StatedClaim};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Sources that are taken away together.
pub const TOGETHER: usize = 3;
/// How often the engine follows the case for one finding.
const RUNS: usize = 2_500;
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
    /// Its surest proof, step by step from the top, with what each part is worth: the arithmetic, for the owner alone.
    pub worked: Vec<Step>,
}

/// On what a finding stands. Nothing where the rules do not give it.
///
/// # Errors
/// When a rule runs away.
pub fn standing(rules: &RuleSet, facts: &Facts<'_>, limits: Limits, finding: &Finding) -> Result<Option<Standing>, Problem> {
    let names = BTreeSet::from([finding.rule.clone()]);
    let loaded = Loaded::new(rules, &names, facts, limits)?;
    let Some(row) = row_of(loaded.engine(), facts, &finding.rule, &finding.id) else {
        return Ok(None);
    };
    let worked = why::worked(&Teller::of_words(loaded.engine(), facts), &Web::new(loaded.engine(), row));
    let ways = ways(loaded.engine(), facts, row);
    let own: BTreeSet<EntityId> =
        ways.things.keys().filter_map(|thing| loaded.engine().store.entity(*thing)).cloned().collect();
    let mut falling = Falling {
        finding,
        rest: Rest::of(facts),
        loaded: Some(loaded),
        is_graph_enough: is_graph_enough(rules, &finding.rule),
        rising: rising(rules, facts, &finding.rule, &own),
        found: BTreeSet::new(),
        runs: 0,
        is_complete: true,
    };
    falling.search(&ways)?;
    let (all, is_complete) = (falling.found, falling.is_complete);
    let is_least = |set: &&Set| !all.iter().any(|other| other != *set && other.is_subset(set));
    let mut falls_without: Vec<Vec<String>> = all.iter().filter(is_least).map(|set| set.iter().cloned().collect()).collect();
    falls_without.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    Ok(Some(Standing { falls_without, is_complete, worked }))
}

/// Whether the graph of ways tells all that becomes of a rule's findings where sources go: no rule that it rests on asks for what
/// is not there, for how many there are, for all that is said, for the one date of a thing or for who says it, and what its
/// variables stand for can be told from what a way rests on: ways that rest on the same stand once in the graph.
fn is_graph_enough(rules: &RuleSet, rule: &str) -> bool {
    let needed = rules.needed(rule);
    let when = props::number(WHEN);
    let is_plain = |cond: &Cond| match &cond.kind {
        CondKind::Pred { negated, .. } => !negated,
        CondKind::Prop { negated, otherwise, take, property, .. } => {
            let whole = *take == Take::All || plan::asked(take).is_some();
            !negated && otherwise.is_none() && !whole && Some(*property) != when
        }
        CondKind::Count { .. } | CondKind::AtLeast { .. } => false,
        CondKind::Is { .. } | CondKind::Compare { .. } | CondKind::In { .. } => true,
    };
    let mut of = rules.defs.iter().filter(|def| needed.contains(def.head.name.as_str()));
    of.all(|def| {
        let tells = def.body.iter().filter(|cond| !is_test(&cond.kind));
        let told: BTreeSet<usize> = tells.flat_map(|cond| names(&cond.kind)).collect();
        let mut all = def.body.iter().flat_map(|cond| names(&cond.kind));
        def.body.iter().all(is_plain) && all.all(|var| told.contains(&var))
    })
}

/// Whether a condition rests on no words.
fn is_test(kind: &CondKind) -> bool {
    matches!(kind, CondKind::Is { .. } | CondKind::Compare { .. } | CondKind::In { .. })
}

/// The variables that a condition names.
fn names(kind: &CondKind) -> BTreeSet<usize> {
    crate::check::binds(kind).into_iter().chain(crate::check::needs(kind)).collect()
}

/// Sources that are taken away.
type Set = BTreeSet<String>;

/// All ways of the finding, and for each leaf and each thing the sources that give it; what no source gives has none.
struct Ways {
    web: Web,
    leaves: Vec<Set>,
    things: BTreeMap<u32, Set>,
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

/// All ways of a row.
fn ways(engine: &Engine, facts: &Facts<'_>, row: crate::engine::RowId) -> Ways {
    let web = Web::new(engine, row);
    let leaves = web.leaves.iter().map(|leaf| of_claims(facts, leaf_claims(engine, leaf))).collect();
    let things: BTreeSet<u32> = web.ways.iter().flatten().flat_map(|way| way.things.iter().copied()).collect();
    let things = things.into_iter().map(|thing| (thing, of_thing(engine, facts, thing))).collect();
    Ways { web, leaves, things }
}

struct Falling<'f> {
    finding: &'f Finding,
    rest: Rest<'f>,
    /// The engine, at the case without what `rest` lacks.
    loaded: Option<Loaded>,
    is_graph_enough: bool,
    /// Sources without which something may come or be otherwise that undoes the finding.
    rising: Set,
    found: BTreeSet<Set>,
    runs: usize,
    /// Whether everything that had to be tried was.
    is_complete: bool,
}

/// What becomes of a finding without some sources.
enum Without {
    /// A proof that stands needs these: for each thing of it the sources that give it.
    Needs(BTreeSet<Set>),
    /// Nothing is known to break it further.
    Stands,
    Falls,
    /// Too much was tried already.
    NotTried,
}

impl Falling<'_> {
    /// Looks for sets, the smallest first, so that few that hold another are tried; `ways` are those of the whole case.
    fn search(&mut self, ways: &Ways) -> Result<(), Problem> {
        let mut next: BTreeSet<(usize, Set)> = BTreeSet::from([(0, Set::new())]);
        let mut looks = 0;
        while let Some((_, gone)) = next.pop_first() {
            if self.holds_one(&gone) {
                continue;
            }
            looks += 1;
            match self.without(&gone, ways)? {
                _ if looks > LOOKS => self.is_complete = false,
                Without::Needs(needs) => next.extend(self.larger(&gone, needs)),
                Without::Stands => {}
                Without::Falls => _ = self.found.insert(gone),
                Without::NotTried => self.is_complete = false,
            }
            if !self.is_complete {
                break;
            }
        }
        Ok(())
    }

    fn holds_one(&self, set: &Set) -> bool {
        self.found.iter().any(|found| found.is_subset(set))
    }

    /// Sets with, besides, all sources of one thing that a proof needs, for each of them, or one that holds something back.
    fn larger(&self, gone: &Set, needs: BTreeSet<Set>) -> Vec<(usize, Set)> {
        let rising = self.rising.difference(gone).map(|source| Set::from([source.clone()]));
        let larger = needs.into_iter().chain(rising).map(|set| &set | gone);
        larger.filter(|set| set.len() <= TOGETHER && !self.holds_one(set)).map(|set| (set.len(), set)).collect()
    }

    fn without(&mut self, gone: &Set, ways: &Ways) -> Result<Without, Problem> {
        let needs = |ways: &Ways| Some(ways.without(gone)?.into_iter().cloned().collect());
        if gone.is_disjoint(&self.rising)
            && let Some(needs) = needs(ways)
        {
            return Ok(Without::Needs(needs));
        }
        if self.is_graph_enough {
            return Ok(Without::Falls);
        }
        Ok(match self.ways(gone)? {
            None => Without::NotTried,
            Some(None) => Without::Falls,
            Some(Some(anew)) => needs(&anew).map_or(Without::Stands, Without::Needs),
        })
    }

    /// All ways of the finding where some sources are not there, if it follows; nothing where too much was tried already.
    fn ways(&mut self, gone: &Set) -> Result<Option<Option<Ways>>, Problem> {
        self.runs += 1;
        let Some(loaded) = self.loaded.take().filter(|_| self.runs <= RUNS) else { return Ok(None) };
        let touched = self.rest.lack(gone);
        let facts = self.rest.facts();
        let (loaded, _) = loaded.change(&facts, &touched)?;
        let row = row_of(loaded.engine(), &facts, &self.finding.rule, &self.finding.id);
        let ways = row.map(|row| ways(loaded.engine(), &facts, row));
        self.loaded = Some(loaded);
        Ok(Some(ways))
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

/// The facts of a case without some sources. Who is who stays as it was.
struct Rest<'f> {
    whole: Facts<'f>,
    gone: Set,
    entities: Entities,
    claims: Claims,
    sources: Arc<Vec<Source>>,
    /// Claims by their source.
    of_source: BTreeMap<&'f str, Vec<&'f ClaimId>>,
    /// Entities with values that rest on a claim.
    by_claim: BTreeMap<&'f ClaimId, Vec<&'f EntityId>>,
    /// Entities that point at one.
    pointing: BTreeMap<&'f EntityId, Vec<&'f EntityId>>,
}

impl<'f> Rest<'f> {
    /// The whole case.
    fn of(whole: &Facts<'f>) -> Self {
        let mut rest = Self {
            whole: *whole,
            gone: Set::new(),
            entities: whole.entities.clone(),
            claims: whole.claims.clone(),
            sources: whole.sources.clone(),
            of_source: BTreeMap::new(),
            by_claim: BTreeMap::new(),
            pointing: BTreeMap::new(),
        };
        for (id, stated) in whole.claims {
            rest.of_source.entry(&stated.claim.anchor.source).or_default().push(id);
        }
        for (id, entity) in whole.entities {
            for value in entity.properties.values().flatten() {
                value.claims.iter().for_each(|claim| rest.by_claim.entry(claim).or_default().push(id));
                value.value.entity().into_iter().for_each(|to| rest.pointing.entry(to).or_default().push(id));
            }
        }
        rest
    }

    /// Goes to the case without just these sources. Gives the entities that are otherwise than before.
    fn lack(&mut self, gone: &Set) -> BTreeSet<EntityId> {
        let turned: Vec<String> = self.gone.symmetric_difference(gone).cloned().collect();
        let claims: Vec<&ClaimId> =
            turned.iter().filter_map(|path| self.of_source.get(path.as_str())).flatten().copied().collect();
        let mut touched: BTreeSet<EntityId> = BTreeSet::new();
        for id in claims {
            let (Some(stated), Some(whole)) = (self.claims.get_mut(id), self.whole.claims.get(id)) else { continue };
            // What nobody says is to rules what a person rejected.
            stated.state = if gone.contains(&whole.claim.anchor.source) { State::Rejected } else { whole.state };
            touched.extend(self.by_claim.get(id).into_iter().flatten().copied().cloned());
        }
        for id in touched.clone() {
            let Some(entity) = self.whole.entities.get(&id) else { continue };
            let was = match self.is_told(entity, gone) {
                true => self.entities.insert(id.clone(), entity.clone()).is_some(),
                false => self.entities.remove(&id).is_none(),
            };
            if !was {
                touched.extend(self.pointing.get(&id).into_iter().flatten().copied().cloned());
            }
        }
        let left = self.whole.sources.iter().filter(|source| !gone.contains(&source.path));
        self.sources = Arc::new(left.cloned().collect());
        self.gone.clone_from(gone);
        touched
    }

    /// Whether some other source still tells of an entity, or none ever did.
    fn is_told(&self, entity: &Entity, gone: &Set) -> bool {
        let mut own = entity.properties.values().flatten().flat_map(|value| &value.claims).peekable();
        let is_left = |stated: &StatedClaim| !gone.contains(&stated.claim.anchor.source);
        own.peek().is_none() || own.any(|id| self.whole.claims.get(id).is_none_or(is_left))
    }

    fn facts(&self) -> Facts<'_> {
        Facts { entities: &self.entities, claims: &self.claims, sources: &self.sources, ..self.whole }
    }
}
