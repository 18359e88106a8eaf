//! The pages of the private draft, as `build` wrote them.
//!
//! The main types are [`Files`], the list of what may be served, and [`file`], which serves from it. An address is looked up
//! in that list as it came, without decoding: what is not in the list does not exist, whatever dots and slashes it has.

use crate::refusal::Refusal;
use crate::state::{Running, off_thread};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How deep folders may lie in each other: pages lie at `LANG/KIND/ID.html`.
const MAX_DEPTH: usize = 4;

/// The line that the desk puts on every page: the way to the claims.
const BAR: &str = "<p class=\"desk\"><a href=\"/review\">Check claims, source by source</a></p>";

/// What may be served, by its address without the first slash.
#[derive(Debug, Default)]
pub(crate) struct Files(BTreeMap<String, PathBuf>);

impl Files {
    /// The files of a folder. Links and anything that is not a plain file are left out.
    pub(crate) fn of(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        collect(folder, "", 0, &mut files);
        Self(files)
    }

    /// The file at an address.
    fn at(&self, path: &str) -> Option<&PathBuf> {
        let path = path.strip_prefix('/')?;
        self.0.get(if path.is_empty() { "index.html" } else { path })
    }
}

fn collect(folder: &Path, prefix: &str, depth: usize, files: &mut BTreeMap<String, PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (Ok(kind), Some(name)) = (entry.file_type(), entry.file_name().to_str().map(str::to_string)) else { continue };
        let plain =
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) && !name.starts_with('.');
        if !plain {
            continue;
        }
        if kind.is_dir() && depth < MAX_DEPTH {
            collect(&entry.path(), &format!("{prefix}{name}/"), depth + 1, files);
        } else if kind.is_file() {
            files.insert(format!("{prefix}{name}"), entry.path());
        }
    }
}

/// Serves one file of the draft.
pub(crate) async fn file(State(state): State<Arc<Running>>, request: Request) -> Result<Response, Refusal> {
    let address = request.uri().path();
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let message = format!("`{}` does nothing here", request.method());
        return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, address, "wrong-method", message));
    }
    let loaded = state.loaded();
    let path = loaded.files.at(address).ok_or_else(|| Refusal::not_found(address))?;
    let read = path.clone();
    let bytes = off_thread(move || std::fs::read(read)).await?.map_err(|_| {
        Refusal::new(StatusCode::NOT_FOUND, address, "draft-changed", "this page of the draft is gone")
            .hint("the case was built again: end this desk and serve the case once more")
    })?;
    let Some(media_type) = media_type(path) else { return Err(Refusal::not_found(address)) };
    let bytes = if media_type.starts_with("text/html") { with_bar(bytes) } else { bytes };
    Ok(([(CONTENT_TYPE, HeaderValue::from_static(media_type))], bytes).into_response())
}

fn media_type(path: &Path) -> Option<&'static str> {
    Some(match path.extension()?.to_str()? {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "csv" => "text/csv; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

/// The page with the way to the claims at its end.
fn with_bar(page: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(page) {
        Ok(text) => match text.rsplit_once("</body>") {
            Some((before, after)) => format!("{before}{BAR}</body>{after}").into_bytes(),
            None => text.into_bytes(),
        },
        Err(error) => error.into_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_files_of_the_folder_have_an_address() {
        let folder = tempfile::tempdir().expect("a folder");
        let draft = folder.path().join("draft");
        std::fs::create_dir_all(draft.join("en")).expect("makes");
        std::fs::write(draft.join("index.html"), "door").expect("writes");
        std::fs::write(draft.join("en/roll.html"), "roll").expect("writes");
        std::fs::write(draft.join(".hidden"), "no").expect("writes");
        std::fs::write(folder.path().join("secret"), "no").expect("writes");
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join("secret"), draft.join("link.html")).expect("links");
        let files = Files::of(&draft);
        assert!(files.at("/").is_some());
        assert!(files.at("/en/roll.html").is_some());
        for other in
            ["/link.html", "/.hidden", "/../secret", "/en/../index.html", "/en/%2e%2e/index.html", "/en", "//index.html", ""]
        {
            assert!(files.at(other).is_none(), "{other}");
        }
    }

    #[test]
    fn the_way_to_the_claims_stands_at_the_end() {
        assert_eq!(with_bar(b"<body>x</body>".to_vec()), format!("<body>x{BAR}</body>").into_bytes());
        assert_eq!(with_bar(b"x".to_vec()), b"x");
    }
}
