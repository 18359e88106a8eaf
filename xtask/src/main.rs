//! Commands for those who work on Rollcall.
fn main() {}
