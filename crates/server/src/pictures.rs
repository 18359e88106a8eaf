//! Pages as pictures: what `/review/picture` gives, and what a drawn box is measured against.
//!
//! The main type is [`Pictures`]. A page is drawn in the locked child, one at a time, and the last few are kept in memory:
//! the page of review needs its size, the browser its pixels, and a box is checked on it again.

use crate::page::asked;
use crate::refusal::Refusal;
use crate::state::{Running, off_thread};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use rollcall_case::{BoxRequest, Picture, picture};
use rollcall_model::decision::Region;
use rollcall_model::problem::Problem;
use rollcall_model::source::Source;
use rollcall_model::view::View;
use serde::Deserialize;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// How many pages are kept.
const KEPT: usize = 8;

/// A page by its file's hash and its number, as it was drawn.
type Drawn = ((String, usize), Arc<Picture>);

/// The last pages that were drawn.
#[derive(Default)]
pub(crate) struct Pictures {
    kept: Mutex<VecDeque<Drawn>>,
    drawing: Mutex<()>,
}

impl Pictures {
    /// A page of a source. Blocks: not for the threads that answer.
    pub(crate) fn of(&self, state: &Running, source: &Source, page: usize) -> Result<Arc<Picture>, Problem> {
        let key = (source.sha256.clone(), page);
        if let Some(picture) = self.known(&key) {
            return Ok(picture);
        }
        let _one = self.drawing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(picture) = self.known(&key) {
            return Ok(picture);
        }
        let picture = Arc::new(state.case().picture(source, page, state.extractor())?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((key, picture.clone()));
        if kept.len() > KEPT {
            kept.pop_front();
        }
        Ok(picture)
    }

    fn known(&self, key: &(String, usize)) -> Option<Arc<Picture>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == key).map(|(_, picture)| picture.clone())
    }

    /// The box that a person drew, on the page as it is. Blocks as [`Pictures::of`] does.
    pub(crate) fn region(&self, state: &Running, path: &str, asked: &BoxRequest) -> Result<Region, Refusal> {
        let wrong = |problem| Refusal::of(StatusCode::UNPROCESSABLE_ENTITY, vec![problem]);
        let loaded = state.loaded();
        let source = picture::source(&loaded.built, path).map_err(wrong)?;
        let drawn = self.of(state, source, asked.page).map_err(wrong)?;
        asked.on(source, drawn.size).map_err(wrong)
    }
}

/// Which page is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PictureQuery {
    source: String,
    #[serde(default = "first")]
    page: usize,
}

fn first() -> usize {
    1
}

/// `/review/picture`: the pixels of a page.
pub(crate) async fn png(
    State(state): State<Arc<Running>>,
    query: Result<Query<PictureQuery>, QueryRejection>,
) -> Result<impl IntoResponse, Refusal> {
    let query = asked(query)?;
    let loaded = state.loaded();
    let source = loaded.built.private().source(&query.source).ok_or_else(|| Refusal::not_found(&query.source))?.clone();
    let drawn = off_thread(move || state.pictures().of(&state, &source, query.page)).await?;
    let drawn = drawn.map_err(|problem| Refusal::of(StatusCode::UNPROCESSABLE_ENTITY, vec![problem]))?;
    Ok(([(CONTENT_TYPE, "image/png")], drawn.png.clone()))
}
