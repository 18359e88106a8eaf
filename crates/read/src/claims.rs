//! A document becomes claims: what the reader found, said in the words of the ontology.
//!
//! The main function is [`claims_of`]; [`read_claims`] also says what found no place. An entity becomes a mention only
//! where something is said of it. Every claim is put through one door that asks the ontology whether the kind has the
//! property and whether a link may point there, so that nothing reaches `resolve` which it would have to throw away.
//!
//! Why the reader does not make claims itself: its document is the output of `rollcall read`, which knows no case, and
//! one entity of it can be several mentions or none.

mod events;
mod relations;
#[cfg(test)]
mod tests;

use crate::document::{Document, Entity, EntityType, Event, RelationType};
use crate::records::checked;
use rollcall_model::claim::{Anchor, Basis, Claim, Value, Voice, mention_id};
use rollcall_model::date::Edtf;
use rollcall_model::id::{ClaimId, MentionId};
use rollcall_model::layer::{CodePoints, Layer, Span};
use rollcall_model::ontology::{Kind, PropertyType, kinds};
use rollcall_model::source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// Something that the reader found and that became no claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dropped {
    /// Local id of the entity, relation or event.
    pub id: String,
    /// Why, in words for people who work on readers.
    pub why: String,
}

/// The claims of a document, by place.
pub fn claims_of(document: &Document, source: &Source, layer: &Layer) -> Vec<Claim> {
    read_claims(document, source, layer).0
}

/// The claims of a document, by place, and what found no place among them.
pub fn read_claims(document: &Document, source: &Source, layer: &Layer) -> (Vec<Claim>, Vec<Dropped>) {
    let mut maker = Maker::new(document, source, layer);
    for event in &document.events {
        maker.event(event);
    }
    maker.relations();
    let Maker { mut claims, mut dropped, points, .. } = maker;
    claims.sort_by(|a, b| {
        let key = |claim: &Claim| (claim.anchor.start, claim.anchor.end, claim.mention.clone());
        key(a).cmp(&key(b)).then_with(|| (&a.property, &a.id).cmp(&(&b.property, &b.id)))
    });
    debug_assert!(claims.iter().all(|claim| claim.anchor.holds(&points)));
    dropped.sort();
    dropped.dedup();
    (claims, dropped)
}

/// Who found something, how sure, and in whose words: the same for all claims of one relation or event.
#[derive(Clone)]
struct Told {
    by: String,
    score: u16,
    voices: Vec<Voice>,
}

struct Maker<'a> {
    document: &'a Document,
    source: &'a Source,
    layer: &'a Layer,
    points: CodePoints<'a>,
    entities: BTreeMap<&'a str, &'a Entity>,
    /// Mention and kind of the events that were made, by local id.
    events: BTreeMap<&'a str, (MentionId, Kind)>,
    /// What the mentions at a clause are, to tell two events of one clause apart.
    taken: BTreeMap<MentionId, String>,
    made: BTreeSet<MentionId>,
    ids: BTreeSet<ClaimId>,
    claims: Vec<Claim>,
    dropped: Vec<Dropped>,
}

impl<'a> Maker<'a> {
    fn new(document: &'a Document, source: &'a Source, layer: &'a Layer) -> Self {
        Self {
            document,
            source,
            layer,
            points: CodePoints::new(&layer.text),
            entities: document.entities.iter().map(|entity| (entity.id.as_str(), entity)).collect(),
            events: BTreeMap::new(),
            taken: BTreeMap::new(),
            made: BTreeSet::new(),
            ids: BTreeSet::new(),
            claims: Vec::new(),
            dropped: Vec::new(),
        }
    }

    fn drop(&mut self, id: &str, why: impl Into<String>) {
        self.dropped.push(Dropped { id: id.to_string(), why: why.into() });
    }

    /// An anchor, where the layer has such a place.
    fn anchor(&self, start: usize, end: usize) -> Option<Anchor> {
        let text = self.points.slice(Span { start, end }).filter(|text| !text.is_empty())?;
        Some(Anchor {
            source: self.source.path.clone(),
            sha256: self.source.sha256.clone(),
            layer: self.layer.name.clone(),
            start,
            end,
            text: text.to_string(),
            row: None,
            column: None,
            page: self
                .layer
                .pages
                .iter()
                .find(|page| page.span.start <= start && start < page.span.end)
                .map(|page| page.number),
            rect: None,
            description: None,
        })
    }

    /// Where a text stands within an anchor; the whole anchor where it does not.
    fn within(&self, anchor: &Anchor, text: &str) -> Anchor {
        let found = anchor.text.find(text).filter(|_| !text.is_empty()).and_then(|byte| {
            let start = anchor.start + anchor.text[..byte].chars().count();
            self.anchor(start, start + text.chars().count())
        });
        found.unwrap_or_else(|| anchor.clone())
    }

    /// The one door: keeps a claim if the ontology has room for it, and says why it did not otherwise.
    fn put(
        &mut self,
        of: (&MentionId, Kind),
        property: &str,
        value: Value,
        anchor: &Anchor,
        told: &Told,
    ) -> Result<(), String> {
        let (mention, kind) = of;
        let known = kind.property(property).ok_or_else(|| format!("`{kind}` has no property `{property}`"))?;
        let value = match value {
            Value::Text(text) => {
                let text = text.trim();
                if text.is_empty() || known.value == PropertyType::Link {
                    return Err(format!("`{property}` of `{kind}` cannot be `{text}`"));
                }
                Value::Text(checked(known, text).map_err(|(why, _)| format!("`{property}`: {why}"))?)
            }
            link => link,
        };
        let mut claim =
            Claim::new(mention.clone(), kind, property, value, anchor.clone(), &told.by, told.score, Basis::Read);
        claim.attributed_to.clone_from(&told.voices);
        if self.ids.insert(claim.id.clone()) {
            self.claims.push(claim);
        }
        Ok(())
    }

    /// Keeps words, noting a refusal against a local id.
    fn text(&mut self, id: &str, of: (&MentionId, Kind), property: &str, value: &str, anchor: &Anchor, told: &Told) {
        if let Err(why) = self.put(of, property, Value::Text(value.to_string()), anchor, told) {
            self.drop(id, why);
        }
    }

    /// Keeps a link to an entity where the ontology lets the property point at its kind or at one near it.
    fn link(
        &mut self,
        id: &str,
        of: (&MentionId, Kind),
        property: &str,
        entity: &str,
        anchor: &Anchor,
        told: &Told,
    ) -> Option<MentionId> {
        let kept = self
            .mention_for(of.1, property, entity)
            .and_then(|mention| self.put(of, property, Value::Link(mention.clone()), anchor, told).map(|()| mention));
        kept.map_err(|why| self.drop(id, why)).ok()
    }

    /// The mention of an entity as the target of a property.
    fn mention_for(&mut self, kind: Kind, property: &str, entity: &str) -> Result<MentionId, String> {
        let known = kind.property(property).ok_or_else(|| format!("`{kind}` has no property `{property}`"))?;
        let entity = *self.entities.get(entity).ok_or_else(|| format!("there is no entity `{entity}`"))?;
        let target = kinds_for(entity.kind)
            .iter()
            .copied()
            .find(|kind| known.to.iter().any(|to| to == kind.as_str()))
            .ok_or_else(|| format!("`{property}` of `{kind}` cannot point at a {:?}", entity.kind))?;
        self.mention(entity, target).ok_or_else(|| format!("entity `{}` does not stand in the text", entity.id))
    }

    /// The mention of an entity as one kind; its name is claimed the first time.
    fn mention(&mut self, entity: &Entity, kind: Kind) -> Option<MentionId> {
        let anchor = self.anchor(entity.start, entity.end)?;
        let mention = mention_id(&anchor, kind);
        if !self.made.insert(mention.clone()) {
            return Some(mention);
        }
        let told = Told { by: entity.by.clone(), score: entity.score.0, voices: Vec::new() };
        let of = (&mention, kind);
        self.text(&entity.id, of, "name", full_name(entity), &anchor, &told);
        if let Some(country) = &entity.country {
            let property = if kind == kinds::STATE { "iso" } else { "country" };
            self.text(&entity.id, of, property, country, &anchor, &told);
        }
        self.aliases(entity, of, &anchor, &told);
        Some(mention)
    }

    /// Short names that the document itself gives.
    fn aliases(&mut self, entity: &Entity, of: (&MentionId, Kind), anchor: &Anchor, told: &Told) {
        let property = if of.1 == kinds::FORUM { "acronym" } else { "alias" };
        let document = self.document;
        for relation in document.relations.iter().filter(|relation| relation.kind == RelationType::AliasOf) {
            if relation.from == entity.id && full_name(entity) != entity.text {
                self.text(&relation.id, of, property, &entity.text, anchor, told);
            }
            let short = self.entities.get(relation.from.as_str()).filter(|_| relation.to == entity.id);
            if let Some((text, anchor)) =
                short.and_then(|short| Some((short.text.clone(), self.anchor(short.start, short.end)?)))
            {
                self.text(&relation.id, of, property, &text, &anchor, told);
            }
        }
    }

    /// The voices, from the outermost in.
    fn voices(&mut self, ids: &[String]) -> Vec<Voice> {
        let mut voices = Vec::new();
        for id in ids {
            let Some(entity) = self.entities.get(id.as_str()).copied() else {
                self.drop(id, "a statement is attributed to it and there is no such entity");
                continue;
            };
            let kind = kinds_for(entity.kind).first().copied();
            let mention = kind.and_then(|kind| self.mention(entity, kind));
            voices.push(Voice { name: full_name(entity).to_string(), mention, date: None, public_date: None });
        }
        voices
    }

    /// The entity of one of these types that a name means and that stands nearest to a place: within it, else before.
    fn named(&self, name: &str, types: &[EntityType], near: (usize, usize)) -> Option<&'a Entity> {
        let means = |entity: &&Entity| types.contains(&entity.kind) && (full_name(entity) == name || entity.text == name);
        self.document.entities.iter().filter(means).min_by_key(|entity| {
            let inside = near.0 <= entity.start && entity.end <= near.1;
            (!inside, entity.start >= near.1, entity.start.abs_diff(near.0), entity.start)
        })
    }

    /// Keeps a date: an extent as its ends, anything else as `property`.
    fn date(&mut self, id: &str, of: (&MentionId, Kind), property: &str, date: &Edtf, anchor: &Anchor, told: &Told) {
        let Some((start, end)) = date.as_str().split_once('/') else {
            self.text(id, of, property, date.as_str(), anchor, told);
            return;
        };
        if !start.is_empty() && start != ".." {
            self.text(id, of, "startDate", start, anchor, told);
        }
        // An open end is no date by itself.
        match end {
            ".." => self.text(id, of, "date", date.as_str(), anchor, told),
            "" => {}
            end => self.text(id, of, "endDate", end, anchor, told),
        }
    }

    /// The words within a place that give a date; the place where no entity does.
    fn date_anchor(&self, date: &Edtf, anchor: &Anchor) -> Anchor {
        let fits = |entity: &&Entity| {
            entity.kind == EntityType::Date
                && anchor.start <= entity.start
                && entity.end <= anchor.end
                && full_name(entity) == date.as_str()
        };
        let found = self.document.entities.iter().find(fits);
        found.and_then(|entity| self.anchor(entity.start, entity.end)).unwrap_or_else(|| anchor.clone())
    }

    fn told(&mut self, by: &str, score: u16, attributed_to: &[String]) -> Told {
        Told { by: by.to_string(), score, voices: self.voices(attributed_to) }
    }

    /// The first dated event that an entity takes part in.
    fn event_date(&self, entity: &str) -> Option<&'a Edtf> {
        let takes_part = |event: &&Event| event.roles.iter().any(|role| role.entity == entity);
        self.document.events.iter().filter(takes_part).find_map(|event| event.date.as_ref())
    }
}

/// The full name of an entity, where the reader knows it, else its words.
fn full_name(entity: &Entity) -> &str {
    entity.normalized.as_deref().unwrap_or(&entity.text)
}

/// The kinds that an entity may be, the best first: what a property does not take falls to the next.
fn kinds_for(kind: EntityType) -> &'static [Kind] {
    match kind {
        EntityType::Person => &[kinds::PERSON],
        EntityType::State => &[kinds::STATE, kinds::PUBLIC_BODY],
        EntityType::Unit => &[kinds::UNIT, kinds::ORGANIZATION],
        EntityType::Forum => &[kinds::FORUM, kinds::ORGANIZATION],
        EntityType::Organization => &[kinds::ORGANIZATION, kinds::PUBLIC_BODY],
        EntityType::Company => &[kinds::COMPANY, kinds::ORGANIZATION],
        EntityType::Vessel => &[kinds::VESSEL],
        EntityType::Publication => &[kinds::PUBLICATION],
        EntityType::Instrument => &[kinds::INSTRUMENT],
        EntityType::Rank | EntityType::Title | EntityType::Role | EntityType::Place | EntityType::Date => &[],
    }
}
