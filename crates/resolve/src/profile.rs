//! What one document says of one party. The main type is [`PartyProfile`].
//!
//! A profile holds whatever tells one party from another, ready to be compared, and nothing else: a block of profiles
//! is the key of its own result, so what is not in it cannot have changed the result.

use crate::book::Book;
use crate::engagement::dates;
use crate::group::Words;
use crate::mention::{Mention, Mentions};
use crate::person::is_full_name;
use crate::sides::{self, Opposed, SidesSaid, Wholes, names_of, told_apart};
use rollcall_model::date::{Day, Edtf};
use rollcall_model::id::MentionId;
use rollcall_model::ontology::{Kind, kinds};
use rollcall_names::{is_twin, normalize};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A body to which the case gives more people than this is too large to tell two of one name apart.
pub(crate) const MAX_OF_ONE_BODY: usize = 40;

/// What one document says of one party, as far as it helps to tell who that is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyProfile {
    /// The least of its mentions in the document.
    pub mention: MentionId,
    /// Its kind.
    pub kind: Kind,
    /// The document's path; of a sum, that of the first.
    pub document: String,
    /// The documents that a sum speaks for.
    pub documents: BTreeSet<String>,
    /// Its names as written, each with what is asked of it again and again.
    pub names: BTreeMap<String, Spelt>,
    /// The name under which the case or a word pack lists it.
    pub listed: Option<String>,
    /// Countries, ISO 3166-1 alpha-2.
    pub countries: BTreeSet<String>,
    /// Ranks, normalised.
    pub ranks: BTreeSet<String>,
    /// Ranks with the day on which each was held, where a day is said.
    pub ranks_on: BTreeSet<RankOn>,
    /// Posts.
    pub posts: BTreeSet<PostHeld>,
    /// Units and bodies in which it holds a rank or post, normalised; without those that half the case is in.
    pub bodies: BTreeSet<String>,
    /// Engagements in which it took part, each as body or name and first day.
    pub present: BTreeSet<String>,
    /// Dates of birth.
    pub births: BTreeSet<String>,
    /// Numbers that lists of people or companies give it.
    pub numbers: BTreeSet<String>,
    /// Names of bodies that stand against those that it is, or is part of.
    pub opposed: BTreeSet<String>,
    /// Names of what it is or is part of: bodies, and the bodies that these are part of.
    pub belongs: BTreeSet<String>,
    /// For documents and alleged abuses: dates and places that must agree.
    pub marks: BTreeSet<String>,
    /// What a merge might hand to somebody else: measures, alleged abuses, commands, posts, in plain words. Of this
    /// document alone: see [`crate::weigh`] for what comes round by others.
    pub heavy: BTreeSet<String>,
}

/// A name, for comparing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spelt {
    /// Normalised.
    pub normal: String,
    /// Whether it is more than one word.
    pub is_full: bool,
}

impl Spelt {
    pub(crate) fn of(name: &str) -> Self {
        let normal = normalize(name);
        Self { is_full: is_full_name(name, &normal), normal }
    }
}

/// A rank on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RankOn {
    /// The day.
    pub day: Day,
    /// Its place on the ladder, where the case's words have it.
    pub order: Option<u32>,
    /// The rank, normalised.
    pub rank: String,
}

/// A post as a document gives it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PostHeld {
    /// What it is called, normalised.
    pub post: String,
    /// The bodies in which it is held, normalised.
    pub bodies: BTreeSet<String>,
    /// When (EDTF); empty where nothing is said.
    pub dates: BTreeSet<String>,
}

/// What links say of parties: ranks, posts, bodies, and what weighs.
pub(crate) struct About<'a> {
    all: &'a Mentions<'a>,
    book: &'a Book,
    links: BTreeMap<&'a MentionId, Vec<&'a Mention<'a>>>,
    wholes: Wholes<'a>,
    around: &'a Around,
}

/// What one file adds to what all files together say of bodies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Shares {
    /// Names of people by the body, normalised, in which they hold something.
    pub members: BTreeMap<String, BTreeSet<String>>,
    /// Which bodies stand against each other.
    pub sides: SidesSaid,
}

impl Shares {
    pub fn of(all: &Mentions<'_>, book: &Book) -> Self {
        let mut shares = Self { sides: SidesSaid::of(all, book), ..Self::default() };
        for mention in all.values().filter(|mention| mention.kind == kinds::TENURE) {
            let people: BTreeSet<String> =
                mention.links("person").into_iter().flat_map(|person| names_of(person, all, book)).collect();
            for body in mention.links("body").into_iter().flat_map(|body| told_apart(body, all, book)) {
                shares.members.entry(body).or_default().extend(people.iter().cloned());
            }
        }
        shares
    }
}

/// What all files together say of bodies, as far as it bears on who is who.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Around {
    /// Bodies, normalised, that are too large to tell anybody from anybody.
    pub crowds: BTreeSet<String>,
    /// Which bodies stand against which.
    pub opposed: Opposed,
}

impl Around {
    pub fn of<'s>(shares: impl Iterator<Item = &'s Shares> + Clone) -> Self {
        let mut members: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        for (body, people) in shares.clone().flat_map(|shares| &shares.members) {
            members.entry(body).or_default().extend(people);
        }
        let crowds = members.into_iter().filter(|(_, people)| people.len() > MAX_OF_ONE_BODY);
        Self {
            crowds: crowds.map(|(body, _)| body.clone()).collect(),
            opposed: sides::opposed(shares.map(|shares| &shares.sides)),
        }
    }
}

/// The property by which a link points at the party that it says something of.
fn end_of(kind: Kind) -> Option<&'static str> {
    match kind {
        kinds::TENURE => Some("person"),
        kinds::PARTICIPATION | kinds::FORUM_ROLE | kinds::PERPETRATION => Some("party"),
        kinds::MEASURE | kinds::SANCTION | kinds::DESIGNATION => Some("target"),
        kinds::COMMANDS => Some("commander"),
        _ => None,
    }
}

/// What a link would hand to whoever its party is taken for, in plain words: a measure, an alleged abuse, a command, a
/// post.
pub(crate) fn weight(link: &Mention<'_>) -> Option<String> {
    let heavy = [kinds::MEASURE, kinds::SANCTION, kinds::DESIGNATION, kinds::PERPETRATION, kinds::COMMANDS];
    let post = || link.texts("post").first().map(|post| format!("post `{post}`"));
    if heavy.contains(&link.kind) { Some(link.kind.info().plain.clone()) } else { post() }
}

/// The parties that a link hands something to.
pub(crate) fn bearers<'a>(link: &Mention<'a>) -> BTreeSet<&'a MentionId> {
    end_of(link.kind).map(|end| link.links(end)).unwrap_or_default()
}

impl<'a> About<'a> {
    /// Over the mentions of one file.
    pub fn new(all: &'a Mentions<'a>, book: &'a Book, around: &'a Around) -> Self {
        let mut links: BTreeMap<&MentionId, Vec<&Mention<'_>>> = BTreeMap::new();
        for mention in all.values() {
            for end in bearers(mention) {
                links.entry(end).or_default().push(mention);
            }
        }
        Self { all, book, links, wholes: Wholes::of(all), around }
    }

    /// What a mention's own document says of it.
    pub fn profile(&self, mention: &'a Mention<'a>) -> PartyProfile {
        let kind = mention.kind;
        let (own, other) = mention.names();
        let twin = |name: &&str| own.iter().any(|own| is_twin(own, name));
        let names = own.iter().copied().chain(other.into_iter().filter(|name| !twin(name)));
        let names: BTreeMap<String, Spelt> = names.map(|name| (name.to_string(), Spelt::of(name))).collect();
        let found: BTreeSet<&str> =
            names.keys().filter_map(|name| self.book.find(name, kind)).map(|listed| listed.name.as_str()).collect();
        let listed = if found.len() == 1 { found.first().map(|name| (*name).to_string()) } else { None };
        let mut countries: BTreeSet<String> = mention.texts("country").into_iter().map(str::to_string).collect();
        if kind == kinds::STATE {
            countries.extend(codes(mention, self.book));
        }
        let mut profile = PartyProfile {
            mention: mention.id.clone(),
            kind,
            document: mention.document.to_string(),
            documents: BTreeSet::from([mention.document.to_string()]),
            names,
            listed,
            countries,
            ranks: BTreeSet::new(),
            ranks_on: BTreeSet::new(),
            posts: BTreeSet::new(),
            bodies: BTreeSet::new(),
            present: BTreeSet::new(),
            births: mention.texts("birthDate").into_iter().map(str::to_string).collect(),
            numbers: normal(mention, "idNumber"),
            opposed: BTreeSet::new(),
            belongs: if kind == kinds::PERSON { BTreeSet::new() } else { self.belongs(mention.id) },
            marks: marks(mention),
            heavy: BTreeSet::new(),
        };
        for link in self.links.get(mention.id).into_iter().flatten() {
            self.take_in(&mut profile, link);
        }
        profile.opposed = sides::against(&self.around.opposed, &profile.belongs);
        profile
    }

    fn belongs(&self, body: &'a MentionId) -> BTreeSet<String> {
        self.wholes.belongs(body, self.all, self.book)
    }

    fn take_in(&self, profile: &mut PartyProfile, link: &Mention<'a>) {
        profile.heavy.extend(weight(link).filter(|_| profile.kind == kinds::PERSON));
        let forms = link.texts("rankForm");
        let ranks: Vec<&str> = if forms.is_empty() { link.texts("rank") } else { forms }.into_iter().collect();
        let dates = self.dates_of(link);
        for day in dates.iter().filter_map(|date| Edtf::parse(date).ok()?.single_day()) {
            let on = |rank: &&str| RankOn { day, order: self.book.rung(rank), rank: normalize(rank) };
            profile.ranks_on.extend(ranks.iter().map(on));
        }
        profile.ranks.extend(ranks.into_iter().map(normalize));
        let within: BTreeSet<String> =
            link.links("body").into_iter().flat_map(|body| told_apart(body, self.all, self.book)).collect();
        let held = |post: &str| PostHeld { post: normalize(post), bodies: within.clone(), dates: dates.clone() };
        profile.posts.extend(link.texts("post").into_iter().map(held));
        if link.kind == kinds::TENURE {
            profile.bodies.extend(within.iter().filter(|body| !self.around.crowds.contains(*body)).cloned());
        }
        if profile.kind == kinds::PERSON {
            let bodies = link.links("body").into_iter().chain(link.links("actedFor"));
            profile.belongs.extend(bodies.flat_map(|body| self.belongs(body)));
        }
        if link.kind == kinds::PARTICIPATION {
            profile.present.extend(self.presence(link));
        }
    }

    /// When a link is so: its own dates, else those of the engagement that it is part of.
    fn dates_of(&self, link: &Mention<'_>) -> BTreeSet<String> {
        let mut found: BTreeSet<String> = dates(link).iter().map(Edtf::to_string).collect();
        found.extend(link.texts("seenDate").into_iter().map(str::to_string));
        if found.is_empty() {
            found.extend(
                link.links("engagement")
                    .into_iter()
                    .filter_map(|id| self.all.get(id))
                    .flat_map(dates)
                    .map(|date| date.to_string()),
            );
        }
        found
    }

    /// The engagements of a link, each by its body or name and its first day.
    fn presence(&self, link: &Mention<'_>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for engagement in link.links("engagement").into_iter().filter_map(|id| self.all.get(id)) {
            let forums = engagement.links("forum").into_iter().flat_map(|forum| names_of(forum, self.all, self.book));
            let subjects: BTreeSet<String> = forums.chain(engagement.names().0.into_iter().map(normalize)).collect();
            for first in dates(engagement).iter().filter_map(first_day) {
                found.extend(
                    subjects.iter().filter(|subject| !subject.is_empty()).map(|subject| format!("{subject}, {first}")),
                );
            }
        }
        found
    }
}

/// The first day of a date, where that is one known day.
fn first_day(date: &Edtf) -> Option<Day> {
    date.earliest_start().filter(|day| !date.is_vague() && date.latest_start() == Some(*day))
}

fn normal(mention: &Mention<'_>, property: &str) -> BTreeSet<String> {
    mention.texts(property).into_iter().map(normalize).filter(|text| !text.is_empty()).collect()
}

/// Dates and places by which alleged abuses and documents of one name differ.
pub(crate) fn marks(mention: &Mention<'_>) -> BTreeSet<String> {
    let properties: &[&str] = match mention.kind {
        kinds::ABUSE => &["what", "place", "date", "startDate"],
        kinds::PUBLICATION => &["date"],
        _ => &[],
    };
    properties.iter().flat_map(|property| mention.texts(property)).map(normalize).collect()
}

/// The codes of a state: as said, and as listed under its name.
pub(crate) fn codes(mention: &Mention<'_>, book: &Book) -> BTreeSet<String> {
    let said = mention.texts("iso").into_iter().chain(mention.texts("country")).map(str::to_string);
    let listed = mention.names().0.into_iter().filter_map(|name| book.find(name, kinds::STATE));
    let listed = listed.filter(|listed| listed.kind == Some(kinds::STATE)).filter_map(|listed| listed.country.clone());
    said.chain(listed).collect()
}

impl PartyProfile {
    /// Whether it has no name of two words or more.
    pub(crate) fn only_single(&self) -> bool {
        !self.names.values().any(|spelt| spelt.is_full)
    }

    /// What contradicts their being one, in words.
    pub(crate) fn conflicts(&self, other: &Self, words: Words) -> Vec<String> {
        let apart = |what: &str, ours: &BTreeSet<String>, theirs: &BTreeSet<String>| {
            let differ = !ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(theirs);
            differ.then(|| words.of(|| format!("{what}: {} and {}", list(ours), list(theirs))))
        };
        let mut found = Vec::new();
        found.extend(apart("of different countries", &self.countries, &other.countries));
        found.extend(apart("different dates or places", &self.marks, &other.marks));
        let births = || format!("different dates of birth: {} and {}", list(&self.births), list(&other.births));
        found.extend(self.births_differ(other).then(|| words.of(births)));
        found.extend(self.stands_against(other, words).or_else(|| other.stands_against(self, words)));
        found
    }

    /// Whether no date of birth of one can be one of the other's.
    pub(crate) fn births_differ(&self, other: &Self) -> bool {
        let can = |one: &String| {
            other.births.iter().any(|two| match (Edtf::parse(one), Edtf::parse(two)) {
                (Ok(one), Ok(two)) => one.can_be_same(&two),
                _ => one == two,
            })
        };
        !self.births.is_empty() && !other.births.is_empty() && !self.births.iter().any(can)
    }

    fn stands_against(&self, other: &Self, words: Words) -> Option<String> {
        let body = self.opposed.intersection(&other.belongs).next()?;
        Some(words.of(|| format!("on two sides: one is of `{body}`, the other of a body that stands against it")))
    }

    pub(crate) fn absorb_all(&mut self, other: &Self) {
        if other.mention < self.mention {
            self.mention = other.mention.clone();
            self.kind = other.kind;
        }
        self.documents.extend(other.documents.iter().cloned());
        self.names.extend(other.names.iter().map(|(name, spelt)| (name.clone(), spelt.clone())));
        self.listed = self.listed.take().or_else(|| other.listed.clone());
        self.countries.extend(other.countries.iter().cloned());
        self.ranks.extend(other.ranks.iter().cloned());
        self.ranks_on.extend(other.ranks_on.iter().cloned());
        self.posts.extend(other.posts.iter().cloned());
        self.bodies.extend(other.bodies.iter().cloned());
        self.present.extend(other.present.iter().cloned());
        self.births.extend(other.births.iter().cloned());
        self.numbers.extend(other.numbers.iter().cloned());
        self.opposed.extend(other.opposed.iter().cloned());
        self.belongs.extend(other.belongs.iter().cloned());
        self.marks.extend(other.marks.iter().cloned());
        self.heavy.extend(other.heavy.iter().cloned());
    }
}

fn list(set: &BTreeSet<String>) -> String {
    set.iter().cloned().collect::<Vec<_>>().join(", ")
}
