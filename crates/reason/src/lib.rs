//! Facts and rules become findings with proofs.
//!
//! The main types are [`RuleSet`], rules read from text and checked, and [`Facts`], what they range over; the main
//! function is [`findings`]. What happens between the two, in order: `lex`, `constants` and `parse` read the
//! language, `made` turns exceptions and first dates into plain rules, `check` and `strata` refuse what has no
//! meaning, `idle` tells what will never matter, `fair` refuses what is no business of ours to say, `engine` derives
//! facts bottom up and keeps every way in which they follow, `web` cuts out of that graph what one fact rests on,
//! `proofs` takes the smallest proofs from it, `find` puts them into words. [`standing`] says on what a finding
//! stands or falls, and [`checker`] goes through all of it a second time in another way.
//!
//! Why an engine of our own: what a finding needs is not the facts that follow but the ways in which they do, with a
//! certainty from comparing dates that are not exact, and that is what the engines at hand leave out. The language is
//! described in `docs/design/rules.md`.

mod alone;
mod ast;
mod change;
mod check;
pub mod checker;
mod circle;
mod constants;
mod counted;
mod engine;
mod facts;
mod fair;
mod find;
mod following;
mod ground;
mod idle;
mod intake;
mod join;
mod keys;
mod lex;
mod loaded;
mod long;
mod made;
mod names;
mod parse;
mod plan;
mod proofs;
mod props;
mod relation;
mod rising;
mod rules;
mod standard;
mod standing;
mod store;
mod strata;
mod table;
mod template;
mod tokens;
mod update;
mod web;
mod when;
mod why;
mod words;

pub use alone::{Alone, AloneLoader, Finder, GivenClaim, GivenValue, Giving, IdsElsewhere, Told};
pub use constants::{Constant, Declared};
pub use engine::Limits;
pub use facts::{Facts, Member, NO_SOURCES};
pub use fair::VERDICT_TOML;
pub use find::{Listed, findings, findings_of, order};
pub use following::{Findings, Following, Otherwise};
pub use intake::Beside;
pub use keys::Keys;
pub use loaded::{Loaded, Loader, Size};
pub use rules::{Rule, RuleFile, RuleSet, Stratum};
pub use standard::standard_rules;
pub use standing::{Standing, TOGETHER, standing};
pub use update::Changes;
pub use why::{Part, Step};
