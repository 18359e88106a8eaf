//! Bounds on what one file may cost. They count bytes, pages and letters, never seconds, so that the same file gives the
//! same answer on any machine.

use serde::{Deserialize, Serialize};

/// What one file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file.
    pub max_bytes: usize,
    /// Bytes of the text made from it.
    pub max_text_bytes: usize,
    /// Pages of a paged file.
    pub max_pages: usize,
    /// Drawing instructions of a paged file, a letter being one.
    pub max_marks: usize,
    /// Elements of a page of HTML that stand open inside each other: the parser's work grows with its square.
    pub max_html_depth: usize,
    /// Bytes of all parts of a packed file together, unpacked.
    pub max_unpacked_bytes: usize,
    /// Pixels of a photograph.
    pub max_pixels: usize,
    /// Rows of one sheet that hold anything.
    pub max_rows: usize,
    /// Columns of one sheet.
    pub max_columns: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 256 << 20,
            max_text_bytes: 64 << 20,
            max_pages: 20_000,
            max_marks: 20_000_000,
            max_html_depth: 10_000,
            max_unpacked_bytes: 384 << 20,
            max_pixels: 80_000_000,
            max_rows: 200_000,
            max_columns: 512,
        }
    }
}
