//! What a chain of names must not hand on. The main function is [`weigh`].
//!
//! A block knows the documents that share one name. Two people can be linked by several blocks: by a post in one, by a
//! spelling in another. So merges that rest on a name alone are looked at again when all of them are known: mentions that
//! are one for better reasons form a set, and where such a set carries a measure, an alleged abuse, a command or a post, a
//! name alone adds nothing to it. Whatever order this is done in, the same sets come out, because a name alone never makes
//! a set.

use crate::cluster::{holds, other_end};
use crate::group::MAX_OTHERS;
use crate::mention::{Mention, Mentions, mentions_in};
use crate::person::carries_over;
use crate::profile::{bearers, weight};
use rollcall_model::claim::Claim;
use rollcall_model::entity::{Join, JoinStatus};
use rollcall_model::id::{IdMap, JoinId, MentionId};
use rollcall_model::ontology::kinds;
use rollcall_model::shared::place_in;
use rollcall_model::source::Source;
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

/// The same joins, but those of persons that rest on a name alone and would hand something over are proposed, and say whom
/// else it might be. `joins` are those of all blocks and of decisions.
pub fn weigh<C: Borrow<Claim>, J: Borrow<Join> + From<Join>>(mut joins: Vec<J>, claims: &[C], sources: &[Source]) -> Vec<J> {
    if !joins.iter().any(|join| may_fall(join.borrow())) {
        return joins;
    }
    let all = mentions_in(claims, sources);
    let borne = Borne::of([(0, &all)]);
    let mut at: IdMap<&MentionId, Vec<&Join>> = IdMap::default();
    for join in joins.iter().map(Borrow::borrow) {
        [&join.a, &join.b].into_iter().for_each(|end| at.entry(end).or_default().push(join));
    }
    let joins_at = |mention: &MentionId| at.get(mention).cloned().unwrap_or_default();
    let borne = |mention: &MentionId| borne.by(mention, &|_| true);
    let title = |mention: &MentionId| title(all.get(mention));
    let mut scale = Scale::new(By { joins_at: &joins_at, borne: &borne, title: &title });
    let fallen: Vec<(usize, Join)> =
        joins.iter().enumerate().filter_map(|(at, join)| Some((at, scale.fallen(join.borrow())?))).collect();
    for (at, fell) in fallen {
        joins[at] = fell.into();
    }
    joins
}

/// Whether a join may hand something on by a name alone.
pub(crate) fn may_fall(join: &Join) -> bool {
    join.by_name && join.status == JoinStatus::Made
}

/// Whether whoever stands at one end is whoever stands at the other for more than a name.
pub(crate) fn is_sure(join: &Join) -> bool {
    !join.by_name && holds(join)
}

/// Who is a person, and what claims hand to whom, by the number of the file that says so.
#[derive(Debug, Default)]
pub(crate) struct Borne {
    /// Sorted.
    people: Vec<(MentionId, u32)>,
    /// In plain words what; sorted.
    heavy: Vec<(MentionId, u32, String)>,
    /// Whom files hand something that do not themselves speak of them.
    abroad: Vec<(u32, MentionId)>,
}

impl Borne {
    pub fn of<'m>(files: impl IntoIterator<Item = (u32, impl Borrow<Mentions<'m>>)>) -> Self {
        let mut borne = Self::default();
        for (file, all) in files {
            let all = all.borrow();
            let people = all.values().filter(|mention| mention.kind == kinds::PERSON);
            borne.people.extend(people.map(|mention| (mention.id.clone(), file)));
            for (link, weight) in all.values().filter_map(|link| Some((link, weight(link)?))) {
                for bearer in bearers(link) {
                    borne.heavy.push((bearer.clone(), file, weight.clone()));
                    borne.abroad.extend((!all.contains_key(bearer)).then(|| (file, bearer.clone())));
                }
            }
        }
        borne.people.sort_unstable();
        borne.heavy.sort_unstable();
        borne.heavy.dedup();
        borne
    }

    /// What files that count hand to a person; nothing where none of them says that it is one.
    fn by(&self, mention: &MentionId, counts: &dyn Fn(u32) -> bool) -> Option<BTreeSet<&str>> {
        let from = place_in(&self.people, mention, |(own, _)| own);
        let mut said = self.people[from..].iter().take_while(|(own, _)| own == mention);
        said.any(|(_, file)| counts(*file)).then(|| self.handed(mention, counts).collect())
    }

    fn handed(&self, mention: &MentionId, counts: &dyn Fn(u32) -> bool) -> impl Iterator<Item = &str> {
        let from = place_in(&self.heavy, mention, |(own, ..)| own);
        let own = self.heavy[from..].iter().take_while(move |(own, ..)| own == mention);
        own.filter(|(_, file, _)| counts(*file)).map(|(.., weight)| weight.as_str())
    }

    /// Whether all files hand a person nothing.
    pub fn bears_nothing(&self, mention: &MentionId) -> bool {
        self.by(mention, &|_| true).is_some_and(|handed| handed.is_empty())
    }

    /// What files that count hand to a person where some files say something else: `without` are their numbers, and `with` is what they say now.
    pub fn with<'b>(&'b self, without: &BTreeSet<u32>, with: &'b Self, mention: &MentionId) -> Option<BTreeSet<&'b str>> {
        let counts = |file| !without.contains(&file);
        match (self.by(mention, &counts), with.by(mention, &|_| true)) {
            (None, None) => None,
            _ => Some(self.handed(mention, &counts).chain(with.handed(mention, &|_| true)).collect()),
        }
    }

    /// Whom files that count hand something that they do not themselves speak of.
    pub fn abroad(&self, counts: impl Fn(u32) -> bool) -> impl Iterator<Item = &MentionId> {
        self.abroad.iter().filter(move |(file, _)| counts(*file)).map(|(_, bearer)| bearer)
    }
}

/// What joins are weighed by.
#[derive(Clone, Copy)]
pub(crate) struct By<'f, 'a> {
    /// The joins that end at a mention.
    pub joins_at: &'f dyn Fn(&MentionId) -> Vec<&'a Join>,
    /// What claims hand to a person; nothing of what is none.
    pub borne: &'f dyn Fn(&MentionId) -> Option<BTreeSet<&'a str>>,
    /// What a mention is called.
    pub title: &'f dyn Fn(&MentionId) -> String,
}

/// What changed of that by which joins are weighed.
pub(crate) struct Unsettled<'m> {
    /// Mentions of which something else is said, and ends of joins that came or went and make whoever they join one.
    pub people: BTreeSet<&'m MentionId>,
    /// Ends of other joins that came or went.
    pub open: BTreeSet<&'m MentionId>,
    /// Whether a join fell before, or is new.
    pub fell: &'m dyn Fn(&JoinId) -> bool,
}

impl<'m> Unsettled<'m> {
    /// Of joins as they were and as they are, and of mentions of which something else is said.
    pub fn new(
        joins: impl Iterator<Item = (Option<&'m Join>, Option<&'m Join>)>,
        said: impl Iterator<Item = &'m MentionId>,
        fell: &'m dyn Fn(&JoinId) -> bool,
    ) -> Self {
        let mut unsettled = Self { people: said.collect(), open: BTreeSet::new(), fell };
        for join in joins.flat_map(|(was, is)| was.into_iter().chain(is)) {
            let ends = if is_sure(join) { &mut unsettled.people } else { &mut unsettled.open };
            ends.extend([&join.a, &join.b]);
        }
        unsettled
    }
}

/// People who are one for more than a name, each set made when it is first asked for.
pub(crate) struct Scale<'f, 'a> {
    by: By<'f, 'a>,
    set_of: IdMap<MentionId, usize>,
    sets: Vec<Set<'a>>,
    /// Whom else those of a set might be.
    open: IdMap<MentionId, BTreeSet<Other>>,
}

struct Set<'a> {
    /// Sorted.
    people: Vec<MentionId>,
    carried: BTreeSet<&'a str>,
}

/// The least of a set, that set, and the one of it whom a join names.
type Other = (MentionId, usize, MentionId);

impl<'f, 'a> Scale<'f, 'a> {
    pub fn new(by: By<'f, 'a>) -> Self {
        Self { by, set_of: IdMap::default(), sets: Vec::new(), open: IdMap::default() }
    }

    /// The set of a person.
    fn set(&mut self, mention: &MentionId) -> Option<usize> {
        if let Some(at) = self.set_of.get(mention) {
            return Some(*at);
        }
        let at = self.sets.len();
        let mut todo = vec![(mention.clone(), (self.by.borne)(mention)?)];
        let mut set = Set { people: Vec::new(), carried: BTreeSet::new() };
        self.set_of.insert(mention.clone(), at);
        while let Some((person, carried)) = todo.pop() {
            set.carried.extend(carried);
            for join in (self.by.joins_at)(&person).into_iter().filter(|join| is_sure(join)) {
                let other = other_end(join, &person);
                if !self.set_of.contains_key(other)
                    && let Some(carried) = (self.by.borne)(other)
                {
                    self.set_of.insert(other.clone(), at);
                    todo.push((other.clone(), carried));
                }
            }
            set.people.push(person);
        }
        set.people.sort_unstable();
        self.sets.push(set);
        Some(at)
    }

    /// The joins that end in a set.
    fn joins(&self, set: usize) -> impl Iterator<Item = (&MentionId, &'a Join)> {
        self.sets[set]
            .people
            .iter()
            .flat_map(|person| (self.by.joins_at)(person).into_iter().map(move |join| (person, join)))
    }

    /// What a join by a name alone would carry from one set to another.
    fn carried(&mut self, join: &Join) -> BTreeSet<&'a str> {
        if !may_fall(join) {
            return BTreeSet::new();
        }
        let ends = [self.set(&join.a), self.set(&join.b)];
        if ends[0] == ends[1] {
            return BTreeSet::new();
        }
        ends.into_iter().flatten().flat_map(|set| &self.sets[set].carried).copied().collect()
    }

    /// A join as it is where it falls: proposed, and saying whom else each side might be.
    pub fn fallen(&mut self, join: &Join) -> Option<Join> {
        let heavy = self.carried(join);
        if heavy.is_empty() {
            return None;
        }
        let mut fell = join.clone();
        fell.status = JoinStatus::Proposed;
        fell.against.push(carries_over(heavy).into());
        if let (Some(one), Some(two)) = (self.set(&join.a), self.set(&join.b)) {
            for (of, mention, not) in [(one, &join.a, two), (two, &join.b, one)] {
                let title = self.by.title;
                let others = self.open(of).iter().filter(|(_, set, _)| *set != not).take(MAX_OTHERS);
                let also = |other| format!("{} might also be {}", title(mention), title(other)).into();
                fell.against.extend(others.map(|(.., other)| also(other)));
            }
        }
        Some(fell)
    }

    /// Whom else those of a set might be, by joins that are proposed or fall.
    fn open(&mut self, set: usize) -> &BTreeSet<Other> {
        let least = self.sets[set].people[0].clone();
        if !self.open.contains_key(&least) {
            let joins: Vec<(MentionId, &Join)> = self
                .joins(set)
                .filter(|(_, join)| join.kind == kinds::PERSON)
                .map(|(person, join)| (other_end(join, person).clone(), join))
                .collect();
            let mut found = BTreeSet::new();
            for (other, join) in joins {
                let is_open = join.status == JoinStatus::Proposed || !self.carried(join).is_empty();
                if let Some(at) = self.set(&other).filter(|_| is_open) {
                    found.insert((self.sets[at].people[0].clone(), at, other));
                }
            }
            self.open.insert(least.clone(), found);
        }
        self.open.entry(least).or_default()
    }

    /// The joins by a name alone that may fall, or not fall, otherwise than before.
    ///
    /// Where a set is another, or carries something else, those are the joins at it and at sets that might be one with it. Where
    /// only a join that makes nobody one came or went, the set is as it was: then what falls there falls as before, and
    /// only whom else it might be is said otherwise.
    pub fn near(&mut self, unsettled: &Unsettled<'_>) -> BTreeMap<JoinId, &'a Join> {
        let own: BTreeSet<usize> = unsettled.people.iter().filter_map(|mention| self.set(mention)).collect();
        let open: Vec<usize> = unsettled.open.iter().filter_map(|mention| self.set(mention)).collect();
        let may_be = |join: &Join| join.by_name || join.status == JoinStatus::Proposed;
        let beside: Vec<MentionId> = own
            .iter()
            .flat_map(|set| self.joins(*set))
            .filter(|(_, join)| may_be(join))
            .map(|(person, join)| other_end(join, person).clone())
            .collect();
        let beside: Vec<usize> = beside.iter().filter_map(|mention| self.set(mention)).collect();
        let sets: BTreeSet<usize> = own.into_iter().chain(beside).collect();
        let open: BTreeSet<usize> = open.into_iter().filter(|set| !sets.contains(set)).collect();
        let falls = |(_, join): &(&MentionId, &Join)| (unsettled.fell)(&join.id);
        let joins = sets.iter().flat_map(|set| self.joins(*set));
        let joins = joins.chain(open.iter().flat_map(|set| self.joins(*set)).filter(falls));
        joins.map(|(_, join)| join).filter(|join| may_fall(join)).map(|join| (join.id.clone(), join)).collect()
    }
}

/// What a person is called, and where.
pub(crate) fn title(mention: Option<&Mention<'_>>) -> String {
    let name = mention.and_then(|mention| mention.names().0.into_iter().max_by_key(|name| name.len()));
    let document = mention.map_or("", |mention| &mention.document);
    format!("{} in `{document}`", name.unwrap_or_default())
}
