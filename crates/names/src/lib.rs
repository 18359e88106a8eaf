//! Normalise and compare names
