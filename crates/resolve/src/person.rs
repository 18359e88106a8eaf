//! When two documents speak of one person. The main function is [`judge`].
//!
//! A wrong merge of persons does harm: it hands one person's measure or alleged abuse to a namesake. So where anything
//! of that weight stands on either side, a name alone is not enough: a second thing must agree that does not follow from
//! the name (a post on such a day, a unit, a date of birth, a number on a list, having been at the same engagement, or the
//! owner of the case who listed the person). A name that is only alike, and not the same, always needs a second thing.

use crate::group::{Verdict, Words};
use crate::profile::{PartyProfile, PostHeld, RankOn};
use rollcall_model::date::Edtf;
use rollcall_names::{Kind, Name, NameKey, compare_parsed, spelling, tokens};
use std::collections::BTreeSet;

/// Spellings of one name, and not only names that match, score so much.
pub(crate) const SURE: u16 = 900;

/// A post seen twice within so many days is one holder's: posts in forces change hands every two to four years.
const TERM: i32 = 730;

/// A year in days, and how many rungs of the ladder stand a grade apart.
const YEAR: i32 = 365;
const GRADE: u32 = 10;

pub(crate) fn judge(a: &PartyProfile, b: &PartyProfile, words: Words) -> Verdict {
    let listed = a.listed.is_some() && a.listed == b.listed;
    let Some(name) =
        by_full_name(a, b, words).or_else(|| listed.then_some(Likeness { words: None, same: true, respelt: false }))
    else {
        return single_name(a, b, words);
    };
    // A document that gives both tells them apart, but for two spellings of one name.
    if !a.documents.is_disjoint(&b.documents) && !listed && !name.respelt {
        return Verdict::No;
    }
    let mut against = a.conflicts(b, words);
    against.extend(ranks_of_one_day(a, b, words));
    let mut speaks_for: Vec<String> = name.words.into_iter().collect();
    if let (true, Some(name)) = (listed, &a.listed) {
        speaks_for.push(words.of(|| format!("listed as names of `{name}`")));
    }
    let second = second_identifiers(a, b, words);
    let same_body = same("body", &a.bodies, &b.bodies, words);
    if !listed && second.is_empty() {
        against.extend(ranks_over_time(a, b, words));
    }
    let enough = listed || !second.is_empty() || same_body.is_some();
    speaks_for.extend(second.into_iter().chain(same_body));
    let rank = a.ranks.intersection(&b.ranks).next();
    speaks_for.extend(rank.map(|rank| words.of(|| format!("the same rank: `{rank}`"))));
    if !against.is_empty() {
        return Verdict::Proposed { speaks_for, against, conflict: true };
    }
    if enough {
        return Verdict::Made { speaks_for, by_name: false };
    }
    against.extend(too_little(a, b, name.same, words));
    if against.is_empty() {
        return Verdict::Made { speaks_for, by_name: true };
    }
    Verdict::Proposed { speaks_for, against, conflict: false }
}

/// How a full name of one is a name of the other.
struct Likeness {
    words: Option<String>,
    /// Whether it is the same name, and not only one like it.
    same: bool,
    /// Whether it is the same in another spelling.
    respelt: bool,
}

/// The same full name, another spelling of it, or a name that matches. Where people have no family names, the same words in
/// another order are another name: that is for comparing to say.
fn by_full_name(a: &PartyProfile, b: &PartyProfile, words: Words) -> Option<Likeness> {
    let (ours, theirs) =
        (|| a.names.iter().filter(|(_, spelt)| spelt.is_full), || b.names.iter().filter(|(_, spelt)| spelt.is_full));
    let mut alike = None;
    for ((one, own), (two, other)) in ours().flat_map(|one| theirs().map(move |two| (one, two))) {
        if own.normal == other.normal {
            let words = words.of(|| format!("the same full name: `{one}`"));
            return Some(Likeness { words: Some(words), same: true, respelt: false });
        }
        let found = compare_parsed(&Name::parse(one, Kind::Person), &Name::parse(two, Kind::Person));
        if found.score >= SURE {
            let words = words.of(|| format!("the same full name in another spelling: `{one}` and `{two}`"));
            return Some(Likeness { words: Some(words), same: true, respelt: true });
        }
        if alike.is_none() && found.is_match() {
            let words = words.of(|| format!("names that match: `{one}` and `{two}` ({})", found.why));
            alike = Some(Likeness { words: Some(words), same: false, respelt: false });
        }
    }
    alike
}

/// Whether a name, which is also given normalised, is more than one word. Scripts that write no spaces part no words: there two
/// signs are enough.
pub(crate) fn is_full_name(name: &str, normal: &str) -> bool {
    let unspaced = || name.chars().filter(|c| !c.is_ascii() && c.is_alphabetic() && !is_cased(*c)).count() > 1;
    normal.contains(' ') || unspaced()
}

fn is_cased(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase()
}

/// What else agrees, does not follow from the name, and tells people of one body apart.
fn second_identifiers(a: &PartyProfile, b: &PartyProfile, words: Words) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(same("date of birth", &a.births, &b.births, words));
    found.extend(same("number on a list", &a.numbers, &b.numbers, words));
    found.extend(same_post(a, b, words));
    found.extend(same_table(a, b, words));
    found
}

/// Having been at one engagement, where one more thing agrees that both documents say of them there: a country, a body, a
/// rank on the day. Two of one name at one table are rare, and of one delegation rarer.
fn same_table(a: &PartyProfile, b: &PartyProfile, words: Words) -> Option<String> {
    let there = same("engagement", &a.present, &b.present, words)?;
    let rank = a.ranks_on.intersection(&b.ranks_on).next();
    let rank = rank.map(|on| words.of(|| format!("rank `{}` on {}", on.rank, on.day)));
    let shared = |what: &str, ours: &BTreeSet<String>, theirs: &BTreeSet<String>| {
        ours.intersection(theirs).next().map(|same| words.of(|| format!("{what} `{same}`")))
    };
    let more =
        rank.or_else(|| shared("body", &a.belongs, &b.belongs)).or_else(|| shared("country", &a.countries, &b.countries))?;
    Some(words.of(|| format!("{there}, with the same {more}")))
}

fn same(what: &str, ours: &BTreeSet<String>, theirs: &BTreeSet<String>, words: Words) -> Option<String> {
    ours.intersection(theirs).next().map(|same| words.of(|| format!("the same {what}: `{same}`")))
}

fn same_post(a: &PartyProfile, b: &PartyProfile, words: Words) -> Option<String> {
    let same = |one: &PostHeld| b.posts.iter().any(|two| is_one_post(one, two));
    a.posts.iter().find(|one| same(one)).map(|one| words.of(|| format!("the same post: `{}`", one.post)))
}

/// Whether two documents give one post: the same words, and either the same body at days that one term of office can hold,
/// or, where a document does not say which body, a day that is the same. Without a body a post of one word is held by many.
fn is_one_post(one: &PostHeld, two: &PostHeld) -> bool {
    let (ours, theirs) = (parsed(&one.dates), parsed(&two.dates));
    let any = |fits: &dyn Fn(&Edtf, &Edtf) -> bool| ours.iter().any(|one| theirs.iter().any(|two| fits(one, two)));
    let same_day = || any(&|one, two| one.can_be_same(two));
    let one_term = || ours.is_empty() || theirs.is_empty() || any(&|one, two| one.can_be_same(two) || gap(one, two) <= TERM);
    let bodies_said = !one.bodies.is_empty() && !two.bodies.is_empty();
    let fits =
        if bodies_said { !one.bodies.is_disjoint(&two.bodies) && one_term() } else { one.post.contains(' ') && same_day() };
    one.post == two.post && fits
}

fn parsed(dates: &BTreeSet<String>) -> Vec<Edtf> {
    dates.iter().filter_map(|date| Edtf::parse(date).ok()).collect()
}

/// Days from the end of one to the start of the other.
fn gap(one: &Edtf, two: &Edtf) -> i32 {
    let from = |first: &Edtf, then: &Edtf| Some(then.earliest_start()?.0 - first.latest_end()?.0);
    let days = [from(one, two), from(two, one)];
    days.into_iter().flatten().filter(|days| *days >= 0).min().unwrap_or(i32::MAX)
}

/// Two ranks on one day that stand on different rungs of the ladder, and none in common on it.
fn ranks_of_one_day(a: &PartyProfile, b: &PartyProfile, words: Words) -> Option<String> {
    let same = |one: &RankOn, two: &RankOn| one.rank == two.rank || one.order.is_some() && one.order == two.order;
    a.ranks_on.iter().find_map(|one| {
        let ours = || a.ranks_on.iter().filter(|other| other.day == one.day);
        let theirs: Vec<&RankOn> = b.ranks_on.iter().filter(|other| other.day == one.day).collect();
        let agree = ours().any(|one| theirs.iter().any(|two| same(one, two)));
        let other = theirs.first().filter(|_| !agree)?;
        Some(words.of(|| format!("different ranks on {}: `{}` and `{}`", one.day, one.rank, other.rank)))
    })
}

/// A lower rank later, or a rise that nobody makes in that time: two grades at once, and then one a year.
fn ranks_over_time(a: &PartyProfile, b: &PartyProfile, words: Words) -> Option<String> {
    let pairs = a.ranks_on.iter().flat_map(|one| b.ranks_on.iter().map(move |two| (one, two)));
    let pairs = pairs.map(|(one, two)| if one.day <= two.day { (one, two) } else { (two, one) });
    let (first, then) = pairs.into_iter().find(|(first, then)| is_odd(first, then))?;
    Some(words.of(|| format!("`{}` on {} and `{}` on {}", first.rank, first.day, then.rank, then.day)))
}

/// Whether somebody cannot well have held one rank first and then the other.
pub(crate) fn is_odd(first: &RankOn, then: &RankOn) -> bool {
    let (Some(low), Some(high)) = (first.order, then.order) else { return false };
    let years = u32::try_from((then.day.0 - first.day.0) / YEAR).unwrap_or(0);
    first.day != then.day && (high < low || high - low > GRADE * (2 + years))
}

/// Why a name is not enough for two documents, where it is not.
fn too_little(a: &PartyProfile, b: &PartyProfile, same_name: bool, words: Words) -> Option<String> {
    if a.document == b.document {
        return None;
    }
    if !a.heavy.is_empty() || !b.heavy.is_empty() {
        let heavy = || a.heavy.iter().chain(&b.heavy).map(String::as_str).collect();
        return Some(words.of(|| carries_over(heavy())));
    }
    if !same_name {
        return Some(words.of(|| "the names are alike and not the same, and nothing else agrees".to_string()));
    }
    let bodies = || (a.bodies.first().map_or("", String::as_str), b.bodies.first().map_or("", String::as_str));
    let apart = !a.bodies.is_empty() && !b.bodies.is_empty() && a.bodies.is_disjoint(&b.bodies);
    apart.then(|| words.of(|| format!("in different bodies: `{}` and `{}`", bodies().0, bodies().1)))
}

/// What stands against a merge by name alone that would hand something over.
pub(crate) fn carries_over(heavy: BTreeSet<&str>) -> String {
    let heavy = heavy.into_iter().collect::<Vec<_>>().join(", ");
    format!("only the name agrees, and it would carry over from another document: {heavy}")
}

/// A single name: a person decides.
fn single_name(a: &PartyProfile, b: &PartyProfile, words: Words) -> Verdict {
    if a.document == b.document || !(a.only_single() || b.only_single()) {
        // Within a document its reader has said which short name means whom.
        return Verdict::No;
    }
    let mut against = a.conflicts(b, words);
    against.extend(ranks_of_one_day(a, b, words));
    let conflict = !against.is_empty();
    for (one, two) in a.names.keys().flat_map(|one| b.names.keys().map(move |two| (one, two))) {
        let single = NameKey::of(one).words() == 1 || NameKey::of(two).words() == 1;
        if single && !name_words(one).is_disjoint(&name_words(two)) {
            let mut speaks_for = vec![words.of(|| format!("one name in common: `{one}` and `{two}`"))];
            speaks_for.extend(second_identifiers(a, b, words).into_iter().chain(same("body", &a.bodies, &b.bodies, words)));
            against.push(words.of(|| "a single name".to_string()));
            return Verdict::Proposed { speaks_for, against, conflict };
        }
    }
    Verdict::No
}

/// The words of a name, as its language's own reading folds them and as any reading does: a word alone is often read otherwise
/// than in a full name.
pub(crate) fn name_words(name: &str) -> BTreeSet<String> {
    let any = tokens(name).into_iter().map(|word| spelling(&word));
    any.chain(NameKey::of(name).spelt_words().iter().cloned()).collect()
}
