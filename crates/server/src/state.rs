//! What the desk holds while it runs.
//!
//! The main types are [`Desk`], what it is given, and `Running`, the same with what it has loaded. A decision is written
//! down first; then everything that follows from it is worked out in memory and put in place of what was loaded, so that the
//! next page shows it. The folder of the last build is brought up to date by [`crate::keeper`] when the reviewer pauses.

use crate::gaps::{Gap, gaps};
use crate::gate::Gate;
use crate::keeper::Bell;
use crate::pictures::Pictures;
use crate::review::Needs;
use axum::http::StatusCode;
use rollcall_archive::Disk;
use rollcall_case::map::{Mapping, RecordMap};
use rollcall_case::sources::{SourceChange, TakenTable};
use rollcall_case::{BuildError, BuildOptions, Built, Case, DecideRequest, Effect, ExtractorCommand};
use rollcall_model::decision::{Decision, Verb};
use rollcall_model::id::DecisionId;
use rollcall_model::problem::Problem;
use std::collections::{BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

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

/// How many acts can be asked what they changed. A page asks at once; each act keeps what is not shared of a case.
const ACTS: usize = 8;

/// A case with all that follows from it.
pub(crate) struct Loaded {
    /// The case.
    pub(crate) built: Built,
    /// What the last build reported.
    pub(crate) report: Option<serde_json::Value>,
    needs: OnceLock<Needs>,
    gaps: OnceLock<Vec<Gap>>,
}

impl Loaded {
    fn new(built: Built, report: Option<serde_json::Value>) -> Arc<Self> {
        Arc::new(Self { built, report, needs: OnceLock::new(), gaps: OnceLock::new() })
    }

    /// What the case lacks.
    pub(crate) fn gaps(&self) -> &[Gap] {
        self.gaps.get_or_init(|| gaps(self.built.private()))
    }

    /// What findings need most.
    pub(crate) fn needs(&self) -> &Needs {
        self.needs.get_or_init(|| Needs::of(self.built.private()))
    }
}

/// What was loaded before an act and after it.
struct Act {
    first: DecisionId,
    before: Arc<Loaded>,
    after: Arc<Loaded>,
}

/// The desk while it runs.
pub(crate) struct Running {
    case: Case,
    extractor: ExtractorCommand,
    gate: Gate,
    /// Whether the first page stands at the same address, with the other cases.
    has_first_page: bool,
    loaded: RwLock<Arc<Loaded>>,
    /// One decision at a time.
    deciding: Mutex<()>,
    acts: Mutex<VecDeque<Act>>,
    bell: Bell,
    pictures: Pictures,
    /// Held while this desk builds: what changes sidecars waits for it instead of being refused.
    building: Mutex<()>,
    trouble: Mutex<Vec<Problem>>,
}

impl Running {
    /// Makes the token and takes in what was built.
    pub(crate) fn start(desk: Desk, address: SocketAddr, has_first_page: bool) -> Result<Arc<Self>, Problem> {
        Ok(Arc::new(Self {
            case: desk.case,
            extractor: desk.extractor,
            gate: Gate::new(address)?,
            has_first_page,
            loaded: RwLock::new(Loaded::new(desk.built.kept_open(), desk.report)),
            deciding: Mutex::new(()),
            acts: Mutex::default(),
            bell: Bell::default(),
            pictures: Pictures::default(),
            building: Mutex::default(),
            trouble: Mutex::default(),
        }))
    }

    /// What every request must pass.
    pub(crate) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Whether other cases stand at `/start`.
    pub(crate) fn has_first_page(&self) -> bool {
        self.has_first_page
    }

    /// Changes a file of the case while nobody else changes one.
    pub(crate) fn one_at_a_time<T>(&self, change: impl FnOnce(&Case) -> T) -> T {
        let _one = self.deciding.lock().unwrap_or_else(PoisonError::into_inner);
        change(&self.case)
    }

    /// What a change must bring.
    pub(crate) fn token(&self) -> &str {
        self.gate.token()
    }

    /// The case.
    pub(crate) fn case(&self) -> &Case {
        &self.case
    }

    /// The program that opens untrusted files.
    pub(crate) fn extractor(&self) -> &ExtractorCommand {
        &self.extractor
    }

    /// Pages as pictures.
    pub(crate) fn pictures(&self) -> &Pictures {
        &self.pictures
    }

    /// Changes what is said of sources; the case is built again when nobody has changed anything for a while. Blocks.
    pub(crate) fn change_sources(&self, changes: &[SourceChange]) -> Result<TakenTable, BuildError> {
        let _waited = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = self.one_at_a_time(|case| case.change_sources(changes))?;
        if !taken.written.is_empty() {
            self.bell.ring();
        }
        Ok(taken)
    }

    /// Keeps the map of a table; the table is read anew when nobody has changed anything for a while. Blocks.
    pub(crate) fn keep_map(&self, mapping: &Mapping, record: &RecordMap, seen: &str) -> Result<bool, BuildError> {
        let _waited = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = self.one_at_a_time(|case| case.keep_map(mapping, record, seen))?;
        if changed {
            self.bell.ring();
        }
        Ok(changed)
    }

    /// Whether the last build was made before the last change.
    pub(crate) fn is_behind(&self) -> bool {
        self.bell.is_behind()
    }

    /// What stood in the way of the last build of this desk.
    pub(crate) fn trouble(&self) -> Vec<Problem> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Builds after a ring, and says that this was done.
    pub(crate) fn catch_up(&self, rung: u64) {
        let problems = self.rebuild().err().unwrap_or_default();
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = problems;
        self.bell.answered(rung);
    }

    /// Rings when something was decided.
    pub(crate) fn bell(&self) -> &Bell {
        &self.bell
    }

    /// What is loaded now.
    pub(crate) fn loaded(&self) -> Arc<Loaded> {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a token is the right one.
    pub(crate) fn is_token(&self, token: &str) -> bool {
        self.gate.is_token(token)
    }

    /// Writes a decision down and works out what follows. `seen` is the last line that the reviewer's page knew: what
    /// others decided since on the same claims is said, and nothing is written. Blocks: not for the threads that answer.
    pub(crate) fn decide(&self, request: &DecideRequest, seen: Option<&str>) -> Result<Vec<Decision>, Refusal> {
        let _one = self.deciding.lock().unwrap_or_else(PoisonError::into_inner);
        let wrong = |problems| Refusal::of(StatusCode::UNPROCESSABLE_ENTITY, problems);
        // Another program may have written to the file since: its lines count too.
        if self.case.is_behind(&self.loaded().built).map_err(wrong)? {
            match self.case.decided(&self.loaded().built) {
                Ok(built) => _ = self.put(built),
                // Where a decision lets a rule run away, to take it back is what helps.
                Err(_) if request.verb == Some(Verb::Undo) => {}
                Err(problems) => return Err(wrong(problems)),
            }
        }
        let before = self.loaded();
        if let Some(seen) = seen {
            meanwhile(&before.built, request, seen)?;
        }
        let written = self.case.decide(&before.built, request).map_err(wrong)?;
        let decided = self.case.decided(&before.built);
        let after = self.put(decided.map_err(|problems| wrong(written_all_the_same(problems, &written)))?);
        if let Some(first) = written.first() {
            let mut acts = self.acts.lock().unwrap_or_else(PoisonError::into_inner);
            acts.push_back(Act { first: first.id.clone(), before, after });
            if acts.len() > ACTS {
                acts.pop_front();
            }
        }
        self.bell.ring();
        Ok(written)
    }

    /// What an act changed, by the first line that it wrote.
    pub(crate) fn effect(&self, first: &str) -> Option<Result<Effect, Problem>> {
        let acts = self.acts.lock().unwrap_or_else(PoisonError::into_inner);
        let act = acts.iter().rev().find(|act| act.first.as_str() == first)?;
        let (before, after) = (act.before.clone(), act.after.clone());
        drop(acts);
        Some(Effect::between(&before.built, &after.built, &self.case.kept()))
    }

    fn put(&self, built: Built) -> Arc<Loaded> {
        let loaded = Loaded::new(built, self.loaded().report.clone());
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = loaded.clone();
        loaded
    }

    /// Builds the case again and loads that build: for what changed in the folder, and for the draft's files.
    pub(crate) fn rebuild(&self) -> Result<(), Vec<Problem>> {
        let options = BuildOptions {
            extractor: self.extractor.clone(),
            threads: Some(behind()),
            progress: &|_, _, _| (),
            problem: &|_| (),
            disk: Disk::new(),
        };
        let building = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.loaded();
        let report = self.case.build_after(&options, Some(&before.built)).map_err(|error| match error {
            BuildError::Settings(problems) | BuildError::CannotFinish(problems) => problems,
        })?;
        drop((building, before));
        let _one = self.deciding.lock().unwrap_or_else(PoisonError::into_inner);
        let built = self.case.load_again(&self.loaded().built)?;
        let loaded = Loaded::new(built, serde_json::to_value(&report).ok());
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = loaded;
        Ok(())
    }
}

/// Threads of the builds behind the desk. They are these builds' own: whoever decides needs threads too, and would wait
/// until all pages are drawn if the two shared them.
fn behind() -> usize {
    std::thread::available_parallelism().map_or(1, |all| all.get().div_ceil(2))
}

/// Refuses where others decided on the same claims after the last line that a page knew.
fn meanwhile(built: &Built, request: &DecideRequest, seen: &str) -> Result<(), Refusal> {
    let lines = &built.inputs.decisions;
    let from = lines.iter().rposition(|line| line.id.as_str() == seen).map_or(0, |at| at + 1);
    let targets: BTreeSet<&str> = request.targets.iter().map(String::as_str).collect();
    let others = lines[from..]
        .iter()
        .filter(|line| line.by != request.by && line.verb != Verb::Undo && targets.contains(line.target.as_str()));
    let problems: Vec<Problem> = others
        .map(|line| {
            let message = format!("`{}` decided `{}` on this claim meanwhile", line.by, line.verb.as_str());
            Problem::new(line.target.as_str(), "decided-meanwhile", message)
                .hint("load the page again to see it, then decide")
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::of(StatusCode::CONFLICT, problems)) }
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

/// What stood in the way of working out what follows from lines, and that they are written.
fn written_all_the_same(mut problems: Vec<Problem>, written: &[Decision]) -> Vec<Problem> {
    for line in written {
        let says = format!("the decision is written as `{}`; what follows from it is not known", line.id);
        let take_back = format!("take it back with `rollcall decide CASE undo {}`, or mend the rule", line.id);
        problems.push(Problem::new("decisions.jsonl", "not-followed", says).hint(take_back));
    }
    problems
}
