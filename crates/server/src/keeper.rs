//! Brings the case's folder up to date while the reviewer pauses.
//!
//! The main function is [`keep`], which runs on a thread of its own: after a decision it waits until nobody has decided for a
//! while, then builds. What the reviewer sees does not wait for it ([`crate::state`]); what other commands read of the
//! folder (search, the draft's files) does. A desk that is killed before leaves the decisions written, and the next build does
//! the rest.

use crate::state::Running;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long nobody must have decided before the folder is brought up to date.
const PAUSE: Duration = Duration::from_millis(1500);

/// Counts decisions and wakes whoever waits for one.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    rung: Mutex<Rung>,
    wake: Condvar,
}

#[derive(Debug, Default)]
struct Rung {
    times: u64,
    /// The last ring that was answered.
    answered: u64,
    /// Nobody will ring any more.
    over: bool,
}

impl Bell {
    /// Something was decided.
    pub(crate) fn ring(&self) {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner).times += 1;
        self.wake.notify_all();
    }

    /// What was rung for up to this count is done.
    pub(crate) fn answered(&self, times: u64) {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner).answered = times;
    }

    /// Whether a ring waits for its answer.
    pub(crate) fn is_behind(&self) -> bool {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        rung.times != rung.answered
    }

    /// Nobody will ring any more: the case is closed.
    pub(crate) fn end(&self) {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner).over = true;
        self.wake.notify_all();
    }

    /// Waits for a ring after `known`, then for a pause, and gives the count; nothing where none can come any more.
    fn after(&self, known: u64) -> Option<u64> {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |rung: &mut Rung| rung.times == known && !rung.over;
        let mut rung = self.wake.wait_while(rung, waits).unwrap_or_else(PoisonError::into_inner);
        while rung.times != known {
            let before = rung.times;
            if rung.over {
                return Some(before);
            }
            let (now, _) = self.wake.wait_timeout(rung, PAUSE).unwrap_or_else(PoisonError::into_inner);
            if now.times == before {
                return Some(before);
            }
            rung = now;
        }
        None
    }
}

/// Builds after every pause. Ends with the process, or when the case is closed.
pub(crate) fn keep(state: &Arc<Running>) {
    let state = state.clone();
    let _detached = std::thread::spawn(move || {
        // Before anybody has decided; a rule that runs away is said by the first decision.
        let _ready = state.loaded().built.get_ready();
        let mut known = 0;
        while let Some(rung) = state.bell().after(known) {
            known = rung;
            // What stands in the way (a full disk, another program that builds) is said by the table of sources and by the
            // next command that builds; the decisions themselves are written.
            state.catch_up(rung);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decided_before_the_end_is_still_kept() {
        let bell = Bell::default();
        bell.ring();
        assert!(bell.is_behind());
        bell.answered(1);
        assert!(!bell.is_behind());
        bell.end();
        assert_eq!((bell.after(0), bell.after(1)), (Some(1), None));
    }
}
