//! A column map, checked against the ontology and a file's head.
//!
//! The main type is [`Node`]: a thing that a row speaks of, with the columns that say its properties. Dotted properties
//! make a tree of them.

use super::{File, RecordMap};
use rollcall_model::ontology::{Kind, Ontology, Property, PropertyType};
use rollcall_model::problem::{Problem, nearest};
use std::collections::BTreeMap;

/// How deep dotted properties may go.
const MAX_DEPTH: usize = 3;

/// Where a value comes from.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// A column, by its place in the head.
    Column(usize),
    /// The same for every row.
    Fixed(String),
}

/// A thing that a row speaks of, or a plain value of one.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Kinds that it may have; the first where nothing else is said.
    pub kinds: Vec<Kind>,
    /// What says its kind.
    pub kind: Option<Origin>,
    /// What says its value, or for a thing its name.
    pub own: Option<Origin>,
    /// The properties of a thing.
    pub properties: BTreeMap<String, Node>,
}

impl Node {
    /// The property's definition, by whichever kind this may have.
    fn property(&self, name: &str) -> Option<&'static Property> {
        self.kinds.iter().find_map(|kind| kind.property(name))
    }
}

/// Makes the tree of a map whose row is of this kind.
pub(super) fn plan(file: &File<'_>, record: &RecordMap, kind: Kind, head: &[&str]) -> Result<Node, Vec<Problem>> {
    let mut root = Node { kinds: vec![kind], ..Node::default() };
    let mut problems = Vec::new();
    for (path, column) in &record.columns {
        let origin = match head.iter().position(|name| name == column) {
            Some(at) => Origin::Column(at),
            None => {
                problems.push(unknown_column(file, column, head));
                continue;
            }
        };
        problems.extend(insert(file, &mut root, path, path, origin, 1).err());
    }
    for (path, value) in &record.fixed {
        problems.extend(insert(file, &mut root, path, path, Origin::Fixed(value.clone()), 1).err());
    }
    for end in &kind.info().ends {
        let said = root.properties.get(end).is_some_and(|node| node.own.is_some() || !node.properties.is_empty());
        if !said && problems.is_empty() {
            let message = format!("a row of kind `{kind}` needs the property `{end}` and no column says it");
            problems.push(file.map_problem("columns", "missing-property", message));
        }
    }
    if problems.is_empty() { Ok(root) } else { Err(problems) }
}

/// The kind that a map names.
pub(super) fn kind_of(file: &File<'_>, name: &str) -> Result<Kind, Problem> {
    Kind::new(name).ok_or_else(|| {
        let problem = file.map_problem(name, "unknown-kind", format!("there is no kind `{name}`"));
        let known = Ontology::get().kinds().map(|(kind, _)| kind.as_str());
        suggest(problem, name, known)
    })
}

fn suggest<'a>(problem: Problem, word: &str, known: impl IntoIterator<Item = &'a str>) -> Problem {
    match nearest(word, known) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem,
    }
}

pub(super) fn unknown_column(file: &File<'_>, column: &str, head: &[&str]) -> Problem {
    let problem = file.map_problem(column, "unknown-column", format!("the file has no column `{column}`"));
    match nearest(column, head.iter().copied()) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint(format!("its columns are `{}`", head.join("`, `"))),
    }
}

fn insert(file: &File<'_>, node: &mut Node, whole: &str, rest: &str, origin: Origin, depth: usize) -> Result<(), Problem> {
    let (name, rest) = match rest.split_once('.') {
        Some((name, rest)) => (name, Some(rest)),
        None => (rest, None),
    };
    if depth > MAX_DEPTH {
        let message = format!("`{whole}` goes deeper than {MAX_DEPTH} steps");
        return Err(file.map_problem(whole, "too-deep", message));
    }
    if name == "kind" && rest.is_none() && depth > 1 {
        if let Origin::Fixed(kind) = &origin {
            let kind = kind_of(file, kind)?;
            if !node.kinds.contains(&kind) {
                let allowed = node.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join("`, `");
                let message = format!("`{whole}` cannot be `{kind}`");
                return Err(file
                    .map_problem(kind.as_str(), "kind-not-allowed", message)
                    .hint(format!("it may be `{allowed}`")));
            }
        }
        node.kind = Some(origin);
        return Ok(());
    }
    let Some(property) = node.property(name) else {
        let of = node.kinds.first().map_or("", |kind| kind.as_str());
        let problem = file.map_problem(whole, "unknown-property", format!("`{of}` has no property `{name}`"));
        let known = node.kinds.iter().flat_map(|kind| kind.info().properties.keys()).map(String::as_str);
        return Err(suggest(problem, name, known));
    };
    let child = node.properties.entry(name.to_string()).or_insert_with(|| Node {
        kinds: property.to.iter().filter_map(|kind| Kind::new(kind)).collect(),
        ..Node::default()
    });
    match rest {
        None if child.own.is_some() => {
            Err(file.map_problem(whole, "said-twice", format!("`{whole}` is said by a column and by a fixed value")))
        }
        None => {
            child.own = Some(origin);
            Ok(())
        }
        Some(rest) if property.value == PropertyType::Link => insert(file, child, whole, rest, origin, depth + 1),
        Some(_) => {
            let message = format!("`{name}` is a plain value, so `{whole}` says nothing");
            Err(file.map_problem(whole, "unknown-property", message))
        }
    }
}
