//! The first page: a folder becomes a case, and a case that was made here is opened again.
//!
//! The main types are [`Start`], what it is given, and [`Starting`], the same while it runs. It answers at one address from
//! nothing to the first claims: its own pages stand under `/start`, and everything else is handed on to the desk of the case
//! that is open ([`Opened`]). Files come over one by one ([`intake`]); the rest is done in the background ([`work`]).
//!
//! Why a list of cases nowhere: a case is a folder, so the page looks into the folder of cases each time. Why each open case has
//! a token of its own: a page of the case before, still open in another tab, must not decide on claims of this one.

mod intake;
mod page;
mod work;

use crate::gate::Gate;
use crate::refusal::Refusal;
use crate::state::{Loaded, off_thread};
use crate::{MAX_BODY, guard, keeper, review};
use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http_body_util::BodyExt;
use intake::{Coming, Intake, case_name, check_case, incoming, new_folder};
use rollcall_case::{Case, ExtractorCommand};
use rollcall_model::problem::Problem;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tower_service::Service;
use work::{Means, Opened, Work};

pub use intake::Bounds;

/// How long a file may send nothing before it is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// The header with the token, where the body is a file.
const TOKEN: &str = "x-rollcall-token";

/// The most cases that are listed.
const MAX_CASES: usize = 500;

/// What the first page is given.
pub struct Start {
    /// The folder in which cases are made; it is made with the first one.
    pub cases: PathBuf,
    /// Where to listen: a loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The program that opens untrusted files.
    pub extractor: ExtractorCommand,
    /// How much a new case may be given.
    pub bounds: Bounds,
}

/// The first page while it runs.
pub(crate) struct Starting {
    gate: Gate,
    address: SocketAddr,
    cases: PathBuf,
    extractor: ExtractorCommand,
    bounds: Bounds,
    /// New cases whose files come over now, by name.
    coming: Mutex<BTreeMap<String, Intake>>,
    /// The work that goes on or ended last.
    work: Mutex<Option<Arc<Work>>>,
    opened: RwLock<Option<Arc<Open>>>,
}

/// The open case and how its pages are reached.
struct Open {
    case: Opened,
    router: Router,
}

/// A case in the list.
pub(crate) struct Listed {
    name: String,
    unfinished: bool,
}

impl Starting {
    /// Makes the token.
    pub(crate) fn new(start: Start, address: SocketAddr) -> Result<Arc<Self>, Problem> {
        Ok(Arc::new(Self {
            gate: Gate::new(address)?,
            address,
            cases: start.cases,
            extractor: start.extractor,
            bounds: start.bounds,
            coming: Mutex::default(),
            work: Mutex::default(),
            opened: RwLock::default(),
        }))
    }

    /// What a change must bring.
    pub(crate) fn token(&self) -> &str {
        self.gate.token()
    }

    fn work(&self) -> Option<Arc<Work>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn opened(&self) -> Option<Arc<Open>> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The cases that lie in the folder, by name.
    fn listed(&self) -> Vec<Listed> {
        let entries = fs::read_dir(&self.cases).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let mut names: Vec<String> = folders
            .filter(|entry| entry.path().join("case.toml").is_file())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| check_case(name).is_ok())
            .collect();
        names.sort();
        names.truncate(MAX_CASES);
        let listed = |name: String| Listed { unfinished: work::is_unfinished(&self.cases.join(&name)), name };
        names.into_iter().map(listed).collect()
    }

    /// The folder of a case that is listed: no other name leads anywhere.
    fn root_of(&self, name: &str) -> Result<PathBuf, Problem> {
        let root = self.cases.join(name);
        let is_folder = || fs::symlink_metadata(&root).is_ok_and(|found| found.is_dir());
        if check_case(name).is_ok() && is_folder() && root.join("case.toml").is_file() {
            return Ok(root);
        }
        Err(Problem::new(name, "no-such-case", "there is no case of this name here").hint("the list shows those that are"))
    }

    /// Makes a new case and gives its name.
    fn new_case(&self, name: &str) -> Result<String, Problem> {
        let name = new_folder(&self.cases, name.trim())?;
        let root = self.cases.join(&name);
        Case::create(&root)?;
        let settings = root.join("case.toml");
        let cannot = |error: std::io::Error| Problem::new(settings.display().to_string(), "cannot-write", error.to_string());
        let text = fs::read_to_string(&settings).map_err(cannot)?;
        // A name has no sign that means anything in TOML.
        let text = text.replace("title = \"A new case\"", &format!("title = \"{name}\""));
        fs::write(&settings, text).map_err(cannot)?;
        Ok(name)
    }

    /// Begins the work on a case, unless it goes on already.
    fn begin(self: &Arc<Self>, name: &str) -> Result<(), Problem> {
        let root = self.root_of(name)?;
        let mut at = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(work) = at.as_ref().filter(|work| work.goes_on()) {
            if work.name == name {
                return Ok(());
            }
            let message = format!("`{}` is being read now", work.name);
            return Err(Problem::new(name, "busy", message).hint("one case is read at a time: wait until it is done"));
        }
        self.coming.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        let work = Work::new(name);
        *at = Some(work.clone());
        drop(at);
        let state = self.clone();
        let _detached = std::thread::spawn(move || state.work_on(&work, root));
        Ok(())
    }

    fn work_on(&self, work: &Arc<Work>, root: PathBuf) {
        let means = Means { root, address: self.address, extractor: self.extractor.clone(), bounds: self.bounds };
        let run = std::panic::AssertUnwindSafe(|| work::run(work, &means));
        let done = std::panic::catch_unwind(run).unwrap_or_else(|_| {
            Err(vec![Problem::new(&work.name, "own-fault", "the program failed at this; what was kept before is there")])
        });
        work.end(done.map(|case| {
            keeper::keep(&case.running);
            let router = guard::router(case.running.clone());
            let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
            if let Some(before) = opened.replace(Arc::new(Open { case, router })) {
                before.case.running.bell().end();
            }
        }));
    }
}

/// Every address, with the guards around all of them.
pub(crate) fn router(state: Arc<Starting>) -> Router {
    Router::new()
        .route("/start", get(first))
        .route("/start/case", get(case))
        .route("/start/new", post(new))
        .route("/start/file", post(file))
        .route("/start/folder", post(folder))
        .route("/start/open", post(open))
        .route("/start.js", get(script))
        .route("/start.css", get(style))
        .route("/favicon.png", get(sign))
        .route("/api/progress", get(progress))
        .fallback(rest)
        .method_not_allowed_fallback(guard::wrong_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(state.clone(), around))
        .with_state(state)
}

async fn around(State(state): State<Arc<Starting>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let forms = path == "/" || path == "/start" || path.starts_with("/start/");
    let mut response = match guard::check(&state.gate, request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    // The desk closes its own answers up.
    if !response.headers().contains_key("referrer-policy") {
        guard::close_up(response.headers_mut(), forms);
    }
    response
}

/// What is not the first page's is the open case's.
async fn rest(State(state): State<Arc<Starting>>, request: Request) -> Response {
    let Some(open) = state.opened() else {
        let path = request.uri().path();
        return match (request.method(), path) {
            (&Method::GET, "/") => first(State(state)).await.into_response(),
            (&Method::GET, "/review.css") => review::style().await.into_response(),
            (&Method::GET, "/desk.js") => review::script().await.into_response(),
            _ => Refusal::not_found(path).hint("no case is open: open one at `/start`").into_response(),
        };
    };
    match open.router.clone().call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

async fn script() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("../../../../web/dist/start.js"))
}

async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("start.css"))
}

async fn sign() -> impl IntoResponse {
    ([(CONTENT_TYPE, "image/png")], include_bytes!("../../../../web/dist/favicon.png").as_slice())
}

async fn first(State(state): State<Arc<Starting>>) -> Result<Html<String>, Refusal> {
    off_thread(move || Html(page::first(&state, None))).await
}

#[derive(Debug, Deserialize)]
struct CaseQuery {
    name: String,
}

async fn case(
    State(state): State<Arc<Starting>>,
    query: Result<Query<CaseQuery>, QueryRejection>,
) -> Result<Response, Refusal> {
    let Ok(Query(CaseQuery { name })) = query else { return Ok(to("/start")) };
    off_thread(move || match state.root_of(&name) {
        Ok(_) => Html(page::case(&state, &name)).into_response(),
        Err(problem) => unhappy(&state, StatusCode::NOT_FOUND, &problem),
    })
    .await
}

/// The first page with what went wrong on top.
fn unhappy(state: &Starting, status: StatusCode, problem: &Problem) -> Response {
    (status, Html(page::first(state, Some(problem)))).into_response()
}

fn to(address: &str) -> Response {
    let location = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/start"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// The address of a case's page.
fn address_of(name: &str) -> String {
    format!("/start/case?{}", form_urlencoded::Serializer::new(String::new()).append_pair("name", name).finish())
}

/// How far the work is.
async fn progress(State(state): State<Arc<Starting>>) -> Json<Value> {
    Json(match state.work() {
        None => json!({ "state": "none" }),
        Some(work) => work.look(|at| {
            let (how, problems) = match &at.ended {
                None => ("working", &[][..]),
                Some(Ok(())) => ("done", &[][..]),
                Some(Err(problems)) => ("failed", problems.as_slice()),
            };
            let stages: Vec<Value> = work::STAGES
                .iter()
                .zip(at.counts)
                .enumerate()
                .map(|(n, ((name, says), (done, of)))| {
                    let is = if n < at.stage || how == "done" {
                        "done"
                    } else if n == at.stage && of > 0 {
                        "now"
                    } else {
                        "later"
                    };
                    json!({ "name": name, "says": says, "is": is, "done": done, "of": of })
                })
                .collect();
            json!({ "case": work.name, "state": how, "stages": stages, "unused": at.unused, "problems": problems })
        }),
    })
}

/// A form's fields, where its token is right.
fn fields(state: &Starting, body: Result<Bytes, BytesRejection>) -> Result<BTreeMap<String, String>, Refusal> {
    let body = body.map_err(|rejection| {
        let code = if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { "too-large" } else { "bad-body" };
        Refusal::of(rejection.status(), vec![Problem::new("the body", code, rejection.body_text())])
    })?;
    let fields: BTreeMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    check_token(state, fields.get("token").map_or("", String::as_str))?;
    Ok(fields)
}

fn check_token(state: &Starting, token: &str) -> Result<(), Refusal> {
    if state.gate.is_token(token) {
        return Ok(());
    }
    let message = "the token is missing or not that of this page";
    Err(Refusal::new(StatusCode::FORBIDDEN, "token", "wrong-token", message)
        .hint("load the page again: it has a new token each time the program starts"))
}

fn refused(problem: Problem) -> Refusal {
    Refusal::of(status_of(&problem), vec![problem])
}

fn status_of(problem: &Problem) -> StatusCode {
    match problem.code.as_str() {
        "no-such-case" => StatusCode::NOT_FOUND,
        "busy" | "name-taken" => StatusCode::CONFLICT,
        "too-many-files" | "too-much" | "file-too-large" => StatusCode::PAYLOAD_TOO_LARGE,
        "cannot-write" => StatusCode::INSUFFICIENT_STORAGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Makes a case for files that come over. Answers with its name.
async fn new(State(state): State<Arc<Starting>>, body: Result<Bytes, BytesRejection>) -> Result<Json<Value>, Refusal> {
    let fields = fields(&state, body)?;
    let name = fields.get("name").map(|name| name.trim().to_string()).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| case_name(fields.get("folder").map_or("", String::as_str)));
    let made = off_thread({
        let state = state.clone();
        move || state.new_case(&name)
    });
    let made = made.await?.map_err(refused)?;
    state.coming.lock().unwrap_or_else(PoisonError::into_inner).insert(made.clone(), Intake::default());
    Ok(Json(json!({ "case": made, "address": address_of(&made) })))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileQuery {
    case: String,
    path: String,
}

/// Takes one file in, piece by piece. Its body is the file.
async fn file(
    State(state): State<Arc<Starting>>,
    headers: HeaderMap,
    query: Result<Query<FileQuery>, QueryRejection>,
    mut body: Body,
) -> Result<Json<Value>, Refusal> {
    check_token(&state, headers.get(TOKEN).and_then(|token| token.to_str().ok()).unwrap_or_default())?;
    let Ok(Query(FileQuery { case, path })) = query else {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "the address", "bad-query", "it names no case and no file"));
    };
    let bounds = state.bounds;
    let number = with_intake(&state, &case, |intake| intake.one_more(bounds))?;
    let folder = incoming(&state.cases.join(&case));
    let mut coming = tokio::task::block_in_place(|| Coming::begin(&folder, &path, number)).map_err(refused)?;
    loop {
        let Ok(next) = tokio::time::timeout(PATIENCE, body.frame()).await else {
            let problem = Problem::new(&path, "too-slow", "the file stopped coming").hint("drop the folder again");
            return Err(Refusal::of(StatusCode::REQUEST_TIMEOUT, vec![problem]));
        };
        let Some(frame) = next else { break };
        let frame = frame.map_err(|_| {
            refused(Problem::new(&path, "cut-off", "the file did not come over whole").hint("drop the folder again"))
        })?;
        let Ok(piece) = frame.into_data() else { continue };
        with_intake(&state, &case, |intake| intake.more(piece.len() as u64, bounds))?;
        tokio::task::block_in_place(|| coming.piece(&piece, bounds)).map_err(refused)?;
    }
    let bytes = tokio::task::block_in_place(|| coming.end()).map_err(refused)?;
    Ok(Json(json!({ "path": path, "bytes": bytes })))
}

/// Only a case that was made a moment ago takes files, until it is read.
fn with_intake<T>(state: &Starting, case: &str, act: impl FnOnce(&mut Intake) -> Result<T, Problem>) -> Result<T, Refusal> {
    let mut coming = state.coming.lock().unwrap_or_else(PoisonError::into_inner);
    let intake = coming.get_mut(case).ok_or_else(|| {
        refused(Problem::new(case, "no-such-case", "no new case of this name waits for files").hint("drop the folder again"))
    })?;
    act(intake).map_err(refused)
}

/// Begins to read what came over, or opens a case: both are the same work.
async fn open(State(state): State<Arc<Starting>>, body: Result<Bytes, BytesRejection>) -> Result<Response, Refusal> {
    let fields = fields(&state, body)?;
    let name = fields.get("case").cloned().unwrap_or_default();
    off_thread(move || {
        let is_open = state.opened().is_some_and(|open| open.case.name == name);
        match if is_open { state.root_of(&name).map(drop) } else { state.begin(&name) } {
            Ok(()) => to(&address_of(&name)),
            Err(problem) => unhappy(&state, status_of(&problem), &problem),
        }
    })
    .await
}

/// Makes a case of a folder of this computer, by its path: for browsers without scripts, and for large folders.
async fn folder(State(state): State<Arc<Starting>>, body: Result<Bytes, BytesRejection>) -> Result<Response, Refusal> {
    let fields = fields(&state, body)?;
    off_thread(move || match from_folder(&state, &fields) {
        Ok(name) => to(&address_of(&name)),
        Err(problem) => unhappy(&state, status_of(&problem), &problem),
    })
    .await
}

fn from_folder(state: &Arc<Starting>, fields: &BTreeMap<String, String>) -> Result<String, Problem> {
    let path = fields.get("path").map_or("", |path| path.trim());
    if path.is_empty() {
        return Err(
            Problem::new("the folder", "no-folder", "no folder was named").hint("write its path, as in `/home/ana/letters`")
        );
    }
    let from = Path::new(path);
    work::fits(from, state.bounds)?;
    let full = from.canonicalize().map_err(|error| Problem::new(path, "cannot-read", error.to_string()))?;
    let (Some(text), Some(own)) = (full.to_str(), full.file_name().and_then(|name| name.to_str())) else {
        return Err(Problem::new(path, "name-not-utf8", "this has no name that can be kept").hint("name a folder in it"));
    };
    let cases = std::path::absolute(&state.cases).unwrap_or_else(|_| state.cases.clone());
    let cases = cases.canonicalize().unwrap_or(cases);
    if cases.starts_with(&full) || full.starts_with(&cases) {
        return Err(Problem::new(path, "holds-cases", "this folder holds the cases themselves, or lies in one")
            .hint("name a folder inside it, or start `rollcall` in another folder"));
    }
    if let Some(work) = state.work().filter(|work| work.goes_on()) {
        return Err(Problem::new(path, "busy", format!("`{}` is being read now", work.name))
            .hint("one case is read at a time: wait until it is done"));
    }
    let name = fields.get("name").map(|name| name.trim()).filter(|name| !name.is_empty());
    let name = state.new_case(&name.map_or_else(|| case_name(own), str::to_string))?;
    work::copy_later(&state.cases.join(&name), text)?;
    state.begin(&name)?;
    Ok(name)
}

impl Open {
    fn loaded(&self) -> Arc<Loaded> {
        self.case.running.loaded()
    }
}
