//! Word packs, looked up
