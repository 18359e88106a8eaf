//! Puts the profiles of one block into groups. The main trait is [`Profile`]; the main function [`join`].
//!
//! Surest profiles come first. Each is held against the *sum* of every group, so that nothing enters a group that
//! contradicts any of it, and a block costs profiles times groups and not profiles times profiles. A profile that fits
//! two groups which cannot be one is given to neither: a person decides.

use rollcall_model::entity::{Join, JoinStatus};
use rollcall_model::id::MentionId;
use rollcall_model::ontology::Kind;
use std::collections::BTreeMap;
use std::sync::Arc;

/// More groups than this in one block are not held against each other: such a name says too little.
const MAX_GROUPS: usize = 24;

/// So many others that somebody might also be are named.
pub(crate) const MAX_OTHERS: usize = 5;

/// What comparing two profiles gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// They are one, for these reasons.
    Made {
        speaks_for: Vec<String>,
        /// Whether nothing but the name agrees.
        by_name: bool,
    },
    /// They may be one; a person decides.
    Proposed {
        speaks_for: Vec<String>,
        against: Vec<String>,
        /// Whether something contradicts, and not only too little speaks for it.
        conflict: bool,
    },
    /// They are not one, or nothing says so.
    No,
}

/// Whether the words of a verdict are put together, or spared where nobody reads them: most of what a block asks is only whether two
/// are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Words {
    Told,
    Spared,
}

impl Words {
    /// The words; empty where they are spared.
    pub fn of(self, words: impl FnOnce() -> String) -> String {
        if self == Self::Told { words() } else { String::new() }
    }
}

/// One side of a join.
pub(crate) trait Profile: Clone {
    fn mention(&self) -> &MentionId;
    fn kind(&self) -> Kind;
    fn document(&self) -> &str;
    /// A name for people.
    fn title(&self) -> String;
    /// Surest first.
    fn order(&self) -> i32;
    fn judge(&self, other: &Self, words: Words) -> Verdict;
    /// Takes in what the other says.
    fn absorb(&mut self, other: &Self);

    /// Whether each two of some are one, and each of them with every sum of others.
    fn are_one(_all: &[&Self]) -> bool {
        false
    }

    /// The place of one that might be one with the others, who are, but is made one with none, and for the same reasons whichever
    /// of them are there.
    fn one_apart(_all: &[&Self]) -> Option<usize> {
        None
    }
}

/// The joins of a block.
pub(crate) struct Joined {
    pub joins: Vec<Join>,
    /// Whether any one profile at which a single one of these joins ends takes that with it where it goes, and no other join is
    /// another.
    pub loose: bool,
}

struct Group<'a, P> {
    /// A copy is made only where a second one is taken in.
    sum: Arc<P>,
    members: Vec<&'a P>,
}

/// The joins of a block.
pub(crate) fn join<P: Profile>(profiles: &[Arc<P>]) -> Joined {
    let mut sorted: Vec<&Arc<P>> = profiles.iter().collect();
    sorted.sort_by_cached_key(|profile| (profile.order(), profile.mention()));
    let all: Vec<&P> = sorted.iter().map(|profile| profile.as_ref()).collect();
    if P::are_one(&all) {
        return join_united(&all);
    }
    match P::one_apart(&all) {
        Some(lone) => join_but_one(sorted, lone),
        None => Joined { joins: join_judged(sorted), loose: false },
    }
}

/// The joins of profiles that are sorted and all of which but one are united: those of [`join_judged`].
fn join_but_one<P: Profile>(mut sorted: Vec<&Arc<P>>, lone: usize) -> Joined {
    let apart = sorted.remove(lone);
    let members: Vec<&P> = sorted.iter().map(|profile| profile.as_ref()).collect();
    let mut joined = join_united(&members);
    let mut sum = sorted[0].as_ref().clone();
    sorted[1..].iter().for_each(|profile| sum.absorb(profile));
    let mut groups = vec![Group { sum: Arc::new(sum), members }];
    groups.insert(usize::from(lone > 0), Group { sum: apart.clone(), members: vec![apart] });
    propose(&groups, &mut joined.joins);
    joined
}

/// The joins of profiles that are sorted and each of which fits what goes before: those of [`join_judged`].
fn join_united<P: Profile>(sorted: &[&P]) -> Joined {
    let (mut joins, mut loose) = (Vec::new(), true);
    for (at, profile) in sorted.iter().enumerate().skip(1) {
        let link = link(&sorted[..at], &[*profile]);
        // One that comes after those that are looked at is looked at where one of those goes.
        let is_better = |next: &P| matches!(next.judge(profile, Words::Spared), Verdict::Made { by_name: false, .. });
        let is_by_name = link.as_ref().is_none_or(|link| link.by_name);
        loose &= !(is_by_name && sorted[..at].get(MAX_GROUPS).is_some_and(|next| is_better(next)));
        joins.extend(link);
    }
    Joined { joins, loose }
}

/// The joins of profiles that are sorted, each judged by what goes before.
pub(crate) fn join_judged<P: Profile>(sorted: Vec<&Arc<P>>) -> Vec<Join> {
    let mut groups: Vec<Group<'_, P>> = Vec::new();
    let mut joins = Vec::new();
    for profile in sorted {
        place(profile, &mut groups, &mut joins);
    }
    settle(&mut groups, &mut joins);
    propose(&groups, &mut joins);
    joins
}

fn place<'a, P: Profile>(profile: &'a Arc<P>, groups: &mut Vec<Group<'a, P>>, joins: &mut Vec<Join>) {
    let (fits, links): (Vec<usize>, Vec<Join>) = (0..groups.len().min(MAX_GROUPS))
        .filter(|at| matches!(groups[*at].sum.judge(profile, Words::Spared), Verdict::Made { .. }))
        .filter_map(|at| Some((at, link(&groups[at].members, &[profile])?)))
        .unzip();
    let apart = |a: usize, b: usize| match groups[a].sum.judge(&groups[b].sum, Words::Spared) {
        Verdict::Made { .. } => false,
        Verdict::Proposed { conflict, .. } => conflict,
        Verdict::No => true,
    };
    let ambiguous = fits.iter().enumerate().any(|(i, a)| fits[i + 1..].iter().any(|b| apart(*a, *b)));
    if fits.is_empty() || ambiguous {
        groups.push(Group { sum: profile.clone(), members: vec![profile] });
        return;
    }
    joins.extend(links);
    Arc::make_mut(&mut groups[fits[0]].sum).absorb(profile);
    groups[fits[0]].members.push(profile);
    for at in fits[1..].iter().rev() {
        let gone = groups.remove(*at);
        Arc::make_mut(&mut groups[fits[0]].sum).absorb(&gone.sum);
        groups[fits[0]].members.extend(gone.members);
    }
}

/// The first pair of members by which two groups are one, as a join: one that rests on more than a name, if there is one.
fn link<P: Profile>(ours: &[&P], theirs: &[&P]) -> Option<Join> {
    let mut first_by_name = None;
    for (one, two) in ours.iter().take(MAX_GROUPS).flat_map(|one| theirs.iter().take(MAX_GROUPS).map(move |two| (one, two)))
    {
        if let Verdict::Made { speaks_for, by_name } = one.judge(two, Words::Told) {
            if !by_name || one.document() == two.document() {
                return Some(made(*one, *two, speaks_for, by_name));
            }
            first_by_name.get_or_insert((one, two, speaks_for));
        }
    }
    first_by_name.map(|(one, two, speaks_for)| made(*one, *two, speaks_for, true))
}

fn shared(words: Vec<String>) -> Vec<Arc<str>> {
    words.into_iter().map(Arc::from).collect()
}

fn made<P: Profile>(one: &P, two: &P, speaks_for: Vec<String>, by_name: bool) -> Join {
    let inside = one.document() == two.document();
    let status = if inside { JoinStatus::InDocument } else { JoinStatus::Made };
    let mut join = Join::new(one.kind().min(two.kind()), one.mention(), two.mention(), status, shared(speaks_for));
    join.by_name = by_name && !inside;
    join
}

/// Groups that have become one by what later profiles brought. A group that another one contradicts or that fits two
/// which contradict each other stays alone.
fn settle<P: Profile>(groups: &mut Vec<Group<'_, P>>, joins: &mut Vec<Join>) {
    if groups.len() > MAX_GROUPS {
        return;
    }
    while let Some((a, b, join)) = next_pair(groups) {
        joins.push(join);
        let gone = groups.remove(b);
        Arc::make_mut(&mut groups[a].sum).absorb(&gone.sum);
        groups[a].members.extend(gone.members);
    }
}

fn next_pair<P: Profile>(groups: &[Group<'_, P>]) -> Option<(usize, usize, Join)> {
    let made = |a: usize, b: usize| matches!(groups[a].sum.judge(&groups[b].sum, Words::Spared), Verdict::Made { .. });
    for a in 0..groups.len() {
        let fits: Vec<usize> = (0..groups.len()).filter(|b| *b != a && made(a, *b)).collect();
        if let [b] = fits[..]
            && a < b
            && (0..groups.len()).filter(|c| *c != b && made(b, *c)).count() == 1
            && let Some(join) = link(&groups[a].members, &groups[b].members)
        {
            return Some((a, b, join));
        }
    }
    None
}

/// What is left for people: pairs of groups that may be one, with who else each might be.
fn propose<P: Profile>(groups: &[Group<'_, P>], joins: &mut Vec<Join>) {
    let groups = &groups[..groups.len().min(MAX_GROUPS)];
    let mut found: Vec<(usize, usize, Vec<String>, Vec<String>)> = Vec::new();
    for a in 0..groups.len() {
        for b in a + 1..groups.len() {
            match groups[a].sum.judge(&groups[b].sum, Words::Told) {
                Verdict::Proposed { speaks_for, against, .. } => found.push((a, b, speaks_for, against)),
                Verdict::Made { speaks_for, .. } => found.push((a, b, speaks_for, Vec::new())),
                Verdict::No => {}
            }
        }
    }
    let called = |group: &Group<'_, P>| format!("{} in `{}`", group.members[0].title(), group.members[0].document());
    let called: Vec<String> = groups.iter().map(called).collect();
    // Who else each might be, in the order in which the pairs were found: of each pair one is left out.
    let mut beside: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
    for (a, b, ..) in &found {
        beside[*a].push(*b);
        beside[*b].push(*a);
    }
    // Said in as many joins as there are others.
    let mut said: BTreeMap<(usize, usize), Arc<str>> = BTreeMap::new();
    for (a, b, speaks_for, against) in found {
        let (one, two) = (groups[a].members[0], groups[b].members[0]);
        let kind = one.kind().min(two.kind());
        let mut join = Join::new(kind, one.mention(), two.mention(), JoinStatus::Proposed, shared(speaks_for));
        join.against = shared(against);
        for (of, not) in [(a, b), (b, a)] {
            let others = beside[of].iter().filter(|other| **other != not).take(MAX_OTHERS);
            let mut also = |other: usize| {
                let words = || format!("{} might also be {}", called[of], called[other]).into();
                said.entry((of, other)).or_insert_with(words).clone()
            };
            join.against.extend(others.map(|other| also(*other)));
        }
        joins.push(join);
    }
}
