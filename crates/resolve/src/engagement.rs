//! When mentions of meetings, exercises, visits, trainings and expos are one. The main type is [`EngagementProfile`].
//!
//! One engagement has one body (or one name), days that can be the same, and places that do not contradict. A year
//! alone is no date: bodies meet often, so what is dated by a year joins only what it shares place or people with, and
//! nothing where two would fit.

use crate::cluster::Clusters;
use crate::group::{Profile, Verdict, Words};
use crate::mention::{Mention, Mentions};
use rollcall_model::date::Edtf;
use rollcall_model::id::{EntityId, MentionId};
use rollcall_model::ontology::{Kind, kinds};
use rollcall_names::{Kind as NameKind, Name, compare_parsed, is_twin, normalize, tokens};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Dates of at most so many days are of a month or better.
const MONTH: i32 = 31;

/// Two documents that give one meeting different days are at most so far apart, else they speak of two.
const SLIP: i32 = 2;

/// How near two names of one place must be, in thousandths.
const SAME_PLACE: u16 = 900;

/// How near the names of two engagements must be that may be one.
const NEAR_NAME: u16 = 600;

/// Meetings of one body in one document that one is set apart from, at most.
const MAX_APART: usize = 100;

/// What says where an engagement was.
const PLACES: [&str; 2] = ["place", "placeAlternative"];

/// What one mention says of an engagement, as far as it helps to tell which that is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngagementProfile {
    /// The mention.
    pub mention: MentionId,
    /// Its kind.
    pub kind: Kind,
    /// The document's path.
    pub document: String,
    /// The body that met.
    pub forum: Option<EntityId>,
    /// That body as the document names it.
    pub forum_name: Option<String>,
    /// Whether it only says what was planned.
    pub planned: bool,
    /// Names, as written.
    pub names: BTreeSet<String>,
    /// Which one in its row: 8 for "8th".
    pub ordinals: BTreeSet<String>,
    /// For each mention that this sums up, its dates.
    pub dates: BTreeSet<BTreeSet<Edtf>>,
    /// Places, normalised, those that name a whole state left out.
    pub places: BTreeSet<String>,
    /// Who took part or was host.
    pub parties: BTreeSet<EntityId>,
    /// Whether it stands for several.
    pub series: bool,
    /// Other engagements that the document sets beside it: it is none of them.
    pub beside: BTreeSet<MentionId>,
    /// The mentions that this sums up.
    pub mentions: BTreeSet<MentionId>,
}

/// Meetings of one body in one document that are said to have been hosted by different states are different ones,
/// however alike their dates: the document keeps them apart. `hosts` are of the profiles in their order.
pub(crate) fn set_apart(profiles: &mut [EngagementProfile], hosts: &[BTreeSet<EntityId>]) {
    let mut groups: BTreeMap<(String, Kind, EntityId), Vec<usize>> = BTreeMap::new();
    for (at, profile) in profiles.iter().enumerate().filter(|(at, _)| !hosts[*at].is_empty()) {
        if let Some(forum) = &profile.forum {
            groups.entry((profile.document.clone(), profile.kind, forum.clone())).or_default().push(at);
        }
    }
    for group in groups.values() {
        for (n, one) in group.iter().enumerate() {
            for other in group[n + 1..].iter().take(MAX_APART).filter(|other| hosts[*one].is_disjoint(&hosts[**other])) {
                let (a, b) = (profiles[*one].mention.clone(), profiles[*other].mention.clone());
                profiles[*one].beside.insert(b);
                profiles[*other].beside.insert(a);
            }
        }
    }
}

/// What one file adds to what all files together say of bodies and states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Known {
    /// Bodies by normalised name.
    pub forums: BTreeMap<String, BTreeSet<MentionId>>,
    /// Normalised names of states.
    pub states: BTreeSet<String>,
}

impl Known {
    pub fn of(all: &Mentions<'_>) -> Self {
        let mut known = Self::default();
        for (id, mention) in all {
            match mention.kind {
                kinds::FORUM => {
                    let (own, other) = mention.names();
                    let twin = |name: &&str| own.iter().any(|own| is_twin(own, name));
                    for name in own.iter().copied().chain(other.into_iter().filter(|name| !twin(name))) {
                        known.forums.entry(normalize(name)).or_default().insert((*id).clone());
                    }
                }
                kinds::STATE => known.states.extend(mention.names().0.into_iter().map(normalize)),
                _ => {}
            }
        }
        known
    }
}

/// What all files together say of bodies and states.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bodies {
    /// Bodies by normalised name.
    pub forums: BTreeMap<String, BTreeSet<EntityId>>,
    /// Normalised names of states.
    pub states: BTreeSet<String>,
}

impl Bodies {
    pub fn of<'k>(known: impl Iterator<Item = &'k Known>, parties: &Clusters) -> Self {
        let mut bodies = Self::default();
        for known in known {
            for (name, mentions) in &known.forums {
                let ids = mentions.iter().filter_map(|mention| parties.entity(mention)).cloned();
                bodies.forums.entry(name.clone()).or_default().extend(ids);
            }
            bodies.states.extend(known.states.iter().cloned());
        }
        bodies
    }
}

/// What a file says beside the engagements themselves.
pub(crate) struct World<'a> {
    all: &'a Mentions<'a>,
    parties: &'a Clusters,
    bodies: &'a Bodies,
    took_part: BTreeMap<&'a MentionId, BTreeSet<&'a MentionId>>,
}

impl<'a> World<'a> {
    /// Over the mentions of one file.
    pub fn new(all: &'a Mentions<'a>, parties: &'a Clusters, bodies: &'a Bodies) -> Self {
        let mut took_part: BTreeMap<&MentionId, BTreeSet<&MentionId>> = BTreeMap::new();
        for mention in all.values().filter(|mention| mention.kind == kinds::PARTICIPATION) {
            for engagement in mention.links("engagement") {
                took_part.entry(engagement).or_default().extend(mention.links("party"));
            }
        }
        Self { all, parties, bodies, took_part }
    }

    /// The states that a mention names as hosts.
    pub fn state_hosts(&self, mention: &Mention<'_>) -> BTreeSet<EntityId> {
        let state = |id: &&MentionId| self.all.get(*id).is_some_and(|host| host.kind == kinds::STATE);
        mention.links("host").into_iter().filter(state).filter_map(|host| self.parties.entity(host)).cloned().collect()
    }

    pub fn profile(&self, mention: &Mention<'_>) -> EngagementProfile {
        let names: BTreeSet<String> = mention.names().0.into_iter().map(str::to_string).collect();
        let said = mention.links("forum").into_iter().find_map(|forum| Some((self.parties.entity(forum)?, forum)));
        let by_name = || {
            let known = |name: &str| self.bodies.forums.get(&normalize(name)).filter(|ids| ids.len() == 1)?.first();
            let found = names.iter().find_map(|name| known(name).or_else(|| known(without_bracket(name)?)));
            found.map(|id| (*id).clone())
        };
        let forum = said.map(|(entity, _)| entity.clone()).or_else(by_name);
        let forum_name = said.and_then(|(_, id)| self.all.get(id)?.names().0.into_iter().max_by_key(|name| name.len()));
        let named = |properties: &[&str]| -> BTreeSet<String> {
            properties.iter().flat_map(|property| mention.texts(property)).map(normalize).collect()
        };
        let mut places = named(&PLACES);
        places.retain(|place| !place.is_empty() && !self.bodies.states.contains(place));
        let hosts = mention.links("host");
        let parties = self.took_part.get(mention.id).into_iter().flatten().copied().chain(hosts);
        let beside = ["partOf", "alongside", "preparedFor"].iter().flat_map(|property| mention.links(property));
        EngagementProfile {
            mention: mention.id.clone(),
            kind: mention.kind,
            document: mention.document.to_string(),
            forum_name: forum_name.map(str::to_string),
            forum,
            planned: mention.texts("status").iter().all(|status| *status == "scheduled")
                && !mention.texts("status").is_empty(),
            names,
            ordinals: named(&["ordinal"]),
            dates: BTreeSet::from([dates(mention)]),
            places,
            parties: parties.filter_map(|party| self.parties.entity(party)).cloned().collect(),
            series: mention.texts("count").iter().any(|count| count.parse::<u32>().is_ok_and(|count| count > 1)),
            beside: beside.cloned().collect(),
            mentions: BTreeSet::from([mention.id.clone()]),
        }
    }
}

/// The names, normalised, under which an engagement looks for a body or a state: its own, and those of its places.
pub(crate) fn looked_up(mention: &Mention<'_>) -> BTreeSet<String> {
    let own = mention.names().0.into_iter().flat_map(|name| [Some(name), without_bracket(name)]).flatten();
    let places = PLACES.iter().flat_map(|property| mention.texts(property));
    own.chain(places).map(normalize).collect()
}

/// "Meeting of Harbour Masters (MHM)" without its acronym.
fn without_bracket(name: &str) -> Option<&str> {
    name.strip_suffix(')')?.rsplit_once(" (").map(|(name, _)| name)
}

/// The dates that a mention gives for itself: each on its own, a start and an end as an extent.
pub(crate) fn dates(mention: &Mention<'_>) -> BTreeSet<Edtf> {
    let mut found: BTreeSet<String> = mention.texts("date").into_iter().map(str::to_string).collect();
    let (starts, ends) = (mention.texts("startDate"), mention.texts("endDate"));
    for start in &starts {
        match ends.len() {
            0 => _ = found.insert((*start).to_string()),
            _ => found.extend(ends.iter().map(|end| format!("{start}/{end}"))),
        }
    }
    if starts.is_empty() {
        found.extend(ends.into_iter().map(str::to_string));
    }
    found.iter().filter_map(|date| Edtf::parse(date).ok()).collect()
}

/// How many days a date leaves open or covers.
fn width(date: &Edtf) -> i32 {
    match (date.earliest_start(), date.latest_end()) {
        (Some(start), Some(end)) => end.0 - start.0 + 1,
        _ => i32::MAX,
    }
}

impl EngagementProfile {
    pub(crate) fn keys(&self) -> BTreeSet<String> {
        let mut subjects = BTreeSet::new();
        match &self.forum {
            Some(forum) => _ = subjects.insert(format!("forum:{forum}")),
            None => subjects.extend(self.parties.iter().map(|party| format!("with:{party}"))),
        }
        let names = self.names.iter().map(|name| normalize(name)).filter(|name| name.contains(' '));
        subjects.extend(names.map(|name| format!("name:{name}")));
        let years = self.years();
        let mut keys = BTreeSet::new();
        for subject in subjects {
            keys.extend(years.iter().map(|year| format!("{}|{subject}|{year}", self.kind)));
            if !subject.starts_with("with:") {
                keys.extend(self.ordinals.iter().map(|ordinal| format!("{}|{subject}|no. {ordinal}", self.kind)));
            }
        }
        keys
    }

    /// The years that its dates touch; of an extent of many years the first and the last.
    fn years(&self) -> BTreeSet<i32> {
        let ends = |date: &Edtf| [date.earliest_start(), date.latest_end()];
        self.all_dates().flat_map(ends).flatten().map(|day| day.ymd().0).collect()
    }

    fn all_dates(&self) -> impl Iterator<Item = &Edtf> {
        self.dates.iter().flatten()
    }

    fn narrowest(&self) -> Option<&Edtf> {
        self.all_dates().min_by(|a, b| width(a).cmp(&width(b)).then_with(|| a.cmp(b)))
    }

    /// Whether every mention of one can have been on the day of every mention of the other.
    fn days_can_be_same(&self, other: &Self) -> bool {
        let can = |a: &BTreeSet<Edtf>, b: &BTreeSet<Edtf>| {
            let undated = a.is_empty() || b.is_empty();
            undated || a.iter().any(|one| b.iter().any(|two| one.can_be_same(two)))
        };
        self.dates.iter().all(|one| other.dates.iter().all(|two| can(one, two)))
    }

    /// The place that both name, or nothing; an error where every place of one contradicts every place of the other.
    fn place_in_common(&self, other: &Self) -> Result<Option<String>, String> {
        if self.places.is_empty() || other.places.is_empty() {
            return Ok(None);
        }
        for one in &self.places {
            for two in &other.places {
                let (words, others): (BTreeSet<_>, BTreeSet<_>) =
                    (tokens(one).into_iter().collect(), tokens(two).into_iter().collect());
                if words.is_subset(&others) || others.is_subset(&words) || near(one, two) >= SAME_PLACE {
                    return Ok(Some(one.clone()));
                }
            }
        }
        let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
        Err(format!("different places: {} and {}", list(&self.places), list(&other.places)))
    }

    /// What makes them engagements of one subject, in words; nothing where they are of two.
    fn same_subject(&self, other: &Self) -> Option<Subject> {
        match (&self.forum, &other.forum) {
            (Some(one), Some(two)) if one == two => {
                let name = self.forum_name.as_ref().or(other.forum_name.as_ref());
                let words = name.map_or_else(|| "the same body".to_string(), |name| format!("the same body: `{name}`"));
                Some(Subject { words, sure: true })
            }
            (Some(_), Some(_)) => None,
            _ => {
                let theirs: BTreeSet<String> = other.names.iter().map(|name| normalize(name)).collect();
                let same = self.names.iter().find(|name| normalize(name).contains(' ') && theirs.contains(&normalize(name)));
                if let Some(name) = same {
                    return Some(Subject { words: format!("the same name: `{name}`"), sure: true });
                }
                let shared = self.forum.is_none() && other.forum.is_none() && !self.parties.is_disjoint(&other.parties);
                shared.then(|| Subject { words: "the same participant".to_string(), sure: false })
            }
        }
    }

    /// Whether the two are certainly different things of one subject.
    fn told_apart(&self, other: &Self) -> bool {
        let twins = || self.names.iter().any(|one| other.names.iter().any(|two| is_twin(one, two)));
        let forumless = self.forum.is_none() || other.forum.is_none();
        let ordinals = !self.ordinals.is_empty() && !other.ordinals.is_empty() && self.ordinals.is_disjoint(&other.ordinals);
        self.kind != other.kind
            || self.series != other.series
            || !self.beside.is_disjoint(&other.mentions)
            || !other.beside.is_disjoint(&self.mentions)
            || ordinals
            || forumless && twins()
    }

    /// Exercises of one body in one month are often several: where both have names of their own these must be near.
    fn names_differ(&self, other: &Self) -> Option<String> {
        if self.kind == kinds::MEETING || self.names.is_empty() || other.names.is_empty() {
            return None;
        }
        let near = self.names.iter().any(|one| other.names.iter().any(|two| near(one, two) >= NEAR_NAME));
        let list = |set: &BTreeSet<String>| set.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        (!near).then(|| format!("different names: {} and {}", list(&self.names), list(&other.names)))
    }
}

/// How near two names of places or engagements are, in thousandths.
fn near(one: &str, two: &str) -> u16 {
    compare_parsed(&Name::parse(one, NameKind::Body), &Name::parse(two, NameKind::Body)).score
}

struct Subject {
    words: String,
    /// Whether body or name agree, and not only who took part.
    sure: bool,
}

impl Profile for EngagementProfile {
    fn mention(&self) -> &MentionId {
        &self.mention
    }

    fn kind(&self) -> Kind {
        self.kind
    }

    fn document(&self) -> &str {
        &self.document
    }

    fn title(&self) -> String {
        let name = self.names.first().or(self.forum_name.as_ref()).unwrap_or(&self.kind.info().plain).clone();
        match self.narrowest() {
            Some(date) => format!("{name} ({})", rollcall_model::date::plain(date)),
            None => name,
        }
    }

    /// Plans come last: what is told of an engagement is joined without them, and holds when they are left out.
    fn order(&self) -> i32 {
        let planned = if self.planned { i32::MAX / 2 } else { 0 };
        self.narrowest().map_or(i32::MAX, |date| width(date).saturating_add(planned))
    }

    fn judge(&self, other: &Self, words: Words) -> Verdict {
        if self.told_apart(other) {
            return Verdict::No;
        }
        let Some(subject) = self.same_subject(other) else { return Verdict::No };
        let mut speaks_for = vec![subject.words.clone()];
        let ordinal = self.ordinals.intersection(&other.ordinals).next();
        speaks_for.extend(ordinal.map(|ordinal| words.of(|| format!("the same number: {ordinal}"))));
        let mut against: Vec<String> = self.names_differ(other).into_iter().collect();
        let place = self.place_in_common(other).unwrap_or_else(|different| {
            against.push(different);
            None
        });
        let people = self.parties.intersection(&other.parties).count();
        speaks_for.extend(place.as_ref().map(|place| words.of(|| format!("the same place: {place}"))));
        if people > 0 {
            speaks_for.push(words.of(|| format!("{people} participants or hosts in common")));
        }
        let (Some(one), Some(two)) = (self.narrowest(), other.narrowest()) else {
            return if ordinal.is_some() && subject.sure { verdict(speaks_for, against) } else { Verdict::No };
        };
        if !self.days_can_be_same(other) {
            // A slip of a day or two, or another clock.
            let close = one.days_since(two).is_some_and(|days| days.abs() <= SLIP) && (place.is_some() || people > 0);
            let near = (ordinal.is_some() || close) && subject.sure && self.document != other.document;
            against.push(words.of(|| format!("different dates: {one} and {two}")));
            return if near { Verdict::Proposed { speaks_for, against, conflict: true } } else { Verdict::No };
        }
        speaks_for.push(words.of(|| match one == two {
            true => format!("the same date: {one}"),
            false => format!("dates that can be the same: {one} and {two}"),
        }));
        let precise = width(one) <= MONTH && width(two) <= MONTH && !self.series;
        let common = place.is_some() || people > 0;
        let sure = if precise { subject.sure } else { subject.sure && common && width(one).min(width(two)) <= MONTH };
        let visit = !subject.sure && precise && place.is_some();
        let inside = self.document == other.document;
        if ordinal.is_some() && subject.sure || sure && (precise || !inside) || visit {
            return verdict(speaks_for, against);
        }
        let met = !subject.sure && precise && self.kind == kinds::VISIT;
        if !(subject.sure && common || met) || inside {
            return Verdict::No;
        }
        against.push(match met {
            true => "no place is said: there may be more than one".to_string(),
            false => "only a year, or several at once: there may be more than one".to_string(),
        });
        Verdict::Proposed { speaks_for, against, conflict: false }
    }

    fn absorb(&mut self, other: &Self) {
        self.mention = self.mention.clone().min(other.mention.clone());
        self.forum = self.forum.take().or_else(|| other.forum.clone());
        self.forum_name = self.forum_name.take().or_else(|| other.forum_name.clone());
        self.names.extend(other.names.iter().cloned());
        self.ordinals.extend(other.ordinals.iter().cloned());
        self.dates.extend(other.dates.iter().cloned());
        self.places.extend(other.places.iter().cloned());
        self.parties.extend(other.parties.iter().cloned());
        self.series |= other.series;
        self.beside.extend(other.beside.iter().cloned());
        self.mentions.extend(other.mentions.iter().cloned());
    }
}

fn verdict(speaks_for: Vec<String>, against: Vec<String>) -> Verdict {
    if against.is_empty() {
        Verdict::Made { speaks_for, by_name: false }
    } else {
        Verdict::Proposed { speaks_for, against, conflict: true }
    }
}
