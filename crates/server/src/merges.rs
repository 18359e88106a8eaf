//! `/review/merges`: which things of different sources are one, and which are not.
//!
//! The main function is [`page`]. A card shows both sides as their sources tell them, what speaks for and against, and who
//! else of the same name the case knows, since the commonest mistake is to see two and forget the third. Where most findings
//! rest on a merge, it comes first.

mod bulk;

use crate::history::History;
use crate::page::{Head, address, asked, count, frame, named, pages, place};
use crate::refusal::Refusal;
use crate::review::cards::{Became, became, capital, property, value};
use crate::review::text::{said, words};
use crate::state::Running;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Html;
use maud::{Markup, html};
use rollcall_case::Built;
use rollcall_model::date::{Edtf, plain};
use rollcall_model::entity::{Entity, Join, JoinStatus};
use rollcall_model::id::{EntityId, JoinId, MentionId};
use rollcall_model::ontology::kinds;
use rollcall_model::view::{StatedClaim, View};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Cards on a page.
const PAGE: usize = 25;

/// Lines that a side says of itself, and names that are listed, at most.
const LINES: usize = 10;

/// What is shown of the merges.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MergesQuery {
    page: usize,
    /// Only those of this thing.
    of: Option<String>,
    /// Only those of one sort: of one kind, with the same reasons but for what they name.
    sort: Option<String>,
    /// Show what is decided, too.
    all: Option<String>,
    by: Option<String>,
}

impl MergesQuery {
    fn address(&self) -> String {
        let page = (self.page > 0).then(|| self.page.to_string());
        let pairs = [("page", &page), ("of", &self.of), ("sort", &self.sort), ("all", &self.all), ("by", &self.by)];
        address("/review/merges", &pairs.map(|(name, value)| (name, value.as_deref())))
    }

    fn turned_to(&self, page: usize) -> String {
        Self { page, ..self.clone() }.address()
    }
}

/// The address of the merges of one thing.
pub(crate) fn of(entity: &EntityId, by: Option<&str>) -> String {
    let (of, all, by) = (Some(entity.to_string()), Some("yes".into()), by.map(Into::into));
    MergesQuery { of, all, by, ..MergesQuery::default() }.address()
}

/// What is known of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// Made by the program; nobody has looked.
    Made,
    /// Left for a person.
    Proposed,
    /// A person said that they are one.
    One,
    /// A person said that they are not.
    Apart,
    /// Left for a person, but one by another way.
    OneAnyway,
}

impl Stand {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Made => "made by the program",
            Self::Proposed => "proposed",
            Self::One => "accepted",
            Self::Apart => "kept apart",
            Self::OneAnyway => "one by another way",
        }
    }

    pub(crate) fn waits(self) -> bool {
        matches!(self, Self::Made | Self::Proposed)
    }
}

/// How a merge stands.
pub(crate) fn stand(built: &Built, became: &Became<'_>, join: &Join) -> Stand {
    let one = || became.get(&join.a).zip(became.get(&join.b)).is_some_and(|(a, b)| a.id == b.id);
    if built.attached.split.iter().any(|(a, b)| (a, b) == (&join.a, &join.b)) {
        Stand::Apart
    } else if built.attached.joins.contains(&join.id) || join.status == JoinStatus::Decided {
        Stand::One
    } else if join.status == JoinStatus::Made {
        Stand::Made
    } else if one() {
        Stand::OneAnyway
    } else {
        Stand::Proposed
    }
}

/// The page.
pub(crate) async fn page(
    State(state): State<Arc<Running>>,
    query: Result<Query<MergesQuery>, QueryRejection>,
) -> Result<Html<String>, Refusal> {
    let query = asked(query)?;
    let loaded = state.loaded();
    let built = &loaded.built;
    let view: &dyn View = built.private();
    let around = Around::new(built, &query, state.token());
    let only = query.of.as_deref();
    let touches = |join: &Join| {
        let is = |mention: &MentionId| around.became.get(mention).is_some_and(|entity| Some(entity.id.as_str()) == only);
        only.is_none() || is(&join.a) || is(&join.b)
    };
    let across = built
        .joins
        .values()
        .map(AsRef::as_ref)
        .filter(|join: &&Join| join.status != JoinStatus::InDocument && touches(join));
    let mut shown: Vec<(&Join, Stand)> = across.map(|join| (join, stand(built, &around.became, join))).collect();
    let whole = shown.len();
    let waiting = shown.iter().filter(|(_, stand)| stand.waits()).count();
    shown.retain(|(_, stand)| query.all.is_some() || stand.waits());
    let sorts = bulk::sorts(&shown);
    shown.retain(|(join, _)| query.sort.as_deref().is_none_or(|wanted| bulk::sort(join) == wanted));
    shown.sort_by_key(|(join, _)| (std::cmp::Reverse(around.weight(join)), &join.id));
    let of = shown.len().div_ceil(PAGE).max(1);
    let at = query.page.min(of - 1);
    let other = MergesQuery { all: query.all.is_none().then(|| "yes".into()), page: 0, ..query.clone() };
    let body = html! {
        h1 { "Who is one" }
        p { "The same name in two sources may be one or two. Until you accept, nothing that is published crosses from one to the other." }
        p {
            (waiting) @if waiting == 1 { " waits, of " } @else { " wait, of " } (whole) " in all. "
            a href=(other.address()) { @if query.all.is_some() { "Show only what waits" } @else { "Show what is decided, too" } }
            @if only.is_some() { ". " a href=(MergesQuery { of: None, page: 0, ..query.clone() }.address()) { "Show those of everything" } }
        }
        (bulk::choose(&sorts, &query))
        section id="cards" aria-label="Merges" {
            p id="effect" role="status" {}
            @if shown.is_empty() { p { "Nothing waits here." } }
            @for (join, stand) in shown.iter().skip(at * PAGE).take(PAGE) { (around.card(join, *stand)) }
            @if around.in_bulk() { (bulk::form(&query, state.token(), around.seen)) }
            (pages(at, of, |page| query.turned_to(page)))
        }
    };
    let case = &view.about().title;
    let head = Head {
        page: "Who is one",
        case,
        at: "/review/merges",
        by: query.by.as_deref(),
        token: state.token(),
        cases: state.has_first_page(),
    };
    Ok(Html(frame(&head, &body)))
}

/// What a card needs of the case.
struct Around<'a> {
    view: &'a dyn View,
    query: &'a MergesQuery,
    token: &'a str,
    seen: &'a str,
    became: Became<'a>,
    history: History<'a>,
    /// How many findings rest on a merge.
    findings: BTreeMap<&'a JoinId, usize>,
    claims: HashMap<&'a MentionId, Vec<&'a StatedClaim>>,
    /// What points at a mention.
    pointing: HashMap<&'a MentionId, BTreeSet<&'a MentionId>>,
    /// Things by each of their names, in small letters.
    names: HashMap<String, BTreeSet<&'a EntityId>>,
}

impl<'a> Around<'a> {
    fn new(built: &'a Built, query: &'a MergesQuery, token: &'a str) -> Self {
        let view: &dyn View = built.private();
        let mut findings: BTreeMap<&JoinId, usize> = BTreeMap::new();
        for join in view.findings().iter().flat_map(|finding| &finding.joins) {
            *findings.entry(join).or_default() += 1;
        }
        let mut claims: HashMap<&MentionId, Vec<&StatedClaim>> = HashMap::new();
        let mut pointing: HashMap<&MentionId, BTreeSet<&MentionId>> = HashMap::new();
        for stated in view.claims().values().filter(|stated| stated.state.exists()) {
            claims.entry(&stated.claim.mention).or_default().push(stated);
            if let Some(end) = stated.claim.value.link() {
                pointing.entry(end).or_default().insert(&stated.claim.mention);
            }
        }
        let mut names: HashMap<String, BTreeSet<&EntityId>> = HashMap::new();
        for entity in view.entities().values().filter(|entity| !entity.kind.is_link()) {
            for name in all_names(entity) {
                names.entry(name).or_default().insert(&entity.id);
            }
        }
        let seen = built.inputs.decisions.last().map_or("", |line| line.id.as_str());
        let (became, history) = (became(view), History::of(built));
        Self { view, query, token, seen, became, history, findings, claims, pointing, names }
    }

    /// Whether cards can be ticked, to be decided together.
    fn in_bulk(&self) -> bool {
        self.query.sort.is_some()
    }

    /// What makes a merge come first: findings that rest on it, then how much is told of both sides.
    fn weight(&self, join: &Join) -> (usize, usize) {
        let told = |mention: &MentionId| self.became.get(mention).map_or(0, |entity| entity.mentions.len());
        (self.findings.get(&join.id).copied().unwrap_or_default(), told(&join.a) + told(&join.b))
    }

    fn card(&self, join: &Join, stand: Stand) -> Markup {
        let findings = self.findings.get(&join.id).copied().unwrap_or_default();
        let form = format!("f-{}", join.id);
        html! {
            article class="card" id=(join.id) tabindex="-1" data-spans="" {
                h2 { "Is this one " (join.kind.info().plain) "?" }
                @if self.in_bulk() {
                    label class="tick" { input type="checkbox" form=(bulk::FORM) name="target" value=(join.id); "Decide it together with others" }
                }
                p class="small" data-claim=(join.id) {
                    span class="state" { (stand.words()) }
                    @if findings > 0 { " " strong { (count(findings, "finding rests", "findings rest")) " on it" } }
                    @else if stand == Stand::Proposed { " No finding crosses it until somebody accepts it." }
                }
                div class="two" { (self.side(&join.a)) (self.side(&join.b)) }
                div class="two" {
                    div { h3 { "What speaks for it" } (list(&join.speaks_for, "Nothing was found.")) }
                    div { h3 { "What speaks against it" } (list(&join.against, "Nothing was found in this case.")) }
                }
                (self.others(join))
                (self.history.of_join(join.id.as_str(), join.a.as_str(), join.b.as_str()))
                form id=(form) class="decide" method="post" action="/api/decide" {
                    input type="hidden" name="token" value=(self.token);
                    input type="hidden" name="seen" value=(self.seen);
                    input type="hidden" name="back" value=(self.query.address());
                    input type="hidden" name="target" value=(join.id);
                    @if let Some(by) = &self.query.by { input type="hidden" name="by" value=(by); }
                    label { "Reason" input type="text" name="why" maxlength="500"; }
                    button name="verb" value="accept" aria-keyshortcuts="a" { "They are one" }
                    @if stand == Stand::Proposed {
                        button name="verb" value="reject" aria-keyshortcuts="r" { "They are not one" }
                    } @else {
                        button name="verb" value="split" aria-keyshortcuts="r" { "Keep them apart" }
                    }
                }
                p class="answer" role="status" {}
            }
        }
    }

    /// One of the two as its source tells it.
    fn side(&self, mention: &MentionId) -> Markup {
        let by = self.query.by.as_deref();
        let entity = self.became.get(mention).copied();
        let claims = self.claims.get(mention).map_or(&[][..], Vec::as_slice);
        let first = claims.iter().find(|stated| stated.claim.property == "name").or(claims.first());
        let source = first.map_or("", |stated| stated.claim.anchor.source.as_str());
        let told = entity.map(|entity| self.told(entity, source)).unwrap_or_default();
        html! {
            div class="side" {
                h3 {
                    @match (first, entity) {
                        (Some(stated), Some(entity)) if stated.claim.property == "name" => {
                            a href=(crate::page::about(entity, by)) { (words(&value(&stated.claim.value, &self.became))) }
                        }
                        (_, Some(entity)) => { (named(entity, by)) }
                        _ => { "Nothing is left of this side" }
                    }
                }
                @if let Some(stated) = first {
                    p class="small" {
                        (place(self.view, &stated.claim, by))
                        @if let Some(date) = self.view.source(source).and_then(|source| source.credit(&stated.claim.anchor).date()) { ", " (plain(date)) }
                    }
                    blockquote dir="auto" {
                        @if stated.claim.anchor.seen().is_some() { (said(&stated.claim.anchor)) }
                        @else { @match self.view.excerpt(&stated.claim.anchor) {
                            Some(excerpt) => { (words(&excerpt.before)) mark { (words(&excerpt.words)) } (words(&excerpt.after)) }
                            None => { mark { (words(&stated.claim.anchor.text)) } }
                        } }
                    }
                }
                @if !told.is_empty() {
                    ul { @for line in told.iter().take(LINES) { li { (words(line)) } } }
                    @if told.len() > LINES { p class="small" { "and " (told.len() - LINES) " more" } }
                }
            }
        }
    }

    /// What one source says of a thing: its own properties, and the ranks, posts and roles at their dates. Of an engagement
    /// those who took part stand together, by role.
    fn told(&self, entity: &Entity, source: &str) -> Vec<String> {
        let here = |mention: &&MentionId| {
            self.claims.get(*mention).is_some_and(|claims| claims.iter().any(|stated| stated.claim.anchor.source == source))
        };
        let (mut own, mut links) = (BTreeSet::new(), BTreeSet::new());
        let mut came: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for mention in entity.mentions.iter().filter(here) {
            for stated in self.claims.get(mention).into_iter().flatten().filter(|stated| stated.claim.property != "name") {
                own.insert(format!(
                    "{}: {}",
                    capital(&property(&stated.claim.property)),
                    value(&stated.claim.value, &self.became)
                ));
            }
            for link in self.pointing.get(mention).into_iter().flatten() {
                match self.took_part(link).filter(|_| entity.kind.is_engagement()) {
                    Some((role, name)) => _ = came.entry(role).or_default().insert(name),
                    None => links.extend(self.link(link, mention)),
                }
            }
        }
        let came = came
            .into_iter()
            .map(|(role, names)| format!("Took part as {role}: {}", names.into_iter().collect::<Vec<_>>().join(", ")));
        own.into_iter().chain(came).chain(links).collect()
    }

    /// The role and the party of a participation.
    fn took_part(&self, link: &MentionId) -> Option<(String, &'a str)> {
        let claims = self.claims.get(link).filter(|claims| claims[0].claim.kind == kinds::PARTICIPATION)?;
        let of = |name: &str| claims.iter().find(|stated| stated.claim.property == name).map(|stated| &stated.claim.value);
        let party = self.became.get(of("party")?.link()?)?;
        Some((of("role")?.text()?.to_string(), &party.name))
    }

    /// A link in words, seen from one of its ends: `Taking part, 10 May 2022: engagement Meeting of Ministers, rank General`.
    fn link(&self, link: &MentionId, from: &MentionId) -> Option<String> {
        let claims = self.claims.get(link)?;
        let first = claims.first()?;
        let quiet = ["mode", "certainty", "named", "rankForm", "status"];
        let mut parts: Vec<String> = Vec::new();
        let mut date: Option<String> = None;
        for stated in claims.iter().filter(|stated| !quiet.contains(&stated.claim.property.as_str())) {
            let claim = &stated.claim;
            match claim.value.link() {
                Some(end) if end == from => continue,
                Some(end) => date = date.or_else(|| self.became.get(end).and_then(|entity| dated(entity))),
                None => {}
            }
            let part = value(&claim.value, &self.became);
            parts.push(format!("{} {part}", property(&claim.property)));
        }
        parts.sort();
        parts.dedup();
        let date = date.map(|date| format!(", {date}")).unwrap_or_default();
        Some(format!("{}{date}: {}", capital(&first.claim.kind.info().plain), parts.join(", ")))
    }

    /// Who else it might be.
    fn others(&self, join: &Join) -> Markup {
        let by = self.query.by.as_deref();
        let ends: BTreeSet<&EntityId> =
            [&join.a, &join.b].into_iter().filter_map(|end| self.became.get(end)).map(|entity| &entity.id).collect();
        let names: BTreeSet<String> =
            ends.iter().filter_map(|id| self.view.entities().get(*id)).flat_map(|entity| all_names(entity)).collect();
        let same: BTreeSet<&EntityId> = names
            .iter()
            .filter_map(|name| self.names.get(name))
            .flatten()
            .copied()
            .filter(|id| !ends.contains(id))
            .collect();
        let others: Vec<&Entity> = same
            .iter()
            .filter_map(|id| self.view.entities().get(*id))
            .map(AsRef::as_ref)
            .filter(|entity: &&Entity| entity.kind == join.kind || entity.kind.is_party() && join.kind.is_party())
            .collect();
        html! {
            @if !others.is_empty() {
                p {
                    (capital(&number(others.len())))
                    @if others.len() == 1 { " other in this case shares this name: " } @else { " others in this case share this name: " }
                    @for (at, entity) in others.iter().take(LINES).enumerate() {
                        @if at > 0 { "; " } (named(entity, by)) " (" (entity.kind.info().plain) @if let Some(date) = dated(entity) { ", " (date) } ")"
                    }
                    @if others.len() > LINES { "; and " (others.len() - LINES) " more" }
                    "."
                }
            }
        }
    }
}

/// Small numbers in words, as sentences have them.
fn number(count: usize) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    words.get(count).map_or_else(|| count.to_string(), |word| (*word).to_string())
}

/// Every name of a thing, in small letters.
fn all_names(entity: &Entity) -> BTreeSet<String> {
    let values = ["name", "alias"].into_iter().flat_map(|property| entity.values(property));
    values.map(|value| value.value.words()).chain([entity.name.as_str()]).map(str::to_lowercase).collect()
}

/// The day of an engagement, to sort by; those without one last.
pub(crate) fn sort_date(entity: &Entity) -> (bool, Option<Edtf>) {
    let date = entity.first("date").or_else(|| entity.first("startDate")).and_then(|text| Edtf::parse(text).ok());
    (date.is_none(), date)
}

/// The day of an engagement, in words.
pub(crate) fn dated(entity: &Entity) -> Option<String> {
    let text = entity.first("date").or_else(|| entity.first("startDate"))?;
    Edtf::parse(text).ok().map(|date| plain(&date))
}

fn list(reasons: &[Arc<str>], none: &str) -> Markup {
    html! {
        @if reasons.is_empty() { p { (none) } }
        @else { ul { @for reason in reasons { li { (words(&capital(&reason.replace('`', "")))) } } } }
    }
}
