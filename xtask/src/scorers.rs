//! Scores against the data in `../shared`, which lies beside the repository on some machines and not on others.

use crate::checks::Outcome;
use crate::process;
use serde_json::Value;
use std::path::PathBuf;

/// The least that a figure may be: where in the scorer's JSON, and how much.
const ROLL_FLOORS: [(&str, f64); 2] = [("engagements", 0.60), ("participations", 0.50)];

fn shared() -> PathBuf {
    let root = process::root();
    root.parent().unwrap_or(&root).join("shared")
}

/// Whether there is something to score against.
pub fn present() -> bool {
    shared().join("tools").is_dir()
}

/// Runs the scorers and prints their figures; the roll must reach its floors.
pub fn run() -> Result<Outcome, String> {
    if !present() {
        return Ok(Outcome::Skipped("../shared is absent".into()));
    }
    let rollcall = process::rollcall()?;
    let data = shared().join("data");
    let score = |tool: &str, options: &[(&str, PathBuf)]| -> Result<Value, String> {
        let mut python = process::program("python3");
        python
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .arg(shared().join("tools").join(tool))
            .arg("--json")
            .arg("--bin")
            .arg(&rollcall);
        for (name, value) in options {
            python.arg(name).arg(value);
        }
        let text = process::capture(&mut python, &[0])?;
        let figures: Value = serde_json::from_str(&text).map_err(|error| format!("`{tool}`: {error}"))?;
        for (name, value) in figures.as_object().into_iter().flatten() {
            println!("  {name:<18} {value}");
        }
        Ok(figures)
    };
    let roll = score("score_roll.py", &[("--article", data.join("seed/article.txt")), ("--gold", data.join("gold"))]);
    let reading = score("score_reading.py", &[("--data", data.join("sfm"))]);
    let below = below(&roll?, &ROLL_FLOORS);
    reading?;
    if below.is_empty() { Ok(Outcome::Passed) } else { Err(below.join("; ")) }
}

/// Which F1 figures are not there or below their floor.
fn below(figures: &Value, floors: &[(&str, f64)]) -> Vec<String> {
    let f1 = |name: &str| figures.get(name).and_then(|figure| figure.get("f1")).and_then(Value::as_f64);
    let wrong = floors.iter().filter(|(name, floor)| f1(name).is_none_or(|f1| f1 < *floor));
    wrong.map(|(name, floor)| format!("{name}: F1 is {} and must be {floor} or more", f1(name).unwrap_or(0.0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_below_its_floor_or_missing_is_named() {
        let figures = serde_json::json!({"engagements": {"f1": 0.6}, "participations": {"f1": 0.49}});
        assert_eq!(below(&figures, &ROLL_FLOORS), ["participations: F1 is 0.49 and must be 0.5 or more"]);
        assert_eq!(below(&serde_json::json!({}), &ROLL_FLOORS).len(), 2);
    }
}
