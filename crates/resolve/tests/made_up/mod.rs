//! Cases with known truth: who each mention is and which engagement each one tells of. The main type is [`MadeUp`].
//!
//! A world of people, forces, bodies and engagements is drawn by chance from `tests/suite/resolve/words.txt`; documents tell
//! of it as documents do: in other spellings, with and without ranks and posts, with dates that are a month or a day off.
//! The truth is kept by mention, so that any clustering of the same claims can be held against it.

mod chance;
mod telling;
mod words;
mod world;

pub use chance::Chance;
pub use words::Words;

use rollcall_model::claim::Claim;
use rollcall_model::id::MentionId;
use rollcall_resolve::{Book, Party, Rung, Settings};
use std::collections::BTreeMap;

/// Which thing each mention is.
pub type Truth = BTreeMap<MentionId, String>;

/// A case with its truth.
pub struct MadeUp {
    /// What its documents say, one document after the other.
    pub claims: Vec<Claim>,
    /// What the owner of the case lists: states with their codes, and the ladder of ranks.
    pub settings: Settings,
    /// Who each mention of a person is.
    pub people: Truth,
    /// Which body, force or state each other party is.
    pub bodies: Truth,
    /// Which engagement each mention tells of.
    pub engagements: Truth,
    /// Which role in a body, and which measure, each link is.
    pub links: Truth,
}

/// How large a case is made.
#[derive(Clone, Copy)]
pub struct Size {
    /// People, near-namesakes among them.
    pub people: usize,
    /// Engagements, each told by one to four documents.
    pub engagements: usize,
}

impl MadeUp {
    /// The case of a number: the same number gives the same case.
    pub fn new(number: u64, size: Size) -> Self {
        let words = Words::read();
        let world = world::World::new(&words, &mut Chance::new(number), size);
        telling::tell(&world, &words, &mut Chance::new(number ^ 0x5eed))
    }

    /// The settings, ready to be looked up.
    pub fn book(&self) -> Book {
        Book::new(&self.settings)
    }

    /// The documents in order of their telling.
    pub fn documents(&self) -> Vec<String> {
        let mut found: Vec<String> = self.claims.iter().map(|claim| claim.anchor.source.clone()).collect();
        found.dedup();
        found
    }
}

/// States and ranks as the owner of a case would list them.
fn settings(words: &Words) -> Settings {
    let state = |cells: &Vec<String>| Party {
        name: cells[0].clone(),
        kind: Some(rollcall_model::ontology::kinds::STATE),
        country: Some(cells[1].clone()),
        also: Vec::new(),
    };
    let rung = |cells: &Vec<String>| Rung { names: vec![cells[0].clone()], order: cells[1].parse().expect("is a number") };
    Settings { parties: words.all("state").iter().map(state).collect(), ranks: words.all("rank").iter().map(rung).collect() }
}
