use super::*;
use proptest::prelude::*;
use rollcall_model::claim::{Anchor, Basis, Claim, State, Value, link_id, mention_id};
use rollcall_model::entity::{Entities, Entity, EntityValue, Join, JoinStatus};
use rollcall_model::id::{ClaimId, EntityId, MentionId, sha256_hex};
use rollcall_model::ontology::{Kind, kinds};
use rollcall_model::source::{Part, Source, SourceInfo};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Claims made by hand, each mention at its own place of its document.
#[derive(Default, Clone)]
struct Told {
    claims: Vec<Claim>,
    settings: Settings,
}

impl Told {
    fn anchor(&self, document: &str, text: &str) -> Anchor {
        let start = 100 * self.claims.len();
        Anchor {
            source: document.into(),
            sha256: sha256_hex(document.as_bytes()),
            layer: "text/1".into(),
            start,
            end: start + text.chars().count(),
            text: text.into(),
            row: None,
            column: None,
            page: None,
            rect: None,
            description: None,
        }
    }

    fn say(&mut self, mention: &MentionId, document: &str, kind: Kind, property: &str, value: Value) {
        let anchor = self.anchor(document, value.text().unwrap_or("link"));
        self.claims.push(Claim::new(mention.clone(), kind, property, value, anchor, "test", 1000, Basis::Read));
    }

    fn text(&mut self, mention: &MentionId, document: &str, kind: Kind, said: &[(&str, &str)]) {
        for (property, words) in said {
            self.say(mention, document, kind, property, Value::Text((*words).into()));
        }
    }

    /// A mention with words said of it.
    fn thing(&mut self, document: &str, kind: Kind, said: &[(&str, &str)]) -> MentionId {
        let id = mention_id(&self.anchor(document, said.first().map_or("x", |(_, words)| words)), kind);
        self.text(&id, document, kind, said);
        id
    }

    /// A link between mentions.
    fn link(&mut self, document: &str, kind: Kind, ends: &[(&str, &MentionId)], said: &[(&str, &str)]) -> MentionId {
        let mentions: Vec<&MentionId> = ends.iter().map(|(_, end)| *end).collect();
        let id = link_id(kind, &mentions, &format!("{said:?}"));
        for (property, end) in ends {
            self.say(&id, document, kind, property, Value::Link((*end).clone()));
        }
        self.text(&id, document, kind, said);
        id
    }

    fn meeting(&mut self, document: &str, forum: &MentionId, said: &[(&str, &str)]) -> MentionId {
        let id = self.thing(document, kinds::MEETING, said);
        self.say(&id, document, kinds::MEETING, "forum", Value::Link(forum.clone()));
        id
    }

    fn list(&mut self, name: &str, kind: Kind, country: Option<&str>, also: &[&str]) {
        let also = also.iter().map(|also| (*also).to_string()).collect();
        self.settings.parties.push(Party {
            name: name.into(),
            kind: Some(kind),
            country: country.map(str::to_string),
            also,
        });
    }

    fn book(&self) -> Book {
        Book::new(&self.settings)
    }

    fn entities(&self, clusters: &Clusters, joins: &[Join], state: &(dyn Fn(&ClaimId) -> State + Sync)) -> Entities {
        let joins: Vec<&Join> = joins.iter().collect();
        entities(&self.claims, Resolution { clusters, joins: Joins::All(&joins), state, book: &self.book() })
    }

    fn resolve(&self, decided: &Decided) -> Resolved {
        let none = BTreeMap::new();
        let mut joins: Vec<Join> = party_blocks(&self.claims, &[], &self.book()).iter().flat_map(join_block).collect();
        joins.extend(decided_joins(&self.claims, decided));
        let mut joins = weigh(tidy(joins), &self.claims, &[]);
        let parties = cluster(&self.claims, &joins, decided, &none);
        joins.extend(engagement_blocks(&self.claims, &[], &parties).iter().flat_map(join_block));
        let joins = tidy(joins);
        let clusters = cluster(&self.claims, &joins, decided, &none);
        let entities = self.entities(&clusters, &joins, &|_| State::Proposed);
        Resolved { joins, clusters, entities }
    }
}

#[derive(Debug, PartialEq)]
struct Resolved {
    joins: Vec<Join>,
    clusters: Clusters,
    entities: Entities,
}

impl Resolved {
    fn one(&self, a: &MentionId, b: &MentionId) -> bool {
        self.clusters.together(a, b)
    }

    fn entity(&self, mention: &MentionId) -> &Entity {
        &self.entities[self.clusters.entity(mention).expect("the mention is claimed something of")]
    }

    fn join(&self, a: &MentionId, b: &MentionId) -> Option<&Join> {
        self.joins.iter().find(|join| (&join.a, &join.b) == if a < b { (a, b) } else { (b, a) })
    }
}

fn plain(told: &Told) -> Resolved {
    told.resolve(&Decided::default())
}

const FULL: &str = "Assembly of River Ministers";

#[test]
fn an_acronym_is_its_expansion_where_a_document_says_so() {
    let mut told = Told::default();
    let long = told.thing("a", kinds::FORUM, &[("name", FULL), ("acronym", "ARM")]);
    let short = told.thing("a", kinds::FORUM, &[("name", "ARM")]);
    let other = told.thing("b", kinds::FORUM, &[("name", "ARM")]);
    let found = plain(&told);
    assert!(found.one(&long, &short) && found.one(&long, &other));
    assert_eq!(found.entity(&other).name, FULL);
    assert_eq!(found.join(&long, &short).unwrap().status, JoinStatus::InDocument);
    assert_eq!(found.entity(&other).joins.len(), 1, "one step leads across documents");
}

#[test]
fn an_acronym_that_nobody_expands_or_that_means_two_bodies_is_only_proposed() {
    let mut told = Told::default();
    let one = told.thing("a", kinds::FORUM, &[("name", "ARM")]);
    let two = told.thing("b", kinds::FORUM, &[("name", "ARM")]);
    let found = plain(&told);
    assert!(!found.one(&one, &two));
    assert_eq!(found.join(&one, &two).unwrap().status, JoinStatus::Proposed);

    let first = told.thing("c", kinds::FORUM, &[("name", FULL), ("acronym", "ARM")]);
    let second = told.thing("d", kinds::FORUM, &[("name", "Academy of Rural Music"), ("acronym", "ARM")]);
    let found = plain(&told);
    assert!(!found.one(&first, &second) && !found.one(&one, &first) && !found.one(&one, &second));
    let against = |of: &MentionId| found.join(of, &first).unwrap().against.join(" ");
    assert!(against(&one).contains("might also be"), "{}", against(&one));
}

#[test]
fn plus_twins_are_two_bodies_whatever_the_short_forms_say() {
    let mut told = Told::default();
    let body = told.thing("a", kinds::FORUM, &[("name", FULL), ("acronym", "ARM")]);
    let plus = told.thing(
        "a",
        kinds::FORUM,
        &[("name", "Assembly of River Ministers-Plus"), ("acronym", "ARM-Plus"), ("alias", "ARM")],
    );
    let written = told.thing("b", kinds::FORUM, &[("name", "ARM+")]);
    let other = told.thing("b", kinds::FORUM, &[("name", "ARM")]);
    let one = told.meeting("a", &body, &[("date", "2021-06-15")]);
    let two = told.meeting("b", &plus, &[("date", "2021-06-15")]);
    let found = plain(&told);
    assert!(!found.one(&body, &plus) && !found.one(&written, &other));
    assert!(found.one(&plus, &written) && found.one(&body, &other));
    assert!(!found.one(&one, &two), "nor are meetings of twins one");
}

#[test]
fn authorities_of_one_country_are_neither_each_other_nor_the_state() {
    let mut told = Told::default();
    told.list("Freedonia", kinds::STATE, Some("FD"), &["Freedon"]);
    let council = told.thing("a", kinds::ORGANIZATION, &[("name", "State Council of Freedonia"), ("country", "FD")]);
    let unity = told.thing("b", kinds::ORGANIZATION, &[("name", "Unity Government of Freedonia"), ("country", "FD")]);
    let state = told.thing("a", kinds::STATE, &[("name", "Freedonia")]);
    let coded = told.thing("b", kinds::STATE, &[("name", "the Freedonian state"), ("iso", "FD")]);
    let found = plain(&told);
    assert!(found.one(&state, &coded));
    assert_eq!(found.entity(&coded).name, "Freedonia");
    for (a, b) in [(&council, &unity), (&council, &state), (&unity, &state)] {
        assert!(!found.one(a, b));
    }
}

#[test]
fn one_name_is_one_person_but_not_against_country_or_rank() {
    let mut told = Told::default();
    let one = told.thing("a", kinds::PERSON, &[("name", "Kyaw Moe Tun"), ("country", "FD")]);
    let two = told.thing("b", kinds::PERSON, &[("name", "Kyaw Moe Htun")]);
    let namesake = told.thing("c", kinds::PERSON, &[("name", "Kyaw Moe Tun"), ("country", "SY")]);
    let found = plain(&told);
    assert!(!found.one(&one, &namesake));
    let join = found.joins.iter().find(|join| join.a == namesake || join.b == namesake).unwrap();
    assert_eq!(join.status, JoinStatus::Proposed);
    assert!(!found.one(&one, &two), "it might be either of two, so a person decides");

    let mut told = Told::default();
    let one = told.thing("a", kinds::PERSON, &[("name", "Kyaw Moe Tun")]);
    let two = told.thing("b", kinds::PERSON, &[("name", "Kyaw Moe Htun")]);
    assert!(plain(&told).one(&one, &two));
    told.link("a", kinds::TENURE, &[("person", &one)], &[("rank", "Warden"), ("seenDate", "2021-03-01")]);
    told.link("b", kinds::TENURE, &[("person", &two)], &[("rank", "Provost"), ("seenDate", "2021-03-01")]);
    let found = plain(&told);
    assert!(!found.one(&one, &two));
    assert!(found.join(&one, &two).unwrap().against[0].contains("2021-03-01"));
}

#[test]
fn a_single_name_is_only_proposed() {
    let mut told = Told::default();
    let full = told.thing("a", kinds::PERSON, &[("name", "Kyaw Moe Tun")]);
    let short = told.thing("b", kinds::PERSON, &[("name", "Tun")]);
    let found = plain(&told);
    assert!(!found.one(&full, &short));
    assert_eq!(found.join(&full, &short).unwrap().status, JoinStatus::Proposed);
}

fn with_measure() -> (Told, MentionId, MentionId) {
    let mut told = Told::default();
    let state = told.thing("a", kinds::STATE, &[("name", "Sylvania"), ("iso", "SY")]);
    let target = told.thing("a", kinds::PERSON, &[("name", "Kyaw Moe Tun")]);
    told.link("a", kinds::MEASURE, &[("authority", &state), ("target", &target)], &[("measureKind", "entry ban")]);
    let guest = told.thing("b", kinds::PERSON, &[("name", "Kyaw Moe Tun")]);
    (told, target, guest)
}

#[test]
fn a_measure_is_handed_over_by_two_things_that_agree_and_not_by_a_name() {
    let (mut told, target, guest) = with_measure();
    let found = plain(&told);
    assert!(!found.one(&target, &guest));
    let join = found.join(&target, &guest).unwrap();
    assert_eq!(join.status, JoinStatus::Proposed);
    assert!(join.against[0].contains("measure"), "{:?}", join.against);

    let mut listed = told.clone();
    listed.list("Kyaw Moe Tun", kinds::PERSON, None, &[]);
    assert!(plain(&listed).one(&target, &guest), "the owner of the case lists that person");

    let post = |told: &mut Told, document: &str, of: &MentionId, words: &str, day: &str| {
        told.link(document, kinds::TENURE, &[("person", of)], &[("post", words), ("seenDate", day)]);
    };
    post(&mut told, "a", &target, "Keeper of Locks", "2021-03-01");
    let mut later = told.clone();
    post(&mut later, "b", &guest, "Keeper of Locks", "2021-03-02");
    assert!(!plain(&later).one(&target, &guest), "a post may have another holder a day later");
    post(&mut told, "b", &guest, "keeper of locks", "2021-03-01");
    assert!(plain(&told).one(&target, &guest));
}

#[test]
fn a_chain_of_names_hands_no_measure_over_either() {
    let (mut told, target, guest) = with_measure();
    let between = told.thing("c", kinds::PERSON, &[("name", "Kyaw Moe Tun"), ("alias", "Kyaw Moe")]);
    let other = told.thing("d", kinds::PERSON, &[("name", "Kyaw Moe")]);
    let held = [("post", "Keeper of Locks"), ("seenDate", "2021-03-01")];
    told.link("a", kinds::TENURE, &[("person", &target)], &held);
    told.link("c", kinds::TENURE, &[("person", &between)], &held);
    let found = plain(&told);
    assert!(found.one(&target, &between));
    assert!(!found.one(&target, &guest) && !found.one(&target, &other));
}

/// A name in two documents that say a few things more: what becomes of it, and the join.
fn twice(one: &dyn Fn(&mut Told, &MentionId), other: &dyn Fn(&mut Told, &MentionId)) -> (bool, Option<Join>) {
    let mut told = Told::default();
    for (order, rank) in [(40, "Warden"), (60, "Provost"), (60, "Reeve"), (100, "Marshal")] {
        told.settings.ranks.push(Rung { names: vec![rank.into()], order });
    }
    let a = told.thing("a", kinds::PERSON, &[("name", "Alpha Quillsworth")]);
    one(&mut told, &a);
    let b = told.thing("b", kinds::PERSON, &[("name", "Alpha Quillsworth")]);
    other(&mut told, &b);
    let found = plain(&told);
    (found.one(&a, &b), found.join(&a, &b).cloned())
}

fn held(document: &'static str, said: &'static [(&'static str, &'static str)]) -> impl Fn(&mut Told, &MentionId) {
    move |told, person| _ = told.link(document, kinds::TENURE, &[("person", person)], said)
}

#[test]
fn a_post_is_handed_over_as_little_as_a_measure() {
    let (one, join) = twice(&held("a", &[("post", "Keeper of Locks"), ("seenDate", "2021-03-01")]), &|_, _| {});
    assert!(!one && join.as_ref().is_some_and(|join| join.against[0].contains("post `Keeper of Locks`")), "{join:?}");
    let born = |day: &'static str| {
        move |told: &mut Told, person: &MentionId| {
            let document = if told.claims.iter().any(|claim| claim.anchor.source == "b") { "b" } else { "a" };
            told.text(person, document, kinds::PERSON, &[("birthDate", day)]);
            told.link(
                document,
                kinds::TENURE,
                &[("person", person)],
                &[("post", if document == "a" { "Reader" } else { "Clerk" })],
            );
        }
    };
    let (one, join) = twice(&born("1960-02-03"), &born("1960-02-03"));
    assert!(one && join.is_some_and(|join| join.speaks_for.iter().any(|words| words.contains("date of birth"))));
    let (one, join) = twice(&born("1960-02-03"), &born("1961-02-03"));
    assert!(!one && join.is_some_and(|join| join.against[0].contains("different dates of birth")));
    let (one, _) = twice(&born("1960"), &born("1960-02-03"));
    assert!(!one, "a year is no contradiction, and no agreement either");
}

#[test]
fn ranks_are_weighed_by_the_ladder() {
    let on = |document, said| held(document, said);
    // One rung under two names, on one day.
    let (one, _) = twice(
        &on("a", &[("rank", "Provost"), ("seenDate", "2021-03-01")]),
        &on("b", &[("rank", "Reeve"), ("seenDate", "2021-03-01")]),
    );
    assert!(one);
    let (one, join) = twice(
        &on("a", &[("rank", "Warden"), ("seenDate", "2021-03-01")]),
        &on("b", &[("rank", "Reeve"), ("seenDate", "2021-03-01")]),
    );
    assert!(!one && join.is_some_and(|join| join.against[0].contains("different ranks on 2021-03-01")));
    // A lower rank later, and a rise that takes longer.
    let (one, _) = twice(
        &on("a", &[("rank", "Reeve"), ("seenDate", "2019-03-01")]),
        &on("b", &[("rank", "Warden"), ("seenDate", "2021-03-01")]),
    );
    assert!(!one);
    let (one, _) = twice(
        &on("a", &[("rank", "Warden"), ("seenDate", "2019-03-01")]),
        &on("b", &[("rank", "Marshal"), ("seenDate", "2020-03-01")]),
    );
    assert!(!one);
    let (one, join) = twice(
        &on("a", &[("rank", "Warden"), ("seenDate", "2019-03-01")]),
        &on("b", &[("rank", "Reeve"), ("seenDate", "2021-03-01")]),
    );
    assert!(one && join.is_some_and(|join| join.by_name));
}

/// Two bodies that one of them sets against each other.
fn rivals(told: &mut Told) {
    let one = told.thing("list", kinds::ORGANIZATION, &[("name", "Council of State")]);
    let other = told.thing("list", kinds::ORGANIZATION, &[("name", "Unity Council")]);
    told.link("list", kinds::DESIGNATION, &[("authority", &one), ("target", &other)], &[("label", "unlawful")]);
}

#[test]
fn two_sides_stay_apart() {
    let of = |document: &'static str, side: &'static str| {
        move |told: &mut Told, person: &MentionId| {
            let whole = told.thing(document, kinds::ORGANIZATION, &[("name", side)]);
            let unit = told.thing(document, kinds::UNIT, &[("name", "3rd Rifle Division")]);
            told.link(document, kinds::PART_OF, &[("part", &unit), ("whole", &whole)], &[]);
            told.link(document, kinds::TENURE, &[("person", person), ("body", &unit)], &[("rank", "Warden")]);
            rivals(told);
        }
    };
    let (one, join) = twice(&of("a", "Council of State"), &of("b", "Unity Council"));
    assert!(!one && join.is_some_and(|join| join.against.iter().any(|words| words.contains("on two sides"))));
    let (one, _) = twice(&of("a", "Unity Council"), &of("b", "Unity Council"));
    assert!(one);
}

/// Two bodies that are both said to act for one state.
fn claimants(told: &mut Told) {
    for name in ["Council of State", "Unity Council"] {
        let state = told.thing("list", kinds::STATE, &[("name", "Freedonia")]);
        let body = told.thing("list", kinds::ORGANIZATION, &[("name", name)]);
        told.say(&body, "list", kinds::ORGANIZATION, "claimsToActFor", Value::Link(state));
    }
}

#[test]
fn bodies_of_rivals_that_bear_one_name_are_two() {
    for set in [rivals as fn(&mut Told), claimants] {
        ministries(set);
    }
}

fn ministries(rivals: fn(&mut Told)) {
    let mut told = Told::default();
    rivals(&mut told);
    let mut made = Vec::new();
    for (document, whole) in [("a", "Council of State"), ("b", "Unity Council"), ("c", "Unity Council")] {
        let ministry = told.thing(document, kinds::PUBLIC_BODY, &[("name", "Ministry of Rivers"), ("country", "FD")]);
        let whole = told.thing(document, kinds::ORGANIZATION, &[("name", whole)]);
        told.link(document, kinds::PART_OF, &[("part", &ministry), ("whole", &whole)], &[]);
        made.push(ministry);
    }
    let unsaid = told.thing("d", kinds::PUBLIC_BODY, &[("name", "Ministry of Rivers"), ("country", "FD")]);
    let found = plain(&told);
    assert!(!found.one(&made[0], &made[1]) && found.one(&made[1], &made[2]));
    assert!(made.iter().all(|one| !found.one(one, &unsaid)), "which of the two it is, nobody said");
}

#[test]
fn two_rows_of_a_list_with_two_dates_of_birth_are_two() {
    let mut told = Told::default();
    let rows: Vec<MentionId> = ["1960-01-01", "1971-01-01", "1960-01-01"]
        .iter()
        .map(|born| told.thing("list", kinds::PERSON, &[("name", "Alpha Quillsworth"), ("birthDate", born)]))
        .collect();
    let unsaid = told.thing("list", kinds::PERSON, &[("name", "Alpha Quillsworth")]);
    let found = plain(&told);
    assert!(found.one(&rows[0], &rows[2]) && !found.one(&rows[0], &rows[1]));
    assert!(!found.one(&rows[0], &unsaid) && !found.one(&rows[1], &unsaid));
}

#[test]
fn what_a_decision_makes_heavy_hands_nothing_on_by_a_name() {
    let mut told = Told::default();
    let state = told.thing("a", kinds::STATE, &[("name", "Sylvania"), ("iso", "SY")]);
    let target = told.thing("a", kinds::PERSON, &[("name", "Alpha Quillsworth")]);
    told.link("a", kinds::MEASURE, &[("authority", &state), ("target", &target)], &[("measureKind", "entry ban")]);
    let (b, c) = (
        told.thing("b", kinds::PERSON, &[("name", "Alfa Quillsworthy")]),
        told.thing("c", kinds::PERSON, &[("name", "Alfa Quillsworthy")]),
    );
    assert!(plain(&told).one(&b, &c));
    let found = told.resolve(&Decided { merged: vec![(target.clone(), b.clone())], split: Vec::new() });
    assert!(found.one(&target, &b) && !found.one(&b, &c));
    let join = found.join(&b, &c).unwrap();
    assert!(join.status == JoinStatus::Proposed && join.against[0].contains("measure"), "{join:?}");
}

/// A meeting told by four documents with different precision, one of them a calendar.
fn told_four_times() -> (Told, Vec<MentionId>) {
    let mut told = Told::default();
    let mut found = Vec::new();
    for (document, name, said) in [
        ("a", FULL, &[("date", "2021-06-15"), ("place", "Fenwick"), ("status", "held")][..]),
        ("b", FULL, &[("date", "2021-06"), ("place", "Fenwick, Freedonia"), ("status", "held")]),
        ("c", "ARM", &[("startDate", "2021-06-15"), ("endDate", "2021-06-16")]),
        ("d", FULL, &[("date", "2021-06-15"), ("status", "scheduled")]),
    ] {
        let forum = told.thing(document, kinds::FORUM, &[("name", name)]);
        told.text(&forum, document, kinds::FORUM, if document == "a" { &[("acronym", "ARM")] } else { &[] });
        found.push(told.meeting(document, &forum, said));
    }
    (told, found)
}

#[test]
fn one_meeting_told_in_four_places_is_one_and_keeps_every_value() {
    let (told, meetings) = told_four_times();
    let found = plain(&told);
    assert!(meetings.iter().all(|meeting| found.one(&meetings[0], meeting)));
    let entity = found.entity(&meetings[0]);
    assert_eq!(entity.name, format!("meeting of {FULL}"));
    assert_eq!(entity.values("status").iter().map(|value| value.value.words()).collect::<Vec<_>>(), ["held", "scheduled"]);
    assert_eq!(entity.values("date").len(), 2);
    assert_eq!(entity.first("date"), Some("2021-06-15"), "said by most");
    assert!(
        matches!(entity.values("forum"), [one] if matches!(&one.value, EntityValue::Entity { name, .. } if name == FULL))
    );
    let made = found.joins.iter().find(|join| join.kind == kinds::MEETING).unwrap();
    assert!(made.speaks_for.iter().any(|words| words.contains("the same body")), "{made:?}");
}

#[test]
fn a_calendar_names_the_body_with_its_acronym() {
    let mut told = Told::default();
    let forum = told.thing("a", kinds::FORUM, &[("name", FULL)]);
    let meeting = told.meeting("a", &forum, &[("date", "2021-06")]);
    let name = format!("{FULL} (FX)");
    let planned = [("name", name.as_str()), ("startDate", "2021-06-01"), ("endDate", "2021-06-30"), ("status", "scheduled")];
    let entry = told.thing("b", kinds::MEETING, &planned);
    assert!(plain(&told).one(&meeting, &entry));
}

#[test]
fn series_and_years_never_merge_by_name_alone() {
    let mut told = Told::default();
    let forums: Vec<MentionId> = ["a", "b", "c"].iter().map(|d| told.thing(d, kinds::FORUM, &[("name", FULL)])).collect();
    let year = told.meeting("a", &forums[0], &[("date", "2021")]);
    let series = told.meeting("b", &forums[1], &[("date", "2021"), ("count", "7")]);
    let other_year = told.meeting("b", &forums[1], &[("date", "2021"), ("place", "Fenwick")]);
    let june = told.meeting("c", &forums[2], &[("date", "2021-06")]);
    let found = plain(&told);
    for (a, b) in [(&year, &series), (&year, &other_year), (&year, &june), (&series, &june)] {
        assert!(!found.one(a, b));
    }
}

#[test]
fn meetings_that_one_document_gives_to_two_hosts_stay_apart() {
    let mut told = Told::default();
    let forums: Vec<MentionId> = ["a", "b"].iter().map(|d| told.thing(d, kinds::FORUM, &[("name", FULL)])).collect();
    let hosts: Vec<MentionId> =
        ["Northland", "Southland"].iter().map(|name| told.thing("a", kinds::STATE, &[("name", name)])).collect();
    let hosted = |told: &mut Told, host: &MentionId| {
        let id = told.meeting("a", &forums[0], &[("date", "2021-06")]);
        told.say(&id, "a", kinds::MEETING, "host", Value::Link(host.clone()));
        id
    };
    let north = hosted(&mut told, &hosts[0]);
    let again = hosted(&mut told, &hosts[0]);
    let south = hosted(&mut told, &hosts[1]);
    let elsewhere = told.meeting("b", &forums[1], &[("date", "2021-06")]);
    let found = plain(&told);
    assert!(found.one(&north, &again));
    assert!(!found.one(&north, &south) && !found.one(&again, &south));
    // Which of the two another document means, it does not say.
    assert!(!found.one(&elsewhere, &north) && !found.one(&elsewhere, &south));
}

#[test]
fn a_month_with_two_meetings_leaves_the_choice_to_people() {
    let mut told = Told::default();
    let forums: Vec<MentionId> = ["a", "b", "c"].iter().map(|d| told.thing(d, kinds::FORUM, &[("name", FULL)])).collect();
    let early = told.meeting("a", &forums[0], &[("date", "2021-06-02")]);
    let late = told.meeting("b", &forums[1], &[("date", "2021-06-28")]);
    let month = told.meeting("c", &forums[2], &[("date", "2021-06")]);
    let found = plain(&told);
    assert!(!found.one(&early, &late) && !found.one(&early, &month) && !found.one(&late, &month));
    let proposed = found.joins.iter().filter(|join| join.status == JoinStatus::Proposed).collect::<Vec<_>>();
    assert_eq!(proposed.len(), 2);
    assert!(proposed[0].against[0].contains("might also be"), "{proposed:?}");
}

#[test]
fn meetings_of_one_week_by_two_bodies_and_places_that_contradict_stay_apart() {
    let mut told = Told::default();
    let group = told.thing("a", kinds::FORUM, &[("name", "River Working Group on Locks")]);
    let ministers = told.thing("b", kinds::FORUM, &[("name", FULL)]);
    let again = told.thing("c", kinds::FORUM, &[("name", FULL)]);
    let one = told.meeting("a", &group, &[("date", "2021-06")]);
    let two = told.meeting("b", &ministers, &[("date", "2021-06"), ("place", "Fenwick")]);
    let three = told.meeting("c", &again, &[("date", "2021-06"), ("place", "Lower Marl")]);
    let found = plain(&told);
    assert!(!found.one(&one, &two) && !found.one(&two, &three));
    assert_eq!(found.join(&two, &three).unwrap().status, JoinStatus::Proposed);
}

#[test]
fn decisions_merge_and_split_and_links_follow_their_ends() {
    let (mut told, target, guest) = with_measure();
    let forum = told.thing("a", kinds::FORUM, &[("name", FULL)]);
    let same = told.thing("b", kinds::FORUM, &[("name", FULL)]);
    let one = told.meeting("a", &forum, &[("date", "2021-06-15")]);
    let two = told.meeting("b", &same, &[("date", "2021-06-15")]);
    let there = [("role", "attendee")];
    let took = told.link("a", kinds::PARTICIPATION, &[("party", &target), ("engagement", &one)], &there);
    let part = told.link("b", kinds::PARTICIPATION, &[("party", &guest), ("engagement", &two)], &there);
    let found = plain(&told);
    assert!(found.one(&one, &two) && !found.one(&took, &part));

    let merged = Decided { merged: vec![(guest.clone(), target.clone())], split: vec![] };
    let found = told.resolve(&merged);
    assert!(found.one(&target, &guest) && found.one(&took, &part));
    assert_eq!(found.join(&guest, &target).unwrap().status, JoinStatus::Decided);
    assert_eq!(found.entity(&took).name, format!("Kyaw Moe Tun – meeting of {FULL} (attendee)"));

    let split = Decided { merged: merged.merged, split: vec![(two.clone(), one.clone())] };
    let found = told.resolve(&split);
    assert!(!found.one(&one, &two) && !found.one(&took, &part));
    assert_eq!(found.clusters.open_proposals(&found.joins, &split).count(), 0);
}

#[test]
fn a_split_holds_against_every_way_round() {
    let mut told = Told::default();
    let bodies: Vec<MentionId> = ["a", "b", "c"].iter().map(|d| told.thing(d, kinds::FORUM, &[("name", FULL)])).collect();
    for (x, y) in [(0, 1), (0, 2), (1, 2)] {
        let split = Decided { merged: vec![], split: vec![(bodies[x].clone(), bodies[y].clone())] };
        assert!(!told.resolve(&split).one(&bodies[x], &bodies[y]));
    }
}

#[test]
fn some_of_the_claims_give_the_same_clusters_and_ids_as_all() {
    let mut told = Told::default();
    let bodies: Vec<MentionId> = ["a", "b", "c"].iter().map(|d| told.thing(d, kinds::FORUM, &[("name", FULL)])).collect();
    let whole = plain(&told);
    for gone in &bodies {
        let claims: Vec<Claim> = told.claims.iter().filter(|claim| claim.mention != *gone).cloned().collect();
        let found = cluster(&claims, &whole.joins, &Decided::default(), &BTreeMap::new());
        assert_eq!(found.entity(gone), None);
        let kept = bodies.iter().filter(|body| *body != gone);
        assert!(kept.clone().all(|body| found.entity(body) == whole.clusters.entity(body)));
    }
}

#[test]
fn pinned_ids_stay_and_the_greater_redirects() {
    let mut told = Told::default();
    let one = told.thing("a", kinds::FORUM, &[("name", FULL)]);
    let two = told.thing("b", kinds::FORUM, &[("name", FULL)]);
    let joins: Vec<Join> = party_blocks(&told.claims, &[], &told.book()).iter().flat_map(join_block).collect();
    let (mut low, mut high) = (EntityId::of(&["x"]), EntityId::of(&["y"]));
    if high < low {
        std::mem::swap(&mut low, &mut high);
    }
    let pins = BTreeMap::from([(one.clone(), high.clone()), (two.clone(), low.clone())]);
    let found = cluster(&told.claims, &joins, &Decided::default(), &pins);
    assert_eq!(found.entity(&one), Some(&low));
    assert_eq!(found.redirects, BTreeMap::from([(high, low.clone())]));
    let both = BTreeMap::from([(one.clone(), low.clone()), (two.clone(), low.clone())]);
    let found = cluster(&told.claims, &[] as &[Join], &Decided::default(), &both);
    assert_ne!(found.entity(&one), found.entity(&two), "one id never stands for two clusters");
}

#[test]
fn two_unnamed_guests_of_one_body_are_two() {
    let mut told = Told::default();
    let forum = told.thing("a", kinds::FORUM, &[("name", FULL)]);
    let meeting = told.meeting("a", &forum, &[("date", "2021-06-15")]);
    let navy = told.thing("a", kinds::UNIT, &[("name", "Freedonian Navy")]);
    let ends = [("party", &navy), ("engagement", &meeting)];
    let chief = told.link("a", kinds::PARTICIPATION, &ends, &[("role", "attendee"), ("named", "false"), ("post", "chief")]);
    let clerk = told.link("a", kinds::PARTICIPATION, &ends, &[("role", "attendee"), ("named", "false"), ("post", "clerk")]);
    assert!(!plain(&told).one(&chief, &clerk));
}

#[test]
fn a_new_document_changes_only_the_blocks_it_stands_in() {
    let (mut told, _) = told_four_times();
    let blocks = |told: &Told| -> BTreeMap<String, Block> {
        party_blocks(&told.claims, &[], &told.book()).into_iter().map(|block| (block.key().to_string(), block)).collect()
    };
    let before = blocks(&told);
    told.thing("e", kinds::UNIT, &[("name", "Freedonian Navy")]);
    let after = blocks(&told);
    assert!(before.iter().all(|(key, block)| after.get(key) == Some(block)));
    assert_eq!(after.len(), before.len() + 1);
}

#[test]
fn states_come_from_the_claims_that_make_a_thing_what_it_is() {
    let (told, meetings) = told_four_times();
    let found = plain(&told);
    let accepted: Vec<_> =
        told.claims.iter().filter(|claim| claim.property != "date").map(|claim| claim.id.clone()).collect();
    let state = |id: &_| if accepted.contains(id) { State::Accepted } else { State::Proposed };
    let all = told.entities(&found.clusters, &found.joins, &state);
    let meeting = &all[found.clusters.entity(&meetings[0]).unwrap()];
    assert_eq!(meeting.state, State::Accepted, "its start and end are accepted");
    assert_eq!(meeting.values("date")[0].state, State::Proposed);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn the_order_of_claims_does_not_matter(seed in any::<u64>()) {
        let (mut told, _) = told_four_times();
        let (more, ..) = with_measure();
        told.claims.extend(more.claims);
        told.thing("e", kinds::PERSON, &[("name", "Tun")]);
        told.thing("f", kinds::PERSON, &[("name", "Kyaw Moe Htun"), ("country", "FD")]);
        let expected = plain(&told);
        let mut state = seed;
        for at in (1..told.claims.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            told.claims.swap(at, usize::try_from(state >> 33).unwrap_or(0) % (at + 1));
        }
        prop_assert_eq!(plain(&told), expected);
    }

    /// Whatever is decided, taking over what it does not touch gives what making everything gives.
    #[test]
    fn what_decisions_do_not_touch_can_be_taken_over(picked in proptest::collection::vec((any::<usize>(), 0..6_usize), 1..12)) {
        const STATES: [State; 6] = [
            State::Proposed, State::Accepted, State::Rejected, State::Disputed, State::Retracted, State::NeedsAnotherLook,
        ];
        let (mut told, _) = told_four_times();
        let (more, ..) = with_measure();
        told.claims.extend(more.claims);
        let found = plain(&told);
        let joins: Vec<&Join> = found.joins.iter().collect();
        let book = told.book();
        let mut states: BTreeMap<ClaimId, State> = BTreeMap::new();
        let mut before = found.entities.clone();
        for (at, state) in picked {
            let claim = &told.claims[at % told.claims.len()];
            states.insert(claim.id.clone(), STATES[state]);
            let state = |id: &ClaimId| states.get(id).copied().unwrap_or(State::Proposed);
            let by = Resolution { clusters: &found.clusters, joins: Joins::All(&joins), state: &state, book: &book };
            let touched = found.clusters.entity(&claim.mention).cloned().into_iter().collect();
            let of = |mention: &MentionId| told.claims.iter().filter(|claim| claim.mention == *mention).collect();
            let pointing_at = |mention: &MentionId| {
                told.claims.iter().filter(|claim| claim.value.link() == Some(mention)).collect()
            };
            before = entities_again(before, touched, Said { of: &of, pointing_at: &pointing_at }, by);
            prop_assert_eq!(&before, &entities(&told.claims, by));
        }
    }
}

#[test]
fn two_letters_of_one_file_are_two_documents() {
    let mut told = Told::default();
    for page in 1..=2 {
        told.thing("release", kinds::PERSON, &[("name", "Alpha Quillsworth")]);
        Arc::make_mut(&mut told.claims.last_mut().expect("is there").anchor).page = Some(page);
    }
    let letter = |page: &str| Part { pages: Some(page.into()), ..Part::default() };
    let info = |parts: Vec<Part>| SourceInfo { parts, ..SourceInfo::default() };
    let release = |parts| Source {
        path: "release".into(),
        sha256: String::new(),
        size: 0,
        media_type: "application/pdf".into(),
        info: info(parts),
        layer: None,
        not_read: None,
    };
    let keys = |parts: Vec<Part>| -> Vec<String> {
        let blocks = party_blocks(&told.claims, &[release(parts)], &told.book());
        let of_one = |block: &&Block| matches!(block, Block::Document { .. });
        blocks.iter().filter(of_one).map(|block| block.key().to_string()).collect()
    };
    assert_eq!(keys(Vec::new()), ["document|release"]);
    assert_eq!(keys(vec![letter("1"), letter("2")]), ["document|release pages 1", "document|release pages 2"]);
}
