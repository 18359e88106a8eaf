//! From claims and decisions to what the owner of the case sees.
//!
//! The main function is [`assemble`]; its result, [`Built`], holds the private view and makes the public one. It touches
//! no file but the cache, so that `build`, `roll` and the desk give the same answer, and a decision made a moment ago
//! shows at once.

use crate::attach::{self, Attached};
use crate::cache::Cache;
use crate::decisions::{self, Lines};
use crate::find::Finder;
use crate::found::{Found, Side, share};
use crate::protected::Protected;
use crate::public::{self, Public};
use crate::roll;
use crate::searches::searches;
use crate::settings::{MemberSettings, Settings};
use crate::snapshot::{Places, Snapshot, Texts};
use crate::words::{Index, Known};
use rollcall_model::claim::{Claim, State};
use rollcall_model::decision::Decision;
use rollcall_model::entity::{Entities, Join, JoinsById};
use rollcall_model::finding::{Finding, RuleClass};
use rollcall_model::id::{ClaimId, EntityId, MentionId};
use rollcall_model::problem::Problem;
use rollcall_model::roll::RollRow;
use rollcall_model::source::Source;
use rollcall_model::view::{About, Claims, StatedClaim};
use rollcall_reason::{Facts, Findings, Limits, RuleSet, Standing, Stratum};
use rollcall_resolve::{Book, Clusters, Joins, Resolution};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Everything that a case's answer is made of: shared, so that a decision copies nothing that it does not change.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// `case.toml`.
    pub settings: Arc<Settings>,
    /// The sources, by path.
    pub sources: Arc<Vec<Source>>,
    /// What readers found in them, sorted.
    pub claims: Arc<Known>,
    /// The sources' words.
    pub texts: Arc<Texts>,
    /// All lines of `decisions.jsonl`.
    pub decisions: Lines,
    /// The standard rules and the case's own.
    pub rules: Arc<RuleSet>,
    /// Ids that an edition pinned, by mention.
    pub pins: Arc<BTreeMap<MentionId, EntityId>>,
    /// Parties and other names from the case and from word packs.
    pub book: Arc<Book>,
    /// How wide places are, as far as word packs know.
    pub areas: Arc<crate::areas::Areas>,
    /// What the build of them could not use.
    pub problems: Arc<Vec<Problem>>,
    /// The SHA-256 of the file in which a build kept sources and claims, where they were loaded from one.
    pub of_build: Option<Arc<str>>,
}

/// A case with everything that follows from it.
#[derive(Debug)]
pub struct Built {
    /// What it was made of.
    pub inputs: Inputs,
    /// What people decided.
    pub attached: Attached,
    /// All joins, proposed ones too.
    pub joins: Arc<JoinsById>,
    /// The lines that count, in the order in which they were attached.
    pub(crate) counted: Vec<Arc<Decision>>,
    /// All claims: what readers found and what people added.
    pub(crate) all: Arc<Known>,
    /// Which mentions are one.
    pub(crate) clusters: Arc<Clusters>,
    pub(crate) private: Snapshot,
    pub(crate) public: OnceLock<Result<Arc<Public>, Problem>>,
    /// The public view of this case before some decisions, to make the next one from.
    pub(crate) public_before: Option<Arc<Public>>,
    /// What each rule found, by the key of what it found it in.
    pub(crate) found: Arc<Found>,
    /// What rules were given, where some claims do not exist; else the private view's own.
    pub(crate) facts: Option<Entities>,
    /// All that rules found, also what a person rejected.
    pub(crate) reasoned: Findings,
    /// Whom nobody may learn to exist.
    pub(crate) protected: Arc<Protected>,
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
        self.gate(cache).map(|public| &public.snapshot)
    }

    /// The same with whom it names that nobody asked to reply.
    ///
    /// # Errors
    /// As [`Built::public`].
    pub fn gate(&self, cache: &Cache<'_>) -> Result<&Public, Problem> {
        let public = self.public.get_or_init(|| public::view(self, cache).map(Arc::new));
        public.as_ref().map(AsRef::as_ref).map_err(Clone::clone)
    }

    /// The same case for whoever unlocked the file of protected people: what goes out of it is without them.
    pub fn with_protected(mut self, protected: Protected) -> Self {
        self.protected = Arc::new(protected);
        self.public = OnceLock::new();
        self.public_before = None;
        self
    }

    /// Decisions that no longer fit the words that they were made on.
    pub fn needs_another_look(&self) -> &[Problem] {
        &self.attached.another_look
    }

    /// What rules found in this case so far, to be used by another assembly of it.
    pub(crate) fn kept_findings(&self) -> &Arc<Found> {
        &self.found
    }

    /// The state of a claim.
    pub fn state(&self, claim: &ClaimId) -> State {
        self.attached.state(claim)
    }

    /// All claims: what readers found and what people added.
    pub fn all_claims(&self) -> std::slice::Iter<'_, Arc<Claim>> {
        self.all.iter()
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
    let lines = decisions::in_effect(&inputs.decisions);
    let read = Index::known(&inputs.claims);
    let mut attached = attach::attach(&lines, &Finder::new(&read, &inputs.texts, &inputs.sources));
    let all = with_made(&inputs.claims, &attached.made);
    let index = Index::known(&all);
    let finder = Finder::new(&index, &inputs.texts, &inputs.sources);
    let mut joins = join(&rollcall_resolve::party_blocks(&all, &inputs.sources, &inputs.book), "party", cache)?;
    joins = rollcall_resolve::weigh(joins, &all, &inputs.sources);
    // Merges and splits come first, since which bodies are one decides which meetings may be.
    let of_parties = by_id(&joins);
    let bodies = attach::pairs(&lines, &finder, &|id| of_parties.get(id).cloned());
    let parties = rollcall_resolve::cluster(&all, &joins, &bodies, &inputs.pins);
    joins.extend(join(&rollcall_resolve::engagement_blocks(&all, &inputs.sources, &parties), "engagement", cache)?);
    let mut joins = rollcall_resolve::tidy(joins);
    let of_all = by_id(&joins);
    attach::attach_pairs(&mut attached, &lines, &finder, &|id| of_all.get(id).cloned());
    joins.extend(rollcall_resolve::decided_joins(&all, &attached.pairs()).into_iter().map(Arc::new));
    // A merge by a person may make weigh what did not: what else is one with it by name alone is asked too.
    let joins = by_id(&rollcall_resolve::weigh(rollcall_resolve::tidy(joins), &all, &inputs.sources));
    let every: Vec<&Join> = joins.values().map(AsRef::as_ref).collect();
    let clusters = rollcall_resolve::cluster(&all, &every, &attached.pairs(), &inputs.pins);
    let counted = lines.into_iter().cloned().collect();
    conclude(Resolved { inputs, attached, counted, joins: Arc::new(joins), clusters: Arc::new(clusters), all }, found, cache)
}

/// All claims: what readers found and what people added.
fn with_made(read: &Arc<Known>, made: &[Arc<Claim>]) -> Arc<Known> {
    if made.is_empty() { read.clone() } else { Arc::new(read.iter().chain(made).cloned().collect::<Vec<_>>().into()) }
}

/// A case of which it is known who is who.
pub(crate) struct Resolved {
    pub(crate) inputs: Inputs,
    pub(crate) attached: Attached,
    pub(crate) counted: Vec<Arc<Decision>>,
    pub(crate) joins: Arc<JoinsById>,
    pub(crate) clusters: Arc<Clusters>,
    /// All claims: what readers found and what people added.
    pub(crate) all: Arc<Known>,
}

/// Reasons and lists.
fn conclude(resolved: Resolved, found: &Arc<Found>, cache: &Cache<'_>) -> Result<Built, Problem> {
    let Resolved { inputs, attached, all, .. } = &resolved;
    let state = |id: &ClaimId| attached.state(id);
    let every: Vec<&Join> = resolved.joins.values().map(AsRef::as_ref).collect();
    let by = Resolution { clusters: &resolved.clusters, joins: Joins::All(&every), state: &state, book: &inputs.book };
    let entities = rollcall_resolve::entities(all, by);
    let existing: Vec<&Claim> = all.iter().map(AsRef::as_ref).filter(|claim| state(&claim.id).exists()).collect();
    let facts = (existing.len() < all.len()).then(|| rollcall_resolve::entities(&existing, by));
    let claims: Claims =
        all.iter().map(|claim| (claim.id.clone(), StatedClaim { state: state(&claim.id), claim: claim.clone() })).collect();
    let given = facts.as_ref().unwrap_or(&entities);
    let reasoned = reason(inputs, given, &claims, &inputs.sources, (found, Side::Private), cache)?;
    let findings = shown(&reasoned, attached);
    let roll = roll::rows(&entities, &claims, &findings);
    Ok(resolved.built(Concluded { entities, facts, claims, reasoned, findings, roll }, found.clone(), None))
}

/// What follows from a case of which it is known who is who.
pub(crate) struct Concluded {
    pub(crate) entities: Entities,
    pub(crate) facts: Option<Entities>,
    pub(crate) claims: Claims,
    pub(crate) reasoned: Findings,
    pub(crate) findings: Findings,
    pub(crate) roll: Vec<Arc<RollRow>>,
}

impl Resolved {
    pub(crate) fn built(self, made: Concluded, found: Arc<Found>, public_before: Option<Arc<Public>>) -> Built {
        let private = Snapshot {
            about: about(&self.inputs.settings, &self.inputs.rules, true),
            sources: self.inputs.sources.clone(),
            claims: made.claims,
            entities: made.entities,
            joins: self.joins.clone(),
            roll: made.roll,
            findings: made.findings,
            held_back: BTreeMap::new(),
            replies: Vec::new(),
            notices: Vec::new(),
            changes: None,
            texts: self.inputs.texts.clone(),
            released: Texts::new(),
            covered: BTreeMap::new(),
            hidden: Places::new(),
        };
        Built {
            inputs: self.inputs,
            attached: self.attached,
            joins: self.joins,
            counted: self.counted,
            all: self.all,
            clusters: self.clusters,
            private,
            public: OnceLock::new(),
            public_before,
            found,
            facts: made.facts,
            reasoned: made.reasoned,
            protected: Arc::default(),
        }
    }
}

/// What rules found but for what a person rejected.
pub(crate) fn shown(reasoned: &Findings, attached: &Attached) -> Findings {
    if attached.findings_rejected.is_empty() {
        return reasoned.clone();
    }
    Arc::new(reasoned.iter().filter(|finding| !attached.findings_rejected.contains(&finding.id)).cloned().collect())
}

fn join(blocks: &[rollcall_resolve::Block], what: &str, cache: &Cache<'_>) -> Result<Vec<Arc<Join>>, Problem> {
    let mut joins = Vec::new();
    for block in blocks {
        let mut made =
            cache.get("resolve", &format!("{what} {}", block.key()), block, || Ok(rollcall_resolve::join_block(block)))?;
        rollcall_resolve::share_words(&mut made);
        joins.extend(made.into_iter().map(Arc::new));
    }
    Ok(joins)
}

fn by_id(joins: &[Arc<Join>]) -> JoinsById {
    joins.iter().map(|join| (join.id.clone(), join.clone())).collect()
}

/// What the case says of itself.
pub fn about(settings: &Settings, rules: &RuleSet, private: bool) -> About {
    About {
        title: settings.title.clone(),
        languages: settings.languages.clone(),
        notice: settings.notice.clone(),
        people_unlisted: settings.publish.noindex,
        contact: settings.publish.contact.clone(),
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
    facts: &Entities,
    claims: &Claims,
    sources: &Arc<Vec<Source>>,
    (found, side): (&Found, Side),
    cache: &Cache<'_>,
) -> Result<Findings, Problem> {
    facts_of(inputs, facts, claims, sources, |facts| {
        followed(inputs, facts, found, side).unwrap_or_else(|| found_by_key(inputs, facts, found, cache))
    })
}

/// Does something with what rules are given: things and claims, and what a case has beside them.
pub(crate) fn facts_of<T>(
    inputs: &Inputs,
    entities: &Entities,
    claims: &Claims,
    sources: &Arc<Vec<Source>>,
    then: impl FnOnce(&Facts<'_>) -> T,
) -> T {
    let members = members(&inputs.settings.member, entities);
    let searches = searches(&inputs.settings.search, sources, &inputs.texts);
    then(&Facts { entities, claims, sources, moments: &inputs.settings.moment, members: &members, searches: &searches })
}

/// What rules find, each looked up by the key of what it is asked of and derived where it is found nowhere.
fn found_by_key(inputs: &Inputs, facts: &Facts<'_>, found: &Found, cache: &Cache<'_>) -> Result<Findings, Problem> {
    let limits = limits(inputs);
    let keys = rollcall_reason::Keys::new(*facts);
    let strata: Vec<(String, String)> =
        rules_on(inputs).into_iter().map(|stratum| (keys.of(&stratum), stratum.rule)).collect();
    // What is found nowhere is derived in one go: facts are made ready once for all rules that need them.
    let lost = |key: &String| !found.has(key) && !cache.has("reason", key);
    let missing: BTreeSet<String> = strata.iter().filter(|(key, _)| lost(key)).map(|(_, rule)| rule.clone()).collect();
    let mut derived: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for finding in derive(&missing, |names| rollcall_reason::findings_of(&inputs.rules, names, facts, limits))? {
        derived.entry(finding.rule.clone()).or_default().push(finding);
    }
    let mut findings = Vec::new();
    for (key, rule) in strata {
        let made = found.get(&key, || {
            let mut made = cache.get("reason", &rule, &key, || match missing.contains(&rule) {
                true => Ok(derived.remove(&rule).unwrap_or_default()),
                false => rollcall_reason::findings_of(&inputs.rules, &BTreeSet::from([rule.clone()]), facts, limits),
            })?;
            if !missing.contains(&rule) {
                share(&mut made, facts.claims);
            }
            Ok(made)
        })?;
        findings.extend(made.iter().cloned());
    }
    findings.sort_by(|a: &Arc<Finding>, b| rollcall_reason::order(a, b));
    Ok(Arc::new(findings))
}

/// What rules find, where an engine in memory follows the case.
fn followed(inputs: &Inputs, facts: &Facts<'_>, found: &Found, side: Side) -> Option<Result<Findings, Problem>> {
    let names = names_on(inputs);
    let limits = limits(inputs);
    let findings = found.follow(side, |following| following.findings(&inputs.rules, &names, facts, limits))?;
    debug_assert!(
        findings.as_ref().is_ok_and(|findings| {
            rollcall_reason::findings_of(&inputs.rules, &names, facts, limits)
                .is_ok_and(|anew| anew.iter().eq(findings.iter().map(AsRef::as_ref)))
        }) || findings.is_err(),
        "an engine that follows a case finds what one finds that is loaded anew"
    );
    Some(findings)
}

/// The rules that speak in a case: all but those of context that it does not name.
fn rules_on(inputs: &Inputs) -> Vec<Stratum> {
    let on = names_on(inputs);
    inputs.rules.strata().into_iter().filter(|stratum| on.contains(&stratum.rule)).collect()
}

fn names_on(inputs: &Inputs) -> BTreeSet<String> {
    let context: BTreeSet<&str> = inputs.settings.rules.context.iter().map(String::as_str).collect();
    let on = inputs.rules.findings().filter(|(rule, class)| *class != RuleClass::Context || context.contains(rule));
    on.map(|(rule, _)| rule.to_string()).collect()
}

impl Built {
    /// Does something with what rules were given.
    pub(crate) fn with_facts<T>(&self, then: impl FnOnce(&Facts<'_>) -> T) -> T {
        facts_of(&self.inputs, self.facts_or_all(), &self.private.claims, &self.inputs.sources, then)
    }

    /// What rules find in the private view, by the engine that follows the case; nothing where none does.
    pub(crate) fn follow_private(&self) -> Result<Option<Findings>, Problem> {
        self.with_facts(|facts| followed(&self.inputs, facts, &self.found, Side::Private)).transpose()
    }

    /// Has the engine that follows the case, where there is one, take up what rules found in the private view.
    pub(crate) fn take_up(&self) -> Result<(), Problem> {
        let (names, found) = (names_on(&self.inputs), &self.reasoned);
        self.with_facts(|facts| {
            let take_up = |following: &mut rollcall_reason::Following| {
                following.take_up(&self.inputs.rules, &names, facts, limits(&self.inputs), found.clone())
            };
            self.found.follow(Side::Private, take_up).unwrap_or(Ok(()))
        })
    }

    /// What is wrong with what rules found, by a second evaluation that shares nothing with the first.
    pub(crate) fn check_findings(&self) -> Vec<Problem> {
        let names = names_on(&self.inputs);
        let findings: Vec<&Finding> = self.reasoned.iter().map(AsRef::as_ref).collect();
        self.with_facts(|facts| {
            let checked = rollcall_reason::checker::check(&self.inputs.rules, &names, facts, &findings);
            checked.unwrap_or_else(|problem| vec![problem])
        })
    }

    /// On what a finding stands or falls; nothing where it is none of this case's.
    ///
    /// # Errors
    /// When a rule runs away.
    pub fn stands_on(&self, finding: &Finding) -> Result<Option<Standing>, Problem> {
        let limits = limits(&self.inputs);
        self.with_facts(|facts| rollcall_reason::standing(&self.inputs.rules, facts, limits, finding))
    }
}

fn limits(inputs: &Inputs) -> Limits {
    Limits { rows: inputs.settings.limits.max_rule_rows, ..Limits::default() }
}

/// What some rules find, half of them at a time: each half is derived by itself, whatever threads there are.
fn derive(
    rules: &BTreeSet<String>,
    findings: impl Fn(&BTreeSet<String>) -> Result<Vec<Finding>, Problem> + Sync,
) -> Result<Vec<Finding>, Problem> {
    let half = |of: usize| rules.iter().skip(of).step_by(2).cloned().collect::<BTreeSet<String>>();
    let found = |names: BTreeSet<String>| if names.is_empty() { Ok(Vec::new()) } else { findings(&names) };
    let (one, other) = rayon::join(|| found(half(0)), || found(half(1)));
    Ok(one?.into_iter().chain(other?).collect())
}

/// The members that the owner names, where the case knows both the body and the party by some name.
fn members(settings: &[MemberSettings], facts: &Entities) -> Vec<rollcall_reason::Member> {
    if settings.is_empty() {
        return Vec::new();
    }
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
