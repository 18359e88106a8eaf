//! Whom a person means by a name or an id, among those of whom something may go out.
//!
//! The main function is [`party`]. A name is taken as it is or not at all: a letter to a namesake tells one person what is
//! said of another.

use crate::snapshot::Snapshot;
use rollcall_model::entity::Entity;
use rollcall_model::id::EntityId;
use rollcall_model::ontology::Kind;
use rollcall_model::problem::{Problem, nearest};
use rollcall_names::normalize;
use std::collections::BTreeSet;

/// How many are listed.
const LISTED: usize = 8;

/// The one party of the public view that has this id or name. The private view tells who is only not published.
///
/// # Errors
/// Nobody has it, several have it, or only somebody of whom nothing may go out has it.
pub(crate) fn party<'v>(
    public: &'v Snapshot,
    private: &Snapshot,
    place: &str,
    words: &str,
    is: impl Fn(Kind) -> bool,
) -> Result<&'v Entity, Problem> {
    let found = having(public, words, &is);
    match found.as_slice() {
        [one] => Ok(one),
        [] if having(private, words, &is).is_empty() => Err(unknown(public, place, words, &is)),
        [] => Err(Problem::new(place, "not-in-edition", format!("the next edition does not name `{words}`")).hint(
            "accept what is said of them; a person is also given by role as long as nothing says why the name may go out",
        )),
        many => {
            let list: Vec<String> = many.iter().take(LISTED).map(|entity| in_words(entity)).collect();
            let problem = Problem::new(place, "ambiguous", format!("`{words}` may be {} parties", many.len()));
            Err(problem.hint(format!("give the id of one: {}", list.join("; "))))
        }
    }
}

fn having<'v>(view: &'v Snapshot, words: &str, is: &impl Fn(Kind) -> bool) -> Vec<&'v Entity> {
    let all = || view.entities.values().map(AsRef::as_ref).filter(|entity: &&Entity| is(entity.kind));
    if let Some(one) = EntityId::parse(words).and_then(|id| view.entities.get(&id)).filter(|entity| is(entity.kind)) {
        return vec![one];
    }
    let exact: Vec<&Entity> = all().filter(|entity| names(entity).any(|name| name == words)).collect();
    if !exact.is_empty() {
        return exact;
    }
    let wanted = normalize(words);
    all().filter(|entity| !wanted.is_empty() && names(entity).any(|name| normalize(name) == wanted)).collect()
}

fn unknown(view: &Snapshot, place: &str, words: &str, is: &impl Fn(Kind) -> bool) -> Problem {
    let problem = Problem::new(place, "unknown-party", format!("nobody in this case is called `{words}`"));
    let all: Vec<&Entity> = view.entities.values().map(AsRef::as_ref).filter(|entity: &&Entity| is(entity.kind)).collect();
    let wanted = normalize(words);
    let holds = |entity: &&&Entity| names(entity).any(|name| !wanted.is_empty() && normalize(name).contains(&wanted));
    let mut near: BTreeSet<String> = all.iter().filter(holds).take(LISTED).map(|entity| in_words(entity)).collect();
    if let Some(name) = nearest(words, all.iter().flat_map(|entity| names(entity))) {
        near.extend(all.iter().filter(|entity| names(entity).any(|known| known == name)).map(|entity| in_words(entity)));
    }
    match near.len() {
        0 => problem.hint("`rollcall facts CASE --json` lists names and ids"),
        _ => problem.hint(format!("near are {}", near.into_iter().take(LISTED).collect::<Vec<_>>().join("; "))),
    }
}

fn in_words(entity: &Entity) -> String {
    format!("{} ({}, {})", entity.name, entity.kind.info().plain, entity.id)
}

fn names(entity: &Entity) -> impl Iterator<Item = &str> {
    let more = ["name", "alias", "acronym"].into_iter().flat_map(|property| entity.values(property));
    std::iter::once(entity.name.as_str()).chain(more.map(|value| value.value.words()))
}
