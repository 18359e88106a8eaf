//! A build that is killed at any step of writing leaves a case that the next build finishes with the same bytes.

use crate::common::Place;
use std::collections::BTreeMap;

/// Everything derived but the index, whose bytes are not promised, and files that were being written.
fn derived(place: &Place) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in [".rollcall", "archive", "sources", "records"] {
        for (name, bytes) in place.files(&format!("case/{folder}")) {
            let index = folder == ".rollcall" && name.starts_with("index/");
            if !index && !name.ends_with(".rollcall-tmp") {
                files.insert(format!("{folder}/{name}"), bytes);
            }
        }
    }
    files
}

/// How many steps an undisturbed build takes, on one thread, and what it makes.
fn undisturbed() -> (u64, BTreeMap<String, Vec<u8>>) {
    let place = Place::new();
    place.small_case();
    let ran = place.run(&["build", "case", "--threads", "1", "--count-steps"]);
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    (ran.stdout.trim().parse().expect("a number of steps"), derived(&place))
}

fn killed_at(step: u64, whole: &BTreeMap<String, Vec<u8>>) {
    let place = Place::new();
    place.small_case();
    let stop = step.to_string();
    let ran = place.run(&["build", "case", "--threads", "1", "--stop-at", &stop]);
    assert_eq!(ran.code, None, "step {step} was reached and the process ended by a signal: {}", ran.all());
    let again = place.run(&["build", "case", "--threads", "1"]);
    assert_eq!(again.code, Some(0), "step {step}: {}", again.all());
    let made = derived(&place);
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&made), names(whole), "step {step}: the same files");
    for (name, bytes) in whole {
        assert!(made.get(name) == Some(bytes), "step {step}: {name} has the same bytes");
    }
}

#[test]
fn a_build_killed_at_some_steps_is_finished_by_the_next() {
    let (steps, whole) = undisturbed();
    assert!(steps > 20, "a build writes: {steps}");
    // The first and last steps are where a build begins and ends; the rest is sampled here and walked through below.
    let sample = (1..=4).chain((5..steps.saturating_sub(9)).step_by(29)).chain(steps - 8..=steps);
    sample.for_each(|step| killed_at(step, &whole));
}

#[test]
#[ignore = "walks through every step: some minutes"]
fn a_build_killed_at_any_step_is_finished_by_the_next() {
    let (steps, whole) = undisturbed();
    (1..=steps).for_each(|step| killed_at(step, &whole));
}
