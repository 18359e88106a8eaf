//! What the desk holds while it runs.
//!
//! The main types are [`Desk`], what it is given, and `Running`, the same with what it has loaded. A decision changes states
//! everywhere, so the case is built and loaded again after it; readers keep the old load until the new one is there.

use crate::draft::Files;
use axum::http::StatusCode;
use rollcall_archive::Disk;
use rollcall_case::{BuildError, BuildOptions, Built, Case, DecideRequest, ExtractorCommand};
use rollcall_model::decision::Decision;
use rollcall_model::problem::Problem;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::refusal::Refusal;

/// A case to serve.
pub struct Desk {
    /// The case.
    pub case: Case,
    /// Its last build.
    pub built: Built,
    /// Where to listen: a loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The program that opens untrusted files, for the builds after a decision.
    pub extractor: ExtractorCommand,
    /// The report of the last build, where this process made it.
    pub report: Option<serde_json::Value>,
}

/// What is loaded of a build.
pub(crate) struct Loaded {
    /// The build.
    pub(crate) built: Built,
    /// The files of its draft.
    pub(crate) files: Files,
    /// What the build reported.
    pub(crate) report: Option<serde_json::Value>,
}

/// The desk while it runs.
pub(crate) struct Running {
    case: Case,
    extractor: ExtractorCommand,
    hosts: Vec<String>,
    token: String,
    loaded: RwLock<Arc<Loaded>>,
    /// One decision at a time.
    deciding: Mutex<()>,
}

impl Running {
    /// Makes the token and lists what may be served.
    pub(crate) fn start(desk: Desk, address: SocketAddr) -> Result<Arc<Self>, Problem> {
        let files = Files::of(&desk.case.draft_dir());
        let loaded = Loaded { built: desk.built, files, report: desk.report };
        Ok(Arc::new(Self {
            case: desk.case,
            extractor: desk.extractor,
            hosts: hosts(address),
            token: token()?,
            loaded: RwLock::new(Arc::new(loaded)),
            deciding: Mutex::new(()),
        }))
    }

    /// What a change must bring.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// The case.
    pub(crate) fn case(&self) -> &Case {
        &self.case
    }

    /// What is loaded now.
    pub(crate) fn loaded(&self) -> Arc<Loaded> {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a Host header names this desk.
    pub(crate) fn is_own_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
    }

    /// Whether a token is the right one. Takes as long for a wrong one, however much of it is right.
    pub(crate) fn is_token(&self, token: &str) -> bool {
        let same = |(a, b): (u8, u8)| a ^ b;
        token.len() == self.token.len() && token.bytes().zip(self.token.bytes()).map(same).fold(0, |all, one| all | one) == 0
    }

    /// Writes a decision down, builds again and loads that build. Blocks: not for the threads that answer requests.
    pub(crate) fn decide(&self, request: &DecideRequest) -> Result<Vec<Decision>, Refusal> {
        let _one = self.deciding.lock().unwrap_or_else(PoisonError::into_inner);
        let decided = self
            .case
            .decide(&self.loaded().built, request)
            .map_err(|problems| Refusal::of(StatusCode::UNPROCESSABLE_ENTITY, problems))?;
        self.rebuild()?;
        Ok(decided)
    }

    fn rebuild(&self) -> Result<(), Refusal> {
        let cannot = |problems| Refusal::of(StatusCode::INTERNAL_SERVER_ERROR, problems);
        let options =
            BuildOptions { extractor: self.extractor.clone(), threads: None, progress: &|_, _, _| (), disk: Disk::new() };
        let report = self.case.build(&options).map_err(|error| match error {
            BuildError::Settings(problems) | BuildError::CannotFinish(problems) => cannot(problems),
        })?;
        let built = self.case.load().map_err(cannot)?;
        let loaded = Loaded { built, files: Files::of(&self.case.draft_dir()), report: serde_json::to_value(&report).ok() };
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded);
        Ok(())
    }
}

/// The Host headers that name an address.
fn hosts(address: SocketAddr) -> Vec<String> {
    let mut hosts = vec![address.to_string(), format!("localhost:{}", address.port())];
    if address.port() == 80 {
        hosts.push("localhost".into());
        hosts.push(address.ip().to_string());
    }
    hosts
}

/// 128 bits that nobody can guess, as hexadecimal digits.
fn token() -> Result<String, Problem> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Problem::new("this computer", "no-random-numbers", error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Does work that blocks away from the threads that answer.
pub(crate) async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| {
        Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "this desk",
            "own-fault",
            "the desk failed at this; the case is as before",
        )
    })
}
