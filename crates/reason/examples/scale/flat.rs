//! A case as lines of a file, so that a run without proofs is measured with nothing of the maker's in memory.
//!
//! The main functions are [`write`] and [`things`]. The first line says how many things there are and names the sources; each further one is a thing: its id,
//! its kind and its name, then of each value the property, the value and the number of the source that says so, all
//! between tabs. Things stand in the order of their ids.

use crate::made_up::{Made, MadeUp};
use rollcall_model::claim::State;
use rollcall_model::entity::{Entity, EntityValue, PropertyValue};
use rollcall_model::id::{ClaimId, EntityId, MentionId};
use rollcall_model::ontology::{Kind, PropertyType};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

/// Values of one thing that are told apart: more than any thing has.
const MOST: usize = 64;

/// Writes a made-up case.
pub fn write(made: &MadeUp, path: &str) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "{}\t{}", made.ids().len(), made.sources().join("\t"))?;
    for Made { entity, told } in made.things() {
        write!(out, "{}\t{}\t{}", entity.id, entity.kind.as_str(), entity.name)?;
        for (property, values) in &entity.properties {
            for value in values {
                let words = match &value.value {
                    EntityValue::Entity { id, .. } => id.as_str(),
                    other => other.words(),
                };
                let source = told.iter().find(|(claim, _)| value.claims.contains(claim)).map_or(0, |(_, source)| *source);
                write!(out, "\t{property}\t{words}\t{source}")?;
            }
        }
        writeln!(out)?;
    }
    out.flush()
}

/// The lines of such a file after the first.
fn lines(path: &str) -> impl Iterator<Item = String> {
    let file = File::open(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    BufReader::new(file).lines().map_while(Result::ok)
}

/// Paths of the sources of such a file.
pub fn sources(path: &str) -> Vec<String> {
    lines(path).next().unwrap_or_default().split('\t').skip(1).map(str::to_string).collect()
}

/// Ids of the things of such a file, in order.
pub fn ids(path: &str) -> impl Iterator<Item = EntityId> {
    let mut lines = lines(path);
    let count = lines.next().and_then(|line| line.split('\t').next()?.parse().ok()).unwrap_or(0);
    let mut ids = lines.filter_map(|line| EntityId::parse(line.split('\t').next()?));
    (0..count).map(move |at| ids.next().unwrap_or_else(|| panic!("{at} things of {count}")))
}

/// The things of such a file, in order.
pub fn things(path: &str) -> impl Iterator<Item = Made> {
    // A claim is told from others of its thing, and from no more: nothing keeps it when the next thing comes.
    let claims: Vec<ClaimId> = (0..MOST).map(|at| ClaimId::of(&[&at.to_string()])).collect();
    lines(path).skip(1).filter_map(move |line| thing(&line, &claims))
}

fn thing(line: &str, claims: &[ClaimId]) -> Option<Made> {
    let mut fields = line.split('\t');
    let (id, kind, name) = (EntityId::parse(fields.next()?)?, Kind::new(fields.next()?)?, fields.next()?);
    let mut properties: BTreeMap<String, Vec<PropertyValue>> = BTreeMap::new();
    let mut told = Vec::new();
    while let (Some(property), Some(words), Some(source)) = (fields.next(), fields.next(), fields.next()) {
        let claim = claims[told.len()].clone();
        let value = match kind.property(property).map(|property| property.value) {
            Some(PropertyType::Link) => EntityValue::Entity { id: EntityId::parse(words)?, name: String::new() },
            _ => EntityValue::Text(words.into()),
        };
        told.push((claim.clone(), source.parse().ok()?));
        let value = PropertyValue { value, claims: vec![claim], state: State::Proposed };
        match properties.get_mut(property) {
            Some(values) => values.push(value),
            None => {
                properties.insert(property.into(), vec![value]);
            }
        }
    }
    let mentions: Vec<MentionId> = Vec::new();
    let entity = Entity { id, kind, name: name.into(), properties, mentions, joins: Vec::new(), state: State::Proposed };
    Some(Made { entity, told })
}
