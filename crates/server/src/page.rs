//! What every page of the desk has in common: its head, its links to the other pages, and the ways to words and things.
//!
//! The main function is [`frame`]. Addresses are made here alone, so that a link from any page leads to the same place and
//! keeps the name under which a reviewer decides.

use crate::refusal::Refusal;
use crate::review::ReviewQuery;
use crate::review::text::words;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use maud::{DOCTYPE, Markup, html};
use rollcall_model::claim::{Claim, State};
use rollcall_model::entity::Entity;
use rollcall_model::id::MentionId;
use rollcall_model::view::View;

/// The desk's pages, in the order in which they are used.
const PAGES: [(&str, &str); 10] = [
    ("/sources", "Sources"),
    ("/review", "Source by source"),
    ("/review?queue=need", "What findings need"),
    ("/review/merges", "Who is one"),
    ("/roll", "The roll"),
    ("/ask", "Ask"),
    ("/what-if", "What if"),
    ("/gaps", "Gaps"),
    ("/leads", "Private leads"),
    ("/", "The draft"),
];

/// What the head of a page says.
pub(crate) struct Head<'a> {
    /// The page in a few words.
    pub(crate) page: &'a str,
    /// The case's title.
    pub(crate) case: &'a str,
    /// The page's address among those that all pages link, or nothing.
    pub(crate) at: &'a str,
    /// Who decides.
    pub(crate) by: Option<&'a str>,
    /// The token that changes need.
    pub(crate) token: &'a str,
    /// Whether other cases stand at `/start`.
    pub(crate) cases: bool,
}

/// The head of any page: what a browser must know, the desk's style and script, and `more`.
pub(crate) fn head(title: &str, token: &str, more: &Markup) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="token" content=(token);
            title { (title) }
            link rel="stylesheet" href="/review.css";
            link rel="icon" type="image/png" href="/favicon.png";
            script src="/desk.js" defer {}
            (more)
        }
    }
}

/// A whole page.
pub(crate) fn frame(head: &Head<'_>, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            (self::head(&format!("{}: {}", head.page, head.case), head.token, &html! {}))
            body {
                header {
                    nav aria-label="Desk" {
                        @if head.cases { a href="/start" { "All cases" } }
                        @for (address, name) in PAGES {
                            a href=(with_by(address, head.by)) aria-current=[(address == head.at).then_some("page")] { (name) }
                        }
                    }
                    p class="stamp" { "Private draft: read by a machine. Only what you accept here can be published." }
                }
                main { (body) }
            }
        }
    }
    .into_string()
}

/// An address for the same reviewer.
pub(crate) fn with_by(address: &str, by: Option<&str>) -> String {
    let Some(by) = by else { return address.to_string() };
    let pair = form_urlencoded::Serializer::new(String::new()).append_pair("by", by).finish();
    format!("{address}{}{pair}", if address.contains('?') { '&' } else { '?' })
}

/// An address with the pairs that have a value.
pub(crate) fn address(path: &str, pairs: &[(&str, Option<&str>)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { path.into() } else { format!("{path}?{query}") }
}

/// What an address asks for.
pub(crate) fn asked<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, Refusal> {
    query
        .map(|Query(query)| query)
        .map_err(|rejection| Refusal::new(StatusCode::BAD_REQUEST, "the address", "bad-query", rejection.body_text()))
}

/// The address of all that is claimed of a thing.
pub(crate) fn about(entity: &Entity, by: Option<&str>) -> String {
    with_by(&format!("/about/{}", entity.id), by)
}

/// A thing's name, leading to all that is claimed of it.
pub(crate) fn named(entity: &Entity, by: Option<&str>) -> Markup {
    html! { a href=(about(entity, by)) { (words(&entity.name)) } }
}

/// The address of a card in its source.
pub(crate) fn card(source: &str, mention: &MentionId, by: Option<&str>) -> String {
    ReviewQuery::of_card(source, mention, by)
}

/// The title of the document that a claim's words stand in, leading to its card in the source.
pub(crate) fn place(view: &dyn View, claim: &Claim, by: Option<&str>) -> Markup {
    let path = &claim.anchor.source;
    let title = view.source(path).map_or_else(|| path.clone(), |source| source.credit(&claim.anchor).title());
    html! { a href=(card(path, &claim.mention, by)) { (words(&title)) } }
}

/// A state as a sign.
pub(crate) fn state(state: State) -> Markup {
    html! { span class={ "state " (state.as_str().split(' ').next().unwrap_or_default()) } { (state.as_str()) } }
}

/// A number with the right word.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The ways to the pages before and after, for lists that go on.
pub(crate) fn pages(page: usize, of: usize, address: impl Fn(usize) -> String) -> Markup {
    html! {
        nav aria-label="Pages" {
            @if page > 0 { a href=(address(page - 1)) { "Page before" } }
            span { "Page " (page + 1) " of " (of) }
            @if page + 1 < of { a href=(address(page + 1)) { "Next page" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_the_reviewer() {
        assert_eq!(with_by("/ask", None), "/ask");
        assert_eq!(with_by("/review?queue=need", Some("a&b")), "/review?queue=need&by=a%26b");
        assert_eq!(address("/ask", &[("words", Some("two words")), ("year", None)]), "/ask?words=two+words");
    }
}
