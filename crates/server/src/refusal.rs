//! The one shape of an HTTP error: a status and a [`Problem`] as JSON.
//!
//! The main type is [`Refusal`].

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rollcall_model::problem::Problem;
use serde_json::json;

/// A request that is not answered, and why.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    problems: Vec<Problem>,
}

impl Refusal {
    /// A refusal for one reason.
    pub(crate) fn new(status: StatusCode, place: &str, code: &str, message: impl Into<String>) -> Self {
        Self { status, problems: vec![Problem::new(place, code, message)] }
    }

    /// A refusal for the reasons that a stage gave.
    pub(crate) fn of(status: StatusCode, problems: Vec<Problem>) -> Self {
        Self { status, problems }
    }

    /// The same refusal with what to do about it.
    pub(crate) fn hint(mut self, hint: &str) -> Self {
        self.problems = self.problems.into_iter().map(|problem| problem.hint(hint)).collect();
        self
    }

    /// Nothing stands at that address.
    pub(crate) fn not_found(path: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, path, "not-found", "there is nothing at this address")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "problems": self.problems }))).into_response()
    }
}
