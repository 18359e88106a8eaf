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
    rung: Mutex<u64>,
    wake: Condvar,
}

impl Bell {
    /// Something was decided.
    pub(crate) fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.wake.notify_all();
    }

    /// Waits for a ring after `known`, then for a pause, and gives the count.
    fn after(&self, known: u64) -> u64 {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rung = self.wake.wait_while(rung, |rung| *rung == known).unwrap_or_else(PoisonError::into_inner);
        loop {
            let before = *rung;
            let (now, _) = self.wake.wait_timeout(rung, PAUSE).unwrap_or_else(PoisonError::into_inner);
            if *now == before {
                return before;
            }
            rung = now;
        }
    }
}

/// Builds after every pause. Ends with the process.
pub(crate) fn keep(state: &Arc<Running>) {
    let state = state.clone();
    let _detached = std::thread::spawn(move || {
        let mut known = 0;
        loop {
            known = state.bell().after(known);
            // What stands in the way (a full disk, another program that builds) is said by the next command that builds;
            // the decisions themselves are written.
            let _kept = state.rebuild();
        }
    });
}
