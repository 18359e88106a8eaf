//! Records of FollowTheMoney, one JSON object a line: what a case holds, as other tools of investigators read it.
//!
//! The main function is [`lines`]. Where FollowTheMoney has no property for what is said, it stands in `description` in
//! words; nothing is dropped. Every record has the words of its sources in `summary` and its files as `proof`. That one
//! party names another terrorist is a note and never a sanction: a tool that screens names must not flag the named.

use crate::{CAVEAT, Said, words};
use rollcall_model::date::Edtf;
use rollcall_model::entity::{Entity, EntityValue};
use rollcall_model::id::{EntityId, sha256_hex};
use rollcall_model::ontology::PropertyType;
use rollcall_model::source::{Credit, Source};
use rollcall_model::view::View;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Schemas that are links in time: they have no name, country or notes.
const INTERVALS: [&str; 7] =
    ["Directorship", "Membership", "Occupancy", "Ownership", "Representation", "Sanction", "UnknownLink"];

/// Properties whose values are ids of other records, by schema.
const LINKS: [(&str, &str); 17] = [
    ("Directorship", "director"),
    ("Directorship", "organization"),
    ("Event", "organizer"),
    ("Membership", "member"),
    ("Membership", "organization"),
    ("Note", "entity"),
    ("Occupancy", "holder"),
    ("Occupancy", "post"),
    ("Ownership", "asset"),
    ("Ownership", "owner"),
    ("PublicBody", "parent"),
    ("Representation", "agent"),
    ("Representation", "client"),
    ("Sanction", "entity"),
    ("UnknownLink", "object"),
    ("UnknownLink", "subject"),
    ("Position", "organization"),
];

/// What a link of FollowTheMoney must point at, where not everything will do.
const PEOPLE_AND_BODIES: [&str; 4] = ["Person", "Company", "Organization", "PublicBody"];

/// How many quotes a record carries.
const QUOTES: usize = 20;

#[derive(Serialize)]
struct Record {
    id: String,
    schema: String,
    properties: BTreeMap<String, BTreeSet<String>>,
}

impl Record {
    fn new(id: impl Into<String>, schema: &str) -> Self {
        Self { id: id.into(), schema: schema.into(), properties: BTreeMap::new() }
    }

    fn put(&mut self, property: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.trim().is_empty() {
            self.properties.entry(property.into()).or_default().insert(value);
        }
    }
}

/// All records, files first, then by id.
pub(crate) fn lines(view: &dyn View) -> Vec<u8> {
    let mut records: Vec<Record> = view.sources().iter().map(Source::whole).map(document).collect();
    records.extend(parts(view).into_values());
    let owned: BTreeSet<&EntityId> = view
        .entities()
        .values()
        .filter(|entity| entity.kind.as_str() == "Ownership")
        .filter_map(|entity| entity.linked("asset"))
        .collect();
    for entity in view.entities().values() {
        records.extend(record(view, entity, &owned));
    }
    let mut out = Vec::new();
    for record in records {
        serde_json::to_writer(&mut out, &record).expect("a record holds strings alone");
        out.push(b'\n');
    }
    out
}

/// The id of a file's record, or of a part's.
fn document_id(credit: Credit<'_>) -> String {
    let path = &credit.source.path;
    let key = credit.stretch().map_or_else(|| path.clone(), |stretch| format!("{path} {stretch}"));
    format!("s{}", &sha256_hex(key.as_bytes())[..20])
}

/// The parts of files that words stand in which this view may show, by their ids.
fn parts(view: &dyn View) -> BTreeMap<String, Record> {
    let anchors = view.claims().values().map(|stated| &stated.claim.anchor);
    let shown = anchors.filter(|anchor| view.excerpt(anchor).is_some());
    let credits = shown.filter_map(|anchor| Some(view.source(&anchor.source)?.credit(anchor)));
    credits.filter(|credit| credit.part.is_some()).map(|credit| (document_id(credit), document(credit))).collect()
}

fn document(credit: Credit<'_>) -> Record {
    let mut record = Record::new(document_id(credit), "Document");
    let source = credit.source;
    let info = &source.info;
    record.put("fileName", source.path.rsplit('/').next().unwrap_or(&source.path));
    record.put("title", credit.title());
    record.put("publisher", credit.publisher().unwrap_or_default());
    record.put("author", credit.author().unwrap_or_default());
    record.put("sourceUrl", info.url.clone().unwrap_or_default());
    for date in dates(credit.date()) {
        record.put("date", date);
    }
    for date in dates(credit.public_date()) {
        record.put("publishedAt", date);
    }
    for origin in credit.rests_on() {
        record.put("notes", format!("Rests on: {origin}"));
    }
    record
}

/// The schema of an entity: an owned body must be a company for FollowTheMoney to take it as an asset.
fn schema(entity: &Entity, owned: &BTreeSet<&EntityId>) -> String {
    let ftm = entity.kind.info().ftm.as_str();
    let asset = ["Organization", "PublicBody"].contains(&ftm) && owned.contains(&entity.id);
    if asset { "Company" } else { ftm }.to_string()
}

fn record(view: &dyn View, entity: &Entity, owned: &BTreeSet<&EntityId>) -> Vec<Record> {
    let schema = schema(entity, owned);
    let interval = INTERVALS.contains(&schema.as_str());
    let mut record = Record::new(entity.id.as_str(), &schema);
    let mut notes = vec![entity.kind.info().plain.clone()];
    if !interval {
        record.put("name", &entity.name);
    }
    for (name, values) in &entity.properties {
        let Some(property) = entity.kind.property(name) else { continue };
        for value in values {
            put(view, &mut record, &mut notes, (name, &property.ftm, property.value), &value.value, owned);
        }
    }
    let mut out = position(view, entity, &mut record);
    if view.about().private {
        notes.push(format!("State in the draft: {}", entity.state.as_str()));
    }
    notes.push(CAVEAT.to_string());
    notes.extend(view.about().notice.clone());
    record.put("description", notes.join(". ").replace(".. ", ". "));
    let claims = entity.claims();
    let said =
        words(view, &mut claims.iter().filter_map(|id| view.claims().get(*id)).map(|claim| claim.claim.anchor.as_ref()));
    for Said { anchor, words, quoted } in said.iter().take(QUOTES) {
        record.put("summary", if *quoted { format!("“{words}”") } else { words.clone() });
        let Some(source) = view.source(&anchor.source) else { continue };
        record.put("proof", document_id(source.credit(anchor)));
        record.put("sourceUrl", source.info.url.clone().unwrap_or_default());
    }
    // A link of which one end is not known is none for FollowTheMoney: it becomes a note.
    if interval && !whole(&record) {
        record = as_note(record, &entity.name);
    }
    out.push(record);
    out
}

/// Puts a value where FollowTheMoney has a place for it, else in words.
fn put(
    view: &dyn View,
    record: &mut Record,
    notes: &mut Vec<String>,
    (name, ftm, kind): (&str, &str, PropertyType),
    value: &EntityValue,
    owned: &BTreeSet<&EntityId>,
) {
    let schema = record.schema.clone();
    let interval = INTERVALS.contains(&schema.as_str());
    let place = LINKS.contains(&(schema.as_str(), ftm));
    match (value, kind) {
        (EntityValue::Entity { id, .. }, _) if place && fits(view, &schema, ftm, id, owned) => record.put(ftm, id.as_str()),
        (EntityValue::Text(text), PropertyType::Date) if dated(&schema, ftm) => put_date(record, ftm, text),
        (EntityValue::Text(text), PropertyType::Country) if !interval || schema == "Sanction" => {
            record.put("country", text.to_lowercase())
        }
        (EntityValue::Text(text), PropertyType::Name)
            if !interval && ["name", "alias", "weakAlias", "location"].contains(&ftm) =>
        {
            record.put(ftm, text)
        }
        (_, PropertyType::Link)
            if [("Sanction", "authority"), ("Document", "author"), ("Document", "publisher")]
                .contains(&(schema.as_str(), ftm)) =>
        {
            record.put(ftm, value.words())
        }
        (EntityValue::Text(text), _) if texts(&schema, ftm) => record.put(ftm, text),
        _ => notes.push(format!("{name}: {}", value.words())),
    }
}

/// Whether a record may stand in a link's place.
fn fits(view: &dyn View, schema_of_link: &str, property: &str, id: &EntityId, owned: &BTreeSet<&EntityId>) -> bool {
    let Some(entity) = view.entities().get(id) else { return false };
    let target = schema(entity, owned);
    match (schema_of_link, property) {
        ("Note", "entity") | ("Sanction", "entity") | ("UnknownLink", _) => !INTERVALS.contains(&target.as_str()),
        ("Occupancy", "holder") => target == "Person",
        ("Occupancy", _) => false,
        ("Ownership", "asset") => ["Company", "Vessel", "Airplane"].contains(&target.as_str()),
        (_, "organization") => ["Company", "Organization", "PublicBody"].contains(&target.as_str()),
        _ => PEOPLE_AND_BODIES.contains(&target.as_str()),
    }
}

/// Text properties that a schema has.
fn texts(schema: &str, ftm: &str) -> bool {
    match schema {
        "UnknownLink" => ["role", "status"].contains(&ftm),
        "Membership" | "Directorship" | "Representation" => ftm == "role",
        "Ownership" => ["percentage", "role"].contains(&ftm),
        "Sanction" => ["program", "provisions", "reason"].contains(&ftm),
        "Event" => ["keywords", "location"].contains(&ftm),
        _ => false,
    }
}

/// Dates that a schema has.
fn dated(schema: &str, ftm: &str) -> bool {
    match ftm {
        "date" | "startDate" | "endDate" => {
            INTERVALS.contains(&schema) || schema == "Event" || (schema == "Document" && ftm == "date")
        }
        "listingDate" => schema == "Sanction",
        "publishedAt" => schema == "Document",
        "birthDate" => schema == "Person",
        _ => false,
    }
}

/// FollowTheMoney has days, months and years: an extent becomes its two ends, and marks of doubt stand in words.
fn put_date(record: &mut Record, ftm: &str, text: &str) {
    let Ok(date) = Edtf::parse(text) else { return };
    let ends: Vec<&str> = text.split('/').collect();
    match ends[..] {
        [from, to] if ftm == "date" && dated(&record.schema, "startDate") => {
            for (property, end) in [("startDate", from), ("endDate", to)] {
                if let Some(plain) = plain_date(end) {
                    record.put(property, plain);
                }
            }
        }
        _ => {
            for plain in dates(Some(&date)) {
                record.put(ftm, plain);
            }
        }
    }
    if date.is_vague() || date.is_extent() {
        record.put("summary", format!("Date: {}", rollcall_model::date::plain(&date)));
    }
}

/// The days, months or years that a date names.
fn dates(date: Option<&Edtf>) -> Vec<String> {
    date.map(|date| date.as_str().split('/').filter_map(plain_date).collect()).unwrap_or_default()
}

/// A date as FollowTheMoney has it; a season is its year.
fn plain_date(text: &str) -> Option<String> {
    let bare = text.trim_end_matches(['?', '~', '%']);
    let parts: Vec<&str> = bare.split('-').collect();
    let number = |part: &&str| part.len() <= 4 && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !parts.iter().all(number) || parts[0].len() != 4 {
        return None;
    }
    let season = parts.get(1).is_some_and(|month| month.parse::<u8>().is_ok_and(|month| month > 12));
    Some(if season { parts[0].to_string() } else { bare.to_string() })
}

/// An occupancy points at a post of its own.
fn position(view: &dyn View, entity: &Entity, record: &mut Record) -> Vec<Record> {
    if record.schema != "Occupancy" {
        return Vec::new();
    }
    let posts: Vec<&str> =
        entity.values("post").iter().chain(entity.values("rank")).map(|value| value.value.words()).collect();
    let body = entity.linked("body");
    let Some(name) = posts.first() else { return Vec::new() };
    let mut position = Record::new(format!("p{}", &sha256_hex(entity.id.as_str().as_bytes())[..20]), "Position");
    position.put("name", *name);
    position.put("description", CAVEAT);
    if let Some(body) = body.filter(|body| fits(view, "Position", "organization", body, &BTreeSet::new())) {
        position.put("organization", body.as_str());
    }
    record.put("post", position.id.as_str());
    vec![position]
}

/// Whether a link has all of its ends.
fn whole(record: &Record) -> bool {
    LINKS
        .iter()
        .filter(|(schema, _)| *schema == record.schema)
        .all(|(_, property)| record.properties.contains_key(*property))
}

/// The same as a note: about one end, if one is known.
fn as_note(record: Record, name: &str) -> Record {
    let mut note = Record::new(record.id.clone(), "Note");
    note.put("name", name);
    for (property, values) in &record.properties {
        let link = LINKS.iter().any(|(schema, other)| *schema == record.schema && other == property);
        for value in values {
            match property.as_str() {
                "description" | "summary" | "proof" | "sourceUrl" => note.put(property, value),
                "post" => {}
                _ if link => note.put("entity", value),
                other => note.put("notes", format!("{other}: {value}")),
            }
        }
    }
    note
}
