//! One row becomes claims, by the ontology.
//!
//! The main types are [`Row`], cells that know where they stand, and [`Engine`]. A thing that a cell names is a mention of
//! its own, anchored at that cell; a link's id comes from its ends.

use super::File;
use super::plan::{Node, Origin};
use rollcall_model::claim::{Anchor, Basis, Claim, Value, link_id, mention_id};
use rollcall_model::date::Edtf;
use rollcall_model::id::MentionId;
use rollcall_model::ontology::{CERTAINTIES, Kind, MODES, Property, PropertyType, ROLES, STATUSES};
use rollcall_model::problem::{Problem, nearest};

/// A value and the bytes that say it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Words {
    pub bytes: (usize, usize),
    pub value: String,
}

/// A cell: all of it, and the values that it lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Cell {
    pub whole: Words,
    pub parts: Vec<Words>,
}

/// A row, calendar entry or line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Row {
    /// From 1, the head not counted.
    pub number: usize,
    pub bytes: (usize, usize),
    pub cells: Vec<Cell>,
}

/// Makes claims of the rows of one file.
pub(super) struct Engine<'a> {
    pub file: &'a File<'a>,
    pub head: Vec<&'a str>,
    pub by: &'static str,
}

/// A value with its anchor, as a node gives it for one row.
struct Said {
    value: String,
    anchor: Anchor,
    byte: usize,
}

impl Engine<'_> {
    /// The claims of a row, and the mention it is about.
    pub fn read(&self, root: &Node, row: &Row) -> Result<(MentionId, Vec<Claim>), Problem> {
        let kind = root.kinds[0];
        let mut claims = Vec::new();
        let mention = if kind.is_link() {
            self.link(root, kind, row, &mut claims)?
        } else {
            let found = self.thing(root, kind, row, "", &mut claims)?;
            found.ok_or_else(|| {
                self.file.problem(row.bytes.0, "empty-row", format!("the row has no name for its `{kind}`"))
            })?
        };
        Ok((mention, claims))
    }

    fn claim(&self, of: (&MentionId, Kind), property: &str, value: Value, anchor: Anchor) -> Claim {
        Claim::new(of.0.clone(), of.1, property, value, anchor, self.by, 1000, Basis::Record)
    }

    /// A link: its ends first, as its id is made of them.
    fn link(&self, root: &Node, kind: Kind, row: &Row, claims: &mut Vec<Claim>) -> Result<MentionId, Problem> {
        let mut linked = Vec::new();
        for (name, child) in &root.properties {
            let Some(property) = kind.property(name).filter(|property| property.value == PropertyType::Link) else {
                continue;
            };
            for (mention, anchor) in self.linked(child, property, row, name, claims)? {
                linked.push((name, mention, anchor));
            }
        }
        let mut ends = Vec::new();
        for end in &kind.info().ends {
            let found = linked.iter().find(|(name, ..)| *name == end).map(|(_, mention, _)| mention);
            ends.push(
                found.ok_or_else(|| self.file.problem(row.bytes.0, "missing-value", format!("the row says no `{end}`")))?,
            );
        }
        let role = match root.properties.get("role") {
            Some(node) => self.said(node, row, false).pop().map_or(String::new(), |said| said.value.to_lowercase()),
            None => String::new(),
        };
        let id = link_id(kind, &ends, &role);
        for (name, mention, anchor) in &linked {
            claims.push(self.claim((&id, kind), name, Value::Link(mention.clone()), anchor.clone()));
        }
        self.values(root, kind, row, &id, claims)?;
        Ok(id)
    }

    /// Something that a cell names, or that only its properties tell of.
    fn thing(
        &self,
        node: &Node,
        kind: Kind,
        row: &Row,
        path: &str,
        claims: &mut Vec<Claim>,
    ) -> Result<Option<MentionId>, Problem> {
        let name = node.own.is_none().then(|| node.properties.get("name")).flatten().unwrap_or(node);
        let anchor = match self.said(name, row, false).pop() {
            Some(said) if matches!(name.own, Some(Origin::Fixed(_))) => {
                return self.fixed_thing(kind, row, path, said, node, claims).map(Some);
            }
            Some(said) => said.anchor,
            None => match self.first_cell(node, row) {
                Some(anchor) => anchor,
                None => return Ok(None),
            },
        };
        let mention = mention_id(&anchor, kind);
        self.properties(node, kind, row, path, &mention, claims)?;
        Ok(Some(mention))
    }

    /// A thing with the same name in every row stands nowhere in the row: the whole row speaks for it.
    fn fixed_thing(
        &self,
        kind: Kind,
        row: &Row,
        path: &str,
        said: Said,
        node: &Node,
        claims: &mut Vec<Claim>,
    ) -> Result<MentionId, Problem> {
        let mention = link_id(kind, &[&mention_id(&said.anchor, kind)], path);
        if node.own.is_some() {
            claims.push(self.claim((&mention, kind), "name", Value::Text(said.value), said.anchor));
        }
        self.properties(node, kind, row, path, &mention, claims)?;
        Ok(mention)
    }

    /// The first cell of a row that says anything of a thing without a name.
    fn first_cell(&self, node: &Node, row: &Row) -> Option<Anchor> {
        let own = |child: &Node| self.said(child, row, false).pop().filter(|_| matches!(child.own, Some(Origin::Column(_))));
        node.properties.values().filter_map(own).min_by_key(|said| said.byte).map(|said| said.anchor)
    }

    /// Plain values and links of a thing.
    fn properties(
        &self,
        node: &Node,
        kind: Kind,
        row: &Row,
        path: &str,
        of: &MentionId,
        claims: &mut Vec<Claim>,
    ) -> Result<(), Problem> {
        for (name, child) in &node.properties {
            let Some(property) = kind.property(name).filter(|property| property.value == PropertyType::Link) else {
                continue;
            };
            for (mention, anchor) in self.linked(child, property, row, &format!("{path}.{name}"), claims)? {
                claims.push(self.claim((of, kind), name, Value::Link(mention), anchor));
            }
        }
        self.values(node, kind, row, of, claims)
    }

    /// What a link property points at in this row.
    fn linked(
        &self,
        node: &Node,
        property: &Property,
        row: &Row,
        path: &str,
        claims: &mut Vec<Claim>,
    ) -> Result<Vec<(MentionId, Anchor)>, Problem> {
        let kind = self.kind(node, row)?;
        let names = match (&node.own, node.properties.get("name")) {
            (Some(Origin::Column(_)), _) => self.said(node, row, true),
            (None, Some(name)) if matches!(name.own, Some(Origin::Column(_))) => self.said(name, row, true),
            _ => Vec::new(),
        };
        if names.len() > 1 && !property.many {
            let message = format!("`{path}` has {} values where a row may say one", names.len());
            return Err(self.file.problem(names[1].byte, "several-values", message).hint("write a row for each"));
        }
        let mut found = Vec::new();
        for said in names {
            let mention = mention_id(&said.anchor, kind);
            if node.own.is_some() {
                claims.push(self.claim((&mention, kind), "name", Value::Text(said.value), said.anchor.clone()));
            }
            self.properties(node, kind, row, path, &mention, claims)?;
            found.push((mention, said.anchor));
        }
        if found.is_empty()
            && let Some(mention) = self.thing(node, kind, row, path, claims)?
        {
            let anchor = self.first_cell(node, row).unwrap_or_else(|| self.row_anchor(row));
            found.push((mention, anchor));
        }
        Ok(found)
    }

    /// The kind of a linked thing in this row.
    fn kind(&self, node: &Node, row: &Row) -> Result<Kind, Problem> {
        let Some(origin) = &node.kind else { return Ok(node.kinds[0]) };
        let said = self.of_origin(origin, row, false).pop();
        let Some(said) = said else { return Ok(node.kinds[0]) };
        let allowed = || node.kinds.iter().map(|kind| kind.as_str());
        node.kinds.iter().copied().find(|kind| kind.as_str() == said.value).ok_or_else(|| {
            let problem =
                self.file.problem(said.byte, "unknown-kind", format!("`{}` is no kind that may stand here", said.value));
            problem.hint(match nearest(&said.value, allowed()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it may be `{}`", allowed().collect::<Vec<_>>().join("`, `")),
            })
        })
    }

    /// The plain values of a thing or a link.
    fn values(&self, node: &Node, kind: Kind, row: &Row, of: &MentionId, claims: &mut Vec<Claim>) -> Result<(), Problem> {
        for (name, child) in &node.properties {
            let property = kind.property(name);
            if property.is_some_and(|property| property.value == PropertyType::Link) {
                continue;
            }
            for said in self.said(child, row, property.is_some_and(|property| property.many)) {
                let Some(property) = property else {
                    let message = format!("`{kind}` has no property `{name}`");
                    return Err(self.file.problem(said.byte, "unknown-property", message));
                };
                if name == "endDate" && said.value == ".." {
                    claims.push(self.open_end(node, kind, row, of, said)?);
                    continue;
                }
                let value = checked(property, &said.value).map_err(|(message, hint)| {
                    let problem = self.file.problem(said.byte, "wrong-value", format!("`{name}`: {message}"));
                    if hint.is_empty() { problem } else { problem.hint(hint) }
                })?;
                claims.push(self.claim((of, kind), name, Value::Text(value), said.anchor));
            }
        }
        Ok(())
    }

    /// "Still so when written" is no date by itself: it is said as an extent from the start.
    fn open_end(&self, node: &Node, kind: Kind, row: &Row, of: &MentionId, said: Said) -> Result<Claim, Problem> {
        let start = node.properties.get("startDate").and_then(|node| self.said(node, row, false).pop());
        let extent = start.map(|start| format!("{}/..", start.value)).filter(|extent| Edtf::parse(extent).is_ok());
        let extent = extent.ok_or_else(|| {
            self.file.problem(said.byte, "wrong-value", "`endDate`: an open end `..` needs a start in the same row")
        })?;
        Ok(self.claim((of, kind), "date", Value::Text(extent), said.anchor))
    }

    fn said(&self, node: &Node, row: &Row, several: bool) -> Vec<Said> {
        node.own.as_ref().map_or(Vec::new(), |origin| self.of_origin(origin, row, several))
    }

    fn of_origin(&self, origin: &Origin, row: &Row, several: bool) -> Vec<Said> {
        match origin {
            Origin::Fixed(value) => {
                vec![Said { value: value.clone(), anchor: self.row_anchor(row), byte: row.bytes.0 }]
            }
            Origin::Column(at) => {
                let Some(cell) = row.cells.get(*at) else { return Vec::new() };
                let words = if several { cell.parts.as_slice() } else { std::slice::from_ref(&cell.whole) };
                let said = words.iter().filter(|words| !words.value.is_empty()).map(|words| Said {
                    value: words.value.clone(),
                    anchor: self.file.anchor(words.bytes, row.number, self.head.get(*at).copied()),
                    byte: words.bytes.0,
                });
                said.collect()
            }
        }
    }

    fn row_anchor(&self, row: &Row) -> Anchor {
        self.file.anchor(row.bytes, row.number, None)
    }
}

/// A value as its property wants it, or what is wrong and what to do.
pub(crate) fn checked(property: &Property, value: &str) -> Result<String, (String, String)> {
    let closed = |known: &[&'static str]| {
        let lower = value.to_lowercase();
        if known.contains(&lower.as_str()) {
            return Ok(lower);
        }
        let hint = match nearest(&lower, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it may be `{}`", known.join("`, `")),
        };
        Err((format!("`{value}` is not among its values"), hint))
    };
    match property.value {
        PropertyType::Role => closed(&ROLES),
        PropertyType::Mode => closed(&MODES),
        PropertyType::Certainty => closed(&CERTAINTIES),
        PropertyType::Status => closed(&STATUSES),
        PropertyType::Date => {
            Edtf::parse(value).map(|_| value.to_string()).map_err(|error| (error.to_string(), String::new()))
        }
        PropertyType::Number if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err((format!("`{value}` is not a whole number"), String::new()))
        }
        PropertyType::Country if value.len() != 2 || !value.bytes().all(|byte| byte.is_ascii_uppercase()) => Err((
            format!("`{value}` is not a country code"),
            "write the two capital letters of ISO 3166-1, such as `SE`".into(),
        )),
        _ => Ok(value.to_string()),
    }
}
