//! Text layers and records become claims

pub mod claims;
pub mod document;
pub mod records;
