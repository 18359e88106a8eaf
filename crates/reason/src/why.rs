//! Why a finding is no surer than it is: its surest proof, step by step, with what each part is worth and why no more.
//!
//! The main functions are [`reasons`], what keeps a finding from being surer, and [`worked`], the whole arithmetic. Both go
//! through one proof that is as sure as the finding; what a part is worth is asked of the engine again, condition by condition,
//! since a way keeps only the least of them. A finding that is certain has no reasons, and nothing is gone through for it.

use crate::ast::{Atom, CondKind, Op, Take, Term};
use crate::engine::RowId;
use crate::find::Teller;
use crate::join::answer;
use crate::names::Code;
use crate::plan;
use crate::proofs::prove;
use crate::props::{self, WHEN};
use crate::store::{Grade, SURE, Version, certainty, grade};
use crate::web::{Web, WebWay};
use rollcall_model::claim::State;
use rollcall_model::date::Answer;
use rollcall_model::finding::{Because, Certainty, Reason};
use rollcall_model::id::ClaimId;
use rollcall_model::ontology::PropertyType;
use std::collections::BTreeSet;

/// A part of a step: what it says, what it is worth, and why that is not more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// In words.
    pub what: String,
    /// What it is worth.
    pub certainty: Certainty,
    /// Why it is worth no more; nothing where it is certain, or where a step of its own says it.
    pub because: Option<Reason>,
    /// The claims that give it, where it is a value; where it is denied those that may say so.
    pub claims: Vec<ClaimId>,
}

/// One rule of a proof, with its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The rule's name.
    pub rule: String,
    /// What it gives, in words.
    pub gives: String,
    /// The least of its parts, and no more than the rule's own `at most`.
    pub certainty: Certainty,
    /// Its parts, in the order of its conditions.
    pub parts: Vec<Part>,
}

/// What keeps a web's first fact from being surer.
pub(crate) fn reasons(teller: &Teller<'_>, web: &Web) -> Vec<Reason> {
    let best = best(web);
    if best == Certainty::Certain {
        return Vec::new();
    }
    let weak = |part: Part| part.because.filter(|_| part.certainty == best);
    let mut all: BTreeSet<Reason> = BTreeSet::new();
    for (_, way) in chosen(web, best).into_iter().filter(|(_, way)| way.certainty == best) {
        all.extend(teller.parts(way).into_iter().filter_map(weak));
        let longs = teller.longs(way.leaves.iter().map(|leaf| &web.leaves[*leaf]));
        all.extend(longs.iter().filter(|long| long.certainty == best).flat_map(|long| long.reasons.iter().cloned()));
    }
    // What is said of a thing as a whole need not be said beside what is said of each of its values.
    let told: Vec<(Because, String)> =
        all.iter().filter(|reason| !reason.claims.is_empty()).map(|reason| (reason.because, reason.of.concat())).collect();
    all.retain(|reason| {
        let name = format!("{}: ", reason.of.concat());
        !reason.claims.is_empty()
            || told.iter().all(|(because, fact)| *because != reason.because || !fact.starts_with(&name))
    });
    all.into_iter().collect()
}

/// The surest proof of a web's first fact, step by step from the top.
pub(crate) fn worked(teller: &Teller<'_>, web: &Web) -> Vec<Step> {
    let step = |(row, way): (RowId, &WebWay)| Step {
        rule: teller.engine.rules[way.rule as usize].name.clone(),
        gives: teller.row_words(row),
        certainty: way.certainty,
        parts: teller.parts(way),
    };
    chosen(web, best(web)).into_iter().map(step).collect()
}

fn best(web: &Web) -> Certainty {
    web.ways[0].iter().map(|way| way.certainty).max().unwrap_or(Certainty::Possible)
}

/// The facts of one proof that is as sure as this, each with its way.
fn chosen(web: &Web, sure: Certainty) -> Vec<(RowId, &WebWay)> {
    let chosen = web.chosen(&web.founded(|_| true, sure)).unwrap_or_default();
    chosen.iter().map(|(fact, way)| (web.rows[*fact], &web.ways[*fact][*way])).collect()
}

/// `not` of what was found.
fn denied(found: Grade) -> Grade {
    SURE - found
}

impl Teller<'_> {
    /// The parts of a way, in the order of its rule's conditions; what a rule takes to be so by itself stands last.
    fn parts(&self, way: &WebWay) -> Vec<Part> {
        let rule = &self.engine.rules[way.rule as usize];
        let conds = rule.body.iter().enumerate();
        let mut parts: Vec<Part> = conds.filter_map(|(at, cond)| self.part(way.rule, at, &cond.kind, &way.env)).collect();
        if rule.at_most < Certainty::Certain {
            let what = format!("the rule gives at most {}", rule.at_most.word());
            let because = because(Because::Default, vec![rule.name.clone()]);
            parts.push(Part { what, certainty: rule.at_most, because, claims: Vec::new() });
        }
        parts
    }

    fn part(&self, rule: u32, at: usize, kind: &CondKind, env: &[Code]) -> Option<Part> {
        let part = |what: String, found: Grade, because: Option<Reason>| {
            let certainty = certainty(found)?;
            Some(Part { what, certainty, because: because.filter(|_| certainty < Certainty::Certain), claims: Vec::new() })
        };
        match kind {
            CondKind::Is { subject, negated: false, .. } => {
                let thing = self.engine.code(subject, env).as_thing()?;
                let found = self.engine.store.thing_grade(thing, Version::Now);
                let name = self.name(thing);
                part(format!("{name} is there"), found, self.of_thing(thing))
            }
            CondKind::Prop { negated: true, .. } | CondKind::Pred { negated: true, .. } => {
                let (found, claims) = self.found(kind, env);
                let none = self.absence_in(rule, at, env);
                // A finding does not carry the words against it: whoever keeps it would have to look at them after every change.
                let reason = because(Because::Denied, vec![none.clone()]);
                Some(Part { claims, ..part(format!("no source says: {none}"), denied(found), reason)? })
            }
            CondKind::Prop { subject, property, value, take, .. } => {
                let thing = self.engine.code(subject, env).as_thing()?;
                let (fact, found) =
                    self.value(thing, *property, self.engine.code(&self.term(rule, at, value), env), take, env)?;
                let claims = self.engine.store.claims(fact).to_vec();
                Some(Part { claims, ..part(self.fact_words(fact), found, Some(self.of_fact(fact, found)))? })
            }
            CondKind::Pred { atom, .. } => {
                let (fact, row) = self.row_of(rule, at, atom, env)?;
                let found = self.engine.relations[fact as usize].grade(row, Version::Now);
                part(self.row_words((fact, row)), found, None)
            }
            CondKind::Compare { op, left, right } => {
                let (left, right) = (self.engine.code(left, env), self.engine.code(right, env));
                let (found, because) = self.compared(*op, left, right);
                let store = &self.engine.store;
                let words = format!("{} {} {}", store.words_compared(left), op_words(*op), store.words_compared(right));
                part(words, found, because)
            }
            CondKind::Is { .. } | CondKind::In { .. } | CondKind::Count { .. } | CondKind::AtLeast { .. } => None,
        }
    }

    /// How two values compare, and what leaves it open.
    fn compared(&self, op: Op, left: Code, right: Code) -> (Grade, Option<Reason>) {
        let store = &self.engine.store;
        let both = || -> Vec<String> {
            [left, right].iter().filter_map(|code| store.edtf(*code)).map(|date| date.as_str().to_string()).collect()
        };
        match answer(self.engine.base(Version::Now), op, left, right) {
            Answer::Certain if op == Op::GoesOn => (grade(Certainty::Likely), because(Because::GoesOn, both())),
            Answer::Certain => (SURE, None),
            Answer::Possible => (grade(Certainty::Possible), because(Because::Dates, both())),
            Answer::Impossible => (0, None),
        }
    }

    /// The surest of the values that a condition can mean, of all values the least sure.
    fn value(&self, thing: u32, property: u16, wanted: Code, take: &Take, env: &[Code]) -> Option<(u32, Grade)> {
        let store = &self.engine.store;
        let facts = store.values(thing, property, Version::Now);
        match take {
            Take::All => facts.map(|fact| (fact, store.fact_grade(fact))).min_by_key(|(fact, found)| (*found, *fact)),
            Take::Each { .. } => {
                let of_value = facts.filter(|fact| store.val(*fact) == wanted);
                of_value
                    .map(|fact| (fact, self.told(fact, take, env)))
                    .max_by_key(|(fact, found)| (*found, std::cmp::Reverse(*fact)))
            }
        }
    }

    /// How sure a value is where more may be asked of the claims that give it.
    fn told(&self, fact: u32, take: &Take, env: &[Code]) -> Grade {
        let store = &self.engine.store;
        let Some(asked) = plan::asked(take) else { return store.fact_grade(fact) };
        let known = |term: &Term| Some(self.engine.code(term, env)).filter(|code| *code != Code::NONE);
        let [by, said, via] = asked.map(|term| term.and_then(known));
        let fits = store.tellings(fact).iter().filter(|telling| {
            by.is_none_or(|by| by == telling.source)
                && said.is_none_or(|said| Some(said) == telling.said)
                && via.is_none_or(|via| telling.voices.contains(&via))
        });
        fits.map(|telling| telling.grade).max().unwrap_or_default()
    }

    /// What there is of something that a condition denies: how sure the surest is, and the claims that it rests on.
    fn found(&self, kind: &CondKind, env: &[Code]) -> (Grade, Vec<ClaimId>) {
        let store = &self.engine.store;
        match kind {
            CondKind::Prop { subject, property, value, take, .. } => {
                let Some(thing) = self.engine.code(subject, env).as_thing() else { return (0, Vec::new()) };
                let wanted = Some(value).filter(|value| **value != Term::Any).map(|value| self.engine.code(value, env));
                let facts = store.values(thing, *property, Version::Now);
                let facts = facts.filter(|fact| wanted.is_none_or(|wanted| wanted == store.val(*fact)));
                let best = facts
                    .map(|fact| (self.told(fact, take, env), fact))
                    .max_by_key(|(found, fact)| (*found, std::cmp::Reverse(*fact)));
                best.map_or((0, Vec::new()), |(found, fact)| (found, store.claims(fact).to_vec()))
            }
            CondKind::Pred { atom, .. } => {
                let Some((fact, relation)) = self.engine.relation(&atom.name) else { return (0, Vec::new()) };
                let known = atom.args.iter().enumerate().filter(|(_, arg)| **arg != Term::Any);
                let mask = known.clone().fold(0, |mask, (place, _)| mask | 1 << place);
                let key: Vec<Code> = known.map(|(_, arg)| self.engine.code(arg, env)).collect();
                let rows = relation.find(mask, &key).map(|row| (relation.grade(row, Version::Now), row));
                // Of those as sure, the first by what it is made of: the order of rows depends on what changed before.
                let rows = rows.filter(|(found, _)| *found > 0);
                match rows.max_by_key(|(found, row)| (*found, std::cmp::Reverse(self.engine.args((fact, *row))))) {
                    None => (0, Vec::new()),
                    Some((found, row)) => {
                        let proofs = prove(&self.web((fact, row)));
                        let claims = proofs.shown.first().map(|proof| self.all_claims(&proof.leaves));
                        (found, claims.into_iter().flatten().cloned().collect())
                    }
                }
            }
            _ => (0, Vec::new()),
        }
    }

    fn row_of(&self, rule: u32, at: usize, atom: &Atom, env: &[Code]) -> Option<RowId> {
        let args = atom.args.iter().enumerate();
        let layout = &self.engine.layouts[rule as usize];
        let args: Vec<Code> = args.map(|(place, term)| self.engine.code(&layout.term(at, place, term), env)).collect();
        let (fact, relation) = self.engine.relation(&atom.name)?;
        Some((fact, relation.row(&args)?))
    }

    fn term(&self, rule: u32, at: usize, term: &Term) -> Term {
        self.engine.layouts[rule as usize].term(at, 0, term)
    }

    /// What was looked for and not found, by a rule's condition in one way.
    fn absence_in(&self, rule: u32, at: usize, env: &[Code]) -> String {
        match self.engine.absent(rule, at, &self.engine.rules[rule as usize].body[at].kind, env) {
            crate::engine::Leaf::Absent { rule, cond, vals } => self.absence_of(rule, cond, &vals),
            crate::engine::Leaf::Fact { .. } | crate::engine::Leaf::Long { .. } => String::new(),
        }
    }

    fn name(&self, thing: u32) -> String {
        let store = &self.engine.store;
        let name = store.name(thing);
        if name.is_empty() { props::kind_name(store.kind(thing)).into() } else { name.into() }
    }

    /// Why a value is worth no more than it is.
    fn of_fact(&self, fact: u32, found: Grade) -> Reason {
        let store = &self.engine.store;
        let thing = store.fact_thing(fact);
        let (of, claims) = (vec![self.fact_words(fact)], store.claims(fact).to_vec());
        let property = props::name(store.fact_property(fact));
        let made = |because: Because| Reason { because, of: of.clone(), claims: claims.clone() };
        if store.thing_grade(thing, Version::Now) <= found
            && let Some(reason) = self.of_thing(thing)
        {
            return Reason { of, claims, ..reason };
        }
        if property == WHEN && store.values(thing, store.fact_property(fact), Version::Now).len() > 1 {
            let dates = store.values(thing, store.fact_property(fact), Version::Now);
            let dates: BTreeSet<String> =
                dates.filter_map(|fact| store.edtf(store.val(fact))).map(|date| date.as_str().to_string()).collect();
            return Reason { of: std::iter::once(self.name(thing)).chain(dates).collect(), ..made(Because::DatesDisagree) };
        }
        let stated = || claims.iter().filter_map(|id| self.facts.claims.get(id));
        let all_disputed = stated().all(|stated| stated.state == State::Disputed);
        made(if all_disputed { Because::Disputed } else { Because::Source })
    }

    /// Why nothing said of a thing is sure: a reviewer disputes it, or its source does not call it certain.
    fn of_thing(&self, thing: u32) -> Option<Reason> {
        let store = &self.engine.store;
        let entity = self.facts.entities.get(store.entity(thing)?)?;
        let name = vec![self.name(thing)];
        if entity.state == State::Disputed {
            return because(Because::Disputed, name);
        }
        let properties = entity.kind.info().properties.iter();
        let certainty = properties.filter(|(_, property)| property.value == PropertyType::Certainty);
        let said: BTreeSet<&str> =
            certainty.flat_map(|(property, _)| entity.values(property)).map(|value| value.value.words()).collect();
        match (said.contains("stated"), said.contains("likely"), said.contains("unclear")) {
            (false, true, _) => because(Because::SaidLikely, name),
            (false, false, true) => because(Because::SaidUnclear, name),
            _ => None,
        }
    }
}

fn because(because: Because, of: Vec<String>) -> Option<Reason> {
    Some(Reason { because, of, claims: Vec::new() })
}

/// An operator as rules write it.
fn op_words(op: Op) -> String {
    use crate::ast::Length;
    let long = |length: Length| match length {
        Length::Days(days) => format!("within {days} days"),
        Length::Months(months) => format!("within {months} months"),
    };
    match op {
        Op::Same => "=".into(),
        Op::Other => "!=".into(),
        Op::Before => "before".into(),
        Op::After => "after".into(),
        Op::OnOrBefore => "on or before".into(),
        Op::OnOrAfter => "on or after".into(),
        Op::During => "during".into(),
        Op::Overlaps => "overlaps".into(),
        Op::WithinAfter(length) => format!("{} after", long(length)),
        Op::WithinOf(length) => format!("{} of", long(length)),
        Op::GoesOn => "goes on to".into(),
        Op::Differs => "differs from".into(),
        Op::Sorts => "sorts before".into(),
        Op::AtLeast => "at least".into(),
        Op::AtMost => "at most".into(),
    }
}
