//! Writes random programs and what the engine derives from them, one JSON line each, for `bench/clingo_check.py`.
//!
//!     cargo run -p rollcall-reason --example random_programs -- 300 [FIRST_SEED]
//!
//! A random program that the language refuses is left out, and the last line says how many there were.

#[path = "../tests/random/mod.rs"]
mod random;

use random::Program;
use serde_json::json;
use std::io::{self, Write};

fn main() -> io::Result<()> {
    let mut words = std::env::args().skip(1).map(|word| word.parse::<u64>().unwrap_or(0));
    let (many, first) = (words.next().unwrap_or(100), words.next().unwrap_or(1));
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut written, mut refused, mut seed) = (0, 0, first);
    while written < many {
        let program = Program::new(seed);
        match program.rules() {
            Ok(rules) => {
                let mut line = program.json.clone();
                line["seed"] = json!(seed);
                line["text"] = json!(program.text);
                line["derived"] = json!(program.derived(&rules));
                writeln!(out, "{line}")?;
                written += 1;
            }
            Err(_) => refused += 1,
        }
        seed += 1;
    }
    writeln!(out, "{}", json!({ "refused": refused }))?;
    out.flush()
}
