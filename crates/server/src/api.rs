//! `/api`: the JSON of the commands, and the one address that changes something.
//!
//! A list is a JSON array here, whose members are the lines that the command prints.

use crate::answers::{self, RollQuery};
use crate::clock::now;
use crate::guard::is_page_with_forms;
use crate::page::asked;
use crate::refusal::Refusal;
use crate::state::{Running, off_thread};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rollcall_case::{BoxRequest, DecideRequest};
use rollcall_model::decision::Verb;
use rollcall_model::problem::{Problem, nearest};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The pseudonym of whoever decides at the desk and gives none.
const OWNER: &str = "owner";

/// The most claims that one form may decide on.
const MAX_TARGETS: usize = 200;

type Answer = Result<Json<Value>, Refusal>;

fn answer(value: &impl Serialize) -> Answer {
    serde_json::to_value(value)
        .map(Json)
        .map_err(|error| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "/api", "own-fault", error.to_string()))
}

fn bad(problem: &Problem) -> Refusal {
    Refusal::of(StatusCode::BAD_REQUEST, vec![problem.clone()])
}

pub(crate) async fn roll(State(state): State<Arc<Running>>, query: Result<Query<RollQuery>, QueryRejection>) -> Answer {
    let loaded = state.loaded();
    answer(&answers::roll(loaded.built.private(), &asked(query)?).map_err(|problem| bad(&problem))?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactsQuery {
    kind: Option<String>,
}

pub(crate) async fn facts(State(state): State<Arc<Running>>, query: Result<Query<FactsQuery>, QueryRejection>) -> Answer {
    let loaded = state.loaded();
    answer(&answers::facts(loaded.built.private(), asked(query)?.kind.as_deref()).map_err(|problem| bad(&problem))?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FindingsQuery {
    explain: Option<String>,
}

pub(crate) async fn findings(
    State(state): State<Arc<Running>>,
    query: Result<Query<FindingsQuery>, QueryRejection>,
) -> Answer {
    let loaded = state.loaded();
    answer(&answers::findings(loaded.built.private(), asked(query)?.explain.as_deref()).map_err(|problem| bad(&problem))?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskQuery {
    words: String,
}

pub(crate) async fn ask(State(state): State<Arc<Running>>, query: Result<Query<AskQuery>, QueryRejection>) -> Answer {
    let query = asked(query)?;
    let hits = off_thread(move || answers::ask(state.case(), &query.words)).await?;
    answer(&hits.map_err(|problem| bad(&problem))?)
}

pub(crate) async fn gaps(State(state): State<Arc<Running>>) -> Answer {
    answer(&state.loaded().gaps())
}

pub(crate) async fn rules(State(state): State<Arc<Running>>) -> Answer {
    let rules = off_thread(move || answers::rules(state.case())).await?;
    let (rules, _) = rules.map_err(|problems| Refusal::of(StatusCode::UNPROCESSABLE_ENTITY, problems))?;
    answer(&rules)
}

pub(crate) async fn last_build(State(state): State<Arc<Running>>) -> Answer {
    match &state.loaded().report {
        Some(report) => answer(report),
        None => Err(Refusal::new(StatusCode::NOT_FOUND, "/api/build", "no-report", "this desk has not built the case")
            .hint("`rollcall build CASE --json` builds and reports")),
    }
}

pub(crate) async fn verify(State(state): State<Arc<Running>>) -> Answer {
    let found = off_thread(move || rollcall_case::verify::case(state.case(), state.extractor())).await?;
    let problems = found.map_err(|problems| Refusal::of(StatusCode::UNPROCESSABLE_ENTITY, problems))?;
    answer(&serde_json::json!({ "problems": problems }))
}

/// What an edition would hold: `publish` itself writes a folder, and is for the command line.
pub(crate) async fn publish(State(state): State<Arc<Running>>) -> Answer {
    let outlook = off_thread(move || state.case().outlook(&state.loaded().built)).await?;
    answer(&outlook.map_err(|problem| Refusal::of(StatusCode::UNPROCESSABLE_ENTITY, vec![problem]))?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportQuery {
    to: String,
}

/// What may go out, as other tools read it: the text of each file by its name.
pub(crate) async fn export(State(state): State<Arc<Running>>, query: Result<Query<ExportQuery>, QueryRejection>) -> Answer {
    let to = asked(query)?.to;
    let files = off_thread(move || state.case().exported(&state.loaded().built, &to, false)).await?;
    let files = files.map_err(|problems| Refusal::of(StatusCode::BAD_REQUEST, problems))?;
    let texts: BTreeMap<String, String> =
        files.into_iter().map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).into_owned())).collect();
    answer(&serde_json::json!({ "files": texts }))
}

/// Who decided what, as the file has it.
pub(crate) async fn decisions(State(state): State<Arc<Running>>) -> Answer {
    let lines = off_thread(move || state.case().decisions()).await?;
    answer(&lines.map_err(|problems| Refusal::of(StatusCode::UNPROCESSABLE_ENTITY, problems))?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EffectQuery {
    of: String,
}

/// What an act changed, by the id of the first line that it wrote.
pub(crate) async fn effect(State(state): State<Arc<Running>>, query: Result<Query<EffectQuery>, QueryRejection>) -> Answer {
    let of = asked(query)?.of;
    let asked = of.clone();
    let effect = off_thread(move || state.effect(&asked)).await?;
    let effect = effect.ok_or_else(|| Refusal::not_found(&of))?;
    answer(&effect.map_err(|problem| Refusal::of(StatusCode::INTERNAL_SERVER_ERROR, vec![problem]))?)
}

pub(crate) async fn nothing(uri: Uri) -> Refusal {
    Refusal::not_found(uri.path())
}

/// A decision, as a form or as JSON.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Decide {
    token: String,
    verb: String,
    targets: Vec<String>,
    property: Option<String>,
    value: Option<String>,
    quote: Option<String>,
    why: Option<String>,
    by: Option<String>,
    /// With `kind` and no target: everything undecided of this source. With `add`: where the words stand.
    source: Option<String>,
    /// In bulk, the kind; `Participation` for one that the reader missed.
    kind: Option<String>,
    /// With `add` in place of words: the page of `source`, the box on it, and what is seen there.
    page: Option<usize>,
    #[serde(rename = "box")]
    rect: Option<String>,
    description: Option<String>,
    /// With a box: kind, name and day of what somebody took part in, where no other source tells of it.
    engagement: Option<String>,
    name: Option<String>,
    date: Option<String>,
    /// The last line of decisions that the page knew.
    seen: Option<String>,
    /// Where the form stands: the desk goes back there.
    back: Option<String>,
}

impl Decide {
    fn of_form(body: &[u8]) -> Result<Self, Refusal> {
        let mut form = Self::default();
        let (mut role, mut party) = (None, None);
        let mut sides: [Option<String>; 4] = Default::default();
        for (name, value) in form_urlencoded::parse(body) {
            let value = value.into_owned();
            let filled = (!value.trim().is_empty()).then(|| value.clone());
            match name.as_ref() {
                "token" => form.token = value,
                "verb" => form.verb = value,
                "target" => form.targets.extend(filled),
                "property" => form.property = filled,
                "value" => form.value = filled,
                "quote" => form.quote = filled,
                "why" => form.why = filled,
                "by" => form.by = filled,
                "source" => form.source = filled,
                "kind" => form.kind = filled,
                "seen" => form.seen = filled,
                "page" => form.page = value.trim().parse().ok(),
                "description" => form.description = filled,
                "engagement" => form.engagement = filled,
                "name" => form.name = filled,
                "date" => form.date = filled,
                "left" => sides[0] = filled,
                "top" => sides[1] = filled,
                "width" => sides[2] = filled,
                "height" => sides[3] = filled,
                "role" => role = filled,
                "party" => party = filled,
                "back" => form.back = filled,
                other => return Err(bad(&Problem::new("the form", "unknown-key", format!("`{other}` is not known here")))),
            }
        }
        if let (Some(role), Some(party)) = (role, party) {
            form.value = Some(format!("{role} {}", party.trim()));
        }
        if sides.iter().any(Option::is_some) {
            form.rect = Some(sides.map(Option::unwrap_or_default).join(","));
        }
        Ok(form)
    }

    /// The box that was drawn, if one was.
    fn asked_box(&self) -> Option<BoxRequest> {
        Some(BoxRequest {
            page: self.page.unwrap_or(1),
            rect: self.rect.clone()?,
            description: self.description.clone().unwrap_or_default(),
            engagement: self.engagement.clone(),
        })
    }

    fn request(self) -> Result<DecideRequest, Refusal> {
        let Some(verb) = Verb::parse(&self.verb) else {
            let problem = Problem::new("verb", "unknown-verb", format!("`{}` is not a decision", self.verb));
            let near = nearest(&self.verb, Verb::ALL.map(Verb::as_str));
            return Err(bad(&near.map_or(problem.clone(), |near| problem.hint(format!("did you mean `{near}`?")))));
        };
        // A box may show something that the case has no id for yet.
        let bulk = self.source.is_some() && (self.kind.is_some() || self.rect.is_some());
        if self.targets.is_empty() && !bulk || self.targets.len() > MAX_TARGETS {
            let message = format!("a decision here is about 1 to {MAX_TARGETS} claims, not {}", self.targets.len());
            return Err(bad(&Problem::new("target", "no-target", message).hint("tick the claims that it is about")));
        }
        Ok(DecideRequest {
            verb: Some(verb),
            targets: self.targets,
            property: self.property,
            value: self.value,
            quote: self.quote,
            why: self.why,
            source: self.source,
            kind: self.kind,
            region: None,
            name: self.name,
            date: self.date,
            by: self.by.unwrap_or_else(|| OWNER.into()),
            at: now(),
        })
    }
}

pub(crate) async fn decide(
    State(state): State<Arc<Running>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let body = body.map_err(|rejection| not_read(&rejection))?;
    let form = match media_type(&headers) {
        FORM => Decide::of_form(&body)?,
        "application/json" => {
            serde_json::from_slice(&body).map_err(|error| bad(&Problem::new("the body", "bad-body", error.to_string())))?
        }
        other => return Err(bad_media_type(other, "neither a form nor JSON")),
    };
    check_token(&state, &form.token)?;
    let back = form.back.as_deref().map(back).transpose()?;
    let seen = form.seen.clone();
    let asked = form.asked_box();
    let mut request = form.request()?;
    let decided = off_thread(move || {
        if let Some(asked) = asked {
            let path = request.source.clone().unwrap_or_default();
            request.region = Some(state.pictures().region(&state, &path, &asked)?);
        }
        state.decide(&request, seen.as_deref())
    })
    .await??;
    match back {
        Some(back) => Ok((StatusCode::SEE_OTHER, [(LOCATION, back)]).into_response()),
        None => answer(&decided).map(IntoResponse::into_response),
    }
}

/// The media type of a form.
const FORM: &str = "application/x-www-form-urlencoded";

fn media_type(headers: &HeaderMap) -> &str {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    media_type.split(';').next().unwrap_or_default().trim()
}

fn bad_media_type(media_type: &str, says: &str) -> Refusal {
    let message = format!("`{media_type}` is {says}");
    Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Content-Type", "bad-media-type", message)
}

fn not_read(rejection: &BytesRejection) -> Refusal {
    let code = if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { "too-large" } else { "bad-body" };
    Refusal::of(rejection.status(), vec![Problem::new("the body", code, rejection.body_text())])
}

fn check_token(state: &Running, token: &str) -> Result<(), Refusal> {
    if state.is_token(token) {
        return Ok(());
    }
    let says = "the token is missing or not that of this desk";
    Err(Refusal::new(StatusCode::FORBIDDEN, "token", "wrong-token", says)
        .hint("load the page again: a desk has a new token each time it starts"))
}

/// The filled fields of a form that brought the right token, which is taken out. Of a name that is given twice the last
/// counts.
pub(crate) fn form(
    state: &Running,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<BTreeMap<String, String>, Refusal> {
    let body = body.map_err(|rejection| not_read(&rejection))?;
    let media_type = media_type(headers);
    if media_type != FORM {
        return Err(bad_media_type(media_type, "not a form"));
    }
    let mut fields: BTreeMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    check_token(state, &fields.remove("token").unwrap_or_default())?;
    fields.retain(|_, value| !value.trim().is_empty());
    Ok(fields)
}

/// Where to go back to: a page that sends forms, and nowhere else.
pub(crate) fn back(path: &str) -> Result<HeaderValue, Refusal> {
    let here = is_page_with_forms(path.split(['?', '#']).next().unwrap_or_default());
    let value = HeaderValue::from_str(path).ok().filter(|_| here && path.is_ascii());
    value.ok_or_else(|| bad(&Problem::new("back", "bad-address", format!("`{path}` is not a page of this desk"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_goes_back_to_the_review_only() {
        assert!(back("/review?source=sources%2Fa.md#m1").is_ok());
        for other in ["//example.org", "https://example.org", "/reviewer", "/review\r\nx: y", "/en/index.html", "/review?é"]
        {
            assert!(back(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_form_names_every_claim_and_no_unknown_key() {
        let form = Decide::of_form(b"token=t&verb=accept&target=c1&target=c2&why=+&back=%2Freview").expect("is a form");
        assert_eq!((form.targets.len(), form.why), (2, None));
        assert!(Decide::of_form(b"colour=red").is_err());
    }
}
