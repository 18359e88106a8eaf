//! The answers to questions about a case, once for the command line and for `/api`.
//!
//! The main functions are [`roll`], [`facts`] and [`findings`]; each takes what was asked for as data and gives the lines in
//! the order of the view. They speak to the owner of the case: every state is shown, and said.

use rollcall_case::Case;
use rollcall_model::claim::{Anchor, Basis, State};
use rollcall_model::date::{Answer, Edtf};
use rollcall_model::entity::{Entity, EntityValue};
use rollcall_model::finding::{Finding, RuleClass};
use rollcall_model::id::EntityId;
use rollcall_model::ontology::{Kind, Ontology, ROLES, STATUSES};
use rollcall_model::problem::{Problem, nearest};
use rollcall_model::roll::RollRow;
use rollcall_model::view::View;
pub use rollcall_store::HitKind;
use rollcall_store::{Hit, Store};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All states of a claim.
pub(crate) const STATES: [State; 6] =
    [State::Proposed, State::Accepted, State::Rejected, State::Disputed, State::Retracted, State::NeedsAnotherLook];

/// Which rows of the roll are asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RollQuery {
    /// A name or id of the participant, or of the one acted for.
    pub who: Option<String>,
    /// A name or id of the body that met.
    pub body: Option<String>,
    /// Only what may have been on or after this date.
    pub from: Option<String>,
    /// Only what may have been on or before this date.
    pub to: Option<String>,
    /// A role.
    pub role: Option<String>,
    /// A state, or `all`.
    pub state: Option<String>,
    /// Also rows that a rule gives.
    pub likely: bool,
    /// A status of the engagement, or `all`.
    pub status: Option<String>,
}

/// The rows that are asked for.
///
/// # Errors
/// An argument that is no date, role, state or status.
pub fn roll<'a>(view: &'a dyn View, query: &RollQuery) -> Result<Vec<&'a RollRow>, Problem> {
    let from = query.from.as_deref().map(|text| date("--from", text)).transpose()?;
    let to = query.to.as_deref().map(|text| date("--to", text)).transpose()?;
    let one_of = |place: &str, word: &Option<String>, known: &[&str]| {
        word.as_deref().map_or(Ok(()), |word| one_of(place, word, known))
    };
    one_of("--role", &query.role, &ROLES)?;
    one_of("--status", &query.status, &[&STATUSES[..], &["all"]].concat())?;
    one_of("--state", &query.state, &[&STATES.map(State::as_str)[..], &["all"]].concat())?;
    let who = query.who.as_deref().map(|words| called(view, words, |kind| !kind.is_engagement() && !kind.is_link()));
    let body = query.body.as_deref().map(|words| called(view, words, |kind| kind.as_str() == "Forum"));
    let keep = |row: &&RollRow| {
        who.as_ref().is_none_or(|who| is_by(row, who, query.who.as_deref().unwrap_or_default()))
            && body.as_ref().is_none_or(|body| forum(view, row).is_some_and(|forum| body.contains(forum)))
            && query.role.as_deref().is_none_or(|role| row.role == role)
            && in_time(row.engagement.date.as_ref(), from.as_ref(), to.as_ref())
            && shown(row, query)
    };
    Ok(view.roll().iter().map(AsRef::as_ref).filter(keep).collect())
}

/// Whether a row's basis, status and state are asked for.
fn shown(row: &RollRow, query: &RollQuery) -> bool {
    let all = query.status.as_deref() == Some("all");
    let basis = row.basis != Basis::Rule || query.likely;
    let status = match query.status.as_deref() {
        Some("all") => true,
        Some(status) => row.engagement.status == status,
        None => matches!(row.engagement.status.as_str(), "scheduled" | "held"),
    };
    let state = match query.state.as_deref() {
        Some("all") => true,
        Some(state) => row.state.as_str() == state,
        None => all || row.state.exists(),
    };
    basis && status && state
}

fn is_by(row: &RollRow, who: &BTreeSet<&EntityId>, words: &str) -> bool {
    let acts_for = row.acts_for.as_ref().is_some_and(|name| name.to_lowercase() == words.to_lowercase());
    who.contains(&row.participant.id) || acts_for
}

fn forum<'a>(view: &'a dyn View, row: &RollRow) -> Option<&'a EntityId> {
    view.entities().get(&row.engagement.id)?.linked("forum")
}

/// Whether a date can lie between two others; one that nobody knows cannot be found by time.
fn in_time(date: Option<&Edtf>, from: Option<&Edtf>, to: Option<&Edtf>) -> bool {
    if from.is_none() && to.is_none() {
        return true;
    }
    date.is_some_and(|date| {
        from.is_none_or(|from| date.before(from) != Answer::Certain) && to.is_none_or(|to| date.after(to) != Answer::Certain)
    })
}

/// The things that have this name or id; where none has it whole, those whose names hold it. An exact name goes first, since
/// one body's acronym often begins another's.
fn called<'a>(view: &'a dyn View, words: &str, kinds: impl Fn(Kind) -> bool) -> BTreeSet<&'a EntityId> {
    let wanted = words.to_lowercase();
    let named = |matches: &dyn Fn(&str) -> bool| -> BTreeSet<&'a EntityId> {
        let has = |entity: &Entity| names(entity).any(|name| matches(&name.to_lowercase()));
        view.entities().values().filter(|entity| kinds(entity.kind) && has(entity)).map(|entity| &entity.id).collect()
    };
    let exact = named(&|name| name == wanted);
    if exact.is_empty() { named(&|name| name.contains(&wanted)) } else { exact }
}

fn names(entity: &Entity) -> impl Iterator<Item = &str> {
    let more = ["name", "alias"].into_iter().flat_map(|property| entity.values(property)).map(|value| value.value.words());
    [entity.id.as_str(), entity.name.as_str()].into_iter().chain(more)
}

fn date(place: &str, text: &str) -> Result<Edtf, Problem> {
    Edtf::parse(text).map_err(|_| {
        Problem::new(place, "bad-date", format!("`{text}` is not a date"))
            .hint("write it as 2021, 2021-06, 2021-06-15 or 2021-06/2021-07")
    })
}

fn one_of(place: &str, word: &str, known: &[&str]) -> Result<(), Problem> {
    if known.contains(&word) {
        return Ok(());
    }
    let hint = match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", known.join(", ")),
    };
    Err(Problem::new(place, "unknown-word", format!("`{word}` is not known here")).hint(hint))
}

/// A thing of the case with all that is claimed of it.
#[derive(Debug, Clone, Serialize)]
pub struct Fact<'a> {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: &'a EntityId,
    /// Per property, the values: words, or the id and name of another thing.
    pub properties: BTreeMap<&'a str, Vec<&'a EntityValue>>,
    /// What people decided.
    pub state: State,
    /// The words that it rests on, sorted, each once.
    pub anchors: Vec<&'a Anchor>,
}

/// The things of one kind, or of all, by id.
///
/// # Errors
/// A kind that is not known.
pub fn facts<'a>(view: &'a dyn View, kind: Option<&str>) -> Result<Vec<Fact<'a>>, Problem> {
    let kind = kind.map(known_kind).transpose()?;
    Ok(view
        .entities()
        .values()
        .filter(|entity| kind.is_none_or(|kind| entity.kind == kind))
        .map(|entity| fact(view, entity))
        .collect())
}

fn known_kind(word: &str) -> Result<Kind, Problem> {
    let named = Ontology::get().kinds().find(|(kind, info)| kind.as_str().eq_ignore_ascii_case(word) || info.plain == word);
    let known: Vec<&str> = Ontology::get().kinds().map(|(kind, _)| kind.as_str()).collect();
    match named {
        Some((kind, _)) => Ok(kind),
        None => Err(one_of("--kind", word, &known).expect_err("the word is not among those that were just looked through")),
    }
}

fn fact<'a>(view: &'a dyn View, entity: &'a Entity) -> Fact<'a> {
    let properties = entity.properties.iter();
    let anchors: BTreeSet<&Anchor> = entity
        .claims()
        .into_iter()
        .filter_map(|id| view.claims().get(id))
        .map(|stated| stated.claim.anchor.as_ref())
        .collect();
    Fact {
        kind: entity.kind,
        id: &entity.id,
        properties: properties
            .map(|(name, values)| (name.as_str(), values.iter().map(|value| &value.value).collect()))
            .collect(),
        state: entity.state,
        anchors: anchors.into_iter().collect(),
    }
}

/// The findings, strongest first, or the one with this id.
///
/// # Errors
/// An id that no finding has.
pub fn findings<'a>(view: &'a dyn View, id: Option<&str>) -> Result<Vec<&'a Finding>, Problem> {
    let Some(id) = id else { return Ok(view.findings().iter().map(AsRef::as_ref).collect()) };
    match view.findings().iter().find(|finding| finding.id.as_str() == id) {
        Some(finding) => Ok(vec![finding]),
        None => Err(Problem::new("--explain", "no-such-finding", format!("no finding has the id `{id}`"))
            .hint("`rollcall findings CASE --json` lists them with their ids")),
    }
}

/// A rule in force.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// What its findings are for; nothing where it only gives facts to other rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<RuleClass>,
    /// The file that it stands in, with the line.
    pub place: String,
    /// What it means and how it can be wrong, as its writer says.
    pub page: String,
    /// Its sentences, by language.
    pub says: BTreeMap<String, String>,
    /// What would undo a finding of it, as written under `unless`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<String>,
    /// The constants that it uses, with their values in this case.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub constants: BTreeMap<String, String>,
    /// Its text as written.
    pub text: String,
}

/// The rules of a case in the order of their files, and what of them will never matter.
///
/// # Errors
/// Everything that is wrong with the case's own rules.
pub fn rules(case: &Case) -> Result<(Vec<Rule>, Vec<Problem>), Vec<Problem>> {
    let set = case.rules()?;
    let rules = set.rules().into_iter().map(|rule| Rule {
        place: format!("{}:{}", rule.file, rule.line),
        name: rule.name,
        class: rule.class,
        page: rule.page.get("en").cloned().unwrap_or_default(),
        says: rule.says,
        exceptions: rule.exceptions,
        constants: rule.constants,
        text: rule.text,
    });
    Ok((rules.collect(), set.unused()))
}

/// The constants of the case's rules, each with its value here and what its file says of it.
///
/// # Errors
/// As [`rules`].
pub fn constants(case: &Case) -> Result<BTreeMap<String, (String, String)>, Vec<Problem>> {
    let set = case.rules()?;
    let constants = set.constants().iter();
    Ok(constants.map(|(name, declared)| (name.clone(), (declared.value.to_string(), declared.page.clone()))).collect())
}

/// The most hits that a question gets.
const MAX_HITS: usize = 50;

/// Words of sources and claims in which these words stand, best first.
///
/// # Errors
/// When the case was never built, or its index cannot be read.
pub fn ask(case: &Case, words: &str) -> Result<Vec<Hit>, Problem> {
    hits(case, words, MAX_HITS)
}

/// As [`ask`], with at most so many hits.
///
/// # Errors
/// As [`ask`].
pub fn hits(case: &Case, words: &str, most: usize) -> Result<Vec<Hit>, Problem> {
    if !case.index_dir().is_dir() {
        let place = case.root().display().to_string();
        return Err(
            Problem::new(&place, "not-built", "the case has not been built").hint(format!("run `rollcall build {place}`"))
        );
    }
    let store = Store::open_read_only(&case.index_dir())?;
    Ok(store.search(words, most)?)
}
