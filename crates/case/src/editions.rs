//! What was published: `editions/N.json`, the ids that an edition pinned, and how one edition differs from the next.
//!
//! The main type is [`EditionFile`]. It keeps every published claim in words and every line with its address, so that a notice,
//! a comparison or a lawyer's file can say years later what stood where.

use crate::build::Stamps;
use crate::folder::Case;
use crate::public;
use crate::snapshot::Snapshot;
use crate::words::Index;
use rollcall_archive::Disk;
use rollcall_model::date::Day;
use rollcall_model::decision::ClaimWords;
use rollcall_model::id::{ClaimId, EntityId, MentionId};
use rollcall_model::problem::Problem;
use rollcall_model::view::{Change, Changes, Notice};
use rollcall_publish::Published;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// A line of `ids.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The format: 1.
    pub v: u32,
    /// The id.
    pub id: EntityId,
    /// A mention of what it names.
    pub mention: MentionId,
    /// The edition that first used it.
    pub edition: u32,
}

/// `editions/N.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditionFile {
    /// The format: 1.
    pub v: u32,
    /// The edition's number.
    pub edition: u32,
    /// Its day.
    pub day: String,
    /// A hash of all that it shows, but for number and day.
    pub shows: String,
    /// Every published claim in words.
    pub claims: BTreeMap<ClaimId, ClaimWords>,
    /// Everything that it says with its address, by id. Editions of a first version lack it.
    #[serde(default)]
    pub lines: BTreeMap<String, Published>,
    /// What it says was taken back or put right.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// When each page changed last.
    #[serde(default)]
    pub pages: Stamps,
    /// Every file with its SHA-256.
    pub files: BTreeMap<String, String>,
}

/// An [`EditionFile`] as it is written: claims are put in words one by one, since those of a large case would fill the memory.
#[derive(Serialize)]
struct Written<'a> {
    v: u32,
    edition: u32,
    day: &'a str,
    shows: &'a str,
    claims: InWords<'a>,
    lines: &'a BTreeMap<String, Published>,
    notices: &'a [Notice],
    pages: &'a Stamps,
    files: &'a BTreeMap<String, String>,
}

struct InWords<'a> {
    view: &'a Snapshot,
    index: &'a Index<'a>,
}

impl Serialize for InWords<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.view.claims.iter().map(|(id, stated)| (id, self.index.words(&stated.claim))))
    }
}

/// What one must know of an edition to place the next: its file has much more.
#[derive(Debug, Deserialize)]
pub struct EditionHead {
    /// The edition's number.
    pub edition: u32,
    /// Its day.
    pub day: String,
    /// A hash of all that it shows, but for number and day.
    pub shows: String,
    /// What it says was taken back or put right.
    #[serde(default)]
    pub notices: Vec<Notice>,
}

impl Case {
    /// All editions so far, by number.
    ///
    /// # Errors
    /// When a file of an edition is broken.
    pub fn editions(&self) -> Result<Vec<EditionHead>, Vec<Problem>> {
        let mut editions: Vec<EditionHead> = Vec::new();
        for entry in fs::read_dir(self.root().join("editions")).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".json") && !name.starts_with('.') {
                editions.push(self.edition_file(&name)?);
            }
        }
        editions.sort_by_key(|edition| edition.edition);
        Ok(editions)
    }

    /// The whole of one edition.
    ///
    /// # Errors
    /// When its file is broken.
    pub fn edition(&self, number: u32) -> Result<EditionFile, Vec<Problem>> {
        self.edition_file(&format!("{number}.json"))
    }

    /// As much of one edition as a type holds.
    pub(crate) fn edition_file<T: DeserializeOwned>(&self, name: &str) -> Result<T, Vec<Problem>> {
        let place = format!("editions/{name}");
        let read = fs::read(self.root().join(&place)).map_err(|error| error.to_string());
        let parsed = read.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string()));
        parsed.map_err(|error| vec![Problem::new(&place, "bad-edition", error).hint("restore the file from a copy")])
    }

    /// What the case keeps of an edition.
    pub(crate) fn edition_text(
        &self,
        view: &Snapshot,
        (number, day, shows): (u32, Day, String),
        (lines, pages): (BTreeMap<String, Published>, Stamps),
        files: BTreeMap<String, String>,
    ) -> Result<Vec<u8>, Vec<Problem>> {
        let index = Index::new(view.claims.values().map(|stated| &stated.claim));
        let edition = Written {
            v: 1,
            edition: number,
            day: &day.to_string(),
            shows: &shows,
            claims: InWords { view, index: &index },
            lines: &lines,
            notices: &view.notices,
            pages: &pages,
            files: &files,
        };
        let mut text =
            serde_json::to_vec(&edition).map_err(|error| vec![Problem::new("editions", "internal", error.to_string())])?;
        text.push(b'\n');
        Ok(text)
    }

    /// Keeps an edition, and the ids that it is the first to use.
    pub(crate) fn keep_edition(&self, view: &Snapshot, number: u32, text: &[u8]) -> Result<(), Vec<Problem>> {
        let failed = |error: std::io::Error| vec![Problem::new("editions", "cannot-write", error.to_string())];
        let disk = Disk::new();
        let pins = self.new_pins(view, number)?;
        if !pins.is_empty() {
            disk.append(&self.root().join("ids.jsonl"), pins.trim_end()).map_err(failed)?;
        }
        disk.write(&self.root().join(format!("editions/{number}.json")), text).map_err(failed)
    }

    /// Lines of `ids.jsonl` for what no edition has named before.
    fn new_pins(&self, view: &Snapshot, edition: u32) -> Result<String, Vec<Problem>> {
        let known = fs::read_to_string(self.root().join("ids.jsonl")).unwrap_or_default();
        let known = known.lines().filter_map(|line| serde_json::from_str::<Pin>(line).ok());
        let pinned: BTreeSet<MentionId> = known.map(|pin| pin.mention).collect();
        let mut lines = String::new();
        for (id, mention) in public::pins(&view.entities).filter(|(_, mention)| !pinned.contains(*mention)) {
            let pin = Pin { v: 1, id: id.clone(), mention: mention.clone(), edition };
            lines += &serde_json::to_string(&pin)
                .map_err(|error| vec![Problem::new("ids.jsonl", "internal", error.to_string())])?;
            lines.push('\n');
        }
        Ok(lines)
    }
}

/// Notices with the edition that was the first to have each: one of those before, else this one.
pub fn dated(notices: &[Notice], before: &[EditionHead], this: u32) -> Vec<Notice> {
    let first = |notice: &Notice| {
        let same = |known: &&Notice| Notice { edition: 0, ..(*known).clone() } == *notice;
        before.iter().flat_map(|edition| &edition.notices).find(same).map_or(this, |known| known.edition)
    };
    notices.iter().map(|notice| Notice { edition: first(notice), ..notice.clone() }).collect()
}

/// How what is said now differs from an earlier edition.
pub fn changes(before: &EditionFile, now: &BTreeMap<String, Published>) -> Changes {
    let (mut came, mut changed) = (Vec::new(), Vec::new());
    let says = |line: &&Published| !line.says.is_empty();
    for (id, line) in now.iter().filter(|(_, line)| says(line)) {
        let change = || Change { place: line.place.clone(), says: line.says.clone() };
        match before.lines.get(id) {
            None => came.push(change()),
            Some(old) if old.says != line.says => changed.push(change()),
            Some(_) => {}
        }
    }
    came.sort();
    changed.sort();
    let went = before.lines.iter().filter(|(id, line)| says(line) && !now.contains_key(*id)).count();
    Changes { edition: before.edition, day: before.day.clone(), came, changed, went }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(says: &str) -> Published {
        Published { place: format!("en/{says}.html"), is: "a finding".into(), says: says.into() }
    }

    fn edition(lines: &[(&str, &str)]) -> EditionFile {
        EditionFile {
            v: 1,
            edition: 3,
            day: "2022-06-01".into(),
            shows: String::new(),
            claims: BTreeMap::new(),
            lines: lines.iter().map(|(id, says)| (id.to_string(), line(says))).collect(),
            notices: Vec::new(),
            pages: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }

    #[test]
    fn what_came_what_went_and_what_reads_differently() {
        let before = edition(&[("f1", "one"), ("f2", "two"), ("f3", "three")]);
        let now = [("f1", "one"), ("f2", "other"), ("f4", "four")];
        let now = now.iter().map(|(id, says)| (id.to_string(), line(says))).collect();
        let changes = changes(&before, &now);
        let said = |list: &[Change]| list.iter().map(|change| change.says.clone()).collect::<Vec<_>>();
        assert_eq!((said(&changes.came), said(&changes.changed)), (vec!["four".to_string()], vec!["other".to_string()]));
        assert_eq!((changes.went, changes.edition), (1, 3));
    }

    #[test]
    fn a_notice_belongs_to_the_first_edition_that_had_it() {
        let notice = |words: &str, edition| Notice {
            day: "2022-06-01".into(),
            id: "f1".into(),
            place: "en/findings/f1.html".into(),
            was: "a finding".into(),
            gone: true,
            edition,
            words: words.into(),
        };
        let head = |notices| EditionHead { edition: 3, day: "2022-06-01".into(), shows: String::new(), notices };
        let before = [head(vec![notice("old", 2)])];
        let dated = dated(&[notice("new", 0), notice("old", 0)], &before, 4);
        assert_eq!(dated.iter().map(|notice| notice.edition).collect::<Vec<_>>(), [4, 2]);
    }
}
