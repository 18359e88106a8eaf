//! The words for and against: claims with their file, its place in the archive, and who read them.
//!
//! The main type is [`Wording`], which turns a claim of the copy into words.

use super::copy::Copy;
use crate::folder::Case;
use crate::words::Index;
use rollcall_archive::log::{Entry, EntryKind};
use rollcall_archive::{Archive, Disk};
use rollcall_model::claim::{Anchor, Basis, Claim, State, Voice};
use rollcall_model::entity::{Entity, PropertyValue};
use rollcall_model::id::ClaimId;
use rollcall_model::layer::{CodePoints, Span};
use rollcall_model::ontology::AWAY;
use rollcall_model::problem::Problem;
use rollcall_model::roll::RollRow;
use rollcall_model::source::Access;
use rollcall_model::view::View;
use rollcall_publish::report::dossier::{Against, LogLine, Word};
use std::collections::{BTreeMap, BTreeSet};

/// How many code points stand around words on either side.
const AROUND: usize = 200;

/// What something has once, though sources may put it in several ways.
const ONCE: [&str; 7] = ["date", "startDate", "endDate", "place", "rank", "post", "mode"];

/// What a claim's words are made from.
pub(super) struct Wording<'a> {
    pub copy: &'a Copy,
    pub index: Index<'a>,
    /// The line of the log that took each file in, by path and hash.
    log: BTreeMap<(String, String), LogLine>,
}

impl<'a> Wording<'a> {
    /// Over a copy and the archive of its case.
    pub fn new(case: &Case, copy: &'a Copy) -> Result<Self, Vec<Problem>> {
        let disk = Disk::new();
        let archive = Archive::open(case.root(), &disk).map_err(|error| error.problems())?;
        let files = archive.entries().iter().filter(|entry| entry.kind == EntryKind::File);
        let log = files.filter_map(|entry| Some(((entry.path.clone()?, entry.sha256.clone()), line(entry)))).collect();
        Ok(Self { copy, index: Index::known(&copy.built.all), log })
    }

    fn claim(&self, id: &ClaimId) -> Option<&'a Claim> {
        self.index.claim(id)
    }

    /// The state of a claim.
    pub fn state(&self, id: &ClaimId) -> State {
        self.copy.built.state(id)
    }

    /// Some claims in words, in the order of their places.
    pub fn words<'i>(&self, claims: impl IntoIterator<Item = &'i ClaimId>) -> Vec<Word> {
        let mut claims: Vec<&Claim> = claims.into_iter().filter_map(|id| self.claim(id)).collect();
        let place = |claim: &&'a Claim| {
            let anchor = &claim.anchor;
            (anchor.source.as_str(), anchor.page, anchor.row, anchor.start, anchor.end, claim.property.as_str(), &claim.id)
        };
        claims.sort_by(|a, b| place(a).cmp(&place(b)));
        claims.dedup_by(|a, b| a.id == b.id);
        claims.into_iter().filter_map(|claim| self.word(claim)).collect()
    }

    fn word(&self, claim: &Claim) -> Option<Word> {
        let anchor = &claim.anchor;
        let source = self.copy.built.private().source(&anchor.source)?;
        let credit = source.credit(anchor);
        let shown = |text: &str| self.copy.shown(text);
        let open = source.info.access != Access::Confidential;
        let (words, around) = self.quoted(anchor);
        let log = self.log.get(&(anchor.source.clone(), anchor.sha256.clone())).filter(|_| open);
        Some(Word {
            claim: claim.id.to_string(),
            of: claim.kind.info().plain.clone(),
            property: claim.property.clone(),
            value: shown(self.index.value(&claim.value)),
            state: self.state(&claim.id),
            words,
            seen: anchor.seen().is_some(),
            around,
            voices: claim.attributed_to.iter().map(|voice| self.voice(voice)).collect(),
            file: shown(&anchor.source),
            title: shown(&credit.title()),
            publisher: credit.publisher().map(shown),
            date: credit.dated().map(|date| date.to_string()),
            place: place(anchor, open),
            sha256: anchor.sha256.clone(),
            log: log.cloned(),
            read_by: read_by(claim),
        })
    }

    fn voice(&self, voice: &Voice) -> String {
        let gone = voice.mention.as_ref().is_some_and(|mention| self.copy.withheld.is_gone(mention));
        if gone { crate::withheld::COVERED.into() } else { self.copy.shown(&voice.name) }
    }

    /// The words, and the sentence around them; cells of a table stand for themselves.
    fn quoted(&self, anchor: &Anchor) -> (String, Option<String>) {
        if let Some(seen) = anchor.seen() {
            return (self.copy.shown(seen), None);
        }
        let Some(text) = self.copy.built.inputs.texts.get(&anchor.source) else {
            return (self.copy.shown(&anchor.text), None);
        };
        let text = CodePoints::new(text);
        let slice = |start: usize, end: usize| text.slice(Span { start, end }).unwrap_or_default();
        let before = from_sentence(slice(anchor.start.saturating_sub(AROUND), anchor.start));
        // A sentence may end with the last of the words.
        let last = slice(anchor.end.saturating_sub(1).max(anchor.start), (anchor.end + AROUND).min(text.len()));
        let after = to_sentence(last).saturating_sub(1);
        let around = Span { start: anchor.start - before, end: anchor.end + after };
        let stretch = |span| self.copy.stretch(&anchor.source, &text, span);
        (stretch(anchor.span()), anchor.row.is_none().then(|| stretch(around).trim().to_string()))
    }

    /// What speaks against some things: what is denied, what sources give otherwise, what people rejected or dispute.
    pub fn against_things(&self, things: &[&Entity]) -> Vec<Against> {
        let mut out = Vec::new();
        for thing in things {
            for value in thing.values("status").iter().filter(|value| value.value.words() != "held") {
                out.extend(self.against(&value.claims, "denied", |shown| format!("A source says of it: {shown}."), value));
            }
            for (property, values) in &thing.properties {
                out.extend(self.disagreeing(thing, property, values));
            }
        }
        for (state, why, says) in [
            (State::Rejected, "rejected", "A reviewer rejected what was read in these words."),
            (State::Disputed, "disputed", "A reviewer disputes what these words say."),
        ] {
            let claims = things.iter().flat_map(|thing| thing.claims()).filter(|id| self.state(id) == state);
            let words = self.words(claims.collect::<BTreeSet<_>>());
            out.extend((!words.is_empty()).then(|| Against { why, says: says.into(), words }));
        }
        out.sort_by(|a, b| (a.why, &a.says).cmp(&(b.why, &b.says)));
        out
    }

    fn against(
        &self,
        claims: &[ClaimId],
        why: &'static str,
        says: impl Fn(&str) -> String,
        value: &PropertyValue,
    ) -> Option<Against> {
        let words = self.words(claims.iter().filter(|id| self.state(id).exists()));
        (!words.is_empty()).then(|| Against { why, says: says(&self.copy.shown(value.value.words())), words })
    }

    /// Values of one property that may not all be so, each with its words.
    fn disagreeing(&self, thing: &Entity, property: &str, values: &[PropertyValue]) -> Option<Against> {
        let one = ONCE.contains(&property) || thing.kind.property(property).is_some_and(|known| !known.many);
        let stands = |value: &&PropertyValue| value.claims.iter().any(|id| self.state(id).exists());
        let values: Vec<&PropertyValue> = values.iter().filter(stands).collect();
        if !one || property == "status" || values.len() < 2 {
            return None;
        }
        let said: Vec<String> = values.iter().map(|value| format!("“{}”", self.copy.shown(value.value.words()))).collect();
        let claims = values.iter().flat_map(|value| &value.claims).filter(|id| self.state(id).exists());
        Some(Against {
            why: "disagrees",
            says: format!("Not all words give the same {property}: {}.", said.join(", ")),
            words: self.words(claims),
        })
    }

    /// Lines of the roll that have a party away from an engagement, where both are among some ids; but for one line.
    pub fn away(&self, ids: &BTreeSet<&str>, but: &str) -> Vec<Against> {
        let is = |row: &&RollRow| {
            let about = ids.contains(row.participant.id.as_str()) && ids.contains(row.engagement.id.as_str());
            about && row.id.as_str() != but && AWAY.contains(&row.role.as_str()) && row.state.exists()
        };
        let line = |row: &RollRow| Against {
            why: "away",
            says: format!("Words have {} away from it ({}).", self.copy.shown(&row.participant.name), row.role),
            words: self.words(&row.statements),
        };
        self.copy.built.private().roll.iter().map(AsRef::as_ref).filter(is).map(line).collect()
    }
}

/// How many code points the end of what stands before has from its sentence's begin.
fn from_sentence(before: &str) -> usize {
    let letters: Vec<char> = before.chars().collect();
    let ends =
        |at: &usize| letters[*at] == '\n' || (*at > 0 && letters[*at].is_whitespace() && ".!?".contains(letters[*at - 1]));
    let begin = (0..letters.len()).rev().find(ends).map_or(0, |at| at + 1);
    letters.len() - begin
}

/// How many code points a text has up to its sentence's end.
fn to_sentence(text: &str) -> usize {
    let letters: Vec<char> = text.chars().collect();
    let ends = |at: &usize| {
        let next = letters.get(*at + 1);
        next == Some(&'\n') || (".!?".contains(letters[*at]) && next.is_none_or(|next| next.is_whitespace()))
    };
    (0..letters.len()).find(ends).map_or(letters.len(), |at| at + 1)
}

fn line(entry: &Entry) -> LogLine {
    LogLine { n: entry.n, sum: entry.sum.clone(), at: entry.at.clone() }
}

/// Where words stand; of a confidential source only that they are its words.
fn place(anchor: &Anchor, open: bool) -> String {
    match (anchor.row, &anchor.column, anchor.page) {
        _ if !open => "released words".into(),
        (Some(row), Some(column), _) => format!("row {row}, column {column}"),
        (Some(row), None, _) => format!("row {row}"),
        (None, _, Some(page)) => format!("page {page}, letters {} to {}", anchor.start, anchor.end),
        (None, _, None) => format!("letters {} to {}", anchor.start, anchor.end),
    }
}

/// Who or what read a claim, in words.
fn read_by(claim: &Claim) -> String {
    match claim.basis {
        Basis::Read => format!("read by the rule or model {}", claim.by),
        Basis::Record => format!("a cell of a table or a list of data, by {}", claim.by),
        Basis::Person => "written down by a person".into(),
        Basis::Rule => format!("derived by {}", claim.by),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_their_sentence() {
        assert_eq!(from_sentence("One came. Two "), 4);
        assert_eq!(from_sentence("Two "), 4);
        assert_eq!(from_sentence("A head\nTwo "), 4);
        assert_eq!(to_sentence("x came. Three"), 7);
        assert_eq!(to_sentence("x came\n\nThree"), 6);
        assert_eq!(to_sentence(". Three"), 1, "the words end with the sentence");
        assert_eq!(to_sentence(""), 0);
    }
}
