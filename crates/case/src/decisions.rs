//! `decisions.jsonl`: what people decided, one line an act, never rewritten.
//!
//! The main functions are [`parse`], which names every broken line, and [`in_effect`], which gives the lines that count
//! in the order in which they take effect: by `at`, then by `id`, whatever their place in the file (two people's files
//! may have been joined line by line). A line that `undo` names does not count, and neither does an undone `undo`.

use rollcall_model::decision::{Decision, Verb};
use rollcall_model::problem::Problem;
use std::borrow::Borrow;
use std::collections::HashSet;
use std::sync::Arc;

/// The file's name in the case.
pub const DECISIONS: &str = "decisions.jsonl";

/// Longest line that is read, in bytes.
const MAX_LINE: usize = 1 << 20;

/// Reads the text of a file of decisions; `name` is the file's name for messages.
///
/// # Errors
/// Every line that is no decision, with line and column.
pub fn parse(name: &str, text: &str) -> Result<Vec<Decision>, Vec<Problem>> {
    let mut decisions = Vec::new();
    let mut problems = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let place = |column: usize| format!("{name}:{}:{}", at + 1, column.max(1));
        if line.len() > MAX_LINE {
            problems.push(Problem::new(place(1), "line-too-long", format!("the line has more than {MAX_LINE} bytes")));
            continue;
        }
        match serde_json::from_str::<Decision>(line) {
            Ok(decision) if decision.v == 1 => decisions.push(decision),
            Ok(decision) => problems.push(
                Problem::new(
                    place(1),
                    "unknown-format",
                    format!("version `{}` is not one that this version knows", decision.v),
                )
                .hint("use a newer Rollcall"),
            ),
            Err(error) => problems.push(bad_line(&place(error.column()), &error)),
        }
    }
    if problems.is_empty() { Ok(decisions) } else { Err(problems) }
}

fn bad_line(place: &str, error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_string();
    let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
    let near = message.split('`').nth(1).and_then(|word| rollcall_model::problem::nearest(word, known));
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "mend the line, or take it out and decide again".into(),
    };
    Problem::new(place, "bad-decision", message).hint(hint)
}

/// The lines of a file of decisions, as far as it was read: shared, since a case has tens of thousands and a desk reads
/// them after every act.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    list: Vec<Arc<Decision>>,
    /// How many bytes were read, and their CRC-32.
    read: (usize, u32),
}

impl Lines {
    /// All lines of a text.
    ///
    /// # Errors
    /// As [`parse`].
    pub fn of(name: &str, text: &str) -> Result<Self, Vec<Problem>> {
        Self::default().after(name, text)
    }

    /// The same file read again. Where it only grew, only what was appended is parsed.
    ///
    /// # Errors
    /// As [`parse`].
    pub fn after(&self, name: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let (bytes, crc) = self.read;
        let read = (text.len(), crc32fast::hash(text.as_bytes()));
        let share = |lines: Vec<Decision>| lines.into_iter().map(Arc::new);
        let grown = text.split_at_checked(bytes).filter(|(old, new)| {
            let at_a_line = old.is_empty() || old.ends_with('\n') || new.is_empty() || new.starts_with('\n');
            at_a_line && crc32fast::hash(old.as_bytes()) == crc
        });
        // A broken line is named by its number in the whole file.
        if let Some(new) = grown.and_then(|(_, new)| parse(name, new).ok()) {
            let list = self.list.iter().cloned().chain(share(new)).collect();
            return Ok(Self { list, read });
        }
        Ok(Self { list: share(parse(name, text)?).collect(), read })
    }
}

/// Lines of no file.
impl FromIterator<Arc<Decision>> for Lines {
    fn from_iter<I: IntoIterator<Item = Arc<Decision>>>(lines: I) -> Self {
        Self { list: lines.into_iter().collect(), read: (0, 0) }
    }
}

impl std::ops::Deref for Lines {
    type Target = [Arc<Decision>];

    fn deref(&self) -> &Self::Target {
        &self.list
    }
}

/// When a line takes effect among others.
fn place<D: Borrow<Decision>>(line: &D) -> (&str, &str) {
    let decision = line.borrow();
    (&decision.at, decision.id.as_str())
}

/// The lines that count, in the order in which they take effect.
pub fn in_effect<D: Borrow<Decision>>(decisions: &[D]) -> Vec<&D> {
    let mut lines: Vec<&D> = decisions.iter().collect();
    // A line that stands twice counts once, as it stands last; nearly always they stand in order, and none does.
    if !lines.is_sorted_by(|one, next| place(*one) < place(*next)) {
        lines.reverse();
        lines.sort_by(|one, other| place(*one).cmp(&place(*other)));
        lines.dedup_by(|next, one| place(*next) == place(*one));
    }
    // The last undo speaks last, so they are taken from the end: an undo that was itself undone does nothing.
    let mut undone: HashSet<&str> = HashSet::new();
    for decision in lines.iter().rev().map(|line| (*line).borrow()) {
        if decision.verb == Verb::Undo && !undone.contains(decision.id.as_str()) {
            undone.insert(&decision.target);
        }
    }
    lines.retain(|line| {
        let decision = (*line).borrow();
        decision.verb != Verb::Undo && !undone.contains(decision.id.as_str())
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_model::decision::{ClaimWords, Quote};

    fn line(at: &str, verb: Verb, target: &str) -> Decision {
        Decision {
            v: 1,
            id: Decision::make_id(at, "a", verb, target, None),
            at: at.into(),
            by: "a".into(),
            verb,
            target: target.into(),
            other: None,
            region: None,
            other_quote: None,
            claim: ClaimWords::default(),
            quote: Quote::default(),
            value: None,
            why: None,
            batch: None,
        }
    }

    #[test]
    fn undo_takes_back_and_can_be_taken_back() {
        let accept = line("1", Verb::Accept, "c1");
        let undo = line("2", Verb::Undo, accept.id.as_str());
        let redo = line("3", Verb::Undo, undo.id.as_str());
        assert_eq!(in_effect(&[undo.clone(), accept.clone()]).len(), 0);
        assert_eq!(in_effect(&[redo, accept.clone(), undo]), [&accept]);
    }

    #[test]
    fn a_file_that_grew_is_read_on_and_one_that_changed_is_read_anew() {
        let text = |lines: &[Decision]| -> String {
            lines.iter().map(|line| serde_json::to_string(line).expect("serialises") + "\n").collect()
        };
        let (one, two) = (line("1", Verb::Accept, "c1"), line("2", Verb::Reject, "c2"));
        let first = Lines::of(DECISIONS, &text(std::slice::from_ref(&one))).expect("is right");
        let grown = first.after(DECISIONS, &text(&[one.clone(), two.clone()])).expect("is right");
        assert!(Arc::ptr_eq(&first[0], &grown[0]) && *grown[1] == two, "the first line is the one that was read");
        let no_newline = first.after(DECISIONS, text(&[one.clone(), two.clone()]).trim_end()).expect("is right");
        let other =
            no_newline.after(DECISIONS, &text(&[one, two.clone(), line("3", Verb::Accept, "c3")])).expect("is right");
        assert_eq!(other.len(), 3);
        let changed = other.after(DECISIONS, &text(std::slice::from_ref(&two))).expect("is right");
        assert_eq!(changed.iter().map(|line| (**line).clone()).collect::<Vec<_>>(), [two]);
        let broken = changed.after(DECISIONS, &(text(&[line("1", Verb::Accept, "c1")]) + "{}\n")).expect_err("broken");
        assert!(broken[0].place.starts_with("decisions.jsonl:2:"), "{broken:?}");
    }

    #[test]
    fn broken_lines_are_all_named_with_line_and_column() {
        let good = serde_json::to_string(&line("1", Verb::Accept, "c1")).expect("serialises");
        let text = format!("{good}\n{{\"v\":1,\n{}\n", good.replace("\"accept\"", "\"acept\""));
        let problems = parse(DECISIONS, &text).expect_err("two broken lines");
        assert!(problems[0].place.starts_with("decisions.jsonl:2:"), "{problems:?}");
        assert!(problems[1].place.starts_with("decisions.jsonl:3:"), "{problems:?}");
        assert_eq!(problems[1].hint.as_deref(), Some("did you mean `accept`?"));
    }
}
