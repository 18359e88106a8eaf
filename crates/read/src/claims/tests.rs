use super::*;
use crate::document::{EventRole, EventType, Range, Relation, Score};
use rollcall_model::source::SourceInfo;

const TEXT: &str = "Generäl Ada Ek, Chief of Works, attended the Board of Seas (BoS) in Öland on 5 June 2021, Norvania's host said. \
    A Sudovian officer came too. The read-out makes no mention of the fires. Norvania sanctioned Ada Ek.";

/// Entities by the words they stand at, the first such words of the text.
fn entity(id: &str, kind: EntityType, text: &str, normalized: Option<&str>) -> Entity {
    let byte = TEXT.find(text).expect("stands in the text");
    let start = TEXT[..byte].chars().count();
    Entity {
        id: id.into(),
        kind,
        start,
        end: start + text.chars().count(),
        text: text.into(),
        normalized: normalized.map(Into::into),
        country: (text == "Norvania").then(|| "NV".into()),
        by: "test/entity".into(),
        score: Score(900),
    }
}

fn relation(id: &str, kind: RelationType, from: &str, to: &str, words: &str) -> Relation {
    let byte = TEXT.find(words).expect("stands in the text");
    let start = TEXT[..byte].chars().count();
    Relation {
        id: id.into(),
        kind,
        from: from.into(),
        to: to.into(),
        start,
        end: start + words.chars().count(),
        role: None,
        date: None,
        text: None,
        event: None,
        attributed_to: Vec::new(),
        by: "test/relation".into(),
        score: Score(800),
    }
}

fn role(entity: &str, role: &str) -> EventRole {
    EventRole {
        entity: entity.into(),
        role: role.into(),
        capacity: None,
        mode: None,
        certainty: "stated".into(),
        start: None,
        end: None,
        named: None,
        rank: None,
        post: None,
    }
}

fn document() -> Document {
    let end = TEXT.find(" A Sudovian").map(|byte| TEXT[..byte].chars().count()).expect("stands in the text");
    let mut omits = relation("r5", RelationType::Omits, "e9", "", "The read-out makes no mention of the fires");
    omits.text = Some("the fires".into());
    omits.attributed_to = vec!["e6".into()];
    let mut tenure = relation("r1", RelationType::HasRank, "e1", "e2", "Generäl Ada Ek");
    tenure.score = Score(950);
    Document {
        language: Some("en".into()),
        not_read: None,
        held: Vec::new(),
        entities: vec![
            entity("e1", EntityType::Person, "Ada Ek", None),
            entity("e2", EntityType::Rank, "Generäl", None),
            entity("e3", EntityType::Title, "Chief of Works", None),
            entity("e4", EntityType::Forum, "Board of Seas", None),
            entity("e5", EntityType::Forum, "BoS", Some("Board of Seas")),
            entity("e6", EntityType::State, "Norvania", None),
            entity("e7", EntityType::Title, "A Sudovian officer", None),
            entity("e8", EntityType::State, "Sudovian", Some("Sudovia")),
            entity("e9", EntityType::Publication, "The read-out", None),
            entity("d1", EntityType::Date, "5 June 2021", Some("2021-06-05")),
        ],
        relations: vec![
            tenure,
            relation("r2", RelationType::HasTitle, "e1", "e3", "Chief of Works"),
            relation("r3", RelationType::AliasOf, "e5", "e4", "Board of Seas (BoS)"),
            relation("r4", RelationType::SanctionedBy, "e1", "e6", "Norvania sanctioned Ada Ek"),
            omits,
            relation("r6", RelationType::Owns, "e1", "e9", "The read-out"),
        ],
        events: vec![Event {
            id: "v1".into(),
            kind: EventType::Meeting,
            name: "Board of Seas".into(),
            forum: Some("Board of Seas".into()),
            date: Some(Edtf::parse("2021-06-05").expect("a date")),
            place: Some("Öland".into()),
            host: vec!["Norvania".into(), "Nobody".into()],
            status: "held".into(),
            start: 0,
            end,
            roles: vec![role("e1", "attendee"), role("e7", "attendee"), role("e6", "host"), role("e1", "guest")],
            attributed_to: vec!["e6".into()],
            mentions: vec![Range { start: 0, end: 7 }],
            by: "test/event".into(),
            score: Score(700),
        }],
    }
}

fn read() -> (Vec<Claim>, Vec<Dropped>) {
    claims_with(&document())
}

fn claims_with(document: &Document) -> (Vec<Claim>, Vec<Dropped>) {
    let source = Source {
        path: "sources/a.txt".into(),
        sha256: "0".repeat(64),
        size: 0,
        media_type: "text/plain".into(),
        info: SourceInfo::default(),
        layer: Some("text/1".into()),
        not_read: None,
    };
    let layer = Layer { name: "text/1".into(), text: TEXT.into(), encoding: None, readable: Vec::new(), pages: Vec::new() };
    let found = read_claims(document, &source, &layer);
    let points = CodePoints::new(TEXT);
    for claim in &found.0 {
        assert!(claim.anchor.holds(&points), "{claim:?}");
    }
    found
}

/// `Kind.property = value @ words`, links as the name of their target.
fn told(claims: &[Claim], kind: &str) -> Vec<String> {
    let name = |claim: &Claim| match &claim.value {
        Value::Text(text) => text.clone(),
        Value::Link(target) => {
            let named = claims.iter().find(|other| other.mention == *target && other.property == "name");
            named.and_then(|claim| claim.value.text()).map_or("->".into(), |name| format!("-> {name}"))
        }
    };
    let of_kind = claims.iter().filter(|claim| claim.kind.as_str() == kind);
    let mut told: Vec<String> = of_kind.map(|claim| format!("{} = {}", claim.property, name(claim))).collect();
    told.sort();
    told
}

#[test]
fn an_event_is_an_engagement_with_its_words() {
    let (claims, _) = read();
    assert_eq!(
        told(&claims, "Meeting"),
        [
            "date = 2021-06-05",
            "forum = -> Board of Seas",
            "host = -> Norvania",
            "name = Board of Seas",
            "name = Board of Seas",
            "place = Öland",
            "status = held"
        ]
    );
    let words = |property: &str| {
        let claim = claims.iter().find(|claim| claim.kind == kinds::MEETING && claim.property == property).expect("a claim");
        (claim.anchor.text.as_str(), claim.by.as_str(), claim.score, claim.basis)
    };
    assert_eq!(words("date"), ("5 June 2021", "test/event", 700, Basis::Read));
    assert_eq!(words("place").0, "Öland");
    let voices = claims.iter().find(|claim| claim.property == "status").map(|claim| &claim.attributed_to).expect("a status");
    assert_eq!((voices.len(), voices[0].name.as_str(), voices[0].mention.is_some()), (1, "Norvania", true));
}

#[test]
fn a_part_is_a_link_and_somebody_unnamed_is_a_row_of_the_state() {
    let (claims, _) = read();
    let told = told(&claims, "Participation");
    for line in [
        "party = -> Ada Ek",
        "party = -> Sudovia",
        "party = -> Norvania",
        "rank = Generäl",
        "post = Chief of Works",
        "post = A Sudovian officer",
        "role = host",
    ] {
        assert!(told.contains(&line.to_string()), "{line} not in {told:#?}");
    }
    assert_eq!(told.iter().filter(|line| *line == "named = false").count(), 1);
    assert_eq!(told.iter().filter(|line| line.starts_with("engagement")).count(), 3);
}

#[test]
fn relations_are_links_and_notes() {
    let (claims, _) = read();
    assert_eq!(
        told(&claims, "Tenure"),
        ["person = -> Ada Ek", "post = Chief of Works", "rank = Generäl", "seenDate = 2021-06-05"]
    );
    assert_eq!(told(&claims, "Sanction"), ["authority = -> Norvania", "target = -> Ada Ek"]);
    assert_eq!(told(&claims, "Omission"), ["by = -> The read-out", "saidBy = -> Norvania", "what = the fires"]);
    assert_eq!(told(&claims, "Forum"), ["acronym = BoS", "acronym = BoS", "name = Board of Seas", "name = Board of Seas"]);
    assert_eq!(told(&claims, "State"), ["iso = NV", "name = Norvania", "name = Sudovia"]);
}

#[test]
fn what_finds_no_place_is_dropped_with_a_reason() {
    let (_, dropped) = read();
    let dropped: Vec<String> = dropped.into_iter().map(|dropped| format!("{}: {}", dropped.id, dropped.why)).collect();
    assert_eq!(
        dropped,
        [
            "r6: `asset` of `Ownership` cannot point at a Publication",
            "v1: `role`: `guest` is not among its values",
            "v1: no entity is the host `Nobody`",
        ]
    );
}

#[test]
fn two_events_of_one_clause_are_two_mentions() {
    let mut document = document();
    let mut other = document.events[0].clone();
    other.id = "v2".into();
    other.name = "dinner".into();
    document.events.push(other);
    let layer = Layer { name: "text/1".into(), text: TEXT.into(), encoding: None, readable: Vec::new(), pages: Vec::new() };
    let source = Source {
        path: "sources/a.txt".into(),
        sha256: "0".repeat(64),
        size: 0,
        media_type: "text/plain".into(),
        info: SourceInfo::default(),
        layer: None,
        not_read: None,
    };
    let claims = claims_of(&document, &source, &layer);
    let meetings: BTreeSet<_> =
        claims.iter().filter(|claim| claim.kind == kinds::MEETING).map(|claim| &claim.mention).collect();
    assert_eq!(meetings.len(), 2);
    assert_eq!(claims, claims_of(&document, &source, &layer));
}

#[test]
fn what_was_adopted_is_an_outcome_of_its_engagement_and_nothing_without_one() {
    let mut document = document();
    let adopts = |id: &str, event: Option<&str>| {
        let mut relation = relation(id, RelationType::Adopts, "e4", "e4", "attended the Board of Seas");
        relation.text = Some("the fires".into());
        relation.event = event.map(Into::into);
        relation
    };
    document.relations = vec![adopts("r1", Some("v1")), adopts("r2", None), adopts("r3", Some("v9"))];
    let (claims, dropped) = claims_with(&document);
    let outcome: Vec<&Claim> = claims.iter().filter(|claim| claim.kind == kinds::OUTCOME).collect();
    let meeting = claims.iter().find(|claim| claim.kind == kinds::MEETING).map(|claim| claim.mention.clone());
    assert!(outcome.iter().any(|claim| Some(&claim.value) == meeting.clone().map(Value::Link).as_ref()), "{outcome:?}");
    assert!(outcome.iter().any(|claim| claim.value == Value::Text("the fires".into())), "{outcome:?}");
    assert_eq!(dropped.iter().map(|d| d.id.as_str()).filter(|id| id.starts_with('r')).collect::<Vec<_>>(), ["r2", "r3"]);
}
