//! A case as lines of a file, so that a run without proofs is measured with nothing of the maker's in memory.
//!
//! The main type is [`Flat`]. The first line says how many things there are and names the sources. Then come the ids of all
//! things, sorted, one a line, so that where each stands is known; then in the same order the things: its kind and its name,
//! and of each value the property, the value and the number of the source that says so, all between tabs.

use crate::made_up::{Made, MadeUp};
use rollcall_model::claim::{Claim, State};
use rollcall_model::entity::EntityValue;
use rollcall_model::id::EntityId;
use rollcall_model::ontology::Kind;
use rollcall_reason::{AloneLoader, Finder, GivenClaim, GivenValue};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

/// Lines that are handed over at once, and how often before they are asked for.
const LINES: usize = 512;
const AHEAD: usize = 2;
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

    /// Hands in all things, in order; `claims` are one of each source. Another thread reads ahead and finds what links point
    /// at.
    pub fn hand_in(&self, loader: &mut AloneLoader, claims: &[Arc<Claim>]) {
        let (send, received) = sync_channel(AHEAD);
        let finder = loader.finder();
        std::thread::scope(|scope| {
            scope.spawn(|| self.read_ahead(&finder, &send));
            let batches = received.iter().take_while(|batch: &Batch| !batch.things.is_empty());
            batches.for_each(|batch| batch.hand_in(loader, claims));
        });
    }

    /// Sends all things in batches, and then an empty one.
    fn read_ahead(&self, finder: &Finder, send: &SyncSender<Batch>) {
        let mut lines = self.lines(self.ids_at + (self.count * ID_LINE) as u64);
        loop {
            let mut batch = Batch::default();
            while batch.things.len() < LINES && batch.read(&mut lines) {}
            batch.places = finder.places(&batch.links);
            let is_last = batch.things.is_empty();
            if send.send(batch).is_err() || is_last {
                return;
            }
        }
    }

    fn lines(&self, from: u64) -> impl BufRead {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(from)).unwrap_or_else(|error| panic!("byte {from}: {error}"));
        BufReader::with_capacity(1 << 16, file)
    }
}

/// Some lines, taken apart.
#[derive(Default)]
struct Batch {
    text: String,
    /// The kind and the name of each thing, and how many values it has.
    things: Vec<(Range<usize>, Range<usize>, usize)>,
    values: Vec<Value>,
    /// What values point at, in their order, and its places.
    links: Vec<EntityId>,
    places: Vec<Option<usize>>,
}

/// A value of a line.
struct Value {
    property: Range<usize>,
    words: Range<usize>,
    is_link: bool,
    source: usize,
}

impl Batch {
    /// Reads a line, if there is one left.
    fn read(&mut self, lines: &mut impl BufRead) -> bool {
        let from = self.text.len();
        if lines.read_line(&mut self.text).is_ok_and(|read| read > 0) {
            let mut at = from;
            let mut fields = self.text[from..].trim_end_matches('\n').split('\t').map(|field| {
                let range = at..at + field.len();
                at = range.end + 1;
                (field, range)
            });
            let before = self.values.len();
            let (Some((_, kind)), Some((_, name))) = (fields.next(), fields.next()) else {
                return false;
            };
            while let (Some((_, property)), Some((words, range)), Some((source, _))) =
                (fields.next(), fields.next(), fields.next())
            {
                // No words of a made-up case look like an id.
                let link = EntityId::parse(words);
                let source = source.parse().unwrap_or(usize::MAX);
                self.values.push(Value { property, words: range, is_link: link.is_some(), source });
                self.links.extend(link);
            }
            self.things.push((kind, name, self.values.len() - before));
            return true;
        }
        false
    }

    fn hand_in(&self, loader: &mut AloneLoader, claims: &[Arc<Claim>]) {
        let (mut values, mut places, mut last) = (self.values.iter(), self.places.iter(), None);
        for (kind, name, count) in &self.things {
            let kind = &self.text[kind.clone()];
            let kind = last.filter(|last: &Kind| last.as_str() == kind).or_else(|| Kind::new(kind));
            let kind = kind.unwrap_or_else(|| panic!("a kind that there is none of"));
            last = Some(kind);
            loader.thing(kind, &self.text[name.clone()], State::Proposed, |giving| {
                for value in values.by_ref().take(*count) {
                    let given = match value.is_link {
                        true => GivenValue::Place(places.next().copied().flatten()),
                        false => GivenValue::Text(&self.text[value.words.clone()]),
                    };
                    let claim = GivenClaim { claim: claims.get(value.source), state: State::Proposed };
                    giving.value(&self.text[value.property.clone()], given, State::Proposed, [claim]);
                }
            });
        }
    }
}
