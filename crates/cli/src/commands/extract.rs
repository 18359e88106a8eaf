//! The hidden argument: this program as the child that opens one untrusted file.

use rollcall_extract::lock::Lock;
use std::io;
use std::process::ExitCode;

/// What the parent starts this program with.
pub(crate) const ARGUMENT: &str = "__extract";

/// The child's whole life.
pub(crate) fn run() -> ExitCode {
    match rollcall_extract::child::run(io::stdin(), io::stdout(), Lock::full()) {
        Ok(()) => ExitCode::SUCCESS,
        // The parent sees an answer that is missing, and says so.
        Err(_) => ExitCode::FAILURE,
    }
}
