//! What can be run again by itself: strata, their keys, and parts that equal the whole.

use rollcall_model::claim::{Anchor, Basis, Claim, State, Value};
use rollcall_model::entity::{Entities, Entity, EntityValue, PropertyValue};
use rollcall_model::id::{EntityId, MentionId};
use rollcall_model::ontology::Kind;
use rollcall_model::source::{Source, SourceInfo};
use rollcall_model::view::{Claims, StatedClaim};
use rollcall_reason::{Facts, Keys, Limits, RuleFile, RuleSet, findings, findings_of, order, standard_rules};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Default)]
struct World {
    entities: Entities,
    claims: Claims,
    sources: Arc<Vec<Source>>,
}

impl World {
    fn add(&mut self, id: &str, kind: &str, values: &[(&str, &str)]) {
        let kind = Kind::new(kind).unwrap();
        let mention = MentionId::of(&[id]);
        let mut properties: BTreeMap<String, Vec<PropertyValue>> = BTreeMap::new();
        for (property, text) in values {
            let anchor = Anchor {
                source: "a.md".into(),
                sha256: "0".into(),
                layer: "text/1".into(),
                start: 0,
                end: 1,
                text: "x".into(),
                row: None,
                column: None,
                page: None,
                rect: None,
                description: None,
            };
            let claim =
                Claim::new(mention.clone(), kind, property, Value::Text((*text).into()), anchor, "test", 1000, Basis::Read);
            let value = match text.strip_prefix('@') {
                Some(to) => EntityValue::Entity { id: EntityId::of(&[to]), name: to.into() },
                None => EntityValue::Text((*text).into()),
            };
            properties.entry((*property).into()).or_default().push(PropertyValue {
                value,
                claims: vec![claim.id.clone()],
                state: State::Proposed,
            });
            self.claims.insert(claim.id.clone(), StatedClaim { claim: Arc::new(claim), state: State::Proposed });
        }
        let entity = Entity {
            id: EntityId::of(&[id]),
            kind,
            name: id.into(),
            properties,
            mentions: vec![mention],
            joins: Vec::new(),
            state: State::Proposed,
        };
        self.entities.insert(entity.id.clone(), Arc::new(entity));
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            entities: &self.entities,
            claims: &self.claims,
            sources: &self.sources,
            moments: &[],
            members: &[],
            searches: &[],
        }
    }
}

/// Engagements with ten participants each, one in ten of whom is under a measure.
fn world(engagements: usize) -> World {
    let mut world = World::default();
    Arc::make_mut(&mut world.sources).push(Source {
        path: "a.md".into(),
        sha256: "0".into(),
        size: 1,
        media_type: "text/plain".into(),
        info: SourceInfo::default(),
        layer: None,
        not_read: None,
    });
    world.add("A", "State", &[("country", "AA")]);
    let parties = engagements;
    for at in 0..parties {
        world.add(&format!("X{at}"), "Person", &[("country", if at % 2 == 0 { "XX" } else { "YY" })]);
        if at % 10 == 0 {
            world.add(
                &format!("M{at}"),
                "Measure",
                &[("target", &format!("@X{at}")), ("authority", "@A"), ("inForce", "2020")],
            );
        }
    }
    for at in 0..engagements {
        world.add(
            &format!("E{at}"),
            if at % 20 == 0 { "Exercise" } else { "Meeting" },
            &[("date", &format!("20{:02}-0{}", 15 + at % 10, 1 + at % 9)), ("status", "held")],
        );
        for place in 0..10 {
            let party = format!("@X{}", (at * 7 + place) % parties);
            world.add(
                &format!("P{at}-{place}"),
                "Participation",
                &[("party", &party), ("engagement", &format!("@E{at}")), ("role", "attendee")],
            );
        }
    }
    world
}

fn standard() -> RuleSet {
    let files = standard_rules();
    let files: Vec<RuleFile<'_>> = files.iter().map(|(path, text)| RuleFile { path, text }).collect();
    RuleSet::parse(&files).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn parts_equal_the_whole() {
    let (rules, world) = (standard(), world(60));
    let context: BTreeSet<String> = rules.strata().into_iter().map(|stratum| stratum.rule).collect();
    let whole = findings(&rules, &context, &world.facts(), Limits::default()).unwrap();
    assert!(whole.len() > 60, "{}", whole.len());
    let mut parts = Vec::new();
    for stratum in rules.strata() {
        parts.extend(findings_of(&rules, &BTreeSet::from([stratum.rule]), &world.facts(), Limits::default()).unwrap());
    }
    parts.sort_by(order);
    assert_eq!(parts, whole);
}

#[test]
fn a_key_changes_only_with_what_its_stratum_reads() {
    let rules = standard();
    let before = world(20);
    let mut after = world(20);
    after.add("L", "ForumRole", &[("role", "chair"), ("party", "@X1"), ("forum", "@F")]);
    let changed: Vec<String> = rules
        .strata()
        .into_iter()
        .filter(|stratum| Keys::new(before.facts()).of(stratum) != Keys::new(after.facts()).of(stratum))
        .map(|stratum| stratum.rule)
        .collect();
    assert_eq!(changed, ["leads", "leads-undated", "likely-took-part"]);
}

#[test]
fn every_standard_rule_that_speaks_has_a_page_that_says_how_it_can_be_wrong() {
    for rule in standard().rules().into_iter().filter(|rule| rule.class.is_some()) {
        for part in ["What it means:", "What it does not mean:", "How it can be wrong:"] {
            assert!(rule.page["en"].contains(part), "{} lacks `{part}`", rule.name);
        }
    }
    assert_eq!(standard().unused(), []);
}

#[test]
fn every_standard_rule_has_a_name_in_each_language_in_which_the_rules_speak() {
    let rules = standard().rules();
    let languages: std::collections::BTreeSet<&String> = rules.iter().flat_map(|rule| rule.says.keys()).collect();
    assert!(languages.len() > 1, "{languages:?}");
    for rule in &rules {
        // In English a rule's name is the one that it has in its file.
        for lang in languages.iter().filter(|lang| ***lang != "en") {
            assert!(
                rule.page.get(*lang).is_some_and(|page| !page.trim().is_empty()),
                "{} has no name in `{lang}`",
                rule.name
            );
        }
    }
}
