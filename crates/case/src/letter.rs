//! `reply`: the letter that asks a party about every claim on it that the next edition would hold.
//!
//! The main function is [`Case::reply`]. It takes the public view also where `publish` would refuse it, for what `publish`
//! waits for is that somebody was asked.

use crate::assemble::Built;
use crate::called;
use crate::folder::Case;
use crate::leak;
use crate::protected::refuse_locked;
use crate::report::{dated, refuse_foreign, write};
use rollcall_model::date::Day;
use rollcall_model::id::EntityId;
use rollcall_model::problem::Problem;
use rollcall_publish::report;
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};

/// The files of a letter.
const DOCX: &str = "letter.docx";
const TEXT: &str = "letter.txt";

/// What is asked for.
#[derive(Debug, Clone)]
pub struct ReplyRequest<'r> {
    /// The party: a name or an id.
    pub to: &'r str,
    /// The last day to answer.
    pub until: Option<Day>,
    /// The folder to write; `reply-ID` here where none is given.
    pub out: Option<&'r Path>,
}

/// What `reply` did.
#[derive(Debug, Clone, Serialize)]
pub struct ReplyDone {
    /// The party's id.
    pub party: EntityId,
    /// Its name.
    pub name: String,
    /// How many numbered sentences the letter has.
    pub claims: usize,
    /// The files written.
    pub files: Vec<String>,
}

impl Case {
    /// Writes the letter to a party.
    ///
    /// # Errors
    /// When nobody or several are called so, nothing about them may go out, the folder holds something else, or the disk
    /// refuses.
    pub fn reply(&self, built: &Built, request: &ReplyRequest<'_>) -> Result<ReplyDone, Problem> {
        refuse_locked(built)?;
        let cache = self.kept();
        let public = built.public(&cache)?;
        let party = called::party(public, built.private(), "--to", request.to, |kind| kind.is_party())?;
        let mut view = public.clone();
        view.about.day = Some(dated(built, None)?);
        let letter = report::letter(&view, &party.id, request.until).filter(|letter| letter.claims > 0);
        let letter = letter.ok_or_else(|| {
            Problem::new("--to", "nothing-to-ask", format!("the next edition would say nothing about `{}`", party.name))
                .hint("accept what is said of them first")
        })?;
        let folder = request.out.map_or_else(|| PathBuf::from(format!("reply-{}", party.id)), Path::to_path_buf);
        refuse_other(&folder)?;
        let files = [(DOCX, letter.report.docx()), (TEXT, letter.report.text())];
        for (name, bytes) in &files {
            leak::refuse(name, bytes, &built.protected)?;
        }
        for (name, bytes) in &files {
            write(&folder.join(name), bytes)?;
        }
        let files = files.iter().map(|(name, _)| folder.join(name).display().to_string()).collect();
        Ok(ReplyDone { party: party.id.clone(), name: party.name.clone(), claims: letter.claims, files })
    }
}

/// A folder may be new, empty, or hold the files of a letter that nobody has worked on since.
fn refuse_other(folder: &Path) -> Result<(), Problem> {
    let place = folder.display().to_string();
    if folder.is_file() {
        return Err(Problem::new(place, "not-a-folder", "this is a file").hint("name a folder that does not exist yet"));
    }
    let mut names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    if names.any(|name| name != DOCX && name != TEXT) {
        return Err(Problem::new(place, "not-empty", "the folder holds files that Rollcall did not write")
            .hint("name a folder that does not exist yet"));
    }
    if !folder.join(DOCX).exists() && folder.join(TEXT).exists() {
        return Err(Problem::new(place, "not-ours", "the folder holds a `letter.txt` without its `letter.docx`")
            .hint("name a folder that does not exist yet"));
    }
    refuse_foreign(&folder.join(DOCX))
}
