//! What a chain of names must not hand on. The main function is [`weigh`].
//!
//! A block knows the documents that share one name. Two people can be linked by several blocks: by a post in one, by a
//! spelling in another. So merges that rest on a name alone are looked at again when all of them are known: mentions that
//! are one for better reasons form a set, and where such a set carries a measure, an alleged abuse, a command or a post, a
//! name alone adds nothing to it. Whatever order this is done in, the same sets come out, because a name alone never makes
//! a set.

use crate::cluster::Sets;
use crate::mention::{Mentions, mentions_in};
use crate::person::carries_over;
use crate::profile::{bearers, weight};
use rollcall_model::claim::Claim;
use rollcall_model::entity::{Join, JoinStatus};
use rollcall_model::id::MentionId;
use rollcall_model::ontology::kinds;
use rollcall_model::source::Source;
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

/// So many others that somebody might also be are named.
const MAX_OTHERS: usize = 5;

/// The same joins, but those of persons that rest on a name alone and would hand something over are proposed, and say whom
/// else it might be. `joins` are those of all blocks and of decisions.
pub fn weigh<C: Borrow<Claim>>(joins: Vec<Join>, claims: &[C], sources: &[Source]) -> Vec<Join> {
    if !joins.iter().any(|join| join.by_name && join.status == JoinStatus::Made) {
        return joins;
    }
    let all = mentions_in(claims, sources);
    let mut scale = Scale::new(&joins, &all);
    let mut joins = joins;
    let mut fallen: Vec<usize> = Vec::new();
    for (at, join) in joins.iter_mut().enumerate().filter(|(_, join)| join.by_name && join.status == JoinStatus::Made) {
        let heavy = scale.carried(join);
        if !heavy.is_empty() {
            join.status = JoinStatus::Proposed;
            join.against.push(carries_over(heavy.iter().map(String::as_str).collect()));
            fallen.push(at);
        }
    }
    scale.name_others(&mut joins, &fallen, &all);
    joins
}

/// Sets of mentions that are one for more than a name, with what each carries.
struct Scale<'a> {
    place: BTreeMap<&'a MentionId, usize>,
    sets: Sets,
    carried: BTreeMap<usize, BTreeSet<String>>,
}

impl<'a> Scale<'a> {
    fn new(joins: &[Join], all: &'a Mentions<'a>) -> Self {
        let people = all.values().filter(|mention| mention.kind == kinds::PERSON).map(|mention| mention.id);
        let place: BTreeMap<&MentionId, usize> = people.enumerate().map(|(at, id)| (id, at)).collect();
        let mut sets = Sets::new(place.len());
        for join in joins.iter().filter(|join| !join.by_name && join.status != JoinStatus::Proposed) {
            if let (Some(a), Some(b)) = (place.get(&join.a), place.get(&join.b)) {
                sets.union(*a, *b);
            }
        }
        let mut carried: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for link in all.values() {
            let Some(weight) = weight(link) else { continue };
            for at in bearers(link).into_iter().filter_map(|bearer| place.get(bearer)) {
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

    /// Says of each side of some joins whom else it might be.
    fn name_others(&mut self, joins: &mut [Join], some: &[usize], all: &Mentions<'_>) {
        let mut open: BTreeMap<usize, BTreeSet<(usize, MentionId)>> = BTreeMap::new();
        for join in joins.iter().filter(|join| join.status == JoinStatus::Proposed && join.kind == kinds::PERSON) {
            if let (Some(a), Some(b)) = (self.set(&join.a), self.set(&join.b)) {
                open.entry(a).or_default().insert((b, join.b.clone()));
                open.entry(b).or_default().insert((a, join.a.clone()));
            }
        }
        for at in some {
            let (a, b) = (joins[*at].a.clone(), joins[*at].b.clone());
            let (Some(one), Some(two)) = (self.set(&a), self.set(&b)) else { continue };
            for (of, mention, not) in [(one, &a, two), (two, &b, one)] {
                let others = open.get(&of).into_iter().flatten().filter(|(set, _)| *set != not);
                let words = others.take(MAX_OTHERS).map(|(_, other)| might_also_be(mention, other, all));
                joins[*at].against.extend(words);
            }
        }
    }
}

fn might_also_be(this: &MentionId, that: &MentionId, all: &Mentions<'_>) -> String {
    let title = |id: &MentionId| {
        let mention = all.get(id);
        let name = mention.and_then(|mention| mention.names().0.into_iter().max_by_key(|name| name.len()));
        let document = mention.map_or("", |mention| &mention.document);
        format!("{} in `{document}`", name.unwrap_or_default())
    };
    format!("{} might also be {}", title(this), title(that))
}
