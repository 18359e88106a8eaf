//! What the reader found in one text: entities, relations and events, with offsets into its layer.
//!
//! The main type is [`Document`], the JSON of `rollcall read` (its `doc` and `sha256` are added by whoever knows the
//! file). It knows nothing of the ontology and of other files: [`crate::claims`] makes claims of it. Ids are local to it.
//! Offsets are Unicode code points, end exclusive.

use rollcall_model::date::Edtf;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How sure a reader is, in thousandths; in JSON a number from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(pub u16);

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 1000.0)
    }
}

impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        if (0.0..=1.0).contains(&number) {
            Ok(Self((number * 1000.0).round() as u16))
        } else {
            Err(serde::de::Error::custom("a score lies between 0 and 1"))
        }
    }
}

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each says what it names")]
pub enum EntityType {
    Person,
    Rank,
    Title,
    Role,
    Unit,
    Organization,
    Forum,
    State,
    Place,
    Date,
    Instrument,
    Company,
    Vessel,
    Publication,
}

/// What a relation says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationType {
    /// Person to rank.
    HasRank,
    /// Person to title.
    HasTitle,
    /// Person to role.
    HasRole,
    /// Person to unit or organisation.
    IsPosted,
    /// Part to whole.
    PartOf,
    /// Lower to upper.
    ReportsTo,
    /// Short or other name to the full one.
    AliasOf,
    /// Target to authority; `text` says what the measure is.
    SanctionedBy,
    /// Target to authority; `text` is the label.
    DesignatedBy,
    /// Owner to asset.
    Owns,
    /// Supplier to recipient; `text` is the goods.
    Supplies,
    /// Party to instrument; `text` is the clause.
    BoundBy,
    /// Party to forum, with role and date.
    HasForumRole,
    /// Publication to what it leaves out, as `text`.
    Omits,
    /// Author to addressee; `role` is the number, `text` the call.
    Recommends,
    /// Party to an Abuse (`event`).
    AllegedIn,
    /// Accuser to an Abuse (`event`) or to a party.
    Accuses,
    /// Party or body to what it adopted, as `text`, at an engagement (`event`) where the text tells of one.
    Adopts,
}

/// What an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each says what it names")]
pub enum EventType {
    Meeting,
    Exercise,
    Visit,
    Training,
    Expo,
    Abuse,
}

/// A thing that the text names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Local id.
    pub id: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub text: String,
    /// The full name where the mention is short for it; the date where it is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub normalized: Option<String>,
    /// ISO 3166-1 alpha-2 in capitals, where words of the text or of a pack give it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country: Option<String>,
    /// The rule or model that found it.
    pub by: String,
    /// How sure it is.
    pub score: Score,
}

/// How two entities stand to each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Local id.
    pub id: String,
    /// What it says.
    #[serde(rename = "type")]
    pub kind: RelationType,
    /// Local id of an entity.
    pub from: String,
    /// Local id of an entity; the same as `from` where only `text` or `event` says it. Always an entity of the document,
    /// so that who reads the lines needs no second list.
    pub to: String,
    /// Local id of an event, for an abuse.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub event: Option<String>,
    /// First code point of the words that say so.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// A role in a forum, or a number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub role: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<Edtf>,
    /// What cannot be an entity: goods, a clause, what is left out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
    /// Local ids of the voices, from the outermost in.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub attributed_to: Vec<String>,
    /// The rule or model that found it.
    pub by: String,
    /// How sure it is.
    pub score: Score,
}

/// A part in an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRole {
    /// Local id of the participant.
    pub entity: String,
    /// One of the closed roles.
    pub role: String,
    /// What the role cannot say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub capacity: Option<String>,
    /// How.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mode: Option<String>,
    /// stated, likely or unclear.
    pub certainty: String,
    /// First code point of the words that say so, where they are narrower than the event's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start: Option<usize>,
    /// One past the last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub end: Option<usize>,
    /// `false` where the row stands for somebody whom the text does not name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub named: Option<bool>,
    /// Rank as written, of somebody whom the text does not name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rank: Option<String>,
    /// Post as written, of somebody whom the text does not name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub post: Option<String>,
}

/// A range of code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Range {
    /// The first.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// Something that happened, or was planned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Local id.
    pub id: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// What the text calls it; empty where only a verb speaks of it ("visited").
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub name: String,
    /// The body that met.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub forum: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<Edtf>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
    /// Names of the hosts.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub host: Vec<String>,
    /// scheduled, held, cancelled, postponed or denied.
    pub status: String,
    /// First code point of the clause.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Who took part.
    pub roles: Vec<EventRole>,
    /// Local ids of the voices, from the outermost in.
    pub attributed_to: Vec<String>,
    /// Other places where the text speaks of it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub mentions: Vec<Range>,
    /// The rule or model that found it.
    pub by: String,
    /// How sure it is.
    pub score: Score,
}

/// A part of a text that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// ISO 639-1, where it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<String>,
}

impl Document {
    /// The same document where its text begins at a code point of a longer one.
    #[must_use]
    pub fn moved(mut self, by: usize) -> Self {
        let held = self.held.iter_mut().map(|it| (&mut it.start, &mut it.end));
        let entities = self.entities.iter_mut().map(|it| (&mut it.start, &mut it.end));
        let relations = self.relations.iter_mut().map(|it| (&mut it.start, &mut it.end));
        for (start, end) in held.chain(entities).chain(relations) {
            *start += by;
            *end += by;
        }
        for event in &mut self.events {
            event.start += by;
            event.end += by;
            for place in &mut event.mentions {
                place.start += by;
                place.end += by;
            }
            for role in &mut event.roles {
                role.start = role.start.map(|at| at + by);
                role.end = role.end.map(|at| at + by);
            }
        }
        self
    }

    /// What was not read and why, in words for users.
    pub fn unread(&self) -> Option<String> {
        if self.not_read.is_some() || self.held.is_empty() {
            return self.not_read.clone();
        }
        let mut languages: Vec<&str> = self.held.iter().map(|part| part.language.as_deref().unwrap_or("unknown")).collect();
        languages.sort_unstable();
        languages.dedup();
        let parts = if self.held.len() == 1 { "one passage".to_string() } else { format!("{} passages", self.held.len()) };
        Some(format!("{parts}: no words for the language `{}`", languages.join("`, `")))
    }
}

/// All that was read in one text. See the module's page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Document {
    /// ISO 639-1, where it is known.
    pub language: Option<String>,
    /// Why it was not read, in words for users, if it was not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub not_read: Option<String>,
    /// Parts that were not read: they are in a language that no pack reads.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub held: Vec<Held>,
    /// By place.
    pub entities: Vec<Entity>,
    /// By place.
    pub relations: Vec<Relation>,
    /// By place.
    pub events: Vec<Event>,
}
