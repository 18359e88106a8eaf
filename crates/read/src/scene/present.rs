//! Lists of those present: a line that announces them, and lines that each begin with one.
//!
//! A sentence that ends with a colon and speaks of those present opens the list for the engagements spoken of last. It
//! goes on while lines begin with a party and say nothing else that a pattern knows.

use super::Scene;
use rollcall_lexicon::words::Gap;

/// Parties of one list, at most.
const LONGEST: usize = 200;

/// A list that the text is in the middle of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Present {
    engagements: Vec<usize>,
    /// The paragraph of the last line.
    paragraph: usize,
    left: usize,
}

impl Scene<'_, '_, '_> {
    /// Opens a list, goes on with one or ends it. `silent` says that no pattern fits the sentence.
    pub(super) fn present(&mut self, silent: bool) {
        let words = self.clause.words.clone();
        let colon = self.text.gap(words.end).has(Gap::COLON);
        if colon && self.text.any(words.clone(), "those-present") {
            let told: Vec<usize> = self.told.values().flatten().copied().collect();
            let focus = || self.memory.registry.in_focus(self.sentence.paragraph, &[], false);
            let engagements = if told.is_empty() { focus() } else { told };
            let list = Present { engagements, paragraph: self.sentence.paragraph, left: LONGEST };
            self.memory.present = Some(list).filter(|list| !list.engagements.is_empty());
            return;
        }
        let Some(mut list) = self.memory.present.take() else { return };
        let line = |at: usize| at == words.start || self.text.gap(at).has(Gap::LINE.and(Gap::PARAGRAPH));
        let first = |index: &usize| {
            let mention = self.mention(*index);
            !mention.inside && mention.is_party() && !mention.members && line(mention.whole.start)
        };
        let parties: Vec<usize> = (0..self.clause.mentions.len()).filter(first).take(list.left).collect();
        let starts = parties.first().is_some_and(|index| self.mention(*index).whole.start == words.start);
        if !silent || !starts || self.sentence.paragraph.saturating_sub(list.paragraph) > 1 {
            return;
        }
        for id in &list.engagements {
            for index in &parties {
                self.simple_part(*id, *index, "attendee", self.mention(*index).whole.clone());
            }
        }
        list.left -= parties.len();
        list.paragraph = self.sentence.paragraph;
        self.memory.present = Some(list).filter(|list| list.left > 0);
    }
}
