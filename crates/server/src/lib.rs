//! The desk over loopback HTTP: the private draft to read, and the claims to decide on.
//!
//! The main type is [`Desk`], what is served; [`serve`] serves it until the process is asked to stop. [`answers`] makes the
//! JSON of every command, so that the command line and `/api` cannot differ.
//!
//! Why loopback only, and why so many refusals: the draft names people whom nobody has checked yet. A page of another site,
//! open in the same browser, may send requests to this computer; so a request must name this host, must come from no other
//! origin, and must bring the token when it changes something. Why forms and no script: the desk works where scripts are off.

mod about;
pub mod answers;
mod api;
mod ask;
mod clock;
mod draft;
pub mod gaps;
mod gate;
mod guard;
mod history;
mod how_sure;
mod keeper;
mod leads;
mod map;
mod merges;
mod missing;
mod outgoing;
mod page;
mod pictures;
mod refusal;
mod review;
mod roll;
mod sources;
mod start;
mod state;
pub mod what_if;

use rollcall_model::problem::Problem;
use std::net::SocketAddr;

pub use start::{Bounds, Start};
pub use state::Desk;

/// The largest body that is read, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// Serves a case on a loopback address until Ctrl-C. `on_ready` is told the address, with the port that was free where the
/// desk asked for port 0, and the token that changes need.
///
/// # Errors
/// `not-loopback` where the address could be reached from another computer, `cannot-listen` where it is taken.
pub fn serve(desk: Desk, on_ready: impl FnOnce(SocketAddr, &str)) -> Result<(), Problem> {
    answer_at(desk.listen, |address| {
        let state = state::Running::start(desk, address, false)?;
        keeper::keep(&state);
        on_ready(address, state.token());
        Ok(guard::router(state))
    })
}

/// Serves the first page, where a folder becomes a case, and each case that is opened there, until Ctrl-C. `on_ready` as in
/// [`serve`].
///
/// # Errors
/// As [`serve`].
pub fn serve_start(start: Start, on_ready: impl FnOnce(SocketAddr, &str)) -> Result<(), Problem> {
    answer_at(start.listen, |address| {
        let state = start::Starting::new(start, address)?;
        on_ready(address, state.token());
        Ok(start::router(state))
    })
}

/// Answers at a loopback address until Ctrl-C.
fn answer_at(listen: SocketAddr, router: impl FnOnce(SocketAddr) -> Result<axum::Router, Problem>) -> Result<(), Problem> {
    if !listen.ip().is_loopback() {
        return Err(Problem::new(
            listen.to_string(),
            "not-loopback",
            format!("`{}` can be reached from other computers", listen.ip()),
        )
        .hint("listen on 127.0.0.1: the draft is private"));
    }
    let cannot = |error: std::io::Error| {
        Problem::new(listen.to_string(), "cannot-listen", error.to_string())
            .hint("give another port with --listen 127.0.0.1:PORT")
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(cannot)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await.map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        let router = router(address)?;
        axum::serve(listener, router).with_graceful_shutdown(stopped()).await.map_err(cannot)
    })
}

/// Ends when the person at the terminal asks for it. Where the signal cannot be had, never.
async fn stopped() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
