//! The lawyer's file as data: what is held on one line, finding, thing or claim, before it is a document.
//!
//! The main type is [`Dossier`]. Why it is data of its own and no view: it tells of decisions, editions and the archive,
//! which no view holds. Whoever fills it has taken out what may not travel; here it is only put into words. The same data
//! is `dossier.json`, so that the document and the data cannot differ.

use super::dossier_report;
use super::model::Report;
use rollcall_model::claim::State;
use rollcall_model::finding::Certainty;
use serde::Serialize;

/// What stands at the head of it.
pub const PRIVATE: &str = "PRIVATE, for a lawyer: not for publication";

/// All that a case holds on one thing. Every text in it may be shown to its reader.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Dossier {
    /// The format: 1.
    pub v: u32,
    /// That it is private.
    pub private: &'static str,
    /// The case's title.
    pub case: String,
    /// The day of the latest decision: `2022-06-01`; nothing where nobody has decided anything.
    pub day: Option<String>,
    /// The id that was asked for.
    pub id: String,
    /// What it is: "a line of the roll", "a finding", "a person", "a claim".
    pub is: String,
    /// The sentence or the name, as the case has it now.
    pub says: Option<String>,
    /// Whether it stands in the case now: it is there, and no claim that makes it what it is was rejected or taken back.
    pub stands: bool,
    /// How sure it is, of a finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
    /// Why a finding is no surer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// What the next edition would say; empty where it would not have it. It may be several lines there, where a merge is not
    /// accepted.
    pub next_edition: Vec<String>,
    /// What each edition said.
    pub editions: Vec<Said>,
    /// Numbers of the editions that did not have it.
    pub editions_without: Vec<u32>,
    /// What readers were told was taken back or put right.
    pub notices: Vec<Told>,
    /// The words that say it.
    pub words_for: Vec<Word>,
    /// What speaks against it.
    pub against: Vec<Against>,
    /// Whether the case has sources of which nothing is shown here.
    pub closed_sources: bool,
    /// Which sources are independent.
    pub origins: Vec<Origin>,
    /// What follows without each origin.
    pub without: Vec<Without>,
    /// Every decision, in the order of time.
    pub decisions: Vec<Act>,
    /// The merges that it crosses.
    pub merges: Vec<Merge>,
    /// Whom it names, and what was asked and answered.
    pub replies: Vec<Asked>,
    /// How to check all this.
    pub checks: Vec<Check>,
}

/// What an edition said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The edition's number.
    pub edition: u32,
    /// Its day.
    pub day: String,
    /// The id that it had.
    pub id: String,
    /// Where it stood: a path from the site's root, perhaps with a place.
    pub place: String,
    /// The exact sentence or name; nothing for a claim, which is a part of one.
    pub says: String,
}

/// What readers were told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The day.
    pub day: String,
    /// Where it stood.
    pub place: String,
    /// Whether it was taken back; else it was put right.
    pub gone: bool,
    /// The first edition with the notice.
    pub edition: u32,
    /// What readers were told.
    pub words: String,
}

/// A claim with its words and the file that they stand in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Word {
    /// The claim's id.
    pub claim: String,
    /// What it speaks of: "meeting", "taking part".
    pub of: String,
    /// The property.
    pub property: String,
    /// The value, in words.
    pub value: String,
    /// What people decided of it.
    pub state: State,
    /// The words; of a picture, what a person saw there.
    pub words: String,
    /// Whether a person saw it in a picture, and these are no words of the source.
    pub seen: bool,
    /// The words with what stands around them.
    pub around: Option<String>,
    /// In whose words, from the outermost in.
    pub voices: Vec<String>,
    /// The file's path in the case, or what stands for a confidential one.
    pub file: String,
    /// What the document is called.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When it was written or became public.
    pub date: Option<String>,
    /// Page, row or letters.
    pub place: String,
    /// SHA-256 of the file; of a confidential one, SHA-256 of a secret and that.
    pub sha256: String,
    /// The line of the archive's log that took the file in.
    pub log: Option<LogLine>,
    /// Who or what read it.
    pub read_by: String,
}

/// A line of `archive/log.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogLine {
    /// Its number.
    pub n: u64,
    /// Its checksum.
    pub sum: String,
    /// When a person added the file, where that is written down.
    pub at: Option<String>,
}

/// Something that speaks against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Against {
    /// Why: `denied`, `disagrees`, `rejected`, `disputed`, `away`, `said`; `exception`, `not-found`, `else` of what would undo it.
    pub why: &'static str,
    /// In a sentence.
    pub says: String,
    /// The words, if it rests on any.
    pub words: Vec<Word>,
}

/// Sources that count once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// Its documents.
    pub documents: Vec<Document>,
}

/// A document of an origin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Document {
    /// The file's path in the case, or what stands for it.
    pub file: String,
    /// What it is called.
    pub title: String,
    /// What it repeats.
    pub rests_on: Vec<String>,
    /// The party that controls its publisher.
    pub controlled_by: Option<String>,
}

/// What follows without the files of one origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Without {
    /// The files that are left out.
    pub files: Vec<String>,
    /// Whether it still stands.
    pub stands: bool,
    /// Findings resting on the same claims that fall, in their words.
    pub falls: Vec<String>,
}

/// Something that a person decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Act {
    /// When.
    pub at: String,
    /// Who, by pseudonym.
    pub by: String,
    /// What was done.
    pub verb: &'static str,
    /// What it was done to, in words.
    pub on: String,
    /// The words that the person saw.
    pub quote: Option<String>,
    /// The file of these words.
    pub file: Option<String>,
    /// The right value, the answer, the day.
    pub value: Option<String>,
    /// The reason.
    pub why: Option<String>,
    /// Whether it counts; else somebody undid it.
    pub counts: bool,
}

/// A step by which mentions became one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merge {
    /// What is one: "person".
    pub of: String,
    /// The two names.
    pub names: [String; 2],
    /// The two files.
    pub files: [String; 2],
    /// `in-document`, `made`, `proposed` or `decided`.
    pub status: String,
    /// What speaks for it.
    pub speaks_for: Vec<String>,
    /// What speaks against it.
    pub against: Vec<String>,
    /// Who decided on it, and how.
    pub decided: Vec<Act>,
}

/// Somebody whom it names, and what was asked of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// The party.
    pub party: String,
    /// What was asked and answered, in order; empty where nothing is written down.
    pub lines: Vec<Answer>,
}

/// What was asked, or what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The day on which it was written down.
    pub day: String,
    /// By whom, by pseudonym.
    pub by: String,
    /// `asked`, `answered`, `declined`, `no-answer-by`, `not-approached`.
    pub verb: &'static str,
    /// The answer, or the day.
    pub words: Option<String>,
    /// The reason.
    pub why: Option<String>,
}

/// A command that checks something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The command.
    pub command: String,
    /// What it does.
    pub does: String,
}

impl Dossier {
    /// The document.
    pub fn report(&self) -> Report {
        dossier_report::report(self)
    }
}
