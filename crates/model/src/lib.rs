//! The words of the field: what every other crate speaks of, and nothing that does anything.
//!
//! The main types, in the order in which data passes through them:
//!
//! - [`source::Source`], a file and what its sidecar says of it; [`layer::Layer`], its words;
//! - [`claim::Claim`], one property of one mention with its [`claim::Anchor`]; [`date::Edtf`], when;
//! - [`entity::Entity`], what the mentions became, with the [`entity::Join`]s that made them so;
//! - [`finding::Finding`], what follows by which rule, with its [`finding::Proof`]s;
//! - [`against::Against`], what speaks against it;
//! - [`decision::Decision`], what a person said of it;
//! - [`roll::RollRow`] and [`view::View`], what may be shown to whom;
//! - [`ontology::Kind`], which kinds and properties there are; [`problem::Problem`], what went wrong.
//!
//! Why one crate without behaviour: every stage is a function from these records to these records, so stages can be
//! cut, cached, rerun and compared byte for byte, and none needs to know another.

pub mod against;
pub mod claim;
pub mod date;
pub mod decision;
pub mod entity;
pub mod finding;
pub mod held;
pub mod id;
pub mod layer;
pub mod ontology;
pub mod problem;
pub mod roll;
pub mod shared;
pub mod source;
pub mod view;
pub mod wording;
