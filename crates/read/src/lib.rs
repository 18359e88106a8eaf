//! Text layers and records become claims
