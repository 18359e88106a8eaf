//! `rollcall serve`.

use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use clap::Args;
use rollcall_case::{Built, Case};
use rollcall_model::problem::Problem;
use rollcall_server::Desk;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where a desk listens when nothing is said.
pub(crate) const LISTEN: &str = "127.0.0.1:7323";

/// Show the private draft on this computer alone, and check its claims
///
/// The address works in a browser on this computer and nowhere else. Under /review stand the claims of every source with
/// their words and buttons to accept or reject them. Ctrl-C ends it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rollcall serve inquiry\n  rollcall serve inquiry --listen 127.0.0.1:0    a free port")]
pub(crate) struct ServeArgs {
    /// The case's folder
    case: PathBuf,
    /// Listen on this loopback address
    #[arg(long, value_name = "ADDR", default_value = LISTEN)]
    listen: SocketAddr,
}

pub(crate) fn cmd_serve(ui: &Ui, args: &ServeArgs) -> Result<Exit, Exit> {
    if !args.listen.ip().is_loopback() {
        let problem =
            Problem::new("--listen", "not-loopback", format!("`{}` can be reached from other computers", args.listen.ip()));
        return Err(open::one(ui, &problem.hint("listen on 127.0.0.1: the draft is private"), Exit::Arguments));
    }
    let (case, built) = open::built(ui, &args.case)?;
    serve(ui, case, built, args.listen, None)
}

/// Serves a case until the person ends it.
pub(crate) fn serve(ui: &Ui, case: Case, built: Built, listen: SocketAddr, report: Option<Value>) -> Result<Exit, Exit> {
    let desk = Desk { case, built, listen, extractor: open::extractor(ui)?, report };
    let ready = |address: SocketAddr, token: &str| {
        if ui.is_json() {
            ui.line(&json!({ "address": format!("http://{address}/"), "token": token }));
        } else {
            ui.data(&format!("http://{address}/"));
        }
        ui.flush();
        ui.say(&format!(
            "the private draft, on this computer alone; claims to check: http://{address}/review\ntoken for changes by other programs: {token}\nCtrl-C ends it"
        ));
    };
    match rollcall_server::serve(desk, ready) {
        Ok(()) => Ok(Exit::Done),
        Err(problem) => Err(open::one(ui, &problem, Exit::CannotFinish)),
    }
}
