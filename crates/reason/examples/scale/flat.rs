//! A case as lines of a file, so that a run without proofs is measured with nothing of the maker's in memory.
//!
//! The main type is [`Flat`]. The first line says how many things there are and names the sources. Then come the ids of all
//! things, sorted, one a line, so that where each stands is known; then in the same order the things: its kind and its name,
//! and of each value the property, the value and the number of the source that says so, all between tabs.

use crate::made_up::{Made, MadeUp};
use rollcall_model::claim::{Claim, State};
use rollcall_model::entity::EntityValue;
use rollcall_model::id::EntityId;
use rollcall_model::ontology::{Kind, PropertyType};
use rollcall_reason::{AloneLoader, GivenClaim, GivenValue, Giving};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

/// Bytes of an id and the end of its line.
const ID_LINE: usize = 22;

/// Writes a made-up case.
pub fn write(made: &MadeUp, path: &str) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "{}\t{}", made.ids().len(), made.sources().join("\t"))?;
    for id in made.ids() {
        writeln!(out, "{id}")?;
    }
    for Made { entity, told } in made.things() {
        write!(out, "{}\t{}", entity.kind.as_str(), entity.name)?;
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

/// Such a file. See the module's page.
pub struct Flat {
    file: File,
    count: usize,
    /// Paths of its sources.
    pub sources: Vec<String>,
    /// Where the ids begin.
    ids_at: u64,
}

impl Flat {
    /// Opens one.
    pub fn open(path: &str) -> io::Result<Self> {
        let file = File::open(path)?;
        let mut line = String::new();
        let first = BufReader::new(&file).read_line(&mut line)?;
        let mut fields = line.trim_end().split('\t').map(str::to_string);
        let count = fields.next().and_then(|count| count.parse().ok()).unwrap_or(0);
        Ok(Self { file, count, sources: fields.collect(), ids_at: first as u64 })
    }

    /// Ids of all things, in order.
    pub fn ids(&self) -> impl Iterator<Item = EntityId> {
        let mut lines = self.lines(self.ids_at);
        let mut line = String::new();
        (0..self.count).map(move |at| {
            line.clear();
            let read = lines.read_line(&mut line).is_ok();
            let id = EntityId::parse(line.trim_end()).filter(|_| read);
            id.unwrap_or_else(|| panic!("{at} things of {}", self.count))
        })
    }

    /// The id of a thing by its place.
    pub fn id(&self, at: usize) -> Option<EntityId> {
        let mut id = [0; ID_LINE - 1];
        self.file.read_exact_at(&mut id, self.ids_at + (at * ID_LINE) as u64).ok()?;
        EntityId::parse(std::str::from_utf8(&id).ok()?)
    }

    /// Hands in all things, in order; `claims` are one of each source.
    pub fn hand_in(&self, loader: &mut AloneLoader, claims: &[Arc<Claim>]) {
        let mut lines = self.lines(self.ids_at + (self.count * ID_LINE) as u64);
        let (mut line, mut last) = (String::new(), None);
        while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
            let mut fields = line.trim_end_matches('\n').split('\t');
            let (kind, name) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
            let kind = last.filter(|last: &Kind| last.as_str() == kind).or_else(|| Kind::new(kind));
            let kind = kind.unwrap_or_else(|| panic!("a kind that there is none of: {line}"));
            loader.thing(kind, name, State::Proposed, |giving| values(kind, fields, claims, giving));
            last = Some(kind);
            line.clear();
        }
    }

    fn lines(&self, from: u64) -> impl BufRead {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(from)).unwrap_or_else(|error| panic!("byte {from}: {error}"));
        BufReader::with_capacity(1 << 16, file)
    }
}

fn values<'l>(kind: Kind, mut fields: impl Iterator<Item = &'l str>, claims: &[Arc<Claim>], giving: &mut Giving<'_>) {
    while let (Some(property), Some(words), Some(source)) = (fields.next(), fields.next(), fields.next()) {
        // No words of a made-up case look like an id.
        let link = EntityId::parse(words);
        debug_assert_eq!(
            link.is_some(),
            kind.property(property).is_some_and(|property| property.value == PropertyType::Link)
        );
        let value = link.as_ref().map_or(GivenValue::Text(words), GivenValue::Link);
        let claim = source.parse().ok().and_then(|source: usize| claims.get(source));
        giving.value(property, value, State::Proposed, [GivenClaim { claim, state: State::Proposed }]);
    }
}
