//! What a chain of names must not hand on. The main function is [`weigh`].
//!
//! A block knows the documents that share one name. Two people can be linked by several blocks: by a post in one, by a
//! spelling in another. So merges that rest on a name alone are looked at again when all of them are known: mentions that
//! are one for better reasons form a set, and where such a set carries a measure, an alleged abuse, a command or a post, a
//! name alone adds nothing to it. Whatever order this is done in, the same sets come out, because a name alone never makes
//! a set.

use crate::cluster::Sets;
use crate::mention::{Mention, Mentions, mentions_in};
use crate::person::carries_over;
use crate::profile::{bearers, weight};
use rollcall_model::claim::Claim;
use rollcall_model::entity::{Join, JoinStatus};
use rollcall_model::id::{IdMap, JoinId, MentionId};
use rollcall_model::ontology::kinds;
use rollcall_model::source::Source;
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

/// So many others that somebody might also be are named.
const MAX_OTHERS: usize = 5;

/// The same joins, but those of persons that rest on a name alone and would hand something over are proposed, and say whom
/// else it might be. `joins` are those of all blocks and of decisions.
pub fn weigh<C: Borrow<Claim>, J: Borrow<Join> + From<Join>>(mut joins: Vec<J>, claims: &[C], sources: &[Source]) -> Vec<J> {
    if !joins.iter().any(|join| may_fall(join.borrow())) {
        return joins;
    }
    let all = mentions_in(claims, sources);
    let carried = Carried::of(&all);
    let all_joins: Vec<&Join> = joins.iter().map(Borrow::borrow).collect();
    let fallen = fallen(&all_joins, [&carried].into_iter(), &|mention| title(all.get(mention)));
    let mut fallen: BTreeMap<JoinId, Join> = fallen.into_iter().map(|join| (join.id.clone(), join)).collect();
    for join in &mut joins {
        if let Some(fell) = fallen.remove(&(*join).borrow().id) {
            *join = fell.into();
        }
    }
    joins
}

/// Whether a join may hand something on by a name alone.
pub(crate) fn may_fall(join: &Join) -> bool {
    join.by_name && join.status == JoinStatus::Made
}

/// Those of some joins that rest on a name alone and would hand something over, as they are to be: proposed. `carried` is what
/// the claims of all files hand to people, and `title` what a mention is called.
pub(crate) fn fallen<'c>(
    joins: &[&Join],
    carried: impl Iterator<Item = &'c Carried> + Clone,
    title: &dyn Fn(&MentionId) -> String,
) -> Vec<Join> {
    let mut scale = Scale::new(joins, carried);
    let mut fallen: BTreeMap<usize, Join> = BTreeMap::new();
    for (at, join) in joins.iter().enumerate().filter(|(_, join)| may_fall(join)) {
        let heavy = scale.carried(join);
        if !heavy.is_empty() {
            let mut join = (*join).clone();
            join.status = JoinStatus::Proposed;
            join.against.push(carries_over(heavy.iter().map(String::as_str).collect()));
            fallen.insert(at, join);
        }
    }
    scale.name_others(joins, fallen, title)
}

/// What a file's claims hand to people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Carried {
    people: BTreeSet<MentionId>,
    /// In plain words what, and who bears it.
    heavy: Vec<(String, BTreeSet<MentionId>)>,
}

impl Carried {
    pub fn of(all: &Mentions<'_>) -> Self {
        let people = all.values().filter(|mention| mention.kind == kinds::PERSON).map(|mention| mention.id.clone());
        let heavy = all.values().filter_map(|link| Some((weight(link)?, bearers(link).into_iter().cloned().collect())));
        Self { people: people.collect(), heavy: heavy.collect() }
    }
}

/// Sets of mentions that are one for more than a name, with what each carries.
struct Scale<'a> {
    place: IdMap<&'a MentionId, usize>,
    sets: Sets,
    carried: BTreeMap<usize, BTreeSet<String>>,
}

impl<'a> Scale<'a> {
    fn new(joins: &[&Join], files: impl Iterator<Item = &'a Carried> + Clone) -> Self {
        // Sorted, so that a set has the least of its people as its head, and sets are told in an order of their own.
        let mut people: Vec<&MentionId> = files.clone().flat_map(|file| &file.people).collect();
        people.sort_unstable();
        people.dedup();
        let place: IdMap<&MentionId, usize> = people.into_iter().enumerate().map(|(at, id)| (id, at)).collect();
        let mut sets = Sets::new(place.len());
        for join in joins.iter().filter(|join| !join.by_name && join.status != JoinStatus::Proposed) {
            if let (Some(a), Some(b)) = (place.get(&join.a), place.get(&join.b)) {
                sets.union(*a, *b);
            }
        }
        let mut carried: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for (weight, bearers) in files.flat_map(|file| &file.heavy) {
            for at in bearers.iter().filter_map(|bearer| place.get(bearer)) {
                carried.entry(sets.find(*at)).or_default().insert(weight.clone());
            }
        }
        Self { place, sets, carried }
    }

    fn set(&mut self, mention: &MentionId) -> Option<usize> {
        let at = *self.place.get(mention)?;
        Some(self.sets.find(at))
    }

    /// What a join would carry from one set to another.
    fn carried(&mut self, join: &Join) -> BTreeSet<String> {
        let ends = [self.set(&join.a), self.set(&join.b)];
        if ends[0] == ends[1] {
            return BTreeSet::new();
        }
        ends.into_iter().flatten().filter_map(|set| self.carried.get(&set)).flatten().cloned().collect()
    }

    /// Those joins that fell, with whom else each side might be.
    fn name_others(
        &mut self,
        joins: &[&Join],
        mut fallen: BTreeMap<usize, Join>,
        title: &dyn Fn(&MentionId) -> String,
    ) -> Vec<Join> {
        // Whom else somebody might be is asked of those alone who stand at an end of a join that fell.
        let ends: Vec<&MentionId> = fallen.values().flat_map(|join| [&join.a, &join.b]).collect();
        let mut open: BTreeMap<usize, BTreeSet<(usize, MentionId)>> =
            ends.into_iter().filter_map(|end| Some((self.set(end)?, BTreeSet::new()))).collect();
        if open.is_empty() {
            return fallen.into_values().collect();
        }
        let is_open = |join: &&Join| join.status == JoinStatus::Proposed && join.kind == kinds::PERSON;
        let as_they_are = joins.iter().enumerate().map(|(at, join)| fallen.get(&at).unwrap_or(join));
        for join in as_they_are.filter(is_open) {
            if let (Some(a), Some(b)) = (self.set(&join.a), self.set(&join.b)) {
                for (of, other) in [(a, (b, &join.b)), (b, (a, &join.a))] {
                    if let Some(others) = open.get_mut(&of) {
                        others.insert((other.0, other.1.clone()));
                    }
                }
            }
        }
        for join in fallen.values_mut() {
            let (a, b) = (join.a.clone(), join.b.clone());
            let (Some(one), Some(two)) = (self.set(&a), self.set(&b)) else { continue };
            for (of, mention, not) in [(one, &a, two), (two, &b, one)] {
                let others = open.get(&of).into_iter().flatten().filter(|(set, _)| *set != not);
                let might = |other| format!("{} might also be {}", title(mention), title(other));
                join.against.extend(others.take(MAX_OTHERS).map(|(_, other)| might(other)));
            }
        }
        fallen.into_values().collect()
    }
}

/// What a person is called, and where.
pub(crate) fn title(mention: Option<&Mention<'_>>) -> String {
    let name = mention.and_then(|mention| mention.names().0.into_iter().max_by_key(|name| name.len()));
    let document = mention.map_or("", |mention| &mention.document);
    format!("{} in `{document}`", name.unwrap_or_default())
}
