//! Where alleged abuses were, as far as readers are told: to the township, and beyond that what a person lets out.
//!
//! The main type is [`Places`]. A place is what a source calls it, so nothing is looked up: [`crate::areas`] says which parts of its
//! words are wide, and what is not is withheld. A person may let out more of the words with a line of its own
//! (`decide accept ABUSE --kind Place --value WORDS`). Why by default: whoever lived through it may be one of few who live there.

use crate::areas::Areas;
use crate::assemble::Built;
use crate::words::Index;
use rollcall_model::claim::{Claim, State};
use rollcall_model::decision::{Decision, Verb};
use rollcall_model::entity::Entity;
use rollcall_model::id::{EntityId, MentionId};
use rollcall_model::ontology::kinds;
use rollcall_model::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// How the kind of a line about a place begins.
pub const PLACE: &str = "Place";

/// What readers are told of places, and what is covered.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// What is told of a place, by mention and by its words in the source; nothing where all of it is withheld.
    shown: BTreeMap<MentionId, BTreeMap<String, Option<String>>>,
    /// What is covered wherever it stands.
    pub narrow: BTreeSet<String>,
    /// What is told: where a part of it would be covered, it stays.
    pub told: BTreeSet<String>,
}

impl Places {
    /// What readers are told of a place.
    pub fn shown(&self, mention: &MentionId, place: &str) -> Option<&str> {
        self.shown.get(mention)?.get(place)?.as_deref()
    }
}

/// Whether a claim says where an alleged abuse was.
pub fn is_place(claim: &Claim) -> bool {
    claim.kind == kinds::ABUSE && claim.property == "place"
}

/// Whether a line says how much of a place may go out.
pub fn is_placing(line: &Decision) -> bool {
    line.verb == Verb::Accept && line.claim.kind.starts_with(PLACE)
}

/// The places of a case with its decisions.
pub fn of(built: &Built) -> Places {
    let areas = &built.inputs.areas;
    let decided = decided(built);
    let (mut places, mut let_out) = (Places::default(), BTreeSet::new());
    for claim in Index::known(&built.all).of_kind(kinds::ABUSE).filter(|claim| is_of_abuse(built, claim)) {
        let Some(text) = claim.value.text() else { continue };
        places.narrow.extend(areas.narrow_in_prose(&claim.anchor.text));
        if !is_place(claim) {
            places.narrow.extend(areas.narrow_in_prose(text));
            continue;
        }
        let words = decided.get(&claim.mention).copied().filter(|words| text.contains(words));
        places.narrow.extend(areas.narrow(text));
        places.told.extend(areas.wide_parts(words.unwrap_or(text)).into_iter().map(str::to_string));
        let_out.extend(words.into_iter().flat_map(|words| areas.narrow(words)));
        let shown = words.map(str::to_string).or_else(|| areas.wide(text));
        places.shown.entry(claim.mention.clone()).or_default().insert(text.to_string(), shown);
    }
    // What also is the name of a body would take that body out of every sentence.
    let bodies = if places.narrow.is_empty() { BTreeSet::new() } else { names_of_bodies(built) };
    places.narrow.retain(|name| !let_out.contains(name) && !bodies.contains(&name.to_lowercase()));
    places.told.extend(let_out);
    places
}

/// Whether something is said of an alleged abuse that nobody rejected: what was taken back still tells where it was.
fn is_of_abuse(built: &Built, claim: &Claim) -> bool {
    claim.kind == kinds::ABUSE && built.state(&claim.id) != State::Rejected
}

/// What people let out, by mention: the last word on any mention of an abuse counts.
fn decided(built: &Built) -> BTreeMap<&MentionId, &str> {
    let mut decided = BTreeMap::new();
    for (mention, words) in &built.attached.places {
        let members = built.clusters.entity(mention).map(|id| built.clusters.members(id));
        for member in members.unwrap_or(std::slice::from_ref(mention)) {
            decided.insert(member, words.as_str());
        }
    }
    decided
}

/// Names of bodies in small letters.
fn names_of_bodies(built: &Built) -> BTreeSet<String> {
    let names = built.all_claims().filter(|claim| {
        let is_body = claim.kind.is_party() && claim.kind != kinds::PERSON;
        is_body && ["name", "alias"].contains(&claim.property.as_str()) && built.state(&claim.id).exists()
    });
    names.filter_map(|claim| claim.value.text()).map(str::to_lowercase).collect()
}

/// A place of an alleged abuse, for whoever decides what may go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// What a source calls it.
    pub place: String,
    /// What readers would see of that.
    pub shown: Option<String>,
}

impl Built {
    /// Where an alleged abuse was, by every source that says so, and what readers would see of it.
    pub fn placed(&self, abuse: &Entity) -> Vec<Placed> {
        let places = of(self);
        let mut placed: Vec<Placed> = Vec::new();
        for (place, shown) in abuse.mentions.iter().filter_map(|mention| places.shown.get(mention)).flatten() {
            placed.push(Placed { place: place.clone(), shown: shown.clone() });
        }
        placed.sort_by(|a, b| a.place.cmp(&b.place));
        placed.dedup();
        placed
    }
}

/// Whether what a person lets out stands in a place of every abuse that they name.
///
/// # Errors
/// When a target is no alleged abuse, nothing is let out, or no source gives the words as its place.
pub(crate) fn check(built: &Built, targets: &[String], words: Option<&str>) -> Result<(), Vec<Problem>> {
    let problem = |code: &str, message: String, hint: &str| Err(vec![Problem::new("decide", code, message).hint(hint)]);
    if targets.is_empty() {
        return problem("no-target", "no alleged abuse is named".into(), "name it by its id");
    }
    let Some(words) = words.filter(|words| !words.trim().is_empty()) else {
        let hint = "give with `--value` the words of the place that may go out; `undo` takes them back";
        return problem("no-place", "what may go out is not said".into(), hint);
    };
    for id in targets {
        let entity = EntityId::parse(id).and_then(|id| built.private().entities.get(&id));
        let Some(abuse) = entity.filter(|entity| entity.kind == kinds::ABUSE) else {
            let hint = "`rollcall facts CASE --kind Abuse --json` lists their ids";
            return problem("unknown-id", format!("`{id}` is no alleged abuse of this case"), hint);
        };
        if !built.placed(abuse).iter().any(|placed| placed.place.contains(words)) {
            let places: Vec<String> = built.placed(abuse).into_iter().map(|placed| format!("`{}`", placed.place)).collect();
            let message = format!("no source gives `{words}` as its place");
            return problem("no-place", message, &format!("copy them exactly from {}", places.join(", ")));
        }
    }
    Ok(())
}

/// The areas that a case's word packs and parties give.
pub(crate) fn areas(lexicon: &rollcall_lexicon::Lexicon, settings: &crate::settings::Settings) -> Areas {
    Areas::new(lexicon, crate::areas::states(settings))
}
