//! Whose names readers are not told, which places, and how the words that hold them are covered.
//!
//! The main type is [`Withheld`]. A person who is left out is gone with all that is said of them; of one given by role, every
//! name becomes the role, and where the name stands in a source's words it is shown as [`COVERED`]. Of where something was done to
//! people readers learn no more than the township ([`crate::places`]); the rest is [`UNPLACED`] wherever it stands. Why claims are
//! changed before anything is resolved or reasoned over: a name that is not in what follows cannot come out of it.

use crate::accepted::accepted;
use crate::assemble::Built;
use crate::naming::{Naming, Namings};
use crate::places::{self, Places};
use crate::protected::Protected;
use crate::snapshot::Texts;
use crate::words::Index;
use rollcall_model::claim::{Anchor, Claim, State, Value, Voice};
use rollcall_model::id::MentionId;
use rollcall_model::layer::{CodePoints, Span};
use rollcall_model::ontology::kinds;
use rollcall_model::source::Source;
use rollcall_model::view::Claims;
use rollcall_names::Spotter;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// What stands for a name that is not told.
pub const COVERED: &str = "[name withheld]";

/// What stands for a place that is not told.
pub const UNPLACED: &str = "[place withheld]";

/// What a person is called of whom no rank and no post may go out either.
const SOMEBODY: &str = "A person who is not named";

/// What stands for words that somebody took back, where they are a part of what others rest on.
pub const TAKEN_BACK: &str = "[words taken back]";

/// A stretch of a text that is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Gap {
    /// Its code points.
    pub span: Span,
    /// What it hides.
    pub hides: Hides,
}

/// What a stretch hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Hides {
    /// Words that were taken back, which are covered where the whole of them is shown.
    TakenBack,
    /// The name of a person, which is covered wherever it stands.
    Name,
    /// A place, which is covered wherever it stands.
    Place,
}

impl Hides {
    /// What readers see in its place.
    fn mark(self) -> &'static str {
        match self {
            Self::TakenBack => TAKEN_BACK,
            Self::Name => COVERED,
            Self::Place => UNPLACED,
        }
    }
}

/// Whose names readers are not told.
#[derive(Debug)]
pub struct Withheld {
    /// Where claims stand that were taken back, by source and in order.
    taken: BTreeMap<String, Vec<Gap>>,
    /// Mentions of people of whom nothing goes out.
    gone: BTreeSet<MentionId>,
    /// Those of them whom nobody may learn to exist: they are in no count either.
    protected: BTreeSet<MentionId>,
    /// What people are called who are given by role, by each mention of theirs.
    roles: BTreeMap<MentionId, String>,
    /// What readers see in place of a path that holds a name.
    paths: BTreeMap<String, String>,
    /// Where alleged abuses were, as far as readers are told.
    places: Places,
    cover: Arc<Cover>,
}

/// Names, and where they stand in the texts that were asked for so far.
#[derive(Debug)]
struct Cover {
    names: Words,
    /// How many of the spotter's names are of people who are not named: the first ones. Then come places.
    people: usize,
    /// How many of them are withheld in all.
    count: usize,
    spotter: Spotter,
    /// Places with a number in them, in small letters: numbers are no names, so these are found as they are written.
    numbered: Vec<String>,
    gaps: Mutex<BTreeMap<String, Arc<Vec<Gap>>>>,
}

/// What is covered and what stays.
#[derive(Debug, Default, PartialEq, Eq)]
struct Words {
    /// Names of people that are not told.
    untold: BTreeSet<String>,
    /// Places that are not told.
    places: BTreeSet<String>,
    /// Names of people that are: where a told one is longer, it stays.
    told: BTreeSet<String>,
    /// Places that are, likewise.
    told_places: BTreeSet<String>,
}

impl Withheld {
    /// Of a case with its decisions; names are looked for anew only where they are others than before.
    pub fn of(built: &Built, before: Option<&Self>) -> Self {
        let (mut withheld, by_role) = Self::judged(built, before, Naming::is_named);
        withheld.taken = taken(built);
        withheld.paths = withheld.renamed(built);
        withheld.roles = withheld.called(built, &by_role);
        withheld
    }

    /// For a copy that is not published: people who are given by role are named there, and words that were taken back are
    /// shown. Who is left out or protected is not.
    pub fn in_confidence(built: &Built) -> Self {
        Self::judged(built, None, |naming| naming != Naming::LeftOut).0
    }

    /// Whose names are told and whose are not, and who is given by role.
    fn judged<'b>(
        built: &'b Built,
        before: Option<&Self>,
        is_told: impl Fn(Naming) -> bool,
    ) -> (Self, Vec<&'b [MentionId]>) {
        let namings = Namings::of(&built.attached.namings);
        let all = names(built);
        let (mut untold, mut told) = (BTreeSet::new(), BTreeSet::new());
        let (mut gone, mut protected, mut by_role) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for (_, members) in built.clusters.iter() {
            let own: Vec<&str> = members.iter().filter_map(|mention| all.get(mention)).flatten().copied().collect();
            if own.is_empty() {
                continue;
            }
            let secret = own.iter().any(|name| built.protected.is(name));
            let naming = namings.naming(members);
            let list = if is_told(naming) && !secret { &mut told } else { &mut untold };
            list.extend(own.into_iter().map(str::to_string));
            match naming {
                _ if secret => protected.extend(members.iter().cloned()),
                Naming::LeftOut => gone.extend(members.iter().cloned()),
                Naming::ByRole => by_role.push(members),
                _ => {}
            }
        }
        gone.extend(protected.iter().cloned());
        let places = places::of(built);
        let words = Words { untold, told, places: places.narrow.clone(), told_places: places.told.clone() };
        let cover = cover(words, &built.protected, before);
        let (taken, roles, paths) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        (Self { taken, gone, protected, roles, paths, places, cover }, by_role)
    }

    /// The path of a source as readers see it.
    pub fn path<'p>(&'p self, path: &'p str) -> &'p str {
        self.paths.get(path).map_or(path, String::as_str)
    }

    /// Paths that hold a name, by the path in the case; those that would be one are numbered.
    fn renamed(&self, built: &Built) -> BTreeMap<String, String> {
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        let mut renamed = BTreeMap::new();
        for source in built.inputs.sources.iter() {
            let shown = self.cover(&source.path);
            if shown != source.path {
                let number = taken.entry(shown.clone()).or_default();
                *number += 1;
                renamed.insert(source.path.clone(), if *number > 1 { format!("{shown} ({number})") } else { shown });
            }
        }
        renamed
    }

    /// What people are called who are given by role: by what accepted claims say most often.
    fn called(&self, built: &Built, people: &[&[MentionId]]) -> BTreeMap<MentionId, String> {
        let accepted = accepted(built, self);
        let held = held(&accepted);
        let mut called = BTreeMap::new();
        for members in people {
            let said = members.iter().filter_map(|mention| held.get(mention)).flatten();
            let role = best(said).map_or_else(|| SOMEBODY.to_string(), |role| format!("{}, not named", capital(role)));
            let role = self.cover(&role);
            called.extend(members.iter().map(|mention| (mention.clone(), role.clone())));
        }
        called
    }

    /// Whether another covers the same names and leaves out the same people.
    pub fn is_same(&self, other: &Self) -> bool {
        let same = self.gone == other.gone && self.taken == other.taken && self.places == other.places;
        Arc::ptr_eq(&self.cover, &other.cover) && same
    }

    /// Whether nothing goes out of whom a mention names.
    pub fn is_gone(&self, mention: &MentionId) -> bool {
        self.gone.contains(mention)
    }

    /// Whether anybody is left out.
    pub fn leaves_out_anybody(&self) -> bool {
        !self.gone.is_empty()
    }

    /// Whether there is anybody of whom nobody may learn.
    pub fn protects_anybody(&self) -> bool {
        !self.protected.is_empty()
    }

    /// Whether nobody may learn that whom a mention names exists.
    pub fn is_protected(&self, mention: &MentionId) -> bool {
        self.protected.contains(mention)
    }

    /// Whether a claim tells more of a person who is given by role than what they are called.
    pub fn tells(&self, claim: &Claim) -> bool {
        claim.kind == kinds::PERSON
            && claim.property != "name"
            && claim.property != "country"
            && self.roles.contains_key(&claim.mention)
    }

    /// A text of ours or of a source's description without the names.
    pub fn cover(&self, text: &str) -> String {
        let gaps = self.cover.spot(text);
        if gaps.is_empty() { text.to_string() } else { covered(&CodePoints::new(text), whole(text), &gaps) }
    }

    /// What of the text of a source is not shown, in order.
    pub fn gaps(&self, source: &str, texts: &Texts) -> Arc<Vec<Gap>> {
        let known = || self.cover.gaps.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known().get(source).cloned();
        let names = kept.unwrap_or_else(|| {
            let gaps = Arc::new(texts.get(source).map(|text| self.cover.spot(text)).unwrap_or_default());
            known().insert(source.to_string(), gaps.clone());
            gaps
        });
        match self.taken.get(source) {
            None => names,
            Some(taken) => {
                let mut all: Vec<Gap> = names.iter().chain(taken).copied().collect();
                all.sort();
                Arc::new(all)
            }
        }
    }

    /// A source as it may be described: without the names, also in its file's name.
    pub fn source(&self, source: &Source) -> Source {
        let mut source = source.clone();
        source.path = self.path(&source.path).to_string();
        let info = &mut source.info;
        let texts = [
            &mut info.title,
            &mut info.publisher,
            &mut info.author,
            &mut info.capture_note,
            &mut info.url,
            &mut info.archived_url,
            &mut info.controlled_by,
        ];
        for text in texts.into_iter().flatten() {
            *text = self.cover(text);
        }
        info.rests_on.iter_mut().for_each(|origin| *origin = self.cover(origin));
        for part in &mut info.parts {
            for text in [&mut part.title, &mut part.author, &mut part.number].into_iter().flatten() {
                *text = self.cover(text);
            }
        }
        source
    }

    /// Claims as they may go out: without the names. Those that were made so before, of people who are called the same, are
    /// taken over.
    pub fn mask(&self, claims: Vec<Arc<Claim>>, texts: &Texts, before: Option<(&Self, &Claims)>) -> Vec<Arc<Claim>> {
        let known = |claim: &Claim| {
            let (other, masked) = before?;
            let same = |mention: &MentionId| self.roles.get(mention) == other.roles.get(mention);
            let voices = claim.attributed_to.iter().filter_map(|voice| voice.mention.as_ref());
            masked.get(&claim.id).filter(|_| voices.chain([&claim.mention]).all(same))
        };
        let mut points: BTreeMap<String, CodePoints<'_>> = BTreeMap::new();
        let mut out: Vec<Arc<Claim>> = Vec::with_capacity(claims.len());
        for claim in claims {
            if let Some(known) = known(&claim) {
                out.push(known.claim.clone());
                continue;
            }
            let gaps = self.gaps(&claim.anchor.source, texts);
            if !gaps.is_empty() && !points.contains_key(&claim.anchor.source) {
                let text = texts.get(&claim.anchor.source).map_or("", String::as_str);
                points.insert(claim.anchor.source.clone(), CodePoints::new(text));
            }
            let text = points.get(&claim.anchor.source);
            out.push(self.mask_one(claim, text, &gaps));
        }
        out
    }

    fn mask_one(&self, claim: Arc<Claim>, text: Option<&CodePoints<'_>>, gaps: &[Gap]) -> Arc<Claim> {
        let value = self.value(&claim);
        let anchor = Some(self.anchor(&claim.anchor, text, gaps)).filter(|anchor| *anchor != *claim.anchor);
        let voices: Vec<Voice> = claim.attributed_to.iter().map(|voice| self.voice(voice)).collect();
        if value == claim.value && anchor.is_none() && voices == claim.attributed_to {
            return claim;
        }
        let anchor = anchor.map_or_else(|| claim.anchor.clone(), Arc::new);
        Arc::new(Claim { value, anchor, attributed_to: voices, ..Arc::unwrap_or_clone(claim) })
    }

    fn value(&self, claim: &Claim) -> Value {
        match (&claim.value, self.roles.get(&claim.mention)) {
            (Value::Text(_), Some(role)) if claim.property == "name" => Value::Text(role.clone()),
            (Value::Text(text), _) if places::is_place(claim) => {
                let wide = self.places.shown(&claim.mention, text);
                Value::Text(wide.map_or_else(|| UNPLACED.to_string(), |wide| self.cover(wide)))
            }
            (Value::Text(text), _) => Value::Text(self.cover(text)),
            (link, _) => link.clone(),
        }
    }

    fn anchor(&self, anchor: &Anchor, text: Option<&CodePoints<'_>>, gaps: &[Gap]) -> Anchor {
        let mut anchor = anchor.clone();
        anchor.source = self.path(&anchor.source).to_string();
        anchor.description = anchor.description.map(|seen| self.cover(&seen));
        if let Some(text) = text.filter(|_| anchor.seen().is_none()) {
            anchor.text = covered(text, anchor.span(), gaps);
        }
        anchor
    }

    fn voice(&self, voice: &Voice) -> Voice {
        let role = voice.mention.as_ref().and_then(|mention| self.roles.get(mention));
        let hidden = voice.mention.as_ref().is_some_and(|mention| self.gone.contains(mention));
        let name = match role {
            _ if hidden => COVERED.to_string(),
            Some(role) => role.clone(),
            None => self.cover(&voice.name),
        };
        Voice { name, ..voice.clone() }
    }
}

/// The names of people, by mention: those that nobody rejected.
fn names(built: &Built) -> BTreeMap<&MentionId, Vec<&str>> {
    let mut names: BTreeMap<&MentionId, Vec<&str>> = BTreeMap::new();
    for claim in Index::known(&built.all).of_kind(kinds::PERSON) {
        let is_name = ["name", "alias"].contains(&claim.property.as_str());
        if let Some(name) = claim.value.text().filter(|_| is_name && built.state(&claim.id).exists()) {
            names.entry(&claim.mention).or_default().push(name);
        }
    }
    names
}

/// Covers what is not told; a name that is told of somebody else too can hide nobody. A protected name is never told.
fn cover(mut words: Words, protected: &Protected, before: Option<&Withheld>) -> Arc<Cover> {
    words.untold.extend(protected.names().map(str::to_string));
    words.told.retain(|name| !protected.is(name));
    words.told_places.retain(|place| !protected.spotter().finds(place));
    match before {
        Some(before) if before.cover.names == words => before.cover.clone(),
        _ => Arc::new(Cover::new(words, protected)),
    }
}

impl Cover {
    fn new(names: Words, protected: &Protected) -> Self {
        let told = Spotter::new(names.told.iter().map(String::as_str));
        let hides = |name: &&str| protected.is(name) || !told.is(name);
        let untold: Vec<&str> = names.untold.iter().map(String::as_str).filter(hides).collect();
        let has_digit = |name: &&str| name.contains(|letter: char| letter.is_numeric());
        let (numbered, places): (Vec<&str>, Vec<&str>) = names.places.iter().map(String::as_str).partition(has_digit);
        let (people, count) = (untold.len(), untold.len() + places.len());
        let stay = names.told.iter().chain(&names.told_places).map(String::as_str);
        let spotter = Spotter::new(untold.into_iter().chain(places).chain(stay));
        let numbered = numbered.iter().map(|place| place.to_lowercase()).collect();
        Self { names, people, count, spotter, numbered, gaps: Mutex::default() }
    }

    /// Where withheld names and places stand, in order.
    fn spot(&self, text: &str) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = self.numbered.iter().flat_map(|place| written(text, place)).collect();
        if self.count > 0 {
            let found = self.spotter.spot(text).into_iter().filter(|(.., which)| *which < self.count);
            gaps.extend(found.map(|(start, end, which)| {
                let hides = if which < self.people { Hides::Name } else { Hides::Place };
                Gap { span: Span { start, end }, hides }
            }));
        }
        gaps.sort();
        gaps
    }
}

/// Where a place stands in a text just as it is written, in code points; capitals make no difference.
fn written(text: &str, place: &str) -> Vec<Gap> {
    // One code point for each of the text, so that places in it stay what they are.
    let small: String = text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect();
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let whole = |at: usize| !is_part(small[..at].chars().next_back()) && !is_part(small[at + place.len()..].chars().next());
    let starts = small.match_indices(place).map(|(at, _)| at).filter(|at| whole(*at));
    let points = |at: usize| small[..at].chars().count();
    starts.map(|at| Gap { span: Span { start: points(at), end: points(at + place.len()) }, hides: Hides::Place }).collect()
}

/// A stretch of a text without what is not shown.
pub fn covered(text: &CodePoints<'_>, span: Span, gaps: &[Gap]) -> String {
    let slice = |start: usize, end: usize| text.slice(Span { start, end }).unwrap_or_default();
    let applies = |gap: &&Gap| match gap.hides {
        Hides::TakenBack => gap.span.start >= span.start && gap.span.end <= span.end,
        _ => gap.span.end > span.start && gap.span.start < span.end,
    };
    let (mut out, mut at) = (String::new(), span.start);
    for gap in gaps.iter().filter(applies).filter(|gap| gap.span.start < gap.span.end) {
        if gap.span.end > at {
            out += slice(at, gap.span.start.max(at));
            let mark = gap.hides.mark();
            // Several claims on overlapping words are one gap for readers.
            if gap.hides == Hides::Name || gap.span.start > at || !out.ends_with(mark) {
                out += mark;
            }
            at = gap.span.end.min(span.end);
        }
    }
    out + slice(at, span.end.max(at))
}

/// Where claims stand that were accepted once and taken back.
fn taken(built: &Built) -> BTreeMap<String, Vec<Gap>> {
    let mut taken: BTreeMap<String, Vec<Gap>> = BTreeMap::new();
    for (id, state) in &built.attached.claims {
        if let Some(stated) = built.private.claims.get(id).filter(|_| *state == State::Retracted) {
            let anchor = &stated.claim.anchor;
            taken.entry(anchor.source.clone()).or_default().push(Gap { span: anchor.span(), hides: Hides::TakenBack });
        }
    }
    for gaps in taken.values_mut() {
        gaps.sort();
        gaps.dedup();
    }
    taken
}

fn whole(text: &str) -> Span {
    Span { start: 0, end: text.chars().count() }
}

/// Ranks and posts that accepted claims give people, by the mention of the person.
fn held(claims: &[Arc<Claim>]) -> BTreeMap<&MentionId, Vec<&str>> {
    let holds = |claim: &&Arc<Claim>| {
        (claim.kind == kinds::TENURE && claim.property == "person")
            || (claim.kind == kinds::PARTICIPATION && claim.property == "party")
    };
    let held: BTreeMap<&MentionId, &MentionId> =
        claims.iter().filter(holds).filter_map(|claim| Some((&claim.mention, claim.value.link()?))).collect();
    let mut roles: BTreeMap<&MentionId, Vec<&str>> = BTreeMap::new();
    for claim in claims.iter().filter(|claim| ["rank", "post"].contains(&claim.property.as_str())) {
        if let (Some(person), Some(said)) = (held.get(&claim.mention), claim.value.text()) {
            roles.entry(person).or_default().push(said);
        }
    }
    roles
}

/// The one that is said most often, of these the first in the alphabet.
fn best<'a>(said: impl Iterator<Item = &'a &'a str>) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    said.for_each(|said| *counts.entry(*said).or_default() += 1);
    counts.into_iter().max_by_key(|(said, count)| (*count, std::cmp::Reverse(*said))).map(|(said, _)| said)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_covered_wherever_a_stretch_begins_or_ends() {
        let text = CodePoints::new("ab Xena Quill cd Xena Quill ef");
        let gap = |start, end| Gap { span: Span { start, end }, hides: Hides::Name };
        let places = [gap(3, 13), gap(17, 27)];
        let cover = |start, end| covered(&text, Span { start, end }, &places);
        assert_eq!(cover(0, 30), "ab [name withheld] cd [name withheld] ef");
        assert_eq!(cover(5, 15), "[name withheld] c", "a name that is cut is covered whole");
        assert_eq!(cover(0, 8), "ab [name withheld]");
        assert_eq!(cover(5, 9), "[name withheld]");
        assert_eq!(cover(13, 17), " cd ");
        assert_eq!(cover(27, 30), " ef");
    }

    #[test]
    fn words_that_were_taken_back_are_covered_where_all_of_them_are_shown() {
        let text = CodePoints::new("On 4 June Ghana came to Accra again");
        let gaps = [Gap { span: Span { start: 10, end: 29 }, hides: Hides::TakenBack }];
        let cover = |start, end| covered(&text, Span { start, end }, &gaps);
        assert_eq!(cover(0, 35), "On 4 June [words taken back] again");
        assert_eq!(cover(10, 29), "[words taken back]");
        assert_eq!(cover(10, 15), "Ghana", "a claim on a part of them has words of its own");
        let inner = Gap { span: Span { start: 10, end: 20 }, hides: Hides::TakenBack };
        assert_eq!(covered(&text, Span { start: 0, end: 35 }, &[inner, gaps[0]]), "On 4 June [words taken back] again");
        let both = [Gap { span: Span { start: 10, end: 15 }, hides: Hides::Name }, gaps[0]];
        assert_eq!(covered(&text, Span { start: 0, end: 35 }, &both), "On 4 June [name withheld][words taken back] again");
    }

    #[test]
    fn a_place_with_a_number_is_covered_as_it_is_written() {
        let gaps = written("In WARD 5 and ward 55, near ward 5.", "ward 5");
        assert_eq!(gaps.iter().map(|gap| gap.span.start).collect::<Vec<_>>(), [3, 28]);
        let names = Words { places: ["Low Fenwick", "Ward 5"].map(String::from).into(), ..Words::default() };
        let cover = Cover::new(names, &Protected::default());
        let text = CodePoints::new("Low Fenwick, ward 5, was shelled");
        assert_eq!(
            covered(&text, Span { start: 0, end: 32 }, &cover.spot("Low Fenwick, ward 5, was shelled")),
            "[place withheld], [place withheld], was shelled"
        );
    }

    #[test]
    fn the_role_that_is_said_most_often_is_taken() {
        assert_eq!(best(["major", "colonel", "colonel"].iter()), Some("colonel"));
        assert_eq!(best(["major", "colonel"].iter()), Some("colonel"));
        assert_eq!(best([].iter()), None);
    }
}
