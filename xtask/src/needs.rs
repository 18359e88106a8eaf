//! What the tests need beside Rust, whether it is there, and putting it there where that is allowed.
//!
//! Installing means: Debian packages where this runs as root and `apt-get` is there, the locked npm packages of `web/`,
//! and components of the Rust toolchain where `rustup` is there. Anything else is named, with the command that would
//! put it there, and the run fails before it spends minutes on building.

use crate::process;
use std::path::Path;
use std::process::Command;

/// A program that checks need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Program {
    /// Its name on PATH.
    pub name: &'static str,
    /// The Debian package that has it.
    pub package: &'static str,
    /// What it is for.
    pub why: &'static str,
}

/// Node runs the browser tests and the check of the committed scripts.
pub const NODE: Program = Program { name: "node", package: "nodejs", why: "browser tests and the check of web/dist" };
/// npm installs the locked packages.
pub const NPM: Program = Program { name: "npm", package: "npm", why: "the locked packages of web/" };
/// Chromium opens every page.
pub const CHROMIUM: Program = Program { name: "chromium", package: "chromium", why: "browser tests" };
/// Firefox opens every page with scripts, SVG and web fonts off.
pub const FIREFOX: Program =
    Program { name: "firefox-esr", package: "firefox-esr", why: "browser tests with scripts and SVG off" };
/// Python runs the scorers, which need nothing but its standard library.
pub const PYTHON: Program = Program { name: "python3", package: "python3", why: "scores against the shared data" };

const COMPONENTS: [(&str, &str); 2] = [("fmt", "rustfmt"), ("clippy", "clippy")];

/// Installs which of these programs are not there, the Rust components, and with node also the packages of `web/`.
pub fn install(programs: &[Program]) -> Result<(), String> {
    let mut missing = components();
    let absent: Vec<Program> = programs.iter().copied().filter(|program| !process::on_path(program.name)).collect();
    if !absent.is_empty() && !apt(&absent) {
        missing.extend(absent.iter().filter(|program| !process::on_path(program.name)).map(|program| describe(*program)));
    }
    if programs.contains(&NPM) && process::on_path(NPM.name) {
        missing.extend(packages(&process::root().join("web")).err());
    }
    if missing.is_empty() { Ok(()) } else { Err(format!("the tests need what is not here:\n  {}", missing.join("\n  "))) }
}

/// Says what is there and what is not.
pub fn report() -> Result<(), String> {
    for program in [NODE, NPM, CHROMIUM, FIREFOX, PYTHON] {
        let state = if process::on_path(program.name) { "here   " } else { "missing" };
        println!("{state}  {:<12} {}", program.name, program.why);
    }
    for (command, component) in COMPONENTS {
        let state = if process::works(process::cargo().args([command, "--version"])) { "here   " } else { "missing" };
        println!("{state}  {component:<12} part of the Rust toolchain");
    }
    let state = if fresh(&process::root().join("web")) { "here   " } else { "missing" };
    println!("{state}  web packages npm ci, from web/package-lock.json");
    Ok(())
}

fn describe(program: Program) -> String {
    format!("`{}`, for {}: `apt-get install {}`", program.name, program.why, program.package)
}

/// Components of the toolchain that are not there and could not be put there.
fn components() -> Vec<String> {
    let mut missing = Vec::new();
    for (command, component) in COMPONENTS {
        if process::works(process::cargo().args([command, "--version"])) {
            continue;
        }
        println!("installing the Rust component {component}");
        if process::run(process::program("rustup").args(["component", "add", component])).is_err() {
            missing.push(format!("`{component}`, part of the Rust toolchain: `rustup component add {component}`"));
        }
    }
    missing
}

/// Whether the programs were put there as Debian packages.
fn apt(absent: &[Program]) -> bool {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    if !root || !process::on_path("apt-get") {
        return false;
    }
    let packages: Vec<&str> = absent.iter().map(|program| program.package).collect();
    println!("installing Debian packages: {}", packages.join(" "));
    let apt = |words: &[&str]| {
        let mut command = process::program("apt-get");
        process::run(command.env("DEBIAN_FRONTEND", "noninteractive").args(words)).is_ok()
    };
    // A list that could not be renewed may still be good enough to install from.
    apt(&["update", "-qq"]);
    let mut words = vec!["install", "-y", "-qq", "--no-install-recommends"];
    words.extend(packages);
    apt(&words) && absent.iter().all(|program| process::on_path(program.name))
}

/// Puts the locked packages of `web/` there.
fn packages(web: &Path) -> Result<(), String> {
    if !web.join("package-lock.json").is_file() {
        return Err("`web/package-lock.json`: there is nothing to install the browser tests from".into());
    }
    if fresh(web) {
        return Ok(());
    }
    println!("installing the npm packages that web/package-lock.json locks");
    let mut npm = process::program("npm");
    process::run(npm.current_dir(web).args(["ci", "--no-audit", "--no-fund"]))
        .map_err(|error| format!("the npm packages of `web/`: run `npm ci` there ({error})"))
}

/// Whether `node_modules` was made from the lock file as it is now: npm leaves a copy there, written after it.
fn fresh(web: &Path) -> bool {
    let written = |path: &str| std::fs::metadata(web.join(path)).and_then(|data| data.modified()).ok();
    match (written("package-lock.json"), written("node_modules/.package-lock.json")) {
        (Some(lock), Some(copy)) => copy >= lock,
        _ => false,
    }
}
