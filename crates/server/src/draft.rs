//! The pages of the private draft, as the decisions of this moment have it.
//!
//! The main function is [`file`]. An address is looked up in the draft's list of pages as it came, without decoding: what is
//! not in the list does not exist, whatever dots and slashes it has, and no file of this computer is opened.

use crate::how_sure;
use crate::refusal::Refusal;
use crate::state::{Running, off_thread};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use rollcall_model::id::FindingId;
use std::sync::Arc;

/// The line that the desk puts on every page: the way to the claims.
const BAR: &str = "<p class=\"desk\"><a href=\"/review\">Check claims, source by source</a></p>";

/// The same where other cases stand at this address.
const BAR_OF_MANY: &str =
    "<p class=\"desk\"><a href=\"/review\">Check claims, source by source</a> <a href=\"/start\">All cases</a></p>";

/// Serves one file of the draft.
pub(crate) async fn file(State(state): State<Arc<Running>>, request: Request) -> Result<Response, Refusal> {
    let address = request.uri().path();
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let message = format!("`{}` does nothing here", request.method());
        return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, address, "wrong-method", message));
    }
    let path = match address.strip_prefix('/') {
        Some("") => "index.html",
        Some(path) => path,
        None => return Err(Refusal::not_found(address)),
    };
    let media_type = media_type(path).ok_or_else(|| Refusal::not_found(address))?;
    let (loaded, asked) = (state.loaded(), path.to_string());
    let bar = if state.has_first_page() { BAR_OF_MANY } else { BAR };
    let bytes = off_thread(move || rollcall_case::draft::file(&loaded.built, &asked))
        .await?
        .ok_or_else(|| Refusal::not_found(address))?;
    let bytes = if media_type.starts_with("text/html") { with_bar(bytes, &bar_of(bar, path)) } else { bytes };
    Ok(([(CONTENT_TYPE, HeaderValue::from_static(media_type))], bytes).into_response())
}

/// The bar of a page: on a finding's page also the way to how sure it is.
fn bar_of(bar: &str, path: &str) -> String {
    let id = path.split_once("/findings/").and_then(|(_, file)| file.strip_suffix(".html")).and_then(FindingId::parse);
    match id {
        Some(id) => {
            let way =
                format!(" <a href=\"{}\">How sure, and what would undo it</a></p>", how_sure::address(id.as_str(), None));
            bar.replace("</p>", &way)
        }
        None => bar.into(),
    }
}

fn media_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

/// The page with the way to the claims at its end.
fn with_bar(page: Vec<u8>, bar: &str) -> Vec<u8> {
    match String::from_utf8(page) {
        Ok(text) => match text.rsplit_once("</body>") {
            Some((before, after)) => format!("{before}{bar}</body>{after}").into_bytes(),
            None => text.into_bytes(),
        },
        Err(error) => error.into_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_findings_page_leads_to_how_sure_it_is() {
        let id = FindingId::of(&["a"]);
        assert!(bar_of(BAR, &format!("my/findings/{id}.html")).contains(&format!("/how-sure?id={id}")));
        assert_eq!(bar_of(BAR, "en/findings/after-moment-2021.html"), BAR);
        assert_eq!(bar_of(BAR, "en/roll.html"), BAR);
    }

    #[test]
    fn the_way_to_the_claims_stands_at_the_end() {
        assert_eq!(with_bar(b"<body>x</body>".to_vec(), BAR), format!("<body>x{BAR}</body>").into_bytes());
        assert_eq!(with_bar(b"x".to_vec(), BAR), b"x");
    }
}
