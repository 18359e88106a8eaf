//! Text layers and records become claims

pub mod document;
