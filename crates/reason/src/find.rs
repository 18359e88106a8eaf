//! Derived facts become findings: sentences, certainty, origins and proofs down to the words.
//!
//! The main function is [`findings_of`].

use crate::ast::{Atom, CondKind, Part, RuleDef, Term};
use crate::engine::{Engine, Leaf, Limits, Row};
use crate::facts::{Facts, Store, Val};
use crate::parse::MAIN;
use crate::proofs::{Proofs, Proved, SHOWN, Tree};
use crate::props::SOURCE;
use crate::rules::RuleSet;
use crate::{fair, props, words};
use rollcall_model::claim::Anchor;
use rollcall_model::date::plain;
use rollcall_model::finding::{Finding, Proof, RuleClass};
use rollcall_model::id::{ClaimId, EntityId, FindingId, JoinId};
use rollcall_model::problem::Problem;
use rollcall_model::source::origins_of;
use rollcall_model::wording;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the enabled rules find: those of class record, inference and legal, and the context rules that the case names.
/// Strongest first (certainty, then independent origins), then by date, then by id.
///
/// # Errors
/// When a rule would derive more than the limits allow; the problem names it.
pub fn findings(
    rules: &RuleSet,
    enabled_context: &BTreeSet<String>,
    facts: &Facts<'_>,
    limits: Limits,
) -> Result<Vec<Finding>, Problem> {
    let enabled = |rule: &&RuleDef| rule.class != Some(RuleClass::Context) || enabled_context.contains(&rule.name);
    let names = rules.defs.iter().filter(|rule| rule.is_finding()).filter(enabled).map(|rule| rule.name.clone()).collect();
    findings_of(rules, &names, facts, limits)
}

/// What the rules with these names find; facts that they need are derived, others are not.
///
/// # Errors
/// As [`findings`].
pub fn findings_of(
    rules: &RuleSet,
    names: &BTreeSet<String>,
    facts: &Facts<'_>,
    limits: Limits,
) -> Result<Vec<Finding>, Problem> {
    let needed: BTreeSet<&str> = names.iter().flat_map(|name| rules.needed(name)).collect();
    let mut engine = Engine::new(Store::new(*facts), &rules.defs, limits);
    for group in rules.order.iter().filter(|group| group.iter().any(|name| needed.contains(name.as_str()))) {
        engine.derive(group).map_err(|stopped| {
            let rule = &rules.defs[stopped.rule as usize];
            stopped.problem(rule, &rules.files[rule.file].path)
        })?;
    }
    let mut proofs = Proofs::new(&engine, &rules.order);
    let teller =
        Teller { engine: &engine, searched: Arc::new(facts.sources.iter().map(|source| source.path.clone()).collect()) };
    let mut out = Vec::new();
    for rule in rules.defs.iter().filter(|rule| names.contains(&rule.name) && rule.is_finding()) {
        out.extend(teller.of_rule(rule, &mut proofs));
    }
    out.sort_by(order);
    Ok(out)
}

/// The order in which findings are shown.
pub fn order(a: &Finding, b: &Finding) -> Ordering {
    let undated = |finding: &Finding| finding.date.is_none();
    b.certainty
        .cmp(&a.certainty)
        .then(b.origins.cmp(&a.origins))
        .then(undated(a).cmp(&undated(b)))
        .then(a.date.cmp(&b.date))
        .then(a.id.cmp(&b.id))
}

/// Makes sentences and proofs of derived facts.
struct Teller<'e> {
    engine: &'e Engine<'e>,
    searched: Arc<Vec<String>>,
}

impl Teller<'_> {
    /// One finding for each thing that the rule is about, from its surest row.
    fn of_rule(&self, rule: &RuleDef, proofs: &mut Proofs<'_>) -> Vec<Finding> {
        let store = &self.engine.store;
        let Some((fact, relation)) = self.engine.relation(&rule.head.name) else {
            return Vec::new();
        };
        let mut best: BTreeMap<FindingId, u32> = BTreeMap::new();
        let key = |row: &Row| row.args.iter().map(|val| store.key(*val)).collect::<Vec<_>>();
        for (at, row) in (0..).zip(&relation.rows) {
            let id = self.id(rule, row);
            let entry = best.entry(id).or_insert(at);
            let old = &relation.rows[*entry as usize];
            if row.certainty > old.certainty || (row.certainty == old.certainty && key(row) < key(old)) {
                *entry = at;
            }
        }
        best.into_iter()
            .map(|(id, at)| self.finding(rule, id, &relation.rows[at as usize], &proofs.of((fact, at))))
            .collect()
    }

    fn id(&self, rule: &RuleDef, row: &Row) -> FindingId {
        let keys: Vec<String> = row.args.iter().take(rule.about).map(|val| self.engine.store.key(*val)).collect();
        let mut parts = vec![rule.name.as_str()];
        parts.extend(keys.iter().map(String::as_str));
        FindingId::of(&parts)
    }

    fn finding(&self, rule: &RuleDef, id: FindingId, row: &Row, proved: &[Proved]) -> Finding {
        let store = &self.engine.store;
        let about = &row.args[..rule.about];
        let shown = &proved[..proved.len().min(SHOWN)];
        let mut says_in: BTreeMap<String, String> =
            rule.says.iter().map(|says| (says.lang.clone(), self.sentence(rule, row, &says.lang, &says.parts))).collect();
        let lang = rule.says.iter().find(|says| says.lang == MAIN).or(rule.says.first()).map(|says| says.lang.clone());
        let lang = lang.unwrap_or_default();
        let says = says_in.remove(&lang).unwrap_or_default();
        let entity = |val: &Val| match val {
            Val::Thing(at) => store.thing_at(*at).entity.map(|entity| entity.id.clone()),
            _ => None,
        };
        let mut entities: Vec<EntityId> = Vec::new();
        for id in about.iter().filter_map(entity) {
            if !entities.contains(&id) {
                entities.push(id);
            }
        }
        Finding {
            id,
            says,
            lang,
            says_in,
            entities,
            rule: rule.name.clone(),
            class: rule.class.unwrap_or(RuleClass::Inference),
            certainty: row.certainty,
            date: about.iter().find_map(|val| store.edtf(*val)),
            origins: self.origins(shown),
            proofs: shown.iter().map(|proof| self.proof(&proof.tree)).collect(),
            more: proved.len() > SHOWN,
            joins: self.joins(shown),
        }
    }

    fn sentence(&self, rule: &RuleDef, row: &Row, lang: &str, parts: &[Part]) -> String {
        let store = &self.engine.store;
        let val = |var: usize| rule.head.args.iter().position(|arg| *arg == Term::Var(var)).map(|at| row.args[at]);
        let mut out = String::new();
        for part in parts {
            let said = match part {
                Part::Text(text) if out.ends_with(' ') => text.strip_prefix(' ').unwrap_or(text).to_string(),
                Part::Text(text) if out.is_empty() => text.trim_start().to_string(),
                Part::Text(text) => text.clone(),
                Part::Say(var) => val(*var).map(|val| self.say(rule, val, lang, out.ends_with('“'))).unwrap_or_default(),
                Part::Quote(var) => val(*var).map(|val| self.quote(rule, val, lang)).unwrap_or_default(),
                Part::On(var) => {
                    val(*var).and_then(|val| store.edtf(val)).map(|date| wording::date_on(lang, &date)).unwrap_or_default()
                }
                Part::Days(from, to) => self.days(val(*from), val(*to), lang),
            };
            out.push_str(&said);
        }
        words::sentences(&out)
    }

    /// A value in words. Words of a source that would be a verdict in a sentence of ours stand in quotes.
    fn say(&self, rule: &RuleDef, val: Val, lang: &str, quoted: bool) -> String {
        let store = &self.engine.store;
        match val {
            Val::Date(_) => store.edtf(val).map(|date| wording::date(lang, &date)).unwrap_or_default(),
            Val::Text(_) => {
                let all: Vec<String> = store.listed(val).iter().map(|words| self.text(rule, words, lang, quoted)).collect();
                wording::list(lang, &all)
            }
            Val::Number(number) => wording::digits(lang, &number.to_string()),
            Val::Thing(at) => {
                let thing = store.thing_at(at);
                match thing.kind {
                    _ if thing.is_engagement() && lang == "en" => words::with_article(&thing.name),
                    SOURCE if !quoted => format!("“{}”", thing.name),
                    _ => thing.name.to_string(),
                }
            }
        }
    }

    /// A source's words in quotes of their own; ours as they are.
    fn quote(&self, rule: &RuleDef, val: Val, lang: &str) -> String {
        let Val::Text(_) = val else {
            return self.say(rule, val, lang, false);
        };
        let quoted = |words: &String| match self.ours(rule, words, lang) {
            Some(ours) => ours.to_string(),
            None => format!("“{}”", words.replace('“', "‘").replace('”', "’")),
        };
        let all: Vec<String> = self.engine.store.listed(val).iter().map(quoted).collect();
        wording::list(lang, &all)
    }

    /// Words of ours in a language: those of `else`, and those of closed lists.
    fn ours<'r>(&self, rule: &'r RuleDef, words: &str, lang: &str) -> Option<&'r str> {
        let otherwise = rule.otherwise.get(&(lang.to_string(), words.to_string())).map(String::as_str);
        otherwise.or_else(|| wording::word(lang, words))
    }

    /// Words: ours of `else` and those of closed lists in the language, a source's as they are.
    fn text(&self, rule: &RuleDef, words: &str, lang: &str, quoted: bool) -> String {
        match self.ours(rule, words, lang) {
            Some(ours) => ours.to_string(),
            None if !quoted && fair::unfair_word(lang, words).is_some() => format!("“{words}”"),
            None => words.to_string(),
        }
    }

    fn days(&self, from: Option<Val>, to: Option<Val>, lang: &str) -> String {
        let store = &self.engine.store;
        let date = |val: Option<Val>| val.and_then(|val| store.edtf(val));
        let between = date(to).zip(date(from)).and_then(|(to, from)| to.days_since(&from));
        between.map(|days| wording::days(lang, days)).unwrap_or_default()
    }

    fn proof(&self, tree: &Tree) -> Proof {
        match tree {
            Tree::Rule { rule, because } => Proof::Rule {
                rule: self.engine.rules[*rule as usize].name.clone(),
                because: because.iter().map(|tree| self.proof(tree)).collect(),
            },
            Tree::Count { count, of } => {
                Proof::Count { count: *count as usize, of: of.iter().map(|tree| self.proof(tree)).collect() }
            }
            Tree::Leaf(Leaf::Fact { thing, property, place }) => self.fact(*thing, *property, *place),
            Tree::Leaf(Leaf::Absent { rule, cond, vals }) => {
                let rule = &self.engine.rules[*rule as usize];
                Proof::None {
                    none: self.absence(&rule.body[*cond as usize].kind, vals),
                    sources_searched: self.searched.clone(),
                }
            }
        }
    }

    fn fact(&self, thing: u32, property: u16, place: u32) -> Proof {
        let store = &self.engine.store;
        let fact = &store.values(thing, property)[place as usize];
        let of = store.thing_at(thing);
        let name = if of.name.is_empty() { of.kind } else { &of.name };
        let claims: BTreeSet<&ClaimId> = fact.claims.iter().copied().collect();
        let anchors: BTreeSet<&Anchor> =
            claims.iter().filter_map(|id| store.facts.claims.get(*id)).map(|stated| &stated.claim.anchor).collect();
        Proof::Fact {
            fact: format!("{name}: {}: {}", words::plain_property(props::name(property)), store.words(fact.val)),
            claims: claims.into_iter().cloned().collect(),
            anchors: anchors.into_iter().cloned().collect(),
        }
    }

    /// What was looked for and not found, in words.
    fn absence(&self, cond: &CondKind, vals: &[Option<Val>]) -> String {
        let store = &self.engine.store;
        let term = |term: &Term| match term {
            Term::Var(var) => vals[*var].map_or("anything".into(), |val| store.words(val)),
            Term::Any => "anything".into(),
            Term::Text(text) => text.clone(),
            Term::Number(number) => number.to_string(),
            Term::Date(date) => plain(date),
        };
        let atom = |atom: &Atom| {
            format!("{}: {}", atom.name.replace('-', " "), atom.args.iter().map(term).collect::<Vec<_>>().join(", "))
        };
        match cond {
            CondKind::Prop { subject, property, value, negated, .. } => {
                let value = if *negated { term(value) } else { "anything".into() };
                format!("{}: {}: {value}", term(subject), words::plain_property(props::name(*property)))
            }
            CondKind::Pred { atom: of, .. } | CondKind::Count { atom: of, .. } | CondKind::AtLeast { atom: of, .. } => {
                atom(of)
            }
            CondKind::Is { subject, .. } | CondKind::Compare { left: subject, .. } | CondKind::In { left: subject, .. } => {
                term(subject)
            }
        }
    }

    /// Claims that a proof rests on.
    fn claims(&self, proof: &Proved) -> BTreeSet<&ClaimId> {
        let store = &self.engine.store;
        let facts = proof.leaves.iter().filter_map(|leaf| match leaf {
            Leaf::Fact { thing, property, place } => Some(&store.values(*thing, *property)[*place as usize]),
            Leaf::Absent { .. } => None,
        });
        facts.flat_map(|fact| fact.claims.iter().copied()).collect()
    }

    /// Independent origins: documents that share an origin, also by way of a third one, count once.
    fn origins(&self, proved: &[Proved]) -> usize {
        let facts = &self.engine.store.facts;
        let credits = proved.iter().flat_map(|proof| self.claims(proof)).filter_map(|id| {
            let anchor = &facts.claims.get(id)?.claim.anchor;
            let at = facts.sources.binary_search_by(|source| source.path.as_str().cmp(&anchor.source)).ok()?;
            Some(facts.sources[at].credit(anchor))
        });
        origins_of(credits)
    }

    /// Joins that a proof rests on: those of each thing of which it uses mentions in two files or more.
    fn joins(&self, proved: &[Proved]) -> Vec<JoinId> {
        let facts = &self.engine.store.facts;
        let mut out = BTreeSet::new();
        for proof in proved {
            let claims: Vec<_> =
                self.claims(proof).into_iter().filter_map(|id| facts.claims.get(id)).map(|stated| &stated.claim).collect();
            for entity in self.things_of(proof) {
                if entity.joins.is_empty() {
                    continue;
                }
                let mut files = BTreeSet::new();
                for claim in &claims {
                    let mentions = [Some(&claim.mention), claim.value.link()];
                    if mentions.into_iter().flatten().any(|mention| entity.mentions.binary_search(mention).is_ok()) {
                        files.insert(&claim.anchor.source);
                    }
                }
                if files.len() > 1 {
                    out.extend(entity.joins.iter().cloned());
                }
            }
        }
        out.into_iter().collect()
    }

    /// The entities that a proof's facts are of or point at.
    fn things_of(&self, proof: &Proved) -> Vec<&rollcall_model::entity::Entity> {
        let store = &self.engine.store;
        let mut things = BTreeSet::new();
        for leaf in &proof.leaves {
            if let Leaf::Fact { thing, property, place } = leaf {
                things.insert(*thing);
                if let Val::Thing(to) = store.values(*thing, *property)[*place as usize].val {
                    things.insert(to);
                }
            }
        }
        things.into_iter().filter_map(|thing| store.thing_at(thing).entity).collect()
    }
}
