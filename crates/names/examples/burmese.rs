//! Reads lines of text and writes for each, parted by tabs: whether it is Zawgyi, the text in Unicode, the text in Latin letters.
//! `bench/burmese_peers.py` compares these with what other tools find.

use rollcall_names::burmese::{is_zawgyi, roman, unicode};
use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        writeln!(out, "{}\t{}\t{}", is_zawgyi(&line), unicode(&line), roman(&line))?;
    }
    out.flush()
}
