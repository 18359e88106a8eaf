//! Who says what a sentence says.

use super::Scene;
use crate::document::EntityType;
use rollcall_lexicon::Entry;
use rollcall_lexicon::words::Gap;

impl<'t> Scene<'t, '_, '_> {
    /// Whose words the sentence is.
    pub(super) fn find_voices(&mut self) -> Vec<usize> {
        let mut out = Vec::new();
        for at in self.clause.words.clone() {
            for hit in self.text.at(at) {
                let Entry::Attribution(n) = hit.entry else { continue };
                let index = match self.text.lexicon.all.attribution[n].voice.as_str() {
                    "after" => self.voice_after(hit.end),
                    "before" if self.clause.owner(at).is_none() => self.voice_before(at),
                    _ => None,
                };
                if let Some(entity) = index.and_then(|i| self.end_of(i))
                    && !out.contains(&entity)
                    && out.len() < 4
                {
                    out.push(entity);
                }
            }
        }
        out
    }

    pub(super) fn can_speak(&self, index: usize) -> bool {
        let mention = self.mention(index);
        (mention.is_party() || mention.is(EntityType::Publication)) && (mention.people || !mention.demonym)
    }

    pub(super) fn voice_after(&self, from: usize) -> Option<usize> {
        (from..(from + 5).min(self.clause.words.end)).find_map(|at| self.clause.owner(at)).filter(|i| self.can_speak(*i))
    }

    pub(super) fn voice_before(&self, at: usize) -> Option<usize> {
        let mut end = at;
        for _ in 0..3 {
            if end <= self.clause.words.start || self.text.gap(end).has(Gap::SEMICOLON) {
                return None;
            }
            if let Some(index) = self.clause.owner(end - 1) {
                return Some(index).filter(|i| self.can_speak(*i));
            }
            if self.text.is(end - 1, "function") && !self.text.is(end - 1, "adverb") {
                return None;
            }
            end -= 1;
        }
        None
    }
}
