//! When two documents speak of one person. The main function is [`judge`].
//!
//! A wrong merge of persons does harm: it hands one person's measure or alleged abuse to a namesake. So where anything
//! of that weight stands on either side, a name alone is not enough: a second thing must agree that does not follow from
//! the name (rank, post, body, or the owner of the case who listed the person).

use crate::group::Verdict;
use crate::party::PartyProfile;
use rollcall_names::{NameKey, compare, normalize};
use std::collections::BTreeSet;

/// Nearly the same name: shown to a person, never made.
const NEAR: u16 = 900;

pub(crate) fn judge(a: &PartyProfile, b: &PartyProfile) -> Verdict {
    let listed = a.listed.is_some() && a.listed == b.listed;
    let mut against = a.conflicts(b);
    against.extend(ranks_of_one_day(a, b));
    let conflict = !against.is_empty();
    let Some(mut speaks_for) = by_full_name(a, b).or_else(|| listed.then(Vec::new)) else {
        return weak_name(a, b, against);
    };
    if let (true, Some(name)) = (listed, &a.listed) {
        speaks_for.push(format!("listed as names of `{name}`"));
    }
    let second = second_identifiers(a, b);
    let enough = listed || !second.is_empty();
    speaks_for.extend(second);
    if conflict {
        return Verdict::Proposed { speaks_for, against, conflict };
    }
    let heavy: BTreeSet<&str> = a.heavy.iter().chain(&b.heavy).map(String::as_str).collect();
    if !heavy.is_empty() && !enough && a.document != b.document {
        let heavy = heavy.into_iter().collect::<Vec<_>>().join(", ");
        against.push(format!("only the name agrees, and it would carry over from another document: {heavy}"));
        return Verdict::Proposed { speaks_for, against, conflict };
    }
    Verdict::Made(speaks_for)
}

/// The same full name, or a spelling that transliterations exchange.
fn by_full_name(a: &PartyProfile, b: &PartyProfile) -> Option<Vec<String>> {
    for one in &a.names {
        let key = NameKey::of(one);
        if key.words() < 2 {
            continue;
        }
        for two in &b.names {
            if normalize(one) == normalize(two) {
                return Some(vec![format!("the same full name: `{one}`")]);
            }
            if key.spelt() == NameKey::of(two).spelt() {
                return Some(vec![format!("the same full name in another spelling: `{one}` and `{two}`")]);
            }
        }
    }
    None
}

/// What else agrees.
fn second_identifiers(a: &PartyProfile, b: &PartyProfile) -> Vec<String> {
    let mut found = Vec::new();
    for (what, ours, theirs) in [("rank", &a.ranks, &b.ranks), ("post", &a.posts, &b.posts), ("body", &a.bodies, &b.bodies)]
    {
        if let Some(same) = ours.intersection(theirs).next() {
            found.push(format!("the same {what}: `{same}`"));
        }
    }
    found
}

/// Two ranks on one day, and none in common on it.
fn ranks_of_one_day(a: &PartyProfile, b: &PartyProfile) -> Option<String> {
    let on = |profile: &PartyProfile, day: &str| -> BTreeSet<String> {
        profile.ranks_on.iter().filter(|(other, _)| other == day).map(|(_, rank)| rank.clone()).collect()
    };
    a.ranks_on.iter().find_map(|(day, rank)| {
        let theirs = on(b, day);
        let differs = !theirs.is_empty() && theirs.is_disjoint(&on(a, day));
        differs
            .then(|| format!("different ranks on {day}: `{rank}` and `{}`", theirs.into_iter().next().unwrap_or_default()))
    })
}

/// A single name, or names that are nearly the same: a person decides.
fn weak_name(a: &PartyProfile, b: &PartyProfile, mut against: Vec<String>) -> Verdict {
    let conflict = !against.is_empty();
    if a.document == b.document {
        // Within a document its reader has said which short name means whom.
        return Verdict::No;
    }
    for one in &a.names {
        for two in &b.names {
            let (first, second) = (NameKey::of(one), NameKey::of(two));
            let single = first.words() == 1 || second.words() == 1;
            let within = first.spelt_words().iter().all(|word| second.spelt_words().contains(word))
                || second.spelt_words().iter().all(|word| first.spelt_words().contains(word));
            if single && within && (a.only_single() || b.only_single()) {
                let mut speaks_for = vec![format!("one name in common: `{one}` and `{two}`")];
                speaks_for.extend(second_identifiers(a, b));
                against.push("a single name".to_string());
                return Verdict::Proposed { speaks_for, against, conflict };
            }
            if !single && compare(one, two).score >= NEAR {
                let mut speaks_for = vec![format!("nearly the same name: `{one}` and `{two}`")];
                speaks_for.extend(second_identifiers(a, b));
                return Verdict::Proposed { speaks_for, against, conflict };
            }
        }
    }
    Verdict::No
}
