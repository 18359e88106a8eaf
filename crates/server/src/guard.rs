//! What every request must pass, and the headers of every answer.
//!
//! The main function is [`router`]. The guards stand around all routes, also those of files, so that no route can forget one.

use crate::gate::Gate;
use crate::refusal::Refusal;
use crate::state::Running;
use crate::{
    MAX_BODY, about, api, ask, draft, how_sure, leads, map, merges, missing, pictures, review, roll, sources, what_if,
};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::sync::Arc;

/// What a page may load: files of this server, nothing inline, nothing from elsewhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Every address of the desk.
pub(crate) fn router(state: Arc<Running>) -> Router {
    Router::new()
        .route("/api/roll", get(api::roll))
        .route("/api/facts", get(api::facts))
        .route("/api/findings", get(api::findings))
        .route("/api/gaps", get(api::gaps))
        .route("/api/ask", get(api::ask))
        .route("/api/rules", get(api::rules))
        .route("/api/build", get(api::last_build))
        .route("/api/verify", get(api::verify))
        .route("/api/publish", get(api::publish))
        .route("/api/export", get(api::export))
        .route("/api/decisions", get(api::decisions))
        .route("/api/effect", get(api::effect))
        .route("/api/decide", post(api::decide))
        .route("/api/questions", post(ask::questions))
        .route("/api/sources", post(sources::save))
        .route("/api/reading", get(sources::reading))
        .route("/api/map", post(map::post))
        .route("/sources", get(sources::page))
        .route("/map", get(map::page))
        .route("/ask", get(ask::page))
        .route("/what-if", get(what_if::page))
        .route("/roll", get(roll::page))
        .route("/gaps", get(missing::page))
        .route("/leads", get(leads::page))
        .route("/how-sure", get(how_sure::page))
        .route("/api/{*rest}", get(api::nothing))
        .route("/review", get(review::page))
        .route("/review/text", get(review::part))
        .route("/review/picture", get(pictures::png))
        .route("/review/merges", get(merges::page))
        .route("/about/{id}", get(about::page))
        .route("/review.css", get(review::style))
        .route("/desk.js", get(review::script))
        .fallback(draft::file)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(state.clone(), guard))
        .with_state(state)
}

pub(crate) async fn wrong_method(request: Request) -> Refusal {
    let message = format!("`{}` does nothing here", request.method());
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, request.uri().path(), "wrong-method", message)
}

/// Whether a page sends forms, and may be gone back to after one.
pub(crate) fn is_page_with_forms(path: &str) -> bool {
    matches!(path, "/review" | "/review/merges" | "/ask" | "/sources" | "/map") || path.starts_with("/about/")
}

/// Checks the request, then lets it through and closes the answer up.
async fn guard(State(state): State<Arc<Running>>, request: Request, next: Next) -> Response {
    // These answer a form with a page that has forms again.
    let drawn = matches!(request.uri().path(), "/api/sources" | "/api/map");
    let review = drawn || is_page_with_forms(request.uri().path());
    let fits = |()| fits(request.headers());
    let mut response = match check(state.gate(), request.method(), request.headers()).and_then(fits) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    close_up(response.headers_mut(), review);
    response
}

/// Refuses a body that says that it is too large before it is waited for: a client may never send it.
fn fits(headers: &HeaderMap) -> Result<(), Refusal> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_none_or(|length| length <= MAX_BODY as u64) {
        return Ok(());
    }
    let message = format!("a body here has at most {MAX_BODY} bytes");
    Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "the body", "too-large", message))
}

/// Whether the request names this host and comes from no other site.
pub(crate) fn check(gate: &Gate, method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let hosts = headers.get_all(header::HOST).iter().count();
    let host = text(header::HOST).unwrap_or_default();
    if hosts != 1 || !gate.is_own_host(host) {
        return Err(Refusal::new(
            StatusCode::MISDIRECTED_REQUEST,
            "Host",
            "other-host",
            format!("`{host}` is not this computer"),
        )
        .hint("open the address that `rollcall` printed"));
    }
    let origin = text(header::ORIGIN);
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let own_origin = origin.is_none_or(|origin| origin.strip_prefix("http://").is_some_and(|host| gate.is_own_host(host)));
    // A browser names the site that a request comes from. `none` is the address bar; other programs say nothing.
    let own_site = site.is_none_or(|site| site == "same-origin" || (site == "none" && method != Method::POST));
    if own_origin && own_site {
        return Ok(());
    }
    let from = origin.or(site).unwrap_or_default();
    Err(Refusal::new(StatusCode::FORBIDDEN, "Origin", "other-origin", format!("a request from `{from}` is not answered"))
        .hint("open the address that `rollcall` printed in a new window"))
}

/// Nothing is kept, guessed, framed or told to others.
pub(crate) fn close_up(headers: &mut HeaderMap, review: bool) {
    // With `no-referrer` a browser sends the origin `null` with a form, which is refused. `same-origin` tells it to this
    // server and to no other.
    let referrer = if review { "same-origin" } else { "no-referrer" };
    for (name, value) in [
        ("content-security-policy", CONTENT_SECURITY_POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cache-control", "no-store"),
        ("referrer-policy", referrer),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}
