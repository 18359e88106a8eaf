//! Calls for action: numbered lists, who makes them, and whom they address.

/// The calls that a text is in the middle of.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    /// The author's entity, from the sentence that opens the list.
    pub author: Option<usize>,
    /// The addressees' entities, from the opening or from a heading that names one.
    pub addressees: Vec<usize>,
    /// The paragraph of the last opening, heading or item.
    pub paragraph: usize,
}

impl Calls {
    /// Whether an item in this paragraph belongs to the list.
    pub fn open(&self, paragraph: usize) -> bool {
        self.author.is_some() && paragraph.saturating_sub(self.paragraph) <= 2
    }
}
