//! `/about/ID`: all that is claimed of one person, body, party or engagement, and what was decided of each claim.
//!
//! The main function is [`page`]. Every value stands with the words of every source that gives it, so that a difference
//! between sources is seen and not smoothed over; rejected claims stay in sight, with who rejected them and why.

use crate::history::History;
use crate::merges::{self, dated, stand};
use crate::outgoing::{Brings, Outgoing};
use crate::page::{Head, about, asked, count, frame, named, place, state as sign, with_by};
use crate::refusal::Refusal;
use crate::review::cards::{became, capital, property, voices};
use crate::review::text::{said, words};
use crate::state::Running;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use maud::{Markup, html};
use rollcall_model::claim::Value;
use rollcall_model::date::{Edtf, plain};
use rollcall_model::entity::{Entity, EntityValue, Join, JoinStatus};
use rollcall_model::finding::Finding;
use rollcall_model::id::{ClaimId, EntityId};
use rollcall_model::ontology::kinds;
use rollcall_model::view::View;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an address of a thing may ask for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AboutQuery {
    by: Option<String>,
}

/// The page.
pub(crate) async fn page(
    State(state): State<Arc<Running>>,
    Path(id): Path<String>,
    query: Result<Query<AboutQuery>, QueryRejection>,
) -> Result<Html<String>, Refusal> {
    let query = asked(query)?;
    let loaded = state.loaded();
    let built = &loaded.built;
    let view: &dyn View = built.private();
    let entity = EntityId::parse(&id).and_then(|id| view.entities().get(&id)).ok_or_else(|| Refusal::not_found(&id))?;
    let around = Around { view, history: History::of(built), by: query.by.as_deref() };
    let outgoing = Outgoing::of(built);
    let back = with_by(&format!("/about/{}", entity.id), around.by);
    let seen = built.inputs.decisions.last().map_or("", |line| line.id.as_str());
    let brings = Brings { token: state.token(), seen, back: &back, by: around.by };
    let speaking: Vec<&Finding> = view
        .findings()
        .iter()
        .map(AsRef::as_ref)
        .filter(|finding: &&Finding| finding.entities.contains(&entity.id))
        .collect();
    let became = became(view);
    let is = |join: &&Join| {
        let ends = [&join.a, &join.b].map(|end| became.get(end).is_some_and(|known| known.id == entity.id));
        join.status != JoinStatus::InDocument && ends.contains(&true)
    };
    let joins: Vec<&Join> = built.joins.values().map(AsRef::as_ref).filter(is).collect();
    let waiting = joins.iter().filter(|join| stand(built, &became, join).waits()).count();
    let asks = [kinds::PERSON, kinds::COMPANY].contains(&entity.kind);
    let body = html! {
        h1 { (words(&entity.name)) }
        p {
            (capital(&entity.kind.info().plain)) @if let Some(date) = dated(entity) { ", " (date) } " " (sign(entity.state)) " "
            (count(entity.claims().len(), "claim", "claims")) " in " (count(sources(view, entity), "source", "sources")) "."
        }
        @if !joins.is_empty() {
            p {
                a href=(merges::of(&entity.id, around.by)) {
                    (count(joins.len(), "merge", "merges")) " with something of another source"
                }
                @if waiting > 0 { ", " (waiting) " not decided" } "."
            }
        }
        (around.properties(entity))
        (around.links(entity))
        (around.findings(entity))
        div id="reply" { (outgoing.draw(&speaking, brings, "reply")) }
        @if asks && (speaking.is_empty() || !outgoing.is_named(entity)) { (outgoing.reply(entity, brings, "reply")) }
        @if entity.kind == kinds::PERSON { (outgoing.naming(entity, brings)) }
        @if entity.kind == kinds::ABUSE { (outgoing.place(entity, brings)) }
    };
    let case = &view.about().title;
    Ok(Html(frame(
        &Head { page: &entity.name, case, at: "", by: around.by, token: state.token(), cases: state.has_first_page() },
        &body,
    )))
}

fn sources(view: &dyn View, entity: &Entity) -> usize {
    let claims = entity.claims();
    let paths = claims.iter().filter_map(|id| view.claims().get(*id)).map(|stated| stated.claim.anchor.source.as_str());
    paths.collect::<std::collections::BTreeSet<_>>().len()
}

struct Around<'a> {
    view: &'a dyn View,
    history: History<'a>,
    by: Option<&'a str>,
}

impl Around<'_> {
    /// Each property with its values, and who says so.
    fn properties(&self, entity: &Entity) -> Markup {
        html! {
            @for (name, values) in &entity.properties {
                section class="property" {
                    h2 { (capital(&property(name))) }
                    @for value in values {
                        div class="value" {
                            h3 {
                                @match &value.value {
                                    EntityValue::Entity { id, name } => {
                                        @match self.view.entities().get(id) {
                                            Some(other) => { (named(other, self.by)) }
                                            None => { (words(name)) }
                                        }
                                    }
                                    EntityValue::Text(text) => { (words(&in_words(text))) }
                                }
                            }
                            ul { @for id in self.in_order(&value.claims) { (self.claim(id)) } }
                        }
                    }
                }
            }
        }
    }

    /// Claims by their source and place.
    fn in_order<'c>(&self, ids: &'c [ClaimId]) -> Vec<&'c ClaimId> {
        let place = |id: &&ClaimId| {
            self.view.claims().get(*id).map(|stated| (&stated.claim.anchor.source, stated.claim.anchor.start))
        };
        let mut ids: Vec<&ClaimId> = ids.iter().collect();
        ids.sort_by(|a, b| place(a).cmp(&place(b)));
        ids
    }

    fn claim(&self, id: &ClaimId) -> Markup {
        html! {
            @if let Some(stated) = self.view.claims().get(id) {
                li {
                    (said(&stated.claim.anchor)) ", " (place(self.view, &stated.claim, self.by)) " " (sign(stated.state))
                    @if !stated.claim.attributed_to.is_empty() {
                        span class="small" { " in the words of " (words(&voices(&stated.claim))) }
                    }
                    (self.history.of_claim(id))
                }
            }
        }
    }

    /// How it stands to others: what it took part in or who took part in it, ranks, roles and the rest.
    fn links(&self, entity: &Entity) -> Markup {
        let mut by_kind: BTreeMap<&str, Vec<(&Entity, &str)>> = BTreeMap::new();
        for link in self.view.entities().values().filter(|link| link.kind.is_link()) {
            let end = link
                .properties
                .iter()
                .find(|(_, values)| values.iter().any(|value| value.value.entity() == Some(&entity.id)));
            if let Some((end, _)) = end {
                by_kind.entry(&link.kind.info().plain).or_default().push((link, end));
            }
        }
        html! {
            @for (kind, links) in &mut by_kind {
                @let () = links.sort_by_cached_key(|(link, _)| (self.date(link).map(|(_, sort)| sort), link.name.clone()));
                section class="property" {
                    h2 { (capital(kind)) ": " (links.len()) }
                    ul { @for (link, end) in links.iter() {
                        li {
                            @if let Some((date, _)) = self.date(link) { (date) ": " }
                            @for (at, part) in self.parts(link, end).iter().enumerate() { @if at > 0 { ", " } (part) }
                            " " (sign(link.state)) " "
                            a href=(about(link, self.by)) aria-label=(format!("Words and decisions: {}", link.name)) { "words and decisions" }
                        }
                    } }
                }
            }
        }
    }

    /// When a link was, in words and to sort by: its own date, or that of the engagement that it is about.
    fn date(&self, link: &Entity) -> Option<(String, String)> {
        let ends = link.properties.values().flatten().filter_map(|value| self.view.entities().get(value.value.entity()?));
        let ends = ends.map(AsRef::as_ref);
        let dated = [link].into_iter().chain(ends.filter(|end| end.kind.is_engagement()));
        let texts = dated.filter_map(|entity| entity.first("date").or_else(|| entity.first("startDate")));
        texts.filter_map(|text| Edtf::parse(text).ok()).next().map(|date| (plain(&date), date.as_str().to_string()))
    }

    /// A link's other ends and what is said of it.
    fn parts(&self, link: &Entity, from: &str) -> Vec<Markup> {
        let quiet = ["mode", "certainty", "named", "rankForm", "status", "date", "startDate"];
        let said = link.properties.iter().filter(|(name, _)| *name != from && !quiet.contains(&name.as_str()));
        let (mut ends, mut rest) = (Vec::new(), Vec::new());
        for (name, values) in said {
            for value in values {
                match value.value.entity().and_then(|id| self.view.entities().get(id)) {
                    Some(other) => ends.push(named(other, self.by)),
                    None => rest.push(html! { (property(name)) " " (words(&in_words(value.value.words()))) }),
                }
            }
        }
        ends.extend(rest);
        ends
    }

    fn findings(&self, entity: &Entity) -> Markup {
        let found: Vec<_> = self.view.findings().iter().filter(|finding| finding.entities.contains(&entity.id)).collect();
        html! {
            @if !found.is_empty() {
                section class="property" {
                    h2 { "Findings that speak of it: " (found.len()) }
                    ul { @for finding in found { li { (words(&finding.says)) " " span class="small" { "by the rule " (finding.rule.replace('-', " ")) } } } }
                }
            }
        }
    }
}

/// A date in words, other words as they are.
fn in_words(text: &str) -> String {
    crate::review::cards::value(&Value::Text(text.to_string()), &BTreeMap::new())
}
