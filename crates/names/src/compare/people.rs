//! Given names and surnames that are spellings of one another, from `data/people.bin`. The main function is [`groups`].
//!
//! A group is what one name is called in different languages and scripts. A word belongs to none, one or several.

use crate::table::{Place, Table};

static TABLE: Table = Table(include_bytes!("../../data/people.bin"));

/// Groups from here on are short forms of given names.
pub(crate) const SHORT_FORMS: u32 = 0x00f0_0000;

/// The groups that a word belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Groups(Place);

impl Groups {
    /// Whether there is any.
    pub fn is_known(self) -> bool {
        self.0.is_known()
    }

    /// The groups, ascending.
    pub fn all(self) -> impl Iterator<Item = u32> {
        TABLE.all(self.0)
    }

    /// A group that both belong to.
    pub fn shared(self, other: Self) -> Option<u32> {
        if !self.is_known() || !other.is_known() {
            return None;
        }
        let (mut ours, mut theirs) = (self.all().peekable(), other.all().peekable());
        while let (Some(one), Some(two)) = (ours.peek(), theirs.peek()) {
            match one.cmp(two) {
                std::cmp::Ordering::Equal => return Some(*one),
                std::cmp::Ordering::Less => _ = ours.next(),
                std::cmp::Ordering::Greater => _ = theirs.next(),
            }
        }
        None
    }
}

/// The groups of the word with this hash.
pub(crate) fn groups(hash: u64) -> Groups {
    Groups(TABLE.find(hash))
}
