//! `questions.jsonl`: questions that a reviewer keeps to ask again.
//!
//! The main type is [`Question`], one line of the file. Nothing follows from a question, so the file is written anew when
//! one is kept or removed; a name has one question.

use crate::folder::Case;
use rollcall_archive::Disk;
use rollcall_model::problem::Problem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The file's name in the case.
pub const QUESTIONS: &str = "questions.jsonl";

/// Questions that are kept.
const MAX_QUESTIONS: usize = 200;

/// Bytes of the file that are read.
const MAX_BYTES: u64 = 1 << 20;

/// Code points of a name, and of the words or a facet.
const MAX_NAME: usize = 100;
const MAX_WORDS: usize = 1000;

/// A question with its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What its writer calls it.
    pub name: String,
    /// The words asked for.
    pub words: String,
    /// What the answers were narrowed to, by facet.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facets: BTreeMap<String, String>,
}

impl Case {
    /// The questions that are kept, in the order of the file.
    ///
    /// # Errors
    /// When the file is too large, or a line of it is no question.
    pub fn questions(&self) -> Result<Vec<Question>, Problem> {
        let path = self.root().join(QUESTIONS);
        let Ok(about) = std::fs::metadata(&path) else { return Ok(Vec::new()) };
        if about.len() > MAX_BYTES {
            return Err(Problem::new(QUESTIONS, "too-large", format!("the file has more than {MAX_BYTES} bytes")));
        }
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Problem::new(QUESTIONS, "cannot-read", error.to_string()).hint("save it as UTF-8"))?;
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines
            .map(|(at, line)| {
                serde_json::from_str(line).map_err(|error| {
                    let place = format!("{QUESTIONS}:{}:{}", at + 1, error.column().max(1));
                    Problem::new(place, "bad-question", error.to_string()).hint("mend the line, or take it out")
                })
            })
            .collect()
    }

    /// Keeps a question, instead of one that has the same name.
    ///
    /// # Errors
    /// When it has no name or no words, is too long, or the file cannot be read or written.
    pub fn keep_question(&self, question: &Question) -> Result<(), Problem> {
        let long = |text: &str, most: usize| text.trim().is_empty() || text.chars().count() > most;
        let facets = question.facets.iter().any(|(name, value)| long(name, MAX_NAME) || long(value, MAX_WORDS));
        if long(&question.name, MAX_NAME) || long(&question.words, MAX_WORDS) || facets {
            let message = format!("a question needs a name of at most {MAX_NAME} letters and words of at most {MAX_WORDS}");
            return Err(Problem::new("the question", "bad-question", message));
        }
        let mut questions = self.questions()?;
        match questions.iter_mut().find(|known| known.name == question.name) {
            Some(known) => *known = question.clone(),
            None => questions.push(question.clone()),
        }
        if questions.len() > MAX_QUESTIONS {
            let message = format!("{MAX_QUESTIONS} questions are kept already");
            return Err(Problem::new(QUESTIONS, "too-many", message).hint("remove one first"));
        }
        self.write_questions(&questions)
    }

    /// Removes the question with a name.
    ///
    /// # Errors
    /// When there is none, or the file cannot be read or written.
    pub fn remove_question(&self, name: &str) -> Result<(), Problem> {
        let mut questions = self.questions()?;
        let before = questions.len();
        questions.retain(|known| known.name != name);
        if questions.len() == before {
            return Err(Problem::new(QUESTIONS, "no-such-question", format!("no question is called `{name}`")));
        }
        self.write_questions(&questions)
    }

    fn write_questions(&self, questions: &[Question]) -> Result<(), Problem> {
        let mut text = String::new();
        for question in questions {
            text +=
                &serde_json::to_string(question).map_err(|error| Problem::new(QUESTIONS, "internal", error.to_string()))?;
            text.push('\n');
        }
        let written = Disk::new().write(&self.root().join(QUESTIONS), text.as_bytes());
        written.map_err(|error| Problem::new(QUESTIONS, "cannot-write", error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_question_and_broken_lines_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let case = Case::create(&folder.path().join("case")).expect("makes");
        let question = |words: &str| Question { name: "mine".into(), words: words.into(), facets: BTreeMap::new() };
        case.keep_question(&question("one")).expect("keeps");
        case.keep_question(&question("two")).expect("keeps");
        assert_eq!(case.questions().expect("reads"), [question("two")]);
        assert!(case.keep_question(&question(" ")).is_err());
        case.remove_question("mine").expect("removes");
        assert_eq!(case.remove_question("mine").expect_err("is gone").code, "no-such-question");
        std::fs::write(case.root().join(QUESTIONS), "\n{\"name\":\"x\"}\n").expect("writes");
        assert!(case.questions().expect_err("has no words").place.starts_with("questions.jsonl:2:"));
    }
}
