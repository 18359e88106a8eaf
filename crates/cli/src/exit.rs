//! Exit codes: what a script may rely on.
//!
//! The main type is [`Exit`]. Where several hold at once, a run that could not finish says so first, then wrong evidence,
//! then inputs that were not used.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done, whatever was found.
    Done,
    /// 1: evidence or output is wrong.
    Wrong,
    /// 2: arguments or settings; nothing was changed.
    Arguments,
    /// 3: some inputs were not used; the rest was done.
    NotAllUsed,
    /// 4: could not finish; the case is as before.
    CannotFinish,
}

impl Exit {
    /// Both at once.
    pub(crate) fn and(self, other: Self) -> Self {
        let rank = |exit: &Self| match exit {
            Self::Done => 0,
            Self::Arguments => 1,
            Self::NotAllUsed => 2,
            Self::Wrong => 3,
            Self::CannotFinish => 4,
        };
        if rank(&other) > rank(&self) { other } else { self }
    }

    /// The code of the process.
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::Wrong => 1,
            Self::Arguments => 2,
            Self::NotAllUsed => 3,
            Self::CannotFinish => 4,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Exit::{CannotFinish, Done, NotAllUsed, Wrong};

    #[test]
    fn the_worst_comes_first() {
        assert_eq!(Done.and(NotAllUsed), NotAllUsed);
        assert_eq!(NotAllUsed.and(Wrong), Wrong);
        assert_eq!(CannotFinish.and(Wrong), CannotFinish);
    }
}
