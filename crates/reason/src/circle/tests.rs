//! Groups that follow a change have just the facts, grades and ways of groups that were derived from nothing.

use crate::engine::{Engine, Leaf, Support};
use crate::loaded::Loaded;
use crate::store::Version;
use crate::{Facts, Limits, NO_SOURCES, RuleFile, RuleSet};
use rollcall_model::claim::State;
use rollcall_model::entity::{Entities, Entity, EntityValue, PropertyValue};
use rollcall_model::finding::Certainty;
use rollcall_model::id::{ClaimId, EntityId};
use rollcall_model::ontology::Kind;
use rollcall_model::view::Claims;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Ladders by one step and by two parts, facts of two names that rest on each other, one that is given and derived,
/// defaults of every certainty, and what denies and counts above all of it.
const RULES: &str = r#"
rule above-directly
if   F is Forum, parent G
gives above(G, F)

rule above-as-a-twin
if   F is Forum, plusOf G
gives above(G, F)
at most likely

rule above-by-steps
if   above(G, F)
     H is Forum, parent F
gives above(G, H)

rule tied-directly
if   F is Forum, plusOf G
gives tied(F, G)

rule tied-otherwise
if   F is Forum, parent G
gives tied(G, F)
at most possible

rule tied-by-parts
if   tied(F, G)
     tied(G, H)
gives tied(F, H)

rule led-as-given
if   F is Forum, country "AA"
gives led(F)

rule led-by-a-leader
if   leads(G)
     F is Forum, parent G
gives led(F)

rule leads
if   led(F)
gives leads(F)

rule leads-as-a-twin
if   led(F)
     G is Forum, plusOf F
     above(_, G)
gives leads(G)
at most likely

rule free
class record
if   F is Forum
     not led(F)
     count of G in above(G, F) as N
says en "{F} is recorded under {N} and under nobody who leads."
about F N

rule seen
class record
if   tied(F, G)
     not above(F, G)
says en "{F} and {G} are recorded together."
about F G
"#;

/// Numbers that look like chance (a linear congruential generator, Knuth's constants).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// What is said: of which body, which property, its value, and whether it is disputed.
type Said = BTreeMap<(usize, &'static str, String), State>;

fn name(at: usize) -> String {
    format!("f{at:03}")
}

fn entities(said: &Said, size: usize) -> Entities {
    let entity = |at: usize| {
        let mut properties: BTreeMap<String, Vec<PropertyValue>> = BTreeMap::new();
        for ((_, property, value), state) in said.iter().filter(|((of, ..), _)| *of == at) {
            let claims = vec![ClaimId::of(&[&name(at), property, value])];
            let value = match *property {
                "country" => EntityValue::Text(value.clone()),
                _ => EntityValue::Entity { id: EntityId::of(&[value]), name: value.clone() },
            };
            properties.entry((*property).into()).or_default().push(PropertyValue { value, claims, state: *state });
        }
        properties.values_mut().for_each(|values| values.sort());
        let (id, kind, state) = (EntityId::of(&[&name(at)]), Kind::new("Forum").unwrap(), State::Proposed);
        Entity { id, kind, name: name(at), properties, mentions: Vec::new(), joins: Vec::new(), state }
    };
    (0..size).map(entity).map(|entity| (entity.id.clone(), Arc::new(entity))).collect()
}

/// A ladder, a ladder with a way round each rung, a circle that hangs on one rung, or anything.
fn some(numbers: &mut Numbers, size: usize, shape: usize) -> Said {
    let mut said = Said::new();
    let mut say = |at: usize, property, value: String| said.insert((at, property, value), State::Proposed);
    for at in 1..size {
        let below = match shape {
            0 => at - 1,
            1 => at.saturating_sub(1 + numbers.below(2)),
            2 => at / 2,
            _ => numbers.below(size),
        };
        say(at, "parent", name(below));
        if shape == 1 {
            say(at, "parent", name(at.saturating_sub(2)));
        }
    }
    if shape == 2 {
        say(1, "parent", name(size - 1));
    }
    say(0, "country", "AA".into());
    for _ in 0..1 + size / 6 {
        say(numbers.below(size), "plusOf", name(numbers.below(size)));
    }
    said
}

/// What a person does: takes one thing back, disputes it, or says another.
fn act(numbers: &mut Numbers, said: &mut Said, size: usize) {
    for _ in 0..1 + numbers.below(2) {
        let key = said.keys().nth(numbers.below(said.len().max(1))).cloned();
        match (numbers.below(6), key) {
            (0..2, Some(key)) => {
                said.remove(&key);
            }
            (2, Some(key)) => {
                said.insert(key, State::Disputed);
            }
            (3, Some(key)) => {
                said.insert(key, State::Proposed);
            }
            (4, _) => {
                let property = if numbers.below(4) == 0 { "plusOf" } else { "parent" };
                said.insert((numbers.below(size), property, name(numbers.below(size))), State::Proposed);
            }
            _ => {
                let key = (numbers.below(size), "country", "AA".to_string());
                if said.remove(&key).is_none() {
                    said.insert(key, State::Proposed);
                }
            }
        }
    }
}

/// Each derived fact with how sure it is and all its ways, in words that no engine's numbers are in.
type Known = BTreeMap<String, (Certainty, Vec<String>)>;

fn known(engine: &Engine) -> Known {
    let row = |fact: u32, row: u32| format!("{fact} {:?}", engine.args((fact, row)));
    let leaf = |leaf: &Leaf| match leaf {
        Leaf::Fact { thing, property, place } => {
            let values = engine.store.values(engine.store.thing_at(*thing), *property, Version::Now);
            format!("{thing} {property} {}", engine.store.words_of(engine.store.val(values.start + place)))
        }
        other => format!("{other:?}"),
    };
    let part = |support: &Support| match support {
        Support::Leaves(leaves) => leaves.iter().map(leaf).collect::<Vec<_>>().join(" and "),
        Support::Row { fact, row: at } => row(*fact, *at),
        Support::Counted { count, .. } => count.to_string(),
    };
    let mut known = Known::new();
    for fact in engine.numbers.values() {
        for at in engine.rows(*fact) {
            let ways = engine.ways((*fact, at)).into_iter().map(|way| {
                let body: Vec<String> = way.body.iter().map(part).collect();
                format!("{} {:?} {}", way.rule, way.certainty, body.join(", "))
            });
            known.insert(row(*fact, at), (engine.certainty((*fact, at)).unwrap(), ways.collect()));
        }
    }
    known
}

fn facts<'a>(entities: &'a Entities, claims: &'a Claims) -> Facts<'a> {
    Facts { entities, claims, sources: &NO_SOURCES, moments: &[], members: &[], searches: &[] }
}

/// Facts that follow in other ways than the last change found them to.
fn exchanged(loaded: &Loaded) -> BTreeSet<String> {
    let rows = loaded.last.iter().flat_map(|last| &last.exchanged);
    let engine = loaded.engine();
    rows.flat_map(|(fact, rows)| rows.iter().map(move |row| format!("{fact} {:?}", engine.args((*fact, *row))))).collect()
}

/// Follows some acts on one case.
fn follows(seed: u64, size: usize, acts: usize) {
    let rules = RuleSet::parse(&[RuleFile { path: "rules/own.rules", text: RULES }]).unwrap();
    let names: BTreeSet<String> = rules.strata().into_iter().map(|stratum| stratum.rule).collect();
    let (mut numbers, claims) = (Numbers(seed), Claims::new());
    let shape = numbers.below(4);
    let mut said = some(&mut numbers, size, shape);
    let mut case = entities(&said, size);
    let mut loaded = Loaded::new(&rules, &names, &facts(&case, &claims), Limits::default()).unwrap();
    let mut before = known(loaded.engine());
    for step in 0..acts {
        act(&mut numbers, &mut said, size);
        let next = entities(&said, size);
        let touched = next.iter().filter(|(id, entity)| case[*id] != **entity).map(|(id, _)| id.clone()).collect();
        let (after, changes) = loaded.change(&facts(&next, &claims), &touched).unwrap();
        let anew = Loaded::new(&rules, &names, &facts(&next, &claims), Limits::default()).unwrap();
        let (is, wanted) = (known(after.engine()), known(anew.engine()));
        assert!(!changes.anew, "seed {seed}, step {step}");
        let other = wanted.keys().chain(is.keys()).find(|fact| is.get(*fact) != wanted.get(*fact));
        let other = other.map(|fact| (fact, is.get(fact), wanted.get(fact)));
        assert_eq!(other, None, "seed {seed}, step {step}: is, and should be");
        let kept = |engine: &Engine| (engine.kept, engine.relations.iter().map(|relation| relation.way_count()).sum());
        let count: (usize, usize) = kept(after.engine());
        assert_eq!((count, count.0), (kept(anew.engine()), count.1), "seed {seed}, step {step}: ways are counted");
        let all = before.keys().chain(is.keys()).filter(|fact| before.get(*fact) != is.get(*fact));
        let all: BTreeSet<String> = all.cloned().collect();
        assert_eq!(exchanged(&after), all, "seed {seed}, step {step}: what follows otherwise");
        (loaded, case, before) = (after, next, is);
    }
}

#[test]
fn a_group_that_follows_equals_one_that_was_derived_from_nothing() {
    for seed in 0..100 {
        follows(seed, 4 + usize::try_from(seed).unwrap() % 10, 12);
    }
}

#[test]
fn long_ladders_and_large_circles_follow() {
    for seed in 1000..1006 {
        follows(seed, 26, 8);
    }
}

#[test]
fn what_a_circle_alone_holds_up_falls() {
    let rules = RuleSet::parse(&[RuleFile { path: "rules/own.rules", text: RULES }]).unwrap();
    let (names, claims) = (BTreeSet::from(["free".to_string()]), Claims::new());
    let mut said = Said::new();
    for (at, below) in [(1, 0), (2, 1), (3, 2), (1, 3)] {
        said.insert((at, "parent", name(below)), State::Proposed);
    }
    said.insert((0, "country", "AA".into()), State::Proposed);
    let led = |loaded: &Loaded| {
        let fact = loaded.engine().numbers["led"];
        loaded.engine().rows(fact).count()
    };
    let case = entities(&said, 4);
    let loaded = Loaded::new(&rules, &names, &facts(&case, &claims), Limits::default()).unwrap();
    assert_eq!(led(&loaded), 4);
    said.remove(&(1, "parent", name(0)));
    let next = entities(&said, 4);
    let touched = BTreeSet::from([EntityId::of(&[&name(1)])]);
    let (after, changes) = loaded.change(&facts(&next, &claims), &touched).unwrap();
    assert_eq!((led(&after), changes.anew), (1, false));
    let (back, _) = after.change(&facts(&case, &claims), &touched).unwrap();
    assert_eq!(led(&back), 4);
}
