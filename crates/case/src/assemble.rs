//! From claims and decisions to what the owner of the case sees.
//!
//! The main function is [`assemble`]; its result, [`Built`], holds the private view and makes the public one. It touches
//! no file but the cache, so that `build`, `roll` and the desk give the same answer, and a decision made a moment ago
//! shows at once.

use crate::attach::{self, Attached};
use crate::cache::Cache;
use crate::decisions;
use crate::find::Finder;
use crate::public;
use crate::roll;
use crate::settings::{MemberSettings, Settings};
use crate::snapshot::{Places, Snapshot, Texts};
use crate::words::Index;
use rollcall_model::claim::{Claim, State};
use rollcall_model::decision::Decision;
use rollcall_model::entity::{Entity, Join, PropertyValue};
use rollcall_model::finding::{Finding, RuleClass};
use rollcall_model::id::{ClaimId, EntityId, JoinId, MentionId};
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_model::view::{About, StatedClaim};
use rollcall_reason::RuleSet;
use rollcall_resolve::Clusters;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Everything that a case's answer is made of.
#[derive(Debug)]
pub struct Inputs {
    /// `case.toml`.
    pub settings: Settings,
    /// The sources, by path.
    pub sources: Vec<Source>,
    /// What readers found in them, sorted.
    pub claims: Vec<Claim>,
    /// The sources' words.
    pub texts: Arc<Texts>,
    /// All lines of `decisions.jsonl`.
    pub decisions: Vec<Decision>,
    /// The standard rules and the case's own.
    pub rules: RuleSet,
    /// Ids that an edition pinned, by mention.
    pub pins: BTreeMap<MentionId, EntityId>,
    /// Parties and other names from the case and from word packs.
    pub parties: rollcall_resolve::Settings,
}

/// A case with everything that follows from it.
#[derive(Debug)]
pub struct Built {
    /// What it was made of.
    pub inputs: Inputs,
    /// What people decided.
    pub attached: Attached,
    /// All joins, proposed ones too.
    pub joins: BTreeMap<JoinId, Join>,
    /// Which mentions are one.
    clusters: Clusters,
    private: Snapshot,
    public: OnceLock<Result<Snapshot, Problem>>,
    /// What each rule found, by the key of what it found it in.
    found: Arc<Found>,
    /// What rules were given, where some claims do not exist; else the private view's own.
    facts: Option<BTreeMap<EntityId, Entity>>,
    /// All that rules found, also what a person rejected.
    reasoned: Arc<Vec<Finding>>,
}

/// Findings by the key of a rule and its facts: what a later assembly of the same case need not derive again.
#[derive(Debug, Default)]
pub struct Found(Mutex<BTreeMap<String, Arc<Vec<Finding>>>>);

/// How many results are kept: those of some fifty acts.
const MAX_FOUND: usize = 2000;

impl Found {
    fn get(&self, key: &str, make: impl FnOnce() -> Result<Vec<Finding>, Problem>) -> Result<Arc<Vec<Finding>>, Problem> {
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(findings) = kept().get(key) {
            return Ok(findings.clone());
        }
        // Made without the lock, so that nobody waits for another's rules.
        let findings = Arc::new(make()?);
        let mut found = kept();
        if found.len() >= MAX_FOUND {
            found.clear();
        }
        found.insert(key.to_string(), findings.clone());
        Ok(findings)
    }
}

impl Built {
    /// Everything, for the owner.
    pub fn private(&self) -> &Snapshot {
        &self.private
    }

    /// What people accepted and may go out.
    ///
    /// # Errors
    /// When a rule ran away on the accepted claims.
    pub fn public(&self, cache: &Cache<'_>) -> Result<&Snapshot, Problem> {
        self.public.get_or_init(|| public::snapshot(self, cache)).as_ref().map_err(Clone::clone)
    }

    /// Decisions that no longer fit the words that they were made on.
    pub fn needs_another_look(&self) -> &[Problem] {
        &self.attached.another_look
    }

    /// What rules found in this case so far.
    pub(crate) fn found(&self) -> &Found {
        &self.found
    }

    /// The same, to be used by another assembly of this case.
    pub(crate) fn kept_findings(&self) -> &Arc<Found> {
        &self.found
    }

    /// The state of a claim.
    pub fn state(&self, claim: &ClaimId) -> State {
        self.attached.state(claim)
    }

    /// All claims: what readers found and what people added.
    pub fn all_claims(&self) -> impl Iterator<Item = &Claim> {
        self.inputs.claims.iter().chain(&self.attached.made)
    }
}

/// Resolves, reasons and lists.
///
/// # Errors
/// When a rule runs away or the cache cannot be written.
pub fn assemble(inputs: Inputs, cache: &Cache<'_>) -> Result<Built, Problem> {
    assemble_with(inputs, &Arc::default(), cache)
}

/// As [`assemble`], using and adding to what rules found before.
///
/// # Errors
/// As [`assemble`].
pub(crate) fn assemble_with(inputs: Inputs, found: &Arc<Found>, cache: &Cache<'_>) -> Result<Built, Problem> {
    let index = Index::new(&inputs.claims);
    let lines = decisions::in_effect(&inputs.decisions);
    let mut joins = join(&rollcall_resolve::party_blocks(&inputs.claims, &inputs.parties), "party", cache)?;
    let finder = Finder::new(&index, &inputs.texts);
    // Merges and splits come first, since which bodies are one decides which meetings may be.
    let bodies = attach::pairs(&lines, &finder, &by_id(&joins));
    let parties = rollcall_resolve::cluster(&inputs.claims, &joins, &bodies, &inputs.pins);
    joins.extend(join(&rollcall_resolve::engagement_blocks(&inputs.claims, &parties), "engagement", cache)?);
    let mut joins = rollcall_resolve::tidy(joins);
    let attached = attach::attach(&lines, &finder, &by_id(&joins));
    joins.extend(rollcall_resolve::decided_joins(&inputs.claims, &attached.pairs()));
    let joins = by_id(&rollcall_resolve::tidy(joins));
    let all: Vec<Claim> = inputs.claims.iter().chain(&attached.made).cloned().collect();
    let every: Vec<Join> = joins.values().cloned().collect();
    let clusters = rollcall_resolve::cluster(&all, &every, &attached.pairs(), &inputs.pins);
    conclude(Resolved { inputs, attached, joins, clusters, all }, found, None, cache)
}

/// The same claims after other decisions: as [`assemble`], but what they do not touch is taken over.
///
/// # Errors
/// As [`assemble`].
pub fn again(before: &Built, inputs: Inputs, cache: &Cache<'_>) -> Result<Built, Problem> {
    let index = Index::new(&inputs.claims);
    let lines = decisions::in_effect(&inputs.decisions);
    let finder = Finder::new(&index, &inputs.texts);
    let attached = attach::attach(&lines, &finder, &before.joins);
    // Who is one depends on the claims that are there and on merges, not on what was accepted.
    let same = attached.merged == before.attached.merged
        && attached.split == before.attached.split
        && attached.made == before.attached.made;
    if !same {
        return assemble_with(inputs, &before.found, cache);
    }
    let all: Vec<Claim> = inputs.claims.iter().chain(&attached.made).cloned().collect();
    let (joins, clusters) = (before.joins.clone(), before.clusters.clone());
    conclude(Resolved { inputs, attached, joins, clusters, all }, &before.found, Some(before), cache)
}

/// A case of which it is known who is who.
struct Resolved {
    inputs: Inputs,
    attached: Attached,
    joins: BTreeMap<JoinId, Join>,
    clusters: Clusters,
    /// All claims: what readers found and what people added.
    all: Vec<Claim>,
}

/// Reasons and lists. What rules were given before and are given again is not reasoned over again.
fn conclude(resolved: Resolved, found: &Arc<Found>, before: Option<&Built>, cache: &Cache<'_>) -> Result<Built, Problem> {
    let Resolved { inputs, attached, joins, clusters, all } = resolved;
    let state = |id: &ClaimId| attached.state(id);
    let every: Vec<Join> = joins.values().cloned().collect();
    let entities = rollcall_resolve::entities(&all, &clusters, &every, state, &inputs.parties);
    let existing: Vec<Claim> = all.iter().filter(|claim| state(&claim.id).exists()).cloned().collect();
    let without_some = (existing.len() < all.len())
        .then(|| rollcall_resolve::entities(&existing, &clusters, &every, state, &inputs.parties));
    let claims: BTreeMap<ClaimId, StatedClaim> =
        all.into_iter().map(|claim| (claim.id.clone(), StatedClaim { state: attached.state(&claim.id), claim })).collect();
    let facts = without_some.as_ref().unwrap_or(&entities);
    let same = before.filter(|before| before.gave_rules(&inputs, facts, &claims));
    let reasoned = match same {
        Some(before) => before.reasoned.clone(),
        None => Arc::new(reason(&inputs, facts, &claims, &inputs.sources, found, cache)?),
    };
    debug_assert!(
        same.is_none()
            || reason(&inputs, facts, &claims, &inputs.sources, found, cache).is_ok_and(|again| again == *reasoned),
        "rules find the same in the same"
    );
    let mut findings = Vec::clone(&reasoned);
    findings.retain(|finding| !attached.findings_rejected.contains(&finding.id));
    let private = Snapshot {
        about: about(&inputs.settings, &inputs.rules, true),
        sources: inputs.sources.clone(),
        roll: roll::rows(&entities, &claims, &findings),
        claims,
        entities,
        joins: joins.clone(),
        findings,
        held_back: BTreeMap::new(),
        texts: inputs.texts.clone(),
        hidden: Places::new(),
    };
    Ok(Built {
        inputs,
        attached,
        joins,
        clusters,
        private,
        public: OnceLock::new(),
        found: found.clone(),
        facts: without_some,
        reasoned,
    })
}

impl Built {
    /// Whether rules were given just this: the same rules, and the same facts but for what was accepted.
    fn gave_rules(
        &self,
        inputs: &Inputs,
        facts: &BTreeMap<EntityId, Entity>,
        claims: &BTreeMap<ClaimId, StatedClaim>,
    ) -> bool {
        let rules = |inputs: &Inputs| -> Vec<(String, String)> {
            inputs.rules.strata().into_iter().map(|stratum| (stratum.rule, stratum.key)).collect()
        };
        let weights = |(id, stated): (&ClaimId, &StatedClaim)| (id.clone(), stated.state.weight());
        let before = self.facts.as_ref().unwrap_or(&self.private.entities);
        rules(&self.inputs) == rules(inputs)
            && self.private.claims.len() == claims.len()
            && self.private.claims.iter().map(weights).eq(claims.iter().map(weights))
            && before.len() == facts.len()
            && before.values().zip(facts.values()).all(|(one, other)| is_same_fact(one, other))
    }
}

/// Whether two things are one but for what was accepted of them.
fn is_same_fact(one: &Entity, other: &Entity) -> bool {
    let same_values = |(a, b): (&PropertyValue, &PropertyValue)| {
        a.value == b.value && a.claims == b.claims && a.state.weight() == b.state.weight()
    };
    one.id == other.id
        && one.kind == other.kind
        && one.name == other.name
        && one.state.weight() == other.state.weight()
        && one.mentions == other.mentions
        && one.joins == other.joins
        && one.properties.len() == other.properties.len()
        && one.properties.iter().zip(&other.properties).all(|((name, values), (other_name, others))| {
            name == other_name && values.len() == others.len() && values.iter().zip(others).all(same_values)
        })
}

fn join(blocks: &[rollcall_resolve::Block], what: &str, cache: &Cache<'_>) -> Result<Vec<Join>, Problem> {
    let mut joins = Vec::new();
    for block in blocks {
        let made =
            cache.get("resolve", &format!("{what} {}", block.key()), block, || Ok(rollcall_resolve::join_block(block)))?;
        joins.extend(made);
    }
    Ok(joins)
}

fn by_id(joins: &[Join]) -> BTreeMap<JoinId, Join> {
    joins.iter().map(|join| (join.id.clone(), join.clone())).collect()
}

/// What the case says of itself.
pub fn about(settings: &Settings, rules: &RuleSet, private: bool) -> About {
    About {
        title: settings.title.clone(),
        languages: settings.languages.clone(),
        notice: settings.notice.clone(),
        moments: settings.moment.clone(),
        rules: rules.rules().into_iter().map(|rule| (rule.name, rule.page)).collect(),
        private,
        day: None,
        edition: None,
    }
}

/// Runs the rules over some facts.
///
/// # Errors
/// When a rule runs away or the cache cannot be written.
pub fn reason(
    inputs: &Inputs,
    facts: &BTreeMap<EntityId, Entity>,
    claims: &BTreeMap<ClaimId, StatedClaim>,
    sources: &[Source],
    found: &Found,
    cache: &Cache<'_>,
) -> Result<Vec<Finding>, Problem> {
    let members = members(&inputs.settings.member, facts);
    let facts =
        rollcall_reason::Facts { entities: facts, claims, sources, moments: &inputs.settings.moment, members: &members };
    let context: BTreeSet<String> = inputs.settings.rules.context.iter().cloned().collect();
    let limits = rollcall_reason::Limits { rows: inputs.settings.limits.max_rule_rows, ..Default::default() };
    let mut findings = Vec::new();
    for stratum in inputs.rules.strata() {
        if stratum.class == RuleClass::Context && !context.contains(&stratum.rule) {
            continue;
        }
        let key = inputs.rules.stratum_key(&stratum, &facts);
        let names = BTreeSet::from([stratum.rule.clone()]);
        let made = found.get(&key, || {
            cache.get("reason", &stratum.rule, &key, || rollcall_reason::findings_of(&inputs.rules, &names, &facts, limits))
        })?;
        findings.extend(made.iter().cloned());
    }
    rollcall_reason::sort(&mut findings);
    Ok(findings)
}

/// The members that the owner names, where the case knows both the body and the party by some name.
fn members(settings: &[MemberSettings], facts: &BTreeMap<EntityId, Entity>) -> Vec<rollcall_reason::Member> {
    let mut known: BTreeMap<String, &EntityId> = BTreeMap::new();
    for entity in facts.values().filter(|entity| entity.kind.is_party()) {
        for property in ["name", "alias", "acronym"] {
            for value in entity.values(property) {
                known.entry(rollcall_names::normalize(value.value.words())).or_insert(&entity.id);
            }
        }
    }
    let find = |name: &str| known.get(&rollcall_names::normalize(name)).map(|id| (*id).clone());
    let member = |member: &MemberSettings| {
        let (forum, party) = (find(&member.forum)?, find(&member.party)?);
        Some(rollcall_reason::Member { forum, party, from: member.from.clone(), to: member.to.clone() })
    };
    settings.iter().filter_map(member).collect()
}
