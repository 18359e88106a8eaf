//! What word packs know of names, for those who compare them.

use rollcall_lexicon::Lexicon;
use rollcall_lexicon::pack::PackError;
use rollcall_model::ontology::{Kind, kinds};
use rollcall_model::problem::Problem;
use rollcall_resolve::{Party, Rung};

/// Bodies and states of the packs with their other names.
pub fn parties(lexicon: &Lexicon) -> Vec<Party> {
    let states = lexicon.states().map(|state| Party {
        name: state.name.clone(),
        kind: Some(kinds::STATE),
        country: Some(state.iso2.clone()),
        also: state.also.clone(),
    });
    let forums = lexicon.forums().map(|forum| Party {
        name: forum.name.clone(),
        kind: Some(kinds::FORUM),
        country: None,
        also: forum.acronym.iter().chain(&forum.also).cloned().collect(),
    });
    let bodies = lexicon.bodies().map(|body| Party {
        name: body.name.clone(),
        kind: Kind::new(&body.kind),
        country: body.country.clone(),
        also: body.acronym.iter().chain(&body.also).cloned().collect(),
    });
    states.chain(forums).chain(bodies).collect()
}

/// The ladder of ranks: the entries of packs that give a rank its place, in all their forms.
pub fn ranks(lexicon: &Lexicon) -> Vec<Rung> {
    let rung = |rank: &rollcall_lexicon::pack::Rank| {
        Some(Rung { names: rank.forms.iter().chain(&rank.short).cloned().collect(), order: rank.order? })
    };
    lexicon.all.rank.iter().filter_map(rung).collect()
}

/// A fault in a word pack, with its place.
pub fn problem(error: &PackError) -> Problem {
    let problem =
        Problem::new(format!("{}:{}:{}", error.path, error.line, error.column), "bad-words", error.message.clone());
    match &error.hint {
        Some(hint) => problem.hint(hint.clone()),
        None => problem,
    }
}
