//! Blocks in which nothing tells anybody apart. The main function is [`are_one`].
//!
//! Most blocks hold one party that many documents name alike and of which none says anything that speaks against it. There
//! each two profiles are one, and so is each of them with whatever some others say together: what is asked here is asked
//! of each two of them, and what each two have in common, sums have in common. So nothing need be summed up, and one profile
//! goes without any other being judged otherwise ([`crate::group::Joined::loose`]). Whoever is in doubt says no: then the
//! block is judged profile by profile. The same holds where one is apart from all others for what it carries ([`one_apart`]).

use crate::book::group;
use crate::person;
use crate::profile::{PartyProfile, RankOn};
use rollcall_model::date::Edtf;
use rollcall_model::ontology::kinds;
use rollcall_names::is_acronym;
use std::collections::BTreeSet;

/// Whether each two of some parties are one, and each of them with every sum of others.
pub(crate) fn are_one(all: &[&PartyProfile]) -> bool {
    let Some(first) = all.first() else { return false };
    if !all.iter().all(|profile| group(profile.kind) == group(first.kind) && profile.listed == first.listed) {
        return false;
    }
    match (first.kind == kinds::PERSON, &first.listed) {
        (true, _) => share_a_name(all) && people_agree(all) && nothing_contradicts(all),
        (false, Some(_)) => true,
        (false, None) => !all.iter().any(|profile| profile.may_have_twin()) && share_a_name(all) && nothing_contradicts(all),
    }
}

/// The place of a person to whom one document gives what a name alone may not hand on, among others who are one: nothing but the name
/// speaks for its being one with any of them, and that in the same words whichever of them are there.
pub(crate) fn one_apart(all: &[&PartyProfile]) -> Option<usize> {
    let mut heavy = (0..all.len()).filter(|at| !all[*at].heavy.is_empty());
    let at = heavy.next().filter(|_| heavy.next().is_none())?;
    let (lone, mut rest) = (all[at], all.to_vec());
    rest.remove(at);
    let first = *rest.first()?;
    let says_nothing_more = lone.listed.is_none() && lone.ranks.is_empty() && lone.ranks_on.is_empty();
    let shares_nothing = |one: &&PartyProfile| {
        let apart = identifiers(one).into_iter().zip(identifiers(lone)).all(|(one, other)| one.is_disjoint(other));
        apart && (one.posts.is_empty() || lone.posts.is_empty()) && one.names == first.names
    };
    let documents_differ = rest.iter().all(|one| one.documents.is_disjoint(&lone.documents));
    let is_apart = lone.kind == kinds::PERSON && says_nothing_more && documents_differ && rest.iter().all(shares_nothing);
    (is_apart && first.listed.is_none() && are_one(&rest) && share_a_name(all) && nothing_contradicts(all)).then_some(at)
}

/// What speaks for two being one where both have it, besides posts.
fn identifiers(profile: &PartyProfile) -> [&BTreeSet<String>; 4] {
    [&profile.present, &profile.bodies, &profile.births, &profile.numbers]
}

/// Whether a name that is enough is a name of all: of a person a full one, of a body none that may be a short form.
fn share_a_name(all: &[&PartyProfile]) -> bool {
    let is_person = all[0].kind == kinds::PERSON;
    let is_enough = |profile: &PartyProfile, normal: &str| {
        let mut written = profile.names.iter().filter(|(_, spelt)| spelt.normal == normal).peekable();
        written.peek().is_some() && written.all(|(name, spelt)| if is_person { spelt.is_full } else { !is_acronym(name) })
    };
    let mut names = all[0].names.values().map(|spelt| spelt.normal.as_str());
    names.any(|normal| all.iter().all(|profile| is_enough(profile, normal)))
}

/// What [`PartyProfile::conflicts`] asks.
fn nothing_contradicts(all: &[&PartyProfile]) -> bool {
    // A date that cannot be the same as itself is of nobody.
    let is_of_somebody = |date: &String| Edtf::parse(date).map_or(true, |date| date.can_be_same(&date));
    let opposed: BTreeSet<&String> = all.iter().flat_map(|profile| &profile.opposed).collect();
    in_common(all, |profile| &profile.countries, |_| true)
        && in_common(all, |profile| &profile.marks, |_| true)
        && in_common(all, |profile| &profile.births, is_of_somebody)
        && !all.iter().flat_map(|profile| &profile.belongs).any(|body| opposed.contains(body))
}

/// What [`person::judge`] asks besides.
fn people_agree(all: &[&PartyProfile]) -> bool {
    let documents: BTreeSet<&String> = all.iter().flat_map(|profile| &profile.documents).collect();
    let ranks: BTreeSet<&RankOn> = all.iter().flat_map(|profile| &profile.ranks_on).collect();
    documents.len() == all.iter().map(|profile| profile.documents.len()).sum::<usize>()
        && all.iter().all(|profile| profile.heavy.is_empty())
        && in_common(all, |profile| &profile.bodies, |_| true)
        && are_of_one_career(&ranks.into_iter().collect::<Vec<_>>())
}

/// Whether the ranks of each day are one, and none is lower than one before or a rise that nobody makes. They are sorted by day.
fn are_of_one_career(ranks: &[&RankOn]) -> bool {
    let is_one = |of_day: &[&RankOn]| {
        let pairs = || of_day.windows(2);
        pairs().all(|two| two[0].rank == two[1].rank)
            || pairs().all(|two| two[0].order.is_some() && two[0].order == two[1].order)
    };
    if !ranks.chunk_by(|one, two| one.day == two.day).all(is_one) {
        return false;
    }
    let placed: Vec<&RankOn> = ranks.iter().filter(|on| on.order.is_some()).copied().collect();
    placed.windows(2).all(|two| two[0].order == two[1].order)
        || placed.len() <= MOST_RANKS
            && !placed.iter().enumerate().any(|(at, one)| placed[at + 1..].iter().any(|two| person::is_odd(one, two)))
}

/// More ranks than this are not held against each other here.
const MOST_RANKS: usize = 256;

/// Whether those of some sets that are not empty have one thing in common that counts.
fn in_common<'p>(
    all: &[&'p PartyProfile],
    set: impl Fn(&'p PartyProfile) -> &'p BTreeSet<String>,
    counts: impl Fn(&String) -> bool,
) -> bool {
    let mut sets = all.iter().map(|profile| set(profile)).filter(|set| !set.is_empty());
    let Some(first) = sets.next() else { return true };
    let mut common: Vec<&String> = first.iter().filter(|one| counts(one)).collect();
    sets.all(|set| {
        common.retain(|one| set.contains(*one));
        !common.is_empty()
    })
}

#[cfg(test)]
mod tests;
