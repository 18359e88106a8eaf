//! What a person saw in a picture: a box of it, described in their own words, and what it shows.
//!
//! The main functions are [`target`], which says what a line about a box is about, and [`participation`] and [`property`],
//! which make the claims of such a line. A picture has no words, so its claims rest on the box and carry the description; it
//! names nobody, so the reviewer says who it is. An engagement that other sources tell of gets a mention of its own in the
//! picture, made one with theirs by the same line, since a link never leaves its source.

use crate::added::person;
use crate::assemble::Built;
use crate::decide::{DecideRequest, mention_of, named_by};
use crate::find::Finder;
use crate::words::Index;
use rollcall_model::claim::{Anchor, Claim, PICTURE, Value, link_id};
use rollcall_model::date::Edtf;
use rollcall_model::decision::{ClaimWords, Decision, Quote, Region};
use rollcall_model::id::{ClaimId, EntityId, MentionId};
use rollcall_model::layer::CodePoints;
use rollcall_model::ontology::{Kind, ROLES, kinds};
use rollcall_model::problem::Problem;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The longest name that is taken, in code points.
const MAX_NAME: usize = 300;

/// What a line about a box is about.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub target: MentionId,
    pub words: ClaimWords,
    /// The words that name an engagement of another source.
    pub named: Option<Quote>,
    pub region: Region,
}

/// What a request with a box is about: a participation in an engagement that the case has or that the picture alone
/// shows, or one more property of something that the same file is known to speak of.
///
/// # Errors
/// What is missing or not known.
pub(crate) fn target(
    built: &Built,
    all: &Index<'_>,
    found: &Index<'_>,
    request: &DecideRequest,
    region: &Region,
) -> Result<Seen, Vec<Problem>> {
    let source = request.source.as_deref().unwrap_or_default();
    if request.property.is_some() {
        return of_property(built, all, request, region, source);
    }
    let (role, party) = request.value.as_deref().and_then(|value| value.split_once(' ')).unwrap_or_default();
    if !ROLES.contains(&role) || party.trim().is_empty() || party.chars().count() > MAX_NAME {
        return problem(
            "no-role",
            "the value names no role and party".into(),
            "write it as `--value \"attendee NAME\"`, the role first",
        );
    }
    if let Some(date) = request.date.as_deref().filter(|date| Edtf::parse(date).is_err()) {
        return problem("bad-date", format!("`{date}` is no date"), "write 2021, 2021-06 or 2021-06-04");
    }
    let (target, kind, name, named) = match request.targets.first() {
        Some(id) => known(built, all, found, id, source)?,
        None => new(request, region)?,
    };
    let words = ClaimWords {
        kind: kinds::PARTICIPATION.to_string(),
        parties: vec![party.trim().to_string(), name],
        role: Some(role.to_string()),
        date: request.date.clone(),
        ..ClaimWords::default()
    };
    Ok(Seen { target, words, named, region: Region { engagement: Some(kind.to_string()), ..region.clone() } })
}

fn problem<T>(code: &str, message: String, hint: &str) -> Result<T, Vec<Problem>> {
    Err(vec![Problem::new("decide", code, message).hint(hint)])
}

type Engagement = (MentionId, Kind, String, Option<Quote>);

/// An engagement that the case has: by a mention of the picture's own file, else by one that a reader found elsewhere.
fn known(built: &Built, all: &Index<'_>, found: &Index<'_>, id: &str, source: &str) -> Result<Engagement, Vec<Problem>> {
    let entity = EntityId::parse(id).and_then(|id| built.private().entities.get(&id));
    let Some(entity) = entity.filter(|entity| entity.kind.is_engagement()) else {
        return problem(
            "unknown-id",
            format!("`{id}` is no engagement of this case"),
            "`rollcall facts CASE --json` lists ids",
        );
    };
    let here = |mention: &&MentionId| all.of(mention).iter().any(|claim| claim.anchor.source == source);
    let read = |mention: &&MentionId| !found.of(mention).is_empty();
    let mentions = &entity.mentions;
    let best = mentions.iter().find(|mention| here(mention) && read(mention)).or_else(|| mentions.iter().find(here));
    let Some(mention) = best.or_else(|| mentions.iter().find(read)).or(mentions.first()) else {
        return problem("unknown-id", format!("nothing is claimed of `{id}`"), "name another engagement");
    };
    if !read(&mention) {
        return Ok((mention.clone(), entity.kind, all.name(mention).to_string(), None));
    }
    let texts: BTreeMap<&str, CodePoints<'_>> = found
        .of(mention)
        .iter()
        .filter_map(|claim| {
            let path = claim.anchor.source.as_str();
            Some((path, CodePoints::new(built.inputs.texts.get(path)?)))
        })
        .collect();
    Ok((mention.clone(), entity.kind, found.name(mention).to_string(), Some(named_by(mention, found, &texts))))
}

/// An engagement that no other source tells of.
fn new(request: &DecideRequest, region: &Region) -> Result<Engagement, Vec<Problem>> {
    let kind = region.engagement.as_deref().and_then(Kind::new).filter(|kind| kind.is_engagement());
    let name = request.name.as_deref().map(str::trim).filter(|name| !name.is_empty() && name.chars().count() <= MAX_NAME);
    let (Some(kind), Some(name)) = (kind, name) else {
        return problem(
            "no-engagement",
            "what the picture shows somebody at is not said".into(),
            "name an engagement by its id, or a new one with `--engagement Meeting --name NAME`",
        );
    };
    let date = request.date.as_deref().unwrap_or_default();
    Ok((MentionId::of(&[&region.sha256, PICTURE, kind.as_str(), name, date]), kind, name.to_string(), None))
}

fn of_property(
    built: &Built,
    all: &Index<'_>,
    request: &DecideRequest,
    region: &Region,
    source: &str,
) -> Result<Seen, Vec<Problem>> {
    let id = request.targets.first().map(String::as_str).unwrap_or_default();
    let mention = ClaimId::parse(id)
        .and_then(|id| all.claim(&id).map(|claim| claim.mention.clone()))
        .or_else(|| here(built, all, id, source))
        .or_else(|| mention_of(id, built));
    let claims = mention.as_ref().map(|mention| all.of(mention)).unwrap_or_default();
    let Some(first) = claims.first().filter(|claim| claim.anchor.source == source) else {
        return problem("unknown-id", format!("`{source}` speaks of no `{id}`"), "name something that this file speaks of");
    };
    let property = request.property.clone().unwrap_or_default();
    if first.kind.property(&property).is_none() {
        return problem("no-property", format!("a {} has no `{property}`", first.kind.info().plain), "see the glossary");
    }
    let words = ClaimWords { property: Some(property), value: request.value.clone(), ..all.words(first) };
    Ok(Seen { target: first.mention.clone(), words, named: None, region: Region { engagement: None, ..region.clone() } })
}

/// The mention of a thing in this source.
fn here(built: &Built, all: &Index<'_>, id: &str, source: &str) -> Option<MentionId> {
    let entity = built.private().entities.get(&EntityId::parse(id)?)?;
    entity.mentions.iter().find(|mention| all.of(mention).iter().any(|claim| claim.anchor.source == source)).cloned()
}

/// The claims of a line about a box, and the two mentions that it makes one.
#[derive(Debug)]
pub(crate) struct Shown {
    pub claims: Vec<Claim>,
    pub same: Option<(MentionId, MentionId)>,
}

/// The box of a line, where the file still has the bytes that were looked at.
fn anchor(line: &Decision, finder: &Finder<'_>) -> Option<Anchor> {
    let region = line.region.as_ref()?;
    let source = finder.files.iter().find(|source| source.path == line.quote.source)?;
    let sound = source.sha256 == region.sha256 && region.lies_within(region.size) && !region.description.trim().is_empty();
    sound.then(|| Anchor {
        source: source.path.clone(),
        sha256: source.sha256.clone(),
        layer: PICTURE.into(),
        start: 0,
        end: 0,
        text: String::new(),
        row: None,
        column: None,
        page: Some(region.page),
        rect: Some(region.rect),
        description: Some(region.description.clone()),
    })
}

/// Somebody's part in an engagement, as a person saw it; `made` is what earlier lines made.
pub(crate) fn participation(line: &Decision, finder: &Finder<'_>, made: &[Arc<Claim>]) -> Option<Shown> {
    let anchor = anchor(line, finder)?;
    let kind = line.region.as_ref()?.engagement.as_deref().and_then(Kind::new).filter(|kind| kind.is_engagement())?;
    let ([party, name], Some(role)) = (line.claim.parties.as_slice(), line.claim.role.as_deref()) else { return None };
    let (engagement, other) = engagement(line, finder, made, kind, &anchor)?;
    let mut claims = Vec::new();
    // What a reader found in this file has its name already.
    if finder.index.of(&engagement).is_empty() {
        claims.push(person(&engagement, kind, "name", Value::Text(name.clone()), &anchor));
    }
    if let Some(date) = &line.claim.date {
        claims.push(person(&engagement, kind, "date", Value::Text(date.clone()), &anchor));
    }
    let party = match party_here(party, finder.index, &anchor.source) {
        Some(mention) => mention,
        None => {
            let kind = crate::added::kind_of(party, finder.index);
            let mention = MentionId::of(&[&anchor.sha256, PICTURE, kind.as_str(), party]);
            claims.push(person(&mention, kind, "name", Value::Text(party.clone()), &anchor));
            mention
        }
    };
    let link = link_id(kinds::PARTICIPATION, &[&party, &engagement], role);
    let values = [
        ("party", Value::Link(party)),
        ("engagement", Value::Link(engagement.clone())),
        ("role", Value::Text(role.to_string())),
    ];
    claims.extend(values.map(|(property, value)| person(&link, kinds::PARTICIPATION, property, value, &anchor)));
    Some(Shown { claims, same: other.map(|other| (engagement, other)) })
}

/// The engagement's mention in the picture's file and, where another source tells of it, the one there.
fn engagement(
    line: &Decision,
    finder: &Finder<'_>,
    made: &[Arc<Claim>],
    kind: Kind,
    anchor: &Anchor,
) -> Option<(MentionId, Option<MentionId>)> {
    let own = || MentionId::of(&[&anchor.sha256, PICTURE, kind.as_str(), &line.target]);
    let apart = |mention: MentionId, source: &str| {
        if source == anchor.source { (mention, None) } else { (own(), Some(mention)) }
    };
    if let Some(claim) = made.iter().find(|claim| claim.mention.as_str() == line.target) {
        return Some(apart(claim.mention.clone(), &claim.anchor.source));
    }
    let Some(quote) = &line.other_quote else { return Some((MentionId::parse(&line.target)?, None)) };
    let known = finder.mention(&line.target, kind.as_str(), line.claim.parties.get(1)?, quote)?;
    let source = &finder.index.of(&known).first()?.anchor.source;
    Some(apart(known, source))
}

/// One more property of something that the picture's file is known to speak of.
pub(crate) fn property(line: &Decision, finder: &Finder<'_>, made: &[Arc<Claim>]) -> Option<Claim> {
    let anchor = anchor(line, finder)?;
    let (name, value) = (line.claim.property.as_ref()?, line.value.clone()?);
    let mention = MentionId::parse(&line.target)?;
    let known = finder
        .index
        .of(&mention)
        .first()
        .copied()
        .or_else(|| made.iter().map(AsRef::as_ref).find(|claim: &&Claim| claim.mention == mention))?;
    (known.anchor.source == anchor.source).then(|| person(&mention, known.kind, name, Value::Text(value), &anchor))
}

/// The mention of a party by its name in a source, as a reader found it.
fn party_here(name: &str, index: &Index<'_>, source: &str) -> Option<MentionId> {
    let here = |claim: &Claim| claim.anchor.source == source && crate::added::names(claim, name);
    index.by_mention().find(|claim| here(claim)).map(|claim| claim.mention.clone())
}
