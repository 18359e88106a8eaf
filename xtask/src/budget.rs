//! The seconds that the suite may take, by part, and the table of what it took.
//!
//! The budget is for people: the table says what a part used, and nothing fails because a machine was slow.

use std::fmt::Write as _;
use std::time::Duration;

/// A part of the suite with its own allowance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Compiling, lints and what is read from the tree alone.
    Build,
    /// Tests of the libraries, and of documentation.
    Rust,
    /// Tests of the command line.
    Cli,
    /// Pages in real browsers.
    Browser,
    /// Scores against shared data and peers, and fuzzing.
    Peers,
}

impl Part {
    /// All parts, in the order in which they run.
    pub const ALL: [Self; 5] = [Self::Build, Self::Rust, Self::Cli, Self::Browser, Self::Peers];

    /// What the table calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Rust => "Rust tests",
            Self::Cli => "command line",
            Self::Browser => "browser",
            Self::Peers => "peers and fuzz",
        }
    }

    /// Minutes that it may take on two cores.
    pub fn minutes(self) -> u64 {
        match self {
            Self::Build => 14,
            Self::Rust => 8,
            Self::Cli => 3,
            Self::Browser => 10,
            Self::Peers => 5,
        }
    }
}

/// The table of seconds used and allowed, one line a part and one for all but the build.
pub fn table(used: impl Fn(Part) -> Duration) -> String {
    let mut text = format!("{:<16} {:>8} {:>8}\n", "seconds of", "used", "budget");
    let mut row = |name: &str, seconds: u64, budget: u64| {
        let mark = if seconds > budget { "  over" } else { "" };
        let _ = writeln!(text, "{name:<16} {seconds:>8} {budget:>8}{mark}");
    };
    for part in Part::ALL {
        row(part.name(), used(part).as_secs(), part.minutes() * 60);
    }
    let after = Part::ALL.into_iter().filter(|part| *part != Part::Build);
    let (seconds, minutes) = after.fold((0, 0), |(s, m), part| (s + used(part).as_secs(), m + part.minutes()));
    row("after the build", seconds, minutes * 60);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_adds_up_and_marks_what_is_over() {
        let text = table(|part| Duration::from_secs(if part == Part::Cli { 200 } else { 10 }));
        assert!(text.contains("command line          200      180  over\n"), "{text}");
        assert!(text.contains("after the build       230     1560\n"), "{text}");
    }
}
