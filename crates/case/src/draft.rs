//! The private draft's pages, drawn when they are asked for.
//!
//! The main type is [`Draft`]. `build` writes the same pages into a folder; the desk draws them from what it holds, so that
//! a decision shows on the next page that is opened and nothing has to be written first.

use crate::assemble::Built;
use rollcall_publish::PlannedPage;
use std::collections::BTreeMap;

/// The pages of a draft, gathered and not yet drawn.
#[derive(Debug)]
pub struct Draft(BTreeMap<String, PlannedPage>);

impl Draft {
    /// The pages of what a case's owner sees.
    pub fn of(built: &Built) -> Self {
        let pages = rollcall_publish::plan(built.private());
        Self(pages.into_iter().map(|page| (page.path().to_string(), page)).collect())
    }

    /// The bytes at a path from the root of the draft, with `/`: a page, or a file that all pages share.
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        if let Some(page) = self.0.get(path) {
            return Some(page.render());
        }
        rollcall_publish::assets().into_iter().find(|(name, _)| *name == path).map(|(_, bytes)| bytes.to_vec())
    }
}
