//! Lists of those present: a line that announces them, and lines that each begin with one.
//!
//! A sentence that ends with a colon and speaks of those present opens the list for the engagements spoken of last. It
//! goes on while lines begin with a party, go on with no more than a description, and say nothing that a pattern knows.

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
        let announced = words.clone().any(|at| self.text.class_ends(at, "those-present").any(|end| end == words.end));
        if colon && announced {
            let told: Vec<usize> = self.told.values().flatten().copied().collect();
            let focus = || self.memory.registry.in_focus(self.sentence.paragraph, &[], false);
            let engagements = if told.is_empty() { focus() } else { told };
            let list = Present { engagements, paragraph: self.sentence.paragraph, left: LONGEST };
            self.memory.present = Some(list).filter(|list| !list.engagements.is_empty());
            return;
        }
        let Some(mut list) = self.memory.present.take() else { return };
        let line = |at: usize| at == words.start || self.text.gap(at).has(Gap::LINE.and(Gap::PARAGRAPH));
        let opens = |at: usize| line(at) || at > words.start && self.text.is(at - 1, "determiner") && line(at - 1);
        let ends = |at: usize| {
            at == words.end
                || self.text.gap(at).has(Gap::COMMA.and(Gap::SEMICOLON).and(Gap::DASH).and(Gap::OPEN))
                || line(at)
        };
        let first = |index: &usize| {
            let mention = self.mention(*index);
            !mention.inside
                && mention.is_party()
                && !mention.members
                && opens(mention.whole.start)
                && ends(mention.whole.end)
        };
        let parties: Vec<usize> = (0..self.clause.mentions.len()).filter(first).take(list.left).collect();
        let starts = parties.first().is_some_and(|index| self.mention(*index).whole.start <= words.start + 1);
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
