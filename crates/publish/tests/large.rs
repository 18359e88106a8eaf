//! A large case, made up from numbers: no page is too much for a bad line, every link still leads somewhere, and planning
//! stays linear in what there is.

mod common;

use common::Case;
use rollcall_model::claim::{Anchor, Basis, Claim, State, Value};
use rollcall_model::date::Edtf;
use rollcall_model::entity::{Entity, EntityValue, PropertyValue};
use rollcall_model::id::{EntityId, MentionId, sha256_hex};
use rollcall_model::ontology::{Kind, kinds};
use rollcall_model::roll::{RollEngagement, RollParty, RollRow};
use rollcall_model::source::{Access, Source, SourceInfo};
use rollcall_model::view::StatedClaim;
use rollcall_publish::{PlannedPage, plan};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How much there is of everything.
struct Size {
    sources: usize,
    engagements: usize,
    people: usize,
}

/// A page may have so many bytes.
const MOST: usize = 300_000;

const LINE: &str =
    "On that day the delegate was named among those who took part in the meeting of the council at the harbour.\n";

fn anchor(source: usize, line: usize) -> Anchor {
    let length = LINE.chars().count();
    Anchor {
        source: format!("sources/{source:05}.txt"),
        sha256: sha256_hex(b"a"),
        layer: "text/1".into(),
        start: line * length,
        end: line * length + length - 1,
        text: LINE.trim_end().into(),
        row: None,
        column: None,
        page: None,
        rect: None,
        description: None,
    }
}

/// Puts a thing into the case, each property said in one place.
fn add(case: &mut Case, kind: Kind, name: &str, says: &[(&str, EntityValue)], at: &Anchor) -> EntityId {
    let mention = MentionId::of(&[kind.as_str(), name]);
    let id = EntityId::of(&[mention.as_str()]);
    let mut properties: BTreeMap<String, Vec<PropertyValue>> = BTreeMap::new();
    for (property, value) in says {
        let said = match value {
            EntityValue::Text(text) => Value::Text(text.clone()),
            EntityValue::Entity { id, .. } => Value::Link(MentionId::of(&[id.as_str()])),
        };
        let claim = Claim::new(mention.clone(), kind, property, said, at.clone(), "test", 1000, Basis::Read);
        let (claims, state) = (vec![claim.id.clone()], State::Accepted);
        properties.entry((*property).into()).or_default().push(PropertyValue { value: value.clone(), claims, state });
        case.claims.insert(claim.id.clone(), StatedClaim { claim: Arc::new(claim), state });
    }
    let entity = Entity {
        id: id.clone(),
        kind,
        name: name.into(),
        properties,
        mentions: vec![mention],
        joins: Vec::new(),
        state: State::Accepted,
    };
    case.entities.insert(id.clone(), Arc::new(entity));
    id
}

fn words(text: &str) -> EntityValue {
    EntityValue::Text(text.into())
}

fn to(case: &Case, id: &EntityId) -> EntityValue {
    EntityValue::Entity { id: id.clone(), name: case.entities[id].name.clone() }
}

fn make(size: &Size) -> Case {
    let mut case = common::case(false);
    (case.claims, case.entities, case.texts) = Default::default();
    (case.sources, case.roll, case.findings) = Default::default();
    let lines = 4 + size.engagements * 6 / size.sources;
    for at in 0..size.sources {
        let path = format!("sources/{at:05}.txt");
        case.texts.insert(path.clone(), LINE.repeat(lines));
        case.sources.push(Source {
            path,
            sha256: sha256_hex(b"a"),
            size: 1,
            media_type: "text/plain".into(),
            info: SourceInfo { title: Some(format!("Note {at}")), access: Access::Public, ..SourceInfo::default() },
            layer: Some("text/1".into()),
            not_read: None,
        });
    }
    let place = |at: usize| anchor(at % size.sources, at / size.sources % lines);
    let bodies: Vec<EntityId> = (0..40)
        .map(|at| format!("Council of Harbour {at}"))
        .map(|name| add(&mut case, kinds::FORUM, &name, &[("name", words(&name))], &place(0)))
        .collect();
    let states: Vec<EntityId> = (0..12)
        .map(|at| format!("State of {}land", char::from(b'A' + at)))
        .map(|name| add(&mut case, kinds::STATE, &name, &[("name", words(&name))], &place(1)))
        .collect();
    let people: Vec<EntityId> = (0..size.people)
        .map(|at| format!("{}ara {}on {at}", char::from(b'A' + (at % 26) as u8), char::from(b'B' + (at / 26 % 24) as u8)))
        .enumerate()
        .map(|(at, name)| {
            let id = add(&mut case, kinds::PERSON, &name, &[("name", words(&name))], &place(at));
            let says = [("person", to(&case, &id)), ("post", words("delegate")), ("body", to(&case, &states[at % 12]))];
            add(&mut case, kinds::TENURE, &format!("{name}: delegate"), &says, &place(at));
            id
        })
        .collect();
    for at in 0..size.engagements {
        let date = format!("{}-{:02}-{:02}", 2010 + at * 12 / size.engagements, 1 + at % 12, 1 + at % 28);
        let (name, body) = (format!("Council meeting {at}"), &bodies[at % bodies.len()]);
        let says = [("name", words(&name)), ("date", words(&date)), ("forum", to(&case, body)), ("status", words("held"))];
        let held = add(&mut case, kinds::MEETING, &name, &says, &place(at));
        let parties =
            [&states[at % 12], &states[(at + 5) % 12], &people[at * 2 % size.people], &people[(at * 2 + 1) % size.people]];
        for party in parties {
            row(&mut case, party, &held, &date, [place(at), place(at + 1)]);
        }
    }
    case
}

fn row(case: &mut Case, party: &EntityId, held: &EntityId, date: &str, anchors: [Anchor; 2]) {
    let (who, what) = (case.entities[party].clone(), case.entities[held].clone());
    let says = [("party", to(case, party)), ("engagement", to(case, held)), ("role", words("attendee"))];
    let id = add(case, kinds::PARTICIPATION, &format!("{}: {}", who.name, what.name), &says, &anchors[0]);
    case.roll.push(Arc::new(RollRow {
        id: id.clone(),
        engagement: RollEngagement {
            id: held.clone(),
            kind: what.kind,
            name: what.name.clone(),
            forum: None,
            date: Edtf::parse(date).ok(),
            place: None,
            host: Vec::new(),
            status: "held".into(),
        },
        participant: RollParty { id: party.clone(), name: who.name.clone(), kind: who.kind, country: None },
        acts_for: None,
        role: "attendee".into(),
        capacity: None,
        mode: "in person".into(),
        certainty: "stated".into(),
        named: true,
        rank: None,
        post: None,
        state: State::Accepted,
        basis: Basis::Read,
        statements: case.entities[&id].claims().into_iter().cloned().collect(),
        findings: Vec::new(),
        anchors: anchors.map(Arc::new).into(),
    }));
}

/// Every link of some pages, as a path and a place.
fn links(path: &str, page: &str) -> BTreeSet<(String, String)> {
    let folder: Vec<&str> = path.split('/').collect();
    let folder = &folder[..folder.len() - 1];
    let hrefs = page.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    hrefs
        .map(|href| {
            let (to, place) = href.split_once('#').unwrap_or((href, ""));
            if to.is_empty() {
                return (path.to_string(), place.to_string());
            }
            let up = to.matches("../").count();
            let kept = &folder[..folder.len() - up];
            let to = [kept, &[to.trim_start_matches("../")]].concat().join("/");
            (to, place.to_string())
        })
        .collect()
}

fn look(planned: &[PlannedPage]) -> (usize, usize) {
    let mut largest = 0;
    let mut bytes = 0;
    for page in planned {
        let length = page.render().len();
        assert!(length <= MOST, "{} has {length} bytes", page.path());
        largest = largest.max(length);
        bytes += length;
    }
    (largest, bytes)
}

#[test]
fn no_page_of_a_larger_case_is_too_large_and_every_link_leads_somewhere() {
    let case = make(&Size { sources: 30, engagements: 700, people: 1000 });
    let planned = plan(&case);
    look(&planned);
    let paths: BTreeSet<&str> = planned.iter().map(PlannedPage::path).collect();
    for path in [
        "en/people/a-z-a.html",
        "en/engagements/2015.html",
        "en/roll/2015-2.html",
        "en/several/2015.html",
        "en/timeline/engagements-2015.html",
    ] {
        assert!(paths.contains(path), "{path}: {paths:?}");
    }
    let pages: BTreeMap<&str, String> = planned
        .iter()
        .filter(|page| page.path().ends_with(".html"))
        .map(|page| (page.path(), String::from_utf8(page.render()).expect("is UTF-8")))
        .collect();
    let ids: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(path, page)| (*path, page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()))
        .collect();
    for (path, page) in &pages {
        for (to, place) in links(path, page) {
            let known = ids.get(to.as_str());
            assert!(known.is_some() || !to.ends_with(".html"), "{path}: {to} is not there");
            let there = place.is_empty() || known.is_some_and(|known| known.contains(place.as_str()));
            assert!(there, "{path}: {to} has no place {place}");
        }
    }
}

#[test]
fn pages_of_a_larger_case_asked_for_alone_are_those_of_the_plan() {
    let case = make(&Size { sources: 30, engagements: 700, people: 1000 });
    let planned = plan(&case);
    let step = planned.len() / 12;
    let some = planned.iter().enumerate().filter(|(at, page)| at % step == 0 || page.path().contains("-2.html"));
    for (_, page) in some.take(16) {
        let alone = rollcall_publish::page(&case, page.path()).unwrap_or_else(|| panic!("{}", page.path()));
        assert_eq!(alone.key(), page.key(), "{}", page.path());
    }
}

/// Measured by whoever runs it: `cargo nextest run --run-ignored only -E 'test(two_thousand)'` says the seconds.
#[test]
#[ignore = "takes a while"]
fn two_thousand_sources_five_thousand_engagements_and_ten_thousand_people_are_planned_and_drawn() {
    let case = make(&Size { sources: 2000, engagements: 5000, people: 10_000 });
    let planned = plan(&case);
    let (largest, bytes) = look(&planned);
    assert!(planned.len() > 17_000 && largest > 0 && bytes > 0);
}
