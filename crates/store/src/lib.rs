//! An index over a finished build
