//! Derived facts become findings: sentences, certainty, origins and proofs down to the words.
//!
//! The main function is [`findings_of`].

use crate::ast::{Atom, Cond, CondKind, Part, RuleDef, Says, Term};
use crate::change::Rows;
use crate::counted::Counted;
use crate::engine::{Engine, Leaf, Limits, RowId};
use crate::facts::Facts;
use crate::loaded::Loaded;
use crate::long::Longs;
use crate::names::{Code, Sort, Val};
use crate::parse::MAIN;
use crate::proofs::{Tree, prove};
use crate::props::SOURCE;
use crate::rules::RuleSet;
use crate::store::Version;
use crate::{fair, props, why, words};
use rayon::prelude::*;
use rollcall_model::claim::Anchor;
use rollcall_model::date::{Edtf, plain};
use rollcall_model::finding::{Certainty, Finding, Lack, Proof, RuleClass};
use rollcall_model::id::{ClaimId, EntityId, FindingId};
use rollcall_model::ontology::Kind;
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_model::wording;
use std::cmp::{Ordering, Reverse};
use std::collections::btree_map::Entry;
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
    Ok(Loaded::new(rules, names, facts, limits)?.findings(facts))
}

/// What some rules found of what an engine derived.
pub(crate) fn told(rules: &RuleSet, engine: &Engine, names: &BTreeSet<String>, facts: &Facts<'_>) -> Vec<Finding> {
    let teller = Teller::new(engine, facts, searched(facts.sources));
    let mut out = Vec::new();
    for rule in rules.defs.iter().filter(|rule| names.contains(&rule.name) && rule.is_finding()) {
        out.extend(teller.of_rule(rule));
    }
    out.sort_by(order);
    out
}

/// What some rules say now of facts that may be told otherwise: by id the finding, and nothing where it is there no more.
pub(crate) fn told_of(
    rules: &RuleSet,
    engine: &Engine,
    names: &BTreeSet<String>,
    facts: &Facts<'_>,
    rows: &Rows,
) -> BTreeMap<FindingId, Option<Finding>> {
    let teller = Teller::new(engine, facts, searched(facts.sources));
    each_of(rules, &teller, names, rows, |rule, id, row| teller.finding(rule, id, row))
}

/// The same of what is only listed.
pub(crate) fn listed_of(
    rules: &RuleSet,
    engine: &Engine,
    names: &BTreeSet<String>,
    facts: &Facts<'_>,
    rows: &Rows,
) -> Vec<Listed> {
    let teller = Teller::of_words(engine, facts);
    let found = each_of(rules, &teller, names, rows, |rule, id, row| teller.listed(rule, id, row));
    let mut listed: Vec<Listed> = found.into_values().flatten().collect();
    listed.sort_by(Listed::order);
    listed
}

/// What is made of the surest row for each thing that rules are about, of some rows; nothing where none is there any more.
fn each_of<T: Send>(
    rules: &RuleSet,
    teller: &Teller<'_>,
    names: &BTreeSet<String>,
    rows: &Rows,
    make: impl Fn(&RuleDef, FindingId, RowId) -> T + Sync,
) -> BTreeMap<FindingId, Option<T>> {
    let engine = teller.engine;
    let mut out = BTreeMap::new();
    for rule in rules.defs.iter().filter(|rule| names.contains(&rule.name) && rule.is_finding()) {
        let Some((fact, rows)) = engine.numbers.get(&rule.head.name).and_then(|fact| rows.get_key_value(fact)) else {
            continue;
        };
        let tell = |row: u32| {
            let id = id_of(engine, rule, (*fact, row));
            let there = engine.alike((*fact, row), rule.about).filter(|row| engine.certainty((*fact, *row)).is_some());
            let best = there.reduce(|one, other| if teller.is_before((*fact, other), (*fact, one)) { other } else { one });
            let made = best.map(|row| make(rule, id.clone(), (*fact, row)));
            (id, made)
        };
        out.par_extend(engine.one_for_each(*fact, rows, rule.about).into_par_iter().map(tell));
    }
    out
}

/// Paths of the sources that were searched where something was not found, by path.
pub fn searched(sources: &[Source]) -> Vec<String> {
    sources.iter().map(|source| source.path.clone()).collect()
}

/// All findings of some rules: by id the rule and how sure it is.
pub(crate) fn ids(rules: &RuleSet, engine: &Engine, names: &BTreeSet<String>) -> BTreeMap<FindingId, (String, Certainty)> {
    let mut out: BTreeMap<FindingId, (String, Certainty)> = BTreeMap::new();
    for rule in rules.defs.iter().filter(|rule| names.contains(&rule.name) && rule.is_finding()) {
        let fact = engine.numbers.get(&rule.head.name);
        for row in fact.into_iter().flat_map(|fact| engine.rows(*fact).map(move |row| (*fact, row))) {
            let sure = engine.certainty(row).unwrap_or(Certainty::Possible);
            let best = &mut out.entry(id_of(engine, rule, row)).or_insert((rule.name.clone(), sure)).1;
            *best = sure.max(*best);
        }
    }
    out
}

/// The id of the finding that a row tells of.
pub(crate) fn id_of(engine: &Engine, rule: &RuleDef, (fact, row): RowId) -> FindingId {
    let about = engine.relations[fact as usize].args(row).iter().take(rule.about);
    let keys: Vec<String> = about.map(|code| engine.store.key_of(*code)).collect();
    let mut parts = vec![rule.name.as_str()];
    parts.extend(keys.iter().map(String::as_str));
    FindingId::of(&parts)
}

/// The row that a finding tells of: the surest of those with its id.
pub(crate) fn row_of(engine: &Engine, facts: &Facts<'_>, rule: &str, id: &FindingId) -> Option<RowId> {
    let teller = Teller::of_words(engine, facts);
    let rule = engine.rules.iter().find(|def| def.name == rule && def.is_finding())?;
    teller.rows(rule).get(id).copied()
}

/// Claims that a leaf is; none for what is not there.
pub(crate) fn leaf_claims<'e>(engine: &'e Engine, leaf: &Leaf) -> &'e [ClaimId] {
    match leaf {
        Leaf::Fact { thing, property, place } => {
            let store = &engine.store;
            store.claims(store.values(store.thing_at(*thing), *property, Version::Now).start + place)
        }
        Leaf::Absent { .. } | Leaf::Long { .. } => &[],
    }
}

/// A finding as far as it is listed: without its proofs, nor what only these tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: FindingId,
    /// The rule's name.
    pub rule: String,
    /// Its sentence, in the rule's first language.
    pub says: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// When what it tells of was.
    pub date: Option<Edtf>,
}

impl Listed {
    /// Of a finding that was told.
    pub fn of(finding: &Finding) -> Self {
        let Finding { id, rule, says, certainty, date, .. } = finding.clone();
        Self { id, rule, says, certainty, date }
    }

    /// Surest first, then by date, those without one last.
    pub fn order(&self, other: &Self) -> Ordering {
        let key = |listed: &Self| (Reverse(listed.certainty), listed.date.is_none());
        key(self).cmp(&key(other)).then_with(|| (&self.date, &self.id).cmp(&(&other.date, &other.id)))
    }
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

/// Words with `{3}` for variables, with what these stand for in their place.
fn fill(words: &str, say: impl Fn(usize) -> Option<String>) -> String {
    let mut parts = words.split('{');
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (number, after) = part.split_once('}').unwrap_or_default();
        out.push_str(&number.parse().ok().and_then(&say).unwrap_or_else(|| "anything".into()));
        out.push_str(after);
    }
    out
}

/// In which way a condition asks that something is not there.
fn lack(cond: &Cond) -> Lack {
    match &cond.kind {
        _ if cond.exception => Lack::Unless,
        CondKind::Prop { negated: true, .. } | CondKind::Pred { negated: true, .. } => Lack::Not,
        _ => Lack::Else,
    }
}

/// The sentence of a rule in its first language.
fn first_sentence(rule: &RuleDef) -> Option<&Says> {
    rule.says.iter().find(|says| says.lang == MAIN).or(rule.says.first())
}

/// Makes sentences and proofs of derived facts.
pub(crate) struct Teller<'e> {
    pub engine: &'e Engine,
    pub facts: &'e Facts<'e>,
    searched: Arc<Vec<String>>,
    counted: Counted,
    pub longs: Longs<'e>,
}

impl<'e> Teller<'e> {
    fn new(engine: &'e Engine, facts: &'e Facts<'e>, searched: Vec<String>) -> Self {
        Self { engine, facts, searched: Arc::new(searched), counted: Counted::default(), longs: Longs::new(engine) }
    }

    /// For words alone: its proofs name no sources that were searched.
    pub fn of_words(engine: &'e Engine, facts: &'e Facts<'e>) -> Self {
        Self::new(engine, facts, Vec::new())
    }

    /// One finding for each thing that the rule is about, from its surest row.
    pub fn of_rule(&self, rule: &RuleDef) -> Vec<Finding> {
        let rows = self.rows(rule).into_par_iter();
        rows.map(|(id, row)| self.finding(rule, id, row)).collect()
    }

    /// Per finding of a rule its surest row.
    fn rows(&self, rule: &RuleDef) -> BTreeMap<FindingId, RowId> {
        let engine = self.engine;
        let Some(&fact) = engine.numbers.get(&rule.head.name) else {
            return BTreeMap::new();
        };
        let mut best: BTreeMap<FindingId, u32> = BTreeMap::new();
        for at in engine.rows(fact) {
            match best.entry(id_of(engine, rule, (fact, at))) {
                Entry::Vacant(entry) => {
                    entry.insert(at);
                }
                Entry::Occupied(mut entry) if self.is_before((fact, at), (fact, *entry.get())) => {
                    entry.insert(at);
                }
                Entry::Occupied(_) => {}
            }
        }
        best.into_iter().map(|(id, at)| (id, (fact, at))).collect()
    }

    /// Whether one row is surer than another, or as sure and before it in the order of what they are made of.
    fn is_before(&self, one: RowId, other: RowId) -> bool {
        let key = |row: RowId| self.codes(row).iter().map(|code| self.engine.store.key_of(*code)).collect::<Vec<_>>();
        match self.engine.certainty(one).cmp(&self.engine.certainty(other)) {
            Ordering::Equal => key(one) < key(other),
            order => order == Ordering::Greater,
        }
    }

    /// The values of a row.
    fn codes(&self, (fact, row): RowId) -> &[Code] {
        self.engine.relations[fact as usize].args(row)
    }

    fn finding(&self, rule: &RuleDef, id: FindingId, row: RowId) -> Finding {
        let store = &self.engine.store;
        let web = &self.web(row);
        let proved = &prove(web);
        let codes = self.codes(row);
        let about = &codes[..rule.about];
        let shown = &proved.shown;
        let mut says_in: BTreeMap<String, String> =
            rule.says.iter().map(|says| (says.lang.clone(), self.sentence(rule, codes, says))).collect();
        let lang = first_sentence(rule).map(|says| says.lang.clone()).unwrap_or_default();
        let says = says_in.remove(&lang).unwrap_or_default();
        let entity = |code: &Code| store.entity(code.as_thing()?).cloned();
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
            class: rule.class(),
            certainty: self.engine.certainty(row).unwrap_or(Certainty::Possible),
            reasons: why::reasons(self, web),
            date: self.date(rule, codes),
            origins: self.origins(&proved.leaves),
            proofs: shown.iter().map(|proof| self.proof(&proof.tree)).collect(),
            more: self.has_more(web, proved),
            joins: self.joins(shown),
        }
    }

    fn listed(&self, rule: &RuleDef, id: FindingId, row: RowId) -> Listed {
        let codes = self.codes(row);
        Listed {
            id,
            rule: rule.name.clone(),
            says: first_sentence(rule).map(|says| self.sentence(rule, codes, says)).unwrap_or_default(),
            certainty: self.engine.certainty(row).unwrap_or(Certainty::Possible),
            date: self.date(rule, codes),
        }
    }

    /// The first date that a finding is about.
    fn date(&self, rule: &RuleDef, codes: &[Code]) -> Option<Edtf> {
        codes[..rule.about].iter().find_map(|code| self.engine.store.edtf(*code)).cloned()
    }

    fn sentence(&self, rule: &RuleDef, codes: &[Code], says: &Says) -> String {
        let Says { lang, parts, .. } = says;
        let store = &self.engine.store;
        let val = |var: usize| rule.head.args.iter().position(|arg| *arg == Term::Var(var)).map(|at| codes[at]);
        let mut out = String::new();
        for part in parts {
            let said = match part {
                Part::Text(text) if out.ends_with(' ') => text.strip_prefix(' ').unwrap_or(text).to_string(),
                Part::Text(text) if out.is_empty() => text.trim_start().to_string(),
                Part::Text(text) => text.clone(),
                Part::Say(var) => val(*var).map(|val| self.say(rule, val, lang, out.ends_with('“'))).unwrap_or_default(),
                Part::Quote(var) => val(*var).map(|val| self.quote(rule, val, lang)).unwrap_or_default(),
                Part::On(var) => {
                    val(*var).and_then(|val| store.edtf(val)).map(|date| wording::date_on(lang, date)).unwrap_or_default()
                }
                Part::Days(from, to) => self.days(val(*from), val(*to), lang),
            };
            out.push_str(&said);
        }
        words::sentences(&out)
    }

    /// A value in words. Words of a source that would be a verdict in a sentence of ours stand in quotes.
    fn say(&self, rule: &RuleDef, code: Code, lang: &str, quoted: bool) -> String {
        let store = &self.engine.store;
        match code.sort() {
            Sort::Date(_) => store.edtf(code).map(|date| wording::date(lang, date)).unwrap_or_default(),
            Sort::Text(_) => {
                let all: Vec<String> = store.listed(code).iter().map(|words| self.text(rule, words, lang, quoted)).collect();
                wording::list(lang, &all)
            }
            Sort::Number(_) => wording::digits(lang, &store.words_of(code)),
            Sort::Thing(at) => match props::kind_name(store.kind(at)) {
                SOURCE if !quoted => format!("“{}”", store.name(at)),
                kind => match Kind::new(kind) {
                    Some(kind) if lang == "en" => words::named(store.name(at), kind),
                    _ => store.name(at).to_string(),
                },
            },
        }
    }

    /// A source's words in quotes of their own; ours as they are.
    fn quote(&self, rule: &RuleDef, code: Code, lang: &str) -> String {
        let Sort::Text(_) = code.sort() else {
            return self.say(rule, code, lang, false);
        };
        let quoted = |words: &String| match self.ours(rule, words, lang) {
            Some(ours) => ours.to_string(),
            None => format!("“{}”", words.replace('“', "‘").replace('”', "’")),
        };
        let all: Vec<String> = self.engine.store.listed(code).iter().map(quoted).collect();
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

    fn days(&self, from: Option<Code>, to: Option<Code>, lang: &str) -> String {
        let store = &self.engine.store;
        let date = |code: Option<Code>| code.and_then(|code| store.edtf(code));
        let between = date(to).zip(date(from)).and_then(|(to, from)| to.days_since(from));
        between.map(|days| wording::days(lang, days)).unwrap_or_default()
    }

    pub fn proof(&self, tree: &Tree) -> Proof {
        match tree {
            Tree::Rule { rule, because } => Proof::Rule {
                rule: self.engine.rules[*rule as usize].name.clone(),
                because: because.iter().map(|tree| self.proof(tree)).collect(),
            },
            Tree::Count { count, of } => {
                Proof::Count { count: *count as usize, of: self.counted.told(of, |tree| self.proof(tree)) }
            }
            Tree::Leaf(Leaf::Fact { thing, property, place }) => self.fact(*thing, *property, *place),
            Tree::Leaf(Leaf::Absent { rule, cond, vals }) => Proof::None {
                none: self.absence_of(*rule, *cond, vals),
                sources_searched: self.searched.clone(),
                lack: lack(&self.engine.rules[*rule as usize].body[*cond as usize]),
            },
            Tree::Leaf(leaf @ Leaf::Long { .. }) => self
                .longs([leaf])
                .first()
                .map_or_else(|| Proof::Rule { rule: String::new(), because: Vec::new() }, |long| long.proof.clone()),
        }
    }

    fn fact(&self, thing: u32, property: u16, place: u32) -> Proof {
        let number = self.number(thing, property, place);
        let claims: BTreeSet<&ClaimId> = self.engine.store.claims(number).iter().collect();
        let anchors: BTreeSet<&Arc<Anchor>> =
            claims.iter().filter_map(|id| self.facts.claims.get(*id)).map(|stated| &stated.claim.anchor).collect();
        Proof::Fact {
            fact: self.fact_words(number),
            claims: claims.into_iter().cloned().collect(),
            anchors: anchors.into_iter().cloned().collect(),
        }
    }

    /// A value of a thing, in words.
    pub fn fact_words(&self, fact: u32) -> String {
        let store = &self.engine.store;
        let thing = store.fact_thing(fact);
        let name = if store.name(thing).is_empty() { props::kind_name(store.kind(thing)) } else { store.name(thing) };
        let property = words::plain_property(props::name(store.fact_property(fact)));
        format!("{name}: {property}: {}", store.words_of(store.val(fact)))
    }

    /// A derived fact, in words.
    pub fn row_words(&self, (fact, row): RowId) -> String {
        let name = self.engine.numbers.iter().find(|(_, number)| **number == fact).map_or("", |(name, _)| name.as_str());
        let codes = self.codes((fact, row)).iter();
        let values: Vec<String> = codes.map(|code| self.engine.store.words_of(*code)).collect();
        format!("{}: {}", name.replace('-', " "), values.join(", "))
    }

    /// What a condition of a rule looked for and did not find, in words.
    pub fn absence_of(&self, rule: u32, cond: u32, vals: &[Option<Val>]) -> String {
        self.absence(&self.engine.rules[rule as usize].body[cond as usize].kind, vals)
    }

    /// The number of the fact that a leaf is.
    pub fn number(&self, thing: u32, property: u16, place: u32) -> u32 {
        let store = &self.engine.store;
        store.values(store.thing_at(thing), property, Version::Now).start + place
    }

    /// What was looked for and not found, in words.
    fn absence(&self, cond: &CondKind, vals: &[Option<Val>]) -> String {
        let store = &self.engine.store;
        let term = |term: &Term| match term {
            Term::Var(var) => vals[*var].map_or("anything".into(), |val| store.words_of(store.inside(val))),
            Term::Any => "anything".into(),
            Term::Text(text) => text.clone(),
            Term::Number(number) => number.to_string(),
            Term::Date(date) => plain(date),
        };
        let made = |name: &str| self.engine.rules.iter().find(|rule| rule.exception.is_some() && rule.name == name);
        let atom = |atom: &Atom| match made(&atom.name).and_then(|made| Some((made, made.exception.as_ref()?))) {
            Some((made, words)) => fill(words, |var| {
                let at = made.head.args.iter().position(|arg| *arg == Term::Var(var));
                // Its words are conditions: dates stand behind "before" and the like, or alone.
                at.and_then(|at| atom.args.get(at)).map(|of| match of {
                    Term::Var(var) => vals[*var].map_or("anything".into(), |val| store.words_compared(store.inside(val))),
                    _ => term(of),
                })
            }),
            None => {
                format!("{}: {}", atom.name.replace('-', " "), atom.args.iter().map(term).collect::<Vec<_>>().join(", "))
            }
        };
        match cond {
            CondKind::Prop { subject, property, value, negated, take, .. } => {
                let value = if *negated { term(value) } else { "anything".into() };
                let mut out = format!("{}: {}: {value}", term(subject), words::plain_property(props::name(*property)));
                // Where one source is asked, others may say so: the words must not deny that.
                let asked = crate::plan::asked(take).filter(|_| *negated).unwrap_or_default();
                for (says, asked) in [", in ", ", public by ", ", in the words of "].iter().zip(asked) {
                    out.extend(asked.map(|asked| format!("{says}{}", term(asked))));
                }
                out
            }
            CondKind::Pred { atom: of, .. } | CondKind::Count { atom: of, .. } | CondKind::AtLeast { atom: of, .. } => {
                atom(of)
            }
            CondKind::Is { subject, .. } | CondKind::Compare { left: subject, .. } | CondKind::In { left: subject, .. } => {
                term(subject)
            }
        }
    }

    /// Claims that some leaves are; none of those that a long fact rests on.
    pub fn claims(&self, leaves: &BTreeSet<Leaf>) -> BTreeSet<&'e ClaimId> {
        let store = &self.engine.store;
        let facts = leaves.iter().filter_map(|leaf| match leaf {
            Leaf::Fact { thing, property, place } => Some(self.number(*thing, *property, *place)),
            Leaf::Absent { .. } | Leaf::Long { .. } => None,
        });
        facts.flat_map(|fact| store.claims(fact)).collect()
    }
}
