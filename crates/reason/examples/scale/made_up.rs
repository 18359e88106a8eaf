//! A made-up case of any size: one thing at a time, so that it need not fit into memory.
//!
//! The main type is [`MadeUp`]. It keeps the proportions of the size that the engine is measured at (20 participants
//! an engagement, 50 engagements a party's dozen, bodies five levels deep), so that what rules find grows as the case
//! does. The same size gives the same case: every choice comes from a counter that is mixed, never from chance.

#[path = "../../../../bench/chance.rs"]
mod chance;

use chance::pick;
use rollcall_model::claim::State;
use rollcall_model::entity::{Entity, EntityValue, PropertyValue};
use rollcall_model::id::{ClaimId, EntityId, MentionId};
use rollcall_model::ontology::Kind;
use std::collections::BTreeMap;

/// Participants of an engagement.
const EACH: usize = 20;
/// Members of a body.
const SEATS: usize = 20;
/// Engagements that one source tells of.
const TOLD: usize = 50;

/// See the module's page.
pub struct MadeUp {
    participations: usize,
    engagements: usize,
    parties: usize,
    bodies: usize,
    measures: usize,
    countries: usize,
    ids: Vec<(EntityId, What)>,
}

/// A thing of the case, by what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Party(usize),
    Body(usize),
    Engagement(usize),
    Participation(usize),
    Seat(usize),
    Measure(usize),
}

/// A thing with the sources of its claims: each claim's source by its place among [`MadeUp::sources`].
pub struct Made {
    pub entity: Entity,
    pub told: Vec<(ClaimId, usize)>,
}

impl MadeUp {
    /// With so many participations and everything else in proportion.
    pub fn new(participations: usize) -> Self {
        let part = |of: usize| (participations / of).max(4);
        let mut made = Self {
            participations,
            engagements: part(EACH),
            parties: part(50),
            bodies: part(2500),
            measures: part(500),
            countries: part(5000).min(200),
            ids: Vec::new(),
        };
        let all = [
            made.numbered(made.parties, What::Party),
            made.numbered(made.bodies, What::Body),
            made.numbered(made.engagements, What::Engagement),
            made.numbered(made.participations, What::Participation),
            made.numbered(made.bodies * SEATS, What::Seat),
            made.numbered(made.measures, What::Measure),
        ];
        made.ids = all.into_iter().flatten().collect();
        made.ids.sort();
        made
    }

    fn numbered(&self, count: usize, what: fn(usize) -> What) -> Vec<(EntityId, What)> {
        (0..count).map(|at| (id(what(at)), what(at))).collect()
    }

    /// Ids of all things, sorted.
    pub fn ids(&self) -> Vec<EntityId> {
        self.ids.iter().map(|(id, _)| id.clone()).collect()
    }

    /// Paths of all sources, sorted: those that tell of engagements, then one that lists everything else.
    pub fn sources(&self) -> Vec<String> {
        let mut paths: Vec<String> = (0..self.engagements.div_ceil(TOLD)).map(|at| format!("sources/{at:07}.md")).collect();
        paths.push("sources/list.csv".into());
        paths
    }

    /// All things, by id.
    pub fn things(&self) -> impl Iterator<Item = Made> {
        self.ids.iter().map(|(id, what)| self.thing(id, *what))
    }

    fn thing(&self, id: &EntityId, what: What) -> Made {
        let list = self.engagements.div_ceil(TOLD);
        match what {
            What::Party(at) => {
                let kind = if at < self.countries {
                    "State"
                } else {
                    ["Person", "Person", "Person", "Unit", "Organization"][at % 5]
                };
                let mut new = Making::new(id, kind, format!("Party {at}"), list);
                new.text("country", &country(self.country(at)));
                new.made
            }
            What::Body(at) => {
                let mut new = Making::new(id, "Forum", format!("Body {at}"), list);
                // Each level has three times the bodies of the one above it: four hundred stand on five and more levels.
                if at > 0 {
                    new.link("parent", What::Body((at - 1) / 4));
                }
                if at % 10 == 9 {
                    new.link("plusOf", What::Body(at - 1));
                }
                new.made
            }
            What::Seat(at) => {
                let mut new = Making::new(id, "ForumRole", String::new(), list);
                new.link("forum", What::Body(at / SEATS));
                new.link("party", What::Party(self.member(at / SEATS, at % SEATS)));
                new.text("role", if at % SEATS == 0 { "chair" } else { "member" });
                new.text("startDate", &format!("{}", 2015 + pick(8, "seat", at)));
                new.made
            }
            What::Measure(at) => self.measure(id, at, list),
            What::Engagement(at) => self.engagement(id, at),
            What::Participation(at) => self.participation(id, at),
        }
    }

    fn country(&self, party: usize) -> usize {
        if party < self.countries { party } else { pick(self.countries, "country", party) }
    }

    fn member(&self, body: usize, seat: usize) -> usize {
        pick(self.parties, "member", body * SEATS + seat)
    }

    fn measure(&self, id: &EntityId, at: usize, list: usize) -> Made {
        let mut new = Making::new(id, "Measure", format!("Measure {at}"), list);
        new.link("target", What::Party(self.countries + pick(self.parties - self.countries, "target", at)));
        new.link("authority", What::Party(pick(self.countries.min(30), "authority", at)));
        new.text("measureKind", ["asset freeze", "entry ban", "arms embargo"][at % 3]);
        let day = day("in force", at);
        new.text(if at.is_multiple_of(10) { "announced" } else { "inForce" }, &day);
        if at.is_multiple_of(5) {
            new.text("ended", "2024-06-01");
        }
        if at.is_multiple_of(2) {
            new.text("instrument", &format!("Order {}", at / 7));
        }
        new.made
    }

    fn engagement(&self, id: &EntityId, at: usize) -> Made {
        let kind = match at % 20 {
            0..14 => "Meeting",
            14..17 => "Visit",
            17 => "Exercise",
            18 => "Training",
            _ => "Expo",
        };
        let source = at / TOLD;
        let mut new = Making::new(id, kind, format!("Engagement {at}"), source);
        new.link("forum", What::Body(pick(self.bodies, "forum", at)));
        let day = day("held", at);
        new.text("date", if at % 10 == 3 { &day[..7] } else { &day });
        match pick(20, "status", at) {
            0..16 => new.text("status", "held"),
            16 => new.text("status", "scheduled"),
            17 => new.text("status", "cancelled"),
            _ => {}
        }
        if at.is_multiple_of(2) {
            new.link("host", What::Party(pick(self.countries, "host", at)));
        }
        new.made
    }

    fn participation(&self, id: &EntityId, at: usize) -> Made {
        let engagement = at / EACH % self.engagements;
        let mut new = Making::new(id, "Participation", String::new(), engagement / TOLD);
        // Half of those who come are members of the body that meets; the others come from anywhere.
        let body = pick(self.bodies, "forum", engagement);
        let party = if at.is_multiple_of(2) { self.member(body, at % EACH) } else { pick(self.parties, "came", at) };
        new.link("party", What::Party(party));
        new.link("engagement", What::Engagement(engagement));
        let role = match pick(100, "role", at) {
            0 => "absent",
            1 => "chair",
            2 => "host",
            3..6 => "observer",
            _ => "attendee",
        };
        new.text("role", role);
        if at % 2 == 1 {
            new.text("mode", "in person");
        }
        if at % 10 == 1 {
            new.text("rank", ["General", "Colonel", "Major"][at % 3]);
            if at % 100 == 1 {
                new.text_of("rank", "Vice Admiral", self.engagements.div_ceil(TOLD));
            }
        }
        new.made
    }
}

fn id(what: What) -> EntityId {
    let (kind, at) = match what {
        What::Party(at) => ("party", at),
        What::Body(at) => ("body", at),
        What::Engagement(at) => ("engagement", at),
        What::Participation(at) => ("participation", at),
        What::Seat(at) => ("seat", at),
        What::Measure(at) => ("measure", at),
    };
    EntityId::of(&[kind, &at.to_string()])
}

fn country(at: usize) -> String {
    let letter = |at: usize| char::from(b'A' + u8::try_from(at % 26).unwrap_or_default());
    format!("{}{}", letter(at / 26), letter(at))
}

/// A day of ten years.
fn day(about: &str, at: usize) -> String {
    let (year, month, day) = (pick(10, about, at * 3), pick(12, about, at * 3 + 1), pick(28, about, at * 3 + 2));
    format!("{}-{:02}-{:02}", 2015 + year, month + 1, day + 1)
}

/// A thing that is being made.
struct Making {
    made: Made,
    source: usize,
}

impl Making {
    fn new(id: &EntityId, kind: &str, name: String, source: usize) -> Self {
        let kind = Kind::new(kind).unwrap_or_else(|| unreachable!("the ontology has {kind}"));
        let entity = Entity {
            id: id.clone(),
            kind,
            name,
            properties: BTreeMap::new(),
            mentions: vec![MentionId::of(&[id.as_str()])],
            joins: Vec::new(),
            state: State::Proposed,
        };
        Self { made: Made { entity, told: Vec::new() }, source }
    }

    fn text(&mut self, property: &str, text: &str) {
        self.text_of(property, text, self.source);
    }

    fn text_of(&mut self, property: &str, text: &str, source: usize) {
        self.value(property, EntityValue::Text(text.into()), source);
    }

    fn link(&mut self, property: &str, to: What) {
        self.value(property, EntityValue::Entity { id: id(to), name: String::new() }, self.source);
    }

    fn value(&mut self, property: &str, value: EntityValue, source: usize) {
        let number = self.made.told.len().to_string();
        let claim = ClaimId::of(&[self.made.entity.id.as_str(), &number]);
        self.made.told.push((claim.clone(), source));
        let values = self.made.entity.properties.entry(property.into()).or_default();
        values.push(PropertyValue { value, claims: vec![claim], state: State::Proposed });
        values.sort();
    }
}
