//! What is told of something proved once is what is told where everything below it is gone through each time.

use super::*;
use crate::loaded::Loaded;
use crate::{Facts, Limits, RuleFile, RuleSet, standard_rules};
use rollcall_model::claim::{Anchor, Basis, State, Value};
use rollcall_model::date::Edtf;
use rollcall_model::entity::{Entities, EntityValue, PropertyValue};
use rollcall_model::finding::Finding;
use rollcall_model::id::EntityId;
use rollcall_model::ontology::Kind;
use rollcall_model::source::{Source, SourceInfo};
use rollcall_model::view::{Claims, Moment, StatedClaim};

/// Files, each of which gives the day of one engagement.
const FILES: usize = 2 * MANY + 10;
const TREND: &str = "trend-at-a-moment";

/// What some files say, and the things that they speak of.
#[derive(Default)]
struct Case {
    things: BTreeMap<EntityId, Entity>,
    claims: Claims,
    sources: Arc<Vec<Source>>,
}

fn path(file: usize) -> String {
    format!("{file:03}.md")
}

fn mention(thing: &str, file: usize) -> MentionId {
    MentionId::of(&[thing, &path(file)])
}

impl Case {
    /// Engagements before a day and after it, one of them known to the year alone; two parties at every tenth, of which the
    /// next file tells, so that such an engagement is named in two. Every seventh file rests on one report.
    fn new() -> Self {
        let mut case = Self::default();
        for file in 0..FILES {
            let rests_on = if file % 7 == 0 { vec!["a report".to_string()] } else { Vec::new() };
            Arc::make_mut(&mut case.sources).push(Source {
                path: path(file),
                sha256: file.to_string(),
                size: 1,
                media_type: "text/plain".into(),
                info: SourceInfo { rests_on, ..SourceInfo::default() },
                layer: None,
                not_read: None,
            });
            let engagement = format!("e{file}");
            let day = if file < FILES / 2 { "2020-05-10" } else { "2021-06-10" };
            case.say("Meeting", &engagement, "date", if file == 7 { "2021" } else { day }, file);
            for party in ["x", "y"].iter().filter(|_| file % 10 == 0) {
                let link = format!("{party} at {file}");
                case.say("State", party, "name", party, file + 1);
                case.say("Participation", &link, "party", party, file + 1);
                case.say("Participation", &link, "engagement", &engagement, file + 1);
                case.say("Participation", &link, "role", "attendee", file + 1);
            }
        }
        case
    }

    /// Lets a file say something of a thing. Each file has its own mention of it, and one join makes them one.
    fn say(&mut self, kind: &str, thing: &str, property: &str, value: &str, file: usize) {
        let is_link = ["party", "engagement"].contains(&property);
        let anchor = Anchor {
            source: path(file),
            sha256: file.to_string(),
            layer: "text/1".into(),
            start: 0,
            end: 1,
            text: format!("{thing} {property} {value}"),
            row: None,
            column: None,
            page: None,
            rect: None,
            description: None,
        };
        let said = if is_link { Value::Link(mention(value, file)) } else { Value::Text(value.into()) };
        let kind = Kind::new(kind).unwrap();
        let claim = Claim::new(mention(thing, file), kind, property, said, anchor, "test", 1000, Basis::Read);
        let value = match is_link {
            true => EntityValue::Entity { id: EntityId::of(&[value]), name: value.into() },
            false => EntityValue::Text(value.into()),
        };
        let entity = self.things.entry(EntityId::of(&[thing])).or_insert_with(|| Entity {
            id: EntityId::of(&[thing]),
            kind,
            name: thing.to_string(),
            properties: BTreeMap::new(),
            mentions: (0..=FILES).map(|file| mention(thing, file)).collect::<BTreeSet<_>>().into_iter().collect(),
            joins: vec![JoinId::of(&[thing])],
            state: State::Proposed,
        });
        let values = entity.properties.entry(property.into()).or_default();
        let known = values.iter_mut().find(|other| other.value == value);
        match known {
            Some(known) => known.claims.push(claim.id.clone()),
            None => values.push(PropertyValue { value, claims: vec![claim.id.clone()], state: State::Proposed }),
        }
        values.sort();
        self.claims.insert(claim.id.clone(), StatedClaim { claim: Arc::new(claim), state: State::Proposed });
    }
}

/// What the trends are, and on how many long facts they rest.
fn trends(case: &Case, lists_are_long: bool) -> (Vec<Finding>, usize) {
    let files: Vec<RuleFile<'_>> = standard_rules().into_iter().map(|(path, text)| RuleFile { path, text }).collect();
    let rules = RuleSet::parse(&files).unwrap();
    let names = BTreeSet::from([TREND.to_string()]);
    let entities: Entities = case.things.iter().map(|(id, thing)| (id.clone(), Arc::new(thing.clone()))).collect();
    let moments = [Moment { id: "day".into(), name: "the day".into(), date: Edtf::parse("2021-02-01").unwrap() }];
    let facts = Facts {
        entities: &entities,
        claims: &case.claims,
        sources: &case.sources,
        moments: &moments,
        members: &[],
        searches: &[],
    };
    let loaded = Loaded::new(&rules, &names, &facts, Limits::default()).unwrap();
    let mut teller = Teller::of_words(loaded.engine(), &facts);
    if !lists_are_long {
        teller.longs.counting.clear();
    }
    let trend = rules.defs.iter().find(|rule| rule.name == TREND).unwrap();
    let found = teller.of_rule(trend);
    let known = teller.longs.known.lock().unwrap();
    (found, known.values().filter(|asked| asked.get().is_some_and(Option::is_some)).count())
}

#[test]
fn what_rests_on_a_long_list_is_told_as_if_the_list_were_gone_through_each_time() {
    let case = Case::new();
    let ((found, longs), (wanted, none)) = (trends(&case, true), trends(&case, false));
    assert_eq!((found.len(), longs, none), (2, 1, 0), "two parties, and one list of sources for both");
    assert_eq!(found, wanted);
    let meetings: BTreeSet<JoinId> = (0..FILES).step_by(10).map(|file| JoinId::of(&[&format!("e{file}")])).collect();
    for finding in &found {
        let joins: BTreeSet<JoinId> = finding.joins.iter().cloned().collect();
        assert!(joins.is_superset(&meetings), "named where its day is told and where the party is");
        assert_eq!(finding.origins, FILES - FILES.div_ceil(7) + 1, "files that rest on one report count once");
        assert!(!finding.reasons.is_empty(), "of one engagement the year alone is known");
    }
}
