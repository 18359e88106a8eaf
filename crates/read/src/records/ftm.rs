//! FollowTheMoney as lines: one object a line, `{"id", "schema", "properties": {NAME: [VALUE]}}`.
//!
//! The main function is [`read`]. A schema or property that the ontology has under the same name is taken so, else by the
//! schema and property that its own entries fall back to. What stands in no kind of ours is named and skipped.

use super::row::checked;
use super::{File, MAX_CELLS, MAX_ROW_BYTES, MAX_ROWS, RecordReading};
use rollcall_model::claim::{Anchor, Basis, Claim, Value, link_id, mention_id};
use rollcall_model::id::MentionId;
use rollcall_model::ontology::{Kind, Ontology, Property, PropertyType, kinds};
use rollcall_model::problem::{Problem, nearest};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Properties of ours that share these hold different things, so a value in one cannot be told to be any of them.
const VAGUE: [&str; 4] = ["notes", "keywords", "description", "status"];

#[derive(Debug, Deserialize)]
struct Object {
    id: String,
    schema: String,
    #[serde(default)]
    properties: BTreeMap<String, Vec<serde_json::Value>>,
}

struct Line {
    number: usize,
    bytes: (usize, usize),
    object: Object,
    kind: Kind,
}

/// Reads all lines: things first, as links point at them in any order.
pub(super) fn read(file: &File<'_>) -> RecordReading {
    let mut reading = RecordReading::default();
    let (lines, names) = scan(file, &mut reading.problems);
    let mut mentions: BTreeMap<&str, (MentionId, Kind)> = BTreeMap::new();
    for line in lines.iter().filter(|line| !line.kind.is_link()) {
        let anchor = thing_anchor(file, line);
        mentions.insert(&line.object.id, (mention_id(&anchor, line.kind), line.kind));
    }
    let reader = Reader { file, mentions, names };
    for line in &lines {
        match reader.line(line, &mut reading.problems) {
            Ok(claims) => reading.claims.extend(claims),
            Err(problem) => reading.problems.push(problem),
        }
    }
    reading
}

/// All lines of a kind that we have, and the names of posts, which are things of their own there and words here.
fn scan(file: &File<'_>, problems: &mut Vec<Problem>) -> (Vec<Line>, BTreeMap<String, (String, Anchor)>) {
    let (mut lines, mut names) = (Vec::new(), BTreeMap::new());
    let mut at = 0;
    for (index, raw) in file.text().split_inclusive('\n').enumerate() {
        let start = at;
        at += raw.len();
        let trimmed = raw.trim_end();
        if trimmed.trim().is_empty() {
            continue;
        }
        if index >= MAX_ROWS || trimmed.len() > MAX_ROW_BYTES {
            problems.push(file.problem(
                start,
                "too-long",
                format!("a list may have {MAX_ROWS} lines of {MAX_ROW_BYTES} bytes"),
            ));
            break;
        }
        let object: Object = match serde_json::from_str(trimmed) {
            Ok(object) => object,
            Err(error) => {
                let byte = start + error.column().saturating_sub(1).min(trimmed.len());
                problems.push(file.problem(
                    byte,
                    "broken-line",
                    "the line is no object with `id`, `schema` and `properties`",
                ));
                continue;
            }
        };
        if object.properties.values().map(Vec::len).sum::<usize>() > MAX_CELLS {
            problems.push(file.problem(start, "too-long", format!("a line may have {MAX_CELLS} values")));
            continue;
        }
        let bytes = (start, start + trimmed.len());
        if object.schema == "Position" {
            if let Some(name) =
                object.properties.get("name").and_then(|values| values.first()).and_then(|value| value.as_str())
            {
                names.insert(object.id.clone(), (name.to_string(), value_anchor(file, bytes, index + 1, "name", name)));
            }
            continue;
        }
        match kind_of(&object.schema) {
            Some(kind) => lines.push(Line { number: index + 1, bytes, object, kind }),
            None => {
                let problem =
                    file.problem(start, "unknown-kind", format!("things of the schema `{}` are not read", object.schema));
                let near = nearest(&object.schema, Ontology::get().kinds().map(|(kind, _)| kind.as_str()));
                problems.push(match near {
                    Some(near) => problem.hint(format!("did you mean `{near}`?")),
                    None => problem,
                });
            }
        }
    }
    (lines, names)
}

fn kind_of(schema: &str) -> Option<Kind> {
    Kind::new(schema).or(match schema {
        "LegalEntity" => Some(kinds::ORGANIZATION),
        "Event" => Some(kinds::MEETING),
        "Document" | "Article" => Some(kinds::PUBLICATION),
        "Membership" => Some(kinds::FORUM_ROLE),
        "Occupancy" => Some(kinds::TENURE),
        _ => None,
    })
}

/// Our properties for one of theirs, the one of the same name first.
fn properties_of(kind: Kind, name: &str) -> Vec<(&'static str, &'static Property)> {
    if let Some((ours, property)) = kind.info().properties.get_key_value(name) {
        return vec![(ours, property)];
    }
    let same = kind.info().properties.iter().filter(|(_, property)| property.ftm == name && !VAGUE.contains(&name));
    same.map(|(ours, property)| (ours.as_str(), property)).collect()
}

fn thing_anchor(file: &File<'_>, line: &Line) -> Anchor {
    let name = line.object.properties.get("name").and_then(|values| values.first()).and_then(|value| value.as_str());
    match name {
        Some(name) => value_anchor(file, line.bytes, line.number, "name", name),
        None => file.anchor(line.bytes, line.number, None),
    }
}

/// Where a value stands in its line, as JSON writes it; the whole line where it is written otherwise.
fn value_anchor(file: &File<'_>, line: (usize, usize), row: usize, property: &str, value: &str) -> Anchor {
    let text = &file.text()[line.0..line.1];
    let after = text.find(&format!("\"{property}\"")).unwrap_or(0);
    match text[after..].find(&format!("\"{value}\"")).filter(|_| !value.is_empty()) {
        Some(at) => {
            let start = line.0 + after + at + 1;
            file.anchor((start, start + value.len()), row, Some(property))
        }
        None => file.anchor(line, row, Some(property)),
    }
}

struct Reader<'a> {
    file: &'a File<'a>,
    mentions: BTreeMap<&'a str, (MentionId, Kind)>,
    names: BTreeMap<String, (String, Anchor)>,
}

/// A value of one of our properties.
struct Said {
    property: &'static str,
    value: Value,
    anchor: Anchor,
}

impl Reader<'_> {
    fn line(&self, line: &Line, problems: &mut Vec<Problem>) -> Result<Vec<Claim>, Problem> {
        let mut claims = Vec::new();
        let mut said = Vec::new();
        for (name, values) in &line.object.properties {
            for value in values {
                let words = match value {
                    serde_json::Value::String(text) => text.trim().to_string(),
                    other => other.to_string(),
                };
                if words.is_empty() {
                    continue;
                }
                match self.value(line, name, &words, &mut claims) {
                    Ok(found) => said.extend(found),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        let mention = self.mention(line, &said)?;
        claims.extend(said.into_iter().map(|said| claim(&mention, line.kind, said)));
        Ok(claims)
    }

    fn mention(&self, line: &Line, said: &[Said]) -> Result<MentionId, Problem> {
        if !line.kind.is_link() {
            return Ok(mention_id(&thing_anchor(self.file, line), line.kind));
        }
        let mut ends = Vec::new();
        for end in &line.kind.info().ends {
            let found = said.iter().find(|said| said.property == end.as_str()).and_then(|said| said.value.link());
            ends.push(
                found
                    .ok_or_else(|| self.file.problem(line.bytes.0, "missing-value", format!("the line says no `{end}`")))?,
            );
        }
        // Two lines may link the same two things: their own ids tell them apart.
        Ok(link_id(line.kind, &ends, &line.object.id))
    }

    fn value(&self, line: &Line, name: &str, words: &str, claims: &mut Vec<Claim>) -> Result<Option<Said>, Problem> {
        let anchor = value_anchor(self.file, line.bytes, line.number, name, words);
        if let (true, Some((post, anchor))) = (line.kind == kinds::TENURE && name == "post", self.names.get(words)) {
            return Ok(Some(Said { property: "post", value: Value::Text(post.clone()), anchor: anchor.clone() }));
        }
        let ours = properties_of(line.kind, name);
        let Some((property, first)) = ours.first().copied() else {
            // FollowTheMoney has many more properties than we ask about: they are left where they stand.
            return Ok(None);
        };
        if first.value != PropertyType::Link {
            let checked = checked(first, words).map_err(|(why, hint)| {
                let byte = self.file.points.byte(anchor.start);
                let problem = self.file.problem(byte, "wrong-value", format!("`{name}`: {why}"));
                if hint.is_empty() { problem } else { problem.hint(hint) }
            })?;
            return Ok(Some(Said { property, value: Value::Text(checked), anchor }));
        }
        if let Some((mention, kind)) = self.mentions.get(words) {
            let fits = ours.iter().find(|(_, property)| property.to.iter().any(|to| to == kind.as_str()));
            return match fits {
                Some((property, _)) => Ok(Some(Said { property, value: Value::Link(mention.clone()), anchor })),
                None => {
                    let message = format!("`{name}` of `{}` cannot point at a `{kind}`", line.kind);
                    Err(self.file.problem(line.bytes.0, "kind-not-allowed", message))
                }
            };
        }
        self.named(line, name, property, first, words, anchor, claims)
    }

    /// Some properties are words in FollowTheMoney and things here.
    fn named(
        &self,
        line: &Line,
        name: &str,
        ours: &'static str,
        property: &Property,
        words: &str,
        anchor: Anchor,
        claims: &mut Vec<Claim>,
    ) -> Result<Option<Said>, Problem> {
        if !matches!(name, "authority" | "author" | "publisher") {
            let message = format!("`{name}` points at `{words}`, and no line of the file has that id");
            return Err(self.file.problem(line.bytes.0, "unknown-id", message));
        }
        let Some(kind) = property.to.first().and_then(|kind| Kind::new(kind)) else { return Ok(None) };
        let mention = mention_id(&anchor, kind);
        claims.push(claim(
            &mention,
            kind,
            Said { property: "name", value: Value::Text(words.to_string()), anchor: anchor.clone() },
        ));
        Ok(Some(Said { property: ours, value: Value::Link(mention), anchor }))
    }
}

fn claim(mention: &MentionId, kind: Kind, said: Said) -> Claim {
    Claim::new(mention.clone(), kind, said.property, said.value, said.anchor, "record/ftm", 1000, Basis::Record)
}
