//! `rollcall` without a command: the page on which a folder becomes a case.
//!
//! The main function is [`cmd_start`]. It serves where a person sits at a terminal, or where an address to listen on is given;
//! a script that calls the program without saying what to do is told so, as it would wait for ever.

use crate::commands::serve::LISTEN;
use crate::exit::Exit;
use crate::open;
use crate::ui::Ui;
use rollcall_model::problem::Problem;
use rollcall_server::{Bounds, Start};
use serde_json::json;
use std::io::{self, IsTerminal};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The folder of cases, in the folder where the program is started.
const CASES: &str = "rollcall-cases";

pub(crate) fn cmd_start(ui: &Ui, listen: Option<SocketAddr>) -> Exit {
    let person = io::stdin().is_terminal() && io::stdout().is_terminal();
    if listen.is_none() && !person {
        return open::one(ui, &nothing_to_do(), Exit::Arguments);
    }
    if let Some(listen) = listen.filter(|listen| !listen.ip().is_loopback()) {
        let problem =
            Problem::new("--listen", "not-loopback", format!("`{}` can be reached from other computers", listen.ip()));
        return open::one(ui, &problem.hint("listen on 127.0.0.1: the draft is private"), Exit::Arguments);
    }
    let extractor = match open::extractor(ui) {
        Ok(extractor) => extractor,
        Err(exit) => return exit,
    };
    let listen = listen.unwrap_or_else(free);
    let start = Start { cases: PathBuf::from(CASES), listen, extractor, bounds: Bounds::default() };
    let ready = |address: SocketAddr, token: &str| {
        let page = format!("http://{address}/");
        if ui.is_json() {
            ui.line(&json!({ "address": page, "token": token }));
        } else {
            ui.data(&page);
        }
        ui.flush();
        ui.say("drop a folder on this page; nothing leaves this computer\nCtrl-C ends it; what was read is kept");
        if person && !ui.is_json() {
            browse(&format!("{page}start"));
        }
    };
    match rollcall_server::serve_start(start, ready) {
        Ok(()) => Exit::Done,
        Err(problem) => open::one(ui, &problem, Exit::CannotFinish),
    }
}

/// In a pipe and without an address: what can be done.
fn nothing_to_do() -> Problem {
    Problem::new("rollcall", "no-command", "there is nothing to do yet").hint(
        "on a terminal `rollcall` opens a page to drop a folder on, elsewhere with `--listen 127.0.0.1:0`; `rollcall demo` shows a bundled case; `rollcall --help` lists the rest",
    )
}

/// The usual address or, where another desk has it, a free one.
fn free() -> SocketAddr {
    let usual: SocketAddr = LISTEN.parse().unwrap_or_else(|_| SocketAddr::from(([127, 0, 0, 1], 0)));
    if TcpListener::bind(usual).is_ok() { usual } else { SocketAddr::new(usual.ip(), 0) }
}

/// Opens a page in the person's browser. Where that fails, the address stands on the terminal.
fn browse(page: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    if !cfg!(target_os = "macos") && !cfg!(windows) && !has_screen() {
        return;
    }
    let _detached = Command::new(program)
        .args(before)
        .arg(page)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}

/// Whether there is a screen: without one `xdg-open` may take the terminal for a browser in letters.
#[expect(clippy::disallowed_methods, reason = "a browser is opened only where there is a screen to show it")]
fn has_screen() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
