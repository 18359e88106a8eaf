//! The private draft's pages, drawn when they are asked for.
//!
//! The main function is [`file`]. `build` writes the same pages into a folder; the desk draws them from what it holds, so
//! that a decision shows on the next page that is opened and nothing has to be written first.

use crate::assemble::Built;

/// The bytes at a path from the root of the draft, with `/`: a page, or a file that all pages share.
pub fn file(built: &Built, path: &str) -> Option<Vec<u8>> {
    if let Some((_, bytes)) = rollcall_publish::assets(built.private()).into_iter().find(|(name, _)| *name == path) {
        return Some(bytes.to_vec());
    }
    rollcall_publish::page(built.private(), path).map(|page| page.render())
}
