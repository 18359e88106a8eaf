//! A finding followed from its leaves up.
//!
//! The main type is [`Checker`]. A proof does not say what the variables of its rules stand for; it need not, since the
//! claims under a rule say it: whatever they leave open is tried. A rule node gives the facts that it can be read as, and
//! the node above it takes those that fit. What has no leaf of its own (a comparison, a kind) is asked once all leaves have
//! been read.

use super::evaluate::Derived;
use super::sentence::{Blank, says};
use super::solve::{Env, Solver, effort, row_with, value, with};
use super::world::{Said, Value, World};
use crate::ast::{Atom, CondKind, RuleDef, Take, Term};
use crate::props::{self, DATES, WHEN};
use crate::rules::RuleSet;
use rollcall_model::claim::{self, Anchor, Claim};
use rollcall_model::date::{Edtf, plain, plain_compared};
use rollcall_model::finding::{Certainty, Finding, Proof, RuleClass};
use rollcall_model::id::{ClaimId, EntityId};
use rollcall_model::source::origins_of;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A value of a property of a thing, by its place.
type Place<'a> = (usize, &'a str, usize);
/// What a rule node can be read as: the values of its head, and how sure.
type Heads = BTreeMap<Vec<Value>, Certainty>;

/// A node that was read by itself.
enum Node<'a> {
    Fact(Vec<Place<'a>>),
    Rule { gives: &'a str, heads: Heads },
    None(&'a str),
    Count { count: usize, of: Vec<(&'a str, Heads)> },
}

/// A condition left for later, with the node that it is held against.
#[derive(Clone, Copy)]
struct Later<'n, 'a> {
    cond: usize,
    node: Option<&'n Node<'a>>,
}

/// See the module's page.
pub(super) struct Checker<'c> {
    world: &'c World<'c>,
    derived: &'c Derived,
    rules: BTreeMap<&'c str, &'c RuleDef>,
    /// Values that the case file states, by what they are in words.
    stated: BTreeMap<String, Vec<Place<'c>>>,
    searched: Vec<&'c str>,
    steps: Cell<u64>,
}

type Checked<T> = Result<T, String>;

impl<'c> Checker<'c> {
    pub fn new(rules: &'c RuleSet, world: &'c World<'c>, derived: &'c Derived) -> Self {
        let rules = rules.defs.iter().map(|rule| (rule.name.as_str(), rule)).collect();
        let searched = world.facts.sources.iter().map(|source| source.path.as_str()).collect();
        let mut checker = Self { world, derived, rules, stated: BTreeMap::new(), searched, steps: Cell::new(0) };
        for (at, thing) in world.things.iter().enumerate().filter(|(_, thing)| thing.entity.is_none()) {
            for (property, values) in &thing.values {
                for (place, said) in values.iter().enumerate() {
                    let words = checker.words(at, property, said);
                    checker.stated.entry(words).or_default().push((at, property, place));
                }
            }
        }
        checker
    }

    /// What is wrong with a finding, if anything.
    pub fn finding(&self, finding: &'c Finding) -> Checked<()> {
        let rule = *self.rules.get(finding.rule.as_str()).ok_or("there is no such rule")?;
        if rule.class.unwrap_or(RuleClass::Inference) != finding.class {
            return Err("its class is not that of its rule".into());
        }
        let (row, proved) = self.row(rule, finding)?;
        self.certainty(rule, finding, &row, proved)?;
        let about = &row[..rule.about];
        let mut entities: Vec<&EntityId> = Vec::new();
        for value in about {
            let Value::Thing(at) = value else { continue };
            let id = self.world.things[*at].entity.map(|entity| &entity.id);
            entities.extend(id.filter(|id| !entities.contains(id)));
        }
        if !entities.into_iter().eq(&finding.entities) {
            return Err("it names others than its proofs give".into());
        }
        let date = about.iter().find_map(|value| if let Value::Date(date) = value { Some(date.as_ref()) } else { None });
        if date != finding.date.as_ref() {
            return Err("its date is not that of its proofs".into());
        }
        self.sentence(rule, finding, &row)?;
        self.origins(finding)
    }

    /// The one row that all proofs prove, and how sure the surest of them makes it.
    fn row(&self, rule: &RuleDef, finding: &'c Finding) -> Checked<(Vec<Value>, Certainty)> {
        let mut rows: Option<Heads> = None;
        for (at, proof) in finding.proofs.iter().enumerate() {
            if finding.proofs[..at].contains(proof) {
                return Err("the same proof stands twice".into());
            }
            let Node::Rule { gives, mut heads } = self.node(proof)? else {
                return Err("a proof does not begin with a rule".into());
            };
            if gives != rule.head.name {
                return Err("a proof is of another rule".into());
            }
            heads.retain(|row, _| super::id(rule, row, self.world) == finding.id);
            rows = Some(match rows {
                None => heads,
                Some(mut all) => {
                    all.retain(|row, certainty| {
                        let more = heads.get(row);
                        *certainty = (*certainty).max(more.copied().unwrap_or(Certainty::Possible));
                        more.is_some()
                    });
                    all
                }
            });
        }
        let mut rows = rows.ok_or("it has no proof")?;
        rows.pop_first().ok_or_else(|| "its proofs are of something else".to_string())
    }

    fn certainty(&self, rule: &RuleDef, finding: &Finding, row: &[Value], proved: Certainty) -> Checked<()> {
        let rows = self.derived.get(&rule.head.name);
        let of_row = rows.and_then(|rows| rows.get(row)).ok_or("the rules do not give it")?;
        let alike = |other: &&[Value]| super::id(rule, other, self.world) == finding.id;
        let best = rows.into_iter().flat_map(super::evaluate::Rows::all);
        // Few rules say more than what tells findings apart: then there is one row, and no other to look at.
        let best = if rule.about == rule.head.args.len() {
            of_row
        } else {
            best.filter(|(other, _)| alike(other)).map(|(_, certainty)| certainty).max().unwrap_or(of_row)
        };
        if finding.certainty != best || finding.certainty != of_row {
            return Err(format!("it is given as {:?} and is {best:?}", finding.certainty).to_lowercase());
        }
        if proved != finding.certainty {
            return Err(format!("it is given as {:?}, and its proofs make it {proved:?}", finding.certainty).to_lowercase());
        }
        Ok(())
    }

    fn sentence(&self, rule: &RuleDef, finding: &Finding, row: &[Value]) -> Checked<()> {
        let of = |var: usize| {
            let at = rule.head.args.iter().position(|arg| *arg == Term::Var(var))?;
            row.get(at).cloned()
        };
        if rule.says.len() != 1 + finding.says_in.len() {
            return Err("its rule has sentences in other languages".into());
        }
        for sentence in &rule.says {
            let text = finding.says_in(&sentence.lang).ok_or("its rule has sentences in other languages")?;
            let blank = Blank { rule, lang: &sentence.lang, world: self.world, of: &of };
            if !says(text, &sentence.parts, &blank) {
                return Err(format!("its sentence in `{}` does not say what its proofs give", sentence.lang));
            }
        }
        Ok(())
    }

    /// Where all proofs are shown, their origins are all there are.
    fn origins(&self, finding: &Finding) -> Checked<()> {
        let facts = &self.world.facts;
        let credits = finding.proofs.iter().flat_map(Proof::claims).filter_map(|id| {
            let anchor = &facts.claims.get(id)?.claim.anchor;
            Some(facts.sources.iter().find(|source| source.path == anchor.source)?.credit(anchor))
        });
        let shown = origins_of(credits);
        let fits = if finding.more { finding.origins <= facts.sources.len() } else { finding.origins == shown };
        if fits { Ok(()) } else { Err(format!("it counts {} origins, and its proofs have {shown}", finding.origins)) }
    }

    fn node(&self, proof: &'c Proof) -> Checked<Node<'c>> {
        match proof {
            Proof::Rule { rule, because } => {
                let rule = *self.rules.get(rule.as_str()).ok_or_else(|| format!("there is no rule `{rule}`"))?;
                let nodes: Vec<Node<'c>> = because.iter().map(|proof| self.node(proof)).collect::<Checked<_>>()?;
                let heads = self.apply(rule, &nodes);
                if heads.is_empty() {
                    return Err(format!("rule `{}` does not follow from what stands under it", rule.name));
                }
                Ok(Node::Rule { gives: &rule.head.name, heads })
            }
            Proof::Fact { fact, claims, anchors } => self.fact(fact, claims, anchors).map(Node::Fact),
            Proof::None { none, sources_searched, .. } => {
                if !sources_searched.iter().map(String::as_str).eq(self.searched.iter().copied()) {
                    return Err(format!("not all sources were searched for “{none}”, or others"));
                }
                Ok(Node::None(none))
            }
            Proof::Count { count, of } => {
                let mut counted = Vec::new();
                for proof in of.iter() {
                    let Node::Rule { gives, heads } = self.node(proof)? else {
                        return Err("what is counted is not given by a rule".into());
                    };
                    counted.push((gives, heads));
                }
                Ok(Node::Count { count: *count, of: counted })
            }
        }
    }

    /// The values that a leaf can be: those with just these claims and these words.
    fn fact(&self, fact: &str, claims: &'c [ClaimId], anchors: &[Arc<Anchor>]) -> Checked<Vec<Place<'c>>> {
        let ids: BTreeSet<&ClaimId> = claims.iter().collect();
        let mut words: BTreeSet<&Arc<Anchor>> = BTreeSet::new();
        for id in &ids {
            let stated = self.world.facts.claims.get(*id).filter(|stated| stated.state.exists());
            words.insert(&stated.ok_or_else(|| format!("the claim {id} of “{fact}” does not exist"))?.claim.anchor);
        }
        if !words.into_iter().eq(anchors) {
            return Err(format!("the words shown for “{fact}” are not those of its claims"));
        }
        let places = match claims {
            [] => self.stated.get(fact).cloned().unwrap_or_default(),
            _ => self.world.by_claims.get(&ids.into_iter().collect::<Vec<_>>()).cloned().unwrap_or_default(),
        };
        let fits = |(at, property, place): &Place<'c>| {
            let said = &self.world.values(*at, property)[*place];
            self.words(*at, property, said) == fact && said.claims.iter().all(|id| self.says_so(id, *at, property, said))
        };
        let places: Vec<Place<'c>> = places.into_iter().filter(fits).collect();
        if places.is_empty() { Err(format!("no claim says “{fact}”")) } else { Ok(places) }
    }

    /// Whether a claim is of the thing, of the property, and of the thing that it points at.
    fn says_so(&self, id: &ClaimId, at: usize, property: &str, said: &Said<'_>) -> bool {
        let Some(stated) = self.world.facts.claims.get(id) else { return true };
        let claim: &Claim = &stated.claim;
        let is_mention = |at: usize, mention| {
            self.world.things[at].entity.is_some_and(|entity| entity.mentions.binary_search(mention).is_ok())
        };
        let of_property = claim.property == property || property == WHEN && DATES.contains(&claim.property.as_str());
        let points = match (&said.value, &claim.value) {
            (Value::Thing(to), claim::Value::Link(mention)) => is_mention(*to, mention),
            (Value::Thing(_), claim::Value::Text(_)) => false,
            _ => true,
        };
        is_mention(at, &claim.mention) && of_property && points
    }

    /// A value as a leaf has it.
    fn words(&self, at: usize, property: &str, said: &Said<'_>) -> String {
        let thing = &self.world.things[at];
        let name = if thing.name.is_empty() { thing.kind } else { &thing.name };
        format!("{name}: {}: {}", plain_property(property), self.world.words(&said.value))
    }

    fn solver(&self) -> Solver<'_, 'c> {
        Solver { world: self.world, derived: self.derived, steps: &self.steps, most_steps: u64::MAX }
    }

    /// All that a rule gives from these nodes, one for each condition that has leaves, in the conditions' order.
    fn apply(&self, rule: &RuleDef, nodes: &[Node<'c>]) -> Heads {
        let mut heads = Heads::new();
        let start = Reading { rule, nodes, checker: self };
        start.read(0, 0, &vec![None; rule.vars.len()], rule.at_most, &mut Vec::new(), &mut heads);
        heads
    }

    /// What was looked for, in words.
    fn absence(&self, kind: &CondKind, env: &Env) -> String {
        let named = crate::check::needs(kind);
        let term = |term: &Term| match term {
            Term::Var(var) => match env[*var].as_ref().filter(|_| named.contains(var)) {
                Some(value) => self.world.words(value),
                None => "anything".into(),
            },
            Term::Any => "anything".into(),
            Term::Text(text) => text.clone(),
            Term::Number(number) => number.to_string(),
            Term::Date(date) => plain(date),
        };
        match kind {
            CondKind::Prop { subject, property, value, negated, take, .. } => {
                let value = if *negated { term(value) } else { "anything".into() };
                let mut words = vec![format!("{}: {}: {value}", term(subject), plain_property(props::name(*property)))];
                if let (true, Take::Each { by, said, via }) = (*negated, take) {
                    words.extend(by.as_ref().map(|by| format!("in {}", term(by))));
                    words.extend(said.as_ref().map(|said| format!("public by {}", term(said))));
                    words.extend(via.as_ref().map(|via| format!("in the words of {}", term(via))));
                }
                words.join(", ")
            }
            CondKind::Pred { atom, .. } | CondKind::Count { atom, .. } | CondKind::AtLeast { atom, .. } => {
                let made = self.rules.get(atom.name.as_str());
                match made.and_then(|made| Some((made, made.exception.as_ref()?))) {
                    Some((made, words)) => {
                        let compared = |arg: &Term| match arg {
                            Term::Var(var) => env[*var].as_ref().filter(|_| named.contains(var)).and_then(date_of),
                            _ => None,
                        };
                        let args: Vec<String> =
                            atom.args.iter().map(|arg| compared(arg).map_or_else(|| term(arg), plain_compared)).collect();
                        filled(words, &made.head.args, &args)
                    }
                    None => {
                        let args: Vec<String> = atom.args.iter().map(term).collect();
                        format!("{}: {}", atom.name.replace('-', " "), args.join(", "))
                    }
                }
            }
            CondKind::Is { subject, .. } | CondKind::Compare { left: subject, .. } | CondKind::In { left: subject, .. } => {
                term(subject)
            }
        }
    }
}

fn date_of(value: &Value) -> Option<&Edtf> {
    match value {
        Value::Date(date) => Some(date),
        _ => None,
    }
}

/// An exception as it is written, with what its variables stand for.
fn filled(written: &str, head: &[Term], args: &[String]) -> String {
    let mut out = String::new();
    let mut rest = written;
    while let Some((before, (number, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        out.push_str(before);
        let is = |arg: &Term| matches!((arg, number.parse::<usize>()), (Term::Var(var), Ok(number)) if *var == number);
        out.push_str(head.iter().position(is).and_then(|at| args.get(at)).map_or("anything", String::as_str));
        rest = after;
    }
    out + rest
}

/// `inForce` as people read it.
fn plain_property(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            out.push(' ');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// One rule read against the nodes under it.
struct Reading<'r, 'c> {
    rule: &'r RuleDef,
    nodes: &'r [Node<'c>],
    checker: &'r Checker<'c>,
}

impl<'r, 'c> Reading<'r, 'c> {
    /// Reads conditions from one on, and nodes from one on.
    fn read(
        &self,
        cond: usize,
        node: usize,
        env: &Env,
        so_far: Certainty,
        later: &mut Vec<Later<'r, 'c>>,
        heads: &mut Heads,
    ) {
        let Some(kind) = self.rule.body.get(cond).map(|cond| &cond.kind) else {
            if node == self.nodes.len() {
                self.rest(later, env, so_far, heads);
            }
            return;
        };
        if matches!(kind, CondKind::Is { .. } | CondKind::Compare { .. } | CondKind::In { .. }) {
            later.push(Later { cond, node: None });
            self.read(cond + 1, node, env, so_far, later, heads);
            later.pop();
            return;
        }
        let Some(under) = self.nodes.get(node) else { return };
        for (env, certainty, used, waits) in self.taken(kind, node, under, env) {
            if waits {
                later.push(Later { cond, node: Some(under) });
            }
            self.read(cond + 1, node + used, &env, so_far.min(certainty), later, heads);
            if waits {
                later.pop();
            }
        }
    }

    /// The ways to take a node for a condition: what is known then, how sure, how many nodes that takes, and whether the
    /// condition is to be asked once more when all is known.
    fn taken(&self, kind: &CondKind, at: usize, node: &Node<'c>, env: &Env) -> Vec<(Env, Certainty, usize, bool)> {
        let world = self.checker.world;
        let sure = |env: Option<Env>| env.map(|env| (env, Certainty::Certain, 1, true)).into_iter().collect();
        match (kind, node) {
            (CondKind::Prop { value, otherwise: Some(words), negated: false, .. }, Node::None(_)) => {
                sure(with(env, value, &Value::text(words)))
            }
            (CondKind::Prop { negated: true, .. } | CondKind::Pred { negated: true, .. }, Node::None(_)) => {
                sure(Some(env.clone()))
            }
            (CondKind::Prop { subject, property, value, take, negated: false, .. }, Node::Fact(places)) => {
                let name = props::name(*property);
                let mut out = Vec::new();
                for (thing, _, place) in places.iter().filter(|(_, property, _)| *property == name) {
                    let Some(env) = with(env, subject, &Value::Thing(*thing)) else { continue };
                    let values = world.values(*thing, name);
                    match take {
                        Take::Each { .. } => {
                            let taken = self.checker.solver().taken(&env, value, take, *thing, &values[*place]);
                            out.extend(taken.into_iter().map(|(env, certainty)| (env, certainty, 1, false)));
                        }
                        Take::All if self.are_all(at, *thing, name, values.len()) => {
                            let text = Value::text(&self.checker.solver().listed(values));
                            let least = values.iter().map(|said| said.certainty).min().unwrap_or(Certainty::Certain);
                            out.extend(with(&env, value, &text).map(|env| (env, least, values.len(), false)));
                        }
                        Take::All => {}
                    }
                }
                out
            }
            (CondKind::Pred { atom, negated: false }, Node::Rule { gives, heads }) if *gives == atom.name => {
                let fits =
                    |(row, certainty): (&Vec<Value>, &Certainty)| Some((row_with(env, atom, row)?, *certainty, 1, false));
                heads.iter().filter_map(fits).collect()
            }
            (CondKind::Count { into, .. }, Node::None(_)) => sure(with(env, &Term::Var(*into), &Value::Number(0))),
            (CondKind::Count { into, .. }, Node::Count { count, .. }) => {
                let number = i64::try_from(*count).map_or(Value::Number(-1), Value::Number);
                sure(with(env, &Term::Var(*into), &number))
            }
            (CondKind::AtLeast { .. }, Node::Count { .. }) => sure(Some(env.clone())),
            _ => Vec::new(),
        }
    }

    /// Whether the nodes from one on are all values of a property, each once.
    fn are_all(&self, from: usize, thing: usize, property: &str, count: usize) -> bool {
        let Some(nodes) = self.nodes.get(from..from + count) else { return false };
        let places: BTreeSet<usize> = nodes
            .iter()
            .filter_map(|node| match node {
                Node::Fact(places) => {
                    places.iter().find(|(at, name, _)| *at == thing && *name == property).map(|(_, _, place)| *place)
                }
                _ => None,
            })
            .collect();
        places.len() == count
    }

    /// Asks what was left for later, what leaves least to try first, and enters what the rule then gives.
    fn rest(&self, later: &[Later<'r, 'c>], env: &Env, so_far: Certainty, heads: &mut Heads) {
        let kind = |later: &Later<'_, '_>| &self.rule.body[later.cond].kind;
        let Some(next) = later.iter().min_by_key(|later| (effort(kind(later), env), later.cond)).copied() else {
            let row: Option<Vec<Value>> = self.rule.head.args.iter().map(|arg| value(arg, env)).collect();
            if let Some(row) = row {
                let best = heads.entry(row).or_insert(so_far);
                *best = so_far.max(*best);
            }
            return;
        };
        let left: Vec<Later<'r, 'c>> = later.iter().filter(|later| later.cond != next.cond).copied().collect();
        let holds = match next.node {
            None => self.checker.solver().holds(kind(&next), env),
            Some(Node::None(none)) if self.checker.absence(kind(&next), env) == **none => self.is_absent(kind(&next), env),
            Some(Node::Count { count, of }) => {
                self.is_counted(kind(&next), *count, of, env).map(|certainty| (env.clone(), certainty)).into_iter().collect()
            }
            Some(_) => Vec::new(),
        };
        for (env, certainty) in holds {
            self.rest(&left, &env, so_far.min(certainty), heads);
        }
    }

    fn is_absent(&self, kind: &CondKind, env: &Env) -> Vec<(Env, Certainty)> {
        let solver = self.checker.solver();
        match kind {
            CondKind::Prop { subject, property, negated: false, .. } => match value(subject, env) {
                Some(Value::Thing(at)) if self.checker.world.values(at, props::name(*property)).is_empty() => {
                    vec![(env.clone(), Certainty::Certain)]
                }
                _ => Vec::new(),
            },
            CondKind::Count { of, atom, .. } if !solver.counted(*of, atom, env).is_empty() => Vec::new(),
            CondKind::Count { .. } => vec![(env.clone(), Certainty::Certain)],
            _ => solver.holds(kind, env),
        }
    }

    /// How sure a count is that these nodes show: each is one of what is counted, no two are the same, and for `count` there
    /// are no others.
    fn is_counted(&self, kind: &CondKind, count: usize, nodes: &[(&str, Heads)], env: &Env) -> Option<Certainty> {
        let (of, atom, there): (usize, &Atom, usize) = match kind {
            CondKind::Count { of, atom, .. } => (*of, atom, self.checker.solver().counted(*of, atom, env).len()),
            CondKind::AtLeast { least, of, atom } => (*of, atom, *least),
            _ => return None,
        };
        if count != there || nodes.len() != there {
            return None;
        }
        // What each node can be: each value that is counted, by its surest row.
        let mut can_be: Vec<BTreeMap<Value, Certainty>> = Vec::new();
        for (_, heads) in nodes.iter().filter(|(gives, _)| *gives == atom.name) {
            let mut values: BTreeMap<Value, Certainty> = BTreeMap::new();
            for (row, certainty) in heads {
                if let Some(counted) = row_with(env, atom, row).and_then(|row| row[of].clone()) {
                    let best = values.entry(counted).or_insert(*certainty);
                    *best = (*certainty).max(*best);
                }
            }
            can_be.push(values);
        }
        let sure = [Certainty::Certain, Certainty::Likely, Certainty::Possible];
        sure.into_iter().find(|sure| can_be.len() == there && are_different(&can_be, *sure))
    }
}

/// Whether each of some nodes can be a value of its own, as sure as this (by augmenting paths).
fn are_different(nodes: &[BTreeMap<Value, Certainty>], sure: Certainty) -> bool {
    fn place<'v>(
        at: usize,
        nodes: &'v [BTreeMap<Value, Certainty>],
        sure: Certainty,
        tried: &mut BTreeSet<&'v Value>,
        taken: &mut BTreeMap<&'v Value, usize>,
    ) -> bool {
        for (value, _) in nodes[at].iter().filter(|(_, certainty)| **certainty >= sure) {
            let is_new = tried.insert(value);
            let by = taken.get(value).copied();
            if is_new && by.is_none_or(|by| place(by, nodes, sure, tried, taken)) {
                taken.insert(value, at);
                return true;
            }
        }
        false
    }
    let mut taken = BTreeMap::new();
    (0..nodes.len()).all(|at| place(at, nodes, sure, &mut BTreeSet::new(), &mut taken))
}
